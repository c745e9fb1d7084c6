//! What does the search index tell? Answers to queries, how common words are, and where phrases stand.

use super::answer::{Answer, Asking};
use super::living::{Counted, Living};
use super::schema::{Fields, column, compare, guarded, open};
use super::terms::Failed;
use crate::folder::Folder;
use crate::search_files::Files;
use crate::{Error, Result, SearchError};
use fontes_core::query::Query;
use std::cmp::Reverse;
use std::sync::Arc;
use tantivy::collector::TopDocs;
use tantivy::postings::Postings;
use tantivy::query::{AllQuery, Bm25StatisticsProvider as _, PhraseQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, IndexReader, Searcher, SegmentReader, Term};

/// A document found, with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Match {
    /// BM25 score.
    pub(crate) score: f32,
    /// Segment and ordinal.
    pub(crate) document: (u32, u32),
}

/// The reading side.
pub(crate) struct Searching {
    searcher: Searcher,
    fields: Fields,
    files: Files,
    living: Arc<Living>,
}

impl std::fmt::Debug for Searching {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Searching")
    }
}

impl Searching {
    /// Opens the index in the folder of an archive. `summed` says that it must say what it is, `whole` how many
    /// documents it must have at least, `documents` how many the reader's generation has; `is_of` says whether it has one, by its segment and ordinal.
    pub(crate) fn open(
        archive: &Folder,
        summed: bool,
        whole: u64,
        documents: u64,
        is_of: &dyn Fn((u32, u32)) -> bool,
    ) -> Result<Self> {
        let path = archive.path().join("search");
        let missing = || Error::derived(&path, "the search index is missing");
        // A writer takes files away that it has merged; then the index is another one.
        let mut tries = 0;
        loop {
            let folder = archive.folder("search").map_err(|e| match e.kind() {
                std::io::ErrorKind::NotFound => missing(),
                std::io::ErrorKind::InvalidData => Error::derived(&path, e.to_string()),
                _ => Error::io(&path)(e),
            })?;
            let files = Files::open(folder, summed)?;
            if !files.is_there() {
                return Err(missing());
            }
            let opened = guarded(&files, || {
                let (index, fields) = open(&files)?;
                if files.is_old() {
                    compare(&index, &files)?;
                }
                let reader =
                    index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
                let searcher = IndexReader::searcher(&reader);
                let living = Arc::new(Living::new(&searcher, documents, is_of)?);
                Ok((searcher, fields, living))
            });
            match opened {
                Ok((searcher, fields, living)) if searcher.num_docs() >= whole => {
                    return Ok(Self { searcher, fields, files, living });
                }
                Ok(_) => return Err(Error::derived(path, "it lacks documents of the archive")),
                Err(Error::Search(tantivy::TantivyError::OpenReadError(e))) if tries < 5 => {
                    tries += 1;
                    std::thread::sleep(std::time::Duration::from_millis(20 * tries));
                    if tries == 5 {
                        return Err(Error::derived(path, e.to_string()));
                    }
                }
                Err(e) => return Err(e),
            }
        }
    }

    /// In how many documents a folded word stands.
    pub(crate) fn frequency(&self, word: &str) -> Result<u64> {
        let term = Term::from_field_text(self.fields.text, word);
        guarded(&self.files, || Ok(self.counted().doc_freq(&term)?))
    }

    /// The words of all documents; `None` where the index holds others, too.
    pub(crate) fn words(&self) -> Result<Option<u64>> {
        if !self.living.is_all() {
            return Ok(None);
        }
        guarded(&self.files, || {
            let mut sum = 0;
            for reader in self.searcher.segment_readers() {
                sum += reader.inverted_index(self.fields.text)?.total_num_tokens();
            }
            Ok(Some(sum))
        })
    }

    /// How often a folded word stands in all documents.
    pub(crate) fn occurrences(&self, word: &str) -> Result<u64> {
        guarded(&self.files, || {
            let term = Term::from_field_text(self.fields.text, word);
            let mut sum = 0;
            for reader in self.searcher.segment_readers() {
                let info = reader.inverted_index(self.fields.text)?.get_term_info(&term);
                if let Some(info) = info.map_err(tantivy::TantivyError::from)? {
                    sum += self.living.often(reader, self.fields.text, &info)?;
                }
            }
            Ok(sum)
        })
    }

    /// How many documents there are.
    pub(crate) fn documents(&self) -> u64 {
        self.living.documents()
    }

    fn counted(&self) -> Counted<'_> {
        Counted { searcher: &self.searcher, living: &self.living }
    }

    /// Answers a query; see [`Asking::answer`].
    pub(crate) fn answer(
        &self,
        query: &Query,
        limit: usize,
        facets: bool,
        number: &dyn Fn((u32, u32)) -> Option<usize>,
    ) -> std::result::Result<Answer, SearchError> {
        let asking = Asking { searcher: &self.searcher, fields: &self.fields, living: &self.living };
        guarded(&self.files, || match asking.answer(query, limit, facets, number) {
            Ok(answer) => Ok(Ok(answer)),
            Err(Failed::Query(e)) => Ok(Err(SearchError::Query(e))),
            Err(Failed::Archive(e)) => Err(e),
        })?
    }

    /// Documents that hold the folded words one after the other, and the token at which they first do.
    pub(crate) fn phrase(&self, words: &[String], limit: usize) -> Result<Vec<(Match, u32)>> {
        guarded(&self.files, || self.places(words, limit))
    }

    fn places(&self, words: &[String], limit: usize) -> Result<Vec<(Match, u32)>> {
        let found = self.addresses(&*phrase(self.fields, words), limit)?;
        let mut out = Vec::with_capacity(found.len());
        for (m, address) in found {
            if let Some(at) = self.first(address, words)? {
                out.push((m, at));
            }
        }
        Ok(out)
    }

    /// The first position in a document from which on the words stand one after the other.
    fn first(&self, address: DocAddress, words: &[String]) -> Result<Option<u32>> {
        let index = self.searcher.segment_reader(address.segment_ord).inverted_index(self.fields.text)?;
        let mut starts: Option<Vec<u32>> = None;
        let mut positions = Vec::new();
        for (i, word) in words.iter().enumerate().filter(|(_, w)| !w.is_empty()) {
            let term = Term::from_field_text(self.fields.text, word);
            let read = index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions);
            let Some(mut postings) = read.map_err(tantivy::TantivyError::from)? else { return Ok(None) };
            if postings.doc() < address.doc_id {
                postings.seek(address.doc_id);
            }
            if postings.doc() != address.doc_id {
                return Ok(None);
            }
            postings.positions(&mut positions);
            // Words are few.
            let here = positions.iter().filter_map(|p| p.checked_sub(i as u32));
            starts = Some(match starts {
                None => here.collect(),
                Some(before) => here.filter(|s| before.binary_search(s).is_ok()).collect(),
            });
        }
        Ok(starts.and_then(|s| s.first().copied()))
    }

    /// The best matches with their places in the index, best first, then in the order of indexing: nothing of it depends on how
    /// the index is parted.
    fn addresses(&self, query: &dyn tantivy::query::Query, limit: usize) -> Result<Vec<(Match, DocAddress)>> {
        let living = Arc::clone(&self.living);
        let rank = move |reader: &SegmentReader| {
            let (living, part) = (Arc::clone(&living), reader.segment_id());
            let column = reader.fast_fields().u64(column::DOCUMENT).ok();
            move |doc: DocId, score: f32| {
                let key = column.as_ref()?.first(doc).filter(|_| living.has(part, doc))?;
                Some((score, Reverse(key)))
            }
        };
        let top = TopDocs::with_limit(limit.max(1)).tweak_score(rank);
        let top = self.searcher.search_with_statistics_provider(query, &top, &self.counted())?;
        let best = top.into_iter().filter_map(|(rank, address)| {
            let (score, Reverse(key)) = rank?;
            // The high half is the segment, the low one the ordinal.
            Some((Match { score, document: ((key >> 32) as u32, key as u32) }, address))
        });
        Ok(best.collect())
    }

    /// Compares the checksums of all files of the index.
    pub(crate) fn verify(&self) -> Result<()> {
        self.files.verify()
    }
}

fn phrase(fields: Fields, words: &[String]) -> Box<dyn tantivy::query::Query> {
    let term = |w: &String| Term::from_field_text(fields.text, w);
    match words {
        [] => Box::new(AllQuery),
        [one] => Box::new(TermQuery::new(term(one), IndexRecordOption::WithFreqs)),
        many => {
            // An empty word is a place that any word may hold.
            let terms = many.iter().enumerate().filter(|(_, w)| !w.is_empty()).map(|(i, w)| (i, term(w)));
            let terms: Vec<(usize, Term)> = terms.collect();
            if let [(_, one)] = terms.as_slice() {
                return Box::new(TermQuery::new(one.clone(), IndexRecordOption::WithFreqs));
            }
            Box::new(PhraseQuery::new_with_offset(terms))
        }
    }
}
