//! Identifiers: valid, unique in their scope, no keyword, no name of the prelude, and stable when something is added.

use super::boxing::Boxes;
use super::case::{self, pascal, snake, words};
use super::{FieldFacts, Global, Reach, TypeFacts, type_name};
use crate::ir::{Access, Api, EnumValue, Hint, Kind, Presence, SchemeKind, TypeDef};
use crate::parallel;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Names of types, traits and macros that generated modules use; a type of the API never shadows one.
pub const TYPES: &[&str] = &[
    "Box",
    "BTreeMap",
    "Bytes",
    "Clone",
    "Copy",
    "DateTime",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "IpAddr",
    "Ipv4Addr",
    "Ipv6Addr",
    "Iterator",
    "Json",
    "NaiveDate",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Patch",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Utc",
    "Uuid",
    "Value",
    "Vec",
];

/// Names that the modules of handles use besides; a handle or operation never shadows one.
const OPERATIONS: &[&str] = &["Body", "Client", "Method", "Request", "StatusCode", "Style", "Target"];

/// Methods that every client builder has.
pub const BUILDER: &[&str] = &[
    "after",
    "base_url",
    "before",
    "build",
    "clone",
    "connect_timeout",
    "credential",
    "default_header",
    "global",
    "in_host",
    "max_body",
    "new",
    "retry",
    "server",
    "timeout",
    "transport",
    "try_timeout",
    "user_agent",
];

/// Methods that every operation has, or will have; a parameter that is called so gets an underscore.
pub const OPERATION: &[&str] = &[
    "clone",
    "events",
    "items",
    "lines",
    "new",
    "pages",
    "raw",
    "response",
    "send",
    "send_blocking",
    "sequence",
    "with_options",
];

/// Names that Clippy takes for placeholders where they name an argument, or for methods of a standard trait where a setter
/// has the same shape.
const TAKEN: &[&str] =
    &["add", "baz", "bitand", "bitor", "bitxor", "div", "foo", "mul", "quux", "rem", "shl", "shr", "sub"];

/// Methods that every handle has, or that would look like those of a standard trait.
pub const HANDLE: &[&str] = &["as_ref", "borrow", "clone", "cmp", "deref", "eq", "hash", "index", "new"];

/// What the file of the tested examples calls its own functions.
pub const EXAMPLES: &[&str] = &["by_table", "check", "made_up", "same", "same_text"];

/// The names given so far in one scope.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The names that nothing in the scope may have.
    reserved: [&'static [&'static str]; 2],
    taken: BTreeSet<String>,
    /// The first number that may be free, for each name that was asked for in vain: thousands may want the same.
    next: BTreeMap<String, u32>,
}

impl Scope {
    /// A scope in which these names are taken.
    pub fn reserving(names: &'static [&'static str]) -> Self {
        Self { reserved: [names, &[]], ..Self::default() }
    }

    /// The scope of the names that callers set: fields, or parameters beside the methods of an operation.
    pub fn settable(methods: &'static [&'static str]) -> Self {
        Self { reserved: [methods, TAKEN], ..Self::default() }
    }

    /// The scope of a module of operations.
    pub fn module() -> Self {
        Self { reserved: [TYPES, OPERATIONS], ..Self::default() }
    }

    /// The scope of the module of servers.
    pub fn servers() -> Self {
        Self { reserved: [TYPES, &["Server"]], ..Self::default() }
    }

    /// Gives the first of the names that is free, or else the last one with the first free number.
    pub fn claim(&mut self, names: impl IntoIterator<Item = String>) -> String {
        let mut last = String::new();
        for name in names {
            if self.take(&name) {
                return name;
            }
            last = name;
        }
        let separator = if last.ends_with(|c: char| c.is_numeric()) { "_" } else { "" };
        let first = self.next.get(&last).copied().unwrap_or(2);
        let mut numbered = (first..u32::MAX).map(|number| (number, format!("{last}{separator}{number}")));
        let Some((number, name)) = numbered.find(|(_, name)| self.take(name)) else { return last };
        self.next.insert(last, number + 1);
        name
    }

    /// Gives the name, or the name with an underscore.
    pub fn claim_with_underscore(&mut self, name: String) -> String {
        let escaped = format!("{name}_");
        self.claim([name, escaped])
    }

    fn take(&mut self, name: &str) -> bool {
        !case::KEYWORDS.contains(&name)
            && !self.reserved.iter().any(|names| names.contains(&name))
            && self.taken.insert(name.to_owned())
    }
}

/// How many types are looked at in one go.
const PART: usize = 256;

/// The facts of all types. Names that the document gave are settled first, so that a new inline type never takes one.
pub fn types(api: &Api, reach: &[Reach], boxes: &Boxes) -> Vec<TypeFacts> {
    let parts = parallel::in_parts(api.types.len(), PART, |range| {
        let each = api.types.iter().zip(reach).zip(boxes.boxed.iter().zip(&boxes.loosened));
        let each = each.skip(range.start).take(range.len());
        each.map(|((ty, reach), (boxed, loosened))| type_facts(ty, *reach, boxed, loosened)).collect::<Vec<_>>()
    });
    let mut all: Vec<TypeFacts> = parts.into_iter().flatten().collect();
    let mut scope = Scope::reserving(TYPES);
    for given in [true, false] {
        for (ty, facts) in api.types.iter().zip(&mut all).filter(|(ty, _)| ty.hint.given == given) {
            // `Type` tells an API's `String` from Rust's.
            let other = |name: String| if TYPES.contains(&name.as_str()) { format!("{name}Type") } else { name };
            facts.ident = scope.claim(type_name::of(ty).into_iter().map(other));
        }
    }
    all
}

/// The facts of a type, but for its name.
fn type_facts(ty: &TypeDef, reach: Reach, boxed: &[bool], loosened: &[bool]) -> TypeFacts {
    let mut facts =
        TypeFacts { ident: String::new(), fields: Vec::new(), rest: String::new(), variants: Vec::new(), reach };
    match &ty.kind {
        Kind::Struct(item) => {
            let mut scope = Scope::settable(&["new", "clone"]);
            for ((field, boxed), loosened) in item.fields.iter().zip(boxed).zip(loosened) {
                let ident = scope.claim_with_underscore(snake(&words(field.name.as_ref().unwrap_or(&field.wire))));
                // What travels one way only is missing from the other, whatever the document requires.
                let missing = match field.access {
                    Access::Both => *loosened,
                    Access::ReadOnly => *loosened || reach.written,
                    Access::WriteOnly => *loosened || reach.read,
                };
                let presence = match field.presence {
                    Presence::Required if missing => Presence::Optional,
                    Presence::Nullable if missing => Presence::OptionalNullable,
                    presence => presence,
                };
                facts.fields.push(FieldFacts { ident, boxed: *boxed, presence });
            }
            facts.rest = scope.claim(["extra".to_owned(), "extra_properties".to_owned()]);
        }
        Kind::Enum(values) => {
            let mut scope = Scope::reserving(&["Unknown"]);
            facts.variants = values.iter().map(|value| value_variant(&mut scope, &called(value))).collect();
        }
        Kind::Union(union) => {
            let mut scope = Scope::reserving(&["Unknown"]);
            // A variant stands inside its union, so the union's own words would say nothing.
            let short = |hint: &Hint| hint.words.last().cloned().unwrap_or_default();
            facts.variants = union.variants.iter().map(|it| variant(&mut scope, &short(&it.hint))).collect();
        }
        Kind::Multipart(multipart) => {
            let mut scope = Scope::settable(&["new", "clone"]);
            for part in &multipart.parts {
                let ident = scope.claim_with_underscore(snake(&words(&part.wire)));
                let presence = if part.required { Presence::Required } else { Presence::Optional };
                facts.fields.push(FieldFacts { ident, boxed: false, presence });
            }
        }
        Kind::Alias(_) => {}
    }
    facts
}

/// The variant of an enum's value. That of a number begins with `N`, because names with an underscore in front of them are
/// for what nobody uses.
pub fn value_variant(scope: &mut Scope, value: &str) -> String {
    let is_number = value.starts_with(|c: char| c.is_ascii_digit()) && value.parse::<f64>().is_ok();
    if is_number { variant(scope, &format!("n{value}")) } else { variant(scope, &spelled(value)) }
}

fn variant(scope: &mut Scope, name: &str) -> String {
    let name = pascal(&words(name));
    let other = format!("{name}Value");
    scope.claim([name, other])
}

/// What an enum's value is called: by its name, or by itself.
fn called(value: &EnumValue) -> Cow<'_, str> {
    value
        .name
        .as_deref()
        .filter(|name| name.contains(char::is_alphanumeric))
        .map_or_else(|| value.text(), Cow::Borrowed)
}

/// An enum's value with the signs in words that would else tell nothing apart: `+1`, `-1`, `>=`.
fn spelled(wire: &str) -> String {
    let sign = |c: char| match c {
        '+' => Some("plus"),
        '-' => Some("minus"),
        '*' => Some("star"),
        '<' => Some("less"),
        '>' => Some("greater"),
        '=' => Some("equal"),
        '!' => Some("not"),
        _ => None,
    };
    let has_letter = wire.chars().any(char::is_alphabetic);
    wire.chars()
        .map(|c| match sign(c) {
            Some(word) if !has_letter || wire.starts_with(c) => format!(" {word} "),
            _ => c.to_string(),
        })
        .collect()
}

/// The builder's methods that take the secrets.
pub fn schemes(api: &Api, scope: &mut Scope) -> Vec<String> {
    let name = |scheme: &crate::ir::SecurityScheme| {
        let all = words(&scheme.name);
        // `X-Auth-Token` is the auth token, and `ApiKeyAuth` the API key.
        let core = all.strip_prefix(["x".to_owned()].as_slice()).unwrap_or(&all);
        let core = match core.split_last() {
            Some((last, rest)) if ["auth", "authentication", "scheme"].contains(&last.as_str()) => rest,
            _ => core,
        };
        let short = match scheme.kind {
            SchemeKind::Header { .. } | SchemeKind::Query(_) | SchemeKind::Cookie(_) if core.is_empty() => {
                "api_key".to_owned()
            }
            SchemeKind::Bearer | SchemeKind::ClientCredentials { .. } => "token".to_owned(),
            SchemeKind::Iam { .. } if core.is_empty() => "token".to_owned(),
            SchemeKind::Signature if core.is_empty() => "access_key".to_owned(),
            SchemeKind::Header { .. }
            | SchemeKind::Query(_)
            | SchemeKind::Cookie(_)
            | SchemeKind::Iam { .. }
            | SchemeKind::Signature => snake(core),
            SchemeKind::Basic => "basic".to_owned(),
        };
        [short, snake(&all)]
    };
    api.schemes.iter().map(|scheme| scope.claim(name(scheme))).collect()
}

/// The parameters that are set once on the client, each by its first use.
pub fn globals(api: &Api, scope: &mut Scope) -> Vec<Global> {
    let mut globals: Vec<Global> = Vec::new();
    for param in api.operations.iter().flat_map(|operation| &operation.params).filter(|param| param.global) {
        if globals.iter().all(|global| global.wire != param.wire) {
            let name = param.name.as_ref().unwrap_or(&param.wire);
            let ident = scope.claim_with_underscore(snake(&words(name)));
            globals.push(Global { wire: param.wire.clone(), ident, ty: param.ty.clone(), doc: param.doc.clone() });
        }
    }
    globals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_tells_names_apart_and_keeps_those_given() {
        let mut scope = Scope::reserving(&["new"]);
        let mut claim = |name: &str| scope.claim_with_underscore(name.to_owned());
        assert_eq!(
            ["id", "id", "id", "new", "type", "v1", "v1", "v1"].map(&mut claim),
            ["id", "id_", "id_2", "new_", "type_", "v1", "v1_", "v1_2"]
        );
    }

    #[test]
    fn values_that_differ_in_signs_only() {
        let mut scope = Scope::reserving(&["Unknown"]);
        let names = ["+1", "-1", "1", "one", "ONE", "", "unknown", "*", "a-b", "-created"]
            .map(|value| variant(&mut scope, &spelled(value)));
        assert_eq!(
            names,
            ["Plus1", "Minus1", "_1", "One", "OneValue", "Empty", "UnknownValue", "Star", "AB", "MinusCreated"]
        );
    }
}
