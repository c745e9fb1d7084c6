//! What is in this part of a ZIP-based document? One part at a time, with a limit.

use crate::members::zip_error;
use crate::outcome::Unreadable;
use std::io::{Cursor, Read};

/// Bytes that one part may unfold to.
const LARGEST: u64 = 96 << 20;

/// A document that is a ZIP of parts (ODT, EPUB).
pub(crate) struct Package<'b>(zip::ZipArchive<Cursor<&'b [u8]>>);

impl<'b> Package<'b> {
    pub(crate) fn open(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        zip::ZipArchive::new(Cursor::new(bytes)).map(Self).map_err(|e| zip_error(&e))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.index_for_name(name).is_some()
    }

    /// The bytes of a part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Vec<u8>, Unreadable> {
        let file = self.0.by_name(name).map_err(|e| match e {
            zip::result::ZipError::FileNotFound => {
                Unreadable::new(format!("the part {name} is missing"), "check that the file was copied whole")
            }
            e => zip_error(&e),
        })?;
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|e| {
            Unreadable::new(
                format!("the part {name} is damaged: {e}"),
                "check that the file was copied whole",
            )
        })?;
        if bytes.len() as u64 > LARGEST {
            return Err(Unreadable::new(
                format!("its part {name} unfolds to more than {} MB", LARGEST >> 20),
                "if it is no bomb, save it as plain text",
            ));
        }
        Ok(bytes)
    }

    /// The text of a part, in the encoding that it declares.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, Unreadable> {
        let bytes = self.part(name)?;
        Ok(crate::decode::decode_as(true, &bytes, None)?.text)
    }
}
