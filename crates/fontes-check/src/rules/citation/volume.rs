//! Is what is cited from a volume of the years that the volume is of?

use crate::draft::Draft;
use crate::finding::{Finding, Kind, Verdict};
use fontes_core::read::{Basis, Time, TimeKind, times};
use fontes_core::text::Span;

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
/// 1961–1963, vol. X". A year alone may be that of printing.
pub(super) fn years(draft: &Draft, within: Span, out: &mut Vec<Finding>) {
    let text = draft.text();
    let Some(words) = within.slice(text) else { return };
    let base = within.start() as usize;
    for (at, _) in words.match_indices(['–', '-']) {
        let from = words[..at].char_indices().rev().take(5).last().map_or(at, |(i, _)| i);
        let to = words[at..].char_indices().nth(6).map_or(words.len(), |(i, _)| at + i);
        let Some((first, last)) = year_range(&words[from..to]) else { continue };
        // It is a volume's when one is named right after.
        let after: String = words[to..].chars().take(24).collect::<String>().to_lowercase();
        if !after.contains("vol") {
            continue;
        }
        // The day stands before it in the same sentence, and nothing else is cited between.
        let sentence = words[..from].rfind([';', '\n']).map_or(0, |i| i + 1);
        let Ok(before) = Span::of(text, base + sentence..base + from) else { continue };
        let said = before.slice(text).unwrap_or("");
        let days: Vec<Time> = times(said, None)
            .into_iter()
            .filter(|t| t.kind == TimeKind::Date && t.basis == Basis::Written && t.value.len() == 10)
            .collect();
        let [day] = &days[..] else { continue };
        let Ok(year) = day.value[..4].parse::<i32>() else { continue };
        let stop = said[day.span.end() as usize..].contains(". ");
        if !stop && !(first..=last).contains(&year) {
            let start = base + sentence + day.span.start() as usize;
            if let Ok(span) = Span::of(text, start..start + (day.span.end() - day.span.start()) as usize) {
                let message = format!("{year} is outside the years of the volume, {first} to {last}");
                out.push(Finding::alone(Kind::Citation, Verdict::YearOutsideVolume, span, message));
            }
        }
    }
}
