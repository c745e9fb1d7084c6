//! What is quoted in blocks that are set off from the text?

use super::attached;
use super::author::quotation;
use super::types::{Context, Form, Quotation, is_blank};
use crate::read::paragraph::Paragraph;
use crate::text::Span;

/// Whether a block's next paragraph belongs to the same block.
pub(super) fn goes_on(text: &str, a: Paragraph, b: Paragraph) -> bool {
    let Some(gap) = text.get(a.span.end() as usize..b.span.start() as usize) else { return false };
    let rest = gap.trim_matches(is_edge);
    let quoted = text[b.span.range()].starts_with(|c| AROUND.iter().any(|(open, _)| *open == c));
    let empty = rest.is_empty() || !quoted && is_item_mark(rest);
    // Two blocks have a line between them that is of neither.
    let parted = if gap.contains('>') {
        let mut lines = gap.split('\n').skip(1).peekable();
        let mut blank = false;
        while let Some(line) = lines.next() {
            blank |= lines.peek().is_some() && !line.contains('>');
        }
        blank
    } else {
        let lines = gap.matches('\n').count();
        lines > 2 || lines == 2 && text[b.span.range()].starts_with('>')
    };
    empty && !parted
}

fn is_edge(c: char) -> bool {
    is_blank(c) || c == '>'
}

/// What stands before an item of a list: "2.", "b)", "-". The words of a list are quoted as one, and its marks are nobody's.
fn is_item_mark(mark: &str) -> bool {
    let number = mark.trim_end_matches(['.', ')']);
    matches!(mark, "-" | "*" | "+" | "•" | "–")
        || number.len() < mark.len()
            && (number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit())
                || number.len() == 1 && number.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Reads the paragraphs of neighbouring blocks, which are one quotation until one of them says where it is from.
/// `next` is the paragraph after them.
pub(super) fn blocks(
    c: &Context<'_>,
    parts: &[Paragraph],
    next: Option<Paragraph>,
    out: &mut Vec<Quotation>,
) {
    let bounds = |p: &Paragraph| [p.span.start() as usize, p.span.end() as usize];
    let mut from: Option<usize> = None;
    let mut to = 0;
    let mut marks: Vec<Span> = Vec::new();
    for p in parts {
        let [start, end] = bounds(p);
        match attached::begins(c, [start, end], from.is_some()) {
            Some(at) if at > start || from.is_some() => {
                let words = if at > start { at } else { to };
                let marks = std::mem::take(&mut marks);
                block(c, [from.unwrap_or(start), words], marks, Some([at, end]), out);
                from = None;
            }
            _ => {
                let gap = from.and_then(|_| c.text.get(to..start)).unwrap_or("");
                let mark = gap.trim_start_matches(is_edge);
                let at = start - mark.len();
                let mark = mark.trim_end_matches(is_edge);
                marks.extend(Span::of(c.text, at..at + mark.len()).ok().filter(|s| !s.is_empty()));
                from = from.or(Some(start));
                to = end;
            }
        }
    }
    if let Some(from) = from {
        let after = next.as_ref().map(bounds).filter(|b| attached::is_alone(c, *b));
        block(c, [from, to], marks, after, out);
    }
}

/// Marks that a block may stand in, by what opens them.
const AROUND: [(char, &str); 9] = [
    ('“', "”“\""),
    ('"', "\"”"),
    ('«', "»"),
    ('„', "“”"),
    ('»', "«»"),
    ('”', "”“"),
    ('‘', "’"),
    ('「', "」"),
    ('\u{275D}', "\u{275E}"),
];

fn block(
    c: &Context<'_>,
    [mut start, mut end]: [usize; 2],
    marks: Vec<Span>,
    attached: Option<[usize; 2]>,
    out: &mut Vec<Quotation>,
) {
    start += c.text[start..end].len() - c.text[start..end].trim_start_matches(is_edge).len();
    end = start + c.text[start..end].trim_end_matches(is_edge).len();
    let inner = &c.text[start..end];
    // A block that is one quotation in marks is read as that; one that holds speech is whole.
    if let (Some(open), Some(close)) = (inner.chars().next(), inner.chars().next_back())
        && AROUND.iter().any(|(o, closing)| *o == open && closing.contains(close))
        && inner.len() > open.len_utf8() + close.len_utf8()
    {
        start += open.len_utf8();
        end -= close.len_utf8();
    }
    if let Some(mut q) = quotation(c, [start, end], Form::Block, marks, false) {
        q.attached = attached.and_then(|[from, to]| {
            let words = c.text.get(from..to)?;
            let lead = words.len() - words.trim_start_matches(is_edge).len();
            Span::of(c.text, from + lead..to).ok()
        });
        out.push(q);
    }
}
