//! What came of an operation, and how many came out how.

use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// What came of an operation.
pub struct Verdict {
    /// Its method and path.
    pub operation: String,
    result: Result,
    /// What was doubtful of the values from the start.
    doubts: String,
}

enum Result {
    /// Prism took the request, and its reply was read.
    Decoded,
    /// Prism ended before it said anything.
    Unjudged,
    /// There are no values to call it with.
    NoSample,
    /// Prism took the request, and the document says nothing of a reply.
    Undescribed,
    /// Prism finds fault with the request.
    Refused(String),
    /// Prism took the request and has no reply to it: it finds fault with itself or the document.
    Unanswered(String),
    /// The reply was not read, and Prism says that it is not what the document describes.
    WrongReply(String),
    /// The reply was not read, or the request was never sent.
    Failed(String),
}

/// Kinds of problems of which Prism says that they lie in the request.
const REQUEST: [&str; 6] = [
    "UNPROCESSABLE_ENTITY",
    "UNAUTHORIZED",
    "INVALID_CONTENT_TYPE",
    "NO_PATH_MATCHED",
    "NO_METHOD_MATCHED",
    "NOT_FOUND",
];

impl Verdict {
    /// Reads a line of the program; `None` for what is none of its own.
    pub fn read(line: &str) -> Option<Self> {
        let line: Value = serde_json::from_str(line).ok()?;
        let text = |key: &str| line.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let operation = line.get("operation")?.as_str()?.to_owned();
        Some(Self { operation, result: result(&line, &text("error"), &text("sent")), doubts: text("doubts") })
    }

    /// The request ended Prism, which says nothing of it.
    pub fn ended_prism(&mut self) {
        self.result = Result::Unjudged;
    }

    /// Whether it needs to be explained.
    pub fn fails(&self) -> bool {
        match self.result {
            Result::Decoded
            | Result::Unjudged
            | Result::Undescribed
            | Result::Unanswered(_)
            | Result::WrongReply(_) => false,
            Result::NoSample | Result::Refused(_) | Result::Failed(_) => true,
        }
    }

    /// What there is to say, unless all is well.
    pub fn told(&self) -> Option<String> {
        let text = match &self.result {
            Result::Decoded | Result::Undescribed => return None,
            Result::Unjudged => "Prism fails at it, and says nothing".to_owned(),
            Result::NoSample => "no values to call it with".to_owned(),
            Result::Refused(text) => format!("refused: {text}"),
            Result::Unanswered(text) => format!("accepted, but Prism has no reply: {text}"),
            Result::WrongReply(text) => format!("the reply is not what the document says, and is not read: {text}"),
            Result::Failed(text) => format!("failed: {text}"),
        };
        let doubts = if self.doubts.is_empty() { String::new() } else { format!(" (doubtful: {})", self.doubts) };
        Some(text + &doubts)
    }
}

fn result(line: &Value, error: &str, sent: &str) -> Result {
    if line.get("sample") != Some(&Value::Bool(true)) {
        return Result::NoSample;
    }
    let at = |side: &str| {
        let lists = [line.get("violations"), line.pointer("/problem/validation")];
        let all = lists.into_iter().flatten().filter_map(Value::as_array).flatten();
        let own = all.filter(|it| it.pointer("/location/0").is_some_and(|first| first == side));
        let errors = own.filter(|it| it.get("severity").is_some_and(|severity| severity == "Error"));
        let mut texts: Vec<&str> = errors.filter_map(|it| it.get("message")?.as_str()).collect();
        // Prism says it both in a header and in the body.
        let mut told = BTreeSet::new();
        texts.retain(|text| told.insert(*text));
        texts.join("; ")
    };
    let problem = |key: &str| line.get("problem").and_then(|problem| problem.get(key)?.as_str()).unwrap_or_default();
    let kind = problem("type").strip_prefix("https://stoplight.io/prism/errors#").unwrap_or_default();
    let faults = at("request");
    if !faults.is_empty() || REQUEST.contains(&kind) {
        let detail = if faults.is_empty() { format!("{kind}: {}", problem("detail")) } else { faults };
        return Result::Refused(format!("{detail} <- {sent}"));
    }
    if kind == "NO_RESPONSE_RESPONSE_DEFINED" {
        return Result::Undescribed;
    }
    if !kind.is_empty() {
        let faults = at("response");
        return Result::Unanswered(format!("{kind}: {}", if faults.is_empty() { problem("detail") } else { &faults }));
    }
    let status = line.get("status").and_then(Value::as_u64);
    match (error, at("response")) {
        ("", _) => Result::Decoded,
        // A document may describe failures alone; that one came is as it should be.
        (_, _) if status.is_some_and(|status| status >= 300) && !error.contains("decod") => Result::Decoded,
        (error, wrong) if !wrong.is_empty() => Result::WrongReply(format!("{error} <- {wrong}")),
        (error, _) => Result::Failed(error.to_owned()),
    }
}

/// How many operations came out how.
#[derive(Default)]
pub struct Totals {
    operations: usize,
    accepted: usize,
    decoded: usize,
    refused: usize,
    unanswered: usize,
    failed: usize,
    unjudged: usize,
    explained: usize,
    unexplained: usize,
}

impl Totals {
    /// Counts one more; whether it is known why, if it failed.
    pub fn count(&mut self, verdict: &Verdict, explained: bool) {
        self.operations += 1;
        let counted = match verdict.result {
            Result::Decoded => {
                self.decoded += 1;
                &mut self.accepted
            }
            Result::Undescribed | Result::Unanswered(_) => {
                self.accepted += 1;
                &mut self.unanswered
            }
            Result::WrongReply(_) | Result::Failed(_) => {
                self.accepted += 1;
                &mut self.failed
            }
            Result::Unjudged => &mut self.unjudged,
            Result::NoSample | Result::Refused(_) => &mut self.refused,
        };
        *counted += 1;
        if verdict.fails() {
            let counted = if explained { &mut self.explained } else { &mut self.unexplained };
            *counted += 1;
        }
    }

    /// Adds those of a document.
    pub fn add(&mut self, other: &Self) {
        self.operations += other.operations;
        self.accepted += other.accepted;
        self.decoded += other.decoded;
        self.refused += other.refused;
        self.unanswered += other.unanswered;
        self.failed += other.failed;
        self.unjudged += other.unjudged;
        self.explained += other.explained;
        self.unexplained += other.unexplained;
    }

    /// How many failed of which nobody knows why.
    pub const fn unexplained(&self) -> usize {
        self.unexplained
    }
}

/// What stands above the rows of several documents.
pub const HEAD: &str = "operations  accepted  replies   decoded  explained  not";

impl Totals {
    /// The figures of a document, below the words of [`HEAD`].
    pub fn row(&self) -> String {
        let Self { operations, accepted, decoded, unanswered, explained, unexplained, .. } = self;
        let replies = accepted - unanswered;
        format!("{operations:>10}  {accepted:>8}  {replies:>7}  {decoded:>8}  {explained:>9}  {unexplained:>3}")
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, accepted, decoded, refused, unanswered, failed, unjudged, explained, unexplained } =
            self;
        let (replies, judged) = (accepted - unanswered, operations - unjudged);
        write!(
            f,
            "{accepted} of {operations} requests accepted{}, {refused} refused, {unjudged} that Prism fails at; {decoded} of \
             {replies} replies decoded{}, {failed} not; {unanswered} without a reply; of the failures {explained} explained, \
             {unexplained} not",
            percent(*accepted, judged),
            percent(*decoded, replies)
        )
    }
}

/// How many of a hundred, cut off rather than rounded up.
fn percent(some: usize, all: usize) -> String {
    (some * 1000).checked_div(all).map_or_else(String::new, |tenths| format!(" ({}.{} %)", tenths / 10, tenths % 10))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(line: &Value) -> Verdict {
        Verdict::read(&line.to_string()).expect("it is a line of the program")
    }

    #[test]
    fn what_prism_says_decides() {
        let fault = |side: &str| json!([{"location": [side, "body"], "severity": "Error", "message": "no"}]);
        let problem =
            |kind: &str| json!({"type": format!("https://stoplight.io/prism/errors#{kind}"), "detail": "why"});
        let rows = [
            (json!({"status": 200}), None),
            (json!({"status": 404, "error": "Not Found"}), None),
            (
                json!({"status": 422, "error": "x", "violations": fault("request"), "sent": "GET /"}),
                Some("refused: no <- GET /"),
            ),
            (
                json!({"status": 401, "error": "x", "problem": problem("UNAUTHORIZED")}),
                Some("refused: UNAUTHORIZED: why <- "),
            ),
            (
                json!({"status": 500, "error": "x", "problem": problem("SCHEMA_TOO_COMPLEX")}),
                Some("accepted, but Prism has no reply: SCHEMA_TOO_COMPLEX: why"),
            ),
            (
                json!({"status": 200, "error": "x", "violations": fault("response")}),
                Some("the reply is not what the document says, and is not read: x <- no"),
            ),
            (json!({"status": 200, "error": "x", "doubts": "y"}), Some("failed: x (doubtful: y)")),
            (json!({"status": 500, "error": "x", "problem": problem("NO_RESPONSE_RESPONSE_DEFINED")}), None),
            (json!({"sample": false}), Some("no values to call it with")),
        ];
        for (line, told) in rows {
            let mut whole = json!({"operation": "GET /", "sample": true});
            let Some((whole_map, map)) = whole.as_object_mut().zip(line.as_object()) else { continue };
            whole_map.extend(map.clone());
            assert_eq!(read(&whole).told().as_deref(), told, "{line}");
        }
        assert!(Verdict::read("Event { data: 1 }").is_none());
    }

    #[test]
    fn failures_count_until_they_are_explained() {
        let mut totals = Totals::default();
        let failed = read(&json!({"operation": "GET /", "sample": true, "status": 200, "error": "x"}));
        totals.count(&failed, true);
        assert_eq!(totals.unexplained(), 0);
        totals.count(&failed, false);
        assert_eq!(totals.unexplained(), 1);
        totals.count(&read(&json!({"operation": "GET /", "sample": true, "status": 200})), false);
        let text = "3 of 3 requests accepted (100.0 %), 0 refused, 0 that Prism fails at; 1 of 3 replies decoded (33.3 %), 2 not; \
                    0 without a reply; of the failures 1 explained, 1 not";
        assert_eq!(totals.to_string(), text);
    }
}
