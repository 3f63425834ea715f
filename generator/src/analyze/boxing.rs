//! Which fields stand in a box: those through which a type holds itself without a list or map between.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Kind, Presence, Type, TypeId};

/// What was found out about each field of each struct.
#[derive(Clone, Debug, Default)]
pub struct Boxes {
    /// By type, then by field: the field is part of a cycle.
    pub boxed: Vec<Vec<bool>>,
    /// By type, then by field: every way round the cycle is required, so the field had to become optional.
    pub loosened: Vec<Vec<bool>>,
}

/// Finds the cycles. Every edge of a cycle is boxed, so that the choice does not depend on the order of the types.
pub fn run(diags: &mut Diagnostics, api: &Api) -> Boxes {
    let direct = components(api, |_| true);
    let required = components(api, |presence| presence == Presence::Required);
    let mut boxes = Boxes::default();
    for (index, ty) in api.types.iter().enumerate() {
        let id = TypeId::at(index);
        let (mut in_box, mut loosened) = (Vec::new(), Vec::new());
        if let Kind::Struct(item) = &ty.kind {
            for field in &item.fields {
                let targets = held(api, &field.ty);
                in_box.push(targets.iter().any(|target| direct.same(id, *target)));
                let endless =
                    field.presence == Presence::Required && targets.iter().any(|target| required.same(id, *target));
                if endless {
                    let message =
                        format!("`{}` is required, but holds its own type without end: read as optional", field.wire);
                    diags
                        .report(Code::EndlessType, &field.at, message)
                        .help("make the property optional or nullable in the document");
                }
                loosened.push(endless);
            }
        }
        boxes.boxed.push(in_box);
        boxes.loosened.push(loosened);
    }
    boxes
}

/// The structs that a value of this type holds in place. Unions keep their variants in boxes of their own.
fn held(api: &Api, ty: &Type) -> Vec<TypeId> {
    let (mut found, mut open) = (Vec::new(), vec![ty]);
    while let Some(ty) = open.pop() {
        match api.resolve(ty) {
            Type::Nullable(item) => open.push(item),
            Type::Tuple(items) => open.extend(items),
            Type::Named(id) if matches!(api[*id].kind, Kind::Struct(_)) => found.push(*id),
            _ => {}
        }
    }
    found
}

/// The strongly connected components of the types, along the fields whose presence is asked for.
struct Components {
    number: Vec<usize>,
    cyclic: Vec<bool>,
}

impl Components {
    fn same(&self, a: TypeId, b: TypeId) -> bool {
        let number = |id: TypeId| self.number.get(id.index());
        number(a) == number(b) && self.cyclic.get(a.index()).copied().unwrap_or(false)
    }
}

/// Tarjan's algorithm, with a stack of its own, since documents decide how deep it goes.
#[allow(clippy::indexing_slicing, reason = "all vectors are as long as the list of types, and edges lead into it")]
fn components(api: &Api, along: impl Fn(Presence) -> bool) -> Components {
    let edges: Vec<Vec<usize>> = api
        .types
        .iter()
        .map(|ty| match &ty.kind {
            Kind::Struct(item) => item
                .fields
                .iter()
                .filter(|field| along(field.presence))
                .flat_map(|field| held(api, &field.ty).into_iter().map(TypeId::index))
                .collect(),
            _ => Vec::new(),
        })
        .collect();
    let count = edges.len();
    let (mut index, mut low) = (vec![usize::MAX; count], vec![0; count]);
    let (mut number, mut cyclic, mut on_stack) = (vec![usize::MAX; count], vec![false; count], vec![false; count]);
    let (mut stack, mut next) = (Vec::new(), 0);
    for root in 0..count {
        if index[root] != usize::MAX {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                (index[node], low[node]) = (next, next);
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            } else {
                let child = edges[node][edge - 1];
                low[node] = low[node].min(low[child]);
            }
            let mut descended = false;
            for (position, &child) in edges[node].iter().enumerate().skip(edge) {
                if index[child] == usize::MAX {
                    calls.push((node, position + 1));
                    calls.push((child, 0));
                    descended = true;
                    break;
                }
                if on_stack[child] {
                    low[node] = low[node].min(index[child]);
                }
            }
            if descended || low[node] != index[node] {
                continue;
            }
            let mut members = Vec::new();
            while let Some(member) = stack.pop() {
                on_stack[member] = false;
                number[member] = node;
                members.push(member);
                if member == node {
                    break;
                }
            }
            let cycle = members.len() > 1 || edges[node].contains(&node);
            for member in members {
                cyclic[member] = cycle;
            }
        }
    }
    Components { number, cyclic }
}
