//! Lists page by page: what is asked for, when, and where it ends.

use kitchen_sink::Error;
use kitchen_sink::types::{Event, Item};
use serde_json::{Value, json};

use crate::server::{Reply, Server, reply};
use crate::{Outcome, client};

fn items(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"id": id})).collect()
}

fn targets(server: &Server) -> Vec<String> {
    server.seen().into_iter().map(|request| request.target).collect()
}

fn ids(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.id.as_str()).collect()
}

fn events(ids: &[&str], next: &Value) -> Reply {
    reply(200).json(&json!({"events": items(ids), "next_cursor": next}))
}

#[tokio::test]
async fn a_cursor_leads_from_page_to_page_and_filters_are_kept() -> Outcome {
    let server =
        Server::script([events(&["1", "2"], &json!("c/1&x")), events(&[], &json!("c2")), events(&["3"], &json!(null))])
            .await;
    let mut events = client(&server).paging().list_events().kind("hot & cold").limit(2).items();
    assert!(server.seen().is_empty(), "nothing is sent before it is read");
    let mut all: Vec<Event> = Vec::new();
    while let Some(event) = events.try_next().await? {
        all.push(event);
        // The next page is asked for when this one is used up.
        assert_eq!(server.seen().len(), if all.len() < 3 { 1 } else { 3 });
    }
    assert_eq!(all.iter().map(|event| event.id.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
    let filters = "/paging/events?kind=hot%20%26%20cold&limit=2";
    assert_eq!(
        targets(&server),
        [filters.to_owned(), format!("{filters}&cursor=c%2F1%26x"), format!("{filters}&cursor=c2")]
    );
    Ok(())
}

#[tokio::test]
async fn a_cursor_that_comes_again_is_the_end() -> Outcome {
    let server =
        Server::script([events(&["1"], &json!("a")), events(&["2"], &json!("b")), events(&["3"], &json!("a"))]).await;
    let mut pages = client(&server).paging().list_events().pages();
    let mut count = 0;
    while let Some(page) = pages.next().await {
        assert_eq!(page?.events.len(), 1);
        count += 1;
    }
    assert_eq!((count, server.seen().len()), (3, 3));
    Ok(())
}

#[tokio::test]
async fn send_is_one_page() -> Outcome {
    let server = Server::always(events(&["1"], &json!("a"))).await;
    let page = client(&server).paging().list_events().cursor("x").send().await?;
    assert_eq!((page.events.len(), page.next_cursor.as_deref()), (1, Some("a")));
    assert_eq!(targets(&server), ["/paging/events?cursor=x"]);
    Ok(())
}

#[tokio::test]
async fn an_error_ends_the_pages() -> Outcome {
    let server = Server::script([events(&["1"], &json!("a")), reply(403).text("no")]).await;
    let mut events = client(&server).paging().list_events().items();
    assert!(events.next().await.unwrap().is_ok());
    let error: Error = events.next().await.unwrap().unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    assert!(events.next().await.is_none());
    Ok(())
}

#[tokio::test]
async fn a_page_in_between_is_tried_again() -> Outcome {
    let server = Server::script([events(&["1"], &json!("a")), reply(503), events(&["2"], &json!(""))]).await;
    let mut events = client(&server).paging().list_events().items();
    let mut count = 0;
    while let Some(_event) = events.try_next().await? {
        count += 1;
    }
    assert_eq!((count, server.seen().len()), (2, 3));
    Ok(())
}

#[tokio::test]
async fn an_offset_passes_over_what_came() -> Outcome {
    let page = |ids: &[&str]| reply(200).json(&json!({"items": items(ids), "total": 3}));
    let server = Server::script([page(&["1", "2"]), page(&["3"]), page(&[])]).await;
    let mut plates = client(&server).paging().list_plates().colour("blue").limit(2).offset(10).items();
    let mut all = Vec::new();
    while let Some(plate) = plates.try_next().await? {
        all.push(plate);
    }
    assert_eq!(ids(&all), ["1", "2", "3"]);
    let first = "/paging/plates?colour=blue&limit=2&offset=1";
    assert_eq!(targets(&server), [format!("{first}0"), format!("{first}2"), format!("{first}3")]);
    Ok(())
}

#[tokio::test]
async fn pages_are_counted_from_the_first_or_from_where_the_caller_begins() -> Outcome {
    let pages = || [reply(200).json(&items(&["1"])), reply(200).json(&items(&["2"])), reply(200).json(&json!([]))];
    let server = Server::script(pages()).await;
    let mut cups = client(&server).paging().list_cups().per_page(1).items();
    while cups.try_next().await?.is_some() {}
    let first = "/paging/cups?per_page=1";
    assert_eq!(targets(&server), [first.to_owned(), format!("{first}&page=2"), format!("{first}&page=3")]);

    let server = Server::script(pages()).await;
    let mut cups = client(&server).paging().list_cups().page(7).pages();
    while cups.try_next().await?.is_some() {}
    assert_eq!(targets(&server), ["/paging/cups?page=7", "/paging/cups?page=8", "/paging/cups?page=9"]);
    Ok(())
}

#[tokio::test]
async fn a_link_leads_on() -> Outcome {
    let page = |id: &str| reply(200).json(&items(&[id]));
    let server = Server::script([
        page("1").header(
            "Link",
            r#"</paging/forks?per_page=1&page=0>; rel="first prev", </paging/forks?per_page=1&at=a%2Cb,c>; rel=next"#,
        ),
        page("2")
            .header("Link", r#"</paging/forks?page=0>; rel="prev""#)
            .header("Link", r#"<?end=1>; title="x, y"; rel="next""#),
        page("3"),
    ])
    .await;
    let mut forks = client(&server).paging().list_forks().per_page(1).items();
    let mut all = Vec::new();
    while let Some(fork) = forks.try_next().await? {
        all.push(fork);
    }
    assert_eq!(ids(&all), ["1", "2", "3"]);
    assert_eq!(
        targets(&server),
        ["/paging/forks?per_page=1", "/paging/forks?per_page=1&at=a%2Cb,c", "/paging/forks?end=1"]
    );
    assert!(server.seen().iter().all(|request| request.header("x-kitchen-key") == Some("KEY")));
    Ok(())
}

#[tokio::test]
async fn the_url_of_the_next_page_is_followed_at_home_alone() -> Outcome {
    let elsewhere = Server::always(reply(200).json(&json!({"results": []}))).await;
    let away = json!({"results": items(&["2"]), "next": format!("{}/paging/knives", elsewhere.origin())});
    let server = Server::script([
        reply(200).json(&json!({"results": items(&["1"]), "next": "/paging/knives?token=t%2F1"})),
        reply(200).json(&away),
    ])
    .await;
    let mut knives = client(&server).paging().list_knives().sharp(true).items();
    assert_eq!(knives.next().await.unwrap()?.id, "1");
    assert_eq!(knives.next().await.unwrap()?.id, "2");
    let error = knives.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("another server"), "{error}");
    assert!(knives.next().await.is_none() && elsewhere.seen().is_empty());
    assert_eq!(targets(&server), ["/paging/knives?sharp=true", "/paging/knives?token=t%2F1"]);
    Ok(())
}

#[tokio::test]
async fn extensions_and_settings_say_how_to_go_on() -> Outcome {
    let server = Server::answer(|request| {
        let next = request.query().is_none().then_some("n");
        reply(200).json(&match request.path() {
            "/paging/spoons" => json!({"spoons": items(&["1"]), "meta": {"next": next}}),
            "/paging/bowls" => json!({"bowls": items(&["1"]), "meta": {"next": next}}),
            _ => json!({"pots": items(&["1"]), "state": {"more": next.is_some(), "position": 9}}),
        })
    })
    .await;
    let paging = client(&server).paging();
    let (mut spoons, mut bowls, mut pots) =
        (paging.list_spoons().items(), paging.list_bowls().items(), paging.list_pots().items());
    while spoons.try_next().await?.is_some() {}
    while bowls.try_next().await?.is_some() {}
    while pots.try_next().await?.is_some() {}
    let expected = [
        "/paging/spoons",
        "/paging/spoons?after=n",
        "/paging/bowls",
        "/paging/bowls?from=n",
        "/paging/pots",
        "/paging/pots?position=9",
    ];
    assert_eq!(targets(&server), expected);
    Ok(())
}

#[test]
fn a_thread_may_go_through_a_list() -> Outcome {
    let tokio = tokio::runtime::Runtime::new()?;
    let server = tokio.block_on(Server::script([events(&["1"], &json!("a")), events(&["2"], &json!(null))]));
    let all: Result<Vec<_>, Error> = client(&server).paging().list_events().items().blocking().collect();
    assert_eq!(all?.len(), 2);
    Ok(())
}
