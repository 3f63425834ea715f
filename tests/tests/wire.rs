//! The generated clients against a real server on loopback: what it receives, and what callers get.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use serde_json::json;
use wiremock::matchers::{header, header_exists, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A server that knows one route, and answers everything else with 404.
async fn serve(mock: Mock) -> MockServer {
    let server = MockServer::start().await;
    mock.mount(&server).await;
    server
}

mod baseten_api {
    use super::*;
    use baseten::{Client, Error};

    const AUTH_CODES: &str = "/v1/training_projects/proj%2F1/jobs/job%201/auth_codes";

    fn client(server: &MockServer, key: &str) -> Client {
        Client::builder().base_url(server.uri()).api_key(key).build().unwrap()
    }

    #[tokio::test]
    async fn auth_codes_are_read() {
        let reply = json!({"auth_codes": [{
            "session_id": "s-1", "replica_id": "g00r0", "auth_code": "1A2B-3C4D", "auth_url": "https://login.example/device",
            "generated_at": "2026-01-02T03:04:05Z", "tunnel_name": null, "added_later": {"by": "the server"},
        }]});
        let route = Mock::given(method("GET")).and(path(AUTH_CODES)).and(header("authorization", "Api-Key KEY"));
        let server = serve(route.respond_with(ResponseTemplate::new(200).set_body_json(reply))).await;

        let codes =
            client(&server, "KEY").training_projects().list_job_auth_codes("proj/1", "job 1").send().await.unwrap();
        let code = &codes.auth_codes[0];
        assert_eq!((code.session_id.as_str(), code.auth_code.as_str()), ("s-1", "1A2B-3C4D"));
        assert_eq!(code.generated_at.unwrap().to_rfc3339(), "2026-01-02T03:04:05+00:00");
        assert!(code.tunnel_name.is_none() && code.expires_at.is_none());
    }

    #[tokio::test]
    async fn a_wrong_key_is_told_apart() {
        let refusal = ResponseTemplate::new(401)
            .insert_header("x-request-id", "r-7")
            .set_body_json(json!({"error": "no such key"}));
        let server = serve(Mock::given(header("authorization", "Api-Key WRONG")).respond_with(refusal)).await;

        let call = client(&server, "WRONG").training_projects().list_job_auth_codes("p", "j").send();
        let error: Error = call.await.unwrap_err();
        assert!(error.is_unauthorized() && !error.is_retryable());
        assert_eq!(error.status().unwrap().as_u16(), 401);
        assert_eq!(error.request_id(), Some("r-7"));
        assert!(!format!("{error} {error:?}").contains("WRONG"));
    }

    #[tokio::test]
    async fn a_missing_key_is_noticed_before_anything_is_sent() {
        let server = MockServer::start().await;
        let client = Client::builder().base_url(server.uri()).build().unwrap();
        let error = client.training_projects().list_job_auth_codes("p", "j").send().await.unwrap_err();
        assert!(error.to_string().contains("api_key"), "{error}");
        assert!(server.received_requests().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_body_of_the_wrong_shape_is_told_with_its_place() {
        let reply = ResponseTemplate::new(200).set_body_json(json!({"auth_codes": [{"session_id": 5}]}));
        let server = serve(Mock::given(method("GET")).respond_with(reply)).await;
        let error = client(&server, "KEY").training_projects().list_job_auth_codes("p", "j").send().await.unwrap_err();
        let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
        let text = format!("{error} {source}");
        assert!(text.contains("$.auth_codes[0].session_id: expected a string"), "{text}");
    }
}

mod intuned_api {
    use super::*;
    use intuned::Client;
    use intuned::types::GetAuthSessionResponseStatus as Status;
    use uuid::Uuid;

    const SESSION: &str = "/api/00000000-0000-0000-0000-000000000001/projects/my-project/auth-sessions/..%2Fx";

    #[tokio::test]
    async fn an_auth_session_is_read_with_the_workspace_of_the_client() {
        let reply =
            ResponseTemplate::new(200).set_body_json(json!({"id": "a-1", "type": "RUNTIME", "status": "ARCHIVED"}));
        let route = Mock::given(method("GET")).and(path(SESSION)).and(header("x-api-key", "KEY"));
        let server = serve(route.respond_with(reply)).await;
        let client = Client::builder()
            .base_url(format!("{}/api", server.uri()))
            .api_key("KEY")
            .workspace_id(Uuid::from_u128(1))
            .build()
            .unwrap();

        let sessions = client.projects().auth_sessions();
        let session = sessions.get("my-project", "../x").send().await.unwrap();
        assert_eq!(session.id, "a-1");
        assert_eq!(session.status, Status::Unknown("ARCHIVED".to_owned()), "a value that came later is kept");

        // The call may override the client.
        let other = sessions.get("my-project", "../x").workspace_id(Uuid::from_u128(2)).send().await.unwrap_err();
        assert!(other.is_not_found());
    }

    #[tokio::test]
    async fn a_missing_workspace_is_noticed_before_anything_is_sent() {
        let server = MockServer::start().await;
        let client = Client::builder().base_url(server.uri()).api_key("KEY").build().unwrap();
        let error = client.projects().auth_sessions().get("p", "s").send().await.unwrap_err();
        assert!(error.to_string().contains("workspaceId"), "{error}");
        assert!(server.received_requests().await.unwrap().is_empty());
    }
}

mod modelarts_api {
    use super::*;
    use modelarts::{Client, Error};

    fn client(server: &MockServer) -> Client {
        Client::builder().base_url(server.uri()).auth_token("TOKEN").project_id("p-1").build().unwrap()
    }

    #[tokio::test]
    async fn an_instance_token_is_read() {
        let reply = ResponseTemplate::new(200).set_body_json(json!({"token": "T"}));
        let route = Mock::given(method("GET"))
            .and(path("/v1/p-1/demanager/instances/i-1/token"))
            .and(header("x-auth-token", "TOKEN"));
        let server = serve(route.respond_with(reply)).await;
        let reply = client(&server).development_environment().get_instance_token("i-1").send().await.unwrap();
        assert_eq!(reply.token.as_deref(), Some("T"));
    }

    #[tokio::test]
    async fn a_failure_gives_code_and_message() {
        let body = json!({"error_message": "no such instance", "error_code": "ModelArts.6309"});
        let server = serve(
            Mock::given(header_exists("x-auth-token")).respond_with(ResponseTemplate::new(404).set_body_json(body)),
        )
        .await;
        let error = client(&server).development_environment().get_instance_token("i-1").send().await.unwrap_err();
        assert!(error.is_not_found());
        let Error::Api(failure) = &error else { panic!("{error}") };
        let body = failure.body().unwrap();
        assert_eq!(body.error_code.as_deref(), Some("ModelArts.6309"));
        assert_eq!(body.error_message.as_deref(), Some("no such instance"));
        // `?` makes the crate's plain error of it, which still knows what came back.
        let erased: Error = error.into();
        assert!(erased.is_not_found() && erased.bytes().is_some_and(|bytes| bytes.starts_with(b"{")));
    }
}
