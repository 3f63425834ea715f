//! Which variant of a union a text holds.

use std::borrow::Cow;

use serde_json::Value;

use super::json::{self, Json, Result};
use super::reader::{Reader, fail};

/// So many properties passed over are as bad as a union of which no variant fits.
const UNKNOWN: usize = 1000;

/// How many times the text of a union may be read, in all, to find out which variants it and the unions inside it are:
/// those would else be tried in every combination. Unions that stand side by side share nothing, so that a long text is
/// not worse off than a short one.
const MAX_READ: usize = 1024;

/// A union is worth as many bytes, however short it is.
const LEAST: usize = 1024;

/// What trying a variant costs at least, in bytes: one that does not fit at all costs an error.
const TRY: usize = 8;

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
    ///
    /// # Errors
    ///
    /// If the text is not JSON, or there are too many combinations of variants to try.
    pub fn best(&mut self, variants: &mut [&mut dyn Json]) -> Result<Option<usize>> {
        if self.worth.is_some() {
            return self.best_inside(variants);
        }
        self.peek();
        let start = self.mark();
        self.skip()?;
        self.worth = Some(MAX_READ * (self.at - start.0).max(LEAST));
        self.rewind(start);
        let best = self.best_inside(variants);
        self.worth = None;
        best
    }

    fn best_inside(&mut self, variants: &mut [&mut dyn Json]) -> Result<Option<usize>> {
        let start = self.mark();
        let unread = self.unread;
        let mut best: Option<(usize, (usize, usize), usize)> = None;
        for (index, variant) in variants.iter_mut().enumerate() {
            self.rewind(start);
            self.unread = 0;
            let fits = variant.fill(self).is_ok();
            // Once a union inside has used it all up, this one has nothing left either: its variant did not fail by itself.
            self.worth = self.worth.map(|left| left.saturating_sub(TRY + self.at - start.0));
            if self.worth == Some(0) {
                return fail(start.0, "unions with too many variants to try");
            }
            if fits && best.is_none_or(|(fewest, ..)| self.unread < fewest) {
                best = Some((self.unread, self.mark(), index));
            }
            if best.is_some_and(|(fewest, ..)| fewest == 0) {
                break;
            }
        }
        self.unread = unread + best.map_or(0, |(unread, ..)| unread);
        self.rewind(best.map_or(start, |(_, end, _)| end));
        Ok(best.map(|(.., index)| index))
    }
}
