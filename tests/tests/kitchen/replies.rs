//! What comes back, by status and by kind of body.

use kitchen_sink::types::TicketState;
use serde_json::json;

use crate::server::{Server, reply};
use crate::{Outcome, client};

#[tokio::test]
async fn any_success_has_the_body_of_its_range() -> Outcome {
    for status in [200, 201, 299] {
        let server = Server::always(reply(status).json(&json!({"number": 1, "state": "cooking"}))).await;
        let response = client(&server).replies().any_success().response().await?;
        assert_eq!((response.status().as_u16(), response.body().number), (status, 1));
        assert_eq!(response.into_body().state, Some(TicketState::Cooking));
    }
    Ok(())
}

#[tokio::test]
async fn default_alone_is_the_body_of_successes() -> Outcome {
    let server = Server::always(reply(200).json(&json!({"number": 9}))).await;
    assert_eq!(client(&server).replies().only_default().send().await?.map(|ticket| ticket.number), Some(9));
    let server = Server::always(reply(500).json(&json!({"number": 9}))).await;
    assert!(client(&server).replies().only_default().send().await.is_err(), "an HTTP failure is never a success");
    Ok(())
}

#[tokio::test]
async fn text_and_bytes_come_as_they_are() -> Outcome {
    let server = Server::always(reply(200).text("Soup\nFish\n")).await;
    assert_eq!(client(&server).replies().text().send().await?, "Soup\nFish\n");
    assert_eq!(client(&server).replies().letter().send().await?, "Soup\nFish\n");

    let picture = [0x89, b'P', b'N', b'G', 0, 0xFF];
    let server = Server::always(reply(200).header("last-modified", "today").bytes(&picture)).await;
    let response = client(&server).replies().picture().response().await?;
    assert_eq!(response.headers()["last-modified"], "today");
    assert_eq!(response.body()[..], picture);
    Ok(())
}

#[tokio::test]
async fn text_that_is_no_utf_8_is_told() -> Outcome {
    let server = Server::always(reply(200).bytes(b"Cr\xE8me")).await;
    let error = client(&server).replies().text().send().await.unwrap_err();
    assert!(error.to_string().contains("expected UTF-8"), "{error}");
    Ok(())
}

#[tokio::test]
async fn nothing_is_nothing_whatever_comes() -> Outcome {
    for answer in [reply(200), reply(204), reply(200).text("rung")] {
        let server = Server::always(answer).await;
        client(&server).replies().nothing().send().await?;
    }
    Ok(())
}

#[tokio::test]
async fn anything_is_any_json() -> Outcome {
    let value = json!([1, {"a": null}]);
    let server = Server::always(reply(200).json(&value)).await;
    assert_eq!(client(&server).replies().anything().send().await?, value);
    Ok(())
}

#[tokio::test]
async fn a_head_has_a_status_and_no_body() -> Outcome {
    let server = Server::script([reply(200).header("x-size", "5").text("hello"), reply(404)]).await;
    let response = client(&server).replies().has_order("o-1").response().await?;
    assert_eq!(response.headers()["x-size"], "5");
    assert!(client(&server).replies().has_order("o-2").send().await.unwrap_err().is_not_found());
    assert!(server.seen().iter().all(|request| request.method == "HEAD"));
    Ok(())
}

#[tokio::test]
async fn a_raw_reply_is_not_read_before_the_caller_reads_it() -> Outcome {
    let (answer, feed) = reply(200).fed();
    let server = Server::always(answer).await;
    // The reply is here although its body is not.
    let mut response = client(&server).replies().archive().raw().await?;
    feed.send("first");
    assert_eq!(response.body_mut().chunk().await.unwrap().unwrap(), "first");
    feed.send("second");
    assert_eq!(response.body_mut().chunk().await.unwrap().unwrap(), "second");
    drop(feed);
    assert!(response.body_mut().chunk().await.is_none());
    Ok(())
}
