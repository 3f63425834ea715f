//! How the pages of a list lead from one to the next.

use super::{Api, Field, Kind, Type, TypeId};
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

    /// The type behind aliases and `null`.
    fn value<'a>(&'a self, ty: &'a Type) -> &'a Type {
        match self.resolve(ty) {
            Type::Nullable(item) => self.resolve(item),
            ty => ty,
        }
    }
}
