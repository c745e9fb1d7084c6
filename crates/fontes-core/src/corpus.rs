//! What is there to compare with? Documents, whole or in part, and an index of them.
//!
//! The waist between those who hold texts (an archive, files in memory) and those who ask them (checking,
//! finding, reuse, overviews): neither side knows the other. A document of a corpus has a number, from nought,
//! in an order of the corpus's own that does not change while it is open.

use crate::read::{Layout, Quotation, quotations_of};
use crate::text::{CodePoints, Document, Folded, Lines, Page, PathWords, Span, fold};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Why a corpus could not be read: the message of whoever holds it, with what to do.
#[derive(Debug)]
pub struct Error(Box<dyn std::error::Error + Send + Sync>);

impl Error {
    /// Wraps the error of whoever holds the corpus.
    #[must_use]
    pub fn new(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// The result of asking a corpus.
pub type Result<T> = std::result::Result<T, Error>;

/// `blake3:` and the hash of `bytes`, in hexadecimal.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    format!("blake3:{}", blake3::hash(bytes).to_hex())
}

/// What a corpus holds, and what it could not see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Generation number of an archive; 0 before the first `index` has ended, and of what is no archive.
    pub generation: u64,
    /// Files read.
    pub files: u64,
    /// Documents in them.
    pub documents: u64,
    /// Bytes of text.
    pub bytes: u64,
    /// Files that could not be read, or only in part.
    pub unread: u64,
    /// Pages that could not be read, of files that were.
    pub pages_unread: u64,
    /// Digest over paths and digests of all files.
    pub digest: String,
}

impl Totals {
    /// What a search in the corpus could not see, in words; `None` when it saw everything.
    #[must_use]
    pub fn unseen(&self) -> Option<String> {
        let many = |n: u64, one: &str, more: &str| format!("{n} {}", if n == 1 { one } else { more });
        match (self.unread, self.pages_unread) {
            (0, 0) => None,
            (files, 0) => Some(format!("{} unread or read in part", many(files, "file", "files"))),
            (files, pages) => Some(format!(
                "{} unread or read in part, {} unread in them",
                many(files, "file", "files"),
                many(pages, "page", "pages")
            )),
        }
    }
}

/// Where in its document the held part begins: what stands before it. All nought for a whole document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// Bytes.
    pub byte: u32,
    /// Folded units.
    pub unit: u32,
    /// Folded tokens.
    pub token: u32,
    /// Code points.
    pub point: u32,
    /// Line ends.
    pub line: u32,
    /// Code points of the line that the part begins in.
    pub column: u32,
    /// Blocks that ended there, furniture not counted.
    pub paragraph: u32,
}

/// A document of a corpus, or the part of it that is held.
///
/// Places in `document` and in the views of it (folding, lines, quotations) are counted from the beginning of what is
/// held, so that they slice its text; places that leave the crate that found them are those of the whole
/// document. [`Source::here`] and [`Source::there`] lead from the one to the other, and the methods that
/// take an `at` or a `place` take those of the whole document. Each view is made when first asked for, and kept.
#[derive(Debug)]
pub struct Source {
    /// Its number in the corpus.
    pub number: usize,
    /// The file's path, as given.
    pub path: String,
    /// Digest of the whole text, `blake3:` and hexadecimal.
    pub digest: String,
    /// What is known of the document, and what is held of its text and structure.
    pub document: Document,
    origin: Origin,
    ends: bool,
    layout: Option<Layout>,
    folded: OnceLock<Folded>,
    points: OnceLock<Vec<u32>>,
    lines: OnceLock<Lines>,
    quotations: OnceLock<Vec<Quotation>>,
}

impl Source {
    /// A whole document.
    #[must_use]
    pub const fn new(number: usize, path: String, digest: String, document: Document) -> Self {
        let origin = Origin { byte: 0, unit: 0, token: 0, point: 0, line: 0, column: 0, paragraph: 0 };
        Self {
            number,
            path,
            digest,
            document,
            origin,
            ends: true,
            layout: None,
            folded: OnceLock::new(),
            points: OnceLock::new(),
            lines: OnceLock::new(),
            quotations: OnceLock::new(),
        }
    }

    /// The same as a part: `document` is what is held of it from `origin` on, to the document's end if it `ends`
    /// there; `layout` is that of a whole text without blocks. Folding the part must give what folding the
    /// whole gives there.
    #[must_use]
    pub fn in_part(mut self, origin: Origin, ends: bool, layout: Option<Layout>) -> Self {
        (self.origin, self.ends, self.layout) = (origin, ends, layout);
        self
    }

    /// The record's id, where a file holds many documents.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.document.id.as_deref()
    }

    /// The path and the record's id, as people name a document.
    #[must_use]
    pub fn name(&self) -> String {
        self.id().map_or_else(|| self.path.clone(), |id| format!("{}#{id}", self.path))
    }

    /// The text that is held.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.document.text
    }

    /// Where in the document the held text begins.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether the held part is at the document's beginning, and at its end.
    #[must_use]
    pub const fn reaches(&self) -> (bool, bool) {
        (self.origin.byte == 0, self.ends)
    }

    /// The folding of what is held.
    #[must_use]
    pub fn folded(&self) -> &Folded {
        self.folded.get_or_init(|| fold(&self.document.text, &self.document.skips))
    }

    /// Code points of what is held.
    #[must_use]
    pub fn code_points(&self) -> CodePoints<'_> {
        let text = self.document.text.as_str();
        CodePoints::with(text, self.points.get_or_init(|| CodePoints::checkpoints(text)))
    }

    /// Lines of what is held.
    #[must_use]
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(&self.document.text))
    }

    /// Quotations of what is held.
    #[must_use]
    pub fn quotations(&self) -> &[Quotation] {
        self.quotations.get_or_init(|| quotations_of(&self.document, self.layout))
    }

    /// A place of the document as one of what is held; `None` where it is not held.
    #[must_use]
    pub fn here(&self, place: Span) -> Option<Span> {
        let from = self.origin.byte;
        let span = Span::new(place.start().checked_sub(from)?, place.end().checked_sub(from)?).ok()?;
        (span.end() as usize <= self.document.text.len()).then_some(span)
    }

    /// A place of what is held as one of the document; `None` where it is not held.
    #[must_use]
    pub fn there(&self, span: Span) -> Option<Span> {
        let from = self.origin.byte;
        if span.end() as usize > self.document.text.len() {
            return None;
        }
        Span::new(span.start().checked_add(from)?, span.end().checked_add(from)?).ok()
    }

    /// The words at a place of the document.
    #[must_use]
    pub fn slice(&self, place: Span) -> Option<&str> {
        self.here(place)?.slice(&self.document.text)
    }

    /// Both ends of a place of the document in code points of the document.
    #[must_use]
    pub fn points(&self, place: Span) -> Option<(u32, u32)> {
        let (start, end) = self.code_points().span(self.here(place)?)?;
        Some((start.checked_add(self.origin.point)?, end.checked_add(self.origin.point)?))
    }

    /// The line of the document that holds byte `at`, from 1.
    #[must_use]
    pub fn line(&self, at: u32) -> Option<u32> {
        let here = self.here(Span::new(at, at).ok()?)?;
        self.lines().line(here.start()).checked_add(self.origin.line)
    }

    /// Code points of its line that stand before byte `at`.
    #[must_use]
    pub fn column(&self, at: u32) -> Option<u32> {
        let here = self.here(Span::new(at, at).ok()?)?.start();
        let start = self.lines().start_of(here);
        let points = self.code_points();
        let within = points.at(here)?.checked_sub(points.at(start)?)?;
        if start == 0 { within.checked_add(self.origin.column) } else { Some(within) }
    }

    /// The page that byte `at` stands on.
    #[must_use]
    pub fn page(&self, at: u32) -> Option<&Page> {
        self.document.page(self.here(Span::new(at, at).ok()?)?.start())
    }

    /// Which paragraph byte `at` stands in; see [`Document::paragraph`].
    #[must_use]
    pub fn paragraph(&self, at: u32) -> Option<usize> {
        let within = self.document.paragraph(self.here(Span::new(at, at).ok()?)?.start())?;
        Some(within + self.origin.paragraph as usize)
    }

    /// How sure a machine was of the words at a place; see [`Document::confidence`].
    #[must_use]
    pub fn confidence(&self, place: Span) -> Option<u8> {
        self.document.confidence(self.here(place)?)
    }

    /// The same without the words at `spans` of what is held: matching does not see them. Its folding has no place in
    /// the document's.
    #[must_use]
    pub fn without(&self, spans: &[Span]) -> Self {
        let mut document = self.document.clone();
        document.skips.extend(spans);
        document.skips = Span::disjoint(document.skips);
        let source = Self::new(self.number, self.path.clone(), self.digest.clone(), document);
        source.in_part(self.origin, self.ends, self.layout)
    }

    /// What is held around a place, some `reach` bytes to either side, cut at white space: to be kept by a finding
    /// while the rest is let go. It is not cut where folding is neutral, so its folding has no place in the document's.
    #[must_use]
    pub fn excerpt(&self, place: Span, reach: u32) -> Option<Self> {
        let here = self.here(place)?;
        let text = self.document.text.as_str();
        let low = text.floor_char_boundary(here.start().saturating_sub(reach) as usize);
        let high = text.ceil_char_boundary(here.end().saturating_add(reach) as usize);
        let blank = |c: char| c == ' ' || c == '\n';
        let from = text[..low].rfind(blank).map_or(0, |i| i + 1);
        let to = text[high..].find(blank).map_or(text.len(), |i| high + i);
        let span = Span::of(text, from..to).ok()?;
        let document = self.document.cut(span.start()..span.end())?;
        let first = span.start();
        let before = self.document.blocks.iter().take_while(|b| b.span.end() < first);
        let before = before.filter(|b| b.kind != crate::text::BlockKind::Furniture).count();
        let at = self.there(span)?.start();
        let origin = Origin {
            byte: at,
            point: self.points(Span::new(at, at).ok()?)?.0,
            line: self.line(at)?.checked_sub(1)?,
            column: self.column(at)?,
            paragraph: self.origin.paragraph + u32::try_from(before).ok()?,
            ..self.origin
        };
        let ends = self.ends && to == text.len();
        let source = Self::new(self.number, self.path.clone(), self.digest.clone(), document);
        Some(source.in_part(origin, ends, self.layout))
    }
}

/// Which part of a document is asked for. What is given holds it, and may hold more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Folded units.
    Units(Range<u32>),
    /// Folded tokens.
    Tokens(Range<u32>),
    /// Bytes of the text.
    Bytes(Range<u32>),
}

/// Documents.
pub trait Corpus: Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of text in all, about.
    fn bytes(&self) -> u64;

    /// One of them, whole. It is asked for more than once.
    ///
    /// # Errors
    /// When it can no longer be read.
    fn source(&self, number: usize) -> Result<Arc<Source>>;

    /// A part of one: what is asked for and, for a document that is not held in parts, all of it. The same part comes
    /// for the same question, whatever was asked before.
    ///
    /// # Errors
    /// When it can no longer be read.
    fn part(&self, number: usize, part: &Part) -> Result<Arc<Source>> {
        let _ = part;
        self.source(number)
    }

    /// An index of all of them, if there is one.
    fn index(&self) -> Option<&dyn Index> {
        None
    }
}

/// A place where a fingerprint may stand. Within a document the places are its units, one after the other, and no
/// two documents touch: places near each other that belong to one document are near each other in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place(pub u64);

impl Place {
    /// How far this place is after `other`, in units; not below nought.
    #[must_use]
    pub const fn after(self, other: Self) -> u64 {
        self.0.saturating_sub(other.0)
    }
}

/// A document that holds a phrase, and the token of the document at which it first stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// The document.
    pub number: usize,
    /// Its token.
    pub token: u32,
}

/// An index of a corpus: of its fingerprints, its names and its words.
pub trait Index: Corpus {
    /// What the corpus holds and what it could not see.
    fn totals(&self) -> &Totals;

    /// The documents whose text has this digest.
    ///
    /// # Errors
    /// When the index is damaged.
    fn same_text(&self, digest: &str) -> Result<Vec<usize>>;

    /// In how many places a fingerprint may stand: not fewer than it does.
    ///
    /// # Errors
    /// When the index is damaged.
    fn count(&self, hash: u64) -> Result<usize>;

    /// How many of those places are of other fingerprints, on the average.
    fn excess(&self) -> f64;

    /// Calls `each` with the places where a fingerprint may stand, in order.
    ///
    /// # Errors
    /// When the index is damaged.
    fn postings(&self, hash: u64, each: &mut dyn FnMut(Place)) -> Result<()>;

    /// The same within one document.
    ///
    /// # Errors
    /// When the index is damaged.
    fn postings_in(&self, hash: u64, number: usize, each: &mut dyn FnMut(Place)) -> Result<()>;

    /// The document at a place, and the unit within it; `None` where there is no document any more.
    ///
    /// # Errors
    /// When the index is damaged.
    fn locate(&self, place: Place) -> Result<Option<(usize, u32)>>;

    /// How many units a document has.
    ///
    /// # Errors
    /// When the index is damaged.
    fn units(&self, number: usize) -> Result<u32>;

    /// The path of a document.
    ///
    /// # Errors
    /// When the index is damaged.
    fn path(&self, number: usize) -> Result<String>;

    /// The documents by the words of their paths; made when first asked for, by those that can keep it.
    ///
    /// # Errors
    /// When the index is damaged.
    fn path_words(&self) -> Result<Arc<PathWords>> {
        Ok(Arc::new(PathWords::of((0..self.len()).map(|n| self.path(n)))?))
    }

    /// Where a document gives its title, if it does: in its text, else its first line with letters.
    ///
    /// # Errors
    /// When the index is damaged.
    fn heading(&self, number: usize) -> Result<Option<Span>>;

    /// The documents that are called by the name with this [`crate::text::key_hash`], in order.
    ///
    /// # Errors
    /// When the index is damaged.
    fn named(&self, hash: u64) -> Result<Vec<usize>>;

    /// The share of documents that hold a folded word, 0 to 1.
    ///
    /// # Errors
    /// When the index is damaged.
    fn frequency(&self, word: &str) -> Result<f64>;

    /// The words of all documents, counted as often as they stand.
    ///
    /// # Errors
    /// When the index is damaged.
    fn words(&self) -> Result<u64>;

    /// How often a folded word stands in all documents.
    ///
    /// # Errors
    /// When the index is damaged.
    fn occurrences(&self, word: &str) -> Result<u64>;

    /// Documents that hold these folded words one after the other, at most so many, the likeliest first. An empty
    /// word stands for any one; the first is not empty.
    ///
    /// # Errors
    /// When the index is damaged.
    fn phrase(&self, words: &[String], limit: usize) -> Result<Vec<Phrase>>;
}

/// Where a document gives its title: the words themselves, else its first line with letters.
#[must_use]
pub fn heading(document: &Document) -> Option<Span> {
    let text = document.text.as_str();
    let title = document.title.as_deref().filter(|t| !t.is_empty());
    let (start, len) = title.and_then(|t| Some((text.find(t)?, t.len()))).or_else(|| {
        let line = text.lines().find(|l| l.contains(char::is_alphabetic))?.trim();
        Some((line.as_ptr() as usize - text.as_ptr() as usize, line.len()))
    })?;
    Span::of(text, start..start + len).ok()
}
