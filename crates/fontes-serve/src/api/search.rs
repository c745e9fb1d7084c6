//! `/api/search`: which documents does a query find? And `/api/searches`: queries that were kept.

use super::answer::{Asked, Named, Routes, Sent, Told, tell};
use crate::error::Problem;
use crate::reading::archive_key;
use crate::session::Who;
use crate::state::App;
use crate::store::now;
use axum::extract::State;
use fontes_check::Snippet;
use fontes_core::corpus::Source;
use fontes_core::query::{QueryError, kind_of};
use fontes_core::text::Span;
use fontes_kit::{FoundDocument, KitError, Wanted, search_with};
use fontes_report::detail::document_key;
use fontes_report::screen::visible;
use rusqlite::params;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Documents of one answer at most, and places in each.
const MOST: usize = 50;
const PLACES: usize = 3;
/// Values of a facet that are told.
const VALUES: usize = 200;
/// Bytes of the longest query, and of a name of one that is kept.
const LONGEST: usize = 4_000;
const NAME: usize = 200;
/// Queries that are kept at most.
const KEPT: i64 = 1_000;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/search", found)
        .get("/api/searches", kept)
        .post("/api/searches", keep)
        .delete("/api/searches/{id}", forget)
}

#[derive(Deserialize)]
struct Query {
    q: String,
    #[serde(default)]
    offset: u32,
    limit: Option<u32>,
    #[serde(default)]
    facets: bool,
}

async fn found(State(app): State<Arc<App>>, Asked(q): Asked<Query>) -> Result<Told, Problem> {
    tell(move || answer(&app, &q)).await
}

fn answer(app: &App, asked: &Query) -> Result<Value, Problem> {
    if asked.q.len() > LONGEST {
        return Err(Problem::bad(format!("a query has {LONGEST} bytes at most")));
    }
    let archive = app.archive()?;
    let wanted = Wanted {
        documents: asked.limit.map_or(20, |n| n as usize).min(MOST),
        skip: asked.offset as usize,
        snippets: PLACES,
        facets: asked.facets,
    };
    let key = archive_key(&app.archive_path().ok_or_else(Problem::no_archive)?, &archive);
    let source = |number| app.reading.source(&archive, key, number);
    let results = match search_with(&archive, &asked.q, wanted, &source) {
        Ok(results) => results,
        // What is not understood is an answer, which points at the sign.
        Err(KitError::Query { error, .. }) => return Ok(json!({ "wrong": wrong(&asked.q, &error) })),
        Err(e) => return Err(e.into()),
    };
    let facets: Vec<Value> = results
        .facets
        .iter()
        .map(|f| {
            let values: Vec<Value> = f
                .values
                .iter()
                .take(VALUES)
                .map(|(value, n)| json!({ "value": value.as_deref().map(visible), "documents": n, "term": term(f.name, value.as_deref()) }))
                .collect();
            json!({ "name": f.name, "values": values, "left_out": f.values.len().saturating_sub(VALUES) })
        })
        .collect();
    Ok(json!({
        "count": results.count,
        "offset": asked.offset,
        "generation": archive.totals().generation,
        "documents": results.documents.iter().map(document).collect::<Vec<_>>(),
        "facets": facets,
    }))
}

/// Why a query is not understood, with the sign that is meant in UTF-16 units, as a page counts.
pub(super) fn wrong(query: &str, e: &QueryError) -> Value {
    let units = |at: usize| query[..query.floor_char_boundary(at)].encode_utf16().count();
    json!({ "message": visible(&e.message), "start": units(e.at.start), "end": units(e.at.end.max(e.at.start)) })
}

/// What narrows a query to a value of a facet; none where no query can say it.
fn term(facet: &str, value: Option<&str>) -> Option<String> {
    let value = value?;
    let quoted = |v: &str| (!v.contains('"')).then(|| format!("\"{v}\""));
    match facet {
        "kind" => Some(format!("type:{value}")),
        "year" => Some(format!("date:{value}")),
        "language" => Some(format!("lang:{value}")),
        "folder" => quoted(value).map(|v| format!("path:{v}")),
        "author" => quoted(value).map(|v| format!("author:{v}")),
        _ => None,
    }
}

fn document(found: &FoundDocument) -> Value {
    let source = &found.source;
    let snippets: Vec<Value> = found.snippets.iter().filter_map(|s| snippet(source, s)).collect();
    json!({
        "score": found.score,
        "snippets": snippets,
        "document": described(source),
    })
}

/// A document as lists name it.
pub(super) fn described(source: &Source) -> Value {
    let d = &source.document;
    let shown = |t: &Option<String>| t.as_deref().map(visible).map(std::borrow::Cow::into_owned);
    json!({
        "key": document_key(&source.digest),
        "path": visible(&source.path),
        "id": shown(&d.id),
        "title": d.title.as_deref().and_then(bare),
        "author": shown(&d.author),
        "date": d.date,
        "language": d.language,
        "kind": kind_of(&d.media_type),
    })
}

/// A title without the markers of notes at its end; none where no letter is left.
pub(super) fn bare(title: &str) -> Option<String> {
    let mut kept = title.trim();
    while let Some((before, marker)) = kept.strip_suffix(']').and_then(|t| t.rsplit_once('[')) {
        if !marker.chars().all(|c| c.is_ascii_digit() || "*†‡".contains(c)) {
            break;
        }
        kept = before.trim_end();
    }
    kept.contains(char::is_alphabetic).then(|| visible(kept).into_owned())
}

fn snippet(source: &Source, s: &Snippet) -> Option<Value> {
    let words = source.slice(s.span)?;
    let from = s.span.start();
    let mut pieces: Vec<Value> = Vec::new();
    let mut at = from;
    let mut piece = |a: u32, b: u32, hit: bool| -> Option<()> {
        let text = source.slice(Span::new(a, b).ok()?)?;
        if !text.is_empty() {
            pieces.push(json!({ "text": text, "hit": hit }));
        }
        Some(())
    };
    for word in &s.words {
        piece(at, word.start(), false)?;
        piece(word.start(), word.end(), true)?;
        at = word.end();
    }
    piece(at, s.span.end(), false)?;
    let page = source.page(from);
    Some(json!({
        "start": from,
        "end": s.span.end(),
        "first": s.words.first().map(|w| [w.start(), w.end()]),
        "label": page.map(|p| visible(&p.label)).filter(|l| !l.is_empty()),
        "page": page.map(|p| p.index).filter(|i| *i > 0),
        "begins": from == 0,
        "blank": words.trim().is_empty(),
        "pieces": pieces,
    }))
}

async fn kept(State(app): State<Arc<App>>) -> Result<Told, Problem> {
    tell(move || {
        let rows: Vec<Value> = app.store()?.with(|db| {
            let mut rows =
                db.prepare_cached("SELECT id, at, who, name, query FROM searches ORDER BY name, id")?;
            rows.query_map([], |r| {
                Ok(json!({
                    "id": r.get::<_, i64>(0)?,
                    "at": r.get::<_, String>(1)?,
                    "who": r.get::<_, String>(2)?,
                    "name": r.get::<_, String>(3)?,
                    "query": r.get::<_, String>(4)?,
                }))
            })?
            .collect()
        })?;
        Ok(json!({ "searches": rows }))
    })
    .await
}

#[derive(Deserialize)]
struct Kept {
    name: String,
    query: String,
}

async fn keep(State(app): State<Arc<App>>, who: Who, Sent(new): Sent<Kept>) -> Result<Told, Problem> {
    if app.options.read_only {
        return Err(Problem::read_only());
    }
    let (name, query) = (new.name.trim().to_owned(), new.query.trim().to_owned());
    if name.is_empty() || query.is_empty() || name.len() > NAME || query.len() > LONGEST {
        return Err(Problem::bad("a search is kept with a name (200 bytes at most) and its query"));
    }
    tell(move || {
        let id = app.store()?.with(|db| {
            let n: i64 = db.query_row("SELECT count(*) FROM searches", [], |r| r.get(0))?;
            if n >= KEPT {
                return Ok(None);
            }
            db.execute(
                "INSERT INTO searches (at, who, name, query) VALUES (?1, ?2, ?3, ?4)",
                params![now(), who.name.unwrap_or_default(), name, query],
            )?;
            Ok(Some(db.last_insert_rowid()))
        })?;
        let id = id.ok_or_else(|| Problem::bad("a thousand searches are kept; take some away"))?;
        Ok(json!({ "id": id }))
    })
    .await
}

async fn forget(State(app): State<Arc<App>>, Named(id): Named<i64>) -> Result<Told, Problem> {
    if app.options.read_only {
        return Err(Problem::read_only());
    }
    tell(move || {
        let gone = app.store()?.with(|db| db.execute("DELETE FROM searches WHERE id = ?1", [id]))?;
        if gone == 0 { Err(Problem::missing("there is no such search")) } else { Ok(json!({})) }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_words() {
        for (title, kept) in [
            ("Memorandum of Conversation [0]", Some("Memorandum of Conversation")),
            ("Notes [1] [*]", Some("Notes")),
            ("[]", None),
            ("[12] []", None),
            ("— 7 —", None),
            ("Report [draft]", Some("Report [draft]")),
            ("Año [2]", Some("Año")),
        ] {
            assert_eq!(bare(title).as_deref(), kept, "{title}");
        }
    }

    #[test]
    fn a_slip_is_pointed_at_in_the_units_of_the_page() {
        let query = "\u{10400} (gate";
        let error = fontes_core::query::parse(query).expect_err("not closed");
        // The letter is two units.
        assert_eq!(wrong(query, &error)["start"], 3);
    }
}
