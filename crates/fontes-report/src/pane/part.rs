//! What is the draft's text made of, for a page? Elements, and words with their place.

use fontes_core::text::{BlockKind, Document};
use std::ops::Range;

/// What words of a draft stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// A paragraph.
    Paragraph,
    /// A heading and its level, from 1.
    Heading(u8),
    /// A block of somebody's words.
    Quotation,
    /// Lines that are shown as they are.
    Verbatim,
    /// A list, numbered from a number or not at all.
    List(Option<u64>),
    /// An item of a list.
    Item,
    /// A note, with its label where that is not among its words.
    Note(Option<String>),
    /// A running head, a page number.
    Furniture,
    /// A table.
    Table,
    /// The head of a table.
    Head,
    /// A row of it.
    Row,
    /// A cell of the head.
    HeadCell,
    /// A cell.
    Cell,
    /// Words that are stressed.
    Emphasis,
    /// Words that are stressed more.
    Strong,
    /// Words that are struck out.
    Struck,
    /// The words of a link.
    Link,
    /// The words of a picture.
    Image,
    /// Words of a program.
    Code,
    /// The marker of a note.
    Marker,
}

/// A part of a page that shows a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// An element begins.
    Open(Element),
    /// It ends.
    Close(Element),
    /// Words of the text, and how they are shown where it is not as they are written (an entity).
    Words(Range<usize>, Option<String>),
    /// The end of a line that is only one of the file.
    Soft,
    /// The end of a line.
    Break,
    /// A rule across the page.
    Rule,
    /// A page begins; its label, as printed, or its number.
    Page(String),
}

/// The parts of a text that is not Markdown: its blocks, or its paragraphs where only blank lines tell them; with its pages.
pub(super) fn parts(document: &Document) -> Vec<Part> {
    let text = document.text.as_str();
    let mut out = Vec::new();
    let mut at = 0;
    for block in &document.blocks {
        let (start, end) = (block.span.start() as usize, block.span.end() as usize);
        paragraphs(text, at..start.max(at), &mut out);
        let element = match block.kind {
            BlockKind::Heading => Element::Heading(2),
            BlockKind::Quotation => Element::Quotation,
            BlockKind::Note => Element::Note(None),
            BlockKind::Furniture => Element::Furniture,
            BlockKind::Paragraph | BlockKind::Cell => Element::Paragraph,
        };
        if start.max(at) < end {
            within(element, start.max(at)..end, &mut out);
        }
        at = at.max(end);
    }
    paragraphs(text, at..text.len(), &mut out);
    paged(document, out)
}

fn within(element: Element, words: Range<usize>, out: &mut Vec<Part>) {
    out.push(Part::Open(element.clone()));
    out.push(Part::Words(words, None));
    out.push(Part::Close(element));
}

/// The paragraphs of a stretch, parted by blank lines.
fn paragraphs(text: &str, range: Range<usize>, out: &mut Vec<Part>) {
    let mut at = range.start;
    for paragraph in text[range].split_inclusive("\n\n") {
        let inner = paragraph.trim();
        if !inner.is_empty() {
            let start = at + (paragraph.len() - paragraph.trim_start().len());
            within(Element::Paragraph, start..start + inner.len(), out);
        }
        at += paragraph.len();
    }
}

/// Puts in where pages begin: before the words, or between them.
fn paged(document: &Document, parts: Vec<Part>) -> Vec<Part> {
    // What a table has in the place of pages are its cells.
    if document.pages.is_empty() || crate::is_table(document) {
        return parts;
    }
    let label = |p: &fontes_core::text::Page| match p.label.as_str() {
        "" => p.index.to_string(),
        label => label.to_owned(),
    };
    let mut pages = document.pages.iter().map(|p| (p.at as usize, label(p))).peekable();
    let mut out = Vec::with_capacity(parts.len() + document.pages.len());
    for part in parts {
        let Part::Words(range, None) = part else {
            out.push(part);
            continue;
        };
        let mut from = range.start;
        while let Some((at, label)) = pages.next_if(|p| p.0 < range.end) {
            if at > from && document.text.is_char_boundary(at) {
                out.push(Part::Words(from..at, None));
                from = at;
            }
            out.push(Part::Page(label));
        }
        out.push(Part::Words(from..range.end, None));
    }
    out
}
