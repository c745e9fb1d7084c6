//! Where do two documents that tell of one thing date it or count it otherwise?

use super::passage::Passages;
use super::place::{Place, place};
use fontes_core::corpus::Source;
use fontes_core::read::{Basis, Number, Time, TimeKind};
use fontes_core::text::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Two documents that tell of one thing, and date it or count it otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disagreement {
    /// What differs: "date" or "number".
    pub what: &'static str,
    /// What the first says.
    pub a: String,
    /// What the second says.
    pub b: String,
    /// Where the first says it.
    pub at: Place,
    /// Where the second says it.
    pub other: Place,
}

/// A sentence, its telling words and what it dates or counts.
pub(super) struct Telling {
    stems: BTreeSet<u64>,
    dates: Vec<String>,
    numbers: Vec<(String, f64)>,
    place: Place,
}

pub(super) fn tellings(
    r: &Source,
    passages: &Passages,
    found: &[Time],
    counted: &[Number],
    about: &[String],
) -> Vec<Telling> {
    let text = &r.document.text;
    let language = fontes_core::lang::of(&r.document);
    /// The dates and the counts of a sentence, and its first.
    type Told = (Vec<String>, Vec<(String, f64)>, Span);
    let mut by: BTreeMap<Span, Told> = BTreeMap::new();
    for t in
        found.iter().filter(|t| t.kind == TimeKind::Date && t.basis == Basis::Written && t.value.len() >= 7)
    {
        if let Some(date) = t.edtf() {
            by.entry(passages.sentence(text, t.span))
                .or_insert_with(|| (vec![], vec![], t.span))
                .0
                .push(date);
        }
    }
    for n in counted
        .iter()
        .filter(|n| n.value >= 10.0 && !n.vague && !found.iter().any(|t| t.span.overlaps(n.span)))
    {
        // What is counted: the unit, or several of something right after, in small letters.
        let rest = text[n.span.end() as usize..].trim_start_matches([' ', '\n']);
        let word: &str = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let what = match n.unit {
            Some(u) => u.name().to_owned(),
            None if word.len() > 3 && word.ends_with('s') && word.starts_with(char::is_lowercase) => {
                word.to_owned()
            }
            None => continue,
        };
        by.entry(passages.sentence(text, n.span))
            .or_insert_with(|| (vec![], vec![], n.span))
            .1
            .push((what, n.value));
    }
    by.into_iter()
        .filter_map(|(around, (dates, numbers, span))| {
            let words = around.slice(text)?;
            let small = words.to_lowercase();
            if !about.iter().all(|w| small.contains(w)) {
                return None;
            }
            let stems: BTreeSet<u64> = words
                .split(|c: char| !c.is_alphabetic())
                .filter(|w| w.chars().count() > 3 && !language.is_function_word(&w.to_lowercase()))
                .map(|w| {
                    fontes_core::text::key_hash(
                        &w.to_lowercase().chars().take(6).map(u32::from).collect::<Vec<_>>(),
                    )
                })
                .collect();
            (stems.len() >= 5)
                .then(|| Some(Telling { stems, dates, numbers, place: place(r, passages, span)? }))?
        })
        .collect()
}

/// Documents beyond which a word of two sentences says nothing of them.
const COMMON: usize = 40;
/// Share of the telling words that two sentences on one thing share.
const SAME: f64 = 0.5;

pub(super) fn disagreements(told: Vec<Telling>) -> Vec<Disagreement> {
    let mut by: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (i, t) in told.iter().enumerate() {
        for s in &t.stems {
            by.entry(*s).or_default().push(i);
        }
    }
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for list in by.values().filter(|l| l.len() <= COMMON) {
        for (k, &i) in list.iter().enumerate() {
            for &j in &list[k + 1..] {
                *pairs.entry((i, j)).or_default() += 1;
            }
        }
    }
    let mut out = Vec::new();
    for ((i, j), rare) in pairs {
        let (a, b) = (&told[i], &told[j]);
        if rare < 3 || (a.place.path == b.place.path && a.place.id == b.place.id) {
            continue;
        }
        let shared = a.stems.intersection(&b.stems).count() as f64;
        let whole = (a.stems.len() + b.stems.len()) as f64 - shared;
        if shared / whole < SAME {
            continue;
        }
        // One date each, of one fineness, that differ; or one count each of one thing.
        if let ([x], [y]) = (&a.dates[..], &b.dates[..])
            && x != y
            && x.len() == y.len()
        {
            out.push(Disagreement {
                what: "date",
                a: x.clone(),
                b: y.clone(),
                at: a.place.clone(),
                other: b.place.clone(),
            });
        }
        for (what, x) in &a.numbers {
            let theirs: Vec<f64> = b.numbers.iter().filter(|n| n.0 == *what).map(|n| n.1).collect();
            if let [y] = theirs[..]
                && a.numbers.iter().filter(|n| n.0 == *what).count() == 1
                && (x - y).abs() > 1e-9 * x.abs().max(1.0)
            {
                out.push(Disagreement {
                    what: "number",
                    a: format!("{x} {what}"),
                    b: format!("{y} {what}"),
                    at: a.place.clone(),
                    other: b.place.clone(),
                });
            }
        }
    }
    out.sort();
    out
}
