//! Whole calls, of a client such as the generator writes, against a server on this machine.
#![allow(unreachable_pub, reason = "in a client all of this is public")]

#[macro_use]
#[path = "../../src/runtime/macros.rs"]
mod macros;
#[allow(dead_code, reason = "the tests need not call all of it")]
mod client;

use std::error::Error as StdError;
use std::time::Duration;

use client::{Client, ClientBuilder, JobChange, Status};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use runtime::runtime;
use runtime::{Error, Options, Patch};
use serde_json::json;
use wiremock::matchers;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

type Outcome = Result<(), Box<dyn StdError>>;

/// A server that always gives this reply.
async fn server(reply: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(matchers::any())
        .respond_with(reply)
        .mount(&server)
        .await;
    server
}

fn with_key(server: &MockServer) -> ClientBuilder {
    Client::builder()
        .with(|builder| builder.base_url(server.uri()))
        .api_key("sesame")
}

async fn requests(server: &MockServer) -> Vec<Request> {
    server.received_requests().await.unwrap_or_default()
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.get(name)?.to_str().ok()
}

/// The error's text and those of its causes.
fn chain(error: &dyn StdError) -> String {
    let cause = error
        .source()
        .map(|cause| format!(" <- {}", chain(cause)))
        .unwrap_or_default();
    format!("{error}{cause}")
}

#[tokio::test]
async fn a_call_sends_its_parameters_and_reads_its_reply() -> Outcome {
    let body = json!({"items": [{"id": "1", "status": "DONE"}, {"id": "2", "status": "LOST"}]});
    let server = server(
        ResponseTemplate::new(200)
            .set_body_json(body)
            .insert_header("request-id", "r1"),
    )
    .await;
    let client = with_key(&server)
        .with(|builder| {
            builder
                .base_url(format!("{}/api/v2/", server.uri()))
                .user_agent("test/1")
        })
        .build()?;
    let list = client
        .jobs()
        .list("a b/../c")
        .limit(9)
        .limit(10)
        .status(vec![Status::Done, "x&y".into()])
        .region("eu");

    let jobs = list.clone().send().await?;
    assert_eq!(jobs.items[1].status, Status::Unknown("LOST".into()));
    let response = list
        .with_options(Options::new().header("X-Region", "us"))
        .response()
        .await?;
    assert_eq!(
        (response.status().as_u16(), response.request_id()),
        (200, Some("r1"))
    );
    assert_eq!(response.into_body().items, jobs.items);

    let requests = requests(&server).await;
    let request = &requests[0];
    assert_eq!(
        request.url.path(),
        "/api/v2/v1/projects/a%20b%2F..%2Fc/jobs"
    );
    assert_eq!(
        request.url.query(),
        Some("limit=10&filter%5Bstatus%5D=DONE&filter%5Bstatus%5D=x%26y")
    );
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
    let change = JobChange {
        name: "n".to_owned().into(),
        owner: Patch::Null,
        ..JobChange::default()
    };
    client.jobs().update("1", change).send().await?;
    assert_eq!(client.jobs().log("1").send().await?, "text");
    assert_eq!(client.jobs().swap_files("in").send().await?, "text");

    let requests = requests(&server).await;
    assert_eq!(requests[0].body, br#"{"name":"n","owner":null}"#);
    assert_eq!(
        header(&requests[0], "content-type"),
        Some("application/merge-patch+json")
    );
    assert_eq!(
        (requests[2].url.path(), &*requests[2].body),
        ("/v1/w/files", &b"in"[..])
    );
    Ok(())
}

#[tokio::test]
async fn globals_fill_what_a_call_leaves_open() -> Outcome {
    let server = server(ResponseTemplate::new(200)).await;
    let client = with_key(&server).workspace_id("w/1");
    let client = client
        .with(|builder| builder.global("api-version", &2).global("x-tenant", &"t"))
        .build()?;
    client.jobs().swap_files("").send().await?;
    let error = with_key(&server)
        .build()?
        .jobs()
        .swap_files("")
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the path parameter `workspaceId` has no value: give it when the client is built"
    );

    let requests = requests(&server).await;
    assert_eq!(requests.len(), 1);
    assert_eq!(
        (requests[0].url.path(), requests[0].url.query()),
        ("/v1/w%2F1/files", Some("api-version=2"))
    );
    assert_eq!(header(&requests[0], "x-tenant"), Some("t"));
    Ok(())
}

#[tokio::test]
async fn the_first_complete_set_of_credentials_is_sent() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let bare = || Client::builder().with(|builder| builder.base_url(server.uri()));
    let error = bare()
        .session("s")
        .build()?
        .jobs()
        .get("1")
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Request(_)));
    assert_eq!(
        error.to_string(),
        "a credential is missing: call `api_key`, or `user` on the client's builder"
    );
    let error = bare()
        .api_key("se\nsame")
        .build()?
        .jobs()
        .get("1")
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        chain(&error),
        "the credential set by `api_key` has characters that cannot be sent"
    );
    assert_eq!(requests(&server).await.len(), 0);

    let both = bare()
        .session("s")
        .with(|builder| builder.basic("user", "me", "pw"));
    both.clone().build()?.jobs().get("1").send().await?;
    both.api_key("Api-Key sesame")
        .build()?
        .jobs()
        .get("1")
        .send()
        .await?;
    bare().build()?.jobs().log("1").send().await?;
    bare().token("a+b").build()?.jobs().log("1").send().await?;

    let requests = requests(&server).await;
    let sent = |index: usize, name| header(&requests[index], name);
    assert_eq!(
        (sent(0, "authorization"), sent(0, "cookie")),
        (Some("Basic bWU6cHc="), Some("sid=s"))
    );
    assert_eq!(
        (sent(1, "authorization"), sent(1, "cookie")),
        (Some("Api-Key sesame"), None)
    );
    assert_eq!(
        (requests[2].url.query(), requests[3].url.query()),
        (None, Some("token=a%2Bb"))
    );
    Ok(())
}

#[tokio::test]
async fn an_api_error_keeps_all_that_came_and_loses_only_its_type() -> Outcome {
    let body = json!({"detail": "no such\u{7} project"});
    let server = server(
        ResponseTemplate::new(404)
            .set_body_json(body)
            .insert_header("x-request-id", "r2"),
    )
    .await;
    let client = with_key(&server).build()?;
    let erased = async { Ok::<_, Error>(client.jobs().list("p").send().await?) };
    let erased = erased.await.unwrap_err();
    let error = client.jobs().list("p").send().await.unwrap_err();

    assert!(error.is_not_found() && !error.is_retryable());
    assert_eq!(error.request_id(), Some("r2"));
    let text = r#"404 Not Found for GET /v1/projects/p/jobs (request id r2): {"detail":"no such\u0007 project"}"#;
    assert_eq!(
        (chain(&error), chain(&erased)),
        (text.to_owned(), text.to_owned())
    );
    let Error::Api(error) = error else {
        return Err("not of the API".into());
    };
    assert_eq!(
        error.body().map(|problem| &*problem.detail),
        Some("no such\u{7} project")
    );
    assert_eq!(erased.bytes(), Some(error.bytes()));
    Ok(())
}

#[tokio::test]
async fn a_wrong_body_is_an_error_that_says_where() -> Outcome {
    let wrong = server(ResponseTemplate::new(200).set_body_string(r#"{"items":[{"id":1}]}"#)).await;
    let error = with_key(&wrong)
        .build()?
        .jobs()
        .list("p")
        .send()
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Decode(_)));
    let text = "unexpected body of 200 OK for GET /v1/projects/p/jobs: $.items[0].id: expected a string, found 1";
    assert_eq!(chain(&error), text);
    assert_eq!(error.bytes().map(bytes::Bytes::len), Some(20));

    let empty = server(ResponseTemplate::new(200)).await;
    let client = with_key(&empty).build()?;
    assert_eq!(client.jobs().get("1").send().await?, None);
    assert!(matches!(
        client.jobs().list("p").send().await,
        Err(Error::Decode(_))
    ));
    Ok(())
}

#[tokio::test]
async fn a_redirect_stays_with_the_server_of_the_credentials() -> Outcome {
    let other = server(ResponseTemplate::new(204)).await;
    let first = MockServer::start().await;
    let to = |url: String| ResponseTemplate::new(307).insert_header("location", url);
    Mock::given(matchers::path("/v1/jobs/away"))
        .respond_with(to(other.uri()))
        .mount(&first)
        .await;
    Mock::given(matchers::path("/v1/jobs/near"))
        .respond_with(to("/v1/jobs/there".into()))
        .mount(&first)
        .await;
    Mock::given(matchers::path("/v1/jobs/there"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&first)
        .await;
    Mock::given(matchers::path("/v1/jobs/round"))
        .respond_with(to("/v1/jobs/round".into()))
        .mount(&first)
        .await;
    let jobs = with_key(&first).build()?.jobs();

    assert_eq!(
        jobs.get("away")
            .send()
            .await
            .unwrap_err()
            .status()
            .map(|status| status.as_u16()),
        Some(307)
    );
    assert_eq!(requests(&other).await.len(), 0);
    assert_eq!(jobs.get("near").send().await?, None);
    assert!(matches!(
        jobs.get("round").send().await,
        Err(Error::Transport(_))
    ));
    Ok(())
}

#[tokio::test]
async fn a_call_without_reply_says_so_and_shows_no_query() -> Outcome {
    let slow = server(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let client = with_key(&slow)
        .token("hidden")
        .with(|builder| builder.timeout(Duration::from_secs(60)))
        .build()?;
    let hurried = client
        .jobs()
        .log("1")
        .with_options(Options::new().timeout(Duration::from_millis(50)));
    let error = hurried.send().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect());
    assert!(chain(&error).starts_with("no reply to GET /v1/jobs/1/log in time"));
    assert!(!format!("{error:?} {}", chain(&error)).contains("hidden"));

    let client = Client::builder()
        .with(|builder| builder.base_url("http://127.0.0.1:1"))
        .build()?;
    let error = client.jobs().log("1").send().await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout());
    Ok(())
}

#[test]
fn what_cannot_be_a_base_url_is_refused() {
    for url in [
        "",
        "host",
        "ftp://host",
        "https://host?a",
        "https://host#a",
        "https://me:hidden@host",
        "https://hidden@",
    ] {
        let error = Client::builder()
            .with(|builder| builder.base_url(url))
            .build()
            .unwrap_err();
        assert!(
            matches!(error, Error::Request(_)) && !format!("{error} {error:?}").contains("hidden"),
            "{url}: {error}"
        );
    }
    let error = Client::builder()
        .with(|builder| builder.base_url("http://host").default_header("a b", "c"))
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the header `a b` has characters that cannot be sent"
    );
}

#[test]
fn debug_shows_no_secret() -> Outcome {
    let builder = Client::builder().api_key("hidden").token("hidden");
    let builder = builder.with(|builder| {
        builder
            .base_url("http://host")
            .default_header("x-key", "hidden")
    });
    let client = builder.clone().build()?;
    let options = Options::new().header("x-key", "hidden");
    let operation = client
        .jobs()
        .list("hidden")
        .region("hidden")
        .with_options(options.clone());
    let text = format!(
        "{builder:?} {client:?} {options:?} {operation:?} {:?}",
        operation.clone().send()
    );
    assert!(
        !text.contains("hidden") && text.contains("http://host") && text.contains("ListJobs"),
        "{text}"
    );
    Ok(())
}

#[test]
fn operations_and_errors_go_anywhere() -> Outcome {
    fn is_sendable<T: Send + 'static>(_: &T) {}
    fn size_of_error<T: StdError + Send + Sync + 'static>() -> usize {
        size_of::<T>()
    }
    assert!(size_of_error::<Error<[u64; 100]>>() < 128);
    let list = Client::builder()
        .with(|builder| builder.base_url("http://host"))
        .build()?
        .jobs()
        .list("p");
    is_sendable(&list);
    is_sendable(&list.send());
    Ok(())
}

/// Runs on one thread with one server: the values are what varies.
#[test]
fn no_value_changes_the_structure_of_a_url() -> Outcome {
    let tokio = tokio::runtime::Runtime::new()?;
    let server = tokio.block_on(server(ResponseTemplate::new(204)));
    let client = with_key(&server).build()?;
    for refused in ["", ".", ".."] {
        let error = tokio
            .block_on(client.jobs().log(refused).send())
            .unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{refused}");
    }
    let values = prop_oneof![any::<String>(), "[./?#%&+\\\\ \t\n2eE;:@]{1,6}"];
    let values = values.prop_filter("refused", |value| {
        !matches!(value.as_str(), "" | "." | "..")
    });
    TestRunner::new(Config {
        source_file: Some(file!()),
        ..Config::default()
    })
    .run(&values, |value| {
        let status = Status::Unknown(value.clone());
        tokio.block_on(async {
            server.reset().await;
            Mock::given(matchers::any())
                .respond_with(ResponseTemplate::new(500))
                .mount(&server)
                .await;
            let _ = client.jobs().list(&value).status(vec![status]).send().await;
        });
        let requests = tokio.block_on(requests(&server));
        let segments: Vec<_> = requests[0].url.path().split('/').collect();
        prop_assert_eq!(segments.len(), 5);
        let decoded: Vec<_> = url::form_urlencoded::parse(format!("x={}", segments[3]).as_bytes())
            .into_owned()
            .collect();
        prop_assert_eq!(&decoded, &[("x".to_owned(), value.clone())]);
        let query: Vec<_> = requests[0].url.query_pairs().into_owned().collect();
        prop_assert_eq!(&query, &[("filter[status]".to_owned(), value)]);
        Ok(())
    })?;
    Ok(())
}
