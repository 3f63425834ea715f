//! Where requests go: the documents' servers, the operation's own, the caller's.

use runtime::Raw;
use runtime::runtime;
use runtime::{Client, ClientBuilder, Method};
use wiremock::ResponseTemplate;

use super::client::Api as _;
use super::{Outcome, requests, server};

async fn send(client: ClientBuilder, own: Option<&'static str>) -> Outcome {
    let request = client.build()?.request(Method::GET, "/a", &[]);
    let request = match own {
        Some(own) => request.server(own),
        None => request,
    };
    Ok(request.send::<(), Raw>().await?)
}

/// The address lives as long as the test does.
fn leak(url: String) -> &'static str {
    url.leak()
}

#[tokio::test]
async fn an_operation_goes_to_its_own_server_unless_the_caller_has_one() -> Outcome {
    let (documented, own) = (server(ResponseTemplate::new(204)).await, server(ResponseTemplate::new(204)).await);
    let uploads = leak(format!("{}/up/", own.uri()));
    let at = |path: &str| ClientBuilder::new(format!("{}{path}", documented.uri()));
    send(at("/v1"), None).await?;
    send(at("/v1"), Some(uploads)).await?;
    send(at("/v1"), Some("/v2")).await?;
    // A stand-in for tests sees everything, and no other server sees anything.
    let stand_in = || ClientBuilder::new("https://api.example.com/v1").base_url(documented.uri());
    send(stand_in(), None).await?;
    send(stand_in(), Some("https://uploads.example.com")).await?;
    send(stand_in(), Some("/v2/")).await?;

    let paths = |requests: Vec<wiremock::Request>| -> Vec<String> {
        requests.iter().map(|request| request.url.path().to_owned()).collect()
    };
    assert_eq!(paths(requests(&documented).await), ["/v1/a", "/v2/a", "/a", "/a", "/v2/a"]);
    assert_eq!(paths(requests(&own).await), ["/up/a"]);
    Ok(())
}

#[tokio::test]
async fn a_query_that_stands_in_the_path_comes_before_the_parameters() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let client = Client::builder().server(server.uri()).build()?;
    let request = client.request(Method::GET, "/a/{id}?beta=true", &[]).path("id", &1).query("limit", &2);
    request.send::<EmptyBody, UndocumentedBody>().await?;
    let sent = requests(&server).await;
    assert_eq!(
        sent.iter().map(|it| (it.url.path(), it.url.query())).collect::<Vec<_>>(),
        [("/a/1", Some("beta=true&limit=2"))]
    );
    Ok(())
}

#[test]
fn no_variable_moves_the_host() {
    let at = |value| format!("https://{}.example.com/v1", ClientBuilder::in_host("region", value));
    for value in ["", "eu-1", "b\u{fc}ro.eu_1~"] {
        assert!(ClientBuilder::new(at(value)).build().is_ok(), "{value}");
    }
    for value in
        ["evil.com/", "evil.com?", "evil.com#", "a@evil.com", "evil.com:1", "evil.com\\", "a b", "\t", "a%2f", "{"]
    {
        let error = ClientBuilder::new(at(value)).build().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the server's variable `region` has no value that can stand in its URL",
            "{value}"
        );
    }
}

#[test]
fn a_server_without_a_host_is_no_base_url() {
    let error = |builder: ClientBuilder| builder.build().unwrap_err().to_string();
    assert_eq!(
        error(ClientBuilder::new("/v1")),
        "the base URL is missing: call `base_url` on the client's builder, with the path `/v1` at its end"
    );
    let missing = "the base URL is missing: call `base_url` on the client's builder";
    assert_eq!(error(Client::builder()), missing);
    // A variable that was not set does not lead to the documents' server.
    assert_eq!(error(ClientBuilder::new("https://api.example.com").base_url("")), missing);
}
