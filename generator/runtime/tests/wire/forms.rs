//! Bodies that are forms, in one text or in several parts.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::client::Api as _;
use crate::runtime::{Body, BoxError, Client, Error, Method, Raw, Request, Style, Upload};
use crate::{Outcome, header, requests, server};

/// Where somebody lives.
#[derive(Clone)]
pub struct Address {
    /// The town.
    pub town: String,
    /// The lines above it.
    pub lines: Option<Vec<String>>,
}
record!(Address { town: "town", lines: "lines" });

/// Somebody.
#[derive(Clone)]
pub struct Person {
    /// Called so.
    pub name: String,
    /// Reached so.
    pub mail: Vec<String>,
    /// Living there.
    pub address: Address,
    /// In numbers.
    pub age: Option<i64>,
}
record!(Person { name: "name", mail: "mail", address: "address", age: "age" });

/// A body of several parts.
#[derive(Clone, Debug)]
pub struct Album {
    /// The cover.
    pub cover: Upload,
    /// The pictures.
    pub pictures: Vec<Upload>,
    /// The back, if there is one.
    pub back: Option<Upload>,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub tags: Vec<String>,
    /// Who made it.
    pub owner: Option<Person>,
    /// Which one it is.
    pub number: Option<i64>,
    /// Where it was made.
    pub places: Vec<Address>,
}
multipart!(Album {
    cover: file "cover" as "image/png" with ["X-Side": "front"],
    pictures: files "pictures[]",
    back: files "back",
    title: "title" as "text/x-title",
    tags: "tags",
    owner: "owner",
    number: "number" as "application/json",
    places: "places",
});

fn album(cover: Upload) -> Album {
    let place = |town: &str| Address { town: town.to_owned(), lines: None };
    let picture = Upload::text("2").file_name("a\"b\r\nc.txt").header("X-Side", "2").header("content-Type", "text/a");
    Album {
        cover,
        pictures: vec![Upload::bytes("1"), picture],
        back: None,
        title: "T".to_owned(),
        tags: vec!["x".to_owned(), "y".to_owned()],
        owner: None,
        number: Some(7),
        places: vec![place("A"), place("B")],
    }
}

fn request(server: &MockServer) -> Result<Request, Error> {
    Ok(Client::builder().base_url(server.uri()).build()?.request(Method::PUT, "/", &[]))
}

async fn send(request: Request) -> Result<(), Error<Raw>> {
    request.send::<(), Raw>().await
}

/// A body of these chunks.
struct Chunks(std::vec::IntoIter<&'static str>);

impl Stream for Chunks {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|chunk| Ok(chunk.into())))
    }
}

/// A folder of this test's own.
fn folder(name: &str) -> Result<PathBuf, std::io::Error> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The parts of a body: headers in their order, and content.
fn parts(request: &wiremock::Request) -> Option<Vec<(String, String)>> {
    let boundary = header(request, "content-type")?.strip_prefix("multipart/form-data; boundary=")?;
    let text = String::from_utf8_lossy(&request.body);
    let mut parts: Vec<&str> = text.split(&format!("--{boundary}")).collect();
    assert_eq!((parts.remove(0), parts.pop()), ("", Some("--\r\n")));
    let part = |part: &str| {
        let (head, body) = part.strip_prefix("\r\n")?.split_once("\r\n\r\n")?;
        Some((head.to_owned(), body.strip_suffix("\r\n")?.to_owned()))
    };
    parts.into_iter().map(part).collect()
}

#[tokio::test]
async fn a_form_has_each_property_in_its_style() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let person = Person {
        name: "A & B".to_owned(),
        mail: vec!["a@b".to_owned(), "c".to_owned()],
        address: Address { town: "T".to_owned(), lines: Some(vec!["1".to_owned(), "2".to_owned()]) },
        age: None,
    };
    send(request(&server)?.form(&person, &[])).await?;
    let styles = [("mail", Style::FORM.reserved()), ("address", Style::DEEP), ("name", Style::JSON)];
    send(request(&server)?.form(&person, &styles)).await?;
    let map = BTreeMap::from([("k".to_owned(), "v".to_owned())]);
    send(request(&server)?.form(&map, &[])).await?;
    let requests = requests(&server).await;
    let pairs = |index: usize| -> Vec<(String, String)> {
        url::form_urlencoded::parse(&requests[index].body).into_owned().collect()
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(header(&requests[0], "content-type"), Some("application/x-www-form-urlencoded"));
    let address = r#"{"town":"T","lines":["1","2"]}"#;
    assert_eq!(pairs(0), [pair("name", "A & B"), pair("mail", "a@b"), pair("mail", "c"), pair("address", address)]);
    assert!(requests[1].body.starts_with(b"name=%22A%20%26%20B%22&mail=a@b,c&address%5Btown%5D=T"));
    assert_eq!(pairs(1)[3..], [pair("address[lines]", "1"), pair("address[lines]", "2")]);
    assert_eq!(requests[2].body, b"k=v");
    Ok(())
}

#[tokio::test]
async fn what_is_no_object_is_no_form() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let error = send(request(&server)?.form(&vec![1], &[])).await.unwrap_err();
    assert!(error.to_string().starts_with("the body cannot be sent as a form: "), "{error}");
    Ok(())
}

#[tokio::test]
async fn parts_have_names_types_and_headers() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let cover = Upload::bytes("png").file_name("c.png").header("x-side", "top");
    send(request(&server)?.multipart(&album(cover), "multipart/form-data")).await?;
    let requests = requests(&server).await;
    let length = requests[0].body.len().to_string();
    assert_eq!(header(&requests[0], "content-length"), Some(&*length));
    let disposition = |rest: &str| format!("Content-Disposition: form-data; name={rest}");
    let part = |head: &str, body: &str| (disposition(head), body.to_owned());
    assert_eq!(
        parts(&requests[0]).ok_or("no parts")?,
        [
            part("\"cover\"; filename=\"c.png\"\r\nContent-Type: image/png\r\nx-side: top", "png"),
            part("\"pictures[]\"; filename=\"blob\"\r\nContent-Type: application/octet-stream", "1"),
            part("\"pictures[]\"; filename=\"a%22b%0D%0Ac.txt\"\r\nContent-Type: text/a\r\nX-Side: 2", "2"),
            part("\"title\"\r\nContent-Type: text/x-title", "T"),
            part("\"tags\"", "x"),
            part("\"tags\"", "y"),
            part("\"number\"\r\nContent-Type: application/json", "7"),
            part("\"places\"\r\nContent-Type: application/json", r#"{"town":"A"}"#),
            part("\"places\"\r\nContent-Type: application/json", r#"{"town":"B"}"#),
        ]
    );
    Ok(())
}

#[tokio::test]
async fn a_file_is_read_while_it_is_sent_and_again_when_it_is_sent_again() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    Mock::given(matchers::any())
        .respond_with(ResponseTemplate::new(503).insert_header("retry-after", "0"))
        .up_to_n_times(1)
        .with_priority(1)
        .mount(&server)
        .await;
    let path = folder("files")?.join("big.bin");
    let content: String = (0..300_000).map(|index| char::from(b'a' + u8::try_from(index % 26).unwrap_or(0))).collect();
    fs::write(&path, &content)?;
    let body = album(Upload::file(&path).content_type("application/x-big"));
    send(request(&server)?.multipart(&body, "multipart/form-data")).await?;
    let requests = requests(&server).await;
    assert_eq!(requests.len(), 2);
    for request in &requests {
        assert_eq!(header(request, "content-length"), Some(&*request.body.len().to_string()));
        let parts = parts(request).ok_or("no parts")?;
        let head = "Content-Disposition: form-data; name=\"cover\"; filename=\"big.bin\"\r\n\
                    Content-Type: application/x-big\r\nX-Side: front";
        assert!(parts[0].0 == head && parts[0].1 == content, "{}", parts[0].0);
    }
    Ok(())
}

#[tokio::test]
async fn a_stream_is_sent_once_and_without_a_length() -> Outcome {
    let server = server(ResponseTemplate::new(503).insert_header("retry-after", "0")).await;
    let chunks = Chunks(vec!["ab", "cd"].into_iter());
    let body = album(Upload::stream(Body::stream(chunks, None)));
    let request = request(&server)?.multipart(&body, "multipart/form-data");
    assert_eq!(send(request.clone()).await.unwrap_err().status().map(|status| status.as_u16()), Some(503));
    let error = send(request).await.unwrap_err();
    assert_eq!(error.to_string(), "the stream that is the body was sent already");
    let requests = requests(&server).await;
    assert_eq!((requests.len(), header(&requests[0], "content-length")), (1, None));
    assert_eq!(parts(&requests[0]).ok_or("no parts")?[0].1, "abcd");
    Ok(())
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named_and_nothing_is_sent() -> Outcome {
    let server = server(ResponseTemplate::new(204)).await;
    let path = folder("missing")?.join("none");
    for path in [&path, path.parent().ok_or("no parent")?] {
        let request = request(&server)?.multipart(&album(Upload::file(path)), "multipart/form-data");
        let error = send(request).await.unwrap_err();
        assert!(
            matches!(error, Error::Request(_)) && error.to_string().contains(&path.display().to_string()),
            "{error}"
        );
    }
    let odd = album(Upload::bytes("").header("X-A", "b\r\nc"));
    let error = send(request(&server)?.multipart(&odd, "multipart/form-data")).await.unwrap_err();
    assert_eq!(error.to_string(), "the header `X-A` has characters that cannot be sent");
    assert!(requests(&server).await.is_empty());
    let shown = format!("{:?}", Upload::bytes("secret").file_name("n"));
    assert_eq!(shown, "Upload { file_name: Some(\"n\"), .. }");
    Ok(())
}
