//! What takes long? Work in threads of its own, whose progress is asked for.

use crate::error::Problem;
use fontes_kit::{Listener, Progress};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Files that were not read which a job tells of; the others are counted.
const TOLD: usize = 500;
/// Jobs that are remembered.
const KEPT: usize = 64;

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Running,
    Done,
    Failed,
    Stopped,
}

impl Standing {
    const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
        }
    }
}

#[derive(Debug)]
struct Seen {
    standing: Standing,
    progress: Progress,
    unread: Vec<Value>,
    unread_count: u64,
    notices: Vec<String>,
    seconds: Option<f64>,
    error: Option<(String, String)>,
    result: Value,
}

/// Work that is under way, or is done.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: u64,
    kind: &'static str,
    /// What it is about: a draft, a folder.
    about: String,
    begun: Instant,
    stop: AtomicBool,
    seen: Mutex<Seen>,
}

impl Job {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks it to stop at the next whole step.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_running(&self) -> bool {
        self.seen().standing == Standing::Running
    }

    /// The job as JSON.
    pub(crate) fn value(&self) -> Value {
        let s = self.seen();
        let p = s.progress;
        json!({
            "id": self.id,
            "kind": self.kind,
            "about": self.about,
            "state": s.standing.name(),
            "progress": {
                "files": p.files, "total_files": p.total_files, "bytes": p.bytes, "total_bytes": p.total_bytes, "pages": p.pages,
            },
            "seconds": s.seconds.unwrap_or_else(|| self.begun.elapsed().as_secs_f64()),
            "unread": s.unread,
            "unread_count": s.unread_count,
            "notices": s.notices,
            "error": s.error.as_ref().map(|e| json!({ "error": e.0, "remedy": e.1 })),
            "result": s.result,
        })
    }

    fn end(&self, done: Result<Value, Problem>) {
        let mut s = self.seen();
        s.seconds = Some(self.begun.elapsed().as_secs_f64());
        match done {
            Ok(result) => (s.standing, s.result) = (Standing::Done, result),
            Err(_) if self.stop.load(Ordering::Relaxed) => s.standing = Standing::Stopped,
            Err(p) => (s.standing, s.error) = (Standing::Failed, Some((p.error, p.remedy))),
        }
    }
}

impl Listener for Job {
    fn file(&self, path: &str, what: &str, loss: bool) {
        let mut s = self.seen();
        s.unread_count += 1;
        if s.unread.len() < TOLD {
            let show = |t: &str| fontes_report::screen::visible(t).into_owned();
            s.unread.push(json!({ "path": show(path), "what": show(what), "loss": loss }));
        }
    }

    fn progress(&self, progress: Progress) {
        self.seen().progress = progress;
    }

    fn notice(&self, what: &str) {
        let mut s = self.seen();
        if s.notices.len() < TOLD {
            s.notices.push(what.to_owned());
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

/// All jobs of the server.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    last: AtomicU64,
    all: Mutex<BTreeMap<u64, Arc<Job>>>,
}

impl Jobs {
    fn all(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Job>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts work of a kind that is about something. The same work that is under way is not started twice.
    pub(crate) fn start(
        &self,
        kind: &'static str,
        about: &str,
        work: impl FnOnce(&Job) -> Result<Value, Problem> + Send + 'static,
    ) -> Result<Arc<Job>, Problem> {
        let mut all = self.all();
        if let Some(same) = all.values().find(|j| j.kind == kind && j.about == about && j.is_running()) {
            return Ok(Arc::clone(same));
        }
        while all.len() >= KEPT {
            let Some(old) = all.values().find(|j| !j.is_running()).map(|j| j.id) else {
                return Err(Problem::new(
                    axum::http::StatusCode::TOO_MANY_REQUESTS,
                    "too much is under way",
                    "wait until some of it is done",
                ));
            };
            all.remove(&old);
        }
        let job = Arc::new(Job {
            id: self.last.fetch_add(1, Ordering::Relaxed) + 1,
            kind,
            about: about.to_owned(),
            begun: Instant::now(),
            stop: AtomicBool::new(false),
            seen: Mutex::new(Seen {
                standing: Standing::Running,
                progress: Progress::default(),
                unread: vec![],
                unread_count: 0,
                notices: vec![],
                seconds: None,
                error: None,
                result: Value::Null,
            }),
        });
        let worker = Arc::clone(&job);
        std::thread::Builder::new().name(format!("fontes-{kind}")).spawn(move || {
            // A job that dies must not look as if it ran for ever.
            let run = std::panic::AssertUnwindSafe(|| work(&worker));
            let done = std::panic::catch_unwind(run)
                .unwrap_or_else(|_| Err(Problem::broken("the program failed at this; it is a bug")));
            worker.end(done);
        })?;
        all.insert(job.id, Arc::clone(&job));
        Ok(job)
    }

    pub(crate) fn get(&self, id: u64) -> Option<Arc<Job>> {
        self.all().get(&id).cloned()
    }

    /// The jobs, newest first.
    pub(crate) fn list(&self) -> Vec<Arc<Job>> {
        self.all().values().rev().cloned().collect()
    }

    /// Asks all to stop.
    pub(crate) fn stop_all(&self) {
        self.all().values().for_each(|j| j.stop());
    }
}
