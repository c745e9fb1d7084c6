//! What is written of a document? Frames: a JSON object with what is known of a run of its text, and the text.

use crate::rows::{self, BlockRow, GuessedRow, LacunaRow, NoteRow, PageRow, PersonRow, pair};
use crate::{Error, Result};
use fontes_core::corpus::{Origin, heading};
use fontes_core::read::Layout;
use fontes_core::text::{Block, Document, Guessed, Lacuna, Listed, Note, Page, Span};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;

/// Bytes of text from which on a frame is closed.
const FRAME: u32 = 32 << 10;

/// What is known of a document as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Head {
    pub(crate) path: String,
    pub(crate) digest: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) id: Option<String>,
    pub(crate) media_type: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) series: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) language: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) persons: Vec<PersonRow>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) heading: Option<(u32, u32)>,
    /// Width, by blanks, flush; of a document without blocks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    layout: Option<(u32, bool, bool)>,
}

impl Head {
    fn of(path: &str, digest: &str, d: &Document) -> Self {
        let layout = d.blocks.is_empty().then(|| Layout::of(&d.text));
        Self {
            path: path.to_owned(),
            digest: digest.to_owned(),
            id: d.id.clone(),
            media_type: d.media_type.clone(),
            title: d.title.clone(),
            author: d.author.clone(),
            date: d.date.clone(),
            series: d.series.clone(),
            language: d.language.clone(),
            persons: d.persons.iter().map(rows::person).collect(),
            heading: heading(d).map(|s| (s.start(), s.end())),
            layout: layout.map(|l| (l.width, l.by_blanks, l.flush)),
        }
    }

    /// The layout of a document without blocks.
    pub(crate) fn layout(&self) -> Option<Layout> {
        self.layout.map(|(width, by_blanks, flush)| Layout { width, by_blanks, flush })
    }
}

/// What a frame holds besides its text; places are those of the document.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Marks {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    head: Option<Head>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    blocks: Vec<BlockRow>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    notes: Vec<NoteRow>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pages: Vec<PageRow>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    skips: Vec<(u32, u32)>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    lacunae: Vec<LacunaRow>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    guessed: Vec<GuessedRow>,
}

/// A frame as it is written.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) bytes: Vec<u8>,
    /// Length unpacked.
    pub(crate) raw: u32,
}

/// Where the frames of a document begin, as places among its stretches; the first begins it.
pub(crate) fn frames(cuts: &[Origin]) -> Vec<u32> {
    let (mut out, mut last, mut frame) = (Vec::with_capacity(cuts.len()), 0, 0);
    for cut in cuts {
        if cut.byte - last >= FRAME {
            last = cut.byte;
            frame += 1;
        }
        out.push(frame);
    }
    out
}

/// Packs a document: `starts` are the bytes where its frames begin, the first nought.
pub(crate) fn pack(path: &str, digest: &str, d: &Document, starts: &[u32]) -> Result<Vec<Packed>> {
    let too_long = || Error::damaged(path, "the text is longer than 4 GiB");
    let end = u32::try_from(d.text.len()).map_err(|_| too_long())?;
    let mut out = Vec::with_capacity(starts.len());
    for (i, &from) in starts.iter().enumerate() {
        let to = starts.get(i + 1).copied().unwrap_or(end);
        let last = i + 1 == starts.len();
        let mut marks = Marks::of(d, from, to, last);
        marks.head = (i == 0).then(|| Head::of(path, digest, d));
        // Strings and numbers always serialise.
        let json = serde_json::to_vec(&marks).map_err(|e| Error::damaged(path, e.to_string()))?;
        let text = d.text.get(from as usize..to as usize).ok_or_else(too_long)?;
        let mut bytes = Vec::with_capacity(4 + json.len() + text.len());
        bytes.extend(u32::try_from(json.len()).map_err(|_| too_long())?.to_le_bytes());
        bytes.extend(json);
        bytes.extend(text.as_bytes());
        let raw = u32::try_from(bytes.len()).map_err(|_| too_long())?;
        out.push(Packed { bytes: compress(&bytes).map_err(Error::io(path))?, raw });
    }
    Ok(out)
}

/// Compresses with the thread's own compressor, whose tables are large.
fn compress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    thread_local! {
        static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
    }
    COMPRESSOR.with_borrow_mut(|c| match c {
        Some(c) => c.compress(bytes),
        None => c.insert(zstd::bulk::Compressor::new(3)?).compress(bytes),
    })
}

/// Of a list in the order of its places, those that begin in bytes `from` to `to`, or in all that follows; and, of
/// those that begin before, those right before that reach `from`.
fn touching<T>(list: &[T], place: impl Fn(&T) -> (u32, u32), (from, to, last): (u32, u32, bool)) -> &[T] {
    let mut first = list.partition_point(|x| place(x).0 < from);
    while first > 0 && place(&list[first - 1]).1 >= from {
        first -= 1;
    }
    let rest = &list[first..];
    if last { rest } else { &rest[..rest.partition_point(|x| place(x).0 < to)] }
}

impl Marks {
    /// What touches bytes `from` to `to` of a document, whose end that is if it is the `last`.
    fn of(d: &Document, from: u32, to: u32, last: bool) -> Self {
        let bounds = (from, to, last);
        let page = d.pages.partition_point(|p| p.at <= from).saturating_sub(1);
        Self {
            head: None,
            blocks: touching(&d.blocks, |b| pair(&b.span), bounds).iter().map(rows::block).collect(),
            notes: touching(&d.notes, |n| (n.body.start(), 0), bounds)
                .iter()
                .filter(|n| n.body.start() >= from)
                .map(rows::note)
                .collect(),
            pages: d.pages.iter().skip(page).take_while(|p| p.at < to || last).map(rows::page).collect(),
            skips: touching(&d.skips, pair, bounds).iter().map(pair).collect(),
            lacunae: touching(&d.lacunae, |l| (l.at, 0), bounds)
                .iter()
                .filter(|l| l.at >= from)
                .map(rows::lacuna)
                .collect(),
            guessed: touching(&d.guessed, |g| pair(&g.span), bounds).iter().map(rows::guessed).collect(),
        }
    }
}

/// Brings the lists of a document into the order of their places, in which readers keep them already.
pub(crate) fn in_order(d: &mut Document) {
    d.blocks.sort_by_key(|b| b.span);
    d.notes.sort_by_key(|n| n.body.start());
    d.pages.sort_by_key(|p| p.at);
    d.skips.sort();
    d.lacunae.sort_by_key(|l| l.at);
    d.guessed.sort_by_key(|g| g.span);
}

/// A frame that was read.
#[derive(Debug)]
pub(crate) struct Frame {
    marks: Marks,
    pub(crate) text: String,
}

/// Unpacks with the thread's own context, which is large.
fn unpack(packed: &[u8], raw: usize) -> Option<Vec<u8>> {
    thread_local! {
        static CONTEXT: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
    }
    CONTEXT.with_borrow_mut(|c| match c {
        Some(c) => c.decompress(packed, raw).ok(),
        None => c.insert(zstd::bulk::Decompressor::new().ok()?).decompress(packed, raw).ok(),
    })
}

impl Frame {
    /// `None` when the bytes are not a frame.
    pub(crate) fn read(packed: &[u8], raw: u32) -> Option<Self> {
        let bytes = unpack(packed, raw as usize)?;
        let len = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
        let from = len.checked_add(4)?;
        let marks: Marks = serde_json::from_slice(bytes.get(4..from)?).ok()?;
        let mut bytes = bytes;
        bytes.drain(..from);
        let text = String::from_utf8(bytes).ok()?;
        Some(Self { marks, text })
    }

    /// The head, in a document's first frame.
    pub(crate) const fn head(&self) -> Option<&Head> {
        self.marks.head.as_ref()
    }

    /// Bytes of memory, about.
    pub(crate) fn size(&self) -> usize {
        let m = &self.marks;
        self.text.len() + 12 * (m.blocks.len() + m.skips.len() + m.guessed.len()) + 64 * m.pages.len() + 256
    }
}

/// A run of a document's frames as one document, with places counted from byte `from` of the document, where
/// the first frame begins; listed persons only of a `whole` one. `None` when they are not of one document.
pub(crate) fn join(
    head: &Head,
    from: u32,
    frames: &[std::sync::Arc<Frame>],
    whole: bool,
) -> Option<Document> {
    let mut text = String::with_capacity(frames.iter().map(|f| f.text.len()).sum());
    frames.iter().for_each(|f| text.push_str(&f.text));
    let end = from.checked_add(u32::try_from(text.len()).ok()?)?;
    let at = |n: u32| n.clamp(from, end) - from;
    let span = |a: u32, b: u32| {
        if a > b {
            return None;
        }
        Span::of(&text, at(a) as usize..at(b) as usize).ok()
    };
    let mut d = Document {
        id: head.id.clone(),
        media_type: head.media_type.clone(),
        title: head.title.clone(),
        author: head.author.clone(),
        date: head.date.clone(),
        series: head.series.clone(),
        language: head.language.clone(),
        ..Document::default()
    };
    let mut start = from;
    for (i, f) in frames.iter().enumerate() {
        // What touches a frame before stands there already.
        let new = |a: u32| i == 0 || a >= start;
        let m = &f.marks;
        for &(k, a, b) in m.blocks.iter().filter(|b| new(b.1)) {
            d.blocks.push(Block { kind: rows::kind(k)?, span: span(a, b)? });
        }
        for (label, marker, a, b) in &m.notes {
            // A marker or a body that is not held makes no note of this part.
            let held = |a: u32, b: u32| from <= a && b <= end;
            if !held(*a, *b) {
                continue;
            }
            let marker = match marker.filter(|m| held(m.0, m.1)) {
                Some((a, b)) => Some(span(a, b)?),
                None => None,
            };
            d.notes.push(Note { label: label.clone(), marker, body: span(*a, *b)? });
        }
        for (a, label, index) in m.pages.iter().filter(|p| new(p.0)) {
            d.pages.push(Page { at: at(*a), label: label.clone(), index: *index });
        }
        for &(a, b) in m.skips.iter().filter(|s| new(s.0)) {
            d.skips.push(span(a, b)?);
        }
        for (a, page, reason) in &m.lacunae {
            d.lacunae.push(Lacuna { at: at(*a), page: *page, reason: reason.clone() });
        }
        for &(a, b, confidence) in m.guessed.iter().filter(|g| new(g.0)) {
            d.guessed.push(Guessed { span: span(a, b)?, confidence });
        }
        start += u32::try_from(f.text.len()).ok()?;
    }
    let persons = head.persons.iter().filter(|_| whole).cloned();
    d.persons = persons.map(|(id, name, role)| Listed { id, name, role }).collect();
    d.text = text;
    Some(d)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::text::BlockKind;
    use std::sync::Arc;

    #[test]
    fn a_document_comes_back_whole_from_its_frames() {
        let text = "Été [1] one two.\n\n".repeat(40) + "[1] note";
        let span = |a, b| Span::of(&text, a..b).expect("within");
        let end = text.len();
        let document = Document {
            id: Some("d1".into()),
            media_type: "text/plain".into(),
            title: Some("T".into()),
            date: Some("1961".into()),
            series: Some("a newspaper".into()),
            language: Some("fr".into()),
            blocks: vec![
                Block { kind: BlockKind::Heading, span: span(0, 18) },
                Block { kind: BlockKind::Paragraph, span: span(20, 300) },
                Block { kind: BlockKind::Note, span: span(end - 8, end) },
            ],
            notes: vec![Note { label: "1".into(), marker: Some(span(6, 9)), body: span(end - 4, end) }],
            pages: vec![
                Page { at: 0, label: "iv".into(), index: 6 },
                Page { at: 400, label: "v".into(), index: 7 },
                Page { at: end as u32, label: "vi".into(), index: 8 },
            ],
            lacunae: vec![Lacuna { at: 11, page: 7, reason: "a picture".into() }],
            guessed: vec![
                Guessed { span: span(0, 5), confidence: 91 },
                Guessed { span: span(190, 220), confidence: 60 },
            ],
            skips: vec![span(6, 9), span(195, 260)],
            persons: vec![Listed { id: "p1".into(), name: "Tov, Ada".into(), role: "keeper".into() }],
            author: None,
            text: text.clone(),
        };
        let starts = [0, 20, 200, 500];
        let packed = pack("a/b.txt", "x", &document, &starts).expect("packed");
        let read = |p: &Packed| Arc::new(Frame::read(&p.bytes, p.raw).expect("a frame"));
        let frames: Vec<Arc<Frame>> = packed.iter().map(read).collect();
        let head = frames[0].head().expect("the first has it").clone();
        assert_eq!((head.path.as_str(), head.heading), ("a/b.txt", Some((0, 18))));
        assert_eq!(join(&head, 0, &frames, true), Some(document.clone()));
        // A part is what the whole is there.
        for (first, last) in [(1, 3), (2, 4), (0, 2), (3, 4)] {
            let to = starts.get(last).copied().unwrap_or(end as u32);
            let part = join(&head, starts[first], &frames[first..last], false).expect("a part");
            let whole = document.cut(starts[first]..to).expect("on characters");
            let len = part.text.len() as u32;
            assert_eq!(part.cut(0..len), Some(whole), "{first}..{last}");
        }
        assert!(Frame::read(b"nonsense", 100).is_none());
    }
}
