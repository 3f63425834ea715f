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
    pub fn tag(&self, name: &str) -> Result<Option<Cow<'a, str>>> {
        let mut ahead = *self;
        if ahead.peek() == Some(b'{') {
            ahead.enter(b'{', "an object")?;
            let mut first = true;
            while let Some(key) = ahead.key(first)? {
                if key == name && ahead.peek() == Some(b'"') {
                    return ahead.string().map(Some);
                }
                ahead.skip()?;
                first = false;
            }
        }
        Ok(None)
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
        let start = *self;
        self.peek();
        let text = self.at;
        self.skip()?;
        *self = Self { worth: Some(MAX_READ * (self.at - text).max(LEAST)), ..start };
        let best = self.best_inside(variants);
        self.worth = None;
        best
    }

    fn best_inside(&mut self, variants: &mut [&mut dyn Json]) -> Result<Option<usize>> {
        let start = *self;
        let mut best: Option<(usize, Self)> = None;
        for (index, variant) in variants.iter_mut().enumerate() {
            *self = Self { unread: 0, worth: self.worth, ..start };
            let fits = variant.fill(self).is_ok();
            // Once a union inside has used it all up, this one has nothing left either: its variant did not fail by itself.
            self.worth = self.worth.map(|left| left.saturating_sub(TRY + self.at - start.at));
            if self.worth == Some(0) {
                return fail(start.at, "unions with too many variants to try");
            }
            if fits && best.is_none_or(|(_, end)| self.unread < end.unread) {
                best = Some((index, *self));
            }
            if best.is_some_and(|(_, end)| end.unread == 0) {
                break;
            }
        }
        let (index, end) = best.map_or((None, Self { unread: 0, ..start }), |(index, end)| (Some(index), end));
        *self = Self { unread: start.unread + end.unread, worth: self.worth, ..end };
        Ok(index)
    }
}
