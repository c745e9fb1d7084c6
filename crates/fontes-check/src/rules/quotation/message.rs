//! How is the verdict on a quotation said?

use crate::citation::{CitedSource, Origin};
use crate::draft::Draft;
use crate::finding::words::{counted, describe, shorten};
use crate::finding::{Edit, Evidence, Finding, Verdict};
use crate::search::Retriever;
use fontes_core::align::change::Class;
use fontes_core::corpus::Result;
use fontes_core::lang::Touch;
use fontes_core::read::Quotation;
use fontes_core::text::Span;

/// What stands before and after the words that governs them, and what is left out between two sentences.
fn cut(changes: &[Edit], evidence: &[Evidence], joined: Option<Span>) -> String {
    let mut out = Vec::new();
    for e in changes.iter().filter(|e| e.change.class == Class::Cut) {
        let Some(there) = evidence.get(e.evidence) else { continue };
        let words = shorten(there.witness.slice(e.change.source).unwrap_or(""));
        let before = e.change.source.end() <= there.span.start();
        let side = if before { "before them stands" } else { "after them stands" };
        let touch = e.change.touch.map_or("", Touch::name);
        out.push(format!("{side} “{words}” ({touch})"));
    }
    if let Some(words) = joined.and_then(|span| evidence.first()?.witness.slice(span)) {
        let count = counted(words.split_whitespace().count() as u64, "word");
        out.push(format!(
            "the ellipsis joins parts of two sentences, with {count} between them: “{}”",
            shorten(words)
        ));
    }
    out.join("; ")
}

/// The message of a finding whose verdict or changes are others than those it was made with.
pub(super) fn message_again(f: &Finding, draft: &Draft, q: &Quotation) -> String {
    message(f.verdict, &f.changes, &f.evidence, f.parts, draft, q, None, false, None)
}

#[expect(clippy::too_many_arguments, reason = "all that a message may speak of")]
pub(super) fn message(
    verdict: Verdict,
    changes: &[Edit],
    evidence: &[Evidence],
    parts: usize,
    draft: &Draft,
    q: &Quotation,
    contradiction: Option<&str>,
    version: bool,
    joined: Option<Span>,
) -> String {
    let place = evidence.first().map_or(String::new(), Evidence::name);
    match verdict {
        Verdict::Verbatim => format!("verbatim in {place}{}", otherwise(changes, evidence, draft)),
        Verdict::Marked => {
            format!("in {place}; every difference is marked{}", otherwise(changes, evidence, draft))
        }
        Verdict::SecondHand if version => {
            format!(
                "verbatim in {place}, which shares most of its text with the draft and is no witness of it"
            )
        }
        Verdict::SecondHand => {
            format!("verbatim in {place}, which is itself quoting{}", otherwise(changes, evidence, draft))
        }
        Verdict::NoisyWitness => {
            let draft_side = changes.iter().filter(|e| e.change.class == Class::DraftNoise).count();
            let witness_side = changes.iter().filter(|e| e.change.class == Class::WitnessNoise).count();
            let whose = if draft_side > witness_side { "the draft's" } else { "the witness's" };
            let denials: String = changes
                .iter()
                .filter(|e| e.change.class.is_noise() && e.change.touch == Some(Touch::Negation))
                .map(|e| format!("; look at {}", describe(e, evidence, draft)))
                .collect();
            format!(
                "in {place}; the differences look like {whose} scanning, not like a change of wording{denials}"
            )
        }
        Verdict::Spliced if parts > 1 => {
            let places: Vec<String> = evidence[..parts].iter().map(Evidence::name).collect();
            if q.ellipses.len() + 1 >= parts && places.windows(2).all(|w| w[0] == w[1]) {
                return format!(
                    "parts that stand in another order in {place}, which the ellipsis does not say"
                );
            }
            format!("parts from places that do not follow each other, without a mark: {}", places.join("; "))
        }
        Verdict::Spliced => format!("in {place}; words between are left out without a mark"),
        Verdict::ElisionChangesSense => {
            let what = changes
                .iter()
                .find(|e| e.change.class.is_marked() && e.change.touch.is_some())
                .map(|e| {
                    let dropped = evidence[e.evidence].witness.slice(e.change.source);
                    let touch = e.change.touch.map_or("", Touch::name);
                    let mark = if e.change.class == Class::Bracket { "bracket" } else { "ellipsis" };
                    format!("the {mark} leaves out a {touch}: “{}”", shorten(dropped.unwrap_or("")))
                })
                .unwrap_or_default();
            format!("in {place}; {what}")
        }
        Verdict::CutChangesSense => {
            let marked = changes.iter().any(|e| e.change.class.is_marked());
            let how = if marked { "every difference is marked" } else { "the words are the source’s" };
            format!("in {place}; {how}, but they are cut: {}", cut(changes, evidence, joined))
        }
        Verdict::Misattributed => format!("in {place}, {}", contradiction.unwrap_or_default()),
        Verdict::Altered => {
            let list: Vec<String> = changes
                .iter()
                .filter(|e| !e.change.class.is_silent() && !e.change.class.is_marked())
                .take(6)
                .map(|e| describe(e, evidence, draft))
                .collect();
            format!("in {place}, altered: {}", list.join("; "))
        }
        // Not found and not checked say why elsewhere; the others are not of quotations.
        _ => String::new(),
    }
}

/// The message of words that are nowhere: what the draft names as their source, and whether it was searched.
pub(super) fn nowhere(draft: &Draft, cited: &CitedSource, search: &Retriever<'_>) -> Result<String> {
    let totals = search.archive.totals();
    let unread = totals.unseen().map_or_else(String::new, |unseen| format!(", {unseen}"));
    let searched = counted(search.documents(), "document");
    Ok(match cited.origin() {
        Origin::Unknown => format!("not found in {searched} searched{unread}"),
        Origin::Here(found) => {
            let mut names = Vec::new();
            for &number in found.iter().take(2) {
                names.push(search.archive.path(number)?);
            }
            let more = found.len().saturating_sub(names.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let names = names.join(", ");
            format!(
                "not in the source that the draft names ({names}{more}), nor elsewhere in {searched} searched{unread}"
            )
        }
        Origin::Lacking(spans) => {
            let named: Vec<String> = spans
                .iter()
                .take(2)
                .map(|s| format!("“{}”", shorten(s.slice(draft.text()).unwrap_or(""))))
                .collect();
            let more = spans.len().saturating_sub(named.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!(
                "not checkable: the archive does not have what the draft names, {}{more}",
                named.join("; ")
            )
        }
    })
}

/// Words with the same letters that are written otherwise, in words.
fn otherwise(changes: &[Edit], evidence: &[Evidence], draft: &Draft) -> String {
    let other = |e: &&Edit| matches!(e.change.class, Class::Diacritic | Class::Division);
    let list: Vec<String> =
        changes.iter().filter(other).take(6).map(|e| describe(e, evidence, draft)).collect();
    if list.is_empty() { String::new() } else { format!("; written otherwise: {}", list.join("; ")) }
}
