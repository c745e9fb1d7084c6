//! Which days does an archive name, and where do two documents not agree on one?

use super::place::{Place, all, place, sentence};
use fontes_core::corpus::{Corpus, Result, Source};
use fontes_core::read::{Basis, Number, Reading, Time, TimeKind};
use fontes_core::text::Span;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A day, a month or a year that a document names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// When, as EDTF writes it.
    pub date: String,
    /// The words that say so.
    pub words: String,
    /// What the date rests on.
    pub basis: &'static str,
    /// Where.
    pub place: Place,
}

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

/// What a timeline shows.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// In the order of time.
    pub events: Vec<Event>,
    /// Documents that do not agree.
    pub disagreements: Vec<Disagreement>,
}

/// Which dates are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// From this date on (ISO 8601, as far as it is given).
    pub from: Option<String>,
    /// To this date.
    pub to: Option<String>,
    /// Only sentences with this word or these words.
    pub about: Option<String>,
}

/// The dates that the documents of an archive name, in the order of time, and where two documents
/// that tell of one thing disagree.
///
/// # Errors
/// When a record of the archive is damaged.
pub fn timeline(archive: &dyn Corpus, wanted: &Wanted) -> Result<Timeline> {
    let about: Vec<String> =
        wanted.about.iter().flat_map(|a| a.split_whitespace()).map(str::to_lowercase).collect();
    let read: Vec<(Vec<Event>, Vec<Telling>)> = all(archive)
        .into_par_iter()
        .map(|key| {
            let r = archive.source(key)?;
            let d = &r.document;
            let points = fontes_core::text::CodePoints::new(&d.text);
            let reading = Reading::new(d);
            let found = reading.times();
            let mut events = Vec::new();
            for t in found.iter().filter(|t| t.kind == TimeKind::Date && t.basis != Basis::Open) {
                let Some(date) = t.edtf() else { continue };
                // A date that is less fine than the bound is neither in nor out.
                let within = wanted
                    .from
                    .as_deref()
                    .is_none_or(|f| date.len() >= f.len() && &date[..f.len()] >= f)
                    && wanted.to.as_deref().is_none_or(|f| date.len() >= f.len() && &date[..f.len()] <= f);
                if !within {
                    continue;
                }
                let Some(place) = place(&r, &points, t.span) else { continue };
                let small = place.sentence.to_lowercase();
                if about.iter().all(|w| small.contains(w)) {
                    let words =
                        t.span.slice(&d.text).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
                    events.push(Event { date, words, basis: t.basis.name(), place });
                }
            }
            // Asked for a stretch of time, what has no date is not asked for.
            let bounded = wanted.from.is_some() || wanted.to.is_some();
            let tellings = if bounded && events.is_empty() {
                Vec::new()
            } else {
                tellings(&r, &points, &found, &reading.numbers(), &about)
            };
            Ok((events, tellings))
        })
        .collect::<Result<_>>()?;
    let mut out = Timeline::default();
    let mut told = Vec::new();
    for (events, tellings) in read {
        out.events.extend(events);
        told.extend(tellings);
    }
    out.events.sort_by(|a, b| order(&a.date).cmp(&order(&b.date)).then_with(|| a.cmp(b)));
    out.disagreements = disagreements(told);
    Ok(out)
}

/// Dates as they follow each other: years before Christ the other way round.
fn order(date: &str) -> (i64, String) {
    let (sign, rest) = date.strip_prefix('-').map_or((1, date), |r| (-1, r));
    let year: i64 = rest.get(..4).unwrap_or("").replace('X', "0").parse().unwrap_or(0);
    (sign * year, rest.get(4..).unwrap_or("").to_owned())
}

/// A sentence, its telling words and what it dates or counts.
struct Telling {
    stems: BTreeSet<u64>,
    dates: Vec<String>,
    numbers: Vec<(String, f64)>,
    place: Place,
}

fn tellings(
    r: &Source,
    points: &fontes_core::text::CodePoints<'_>,
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
            by.entry(sentence(text, t.span)).or_insert_with(|| (vec![], vec![], t.span)).0.push(date);
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
        by.entry(sentence(text, n.span)).or_insert_with(|| (vec![], vec![], n.span)).1.push((what, n.value));
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
                .then(|| Some(Telling { stems, dates, numbers, place: place(r, points, span)? }))?
        })
        .collect()
}

/// Documents beyond which a word of two sentences says nothing of them.
const COMMON: usize = 40;
/// Share of the telling words that two sentences on one thing share.
const SAME: f64 = 0.5;

fn disagreements(told: Vec<Telling>) -> Vec<Disagreement> {
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
