//! How is a Markdown draft read? Its source, cut into what is shown of it and the elements around that.

use super::part::{Element, Part};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};
use std::ops::Range;

/// The parts of a text, in its order.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_STRIKETHROUGH;
    let mut out = Vec::new();
    // What is open; tags without an element of their own, too.
    let mut open: Vec<Option<Element>> = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                let element = element(&tag, open.contains(&Some(Element::Head)));
                out.extend(element.clone().map(Part::Open));
                open.push(element);
            }
            Event::End(_) => out.extend(open.pop().flatten().map(Part::Close)),
            Event::Text(words) => {
                let written = text.get(range.clone()) == Some(words.as_ref());
                out.push(Part::Words(range, (!written).then(|| words.into_string())));
            }
            Event::Code(words) => {
                out.push(Part::Open(Element::Code));
                let marks = text[range.clone()].bytes().take_while(|b| *b == b'`').count();
                let inner = range.start + marks..range.end - marks;
                let written = text.get(inner.clone()) == Some(words.as_ref());
                out.push(Part::Words(inner, (!written).then(|| words.into_string())));
                out.push(Part::Close(Element::Code));
            }
            Event::FootnoteReference(label) => {
                out.push(Part::Open(Element::Marker));
                out.push(Part::Words(range, Some(label.into_string())));
                out.push(Part::Close(Element::Marker));
            }
            Event::Html(_) | Event::InlineHtml(_) => between_tags(text, range, &mut out),
            Event::SoftBreak => out.push(Part::Soft),
            Event::HardBreak => out.push(Part::Break),
            Event::Rule => out.push(Part::Rule),
            _ => out.push(Part::Words(range, None)),
        }
    }
    out
}

fn element(tag: &Tag<'_>, head: bool) -> Option<Element> {
    Some(match tag {
        Tag::Paragraph => Element::Paragraph,
        Tag::Heading { level, .. } => Element::Heading(match level {
            HeadingLevel::H1 => 1,
            HeadingLevel::H2 => 2,
            HeadingLevel::H3 => 3,
            _ => 4,
        }),
        Tag::BlockQuote(_) => Element::Quotation,
        Tag::CodeBlock(_) | Tag::MetadataBlock(_) => Element::Verbatim,
        Tag::List(first) => Element::List(*first),
        Tag::Item => Element::Item,
        Tag::FootnoteDefinition(label) => Element::Note(Some(label.to_string())),
        Tag::Table(_) => Element::Table,
        Tag::TableHead => Element::Head,
        Tag::TableRow => Element::Row,
        Tag::TableCell if head => Element::HeadCell,
        Tag::TableCell => Element::Cell,
        Tag::Emphasis => Element::Emphasis,
        Tag::Strong => Element::Strong,
        Tag::Strikethrough => Element::Struck,
        Tag::Link { .. } => Element::Link,
        Tag::Image { .. } => Element::Image,
        _ => return None,
    })
}

/// What stands between the tags of raw HTML.
fn between_tags(text: &str, range: Range<usize>, out: &mut Vec<Part>) {
    let mut at = range.start;
    while at < range.end {
        let rest = &text[at..range.end];
        let end = if rest.starts_with('<') {
            rest.find('>').map_or(range.end, |i| at + i + 1)
        } else {
            let end = rest.find('<').map_or(range.end, |i| at + i);
            out.push(Part::Words(at..end, None));
            end
        };
        at = end;
    }
}
