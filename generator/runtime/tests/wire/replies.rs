//! What comes back: enums of bodies, headers, problems, and bodies that are too long.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::client::{Api as _, Job, Problem, Status};
use crate::runtime::{Client, Error, Method, Request};
use crate::{Outcome, chain, header, requests, server};

/// What a success of [`Make`] gives.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MakeReply {
    /// It is there.
    Ok(Box<Job>),
    /// It is there, as text.
    OkCsv(String),
    /// A picture of it.
    OkImage(Bytes),
    /// There is none.
    NoContent,
    /// Anything else that is a success.
    Success(i64),
    /// What the document does not list.
    Unknown(StatusCode, Bytes),
}
by_status!(MakeReply from "application/json, text/csv, image/*" {
    Ok: "200 application/json" json Box<Job>,
    OkCsv: "200 text/csv text/tab-separated-values" text,
    OkImage: "200 image/*" bytes,
    NoContent: "204" empty,
    Success: "2XX application/json" json i64,
});

/// What a failure of [`Make`] gives.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum MakeError {
    /// There is none.
    NotFound,
    /// The request is wrong.
    ClientError(Box<Problem>),
    /// Anything else.
    Other(String),
    /// What the document does not list.
    Unknown(StatusCode, Bytes),
}
by_status!(MakeError {
    Other: "default text/plain" text,
    ClientError: "4XX application/json" json Box<Problem>,
    NotFound: "404" empty,
});

/// Makes a job.
#[derive(Clone, Debug)]
pub struct Make(Request);
operation!(Make, by_status MakeReply, by_status MakeError);

/// What comes in headers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MakeHeaders {
    /// Calls left.
    pub left: Option<i64>,
    /// The status.
    pub status: Option<Status>,
    /// The tags.
    pub tags: Option<Vec<String>>,
    /// The sizes.
    pub sizes: Option<Vec<f64>>,
    /// Whether it is new.
    pub is_new: Option<bool>,
    /// When it ends.
    pub ends: Option<chrono::DateTime<chrono::Utc>>,
}
headers!(MakeHeaders {
    left: "X-Left",
    status: "X-Status",
    tags: "X-Tags",
    sizes: "X-Sizes",
    is_new: "X-New",
    ends: "X-Ends"
});

async fn make(reply: ResponseTemplate) -> Result<Result<MakeReply, Error<MakeError>>, Box<dyn std::error::Error>> {
    let server = server(reply).await;
    let client = Client::builder().base_url(server.uri()).max_body(64).build()?;
    let result = Make(client.request(Method::POST, "/jobs", &[])).send().await;
    assert_eq!(header(&requests(&server).await[0], "accept"), Some("application/json, text/csv, image/*"));
    Ok(result)
}

#[tokio::test]
async fn the_status_and_then_the_content_type_choose_the_body() -> Outcome {
    let job = || Job { id: "1".into(), status: Status::Done };
    let raw = |status, text: &str, kind| ResponseTemplate::new(status).set_body_raw(text.to_owned(), kind);
    let json = r#"{"id":"1","status":"DONE"}"#;
    for (reply, expected) in [
        (raw(200, json, "application/json; charset=utf-8"), MakeReply::Ok(Box::new(job()))),
        // What is not said is the first; what is not listed is none, unless there is one alone.
        (ResponseTemplate::new(200).set_body_bytes(json), MakeReply::Ok(Box::new(job()))),
        (raw(200, "PK", "application/zip"), MakeReply::Unknown(StatusCode::OK, "PK".into())),
        (raw(201, "7", "text/plain"), MakeReply::Success(7)),
        (raw(200, "1,DONE", "Text/CSV; header=absent"), MakeReply::OkCsv("1,DONE".into())),
        (raw(200, "1\tDONE", "text/tab-separated-values"), MakeReply::OkCsv("1\tDONE".into())),
        (raw(200, "\u{89}PNG", "image/png"), MakeReply::OkImage("\u{89}PNG".into())),
        (raw(204, "", "text/csv"), MakeReply::NoContent),
        (raw(201, "7", "application/json"), MakeReply::Success(7)),
    ] {
        assert_eq!(make(reply).await??, expected);
    }
    let error = make(raw(201, json, "application/json")).await?.unwrap_err();
    assert!(error.is_decode(), "no other case is tried: {error}");
    Ok(())
}

#[tokio::test]
async fn an_exact_status_goes_before_its_class_and_that_before_the_default() -> Outcome {
    let problem = || ResponseTemplate::new(400).set_body_json(json!({"detail": "no"}));
    let of = |error: Error<MakeError>| match error {
        Error::Api(error) => error.body().cloned(),
        _ => None,
    };
    let body = of(make(ResponseTemplate::new(404).set_body_json(json!({"detail": "no"}))).await?.unwrap_err());
    assert!(matches!(body, Some(MakeError::NotFound)), "{body:?}");
    let body = of(make(problem()).await?.unwrap_err());
    assert!(matches!(&body, Some(MakeError::ClientError(problem)) if problem.detail == "no"), "{body:?}");
    let body = of(make(ResponseTemplate::new(500).set_body_string("oh")).await?.unwrap_err());
    assert!(matches!(&body, Some(MakeError::Other(text)) if text == "oh"), "{body:?}");

    let erased = async { Ok::<_, Error>(make(problem()).await.map_err(|_| ()).unwrap()?) }.await.unwrap_err();
    assert!(erased.is_bad_request() && !erased.is_conflict() && !erased.is_server_error());
    Ok(())
}

/// Nothing but what it is documented for reads a body.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Listed {
    /// It is there.
    Ok(i64),
    /// What the document does not list.
    Unknown(StatusCode, Bytes),
}
by_status!(Listed from "application/json" { Ok: "200 application/json" json i64 });

#[tokio::test]
async fn a_status_that_is_not_listed_keeps_its_bytes() -> Outcome {
    use crate::runtime::Raw;
    let server = server(ResponseTemplate::new(206).set_body_string("7")).await;
    let client = Client::builder().base_url(server.uri()).build()?;
    let reply = client.request(Method::GET, "/a", &[]).send::<Listed, Raw>().await?;
    assert!(matches!(&reply, Listed::Unknown(StatusCode::PARTIAL_CONTENT, body) if body == "7"), "{reply:?}");
    Ok(())
}

#[test]
fn headers_read_as_their_types_or_not_at_all() {
    let mut headers = HeaderMap::new();
    assert_eq!(MakeHeaders::from(&headers), MakeHeaders::default());
    for (name, value) in [
        ("x-left", "12"),
        ("x-status", "DONE"),
        ("x-tags", "a, b"),
        ("x-tags", "7"),
        ("x-sizes", "1, 2.5"),
        ("x-new", "true"),
        ("x-ends", "2026-01-02T03:04:05Z"),
    ] {
        headers.append(name, HeaderValue::from_static(value));
    }
    let read = MakeHeaders::from(&headers);
    assert_eq!((read.left, read.status, read.is_new), (Some(12), Some(Status::Done), Some(true)));
    assert_eq!(read.tags, Some(vec!["a".to_owned(), "b".to_owned(), "7".to_owned()]));
    assert_eq!((read.sizes, read.ends.map(|at| at.timestamp())), (Some(vec![1.0, 2.5]), Some(1_767_323_045)));

    headers.insert("x-left", HeaderValue::from_static("many"));
    headers.insert("x-new", HeaderValue::from_static("\"true\""));
    let read = MakeHeaders::from(&headers);
    assert_eq!((read.left, read.is_new), (None, None));
}

#[tokio::test]
async fn an_error_that_is_too_long_is_still_an_error_of_the_api() -> Outcome {
    let long = "x".repeat(100);
    let error = make(ResponseTemplate::new(500).set_body_string(long.clone())).await?.unwrap_err();
    assert!(error.is_server_error());
    assert_eq!(error.bytes().map(Bytes::len), Some(64));
    let error = make(ResponseTemplate::new(200).set_body_string(long)).await?.unwrap_err();
    assert_eq!(chain(&error), "the reply to POST /jobs is too long <- it has more than 64 bytes");
    Ok(())
}

#[tokio::test]
async fn a_page_instead_of_json_is_called_what_it_is() -> Outcome {
    let page = ResponseTemplate::new(201).set_body_raw("<html>", "text/html; charset=utf-8");
    let error = make(page).await?.unwrap_err();
    let text = "unexpected body of 201 Created for POST /jobs: $: expected a 64-bit integer, found `<` (the body is said to be `text/html`)";
    assert_eq!(chain(&error), text);
    Ok(())
}

#[tokio::test]
async fn problems_are_read_where_the_server_says_that_they_are_some() -> Outcome {
    let body =
        json!({"title": "Out of credit", "detail": "3 short", "status": 403, "instance": 7, "x": [1]}).to_string();
    let said = |kind| ResponseTemplate::new(403).set_body_raw(body.clone(), kind).insert_header("retry-after", "3");
    let server = server(said("application/problem+json; charset=utf-8")).await;
    let client = Client::builder().base_url(server.uri()).build()?;
    let error = Make(client.request(Method::GET, "/a", &[])).send().await.unwrap_err();
    assert_eq!(error.to_string(), "403 Forbidden for GET /a: Out of credit: 3 short");
    assert!(error.is_forbidden() && !error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(3)));
    let problem = error.problem().ok_or("a problem")?;
    assert_eq!((&*problem.kind, problem.status, problem.instance), ("about:blank", Some(403), None));
    assert_eq!(problem.extensions.get("x"), Some(&json!([1])));

    let error = make(ResponseTemplate::new(403).set_body_json(json!({"title": "no"}))).await?.unwrap_err();
    assert_eq!(error.problem(), None);
    assert_eq!(error.to_string(), r#"403 Forbidden for POST /jobs: {"title":"no"}"#);
    Ok(())
}

/// `Display` of an error and of its causes, one line each, none of which says what another one says.
#[tokio::test]
async fn no_error_repeats_its_source() -> Outcome {
    use crate::runtime::{Raw, reply::JsonBody};
    let of = async |reply: Option<ResponseTemplate>| {
        let base = match reply {
            Some(reply) => server(reply).await,
            None => wiremock::MockServer::start().await,
        };
        let client = Client::builder().base_url(base.uri()).max_body(9).build().map_err(|_| ()).unwrap();
        let request = client.request(Method::POST, "/a", &[]);
        request.send::<JsonBody<i64>, Raw>().await.unwrap_err()
    };
    let client = Client::builder().base_url("http://127.0.0.1:1").build()?;
    let request = |path| client.request(Method::POST, path, &[]);
    for error in [
        of(None).await,
        of(Some(ResponseTemplate::new(200).set_body_string("x"))).await,
        of(Some(ResponseTemplate::new(200).set_body_string("1234567890"))).await,
        request("/a").send::<JsonBody<i64>, Raw>().await.unwrap_err(),
        request("/{a}").send::<JsonBody<i64>, Raw>().await.unwrap_err(),
    ] {
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            cause = error.source();
            if let Some(cause) = cause {
                assert!(!error.to_string().contains(&cause.to_string()), "`{error}` repeats `{cause}`");
            }
        }
    }
    Ok(())
}
