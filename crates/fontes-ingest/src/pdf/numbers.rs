//! Are the lines of a page numbered, as those of depositions and pleadings are? The numbers are apparatus: the words
//! run on from line to line.

use super::glyph::Glyph;
use super::line::{Drawn, Line, lines};
use super::order::runs_on;

/// Numbers that a page of numbered lines has at least.
const FEW: usize = 5;

/// A figure that may number a line.
#[derive(Debug, Clone)]
struct Figure {
    n: u32,
    x0: f64,
    x1: f64,
    y: f64,
    size: f64,
    glyphs: Vec<u32>,
}

/// Lines with their numbers, where lines are numbered; the numbers' glyphs are taken out.
pub(super) fn numbered(found: Vec<Drawn>, glyphs: &mut Vec<Glyph>) -> Vec<Drawn> {
    let figures: Vec<Figure> = found.iter().filter_map(|l| figure(l, glyphs)).collect();
    if figures.len() < FEW {
        return found;
    }
    let Some(column) = column(figures) else { return found };
    let mut out = vec![false; glyphs.len()];
    for &i in column.iter().flat_map(|f| &f.glyphs) {
        if let Some(taken) = out.get_mut(i as usize) {
            *taken = true;
        }
    }
    let kept: Vec<Glyph> = glyphs.iter().zip(&out).filter(|g| !g.1).map(|g| g.0.clone()).collect();
    let mut rest = lines(&kept);
    if !belong(&column, &rest) {
        return found;
    }
    let mut left = column;
    for l in &mut rest {
        if let Some(at) = left.iter().position(|f| level(f, l)) {
            l.number = Some(left.remove(at).n.to_string().into());
        }
    }
    *glyphs = kept;
    rest
}

fn level(f: &Figure, l: &Line) -> bool {
    (f.y - l.y).abs() < 0.4 * f.size.max(l.size)
}

/// The figure that a line is, or begins with, before a gap.
fn figure(l: &Drawn, glyphs: &[Glyph]) -> Option<Figure> {
    let mut digits = String::new();
    let mut numbers = Vec::new();
    let (mut x0, mut x1) = (0.0, 0.0);
    for &i in &l.glyphs {
        let g = glyphs.get(i as usize)?;
        if g.text.trim().is_empty() {
            continue;
        }
        if !g.text.chars().all(|c| c.is_ascii_digit()) {
            if digits.is_empty() || g.x - x1 < 0.6 * g.size {
                return None;
            }
            break;
        }
        if digits.is_empty() {
            x0 = g.x;
        } else if g.x - x1 > 0.6 * g.size {
            // A figure of the text after the number.
            break;
        }
        x1 = g.end;
        digits.push_str(&g.text);
        numbers.push(i);
        if digits.len() > 3 {
            return None;
        }
    }
    let n = digits.parse().ok()?;
    Some(Figure { n, x0, x1, y: l.y, size: l.size, glyphs: numbers })
}

/// The figures that stand in one column and count the lines: one after the other, or every fifth.
fn column(figures: Vec<Figure>) -> Option<Vec<Figure>> {
    let aligned = |edge: &dyn Fn(&Figure) -> f64| {
        let of = |f: &Figure| {
            figures.iter().filter(|o| (edge(o) - edge(f)).abs() < 0.4 * f.size).cloned().collect::<Vec<_>>()
        };
        figures.iter().map(of).max_by_key(Vec::len).unwrap_or_default()
    };
    let (right, left) = (aligned(&|f| f.x1), aligned(&|f| f.x0));
    let mut column = if right.len() >= left.len() { right } else { left };
    column.sort_by(|a, b| b.y.total_cmp(&a.y));
    if column.len() < FEW {
        return None;
    }
    // A page number may stand in the column.
    let counts = |a: &Figure, b: &Figure| {
        b.n == a.n + 1 || b.n == a.n + 5 && a.n.is_multiple_of(5) || b.n == 5 && a.n == 1
    };
    let run = column
        .chunk_by(counts)
        .max_by_key(|run| run.len())
        .filter(|run| run.len() >= FEW && run.len() * 10 >= column.len() * 8)?;
    let first = run.first()?.n;
    (first <= 5 || run.len() >= 12).then(|| run.to_vec())
}

/// Whether numbers are those of lines of prose: beside them, at their height, and such that sentences run on.
fn belong(column: &[Figure], lines: &[Drawn]) -> bool {
    let (Some(top), Some(bottom)) = (column.first(), column.last()) else { return false };
    let mut within: Vec<&Line> = lines
        .iter()
        .map(|l| &l.line)
        .filter(|l| l.y < top.y + 0.5 * top.size && l.y > bottom.y - 0.5 * bottom.size)
        .collect();
    within.sort_by(|a, b| b.y.total_cmp(&a.y));
    let outside =
        within.iter().filter(|l| column.iter().all(|f| l.x0 >= f.x1 - 0.2 || l.x1 <= f.x0 + 0.2)).count();
    if within.len() < 3 || outside * 10 < within.len() * 9 {
        return false;
    }
    let one = column.windows(2).filter(|p| p[1].n == p[0].n + 1).count() * 2 >= column.len() - 1;
    let beside = within.iter().filter(|l| column.iter().any(|f| level(f, l))).count();
    if one && beside * 10 < within.len() * 7 {
        return false;
    }
    let texts: Vec<String> = within.iter().map(|l| l.text()).collect();
    let wide = |l: &&&Line| l.x1 - l.x0;
    let widest = within.iter().map(|l| wide(&l)).fold(0.0, f64::max);
    let full = within.iter().filter(|l| wide(l) >= 0.6 * widest).count();
    let signs: usize = texts.iter().map(|t| t.chars().count()).sum();
    let on = texts.windows(2).filter(|p| runs_on(&p[0], &p[1])).count();
    full * 10 >= within.len() * 4 && signs >= 22 * within.len() && on * 5 >= texts.len() - 1
}
