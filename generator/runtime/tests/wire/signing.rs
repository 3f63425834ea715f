//! Signatures: the same as those of the vendor's Python SDK, and only where they belong.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime, Utc};
use proptest::prelude::*;
use serde_json::Value;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::client::Api as _;
use crate::runtime::Raw;
use crate::runtime::{AccessKey, Body, Client, Credential, Method, Place, Scheme, Security};
use crate::{Outcome, header, requests, server};

const SECURITY: Security = &[&[Scheme { name: "ak", method: "access_key", place: Place::Signature }]];

#[test]
fn signatures_are_those_of_the_vendor() -> Outcome {
    let data: Value = serde_json::from_str(include_str!("signatures.json"))?;
    let vectors = data["vectors"].as_array().unwrap();
    assert!(vectors.len() >= 20);
    for vector in vectors {
        let text = |name: &str| vector[name].as_str().unwrap_or_default();
        let mut key = AccessKey::new(text("ak"), text("sk"));
        for (name, set) in [
            ("security_token", AccessKey::security_token as fn(AccessKey, String) -> AccessKey),
            ("project_id", AccessKey::project_id),
            ("domain_id", AccessKey::domain_id),
        ] {
            if let Some(value) = vector[name].as_str() {
                key = set(key, value.to_owned());
            }
        }
        let mut request = http::Request::builder()
            .method(text("method"))
            .uri(format!("https://{}{}", text("host"), text("target")))
            .body(Body::from(text("body").to_owned()))?;
        let mut now = SystemTime::UNIX_EPOCH;
        for (name, value) in vector["headers"].as_object().unwrap() {
            let value = value.as_str().unwrap();
            if name == "X-Sdk-Date" {
                now = NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%SZ")?.and_utc().into();
            } else {
                request.headers_mut().insert(http::HeaderName::try_from(name)?, value.parse()?);
            }
        }
        key.sign_at(&mut request, now)?;
        let sent = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(sent("authorization"), vector["authorization"].as_str(), "{}", text("name"));
        assert_eq!(sent("x-sdk-content-sha256"), vector["content_sha256"].as_str(), "{}", text("name"));
    }
    Ok(())
}

proptest! {
    #[test]
    fn the_date_of_a_signature_is_that_of_the_clock(seconds in 0_u64..250_000_000_000) {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let mut request = http::Request::get("https://host/").body(Body::from("")).unwrap();
        AccessKey::new("ak", "sk").sign_at(&mut request, now).unwrap();
        let expected = DateTime::<Utc>::from(now).format("%Y%m%dT%H%M%SZ").to_string();
        prop_assert_eq!(request.headers()["x-sdk-date"].to_str().unwrap(), expected);
    }
}

#[tokio::test]
async fn the_finished_request_is_signed_on_its_way_to_its_own_server_alone() -> Outcome {
    let other = server(ResponseTemplate::new(204)).await;
    let own = MockServer::start().await;
    let to = |url: String| ResponseTemplate::new(307).insert_header("location", url);
    Mock::given(matchers::path("/near")).respond_with(to("/away?a=1".into())).mount(&own).await;
    Mock::given(matchers::path("/away")).respond_with(to(other.uri())).mount(&own).await;
    let key = AccessKey::new("ak", "hidden").security_token("hidden").project_id("p");
    let client = Client::builder()
        .base_url(own.uri())
        .credential("ak", key)
        .before(|request| drop(request.headers_mut().insert("x-hook", http::HeaderValue::from_static("1"))))
        .build()?;
    client.request(Method::GET, "/near", SECURITY).send::<(), Raw>().await?;

    let (sent, away) = (requests(&own).await, requests(&other).await);
    let signed =
        "SDK-HMAC-SHA256 Access=ak, SignedHeaders=accept;host;x-hook;x-project-id;x-sdk-date;x-security-token, ";
    let signatures: Vec<_> = sent.iter().filter_map(|request| header(request, "authorization")).collect();
    assert!(signatures.len() == 2 && signatures.iter().all(|it| it.starts_with(signed)), "{signatures:?}");
    assert_ne!(signatures[0], signatures[1]);
    for name in ["authorization", "x-security-token", "x-project-id", "x-sdk-date"] {
        assert_eq!(header(&away[0], name), None, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn a_stream_is_not_signed_and_a_text_is_no_key() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let client = |credential: Credential| Client::builder().base_url(server.uri()).credential("ak", credential).build();
    let body = Body::stream(Body::from("chunk"), None);
    let request = client(AccessKey::new("ak", "sk").into())?.request(Method::PUT, "/a", SECURITY);
    request.bytes(body, "application/json").send::<(), Raw>().await?;
    assert_eq!(header(&requests(&server).await[0], "x-sdk-content-sha256"), Some("UNSIGNED-PAYLOAD"));

    let request = client("text".into())?.request(Method::GET, "/a", SECURITY);
    let error = request.send::<(), Raw>().await.unwrap_err();
    assert_eq!(error.to_string(), "the credential set by `access_key` must be a key that signs");
    Ok(())
}
