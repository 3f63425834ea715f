//! One page's operation: its parameters, its body, its replies.

use super::super::cell_type::Expr;
use super::super::grammar::{self, Section};
use super::super::page::{Page, Row};
use super::graph::{Messages, Shape};
use super::types::{self, Types};
use super::{reply, sample};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Body, Doc, Hint, Media, Method, Operation, Param, Path, Piece, Place, SchemeId, Style, Text, Type};
use crate::source::Location;

/// Makes the operation; the page has an endpoint.
pub(super) fn lower(
    diags: &mut Diagnostics,
    types: &mut Types<'_>,
    security: &[Vec<SchemeId>],
    page: &Page,
    messages: &Messages,
) -> Operation {
    let (method, at) = match &page.endpoint {
        Some(endpoint) => (endpoint.method.clone(), Location::Offset(page.file, endpoint.at)),
        None => (Method::Get, Location::File(page.file)),
    };
    let (path, params) = Params { diags, types, page, list: Vec::new() }.lower(messages);
    let body = body(types, page, messages, &method);
    let replies = reply::lower(diags, types, page, messages, &at);
    let mut operation = Operation {
        method,
        path,
        id: page.id.clone(),
        tags: Vec::new(),
        params,
        body: body.into_iter().collect(),
        replies,
        server: None,
        paging: None,
        security: security.to_vec(),
        doc: Doc { summary: page.title.clone(), text: page.text.clone(), link: None },
        deprecated: false,
        at,
    };
    sample::attach(diags, &types.api, page, &mut operation);
    operation
}

/// Words that tell the operation from all others: its id, or else its method and path.
pub(super) fn words(page: &Page) -> Vec<String> {
    if let Some(id) = &page.id {
        return vec![id.clone()];
    }
    let Some(endpoint) = &page.endpoint else { return Vec::new() };
    let mut words = vec![endpoint.method.as_str().to_lowercase()];
    let pieces: Vec<&str> = endpoint.path.split('/').filter(|piece| !piece.is_empty()).collect();
    let literals = pieces.iter().filter(|piece| !piece.starts_with('{')).map(|piece| (*piece).to_owned());
    words.extend(literals.skip_while(|piece| version(piece)));
    words.extend(
        pieces.last().and_then(|last| last.strip_prefix('{')).map(|last| last.trim_end_matches('}').to_owned()),
    );
    vec![words.join(" ")]
}

/// `v1`, `v2.0`
fn version(piece: &str) -> bool {
    let digits = piece.strip_prefix('v').unwrap_or("");
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn body(types: &mut Types<'_>, page: &Page, messages: &Messages, method: &Method) -> Option<Body> {
    let message = messages.request.as_ref()?;
    let table = page.tables.get(message.table)?;
    let at = Location::Offset(page.file, table.at);
    let mut hint = Hint { words: words(page), given: false };
    hint = hint.within("request");
    // Some pages say in the description of `Content-Type` that a change is merged (RFC 7396).
    let headers = messages.headers.iter().filter_map(|table| page.tables.get(*table)).flat_map(|table| &table.rows);
    let merge = headers.into_iter().any(|row| row.about.words.to_lowercase().contains("merge-patch"));
    let media = if merge && *method == Method::Patch { "application/merge-patch+json" } else { "application/json" };
    Some(Body {
        media: Media::Json(media.to_owned()),
        ty: types.message(&message.shape, &hint, &at),
        domain: None,
        required: true,
        doc: Doc::default(),
        examples: Vec::new(),
        at,
    })
}

struct Params<'d, 't, 'p> {
    diags: &'d mut Diagnostics,
    types: &'d mut Types<'t>,
    page: &'p Page,
    list: Vec<Param>,
}

impl<'p> Params<'_, '_, 'p> {
    /// Parameters in the order of the path, then those of the query, then headers.
    fn lower(mut self, messages: &Messages) -> (Path, Vec<Param>) {
        let uri: Vec<&Row> = self
            .page
            .tables
            .iter()
            .filter(|table| table.section == Section::Uri)
            .flat_map(|table| &table.rows)
            .collect();
        let path = self.path(&uri);
        for row in uri {
            self.row(row, Place::Query);
        }
        let query = self.page.endpoint.iter().flat_map(|endpoint| &endpoint.query);
        for wire in query {
            if self.is_new(wire, Place::Query) {
                let param = self.bare(wire, Place::Query);
                self.list.push(param);
            }
        }
        for (tables, place) in [(&messages.query, Place::Query), (&messages.headers, Place::Header)] {
            let tables = tables.iter().filter_map(|table| self.page.tables.get(*table));
            for row in tables.flat_map(|table| &table.rows) {
                if place != Place::Header || !grammar::is_own_header(&row.wire) {
                    self.row(row, place);
                }
            }
        }
        (path, self.list)
    }

    /// Splits the path; a placeholder without a row is text.
    fn path(&mut self, rows: &[&'p Row]) -> Path {
        let mut pieces = Vec::new();
        let mut rest = self.page.endpoint.as_ref().map_or("", |endpoint| endpoint.path.as_str());
        while let Some((before, (wire, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            if !before.is_empty() {
                pieces.push(Piece::Literal(before.to_owned()));
            }
            let known = self.list.iter().position(|param| param.wire == wire);
            pieces.push(Piece::Param(known.unwrap_or(self.list.len())));
            if known.is_none() {
                let param = match rows.iter().find(|row| row.wire == wire) {
                    Some(row) => self.param(row, Place::Path),
                    None => self.undocumented(wire),
                };
                self.list.push(param);
            }
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Literal(rest.to_owned()));
        }
        Path(pieces)
    }

    fn undocumented(&mut self, wire: &str) -> Param {
        let param = self.bare(wire, Place::Path);
        self.diags
            .report(Code::PathParameter, &param.at, format!("no table describes the path's `{{{wire}}}`; it is text"))
            .help("add a row for it to the table of the URI section");
        param
    }

    fn is_new(&self, wire: &str, place: Place) -> bool {
        let same = |param: &&Param| param.wire == wire && (param.place == place || param.place == Place::Path);
        self.list.iter().find(same).is_none()
    }

    fn row(&mut self, row: &Row, place: Place) {
        if self.is_new(&row.wire, place) {
            let param = self.param(row, place);
            self.list.push(param);
        }
    }

    fn param(&mut self, row: &Row, place: Place) -> Param {
        let param = self.bare(&row.wire, place);
        let at = Location::Offset(self.page.file, row.at);
        let shape = self.shape(&row.ty, row);
        let hint = Hint { words: words(self.page), given: false }.within(&row.wire);
        let ty = self.types.ty(&shape, &hint, &row.about.doc, &at);
        let scalar = if matches!(shape, Shape::Enum(_)) { &Type::String(Text::Plain) } else { &ty };
        Param {
            required: row.mandatory || place == Place::Path,
            default: if row.mandatory || place == Place::Path { None } else { row.about.default_of(scalar) },
            constraints: row.about.limits_of(scalar),
            doc: row.about.doc.clone(),
            deprecated: types::is_deprecated(row),
            at,
            ty,
            ..param
        }
    }

    /// A parameter of which the name is all that is known.
    fn bare(&self, wire: &str, place: Place) -> Param {
        let global = place == Place::Path && wire == grammar::GLOBAL;
        let offset = self.page.endpoint.as_ref().map_or(0, |endpoint| endpoint.at);
        let (style, explode) = Style::usual(place);
        Param {
            wire: wire.to_owned(),
            name: None,
            place,
            ty: Type::String(Text::Plain),
            required: place == Place::Path,
            global,
            style,
            explode,
            reserved: false,
            allow_empty: false,
            default: None,
            constraints: Vec::new(),
            domain: None,
            doc: Doc::default(),
            deprecated: false,
            at: Location::Offset(self.page.file, offset),
        }
    }

    /// A scalar, an enum, or a list of those; nothing else can be written into a URL or a header.
    fn shape(&mut self, ty: &Expr, row: &Row) -> Shape {
        match ty {
            Expr::Scalar(Type::String(Text::Plain)) if !row.about.values.is_empty() => {
                Shape::Enum(row.about.values.clone())
            }
            Expr::Scalar(ty) => Shape::Plain(ty.clone()),
            Expr::List(item) if matches!(**item, Expr::Scalar(_)) => Shape::List(Box::new(self.shape(item, row))),
            // A list that says not of what, as in `Array`.
            Expr::List(item) if **item == Expr::Object(None) => {
                Shape::List(Box::new(Shape::Plain(Type::String(Text::Plain))))
            }
            Expr::List(_) | Expr::Object(_) | Expr::Map(_) | Expr::Unknown => {
                let message = format!("a parameter of the type `{}` cannot be written; it is text", row.type_text);
                self.diags
                    .report(Code::UnsupportedParameter, &Location::Offset(self.page.file, row.type_at), message)
                    .help("give it a scalar type, or a list of scalars");
                Shape::Plain(Type::String(Text::Plain))
            }
        }
    }
}
