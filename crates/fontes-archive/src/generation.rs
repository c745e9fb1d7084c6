//! What do readers open? The file `generation`: totals, segments, and what in them is dead, under one checksum.

use crate::{Error, Result};
use fontes_core::corpus::{Totals, digest};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A segment of a generation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) number: u32,
    pub(crate) documents: u32,
    /// Hash of its file.
    pub(crate) hash: String,
}

/// A finished generation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Generation {
    pub(crate) totals: Totals,
    /// In the order of their numbers.
    pub(crate) segments: Vec<Part>,
    /// Segment and ordinal of documents that are not of this generation, in order.
    pub(crate) dead: Vec<(u32, u32)>,
}

#[derive(Serialize, Deserialize)]
struct Written {
    generation: u64,
    files: u64,
    documents: u64,
    bytes: u64,
    unread: u64,
    pages_unread: u64,
    digest: String,
    segments: Vec<Part>,
    dead: Vec<(u32, u32)>,
}

fn path(dir: &Path) -> PathBuf {
    dir.join("generation")
}

impl Generation {
    /// Reads the last finished generation.
    pub(crate) fn read(dir: &Path) -> Result<Self> {
        let path = path(dir);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::damaged(path, "it is missing"));
            }
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                return Err(Error::damaged(path, "it is not what was written"));
            }
            Err(e) => return Err(Error::io(path)(e)),
        };
        let bad = || Error::damaged(&path, "it is not what was written");
        let (line, told) = text.split_once('\n').ok_or_else(bad)?;
        if told != format!("{}\n", digest(line.as_bytes())) {
            return Err(bad());
        }
        let w: Written = serde_json::from_str(line).map_err(|_| bad())?;
        let totals = Totals {
            generation: w.generation,
            files: w.files,
            documents: w.documents,
            bytes: w.bytes,
            unread: w.unread,
            pages_unread: w.pages_unread,
            digest: w.digest,
        };
        Ok(Self { totals, segments: w.segments, dead: w.dead })
    }

    /// Puts this generation in place of the one before, in one step.
    pub(crate) fn write(&self, dir: &Path) -> Result<()> {
        let t = &self.totals;
        let written = Written {
            generation: t.generation,
            files: t.files,
            documents: t.documents,
            bytes: t.bytes,
            unread: t.unread,
            pages_unread: t.pages_unread,
            digest: t.digest.clone(),
            segments: self.segments.clone(),
            dead: self.dead.clone(),
        };
        let path = path(dir);
        let line = serde_json::to_string(&written).map_err(|e| Error::damaged(&path, e.to_string()))?;
        let part = path.with_extension("part");
        let mut file = File::create(&part).map_err(Error::io(&part))?;
        writeln!(file, "{line}\n{}", digest(line.as_bytes())).map_err(Error::io(&part))?;
        file.sync_all().map_err(Error::io(&part))?;
        std::fs::rename(&part, &path).map_err(Error::io(&path))?;
        File::open(dir).and_then(|d| d.sync_all()).map_err(Error::io(dir))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_comes_back_and_a_changed_one_does_not() {
        let dir = std::env::temp_dir().join(format!("fontes-generation-{}", std::process::id()));
        std::fs::create_dir_all(&dir).expect("made");
        let part = Part { number: 3, documents: 7, hash: "blake3:x".into() };
        let totals = Totals { generation: 4, documents: 6, ..Totals::default() };
        let one = Generation { totals, segments: vec![part], dead: vec![(3, 1)] };
        one.write(&dir).expect("written");
        assert_eq!(Generation::read(&dir).expect("read"), one);
        let path = dir.join("generation");
        let bytes = std::fs::read(&path).expect("there");
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 4;
            std::fs::write(&path, &other).expect("written");
            assert!(Generation::read(&dir).is_err(), "{at}");
            std::fs::write(&path, &bytes[..at]).expect("written");
            assert!(Generation::read(&dir).is_err(), "{at}");
        }
        std::fs::remove_dir_all(&dir).expect("removed");
    }
}
