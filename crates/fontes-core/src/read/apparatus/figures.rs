//! Whole numbers in figures, of any script that writes them so, and where they stand.

use super::lines::Lines;

/// A run of figures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Figure {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) value: u32,
    /// How many figures.
    pub(super) len: u8,
    /// Which line.
    pub(super) line: usize,
}

/// The zeros of scripts whose figures follow each other.
const ZEROS: [char; 12] = [
    '\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}', '\u{BE6}', '\u{C66}',
    '\u{E50}', '\u{ED0}', '\u{FF10}',
];

/// What a figure says.
pub(super) fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    ZEROS.iter().find_map(|&z| u32::from(c).checked_sub(u32::from(z)).filter(|d| *d < 10))
}

/// All runs of one to six figures; longer ones count nothing.
pub(super) fn figures(text: &str, lines: &Lines<'_>) -> Vec<Figure> {
    let mut out: Vec<Figure> = Vec::new();
    let mut open: Option<Figure> = None;
    let mut line = 0;
    for (at, c) in text.char_indices() {
        match (digit(c), &mut open) {
            (Some(d), Some(f)) => {
                f.end = at + c.len_utf8();
                f.value = f.value.saturating_mul(10).saturating_add(d);
                f.len = f.len.saturating_add(1);
            }
            (Some(d), None) => {
                while lines.all.get(line + 1).is_some_and(|l| l.range.start <= at) {
                    line += 1;
                }
                open = Some(Figure { start: at, end: at + c.len_utf8(), value: d, len: 1, line });
            }
            (None, _) => out.extend(open.take()),
        }
    }
    out.extend(open);
    out.retain(|f| f.len <= 6);
    out
}
