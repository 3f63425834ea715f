//! Which credentials travel where, and that no others do.

use kitchen_sink::Options;

use crate::server::{Server, reply};
use crate::{Outcome, builder, client};

/// All places in which a credential could be.
const PLACES: [&str; 5] = ["authorization", "x-kitchen-key", "x-auth-token", "cookie", "proxy-authorization"];

/// A client that has every credential there is.
fn rich(server: &Server) -> kitchen_sink::Client {
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
async fn a_header_of_one_call_does_not_replace_its_credential() -> Outcome {
    let server = Server::always(reply(204)).await;
    let options = Options::new().header("x-kitchen-key", "OTHER").header("x-more", "1");
    client(&server).auth().key().with_options(options).send().await?;
    assert_eq!(server.last().header("x-more"), Some("1"));
    assert_eq!(server.last().header("x-kitchen-key"), Some("KEY"));
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
