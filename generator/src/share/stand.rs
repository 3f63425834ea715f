//! Where the types stand that have no name of their own.

use crate::ir::{Api, OperationId, Type, TypeId};

/// Where a type stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stand {
    pub(super) parent: Parent,
    pub(super) role: Role,
}

/// What has a name, and holds the type, however deep.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Parent {
    Type(TypeId),
    Operation(OperationId),
}

/// What a type is to its parent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// A part of it.
    Part,
    /// What the operation sends.
    Sent,
    /// What a success gives.
    Received,
    /// What a failure gives.
    Refused,
}

/// The stand of every type; none of one that has a name of its own, or that nothing holds.
pub(super) fn of(api: &Api) -> Vec<Option<Stand>> {
    let mut named: Vec<bool> = api.types.iter().map(|def| def.hint.given || def.hint.words.len() < 2).collect();
    // What the API sends by itself is called by its event.
    let events = api.webhooks.iter().flat_map(|id| api.parts(*id)).flat_map(Type::named);
    for id in api.webhooks.iter().copied().chain(events) {
        if let Some(named) = named.get_mut(id.index()) {
            *named = true;
        }
    }
    let mut stands: Vec<Option<Stand>> = vec![None; api.types.len()];
    let mut walk = |ty: &Type, parent: Parent, role: Role| {
        let mut open: Vec<(TypeId, Role)> = ty.named().into_iter().map(|id| (id, role)).collect();
        while let Some((id, role)) = open.pop() {
            let Some(stand) = stands.get_mut(id.index()).filter(|_| named.get(id.index()) == Some(&false)) else {
                continue;
            };
            if stand.is_none() {
                *stand = Some(Stand { parent, role });
                open.extend(api.parts(id).into_iter().flat_map(Type::named).map(|id| (id, Role::Part)));
            }
        }
    };
    for (id, _) in (0..).map(TypeId::at).zip(&named).filter(|(_, named)| **named) {
        api.parts(id).into_iter().for_each(|ty| walk(ty, Parent::Type(id), Role::Part));
    }
    for (operation, id) in api.operations.iter().zip((0..).map(OperationId::at)) {
        let parent = Parent::Operation(id);
        operation.params.iter().for_each(|param| walk(&param.ty, parent, Role::Part));
        operation.body.iter().for_each(|body| walk(&body.ty, parent, Role::Sent));
        for reply in &operation.replies {
            let role = if operation.succeeds(reply.status) { Role::Received } else { Role::Refused };
            reply.bodies.iter().for_each(|(_, ty)| walk(ty, parent, role));
            reply.headers.iter().for_each(|header| walk(&header.ty, parent, Role::Part));
        }
    }
    stands
}
