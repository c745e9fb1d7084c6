//! Where on a page stand its letters? The page is read again as it was when the document was made of it, so that its
//! lines are those of the text.

use super::device::Marks;
use super::glyph::Glyph;
use super::line::Drawn;
use super::within::{Annotations, Met, annotations};
use super::{UNMAPPED, content, draw, legible, lines_of, squeeze};
use crate::outcome::{Area, PlacedLine};
use hayro_interpret::InterpreterCache;
use hayro_syntax::Pdf;

/// The lines of a page, counted from 1, in the order of reading; `None` where there is no such page. A page whose
/// letters have no names has none.
pub(crate) fn placed(pdf: &Pdf, number: u32) -> Option<Vec<PlacedLine>> {
    let page = (number as usize).checked_sub(1).and_then(|i| pdf.pages().get(i))?;
    let cache = InterpreterCache::new();
    let mut marks = Marks::with_places(page);
    draw(page, &content(page), &cache, &mut marks);
    let bad = marks.unmapped as f64 > UNMAPPED * marks.seen as f64;
    let places = marks.places.take().unwrap_or_default();
    let places: Vec<Area> = places.iter().map(|s| [s.left, s.top, s.width, s.height]).collect();
    let Annotations { redactions, .. } = annotations(page, &mut Met::new());
    let (mut glyphs, _) = legible(marks, bad, &redactions);
    let lines = lines_of(&mut glyphs);
    Some(lines.iter().map(|line| place(line, &glyphs, &places)).collect())
}

/// A line with the places of its letters; without them where its letters are not those of its glyphs.
fn place(line: &Drawn, glyphs: &[Glyph], places: &[Area]) -> PlacedLine {
    let text = squeeze(&line.text());
    let order = if line.reading.is_empty() { &line.glyphs } else { &line.reading };
    let (mut read, mut areas) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    for g in order.iter().filter_map(|&i| glyphs.get(i as usize)) {
        let Some(area) = places.get(g.number as usize) else { continue };
        for c in g.text.chars().filter(|c| !c.is_whitespace()) {
            read.push(c);
            areas.push(*area);
        }
    }
    let same = read.chars().count() == text.chars().count()
        && read.chars().zip(text.chars()).all(|(a, b)| a == b || is_bracket(a) && is_bracket(b));
    let number = line.number.as_deref().map(str::to_owned);
    PlacedLine { text, number, areas: if same { areas } else { vec![] } }
}

/// Brackets stand the other way in lines from right to left.
const fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']')
}
