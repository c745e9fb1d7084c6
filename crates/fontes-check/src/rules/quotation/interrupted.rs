//! What is to be said of all quotations of a draft? Those that "he says" interrupts are judged together, at the seam too.

use super::message::message;
use super::{check, check_cited};
use crate::citation::citations;
use crate::draft::Draft;
use crate::finding::{Edit, Finding, Severity, Verdict};
use crate::options::Options;
use crate::search::Retriever;
use fontes_core::corpus::Result;
use fontes_core::read::Quotation;
use fontes_core::text::Span;

/// Checks all quotations of a draft.
pub(crate) fn check_all(draft: &Draft, search: &Retriever<'_>, options: &Options) -> Result<Vec<Finding>> {
    let mut out = Vec::new();
    let mut rest = draft.quotations.as_slice();
    while let Some(first) = rest.first() {
        let n = 1 + rest.iter().take(rest.len() - 1).take_while(|q| q.interrupted.is_some()).count();
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
    let judged = check_cited(draft.uninterrupted(), &whole, &cited, search, options)?;
    let Some(judged) = judged.filter(|f| !f.evidence.is_empty()) else {
        return Ok(found.into_iter().flatten().collect());
    };
    let seams: Vec<Span> = pieces
        .windows(2)
        .filter_map(|pair| Span::new(pair[0].span.end(), pair[1].span.start()).ok())
        .collect();
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
                part.message = message(
                    part.verdict,
                    &part.changes,
                    &part.evidence,
                    part.parts,
                    draft,
                    q,
                    None,
                    false,
                    None,
                );
            }
            out.push(part);
        }
    }
    Ok(out)
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
