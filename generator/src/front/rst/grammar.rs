//! The words these pages are written with, as data: to teach the front end another one, add it here.

/// What a section holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// What the operation does.
    Function,
    /// Method and path, and their parameters.
    Uri,
    /// What is sent.
    Request,
    /// What comes back.
    Response,
    /// Requests, as they look.
    RequestSample,
    /// Responses, as they look.
    ResponseSample,
    /// Both, told apart by list items.
    Samples,
    /// Something known that is of no use here.
    Other,
}

/// The titles of sections, in lower case.
const SECTIONS: &[(&str, Section)] = &[
    ("function", Section::Function),
    ("functions", Section::Function),
    ("description", Section::Function),
    ("uri", Section::Uri),
    ("request", Section::Request),
    ("requests", Section::Request),
    ("request message", Section::Request),
    ("request messages", Section::Request),
    ("request body", Section::Request),
    ("request parameter", Section::Request),
    ("request parameters", Section::Request),
    ("response", Section::Response),
    ("responses", Section::Response),
    ("response message", Section::Response),
    ("response messages", Section::Response),
    ("response body", Section::Response),
    ("response parameter", Section::Response),
    ("response parameters", Section::Response),
    ("sample request", Section::RequestSample),
    ("request sample", Section::RequestSample),
    ("request example", Section::RequestSample),
    ("example request", Section::RequestSample),
    ("example requests", Section::RequestSample),
    ("sample response", Section::ResponseSample),
    ("response sample", Section::ResponseSample),
    ("response example", Section::ResponseSample),
    ("example response", Section::ResponseSample),
    ("example responses", Section::ResponseSample),
    ("sample", Section::Samples),
    ("samples", Section::Samples),
    ("example", Section::Samples),
    ("examples", Section::Samples),
    ("constraints", Section::Other),
    ("notes and constraints", Section::Other),
    ("notes", Section::Other),
    ("debugging", Section::Other),
    ("status code", Section::Other),
    ("status codes", Section::Other),
    ("returned value", Section::Other),
    ("returned values", Section::Other),
    ("error code", Section::Other),
    ("error codes", Section::Other),
];

/// What a section of this title holds.
pub(super) fn section(title: &str) -> Option<Section> {
    let title = title.trim().trim_end_matches([':', '.']).to_lowercase();
    SECTIONS.iter().find(|(name, _)| *name == title).map(|(_, section)| *section)
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The wire name.
    Name,
    /// Whether it must be there.
    Mandatory,
    /// The type.
    Type,
    /// The description.
    Description,
}

/// The heads of columns, in lower case.
const COLUMNS: &[(&str, Column)] = &[
    ("parameter", Column::Name),
    ("parameter name", Column::Name),
    ("name", Column::Name),
    ("element", Column::Name),
    ("response item", Column::Name),
    ("mandatory", Column::Mandatory),
    ("required", Column::Mandatory),
    ("mandatory (yes/no)", Column::Mandatory),
    ("type", Column::Type),
    ("parameter type", Column::Type),
    ("data type", Column::Type),
    ("description", Column::Description),
    ("remarks", Column::Description),
    ("remark", Column::Description),
];

/// What a column with this head holds.
pub(super) fn column(head: &str) -> Option<Column> {
    let head = head.trim().to_lowercase();
    COLUMNS.iter().find(|(name, _)| *name == head).map(|(_, column)| *column)
}

/// What a cell says of whether a parameter must be there, by its first word; none if that is not known.
pub(super) fn mandatory(text: &str) -> Option<bool> {
    let text = text.trim().to_lowercase();
    let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    match word {
        "yes" | "y" | "true" | "mandatory" | "required" => Some(true),
        "no" | "n" | "false" | "optional" => Some(false),
        _ if text.chars().all(|c| c == '-') => Some(false),
        _ => None,
    }
}

/// The captions of tables that are no object of their own but the message itself, in lower case.
const MESSAGES: &[&str] = &[
    "",
    "parameter",
    "parameters",
    "parameter description",
    "request parameter",
    "request parameters",
    "request body parameters",
    "body parameters",
    "response parameter",
    "response parameters",
    "response body parameters",
    "query parameters",
    "parameters in the request",
    "parameters in the request body",
    "parameters in the request message",
    "parameters in the response",
    "parameters in the response body",
    "parameters in the response message",
];

/// Whether a table of this caption holds the parameters of the message itself.
pub(super) fn is_message(caption: &str) -> bool {
    MESSAGES.contains(&caption.trim().to_lowercase().as_str())
}

/// Whether a table of this caption holds headers.
pub(super) fn is_headers(caption: &str) -> bool {
    caption.to_lowercase().contains("header")
}

/// Headers that the client writes itself, in lower case.
const OWN_HEADERS: &[&str] = &["content-type", "x-auth-token", "accept", "authorization", "content-length", "host"];

/// Whether the client writes this header itself, so that it is no parameter.
pub(super) fn is_own_header(name: &str) -> bool {
    OWN_HEADERS.contains(&name.to_lowercase().as_str())
}

/// What announces a list of all values, in lower case.
pub(super) const ENUM_CUES: &[&str] = &[
    "options:",
    "options are as follows",
    "enums:",
    "enum:",
    "enumeration values",
    "enumeration value",
    "enumerated values",
    "value options",
    "possible values",
    "the value can be:",
    "available values",
];

/// A description without its last sentence, if that announces a list of values which is told elsewhere.
pub(super) fn without_cue(text: &str) -> &str {
    let text = text.trim_end();
    let start =
        [". ", ".\n", "\n"].iter().filter_map(|end| text.rfind(end).map(|at| at + end.len())).max().unwrap_or(0);
    let (before, last) = text.split_at_checked(start).unwrap_or(("", text));
    let last = last.to_lowercase();
    if ENUM_CUES.iter().any(|cue| last.contains(cue)) { before.trim_end() } else { text }
}

/// What stands before a bold default, in lower case.
pub(super) const DEFAULT_CUES: &[&str] =
    &["default value is ", "default value: ", "default value is: ", "default: ", "defaults to "];

/// What a type word stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Text.
    String,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// Yes or no.
    Bool,
    /// An object, described elsewhere or not at all.
    Object,
    /// A list, described elsewhere or not at all.
    List,
}

/// The words of types, in lower case and singular.
const WORDS: &[(&str, Word)] = &[
    ("string", Word::String),
    ("char", Word::String),
    ("character", Word::String),
    ("byte", Word::String),
    ("uuid", Word::String),
    ("date", Word::String),
    ("datetime", Word::String),
    ("storage type", Word::String),
    ("storagetype", Word::String),
    // Timestamps in milliseconds are documented as plain integers.
    ("integer", Word::Int),
    ("int", Word::Int),
    ("long", Word::Int),
    ("short", Word::Int),
    ("float", Word::Float),
    ("double", Word::Float),
    ("number", Word::Float),
    ("boolean", Word::Bool),
    ("bool", Word::Bool),
    ("object", Word::Object),
    ("json", Word::Object),
    ("dict", Word::Object),
    ("dictionary", Word::Object),
    ("map", Word::Object),
    ("any", Word::Object),
    ("array", Word::List),
    ("list", Word::List),
    ("json array", Word::List),
];

/// What a type word stands for, whatever its case and number.
pub(super) fn word(text: &str) -> Option<Word> {
    let text = text.trim().to_lowercase();
    let find = |text: &str| WORDS.iter().find(|(name, _)| *name == text).map(|(_, word)| *word);
    find(&text).or_else(|| find(text.strip_suffix('s')?))
}

/// The header that carries the token, on every call and whether or not a page says so.
pub(super) const TOKEN_HEADER: &str = "X-Auth-Token";

/// The path parameter that is the same on every call.
pub(super) const GLOBAL: &str = "project_id";

/// The fields of an error, which every operation may answer with; what they say; whether errors have it even where no
/// page says so.
pub(super) const ERROR_FIELDS: &[(&str, &str, bool)] = &[
    ("error_code", "The code of the error.", true),
    ("error_msg", "What went wrong, in words.", true),
    ("error_message", "What went wrong, in the words of the older operations.", true),
    ("error_solution", "What to do about it.", false),
];

/// Whether a table of these fields is the body of errors.
pub(super) fn is_error<'a>(mut fields: impl Iterator<Item = &'a str>) -> bool {
    fields.all(|field| ERROR_FIELDS.iter().any(|(wire, ..)| *wire == field))
}
