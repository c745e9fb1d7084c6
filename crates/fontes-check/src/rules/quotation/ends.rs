//! What do the words at the ends of a quotation answer to? Words beyond a gap, words of a damaged end, and the word that stands
//! where the quotation begins.

use crate::draft::Draft;
use fontes_core::align::change::{Change, Class, Side};
use fontes_core::align::edit_distance::likeness;
use fontes_core::align::word_alignment::{Relation, Segment, Task};
use fontes_core::corpus::Source;
use fontes_core::lang::Language;
use fontes_core::read::{apparatus_of, ends_sentence};
use fontes_core::text::{Folded, Span, fold};
use std::ops::Range;

/// Words of a damaged end that are placed by their letters, and the share of these that must agree.
const DAMAGED_END: usize = 12;
const END_LIKE: f32 = 0.5;
/// How much more like by letters than word by word an end must be.
const MORE_LIKE: f32 = 0.15;

/// Words at an end that are too damaged to answer to words one by one, or run together, answer to the source's next words by
/// their letters.
pub(super) fn damaged_ends(
    mut segments: Vec<Segment>,
    task: &Task<'_>,
    floor: usize,
    known: &dyn Fn(&str) -> Option<bool>,
) -> Vec<Segment> {
    let same = |s: &Segment| s.relation == Relation::Same;
    if let Some(k) = segments.iter().position(same).filter(|&k| k > 0)
        && let Some(run) = by_letters(&segments[..k], segments[k].b.start, task, floor, known, true)
    {
        segments.splice(..k, [run]);
    }
    if let Some(k) = segments.iter().rposition(same).filter(|&k| k + 1 < segments.len())
        && let Some(run) = by_letters(&segments[k + 1..], segments[k].b.end, task, floor, known, false)
    {
        segments.splice(k + 1.., [run]);
    }
    segments
}

/// The words of an end as one run for the words of the source before (or after) its token `at` that are most like them.
fn by_letters(
    end: &[Segment],
    at: usize,
    task: &Task<'_>,
    floor: usize,
    known: &dyn Fn(&str) -> Option<bool>,
    before: bool,
) -> Option<Segment> {
    let (a, b) = (task.a, task.b);
    let words = end.first()?.a.start..end.last()?.a.end;
    if words.is_empty() || words.len() > DAMAGED_END || words.clone().any(task.inserted) {
        return None;
    }
    let lost = |f: &Folded, r: &Range<usize>| {
        r.clone().filter(|&i| known(&f.word(i)) == Some(false)).count() * 2 >= r.len()
    };
    let letters = |s: &Segment| s.a.clone().map(|i| a.letters(i).len()).sum::<usize>() as f32;
    let now = end.iter().map(|s| s.agreement(a, b) * letters(s)).sum::<f32>() / a.run(&words).len() as f32;
    let most = words.len() * 2 + 2;
    let runs = (1..=most).filter_map(|n| match before {
        true => at.checked_sub(n).filter(|&from| from >= floor).map(|from| from..at),
        false => Some(at..at + n).filter(|r| r.end <= b.tokens.len()),
    });
    let mut best: Option<(f32, Range<usize>)> = None;
    for run in runs {
        let like = likeness(a.run(&words), b.run(&run));
        if best.as_ref().is_none_or(|b| like > b.0) {
            best = Some((like, run));
        }
    }
    let (like, run) = best?;
    let enough = like >= END_LIKE && like >= now + MORE_LIKE;
    (enough && (lost(a, &words) || lost(b, &run))).then_some(Segment {
        relation: Relation::Substitution,
        a: words,
        b: run,
    })
}

/// Words of the source that may be left out between the words at an end of a quotation and the rest of it.
const GAP: usize = 48;
/// Words of an end that are looked for beyond a gap.
const END: usize = 16;
/// Words from which on what stands elsewhere is a part of a splice.
pub(super) const SPLICE_WORDS: usize = 7;
/// Words that agree in a row from which on an alignment is sure of its place.
const SURE: usize = 3;

/// Words at an end that answer to nothing beside the rest of the quotation may stand in the source beyond words that were left
/// out. Few words are lost within many of the source, so that an alignment by cost does not find them.
pub(crate) fn reach_over_gaps(
    mut segments: Vec<Segment>,
    task: &Task<'_>,
    source: &Side<'_>,
) -> Vec<Segment> {
    let sure = |s: &Segment| s.relation == Relation::Same && s.a.len() >= SURE;
    if let Some(k) = segments.iter().position(sure).filter(|&k| k > 0)
        && let Some(lead) = beyond(&segments[..k], &segments[k], task, source, true)
    {
        segments.splice(..k, lead);
    }
    if let Some(k) = segments.iter().rposition(sure).filter(|&k| k + 1 < segments.len())
        && let Some(tail) = beyond(&segments[k + 1..], &segments[k], task, source, false)
    {
        segments.splice(k + 1.., tail);
    }
    segments
}

/// The segments of an end, if its words stand beyond a gap before (or after) those that are sure.
fn beyond(
    end: &[Segment],
    sure: &Segment,
    task: &Task<'_>,
    source: &Side<'_>,
    before: bool,
) -> Option<Vec<Segment>> {
    let words = end.first()?.a.start..end.last()?.a.end;
    let agreeing: usize = end.iter().filter(|s| s.relation == Relation::Same).map(|s| s.a.len()).sum();
    let (a, b) = (task.a, task.b);
    if words.is_empty() || words.len() > END || agreeing == words.len() || words.clone().any(task.inserted) {
        return None;
    }
    // Of an end that is partly the draft's own, what is the source's stands outermost.
    for n in (agreeing + 1..=words.len()).rev() {
        let outer = if before { words.start..words.start + n } else { words.end - n..words.end };
        let telling = outer.clone().filter(|&i| !source.language.is_function_word(&a.word(i))).count();
        let first = if before {
            sure.b.start.saturating_sub(GAP + n)..(sure.b.start + 1).saturating_sub(n)
        } else {
            sure.b.end..(sure.b.end + GAP).min((b.tokens.len() + 1).saturating_sub(n))
        };
        let stands = |j: &usize| (0..n).all(|k| b.letters(j + k) == a.letters(outer.start + k));
        let at = if before { first.rev().find(stands) } else { first.clone().find(stands) };
        let Some(at) = at else { continue };
        let gap = if before { at + n..sure.b.start } else { sure.b.end..at };
        if gap.is_empty() {
            continue;
        }
        let text = b.span_of(&(gap.start.saturating_sub(1)..(gap.end + 1).min(b.tokens.len())));
        let text = text.and_then(|s| s.slice(source.text)).unwrap_or("");
        let ends = text.contains(['.', '!', '?', '。']);
        // What stands beyond a sentence's end and is long enough is a part by itself.
        if ends && n >= SPLICE_WORDS {
            return None;
        }
        // A word or two stand by chance in so many.
        let enough = match n {
            1 => telling == 1 && !ends && (begins_sentence(source, at) || !before),
            2 => telling >= 1 && !ends,
            _ => telling >= 1 || !ends,
        };
        if !enough || text.contains("\n\n") && n < SURE {
            continue;
        }
        let same = Segment { relation: Relation::Same, a: outer.clone(), b: at..at + n };
        let inner = if before { outer.end..words.end } else { words.start..outer.start };
        let relation = if inner.is_empty() { Relation::Omission } else { Relation::Substitution };
        let middle = Segment { relation, a: inner, b: gap };
        return Some(if before { vec![same, middle] } else { vec![middle, same] });
    }
    None
}

/// Whether a sentence of the source begins with this token.
fn begins_sentence(source: &Side<'_>, token: usize) -> bool {
    token == 0 || ends_sentence(source.text, source.folded, token - 1, source.language)
}

/// A word changed at either end of the passage looks like one added there, because the source
/// words beyond the end are free; it takes the source's next words as its counterpart.
pub(crate) fn fill_ends(
    mut segments: Vec<Segment>,
    task: &Task<'_>,
    is_word: &dyn Fn(&Segment) -> bool,
) -> Vec<Segment> {
    let both = |s: &Segment| {
        s.relation == Relation::Addition && s.a.len() <= 3 && !s.a.clone().any(task.inserted) && is_word(s)
    };
    let many = segments.len() > 1;
    if let Some(first) = segments.first_mut().filter(|s| many && both(s)) {
        let room = first.b.start.min(first.a.len());
        if room > 0 {
            first.b.start -= room;
            first.relation = Relation::Substitution;
        }
    }
    if let Some(last) = segments.last_mut().filter(|s| many && both(s)) {
        let room = (task.b.tokens.len() - last.b.end).min(last.a.len());
        if room > 0 {
            last.b.end += room;
            last.relation = Relation::Substitution;
        }
    }
    segments
}

/// Whether what stands at an end of the draft's words are words, and no figures of its apparatus.
pub(super) fn is_word(draft: &Draft, s: &Segment) -> bool {
    let span = draft.span(&s.a);
    let figures = span.and_then(|s| s.slice(draft.text())).is_some_and(|t| t.contains(char::is_numeric));
    !figures || span.is_none_or(|span| apparatus_of(draft.text(), span, draft.apparatus()).is_none())
}

/// Whether a change is only that the quotation begins after an elided word: "il" for "qu'il".
pub(super) fn begins_in_word(draft: &Draft, witness: &Source, language: &Language, c: &Change) -> bool {
    let (Some(ours), Some(theirs)) = (c.draft.slice(draft.text()), c.source.slice(witness.text())) else {
        return false;
    };
    let opens = draft.quotations.iter().any(|q| q.span.start() == c.draft.start());
    opens
        && language
            .parted(theirs)
            .is_some_and(|(_, rest)| rest == fold(ours, &[]).words().collect::<String>())
}

/// Whether a change is but the first word of the quotation, in place of words after which the witness itself begins to
/// quote: “that public money …” for "reiterated the value of “public money …”". What stands before the mark is the witness's own.
pub(super) fn stands_before_marks(draft: &Draft, witness: &Source, language: &Language, c: &Change) -> bool {
    let opens = || draft.quotations.iter().any(|q| q.span.start() == c.draft.start());
    let joins = |text: &str, span: Span| {
        let words = fold(span.slice(text).unwrap_or(""), &[]);
        let mut small = words.words().filter(|w| language.is_function_word(w));
        words.tokens.len() == 1 && small.next().is_some()
    };
    let after = witness.text().get(c.source.end() as usize..).unwrap_or("");
    let quotes = after.trim_start().starts_with(['“', '"', '«', '„', '‘']);
    quotes
        && c.touch.is_none()
        && c.class == Class::WordReplaced
        && joins(draft.text(), c.draft)
        && joins(witness.text(), c.source)
        && opens()
}
