//! Names that other generators confuse: nothing is merged, dropped or overwritten.

use kitchen_sink::types::{FooBar, FooBar2, Names, OptionType, StringType, Vote};
use serde_json::{Value, json};

use crate::server::{Server, reply};
use crate::{Outcome, client};

#[tokio::test]
async fn every_property_keeps_its_own_name_on_the_wire() -> Outcome {
    let server = Server::echo().await;
    let names =
        Names::new("t").foo_bar("dash").foo_bar_("snake").foo_bar_2("camel").empty("nothing").empty_("underscore");
    let names =
        names.self_("lower").self_2("upper")._1st("first").ref_like("dollar").id("at").new_("new").größe("size");
    let names = names.string(StringType::new().text("x")).option(OptionType::new().choice("y"));
    let names = names.dashed(FooBar::new().dashed("1")).camel(FooBar2::new().camel("2"));
    let back = client(&server).types_().names(names).send().await?;
    let expected = json!({
        "type": "t", "self": "lower", "Self": "upper", "foo-bar": "dash", "foo_bar": "snake", "fooBar": "camel",
        "": "nothing", "1st": "first", "_": "underscore", "$ref-like": "dollar", "@id": "at", "größe": "size",
        "new": "new", "string": {"text": "x"}, "option": {"choice": "y"}, "dashed": {"dashed": "1"}, "camel": {"camel": "2"},
    });
    assert_eq!(server.only().json(), expected);
    assert_eq!(serde_json::to_value(&back)?, expected);
    Ok(())
}

#[tokio::test]
async fn values_that_look_alike_stay_apart() -> Outcome {
    let all = ["+1", "-1", "1", "one", "ONE", "One", "", "two words", "self", "Unknown", "ünï"];
    for value in all {
        let vote = Vote::from(value);
        assert!(!matches!(vote, Vote::Unknown(_)), "{value} is documented");
        assert_eq!((vote.as_str(), vote.to_string().as_str()), (value, value));
        assert_eq!(serde_json::to_value(&vote)?, Value::from(value));
    }
    assert_eq!(Vote::from("oNe"), Vote::Unknown("oNe".into()));
    Ok(())
}

#[tokio::test]
async fn operations_that_look_alike_stay_apart() -> Outcome {
    let server = Server::always(reply(204)).await;
    let types = client(&server).types_();
    types.get_thing().send().await?;
    types.get_thing_().send().await?;
    types.delete_things().send().await?;
    types.new_().send().await?;
    types.clone_().send().await?;
    let seen: Vec<_> = server.seen().iter().map(|it| format!("{} {}", it.method, it.target)).collect();
    let expected =
        ["GET /types/things", "PUT /types/things", "DELETE /types/things", "GET /types/new", "GET /types/clone"];
    assert_eq!(seen, expected);
    Ok(())
}

#[test]
fn what_the_server_calls_is_no_operation_of_the_client() {
    let readme = std::fs::read_to_string(tests::root().join("generated/kitchen-sink/README.md")).unwrap();
    assert!(readme.contains("replies().place_order") && readme.contains("types::Webhook"));
    assert!(!readme.contains("order_ready") && !readme.contains("table_freed"), "it has a webhook");
}
