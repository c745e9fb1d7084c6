//! How does a container hand on what is in it? The trait that mail boxes and web archives speak to, and what all
//! containers share.

use crate::outcome::{Read, Unreadable};
use std::collections::HashMap;
use std::io;

/// Bytes that may be read in any order.
pub trait Seekable: io::Read + io::Seek {}
impl<T: io::Read + io::Seek> Seekable for T {}

/// Where a container's members go.
pub(crate) trait Members {
    /// Reads a member to its end, or says that it is too large.
    fn take(&mut self, from: &mut dyn io::Read) -> Result<Vec<u8>, Unreadable>;

    /// A file within another, at `inside`, by the name that the container gives it.
    fn member(&mut self, inside: &str, name: &str, bytes: &[u8], depth: usize) -> Result<(), Unreadable>;

    /// A member that the caller read itself.
    fn given(&mut self, inside: &str, outcome: Result<Read, Unreadable>) -> Result<(), Unreadable>;

    /// A member that could not be read at all.
    fn lost(&mut self, inside: &str, why: Unreadable) -> Result<(), Unreadable>;
}

/// Names that were given, so that no two are alike. The thousandth of one name costs no more than the second.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<String, usize>);

impl Names {
    /// The name; if it was given before, what `numbered` makes of it and of a number from 2.
    pub(crate) fn unique(&mut self, name: String, numbered: impl Fn(&str, usize) -> String) -> String {
        let Some(mut n) = self.0.get(&name).copied() else {
            self.0.insert(name.clone(), 1);
            return name;
        };
        let out = loop {
            n += 1;
            let out = numbered(&name, n);
            if !self.0.contains_key(&out) {
                break out;
            }
        };
        self.0.insert(name, n);
        self.0.insert(out.clone(), 1);
        out
    }
}

/// The path of a member of the container at `inside`.
pub(crate) fn join(inside: &str, name: &str) -> String {
    let name = name.trim_start_matches('/');
    let name = if name.is_empty() { "(no name)" } else { name };
    if inside.is_empty() { name.to_owned() } else { format!("{inside}!/{name}") }
}

/// The ending of a file's name, without the dot; empty when there is none.
#[must_use]
pub fn extension(name: &str) -> &str {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match base.rsplit_once('.') {
        Some((stem, ext)) if !stem.is_empty() => ext,
        _ => "",
    }
}

pub(crate) fn zip_error(e: &zip::result::ZipError) -> Unreadable {
    use zip::result::ZipError as E;
    match e {
        E::UnsupportedArchive(what) if what.contains("assword") => {
            Unreadable::new("encrypted: it opens only with a password", "unpack it with its password")
        }
        E::InvalidPassword => {
            Unreadable::new("encrypted: it opens only with a password", "unpack it with its password")
        }
        E::CompressionMethodNotSupported(method) => Unreadable::new(
            format!("packed by a method that is not read: {}", method_name(*method)),
            "unpack it, or pack it again with the usual method (Deflate)",
        ),
        E::UnsupportedArchive(what) => {
            Unreadable::new(format!("a kind of ZIP that is not read: {what}"), "unpack it and pack it again")
        }
        e => Unreadable::new(
            format!("the ZIP is damaged: {e}"),
            "check that it was copied whole, or repair it",
        ),
    }
}

/// The methods of ZIP that are not read, by their numbers (APPNOTE 4.4.5).
fn method_name(number: u16) -> String {
    let name = match number {
        1 => "Shrink",
        2..=5 => "Reduce",
        6 => "Implode",
        10 => "PKWare's old Implode",
        16 => "IBM CMPSC",
        18 => "IBM TERSE",
        19 => "LZ77",
        93 => "Zstandard",
        94 => "MP3",
        95 => "XZ",
        96 => "JPEG",
        97 => "WavPack",
        98 => "PPMd",
        _ => return format!("number {number}"),
    };
    format!("{name} (number {number})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_of_one_name_are_told_apart() {
        let mut names = Names::default();
        let mut give = |name: &str| names.unique(name.to_owned(), |name, n| format!("{n} {name}"));
        assert_eq!([give("a"), give("2 a"), give("a"), give("a")], ["a", "2 a", "3 a", "4 a"]);
        let last = (0..200_000).map(|_| give("scan.txt")).last();
        assert_eq!(last.as_deref(), Some("200000 scan.txt"));
    }
}
