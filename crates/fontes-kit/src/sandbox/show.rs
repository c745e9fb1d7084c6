//! What does a worker show? Pages of one file that it keeps, and files that lie within another.

use super::frame::{Extract, Look, SentLine, ToView, kind, receive, send, send_json};
use fontes_ingest::{Limits, Source, Unreadable, Viewed, extension};
use std::io::{self, Cursor, Read, Write};

/// Bytes of the largest file that is handed out of a container.
const LARGEST: usize = 256 << 20;

/// Answers a frame of these kinds; `viewed` is the file that is looked at.
pub(super) fn answer(
    k: u8,
    payload: &[u8],
    viewed: &mut Option<Viewed>,
    input: &mut dyn Read,
    out: &mut dyn Write,
) -> io::Result<()> {
    let bytes_of = |input: &mut dyn Read| match receive(input)? {
        Some((kind::BYTES, bytes)) => Ok(bytes),
        _ => Err(io::Error::from(io::ErrorKind::InvalidData)),
    };
    match k {
        kind::VIEW => {
            let file: ToView = serde_json::from_slice(payload)?;
            let bytes = bytes_of(input)?;
            *viewed = None;
            match Viewed::open(bytes, extension(&file.name)) {
                Ok(opened) => {
                    send(out, kind::OPENED, b"")?;
                    *viewed = Some(opened);
                }
                Err(e) => failed(&e, out)?,
            }
        }
        kind::LOOK => match viewed {
            Some(viewed) => look(viewed, serde_json::from_slice(payload)?, out)?,
            None => return Err(io::ErrorKind::InvalidData.into()),
        },
        _ => {
            let wanted: Extract = serde_json::from_slice(payload)?;
            let bytes = bytes_of(input)?;
            extract(&wanted, &mut Cursor::new(&bytes), out)?;
        }
    }
    out.flush()
}

fn look(viewed: &Viewed, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match look {
        Look::Png { page, width } => match viewed.png(page, width) {
            Ok(png) => send(out, kind::PNG, &png),
            Err(e) => failed(&e, out),
        },
        Look::Lines { page } => match viewed.lines(page) {
            Ok(lines) => {
                let lines: Vec<SentLine> = lines
                    .into_iter()
                    .map(|l| SentLine { text: l.text, number: l.number, areas: l.areas })
                    .collect();
                send_json(out, kind::LINES, &lines)
            }
            Err(e) => failed(&e, out),
        },
    }
}

fn failed(e: &Unreadable, out: &mut dyn Write) -> io::Result<()> {
    send_json(out, kind::FAILED, &(&e.reason, &e.remedy))
}

/// Sends the bytes of a file within another.
pub(super) fn extract(
    wanted: &Extract,
    input: &mut impl fontes_ingest::Input,
    out: &mut dyn Write,
) -> io::Result<()> {
    let source = Source { name: &wanted.name, size: wanted.size, input, encoding: None };
    let mut done: io::Result<bool> = Ok(false);
    let mut large = false;
    fontes_ingest::open(source, Limits::default(), &mut |item| {
        if matches!(done, Ok(false))
            && item.inside == wanted.inside
            && let Some(bytes) = item.bytes
        {
            large = bytes.len() > LARGEST;
            if !large {
                // Who asked has what he wants, and ends this process if it takes longer.
                done = send(out, kind::BYTES, bytes).and_then(|()| out.flush()).map(|()| true);
            }
        }
    });
    if done? {
        return Ok(());
    }
    let why = if large {
        "it is too large to be taken out"
    } else {
        "it is not within the file that held it, or not any more"
    };
    send_json(out, kind::FAILED, &(why, "open the file that holds it"))?;
    out.flush()
}
