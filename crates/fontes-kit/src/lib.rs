//! What does every front end need? The walk over a folder, the reading of files in confined processes, the
//! making of an archive, the cache, checkpoints of long runs. A command line, a server and a binding for
//! another language stand on this and on `fontes-report`; nothing here prints or knows of arguments.
//!
//! ```no_run
//! use fontes_kit::{IndexPlan, ReadOptions, Reader, Silent, check, index, read_one};
//!
//! # fn main() -> Result<(), fontes_kit::KitError> {
//! let options = ReadOptions::default();
//! let reader = Reader::new(&options);
//! let sources = ["sources".into()];
//! index(&IndexPlan::new(&sources, "my.fontes".as_ref()), &reader, &Silent)?;
//! let archive = fontes_archive::Snapshot::open("my.fontes".as_ref())?;
//! let checked = check("draft.md".as_ref(), &archive, &reader, &Default::default(), &Silent)?;
//! println!("{} findings", checked.findings.len());
//! # Ok(())
//! # }
//! ```
//!
//! A program that lets [`Workers::ThisProgram`] read its files calls [`become_worker`] first of all.

#[cfg(target_os = "linux")]
mod allowed;
mod cache;
mod checkpoint;
mod choice;
mod corpus;
mod document;
mod facsimile;
mod flow;
mod index;
mod languages;
mod names;
mod ocr;
mod originals;
mod platform;
mod reader;
mod run;
mod sandbox;
mod search;
mod settings;
mod shared;
mod sources;
mod status;
mod tesseract;

pub use cache::{CACHE_NAME, Cached, cache_dir, cached, cached_archive, purge};
pub use checkpoint::{AFTER, Checkpoint};
pub use choice::{Choice, Pattern, meant, severity};
pub use corpus::{ArchiveCorpus, FileCorpus};
pub use document::{Leaf, Marked, Piece, ShownBlock, find_in, leaf_at, leaves, shown};
pub use facsimile::Area;
pub use index::{IndexPlan, index, prune};
pub use languages::use_languages;
pub use names::{NameLine, add_name_line, name_decisions, name_log, names_path};
pub use originals::{Originals, Visible, visible};
pub use platform::machine_memory;
pub use reader::{Reader, read_all, read_one};
pub use run::{check, open_folder, open_folder_once, silence_by, silence_from_file};
pub use sandbox::become_worker;
pub use search::{FoundDocument, Results, Wanted, search, search_with};
pub use settings::{SETTINGS, SETTINGS_NAME, Settings, settings, settings_for};
pub use shared::{Other, Shared, SharedPassage, shared};
pub use sources::{drafts, is_archive, outermost, source_name, stale};
pub use status::status;

use std::path::PathBuf;
use std::time::Duration;

/// Whether pages that are pictures are read by tesseract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UseOcr {
    /// If tesseract is on this machine.
    #[default]
    Auto,
    /// Not at all.
    Never,
}

/// Which processes parse files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Workers {
    /// This program, started again: it calls [`become_worker`] first of all.
    #[default]
    ThisProgram,
    /// Another program that does so.
    Program(PathBuf),
    /// None: files are parsed in this process. A hostile file may then end it.
    None,
}

/// How files are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding of text files, as a WHATWG label; guessed where none is given.
    pub encoding: Option<String>,
    /// Whether pages that are pictures are read by tesseract.
    pub ocr: UseOcr,
    /// The language of those pages, as tesseract names it; several joined by `+`.
    pub ocr_language: String,
    /// How many such pages of one file are read in one run; the next run goes on with the rest.
    pub ocr_pages: u32,
    /// The time that one file, or one file within another, may take without a sign of progress.
    pub time_limit: Duration,
    /// Which processes parse files.
    pub workers: Workers,
    /// Whether links in a folder that lead to files outside of it are followed.
    pub follow_links: bool,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            encoding: None,
            ocr: UseOcr::Auto,
            ocr_language: "eng".into(),
            ocr_pages: 2_000,
            time_limit: Duration::from_secs(60),
            workers: Workers::ThisProgram,
            follow_links: false,
        }
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes of files that are done.
    pub bytes: u64,
    /// Bytes of all files.
    pub total_bytes: u64,
    /// Files that are done.
    pub files: usize,
    /// All files.
    pub total_files: usize,
    /// Pages read.
    pub pages: u64,
}

/// Who wants to know how a run goes. All its methods may be called from any thread; by default none does anything.
pub trait Listener: Sync {
    /// A file was not read, or not wholly: what `path` is, why, and what helps. `loss` says whether words are missing.
    fn file(&self, path: &str, what: &str, loss: bool) {
        let _ = (path, what, loss);
    }

    /// The run is so far.
    fn progress(&self, progress: Progress) {
        let _ = progress;
    }

    /// Something to know that is about no one file.
    fn notice(&self, what: &str) {
        let _ = what;
    }

    /// Whether the run is to stop at the next whole step.
    fn stopped(&self) -> bool {
        false
    }
}

/// Who wants to know nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Listener for Silent {}

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum KitError {
    /// There is nothing at a path.
    #[error("{0}: no such file or folder")]
    NotThere(PathBuf),
    /// A folder where a file is wanted.
    #[error("{0}: a folder; name a file")]
    IsFolder(PathBuf),
    /// A folder of drafts without any.
    #[error("{0}: there is no draft in this folder")]
    NoDraft(PathBuf),
    /// A file could not be read; the reason and what helps.
    #[error("{path}: {reason}{}{remedy}", if remedy.is_empty() { "" } else { "; " })]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
        /// What helps; empty where the reason says it.
        remedy: String,
    },
    /// A file that the user wrote for the program is wrong: settings, `.silence` rules, tables of a language.
    #[error("{path}: {reason}")]
    Rules {
        /// The file.
        path: PathBuf,
        /// What is wrong, with the line.
        reason: String,
    },
    /// None of the files of an archive is there.
    #[error(
        "{0}: none of its files is here, so nothing was taken out: go to the folder where it was made, or see whether a disk is missing; an archive that is not wanted any more is a folder to delete"
    )]
    AllGone(PathBuf),
    /// A query is not understood, or cannot be answered.
    #[error("{error}\n{}", error.pointed(query))]
    Query {
        /// The query.
        query: String,
        /// What is wrong, and where.
        error: fontes_core::query::QueryError,
    },
    /// The archive could not be read or written.
    #[error(transparent)]
    Archive(#[from] fontes_archive::Error),
    /// A corpus could not be read.
    #[error(transparent)]
    Corpus(#[from] fontes_core::corpus::Error),
    /// There is no place for caches.
    #[error("{0} (use --archive)")]
    NoCache(String),
    /// The listener said to stop. What was read is kept, and the next run goes on from there.
    #[error("stopped; what was read is kept, and the next run goes on from there")]
    Stopped,
}

impl KitError {
    /// Whether what was asked for was wrong, rather than that it could not be done.
    #[must_use]
    pub const fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::NotThere(_)
                | Self::IsFolder(_)
                | Self::NoDraft(_)
                | Self::Rules { .. }
                | Self::Query { .. }
        )
    }
}
