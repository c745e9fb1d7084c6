//! Where on its page do words of a document stand? The page's lines, with the places of their letters, are held against
//! the lines of the text: what is not the same to the letter, or could be either of two lines, has no place.

use crate::document::Leaf;
use crate::sandbox::SentLine;
use fontes_core::text::{Document, Span};

/// An area of a page: left, top, width and height, in shares of the page's width and height.
pub type Area = [f32; 4];

/// Letters that a note's number and signs around it take on its page.
const LABEL: usize = 8;

/// A line of the text of a page, without its blanks.
#[derive(Debug)]
struct TextLine {
    /// The byte of the document at which each letter stands.
    at: Vec<u32>,
    letters: Vec<char>,
}

/// Where the words at `span` stand on the page, one area a line; only what of them is on the page.
///
/// # Errors
/// Why that cannot be told.
pub(crate) fn areas(
    document: &Document,
    leaf: &Leaf,
    lines: &[SentLine],
    span: Span,
) -> Result<Vec<Area>, &'static str> {
    let text = text_lines(document, leaf);
    let drawn: Vec<Vec<char>> = lines.iter().map(whole).collect();
    let mut out = Vec::new();
    let mut met = false;
    for (i, line) in text.iter().enumerate() {
        let from = line.at.partition_point(|at| *at < span.start());
        let to = line.at.partition_point(|at| *at < span.end());
        if from >= to {
            continue;
        }
        met = true;
        let (n, before, after) = answering(&text, i, &drawn)?;
        let known = lines.get(n).map(|l| l.areas.as_slice()).unwrap_or_default();
        if known.is_empty() {
            return Err("the letters of its line stand in no order, as far as can be told");
        }
        // The number of a line is no letter of it; the label that the text gives a note is none of the page's.
        let number = drawn[n].len().saturating_sub(known.len());
        let place = |k: usize| (k.max(after) + before).saturating_sub(after + number);
        let (a, b) = (place(from), place(to));
        out.extend(around(known.get(a..b).unwrap_or_default()));
    }
    if met { Ok(out) } else { Err("the words are not on this page") }
}

fn whole(line: &SentLine) -> Vec<char> {
    line.number.iter().flat_map(|n| n.chars()).chain(line.text.chars()).collect()
}

/// The smallest area around others.
fn around(areas: &[Area]) -> Option<Area> {
    let (first, rest) = areas.split_first()?;
    let [left, top, width, height] = *first;
    let (mut x0, mut y0, mut x1, mut y1) = (left, top, left + width, top + height);
    for [left, top, width, height] in rest {
        (x0, y0) = (x0.min(*left), y0.min(*top));
        (x1, y1) = (x1.max(left + width), y1.max(top + height));
    }
    let all = [x0, y0, x1 - x0, y1 - y0];
    all.iter().all(|v| v.is_finite()).then_some(all)
}

fn text_lines(document: &Document, leaf: &Leaf) -> Vec<TextLine> {
    let mut out = Vec::new();
    for stretch in &leaf.stretches {
        let text = document.text.get(stretch.start as usize..stretch.end as usize).unwrap_or_default();
        let mut at = stretch.start;
        for line in text.split_inclusive('\n') {
            let letters = || line.char_indices().filter(|(_, c)| !c.is_whitespace());
            let held = TextLine {
                at: letters().map(|(i, _)| at + i as u32).collect(),
                letters: letters().map(|(_, c)| c).collect(),
            };
            if !held.letters.is_empty() {
                out.push(held);
            }
            at += line.len() as u32;
        }
    }
    out
}

/// Which line of the page a line of the text is; how many letters stand before the ones that both have, on the page and in
/// the text.
fn answering(
    text: &[TextLine],
    i: usize,
    drawn: &[Vec<char>],
) -> Result<(usize, usize, usize), &'static str> {
    let same: Vec<(usize, usize, usize)> =
        (0..drawn.len()).filter_map(|n| agree(&text[i].letters, &drawn[n]).map(|(b, a)| (n, b, a))).collect();
    match same.as_slice() {
        [] => return Err("the page is not what its text was read from, to the letter"),
        [one] => return Ok(*one),
        _ => {}
    }
    // Of lines that are the same, the one whose neighbours are.
    let beside = |by: isize, n: usize| {
        let (Some(t), Some(d)) = (i.checked_add_signed(by), n.checked_add_signed(by)) else { return false };
        matches!((text.get(t), drawn.get(d)), (Some(t), Some(d)) if agree(&t.letters, d).is_some())
    };
    let score = |n: usize| usize::from(beside(-1, n)) + usize::from(beside(1, n));
    let best = same.iter().map(|s| score(s.0)).max().unwrap_or(0);
    let mut chosen = same.iter().filter(|s| score(s.0) == best);
    match (chosen.next(), chosen.next()) {
        (Some(one), None) if best > 0 => Ok(*one),
        _ => Err("the same line stands on the page more than once, and either may be meant"),
    }
}

/// Whether a line of the text is a line of the page, and how many letters each has before those that both have: of a note, the page has its
/// number as it is printed, the text in brackets.
fn agree(text: &[char], drawn: &[char]) -> Option<(usize, usize)> {
    if text == drawn {
        return Some((0, 0));
    }
    let label = text.iter().position(|c| *c == ']').filter(|_| text.first() == Some(&'['))? + 1;
    let rest = text.get(label..).filter(|r| !r.is_empty() && label <= LABEL)?;
    let before = drawn.len().checked_sub(rest.len()).filter(|b| *b <= LABEL)?;
    (drawn.get(before..) == Some(rest)).then_some((before, label))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line at a height; each letter is as wide as the next.
    fn line(text: &str, number: Option<&str>, top: f32) -> SentLine {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let areas = (0..text.chars().count()).map(|i| [i as f32 * 0.01, top, 0.01, 0.02]).collect();
        SentLine { text, number: number.map(str::to_owned), areas }
    }

    fn page(text: &str) -> (Document, Leaf) {
        let d = Document { text: text.into(), ..Document::default() };
        let all = 0..text.len() as u32;
        (d, Leaf { stretches: vec![all], ..Leaf::default() })
    }

    fn find(text: &str, lines: &[SentLine], words: &str) -> Result<Vec<Area>, &'static str> {
        let (d, leaf) = page(text);
        let at = text.find(words).expect("there");
        areas(&d, &leaf, lines, Span::of(text, at..at + words.len()).expect("within"))
    }

    fn near(a: &[Area], b: &[Area]) -> bool {
        a.len() == b.len() && a.iter().flatten().zip(b.iter().flatten()).all(|(x, y)| (x - y).abs() < 1e-5)
    }

    #[test]
    fn words_over_two_lines_have_two_areas() {
        let lines = [line("HEAD", None, 0.1), line("The cod swims", None, 0.2), line("by night.", None, 0.3)];
        let got = find("The cod swims\nby night.\n\nHEAD", &lines, "swims\nby").expect("told");
        assert!(near(&got, &[[0.06, 0.2, 0.05, 0.02], [0.0, 0.3, 0.02, 0.02]]), "{got:?}");
        let head = find("The cod swims\nby night.\n\nHEAD", &lines, "HEAD").expect("told");
        assert!(near(&head, &[[0.0, 0.1, 0.04, 0.02]]));
    }

    #[test]
    fn notes_and_numbered_lines_keep_their_places() {
        let lines = [line("Q. Did he swim?", Some("12"), 0.2), line("1. See the log.", None, 0.9)];
        let text = "12 Q. Did he swim?\n\n[1] See the log.";
        let got = find(text, &lines, "Did he").expect("told");
        assert!(near(&got, &[[0.02, 0.2, 0.05, 0.02]]), "{got:?}");
        let got = find(text, &lines, "[1] See").expect("told");
        assert!(near(&got, &[[0.02, 0.9, 0.03, 0.02]]), "{got:?}");
    }

    #[test]
    fn what_could_be_either_of_two_lines_has_no_place() {
        let lines = [line("THE END", None, 0.1), line("Words.", None, 0.2), line("THE END", None, 0.3)];
        assert!(find("x\n\nTHE END", &lines, "THE END").is_err());
        // The neighbour tells.
        let got = find("Words.\nTHE END", &lines, "THE END").expect("told");
        assert!(near(&got, &[[0.0, 0.3, 0.06, 0.02]]), "{got:?}");
        assert!(find("Other words.", &lines, "Other").is_err());
        let untold = [SentLine { text: "abc".into(), number: None, areas: vec![] }];
        assert!(find("abc", &untold, "b").is_err());
    }
}
