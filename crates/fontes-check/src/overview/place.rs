//! Where in the archive does a row of an overview rest?

use fontes_core::corpus::{Corpus, Source};
use fontes_core::text::Span;

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub path: String,
    /// The record in it.
    pub id: Option<String>,
    /// The page as printed.
    pub page: Option<String>,
    /// First and one past the last code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The sentence around it, on one line.
    pub sentence: String,
}

/// Places shown of a person or an edge.
pub(super) const SHOWN: usize = 5;

pub(super) fn all(archive: &dyn Corpus) -> std::ops::Range<usize> {
    0..archive.len()
}

pub(super) fn place(r: &Source, points: &fontes_core::text::CodePoints<'_>, span: Span) -> Option<Place> {
    let d = &r.document;
    let (start, end) = points.span(span)?;
    let around = sentence(&d.text, span);
    Some(Place {
        path: r.path.clone(),
        id: d.id.clone(),
        page: d.page(span.start()).map(|p| p.label.clone()).filter(|l| !l.is_empty()),
        start,
        end,
        sentence: around.slice(&d.text).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" "),
    })
}

/// Bytes of a sentence that are shown on either side at most.
const REACH: usize = 400;

/// The sentence around a span: to a full stop before white space and no small letter, or a blank line.
pub(super) fn sentence(text: &str, span: Span) -> Span {
    let ends = |at: usize| {
        let rest = &text[at..];
        let mut chars = rest.chars();
        match chars.next() {
            Some('.' | '!' | '?') => {
                let white = chars.next().is_none_or(char::is_whitespace);
                let small = rest[1..].trim_start().starts_with(char::is_lowercase);
                let word = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
                white && !small && word.chars().count() > 2
            }
            Some('\n') => rest[1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n'),
            _ => false,
        }
    };
    let (s, e) = (span.start() as usize, span.end() as usize);
    let from = text[..s]
        .char_indices()
        .rev()
        .take_while(|(i, _)| s - i < REACH)
        .find(|(i, _)| ends(*i))
        .map_or_else(|| text.ceil_char_boundary(s.saturating_sub(REACH)), |(i, c)| i + c.len_utf8());
    let to = text[e..]
        .char_indices()
        .take_while(|(i, _)| *i < REACH)
        .find(|(i, _)| ends(e + i))
        .map_or_else(|| text.floor_char_boundary(e + REACH), |(i, c)| e + i + c.len_utf8());
    let lead = text[from..s].len() - text[from..s].trim_start().len();
    Span::of(text, from + lead..to).unwrap_or(span)
}
