//! What is a work, as a text cites it?

use crate::text::Span;

/// What kind of work it is, as far as the citation tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkKind {
    /// A piece in a journal, a newspaper or a book: its title stands in quotation marks.
    Article,
    /// A book, with place, publisher and year.
    Book,
    /// A paper in a collection: a letter, minutes, a memorandum.
    Paper,
    /// A decision of a court.
    Case,
    /// A statute or a report of a parliament.
    Statute,
    /// A page of the web.
    Page,
    /// What a list of references has, or what the citation does not tell.
    Other,
}

/// A work at a place where a text cites it. Its parts are places of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// The words that cite it.
    pub span: Span,
    /// What it is.
    pub kind: WorkKind,
    /// Who made it.
    pub author: Option<Span>,
    /// Its title, or the words by which it is called: "Shultz to Reagan", "Okafor v. Platt".
    pub title: Option<Span>,
    /// What it stands in: a journal, a collection of papers, the reports of a court with volume and page.
    pub container: Option<Span>,
    /// When it was made: the words.
    pub date: Option<Span>,
    /// The same as ISO 8601, as far as it is told.
    pub day: Option<String>,
    /// Its address on the web.
    pub address: Option<Span>,
    /// What the same work has in common wherever it is cited in short: volume and reporter of a case. Empty where
    /// nothing but the title tells.
    pub key: String,
    /// Whether only a short form stands here: it is a work only where another place names it in full.
    pub short: bool,
}

impl Work {
    /// A work of which nothing is known but its place.
    #[must_use]
    pub const fn at(span: Span, kind: WorkKind) -> Self {
        Self {
            span,
            kind,
            author: None,
            title: None,
            container: None,
            date: None,
            day: None,
            address: None,
            key: String::new(),
            short: false,
        }
    }

    /// The words by which a reader knows it: its title, else its address, else all that cites it.
    #[must_use]
    pub fn name<'t>(&self, text: &'t str) -> &'t str {
        self.title.or(self.address).unwrap_or(self.span).slice(text).unwrap_or("")
    }
}
