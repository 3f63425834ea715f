//! The support table itself.

use super::Shape::{
    Any, Bool, Bound, Count, List, Map, Number, Object, ObjectOrBool, Text, TextMap, Texts, TypeName, Values,
};
use super::{Kind, Row, Shape, Use, swagger};

pub(super) const fn used(word: &'static str, shape: Shape) -> Row {
    Row { word, usage: Use::Used, shape }
}

pub(super) const fn ignored(word: &'static str, shape: Shape, reason: &'static str) -> Row {
    Row { word, usage: Use::Ignored(reason), shape }
}

pub(super) const fn unsupported(word: &'static str, shape: Shape, instead: &'static str) -> Row {
    Row { word, usage: Use::Unsupported(instead), shape }
}

pub(super) const NO_HEADER_FORM: &str = "headers are read as they come";
const NO_LINKS: &str = "links tell how operations follow each other, not how they are sent";
const NO_XML: &str = "bodies are JSON, text or bytes";
const NO_POSITIONS: &str = "the parts of a body have names";
pub(super) const NO_PARAMETER_EXAMPLE: &str = "examples are kept for bodies and types";
const NO_IDENTITY: &str = "it names a place; the references to that name are followed";
const LEGAL: &str = "it is no fact about calls";
const DIALECT: &str = "schemas are read in the dialect of OpenAPI";
const CHECKED_BY_SERVER: &str = "the rule is not checked";
const SUMMARY: &str = "the description says more";

/// The keywords of a kind of object.
pub const fn rows(kind: Kind) -> &'static [Row] {
    match kind {
        Kind::OpenApi => OPEN_API,
        Kind::Info => INFO,
        Kind::Contact => CONTACT,
        Kind::License => LICENSE,
        Kind::Server => SERVER,
        Kind::ServerVariable => SERVER_VARIABLE,
        Kind::Components => COMPONENTS,
        Kind::Paths => PATHS,
        Kind::PathItem => PATH_ITEM,
        Kind::Operation => OPERATION,
        Kind::ExternalDocs => EXTERNAL_DOCS,
        Kind::Parameter => PARAMETER,
        Kind::RequestBody => REQUEST_BODY,
        Kind::MediaType => MEDIA_TYPE,
        Kind::Encoding => ENCODING,
        Kind::Responses => RESPONSES,
        Kind::Response => RESPONSE,
        Kind::Callback => CALLBACK,
        Kind::Example => EXAMPLE,
        Kind::Link => LINK,
        Kind::Header => HEADER,
        Kind::Tag => TAG,
        Kind::Reference => REFERENCE,
        Kind::Schema => SCHEMA,
        Kind::Discriminator => DISCRIMINATOR,
        Kind::Xml => XML,
        Kind::SecurityScheme => SECURITY_SCHEME,
        Kind::OAuthFlows => OAUTH_FLOWS,
        Kind::OAuthFlow => OAUTH_FLOW,
        Kind::SecurityRequirement => SECURITY_REQUIREMENT,
        Kind::Swagger => swagger::SWAGGER,
        Kind::SwaggerPaths => swagger::PATHS,
        Kind::SwaggerPathItem => swagger::PATH_ITEM,
        Kind::SwaggerOperation => swagger::OPERATION,
        Kind::SwaggerParameter => swagger::PARAMETER,
        Kind::SwaggerItems => swagger::ITEMS,
        Kind::SwaggerResponses => swagger::RESPONSES,
        Kind::SwaggerResponse => swagger::RESPONSE,
        Kind::SwaggerHeader => swagger::HEADER,
        Kind::SwaggerSecurityScheme => swagger::SECURITY_SCHEME,
    }
}

const OPEN_API: &[Row] = &[
    used("openapi", Text),
    ignored("$self", Text, NO_IDENTITY),
    used("info", Object(Kind::Info)),
    ignored("jsonSchemaDialect", Text, DIALECT),
    used("servers", List(Kind::Server)),
    used("paths", Object(Kind::Paths)),
    used("x-ms-paths", Object(Kind::Paths)),
    used("webhooks", Map(Kind::PathItem)),
    used("x-webhooks", Map(Kind::PathItem)),
    used("components", Object(Kind::Components)),
    used("security", List(Kind::SecurityRequirement)),
    used("tags", List(Kind::Tag)),
    used("externalDocs", Object(Kind::ExternalDocs)),
    used("x-fern-pagination", Any),
];

const INFO: &[Row] = &[
    used("title", Text),
    ignored("summary", Text, SUMMARY),
    used("description", Text),
    ignored("termsOfService", Text, LEGAL),
    ignored("contact", Object(Kind::Contact), LEGAL),
    ignored("license", Object(Kind::License), LEGAL),
    used("version", Text),
];

const CONTACT: &[Row] = &[ignored("name", Text, LEGAL), ignored("url", Text, LEGAL), ignored("email", Text, LEGAL)];

const LICENSE: &[Row] =
    &[ignored("name", Text, LEGAL), ignored("identifier", Text, LEGAL), ignored("url", Text, LEGAL)];

const SERVER: &[Row] =
    &[used("url", Text), used("description", Text), used("name", Text), used("variables", Map(Kind::ServerVariable))];

const SERVER_VARIABLE: &[Row] = &[used("enum", Texts), used("default", Text), used("description", Text)];

const COMPONENTS: &[Row] = &[
    used("schemas", Map(Kind::Schema)),
    used("responses", Map(Kind::Response)),
    used("parameters", Map(Kind::Parameter)),
    used("examples", Map(Kind::Example)),
    used("requestBodies", Map(Kind::RequestBody)),
    used("headers", Map(Kind::Header)),
    used("securitySchemes", Map(Kind::SecurityScheme)),
    ignored("links", Map(Kind::Link), NO_LINKS),
    used("callbacks", Map(Kind::Callback)),
    used("pathItems", Map(Kind::PathItem)),
    used("mediaTypes", Map(Kind::MediaType)),
];

const PATHS: &[Row] = &[used("*", Object(Kind::PathItem))];

const PATH_ITEM: &[Row] = &[
    ignored("summary", Text, "the operations have their own"),
    ignored("description", Text, "the operations have their own"),
    used("get", Object(Kind::Operation)),
    used("put", Object(Kind::Operation)),
    used("post", Object(Kind::Operation)),
    used("delete", Object(Kind::Operation)),
    used("options", Object(Kind::Operation)),
    used("head", Object(Kind::Operation)),
    used("patch", Object(Kind::Operation)),
    used("trace", Object(Kind::Operation)),
    used("query", Object(Kind::Operation)),
    used("additionalOperations", Map(Kind::Operation)),
    used("servers", List(Kind::Server)),
    used("parameters", List(Kind::Parameter)),
];

const OPERATION: &[Row] = &[
    used("tags", Texts),
    used("summary", Text),
    used("description", Text),
    used("externalDocs", Object(Kind::ExternalDocs)),
    used("operationId", Text),
    used("parameters", List(Kind::Parameter)),
    used("requestBody", Object(Kind::RequestBody)),
    used("responses", Object(Kind::Responses)),
    used("callbacks", Map(Kind::Callback)),
    used("deprecated", Bool),
    used("security", List(Kind::SecurityRequirement)),
    used("servers", List(Kind::Server)),
    used("x-speakeasy-pagination", Any),
    used("x-fern-pagination", Any),
];

const EXTERNAL_DOCS: &[Row] = &[ignored("description", Text, "the address says enough"), used("url", Text)];

const PARAMETER: &[Row] = &[
    used("name", Text),
    used("in", Text),
    used("description", Text),
    used("required", Bool),
    used("deprecated", Bool),
    used("allowEmptyValue", Bool),
    used("style", Text),
    used("explode", Bool),
    used("allowReserved", Bool),
    used("schema", Object(Kind::Schema)),
    used("content", Map(Kind::MediaType)),
    used("example", Any),
    used("examples", Map(Kind::Example)),
    used("x-speakeasy-globals-hidden", Bool),
];

const REQUEST_BODY: &[Row] =
    &[used("description", Text), used("content", Map(Kind::MediaType)), used("required", Bool)];

const MEDIA_TYPE: &[Row] = &[
    used("schema", Object(Kind::Schema)),
    used("itemSchema", Object(Kind::Schema)),
    used("example", Any),
    used("examples", Map(Kind::Example)),
    used("encoding", Map(Kind::Encoding)),
    unsupported("prefixEncoding", List(Kind::Encoding), NO_POSITIONS),
    unsupported("itemEncoding", Object(Kind::Encoding), NO_POSITIONS),
];

const ENCODING: &[Row] = &[
    used("contentType", Text),
    used("headers", Map(Kind::Header)),
    used("style", Text),
    used("explode", Bool),
    used("allowReserved", Bool),
    unsupported("encoding", Map(Kind::Encoding), "a part holds no parts"),
    unsupported("prefixEncoding", List(Kind::Encoding), "a part holds no parts"),
    unsupported("itemEncoding", Object(Kind::Encoding), "a part holds no parts"),
];

const RESPONSES: &[Row] = &[used("*", Object(Kind::Response))];

const RESPONSE: &[Row] = &[
    ignored("summary", Text, SUMMARY),
    used("description", Text),
    used("headers", Map(Kind::Header)),
    used("content", Map(Kind::MediaType)),
    ignored("links", Map(Kind::Link), NO_LINKS),
];

const CALLBACK: &[Row] = &[used("*", Object(Kind::PathItem))];

const EXAMPLE: &[Row] = &[
    ignored("summary", Text, "an example's name and value say enough"),
    ignored("description", Text, "an example's name and value say enough"),
    used("value", Any),
    used("dataValue", Any),
    used("serializedValue", Text),
    ignored("externalValue", Text, "nothing is fetched"),
];

const LINK: &[Row] = &[
    ignored("operationRef", Text, NO_LINKS),
    ignored("operationId", Text, NO_LINKS),
    ignored("parameters", Any, NO_LINKS),
    ignored("requestBody", Any, NO_LINKS),
    ignored("description", Text, NO_LINKS),
    ignored("server", Object(Kind::Server), NO_LINKS),
];

const HEADER: &[Row] = &[
    used("description", Text),
    used("required", Bool),
    used("deprecated", Bool),
    ignored("allowEmptyValue", Bool, NO_HEADER_FORM),
    ignored("allowReserved", Bool, NO_HEADER_FORM),
    ignored("style", Text, NO_HEADER_FORM),
    ignored("explode", Bool, NO_HEADER_FORM),
    used("schema", Object(Kind::Schema)),
    used("content", Map(Kind::MediaType)),
    ignored("example", Any, NO_HEADER_FORM),
    ignored("examples", Map(Kind::Example), NO_HEADER_FORM),
];

const TAG: &[Row] = &[
    used("name", Text),
    ignored("summary", Text, SUMMARY),
    used("description", Text),
    used("externalDocs", Object(Kind::ExternalDocs)),
    ignored("parent", Text, "dots in a tag's name tell what it is inside of"),
    ignored("kind", Text, "every tag groups operations"),
];

const REFERENCE: &[Row] = &[
    used("$ref", Text),
    ignored("summary", Text, "what is referred to has its own"),
    ignored("description", Text, "what is referred to has its own"),
];

const SCHEMA: &[Row] = &[
    used("$ref", Text),
    // What both versions have.
    used("type", TypeName),
    used("format", Text),
    used("title", Text),
    used("description", Text),
    used("default", Any),
    used("example", Any),
    used("enum", Values),
    used("properties", Map(Kind::Schema)),
    used("required", Texts),
    used("additionalProperties", ObjectOrBool(Kind::Schema)),
    used("items", ObjectOrBool(Kind::Schema)),
    used("allOf", List(Kind::Schema)),
    used("anyOf", List(Kind::Schema)),
    used("oneOf", List(Kind::Schema)),
    ignored("not", ObjectOrBool(Kind::Schema), "the server refuses what it rules out"),
    used("nullable", Bool),
    used("readOnly", Bool),
    used("writeOnly", Bool),
    used("deprecated", Bool),
    used("discriminator", Object(Kind::Discriminator)),
    used("x-ms-discriminator-value", Text),
    used("externalDocs", Object(Kind::ExternalDocs)),
    ignored("xml", Object(Kind::Xml), NO_XML),
    // Limits, told in words.
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
    used("minProperties", Count),
    used("maxProperties", Count),
    // What 3.1 adds and the 3.0 form can hold.
    used("const", Any),
    used("examples", Values),
    used("contentEncoding", Text),
    used("$defs", Map(Kind::Schema)),
    used("definitions", Map(Kind::Schema)),
    // What 3.1 adds beyond that.
    used("prefixItems", List(Kind::Schema)),
    used("patternProperties", Map(Kind::Schema)),
    used("if", ObjectOrBool(Kind::Schema)),
    used("then", ObjectOrBool(Kind::Schema)),
    used("else", ObjectOrBool(Kind::Schema)),
    used("dependentSchemas", Map(Kind::Schema)),
    unsupported("$dynamicRef", Text, "any JSON value is read"),
    ignored("dependentRequired", Any, CHECKED_BY_SERVER),
    used("propertyNames", ObjectOrBool(Kind::Schema)),
    ignored("contains", ObjectOrBool(Kind::Schema), CHECKED_BY_SERVER),
    ignored("minContains", Count, CHECKED_BY_SERVER),
    ignored("maxContains", Count, CHECKED_BY_SERVER),
    used("unevaluatedItems", ObjectOrBool(Kind::Schema)),
    used("unevaluatedProperties", ObjectOrBool(Kind::Schema)),
    used("contentMediaType", Text),
    used("contentSchema", ObjectOrBool(Kind::Schema)),
    ignored("$schema", Text, DIALECT),
    ignored("$vocabulary", Any, DIALECT),
    ignored("$id", Text, NO_IDENTITY),
    ignored("$anchor", Text, NO_IDENTITY),
    ignored("$dynamicAnchor", Text, NO_IDENTITY),
    ignored("$recursiveAnchor", Any, NO_IDENTITY),
    used("$recursiveRef", Text),
    ignored("$comment", Text, "it is for those who write the document"),
];

const DISCRIMINATOR: &[Row] = &[used("propertyName", Text), used("mapping", TextMap), used("defaultMapping", Text)];

const XML: &[Row] = &[
    ignored("name", Text, NO_XML),
    ignored("namespace", Text, NO_XML),
    ignored("prefix", Text, NO_XML),
    ignored("attribute", Bool, NO_XML),
    ignored("wrapped", Bool, NO_XML),
    ignored("nodeType", Text, NO_XML),
];

const SECURITY_SCHEME: &[Row] = &[
    used("type", Text),
    used("description", Text),
    used("name", Text),
    used("in", Text),
    used("scheme", Text),
    ignored("bearerFormat", Text, "a token is sent as it is"),
    used("flows", Object(Kind::OAuthFlows)),
    used("openIdConnectUrl", Text),
    used("oauth2MetadataUrl", Text),
    ignored("deprecated", Bool, "the server decides what it takes"),
];

const OAUTH_FLOWS: &[Row] = &[
    used("implicit", Object(Kind::OAuthFlow)),
    used("password", Object(Kind::OAuthFlow)),
    used("clientCredentials", Object(Kind::OAuthFlow)),
    used("authorizationCode", Object(Kind::OAuthFlow)),
    used("deviceAuthorization", Object(Kind::OAuthFlow)),
];

const OAUTH_FLOW: &[Row] = &[
    used("authorizationUrl", Text),
    used("deviceAuthorizationUrl", Text),
    used("tokenUrl", Text),
    used("refreshUrl", Text),
    used("scopes", TextMap),
];

const SECURITY_REQUIREMENT: &[Row] = &[used("*", Texts)];
