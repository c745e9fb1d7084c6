//! What do two texts share, where a corpus is on many machines? The steps of a comparison, each by itself.
//!
//! A cluster counts and joins fingerprints; these functions do to each text and each pair of texts what [`super::reuse`] does, and
//! the passages are the same as if one machine's memory held the corpus. The texts stand one after the other, as in one store: where
//! a text begins there, and the units right before and after it, are given with it. A text is not cut, however long.

use super::blocks::Texts;
use super::chosen::{Chosen, narrow};
use super::common::drop_common;
use super::found::{Duplicate, Found, Head, Reuse};
use super::identical::Identical;
use super::information::Measure;
use super::options::Options;
use super::survey::{SAMPLED, sample};
use super::verify::verify;
use fontes_core::align::fingerprint::Sampler;
use fontes_core::align::ngram_model::{NgramModel, NgramSample, Word};
use fontes_core::align::seed::{Counts, Hit, STRETCH, Store, candidates_of};
use fontes_core::corpus::{self, Corpus, Result, Source};
use fontes_core::text::{Document, WordStart};
use std::sync::Arc;

/// Units beside a text that a first look at a hit may see.
const BESIDE: usize = 64;

/// What a text is to the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprints {
    /// Units of the text.
    pub units: u32,
    /// Words of the text.
    pub words: u32,
    /// Each fingerprint and the unit at which it begins.
    pub grams: Vec<(u64, u32)>,
    /// Runs of its words for the model of the corpus, as hashes.
    pub sample: Vec<Vec<u64>>,
    /// Its first units, 64 at most.
    pub head: Vec<u8>,
    /// Its last ones.
    pub tail: Vec<u8>,
}

/// The step of the sample in a corpus of so many bytes.
#[must_use]
pub fn stride(bytes: u64) -> usize {
    usize::try_from(bytes / 6 / SAMPLED).unwrap_or(usize::MAX).saturating_add(1)
}

/// By how many bits a fingerprint is shifted to give the slot in which it is counted.
#[must_use]
pub fn shift(bytes: u64, options: &Options) -> u32 {
    Counts::shift(bytes, options.memory / 4)
}

/// What text `number` of a corpus is to the others.
#[must_use]
pub fn fingerprints(document: &Document, number: usize, stride: usize) -> Fingerprints {
    let (units, starts) = narrow(document);
    let mut grams = Vec::with_capacity(units.len() / 3);
    Sampler::default().sample(&units, |g| grams.push((g.hash, g.at)));
    let sample = sample(&units, &starts, number, stride);
    Fingerprints {
        units: units.len() as u32,
        words: starts.len() as u32,
        grams,
        sample: sample.into_iter().map(|run| run.into_iter().map(Word::hash).collect()).collect(),
        head: units[..units.len().min(BESIDE)].to_vec(),
        tail: units[units.len().saturating_sub(BESIDE)..].to_vec(),
    }
}

/// One of two texts.
#[derive(Debug)]
pub struct Side {
    /// The document.
    pub document: Document,
    /// Its number in the corpus.
    pub number: u32,
    /// Where it begins among the units of all, a unit between each two.
    pub start: u32,
    /// Units right before it there, its neighbours' and what stands between them; fewer than 64 at the beginning only.
    pub before: Vec<u8>,
    /// Units right after it, the one that parts it from the next first; none after the last text, and of what reaches to the end the
    /// last one is left out.
    pub after: Vec<u8>,
}

/// What is the same for all pairs of a corpus.
#[derive(Debug)]
pub struct Apart {
    model: NgramModel,
    words: u64,
    options: Options,
}

struct Two([Arc<Source>; 2]);

impl Corpus for Two {
    fn len(&self) -> usize {
        2
    }

    fn bytes(&self) -> u64 {
        self.0.iter().map(|s| s.document.text.len() as u64).sum()
    }

    fn source(&self, number: usize) -> Result<Arc<Source>> {
        self.0.get(number).cloned().ok_or_else(|| corpus::Error::new("there are two texts"))
    }
}

impl Apart {
    /// `sample` are the runs of all texts, `bytes` those of the texts that are compared.
    pub fn new<'r>(sample: impl Iterator<Item = &'r [u64]>, bytes: u64, options: Options) -> Self {
        let mut language = NgramSample::default();
        let mut words = Vec::new();
        for run in sample {
            words.clear();
            words.extend(run.iter().map(|&h| Word::from_hash(h)));
            language.add(&words);
        }
        Self { model: language.model(), words: bytes / 6, options }
    }

    /// What two texts share, given the places of the fingerprints that both have (units of each text). `d` is the earlier in the corpus.
    ///
    /// # Errors
    /// When the texts are too long to be compared.
    pub fn of_pair(
        &self,
        d: Side,
        q: Side,
        hits: &[(u32, u32, bool)],
    ) -> Result<(Vec<Reuse>, Vec<Duplicate>)> {
        let mut store = Store::new();
        let mut numbers = Vec::new();
        let mut push = |units: &[u8], starts: &[WordStart], number: usize| {
            numbers.push(Chosen::whole(number));
            if store.push(units, starts) {
                Ok(())
            } else {
                Err(corpus::Error::new("two texts too long to be compared"))
            }
        };
        const NONE: usize = usize::MAX;
        // What is before a text ends with what parts it from the text.
        let without_last = |units: &[u8]| units[..units.len().saturating_sub(1)].to_vec();
        let first = usize::from(!d.before.is_empty());
        if first > 0 {
            push(&without_last(&d.before), &[], NONE)?;
        }
        let (units, starts) = narrow(&d.document);
        push(&units, &starts, 0)?;
        let d_start = d.before.len() as u32;
        let mut between = d.after.get(1..).unwrap_or_default().to_vec();
        // As much as makes the later text begin at the same place of a stretch.
        let so_far = d_start + units.len() as u32 + 1;
        let tail = without_last(&q.before);
        let least = so_far + (between.len() + tail.len()) as u32 + 1;
        let gap = (q.start + STRETCH - least % STRETCH) % STRETCH;
        between.resize(between.len() + gap as usize, 0);
        between.extend(tail);
        push(&between, &[], NONE)?;
        let q_start = so_far + between.len() as u32 + 1;
        let (units, starts) = narrow(&q.document);
        push(&units, &starts, 1)?;
        if !q.after.is_empty() {
            push(&q.after[1..], &[], NONE)?;
        }
        let head = |s: &Side| Head { series: s.document.series.clone(), ..Head::default() };
        let heads = [head(&d), head(&q)];
        let at = |&(d, q, rare): &(u32, u32, bool)| Hit { q: q_start + q, d: d_start + d, rare };
        let hits: Vec<Hit> = hits.iter().map(at).collect();
        let candidates = candidates_of(&hits, &store);
        let texts = Texts { store, numbers };
        let numbers = [d.number, q.number];
        let source = |i: usize, s: Side| Arc::new(Source::new(i, String::new(), String::new(), s.document));
        let two = Two([source(0, d), source(1, q)]);
        let measure = Measure { model: &self.model, threshold: NgramModel::threshold(self.words) };
        let part = verify(&two, &texts, &candidates, &measure, &heads, &self.options)?;
        let told = |n: u32| numbers[n as usize];
        let reuse = |r: Reuse| Reuse { a: told(r.a), b: told(r.b), ..r };
        let duplicate = |x: Duplicate| Duplicate { a: told(x.a), b: told(x.b), ..x };
        Ok((
            part.reuses.into_iter().map(reuse).collect(),
            part.duplicates.into_iter().map(duplicate).collect(),
        ))
    }
}

/// The last steps, over all that was found: duplicates, what is common to many, documents with one text. `digests` are those of all
/// documents in order, empty for texts of fewer words than a passage has.
#[must_use]
pub fn finish(
    heads: Vec<Head>,
    digests: &[String],
    reuses: Vec<Reuse>,
    duplicates: Vec<Duplicate>,
    options: &Options,
) -> Found {
    let mut identical = Identical::default();
    for (number, (digest, head)) in digests.iter().zip(&heads).enumerate() {
        identical.add(number, digest, head);
    }
    let documents = heads.len() as u64;
    let found = Found { heads, duplicates, documents, ..Found::default() };
    let mut found = drop_common(found, reuses, options);
    identical.tell(&mut found, options);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_filled_so_that_stretches_are_the_same() {
        // Whatever lies before them, the later text begins at the same place of a stretch.
        for start in [0u32, 1, 511, 512, 70_001] {
            for least in [3u32, 511, 512, 1_400] {
                let gap = (start + STRETCH - least % STRETCH) % STRETCH;
                assert_eq!((least + gap) % STRETCH, start % STRETCH, "{start} {least}");
            }
        }
    }
}
