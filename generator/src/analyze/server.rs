//! The servers that callers choose between, and their names.

use super::case::{pascal, snake, words};
use super::name::{Scope, value_variant};
use crate::ir::{Api, Server, Variable};

/// What follows for a server that callers may choose.
#[derive(Clone, Debug)]
pub struct ServerFacts {
    /// Its place in [`Api::servers`].
    pub index: usize,
    /// The identifier of its variant.
    pub variant: String,
    /// The identifier of the type that holds its variables.
    pub ident: String,
    /// Of its variables, in their order.
    pub variables: Vec<VariableFacts>,
}

/// What follows for a variable of a server.
#[derive(Clone, Debug)]
pub struct VariableFacts {
    /// The setter's identifier.
    pub ident: String,
    /// The enum that its values are, if the document lists them.
    pub choice: Option<Choice>,
}

/// An enum of a variable's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its identifier.
    pub ident: String,
    /// Of its variants, in the order of the values.
    pub variants: Vec<String>,
}

/// Words that tell no server from another.
const FILLERS: &[&str] = &["api", "base", "default", "endpoint", "environment", "host", "server", "the", "url", "www"];

/// The servers to choose between; none if there is no choice.
pub fn run(api: &Api) -> Vec<ServerFacts> {
    let absolute: Vec<_> = api.servers.iter().enumerate().filter(|(_, server)| server.is_absolute()).collect();
    if absolute.len() < 2 && absolute.iter().all(|(_, server)| server.variables.is_empty()) {
        return Vec::new();
    }
    let (mut variants, mut idents) = (Scope::default(), Scope::servers());
    let mut choices: Vec<(&Variable, Choice)> = Vec::new();
    let facts = absolute.into_iter().map(|(index, server)| {
        let variant = variants.claim(names(server).into_iter().chain(["Server".to_owned()]));
        let ident = idents.claim([format!("{}Server", variant.strip_suffix("Server").unwrap_or(&variant))]);
        let mut scope = Scope::settable(&["new", "clone"]);
        let variables = server.variables.iter().map(|it| {
            // Servers that give the same choice share its type.
            let same = choices.iter().find(|(known, _)| (&known.name, &known.values) == (&it.name, &it.values));
            let choice = same.map(|(_, choice)| choice.clone()).or_else(|| choice(&mut idents, &variant, it));
            choices.extend(choice.clone().map(|choice| (it, choice)));
            VariableFacts { ident: scope.claim_with_underscore(snake(&words(&it.name))), choice }
        });
        let variables = variables.collect();
        ServerFacts { index, variant, ident, variables }
    });
    facts.collect()
}

/// The enum of a variable that has values to choose from.
fn choice(idents: &mut Scope, variant: &str, variable: &Variable) -> Option<Choice> {
    let name = pascal(&words(&variable.name));
    let mut variants = Scope::reserving(&["Unknown"]);
    let variants: Vec<String> = variable.values.iter().map(|value| value_variant(&mut variants, value)).collect();
    let ident = || idents.claim([name.clone(), format!("{variant}{name}")]);
    (!variants.is_empty()).then(ident).map(|ident| Choice { ident, variants })
}

/// What a server may be called: by its name, by a short description, by the first label of its host that says something.
fn names(server: &Server) -> Vec<String> {
    let telling = |text: &str| -> Vec<String> {
        words(text).into_iter().filter(|word| !FILLERS.contains(&word.as_str())).collect()
    };
    let (_, host) = server.url.split_once("://").unwrap_or_default();
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let label = host.split('.').map(telling).find(|words| !words.is_empty()).unwrap_or_default();
    [telling(&server.name), telling(&server.doc.summary), label]
        .into_iter()
        .filter(|words| (1..=3).contains(&words.len()) && !words.iter().any(|word| word.starts_with(char::is_numeric)))
        .map(|words| pascal(&words))
        .collect()
}
