//! Which glyphs make a line, which lines a paragraph, a note, a running head?
//!
//! Glyphs are taken in the order in which they are drawn, which is the order of reading in all
//! but few files. Lines are never reordered; notes and what frames the page are set after the
//! text, each with its page. Thresholds are in the size of the font (em).

use super::device::Glyph;
use crate::builder::Builder;
use fontes_core::text::{BlockKind, Document};
use std::collections::HashMap;

/// A gap wider than this parts words.
const WORD_GAP: f64 = 0.13;
/// A gap wider than this parts columns or cells.
const CELL_GAP: f64 = 3.0;
/// A glyph of a line from right to left stands no further from it than this.
const ANY_ORDER: f64 = 30.0;
/// A first line that is set in by more than this begins a paragraph.
const INDENT: f64 = 0.7;
/// Lines further apart than this many times the usual distance are not of one paragraph.
const LOOSE: f64 = 1.35;
/// A font smaller than this share of the text's is that of notes.
const SMALL: f64 = 0.93;

/// A page, as drawn.
pub(crate) struct Sheet {
    pub(crate) index: u32,
    pub(crate) glyphs: Vec<Glyph>,
}

/// A figure smaller than this share of its line's font is that of a note.
const SMALL_FIGURE: f64 = 0.8;

/// A stretch of a line, raised or not.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    text: String,
    raised: bool,
}

#[derive(Debug, Clone)]
struct Line {
    pieces: Vec<Piece>,
    x0: f64,
    x1: f64,
    y: f64,
    size: f64,
    /// How far the first word reaches.
    first_word: f64,
    closed_word: bool,
    role: Role,
    /// The marker of the note that begins here.
    mark: Option<String>,
    /// Which glyphs of the page it is made of.
    glyphs: Vec<u32>,
    /// Whether any of them is written from right to left.
    leftward: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Body,
    /// A line of a note; whether the note begins there.
    Note(bool),
    Frame,
}

impl Line {
    fn text(&self) -> String {
        self.pieces.iter().map(|p| p.text.as_str()).collect()
    }

    fn is_blank(&self) -> bool {
        self.pieces.iter().all(|p| p.text.trim().is_empty())
    }

    /// The marker that the line begins with: raised, or a number or sign before a blank.
    fn label(&self) -> Option<String> {
        let first = self.pieces.iter().find(|p| !p.text.trim().is_empty())?;
        let words = first.text.trim();
        if first.raised && is_label(words) && self.pieces.len() > 1 {
            return Some(words.to_owned());
        }
        let head = words.split(|c: char| c.is_whitespace()).next()?;
        let bare = head.trim_end_matches(['.', ')']).trim_start_matches(['[', '(']).trim_end_matches(']');
        (is_label(bare) && !bare.starts_with(char::is_alphabetic) && head.len() < words.len())
            .then(|| bare.to_owned())
    }

    /// The marker that the line begins with: one that stands apart, or a number set close before
    /// the words that the text calls.
    fn note_label(&self, called: &[String]) -> Option<String> {
        self.label().or_else(|| {
            let text = self.text();
            let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
            let next = text.chars().nth(digits.len())?;
            let begins = next.is_uppercase() || "“\"‘'([«„".contains(next);
            (begins && digits.len() <= 3 && called.contains(&digits)).then_some(digits)
        })
    }

    /// The raised marker that the line begins with.
    fn raised_label(&self) -> Option<&str> {
        let first = self.pieces.first()?;
        let words = first.text.trim();
        (first.raised && self.pieces.len() > 1 && is_label(words)).then_some(words)
    }

    fn over(&self, other: &Line) -> bool {
        let shared = self.x1.min(other.x1) - self.x0.max(other.x0);
        shared > 0.5 * (self.x1 - self.x0).min(other.x1 - other.x0)
    }
}

fn is_label(s: &str) -> bool {
    let n = s.chars().count();
    (1..=4).contains(&n) && s.chars().all(|c| c.is_ascii_digit())
        || (1..=3).contains(&n) && s.chars().all(|c| "*†‡§¶‖∗".contains(c))
        || n == 1 && s.chars().all(|c| c.is_ascii_lowercase())
}

/// Joins glyphs to lines, in the order in which they were drawn.
fn lines(glyphs: &[Glyph]) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut last: Option<&Glyph> = None;
    for (number, g) in (0u32..).zip(glyphs) {
        // The same glyph twice in one place is bold type or a shadow.
        if last.is_some_and(|l| {
            l.text == g.text
                && (l.x - g.x).abs() < 0.12 * g.size
                && (l.y - g.y).abs() < 0.12 * g.size
                && !g.text.trim().is_empty()
        }) {
            continue;
        }
        let blank = g.text.trim().is_empty();
        let leftward = g.text.chars().next().is_some_and(is_leftward);
        let joins = out.last().is_some_and(|l| {
            let tall = l.size.max(g.size);
            let level = (g.y - l.y).abs() < 0.55 * tall;
            let (ahead, behind) = (g.x - l.x1, l.x0 - g.end);
            let near = ahead > -0.6 * tall && ahead < CELL_GAP * tall;
            // A line from right to left may be drawn in any order.
            let anywhere = (leftward || l.leftward) && ahead < ANY_ORDER * tall && behind < ANY_ORDER * tall;
            level && (near || anywhere)
        });
        if !joins {
            if !blank {
                out.push(Line {
                    pieces: vec![Piece { text: g.text.clone(), raised: false }],
                    x0: g.x,
                    x1: g.end,
                    y: g.y,
                    size: g.size,
                    first_word: g.end,
                    closed_word: false,
                    role: Role::Body,
                    mark: None,
                    glyphs: vec![number],
                    leftward,
                });
                last = Some(g);
            }
            continue;
        }
        let Some(l) = out.last_mut() else { continue };
        l.glyphs.push(number);
        l.leftward |= leftward;
        let backwards = leftward && l.x0 - g.end > -0.6 * g.size && g.x < l.x0;
        let gap = if backwards { l.x0 - g.end } else { g.x - l.x1 };
        let spaced = blank || gap > WORD_GAP * l.size.min(g.size).max(0.6 * l.size.max(g.size));
        // What was taken for the line was a raised marker, if what follows is larger and lower.
        if g.size > 1.2 * l.size && g.y < l.y - 0.12 * g.size && l.pieces.len() == 1 {
            l.pieces[0].raised = true;
            l.y = g.y;
            l.size = g.size;
        }
        // A figure that is much smaller is a note's, though it stands on the line; it is set apart like a raised one,
        // and is a word again where the page has no such note.
        let figure = g.text.chars().all(|c| c.is_ascii_digit()) && !blank;
        let small = figure && g.size < SMALL_FIGURE * l.size && (g.y - l.y).abs() <= 0.15 * l.size;
        let raised = small || g.size < 0.85 * l.size && g.y > l.y + 0.15 * l.size;
        if spaced
            && !l.text_ends_blank()
            && let Some(p) = l.pieces.last_mut()
        {
            if p.raised {
                l.pieces.push(Piece { text: " ".into(), raised: false });
            } else {
                p.text.push(' ');
            }
        }
        if spaced && !l.closed_word {
            l.closed_word = true;
            l.first_word = l.x1;
        }
        if !blank {
            match l.pieces.last_mut() {
                Some(p) if p.raised == raised => p.text.push_str(&g.text),
                _ => l.pieces.push(Piece { text: g.text.clone(), raised }),
            }
            if !raised && g.size > l.size * 1.02 {
                l.size = g.size;
                l.y = g.y;
            }
        }
        if l.leftward {
            l.x0 = l.x0.min(g.x);
        }
        if !backwards {
            l.x1 = l.x1.max(g.end);
        }
        if !l.closed_word {
            l.first_word = l.x1;
        }
        last = Some(g);
    }
    out.retain(|l| !l.is_blank());
    for l in &mut out {
        if let Some(p) = l.pieces.last_mut() {
            p.text.truncate(p.text.trim_end().len());
        }
        l.pieces.retain(|p| !p.text.is_empty());
        if l.leftward {
            logical(l, glyphs);
        }
    }
    out
}

impl Line {
    fn text_ends_blank(&self) -> bool {
        self.pieces.last().is_some_and(|p| p.text.ends_with(' '))
    }
}

fn is_leftward(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

/// Sets a line of Hebrew or Arabic in the order of reading, whatever the order of drawing: from
/// right to left by the places of its glyphs, runs of Latin letters and digits the other way.
fn logical(l: &mut Line, glyphs: &[Glyph]) {
    let mut order: Vec<&Glyph> = l.glyphs.iter().filter_map(|i| glyphs.get(*i as usize)).collect();
    order.retain(|g| !g.text.trim().is_empty());
    // By the right edge; what stands on another glyph (a vowel sign) stays after it.
    order.sort_by(|a, b| b.end.max(b.x).total_cmp(&a.end.max(a.x)));
    let mut out = String::new();
    let mut run: Vec<(&Glyph, bool)> = Vec::new();
    let flush = |run: &mut Vec<(&Glyph, bool)>, out: &mut String| {
        for (i, (g, spaced)) in run.iter().rev().enumerate() {
            if i > 0 && *spaced {
                out.push(' ');
            }
            out.push_str(&g.text);
        }
        run.clear();
    };
    let mut last: Option<&Glyph> = None;
    for g in order {
        let gap = last.map_or(0.0, |l| l.x.min(l.end) - g.end.max(g.x));
        let spaced = gap > WORD_GAP * g.size;
        let forward = g.text.chars().all(|c| c.is_alphanumeric() && !is_leftward(c))
            || !run.is_empty() && !spaced && g.text.chars().all(|c| ".,:/-%+".contains(c));
        if forward {
            if run.is_empty() && spaced {
                out.push(' ');
            }
            // In a run the blank stands after the glyph, which is before it on the page.
            if let Some(before) = run.last_mut() {
                before.1 = spaced;
            }
            run.push((g, false));
        } else {
            flush(&mut run, &mut out);
            if spaced && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(&match g.text.as_str() {
                "(" => ")".to_owned(),
                ")" => "(".to_owned(),
                "[" => "]".to_owned(),
                "]" => "[".to_owned(),
                // A ligature names its letters in the order of reading.
                text => text.to_owned(),
            });
        }
        last = Some(g);
    }
    flush(&mut run, &mut out);
    l.pieces = vec![Piece { text: out, raised: false }];
}

/// The size that most characters have.
fn body_size(pages: &[Vec<Line>]) -> f64 {
    let mut count: HashMap<i64, usize> = HashMap::new();
    for l in pages.iter().flatten() {
        *count.entry((l.size * 4.0).round() as i64).or_default() +=
            l.pieces.iter().map(|p| p.text.len()).sum::<usize>();
    }
    count.into_iter().max_by_key(|&(size, n)| (n, size)).map_or(10.0, |(size, _)| size as f64 / 4.0)
}

/// The usual distance of lines of about this size, in em.
fn leading(pages: &[Vec<Line>]) -> f64 {
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

/// The line without what changes from page to page.
fn shape(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|w| {
            if w.chars().any(|c| c.is_ascii_digit()) || is_roman(w) {
                "#".to_owned()
            } else {
                w.to_lowercase()
            }
        })
        .collect();
    words.join(" ")
}

fn is_roman(w: &str) -> bool {
    let w = w.to_ascii_lowercase();
    !w.is_empty() && w.len() <= 7 && w.chars().all(|c| "ivxlc".contains(c))
}

/// A page number and nothing else, perhaps between dashes.
fn is_number(text: &str) -> bool {
    let bare = text.trim_matches(['-', '–', '—', '[', ']', ' ', '|', '•']);
    let bare = bare.strip_prefix("Page ").or_else(|| bare.strip_prefix("page ")).unwrap_or(bare);
    let bare = bare.split(" of ").next().unwrap_or(bare).split('/').next().unwrap_or(bare).trim();
    !bare.is_empty() && (bare.len() <= 4 && bare.chars().all(|c| c.is_ascii_digit()) || is_roman(bare))
}

/// A line at an edge of a page: the page, its height there, its words.
type Seen = (usize, f64, String);

/// Lines at the head or foot of a page that come again on others, and page numbers.
fn frames(pages: &mut [Vec<Line>], leading: f64) {
    // By shape and by place, at the top or the bottom: on how many pages.
    let mut seen: HashMap<(String, bool), Vec<Seen>> = HashMap::new();
    let edges: Vec<Vec<(usize, bool)>> = pages
        .iter()
        .map(|page| {
            let mut order: Vec<usize> = (0..page.len()).collect();
            order.sort_by(|&a, &b| page[b].y.total_cmp(&page[a].y));
            let n = order.len();
            let mut rows = Vec::new();
            for (rank, &i) in order.iter().enumerate() {
                let top = rank < 3.min(n.div_ceil(2));
                let bottom = n - 1 - rank < 3.min(n / 2);
                if top || bottom {
                    rows.push((i, top));
                }
            }
            rows
        })
        .collect();
    for (p, rows) in edges.iter().enumerate() {
        for &(i, top) in rows {
            let line = &pages[p][i];
            let text = line.text();
            seen.entry((shape(&text), top)).or_default().push((p, line.y, text));
        }
    }
    let many = pages.len();
    let mut framed: Vec<(usize, usize)> = Vec::new();
    for (p, rows) in edges.iter().enumerate() {
        let page = &pages[p];
        let called: Vec<String> = raised(page);
        for top in [true, false] {
            let mut side: Vec<usize> = rows.iter().filter(|r| r.1 == top).map(|r| r.0).collect();
            if !top {
                side.reverse();
            }
            // Outermost first, as far as lines come again; those that are kept end where the page
            // has a gap, or where the very same words come again.
            let mut kept = 0;
            let mut exact = true;
            for (k, &i) in side.iter().enumerate() {
                let line = &page[i];
                let text = line.text();
                // A note stands at the foot too, and may be as short as a page number.
                if text.chars().count() >= 160
                    || page.len() < 2
                    || line.note_label(&called).is_some() && !is_number(&text)
                {
                    break;
                }
                let level = |y: f64| (y - line.y).abs() < 6.0;
                let others: Vec<&Seen> = seen
                    .get(&(shape(&text), top))
                    .into_iter()
                    .flatten()
                    .filter(|(q, y, _)| *q != p && level(*y))
                    .collect();
                let enough = |n: usize| {
                    n >= 2 && (n >= 3 || many < 8) || n >= 1 && many == 2 && text.chars().count() < 60
                };
                let gap = page
                    .iter()
                    .enumerate()
                    .filter(|(j, _)| !side[..=k].contains(j))
                    .map(|(_, l)| if top { line.y - l.y } else { l.y - line.y })
                    .fold(f64::INFINITY, f64::min);
                let apart = gap > 1.25 * leading * line.size;
                let beside = gap.abs() < 0.3 * line.size;
                let number = is_number(&text) && (gap > 1.2 * line.size || beside || enough(others.len()));
                if !enough(others.len())
                    && !number
                    && !side[..k].iter().any(|&j| (page[j].y - line.y).abs() < 0.3 * line.size)
                {
                    break;
                }
                exact &= number || enough(others.iter().filter(|o| o.2 == text).count());
                if apart || exact || number {
                    kept = k + 1;
                }
            }
            framed.extend(side[..kept].iter().map(|&i| (p, i)));
        }
    }
    for (p, i) in framed {
        pages[p][i].role = Role::Frame;
    }
}

/// The raised signs of a page's lines, but for those that begin one.
fn raised(page: &[Line]) -> Vec<String> {
    page.iter()
        .flat_map(|l| l.pieces.iter().skip(1))
        .filter(|p| p.raised)
        .map(|p| p.text.trim().to_owned())
        .collect()
}

/// Runs of lines below the text that are notes: small ones of which the first has a marker or
/// goes on from the page before, or lines of any size from a raised marker on that the text
/// above calls.
fn notes(pages: &mut [Vec<Line>], body: f64) {
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
                            if small { l.note_label(&called) } else { l.raised_label().map(str::to_owned) };
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
fn begins(
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

/// The document that the sheets make.
pub(crate) fn document(sheets: &[Sheet], labels: &[String], unread: &[(u32, &'static str)]) -> Document {
    let mut pages: Vec<Vec<Line>> = sheets.iter().map(|s| lines(&s.glyphs)).collect();
    let body = body_size(&pages);
    let leading = leading(&pages);
    frames(&mut pages, leading);
    notes(&mut pages, body);
    let indented = {
        let mut count = (0usize, 0usize);
        for page in &pages {
            for pair in page.windows(2) {
                if pair[1].role == Role::Body && pair[0].role == Role::Body && pair[0].over(&pair[1]) {
                    let below = (pair[0].y - pair[1].y) / pair[1].size;
                    count.0 += usize::from(
                        pair[1].x0 - pair[0].x0 > INDENT * pair[1].size && below < LOOSE * leading,
                    );
                    count.1 += usize::from(below > LOOSE * leading);
                }
            }
        }
        count.0 > count.1
    };
    let mut b = Builder::default();
    let mut last: Option<(usize, usize)> = None;
    let mut note: Option<(String, Vec<String>)> = None;
    let label = |p: usize| labels.get(p).map_or("", String::as_str);
    for p in 0..pages.len() {
        let index = sheets[p].index;
        if let Some((_, why)) = unread.iter().find(|u| u.0 == index) {
            b.page(label(p), index);
            b.lacuna(index, *why);
        }
        let called: Vec<String> = pages[p].iter().filter_map(|l| l.mark.clone()).collect();
        let mut entered = false;
        let body_lines: Vec<usize> =
            (0..pages[p].len()).filter(|&i| pages[p][i].role == Role::Body).collect();
        for (k, &i) in body_lines.iter().enumerate() {
            let line = &pages[p][i];
            let next = body_lines.get(k + 1).map(|&n| &pages[p][n]);
            let new = last.is_none_or(|last| begins(&pages, last, (p, i), next, leading, indented));
            if new {
                b.block(if line.size > 1.12 * body && line.text().chars().count() < 200 {
                    BlockKind::Heading
                } else {
                    BlockKind::Paragraph
                });
            } else {
                b.line();
            }
            if !entered {
                b.page(label(p), index);
                entered = true;
            }
            for piece in &line.pieces {
                let words = piece.text.trim();
                if piece.raised && called.iter().any(|c| c == words) {
                    b.printed_marker(words);
                } else {
                    b.words(&piece.text);
                }
            }
            last = Some((p, i));
        }
        if !entered {
            b.page(label(p), index);
        }
        for line in pages[p].iter().filter(|l| matches!(l.role, Role::Note(_))) {
            let text = line.text();
            if let Some(mark) = line.mark.clone() {
                if let Some((mark, body)) = note.take() {
                    b.note(&mark, body);
                }
                let rest = text.trim_start().trim_start_matches(['[', '(']);
                let rest =
                    rest.strip_prefix(mark.as_str()).unwrap_or(rest).trim_start_matches([']', ')', '.', ' ']);
                note = Some((mark, vec![rest.to_owned()]));
            } else if let Some((_, body)) = &mut note
                && let Some(paragraph) = body.last_mut()
            {
                paragraph.push('\n');
                paragraph.push_str(&text);
            }
        }
        // A note that goes on overleaf belongs to the page where it begins.
        let goes_on = pages.get(p + 1).is_some_and(|n| {
            n.iter().find(|l| matches!(l.role, Role::Note(_))).is_some_and(|l| l.role == Role::Note(false))
        });
        if !goes_on && let Some((mark, body)) = note.take() {
            b.note(&mark, body);
        }
    }
    if let Some((mark, body)) = note.take() {
        b.note(&mark, body);
    }
    for (p, page) in pages.iter().enumerate() {
        let framed: Vec<String> = page.iter().filter(|l| l.role == Role::Frame).map(Line::text).collect();
        if !framed.is_empty() {
            b.after(label(p), sheets[p].index, framed.join("\n"));
        }
    }
    b.finish()
}
