//! What is in the archive, and where on disk? The store that a text is checked against.
//!
//! An archive is a directory: an SQLite catalogue (the writer's book), immutable segment files with
//! the texts in stretches and their fingerprints, a file that says what the last finished generation is, and a Tantivy index for
//! full-text search (derived). One writer at a time; readers see the last finished generation. The format is described in
//! `docs/archive-format.md`. Nothing here parses a source file or prints.

mod catalogue;
mod database;
mod folder;
mod frame;
mod generation;
mod lru;
mod near_duplicate;
mod pages;
mod pieces;
mod record;
mod rows;
mod search;
mod search_files;
mod segment;
mod snapshot;
mod store;
mod stretch;
mod sum;
mod whole;

pub use catalogue::{FileState, FileStatus};
pub use fontes_core::corpus::{Totals, digest};
pub use lru::Lru;
pub use record::Record;
pub use search::Facet;
pub use snapshot::{Found, NearDuplicate, Snapshot};
pub use store::{Incoming, Outcome, Prepared, Writer};

use std::path::PathBuf;

/// Version of the directory's format; another version is refused.
pub const FORMAT: u32 = 5;

/// Why an archive could not be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no archive there.
    #[error("{0}: there is no archive here (make one with `fontes index FOLDER --archive {0}`)")]
    Missing(PathBuf),
    /// The directory holds something else.
    #[error("{0}: this directory is not a fontes archive (choose another place for --archive)")]
    NotAnArchive(PathBuf),
    /// Made by another version.
    #[error(
        "{path}: archive format {found}, this program reads format {FORMAT} (index the sources again into a new archive; where they are gone keep this one with the version of fontes that made it, which still checks against it)"
    )]
    Version {
        /// The archive.
        path: PathBuf,
        /// Its format.
        found: String,
    },
    /// Another process writes.
    #[error("{0}: another `fontes index` is writing to this archive (wait for it to end)")]
    Locked(PathBuf),
    /// A file of the archive is damaged.
    #[error("{path}: damaged: {what} (index the sources again into a new archive)")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A file that can be made again is missing or damaged.
    #[error("{path}: damaged: {what} (run `fontes index` on the sources again: it is made anew)")]
    Derived {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The catalogue failed.
    #[error("catalogue: {0}")]
    Catalogue(#[from] rusqlite::Error),
    /// The search index failed.
    #[error("search index: {0}")]
    Search(#[from] tantivy::TantivyError),
}

impl Error {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    pub(crate) fn damaged(path: impl Into<PathBuf>, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.into(), what: what.into() }
    }

    pub(crate) fn derived(path: impl Into<PathBuf>, what: impl Into<String>) -> Self {
        Self::Derived { path: path.into(), what: what.into() }
    }
}

/// Why a search has no answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The query cannot be answered: which part of it, and why.
    #[error(transparent)]
    Query(#[from] fontes_core::query::QueryError),
    /// The archive cannot.
    #[error(transparent)]
    Archive(#[from] Error),
}

/// The result of an archive operation.
pub type Result<T> = std::result::Result<T, Error>;

/// Between the path of a container and the path of a file within it.
pub const INSIDE: &str = "!/";

/// [`digest`] of what a reader gives, without holding it in memory.
///
/// # Errors
/// When reading fails.
pub fn digest_of(from: impl std::io::Read) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(from)?;
    Ok(format!("blake3:{}", hasher.finalize().to_hex()))
}

impl From<Error> for fontes_core::corpus::Error {
    fn from(e: Error) -> Self {
        Self::new(e)
    }
}
