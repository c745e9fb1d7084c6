//! `fontes reuse`: every passage that one document took from another.

use super::shared::{self, Reader};
use crate::cli::{Collate, Reuse, ReuseFormat, SeriesKey, WithinKey};
use crate::exit::{Exit, Failure};
use crate::progress::{self, Terminal};
use crate::say::say;
use fontes_check::finding::words::counted;
use fontes_check::reuse::cluster::clusters;
use fontes_check::reuse::{Checkpoints, Options, SeriesBy, Within, reuse};
use fontes_core::corpus::Corpus;
use fontes_kit::{AFTER, ArchiveCorpus, Checkpoint, FileCorpus, ReadOptions};
use fontes_report::{collation, parquet, reuse as report};
use std::path::Path;

pub(crate) fn run(a: &Reuse) -> Result<Exit, Failure> {
    shared::set_threads(a.threads)?;
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
        None => fontes_kit::machine_memory() / 4,
    };
    let mut unread = 0;
    // What the corpus holds, so that a run over it can be told from others; and how many documents are not new.
    let (corpus, identity, new_from): (Box<dyn Corpus>, String, Option<usize>) = match &a.archive {
        Some(dir) => {
            let snapshot = super::shared::open_archive(dir)?;
            unread += fontes_core::corpus::Index::totals(&snapshot).unread;
            let identity =
                format!("{}\0{}", dir.display(), fontes_core::corpus::Index::totals(&snapshot).digest);
            let corpus = ArchiveCorpus::new(snapshot, &a.new, memory)?;
            let new_from = corpus.new_from();
            (Box::new(corpus), identity, new_from)
        }
        None => {
            let reader = fontes_kit::Reader::new(&ReadOptions::default());
            let (documents, failed) = fontes_kit::read_all(&a.corpus, &reader, &Terminal::default())?;
            unread += failed;
            let corpus = FileCorpus::new(documents, &a.new);
            let (identity, new_from) = (corpus.identity().to_owned(), corpus.new_from());
            (Box::new(corpus), identity, new_from)
        }
    };
    if corpus.len() < 2 {
        return Err(Failure::new(format!(
            "{}: reuse needs two or more",
            counted(corpus.len() as u64, "document")
        )));
    }
    if new_from == Some(corpus.len()) {
        return Err(Failure::usage("--new: no document has such a path"));
    }
    let options = Options {
        min_words: a.min_words,
        min_score: a.min_score,
        max_documents: usize::from(a.max_df),
        all: a.all,
        duplicates: a.duplicates,
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
    let kept = kept(a, &format!("{}{options:?}", identity));
    let keep = kept.as_ref().map(|k| k as &dyn Checkpoints);
    let found = reuse(corpus.as_ref(), &options, keep, &|share| bar.set_position(share))?;
    bar.finish_and_clear();
    let any = !found.reuses.is_empty() || !found.duplicates.is_empty();
    if found.too_long > 0 {
        say!("{} documents are too long to be compared; split them", found.too_long);
        unread += found.too_long;
    }
    if let (ReuseFormat::Parquet, Some(path)) = (format, &a.output) {
        let file =
            std::fs::File::create(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?;
        parquet::write(std::io::BufWriter::new(file), corpus.as_ref(), &found)?;
    } else {
        let person = format == ReuseFormat::Text && matches!(a.collate, None | Some(Collate::Text));
        let mut out = shared::output(a.output.as_deref(), Reader::of(!person))?;
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
                (None, _) => {
                    report::clusters_json(&mut out, corpus.as_ref(), &found, &clusters, unread, a.with_text)?
                }
            }
        } else {
            match format {
                ReuseFormat::Csv => report::csv(&mut out, corpus.as_ref(), &found)?,
                ReuseFormat::Text => report::text(&mut out, corpus.as_ref(), &found)?,
                _ => report::json(&mut out, corpus.as_ref(), &found, unread, a.with_text)?,
            }
        }
        out.flush()?;
    }
    if let Some(hint) = report::duplicates_alone(&found).filter(|_| !a.quiet) {
        say!("{hint}");
    }
    if let Some(failed) = kept.and_then(Checkpoint::over) {
        say!("the parts of this run could not be kept in the cache: {failed}");
    }
    Ok(match (any, unread) {
        (true, _) => Exit::Findings,
        (false, 0) => Exit::Clean,
        (false, _) => {
            say!("no reuse found, but {unread} files were not read, or only in part");
            Exit::NotChecked
        }
    })
}

/// The form of the parts that are kept: another number where they are other bytes, or come out otherwise.
const PARTS: u32 = 2;

/// The parts of a run that was stopped, and where those of this one go. A run that cannot keep any is a run
/// all the same: that is said.
fn kept(a: &Reuse, run: &str) -> Option<Checkpoint> {
    if shared::keeps_nothing() {
        return None;
    }
    let key = blake3::hash(format!("{}\0{PARTS}\0{run}", env!("CARGO_PKG_VERSION")).as_bytes()).to_hex();
    let opened = fontes_kit::cache_dir()
        .map_err(|e| std::io::Error::other(e.to_string()))
        .and_then(|dir| Checkpoint::open(&dir.join("reuse"), &key[..24], AFTER));
    match opened {
        Ok(Some(kept)) => {
            if !kept.is_empty() && !a.quiet {
                say!("going on with a run that was stopped: {} parts are done", kept.len());
            }
            Some(kept)
        }
        Ok(None) => None,
        Err(e) => {
            say!("if this run is stopped, it will begin again: {e}");
            None
        }
    }
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
