//! Which cells are in a text of separated values? The file as it is, each cell a block with its address.

use crate::outcome::{Notice, Read};
use fontes_core::text::{Block, BlockKind, Document, Page, Span};
use std::ops::Range;

/// Cells beyond which they are not told apart: what is known of each takes memory.
const MOST: usize = 500_000;
/// Bytes from which the separator is told.
const SAMPLE: usize = 64 << 10;

pub(crate) fn read(text: String) -> Read {
    let mut document = Document { media_type: "text/csv".into(), ..Document::default() };
    let mut notices = Vec::new();
    let separator = separator(&text);
    let mut cells = Cells { text: &text, separator: separator.unwrap_or('\t'), at: 0, row: 0, column: 0 };
    while let Some((range, row, column)) = cells.next().filter(|_| separator.is_some()) {
        if document.blocks.len() == MOST {
            notices.push(Notice::note(format!("more than {MOST} cells: their addresses are not kept")));
            (document.blocks, document.pages) = (vec![], vec![]);
            break;
        }
        if let Ok(span) = Span::of(&text, range)
            && !span.is_empty()
        {
            document.blocks.push(Block { kind: BlockKind::Cell, span });
            document.pages.push(Page { at: span.start(), label: address(row, column), index: 0 });
        }
    }
    document.text = text;
    Read { notices, ..Read::of(document) }
}

/// "B7": the column by letters, the row by its number.
pub(crate) fn address(row: usize, column: usize) -> String {
    let mut letters = Vec::new();
    let mut n = column + 1;
    while n > 0 {
        n -= 1;
        letters.push(char::from(b'A' + (n % 26) as u8));
        n /= 26;
    }
    letters.into_iter().rev().chain((row + 1).to_string().chars()).collect()
}

/// The sign that parts cells: the one that most lines have, and as often as each other. `None` where none does.
fn separator(text: &str) -> Option<char> {
    let sample = &text[..text.floor_char_boundary(SAMPLE.min(text.len()))];
    let rated = [',', ';', '\t', '|'].into_iter().filter_map(|separator| {
        let mut rows: Vec<usize> = Vec::new();
        let mut cells = Cells { text: sample, separator, at: 0, row: 0, column: 0 };
        while let Some((_, row, column)) = cells.next() {
            rows.resize(row + 1, 0);
            rows[row] = column + 1;
        }
        // The last row may be cut off.
        if sample.len() < text.len() {
            rows.pop();
        }
        let width =
            *rows.iter().filter(|n| **n > 1).max_by_key(|n| (rows.iter().filter(|m| m == n).count(), **n))?;
        let even = rows.iter().filter(|n| **n == width).count();
        (even * 10 >= rows.iter().filter(|n| **n > 0).count() * 8).then_some((even * width, separator))
    });
    rated.max_by_key(|r| r.0).map(|r| r.1)
}

/// The cells of a text, one after the other: where the words of each are, its row and column.
struct Cells<'t> {
    text: &'t str,
    separator: char,
    at: usize,
    row: usize,
    column: usize,
}

impl Cells<'_> {
    fn next(&mut self) -> Option<(Range<usize>, usize, usize)> {
        if self.at >= self.text.len() {
            return None;
        }
        let (row, column) = (self.row, self.column);
        let rest = &self.text[self.at..];
        let quoted = rest.starts_with('"').then(|| quoted_len(rest)).flatten();
        let inner = quoted.map_or(0, |len| len);
        let end = rest[inner..].find([self.separator, '\n']).map_or(rest.len(), |i| inner + i);
        let range = match quoted {
            Some(len) => self.at + 1..self.at + len - 1,
            None => {
                let cell = &rest[..end];
                let lead = cell.len() - cell.trim_start().len();
                self.at + lead.min(cell.len())..self.at + lead.max(cell.trim_end().len())
            }
        };
        if rest[end..].starts_with('\n') || end == rest.len() {
            (self.row, self.column) = (row + 1, 0);
        } else {
            self.column += 1;
        }
        self.at += end + rest[end..].chars().next().map_or(0, char::len_utf8);
        Some((range, row, column))
    }
}

/// The length of a cell in quotation marks, if they are closed before a separator or a line's end.
fn quoted_len(s: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        at += s[at..].find('"')? + 1;
        if !s[at..].starts_with('"') {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(String, String)> {
        let d = &read(text.into()).documents[0];
        let words = |b: &Block| b.span.slice(&d.text).unwrap_or("?").to_owned();
        d.blocks.iter().zip(&d.pages).map(|(b, p)| (p.label.clone(), words(b))).collect()
    }

    #[test]
    fn cells_have_addresses() {
        let of = |all: &[(&str, &str)]| {
            all.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(
            cells("name,said\r\n\"Lerch, A.\",\"He said \"\"no\"\"\ntwice\"\r\nKern,\r\n"),
            of(&[
                ("A1", "name"),
                ("B1", "said"),
                ("A2", "Lerch, A."),
                ("B2", "He said \"\"no\"\"\ntwice"),
                ("A3", "Kern")
            ])
        );
        assert_eq!(cells("a;b;c\n1,5;2,5;3\n")[3], ("A2".into(), "1,5".into()));
        assert_eq!(cells("one line of words, with a comma\nand another\nand more\n"), []);
        assert_eq!(cells("a,\"b\n"), of(&[("A1", "a"), ("B1", "\"b")]));
        assert_eq!(
            (address(6, 1), address(0, 25), address(0, 26), address(9, 701)),
            ("B7".into(), "Z1".into(), "AA1".into(), "ZZ10".into())
        );
    }
}
