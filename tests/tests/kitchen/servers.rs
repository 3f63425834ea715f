//! Where requests go when the caller names no server, one of the API's, or one of the caller's own.

use std::sync::{Arc, Mutex};

use kitchen_sink::runtime::{Body, Exchange, Transport};
use kitchen_sink::server::RegionServer;
use kitchen_sink::{Client, ClientBuilder, Server};

use crate::Outcome;
use crate::server;

/// Stands in for the network: keeps the addresses that were asked for.
#[derive(Clone, Default)]
struct Addresses(Arc<Mutex<Vec<String>>>);

impl Transport for Addresses {
    fn send(&self, request: http::Request<Body>) -> Exchange<'_> {
        self.0.lock().unwrap().push(request.uri().to_string());
        Box::pin(async {
            let mut response = http::Response::new(Body::from(""));
            *response.status_mut() = http::StatusCode::NO_CONTENT;
            Ok(response)
        })
    }
}

/// Where a client goes that is set up like this.
async fn addresses(client: ClientBuilder) -> Vec<String> {
    let addresses = Addresses::default();
    let servers = client.kitchen_key("KEY").transport(addresses.clone()).build().unwrap().servers();
    servers.default().send().await.unwrap();
    servers.path().send().await.unwrap();
    servers.operation().send().await.unwrap();
    servers.relative().send().await.unwrap();
    addresses.0.lock().unwrap().clone()
}

#[tokio::test]
async fn without_a_word_it_is_the_first_server_with_its_defaults() {
    let expected = [
        "https://eu.kitchen.example/v1/servers/default",
        "https://cellar.kitchen.example/v2/servers/cellar",
        "https://yard.kitchen.example/servers/cellar",
        "https://eu.kitchen.example/next-door/servers/relative",
    ];
    assert_eq!(addresses(Client::builder()).await, expected);
}

#[tokio::test]
async fn the_caller_chooses_a_server_and_its_variables() {
    let region = addresses(Client::builder().server(RegionServer::new().region("ap").version("v9"))).await;
    assert_eq!(region[0], "https://ap.kitchen.example/v9/servers/default");
    assert_eq!(region[1], "https://cellar.kitchen.example/v2/servers/cellar", "this operation has a server of its own");
    assert_eq!(region[3], "https://ap.kitchen.example/next-door/servers/relative");
    let tasting = addresses(Client::builder().server(Server::Tasting)).await;
    assert_eq!(tasting[0], "https://tasting.kitchen.example/v1/servers/default");
    assert_eq!(Server::default().to_string(), "https://eu.kitchen.example/v1");
}

#[tokio::test]
async fn a_server_of_the_caller_gets_everything() {
    let expected = ["default", "cellar", "cellar", "relative"].map(|name| match name {
        "relative" => "https://own.example/next-door/servers/relative".to_owned(),
        name => format!("https://own.example/api/servers/{name}"),
    });
    for url in ["https://own.example/api", "https://own.example/api/"] {
        assert_eq!(addresses(Client::builder().base_url(url)).await, expected);
    }
}

#[test]
fn what_is_no_address_is_refused_when_the_client_is_made() {
    for url in
        ["", "own.example", "ftp://own.example", "https://own.example/?a=b", "https://user:pass@own.example", "/v1"]
    {
        let error = Client::builder().base_url(url).build().unwrap_err();
        assert!(error.to_string().contains("base URL") && !error.to_string().contains("pass@"), "{error}");
    }
}

#[tokio::test]
async fn the_path_of_a_server_comes_before_that_of_the_operation() -> Outcome {
    let server = server::Server::always(server::reply(204)).await;
    let base_url = format!("{}/a%20b/", server.origin());
    crate::builder(&server).base_url(base_url).build()?.servers().default().send().await?;
    assert_eq!(server.only().target, "/a%20b/servers/default");
    Ok(())
}
