//! Timelines, people, networks: as text, CSV, JSON Lines, HTML and GraphML.

use crate::json::line;
use crate::screen;
use crate::{escape, escape_xml};
use fontes_check::overview::{Disagreement, Edge, Event, People, Person, Place, Timeline};
use serde_json::{Value, json};
use std::io::{self, Write};

/// A table that all formats can show.
#[derive(Debug, Clone)]
pub struct Table {
    /// What it is called.
    pub title: String,
    /// What its columns are called.
    pub columns: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// The same as JSON objects.
    pub values: Vec<Value>,
}

fn at(p: &Place) -> String {
    let id = p.id.as_ref().map_or(String::new(), |i| format!("#{i}"));
    let page = p.page.as_ref().map_or(String::new(), |l| format!(", page {l}"));
    format!("{}{id}{page}", p.path)
}

fn value(p: &Place) -> Value {
    json!({"path": p.path, "id": p.id, "page": p.page, "start": p.start, "end": p.end, "sentence": p.sentence, "document": p.document})
}

fn pairs(list: &[(String, usize)]) -> String {
    list.iter()
        .map(|(w, n)| if *n > 1 { format!("{w} ({n})") } else { w.clone() })
        .collect::<Vec<_>>()
        .join("; ")
}

/// The first of a list, and how many more there are.
fn few(list: &[String]) -> String {
    const SHOWN: usize = 6;
    let more = list.len().saturating_sub(SHOWN);
    let head = list.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; ");
    if more > 0 { format!("{head}; and {more} more") } else { head }
}

fn dates(n: usize) -> String {
    format!("{n} {}", if n == 1 { "event" } else { "events" })
}

/// What stands in a timeline's title of the dates that are in no row.
fn aside(timeline: &Timeline) -> String {
    let all: Vec<String> = timeline.aside.iter().map(|(why, n)| format!("{n} {}", why.name())).collect();
    if all.is_empty() { String::new() } else { format!("; dates set aside: {}", all.join(", ")) }
}

/// An event as `docs/schema/overview.json` describes it.
#[must_use]
pub fn event_value(e: &Event) -> Value {
    json!({"type": "event", "date": e.date, "time": e.time, "words": e.words, "basis": e.basis, "place": value(&e.place),
        "copies": e.copies, "again": e.again.iter().map(value).collect::<Vec<_>>()})
}

/// A person as `docs/schema/overview.json` describes one.
#[must_use]
pub fn person_value(p: &Person) -> Value {
    let counted =
        |l: &[(String, usize)]| l.iter().map(|(w, n)| json!({"words": w, "times": n})).collect::<Vec<_>>();
    json!({"type": "person", "name": p.name, "mentions": p.mentions, "documents": p.documents, "titles": counted(&p.titles),
        "listed": p.listed, "forms": counted(&p.forms), "perhaps": p.perhaps, "places": p.places.iter().map(value).collect::<Vec<_>>()})
}

/// An edge as `docs/schema/overview.json` describes one.
#[must_use]
pub fn edge_value(e: &Edge) -> Value {
    json!({"type": "edge", "a": e.a, "b": e.b, "relation": e.relation, "weight": e.weight, "places": e.places.iter().map(value).collect::<Vec<_>>()})
}

/// The timeline, and where documents disagree.
#[must_use]
pub fn timeline_tables(timeline: &Timeline) -> Vec<Table> {
    let events = Table {
        title: format!("Timeline: {}{}", dates(timeline.events.len()), aside(timeline)),
        columns: "date words basis sentence where again".split(' ').collect(),
        rows: timeline
            .events
            .iter()
            .map(|e| {
                let again =
                    if e.copies > 0 { format!("and {} nearly the same", e.copies) } else { String::new() };
                vec![
                    e.date.clone(),
                    e.words.clone(),
                    e.basis.to_owned(),
                    e.place.sentence.clone(),
                    at(&e.place),
                    again,
                ]
            })
            .collect(),
        values: timeline.events.iter().map(event_value).collect(),
    };
    let differ = |d: &Disagreement| {
        vec![
            d.what.to_owned(),
            d.a.clone(),
            d.at.sentence.clone(),
            at(&d.at),
            d.b.clone(),
            d.other.sentence.clone(),
            at(&d.other),
        ]
    };
    let disagreements = Table {
        title: format!("Documents that date or count one thing differently: {}", timeline.disagreements.len()),
        columns: vec!["what", "one says", "sentence", "where", "another says", "sentence", "where"],
        rows: timeline.disagreements.iter().map(differ).collect(),
        values: timeline
            .disagreements
            .iter()
            .map(|d| json!({"type": "disagreement", "what": d.what, "a": {"value": d.a, "place": value(&d.at)}, "b": {"value": d.b, "place": value(&d.other)}}))
            .collect(),
    };
    vec![events, disagreements]
}

/// The people.
#[must_use]
pub fn people_table(people: &People) -> Table {
    Table {
        title: format!("People: {}", people.persons.len()),
        columns: vec![
            "name",
            "mentions",
            "documents",
            "titles",
            "listed as",
            "forms",
            "perhaps the same",
            "first in",
        ],
        rows: people
            .persons
            .iter()
            .map(|p| {
                let first = p.places.first().map_or(String::new(), at);
                vec![
                    p.name.clone(),
                    p.mentions.to_string(),
                    p.documents.to_string(),
                    pairs(&p.titles),
                    p.listed.join("; "),
                    pairs(&p.forms),
                    few(&p.perhaps),
                    first,
                ]
            })
            .collect(),
        values: people.persons.iter().map(person_value).collect(),
    }
}

/// Who stands with whom.
#[must_use]
pub fn network_table(people: &People, least: usize) -> Table {
    let edges: Vec<&Edge> = people.edges.iter().filter(|e| e.weight >= least).collect();
    Table {
        title: format!("Who stands with whom: {} edges", edges.len()),
        columns: vec!["one", "relation", "other", "times", "sentence", "where"],
        rows: edges
            .iter()
            .map(|e| {
                let first = e.places.first();
                vec![
                    e.a.clone(),
                    e.relation.to_owned(),
                    e.b.clone(),
                    e.weight.to_string(),
                    first.map_or(String::new(), |p| p.sentence.clone()),
                    first.map_or(String::new(), at),
                ]
            })
            .collect(),
        values: edges.iter().map(|e| edge_value(e)).collect(),
    }
}

/// The network as GraphML (graphdrawing.org, 2000): people are nodes, each relation is an edge
/// with its weight and its first passage.
///
/// # Errors
/// When the output cannot be written.
pub fn graphml(out: &mut dyn Write, people: &People, least: usize) -> io::Result<()> {
    let edges: Vec<&Edge> = people.edges.iter().filter(|e| e.weight >= least).collect();
    let mut nodes: Vec<&str> = edges.iter().flat_map(|e| [e.a.as_str(), e.b.as_str()]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
         <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n\
         <key id=\"relation\" for=\"edge\" attr.name=\"relation\" attr.type=\"string\"/>\n\
         <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"int\"/>\n\
         <key id=\"passage\" for=\"edge\" attr.name=\"passage\" attr.type=\"string\"/>\n\
         <key id=\"where\" for=\"edge\" attr.name=\"where\" attr.type=\"string\"/>\n<graph edgedefault=\"undirected\">"
    )?;
    for (i, n) in nodes.iter().enumerate() {
        writeln!(out, "<node id=\"n{i}\"><data key=\"label\">{}</data></node>", escape_xml(n))?;
    }
    for e in edges {
        let of = |name: &str| nodes.binary_search(&name).unwrap_or(0);
        let directed = e.relation != "together";
        let first = e.places.first();
        writeln!(
            out,
            "<edge source=\"n{}\" target=\"n{}\" directed=\"{directed}\"><data key=\"relation\">{}</data><data key=\"weight\">{}</data><data key=\"passage\">{}</data><data key=\"where\">{}</data></edge>",
            of(&e.a),
            of(&e.b),
            e.relation,
            e.weight,
            escape_xml(first.map_or("", |p| p.sentence.as_str())),
            escape_xml(&first.map_or(String::new(), at))
        )?;
    }
    writeln!(out, "</graph>\n</graphml>")
}

/// Rows as lines of the terminal; `limit` of each table.
///
/// # Errors
/// When the output cannot be written.
pub fn text(out: &mut dyn Write, tables: &[Table], limit: usize) -> io::Result<()> {
    for t in tables {
        writeln!(out, "{}", t.title)?;
        for row in t.rows.iter().take(limit) {
            let shown: Vec<String> =
                row.iter().filter(|c| !c.is_empty()).map(|c| short(&screen::name(c))).collect();
            writeln!(out, "  {}", shown.join("  |  "))?;
        }
        if t.rows.len() > limit {
            writeln!(out, "  … and {} more (--limit {})", t.rows.len() - limit, t.rows.len())?;
        }
    }
    Ok(())
}

fn short(cell: &str) -> String {
    const LONGEST: usize = 160;
    if cell.chars().count() <= LONGEST {
        return cell.to_owned();
    }
    let head: String = cell.chars().take(LONGEST).collect();
    format!("{head}…")
}

/// Rows as CSV (RFC 4180), tables one after the other with a blank line between.
///
/// # Errors
/// When the output cannot be written.
pub fn csv(out: &mut dyn Write, tables: &[Table]) -> io::Result<()> {
    for (i, t) in tables.iter().filter(|t| !t.rows.is_empty()).enumerate() {
        if i > 0 {
            write!(out, "\r\n")?;
        }
        write!(out, "{}\r\n", t.columns.join(","))?;
        for row in &t.rows {
            let cells: Vec<String> = row.iter().map(|c| crate::reuse::field(c)).collect();
            write!(out, "{}\r\n", cells.join(","))?;
        }
    }
    Ok(())
}

/// Rows as JSON Lines (docs/schema/overview.json).
///
/// # Errors
/// When the output cannot be written.
pub fn json(out: &mut dyn Write, tables: &[Table]) -> io::Result<()> {
    for v in tables.iter().flat_map(|t| &t.values) {
        writeln!(out, "{}", line(v.clone()))?;
    }
    Ok(())
}

/// One web page that loads nothing.
///
/// # Errors
/// When the output cannot be written.
pub fn html(out: &mut dyn Write, tables: &[Table]) -> io::Result<()> {
    const STYLE: &str = include_str!("page.css");
    let title = tables.first().map_or("", |t| t.title.as_str());
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{} · fontes</title>\n<style>\n{STYLE}main {{ display: block; }}\n</style>\n</head>\n<body>\n<main>",
        escape(title)
    )?;
    for t in tables {
        writeln!(out, "<h2>{}</h2>", escape(&t.title))?;
        if t.rows.is_empty() {
            continue;
        }
        let heads: String =
            t.columns.iter().map(|c| format!("<th scope=\"col\">{}</th>", escape(c))).collect();
        writeln!(out, "<table><thead><tr>{heads}</tr></thead><tbody>")?;
        for row in &t.rows {
            let cells: String = row.iter().map(|c| format!("<td dir=\"auto\">{}</td>", escape(c))).collect();
            writeln!(out, "<tr>{cells}</tr>")?;
        }
        writeln!(out, "</tbody></table>")?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}
