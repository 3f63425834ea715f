//! What the bodies of an operation are called: the first has the plain name, each other one a word of its media type.

use super::case::words;
use crate::ir::{Body, Media};

/// For each body after the first, the words that may tell it from the others, the best first.
pub fn suffixes(bodies: &[Body]) -> Vec<Vec<String>> {
    let each = bodies.iter().enumerate().skip(1);
    each.map(|(index, body)| {
        let (short, long) = names(&body.media);
        // A second body of a class needs more words: its class alone would mean the first.
        let is_first = bodies.iter().take(index).all(|earlier| names(&earlier.media).0 != short);
        let short = is_first.then(|| short.to_owned());
        short.into_iter().chain([long]).collect()
    })
    .collect()
}

/// The class of a media type, and the words of the type itself.
fn names(media: &Media) -> (&'static str, String) {
    let (class, media_type) = match media {
        Media::Json(name) => ("json", name.as_str()),
        Media::Text(name) if name.contains("xml") => ("xml", name.as_str()),
        Media::Text(name) => ("text", name.as_str()),
        Media::Bytes(name) | Media::Events(name) | Media::Lines(name) | Media::Sequence(name) => {
            ("bytes", name.as_str())
        }
        Media::Form(_) => ("form", "form"),
        Media::Multipart(name) => ("multipart", name.as_str()),
    };
    let essence = media_type.split(';').next().unwrap_or_default();
    let subtype = essence.rsplit('/').next().unwrap_or_default();
    let words = words(subtype).join("_");
    (class, if words.is_empty() { class.to_owned() } else { words })
}
