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
    let Some(quotation) = quoted.quotation else { return };
    let pair = Pair { draft, own, quoted, whole: clauses.of(quotation) };
    let overlap = Overlap::new(clauses, own, quoted);
    if overlap.shared >= 2 && overlap.of_own >= 0.6 {
        pair.dates(out);
    }
    if other_time(own, quoted) {
        return;
    }
    if overlap.shared >= 2 {
        pair.numbers(out);
    }
    if overlap.is_close() {
        turned(draft, own, quoted, out);
    }
}

/// A clause of the draft, one of a quotation, and all clauses of that.
struct Pair<'p> {
    draft: &'p Draft,
    own: &'p Clause<'p>,
    quoted: &'p Clause<'p>,
    whole: &'p [Clause<'p>],
}

impl Pair<'_> {
    /// The draft's value is not the quotation's: both as they are written.
    fn differs(&self, kind: Kind, ours: Span, theirs: Span) -> Finding {
        let (x, y) = (words(self.draft, ours), words(self.draft, theirs));
        let message = format!("the draft says “{x}”, its quotation “{y}”");
        beside(kind, Verdict::Differs, ours, theirs, message)
    }

    /// Another number of the same thing, another unit, a hedge left out.
    fn numbers(&self, out: &mut Vec<Finding>) {
        for ours in self.own.numbers.iter().filter(|n| !n.vague) {
            let known = self.whole.iter().flat_map(|c| &c.numbers).any(|n| same(n.bare, ours.bare));
            for theirs in self.quoted.numbers.iter().filter(|n| !n.vague && self.counts_the_same(ours, n)) {
                let one_unit = ours.unit == theirs.unit;
                if same(ours.bare, theirs.bare) && one_unit {
                    if let (None, Some(hedge)) = (ours.hedge, theirs.hedge) {
                        let said = theirs.hedged.map_or_else(|| hedge.name(), |h| words(self.draft, h));
                        let message = format!("the quotation says “{said}” of it, the draft does not");
                        out.push(beside(
                            Kind::Number,
                            Verdict::HedgeDropped,
                            ours.span,
                            theirs.span,
                            message,
                        ));
                    }
                } else if same(ours.bare, theirs.bare) || (!known && one_unit && !rounds(ours, theirs)) {
                    out.push(self.differs(Kind::Number, ours.span, theirs.span));
                }
            }
        }
    }

    /// Whether two numbers count the same, or measure with units of one kind.
    fn counts_the_same(&self, ours: &Number, theirs: &Number) -> bool {
        match (ours.unit, theirs.unit) {
            (None, None) => {
                matches!((head(self.own, ours), head(self.quoted, theirs)), (Some(x), Some(y)) if x == y)
            }
            (Some(Unit::Measure(_)), Some(Unit::Measure(_)))
            | (Some(Unit::Money(_)), Some(Unit::Money(_))) => true,
            (x, y) => x == y,
        }
    }

    /// Another date of the same.
    fn dates(&self, out: &mut Vec<Finding>) {
        let Some(theirs) = self.quoted.dates.first() else { return };
        for ours in &self.own.dates {
            if self.whole.iter().flat_map(|c| &c.dates).all(|y| differ(ours, y)) {
                out.push(self.differs(Kind::Date, ours.span, theirs.span));
            }
        }
    }
}

/// Whether one number is the other rounded, as its hedge says.
fn rounds(ours: &Number, theirs: &Number) -> bool {
    let near = (ours.value - theirs.value).abs() <= ROUNDED * theirs.value.abs();
    near && (ours.hedge.is_some() || theirs.hedge.is_some())
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
