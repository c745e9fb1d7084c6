//! A file of a language, as the program carries it.

use super::table::TableError;
use std::sync::OnceLock;

/// A file as the build embeds it: its name, its bytes, and its length in bytes where it is deflated (`build.rs` says which are).
pub(super) type Embedded = (&'static str, &'static [u8], Option<usize>);

/// The bytes of a table or a model.
pub(super) enum File {
    /// As they are.
    Plain(&'static [u8]),
    /// Laid over what is embedded.
    Given(Vec<u8>),
    /// Deflated; unpacked when they are first asked for, and kept.
    Packed {
        /// A zlib stream.
        packed: &'static [u8],
        /// What it unpacks to, in bytes.
        length: usize,
        /// The same, unpacked.
        unpacked: OnceLock<Vec<u8>>,
    },
}

impl File {
    /// A file that the build embedded.
    pub(super) const fn embedded(bytes: &'static [u8], length: Option<usize>) -> Self {
        match length {
            None => Self::Plain(bytes),
            Some(length) => Self::Packed { packed: bytes, length, unpacked: OnceLock::new() },
        }
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Plain(bytes) => bytes,
            Self::Given(bytes) => bytes,
            // The build packed it: what does not unpack is empty, and a test holds that all do.
            Self::Packed { packed, length, unpacked } => unpacked.get_or_init(|| {
                miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, *length).unwrap_or_default()
            }),
        }
    }

    /// Its text.
    ///
    /// # Errors
    /// When it is not UTF-8; `name` is for the message.
    pub(super) fn text(&self, name: &str) -> Result<&str, TableError> {
        let wrong = |_| TableError { file: name.to_owned(), line: 0, what: "not UTF-8".into() };
        std::str::from_utf8(self.bytes()).map_err(wrong)
    }
}
