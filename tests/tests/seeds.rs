//! What must come out of one real document of each kind, if they are here.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should stop where it fails"
)]

use generator::ir::{Api, Kind, Param, Presence, SchemeKind, Struct, Text, Type};
use tests::{documents, shared};

/// The model of a document, which must read without a warning.
fn read(name: &str) -> Option<Api> {
    let path = shared("seeds")?.join(name);
    let (mut diags, mut sources) = Default::default();
    let (_, api) = generator::read(&mut diags, &mut sources, &documents(&path)).unwrap();
    assert!(diags.list().is_empty(), "{:?}", diags.list());
    Some(api)
}

fn strukt<'a>(api: &'a Api, name: &str) -> &'a Struct {
    let def = api.types.iter().find(|def| def.hint.words == [name]).unwrap();
    match &def.kind {
        Kind::Struct(item) => item,
        other => panic!("{other:?}"),
    }
}

fn surface(name: &str) -> Option<String> {
    Some(generator::generate(&documents(&shared("seeds")?.join(name))).made.unwrap().surface)
}

#[test]
fn auth_codes_have_four_required_and_four_optional_strings() {
    let Some(api) = read("baseten.md") else { return };
    let fields = &strukt(&api, "AuthCodeV1").fields;
    let count = |presence: Presence, text: Text| {
        fields.iter().filter(|field| field.presence == presence && field.ty == Type::String(text)).count()
    };
    assert_eq!(fields.len(), 8);
    assert_eq!(count(Presence::Required, Text::Plain), 4);
    assert_eq!(count(Presence::OptionalNullable, Text::Plain), 2);
    assert_eq!(count(Presence::OptionalNullable, Text::DateTime), 2);
    let kind = SchemeKind::Header { name: "Authorization".into(), prefix: "Api-Key ".into() };
    assert_eq!(api.schemes[0].kind, kind);
    let surface = surface("baseten.md").unwrap();
    assert!(surface.contains("list_job_auth_codes(training_project_id: String, training_job_id: String)"), "{surface}");
}

#[test]
fn a_workspace_is_set_once_and_a_status_is_open() {
    let Some(api) = read("intuned.md") else { return };
    let global = |param: &&Param| param.global;
    let globals: Vec<_> = api.operations[0].params.iter().filter(global).map(|param| param.wire.as_str()).collect();
    assert_eq!(globals, ["workspaceId"]);
    let surface = surface("intuned.md").unwrap();
    assert!(
        surface.contains("projects.auth_sessions\n  get(project_name: String, auth_session_id: String)"),
        "{surface}"
    );
    assert!(surface.contains("enum GetAuthSessionResponseStatus\n  Pending"), "{surface}");
}

#[test]
fn a_token_comes_back_or_a_code_and_a_message() {
    let Some(surface) = surface("modelarts.rst") else { return };
    for line in [
        "project_id",
        "instance_id: String",
        "token: Option<String>",
        "error_code: Option<String>",
        "error_message: Option<String>",
    ] {
        assert!(surface.contains(line), "{line}: {surface}");
    }
}
