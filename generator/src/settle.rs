//! What `api.toml` says of an API, applied to its model, whichever front end made it.

mod paging;

use crate::config::{Config, place};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Api, Place, Server, Style};
use crate::source::SourceMap;

/// Applies the base URL, the globals and the paginations.
pub fn apply(diags: &mut Diagnostics, sources: &SourceMap, api: &mut Api, config: &Config) {
    if let Some(url) = &config.client.base_url {
        let at = place(sources, config, url);
        if !url.starts_with("https://") && !url.starts_with("http://") {
            let message = format!("`{url}` is no address of an HTTP server");
            diags.report(Code::BadConfig, &at, message).help("give an address that begins with `https://`");
        }
        let others = api.servers.iter().skip(1).filter(|server| server.url != *url).cloned();
        api.servers = [Server::plain(url, at)].into_iter().chain(others).collect();
    }
    for name in &config.client.globals {
        let params = api.operations.iter_mut().flat_map(|operation| &mut operation.params);
        let mut matched = false;
        for param in params.filter(|param| param.wire == *name && param.place != Place::Cookie) {
            param.global = true;
            matched = true;
        }
        if !matched {
            let message = format!("no operation has a parameter `{name}` in its path, query or headers");
            diags
                .report(Code::ConfigUnmatched, &place(sources, config, name), message)
                .help("correct the name, or remove it");
        }
    }
    for param in api.operations.iter_mut().flat_map(|operation| &mut operation.params).filter(|param| param.global) {
        // A cookie belongs to one call.
        param.global = param.place != Place::Cookie;
        if (param.style, param.explode, param.reserved)
            != (Style::usual(param.place).0, Style::usual(param.place).1, false)
        {
            let message = format!("`{}` is written in a style of its own, so each call must give it", param.wire);
            diags.report(Code::UnsupportedParameter, &param.at, message);
            param.global = false;
        }
    }
    paging::apply(diags, sources, api, config);
}
