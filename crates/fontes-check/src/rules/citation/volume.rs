//! Is what is cited from a volume of the years that the volume is of?

use super::super::excerpt::Excerpt;
use crate::draft::Draft;
use crate::finding::{Finding, Kind, Verdict};
use fontes_core::lang::{self, Language, NoteWord, RuleWord};
use fontes_core::read::{Basis, Time, TimeKind};
use fontes_core::text::{Span, fold};

/// Years that a volume is of: "1961–1963", "1952-54".
fn year_range(words: &str) -> Option<(i32, i32)> {
    let mut digits = words.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty());
    let (a, b) = (digits.next()?, digits.next()?);
    let first: i32 = a.parse().ok().filter(|_| a.len() == 4)?;
    let last: i32 = match b.len() {
        4 => b.parse().ok()?,
        2 => first / 100 * 100 + b.parse::<i32>().ok()?,
        _ => return None,
    };
    (first < last && last - first <= 30).then_some((first, last))
}

/// A day that is cited from a volume of other years: "letter of March 3, 1975, in Foreign Relations,
/// 1961–1963, vol. X". A year alone may be that of printing; and papers about a volume are kept in files that bear its
/// name: what is cited from a file is no document of the volume.
pub(super) fn years(draft: &Draft, within: Span, out: &mut Vec<Finding>) {
    let text = draft.text();
    let Some(words) = within.slice(text) else { return };
    let base = within.start() as usize;
    let language = lang::at(text, within, draft.language);
    for (at, _) in words.match_indices(['–', '-']) {
        let from = words[..at].char_indices().rev().take(5).last().map_or(at, |(i, _)| i);
        let to = words[at..].char_indices().nth(6).map_or(words.len(), |(i, _)| at + i);
        let Some((first, last)) = year_range(&words[from..to]) else { continue };
        // It is a volume's when one is named right after.
        let after: String = words[to..].chars().take(24).collect();
        if !any_word(&after, |w| language.is_in_notes(w, NoteWord::Volume)) {
            continue;
        }
        // The day stands before it in the same sentence, and nothing else is cited between.
        let sentence = words[..from].rfind([';', '\n']).map_or(0, |i| i + 1);
        let end = words[to..].find([';', '\n']).map_or(words.len(), |i| to + i);
        let Ok(before) = Span::of(text, base + sentence..base + from) else { continue };
        let Some(said) = Excerpt::of_draft(draft, before) else { continue };
        let days: Vec<Time> = said
            .reading()
            .times()
            .into_iter()
            .filter(|t| t.kind == TimeKind::Date && t.basis == Basis::Written && t.value.len() == 10)
            .collect();
        let [day] = &days[..] else { continue };
        let Ok(year) = day.value[..4].parse::<i32>() else { continue };
        let between = &said.text()[day.span.end() as usize..];
        let filed = between.contains(|c: char| c.is_ascii_digit())
            || files(between, language)
            || files(&words[to..end], language);
        if !between.contains(". ")
            && !filed
            && !(first..=last).contains(&year)
            && let Some(span) = said.there(day.span)
        {
            let message = format!("{year} is outside the years of the volume, {first} to {last}");
            out.push(Finding::alone(Kind::Citation, Verdict::YearOutsideVolume, span, message));
        }
    }
}

/// Whether words name a folder or a box.
fn files(words: &str, language: &Language) -> bool {
    any_word(words, |w| language.rules().is(w, &RuleWord::Filing))
}

fn any_word(words: &str, is: impl Fn(&str) -> bool) -> bool {
    fold(words, &[]).words().any(|w| is(&w))
}
