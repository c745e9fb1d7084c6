//! How is a part of a file read and believed? In pages of 1,024 bytes, each compared with its sum when it is read.
//!
//! Files are read, not mapped: a file that is cut under a reader is an error then, not a signal, and what was read does
//! not count as memory of the process for ever. The last pages are at hand.

use crate::folder::Folder;
use crate::sum::sum;
use crate::{Error, Result};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Bytes of a page.
pub(crate) const PAGE: usize = 1024;

/// Pages at hand, 16 MB of them at most: many drafts ask for the same.
const SLOTS: usize = 16 << 10;

/// A file of the archive, read at any place from any thread.
#[derive(Debug)]
pub(crate) struct Reader {
    path: PathBuf,
    file: File,
    len: u64,
}

impl Reader {
    pub(crate) fn open(folder: &Folder, name: &str) -> Result<Self> {
        let path = folder.path().join(name);
        let file = folder.read(name).map_err(|e| match e.kind() {
            std::io::ErrorKind::InvalidData => Error::damaged(&path, e.to_string()),
            std::io::ErrorKind::NotFound => Error::damaged(&path, "it is missing"),
            _ => Error::io(&path)(e),
        })?;
        let len = file.metadata().map_err(Error::io(&path))?.len();
        Ok(Self { path, file, len })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) const fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn read(&self, at: u64, out: &mut [u8]) -> Result<()> {
        read_at(&self.file, at, out).map_err(|e| match e.kind() {
            std::io::ErrorKind::UnexpectedEof => Error::damaged(&self.path, "it was cut"),
            _ => Error::io(&self.path)(e),
        })
    }
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, out: &mut [u8]) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, out, at)
}

#[cfg(windows)]
pub(crate) fn read_at(file: &File, mut at: u64, mut out: &mut [u8]) -> std::io::Result<()> {
    while !out.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, out, at)? {
            0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            n => {
                out = &mut out[n..];
                at += n as u64;
            }
        }
    }
    Ok(())
}

/// The sums of pages of `P` bytes as they are written.
#[derive(Debug, Default)]
pub(crate) struct Summing<const P: usize = PAGE> {
    open: Vec<u8>,
    sums: Vec<u64>,
}

impl<const P: usize> Summing<P> {
    pub(crate) fn add(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let n = bytes.len().min(P - self.open.len());
            self.open.extend(&bytes[..n]);
            bytes = &bytes[n..];
            if self.open.len() == P {
                self.sums.push(sum(&self.open));
                self.open.clear();
            }
        }
    }

    pub(crate) fn finish(mut self) -> Vec<u64> {
        if !self.open.is_empty() {
            self.sums.push(sum(&self.open));
        }
        self.sums
    }
}

type Slot = Mutex<Option<(usize, Box<[u8]>)>>;

/// The tables of a file.
#[derive(Debug)]
pub(crate) struct Pages {
    /// Where they begin and end in the file.
    from: u64,
    len: usize,
    sums: Vec<u64>,
    slots: Vec<Slot>,
}

impl Pages {
    /// Tables from byte `from` of a file on; there is a sum for each page.
    pub(crate) fn new(from: u64, len: usize, sums: Vec<u64>) -> Self {
        Self { from, len, sums, slots: (0..SLOTS).map(|_| Mutex::new(None)).collect() }
    }

    /// How many pages there are.
    pub(crate) fn count(&self) -> usize {
        self.len.div_ceil(PAGE)
    }

    /// Reads a page, into the room of another if there is one.
    fn load(&self, file: &Reader, page: usize, room: Option<Box<[u8]>>) -> Result<Box<[u8]>> {
        let bad =
            || Error::damaged(file.path(), format!("page {page} of its tables is not what was written"));
        let known = self.sums.get(page).ok_or_else(bad)?;
        let at = page * PAGE;
        let len = PAGE.min(self.len.saturating_sub(at));
        let mut bytes = room.filter(|r| r.len() == len).unwrap_or_else(|| vec![0; len].into_boxed_slice());
        file.read(self.from + at as u64, &mut bytes)?;
        if sum(&bytes) == *known { Ok(bytes) } else { Err(bad()) }
    }

    /// Compares a page with its sum.
    pub(crate) fn verify(&self, file: &Reader, page: usize) -> Result<()> {
        self.load(file, page, None).map(drop)
    }

    /// Hands the bytes from `at` on, `len` of them, to `each`, in runs that end where pages do.
    pub(crate) fn with(
        &self,
        file: &Reader,
        at: usize,
        len: usize,
        each: &mut dyn FnMut(&[u8]),
    ) -> Result<()> {
        let end = at.checked_add(len).filter(|&e| e <= self.len);
        let Some(end) = end else {
            return Err(Error::damaged(file.path(), "a table leads beyond its end"));
        };
        let mut at = at;
        while at < end {
            let page = at / PAGE;
            let range = at % PAGE..(end - page * PAGE).min(PAGE);
            // Nothing panics while a slot is held; a page in it is whole all the same.
            let mut slot = self.slots[page % SLOTS].lock().unwrap_or_else(PoisonError::into_inner);
            let held = match slot.take() {
                Some(held) if held.0 == page => held,
                other => (page, self.load(file, page, other.map(|o| o.1))?),
            };
            each(held.1.get(range).unwrap_or_default());
            *slot = Some(held);
            drop(slot);
            at = (page + 1) * PAGE;
        }
        Ok(())
    }

    /// `N` numbers from byte `at` on.
    pub(crate) fn numbers<const N: usize>(&self, file: &Reader, at: usize) -> Result<[u32; N]> {
        let mut out = [0; N];
        let mut i = 0;
        // Tables begin at multiples of four of the file and of a page, so that no number lies over two pages.
        self.with(file, at, N * 4, &mut |bytes| {
            for word in bytes.as_chunks::<4>().0 {
                if let Some(slot) = out.get_mut(i) {
                    *slot = u32::from_le_bytes(*word);
                }
                i += 1;
            }
        })?;
        Ok(out)
    }
}
