//! How the pages of a list lead from one to the next.

use super::{Api, Field, Kind, Operation, Place, Type, TypeId};
use crate::source::Location;

/// What a document, or `api.toml`, says of the pages that an operation gives.
#[derive(Clone, Debug)]
pub struct Paging {
    /// How a page leads to the next one; `None`: the reply is all there is.
    pub step: Option<Step>,
    /// Where in the body the list is; `None`: not said.
    pub items: Option<BodyPath>,
    /// Where this stands.
    pub at: Location,
}

/// How a page leads to the next one. Parameters are those of the operation, by their place in its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The page holds what to send for the next one, as long as there is one.
    Cursor {
        /// The parameter that sends it.
        param: usize,
        /// Where the page holds it.
        next: BodyPath,
        /// Where the page says whether there is a next one.
        more: Option<BodyPath>,
    },
    /// The next page begins after the items so far.
    Offset {
        /// The parameter that says how many items to pass over.
        param: usize,
    },
    /// Pages have numbers.
    Page {
        /// The parameter that takes the number.
        param: usize,
        /// The number of the first page.
        first: u64,
    },
    /// The header `Link` holds the URL of the next page (RFC 8288).
    Link,
    /// The page holds the URL of the next one.
    Next {
        /// Where the page holds it.
        url: BodyPath,
    },
}

/// Pages of which everything is found where it was said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged {
    /// How a page leads to the next one.
    pub step: Step,
    /// Where the list is.
    pub list: BodyPath,
    /// The fields that lead there from the body.
    pub fields: Vec<(TypeId, usize)>,
    /// The type of its items.
    pub item: Type,
}

/// How deep in a page its fields are looked for.
const DEPTH: usize = 3;

/// How many fields a page may have: more of them are a web of types, and no page.
const FIELDS: usize = 1_000;

/// Where something stands in a body: keys from the outside in; empty is the body itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyPath(pub Vec<String>);

impl BodyPath {
    /// The step to the last item of a list.
    pub const LAST: &'static str = "[-1]";

    /// The path that is written with dots between its keys: `data.next`, `data[-1].id`.
    pub fn parse(text: &str) -> Self {
        let spaced = text.replace(Self::LAST, ".[-1]");
        Self(spaced.split('.').filter(|key| !key.is_empty()).map(str::to_owned).collect())
    }

    /// Whether it is the body itself.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The path, with dots.
    pub fn text(&self) -> String {
        self.0.join(".").replace(".[-1]", Self::LAST)
    }
}

/// What a path of a body leads to.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// Its type, without `null`.
    pub ty: &'a Type,
    /// The fields on the way; none for the last item of a list.
    pub fields: Vec<(TypeId, usize)>,
    /// The last of these fields.
    pub field: Option<&'a Field>,
}

impl Api {
    /// What a path of a body of this type leads to, if the type says it.
    pub fn find<'a>(&'a self, body: &'a Type, path: &BodyPath) -> Option<Found<'a>> {
        let mut found = Found { ty: self.value(body), fields: Vec::new(), field: None };
        for key in &path.0 {
            match found.ty {
                Type::List(item) if key == BodyPath::LAST => found.ty = self.value(item),
                Type::Named(id) => {
                    let Kind::Struct(strukt) = &self[*id].kind else { return None };
                    let index = strukt.fields.iter().position(|field| field.wire == *key)?;
                    let field = strukt.fields.get(index)?;
                    found.fields.push((*id, index));
                    found.field = Some(field);
                    found.ty = self.value(&field.ty);
                }
                _ => return None,
            }
        }
        Some(found)
    }

    /// The pages of an operation whose success has this body, if it has all that the step and the items name.
    ///
    /// # Errors
    /// When it has not: what is missing.
    pub fn paged(
        &self,
        operation: &Operation,
        body: &Type,
        step: Step,
        items: Option<&BodyPath>,
    ) -> Result<Paged, String> {
        let missing = |path: &BodyPath| format!("a page has no `{}`", path.text());
        if let Step::Cursor { next: place, .. } | Step::Next { url: place } = &step {
            let found = self.find(body, place).ok_or_else(|| missing(place))?;
            if !matches!(found.ty, Type::String(_) | Type::Int(_) | Type::Json) {
                return Err(format!("`{}` is no text", place.text()));
            }
        }
        if let Step::Cursor { more: Some(more), .. } = &step {
            let flag = self.find(body, more).ok_or_else(|| missing(more))?;
            if *flag.ty != Type::Bool {
                return Err(format!("`{}` is not true or false", more.text()));
            }
        }
        let path = match items {
            Some(path) => path.clone(),
            None => self.only_list(body).ok_or("a page has not one list of objects, and nothing says which it is")?,
        };
        let found = self.find(body, &path).ok_or_else(|| missing(&path))?;
        let Type::List(item) = found.ty else { return Err(format!("`{}` is no list", path.text())) };
        if found.fields.len() != path.0.len() {
            return Err(format!("`{}` is inside another list", path.text()));
        }
        if let Step::Cursor { param, .. } | Step::Offset { param } | Step::Page { param, .. } = step {
            let param = operation.params.get(param).filter(|param| param.place == Place::Query && !param.global);
            param.ok_or("what it changes is no query parameter of the call")?;
        }
        Ok(Paged { step, fields: found.fields, list: path, item: (**item).clone() })
    }

    /// The only list of objects in a body: of those that it holds itself, or else of those one level below.
    pub fn only_list(&self, body: &Type) -> Option<BodyPath> {
        let is_list = |path: &BodyPath| {
            let found = self.find(body, path).map(|found| found.ty);
            let Some(Type::List(item)) = found else { return false };
            match self.value(item) {
                Type::Named(id) => matches!(self[*id].kind, Kind::Struct(_) | Kind::Union(_)),
                item => matches!(item, Type::Map(_)),
            }
        };
        if is_list(&BodyPath::default()) {
            return Some(BodyPath::default());
        }
        let fields = self.fields_within(body);
        let lists: Vec<&BodyPath> = fields.iter().map(|(path, _)| path).filter(|path| is_list(path)).collect();
        let depth = lists.iter().map(|path| path.0.len()).min().filter(|depth| *depth <= 2)?;
        let mut outer = lists.into_iter().filter(|path| path.0.len() == depth);
        outer.next().cloned().filter(|_| outer.next().is_none())
    }

    /// All fields of a body, down to some depth, without those of its lists; none if there are too many.
    pub fn fields_within<'a>(&'a self, body: &'a Type) -> Vec<(BodyPath, &'a Field)> {
        let mut all: Vec<(BodyPath, &Field)> = Vec::new();
        let mut open = vec![(BodyPath::default(), body)];
        while let Some((path, ty)) = open.pop() {
            let Type::Named(id) = self.value(ty) else { continue };
            let Kind::Struct(strukt) = &self[*id].kind else { continue };
            for field in &strukt.fields {
                let path = BodyPath([path.0.as_slice(), std::slice::from_ref(&field.wire)].concat());
                if path.0.len() < DEPTH {
                    open.push((path.clone(), &field.ty));
                }
                all.push((path, field));
            }
            if all.len() > FIELDS {
                return Vec::new();
            }
        }
        all
    }

    /// The type behind aliases and `null`.
    fn value<'a>(&'a self, ty: &'a Type) -> &'a Type {
        match self.resolve(ty) {
            Type::Nullable(item) => self.resolve(item),
            ty => ty,
        }
    }
}
