//! Where is kept what a program makes for itself? In the user's cache directory (XDG on Unix).

use crate::KitError;
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
    std::fs::create_dir_all(&base).map_err(|e| KitError::NoCache(format!("{}: {e}", base.display())))?;
    Ok(base.join(&name[..24]))
}
