//! Which glyphs make a line? They are joined in the order in which they are drawn. Thresholds are in the size of
//! the font (em).

use super::glyph::Glyph;
use super::spacing::respaced;
use std::ops::{Deref, DerefMut};

/// A gap wider than this parts words.
pub(super) const WORD_GAP: f64 = 0.13;
/// Ideographs stand apart as the line asks; a gap wider than this is meant.
const IDEOGRAPHIC_GAP: f64 = 0.8;
/// A gap wider than this parts columns or cells.
const CELL_GAP: f64 = 3.0;
/// A gap wider than this may be the gutter between two columns.
pub(super) const GUTTER: f64 = 0.9;
/// A glyph of a line from right to left stands no further from it than this.
const ANY_ORDER: f64 = 30.0;

/// A figure smaller than this share of its line's font is that of a note.
const SMALL_FIGURE: f64 = 0.8;

/// A stretch of a line, raised or not.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) raised: bool,
}

#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    pub(super) x0: f64,
    pub(super) x1: f64,
    pub(super) y: f64,
    pub(super) size: f64,
    /// How far the first word reaches.
    pub(super) first_word: f64,
    pub(super) role: Role,
    /// The marker of the note that begins here.
    pub(super) mark: Option<Box<str>>,
    /// The number of the line, where the lines of a page are numbered.
    pub(super) number: Option<Box<str>>,
    /// Whether any of its glyphs is written from right to left.
    pub(super) leftward: bool,
}

/// A line with what only its own page needs to know of it.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) line: Line,
    /// Which glyphs of the page it is made of, as they were drawn.
    pub(super) glyphs: Vec<u32>,
    /// The same in the order of reading, where that is another.
    pub(super) reading: Vec<u32>,
    /// How many gaps in it are as wide as a gutter.
    pub(super) gutters: u32,
    closed_word: bool,
    /// Where the last glyph stood that is not raised: lines of a scan may climb.
    base: f64,
}

impl Deref for Drawn {
    type Target = Line;

    fn deref(&self) -> &Line {
        &self.line
    }
}

impl DerefMut for Drawn {
    fn deref_mut(&mut self) -> &mut Line {
        &mut self.line
    }
}

impl Drawn {
    /// The line alone, with no more memory than it needs.
    pub(super) fn kept(self) -> Line {
        // Copies of the right size lie closer together than what is left of larger ones.
        let exact = |p: &Piece| Piece { text: p.text.as_str().to_owned(), raised: p.raised };
        Line { pieces: self.line.pieces.iter().map(exact).collect(), ..self.line }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Body,
    /// A line of a note; whether the note begins there.
    Note(bool),
    Frame,
}

impl Line {
    pub(super) fn text(&self) -> String {
        self.pieces.iter().map(|p| p.text.as_str()).collect()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.pieces.iter().all(|p| p.text.trim().is_empty())
    }

    /// The marker that the line begins with: raised, or a number or sign before a blank.
    pub(super) fn label(&self) -> Option<String> {
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
    pub(super) fn note_label(&self, called: &[String]) -> Option<String> {
        self.label().or_else(|| {
            let text = self.text();
            let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
            let next = text.chars().nth(digits.len())?;
            let begins = next.is_uppercase() || "“\"‘'([«„".contains(next);
            (begins && digits.len() <= 3 && called.contains(&digits)).then_some(digits)
        })
    }

    /// The raised marker that the line begins with.
    pub(super) fn raised_label(&self) -> Option<&str> {
        let first = self.pieces.first()?;
        let words = first.text.trim();
        (first.raised && self.pieces.len() > 1 && is_label(words)).then_some(words)
    }

    pub(super) fn over(&self, other: &Line) -> bool {
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
pub(super) fn lines(glyphs: &[Glyph]) -> Vec<Drawn> {
    let mut out: Vec<Drawn> = Vec::new();
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
            let climbs = (g.y - l.base).abs() < 0.2 * tall && (g.x - l.x1).abs() < tall;
            let level = (g.y - l.y).abs() < 0.55 * tall || climbs;
            let (ahead, behind) = (g.x - l.x1, l.x0 - g.end);
            let near = ahead > -0.6 * tall && ahead < CELL_GAP * tall;
            // A line from right to left may be drawn in any order.
            let anywhere = (leftward || l.leftward) && ahead < ANY_ORDER * tall && behind < ANY_ORDER * tall;
            level && (near || anywhere)
        });
        if !joins {
            if !blank {
                let line = Line {
                    pieces: vec![Piece { text: g.text.clone(), raised: false }],
                    x0: g.x,
                    x1: g.end,
                    y: g.y,
                    size: g.size,
                    first_word: g.end,
                    role: Role::Body,
                    mark: None,
                    number: None,
                    leftward,
                };
                let glyphs = vec![number];
                let reading = vec![];
                out.push(Drawn { line, glyphs, reading, gutters: 0, closed_word: false, base: g.y });
                last = Some(g);
            }
            continue;
        }
        let Some(l) = out.last_mut() else { continue };
        l.glyphs.push(number);
        l.leftward |= leftward;
        let backwards = leftward && l.x0 - g.end > -0.6 * g.size && g.x < l.x0;
        let gap = if backwards { l.x0 - g.end } else { g.x - l.x1 };
        l.gutters += u32::from(gap > GUTTER * g.size && !leftward);
        let close = if l.ends_ideographic() && g.text.chars().next().is_some_and(is_ideographic) {
            IDEOGRAPHIC_GAP
        } else {
            WORD_GAP
        };
        let spaced = blank || gap > close * l.size.min(g.size).max(0.6 * l.size.max(g.size));
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
            if !raised {
                l.base = g.y;
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
        } else if let Some(text) = spaced_out(l, glyphs) {
            l.pieces = vec![Piece { text, raised: false }];
        }
    }
    out
}

/// The words of a line whose letters are set apart from each other.
fn spaced_out(l: &Drawn, glyphs: &[Glyph]) -> Option<String> {
    let [piece] = l.pieces.as_slice() else { return None };
    let (letters, blanks) =
        piece.text.chars().fold((0, 0), |(l, b), c| if c == ' ' { (l, b + 1) } else { (l + 1, b) });
    if letters < 8 || (blanks + 1) * 5 < letters * 3 {
        return None;
    }
    let set: Vec<&Glyph> = l.glyphs.iter().filter_map(|i| glyphs.get(*i as usize)).collect();
    respaced(&set)
}

/// Whether a sign is one of those that are written without blanks between words.
pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3001}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF01}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

impl Line {
    fn ends_ideographic(&self) -> bool {
        self.pieces.last().and_then(|p| p.text.chars().next_back()).is_some_and(is_ideographic)
    }

    fn text_ends_blank(&self) -> bool {
        self.pieces.last().is_some_and(|p| p.text.ends_with(' '))
    }
}

pub(super) fn is_leftward(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

/// Sets a line of Hebrew or Arabic in the order of reading, whatever the order of drawing: from
/// right to left by the places of its glyphs, runs of Latin letters and digits the other way.
fn logical(l: &mut Drawn, glyphs: &[Glyph]) {
    let all = l.glyphs.iter().filter_map(|&i| Some((i, glyphs.get(i as usize)?)));
    let mut order: Vec<(u32, &Glyph)> = all.filter(|(_, g)| !g.text.trim().is_empty()).collect();
    // By the right edge; what stands on another glyph (a vowel sign) stays after it.
    order.sort_by(|(_, a), (_, b)| b.end.max(b.x).total_cmp(&a.end.max(a.x)));
    let mut out = String::new();
    let mut reading = Vec::with_capacity(order.len());
    let mut run: Vec<(u32, &Glyph, bool)> = Vec::new();
    let flush = |run: &mut Vec<(u32, &Glyph, bool)>, out: &mut String, reading: &mut Vec<u32>| {
        for (i, (number, g, spaced)) in run.iter().rev().enumerate() {
            reading.push(*number);
            if i > 0 && *spaced {
                out.push(' ');
            }
            out.push_str(&g.text);
        }
        run.clear();
    };
    let mut last: Option<&Glyph> = None;
    for (number, g) in order {
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
                before.2 = spaced;
            }
            run.push((number, g, false));
        } else {
            flush(&mut run, &mut out, &mut reading);
            reading.push(number);
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
    flush(&mut run, &mut out, &mut reading);
    l.reading = reading;
    l.pieces = vec![Piece { text: out, raised: false }];
}

/// The raised signs of a page's lines, but for those that begin one.
pub(super) fn raised(page: &[Line]) -> Vec<String> {
    page.iter()
        .flat_map(|l| l.pieces.iter().skip(1))
        .filter(|p| p.raised)
        .map(|p| p.text.trim().to_owned())
        .collect()
}
