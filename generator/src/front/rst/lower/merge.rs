//! Which tables are one type: those of one name whose fields are the same, all the way down.

use super::super::page::{Page, PageTable};
use super::graph::{Graph, Node, Shape};
use super::operation::words;
use crate::ir::Hint;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The classes of nodes that are one type.
pub(super) struct Classes {
    /// The class of each node.
    pub(super) of: Vec<usize>,
    /// The hint of each class.
    pub(super) hints: Vec<Hint>,
    /// The first node of each class.
    pub(super) first: Vec<usize>,
}

/// Finds the classes, and tells those of one name apart.
pub(super) fn classes(graph: &Graph, pages: &[Page]) -> Classes {
    let of = refine(graph, pages);
    let mut first: Vec<usize> = Vec::new();
    for (node, class) in of.iter().enumerate() {
        if *class == first.len() {
            first.push(node);
        }
    }
    let hints = hints(graph, pages, &first);
    Classes { of, hints, first }
}

/// Splits the nodes by name and fields, then by the classes of what the fields refer to, until nothing splits. Tables
/// that refer to each other in a circle need no special case that way.
fn refine(graph: &Graph, pages: &[Page]) -> Vec<usize> {
    let mut of = vec![0; graph.nodes.len()];
    let mut count = 0;
    loop {
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        let next: Vec<usize> = graph
            .nodes
            .iter()
            .enumerate()
            .map(|(index, node)| {
                let next = numbers.len();
                *numbers.entry(signature(index, node, pages, &of)).or_insert(next)
            })
            .collect();
        if numbers.len() == count {
            return of;
        }
        (of, count) = (next, numbers.len());
    }
}

/// What nodes of one class have in common.
fn signature(index: usize, node: &Node, pages: &[Page], of: &[usize]) -> String {
    let mut text = match &node.name {
        Some(name) => plain(name),
        // Messages are never one type, however alike they are: what a call answers changes on its own.
        None => format!("#{index}"),
    };
    let rows = table(node, pages).map(|table| table.rows.as_slice()).unwrap_or_default();
    for (row, shape) in rows.iter().zip(&node.fields) {
        let mandatory = !node.response && row.mandatory;
        let _ = write!(text, "\n{}{} ", row.wire, if mandatory { "!" } else { "" });
        write_shape(&mut text, shape, of);
    }
    text
}

fn write_shape(text: &mut String, shape: &Shape, of: &[usize]) {
    // Writing into a `String` cannot fail.
    let _ = match shape {
        Shape::Plain(ty) => write!(text, "{ty:?}"),
        Shape::Enum(values) => {
            let values: Vec<_> = values.iter().map(|value| value.wire.as_str()).collect();
            write!(text, "{values:?}")
        }
        Shape::Node(node) => write!(text, "#{}", of.get(*node).copied().unwrap_or_default()),
        Shape::List(item) | Shape::Map(item) => {
            text.push(if matches!(shape, Shape::List(_)) { '[' } else { '{' });
            write_shape(text, item, of);
            Ok(())
        }
    };
}

/// The name, as identifiers made from it may not tell apart.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

pub(super) fn table<'p>(node: &Node, pages: &'p [Page]) -> Option<&'p PageTable> {
    pages.get(node.key.page)?.tables.get(node.key.table)
}

/// The hints: the bare name if one class has it, or else the first of some longer ones that no other class has.
fn hints(graph: &Graph, pages: &[Page], first: &[usize]) -> Vec<Hint> {
    let mut hints: Vec<Option<Hint>> = vec![None; first.len()];
    for level in 0..=LEVELS {
        let found: Vec<Option<Hint>> = first.iter().map(|node| hint(graph, pages, *node, level)).collect();
        let key = |hint: &Hint| plain(&hint.words.concat());
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for hint in found.iter().flatten() {
            *counts.entry(key(hint)).or_default() += 1;
        }
        let taken: BTreeSet<String> = hints.iter().flatten().map(key).collect();
        for (hint, found) in hints.iter_mut().zip(found) {
            let free = |found: &Hint| counts.get(&key(found)) == Some(&1) && !taken.contains(&key(found));
            if hint.is_none() {
                *hint = found.filter(|found| level == LEVELS || free(found));
            }
        }
    }
    hints.into_iter().map(|hint| hint.unwrap_or(Hint { words: Vec::new(), given: false })).collect()
}

/// The level of [`hint`] that is taken whether it is free or not.
const LEVELS: usize = 4;

/// From the bare name to the longest hint.
fn hint(graph: &Graph, pages: &[Page], index: usize, level: usize) -> Option<Hint> {
    let node = graph.nodes.get(index)?;
    let page = pages.get(node.page)?;
    let direction = if node.response { "response" } else { "request" };
    let Some(name) = &node.name else {
        let mut words = words(page);
        words.push(direction.to_owned());
        words.extend(node.status.map(|status| status.to_string()));
        return Some(Hint { words, given: false });
    };
    let mut list = match level {
        0 => return Some(Hint { words: vec![name.clone()], given: node.given }),
        1 => return Some(Hint { words: vec![name.clone(), direction.to_owned()], given: false }),
        2 => words(page),
        _ => {
            let mut list = words(page);
            list.push(direction.to_owned());
            list
        }
    };
    if level == LEVELS {
        list.extend(node.parent.and_then(|parent| graph.nodes.get(parent)?.name.clone()));
    }
    list.push(name.clone());
    Some(Hint { words: list, given: false })
}
