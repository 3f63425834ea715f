//! What the client does not cover, out of the warnings, in words for its users.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Uncovered;
use crate::source::{Location, SourceMap};

/// The findings that take something of the API away from its users. Others are about the documents alone.
const GAPS: &[Code] = &[
    Code::SkippedOperation,
    Code::DanglingReference,
    Code::ExternalReference,
    Code::UnsupportedKeyword,
    Code::UnsupportedParameter,
    Code::UnsupportedMediaType,
    Code::UnsupportedSecurity,
    Code::SeveralBodies,
    Code::SchemaAsJson,
    Code::AllOfConflict,
    Code::AmbiguousUnion,
    Code::UnknownType,
    Code::MissingTable,
    Code::ServerChoice,
    Code::UnfitPagination,
];

/// The list, in the order of the findings.
pub fn list(diags: &Diagnostics, sources: &SourceMap) -> Vec<Uncovered> {
    let gaps = diags.list().iter().filter(|diagnostic| GAPS.contains(&diagnostic.code));
    gaps.map(|diagnostic| Uncovered { what: place(sources, &diagnostic.at), why: diagnostic.message.clone() }).collect()
}

/// A place in words that stay when lines move: an operation, a schema, else the pointer; of a page its name.
fn place(sources: &SourceMap, at: &Location) -> String {
    let Location::Node(_, pointer) = at else {
        let name = &sources.file(sources.file_of(at)).name;
        return name.rsplit('/').next().unwrap_or(name).to_owned();
    };
    let words: Vec<String> =
        pointer.split('/').skip(1).map(|word| word.replace("~1", "/").replace("~0", "~")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["paths" | "x-ms-paths", path] | ["paths" | "x-ms-paths", path, "parameters", ..] => path.to_owned(),
        ["paths" | "x-ms-paths", path, method, ..] => format!("{} {path}", method.to_uppercase()),
        ["components", _, name, ..] | ["definitions", name, ..] => name.to_owned(),
        _ => pointer.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_by_what_stays() {
        let mut sources = SourceMap::default();
        let file = sources.add("docs/page.rst", "");
        let fragment = sources.whole(file);
        let of = |pointer: &str| place(&sources, &Location::Node(fragment, pointer.into()));
        assert_eq!(of("/paths/~1a~1{id}/get/parameters/0"), "GET /a/{id}");
        assert_eq!(of("/paths/~1a/parameters/0"), "/a");
        assert_eq!(of("/components/schemas/Pet/properties/name"), "Pet");
        assert_eq!(of("/definitions/Pet"), "Pet");
        assert_eq!(of("/security/0"), "/security/0");
        assert_eq!(place(&sources, &Location::Offset(file, 0)), "page.rst");
    }
}
