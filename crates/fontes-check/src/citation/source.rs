//! Which document, or whom, does the draft name beside a quotation?
//!
//! Only what leaves no doubt: a document's title, id or file name in the same sentence or in
//! the quotation's note, "Document 29" within the draft's own volume (a preference, never an
//! accusation), and a speaker named beside the quotation.

use super::name::{is_proper, longest_name};
use super::sentence::sentence;
use super::series::{folder, in_folder, in_volume, numbered_key};
use super::speaker::{Speaker, speaker};
use crate::draft::Draft;
use crate::finding::words::shorten;
use crate::search::Retriever;
use fontes_core::corpus::Result;
use fontes_core::lang::{NoteWord, RuleWord};
use fontes_core::read::{AuthorYear, Fit, Quotation, Target, cites, follow, pointers};
use fontes_core::text::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// What the draft says of a quotation's origin.
#[derive(Debug, Default)]
pub(crate) struct CitedSource {
    /// Documents named near it, firmly or not.
    pub(crate) documents: BTreeSet<usize>,
    /// Those named beyond doubt.
    firm: BTreeSet<usize>,
    /// The name under which a firm one is called.
    name: String,
    /// Folded surname of the person said to speak, and the name as written.
    pub(crate) speaker: Option<Speaker>,
}

impl CitedSource {
    /// Whether the draft names a document and the words stand in others only.
    pub(crate) fn contradicts(&self, witnesses: &[usize]) -> bool {
        !self.firm.is_empty() && !witnesses.iter().any(|w| self.documents.contains(w))
    }

    /// The contradiction in words.
    pub(crate) fn contradiction(&self) -> String {
        match (&self.speaker, self.firm.is_empty()) {
            (Some(s), true) => format!("where somebody else says it, not {}", s.name),
            _ => format!("not in the document that the draft names (“{}”)", self.name),
        }
    }
}

/// Words before and after a quotation within which "Document 29" is looked for.
const NEARBY: usize = 60;

pub(crate) fn citations(draft: &Draft, q: &Quotation, search: &Retriever<'_>) -> Result<CitedSource> {
    let mut out = CitedSource { speaker: speaker(draft, q), ..CitedSource::default() };
    named(draft, sentence(draft, q.span), Some(q.span), search, &mut out)?;
    for span in notes(draft, q) {
        named(draft, span, None, search, &mut out)?;
        volumes(draft, span, search, &mut out)?;
    }
    // What is set with a block names its source.
    if let Some(span) = q.attached {
        named(draft, span, None, search, &mut out)?;
        volumes(draft, span, search, &mut out)?;
    }
    numbered(draft, q.span, search, &mut out)?;
    Ok(out)
}

/// The documents that are named within a span: in the quotation's sentence, or in a note of it.
fn named(
    draft: &Draft,
    within: Span,
    quotation: Option<Span>,
    search: &Retriever<'_>,
    out: &mut CitedSource,
) -> Result<()> {
    let f = &draft.folded;
    let tokens = f.tokens_in(within);
    let outside = |i: usize| quotation.is_none_or(|q| !q.overlaps(f.tokens[i].span));
    for i in tokens.clone().filter(|&i| outside(i)) {
        let end = (i..tokens.end).find(|&k| !outside(k)).unwrap_or(tokens.end);
        let Some((n, found)) = longest_name(draft, i, end, search)? else { continue };
        if let Some(span) = draft.span(&(i..i + n)) {
            out.name = shorten(span.slice(draft.text()).unwrap_or(""));
        }
        let belongs = match quotation {
            Some(q) => belongs(draft, i..i + n, q),
            None => leads(draft, within, i),
        };
        if found.len() == 1 && is_proper(draft, i..i + n) && belongs {
            out.firm.extend(found.iter().copied());
        }
        out.documents.extend(found);
    }
    Ok(())
}

/// Whether a name in a note is what the note gives as the source: the first that it names, and not to
/// be compared only.
fn leads(draft: &Draft, note: Span, name: usize) -> bool {
    let tokens = draft.folded.tokens_in(note);
    let before = draft.span(&(tokens.start..name)).and_then(|s| s.slice(draft.text())).unwrap_or("");
    !before.contains(';')
        && !(tokens.start..name)
            .any(|i| draft.language.rules().is(&draft.folded.word(i), &RuleWord::Contrast))
}

/// The documents of other volumes that a note names.
fn volumes(draft: &Draft, note: Span, search: &Retriever<'_>, out: &mut CitedSource) -> Result<()> {
    for p in pointers(draft.text(), note) {
        let Target::Volume { name, document: Some(number) } = &p.target else { continue };
        if let Some(found) = in_volume(name, *number, search)? {
            out.name = shorten(p.span.slice(draft.text()).unwrap_or(""));
            let tokens = draft.folded.tokens_in(p.span);
            if leads(draft, note, tokens.start) {
                out.firm.insert(found);
            }
            out.documents.insert(found);
        }
    }
    Ok(())
}

/// Words that may stand between a quotation and the name of its source after it.
const AFTERTHOUGHT: usize = 6;

/// Whether a name in the quotation's sentence is given as its source: nothing between the two
/// turns to something else, and a name after the quotation follows it closely.
fn belongs(draft: &Draft, name: Range<usize>, quotation: Span) -> bool {
    let f = &draft.folded;
    let quoted = f.tokens_in(quotation);
    let (between, after) = if name.start >= quoted.end {
        (quoted.end..name.start, true)
    } else {
        (name.end..quoted.start, false)
    };
    let gap = draft.span(&between).and_then(|s| s.slice(draft.text())).unwrap_or("");
    let turns = |i: usize| {
        let word = f.word(i);
        let turns = draft.language.rules().is(&word, &RuleWord::Turning);
        turns || after && draft.language.is_in_notes(&word, NoteWord::And)
    };
    !gap.contains(';') && !between.clone().any(turns) && (!after || between.len() <= AFTERTHOUGHT)
}

/// "Document 29" near a quotation names a neighbour of the draft in its own volume.
fn numbered(draft: &Draft, quotation: Span, search: &Retriever<'_>, out: &mut CitedSource) -> Result<()> {
    let f = &draft.folded;
    let tokens = f.tokens_in(quotation);
    let near = tokens.start.saturating_sub(NEARBY)..(tokens.end + NEARBY).min(f.tokens.len());
    for i in near.clone() {
        let word = f.word(i);
        if draft.language.is_in_notes(&word, NoteWord::Document) && i + 1 < near.end {
            let number = f.word(i + 1);
            if number.bytes().all(|b| b.is_ascii_digit()) {
                out.documents.extend(in_folder(numbered_key(&number), folder(&draft.path), search)?);
            }
        }
    }
    Ok(())
}

/// Bytes after a quotation within which its marker or citation begins.
const CLOSELY: u32 = 12;

/// The notes whose markers follow the quotation closely, with what they refer back to, and the entries
/// of the list of references that a citation after it names.
fn notes(draft: &Draft, q: &Quotation) -> Vec<Span> {
    let text = draft.text();
    let end = q.span.end() as usize;
    let close = |at: u32| at >= q.span.end() && at <= q.span.end() + CLOSELY;
    let mut out: Vec<Span> = Vec::new();
    for (i, n) in draft.document.notes.iter().enumerate() {
        if n.marker.is_some_and(|m| close(m.start())) {
            out.push(n.body);
            if let Ok(Some(back)) = follow(&draft.document, draft.works(), i) {
                out.push(back.span);
            }
        }
    }
    let next = |at: u32| close(at) && !text[end..at as usize].contains(char::is_alphanumeric);
    let attached = |c: &AuthorYear| q.attached.is_some_and(|a| a.overlaps(c.span));
    for c in draft.cited().iter().filter(|c| next(c.span.start()) || attached(c)) {
        let fits = |s: &Span| s.slice(text).is_some_and(|entry| cites(entry, c) == Fit::Yes);
        out.extend(draft.works().iter().map(|w| w.span).filter(fits));
    }
    if !out.is_empty() {
        return out;
    }
    // A marker in plain text: "[12]" or "[iv]" after the closing mark, its note at a line's start.
    let after: String = text[end..].chars().take(16).collect();
    let Some(open) = after.find('[').filter(|&o| !after[..o].contains(char::is_alphanumeric)) else {
        return out;
    };
    let Some(close) = after[open..].find(']') else { return out };
    let label = &after[open..=open + close];
    if label.len() > 8 || !label.chars().any(char::is_alphanumeric) {
        return out;
    }
    for (i, _) in text[end..].match_indices(label) {
        let at = end + i;
        let line_start = text[..at].ends_with('\n');
        if line_start {
            let stop = text[at..].find('\n').map_or(text.len(), |n| at + n);
            out.extend(Span::of(text, at + label.len()..stop));
        }
    }
    out
}
