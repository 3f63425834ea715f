//! Which values a place takes, beyond what its type says: clients do not check it, but samples must keep to it.

use serde_json::{Number, Value};

/// Which values a place takes, and one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// A value that the document gives.
    pub example: Option<Value>,
    /// The only ones, where the type does not list them.
    pub values: Vec<Value>,
    /// What a text holds, by the name that documents have for it: `email`.
    pub format: Option<String>,
    /// A regular expression (ECMA-262) that a text matches.
    pub pattern: Option<String>,
    /// The fewest characters of a text, items of a list, properties of an object.
    pub shortest: Option<u64>,
    /// The most of them.
    pub longest: Option<u64>,
    /// The bound below a number.
    pub min: Option<Bound>,
    /// The bound above it.
    pub max: Option<Bound>,
    /// What a number is a multiple of.
    pub step: Option<Number>,
    /// Whether no item of a list is there twice.
    pub unique: bool,
    /// The same of the items of a list, and of the values of an object whose keys are not known.
    pub item: Option<Box<Self>>,
}

/// The end of a range of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The number at the end.
    pub at: Number,
    /// Whether it is outside the range.
    pub open: bool,
}
