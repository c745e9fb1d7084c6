//! What is in a file? Its documents, read in workers, with pictures sent to OCR.

use crate::ocr::{Ocr, Pages};
use crate::sandbox::{Given, Heard, Input, Pool};
use crate::sources::{open_file, source_name, walk};
use crate::{KitError, Listener, ReadOptions};
use fontes_archive::INSIDE;
use fontes_core::lang;
use fontes_core::text::Document;
use fontes_ingest::{Notice, Read, Unreadable};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// How files are read: in workers, with pictures sent to OCR. One is enough for a program: its workers are
/// kept for the next file.
#[derive(Debug)]
pub struct Reader {
    pool: Pool,
    encoding: Option<String>,
    ocr: Ocr,
    follow_links: bool,
}

impl Reader {
    /// A reader; its workers are started when they are needed.
    #[must_use]
    pub fn new(how: &ReadOptions) -> Self {
        let ocr = Ocr::find(how);
        Self {
            pool: Pool::new(how.time_limit, how.workers.clone(), ocr.is_there()),
            encoding: how.encoding.clone(),
            ocr,
            follow_links: how.follow_links,
        }
    }

    /// The same reader for files whose encoding is not told.
    #[must_use]
    pub fn guessing(self) -> Self {
        Self { encoding: None, ..self }
    }

    /// Whether links that lead out of a folder are followed.
    pub(crate) const fn follows_links(&self) -> bool {
        self.follow_links
    }

    /// The encoding that files are said to have.
    pub(crate) fn encoding(&self) -> Option<&str> {
        self.encoding.as_deref()
    }

    /// Reads a file; each file in it is handed to `give`, the outermost last.
    pub(crate) fn read(&self, path: &str, input: Input<'_>, give: &mut dyn FnMut(Given)) {
        let mut pages = Pages::default();
        self.pool.read(path, input, self.encoding.as_deref(), &mut |heard| match heard {
            Heard::Picture(picture) => self.ocr.page(&picture, &mut pages),
            Heard::File(mut given) => {
                given.outcome = given.outcome.and_then(|read| self.ocr.read(read, pages.taken())).map(spoken);
                give(given);
            }
        });
    }
}

/// Says of each document in which language it is, where its file does not.
fn spoken(mut read: Read) -> Read {
    for document in read.documents.iter_mut().filter(|d| d.language.is_none()) {
        document.language = lang::detect(&document.text).map(|l| l.code().to_owned());
    }
    read
}

/// Reads one file that must hold one document: a draft, or a side of a comparison. `-` is standard input.
///
/// # Errors
/// When it is not there, is a folder, cannot be read, or holds no document or several.
pub fn read_one(path: &Path, reader: &Reader) -> Result<(Document, Vec<Notice>), KitError> {
    let failed = |reason: String, remedy: String| KitError::Unreadable {
        path: path.display().to_string(),
        reason,
        remedy,
    };
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map_err(|e| {
            KitError::Unreadable {
                path: "standard input".into(),
                reason: e.to_string(),
                remedy: String::new(),
            }
        })?;
        bytes
    } else {
        if path.is_dir() {
            return Err(KitError::IsFolder(path.to_owned()));
        }
        std::fs::read(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => KitError::NotThere(path.to_owned()),
            _ => failed(e.to_string(), String::new()),
        })?
    };
    let mut read = Read::default();
    let mut broken = None;
    let mut within = 0usize;
    reader.read(&source_name(path), Input::Bytes(&bytes), &mut |given| match given.outcome {
        // What is attached to a message is not the message.
        _ if !given.inside.is_empty() => within += 1,
        Ok(got) => read = got,
        Err(e) => broken = Some(e),
    });
    if let Some(e) = broken {
        return Err(failed(e.reason, e.remedy));
    }
    if read.documents.is_empty() && within > 0 {
        return Err(failed(format!("holds {within} files"), "unpack it and name one of them".into()));
    }
    if within > 0 {
        read.notices
            .push(Notice { what: format!("{within} files attached to it are not checked"), loss: false });
    }
    let count = read.documents.len();
    let mut documents = read.documents.into_iter();
    match (documents.next(), count) {
        (Some(document), 1) => Ok((document, read.notices)),
        _ => Err(failed(format!("holds {count} documents"), "give one document a file".into())),
    }
}

/// All documents of files and folders, in the order of their paths, each with its file's path, and how many files
/// were not read, or only in part; the listener is told of each.
///
/// # Errors
/// When one of `roots` is not there.
pub fn read_all(
    roots: &[PathBuf],
    reader: &Reader,
    listener: &dyn Listener,
) -> Result<(Vec<(String, Document)>, u64), KitError> {
    let sources = walk(roots, reader.follow_links)?;
    let mut out = Vec::new();
    let mut failed = 0;
    for batch in sources.chunks(256) {
        let read: Vec<Vec<(String, Result<Read, Unreadable>)>> = batch
            .par_iter()
            .map(|s| {
                let path = source_name(&s.path);
                let unreadable = |reason: String| Unreadable { reason, remedy: "check the file".into() };
                if let Some(e) = &s.error {
                    return vec![(path, Err(unreadable(e.clone())))];
                }
                let file = match open_file(&s.path) {
                    Ok(file) => file,
                    Err(e) => return vec![(path, Err(unreadable(e.to_string())))],
                };
                let mut out = Vec::new();
                reader.read(&path, Input::File(file, s.bytes), &mut |given| {
                    let inside = given.inside;
                    let path =
                        if inside.is_empty() { path.clone() } else { format!("{path}{INSIDE}{inside}") };
                    out.push((path, given.outcome));
                });
                out
            })
            .collect();
        for (path, read) in read.into_iter().flatten() {
            match read {
                Ok(read) => {
                    for n in &read.notices {
                        listener.file(&path, &n.what, n.loss);
                        failed += u64::from(n.loss);
                    }
                    out.extend(read.documents.into_iter().map(|d| (path.clone(), d)));
                }
                Err(e) => {
                    listener.file(&path, &format!("{}; {}", e.reason, e.remedy), true);
                    failed += 1;
                }
            }
        }
    }
    Ok((out, failed))
}
