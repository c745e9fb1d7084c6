//! What do the pictures rest on? The timeline, the names and the shared passages of the archive, worked out once and
//! kept until the archive or what was decided on names changes.

use crate::error::Problem;
use crate::jobs::Job;
use fontes_check::overview::{Named, People, Timeline};
use fontes_check::reuse::cluster::{Cluster, clusters};
use fontes_check::reuse::{Corpus, Found, Options, reuse};
use fontes_kit::{ArchiveCorpus, Listener, Progress};
use std::collections::BTreeSet;
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
    /// The clusters as they are listed: those of many words in many documents first.
    pub(crate) order: Vec<Listed>,
}

/// A cluster in the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listed {
    /// Its number among the clusters.
    pub(crate) cluster: usize,
    /// Words of the shortest of its first witnesses.
    pub(crate) words: usize,
    /// Documents that have it.
    pub(crate) documents: usize,
}

/// Witnesses of a cluster whose words are counted.
const LOOKED_AT: usize = 12;

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
    let mut order: Vec<Listed> = Vec::with_capacity(clusters.len());
    for (cluster, c) in clusters.iter().enumerate() {
        let mut words = usize::MAX;
        for w in c.witnesses.iter().take(LOOKED_AT) {
            let source = corpus.source(w.document as usize)?;
            words = words.min(w.span.slice(source.text()).unwrap_or("").split_whitespace().count());
        }
        let documents: BTreeSet<u32> = c.witnesses.iter().map(|w| w.document).collect();
        order.push(Listed { cluster, words, documents: documents.len() });
    }
    // By how much so many documents share for sure: a chain of short passages that lie over each other is long and says little.
    let weight = |l: &Listed| (l.words as f64 * (l.documents as f64).ln_1p()) as u64;
    order.sort_by_key(|l| (std::cmp::Reverse(weight(l)), l.cluster));
    Ok(Shared { corpus, found, clusters, order })
}
