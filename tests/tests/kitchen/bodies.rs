//! What requests carry, byte for byte.

use kitchen_sink::Patch;
use kitchen_sink::types::{Course, DishPatch, NewDish};
use serde_json::json;

use crate::server::{Server, reply};
use crate::{Outcome, client};

#[tokio::test]
async fn json_is_written_without_what_is_not_set() -> Outcome {
    let server = Server::always(reply(201).json(&json!({"id": "d-1", "name": "Soup", "price": 450}))).await;
    let dish = client(&server).bodies().create_dish(NewDish::new("Soup", 450)).send().await?;
    assert_eq!(dish.id, "d-1");
    let request = server.only();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/bodies/dishes"));
    assert_eq!(request.text(), r#"{"name":"Soup","price":450}"#);
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("content-length"), Some("27"));
    assert_eq!(request.header("accept"), Some("application/json"));
    Ok(())
}

#[tokio::test]
async fn a_list_is_a_body_too() -> Outcome {
    let server = Server::always(reply(204)).await;
    let menu = vec![NewDish::new("", 0).courses(vec![Course::Main]), NewDish::new("\"\u{1}é", 1).note(Patch::Null)];
    client(&server).bodies().replace_menu(menu).send().await?;
    let expected =
        json!([{"name": "", "price": 0, "courses": ["main"]}, {"name": "\"\u{1}é", "price": 1, "note": null}]);
    assert_eq!(server.only().json(), expected);
    Ok(())
}

#[tokio::test]
async fn a_patch_keeps_clears_and_sets() -> Outcome {
    let server = Server::always(reply(200).json(&json!({"id": "d-1", "name": "Soup", "price": 450}))).await;
    let bodies = client(&server).bodies();
    bodies.update_dish("d-1", DishPatch::new()).send().await?;
    assert_eq!(server.last().text(), "{}");
    assert_eq!(server.last().header("content-type"), Some("application/merge-patch+json"));
    bodies.update_dish("d-1", DishPatch::new().note(Patch::Null).price(500)).send().await?;
    assert_eq!(server.last().json(), json!({"note": null, "price": 500}));
    bodies.update_dish("d-1", DishPatch::new().note("Hot".to_owned())).send().await?;
    assert_eq!(server.last().json(), json!({"note": "Hot"}));
    Ok(())
}

#[tokio::test]
async fn a_content_type_of_the_api_itself_is_kept() -> Outcome {
    let server = Server::always(reply(200).json(&json!({"id": "d-1", "name": "Soup", "price": 450}))).await;
    client(&server).bodies().replace_dish("d-1", NewDish::new("Soup", 450)).send().await?;
    assert_eq!(server.only().header("content-type"), Some("application/vnd.kitchen.dish+json"));
    Ok(())
}

#[tokio::test]
async fn text_is_sent_as_text() -> Outcome {
    let server = Server::always(reply(204)).await;
    client(&server).bodies().set_note("Nö\n").send().await?;
    let request = server.only();
    assert_eq!((request.text(), request.header("content-type")), ("Nö\n", Some("text/plain")));
    Ok(())
}

#[tokio::test]
async fn a_body_that_may_be_left_out_is_left_out() -> Outcome {
    let server = Server::always(reply(204)).await;
    let bodies = client(&server).bodies();
    bodies.add_note().send().await?;
    let request = server.last();
    assert_eq!((request.body.len(), request.header("content-type")), (0, None));
    bodies.add_note().body(json!(null)).send().await?;
    let request = server.last();
    assert_eq!((request.text(), request.header("content-type")), ("null", Some("application/json")));
    Ok(())
}

#[tokio::test]
async fn bytes_are_sent_from_memory_with_their_length() -> Outcome {
    let server = Server::always(reply(200).json(&json!({"key": "k", "size": 3}))).await;
    let stored = client(&server).bodies().store_file("a b", vec![0, 159, 255]).send().await?;
    assert_eq!(stored.size, 3);
    let request = server.only();
    assert_eq!((request.target.as_str(), request.body.as_slice()), ("/bodies/files/a%20b", &[0, 159, 255][..]));
    assert_eq!(request.header("content-type"), Some("application/octet-stream"));
    assert!(!request.is_chunked());

    let server = Server::always(reply(204)).await;
    client(&server).bodies().set_picture("PNG").send().await?;
    assert_eq!(server.only().header("content-type"), Some("image/png"));
    Ok(())
}
