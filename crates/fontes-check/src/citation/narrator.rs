//! Whom does a source give as the speaker of a passage, where it tells of speech in marks?

use super::frame::frame;
use super::person::{Person, persons};
use super::prose::Prose;
use super::turns::Told;
use crate::search::Retriever;
use fontes_core::corpus::{Part, Result};
use fontes_core::lang;
use fontes_core::text::Span;

/// Bytes around a passage that are looked at: its sentence, and where else the persons are named.
const AROUND: u32 = 6_000;

/// Whether a document gives a passage, within marks, to one of these persons or to somebody else. Only where it
/// names somebody for it by family name, and one of them elsewhere.
pub(super) fn speaker_of(
    given: &[Person],
    number: usize,
    passage: Span,
    search: &Retriever<'_>,
) -> Result<Told> {
    let around = passage.start().saturating_sub(AROUND)..passage.end().saturating_add(AROUND);
    let held = search.archive.part(number, &Part::Bytes(around))?;
    let Some(here) = held.here(passage) else { return Ok(Told::Nothing) };
    let all = held.quotations();
    let holds = |s: Span| s.start() <= here.start() + 1 && here.end() <= s.end() + 1;
    let Some(q) = all.iter().find(|q| !q.unclosed && holds(q.span)) else { return Ok(Told::Nothing) };
    let p = Prose { text: held.text(), folded: held.folded(), language: lang::of(&held.document) };
    let frame = frame(&p, q, all, &|_| false);
    let theirs = persons(&p, &frame, &[]);
    if theirs.is_empty() {
        return Ok(Told::Nothing);
    }
    let around: Vec<String> = (frame.lead.start..frame.tail.end).map(|i| p.name(i)).collect();
    let mut elsewhere = false;
    for person in given {
        if around.contains(&person.surname) {
            return Ok(Told::Theirs);
        }
        for i in 0..p.len() {
            if p.name(i) != person.surname || !p.capital(i) {
                continue;
            }
            // "Anna said" may be Anna Vane's.
            let before = i.checked_sub(1).map_or_else(String::new, |b| p.name(b));
            if theirs.iter().any(|t| t.surname == before) {
                return Ok(Told::Theirs);
            }
            elsewhere = true;
        }
    }
    Ok(if elsewhere { Told::Others } else { Told::Nothing })
}
