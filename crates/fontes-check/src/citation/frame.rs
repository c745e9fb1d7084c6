//! Which words of a text can say whose a quotation is? Those of its sentence that no other quotation and no turn to
//! something else parts from it.

use super::prose::Prose;
use fontes_core::lang::RuleWord;
use fontes_core::read::{Form, Quotation, ends_sentence};
use std::ops::Range;

/// Words before and after a quotation that can belong to its sentence.
const SENTENCE: usize = 60;
/// Words after a question or an exclamation within which "he asked" is looked for.
const TAG: usize = 5;
/// Words that join two quotations of one speaker: "and that".
const JOINING: usize = 3;
/// Quotations before one among which the one right before it is looked for.
const NEAR: usize = 100;
/// Quotations of one speaker that are joined.
const MOST_JOINED: usize = 16;
/// Fewer words between marks are a word that the author sets apart, not somebody's sentence.
const FEWEST: usize = 3;

/// The words before a quotation and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// Before it.
    pub(super) lead: Range<usize>,
    /// After it.
    pub(super) tail: Range<usize>,
    /// Whether another quotation stands right before the words before it: they may be about that one.
    pub(super) follows: bool,
}

/// The words around a quotation; `others` are those of its text, in order, and `is_name` tells of one
/// that it only names a work.
pub(super) fn frame(
    p: &Prose<'_>,
    q: &Quotation,
    others: &[Quotation],
    is_name: &dyn Fn(&Quotation) -> bool,
) -> Frame {
    joined_frame(p, q, others, is_name, MOST_JOINED)
}

/// The same, where at most so many quotations before it may be joined with it.
fn joined_frame(
    p: &Prose<'_>,
    q: &Quotation,
    others: &[Quotation],
    is_name: &dyn Fn(&Quotation) -> bool,
    most: usize,
) -> Frame {
    let own = p.within(q.span);
    if own.is_empty() {
        return Frame { lead: own.start..own.start, tail: own.end..own.end, follows: false };
    }
    let parts =
        |o: &&Quotation| o.span != q.span && !o.unclosed && p.within(o.span).len() >= FEWEST && !is_name(o);
    let ends = |i: usize| ends_sentence(p.text, p.folded, i, p.language);
    // What ends with a colon or a comma goes on in the next paragraph.
    let announced = |i: usize| p.gap(i).trim_start().starts_with([':', ',', '：']);
    let low = own.start.saturating_sub(SENTENCE);
    let mut first = (low..own.start)
        .rev()
        .find(|&i| ends(i) && !(i + 1 == own.start && announced(i)))
        .map_or(low, |i| i + 1);
    let before = others.partition_point(|o| o.span.end() <= q.span.start());
    let tail = tail(p, q, own.end, &others[before..], &parts);
    let previous =
        others[..before].iter().rev().take(NEAR).take_while(|o| p.within(o.span).end > first).find(parts);
    if let Some(o) = previous {
        first = p.within(o.span).end;
        // "writes that “…” and that “…”."
        let joined = first..own.start;
        let light = joined.len() <= JOINING && joined.clone().all(|i| p.light(i) && !p.capital(i));
        let ends = tail.is_empty() || p.gap_before(own.end).contains(['.', ',', ';']);
        let turns = joined.clone().any(|i| p.phrase(i, joined.end, RuleWord::Turning).is_some());
        let parted = (first.saturating_sub(1)..own.start).any(|i| p.gap(i).contains(';'));
        if most > 0 && light && ends && !turns && !parted && o.form != Form::Block {
            return Frame { tail, ..joined_frame(p, o, others, is_name, most - 1) };
        }
    }
    let lead = after_turning(p, first..own.start);
    let follows = previous.is_some() && lead.start == first;
    Frame { lead, tail, follows }
}

/// What follows the last turn to something else: "but", "while", a semicolon.
fn after_turning(p: &Prose<'_>, lead: Range<usize>) -> Range<usize> {
    for i in lead.clone().rev() {
        if p.gap(i).contains(';') && i + 1 < lead.end {
            return i + 1..lead.end;
        }
        // ", however," turns nothing to another.
        if let Some(n) = p.phrase(i, lead.end, RuleWord::Turning)
            && !(p.gap_before(i).contains(',') && p.gap(i + n - 1).contains(','))
        {
            return i + n..lead.end;
        }
    }
    lead
}

/// The words after a quotation: to the end of its sentence, to the next quotation or to what turns away.
fn tail(
    p: &Prose<'_>,
    q: &Quotation,
    from: usize,
    next: &[Quotation],
    parts: &dyn Fn(&&Quotation) -> bool,
) -> Range<usize> {
    let ends = |i: usize| ends_sentence(p.text, p.folded, i, p.language);
    let high = p.len().min(from + SENTENCE);
    let mut last = (from.saturating_sub(1)..high).find(|&i| ends(i)).map_or(high, |i| i + 1).max(from);
    if last == from && (is_tag(p, q, from) || is_signature(p, from)) {
        // "“Who was it?” Tov asked.", "“….” — Tov"
        last = (from..high).find(|&i| ends(i)).map_or(high, |i| i + 1);
    }
    let mut near = next.iter().take_while(|o| p.within(o.span).start <= last);
    if let Some(o) = near.find(|o| parts(o) && o.span.start() >= q.span.end()) {
        last = last.min(p.within(o.span).start).max(from);
    }
    let turns = |i: usize| {
        i > from && p.gap_before(i).contains(';') || p.phrase(i, last, RuleWord::Turning).is_some()
    };
    let end = (from..last).find(|&i| turns(i)).unwrap_or(last);
    from..end
}

/// Whether what follows a question or an exclamation only says whose it is, and leads to no other words.
fn is_tag(p: &Prose<'_>, q: &Quotation, from: usize) -> bool {
    if q.form == Form::Block {
        return false;
    }
    let words = q.span.slice(p.text).unwrap_or("").trim_end();
    let gap = p.gap(from.saturating_sub(1));
    if !words.ends_with(['?', '!']) && !gap.trim_start().starts_with(['?', '!']) || gap.contains('\n') {
        return false;
    }
    let verb = (from..p.len().min(from + TAG)).find(|&i| p.language.saying().is_saying(&p.word(i)));
    verb.is_some_and(|v| {
        let end = (v..p.len().min(v + 4)).find(|&i| !p.gap(i).trim().is_empty());
        let name = p.capital(from) || p.capital(v + 1);
        name && end.is_some_and(|i| p.gap(i).starts_with('.'))
    })
}

/// Whether nothing but a dash and blanks stands between a quotation and what follows: "— Okafor".
fn is_signature(p: &Prose<'_>, from: usize) -> bool {
    let gap = p.gap_before(from);
    let dash = |c: char| matches!(c, '—' | '–' | '―');
    let after = gap.trim_end().trim_end_matches(['*', '_', '>', ' ']);
    after.ends_with(dash) || after.ends_with("--")
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::lang::english;
    use fontes_core::read::quotations;
    use fontes_core::text::{Document, fold};

    fn frames(text: &str) -> Vec<(String, String)> {
        let d = Document { text: text.to_owned(), ..Document::default() };
        let all = quotations(&d);
        let folded = fold(text, &[]);
        let p = Prose { text, folded: &folded, language: english() };
        all.iter()
            .map(|q| {
                let f = frame(&p, q, &all, &|_| false);
                (p.written(&f.lead).to_owned(), p.written(&f.tail).to_owned())
            })
            .collect()
    }

    #[test]
    fn other_quotations_and_turns_bound_what_speaks_of_one() {
        let two = frames("Bree writes “the sea froze in May”, while Tov holds that “no ship was lost”.");
        assert_eq!(two[0], ("Bree writes".into(), "".into()));
        assert_eq!(two[1].0, "Tov holds that");
        let one = frames("Tov, however, told them “the sea froze in May”.");
        assert_eq!(one[0].0, "Tov, however, told them");
        let asked = frames("He turned. “Who froze the sea in May?” Tov asked. Bree left.");
        assert_eq!(asked[0], ("".into(), "Tov asked".into()));
        let block = frames("Tov wrote:\n\n“The sea froze in May.”");
        assert_eq!(block[0].0, "Tov wrote");
        let joined = frames("Tov writes that “the sea froze in May” and that “no ship was lost”.");
        assert_eq!(joined[1].0, "Tov writes that");
    }
}
