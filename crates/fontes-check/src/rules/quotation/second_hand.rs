//! Is the witness itself quoting?

use crate::search::{Candidate, Retriever};
use fontes_core::corpus::{Part, Result, Source};
use fontes_core::lang::{self, Language, RuleWord};
use fontes_core::read::Form;
use fontes_core::text::{Span, fold};

/// Whether the witness gives the words as somebody else's: within quotation marks that hold
/// about as much, or in a block quotation.
pub(super) fn is_quoting(c: &Candidate, search: &Retriever<'_>) -> Result<bool> {
    held_by_quotation(c, search, |w, span, form| {
        form == Form::Block || is_cited(w.text(), span, lang::of(&w.document))
    })
}

/// Whether the words stand between quotation marks in the witness, whoever speaks there.
pub(super) fn is_between_marks(c: &Candidate, search: &Retriever<'_>) -> Result<bool> {
    held_by_quotation(c, search, |_, _, _| true)
}

fn held_by_quotation(
    c: &Candidate,
    search: &Retriever<'_>,
    counts: impl Fn(&Source, Span, Form) -> bool,
) -> Result<bool> {
    let Some(placed) = c.parts.iter().flatten().next() else { return Ok(false) };
    let w = search.archive.part(c.number, &Part::Units(placed.units.clone()))?;
    let from = w.origin().unit;
    let here = placed.units.start.saturating_sub(from)..placed.units.end.saturating_sub(from);
    let Some(there) = w.folded().span_of(&w.folded().tokens_of(&here)).and_then(|s| w.there(s)) else {
        return Ok(false);
    };
    let around = there.start().saturating_sub(QUOTED_AROUND)..there.end().saturating_add(QUOTED_AROUND);
    let w = search.archive.part(c.number, &Part::Bytes(around))?;
    let Some(span) = w.here(there) else { return Ok(false) };
    Ok(w.quotations().iter().any(|q| {
        !q.unclosed
            && q.span.start() <= span.start() + 1
            && span.end() <= q.span.end() + 1
            && counts(&w, q.span, q.form)
    }))
}

/// Bytes around a passage within which a quotation that holds it begins and ends: more than one may be long.
const QUOTED_AROUND: u32 = 13_000;

/// Whether a quotation in a witness is followed by its note or preceded by a colon or by
/// "quoted", "wrote" and the like: it is a document's words, not speech that the text itself
/// records.
fn is_cited(text: &str, q: Span, language: &Language) -> bool {
    let after: String = text[q.end() as usize..].chars().skip(1).take(4).collect();
    let after = after.trim_start_matches(['.', ',', ';', ' ']);
    let noted = after.starts_with('[') && after[1..].starts_with(|c: char| c.is_ascii_digit() || c == '^');
    let before: String = text[..q.start() as usize].chars().rev().skip(1).take(60).collect();
    let before: String = before.chars().rev().collect();
    let rules = language.rules();
    let words: Vec<String> = fold(&before, &[]).words().collect();
    let cued = (0..words.len()).any(|i| {
        let longest = rules.longest().min(words.len() - i);
        (1..=longest).any(|n| rules.is(&words[i..i + n].join(" "), &RuleWord::Quoting))
    });
    let tail: String = text[q.end() as usize..].chars().skip(1).take(40).collect();
    let tail = tail.split(['.', ';', '“', '"', '\n']).next().unwrap_or("");
    let written = fold(tail, &[]).words().take(4).any(|w| rules.is(&w, &RuleWord::QuotingVerb));
    noted || written || cued
}
