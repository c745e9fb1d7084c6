//! Does the draft say a number of something else than its own quotation does?

use super::covering::Covering;
use super::excerpt::Excerpt;
use super::predicate::{Place, enumerates};
use super::values::Values;
use crate::draft::Draft;
use crate::finding::{Evidence, Finding, Kind, Verdict};
use fontes_core::lang::{self, Language, RuleWord};
use fontes_core::read::Number;
use fontes_core::text::{Span, fold};
use std::collections::BTreeSet;

/// The words that tell something in the clause around `at`, cut to their stems.
fn clause(text: &str, at: Span, language: &Language) -> (Span, BTreeSet<String>) {
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
        let small: String = fold(w, &[]).words().collect();
        // "a year", "in May": when, not what.
        let when = !language.calendar().of(&small).is_empty();
        if !inside
            && !when
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
        let Some(quoted) = Excerpt::around(e, 0).filter(|q| q.text().len() >= 40) else { continue };
        let language = quoted.language;
        let counts = |n: &Number, text, language| {
            !enumerates(n, Place { text, span: n.span, from: n.numeral.end(), language })
        };
        let given = Values::of(&quoted.reading()).numbers;
        let telling = |b: &&Number| (b.vague || b.value >= 100.0) && counts(b, quoted.text(), language);
        for b in given.iter().filter(telling) {
            let (theirs, their_words) = clause(quoted.text(), b.span, language);
            for a in &ours.numbers {
                let same = a.vague == b.vague && (a.value - b.value).abs() < 1e-9 * a.value.max(1.0);
                if !same || a.unit != b.unit || taken.meets(a.span) {
                    continue;
                }
                let own_language = lang::at(text, a.span, draft.language);
                if !counts(a, text, own_language) {
                    continue;
                }
                let (own_clause, our_words) = clause(text, a.span, own_language);
                let shared = our_words.intersection(&their_words).count();
                let more = our_words.difference(&their_words).count();
                if shared > 0 && more > 0 {
                    let span = quoted.there(theirs).unwrap_or(e.span);
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
