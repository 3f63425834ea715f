//! Every style in every place, with every kind of value, as it arrives; `docs/parameters.md` is made of the same table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};
use wiremock::{MockServer, ResponseTemplate};

use crate::client::Api as _;
use crate::runtime::{Client, Error, Method, Param, Raw, Request, Style, Target};
use crate::{Outcome, header, requests, server};

/// A colour, whose properties stand in no alphabetical order.
#[derive(Clone)]
pub struct Colour {
    /// Red.
    pub r: i64,
    /// Green.
    pub g: f64,
    /// Blue.
    pub b: Option<i64>,
    /// Never there.
    pub a: Option<i64>,
}
record!(Colour { r: "R", g: "G", b: "B", a: "A" });

/// What stands for a request that is refused.
const REFUSED: &str = "*refused*";

/// A row of the table: place, style, whether it is exploded, and what is sent for `""`, `"blue"`,
/// `["blue", "black", "brown"]` and `{"R": 100, "G": 200, "B": 150}`.
type Row = (&'static str, &'static str, bool, [&'static str; 4]);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("path", "simple", false, [REFUSED, "blue", "blue,black,brown", "R,100,G,200,B,150"]),
    ("path", "simple", true, [REFUSED, "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ("path", "label", false, [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
    ("path", "label", true, [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
    ("path", "matrix", false, [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]),
    ("path", "matrix", true, [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]),
    ("query", "form", false, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    ("query", "form", true, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
    ("query", "spaceDelimited", false, ["color=", "color=blue", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"]),
    ("query", "spaceDelimited", true, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
    ("query", "pipeDelimited", false, ["color=", "color=blue", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"]),
    ("query", "pipeDelimited", true, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
    ("query", "deepObject", true, ["color=", "color=blue", "color=blue&color=black&color=brown", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"]),
    ("query", "JSON", false, ["color=%22%22", "color=%22blue%22", "color=%5B%22blue%22%2C%22black%22%2C%22brown%22%5D", "color=%7B%22R%22%3A100%2C%22G%22%3A200.0%2C%22B%22%3A150%7D"]),
    ("header", "simple", false, ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
    ("header", "simple", true, ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
    ("header", "JSON", false, [r#""""#, r#""blue""#, r#"["blue","black","brown"]"#, r#"{"R":100,"G":200.0,"B":150}"#]),
    ("cookie", "cookie", false, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    ("cookie", "cookie", true, ["color=", "color=blue", "color=blue; color=black; color=brown", "R=100; G=200; B=150"]),
    ("cookie", "form", false, ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
    ("cookie", "form", true, ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
];

/// The text that shows what is encoded.
const SPECIAL: &str = "a/b?c#d[e]&f+g=h,i;j%20k% é";

/// A row of the second table: place, style, whether reserved characters stay, and what is sent for [`SPECIAL`].
#[rustfmt::skip]
const SPECIAL_ROWS: &[(&str, &str, bool, &str)] = &[
    ("path", "simple", false, "a%2Fb%3Fc%23d%5Be%5D%26f%2Bg%3Dh%2Ci%3Bj%2520k%25%20%C3%A9"),
    ("path", "simple", true, "a%2Fb%3Fc%23d%5Be%5D&f+g=h,i;j%20k%25%20%C3%A9"),
    ("path", "label", false, ".a%2Fb%3Fc%23d%5Be%5D%26f%2Bg%3Dh%2Ci%3Bj%2520k%25%20%C3%A9"),
    ("path", "matrix", false, ";color=a%2Fb%3Fc%23d%5Be%5D%26f%2Bg%3Dh%2Ci%3Bj%2520k%25%20%C3%A9"),
    ("query", "form", false, "color=a%2Fb%3Fc%23d%5Be%5D%26f%2Bg%3Dh%2Ci%3Bj%2520k%25%20%C3%A9"),
    ("query", "form", true, "color=a/b?c%23d%5Be%5D%26f%2Bg=h,i;j%20k%25%20%C3%A9"),
    ("header", "simple", false, SPECIAL),
    ("cookie", "cookie", false, "color=a/b?c#d[e]&f+g=h%2Ci%3Bj%20k%25%20%C3%A9"),
    ("cookie", "form", false, "color=a%2Fb%3Fc%23d%5Be%5D%26f%2Bg%3Dh%2Ci%3Bj%2520k%25%20%C3%A9"),
];

fn style(name: &str, explode: bool, reserved: bool) -> Style {
    let style = match name {
        "simple" => Style::SIMPLE,
        "label" => Style::LABEL,
        "matrix" => Style::MATRIX,
        "form" => Style::FORM,
        "spaceDelimited" => Style::SPACE,
        "pipeDelimited" => Style::PIPE,
        "deepObject" => Style::DEEP,
        "cookie" => Style::COOKIE,
        _ => Style::JSON,
    };
    let style = if explode { style.exploded() } else { style };
    if reserved { style.reserved() } else { style }
}

async fn send(request: Request) -> Result<(), Error<Raw>> {
    request.send::<(), Raw>().await
}

/// What arrives of a parameter.
async fn arrives(client: &Client, server: &MockServer, place: &str, style: Style, value: &dyn Param) -> Option<String> {
    server.reset().await;
    let template = if place == "path" { "/p{color}" } else { "/" };
    let request = client.request(Method::GET, template, &[]);
    let sent = send(match place {
        "path" => request.styled(Target::Path, style, "color", value),
        "query" => request.styled(Target::Query, style, "color", value),
        "header" => request.styled(Target::Header, style, "color", value),
        _ => request.styled(Target::Cookie, style, "color", value),
    });
    if let Err(Error::Request(_)) = sent.await {
        return Some(REFUSED.to_owned());
    }
    let requests = requests(server).await;
    let request = requests.first()?;
    match place {
        "path" => request.url.path().strip_prefix("/p").map(str::to_owned),
        "query" => request.url.query().map(str::to_owned),
        "header" => request.headers.get("color").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
        _ => header(request, "cookie").map(str::to_owned),
    }
}

#[tokio::test]
async fn every_style_is_written_as_the_tables_say() {
    let server = server(ResponseTemplate::new(204)).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let list: Vec<String> = ["blue", "black", "brown"].map(str::to_owned).into();
    let colour = Colour { r: 100, g: 200.0, b: Some(150), a: None };
    for (place, name, explode, expected) in ROWS {
        let values: [&dyn Param; 4] = [&"", &"blue", &list, &colour];
        for (value, expected) in values.into_iter().zip(expected) {
            let sent = arrives(&client, &server, place, style(name, *explode, false), value).await;
            assert_eq!(sent.as_deref(), Some(*expected), "{place} {name} {explode}");
        }
        let empty: Vec<String> = Vec::new();
        let nothing: [&dyn Param; 2] = [&None::<String>, &empty];
        for absent in nothing.into_iter().take(if *name == "JSON" { 1 } else { 2 }) {
            let sent = arrives(&client, &server, place, style(name, *explode, false), absent).await;
            let expected = if *place == "path" { Some(REFUSED) } else { None };
            assert_eq!(sent.as_deref(), expected, "{place} {name} {explode}, nothing");
        }
    }
    for (place, name, reserved, expected) in SPECIAL_ROWS {
        let sent = arrives(&client, &server, place, style(name, false, *reserved), &SPECIAL).await;
        assert_eq!(sent.as_deref(), Some(*expected), "{place} {name} {reserved}");
    }
}

#[tokio::test]
async fn what_stands_inside_lists_and_objects_is_json_or_has_brackets_of_its_own() {
    let server = server(ResponseTemplate::new(204)).await;
    let value = json!({"a": {"b": {"c": 1}, "d": ["x y", null, 2.5]}, "e": true, "f": null});
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    for (index, (style, expected)) in [
        (Style::DEEP, "p[a][b][c]=1&p[a][d]=x y&p[a][d]=2.5&p[e]=true"),
        (Style::FORM.exploded(), r#"a={"b":{"c":1},"d":["x y",null,2.5]}&e=true"#),
    ]
    .into_iter()
    .enumerate()
    {
        send(client.request(Method::GET, "/", &[]).styled(Target::Query, style, "p", &value)).await.unwrap();
        let requests = requests(&server).await;
        let pairs = requests[index].url.query_pairs().map(|(name, value)| format!("{name}={value}"));
        assert_eq!(pairs.collect::<Vec<_>>().join("&"), expected);
    }
    let lists: Value = json!([[1, 2], "x"]);
    let sent = arrives(&client, &server, "query", Style::FORM, &lists).await;
    assert_eq!(sent.as_deref(), Some("color=%5B1%2C2%5D,x"));
}

#[tokio::test]
async fn a_value_may_be_empty_where_the_document_says_so_and_the_last_one_counts() {
    let server = server(ResponseTemplate::new(204)).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let request = client.request(Method::GET, "/", &[]);
    let flag = Style::FORM.exploded().or_empty();
    let request = request
        .styled(Target::Query, flag, "a", &Some(1))
        .styled(Target::Query, flag, "a", &None::<i64>)
        .styled(Target::Query, flag, "b", &Some(2));
    send(request.query("c", &vec![1, 2]).styled(Target::Query, Style::FORM, "c", &vec![3, 4])).await.unwrap();
    assert_eq!(requests(&server).await[0].url.query(), Some("a=&b=2&c=3,4"));
}

#[tokio::test]
async fn a_value_may_be_the_whole_query_of_a_method_of_any_name() {
    let server = server(ResponseTemplate::new(204)).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let start = || client.request(Method::GET, "/", &[]).method("QUERY");
    let colour = Colour { r: 1, g: 2.5, b: None, a: None };
    send(start().styled(Target::Query, Style::JSON, "", &vec![1, 2])).await.unwrap();
    send(start().styled(Target::Query, Style::FORM.exploded(), "", &colour)).await.unwrap();
    send(start().styled(Target::Query, Style::FORM, "", &"a b")).await.unwrap();
    let sent = requests(&server).await;
    let queries: Vec<_> = sent.iter().map(|request| (request.method.as_str(), request.url.query().unwrap())).collect();
    assert_eq!(queries, [("QUERY", "%5B1%2C2%5D"), ("QUERY", "R=1&G=2.5"), ("QUERY", "a%20b")]);
    let error = send(start().method("NO WAY")).await.unwrap_err();
    assert!(matches!(&error, Error::Request(found) if found.to_string() == "`NO WAY` is no method"), "{error}");
}

/// An encoded dot is as good as a plain one to whoever resolves a path.
#[tokio::test]
async fn no_style_lets_a_value_be_a_step_within_the_path() {
    let server = server(ResponseTemplate::new(204)).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    for (style, value) in [
        (Style::LABEL, ""),
        (Style::LABEL, "."),
        (Style::SIMPLE.reserved(), "%2e%2E"),
        (Style::SIMPLE.reserved(), ".%2e"),
        (Style::SIMPLE, ".."),
    ] {
        let error = send(client.request(Method::GET, "/a/{x}/b", &[]).styled(Target::Path, style, "x", &value))
            .await
            .unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{value}");
    }
    assert!(requests(&server).await.is_empty());
}

/// The page for people. With `UPDATE_DOCS=1` it is written anew.
#[test]
fn the_page_says_what_the_tests_say() -> Outcome {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/parameters.md");
    let page = page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, &page)?;
    }
    assert_eq!(fs::read_to_string(path)?, page, "set `UPDATE_DOCS=1` and run this test again");
    Ok(())
}

fn page() -> String {
    let code = |text: &str| match text {
        "" => "(empty)".to_owned(),
        REFUSED => REFUSED.to_owned(),
        text => format!("`{}`", text.replace('|', "\\|")),
    };
    let mut out = include_str!("parameters.md").to_owned();
    let mut tables = BTreeMap::new();
    for (place, name, explode, cells) in ROWS {
        let table = tables.entry(*place).or_insert_with(|| {
            "| style | exploded | `\"\"` | `\"blue\"` | `[\"blue\", \"black\", \"brown\"]` | `{\"R\": 100, \"G\": 200, \"B\": 150}` |\n\
             |---|---|---|---|---|---|\n"
                .to_owned()
        });
        let cells = cells.map(code).join(" | ");
        let _ = writeln!(table, "| {name} | {} | {cells} |", if *explode { "yes" } else { "no" });
    }
    for (place, table) in tables {
        out = out.replace(&format!("<!-- {place} -->\n"), &table);
    }
    let mut special = "| place | style | `allowReserved` | sent |\n|---|---|---|---|\n".to_owned();
    for (place, name, reserved, cell) in SPECIAL_ROWS {
        let _ = writeln!(special, "| {place} | {name} | {} | {} |", if *reserved { "yes" } else { "no" }, code(cell));
    }
    out.replace("<!-- special -->\n", &special)
}

#[tokio::test]
async fn what_is_not_finite_is_not_sent() {
    let server = server(ResponseTemplate::new(204)).await;
    let client = Client::builder().base_url(server.uri()).build().unwrap();
    let start = || client.request(Method::PUT, "/a/{x}", &[]).path("x", &1.5);
    let colour = Colour { r: 1, g: f64::NEG_INFINITY, b: None, a: None };
    for (request, fault) in [
        (start().path("x", &f64::NAN), "the parameter `x` cannot be sent: $: not a finite number"),
        (start().query("y", &vec![1.0, f64::INFINITY]), "the parameter `y` cannot be sent: $: not a finite number"),
        (
            start().styled(Target::Query, Style::JSON, "y", &f32::NAN),
            "the parameter `y` cannot be sent: $: not a finite number",
        ),
        (start().form(&colour, &[]), "the body cannot be sent as a form: $: not a finite number"),
        (start().json(&vec![colour.clone()]), "the body cannot be sent: $[0].G: not a finite number"),
    ] {
        let error = request.send::<(), Raw>().await.unwrap_err();
        assert!(matches!(&error, Error::Request(found) if found.to_string() == fault), "{error}");
    }
    assert!(requests(&server).await.is_empty());
}
