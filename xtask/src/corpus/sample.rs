//! The values that a document gives: `example`, `examples` and `default`, each with the place of the schema it belongs to.

use super::own_schema::{Files, LISTS, MAPS, Place, SINGLES};
use serde_json::Value;

/// A value that a document gives.
pub struct Sample {
    /// Where the schema stands that it must fit.
    pub schema: Place,
    /// Where the value stands.
    pub at: Place,
    pub value: Value,
}

/// The names of types in a schema.
const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "array", "object", "null"];

/// Every value of the files that has a schema, in document order.
pub fn list(files: &Files) -> Vec<Sample> {
    let mut walk = Walk { files, found: Vec::new() };
    for file in 0..files.list.len() {
        walk.part(&Place { file, pointer: String::new() });
    }
    walk.found
}

struct Walk<'a> {
    files: &'a Files,
    found: Vec<Sample>,
}

impl Walk<'_> {
    /// Anything but a schema: the parts of a document, whatever they are called.
    fn part(&mut self, place: &Place) {
        match self.files.get(place) {
            Some(Value::Object(map)) => {
                if is_schema(map) {
                    return self.schema(place);
                }
                if map.contains_key("schema") {
                    self.beside(place);
                }
                for key in map.keys() {
                    let child = place.child(key);
                    match key.as_str() {
                        "example" | "examples" | "default" if !is_responses(place) => {}
                        key if key.starts_with("x-") => {}
                        "schema" | "itemSchema" => self.schema(&child),
                        "schemas" | "definitions" => self.schemas(&child),
                        _ => self.part(&child),
                    }
                }
            }
            Some(Value::Array(list)) => (0..list.len()).for_each(|at| self.part(&place.child(&at.to_string()))),
            _ => {}
        }
    }

    /// The values beside the `schema` of a media type, a parameter or a header.
    fn beside(&mut self, place: &Place) {
        let schema = place.child("schema");
        self.take(&schema, place.child("example"));
        let examples = place.child("examples");
        let names: Vec<String> = match self.files.get(&examples) {
            Some(Value::Object(map)) => map.keys().cloned().collect(),
            _ => return,
        };
        // In 2.0 they stand by media type, and are the values themselves.
        let bare = self.files.is_swagger(place.file);
        for name in names {
            let example = examples.child(&name);
            if bare {
                self.take(&schema, example);
            } else if let Some(example) = self.files.resolve(&example) {
                self.take(&schema, example.child("value"));
            }
        }
    }

    fn schemas(&mut self, place: &Place) {
        if let Some(Value::Object(map)) = self.files.get(place) {
            map.keys().for_each(|key| self.schema(&place.child(key)));
        }
    }

    fn schema(&mut self, place: &Place) {
        let Some(Value::Object(map)) = self.files.get(place) else { return };
        // Before 3.1, what stands beside a reference is not there.
        if map.contains_key("$ref") && !self.files.has_siblings(place.file) {
            return;
        }
        self.take(place, place.child("default"));
        self.take(place, place.child("example"));
        if let Some(Value::Array(list)) = map.get("examples") {
            let examples = place.child("examples");
            (0..list.len()).for_each(|at| self.take(place, examples.child(&at.to_string())));
        }
        for (key, value) in map {
            let child = place.child(key);
            match value {
                Value::Object(_) if MAPS.contains(&key.as_str()) => self.schemas(&child),
                Value::Array(list) if LISTS.contains(&key.as_str()) || key == "items" => {
                    (0..list.len()).for_each(|at| self.schema(&child.child(&at.to_string())));
                }
                Value::Object(_) if SINGLES.contains(&key.as_str()) && key != "not" => self.schema(&child),
                _ => {}
            }
        }
    }

    fn take(&mut self, schema: &Place, at: Place) {
        if let Some(value) = self.files.get(&at) {
            self.found.push(Sample { schema: schema.clone(), value: value.clone(), at });
        }
    }
}

/// Whether the object at a place holds responses, where `default` is one of them.
fn is_responses(place: &Place) -> bool {
    place.pointer.ends_with("/responses")
}

/// Whether an object is a schema by its looks: files of their own hold some, and parameters of 2.0 are like one.
fn is_schema(map: &serde_json::Map<String, Value>) -> bool {
    let typed = match map.get("type") {
        Some(Value::String(name)) => TYPES.contains(&name.as_str()),
        Some(Value::Array(list)) => list.iter().all(Value::is_string),
        _ => false,
    };
    typed
        || map.get("properties").is_some_and(Value::is_object)
        || ["allOf", "anyOf", "oneOf"].iter().any(|key| map.get(*key).is_some_and(Value::is_array))
}
