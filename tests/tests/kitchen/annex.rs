//! What only OpenAPI 3.2 can say: items of streams, a default tag, methods of any name, whole queries, plain cookies.

use kitchen_annex::Client;
use kitchen_annex::types::{Search, Thing};
use serde_json::json;

use crate::Outcome;
use crate::server::{Server, reply};

fn client(server: &Server) -> Client {
    Client::builder().base_url(server.origin()).build().unwrap()
}

#[tokio::test]
async fn the_schema_of_an_item_is_that_of_each_line() -> Outcome {
    let lines =
        reply(200).header("content-type", "application/jsonl").pieces(["{\"loud\": true}\n{\"lo", "ud\": false}\n"]);
    let server = Server::always(lines).await;
    let mut noises = client(&server).rooms().noises().send().await?;
    assert!(noises.next().await.unwrap()?.loud);
    assert!(!noises.next().await.unwrap()?.loud);
    assert!(noises.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn the_schema_of_an_event_leads_to_that_of_its_data() -> Outcome {
    let events =
        reply(200).header("content-type", "text/event-stream").pieces(["event: step\ndata: {\"loud\": true}\n\n"]);
    let server = Server::always(events).await;
    let mut steps = client(&server).rooms().steps().send().await?;
    let step = steps.next().await.unwrap()?;
    assert_eq!((step.event.as_str(), step.data.loud), ("step", true));
    Ok(())
}

#[tokio::test]
async fn a_tag_decides_and_one_that_is_missing_is_the_default() -> Outcome {
    let boxed = json!({"size": 3});
    let server =
        Server::script([reply(200).json(&json!({"kind": "jar", "label": "Salt"})), reply(200).json(&boxed)]).await;
    let shelves = client(&server).rooms().shelves();
    assert!(matches!(shelves.get("a").send().await?, Thing::Jar(jar) if jar.label.as_deref() == Some("Salt")));
    assert!(matches!(shelves.get("a").send().await?, Thing::Other(other) if other.size == Some(3)));
    Ok(())
}

#[tokio::test]
async fn methods_of_any_name_are_sent_as_they_are_called() -> Outcome {
    let server = Server::script([reply(200).json(&json!([{"kind": "box"}])), reply(204)]).await;
    let shelves = client(&server).rooms().shelves();
    let found = shelves.search(Search::new("salt")).send().await?;
    assert!(matches!(&found[..], [Thing::Box(_)]));
    shelves.sweep("a b").send().await?;
    let sent = server.seen();
    let lines: Vec<_> = sent.iter().map(|it| format!("{} {}", it.method, it.target)).collect();
    assert_eq!(lines, ["QUERY /search", "SWEEP /shelves/a%20b"]);
    assert_eq!(sent[0].json(), json!({"words": "salt"}));
    Ok(())
}

#[tokio::test]
async fn a_whole_query_is_a_form_and_a_cookie_is_sent_as_it_is() -> Outcome {
    let server = Server::script([reply(200).json(&json!({"kind": "box"})), reply(204)]).await;
    let rooms = client(&server).rooms();
    rooms.shelves().get("a").filter(Search::new("salt & pepper").limit(2)).send().await?;
    assert_eq!(server.last().query(), Some("words=salt%20%26%20pepper&limit=2"));
    rooms.lamp("a/b:c").send().await?;
    assert_eq!(server.last().header("cookie"), Some("lamp=a/b:c"));
    Ok(())
}
