//! Which days does an archive name, and what happened on them?

use super::alike::{Alike, Sketch};
use super::disagreement::{Disagreement, Telling, disagreements, tellings};
use super::event::{Aside, Dates};
use super::passage::Passages;
use super::place::{Place, SHOWN, all, one_line, place};
use fontes_core::corpus::{Corpus, Result, Source};
use fontes_core::lang;
use fontes_core::read::Reading;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A day, a month or a year of which a document tells something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// When, as EDTF writes it.
    pub date: String,
    /// The time of that day with its zone, where a message's date-time group tells it ("19:17Z").
    pub time: Option<String>,
    /// The words that say so.
    pub words: String,
    /// What the date rests on.
    pub basis: &'static str,
    /// Where.
    pub place: Place,
    /// Other passages that are nearly the same as this one: how many.
    pub copies: usize,
    /// The first of them.
    pub again: Vec<Place>,
}

/// What a timeline shows.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// In the order of time.
    pub events: Vec<Event>,
    /// Dates that are none of an event, and why: how many.
    pub aside: BTreeMap<Aside, usize>,
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

impl Wanted {
    /// A date that is less fine than the bound is neither in nor out.
    fn within(&self, date: &str) -> bool {
        let cut = |bound: &str| date.get(..bound.len()).map(str::to_owned);
        self.from.as_deref().is_none_or(|f| cut(f).is_some_and(|d| d.as_str() >= f))
            && self.to.as_deref().is_none_or(|t| cut(t).is_some_and(|d| d.as_str() <= t))
    }
}

/// What one document says.
#[derive(Default)]
struct Told {
    events: Vec<Event>,
    aside: BTreeMap<Aside, usize>,
    tellings: Vec<Telling>,
}

/// The days of which the documents of an archive tell something, in the order of time, and where two documents
/// that tell of one thing disagree. A message's head, a reference and a stamp tell of a paper, not of an event: they are
/// counted as set aside. Passages that are nearly the same count once.
///
/// # Errors
/// When a record of the archive is damaged.
pub fn timeline(archive: &dyn Corpus, wanted: &Wanted) -> Result<Timeline> {
    let about: Vec<String> =
        wanted.about.iter().flat_map(|a| a.split_whitespace()).map(str::to_lowercase).collect();
    let read: Vec<Told> = all(archive)
        .into_par_iter()
        .map(|key| Ok(told(&*archive.source(key)?, wanted, &about)))
        .collect::<Result<_>>()?;
    let mut out = Timeline::default();
    let mut tellings = Vec::new();
    let mut events = Vec::new();
    for told in read {
        events.extend(told.events);
        tellings.extend(told.tellings);
        for (why, n) in told.aside {
            *out.aside.entry(why).or_default() += n;
        }
    }
    events.sort_by(|a, b| order(&a.date).cmp(&order(&b.date)).then_with(|| a.cmp(b)));
    out.events = once(events);
    out.disagreements = disagreements(tellings);
    Ok(out)
}

fn told(r: &Source, wanted: &Wanted, about: &[String]) -> Told {
    let d = &r.document;
    let language = lang::of(d);
    let passages = Passages::of(d, language);
    let reading = Reading::new(d);
    let found = reading.times();
    let dates = Dates::new(d, language, &passages, &found);
    let mut out = Told::default();
    for (i, t) in found.iter().enumerate() {
        let Some(date) = t.edtf().filter(|date| wanted.within(date)) else { continue };
        let sentence = passages.sentence(&d.text, t.span);
        let small = sentence.slice(&d.text).unwrap_or("").to_lowercase();
        if !about.iter().all(|w| small.contains(w)) {
            continue;
        }
        if let Err(why) = dates.event(i, sentence) {
            *out.aside.entry(why).or_default() += 1;
            continue;
        }
        let Some(place) = place(r, &passages, t.span) else { continue };
        let words = one_line(t.span.slice(&d.text).unwrap_or(""));
        let time = t.value.split_once('T').map(|v| v.1.to_owned()).filter(|v| v.contains(':'));
        out.events.push(Event { date, time, words, basis: t.basis.name(), place, copies: 0, again: vec![] });
    }
    // Asked for a stretch of time, what has no date is not asked for.
    let bounded = wanted.from.is_some() || wanted.to.is_some();
    if !(bounded && out.events.is_empty()) {
        out.tellings = tellings(r, &passages, &found, &reading.numbers(), about);
    }
    out
}

/// Each passage on one day once: those that are nearly the same stand with the first of them.
fn once(events: Vec<Event>) -> Vec<Event> {
    let mut out: Vec<Event> = Vec::new();
    let (mut from, mut seen) = (0, Alike::default());
    for event in events {
        if out.get(from).is_none_or(|first| first.date != event.date) {
            (from, seen) = (out.len(), Alike::default());
        }
        match seen.like(Sketch::of(&event.place.sentence)) {
            None => out.push(event),
            Some(k) => {
                let Some(first) = out.get_mut(from + k) else { continue };
                // The same sentence names the day twice.
                if first.place.sentence == event.place.sentence && first.place.path == event.place.path {
                    continue;
                }
                first.copies += 1;
                if first.again.len() < SHOWN {
                    first.again.push(event.place);
                }
            }
        }
    }
    out
}

/// Dates as they follow each other: years before Christ the other way round.
fn order(date: &str) -> (i64, String) {
    let (sign, rest) = date.strip_prefix('-').map_or((1, date), |r| (-1, r));
    let year: i64 = rest.get(..4).unwrap_or("").replace('X', "0").parse().unwrap_or(0);
    (sign * year, rest.get(4..).unwrap_or("").to_owned())
}
