//! `/api/timeline`, `/api/people`, `/api/network`: what the archive says of days and of people; `/api/names`: which
//! names are one person's, decided by hand.

use super::answer::{Asked, Routes, Sent, Told, tell};
use crate::error::Problem;
use crate::layout::layout;
use crate::session::Who;
use crate::state::App;
use crate::working::{self, Ready};
use axum::extract::State;
use fontes_check::overview::{Edge, Event, People, Timeline};
use fontes_kit::{NameLine, add_name_line};
use fontes_report::overview::{edge_value, event_value, person_value};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/timeline", days)
        .get("/api/people", persons)
        .get("/api/network", network)
        .get("/api/names", names)
        .post("/api/names", decide)
}

/// Rows of one answer at most.
const MOST: usize = 500;
/// Persons and lines of one picture.
const NODES: usize = 60;
const LINES: usize = 150;

#[derive(Deserialize)]
struct Stretch {
    from: Option<String>,
    to: Option<String>,
    q: Option<String>,
    offset: Option<usize>,
    limit: Option<usize>,
}

async fn days(State(app): State<Arc<App>>, Asked(q): Asked<Stretch>) -> Result<Told, Problem> {
    for date in q.from.iter().chain(&q.to) {
        if !is_date(date) {
            return Err(Problem::bad(format!("{date}: a date as 1973, 1973-09 or 1973-09-11")));
        }
    }
    tell(move || match working::timeline(&app)? {
        Ready::Job(job) => Ok(job),
        Ready::Now(found) => Ok(stretch(&found, &q)),
    })
    .await
}

/// Whether it is a year, a month or a day of one, in figures.
fn is_date(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let figures = |p: &str, len: usize| p.len() == len && p.bytes().all(|b| b.is_ascii_digit());
    parts.len() <= 3 && figures(parts[0], 4) && parts[1..].iter().all(|p| figures(p, 2))
}

/// The events of a stretch of time, counted by decade, year, month or day.
fn stretch(found: &Timeline, q: &Stretch) -> Value {
    let small = q.q.as_deref().unwrap_or("").to_lowercase();
    let words: Vec<&str> = small.split_whitespace().collect();
    let cut = |date: &str, bound: &str| date.get(..bound.len()).map(str::to_owned);
    let within = |e: &&Event| {
        q.from.as_deref().is_none_or(|f| cut(&e.date, f).is_some_and(|d| d.as_str() >= f))
            && q.to.as_deref().is_none_or(|t| cut(&e.date, t).is_some_and(|d| d.as_str() <= t))
            && (words.is_empty() || {
                let sentence = e.place.sentence.to_lowercase();
                words.iter().all(|w| sentence.contains(w))
            })
    };
    let events: Vec<&Event> = found.events.iter().filter(within).collect();
    let (low, high) = middle(&events);
    let inside: Vec<&Event> =
        events.iter().copied().filter(|e| year(&e.date).is_none_or(|y| low <= y && y <= high)).collect();
    let outside = |is: &dyn Fn(i64) -> bool| events.iter().filter(|e| year(&e.date).is_some_and(is)).count();
    let (before, after) = (outside(&|y| y < low), outside(&|y| y > high));
    let (unit, buckets, coarse) = counts(&inside);
    let (offset, limit) = (q.offset.unwrap_or(0), q.limit.unwrap_or(50).min(MOST));
    let shown: Vec<Value> = events.iter().skip(offset).take(limit).map(|e| event_value(e)).collect();
    let aside: Vec<Value> =
        found.aside.iter().map(|(why, n)| json!({ "why": why.name(), "count": n })).collect();
    json!({
        "unit": unit, "buckets": buckets, "coarse": coarse, "total": events.len(), "events": shown, "aside": aside,
        "before": { "count": before, "year": low }, "after": { "count": after, "year": high },
        "q": q.q, "disagreements": found.disagreements.len(),
    })
}

/// The year of a date after Christ.
fn year(date: &str) -> Option<i64> {
    date.get(..4).filter(|y| !y.starts_with('-')).and_then(|y| y.parse().ok())
}

/// One in so many events, at either end, may stand outside of the picture, where it would make it wider by half.
const OUTSIDE: usize = 100;

/// The years from which and to which the picture goes: a few that stand far off do not squeeze the others.
fn middle(events: &[&Event]) -> (i64, i64) {
    let mut years: Vec<i64> = events.iter().filter_map(|e| year(&e.date)).collect();
    years.sort_unstable();
    let (Some(&first), Some(&last)) = (years.first(), years.last()) else { return (i64::MIN, i64::MAX) };
    let cut = years.len() / OUTSIDE;
    let (low, high) = (years[cut], years[years.len() - 1 - cut]);
    if (last - first) * 2 > (high - low) * 3 && last - first > YEARS / 2 {
        (low, high)
    } else {
        (first, last)
    }
}

/// Years of a picture beyond which it is by decades, and months and days of one by months and by days.
const YEARS: i64 = 120;
const BY_MONTHS: i64 = 36;
const BY_DAYS: i64 = 2;

/// How many events each unit of time has, from the first to the last, empty ones too; and how many have no such unit.
fn counts(events: &[&Event]) -> (&'static str, Vec<Value>, usize) {
    let month = |date: &str| -> Option<i64> {
        let y: i64 = date.get(..4).filter(|y| !y.starts_with('-'))?.parse().ok()?;
        let m: i64 = date.get(5..7).and_then(|m| m.parse().ok()).filter(|m| (1..=12).contains(m))?;
        Some(y * 12 + m - 1)
    };
    let years: Vec<i64> = events.iter().filter_map(|e| year(&e.date)).collect();
    let (Some(&y0), Some(&y1)) = (years.iter().min(), years.iter().max()) else {
        return ("year", Vec::new(), events.len());
    };
    let months: Vec<i64> = events.iter().filter_map(|e| month(&e.date)).collect();
    let span = match (months.iter().min(), months.iter().max()) {
        (Some(a), Some(b)) if y1 - y0 <= BY_MONTHS / 12 => b - a + 1,
        _ => i64::MAX,
    };
    let unit = match () {
        () if span <= BY_DAYS => "day",
        () if span <= BY_MONTHS => "month",
        () if y1 - y0 < YEARS => "year",
        () => "decade",
    };
    let of = |date: &str| -> Option<String> {
        match unit {
            "day" => (date.len() == 10).then(|| date.to_owned()),
            "month" => month(date).map(|_| date[..7].to_owned()),
            "year" => year(date).map(|_| date[..4].to_owned()),
            _ => year(date).map(|y| format!("{:04}", y / 10 * 10)),
        }
    };
    let mut by: BTreeMap<String, usize> = BTreeMap::new();
    let mut coarse = 0;
    for e in events {
        match of(&e.date) {
            Some(bucket) => *by.entry(bucket).or_default() += 1,
            None => coarse += 1,
        }
    }
    let (Some(first), Some(last)) = (by.keys().next().cloned(), by.keys().next_back().cloned()) else {
        return (unit, Vec::new(), coarse);
    };
    let all = steps(unit, &first, &last);
    let told = |b: String| json!({ "count": by.get(&b).copied().unwrap_or(0), "date": b });
    (unit, all.into_iter().map(told).collect(), coarse)
}

/// The units from the first to the last.
fn steps(unit: &str, first: &str, last: &str) -> Vec<String> {
    let year = |d: &str| d.get(..4).and_then(|y| y.parse::<i64>().ok()).unwrap_or(0);
    match unit {
        "day" => {
            let day = |d: &str| d.parse::<jiff::civil::Date>().ok();
            let (Some(a), Some(b)) = (day(first), day(last)) else { return vec![first.to_owned()] };
            let days = a.series(jiff::Span::new().days(1)).take_while(|d| *d <= b);
            days.map(|d| d.to_string()).collect()
        }
        "month" => {
            let month =
                |d: &str| year(d) * 12 + d.get(5..7).and_then(|m| m.parse::<i64>().ok()).unwrap_or(1) - 1;
            (month(first)..=month(last)).map(|m| format!("{:04}-{:02}", m / 12, m % 12 + 1)).collect()
        }
        "year" => (year(first)..=year(last)).map(|y| format!("{y:04}")).collect(),
        _ => (year(first)..=year(last)).step_by(10).map(|y| format!("{y:04}")).collect(),
    }
}

#[derive(Deserialize)]
struct Find {
    q: Option<String>,
    offset: Option<usize>,
    limit: Option<usize>,
}

async fn persons(State(app): State<Arc<App>>, Asked(q): Asked<Find>) -> Result<Told, Problem> {
    tell(move || match working::people(&app)? {
        Ready::Job(job) => Ok(job),
        Ready::Now(found) => {
            let small = q.q.as_deref().unwrap_or("").to_lowercase();
            let has = |name: &str| name.to_lowercase().contains(&small);
            let list: Vec<_> = found
                .persons
                .iter()
                .filter(|p| small.is_empty() || has(&p.name) || p.forms.iter().any(|f| has(&f.0)))
                .collect();
            let (offset, limit) = (q.offset.unwrap_or(0), q.limit.unwrap_or(100).min(MOST));
            let shown: Vec<Value> = list.iter().skip(offset).take(limit).map(|p| person_value(p)).collect();
            Ok(json!({ "total": list.len(), "persons": shown, "decisions": working::names(&app)? }))
        }
    })
    .await
}

#[derive(Deserialize)]
struct Net {
    /// Passages of a line at least; as many as make a picture that can be read where it is not said.
    min: Option<usize>,
    /// Only lines of persons with this in their name.
    person: Option<String>,
}

async fn network(State(app): State<Arc<App>>, Asked(q): Asked<Net>) -> Result<Told, Problem> {
    tell(move || match working::people(&app)? {
        Ready::Job(job) => Ok(job),
        Ready::Now(found) => Ok(picture(&found, &q)),
    })
    .await
}

/// The heaviest lines, and where the persons stand in the picture.
fn picture(found: &People, q: &Net) -> Value {
    let small = q.person.as_deref().unwrap_or("").trim().to_lowercase();
    let has = |name: &str| name.to_lowercase().contains(&small);
    let least = q.min.unwrap_or(if small.is_empty() { 2 } else { 1 });
    let all: Vec<&Edge> = found
        .edges
        .iter()
        .filter(|e| e.weight >= least && (small.is_empty() || has(&e.a) || has(&e.b)))
        .collect();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names: Vec<&str> = Vec::new();
    let mut shown: Vec<&Edge> = Vec::new();
    for e in &all {
        let new = [&e.a, &e.b].iter().filter(|n| !numbers.contains_key(n.as_str())).count();
        if shown.len() >= LINES || names.len() + new > NODES {
            continue;
        }
        for n in [e.a.as_str(), e.b.as_str()] {
            numbers.entry(n).or_insert_with(|| {
                names.push(n);
                names.len() - 1
            });
        }
        shown.push(e);
    }
    // By name, so that one more edge does not turn the picture round.
    let ends: Vec<(usize, usize, f64)> =
        shown.iter().map(|e| (numbers[e.a.as_str()], numbers[e.b.as_str()], e.weight as f64)).collect();
    let places = layout(names.len(), &ends);
    let nodes: Vec<Value> = names
        .iter()
        .zip(&places)
        .enumerate()
        .map(|(i, (name, at))| {
            let lines: Vec<&(usize, usize, f64)> = ends.iter().filter(|e| e.0 == i || e.1 == i).collect();
            let weight: f64 = lines.iter().map(|e| e.2).sum();
            let round = |v: f64| (v * 1e4).round() / 1e4;
            json!({ "name": name, "x": round(at.0), "y": round(at.1), "lines": lines.len(), "weight": weight })
        })
        .collect();
    let min = shown.iter().map(|e| e.weight).min().unwrap_or(least).max(least);
    let edges: Vec<Value> = shown.iter().map(|e| edge_value(e)).collect();
    json!({ "nodes": nodes, "edges": edges, "total": all.len(), "min": if shown.len() < all.len() { min } else { least } })
}

async fn names(State(app): State<Arc<App>>) -> Result<Told, Problem> {
    tell(move || Ok(json!({ "decisions": working::names(&app)? }))).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decision {
    #[serde(default)]
    merge: Vec<String>,
    #[serde(default)]
    part: Vec<String>,
}

async fn decide(State(app): State<Arc<App>>, who: Who, Sent(d): Sent<Decision>) -> Result<Told, Problem> {
    if app.options.read_only {
        return Err(Problem::read_only());
    }
    tell(move || {
        let path = app.archive_path().ok_or_else(Problem::no_archive)?;
        let at = SystemTime::now().duration_since(UNIX_EPOCH).ok().map(|d| d.as_secs());
        add_name_line(&path, &NameLine { merge: d.merge, part: d.part, who: who.name, at })?;
        Ok(json!({ "decisions": working::names(&app)? }))
    })
    .await
}
