//! Where everything came from: the input files, and the places in them that diagnostics point at.

pub mod path;
mod position;

use std::sync::Arc;

pub use position::{Position, Positions};

/// One input file, as it was handed in.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path to show to people, with forward slashes, relative to where they stand.
    pub name: String,
    /// Its text; bytes that are not UTF-8 have been refused before it got here.
    pub text: Arc<str>,
}

/// An input file, by its number in the [`SourceMap`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(u32);

/// A YAML or JSON document inside a file: all of it, or one fenced block of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FragmentId(u32);

/// The part of a file that is one YAML or JSON document.
#[derive(Clone, Debug)]
struct Fragment {
    file: FileId,
    /// Byte offset of the document's first line in the file.
    start: usize,
    /// The document's text, the fence's own indentation removed.
    text: Arc<str>,
    /// How many columns of indentation were removed from each line.
    indent: usize,
}

/// A place in the input; cheap to make, resolved to line and column only when it is shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A whole file.
    File(FileId),
    /// A byte offset in a file.
    Offset(FileId, usize),
    /// A node of a YAML or JSON document, by its JSON pointer (RFC 6901, without `#`).
    Node(FragmentId, Arc<str>),
}

impl Location {
    /// The node `key` below this one; other kinds of places have no parts and stay as they are.
    #[must_use]
    pub fn child(&self, key: &str) -> Self {
        match self {
            Self::Node(fragment, pointer) => {
                let key = key.replace('~', "~0").replace('/', "~1");
                Self::Node(*fragment, format!("{pointer}/{key}").into())
            }
            Self::File(_) | Self::Offset(..) => self.clone(),
        }
    }

    /// Whether this is the node `outer` or stands in it.
    pub fn is_within(&self, outer: &Self) -> bool {
        match (self, outer) {
            (Self::Node(fragment, pointer), Self::Node(other, outer)) => {
                let rest = pointer.strip_prefix(&**outer);
                fragment == other && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            _ => self == outer,
        }
    }
}

/// All input files and the documents in them.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceFile>,
    fragments: Vec<Fragment>,
}

impl SourceMap {
    /// Adds a file.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        self.files.push(SourceFile { name: name.into(), text: text.into() });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// Registers all of a file as one document.
    pub fn whole(&mut self, file: FileId) -> FragmentId {
        let text = Arc::clone(&self.file(file).text);
        self.fragment(file, 0, text, 0)
    }

    /// Registers `text`, which begins at byte `start` of the file and had `indent` columns taken from each line, as a document.
    pub fn fragment(&mut self, file: FileId, start: usize, text: impl Into<Arc<str>>, indent: usize) -> FragmentId {
        self.fragments.push(Fragment { file, start, text: text.into(), indent });
        FragmentId(u32::try_from(self.fragments.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file.
    ///
    /// # Panics
    /// If the id comes from another map.
    #[allow(clippy::indexing_slicing, reason = "ids are made by `add` alone")]
    pub fn file(&self, file: FileId) -> &SourceFile {
        &self.files[file.0 as usize]
    }

    /// The text of a document.
    pub fn text(&self, fragment: FragmentId) -> &str {
        &self.get(fragment).text
    }

    /// The file that holds a place.
    pub fn file_of(&self, location: &Location) -> FileId {
        match location {
            Location::File(file) | Location::Offset(file, _) => *file,
            Location::Node(fragment, _) => self.get(*fragment).file,
        }
    }

    #[allow(clippy::indexing_slicing, reason = "ids are made by `fragment` alone")]
    fn get(&self, fragment: FragmentId) -> &Fragment {
        &self.fragments[fragment.0 as usize]
    }
}
