//! `oneOf` and `anyOf`: one of several types, or the one type that they come down to.

use super::super::document::{Document, child};
use super::super::domain;
use super::super::lower::Lower;
use super::super::reference;
use super::super::scalar::{self, enum_of};
use super::super::schema::{self, Shape, read};
use super::super::tree::Tree;
use super::{MAX_PARTS, Parts, choice, gather, object, through};
use crate::diagnostic::Code;
use crate::ir::{Doc, Float, Hint, Int, Kind, Scalars, Type, TypeDef, Union, Variant};
use crate::nearest::nearest;
use openapiv3::{Discriminator, Schema};
use serde_json::Value;
use std::collections::BTreeSet;

/// A schema with `oneOf` or `anyOf`, as `word` says.
pub(in super::super) fn union(lower: &mut Lower<'_>, schema: &Schema, pointer: &str, word: &str, hint: &Hint) -> Shape {
    if let Some(maybe) = choice::loose(lower, pointer, word, hint) {
        let kind = object(lower, Parts { maybe, ..Parts::default() }, hint);
        return Shape { kind, constraints: Vec::new() };
    }
    let discriminator = schema.schema_data.discriminator.as_ref();
    let list = child(pointer, word);
    let choices = match discriminator {
        // The alternatives of an alternative are told apart by the same property.
        Some(discriminator) => choice::flat(lower, &list, |value| {
            let own = value.get("discriminator").and_then(|own| own.get("propertyName"));
            own.is_some_and(|own| *own == discriminator.property_name) && discriminator.mapping.is_empty()
        }),
        None => choice::choices(lower, &list),
    };
    among(lower, discriminator, pointer, &choices, hint)
}

/// What is one of several schemas.
pub(super) fn among(
    lower: &mut Lower<'_>,
    discriminator: Option<&Discriminator>,
    pointer: &str,
    choices: &[String],
    hint: &Hint,
) -> Shape {
    if let [only] = choices {
        return through(lower, only, hint);
    }
    // Texts cannot be told from one another, unless a tag tells.
    let is_text = |choice: &&String| discriminator.is_none() && texts(lower.doc, choice).is_some();
    let texts: Vec<String> = choices.iter().filter(is_text).cloned().collect();
    if !texts.is_empty() && texts.len() == choices.len() {
        return Shape { kind: merged(lower, &texts, hint), constraints: Vec::new() };
    }
    let implied = if discriminator.is_none() { told_apart(lower.doc, choices) } else { None };
    let tag = discriminator.or(implied.as_ref()).map(|own| own.property_name.clone());
    let mut variants = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        if texts.len() > 1 && texts.contains(choice) {
            if texts.first() == Some(choice) {
                variants.push(merged_variant(lower, &texts, choice, hint));
            }
            continue;
        }
        let hint = variant_hint(lower, choice, index, hint, tag.as_deref());
        let used = schema::used(lower, choice, &hint);
        variants.push(Variant { hint, tag: None, ty: used.ty, domain: used.domain, doc: used.doc });
    }
    if variants.iter().any(|variant| variant.ty == Type::Json) {
        return Shape::of(Type::Json);
    }
    if let Some(discriminator) = discriminator.or(implied.as_ref()) {
        return Shape { kind: tagged(lower, discriminator, pointer, choices, variants), constraints: Vec::new() };
    }
    Shape { kind: untagged(lower, variants), constraints: Vec::new() }
}

/// What the bodies of several requests have in common: a property that tells them apart, if there is one.
pub(in super::super) fn of_requests(lower: &Lower<'_>, bodies: &[String], mut variants: Vec<Variant>) -> Union {
    let tag = told_apart(lower.doc, bodies).map(|discriminator| discriminator.property_name);
    for (body, variant) in bodies.iter().zip(&mut variants) {
        let target = reference::resolve(lower.doc, body);
        variant.tag = tag.as_ref().and_then(|property| values_of(lower.doc, &target, property).into_iter().next());
    }
    Union { tag, variants }
}

/// Properties beside a `oneOf` or `anyOf`: each alternative has them too.
pub(super) fn with_base(lower: &mut Lower<'_>, base: &Parts, pointer: &str, word: &str, hint: &Hint) -> Shape {
    let choices = choice::flat(lower, &child(pointer, word), |_| true);
    let discriminator = read(lower, pointer).and_then(|schema| schema.schema_data.discriminator);
    let discriminator = discriminator.or_else(|| told_apart(lower.doc, &choices));
    let tag = discriminator.as_ref().map(|own| own.property_name.clone());
    let mut variants = Vec::new();
    for (index, choice) in choices.iter().enumerate() {
        let target = reference::resolve(lower.doc, choice);
        let own = variant_hint(lower, choice, index, hint, tag.as_deref());
        let mut alone = Parts::default();
        gather(lower, &mut alone, &target, &own);
        if alone.seen.contains(pointer) {
            // A child of this very schema has its properties already.
            let ty = schema::used(lower, choice, &own).ty;
            variants.push((choice.clone(), Variant { hint: own, tag: None, ty, domain: None, doc: Doc::default() }));
            continue;
        }
        let hint = own.words.last().map_or_else(|| own.clone(), |own| hint.within(own));
        let mut parts = base.clone();
        gather(lower, &mut parts, &target, &hint);
        if let Some(part) = parts.others.get(base.others.len()).or(parts.choices.first().map(|(part, _)| part)) {
            let message = "this alternative is no plain object, as the properties beside it ask for; left out";
            lower.report(Code::UnsupportedKeyword, part, message);
            continue;
        }
        let Some(schema) = read(lower, &target) else { continue };
        let kind = object(lower, parts, &hint);
        if let [_] = choices.as_slice() {
            return Shape { kind, constraints: Vec::new() };
        }
        let def = TypeDef {
            hint: hint.clone(),
            doc: schema::doc(&schema.schema_data),
            kind,
            deprecated: schema.schema_data.deprecated,
            examples: Vec::new(),
            at: lower.at(choice),
        };
        variants.push((
            choice.clone(),
            Variant { hint, tag: None, ty: schema::add(lower, def), domain: None, doc: Doc::default() },
        ));
    }
    let (choices, variants): (Vec<_>, Vec<_>) = variants.into_iter().unzip();
    let kind = match discriminator {
        Some(discriminator) => tagged(lower, &discriminator, pointer, &choices, variants),
        None if variants.is_empty() => object(lower, base.clone(), hint),
        None => untagged(lower, variants),
    };
    Shape { kind, constraints: Vec::new() }
}

/// The values of a schema of type text, none if any text is allowed; `None` if it is of another type.
fn texts(doc: &Tree<'_>, pointer: &str) -> Option<Vec<String>> {
    let value = doc.get(&reference::resolve(doc, pointer))?;
    let format = value.get("format").and_then(Value::as_str);
    if value.get("type")?.as_str()? != "string" || matches!(format, Some("byte" | "binary")) {
        return None;
    }
    let values = value.get("enum").and_then(Value::as_array);
    Some(values.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// Several schemas of type text in one: an open enum if some have values, else text of their common format.
fn merged(lower: &mut Lower<'_>, choices: &[String], hint: &Hint) -> Kind {
    let doc = lower.doc;
    let listing: Vec<_> = choices.iter().filter(|choice| texts(doc, choice).is_some_and(|it| !it.is_empty())).collect();
    if let [only] = listing.as_slice() {
        // An enum takes other texts too.
        return through(lower, only, hint).kind;
    }
    if !listing.is_empty() {
        let mut kind = enum_of(listing.iter().filter_map(|choice| texts(doc, choice)).flatten().map(Value::String));
        for choice in listing {
            scalar::describe(doc.get(&reference::resolve(doc, choice)), &mut kind);
        }
        return kind;
    }
    let format = |choice: &String| doc.get(&reference::resolve(doc, choice))?.get("format")?.as_str();
    let mut formats = choices.iter().map(format);
    let first = formats.next().flatten();
    let common = first.filter(|_| formats.all(|format| format == first)).unwrap_or_default();
    Kind::Alias(Type::String(scalar::text(lower, common)))
}

/// The alternative that several texts come down to.
fn merged_variant(lower: &mut Lower<'_>, texts: &[String], first: &str, hint: &Hint) -> Variant {
    let hint = hint.within("string");
    let kind = merged(lower, texts, &hint);
    let ty = schema::settled(lower, kind, first, hint.clone());
    Variant { hint, tag: None, ty, domain: domain::of(lower.doc, first), doc: Doc::default() }
}

/// What an alternative is called: as what it refers to, after its title, by its value of the tag, or by its type.
fn variant_hint(lower: &Lower<'_>, choice: &str, index: usize, hint: &Hint, tag: Option<&str>) -> Hint {
    if let Some(name) = name_of(lower, choice) {
        return Hint::given(name);
    }
    let value = lower.doc.get(&reference::resolve(lower.doc, choice)).unwrap_or(&Value::Null);
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let values = |tag| values_of(lower.doc, &reference::resolve(lower.doc, choice), tag);
    let value = tag.and_then(|tag| values(tag).into_iter().next());
    match (text("title").map(str::to_owned).or(value), text("type")) {
        (Some(title), _) => hint.within(title),
        (None, Some("array")) => hint.within("list"),
        (None, Some(name)) if name != "object" => hint.within(name),
        _ => hint.within(format!("variant {}", index + 1)),
    }
}

/// What an alternative that is a reference refers to by name.
fn name_of(lower: &Lower<'_>, choice: &str) -> Option<String> {
    reference::next(lower.doc, choice).and_then(|target| component(&target))
}

/// The name of the component that a pointer leads to, in whichever file it stands.
fn component(pointer: &str) -> Option<String> {
    <[String; 1]>::try_from(Document::words(pointer)).ok().map(|[name]| name)
}

/// A union whose alternatives a property tells apart; each must have a value for it.
fn tagged(
    lower: &mut Lower<'_>,
    discriminator: &Discriminator,
    pointer: &str,
    choices: &[String],
    variants: Vec<Variant>,
) -> Kind {
    let property = &discriminator.property_name;
    let place = child(pointer, "discriminator");
    let targets: Vec<_> = choices.iter().map(|choice| reference::resolve(lower.doc, choice)).collect();
    let mapped = mapped(lower, discriminator, &child(&place, "mapping"), choices, &targets);
    let fallback = fallback(lower, &place, choices);
    let (mut list, mut others) = (Vec::new(), Vec::new());
    for ((choice, target), variant) in choices.iter().zip(&targets).zip(&variants) {
        let mut tags: Vec<_> = mapped.iter().filter(|(_, to)| to == target).map(|(tag, _)| tag.clone()).collect();
        if tags.is_empty() {
            tags = values_of(lower.doc, target, property);
        }
        let is_fallback = fallback.as_ref() == Some(choice);
        if tags.is_empty() && !is_fallback {
            tags.extend(name_of(lower, choice));
        }
        if is_fallback {
            let hint = if tags.is_empty() { variant.hint.clone() } else { variant.hint.within("other") };
            others.push(Variant { hint, ..variant.clone() });
        } else if tags.is_empty() {
            let message = format!("an alternative has no value of `{property}`: they are told apart by their shape");
            lower.report(Code::UnsupportedKeyword, &place, message);
            return untagged(lower, variants);
        }
        let several = tags.len() > 1;
        list.extend(tags.into_iter().map(|tag| {
            let hint = if several { variant.hint.within(tag.clone()) } else { variant.hint.clone() };
            Variant { tag: Some(tag), hint, ..variant.clone() }
        }));
    }
    list.extend(others);
    match list.as_slice() {
        [] => Kind::Alias(Type::Json),
        [only] => Kind::Alias(only.ty.clone()),
        _ => Kind::Union(Union { tag: Some(property.clone()), variants: list }),
    }
}

/// The tags that a mapping gives, each with the pointer of what it leads to.
fn mapped(
    lower: &mut Lower<'_>,
    discriminator: &Discriminator,
    place: &str,
    choices: &[String],
    targets: &[String],
) -> Vec<(String, String)> {
    let mapped: Vec<(String, String)> = discriminator
        .mapping
        .iter()
        .map(|(tag, text)| {
            let named = || choices.iter().find(|choice| name_of(lower, choice).as_ref() == Some(text)).cloned();
            let target = reference::target(text).or_else(named);
            let target = target.unwrap_or_else(|| child("/components/schemas", text));
            (tag.clone(), reference::resolve(lower.doc, &target))
        })
        .collect();
    for (tag, target) in &mapped {
        let at = child(place, tag);
        if lower.doc.get(target).is_none_or(Value::is_null) {
            let text = discriminator.mapping.get(tag).map_or("", String::as_str);
            let names: Vec<String> = choices.iter().filter_map(|choice| name_of(lower, choice)).collect();
            let meant = nearest(text.rsplit('/').next().unwrap_or(text), names.iter().map(String::as_str));
            let message = format!("the tag `{tag}` leads to `{text}`, which does not exist; left out");
            let finding = lower.report(Code::DanglingReference, &at, message);
            if let Some(meant) = meant {
                finding.help(format!("did you mean `{meant}`?"));
            }
        } else if !targets.contains(target) {
            let message = format!("the tag `{tag}` leads to none of the alternatives; left out");
            lower.report(Code::UnsupportedKeyword, &at, message);
        }
    }
    mapped
}

/// The alternative that holds what no tag announces.
fn fallback(lower: &mut Lower<'_>, discriminator: &str, choices: &[String]) -> Option<String> {
    let place = child(discriminator, "defaultMapping");
    let text = lower.doc.get(&place)?.as_str()?.to_owned();
    let target = reference::target(&text).map(|target| reference::resolve(lower.doc, &target));
    let is = |choice: &&String| match &target {
        Some(target) => reference::resolve(lower.doc, choice) == *target,
        None => name_of(lower, choice).as_ref() == Some(&text),
    };
    let found = choices.iter().find(is).cloned();
    if found.is_none() {
        let message = format!("`{text}` is none of the alternatives; an unknown tag keeps its JSON");
        lower.report(Code::UnsupportedKeyword, &place, message);
    }
    found
}

/// The property that tells the alternatives apart without a `discriminator`: in each it has one value, another in each.
///
/// By shape they could not be told apart: the type of such a property takes values that are not known yet.
pub(super) fn told_apart(doc: &Tree<'_>, choices: &[String]) -> Option<Discriminator> {
    let mut all = choices.iter().map(|choice| constants(doc, &reference::resolve(doc, choice)));
    let first = all.next()?;
    let rest: Vec<_> = all.take_while(|constants| !constants.is_empty()).collect();
    if first.is_empty() || rest.is_empty() || rest.len() + 1 < choices.len() {
        return None;
    }
    let (property_name, _) = first.iter().find(|(name, own)| {
        let mut values = BTreeSet::from_iter(own);
        own.len() == 1
            && rest.iter().all(|others| match others.iter().find(|(other, _)| other == name) {
                Some((_, others)) => others.len() == 1 && others.iter().all(|value| values.insert(value)),
                None => false,
            })
    })?;
    Some(Discriminator { property_name: property_name.clone(), ..Discriminator::default() })
}

/// The texts that a property of the schema at a pointer may only have.
fn values_of(doc: &Tree<'_>, pointer: &str, property: &str) -> Vec<String> {
    constants(doc, pointer).into_iter().filter(|(name, _)| name == property).flat_map(|(_, texts)| texts).collect()
}

/// The properties of the schema at a pointer, and of those it is made of, that may only have some texts: names and texts.
fn constants(doc: &Tree<'_>, pointer: &str) -> Vec<(String, Vec<String>)> {
    let (mut found, mut seen, mut open) = (Vec::new(), BTreeSet::new(), vec![pointer.to_owned()]);
    while let Some(pointer) = open.pop() {
        let Some(schema) = doc.get(&pointer).filter(|_| seen.len() < MAX_PARTS) else { continue };
        if !seen.insert(pointer.clone()) {
            continue;
        }
        let properties = child(&pointer, "properties");
        for (name, _) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let value = doc.get(&reference::resolve(doc, &child(&properties, name)));
            let values = value.and_then(|value| value.get("enum")?.as_array());
            let texts = values.map(|values| values.iter().map_while(|it| it.as_str().map(str::to_owned)).collect());
            if let (Some(values), Some::<Vec<_>>(texts)) = (values, texts)
                && texts.len() == values.len()
            {
                found.push((name.clone(), texts));
            }
        }
        let parts = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
        let all_of = child(&pointer, "allOf");
        open.extend((0..parts).rev().map(|index| reference::resolve(doc, &format!("{all_of}/{index}"))));
    }
    found
}

/// A union told apart by shape: numbers become one, and the same type does not stand in it twice.
fn untagged(lower: &mut Lower<'_>, mut variants: Vec<Variant>) -> Kind {
    let mut list: Vec<Variant> = Vec::new();
    // An enum of integers is open: it holds all the others too.
    for variant in &variants {
        schema::ensure(lower, &variant.ty);
    }
    if variants.iter().any(|variant| super::is_enum(lower, &variant.ty, Scalars::Integers)) {
        variants.retain(|variant| !matches!(variant.ty, Type::Int(_)));
    }
    for variant in variants {
        let number = |ty: &Type| matches!(ty, Type::Int(_) | Type::Float(_));
        match list.iter_mut().find(|other| other.ty == variant.ty || number(&other.ty) && number(&variant.ty)) {
            Some(other) => {
                other.ty = match (&other.ty, variant.ty) {
                    (same, ty) if *same == ty => ty,
                    (Type::Int(_), Type::Int(_)) => Type::Int(Int::I64),
                    _ => Type::Float(Float::F64),
                }
            }
            None => list.push(variant),
        }
    }
    match list.as_slice() {
        [] => Kind::Alias(Type::Json),
        [only] => Kind::Alias(only.ty.clone()),
        _ => Kind::Union(Union { tag: None, variants: list }),
    }
}
