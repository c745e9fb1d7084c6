//! How does long work go on while Python listens? On a thread of its own: the caller's hands on progress and hears Ctrl-C.

use crate::errors::{FontesError, StoppedError};
use fontes_core::corpus::{self, Corpus, Index, Part, Source};
use fontes_kit::{Listener, Progress};
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How often Python is asked.
const OFTEN: Duration = Duration::from_millis(50);
/// Bytes of the stack of the thread that works: as much as the main thread of a program has.
const STACK: usize = 8 << 20;

/// Something that was said of a file, or of none.
#[derive(Debug, Clone)]
pub(crate) struct Notice {
    pub(crate) path: Option<String>,
    pub(crate) what: String,
    /// Whether words are missing.
    pub(crate) loss: bool,
}

/// What the work says and is told.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    stop: AtomicBool,
    progress: Mutex<Option<String>>,
    notices: Mutex<Vec<Notice>>,
}

impl Heard {
    pub(crate) fn say(&self, progress: String) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    }

    pub(crate) fn notices(&self) -> Vec<Notice> {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, notice: Notice) {
        self.notices.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
    }
}

impl Listener for Heard {
    fn file(&self, path: &str, what: &str, loss: bool) {
        self.note(Notice { path: Some(path.to_owned()), what: what.to_owned(), loss });
    }

    fn notice(&self, what: &str) {
        self.note(Notice { path: None, what: what.to_owned(), loss: false });
    }

    fn progress(&self, p: Progress) {
        let mb = |n: u64| n as f64 / 1e6;
        self.say(format!(
            "{} of {} files, {:.1} of {:.1} MB",
            p.files,
            p.total_files,
            mb(p.bytes),
            mb(p.total_bytes)
        ));
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// Does the work. `progress` is called with a line for people, some times a second, on the caller's thread. An exception that it
/// raises, or Ctrl-C, stops the work at the next whole step, and is raised when it has stopped.
pub(crate) fn run<T: Send>(
    py: Python<'_>,
    progress: Option<Py<PyAny>>,
    work: impl FnOnce(&Heard) -> PyResult<T> + Send,
) -> PyResult<(T, Vec<Notice>)> {
    let heard = Heard::default();
    let mut raised: Option<PyErr> = None;
    let done = py.detach(|| {
        std::thread::scope(|scope| {
            let (tell, told) = channel::<()>();
            let heard = &heard;
            let working = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || {
                let out = work(heard);
                drop(tell);
                out
            });
            let Ok(working) = working else { return Err(FontesError::new_err("no thread could be started")) };
            while told.recv_timeout(OFTEN) == Err(RecvTimeoutError::Timeout) {
                if raised.is_some() {
                    continue;
                }
                let asked: PyResult<()> = Python::attach(|py| {
                    py.check_signals()?;
                    let line = heard.progress.lock().unwrap_or_else(PoisonError::into_inner).take();
                    if let (Some(call), Some(line)) = (&progress, line) {
                        call.call1(py, (line,))?;
                    }
                    Ok(())
                });
                if let Err(e) = asked {
                    raised = Some(e);
                    heard.stop.store(true, Ordering::Relaxed);
                }
            }
            working
                .join()
                .unwrap_or_else(|_| Err(FontesError::new_err("this is a bug of fontes: the work broke off")))
        })
    });
    if let Some(e) = raised {
        return Err(e);
    }
    if let (Some(call), Some(line)) =
        (&progress, heard.progress.lock().unwrap_or_else(PoisonError::into_inner).take())
    {
        call.call1(py, (line,))?;
    }
    Ok((done?, heard.notices()))
}

/// A corpus that cannot be read any more once the work is to stop: what reads it comes to an end at its next document.
pub(crate) struct Stoppable<'c> {
    pub(crate) corpus: &'c dyn Corpus,
    pub(crate) heard: &'c Heard,
}

/// What such a corpus says.
const STOPPED: &str = "stopped";

impl Stoppable<'_> {
    fn go_on(&self) -> corpus::Result<()> {
        if self.heard.stopped() { Err(corpus::Error::new(STOPPED)) } else { Ok(()) }
    }
}

impl Corpus for Stoppable<'_> {
    fn len(&self) -> usize {
        self.corpus.len()
    }

    fn bytes(&self) -> u64 {
        self.corpus.bytes()
    }

    fn source(&self, number: usize) -> corpus::Result<Arc<Source>> {
        self.go_on()?;
        self.corpus.source(number)
    }

    fn part(&self, number: usize, part: &Part) -> corpus::Result<Arc<Source>> {
        self.go_on()?;
        self.corpus.part(number, part)
    }

    fn index(&self) -> Option<&dyn Index> {
        self.corpus.index()
    }
}

/// The error of work over such a corpus.
pub(crate) fn stopped_or(heard: &Heard, error: impl std::fmt::Display) -> PyErr {
    if heard.stopped() { StoppedError::new_err(STOPPED) } else { crate::errors::failed(error) }
}
