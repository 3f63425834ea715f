//! Types, made when something first uses them.

use super::super::grammar::{self, Section};
use super::super::page::{Page, PageTable, Row};
use super::graph::{Graph, Shape};
use super::merge::{self, Classes};
use crate::ir::{Access, Api, Doc, Field, Hint, Kind, Presence, Struct, Text, Type, TypeDef, TypeId};
use crate::source::Location;
use std::collections::{BTreeSet, VecDeque};

/// The API as far as it is made, and what its types are made from.
pub(super) struct Types<'p> {
    pub(super) api: Api,
    graph: &'p Graph,
    pages: &'p [Page],
    classes: Classes,
    /// The type of each class, once it has one.
    ids: Vec<Option<TypeId>>,
    /// Classes whose fields are still to be filled in.
    queue: VecDeque<(usize, TypeId)>,
    error: Option<TypeId>,
}

impl<'p> Types<'p> {
    pub(super) fn new(api: Api, graph: &'p Graph, pages: &'p [Page]) -> Self {
        let classes = merge::classes(graph, pages);
        let ids = vec![None; classes.first.len()];
        Self { api, graph, pages, classes, ids, queue: VecDeque::new(), error: None }
    }

    /// The type of a message.
    pub(super) fn message(&mut self, shape: &Shape, hint: &Hint, at: &Location) -> Type {
        let ty = self.ty(shape, hint, &Doc::default(), at);
        while let Some((class, id)) = self.queue.pop_front() {
            self.fill(class, id);
        }
        ty
    }

    /// The type of a shape; `hint` names it if it is an enum, `doc` and `at` are of the field that has it.
    pub(super) fn ty(&mut self, shape: &Shape, hint: &Hint, doc: &Doc, at: &Location) -> Type {
        match shape {
            Shape::Plain(ty) => ty.clone(),
            Shape::List(item) => Type::List(Box::new(self.ty(item, hint, doc, at))),
            Shape::Map(item) => Type::Map(Box::new(self.ty(item, hint, doc, at))),
            Shape::Enum(values) => {
                let doc = Doc { summary: grammar::without_cue(&doc.summary).to_owned(), ..Doc::default() };
                Type::Named(self.push(hint.clone(), doc, Kind::Enum(values.clone()), at))
            }
            Shape::Node(node) => self.node(*node, at),
        }
    }

    fn push(&mut self, hint: Hint, doc: Doc, kind: Kind, at: &Location) -> TypeId {
        let id = TypeId::at(self.api.types.len());
        self.api.types.push(TypeDef { hint, doc, kind, deprecated: false, examples: Vec::new(), at: at.clone() });
        id
    }

    fn node(&mut self, node: usize, at: &Location) -> Type {
        let class = self.classes.of.get(node).copied().unwrap_or_default();
        if let Some(Some(id)) = self.ids.get(class) {
            return Type::Named(*id);
        }
        let at = self.table(class).map_or_else(|| at.clone(), |(page, table)| Location::Offset(page.file, table.at));
        let hint = self.classes.hints.get(class).cloned().unwrap_or_else(|| Hint::given(""));
        let id = self.push(hint, Doc::default(), Kind::Struct(Struct::default()), &at);
        if let Some(slot) = self.ids.get_mut(class) {
            *slot = Some(id);
        }
        self.queue.push_back((class, id));
        Type::Named(id)
    }

    /// The table that stands for a class.
    fn table(&self, class: usize) -> Option<(&'p Page, &'p PageTable)> {
        let node = self.graph.nodes.get(*self.classes.first.get(class)?)?;
        Some((self.pages.get(node.key.page)?, merge::table(node, self.pages)?))
    }

    fn fill(&mut self, class: usize, id: TypeId) {
        let node = self.classes.first.get(class).and_then(|node| self.graph.nodes.get(*node));
        let Some((node, (page, table))) = node.zip(self.table(class)) else { return };
        let hint = self.api[id].hint.clone();
        let rows = table.rows.iter().zip(&node.fields);
        let fields = rows.map(|(row, shape)| self.field(page, row, shape, &hint, node.response)).collect();
        self.api[id].kind = Kind::Struct(Struct { fields, rest: None });
    }

    fn field(&mut self, page: &Page, row: &Row, shape: &Shape, owner: &Hint, response: bool) -> Field {
        let at = Location::Offset(page.file, row.at);
        let ty = self.ty(shape, &owner.within(&row.wire), &row.about.doc, &at);
        let scalar = if matches!(shape, Shape::Enum(_)) { &Type::String(Text::Plain) } else { &ty };
        Field {
            wire: row.wire.clone(),
            name: None,
            // Answers leave out what tables call mandatory, so nothing is counted on there.
            presence: if row.mandatory && !response { Presence::Required } else { Presence::Optional },
            access: Access::Both,
            default: if response || row.mandatory { None } else { row.about.default_of(scalar) },
            constraints: row.about.limits_of(scalar),
            domain: None,
            doc: row.about.doc.clone(),
            deprecated: is_deprecated(row),
            at,
            ty,
        }
    }

    /// The body of errors, which is one type for the whole API.
    pub(super) fn error(&mut self, at: &Location) -> Type {
        let id = self.error.unwrap_or_else(|| {
            let tables =
                self.pages.iter().flat_map(|page| &page.tables).filter(|table| table.section == Section::Response);
            let seen: BTreeSet<&str> = tables.flat_map(|table| &table.rows).map(|row| row.wire.as_str()).collect();
            let fields = grammar::ERROR_FIELDS
                .iter()
                .filter(|(wire, _, always)| *always || seen.contains(wire))
                .map(|(wire, summary, _)| Field {
                    wire: (*wire).to_owned(),
                    name: None,
                    ty: Type::String(Text::Plain),
                    presence: Presence::Optional,
                    access: Access::Both,
                    default: None,
                    constraints: Vec::new(),
                    domain: None,
                    doc: Doc::from_text(summary),
                    deprecated: false,
                    at: at.clone(),
                })
                .collect();
            let doc = Doc::from_text("What went wrong.");
            self.push(Hint::given("ErrorBody"), doc, Kind::Struct(Struct { fields, rest: None }), at)
        });
        self.error = Some(id);
        Type::Named(id)
    }
}

/// Whether the description says so first of all.
pub(super) fn is_deprecated(row: &Row) -> bool {
    row.about.words.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("deprecated"))
}
