//! In which order are a page's letters read, where they were drawn in another? Two columns may be drawn line by line
//! across both, and lines that run down the page row by row.

use super::glyph::Glyph;
use super::line::{Drawn, GUTTER, is_ideographic, lines};

/// Rows that columns side by side have at least.
const ROWS: usize = 5;
/// Columns that are told apart.
const COLUMNS: usize = 4;

/// The lines of a page in the order of reading.
pub(super) fn ordered(glyphs: &mut Vec<Glyph>) -> Vec<Drawn> {
    down(glyphs);
    let mut out = lines(glyphs);
    for _ in 1..COLUMNS {
        let Some(order) = across(&out, glyphs) else { break };
        let mut taken: Vec<Option<Glyph>> = std::mem::take(glyphs).into_iter().map(Some).collect();
        glyphs.extend(order.iter().filter_map(|&i| taken.get_mut(i as usize)?.take()));
        out = lines(glyphs);
    }
    out
}

/// A stretch of a line between two gaps as wide as a gutter.
#[derive(Debug, Clone)]
struct Segment {
    x0: f64,
    x1: f64,
    y: f64,
    size: f64,
    glyphs: Vec<u32>,
    text: String,
}

fn segments(lines: &[Drawn], glyphs: &[Glyph]) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    for l in lines {
        let from = out.len();
        for &number in &l.glyphs {
            let Some(g) = glyphs.get(number as usize) else { continue };
            let blank = g.text.trim().is_empty();
            match out[from..].last_mut() {
                Some(s) if blank || g.x - s.x1 <= GUTTER * g.size || g.x < s.x0 => {
                    s.glyphs.push(number);
                    if blank || g.x - s.x1 > 0.13 * g.size {
                        s.text.push(' ');
                    }
                    if !blank {
                        s.x1 = s.x1.max(g.end);
                        s.text.push_str(&g.text);
                    }
                }
                _ if blank => {}
                _ => out.push(Segment {
                    x0: g.x,
                    x1: g.end,
                    y: l.y,
                    size: l.size,
                    glyphs: vec![number],
                    text: g.text.clone(),
                }),
            }
        }
    }
    out
}

/// Segments by rows, from the top; each row from left to right.
fn rows(segments: &[Segment]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..segments.len()).collect();
    order.sort_by(|&a, &b| segments[b].y.total_cmp(&segments[a].y));
    let mut out: Vec<Vec<usize>> = Vec::new();
    for i in order {
        let s = &segments[i];
        match out.last_mut() {
            Some(row) if (segments[row[0]].y - s.y).abs() < 0.35 * s.size => row.push(i),
            _ => out.push(vec![i]),
        }
    }
    for row in &mut out {
        row.sort_by(|&a, &b| segments[a].x0.total_cmp(&segments[b].x0));
    }
    out
}

/// The place that the most gaps of rows have in common.
fn gutter(segments: &[Segment], rows: &[Vec<usize>]) -> Option<f64> {
    // Where a gap begins and ends.
    let mut ends: Vec<(f64, i32)> = Vec::new();
    for row in rows {
        for pair in row.windows(2) {
            let (from, to) = (segments[pair[0]].x1, segments[pair[1]].x0);
            if to - from > 0.5 * segments[pair[1]].size {
                ends.extend([(from, 1), (to, -1)]);
            }
        }
    }
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let (mut open, mut best) = (0, (0, 0.0));
    for (i, &(x, step)) in ends.iter().enumerate() {
        open += step;
        if open > best.0 {
            best = (open, (x + ends.get(i + 1).map_or(x, |e| e.0)) / 2.0);
        }
    }
    (best.0 >= ROWS as i32).then_some(best.1)
}

/// Whether lines are those of running prose: long, of letters, at even distances, with sentences that go on from
/// one to the next.
fn prose(lines: &[&Segment]) -> bool {
    if lines.len() < ROWS {
        return false;
    }
    let (mut letters, mut signs) = (0, 0);
    for c in lines.iter().flat_map(|l| l.text.chars()).filter(|c| !c.is_whitespace()) {
        letters += usize::from(c.is_alphabetic());
        signs += 1;
    }
    let long = signs >= 14 * lines.len() && letters * 4 >= signs * 3;
    let steps: Vec<f64> = lines.windows(2).map(|p| p[0].y - p[1].y).collect();
    let mut sorted = steps.clone();
    sorted.sort_by(f64::total_cmp);
    let usual = sorted[sorted.len() / 2];
    let even = steps.iter().filter(|s| (**s - usual).abs() < 0.25 * usual).count() * 10 >= steps.len() * 6;
    let runs = lines.windows(2).filter(|p| runs_on(&p[0].text, &p[1].text)).count();
    long && even && runs * 5 >= lines.len() - 1
}

/// Whether a sentence goes on from one line to the next. Scripts without capitals go on where no stop is.
pub(super) fn runs_on(before: &str, after: &str) -> bool {
    let last = before.trim_end().chars().next_back();
    let first = after.trim_start().chars().find(|c| c.is_alphanumeric());
    let stopped = last.is_some_and(|c| ".?!:;…。？！".contains(c));
    !stopped && first.is_some_and(|c| c.is_alphabetic() && !c.is_uppercase())
}

/// The order of a page's glyphs with columns that were drawn across read one after the other; `None` where
/// there are none.
fn across(lines: &[Drawn], glyphs: &[Glyph]) -> Option<Vec<u32>> {
    let level = |p: &&[Drawn]| (p[0].y - p[1].y).abs() < 0.3 * p[1].size && p[1].x0 > p[0].x1;
    let hints = lines.windows(2).filter(level).count() + lines.iter().filter(|l| l.gutters > 0).count();
    if hints < ROWS || lines.len() > 2_000 || lines.iter().any(|l| l.leftward) {
        return None;
    }
    let segments = segments(lines, glyphs);
    let rows = rows(&segments);
    let x = gutter(&segments, &rows)?;
    // By their first segment as drawn: the segments of a block, left ones first.
    let mut blocks: Vec<(usize, Vec<usize>)> = Vec::new();
    for run in rows.chunk_by(|a, b| !crosses(&segments, a, x) && !crosses(&segments, b, x)) {
        blocks
            .extend(block(&segments, run, x, COLUMNS - 2).map(|b| (b.iter().copied().min().unwrap_or(0), b)));
    }
    if blocks.is_empty() {
        return None;
    }
    let mut owner = vec![None; segments.len()];
    for (k, b) in blocks.iter().enumerate() {
        for &s in &b.1 {
            owner[s] = Some(k);
        }
    }
    let mut order = Vec::with_capacity(glyphs.len());
    for (i, owner) in owner.into_iter().enumerate() {
        match owner {
            None => order.extend(&segments[i].glyphs),
            Some(k) if blocks[k].0 == i => {
                order.extend(blocks[k].1.iter().flat_map(|&s| &segments[s].glyphs));
            }
            Some(_) => {}
        }
    }
    Some(order)
}

fn crosses(segments: &[Segment], row: &[usize], x: f64) -> bool {
    row.iter().any(|&i| segments[i].x0 < x && segments[i].x1 > x)
}

/// The segments of rows that are two columns drawn across, the left column first.
fn block(segments: &[Segment], rows: &[Vec<usize>], x: f64, depth: usize) -> Option<Vec<usize>> {
    let side = |row: &[usize], left: bool| -> Vec<usize> {
        row.iter().copied().filter(|&i| (segments[i].x1 <= x) == left).collect()
    };
    let (mut left, mut right, mut both) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let (l, r) = (side(row, true), side(row, false));
        if let (Some(l), Some(r)) = (l.last(), r.first()) {
            both.push((*l, *r));
        }
        left.extend(l);
        right.extend(r);
    }
    if both.len() < ROWS {
        return None;
    }
    // The gutter is one: wide over all rows, and the lines on its right begin at one place.
    let edge = |at: &dyn Fn(&(usize, usize)) -> f64, most: bool| {
        both.iter().map(at).fold(if most { f64::NEG_INFINITY } else { f64::INFINITY }, |a, b| {
            if most { a.max(b) } else { a.min(b) }
        })
    };
    let (from, to) = (edge(&|b| segments[b.0].x1, true), edge(&|b| segments[b.1].x0, false));
    let em = segments[both[0].1].size;
    let begins = both.iter().filter(|b| segments[b.1].x0 - to < 0.4 * em).count();
    if to - from < 0.5 * em || begins * 10 < both.len() * 6 {
        return None;
    }
    // Drawn across: what is right in one row comes before what is left in the next.
    let drawn = both.windows(2).filter(|p| p[0].0 < p[0].1 && p[0].1 < p[1].0).count();
    let of = |side: &[usize]| prose(&joined(segments, side).iter().collect::<Vec<_>>());
    (drawn * 10 >= (both.len() - 1) * 7 && of(&left) && of(&right)).then(|| {
        let mut all = side_by_side(segments, left, depth);
        all.extend(side_by_side(segments, right, depth));
        all
    })
}

/// The segments of one side of a gutter, which may be columns side by side themselves.
fn side_by_side(segments: &[Segment], side: Vec<usize>, depth: usize) -> Vec<usize> {
    if depth == 0 {
        return side;
    }
    let mut drawn = side.clone();
    drawn.sort_unstable();
    let own: Vec<Segment> = drawn.iter().map(|&i| segments[i].clone()).collect();
    let rows = rows(&own);
    let within = gutter(&own, &rows).and_then(|x| block(&own, &rows, x, depth - 1));
    within.filter(|w| w.len() == drawn.len()).map_or(side, |w| w.into_iter().map(|i| drawn[i]).collect())
}

/// Segments of one column, those of one row as one.
fn joined(segments: &[Segment], side: &[usize]) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    for &i in side {
        let s = &segments[i];
        match out.last_mut() {
            Some(last) if (last.y - s.y).abs() < 0.35 * s.size => {
                last.text.push(' ');
                last.text.push_str(&s.text);
                last.x1 = last.x1.max(s.x1);
            }
            _ => out.push(s.clone()),
        }
    }
    out
}

/// Whether a glyph is of a script that may run down the page.
fn may_run_down(g: &Glyph) -> bool {
    g.text.chars().next().is_some_and(|c| is_ideographic(c) || matches!(c, '\u{AC00}'..='\u{D7AF}'))
}

/// Turns a page whose lines run down from the right, so that they run from left to right; where they were
/// drawn row by row, they are put in order.
fn down(glyphs: &mut [Glyph]) {
    let some = glyphs.iter().step_by(7).filter(|g| may_run_down(g)).count();
    if some * 14 < glyphs.len() || glyphs.len() < 8 {
        return;
    }
    let Some(em) = runs_down(glyphs) else { return };
    let below =
        |p: &&[Glyph]| (p[0].x - p[1].x).abs() < 0.4 * em && (0.5..2.0).contains(&((p[0].y - p[1].y) / em));
    let drawn_down = glyphs.windows(2).filter(below).count() * 10 >= glyphs.len() * 6;
    for g in glyphs.iter_mut() {
        let width = g.end - g.x;
        // The middle of a letter stands on its line.
        (g.x, g.y) = (-g.y - 0.88 * g.size, g.x + width / 2.0);
        g.end = g.x + 0.96 * g.size;
    }
    if drawn_down {
        return;
    }
    glyphs.sort_by(|a, b| b.y.total_cmp(&a.y));
    let mut line: Vec<(i64, f64)> = Vec::with_capacity(glyphs.len());
    let (mut number, mut at) = (0, f64::INFINITY);
    for g in glyphs.iter() {
        if at - g.y > 0.5 * em {
            number += 1;
            at = g.y;
        }
        line.push((number, g.x));
    }
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    order.sort_by(|&a, &b| line[a].0.cmp(&line[b].0).then(line[a].1.total_cmp(&line[b].1)));
    let mut sorted: Vec<Glyph> = order.iter().map(|&i| glyphs[i].clone()).collect();
    glyphs.swap_with_slice(&mut sorted);
}

/// Whether ideographs stand closer to those below than to those beside them; gives their size.
fn runs_down(glyphs: &[Glyph]) -> Option<f64> {
    let mut signs: Vec<&Glyph> = glyphs.iter().filter(|g| may_run_down(g)).collect();
    if signs.len() < 8 {
        return None;
    }
    let mut sizes: Vec<f64> = signs.iter().map(|g| g.size).collect();
    sizes.sort_by(f64::total_cmp);
    let em = sizes[sizes.len() / 2];
    let cell = |v: f64| (v / (0.25 * em)).round() as i64;
    signs.sort_by(|a, b| cell(a.x).cmp(&cell(b.x)).then(b.y.total_cmp(&a.y)));
    let steps = |near: &dyn Fn(&Glyph, &Glyph) -> Option<f64>| {
        let mut all: Vec<f64> =
            signs.windows(2).filter_map(|p| near(p[0], p[1])).filter(|d| (0.5..8.0).contains(d)).collect();
        all.sort_by(f64::total_cmp);
        (all.len() * 3 >= signs.len()).then(|| all[all.len() / 2])
    };
    let under = steps(&|a, b| ((a.x - b.x).abs() < 0.2 * em).then(|| (a.y - b.y) / em))?;
    signs.sort_by(|a, b| cell(b.y).cmp(&cell(a.y)).then(a.x.total_cmp(&b.x)));
    let mut all: Vec<f64> = signs
        .windows(2)
        .filter(|p| (p[0].y - p[1].y).abs() < 0.2 * em)
        .map(|p| (p[1].x - p[0].x) / em)
        .filter(|d| (0.5..8.0).contains(d))
        .collect();
    all.sort_by(f64::total_cmp);
    // One line that runs down has nothing beside it.
    let beside = all.get(all.len() / 2).copied().unwrap_or(f64::INFINITY);
    (under <= 1.5 && beside >= 1.25 * under).then_some(em)
}
