//! Which lines frame a page, and are no part of its text? Running heads and page numbers.

use super::line::{Line, Role, raised};
use std::collections::HashMap;

/// The line without what changes from page to page.
pub(super) fn shape(text: &str) -> String {
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
pub(super) fn is_number(text: &str) -> bool {
    let bare = text.trim_matches(['-', '–', '—', '[', ']', ' ', '|', '•']);
    let bare = bare.strip_prefix("Page ").or_else(|| bare.strip_prefix("page ")).unwrap_or(bare);
    let bare = bare.split(" of ").next().unwrap_or(bare).split('/').next().unwrap_or(bare).trim();
    !bare.is_empty() && (bare.len() <= 4 && bare.chars().all(|c| c.is_ascii_digit()) || is_roman(bare))
}

/// A line at an edge of a page: the page, its height there, its words.
type Seen = (usize, f64, String);

/// Lines at the head or foot of a page that come again on others, and page numbers.
pub(super) fn frames(pages: &mut [Vec<Line>], leading: f64) {
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
