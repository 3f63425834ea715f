//! In which direction each type travels: read from replies, written in requests, or both.

use crate::ir::{Api, Type};

/// The directions a type travels in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Replies hold it.
    pub read: bool,
    /// Requests hold it.
    pub written: bool,
}

/// The reach of every type. One that no operation uses is there for its users, who may want both.
pub fn run(api: &Api) -> Vec<Reach> {
    let mut reach = vec![Reach::default(); api.types.len()];
    for operation in &api.operations {
        let bodies = operation.replies.iter().flat_map(|reply| reply.bodies.iter().map(|(_, ty)| ty));
        let headers = operation.replies.iter().flat_map(|reply| reply.headers.iter().map(|header| &header.ty));
        spread(api, bodies.chain(headers), &mut reach, |reach| &mut reach.read);
        let sent = operation.body.iter().map(|body| &body.ty).chain(operation.params.iter().map(|param| &param.ty));
        spread(api, sent, &mut reach, |reach| &mut reach.written);
    }
    let webhooks: Vec<Type> = api.webhooks.iter().copied().map(Type::Named).collect();
    spread(api, webhooks.iter(), &mut reach, |reach| &mut reach.read);
    for reach in &mut reach {
        if *reach == Reach::default() {
            *reach = Reach { read: true, written: true };
        }
    }
    reach
}

/// Marks everything that the types hold, however deep.
fn spread<'a>(
    api: &'a Api,
    roots: impl Iterator<Item = &'a Type>,
    reach: &mut [Reach],
    mark: fn(&mut Reach) -> &mut bool,
) {
    let mut open: Vec<&Type> = roots.collect();
    while let Some(ty) = open.pop() {
        let id = match ty {
            Type::List(item) | Type::Map(item) | Type::Nullable(item) => {
                open.push(item);
                continue;
            }
            Type::Tuple(items) => {
                open.extend(items);
                continue;
            }
            Type::Named(id) => id,
            Type::Bool | Type::Int(_) | Type::Float(_) | Type::String(_) | Type::Bytes | Type::Binary | Type::Json => {
                continue;
            }
        };
        let Some(reach) = reach.get_mut(id.index()) else { continue };
        if !std::mem::replace(mark(reach), true) {
            open.extend(api.parts(*id));
        }
    }
}
