//! Which table a field's type means.

use super::super::cell_type::Target;
use super::super::page::{Page, PageTable, Row};
use std::collections::BTreeMap;

/// A table, by its page and its place on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) page: usize,
    pub(super) table: usize,
}

/// The tables of all pages, by label.
pub(super) struct Links<'p> {
    pub(super) pages: &'p [Page],
    local: BTreeMap<(usize, &'p str), Key>,
    global: BTreeMap<&'p str, Key>,
}

impl<'p> Links<'p> {
    pub(super) fn new(pages: &'p [Page]) -> Self {
        let mut links = Self { pages, local: BTreeMap::new(), global: BTreeMap::new() };
        for (page, read) in pages.iter().enumerate() {
            for (table, read) in read.tables.iter().enumerate() {
                let Some(label) = read.label.as_deref() else { continue };
                let key = Key { page, table };
                links.local.entry((page, label)).or_insert(key);
                links.global.entry(label).or_insert(key);
            }
        }
        links
    }

    pub(super) fn table(&self, key: Key) -> Option<&'p PageTable> {
        self.pages.get(key.page)?.tables.get(key.table)
    }

    /// The table that a type names.
    ///
    /// A caption in the same section goes before the label: labels that differ by case alone fall together, and lead
    /// to the wrong table then.
    pub(super) fn named(&self, from: Key, target: &Target) -> Option<Key> {
        let captioned = || self.captioned(from, |table| table.caption == target.text || table.name == target.text);
        let label = target.label.as_deref();
        captioned()
            .or_else(|| self.local.get(&(from.page, label?)).copied())
            .or_else(|| self.global.get(label?).copied())
            .or_else(|| self.captioned(from, |table| table.name.eq_ignore_ascii_case(&target.text)))
    }

    /// The table that describes a field whose type says no more than that it is an object.
    pub(super) fn described(&self, from: Key, row: &Row) -> Option<Key> {
        let labels = || row.about.refs.iter().filter_map(|target| target.label.as_deref());
        labels()
            .find_map(|label| self.local.get(&(from.page, label)).copied())
            .or_else(|| self.captioned(from, |table| table.name == row.wire))
            .or_else(|| labels().find_map(|label| self.global.get(label).copied()))
    }

    /// The nearest such table of the same section: below if there is one, or else above.
    fn captioned(&self, from: Key, fits: impl Fn(&PageTable) -> bool) -> Option<Key> {
        let tables = &self.pages.get(from.page)?.tables;
        let section = tables.get(from.table)?.section;
        let fits = |index: &usize| tables.get(*index).is_some_and(|table| table.section == section && fits(table));
        let found = (from.table + 1..tables.len()).find(fits).or_else(|| (0..=from.table).rev().find(fits));
        found.map(|table| Key { page: from.page, table })
    }
}
