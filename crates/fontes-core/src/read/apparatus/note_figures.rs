//! Figures of notes that were raised and are flattened to the line: "in one summer,3 and".

use super::chain::{Link, ascending};
use super::figures::Figure;
use super::lines::Lines;
use super::{Apparatus, ApparatusKind};
use crate::lang::Language;
use crate::text::{Span, fold};
use std::collections::BTreeSet;

/// Bytes between two figures of notes.
const REACH: usize = 12_000;

pub(super) fn find(lines: &Lines<'_>, figures: &[Figure], language: &Language) -> Vec<Apparatus> {
    let glued: Vec<(&Figure, u8)> =
        figures.iter().filter_map(|f| Some((f, glue(lines.text, f, language)?))).collect();
    let links: Vec<Link<()>> = glued
        .iter()
        .map(|(f, grade)| Link { form: (), value: f.value, grade: *grade, at: f.start })
        .collect();
    // Notes begin with their figures.
    let noted: BTreeSet<(u32, usize)> = figures
        .iter()
        .filter(|f| lines.all.get(f.line).is_some_and(|l| begins(lines.text, l.range.start, f)))
        .map(|f| (f.value, f.start))
        .collect();
    let has_note = |f: &Figure| noted.range((f.value, f.end)..=(f.value, usize::MAX)).next().is_some();
    let mut out = Vec::new();
    for run in ascending(&links, 1, REACH) {
        let shown = run.len() >= 3 || run.iter().all(|&i| has_note(glued[i].0));
        for &i in run.iter().filter(|_| shown) {
            let f = glued[i].0;
            if let (Ok(start), Ok(end)) = (u32::try_from(f.start), u32::try_from(f.end))
                && let Ok(span) = Span::new(start, end)
            {
                out.push(Apparatus { span, kind: ApparatusKind::NoteFigure, places: run.len() as u32 });
            }
        }
    }
    out
}

/// How a figure is glued to the word before it: 2 after a sign that ends a clause, 1 right after the word.
fn glue(text: &str, f: &Figure, language: &Language) -> Option<u8> {
    if f.len > 3 || f.value == 0 {
        return None;
    }
    let after = text.get(f.end..)?.chars().next();
    if after.is_some_and(|c| c.is_alphanumeric() || "%°-–/:".contains(c)) {
        return None;
    }
    let before = text.get(..f.start)?;
    let word = before.trim_end_matches([',', '.', ';', ':', '!', '?', '”', '"', '’', '»', ')', '…']);
    let signs = before.len() - word.len();
    let tail: Vec<char> = word.chars().rev().take(3).collect();
    let small =
        tail.len() == 3 && tail.iter().all(|c| c.is_lowercase() || (c.is_alphabetic() && !c.is_uppercase()));
    let letters = tail.first().is_some_and(|c| c.is_alphabetic());
    // "No.5", "art.3" are numbers of something.
    let last = word.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let abbreviated = || {
        fold(last, &[])
            .words()
            .any(|w| !language.abbreviations().of(&w).is_empty() || !language.notes().of(&w).is_empty())
    };
    if signs == 1 && before.ends_with('.') && abbreviated() {
        return None;
    }
    match signs {
        0 if small => Some(1),
        1..=6 if letters && tail.get(1).is_some_and(|c| c.is_alphabetic()) => Some(2),
        _ => None,
    }
}

/// Whether a line begins with this figure and goes on with words, as a note does: "3 Parish chest", "[3] Parish chest".
fn begins(text: &str, start: usize, f: &Figure) -> bool {
    let lead = text.get(start..f.start).is_some_and(|s| matches!(s, "" | "[" | "("));
    let rest = text.get(f.end..).unwrap_or("").trim_start_matches([']', ')', '.', ':']);
    lead && rest.starts_with([' ', '\t'])
        && rest.trim_start().starts_with(|c: char| c.is_alphabetic() || "“\"‘«„(".contains(c))
}
