//! What goes between a run and its workers? Frames: a letter, the length of the payload
//! (8 bytes, little-endian), the payload.

use serde::{Deserialize, Serialize};
use std::io::{self, Read, Write};

/// Bytes of the largest frame.
const LARGEST: u64 = 1 << 32;

/// A file to be read; its bytes follow in a frame of their own, unless they are the worker's
/// standard input.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) name: String,
    pub(crate) encoding: Option<String>,
    pub(crate) size: u64,
    /// Whether pages that only OCR can read are to be drawn.
    pub(crate) draw: bool,
}

/// A file whose pages are looked at; its bytes follow in a frame of their own.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ToView {
    pub(crate) name: String,
}

/// What is asked of a file that is looked at: pages are counted from 1.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Look {
    /// A page as a picture, of about so many pixels across.
    Png { page: u32, width: u32 },
    /// The lines of a page with the places of their letters.
    Lines { page: u32 },
}

/// A line with the places of its letters.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SentLine {
    pub(crate) text: String,
    pub(crate) number: Option<String>,
    pub(crate) areas: Vec<[f32; 4]>,
}

/// A file within a container is wanted; the container's bytes follow, unless they are the worker's standard input.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Extract {
    pub(crate) name: String,
    pub(crate) inside: String,
    pub(crate) size: u64,
}

/// What the argument of a worker says that is started for one file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ForOne {
    Read(Request),
    Extract(Extract),
}

/// A file, or a file within it, was read or was not; its documents went before, its pictures follow.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// Its path within the file; empty for the file itself.
    pub(crate) inside: String,
    /// Digest of its bytes; empty for the file itself.
    pub(crate) digest: String,
    pub(crate) size: u64,
    /// Reason and remedy, if it was not read.
    pub(crate) failed: Option<(String, String)>,
    /// What to know of it, and whether a part was lost.
    pub(crate) notices: Vec<(String, bool)>,
    /// Pages of it whose words only OCR can read.
    pub(crate) scans: Vec<u32>,
    /// Whether they follow as pictures, up to a frame that says that there are no more.
    pub(crate) pictures: bool,
}

/// The letters that frames begin with.
pub(crate) mod kind {
    pub(crate) const REQUEST: u8 = b'R';
    pub(crate) const BYTES: u8 = b'B';
    pub(crate) const DOCUMENT: u8 = b'D';
    pub(crate) const PICTURE: u8 = b'P';
    pub(crate) const DRAWN: u8 = b'Q';
    pub(crate) const OUTCOME: u8 = b'O';
    pub(crate) const END: u8 = b'E';
    pub(crate) const VIEW: u8 = b'V';
    pub(crate) const LOOK: u8 = b'L';
    pub(crate) const PNG: u8 = b'G';
    pub(crate) const LINES: u8 = b'I';
    pub(crate) const OPENED: u8 = b'N';
    pub(crate) const EXTRACT: u8 = b'X';
    pub(crate) const FAILED: u8 = b'F';
}

pub(crate) fn send(to: &mut dyn Write, kind: u8, payload: &[u8]) -> io::Result<()> {
    send_parts(to, kind, &[payload])
}

/// Sends a frame whose payload is in parts.
pub(crate) fn send_parts(to: &mut dyn Write, kind: u8, parts: &[&[u8]]) -> io::Result<()> {
    let length: usize = parts.iter().map(|p| p.len()).sum();
    let mut head = [0u8; 9];
    head[0] = kind;
    head[1..].copy_from_slice(&(length as u64).to_le_bytes());
    to.write_all(&head)?;
    parts.iter().try_for_each(|p| to.write_all(p))
}

pub(crate) fn send_json(to: &mut dyn Write, kind: u8, value: &impl Serialize) -> io::Result<()> {
    send(to, kind, &serde_json::to_vec(value)?)
}

/// The next frame; `None` at the end of the stream between two frames.
pub(crate) fn receive(from: &mut dyn Read) -> io::Result<Option<(u8, Vec<u8>)>> {
    let mut head = [0u8; 9];
    let mut got = 0;
    while got < head.len() {
        match from.read(&mut head[got..])? {
            0 if got == 0 => return Ok(None),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => got += n,
        }
    }
    let mut length = [0u8; 8];
    length.copy_from_slice(&head[1..]);
    let length = u64::from_le_bytes(length);
    if length > LARGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut payload = Vec::new();
    from.take(length).read_to_end(&mut payload)?;
    if payload.len() as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some((head[0], payload)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_and_cuts_are_errors() {
        let mut bytes = Vec::new();
        send(&mut bytes, kind::DOCUMENT, b"words").expect("to memory");
        assert_eq!(receive(&mut &bytes[..]).expect("whole"), Some((kind::DOCUMENT, b"words".to_vec())));
        assert_eq!(receive(&mut &b""[..]).expect("the end"), None);
        for cut in 1..bytes.len() {
            assert!(receive(&mut &bytes[..cut]).is_err());
        }
        assert!(receive(&mut &[b'D', 255, 255, 255, 255, 255, 255, 255, 255][..]).is_err());
    }
}
