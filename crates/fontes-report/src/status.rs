//! What is in an archive, what failed and why, what is stale? As text and as JSON Lines.

use crate::json::line;
use crate::screen::{name, plain};
use fontes_check::finding::words::{counted, named};
use serde_json::json;
use std::io::{self, Write};

/// How a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileStanding {
    /// It was read.
    Read,
    /// A part of it was not read.
    PartlyRead,
    /// It was not read.
    Failed,
    /// It has the same bytes as another, which stands for it.
    Duplicate,
}

impl FileStanding {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::PartlyRead => "partly read",
            Self::Failed => "failed",
            Self::Duplicate => "duplicate",
        }
    }
}

/// A file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its path.
    pub path: String,
    /// The digest of its bytes; empty when it could not be opened.
    pub digest: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// How it stands.
    pub standing: FileStanding,
    /// What to know of it, or why it was not read.
    pub reason: Option<String>,
    /// What helps.
    pub remedy: Option<String>,
    /// The file with the same bytes that stands for it.
    pub same_as: Option<String>,
    /// Whether words of it are missing though it was read.
    pub loss: bool,
    /// Pages in it.
    pub pages: u64,
    /// Pages of them that were not read.
    pub pages_unread: u64,
    /// How the file on disk is no longer what was indexed.
    pub stale: Option<&'static str>,
}

/// A document, by its path and the record's id.
pub type Named = (String, Option<String>);

/// An archive, as `status` shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// Its generation.
    pub generation: u64,
    /// Files read.
    pub files_read: u64,
    /// Documents.
    pub documents: u64,
    /// Bytes of text.
    pub bytes: u64,
    /// Files that were not read.
    pub unread: u64,
    /// Pages that were not read.
    pub pages_unread: u64,
    /// What was not read, in words.
    pub unseen: Option<String>,
    /// The digest of all that is in it.
    pub digest: String,
    /// Files that a run that was cut short has read.
    pub unfinished: u64,
    /// Its files.
    pub files: Vec<FileRow>,
    /// Documents that are nearly others, with the share of text that they have in common, 0 to 1.
    pub near: Vec<(Named, Named, f64)>,
    /// Whether all checksums were compared, and agree.
    pub verified: bool,
}

impl Status {
    /// Whether everything is in the archive that should be.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.unread == 0 && self.unfinished == 0 && self.generation > 0
    }

    fn pages(&self) -> u64 {
        self.files.iter().map(|f| f.pages).sum()
    }

    fn stale(&self) -> impl Iterator<Item = (&FileRow, &'static str)> {
        self.files.iter().filter_map(|f| f.stale.map(|s| (f, s)))
    }
}

/// Writes an object a line: each file, near-duplicates, then the totals.
///
/// # Errors
/// When the output cannot be written.
pub fn json(out: &mut dyn Write, s: &Status) -> io::Result<()> {
    for f in &s.files {
        let row = json!({"type": "file", "path": f.path, "digest": f.digest, "bytes": f.bytes,
            "status": f.standing.name(), "reason": f.reason, "remedy": f.remedy, "same_as": f.same_as, "pages": f.pages,
            "pages_unread": f.pages_unread, "stale": f.stale});
        writeln!(out, "{}", line(row))?;
    }
    for (document, of, share) in &s.near {
        let row = json!({"type": "near-duplicate", "path": document.0, "id": document.1,
            "of": {"path": of.0, "id": of.1}, "share": (share * 100.0).round() / 100.0});
        writeln!(out, "{}", line(row))?;
    }
    let duplicates = s.files.iter().filter(|f| f.same_as.is_some()).count();
    let row = json!({"type": "summary", "generation": s.generation, "files_read": s.files_read,
        "documents": s.documents, "bytes": s.bytes, "unread": s.unread, "pages": s.pages(),
        "pages_unread": s.pages_unread, "duplicates": duplicates, "stale": s.stale().count(),
        "unfinished": s.unfinished, "archive_digest": s.digest});
    writeln!(out, "{}", line(row))
}

/// Writes it for people.
///
/// # Errors
/// When the output cannot be written.
pub fn text(out: &mut dyn Write, s: &Status) -> io::Result<()> {
    writeln!(
        out,
        "{} read, {}, {:.1} MB of text, generation {}",
        counted(s.files_read, "file"),
        counted(s.documents, "document"),
        s.bytes as f64 / 1e6,
        s.generation
    )?;
    if s.pages() > 0 {
        writeln!(out, "{}, {} of them not read", counted(s.pages(), "page"), s.pages_unread)?;
    }
    if let Some(unseen) = &s.unseen {
        writeln!(out, "{unseen}")?;
    }
    writeln!(out, "{}", name(&s.digest))?;
    for f in &s.files {
        if let Some(twin) = &f.same_as {
            let (path, twin) = (name(&f.path), name(twin));
            writeln!(out, "duplicate    {path}: the same bytes as {twin}, which stands for it")?;
        }
        let reason = f.reason.as_deref().map(plain);
        let path = name(&f.path);
        match (f.standing, &reason) {
            (FileStanding::Failed, _) => writeln!(
                out,
                "not read     {path}: {}; {}",
                reason.as_deref().unwrap_or_default(),
                f.remedy.as_deref().map(plain).unwrap_or_default()
            )?,
            (_, Some(reason)) if f.loss => writeln!(out, "partly read  {path}: {reason}")?,
            (_, Some(reason)) => writeln!(out, "note         {path}: {reason}")?,
            (_, None) => {}
        }
    }
    for (document, of, share) in &s.near {
        writeln!(
            out,
            "near         {}: nearly the text of {} (about {} %)",
            name(&named(&document.0, document.1.as_deref())),
            name(&named(&of.0, of.1.as_deref())),
            (share * 100.0).round()
        )?;
    }
    if s.unfinished > 0 {
        writeln!(
            out,
            "unfinished   a run was cut short: {} more read and waiting for `fontes index` to go on",
            counted(s.unfinished, "file")
        )?;
    }
    for (f, why) in s.stale() {
        writeln!(out, "stale        {}: {why} since it was indexed", name(&f.path))?;
    }
    if s.verified {
        writeln!(out, "all checksums agree")?;
    }
    Ok(())
}
