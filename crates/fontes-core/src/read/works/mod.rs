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

pub use merged::same_works;
pub use types::{Work, WorkKind};

use super::reference::Reference;
use crate::lang;
use crate::text::{BlockKind, Document};
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
    let in_note = |at: u32| document.notes.iter().any(|n| n.body.start() <= at && at < n.body.end());
    let entries: Vec<&Reference> = listed.iter().filter(|r| !in_note(r.span.start())).collect();
    out.extend(entries.iter().map(|r| listed::listed(text, r)));
    let apart = |at: u32| {
        in_note(at)
            || entries.iter().any(|r| r.span.start() <= at && at < r.span.end())
            || document
                .blocks
                .iter()
                .any(|b| b.kind == BlockKind::Furniture && b.span.start() <= at && at < b.span.end())
    };
    let whole = Piece { text, from: 0, to: text.len(), language };
    out.extend(running::works(&whole, &dates).into_iter().filter(|w| !apart(w.span.start())));
    out.sort_by_key(|w| w.span);
    out
}
