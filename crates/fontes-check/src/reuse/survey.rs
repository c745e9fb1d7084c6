//! How often does each fingerprint of a corpus stand, and how common are its words? One reading of it.

use super::chosen::{BATCH, Chosen, head, is_late, narrow};
use super::found::Head;
use super::identical::Identical;
use super::options::{Options, Progress};
use fontes_core::align::fingerprint::Sampler;
use fontes_core::align::ngram_model::{NgramModel, NgramSample, Word};
use fontes_core::align::seed::{Counts, STORE_UNITS, Store};
use fontes_core::corpus::{Corpus, Result};
use fontes_core::text::WordStart;
use rayon::prelude::*;

/// Words that are counted to tell rare words from common ones.
pub(super) const SAMPLED: u64 = 1_500_000;
/// Bytes of memory for each unit of a block: its store, its fingerprints, the sketch of counts.
pub(super) const BYTES_PER_UNIT: u64 = 5;

/// What one reading of the corpus tells.
pub(super) struct Survey {
    /// What takes part, in order.
    pub(super) chosen: Vec<Chosen>,
    pub(super) heads: Vec<Head>,
    /// Units of each chosen document.
    pub(super) units: Vec<u32>,
    /// How many documents take part, those included of which the index says that they share nothing.
    pub(super) documents: u64,
    pub(super) bytes: u64,
    pub(super) counts: Counts,
    pub(super) model: NgramModel,
    /// Words of the corpus, about.
    pub(super) words: u64,
    /// Documents too long to be compared.
    pub(super) too_long: u64,
    /// Documents that have the text of others.
    pub(super) identical: Identical,
    /// The store, when all of it fits in memory.
    pub(super) store: Option<Store>,
}

/// Units of a document from which it is not compared: two blocks must fit in a store.
pub(super) const LONGEST: usize = STORE_UNITS / 2 - (1 << 21);

pub(super) fn survey(corpus: &dyn Corpus, options: &Options, progress: &Progress<'_>) -> Result<Survey> {
    let mut counts = Counts::new(corpus.bytes(), options.memory / 4);
    let whole = corpus.bytes().saturating_mul(BYTES_PER_UNIT) <= options.memory
        && corpus.bytes() < STORE_UNITS as u64;
    let mut store = whole.then(Store::new);
    // Of all texts, runs of words in equal steps, as many as hold so many words of six bytes.
    let stride = usize::try_from(corpus.bytes() / 6 / SAMPLED).unwrap_or(usize::MAX).saturating_add(1);
    let mut language = NgramSample::default();
    let (mut chosen, mut heads, mut sizes, mut bytes) = (vec![], Vec::with_capacity(corpus.len()), vec![], 0);
    let (mut too_long, mut documents) = (0, 0);
    let mut identical = Identical::default();
    struct One {
        head: Head,
        digest: String,
        units: Option<(Vec<u8>, Vec<WordStart>)>,
        hashes: Vec<u64>,
        bytes: u64,
        sample: Vec<Vec<Word>>,
    }
    let read = |i: usize, sampler: &mut Sampler| -> Result<One> {
        let text = corpus.source(i)?;
        let d = &text.document;
        let head = head(&text, options.series);
        if !is_late(d, options) {
            return Ok(One {
                head,
                digest: String::new(),
                units: None,
                hashes: vec![],
                bytes: 0,
                sample: vec![],
            });
        }
        let (units, starts) = narrow(d);
        let mut hashes = Vec::with_capacity(units.len() / 3);
        sampler.sample(&units, |g| hashes.push(g.hash));
        let sample = sample(&units, &starts, i, stride);
        // Too short to share a passage is too short to be told of.
        let digest = if starts.len() < options.min_words { String::new() } else { text.digest.clone() };
        Ok(One { head, digest, bytes: d.text.len() as u64, units: Some((units, starts)), hashes, sample })
    };
    let all: Vec<usize> = (0..corpus.len()).collect();
    for (n, batch) in all.chunks(BATCH * 16).enumerate() {
        let parts: Vec<Result<Vec<One>>> = batch
            .par_chunks(BATCH)
            .map(|numbers| {
                let mut sampler = Sampler::default();
                numbers.iter().map(|&i| read(i, &mut sampler)).collect()
            })
            .collect();
        let mut parts: Vec<Vec<One>> = parts.into_iter().collect::<Result<_>>()?;
        let first = n * BATCH * 16;
        for (i, one) in parts.iter_mut().flatten().enumerate() {
            if one.units.is_some() && identical.add(first + i, &one.digest, &one.head) {
                one.units = None;
                one.hashes = vec![];
                one.sample = vec![];
                documents += 1;
                bytes += one.bytes;
            }
        }
        counts.shares(rayon::current_num_threads()).par_iter_mut().for_each(|share| {
            parts.iter().flatten().for_each(|one| share.add(&one.hashes));
        });
        let mut i = n * BATCH * 16;
        for part in parts {
            for one in part {
                if let Some((units, starts)) = one.units {
                    if units.len() >= LONGEST {
                        too_long += 1;
                        heads.push(one.head);
                        i += 1;
                        continue;
                    }
                    if let Some(s) = &mut store
                        && !s.push(&units, &starts)
                    {
                        store = None;
                    }
                    chosen.push(Chosen::whole(i));
                    sizes.push(units.len() as u32);
                    bytes += one.bytes;
                }
                one.sample.iter().for_each(|run| language.add(run));
                heads.push(one.head);
                i += 1;
            }
        }
        progress(300 * i as u64 / corpus.len().max(1) as u64);
    }
    let words = bytes / 6;
    documents += chosen.len() as u64;
    Ok(Survey {
        chosen,
        heads,
        units: sizes,
        documents,
        bytes,
        counts,
        model: language.model(),
        words,
        too_long,
        identical,
        store,
    })
}

/// Words of a run of the sample.
const RUN: usize = 200;

/// Every `stride`-th run of a text's words, beginning with another one in each text.
pub(super) fn sample(units: &[u8], starts: &[WordStart], number: usize, stride: usize) -> Vec<Vec<Word>> {
    let end = |i: usize| starts.get(i + 1).map_or(units.len(), |s| s.unit as usize);
    let word = |i: usize| Word::of(units[starts[i].unit as usize..end(i)].iter().copied());
    (0..starts.len().div_ceil(RUN))
        .filter(|run| (run + number).is_multiple_of(stride))
        .map(|run| (run * RUN..((run + 1) * RUN).min(starts.len())).map(word).collect())
        .collect()
}
