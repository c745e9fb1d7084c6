//! How does a tree become a text? White space collapsed, blocks parted by blank lines, notes
//! gathered after the text with their markers in it.

use crate::outcome::Unreadable;
use fontes_core::text::{Block, BlockKind, Document, Lacuna, Note, Page, Span};
use std::collections::HashMap;

/// Collects the text of a document, block by block.
#[derive(Default)]
pub(crate) struct Builder {
    text: String,
    blocks: Vec<Block>,
    pages: Vec<Page>,
    lacunae: Vec<Lacuna>,
    markers: Vec<(String, Span)>,
    apparatus: Vec<Span>,
    notes: Vec<(String, Vec<String>, Option<Page>)>,
    frames: Vec<(Page, String)>,
    start: usize,
    kind: Option<BlockKind>,
    space: bool,
}

impl Builder {
    /// A builder of a text of about so many bytes.
    pub(crate) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes + bytes / 64), ..Self::default() }
    }

    /// Ends the open block, if any, and says what the next one is.
    pub(crate) fn block(&mut self, kind: BlockKind) {
        let end = self.text.len();
        if end > self.start
            && let Ok(span) = Span::of(&self.text, self.start..end)
        {
            self.blocks.push(Block { kind: self.kind.unwrap_or(BlockKind::Paragraph), span });
        }
        if !self.text.is_empty() && end > self.start {
            self.text.push_str("\n\n");
        }
        self.start = self.text.len();
        self.kind = Some(kind);
        self.space = false;
    }

    /// Between two blocks of quotation that follow each other is a line more than within one.
    pub(crate) fn part_quotations(&mut self) {
        let after = self.blocks.last().is_some_and(|b| b.kind == BlockKind::Quotation);
        if after
            && self.text.len() == self.start
            && self.text.ends_with("\n\n")
            && !self.text.ends_with("\n\n\n")
        {
            self.text.push('\n');
            self.start = self.text.len();
        }
    }

    /// Changes what the open block is.
    pub(crate) fn turn(&mut self, kind: BlockKind) {
        self.kind = Some(kind);
    }

    /// Adds running text; white space is collapsed.
    pub(crate) fn words(&mut self, words: &str) {
        for c in words.chars() {
            if c.is_whitespace() && c != '\u{A0}' && c != '\u{202F}' {
                self.space = true;
                continue;
            }
            if self.space && self.text.len() > self.start && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.space = false;
            self.text.push(c);
        }
    }

    /// Raised words: a power is not part of the number before it, and is parted from it by `^`.
    pub(crate) fn raised(&mut self, words: &str) {
        let figure = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if !self.space
            && figure(self.text.chars().last())
            && figure(words.trim_start_matches(['-', '−']).chars().next())
        {
            self.text.push('^');
        }
        self.words(words);
    }

    /// Adds running text whose line breaks are kept.
    pub(crate) fn lines(&mut self, words: &str) {
        for (i, line) in words.lines().enumerate() {
            if i > 0 {
                self.line();
            }
            self.words(line);
        }
    }

    /// Adds text in which white space counts (`<pre>`).
    pub(crate) fn verbatim(&mut self, words: &str) {
        self.space = false;
        self.text.push_str(words);
    }

    /// A line break within a block.
    pub(crate) fn line(&mut self) {
        if self.text.len() > self.start {
            self.text.push('\n');
            self.space = false;
        }
    }

    /// A page begins here. `index` counts the file's pages from 1, or is 0.
    pub(crate) fn page(&mut self, label: &str, index: u32) {
        if let Ok(at) = u32::try_from(self.text.len()) {
            self.pages.push(Page { at, label: label.to_owned(), index });
        }
    }

    /// Something of the file is missing here.
    pub(crate) fn lacuna(&mut self, page: u32, reason: impl Into<String>) {
        if let Ok(at) = u32::try_from(self.text.len()) {
            self.lacunae.push(Lacuna { at, page, reason: reason.into() });
        }
    }

    /// The marker of a note: `[label]`, which matching skips.
    pub(crate) fn marker(&mut self, label: &str) {
        if self.space && self.text.len() > self.start && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
        self.space = false;
        let from = self.text.len();
        self.text.push('[');
        self.text.push_str(label);
        self.text.push(']');
        if let Ok(span) = Span::of(&self.text, from..self.text.len()) {
            self.markers.push((label.to_owned(), span));
        }
    }

    /// The marker of a note as it stands in the text, without brackets of ours.
    pub(crate) fn printed_marker(&mut self, label: &str) {
        if self.space && self.text.len() > self.start && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
        self.space = false;
        let from = self.text.len();
        self.text.push_str(label);
        if let Ok(span) = Span::of(&self.text, from..self.text.len()) {
            self.markers.push((label.to_owned(), span));
        }
    }

    /// Signs of an edition that are nobody's words, such as the number of a line: matching skips them.
    pub(crate) fn apparatus(&mut self, words: &str) {
        let from = self.text.len();
        self.text.push_str(words);
        self.space = true;
        self.apparatus.extend(Span::of(&self.text, from..self.text.len()));
    }

    /// The body of a note, by its paragraphs; it is set after the text.
    pub(crate) fn note(&mut self, label: &str, body: Vec<String>) {
        self.notes.push((label.to_owned(), body, self.pages.last().cloned()));
    }

    /// The bodies of notes that a file keeps apart from the text, with their labels: each is on the page of its marker.
    pub(crate) fn notes_by_marker(&mut self, notes: Vec<(String, Vec<String>)>) {
        let at: HashMap<&str, u32> = self.markers.iter().map(|m| (m.0.as_str(), m.1.start())).collect();
        let page = |label: &str| {
            let before =
                at.get(label).map_or(self.pages.len(), |at| self.pages.partition_point(|p| p.at <= *at));
            self.pages[..before].last().cloned()
        };
        let placed: Vec<_> = notes.into_iter().map(|(label, body)| (page(&label), label, body)).collect();
        self.notes.extend(placed.into_iter().map(|(page, label, body)| (label, body, page)));
    }

    /// What frames a page; it is set after the text and the notes.
    pub(crate) fn after(&mut self, label: &str, index: u32, words: String) {
        self.frames.push((Page { at: 0, label: label.to_owned(), index }, words));
    }

    /// How much text there is, in bytes.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether there are no words yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The document.
    pub(crate) fn finish(mut self) -> Document {
        self.block(BlockKind::Note);
        let mut notes = Vec::new();
        for (label, body, page) in std::mem::take(&mut self.notes) {
            if let Some(page) = page {
                self.page(&page.label, page.index);
            }
            let (mut from, mut to) = (None, self.text.len());
            for (i, paragraph) in body.iter().enumerate() {
                if i == 0 {
                    self.words(&format!("[{label}] "));
                    from = Some(self.text.len() + 1);
                }
                self.lines(paragraph);
                to = self.text.len();
                self.block(BlockKind::Note);
            }
            if let Some(from) = from {
                notes.push((label, from.min(to)..to));
            }
        }
        for (page, words) in std::mem::take(&mut self.frames) {
            self.block(BlockKind::Furniture);
            if !page.label.is_empty() || page.index > 0 {
                self.page(&page.label, page.index);
            }
            self.lines(&words);
        }
        self.block(BlockKind::Paragraph);
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        let clip =
            |s: Span| Span::of(&self.text, (s.start() as usize).min(kept)..(s.end() as usize).min(kept)).ok();
        let blocks = self
            .blocks
            .iter()
            .filter_map(|b| Some(Block { kind: b.kind, span: clip(b.span)? }))
            .filter(|b| !b.span.is_empty())
            .collect();
        for p in &mut self.pages {
            p.at = p.at.min(kept as u32);
        }
        for l in &mut self.lacunae {
            l.at = l.at.min(kept as u32);
        }
        let mut markers: Vec<(String, Span)> =
            self.markers.into_iter().filter_map(|(label, s)| Some((label, clip(s)?))).collect();
        let notes = notes
            .into_iter()
            .filter_map(|(label, body)| {
                let body = Span::of(&self.text, body.start.min(kept)..body.end.min(kept)).ok()?;
                // Labels may come again on each page: the first that is left is meant.
                let at = markers.iter().position(|m| m.0 == label);
                let marker = at.map(|i| markers.remove(i).1);
                Some(Note { label, marker, body })
            })
            .collect::<Vec<_>>();
        let apparatus = self.apparatus.iter().filter_map(|s| clip(*s));
        let skips = notes
            .iter()
            .filter_map(|n| n.marker)
            .chain(markers.into_iter().map(|m| m.1))
            .chain(apparatus)
            .collect();
        Document {
            blocks,
            pages: self.pages,
            lacunae: self.lacunae,
            notes,
            skips: Span::disjoint(skips),
            text: self.text,
            ..Document::default()
        }
    }
}

/// Sets a part of a document after what there is, parted by a blank line: its text, blocks,
/// skips and notes. Gives where the part begins; `what` names the document in the error.
pub(crate) fn append(whole: &mut Document, part: Document, what: &str) -> Result<usize, Unreadable> {
    if !whole.text.is_empty() {
        whole.text.push_str("\n\n");
    }
    let by = whole.text.len();
    whole.text.push_str(&part.text);
    let text = &whole.text;
    let shift = |s: Span| shifted(text, s, by, what);
    for b in part.blocks {
        whole.blocks.push(Block { kind: b.kind, span: shift(b.span)? });
    }
    for s in part.skips {
        whole.skips.push(shift(s)?);
    }
    for n in part.notes {
        let marker = n.marker.map(shift).transpose()?;
        whole.notes.push(Note { label: n.label, marker, body: shift(n.body)? });
    }
    Ok(by)
}

/// A span of a part that begins at byte `by` of `text`, as a span of `text`.
pub(crate) fn shifted(text: &str, s: Span, by: usize, what: &str) -> Result<Span, Unreadable> {
    Span::of(text, s.start() as usize + by..s.end() as usize + by)
        .map_err(|_| Unreadable::new(format!("the {what} is longer than 4 GiB"), "split it into parts"))
}
