//! Which documents of the index are of the reader's generation, and what do these alone hold? The index has others, too: those
//! that are gone, and what an unfinished run has added. Nothing that is told may depend on them.

use super::postings::Documents;
use super::schema::column;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::index::SegmentId;
use tantivy::postings::{Postings, TermInfo};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED};

/// A part of the index with documents that are not of the generation.
#[derive(Debug)]
struct Mixed {
    living: Documents,
    /// Those that are not, in order.
    gone: Vec<DocId>,
}

/// The documents of a generation in the index.
#[derive(Debug)]
pub(super) struct Living {
    /// Parts that hold others, too.
    mixed: BTreeMap<SegmentId, Mixed>,
    documents: u64,
    /// Words of their fields, as far as they were asked for.
    words: Mutex<BTreeMap<u32, u64>>,
}

impl Living {
    /// Goes through the index once, if it holds other than the `documents` that a generation has; `is_of` says whether it has
    /// one, by its segment and ordinal.
    pub(super) fn new(
        searcher: &Searcher,
        documents: u64,
        is_of: &dyn Fn((u32, u32)) -> bool,
    ) -> tantivy::Result<Self> {
        let mut mixed = BTreeMap::new();
        let all: u64 = searcher.segment_readers().iter().map(|r| u64::from(r.max_doc())).sum();
        if all != documents {
            for reader in searcher.segment_readers() {
                let keys = reader.fast_fields().u64(column::DOCUMENT)?;
                let (mut living, mut gone) = (Documents::none(reader), Vec::new());
                for doc in 0..reader.max_doc() {
                    // The high half is the segment, the low one the ordinal.
                    let is_of = keys.first(doc).is_some_and(|key| is_of(((key >> 32) as u32, key as u32)));
                    if is_of && !reader.is_deleted(doc) {
                        living.put(doc);
                    } else {
                        gone.push(doc);
                    }
                }
                if !gone.is_empty() {
                    mixed.insert(reader.segment_id(), Mixed { living, gone });
                }
            }
        }
        Ok(Self { mixed, documents, words: Mutex::default() })
    }

    /// How many there are.
    pub(super) const fn documents(&self) -> u64 {
        self.documents
    }

    /// Whether all documents of the index are of the generation.
    pub(super) fn is_all(&self) -> bool {
        self.mixed.is_empty()
    }

    /// Whether a document of a part of the index is of the generation.
    pub(super) fn has(&self, part: SegmentId, doc: DocId) -> bool {
        self.mixed.get(&part).is_none_or(|m| m.living.has(doc))
    }

    /// In how many of them a term of a part of the index stands.
    pub(super) fn with(&self, reader: &SegmentReader, field: Field, info: &TermInfo) -> tantivy::Result<u64> {
        let Some(mixed) = self.mixed.get(&reader.segment_id()) else { return Ok(u64::from(info.doc_freq)) };
        let index = reader.inverted_index(field)?;
        let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        // Whichever are fewer are gone through.
        if mixed.gone.len() < info.doc_freq as usize / 16 {
            let mut gone = 0;
            for &doc in &mixed.gone {
                if postings.doc() < doc {
                    postings.seek(doc);
                }
                if postings.doc() == TERMINATED {
                    break;
                }
                gone += u64::from(postings.doc() == doc);
            }
            return Ok(u64::from(info.doc_freq).saturating_sub(gone));
        }
        let mut living = 0;
        while postings.doc() != TERMINATED {
            living += u64::from(mixed.living.has(postings.doc()));
            postings.advance();
        }
        Ok(living)
    }

    /// How often a term of a part of the index stands in them.
    pub(super) fn often(
        &self,
        reader: &SegmentReader,
        field: Field,
        info: &TermInfo,
    ) -> tantivy::Result<u64> {
        let mixed = self.mixed.get(&reader.segment_id());
        let index = reader.inverted_index(field)?;
        let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        let mut sum = 0;
        while postings.doc() != TERMINATED {
            if mixed.is_none_or(|m| m.living.has(postings.doc())) {
                sum += u64::from(postings.term_freq());
            }
            postings.advance();
        }
        Ok(sum)
    }

    /// How many words a field of them has, about: as BM25 counts them.
    pub(super) fn words(&self, searcher: &Searcher, field: Field) -> tantivy::Result<u64> {
        let known = || self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sum) = known().get(&field.field_id()) {
            return Ok(*sum);
        }
        let mut sum = 0;
        for reader in searcher.segment_readers() {
            let lengths = reader.get_fieldnorms_reader(field)?;
            let mixed = self.mixed.get(&reader.segment_id());
            let living = (0..reader.max_doc()).filter(|&d| mixed.is_none_or(|m| m.living.has(d)));
            sum += living.map(|d| u64::from(lengths.fieldnorm(d))).sum::<u64>();
        }
        known().insert(field.field_id(), sum);
        Ok(sum)
    }
}

/// The living as Tantivy's BM25 is to count them.
pub(super) struct Counted<'s> {
    pub(super) searcher: &'s Searcher,
    pub(super) living: &'s Arc<Living>,
}

impl Bm25StatisticsProvider for Counted<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.living.words(self.searcher, field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.living.documents().max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut sum = 0;
        for reader in self.searcher.segment_readers() {
            if let Some(info) = reader.inverted_index(term.field())?.get_term_info(term)? {
                sum += self.living.with(reader, term.field(), &info)?;
            }
        }
        Ok(sum)
    }
}
