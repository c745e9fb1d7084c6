//! Where do fingerprints and texts stand? One immutable file a segment; `docs/archive-format.md` has its layout.

use crate::folder::Folder;
use crate::frame::{self, Frame, Packed};
use crate::pages::{PAGE, Pages, Reader, Summing};
use crate::sum::sum;
use crate::{Error, Result};
use fontes_core::corpus::Origin;
use fontes_core::text::Document;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

const MAGIC: &[u8; 8] = b"fontesS4";
const HEADER: usize = 128;
const DOC: usize = 24;
const FRAME: usize = 24;
const STRETCH: usize = 32;
const KEY: usize = 12;
/// Length of the BLAKE3 hash at the end.
const HASH: usize = 32;

/// A document made ready for a segment, off the writing thread.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its frames, compressed.
    pub(crate) frames: Vec<Packed>,
    /// Where its stretches begin, but for the first, and the frame of each, from that of the document.
    pub(crate) stretches: Vec<(Origin, u32)>,
    /// Bytes, tokens and code points of its text.
    pub(crate) bytes: u32,
    pub(crate) tokens: u32,
    pub(crate) points: u32,
    /// How many units the text has.
    pub(crate) units: u32,
    /// High half of each kept gram's hash, and its unit.
    pub(crate) grams: Vec<(u32, u32)>,
    /// Hashes of the names that a citation may call it by, and of its digest.
    pub(crate) keys: Vec<u64>,
}

/// Collects a segment; frames go to disk as they come.
pub(crate) struct Builder {
    folder: Arc<Folder>,
    name: String,
    /// Its path until it is whole, for messages.
    temporary: PathBuf,
    out: BufWriter<File>,
    hash: blake3::Hasher,
    offset: u64,
    docs: Vec<[u32; 6]>,
    frames: Vec<(u64, u32, u32, u64)>,
    stretches: Vec<[u32; 8]>,
    keys: Vec<(u64, u32)>,
    grams: Vec<(u32, u32)>,
    units: u32,
    summing: Summing,
}

impl Builder {
    pub(crate) fn new(folder: &Arc<Folder>, name: &str) -> Result<Self> {
        let part = part(name);
        let temporary = folder.path().join(&part);
        let file = folder.create(&part).map_err(Error::io(&temporary))?;
        let mut builder = Self {
            folder: Arc::clone(folder),
            name: name.to_owned(),
            temporary,
            out: BufWriter::with_capacity(1 << 20, file),
            hash: blake3::Hasher::new(),
            offset: HEADER as u64,
            docs: vec![],
            frames: vec![],
            stretches: vec![],
            keys: vec![],
            grams: vec![],
            units: 0,
            summing: Summing::default(),
        };
        // The header is written last; its place is held, and hashed then.
        builder.out.write_all(&[0; HEADER]).map_err(Error::io(&builder.temporary))?;
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
    pub(crate) fn add(&mut self, entry: Entry) -> Result<u32> {
        let ordinal = self.len();
        // Frames and stretches are fewer than units and documents together.
        let (frame, stretch) = (self.frames.len() as u32, self.stretches.len() as u32);
        self.docs.push([self.units, frame, stretch, entry.bytes, entry.tokens, entry.points]);
        for f in &entry.frames {
            let length = u32::try_from(f.bytes.len())
                .map_err(|_| Error::damaged(&self.temporary, "a frame compresses to more than 4 GiB"))?;
            self.frames.push((self.offset, length, f.raw, sum(&f.bytes)));
            self.put(&f.bytes)?;
        }
        self.stretches.extend(
            entry
                .stretches
                .iter()
                .map(|(o, frame)| [o.byte, o.unit, o.token, o.point, o.line, o.column, o.paragraph, *frame]),
        );
        self.keys.extend(entry.keys.iter().map(|&k| (k, ordinal)));
        let base = self.units;
        if base == 0 {
            // Those of a long text are not copied.
            self.grams = entry.grams;
        } else {
            self.grams.extend(entry.grams.iter().map(|&(h, at)| (h, base + at)));
        }
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

    /// A part of the tables, which have sums.
    fn put_table(&mut self, bytes: &[u8]) -> Result<()> {
        self.summing.add(bytes);
        self.put(bytes)
    }

    fn put_numbers(&mut self, numbers: &[u32]) -> Result<()> {
        let mut bytes = Vec::with_capacity(1 << 16);
        for chunk in numbers.chunks(1 << 14) {
            bytes.clear();
            bytes.extend(chunk.iter().flat_map(|n| n.to_le_bytes()));
            self.put_table(&bytes)?;
        }
        Ok(())
    }

    /// Writes the tables, syncs, and gives the file its name; gives its hash.
    pub(crate) fn finish(mut self) -> Result<String> {
        let bits = bucket_bits(self.grams.len());
        let docs_at = self.offset;
        let docs = std::mem::take(&mut self.docs);
        self.put_numbers(docs.as_flattened())?;
        let frames_at = self.offset;
        for (offset, length, raw, sum) in std::mem::take(&mut self.frames) {
            let mut row = [0u8; FRAME];
            row[..8].copy_from_slice(&offset.to_le_bytes());
            row[8..12].copy_from_slice(&length.to_le_bytes());
            row[12..16].copy_from_slice(&raw.to_le_bytes());
            row[16..].copy_from_slice(&sum.to_le_bytes());
            self.put_table(&row)?;
        }
        let stretches_at = self.offset;
        let stretches = std::mem::take(&mut self.stretches);
        self.put_numbers(stretches.as_flattened())?;
        let keys_at = self.offset;
        let mut keys = std::mem::take(&mut self.keys);
        keys.sort_unstable();
        keys.dedup();
        for (hash, doc) in &keys {
            let mut row = [0u8; KEY];
            row[..8].copy_from_slice(&hash.to_le_bytes());
            row[8..].copy_from_slice(&doc.to_le_bytes());
            self.put_table(&row)?;
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
        drop(postings);
        let sums_at = self.offset;
        let sums: Vec<u8> =
            std::mem::take(&mut self.summing).finish().into_iter().flat_map(u64::to_le_bytes).collect();
        self.put(&sums)?;
        let mut header = [0u8; HEADER];
        header[..8].copy_from_slice(MAGIC);
        let numbers =
            [docs_at, frames_at, stretches_at, keys_at, directory_at, postings_at, sums_at, self.offset];
        for (i, n) in numbers.iter().enumerate() {
            header[8 + i * 8..16 + i * 8].copy_from_slice(&n.to_le_bytes());
        }
        header[72..76].copy_from_slice(&bits.to_le_bytes());
        header[76..80].copy_from_slice(&self.units.to_le_bytes());
        header[80..88].copy_from_slice(&sum(&sums).to_le_bytes());
        let own = sum(&header[..HEADER - 8]);
        header[HEADER - 8..].copy_from_slice(&own.to_le_bytes());
        self.hash.update(&header);
        let digest = self.hash.finalize();
        let at = self.temporary.clone();
        let wrong = || Error::io(at.clone());
        self.out.write_all(digest.as_bytes()).map_err(wrong())?;
        let mut file = self.out.into_inner().map_err(|e| Error::io(&self.temporary)(e.into_error()))?;
        use std::io::Seek;
        file.seek(std::io::SeekFrom::Start(0)).map_err(wrong())?;
        file.write_all(&header).map_err(wrong())?;
        file.sync_all().map_err(wrong())?;
        self.folder.rename(&part(&self.name), &self.name).map_err(wrong())?;
        self.folder.sync().map_err(wrong())?;
        Ok(format!("blake3:{}", digest.to_hex()))
    }
}

/// The name of a file until it is whole.
fn part(name: &str) -> String {
    format!("{}.part", name.trim_end_matches(".seg"))
}

/// The name of a segment's file.
pub(crate) fn file_name(number: u32) -> String {
    format!("{number:06}.seg")
}

/// Four to eight postings a bucket on average, from 2^10 buckets up.
fn bucket_bits(postings: usize) -> u32 {
    (postings.max(4).ilog2() - 2).clamp(10, 28)
}

fn bucket(hash: u32, bits: u32) -> usize {
    (hash >> (32 - bits)) as usize
}

/// A row of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    first_unit: u32,
    /// Its frames and, but for the first, its stretches, among those of the segment.
    frames: (u32, u32),
    stretches: (u32, u32),
    /// Bytes, tokens and units of its text.
    pub(crate) bytes: u32,
    pub(crate) tokens: u32,
    pub(crate) units: u32,
}

impl Row {
    /// The document's first unit in the segment.
    pub(crate) const fn first_unit(&self) -> u32 {
        self.first_unit
    }
}

/// An opened segment.
#[derive(Debug)]
pub(crate) struct Segment {
    file: Reader,
    pages: Pages,
    /// Where the tables begin in the file; the ranges below are counted from there.
    from: u64,
    docs: Range<usize>,
    frames: Range<usize>,
    stretches: Range<usize>,
    keys: Range<usize>,
    directory: Range<usize>,
    postings: Range<usize>,
    end: u64,
    bits: u32,
    units: u32,
    /// First unit of each document, read when first asked for.
    firsts: OnceLock<Vec<u32>>,
}

impl Segment {
    pub(crate) fn open(folder: &Folder, number: u32) -> Result<Self> {
        let file = Reader::open(folder, &file_name(number))?;
        let path = file.path().to_owned();
        let bad = |what: &str| Error::damaged(&path, what);
        let mut header = [0; HEADER];
        if file.len() < (HEADER + HASH) as u64 {
            return Err(bad("it does not begin as a segment file"));
        }
        file.read(0, &mut header)?;
        if &header[..8] != MAGIC {
            return Err(bad("it does not begin as a segment file"));
        }
        let long = |i: usize| u64::from_le_bytes(header[i..i + 8].try_into().unwrap_or_default());
        let word = |i: usize| u32::from_le_bytes(header[i..i + 4].try_into().unwrap_or_default());
        if sum(&header[..HEADER - 8]) != long(HEADER - 8) {
            return Err(bad("its header is not what was written"));
        }
        let at: Vec<u64> = (0..8).map(|i| long(8 + i * 8)).collect();
        let (bits, units) = (word(72), word(76));
        let cut = || bad("its tables do not fit its length; the file was cut or changed");
        let whole = at[0] >= HEADER as u64
            && at.windows(2).all(|w| w[0] <= w[1])
            && at[7].checked_add(HASH as u64) == Some(file.len())
            && (10..=28).contains(&bits);
        if !whole {
            return Err(cut());
        }
        let place = |i: usize| usize::try_from(at[i] - at[0]).map_err(|_| cut());
        let range = |i: usize| -> Result<Range<usize>> { Ok(place(i)?..place(i + 1)?) };
        let (docs, frames, stretches, keys) = (range(0)?, range(1)?, range(2)?, range(3)?);
        let (directory, postings, sums) = (range(4)?, range(5)?, range(6)?);
        let fits = directory.len() == ((1usize << bits) + 1) * 4
            && docs.len().is_multiple_of(DOC)
            && frames.len().is_multiple_of(FRAME)
            && stretches.len().is_multiple_of(STRETCH)
            && keys.len().is_multiple_of(KEY)
            && postings.len().is_multiple_of(4)
            && sums.len() == postings.end.div_ceil(PAGE) * 8;
        if !fits {
            return Err(cut());
        }
        let mut bytes = vec![0; sums.len()];
        file.read(at[6], &mut bytes)?;
        if sum(&bytes) != long(80) {
            return Err(bad("its checksums are not what was written"));
        }
        let known = bytes.as_chunks::<8>().0.iter().map(|b| u64::from_le_bytes(*b)).collect();
        let pages = Pages::new(at[0], postings.end, known);
        Ok(Self {
            file,
            pages,
            from: at[0],
            docs,
            frames,
            stretches,
            keys,
            directory,
            postings,
            end: at[7],
            bits,
            units,
            firsts: OnceLock::new(),
        })
    }

    /// Compares the sums of all its tables and frames, which are the whole of it.
    pub(crate) fn sound(&self) -> Result<()> {
        for page in 0..self.pages.count() {
            self.pages.verify(&self.file, page)?;
        }
        for frame in 0..self.frames.len() / FRAME {
            self.packed(frame as u32)?;
        }
        Ok(())
    }

    /// Reads the whole file and compares all its checksums; `known` is its hash in the generation.
    pub(crate) fn verify(&self, known: &str) -> Result<()> {
        let bad = |what: &str| Error::damaged(self.file.path(), what);
        for page in 0..self.pages.count() {
            self.pages.verify(&self.file, page)?;
        }
        let mut hash = blake3::Hasher::new();
        let mut buffer = vec![0; 1 << 20];
        let mut at = HEADER as u64;
        while at < self.end {
            let n = usize::try_from(self.end - at).map_or(buffer.len(), |left| left.min(buffer.len()));
            self.file.read(at, &mut buffer[..n])?;
            hash.update(&buffer[..n]);
            at += n as u64;
        }
        let mut header = [0; HEADER];
        self.file.read(0, &mut header)?;
        hash.update(&header);
        let mut told = [0; HASH];
        self.file.read(self.end, &mut told)?;
        let hash = hash.finalize();
        if hash.as_bytes() != &told {
            return Err(bad("its checksum differs"));
        }
        if format!("blake3:{}", hash.to_hex()) != known {
            return Err(bad("it is another file than the archive was finished with"));
        }
        for ordinal in 0..self.len() {
            let row = self.row(ordinal)?;
            for frame in row.frames.0..row.frames.1 {
                self.frame(frame)?;
            }
        }
        Ok(())
    }

    fn numbers<const N: usize>(&self, table: &Range<usize>, row: usize) -> Result<[u32; N]> {
        let at = table.start + row * N * 4;
        if at + N * 4 > table.end {
            return Err(Error::damaged(self.file.path(), "a table leads beyond its end"));
        }
        self.pages.numbers(&self.file, at)
    }

    pub(crate) fn len(&self) -> u32 {
        (self.docs.len() / DOC) as u32
    }

    /// What the tables say of a document.
    pub(crate) fn row(&self, ordinal: u32) -> Result<Row> {
        let bad = || Error::damaged(self.file.path(), format!("its row {ordinal} cannot be"));
        let [first_unit, frame, stretch, bytes, tokens, _] =
            self.numbers::<6>(&self.docs, ordinal as usize)?;
        let next = if ordinal + 1 < self.len() {
            let row = self.numbers::<6>(&self.docs, ordinal as usize + 1)?;
            (row[0], row[1], row[2])
        } else {
            (self.units, (self.frames.len() / FRAME) as u32, (self.stretches.len() / STRETCH) as u32)
        };
        let units = next.0.checked_sub(first_unit).and_then(|n| n.checked_sub(1)).ok_or_else(bad)?;
        if next.1 <= frame || next.2 < stretch {
            return Err(bad());
        }
        let (frames, stretches) = ((frame, next.1), (stretch, next.2));
        Ok(Row { first_unit, frames, stretches, bytes, tokens, units })
    }

    /// How many stretches a document has.
    pub(crate) const fn stretches(&self, row: &Row) -> u32 {
        row.stretches.1 - row.stretches.0 + 1
    }

    /// Where a stretch of a document begins, and its frame, from that of the document.
    pub(crate) fn stretch(&self, row: &Row, stretch: u32) -> Result<(Origin, u32)> {
        let Some(before) = stretch.checked_sub(1) else { return Ok((Origin::default(), 0)) };
        let n = self.numbers::<8>(&self.stretches, (row.stretches.0 + before) as usize)?;
        let [byte, unit, token, point, line, column, paragraph, frame] = n;
        Ok((Origin { byte, unit, token, point, line, column, paragraph }, frame))
    }

    /// The number of a document's frame among those of the segment.
    pub(crate) fn frame_number(&self, row: &Row, frame: u32) -> Result<u32> {
        let number = row.frames.0.checked_add(frame).filter(|&n| n < row.frames.1);
        number.ok_or_else(|| Error::damaged(self.file.path(), "a stretch names no frame of its document"))
    }

    /// Numbers of a document's frames.
    pub(crate) const fn frames(&self, row: &Row) -> Range<u32> {
        row.frames.0..row.frames.1
    }

    /// A whole document with its head, held against the digest of its text.
    pub(crate) fn document(&self, row: &Row) -> Result<(Arc<Frame>, Document)> {
        let bad = || Error::damaged(self.file.path(), "a document in it is not what was written");
        let frames = self.frames(row).map(|n| self.frame(n).map(Arc::new)).collect::<Result<Vec<_>>>()?;
        let first = frames.first().ok_or_else(bad)?;
        let head = first.head().ok_or_else(bad)?;
        let document = frame::join(head, 0, &frames, true).ok_or_else(bad)?;
        if document.text.len() != row.bytes as usize
            || fontes_core::corpus::digest(document.text.as_bytes()) != head.digest
        {
            return Err(bad());
        }
        Ok((Arc::clone(first), document))
    }

    /// A frame, unpacked.
    pub(crate) fn frame(&self, number: u32) -> Result<Frame> {
        let (packed, raw) = self.packed(number)?;
        let bad = || Error::damaged(self.file.path(), format!("frame {number} is not what was written"));
        Frame::read(&packed, raw).ok_or_else(bad)
    }

    /// The bytes of a frame, compared with their sum, and their length unpacked.
    fn packed(&self, number: u32) -> Result<(Vec<u8>, u32)> {
        let bad = || Error::damaged(self.file.path(), format!("frame {number} is not what was written"));
        let [low, high, length, raw, sum_low, sum_high] = self.numbers::<6>(&self.frames, number as usize)?;
        let offset = u64::from(low) | u64::from(high) << 32;
        let told = u64::from(sum_low) | u64::from(sum_high) << 32;
        let within = offset.checked_add(u64::from(length)).is_some_and(|end| end <= self.from);
        if !within || offset < HEADER as u64 {
            return Err(bad());
        }
        let mut packed = vec![0; length as usize];
        self.file.read(offset, &mut packed)?;
        if sum(&packed) != told {
            return Err(bad());
        }
        Ok((packed, raw))
    }

    /// First units of all documents.
    fn firsts(&self) -> Result<&[u32]> {
        if let Some(firsts) = self.firsts.get() {
            return Ok(firsts);
        }
        let mut firsts = Vec::with_capacity(self.len() as usize);
        let mut at = 0;
        self.pages.with(&self.file, self.docs.start, self.docs.len(), &mut |bytes| {
            for word in bytes.as_chunks::<4>().0 {
                if at % (DOC / 4) == 0 {
                    firsts.push(u32::from_le_bytes(*word));
                }
                at += 1;
            }
        })?;
        Ok(self.firsts.get_or_init(|| firsts))
    }

    /// The document that unit number `unit` of the segment lies in, and where it begins.
    pub(crate) fn document_at(&self, unit: u32) -> Result<(u32, u32)> {
        let firsts = self.firsts()?;
        let i = firsts.partition_point(|&f| f <= unit).saturating_sub(1);
        Ok((i as u32, firsts.get(i).copied().unwrap_or(0)))
    }

    /// Places among the postings of the bucket of a gram.
    fn bucket(&self, hash: u64) -> Result<Range<usize>> {
        let row = bucket((hash >> 32) as u32, self.bits);
        let at = self.directory.start + row * 4;
        let [from, to] = self.pages_two(at)?;
        let range = from as usize..to as usize;
        if from > to || range.end > self.postings.len() / 4 {
            return Err(Error::damaged(self.file.path(), "a bucket leads beyond the postings"));
        }
        Ok(range)
    }

    fn pages_two(&self, at: usize) -> Result<[u32; 2]> {
        if at + 8 > self.directory.end {
            return Err(Error::damaged(self.file.path(), "a table leads beyond its end"));
        }
        self.pages.numbers(&self.file, at)
    }

    /// How many postings the bucket of a gram has.
    pub(crate) fn count(&self, hash: u64) -> Result<usize> {
        Ok(self.bucket(hash)?.len())
    }

    /// The units of the segment where a gram may stand, in order.
    pub(crate) fn postings(&self, hash: u64, each: &mut dyn FnMut(u32)) -> Result<()> {
        let range = self.bucket(hash)?;
        self.pages.with(&self.file, self.postings.start + range.start * 4, range.len() * 4, &mut |bytes| {
            bytes.as_chunks::<4>().0.iter().for_each(|b| each(u32::from_le_bytes(*b)));
        })
    }

    /// Postings a bucket, on the average.
    pub(crate) fn load(&self) -> f64 {
        (self.postings.len() / 4) as f64 / (1u64 << self.bits) as f64
    }

    /// The documents of a key, in order.
    pub(crate) fn named(&self, hash: u64) -> Result<Vec<u32>> {
        let count = self.keys.len() / KEY;
        let key = |i: usize| -> Result<(u64, u32)> {
            let [low, high, doc] = self.numbers::<3>(&self.keys, i)?;
            Ok((u64::from(low) | u64::from(high) << 32, doc))
        };
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            if key(middle)?.0 < hash { low = middle + 1 } else { high = middle }
        }
        let mut out = Vec::new();
        while low < count {
            let (found, doc) = key(low)?;
            if found != hash {
                break;
            }
            if doc < self.len() {
                out.push(doc);
            }
            low += 1;
        }
        Ok(out)
    }
}
