//! Do two clauses speak of the same?

use super::clause::{Clause, Clauses, Stem};
use fontes_core::read::{Basis, Time, TimeKind};

/// What two clauses have in common.
pub(super) struct Overlap {
    /// Stems in both.
    pub(super) shared: usize,
    /// Share of the own clause's stems that the quoted one has, and the reverse.
    pub(super) of_own: f32,
    pub(super) of_quoted: f32,
    /// Stems that the sentence of the own clause has in common with the quotation.
    pub(super) in_sentence: usize,
}

impl Overlap {
    pub(super) fn new(clauses: &Clauses<'_>, own: &Clause<'_>, quoted: &Clause<'_>) -> Self {
        let shared = own.stems.keys().filter(|s| has(quoted, s)).count();
        let share = |of: usize| if of == 0 { 0.0 } else { shared as f32 / of as f32 };
        let quotation = quoted.quotation.map(|q| &clauses.quotations[q]);
        let own_sentence = clauses.sentence(own);
        let in_sentence =
            quotation.map_or(0, |q| own_sentence.stems.iter().filter(|s| q.contains(*s)).count());
        let names = own.names.iter().filter(|n| quoted.names.contains(*n)).count();
        Self {
            shared: shared + names,
            of_own: share(own.stems.len()),
            of_quoted: share(quoted.stems.len()),
            in_sentence: in_sentence + names,
        }
    }

    /// Whether the two say the same, but for what turns it: most words of content of each are the other's.
    pub(super) fn is_close(&self) -> bool {
        self.shared >= 2 && self.of_own >= 0.6 && self.of_quoted >= 0.5 && self.in_sentence >= 3
    }
}

/// Whether a clause has a stem.
pub(super) fn has(clause: &Clause<'_>, stem: &Stem) -> bool {
    clause.stems.contains_key(stem) || clause.names.contains(stem)
}

/// Whether the own clause may speak of what the quoted one speaks of: in the draft's own voice, as a fact, of the same
/// persons, places and time.
pub(super) fn may_meet(clauses: &Clauses<'_>, own: &Clause<'_>, quoted: &Clause<'_>) -> bool {
    let Some(quotation) = quoted.quotation else { return false };
    let (ours, theirs) = (clauses.sentence(own), clauses.sentence(quoted));
    if ours.question || own.says.condition || own.says.another && !quoted.says.another {
        return false;
    }
    // What somebody else is reported to say may well be otherwise; the words that bring in the quotation are of it.
    let introduces = ours.quotations.contains(&quotation);
    if (ours.reported && !introduces) || (introduces && ours.turning) {
        return false;
    }
    let names_apart = !ours.names.is_empty()
        && !theirs.names.is_empty()
        && ours.names.is_disjoint(&theirs.names)
        && !introduces;
    !names_apart
}

/// Whether two dates are written out and cannot be one.
pub(super) fn differ(x: &Time, y: &Time) -> bool {
    let told = |t: &Time| t.basis == Basis::Written && t.kind == TimeKind::Date;
    told(x) && told(y) && !x.value.starts_with(&y.value) && !y.value.starts_with(&x.value)
}

/// Whether the clauses are dated, and of other times.
pub(super) fn other_time(own: &Clause<'_>, quoted: &Clause<'_>) -> bool {
    own.dates.iter().any(|x| quoted.dates.iter().any(|y| differ(x, y)))
        && !own.dates.iter().any(|x| quoted.dates.iter().any(|y| x.value == y.value))
}
