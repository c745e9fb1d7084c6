//! What is to be said of all quotations of a draft? Those that "he says" interrupts are judged together, at the seam too.

use super::message::message_again;
use super::{check, check_cited};
use crate::citation::{CitedSource, citations};
use crate::draft::Draft;
use crate::finding::{Edit, Finding, Kind, Near, Severity, Verdict};
use crate::options::Options;
use crate::search::Retriever;
use fontes_core::align::change::{Change, Class};
use fontes_core::corpus::Result;
use fontes_core::read::Quotation;
use fontes_core::text::{Span, key_hash};
use std::collections::BTreeMap;

/// Words of the source that may be left out between two pieces of one quotation.
const NEAR_BY: usize = 25;

/// Agreement of the whole from which on it tells where its pieces are from.
const SURE_OF_WHOLE: f32 = 0.8;

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
    repeated(draft, &mut out);
    Ok(out)
}

/// Quotations that begin with the same words, of which so many are looked at.
const LOOKED_AT: usize = 16;
/// Words of a quotation by which it is looked for in longer ones.
const KEYED: usize = 3;

/// A few words that stand, as they are, in a longer quotation of the draft are from where that is from. Where that is nowhere in
/// the archive, and not said to be of a source that it lacks, a passage like the few is another.
fn repeated(draft: &Draft, all: &mut [Finding]) {
    let nowhere = [Verdict::NotFound, Verdict::NotInCitedSource];
    let f = &draft.folded;
    let is = |x: &Finding| x.kind == Kind::Quotation;
    if !all.iter().any(|x| is(x) && x.verdict == Verdict::Altered) {
        return;
    }
    let key = |i: usize| key_hash(f.run(&(i..i + KEYED)));
    let mut held: BTreeMap<u64, Vec<(usize, usize)>> = BTreeMap::new();
    for (n, x) in all.iter().enumerate().filter(|(_, x)| is(x) && nowhere.contains(&x.verdict)) {
        let tokens = f.tokens_in(x.draft);
        for i in tokens.start..(tokens.end + 1).saturating_sub(KEYED).max(tokens.start) {
            held.entry(key(i)).or_default().push((n, i));
        }
    }
    for k in 0..all.len() {
        let x = &all[k];
        let words = f.tokens_in(x.draft);
        if !is(x) || x.verdict != Verdict::Altered || words.len() < KEYED {
            continue;
        }
        let holds = |&&(n, at): &&(usize, usize)| {
            let whole = f.tokens_in(all[n].draft);
            let end = at + words.len();
            whole.len() > words.len() && end <= whole.end && f.run(&(at..end)) == f.run(&words)
        };
        let Some(&(n, _)) = held.get(&key(words.start)).and_then(|of| of.iter().take(LOOKED_AT).find(holds))
        else {
            continue;
        };
        let message = format!("{}; a longer quotation of the draft has these words, too", all[n].message);
        let near = x.evidence.first().cloned().map(|evidence| Near { evidence, likeness: x.likeness });
        all[k] = Finding { draft: x.draft, near, message, ..all[n].clone() };
    }
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
    let Some(mut judged) = judged.as_ref().filter(|f| !f.evidence.is_empty()).cloned() else {
        let mut out: Vec<Finding> = found.into_iter().flatten().collect();
        if let Some(nowhere) = judged.filter(|f| NOWHERE.contains(&f.verdict)) {
            as_the_rest(&mut out, &nowhere);
        }
        return Ok(out);
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
        // A piece of few words may stand elsewhere by chance.
        let carried = own.as_ref().is_some_and(|f| !f.evidence.is_empty() && is_where(f, &judged));
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

/// Verdicts on words that are nowhere in the archive.
const NOWHERE: [Verdict; 3] = [Verdict::NotFound, Verdict::NotInCitedSource, Verdict::SourceNotInArchive];

/// Where a longer piece is nowhere in the archive, and the whole neither, a passage that is like a short piece is another.
fn as_the_rest(pieces: &mut [Finding], whole: &Finding) {
    let longest = pieces.iter().filter(|f| NOWHERE.contains(&f.verdict)).map(|f| f.draft.len()).max();
    for piece in pieces.iter_mut() {
        if piece.verdict == Verdict::Altered && longest.is_some_and(|n| n > piece.draft.len() * 2) {
            *piece = Finding { draft: piece.draft, ..whole.clone() };
        }
    }
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

/// Whether a piece by itself was found where the whole was, or tells more of another place than the whole does of its own.
fn is_where(piece: &Finding, whole: &Finding) -> bool {
    let (Some(own), Some(all)) = (piece.evidence.first(), whole.evidence.first()) else { return false };
    let there = own.witness.number == all.witness.number && own.span.overlaps(all.span);
    there || whole.likeness < SURE_OF_WHOLE || piece.draft.len() * 2 > whole.draft.len()
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
