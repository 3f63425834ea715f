//! The tables that are messages, and the tables these are made of.

use super::super::cell_type::{Expr, Target};
use super::super::grammar::{self, Section};
use super::super::page::{PageTable, Row};
use super::links::{Key, Links};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{EnumValue, Method, Text, Type};
use crate::source::Location;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that will become a type, and where it is used.
pub(super) struct Graph {
    /// In the order they are reached.
    pub(super) nodes: Vec<Node>,
    /// In the order of the pages.
    pub(super) messages: Vec<Messages>,
}

/// A table that becomes a type: in requests or in responses, since it may differ between them.
pub(super) struct Node {
    pub(super) key: Key,
    pub(super) response: bool,
    /// Its name; none for the message itself.
    pub(super) name: Option<String>,
    /// Whether the name is in its caption.
    pub(super) given: bool,
    /// The status it is for, where another message of the operation has none or another one.
    pub(super) status: Option<u16>,
    /// The node it was first reached from, and the page of its message.
    pub(super) parent: Option<usize>,
    pub(super) page: usize,
    /// The type of each row.
    pub(super) fields: Vec<Shape>,
}

/// A type whose tables are nodes.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Plain(Type),
    Enum(Vec<EnumValue>),
    Node(usize),
    List(Box<Shape>),
    Map(Box<Shape>),
}

/// What the tables of a page are for.
pub(super) struct Messages {
    pub(super) page: usize,
    /// Tables of query parameters that stand in the request section.
    pub(super) query: Vec<usize>,
    pub(super) headers: Vec<usize>,
    pub(super) request: Option<Message>,
    /// In the order they stand in.
    pub(super) responses: Vec<(Option<u16>, Message)>,
}

/// A body.
pub(super) struct Message {
    /// The table of its fields.
    pub(super) table: usize,
    pub(super) shape: Shape,
}

/// Finds the messages of some pages, and follows their references.
pub(super) fn build(diags: &mut Diagnostics, links: &Links<'_>, pages: &[usize]) -> Graph {
    let mut builder = Builder { diags, links, nodes: Vec::new(), index: BTreeMap::new(), page: 0 };
    let mut messages = Vec::new();
    let mut next = 0;
    for page in pages {
        builder.page = *page;
        messages.extend(builder.messages(*page));
        while next < builder.nodes.len() {
            builder.fill(next);
            next += 1;
        }
    }
    Graph { nodes: builder.nodes, messages }
}

struct Builder<'d, 'l, 'p> {
    diags: &'d mut Diagnostics,
    links: &'l Links<'p>,
    nodes: Vec<Node>,
    index: BTreeMap<(Key, bool), usize>,
    page: usize,
}

impl<'p> Builder<'_, '_, 'p> {
    /// Gives each table of a page its role.
    fn messages(&mut self, page: usize) -> Option<Messages> {
        let read = self.links.pages.get(page)?;
        let method = &read.endpoint.as_ref()?.method;
        let parts = self.parts(page);
        let mut messages =
            Messages { page, query: Vec::new(), headers: Vec::new(), request: None, responses: Vec::new() };
        for (table, read) in read.tables.iter().enumerate() {
            if read.section == Section::Uri || parts.contains(&table) {
                continue;
            }
            let response = read.section == Section::Response;
            if grammar::is_headers(&read.caption) {
                // Headers of responses are at hand with every response, but nothing is made of them.
                if !response {
                    messages.headers.push(table);
                }
                continue;
            }
            let status = read.status;
            let query = !response && (*method == Method::Get || read.caption.to_lowercase().contains("query"));
            let first = if response {
                messages.responses.iter().all(|(other, _)| *other != status)
            } else {
                query || messages.request.is_none()
            };
            // A table of another name is a message where nothing else is.
            if !first || !(grammar::is_message(&read.caption) || self.is_alone(page, read, &parts)) {
                self.orphan(page, read);
            } else if query {
                messages.query.push(table);
            } else {
                let told = status.filter(|status| *status >= 400 || !messages.responses.is_empty());
                let message = self.message(Key { page, table }, response, told);
                if response {
                    messages.responses.extend(message.map(|message| (status, message)));
                } else {
                    messages.request = message;
                }
            }
        }
        Some(messages)
    }

    /// The tables of a page that a row of another table of their section refers to.
    fn parts(&self, page: usize) -> BTreeSet<usize> {
        let mut parts = BTreeSet::new();
        let tables = self.links.pages.get(page).map(|page| page.tables.as_slice()).unwrap_or_default();
        for (table, read) in tables.iter().enumerate() {
            let from = Key { page, table };
            let used = read.rows.iter().filter_map(|row| self.used(from, &row.ty, row));
            parts.extend(used.filter(|used| used.page == page && used.table != table).map(|used| used.table));
        }
        parts
    }

    /// The table a type refers to.
    fn used(&self, from: Key, ty: &Expr, row: &Row) -> Option<Key> {
        match ty {
            Expr::Scalar(_) | Expr::Unknown => None,
            Expr::List(item) | Expr::Map(item) => self.used(from, item, row),
            Expr::Object(target) => self.object(from, target.as_ref(), row),
        }
    }

    fn object(&self, from: Key, target: Option<&Target>, row: &Row) -> Option<Key> {
        target.and_then(|target| self.links.named(from, target)).or_else(|| self.links.described(from, row))
    }

    /// Whether no other table of its section could be the message.
    fn is_alone(&self, page: usize, table: &PageTable, parts: &BTreeSet<usize>) -> bool {
        let tables = self.links.pages.get(page).map(|page| page.tables.as_slice()).unwrap_or_default();
        !tables.iter().enumerate().any(|(index, other)| {
            (other.section, other.status) == (table.section, table.status)
                && !parts.contains(&index)
                && grammar::is_message(&other.caption)
        })
    }

    fn orphan(&mut self, page: usize, table: &PageTable) {
        let Some(file) = self.links.pages.get(page).map(|page| page.file) else { return };
        let message = format!("nothing refers to the table `{}`; it is not used", table.caption);
        self.diags
            .report(Code::UnknownTable, &Location::Offset(file, table.at), message)
            .help("refer to it from the type of a field with `:ref:`, or give it the field's name as its caption");
    }

    /// The body that a table describes; a single row in brackets makes a list of it.
    fn message(&mut self, key: Key, response: bool, status: Option<u16>) -> Option<Message> {
        let table = self.links.table(key)?;
        let shape = match table.rows.as_slice() {
            [row] if row.wire.starts_with('[') => {
                let shape = self.shape(key, row, &row.ty, response, None);
                if matches!(shape, Shape::List(_)) { shape } else { Shape::List(Box::new(shape)) }
            }
            _ => {
                let node = self.node(key, response, None, false, None);
                if let Some(node) = self.nodes.get_mut(node) {
                    node.status = status;
                }
                Shape::Node(node)
            }
        };
        Some(Message { table: key.table, shape })
    }

    fn node(&mut self, key: Key, response: bool, name: Option<String>, given: bool, parent: Option<usize>) -> usize {
        let (next, page) = (self.nodes.len(), self.page);
        let index = *self.index.entry((key, response)).or_insert(next);
        if index == next {
            self.nodes.push(Node { key, response, name, given, status: None, parent, page, fields: Vec::new() });
        }
        index
    }

    /// Finds the types of a node's fields, which may make more nodes.
    fn fill(&mut self, index: usize) {
        let Some(node) = self.nodes.get(index) else { return };
        let (key, response) = (node.key, node.response);
        let rows = self.links.table(key).map(|table| table.rows.as_slice()).unwrap_or_default();
        let fields = rows.iter().map(|row| self.shape(key, row, &row.ty, response, Some(index))).collect();
        if let Some(node) = self.nodes.get_mut(index) {
            node.fields = fields;
        }
    }

    fn shape(&mut self, from: Key, row: &'p Row, ty: &Expr, response: bool, parent: Option<usize>) -> Shape {
        match ty {
            Expr::Scalar(Type::String(Text::Plain)) if !row.about.values.is_empty() => {
                Shape::Enum(row.about.values.clone())
            }
            Expr::Scalar(ty) => Shape::Plain(ty.clone()),
            Expr::List(item) => Shape::List(Box::new(self.shape(from, row, item, response, parent))),
            // A list in the description of a map is of its keys.
            Expr::Map(item) => Shape::Map(Box::new(match &**item {
                Expr::Scalar(ty) => Shape::Plain(ty.clone()),
                item => self.shape(from, row, item, response, parent),
            })),
            Expr::Object(target) => {
                if let Some(key) = self.object(from, target.as_ref(), row) {
                    let (name, given) = self.name(key, target.as_ref(), row);
                    return Shape::Node(self.node(key, response, Some(name), given, parent));
                }
                if let Some(target) = target.as_ref().or(row.about.refs.first()) {
                    let message = format!("there is no table for the type `{}`; it is any JSON value", target.text);
                    let help = "refer to the table with `:ref:`, or give the table the type's name as its caption";
                    self.doubt(Code::MissingTable, from, row, message, help);
                }
                Shape::Plain(Type::Json)
            }
            Expr::Unknown => {
                let message =
                    format!("the type `{}` is not one of the known ones; it is any JSON value", row.type_text);
                let help = "write it like `String`, `Array of strings`, `Map<String,Integer>` or `X object`";
                self.doubt(Code::UnknownType, from, row, message, help);
                Shape::Plain(Type::Json)
            }
        }
    }

    fn doubt(&mut self, code: Code, from: Key, row: &Row, message: String, help: &str) {
        if let Some(page) = self.links.pages.get(from.page) {
            self.diags.report(code, &Location::Offset(page.file, row.type_at), message).help(help);
        }
    }

    /// What to call a table: its caption, unless that says nothing, and then the field.
    fn name(&self, key: Key, target: Option<&Target>, row: &Row) -> (String, bool) {
        let table = self.links.table(key);
        let named = |table: &&PageTable| {
            !grammar::is_message(&table.caption) || target.is_some_and(|target| target.text == table.name)
        };
        match table.filter(named) {
            Some(table) => (table.name.clone(), true),
            None => (row.wire.clone(), false),
        }
    }
}
