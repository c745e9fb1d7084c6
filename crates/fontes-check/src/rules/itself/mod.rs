//! Does the draft contradict its own quotations? What it says in its own words beside them is held against what they say;
//! no source is asked, so that it works where the source is not in the archive.

mod clause;
mod compare;
mod overlap;

use super::values::Values;
use crate::draft::Draft;
use crate::finding::Finding;
use clause::Clauses;

/// Paragraphs to either side of a quotation in which the draft's own words may speak of the same.
const AROUND: usize = 1;
/// The same for a number that is the quotation's: it ties the two clauses together.
const AROUND_NUMBERS: usize = 3;

/// Findings of what the draft says otherwise than its quotations do; `found` tells what else of it is not its own words.
pub(super) fn check(draft: &Draft, ours: &Values, found: &[Finding], out: &mut Vec<Finding>) {
    let clauses = Clauses::new(draft, ours, found);
    for (number, quoted) in clauses.quoted() {
        for own in clauses.own(number, AROUND_NUMBERS) {
            if !overlap::may_meet(&clauses, own, quoted) {
                continue;
            }
            compare::same_number(draft, &clauses, own, quoted, out);
            if quoted.paragraph.abs_diff(own.paragraph) <= AROUND {
                compare::check(draft, &clauses, own, quoted, out);
            }
        }
    }
}
