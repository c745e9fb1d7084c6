//! Where do paragraphs begin and end in a text that only lines divide?

use crate::text::{BlockKind, Document, Span};

/// A paragraph and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paragraph {
    /// Where it is, without the line end.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// How lines part a text without blocks into paragraphs: what is reckoned of the text as a whole, and is
/// needed to read a part of it as it stands in the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// The width of nine lines in ten, in bytes.
    pub width: u32,
    /// Whether blank lines are what parts paragraphs.
    pub by_blanks: bool,
    /// Whether most paragraphs are flush, so that an indented one is a quotation.
    pub flush: bool,
}

impl Layout {
    /// The layout of a whole text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let lines = lines(text);
        let mut out = Self::of_lines(&lines);
        out.flush = out.is_flush(text, &lines, &out.groups(text, &lines));
        out
    }

    fn of_lines(lines: &[Line]) -> Self {
        let mut widths: Vec<usize> = lines.iter().map(|l| l.end - l.start).filter(|&w| w > 0).collect();
        widths.sort_unstable();
        let width = widths.get(widths.len() * 9 / 10).copied().unwrap_or(0);
        // Where blank lines part the text into short groups, they are what parts paragraphs.
        let text_lines = widths.len();
        let blocks = lines.windows(2).filter(|w| w[0].end == w[0].start && w[1].end > w[1].start).count();
        let by_blanks = blocks >= 2 && text_lines <= blocks * 12;
        Self { width: u32::try_from(width).unwrap_or(u32::MAX), by_blanks, flush: false }
    }

    /// Lines that make a paragraph, from the first to one past the last.
    fn groups(&self, text: &str, lines: &[Line]) -> Vec<(usize, usize)> {
        let width = self.width as usize;
        let mut groups: Vec<(usize, usize)> = Vec::new();
        let mut open: Option<usize> = None;
        for (i, line) in lines.iter().enumerate() {
            let words = line.of(text);
            if words.trim().is_empty() {
                if let Some(from) = open.take() {
                    groups.push((from, i));
                }
                continue;
            }
            let from = *open.get_or_insert(i);
            let ends = words.trim_end().ends_with(['.', '!', '?', ':', '”', '"', '\u{2019}', ']', '»']);
            let short = words.len() * 4 < width * 3 && ends;
            let next_capital = lines
                .get(i + 1)
                .is_some_and(|n| n.of(text).trim_start().chars().next().is_some_and(|c| !c.is_lowercase()));
            if !self.by_blanks && (width > UNWRAPPED || (short && next_capital)) {
                groups.push((from, i + 1));
                open = None;
            }
        }
        if let Some(from) = open {
            groups.push((from, lines.len()));
        }
        groups
    }

    fn is_flush(&self, text: &str, lines: &[Line], groups: &[(usize, usize)]) -> bool {
        groups.iter().filter(|g| !indented(text, lines, g)).count() * 2 > groups.len()
    }
}

/// The paragraphs of a document: its blocks, or, where it has none, what blank lines,
/// short last lines and indentation tell.
#[must_use]
pub fn paragraphs(document: &Document) -> Vec<Paragraph> {
    paragraphs_of(document, None)
}

/// The paragraphs of a part of a text without blocks, whose whole has this layout.
#[must_use]
pub fn paragraphs_of(document: &Document, layout: Option<Layout>) -> Vec<Paragraph> {
    if !document.blocks.is_empty() {
        return document.blocks.iter().map(|b| Paragraph { span: b.span, kind: b.kind }).collect();
    }
    by_lines(&document.text, layout)
}

struct Line {
    start: usize,
    end: usize,
}

impl Line {
    fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }
}

/// A page of print holds lines of one width; longer lines are paragraphs by themselves.
const UNWRAPPED: usize = 200;

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for piece in text.split_inclusive('\n') {
        let end = start + piece.trim_end_matches(['\n', '\r']).len();
        lines.push(Line { start, end });
        start += piece.len();
    }
    lines
}

fn indented(text: &str, lines: &[Line], g: &(usize, usize)) -> bool {
    lines[g.0..g.1].iter().all(|l| {
        let w = l.of(text);
        w.starts_with("    ") || w.starts_with('\t')
    })
}

fn by_lines(text: &str, layout: Option<Layout>) -> Vec<Paragraph> {
    let lines = lines(text);
    let of_whole = layout.unwrap_or_else(|| Layout::of_lines(&lines));
    let groups = of_whole.groups(text, &lines);
    let flush = layout.map_or_else(|| of_whole.is_flush(text, &lines, &groups), |l| l.flush);
    let quoted =
        |g: &(usize, usize)| lines[g.0..g.1].iter().all(|l| l.of(text).trim_start().starts_with('>'));
    groups
        .iter()
        .enumerate()
        .filter_map(|(n, g)| {
            let (first, last) = (&lines[g.0], &lines[g.1 - 1]);
            let lead = first.of(text).len() - first.of(text).trim_start().len();
            let span = Span::of(text, first.start + lead..last.end).ok()?;
            let announced = n > 0 && lines[groups[n - 1].1 - 1].of(text).trim_end().ends_with(':');
            let long = g.1 - g.0 > 1 || span.len() > 60 || announced;
            let block = quoted(g) || (indented(text, &lines, g) && flush && long);
            let kind = if block { BlockKind::Quotation } else { BlockKind::Paragraph };
            Some(Paragraph { span, kind })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(BlockKind, &str)> {
        by_lines(text, None).into_iter().map(|p| (p.kind, p.span.slice(text).unwrap_or("?"))).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        let got = read("One line\nand another.\n\nThe next.\r\n");
        assert_eq!(got.iter().map(|p| p.1).collect::<Vec<_>>(), ["One line\nand another.", "The next."]);
    }

    #[test]
    fn indented_and_marked_blocks_are_quotations() {
        let got = read(
            "He wrote at length of it all:\n\n    We came by night\n    and left by day.\n\nSo he did.\n\n> And then\n> he went.\n\nEnd of it.",
        );
        let kinds: Vec<_> = got.iter().map(|p| p.0 == BlockKind::Quotation).collect();
        assert_eq!(kinds, [false, true, false, true, false]);
    }
}
