//! What does a query consist of? The typed tree that the parser makes and an archive answers.

use super::date::DateRange;
use super::pattern::Pattern;
use std::ops::Range;

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What a document must be.
    pub root: Node,
}

/// What a document must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Any document: `*`.
    Everything,
    /// It holds these words, one after the other.
    Phrase(Phrase),
    /// It holds one of the left and one of the right phrases, at most so many words apart, in either order. Words that
    /// stand side by side are one apart.
    Near {
        /// Phrases of which one must stand there.
        left: Vec<Phrase>,
        /// Phrases of which one must stand near it.
        right: Vec<Phrase>,
        /// Words.
        within: u32,
    },
    /// What is known of it is so.
    Field(Field),
    /// All of these.
    All(Vec<Node>),
    /// One of these.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
}

/// Words, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words; at least one, and neither the first nor the last is [`Pattern::Any`].
    pub words: Vec<Word>,
    /// Where the query has it: bytes.
    pub at: Range<usize>,
}

/// A word that is searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The folded words that it stands for.
    pub pattern: Pattern,
    /// As it was typed, in small letters, where it has accents: what is written so comes first.
    pub written: Option<String>,
    /// Where the query has it: bytes.
    pub at: Range<usize>,
}

/// What is known of a document besides its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// Its title has these words.
    Title(Phrase),
    /// Its author or sender has this name.
    Author(Phrase),
    /// It names this person: as its author or sender, an addressee, or in its list of persons.
    People(Phrase),
    /// Its date lies within; of a date of which only year or month is known, a part of it.
    Date(DateRange),
    /// What kind of file it comes from (see [`kind_of`]), or the ending of the file's name; in small letters. With its place in
    /// the query.
    Kind(String, Range<usize>),
    /// Its language: a code in small letters; a primary subtag (`pt`) is also met by what it begins (`pt-br`).
    Language(String),
    /// Its path. Without `*` and `?`, a part of it; with them, the whole file name or, where a `/` is in it, the whole path.
    /// In small letters.
    Path(String),
}

/// Kinds of files by which documents can be chosen, besides the endings of their names.
pub const KINDS: [&str; 12] = [
    "text",
    "markdown",
    "html",
    "tei",
    "xml",
    "jsonl",
    "pdf",
    "office",
    "opendocument",
    "epub",
    "rtf",
    "mail",
];

/// The kind of a file, by its IANA media type: one of [`KINDS`], else the last part of the type without `x-` and `vnd.`
/// ("text/csv" is "csv").
#[must_use]
pub fn kind_of(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let kind = match essence.as_str() {
        "text/plain" => "text",
        "application/tei+xml" => "tei",
        "text/xml" => "xml",
        "application/xhtml+xml" => "html",
        "application/epub+zip" => "epub",
        "text/rtf" => "rtf",
        "message/rfc822" | "application/mbox" | "application/vnd.ms-outlook" => "mail",
        t if t.starts_with("application/vnd.openxmlformats-officedocument")
            || t.starts_with("application/vnd.ms-")
            || t == "application/msword" =>
        {
            "office"
        }
        t if t.starts_with("application/vnd.oasis.opendocument") => "opendocument",
        t if t.starts_with("image/") => "picture",
        t => t.rsplit('/').next().unwrap_or(t).trim_start_matches("x-").trim_start_matches("vnd."),
    };
    kind.to_owned()
}

impl Node {
    /// Calls `each` with every phrase that a document of the answer may hold: not with what must not be there, nor with fields.
    pub(super) fn phrases<'n>(&'n self, each: &mut impl FnMut(&'n Self)) {
        match self {
            Self::Phrase(_) | Self::Near { .. } => each(self),
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().for_each(|n| n.phrases(each)),
            Self::Everything | Self::Field(_) | Self::Not(_) => {}
        }
    }
}
