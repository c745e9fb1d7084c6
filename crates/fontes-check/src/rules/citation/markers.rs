//! Do the markers in the text and the notes lead to each other, and in order?

use super::super::covering::Covering;
use crate::draft::Draft;
use crate::finding::{Finding, Kind, Verdict};
use fontes_core::read::Reference;
use fontes_core::text::Span;
use std::collections::{HashMap, HashSet};

/// A marker in the text, as it is printed in brackets; of "[4, 5]" and "[3-5]" there are several.
struct Marker {
    span: Span,
    label: String,
    /// Whether a figure stands before it: "April 21 [22]" is an editor's correction as often as a marker.
    after_figure: bool,
}

/// Bytes that a marker may have between its brackets.
const LONGEST: usize = 16;

/// Markers in square brackets: "[i]", "[12]", "[4, 5]", "[3–5]", and Markdown's, which have a caret.
fn bracketed(text: &str) -> Vec<Marker> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('[').map(|o| o + at) {
        at = open + 1;
        let near = text.as_bytes()[open + 1..].iter().take(LONGEST + 1);
        let Some(len) = near.take_while(|b| **b != b'[').position(|b| *b == b']').filter(|&l| l >= 1) else {
            continue;
        };
        let Ok(span) = Span::of(text, open..open + len + 2) else { continue };
        // "a[0]", "x[3]" are of programs; a marker follows a word or a stop.
        let before = text[..open].chars().next_back();
        let mut back = text[..open].chars().rev();
        let alone = back.next().is_some_and(|c| c.is_ascii_alphabetic())
            && back.next().is_none_or(|c| !c.is_alphanumeric());
        if alone && before.is_some_and(char::is_alphabetic) {
            continue;
        }
        let inner = text[open + 1..open + 1 + len].trim_start_matches('^');
        let after_figure = text[..open].trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit());
        for label in labels(inner) {
            out.push(Marker { span, label, after_figure });
        }
    }
    out
}

/// The labels within a bracket; none when it is no marker.
fn labels(inner: &str) -> Vec<String> {
    let number =
        |s: &str| s.trim().parse::<u32>().ok().filter(|n| (1..1000).contains(n) && s.trim().len() <= 3);
    let roman = |s: &str| s.len() <= 5 && !s.is_empty() && s.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    if roman(inner) {
        return vec![inner.to_owned()];
    }
    let mut out = Vec::new();
    for part in inner.split([',', ';']) {
        let ends: Vec<&str> = part.split(['-', '–']).collect();
        match ends[..] {
            [one] => match number(one) {
                Some(n) => out.push(n.to_string()),
                None => return Vec::new(),
            },
            [a, b] => match (number(a), number(b)) {
                (Some(a), Some(b)) if a < b && b - a < 50 => out.extend((a..=b).map(|n| n.to_string())),
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        }
    }
    out
}

pub(super) fn markers(draft: &Draft, works: &[Reference], out: &mut Vec<Finding>) {
    let text = draft.text();
    let notes = &draft.document.notes;
    let found = bracketed(text);
    let starts_line = |s: Span| {
        let before = &text[..s.start() as usize];
        before.is_empty() || before.trim_end_matches([' ', '\t', '\r']).ends_with('\n')
    };
    // The notes and the numbered references that brackets can lead to: where a label begins lines more
    // than once, the last time it is the note.
    let mut last: HashMap<&str, Span> = HashMap::new();
    for m in found.iter().filter(|m| starts_line(m.span)) {
        last.insert(&m.label, m.span);
    }
    let heads = |m: &Marker| starts_line(m.span) && last.get(m.label.as_str()) == Some(&m.span);
    let bodies = Covering::new(notes.iter().map(|n| n.body));
    let own: Vec<&Marker> = found.iter().filter(|m| heads(m)).collect();
    let lead: Vec<&Marker> = found.iter().filter(|m| !heads(m) && !bodies.holds(m.span)).collect();
    let numeric = |l: &str| l.bytes().all(|b| b.is_ascii_digit());
    // "1. Smith, John" in a list of references.
    let listed: HashSet<String> = works
        .iter()
        .filter_map(|r| {
            // The number of a list's item may stand before what is read as the reference.
            let line = text[..r.span.start() as usize].rfind('\n').map_or(0, |n| n + 1);
            let words = text.get(line..r.span.end() as usize)?.trim_start();
            let digits = words.bytes().take_while(u8::is_ascii_digit).count();
            let item = (1..=3).contains(&digits) && words[digits..].starts_with(['.', ')']);
            item.then(|| words[..digits].to_owned())
        })
        .collect();
    let noted: HashSet<&str> = notes.iter().map(|n| bare(&n.label)).collect();
    let owned: HashSet<&str> = own.iter().map(|m| m.label.as_str()).collect();
    let led: HashSet<&str> = lead.iter().map(|m| m.label.as_str()).collect();
    let named = |label: &str| owned.contains(label) || noted.contains(label) || listed.contains(label);
    // What counts for markers of one style, Roman or Arabic: whether there are notes of it, and whether it counts from 1.
    let known = [false, true].map(|style| {
        let same_style = own.iter().filter(|o| numeric(&o.label) == style).count()
            + notes.iter().filter(|n| numeric(bare(&n.label)) == style).count();
        // A document without a list of notes may mean anything by its brackets; one that counts from 1 does not.
        let counts = (led.contains("1") || led.contains("i"))
            && lead.len() > 1
            && lead.iter().filter(|o| numeric(&o.label) == style).count() > 1;
        same_style > 0 || counts
    });
    for m in &lead {
        if !named(&m.label) && !m.after_figure && known[usize::from(numeric(&m.label))] {
            let message = format!("the marker [{}] leads to no note", m.label);
            out.push(Finding::alone(Kind::Citation, Verdict::MarkerWithoutNote, m.span, message));
        }
    }
    let marked: HashSet<Span> = notes.iter().filter_map(|n| n.marker).collect();
    for (span, label) in &draft.raised {
        if !marked.contains(span) && !noted.contains(label.as_str()) {
            let message = format!("the marker {label} leads to no note");
            out.push(Finding::alone(Kind::Citation, Verdict::MarkerWithoutNote, *span, message));
        }
    }
    for n in notes.iter().filter(|n| n.marker.is_none()) {
        let label = bare(&n.label);
        // A document's own source note stands at its head, without a number.
        let numbered =
            !label.is_empty() && (numeric(label) || label.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')));
        if numbered && !led.contains(label) {
            let message = format!("no marker in the text leads to note {label}");
            out.push(Finding::alone(Kind::Citation, Verdict::NoteWithoutMarker, n.body, message));
        }
    }
    // A text from which markers were taken away is not one with a note too many.
    let led_to = own.iter().filter(|o| led.contains(o.label.as_str())).count();
    for m in own.iter().filter(|_| led_to * 2 > own.len()) {
        let label = m.label.as_str();
        if !noted.contains(label) && !lead.is_empty() && !led.contains(label) {
            let message = format!("no marker in the text leads to note [{}]", m.label);
            out.push(Finding::alone(Kind::Citation, Verdict::NoteWithoutMarker, m.span, message));
        }
    }
    order(draft, out);
}

pub(super) fn bare(label: &str) -> &str {
    label.trim_matches(['[', ']', '^', '(', ')', '.', ' '])
}

/// Notes are numbered in the order of their markers; a number that goes back is out of order, unless
/// it leads again to a note that was led to before.
fn order(draft: &Draft, out: &mut Vec<Finding>) {
    let mut all: Vec<(Span, u32)> =
        draft.document.notes.iter().filter_map(|n| Some((n.marker?, bare(&n.label).parse().ok()?))).collect();
    all.sort_unstable();
    let mut highest = 0;
    let mut seen: Vec<u32> = Vec::new();
    for (span, number) in all {
        // A new part counts from 1 again.
        if number == 1 {
            (highest, seen) = (1, vec![1]);
            continue;
        }
        if number < highest && !seen.contains(&number) {
            let message = format!("note {number} comes after note {highest}");
            out.push(Finding::alone(Kind::Citation, Verdict::OutOfOrder, span, message));
        }
        highest = highest.max(number);
        seen.push(number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_told_from_other_brackets() {
        let got: Vec<String> =
            bracketed("One [1]. Two[2]. Some [3, 5]; more [7–9]. a[0] x[4] [sic] [1961] [iv] [^6]")
                .into_iter()
                .map(|m| m.label)
                .collect();
        assert_eq!(got, ["1", "2", "3", "5", "7", "8", "9", "iv", "6"]);
    }
}
