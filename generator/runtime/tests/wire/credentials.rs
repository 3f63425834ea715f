//! Credentials: which are sent, where, and where never.

use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::client::Client;
use crate::runtime::{Error, Options};
use crate::{Outcome, chain, header, requests, server, with_key};

#[tokio::test]
async fn the_first_complete_set_of_credentials_is_sent() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let bare = || Client::builder().with(|builder| builder.base_url(server.uri()));
    let error = bare().session("s").build()?.jobs().get("1").send().await.unwrap_err();
    assert!(matches!(error, Error::Request(_)));
    assert_eq!(error.to_string(), "a credential is missing: call `api_key`, or `user` on the client's builder");
    let error = bare().api_key("se\nsame").build()?.jobs().get("1").send().await.unwrap_err();
    assert_eq!(chain(&error), "the credential set by `api_key` has characters that cannot be sent");
    assert_eq!(requests(&server).await.len(), 0);

    let both = bare().session("s").with(|builder| builder.basic("user", "me", "pw"));
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
async fn a_redirect_stays_with_the_server_of_the_credentials() -> Outcome {
    let other = server(ResponseTemplate::new(204)).await;
    let first = MockServer::start().await;
    let to = |url: String| ResponseTemplate::new(307).insert_header("location", url);
    Mock::given(matchers::path("/v1/jobs/away")).respond_with(to(other.uri())).mount(&first).await;
    Mock::given(matchers::path("/v1/jobs/near")).respond_with(to("/v1/jobs/there".into())).mount(&first).await;
    Mock::given(matchers::path("/v1/jobs/there")).respond_with(ResponseTemplate::new(204)).mount(&first).await;
    Mock::given(matchers::path("/v1/jobs/round")).respond_with(to("/v1/jobs/round".into())).mount(&first).await;
    let jobs = with_key(&first).build()?.jobs();

    assert_eq!(jobs.get("away").send().await.unwrap_err().status().map(|status| status.as_u16()), Some(307));
    assert_eq!(requests(&other).await.len(), 0);
    assert_eq!(jobs.get("near").send().await?, None);
    assert!(matches!(jobs.get("round").send().await, Err(Error::Transport(_))));
    Ok(())
}

#[test]
fn debug_shows_no_secret() -> Outcome {
    let builder = Client::builder().api_key("hidden").token("hidden");
    let builder = builder.with(|builder| builder.base_url("http://host").default_header("x-key", "hidden"));
    let client = builder.clone().build()?;
    let options = Options::new().header("x-key", "hidden");
    let operation = client.jobs().list("hidden").region("hidden").with_options(options.clone());
    let text = format!("{builder:?} {client:?} {options:?} {operation:?} {:?}", operation.clone().send());
    assert!(!text.contains("hidden") && text.contains("http://host") && text.contains("ListJobs"), "{text}");
    Ok(())
}
