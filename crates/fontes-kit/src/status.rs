//! What is in an archive, and is it still what lies on disk?

use crate::{KitError, outermost, stale};
use fontes_archive::{FileState, FileStatus, Snapshot};
use fontes_report::status::{FileRow, FileStanding, Status};

/// Looks over an archive; with `verify`, the checksums of all its files are compared.
///
/// # Errors
/// When the archive cannot be read, or a checksum does not agree.
pub fn status(archive: &Snapshot, verify: bool) -> Result<Status, KitError> {
    if verify {
        archive.verify()?;
    }
    let totals = archive.totals();
    let near = archive.near_duplicates()?;
    Ok(Status {
        generation: totals.generation,
        files_read: totals.files,
        documents: totals.documents,
        bytes: totals.bytes,
        unread: totals.unread,
        pages_unread: totals.pages_unread,
        unseen: totals.unseen(),
        digest: totals.digest.clone(),
        unfinished: archive.unfinished()?,
        files: archive.files()?.into_iter().map(row).collect(),
        near: near.into_iter().map(|n| (n.document, n.of, n.share)).collect(),
        verified: verify,
    })
}

fn row(f: FileState) -> FileRow {
    // A file within a container is as old as the container, which has its own row.
    let stale = if outermost(&f.path) == f.path { stale(&f.path, &f.digest) } else { None };
    let (standing, reason, remedy, loss) = match f.status {
        FileStatus::Read { notice, loss } if f.twin.is_some() => {
            (FileStanding::Duplicate, notice, None, loss)
        }
        FileStatus::Read { notice, loss: false } => (FileStanding::Read, notice, None, false),
        FileStatus::Read { notice, loss: true } => (FileStanding::PartlyRead, notice, None, true),
        FileStatus::Failed { reason, remedy } => (FileStanding::Failed, Some(reason), Some(remedy), true),
    };
    FileRow {
        path: f.path,
        digest: f.digest,
        bytes: f.bytes,
        standing,
        reason,
        remedy,
        same_as: f.twin,
        loss,
        pages: f.pages,
        pages_unread: f.pages_unread,
        stale,
    }
}
