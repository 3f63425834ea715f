//! Whole calls, of a client such as the generator writes, against a server on this machine.
#![allow(unreachable_pub, reason = "in a client all of this is public")]

#[macro_use]
#[path = "../../src/runtime/macros.rs"]
mod macros;
#[macro_use]
#[path = "../../src/runtime/outcomes.rs"]
mod outcomes;
#[macro_use]
#[path = "../../src/runtime/variants.rs"]
mod variants;
#[allow(dead_code, reason = "the tests need not call all of it")]
mod client;
mod credentials;
mod errors;
mod forms;
#[allow(dead_code, reason = "the tests need not go through each list in both ways")]
mod paging;
#[allow(dead_code, reason = "the tests need not call all of it")]
mod replies;
mod retries;
mod servers;
mod signing;
#[allow(dead_code, reason = "the tests need not call all of it")]
mod streams;
mod styles;
mod tokens;

use std::error::Error as StdError;

use client::{Api as _, JobChange, Secrets as _, Status};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use runtime::runtime;
use runtime::{Client, ClientBuilder, Error, Options, Patch, Target, request_id};
use serde_json::json;
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers};

type Outcome = Result<(), Box<dyn StdError>>;

/// A server that always gives this reply.
async fn server(reply: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(matchers::any()).respond_with(reply).mount(&server).await;
    server
}

fn with_key(server: &MockServer) -> ClientBuilder {
    Client::builder().base_url(server.uri()).api_key("sesame")
}

async fn requests(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap_or_default()
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name)?.to_str().ok()
}

/// The error's text and those of its causes.
fn chain(error: &dyn StdError) -> String {
    let cause = error.source().map(|cause| format!(" <- {}", chain(cause))).unwrap_or_default();
    format!("{error}{cause}")
}

#[tokio::test]
async fn a_call_sends_its_parameters_and_reads_its_reply() -> Outcome {
    let body = json!({"items": [{"id": "1", "status": "DONE"}, {"id": "2", "status": "LOST"}]});
    let server = server(ResponseTemplate::new(200).set_body_json(body).insert_header("request-id", "r1")).await;
    let client = with_key(&server).base_url(format!("{}/api/v2/", server.uri())).user_agent("test/1").build()?;
    let list = client.jobs().list("a b/../c").limit(9).limit(10).status(vec![Status::Done, "x&y".into()]).region("eu");

    let jobs = list.clone().send().await?;
    assert_eq!(jobs.items[1].status, Status::Unknown("LOST".into()));
    let response = list.with_options(Options::new().header("X-Region", "us")).response().await?;
    assert_eq!((response.status().as_u16(), request_id(response.headers())), (200, Some("r1")));
    assert_eq!(response.into_body().items, jobs.items);

    let requests = requests(&server).await;
    let request = &requests[0];
    assert_eq!(request.url.path(), "/api/v2/v1/projects/a%20b%2F..%2Fc/jobs");
    assert_eq!(request.url.query(), Some("limit=10&filter%5Bstatus%5D=DONE&filter%5Bstatus%5D=x%26y"));
    assert_eq!(header(request, "authorization"), Some("Api-Key sesame"));
    assert_eq!(header(request, "accept"), Some("application/json"));
    assert_eq!(header(request, "x-region"), Some("eu"));
    assert_eq!(header(request, "cookie"), Some("region=a%20b%3Bc"));
    assert_eq!(header(request, "user-agent"), Some("test/1"));
    assert_eq!(header(&requests[1], "x-region"), Some("us"));
    Ok(())
}

#[tokio::test]
async fn bodies_of_all_kinds_are_sent_and_read() -> Outcome {
    let server = server(ResponseTemplate::new(200).set_body_string("text")).await;
    let client = with_key(&server).workspace_id("w").build()?;
    let change = JobChange { name: "n".to_owned().into(), owner: Patch::Null, ..JobChange::default() };
    client.jobs().update("1", change).send().await?;
    assert_eq!(client.jobs().log("1").send().await?, "text");
    assert_eq!(client.jobs().swap_files("in").send().await?, "text");

    let requests = requests(&server).await;
    assert_eq!(requests[0].body, br#"{"name":"n","owner":null}"#);
    assert_eq!(header(&requests[0], "content-type"), Some("application/merge-patch+json"));
    assert_eq!((requests[2].url.path(), &*requests[2].body), ("/v1/w/files", &b"in"[..]));
    Ok(())
}

#[tokio::test]
async fn globals_fill_what_a_call_leaves_open() -> Outcome {
    let server = server(ResponseTemplate::new(200)).await;
    let client = with_key(&server).workspace_id("w/1");
    let client = client.global("api-version", &2).global("x-tenant", &"t").build()?;
    client.jobs().swap_files("").send().await?;
    let error = with_key(&server).build()?.jobs().swap_files("").send().await.unwrap_err();
    assert_eq!(error.to_string(), "the path parameter `workspaceId` has no value: give it when the client is built");

    let requests = requests(&server).await;
    assert_eq!(requests.len(), 1);
    assert_eq!((requests[0].url.path(), requests[0].url.query()), ("/v1/w%2F1/files", Some("api-version=2")));
    assert_eq!(header(&requests[0], "x-tenant"), Some("t"));
    Ok(())
}

#[tokio::test]
async fn a_required_global_may_come_from_the_call_but_must_come() -> Outcome {
    use runtime::Raw;
    let server = server(ResponseTemplate::new(204)).await;
    let client = Client::builder().base_url(server.uri()).build()?;
    let request = || {
        let request = client.request(runtime::Method::GET, "/a", &[]);
        request.global(Target::Query, "v", true).global(Target::Header, "x-h", true)
    };
    let error = request().query("v", &1).send::<(), Raw>().await.unwrap_err();
    assert_eq!(error.to_string(), "the parameter `x-h` has no value: give it when the client is built");
    request().query("v", &1).header("x-h", &2).send::<(), Raw>().await?;

    let requests = requests(&server).await;
    assert_eq!(requests.len(), 1);
    assert_eq!((requests[0].url.query(), header(&requests[0], "x-h")), (Some("v=1"), Some("2")));
    Ok(())
}

#[tokio::test]
async fn an_empty_secret_is_a_missing_one() -> Outcome {
    let server = server(ResponseTemplate::new(200)).await;
    let error = with_key(&server).api_key("").build()?.jobs().get("1").send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error}");
    assert!(requests(&server).await.is_empty());
    Ok(())
}

/// Runs on one thread with one server: the values are what varies.
#[test]
fn no_value_changes_the_structure_of_a_url() -> Outcome {
    let tokio = tokio::runtime::Runtime::new()?;
    let server = tokio.block_on(server(ResponseTemplate::new(204)));
    let client = with_key(&server).build()?;
    for refused in ["", ".", ".."] {
        let error = tokio.block_on(client.jobs().log(refused).send()).unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{refused}");
    }
    let values = prop_oneof![any::<String>(), "[./?#%&+\\\\ \t\n2eE;:@]{1,6}"];
    let values = values.prop_filter("refused", |value| !matches!(value.as_str(), "" | "." | ".."));
    TestRunner::new(Config { source_file: Some(file!()), ..Config::default() }).run(&values, |value| {
        let status = Status::Unknown(value.clone());
        tokio.block_on(async {
            server.reset().await;
            Mock::given(matchers::any()).respond_with(ResponseTemplate::new(500)).mount(&server).await;
            let _ = client.jobs().list(&value).status(vec![status]).send().await;
        });
        let requests = tokio.block_on(requests(&server));
        let segments: Vec<_> = requests[0].url.path().split('/').collect();
        prop_assert_eq!(segments.len(), 5);
        let decoded: Vec<_> =
            url::form_urlencoded::parse(format!("x={}", segments[3]).as_bytes()).into_owned().collect();
        prop_assert_eq!(&decoded, &[("x".to_owned(), value.clone())]);
        let query: Vec<_> = requests[0].url.query_pairs().into_owned().collect();
        prop_assert_eq!(&query, &[("filter[status]".to_owned(), value)]);
        Ok(())
    })?;
    Ok(())
}
