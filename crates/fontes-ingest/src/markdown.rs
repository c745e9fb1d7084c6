//! What is in a Markdown text? The source itself, with its blocks and what is only markup.

use crate::outcome::Read;
use fontes_core::text::{Block, BlockKind, Document, Note, Span, entity};
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
            Event::Html(_) | Event::InlineHtml(_) => r.html(&text, range),
            Event::Text(words) => {
                // An entity, or an escaped sign, which is what is written.
                if text[range.clone()].starts_with('&') && words.as_ref() != &text[range.clone()] {
                    r.skips.extend(Span::of(&text, range.clone()));
                }
                r.inline(&range);
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
    raw: Raw,
}

/// What the tags of raw HTML that were read so far leave open.
#[derive(Default)]
struct Raw {
    /// Blocks that are quotations.
    quotes: usize,
    /// Where an element begins whose words nobody reads, and its name.
    hidden: Option<(usize, &'static str)>,
    /// Where a raised piece begins, its tag included.
    raised: Option<usize>,
}

/// Elements whose words are not shown, or stand above others (readings of ruby).
const HIDDEN: [&str; 4] = ["script", "style", "rt", "rp"];

/// A tag of raw HTML: its name, and whether it closes an element.
fn tag_name(tag: &str) -> (String, bool) {
    let inner = tag.trim_start_matches('<');
    let name = inner.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric);
    (name.collect::<String>().to_ascii_lowercase(), inner.starts_with('/'))
}

/// Whether raised words are the mark of a note, and no power of the number or the unit before them.
fn is_raised_mark(before: &str, words: &str) -> bool {
    let bare = words.trim().trim_matches(['[', ']', '(', ')']);
    let figures = !bare.is_empty() && bare.len() <= 3 && bare.chars().all(|c| c.is_ascii_digit());
    let signs = !bare.is_empty() && bare.chars().all(|c| "*†‡§¶".contains(c));
    let unit = before.trim_end_matches(|c: char| c.is_alphabetic());
    let of_number = unit.len() < before.len() && before.len() - unit.len() <= 3 && {
        let number = unit.trim_end_matches([' ', '\u{A0}', '/']);
        let number = number.strip_suffix("</sup>").unwrap_or(number);
        number.ends_with(|c: char| c.is_ascii_digit()) || unit.ends_with('/')
    };
    let power = before.ends_with(|c: char| c.is_ascii_digit()) || of_number && matches!(bare, "2" | "3");
    signs || figures && !power
}

impl Reader {
    /// Raw HTML: its tags are markup, what stands between them is text.
    fn html(&mut self, text: &str, range: Range<usize>) {
        // "<<The bridge is ours>>" is no element.
        if text[..range.start].ends_with('<') && text[range.end..].starts_with('>') {
            return self.inline(&range);
        }
        let mut at = range.start;
        while at < range.end {
            if let Some((start, name)) = self.raw.hidden {
                let closing = if name == "!--" { "-->".to_owned() } else { format!("</{name}") };
                let end =
                    text[at..range.end].to_ascii_lowercase().find(&closing).map(|i| at + i + closing.len());
                self.skips.extend(Span::of(text, start.max(at)..end.unwrap_or(range.end)));
                if end.is_some() {
                    self.raw.hidden = None;
                }
                at = end.unwrap_or(range.end);
                continue;
            }
            let rest = &text[at..range.end];
            if rest.starts_with("<!--") {
                self.raw.hidden = Some((at, "!--"));
                continue;
            }
            if rest.starts_with('<') {
                let end = rest.find('>').map_or(range.end, |i| at + i + 1);
                self.raw_tag(text, at..end);
                at = end;
                continue;
            }
            let end = rest.find('<').map_or(range.end, |i| at + i);
            self.entities(text, at..end);
            if !text[at..end].trim().is_empty() {
                let lead = text[at..end].len() - text[at..end].trim_start().len();
                self.inline(&(at + lead..end));
            }
            at = end;
        }
    }

    fn raw_tag(&mut self, text: &str, range: Range<usize>) {
        let (name, closes) = tag_name(&text[range.clone()]);
        self.skips.extend(Span::of(text, range.clone()));
        match (name.as_str(), closes) {
            ("blockquote", false) if text[range.end..].contains("</blockquote") => {
                self.close(text);
                self.raw.quotes += 1;
            }
            ("blockquote", true) if self.raw.quotes > 0 => {
                self.close(text);
                self.raw.quotes -= 1;
            }
            ("p" | "div" | "li" | "td" | "th" | "tr" | "figcaption" | "h1" | "h2" | "h3" | "h4", _) => {
                self.close(text)
            }
            ("sup", false) => self.raw.raised = Some(range.start),
            ("sup", true) => {
                if let Some(start) = self.raw.raised.take() {
                    let words = text[start..range.start].split_once('>').map_or("", |w| w.1);
                    if is_raised_mark(&text[..start], words) {
                        self.skips.extend(Span::of(text, start..range.end));
                    }
                }
            }
            (name, false) => {
                let closed = || text[range.end..].contains(&format!("</{name}"));
                if let Some(hidden) = HIDDEN.iter().find(|h| **h == name)
                    && (hidden.len() > 2 || closed())
                {
                    self.raw.hidden = Some((range.end, hidden));
                }
            }
            _ => {}
        }
    }

    /// Entities within raw HTML, which the parser leaves as they are.
    fn entities(&mut self, text: &str, range: Range<usize>) {
        for (i, _) in text[range.clone()].match_indices('&') {
            let start = range.start + i;
            let Some(end) = text[start..range.end].find(';').map(|n| start + n + 1) else { continue };
            if entity::sign(&text[start..end]).is_some() {
                self.skips.extend(Span::of(text, start..end));
            }
        }
    }

    fn kind(&self, kind: BlockKind) -> BlockKind {
        if self.note.is_some() {
            BlockKind::Note
        } else if self.quotes + self.raw.quotes > 0 {
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
            Tag::Item | Tag::List(_) | Tag::HtmlBlock => self.close(text),
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
            TagEnd::Paragraph | TagEnd::TableCell | TagEnd::Item | TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.close(text)
            }
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
    fn raw_html_is_markup_and_its_words_are_text() {
        let text = "Caf&eacute; &amp; bar<sup>3</sup>, 10<sup>3</sup> m<sup>2</sup>.\n\n<blockquote>\n<p>Quoted &mdash; all.</p>\n\
            </blockquote>\n\nPlain <!-- not --> <<as it is>>.\n";
        let d = &read(text.into()).documents[0];
        let of = |s: Span| s.slice(text).unwrap_or("?");
        let kinds: Vec<_> = d.blocks.iter().map(|b| (b.kind, of(b.span))).collect();
        assert_eq!(kinds[1], (BlockKind::Quotation, "Quoted &mdash; all."));
        assert_eq!(kinds[2].0, BlockKind::Paragraph);
        let skips: Vec<_> = d.skips.iter().map(|&s| of(s)).collect();
        assert_eq!(skips[..3], ["&eacute;", "&amp;", "<sup>3</sup>"]);
        assert!(skips.contains(&"<!-- not -->") && !skips.contains(&"<sup>2</sup>"));
        let words: Vec<String> = fontes_core::text::fold(&d.text, &d.skips).words().collect();
        assert_eq!(words, "cafe bar 10 3 m 2 quoted all plain as it is".split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn front_matter_is_not_text_to_check() {
        let d = &read("---\ntitle: \"A Draft\"\n---\n\nWords.\n".into()).documents[0];
        assert_eq!(d.title.as_deref(), Some("A Draft"));
        assert_eq!(d.blocks.len(), 1);
    }
}
