//! Which files are in this 7-Zip archive?

use crate::container::Input;
use crate::members::{Members, join};
use crate::outcome::{Notice, Unreadable};
use sevenz_rust2::{ArchiveReader, Error, Password};

/// Hands on each file; what is said of those that could not be read.
pub(crate) fn read(
    members: &mut dyn Members,
    inside: &str,
    depth: usize,
    input: &mut dyn Input,
) -> Result<Vec<Notice>, Unreadable> {
    let mut archive = ArchiveReader::new(input, Password::empty()).map_err(|e| reason(&e))?;
    archive.set_thread_count(1);
    let mut stopped: Option<Unreadable> = None;
    let done = archive.for_each_entries(|entry, from| {
        let name = entry.name().replace('\\', "/");
        if entry.is_directory() {
            return Ok(true);
        }
        let path = join(inside, &name);
        let unwanted = name.starts_with("__MACOSX/") || name.ends_with(".DS_Store");
        let said = match members.take(from) {
            Ok(_) if unwanted => Ok(()),
            Ok(bytes) => members.member(&path, &name, &bytes, depth + 1),
            // What follows in the archive can be read only after all of this one.
            Err(e) => members.lost(&path, e).and(Err(Unreadable::new(
                "what follows a file that is too large, or damaged, was not read",
                "unpack it and index the folder",
            ))),
        };
        stopped = said.err();
        Ok(stopped.is_none())
    });
    if let Some(why) = stopped {
        return Ok(vec![Notice::loss(why.to_string())]);
    }
    match done {
        Ok(()) => Ok(vec![]),
        Err(e) => Err(reason(&e)),
    }
}

fn reason(e: &Error) -> Unreadable {
    match e {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => {
            Unreadable::new("encrypted: it opens only with a password", "unpack it with its password")
        }
        Error::UnsupportedCompressionMethod(_) | Error::ExternalUnsupported | Error::Unsupported(_) => {
            Unreadable::new(
                format!("a 7-Zip archive of a kind that is not read: {e}"),
                "unpack it and index the folder",
            )
        }
        e => {
            let what = match e {
                Error::Io(e, _) => e.to_string(),
                Error::ChecksumVerificationFailed | Error::NextHeaderCrcMismatch => {
                    "a checksum differs".into()
                }
                _ => "its directory cannot be read".into(),
            };
            Unreadable::new(
                format!("the 7-Zip archive is damaged: {what}"),
                "check that it was copied whole, or repair it",
            )
        }
    }
}
