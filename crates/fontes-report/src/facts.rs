//! What does a text say of one kind: dates, numbers, names, statements, references, notes? Each with its place, as text and as
//! JSON Lines (`docs/schema/facts.json`).

use crate::json::{Place, line};
use crate::screen;
use fontes_core::read::{
    Attribution, Listed, Mention, Name, Number, Reading, Reference, Roster, Target, Time, follow, pointers,
    references, set_notes,
};
use fontes_core::text::{CodePoints, Document, Lines, Span};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// One thing that was read: where, what, and what it comes to, for people.
struct Fact {
    what: Show,
    span: Span,
    value: Map<String, Value>,
    said: String,
}

/// A list of persons.
#[derive(Debug)]
pub struct Persons {
    list: Vec<Listed>,
    roster: Roster,
    /// Whether nobody else is asked for.
    only: bool,
}

impl Persons {
    /// The list at the head of a volume; who is not on it is read as elsewhere.
    #[must_use]
    pub fn of_volume(list: &[Listed]) -> Self {
        Self { list: list.to_vec(), roster: Roster::new(list), only: false }
    }
}

/// What a text is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Show {
    /// Dates and other expressions of time.
    Dates,
    /// Numbers, money, percentages, measures.
    Numbers,
    /// Who says what.
    Statements,
    /// Persons, places, organisations.
    Names,
    /// References to works, with their parts.
    References,
    /// Notes, and the documents and notes that they point to.
    Notes,
}

/// Reads a list of persons: JSON Lines with `id`, `name` and perhaps `role`, or a name a line ("Rusk, Dean"). Nobody else is
/// then asked for.
///
/// # Errors
/// What is wrong, after the number of its line.
pub fn persons(text: &str) -> Result<Persons, String> {
    let mut list = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let at = |what: &str| format!("{}: {what}", i + 1);
        if line.trim_start().starts_with('{') {
            let v: Value = serde_json::from_str(line).map_err(|e| at(&e.to_string()))?;
            let (Some(id), Some(name)) = (v["id"].as_str(), v["name"].as_str()) else {
                return Err(at("no id or no name"));
            };
            let role = v["role"].as_str().unwrap_or("").to_owned();
            list.push(Listed { id: id.to_owned(), name: name.to_owned(), role });
        } else {
            list.push(Listed { id: (i + 1).to_string(), name: line.trim().to_owned(), role: String::new() });
        }
    }
    let roster = Roster::new(&list);
    Ok(Persons { list, roster, only: true })
}

/// Writes what a document says of the kinds asked for, in the order of the text.
///
/// # Errors
/// When the output cannot be written.
pub fn write(
    out: &mut dyn Write,
    path: &str,
    d: &Document,
    show: &[Show],
    known: Option<&Persons>,
    as_json: bool,
) -> io::Result<()> {
    let text = d.text.as_str();
    let points = CodePoints::new(text);
    let lines = Lines::new(text);
    let mut facts: Vec<Fact> = Vec::new();
    let reading = Reading::new(d);
    let asked = |what| show.contains(&what);
    if asked(Show::Dates) {
        facts.extend(reading.times().iter().map(time));
    }
    if asked(Show::Numbers) {
        facts.extend(reading.numbers().iter().map(|n| number(&points, n)));
    }
    if asked(Show::Names) {
        let mentions = known.map_or_else(Vec::new, |k| k.roster.mentions(text));
        facts.extend(known.iter().flat_map(|k| mentions.iter().map(|m| listed(k, m))));
        if known.is_none_or(|k| !k.only) {
            let apart = |n: &&Name| !mentions.iter().any(|m| m.span.overlaps(n.span));
            facts.extend(reading.names().iter().filter(apart).map(|n| named(text, &points, n)));
        }
    }
    if asked(Show::References) {
        facts.extend(references(d).iter().map(|r| work(text, &points, r)));
    }
    if asked(Show::Notes) {
        let mut with = d.clone();
        set_notes(&mut with);
        facts.extend((0..with.notes.len()).map(|i| note(&with, &points, i)));
    }
    if asked(Show::Statements) {
        facts.extend(reading.attributions().iter().map(|a| statement(text, &points, a)));
    }
    facts.sort_by_key(|f| (f.span, f.what));
    for mut f in facts {
        let Some(place) = Place::new(text, &points, f.span) else { continue };
        if as_json {
            let mut value = Map::new();
            value.insert("type".into(), name(f.what).into());
            value.insert("path".into(), path.into());
            value.insert("id".into(), d.id.clone().into());
            value.append(&mut place.value());
            value.append(&mut f.value);
            writeln!(out, "{}", line(value))?;
        } else {
            let at = lines.line(f.span.start());
            let (path, words, said) =
                (screen::name(path), screen::plain(&place.text), screen::plain(&f.said));
            writeln!(out, "{path}:{at}: {}: {words}  {said}", name(f.what))?;
        }
    }
    Ok(())
}

const fn name(what: Show) -> &'static str {
    match what {
        Show::Dates => "date",
        Show::Numbers => "number",
        Show::Statements => "statement",
        Show::Names => "name",
        Show::References => "reference",
        Show::Notes => "note",
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn span(points: &CodePoints<'_>, span: Span) -> Value {
    points.span(span).map_or(Value::Null, |(start, end)| json!({"start": start, "end": end}))
}

fn number(points: &CodePoints<'_>, n: &Number) -> Fact {
    let hedge = n.hedge.map_or(String::new(), |h| format!("{} ", h.name()));
    let unit = n.unit.map_or(String::new(), |u| format!(" {}", u.name()));
    let kind = match n.unit {
        None => "number",
        Some(fontes_core::read::Unit::Percent) => "percent",
        Some(fontes_core::read::Unit::Money(_)) => "money",
        Some(fontes_core::read::Unit::Measure(_)) => "measure",
    };
    Fact {
        what: Show::Numbers,
        span: n.span,
        value: object(json!({
            "kind": kind, "value": n.value, "unit": n.unit.map(|u| u.name()), "hedge": n.hedge.map(|h| h.name()),
            "hedged": n.hedged.map(|s| span(points, s)), "numeral": span(points, n.numeral), "numeral_value": n.bare, "vague": n.vague, "glued": n.glued,
        })),
        said: format!("{hedge}{}{}{unit}", if n.vague { "of the order of " } else { "" }, n.value),
    }
}

fn time(t: &Time) -> Fact {
    let edtf = t.edtf();
    Fact {
        what: Show::Dates,
        span: t.span,
        value: object(
            json!({"kind": t.kind.name(), "value": t.value, "edtf": edtf, "basis": t.basis.name()}),
        ),
        said: edtf.unwrap_or_else(|| t.value.clone()),
    }
}

fn statement(text: &str, points: &CodePoints<'_>, a: &Attribution) -> Fact {
    let whole = a.content.iter().chain(a.source.iter()).fold(a.cue, |all, s| all.cover(*s));
    let words = |s: Span| s.slice(text).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
    Fact {
        what: Show::Statements,
        span: whole,
        value: object(json!({
            "source": a.source.map(|s| span(points, s)),
            "antecedent": a.antecedent.map(|s| span(points, s)), "cue": span(points, a.cue),
            "content": a.content.iter().map(|s| span(points, *s)).collect::<Vec<_>>(), "voice": a.voice.name(),
        })),
        said: match (a.source, a.antecedent) {
            (None, _) => format!("[nobody named] {}", words(a.cue)),
            (Some(source), None) => format!("[{}] {}", words(source), words(a.cue)),
            (Some(source), Some(who)) => format!("[{} = {}] {}", words(source), words(who), words(a.cue)),
        },
    }
}

fn named(text: &str, points: &CodePoints<'_>, n: &Name) -> Fact {
    let title = n.title.and_then(|t| t.slice(text)).map_or(String::new(), |t| format!(", {t}"));
    Fact {
        what: Show::Names,
        span: n.span,
        value: object(json!({"kind": n.kind.name(), "title": n.title.map(|s| span(points, s))})),
        said: format!("{}{title}", n.kind.name()),
    }
}

fn work(text: &str, points: &CodePoints<'_>, r: &Reference) -> Fact {
    let fields: Vec<Value> = r
        .fields
        .iter()
        .map(|f| {
            let (start, end) = points.span(f.span).unwrap_or_default();
            json!({"field": f.name, "start": start, "end": end, "text": f.span.slice(text), "value": f.value(text)})
        })
        .collect();
    let said =
        ["author", "title", "date"].iter().filter_map(|f| r.field(text, f)).collect::<Vec<_>>().join(" | ");
    Fact {
        what: Show::References,
        span: r.span,
        value: object(json!({"fields": fields, "year": r.year(text), "pages": r.pages(text)})),
        said,
    }
}

fn note(d: &Document, points: &CodePoints<'_>, index: usize) -> Fact {
    let (text, n) = (d.text.as_str(), &d.notes[index]);
    // What it stands for that it only refers back to.
    let back = match follow(d, &[], index) {
        Ok(Some(f)) => f.note.map(|i| (f.back, &d.notes[i])),
        _ => None,
    };
    let stands =
        back.map(|(how, to)| json!({"how": how.name(), "note": to.label, "place": span(points, to.body)}));
    let found = pointers(text, n.body);
    let pointing: Vec<Value> = found
        .iter()
        .map(|p| {
            let (document, note, volume, relative) = match &p.target {
                Target::Document(d) => (Some(*d), None, None, None),
                Target::Note { document, note } => (*document, Some(*note), None, document.is_none().then_some("this document")),
                Target::Neighbour { after, note } => (None, *note, None, Some(if *after { "the document after" } else { "the document before" })),
                Target::Volume { name, document } => (*document, None, Some(name.as_str()), None),
                Target::Same => (None, None, None, Some("the note before")),
            };
            let (start, end) = points.span(p.span).unwrap_or_default();
            json!({
                "start": start, "end": end, "text": p.span.slice(text), "document": document, "note": note, "volume": volume,
                "relative": relative,
            })
        })
        .collect();
    let said = found.iter().filter_map(|p| p.span.slice(text)).collect::<Vec<_>>().join("; ");
    Fact {
        what: Show::Notes,
        span: n.body,
        value: object(
            json!({"label": n.label, "marker": n.marker.map(|m| span(points, m)), "points_to": pointing, "stands_for": stands}),
        ),
        said: format!(
            "note {}{}{said}{}",
            n.label,
            if said.is_empty() { "" } else { ": " },
            back.map_or_else(String::new, |(how, to)| format!(" ({}: as note {})", how.name(), to.label)),
        ),
    }
}

fn listed(known: &Persons, m: &Mention) -> Fact {
    let person = &known.list[m.person];
    Fact {
        what: Show::Names,
        span: m.span,
        value: object(
            json!({"kind": "person", "title": null, "person": person.id, "listed_as": person.name}),
        ),
        said: person.name.clone(),
    }
}
