//! `fontes reuse`: every passage that one document took from another.

use super::Reader;
use crate::cli::{Collate, Reading, Reuse, ReuseFormat, SeriesKey, WithinKey};
use crate::exit::{Exit, Failure};
use crate::kept::{AFTER, Kept};
use crate::{gather, progress};
use etcetera::BaseStrategy;
use fontes_archive::Snapshot;
use fontes_check::report::{collation, parquet, reuse as report};
use fontes_check::reuse::cluster::clusters;
use fontes_check::reuse::{Keep, Options, SeriesBy, Within, reuse};
use fontes_core::corpus::{self, Corpus, Index, Part, Phrase, Place, Source, Totals};
use fontes_core::text::Span;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The documents of an archive. What was read last is held, so that neighbouring pairs and rows do not
/// read a document again.
struct Archive {
    snapshot: Snapshot,
    held: Mutex<Held>,
    /// When new ones are asked for: which document of the archive each is, the new ones last, and the other way.
    order: Option<(Vec<usize>, Vec<usize>)>,
}

impl Archive {
    fn there(&self, number: usize) -> corpus::Result<usize> {
        let Some((order, _)) = &self.order else { return Ok(number) };
        let gone = || corpus::Error::new(format!("there is no document {number}"));
        order.get(number).copied().ok_or_else(gone)
    }

    fn here(&self, number: usize) -> usize {
        self.order.as_ref().and_then(|o| o.1.get(number).copied()).unwrap_or(number)
    }

    fn all_here(&self, numbers: Vec<usize>) -> Vec<usize> {
        let mut out: Vec<usize> = numbers.into_iter().map(|n| self.here(n)).collect();
        out.sort_unstable();
        out
    }
}

impl Index for Archive {
    fn totals(&self) -> &Totals {
        self.snapshot.totals()
    }

    fn same_text(&self, digest: &str) -> corpus::Result<Vec<usize>> {
        Ok(self.all_here(self.snapshot.same_text(digest)?))
    }

    fn count(&self, hash: u64) -> corpus::Result<usize> {
        self.snapshot.count(hash)
    }

    fn excess(&self) -> f64 {
        self.snapshot.excess()
    }

    fn postings(&self, hash: u64, each: &mut dyn FnMut(Place)) -> corpus::Result<()> {
        self.snapshot.postings(hash, each)
    }

    fn postings_in(&self, hash: u64, number: usize, each: &mut dyn FnMut(Place)) -> corpus::Result<()> {
        self.snapshot.postings_in(hash, self.there(number)?, each)
    }

    fn locate(&self, place: Place) -> corpus::Result<Option<(usize, u32)>> {
        Ok(self.snapshot.locate(place)?.map(|(number, unit)| (self.here(number), unit)))
    }

    fn units(&self, number: usize) -> corpus::Result<u32> {
        self.snapshot.units(self.there(number)?)
    }

    fn path(&self, number: usize) -> corpus::Result<String> {
        self.snapshot.path(self.there(number)?)
    }

    fn heading(&self, number: usize) -> corpus::Result<Option<Span>> {
        self.snapshot.heading(self.there(number)?)
    }

    fn named(&self, hash: u64) -> corpus::Result<Vec<usize>> {
        Ok(self.all_here(self.snapshot.named(hash)?))
    }

    fn frequency(&self, word: &str) -> corpus::Result<f64> {
        self.snapshot.frequency(word)
    }

    fn phrase(&self, words: &[String], limit: usize) -> corpus::Result<Vec<Phrase>> {
        let found = self.snapshot.phrase(words, limit)?.into_iter();
        Ok(found.map(|p| Phrase { number: self.here(p.number), ..p }).collect())
    }
}

/// Documents at hand, and in which order they were last asked for.
struct Held {
    by: HashMap<usize, (u64, usize, Arc<Source>)>,
    order: BTreeMap<u64, usize>,
    clock: u64,
    bytes: usize,
    most: usize,
}

impl Held {
    fn new(most: u64) -> Self {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Self { by: HashMap::new(), order: BTreeMap::new(), clock: 0, bytes: 0, most }
    }

    fn get(&mut self, i: usize) -> Option<Arc<Source>> {
        let entry = self.by.get_mut(&i)?;
        self.order.remove(&entry.0);
        self.clock += 1;
        entry.0 = self.clock;
        self.order.insert(self.clock, i);
        Some(entry.2.clone())
    }

    fn put(&mut self, i: usize, text: Arc<Source>) {
        let d = &text.document;
        // The text, and what is known of its words.
        let bytes = d.text.len() + 12 * (d.guessed.len() + d.skips.len() + d.blocks.len()) + 256;
        self.clock += 1;
        self.order.insert(self.clock, i);
        if let Some(old) = self.by.insert(i, (self.clock, bytes, text)) {
            self.order.remove(&old.0);
            self.bytes -= old.1;
        }
        self.bytes += bytes;
        while self.bytes > self.most
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.bytes -= self.by.remove(&oldest).map_or(0, |o| o.1);
        }
    }
}

/// The part of the memory that documents at hand may take.
const AT_HAND: u64 = 8;

impl Corpus for Archive {
    fn len(&self) -> usize {
        self.snapshot.len()
    }

    fn bytes(&self) -> u64 {
        self.snapshot.bytes()
    }

    fn index(&self) -> Option<&dyn Index> {
        self.order.is_some().then_some(self as &dyn Index)
    }

    fn part(&self, i: usize, part: &Part) -> corpus::Result<Arc<Source>> {
        self.snapshot.part(self.there(i)?, part)
    }

    fn source(&self, i: usize) -> corpus::Result<Arc<Source>> {
        // Nothing panics while it is held; were it so, the documents in it are whole all the same.
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = held().get(i) {
            return Ok(text);
        }
        let text = self.snapshot.source(self.there(i)?)?;
        held().put(i, text.clone());
        Ok(text)
    }
}

/// Documents held in memory.
struct Files {
    texts: Vec<Arc<Source>>,
    bytes: u64,
}

impl Corpus for Files {
    fn len(&self) -> usize {
        self.texts.len()
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    fn source(&self, i: usize) -> corpus::Result<Arc<Source>> {
        Ok(self.texts[i].clone())
    }
}

pub(crate) fn run(a: &Reuse) -> Result<Exit, Failure> {
    super::set_threads(a.threads)?;
    if a.min_words < 4 {
        return Err(Failure::usage("--min-words: at least 4"));
    }
    if !(0.0..=1.0).contains(&a.min_score) {
        return Err(Failure::usage("--min-score: from 0 to 1"));
    }
    let since = match a.since.as_ref().map(|s| s.parse::<jiff::civil::Date>()) {
        Some(Err(_)) => return Err(Failure::usage("--since: a date such as 1973-09-11")),
        Some(Ok(date)) => Some(date.to_string()),
        None => None,
    };
    let format = format(a)?;
    if format == ReuseFormat::Parquet && a.output.is_none() {
        return Err(Failure::usage("--format parquet needs -o FILE"));
    }
    let memory = match &a.memory {
        Some(text) => bytes(text).ok_or_else(|| Failure::usage("--memory: a number such as 800M or 4G"))?,
        None => machine() / 4,
    };
    let mut unread = 0;
    // What the corpus holds, so that a run over it can be told from others.
    let mut identity = blake3::Hasher::new();
    // How many documents are not new, when some are said to be.
    let mut new_from: Option<usize> = None;
    let corpus: Box<dyn Corpus> = match &a.archive {
        Some(dir) => {
            let snapshot = Snapshot::open(dir)?;
            unread += snapshot.totals().unread;
            identity.update(format!("{}\0{}", dir.display(), snapshot.totals().digest).as_bytes());
            let mut order = None;
            if !a.new.is_empty() {
                // New ones last: a pair is asked for by its later document.
                let (mut new, mut old): (Vec<_>, Vec<_>) =
                    snapshot.paths()?.into_iter().partition(|(_, path)| is_new(path, &a.new));
                new_from = Some(old.len());
                old.append(&mut new);
                let there: Vec<usize> = old.into_iter().map(|k| k.0).collect();
                if there.len() != snapshot.len() {
                    return Err(Failure::new(format!(
                        "{}: damaged: its catalogue and its generation do not hold the same documents",
                        dir.display()
                    )));
                }
                let mut here = vec![0; there.len()];
                for (i, &n) in there.iter().enumerate() {
                    if let Some(place) = here.get_mut(n) {
                        *place = i;
                    }
                }
                order = Some((there, here));
            }
            Box::new(Archive { snapshot, held: Mutex::new(Held::new(memory / AT_HAND)), order })
        }
        None => {
            let (documents, failed) = gather::all(&a.corpus, &gather::Reader::new(&Reading::default()))?;
            unread += failed;
            let (mut old, mut new): (Vec<_>, Vec<_>) =
                documents.into_iter().partition(|(path, _)| !is_new(path, &a.new));
            new_from = (!a.new.is_empty()).then_some(old.len());
            old.append(&mut new);
            let bytes = old.iter().map(|d| d.1.text.len() as u64).sum();
            let texts = old
                .into_iter()
                .enumerate()
                .map(|(i, (path, document))| {
                    let digest = corpus::digest(document.text.as_bytes());
                    let d = &document;
                    let known = format!("{path}\0{:?}{:?}{:?}{:?}{digest}", d.id, d.date, d.series, d.author);
                    identity.update(known.as_bytes());
                    Arc::new(Source::new(i, path, digest, document))
                })
                .collect();
            Box::new(Files { texts, bytes })
        }
    };
    if corpus.len() < 2 {
        return Err(Failure::new(format!("{} documents: reuse needs two or more", corpus.len())));
    }
    if new_from == Some(corpus.len()) {
        return Err(Failure::usage("--new: no document has such a path"));
    }
    let options = Options {
        min_words: a.min_words,
        min_score: a.min_score,
        max_documents: usize::from(a.max_df),
        all: a.all,
        within: match a.within {
            WithinKey::All => Within::All,
            WithinKey::Across => Within::Across,
            WithinKey::Inside => Within::Inside,
        },
        series: match a.series {
            SeriesKey::Series => SeriesBy::Field,
            SeriesKey::Folder => SeriesBy::Folder,
            SeriesKey::Author => SeriesBy::Author,
        },
        since,
        new_from: new_from.unwrap_or(0),
        memory,
    };
    let bar = progress::share(a.quiet);
    let kept = kept(a, &format!("{}{options:?}", identity.finalize()));
    let keep = kept.as_ref().map(|k| k as &dyn Keep);
    let found = reuse(corpus.as_ref(), &options, keep, &|share| bar.set_position(share))?;
    bar.finish_and_clear();
    let any = !found.reuses.is_empty() || !found.duplicates.is_empty();
    if found.too_long > 0 {
        anstream::eprintln!("fontes: {} documents are too long to be compared; split them", found.too_long);
        unread += found.too_long;
    }
    if let (ReuseFormat::Parquet, Some(path)) = (format, &a.output) {
        let file =
            std::fs::File::create(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?;
        parquet::write(std::io::BufWriter::new(file), corpus.as_ref(), &found)?;
    } else {
        let person = format == ReuseFormat::Text && matches!(a.collate, None | Some(Collate::Text));
        let mut out = super::output(a.output.as_deref(), Reader::of(!person))?;
        if a.clusters {
            let clusters = clusters(&found);
            match (a.collate, format) {
                (Some(Collate::Text), _) => collation::text(&mut out, corpus.as_ref(), &found, &clusters)?,
                (Some(Collate::Html), _) => collation::html(&mut out, corpus.as_ref(), &found, &clusters)?,
                (Some(Collate::Tei), _) => collation::tei(&mut out, corpus.as_ref(), &found, &clusters)?,
                (None, ReuseFormat::Csv) => {
                    report::clusters_csv(&mut out, corpus.as_ref(), &found, &clusters)?
                }
                (None, ReuseFormat::Text) => {
                    report::clusters_text(&mut out, corpus.as_ref(), &found, &clusters)?
                }
                (None, _) => report::clusters_json(&mut out, corpus.as_ref(), &found, &clusters, unread)?,
            }
        } else {
            match format {
                ReuseFormat::Csv => report::csv(&mut out, corpus.as_ref(), &found)?,
                ReuseFormat::Text => report::text(&mut out, corpus.as_ref(), &found)?,
                _ => report::json(&mut out, corpus.as_ref(), &found, unread)?,
            }
        }
        out.flush()?;
    }
    if let Some(failed) = kept.and_then(Kept::over) {
        anstream::eprintln!("fontes: the parts of this run could not be kept in the cache: {failed}");
    }
    Ok(match (any, unread) {
        (true, _) => Exit::Findings,
        (false, 0) => Exit::Clean,
        (false, _) => {
            anstream::eprintln!("fontes: no reuse found, but {unread} files were not read, or only in part");
            Exit::NotChecked
        }
    })
}

/// The parts of a run that was stopped, and where those of this one go. A run that cannot keep any is a run
/// all the same: that is said.
fn kept(a: &Reuse, run: &str) -> Option<Kept> {
    let key = blake3::hash(format!("{}\0{run}", env!("CARGO_PKG_VERSION")).as_bytes()).to_hex();
    let opened = etcetera::choose_base_strategy()
        .map_err(std::io::Error::other)
        .and_then(|base| Kept::open(&base.cache_dir().join("fontes/reuse"), &key[..24], AFTER));
    match opened {
        Ok(Some(kept)) => {
            if kept.len() > 0 && !a.quiet {
                anstream::eprintln!(
                    "fontes: going on with a run that was stopped: {} parts are done",
                    kept.len()
                );
            }
            Some(kept)
        }
        Ok(None) => None,
        Err(e) => {
            anstream::eprintln!("fontes: if this run is stopped, it will begin again: {e}");
            None
        }
    }
}

fn is_new(path: &str, new: &[String]) -> bool {
    new.iter()
        .any(|n| path == n || path.strip_prefix(n.trim_end_matches('/')).is_some_and(|r| r.starts_with('/')))
}

/// The format asked for, by name or by the output's ending.
fn format(a: &Reuse) -> Result<ReuseFormat, Failure> {
    if let Some(f) = a.format {
        return match f {
            ReuseFormat::Parquet if a.clusters => {
                Err(Failure::usage("--clusters are written as jsonl, csv or text"))
            }
            f => Ok(f),
        };
    }
    let ending = a.output.as_deref().and_then(Path::extension).and_then(|e| e.to_str()).unwrap_or("");
    Ok(match ending {
        "parquet" if a.clusters => {
            return Err(Failure::usage("--clusters are written as jsonl, csv or text"));
        }
        "parquet" => ReuseFormat::Parquet,
        "csv" => ReuseFormat::Csv,
        "" => ReuseFormat::Text,
        _ => ReuseFormat::Jsonl,
    })
}

/// `800M`, `4G`, `1000000`: a number of bytes.
fn bytes(text: &str) -> Option<u64> {
    let (digits, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let factor = match unit.trim().trim_end_matches(['B', 'b', 'i']) {
        "" => 1,
        "K" | "k" => 1 << 10,
        "M" | "m" => 1 << 20,
        "G" | "g" => 1 << 30,
        "T" | "t" => 1 << 40,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor).filter(|&n| n > 0)
}

/// Memory of the machine in bytes, as Linux tells it; 8 GiB where it is not told.
fn machine() -> u64 {
    let told = std::fs::read_to_string("/proc/meminfo").ok().and_then(|info| {
        let line = info.lines().find(|l| l.starts_with("MemTotal:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()
    });
    told.map_or(8 << 30, |kb| kb << 10)
}
