//! What follows from the whole API: names, boxes, directions, groups. Kept beside the model, never in it.

mod body;
mod boxing;
pub mod case;
mod example;
mod group;
mod method;
mod name;
mod outcome;
mod paging;
mod reach;
pub mod sample;
mod server;
mod type_name;

use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Doc, Header, OperationId, Paged, Presence, SchemeId, Status, Type, TypeId};
use serde_json::Value;
use std::ops::Index;

pub use reach::Reach;
pub use server::{Choice, ServerFacts, VariableFacts};

/// Everything the back end needs to know beyond the model; indexed by the model's ids, total by construction.
#[derive(Clone, Debug)]
pub struct Facts {
    types: Vec<TypeFacts>,
    operations: Vec<OperationFacts>,
    schemes: Vec<String>,
    /// The handles of the client, parents before their children.
    pub groups: Vec<Group>,
    /// The parameters that are set once on the client.
    pub globals: Vec<Global>,
    /// The servers that callers choose between.
    pub servers: Vec<ServerFacts>,
    /// The examples that are tested, in document order.
    pub examples: Vec<TestedExample>,
    /// Values of the types of bodies that none of these is of.
    pub made_up: Vec<MadeUp>,
}

/// What follows for a type.
#[derive(Clone, Debug)]
pub struct TypeFacts {
    /// Its identifier, unique among the types and unlike any name of Rust's prelude.
    pub ident: String,
    /// For a struct: in the order of its fields.
    pub fields: Vec<FieldFacts>,
    /// For a struct: the identifier of the field that keeps all other properties.
    pub rest: String,
    /// For an enum or a union: the identifiers of its variants, in their order.
    pub variants: Vec<String>,
    /// In which direction it travels.
    pub reach: Reach,
}

/// What follows for a field.
#[derive(Clone, Debug)]
pub struct FieldFacts {
    /// Its identifier, unique in its struct.
    pub ident: String,
    /// Whether it stands in a box, because its type holds itself through it.
    pub boxed: bool,
    /// Its presence in this type, both directions considered.
    pub presence: Presence,
}

/// What follows for an operation.
#[derive(Clone, Debug)]
pub struct OperationFacts {
    /// Its handle.
    pub group: GroupId,
    /// The identifier of its type, unique in its handle's module.
    pub ident: String,
    /// The method that makes it, unique in its handle.
    pub method: String,
    /// The identifiers of its parameters, in their order.
    pub params: Vec<String>,
    /// Of its bodies, in their order.
    pub bodies: Vec<BodyFacts>,
    /// What a success gives.
    pub reply: Outcome,
    /// The streams that a success gives instead if it is asked for them; one of each kind at most.
    pub streams: Vec<Outcome>,
    /// The media types it asks for, where the form of the reply does not say them.
    pub accept: Option<String>,
    /// What a failure gives.
    pub error: Outcome,
    /// What all its replies tell in headers.
    pub headers: Option<HeaderFacts>,
    /// How it goes from page to page, if it gives a list so.
    pub paged: Option<Paged>,
}

/// What follows for a body.
#[derive(Clone, Debug)]
pub struct BodyFacts {
    /// Its identifier: of an argument, or of a setter where there need be no body.
    pub ident: String,
    /// The method that makes the operation with it.
    pub method: String,
}

/// What is read from a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Empty,
    /// JSON of this type.
    Json(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Server-sent events whose data is JSON of this type.
    Events(Type),
    /// Server-sent events whose data is text.
    TextEvents,
    /// JSON of this type on each line.
    Lines(Type),
    /// A JSON sequence of this type.
    Sequence(Type),
    /// Several bodies.
    ByStatus(ByStatus),
}

impl Outcome {
    /// Whether it comes item by item.
    pub const fn is_stream(&self) -> bool {
        matches!(self, Self::Events(_) | Self::TextEvents | Self::Lines(_) | Self::Sequence(_))
    }
}

/// An enum of bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByStatus {
    /// Its identifier, unique in its handle's module.
    pub ident: String,
    /// Its variants, in document order.
    pub cases: Vec<Case>,
}

/// A variant of an enum of bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its identifier, unique in its enum.
    pub ident: String,
    /// For which status.
    pub status: Status,
    /// The media types it is written in, the preferred first.
    pub media: Vec<String>,
    /// What it holds: none of the streams, and no enum.
    pub body: Outcome,
    /// When it comes.
    pub doc: Doc,
}

/// A struct of headers.
#[derive(Clone, Debug)]
pub struct HeaderFacts {
    /// Its identifier, unique in its handle's module.
    pub ident: String,
    /// Its fields: their identifiers, and what they hold.
    pub fields: Vec<(String, Header)>,
}

/// A handle, by its place in [`Facts::groups`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupId(pub usize);

/// A handle of the client: the operations of a tag, or of a first path segment.
#[derive(Clone, Debug)]
pub struct Group {
    /// The method that gives it, unique in its parent; also its module's name.
    pub method: String,
    /// Its type's identifier, unique in its module.
    pub ident: String,
    /// The handle it hangs on; the client if there is none.
    pub parent: Option<GroupId>,
    /// What it groups.
    pub doc: Doc,
    /// In document order.
    pub operations: Vec<OperationId>,
}

/// A parameter that is set once on the client.
#[derive(Clone, Debug)]
pub struct Global {
    /// Its name on the wire.
    pub wire: String,
    /// The builder's method that sets it.
    pub ident: String,
    /// Its type.
    pub ty: Type,
    /// What it is.
    pub doc: Doc,
}

/// An example that decodes into a type and comes back equal.
#[derive(Clone, Debug)]
pub struct TestedExample {
    /// The test's identifier, unique in the crate.
    pub ident: String,
    /// What it decodes into.
    pub ty: Type,
    /// The value, without properties that the type does not keep.
    pub value: Value,
}

/// A value that is made from what is said of a type.
#[derive(Clone, Debug)]
pub struct MadeUp {
    /// What it decodes into.
    pub ty: Type,
    /// The value, as the type keeps it.
    pub value: Value,
}

/// Works out the facts. It reports what had to be approximated, and never fails.
pub fn run(diags: &mut Diagnostics, api: &Api) -> Facts {
    let reach = reach::run(api);
    let boxes = boxing::run(diags, api);
    let types = name::types(api, &reach, &boxes);
    let mut builder = name::Scope::reserving(name::BUILDER);
    let schemes = name::schemes(api, &mut builder);
    let globals = name::globals(api, &mut builder);
    let mut groups = group::run(api);
    let operations = method::run(diags, api, &mut groups);
    let examples = example::run(diags, api);
    let servers = server::run(api);
    let made_up = Vec::new();
    let facts = Facts { types, operations, schemes, groups: groups.list, globals, servers, examples, made_up };
    let made_up = sample::json::run(api, &facts);
    Facts { made_up, ..facts }
}

/// Implements `Index` of [`Facts`] for an id of the model.
macro_rules! index {
    ($($id:ident => $list:ident: $item:ty,)*) => {$(
        #[allow(clippy::indexing_slicing, reason = "there are facts for each item of the model")]
        impl Index<$id> for Facts {
            type Output = $item;

            fn index(&self, id: $id) -> &$item {
                &self.$list[id.index()]
            }
        }
    )*};
}

index! {
    TypeId => types: TypeFacts,
    OperationId => operations: OperationFacts,
    SchemeId => schemes: String,
}

impl Index<GroupId> for Facts {
    type Output = Group;

    #[allow(clippy::indexing_slicing, reason = "ids are made for groups that exist")]
    fn index(&self, id: GroupId) -> &Group {
        &self.groups[id.0]
    }
}

impl Facts {
    /// The handles that hang on this one, or on the client, in their order.
    pub fn children(&self, parent: Option<GroupId>) -> impl Iterator<Item = (GroupId, &Group)> {
        let groups = self.groups.iter().enumerate().map(|(index, group)| (GroupId(index), group));
        groups.filter(move |(_, group)| group.parent == parent)
    }
}
