//! What does a query find? Documents of an archive with the places where the query's words stand, for any front end.

use crate::KitError;
use fontes_archive::{Facet, SearchError, Snapshot};
use fontes_check::{Snippet, snippets};
use fontes_core::corpus::{Corpus, Source};
use fontes_core::query::parse;
use std::sync::Arc;

/// How much of an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Documents at most.
    pub documents: usize,
    /// How many of the best are passed over: the order of all that are found stays the same while the archive does.
    pub skip: usize,
    /// Places in each document at most.
    pub snippets: usize,
    /// Whether all documents found are counted by kind, year, language, folder and author.
    pub facets: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { documents: 20, skip: 0, snippets: 3, facets: false }
    }
}

/// A document that a query found.
#[derive(Debug)]
pub struct FoundDocument {
    /// The document, whole.
    pub source: Arc<Source>,
    /// BM25.
    pub score: f32,
    /// Where the words of the query meet; the document's beginning where the query asks for no words.
    pub snippets: Vec<Snippet>,
}

/// What a query found.
#[derive(Debug)]
pub struct Results {
    /// The best documents, best first.
    pub documents: Vec<FoundDocument>,
    /// How many it found in all.
    pub count: usize,
    /// Their counts, where they were asked for.
    pub facets: Vec<Facet>,
}

/// Searches an archive. `docs/search.md` has the query language.
///
/// # Errors
/// [`KitError::Query`] when the query is not understood or cannot be answered; others when the archive is damaged.
pub fn search(archive: &Snapshot, query: &str, wanted: Wanted) -> Result<Results, KitError> {
    search_with(archive, query, wanted, &|number| archive.source(number))
}

/// The same for who holds documents: `source` gives one of the archive, whole, by its number.
///
/// # Errors
/// As [`search`], and when `source` fails.
pub fn search_with(
    archive: &Snapshot,
    query: &str,
    wanted: Wanted,
    source: &dyn Fn(usize) -> fontes_core::corpus::Result<Arc<Source>>,
) -> Result<Results, KitError> {
    let wrong = |e| KitError::Query { query: query.to_owned(), error: e };
    let parsed = parse(query).map_err(wrong)?;
    let most = wanted.skip.saturating_add(wanted.documents);
    let found = archive.search(&parsed, most, wanted.facets).map_err(|e| match e {
        SearchError::Query(e) => wrong(e),
        SearchError::Archive(e) => e.into(),
    })?;
    let mut documents = Vec::with_capacity(found.best.len());
    for (number, score) in found.best.into_iter().skip(wanted.skip) {
        let source = source(number)?;
        let snippets = snippets(&source, &parsed, wanted.snippets);
        documents.push(FoundDocument { source, score, snippets });
    }
    Ok(Results { documents, count: found.count, facets: found.facets })
}
