//! What was found: passages that two documents share, duplicates, and what was set aside?

use fontes_core::text::Span;

/// What is known of a document besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The file's path, as given.
    pub path: String,
    /// The record's id.
    pub id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Date, ISO 8601 as far as it is known.
    pub date: Option<String>,
    /// Its series, as the options say.
    pub series: Option<String>,
}

impl Head {
    /// Its path and record id, as people name it.
    #[must_use]
    pub fn name(&self) -> String {
        crate::finding::words::named(&self.path, self.id.as_deref())
    }
}

/// A passage that two documents share.
#[derive(Debug, Clone, PartialEq)]
pub struct Reuse {
    /// The document that comes first in the corpus.
    pub a: u32,
    /// The other one.
    pub b: u32,
    /// Where in the first.
    pub a_span: Span,
    /// Where in the second.
    pub b_span: Span,
    /// Words that are the same.
    pub words: u32,
    /// Share of the letters of the longer side that are the same, 0 to 1.
    pub score: f32,
    /// How much the shared words tell, in bits.
    pub bits: f32,
    /// Why it is set aside unless all is asked for.
    pub aside: Option<Aside>,
}

/// Why a passage is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    /// Its words tell too little: a stock phrase.
    Stock,
    /// Names, figures and headings: a list, a letterhead, contents.
    List,
    /// It stands in too many documents.
    Common,
}

impl Aside {
    /// Its name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::List => "list",
            Self::Common => "common",
        }
    }
}

/// What was set aside, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Excluded {
    /// Passages whose words tell too little: stock phrases.
    pub stock: u64,
    /// Passages of names, figures and headings: lists, letterheads, contents.
    pub lists: u64,
    /// Passages that stand in too many documents.
    pub common: u64,
    /// Pairs of documents left out by their series.
    pub series: u64,
}

/// Two documents that are one text, but for small differences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duplicate {
    /// The document that comes first in the corpus.
    pub a: u32,
    /// The other one.
    pub b: u32,
    /// Share of the letters that are the same, 0 to 1.
    pub score: f32,
}

/// All reuse in a corpus.
#[derive(Debug, Default)]
pub struct Found {
    /// The documents.
    pub heads: Vec<Head>,
    /// Passages, by document and place.
    pub reuses: Vec<Reuse>,
    /// Whether they hold those that are set aside otherwise.
    pub all: bool,
    /// Documents that are the same throughout; of those with one text, each with the first.
    pub duplicates: Vec<Duplicate>,
    /// Three and more documents with one text, letter for letter.
    pub identical: Vec<Vec<u32>>,
    /// What was set aside.
    pub aside: Excluded,
    /// Documents compared.
    pub documents: u64,
    /// Bytes of their texts.
    pub bytes: u64,
    /// Documents left out because they have more than half a billion letters.
    pub too_long: u64,
}
