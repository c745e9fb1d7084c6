//! Which files are in this file? ZIP, TAR, gzip, mail boxes and web archives, opened as far as
//! the limits allow; every file inside becomes an item of its own.

use crate::exports::{People, people_of_slack};
use crate::format::Format;
use crate::members::{Input, Members, Names, extension, join, zip_error};
use crate::outcome::{Notice, Read, Unreadable};
use crate::single::{finished, read_as, read_json, read_plain};
use crate::zip_names::Names as ZipNames;
use crate::{foreign, jsonl, mail, pdf, seven_zip, warc, zip_twins};
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Cursor, Read as _, SeekFrom};
use std::sync::Arc;

/// Messages within one another: each is gone through as often as it lies deep.
const NESTED: usize = 40;

/// A file to be read.
pub struct Source<'s> {
    /// Its name; the ending counts.
    pub name: &'s str,
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes.
    pub input: &'s mut dyn Input,
    /// The label of an encoding that overrides detection.
    pub encoding: Option<&'s str>,
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("size", &self.size).finish_non_exhaustive()
    }
}

/// How much a file may unfold to before it is taken for a bomb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file that is not a container, and of one member of a container.
    pub file: u64,
    /// Bytes of all members together, for each byte of the outermost file.
    pub ratio: u64,
    /// Bytes of all members together that are allowed whatever the ratio.
    pub free: u64,
    /// Members, all told.
    pub members: u64,
    /// Containers within one another.
    pub depth: usize,
    /// Containers that lie deeper than the second within another, all told.
    pub deep: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file: 160 << 20, ratio: 60, free: 256 << 20, members: 500_000, depth: 8, deep: 500 }
    }
}

/// A file, or a file within it, and what it held.
#[derive(Debug)]
pub struct Item<'a> {
    /// Its path within the file, `!/` between containers; empty for the file itself.
    pub inside: String,
    /// Its bytes; `None` for a container that was read as a stream.
    pub bytes: Option<&'a [u8]>,
    /// What it held, or why it could not be read. A container holds no documents itself.
    pub outcome: Result<Read, Unreadable>,
}

/// Where items go.
type Sink<'k> = &'k mut dyn FnMut(Item<'_>);

/// What may still be unfolded.
struct Budget {
    limits: Limits,
    bytes: u64,
    members: u64,
    deep: u64,
}

impl Budget {
    /// Reads a member to its end, or says that it is too large.
    fn take(&mut self, from: &mut dyn io::Read) -> Result<Vec<u8>, Unreadable> {
        let most = self.limits.file.min(self.bytes);
        let mut bytes = Vec::new();
        let got = from.take(most + 1).read_to_end(&mut bytes).map_err(|e| broken(&e))? as u64;
        if got > most {
            self.bytes = self.bytes.saturating_sub(most);
            return Err(too_large(most));
        }
        self.bytes -= got;
        Ok(bytes)
    }

    fn count(&mut self) -> Result<(), Unreadable> {
        self.members = self.members.checked_sub(1).ok_or_else(|| {
            Unreadable::new(
                format!("the container holds more than {} files", self.limits.members),
                "unpack it and index the folder",
            )
        })?;
        Ok(())
    }
}

fn too_large(most: u64) -> Unreadable {
    Unreadable::new(
        format!("unfolds to more than {} MB, which is more than is read of one file", most >> 20),
        "if it is no bomb, unpack it yourself and index its files",
    )
}

fn broken(e: &io::Error) -> Unreadable {
    Unreadable::new(format!("the container is damaged: {e}"), "check that it was copied whole, or repair it")
}

/// What a PDF held; one that only holds other files is a container.
fn of_pdf(read: Read) -> Result<Read, Unreadable> {
    if read.documents.is_empty() { Ok(read) } else { finished(Format::Pdf, read) }
}

/// Reads a file and all files within it; each is handed to `sink`, the outermost last.
pub fn open(source: Source<'_>, limits: Limits, sink: Sink<'_>) {
    let free = limits.free.max(source.size.saturating_mul(limits.ratio));
    let budget = Budget { limits, bytes: free, members: limits.members, deep: limits.deep };
    let mut opener =
        Opener { budget, encoding: source.encoding, taken: Names::default(), people: People::new(), sink };
    let outcome = opener.file(source.name, source.size, source.input);
    if let Err(e) = outcome {
        opener.give("", None, Err(e));
    }
}

struct Opener<'o> {
    budget: Budget,
    encoding: Option<&'o str>,
    /// Paths that were handed on.
    taken: Names,
    /// Names by the ids that the container's messages use.
    people: People,
    sink: Sink<'o>,
}

impl Opener<'_> {
    fn give(&mut self, inside: &str, bytes: Option<&[u8]>, outcome: Result<Read, Unreadable>) {
        // A container may hold two files of one name.
        let inside = self.taken.unique(inside.to_owned(), |path, n| format!("{path} ({n})"));
        (self.sink)(Item { inside, bytes, outcome });
    }

    /// The outermost file.
    fn file(&mut self, name: &str, size: u64, input: &mut dyn Input) -> Result<(), Unreadable> {
        let failed = |e: io::Error| Unreadable::new(e.to_string(), "check the file's permissions and disk");
        let mut head = Vec::new();
        input.take(4096).read_to_end(&mut head).map_err(failed)?;
        input.seek(SeekFrom::Start(0)).map_err(failed)?;
        let format = Format::detect(&head, extension(name))?;
        if format.is_container() {
            let (format, done) = self.container(format, name, "", 0, input)?;
            match done {
                Some(read) => {
                    self.give("", None, read);
                    return Ok(());
                }
                None => {
                    input.seek(SeekFrom::Start(0)).map_err(failed)?;
                    return self.whole(format, size, input);
                }
            }
        }
        self.whole(format, size, input)
    }

    /// A file that must be in memory to be read.
    fn whole(&mut self, format: Format, size: u64, input: &mut dyn Input) -> Result<(), Unreadable> {
        // Records of JSON Lines are texts of their own.
        if size > self.budget.limits.file && format != Format::JsonLines {
            return Err(Unreadable::new(
                format!(
                    "larger than {} MB, the most that is read of one such file",
                    self.budget.limits.file >> 20
                ),
                if format.is_plain() {
                    "split it into parts"
                } else {
                    "split it into parts, or convert it to plain text"
                },
            ));
        }
        if format == Format::JsonLines && size > self.budget.limits.file {
            let outcome =
                jsonl::from_lines(&mut BufReader::new(input), self.encoding, self.budget.limits.file)
                    .and_then(|read| finished(format, read));
            self.give("", None, outcome);
            return Ok(());
        }
        let mut bytes = Vec::new();
        input
            .read_to_end(&mut bytes)
            .map_err(|e| Unreadable::new(e.to_string(), "check the file and its disk"))?;
        if format.is_plain() {
            // It may be large, and its bytes become its text.
            let outcome = read_plain(format, bytes, self.encoding);
            self.give("", None, outcome);
            return Ok(());
        }
        if format == Format::Pdf {
            // It may be large, and is not copied.
            let bytes = Arc::new(bytes);
            let outcome = pdf::file(self, Arc::clone(&bytes), "", 0).and_then(of_pdf);
            self.give("", Some(&bytes), outcome);
            return Ok(());
        }
        let outcome = self.single(format, &bytes, "", 0);
        self.give("", Some(&bytes), outcome);
        Ok(())
    }

    /// A file that is no container, or a message with its attachments.
    fn single(
        &mut self,
        format: Format,
        bytes: &[u8],
        inside: &str,
        depth: usize,
    ) -> Result<Read, Unreadable> {
        if depth > NESTED && matches!(format, Format::Mail | Format::Msg | Format::Tnef | Format::Pkcs7) {
            return Err(Unreadable::new(
                format!("messages within one another more than {NESTED} deep"),
                "if it is no bomb, save the inner one by hand",
            ));
        }
        match format {
            Format::Mail => mail::message(self, bytes, inside, depth),
            Format::Msg => mail::msg(self, bytes, inside, depth),
            Format::Tnef => mail::tnef(self, bytes, inside, depth),
            Format::Pkcs7 => mail::pkcs7(self, bytes, inside, depth),
            Format::Json if !self.people.is_empty() => read_json(bytes, self.encoding, &self.people),
            Format::Pdf if depth < self.budget.limits.depth => {
                of_pdf(pdf::file(self, bytes.to_vec(), inside, depth)?)
            }
            _ => read_as(format, bytes, self.encoding),
        }
    }

    fn nested(&mut self, inside: &str, name: &str, bytes: &[u8], depth: usize) -> Result<Read, Unreadable> {
        if bytes.is_empty() {
            return Err(Unreadable::new("the file is empty", "remove it, or supply its text"));
        }
        let format = Format::detect(bytes, extension(name))?;
        if !format.is_container() {
            return self.single(format, bytes, inside, depth);
        }
        if depth >= self.budget.limits.depth {
            return Err(Unreadable::new(
                format!("containers within one another more than {} deep", self.budget.limits.depth),
                "if it is no bomb, unpack it yourself",
            ));
        }
        if depth > 2 {
            self.budget.deep = self.budget.deep.checked_sub(1).ok_or_else(|| {
                Unreadable::new(
                    format!(
                        "more than {} containers, three and more deep within one another",
                        self.budget.limits.deep
                    ),
                    "if it is no bomb, unpack it yourself",
                )
            })?;
        }
        match self.container(format, name, inside, depth, &mut Cursor::new(bytes))? {
            (_, Some(read)) => read,
            (format, None) => self.single(format, bytes, inside, depth),
        }
    }

    /// Opens a container. `None` when it is a document after all, of the format given.
    fn container(
        &mut self,
        format: Format,
        name: &str,
        inside: &str,
        depth: usize,
        input: &mut dyn Input,
    ) -> Result<(Format, Option<Result<Read, Unreadable>>), Unreadable> {
        let notices = match format {
            Format::Zip => match self.zip(inside, depth, input)? {
                Ok(notices) => notices,
                Err(document) => return Ok((document, None)),
            },
            Format::SevenZip => seven_zip::read(self, inside, depth, input)?,
            Format::Tar => self.tar(inside, depth, input),
            Format::Gzip => self.gzip(name, inside, depth, input)?,
            Format::Mbox => mail::mbox(self, inside, depth, BufReader::new(input)),
            Format::Pst => mail::pst(self, inside, depth, &mut || input.kept())?,
            _ => warc::read(self, inside, depth, BufReader::new(input)),
        };
        Ok((format, Some(Ok(Read { notices, ..Read::default() }))))
    }

    /// `Ok(Err(format))` when the ZIP is an office document, a book or the like.
    fn zip(
        &mut self,
        inside: &str,
        depth: usize,
        input: &mut dyn Input,
    ) -> Result<Result<Vec<Notice>, Format>, Unreadable> {
        let mut zip = zip::ZipArchive::new(input).map_err(|e| zip_error(&e))?;
        if zip.index_for_name("[Content_Types].xml").is_some() {
            return Ok(Err(Format::Office));
        }
        if let Ok(mut file) = zip.by_name("mimetype") {
            let mut kind = Vec::new();
            let _ = (&mut file).take(100).read_to_end(&mut kind);
            if kind.starts_with(b"application/epub") {
                return Ok(Err(Format::Epub));
            }
            if kind.starts_with(b"application/vnd.oasis.opendocument") {
                return Ok(Err(Format::OpenDocument));
            }
        }
        if let Some(why) = foreign::by_members(zip.file_names_raw()) {
            return Err(why);
        }
        let names = ZipNames::of(zip.file_names_raw());
        let odd = zip.file_names_raw().enumerate().filter(|(_, n)| std::str::from_utf8(n).is_err());
        let odd: BTreeMap<usize, String> = odd.map(|(i, n)| (i, names.decode(n))).collect();
        let (start, offset) = (zip.central_directory_start(), zip.offset());
        // The messages of a workspace name people by ids, and one file has the names.
        let people = std::mem::replace(&mut self.people, users(&mut zip));
        let mut notices = Vec::new();
        for i in 0..zip.len() {
            let raw = match (odd.get(&i), zip.name_for_index(i)) {
                (Some(name), _) => name.clone(),
                (None, Some(Ok(name))) => name.into_owned(),
                _ => format!("file {}", i + 1),
            };
            if raw.ends_with('/') || raw.starts_with("__MACOSX/") || raw.ends_with(".DS_Store") {
                continue;
            }
            let path = join(inside, &raw);
            let bytes = match zip.by_index(i) {
                Ok(mut file) => self.budget.take(&mut file),
                Err(e) => Err(zip_error(&e)),
            };
            let done = match bytes {
                Ok(bytes) => self.member(&path, &raw, &bytes, depth + 1),
                Err(e) => self.lost(&path, e),
            };
            if let Err(e) = done {
                notices.push(Notice::loss(e.to_string()));
                break;
            }
        }
        let count = zip.len();
        if let Err(e) = self.twins(inside, depth, zip.into_inner(), &names, (start, offset, count)) {
            notices.push(Notice::loss(e.to_string()));
        }
        self.people = people;
        Ok(Ok(notices))
    }

    /// Files of a ZIP whose names others have after them, which the library passes over. `at` is where the directory begins, where
    /// the ZIP does, and how many names it has.
    fn twins(
        &mut self,
        inside: &str,
        depth: usize,
        input: &mut dyn Input,
        names: &ZipNames,
        at: (u64, u64, usize),
    ) -> Result<(), Unreadable> {
        let most = self.budget.limits.file;
        zip_twins::each(input, at, most, &mut |raw, packed| {
            let raw = names.decode(raw);
            let path = join(inside, &raw);
            let bytes = match zip::ZipArchive::new(Cursor::new(packed)) {
                Ok(mut one) => match one.by_index(0) {
                    Ok(mut file) => self.budget.take(&mut file),
                    Err(e) => Err(zip_error(&e)),
                },
                Err(e) => Err(zip_error(&e)),
            };
            match bytes {
                Ok(bytes) => self.member(&path, &raw, &bytes, depth + 1),
                Err(e) => self.lost(&path, e),
            }
        })
    }

    fn tar(&mut self, inside: &str, depth: usize, input: &mut dyn io::Read) -> Vec<Notice> {
        let mut tar = tar::Archive::new(input);
        let mut entries = match tar.entries() {
            Ok(entries) => entries,
            Err(e) => return vec![Notice::loss(broken(&e).to_string())],
        };
        loop {
            let mut entry = match entries.next() {
                None => return vec![],
                Some(Ok(entry)) => entry,
                Some(Err(e)) => {
                    return vec![Notice::loss(format!("{}; what follows was not read", broken(&e).reason))];
                }
            };
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let raw = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let path = join(inside, &raw);
            let done = match self.budget.take(&mut entry) {
                Ok(bytes) => self.member(&path, &raw, &bytes, depth + 1),
                Err(e) => self.lost(&path, e),
            };
            if let Err(e) = done {
                return vec![Notice::loss(e.to_string())];
            }
        }
    }

    /// A gzip file holds one file, named after it; a `.tar` in it is opened as a stream.
    fn gzip(
        &mut self,
        name: &str,
        inside: &str,
        depth: usize,
        input: &mut dyn Input,
    ) -> Result<Vec<Notice>, Unreadable> {
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let lower = base.to_ascii_lowercase();
        let stem = if lower.ends_with(".tgz") {
            format!("{}.tar", &base[..base.len() - 4])
        } else {
            base.strip_suffix(".gz").or_else(|| base.strip_suffix(".GZ")).unwrap_or("content").to_owned()
        };
        let mut unzipped = BufReader::new(flate2::read::MultiGzDecoder::new(input));
        let head = unzipped.fill_buf().map_err(|e| broken(&e))?;
        match Format::detect(head, extension(&stem)) {
            Ok(Format::Tar) => {
                let mut capped = Capped { from: unzipped, left: self.budget.bytes };
                return Ok(self.tar(inside, depth, &mut capped));
            }
            Ok(Format::Warc) => return Ok(warc::read(self, inside, depth, unzipped)),
            Ok(Format::Mbox) => return Ok(mail::mbox(self, inside, depth, unzipped)),
            _ => {}
        }
        let path = join(inside, &stem);
        let mut notices = Vec::new();
        let done = match self.budget.take(&mut unzipped) {
            Ok(bytes) => self.member(&path, &stem, &bytes, depth + 1),
            Err(e) => self.lost(&path, e),
        };
        notices.extend(done.err().map(|e| Notice::loss(e.to_string())));
        Ok(notices)
    }
}

impl Members for Opener<'_> {
    fn take(&mut self, from: &mut dyn io::Read) -> Result<Vec<u8>, Unreadable> {
        self.budget.take(from)
    }

    fn member(&mut self, inside: &str, name: &str, bytes: &[u8], depth: usize) -> Result<(), Unreadable> {
        self.budget.count()?;
        let outcome = self.nested(inside, name, bytes, depth);
        self.give(inside, Some(bytes), outcome);
        Ok(())
    }

    fn given(&mut self, inside: &str, outcome: Result<Read, Unreadable>) -> Result<(), Unreadable> {
        self.budget.count()?;
        self.give(inside, None, outcome);
        Ok(())
    }

    fn lost(&mut self, inside: &str, why: Unreadable) -> Result<(), Unreadable> {
        self.budget.count()?;
        self.give(inside, None, Err(why));
        Ok(())
    }
}

/// Names by ids, in the ZIP that Slack makes of a workspace; nothing in any other.
fn users<R: io::Read + io::Seek>(zip: &mut zip::ZipArchive<R>) -> People {
    const LARGEST: u64 = 32 << 20;
    if zip.index_for_name("channels.json").is_none() && zip.index_for_name("dms.json").is_none() {
        return People::new();
    }
    let mut text = String::new();
    let Ok(file) = zip.by_name("users.json") else { return People::new() };
    let read = file.take(LARGEST).read_to_string(&mut text);
    if read.is_ok() { people_of_slack(&text) } else { People::new() }
}

/// A stream that ends with an error where it would grow past what may be unfolded.
struct Capped<R> {
    from: R,
    left: u64,
}

impl<R: io::Read> io::Read for Capped<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("unfolds to more than is read of one file"));
        }
        let n = self.from.read(buf)?;
        self.left = self.left.saturating_sub(n as u64);
        Ok(n)
    }
}
