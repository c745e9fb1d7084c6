//! What does a worker do? It gives up its rights, then reads files until there are no more.

use super::bounds::{CPU, MEMORY, UNCONFINED};
use super::frame::{ForOne, Outcome, Request, kind, receive, send, send_json, send_parts};
use super::show;
use crate::platform;
use fontes_archive::Record;
use fontes_ingest::{Item, Limits, Picture, Source};
use std::io::{self, BufWriter, Cursor, Write};
use std::time::{Duration, Instant};

/// Bytes of the stack on which files are parsed.
const STACK: usize = 64 << 20;

/// Time that drawing the pages of one file may take; what is left waits for OCR all the same.
const DRAWING: Duration = Duration::from_secs(900);

/// Runs a worker. `file` says that standard input is the one file to read, and what it is;
/// otherwise requests come by standard input.
pub(crate) fn serve(file: Option<&str>) -> io::Result<()> {
    let file = file.map(serde_json::from_str::<ForOne>).transpose()?;
    if let Err(e) = platform::confine(MEMORY)
        && std::env::var_os(UNCONFINED).is_none()
    {
        // The run that started this process reads it there.
        let _ = writeln!(io::stderr(), "{NOT_CONFINED}: {e}");
        return Err(e);
    }
    let work = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout());
        match file {
            Some(ForOne::Read(request)) => whole_file(&request, &mut out),
            Some(ForOne::Extract(wanted)) => {
                show::extract(&wanted, &mut platform::standard_input()?, &mut out)
            }
            None => requests(&mut out),
        }
    })?;
    work.join().unwrap_or_else(|_| Err(io::Error::other("the reader of this format failed")))
}

fn requests(out: &mut dyn Write) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut viewed = None;
    while let Some((k, payload)) = receive(&mut input)? {
        if let kind::VIEW | kind::LOOK | kind::EXTRACT = k {
            platform::more_time(CPU);
            show::answer(k, &payload, &mut viewed, &mut input, out)?;
            continue;
        }
        if k != kind::REQUEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let request: Request = serde_json::from_slice(&payload)?;
        let Some((kind::BYTES, bytes)) = receive(&mut input)? else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        read(&request, &mut Cursor::new(&bytes), out)?;
    }
    Ok(())
}

fn whole_file(request: &Request, out: &mut dyn Write) -> io::Result<()> {
    read(request, &mut platform::standard_input()?, out)
}

/// What a worker says that the system does not confine.
pub(crate) const NOT_CONFINED: &str = "cannot be confined";

fn read(request: &Request, input: &mut impl fontes_ingest::Input, out: &mut dyn Write) -> io::Result<()> {
    let source =
        Source { name: &request.name, size: request.size, input, encoding: request.encoding.as_deref() };
    let mut done = Ok(());
    platform::more_time(CPU);
    fontes_ingest::open(source, Limits::default(), &mut |item| {
        if done.is_ok() {
            done = give(item, request.draw, out);
        }
    });
    done?;
    send(out, kind::END, b"")?;
    out.flush()
}

fn give(item: Item<'_>, draw: bool, out: &mut dyn Write) -> io::Result<()> {
    platform::more_time(CPU);
    let mut outcome = Outcome {
        digest: item
            .bytes
            .filter(|_| !item.inside.is_empty())
            .map(fontes_archive::digest)
            .unwrap_or_default(),
        size: item.bytes.map_or(0, |b| b.len() as u64),
        inside: item.inside,
        failed: None,
        notices: vec![],
        scans: vec![],
        pictures: false,
    };
    let (mut pictures, mut scans) = (vec![], vec![]);
    match item.outcome {
        Ok(read) => {
            for document in read.documents {
                let record = Record { path: String::new(), digest: String::new(), document };
                send_parts(out, kind::DOCUMENT, &[&record.head(), record.document.text.as_bytes()])?;
            }
            outcome.notices = read.notices.into_iter().map(|n| (n.what, n.loss)).collect();
            outcome.scans = read.pictures.iter().map(|p| p.page).chain(read.scans.iter().copied()).collect();
            if draw {
                (pictures, scans) = (read.pictures, read.scans);
            }
        }
        Err(e) => outcome.failed = Some((e.reason, e.remedy)),
    }
    outcome.pictures = !(pictures.is_empty() && scans.is_empty());
    send_json(out, kind::OUTCOME, &outcome)?;
    if outcome.pictures {
        for picture in pictures {
            send_picture(&picture, out)?;
        }
        send_drawn(item.bytes.unwrap_or_default(), &scans, out)?;
        send(out, kind::DRAWN, b"")?;
    }
    out.flush()
}

fn send_picture(picture: &Picture, out: &mut dyn Write) -> io::Result<()> {
    send_parts(out, kind::PICTURE, &[&picture.page.to_le_bytes(), &picture.bytes])?;
    out.flush()
}

/// Draws pages and sends them one by one.
fn send_drawn(bytes: &[u8], pages: &[u32], out: &mut dyn Write) -> io::Result<()> {
    if pages.is_empty() {
        return Ok(());
    }
    let (mut done, mut spent, mut since) = (Ok(()), Duration::ZERO, Instant::now());
    fontes_ingest::draw(bytes, pages, &mut |picture| {
        spent += since.elapsed();
        done = send_picture(&picture, out);
        // The run reads a page before it takes the next: that time is not counted.
        since = Instant::now();
        done.is_ok() && spent < DRAWING
    });
    done
}
