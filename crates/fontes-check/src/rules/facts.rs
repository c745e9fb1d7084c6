//! Are the dates, the numbers and the names of the draft those of its sources?
//!
//! For words that were found in the archive, quoted or borrowed, the two sides are read and their
//! values compared. What the draft says in its own words of a number that its own quotation gives
//! is set beside it; and one person in two spellings is shown, never merged.

use super::values::Values;
use super::{attribution, calendar_date, differs, itself, name};
use crate::draft::Draft;
use crate::finding::Finding;
use fontes_core::read::Reading;

/// Findings of dates, numbers and names; `found` is what was found of the quotations and borrowings.
pub(crate) fn check(draft: &Draft, found: &[Finding]) -> Vec<Finding> {
    let reading = Reading::new(&draft.document);
    let ours = Values::of(&reading);
    let mut out = Vec::new();
    // The sources are read around the passages only: by document, the stretch of each finding.
    for f in found.iter().filter(|f| !f.changes.is_empty()) {
        differs::check(draft, &ours, f, &mut out);
    }
    itself::check(draft, &ours, found, &mut out);
    name::check(draft, &reading.names(), found, &mut out);
    attribution::check(draft, &reading.attributions(), &mut out);
    out.extend(calendar_date::check(draft, &ours.times));
    out.sort_by(Finding::order);
    out.dedup_by(|a, b| a.kind == b.kind && a.verdict == b.verdict && a.draft == b.draft);
    out
}
