//! Replies that come item by item, from a server that writes them in any pieces, breaks off and is asked again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::client::{Api as _, Job, Status};
use crate::runtime::{Client, Error, Events, Incoming, Method, Options, Request, Retry};
use crate::{Outcome, chain};

/// Watches jobs.
#[derive(Clone, Debug)]
pub struct Watch(Request);
operation!(Watch, events Job, raw);

/// Watches text.
#[derive(Clone, Debug)]
pub struct WatchText(Request);
operation!(WatchText, text_events, raw);

/// Lists jobs, at once or one by one.
#[derive(Clone, Debug)]
pub struct List(Request);
operation!(List, json Vec<Job>, raw);
operation!(List.lines, lines Job, raw);
operation!(List.sequence, sequence i64, raw);

/// A connection's reply: its head without the empty line, and its body in pieces.
type Script = (&'static str, Vec<Vec<u8>>);

const EVENTS: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nconnection: close";
const LINES: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close";
/// A body that promises more than it holds breaks off.
const BROKEN: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 9999";

/// A server that answers each connection by the next script; where it listens, and what it was asked.
async fn scripted(scripts: Vec<Script>) -> Result<(String, Arc<Mutex<Vec<String>>>), std::io::Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heads = asked.clone();
    tokio::spawn(async move {
        for (head, pieces) in scripts {
            let (mut socket, _) = listener.accept().await?;
            let request = head_of(&mut socket).await?;
            if let Ok(mut heads) = heads.lock() {
                heads.push(String::from_utf8_lossy(&request).to_ascii_lowercase());
            }
            socket.set_nodelay(true)?;
            socket.write_all(format!("{head}\r\n\r\n").as_bytes()).await?;
            for piece in pieces {
                socket.write_all(&piece).await?;
                socket.flush().await?;
                tokio::task::yield_now().await;
            }
            socket.shutdown().await?;
        }
        Ok::<_, std::io::Error>(())
    });
    Ok((url, asked))
}

async fn head_of(socket: &mut TcpStream) -> Result<Vec<u8>, std::io::Error> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await?);
    }
    Ok(head)
}

fn request(url: &str, method: Method) -> Result<Request, Error> {
    let client = Client::builder().base_url(url).max_body(1000).retry(Retry::default().base(Duration::ZERO)).build()?;
    Ok(client.request(method, "/watch", &[]))
}

fn pieces(text: &[u8], size: usize) -> Vec<Vec<u8>> {
    text.chunks(size).map(<[u8]>::to_vec).collect()
}

/// Every item, those that failed as their texts.
async fn all<T>(mut items: Incoming<T>) -> Vec<Result<T, String>> {
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push(item.map_err(|error| chain(&error)));
    }
    found
}

#[tokio::test]
async fn events_come_in_any_pieces_and_with_any_ends_of_lines() -> Outcome {
    let text = "\u{feff}: hello\r\ndata: one\r\rid: 1\nevent: more\ndata:two\r\ndata\r\ndata:  three\r\n\r\n\
                id: a\0b\nevent: nothing\n\nretry: 1x\nother: x\ndata: vier \u{fc}\n\ndata: [DONE]\n\ndata: late\n\n";
    for size in [1, 2, 3, 7, 1000] {
        let (url, asked) = scripted(vec![(EVENTS, pieces(text.as_bytes(), size))]).await?;
        let events: Events<String> = WatchText(request(&url, Method::GET)?).send().await?;
        let events: Vec<_> = all(events).await.into_iter().collect::<Result<_, _>>()?;
        let events: Vec<_> = events.iter().map(|it| (it.event.as_str(), it.id.as_str(), it.data.as_str())).collect();
        let expected = [("message", "", "one"), ("more", "1", "two\n\n three"), ("message", "1", "vier \u{fc}")];
        assert_eq!(events, expected, "in pieces of {size}");
        let asked = asked.lock().map_err(|_| "a panic")?;
        assert!(asked.len() == 1 && asked[0].contains("accept: text/event-stream"), "{asked:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_stream_that_breaks_off_goes_on_after_the_last_event() -> Outcome {
    let first = b"retry: 20\nid: 7\ndata: {\"id\":\"1\",\"status\":\"DONE\"}\n\nid: 8\ndata: lost".to_vec();
    let second = b"data: {\"id\":2}\n\ndata: {\"id\":\"3\",\"status\":\"DONE\"}\n\n".to_vec();
    let gone = "HTTP/1.1 204 No Content\r\nconnection: close";
    let (url, asked) = scripted(vec![(BROKEN, vec![first]), (EVENTS, vec![second]), (gone, vec![])]).await?;
    let start = std::time::Instant::now();
    let response = Watch(request(&url, Method::GET)?).response().await?;
    assert_eq!(response.headers()["content-length"], "9999");
    let events = all(response.into_body()).await;
    assert!(start.elapsed() >= Duration::from_millis(40), "the server asked for a pause");
    let jobs: Vec<_> = events.iter().map(|it| it.as_ref().map(|it| (&*it.id, &*it.data.id))).collect();
    let wrong = "unexpected body of 200 OK for GET /watch: $.id: expected a string, found 2".to_owned();
    assert_eq!(jobs, [Ok(("7", "1")), Err(&wrong), Ok(("7", "3"))]);
    let asked = asked.lock().map_err(|_| "a panic")?;
    assert!(asked.len() == 3 && !asked[0].contains("last-event-id"), "{asked:?}");
    assert!(asked[1..].iter().all(|it| it.contains("last-event-id: 7\r\n")), "{asked:?}");
    Ok(())
}

#[tokio::test]
async fn a_connection_is_made_again_only_where_that_is_safe_and_helps() -> Outcome {
    let event = || pieces(b"retry: 1\nid: 7\ndata: a\n\n", 99);
    // Without an event in between it is tried as often as calls are.
    let idle = || (EVENTS, Vec::new());
    let (url, asked) = scripted(vec![(EVENTS, event()), idle(), idle(), idle()]).await?;
    assert_eq!(all(WatchText(request(&url, Method::GET)?).send().await?).await.len(), 1);
    assert_eq!(asked.lock().map_err(|_| "a panic")?.len(), 3);

    // Events that came before, or have no id, lead no further. There is a pause, whatever the server says.
    let again = || (EVENTS, pieces(b"retry: 0\nid: 6\ndata: a\n\nid: 7\ndata: b\n\ndata: c\n\n", 99));
    let (url, asked) = scripted(vec![again(), again(), again(), again()]).await?;
    let start = std::time::Instant::now();
    assert_eq!(all(WatchText(request(&url, Method::GET)?).send().await?).await.len(), 9);
    assert!(asked.lock().map_err(|_| "a panic")?.len() == 3 && start.elapsed() >= Duration::from_millis(200));
    // One with another id does.
    let next = |id| (EVENTS, pieces(format!("retry: 0\nid: {id}\ndata: a\n\n").as_bytes(), 99));
    let gone = ("HTTP/1.1 204 No Content\r\nconnection: close", Vec::new());
    let (url, asked) = scripted((1..=5).map(next).chain([gone]).collect()).await?;
    assert_eq!(all(WatchText(request(&url, Method::GET)?).send().await?).await.len(), 5);
    assert_eq!(asked.lock().map_err(|_| "a panic")?.len(), 6);

    // What was posted may not be posted twice, and without an id the server cannot go on.
    for (method, event) in [(Method::POST, event()), (Method::GET, pieces(b"retry: 1\ndata: a\n\n", 99))] {
        let (url, asked) = scripted(vec![(BROKEN, event), idle()]).await?;
        let events = all(WatchText(request(&url, method.clone())?).send().await?).await;
        let error = events.last().and_then(|last| last.as_ref().err());
        assert!(error.is_some_and(|it| it.starts_with(&format!("no whole reply to {method} /watch"))), "{events:?}");
        assert_eq!(asked.lock().map_err(|_| "a panic")?.len(), 1);
    }

    let (url, asked) = scripted(vec![(EVENTS, event()), idle()]).await?;
    let never = WatchText(request(&url, Method::GET)?).with_options(Options::new().retry(Retry::never()));
    assert_eq!(all(never.send().await?).await.len(), 1);
    assert_eq!(asked.lock().map_err(|_| "a panic")?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_event_without_data_is_text_but_no_json() -> Outcome {
    let text = b"event: ping\ndata:\n\ndata: {\"id\":\"1\",\"status\":\"DONE\"}\n\ndata\n\n";
    let (url, _) = scripted(vec![(EVENTS, pieces(text, 9)), (EVENTS, pieces(text, 9))]).await?;
    let mut jobs = Watch(request(&url, Method::GET)?).send().await?;
    let job = jobs.try_next().await?.ok_or("no job")?;
    assert_eq!((&*job.event, &*job.data.id), ("message", "1"));
    assert!(jobs.try_next().await?.is_none());
    assert_eq!(all(WatchText(request(&url, Method::GET)?).send().await?).await.len(), 3);
    Ok(())
}

#[cfg(feature = "blocking")]
#[test]
fn a_thread_may_wait_for_a_stream() -> Outcome {
    let tokio = tokio::runtime::Runtime::new()?;
    let (url, _) = tokio.block_on(scripted(vec![(LINES, pieces(b"\x1e1\n\x1e2\n\x1e\"", 3))]))?;
    let items = crate::runtime::blocking::wait(List(request(&url, Method::GET)?).sequence())??;
    let items: Vec<_> = items.blocking().map(Result::ok).collect();
    assert_eq!(items, [Some(1), Some(2), None]);
    Ok(())
}

#[tokio::test]
async fn what_is_no_stream_of_events_is_an_error_that_says_so() -> Outcome {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
    let (url, _) = scripted(vec![(head, pieces(b"[]", 9))]).await?;
    let error = Watch(request(&url, Method::GET)?).send().await.unwrap_err();
    let text = "unexpected body of 200 OK for GET /watch: $: expected server-sent events, found a body of type `application/json`";
    assert_eq!(chain(&error), text);
    Ok(())
}

#[tokio::test]
async fn lines_are_items_and_a_wrong_one_does_not_end_them() -> Outcome {
    let text = b"{\"id\":\"1\",\"status\":\"DONE\"}\r\n\n{\"id\":\"2\"}\n{\"id\":\"3\",\"status\":\"RUNNING\"}";
    for size in [1, 5, 1000] {
        let (url, asked) = scripted(vec![(LINES, pieces(text, size))]).await?;
        let jobs = all(List(request(&url, Method::GET)?).lines().await?).await;
        let job = |id: &str, status| Ok(Job { id: id.to_owned(), status });
        let wrong = "unexpected body of 200 OK for GET /watch: $: missing property `status`".to_owned();
        assert_eq!(jobs, [job("1", Status::Done), Err(wrong), job("3", Status::Running)]);
        assert!(asked.lock().map_err(|_| "a panic")?[0].contains("accept: application/x-ndjson, application/jsonl"));
    }
    Ok(())
}

#[tokio::test]
async fn a_sequence_tells_of_the_texts_that_break_off() -> Outcome {
    let (url, _) = scripted(vec![(LINES, pieces(b"\x1e1\n\x1e\x1e22\n\x1e3\x1e \n\x1e4", 1))]).await?;
    let items = all(List(request(&url, Method::GET)?).sequence().await?).await;
    let cut = || Err("unexpected body of 200 OK for GET /watch: $: the text breaks off".to_owned());
    assert_eq!(items, [Ok(1), Ok(22), cut(), cut()]);
    Ok(())
}

/// A server that waits for the reader must not be waited for.
#[tokio::test]
async fn a_text_of_a_sequence_is_given_before_the_next_one_comes() -> Outcome {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await?;
        head_of(&mut socket).await?;
        socket.write_all(format!("{LINES}\r\n\r\n\x1e7\n").as_bytes()).await?;
        std::future::pending::<std::io::Result<()>>().await
    });
    let mut items = List(request(&url, Method::GET)?).sequence().await?;
    let item = tokio::time::timeout(Duration::from_secs(20), items.next()).await?;
    assert!(matches!(item, Some(Ok(7))), "{item:?}");
    server.abort();
    Ok(())
}

#[tokio::test]
async fn an_item_may_be_as_long_as_a_body() -> Outcome {
    let long = [b"data: ".as_slice(), &[b'x'; 2000]].concat();
    let (url, _) = scripted(vec![(EVENTS, pieces(&long, 100))]).await?;
    let events = all(WatchText(request(&url, Method::GET)?).send().await?).await;
    let text = "the reply to GET /watch is too long <- it has more than 1000 bytes".to_owned();
    assert_eq!(events, [Err(text)]);
    Ok(())
}
