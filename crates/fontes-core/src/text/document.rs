//! What is known of a text besides its words?

use super::Span;

/// What a stretch of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// A heading.
    Heading,
    /// A paragraph of running text.
    Paragraph,
    /// A block set off as somebody's words (`<blockquote>`, Markdown `>`).
    Quotation,
    /// The body of a note.
    Note,
    /// A cell of a table or an item of a list.
    Cell,
    /// What frames a text and is not part of it: running heads, page numbers, the menus and
    /// footers of a web page. It can be found, but is not read as what the text says.
    Furniture,
}

/// A stretch of a document and what it is. Blocks do not overlap and stand in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it is.
    pub span: Span,
}

/// A note: its body, its label and the place in the text that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The label as printed: `1`, `i`, `*`.
    pub label: String,
    /// The marker in the text, when there is one.
    pub marker: Option<Span>,
    /// The note's words.
    pub body: Span,
}

/// The start of a page: everything from byte `at` to the next entry is on it. Where notes and
/// running heads were taken out of the flow of the text, a page has more than one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// First byte of the page.
    pub at: u32,
    /// The page number as printed; empty when none is.
    pub label: String,
    /// Which page of the file it is, from 1; 0 when the file does not count its pages.
    pub index: u32,
}

/// A part of the document whose text could not be read: no words stand for it in `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacuna {
    /// The byte of the text at which it is missing.
    pub at: u32,
    /// Which page of the file, from 1; 0 when it is not a page.
    pub page: u32,
    /// Why it is missing.
    pub reason: String,
}

/// A word that a machine read from a picture, and how sure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guessed {
    /// The word.
    pub span: Span,
    /// The reader's confidence, in percent.
    pub confidence: u8,
}

/// One text with its metadata and structure. The text is never rewritten: for plain text
/// and Markdown it is the file as decoded, line ends kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The record's id where one file holds many documents (JSON Lines, TEI volumes).
    pub id: Option<String>,
    /// IANA media type of the file that it came from.
    pub media_type: String,
    /// Title, as the document gives it.
    pub title: Option<String>,
    /// Author or sender.
    pub author: Option<String>,
    /// Date, ISO 8601 as far as it is known (`1961-01-04`, `1961`).
    pub date: Option<String>,
    /// The series that it belongs to (a newspaper, the editions of one work), if it names one.
    pub series: Option<String>,
    /// Its language, as a BCP 47 code (`en`, `pt-BR`): as the file says, or as its words tell.
    pub language: Option<String>,
    /// The words.
    pub text: String,
    /// Headings, paragraphs, quotation blocks, notes; empty when only blank lines tell.
    pub blocks: Vec<Block>,
    /// Notes, in the order of their bodies.
    pub notes: Vec<Note>,
    /// Page starts, in order.
    pub pages: Vec<Page>,
    /// Markup in `text` that is nobody's words (link targets, tags); matching skips it.
    pub skips: Vec<Span>,
    /// What is missing from the text, in order.
    pub lacunae: Vec<Lacuna>,
    /// Words read from pictures, in order.
    pub guessed: Vec<Guessed>,
    /// The persons whom an edition lists at the head of a volume. The list is that of all documents
    /// of the file, and stands with the first of them.
    pub persons: Vec<Listed>,
}

/// A listed person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The list's id.
    pub id: String,
    /// As listed: "Rusk, Dean", "Ngo Dinh Diem", "Park Chung Hee (Pak Chong-hui)".
    pub name: String,
    /// What the list says of him; may be empty.
    pub role: String,
}

impl Document {
    /// What of the document lies in bytes `range` of its text, with places counted from its start. `None`
    /// when the range does not lie on characters of the text.
    ///
    /// What reaches over an end is cut there; notes are those whose bodies lie within; the page in force at the
    /// start is on its first byte. Persons stay with the whole. A document that has blocks keeps one, an
    /// empty one of [`BlockKind::Furniture`] if need be, so that it is not taken for a text without.
    #[must_use]
    pub fn cut(&self, range: std::ops::Range<u32>) -> Option<Self> {
        let (from, to) = (range.start, range.end);
        let text = self.text.get(from as usize..to as usize)?.to_owned();
        let moved = |s: Span| Span::new(s.start().max(from) - from, s.end().min(to).max(from) - from).ok();
        let inside = |s: &Span| from <= s.start() && s.end() <= to;
        let first = self.blocks.partition_point(|b| b.span.end() < from);
        let mut blocks: Vec<Block> = self.blocks[first..]
            .iter()
            .take_while(|b| b.span.start() <= to)
            .filter_map(|b| Some(Block { kind: b.kind, span: moved(b.span)? }))
            .collect();
        if blocks.is_empty() && !self.blocks.is_empty() {
            blocks.extend(Span::new(0, 0).map(|span| Block { kind: BlockKind::Furniture, span }));
        }
        let notes = self
            .notes
            .iter()
            .filter(|n| inside(&n.body))
            .filter_map(|n| {
                let marker = n.marker.filter(inside).and_then(moved);
                Some(Note { label: n.label.clone(), marker, body: moved(n.body)? })
            })
            .collect();
        let page = self.pages.partition_point(|p| p.at <= from).saturating_sub(1);
        let pages = self.pages[page.min(self.pages.len())..]
            .iter()
            .take_while(|p| p.at < to.max(from + 1))
            .map(|p| Page { at: p.at.max(from) - from, ..p.clone() })
            .collect();
        let skip = self.skips.partition_point(|s| s.end() <= from);
        let skips =
            self.skips[skip..].iter().take_while(|s| s.start() < to).filter_map(|s| moved(*s)).collect();
        let word = self.guessed.partition_point(|g| g.span.end() <= from);
        let guessed = self.guessed[word..]
            .iter()
            .take_while(|g| g.span.start() < to)
            .filter_map(|g| Some(Guessed { span: moved(g.span)?, confidence: g.confidence }))
            .collect();
        let lacunae = self
            .lacunae
            .iter()
            .filter(|l| from <= l.at && l.at <= to)
            .map(|l| Lacuna { at: l.at - from, ..l.clone() })
            .collect();
        Some(Self {
            text,
            blocks,
            notes,
            pages,
            skips,
            lacunae,
            guessed,
            persons: vec![],
            id: self.id.clone(),
            media_type: self.media_type.clone(),
            title: self.title.clone(),
            author: self.author.clone(),
            date: self.date.clone(),
            series: self.series.clone(),
            language: self.language.clone(),
        })
    }

    /// How sure the machine was that read these words from a picture: the least confidence of
    /// any word of them, in percent. `None` when they were not read from a picture.
    #[must_use]
    pub fn confidence(&self, span: Span) -> Option<u8> {
        let from = self.guessed.partition_point(|g| g.span.end() <= span.start());
        self.guessed[from..].iter().take_while(|g| g.span.start() < span.end()).map(|g| g.confidence).min()
    }

    /// Which paragraph byte `at` stands in: the number, from 1, of its block among those that are
    /// text. `None` where the document has no blocks, or the place is none of them.
    #[must_use]
    pub fn paragraph(&self, at: u32) -> Option<usize> {
        let after = self.blocks.partition_point(|b| b.span.start() <= at);
        let within = self.blocks[..after].last()?;
        if at > within.span.end() || within.kind == BlockKind::Furniture {
            return None;
        }
        Some(self.blocks[..after].iter().filter(|b| b.kind != BlockKind::Furniture).count())
    }

    /// Whether its lines are those of the file, so that they tell a reader where to look.
    #[must_use]
    pub fn has_lines(&self) -> bool {
        self.blocks.is_empty()
            || matches!(
                self.media_type.as_str(),
                "" | "text/plain" | "text/markdown" | "text/csv" | "application/jsonl"
            )
    }

    /// The page that byte `at` stands on.
    #[must_use]
    pub fn page(&self, at: u32) -> Option<&Page> {
        let after = self.pages.partition_point(|p| p.at <= at);
        after.checked_sub(1).map(|i| &self.pages[i])
    }
}
