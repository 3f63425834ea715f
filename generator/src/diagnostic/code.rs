//! The kinds of findings, each with a name that scripts may rely on.

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written.
    Error,
    /// Something was approximated or left out; the rest is written.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Declares the codes: variant, severity, stable name, and what it means as documentation.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident $severity:ident $name:literal,)*) => {
        /// A kind of finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name that scripts may rely on.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// How bad it is.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What it means, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)* }
            }
        }
    };
}

codes! {
    // Input and configuration
    /// A file that is needed is not there or cannot be read.
    MissingFile Error "missing-file",
    /// A file is not text in UTF-8.
    NotUtf8 Error "not-utf8",
    /// There is nothing in the input that a front end reads.
    NoInput Error "no-input",
    /// `api.toml` does not read.
    BadConfig Error "bad-config",
    /// `api.toml` names something that the documents do not hold.
    ConfigUnmatched Error "config-unmatched",
    /// A fix no longer matches the document, or matches more than once.
    FixUnmatched Error "fix-unmatched",

    // YAML, JSON and OpenAPI
    /// A document is neither YAML nor JSON.
    Syntax Error "syntax",
    /// A key stands twice in one object.
    DuplicateKey Warning "duplicate-key",
    /// A document is no OpenAPI document, or of a version that is not read.
    NotOpenApi Error "not-openapi",
    /// A `$ref` leads nowhere; what it stands for was left out, or is any JSON value.
    DanglingReference Warning "dangling-reference",
    /// A `$ref` leads to a file that is not here, or that may not be read; or to another host.
    ExternalReference Warning "external-reference",
    /// References lead in a circle without ever reaching anything.
    ReferenceCycle Warning "reference-cycle",
    /// A keyword is not part of the specification where it stands.
    UnknownKeyword Warning "unknown-keyword",
    /// A keyword's value has the wrong type and was left out.
    WrongType Warning "wrong-type",
    /// Keywords exclude one another, or a value cannot mean anything where it stands.
    Contradiction Warning "contradiction",
    /// A document is of a version that is newer than the ones known; it is read as the newest of these.
    NewerVersion Warning "newer-version",
    /// A keyword is part of the specification and would change the client, but is not read yet.
    UnsupportedKeyword Warning "unsupported-keyword",
    /// A schema was read as any JSON value, because nothing more exact could be made of it.
    SchemaAsJson Warning "schema-as-json",
    /// Parts of an `allOf` say different things of one property.
    AllOfConflict Warning "all-of-conflict",
    /// A parameter's style, place or content is not supported.
    UnsupportedParameter Warning "unsupported-parameter",
    /// A body's media type is not supported.
    UnsupportedMediaType Warning "unsupported-media-type",
    /// An operation documents several streams of one kind, or several types of one header, where one is used.
    SeveralBodies Warning "several-bodies",
    /// A security scheme is not supported.
    UnsupportedSecurity Warning "unsupported-security",
    /// An operation was left out.
    SkippedOperation Warning "skipped-operation",
    /// A path placeholder has no parameter, or a path parameter no placeholder.
    PathParameter Warning "path-parameter",
    /// What is said of an operation's pages does not fit it.
    UnfitPagination Warning "unfit-pagination",
    /// A variable of a server's URL is not described, or not used.
    ServerVariable Warning "server-variable",
    /// An operation has several servers of its own, or one with variables.
    ServerChoice Warning "server-choice",
    /// Two operations share an `operationId`.
    DuplicateOperationId Warning "duplicate-operation-id",
    /// A file is no overlay of a version that is read, or is one that `api.toml` does not name.
    BadOverlay Error "bad-overlay",
    /// An action of an overlay matches nothing, or cannot be carried out.
    OverlayAction Error "overlay-action",

    // Mintlify pages
    /// A page has no fenced OpenAPI block.
    NoOpenApiBlock Error "no-openapi-block",
    /// A fence is never closed.
    OpenFence Error "open-fence",
    /// A page's info string names another operation than its block holds.
    FenceMismatch Warning "fence-mismatch",
    /// Two pages of one API say different things of the same item.
    PagesContradict Error "pages-contradict",

    // RST pages
    /// A table's borders or columns are broken.
    BrokenTable Error "broken-table",
    /// A page has a URI section without a line that gives method and path.
    NoMethodLine Error "no-method-line",
    /// A table could not be given a role.
    UnknownTable Warning "unknown-table",
    /// A table's columns are not the ones known.
    UnknownColumn Warning "unknown-column",
    /// A type is not one of the known ones; read as any JSON value.
    UnknownType Warning "unknown-type",
    /// A section's title is not one of the known ones; its content is not used.
    UnknownSection Warning "unknown-section",
    /// A field refers to a table that is not there.
    MissingTable Warning "missing-table",
    /// A row stands twice in a table.
    DuplicateRow Warning "duplicate-row",
    /// A sample is not JSON and was left out.
    BadSample Warning "bad-sample",
    /// A page describes no operation and is not used; or no document does, so that the client has none.
    NoOperation Warning "no-operation",
    /// A cell is empty or has a word that is not known, where its row depends on it.
    UnknownCell Warning "unknown-cell",

    // Checks on the whole API
    /// Two operations share a method and a path, but for the names of its placeholders.
    DuplicateOperation Warning "duplicate-operation",
    /// A default or an enum value does not fit its type; left out.
    BadDefault Warning "bad-default",
    /// The variants of a union cannot be told apart by their tag.
    AmbiguousUnion Warning "ambiguous-union",
    /// An example does not fit the schema beside it; it is not tested.
    BadExample Warning "bad-example",
    /// A type holds itself without end, so no value of it can exist.
    EndlessType Warning "endless-type",
}
