//! Passages that two texts share: JSON Lines (`docs/schema/compare.json`) and side by side.

use crate::json::{Place, line, round};
use crate::screen;
use fontes_core::align::change::{self, Change, classify};
use fontes_core::align::paraphrase::{self, Paraphrase, Rewriting, rewritten};
use fontes_core::align::passage::Passage;
use fontes_core::lang::{self, Language};
use fontes_core::read::{Apparatus, apparatus};
use fontes_core::text::{CodePoints, Document, Folded, Lines, fold};
use owo_colors::{OwoColorize, Style};
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::sync::OnceLock;

/// One of two texts.
#[derive(Debug)]
pub struct Side {
    /// Its path, as given.
    pub path: String,
    /// Digest of its text.
    pub digest: String,
    /// The document.
    pub document: Document,
    /// Its folding.
    pub folded: Folded,
    /// Its language.
    pub language: &'static Language,
    pub(crate) apparatus: OnceLock<Vec<Apparatus>>,
}

impl Side {
    /// Folds a document.
    #[must_use]
    pub fn new(path: String, document: Document) -> Self {
        let folded = fold(&document.text, &document.skips);
        let digest = fontes_core::corpus::digest(document.text.as_bytes());
        let language = lang::of(&document);
        Self { path, digest, document, folded, language, apparatus: OnceLock::new() }
    }

    /// The text as the alignment of a passage of it sees it.
    fn view(&self, tokens: &std::ops::Range<usize>) -> change::Side<'_> {
        let text = &self.document.text;
        let language =
            self.folded.span_of(tokens).map_or(self.language, |span| lang::at(text, span, self.language));
        let apparatus = self.apparatus.get_or_init(|| apparatus(text, self.language));
        change::Side { text, folded: &self.folded, skips: &self.document.skips, language, apparatus }
    }

    fn whole(&self) -> paraphrase::Side<'_> {
        paraphrase::Side { text: &self.document.text, folded: &self.folded, language: self.language }
    }

    fn value(&self, points: &CodePoints<'_>, tokens: &std::ops::Range<usize>) -> Option<Map<String, Value>> {
        let span = self.folded.span_of(tokens)?;
        let mut map = Map::new();
        map.insert("path".into(), self.path.clone().into());
        map.insert("id".into(), self.document.id.clone().into());
        map.insert("digest".into(), self.digest.clone().into());
        map.extend(Place::new(&self.document.text, points, span)?.value());
        map.extend(crate::json::pages(&self.document, span.start()));
        Some(map)
    }
}

fn changes(a: &Side, b: &Side, p: &Passage) -> Vec<Change> {
    classify(a.view(&p.a), b.view(&p.b), &p.segments, &|_| false, &|_| None)
}

/// A passage as a JSON object; `None` if a span does not lie in its text, which is a bug.
pub(super) fn value(
    a: &Side,
    b: &Side,
    (pa, pb): (&CodePoints<'_>, &CodePoints<'_>),
    p: &Passage,
) -> Option<Map<String, Value>> {
    let changes: Vec<Value> = changes(a, b, p)
        .iter()
        .map(|c| {
            Some(json!({
                "class": c.class.name(),
                "meaning_bearing": c.touch.is_some(),
                "touches": c.touch.map(fontes_core::lang::Touch::name),
                "a": Place::new(&a.document.text, pa, c.draft)?.value(),
                "b": Place::new(&b.document.text, pb, c.source)?.value(),
            }))
        })
        .collect::<Option<_>>()?;
    let mut map = Map::new();
    map.insert("type".into(), "reuse".into());
    map.insert("a".into(), a.value(pa, &p.a)?.into());
    map.insert("b".into(), b.value(pb, &p.b)?.into());
    map.insert("score".into(), round(p.score));
    map.insert("words".into(), p.same_words.into());
    map.insert("changes".into(), changes.into());
    Some(map)
}

/// A bug: a span that is not of its text.
pub(super) fn misplaced() -> io::Error {
    io::Error::other("a reported span does not lie in its text")
}

/// Writes one object a passage.
///
/// # Errors
/// When the output cannot be written, or a span does not lie in its text, which is a bug.
pub fn json(out: &mut dyn Write, a: &Side, b: &Side, passages: &[Passage]) -> io::Result<()> {
    let (pa, pb) = (CodePoints::new(&a.document.text), CodePoints::new(&b.document.text));
    for p in passages {
        let map = value(a, b, (&pa, &pb), p).ok_or_else(misplaced)?;
        writeln!(out, "{}", line(map))?;
    }
    Ok(())
}

/// Writes the passages side by side.
///
/// # Errors
/// When the output cannot be written.
pub fn text(out: &mut dyn Write, a: &Side, b: &Side, passages: &[Passage]) -> io::Result<()> {
    columns(out, a, b, passages)?;
    writeln!(out, "{} shared passages", passages.len())
}

/// Writes passages in two columns.
pub(super) fn columns(out: &mut dyn Write, a: &Side, b: &Side, passages: &[Passage]) -> io::Result<()> {
    const WIDTH: usize = 56;
    let (la, lb) = (Lines::new(&a.document.text), Lines::new(&b.document.text));
    for p in passages {
        let changes = changes(a, b, p);
        let column = |s: &Side,
                      tokens: &std::ops::Range<usize>,
                      ours: bool,
                      style: Style|
         -> (u32, Vec<(String, usize)>) {
            let Some(span) = s.folded.span_of(tokens) else { return (0, vec![]) };
            let changed =
                changes.iter().filter(|c| c.class.is_shown()).map(|c| if ours { c.draft } else { c.source });
            let pieces = crate::pieces(span, changed);
            let mut words: Vec<(String, bool)> = Vec::new();
            for piece in pieces {
                for w in piece.span.slice(&s.document.text).unwrap_or("").split_whitespace() {
                    words.push((screen::visible(w).into_owned(), piece.changed));
                }
            }
            let mut lines = vec![(String::new(), 0)];
            for (w, changed) in words {
                let shown = if changed { format!("_{w}_") } else { w };
                let len = shown.chars().count();
                let room = lines.last().is_some_and(|l| l.1 == 0 || l.1 + 1 + len <= WIDTH);
                if !room {
                    lines.push((String::new(), 0));
                }
                if let Some(last) = lines.last_mut() {
                    if last.1 > 0 {
                        last.0.push(' ');
                        last.1 += 1;
                    }
                    last.0 += &if changed { shown.style(style).to_string() } else { shown };
                    last.1 += len;
                }
            }
            (span.start(), lines)
        };
        let (at_a, left) = column(a, &p.a, true, Style::new().red());
        let (at_b, right) = column(b, &p.b, false, Style::new().green());
        // A record of a file is named by its id; its lines are not those of the file.
        let head = |s: &Side, l: &Lines, at: u32| match s.document.id.as_deref() {
            Some(id) => screen::name(&fontes_check::finding::words::named(&s.path, Some(id))).into_owned(),
            None => format!("{}:{}", screen::name(&s.path), l.line(at)),
        };
        let (ha, hb) = (head(a, &la, at_a), head(b, &lb, at_b));
        writeln!(
            out,
            "{} | {}  ({} words, {:.0} % alike)",
            pad(&ha, ha.chars().count(), WIDTH),
            hb,
            p.same_words,
            p.score * 100.0
        )?;
        for i in 0..left.len().max(right.len()) {
            let empty = (String::new(), 0);
            let (l, r) = (left.get(i).unwrap_or(&empty), right.get(i).unwrap_or(&empty));
            writeln!(out, "{} | {}", pad(&l.0, l.1, WIDTH), r.0)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn pad(s: &str, len: usize, width: usize) -> String {
    format!("{s}{}", " ".repeat(width.saturating_sub(len)))
}

/// Passages that say the same, in the same words or in others (the preset `paraphrase`).
#[must_use]
pub fn rewritings(a: &Side, b: &Side) -> Vec<Rewriting> {
    rewritten(a.whole(), b.whole(), &Paraphrase::default())
}

/// Writes one object a passage; single changes are not told of rewritten text.
///
/// # Errors
/// When the output cannot be written, or a span does not lie in its text, which is a bug.
pub fn rewritings_json(out: &mut dyn Write, a: &Side, b: &Side, found: &[Rewriting]) -> io::Result<()> {
    let (pa, pb) = (CodePoints::new(&a.document.text), CodePoints::new(&b.document.text));
    for r in found {
        let (x, y) = (a.value(&pa, &r.a).ok_or_else(misplaced)?, b.value(&pb, &r.b).ok_or_else(misplaced)?);
        let row = json!({"type": "reuse", "a": x, "b": y, "score": round(r.score),
            "words": r.a.len().min(r.b.len()), "rewritten": !r.verbatim, "changes": []});
        writeln!(out, "{}", line(row))?;
    }
    Ok(())
}

/// Writes each passage and its rewriting, one above the other.
///
/// # Errors
/// When the output cannot be written.
pub fn rewritings_text(out: &mut dyn Write, a: &Side, b: &Side, found: &[Rewriting]) -> io::Result<()> {
    let (la, lb) = (Lines::new(&a.document.text), Lines::new(&b.document.text));
    for r in found {
        let how = if r.verbatim { "the same words" } else { "rewritten" };
        writeln!(out, "{how}, {:.0} % alike", r.score * 100.0)?;
        for (s, l, tokens) in [(a, &la, &r.a), (b, &lb, &r.b)] {
            let Some(span) = s.folded.span_of(tokens) else { continue };
            let words = crate::plain(span.slice(&s.document.text).unwrap_or(""));
            writeln!(out, "  {}:{}: {words}", screen::name(&s.path), l.line(span.start()))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{} shared passages", found.len())
}
