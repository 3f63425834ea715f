//! The support table of the objects that only 2.0 has; those that it shares with later versions stand in `table`.

use super::Shape::{Any, Bool, Bound, Count, List, Map, Number, Object, Text, TextMap, Texts, Values};
use super::table::{NO_HEADER_FORM, NO_PARAMETER_EXAMPLE, ignored, used};
use super::{Kind, Row};

pub(super) const SWAGGER: &[Row] = &[
    used("swagger", Text),
    used("info", Object(Kind::Info)),
    used("host", Text),
    used("basePath", Text),
    used("schemes", Texts),
    used("consumes", Texts),
    used("produces", Texts),
    used("paths", Object(Kind::SwaggerPaths)),
    used("x-ms-paths", Object(Kind::SwaggerPaths)),
    used("definitions", Map(Kind::Schema)),
    used("parameters", Map(Kind::SwaggerParameter)),
    used("responses", Map(Kind::SwaggerResponse)),
    used("securityDefinitions", Map(Kind::SwaggerSecurityScheme)),
    used("security", List(Kind::SecurityRequirement)),
    used("tags", List(Kind::Tag)),
    used("externalDocs", Object(Kind::ExternalDocs)),
    used("x-ms-parameterized-host", Any),
];

pub(super) const PATHS: &[Row] = &[used("*", Object(Kind::SwaggerPathItem))];

pub(super) const PATH_ITEM: &[Row] = &[
    used("get", Object(Kind::SwaggerOperation)),
    used("put", Object(Kind::SwaggerOperation)),
    used("post", Object(Kind::SwaggerOperation)),
    used("delete", Object(Kind::SwaggerOperation)),
    used("options", Object(Kind::SwaggerOperation)),
    used("head", Object(Kind::SwaggerOperation)),
    used("patch", Object(Kind::SwaggerOperation)),
    used("parameters", List(Kind::SwaggerParameter)),
];

pub(super) const OPERATION: &[Row] = &[
    used("tags", Texts),
    used("summary", Text),
    used("description", Text),
    used("externalDocs", Object(Kind::ExternalDocs)),
    used("operationId", Text),
    used("consumes", Texts),
    used("produces", Texts),
    used("parameters", List(Kind::SwaggerParameter)),
    used("responses", Object(Kind::SwaggerResponses)),
    used("schemes", Texts),
    used("deprecated", Bool),
    used("security", List(Kind::SecurityRequirement)),
];

pub(super) const PARAMETER: &[Row] = &[
    used("name", Text),
    used("in", Text),
    used("description", Text),
    used("required", Bool),
    used("allowEmptyValue", Bool),
    // What it holds: a body has a schema, everything else says it right here.
    used("schema", Object(Kind::Schema)),
    used("type", Text),
    used("format", Text),
    used("items", Object(Kind::SwaggerItems)),
    used("collectionFormat", Text),
    used("default", Any),
    used("enum", Values),
    used("minLength", Count),
    used("maxLength", Count),
    used("pattern", Text),
    used("minimum", Number),
    used("maximum", Number),
    used("exclusiveMinimum", Bound),
    used("exclusiveMaximum", Bound),
    used("multipleOf", Number),
    used("minItems", Count),
    used("maxItems", Count),
    used("uniqueItems", Bool),
    ignored("example", Any, NO_PARAMETER_EXAMPLE),
    used("x-example", Any),
    used("x-examples", Any),
    used("x-ms-skip-url-encoding", Bool),
];

pub(super) const ITEMS: &[Row] = &[
    used("$ref", Text),
    used("type", Text),
    used("format", Text),
    ignored("description", Text, "the list that holds the items has its own"),
    used("items", Object(Kind::SwaggerItems)),
    used("collectionFormat", Text),
    used("default", Any),
    used("enum", Values),
    used("minLength", Count),
    used("maxLength", Count),
    used("pattern", Text),
    used("minimum", Number),
    used("maximum", Number),
    used("exclusiveMinimum", Bound),
    used("exclusiveMaximum", Bound),
    used("multipleOf", Number),
    used("minItems", Count),
    used("maxItems", Count),
    used("uniqueItems", Bool),
    ignored("example", Any, NO_PARAMETER_EXAMPLE),
];

pub(super) const RESPONSES: &[Row] = &[used("*", Object(Kind::SwaggerResponse))];

pub(super) const RESPONSE: &[Row] = &[
    used("description", Text),
    used("schema", Object(Kind::Schema)),
    used("headers", Map(Kind::SwaggerHeader)),
    used("examples", Any),
];

pub(super) const HEADER: &[Row] = &[
    used("description", Text),
    used("type", Text),
    used("format", Text),
    used("items", Object(Kind::SwaggerItems)),
    used("collectionFormat", Text),
    ignored("default", Any, "the server says what it sends"),
    used("enum", Values),
    used("minLength", Count),
    used("maxLength", Count),
    used("pattern", Text),
    used("minimum", Number),
    used("maximum", Number),
    used("exclusiveMinimum", Bound),
    used("exclusiveMaximum", Bound),
    used("multipleOf", Number),
    used("minItems", Count),
    used("maxItems", Count),
    used("uniqueItems", Bool),
    ignored("example", Any, NO_HEADER_FORM),
];

pub(super) const SECURITY_SCHEME: &[Row] = &[
    used("type", Text),
    used("description", Text),
    used("name", Text),
    used("in", Text),
    used("flow", Text),
    used("authorizationUrl", Text),
    used("tokenUrl", Text),
    used("scopes", TextMap),
];
