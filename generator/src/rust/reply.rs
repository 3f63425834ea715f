//! What comes back: the enums of bodies, the structs of headers, and the words for the runtime's tables.

use super::file::{Item, Row};
use super::operation::{literal, written};
use super::{doc, struct_};
use crate::analyze::{ByStatus, Case, Facts, OperationFacts, Outcome};
use crate::ir::{Status, Type};

/// What a reply is that an operation is called for.
const SUCCESS: &str = "success";

/// The items beside an operation, and the lines that let it send.
pub fn items(facts: &Facts, own: &OperationFacts) -> Vec<Item> {
    let mut items = Vec::new();
    let error = word(facts, &own.error, "raw");
    items.push(Item::Text(
        Vec::new(),
        format!("operation!({}, {}, {error});", own.ident, word(facts, &own.reply, "empty")),
    ));
    for stream in &own.streams {
        items.push(Item::Text(
            Vec::new(),
            format!("operation!({}.{}, {}, {error});", own.ident, method(stream), word(facts, stream, "empty")),
        ));
    }
    for (outcome, what) in [(&own.reply, SUCCESS), (&own.error, "failure")] {
        if let Outcome::ByStatus(bodies) = outcome {
            items.extend(by_status(facts, own, bodies, what));
        }
    }
    items.extend(headers(facts, own));
    items
}

/// What is said of the replies where an operation is called.
pub fn docs(own: &OperationFacts) -> Vec<String> {
    let mut docs = Vec::new();
    for stream in &own.streams {
        docs.push(format!("Its method `{}` gives the reply item by item.", method(stream)));
    }
    docs.extend(
        own.headers
            .as_ref()
            .map(|headers| format!("`{}::from(response.headers())` reads what comes in headers.", headers.ident)),
    );
    docs
}

/// The method that gives a stream beside a body.
pub fn method(stream: &Outcome) -> &'static str {
    match stream {
        Outcome::Lines(_) => "lines",
        Outcome::Sequence(_) => "sequence",
        Outcome::Events(_)
        | Outcome::TextEvents
        | Outcome::Empty
        | Outcome::Json(_)
        | Outcome::Text
        | Outcome::Bytes
        | Outcome::ByStatus(_) => "events",
    }
}

/// An outcome in the words of the runtime's `operation!`.
fn word(facts: &Facts, outcome: &Outcome, empty: &str) -> String {
    match outcome {
        Outcome::Empty => empty.to_owned(),
        Outcome::Json(ty) => format!("json {}", written(facts, ty)),
        Outcome::Text => "text".to_owned(),
        Outcome::Bytes => "bytes".to_owned(),
        Outcome::Events(ty) => format!("events {}", written(facts, ty)),
        Outcome::TextEvents => "text_events".to_owned(),
        Outcome::Lines(ty) => format!("lines {}", written(facts, ty)),
        Outcome::Sequence(ty) => format!("sequence {}", written(facts, ty)),
        Outcome::ByStatus(bodies) => format!("by_status {}", bodies.ident),
    }
}

fn by_status(facts: &Facts, own: &OperationFacts, bodies: &ByStatus, what: &str) -> Vec<Item> {
    let variants = bodies.cases.iter().map(|case| Row {
        docs: doc::lines(&case.doc, &format!("{}.", doc::code(&status(case.status))), &[]),
        text: held(facts, &case.body).map_or_else(|| case.ident.clone(), |held| format!("{}({held})", case.ident)),
    });
    let unknown = Row {
        docs: vec!["What the document does not list, as it came.".to_owned()],
        text: "Unknown(StatusCode, Bytes)".to_owned(),
    };
    let all = variants.chain([unknown]).collect();
    let rows = bodies.cases.iter().map(|case| {
        let of: Vec<String> = std::iter::once(status(case.status)).chain(case.media.iter().cloned()).collect();
        format!("{}: {} {}", case.ident, literal(&of.join(" ")), boxed(facts, case))
    });
    let head = if what == SUCCESS {
        format!("by_status!({} from {}", bodies.ident, literal(&accept(&bodies.cases)))
    } else {
        format!("by_status!({}", bodies.ident)
    };
    let table = Item::Table { head, rows: rows.collect() };
    let docs = vec![format!("What a {what} of [`{}`] gives.", own.ident)];
    let head = format!("#[derive(Clone, Debug)]\n#[non_exhaustive]\npub enum {}", bodies.ident);
    vec![Item::Rows { docs, head, rows: all }, table]
}

/// What a variant holds.
fn held(facts: &Facts, outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Json(ty) => {
            let text = written(facts, ty);
            // A box keeps a small variant from paying for a large one.
            Some(if is_boxed(ty) { format!("Box<{text}>") } else { text })
        }
        Outcome::Text => Some("String".to_owned()),
        Outcome::Bytes => Some("Bytes".to_owned()),
        // Streams are methods of their own, and no case is an enum.
        Outcome::Empty
        | Outcome::Events(_)
        | Outcome::TextEvents
        | Outcome::Lines(_)
        | Outcome::Sequence(_)
        | Outcome::ByStatus(_) => None,
    }
}

fn boxed(facts: &Facts, case: &Case) -> String {
    match &case.body {
        Outcome::Json(ty) if is_boxed(ty) => format!("json Box<{}>", written(facts, ty)),
        body => word(facts, body, "empty"),
    }
}

fn is_boxed(ty: &Type) -> bool {
    match ty {
        Type::Named(_) => true,
        Type::Nullable(item) => is_boxed(item),
        Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::String(_)
        | Type::Bytes
        | Type::Binary
        | Type::Json
        | Type::List(_)
        | Type::Tuple(_)
        | Type::Map(_) => false,
    }
}

/// The media types to ask for, in the order of the cases.
fn accept(cases: &[Case]) -> String {
    let mut accepted: Vec<&str> = Vec::new();
    for media in cases.iter().flat_map(|case| &case.media) {
        if !accepted.contains(&media.as_str()) {
            accepted.push(media);
        }
    }
    if accepted.is_empty() { "*/*".to_owned() } else { accepted.join(", ") }
}

/// A status as documents write it.
fn status(status: Status) -> String {
    match status {
        Status::Exact(code) => code.to_string(),
        Status::Class(class) => format!("{class}XX"),
        Status::Default => "default".to_owned(),
    }
}

/// The struct of the headers.
fn headers(facts: &Facts, own: &OperationFacts) -> Vec<Item> {
    let Some(headers) = &own.headers else { return Vec::new() };
    let docs = vec![format!(
        "What the replies to [`{}`] tell in headers; what is missing, or does not read, is `None`.",
        own.ident
    )];
    let fields = headers.fields.iter().map(|(ident, header)| Row {
        docs: doc::lines(
            &header.doc,
            &format!("{}.", doc::code(&header.wire)),
            &struct_::deprecation(header.deprecated),
        ),
        text: format!("pub {ident}: Option<{}>", written(facts, &header.ty)),
    });
    let rows = headers.fields.iter().map(|(ident, header)| format!("{ident}: {}", literal(&header.wire)));
    let head = format!("#[derive(Clone, Debug)]\n#[non_exhaustive]\npub struct {}", headers.ident);
    vec![
        Item::Rows { docs, head, rows: fields.collect() },
        Item::Table { head: format!("headers!({}", headers.ident), rows: rows.collect() },
    ]
}

/// An outcome as people write it, for the surface.
pub fn surface(facts: &Facts, outcome: &Outcome) -> String {
    let name = |ty: &Type| written(facts, ty).replace("types::", "");
    match outcome {
        Outcome::Empty => "()".to_owned(),
        Outcome::Json(ty) => name(ty),
        Outcome::Text => "text".to_owned(),
        Outcome::Bytes => "bytes".to_owned(),
        Outcome::Events(ty) => format!("events of {}", name(ty)),
        Outcome::TextEvents => "events of text".to_owned(),
        Outcome::Lines(ty) => format!("lines of {}", name(ty)),
        Outcome::Sequence(ty) => format!("sequence of {}", name(ty)),
        Outcome::ByStatus(bodies) => {
            let cases = bodies.cases.iter();
            let cases: Vec<_> = cases.map(|case| format!("{} {}", case.ident, surface(facts, &case.body))).collect();
            format!("{} {{ {} }}", bodies.ident, cases.join(", "))
        }
    }
}
