//! A file of a language, as the program carries it.

use super::table::TableError;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A file as the build embeds it: its name, its bytes, and its length in bytes where it is deflated (`build.rs` says which are).
pub(super) type Embedded = (&'static str, &'static [u8], Option<usize>);

/// A table or a model.
pub(super) struct File {
    carried: Carried,
    read: OnceLock<Read>,
}

/// How the program has it.
enum Carried {
    /// As it is: embedded, or laid over what is.
    Plain(Cow<'static, [u8]>),
    /// A zlib stream of so many bytes when unpacked.
    Packed(&'static [u8], usize),
}

/// What it is, looked at when it is first asked for.
enum Read {
    Text(Cow<'static, str>),
    Bytes(Cow<'static, [u8]>),
}

impl File {
    /// A file that the build embedded.
    pub(super) const fn embedded(bytes: &'static [u8], length: Option<usize>) -> Self {
        let carried = match length {
            None => Carried::Plain(Cow::Borrowed(bytes)),
            Some(length) => Carried::Packed(bytes, length),
        };
        Self { carried, read: OnceLock::new() }
    }

    /// A file that is laid over the embedded ones.
    pub(super) const fn given(bytes: Vec<u8>) -> Self {
        Self { carried: Carried::Plain(Cow::Owned(bytes)), read: OnceLock::new() }
    }

    fn read(&self) -> &Read {
        self.read.get_or_init(|| match &self.carried {
            Carried::Plain(Cow::Borrowed(bytes)) => std::str::from_utf8(bytes)
                .map_or(Read::Bytes(Cow::Borrowed(bytes)), |text| Read::Text(Cow::Borrowed(text))),
            Carried::Plain(Cow::Owned(bytes)) => owned(bytes.clone()),
            // The build packed it: what does not unpack is empty, and a test holds that all do.
            Carried::Packed(packed, length) => owned(
                miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(packed, *length).unwrap_or_default(),
            ),
        })
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        match self.read() {
            Read::Text(text) => text.as_bytes(),
            Read::Bytes(bytes) => bytes,
        }
    }

    /// Its text.
    ///
    /// # Errors
    /// When it is not UTF-8; `name` is for the message.
    pub(super) fn text(&self, name: impl FnOnce() -> String) -> Result<&str, TableError> {
        match self.read() {
            Read::Text(text) => Ok(text),
            Read::Bytes(_) => Err(TableError { file: name(), line: 0, what: "not UTF-8".into() }),
        }
    }
}

fn owned(bytes: Vec<u8>) -> Read {
    match String::from_utf8(bytes) {
        Ok(text) => Read::Text(Cow::Owned(text)),
        Err(e) => Read::Bytes(Cow::Owned(e.into_bytes())),
    }
}
