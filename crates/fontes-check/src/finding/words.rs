//! How are findings said in words? What messages and reports share.

use super::types::{Edit, Evidence};
use crate::draft::Draft;
use fontes_core::align::change::Class;

/// One change in words.
#[must_use]
pub fn describe(e: &Edit, evidence: &[Evidence], draft: &Draft) -> String {
    let ours = shorten(e.change.draft.slice(draft.text()).unwrap_or(""));
    let theirs = evidence
        .get(e.evidence)
        .and_then(|v| v.witness.slice(e.change.source))
        .map(shorten)
        .unwrap_or_default();
    let bearing = e.change.touch.map_or(String::new(), |t| format!(" [{}]", t.name()));
    match e.change.class {
        Class::WordAdded => format!("“{ours}” added{bearing}"),
        Class::WordDropped => format!("“{theirs}” dropped{bearing}"),
        Class::Cut => format!("“{theirs}” cut off{bearing}"),
        Class::WordMoved => format!("“{ours}” moved{bearing}"),
        class => format!("“{ours}” for “{theirs}” ({}){bearing}", class.name()),
    }
}

/// A number of things: "1 document", "2 documents".
#[must_use]
pub fn counted(n: u64, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

/// Words on one line, at most a hundred characters of them.
#[must_use]
pub fn shorten(s: &str) -> String {
    let words = s.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= 100 {
        return words;
    }
    let head: String = words.chars().take(60).collect();
    let tail: String = words.chars().rev().take(30).collect::<Vec<_>>().into_iter().rev().collect();
    format!("{head} … {tail}")
}

/// A document's path and record id, as people name it.
#[must_use]
pub fn named(path: &str, id: Option<&str>) -> String {
    id.map_or_else(|| path.to_owned(), |id| format!("{path}#{id}"))
}
