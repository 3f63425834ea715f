//! A document as a tree, and where each part of it came from.

use crate::source::path::{beside, percent_decoded};
use crate::source::{FragmentId, Location};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The key of the root under which the other files of a split document stand, each under its name. No document has it.
const FILES: &str = "x-other-files";

/// A document; one that was merged from several pages or files remembers where each part stood.
pub struct Document {
    /// Its tree.
    pub root: Value,
    /// The name of the main file, if the document may be split.
    main: Option<String>,
    /// The names of the other files it is split into.
    others: BTreeSet<String>,
    /// The objects in the other files whose references lead through the whole tree already: they would else be taken for
    /// references within their file.
    local: BTreeSet<String>,
    /// Which fragment holds what `parts` does not name.
    whole: FragmentId,
    /// Which fragment holds the nodes at and below a JSON pointer, and below which pointer of its own; the longest
    /// pointer decides.
    parts: BTreeMap<String, (FragmentId, String)>,
}

impl Document {
    /// A document that stands in one place.
    pub fn new(root: Value, fragment: FragmentId) -> Self {
        Self {
            root,
            main: None,
            others: BTreeSet::new(),
            local: BTreeSet::new(),
            whole: fragment,
            parts: BTreeMap::new(),
        }
    }

    /// Takes in the other files of a split document, by their names; `name` is that of the main one.
    pub fn join(&mut self, name: &str, others: Vec<(String, Value, FragmentId)>) {
        self.main = Some(name.to_owned());
        let mut mounted = Map::new();
        for (name, root, fragment) in others {
            self.set_origin(child(&child("", FILES), &name), fragment, String::new());
            mounted.insert(name.clone(), root);
            self.others.insert(name);
        }
        if let (Value::Object(root), false) = (&mut self.root, mounted.is_empty()) {
            root.insert(FILES.to_owned(), Value::Object(mounted));
        }
    }

    /// The files, the main one first, and the pointers under which they stand.
    pub fn mounts(&self) -> Vec<(String, String)> {
        let place = |name: &String| child(&child("", FILES), name);
        let others = self.others.iter().map(|name| (name.clone(), place(name)));
        [(self.main.clone().unwrap_or_default(), String::new())].into_iter().chain(others).collect()
    }

    /// A reference as one within this tree, if the object at `holder` refers to one of the files that were taken in.
    pub fn localized(&self, holder: &str, text: &str) -> Option<String> {
        if self.others.is_empty() && text.starts_with('#') {
            return None;
        }
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        let fragment = percent_decoded(fragment);
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return None;
        }
        let own = own_file(holder);
        let name = match (file, &own) {
            // What was made local before stays so.
            ("", _) if own_file(&fragment).is_some() || self.local.contains(holder) => return None,
            ("", Some(own)) => own.clone(),
            ("", None) => return None,
            (file, own) => beside(own.as_ref().or(self.main.as_ref())?, &percent_decoded(file)),
        };
        let place = match (self.main.as_ref() == Some(&name), self.others.contains(&name)) {
            (true, _) => String::new(),
            (false, true) => child(&child("", FILES), &name),
            (false, false) => return None,
        };
        Some(reference_to(&format!("{place}{fragment}")))
    }

    /// Says that the reference in the object at `holder` leads through the whole tree.
    pub fn set_local(&mut self, holder: &str) {
        if own_file(holder).is_some() {
            self.local.insert(holder.to_owned());
        }
    }

    /// What a pointer into another file is within that file.
    pub fn within_file(pointer: &str) -> Option<&str> {
        let (_, rest) = pointer.strip_prefix('/')?.strip_prefix(FILES)?.strip_prefix('/')?.split_once('/')?;
        pointer.get(pointer.len() - rest.len() - 1..)
    }

    /// Whether a relative reference of the object at `holder` leads out of the folder of the main file.
    pub fn leads_out(&self, holder: &str, text: &str) -> bool {
        let file = percent_decoded(text.split('#').next().unwrap_or_default());
        let Some(main) = &self.main else { return file.starts_with("..") };
        let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
        let found = beside(own_file(holder).as_ref().unwrap_or(main), &file);
        match folder {
            "" => found.split('/').next() == Some(".."),
            folder => !found.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')),
        }
    }

    /// The words that a name can be made from for what stands at a pointer: its own, or the name of its file.
    pub fn words(pointer: &str) -> Vec<String> {
        let names = |holder: &String| matches!(holder.as_str(), "schemas" | "properties" | "$defs" | "definitions");
        let carries = |word: &String| word != "components" && !names(word);
        let is_way = |word: &String| {
            matches!(word.as_str(), "responses" | "requestBody" | "content" | "schema")
                || word.bytes().all(|byte| byte.is_ascii_digit())
                || word.contains('/')
        };
        let mut tokens: Vec<String> = pointer.split('/').skip(1).map(|token| unescaped(token).into_owned()).collect();
        if tokens.first().is_some_and(|first| first == FILES) {
            let whole = tokens.len() == 2;
            let mut rest = tokens.split_off(1);
            let name = rest.remove(0);
            let stem = name.rsplit('/').next().unwrap_or_default();
            tokens = if whole { vec![stem.split('.').next().unwrap_or_default().to_owned()] } else { rest };
        }
        // What stands in an operation is named after that, not after the way to it.
        if tokens.first().is_some_and(|first| first == "paths" || first == "x-ms-paths") && tokens.len() > 3 {
            let inner = tokens.split_off(3);
            let holders = [None].into_iter().chain(inner.iter().map(Some));
            let kept = inner.iter().zip(holders).filter(|(word, holder)| holder.is_some_and(names) || !is_way(word));
            let path = tokens.iter().skip(1).flat_map(|word| word.split(['/', '{', '}']));
            let words = path.chain(kept.map(|(word, _)| word.as_str())).filter(|word| !word.is_empty());
            return words.map(str::to_owned).filter(carries).collect();
        }
        // The schema of something is called as that is.
        if let [.., holder, last] = tokens.as_slice()
            && last == "schema"
            && !names(holder)
        {
            tokens.pop();
        }
        // The bodies that operations of 2.0 share.
        let body = match tokens.first().map(String::as_str) {
            Some("responses") => Some("response"),
            Some("parameters") => Some("body"),
            _ => None,
        };
        if let Some(body) = body {
            tokens.remove(0);
            tokens.push(body.to_owned());
        }
        tokens.into_iter().filter(carries).collect()
    }

    /// The name of what stands at a pointer into another file, if it is all of the file or one of its entries.
    pub fn name_in_file(pointer: &str) -> Option<String> {
        own_file(pointer)?;
        let mut words = Self::words(pointer);
        let last = words.pop()?;
        words.is_empty().then_some(last)
    }

    /// Says that everything at and below `pointer` stands at and below `own` of `fragment`.
    pub fn set_origin(&mut self, pointer: String, fragment: FragmentId, own: String) {
        self.parts.insert(pointer, (fragment, own));
    }

    /// Says where the nodes at and below new pointers stood before: pairs of a new pointer and the one it had.
    pub fn moved(&mut self, pairs: Vec<(String, String)>) {
        let places: Vec<_> = pairs.into_iter().map(|(new, old)| (new, self.location(&old))).collect();
        for (new, place) in places {
            if let Location::Node(fragment, own) = place {
                self.set_origin(new, fragment, own.to_string());
            }
        }
    }

    /// Forgets where the nodes at and below `pointer` stood.
    pub fn forget_origin(&mut self, pointer: &str) {
        self.parts.retain(|known, _| !is_below(known, pointer));
    }

    /// Keeps the places of a list's items when the one at `index` is about to be taken out: each moves up by one.
    pub fn close_up(&mut self, list: &str, index: usize, count: usize) {
        for at in index..count {
            let (here, next) = (format!("{list}/{at}"), format!("{list}/{}", at + 1));
            if at + 1 < count {
                self.copy_origin(&next, &here);
            } else {
                self.forget_origin(&here);
            }
        }
    }

    /// Says that the nodes at and below `pointer` stand where those at and below `source` do.
    pub fn copy_origin(&mut self, source: &str, pointer: &str) {
        let Location::Node(fragment, own) = self.location(source) else { return };
        let inner: Vec<_> = self
            .parts
            .iter()
            .filter(|(known, _)| is_below(known, source))
            .map(|(known, part)| (format!("{pointer}{}", known.get(source.len()..).unwrap_or_default()), part.clone()))
            .collect();
        self.forget_origin(pointer);
        self.set_origin(pointer.to_owned(), fragment, own.to_string());
        self.parts.extend(inner);
    }

    /// The place of a node.
    pub fn location(&self, pointer: &str) -> Location {
        if self.parts.is_empty() {
            return Location::Node(self.whole, pointer.into());
        }
        let ends = [pointer.len()].into_iter().chain(pointer.rmatch_indices('/').map(|(end, _)| end));
        let part = ends.filter_map(|end| pointer.split_at_checked(end)).find_map(|(prefix, rest)| {
            let (fragment, own) = self.parts.get(prefix)?;
            Some(Location::Node(*fragment, format!("{own}{rest}").into()))
        });
        part.unwrap_or_else(|| Location::Node(self.whole, pointer.into()))
    }

    /// The node at `pointer`.
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        let mut node = &self.root;
        for token in pointer.split('/').skip(1) {
            node = match node {
                Value::Object(map) => map.get(&*unescaped(token))?,
                Value::Array(list) => list.get(token.parse::<usize>().ok()?)?,
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
            };
        }
        (pointer.is_empty() || pointer.starts_with('/')).then_some(node)
    }
}

/// Whether a pointer leads to `node` or below it.
fn is_below(pointer: &str, node: &str) -> bool {
    pointer.strip_prefix(node).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The file, other than the main one, in which a pointer stands.
fn own_file(pointer: &str) -> Option<String> {
    let name = pointer.strip_prefix('/')?.strip_prefix(FILES)?.strip_prefix('/')?.split('/').next()?;
    Some(unescaped(name).into_owned())
}

/// A reference to a pointer of the tree.
pub fn reference_to(pointer: &str) -> String {
    format!("#{}", pointer.replace('%', "%25"))
}

/// The pointer of the node `key` below `pointer` (RFC 6901).
pub fn child(pointer: &str, key: &str) -> String {
    let mut child = String::with_capacity(pointer.len() + key.len() + 1);
    child.push_str(pointer);
    child.push('/');
    if key.contains(['~', '/']) {
        child.push_str(&key.replace('~', "~0").replace('/', "~1"));
    } else {
        child.push_str(key);
    }
    child
}

/// The key that a token of a pointer stands for. Hardly any has an escape, and all are looked up often.
pub(super) fn unescaped(token: &str) -> Cow<'_, str> {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
}
