//! Names that a document gives for clients, beside those that travel.

use super::tree::Tree;
use serde_json::Value;

/// What an operation is called.
#[derive(Default)]
pub(super) struct Called {
    /// The name of its method.
    pub(super) method: Option<String>,
    /// The group that it belongs to; dots nest.
    pub(super) group: Option<String>,
}

/// What the operation at a pointer is called in a client.
pub(super) fn operation(doc: &Tree<'_>, pointer: &str) -> Called {
    let group = ["x-speakeasy-group", "x-fern-sdk-group-name"].iter().find_map(|key| {
        let value = doc.get(pointer)?.get(*key)?;
        let list = value.as_array().map(|list| list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("."));
        list.or_else(|| value.as_str().map(str::to_owned)).filter(|text| !text.trim().is_empty())
    });
    Called { method: first(doc, pointer, &["x-speakeasy-name-override", "x-fern-sdk-method-name"]), group }
}

/// The id of a method that has its name within a group only.
pub(super) fn within(group: Option<&String>, method: &str) -> String {
    group.map_or_else(|| method.to_owned(), |group| format!("{}_{method}", group.replace('.', "_")))
}

/// What a component that is a schema is called.
pub(super) fn component(doc: &Tree<'_>, pointer: &str) -> Option<String> {
    first(doc, pointer, &["x-speakeasy-name-override", "x-fern-type-name"])
}

/// What the type of a schema that is no component is called.
pub(super) fn inline(doc: &Tree<'_>, pointer: &str) -> Option<String> {
    let of_enum = doc.get(pointer)?.get("x-ms-enum").and_then(|own| own.get("name")?.as_str().map(str::to_owned));
    first(doc, pointer, &["x-fern-type-name"]).or(of_enum)
}

/// What the property whose schema stands at a pointer is called.
pub(super) fn property(doc: &Tree<'_>, pointer: &str) -> Option<String> {
    first(doc, pointer, &["x-speakeasy-name-override", "x-fern-property-name", "x-ms-client-name"])
}

/// What the parameter at a pointer is called.
pub(super) fn parameter(doc: &Tree<'_>, pointer: &str) -> Option<String> {
    first(doc, pointer, &["x-speakeasy-name-override", "x-fern-parameter-name", "x-ms-client-name"])
}

fn first(doc: &Tree<'_>, pointer: &str, keys: &[&str]) -> Option<String> {
    let map = doc.get(pointer)?;
    let name = keys.iter().find_map(|key| map.get(*key)?.as_str());
    name.filter(|name| name.contains(char::is_alphanumeric)).map(str::to_owned)
}
