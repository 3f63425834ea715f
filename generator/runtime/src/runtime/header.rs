//! The values of headers as the types that the API documents.

use http::HeaderMap;

use super::{Json, json};

/// The value of a header; `None` if it is missing or is no `T`. Lines of the same name are one, as RFC 9110 says.
pub fn value<T: Json>(headers: &HeaderMap, name: &str) -> Option<T> {
    let mut value = T::blank();
    read(headers, name, &mut value).then_some(value)
}

/// Whether the value is there and reads: a text or a number, or a list of them between commas.
fn read(headers: &HeaderMap, name: &str, value: &mut dyn Json) -> bool {
    let lines: Vec<_> = headers.get_all(name).iter().filter_map(|line| line.to_str().ok()).collect();
    if lines.is_empty() {
        return false;
    }
    let text = lines.join(", ");
    let quoted = |text: &str| String::from_utf8(json::encode(&text.to_owned())).unwrap_or_default();
    let items = || text.split(',').map(str::trim).filter(|item| !item.is_empty());
    let forms = [
        quoted(&text),
        text.clone(),
        format!("[{}]", items().map(quoted).collect::<Vec<_>>().join(",")),
        format!("[{}]", items().collect::<Vec<_>>().join(",")),
    ];
    forms.iter().any(|form| json::fill(form.as_bytes(), value).is_ok())
}
