//! What does a reference refer to? Its author, title, container, date, volume, pages, address.
//!
//! By a small model that was trained on open data (docs/models.md); the parts are then read for what
//! can be compared: family names, a year, pages as numbers.

mod features;

pub use features::{again, features};

use super::name::Gazetteer;
use super::paragraph::paragraphs;
use super::tagger::Model;
use crate::lang::{Language, NoteWord, Reads, ReferenceMark, english, key};
use crate::text::{BlockKind, Document, Span};
use std::sync::Arc;

/// A part of a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is: one of [`FIELDS`].
    pub name: &'static str,
    /// Its words, with the marks that belong to them.
    pub span: Span,
}

impl Field {
    /// Its words without the marks around them.
    #[must_use]
    pub fn value<'t>(&self, text: &'t str) -> &'t str {
        let edge = |c: char| {
            matches!(
                c,
                ',' | '.'
                    | ';'
                    | ':'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '"'
                    | '“'
                    | '”'
                    | '\''
                    | '‘'
                    | '’'
                    | '«'
                    | '»'
            ) || c.is_whitespace()
        };
        self.span.slice(text).unwrap_or("").trim_matches(edge)
    }
}

/// The parts that are told, as CSL names them: the labels of the model.
pub const FIELDS: [&str; 23] = [
    "author",
    "citation-number",
    "collection-title",
    "container-title",
    "date",
    "director",
    "doi",
    "edition",
    "editor",
    "genre",
    "isbn",
    "journal",
    "location",
    "medium",
    "note",
    "pages",
    "producer",
    "publisher",
    "source",
    "title",
    "translator",
    "url",
    "volume",
];

/// A reference and its parts, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// All of it.
    pub span: Span,
    /// Its parts, in order.
    pub fields: Vec<Field>,
}

/// What references are read with in a language.
struct Reader {
    first: Model,
    /// Reads what the first made of the words around.
    second: Model,
    gazetteer: Arc<Gazetteer>,
}

impl Reader {
    /// That of a language, made once; `None` without models.
    fn of(language: &Language) -> Arc<Option<Self>> {
        language.made(|l| {
            let first = Model::from_bytes(l.bytes("references.model")?)?;
            let second = Model::from_bytes(l.bytes("references-again.model")?)?;
            Some(Self { first, second, gazetteer: Gazetteer::of(l) })
        })
    }
}

/// The language whose references are read.
fn language() -> &'static Language {
    english()
}

impl Reference {
    /// The words of the first field of that name.
    #[must_use]
    pub fn field<'t>(&self, text: &'t str, name: &str) -> Option<&'t str> {
        self.fields.iter().find(|f| f.name == name).map(|f| f.value(text))
    }

    /// The year that it gives: the first of four figures in its date.
    #[must_use]
    pub fn year(&self, text: &str) -> Option<i32> {
        self.fields.iter().filter(|f| f.name == "date").find_map(|f| {
            let words = f.span.slice(text)?;
            words.split(|c: char| !c.is_ascii_digit()).find(|d| d.len() == 4).and_then(|d| d.parse().ok())
        })
    }

    /// First and last page, where both are numbers: "145-52" is 145 to 152.
    #[must_use]
    pub fn pages(&self, text: &str) -> Option<(u32, u32)> {
        let words = self.field(text, "pages")?;
        let mut numbers = words.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty());
        let (a, b) = (numbers.next()?, numbers.next()?);
        if numbers.next().is_some() || !words.contains(['-', '–', '—', '‐', '‑']) {
            return None;
        }
        let first: u32 = a.parse().ok()?;
        let last: u32 = b.parse().ok()?;
        // "145-52", "1234-9": the figures in front are those of the first.
        let unit = 10u32.checked_pow(u32::try_from(b.len()).ok()?)?;
        Some((first, if b.len() < a.len() { first / unit * unit + last } else { last }))
    }
}

/// Reads the words of `span` as one reference.
#[must_use]
pub fn reference(text: &str, span: Span) -> Reference {
    let mut out = Reference { span, fields: Vec::new() };
    let language = language();
    let reader = Reader::of(language);
    let (Some(reader), Some(words)) = (reader.as_ref(), span.slice(text)) else {
        return out;
    };
    let base = span.start() as usize;
    let places: Vec<(usize, &str)> =
        words.split_whitespace().map(|w| (w.as_ptr() as usize - words.as_ptr() as usize + base, w)).collect();
    let line = features(&places.iter().map(|p| p.1).collect::<Vec<_>>(), &reader.gazetteer, language);
    let labels = reader.second.decode(&again(&line, &reader.first.decode(&line)));
    let mut i = 0;
    while i < places.len() {
        let mut end = i + 1;
        while end < places.len() && labels[end] == labels[i] {
            end += 1;
        }
        let (from, to) = (places[i].0, places[end - 1].0 + places[end - 1].1.len());
        if let Ok(span) = Span::of(text, from..to) {
            out.fields.push(Field { name: FIELDS[labels[i]], span });
        }
        i = end;
    }
    out
}

/// Whether a line is the heading of a list of references.
pub(super) fn is_heading(words: &str) -> bool {
    let bare = words
        .trim()
        .trim_start_matches(['#', '*', ' '])
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
    let name = bare.trim_end_matches([':', '*', ' ', '.']).to_lowercase();
    // Folding would drop marks: a heading has none.
    let plain = name.split(' ').all(|w| !w.is_empty() && w.chars().all(char::is_alphabetic));
    plain && language().is_in_notes(&key(&name), NoteWord::ReferencesHeading)
}

/// The references of a document, in order: what stands under a heading of references, and the
/// notes that read as references.
#[must_use]
pub fn references(document: &Document) -> Vec<Reference> {
    if !language().reads(Reads::References) {
        return Vec::new();
    }
    let text = document.text.as_str();
    let mut out = Vec::new();
    let mut under = false;
    for p in paragraphs(document) {
        let words = p.span.slice(text).unwrap_or("");
        let short = words.len() < 60 && !words.trim_end().ends_with(['.', ',']);
        if p.kind == BlockKind::Heading || short {
            let heads = is_heading(words);
            if heads || p.kind == BlockKind::Heading {
                under = heads;
                continue;
            }
        }
        let note = p.kind == BlockKind::Note || document.notes.iter().any(|n| n.body == p.span);
        if p.kind == BlockKind::Furniture || note {
            continue;
        }
        if under {
            for span in items(text, p.span) {
                let words = span.slice(text).unwrap_or("");
                if words.chars().filter(|c| c.is_alphabetic()).count() >= 6 {
                    out.push(reference(text, span));
                }
            }
        }
    }
    for n in &document.notes {
        let words = n.body.slice(text).unwrap_or("");
        if is_reference(words) {
            out.push(reference(text, n.body));
        }
    }
    out.sort_by_key(|r| r.span);
    out.dedup_by_key(|r| r.span);
    out
}

/// The references of a paragraph: lines that begin with a number each are one each.
fn items(text: &str, paragraph: Span) -> Vec<Span> {
    let words = paragraph.slice(text).unwrap_or("");
    let numbered = |line: &str| {
        let line = line.trim_start();
        let inner = line.strip_prefix('[').unwrap_or(line);
        let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
        (1..=3).contains(&digits)
            && inner[digits..].starts_with(if line.starts_with('[') { &[']'][..] } else { &['.', ')'][..] })
    };
    let mut starts: Vec<usize> = Vec::new();
    let mut at = 0;
    for line in words.split_inclusive('\n') {
        if at == 0 || numbered(line) {
            starts.push(at);
        }
        at += line.len();
    }
    if starts.len() < 2 || !numbered(words) {
        return vec![paragraph];
    }
    starts.push(words.len());
    let base = paragraph.start() as usize;
    starts
        .windows(2)
        .filter_map(|w| {
            let piece = &words[w[0]..w[1]];
            let lead = piece.len() - piece.trim_start().len();
            Span::of(text, base + w[0] + lead..base + w[0] + lead + piece.trim().len()).ok()
        })
        .collect()
}

/// Whether the words of a note are a reference rather than a remark: an address, or a year with
/// pages, a publisher or the marks of a title.
fn is_reference(words: &str) -> bool {
    if words.contains("http://") || words.contains("https://") || words.contains("doi.org") {
        return true;
    }
    let year = words
        .split(|c: char| !c.is_ascii_digit())
        .any(|d| d.len() == 4 && matches!(&d[..2], "15" | "16" | "17" | "18" | "19" | "20"));
    let marks = language().reference_marks();
    let has = |kind| marks.iter().any(|m| m.1 == kind && words.contains(m.0.as_str()));
    let parts = [
        has(ReferenceMark::Place),
        has(ReferenceMark::Work),
        words.contains(['“', '"']) && words.contains(','),
        has(ReferenceMark::InWork),
    ];
    year && words.len() < 600 && parts.iter().filter(|p| **p).count() >= 2
}
