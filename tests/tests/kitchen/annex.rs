//! What only OpenAPI 3.2 can say: items of streams by their own schema, and a tag that may be missing.

use kitchen_annex::Client;
use kitchen_annex::types::Thing;
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
async fn a_tag_decides_and_one_that_is_missing_loses_nothing() -> Outcome {
    let boxed = json!({"size": 3});
    let server =
        Server::script([reply(200).json(&json!({"kind": "jar", "label": "Salt"})), reply(200).json(&boxed)]).await;
    let shelves = client(&server).shelves();
    assert!(matches!(shelves.get("a").send().await?, Thing::Jar(jar) if jar.label.as_deref() == Some("Salt")));
    assert!(matches!(shelves.get("a").send().await?, Thing::Unknown(value) if value == boxed));
    Ok(())
}
