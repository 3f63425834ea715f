//! What comes back, by status and by kind of body.

use kitchen_sink::Error;
use kitchen_sink::api::replies::{
    RepliesAnySuccessError, RepliesGetOrderHeaders, RepliesPictureHeaders, RepliesPlaceOrderError,
    RepliesPlaceOrderReply, RepliesReportReply,
};
use kitchen_sink::types::{Course, Order, OrderLine, TicketState};
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

fn order() -> Order {
    Order::new(vec![OrderLine::new("d-1", 2)])
}

#[tokio::test]
async fn the_status_says_which_success_it_is() -> Outcome {
    let replies = [
        reply(200).json(&json!({"id": "o-1", "lines": []})),
        reply(202).json(&json!({"number": 7})),
        reply(204),
        reply(299).text("later"),
    ];
    let server = Server::script(replies).await;
    let place = || client(&server).replies().place_order(order()).send();
    assert!(matches!(place().await?, RepliesPlaceOrderReply::Ok(order) if order.id.as_deref() == Some("o-1")));
    assert!(matches!(place().await?, RepliesPlaceOrderReply::Accepted(ticket) if ticket.number == 7));
    assert!(matches!(place().await?, RepliesPlaceOrderReply::NoContent));
    let RepliesPlaceOrderReply::Unknown(status, body) = place().await? else { panic!("nothing says what 299 is") };
    assert_eq!((status.as_u16(), &body[..]), (299, &b"later"[..]));
    Ok(())
}

#[tokio::test]
async fn the_status_says_which_error_it_is_and_not_the_shape_of_the_body() -> Outcome {
    // Both shapes would read as both types, were it not for the status.
    let body = json!({"code": "C", "winner": "W", "title": "T"});
    let server = Server::script([400, 409, 422, 503, 418].map(|status| match status {
        503 => reply(503).text("fire"),
        422 => reply(422),
        _ => reply(status).json(&body),
    }))
    .await;
    let place = async || match client(&server).replies().place_order(order()).send().await {
        Err(Error::Api(failure)) => failure.body().expect("every error is documented").clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(place().await, RepliesPlaceOrderError::BadRequest(refusal) if refusal.code == "C"));
    assert!(matches!(place().await, RepliesPlaceOrderError::Conflict(conflict) if conflict.winner == "W"));
    assert!(matches!(place().await, RepliesPlaceOrderError::UnprocessableContent));
    assert!(matches!(place().await, RepliesPlaceOrderError::ServerError(text) if text == "fire"));
    assert!(matches!(place().await, RepliesPlaceOrderError::Other(problem) if problem.title.as_deref() == Some("T")));
    Ok(())
}

#[tokio::test]
async fn a_class_of_statuses_goes_before_the_default() -> Outcome {
    let server = Server::script([
        reply(404).json(&json!({"code": "C"})),
        reply(500).header("content-type", "application/problem+json").bytes(br#"{"title": "T"}"#),
    ])
    .await;
    let any = async || match client(&server).replies().any_success().send().await {
        Err(Error::Api(failure)) => failure.body().expect("every error is documented").clone(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(any().await, RepliesAnySuccessError::ClientError(refusal) if refusal.code == "C"));
    assert!(matches!(any().await, RepliesAnySuccessError::Other(problem) if problem.title.as_deref() == Some("T")));
    Ok(())
}

#[tokio::test]
async fn a_problem_is_read_where_the_server_sends_one() -> Outcome {
    let problem = json!({"type": "https://kitchen.example/full", "title": "Full", "detail": "No table", "status": 418, "seats": 3});
    let answer = reply(418).header("content-type", "application/problem+json; charset=utf-8");
    // No problem is documented for this operation.
    let server = Server::always(answer.bytes(problem.to_string().as_bytes())).await;
    let error = client(&server).replies().nothing().send().await.unwrap_err();
    let problem = error.problem().expect("the server says it is one");
    assert_eq!((problem.kind.as_str(), problem.title.as_deref()), ("https://kitchen.example/full", Some("Full")));
    assert_eq!((problem.status, problem.extensions["seats"].as_u64()), (Some(418), Some(3)));
    assert_eq!((problem.detail.as_deref(), problem.instance.as_deref()), (Some("No table"), None));
    assert_eq!(problem.to_string(), "Full: No table");

    let server = Server::always(reply(418).json(&json!({"title": "Full"}))).await;
    assert!(client(&server).replies().nothing().send().await.unwrap_err().problem().is_none());
    Ok(())
}

#[tokio::test]
async fn headers_are_read_as_what_they_are() -> Outcome {
    let answer = reply(200).header("ETag", "\"v1, v2\"").header("X-Rate-Remaining", "12").header("X-Fresh", "true");
    let answer = answer
        .header("X-Rate-Reset", "2026-01-02T03:04:05Z")
        .header("X-Courses", "main")
        .header("X-Courses", "brunch,dessert");
    let server = Server::always(answer.json(&json!({"lines": []}))).await;
    let response = client(&server).replies().get_order("o-1").response().await?;
    let headers = RepliesGetOrderHeaders::from(response.headers());
    assert_eq!((headers.e_tag.as_deref(), headers.x_rate_remaining), (Some("\"v1, v2\""), Some(12)));
    assert_eq!(headers.x_rate_reset.map(|at| at.to_rfc3339()).as_deref(), Some("2026-01-02T03:04:05+00:00"));
    assert_eq!(headers.x_courses, Some(vec![Course::Main, Course::Unknown("brunch".into()), Course::Dessert]));
    assert_eq!((headers.x_fresh, headers.x_nearest), (Some(true), None));
    Ok(())
}

#[tokio::test]
async fn a_header_that_is_missing_or_wrong_fails_nothing() -> Outcome {
    let server = Server::always(reply(404).header("X-Rate-Remaining", "many").header("X-Nearest", "o-2")).await;
    let error = client(&server).replies().get_order("o-1").send().await.unwrap_err();
    let headers = RepliesGetOrderHeaders::from(error.headers().unwrap());
    assert_eq!((headers.x_rate_remaining, headers.x_nearest.as_deref()), (None, Some("o-2")));
    assert_eq!(RepliesPictureHeaders::from(&http::HeaderMap::new()).last_modified, None);
    Ok(())
}

#[tokio::test]
async fn the_content_type_decides_between_bodies_of_one_status() -> Outcome {
    let server = Server::script([
        reply(200).header("content-type", "text/csv; header=present").bytes(b"guests;income\n"),
        reply(200).json(&json!({"guests": 4})),
    ])
    .await;
    let report = client(&server).replies().report();
    assert!(matches!(report.clone().send().await?, RepliesReportReply::OkCsv(text) if text == "guests;income\n"));
    assert_eq!(server.last().header("accept"), Some("application/json, text/csv"));
    assert!(matches!(report.send().await?, RepliesReportReply::Ok(report) if report.guests == Some(4)));
    Ok(())
}

#[tokio::test]
async fn json_under_another_name_is_json_and_what_is_not_says_so() -> Outcome {
    let server = Server::script([
        reply(200).header("content-type", "text/html").bytes(br#"{"lines": []}"#),
        reply(200).header("content-type", "text/html").bytes(b"<html>log in</html>"),
    ])
    .await;
    client(&server).replies().get_order("o-1").send().await?;
    let error = client(&server).replies().get_order("o-1").send().await.unwrap_err();
    assert!(error.to_string().contains("text/html"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_body_that_may_be_missing_may_be_missing() -> Outcome {
    let server = Server::script([reply(204), reply(200).json(&json!({"id": "d-1", "name": "Fish", "price": 9}))]).await;
    assert!(client(&server).replies().maybe().send().await?.is_none());
    assert_eq!(client(&server).replies().maybe().send().await?.map(|dish| dish.price), Some(9));
    Ok(())
}
