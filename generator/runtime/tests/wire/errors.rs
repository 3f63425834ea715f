//! Calls that do not succeed, and what can be learnt from their errors.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::client::{Api as _, Secrets as _};
use crate::runtime::{Attempt, Body, Client, Error, Exchange, Options, Retry, Transport};
use crate::{Outcome, chain, server, with_key};

#[tokio::test]
async fn an_api_error_keeps_all_that_came_and_loses_only_its_type() -> Outcome {
    let body = json!({"detail": "no such\u{7} project"});
    let server = server(ResponseTemplate::new(404).set_body_json(body).insert_header("x-request-id", "r2")).await;
    let client = with_key(&server).build()?;
    let erased = async { Ok::<_, Error>(client.jobs().list("p").send().await?) };
    let erased = erased.await.unwrap_err();
    let error = client.jobs().list("p").send().await.unwrap_err();

    assert!(error.is_not_found() && !error.is_retryable());
    assert_eq!(error.request_id(), Some("r2"));
    let text = r#"404 Not Found for GET /v1/projects/p/jobs (request id r2): {"detail":"no such\u0007 project"}"#;
    assert_eq!((chain(&error), chain(&erased)), (text.to_owned(), text.to_owned()));
    let Error::Api(error) = error else {
        return Err("not of the API".into());
    };
    assert_eq!(error.body().map(|problem| &*problem.detail), Some("no such\u{7} project"));
    assert_eq!(erased.bytes(), Some(error.bytes()));
    Ok(())
}

#[tokio::test]
async fn a_wrong_body_is_an_error_that_says_where() -> Outcome {
    let wrong = server(ResponseTemplate::new(200).set_body_raw(r#"{"items":[{"id":1}]}"#, "application/json")).await;
    let error = with_key(&wrong).build()?.jobs().list("p").send().await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)));
    let text = "unexpected body of 200 OK for GET /v1/projects/p/jobs: $.items[0].id: expected a string, found 1";
    assert_eq!(chain(&error), text);
    assert_eq!(error.bytes().map(bytes::Bytes::len), Some(20));

    let empty = server(ResponseTemplate::new(200)).await;
    let client = with_key(&empty).build()?;
    assert_eq!(client.jobs().get("1").send().await?, None);
    assert!(matches!(client.jobs().list("p").send().await, Err(Error::Decode(_))));
    Ok(())
}

#[tokio::test]
async fn a_call_without_reply_says_so_and_shows_no_query() -> Outcome {
    let slow = server(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let client = with_key(&slow).token("hidden").timeout(Duration::from_secs(60)).build()?;
    let hurried = client.jobs().log("1").with_options(Options::new().timeout(Duration::from_millis(50)));
    let error = hurried.send().await.unwrap_err();
    assert!(error.is_timeout() && !error.is_connect());
    assert!(chain(&error).starts_with("no reply to GET /v1/jobs/1/log in time"));
    assert!(!format!("{error:?} {}", chain(&error)).contains("hidden"));

    let client = Client::builder().base_url("http://127.0.0.1:1").build()?;
    let error = client.jobs().log("1").send().await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout());
    Ok(())
}

/// Fails at once; of the body comes so much, and then nothing.
struct Stalls(usize);

impl futures_core::Stream for Stalls {
    type Item = Result<bytes::Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match std::mem::take(&mut self.0) {
            0 => Poll::Pending,
            length => Poll::Ready(Some(Ok(vec![b'a'; length].into()))),
        }
    }
}

impl Transport for Stalls {
    fn send(&self, _: http::Request<Body>) -> Exchange<'_> {
        let mut response = http::Response::new(Body::stream(Stalls(self.0), None));
        *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
        Box::pin(async { Ok(response) })
    }
}

#[tokio::test]
async fn a_failure_keeps_its_status_however_its_body_ends() -> Outcome {
    let build = |length| Client::builder().base_url("http://host").transport(Stalls(length)).build();
    let call = build(3)?.jobs().log("1");
    let soon = Duration::from_millis(30);
    for options in [Options::new().timeout(soon), Options::new().try_timeout(soon).retry(Retry::never())] {
        let error = call.clone().with_options(options).send().await.unwrap_err();
        assert_eq!((error.status().map(|it| it.as_u16()), error.bytes().map(bytes::Bytes::len)), (Some(503), Some(3)));
    }
    let long = build(2 << 20)?.jobs().log("1").with_options(Options::new().retry(Retry::never()));
    assert_eq!(long.send().await.unwrap_err().bytes().map(bytes::Bytes::len), Some(1 << 20));
    Ok(())
}

#[tokio::test]
async fn a_call_may_lift_the_limits_of_its_client() -> Outcome {
    let slow = server(ResponseTemplate::new(204).set_delay(Duration::from_millis(60))).await;
    let (soon, sooner) = (Duration::from_millis(20), Duration::from_millis(10));
    let client = with_key(&slow).timeout(soon).try_timeout(sooner).build()?;
    assert!(client.jobs().get("1").send().await.unwrap_err().is_timeout());
    client.jobs().get("1").with_options(Options::new().no_timeout()).send().await?;
    Ok(())
}

#[tokio::test]
async fn debug_shows_no_header_of_a_reply() -> Outcome {
    let reply = ResponseTemplate::new(200).insert_header("set-cookie", "sid=hidden").set_body_string("text");
    let seen = Arc::new(Mutex::new(String::new()));
    let told = seen.clone();
    let after = move |attempt: &Attempt<'_>| told.lock().expect("no hook panics").push_str(&format!("{attempt:?}"));
    let client = with_key(&server(reply).await).after(after).build()?;
    let response = client.jobs().log("1").response().await?;
    let text = format!("{response:?} {}", seen.lock().expect("no hook panics"));
    assert!(!text.contains("hidden") && text.contains("text") && text.contains("number: 1"), "{text}");
    Ok(())
}

#[test]
fn what_cannot_be_a_base_url_is_refused() {
    for url in
        ["", "host", "ftp://host", "https://host?a", "https://host#a", "https://me:hidden@host", "https://hidden@"]
    {
        let error = Client::builder().base_url(url).build().unwrap_err();
        assert!(
            matches!(error, Error::Request(_)) && !format!("{error} {error:?}").contains("hidden"),
            "{url}: {error}"
        );
    }
    let error = Client::builder().base_url("http://host").default_header("a b", "c").build().unwrap_err();
    assert_eq!(error.to_string(), "the header `a b` has characters that cannot be sent");
}

#[test]
fn operations_and_errors_go_anywhere() -> Outcome {
    fn is_sendable<T: Send + 'static>(_: &T) {}
    fn size_of_error<T: StdError + Send + Sync + 'static>() -> usize {
        size_of::<T>()
    }
    assert!(size_of_error::<Error<[u64; 100]>>() < 128);
    let list = Client::builder().base_url("http://host").build()?.jobs().list("p");
    is_sendable(&list);
    is_sendable(&list.send());
    Ok(())
}
