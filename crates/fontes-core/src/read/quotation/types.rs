//! What is a quotation?

use crate::lang::{self, Language};
use crate::text::{Document, Span};
use std::cell::OnceCell;

/// How a quotation is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Between quotation marks.
    Marks,
    /// A block set off from the text.
    Block,
}

/// Words marked as somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The words, without the marks around them.
    pub span: Span,
    /// How they are marked.
    pub form: Form,
    /// Marks of omission within, in order (`…`, `[...]`, `****`).
    pub ellipses: Vec<Span>,
    /// What the author put in between brackets, without the brackets, in order.
    pub inserted: Vec<Span>,
    /// What stands within the span but is not quoted: `[sic]`, "emphasis added", the
    /// repeated opening mark of a further paragraph.
    pub ignored: Vec<Span>,
    /// Whether the closing mark is missing; the span then ends with the paragraph.
    pub unclosed: bool,
    /// Words right after the span, set with a block, that say where its words are from: "(Author 1903, 12)",
    /// "— Author, Title". They are nobody's words.
    pub attached: Option<Span>,
    /// The words that interrupt somebody's words between this quotation and the next, which go on with them:
    /// "he says" of “The contract,” he says, “which was …”.
    pub interrupted: Option<Span>,
    /// Words within the span that may be no part of it but interrupt it, where no marks tell: "dit-il" of
    /// « La digue, dit-il, est … ».
    pub asides: Vec<Span>,
}

/// A text whose quotations are read.
pub(super) struct Context<'t> {
    /// The text as it is read: entities of markup are the signs that they stand for, with [`FILL`] after them.
    pub(super) text: &'t str,
    /// Markup within it.
    pub(super) skips: &'t [Span],
    document: &'t Document,
    language: OnceCell<&'static Language>,
}

/// Stands for the bytes of an entity that its sign does not fill.
pub(super) const FILL: char = '\u{1}';

impl<'t> Context<'t> {
    pub(super) const fn new(document: &'t Document, text: &'t str) -> Self {
        Self { text, skips: document.skips.as_slice(), document, language: OnceCell::new() }
    }

    /// The markup that byte `at` lies in.
    pub(super) fn skip_at(&self, at: usize) -> Option<&Span> {
        let i = self.skips.partition_point(|s| s.end() as usize <= at);
        self.skips.get(i).filter(|s| s.range().contains(&at))
    }

    /// The language of the text, told when it is first asked for.
    pub(super) fn language(&self) -> &'static Language {
        self.language.get_or_init(|| lang::of(self.document))
    }

    /// The language of the words at `span`.
    pub(super) fn language_at(&self, span: Span) -> &'static Language {
        lang::at(&self.document.text, span, self.language())
    }
}

/// Whether a character is no part of any words: white space, and what fills the place of an entity.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == FILL
}
