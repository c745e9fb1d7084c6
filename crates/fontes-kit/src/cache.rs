//! Where is kept what a program makes for itself? In the user's cache directory (XDG on Unix).

use crate::{KitError, platform};
use etcetera::BaseStrategy;
use std::path::{Path, PathBuf};

/// The name of fontes' folder in the user's cache directory.
pub const CACHE_NAME: &str = "fontes";

/// The directory for what can be made again. It need not be there yet.
///
/// # Errors
/// When the user has no home directory.
pub fn cache_dir() -> Result<PathBuf, KitError> {
    let base = etcetera::choose_base_strategy()
        .map_err(|e| KitError::NoCache(format!("no home directory: {e}")))?
        .cache_dir();
    Ok(base.join(CACHE_NAME))
}

/// Where the archive of a folder is kept: by the folder's true path, the path as given, which the archive's
/// documents bear, and the format of archives, so that one of another format is made anew. The directory above it is made.
///
/// # Errors
/// When there is no such folder, or no place for caches.
pub fn cached_archive(folder: &Path) -> Result<PathBuf, KitError> {
    let real = folder.canonicalize().map_err(|_| KitError::NotThere(folder.to_owned()))?;
    let base = cache_dir()?;
    let key = format!("{}\0{}\0{}", real.display(), folder.display(), fontes_archive::FORMAT);
    let name = blake3::hash(key.as_bytes()).to_hex();
    let failed = |e: std::io::Error| KitError::NoCache(format!("{}: {e}", base.display()));
    platform::private_dir(&base).map_err(failed)?;
    let archive = base.join(&name[..24]);
    // Whose it is, for those who list what is kept.
    std::fs::write(archive.with_extension(FOLDER), real.to_string_lossy().as_bytes()).map_err(failed)?;
    Ok(archive)
}

/// The ending of the file beside an archive that says of which folder it is.
const FOLDER: &str = "folder";

/// Something that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cached {
    /// Where it is.
    pub path: PathBuf,
    /// The folder of sources of which it is the archive; none of other things.
    pub folder: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
}

/// What is kept in the cache directory, in the order of paths.
///
/// # Errors
/// When the directory is there and cannot be read.
pub fn cached() -> Result<Vec<Cached>, KitError> {
    let base = cache_dir()?;
    let failed = |e: std::io::Error| KitError::NoCache(format!("{}: {e}", base.display()));
    let entries = match base.read_dir() {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
        Err(e) => return Err(failed(e)),
    };
    let mut out = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|e| e == FOLDER) && path.with_extension("").exists() {
            continue;
        }
        let folder = std::fs::read_to_string(path.with_extension(FOLDER)).ok();
        out.push(Cached { bytes: size(&path), folder, path });
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(out)
}

/// Bytes of a file, or of all files in a folder; links are not followed.
fn size(path: &Path) -> u64 {
    let Ok(meta) = path.symlink_metadata() else { return 0 };
    if !meta.is_dir() {
        return meta.len();
    }
    path.read_dir().into_iter().flatten().flatten().map(|e| size(&e.path())).sum()
}

/// Takes away something that is kept.
///
/// # Errors
/// When it cannot be taken away.
pub fn purge(one: &Cached) -> Result<(), KitError> {
    let failed = |e: std::io::Error| KitError::NoCache(format!("{}: {e}", one.path.display()));
    let meta = one.path.symlink_metadata().map_err(failed)?;
    if meta.is_dir() {
        std::fs::remove_dir_all(&one.path).map_err(failed)?;
    } else {
        std::fs::remove_file(&one.path).map_err(failed)?;
    }
    match std::fs::remove_file(one.path.with_extension(FOLDER)) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(failed(e)),
        _ => Ok(()),
    }
}
