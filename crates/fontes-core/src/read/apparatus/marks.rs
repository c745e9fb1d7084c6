//! Marks of pages and leaves whose form no word has: `*412`, `{59}`, `|f. 9r|`, `[p. 59]`.

use super::figures::digit;
use super::{Apparatus, ApparatusKind};
use crate::lang::{Language, NoteWord};
use crate::text::{Span, fold};

/// Bytes of a mark.
const LONGEST: usize = 24;

pub(super) fn find(text: &str, language: &Language) -> Vec<Apparatus> {
    let mut out = Vec::new();
    let mut end = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| "*{[|⟨".contains(*c)) {
        if at < end {
            continue;
        }
        let length = match c {
            '*' => star(text, at),
            '{' => closed(text, at, "}", |inner| is_page(inner, language, false)),
            '⟨' => closed(text, at, "⟩", |inner| is_page(inner, language, false)),
            '[' => star_in_brackets(text, at)
                .or_else(|| closed(text, at, "]", |inner| is_page(inner, language, true))),
            _ => closed(text, at, "|", |inner| is_page(inner, language, false))
                .filter(|n| stands_free(text, at, at + n)),
        };
        let Some(length) = length else { continue };
        end = at + length;
        if let Ok(span) = Span::of(text, at..end) {
            out.push(Apparatus { span, kind: ApparatusKind::PageMark, places: 1 });
        }
    }
    out
}

/// `*412` or `**412`, between words: a star that opens emphasis has one that closes it.
fn star(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].chars().next_back();
    if before.is_some_and(|c| !c.is_whitespace()) {
        return None;
    }
    let stars = text[at..].bytes().take_while(|&b| b == b'*').count();
    let figures = text[at + stars..].bytes().take_while(u8::is_ascii_digit).count();
    let end = at + stars + figures;
    let rest = text.get(end..)?;
    let paragraph = rest.split("\n\n").next().unwrap_or("");
    let closes = paragraph
        .char_indices()
        .any(|(i, c)| c == '*' && paragraph[..i].chars().next_back().is_some_and(|b| !b.is_whitespace()));
    let number = text[..at].trim_end().ends_with(|c: char| c.is_ascii_digit() || c == '=');
    let parted = rest.starts_with([' ', '\n', '\r', '\t']);
    ((1..=2).contains(&stars) && (1..=4).contains(&figures) && parted && !closes && !number)
        .then_some(stars + figures)
}

/// `[*412]`
fn star_in_brackets(text: &str, at: usize) -> Option<usize> {
    let inner = text.get(at + 1..)?.strip_prefix('*')?;
    let inner = inner.trim_start_matches('*');
    let figures = inner.bytes().take_while(u8::is_ascii_digit).count();
    let whole = text.len() - at - inner.len() + figures;
    ((1..=4).contains(&figures) && inner[figures..].starts_with(']')).then_some(whole + 1)
}

/// The length of what stands between the sign at `at` and `close`, both included, if `is` holds of it.
fn closed(text: &str, at: usize, close: &str, is: impl Fn(&str) -> bool) -> Option<usize> {
    let open = text[at..].chars().next()?.len_utf8();
    let rest = text.get(at + open..)?;
    let until = rest.char_indices().take(LONGEST).find(|(i, _)| rest[*i..].starts_with(close))?.0;
    is(&rest[..until]).then_some(open + until + close.len())
}

/// Whether a pair of bars belongs to no table: white space or a sign outside it, none within.
fn stands_free(text: &str, start: usize, end: usize) -> bool {
    let inner = &text[start + 1..end - 1];
    let before = text[..start].trim_end_matches([' ', '\t']);
    let after = text[end..].trim_start_matches([' ', '\t']);
    inner.trim() == inner
        && !before.is_empty()
        && !before.ends_with(['|', '\n'])
        && !after.starts_with(['|', '\n', '\r'])
}

/// Whether it is the number of a page or leaf: "59", "9r", "f. 9r", "p. 59". Where words are put in by an editor as
/// well (`strict`), only with a word for a page, or as a leaf with its side.
fn is_page(inner: &str, language: &Language, strict: bool) -> bool {
    let inner = inner.trim();
    let from = inner.find(|c| digit(c).is_some()).unwrap_or(inner.len());
    let (word, number) = inner.split_at(from);
    let word = word.trim();
    let figures = number.find(|c| digit(c).is_none()).unwrap_or(number.len());
    let (figures, side) = number.split_at(figures);
    let side = side.trim_matches(['.', ' ']);
    // Leaves have a front and a back.
    let sided = matches!(side, "r" | "v" | "a" | "b" | "ra" | "rb" | "va" | "vb" | "recto" | "verso");
    if figures.is_empty() || figures.chars().count() > 4 || !(side.is_empty() || sided) {
        return false;
    }
    if word.is_empty() {
        return !strict || sided;
    }
    let folded = fold(word, &[]);
    let word_of_page = |w: &str| language.notes().is(w, &NoteWord::Page) && !language.is_function_word(w);
    let listed = folded.tokens.len() == 1 && word_of_page(&folded.word(0));
    let short = word.chars().count() <= 5 && word.trim_end_matches('.').chars().all(char::is_alphabetic);
    listed || (short && (sided || !strict))
}
