//! Running heads and page numbers: lines that recur with a number that grows, where the text runs on over them.

use super::figures::digit;
use super::lines::Lines;
use super::{Apparatus, ApparatusKind};
use crate::lang::{Language, NoteWord};
use crate::text::{Span, fold};
use std::collections::BTreeMap;

/// Words and bytes of a head.
const WORDS: usize = 14;
const BYTES: usize = 140;

/// A line that may be a head: its number, if it has one, and where.
struct Head {
    line: usize,
    number: Option<u32>,
}

pub(super) fn find(lines: &Lines<'_>, language: &Language) -> Vec<Apparatus> {
    let mut by_words: BTreeMap<String, Vec<Head>> = BTreeMap::new();
    for line in 0..lines.all.len() {
        if let Some((words, number)) = read(lines.words(line), language) {
            by_words.entry(words).or_default().push(Head { line, number });
        }
    }
    let framed = |line: usize| {
        lines.all[line].at_page || {
            let text = lines.words(line + 1);
            line.checked_sub(1).is_some_and(|before| lines.runs_on(Some(before), text))
        }
    };
    let mut out = Vec::new();
    let tell = |line: usize, kind, places: usize, out: &mut Vec<Apparatus>| {
        if let Ok(span) = Span::of(lines.text, lines.all[line].range.clone()) {
            out.push(Apparatus { span, kind, places: places as u32 });
        }
    };
    let mut folios: Vec<usize> = Vec::new();
    for head in by_words.remove("").unwrap_or_default().chunk_by(|a, b| follows(lines, a, b)) {
        let dashed = |h: &Head| is_dashed(lines.words(h.line));
        let shown = head.iter().any(|h| framed(h.line) || (head.len() > 1 && dashed(h)));
        let alone =
            head.iter().any(|h| lines.all[h.line].at_page || dashed(h) || has_letters(lines.words(h.line)));
        if shown && (head.len() > 1 || alone) {
            folios.extend(head.iter().map(|h| h.line));
            head.iter().for_each(|h| tell(h.line, ApparatusKind::PageNumber, head.len(), &mut out));
        }
    }
    for (words, heads) in by_words {
        if words.chars().filter(|c| c.is_alphabetic()).count() < 3 {
            continue;
        }
        let counted: Vec<&Head> = heads.iter().filter(|h| h.number.is_some()).collect();
        let grows =
            counted.windows(2).all(|w| w[0].number < w[1].number && parted(lines, w[0].line, w[1].line));
        // The title of the text, or of a chapter, as a head with a number.
        let title = heads.first().is_some_and(|h| h.number.is_none() && lines.all[h.line].after_blank);
        let system = grows && (counted.len() > 1 || (counted.len() == 1 && title));
        if system && counted.iter().any(|h| framed(h.line)) {
            for h in heads.iter().filter(|h| h.number.is_some() || framed(h.line)) {
                tell(h.line, ApparatusKind::RunningHead, heads.len(), &mut out);
            }
            continue;
        }
        // Without a number of its own: beside one, or where a page begins or ends.
        let beside = |h: &Head| {
            lines.all[h.line].at_page
                || folios.binary_search(&(h.line + 1)).is_ok()
                || h.line > 0 && folios.binary_search(&(h.line - 1)).is_ok()
        };
        let apart = heads.windows(2).all(|w| parted(lines, w[0].line, w[1].line));
        let at_pages: Vec<&Head> = heads.iter().filter(|h| h.number.is_none() && beside(h)).collect();
        // The title of the text, once more beside a page number.
        let titled = title && at_pages.len() == 1 && heads.len() > 1 && !beside(&heads[0]);
        if (at_pages.len() > 1 || titled) && apart {
            at_pages.iter().for_each(|h| tell(h.line, ApparatusKind::RunningHead, at_pages.len(), &mut out));
        }
    }
    out
}

/// Whether the next page number goes on where this one was.
fn follows(lines: &Lines<'_>, a: &Head, b: &Head) -> bool {
    matches!((a.number, b.number), (Some(x), Some(y)) if x < y && y - x <= 2) && parted(lines, a.line, b.line)
}

/// Whether running text stands between two lines.
fn parted(lines: &Lines<'_>, from: usize, to: usize) -> bool {
    (from + 1..to).any(|l| lines.is_prose(l))
}

/// The words of a line that may be a head, folded and without its number, and that number.
fn read(line: &str, language: &Language) -> Option<(String, Option<u32>)> {
    if line.len() > BYTES {
        return None;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    if words.len() > WORDS {
        return None;
    }
    let at = words
        .iter()
        .position(|w| number(w).is_some())
        .filter(|&i| i == 0)
        .or_else(|| words.iter().rposition(|w| number(w).is_some()).filter(|&i| i + 1 == words.len()))
        .or_else(|| words.iter().position(|w| number(w).is_some()));
    let rest: Vec<String> = words
        .iter()
        .enumerate()
        .filter(|(i, _)| Some(*i) != at)
        .flat_map(|(_, w)| fold(w, &[]).words().collect::<Vec<_>>())
        .collect();
    let number = at.and_then(|i| number(words[i]));
    // "Page 17 of 40" is a page number.
    let page = |w: &String| {
        language.notes().is(w, &NoteWord::Page)
            || language.is_function_word(w)
            || w.chars().all(|c| digit(c).is_some())
    };
    let named = rest.iter().any(|w| language.notes().is(w, &NoteWord::Page));
    if number.is_some() && named && rest.len() <= 3 && rest.iter().all(page) {
        return Some((String::new(), number));
    }
    if rest.is_empty() && number.is_none() {
        return None;
    }
    Some((rest.join(" "), number))
}

/// A number of a page: figures, or Roman ones, with no more than signs around them.
fn number(word: &str) -> Option<u32> {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() {
        return None;
    }
    if bare.chars().all(|c| digit(c).is_some()) && bare.chars().count() <= 4 {
        return Some(bare.chars().filter_map(digit).fold(0, |n, d| n * 10 + d));
    }
    roman(bare)
}

/// Roman figures in small or in large letters, of more than one letter.
fn roman(word: &str) -> Option<u32> {
    let small = word.to_ascii_lowercase();
    if !(2..=8).contains(&small.len()) || (word != small && word.chars().any(|c| c.is_ascii_lowercase())) {
        return None;
    }
    let value = |c: char| match c {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        'c' => Some(100),
        _ => None,
    };
    let values: Vec<u32> = small.chars().map(value).collect::<Option<_>>()?;
    let mut sum = 0;
    for (i, &v) in values.iter().enumerate() {
        // A smaller figure before a larger one is taken from it.
        if values.get(i + 1).is_some_and(|&next| next > v) {
            sum -= i64::from(v)
        } else {
            sum += i64::from(v)
        }
    }
    u32::try_from(sum).ok()
}

/// "- 17 -", "[17]": a page number by its form.
fn is_dashed(line: &str) -> bool {
    let inner = line.trim_matches(['-', '–', '—', '[', ']', ' ', '*', '~', '·']);
    inner.len() + 2 <= line.len() && number(inner).is_some() && inner.chars().all(char::is_alphanumeric)
}

fn has_letters(line: &str) -> bool {
    line.chars().filter(|c| c.is_alphabetic()).count() >= 2 && line.split_whitespace().count() > 1
}
