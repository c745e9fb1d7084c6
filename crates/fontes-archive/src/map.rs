//! How is a file read without copying it? The one place where memory is mapped.
#![expect(unsafe_code, reason = "mapping a file is unsafe by nature; see the proof below")]

use crate::{Error, Result};
use memmap2::Mmap;
use std::fs::File;
use std::path::Path;

/// Maps a segment file for reading.
pub(crate) fn map(path: &Path) -> Result<Mmap> {
    let file = File::open(path).map_err(Error::io(path))?;
    // SAFETY: the map is sound as long as nobody changes the file under it. Segment files
    // are written under a temporary name, synced and renamed, and are never written to
    // again: the store opens them only through this function, and removes them by unlinking,
    // which leaves existing maps whole. No reference into the map outlives it (`Mmap` owns
    // it). A user who edits the archive by hand breaks its documented rules; all numbers read
    // from a map are therefore still bounds-checked.
    unsafe { Mmap::map(&file) }.map_err(Error::io(path))
}
