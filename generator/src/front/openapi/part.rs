//! Parts of a normalised document as the types of `openapiv3`, one at a time.
//!
//! Whatever may be a reference is turned into one that leads to where it stands. So a part that does not convert is
//! one diagnostic at one place and sinks nothing else, and no conversion is deeper than the part itself.

mod plain;

use super::document::child;
use super::keyword::{self, Kind, Shape, Use};
use super::tree::Tree;
use openapiv3::{Example, Info, Operation, Parameter, RequestBody, Response, Schema, SecurityScheme, Server, Tag};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// A part of a document that converts on its own.
pub(super) trait Part: DeserializeOwned {
    /// Its kind in the keyword table.
    const KIND: Kind;

    /// The part that the object at a pointer says, if it need not be brought into another form first.
    fn plain(_: &str, _: &Map<String, Value>) -> Option<Self> {
        None
    }

    /// The part that an object says.
    fn convert(object: Map<String, Value>) -> Result<Self, serde_json::Error> {
        serde_json::from_value(Value::Object(object))
    }
}

/// Gives each type its kind.
macro_rules! parts {
    ($($ty:ident),*) => { $(impl Part for $ty { const KIND: Kind = Kind::$ty; })* };
}

parts!(Example, Info, Operation, Parameter, RequestBody, Response, SecurityScheme, Server, Tag);

/// What a schema says beside the values that it allows.
const DATA: [&str; 10] = [
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "externalDocs",
    "example",
    "title",
    "description",
    "discriminator",
    "default",
];

impl Part for Schema {
    const KIND: Kind = Kind::Schema;

    fn plain(pointer: &str, object: &Map<String, Value>) -> Option<Self> {
        plain::schema(pointer, object)
    }

    /// Its two halves one after the other. As one they are flattened, so that serde copies all of it several times.
    fn convert(object: Map<String, Value>) -> Result<Self, serde_json::Error> {
        let (data, kind): (Map<_, _>, Map<_, _>) =
            object.into_iter().partition(|(key, _)| DATA.contains(&key.as_str()) || key.starts_with("x-"));
        let schema_data = serde_json::from_value(Value::Object(data))?;
        Ok(Self { schema_data, schema_kind: serde_json::from_value(Value::Object(kind))? })
    }
}

/// The part at a pointer, where no reference stands; or why there is none, in words for those who wrote the document.
pub(super) fn part<T: Part>(doc: &Tree<'_>, pointer: &str) -> Result<T, String> {
    let value = doc.get(pointer).unwrap_or(&Value::Null);
    if let Some(part) = value.as_object().and_then(|object| T::plain(pointer, object)) {
        return Ok(part);
    }
    let part = match shallow(T::KIND, pointer, value) {
        Value::Object(object) => T::convert(object),
        other => serde_json::from_value(other),
    };
    part.map_err(|_| why(T::KIND, value))
}

/// Why a part does not convert. What `openapiv3` says of it is about its own types.
fn why(kind: Kind, value: &Value) -> String {
    let said = |key: &str| value.get(key).and_then(Value::as_str);
    let other = |key: &str, known: &[&str]| match said(key) {
        None => Some(format!("it has no `{key}`")),
        Some(word) if !known.contains(&word) => {
            Some(format!("its `{key}` is `{word}`, which is none of those there are"))
        }
        Some(_) => None,
    };
    let found = match kind {
        _ if value.is_null() => Some("the reference to it leads nowhere".to_owned()),
        _ if !value.is_object() => Some("it is no object".to_owned()),
        Kind::Parameter => other("in", &["path", "query", "querystring", "header", "cookie"])
            .or_else(|| said("name").is_none().then(|| "it has no `name`".to_owned())),
        Kind::SecurityScheme => {
            other("type", &["apiKey", "http", "oauth2", "openIdConnect"]).or_else(|| match said("type") {
                Some("apiKey") => other("in", &["query", "header", "cookie"])
                    .or_else(|| said("name").is_none().then(|| "it has no `name`".to_owned())),
                _ => said("scheme").is_none().then(|| "it has no `scheme`".to_owned()),
            })
        }
        _ => None,
    };
    found.unwrap_or_else(|| "its keywords do not go together".to_owned())
}

/// A copy of an object with the keywords that are used, and references instead of what may be referred to.
fn shallow(kind: Kind, pointer: &str, value: &Value) -> Value {
    let Value::Object(map) = value else { return value.clone() };
    let mut copy: Map<String, Value> = needed(kind);
    for (key, value) in map {
        let Some(row) = keyword::row(kind, key) else { continue };
        // `openapiv3` has no references to callbacks; they are read from the tree.
        if row.usage == Use::Used && row.shape != Shape::Map(Kind::Callback) {
            copy.insert(key.clone(), shallow_value(row.shape, &child(pointer, key), value));
        }
    }
    Value::Object(copy)
}

fn shallow_value(shape: Shape, pointer: &str, value: &Value) -> Value {
    let nested = |kind: Kind, pointer: &str, value: &Value| match value {
        // `null` is left where a reference led nowhere.
        Value::Object(_) | Value::Null if kind.is_referable() => json!({ "$ref": format!("#{pointer}") }),
        value => shallow(kind, pointer, value),
    };
    match (shape, value) {
        (Shape::Object(kind) | Shape::ObjectOrBool(kind), value) => nested(kind, pointer, value),
        (Shape::Map(kind), Value::Object(map)) => {
            map.iter().map(|(key, value)| (key.clone(), nested(kind, &child(pointer, key), value))).collect()
        }
        (Shape::List(kind), Value::Array(list)) => {
            list.iter().zip(0..).map(|(value, at)| nested(kind, &format!("{pointer}/{at}"), value)).collect()
        }
        _ => value.clone(),
    }
}

/// What `openapiv3` insists on, and documents leave out without harm.
fn needed(kind: Kind) -> Map<String, Value> {
    let value = match kind {
        Kind::Info => json!({"title": "", "version": ""}),
        Kind::Server | Kind::ExternalDocs => json!({"url": ""}),
        Kind::ServerVariable => json!({"default": ""}),
        Kind::Operation => json!({"responses": {}}),
        Kind::RequestBody => json!({"content": {}}),
        Kind::Response => json!({"description": ""}),
        Kind::Tag => json!({"name": ""}),
        Kind::Discriminator => json!({"propertyName": ""}),
        Kind::SecurityScheme => json!({"flows": {}, "openIdConnectUrl": ""}),
        Kind::OAuthFlow => json!({"tokenUrl": "", "scopes": {}}),
        _ => json!({}),
    };
    if let Value::Object(map) = value { map } else { Map::new() }
}
