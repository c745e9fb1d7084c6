//! What did the file look like that a document was read from? Its pages as pictures, where words stand on them, and its bytes.
//! Only a file that the catalogue names is opened, and only bytes that were indexed are given.

use crate::document::Leaf;
use crate::facsimile::{Area, areas};
use crate::sandbox::{Look, Seen, SentLine, Viewers};
use crate::sources::{open_known, outermost};
use crate::{KitError, ReadOptions};
use fontes_archive::{INSIDE, Snapshot};
use fontes_core::text::{Document, Span};
use fontes_ingest::Unreadable;
use std::fs::File;
use std::io::Read;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Bytes of the largest file that is given or looked at.
const LARGEST: u64 = 256 << 20;
/// Pixels across a page at least and at most.
const WIDTHS: std::ops::RangeInclusive<u32> = 100..=2_000;
/// Time that one page may take.
const LIMIT: Duration = Duration::from_secs(20);
/// Pages whose lines are kept.
const PAGES: usize = 8;
/// Files whose digests are kept.
const FILES: usize = 64;

/// The lines of a page of a file.
type Lines = std::sync::Arc<Vec<SentLine>>;

/// The files that documents were read from. One is enough for a program: those that were looked at last are kept open, in
/// processes that may do nothing but compute.
#[derive(Debug)]
pub struct Originals {
    viewers: Viewers,
    lines: Mutex<Vec<((String, u32), Lines)>>,
    /// Digests of files that were asked for last, by what the archive holds and by path.
    digests: Mutex<Vec<((String, String), String)>>,
}

/// What a file is to a person who looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visible {
    /// It has pages that can be drawn.
    Pages,
    /// It is a picture.
    Picture,
    /// Its text is all that is shown.
    No,
}

/// Whether the file of a document can be looked at, by its media type and its path.
#[must_use]
pub fn visible(document: &Document, path: &str) -> Visible {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match (document.media_type.as_str(), ending.as_str()) {
        ("application/pdf", _) => Visible::Pages,
        (kind, "jpg" | "jpeg" | "png") if kind.starts_with("image/") => Visible::Picture,
        _ => Visible::No,
    }
}

impl Originals {
    /// Files that are read as these options say.
    #[must_use]
    pub fn new(how: &ReadOptions) -> Self {
        Self {
            viewers: Viewers::new(how.workers.clone(), LIMIT),
            lines: Mutex::default(),
            digests: Mutex::default(),
        }
    }

    /// A page of the file at `path`, counted from 1, as a PNG of about so many pixels across.
    ///
    /// # Errors
    /// When the file is not what was indexed, or the page cannot be drawn; each says why and what helps.
    pub fn page(&self, archive: &Snapshot, path: &str, page: u32, width: u32) -> Result<Vec<u8>, KitError> {
        let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
        match self.look(archive, path, Look::Png { page, width })? {
            Seen::Png(png) => Ok(png),
            _ => Err(failed(path)(garbled())),
        }
    }

    /// Where the words at `span` of a document stand on a page of its file, one area a line.
    ///
    /// # Errors
    /// When that cannot be told to the letter, and why.
    pub fn areas(
        &self,
        archive: &Snapshot,
        path: &str,
        document: &Document,
        leaf: &Leaf,
        span: Span,
    ) -> Result<Vec<Area>, KitError> {
        let untold = |why: &str| failed(path)(Unreadable { reason: why.to_owned(), remedy: String::new() });
        if visible(document, path) != Visible::Pages || leaf.index == 0 {
            return Err(untold("its pages have no places of letters"));
        }
        if document.confidence(span).is_some() {
            return Err(untold("its words were read from a picture, and where they stood was not kept"));
        }
        let lines = self.lines(archive, path, leaf.index)?;
        areas(document, leaf, &lines, span).map_err(untold)
    }

    fn lines(&self, archive: &Snapshot, path: &str, page: u32) -> Result<Lines, KitError> {
        let held = || self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (self.digest(archive, path)?, page);
        if let Some(found) = held().iter().find(|h| h.0 == key) {
            return Ok(found.1.clone());
        }
        let Seen::Lines(lines) = self.look(archive, path, Look::Lines { page })? else {
            return Err(failed(path)(garbled()));
        };
        let lines = Lines::new(lines);
        let mut held = held();
        held.push((key, lines.clone()));
        if held.len() > PAGES {
            held.remove(0);
        }
        Ok(lines)
    }

    fn look(&self, archive: &Snapshot, path: &str, look: Look) -> Result<Seen, KitError> {
        let key = self.digest(archive, path)?;
        let load = || -> Result<(String, Vec<u8>), Unreadable> {
            Ok((name(path).to_owned(), self.bytes_of(path, &key)?))
        };
        self.viewers.look(&key, look, &load).map_err(failed(path))
    }

    /// The digest of the file that the catalogue knows by this path.
    fn digest(&self, archive: &Snapshot, path: &str) -> Result<String, KitError> {
        let held = || self.digests.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (archive.totals().digest.clone(), path.to_owned());
        if let Some(found) = held().iter().find(|h| h.0 == key) {
            return Ok(found.1.clone());
        }
        let known = archive.file_digest(path)?.filter(|d| !d.is_empty());
        let known = known.ok_or_else(|| failed(path)(unreadable("the archive has no such file", "")))?;
        let mut held = held();
        held.push((key, known.clone()));
        if held.len() > FILES {
            held.remove(0);
        }
        Ok(known)
    }

    /// The bytes of the file at `path`, as it was indexed: of one within a container, what is taken out of that.
    ///
    /// # Errors
    /// When the archive has no such file, or it is not what was indexed, or it is too large; each says what helps.
    pub fn bytes(&self, archive: &Snapshot, path: &str) -> Result<Vec<u8>, KitError> {
        let digest = self.digest(archive, path)?;
        self.bytes_of(path, &digest).map_err(failed(path))
    }

    fn bytes_of(&self, path: &str, digest: &str) -> Result<Vec<u8>, Unreadable> {
        let outer = outermost(path);
        let inside = path.strip_prefix(outer).and_then(|rest| rest.strip_prefix(INSIDE));
        let (file, size) = opened(outer)?;
        let bytes = match inside {
            Some(inside) => self.viewers.extract(outer, inside, file, size)?,
            None => {
                if size > LARGEST {
                    return Err(unreadable("it is too large to be shown", "open it on its disk"));
                }
                let mut bytes = Vec::new();
                // It may grow while it is read.
                file.take(LARGEST)
                    .read_to_end(&mut bytes)
                    .map_err(|e| unreadable(&e.to_string(), "check its disk"))?;
                bytes
            }
        };
        if fontes_archive::digest(&bytes) != digest {
            return Err(unreadable(
                "it has changed since it was indexed",
                "run `fontes index` on the sources again",
            ));
        }
        Ok(bytes)
    }
}

fn opened(path: &str) -> Result<(File, u64), Unreadable> {
    open_known(path).and_then(|file| Ok((file.metadata()?.len(), file))).map(|(size, file)| (file, size)).map_err(
        |e| match e.kind() {
            std::io::ErrorKind::NotFound => unreadable(
                "it is not there",
                "start the workbench in the folder where the archive was made, or see whether a disk is missing",
            ),
            _ => unreadable(&e.to_string(), "check the file's permissions"),
        },
    )
}

/// A file's own name.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn unreadable(reason: &str, remedy: &str) -> Unreadable {
    Unreadable { reason: reason.to_owned(), remedy: remedy.to_owned() }
}

fn garbled() -> Unreadable {
    unreadable("the answer of its reader is garbled", "report this as a bug of fontes")
}

fn failed(path: &str) -> impl Fn(Unreadable) -> KitError + '_ {
    move |e| KitError::Unreadable { path: path.to_owned(), reason: e.reason, remedy: e.remedy }
}
