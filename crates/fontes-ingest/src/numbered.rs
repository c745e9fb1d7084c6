//! Which figures of a plain text number its lines or tell the time of them? Depositions, pleadings and transcripts
//! have them before every line, where they would part the words of a sentence.
//!
//! What `core::read::apparatus` tells of any text is taken here only where it is beyond doubt: numbers at the heads of at least
//! half of the lines that are not blank, and stamps of time.

use fontes_core::lang;
use fontes_core::read::{ApparatusKind, apparatus};
use fontes_core::text::Span;

/// Bytes that are looked at together: a record's numbers begin again on each page.
const STRETCH: usize = 1 << 20;
/// The share of a stretch's lines that begin with a figure, from which it is looked at.
const SHARE: usize = 8;

/// The numbers of lines and the stamps of a text, in order.
pub(crate) fn skips(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = 0;
    while from < text.len() {
        let to = stretch_end(text, from);
        out.extend(
            of_stretch(&text[from..to])
                .into_iter()
                .filter_map(|s| Span::of(text, from + s.start() as usize..from + s.end() as usize).ok()),
        );
        from = to;
    }
    out
}

/// Where a stretch ends: after a line, or a page, if one ends there.
fn stretch_end(text: &str, from: usize) -> usize {
    if text.len() - from <= STRETCH + STRETCH / 4 {
        return text.len();
    }
    let to = text.floor_char_boundary(from + STRETCH);
    let half = text.floor_char_boundary(from + STRETCH / 2);
    let cut = text[half..to].rfind('\u{C}').or_else(|| text[half..to].rfind('\n'));
    cut.map_or(to, |i| half + i + 1)
}

fn begins_with_figure(line: &str) -> bool {
    line.trim_start_matches(['[', '(', '<', '{']).starts_with(|c: char| c.is_ascii_digit())
}

fn of_stretch(text: &str) -> Vec<Span> {
    let filled = || text.lines().map(str::trim).filter(|l| !l.is_empty());
    // A line may name who speaks before its stamp.
    let candidate =
        |l: &str| begins_with_figure(l) || l.split_whitespace().take(4).any(|w| w.starts_with('['));
    let (lines, marked) = filled().fold((0, 0), |(n, m), l| (n + 1, m + usize::from(candidate(l))));
    if marked < 2 || marked * SHARE < lines {
        return Vec::new();
    }
    let found = apparatus(text, lang::english());
    // A bare number at the head of a line; "1." is that of a list's item, and is quoted with it.
    let bare = |s: Span| {
        let before = &text[..s.start() as usize];
        before.rfind('\n').map_or(before, |i| &before[i + 1..]).trim().is_empty()
            && s.slice(text).is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()))
    };
    let numbers: Vec<Span> =
        found.iter().filter(|a| a.kind == ApparatusKind::Numbering && bare(a.span)).map(|a| a.span).collect();
    // Sentences run on over the numbers of lines, and end before those of items.
    let running = numbers.iter().filter(|s| runs_on(text, **s)).count();
    let numbered = numbers.len() > 2 && numbers.len() * 2 >= lines && running * 4 >= numbers.len();
    found
        .into_iter()
        .filter(|a| match a.kind {
            ApparatusKind::TimeStamp => true,
            ApparatusKind::Numbering => numbered && bare(a.span),
            ApparatusKind::PageNumber | ApparatusKind::RunningHead => numbered,
            _ => false,
        })
        .map(|a| a.span)
        .collect()
}

/// Whether the words before a number go on after it.
fn runs_on(text: &str, number: Span) -> bool {
    let before = text[..number.start() as usize].trim_end().chars().next_back();
    let after = text[number.end() as usize..].chars().find(|c| !c.is_whitespace());
    before.is_some_and(char::is_alphabetic)
        && after.is_some_and(|c| c.is_lowercase() || c.is_alphabetic() && !c.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        fontes_core::text::fold(text, &skips(text)).words().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lines_of_a_record_are_numbered() {
        let text = "  1   Q.   Who kept the key of the\n  2        granary that night?\n  3   A.   Nobody. We had\n  4        9 keys cut.\n";
        assert_eq!(words(text), "q who kept the key of the granary that night a nobody we had 9 keys cut");
        let tape = "[00:03:12] VANE: Nobody kept\n[00:03:16] the key after 4:15 that\n[00:03:19] day.\n";
        assert_eq!(words(tape), "vane nobody kept the key after 4 15 that day");
    }

    #[test]
    fn things_that_are_counted_are_words() {
        let list = "In the granary:\n1 goat\n2 sheep\n3 cows\n";
        assert_eq!(words(list), "in the granary 1 goat 2 sheep 3 cows");
        let clauses = "1 keep no goats in the orchard beside the northern wall,\n2 mend the fence of the orchard before the first of April,\n3 pay the rent of the orchard on the day of Saint Martin.\n";
        assert_eq!(skips(clauses), []);
        let items =
            "The tenant shall\n1. keep no goats in the orchard,\n2. mend the fence,\n3. pay the rent.\n";
        assert_eq!(skips(items), []);
        let log = "08:15 Engine stopped.\n08:40 Boats lowered.\n09:05 Captain left.\n";
        assert_eq!(words(log), "08 15 engine stopped 08 40 boats lowered 09 05 captain left");
    }

    #[test]
    fn a_long_record_is_read_in_stretches() {
        let page: String =
            (1..=25).map(|i| format!(" {i:2}        we saw the boats and nobody else did then\n")).collect();
        let text = format!("{page}\u{C}").repeat(2500);
        assert!(text.len() > 2 * STRETCH);
        assert_eq!(skips(&text).len(), 2500 * 25);
    }
}
