//! Does what an ellipsis left out bear on the sense of what was kept?

use super::analysis::Analysis;
use crate::draft::Draft;
use fontes_core::align::change::{Change, Class};
use fontes_core::lang::{Language, Touch};
use fontes_core::read::{Governor, Quotation, ends_sentence, governor_after, governor_before};
use fontes_core::text::{Folded, Span};
use std::ops::Range;

/// What each ellipsis left out, and whether it bears on the sense of what was kept.
pub(super) fn elisions(draft: &Draft, q: &Quotation, analysis: &Analysis) -> Vec<Change> {
    let w = analysis.witness.folded();
    let text = analysis.witness.text();
    let mut out = Vec::new();
    let mut placed = analysis.parts.iter().flatten().peekable();
    while let Some(part) = placed.next() {
        let Some(draft_span) = draft.span(&part.part) else { continue };
        let next = placed.peek();
        let until = next.and_then(|n| draft.span(&n.part)).map_or(q.span.end(), Span::start);
        let Some(mark) = q.ellipses.iter().find(|e| e.start() >= draft_span.end() && e.end() <= until) else {
            continue;
        };
        let dropped = match next {
            Some(n) => part.tokens.end..n.tokens.start,
            None => part.tokens.end..sentence_end(w, text, part.tokens.end, analysis.language),
        };
        let Some(source) = w.span_of(&dropped) else { continue };
        let next = next.map(|n| &n.tokens);
        let touch = turns(w, text, &part.tokens, next, &dropped, analysis.language);
        if next.is_some() || touch.is_some() {
            out.push(Change { class: Class::Elision, touch, draft: *mark, source });
        }
    }
    out
}

/// The token after which the sentence that token `from` stands in ends; at most forty on.
pub(crate) fn sentence_end(w: &Folded, text: &str, from: usize, language: &Language) -> usize {
    let mut at = from;
    if at == 0 || ends_sentence(text, w, at - 1, language) {
        return from;
    }
    while at < w.tokens.len() && at < from + 40 {
        at += 1;
        if ends_sentence(text, w, at - 1, language) {
            break;
        }
    }
    at
}

/// Whether the words left out turn what was kept: a negation or a condition in the same
/// sentence as kept words on both sides; or, where whole sentences were left out, a negation
/// that governs the next kept words or a condition on the last ones. `next` are the kept words after the omission, if
/// any follow.
pub(crate) fn turns(
    w: &Folded,
    text: &str,
    kept: &Range<usize>,
    next: Option<&Range<usize>>,
    dropped: &Range<usize>,
    language: &Language,
) -> Option<Touch> {
    let bearings = language.bearings(text, w, dropped);
    let bears = |i: usize, touch: Touch| bearings.get(i - dropped.start).is_some_and(|b| b.has(touch));
    let negates = |i: usize| bears(i, Touch::Negation);
    let ends = |i: usize| ends_sentence(text, w, i, language);
    let boundary = dropped.clone().chain(dropped.start.checked_sub(1)).find(|&i| ends(i));
    // "only" is both, and no condition by itself.
    let condition = |i: usize| bears(i, Touch::Condition) && !bears(i, Touch::Quantifier);
    let opening = || dropped.clone().take(2).find(|&i| condition(i)).map(|_| Touch::Condition);
    match (boundary, next) {
        (None, Some(_)) => {
            let negation = dropped.clone().find(|&i| negates(i)).map(|_| Touch::Negation);
            negation.or_else(|| dropped.clone().find(|&i| condition(i)).map(|_| Touch::Condition))
        }
        (_, None) => opening(),
        (_, Some(next)) => {
            // The last words left out belong to the sentence of the next kept ones, the first to that of the last.
            let left_out = |g: Option<Governor>, touch: Touch| {
                g.filter(|g| g.touch == touch && dropped.contains(&g.word)).map(|g| g.touch)
            };
            left_out(governor_before(text, w, next, language), Touch::Negation).or_else(|| {
                let condition = left_out(governor_after(text, w, kept, language), Touch::Condition);
                let head = dropped.start > 0 && !ends(dropped.start - 1);
                condition.or_else(|| if head { opening() } else { None })
            })
        }
    }
}
