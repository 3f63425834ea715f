//! Tries, time limits, redirects, hooks, and what stands in for the network.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kitchen_sink::runtime::{Body, BoxError, Exchange, Retry, Transport, TransportError};
use kitchen_sink::types::NewDish;
use kitchen_sink::{Client, Error, Options};
use serde_json::json;

use crate::server::{Server, hang_up, reply, silence};
use crate::{Outcome, builder, chain, client};

#[tokio::test]
async fn a_call_that_may_be_repeated_is() -> Outcome {
    for first in [reply(503), reply(429), reply(408), reply(502), reply(504), hang_up()] {
        let server = Server::script([first, reply(204)]).await;
        client(&server).replies().cancel_order("o-1").send().await?;
        assert_eq!(server.seen().len(), 2);
    }
    for last in [reply(500), reply(501), reply(400)] {
        let server = Server::script([last, reply(204)]).await;
        assert!(client(&server).replies().cancel_order("o-1").send().await.is_err());
        assert_eq!(server.seen().len(), 1);
    }
    Ok(())
}

#[tokio::test]
async fn a_call_that_may_not_be_repeated_is_not_unless_it_has_a_key() -> Outcome {
    let server = Server::always(reply(503)).await;
    assert!(client(&server).replies().nothing().send().await.is_err());
    assert_eq!(server.seen().len(), 1);

    let server = Server::script([reply(503), reply(200)]).await;
    let options = Options::new().idempotency_key("k-1");
    client(&server).replies().nothing().with_options(options).send().await?;
    let keys: Vec<_> = server.seen().iter().map(|it| it.header("idempotency-key").map(str::to_owned)).collect();
    assert_eq!(keys, [Some("k-1".to_owned()), Some("k-1".to_owned())]);
    Ok(())
}

#[tokio::test]
async fn each_try_sends_the_same_body() -> Outcome {
    let server = Server::script([hang_up(), reply(503), reply(204)]).await;
    client(&server).bodies().replace_menu(vec![NewDish::new("Soup", 1)]).send().await?;
    let bodies: Vec<_> = server.seen().iter().map(|request| request.text().to_owned()).collect();
    assert_eq!(bodies, [r#"[{"name":"Soup","price":1}]"#; 3]);
    Ok(())
}

#[tokio::test]
async fn the_tries_are_counted() -> Outcome {
    let server = Server::always(reply(503).text("busy")).await;
    let client = builder(&server).retry(Retry::default().times(4).base(Duration::ZERO)).build()?;
    let error = client.auth().key().send().await.unwrap_err();
    assert_eq!((server.seen().len(), error.is_retryable()), (5, true));
    let once = Options::new().retry(Retry::never());
    assert!(client.auth().key().with_options(once).send().await.is_err());
    assert_eq!(server.seen().len(), 6);
    Ok(())
}

#[tokio::test]
async fn a_server_that_asks_for_patience_is_heard() -> Outcome {
    // A date long past is no time to wait, whatever the pauses would be.
    let past = reply(429).header("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT");
    let server = Server::script([past, reply(204)]).await;
    let slow = Retry::default().base(Duration::from_secs(3600)).longest(Duration::from_secs(3600));
    builder(&server).retry(slow).timeout(Duration::from_secs(60)).build()?.auth().key().send().await?;
    // Longer than a call may pause: the error stands.
    let server = Server::always(reply(429).header("retry-after", "3600")).await;
    let error = client(&server).auth().key().send().await.unwrap_err();
    assert_eq!((error.headers().unwrap()["retry-after"].to_str()?, server.seen().len()), ("3600", 1));
    Ok(())
}

#[tokio::test]
async fn silence_ends_in_time() -> Outcome {
    let server = Server::script([silence(), reply(204)]).await;
    // The second try is answered.
    builder(&server).try_timeout(Duration::from_millis(200)).build()?.auth().key().send().await?;
    assert_eq!(server.seen().len(), 2);

    let server = Server::always(silence()).await;
    let client = builder(&server).timeout(Duration::from_millis(100)).build()?;
    let error = client.auth().key().send().await.unwrap_err();
    assert!(error.is_timeout() && error.is_retryable() && error.status().is_none());
    assert_eq!(error.to_string(), "no reply to GET /auth/key in time");
    let options = Options::new().timeout(Duration::from_secs(60)).try_timeout(Duration::from_millis(50));
    assert!(client.auth().key().with_options(options.retry(Retry::never())).send().await.unwrap_err().is_timeout());
    Ok(())
}

#[tokio::test]
async fn nobody_there_is_told_apart() -> Outcome {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let client = Client::builder().base_url(format!("http://127.0.0.1:{port}")).retry(Retry::never());
    let error = client.connect_timeout(Duration::from_secs(5)).build()?.auth().none().send().await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout());
    assert!(chain(&error).starts_with("no connection for GET /auth/none"), "{}", chain(&error));
    Ok(())
}

#[tokio::test]
async fn a_call_that_is_dropped_is_given_up() -> Outcome {
    let (answer, feed) = reply(200).fed();
    let server = Server::always(answer).await;
    let mut call = Box::pin(client(&server).replies().text().send());
    // The request is on its way, and the reply has begun.
    while server.seen().is_empty() {
        assert!(tokio::time::timeout(Duration::from_millis(1), &mut call).await.is_err());
    }
    drop(call);
    tokio::time::timeout(Duration::from_secs(10), feed.is_gone()).await?;
    Ok(())
}

#[tokio::test]
async fn nothing_is_sent_before_a_call_is_awaited() -> Outcome {
    let server = Server::always(reply(204)).await;
    drop(client(&server).auth().key().send());
    assert!(server.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn redirects_keep_the_method_or_become_a_get_as_http_says() -> Outcome {
    for (status, method, body) in
        [(307, "POST", 27), (308, "POST", 27), (303, "GET", 0), (302, "GET", 0), (301, "GET", 0)]
    {
        let dish = json!({"id": "d-1", "name": "Soup", "price": 450});
        let server = Server::answer(move |request| match request.path() {
            "/bodies/dishes" => reply(status).header("location", "/elsewhere"),
            _ => reply(201).json(&dish),
        })
        .await;
        client(&server).bodies().create_dish(NewDish::new("Soup", 450)).send().await?;
        let request = server.last();
        assert_eq!(
            (request.target.as_str(), request.method.as_str(), request.body.len()),
            ("/elsewhere", method, body)
        );
    }
    Ok(())
}

#[tokio::test]
async fn redirects_without_end_are_left() -> Outcome {
    let server = Server::always(reply(307).header("location", "/again")).await;
    let error = builder(&server).retry(Retry::never()).build()?.auth().key().send().await.unwrap_err();
    assert!(chain(&error).ends_with("too many redirects"), "{}", chain(&error));
    assert_eq!(server.seen().len(), 11);
    Ok(())
}

#[tokio::test]
async fn a_redirect_that_leads_nowhere_is_an_error_of_the_server() -> Outcome {
    for answer in [reply(302), reply(307).header("location", "ftp://host/"), reply(304)] {
        let server = Server::always(answer).await;
        let error = client(&server).auth().key().send().await.unwrap_err();
        assert!(matches!(error, Error::Api(_)), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn headers_are_of_the_client_or_of_the_call() -> Outcome {
    let server = Server::always(reply(204)).await;
    let client =
        builder(&server).user_agent("kitchen-test/1").default_header("x-text", "client").default_header("x-a", "1");
    let client = client.build()?;
    client.auth().none().send().await?;
    let request = server.last();
    assert_eq!((request.header("user-agent"), request.header("x-text")), (Some("kitchen-test/1"), Some("client")));
    client.params().headers("call").with_options(Options::new().header("X-A", "2")).send().await?;
    assert_eq!((server.last().header("x-text"), server.last().header("x-a")), (Some("call"), Some("2")));

    assert!(builder(&server).default_header("a b", "1").build().is_err());
    let bad = Options::new().header("x", "\n");
    assert!(client.auth().none().with_options(bad).send().await.unwrap_err().to_string().contains("`x`"));
    Ok(())
}

#[tokio::test]
async fn hooks_see_and_change() -> Outcome {
    let server = Server::script([reply(503).header("x-why", "busy"), reply(204)]).await;
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    let client = builder(&server)
        .before(|request| drop(request.headers_mut().insert("x-hook", http::HeaderValue::from_static("1"))))
        .after(move |attempt| {
            let why = attempt.headers.and_then(|headers| headers.get("x-why")).is_some();
            let line = (attempt.number, attempt.status.unwrap().as_u16(), attempt.error.is_some(), why);
            notes.lock().unwrap().push((attempt.method.to_string(), attempt.template.to_owned(), line));
        });
    client.build()?.replies().cancel_order("o-1").send().await?;
    assert!(server.seen().iter().all(|request| request.header("x-hook") == Some("1")));
    let template = || ("DELETE".to_owned(), "/replies/orders/{orderId}".to_owned());
    let line = |line| (template().0, template().1, line);
    assert_eq!(*told.lock().unwrap(), [line((1, 503, true, true)), line((2, 204, false, false))]);
    Ok(())
}

#[tokio::test]
async fn a_reply_longer_than_allowed_is_refused_but_a_stream_is_not() -> Outcome {
    let server = Server::always(reply(200).text(&"x".repeat(1000))).await;
    let client = builder(&server).max_body(999).build()?;
    let error = client.replies().text().send().await.unwrap_err();
    assert!(chain(&error).contains("is too long"), "{}", chain(&error));
    let mut body = client.replies().text().raw().await?.into_body();
    let mut length = 0;
    while let Some(chunk) = body.chunk().await {
        length += chunk.unwrap().len();
    }
    assert_eq!(length, 1000);
    Ok(())
}

/// Replies with the address it was asked for, and fails where there is a `fail` in it.
struct Mirror;

impl Transport for Mirror {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        Box::pin(async move {
            let address = request.uri().to_string();
            if request.uri().path().contains("/auth") {
                return Err(TransportError::other(BoxError::from("unplugged")));
            }
            Ok(http::Response::new(Body::from(address)))
        })
    }
}

#[tokio::test]
async fn something_else_carries_the_requests() -> Outcome {
    let client = Client::builder().kitchen_key("KEY").retry(Retry::never()).transport(Mirror).build()?;
    assert_eq!(client.replies().text().send().await?, "https://eu.kitchen.example/v1/replies/text");
    assert_eq!(chain(&client.auth().key().send().await.unwrap_err()), "no reply to GET /v1/auth/key <- unplugged");

    let server = Server::always(reply(200).text("hi")).await;
    let own = kitchen_sink::reqwest::Client::builder().user_agent("own").build()?;
    assert_eq!(builder(&server).transport(own).build()?.replies().text().send().await?, "hi");
    assert_eq!(server.last().header("user-agent"), Some("own"));
    Ok(())
}

#[test]
fn a_thread_may_wait() -> Outcome {
    let tokio = tokio::runtime::Runtime::new()?;
    let server = tokio.block_on(Server::always(reply(200).text("hi")));
    let text = client(&server).replies().text();
    assert_eq!(text.clone().send_blocking()?, "hi");
    // Those of a runtime too.
    assert_eq!(tokio.block_on(async { text.clone().send_blocking() })?, "hi");
    assert_eq!(tokio.block_on(tokio.spawn_blocking(|| text.send_blocking()))??, "hi");
    Ok(())
}

/// Operations, calls and errors go to other threads, and operations can be kept and sent again.
#[tokio::test]
async fn an_operation_is_a_value() -> Outcome {
    fn goes_anywhere<T: Send + Sync + Clone + 'static>(value: T) -> T {
        value
    }
    let server = Server::always(reply(200).text("hi")).await;
    let text = goes_anywhere(goes_anywhere(client(&server)).replies()).text();
    let calls = [text.clone(), goes_anywhere(text)].map(|text| tokio::spawn(text.send()));
    for call in calls {
        assert_eq!(call.await??, "hi");
    }
    Ok(())
}
