//! Goes through a list page by page, no further than the caller reads.

use std::collections::BTreeSet;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::{HeaderMap, HeaderValue, LINK};

use super::call::exchange;
use super::error::{DecodeError, Error, RequestError};
use super::json;
use super::param;
use super::reader::Reader;
use super::reply::Reply;
use super::request::Request;

/// Where something stands in the body of a page: keys from the outside in, where `[-1]` is the last item of a list.
pub type Path = &'static [&'static str];

/// How a page leads to the next one.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// The page holds what to send for the next one, as long as there is one.
    Cursor {
        /// The query parameter that sends it.
        param: &'static str,
        /// Where the page holds it.
        next: Path,
        /// Where the page says whether there is a next one; no path if it does not.
        more: Path,
    },
    /// The next page begins after the items so far. The first one without items is the last.
    Offset {
        /// The query parameter that says how many items to pass over.
        param: &'static str,
        /// Where the list is.
        items: Path,
    },
    /// Pages have numbers. The first one without items is the last.
    Page {
        /// The query parameter that takes the number.
        param: &'static str,
        /// The number of the first page.
        first: u64,
        /// Where the list is.
        items: Path,
    },
    /// The header `Link` holds the URL of the next page (RFC 8288).
    Link,
    /// The page holds the URL of the next one.
    Next {
        /// Where the page holds it.
        url: Path,
    },
}

/// The pages of a list: a stream, whose calls are made as it is read. It ends after the last page, after an error, and where
/// a cursor or URL would lead in a circle. Where pages are counted, one that is the same as the one before is an error.
#[must_use = "nothing is sent before it is read"]
pub struct Pages<T> {
    walk: Walk,
    read: fn(&mut Reply) -> json::Result<T>,
}

/// The items of a list: a stream, which asks for the next page when the items of the last one are read. It ends as
/// [`Pages`] do.
#[must_use = "nothing is sent before it is read"]
pub struct Items<T> {
    pages: Pages<Vec<T>>,
    page: std::vec::IntoIter<T>,
}

type Exchange = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

/// The way through the pages, whatever they hold.
struct Walk {
    /// What is sent next, or is on its way; none at the end.
    request: Option<Request>,
    call: Option<Exchange>,
    step: Step,
    /// The cursors and URLs so far: one that comes again would lead in a circle.
    seen: BTreeSet<String>,
    /// The last body: a server that sends it again does not know the parameter that asks for more.
    last: Option<Bytes>,
}

impl<T> Pages<T> {
    /// The pages that begin with the reply to a request, each read by `read`.
    pub fn new(request: Request, step: Step, read: fn(&mut Reply) -> json::Result<T>) -> Self {
        let request = request.accept(HeaderValue::from_static("application/json"));
        Self { walk: Walk { request: Some(request), call: None, step, seen: BTreeSet::new(), last: None }, read }
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let reply = ready!(self.walk.poll(context));
        let read = |mut reply: Reply| {
            (self.read)(&mut reply).map_err(|error| {
                self.walk.request = None;
                Error::Decode(DecodeError { reply: Box::new(reply), error })
            })
        };
        Poll::Ready(reply.map(|reply| reply.and_then(read)))
    }
}

impl<T> Items<T> {
    /// The items of the pages that begin with the reply to a request, those of each page read by `read`.
    pub fn new(request: Request, step: Step, read: fn(&mut Reply) -> json::Result<Vec<T>>) -> Self {
        Self { pages: Pages::new(request, step, read), page: Vec::new().into_iter() }
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_item(context)) {
                Some(Ok(page)) => self.page = page.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

polled!(Pages);
polled!(Items);

impl Walk {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Reply, Error>>> {
        let Some(request) = &self.request else { return Poll::Ready(None) };
        let call = self.call.get_or_insert_with(|| Box::pin(exchange(request.clone(), false)));
        let result = ready!(call.as_mut().poll(context));
        self.call = None;
        let (Some(request), Ok(reply)) = (self.request.take(), &result) else { return Poll::Ready(Some(result)) };
        let counted = matches!(self.step, Step::Offset { .. } | Step::Page { .. });
        if counted && self.last.replace(reply.bytes.clone()).as_ref() == Some(&reply.bytes) {
            let same = |reply| {
                let error = json::Error::new(0, "the server gave the same page again");
                Err(Error::Decode(DecodeError { reply: Box::new(reply), error }))
            };
            return Poll::Ready(Some(result.and_then(same)));
        }
        self.request = self.after(request, reply);
        Poll::Ready(Some(result))
    }

    /// The request for the page after the one that this request brought, if there is one.
    fn after(&mut self, request: Request, reply: &Reply) -> Option<Request> {
        let found = |path| find(&reply.bytes, path);
        let (next, place) = match self.step {
            Step::Cursor { more, .. } if found(more).as_deref() == Some("false") => return None,
            Step::Cursor { param, next, .. } => {
                // Where the caller began is a place too.
                self.seen.extend(request.query_text(param));
                let cursor = found(next)?;
                (request.query(param, &cursor), cursor)
            }
            Step::Offset { param, items } | Step::Page { param, items, .. } => {
                let count = found(items)?.parse().ok().filter(|count| *count > 0)?;
                let (first, by) = if let Step::Page { first, .. } = self.step { (first, 1) } else { (0, count) };
                let here = request.query_text(param).map_or(Some(first), |text| text.parse().ok())?;
                return Some(request.query(param, &here.checked_add(by)?));
            }
            Step::Link => request.go_to(link(&reply.headers)?, reply),
            Step::Next { url } => request.go_to(&found(url)?, reply),
        };
        self.seen.insert(place).then_some(next)
    }
}

impl Request {
    /// The value of a query parameter, if it has one.
    fn query_text(&self, name: &str) -> Option<String> {
        let (_, pair) = self.query.iter().find(|(known, _)| *known == name)?;
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, text)| text.into_owned())
    }

    /// The same request to a URL that a reply names, on the same server, and that URL; a fault if it is on another server, which must not
    /// see the credentials.
    fn go_to(mut self, url: &str, reply: &Reply) -> (Self, String) {
        let here = self.url();
        match here.as_ref().map(|here| (here.origin(), reply.url.as_ref().unwrap_or(here).join(url))) {
            Ok((origin, Ok(url))) if url.origin() == origin => {
                self.query.clear();
                let place = url.to_string();
                self.location = Some(url);
                return (self, place);
            }
            Ok((_, Ok(url))) => {
                let other = url.origin().ascii_serialization();
                let message = format!("the next page is on another server, `{other}`, which is not asked");
                self.fault = Some(RequestError::new(message));
            }
            Ok((_, Err(_))) | Err(_) => self.fault = Some(RequestError::new("the URL of the next page is none")),
        }
        (self, url.to_owned())
    }
}

/// The text, number or truth value at a place of the body, as text, or how many items the list there has; `None` if nothing
/// is there, or `null`, no text at all or the number 0.
fn find(body: &[u8], path: Path) -> Option<String> {
    let mut found = None;
    let body = str::from_utf8(body).ok()?;
    dig(&mut Reader::new(body), body, path, &mut found).ok()?;
    found.filter(|text| !text.is_empty())
}

fn dig(reader: &mut Reader<'_>, body: &str, path: &[&str], found: &mut Option<String>) -> json::Result<()> {
    match (reader.peek(), path) {
        (Some(b'{'), [key, rest @ ..]) => {
            reader.object(&mut |reader, name| if name == *key { dig(reader, body, rest, found) } else { reader.skip() })
        }
        (Some(b'['), ["[-1]", rest @ ..]) => reader.array(&mut |reader| {
            *found = None;
            dig(reader, body, rest, found)
        }),
        (Some(b'['), []) => {
            let mut count = 0_u64;
            reader.array(&mut |reader| {
                count += 1;
                reader.skip()
            })?;
            *found = Some(count.to_string());
            Ok(())
        }
        (Some(b'{' | b'0'), []) | (_, [_, ..]) => reader.skip(),
        (_, []) => {
            *found = param::text(reader, body)?;
            Ok(())
        }
    }
}

/// The target of the link to the next page.
fn link(headers: &HeaderMap) -> Option<&str> {
    let links = headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).flat_map(|text| split(text, ','));
    links.into_iter().find_map(|link| {
        let mut parts = split(link, ';');
        let url = parts.next()?.trim().strip_prefix('<')?.strip_suffix('>')?;
        let mut params = parts.filter_map(|param| param.split_once('='));
        let (_, rel) = params.find(|(name, _)| name.trim().eq_ignore_ascii_case("rel"))?;
        let mut words = rel.trim().trim_matches('"').split_ascii_whitespace();
        words.any(|word| word.eq_ignore_ascii_case("next")).then_some(url)
    })
}

/// The parts of a header between marks; a mark inside quotes or a URL is none.
fn split(text: &str, mark: char) -> impl Iterator<Item = &str> {
    let (mut end, mut escaped) = (None, false);
    text.split(move |char| {
        match (end, char) {
            _ if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(last), _) if char == last => end = None,
            (Some(_), _) => {}
            (None, '"') => end = Some('"'),
            (None, '<') => end = Some('>'),
            (None, _) => return char == mark,
        }
        false
    })
}
