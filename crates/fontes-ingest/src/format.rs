//! What kind of file is it? By its first bytes, then by its name, then by what it says.

use crate::mail::detect;
use crate::outcome::Unreadable;
use crate::{exports, foreign, subtitles};

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain text.
    Plain,
    /// Markdown; the document's text is the source, markup included.
    Markdown,
    /// HTML.
    Html,
    /// TEI XML, one document for each `<div type="document">`.
    Tei,
    /// XML of another vocabulary: JATS, DocBook, FictionBook, or none that is known.
    Xml,
    /// JSON Lines, one document a line.
    JsonLines,
    /// PDF.
    Pdf,
    /// Office documents: DOCX, DOC, XLSX, XLS, PPTX, PPT.
    Office,
    /// OpenDocument text, tables or slides.
    OpenDocument,
    /// EPUB.
    Epub,
    /// RTF.
    Rtf,
    /// One message of mail (RFC 5322).
    Mail,
    /// A mail box of many messages.
    Mbox,
    /// A message as Outlook saves it.
    Msg,
    /// A data file of Outlook: folders of messages (PST, OST).
    Pst,
    /// What Outlook wraps a message and its attachments in (`winmail.dat`).
    Tnef,
    /// What a signature or encryption is wrapped around (S/MIME, `.p7m`).
    Pkcs7,
    /// Web archive.
    Warc,
    /// ZIP container.
    Zip,
    /// TAR container.
    Tar,
    /// One file compressed by gzip.
    Gzip,
    /// 7-Zip container.
    SevenZip,
    /// JSON, and the scripts that X's archive makes of it: chats, posts, notebooks, or any other.
    Json,
    /// RSS and Atom, one document for each item.
    Feed,
    /// iCalendar and vCard, one document for each entry.
    VObject,
    /// SubRip, WebVTT and other subtitles; the document's text is the source.
    Subtitles,
    /// LaTeX.
    Latex,
    /// BibTeX.
    Bibtex,
    /// Comma- or tab-separated values; the document's text is the source.
    Table,
    /// A picture, whose words only OCR can read.
    Picture,
}

impl Format {
    /// Whether a file of it may say in which encoding it is.
    pub(crate) const fn tells_encoding(self) -> bool {
        matches!(self, Self::Html | Self::Xml | Self::Tei | Self::Feed)
    }

    /// The format that a file name's ending names, if this crate reads it.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension.to_ascii_lowercase().as_str() {
            "txt" | "text" | "asc" | "log" | "rst" | "org" | "" => Self::Plain,
            "srt" | "vtt" | "sbv" | "ass" | "ssa" => Self::Subtitles,
            "csv" | "tsv" | "tab" => Self::Table,
            "tex" | "ltx" | "latex" => Self::Latex,
            "bib" => Self::Bibtex,
            "json" | "ipynb" => Self::Json,
            "ics" | "ical" | "ifb" | "vcs" | "vcf" | "vcard" => Self::VObject,
            "md" | "markdown" | "mdown" | "mkd" => Self::Markdown,
            "html" | "htm" | "xhtml" | "xht" | "shtml" => Self::Html,
            "tei" => Self::Tei,
            "xml" | "nxml" | "jats" | "docbook" | "docbook4" | "docbook5" | "dbk" | "fb2" | "opml" => {
                Self::Xml
            }
            "rss" | "atom" => Self::Feed,
            "jsonl" | "ndjson" => Self::JsonLines,
            "pdf" => Self::Pdf,
            "docx" | "docm" | "dotx" | "doc" | "dot" | "xlsx" | "xlsm" | "xls" | "pptx" | "pptm" | "ppsx"
            | "ppt" => Self::Office,
            "odt" | "ott" | "fodt" | "ods" | "odp" => Self::OpenDocument,
            "epub" => Self::Epub,
            "rtf" => Self::Rtf,
            "eml" | "emlx" | "nws" | "mht" | "mhtml" => Self::Mail,
            "mbox" | "mbx" => Self::Mbox,
            "msg" | "oft" => Self::Msg,
            "pst" | "ost" => Self::Pst,
            "p7m" => Self::Pkcs7,
            "warc" | "arc" => Self::Warc,
            "zip" => Self::Zip,
            "tar" => Self::Tar,
            "gz" | "tgz" => Self::Gzip,
            "7z" => Self::SevenZip,
            "png" | "jpg" | "jpeg" | "tif" | "tiff" | "bmp" | "gif" | "webp" => Self::Picture,
            _ => return None,
        })
    }

    /// Its IANA media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Tei => "application/tei+xml",
            Self::Xml => "application/xml",
            Self::JsonLines => "application/jsonl",
            Self::Pdf => "application/pdf",
            Self::Office => "application/vnd.openxmlformats-officedocument",
            Self::OpenDocument => "application/vnd.oasis.opendocument.text",
            Self::Epub => "application/epub+zip",
            Self::Rtf => "application/rtf",
            Self::Mail => "message/rfc822",
            Self::Mbox => "application/mbox",
            Self::Msg | Self::Pst => "application/vnd.ms-outlook",
            Self::Tnef => "application/ms-tnef",
            Self::Pkcs7 => "application/pkcs7-mime",
            Self::Warc => "application/warc",
            Self::Zip => "application/zip",
            Self::Tar => "application/x-tar",
            Self::Gzip => "application/gzip",
            Self::SevenZip => "application/x-7z-compressed",
            Self::Json => "application/json",
            Self::Feed => "application/rss+xml",
            Self::VObject => "text/calendar",
            Self::Subtitles => "application/x-subrip",
            Self::Latex => "application/x-tex",
            Self::Bibtex => "application/x-bibtex",
            Self::Table => "text/csv",
            Self::Picture => "image/*",
        }
    }

    /// Whether reading it is only decoding: no parser of a complex format meets the bytes.
    #[must_use]
    pub const fn is_plain(self) -> bool {
        matches!(self, Self::Plain | Self::JsonLines | Self::Subtitles | Self::Table)
    }

    /// Whether it holds other files.
    #[must_use]
    pub const fn is_container(self) -> bool {
        matches!(
            self,
            Self::Zip | Self::SevenZip | Self::Tar | Self::Gzip | Self::Warc | Self::Mbox | Self::Pst
        )
    }

    /// Tells the format of a file from its first bytes (a few thousand are enough) and the
    /// ending of its name. What the bytes say counts more than the name.
    ///
    /// # Errors
    /// [`Unreadable`] when it is a kind that this crate does not read.
    pub fn detect(head: &[u8], extension: &str) -> Result<Self, Unreadable> {
        let named = Self::of_extension(extension);
        let starts = |m: &[u8]| head.starts_with(m);
        let head = &head[..head.len().min(4096)];
        let lower = head.to_ascii_lowercase();
        let has = |needle: &[u8]| lower.windows(needle.len()).any(|w| w == needle);
        let within =
            |n: usize, needle: &[u8]| head[..head.len().min(n)].windows(needle.len()).any(|w| w == needle);
        if named
            .is_none_or(|n| matches!(n, Self::Plain | Self::Markdown | Self::Mail | Self::Mbox | Self::Msg))
            && let Some(kind) = detect::kind(head, extension)
        {
            let mailbox = kind == detect::Kind::Mailbox || named == Some(Self::Mbox);
            return Ok(if mailbox { Self::Mbox } else { Self::Mail });
        }
        if within(1024, b"%PDF-")
            && !matches!(
                named,
                Some(Self::Plain | Self::Markdown | Self::JsonLines | Self::Mail | Self::Mbox)
            )
        {
            return Ok(Self::Pdf);
        }
        if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
            return Ok(match named {
                Some(f @ (Self::Office | Self::OpenDocument | Self::Epub)) => f,
                _ if within(80, b"mimetypeapplication/epub+zip") => Self::Epub,
                _ if within(90, b"mimetypeapplication/vnd.oasis.opendocument") => Self::OpenDocument,
                _ => Self::Zip,
            });
        }
        if starts(b"\x1f\x8b") {
            return Ok(Self::Gzip);
        }
        if starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            let utf16 = |s: &str| s.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
            let mail = named == Some(Self::Msg) || within(4096, &utf16("__nameid_version1.0"));
            return Ok(if mail { Self::Msg } else { Self::Office });
        }
        if starts(b"!BDN") {
            return Ok(Self::Pst);
        }
        if starts(b"\x78\x9f\x3e\x22") {
            return Ok(Self::Tnef);
        }
        if detect::is_pkcs7(head) {
            return Ok(Self::Pkcs7);
        }
        if starts(b"{\\rtf") {
            return Ok(Self::Rtf);
        }
        if starts(b"WARC/") || starts(b"filedesc://") {
            return Ok(Self::Warc);
        }
        if starts(b"\x89PNG")
            || starts(b"\xff\xd8\xff")
            || starts(b"GIF8")
            || starts(b"II*\0")
            || starts(b"MM\0*")
            || starts(b"BM") && named == Some(Self::Picture)
            || starts(b"RIFF") && within(16, b"WEBP")
        {
            return Ok(Self::Picture);
        }
        if head.get(257..262) == Some(b"ustar") {
            return Ok(Self::Tar);
        }
        if starts(b"7z\xbc\xaf\x27\x1c") {
            return Ok(Self::SevenZip);
        }
        if let Some(why) = foreign::by_signature(head) {
            return Err(why);
        }
        if matches!(named, Some(Self::Plain) | None) && subtitles::looks_like(head) {
            return Ok(Self::Subtitles);
        }
        let marked = |f: Self| -> Self {
            if exports::is_feed(&String::from_utf8_lossy(head)) {
                Self::Feed
            } else if has(b"<tei") {
                Self::Tei
            } else if has(b"<!doctype html") || has(b"<html") {
                Self::Html
            } else if has(b"<office:document") {
                Self::OpenDocument
            } else {
                f
            }
        };
        match named {
            Some(Self::Xml | Self::Feed) => Ok(marked(Self::Xml)),
            Some(Self::Tei) => Ok(Self::Tei),
            // An ending that promises bytes which are not there.
            Some(Self::Pdf) => Ok(Self::Pdf),
            // It may be in Base64.
            Some(Self::Pkcs7) => Ok(Self::Pkcs7),
            Some(
                Self::Office
                | Self::OpenDocument
                | Self::Epub
                | Self::Zip
                | Self::SevenZip
                | Self::Gzip
                | Self::Msg
                | Self::Pst
                | Self::Tnef
                | Self::Rtf
                | Self::Picture
                | Self::Warc,
            ) => {
                let text = crate::decode::looks_like_text(head);
                match (text, marked(Self::Plain), named) {
                    (true, f @ (Self::Html | Self::OpenDocument), _) => Ok(f),
                    (_, _, Some(Self::Warc)) => Ok(Self::Warc),
                    (true, _, Some(Self::Rtf | Self::Office)) => Ok(Self::Plain),
                    (_, _, Some(f)) => Err(Unreadable::new(
                        format!("the file's name says {}, its bytes do not", f.media_type()),
                        "check that it was downloaded or copied whole, or name it for what it is",
                    )),
                    _ => Ok(Self::Plain),
                }
            }
            Some(Self::Plain) if extension.is_empty() => Ok(marked(Self::Plain)),
            // A saved web page that is no archive of one.
            Some(Self::Mail) if extension.to_ascii_lowercase().starts_with("mht") => Ok(marked(Self::Mail)),
            Some(f) => Ok(f),
            None if has(b"<!doctype html") || has(b"<html") || has(b"<tei") || has(b"<office:document") => {
                Ok(marked(Self::Plain))
            }
            None if lower.starts_with(b"<?xml") => Ok(marked(Self::Xml)),
            // The scripts of X's archive.
            None if starts(b"window.YTD.") || starts(b"Grailbird.data.") => Ok(Self::Json),
            None if starts(b"BEGIN:VCALENDAR") || starts(b"BEGIN:VCARD") => Ok(Self::VObject),
            // Whatever its name: what is text can be read as text.
            None if crate::decode::looks_like_text(head) => Ok(Self::Plain),
            None => Err(Unreadable::new(
                format!("files ending in .{extension} are not read, and this one is not text"),
                "convert it to a format that is read, such as PDF, DOCX or plain text",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_count_more_than_names() {
        let of = |head: &[u8], ext: &str| Format::detect(head, ext).ok();
        assert_eq!(of(b"%PDF-1.4", "docx"), Some(Format::Pdf));
        assert_eq!(of(b"PK\x03\x04", "docx"), Some(Format::Office));
        assert_eq!(of(b"PK\x03\x04", "bin"), Some(Format::Zip));
        assert_eq!(of(b"{\\rtf1", "doc"), Some(Format::Rtf));
        assert_eq!(of(b"<?xml version='1.0'?><TEI>", "xml"), Some(Format::Tei));
        assert_eq!(of(b"<html>", "doc"), Some(Format::Html));
        assert_eq!(of(b"hello", "docx"), Some(Format::Plain));
        assert_eq!(of(b"\0\0\x01\x02", "docx"), None);
        assert_eq!(of(b"hello", "xyz"), Some(Format::Plain));
        assert_eq!(of(b"\0\x01\x02", "xyz"), None);
        assert_eq!(of(b"7z\xbc\xaf\x27\x1c", "7z"), Some(Format::SevenZip));
        assert_eq!(of(b"Rar!\x1a\x07", "zip"), None);
        assert_eq!(of(b"1\n00:00:01,000 --> 00:00:02,000\nHi\n", "txt"), Some(Format::Subtitles));
        assert_eq!(of(b"window.YTD.tweets.part0 = [", "js"), Some(Format::Json));
        assert_eq!(of(b"<?xml version='1.0'?><rss version='2.0'>", "xml"), Some(Format::Feed));
        assert_eq!(of(b"From a Mon\nFrom: a@b.c\nSubject: x\n", "txt"), Some(Format::Mbox));
    }
}
