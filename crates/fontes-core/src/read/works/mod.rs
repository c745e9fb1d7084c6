//! Which works does a text cite? In its notes, in its list of references, and in the text where it cites as lawyers do or
//! gives addresses. What a note only refers back to ("Ibid.", a short title) is told by [`super::follow`].
//!
//! Left out: works that the text only names, without a note, a year or an address; citations by author and year, which
//! [`super::author_years`] reads.

mod address;
mod dates;
mod law;
mod listed;
mod merged;
mod note;
mod pieces;
mod running;
mod segment;
mod types;

pub use address::bare_address;
pub use merged::same_works;
pub use types::{Work, WorkKind};

use super::reference::Reference;
use crate::lang;
use crate::text::{BlockKind, Document, Span};
use dates::Dates;
use pieces::Piece;

/// The works that a document cites, each where it does, in order. `listed` are the references of its list and its notes.
#[must_use]
pub fn works(document: &Document, listed: &[Reference]) -> Vec<Work> {
    let text = document.text.as_str();
    let language = lang::of(document);
    let dates = Dates::of(document);
    let mut out = Vec::new();
    for n in &document.notes {
        let piece = Piece { text, from: n.body.start() as usize, to: n.body.end() as usize, language };
        out.extend(note::works(&piece, &dates));
    }
    let bodies = sorted(document.notes.iter().map(|n| n.body));
    let frames = sorted(document.blocks.iter().filter(|b| b.kind == BlockKind::Furniture).map(|b| b.span));
    let in_note = |at: u32| within(&bodies, at);
    let entries: Vec<&Reference> = listed.iter().filter(|r| !in_note(r.span.start())).collect();
    out.extend(entries.iter().map(|r| listed::listed(text, r)));
    let lists = sorted(entries.iter().map(|r| r.span));
    let apart = |at: u32| in_note(at) || within(&lists, at) || within(&frames, at);
    let whole = Piece { text, from: 0, to: text.len(), language };
    out.extend(running::works(&whole, &dates).into_iter().filter(|w| !apart(w.span.start())));
    out.sort_by_key(|w| w.span);
    out
}

fn sorted(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut out: Vec<Span> = spans.collect();
    out.sort_unstable();
    out
}

/// Whether a byte lies within one of some spans, which are in order and do not overlap.
fn within(spans: &[Span], at: u32) -> bool {
    spans.get(spans.partition_point(|s| s.end() <= at)).is_some_and(|s| s.start() <= at)
}
