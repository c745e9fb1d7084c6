//! How does a document go from one process to another? A record: a JSON header and the text.

use crate::rows::{self, BlockRow, GuessedRow, LacunaRow, NoteRow, PageRow, PersonRow, pair};
use fontes_core::text::{Block, Document, Guessed, Lacuna, Listed, Note, Page, Span};
use serde::{Deserialize, Serialize};

/// A document of the archive with where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The file's path, as given to `index`.
    pub path: String,
    /// Digest of the text, `blake3:` and hexadecimal.
    pub digest: String,
    /// The document.
    pub document: Document,
}

#[derive(Serialize, Deserialize)]
struct Header {
    path: String,
    digest: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    id: Option<String>,
    media_type: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    author: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    series: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    language: Option<String>,
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
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    persons: Vec<PersonRow>,
}

impl Record {
    /// Header length (4 bytes), header, text.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.head();
        out.reserve_exact(self.document.text.len());
        out.extend(self.document.text.as_bytes());
        out
    }

    /// What stands before the text in the encoded record: a record may be written without a copy of its text.
    #[must_use]
    pub fn head(&self) -> Vec<u8> {
        let d = &self.document;
        let header = Header {
            path: self.path.clone(),
            digest: self.digest.clone(),
            id: d.id.clone(),
            media_type: d.media_type.clone(),
            title: d.title.clone(),
            author: d.author.clone(),
            date: d.date.clone(),
            series: d.series.clone(),
            language: d.language.clone(),
            blocks: d.blocks.iter().map(rows::block).collect(),
            notes: d.notes.iter().map(rows::note).collect(),
            pages: d.pages.iter().map(rows::page).collect(),
            skips: d.skips.iter().map(pair).collect(),
            lacunae: d.lacunae.iter().map(rows::lacuna).collect(),
            guessed: d.guessed.iter().map(rows::guessed).collect(),
            persons: d.persons.iter().map(rows::person).collect(),
        };
        // A struct of strings and numbers always serialises.
        let header = serde_json::to_vec(&header).unwrap_or_default();
        let mut out = Vec::with_capacity(4 + header.len());
        out.extend(u32::try_from(header.len()).unwrap_or(0).to_le_bytes());
        out.extend(header);
        out
    }

    /// The inverse of [`Record::encode`]; `None` when the bytes are not a record.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let len = u32::from_le_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
        let header: Header = serde_json::from_slice(bytes.get(4..4 + len)?).ok()?;
        let text = String::from_utf8(bytes.get(4 + len..)?.to_vec()).ok()?;
        let span = |a: u32, b: u32| Span::of(&text, a as usize..b as usize).ok();
        let blocks = header
            .blocks
            .iter()
            .map(|&(k, a, b)| Some(Block { kind: rows::kind(k)?, span: span(a, b)? }))
            .collect::<Option<_>>()?;
        let notes = header
            .notes
            .into_iter()
            .map(|(label, marker, a, b)| {
                let marker = match marker {
                    Some((a, b)) => Some(span(a, b)?),
                    None => None,
                };
                Some(Note { label, marker, body: span(a, b)? })
            })
            .collect::<Option<_>>()?;
        let skips = header.skips.iter().map(|&(a, b)| span(a, b)).collect::<Option<_>>()?;
        let pages = header.pages.into_iter().map(|(at, label, index)| Page { at, label, index }).collect();
        let lacunae =
            header.lacunae.into_iter().map(|(at, page, reason)| Lacuna { at, page, reason }).collect();
        let guessed = header
            .guessed
            .iter()
            .map(|&(a, b, confidence)| Some(Guessed { span: span(a, b)?, confidence }))
            .collect::<Option<_>>()?;
        let persons = header.persons.into_iter().map(|(id, name, role)| Listed { id, name, role }).collect();
        let document = Document {
            id: header.id,
            media_type: header.media_type,
            title: header.title,
            author: header.author,
            date: header.date,
            series: header.series,
            language: header.language,
            text,
            blocks,
            notes,
            pages,
            skips,
            lacunae,
            guessed,
            persons,
        };
        Some(Self { path: header.path, digest: header.digest, document })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::text::BlockKind;

    #[test]
    fn a_record_comes_back_whole() {
        let text = "Été [1] one\n\n[1] note".to_owned();
        let span = |a, b| Span::of(&text, a..b).expect("within");
        let record = Record {
            path: "a/b.txt".into(),
            digest: crate::digest(text.as_bytes()),
            document: Document {
                id: Some("d1".into()),
                media_type: "text/plain".into(),
                title: Some("T".into()),
                date: Some("1961".into()),
                series: Some("a newspaper".into()),
                language: Some("fr".into()),
                blocks: vec![Block { kind: BlockKind::Note, span: span(15, 23) }],
                notes: vec![Note { label: "1".into(), marker: Some(span(6, 9)), body: span(19, 23) }],
                pages: vec![Page { at: 0, label: "iv".into(), index: 6 }],
                lacunae: vec![Lacuna { at: 11, page: 7, reason: "a picture".into() }],
                guessed: vec![Guessed { span: span(0, 5), confidence: 91 }],
                skips: vec![span(6, 9)],
                persons: vec![Listed { id: "p1".into(), name: "Tov, Ada".into(), role: "keeper".into() }],
                author: None,
                text: text.clone(),
            },
        };
        assert_eq!(Record::decode(&record.encode()), Some(record));
        assert_eq!(Record::decode(b"\x05\0\0\0{}"), None);
    }
}
