//! Equal shapes that have no name of their own share a type, so that callers meet one and not a hundred.
//!
//! Below one parent they always do. Elsewhere, a property of the same name with an equal object of several fields, or an
//! equal long list of values, is taken for a copy of the same thing, and a constant is the same wherever it stands.

mod shape;
mod stand;

use crate::ir::{Api, Doc, Kind, Type, TypeId};
use stand::{Parent, Role, Stand};
use std::collections::BTreeMap;

/// From so many fields on, equal structs are copies of one thing, and not alike by chance.
const FIELDS: usize = 4;

/// From so many values on, equal enums are. Shorter ones are what callers name, and get values one by one.
const VALUES: usize = 16;

/// Within what equal shapes share a type.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Scope<'a> {
    /// The parent that they stand below.
    Parent(Stand),
    /// All properties of this name below types or below operations: one more type takes no name from an operation.
    Property(bool, &'a [String]),
    /// All properties of this name.
    Constant(&'a str),
}

/// Gives equal shapes one type: the first of them, whose name stays when others come after it.
pub fn apply(api: &mut Api) {
    let stands = stand::of(api);
    let classes = classes(api, &stands);
    let first = first(api, &stands, &classes);
    merge(api, &first);
    api.replace_types(&first);
    // What only the others held is held no more.
    let keep: Vec<bool> =
        stands.iter().zip(stand::of(api)).map(|(before, after)| before.is_none() || after.is_some()).collect();
    let mut kept = BTreeMap::new();
    for ((class, id), _) in classes.iter().zip((0..).map(TypeId::at)).zip(&keep).filter(|(_, keep)| **keep) {
        kept.entry(*class).or_insert(id);
    }
    let same = |(id, (class, keep)): (TypeId, (&TypeId, &bool))| match kept.get(class) {
        Some(other) if !keep => *other,
        _ => id,
    };
    let instead: Vec<TypeId> = (0..).map(TypeId::at).zip(classes.iter().zip(&keep)).map(same).collect();
    api.replace_types(&instead);
    api.retain_types(&keep);
}

/// For each type the first one of an equal shape, however deep; itself, if it has a name of its own.
fn classes(api: &Api, stands: &[Option<Stand>]) -> Vec<TypeId> {
    let mut classes: Vec<TypeId> = (0..stands.len()).map(TypeId::at).collect();
    let mut known: BTreeMap<String, TypeId> = BTreeMap::new();
    let mut met = vec![false; stands.len()];
    for start in (0..stands.len()).map(TypeId::at) {
        // What a type holds comes before it; a type that holds itself is like no other.
        let mut open = vec![(start, false)];
        while let Some((id, parts_done)) = open.pop() {
            let Some(Some(stand)) = stands.get(id.index()) else { continue };
            if !parts_done {
                if met.get_mut(id.index()).is_some_and(|met| !std::mem::replace(met, true)) {
                    open.push((id, true));
                    open.extend(api.parts(id).into_iter().flat_map(Type::named).map(|id| (id, false)));
                }
                continue;
            }
            let says_all = stand.role != Role::Part || api[id].hint.property().len() > 1;
            if let (Some(shape), Some(class)) = (shape::of(api, id, says_all, &classes), classes.get_mut(id.index())) {
                *class = *known.entry(shape).or_insert(id);
            }
        }
    }
    classes
}

/// For each type the one that is there instead, or itself.
fn first(api: &Api, stands: &[Option<Stand>], classes: &[TypeId]) -> Vec<TypeId> {
    let mut known: BTreeMap<(TypeId, Scope<'_>), TypeId> = BTreeMap::new();
    let mut first: Vec<TypeId> = Vec::new();
    for ((def, id), (stand, class)) in api.types.iter().zip((0..).map(TypeId::at)).zip(stands.iter().zip(classes)) {
        let Some(stand) = stand else {
            first.push(id);
            continue;
        };
        let mut among = |scope| *known.entry((*class, scope)).or_insert(id);
        let property = def.hint.property();
        let (copied, constant) = match &def.kind {
            Kind::Struct(item) => (item.fields.len() >= FIELDS, false),
            Kind::Enum(values) => (values.len() >= VALUES, values.len() == 1),
            // Outside of structs that are copies themselves, hardly two unions are equal.
            Kind::Union(_) | Kind::Alias(_) | Kind::Multipart(_) => (false, false),
        };
        let below = if constant {
            among(Scope::Constant(property.first().map_or("", String::as_str)))
        } else {
            among(Scope::Parent(*stand))
        };
        let copied = copied && matches!(stand.role, Role::Part | Role::Refused);
        first.push(if below != id {
            first.get(below.index()).copied().unwrap_or(below)
        } else if copied && !constant {
            among(Scope::Property(matches!(stand.parent, Parent::Operation(_)), property))
        } else {
            id
        });
    }
    first
}

/// Lets a type say what all say for which it stands: each of their uses has words of its own.
fn merge(api: &mut Api, first: &[TypeId]) {
    let mut agreed = vec![true; first.len()];
    for (id, first) in (0..).map(TypeId::at).zip(first).filter(|(id, first)| id != *first) {
        let other = api[id].clone();
        let def = &mut api[*first];
        def.deprecated &= other.deprecated;
        if def.doc.is_empty() {
            def.doc = other.doc;
        } else if !other.doc.is_empty()
            && other.doc != def.doc
            && let Some(agreed) = agreed.get_mut(first.index())
        {
            *agreed = false;
        }
        for example in other.examples {
            if def.examples.iter().all(|known| known.value != example.value) {
                def.examples.push(example);
            }
        }
    }
    for (def, _) in api.types.iter_mut().zip(agreed).filter(|(_, agreed)| !agreed) {
        def.doc = Doc::default();
    }
}
