//! Whether a value fits its own schema, and which of its properties the schema knows: asked of the document alone.

use generator::source::path::{beside, percent_decoded};
use jsonschema::{Draft, ValidatorMap};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The keywords that hold schemas by name.
pub const MAPS: [&str; 5] = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
/// The keywords that hold a list of schemas.
pub const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
/// The keywords that hold one schema.
pub const SINGLES: [&str; 11] = [
    "items",
    "additionalProperties",
    "additionalItems",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];
/// The keywords that limit values by themselves, with the type that their value must have to be taken over.
const LIMITS: [(&str, Form); 20] = [
    ("const", |_| true),
    ("enum", Value::is_array),
    ("required", Value::is_array),
    ("dependentRequired", Value::is_object),
    ("minLength", Value::is_u64),
    ("maxLength", Value::is_u64),
    ("minItems", Value::is_u64),
    ("maxItems", Value::is_u64),
    ("minProperties", Value::is_u64),
    ("maxProperties", Value::is_u64),
    ("minContains", Value::is_u64),
    ("maxContains", Value::is_u64),
    ("minimum", Value::is_number),
    ("maximum", Value::is_number),
    ("exclusiveMinimum", Value::is_number),
    ("exclusiveMaximum", Value::is_number),
    ("multipleOf", |value| value.as_f64().is_some_and(|number| number > 0.0)),
    ("uniqueItems", Value::is_boolean),
    ("pattern", Value::is_string),
    ("format", |value| value.as_str().is_some_and(|format| FORMATS.contains(&format))),
];

/// The formats that decide the type of a text: a value that is not of its format does not fit.
const FORMATS: [&str; 5] = ["date-time", "date", "uuid", "ipv4", "ipv6"];

/// Whether a value has the form that a keyword asks for.
type Form = fn(&Value) -> bool;

/// A node of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, by its number.
    pub file: usize,
    pub pointer: String,
}

impl Place {
    pub fn child(&self, key: &str) -> Self {
        let pointer = format!("{}/{}", self.pointer, key.replace('~', "~0").replace('/', "~1"));
        Self { file: self.file, pointer }
    }
}

/// The files of a document: their names and trees, the main one first.
pub struct Files {
    pub list: Vec<(String, Value)>,
}

impl Files {
    pub fn get(&self, place: &Place) -> Option<&Value> {
        self.list.get(place.file)?.1.pointer(&place.pointer)
    }

    /// Whether the document is one of OpenAPI 2.0.
    pub fn is_swagger(&self, file: usize) -> bool {
        self.version(file).starts_with('2')
    }

    /// Whether what stands beside a `$ref` counts: since 3.1.
    pub fn has_siblings(&self, file: usize) -> bool {
        let version = self.version(file);
        !version.starts_with('2') && !version.starts_with("3.0")
    }

    /// The version that the file, or else the main one, says.
    fn version(&self, file: usize) -> &str {
        let said = |file: usize| {
            let root = &self.list.get(file)?.1;
            root.get("openapi").or_else(|| root.get("swagger"))?.as_str()
        };
        said(file).or_else(|| said(0)).unwrap_or_default()
    }

    /// Where the reference at a place leads; the place itself if there is none.
    pub fn resolve(&self, place: &Place) -> Option<Place> {
        let mut place = place.clone();
        for _ in 0..64 {
            let Some(text) = self.get(&place)?.get("$ref").and_then(Value::as_str) else { return Some(place) };
            place = self.target(place.file, text)?;
        }
        None
    }

    fn target(&self, from: usize, text: &str) -> Option<Place> {
        let (path, pointer) = text.split_once('#').unwrap_or((text, ""));
        let file = if path.is_empty() {
            from
        } else {
            let name = beside(&self.list.get(from)?.0, &percent_decoded(path));
            self.list.iter().position(|(known, _)| *known == name)?
        };
        let place = Place { file, pointer: percent_decoded(pointer) };
        self.get(&place).map(|_| place)
    }
}

/// The schemas of a document in the one dialect that the validator reads, each under a number.
pub struct Schemas<'a> {
    files: &'a Files,
    numbers: BTreeMap<Place, usize>,
    /// Those that are numbered and not taken over yet.
    open: Vec<(usize, Place)>,
    root: Value,
    validators: Option<ValidatorMap>,
}

impl<'a> Schemas<'a> {
    /// Those at the places, and all that they refer to.
    pub fn of(files: &'a Files, places: impl Iterator<Item = Place>) -> Self {
        let mut schemas =
            Self { files, numbers: BTreeMap::new(), open: Vec::new(), root: Value::Null, validators: None };
        for place in places {
            schemas.number(&place);
        }
        let mut defs = Map::new();
        while let Some((number, place)) = schemas.open.pop() {
            let schema = schemas.files.get(&place).unwrap_or(&Value::Null);
            let schema = schemas.converted(schema, place.file);
            defs.insert(number.to_string(), schema);
        }
        schemas.root = json!({ "$defs": defs });
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).offline();
        let built = options.build_map(&schemas.root);
        // A pattern that is none would take all other schemas with it.
        schemas.validators = built.or_else(|_| options.build_map(&without_patterns(&schemas.root))).ok();
        schemas
    }

    /// Whether a value fits the schema at a place; nothing if the schema cannot be asked.
    pub fn fits(&self, place: &Place, value: &Value) -> Option<bool> {
        let pointer = format!("#/$defs/{}", self.numbers.get(place)?);
        Some(self.validators.as_ref()?.get(&pointer)?.is_valid(value))
    }

    /// The value without the properties that its schema does not name.
    pub fn known(&self, place: &Place, value: &Value) -> Value {
        let schema = self.numbers.get(place).and_then(|number| self.root.get("$defs")?.get(number.to_string()));
        schema.map_or_else(|| value.clone(), |schema| known(&self.root, &[schema], value))
    }

    /// Whether the schema at a place, or one that it is made of, has a keyword.
    pub fn says(&self, place: &Place, keyword: &str) -> bool {
        let schema = self.numbers.get(place).and_then(|number| self.root.get("$defs")?.get(number.to_string()));
        schema.is_some_and(|schema| closure(&self.root, &[schema]).iter().any(|schema| schema.get(keyword).is_some()))
    }

    fn number(&mut self, place: &Place) -> usize {
        let next = self.numbers.len();
        let number = *self.numbers.entry(place.clone()).or_insert(next);
        if number == next {
            self.open.push((number, place.clone()));
        }
        number
    }

    /// A schema of any version as one of the draft that is validated.
    fn converted(&mut self, schema: &Value, file: usize) -> Value {
        let Value::Object(map) = schema else {
            return Value::Bool(schema != &Value::Bool(false));
        };
        let mut out = Map::new();
        if let Some(text) = map.get("$ref").and_then(Value::as_str) {
            // What leads nowhere fits nothing.
            let Some(target) = self.files.target(file, text) else { return Value::Bool(false) };
            out.insert("$ref".into(), format!("#/$defs/{}", self.number(&target)).into());
            if !self.files.has_siblings(file) {
                return Value::Object(out);
            }
        }
        for (key, value) in map {
            let key = key.as_str();
            let value = match value {
                Value::Object(named) if MAPS.contains(&key) => {
                    named.iter().map(|(name, schema)| (name.clone(), self.converted(schema, file))).collect()
                }
                Value::Array(list) if LISTS.contains(&key) => {
                    list.iter().map(|schema| self.converted(schema, file)).collect()
                }
                Value::Object(_) | Value::Bool(_) if SINGLES.contains(&key) => self.converted(value, file),
                value if LIMITS.iter().any(|(limit, fits)| *limit == key && fits(value)) => value.clone(),
                _ => continue,
            };
            out.insert(key.to_owned(), value);
        }
        typed(&mut out, map);
        exclusive(&mut out, map);
        Value::Object(out)
    }
}

/// Takes over the types, with `null` where the older versions say it in another way.
fn typed(out: &mut Map<String, Value>, map: &Map<String, Value>) {
    let mut types: Vec<Value> = match map.get("type") {
        Some(Value::String(name)) if name != "file" => vec![name.clone().into()],
        Some(Value::Array(list)) => list.clone(),
        _ => return,
    };
    if ["nullable", "x-nullable"].iter().any(|key| map.get(*key) == Some(&true.into())) {
        types.push("null".into());
    }
    out.insert("type".into(), types.into());
}

/// Takes over bounds that are said to be exclusive beside the bound, as before 3.1.
fn exclusive(out: &mut Map<String, Value>, map: &Map<String, Value>) {
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if map.get(flag) == Some(&true.into())
            && let Some(value) = out.remove(bound)
        {
            out.insert(flag.to_owned(), value);
        }
    }
}

fn without_patterns(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => {
            let kept = map.iter().filter(|(key, value)| *key != "pattern" || !value.is_string());
            kept.map(|(key, value)| (key.clone(), without_patterns(value))).collect()
        }
        Value::Array(list) => list.iter().map(without_patterns).collect(),
        other => other.clone(),
    }
}

/// The value without what none of the schemas, nor any that they are made of, names.
fn known(root: &Value, schemas: &[&Value], value: &Value) -> Value {
    let all = closure(root, schemas);
    let below = |key: &str| all.iter().filter_map(|schema| schema.get(key)).collect::<Vec<_>>();
    match value {
        Value::Object(map) if !below("properties").is_empty() => {
            let open = all.iter().any(|schema| {
                let rest = ["additionalProperties", "patternProperties", "unevaluatedProperties"];
                rest.iter().any(|key| schema.get(*key).is_some_and(|value| *value != Value::Bool(false)))
            });
            let kept = map.iter().filter_map(|(key, value)| {
                let named: Vec<&Value> = below("properties").into_iter().filter_map(|it| it.get(key)).collect();
                let inner = if named.is_empty() { below("additionalProperties") } else { named.clone() };
                (open || !named.is_empty()).then(|| (key.clone(), known(root, &inner, value)))
            });
            kept.collect()
        }
        Value::Object(map) => {
            let inner = below("additionalProperties");
            map.iter().map(|(key, value)| (key.clone(), known(root, &inner, value))).collect()
        }
        Value::Array(list) => {
            let mut inner = below("items");
            inner.extend(below("prefixItems").into_iter().filter_map(Value::as_array).flatten());
            list.iter().map(|value| known(root, &inner, value)).collect()
        }
        other => other.clone(),
    }
}

/// The schemas, and those that they refer to or are composed of.
fn closure<'a>(root: &'a Value, schemas: &[&'a Value]) -> Vec<&'a Value> {
    let (mut open, mut all): (Vec<&Value>, Vec<&Value>) = (schemas.to_vec(), Vec::new());
    while let Some(schema) = open.pop() {
        if all.iter().any(|known| std::ptr::eq(*known, schema)) {
            continue;
        }
        all.push(schema);
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|text| root.pointer(text.strip_prefix('#')?));
        open.extend(target);
        for key in ["allOf", "anyOf", "oneOf"] {
            open.extend(schema.get(key).and_then(Value::as_array).into_iter().flatten());
        }
        for key in ["if", "then", "else"] {
            open.extend(schema.get(key));
        }
        open.extend(schema.get("dependentSchemas").and_then(Value::as_object).into_iter().flat_map(Map::values));
    }
    all
}
