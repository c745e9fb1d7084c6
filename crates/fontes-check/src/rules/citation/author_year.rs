//! Do citations by author and year and the list of references lead to each other?

use crate::draft::Draft;
use crate::finding::{Finding, Kind, Verdict};
use fontes_core::read::{AuthorYear, Fit, Reference, cites};
use fontes_core::text::Span;
use std::collections::HashSet;

/// Entries of a list of references by author and year from which on citations in the text are held
/// against it.
const FEWEST_ENTRIES: usize = 2;

/// Citations by author and year and the list of references: each leads to an entry, and each entry is led
/// to. A list to which not half of the citations lead is not theirs.
pub(super) fn cited(draft: &Draft, works: &[Reference], out: &mut Vec<Finding>) {
    let text = draft.text();
    let bodies: HashSet<Span> = draft.document.notes.iter().map(|n| n.body).collect();
    let in_note = |s: Span| bodies.contains(&s);
    let entries: Vec<(Span, &str)> = works
        .iter()
        .filter(|w| !in_note(w.span) && w.year(text).is_some())
        .filter_map(|w| Some((w.span, w.span.slice(text)?)))
        .collect();
    let within = |s: Span| entries.iter().any(|e| e.0.overlaps(s));
    let citations: Vec<&AuthorYear> = draft.cited().iter().filter(|c| !within(c.span)).collect();
    let fits: Vec<Vec<Fit>> =
        citations.iter().map(|c| entries.iter().map(|e| cites(e.1, c)).collect()).collect();
    let leads = |f: &Vec<Fit>| f.contains(&Fit::Yes);
    let right = fits.iter().filter(|f| leads(f)).count();
    if entries.len() < FEWEST_ENTRIES || right < FEWEST_ENTRIES || right * 2 < citations.len() {
        return;
    }
    for (c, fit) in citations.iter().zip(&fits).filter(|(_, f)| !leads(f)) {
        let others: Vec<&str> = fit
            .iter()
            .filter_map(|f| if let Fit::OtherYear(y) = f { Some(y.as_str()) } else { None })
            .collect();
        let message = if others.is_empty() {
            "the citation leads nowhere: the list of references has no such entry".to_owned()
        } else {
            format!("the list of references has this author with {}, not {}", others.join(", "), c.year)
        };
        out.push(Finding::alone(Kind::Citation, Verdict::MarkerWithoutNote, c.span, message));
    }
    for (k, (span, _)) in entries.iter().enumerate() {
        if !fits.iter().any(|f| f[k] == Fit::Yes) {
            let message = "no citation in the text leads to this entry".to_owned();
            out.push(Finding::alone(Kind::Citation, Verdict::NoteWithoutMarker, *span, message));
        }
    }
}
