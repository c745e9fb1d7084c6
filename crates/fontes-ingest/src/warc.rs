//! Which pages are in a web archive? The responses and resources that hold text, each a file
//! named by its address. WARC, and its forerunner ARC.

use crate::members::{Members, join};
use crate::outcome::{Notice, Unreadable};
use ::warc::{RecordType, WarcHeader, WarcReader};
use std::io::{BufRead, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(crate) fn read(o: &mut dyn Members, inside: &str, depth: usize, mut from: impl BufRead) -> Vec<Notice> {
    let arc = from.fill_buf().is_ok_and(|head| !head.starts_with(b"WARC/"));
    let mut count = Count::default();
    let stopped = if arc {
        arc_records(o, inside, depth, &mut from, &mut count)
    } else {
        warc_records(o, inside, depth, from, &mut count)
    };
    let mut notices = Vec::new();
    if count.other > 0 {
        notices.push(Notice::note(format!(
            "{} records that hold no text (requests, images, scripts) were passed over",
            count.other
        )));
    }
    if let Some(why) = stopped {
        notices.push(Notice::loss(format!("{why}; what follows record {} was not read", count.records)));
    }
    notices
}

#[derive(Default)]
struct Count {
    records: usize,
    other: usize,
}

fn warc_records(
    o: &mut dyn Members,
    inside: &str,
    depth: usize,
    from: impl BufRead,
    count: &mut Count,
) -> Option<String> {
    let mut reader = WarcReader::new(from);
    let mut records = reader.stream_records();
    loop {
        let mut record = match records.next_item() {
            None if count.records == 0 => return Some("no record was found".into()),
            None => return None,
            // After a damaged place the reader repeats its error.
            Some(Err(e)) => return Some(format!("the web archive is damaged: {e}")),
            Some(Ok(record)) => record,
        };
        count.records += 1;
        let http = match record.warc_type() {
            RecordType::Response => true,
            RecordType::Resource | RecordType::Conversion => false,
            _ => {
                count.other += 1;
                continue;
            }
        };
        // The library panics at a header that is not UTF-8; the record is then one without it.
        let header = |name| {
            let asked = AssertUnwindSafe(|| record.header(name).map(|v| v.into_owned()));
            catch_unwind(asked).unwrap_or(None)
        };
        let url = header(WarcHeader::TargetURI)
            .map_or_else(|| format!("record {}", count.records), |u| u.trim_matches(['<', '>']).to_owned());
        let kind = header(WarcHeader::ContentType);
        let body = o.take(&mut Body(&mut record));
        if let Err(e) = page(o, inside, depth, &url, body, http, kind.as_deref(), count) {
            return Some(e.to_string());
        }
    }
}

/// The body of a record, as a reader.
struct Body<'r, T>(&'r mut T);

impl<R: Read> Read for Body<'_, ::warc::Record<::warc::StreamingBody<'_, R>>> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buf)
    }
}

/// ARC: a line `URL IP date type length` before each record, which is an HTTP response.
fn arc_records(
    o: &mut dyn Members,
    inside: &str,
    depth: usize,
    from: &mut impl BufRead,
    count: &mut Count,
) -> Option<String> {
    loop {
        let mut line = Vec::new();
        match from.take(1 << 16).read_until(b'\n', &mut line) {
            Err(e) => return Some(format!("the web archive is damaged: {e}")),
            Ok(0) if count.records == 0 => return Some("no record was found".into()),
            Ok(0) => return None,
            Ok(_) => {}
        }
        let line = String::from_utf8_lossy(&line).trim().to_owned();
        if line.is_empty() {
            continue;
        }
        let fields: Vec<&str> = line.split(' ').collect();
        let Some(length) = fields.last().and_then(|l| l.parse::<u64>().ok()).filter(|_| fields.len() >= 5)
        else {
            return Some("the web archive is damaged: a record does not begin as it should".into());
        };
        count.records += 1;
        let url = fields[0].to_owned();
        let http = url.starts_with("http");
        let mut limited = from.take(length);
        if url.starts_with("filedesc:") || url.starts_with("dns:") {
            count.other += 1;
        } else {
            let body = o.take(&mut limited);
            if let Err(e) = page(o, inside, depth, &url, body, http, Some(fields[3]), count) {
                return Some(e.to_string());
            }
        }
        if let Err(e) = std::io::copy(&mut limited, &mut std::io::sink()) {
            return Some(format!("the web archive is damaged: {e}"));
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "what a record says of itself")]
fn page(
    o: &mut dyn Members,
    inside: &str,
    depth: usize,
    url: &str,
    body: Result<Vec<u8>, Unreadable>,
    http: bool,
    kind: Option<&str>,
    count: &mut Count,
) -> Result<(), Unreadable> {
    let path = join(inside, url);
    let body = match body {
        Ok(body) => body,
        Err(e) => return o.lost(&path, e),
    };
    let (body, kind) = if http { response(&body) } else { (Some(body), kind.map(str::to_owned)) };
    let (Some(body), Some(ending)) = (body, ending(kind.as_deref(), url)) else {
        count.other += 1;
        return Ok(());
    };
    if body.is_empty() {
        count.other += 1;
        return Ok(());
    }
    o.member(&path, &format!("page.{ending}"), &body, depth + 1)
}

/// The ending that a file of this content type would have, if it holds text.
fn ending(kind: Option<&str>, url: &str) -> Option<&'static str> {
    let kind = kind.unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    Some(match kind.as_str() {
        "text/html" | "application/xhtml+xml" => "html",
        "text/plain" => "txt",
        "text/markdown" => "md",
        "application/pdf" => "pdf",
        "application/rtf" | "text/rtf" => "rtf",
        "application/epub+zip" => "epub",
        "application/msword" => "doc",
        "text/xml" | "application/xml" | "application/rss+xml" | "application/atom+xml" => "xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.oasis.opendocument.text" => "odt",
        "" if url.ends_with(".pdf") => "pdf",
        "" if url.ends_with(".txt") => "txt",
        "" if url.ends_with('/') || url.ends_with(".html") || url.ends_with(".htm") => "html",
        _ => return None,
    })
}

/// The body of a good HTTP response, its transfer and content encodings undone, and its type.
fn response(bytes: &[u8]) -> (Option<Vec<u8>>, Option<String>) {
    let mut headers = [httparse::EMPTY_HEADER; 128];
    let mut head = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(at)) = head.parse(bytes) else { return (None, None) };
    if head.code.is_some_and(|c| !(200..300).contains(&c)) {
        return (None, None);
    }
    let value = |name: &str| {
        head.headers
            .iter()
            .find(|h| h.name.eq_ignore_ascii_case(name))
            .map(|h| String::from_utf8_lossy(h.value).to_ascii_lowercase())
    };
    let kind = value("content-type");
    let mut body = bytes[at..].to_vec();
    if value("transfer-encoding").is_some_and(|t| t.contains("chunked"))
        && let Some(joined) = joined(&body)
    {
        body = joined;
    }
    let mut unpacked = Vec::new();
    let most = 64 << 20;
    let done = match value("content-encoding").as_deref() {
        Some("gzip" | "x-gzip") => {
            flate2::read::MultiGzDecoder::new(&body[..]).take(most).read_to_end(&mut unpacked)
        }
        Some("deflate") => flate2::read::ZlibDecoder::new(&body[..]).take(most).read_to_end(&mut unpacked),
        Some("br" | "zstd") => return (None, kind),
        _ => return (Some(body), kind),
    };
    (if done.is_ok() { Some(unpacked) } else { Some(body) }, kind)
}

/// A chunked body as one; `None` when it is not chunked after all.
fn joined(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        match httparse::parse_chunk_size(body) {
            Ok(httparse::Status::Complete((at, size))) => {
                let size = usize::try_from(size).ok()?;
                if size == 0 {
                    return Some(out);
                }
                let end = at.checked_add(size)?.min(body.len());
                out.extend_from_slice(&body[at..end]);
                body = body.get(end + 2..).unwrap_or(&[]);
            }
            _ if out.is_empty() => return None,
            // Cut short: what came is kept.
            _ => return Some(out),
        }
    }
}
