//! Tokens that are fetched: once for all, again when they end or are refused, and only from where they should be.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::json;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::client::Api as _;
use crate::runtime::{
    Call, Client, ClientBuilder, ClientCredentials, Credential, Error, IamPassword, Method, NewToken, Options, Place,
    Raw, RequestError, Retry, Scheme, Security, Token, TokenProvider, TokenRequest,
};
use crate::{Outcome, chain, header, requests, server};

const BEARER: Security = &[&[Scheme { name: "b", method: "token", place: Place::Bearer }]];
const OAUTH: Security =
    &[&[Scheme { name: "o", method: "oauth", place: Place::ClientCredentials("oauth/token", &["read", "write"]) }]];
const IAM: Security = &[&[Scheme { name: "i", method: "auth_token", place: Place::Iam("") }]];

/// Gives `t1`, `t2`… each after a pause; counts how often it was asked.
#[derive(Clone)]
struct Counter {
    asked: Arc<AtomicU32>,
    pause: Duration,
    life: Option<Duration>,
    fails: u32,
}

impl Counter {
    fn new() -> Self {
        Self { asked: Arc::default(), pause: Duration::from_millis(30), life: None, fails: 0 }
    }

    fn count(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }
}

impl TokenProvider for Counter {
    fn token<'a>(&'a self, _: TokenRequest<'a>) -> NewToken<'a> {
        Box::pin(async move {
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            tokio::time::sleep(self.pause).await;
            if number <= self.fails {
                return Err(RequestError::new(format!("failure {number}")).into());
            }
            let token = Token::new(format!("t{number}"));
            Ok(match self.life {
                Some(life) => token.expires_at(SystemTime::now() + life),
                None => token,
            })
        })
    }
}

fn builder(server: &MockServer) -> ClientBuilder {
    Client::builder().base_url(server.uri()).retry(Retry::never())
}

fn get(client: &Client, security: Security) -> Call<(), Raw> {
    client.request(Method::GET, "/a", security).send::<(), Raw>()
}

/// What the server was sent as authorization, in order.
async fn authorizations(server: &MockServer) -> Vec<String> {
    let sent = requests(server).await;
    sent.iter().map(|request| header(request, "authorization").unwrap_or("none").to_owned()).collect()
}

#[tokio::test]
async fn calls_at_the_same_time_share_one_fetch() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let provider = Counter::new();
    let client = builder(&server).credential("b", provider.clone()).build()?;
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(get(&client, BEARER))).collect();
    for call in calls {
        call.await??;
    }
    assert_eq!(provider.count(), 1);
    assert_eq!(authorizations(&server).await, vec!["Bearer t1"; 20]);
    Ok(())
}

#[tokio::test]
async fn a_failed_fetch_is_shared_by_those_who_wait_and_not_kept() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let provider = Counter { fails: 1, ..Counter::new() };
    let client = builder(&server).credential("b", provider.clone()).build()?;
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(get(&client, BEARER))).collect();
    for call in calls {
        assert_eq!(call.await?.unwrap_err().to_string(), "failure 1");
    }
    assert_eq!(provider.count(), 1);
    get(&client, BEARER).await?;
    assert_eq!(authorizations(&server).await, ["Bearer t2"]);
    Ok(())
}

#[tokio::test]
async fn a_fetch_that_is_given_up_holds_nobody_up() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let provider = Counter { pause: Duration::from_millis(200), ..Counter::new() };
    let client = builder(&server).credential("b", provider.clone()).build()?;
    let options = Options::new().try_timeout(Duration::from_millis(50));
    let request = client.request(Method::GET, "/a", BEARER).with_options(options);
    let impatient = tokio::spawn(request.send::<(), Raw>());
    tokio::time::sleep(Duration::from_millis(10)).await;
    let patient = tokio::spawn(get(&client, BEARER));
    assert!(impatient.await?.unwrap_err().is_timeout());
    patient.await??;
    assert_eq!((provider.count(), authorizations(&server).await), (2, vec!["Bearer t2".to_owned()]));
    Ok(())
}

#[tokio::test]
async fn a_token_is_replaced_before_it_ends() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let provider = Counter { life: Some(Duration::from_secs(1)), ..Counter::new() };
    let client = builder(&server).credential("b", provider.clone()).build()?;
    get(&client, BEARER).await?;
    get(&client, BEARER).await?;
    tokio::time::sleep(Duration::from_millis(920)).await;
    get(&client, BEARER).await?;
    assert_eq!(authorizations(&server).await, ["Bearer t1", "Bearer t1", "Bearer t2"]);
    Ok(())
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_whatever_the_method() -> Outcome {
    let server = MockServer::start().await;
    let good = matchers::header("authorization", "Bearer t2");
    Mock::given(good).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    Mock::given(matchers::any()).respond_with(ResponseTemplate::new(401)).with_priority(9).mount(&server).await;
    let provider = Counter::new();
    let client = builder(&server).credential("b", provider.clone()).build()?;
    let post = || client.request(Method::POST, "/a", BEARER).json(&1).send::<(), Raw>();
    post().await?;
    post().await?;
    assert_eq!(authorizations(&server).await, ["Bearer t1", "Bearer t2", "Bearer t2"]);

    server.reset().await;
    Mock::given(matchers::any()).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    assert!(post().await.unwrap_err().is_unauthorized());
    assert_eq!(authorizations(&server).await, ["Bearer t2", "Bearer t3"]);
    let fixed = builder(&server).credential("b", "fixed").build()?;
    assert!(get(&fixed, BEARER).await.unwrap_err().is_unauthorized());
    assert_eq!(authorizations(&server).await.len(), 3);
    Ok(())
}

#[tokio::test]
async fn another_token_is_no_further_try() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    for (status, priority) in [(401, 1), (503, 2)] {
        let reply = ResponseTemplate::new(status).insert_header("retry-after", "0");
        Mock::given(matchers::any()).respond_with(reply).up_to_n_times(1).with_priority(priority).mount(&server).await;
    }
    let client = builder(&server).retry(Retry::default().times(1)).credential("b", Counter::new()).build()?;
    get(&client, BEARER).await?;
    assert_eq!(authorizations(&server).await, ["Bearer t1", "Bearer t2", "Bearer t2"]);
    Ok(())
}

/// A server that gives tokens at `/oauth/token`, and takes all other calls.
async fn token_server(reply: ResponseTemplate) -> MockServer {
    let server = server(ResponseTemplate::new(204)).await;
    server.reset().await;
    Mock::given(matchers::path("/v1/oauth/token")).respond_with(reply).mount(&server).await;
    Mock::given(matchers::path("/v1/a")).respond_with(ResponseTemplate::new(204)).mount(&server).await;
    server
}

#[tokio::test]
async fn client_credentials_are_exchanged_for_a_token() -> Outcome {
    let reply = json!({"access_token": "abc", "token_type": "bearer", "expires_in": "3600"});
    let server = token_server(ResponseTemplate::new(200).set_body_json(reply)).await;
    let base = || Client::builder().base_url(format!("{}/v1", server.uri())).user_agent("test/1");
    let client = base().credential("o", ClientCredentials::new("i:d", "s é+")).default_header("x-key", "k").build()?;
    get(&client, OAUTH).await?;
    get(&client, OAUTH).await?;
    let in_body = ClientCredentials::new("id", "p&w").in_body().scopes(&["a", "b"]).audience("all").param("x", "1");
    get(&base().credential("o", in_body.token_url("/v1/oauth/token")).build()?, OAUTH).await?;

    let sent = requests(&server).await;
    let body = |index: usize| String::from_utf8_lossy(&sent[index].body).into_owned();
    assert_eq!((sent.len(), sent[0].method.as_str()), (5, "POST"));
    assert_eq!(body(0), "grant_type=client_credentials&scope=read+write");
    // `i%3Ad:s+%C3%A9%2B`
    assert_eq!(header(&sent[0], "authorization"), Some("Basic aSUzQWQ6cyslQzMlQTklMkI="));
    assert_eq!(header(&sent[0], "content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!((header(&sent[0], "user-agent"), header(&sent[0], "x-key")), (Some("test/1"), None));
    assert_eq!(header(&sent[1], "authorization"), Some("Bearer abc"));
    assert_eq!(header(&sent[2], "authorization"), Some("Bearer abc"));
    let expected = "grant_type=client_credentials&scope=a+b&audience=all&x=1&client_id=id&client_secret=p%26w";
    assert_eq!((body(3), header(&sent[3], "authorization")), (expected.to_owned(), None));
    Ok(())
}

#[tokio::test]
async fn a_refusal_of_client_credentials_says_why_but_not_the_secret() -> Outcome {
    let because = |status, body| async move {
        let server = token_server(ResponseTemplate::new(status).set_body_json(body)).await;
        let base = Client::builder().base_url(format!("{}/v1", server.uri())).retry(Retry::never());
        let client = base.credential("o", ClientCredentials::new("id", "hidden")).build().unwrap();
        let error = get(&client, OAUTH).await.unwrap_err();
        assert!(!format!("{error:?} {}", chain(&error)).contains("hidden"));
        (chain(&error).replace("no token was given: the reply was ", ""), error)
    };
    let body = json!({"error": "invalid_client", "error_description": "id with hidden\nis unknown"});
    let (text, error) = because(401, body).await;
    assert_eq!(text, "401 Unauthorized: invalid_client: id with … is unknown");
    assert!(!error.is_retryable());
    let (text, error) = because(503, json!(null)).await;
    assert_eq!(text, "no token for GET /v1/a <- no reply to the call <- 503 Service Unavailable: ");
    assert!(error.is_retryable());
    let (text, _) = because(200, json!({"access_token": "x", "token_type": "mac"})).await;
    assert_eq!(text, "200 OK: the token is not of the type `Bearer`");
    let (text, _) = because(302, json!({"access_token": "x"})).await;
    assert_eq!(text, "302 Found: ");
    let client = Client::builder().base_url("http://host").credential("b", ClientCredentials::new("i", "s")).build()?;
    let message = "it is not known where tokens are fetched: call `token_url` on `ClientCredentials`";
    assert_eq!(get(&client, BEARER).await.unwrap_err().to_string(), message);
    Ok(())
}

#[tokio::test]
async fn a_password_is_exchanged_for_a_token_of_iam() -> Outcome {
    let iam = MockServer::start().await;
    let body = json!({"token": {"expires_at": "2199-01-31T12:00:00.000000Z"}});
    let reply = ResponseTemplate::new(201).insert_header("X-Subject-Token", "subject").set_body_json(body);
    Mock::given(matchers::path("/v3/auth/tokens")).respond_with(reply).mount(&iam).await;
    let server = server(ResponseTemplate::new(204)).await;
    let login = || IamPassword::new("dom", "user", "hidden").url(format!("{}/v3/", iam.uri()));
    for login in [login(), login().project_name("eu-de"), login().project_id("p1")] {
        get(&builder(&server).credential("i", login).build()?, IAM).await?;
    }
    let sent = requests(&iam).await;
    let expected = |scope| {
        let user = json!({"name": "user", "password": "hidden", "domain": {"name": "dom"}});
        json!({"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}})
    };
    assert_eq!(sent[0].body_json::<serde_json::Value>()?, expected(json!({"domain": {"name": "dom"}})));
    let project = json!({"project": {"name": "eu-de", "domain": {"name": "dom"}}});
    assert_eq!(sent[1].body_json::<serde_json::Value>()?, expected(project));
    assert_eq!(sent[2].body_json::<serde_json::Value>()?, expected(json!({"project": {"id": "p1"}})));
    let tokens = requests(&server).await;
    assert_eq!(header(&tokens[0], "x-auth-token"), Some("subject"));

    get(&builder(&server).credential("i", "fixed").build()?, IAM).await?;
    assert_eq!(header(&requests(&server).await[3], "x-auth-token"), Some("fixed"));
    Ok(())
}

#[tokio::test]
async fn a_token_of_iam_ends_when_the_service_says() -> Outcome {
    let iam = MockServer::start().await;
    let token = |expires: &str| {
        let body = json!({"token": {"expires_at": expires}});
        ResponseTemplate::new(201).insert_header("X-Subject-Token", "t").set_body_json(body)
    };
    let server = server(ResponseTemplate::new(204)).await;
    for (expires, fetches) in [("2000-02-29T23:59:59.999999Z", 2), ("2199-12-31T00:00:00Z", 1), ("soon", 1)] {
        iam.reset().await;
        Mock::given(matchers::any()).respond_with(token(expires)).mount(&iam).await;
        let client = builder(&server).credential("i", IamPassword::new("d", "u", "p").url(iam.uri())).build()?;
        get(&client, IAM).await?;
        get(&client, IAM).await?;
        assert_eq!(requests(&iam).await.len(), fetches, "{expires}");
    }
    iam.reset().await;
    let body = json!({"error": {"message": "The password hidden is wrong.", "code": 401}});
    Mock::given(matchers::any()).respond_with(ResponseTemplate::new(401).set_body_json(body)).mount(&iam).await;
    let login = IamPassword::new("d", "u", "hidden");
    let error = get(&builder(&server).credential("i", login.clone().url(iam.uri())).build()?, IAM).await.unwrap_err();
    let message = "no token was given: the reply was 401 Unauthorized: The password … is wrong.";
    assert_eq!((chain(&error).as_str(), error.status()), (message, None));
    let error = get(&builder(&server).credential("i", login).build()?, IAM).await.unwrap_err();
    assert_eq!(error.to_string(), "the identity service is not known: call `url` on `IamPassword`");
    Ok(())
}

#[test]
fn debug_shows_no_secret() {
    let (oauth, iam) =
        (ClientCredentials::new("id", "hidden").param("assertion", "hidden"), IamPassword::new("d", "u", "hidden"));
    let key = crate::runtime::AccessKey::new("ak", "hidden").security_token("hidden");
    let text = format!("{oauth:?} {iam:?} {key:?} {:?} {:?}", Token::new("hidden"), Credential::from("hidden"));
    let options = Options::new().credential("token", "hidden");
    let more = format!("{options:?} {:?}", Client::builder().credential("b", Credential::basic("u", "hidden")));
    assert!(!text.contains("hidden") && !more.contains("hidden"), "{text} {more}");
}

#[test]
fn a_user_with_a_colon_is_refused() {
    let error = Client::builder().base_url("http://host").credential("u", Credential::basic("a:b", "c")).build();
    assert!(matches!(error.unwrap_err(), Error::Request(error) if error.to_string().contains("colon")));
}
