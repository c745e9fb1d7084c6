//! Which apparatus of the witness did the draft leave out? It is taken out of the alignment, and told as what it is.

use super::analysis::Aligned;
use crate::draft::Draft;
use fontes_core::align::change::{Change, Class};
use fontes_core::align::word_alignment::{Relation, Segment};
use fontes_core::corpus::Source;
use fontes_core::read::Apparatus;
use fontes_core::text::{Folded, Span};

/// Signs that open what is no word.
const OPENING: [char; 6] = ['(', '[', '{', '|', '⟨', '*'];

/// Whether something that differs looks like apparatus: figures, brackets, a line of its own. Only then is the
/// neighbourhood asked.
pub(super) fn may_hold_apparatus(witness: &Source, parts: &[Option<Aligned>]) -> bool {
    let tokens = &witness.folded().tokens;
    let text = witness.text();
    let differing = parts.iter().flatten().flat_map(|p| &p.segments).filter(|s| s.relation != Relation::Same);
    differing.filter(|s| !s.b.is_empty()).any(|s| {
        let from = s.b.start.checked_sub(1).and_then(|i| tokens.get(i)).map_or(0, |t| t.span.end() as usize);
        let to = tokens.get(s.b.end).map_or(text.len(), |t| t.span.start() as usize);
        text.get(from..to).is_some_and(|s| {
            s.contains(char::is_numeric) || s.contains(OPENING) || s.matches('\n').count() >= 2
        })
    })
}

/// Apparatus that does not stand in the draft as well.
pub(super) fn left_out(
    draft: &Draft,
    witness: &Source,
    parts: &[Option<Aligned>],
    apparatus: &[Apparatus],
) -> Vec<Apparatus> {
    let w = witness.folded();
    let segments: Vec<&Segment> = parts.iter().flatten().flat_map(|p| &p.segments).collect();
    let answered = |i: usize| {
        segments.iter().find(|s| s.b.contains(&i)).is_some_and(|s| match s.relation {
            Relation::Same => true,
            // Another figure for it is another figure.
            Relation::Substitution => s.b.len() == 1 && s.a.len() == 1 && has_figures(draft, s.a.start),
            Relation::Addition | Relation::Omission => false,
        })
    };
    let holds_words = |a: &&Apparatus| {
        let tokens = overlapping(w, a.span);
        !tokens.is_empty() && !tokens.into_iter().all(answered)
    };
    apparatus.iter().filter(holds_words).copied().collect()
}

fn has_figures(draft: &Draft, i: usize) -> bool {
    let token = draft.folded.tokens.get(i).and_then(|t| t.span.slice(draft.text()));
    token.is_some_and(|t| t.contains(char::is_numeric))
}

fn overlapping(w: &Folded, span: Span) -> std::ops::Range<usize> {
    let from = w.tokens.partition_point(|t| t.span.end() <= span.start());
    let to = w.tokens.partition_point(|t| t.span.start() < span.end());
    from..to.max(from)
}

/// The change that apparatus within an aligned passage is, with the place in the draft where it would stand.
pub(super) fn leaves(draft: &Draft, w: &Folded, aligned: &Aligned, left: &Apparatus) -> Option<Change> {
    let passage = w.span_of(&aligned.tokens)?;
    if !passage.contains(left.span) {
        return None;
    }
    let before = w.tokens.partition_point(|t| t.span.end() <= left.span.start()).checked_sub(1)?;
    let segment = aligned.segments.iter().rev().find(|s| s.b.start <= before)?;
    let token = if segment.b.len() == segment.a.len() {
        segment.a.start + (before - segment.b.start).min(segment.a.len()) + 1
    } else {
        segment.a.end
    };
    let tokens = &draft.folded.tokens;
    let at = match tokens.get(token.min(aligned.part.end)) {
        Some(t) if token < aligned.part.end => t.span.start(),
        _ => tokens.get(aligned.part.end.checked_sub(1)?)?.span.end(),
    };
    Some(Change {
        class: Class::from(left.kind),
        touch: None,
        draft: Span::new(at, at).ok()?,
        source: left.span,
    })
}
