//! What comes back bit by bit: server-sent events, lines, sequences and plain bytes.

use std::time::Duration;

use kitchen_sink::Error;
use kitchen_sink::runtime::Retry;
use kitchen_sink::types::{Question, TicketState};
use serde_json::json;

use crate::server::{Reply, Server, reply};
use crate::{Outcome, builder, chain, client};

fn events() -> Reply {
    reply(200).header("content-type", "text/event-stream; charset=utf-8")
}

#[tokio::test]
async fn an_event_is_there_as_soon_as_it_came() -> Outcome {
    let (answer, feed) = events().fed();
    let server = Server::always(answer).await;
    let mut tickets = client(&server).streams().tickets().table("4").send().await?;
    let request = server.only();
    assert_eq!(
        (request.target.as_str(), request.header("accept")),
        ("/streams/tickets?table=4", Some("text/event-stream"))
    );

    // Pieces end where no event does.
    feed.send(": a comment\n\nevent: tic");
    feed.send("ket\ndata: {\"number\": 1,\ndata: \"state\": \"coo");
    feed.send("king\"}\r\n\r");
    let first = tickets.next().await.unwrap()?;
    assert_eq!((first.event.as_str(), first.id.as_str(), first.data.number), ("ticket", "", 1));
    assert_eq!(first.data.state, Some(TicketState::Cooking));
    feed.send("\ndata:{\"number\":2}\n\ndata: {\"number\": 3}\n\n");
    assert_eq!(tickets.next().await.unwrap()?.data.number, 2);
    assert_eq!(tickets.next().await.unwrap()?.event, "message");
    // What breaks off is no event.
    feed.send("data: {\"number\": 4}\n");
    drop(feed);
    assert!(tickets.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn a_stream_goes_on_where_it_broke_off() -> Outcome {
    let server = Server::script([
        events().broken(["retry: 1\nid: 41\ndata: {\"number\": 1}\n\ndata: {\"num"]),
        events().pieces(["data: {\"number\": 2}\n\nid: 43\ndata: {\"number\": 3}\n\n"]),
        reply(204),
    ])
    .await;
    let mut tickets = client(&server).streams().tickets().send().await?;
    let mut numbers = Vec::new();
    while let Some(ticket) = tickets.next().await {
        numbers.push(ticket?.data.number);
    }
    assert_eq!(numbers, [1, 2, 3]);
    let ids: Vec<_> = server.seen().iter().map(|it| it.header("last-event-id").map(str::to_owned)).collect();
    assert_eq!(ids, [None, Some("41".to_owned()), Some("43".to_owned())]);
    assert!(server.seen().iter().all(|request| request.header("x-kitchen-key") == Some("KEY")));
    Ok(())
}

#[tokio::test]
async fn a_stream_without_ids_does_not_go_on() -> Outcome {
    let server = Server::always(events().broken(["data: {\"number\": 1}\n\n"])).await;
    let mut tickets = client(&server).streams().tickets().send().await?;
    assert_eq!(tickets.next().await.unwrap()?.data.number, 1);
    let error = tickets.next().await.unwrap().unwrap_err();
    assert!(chain(&error).starts_with("no whole reply to GET /streams/tickets"), "{}", chain(&error));
    assert!(tickets.next().await.is_none());
    assert_eq!(server.seen().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_stream_that_only_breaks_ends_with_an_error() -> Outcome {
    let first = events().broken(["retry: 1\nid: 1\ndata: {\"number\": 1}\n\n"]);
    let server = Server::script([first, events().broken([": nothing\n\n"])]).await;
    let client = builder(&server).retry(Retry::default().times(2).base(Duration::ZERO)).build()?;
    let mut tickets = client.streams().tickets().send().await?;
    assert_eq!(tickets.next().await.unwrap()?.data.number, 1);
    assert!(tickets.next().await.unwrap().is_err());
    assert!(tickets.next().await.is_none());
    assert_eq!(server.seen().len(), 3);
    Ok(())
}

#[tokio::test]
async fn an_event_of_the_wrong_shape_is_an_error_and_the_next_one_follows() -> Outcome {
    let server =
        Server::always(events().pieces(["data: {\"number\": \"x\"}\n\ndata: {\"number\": 2}\n\ndata: [DONE]\n\n"]))
            .await;
    let mut tickets = client(&server).streams().tickets().send().await?;
    let error = tickets.next().await.unwrap().unwrap_err();
    let Error::Decode(wrong) = &error else { panic!("{error}") };
    assert_eq!(wrong.json().to_string(), "$.number: expected a 64-bit integer, found the string \"x\"");
    assert_eq!(tickets.next().await.unwrap()?.data.number, 2);
    assert!(tickets.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn an_error_of_a_stream_is_the_documented_one() -> Outcome {
    let problem = reply(404).header("content-type", "application/problem+json").bytes(br#"{"title": "No such table"}"#);
    let server = Server::always(problem).await;
    let error = client(&server).streams().tickets().send().await.unwrap_err();
    let Error::Api(failure) = &error else { panic!("{error}") };
    assert_eq!(failure.body().and_then(|problem| problem.title.as_deref()), Some("No such table"));
    Ok(())
}

#[tokio::test]
async fn what_is_no_stream_is_not_taken_for_one() -> Outcome {
    let server = Server::always(reply(200).json(&json!({"number": 1}))).await;
    let error = client(&server).streams().tickets().send().await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)) && error.to_string().contains("application/json"), "{error}");
    Ok(())
}

#[tokio::test]
async fn lines_come_one_by_one() -> Outcome {
    let (answer, feed) = reply(200).header("content-type", "application/x-ndjson").fed();
    let server = Server::always(answer).await;
    let mut orders = client(&server).streams().lines().send().await?;
    feed.send("{\"id\": \"1\", \"lines\": []}\r\n\n{\"id\"");
    assert_eq!(orders.next().await.unwrap()?.id.as_deref(), Some("1"));
    feed.send(": \"2\", \"lines\": []}\n{\"id\": 3}\n{\"id\": \"4\", \"lines\": []}");
    assert_eq!(orders.next().await.unwrap()?.id.as_deref(), Some("2"));
    let error = orders.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("$.id"), "{error}");
    // The last line need not end.
    drop(feed);
    assert_eq!(orders.next().await.unwrap()?.id.as_deref(), Some("4"));
    assert!(orders.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn lines_that_break_off_are_an_error() -> Outcome {
    let lines = reply(200).header("content-type", "application/jsonl").broken(["{\"lines\": []}\n{\"lines\": []}"]);
    let server = Server::always(lines).await;
    let mut orders = client(&server).streams().jsonl().send().await?;
    assert!(orders.next().await.unwrap().is_ok());
    let error = orders.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    assert!(orders.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn a_sequence_comes_text_by_text() -> Outcome {
    let (answer, feed) = reply(200).header("content-type", "application/json-seq").fed();
    let server = Server::always(answer).await;
    let mut readings = client(&server).streams().sequence().send().await?;
    feed.send("\u{1e}{\"celsius\":\n 20.5}\n");
    assert_eq!(readings.next().await.unwrap()?.celsius, 20.5);
    feed.send("\u{1e}{\"celsius\": \u{1e}{\"celsius\": 21}\n");
    assert!(readings.next().await.unwrap().is_err(), "a text that breaks off");
    assert_eq!(readings.next().await.unwrap()?.celsius, 21.0);
    drop(feed);
    assert!(readings.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn the_caller_chooses_between_the_whole_and_its_parts() -> Outcome {
    let server = Server::answer(|request| match request.header("accept") {
        Some("text/event-stream") => {
            events().pieces(["data: {\"word\": \"Salt\"}\n\n", "data: {\"word\": \"y\", \"last\": true}\n\n"])
        }
        _ => reply(200).json(&json!({"text": "Salty"})),
    })
    .await;
    let ask = client(&server).streams().answer(Question::new("How is the soup?"));
    assert_eq!(ask.clone().send().await?.text, "Salty");
    let mut answer = String::new();
    let mut parts = ask.events().await?;
    while let Some(part) = parts.next().await {
        answer += &part?.data.word;
    }
    assert_eq!(answer, "Salty");
    assert_eq!(server.last().json(), json!({"text": "How is the soup?"}));
    Ok(())
}

#[tokio::test]
async fn one_item_may_not_fill_the_memory() -> Outcome {
    let server = Server::always(reply(200).pieces(["{\"id\": \"", &"x".repeat(5000)])).await;
    let mut orders = builder(&server).max_body(1000).build()?.streams().lines().send().await?;
    let error = orders.next().await.unwrap().unwrap_err();
    assert!(chain(&error).contains("is too long"), "{}", chain(&error));
    assert!(orders.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_its_connection() -> Outcome {
    let (answer, feed) = events().fed();
    let server = Server::always(answer).await;
    let tickets = client(&server).streams().tickets().send().await?;
    drop(tickets);
    tokio::time::timeout(Duration::from_secs(10), feed.is_gone()).await?;
    Ok(())
}

/// The limits of time are for what comes before the first byte: a stream may be silent for long.
#[tokio::test]
async fn a_stream_has_no_limit_of_time() -> Outcome {
    let (answer, feed) = events().fed();
    let server = Server::always(answer).await;
    let limits = builder(&server).timeout(Duration::from_millis(500)).try_timeout(Duration::from_millis(500));
    let mut tickets = limits.build()?.streams().tickets().send().await?;
    tokio::time::sleep(Duration::from_millis(600)).await;
    feed.send("data: {\"number\": 1}\n\n");
    assert_eq!(tickets.next().await.unwrap()?.data.number, 1);
    feed.cut();
    assert!(tickets.next().await.unwrap().is_err());
    Ok(())
}
