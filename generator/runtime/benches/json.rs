//! The tables and serde's derive side by side: the same types, the same texts, in one run.
//!
//! `cargo bench -p runtime --bench json`; compare the two rows of each case.
#![allow(dead_code, unused_imports, unused_macros, missing_docs, reason = "the fields are there to be decoded")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop where it is")]

#[macro_use]
#[path = "../src/runtime/macros.rs"]
mod macros;
#[macro_use]
#[path = "../src/runtime/variants.rs"]
mod variants;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;

use divan::Bencher;
use runtime::json::{decode, encode};
use runtime::runtime;
use serde_json::Value;

fn main() {
    divan::main();
}

/// The structs of both sides; one side derives serde's traits for them, the other has tables.
macro_rules! structs {
    ($(#[$attribute:meta])*) => {
        $(#[$attribute])*
        pub struct Small {
            pub id: i64,
            pub name: String,
            pub active: bool,
            pub note: Option<String>,
        }

        $(#[$attribute])*
        pub struct Repo {
            pub id: i64,
            pub full_name: String,
            pub description: Option<String>,
            pub homepage: Option<String>,
            pub private: bool,
            pub state: State,
            pub owner: Owner,
            pub topics: Vec<String>,
            pub labels: BTreeMap<String, String>,
            pub stars: i64,
            pub score: f64,
            pub parent: Option<Box<Owner>>,
        }

        $(#[$attribute])*
        pub struct Owner {
            pub id: i64,
            pub login: String,
            pub email: Option<String>,
            pub site_admin: bool,
        }

        $(#[$attribute])*
        pub struct Push {
            pub id: i64,
            pub branch: String,
            pub commits: Vec<String>,
        }

        $(#[$attribute])*
        pub struct Issue {
            pub id: i64,
            pub title: String,
            pub author: Owner,
        }
    };
}

mod derived {
    use super::*;
    use serde::{Deserialize, Serialize};

    structs! { #[derive(Debug, Deserialize, Serialize)] #[serde(rename_all = "camelCase")] }

    /// Closed, which is the fastest that the derive can do.
    #[derive(Debug, Deserialize, Serialize)]
    #[serde(rename_all = "lowercase")]
    pub enum State {
        Open,
        Closed,
        Merged,
    }

    #[derive(Debug, Deserialize, Serialize)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    pub enum Event {
        Push(Box<Push>),
        Issue(Box<Issue>),
    }
}

mod tables {
    use super::{BTreeMap, Value};

    structs! {}
    record!(Small { id: "id", name: "name", active: "active", note: "note" });
    record!(Repo {
        id: "id",
        full_name: "fullName",
        description: "description",
        homepage: "homepage",
        private: "private",
        state: "state",
        owner: "owner",
        topics: "topics",
        labels: "labels",
        stars: "stars",
        score: "score",
        parent: "parent",
    });
    record!(Owner { id: "id", login: "login", email: "email", site_admin: "siteAdmin" });
    record!(Push { id: "id", branch: "branch", commits: "commits" });
    record!(Issue { id: "id", title: "title", author: "author" });

    pub enum State {
        Open,
        Closed,
        Merged,
        Unknown(String),
    }
    open_enum!(State { Open: "open", Closed: "closed", Merged: "merged" });

    pub enum Event {
        Push(Box<Push>),
        Issue(Box<Issue>),
        Unknown(Value),
    }
    tagged_union!(Event by "kind" { Push: "push", Issue: "issue" });
}

fn small() -> String {
    r#"{"id":12345,"name":"a name of some length","active":true,"note":null}"#.into()
}

fn list() -> String {
    let mut text = String::from("[");
    for id in 0..1000 {
        let state = ["open", "closed", "merged"][id % 3];
        let parent =
            if id % 4 == 0 { format!(r#"{{"id":{id},"login":"p{id}","siteAdmin":false}}"#) } else { "null".into() };
        let description = if id % 2 == 0 {
            r#""description":"Sends \"things\" to other things, as fast as it can be done.","#
        } else {
            ""
        };
        write!(
            text,
            r#"{comma}{{"id":{},"fullName":"octo/repository-{id}",{description}"homepage":null,"private":{},"state":"{state}",
            "owner":{{"id":{id},"login":"octo{id}","email":"octo{id}@example.com","siteAdmin":true}},
            "topics":["http","client","rust"],"labels":{{"team":"platform","tier":"gold"}},"stars":{},"score":{}.25,"parent":{parent}}}"#,
            id * 104_729,
            id % 5 == 0,
            id * 7,
            id,
            comma = if id == 0 { "" } else { "," },
        )
        .unwrap();
    }
    text + "]"
}

fn union() -> String {
    let items = (0..1000).map(|id| {
        if id % 2 == 0 {
            format!(r#"{{"kind":"push","id":{id},"branch":"main","commits":["a1b2c3d4e5f6","0f9e8d7c6b5a"]}}"#)
        } else {
            format!(r#"{{"kind":"issue","id":{id},"title":"It does not work","author":{{"id":7,"login":"octo","siteAdmin":false}}}}"#)
        }
    });
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// Coordinates and prices.
fn floats() -> String {
    let items = (1..1000_u32).map(|n| format!("{:.*}", [2, 7][n as usize % 2], (f64::from(n) * 1.1).sqrt()));
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// As many digits as a float has.
fn long_floats() -> String {
    let items = (1..1000_u32).map(|n| (f64::from(n) * 1.1).sqrt().to_string());
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

macro_rules! cases {
    ($($case:ident: $ty:ty,)*) => {$(
        mod $case {
            use super::*;

            #[divan::bench]
            fn decode_derive(bencher: Bencher<'_, '_>) {
                use derived::*;
                let text = super::$case();
                bencher.bench(|| serde_json::from_slice::<$ty>(black_box(text.as_bytes())).unwrap());
            }

            #[divan::bench]
            fn decode_tables(bencher: Bencher<'_, '_>) {
                use tables::*;
                let text = super::$case();
                bencher.bench(|| decode::<$ty>(black_box(text.as_bytes())).unwrap());
            }

            #[divan::bench]
            fn encode_derive(bencher: Bencher<'_, '_>) {
                use derived::*;
                let value: $ty = serde_json::from_str(&super::$case()).unwrap();
                bencher.bench(|| serde_json::to_vec(black_box(&value)).unwrap());
            }

            #[divan::bench]
            fn encode_tables(bencher: Bencher<'_, '_>) {
                use tables::*;
                let value: $ty = decode(super::$case().as_bytes()).unwrap();
                bencher.bench(|| encode(black_box(&value)));
            }
        }
    )*};
}

cases! {
    small: Small,
    list: Vec<Repo>,
    union: Vec<Event>,
    floats: Vec<f64>,
    long_floats: Vec<f64>,
}
