//! What callers learn of a call that did not succeed.

use kitchen_sink::Error;
use kitchen_sink::runtime::{DecodeError, Retry};
use serde_json::json;

use crate::server::{Server, hang_up, reply};
use crate::{Outcome, builder, chain, client};

#[tokio::test]
async fn the_body_of_an_error_is_the_documented_one() -> Outcome {
    let body = json!({"code": "NO_ORDER", "message": "There is no order o-9", "added": [1]});
    let server = Server::always(reply(404).header("x-request-id", "r-1").json(&body)).await;
    let error = client(&server).replies().get_order("o-9").send().await.unwrap_err();
    assert!(error.is_not_found() && !error.is_unauthorized() && !error.is_retryable());
    let Error::Api(failure) = &error else { panic!("{error}") };
    let refusal = failure.body().expect("the body is documented");
    assert_eq!((refusal.code.as_str(), refusal.message.as_deref()), ("NO_ORDER", Some("There is no order o-9")));
    assert_eq!((failure.status().as_u16(), failure.request_id()), (404, Some("r-1")));
    assert_eq!(failure.headers()["content-type"], "application/json");

    let erased: Error = error.into();
    assert_eq!(
        (erased.request_id(), erased.bytes().map(|bytes| bytes.len())),
        (Some("r-1"), Some(body.to_string().len()))
    );
    Ok(())
}

#[tokio::test]
async fn an_error_without_the_documented_body_keeps_its_bytes() -> Outcome {
    for body in ["", "<html>gone</html>", "[1", "{\"code\": 5}"] {
        let server = Server::always(reply(404).text(body)).await;
        let error = client(&server).replies().get_order("o-9").send().await.unwrap_err();
        let Error::Api(failure) = &error else { panic!("{error}") };
        assert!(failure.body().is_none(), "{body}");
        assert_eq!(error.bytes().map(|bytes| &bytes[..]), Some(body.as_bytes()));
    }
    Ok(())
}

#[tokio::test]
async fn an_undocumented_status_is_an_error_with_its_bytes() -> Outcome {
    let server = Server::always(reply(418).text("short and stout")).await;
    let error = client(&server).replies().nothing().send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(418));
    assert_eq!(error.to_string(), "418 I'm a teapot for POST /replies/nothing: short and stout");
    Ok(())
}

#[tokio::test]
async fn a_success_that_is_not_what_is_documented_says_where() -> Outcome {
    let server = Server::always(reply(200).json(&json!({"lines": [{"dish": "d-1", "count": 1}, {"dish": 7}]}))).await;
    let error = client(&server).replies().get_order("o-1").send().await.unwrap_err();
    let Error::Decode(wrong) = &error else { panic!("{error}") };
    assert_eq!(wrong.json().to_string(), "$.lines[1].dish: expected a string, found 7");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
    assert_eq!(wrong.bytes(), error.bytes().unwrap());
    let _: &DecodeError = wrong;
    Ok(())
}

#[tokio::test]
async fn no_text_of_an_error_repeats_its_cause() -> Outcome {
    let server = Server::always(hang_up()).await;
    let client = builder(&server).retry(Retry::never()).build()?;
    let error = client.replies().get_order("o-1").send().await.unwrap_err();
    assert_eq!(error.to_string(), "no reply to GET /replies/orders/o-1");
    let mut cause = std::error::Error::source(&error);
    assert!(cause.is_some(), "there is more to tell");
    let mut above = error.to_string();
    while let Some(error) = cause {
        assert!(!above.contains(&error.to_string()), "{above} <- {error}");
        (above, cause) = (error.to_string(), error.source());
    }
    assert!(error.is_retryable() && !error.is_timeout() && !error.is_connect());
    Ok(())
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_success() -> Outcome {
    let server =
        Server::always(reply(200).header("content-type", "application/json").broken([r#"{"lines": []"#])).await;
    let error = client(&server).replies().get_order("o-1").send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert!(chain(&error).starts_with("no whole reply to GET /replies/orders/o-1"), "{}", chain(&error));
    Ok(())
}

#[tokio::test]
async fn a_body_in_odd_pieces_is_one_body() -> Outcome {
    let text = r#"{"id": "ü", "lines": []}"#.as_bytes();
    let pieces = text.iter().map(|byte| [*byte]);
    let server = Server::always(reply(200).header("content-type", "application/json").pieces(pieces)).await;
    let order = client(&server).replies().get_order("o-1").send().await?;
    assert_eq!(order.id.as_deref(), Some("ü"));
    Ok(())
}

#[tokio::test]
async fn no_error_shows_a_secret() -> Outcome {
    let server = Server::always(reply(401).text("no such key")).await;
    let client = builder(&server).kitchen_key("SESAME").query_key("SESAME").token("SESAME").build()?;
    let key = client.auth().key().send().await.unwrap_err();
    let query = client.auth().query().send().await.unwrap_err();
    let bearer = client.auth().bearer().send().await.unwrap_err();
    for error in [key, query, bearer] {
        let text = format!("{error} {error:?} {}", chain(&error));
        assert!(error.is_unauthorized() && !text.contains("SESAME"), "{text}");
    }
    assert!(!format!("{client:?} {:?} {:?}", builder(&server), client.auth().query()).contains("SESAME"));
    Ok(())
}
