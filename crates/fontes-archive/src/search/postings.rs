//! Where in the documents of one part of the index do the words of a phrase stand?

use super::schema::{GAP_FROM, GAP_TO};
use super::terms::{Failed, Found, Terms};
use fontes_core::query::{At, Reach, Slot, join};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

/// A set of documents of one part of the index, a bit each.
#[derive(Debug)]
pub(super) struct Documents(Vec<u64>);

impl Documents {
    pub(super) fn none(reader: &SegmentReader) -> Self {
        Self(vec![0; reader.max_doc() as usize / 64 + 1])
    }

    pub(super) fn put(&mut self, doc: DocId) {
        if let Some(bits) = self.0.get_mut(doc as usize / 64) {
            *bits |= 1 << (doc % 64);
        }
    }

    pub(super) fn has(&self, doc: DocId) -> bool {
        self.0.get(doc as usize / 64).is_some_and(|bits| bits >> (doc % 64) & 1 == 1)
    }

    pub(super) fn retain(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    /// Those of them that were not deleted, in order.
    pub(super) fn alive<'s>(&'s self, reader: &'s SegmentReader) -> impl Iterator<Item = DocId> + 's {
        (0..reader.max_doc()).filter(|&d| self.has(d) && !reader.is_deleted(d))
    }
}

/// The documents that hold a term.
pub(super) fn documents_with(
    reader: &SegmentReader,
    field: Field,
    info: &tantivy::postings::TermInfo,
    into: &mut Documents,
) -> Result<(), Failed> {
    let mut postings =
        reader.inverted_index(field)?.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while postings.doc() != TERMINATED {
        into.put(postings.doc());
        postings.advance();
    }
    Ok(())
}

/// How often the terms stand in each document, each weighed by how well it agrees.
pub(super) fn frequencies(reader: &SegmentReader, terms: &[Found]) -> Result<Vec<(DocId, f32)>, Failed> {
    let mut sums = vec![0f32; reader.max_doc() as usize];
    for t in terms {
        let index = reader.inverted_index(t.field)?;
        let mut postings = index.read_postings_from_terminfo(&t.info, IndexRecordOption::WithFreqs)?;
        while postings.doc() != TERMINATED {
            if let Some(sum) = sums.get_mut(postings.doc() as usize) {
                *sum += postings.term_freq() as f32 * f32::from(t.quality) / 100.0;
            }
            postings.advance();
        }
    }
    let held = (0..).zip(sums).filter(|(doc, sum)| *sum > 0.0 && !reader.is_deleted(*doc));
    Ok(held.collect())
}

/// A term's places, read document by document.
struct Cursor {
    postings: SegmentPostings,
    reach: Reach,
    quality: u8,
}

/// The terms of one word of a phrase.
struct SlotCursor {
    cursors: Vec<Cursor>,
    /// The document that each cursor is at, the first on top.
    heads: BinaryHeap<Reverse<(DocId, usize)>>,
}

impl SlotCursor {
    fn new(reader: &SegmentReader, terms: &[Found]) -> Result<Self, Failed> {
        let (mut cursors, mut heads) = (Vec::with_capacity(terms.len()), BinaryHeap::new());
        for t in terms {
            let index = reader.inverted_index(t.field)?;
            let postings =
                index.read_postings_from_terminfo(&t.info, IndexRecordOption::WithFreqsAndPositions)?;
            heads.push(Reverse((postings.doc(), cursors.len())));
            cursors.push(Cursor { postings, reach: t.reach, quality: t.quality });
        }
        Ok(Self { cursors, heads })
    }

    /// The places of the word in a document; documents are asked for in order.
    fn places(&mut self, doc: DocId) -> Vec<At> {
        let mut out = Vec::new();
        let mut positions = Vec::new();
        while let Some(&Reverse((at, which))) = self.heads.peek() {
            if at > doc {
                break;
            }
            self.heads.pop();
            let Some(cursor) = self.cursors.get_mut(which) else { continue };
            if cursor.postings.doc() < doc {
                cursor.postings.seek(doc);
            }
            if cursor.postings.doc() == doc {
                cursor.postings.positions(&mut positions);
                out.extend(positions.iter().filter_map(|&p| place(p, cursor.reach, cursor.quality)));
                cursor.postings.advance();
            }
            if cursor.postings.doc() != TERMINATED {
                self.heads.push(Reverse((cursor.postings.doc(), which)));
            }
        }
        out.sort_unstable();
        out
    }
}

fn place(token: u32, reach: Reach, quality: u8) -> Option<At> {
    let start = token.checked_mul(2)?;
    let (start, end) = match reach {
        Reach::Whole => (start, start.checked_add(2)?),
        Reach::First => (start, start.checked_add(1)?),
        Reach::Last => (start.checked_add(1)?, start.checked_add(2)?),
        Reach::Tokens(n) => (start, start.checked_add(n.checked_mul(2)?)?),
        Reach::Written => return None,
    };
    Some(At { start, end, quality })
}

/// A phrase in one part of the index.
pub(super) struct PhraseCursor {
    /// `None` where any word may stand.
    slots: Vec<Option<SlotCursor>>,
    gaps: Option<[SlotCursor; 2]>,
    /// The documents that hold all its words.
    pub(super) candidates: Documents,
}

impl PhraseCursor {
    /// `gaps` is the field that says what phrases pass over, if there is one.
    pub(super) fn new(
        reader: &SegmentReader,
        words: &[Option<Terms>],
        gaps: Option<Field>,
    ) -> Result<Self, Failed> {
        let mut candidates: Option<Documents> = None;
        for terms in words.iter().flatten() {
            let mut with = Documents::none(reader);
            for t in &terms.found {
                documents_with(reader, t.field, &t.info, &mut with)?;
            }
            match &mut candidates {
                None => candidates = Some(with),
                Some(so_far) => so_far.retain(&with),
            }
        }
        let slots = words
            .iter()
            .map(|w| w.as_ref().map(|t| SlotCursor::new(reader, &t.found)).transpose())
            .collect::<Result<_, _>>()?;
        let gaps = match gaps.filter(|_| words.len() > 1) {
            Some(field) => Some([gap(reader, field, GAP_FROM)?, gap(reader, field, GAP_TO)?]),
            None => None,
        };
        Ok(Self { slots, gaps, candidates: candidates.unwrap_or_else(|| Documents::none(reader)) })
    }

    /// Where the phrase stands in a document; documents are asked for in order.
    pub(super) fn places(&mut self, doc: DocId) -> Vec<At> {
        let slots: Vec<Slot> = self
            .slots
            .iter_mut()
            .map(|s| s.as_mut().map_or(Slot::Any, |s| Slot::At(s.places(doc))))
            .collect();
        let gaps: Vec<(u32, u32)> = match &mut self.gaps {
            Some([from, to]) => {
                let (from, to) = (from.places(doc), to.places(doc));
                from.iter().zip(&to).map(|(a, b)| (a.start / 2, b.start / 2)).collect()
            }
            None => Vec::new(),
        };
        join(&slots, &gaps)
    }
}

fn gap(reader: &SegmentReader, field: Field, term: &str) -> Result<SlotCursor, Failed> {
    let info = reader.inverted_index(field)?.get_term_info(&Term::from_field_text(field, term))?;
    let found: Vec<Found> =
        info.into_iter().map(|info| Found { field, info, reach: Reach::Whole, quality: 100 }).collect();
    SlotCursor::new(reader, &found)
}
