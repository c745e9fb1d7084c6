//! What of a corpus can share anything with the new documents? Asked of an index of fingerprints,
//! so that what new documents bring costs what they cost, not what the corpus does.
//!
//! A document is read if two fingerprints of a new one may stand in it at the same distance from each
//! other; of a long one, what lies around them as far as a passage can reach. An index gives more places than there are; how many more is reckoned from its size, and what
//! is left is taken for how often a fingerprint stands, if what was read does not show more. The model of
//! the language is made of every so many documents, [`READ`] bytes or more of text.
//!
//! Left out, against a survey of the whole: passages so damaged that one fingerprint alone is whole, in
//! documents that share nothing else; and judgements by how common a fingerprint is may differ.

use super::chosen::{BATCH, Chosen, head, is_late, narrow};
use super::found::Head;
use super::identical::Identical;
use super::options::Options;
use super::survey::{BYTES_PER_UNIT, LONGEST, SAMPLED, Survey, sample};
use fontes_core::align::fingerprint::{K, Sampler};
use fontes_core::align::ngram_model::{NgramModel, NgramSample, Word};
use fontes_core::align::seed::{Counts, DRIFT, STRETCH, Store};
use fontes_core::corpus::{Corpus, Index, Result};
use fontes_core::text::{WordStart, byte_of, fold_units};
use rayon::prelude::*;
use std::collections::HashMap;

/// Bytes of text from which on the model of the language is made of a part of the documents.
const READ: u64 = 32 << 20;
/// Bits of the filter of fingerprints.
const FILTER: usize = 1 << 20;

/// What is known of a new document.
struct New {
    /// Its units as they are indexed.
    grams: Vec<(u64, u32)>,
    units: u32,
    /// The fingerprints of its units as bytes, and whether the index has the same.
    narrow: Vec<(u64, bool)>,
}

/// What a survey of the whole would tell of the new documents and of those that they can share anything with.
pub(super) fn survey(corpus: &dyn Corpus, index: &dyn Index, options: &Options) -> Result<Survey> {
    let most = options.max_documents.clamp(2, 254);
    let news: Vec<New> = (options.new_from..corpus.len())
        .into_par_iter()
        .map(|i| {
            let text = corpus.source(i)?;
            let mut wide = Vec::new();
            fold_units(&text.document.text, &text.document.skips, &mut wide);
            let units: Vec<u8> = wide.iter().map(|&u| byte_of(u)).collect();
            let mut sampler = Sampler::default();
            let grams = sampler.collect(&wide).into_iter().map(|g| (g.hash, g.at)).collect();
            let plain = |at: u32| wide[at as usize..at as usize + K].iter().all(|&u| u < 128);
            let narrow = sampler.collect(&units).into_iter().map(|g| (g.hash, plain(g.at))).collect();
            // Texts are shorter than 4 GiB.
            Ok(New { grams, units: wide.len() as u32, narrow })
        })
        .collect::<Result<_>>()?;
    let mut windows: Vec<Window> = news
        .par_iter()
        .map(|new| meeting(new, index, most))
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .flatten()
        .filter(|w| w.0 < options.new_from)
        .collect();
    windows.sort_unstable();
    let mut read: Vec<Chosen> = Vec::new();
    for of_one in windows.chunk_by(|a, b| a.0 == b.0) {
        read.extend(parts(of_one, index.units(of_one[0].0)?));
    }
    read.extend((options.new_from..corpus.len()).map(Chosen::whole));
    let mut out = Survey {
        chosen: vec![],
        heads: vec![Head::default(); corpus.len()],
        units: vec![],
        documents: corpus.len() as u64,
        bytes: corpus.bytes(),
        counts: Counts::new(0, 0),
        model: model(corpus, index)?,
        words: corpus.bytes() / 6,
        too_long: 0,
        identical: Identical::default(),
        store: None,
    };
    // How often each fingerprint of a new document stands: in what is read, or by the index if that is more.
    let mut known: HashMap<u64, u32> = HashMap::new();
    for &(hash, plain) in news.iter().flat_map(|n| &n.narrow) {
        if let std::collections::hash_map::Entry::Vacant(slot) = known.entry(hash) {
            slot.insert(if plain { stands(index, hash)? as u32 } else { 0 });
        }
    }
    // Most of what is read is none of them: a bit for each tells so at once.
    let mut may = vec![0u64; FILTER / 64];
    for hash in known.keys() {
        let bit = *hash as usize % FILTER;
        may[bit / 64] |= 1 << (bit % 64);
    }
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let mut store = Some(Store::new());
    for batch in read.chunks(BATCH * 16) {
        type One = (Head, bool, Vec<u8>, Vec<WordStart>, Vec<u64>);
        let parts: Vec<Result<One>> = batch
            .par_iter()
            .map(|chosen| {
                let text = chosen.read(corpus)?;
                let late = is_late(&text.document, options);
                let (units, starts) = narrow(&text.document);
                let mut hashes = Vec::new();
                Sampler::default().sample(&units, |g| {
                    let bit = g.hash as usize % FILTER;
                    if may[bit / 64] >> (bit % 64) & 1 == 1 && known.contains_key(&g.hash) {
                        hashes.push(g.hash);
                    }
                });
                Ok((head(&text, options.series), late, units, starts, hashes))
            })
            .collect();
        for (chosen, part) in batch.iter().zip(parts) {
            let (head, late, units, starts, hashes) = part?;
            out.heads[chosen.number] = head;
            if !late {
                continue;
            }
            if units.len() >= LONGEST {
                out.too_long += 1;
                continue;
            }
            for h in hashes {
                *seen.entry(h).or_default() += 1;
            }
            out.chosen.push(chosen.clone());
            out.units.push(units.len() as u32);
            if let Some(s) = &mut store
                && !s.push(&units, &starts)
            {
                store = None;
            }
        }
    }
    let fits = |s: &Store| s.units() as u64 * BYTES_PER_UNIT <= options.memory;
    out.store = store.filter(fits);
    out.counts = Counts::new(known.len() as u64 * 6, options.memory / 4);
    for (hash, n) in known {
        out.counts.set(hash, n.max(seen.get(&hash).copied().unwrap_or(0)));
    }
    Ok(out)
}

/// In how many places a fingerprint stands, about; ends at the most that is counted.
fn stands(index: &dyn Index, hash: u64) -> Result<usize> {
    // A count less an average, both small and not below nothing.
    let n = (index.count(hash)? as f64 - index.excess()).round().max(0.0) as usize;
    Ok(n.min(usize::from(u8::MAX)))
}

/// A document, and the units of it around a place where a new one may share something with it.
type Window = (usize, u32, u32);

/// Units from which on a document is read in parts.
const IN_PARTS: u32 = 1 << 15;
/// Units that two windows are apart at least, so that they do not lie in one stretch of what is read.
const NEAR: u32 = 1 << 14;

/// What is read of a document of `units` units: the windows on it (in order), or all of it where they are
/// most of it.
fn parts(windows: &[Window], units: u32) -> Vec<Chosen> {
    let Some(&(number, ..)) = windows.first() else { return vec![] };
    let mut out: Vec<Chosen> = Vec::new();
    for &(_, from, to) in windows {
        match out.last_mut().and_then(|last| last.part.as_mut()) {
            Some(last) if from <= last.1.saturating_add(NEAR) => last.1 = last.1.max(to),
            _ => out.push(Chosen { number, part: Some((from, to)) }),
        }
    }
    let read: u64 = out.iter().filter_map(|c| c.part).map(|(from, to)| u64::from(to - from)).sum();
    if units <= IN_PARTS || read * 2 > u64::from(units) { vec![Chosen::whole(number)] } else { out }
}

/// Where a new document can share anything with others. Around each place as much is told as a passage can hold
/// that goes through it: not more than the new document, and what differs.
fn meeting(new: &New, index: &dyn Index, most: usize) -> Result<Vec<Window>> {
    // By document and by how far apart the places are.
    let mut hits: Vec<(usize, i64, u32)> = Vec::new();
    let mut places = Vec::new();
    for &(hash, at) in &new.grams {
        if stands(index, hash)? <= most {
            places.clear();
            index.postings(hash, &mut |place| places.push(place))?;
            for place in &places {
                if let Some((document, unit)) = index.locate(*place)? {
                    hits.push((document, i64::from(unit) - i64::from(at), at));
                }
            }
        }
    }
    hits.sort_unstable();
    let reach = new.units.saturating_add(new.units / 2).saturating_add(2 * STRETCH);
    let mut out = Vec::new();
    for group in hits.chunk_by(|a, b| a.0 == b.0) {
        let near = |a: &(usize, i64, u32), b: &(usize, i64, u32)| {
            b.1 - a.1 <= i64::from(DRIFT) && a.2 != b.2 && a.2.abs_diff(b.2) < STRETCH
        };
        // The next few on the list: those of one passage may not be side by side among chance ones.
        for (i, hit) in group.iter().enumerate() {
            if group[i + 1..].iter().take(NEXT).any(|other| near(hit, other)) {
                let at = u32::try_from(hit.1 + i64::from(hit.2)).unwrap_or(0);
                out.push((hit.0, at.saturating_sub(reach), at.saturating_add(reach)));
            }
        }
    }
    Ok(out)
}

/// Hits of a document that are looked at after each.
const NEXT: usize = 8;
/// Units of a long document that are read in a row for the model of the language.
const SAMPLE: u32 = 1 << 14;

/// A model of the language of a corpus, of all of it when it is small: of a part of the documents, and of a part of
/// the words in them; of long documents, of stretches in equal steps.
fn model(corpus: &dyn Corpus, index: &dyn Index) -> Result<NgramModel> {
    let every = usize::try_from(corpus.bytes() / READ).unwrap_or(usize::MAX).max(1);
    let stride =
        usize::try_from(corpus.bytes() / every as u64 / 6 / SAMPLED).unwrap_or(usize::MAX).saturating_add(1);
    let step = u32::try_from(every.saturating_mul(stride)).unwrap_or(u32::MAX).saturating_mul(SAMPLE);
    let mut read: Vec<(Chosen, usize)> = Vec::new();
    for number in 0..corpus.len() {
        let units = index.units(number)?;
        if units <= IN_PARTS {
            if number.is_multiple_of(every) {
                read.push((Chosen::whole(number), stride));
            }
            continue;
        }
        // Another beginning in each document.
        let mut from = (number % 8) as u32 * (step / 8);
        while from < units {
            let to = from.saturating_add(SAMPLE).min(units);
            read.push((Chosen { number, part: Some((from, to)) }, 1));
            from = from.saturating_add(step);
        }
    }
    let mut language = NgramSample::default();
    for batch in read.chunks(BATCH * 16) {
        let parts: Vec<Result<Vec<Vec<Word>>>> = batch
            .par_iter()
            .map(|(chosen, stride)| {
                let (units, starts) = narrow(&chosen.read(corpus)?.document);
                Ok(sample(&units, &starts, chosen.number, *stride))
            })
            .collect();
        for part in parts {
            part?.iter().for_each(|run| language.add(run));
        }
    }
    Ok(language.model())
}
