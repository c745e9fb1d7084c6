//! Where do fingerprints and texts stand? One immutable file a segment.
//!
//! Layout, little-endian: a header of 64 bytes, the zstd frames of the records, and four
//! tables: documents (frame offset u64, frame length u32, record length u32, first unit
//! u32), keys (hash u64, document u32, sorted), directory (u32 for each bucket, and one more),
//! postings (u32 unit numbers, ascending within a bucket). The last 32 bytes are the BLAKE3
//! hash of all before them.

use crate::map::map;
use crate::{Error, Result};
use memmap2::Mmap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"fontesS1";
const HEADER: usize = 64;
const DOC: usize = 20;
const KEY: usize = 12;

/// A document made ready for a segment, off the writing thread.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The compressed record.
    pub(crate) frame: Vec<u8>,
    /// Its length before compression.
    pub(crate) raw: u32,
    /// How many units the text has.
    pub(crate) units: u32,
    /// High half of each kept gram's hash, and its unit.
    pub(crate) grams: Vec<(u32, u32)>,
    /// Hashes of the names that a citation may call it by.
    pub(crate) keys: Vec<u64>,
}

/// Collects a segment; frames go to disk as they come.
pub(crate) struct Builder {
    path: PathBuf,
    temporary: PathBuf,
    out: BufWriter<File>,
    hash: blake3::Hasher,
    offset: u64,
    docs: Vec<(u64, u32, u32, u32)>,
    keys: Vec<(u64, u32)>,
    grams: Vec<(u32, u32)>,
    units: u32,
}

impl Builder {
    pub(crate) fn new(path: &Path) -> Result<Self> {
        let temporary = path.with_extension("part");
        let file = File::create(&temporary).map_err(Error::io(&temporary))?;
        let mut builder = Self {
            path: path.to_owned(),
            temporary,
            out: BufWriter::with_capacity(1 << 20, file),
            hash: blake3::Hasher::new(),
            offset: 0,
            docs: vec![],
            keys: vec![],
            grams: vec![],
            units: 0,
        };
        // The header is written last; its place is held, and hashed then.
        builder.out.write_all(&[0; HEADER]).map_err(Error::io(&builder.temporary))?;
        builder.offset = HEADER as u64;
        Ok(builder)
    }

    /// Whether a document of so many units still fits.
    pub(crate) fn has_room(&self, units: u32) -> bool {
        self.units.checked_add(units).is_some_and(|u| u < u32::MAX - 64)
    }

    pub(crate) fn len(&self) -> u32 {
        // A segment holds fewer documents than units, and units are u32.
        self.docs.len() as u32
    }

    /// Adds a document and returns its ordinal.
    pub(crate) fn add(&mut self, entry: &Entry) -> Result<u32> {
        let ordinal = self.len();
        self.put(&entry.frame)?;
        let length = u32::try_from(entry.frame.len())
            .map_err(|_| Error::damaged(&self.temporary, "a record compresses to more than 4 GiB"))?;
        self.docs.push((self.offset - u64::from(length), length, entry.raw, self.units));
        self.keys.extend(entry.keys.iter().map(|&k| (k, ordinal)));
        let base = self.units;
        self.grams.extend(entry.grams.iter().map(|&(h, at)| (h, base + at)));
        // One unit apart, so that no gram spans two documents' positions.
        self.units += entry.units + 1;
        Ok(ordinal)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.hash.update(bytes);
        self.out.write_all(bytes).map_err(Error::io(&self.temporary))?;
        self.offset += bytes.len() as u64;
        Ok(())
    }

    /// Writes the tables, syncs, and gives the file its name.
    pub(crate) fn finish(mut self) -> Result<()> {
        let bits = bucket_bits(self.grams.len());
        let docs_at = self.offset;
        let docs = std::mem::take(&mut self.docs);
        for (offset, length, raw, first) in &docs {
            let mut row = [0u8; DOC];
            row[..8].copy_from_slice(&offset.to_le_bytes());
            row[8..12].copy_from_slice(&length.to_le_bytes());
            row[12..16].copy_from_slice(&raw.to_le_bytes());
            row[16..].copy_from_slice(&first.to_le_bytes());
            self.put(&row)?;
        }
        let keys_at = self.offset;
        let mut keys = std::mem::take(&mut self.keys);
        keys.sort_unstable();
        keys.dedup();
        for (hash, doc) in &keys {
            let mut row = [0u8; KEY];
            row[..8].copy_from_slice(&hash.to_le_bytes());
            row[8..].copy_from_slice(&doc.to_le_bytes());
            self.put(&row)?;
        }
        let directory_at = self.offset;
        // Counting sort by bucket; positions come in ascending order and stay so.
        let grams = std::mem::take(&mut self.grams);
        let buckets = 1usize << bits;
        let mut ends = vec![0u32; buckets + 1];
        for &(h, _) in &grams {
            ends[bucket(h, bits) + 1] += 1;
        }
        for i in 0..buckets {
            ends[i + 1] += ends[i];
        }
        self.put_numbers(&ends)?;
        let postings_at = self.offset;
        let mut postings = vec![0u32; grams.len()];
        let mut next = ends;
        for (h, at) in grams {
            let slot = &mut next[bucket(h, bits)];
            postings[*slot as usize] = at;
            *slot += 1;
        }
        drop(next);
        self.put_numbers(&postings)?;
        let mut header = [0u8; HEADER];
        header[..8].copy_from_slice(MAGIC);
        let numbers = [docs_at, keys_at, directory_at, postings_at, self.offset];
        for (i, n) in numbers.iter().enumerate() {
            header[8 + i * 8..16 + i * 8].copy_from_slice(&n.to_le_bytes());
        }
        header[48..52].copy_from_slice(&bits.to_le_bytes());
        header[52..56].copy_from_slice(&self.units.to_le_bytes());
        self.hash.update(&header);
        let digest = *self.hash.finalize().as_bytes();
        let wrong = |p: &Path| Error::io(p.to_owned());
        self.out.write_all(&digest).map_err(wrong(&self.temporary))?;
        let mut file = self.out.into_inner().map_err(|e| Error::io(&self.temporary)(e.into_error()))?;
        use std::io::Seek;
        file.seek(std::io::SeekFrom::Start(0)).map_err(wrong(&self.temporary))?;
        file.write_all(&header).map_err(wrong(&self.temporary))?;
        file.sync_all().map_err(wrong(&self.temporary))?;
        std::fs::rename(&self.temporary, &self.path).map_err(wrong(&self.path))?;
        if let Some(dir) = self.path.parent() {
            File::open(dir).and_then(|d| d.sync_all()).map_err(wrong(dir))?;
        }
        Ok(())
    }

    fn put_numbers(&mut self, numbers: &[u32]) -> Result<()> {
        let mut bytes = Vec::with_capacity(1 << 16);
        for chunk in numbers.chunks(1 << 14) {
            bytes.clear();
            bytes.extend(chunk.iter().flat_map(|n| n.to_le_bytes()));
            self.put(&bytes)?;
        }
        Ok(())
    }
}

/// Four to eight postings a bucket on average, from 2^10 buckets up.
fn bucket_bits(postings: usize) -> u32 {
    (postings.max(4).ilog2() - 2).clamp(10, 28)
}

fn bucket(hash: u32, bits: u32) -> usize {
    (hash >> (32 - bits)) as usize
}

/// An opened segment.
#[derive(Debug)]
pub(crate) struct Segment {
    path: PathBuf,
    map: Mmap,
    docs: std::ops::Range<usize>,
    keys: std::ops::Range<usize>,
    directory: std::ops::Range<usize>,
    postings: std::ops::Range<usize>,
    bits: u32,
}

impl Segment {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let map = map(path)?;
        let bad = |what: &str| Error::damaged(path, what);
        if map.len() < HEADER + 32 || &map[..8] != MAGIC {
            return Err(bad("it does not begin as a segment file"));
        }
        let number = |i: usize| {
            let n = u64::from_le_bytes(map[8 + i * 8..16 + i * 8].try_into().unwrap_or_default());
            usize::try_from(n).unwrap_or(usize::MAX)
        };
        let (docs, keys, directory, postings, end) = (number(0), number(1), number(2), number(3), number(4));
        let bits = u32::from_le_bytes(map[48..52].try_into().unwrap_or_default());
        let ordered =
            HEADER <= docs && docs <= keys && keys <= directory && directory <= postings && postings <= end;
        if !ordered
            || end + 32 != map.len()
            || !(10..=28).contains(&bits)
            || postings - directory != ((1usize << bits) + 1) * 4
            || (keys - docs) % DOC != 0
            || (directory - keys) % KEY != 0
            || (end - postings) % 4 != 0
        {
            return Err(bad("its tables do not fit its length; the file was cut or changed"));
        }
        Ok(Self {
            path: path.to_owned(),
            docs: docs..keys,
            keys: keys..directory,
            directory: directory..postings,
            postings: postings..end,
            bits,
            map,
        })
    }

    /// Reads the whole file and compares its hash.
    pub(crate) fn verify(&self) -> Result<()> {
        let end = self.postings.end;
        let mut hash = blake3::Hasher::new();
        hash.update(&self.map[HEADER..end]);
        hash.update(&self.map[..HEADER]);
        if hash.finalize().as_bytes()[..] == self.map[end..] {
            Ok(())
        } else {
            Err(Error::damaged(&self.path, "its checksum differs"))
        }
    }

    fn u32_at(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.map[at..at + 4].try_into().unwrap_or_default())
    }

    pub(crate) fn len(&self) -> u32 {
        (self.docs.len() / DOC) as u32
    }

    pub(crate) fn first_unit(&self, ordinal: u32) -> u32 {
        self.u32_at(self.docs.start + ordinal as usize * DOC + 16)
    }

    /// The document that holds unit number `unit`.
    pub(crate) fn document_at(&self, unit: u32) -> u32 {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.first_unit(middle) <= unit { low = middle + 1 } else { high = middle }
        }
        low.saturating_sub(1)
    }

    /// Postings of a bucket, on the average.
    pub(crate) fn load(&self) -> f64 {
        (self.postings.len() / 4) as f64 / (1u64 << self.bits) as f64
    }

    /// The postings of a gram, as little-endian u32s.
    pub(crate) fn postings(&self, hash: u64) -> &[u8] {
        let slot = self.directory.start + bucket((hash >> 32) as u32, self.bits) * 4;
        let (from, to) = (self.u32_at(slot) as usize, self.u32_at(slot + 4) as usize);
        let all = &self.map[self.postings.clone()];
        all.get(from * 4..to * 4).unwrap_or(&[])
    }

    /// The documents that are called by the name with this hash.
    pub(crate) fn named(&self, hash: u64) -> impl Iterator<Item = u32> + '_ {
        let rows = self.keys.len() / KEY;
        let key = |i: usize| {
            let at = self.keys.start + i * KEY;
            u64::from_le_bytes(self.map[at..at + 8].try_into().unwrap_or_default())
        };
        let (mut low, mut high) = (0, rows);
        while low < high {
            let middle = low + (high - low) / 2;
            if key(middle) < hash { low = middle + 1 } else { high = middle }
        }
        (low..rows).take_while(move |&i| key(i) == hash).map(|i| self.u32_at(self.keys.start + i * KEY + 8))
    }

    /// The record of a document, decompressed.
    pub(crate) fn record(&self, ordinal: u32) -> Result<crate::Record> {
        let bad = || Error::damaged(&self.path, format!("record {ordinal} cannot be read"));
        if ordinal >= self.len() {
            return Err(bad());
        }
        let at = self.docs.start + ordinal as usize * DOC;
        let offset = u64::from_le_bytes(self.map[at..at + 8].try_into().unwrap_or_default());
        let offset = usize::try_from(offset).map_err(|_| bad())?;
        let (length, raw) = (self.u32_at(at + 8) as usize, self.u32_at(at + 12) as usize);
        let frame = offset.checked_add(length).and_then(|end| self.map.get(offset..end)).ok_or_else(bad)?;
        let bytes = zstd::bulk::decompress(frame, raw).map_err(|_| bad())?;
        crate::Record::decode(&bytes).ok_or_else(bad)
    }
}
