//! Reuse in a corpus: JSON Lines (`docs/schema/reuse.json`), CSV and the terminal.

use crate::compare::{Side, misplaced, value};
use crate::json::{Place, line, round};
use fontes_check::reuse::cluster::{Carrier, Cluster};
use fontes_check::reuse::{Duplicate, Found, Reuse};
use fontes_core::align::passage::{Passage, measure};
use fontes_core::align::word_alignment::{Relation, Task, align};
use fontes_core::corpus::{Corpus, Source};
use fontes_core::text::{CodePoints, Span, fold};
use rayon::prelude::*;
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::sync::Arc;

pub(super) fn side(text: &Arc<Source>) -> Side {
    let folded = fold(&text.document.text, &text.document.skips);
    let language = fontes_core::lang::of(&text.document);
    Side {
        path: text.path.clone(),
        digest: text.digest.clone(),
        document: text.document.clone(),
        folded,
        language,
        apparatus: std::sync::OnceLock::new(),
    }
}

pub(super) fn read(corpus: &dyn Corpus, document: u32) -> io::Result<Arc<Source>> {
    corpus.source(document as usize).map_err(io::Error::other)
}

/// The alignment of two passages that are known to answer to each other.
pub(super) fn passage(a: &Side, b: &Side, a_span: Span, b_span: Span) -> Option<Passage> {
    let task = Task {
        a: &a.folded,
        a_range: a.folded.tokens_in(a_span),
        b: &b.folded,
        b_range: b.folded.tokens_in(b_span),
        free_ends: false,
        inserted: &|_| false,
    };
    measure(&a.folded, &b.folded, align(&task))
}

const fn relation(r: Relation) -> &'static str {
    match r {
        Relation::Same => "same",
        Relation::Substitution => "substitution",
        Relation::Addition => "addition",
        Relation::Omission => "omission",
    }
}

/// Which of two dated documents is the earlier, if the dates tell.
pub(super) fn earlier(a: Option<&str>, b: Option<&str>) -> Option<&'static str> {
    let (a, b) = (a?, b?);
    // "1973" and "1973-09" do not tell.
    let n = a.len().min(b.len());
    match a.get(..n)?.cmp(b.get(..n)?) {
        std::cmp::Ordering::Less => Some("a"),
        std::cmp::Ordering::Greater => Some("b"),
        std::cmp::Ordering::Equal => None,
    }
}

/// All pairs of one pair of documents.
fn group(found: &Found) -> Vec<&[Reuse]> {
    found.reuses.chunk_by(|x, y| (x.a, x.b) == (y.a, y.b)).collect()
}

/// Leaves out the words at a place.
fn wordless(place: Option<&mut Value>) {
    if let Some(Value::Object(place)) = place {
        place.remove("text");
    }
}

fn lines(corpus: &dyn Corpus, found: &Found, reuses: &[Reuse], with_text: bool) -> io::Result<String> {
    use std::fmt::Write;
    let Some(first) = reuses.first() else { return Ok(String::new()) };
    let (a, b) = (side(&read(corpus, first.a)?), side(&read(corpus, first.b)?));
    let points = (CodePoints::new(&a.document.text), CodePoints::new(&b.document.text));
    let (ha, hb) = (&found.heads[first.a as usize], &found.heads[first.b as usize]);
    let mut out = String::new();
    for r in reuses {
        let p = passage(&a, &b, r.a_span, r.b_span).ok_or_else(misplaced)?;
        let mut map = value(&a, &b, (&points.0, &points.1), &p).ok_or_else(misplaced)?;
        for (key, head) in [("a", ha), ("b", hb)] {
            if let Some(Value::Object(side)) = map.get_mut(key) {
                side.insert("title".into(), head.title.clone().into());
                side.insert("date".into(), head.date.clone().into());
                side.insert("series".into(), head.series.clone().into());
            }
        }
        let range = |s: &Side, p: &CodePoints<'_>, tokens: &std::ops::Range<usize>| -> Value {
            let place = s.folded.span_of(tokens).and_then(|span| {
                let (start, end) = p.span(span)?;
                Some(json!({"start": start, "end": end, "byte_start": span.start(), "byte_end": span.end()}))
            });
            place.unwrap_or(Value::Null)
        };
        let segments: Vec<Value> = p
            .segments
            .iter()
            .map(|s| {
                json!({"relation": relation(s.relation), "a": range(&a, &points.0, &s.a), "b": range(&b, &points.1, &s.b)})
            })
            .collect();
        map.insert("bits".into(), json!((f64::from(r.bits) * 10.0).round() / 10.0));
        map.insert("earlier".into(), earlier(ha.date.as_deref(), hb.date.as_deref()).into());
        map.insert("segments".into(), segments.into());
        if let Some(why) = r.aside {
            map.insert("set_aside".into(), why.name().into());
        }
        if !with_text {
            ["a", "b"].iter().for_each(|&side| wordless(map.get_mut(side)));
            for change in map.get_mut("changes").and_then(Value::as_array_mut).into_iter().flatten() {
                ["a", "b"].iter().for_each(|&side| wordless(change.get_mut(side)));
            }
        }
        let _ = writeln!(out, "{}", line(map)); // a String takes all
    }
    Ok(out)
}

/// Writes what `one` makes of each item, in order, made on all threads a few at a time.
fn ordered<T: Sync>(
    out: &mut dyn Write,
    items: &[T],
    one: impl Fn(&T) -> io::Result<String> + Sync,
) -> io::Result<()> {
    for batch in items.chunks(256) {
        let done: Vec<io::Result<String>> = batch.par_iter().map(&one).collect();
        for text in done {
            out.write_all(text?.as_bytes())?;
        }
    }
    Ok(())
}

fn summary(found: &Found, unread: u64) -> Map<String, Value> {
    let aside = &found.aside;
    let mut map = Map::new();
    map.insert("type".into(), "summary".into());
    map.insert("documents".into(), found.documents.into());
    map.insert("bytes".into(), found.bytes.into());
    map.insert("files_unread".into(), unread.into());
    map.insert("documents_too_long".into(), found.too_long.into());
    map.insert("reuses".into(), found.reuses.len().into());
    map.insert("duplicates".into(), found.duplicates.len().into());
    map.insert(
        "set_aside".into(),
        json!({"stock": aside.stock, "lists": aside.lists, "common": aside.common, "series": aside.series}),
    );
    map.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    map
}

fn name(found: &Found, document: u32) -> Map<String, Value> {
    let h = &found.heads[document as usize];
    let mut map = Map::new();
    map.insert("path".into(), h.path.clone().into());
    map.insert("id".into(), h.id.clone().into());
    map.insert("title".into(), h.title.clone().into());
    map.insert("date".into(), h.date.clone().into());
    map.insert("series".into(), h.series.clone().into());
    map
}

fn duplicates(out: &mut dyn Write, found: &Found) -> io::Result<()> {
    for d in &found.duplicates {
        let row = json!({"type": "duplicate", "a": name(found, d.a), "b": name(found, d.b), "score": round(d.score)});
        writeln!(out, "{}", line(row))?;
    }
    for group in &found.identical {
        let documents: Vec<Map<String, Value>> = group.iter().map(|&d| name(found, d)).collect();
        writeln!(
            out,
            "{}",
            line(json!({"type": "identical", "count": group.len(), "documents": documents}))
        )?;
    }
    Ok(())
}

/// Writes one object a pair of passages or of duplicates, and a summary. The words of the passages are in it
/// only `with_text`; their places always are.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn json(
    out: &mut dyn Write,
    corpus: &dyn Corpus,
    found: &Found,
    unread: u64,
    with_text: bool,
) -> io::Result<()> {
    duplicates(out, found)?;
    ordered(out, &group(found), |reuses| lines(corpus, found, reuses, with_text))?;
    writeln!(out, "{}", line(summary(found, unread)))
}

/// A witness of a cluster as a JSON object.
pub(crate) fn witness(
    corpus: &dyn Corpus,
    found: &Found,
    c: &Carrier,
    i: usize,
) -> io::Result<Map<String, Value>> {
    let text = read(corpus, c.document)?;
    let d = &text.document;
    let mut map = name(found, c.document);
    map.insert("siglum".into(), Cluster::siglum(i).into());
    map.insert("digest".into(), text.digest.clone().into());
    map.extend(Place::new(&d.text, &CodePoints::new(&d.text), c.span).ok_or_else(misplaced)?.value());
    map.extend(crate::json::pages(d, c.span.start()));
    Ok(map)
}

/// Writes one object a cluster, and a summary. The words of the witnesses are in it only `with_text`.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn clusters_json(
    out: &mut dyn Write,
    corpus: &dyn Corpus,
    found: &Found,
    clusters: &[Cluster],
    unread: u64,
    with_text: bool,
) -> io::Result<()> {
    duplicates(out, found)?;
    let numbered: Vec<(usize, &Cluster)> = clusters.iter().enumerate().collect();
    ordered(out, &numbered, |(n, c)| {
        let witnesses: Vec<Map<String, Value>> = c
            .witnesses
            .iter()
            .enumerate()
            .map(|(i, w)| {
                let mut witness = witness(corpus, found, w, i)?;
                if !with_text {
                    witness.remove("text");
                }
                Ok(witness)
            })
            .collect::<io::Result<_>>()?;
        let dated = c.witnesses.iter().any(|w| found.heads[w.document as usize].date.is_some());
        let row = json!({"type": "cluster", "cluster": n + 1, "size": witnesses.len(),
            "earliest": dated.then(|| Cluster::siglum(0)), "witnesses": witnesses});
        Ok(line(row) + "\n")
    })?;
    let mut map = summary(found, unread);
    map.insert("clusters".into(), clusters.len().into());
    writeln!(out, "{}", line(map))
}

/// A field of a comma-separated file (RFC 4180); no formula, and nothing unseen.
pub(super) fn field(s: &str) -> String {
    let s = crate::screen::cell(s);
    let plain = !s.contains([',', '"', '\n', '\r', '\t']);
    if plain { s.into_owned() } else { format!("\"{}\"", s.replace('"', "\"\"")) }
}

/// One side of a pair, as a row of a table.
pub(super) struct Row {
    pub(super) path: String,
    pub(super) id: String,
    pub(super) date: String,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) byte_start: u32,
    pub(super) byte_end: u32,
    pub(super) page: String,
    pub(super) text: String,
}

pub(super) fn row(corpus: &dyn Corpus, found: &Found, document: u32, span: Span) -> io::Result<Row> {
    let text = read(corpus, document)?;
    let d = &text.document;
    let place = Place::new(&d.text, &text.code_points(), span).ok_or_else(misplaced)?;
    let h = &found.heads[document as usize];
    Ok(Row {
        path: h.path.clone(),
        id: h.id.clone().unwrap_or_default(),
        date: h.date.clone().unwrap_or_default(),
        start: place.start,
        end: place.end,
        byte_start: place.byte_start,
        byte_end: place.byte_end,
        page: d.page(span.start()).map_or_else(String::new, |p| p.label.clone()),
        text: place.text,
    })
}

impl Row {
    fn csv(&self) -> String {
        format!(
            "{},{},{},{},{},{},{},{},{}",
            field(&self.path),
            field(&self.id),
            field(&self.date),
            self.start,
            self.end,
            self.byte_start,
            self.byte_end,
            field(&self.page),
            field(&self.text)
        )
    }
}

const COLUMNS: [&str; 9] = ["path", "id", "date", "start", "end", "byte_start", "byte_end", "page", "text"];

/// Writes one row a pair; where all is asked for, with the reason for which a passage is set aside otherwise.
/// Duplicates are whole documents and stand in the JSON only.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn csv(out: &mut dyn Write, corpus: &dyn Corpus, found: &Found) -> io::Result<()> {
    let head: Vec<String> =
        ["a", "b"].iter().flat_map(|s| COLUMNS.iter().map(move |c| format!("{s}_{c}"))).collect();
    let last = if found.all { ",set_aside" } else { "" };
    write!(out, "score,words,bits,earlier,{}{last}\r\n", head.join(","))?;
    ordered(out, &found.reuses, |r| {
        let (a, b) = (row(corpus, found, r.a, r.a_span)?, row(corpus, found, r.b, r.b_span)?);
        let first = earlier(some(&a.date), some(&b.date)).unwrap_or("");
        let last = match r.aside {
            Some(why) => format!(",{}", why.name()),
            None if found.all => ",".to_owned(),
            None => String::new(),
        };
        Ok(format!("{:.3},{},{:.1},{first},{},{}{last}\r\n", r.score, r.words, r.bits, a.csv(), b.csv()))
    })
}

pub(super) fn some(s: &str) -> Option<&str> {
    (!s.is_empty()).then_some(s)
}

/// Writes one row a witness.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn clusters_csv(
    out: &mut dyn Write,
    corpus: &dyn Corpus,
    found: &Found,
    clusters: &[Cluster],
) -> io::Result<()> {
    write!(out, "cluster,size,siglum,{}\r\n", COLUMNS.join(","))?;
    for (n, c) in clusters.iter().enumerate() {
        for (i, w) in c.witnesses.iter().enumerate() {
            let row = row(corpus, found, w.document, w.span)?;
            write!(out, "{},{},{},{}\r\n", n + 1, c.witnesses.len(), Cluster::siglum(i), row.csv())?;
        }
    }
    Ok(())
}

fn label(found: &Found, document: u32) -> String {
    let h = &found.heads[document as usize];
    let date = h.date.as_ref().map_or(String::new(), |d| format!(" ({d})"));
    crate::plain(&format!("{}{date}", h.name()))
}

/// What to do when all that was found are duplicates, whose passages are not listed.
#[must_use]
pub fn duplicates_alone(found: &Found) -> Option<String> {
    let n = found.duplicates.len() as u64;
    (found.reuses.is_empty() && n > 0).then(|| {
        let pairs = fontes_check::finding::words::counted(n, "pair");
        format!(
            "no passages, but {pairs} of documents with the same text: --duplicates lists, gathers and collates their passages"
        )
    })
}

fn ending(out: &mut dyn Write, found: &Found) -> io::Result<()> {
    let a = &found.aside;
    writeln!(
        out,
        "{} passages between {} documents, {} pairs of duplicates; set aside: {} stock phrases, {} lists, {} common to many",
        found.reuses.len(),
        found.documents,
        found.duplicates.len(),
        a.stock,
        a.lists,
        a.common
    )
}

/// Writes the pairs for the terminal.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn text(out: &mut dyn Write, corpus: &dyn Corpus, found: &Found) -> io::Result<()> {
    for group in &found.identical {
        writeln!(out, "{} documents have one text:", group.len())?;
        for &d in group {
            writeln!(out, "  {}", label(found, d))?;
        }
        writeln!(out)?;
    }
    let grouped: std::collections::BTreeSet<u32> = found.identical.iter().flatten().copied().collect();
    let apart = |d: &&Duplicate| d.score < 1.0 || !(grouped.contains(&d.a) && grouped.contains(&d.b));
    for d in found.duplicates.iter().filter(apart) {
        writeln!(
            out,
            "{} = {}  (the same text, {:.0} %)",
            label(found, d.a),
            label(found, d.b),
            d.score * 100.0
        )?;
    }
    if !found.duplicates.is_empty() {
        writeln!(out)?;
    }
    for reuses in group(found) {
        let Some(first) = reuses.first() else { continue };
        let (a, b) = (side(&read(corpus, first.a)?), side(&read(corpus, first.b)?));
        let passages: Vec<Passage> =
            reuses.iter().filter_map(|r| passage(&a, &b, r.a_span, r.b_span)).collect();
        crate::compare::columns(out, &a, &b, &passages)?;
    }
    ending(out, found)
}

/// Writes the clusters for the terminal.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn clusters_text(
    out: &mut dyn Write,
    corpus: &dyn Corpus,
    found: &Found,
    clusters: &[Cluster],
) -> io::Result<()> {
    for (n, c) in clusters.iter().enumerate() {
        writeln!(out, "{}. {} witnesses", n + 1, c.witnesses.len())?;
        for (i, w) in c.witnesses.iter().enumerate() {
            let text = read(corpus, w.document)?;
            let words =
                fontes_check::finding::words::shorten(w.span.slice(&text.document.text).unwrap_or(""));
            writeln!(out, "  {} {}: {}", Cluster::siglum(i), label(found, w.document), crate::plain(&words))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{} clusters", clusters.len())?;
    ending(out, found)
}
