//! Who copied whom? Every passage that one document of a corpus took from another.
//!
//! The driver of [`fontes_core::align::join`]: it reads the documents, divides a corpus that is
//! larger than memory into blocks that are joined two by two, verifies each candidate by an
//! alignment of the texts themselves, and sets aside what is no reuse: stock phrases, lists and
//! what stands in many documents. The same bytes come out for any number of threads.

pub mod cluster;
mod fresh;

use fontes_core::align::gram::Sampler;
use fontes_core::align::join::{
    self as kernel, Candidate, Counts, Rough, STORE_UNITS, STRETCH, Seeds, Store, Stretch, byte_of,
};
use fontes_core::align::near::Short;
use fontes_core::align::passage::{Limits, Passage, refine};
use fontes_core::align::surprise::{Language, Tally, Word};
use fontes_core::align::words::Relation;
pub use fontes_core::corpus::Corpus;
use fontes_core::corpus::{self, Result, Source};
use fontes_core::text::{Document, Folded, Span, WordStart, fold_words, looks_like_name};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Which pairs of documents are looked at, as their series tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Within {
    /// All.
    #[default]
    All,
    /// Only pairs from different series.
    Across,
    /// Only pairs of one series.
    Inside,
}

/// What is known of a document besides its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The file's path, as given.
    pub path: String,
    /// The record's id.
    pub id: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Date, ISO 8601 as far as it is known.
    pub date: Option<String>,
    /// Its series, as the options say.
    pub series: Option<String>,
}

/// How a document's series is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeriesBy {
    /// By the series that it names.
    #[default]
    Field,
    /// By its folder (or, of documents in one file, by the file).
    Folder,
    /// By its author.
    Author,
}

impl Head {
    /// Its path and record id, as people name it.
    #[must_use]
    pub fn name(&self) -> String {
        crate::finding::words::named(&self.path, self.id.as_deref())
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Words that must answer to each other.
    pub min_words: usize,
    /// Share of the letters that must be the same, 0 to 1.
    pub min_score: f32,
    /// Documents beyond which a passage is common property, and places beyond which a
    /// fingerprint tells nothing (at most 254).
    pub max_documents: usize,
    /// Stock phrases and lists, too.
    pub all: bool,
    /// Which pairs.
    pub within: Within,
    /// How series are told.
    pub series: SeriesBy,
    /// Documents dated before this, or not dated, are left out.
    pub since: Option<String>,
    /// Only pairs of which one document is at or after this place in the corpus.
    pub new_from: usize,
    /// Bytes of memory to stay within, the texts of a corpus in memory not counted.
    pub memory: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            min_words: 8,
            min_score: 0.5,
            max_documents: 100,
            all: false,
            within: Within::All,
            series: SeriesBy::Field,
            since: None,
            new_from: 0,
            memory: 2 << 30,
        }
    }
}

/// A passage that two documents share.
#[derive(Debug, Clone, PartialEq)]
pub struct Reuse {
    /// The document that comes first in the corpus.
    pub a: u32,
    /// The other one.
    pub b: u32,
    /// Where in the first.
    pub a_span: Span,
    /// Where in the second.
    pub b_span: Span,
    /// Words that are the same.
    pub words: u32,
    /// Share of the letters of the longer side that are the same, 0 to 1.
    pub score: f32,
    /// How much the shared words tell, in bits.
    pub bits: f32,
}

/// What was set aside, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Aside {
    /// Passages whose words tell too little: stock phrases.
    pub stock: u64,
    /// Passages of names, figures and headings: lists, letterheads, contents.
    pub lists: u64,
    /// Passages that stand in too many documents.
    pub common: u64,
    /// Pairs of documents left out by their series.
    pub series: u64,
}

/// Two documents that are one text, but for small differences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duplicate {
    /// The document that comes first in the corpus.
    pub a: u32,
    /// The other one.
    pub b: u32,
    /// Share of the letters that are the same, 0 to 1.
    pub score: f32,
}

/// All reuse in a corpus.
#[derive(Debug, Default)]
pub struct Found {
    /// The documents.
    pub heads: Vec<Head>,
    /// Passages, by document and place.
    pub reuses: Vec<Reuse>,
    /// Documents that are the same throughout.
    pub duplicates: Vec<Duplicate>,
    /// What was set aside.
    pub aside: Aside,
    /// Documents compared.
    pub documents: u64,
    /// Bytes of their texts.
    pub bytes: u64,
    /// Documents left out because they have more than half a billion letters.
    pub too_long: u64,
}

/// What of a run is kept, so that one that was stopped goes on where it was. A part is known by its join of
/// blocks and its range within that; both are the same in each run over the same corpus with the same
/// options, whatever the number of threads.
pub trait Keep: Sync {
    /// A part that was kept.
    fn kept(&self, join: u32, range: u32) -> Option<Vec<u8>>;

    /// Keeps a part.
    fn keep(&self, join: u32, range: u32, part: &[u8]);
}

/// How far the work is, for a progress bar: from 0 to 1000.
pub type Progress<'p> = dyn Fn(u64) + Sync + 'p;

/// Words that are counted to tell rare words from common ones.
const SAMPLED: u64 = 1_500_000;
/// Words of content, not names or figures, that a passage must share, or share of its words that
/// are no names or figures.
const CONTENT: usize = 4;
const PLAIN: f32 = 0.5;
/// Words in a row that a list must share to be one.
const WHOLE: usize = 3;
/// Of the bits asked for, how many times as much a list must tell.
const LISTED: f64 = 3.0;
/// Words in a row that are not met by chance, whatever they are.
const LONG_RUN: usize = 14;
/// The same for a list: a rough look finds less than is there.
const ROUGH_LIST: f64 = 0.65;
/// Of the bits asked for, how many times as much a passage must tell whose fingerprints stand in
/// many texts: a formula of the trade is short, a text that went round is long.
const COMMON: f64 = 2.0;
/// Refused places that are remembered.
const REFUSED: usize = 4;
/// Share of the bits asked for that a rough look must find.
const ROUGHLY: f64 = 0.85;
/// Share of both documents from which a passage makes them duplicates.
const DUPLICATE: f32 = 0.8;
/// Bytes of memory for each unit of a block: its store, its fingerprints, the sketch of counts.
const BYTES_PER_UNIT: u64 = 5;
/// Hits in hand at one time.
const HITS: u64 = 2 << 20;

/// Finds all reuse in a corpus.
///
/// # Errors
/// When a document can no longer be read.
pub fn reuse(
    corpus: &dyn Corpus,
    options: &Options,
    keep: Option<&dyn Keep>,
    progress: &Progress<'_>,
) -> Result<Found> {
    let mut survey = match corpus.index().filter(|_| options.new_from > 0) {
        Some(index) => fresh::survey(corpus, index, options)?,
        None => survey(corpus, options, progress)?,
    };
    let mut held = survey.store.take();
    let blocks = if held.is_some() { vec![survey.chosen.clone()] } else { blocks(&survey, options) };
    let joins: Vec<(usize, usize)> =
        (0..blocks.len()).flat_map(|later| (0..=later).map(move |earlier| (later, earlier))).collect();
    let measure = Measure { language: &survey.language, threshold: Language::threshold(survey.words) };
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
    };
    Ok(settle(found, all.reuses, options))
}

/// A text that takes part: a document or, where an index tells that the rest of it can share nothing, a part.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Chosen {
    number: usize,
    /// Its units, where it is a part: from, and to.
    part: Option<(u32, u32)>,
}

impl Chosen {
    const fn whole(number: usize) -> Self {
        Self { number, part: None }
    }

    fn read(&self, corpus: &dyn Corpus) -> Result<Arc<Source>> {
        match self.part {
            None => corpus.source(self.number),
            Some((from, to)) => corpus.part(self.number, &corpus::Part::Units(from..to)),
        }
    }
}

/// What one reading of the corpus tells.
struct Survey {
    /// What takes part, in order.
    chosen: Vec<Chosen>,
    heads: Vec<Head>,
    /// Units of each chosen document.
    units: Vec<u32>,
    /// How many documents take part, those included of which the index says that they share nothing.
    documents: u64,
    bytes: u64,
    counts: Counts,
    language: Language,
    /// Words of the corpus, about.
    words: u64,
    /// Documents too long to be compared.
    too_long: u64,
    /// The store, when all of it fits in memory.
    store: Option<Store>,
}

/// Units of a document from which it is not compared: two blocks must fit in a store.
const LONGEST: usize = STORE_UNITS / 2 - (1 << 21);

/// Documents read by one thread before it hands on what it read.
const BATCH: usize = 64;

fn survey(corpus: &dyn Corpus, options: &Options, progress: &Progress<'_>) -> Result<Survey> {
    let mut counts = Counts::new(corpus.bytes(), options.memory / 4);
    let whole = corpus.bytes().saturating_mul(BYTES_PER_UNIT) <= options.memory
        && corpus.bytes() < STORE_UNITS as u64;
    let mut store = whole.then(Store::new);
    // Of all texts, runs of words in equal steps, as many as hold so many words of six bytes.
    let stride = usize::try_from(corpus.bytes() / 6 / SAMPLED).unwrap_or(usize::MAX).saturating_add(1);
    let mut language = Language::default();
    let (mut chosen, mut heads, mut sizes, mut bytes) = (vec![], Vec::with_capacity(corpus.len()), vec![], 0);
    let mut too_long = 0;
    struct One {
        head: Head,
        units: Option<(Vec<u8>, Vec<WordStart>)>,
        hashes: Vec<u64>,
        bytes: u64,
        sample: Vec<Vec<Word>>,
    }
    let read = |i: usize, sampler: &mut Sampler, wide: &mut Vec<u32>| -> Result<One> {
        let text = corpus.source(i)?;
        let d = &text.document;
        let head = head(&text, options.series);
        if !is_late(d, options) {
            return Ok(One { head, units: None, hashes: vec![], bytes: 0, sample: vec![] });
        }
        let (units, starts) = narrow(d, wide);
        let mut hashes = Vec::with_capacity(units.len() / 3);
        sampler.sample(&units, |g| hashes.push(g.hash));
        let sample = sample(&units, &starts, i, stride);
        Ok(One { head, bytes: d.text.len() as u64, units: Some((units, starts)), hashes, sample })
    };
    let all: Vec<usize> = (0..corpus.len()).collect();
    for (n, batch) in all.chunks(BATCH * 16).enumerate() {
        let parts: Vec<Result<Vec<One>>> = batch
            .par_chunks(BATCH)
            .map(|numbers| {
                let (mut sampler, mut wide) = (Sampler::default(), Vec::new());
                numbers.iter().map(|&i| read(i, &mut sampler, &mut wide)).collect()
            })
            .collect();
        let parts: Vec<Vec<One>> = parts.into_iter().collect::<Result<_>>()?;
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
    language.seal();
    let documents = chosen.len() as u64;
    Ok(Survey { chosen, heads, units: sizes, documents, bytes, counts, language, words, too_long, store })
}

/// Whether a document is dated late enough: "1973" is not before 1973-09-11, it may be after.
fn is_late(d: &Document, options: &Options) -> bool {
    let since = |s: &String| d.date.as_ref().is_some_and(|x| x.as_str() >= s.get(..x.len()).unwrap_or(s));
    options.since.as_ref().is_none_or(since)
}

/// The units of a document as bytes, and where its words begin.
fn narrow(d: &Document, wide: &mut Vec<u32>) -> (Vec<u8>, Vec<WordStart>) {
    let mut starts = Vec::new();
    wide.clear();
    fold_words(&d.text, &d.skips, wide, &mut starts);
    (wide.iter().map(|&u| byte_of(u)).collect(), starts)
}

/// Words of a run of the sample.
const RUN: usize = 200;

/// Every `stride`-th run of a text's words, beginning with another one in each text.
fn sample(units: &[u8], starts: &[WordStart], number: usize, stride: usize) -> Vec<Vec<Word>> {
    let end = |i: usize| starts.get(i + 1).map_or(units.len(), |s| s.unit as usize);
    let word = |i: usize| Word::of(units[starts[i].unit as usize..end(i)].iter().copied());
    (0..starts.len().div_ceil(RUN))
        .filter(|run| (run + number).is_multiple_of(stride))
        .map(|run| (run * RUN..((run + 1) * RUN).min(starts.len())).map(word).collect())
        .collect()
}

fn head(text: &Source, by: SeriesBy) -> Head {
    let d = &text.document;
    let series = match by {
        SeriesBy::Field => d.series.clone(),
        SeriesBy::Author => d.author.clone(),
        SeriesBy::Folder if d.id.is_some() => Some(text.path.clone()),
        SeriesBy::Folder => text.path.rsplit_once(['/', '\\']).map(|p| p.0.to_owned()),
    };
    Head { path: text.path.clone(), id: d.id.clone(), title: d.title.clone(), date: d.date.clone(), series }
}

/// Divides the documents so that two blocks fit in memory together.
fn blocks(survey: &Survey, options: &Options) -> Vec<Vec<Chosen>> {
    let room = (options.memory / BYTES_PER_UNIT / 2).clamp(1 << 20, STORE_UNITS as u64 / 2 - (1 << 20));
    let mut out: Vec<Vec<Chosen>> = Vec::new();
    let mut used = u64::MAX;
    for (chosen, &units) in survey.chosen.iter().zip(&survey.units) {
        let size = u64::from(units) + 1;
        if used.saturating_add(size) > room {
            out.push(vec![]);
            used = 0;
        }
        used += size;
        if let Some(block) = out.last_mut() {
            block.push(chosen.clone());
        }
    }
    out
}

/// What tells chance from copying.
struct Measure<'l> {
    language: &'l Language,
    threshold: f64,
}

/// Texts in a store, and which they are.
struct Texts {
    store: Store,
    numbers: Vec<Chosen>,
}

fn store(corpus: &dyn Corpus, numbers: &[Chosen]) -> Result<Store> {
    let mut store = Store::new();
    for batch in numbers.chunks(BATCH * 16) {
        let parts: Vec<Result<(Vec<u8>, Vec<WordStart>)>> =
            batch.par_iter().map(|c| Ok(narrow(&c.read(corpus)?.document, &mut Vec::new()))).collect();
        for part in parts {
            let (units, starts) = part?;
            // Blocks are made to fit; a text that does not is left empty, never misplaced.
            if !store.push(&units, &starts) {
                store.push(&[], &[]);
            }
        }
    }
    Ok(store)
}

#[derive(Default)]
struct Part {
    reuses: Vec<Reuse>,
    duplicates: Vec<Duplicate>,
    aside: Aside,
}

impl Part {
    fn absorb(&mut self, other: Self) {
        self.reuses.extend(other.reuses);
        self.duplicates.extend(other.duplicates);
        self.aside.stock += other.aside.stock;
        self.aside.lists += other.aside.lists;
        self.aside.series += other.aside.series;
    }
}

impl Part {
    /// As words of 32 bits, little-endian: how many passages and duplicates; what was set aside, each in
    /// two; then the passages in nine each, the duplicates in three.
    fn to_bytes(&self) -> Vec<u8> {
        let mut out: Vec<u32> = vec![self.reuses.len() as u32, self.duplicates.len() as u32];
        for n in [self.aside.stock, self.aside.lists, self.aside.common, self.aside.series] {
            out.extend([n as u32, (n >> 32) as u32]);
        }
        for r in &self.reuses {
            let (a, b) = (r.a_span, r.b_span);
            out.extend([r.a, r.b, a.start(), a.end(), b.start(), b.end()]);
            out.extend([r.words, r.score.to_bits(), r.bits.to_bits()]);
        }
        for d in &self.duplicates {
            out.extend([d.a, d.b, d.score.to_bits()]);
        }
        out.into_iter().flat_map(u32::to_le_bytes).collect()
    }

    /// The inverse; `None` when the bytes are not a part.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<4>();
        let mut words = words.iter().map(|w| u32::from_le_bytes(*w));
        let mut next = || words.next();
        let (reuses, duplicates) = (next()?, next()?);
        let mut long = || Some(u64::from(next()?) | u64::from(next()?) << 32);
        let aside = Aside { stock: long()?, lists: long()?, common: long()?, series: long()? };
        let mut out = Self { aside, ..Self::default() };
        for _ in 0..reuses {
            out.reuses.push(Reuse {
                a: next()?,
                b: next()?,
                a_span: Span::new(next()?, next()?).ok()?,
                b_span: Span::new(next()?, next()?).ok()?,
                words: next()?,
                score: f32::from_bits(next()?),
                bits: f32::from_bits(next()?),
            });
        }
        for _ in 0..duplicates {
            out.duplicates.push(Duplicate { a: next()?, b: next()?, score: f32::from_bits(next()?) });
        }
        (rest.is_empty() && next().is_none()).then_some(out)
    }
}

#[expect(clippy::too_many_arguments, reason = "one join over all that the survey gathered")]
fn join(
    corpus: &dyn Corpus,
    texts: &Texts,
    (first, new): (usize, usize),
    mut seeds: Seeds,
    keep: Option<(&dyn Keep, u32)>,
    measure: &Measure<'_>,
    heads: &[Head],
    options: &Options,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Part> {
    let store = &texts.store;
    let from = store.text(first).start;
    let parts: Vec<_> = seeds.parts().collect();
    parts.into_par_iter().for_each(kernel::Part::ready);
    let earlier = if new == 0 { u32::MAX } else { store.text(new).start };
    let ranges = ranges(store, seeds.hits());
    let done = AtomicU64::new(0);
    let parts: Vec<Result<Part>> = ranges
        .par_iter()
        .enumerate()
        .map(|(i, range)| {
            let known = keep.and_then(|(k, join)| Part::from_bytes(&k.kept(join, i as u32)?));
            let part = known.map_or_else(
                || {
                    let candidates = seeds.candidates(store, range, from, earlier);
                    let part = verify(corpus, texts, &candidates, measure, heads, options)?;
                    if let Some((k, join)) = keep {
                        k.keep(join, i as u32, &part.to_bytes());
                    }
                    Ok(part)
                },
                Ok,
            );
            let n = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(n as f64 / ranges.len() as f64);
            part
        })
        .collect();
    let mut all = Part::default();
    for (part, range) in parts.into_iter().zip(&ranges) {
        let mut part = part?;
        // A passage over the end of the range before, in a text that was cut there, was told there.
        let text = store.text_at(range.start);
        if store.text(text).start < range.start {
            let cut = texts.numbers[text].number as u32;
            let before: Vec<Reuse> = all.reuses.iter().filter(|r| r.b == cut).cloned().collect();
            part.reuses.retain(|r| r.b != cut || !before.iter().any(|t| same_passage(t, r)));
        }
        all.absorb(part);
    }
    Ok(all)
}

/// Units of a range that is cut within a text, at least: each such range reads its texts anew.
const CUT: u32 = 1 << 18;

/// Ranges of places that hold about as many hits as may be in hand: whole texts each, but a long text is
/// cut where stretches end, so that it is not one thread's work.
fn ranges(store: &Store, hits: u64) -> Vec<Range<u32>> {
    let parts = (hits / HITS + 1).max(8);
    let size = (store.units() as u64 / parts + 1) as u32;
    let longest = size.max(CUT).next_multiple_of(STRETCH);
    let mut out = Vec::new();
    let mut start = 0;
    for i in 0..store.len() {
        let end = store.text(i).end + 1;
        // Half as much more is no cut worth its cost.
        while end - start > longest + longest / 2 {
            let cut = (start + longest) / STRETCH * STRETCH;
            // What precedes a long text goes with its first part.
            out.push(start..cut);
            start = cut;
        }
        if end - start >= size || i + 1 == store.len() {
            out.push(start..end);
            start = end;
        }
    }
    out
}

/// Whether one of two passages of a pair of documents is the other, found from two ranges of a long text.
fn same_passage(x: &Reuse, y: &Reuse) -> bool {
    (x.a, x.b) == (y.a, y.b) && x.a_span.overlaps(y.a_span) && x.b_span.overlaps(y.b_span)
}

/// The last texts that were folded, so that neighbouring candidates share the work.
struct Folds<'c> {
    corpus: &'c dyn Corpus,
    held: BTreeMap<Chosen, (u64, Arc<Source>)>,
    clock: u64,
    units: usize,
}

impl Folds<'_> {
    /// Units of folded texts that are held (about 12 bytes of memory each).
    const HELD: usize = 2 << 20;

    fn get(&mut self, chosen: &Chosen) -> Result<Arc<Source>> {
        self.clock += 1;
        if let Some(h) = self.held.get_mut(chosen) {
            h.0 = self.clock;
            return Ok(h.1.clone());
        }
        let one = chosen.read(self.corpus)?;
        self.units += one.folded().units.len();
        while self.units > Self::HELD
            && let Some(oldest) = self.held.iter().min_by_key(|h| h.1.0).map(|h| h.0.clone())
        {
            self.units -= self.held.remove(&oldest).map_or(0, |h| h.1.folded().units.len());
        }
        self.held.insert(chosen.clone(), (self.clock, one.clone()));
        Ok(one)
    }
}

fn verify(
    corpus: &dyn Corpus,
    texts: &Texts,
    candidates: &[Candidate],
    measure: &Measure<'_>,
    heads: &[Head],
    options: &Options,
) -> Result<Part> {
    let store = &texts.store;
    let mut part = Part::default();
    // Rough stretches, by pair of texts.
    let mut rough: BTreeMap<(usize, usize), Vec<(Stretch, f64)>> = BTreeMap::new();
    let mut left_out: BTreeSet<(usize, usize)> = BTreeSet::new();
    // The last ones that were refused: the candidates of one place come one after the other.
    let mut refused: VecDeque<((usize, usize), Stretch)> = VecDeque::new();
    let mut short = Short::default();
    for c in candidates {
        let pair = (store.text_at(c.q), store.text_at(c.d));
        if !pairs(&heads[texts.numbers[pair.0].number], &heads[texts.numbers[pair.1].number], options.within)
        {
            left_out.insert(pair);
            continue;
        }
        let holds = |s: &Stretch| s.q.contains(&c.q) && s.d.contains(&c.d);
        let known = refused.iter().any(|(p, s)| *p == pair && holds(s))
            || rough.get(&pair).is_some_and(|s| s.iter().any(|s| holds(&s.0)));
        if !known && let Some(s) = store.confirm(c, &mut short) {
            let asked = if c.common { COMMON * measure.threshold } else { measure.threshold };
            let look = (!options.all).then(|| store.telling(c, &s, measure.language));
            let stock = look.is_some_and(|l| l.bits < ROUGHLY * asked);
            let list = look.is_some_and(|l| Telling::rough(&l).is_list(ROUGH_LIST * asked));
            if stock || list {
                part.aside.stock += u64::from(stock);
                part.aside.lists += u64::from(!stock);
                refused.truncate(REFUSED - 1);
                refused.push_front((pair, s));
            } else {
                rough.entry(pair).or_default().push((s, asked));
            }
        }
    }
    part.aside.series = left_out.len() as u64;
    let limits = Limits { min_words: options.min_words, min_score: options.min_score, ..Limits::default() };
    let mut folds = Folds { corpus, held: BTreeMap::new(), clock: 0, units: 0 };
    for ((q, d), mut stretches) in rough {
        // Longest first: what it covers is told.
        stretches.sort_by_key(|(s, _)| (std::cmp::Reverse(s.q.end - s.q.start), s.q.start, s.d.start));
        let (source, other) = (folds.get(&texts.numbers[d])?, folds.get(&texts.numbers[q])?);
        let (x, y) = (source.folded(), other.folded());
        let (base_q, base_d) = (store.text(q).start, store.text(d).start);
        let mut told: Vec<(Range<usize>, Range<usize>)> = Vec::new();
        let mut open: Vec<(Range<usize>, Range<usize>, f64)> = stretches
            .iter()
            .rev()
            .map(|(s, asked)| {
                let a = x.tokens_of(&(s.d.start - base_d..s.d.end - base_d));
                (a, y.tokens_of(&(s.q.start - base_q..s.q.end - base_q)), *asked)
            })
            .collect();
        while let Some((a, b, asked)) = open.pop() {
            let within = |t: &(Range<usize>, Range<usize>)| {
                overlap(&t.0, &a) * 10 >= a.len() * 7 && overlap(&t.1, &b) * 10 >= b.len() * 7
            };
            if told.iter().any(within) {
                continue;
            }
            let Some(p) = refine(x, y, (a.clone(), b.clone()), &limits) else { continue };
            // What lies on either side of the best passage may hold another.
            for rest in [(p.a.end..a.end, p.b.end..b.end), (a.start..p.a.start, b.start..p.b.start)] {
                if rest.0.len().min(rest.1.len()) > options.min_words {
                    open.push((rest.0, rest.1, asked));
                }
            }
            if told.iter().any(|t| overlap(&t.0, &p.a) > 0 && overlap(&t.1, &p.b) > 0) {
                continue;
            }
            let told_of = tells(&source.document, x, y, &p, measure.language);
            if !options.all && told_of.bits < asked {
                part.aside.stock += 1;
                continue;
            }
            if !options.all && told_of.is_list(asked) {
                part.aside.lists += 1;
                continue;
            }
            told.push((p.a.clone(), p.b.clone()));
            let there =
                |source: &Source, f: &Folded, r: &Range<usize>| f.span_of(r).and_then(|s| source.there(s));
            let (Some(a_span), Some(b_span)) = (there(&source, x, &p.a), there(&other, y, &p.b)) else {
                continue;
            };
            let (a, b) = (texts.numbers[d].number as u32, texts.numbers[q].number as u32);
            let share = |f: &Folded, r: &Range<usize>| {
                fontes_core::align::passage::units_of(f, r) as f32 / f.units.len().max(1) as f32
            };
            // A part is not the document: what is only held in part is no duplicate of anything.
            let whole = |c: &Chosen| c.part.is_none();
            if whole(&texts.numbers[d])
                && whole(&texts.numbers[q])
                && share(x, &p.a) >= DUPLICATE
                && share(y, &p.b) >= DUPLICATE
            {
                part.duplicates.push(Duplicate { a, b, score: p.score });
            }
            part.reuses.push(Reuse {
                a,
                b,
                a_span,
                b_span,
                words: p.same_words as u32,
                score: p.score,
                bits: told_of.bits as f32,
            });
        }
    }
    Ok(part)
}

fn overlap(x: &Range<usize>, y: &Range<usize>) -> usize {
    x.end.min(y.end).saturating_sub(x.start.max(y.start))
}

fn pairs(a: &Head, b: &Head, within: Within) -> bool {
    let same = a.series.is_some() && a.series == b.series;
    match within {
        Within::All => true,
        Within::Across => !same,
        Within::Inside => same,
    }
}

/// What the words that agree tell.
struct Telling {
    /// Information, in bits. A damaged word tells as much as the commoner of its two readings,
    /// so far as they agree.
    bits: f64,
    /// Words of content that are neither names nor figures.
    content: usize,
    /// Share of the words that are neither names nor figures.
    plain: f32,
    /// Words of the longest run that is the same.
    longest: usize,
}

impl Telling {
    fn rough(l: &Rough) -> Self {
        let plain = l.plain as f32 / l.words.max(1) as f32;
        Self { bits: l.bits, content: l.content, plain, longest: l.longest }
    }

    /// Whether it is a list, a letterhead, a reference: names and figures, in no long run, and not
    /// many that are rare.
    fn is_list(&self, threshold: f64) -> bool {
        // In badly damaged text no word is whole, and its capitals are chance.
        self.longest >= WHOLE
            && self.content < CONTENT
            && self.plain < PLAIN
            && self.longest < LONG_RUN
            && self.bits < LISTED * threshold
    }
}

fn tells(document: &Document, a: &Folded, b: &Folded, p: &Passage, language: &Language) -> Telling {
    let text = document.text.as_str();
    let spoken = fontes_core::lang::of(document);
    let mut tally = Tally::default();
    let (mut content, mut plain, mut all) = (0, 0, 0);
    let (x, y) = (Word::run(a, p.a.clone()), Word::run(b, p.b.clone()));
    let mut follows = 0;
    let mut longest = 0;
    for s in &p.segments {
        let like = s.agreement(a, b);
        if s.relation == Relation::Same {
            longest = longest.max(s.a.len());
        }
        if like <= 0.0 {
            follows = 0;
            continue;
        }
        let damaged = s.relation != Relation::Same;
        if damaged && (s.a.len() != 1 || s.b.len() != 1) {
            follows = 0;
            continue;
        }
        for i in s.a.clone() {
            let name = looks_like_name(text, a.tokens[i].span);
            if damaged {
                let least =
                    language.bits(&x, i - p.a.start, 0).min(language.bits(&y, s.b.start - p.b.start, 0));
                tally.add(least, f64::from(like));
            } else {
                tally.add(language.bits(&x, i - p.a.start, follows), 1.0);
            }
            all += 1;
            plain += usize::from(!name);
            content += usize::from(!name && !spoken.is_function_word(&a.word(i)));
            follows = if damaged { 0 } else { follows + 1 };
        }
    }
    Telling { bits: tally.bits(), content, plain: plain as f32 / all.max(1) as f32, longest }
}

/// Orders what was found, leaves out what duplicates cover, and sets aside what is common.
fn settle(mut found: Found, mut reuses: Vec<Reuse>, options: &Options) -> Found {
    found.duplicates.sort_by_key(|d| (d.a, d.b));
    found.duplicates.dedup_by_key(|d| (d.a, d.b));
    let twins: BTreeSet<(u32, u32)> = found.duplicates.iter().map(|d| (d.a, d.b)).collect();
    reuses.sort_by_key(|r| (r.a, r.b, r.a_span, r.b_span));
    if !options.all {
        // In how many documents each passage stands: those that share most of it with its own.
        let mut by_document: BTreeMap<u32, Vec<(Span, u32)>> = BTreeMap::new();
        for r in &reuses {
            by_document.entry(r.a).or_default().push((r.a_span, r.b));
            by_document.entry(r.b).or_default().push((r.b_span, r.a));
        }
        for list in by_document.values_mut() {
            list.sort();
        }
        let carriers = |document: u32, span: Span| {
            let list = by_document.get(&document).map_or(&[][..], Vec::as_slice);
            if list.len() <= options.max_documents {
                return 0;
            }
            let mut others: Vec<u32> = list
                .iter()
                .filter(|(s, _)| {
                    let shared = s.end().min(span.end()).saturating_sub(s.start().max(span.start()));
                    shared * 2 > span.len()
                })
                .map(|l| l.1)
                .collect();
            others.sort_unstable();
            others.dedup();
            others.len()
        };
        let before = reuses.len();
        let common: Vec<bool> = reuses
            .iter()
            .map(|r| carriers(r.a, r.a_span).max(carriers(r.b, r.b_span)) > options.max_documents)
            .collect();
        let mut at = common.iter();
        reuses.retain(|_| !at.next().copied().unwrap_or(false));
        found.aside.common += (before - reuses.len()) as u64;
    }
    reuses.retain(|r| !twins.contains(&(r.a, r.b)));
    found.reuses = reuses;
    found
}

#[cfg(test)]
mod tests {
    use super::*;
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

    impl Keep for Parts {
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
        let run = |keep: Option<&dyn Keep>| reuse(&corpus, &options, keep, &|_| ()).expect("in memory");
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
