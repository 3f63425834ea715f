//! What requests carry, byte for byte.

use std::io::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use kitchen_sink::runtime::{Body, Upload};
use kitchen_sink::types::{
    BodiesExchangeTokenRequest, Contact, Course, DishForm, DishPatch, Hue, NewDish, RecipeUploadForm, Reservation,
};
use kitchen_sink::{Error, Options, Patch};
use serde_json::{Value, json};

use crate::server::{Received, Server, hang_up, reply};
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

#[tokio::test]
async fn what_the_document_leaves_open_the_caller_says() -> Outcome {
    let server = Server::always(reply(204)).await;
    let csv = Options::new().header("content-type", "text/csv");
    client(&server).bodies().append_file("a", "b;c").with_options(csv).send().await?;
    assert_eq!((server.last().text(), server.last().header("content-type")), ("b;c", Some("text/csv")));
    client(&server).bodies().add_picture("GIF").send().await?;
    assert_eq!(server.last().header("content-type"), Some("application/octet-stream"));
    client(&server).bodies().send_letter("<a/>").send().await?;
    assert_eq!((server.last().text(), server.last().header("content-type")), ("<a/>", Some("application/xml")));
    Ok(())
}

/// Gives its chunks one by one.
struct Chunks(Vec<&'static str>);

impl futures_core::Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(if self.0.is_empty() { None } else { Some(Ok(Bytes::from(self.0.remove(0)))) })
    }
}

#[tokio::test]
async fn a_stream_is_sent_as_it_comes_and_only_once() -> Outcome {
    let server = Server::always(reply(200).json(&json!({"key": "k", "size": 3}))).await;
    let bodies = client(&server).bodies();
    bodies.store_file("a", Body::stream(Chunks(vec!["ab", "", "c"]), None)).send().await?;
    assert!(server.last().is_chunked());
    assert_eq!(server.last().text(), "abc");
    bodies.store_file("a", Body::stream(Chunks(vec!["ab", "c"]), Some(3))).send().await?;
    assert_eq!((server.last().text(), server.last().header("content-length")), ("abc", Some("3")));

    // What cannot be sent again is not tried again, although the method could be.
    let server = Server::always(reply(503)).await;
    let call = client(&server).bodies().store_file("a", Body::stream(Chunks(vec!["abc"]), None));
    assert!(call.clone().send().await.is_err());
    let error = call.send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)) && server.seen().len() == 1, "{error}");
    Ok(())
}

#[tokio::test]
async fn a_form_is_written_as_its_encoding_says() -> Outcome {
    let server = Server::always(reply(204)).await;
    let form = Reservation::new("A & B", 4).outside(true).words(vec!["a b".into(), "c".into()]);
    let form = form.joined(vec!["x".into(), "y,z".into()]).piped(vec!["p".into(), "q".into()]).hue(Hue::new().r(1));
    let form = form.place("by/the?window").contact(Contact::new("a@b.example")).course(Course::Main);
    client(&server).bodies().reserve(form).send().await?;
    let request = server.only();
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    let expected = [
        "name=A%20%26%20B",
        "seats=4",
        "outside=true",
        "words=a%20b",
        "words=c",
        "joined=x,y%2Cz",
        "piped=p%7Cq",
        "hue%5BR%5D=1",
        "place=by/the?window",
        "contact=%7B%22mail%22%3A%22a%40b.example%22%7D",
        "course=main",
    ];
    assert_eq!(request.text().split('&').collect::<Vec<_>>(), expected);
    Ok(())
}

#[tokio::test]
async fn a_form_of_which_nothing_is_said_repeats_its_lists() -> Outcome {
    let server = Server::always(reply(204)).await;
    let form = BodiesExchangeTokenRequest::new("v+1").scope(vec!["a".into(), "b".into()]);
    client(&server).bodies().exchange_token(form).send().await?;
    assert_eq!(server.only().text(), "voucher=v%2B1&scope=a&scope=b");
    Ok(())
}

#[tokio::test]
async fn the_caller_chooses_between_media_types() -> Outcome {
    let server = Server::always(reply(204)).await;
    let bodies = client(&server).bodies();
    bodies.send_as_you_like(NewDish::new("Soup", 1)).send().await?;
    bodies.send_as_you_like_form(DishForm::new("Soup").price(1)).send().await?;
    bodies.send_as_you_like_text("Soup").send().await?;
    let seen = server.seen();
    let sent: Vec<_> = seen.iter().map(|it| (it.header("content-type").unwrap(), it.text())).collect();
    let expected = [
        ("application/json", r#"{"name":"Soup","price":1}"#),
        ("application/x-www-form-urlencoded", "name=Soup&price=1"),
        ("text/plain", "Soup"),
    ];
    assert_eq!(sent, expected);
    Ok(())
}

/// The parts of a body: headers in small letters, and content.
fn parts(request: &Received) -> Vec<(Vec<String>, Vec<u8>)> {
    let kind = request.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    // Latin-1, so that any bytes become a text and back.
    let text: String = request.body.iter().map(|byte| char::from(*byte)).collect();
    let inner = text.strip_prefix(&format!("--{boundary}\r\n")).unwrap();
    let inner = inner.strip_suffix(&format!("\r\n--{boundary}--\r\n")).unwrap();
    let part = |part: &str| {
        let (head, content) = part.split_once("\r\n\r\n").unwrap();
        let content = content.chars().map(|char| u8::try_from(char).unwrap()).collect();
        (head.split("\r\n").map(str::to_lowercase).collect(), content)
    };
    inner.split(&format!("\r\n--{boundary}\r\n")).map(part).collect()
}

#[tokio::test]
async fn each_part_has_its_own_name_type_and_headers() -> Outcome {
    let server = Server::always(reply(201).json(&json!({"key": "r-1", "size": 1}))).await;
    let png = vec![0x89, b'P', 0, 0xFF, b'\r', b'\n', b'-', b'-'];
    let cover = Upload::bytes(png.clone())
        .file_name("my \"cover\".png")
        .content_type("image/png")
        .header("X-Camera", "pin hole");
    let recipe = RecipeUploadForm::new("Brühe", cover).servings(4).labels(vec!["hot".into(), "green".into()]);
    let recipe = recipe.steps(vec![Upload::bytes("one"), Upload::bytes("two").file_name("2")]);
    let recipe = recipe.details(Contact::new("a@b.example")).course(Course::Main);
    let stored = client(&server).bodies().send_parts(recipe).send().await?;
    assert_eq!(stored.key, "r-1");

    let request = server.only();
    assert!(!request.is_chunked(), "the length is known");
    let parts = parts(&request);
    let names: Vec<_> = parts.iter().map(|(head, _)| head[0].split('"').nth(1).unwrap()).collect();
    assert_eq!(names, ["title", "servings", "cover", "steps", "steps", "labels", "labels", "details", "course"]);
    assert_eq!((parts[0].0.len(), str::from_utf8(&parts[0].1)?), (1, "Brühe"));
    assert_eq!((parts[1].0.len(), &parts[1].1[..]), (1, &b"4"[..]));
    let head = [
        r#"content-disposition: form-data; name="cover"; filename="my %22cover%22.png""#,
        "content-type: image/png",
        "x-camera: pin hole",
    ];
    assert_eq!((&parts[2].0[..], &parts[2].1), (&head.map(str::to_owned)[..], &png));
    assert_eq!(parts[3].0[1], "content-type: application/octet-stream");
    assert_eq!(
        (&parts[4].0[0][..], &parts[4].1[..]),
        (r#"content-disposition: form-data; name="steps"; filename="2""#, &b"two"[..])
    );
    assert_eq!((&parts[5].0[1][..], &parts[6].1[..]), ("content-type: text/plain", &b"green"[..]));
    assert_eq!(parts[7].0[1], "content-type: application/json");
    assert_eq!(serde_json::from_slice::<Value>(&parts[7].1)?, json!({"mail": "a@b.example"}));
    assert_eq!(parts[8].1, b"main");
    Ok(())
}

#[tokio::test]
async fn a_file_is_sent_from_disk_each_time_it_is_needed() -> Outcome {
    let server = Server::script([hang_up(), reply(503), reply(201).json(&json!({"key": "r-1", "size": 1}))]).await;
    let mut file = tempfile::NamedTempFile::with_suffix(".png")?;
    let content = vec![7; 200_000];
    file.write_all(&content)?;
    let recipe = RecipeUploadForm::new("Soup", Upload::file(file.path()));
    let call = client(&server).bodies().send_parts(recipe).with_options(Options::new().idempotency_key("k"));
    call.send().await?;
    assert_eq!(server.seen().len(), 3);
    for request in server.seen() {
        let parts = parts(&request);
        assert_eq!((parts.len(), parts[1].1.len()), (2, content.len()));
        let name = file.path().file_name().unwrap().to_string_lossy().to_lowercase();
        assert!(parts[1].0[0].contains(&format!(r#"filename="{name}""#)), "{:?}", parts[1].0);
    }
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_not_there_is_noticed_before_anything_is_sent() -> Outcome {
    let server = Server::always(reply(201)).await;
    let recipe = RecipeUploadForm::new("Soup", Upload::file("/nowhere/soup.png"));
    let error = client(&server).bodies().send_parts(recipe).send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)) && error.to_string().contains("soup.png"), "{error}");
    assert!(server.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_part_cannot_smuggle_a_header() -> Outcome {
    let server = Server::always(reply(201)).await;
    let cover = Upload::bytes("x").header("X-Camera", "a\r\nX-Evil: 1");
    assert!(client(&server).bodies().send_parts(RecipeUploadForm::new("Soup", cover)).send().await.is_err());
    let cover = Upload::bytes("x").file_name("a\"\r\nX-Evil: 1");
    drop(client(&server).bodies().send_parts(RecipeUploadForm::new("Soup", cover)).send().await);
    assert!(parts(&server.only())[1].0.iter().all(|line| !line.starts_with("x-evil")));
    Ok(())
}
