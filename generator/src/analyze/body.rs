//! What the bodies of an operation are called: the first has the plain name, each other one a word of its media type.

use super::case::{snake, words};
use crate::ir::{Body, Media};

/// For each body after the first, the words that may tell it from the others, the best first: its class, its subtype, its
/// whole media type.
pub fn suffixes(bodies: &[Body]) -> Vec<Vec<String>> {
    let each = bodies.iter().enumerate().skip(1);
    each.map(|(index, body)| {
        let (short, [subtype, whole]) = names(&body.media);
        // A second body of a class needs more words: its class alone would mean the first.
        let is_first = bodies.iter().take(index).all(|earlier| names(&earlier.media).0 != short);
        let short = is_first.then(|| short.to_owned());
        short.into_iter().chain([subtype, whole]).collect()
    })
    .collect()
}

/// The class of a media type, and the words of its subtype and of all of it.
fn names(media: &Media) -> (&'static str, [String; 2]) {
    let class = match media {
        Media::Json(_) => "json",
        Media::Text(name) if name.contains("xml") => "xml",
        Media::Text(_) => "text",
        Media::Bytes(_) | Media::Events(_) | Media::Lines(_) | Media::Sequence(_) => "bytes",
        Media::Form(_) => "form",
        Media::Multipart(_) => "multipart",
    };
    let essence = media.essence();
    let subtype = essence.rsplit('/').next().unwrap_or_default();
    (class, [subtype, essence.as_str()].map(|text| snake(&words(text))))
}
