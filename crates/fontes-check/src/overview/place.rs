//! Where in the archive does a row of an overview rest?

use super::passage::Passages;
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
    /// Digest of the document's text, `blake3:` and hexadecimal.
    pub document: String,
}

/// Places shown of a person or an edge.
pub(super) const SHOWN: usize = 5;

pub(super) fn all(archive: &dyn Corpus) -> std::ops::Range<usize> {
    0..archive.len()
}

/// Words on one line.
pub(super) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn place(r: &Source, passages: &Passages, span: Span) -> Option<Place> {
    let d = &r.document;
    let (start, end) = r.code_points().span(span)?;
    let around = passages.sentence(&d.text, span);
    Some(Place {
        path: r.path.clone(),
        id: d.id.clone(),
        page: d.page(span.start()).map(|p| p.label.clone()).filter(|l| !l.is_empty()),
        start,
        end,
        sentence: one_line(around.slice(&d.text).unwrap_or("")),
        document: r.digest.clone(),
    })
}
