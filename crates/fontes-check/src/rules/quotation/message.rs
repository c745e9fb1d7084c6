//! How is the verdict on a quotation said?

use crate::citation::CitedSource;
use crate::draft::Draft;
use crate::finding::words::{describe, shorten};
use crate::finding::{Edit, Evidence, Verdict};
use fontes_core::align::change::Class;
use fontes_core::lang::Touch;
use fontes_core::read::Quotation;

pub(super) fn message(
    verdict: Verdict,
    changes: &[Edit],
    evidence: &[Evidence],
    parts: usize,
    draft: &Draft,
    q: &Quotation,
    cited: &CitedSource,
) -> String {
    let place = evidence.first().map_or(String::new(), Evidence::name);
    match verdict {
        Verdict::Verbatim => format!("verbatim in {place}{}", otherwise(changes, evidence, draft)),
        Verdict::Marked => {
            format!("in {place}; every difference is marked{}", otherwise(changes, evidence, draft))
        }
        Verdict::SecondHand => {
            format!("verbatim in {place}, which is itself quoting{}", otherwise(changes, evidence, draft))
        }
        Verdict::NoisyWitness => {
            let draft_side = changes.iter().filter(|e| e.change.class == Class::DraftNoise).count();
            let witness_side = changes.iter().filter(|e| e.change.class == Class::WitnessNoise).count();
            let whose = if draft_side > witness_side { "the draft's" } else { "the witness's" };
            format!("in {place}; the differences look like {whose} scanning, not like a change of wording")
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
        Verdict::Misattributed => format!("in {place}, {}", cited.contradiction()),
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

/// Words with the same letters that are written otherwise, in words.
fn otherwise(changes: &[Edit], evidence: &[Evidence], draft: &Draft) -> String {
    let other = |e: &&Edit| matches!(e.change.class, Class::Diacritic | Class::Division);
    let list: Vec<String> =
        changes.iter().filter(other).take(6).map(|e| describe(e, evidence, draft)).collect();
    if list.is_empty() { String::new() } else { format!("; written otherwise: {}", list.join("; ")) }
}
