//! How is a Markdown draft read? Its source, cut into what is shown of it and the elements around that.

use super::part::Part;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// The parts of a text, in its order.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_STRIKETHROUGH;
    let mut out = Vec::new();
    let mut head = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                head |= matches!(tag, Tag::TableHead);
                out.push(Part::Markup(opening(&tag, head)));
            }
            Event::End(tag) => {
                out.push(Part::Markup(closing(tag, head)));
                head &= tag != TagEnd::TableHead;
            }
            Event::Text(words) => {
                let written = text.get(range.clone()) == Some(words.as_ref());
                out.push(Part::Words(range, (!written).then(|| words.into_string())));
            }
            Event::Code(words) => {
                out.push(Part::Markup("<code>".into()));
                let marks = text[range.clone()].bytes().take_while(|b| *b == b'`').count();
                let inner = range.start + marks..range.end - marks;
                let written = text.get(inner.clone()) == Some(words.as_ref());
                out.push(Part::Words(inner, (!written).then(|| words.into_string())));
                out.push(Part::Markup("</code>".into()));
            }
            Event::FootnoteReference(label) => {
                out.push(Part::Markup("<sup class=\"marker\">".into()));
                out.push(Part::Words(range, Some(label.into_string())));
                out.push(Part::Markup("</sup>".into()));
            }
            Event::Html(_) | Event::InlineHtml(_) => between_tags(text, range, &mut out),
            Event::SoftBreak => out.push(Part::Markup("\n".into())),
            Event::HardBreak => out.push(Part::Markup("<br>".into())),
            Event::Rule => out.push(Part::Markup("<hr>".into())),
            _ => out.push(Part::Words(range, None)),
        }
    }
    out
}

fn opening(tag: &Tag<'_>, head: bool) -> String {
    match tag {
        Tag::Paragraph => "<p dir=\"auto\">".into(),
        Tag::Heading { level, .. } => {
            format!(
                "<p class=\"heading{}\" dir=\"auto\">",
                if *level == HeadingLevel::H1 { " first" } else { "" }
            )
        }
        Tag::BlockQuote(_) => "<blockquote>".into(),
        Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) | Tag::MetadataBlock(_) => {
            "<pre>".into()
        }
        Tag::List(None) => "<ul>".into(),
        Tag::List(Some(first)) => format!("<ol start=\"{first}\">"),
        Tag::Item => "<li dir=\"auto\">".into(),
        Tag::FootnoteDefinition(label) => {
            format!("<div class=\"note\"><sup class=\"marker\">{}</sup> ", crate::escape(label))
        }
        Tag::Table(_) => "<table>".into(),
        Tag::TableHead => "<thead><tr>".into(),
        Tag::TableRow => "<tr>".into(),
        Tag::TableCell if head => "<th scope=\"col\">".into(),
        Tag::TableCell => "<td dir=\"auto\">".into(),
        Tag::Emphasis => "<em>".into(),
        Tag::Strong => "<strong>".into(),
        Tag::Strikethrough => "<s>".into(),
        Tag::Link { .. } => "<span class=\"link\">".into(),
        Tag::Image { .. } => "<span class=\"image\">".into(),
        _ => String::new(),
    }
}

fn closing(tag: TagEnd, head: bool) -> String {
    match tag {
        TagEnd::Paragraph | TagEnd::Heading(_) => "</p>\n",
        TagEnd::BlockQuote(_) => "</blockquote>\n",
        TagEnd::CodeBlock | TagEnd::MetadataBlock(_) => "</pre>\n",
        TagEnd::List(false) => "</ul>\n",
        TagEnd::List(true) => "</ol>\n",
        TagEnd::Item => "</li>\n",
        TagEnd::FootnoteDefinition => "</div>\n",
        TagEnd::Table => "</table>\n",
        TagEnd::TableHead => "</tr></thead>\n",
        TagEnd::TableRow => "</tr>\n",
        TagEnd::TableCell if head => "</th>",
        TagEnd::TableCell => "</td>",
        TagEnd::Emphasis => "</em>",
        TagEnd::Strong => "</strong>",
        TagEnd::Strikethrough => "</s>",
        TagEnd::Link | TagEnd::Image => "</span>",
        _ => "",
    }
    .into()
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
