//! Which files of a ZIP have a name that another has after them? Libraries keep the last of a name; here each of the others is
//! made a ZIP of its own.

use crate::members::Input;
use crate::outcome::Unreadable;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, SeekFrom};

/// An entry of the directory: 46 bytes before the name.
const ENTRY: usize = 46;
/// A file's own head before its name.
const HEAD: usize = 30;

struct Entry {
    /// The entry as it stands, its name and extra fields included.
    bytes: Vec<u8>,
    name: Vec<u8>,
    packed: u64,
    at: u64,
}

/// Takes a file's name and the ZIP that holds it alone.
pub(crate) type Given<'g> = &'g mut dyn FnMut(&[u8], &[u8]) -> Result<(), Unreadable>;

/// Hands on each such file, by its name and as a ZIP that holds nothing else. `at` is where the directory begins, where the ZIP does, and
/// how many names it has; files of more than `most` bytes are passed over.
pub(crate) fn each(
    input: &mut dyn Input,
    at: (u64, u64, usize),
    most: u64,
    given: Given<'_>,
) -> Result<(), Unreadable> {
    let (directory, offset, names) = at;
    // A directory that cannot be read again has been complained of.
    let Ok(count) = entries(input, directory, &mut |_| {}) else { return Ok(()) };
    if count <= names {
        return Ok(());
    }
    let mut left: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    let counted = entries(input, directory, &mut |e| *left.entry(e.name).or_default() += 1);
    let mut twins = Vec::new();
    let found = entries(input, directory, &mut |e| {
        if let Some(n) = left.get_mut(&e.name) {
            *n -= 1;
            if *n > 0 {
                twins.push(e);
            }
        }
    });
    if counted.is_err() || found.is_err() {
        return Ok(());
    }
    for e in twins.into_iter().filter(|e| e.packed <= most && !e.name.ends_with(b"/")) {
        match alone(input, &e, offset) {
            Ok(zip) => given(&e.name, &zip)?,
            Err(why) => {
                return Err(Unreadable::new(
                    format!("a file that has the name of another could not be read: {why}"),
                    "unpack it and index the folder",
                ));
            }
        }
    }
    Ok(())
}

/// Goes through the directory, and counts its entries.
fn entries(input: &mut dyn Input, at: u64, visit: &mut dyn FnMut(Entry)) -> io::Result<usize> {
    input.seek(SeekFrom::Start(at))?;
    let mut from = BufReader::new(input);
    let mut count = 0;
    loop {
        let mut head = [0; ENTRY];
        if from.read_exact(&mut head).is_err() || !head.starts_with(b"PK\x01\x02") {
            return Ok(count);
        }
        let short = |i: usize| usize::from(u16::from_le_bytes([head[i], head[i + 1]]));
        let (name, extra, comment) = (short(28), short(30), short(32));
        let mut rest = vec![0; name + extra + comment];
        from.read_exact(&mut rest)?;
        count += 1;
        let bytes = [&head[..], &rest[..]].concat();
        visit(Entry {
            name: rest[..name].to_vec(),
            packed: u64::from(long(&head, 20)),
            at: u64::from(long(&head, 42)),
            bytes,
        });
    }
}

fn long(bytes: &[u8], i: usize) -> u32 {
    u32::from_le_bytes([bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]])
}

/// A ZIP of one file.
fn alone(input: &mut dyn Input, e: &Entry, offset: u64) -> io::Result<Vec<u8>> {
    input.seek(SeekFrom::Start(e.at.saturating_add(offset)))?;
    let mut head = [0; HEAD];
    input.read_exact(&mut head)?;
    if !head.starts_with(b"PK\x03\x04") {
        return Err(io::Error::other("it is not where the directory says"));
    }
    let after = u64::from(u16::from_le_bytes([head[26], head[27]]))
        + u64::from(u16::from_le_bytes([head[28], head[29]]));
    let mut out = head.to_vec();
    Read::take(&mut *input, after + e.packed).read_to_end(&mut out)?;
    let directory = u32::try_from(out.len()).map_err(io::Error::other)?;
    out.extend_from_slice(&e.bytes[..42]);
    out.extend_from_slice(&0u32.to_le_bytes());
    out.extend_from_slice(&e.bytes[ENTRY..]);
    let size = u32::try_from(out.len()).map_err(io::Error::other)? - directory;
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend_from_slice(&size.to_le_bytes());
    out.extend_from_slice(&directory.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    Ok(out)
}
