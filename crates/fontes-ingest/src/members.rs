//! How does a container hand on what is in it? The trait that mail boxes and web archives speak to, and what all
//! containers share.

use crate::outcome::{Read, Unreadable};
use std::io;

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
