//! At which page or numbered paragraph of its source does the draft say that a quotation stands?

use super::prose::Prose;
use crate::draft::Draft;
use fontes_core::lang::NoteWord;
use fontes_core::read::{Quotation, ends_sentence};
use fontes_core::text::Span;
use std::ops::Range;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Pages.
    Page,
    /// Numbered paragraphs.
    Paragraph,
}

/// A page or a paragraph, or several in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pinpoint {
    /// Where the draft says it.
    pub(crate) span: Span,
    /// What it counts.
    pub(crate) unit: Unit,
    /// The first and the last.
    pub(crate) numbers: (u32, u32),
}

/// Words before a quotation, and after it, among which its page is told.
const NEAR: usize = 14;
/// Words of a note among which the page is that of what it names first.
const NOTE: usize = 24;
/// Figures of a page or a paragraph.
const FIGURES: usize = 4;
/// Bytes after a quotation within which the marker of its note stands.
const CLOSELY: u32 = 12;

/// What the words around a quotation, or else its note, give as its place: nothing where they give several.
pub(crate) fn pinpoint(draft: &Draft, q: &Quotation) -> Option<Pinpoint> {
    let p = Prose { text: draft.text(), folded: &draft.folded, language: draft.language };
    let own = p.within(q.span);
    let ends = |i: usize| ends_sentence(p.text, p.folded, i, p.language);
    let other = |i: usize| draft.quotations_over(p.folded.tokens[i].span).any(|o| o.span != q.span);
    let low = own.start.saturating_sub(NEAR);
    let first = (low..own.start).rev().find(|&i| ends(i) || other(i)).map_or(low, |i| i + 1);
    let high = p.len().min(own.end + NEAR);
    let from = own.end.saturating_sub(1);
    let last = (from..high).find(|&i| ends(i) && !p.gap(i).starts_with('.') || i > from && other(i));
    let after = own.end..last.map_or(high, |i| (i + 1).max(own.end));
    let mut found = read(draft, &p, first..own.start);
    found.extend(read(draft, &p, after));
    if found.is_empty() {
        let close = q.span.end()..=q.span.end() + CLOSELY;
        let note = draft.notes_marked(close).min().and_then(|i| draft.document.notes.get(i))?;
        let words = p.within(note.body);
        let end = (words.start..words.end.min(words.start + NOTE)).find(|&i| p.gap(i).contains(';'));
        let run = words.start..end.map_or(words.end.min(words.start + NOTE), |i| i + 1);
        found = read(draft, &p, run);
    }
    match found[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// The pages and paragraphs that a run of words tells.
fn read(draft: &Draft, p: &Prose<'_>, run: Range<usize>) -> Vec<Pinpoint> {
    let digits = |i: usize| {
        let word = p.word(i);
        (1..=FIGURES).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
    };
    let mut out: Vec<Pinpoint> = Vec::new();
    for i in run.clone().filter(|&i| digits(i)) {
        let before = p.gap_before(i);
        let told = i.checked_sub(1).filter(|k| run.contains(k)).and_then(|k| {
            let word = p.word(k);
            let is =
                |role: NoteWord| p.language.is_in_notes(&word, role) && !p.language.is_function_word(&word);
            // A single letter is a word of this kind only with its stop.
            let short = p.raw(k).chars().count() == 1 && !before.starts_with('.');
            let unit = if is(NoteWord::Paragraph) {
                Some(Unit::Paragraph)
            } else {
                is(NoteWord::Page).then_some(Unit::Page)
            };
            unit.filter(|_| !short)
        });
        let sign = before.contains('¶').then_some(Unit::Paragraph);
        // "(Devine 2014, 26)", "(2014: 26)": right after the year of a citation.
        let span = p.folded.tokens[i].span;
        let cited = || {
            let c = draft.cited_over(span).find(|c| c.span.contains(span))?;
            let year = c.year.trim_end_matches(char::is_alphabetic);
            let after = p.word(i - 1).starts_with(year) && before.trim_start().starts_with([',', ':']);
            after.then_some(Unit::Page)
        };
        let Some(unit) = told.or(sign).or_else(cited) else { continue };
        let Ok(first) = p.word(i).parse::<u32>() else { continue };
        let ranged = i + 1 < run.end && digits(i + 1) && matches!(p.gap(i).trim(), "-" | "–" | "‐" | "‑");
        let last = if ranged { p.word(i + 1).parse::<u32>().unwrap_or(first) } else { first };
        // "145-52"
        let last = if last < first { u32::MAX } else { last };
        // "44, 51", "44 f.": more than one place.
        let open = !ranged && p.gap(i).starts_with(',') && digits(i + 1)
            || p.language.is_in_notes(&p.word(i + 1 + usize::from(ranged)), NoteWord::AndFollowing);
        out.push(Pinpoint { span, unit, numbers: (first, if open { u32::MAX } else { last }) });
    }
    out
}
