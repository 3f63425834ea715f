//! Lists of several pages: how one leads to the next, and where they end.

use runtime::runtime;
use runtime::{Client, Error, Method, Place, Request, Scheme};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use super::client::Api as _;
use super::{Outcome, chain, header, requests};

const TOKEN: Scheme = Scheme { name: "token", method: "token", place: Place::Query("token") };
const KEY: Scheme = Scheme { name: "key", method: "key", place: Place::Header("x-key", "") };

/// A thing.
#[derive(Clone)]
pub struct Thing {
    /// Its id.
    pub id: i64,
}
record!(Thing { id: "id" });

/// A page of things.
#[derive(Clone)]
pub struct Things {
    /// The things.
    pub data: Option<Vec<Thing>>,
}
record!(Things { data: "data" });

/// Declares an operation that is paged in one way.
macro_rules! list {
    ($name:ident, $($step:tt)*) => {
        #[derive(Clone, Debug)]
        struct $name(Request);
        paged!($name, Things, Thing, $($step)*, |page| page.data.unwrap_or_default());
    };
}

list!(ByCursor, Cursor { param: "cursor", next: &["meta", "next"], more: &["meta", "more"] });
list!(ByLastId, Cursor { param: "after", next: &["data", "[-1]", "id"], more: &[] });
list!(ByOffset, Offset { param: "offset", items: &["data"] });
list!(ByPage, Page { param: "page", first: 1, items: &["data"] });
list!(ByLink, Link);
list!(ByUrl, Next { url: &["next"] });

fn client(server: &MockServer) -> Result<Client, Error> {
    Client::builder().base_url(format!("{}/api", server.uri())).credential("token", "t").credential("key", "k").build()
}

fn request(server: &MockServer) -> Result<Request, Error> {
    Ok(client(server)?.request(Method::GET, "/things", &[&[TOKEN, KEY]]).query("filter", &"a b"))
}

/// A server that gives this page when the query has this pair, and else this first one.
async fn server(name: &str, first: ResponseTemplate, others: &[(&str, Value)]) -> MockServer {
    let server = MockServer::start().await;
    for (value, page) in others {
        let page = ResponseTemplate::new(200).set_body_json(page);
        Mock::given(matchers::query_param(name, *value)).respond_with(page).mount(&server).await;
    }
    Mock::given(matchers::query_param_is_missing(name)).respond_with(first).mount(&server).await;
    server
}

fn page(ids: &[i64]) -> Value {
    json!({"data": ids.iter().map(|id| json!({"id": id})).collect::<Vec<_>>()})
}

fn with(ids: &[i64], key: &str, value: Value) -> Value {
    let mut page = page(ids);
    page[key] = value;
    page
}

fn json(page: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(page)
}

async fn ids(mut items: runtime::Items<Thing>) -> Result<Vec<i64>, Error> {
    let mut ids = Vec::new();
    while let Some(item) = items.try_next().await? {
        ids.push(item.id);
    }
    Ok(ids)
}

async fn queries(server: &MockServer) -> Vec<String> {
    requests(server).await.iter().map(|request| request.url.query().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_cursor_leads_on_with_the_filters_kept() -> Outcome {
    let first = json(with(&[1, 2], "meta", json!({"next": "a/b", "more": true})));
    // A page without items is not the last one, as long as there is a cursor; a number is one too.
    let second = with(&[], "meta", json!({"next": 7}));
    let third = with(&[3], "meta", json!({"next": null}));
    let server = server("cursor", first, &[("a/b", second), ("7", third)]).await;
    assert_eq!(ids(ByCursor(request(&server)?).items()).await?, [1, 2, 3]);
    let kept = "filter=a%20b";
    assert_eq!(
        queries(&server).await,
        [format!("{kept}&token=t"), format!("{kept}&cursor=a%2Fb&token=t"), format!("{kept}&cursor=7&token=t")]
    );
    assert_eq!(header(&requests(&server).await[2], "accept"), Some("application/json"));
    Ok(())
}

#[tokio::test]
async fn a_cursor_ends_where_the_server_says_or_where_it_repeats() -> Outcome {
    let first = json(with(&[1], "meta", json!({"next": "a"})));
    let second = with(&[2], "meta", json!({"next": "b", "more": false}));
    let server = server("cursor", first, &[("a", second)]).await;
    assert_eq!(ids(ByCursor(request(&server)?).items()).await?, [1, 2]);

    for end in [json!("a"), json!(""), json!(0), json!({"a": 1})] {
        let first = json(with(&[1], "meta", json!({"next": "a"})));
        let server = self::server("cursor", first, &[("a", with(&[2], "meta", json!({"next": end})))]).await;
        assert_eq!(ids(ByCursor(request(&server)?).items()).await?, [1, 2], "{end}");
        // The caller may begin anywhere, and would not come there again.
        let from = ByCursor(request(&server)?.query("cursor", &"a"));
        assert_eq!(ids(from.items()).await?, [2], "{end}");
    }
    Ok(())
}

#[tokio::test]
async fn the_last_item_may_be_the_cursor() -> Outcome {
    let server = server("after", json(page(&[4, 5])), &[("5", page(&[6])), ("6", page(&[]))]).await;
    assert_eq!(ids(ByLastId(request(&server)?).items()).await?, [4, 5, 6]);
    Ok(())
}

#[tokio::test]
async fn offsets_grow_by_what_came_and_not_by_what_was_asked_for() -> Outcome {
    let server = server("offset", json(page(&[1, 2])), &[("2", page(&[3])), ("3", page(&[]))]).await;
    assert_eq!(ids(ByOffset(request(&server)?.query("limit", &9)).items()).await?, [1, 2, 3]);
    assert_eq!(queries(&server).await[1], "filter=a%20b&limit=9&offset=2&token=t");

    let from = ByOffset(request(&server)?.query("offset", &2));
    assert_eq!(ids(from.items()).await?, [3]);
    Ok(())
}

#[tokio::test]
async fn pages_are_numbered_from_the_first_or_from_where_the_caller_begins() -> Outcome {
    let pages = [("2", page(&[2])), ("3", page(&[3])), ("4", page(&[]))];
    let server = server("page", json(page(&[1])), &pages).await;
    assert_eq!(ids(ByPage(request(&server)?).items()).await?, [1, 2, 3]);
    assert_eq!(ids(ByPage(request(&server)?.query("page", &3)).items()).await?, [3]);

    let mut pages = ByPage(request(&server)?).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page?.data.map(|data| data.len()));
    }
    assert_eq!(sizes, [Some(1), Some(1), Some(1), Some(0)]);
    Ok(())
}

#[tokio::test]
async fn a_page_that_comes_twice_is_no_silent_end() -> Outcome {
    let server = super::server(json(page(&[1, 2]))).await;
    for mut items in [ByPage(request(&server)?).items(), ByOffset(request(&server)?).items()] {
        assert!(items.try_next().await?.is_some() && items.try_next().await?.is_some());
        let error = items.try_next().await.unwrap_err();
        let text = "unexpected body of 200 OK for GET /api/things: $: the server gave the same page again";
        assert_eq!(chain(&error), text);
        assert!(items.next().await.is_none());
    }
    // One whose list is missing from the page has none.
    let server = super::server(json(json!({}))).await;
    assert_eq!(ids(ByOffset(request(&server)?).items()).await?, [0_i64; 0]);
    assert_eq!(requests(&server).await.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_link_header_leads_on() -> Outcome {
    let server = MockServer::start().await;
    let next = format!(
        "<{}/api/things?x=1,2>; title=\"a, b\"; rel=\"prev\", </api/more?p=2;q>; REL=\"up NEXT\"",
        server.uri()
    );
    let first = json(page(&[1])).append_header("link", "<first>; rel=first").append_header("link", next);
    let last = json(page(&[2]))
        .append_header("link", "<nowhere>;rel=nextish, <next>; rev=next")
        .append_header("link", r#"</no>; rel=prev; title="a\"; rel=next", </no>; title=", <b>; rel=next""#);
    Mock::given(matchers::path("/api/things")).respond_with(first).mount(&server).await;
    Mock::given(matchers::path("/api/more")).respond_with(last).mount(&server).await;
    assert_eq!(ids(ByLink(request(&server)?).items()).await?, [1, 2]);
    // The URL has the filters that it needs; the credentials are sent to it as before.
    assert_eq!(queries(&server).await, ["filter=a%20b&token=t", "p=2;q&token=t"]);
    assert_eq!(header(&requests(&server).await[1], "x-key"), Some("k"));
    Ok(())
}

#[tokio::test]
async fn a_url_in_the_body_leads_on_and_repeats_no_credential() -> Outcome {
    let server = MockServer::start().await;
    let first = with(&[1], "next", json!("more?token=old&filter=a%20b"));
    let second = with(&[2], "next", json!(format!("{}/api/more?filter=a%20b", server.uri())));
    Mock::given(matchers::path("/api/things")).respond_with(json(first)).mount(&server).await;
    Mock::given(matchers::path("/api/more")).respond_with(json(second)).mount(&server).await;
    // The two addresses of the second page differ, so that it comes twice; the third time it would repeat.
    assert_eq!(ids(ByUrl(request(&server)?).items()).await?, [1, 2, 2]);
    assert_eq!(queries(&server).await, ["filter=a%20b&token=t", "filter=a%20b&token=t", "filter=a%20b&token=t"]);
    Ok(())
}

#[tokio::test]
async fn a_relative_url_begins_where_a_redirect_led() -> Outcome {
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(302).insert_header("location", "/moved/here/things");
    Mock::given(matchers::path("/api/things")).respond_with(moved).mount(&server).await;
    let page =
        |id: i64, next: Value| ResponseTemplate::new(200).set_body_json(json!({"data": [{"id": id}], "next": next}));
    let first = page(1, json!("more"));
    Mock::given(matchers::path("/moved/here/things")).respond_with(first).mount(&server).await;
    Mock::given(matchers::path("/moved/here/more")).respond_with(page(2, Value::Null)).mount(&server).await;
    assert_eq!(ids(ByUrl(request(&server)?).items()).await?, [1, 2]);
    Ok(())
}

#[tokio::test]
async fn no_other_server_is_asked() -> Outcome {
    let other = super::server(json(page(&[9]))).await;
    for url in [other.uri(), "https://127.0.0.1:1/a".into(), "http://[".into()] {
        let server = super::server(json(with(&[1], "next", json!(format!("{url}?secret=1"))))).await;
        let mut items = ByUrl(request(&server)?).items();
        assert_eq!(items.next().await.transpose()?, Some(Thing { id: 1 }));
        let error = items.next().await.ok_or("no error")?.unwrap_err();
        let text =
            if url.ends_with('[') { "the URL of the next page is none" } else { "the next page is on another server" };
        assert!(error.to_string().starts_with(text) && !chain(&error).contains("secret"), "{error}");
        assert!(items.next().await.is_none());
    }
    assert!(requests(&other).await.is_empty());
    Ok(())
}

#[tokio::test]
async fn errors_end_a_list() -> Outcome {
    let second = json!({"data": "none", "meta": {"next": "b"}});
    let server = server("cursor", json(with(&[1], "meta", json!({"next": "a"}))), &[("a", second)]).await;
    let mut pages = ByCursor(request(&server)?).pages();
    assert!(pages.next().await.is_some_and(|page| page.is_ok()));
    let error = pages.next().await.ok_or("no error")?.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error}");
    assert!(pages.next().await.is_none());

    let server = super::server(ResponseTemplate::new(404)).await;
    let mut items = ByCursor(request(&server)?).items();
    assert!(items.next().await.ok_or("no error")?.unwrap_err().is_not_found());
    assert!(items.next().await.is_none());
    assert_eq!(requests(&server).await.len(), 1);
    Ok(())
}

#[tokio::test]
async fn nothing_is_asked_for_before_it_is_read() -> Outcome {
    let server = server("offset", json(page(&[1, 2])), &[("2", page(&[3]))]).await;
    let mut items = ByOffset(request(&server)?).items();
    assert!(requests(&server).await.is_empty());
    items.next().await;
    items.next().await;
    assert_eq!(requests(&server).await.len(), 1);
    drop(items);
    assert_eq!(requests(&server).await.len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_list_is_a_stream() -> Outcome {
    use futures_core::Stream;
    let server = super::server(json(page(&[1]))).await;
    let mut items = ByCursor(request(&server)?).items();
    let item = std::future::poll_fn(|context| std::pin::Pin::new(&mut items).poll_next(context)).await;
    assert_eq!(item.transpose()?, Some(Thing { id: 1 }));
    assert_eq!(format!("{items:?} {:?}", ByLink(request(&server)?).pages()), "Items { .. } Pages { .. }");
    Ok(())
}

#[cfg(feature = "blocking")]
#[test]
fn a_thread_may_wait_for_a_list() -> Outcome {
    let tokio = tokio::runtime::Runtime::new()?;
    let server = tokio.block_on(server("page", json(page(&[1])), &[("2", page(&[2])), ("3", page(&[]))]));
    let items: Result<Vec<Thing>, Error> = ByPage(request(&server)?).items().blocking().collect();
    assert_eq!(items?, [Thing { id: 1 }, Thing { id: 2 }]);
    // A thread that runs futures may, too.
    let mut pages = ByPage(request(&server)?).pages().blocking();
    assert!(matches!(tokio.block_on(async { pages.next() }), Some(Ok(_))));
    assert_eq!(pages.map(|page| page.is_ok()).collect::<Vec<_>>(), [true, true]);
    Ok(())
}
