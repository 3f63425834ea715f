//! Which credentials travel where, and that no others do.

use std::sync::atomic::{AtomicU32, Ordering};

use kitchen_sink::runtime::{
    AccessKey, Body, ClientCredentials, Credential, IamPassword, NewToken, RequestError, Signer, Token, TokenProvider,
    TokenRequest,
};
use kitchen_sink::types::Question;
use kitchen_sink::{Client, Options};
use serde_json::json;

use crate::server::{Server, reply};
use crate::{Outcome, builder, chain, client};

/// All places in which a credential could be.
const PLACES: [&str; 5] = ["authorization", "x-kitchen-key", "x-auth-token", "cookie", "proxy-authorization"];

/// A client that has every credential there is.
fn rich(server: &Server) -> Client {
    let builder = builder(server).query_key("QUERY").cookie_key("COOKIE").staff_key("STAFF").basic("user", "pass:word");
    builder.token("TOKEN").build().unwrap()
}

#[track_caller]
fn credentials(server: &Server) -> Vec<(&'static str, String)> {
    let request = server.last();
    PLACES.into_iter().filter_map(|name| Some((name, request.header(name)?.to_owned()))).collect()
}

#[tokio::test]
async fn each_operation_gets_its_own_credential_and_no_other() -> Outcome {
    let server = Server::always(reply(204)).await;
    let auth = rich(&server).auth();
    let one = |name, value: &str| vec![(name, value.to_owned())];

    auth.key().send().await?;
    assert_eq!(credentials(&server), one("x-kitchen-key", "KEY"));
    auth.prefix().send().await?;
    assert_eq!(credentials(&server), one("authorization", "Api-Key STAFF"));
    auth.basic().send().await?;
    assert_eq!(credentials(&server), one("authorization", "Basic dXNlcjpwYXNzOndvcmQ="));
    auth.bearer().send().await?;
    assert_eq!(credentials(&server), one("authorization", "Bearer TOKEN"));
    auth.query().send().await?;
    assert_eq!((credentials(&server), server.last().target.as_str()), (vec![], "/auth/query?key=QUERY"));
    auth.cookie().table("t 1").send().await?;
    assert_eq!(credentials(&server), one("cookie", "table=t%201; session=COOKIE"));
    Ok(())
}

#[tokio::test]
async fn an_open_operation_gets_no_credential_at_all() -> Outcome {
    let server = Server::always(reply(204)).await;
    rich(&server).auth().none().send().await?;
    assert_eq!((credentials(&server), server.last().query()), (vec![], None));
    Ok(())
}

#[tokio::test]
async fn an_optional_credential_is_sent_if_there_is_one() -> Outcome {
    let server = Server::always(reply(204)).await;
    client(&server).auth().optional().send().await?;
    assert_eq!(credentials(&server).len(), 1);
    builder(&server).kitchen_key("").build()?.auth().optional().send().await?;
    assert_eq!(credentials(&server), []);
    Ok(())
}

#[tokio::test]
async fn both_are_sent_where_both_are_asked_for() -> Outcome {
    let server = Server::always(reply(204)).await;
    rich(&server).auth().both().send().await?;
    let both = [("authorization", "Bearer TOKEN".to_owned()), ("x-kitchen-key", "KEY".to_owned())];
    assert_eq!(credentials(&server), both);
    Ok(())
}

#[tokio::test]
async fn the_first_complete_alternative_is_taken() -> Outcome {
    let server = Server::always(reply(204)).await;
    rich(&server).auth().either().send().await?;
    assert_eq!(credentials(&server), [("authorization", "Bearer TOKEN".to_owned())]);
    builder(&server).basic("u", "p").build()?.auth().either().send().await?;
    let both = [("authorization", "Basic dTpw".to_owned()), ("x-kitchen-key", "KEY".to_owned())];
    assert_eq!(credentials(&server), both);
    Ok(())
}

#[tokio::test]
async fn a_missing_credential_is_named_before_anything_is_sent() -> Outcome {
    let server = Server::always(reply(204)).await;
    let auth = builder(&server).kitchen_key("").build()?.auth();
    let error = auth.key().send().await.unwrap_err();
    assert!(error.to_string().contains("`kitchen_key`"), "{error}");
    let error = auth.either().send().await.unwrap_err();
    assert!(["`token`", "`kitchen_key`", "`basic`"].iter().all(|name| error.to_string().contains(name)), "{error}");
    assert!(server.seen().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_header_of_one_call_goes_before_the_credential_in_its_place() -> Outcome {
    let server = Server::always(reply(204)).await;
    let options = Options::new().header("x-kitchen-key", "OTHER").header("x-more", "1");
    client(&server).auth().key().with_options(options).send().await?;
    assert_eq!(server.last().header("x-more"), Some("1"));
    assert_eq!(server.last().header("x-kitchen-key"), Some("OTHER"));
    Ok(())
}

#[tokio::test]
async fn credentials_stay_at_home_when_the_reply_leads_elsewhere() -> Outcome {
    let elsewhere = Server::always(reply(204)).await;
    let target = format!("{}/here", elsewhere.origin());
    let server = Server::answer(move |request| {
        if request.path() == "/auth/cookie" {
            return reply(307).header("location", "/moved");
        }
        reply(308).header("location", &target)
    })
    .await;
    rich(&server).auth().both().send().await?;
    assert_eq!((credentials(&elsewhere), elsewhere.last().target.as_str()), (vec![], "/here"));
    // On the same server they go along.
    drop(rich(&server).auth().cookie().send().await);
    assert_eq!((credentials(&server)[0].0, server.last().target.as_str()), ("cookie", "/moved"));
    assert_eq!(credentials(&elsewhere), []);
    Ok(())
}

/// A server that gives tokens `t1`, `t2`… at `/token` and refuses those in `refused` everywhere else.
async fn token_server(refused: &'static [&'static str]) -> Server {
    let given = AtomicU32::new(0);
    Server::answer(move |request| {
        if request.path() == "/token" {
            let token = format!("t{}", given.fetch_add(1, Ordering::SeqCst) + 1);
            return reply(200).json(&json!({"access_token": token, "token_type": "bearer", "expires_in": 3600}));
        }
        let token = request.header("authorization").and_then(|text| text.strip_prefix("Bearer ")).unwrap_or_default();
        if refused.contains(&token) { reply(401) } else { reply(204) }
    })
    .await
}

fn machine(server: &Server) -> Client {
    let machine = ClientCredentials::new("id", "s e:cret").token_url(format!("{}/token", server.origin()));
    builder(server).machine(machine).build().unwrap()
}

#[tokio::test]
async fn a_program_fetches_one_token_for_all_its_calls() -> Outcome {
    let server = token_server(&[]).await;
    let client = machine(&server);
    let calls: Vec<_> = (0..5).map(|_| tokio::spawn(client.auth().oauth().send())).collect();
    for call in calls {
        call.await??;
    }
    let (tokens, calls): (Vec<_>, Vec<_>) = server.seen().into_iter().partition(|it| it.path() == "/token");
    assert_eq!((tokens.len(), calls.len()), (1, 5));
    assert!(calls.iter().all(|call| call.header("authorization") == Some("Bearer t1")));
    let token = &tokens[0];
    assert_eq!((token.method.as_str(), token.header("authorization")), ("POST", Some("Basic aWQ6cytlJTNBY3JldA==")));
    assert_eq!(token.text(), "grant_type=client_credentials&scope=orders%3Aread+orders%3Awrite");
    assert_eq!(token.header("x-kitchen-key"), None);
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() -> Outcome {
    let server = token_server(&["t1"]).await;
    machine(&server).auth().oauth().send().await?;
    let paths: Vec<_> = server.seen().iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(paths, ["/token", "/auth/oauth", "/token", "/auth/oauth"]);

    let server = token_server(&["t1", "t2", "t3"]).await;
    assert!(machine(&server).auth().oauth().send().await.unwrap_err().is_unauthorized());
    assert_eq!(server.seen().len(), 4);
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_not_given_is_an_error_without_the_secret() -> Outcome {
    let server =
        Server::always(reply(400).json(&json!({"error": "invalid_client", "error_description": "not s e:cret"}))).await;
    let error = machine(&server).auth().oauth().send().await.unwrap_err();
    let text = chain(&error);
    assert!(text.contains("invalid_client") && !text.contains("s e:cret"), "{text}");
    assert_eq!(server.seen().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_token_may_be_brought_or_come_from_elsewhere() -> Outcome {
    /// Gives the same token each time.
    struct Elsewhere;

    impl TokenProvider for Elsewhere {
        fn token<'a>(&'a self, _: TokenRequest<'a>) -> NewToken<'a> {
            Box::pin(async { Ok(Token::new("ELSEWHERE")) })
        }
    }

    let server = Server::always(reply(204)).await;
    builder(&server).machine("BROUGHT").build()?.auth().oauth().send().await?;
    assert_eq!(credentials(&server), [("authorization", "Bearer BROUGHT".to_owned())]);
    builder(&server).token(Elsewhere).build()?.auth().bearer().send().await?;
    assert_eq!(credentials(&server), [("authorization", "Bearer ELSEWHERE".to_owned())]);
    Ok(())
}

#[tokio::test]
async fn a_call_may_have_a_credential_of_its_own() -> Outcome {
    let server = Server::always(reply(204)).await;
    let options = || Options::new().credential("kitchen_key", "GUEST");
    client(&server).auth().key().with_options(options()).send().await?;
    assert_eq!(credentials(&server), [("x-kitchen-key", "GUEST".to_owned())]);
    // Where it has no place it is not dropped in silence.
    let error = client(&server).auth().bearer().with_options(options()).send().await.unwrap_err();
    assert!(error.to_string().contains("`kitchen_key`"), "{error}");
    assert_eq!(server.seen().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_request_is_signed_as_it_goes_out() -> Outcome {
    let server = Server::always(reply(204)).await;
    let client = builder(&server).access_key(AccessKey::new("AK", "HIDDEN")).build()?;
    let signed = client.auth().signed(Question::new("Salt?"));
    signed.clone().shelf("a b").send().await?;
    let request = server.last();
    let signature = request.header("authorization").unwrap();
    assert!(signature.starts_with("SDK-HMAC-SHA256 Access=AK, SignedHeaders="), "{signature}");
    assert!(signature.contains("x-sdk-date") && signature.contains("host"), "{signature}");
    assert!(request.header("x-sdk-date").is_some());
    assert!(request.headers.iter().all(|(_, value)| !value.contains("HIDDEN")));
    assert_eq!((request.header("x-kitchen-key"), request.target.as_str()), (None, "/auth/signed?shelf=a%20b"));
    signed.send().await?;
    assert_ne!(server.last().header("authorization"), Some(signature), "the query is signed too");
    assert!(builder(&server).build()?.auth().signed(Question::new("Salt?")).send().await.is_err());
    Ok(())
}

#[tokio::test]
async fn anything_else_may_sign() -> Outcome {
    /// Signs with the length of the address.
    struct Length;

    impl Signer for Length {
        fn sign(&self, request: &mut http::Request<Body>) -> Result<(), RequestError> {
            let length = request.uri().path().len().into();
            request.headers_mut().insert("x-length", length);
            Ok(())
        }
    }

    let server = Server::always(reply(204)).await;
    let client = builder(&server).access_key(Credential::signer(Length)).build()?;
    client.auth().signed(Question::new("Salt?")).send().await?;
    assert_eq!(server.only().header("x-length"), Some("12"));
    Ok(())
}

#[tokio::test]
async fn the_cloud_gives_a_token_for_a_password() -> Outcome {
    let server = Server::answer(|request| match request.path() {
        "/v3/auth/tokens" => reply(201)
            .header("X-Subject-Token", "CLOUD")
            .json(&json!({"token": {"expires_at": "2999-01-01T00:00:00.000000Z"}})),
        _ => reply(204),
    })
    .await;
    let login = IamPassword::new("DOMAIN", "user", "PASSWORD").project_name("eu_kitchen").url(server.origin());
    let auth = builder(&server).cloud_token(login).build()?.auth();
    auth.iam().send().await?;
    auth.iam().send().await?;
    assert_eq!(credentials(&server), [("x-auth-token", "CLOUD".to_owned())]);
    let seen = server.seen();
    assert_eq!((seen.len(), seen[0].path()), (3, "/v3/auth/tokens"));
    let expected = json!({"auth": {
        "identity": {
            "methods": ["password"],
            "password": {"user": {"name": "user", "password": "PASSWORD", "domain": {"name": "DOMAIN"}}},
        },
        "scope": {"project": {"name": "eu_kitchen", "domain": {"name": "DOMAIN"}}},
    }});
    assert_eq!(seen[0].json(), expected);
    Ok(())
}
