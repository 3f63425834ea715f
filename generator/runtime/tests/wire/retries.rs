//! Tries after the first, the time they take, and who is told of them.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::client::{Api as _, Secrets as _};
use crate::runtime::{Body, BoxError, Client, Exchange, Options, Retry, Transport, TransportError};
use crate::{Outcome, header, requests, server, with_key};

/// A server that is busy so many times, with this header, and then is not.
async fn busy(times: u64, retry_after: &str) -> MockServer {
    let server = server(ResponseTemplate::new(204)).await;
    let reply = ResponseTemplate::new(503).insert_header("retry-after", retry_after);
    Mock::given(matchers::any()).respond_with(reply).up_to_n_times(times).with_priority(1).mount(&server).await;
    server
}

#[tokio::test]
async fn what_may_pass_is_tried_again_as_often_as_it_may() -> Outcome {
    let server = busy(2, "0").await;
    assert_eq!(with_key(&server).build()?.jobs().get("1").send().await?, None);
    assert_eq!(requests(&server).await.len(), 3);

    let server = busy(3, "0").await;
    let error = with_key(&server).build()?.jobs().get("1").send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    let never = with_key(&server).retry(Retry::never()).build()?.jobs().get("1");
    assert!(never.with_options(Options::new().retry(Retry::default().times(1))).send().await.is_ok());
    Ok(())
}

#[tokio::test]
async fn what_is_not_idempotent_is_tried_again_with_a_key_alone() -> Outcome {
    let server = busy(1, "0").await;
    let change = crate::client::JobChange::default;
    let jobs = with_key(&server).build()?.jobs();
    assert!(jobs.update("1", change()).send().await.is_err());
    let server = busy(1, "0").await;
    let jobs = with_key(&server).build()?.jobs();
    jobs.update("1", change()).with_options(Options::new().idempotency_key("k1")).send().await?;
    let requests = requests(&server).await;
    assert_eq!(requests.iter().map(|it| header(it, "idempotency-key")).collect::<Vec<_>>(), [Some("k1"); 2]);
    Ok(())
}

#[tokio::test]
async fn the_server_says_how_long_to_wait_in_seconds_or_as_a_date() -> Outcome {
    let server = busy(1, "1").await;
    let start = Instant::now();
    with_key(&server).build()?.jobs().get("1").send().await?;
    assert!(start.elapsed() >= Duration::from_secs(1));
    // The date is past, so there is nothing to wait for, whatever the policy says.
    let server = busy(1, "Sun, 06 Nov 1994 08:49:37 GMT").await;
    let slow = Retry::default().base(Duration::from_secs(3600)).longest(Duration::from_secs(3600));
    let call = with_key(&server).timeout(Duration::from_secs(60)).retry(slow).build()?;
    call.jobs().get("1").send().await?;
    // A server that asks for more than there is time for is not called again.
    let server = busy(1, "31").await;
    assert!(with_key(&server).build()?.jobs().get("1").send().await.is_err());
    assert_eq!(requests(&server).await.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_date_is_read_in_all_its_forms_and_no_other_is_one() -> Outcome {
    for (date, past) in [
        ("Sunday, 06-Nov-94 08:49:37 GMT", true),
        ("Sun Nov  6 08:49:37 1994", true),
        ("Sun, 18446744073709551615 Nov 1994 08:49:37 GMT", false),
        ("Sun, 06 Nov 1994 18446744073709551615:49:37 GMT", false),
        ("Sun, 06 Nov 1994 08:60:37 GMT", false),
        ("Sun, 06 ovD 1994 08:49:37 GMT", false),
    ] {
        let server = busy(1, date).await;
        let error = with_key(&server).retry(Retry::never()).build()?.jobs().get("1").send().await.unwrap_err();
        assert_eq!(error.retry_after(), past.then_some(Duration::ZERO), "{date}");
    }
    Ok(())
}

#[tokio::test]
async fn each_try_has_its_time_and_the_call_has_its_own() -> Outcome {
    let slow = server(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let client = with_key(&slow).try_timeout(Duration::from_millis(20)).connect_timeout(Duration::from_secs(5));
    let client = client.retry(Retry::default().times(1).base(Duration::ZERO)).build()?;
    assert!(client.jobs().get("1").send().await.unwrap_err().is_timeout());
    assert_eq!(requests(&slow).await.len(), 2);
    let patient = Options::new().try_timeout(Duration::from_secs(60)).timeout(Duration::from_millis(20));
    assert!(client.jobs().get("1").with_options(patient).send().await.unwrap_err().is_timeout());
    Ok(())
}

#[tokio::test]
async fn hooks_see_each_try() -> Outcome {
    let server = busy(1, "0").await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = seen.clone();
    let client = with_key(&server)
        .before(|request| drop(request.headers_mut().insert("x-hook", http::HeaderValue::from_static("1"))))
        .after(move |attempt| {
            let line =
                format!("{} {} {:?} {}", attempt.number, attempt.template, attempt.status, attempt.error.is_some());
            told.lock().expect("no hook panics").push(line);
        });
    client.build()?.jobs().get("1").send().await?;
    let seen = seen.lock().expect("no hook panics").clone();
    assert_eq!(seen, ["1 /v1/jobs/{job} Some(503) true", "2 /v1/jobs/{job} Some(204) false"]);
    assert_eq!(header(&requests(&server).await[0], "x-hook"), Some("1"));
    Ok(())
}

/// Answers everything with the request's own URL, and fails where it says so.
struct Echo;

impl Transport for Echo {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        Box::pin(async move {
            if request.uri().path().ends_with("/log") {
                return Ok(http::Response::new(Body::from(request.uri().to_string())));
            }
            Err(TransportError::connect(BoxError::from("unplugged")))
        })
    }
}

#[tokio::test]
async fn another_transport_stands_in_for_the_network() -> Outcome {
    let client = Client::builder().base_url("https://host/base").transport(Echo);
    let jobs = client.max_body(64).retry(Retry::never()).api_key("k").build()?.jobs();
    assert_eq!(jobs.log("1").send().await?, "https://host/base/v1/jobs/1/log");
    let error = jobs.get("1").send().await.unwrap_err();
    assert_eq!(crate::chain(&error), "no connection for GET /base/v1/jobs/1 <- unplugged");
    let error = jobs.log("1".repeat(64)).send().await.unwrap_err();
    assert!(crate::chain(&error).ends_with("is too long <- it has more than 64 bytes"), "{}", crate::chain(&error));
    Ok(())
}

#[tokio::test]
async fn a_raw_reply_is_not_decoded_and_comes_as_it_comes() -> Outcome {
    let server = server(ResponseTemplate::new(200).set_body_string("not json")).await;
    let mut response = with_key(&server).build()?.jobs().get("1").raw().await?;
    assert_eq!(response.status().as_u16(), 200);
    let mut bytes = Vec::new();
    while let Some(chunk) = response.body_mut().chunk().await {
        bytes.extend_from_slice(&chunk.map_err(|error| error.to_string())?);
    }
    assert_eq!(bytes, b"not json");
    Ok(())
}

#[cfg(feature = "blocking")]
#[test]
fn a_thread_may_wait() -> Outcome {
    let tokio = tokio::runtime::Runtime::new()?;
    let server = tokio.block_on(busy(1, "0"));
    let jobs = with_key(&server).build()?.jobs();
    assert_eq!(jobs.get("1").send_blocking()?, None);
    // Those of a runtime too.
    assert_eq!(tokio.block_on(async { jobs.get("1").send_blocking() })?, None);
    let call = jobs.get("1");
    assert_eq!(tokio.block_on(tokio.spawn_blocking(|| call.send_blocking()))??, None);
    // A thread that is blocked may do more at a time than a task may.
    let all = async { (0..200).try_for_each(|_| jobs.get("1").send_blocking().map(drop)) };
    Ok(tokio.block_on(all)?)
}
