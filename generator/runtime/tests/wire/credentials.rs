//! Credentials: which are sent, where, and where never.

use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::client::{Api as _, Secrets as _};
use crate::runtime::{Client, Credential, Error, Options};
use crate::{Outcome, chain, header, requests, server, with_key};

#[tokio::test]
async fn the_first_complete_set_of_credentials_is_sent() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let bare = || Client::builder().base_url(server.uri());
    let error = bare().session("s").build()?.jobs().get("1").send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)));
    assert_eq!(error.to_string(), "a credential is missing: call `api_key`, or `user` on the client's builder");
    let error = bare().api_key("se\nsame").build()?.jobs().get("1").send().await.unwrap_err();
    assert_eq!(chain(&error), "the credential set by `api_key` has characters that cannot be sent");
    assert_eq!(requests(&server).await.len(), 0);

    let both = bare().session("s").credential("user", Credential::basic("me", "pw"));
    both.clone().build()?.jobs().get("1").send().await?;
    both.api_key("Api-Key sesame").build()?.jobs().get("1").send().await?;
    bare().build()?.jobs().log("1").send().await?;
    bare().token("a+b").build()?.jobs().log("1").send().await?;

    let requests = requests(&server).await;
    let sent = |index: usize, name| header(&requests[index], name);
    assert_eq!((sent(0, "authorization"), sent(0, "cookie")), (Some("Basic bWU6cHc="), Some("sid=s")));
    assert_eq!((sent(1, "authorization"), sent(1, "cookie")), (Some("Api-Key sesame"), None));
    assert_eq!((requests[2].url.query(), requests[3].url.query()), (None, Some("token=a%2Bb")));
    Ok(())
}

#[tokio::test]
async fn a_redirect_to_another_server_takes_no_credentials_along() -> Outcome {
    let other = server(ResponseTemplate::new(204)).await;
    let first = MockServer::start().await;
    let to = |url: String| ResponseTemplate::new(307).insert_header("location", url);
    Mock::given(matchers::path("/v1/jobs/away")).respond_with(to(other.uri())).mount(&first).await;
    Mock::given(matchers::path("/v1/jobs/near")).respond_with(to("/v1/jobs/there".into())).mount(&first).await;
    Mock::given(matchers::path("/v1/jobs/there")).respond_with(ResponseTemplate::new(204)).mount(&first).await;
    Mock::given(matchers::path("/v1/jobs/round")).respond_with(to("/v1/jobs/round".into())).mount(&first).await;
    let hook = |request: &mut http::Request<crate::runtime::Body>| {
        request.headers_mut().insert("x-hook", http::HeaderValue::from_static("hidden"));
    };
    let client = with_key(&first).default_header("x-key", "hidden").before(hook);
    let jobs = client.build()?.jobs();

    assert_eq!(jobs.get("away").send().await?, None);
    let away = requests(&other).await;
    let sent = |name| header(&away[0], name);
    assert_eq!((sent("authorization"), sent("x-key"), sent("accept")), (None, None, Some("application/json")));
    assert_eq!((sent("x-hook"), header(&requests(&first).await[0], "x-hook")), (None, Some("hidden")));
    assert_eq!(jobs.get("near").send().await?, None);
    let near = requests(&first).await;
    assert_eq!(header(&near[2], "authorization"), Some("Api-Key sesame"));
    assert!(matches!(jobs.get("round").send().await, Err(Error::Transport(_))));
    Ok(())
}

#[tokio::test]
async fn a_redirect_after_a_post_is_fetched() -> Outcome {
    use crate::runtime::Raw;
    let server = MockServer::start().await;
    let moved = ResponseTemplate::new(303).insert_header("location", "done");
    Mock::given(matchers::method("POST")).respond_with(moved).mount(&server).await;
    Mock::given(matchers::method("GET"))
        .respond_with(ResponseTemplate::new(200).set_body_string("it"))
        .mount(&server)
        .await;
    let client = Client::builder().base_url(server.uri()).build()?;
    let request = client.request(crate::runtime::Method::POST, "/jobs/new", &[]).json(&1);
    assert_eq!(request.send::<String, Raw>().await?, "it");
    let last = requests(&server).await.remove(1);
    assert_eq!((last.url.path(), header(&last, "content-type"), last.body.len()), ("/jobs/done", None, 0));
    Ok(())
}

#[tokio::test]
async fn a_redirect_keeps_a_query_secret_to_itself() -> Outcome {
    use crate::runtime::Raw;
    use crate::runtime::{Method, Place, Scheme, Security};
    const QUERY: Security = &[&[Scheme { name: "q", method: "q", place: Place::Query("key") }]];
    let other = server(ResponseTemplate::new(204)).await;
    let first = server(ResponseTemplate::new(307).insert_header("location", format!("{}/b", other.uri()))).await;
    let client = Client::builder().base_url(first.uri()).credential("q", "hidden").build()?;
    client.request(Method::GET, "/a", QUERY).send::<(), Raw>().await?;
    assert_eq!(requests(&first).await[0].url.query(), Some("key=hidden"));
    assert_eq!(requests(&other).await[0].url.query(), None);

    // The same server gets it again, once.
    let first = MockServer::start().await;
    let to = |url| ResponseTemplate::new(302).insert_header("location", url);
    Mock::given(matchers::path("/a")).respond_with(to("/b?x=1")).mount(&first).await;
    Mock::given(matchers::path("/b")).respond_with(to("/c?key=theirs")).mount(&first).await;
    Mock::given(matchers::path("/c")).respond_with(ResponseTemplate::new(204)).mount(&first).await;
    let client = Client::builder().base_url(first.uri()).credential("q", "hidden").build()?;
    client.request(Method::GET, "/a", QUERY).send::<(), Raw>().await?;
    let queries: Vec<_> = requests(&first).await.iter().map(|it| it.url.query().map(str::to_owned)).collect();
    assert_eq!(queries.iter().flatten().collect::<Vec<_>>(), ["key=hidden", "x=1&key=hidden", "key=theirs"]);
    Ok(())
}

/// One chunk.
struct Once(Option<bytes::Bytes>);

impl futures_core::Stream for Once {
    type Item = Result<bytes::Bytes, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.take().map(Ok))
    }
}

#[tokio::test]
async fn a_stream_that_is_sent_cannot_follow_a_redirect() -> Outcome {
    use crate::runtime::Raw;
    use crate::runtime::{Body, Method};
    let server = server(ResponseTemplate::new(302).insert_header("location", "/b")).await;
    let client = Client::builder().base_url(server.uri()).build()?;
    let body = Body::stream(Once(Some("abc".into())), Some(3));
    let request = client.request(Method::PUT, "/a", &[]).bytes(body, "text/plain");
    let error = request.send::<(), Raw>().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_call_may_have_credentials_of_its_own() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let client = with_key(&server).build()?;
    let with = |options| client.jobs().get("1").with_options(options).send();
    with(Options::new().credential("api_key", "other")).await?;
    // They decide on the alternative too.
    with(Options::new().credential("user", Credential::basic("me", "pw")).credential("session", "s")).await?;
    let error = with(Options::new().credential("user", Credential::basic("me", "pw"))).await.unwrap_err();
    assert_eq!(error.to_string(), "a credential is missing: call `session` on the client's builder");
    let error = with(Options::new().credential("token", "t")).await.unwrap_err();
    assert_eq!(error.to_string(), "the call does not authenticate with `token`");
    let error = with(Options::new().credential("user", Credential::basic("m:e", "pw"))).await.unwrap_err();
    assert_eq!(error.to_string(), "the user's name has a colon, which cannot be sent");
    client.jobs().get("1").send().await?;

    let sent = requests(&server).await;
    let authorizations: Vec<_> = sent.iter().map(|request| header(request, "authorization")).collect();
    assert_eq!(authorizations, [Some("Api-Key other"), Some("Basic bWU6cHc="), Some("Api-Key sesame")]);
    assert_eq!((header(&sent[0], "cookie"), header(&sent[1], "cookie")), (None, Some("sid=s")));
    Ok(())
}

#[tokio::test]
async fn a_header_of_the_call_goes_before_credentials_and_cookies() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let own = Options::new().header("authorization", "Bearer own").header("cookie", "own=1");
    for builder in [with_key(&server), Client::builder().base_url(server.uri())] {
        builder.build()?.jobs().get("1").with_options(own.clone()).send().await?;
    }
    // The other way, with a user, whose header is given, and a session.
    with_key(&server).build()?.jobs().get("1").with_options(own.credential("session", "s")).send().await?;
    for (request, cookie) in requests(&server).await.iter().zip(["own=1", "own=1", "own=1; sid=s"]) {
        assert_eq!((header(request, "authorization"), header(request, "cookie")), (Some("Bearer own"), Some(cookie)));
    }
    Ok(())
}

#[tokio::test]
async fn an_operation_without_security_is_sent_none() -> Outcome {
    let server = server(ResponseTemplate::new(200)).await;
    let client = with_key(&server).session("s").token("t").workspace_id("w").build()?;
    client.jobs().swap_files("").send().await?;
    let sent = requests(&server).await;
    assert_eq!((header(&sent[0], "authorization"), header(&sent[0], "cookie")), (None, None));
    assert_eq!(sent[0].url.query(), None);
    Ok(())
}

#[test]
fn debug_shows_no_secret() -> Outcome {
    let builder = Client::builder().api_key("hidden").token("hidden");
    let builder = builder.base_url("http://host").default_header("x-key", "hidden");
    let client = builder.clone().build()?;
    let options = Options::new().header("x-key", "hidden");
    let operation = client.jobs().list("hidden").region("hidden").with_options(options.clone());
    let text = format!("{builder:?} {client:?} {options:?} {operation:?} {:?}", operation.clone().send());
    assert!(!text.contains("hidden") && text.contains("http://host") && text.contains("ListJobs"), "{text}");
    Ok(())
}

#[tokio::test]
async fn a_redirect_that_is_not_followed_keeps_its_body() -> Outcome {
    use crate::runtime::{Method, Raw};
    let moved = ResponseTemplate::new(302).insert_header("location", "/b").set_body_string("moved to b");
    let server = server(moved).await;
    let client = Client::builder().base_url(server.uri()).build()?;
    let request = client.request(Method::GET, "/a", &[]).with_options(Options::new().redirects(false));
    let error = request.send::<(), Raw>().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302), "{error}");
    assert_eq!(error.bytes().map(|bytes| &bytes[..]), Some(&b"moved to b"[..]));
    assert_eq!(requests(&server).await.len(), 1);
    Ok(())
}
