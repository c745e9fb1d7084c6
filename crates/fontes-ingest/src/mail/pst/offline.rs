//! How is an offline copy of a mailbox (OST) read as a data file? Up to Outlook 2010 only the mark in the header differs, and with
//! it the sums over the header.

use crate::members::Seekable;
use std::io::{self, Read, Seek, SeekFrom};

/// The file, with the mark of a data file.
pub(crate) struct AsDataFile {
    from: Box<dyn Seekable>,
    head: Vec<u8>,
    at: u64,
}

impl AsDataFile {
    pub(crate) fn new(mut from: Box<dyn Seekable>) -> io::Result<Self> {
        let mut head = vec![0; 528];
        from.seek(SeekFrom::Start(0))?;
        from.read_exact(&mut head)?;
        head[8..10].copy_from_slice(b"SM");
        let (partial, full) = (sum(&head[8..479]), sum(&head[8..524]));
        head[4..8].copy_from_slice(&partial.to_le_bytes());
        // Files of before 2003 have one sum only.
        if head[10] >= 23 {
            head[524..528].copy_from_slice(&full.to_le_bytes());
        }
        Ok(Self { from, head, at: 0 })
    }
}

/// The sum that MS-PST (5.3) writes: CRC-32 without its inversions.
fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, b| {
        (0..8).fold(sum ^ u32::from(*b), |s: u32, _| if s & 1 == 1 { s >> 1 ^ 0xEDB8_8320 } else { s >> 1 })
    })
}

impl Read for AsDataFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = match usize::try_from(self.at)
            .ok()
            .and_then(|at| self.head.get(at..))
            .filter(|h| !h.is_empty())
        {
            Some(mut head) => head.read(into)?,
            None => {
                self.from.seek(SeekFrom::Start(self.at))?;
                self.from.read(into)?
            }
        };
        self.at += got as u64;
        Ok(got)
    }
}

impl Seek for AsDataFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
            SeekFrom::End(_) => self.from.seek(to)?,
        };
        Ok(self.at)
    }
}
