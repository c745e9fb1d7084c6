//! Who copied whom? Every passage that one document of a corpus took from another.
//!
//! The driver of [`fontes_core::align::seed`]: it reads the documents, divides a corpus that is
//! larger than memory into blocks that are joined two by two, verifies each candidate by an
//! alignment of the texts themselves, and sets aside what is no reuse: stock phrases, lists and
//! what stands in many documents. The same bytes come out for any number of threads.

mod apart;
mod blocks;
mod checkpoints;
mod chosen;
pub mod cluster;
mod common;
mod found;
mod fresh;
mod identical;
mod information;
mod join;
mod options;
mod part;
mod survey;
mod verify;

pub use apart::{Apart, Fingerprints, Side, fingerprints, finish, shift, stride};
pub use checkpoints::Checkpoints;
pub use fontes_core::corpus::Corpus;
pub use found::{Aside, Duplicate, Excluded, Found, Head, Reuse};
pub use options::{Options, Progress, SeriesBy, Within};

use blocks::{Texts, blocks, store};
use common::drop_common;
use fontes_core::align::ngram_model::NgramModel;
use fontes_core::align::seed::Seeds;
use fontes_core::corpus::Result;
use information::Measure;
use join::join;
use part::Part;
use std::sync::atomic::{AtomicU64, Ordering};
use survey::survey;

/// Finds all reuse in a corpus.
///
/// # Errors
/// When a document can no longer be read.
pub fn reuse(
    corpus: &dyn Corpus,
    options: &Options,
    keep: Option<&dyn Checkpoints>,
    progress: &Progress<'_>,
) -> Result<Found> {
    let mut survey = match corpus.index().filter(|_| options.new_from > 0) {
        Some(index) => {
            let mut survey = fresh::survey(corpus, index, options)?;
            survey.identical = identical::of_new(corpus, index, &mut survey.heads, options)?;
            survey
        }
        None => survey(corpus, options, progress)?,
    };
    let mut held = survey.store.take();
    let blocks = if held.is_some() { vec![survey.chosen.clone()] } else { blocks(&survey, options) };
    let joins: Vec<(usize, usize)> =
        (0..blocks.len()).flat_map(|later| (0..=later).map(move |earlier| (later, earlier))).collect();
    let measure = Measure { model: &survey.model, threshold: NgramModel::threshold(survey.words) };
    let done = AtomicU64::new(0);
    let mut all = Part::default();
    // After the last join's seeds are taken nothing asks how often a fingerprint stands.
    let mut counts = Some(survey.counts);
    for (n, &(later, earlier)) in joins.iter().enumerate() {
        let (texts, new) = match held.take() {
            Some(store) => (Texts { store, numbers: blocks[0].clone() }, 0),
            None => {
                let mut numbers = if earlier == later { vec![] } else { blocks[earlier].clone() };
                let new = numbers.len();
                numbers.extend_from_slice(&blocks[later]);
                (Texts { store: store(corpus, &numbers)?, numbers }, new)
            }
        };
        let last = n + 1 == joins.len();
        let counted = if last { counts.take() } else { None };
        let Some(known) = counted.as_ref().or(counts.as_ref()) else { break };
        // Where the texts begin of which one must be in a pair.
        let first = new.max(texts.numbers.partition_point(|c| c.number < options.new_from));
        if first >= texts.store.len() {
            continue;
        }
        let most = u8::try_from(options.max_documents.clamp(2, 254)).unwrap_or(254);
        let seeds = Seeds::new(&texts.store, known, most);
        drop(counted);
        let kept = keep.map(|k| (k, n as u32));
        let part =
            join(corpus, &texts, (first, new), seeds, kept, &measure, &survey.heads, options, &|share| {
                let all = joins.len() as f64;
                let before = done.load(Ordering::Relaxed) as f64;
                progress(300 + (700.0 * (before + share) / all) as u64);
            })?;
        done.fetch_add(1, Ordering::Relaxed);
        all.absorb(part);
    }
    let found = Found {
        heads: survey.heads,
        duplicates: all.duplicates,
        aside: all.aside,
        documents: survey.documents,
        bytes: survey.bytes,
        too_long: survey.too_long,
        reuses: vec![],
        all: options.all,
        identical: vec![],
    };
    let mut found = drop_common(found, all.reuses, options);
    let told = survey.identical.tell(&mut found, options);
    if options.duplicates {
        identical::add(&mut found, identical::whole(&told, corpus, &survey.model)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::join::CUT;
    use super::*;
    use fontes_core::corpus::Source;
    use fontes_core::text::Document;
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::sync::Mutex;

    struct Texts(Vec<Arc<Source>>);

    impl Corpus for Texts {
        fn len(&self) -> usize {
            self.0.len()
        }

        fn bytes(&self) -> u64 {
            self.0.iter().map(|t| t.document.text.len() as u64).sum()
        }

        fn source(&self, i: usize) -> Result<Arc<Source>> {
            Ok(self.0[i].clone())
        }
    }

    #[derive(Default)]
    struct Parts {
        by: Mutex<BTreeMap<(u32, u32), Vec<u8>>>,
        made: AtomicU64,
    }

    impl Checkpoints for Parts {
        fn kept(&self, join: u32, range: u32) -> Option<Vec<u8>> {
            self.by.lock().expect("whole").get(&(join, range)).cloned()
        }

        fn keep(&self, join: u32, range: u32, part: &[u8]) {
            self.made.fetch_add(1, Ordering::Relaxed);
            self.by.lock().expect("whole").insert((join, range), part.to_vec());
        }
    }

    /// Words that no list has, and the same ones in other orders.
    fn prose(seed: u64, words: usize) -> String {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = move |n: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % n
        };
        const SYLLABLES: [&str; 16] = [
            "ba", "ko", "ri", "sul", "men", "tar", "ve", "lor", "pim", "dra", "ghe", "no", "zul", "wex",
            "fi", "cham",
        ];
        let mut out = String::new();
        for _ in 0..words {
            for _ in 0..2 + next(3) {
                out.push_str(SYLLABLES[next(16) as usize]);
            }
            out.push(' ');
        }
        out
    }

    fn corpus(texts: Vec<String>) -> Texts {
        let text = |(i, text): (usize, String)| {
            let document = Document { text, ..Document::default() };
            Arc::new(Source::new(i, format!("t{i}"), String::new(), document))
        };
        Texts(texts.into_iter().enumerate().map(text).collect())
    }

    #[test]
    fn a_run_that_was_stopped_goes_on_with_its_parts() {
        let shared: Vec<String> = (0..6).map(|i| prose(900 + i, 40)).collect();
        let texts =
            (0..40).map(|i| format!("{}{}{}", prose(i, 300), shared[i as usize % 6], prose(i + 99, 300)));
        let corpus = corpus(texts.collect());
        let parts = Parts::default();
        let options = Options { memory: 1 << 22, ..Options::default() };
        let run =
            |keep: Option<&dyn Checkpoints>| reuse(&corpus, &options, keep, &|_| ()).expect("in memory");
        let whole = run(None);
        assert!(whole.reuses.len() > 100, "{}", whole.reuses.len());
        let once = run(Some(&parts));
        let all = parts.made.swap(0, Ordering::Relaxed);
        assert!(all > 3);
        // Stopped in the middle, with one part that is none.
        let lost = {
            let mut by = parts.by.lock().expect("whole");
            let keys: Vec<(u32, u32)> = by.keys().copied().collect();
            by.retain(|k, _| keys.iter().position(|x| x == k).is_some_and(|i| i % 2 == 0));
            by.insert(keys[0], vec![1, 2, 3]);
            keys.len() - by.len() + 1
        };
        let again = run(Some(&parts));
        assert_eq!(parts.made.load(Ordering::Relaxed), lost as u64);
        for other in [once, again] {
            assert_eq!(other.reuses, whole.reuses);
            assert_eq!((other.aside, other.duplicates), (whole.aside, whole.duplicates.clone()));
        }
    }

    #[test]
    fn a_long_text_is_cut_and_no_passage_is_told_twice() {
        // Every so many words the two share a passage; the last one goes over the ends of ranges.
        let shared: Vec<String> = (0..120).map(|i| prose(5000 + i, 30)).collect();
        let long = |seed: u64| -> String {
            let own = |(i, s): (usize, &String)| prose(seed * 1000 + i as u64, 1300) + s;
            shared.iter().enumerate().map(own).collect::<String>()
                + &prose(seed + 400, 900)
                + &prose(7777, 90_000)
        };
        let corpus = corpus(vec![long(1), long(2)]);
        let found = reuse(&corpus, &Options::default(), None, &|_| ()).expect("in memory");
        assert!(corpus.bytes() > 4 * u64::from(CUT));
        assert_eq!(found.reuses.len(), shared.len() + 1);
        let apart = found.reuses.windows(2).all(|w| w[0].a_span.end() <= w[1].a_span.start());
        assert!(apart, "in order, and none twice");
    }
}
