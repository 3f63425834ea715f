//! The line that gives an operation its pages and items.

use super::operation::{literal, written};
use crate::analyze::{Facts, OperationFacts, Outcome};
use crate::ir::{Api, BodyPath, Kind, Operation, Paged, Presence, Step, Type};

/// The line, if the operation gives a list page by page.
pub fn emit(api: &Api, facts: &Facts, operation: &Operation, own: &OperationFacts) -> Option<String> {
    let (Some(paged), Outcome::Json(body)) = (&own.paged, &own.reply) else { return None };
    let wire = |param: usize| literal(operation.params.get(param).map_or("", |param| &param.wire));
    let step = match &paged.step {
        Step::Cursor { param, next, more } => {
            let more = more.as_ref().map_or_else(|| "&[]".to_owned(), path);
            format!("Cursor {{ param: {}, next: {}, more: {more} }}", wire(*param), path(next))
        }
        Step::Offset { param } => format!("Offset {{ param: {}, items: {} }}", wire(*param), path(&paged.list)),
        Step::Page { param, first } => {
            format!("Page {{ param: {}, first: {first}, items: {} }}", wire(*param), path(&paged.list))
        }
        Step::Link => "Link".to_owned(),
        Step::Next { url } => format!("Next {{ url: {} }}", path(url)),
    };
    let (page, item) = (written(facts, body), written(facts, &paged.item));
    Some(format!("paged!({}, {page}, {item}, {step}, |page| {});", own.ident, items(api, facts, body, paged)))
}

/// The items of the value `page`, field by field.
fn items(api: &Api, facts: &Facts, body: &Type, paged: &Paged) -> String {
    let nullable = |ty: &Type| matches!(api.resolve(ty), Type::Nullable(_));
    let (mut value, mut optional) = ("page".to_owned(), nullable(body));
    for (id, index) in &paged.fields {
        let own = &facts[*id];
        let Kind::Struct(strukt) = &api[*id].kind else { continue };
        let (Some(field), Some(field_facts)) = (strukt.fields.get(*index), own.fields.get(*index)) else { continue };
        let ident = super::ty::ident(&field_facts.ident);
        let get = |from: &str| match field_facts.presence {
            Presence::OptionalNullable if own.reach.written => format!("{from}.{ident}.into_set()"),
            _ => format!("{from}.{ident}"),
        };
        let may_miss = field_facts.presence != Presence::Required || nullable(&field.ty);
        value = match (optional, may_miss) {
            (false, _) => get(&value),
            (true, false) => format!("{value}.map(|it| {})", get("it")),
            (true, true) => format!("{value}.and_then(|it| {})", get("it")),
        };
        optional |= may_miss;
    }
    if optional { format!("{value}.unwrap_or_default()") } else { value }
}

/// A path as the runtime takes it.
fn path(path: &BodyPath) -> String {
    format!("&[{}]", path.0.iter().map(|key| literal(key)).collect::<Vec<_>>().join(", "))
}
