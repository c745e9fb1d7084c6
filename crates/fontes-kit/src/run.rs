//! How is a draft checked from its file on? Read, held against an archive, its `.silence` file heeded.

use crate::{IndexPlan, KitError, Listener, Reader, cached_archive, index, platform, read_one};
use fontes_archive::Snapshot;
use fontes_check::{Checked, Draft, Options, silence};
use fontes_core::text::Document;
use std::path::{Path, PathBuf};

/// Opens the archive of a folder of sources in the cache directory, after it was brought up to date.
///
/// # Errors
/// As [`index`], and when there is no place for caches.
pub fn open_folder(folder: &Path, reader: &Reader, listener: &dyn Listener) -> Result<Snapshot, KitError> {
    let dir = platform::privately(|| cached_archive(folder))?;
    let sources = [folder.to_owned()];
    platform::privately(|| index(&IndexPlan::new(&sources, &dir), reader, listener))?;
    platform::private_dir(&dir).map_err(|e| KitError::NoCache(format!("{}: {e}", dir.display())))?;
    Ok(Snapshot::open(&dir)?)
}

/// Opens an archive of a folder of sources that is made for this once; it is gone with the folder that comes with it.
///
/// # Errors
/// As [`index`], and when there is no place for temporary files.
pub fn open_folder_once(
    folder: &Path,
    reader: &Reader,
    listener: &dyn Listener,
) -> Result<(Snapshot, tempfile::TempDir), KitError> {
    let failed = |e: std::io::Error| KitError::NoCache(format!("{}: {e}", std::env::temp_dir().display()));
    if !folder.exists() {
        return Err(KitError::NotThere(folder.to_owned()));
    }
    let place = tempfile::Builder::new().prefix("fontes-").tempdir().map_err(failed)?;
    let dir = place.path().join("archive");
    let sources = [folder.to_owned()];
    index(&IndexPlan::new(&sources, &dir), reader, listener)?;
    Ok((Snapshot::open(&dir)?, place))
}

/// Reads a draft and checks it against an archive; what the file `DRAFT.silence` beside it lets stand is silenced. The
/// listener is told of parts of the draft that could not be read, and of rules that silence nothing.
///
/// # Errors
/// When the draft cannot be read, its rules are wrong, or the archive is damaged.
pub fn check(
    path: &Path,
    archive: &Snapshot,
    reader: &Reader,
    options: &Options,
    listener: &dyn Listener,
) -> Result<Checked, KitError> {
    let (document, notices) = read_one(path, reader)?;
    for n in notices {
        listener.file(&path.display().to_string(), &n.what, n.loss);
    }
    let source = markup(path, &document, reader);
    let draft = Draft::new(path.to_string_lossy().into_owned(), document);
    let draft = match source {
        Some(source) => draft.with_file(&source),
        None => draft,
    };
    let mut checked = fontes_check::check(draft, archive, options)?;
    silence_from_file(path, &mut checked, listener)?;
    Ok(checked)
}

/// Bytes of a file whose lines are told.
const LONGEST: u64 = 64 << 20;

/// The text of a draft's file with its tags, where it is one that people edit as text.
fn markup(path: &Path, document: &Document, reader: &Reader) -> Option<String> {
    let tagged = document.media_type.contains("html") || document.media_type.contains("xml");
    let zipped = document.media_type.contains("openxml") || document.media_type.contains("zip");
    let short = std::fs::metadata(path).is_ok_and(|m| m.is_file() && m.len() <= LONGEST);
    if !tagged || zipped || !short {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    // What it holds is parsed elsewhere; here its words are only looked for.
    fontes_ingest::decode(&bytes, reader.encoding()).ok().map(|d| d.text)
}

/// Silences what the file beside the draft says, with its reasons. No file is no rule.
///
/// # Errors
/// When the file is there and cannot be read, or its rules are wrong.
pub fn silence_from_file(
    draft: &Path,
    checked: &mut Checked,
    listener: &dyn Listener,
) -> Result<(), KitError> {
    let mut name = draft.as_os_str().to_owned();
    name.push(".silence");
    let path = PathBuf::from(name);
    if !path.try_exists().unwrap_or(true) {
        return Ok(());
    }
    for line in silence_by(&path, checked)? {
        listener.notice(&format!("{}: line {line} silences nothing", path.display()));
    }
    Ok(())
}

/// Silences what a file of rules says, with its reasons; gives the lines that silence nothing.
///
/// # Errors
/// When the file cannot be read, or its rules are wrong.
pub fn silence_by(path: &Path, checked: &mut Checked) -> Result<Vec<usize>, KitError> {
    let wrong = |reason: String| KitError::Rules { path: path.to_owned(), reason };
    let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
    let rules = silence::rules(&text).map_err(wrong)?;
    Ok(silence::silence(checked, &rules))
}
