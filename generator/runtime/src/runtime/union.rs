//! Which variant of a union a text holds.

use std::borrow::Cow;

use serde_json::Value;

use super::json::{self, Json, Result};
use super::reader::Reader;

/// So many properties passed over are as bad as a union of which no variant fits.
const UNKNOWN: usize = 1000;

impl<'a> Reader<'a> {
    /// The first string that the object at this place has under a key, if it is an object and has one. Nothing is taken.
    ///
    /// # Errors
    ///
    /// If the text is not JSON.
    pub fn tag(&mut self, name: &str) -> Result<Option<Cow<'a, str>>> {
        let start = self.mark();
        let mut found = None;
        if self.peek() == Some(b'{') {
            self.enter(b'{', "an object")?;
            let mut first = true;
            while let Some(key) = self.key(&mut first)? {
                if key == name && self.peek() == Some(b'"') {
                    found = Some(self.string()?);
                    break;
                }
                self.skip()?;
            }
        }
        self.rewind(start);
        Ok(found)
    }

    /// The JSON at this place, which is of none of a union's variants. A union around that union prefers nearly anything.
    ///
    /// # Errors
    ///
    /// If the text is not JSON.
    pub fn unknown(&mut self) -> Result<Value> {
        self.unread += UNKNOWN;
        json::value(self)
    }

    /// Fills the variants, each from the same text, and gives the index of the one that fits best: of those that can be
    /// read, the one that leaves the fewest properties unread and values unknown, and of equals the first. The reader ends behind the text,
    /// or stays where it is if none fits.
    pub fn best(&mut self, variants: &mut [&mut dyn Json]) -> Option<usize> {
        let start = self.mark();
        let unread = self.unread;
        let mut best: Option<(usize, (usize, usize), usize)> = None;
        for (index, variant) in variants.iter_mut().enumerate() {
            // Beyond what a text is worth, what is left of it is kept as JSON.
            if !self.may_reread(self.at.saturating_sub(start.0)) {
                break;
            }
            self.rewind(start);
            self.unread = 0;
            if variant.fill(self).is_ok() && best.is_none_or(|(fewest, ..)| self.unread < fewest) {
                best = Some((self.unread, self.mark(), index));
            }
            if best.is_some_and(|(fewest, ..)| fewest == 0) {
                break;
            }
        }
        self.unread = unread + best.map_or(0, |(unread, ..)| unread);
        self.rewind(best.map_or(start, |(_, end, _)| end));
        best.map(|(.., index)| index)
    }
}
