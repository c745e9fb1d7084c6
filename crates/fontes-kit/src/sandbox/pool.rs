//! How does a run use its workers? One for each thread that reads, kept for the next file; a
//! watch ends the one that gives no sign for too long.

use super::bounds::{MEMORY, PIPED, UNCONFINED, WORKER};
use super::frame::{ForOne, Outcome, Request, kind, receive, send, send_json};
use super::serve::NOT_CONFINED;
use crate::{Workers, platform};
use fontes_archive::Record;
use fontes_core::text::Document;
use fontes_ingest::{Format, Item, Limits, Notice, Picture, Read, Source, Unreadable, extension};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read as _, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A file, or a file within it, and what it held.
#[derive(Debug)]
pub(crate) struct Given {
    /// Its path within the file; empty for the file itself.
    pub(crate) inside: String,
    /// Digest of its bytes; empty for the file itself, and where its container read it.
    pub(crate) digest: String,
    /// Its size in bytes.
    pub(crate) size: u64,
    pub(crate) outcome: Result<Read, Unreadable>,
}

/// What comes of reading a file.
#[derive(Debug)]
pub(crate) enum Heard {
    /// A page, or the whole, of the file that comes next, for OCR.
    Picture(Picture),
    /// The file, or a file within it.
    File(Given),
}

/// A file's bytes.
pub(crate) enum Input<'i> {
    /// In memory.
    Bytes(&'i [u8]),
    /// On disk, at its beginning.
    File(File, u64),
}

/// The workers of a run.
#[derive(Debug)]
pub(crate) struct Pool {
    idle: Mutex<Vec<Worker>>,
    watch: Arc<Watch>,
    limit: Duration,
    workers: Workers,
    draw: bool,
}

impl Pool {
    /// Workers that may take `limit` from one sign of progress to the next, and draw pages for OCR if wanted.
    pub(crate) fn new(limit: Duration, workers: Workers, draw: bool) -> Self {
        Self { idle: Mutex::default(), watch: Watch::start(), limit, workers, draw }
    }

    /// Reads a file; each file in it is handed to `sink`, the outermost last, after its pictures. Plain text and
    /// JSON Lines are decoded here: no parser of a complex format meets them.
    pub(crate) fn read(
        &self,
        name: &str,
        input: Input<'_>,
        encoding: Option<&str>,
        sink: &mut dyn FnMut(Heard),
    ) {
        let (input, size) = match input {
            Input::Bytes(bytes) => (Input::Bytes(bytes), bytes.len() as u64),
            Input::File(file, size) => (Input::File(file, size), size),
        };
        let mut last = false;
        let outcome = self.dispatch(name, input, size, encoding, &mut |heard: Heard| {
            last |= matches!(&heard, Heard::File(given) if given.inside.is_empty());
            sink(heard);
        });
        if let Err(e) = outcome
            && !last
        {
            sink(Heard::File(Given { inside: String::new(), digest: String::new(), size, outcome: Err(e) }));
        }
    }

    fn dispatch(
        &self,
        name: &str,
        input: Input<'_>,
        size: u64,
        encoding: Option<&str>,
        sink: &mut dyn FnMut(Heard),
    ) -> Result<(), Unreadable> {
        let gone = |e: io::Error| unreadable(e.to_string(), "check the file's permissions and its disk");
        let extension = extension(name);
        match input {
            Input::Bytes(bytes) => {
                let head = &bytes[..bytes.len().min(4096)];
                if bytes.is_empty()
                    || self.workers == Workers::None
                    || Format::detect(head, extension)?.is_plain()
                {
                    here(name, &mut Cursor::new(bytes), size, encoding, self.draw, sink);
                    return Ok(());
                }
                self.apart(name, bytes, encoding, sink)
            }
            Input::File(mut file, _) => {
                let mut head = Vec::new();
                (&mut file).take(4096).read_to_end(&mut head).map_err(gone)?;
                file.seek(SeekFrom::Start(0)).map_err(gone)?;
                if head.is_empty()
                    || self.workers == Workers::None
                    || Format::detect(&head, extension)?.is_plain()
                {
                    here(name, &mut file, size, encoding, self.draw, sink);
                    return Ok(());
                }
                if size <= PIPED {
                    let mut bytes = Vec::new();
                    file.read_to_end(&mut bytes).map_err(gone)?;
                    return self.apart(name, &bytes, encoding, sink);
                }
                let request = Request {
                    name: name.to_owned(),
                    encoding: encoding.map(str::to_owned),
                    size,
                    draw: self.draw,
                };
                let request = serde_json::to_string(&ForOne::Read(request)).map_err(|e| gone(e.into()))?;
                let mut worker = Worker::start(&self.workers, Some((&request, file)))?;
                worker.answers(&self.watch, self.limit, sink)
            }
        }
    }

    /// Reads bytes in a worker.
    fn apart(
        &self,
        name: &str,
        bytes: &[u8],
        encoding: Option<&str>,
        sink: &mut dyn FnMut(Heard),
    ) -> Result<(), Unreadable> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = match idle {
            Some(worker) => worker,
            None => Worker::start(&self.workers, None)?,
        };
        let request = Request {
            name: name.to_owned(),
            encoding: encoding.map(str::to_owned),
            size: bytes.len() as u64,
            draw: self.draw,
        };
        let sent = worker.ask(&request, bytes);
        let done = match sent {
            Ok(()) => worker.answers(&self.watch, self.limit, sink),
            Err(_) => Err(worker.ended(false, self.limit)),
        };
        if done.is_ok() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        done
    }
}

/// Reads a file in this process: plain text, or any where there are no workers.
fn here(
    name: &str,
    input: &mut impl fontes_ingest::Input,
    size: u64,
    encoding: Option<&str>,
    draw: bool,
    sink: &mut dyn FnMut(Heard),
) {
    let source = Source { name, size, input, encoding };
    let mut give = |mut item: Item<'_>| {
        if let Ok(read) = &mut item.outcome
            && draw
        {
            for picture in std::mem::take(&mut read.pictures) {
                sink(Heard::Picture(picture));
            }
            if let Some(bytes) = item.bytes.filter(|_| !read.scans.is_empty()) {
                fontes_ingest::draw(bytes, &read.scans, &mut |picture| {
                    sink(Heard::Picture(picture));
                    true
                });
            }
        }
        sink(Heard::File(Given {
            inside: item.inside,
            digest: String::new(),
            size: item.bytes.map_or(0, |b| b.len() as u64),
            outcome: item.outcome,
        }));
    };
    // What panics here is a bug of ours; it costs the file.
    let done = catch_unwind(AssertUnwindSafe(|| fontes_ingest::open(source, Limits::default(), &mut give)));
    if done.is_err() {
        let outcome = Err(unreadable("the reader of this format failed", "report this as a bug of fontes"));
        sink(Heard::File(Given { inside: String::new(), digest: String::new(), size, outcome }));
    }
}

fn unreadable(reason: impl Into<String>, remedy: &str) -> Unreadable {
    Unreadable { reason: reason.into(), remedy: remedy.to_owned() }
}

/// When a process must have given a sign, and the process.
type Due = (Instant, Arc<Mutex<Child>>);

/// The processes that are at work.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// By process id.
    due: Mutex<BTreeMap<u32, Due>>,
}

impl Watch {
    /// A watch that looks until nobody has it any more.
    pub(super) fn start() -> Arc<Self> {
        let watch = Arc::new(Self::default());
        let watching = Arc::downgrade(&watch);
        std::thread::spawn(move || {
            while let Some(watch) = watching.upgrade() {
                watch.look();
                drop(watch);
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        watch
    }

    fn set(&self, child: &Arc<Mutex<Child>>, id: u32, limit: Duration) {
        let due = (Instant::now() + limit, Arc::clone(child));
        self.due.lock().unwrap_or_else(PoisonError::into_inner).insert(id, due);
    }

    /// Whether the process is still being watched, that is, was not ended.
    fn clear(&self, id: u32) -> bool {
        self.due.lock().unwrap_or_else(PoisonError::into_inner).remove(&id).is_some()
    }

    fn look(&self) {
        let now = Instant::now();
        self.due.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, (due, child)| {
            let late = *due <= now;
            if late {
                // It may have ended by itself just now.
                let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
            }
            !late
        });
    }
}

#[derive(Debug)]
pub(super) struct Worker {
    child: Arc<Mutex<Child>>,
    id: u32,
    input: Option<ChildStdin>,
    output: io::BufReader<ChildStdout>,
}

impl Worker {
    pub(super) fn start(workers: &Workers, file: Option<(&str, File)>) -> Result<Self, Unreadable> {
        let failed = |e: io::Error| {
            unreadable(
                format!("the process that reads files cannot be started: {e}"),
                "try again when the machine has room",
            )
        };
        let program = match workers {
            Workers::Program(program) => program.clone(),
            Workers::ThisProgram | Workers::None => std::env::current_exe().map_err(failed)?,
        };
        let mut command = Command::new(program);
        command.arg(WORKER).env_clear().stdout(Stdio::piped()).stderr(Stdio::piped());
        match file {
            Some((request, file)) => command.arg(request).stdin(file),
            None => command.stdin(Stdio::piped()),
        };
        if let Some(set) = std::env::var_os(UNCONFINED) {
            command.env(UNCONFINED, set);
        }
        let mut child = platform::start(command).map_err(failed)?;
        let output = child.stdout.take().ok_or_else(|| failed(io::ErrorKind::BrokenPipe.into()))?;
        let input = child.stdin.take();
        let id = child.id();
        Ok(Self {
            child: Arc::new(Mutex::new(child)),
            id,
            input,
            output: io::BufReader::with_capacity(1 << 16, output),
        })
    }

    fn ask(&mut self, request: &Request, bytes: &[u8]) -> io::Result<()> {
        self.say(|to| {
            send_json(to, kind::REQUEST, request)?;
            send(to, kind::BYTES, bytes)
        })
    }

    /// Sends frames to the worker.
    pub(super) fn say(&mut self, what: impl FnOnce(&mut ChildStdin) -> io::Result<()>) -> io::Result<()> {
        what(self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?)
    }

    /// The next frame that the worker sends; an error when it does not within `limit`.
    pub(super) fn next(&mut self, watch: &Watch, limit: Duration) -> Result<(u8, Vec<u8>), Unreadable> {
        watch.set(&self.child, self.id, limit);
        let frame = receive(&mut self.output);
        let alive = watch.clear(self.id);
        match frame {
            Ok(Some(frame)) => Ok(frame),
            _ => Err(self.ended(!alive, limit)),
        }
    }

    /// Takes what the worker gives until it has read the file.
    fn answers(
        &mut self,
        watch: &Watch,
        limit: Duration,
        sink: &mut dyn FnMut(Heard),
    ) -> Result<(), Unreadable> {
        let mut read = Read::default();
        let mut last = String::new();
        // A file whose pictures are on their way.
        let mut open: Option<Given> = None;
        loop {
            watch.set(&self.child, self.id, limit);
            let frame = receive(&mut self.output);
            let alive = watch.clear(self.id);
            let Ok(Some((k, payload))) = frame else {
                let mut e = self.ended(!alive, limit);
                if !last.is_empty() {
                    e.reason = format!("{} (after {last})", e.reason);
                }
                // Its words are there, though not all its pages could be drawn.
                if let Some(mut given) = open {
                    if let Ok(read) = &mut given.outcome {
                        let what = format!("its pages could not all be drawn for OCR: {}", e.reason);
                        read.notices.push(Notice { what, loss: true });
                    }
                    sink(Heard::File(given));
                }
                return Err(e);
            };
            match k {
                kind::DOCUMENT => read.documents.push(document(&payload)?),
                kind::PICTURE => {
                    let (page, bytes) = payload.split_first_chunk::<4>().ok_or_else(garbled)?;
                    let picture = Picture { page: u32::from_le_bytes(*page), bytes: bytes.to_vec() };
                    drop(payload);
                    sink(Heard::Picture(picture));
                }
                kind::OUTCOME => {
                    let o: Outcome = serde_json::from_slice(&payload).map_err(|_| garbled())?;
                    let mut read = std::mem::take(&mut read);
                    read.scans = o.scans;
                    read.notices = o.notices.into_iter().map(|(what, loss)| Notice { what, loss }).collect();
                    let outcome = match o.failed {
                        Some((reason, remedy)) => Err(Unreadable { reason, remedy }),
                        None => Ok(read),
                    };
                    last.clone_from(&o.inside);
                    let given = Given { inside: o.inside, digest: o.digest, size: o.size, outcome };
                    if o.pictures {
                        open = Some(given);
                    } else {
                        sink(Heard::File(given));
                    }
                }
                kind::DRAWN => {
                    if let Some(given) = open.take() {
                        sink(Heard::File(given));
                    }
                }
                kind::END => return Ok(()),
                _ => return Err(garbled()),
            }
        }
    }

    /// Why the worker is no more.
    pub(super) fn ended(&mut self, late: bool, limit: Duration) -> Unreadable {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let status = child.wait();
        let mut said = String::new();
        if let Some(stderr) = child.stderr.take() {
            let _ = stderr.take(4096).read_to_string(&mut said);
        }
        if late {
            return unreadable(
                format!("reading it took more than {} seconds", limit.as_secs()),
                "convert it to plain text, or give more time (--time-limit)",
            );
        }
        if said.contains(NOT_CONFINED) {
            return unreadable(
                format!("its reader {} on this system", said.trim()),
                "set FONTES_UNCONFINED=1 if a hostile file is no danger to you",
            );
        }
        if said.contains("memory allocation") || said.contains("capacity overflow") {
            return unreadable(
                format!("reading it takes more than {} MB of memory", MEMORY >> 20),
                "if it is no bomb, convert it to plain text or split it",
            );
        }
        if said.contains("overflowed its stack") {
            return unreadable("it nests too deep to be read", "if it is no bomb, convert it to plain text");
        }
        let how = match status {
            Ok(status) => status.to_string(),
            Err(e) => e.to_string(),
        };
        unreadable(
            format!("the reader of this format failed ({how})"),
            "convert the file to another format, and report this as a bug of fontes",
        )
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// A document as a worker sent it; what is not one is the worker's failure.
fn document(payload: &[u8]) -> Result<Document, Unreadable> {
    Record::decode(payload).map(|r| r.document).ok_or_else(garbled)
}

pub(super) fn garbled() -> Unreadable {
    unreadable("the reader of this format failed: its answer is garbled", "report this as a bug of fontes")
}
