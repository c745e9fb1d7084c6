//! What is in a Markdown text? The source itself, with its blocks and what is only markup.

use crate::outcome::Read;
use fontes_core::text::{Block, BlockKind, Document, Note, Span};
use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};
use std::ops::Range;

pub(crate) fn read(text: String) -> Read {
    let mut r = Reader::default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_STRIKETHROUGH;
    let mut markers: Vec<(String, Span)> = Vec::new();
    for (event, range) in Parser::new_ext(&text, options).into_offset_iter() {
        match event {
            Event::Start(tag) => r.start(&text, tag, range),
            Event::End(tag) => r.end(&text, tag, range),
            Event::FootnoteReference(label) => {
                r.inline(&range);
                if let Ok(span) = Span::of(&text, range) {
                    markers.push((label.to_string(), span));
                    r.skips.push(span);
                }
            }
            Event::Html(_) | Event::InlineHtml(_) => {
                r.skips.extend(Span::of(&text, range));
            }
            Event::Code(_) => {
                let marks = text[range.clone()].bytes().take_while(|b| *b == b'`').count();
                r.inline(&range);
                r.skips.extend(Span::of(&text, range.start..range.start + marks));
                r.skips.extend(Span::of(&text, range.end - marks..range.end));
            }
            _ => r.inline(&range),
        }
    }
    r.close(&text);
    let Reader { blocks, skips, notes, title, .. } = r;
    let notes = notes
        .into_iter()
        .map(|(label, body)| Note { marker: markers.iter().find(|m| m.0 == label).map(|m| m.1), label, body })
        .collect();
    let document =
        Document { title, text, blocks, notes, skips: Span::disjoint(skips), ..Document::default() };
    Read::of(document)
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    skips: Vec<Span>,
    notes: Vec<(String, Span)>,
    title: Option<String>,
    open: Option<(BlockKind, Range<usize>)>,
    quotes: usize,
    note: Option<(String, usize)>,
    metadata: bool,
    link_text_ends: Vec<Option<usize>>,
}

impl Reader {
    fn kind(&self, kind: BlockKind) -> BlockKind {
        if self.note.is_some() {
            BlockKind::Note
        } else if self.quotes > 0 {
            BlockKind::Quotation
        } else {
            kind
        }
    }

    fn start(&mut self, text: &str, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.leaf(text, BlockKind::Paragraph, &range),
            Tag::Heading { .. } => self.leaf(text, BlockKind::Heading, &range),
            Tag::TableCell => self.leaf(text, BlockKind::Cell, &range),
            Tag::CodeBlock(_) => {
                self.leaf(text, BlockKind::Cell, &range);
                self.fences(text, &range);
            }
            Tag::BlockQuote(_) => {
                self.close(text);
                self.quotes += 1;
            }
            Tag::FootnoteDefinition(label) => {
                self.close(text);
                self.note = Some((label.to_string(), range.start));
            }
            Tag::Item | Tag::List(_) => self.close(text),
            Tag::MetadataBlock(MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle) => {
                self.close(text);
                self.metadata = true;
                self.skips.extend(Span::of(text, range));
            }
            Tag::Link { .. } | Tag::Image { .. } => {
                self.inline(&range);
                self.link_text_ends.push(None);
            }
            _ => {}
        }
    }

    fn end(&mut self, text: &str, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::TableCell | TagEnd::Item | TagEnd::CodeBlock => self.close(text),
            TagEnd::Heading(_) => {
                self.close(text);
                if self.title.is_none() {
                    let words = text[range]
                        .trim_matches(|c: char| c == '#' || c.is_whitespace() || c == '=' || c == '-');
                    self.title = Some(words.lines().next().unwrap_or(words).trim().to_owned());
                }
            }
            TagEnd::BlockQuote(_) => {
                self.close(text);
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::FootnoteDefinition => {
                self.close(text);
                if let Some((label, start)) = self.note.take() {
                    let body = text[start..range.end].find("]:").map_or(start, |i| start + i + 2);
                    let trimmed = text[body..range.end].trim();
                    let lead = text[body..range.end].len() - text[body..range.end].trim_start().len();
                    if let Ok(span) = Span::of(text, body + lead..body + lead + trimmed.len()) {
                        self.notes.push((label, span));
                    }
                }
            }
            TagEnd::MetadataBlock(_) => {
                self.metadata = false;
                self.title = text[range]
                    .lines()
                    .find_map(|l| l.strip_prefix("title:"))
                    .map(|t| t.trim().trim_matches(['"', '\'']).to_owned());
            }
            TagEnd::Link | TagEnd::Image => {
                // What follows the words of the link is its address: nobody's words.
                if let Some(Some(words_end)) = self.link_text_ends.pop()
                    && words_end < range.end
                {
                    self.skips.extend(Span::of(text, words_end..range.end));
                }
                self.inline(&range);
            }
            _ => {}
        }
    }

    /// The lines that fence a block of code are nobody's words.
    fn fences(&mut self, text: &str, range: &Range<usize>) {
        let mut at = range.start;
        for line in text[range.clone()].split_inclusive('\n') {
            let fence = line.trim_start();
            if fence.starts_with("```") || fence.starts_with("~~~") {
                self.skips.extend(Span::of(text, at..at + line.trim_end().len()));
            }
            at += line.len();
        }
    }

    fn leaf(&mut self, text: &str, kind: BlockKind, range: &Range<usize>) {
        self.close(text);
        self.open = Some((self.kind(kind), range.clone()));
    }

    /// Inline content: of the open block, or of an item that has no paragraph of its own.
    fn inline(&mut self, range: &Range<usize>) {
        if self.metadata {
            return;
        }
        if let Some(end) = self.link_text_ends.last_mut() {
            *end = Some(range.end);
        }
        match &mut self.open {
            Some((_, r)) => r.end = r.end.max(range.end),
            None => self.open = Some((self.kind(BlockKind::Cell), range.clone())),
        }
    }

    fn close(&mut self, text: &str) {
        if let Some((kind, r)) = self.open.take() {
            let end = r.start + text[r.clone()].trim_end().len();
            if let Ok(span) = Span::of(text, r.start..end)
                && !span.is_empty()
                && self.blocks.last().is_none_or(|b| b.span.end() <= span.start())
            {
                self.blocks.push(Block { kind, span });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_notes_and_markup_are_told() {
        let text = "# Title\n\nHe said [so](http://x.org/a).[^1]\n\n> Quoted\n> words.\n\n- item “one”\n- two\n\n[^1]: See there.\n";
        let d = &read(text.into()).documents[0];
        assert_eq!(d.text, text, "the text is the source");
        assert_eq!(d.title.as_deref(), Some("Title"));
        let of = |s: Span| s.slice(text).unwrap_or("?");
        let kinds: Vec<_> = d.blocks.iter().map(|b| (b.kind, of(b.span))).collect();
        assert_eq!(kinds[0], (BlockKind::Heading, "# Title"));
        assert_eq!(kinds[2], (BlockKind::Quotation, "Quoted\n> words."));
        assert_eq!(kinds[3], (BlockKind::Cell, "item “one”"));
        assert_eq!(d.skips.iter().map(|&s| of(s)).collect::<Vec<_>>(), ["](http://x.org/a)", "[^1]"]);
        assert_eq!(of(d.notes[0].body), "See there.");
        assert_eq!(d.notes[0].marker.map(of), Some("[^1]"));
    }

    #[test]
    fn front_matter_is_not_text_to_check() {
        let d = &read("---\ntitle: \"A Draft\"\n---\n\nWords.\n".into()).documents[0];
        assert_eq!(d.title.as_deref(), Some("A Draft"));
        assert_eq!(d.blocks.len(), 1);
    }
}
