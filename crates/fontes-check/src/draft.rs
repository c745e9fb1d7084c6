//! What is the draft? A document, read once: its quotations and its folding.

use fontes_core::read::{Quotation, quotations};
use fontes_core::text::{CodePoints, Document, Folded, Lines, Span, fold};
use std::ops::Range;

/// A draft made ready to be checked.
#[derive(Debug)]
pub struct Draft {
    /// Its path, as given.
    pub path: String,
    /// Digest of its text.
    pub digest: String,
    /// The document.
    pub document: Document,
    /// Its folding, without what quotations ignore (`[sic]`, "emphasis added").
    pub folded: Folded,
    /// Its quotations, in order.
    pub quotations: Vec<Quotation>,
    /// Lines of its text.
    pub lines: Lines,
    /// For each token, whether its author put it in between brackets within a quotation.
    inserted: Vec<bool>,
}

impl Draft {
    /// Reads a document as a draft.
    #[must_use]
    pub fn new(path: String, document: Document) -> Self {
        let quotations = quotations(&document);
        let mut skips = document.skips.clone();
        skips.extend(quotations.iter().flat_map(|q| q.ignored.iter().copied()));
        let folded = fold(&document.text, &Span::disjoint(skips));
        let mut inserted = vec![false; folded.tokens.len()];
        for q in &quotations {
            for span in &q.inserted {
                inserted[folded.tokens_in(*span)].fill(true);
            }
            // Brackets around nearly all of it are the source's own, not an insertion.
            let tokens = folded.tokens_in(q.span);
            let plain = tokens.clone().filter(|&i| !inserted[i]).count();
            if plain < 3 && plain * 2 < tokens.len() {
                inserted[tokens].fill(false);
            }
        }
        let digest = fontes_archive::digest(document.text.as_bytes());
        let lines = Lines::new(&document.text);
        Self { path, digest, document, folded, quotations, lines, inserted }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.document.text
    }

    /// Code points of the text.
    #[must_use]
    pub fn code_points(&self) -> CodePoints<'_> {
        CodePoints::new(self.text())
    }

    /// Whether token `i` stands between brackets within a quotation.
    #[must_use]
    pub fn is_inserted(&self, i: usize) -> bool {
        self.inserted.get(i).copied().unwrap_or(false)
    }

    /// The span of a run of tokens; `None` for an empty one.
    #[must_use]
    pub fn span(&self, tokens: &Range<usize>) -> Option<Span> {
        span_of(&self.folded, tokens)
    }
}

/// The span of a run of tokens; `None` for an empty one.
pub(crate) fn span_of(folded: &Folded, tokens: &Range<usize>) -> Option<Span> {
    if tokens.is_empty() {
        return None;
    }
    Some(folded.tokens.get(tokens.start)?.span.cover(folded.tokens.get(tokens.end - 1)?.span))
}
