//! `/api/documents/{key}`: what is in a document, page by page; how its pages look; what it shares with others.

use super::answer::{Asked, Named, Routes, Told, tell, work};
use super::search::{bare, described, wrong};
use crate::error::Problem;
use crate::reading::{COPIES, Open, PASSAGES, leaf};
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use fontes_core::corpus::{Corpus, Part, Source};
use fontes_core::text::{BlockKind, Document, Span};
use fontes_kit::{KitError, Marked, Visible, find_in, leaf_at, shown, visible as can_be_seen};
use fontes_report::detail::document_key;
use fontes_report::screen::visible;
use percent::encoded;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Pages whose numbers are told at once.
const LABELS: usize = 5_000;
/// Places of a word of one answer at most.
const HITS: usize = 200;
/// Characters that a passage that is cited may have, and that a link gives of it at each end.
const CITED: usize = 5_000;
const ENDS: usize = 60;
/// Characters before and after a passage by which it is told from others.
const AROUND: usize = 32;
/// Bytes of a document from which on its shared passages are looked for only when somebody asks: that may take a minute.
const LONG: usize = 60_000;
/// Characters of a passage that a list shows.
const SHOWN: usize = 600;
/// A word that a machine is less sure of is marked, in percent.
const SURE: u8 = 60;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/documents/{key}", document)
        .get("/api/documents/{key}/text", text)
        .get("/api/documents/{key}/find", find)
        .get("/api/documents/{key}/image", image)
        .get("/api/documents/{key}/boxes", boxes)
        .get("/api/documents/{key}/shared", shared)
        .get("/api/documents/{key}/citation", citation)
        .get("/api/documents/{key}/origin", origin)
}

/// Opens the document that is known as `key`.
fn opened(app: &App, key: &str) -> Result<Arc<Open>, Problem> {
    let path = app.archive_path().ok_or_else(Problem::no_archive)?;
    app.reading.opened(app.archive()?, &path, key)
}

async fn document(State(app): State<Arc<App>>, Named(key): Named<String>) -> Result<Told, Problem> {
    tell(move || {
        let open = opened(&app, &key)?;
        let (source, d) = (&open.source, &open.source.document);
        let mut copies = Vec::new();
        for &n in open.copies.iter().skip(1).take(COPIES) {
            let copy = open.archive.part(n, &Part::Bytes(0..1))?;
            copies.push(json!({ "path": visible(&copy.path), "id": copy.id().map(visible) }));
        }
        let labels: Vec<Value> =
            open.leaves.iter().take(LABELS).map(|l| json!(visible(&l.label))).collect();
        let image = match can_be_seen(d, &source.path) {
            Visible::Pages => json!("pages"),
            Visible::Picture => json!("picture"),
            Visible::No => Value::Null,
        };
        Ok(json!({
            "document": described(source),
            "media_type": d.media_type,
            "series": d.series.as_deref().map(visible),
            "bytes": d.text.len(),
            "notes": d.notes.len(),
            "guessed": d.guessed.len(),
            "paged": !d.pages.is_empty(),
            "pages": open.leaves.len(),
            "labels": labels,
            "image": image,
            "lines": d.has_lines(),
            "copies": copies,
            "more_copies": open.copies.len().saturating_sub(1 + COPIES),
            "lacunae": d.lacunae.iter().take(COPIES).map(|l| json!({ "page": l.page, "reason": visible(&l.reason) })).collect::<Vec<_>>(),
            "lacuna_count": d.lacunae.len(),
        }))
    })
    .await
}

#[derive(Deserialize)]
struct Text {
    page: Option<usize>,
    start: Option<u32>,
    end: Option<u32>,
    q: Option<String>,
}

/// What is marked in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mark {
    /// The passage that was asked for.
    At,
    /// A place of the words that are looked for.
    Hit(usize),
    /// The marker of a note.
    Marker(usize),
    /// Markup.
    Skip,
    /// A word that a machine is not sure of.
    Unsure(u8),
    /// A passage that is shared with another document.
    Shared(usize),
}

async fn text(
    State(app): State<Arc<App>>,
    Named(key): Named<String>,
    Asked(q): Asked<Text>,
) -> Result<Told, Problem> {
    tell(move || {
        let open = opened(&app, &key)?;
        let at = span(&open, q.start, q.end)?;
        // A passage says where it is better than a page.
        let page = at.and_then(|s| leaf_at(&open.leaves, s.start())).map(|l| l + 1).or(q.page);
        let (n, leaf) = leaf(&open, page.unwrap_or(1))?;
        let d = &open.source.document;
        let on = |s: Span| leaf.stretches.iter().any(|r| s.start() < r.end && r.start < s.end());
        let mut marks: Vec<Marked<Mark>> = Vec::new();
        let mut put = |span: Span, mark: Mark| {
            if on(span) {
                marks.push(Marked { span, mark });
            }
        };
        if let Some(span) = at {
            put(span, Mark::At);
        }
        if let Some(q) = q.q.as_deref().filter(|q| !q.trim().is_empty()) {
            let found = find_in(&open.source, q).unwrap_or_default();
            found.into_iter().enumerate().for_each(|(i, s)| put(s, Mark::Hit(i)));
        }
        for (i, note) in d.notes.iter().enumerate() {
            note.marker.into_iter().for_each(|m| put(m, Mark::Marker(i)));
        }
        let is_marker = |s: &Span| d.notes.iter().any(|n| n.marker == Some(*s));
        d.skips.iter().filter(|s| on(**s) && !is_marker(s)).for_each(|s| put(*s, Mark::Skip));
        let unsure = d.guessed.iter().filter(|g| g.confidence < SURE);
        unsure.for_each(|g| put(g.span, Mark::Unsure(g.confidence)));
        let known = app.reading.known_shared(&open);
        let passages = known.iter().flat_map(|k| &k.passages).enumerate();
        passages.for_each(|(i, p)| put(p.span, Mark::Shared(i)));
        let blocks: Vec<Value> = shown(d, leaf, &marks).iter().map(|b| block(d, b)).collect();
        let missing = d.lacunae.iter().filter(|l| l.page > 0 && l.page == leaf.index || leaf.holds(l.at));
        Ok(json!({
            "page": n + 1,
            "pages": open.leaves.len(),
            "label": visible(&leaf.label),
            "index": leaf.index,
            "blocks": blocks,
            "missing": missing.take(20).map(|l| visible(&l.reason)).collect::<Vec<_>>(),
            "at": at.map(|s| json!({ "start": s.start(), "end": s.end(), "page": leaf_at(&open.leaves, s.start()).map(|l| l + 1) })),
        }))
    })
    .await
}

/// A passage that is asked for; it must lie on characters of the text.
fn span(open: &Open, start: Option<u32>, end: Option<u32>) -> Result<Option<Span>, Problem> {
    let Some(start) = start else { return Ok(None) };
    let end = end.unwrap_or(start);
    match Span::of(open.source.text(), start as usize..end as usize) {
        Ok(span) => Ok(Some(span)),
        Err(_) => Err(Problem::bad("the document has no such passage: its text may have been another")),
    }
}

fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::Quotation => "quotation",
        BlockKind::Note => "note",
        BlockKind::Cell => "cell",
        BlockKind::Furniture => "furniture",
    }
}

fn block(d: &Document, b: &fontes_kit::ShownBlock<Mark>) -> Value {
    let pieces: Vec<Value> = b
        .pieces
        .iter()
        .map(|p| {
            let mut out = serde_json::Map::new();
            out.insert("text".into(), json!(p.span.slice(&d.text).unwrap_or_default()));
            out.insert("start".into(), json!(p.span.start()));
            for mark in &p.marks {
                let (name, value) = match mark {
                    Mark::At => ("at", json!(true)),
                    Mark::Hit(i) => ("hit", json!(i)),
                    Mark::Marker(i) => ("note", json!(i)),
                    Mark::Skip => ("skip", json!(true)),
                    Mark::Unsure(sure) => ("sure", json!(sure)),
                    Mark::Shared(i) => ("shared", json!(i)),
                };
                out.entry(name).or_insert(value);
            }
            Value::Object(out)
        })
        .collect();
    // A note is known by where its words are.
    let note = (b.kind == BlockKind::Note)
        .then(|| {
            d.notes.iter().position(|n| b.span.start() <= n.body.start() && n.body.start() <= b.span.end())
        })
        .flatten();
    json!({ "kind": kind(b.kind), "continued": b.continued, "note": note, "pieces": pieces })
}

#[derive(Deserialize)]
struct Find {
    q: String,
    #[serde(default)]
    offset: usize,
    limit: Option<usize>,
}

async fn find(
    State(app): State<Arc<App>>,
    Named(key): Named<String>,
    Asked(q): Asked<Find>,
) -> Result<Told, Problem> {
    tell(move || {
        let open = opened(&app, &key)?;
        let found = match find_in(&open.source, &q.q) {
            Ok(found) => found,
            Err(e) => return Ok(json!({ "wrong": wrong(&q.q, &e) })),
        };
        let hits: Vec<Value> = found
            .iter()
            .enumerate()
            .skip(q.offset)
            .take(q.limit.unwrap_or(HITS).min(HITS))
            .map(|(i, s)| place(&open, i, *s))
            .collect();
        Ok(json!({ "count": found.len(), "offset": q.offset, "hits": hits }))
    })
    .await
}

fn place(open: &Open, n: usize, span: Span) -> Value {
    let (before, after) = around(open.source.text(), span, AROUND);
    let page = leaf_at(&open.leaves, span.start());
    json!({
        "n": n,
        "start": span.start(),
        "end": span.end(),
        "page": page.map(|p| p + 1),
        "label": page.and_then(|p| open.leaves.get(p)).map(|l| visible(&l.label)),
        "before": before,
        "words": span.slice(open.source.text()).map(cut),
        "after": after,
    })
}

/// The beginning of a passage that is long.
fn cut(words: &str) -> &str {
    words.char_indices().nth(SHOWN).map_or(words, |(i, _)| &words[..i])
}

/// What stands before and after a passage, so many characters.
fn around(text: &str, span: Span, most: usize) -> (&str, &str) {
    let (head, tail) = (text.get(..span.start() as usize), text.get(span.end() as usize..));
    let (head, tail) = (head.unwrap_or_default(), tail.unwrap_or_default());
    let from = head.char_indices().rev().nth(most.saturating_sub(1)).map_or(0, |(i, _)| i);
    let to = tail.char_indices().nth(most).map_or(tail.len(), |(i, _)| i);
    (&head[from..], &tail[..to])
}

#[derive(Deserialize)]
struct Image {
    page: usize,
    width: Option<u32>,
}

async fn image(
    State(app): State<Arc<App>>,
    Named(key): Named<String>,
    Asked(q): Asked<Image>,
) -> Result<Response, Problem> {
    work(move || {
        let open = opened(&app, &key)?;
        let leaf = leaf(&open, q.page)?.1;
        // Steps of width, so that windows of many sizes ask for the same pictures.
        let width = q.width.unwrap_or(1_000).clamp(200, 2_000).next_multiple_of(100);
        let short = u64::from_str_radix(key.get(..16).unwrap_or_default(), 16).unwrap_or_default();
        let page = leaf.index.max(1);
        let known = (short ^ open.archive_key, page, width);
        let png = match app.reading.picture(known) {
            Some(png) => png,
            None => {
                if can_be_seen(&open.source.document, &open.source.path) == Visible::No {
                    return Err(Problem::missing("this document has no pages that can be shown"));
                }
                let path = &open.source.path;
                let png = Arc::new(app.reading.originals.page(&open.archive, path, page, width)?);
                app.reading.keep_picture(known, &png);
                png
            }
        };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("image/png")),
            (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=600")),
        ];
        Ok((headers, png.as_ref().clone()).into_response())
    })
    .await
}

#[derive(Deserialize)]
struct Boxes {
    page: usize,
    start: u32,
    end: u32,
}

async fn boxes(
    State(app): State<Arc<App>>,
    Named(key): Named<String>,
    Asked(q): Asked<Boxes>,
) -> Result<Told, Problem> {
    tell(move || {
        let open = opened(&app, &key)?;
        let leaf = leaf(&open, q.page)?.1;
        let span = span(&open, Some(q.start), Some(q.end))?;
        let span = span.ok_or_else(|| Problem::bad("which passage?"))?;
        let (path, d) = (&open.source.path, &open.source.document);
        match app.reading.originals.areas(&open.archive, path, d, leaf, span) {
            Ok(areas) => Ok(json!({ "areas": areas, "why": null })),
            Err(KitError::Unreadable { reason, .. }) => Ok(json!({ "areas": [], "why": reason })),
            Err(e) => Err(e.into()),
        }
    })
    .await
}

#[derive(Deserialize)]
struct Passages {
    #[serde(default)]
    offset: usize,
    limit: Option<usize>,
    /// Long documents are looked at only where somebody asks for it.
    #[serde(default)]
    long: bool,
}

async fn shared(
    State(app): State<Arc<App>>,
    Named(key): Named<String>,
    Asked(q): Asked<Passages>,
) -> Result<Told, Problem> {
    tell(move || {
        let open = opened(&app, &key)?;
        let bytes = open.source.text().len();
        if bytes > LONG && !q.long && app.reading.known_shared(&open).is_none() {
            return Ok(json!({ "state": "long", "bytes": bytes }));
        }
        let Some(found) = app.reading.shared(app.archive_path().ok_or_else(Problem::no_archive)?, &open)? else {
            return Ok(json!({ "state": "running" }));
        };
        let limit = q.limit.unwrap_or(PASSAGES).min(PASSAGES);
        let passages: Vec<Value> = found
            .passages
            .iter()
            .enumerate()
            .skip(q.offset)
            .take(limit)
            .map(|(i, p)| {
                let other = &p.other.source;
                json!({
                    "here": place(&open, i, p.span),
                    "words": p.words,
                    "score": p.score,
                    "other": described(other),
                    "there": {
                        "start": p.other.span.start(),
                        "end": p.other.span.end(),
                        "label": other.page(p.other.span.start()).map(|p| visible(&p.label)),
                        "words": other.slice(p.other.span).map(cut),
                    },
                })
            })
            .collect();
        let copies: Vec<Value> = found.copies.iter().map(|c| described(c)).collect();
        Ok(json!({ "state": "done", "count": found.count, "offset": q.offset, "passages": passages, "copies": copies }))
    })
    .await
}

#[derive(Deserialize)]
struct Passage {
    start: u32,
    end: u32,
}

async fn citation(
    State(app): State<Arc<App>>,
    Named(key): Named<String>,
    Asked(q): Asked<Passage>,
) -> Result<Told, Problem> {
    tell(move || {
        let open = opened(&app, &key)?;
        let span = span(&open, Some(q.start), Some(q.end))?.filter(|s| !s.is_empty());
        let span = span.ok_or_else(|| Problem::bad("which passage?"))?;
        cited(&open.source, open.leaves.get(leaf_at(&open.leaves, span.start()).unwrap_or(0)), span)
    })
    .await
}

/// A passage as a person cites it, as a link names it, and as the W3C's selectors do.
fn cited(source: &Source, leaf: Option<&fontes_kit::Leaf>, span: Span) -> Result<Value, Problem> {
    let text = source.text();
    let words = span.slice(text).unwrap_or_default();
    if words.chars().count() > CITED {
        return Err(Problem::bad(format!("a passage that is cited has {CITED} characters at most")));
    }
    let (before, after) = around(text, span, AROUND);
    let points =
        source.points(span).map(|(a, b)| json!({ "type": "TextPositionSelector", "start": a, "end": b }));
    let d = &source.document;
    let label = leaf.map(|l| l.label.clone()).filter(|l| !l.is_empty());
    let parts = [
        d.author.clone(),
        Some(d.title.as_deref().and_then(bare).unwrap_or_else(|| source.name())),
        d.date.clone(),
        label.map(|l| format!("p. {l}")),
    ];
    let named: Vec<String> = parts.into_iter().flatten().map(|p| visible(&p).into_owned()).collect();
    let one = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
    let path = format!("/documents/{}?at={}-{}", document_key(&source.digest), span.start(), span.end());
    let selectors: Vec<Value> = [
        Some(json!({ "type": "TextQuoteSelector", "exact": words, "prefix": before, "suffix": after })),
        points,
    ]
    .into_iter()
    .flatten()
    .collect();
    Ok(json!({
        "text": format!("“{}” ({})", visible(&one(words)), named.join(", ")),
        "path": format!("{path}#:~:text={}", directive(&one(before), &one(words), &one(after))),
        "selector": { "source": path, "selector": selectors },
    }))
}

/// The text directive of a link (WICG, Scroll to Text Fragment): long passages by their ends.
fn directive(before: &str, words: &str, after: &str) -> String {
    let ends = |t: &str, n: usize, last: bool| -> String {
        let all: Vec<&str> = t.split(' ').collect();
        let some = if last { &all[all.len().saturating_sub(n)..] } else { &all[..n.min(all.len())] };
        encoded(&some.join(" "))
    };
    let mut out = String::new();
    // What stands at the edge may be cut in the middle of a word.
    let before: Vec<&str> = before.split(' ').skip(1).collect();
    if before.last().is_some_and(|w| !w.is_empty()) {
        out += &format!("{}-,", ends(&before.join(" "), 3, true));
    }
    if words.chars().count() <= 2 * ENDS {
        out += &encoded(words);
    } else {
        out += &format!("{},{}", ends(words, 5, false), ends(words, 5, true));
    }
    let mut after: Vec<&str> = after.split(' ').collect();
    after.pop();
    if after.first().is_some_and(|w| !w.is_empty()) {
        out += &format!(",-{}", ends(&after.join(" "), 3, false));
    }
    out
}

async fn origin(State(app): State<Arc<App>>, Named(key): Named<String>) -> Result<Response, Problem> {
    work(move || {
        let open = opened(&app, &key)?;
        let path = &open.source.path;
        let bytes = app.reading.originals.bytes(&open.archive, path)?;
        let name = path.rsplit('/').next().unwrap_or(path);
        let disposition = format!("attachment; filename*=UTF-8''{}", encoded(name));
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
            (
                header::CONTENT_DISPOSITION,
                HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
            ),
        ];
        Ok((headers, bytes).into_response())
    })
    .await
}

mod percent {
    /// Text in an address: all but letters, figures, `.` and `_` by their bytes, so that no sign has a meaning there.
    pub(super) fn encoded(text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for b in text.bytes() {
            if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_') {
                out.push(char::from(b));
            } else {
                out += &format!("%{b:02X}");
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_its_words_and_nothing_else() {
        assert_eq!(directive("", "one two", ""), "one%20two");
        assert_eq!(
            directive("cut he said that", "a-b, c & d", "and then lef"),
            "he%20said%20that-,a%2Db%2C%20c%20%26%20d,-and%20then"
        );
        let long = "word ".repeat(80);
        let got = directive("", long.trim(), "");
        assert_eq!(got, format!("{0},{0}", ["word"; 5].join("%20")));
    }

    #[test]
    fn what_stands_around_is_cut_on_characters() {
        let text = "äöü wörter ßéà";
        let at = text.find("wörter").expect("there");
        let span = Span::of(text, at..at + "wörter".len()).expect("within");
        assert_eq!(around(text, span, 3), ("öü ", " ßé"));
        assert_eq!(around(text, span, 50), ("äöü ", " ßéà"));
    }

    #[test]
    fn a_citation_slices_back_to_its_words() {
        let text = "First.\n\nThe <b>ministers</b>\nmet in secret. Then they left.";
        let d = Document { text: text.into(), title: Some("Minutes\u{202E}".into()), ..Document::default() };
        let digest = fontes_core::corpus::digest(text.as_bytes());
        let source = Source::new(0, "a.txt".into(), digest, d);
        let at = text.find("ministers").expect("there");
        let span = Span::of(text, at..at + 15).expect("within");
        let got = cited(&source, None, span).expect("short");
        let quote = &got["selector"]["selector"][0];
        let whole = ["prefix", "exact", "suffix"].map(|k| quote[k].as_str().expect("text")).concat();
        assert!(text.contains(&whole));
        assert_eq!(quote["exact"].as_str(), text.get(at..at + 15));
        assert!(!got["text"].as_str().expect("text").contains('\u{202E}'));
    }
}
