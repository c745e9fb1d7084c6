//! What do readers open? The file `generation`: totals, segments, and what in them is dead, under one checksum.

use crate::folder::Folder;
use crate::{Error, Result};
use fontes_core::corpus::{Totals, digest};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};

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
    /// Whether the search index and the catalogue have files that say what they are.
    pub(crate) summed: bool,
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
    #[serde(default)]
    summed: bool,
}

const NAME: &str = "generation";
const PART: &str = "generation.part";
/// Bytes of the largest: a hundred million dead documents.
const LARGEST: u64 = 2 << 30;

impl Generation {
    /// Reads the last finished generation.
    pub(crate) fn read(folder: &Folder) -> Result<Self> {
        let path = folder.path().join(NAME);
        let mut text = String::new();
        match folder.read(NAME).and_then(|f| f.take(LARGEST).read_to_string(&mut text)) {
            Ok(_) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::damaged(path, "it is missing"));
            }
            Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
                return Err(Error::damaged(path, "it is not what was written"));
            }
            Err(e) => return Err(Error::io(path)(e)),
        }
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
        Ok(Self { totals, segments: w.segments, dead: w.dead, summed: w.summed })
    }

    /// Puts this generation in place of the one before, in one step.
    pub(crate) fn write(&self, folder: &Folder) -> Result<()> {
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
            summed: self.summed,
        };
        let path = folder.path().join(NAME);
        let line = serde_json::to_string(&written).map_err(|e| Error::damaged(&path, e.to_string()))?;
        let wrong = || Error::io(path.clone());
        let mut file = folder.create(PART).map_err(wrong())?;
        writeln!(file, "{line}\n{}", digest(line.as_bytes())).map_err(wrong())?;
        file.sync_all().map_err(wrong())?;
        folder.rename(PART, NAME).map_err(wrong())?;
        folder.sync().map_err(wrong())
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
        let one = Generation { totals, segments: vec![part], dead: vec![(3, 1)], summed: true };
        let folder = Folder::open(&dir).expect("opens");
        one.write(&folder).expect("written");
        assert_eq!(Generation::read(&folder).expect("read"), one);
        let path = dir.join("generation");
        let bytes = std::fs::read(&path).expect("there");
        for at in 0..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 4;
            std::fs::write(&path, &other).expect("written");
            assert!(Generation::read(&folder).is_err(), "{at}");
            std::fs::write(&path, &bytes[..at]).expect("written");
            assert!(Generation::read(&folder).is_err(), "{at}");
        }
        std::fs::remove_dir_all(&dir).expect("removed");
    }
}
