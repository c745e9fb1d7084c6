//! How are pages looked at? By workers that each keep one file open, so that a page costs its drawing and nothing more.

use super::bounds::PIPED;
use super::frame::{Extract, ForOne, Look, SentLine, ToView, kind, send, send_json};
use super::pool::{Watch, Worker, garbled};
use crate::Workers;
use fontes_ingest::{Unreadable, Viewed, extension};
use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Files that are kept open at a time.
const OPEN: usize = 3;

/// What is seen of a file.
#[derive(Debug)]
pub(crate) enum Seen {
    Opened,
    Png(Vec<u8>),
    Lines(Vec<SentLine>),
}

/// The workers that keep files open.
#[derive(Debug)]
pub(crate) struct Viewers {
    /// The last used last.
    held: Mutex<Vec<(String, Worker)>>,
    watch: Arc<Watch>,
    workers: Workers,
    limit: Duration,
}

impl Viewers {
    /// Workers that may take `limit` for one answer.
    pub(crate) fn new(workers: Workers, limit: Duration) -> Self {
        Self { held: Mutex::default(), watch: Watch::start(), workers, limit }
    }

    /// Looks at the file that is known as `key`; `load` gives its name and its bytes where it is not open yet.
    pub(crate) fn look(
        &self,
        key: &str,
        look: Look,
        load: &dyn Fn() -> Result<(String, Vec<u8>), Unreadable>,
    ) -> Result<Seen, Unreadable> {
        if self.workers == Workers::None {
            let (name, bytes) = load()?;
            return here(&Viewed::open(bytes, extension(&name))?, look);
        }
        let held = || self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let open = {
            let mut held = held();
            held.iter().position(|h| h.0 == key).map(|at| held.remove(at).1)
        };
        let mut worker = match open {
            Some(worker) => worker,
            None => {
                let (name, bytes) = load()?;
                let mut worker = Worker::start(&self.workers, None)?;
                let sent = worker.say(|to| {
                    send_json(to, kind::VIEW, &ToView { name })?;
                    send(to, kind::BYTES, &bytes)
                });
                drop(bytes);
                let opened = match sent {
                    Ok(()) => self.answer(&mut worker)?,
                    Err(_) => return Err(worker.ended(false, self.limit)),
                };
                opened?;
                worker
            }
        };
        if worker.say(|to| send_json(to, kind::LOOK, &look)).is_err() {
            return Err(worker.ended(false, self.limit));
        }
        // A page that cannot be shown does not close the file; a worker that failed is let go.
        let seen = self.answer(&mut worker)?;
        self.keep(key, worker);
        seen
    }

    fn keep(&self, key: &str, worker: Worker) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.push((key.to_owned(), worker));
        let gone = if held.len() > OPEN { Some(held.remove(0)) } else { None };
        drop(held);
        drop(gone);
    }

    /// What a worker answers: an error that it is no more, or what it says, which may be that it cannot.
    fn answer(&self, worker: &mut Worker) -> Result<Result<Seen, Unreadable>, Unreadable> {
        let (k, payload) = worker.next(&self.watch, self.limit)?;
        match k {
            kind::OPENED => Ok(Ok(Seen::Opened)),
            kind::PNG => Ok(Ok(Seen::Png(payload))),
            kind::LINES => Ok(Ok(Seen::Lines(serde_json::from_slice(&payload).map_err(|_| garbled())?))),
            kind::FAILED => Ok(Err(failed(&payload)?)),
            _ => Err(garbled()),
        }
    }

    /// The bytes of the file `inside` another, of which `file` is at its beginning.
    pub(crate) fn extract(
        &self,
        name: &str,
        inside: &str,
        mut file: File,
        size: u64,
    ) -> Result<Vec<u8>, Unreadable> {
        let wanted = Extract { name: name.to_owned(), inside: inside.to_owned(), size };
        let gone = |e: io::Error| Unreadable {
            reason: e.to_string(),
            remedy: "check the file's permissions and its disk".into(),
        };
        if self.workers == Workers::None {
            return taken_here(&wanted, &mut file);
        }
        let mut worker = if size <= PIPED {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map_err(gone)?;
            let mut worker = Worker::start(&self.workers, None)?;
            let sent = worker.say(|to| {
                send_json(to, kind::EXTRACT, &wanted)?;
                send(to, kind::BYTES, &bytes)
            });
            if sent.is_err() {
                return Err(worker.ended(false, self.limit));
            }
            worker
        } else {
            let wanted = serde_json::to_string(&ForOne::Extract(wanted)).map_err(|e| gone(e.into()))?;
            Worker::start(&self.workers, Some((&wanted, file)))?
        };
        let (k, payload) = worker.next(&self.watch, self.limit)?;
        match k {
            kind::BYTES => Ok(payload),
            kind::FAILED => Err(failed(&payload)?),
            _ => Err(garbled()),
        }
    }
}

fn failed(payload: &[u8]) -> Result<Unreadable, Unreadable> {
    let (reason, remedy): (String, String) = serde_json::from_slice(payload).map_err(|_| garbled())?;
    Ok(Unreadable { reason, remedy })
}

fn here(viewed: &Viewed, look: Look) -> Result<Seen, Unreadable> {
    match look {
        Look::Png { page, width } => viewed.png(page, width).map(Seen::Png),
        Look::Lines { page } => {
            let lines = viewed.lines(page)?.into_iter();
            let sent = lines.map(|l| SentLine { text: l.text, number: l.number, areas: l.areas });
            Ok(Seen::Lines(sent.collect()))
        }
    }
}

fn taken_here(wanted: &Extract, file: &mut File) -> Result<Vec<u8>, Unreadable> {
    let source = fontes_ingest::Source { name: &wanted.name, size: wanted.size, input: file, encoding: None };
    let mut found = None;
    fontes_ingest::open(source, fontes_ingest::Limits::default(), &mut |item| {
        if found.is_none() && item.inside == wanted.inside {
            found = item.bytes.map(<[u8]>::to_vec);
        }
    });
    found.ok_or_else(|| Unreadable {
        reason: "it is not within the file that held it, or not any more".into(),
        remedy: "open the file that holds it".into(),
    })
}
