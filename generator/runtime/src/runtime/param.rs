//! Values in paths, queries, headers and cookies.

use std::fmt::Write as _;

/// A value that can be a parameter.
pub trait Param {
    /// Appends the value's texts: none for an absent value, one for a single one, one per item for
    /// a list.
    fn texts(&self, out: &mut Vec<String>);
}

/// The texts of a value, not yet encoded.
pub(super) fn texts(value: &dyn Param) -> Vec<String> {
    let mut texts = Vec::new();
    value.texts(&mut texts);
    texts
}

/// Appends a text with everything percent-encoded but the unreserved characters of RFC 3986,
/// section 2.3: what is left cannot change the structure of a URL, nor that of a cookie.
pub(super) fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

macro_rules! display {
    ($($ty:ty)*) => {
        $(impl Param for $ty {
            fn texts(&self, out: &mut Vec<String>) {
                out.push(self.to_string());
            }
        })*
    };
}

display! { String &str bool i32 i64 u32 u64 f32 f64 }

impl<T: Param> Param for Option<T> {
    fn texts(&self, out: &mut Vec<String>) {
        if let Some(value) = self {
            value.texts(out);
        }
    }
}

impl<T: Param> Param for Vec<T> {
    fn texts(&self, out: &mut Vec<String>) {
        for value in self {
            value.texts(out);
        }
    }
}
