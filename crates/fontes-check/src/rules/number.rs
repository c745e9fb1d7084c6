//! Does the draft say a number of something else than its own quotation does?

use super::covering::Covering;
use super::values::Values;
use crate::draft::Draft;
use crate::finding::{Evidence, Finding, Kind, Verdict};
use fontes_core::lang::RuleWord;
use fontes_core::read::{Number, numbers, times};
use fontes_core::text::Span;
use std::collections::BTreeSet;

/// The words that tell something in the clause around `at`, cut to their stems.
fn clause(text: &str, at: Span, language: &fontes_core::lang::Language) -> (Span, BTreeSet<String>) {
    let stops = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\n' | '(' | ')' | '“' | '”' | '"');
    let from = text[..at.start() as usize]
        .rfind(stops)
        .map_or(0, |p| p + text[p..].chars().next().map_or(1, char::len_utf8));
    let to = text[at.end() as usize..].find(stops).map_or(text.len(), |p| at.end() as usize + p);
    let lead = text[from..to].len() - text[from..to].trim_start().len();
    let span = Span::of(text, from + lead..from + lead + text[from..to].trim().len()).unwrap_or(at);
    let mut words = BTreeSet::new();
    for (start, w) in text[from..to]
        .split(|c: char| !c.is_alphabetic())
        .map(|w| (w.as_ptr() as usize - text.as_ptr() as usize, w))
    {
        let inside = start >= at.start() as usize && start < at.end() as usize;
        let small = w.to_lowercase();
        if !inside
            && small.chars().count() > 3
            && !language.rules().is(&small, &RuleWord::Generic)
            && !language.is_function_word(&small)
        {
            words.insert(small.chars().take(5).collect());
        }
    }
    (span, words)
}

/// A number that a quotation of the draft gives, said in the draft's own words of something more or other.
pub(super) fn check(draft: &Draft, ours: &Values, found: &[Finding], out: &mut Vec<Finding>) {
    let text = draft.text();
    let borrowed = found.iter().filter(|g| g.kind == Kind::Borrowing).map(|g| g.draft);
    let taken = Covering::new(draft.quotations.iter().map(|q| q.span).chain(borrowed));
    for f in found
        .iter()
        .filter(|f| f.kind == Kind::Quotation && !f.evidence.is_empty() && f.verdict != Verdict::NotFound)
    {
        let Some(e) = f.evidence.first() else { continue };
        let quoted = e.text();
        if quoted.len() < 40 {
            continue;
        }
        let given: Vec<Number> =
            numbers(quoted).into_iter().filter(|n| n.vague || n.value >= 100.0).collect();
        let dated = times(quoted, None);
        for b in given.iter().filter(|b| !dated.iter().any(|t| t.span.overlaps(b.span))) {
            let (theirs, their_words) = clause(quoted, b.span, draft.language);
            for a in &ours.numbers {
                let same = a.vague == b.vague && (a.value - b.value).abs() < 1e-9 * a.value.max(1.0);
                if !same || a.unit != b.unit || taken.meets(a.span) {
                    continue;
                }
                let (own_clause, our_words) = clause(text, a.span, draft.language);
                let shared = our_words.intersection(&their_words).count();
                let more = our_words.difference(&their_words).count();
                if shared > 0 && more > 0 {
                    let span = Span::new(theirs.start() + e.span.start(), theirs.end() + e.span.start())
                        .unwrap_or(e.span);
                    let message = "the quotation gives this number of something else, or of less".to_owned();
                    let evidence = vec![Evidence { witness: e.witness.clone(), span }];
                    out.push(
                        Finding::alone(Kind::Number, Verdict::OtherPredicate, own_clause, message)
                            .resting(evidence),
                    );
                }
            }
        }
    }
}
