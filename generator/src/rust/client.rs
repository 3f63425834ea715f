//! `src/client.rs`: what the API adds to the runtime's client and its builder, and the ways to authenticate.

use super::file::{self, Item};
use super::{Crate, doc, ty};
use crate::analyze::{Facts, Group};
use crate::ir::{Api, Doc, SchemeId, SchemeKind, Server, Text, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// What the file may import from the crate.
const OWN: file::Own =
    &[("crate", &["types"]), ("crate::runtime", &["Client", "ClientBuilder", "Credential", "Place", "Scheme"])];

/// The file.
pub fn emit(api: &Api, facts: &Facts) -> String {
    let handles = facts.children(None).map(|(_, group)| group).collect::<Vec<_>>();
    let mut items: Vec<Item> = schemes(api, facts).map(Item::Tokens).collect();
    items.push(Item::Tokens(client(api, &handles)));
    items.extend(builder(api, facts).map(Item::Tokens));
    let modules = handles.iter().map(|group| ty::ident(&group.method));
    let api_use = (!handles.is_empty()).then(|| quote!(use crate::api::{#(#modules),*};));
    let server = (!facts.servers.is_empty()).then(|| {
        quote!(
            use crate::server::Server;
        )
    });
    let uses: Vec<TokenStream> = server.into_iter().chain(api_use).collect();
    file::print(&["What this API adds to the client and its builder.".to_owned()], OWN, &uses, items)
}

/// Whether the client takes a credential of such a kind.
pub fn uses(api: &Api, is: impl Fn(&SchemeKind) -> bool) -> bool {
    api.schemes.iter().any(|scheme| is(&scheme.kind))
}

/// The constant that says how a scheme's secret travels.
pub fn constant(facts: &Facts, id: SchemeId) -> Ident {
    format_ident!("{}", facts[id].to_uppercase())
}

fn schemes<'a>(api: &'a Api, facts: &'a Facts) -> impl Iterator<Item = TokenStream> + 'a {
    let used =
        |id: SchemeId| api.operations.iter().any(|operation| operation.security.iter().flatten().any(|it| *it == id));
    let schemes = api.schemes.iter().enumerate().map(|(index, scheme)| (SchemeId::at(index), scheme));
    schemes.filter(move |(id, _)| used(*id)).map(|(id, scheme)| {
        let (constant, name, method) = (constant(facts, id), &scheme.name, &facts[id]);
        let place = match &scheme.kind {
            SchemeKind::Header { name, prefix } => quote!(Header(#name, #prefix)),
            SchemeKind::Query(name) => quote!(Query(#name)),
            SchemeKind::Cookie(name) => quote!(Cookie(#name)),
            SchemeKind::Bearer => quote!(Bearer),
            SchemeKind::Basic => quote!(Basic),
            SchemeKind::ClientCredentials { token_url, scopes } => {
                quote!(ClientCredentials(#token_url, &[#(#scopes),*]))
            }
            SchemeKind::Iam { url } => {
                let url = url.as_deref().unwrap_or_default();
                quote!(Iam(#url))
            }
            SchemeKind::Signature => quote!(Signature),
        };
        // The builder's method says the rest.
        let about = Doc { summary: scheme.doc.summary.clone(), ..Doc::default() };
        let docs = doc::attributes(&about, &format!("{}.", doc::code(name)), &[]);
        quote! {
            #docs
            pub(crate) const #constant: Scheme = Scheme { name: #name, method: #method, place: Place::#place };
        }
    })
}

fn client(api: &Api, handles: &[&Group]) -> TokenStream {
    let server = api.servers.first();
    let url = server.map(Server::default_url).unwrap_or_default();
    let about = match server {
        Some(server) if server.is_absolute() => format!(", at {} if nothing else is set.", doc::code(&url)),
        Some(_) => {
            format!("; its base URL must be set: the API's documents say only that {} ends it.", doc::code(&url))
        }
        None => "; its base URL must be set: the API has no address of its own.".to_owned(),
    };
    let about = format!(" Begins a client of {}{about}", title(api));
    let handles = handles.iter().map(|group| {
        let (method, name) = (ty::ident(&group.method), ty::ident(&group.ident));
        let docs = doc::attributes(&group.doc, &format!("The operations of `{}`.", group.method), &[]);
        quote! {
            #docs
            pub fn #method(&self) -> #method::#name {
                #method::#name::new(self.clone())
            }
        }
    });
    quote! {
        impl Client {
            #[doc = #about]
            pub fn builder() -> ClientBuilder {
                ClientBuilder::new(#url)
            }
            #(#handles)*
        }
    }
}

fn builder(api: &Api, facts: &Facts) -> Option<TokenStream> {
    let choice = (!facts.servers.is_empty()).then(|| {
        let docs = match facts.servers.first().filter(|own| own.index == 0) {
            Some(own) => format!(" Which of the API's servers to call; [`Server::{}`] if not set.", own.variant),
            None => " Which of the API's servers to call.".to_owned(),
        };
        quote! {
            #[doc = #docs]
            pub fn server(mut self, server: impl Into<Server>) -> Self {
                self.server = server.into().to_string();
                self
            }
        }
    });
    let secrets = api.schemes.iter().enumerate().map(|(index, scheme)| {
        let id = SchemeId::at(index);
        let (method, name) = (ty::ident(&facts[id]), &scheme.name);
        let docs = doc::attributes(
            &scheme.doc,
            &secret(&scheme.kind),
            &takes(&scheme.kind).map(str::to_owned).into_iter().collect::<Vec<_>>(),
        );
        if scheme.kind == SchemeKind::Basic {
            return quote! {
                #docs
                pub fn #method(self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
                    self.credential(#name, Credential::basic(user.as_ref(), password.as_ref()))
                }
            };
        }
        quote! {
            #docs
            pub fn #method(self, credential: impl Into<Credential>) -> Self {
                self.credential(#name, credential)
            }
        }
    });
    let globals = facts.globals.iter().map(|global| {
        let (method, wire) = (ty::ident(&global.ident), &global.wire);
        let more = ["Every operation that needs it takes it from here, unless the call sets it.".to_owned()];
        let docs = doc::attributes(&global.doc, &format!("{}.", doc::code(wire)), &more);
        let (argument, value) = match global.ty {
            Type::String(Text::Plain) => (quote!(impl AsRef<str>), quote!(&value.as_ref())),
            _ => (ty::emit(facts, &global.ty, ty::From::Elsewhere), quote!(&value)),
        };
        quote! {
            #docs
            pub fn #method(self, value: #argument) -> Self {
                self.global(#wire, #value)
            }
        }
    });
    let methods: Vec<_> = secrets.chain(globals).chain(choice).collect();
    (!methods.is_empty()).then(|| quote!(impl ClientBuilder { #(#methods)* }))
}

/// What to say of a scheme that the document does not describe.
pub fn secret(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::Header { name, .. } => format!("The secret sent in the header `{name}`."),
        SchemeKind::Query(name) => format!("The secret sent in the query parameter `{name}`."),
        SchemeKind::Cookie(name) => format!("The secret sent in the cookie `{name}`."),
        SchemeKind::Bearer => "The token sent as `Authorization: Bearer`.".to_owned(),
        SchemeKind::Basic => "The user and password sent as `Authorization: Basic`.".to_owned(),
        SchemeKind::ClientCredentials { .. } => {
            "The token sent as `Authorization: Bearer`, or the client's id and secret to fetch it with.".to_owned()
        }
        SchemeKind::Iam { .. } => {
            "The token sent in the header `X-Auth-Token`, or the user and password to fetch it with.".to_owned()
        }
        SchemeKind::Signature => "The access key that requests are signed with.".to_owned(),
    }
}

/// What the method that sets a credential takes.
pub fn takes(kind: &SchemeKind) -> Option<&'static str> {
    Some(match kind {
        SchemeKind::Header { .. } | SchemeKind::Query(_) | SchemeKind::Cookie(_) | SchemeKind::Basic => {
            return None;
        }
        SchemeKind::Bearer => "Takes the token, or a `TokenProvider` that fetches it.",
        SchemeKind::ClientCredentials { .. } => {
            "Takes `ClientCredentials`, for which a token is fetched whenever one is needed, a token as it is, or any other \
             `TokenProvider`."
        }
        SchemeKind::Iam { .. } => {
            "Takes an `IamPassword`, for which a token is fetched whenever one is needed, a token as it is, or any other \
             `TokenProvider`."
        }
        SchemeKind::Signature => "Takes an `AccessKey`, or any other `Signer` as `Credential::signer`.",
    })
}

/// What stands for a secret in an example.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// What callers usually have.
    Usual,
    /// A token wherever one will do, so that none is fetched.
    Token,
}

/// The call of the builder that sets an example of a scheme's credential.
pub fn credential(facts: &Facts, krate: &Crate, id: SchemeId, kind: &SchemeKind, secret: Secret) -> String {
    let (method, ident) = (&facts[id], &krate.ident);
    match kind {
        SchemeKind::Basic => format!(".{method}(\"user\", \"password\")"),
        SchemeKind::Signature => format!(".{method}({ident}::AccessKey::new(\"access key\", \"secret key\"))"),
        SchemeKind::ClientCredentials { .. } if secret == Secret::Usual => {
            format!(".{method}({ident}::ClientCredentials::new(\"id\", \"secret\"))")
        }
        SchemeKind::Header { .. }
        | SchemeKind::Query(_)
        | SchemeKind::Cookie(_)
        | SchemeKind::Bearer
        | SchemeKind::ClientCredentials { .. }
        | SchemeKind::Iam { .. } => format!(".{method}(\"secret\")"),
    }
}

/// What the API is called in a sentence.
pub fn title(api: &Api) -> String {
    let title = api.info.title.replace(['\n', '`'], " ");
    match title.trim() {
        "" => "the API".to_owned(),
        title if title.to_lowercase().contains("api") => format!("the {}", title.strip_prefix("The ").unwrap_or(title)),
        title => format!("the {title} API"),
    }
}
