//! What an operation gives: one type for a success, one for a failure, each an enum where the document has several.

use super::case::{pascal, snake, words};
use super::name::Scope;
use super::{ByStatus, Case, HeaderFacts, OperationFacts, Outcome};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Header, Kind, Media, Operation, Reply, Scalars, Status, Text, Type};

/// The outcomes of a success and of a failure, and the headers; names are claimed in the scope of the handle's module.
pub fn run(diags: &mut Diagnostics, api: &Api, operation: &Operation, scope: &mut Scope, facts: &mut OperationFacts) {
    let documented = operation.replies.iter().any(|reply| reply.status.is_success());
    let (mut cases, mut streams) = (Vec::new(), Vec::new());
    for reply in operation.replies.iter().filter(|reply| operation.succeeds(reply.status)) {
        let (own, more) = bodies(api, reply);
        cases.extend(own);
        streams.extend(more);
    }
    let bare = !documented || cases.iter().any(|case| case.body == Outcome::Empty);
    let mut several = false;
    for stream in streams {
        let same = |other: &&Outcome| match (*other, &stream) {
            (Outcome::Events(_) | Outcome::TextEvents, Outcome::Events(_) | Outcome::TextEvents) => true,
            (other, stream) => std::mem::discriminant(other) == std::mem::discriminant(stream),
        };
        match facts.streams.iter().find(same) {
            None => facts.streams.push(stream),
            Some(other) => several |= *other != stream,
        }
    }
    if several {
        let call = format!("{} {}", operation.method.as_str(), operation.template());
        let message = format!("{call} documents several streams of one kind; the first one is used");
        diags.report(Code::SeveralBodies, &operation.at, message);
    }
    if cases.iter().all(|case| case.body == Outcome::Empty) && !facts.streams.is_empty() {
        facts.reply = facts.streams.remove(0);
    } else {
        facts.reply = match one(cases, scope, &format!("{}Reply", facts.ident)) {
            // A success may come without a body: said so, or not said anything of.
            Outcome::Json(ty) if bare && !matches!(ty, Type::Nullable(_)) => {
                Outcome::Json(Type::Nullable(Box::new(ty)))
            }
            reply => reply,
        };
    }
    facts.accept = accept(operation.replies.iter().filter(|reply| operation.succeeds(reply.status)), facts);
    let failures = operation.replies.iter().filter(|reply| reply.status.is_failure());
    let cases = failures.flat_map(|reply| {
        let (mut own, streams) = bodies(api, reply);
        // The text of a failure is worth reading, however it comes.
        if own.iter().all(|case| case.body == Outcome::Empty) && !streams.is_empty() {
            own = vec![case(reply, Outcome::Text)];
        }
        own
    });
    facts.error = one(cases.collect(), scope, &format!("{}Error", facts.ident));
    facts.headers = headers(diags, operation, scope, &facts.ident);
}

/// The media types to ask for, where they are not those that the runtime asks for by itself.
fn accept<'a>(replies: impl Iterator<Item = &'a Reply>, facts: &OperationFacts) -> Option<String> {
    let usual: &[&str] = match facts.reply {
        // A stream beside the body asks for itself.
        _ if !facts.streams.is_empty() => return None,
        Outcome::Json(_) => &["application/json"],
        Outcome::Lines(_) => &["application/x-ndjson", "application/jsonl"],
        Outcome::Sequence(_) => &["application/json-seq"],
        Outcome::Empty
        | Outcome::Text
        | Outcome::Bytes
        | Outcome::Events(_)
        | Outcome::TextEvents
        | Outcome::ByStatus(_) => return None,
    };
    let mut names: Vec<String> = replies.flat_map(|reply| &reply.bodies).map(|(media, _)| media.essence()).collect();
    names.dedup();
    (!names.iter().any(|name| usual.contains(&name.as_str()))).then(|| names.join(", "))
}

/// The only body there is, or an enum of all cases.
fn one(mut cases: Vec<Case>, scope: &mut Scope, name: &str) -> Outcome {
    let mut bodies = cases.iter().map(|case| &case.body).filter(|body| **body != Outcome::Empty);
    let Some(first) = bodies.next() else { return Outcome::Empty };
    if bodies.all(|body| body == first) {
        return first.clone();
    }
    let mut variants = Scope::reserving(&["Unknown"]);
    let mut last = None;
    for case in &mut cases {
        // The preferred body of a status is called like it, the others by their media types too.
        let plain = reason(case.status);
        let media = case.media.first().map_or("", String::as_str);
        let again = last.replace(case.status) == Some(case.status);
        let names = if again { vec![format!("{plain}{}", kind(media))] } else { vec![plain] };
        case.ident = variants.claim(names);
    }
    Outcome::ByStatus(ByStatus { ident: scope.claim([name.to_owned()]), cases })
}

/// The bodies of a reply as cases without names, those of the same outcome as one, and its streams.
fn bodies(api: &Api, reply: &Reply) -> (Vec<Case>, Vec<Outcome>) {
    let (mut cases, mut streams): (Vec<Case>, _) = (Vec::new(), Vec::new());
    for (media, ty) in &reply.bodies {
        let body = match media {
            Media::Json(_) => Outcome::Json(ty.clone()),
            Media::Text(_) => Outcome::Text,
            // Forms are read as they come.
            Media::Bytes(_) | Media::Form(_) | Media::Multipart(_) => Outcome::Bytes,
            Media::Events(_) | Media::Lines(_) | Media::Sequence(_) => {
                streams.push(stream(api, media, ty));
                continue;
            }
        };
        let name = media.essence();
        match cases.iter_mut().find(|case| case.body == body) {
            Some(case) => case.media.push(name),
            None => cases.push(Case { media: vec![name], ..case(reply, body) }),
        }
    }
    if reply.bodies.is_empty() {
        cases.push(case(reply, Outcome::Empty));
    }
    (cases, streams)
}

fn case(reply: &Reply, body: Outcome) -> Case {
    Case { ident: String::new(), status: reply.status, media: Vec::new(), body, doc: reply.doc.clone() }
}

fn stream(api: &Api, media: &Media, ty: &Type) -> Outcome {
    let is_text = match api.resolve(ty) {
        Type::String(_) | Type::Binary => true,
        Type::Named(id) => {
            matches!(&api[*id].kind, Kind::Enum(values) if Scalars::of(values) == Scalars::Strings)
        }
        Type::Bool
        | Type::Int(_)
        | Type::Float(_)
        | Type::Bytes
        | Type::Json
        | Type::List(_)
        | Type::Tuple(_)
        | Type::Map(_)
        | Type::Nullable(_) => false,
    };
    match media {
        Media::Events(_) if is_text => Outcome::TextEvents,
        Media::Events(_) => Outcome::Events(ty.clone()),
        Media::Sequence(_) => Outcome::Sequence(ty.clone()),
        Media::Lines(_) | Media::Json(_) | Media::Text(_) | Media::Bytes(_) | Media::Form(_) | Media::Multipart(_) => {
            Outcome::Lines(ty.clone())
        }
    }
}

/// The headers of all replies, each once.
fn headers(diags: &mut Diagnostics, operation: &Operation, scope: &mut Scope, ident: &str) -> Option<HeaderFacts> {
    let mut fields: Vec<(String, Header)> = Vec::new();
    let mut names = Scope::settable(&["clone", "from"]);
    for header in operation.replies.iter().flat_map(|reply| &reply.headers) {
        match fields.iter_mut().find(|(_, known)| known.wire.eq_ignore_ascii_case(&header.wire)) {
            Some((_, known)) if known.ty != header.ty => {
                let call = format!("{} {}", operation.method.as_str(), operation.template());
                let message = format!("{call} documents several types of the header `{}`; given as text", header.wire);
                diags.report(Code::SeveralBodies, &operation.at, message);
                known.ty = Type::String(Text::Plain);
            }
            Some(_) => {}
            None => {
                let name = names.claim_with_underscore(snake(&words(&header.wire)));
                fields.push((name, header.clone()));
            }
        }
    }
    (!fields.is_empty()).then(|| HeaderFacts { ident: scope.claim([format!("{ident}Headers")]), fields })
}

/// What tells a media type from others of its status.
fn kind(media: &str) -> String {
    match media {
        "text/plain" => "Text".to_owned(),
        "application/octet-stream" => "Bytes".to_owned(),
        _ => pascal(&words(media.split_once('/').map_or(media, |(_, subtype)| subtype))),
    }
}

/// A status as a name: its reason phrase (RFC 9110 and the registry it founds).
fn reason(status: Status) -> String {
    let name = match status {
        Status::Exact(200) => "Ok",
        Status::Exact(201) => "Created",
        Status::Exact(202) => "Accepted",
        Status::Exact(203) => "NonAuthoritativeInformation",
        Status::Exact(204) => "NoContent",
        Status::Exact(205) => "ResetContent",
        Status::Exact(206) => "PartialContent",
        Status::Exact(207) => "MultiStatus",
        Status::Exact(208) => "AlreadyReported",
        Status::Exact(226) => "ImUsed",
        Status::Exact(400) => "BadRequest",
        Status::Exact(401) => "Unauthorized",
        Status::Exact(402) => "PaymentRequired",
        Status::Exact(403) => "Forbidden",
        Status::Exact(404) => "NotFound",
        Status::Exact(405) => "MethodNotAllowed",
        Status::Exact(406) => "NotAcceptable",
        Status::Exact(407) => "ProxyAuthenticationRequired",
        Status::Exact(408) => "RequestTimeout",
        Status::Exact(409) => "Conflict",
        Status::Exact(410) => "Gone",
        Status::Exact(411) => "LengthRequired",
        Status::Exact(412) => "PreconditionFailed",
        Status::Exact(413) => "ContentTooLarge",
        Status::Exact(414) => "UriTooLong",
        Status::Exact(415) => "UnsupportedMediaType",
        Status::Exact(416) => "RangeNotSatisfiable",
        Status::Exact(417) => "ExpectationFailed",
        Status::Exact(418) => "ImATeapot",
        Status::Exact(421) => "MisdirectedRequest",
        Status::Exact(422) => "UnprocessableContent",
        Status::Exact(423) => "Locked",
        Status::Exact(424) => "FailedDependency",
        Status::Exact(425) => "TooEarly",
        Status::Exact(426) => "UpgradeRequired",
        Status::Exact(428) => "PreconditionRequired",
        Status::Exact(429) => "TooManyRequests",
        Status::Exact(431) => "RequestHeaderFieldsTooLarge",
        Status::Exact(451) => "UnavailableForLegalReasons",
        Status::Exact(500) => "InternalServerError",
        Status::Exact(501) => "NotImplemented",
        Status::Exact(502) => "BadGateway",
        Status::Exact(503) => "ServiceUnavailable",
        Status::Exact(504) => "GatewayTimeout",
        Status::Exact(505) => "HttpVersionNotSupported",
        Status::Exact(507) => "InsufficientStorage",
        Status::Exact(508) => "LoopDetected",
        Status::Exact(511) => "NetworkAuthenticationRequired",
        Status::Exact(code) => return format!("Status{code}"),
        Status::Class(1) => "Informational",
        Status::Class(2) => "Success",
        Status::Class(3) => "Redirection",
        Status::Class(4) => "ClientError",
        Status::Class(_) => "ServerError",
        Status::Default => "Other",
    };
    name.to_owned()
}
