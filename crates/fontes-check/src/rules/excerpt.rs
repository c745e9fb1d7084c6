//! What does a stretch of a text say, read in its own language?

use crate::draft::Draft;
use crate::finding::Evidence;
use fontes_core::lang::{self, Language};
use fontes_core::read::Reading;
use fontes_core::text::{Document, Span};

/// A stretch of a draft or a source that is read by itself.
pub(super) struct Excerpt {
    document: Document,
    /// Its language.
    pub(super) language: &'static Language,
    /// The byte of the whole text that it begins at.
    base: u32,
}

impl Excerpt {
    fn new(text: &str, base: u32, language: &'static Language, date: Option<&str>) -> Self {
        let document = Document {
            text: text.to_owned(),
            language: Some(language.code().to_owned()),
            date: date.map(ToOwned::to_owned),
            ..Document::default()
        };
        Self { document, language, base }
    }

    /// A passage of a source with `reach` bytes to either side, or what is held of them.
    pub(super) fn around(e: &Evidence, reach: usize) -> Option<Self> {
        let text = e.witness.text();
        let here = e.witness.here(e.span)?;
        let from = text.floor_char_boundary((here.start() as usize).saturating_sub(reach));
        let to = text.ceil_char_boundary(here.end() as usize + reach);
        let base = e.witness.origin().byte + u32::try_from(from).ok()?;
        let language = lang::at(text, here, lang::of(&e.witness.document));
        Some(Self::new(text.get(from..to)?, base, language, e.witness.document.date.as_deref()))
    }

    /// Words of a draft, without its date: "yesterday" is no day there.
    pub(super) fn of_draft(draft: &Draft, span: Span) -> Option<Self> {
        let language = lang::at(draft.text(), span, draft.language);
        Some(Self::new(span.slice(draft.text())?, span.start(), language, None))
    }

    pub(super) fn text(&self) -> &str {
        &self.document.text
    }

    pub(super) fn reading(&self) -> Reading<'_> {
        Reading::new(&self.document)
    }

    /// The place in the whole text of a span of the excerpt.
    pub(super) fn there(&self, span: Span) -> Option<Span> {
        Span::new(span.start() + self.base, span.end() + self.base).ok()
    }
}
