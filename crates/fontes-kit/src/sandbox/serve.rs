//! What does a worker do? It gives up its rights, then reads files until there are no more.

use super::bounds::{CPU, MEMORY, UNCONFINED};
use super::frame::{Outcome, Request, kind, receive, send, send_json};
use crate::platform;
use fontes_archive::Record;
use fontes_ingest::{Item, Limits, Source};
use std::io::{self, BufWriter, Cursor, Write};

/// Bytes of the stack on which files are parsed.
const STACK: usize = 64 << 20;

/// Runs a worker. `file` says that standard input is the one file to read, and what it is;
/// otherwise requests come by standard input.
pub(crate) fn serve(file: Option<&str>) -> io::Result<()> {
    let file = file.map(serde_json::from_str::<Request>).transpose()?;
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
            Some(request) => whole_file(&request, &mut out),
            None => requests(&mut out),
        }
    })?;
    work.join().unwrap_or_else(|_| Err(io::Error::other("the reader of this format failed")))
}

fn requests(out: &mut dyn Write) -> io::Result<()> {
    let mut input = io::stdin().lock();
    while let Some((k, payload)) = receive(&mut input)? {
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

fn read(request: &Request, input: &mut (impl io::Read + io::Seek), out: &mut dyn Write) -> io::Result<()> {
    let source =
        Source { name: &request.name, size: request.size, input, encoding: request.encoding.as_deref() };
    let mut done = Ok(());
    platform::more_time(CPU);
    fontes_ingest::open(source, Limits::default(), &mut |item| {
        if done.is_ok() {
            done = give(item, out);
        }
    });
    done?;
    send(out, kind::END, b"")?;
    out.flush()
}

fn give(item: Item<'_>, out: &mut dyn Write) -> io::Result<()> {
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
    };
    match item.outcome {
        Ok(read) => {
            for document in read.documents {
                let record = Record { path: String::new(), digest: String::new(), document };
                send(out, kind::DOCUMENT, &record.encode())?;
            }
            for picture in read.pictures {
                let mut bytes = picture.page.to_le_bytes().to_vec();
                bytes.extend(picture.bytes);
                send(out, kind::PICTURE, &bytes)?;
            }
            outcome.notices = read.notices.into_iter().map(|n| (n.what, n.loss)).collect();
        }
        Err(e) => outcome.failed = Some((e.reason, e.remedy)),
    }
    send_json(out, kind::OUTCOME, &outcome)?;
    out.flush()
}
