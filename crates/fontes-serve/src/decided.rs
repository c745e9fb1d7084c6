//! Which decisions hold for which finding? The log's rows, brought to the findings of the draft as it is now.

use crate::store::decisions::{Entry, UNDONE};
use fontes_check::Finding;
use fontes_check::finding::decision::{Decision, Judgement};
use fontes_check::finding::key::{Anchor, Rejoined, rejoin};
use std::collections::{BTreeMap, BTreeSet};

/// A decision that holds.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    /// The row.
    pub(crate) id: String,
    pub(crate) decision: Decision,
}

/// Decisions on the findings of a draft.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    /// For each finding, the last decision of each person, the earliest first.
    pub(crate) of: Vec<Vec<Held>>,
    /// Decisions whose passage is not in the draft any more, or may be any of several.
    pub(crate) left: Vec<Entry>,
}

/// Brings the rows of a draft, the earliest first, to its findings.
pub(crate) fn decided(findings: &[Finding], rows: &[Entry]) -> Decided {
    let undone: BTreeSet<&str> = rows.iter().filter_map(|r| r.undoes.as_deref()).collect();
    let held: Vec<(&Entry, Anchor)> = (rows.iter())
        .filter(|r| r.decision != UNDONE && !undone.contains(r.id.as_str()))
        .filter_map(|r| Some((r, r.anchor.parse().ok()?)))
        .collect();
    let mut earlier: Vec<Anchor> = held.iter().map(|h| h.1).collect();
    earlier.sort_unstable();
    earlier.dedup();
    let places: Vec<usize> = (0..findings.len()).filter(|&i| findings[i].keys.anchor.is_some()).collect();
    let later: Vec<Anchor> = places.iter().filter_map(|&i| findings[i].keys.anchor).collect();
    let joined: BTreeMap<Anchor, Rejoined> = earlier.iter().copied().zip(rejoin(&earlier, &later)).collect();
    let mut out = Decided { of: vec![vec![]; findings.len()], left: vec![] };
    for (row, anchor) in held {
        let first = match joined.get(&anchor) {
            Some(Rejoined::Same(i) | Rejoined::Edited(i)) => *i,
            _ => {
                out.left.push(row.clone());
                continue;
            }
        };
        let Some(judgement) = Judgement::named(&row.decision) else { continue };
        let at = among(findings, &places, later[first], first, row);
        let held = Held {
            id: row.id.clone(),
            decision: Decision {
                judgement,
                who: row.who.clone(),
                at: row.at.clone(),
                note: row.note.clone(),
                earlier_wording: findings[at].keys.fingerprint != row.fingerprint,
            },
        };
        // The last word of each counts.
        out.of[at].retain(|h| h.decision.who != row.who);
        out.of[at].push(held);
    }
    out
}

/// Several findings may stand at one place: the one that is still the same is meant, else the one of the same kind, else the first.
fn among(findings: &[Finding], places: &[usize], anchor: Anchor, first: usize, row: &Entry) -> usize {
    let here = || places.iter().copied().filter(|&i| findings[i].keys.anchor == Some(anchor));
    here()
        .find(|&i| findings[i].keys.fingerprint == row.fingerprint)
        .or_else(|| here().find(|&i| findings[i].code() == row.code))
        .unwrap_or(places[first])
}

/// Findings on which people differ: their numbers.
pub(crate) fn differences(decided: &Decided) -> Vec<usize> {
    let differ =
        |held: &Vec<Held>| held.windows(2).any(|w| w[0].decision.judgement != w[1].decision.judgement);
    (0..decided.of.len()).filter(|&i| differ(&decided.of[i])).collect()
}
