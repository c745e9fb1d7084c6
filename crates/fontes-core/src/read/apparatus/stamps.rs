//! Stamps of time: of one form, at the beginnings of lines or in brackets, and none earlier than the one before.

use super::figures::Figure;
use super::lines::Lines;
use super::{Apparatus, ApparatusKind};
use crate::text::Span;
use std::collections::BTreeMap;

/// A time where a stamp may stand.
struct Stamp {
    start: usize,
    end: usize,
    /// Thousandths of the smallest unit but one.
    time: u64,
    /// Whether an arrow to another time follows.
    arrow: bool,
    line: usize,
}

/// How a stamp is written: what opens it, how many numbers it has, and whether a fraction follows.
type Form = (Option<char>, usize, bool);

pub(super) fn find(lines: &Lines<'_>, figures: &[Figure]) -> Vec<Apparatus> {
    let mut by_form: BTreeMap<Form, Vec<Stamp>> = BTreeMap::new();
    let mut i = 0;
    while i < figures.len() {
        match read(lines, figures, i) {
            Some((form, stamp, used)) => {
                by_form.entry(form).or_default().push(stamp);
                i += used;
            }
            None => i += 1,
        }
    }
    let mut out = Vec::new();
    for ((opened, parts, fraction), stamps) in by_form {
        for run in stamps.chunk_by(|a, b| a.time <= b.time) {
            let grows = run.first().map(|s| s.time) < run.last().map(|s| s.time);
            let exact = parts == 3 || fraction;
            let least = if opened == Some('[') || (opened.is_some() && exact) { 2 } else { 3 };
            // A log tells its hours at the beginnings of lines too; words run on over a stamp, and a tape begins at nought.
            let over = |s: &Stamp| {
                let after =
                    lines.all.get(s.line).and_then(|l| lines.text.get(s.end..l.range.end)).unwrap_or("");
                let after = if after.trim().is_empty() { lines.words(s.line + 1) } else { after };
                lines.runs_on(previous(lines, s.line, stamps.as_slice()), after)
            };
            let shown = opened.is_some()
                || (exact && run.first().is_some_and(|s| s.time < 3_600_000))
                || run.iter().any(over);
            if run.len() >= least && grows && shown {
                let counters = run.iter().filter_map(|s| counter(lines, s));
                let spans = run.iter().map(|s| s.start..s.end).chain(counters);
                out.extend(spans.filter_map(|r| {
                    let span = Span::of(lines.text, r).ok()?;
                    Some(Apparatus { span, kind: ApparatusKind::TimeStamp, places: run.len() as u32 })
                }));
            }
        }
    }
    out
}

/// The number of a subtitle, on a line of its own before its times.
fn counter(lines: &Lines<'_>, stamp: &Stamp) -> Option<std::ops::Range<usize>> {
    let range = lines.all.get(stamp.line.checked_sub(1)?)?.range.clone();
    let number = lines.text.get(range.clone())?.bytes().all(|b| b.is_ascii_digit());
    (stamp.arrow && number).then_some(range)
}

/// The last line before `line` that is not a stamp alone.
fn previous(lines: &Lines<'_>, line: usize, stamps: &[Stamp]) -> Option<usize> {
    (line.saturating_sub(2)..line).rev().find(|&l| {
        let range = &lines.all[l].range;
        !stamps.iter().any(|s| s.line == l && s.start <= range.start && s.end >= range.end)
    })
}

/// A stamp that begins with figure `i`, and how many figures it takes.
fn read(lines: &Lines<'_>, figures: &[Figure], i: usize) -> Option<(Form, Stamp, usize)> {
    let text = lines.text;
    let first = figures.get(i)?;
    let part = |k: usize, sign: &str| {
        let (before, f) = (figures.get(i + k - 1)?, figures.get(i + k)?);
        (text.get(before.end..f.start) == Some(sign)).then_some(f)
    };
    let minutes = part(1, ":").filter(|f| f.len == 2 && f.value < 60)?;
    if first.len > 3 {
        return None;
    }
    let seconds = part(2, ":").filter(|f| f.len == 2 && f.value < 60);
    let mut used = 2 + usize::from(seconds.is_some());
    let fraction = part(used, ".").or_else(|| part(used, ",")).filter(|f| f.len <= 3);
    used += usize::from(fraction.is_some());
    let last = figures.get(i + used - 1)?;
    let line = lines.all.get(first.line)?;
    let before = text.get(line.range.start..first.start)?;
    let after = text.get(last.end..line.range.end)?;
    let opened = before.chars().next_back().filter(|c| "[(<{".contains(*c));
    let closed = after.chars().next().filter(|c| "])>}".contains(*c));
    let pair = matches!(
        (opened, closed),
        (Some('['), Some(']')) | (Some('('), Some(')')) | (Some('<'), Some('>')) | (Some('{'), Some('}'))
    );
    let opened = opened.filter(|_| pair);
    let start = first.start - usize::from(pair);
    let end = last.end + usize::from(pair);
    let head = text.get(line.range.start..start)?.trim();
    let at_start = head.is_empty() || head.ends_with("-->") || is_label(head);
    let parted = pair || after.is_empty() || after.starts_with([' ', '\t']);
    // Two numbers in round brackets may be a place in a book.
    let square = opened == Some('[');
    if !parted || !(at_start || square || (opened.is_some() && seconds.is_some())) {
        return None;
    }
    let mut time = u64::from(first.value) * 60 + u64::from(minutes.value);
    if let Some(s) = seconds {
        time = time * 60 + u64::from(s.value);
    }
    // The arrow between two times of a subtitle goes with them.
    let arrow =
        after.trim_start().starts_with("-->").then(|| last.end + after.find("-->").map_or(0, |at| at + 3));
    let stamp = Stamp {
        start,
        end: arrow.unwrap_or(end),
        arrow: arrow.is_some(),
        time: time * 1000 + fraction.map_or(0, |f| u64::from(f.value)),
        line: first.line,
    };
    Some(((opened, 2 + usize::from(seconds.is_some()), fraction.is_some()), stamp, used))
}

/// Whether a line's beginning names who speaks: "MR. ALDERTON", "Q.", "Anna:".
fn is_label(head: &str) -> bool {
    head.len() <= 40
        && head.split_whitespace().count() <= 4
        && head.chars().next().is_some_and(|c| !c.is_lowercase())
}
