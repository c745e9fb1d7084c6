//! Where in its file do the words of a document stand? Of a file that holds tags beside words (HTML, XML), whose text is read
//! from it: found again by the words, in order. What cannot be found has no place.

use super::entity::sign;
use super::{CodePoints, Document, Folded, Span, fold, key_hash};
use std::collections::HashMap;

/// A place in a file, both from 1: a line, and the character in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The line.
    pub line: u32,
    /// The code point of the line.
    pub column: u32,
}

/// The words of a document in its file.
#[derive(Debug, Clone, Default)]
pub struct InFile {
    /// Where a word stands in the document, and the bytes of the file at which it begins and ends; in order.
    words: Vec<(Span, u32, u32)>,
    source: String,
    /// Its code points, by checkpoints.
    points: Vec<u32>,
    /// The bytes at which the lines of the file begin.
    lines: Vec<u32>,
}

/// Words of the file that are looked over for the next word of the document, told by two.
const NEAR: usize = 40;
/// Words in a row by which it is found further on.
const ROW: usize = 4;
/// Bytes of an entity.
const ENTITY: usize = 12;

impl InFile {
    /// Finds the words of a document in the text of its file.
    #[must_use]
    pub fn of(document: &Document, source: &str) -> Self {
        let (bare, moved) = without_tags(source);
        let theirs = fold(&bare, &[]);
        let ours = fold(&document.text, &[]);
        let (a, b) = (hashes(&ours), hashes(&theirs));
        // Notes are set after the text and may stand anywhere in the file.
        let mut in_note = vec![false; a.len()];
        for n in &document.notes {
            in_note[ours.tokens_in(n.body)].fill(true);
        }
        let (notes, body): (Vec<usize>, Vec<usize>) = (0..a.len()).partition(|&i| in_note[i]);
        let rows = rows(&b);
        let mut met: Vec<(usize, usize)> = follow(&a, &b, &body, &rows);
        met.extend(follow(&a, &b, &notes, &rows));
        met.sort_unstable();
        let place = |(i, k): (usize, usize)| {
            let there = theirs.tokens[k].span;
            // The end is that of the last byte, so that what follows does not count.
            let end = origin(&moved, there.end().saturating_sub(1)) + 1;
            (ours.tokens[i].span, origin(&moved, there.start()), end)
        };
        let words = met.into_iter().map(place).collect();
        let ends = source.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        let lines = std::iter::once(0).chain(ends.filter_map(|(i, _)| u32::try_from(i + 1).ok())).collect();
        Self { words, source: source.to_owned(), points: CodePoints::checkpoints(source), lines }
    }

    /// Where the words of a span begin and end in the file: the first and the last of them that were found.
    #[must_use]
    pub fn spots(&self, span: Span) -> Option<(Spot, Spot)> {
        let from = self.words.partition_point(|w| w.0.end() <= span.start());
        let mut within = self.words[from..].iter().take_while(|w| w.0.start() < span.end());
        let first = within.next()?;
        let last = within.last().unwrap_or(first);
        Some((self.spot(first.1), self.spot(last.2)))
    }

    fn spot(&self, at: u32) -> Spot {
        let line = self.lines.partition_point(|s| *s <= at);
        let points = CodePoints::with(&self.source, &self.points);
        let from = self.lines.get(line.saturating_sub(1)).and_then(|at| points.at(*at)).unwrap_or(0);
        // Files are shorter than 4 GiB.
        let to = points.at(self.source.floor_char_boundary(at as usize) as u32).unwrap_or(from);
        Spot { line: line as u32, column: to.saturating_sub(from) + 1 }
    }
}

fn hashes(f: &Folded) -> Vec<u64> {
    (0..f.tokens.len()).map(|i| key_hash(f.letters(i))).collect()
}

fn row_of(words: &[u64], at: usize) -> Option<u64> {
    let row = words.get(at..at + ROW)?;
    Some(row.iter().fold(0, |h: u64, w| h.rotate_left(13) ^ w.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// Where each row of words stands in the file, in order.
fn rows(words: &[u64]) -> HashMap<u64, Vec<usize>> {
    let mut out: HashMap<u64, Vec<usize>> = HashMap::new();
    for at in 0..words.len() {
        if let Some(row) = row_of(words, at) {
            out.entry(row).or_default().push(at);
        }
    }
    out
}

/// Pairs of a word of the document, among those asked for, and the same in the file, both in order.
fn follow(a: &[u64], b: &[u64], asked: &[usize], rows: &HashMap<u64, Vec<usize>>) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut k = 0;
    let mut lost = true;
    for &i in asked {
        if !lost && b.get(k) == Some(&a[i]) {
            out.push((i, k));
            k += 1;
            continue;
        }
        // A few words further on, if the next word follows too; else the next row of words.
        let next = a.get(i + 1);
        let near = || (k..b.len().min(k + NEAR)).find(|&n| b[n] == a[i] && b.get(n + 1) == next);
        let far = || {
            let all = rows.get(&row_of(a, i)?)?;
            all.get(all.partition_point(|&n| n < k)).copied()
        };
        let found = if lost { far().or_else(near) } else { near().or_else(far) };
        if let Some(n) = found {
            out.push((i, n));
            (k, lost) = (n + 1, false);
        }
    }
    out
}

/// A file without its tags, comments and scripts, each a blank, and its entities as signs; and for some bytes of it the byte of the
/// file, in order: between two they run on together.
fn without_tags(source: &str) -> (String, Vec<(u32, u32)>) {
    let mut out = String::with_capacity(source.len());
    let mut moved: Vec<(u32, u32)> = vec![(0, 0)];
    let at32 = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let mut at = 0;
    while let Some(found) = source[at..].find(['<', '&']).map(|f| f + at) {
        out.push_str(&source[at..found]);
        let rest = &source[found..];
        let (len, instead) = if rest.starts_with('<') { (tag(rest), Some(' ')) } else { entity(rest) };
        match instead {
            Some(c) => out.push(c),
            None => out.push_str(&rest[..len]),
        }
        at = found + len;
        moved.push((at32(out.len()), at32(at)));
    }
    out.push_str(&source[at..]);
    (out, moved)
}

/// How long a tag is, with all that nobody reads in it: a comment, a script, a style.
fn tag(rest: &str) -> usize {
    if rest.starts_with("<!--") {
        return rest.find("-->").map_or(rest.len(), |n| n + 3);
    }
    if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return 1;
    }
    let end = rest.find('>').map_or(rest.len(), |n| n + 1);
    let name: String = rest[1..end]
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if !matches!(name.as_str(), "script" | "style") || rest[..end].ends_with("/>") {
        return end;
    }
    let closing = format!("</{name}");
    let closes =
        |at: usize| rest.get(at..at + closing.len()).is_some_and(|t| t.eq_ignore_ascii_case(&closing));
    rest[end..].match_indices('<').map(|m| end + m.0).find(|at| closes(*at)).unwrap_or(rest.len())
}

/// How long an entity is, and the sign that it stands for; one byte and nothing where it is none.
fn entity(rest: &str) -> (usize, Option<char>) {
    let end = rest.bytes().take(ENTITY).position(|b| b == b';');
    match end.and_then(|e| Some((e + 1, sign(&rest[..=e])?))) {
        Some((len, sign)) => (len, Some(sign)),
        None => (1, None),
    }
}

/// The byte of the file for a byte of what is left of it.
fn origin(moved: &[(u32, u32)], at: u32) -> u32 {
    let i = moved.partition_point(|m| m.0 <= at).saturating_sub(1);
    moved.get(i).map_or(at, |m| m.1 + (at - m.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Note;

    fn at(text: &str, source: &str, words: &str) -> Option<(u32, u32)> {
        let d = Document { text: text.into(), ..Document::default() };
        let from = text.find(words).expect("there");
        let span = Span::of(text, from..from + words.len()).expect("a span");
        InFile::of(&d, source).spots(span).map(|(from, _)| (from.line, from.column))
    }

    #[test]
    fn words_are_found_in_their_lines_past_tags_and_entities() {
        let source = "<html><head><title>The tide</title>\n<script>\nvar tide = 'rose';\n</script></head>\n<body><!-- The\ntide -->\n<p>The tide rose &amp; the <b>boats\nlay</b> on the&nbsp;mole.</p>\n<p>It isn&rsquo;t so; the tide rose again.</p>";
        let text = "The tide rose & the boats lay on the\u{a0}mole.\n\nIt isn’t so; the tide rose again.";
        assert_eq!(at(text, source, "tide rose &"), Some((7, 8)));
        assert_eq!(at(text, source, "boats"), Some((7, 31)));
        assert_eq!(at(text, source, "lay on"), Some((8, 1)));
        assert_eq!(at(text, source, "the tide rose again"), Some((9, 23)));
        assert_eq!(at("Nothing of this is there", source, "Nothing"), None);
    }

    #[test]
    fn notes_stand_where_the_file_has_them() {
        let source =
            "<p>One two three four.<note>Five six seven eight nine.</note>\nTen eleven twelve thirteen.</p>";
        let text = "One two three four.[1] Ten eleven twelve thirteen.\n\n[1] Five six seven eight nine.";
        let from = text.find("Five").expect("there");
        let body = Span::of(text, from..text.len()).expect("a span");
        let notes = vec![Note { label: "1".into(), marker: None, body }];
        let d = Document { text: text.into(), notes, ..Document::default() };
        let found = InFile::of(&d, source);
        let line = |w: &str| {
            let from = text.find(w).expect("there");
            let span = Span::of(text, from..from + w.len()).expect("a span");
            found.spots(span).map(|s| s.0.line)
        };
        assert_eq!((line("Five six"), line("Ten eleven"), line("four")), (Some(1), Some(2), Some(1)));
    }
}
