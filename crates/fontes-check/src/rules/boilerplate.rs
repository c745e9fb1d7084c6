//! What kind of text is nobody's to borrow? Citations, captions, addresses, lists of references and of names, licences, and
//! what the user names.

use crate::draft::Draft;
use crate::finding::Evidence;
use fontes_core::lang::{self, Formulas, NoteWord};
use fontes_core::text::{Span, fold};

/// Share of a passage's words from which on figures, signs, names and words of references make it a citation, a caption,
/// an address or a list of names.
const APPARATUS: f32 = 0.55;
/// The same, of a language whose nouns have capitals: these tell nothing.
const APPARATUS_FIGURES: f32 = 0.4;
/// Bytes from an opening bracket to a passage within it.
const WITHIN: usize = 60;
/// Share of a passage that a list of references or named boilerplate covers, from which on it is no borrowing.
const COVERED: f32 = 0.6;

/// Whether the draft's words at `span` are of a kind that recurs without being anybody's: `named` are passages that the
/// user calls so.
pub(super) fn is_boilerplate(draft: &Draft, span: Span, named: &Formulas) -> bool {
    is_apparatus(draft, span)
        || is_reference(draft, span)
        || is_of_address(draft, span)
        || is_formula(draft, span, named)
}

/// Whether passages that everybody uses cover it.
fn is_formula(draft: &Draft, span: Span, named: &Formulas) -> bool {
    let tokens = draft.folded.tokens_in(span);
    let language = lang::at(draft.text(), span, draft.language);
    let most = (COVERED * tokens.len() as f32).ceil() as usize;
    [language.formulas(), named]
        .into_iter()
        .any(|f| !f.is_empty() && f.covered(&draft.folded, &tokens) >= most)
}

/// Whether references of the draft's notes or of its list cover the passage.
fn is_reference(draft: &Draft, span: Span) -> bool {
    let covered: u32 = draft
        .works()
        .iter()
        .filter(|w| w.span.overlaps(span))
        .flat_map(|w| w.fields.iter().map(|f| f.span))
        .filter(|f| f.overlaps(span))
        .map(|f| f.end().min(span.end()) - f.start().max(span.start()))
        .sum();
    covered as f32 >= COVERED * span.len() as f32
}

/// Whether the passage is made of names, figures, signs and words of references, more than of words that say anything.
fn is_apparatus(draft: &Draft, span: Span) -> bool {
    let text = draft.text();
    let language = lang::at(text, span, draft.language);
    let capitals_tell = !language.settings().capital_nouns;
    let (mut all, mut apparatus) = (0.0_f32, 0.0_f32);
    let mut after_sign = false;
    for word in span.slice(text).unwrap_or("").split_whitespace() {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let figures = word.chars().filter(char::is_ascii_digit).count();
        if letters + figures == 0 {
            continue;
        }
        let address = is_address(word);
        // An address is as many words as it has parts.
        let parts = fold(word, &[]).tokens.len().max(1) as f32;
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let small: String = fold(bare, &[]).words().collect();
        let shortened = word.trim_end_matches([',', ';', ')']).ends_with('.') && letters <= 5;
        let cites = (shortened || letters == 1) && !language.is_function_word(&small)
            || [NoteWord::Page, NoteWord::Volume, NoteWord::Number, NoteWord::Editor, NoteWord::Edition]
                .iter()
                .any(|&r| !language.is_function_word(&small) && language.is_in_notes(&small, r));
        let upper = bare.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && letters > 1;
        let capital = bare.starts_with(char::is_uppercase) && (capitals_tell || upper);
        let counts = address || figures > 0 || cites || capital;
        let weight = if address { parts } else { 1.0 };
        // A word that holds names together counts as little as it says.
        let joins = !counts && after_sign && language.is_function_word(&small);
        all += if joins { 0.5 * weight } else { weight };
        apparatus += if counts { weight } else { 0.0 };
        after_sign = counts;
    }
    apparatus >= if capitals_tell { APPARATUS } else { APPARATUS_FIGURES } * all
}

/// Whether most of a passage is what stands in brackets after an address: when it was seen, where a copy is kept.
fn is_of_address(draft: &Draft, span: Span) -> bool {
    let text = draft.text();
    let (start, end) = (span.start() as usize, span.end() as usize);
    let mut low = start.saturating_sub(WITHIN);
    while !text.is_char_boundary(low) {
        low += 1;
    }
    let opened = text.get(low..end).unwrap_or("").match_indices(['(', '[']).map(|(at, _)| low + at);
    let covers = |open: usize| {
        let after_address = text[..open].split_whitespace().next_back().is_some_and(is_address);
        let close = text[open..].find([')', ']']).map_or(open, |at| open + at);
        let shared = close.min(end).saturating_sub(open.max(start));
        after_address && shared as f32 >= COVERED * (end - start) as f32
    };
    opened.into_iter().any(covers)
}

/// "https://…", "name@place", "folder/page.html".
fn is_address(word: &str) -> bool {
    let path =
        word.split_once('/').is_some_and(|(a, b)| !a.is_empty() && b.contains('.') && !b.ends_with('.'));
    word.contains("://") || word.contains('@') || word.contains("www.") || path
}

/// Whether a witness quotes the passage with a change that it marks ("“[w]e have seen”") where the draft has the words
/// without it: then the draft did not take them from there.
pub(super) fn quotes_the_draft(e: &Evidence, words: &str) -> bool {
    let text = e.witness.text();
    let Some(here) = e.witness.here(e.span) else { return false };
    let lead = text[..here.start() as usize].char_indices().rev().take(2).last().map_or(0, |(i, _)| i);
    let theirs = &text[lead..here.end() as usize];
    let marked = theirs.match_indices('[').any(|(open, _)| {
        let Some(close) = theirs[open..].find(']').map(|c| open + c) else { return false };
        let inner = &theirs[open + 1..close];
        let within = theirs[close + 1..].starts_with(char::is_alphabetic);
        within && !inner.is_empty() && inner.chars().all(char::is_alphabetic)
    });
    marked && theirs.starts_with(['“', '"', '‘', '«', '„']) && !words.contains('[')
}
