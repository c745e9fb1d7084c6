//! What is to be said of all quotations of a draft? Those that "he says" interrupts are judged together, at the seam too.

use super::message::message_again;
use super::{check, check_cited};
use crate::citation::{CitedSource, citations};
use crate::draft::Draft;
use crate::finding::{Edit, Finding, Severity, Verdict};
use crate::options::Options;
use crate::search::Retriever;
use fontes_core::align::change::{Change, Class};
use fontes_core::corpus::Result;
use fontes_core::read::Quotation;
use fontes_core::text::Span;

/// Pieces of a quotation that are judged together; the next begin anew.
const MOST_PIECES: usize = 24;
/// Words of the source that may be left out between two pieces of one quotation.
const NEAR_BY: usize = 25;

/// Checks all quotations of a draft.
pub(crate) fn check_all(draft: &Draft, search: &Retriever<'_>, options: &Options) -> Result<Vec<Finding>> {
    let mut out = Vec::new();
    let mut rest = draft.quotations.as_slice();
    while let Some(first) = rest.first() {
        let most = MOST_PIECES.min(rest.len()) - 1;
        let n = 1 + rest.iter().take(most).take_while(|q| q.interrupted.is_some()).count();
        let (pieces, after) = rest.split_at(n);
        match pieces {
            [one] if one.asides.is_empty() => out.extend(check(draft, first, search, options)?),
            [one] => out.extend(with_asides(draft, one, search, options)?),
            _ => out.extend(together(draft, pieces, search, options)?),
        }
        rest = after;
    }
    Ok(out)
}

/// How bad a finding is: its severity, and how many changes of words it lists.
fn badness(f: &Finding) -> (Severity, usize) {
    (f.severity(), f.changes.iter().filter(|e| is_real(e)).count())
}

fn is_real(e: &Edit) -> bool {
    !e.change.class.is_silent() && !e.change.class.is_marked()
}

/// A quotation that may be interrupted without marks: with the words and without, whichever is the source's.
fn with_asides(
    draft: &Draft,
    q: &Quotation,
    search: &Retriever<'_>,
    options: &Options,
) -> Result<Option<Finding>> {
    let whole = check(draft, q, search, options)?;
    if whole.as_ref().is_some_and(|f| f.severity() <= Severity::Info) {
        return Ok(whole);
    }
    let cited = citations(draft, q, search)?;
    let without = check_cited(draft.uninterrupted(), q, &cited, search, options)?;
    let better = match (&whole, &without) {
        (Some(w), Some(o)) => badness(o) < badness(w),
        _ => false,
    };
    Ok(if better { without } else { whole })
}

/// The pieces of an interrupted quotation. Where they do not meet as the source's words do, one finding tells it of the whole;
/// else each piece has its own, and one too short to be looked for is where its sisters are.
fn together(
    draft: &Draft,
    pieces: &[Quotation],
    search: &Retriever<'_>,
    options: &Options,
) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    for q in pieces {
        found.push(check(draft, q, search, options)?);
    }
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else { return Ok(vec![]) };
    let of = |spans: fn(&Quotation) -> &Vec<Span>| pieces.iter().flat_map(spans).copied().collect::<Vec<_>>();
    let whole = Quotation {
        span: first.span.cover(last.span),
        ellipses: of(|q| &q.ellipses),
        inserted: of(|q| &q.inserted),
        ignored: of(|q| &q.ignored),
        asides: vec![],
        interrupted: None,
        ..last.clone()
    };
    // Who speaks is said where it is interrupted.
    let cited = citations(draft, last, search)?.or_persons_of(citations(draft, first, search)?);
    let seams: Vec<Span> = pieces
        .windows(2)
        .filter_map(|pair| Span::new(pair[0].span.end(), pair[1].span.start()).ok())
        .collect();
    let judged = check_cited(draft.uninterrupted(), &whole, &cited, search, options)?;
    let Some(mut judged) = judged.filter(|f| !f.evidence.is_empty()) else {
        return Ok(found.into_iter().flatten().collect());
    };
    // Words left out at a seam look like others in their place where one piece is short.
    if judged.changes.iter().any(is_real)
        && let Some(apart) = parted(draft, &whole, &seams, &cited, search, options)?
        && apart.likeness > judged.likeness
    {
        judged = apart;
    }
    let spliced = |f: &Finding| f.verdict == Verdict::Spliced;
    let told = judged.changes.iter().filter(|e| is_real(e)).any(|e| seams.iter().any(|s| touches(e, *s)))
        || spliced(&judged) && !found.iter().flatten().any(spliced);
    if told {
        return Ok(vec![judged]);
    }
    let mut out = Vec::new();
    for (q, own) in pieces.iter().zip(found) {
        let carried = own.as_ref().is_some_and(|f| !f.evidence.is_empty());
        // What is changed over a seam is of no one piece.
        let over = |e: &Edit| q.span.overlaps(e.change.draft) && !q.span.contains(e.change.draft);
        if carried || judged.changes.iter().filter(|e| is_real(e)).any(over) {
            out.extend(own);
        } else {
            let mut part = Finding { draft: q.span, ..judged.clone() };
            part.changes.retain(|e| q.span.contains(e.change.draft));
            part.verdict = verdict(&part);
            if part.verdict != judged.verdict {
                part.message = message_again(&part, draft, q);
            }
            out.push(part);
        }
    }
    Ok(out)
}

/// The pieces of a quotation, each where it stands, and what is left out between them.
fn parted(
    draft: &Draft,
    whole: &Quotation,
    seams: &[Span],
    cited: &CitedSource,
    search: &Retriever<'_>,
    options: &Options,
) -> Result<Option<Finding>> {
    let mut parts = whole.clone();
    parts.ellipses.extend(seams);
    parts.ellipses.sort();
    let judged = check_cited(draft.uninterrupted(), &parts, cited, search, options)?;
    let Some(mut judged) = judged.filter(|f| !f.evidence.is_empty()) else { return Ok(None) };
    // No mark says that they are left out.
    let mut silent = false;
    let words = |e: &Edit| {
        let left_out = judged.evidence.get(e.evidence).and_then(|p| p.witness.slice(e.change.source));
        left_out.map_or(0, |w| w.split_whitespace().count())
    };
    // A few words stand in order in many a place, far from each other.
    let far = judged
        .changes
        .iter()
        .any(|e| e.change.class == Class::Elision && seams.contains(&e.change.draft) && words(e) > NEAR_BY);
    if far {
        return Ok(None);
    }
    for e in judged.changes.iter_mut().filter(|e| e.change.class == Class::Elision) {
        if let Some(seam) = seams.iter().find(|s| **s == e.change.draft)
            && let Ok(place) = Span::new(seam.end(), seam.end())
        {
            e.change = Change { class: Class::WordDropped, draft: place, ..e.change };
            silent = true;
        }
    }
    let marked = [Verdict::Marked, Verdict::ElisionChangesSense, Verdict::Verbatim, Verdict::SecondHand];
    if silent && marked.contains(&judged.verdict) {
        judged.verdict = Verdict::Altered;
        judged.message = message_again(&judged, draft, whole);
    }
    Ok(Some(judged))
}

/// Whether words of the source are left out between two pieces. What is added or replaced there shows in the pieces.
fn touches(e: &Edit, seam: Span) -> bool {
    let at = e.change.draft;
    at.is_empty() && seam.start() <= at.start() && at.end() <= seam.end()
}

/// The verdict on a piece, of which only its own changes tell.
fn verdict(part: &Finding) -> Verdict {
    let inherited = [Verdict::Misattributed, Verdict::SecondHand, Verdict::NoisyWitness];
    if part.changes.iter().filter(|e| is_real(e)).any(|e| !e.change.class.is_noise()) {
        Verdict::Altered
    } else if inherited.contains(&part.verdict) {
        part.verdict
    } else if part.changes.iter().any(|e| e.change.class.is_marked()) {
        Verdict::Marked
    } else {
        Verdict::Verbatim
    }
}
