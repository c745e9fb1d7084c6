//! Do the notes of the draft hold together? Markers, notes, their order; addresses; pages; and which
//! documents of the archive the references name.

mod address;
mod author_year;
mod markers;
mod pinpoint;
mod reference;
mod volume;

use crate::draft::Draft;
use crate::finding::Finding;
use crate::search::Retriever;
use address::addresses;
use author_year::cited;
use fontes_core::corpus::Result;
use fontes_core::text::Span;
use markers::markers;
use pinpoint::pinpoints;
use reference::{leads, note, pages};
use std::collections::HashSet;
use volume::years;

/// `found` is what is known of the quotations.
pub(crate) fn check(draft: &Draft, found: &[Finding], search: &Retriever<'_>) -> Result<Vec<Finding>> {
    let mut out = Vec::new();
    pinpoints(draft, found, search, &mut out)?;
    let works = draft.works();
    markers(draft, works, &mut out);
    cited(draft, works, &mut out);
    addresses(draft, &mut out);
    for r in works {
        pages(draft, r, &mut out);
        leads(draft, r, search, &mut out)?;
    }
    let told: HashSet<Span> = works.iter().map(|w| w.span).collect();
    let bodies: HashSet<Span> = draft.document.notes.iter().map(|n| n.body).collect();
    for (i, n) in draft.document.notes.iter().enumerate() {
        years(draft, n.body, &mut out);
        let told = told.contains(&n.body);
        note(draft, i, told, search, &mut out)?;
    }
    for w in works.iter().filter(|w| !bodies.contains(&w.span)) {
        years(draft, w.span, &mut out);
    }
    Ok(out)
}
