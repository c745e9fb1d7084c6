//! Is a date or a number that the draft gives its source’s?

use super::excerpt::Excerpt;
use super::predicate::{Place, enumerates, names_with, same};
use super::values::Values;
use crate::draft::Draft;
use crate::finding::{Edit, Evidence, Finding, Kind, Verdict};
use fontes_core::lang;
use fontes_core::read::{Basis, Number, Time, TimeKind};
use fontes_core::text::Span;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Bytes of the source that are read to either side of a passage.
const AROUND: usize = 200;

/// Values that differ where the words were changed.
pub(super) fn check(draft: &Draft, ours: &Values, f: &Finding, out: &mut Vec<Finding>) {
    let mut theirs: BTreeMap<usize, (Excerpt, Values)> = BTreeMap::new();
    for edit in &f.changes {
        let Some(e) = f.evidence.get(edit.evidence) else { continue };
        if edit.change.class.is_noise() {
            continue;
        }
        let (excerpt, read) = match theirs.entry(edit.evidence) {
            Entry::Occupied(o) => o.into_mut(),
            Entry::Vacant(v) => {
                let Some(excerpt) = Excerpt::around(e, AROUND) else { continue };
                let values = Values::of(&excerpt.reading());
                v.insert((excerpt, values))
            }
        };
        let sides = Sides { draft, ours, f, e, excerpt, theirs: read };
        out.extend(sides.number(edit));
        out.extend(sides.hedge(edit));
        out.extend(sides.date(edit));
    }
}

/// A changed passage, read on both sides.
struct Sides<'s> {
    draft: &'s Draft,
    ours: &'s Values,
    f: &'s Finding,
    e: &'s Evidence,
    excerpt: &'s Excerpt,
    theirs: &'s Values,
}

impl Sides<'_> {
    fn in_draft(&self, span: Span, from: u32) -> Place<'_> {
        let language = lang::at(self.draft.text(), span, self.draft.language);
        Place { text: self.draft.text(), span, from, language }
    }

    fn in_source(&self, span: Span, from: u32) -> Place<'_> {
        Place { text: self.excerpt.text(), span, from, language: self.excerpt.language }
    }

    /// Whether a span of the excerpt shares a byte with one of the whole source.
    fn meets(&self, span: Span, source: Span) -> bool {
        self.excerpt.there(span).is_some_and(|s| s.overlaps(source))
    }

    fn finding(&self, kind: Kind, verdict: Verdict, at: Span, source: Span, message: String) -> Finding {
        let evidence =
            self.excerpt.there(source).map(|span| Evidence { witness: self.e.witness.clone(), span });
        Finding::alone(kind, verdict, at, message).resting(evidence.into_iter().collect())
    }

    /// Another number of the same thing.
    fn number(&self, edit: &Edit) -> Option<Finding> {
        let a = self.ours.numbers.iter().find(|n| n.span.overlaps(edit.change.draft))?;
        let b = self.theirs.numbers.iter().find(|n| self.meets(n.span, edit.change.source))?;
        let (here, there) = (self.in_draft(a.span, a.numeral.end()), self.in_source(b.span, b.numeral.end()));
        let value = (a.value - b.value).abs() <= 1e-9 * a.value.abs().max(1.0) && a.vague == b.vague;
        let unit = a.unit.is_none() || b.unit.is_none() || a.unit == b.unit;
        if value && unit || enumerates(a, here) || enumerates(b, there) {
            return None;
        }
        let same_unit = a.unit.is_some() && a.unit == b.unit;
        if !same(here, there, same_unit) {
            return None;
        }
        let message = format!("the draft says {}, the source {}", here.written(), there.written());
        Some(self.finding(Kind::Number, Verdict::Differs, a.span, b.span, message))
    }

    /// A hedge that the source has and the draft left out: the number stands in both.
    fn hedge(&self, edit: &Edit) -> Option<Finding> {
        let b = self.theirs.numbers.iter().find(|n| {
            n.hedged.is_some_and(|h| self.meets(h, edit.change.source))
                && !self.meets(n.span, edit.change.source)
        })?;
        let equal = |n: &Number| (n.value - b.value).abs() < 1e-9 * n.value.abs().max(1.0);
        let a = self
            .ours
            .numbers
            .iter()
            .find(|n| n.hedge.is_none() && equal(n) && self.f.draft.overlaps(n.span))?;
        let message = format!("the source says “{}” of it, the draft does not", b.hedge?.name());
        let source = b.hedged.map_or(b.span, |h| h.cover(b.span));
        Some(self.finding(Kind::Number, Verdict::HedgeDropped, a.span, source, message))
    }

    /// Another date of the same event.
    fn date(&self, edit: &Edit) -> Option<Finding> {
        let a = self.ours.times.iter().find(|t| t.span.overlaps(edit.change.draft))?;
        let b = self.theirs.times.iter().find(|t| self.meets(t.span, edit.change.source))?;
        // Only what is written out on both sides can contradict.
        let told =
            |t: &Time| t.basis == Basis::Written && matches!(t.kind, TimeKind::Date | TimeKind::Duration);
        let finer = a.value.starts_with(&b.value) || b.value.starts_with(&a.value);
        let (here, there) = (self.in_draft(a.span, a.span.end()), self.in_source(b.span, b.span.end()));
        if !told(a)
            || !told(b)
            || a.kind != b.kind
            || finer
            || names_with(here)
            || names_with(there)
            || !same(here, there, false)
        {
            return None;
        }
        let message = format!("the draft says {}, the source {}", here.written(), there.written());
        Some(self.finding(Kind::Date, Verdict::Differs, a.span, b.span, message))
    }
}
