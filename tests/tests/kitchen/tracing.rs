//! What the feature `tracing` tells of calls, and what it keeps to itself.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::server::{Server, reply};
use crate::{Outcome, builder};

/// Keeps the fields of all events as text.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0 += &format!("{}={value:?} ", field.name());
    }
}

impl Subscriber for Events {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("kitchen_sink")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(String::new());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn each_try_is_told_without_a_secret() -> Outcome {
    let server = Server::script([reply(204), reply(503).text("SESAME"), reply(204)]).await;
    let client = builder(&server).query_key("SESAME").kitchen_key("SESAME").build()?;
    // `tracing` asks who listens when an event is first met. If that were another test's, nobody would, for good.
    client.auth().query().send().await?;
    let events = Events::default();
    let _guard = tracing::subscriber::set_default(events.clone());
    client.auth().query().send().await?;
    client.params().shared("SESAME").send().await?;

    let lines = events.0.lock().unwrap().clone();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.iter().all(|line| !line.contains("SESAME")), "{lines:?}");
    let told = ["method=GET", "template=\"/auth/query\"", "number=1", "status=503", "failed=true"];
    assert!(told.iter().all(|text| lines[0].contains(text)), "{lines:?}");
    assert!(lines[1].contains("number=2") && lines[1].contains("status=204"), "{lines:?}");
    assert!(lines[2].contains("template=\"/params/shared/{kitchenId}\""), "{lines:?}");
    Ok(())
}
