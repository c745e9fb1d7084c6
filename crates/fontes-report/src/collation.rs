//! What did each witness of a passage change? The collation of a cluster against its earliest
//! witness: as a table, a web page, and TEI with parallel segmentation (TEI P5, chapter 13).

use crate::compare::Side;
use crate::reuse::{passage, read, side};
use crate::{escape, escape_xml};
use fontes_check::reuse::cluster::Cluster;
use fontes_check::reuse::{Corpus, Found};
use fontes_core::align::word_alignment::Relation;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

/// A place of the base text and what the witnesses have there.
pub(crate) struct Variant {
    /// Tokens of the base; empty where something is added before its first token.
    base: Range<usize>,
    /// What each witness that differs has, by its number in the cluster.
    pub(crate) readings: BTreeMap<usize, String>,
}

/// Tokens of the base, the witness that differs there, and its words.
type Reading = (Range<usize>, usize, String);

/// A cluster, its base text and where the others differ.
pub(crate) struct Collation {
    base: Side,
    tokens: Range<usize>,
    pub(crate) variants: Vec<Variant>,
    /// Witnesses that could not be aligned with the base: they answer to another part of it.
    pub(crate) apart: Vec<usize>,
}

pub(crate) fn collate(corpus: &dyn Corpus, cluster: &Cluster) -> io::Result<Option<Collation>> {
    let Some(first) = cluster.witnesses.first() else { return Ok(None) };
    let base = side(&read(corpus, first.document)?);
    let tokens = base.folded.tokens_in(first.span);
    let mut found: Vec<Reading> = Vec::new();
    let mut apart = Vec::new();
    for (i, w) in cluster.witnesses.iter().enumerate().skip(1) {
        let other = side(&read(corpus, w.document)?);
        let Some(p) = passage(&base, &other, first.span, w.span) else {
            apart.push(i);
            continue;
        };
        let same: usize = p.segments.iter().filter(|s| s.relation == Relation::Same).map(|s| s.a.len()).sum();
        if same * 4 < tokens.len().min(p.b.len()) {
            apart.push(i);
            continue;
        }
        for s in p.segments.iter().filter(|s| s.relation != Relation::Same) {
            let words =
                other.folded.span_of(&s.b).and_then(|span| span.slice(&other.document.text)).unwrap_or("");
            found.push((s.a.clone(), i, words.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    Ok(Some(Collation { variants: merge(found, &base), base, tokens, apart }))
}

/// Variants at overlapping places of the base are one place, with each witness's own words for
/// all of it.
fn merge(mut found: Vec<Reading>, base: &Side) -> Vec<Variant> {
    found.sort_by_key(|f| (f.0.start, f.0.end, f.1));
    let mut groups: Vec<(Range<usize>, Vec<Reading>)> = Vec::new();
    for f in found {
        match groups.last_mut() {
            Some((r, list)) if f.0.start < r.end || f.0.start == r.start => {
                r.end = r.end.max(f.0.end);
                list.push(f);
            }
            _ => groups.push((f.0.clone(), vec![f])),
        }
    }
    groups
        .into_iter()
        .map(|(range, list)| {
            let mut readings: BTreeMap<usize, String> = BTreeMap::new();
            let mut ends: BTreeMap<usize, usize> = BTreeMap::new();
            for (at, witness, words) in list {
                let from = ends.get(&witness).copied().unwrap_or(range.start);
                let reading = readings.entry(witness).or_default();
                push(reading, &words_of(base, &(from..at.start.max(from))));
                push(reading, &words);
                ends.insert(witness, at.end.max(from));
            }
            for (witness, end) in ends {
                if let Some(reading) = readings.get_mut(&witness) {
                    push(reading, &words_of(base, &(end..range.end.max(end))));
                }
            }
            Variant { base: range, readings }
        })
        .collect()
}

fn push(reading: &mut String, words: &str) {
    if !reading.is_empty() && !words.is_empty() {
        reading.push(' ');
    }
    reading.push_str(words);
}

fn words_of(side: &Side, tokens: &Range<usize>) -> String {
    side.folded
        .span_of(tokens)
        .and_then(|s| s.slice(&side.document.text))
        .map_or(String::new(), |s| s.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A stretch of the base text: as all have it, or where a variant stands.
pub(crate) enum Piece<'c> {
    Text(&'c str),
    Place(&'c str, &'c Variant),
}

/// The base text in pieces, nothing left out.
pub(crate) fn pieces(c: &Collation) -> Vec<Piece<'_>> {
    let text = c.base.document.text.as_str();
    let tokens = &c.base.folded.tokens;
    let Some(whole) = c.base.folded.span_of(&c.tokens) else { return vec![] };
    let mut at = whole.start() as usize;
    let mut out = Vec::new();
    for v in &c.variants {
        let (start, end) = match c.base.folded.span_of(&v.base) {
            Some(span) => (span.start() as usize, span.end() as usize),
            None => {
                let place = tokens.get(v.base.start).map_or(whole.end(), |t| t.span.start()).min(whole.end());
                (place as usize, place as usize)
            }
        };
        out.push(Piece::Text(text.get(at..start).unwrap_or("")));
        out.push(Piece::Place(text.get(start..end).unwrap_or(""), v));
        at = at.max(end);
    }
    out.push(Piece::Text(text.get(at..whole.end() as usize).unwrap_or("")));
    out
}

/// Readings gathered by their words, with the sigla of those who have them.
fn by_words(v: &Variant) -> Vec<(&str, Vec<usize>)> {
    let mut out: Vec<(&str, Vec<usize>)> = Vec::new();
    for (w, words) in &v.readings {
        match out.iter_mut().find(|o| o.0 == words) {
            Some(o) => o.1.push(*w),
            None => out.push((words, vec![*w])),
        }
    }
    out
}

fn sigla(witnesses: &[usize], between: &str, before: &str) -> String {
    witnesses.iter().map(|&i| format!("{before}{}", Cluster::siglum(i))).collect::<Vec<_>>().join(between)
}

pub(crate) fn label(found: &Found, document: u32) -> String {
    let h = &found.heads[document as usize];
    let date = h.date.as_ref().map_or(String::new(), |d| format!(", {d}"));
    format!("{}{date}", h.name())
}

/// Writes the collations for the terminal: the base text, then each place that differs.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn text(out: &mut dyn Write, corpus: &dyn Corpus, found: &Found, clusters: &[Cluster]) -> io::Result<()> {
    for (n, cluster) in clusters.iter().enumerate() {
        let Some(c) = collate(corpus, cluster)? else { continue };
        writeln!(out, "{}. {} witnesses", n + 1, cluster.witnesses.len())?;
        for (i, w) in cluster.witnesses.iter().enumerate() {
            writeln!(out, "  {}  {}", Cluster::siglum(i), crate::plain(&label(found, w.document)))?;
        }
        writeln!(out, "  {}", crate::plain(&words_of(&c.base, &c.tokens)))?;
        for v in &c.variants {
            let base = words_of(&c.base, &v.base);
            let base = if base.is_empty() { "(nothing)" } else { &base };
            for (words, who) in by_words(v) {
                let words = if words.is_empty() { "(nothing)" } else { words };
                writeln!(
                    out,
                    "    {} ] {}  {}",
                    crate::plain(base),
                    crate::plain(words),
                    sigla(&who, " ", "")
                )?;
            }
        }
        if !c.apart.is_empty() {
            writeln!(out, "    not aligned with A: {}", sigla(&c.apart, " ", ""))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{} clusters", clusters.len())
}

/// Writes one self-contained page: a table for each cluster.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn html(out: &mut dyn Write, corpus: &dyn Corpus, found: &Found, clusters: &[Cluster]) -> io::Result<()> {
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Collation</title>\n<style>body{{font:16px/1.5 Georgia,serif;max-width:60em;margin:2em auto;padding:0 1em}}\
         table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top}}\
         th{{font-weight:normal;background:#eee}}mark{{background:none;border-bottom:2px solid #a40}}\
         section{{margin:2em 0;break-inside:avoid}}.s{{white-space:nowrap}}</style>\n<h1>{} passages and their witnesses</h1>",
        clusters.len()
    )?;
    for (n, cluster) in clusters.iter().enumerate() {
        let Some(c) = collate(corpus, cluster)? else { continue };
        writeln!(out, "<section id=\"c{0}\"><h2>{0}</h2><dl>", n + 1)?;
        for (i, w) in cluster.witnesses.iter().enumerate() {
            let apart = if c.apart.contains(&i) { " (not aligned with A)" } else { "" };
            writeln!(
                out,
                "<dt>{}{apart}<dd dir=\"auto\">{}",
                Cluster::siglum(i),
                escape(&label(found, w.document))
            )?;
        }
        write!(out, "</dl><blockquote dir=\"auto\">")?;
        for piece in pieces(&c) {
            match piece {
                Piece::Text(words) => write!(out, "{}", escape(words))?,
                Piece::Place(words, _) => write!(out, "<mark>{}</mark>", escape(words))?,
            }
        }
        writeln!(out, "</blockquote>")?;
        if c.variants.is_empty() {
            writeln!(out, "<p>All have the same words.</p></section>")?;
            continue;
        }
        writeln!(out, "<table><tr><th scope=\"col\">A<th scope=\"col\">reading<th scope=\"col\">witnesses")?;
        for v in &c.variants {
            for (words, who) in by_words(v) {
                writeln!(
                    out,
                    "<tr><td dir=\"auto\">{}<td dir=\"auto\">{}<td class=\"s\">{}",
                    escape(&words_of(&c.base, &v.base)),
                    if words.is_empty() { "<i>left out</i>".to_owned() } else { escape(words) },
                    sigla(&who, " ", "")
                )?;
            }
        }
        writeln!(out, "</table></section>")?;
    }
    writeln!(out, "</html>")
}

/// Writes a TEI document: one `<div>` a cluster, its variants as `<app>` with the base as `<lem>`.
///
/// # Errors
/// When the output cannot be written or a document can no longer be read.
pub fn tei(out: &mut dyn Write, corpus: &dyn Corpus, found: &Found, clusters: &[Cluster]) -> io::Result<()> {
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n<teiHeader><fileDesc>\
         <titleStmt><title>Collation</title></titleStmt><publicationStmt><p>Made by fontes {}</p></publicationStmt>\
         <sourceDesc><p>The documents named in each list of witnesses</p></sourceDesc></fileDesc>\
         <encodingDesc><variantEncoding method=\"parallel-segmentation\" location=\"internal\"/></encodingDesc></teiHeader>\n<text><body>",
        env!("CARGO_PKG_VERSION")
    )?;
    for (n, cluster) in clusters.iter().enumerate() {
        let Some(c) = collate(corpus, cluster)? else { continue };
        let n = n + 1;
        writeln!(out, "<div xml:id=\"c{n}\"><listWit>")?;
        for (i, w) in cluster.witnesses.iter().enumerate() {
            writeln!(
                out,
                "<witness xml:id=\"c{n}{}\">{}</witness>",
                Cluster::siglum(i),
                escape_xml(&label(found, w.document))
            )?;
        }
        write!(out, "</listWit><p>")?;
        let wit = |who: &[usize]| sigla(who, " ", &format!("#c{n}"));
        for piece in pieces(&c) {
            match piece {
                Piece::Text(words) => write!(out, "{}", escape_xml(words))?,
                Piece::Place(words, v) => {
                    let others: Vec<usize> = (0..cluster.witnesses.len())
                        .filter(|i| !v.readings.contains_key(i) && !c.apart.contains(i))
                        .collect();
                    write!(out, "<app><lem wit=\"{}\">{}</lem>", wit(&others), escape_xml(words))?;
                    for (words, who) in by_words(v) {
                        write!(out, "<rdg wit=\"{}\">{}</rdg>", wit(&who), escape_xml(words))?;
                    }
                    // Words that only others have are parted from the next one of the base.
                    write!(out, "</app>{}", if words.is_empty() { " " } else { "" })?;
                }
            }
        }
        writeln!(out, "</p></div>")?;
    }
    writeln!(out, "</body></text></TEI>")
}
