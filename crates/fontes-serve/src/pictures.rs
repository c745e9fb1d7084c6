//! What do the pictures rest on? The timeline, the names and the shared passages of the archive, worked out once and
//! kept until the archive or what was decided on names changes.

use crate::error::Problem;
use crate::jobs::Job;
use fontes_check::overview::{Named, People, Timeline};
use fontes_check::reuse::cluster::{Cluster, clusters};
use fontes_check::reuse::{Corpus, Found, Options, reuse};
use fontes_kit::{ArchiveCorpus, Listener, Progress};
use std::sync::{Arc, Mutex, PoisonError};

/// What was worked out of one state of the archive, by its path and digest.
#[derive(Debug)]
pub(crate) struct Kept<T>(Mutex<Option<(String, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Kept<T> {
    pub(crate) fn get(&self, key: &str) -> Option<Arc<T>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().filter(|(k, _)| k == key).map(|(_, v)| Arc::clone(v))
    }

    pub(crate) fn put(&self, key: String, value: T) -> Arc<T> {
        let value = Arc::new(value);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((key, Arc::clone(&value)));
        value
    }
}

/// The shared passages of an archive.
pub(crate) struct Shared {
    pub(crate) corpus: ArchiveCorpus,
    pub(crate) found: Found,
    pub(crate) clusters: Vec<Cluster>,
    /// The clusters as they are listed: those of most documents first, of these the longest; and the words of each.
    pub(crate) order: Vec<(usize, usize)>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("clusters", &self.clusters.len()).finish_non_exhaustive()
    }
}

/// What was worked out.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    pub(crate) timeline: Kept<Timeline>,
    pub(crate) named: Kept<Named>,
    pub(crate) people: Kept<People>,
    pub(crate) shared: Kept<Shared>,
}

/// The shared passages of a corpus; `job` hears how far it is.
pub(crate) fn share(corpus: ArchiveCorpus, memory: u64, job: &Job) -> Result<Shared, Problem> {
    let options = Options { memory, ..Options::default() };
    let told = |share: u64| job.progress(Progress { bytes: share, total_bytes: 1000, ..Progress::default() });
    let found = if corpus.len() < 2 { Found::default() } else { reuse(&corpus, &options, None, &told)? };
    let clusters = clusters(&found);
    let mut order: Vec<(usize, usize)> = clusters
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let first = c.witnesses.first();
            let words = first.map_or(Ok(0), |w| {
                let source = corpus.source(w.document as usize)?;
                let words = w.span.slice(source.text()).unwrap_or("");
                Ok::<usize, fontes_core::corpus::Error>(words.split_whitespace().count())
            })?;
            Ok((i, words))
        })
        .collect::<Result<_, Problem>>()?;
    order.sort_by_key(|&(i, words)| (std::cmp::Reverse((clusters[i].witnesses.len(), words)), i));
    Ok(Shared { corpus, found, clusters, order })
}
