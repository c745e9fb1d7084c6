//! Numbers of verses, lines and paragraphs: they count on by one at the beginnings of clauses or lines, or by as much as
//! the lines do.

use super::chain::{Link, ascending};
use super::figures::Figure;
use super::lines::{Lines, opening, size};
use super::{Apparatus, ApparatusKind};
use crate::text::Span;
use std::collections::BTreeMap;

/// Bytes between two numbers of a system: a long paragraph.
const REACH: usize = 8_000;
/// Numbers from which a row of them is a system by its length alone.
const LONG: usize = 6;
/// Words between two numbers, on the average: fewer count things.
const WORDS: usize = 4;
/// Letters of a line that is wrapped, not a row of a list.
const WRAPPED: usize = 40;

/// How a number is written: the sign before it, the one after it, and the number that it is under ("2:7").
type Form = (char, char, u32);

/// A number where one of a system may stand.
struct Mark {
    start: usize,
    end: usize,
    form: Form,
    value: u32,
    line: usize,
    /// Whether its line begins with it.
    first: bool,
    /// See [`opening`].
    grade: u8,
    /// Whether more than one blank parts it from the words.
    apart: bool,
}

pub(super) fn find(lines: &Lines<'_>, figures: &[Figure]) -> Vec<Apparatus> {
    let marks = marks(lines, figures);
    let mut out = by_place(lines, &marks);
    out.extend(by_line(lines, &marks));
    out.extend(by_line(lines, &at_line_ends(lines, figures)));
    out
}

fn told(mark: &Mark, places: usize) -> Option<Apparatus> {
    let span = Span::new(u32::try_from(mark.start).ok()?, u32::try_from(mark.end).ok()?).ok()?;
    Some(Apparatus {
        span,
        kind: ApparatusKind::Numbering,
        places: u32::try_from(places).unwrap_or(u32::MAX),
    })
}

const OPENING_QUOTES: [char; 9] = ['"', '“', '„', '«', '‘', '\'', '>', '»', '‚'];
const BEFORE: [char; 7] = ['(', '[', '{', '§', '¶', '﴿', '﴾'];
const AFTER: [char; 7] = [')', ']', '}', '.', '﴾', '﴿', '|'];

/// Numbers at the beginnings of lines, and bare ones among the words.
fn marks(lines: &Lines<'_>, figures: &[Figure]) -> Vec<Mark> {
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(f) = figures.get(i) {
        let under = compound(lines.text, figures, i);
        let verse = if under.is_some() { figures[i + 1] } else { *f };
        i += 1 + usize::from(under.is_some());
        let Some(line) = lines.all.get(f.line) else { continue };
        let (Some(before), Some(after)) =
            (lines.text.get(line.range.start..f.start), lines.text.get(verse.end..line.range.end))
        else {
            continue;
        };
        let lead = before.trim_end().trim_start_matches(|c: char| OPENING_QUOTES.contains(&c) || c == ' ');
        let opened = lead.chars().next_back().filter(|c| BEFORE.contains(c));
        let head = lead.is_empty() || opened.is_some_and(|c| lead.len() == c.len_utf8());
        // A sign that stands with the number and one that closes it: "(7)", "7.", "§ 7".
        let closed = after.chars().next().filter(|c| AFTER.contains(c));
        let rest = closed.map_or(after, |c| &after[c.len_utf8()..]);
        // "7And": another form, that of "7th" as well.
        let glued = closed.is_none() && rest.chars().take(2).filter(|c| c.is_alphabetic()).count() == 2;
        let parted = rest.starts_with(char::is_whitespace) || rest.is_empty() || glued;
        let bare = opened.is_none() && closed.is_none();
        let spaced =
            before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || OPENING_QUOTES.contains(&c));
        let fits = if head { true } else { bare && spaced && verse.len <= 3 };
        if !parted || !fits || is_year(&verse, under) {
            continue;
        }
        let start = if head {
            opened.map_or(f.start, |c| line.range.start + before.rfind(c).unwrap_or(0))
        } else {
            f.start
        };
        let previous = lines.text[..line.range.start].trim_end();
        // Signs with a number at the beginning of a line make a list of any lines.
        let signed = !bare && head;
        let grade = match head {
            true => opening(
                &previous[previous.ceil_char_boundary(previous.len().saturating_sub(8))..],
                line.after_blank,
                rest,
            ),
            false => opening(before, false, rest),
        };
        let grade = grade.max(u8::from(signed));
        let sign = closed.unwrap_or(match (under.is_some(), glued) {
            (true, _) => ':',
            (false, true) => 'x',
            (false, false) => ' ',
        });
        out.push(Mark {
            start,
            end: verse.end + closed.map_or(0, char::len_utf8),
            form: (opened.unwrap_or(' '), sign, under.unwrap_or(0)),
            value: verse.value,
            line: f.line,
            first: head,
            grade,
            apart: rest.starts_with("  ") || rest.starts_with('\t'),
        });
    }
    out
}

/// The number that this one is under: "2" of "2:7".
fn compound(text: &str, figures: &[Figure], i: usize) -> Option<u32> {
    let (f, next) = (figures.get(i)?, figures.get(i + 1)?);
    let between = text.get(f.end..next.start)?;
    let third = text.get(next.end..)?.starts_with([':', '.', ','])
        && figures.get(i + 2).is_some_and(|t| t.start == next.end + 1);
    ([":", ".", ","].contains(&between) && !third && next.len <= 3).then_some(f.value)
}

/// Years stand at the beginnings of clauses, and count on, in any annals.
fn is_year(f: &Figure, under: Option<u32>) -> bool {
    under.is_none() && f.len == 4
}

/// Numbers that count on by one, at the beginnings of clauses.
fn by_place(lines: &Lines<'_>, marks: &[Mark]) -> Vec<Apparatus> {
    let links: Vec<Link<Form>> =
        marks.iter().map(|m| Link { form: m.form, value: m.value, grade: m.grade, at: m.start }).collect();
    let mut out = Vec::new();
    for run in ascending(&links, 3, REACH) {
        let all: Vec<&Mark> = run.iter().map(|&i| &marks[i]).collect();
        let between: usize =
            all.windows(2).map(|w| lines.text.get(w[0].end..w[1].start).map_or(0, size)).sum();
        let wordy = between >= WORDS * (all.len() - 1);
        // Signs with the number, or a number above it, tell more than a bare number.
        let signed = !matches!(all[0].form, (' ', ' ' | 'x', 0)) && all.iter().all(|m| m.first);
        let sentences = all.iter().skip(1).filter(|m| m.grade == 2).count();
        if (wordy && (sentences > 0 || all.len() >= LONG)) || (signed && between >= all.len()) {
            out.extend(all.iter().filter_map(|m| told(m, all.len())));
        }
    }
    out
}

/// Numbers that grow by as much as the lines do, on every line or on every fifth.
fn by_line(lines: &Lines<'_>, marks: &[Mark]) -> Vec<Apparatus> {
    let mut runs: BTreeMap<(Form, i64), Vec<&Mark>> = BTreeMap::new();
    for m in marks.iter().filter(|m| m.first && m.form.2 == 0) {
        runs.entry((m.form, m.line as i64 - i64::from(m.value))).or_default().push(m);
    }
    let mut out = Vec::new();
    for run in runs.into_values() {
        for all in even(&run) {
            let step = all[1].line - all[0].line;
            let letters: usize = all.iter().map(|m| lines.words(m.line).chars().count()).sum();
            let words: usize = all.iter().map(|m| size(lines.words(m.line))).sum();
            let wrapped = letters >= WRAPPED * all.len();
            let apart = all.iter().filter(|m| m.apart).count() * 3 >= all.len() * 2;
            let long = all.len() >= LONG && words >= WORDS * all.len();
            if step > 1 || wrapped || apart || long {
                out.extend(all.iter().filter_map(|m| told(m, all.len())));
            }
        }
    }
    out
}

/// Runs of three marks and more that are as far from each other, at most twenty lines.
fn even<'r, 'm>(marks: &'r [&'m Mark]) -> Vec<&'r [&'m Mark]> {
    let mut out = Vec::new();
    let mut from = 0;
    while from + 2 < marks.len() {
        let step = marks[from + 1].line - marks[from].line;
        let steps = marks[from..].windows(2).take_while(|w| w[1].line - w[0].line == step).count();
        if steps >= 2 && (1..=20).contains(&step) {
            out.push(&marks[from..=from + steps]);
        }
        from += steps.max(1);
    }
    out
}

/// Numbers set off at the ends of lines.
fn at_line_ends(lines: &Lines<'_>, figures: &[Figure]) -> Vec<Mark> {
    let ends = figures.iter().filter_map(|f| {
        let line = lines.all.get(f.line)?;
        let before = lines.text.get(line.range.start..f.start)?;
        let apart = before.ends_with("  ") || before.ends_with('\t');
        (f.end == line.range.end && apart && f.len <= 4 && before.trim().chars().any(char::is_alphabetic))
            .then_some(Mark {
                start: f.start,
                end: f.end,
                form: ('\t', ' ', 0),
                value: f.value,
                line: f.line,
                first: true,
                grade: 0,
                apart: true,
            })
    });
    ends.collect()
}
