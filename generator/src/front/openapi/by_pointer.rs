//! What was found out about the nodes of a document, by their pointers.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::hash::{DefaultHasher, Hasher};

/// A map by pointers. They are long and begin alike, so that telling two apart reads nearly all of both: their hashes are
/// compared first. Nothing goes through the map in its order.
pub(super) struct ByPointer<T>(BTreeMap<u64, (String, T)>);

impl<T> ByPointer<T> {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    pub(super) fn get(&self, pointer: &str) -> Option<&T> {
        let mut at = hash(pointer);
        loop {
            match self.0.get(&at)? {
                (known, value) if known == pointer => return Some(value),
                // The place of another pointer of the same hash.
                _ => at = at.wrapping_add(1),
            }
        }
    }

    pub(super) fn insert(&mut self, pointer: &str, value: T) {
        let mut at = hash(pointer);
        loop {
            match self.0.entry(at) {
                Entry::Vacant(entry) => {
                    entry.insert((pointer.to_owned(), value));
                    return;
                }
                Entry::Occupied(mut entry) if entry.get().0 == pointer => {
                    entry.get_mut().1 = value;
                    return;
                }
                Entry::Occupied(_) => at = at.wrapping_add(1),
            }
        }
    }
}

fn hash(pointer: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(pointer.as_bytes());
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_pointer_is_kept_even_where_another_one_has_its_place() {
        let mut map = ByPointer::new();
        // As if both had one hash.
        map.0.insert(hash("/b"), ("/a".to_owned(), 1));
        map.insert("/b", 2);
        map.insert("/b", 3);
        map.insert("/c", 4);
        assert_eq!(["/b", "/c", "/d"].map(|pointer| map.get(pointer).copied()), [Some(3), Some(4), None]);
    }
}
