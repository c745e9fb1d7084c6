//! Which verdict do words get, found or not? The best witness is chosen and analysed, and the gravest that holds is given.

use super::analysis::{Analysis, found_from};
use super::cut::{Cuts, cuts};
use super::elision::elisions;
use super::message::message;
use super::second_hand::is_quoting;
use super::splice::{silent_gap, splices};
use super::witness::{Chosen, choose};
use crate::citation::{CitedSource, Standing};
use crate::draft::Draft;
use crate::finding::key::Keys;
use crate::finding::{Edit, Finding, Kind, Verdict};
use crate::options::Options;
use crate::search::{Candidate, Query, READ_AROUND, Retriever, SHOWN_AROUND};
use fontes_core::align::change::Change;
use fontes_core::corpus::Result;
use fontes_core::read::Quotation;

/// A finding; or, of words that are not found, the alignments with the candidates looked at.
type Judged = std::result::Result<Finding, Vec<Analysis>>;

/// What the alignments show of words that were found.
struct Shown<'c> {
    /// Whether parts stand in places that do not follow each other.
    apart: bool,
    /// Whether what a mark left out bears on the sense.
    turned: bool,
    /// Whether the draft names another source, or another speaker.
    misattributed: bool,
    /// Whether words that govern it are cut off.
    cut: bool,
    /// Whether the witness is itself quoting.
    second_hand: bool,
    changes: &'c [Edit],
}

/// Whether a verdict holds of what was found.
type Holds = fn(&Shown<'_>) -> bool;

/// The verdicts on words that were found, gravest first; the first that holds is given.
const VERDICTS: [(Verdict, Holds); 8] = [
    (Verdict::Spliced, |s| s.apart),
    (Verdict::ElisionChangesSense, |s| s.turned),
    (Verdict::Misattributed, |s| s.misattributed),
    (Verdict::NoisyWitness, |s| s.differs() && s.real().all(|e| e.change.class.is_noise())),
    (Verdict::Altered, |s| s.differs()),
    (Verdict::CutChangesSense, |s| s.cut),
    (Verdict::SecondHand, |s| s.second_hand),
    (Verdict::Marked, |s| s.changes.iter().any(|e| e.change.class.is_marked())),
];

impl Shown<'_> {
    /// The verdict; words of which none of the table holds are verbatim.
    fn verdict(&self) -> Verdict {
        VERDICTS.iter().find(|(_, holds)| holds(self)).map_or(Verdict::Verbatim, |(verdict, _)| *verdict)
    }

    /// Changes of words that nobody marked.
    fn real(&self) -> impl Iterator<Item = &Edit> {
        self.changes.iter().filter(|e| !e.change.class.is_silent() && !e.change.class.is_marked())
    }

    /// Whether words differ without a mark.
    fn differs(&self) -> bool {
        self.real().next().is_some()
    }
}

#[expect(clippy::too_many_arguments, reason = "one judgement over all that was gathered")]
pub(super) fn judge(
    draft: &Draft,
    q: &Quotation,
    query: &Query,
    words: usize,
    candidates: &[Candidate],
    cited: &CitedSource,
    search: &Retriever<'_>,
    options: &Options,
) -> Result<Judged> {
    let Chosen { analysis, second_hand, version, likeness } =
        match choose(draft, query, words, candidates, cited, search)? {
            Ok(chosen) => chosen,
            Err(looked) => return Ok(Err(looked)),
        };
    let Some(whole) = analysis.whole() else { return Ok(Err(vec![analysis])) };
    let Some(first) = search.evidence(analysis.number, whole, READ_AROUND)? else {
        return Ok(Err(vec![analysis]));
    };
    let mut evidence = vec![first];
    let edit = |analysis: &Analysis, c: &Change, evidence: usize| {
        analysis.told(c).map(|change| Edit { change, evidence })
    };
    let mut changes: Vec<Edit> = analysis.changes.iter().filter_map(|c| edit(&analysis, c, 0)).collect();
    let splices = splices(draft, query, &analysis, search)?;
    for (run, candidate) in splices.iter().take(4) {
        let part = Query { parts: vec![run.clone()] };
        let other = Analysis::new(draft, &part, candidate, search, true)?;
        let (Some(span), Some(run_span)) = (other.whole(), draft.span(run)) else { continue };
        changes.retain(|e| !run_span.contains(e.change.draft) || e.change.draft.is_empty());
        let at = evidence.len();
        let Some(there) = search.evidence(other.number, span, READ_AROUND)? else { continue };
        changes.extend(other.changes.iter().filter_map(|c| edit(&other, c, at)));
        evidence.push(there);
    }
    let parts = evidence.len();
    let silent_gap = silent_gap(&analysis);
    let elisions = elisions(draft, q, &analysis);
    let marked_touch = |c: &Change| c.class.is_marked() && c.touch.is_some();
    let turned = elisions.iter().chain(&analysis.changes).any(marked_touch);
    changes.extend(elisions.iter().filter_map(|c| edit(&analysis, c, 0)));
    changes.sort_by_key(|e| (e.change.draft, e.evidence, e.change.source, e.change.class));

    // Documents that carry the words as well: the draft may name any of them.
    let mut as_good = vec![analysis.number];
    as_good.extend(candidates.iter().filter(|c| c.likeness >= likeness - 0.01).map(|c| c.number));
    let at = Standing { witnesses: &as_good, number: analysis.number, passage: whole, second_hand, words };
    let contradiction = cited.contradiction(&at, search)?;
    let cut = cuts(draft, q, &analysis);
    // Where another witness, which does not itself quote, has the words without them, they are that one's.
    let cut = if cut.is_none() || cited.documents.contains(&analysis.number) {
        cut
    } else {
        let mut free = false;
        for other in candidates.iter().filter(|c| c.likeness >= likeness - 0.01) {
            if other.number == analysis.number || free || is_quoting(other, search)? {
                continue;
            }
            free = cuts(draft, q, &Analysis::new(draft, query, other, search, false)?).is_none();
        }
        if free { Cuts::default() } else { cut }
    };
    let shown = Shown {
        apart: parts > 1 || silent_gap,
        turned,
        misattributed: contradiction.is_some(),
        cut: !cut.is_none(),
        second_hand: second_hand || version,
        changes: &changes,
    };
    let verdict = shown.verdict();
    if verdict == Verdict::CutChangesSense {
        let held = |e: &Edit| evidence[e.evidence].witness.here(e.change.source).is_some();
        changes.extend(cut.governing.iter().filter_map(|c| edit(&analysis, c, 0)).filter(held));
        changes.sort_by_key(|e| (e.change.draft, e.evidence, e.change.source, e.change.class));
    }
    // Further witnesses: those as good, then those that carry the words less exactly.
    let mut others: Vec<&Candidate> = Vec::new();
    for c in candidates {
        let carries = c.likeness >= found_from(words);
        if carries
            && evidence.iter().all(|e| e.witness.number != c.number)
            && others.iter().all(|o| o.number != c.number)
        {
            others.push(c);
        }
    }
    let witnesses = parts + others.len();
    for c in others.into_iter().take(options.max_witnesses.saturating_sub(parts)) {
        // Its place is told, not how it differs.
        let quick = Analysis::new(draft, query, c, search, false)?;
        if let Some(span) = quick.whole() {
            evidence.extend(search.evidence(c.number, span, SHOWN_AROUND)?);
        }
    }
    let joined = cut.joined.and_then(|span| analysis.witness.there(span));
    let (contradiction, evident) = (contradiction.as_deref(), &evidence);
    let mut message = message(verdict, &changes, evident, parts, draft, q, contradiction, version, joined);
    // Who compares with a reading by machine must know it.
    let sure =
        evidence[..parts.min(evidence.len())].iter().filter_map(|e| e.witness.confidence(e.span)).min();
    if let Some(sure) = sure {
        message += &format!("; the source is a picture read by OCR (its least sure word here: {sure} %)");
    }
    Ok(Ok(Finding {
        kind: Kind::Quotation,
        verdict,
        why: None,
        draft: q.span,
        evidence,
        parts,
        witnesses,
        changes,
        near: None,
        beside: None,
        lacking: vec![],
        likeness: analysis.agreement,
        message,
        silenced: None,
        keys: Keys::default(),
        since: None,
        decisions: vec![],
    }))
}
