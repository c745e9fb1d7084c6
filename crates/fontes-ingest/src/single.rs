//! What does a file hold that holds no other files? Each format's reader, called by the format.

use crate::builder::Builder;
use crate::format::Format;
use crate::outcome::{Picture, Read, Unreadable};
use crate::{
    bibtex, decode, epub, exports, html, jsonl, latex, markdown, office, opendocument, pdf, plain, rtf,
    subtitles, table, tei, xml,
};

/// Reads one file's bytes that hold no other files. `extension` is the ending of its name;
/// `encoding` a label such as `windows-1252` that overrides detection.
///
/// # Errors
/// [`Unreadable`] when the format is not known, the file is binary, damaged beyond reading,
/// or holds no text.
pub fn read(bytes: &[u8], extension: &str, encoding: Option<&str>) -> Result<Read, Unreadable> {
    let format = Format::detect(bytes, extension)?;
    read_as(format, bytes, encoding)
}

/// Reads JSON of which `people` are names by ids.
pub(crate) fn read_json(
    bytes: &[u8],
    encoding: Option<&str>,
    people: &exports::People,
) -> Result<Read, Unreadable> {
    let decoded = decode::decode(bytes, encoding)?;
    let mut read = exports::json(&decoded.text, people);
    read.notices.extend(decoded.notice);
    Ok(read)
}

/// Reads a file of a plain format, of bytes that nobody else wants: most are a text as they are.
pub(crate) fn read_plain(format: Format, bytes: Vec<u8>, encoding: Option<&str>) -> Result<Read, Unreadable> {
    let bytes = match decode::as_it_is(bytes, encoding) {
        Ok(text) => {
            let read = match format {
                Format::JsonLines => jsonl::read(&text)?,
                Format::Subtitles => subtitles::read(text),
                Format::Table => table::read(text),
                _ => plain::read(text),
            };
            return finished(format, read);
        }
        Err(bytes) => bytes,
    };
    read_as(format, &bytes, encoding)
}

/// Reads one file's bytes of a format that is known.
pub(crate) fn read_as(format: Format, bytes: &[u8], encoding: Option<&str>) -> Result<Read, Unreadable> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(Unreadable::new("the file is larger than 4 GiB", "split it into parts"));
    }
    if bytes.is_empty() {
        return Err(Unreadable::new("the file is empty", "remove it, or supply its text"));
    }
    let text = || decode::decode_as(format.tells_encoding(), bytes, encoding);
    let mut notice = None;
    let mut read = match format {
        Format::Pdf => pdf::read(bytes)?,
        Format::Office => office::read(bytes)?,
        Format::OpenDocument => opendocument::read(bytes)?,
        Format::Epub => epub::read(bytes)?,
        Format::Rtf => rtf::read(bytes)?,
        Format::Picture => picture(bytes),
        Format::Plain
        | Format::Markdown
        | Format::Html
        | Format::Tei
        | Format::Xml
        | Format::JsonLines
        | Format::Json
        | Format::Feed
        | Format::VObject
        | Format::Subtitles
        | Format::Latex
        | Format::Bibtex
        | Format::Table => {
            let decoded = text()?;
            notice = decoded.notice;
            match format {
                Format::Markdown => markdown::read(decoded.text),
                Format::Html => html::read(&decoded.text)?,
                Format::Tei => tei::read(&decoded.text)?,
                Format::Xml => xml::read(&decoded.text)?,
                Format::JsonLines => jsonl::read(&decoded.text)?,
                Format::Json => exports::json(&decoded.text, &exports::People::new()),
                Format::Feed => exports::feed(&decoded.text)?,
                Format::VObject => exports::vobject(&decoded.text)?,
                Format::Subtitles => subtitles::read(decoded.text),
                Format::Latex => latex::read(&decoded.text),
                Format::Bibtex => bibtex::read(&decoded.text),
                Format::Table => table::read(decoded.text),
                _ => plain::read(decoded.text),
            }
        }
        Format::Mail
        | Format::Mbox
        | Format::Msg
        | Format::Pst
        | Format::Tnef
        | Format::Pkcs7
        | Format::Warc
        | Format::Zip
        | Format::SevenZip
        | Format::Tar
        | Format::Gzip => {
            return Err(Unreadable::new("the file holds other files", "open it as a container"));
        }
    };
    read.notices.splice(0..0, notice);
    finished(format, read)
}

/// Draws pages of a file, counted from 1, for OCR, each as a picture; each is handed to `give`, until that says
/// to stop. Only a PDF has pages that are drawn.
pub fn draw(bytes: &[u8], pages: &[u32], give: &mut dyn FnMut(Picture) -> bool) {
    pdf::draw_pages(bytes, pages, give);
}

/// What a file held, with the format that it has; an error where that is nothing.
pub(crate) fn finished(format: Format, mut read: Read) -> Result<Read, Unreadable> {
    for d in &mut read.documents {
        if d.media_type.is_empty() {
            d.media_type = format.media_type().into();
        }
    }
    if read.documents.iter().all(|d| d.text.trim().is_empty())
        && read.pictures.is_empty()
        && read.scans.is_empty()
    {
        let encrypted = read.notices.iter().find(|n| n.loss).map(|n| n.what.clone());
        return Err(Unreadable::new(
            encrypted.unwrap_or_else(|| "the file holds no text".into()),
            "look whether it holds words in pictures, charts or embedded files, and supply them as text",
        ));
    }
    Ok(read)
}

/// A picture is a document of one page that is missing until OCR reads it.
fn picture(bytes: &[u8]) -> Read {
    let mut b = Builder::default();
    b.page("", 1);
    b.lacuna(1, "a picture, whose words only OCR can read");
    Read { pictures: vec![Picture { page: 1, bytes: bytes.to_vec() }], ..Read::of(b.finish()) }
}
