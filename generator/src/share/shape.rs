//! What a type is, as text: equal texts are equal shapes.

use crate::ir::{Api, Domain, EnumValue, Field, Kind, Struct, Type, TypeId, Union, Variant};
use std::fmt::{Result, Write};

/// The shape of a type, in which types of the same class are one; none of those that never share.
///
/// Where it stands is no part of it. Words for the reader are, if nothing else says them: those of fields, values and
/// variants, and with `says_all` those of the type itself.
pub(super) fn of(api: &Api, id: TypeId, says_all: bool, classes: &[TypeId]) -> Option<String> {
    let mut out = String::new();
    if says_all {
        out = format!("{:?}", api[id].doc);
    }
    let written = match &api[id].kind {
        Kind::Struct(item) => write_struct(&mut out, item, classes),
        Kind::Enum(values) => write_enum(&mut out, values),
        Kind::Union(item) => write_union(&mut out, item, classes),
        // An alias stands where a name is wanted, and a form where a body is.
        Kind::Alias(_) | Kind::Multipart(_) => return None,
    };
    // Writing into a `String` cannot fail.
    written.ok().map(|()| out)
}

fn write_struct(out: &mut String, item: &Struct, classes: &[TypeId]) -> Result {
    let Struct { fields, rest } = item;
    out.push('{');
    for field in fields {
        let Field { wire, name, ty, presence, access, default, constraints, domain, doc, deprecated, at: _ } = field;
        write!(out, "{wire:?}{name:?}")?;
        write_type(out, ty, classes)?;
        write!(out, "{presence:?}{access:?}{default:?}{constraints:?}{doc:?}{deprecated}")?;
        write_domain(out, domain.as_deref())?;
        out.push(';');
    }
    match rest {
        Some(rest) => write_type(out, rest, classes),
        None => Ok(()),
    }
}

fn write_enum(out: &mut String, values: &[EnumValue]) -> Result {
    out.push('=');
    values.iter().try_for_each(|EnumValue { wire, name, doc }| write!(out, "{wire}{name:?}{doc:?};"))
}

fn write_union(out: &mut String, item: &Union, classes: &[TypeId]) -> Result {
    let Union { tag, variants } = item;
    write!(out, "|{tag:?}")?;
    for Variant { hint, tag, ty, domain, doc } in variants {
        // The last word is what the variant is called.
        write!(out, "{:?}{tag:?}{doc:?}", hint.words.last())?;
        write_type(out, ty, classes)?;
        write_domain(out, domain.as_deref())?;
        out.push(';');
    }
    Ok(())
}

fn write_type(out: &mut String, ty: &Type, classes: &[TypeId]) -> Result {
    match ty {
        Type::List(item) => {
            out.push_str("[]");
            write_type(out, item, classes)
        }
        Type::Map(item) => {
            out.push_str("{}");
            write_type(out, item, classes)
        }
        Type::Nullable(item) => {
            out.push('?');
            write_type(out, item, classes)
        }
        Type::Tuple(items) => {
            write!(out, "({}", items.len())?;
            items.iter().try_for_each(|item| write_type(out, item, classes))
        }
        Type::Named(id) => write!(out, "#{}", classes.get(id.index()).unwrap_or(id).0),
        Type::Bool | Type::Int(_) | Type::Float(_) | Type::String(_) | Type::Bytes | Type::Binary | Type::Json => {
            write!(out, "{ty:?}")
        }
    }
}

/// The limits of a value; the value that a document gives as an example is none.
fn write_domain(out: &mut String, domain: Option<&Domain>) -> Result {
    let Some(domain) = domain else { return Ok(()) };
    let Domain { example: _, values, format, pattern, shortest, longest, min, max, step, unique, item } = domain;
    let none = Domain { example: domain.example.clone(), ..Domain::default() };
    if *domain == none {
        return Ok(());
    }
    write!(out, "{values:?}{format:?}{pattern:?}{shortest:?}{longest:?}{min:?}{max:?}{step:?}{unique}")?;
    write_domain(out, item.as_deref())
}
