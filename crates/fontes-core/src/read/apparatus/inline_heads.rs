//! Running heads that lost their lines: words in capitals with a number that grows, within sentences.

use super::figures::Figure;
use super::lines::Lines;
use super::types::{Apparatus, ApparatusKind};
use crate::text::{Span, fold};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Words of a head.
const WORDS: usize = 10;
/// Letters from which words in capitals are a head, not initials.
const LETTERS: usize = 6;
/// Bytes of running text between two heads.
const APART: usize = 30;

pub(super) fn find(lines: &Lines<'_>, figures: &[Figure]) -> Vec<Apparatus> {
    let mut by_words: BTreeMap<String, Vec<(Range<usize>, u32)>> = BTreeMap::new();
    for f in figures.iter().filter(|f| f.len <= 4) {
        let Some(line) = lines.all.get(f.line) else { continue };
        for range in [after(lines.text, f, line.range.end), before(lines.text, f, line.range.start)] {
            let Some((words, range)) = range.filter(|r| r.1 != line.range) else { continue };
            by_words.entry(words).or_default().push((range, f.value));
        }
    }
    let titles: BTreeSet<String> = (0..lines.all.len().min(3)).map(|l| key(lines.words(l))).collect();
    let mut out = Vec::new();
    for (words, heads) in by_words {
        let grow = heads.windows(2).all(|w| w[0].1 < w[1].1 && w[0].0.end + APART <= w[1].0.start);
        let within = heads.iter().any(|(range, _)| {
            let open = lines.text[..range.start].trim_end().ends_with(|c: char| c.is_lowercase() || c == ',');
            open && lines.text[range.end..].trim_start().starts_with(char::is_lowercase)
        });
        if grow && within && (heads.len() > 1 || titles.contains(&words)) {
            out.extend(heads.iter().filter_map(|(range, _)| {
                let span = Span::of(lines.text, range.clone()).ok()?;
                Some(Apparatus { span, kind: ApparatusKind::RunningHead, places: heads.len() as u32 })
            }));
        }
    }
    out
}

fn key(words: &str) -> String {
    fold(words, &[]).words().collect::<Vec<_>>().join(" ")
}

fn is_capital(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(|c| c.is_lowercase() || c.is_numeric())
}

/// The words in capitals that follow a number, folded, with the stretch of both.
fn after(text: &str, f: &Figure, end: usize) -> Option<(String, Range<usize>)> {
    let rest = text.get(f.end..end).filter(|s| s.starts_with([' ', '\t']))?;
    let mut to = 0;
    let mut at = 0;
    for word in rest.split([' ', '\t']).take(WORDS + 8) {
        if !word.is_empty() && !is_capital(word) {
            break;
        }
        at += word.len() + 1;
        to = if word.is_empty() { to } else { at - 1 };
    }
    told(&rest[..to], f.start..f.end + to)
}

/// The words in capitals before a number.
fn before(text: &str, f: &Figure, start: usize) -> Option<(String, Range<usize>)> {
    let lead = text.get(start..f.start).filter(|s| s.ends_with([' ', '\t']))?;
    let mut from = lead.len();
    let mut at = lead.len();
    for word in lead.rsplit([' ', '\t']).take(WORDS + 8) {
        if !word.is_empty() && !is_capital(word) {
            break;
        }
        at -= word.len();
        from = if word.is_empty() { from } else { at };
        at = at.saturating_sub(1);
    }
    told(&lead[from..], start + from..f.end)
}

fn told(words: &str, range: Range<usize>) -> Option<(String, Range<usize>)> {
    let n = words.split_whitespace().count();
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    ((2..=WORDS).contains(&n) && letters >= LETTERS).then(|| (key(words), range))
}
