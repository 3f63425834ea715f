//! A page: what it says of its operation, before any reference is followed.

mod rows;
mod sample;

use super::block::{self, Block, Kind, Line};
use super::grammar::{self, Section};
use super::inline;
use super::markdown::joined;
use super::prose;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Method;
use crate::source::{FileId, Location};
pub(super) use rows::{PageTable, Row};
pub(super) use sample::Sample;

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    /// The file it is.
    pub file: FileId,
    /// Its title; empty if it has none.
    pub title: String,
    /// The operation id, where the file's original name is one.
    pub id: Option<String>,
    /// What the Function section says, as Markdown.
    pub text: String,
    /// The operation; none on pages that describe no operation, or none that could be read.
    pub endpoint: Option<Endpoint>,
    /// The tables of the URI, request and response sections.
    pub tables: Vec<PageTable>,
    /// The samples.
    pub samples: Vec<Sample>,
}

/// Method and path, as the page gives them.
#[derive(Debug)]
pub(super) struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path, without host and query.
    pub path: String,
    /// The names of the parameters in the path's query.
    pub query: Vec<String>,
    /// Byte offset of the line.
    pub at: usize,
}

impl Endpoint {
    /// Whether another line gives the same path, its parameters filled in.
    fn has_example(&self, other: &Self) -> bool {
        let (own, filled) = (self.path.split('/'), other.path.split('/'));
        self.method == other.method
            && own.clone().count() == filled.clone().count()
            && own.zip(filled).all(|(own, filled)| own.starts_with('{') || filled.starts_with('{') || own == filled)
    }
}

/// Reads a page; depends on nothing but its text.
pub(super) fn read(diags: &mut Diagnostics, file: FileId, text: &str) -> Page {
    let mut page = Page {
        file,
        title: String::new(),
        id: None,
        text: String::new(),
        endpoint: None,
        tables: Vec::new(),
        samples: Vec::new(),
    };
    let blocks = block::scan(text);
    let mut reader = Reader {
        diags,
        page: &mut page,
        heading: None,
        section: None,
        uri: None,
        function: Vec::new(),
        unknown: Vec::new(),
        label: None,
        item: None,
        status: None,
        failed: false,
        skipped: false,
    };
    reader.walk(&blocks);
    let (uri, function, unknown, skipped) = (reader.uri, reader.function, reader.unknown, reader.skipped);
    let Some(uri) = uri else { return page };
    page.text = prose::to_markdown(&function);
    if page.endpoint.is_none() && !skipped {
        diags
            .report(
                Code::NoMethodLine,
                &Location::Offset(file, uri),
                "the URI section has no line with method and path",
            )
            .help("write a paragraph such as `GET /v1/{project_id}/models` below the heading");
    }
    for (title, at) in unknown {
        let message = format!("the section `{title}` is not one of the known ones; its content is not used");
        diags
            .report(Code::UnknownSection, &Location::Offset(file, at), message)
            .help("if it matters, teach its title to the table of sections");
    }
    page
}

/// Where the walk through a page is.
struct Reader<'p, 'a> {
    diags: &'p mut Diagnostics,
    page: &'p mut Page,
    /// What the page's own heading is underlined with.
    heading: Option<char>,
    section: Option<Section>,
    /// Byte offset of the URI section's heading.
    uri: Option<usize>,
    /// The blocks of the Function section.
    function: Vec<Block<'a>>,
    /// Sections whose title says nothing to us.
    unknown: Vec<(&'a str, usize)>,
    /// The label right before this block, in lower case.
    label: Option<String>,
    /// What the list item around this block begins with, and its label.
    item: Option<(String, Option<String>)>,
    /// The status that the text named last.
    status: Option<u16>,
    /// Whether the samples here are of failures.
    failed: bool,
    /// Whether a line with method and path was there, but of no use.
    skipped: bool,
}

impl<'a> Reader<'_, 'a> {
    fn walk(&mut self, blocks: &[Block<'a>]) {
        for block in blocks {
            self.block(block);
            if !matches!(block.kind, Kind::Label(_)) {
                self.label = None;
            }
        }
    }

    fn block(&mut self, block: &Block<'a>) {
        match &block.kind {
            Kind::Title(title, rule) => self.title(title, *rule, block.at),
            Kind::Label(label) => self.label = Some(label.to_lowercase()),
            Kind::Field("original_name", name) => self.page.id = operation_id(name),
            Kind::Table(table) => {
                let (caption, label) = self.item.clone().unwrap_or_default();
                self.label = self.label.take().or(label);
                self.table(&caption, block.at, table);
            }
            Kind::Directive("table", words, inner) => {
                let caption = joined(words);
                for block in inner {
                    if let Kind::Table(table) = &block.kind {
                        self.table(&caption, block.at, table);
                    }
                }
            }
            _ if self.section == Some(Section::Function) => self.function.push(block.clone()),
            Kind::Paragraph(lines) => self.paragraph(lines, block.at),
            Kind::Item(inner) => self.item(inner),
            Kind::Literal(lines) => self.literal(lines),
            Kind::Field(..) => {}
            Kind::Directive(_, _, inner) => self.walk(inner),
        }
    }

    fn title(&mut self, title: &'a str, rule: char, at: usize) {
        let heading = *self.heading.get_or_insert_with(|| {
            inline::plain(&inline::parse(title)).trim().clone_into(&mut self.page.title);
            rule
        });
        if rule == heading {
            return;
        }
        let section = grammar::section(title);
        if section.is_none() {
            self.unknown.push((title, at));
        }
        self.enter(section, at);
    }

    fn enter(&mut self, section: Option<Section>, at: usize) {
        self.section = section;
        (self.status, self.failed) = (None, false);
        if section == Some(Section::Uri) {
            self.uri.get_or_insert(at);
        }
    }

    fn paragraph(&mut self, lines: &[Line<'a>], at: usize) {
        let text = inline::plain(&inline::parse(&joined(lines)));
        // One page of the older dialect forgot to underline this heading.
        if text == "URI" && self.uri.is_none() {
            self.enter(Some(Section::Uri), at);
        } else if self.section == Some(Section::Uri) {
            self.endpoint(&text, at);
        } else if let Some(status) = status(&text) {
            self.status = Some(status);
        }
    }

    /// A list item may name the kind of samples in it, be a section of its own, or be the caption of a table in it.
    fn item(&mut self, inner: &[Block<'a>]) {
        let kept = (self.section, self.failed, self.item.take());
        let caption = inner.iter().find(|block| !matches!(block.kind, Kind::Label(_)));
        if let Some(Block { kind: Kind::Paragraph(lines), at }) = caption {
            let caption = joined(lines);
            let text = inline::plain(&inline::parse(&caption)).to_lowercase();
            match grammar::section(&text) {
                Some(section) => self.enter(Some(section), *at),
                None if self.is_sample() => {
                    if text.contains("request") {
                        self.section = Some(Section::RequestSample);
                    } else if text.contains("response") {
                        self.section = Some(Section::ResponseSample);
                    }
                    self.failed = text.contains("fail");
                }
                None => {}
            }
            let label = inner.iter().find_map(|block| match block.kind {
                Kind::Label(label) => Some(label.to_lowercase()),
                _ => None,
            });
            self.item = Some((caption, label));
        }
        self.walk(inner);
        (self.section, self.failed, self.item) = kept;
    }

    fn is_sample(&self) -> bool {
        matches!(self.section, Some(Section::RequestSample | Section::ResponseSample | Section::Samples))
    }

    fn literal(&mut self, lines: &[Line<'a>]) {
        match self.section {
            Some(Section::Uri) => {
                if let Some(line) = lines.first() {
                    self.endpoint(line.text, line.at);
                }
            }
            // A sample below a status is a response, wherever it stands.
            Some(Section::RequestSample | Section::Samples) if self.status.is_none() => {
                self.page.samples.extend(sample::request(self.diags, self.page.file, lines));
            }
            Some(Section::RequestSample | Section::ResponseSample | Section::Samples) => {
                let response = sample::response(self.diags, self.page.file, lines, self.status, self.failed);
                self.page.samples.extend(response);
            }
            _ => {}
        }
    }

    fn endpoint(&mut self, text: &str, at: usize) {
        // What follows a line that is of no use may be but an example of it.
        let Some(endpoint) = endpoint(text, at).filter(|_| !self.skipped) else { return };
        if let Some(reason) = flaw(&endpoint.path, text) {
            let message = format!("{reason}; {} {} is left out", endpoint.method.as_str(), endpoint.path);
            self.diags
                .report(Code::SkippedOperation, &Location::Offset(self.page.file, at), message)
                .help("write the path as it is sent, with each parameter in braces: `GET /v1/{project_id}/models`");
            self.skipped = self.page.endpoint.is_none();
            return;
        }
        let Some(first) = &self.page.endpoint else {
            self.page.endpoint = Some(endpoint);
            return;
        };
        if first.has_example(&endpoint) {
            return;
        }
        let message =
            format!("this page has an operation already; {} {} is left out", endpoint.method.as_str(), endpoint.path);
        self.diags
            .report(Code::SkippedOperation, &Location::Offset(self.page.file, at), message)
            .help("give each operation a page of its own")
            .related(&Location::Offset(self.page.file, first.at), "the operation that is used");
    }

    fn table(&mut self, caption: &str, at: usize, table: &Result<super::Table<'a>, super::Fault>) {
        let table = match table {
            Ok(table) => table,
            Err(fault) => {
                let at = Location::Offset(self.page.file, fault.at);
                self.diags.report(Code::BrokenTable, &at, &fault.message).help(fault.help);
                return;
            }
        };
        let Some(section @ (Section::Uri | Section::Request | Section::Response)) = self.section else { return };
        let head = rows::Head { section, status: self.status, caption, label: self.label.take(), at };
        self.page.tables.extend(rows::read(self.diags, self.page.file, head, table));
    }
}

/// The operation id a page was made under: `CreateTrainingJob.html`, but not `modelarts_03_0109.html`.
fn operation_id(name: &str) -> Option<String> {
    let name = name.strip_suffix(".html").unwrap_or(name);
    let words = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && name.chars().any(|c| c.is_ascii_lowercase());
    words.then(|| name.to_owned())
}

/// The status of a paragraph such as `**Status code: 200**`.
fn status(text: &str) -> Option<u16> {
    let rest = text.trim().to_lowercase().strip_prefix("status code")?.trim_start_matches([':', ' ']).to_owned();
    rest.get(..3)?.parse().ok().filter(|status| (100..600).contains(status))
}

/// Why no request can be made of a path as the page writes it.
fn flaw(path: &str, line: &str) -> Option<&'static str> {
    if line.contains('#') {
        return Some("the path has a fragment, which is never sent");
    }
    let mut open = false;
    for c in path.chars().filter(|c| matches!(c, '{' | '}')) {
        if open == (c == '{') {
            return Some("the braces of the path do not match");
        }
        open = !open;
    }
    if open {
        return Some("the braces of the path do not match");
    }
    let dots = path.split('/').any(|piece| matches!(piece, "." | ".."));
    dots.then_some("the path has a segment of dots, which clients and servers take out")
}

/// Method and path of a line such as `GET https://host/v1/models?limit={limit}`.
fn endpoint(text: &str, at: usize) -> Option<Endpoint> {
    let text = text.trim();
    let (word, rest) = text.split_at(text.find(|c: char| !c.is_ascii_alphabetic())?);
    let method = Method::from_name(word).filter(|_| word.chars().all(|c| c.is_ascii_uppercase()))?;
    let url = rest.trim_start();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.get(rest.find('/')?..)?,
        None => url,
    };
    if !path.starts_with('/') {
        return None;
    }
    // Some pages write a query's names alone, in the manner of RFC 6570: `/v3/endpoints{?interface,service_id}`.
    let (path, query, comma) = match (path.split_once("{?"), path.split_once('?')) {
        (Some((path, names)), _) => (path, names.trim_end_matches('}'), ','),
        (None, Some((path, query))) => (path, query, '&'),
        (None, None) => (path, "", '&'),
    };
    let query = query.split(comma).filter_map(|pair| pair.split('=').next()).map(str::trim);
    let query = query.filter(|name| !name.is_empty());
    Some(Endpoint { method, path: path.trim_end().to_owned(), query: query.map(str::to_owned).collect(), at })
}
