//! Which lines make a paragraph, which a note? Thresholds are in the size of the font (em).

use super::line::{Line, Role, raised};
use std::collections::HashMap;

/// A first line that is set in by more than this begins a paragraph.
pub(super) const INDENT: f64 = 0.7;
/// Lines further apart than this many times the usual distance are not of one paragraph.
pub(super) const LOOSE: f64 = 1.35;
/// A font smaller than this share of the text's is that of notes.
const SMALL: f64 = 0.93;

/// The size that most characters have.
pub(super) fn body_size(pages: &[Vec<Line>]) -> f64 {
    let mut count: HashMap<i64, usize> = HashMap::new();
    for l in pages.iter().flatten() {
        *count.entry((l.size * 4.0).round() as i64).or_default() +=
            l.pieces.iter().map(|p| p.text.len()).sum::<usize>();
    }
    count.into_iter().max_by_key(|&(size, n)| (n, size)).map_or(10.0, |(size, _)| size as f64 / 4.0)
}

/// The usual distance of lines of about this size, in em.
pub(super) fn leading(pages: &[Vec<Line>]) -> f64 {
    let mut count: HashMap<i64, usize> = HashMap::new();
    for page in pages {
        for pair in page.windows(2) {
            let gap = (pair[0].y - pair[1].y) / pair[1].size;
            if (0.7..3.0).contains(&gap) && (pair[0].size - pair[1].size).abs() < 0.3 {
                *count.entry((gap * 20.0).round() as i64).or_default() += 1;
            }
        }
    }
    count.into_iter().max_by_key(|&(gap, n)| (n, -gap)).map_or(1.2, |(gap, _)| gap as f64 / 20.0)
}

/// Runs of lines below the text that are notes: small ones of which the first has a marker or
/// goes on from the page before, or lines of any size from a raised marker on that the text
/// above calls.
pub(super) fn notes(pages: &mut [Vec<Line>], body: f64) {
    let mut open = false;
    for page in pages {
        let called = raised(page);
        let mut i = 0;
        // The last run of notes on this page: a note may go on in the next column.
        let mut run: Option<usize> = None;
        while i < page.len() {
            let small = page[i].size <= SMALL * body;
            let marked = page[i].raised_label().is_some_and(|l| called.iter().any(|c| c == l));
            if page[i].role != Role::Body || !small && !marked {
                i += 1;
                continue;
            }
            let mut j = i;
            let mut before = i;
            while j < page.len() {
                let goes_on = j == i
                    || page[j].role == Role::Frame
                    || (!small || page[j].size <= SMALL * body) && page[j].y < page[before].y + 0.6 * body;
                if !goes_on {
                    break;
                }
                if page[j].role == Role::Body {
                    before = j;
                }
                j += 1;
            }
            // Text that follows must begin higher up: in the next column.
            let lowest =
                page[i..j].iter().filter(|l| l.role == Role::Body).map(|l| l.y).fold(f64::INFINITY, f64::min);
            let highest = page[i].y;
            let above = i == 0
                || page[..i]
                    .iter()
                    .rev()
                    .find(|l| l.role == Role::Body && l.over(&page[i]))
                    .is_none_or(|l| l.y > highest);
            let under =
                page[j..].iter().filter(|l| l.role == Role::Body && l.over(&page[i])).all(|l| l.y > lowest);
            let begins = marked || page[i].note_label(&called).is_some();
            let elsewhere = run.is_none_or(|r| !page[r].over(&page[i]));
            if above && under && (begins || open && elsewhere && i > 0) {
                for l in &mut page[i..j] {
                    if l.role == Role::Body {
                        l.mark =
                            if small { l.note_label(&called) } else { l.raised_label().map(str::to_owned) }
                                .map(String::into_boxed_str);
                        l.role = Role::Note(l.mark.is_some());
                    }
                }
                run = Some(i);
                open = true;
            }
            i = j.max(i + 1);
        }
        if !page.iter().any(|l| matches!(l.role, Role::Note(_))) && !page.is_empty() {
            open = false;
        }
    }
}

/// What the lines of a page say of their column.
struct Column {
    left: f64,
    right: f64,
}

fn column(page: &[Line], of: &Line) -> Column {
    let mut c = Column { left: of.x0, right: of.x1 };
    // A page of more lines than this is a table or a map.
    for l in page
        .iter()
        .take(1000)
        .filter(|l| l.role == of.role && (l.size - of.size).abs() < 0.05 * of.size && l.over(of))
    {
        c.left = c.left.min(l.x0);
        c.right = c.right.max(l.x1);
    }
    c
}

/// Whether `line` begins a paragraph of its own after `last`.
pub(super) fn begins(
    pages: &[Vec<Line>],
    last: (usize, usize),
    line: (usize, usize),
    next: Option<&Line>,
    leading: f64,
    indented: bool,
) -> bool {
    let p = &pages[last.0][last.1];
    let l = &pages[line.0][line.1];
    if (p.size - l.size).abs() > 0.08 * p.size.max(l.size) {
        return true;
    }
    let text = l.text();
    let before = p.text();
    let hyphened = before.ends_with(['-', '\u{ad}', '\u{2010}']) && text.starts_with(char::is_lowercase);
    // The words of numbered lines run on, however far apart and set in they are.
    if p.number.is_some() && l.number.is_some() && text.starts_with(char::is_lowercase) {
        return false;
    }
    if text.starts_with(['•', '▪', '◦', '‣', '■', '–']) && text.chars().nth(1) == Some(' ') {
        return true;
    }
    let em = l.size;
    let below = p.y - l.y;
    let same_column = last.0 == line.0 && below > 0.3 * em && p.over(l);
    if last.0 == line.0 && below.abs() <= 0.3 * em {
        // Level with the last: another cell of a row.
        return true;
    }
    let there = column(&pages[last.0], p);
    let here = column(&pages[line.0], l);
    // Where lines begin on the right, everything is seen in a mirror.
    let (room, word, set_in, from_edge) = if l.leftward {
        (p.x0 - there.left, 4.0 * em, p.x1 - l.x1, here.right - l.x1)
    } else {
        (there.right - p.x1, l.first_word - l.x0, l.x0 - p.x0, l.x0 - here.left)
    };
    let same_start = |n: &Line| {
        let by = if l.leftward { n.x1 - l.x1 } else { n.x0 - l.x0 };
        by.abs() < 0.3 * em
    };
    // The first word would have stood in the line before: the line was ended on purpose.
    let ended = room > word + 0.35 * em && room > 0.04 * (there.right - there.left);
    let before: String = {
        // A marker after the stop is no part of the sentence.
        let kept = p.pieces.iter().rposition(|p| !p.raised).map_or(0, |i| i + 1);
        p.pieces[..kept].iter().map(|p| p.text.as_str()).collect()
    };
    let stopped = before
        .trim_end()
        .trim_end_matches(['”', '"', '’', '\'', ')', ']', '»'])
        .ends_with(['.', '?', '!', ':', '…']);
    if same_column {
        if below > LOOSE * leading * em {
            return true;
        }
        if hyphened {
            return false;
        }
        if set_in > INDENT * em {
            // Set in further than the last: a first line, unless the next is set in as far.
            let hanging =
                next.is_some_and(|n| same_start(n) && n.y < l.y && (n.size - l.size).abs() < 0.05 * em);
            return !hanging || ended && stopped;
        }
        return ended
            && (stopped
                || room > 0.25 * (there.right - there.left) && !text.starts_with(char::is_lowercase));
    }
    if hyphened || text.starts_with(char::is_lowercase) {
        return false;
    }
    if from_edge > INDENT * em && !next.is_some_and(same_start) {
        return true;
    }
    if ended && stopped {
        return true;
    }
    // A full line with a stop, and no sign of a beginning: paragraphs that are set in show theirs.
    stopped && !indented
}
