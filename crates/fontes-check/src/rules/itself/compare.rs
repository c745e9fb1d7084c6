//! In what does the draft's clause say otherwise than its quotation's?

use super::clause::{Clause, Clauses, Stem};
use super::overlap::{Overlap, differ, has, other_time};
use crate::draft::Draft;
use crate::finding::{Finding, Kind, Verdict};
use fontes_core::read::{Number, Unit};
use fontes_core::text::Span;

/// Numbers below are counted of too many things to tie two clauses by themselves.
const TELLING_NUMBER: f64 = 100.0;
/// Bytes after a number within which what is counted stands.
const HEAD_WITHIN: u32 = 24;
/// A hedged number is not another when it is so near.
const ROUNDED: f64 = 0.1;

/// A finding on the draft's own words, beside those of its quotation.
fn beside(kind: Kind, verdict: Verdict, own: Span, quoted: Span, message: String) -> Finding {
    Finding { beside: Some(quoted), ..Finding::alone(kind, verdict, own, message) }
}

fn same(x: f64, y: f64) -> bool {
    (x - y).abs() <= 1e-9 * x.abs().max(1.0)
}

/// The words of a span, for a message.
fn words(draft: &Draft, span: Span) -> &str {
    span.slice(draft.text()).unwrap_or("")
}

/// The first word of content after a number: what is counted.
fn head<'c>(clause: &'c Clause<'_>, number: &Number) -> Option<&'c Stem> {
    let end = number.span.end();
    let after = clause.stems.iter().filter(|(_, at)| at.start() >= end);
    let (stem, at) = after.min_by_key(|(_, at)| **at)?;
    // A few words may stand between: "thirty of the young miners".
    (at.start() - end <= HEAD_WITHIN).then_some(stem)
}

/// Whether a word of the draft is a form of one that the clauses have: "driven", "drove".
fn is_form_in(draft: &Draft, word: Span, clauses: &[Clause<'_>]) -> bool {
    let folded = |span: Span| draft.folded.tokens_in(span).map(|i| draft.folded.word(i)).collect::<String>();
    let word = folded(word);
    clauses.iter().flat_map(|c| c.stems.values()).any(|at| draft.language.is_inflection(&word, &folded(*at)))
}

/// A number that the quotation gives, said of something more or other.
pub(super) fn same_number(
    draft: &Draft,
    clauses: &Clauses<'_>,
    own: &Clause<'_>,
    quoted: &Clause<'_>,
    out: &mut Vec<Finding>,
) {
    let Some(quotation) = quoted.quotation else { return };
    for theirs in quoted.numbers.iter().filter(|n| n.vague || n.value >= TELLING_NUMBER) {
        for ours in &own.numbers {
            if ours.vague != theirs.vague || !same(ours.value, theirs.value) || ours.unit != theirs.unit {
                continue;
            }
            let shared = own.stems.keys().any(|s| has(quoted, s));
            let introduced = &clauses.sentence(quoted).stems;
            let more = own.stems.iter().any(|(s, at)| {
                !clauses.quotations[quotation].contains(s)
                    && !own.circumstances.contains(s)
                    && !introduced.contains(s)
                    && !is_form_in(draft, *at, clauses.of(quotation))
            });
            if shared && more {
                let message = format!(
                    "of “{}” the draft says “{}”, its quotation “{}”",
                    words(draft, theirs.span),
                    crate::finding::words::shorten(words(draft, own.span)),
                    crate::finding::words::shorten(words(draft, quoted.span)),
                );
                out.push(beside(Kind::Number, Verdict::OtherPredicate, own.span, quoted.span, message));
            }
        }
    }
}

/// All other contradictions of two clauses.
pub(super) fn check(
    draft: &Draft,
    clauses: &Clauses<'_>,
    own: &Clause<'_>,
    quoted: &Clause<'_>,
    out: &mut Vec<Finding>,
) {
    let overlap = Overlap::new(clauses, own, quoted);
    dates(draft, clauses, own, quoted, &overlap, out);
    if other_time(own, quoted) {
        return;
    }
    numbers(draft, clauses, own, quoted, &overlap, out);
    if overlap.is_close() {
        turned(draft, own, quoted, out);
    }
}

/// Another number of the same thing, another unit, a hedge left out.
fn numbers(
    draft: &Draft,
    clauses: &Clauses<'_>,
    own: &Clause<'_>,
    quoted: &Clause<'_>,
    overlap: &Overlap,
    out: &mut Vec<Finding>,
) {
    let Some(quotation) = quoted.quotation else { return };
    let measured = |u: Option<Unit>| u.is_some();
    for ours in own.numbers.iter().filter(|n| !n.vague) {
        let known = clauses.of(quotation).iter().flat_map(|c| &c.numbers);
        let equal = known.filter(|n| same(n.bare, ours.bare)).count();
        for theirs in quoted.numbers.iter().filter(|n| !n.vague) {
            let heads = (head(own, ours), head(quoted, theirs));
            let counted = ours.unit.is_none()
                && theirs.unit.is_none()
                && matches!(heads, (Some(x), Some(y)) if x == y)
                && overlap.shared >= 2;
            let like_unit = match (ours.unit, theirs.unit) {
                (Some(Unit::Measure(_)), Some(Unit::Measure(_)))
                | (Some(Unit::Money(_)), Some(Unit::Money(_))) => true,
                (x, y) => measured(x) && x == y,
            };
            if !(counted || (like_unit && overlap.shared >= 2)) {
                continue;
            }
            let (x, y) = (words(draft, ours.span), words(draft, theirs.span));
            let add = |verdict, message, out: &mut Vec<Finding>| {
                out.push(beside(Kind::Number, verdict, ours.span, theirs.span, message));
            };
            if same(ours.bare, theirs.bare) && ours.unit == theirs.unit {
                if let (None, Some(hedge)) = (ours.hedge, theirs.hedge) {
                    let said = theirs.hedged.map_or_else(|| hedge.name(), |h| words(draft, h));
                    let message = format!("the quotation says “{said}” of it, the draft does not");
                    add(Verdict::HedgeDropped, message, out);
                }
            } else if same(ours.bare, theirs.bare) {
                add(Verdict::Differs, format!("the draft says “{x}”, its quotation “{y}”"), out);
            } else if equal == 0 && ours.unit == theirs.unit {
                let near = (ours.value - theirs.value).abs() <= ROUNDED * theirs.value.abs();
                if !(near && (ours.hedge.is_some() || theirs.hedge.is_some())) {
                    add(Verdict::Differs, format!("the draft says “{x}”, its quotation “{y}”"), out);
                }
            }
        }
    }
}

/// Another date of the same.
fn dates(
    draft: &Draft,
    clauses: &Clauses<'_>,
    own: &Clause<'_>,
    quoted: &Clause<'_>,
    overlap: &Overlap,
    out: &mut Vec<Finding>,
) {
    let Some(quotation) = quoted.quotation else { return };
    if overlap.shared < 2 || overlap.of_own < 0.6 {
        return;
    }
    for ours in &own.dates {
        if !clauses.of(quotation).iter().flat_map(|c| &c.dates).all(|y| differ(ours, y)) {
            continue;
        }
        if let Some(y) = quoted.dates.first() {
            let (x, z) = (words(draft, ours.span), words(draft, y.span));
            let message = format!("the draft says “{x}”, its quotation “{z}”");
            out.push(beside(Kind::Date, Verdict::Differs, ours.span, y.span, message));
        }
    }
}

/// One denies what the other says; or the draft says of all, or for sure, what its quotation says of some, or as possible.
fn turned(draft: &Draft, own: &Clause<'_>, quoted: &Clause<'_>, out: &mut Vec<Finding>) {
    let (ours, theirs) = (&own.says, &quoted.says);
    let quiet = |message: String, verdict, out: &mut Vec<Finding>| {
        out.push(beside(Kind::Statement, verdict, own.span, quoted.span, message));
    };
    let universal_no = |s: &super::clause::Says| s.universal.is_some() && s.negations > 0;
    if ours.negations % 2 != theirs.negations % 2 {
        let plain = !ours.negative && !theirs.negative && !theirs.condition;
        let partial = ours.partial.is_some() || theirs.partial.is_some();
        if plain && !partial && theirs.possible.is_some() == ours.possible.is_some() {
            let message = if ours.negations > theirs.negations {
                "the draft denies what its quotation says"
            } else {
                "the draft says what its quotation denies"
            };
            quiet(message.into(), Verdict::ContradictsQuotation, out);
        }
        return;
    }
    let all = |x: Span, y: Span, out: &mut Vec<Finding>| {
        let message = format!("the draft says “{}”, its quotation “{}”", words(draft, x), words(draft, y));
        quiet(message, Verdict::GoesBeyondQuotation, out);
    };
    if let (Some(x), None, None, Some(y)) = (ours.universal, ours.partial, theirs.universal, theirs.partial)
        && !universal_no(ours)
    {
        all(x, y, out);
    } else if let (None, Some(y)) = (ours.possible, theirs.possible) {
        let message = format!("the draft says it without the quotation’s “{}”", words(draft, y));
        quiet(message, Verdict::GoesBeyondQuotation, out);
    }
}
