//! What does the server hold? The archive as it is now, the reader of files, the store, the jobs, who is in.

use crate::drafts::Drafts;
use crate::error::Problem;
use crate::jobs::Jobs;
use crate::names::Names;
use crate::options::{Opened, Options, ServeError};
use crate::pictures::Pictures;
use crate::reading::Reading;
use crate::session::{self, Sessions};
use crate::store::Store;
use fontes_archive::Snapshot;
use fontes_kit::Reader;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// When the file that says what an archive holds was written, and its size.
type Stamp = (Option<SystemTime>, u64);

#[derive(Debug)]
struct Place {
    path: PathBuf,
    snapshot: Option<(Stamp, Arc<Snapshot>)>,
    store: Option<Arc<Store>>,
}

/// What all requests share.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) options: Options,
    pub(crate) names: Names,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) jobs: Jobs,
    pub(crate) pictures: Pictures,
    pub(crate) drafts: Drafts,
    pub(crate) reader: Reader,
    pub(crate) reading: Arc<Reading>,
    place: Mutex<Option<Place>>,
    opened: Opened,
}

impl App {
    pub(crate) fn new(options: Options, port: u16) -> Result<Arc<Self>, ServeError> {
        let names = Names::new(port, options.behind.as_deref()).map_err(ServeError::Usage)?;
        let users = options.users.as_deref().map(session::users).transpose().map_err(ServeError::Usage)?;
        let (token, once) = (session::secret()?, session::secret()?);
        let host = if options.listen.is_ipv6() { "[::1]" } else { "127.0.0.1" };
        let base = options.behind.clone().unwrap_or_else(|| format!("http://{host}:{port}"));
        let with = |token: &str| {
            if users.is_some() { format!("{base}/") } else { format!("{base}/#token={token}") }
        };
        let opened = Opened { address: with(&token), once: with(&once) };
        let sessions = Sessions::new(&token, &once, users, port, options.behind.is_some());
        let app = Self {
            names,
            sessions: Arc::new(sessions),
            jobs: Jobs::default(),
            pictures: Pictures::default(),
            drafts: Drafts::default(),
            reader: Reader::new(&options.reading),
            reading: Arc::new(Reading::new(&options.reading)),
            place: Mutex::default(),
            opened,
            options,
        };
        if let Some(archive) = app.options.archive.clone() {
            app.open(&archive)?;
        }
        Ok(Arc::new(app))
    }

    /// Where the workbench can be opened.
    pub(crate) fn opened(&self) -> Opened {
        self.opened.clone()
    }

    fn place(&self) -> MutexGuard<'_, Option<Place>> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an archive for the one that is worked on.
    pub(crate) fn open(&self, path: &Path) -> Result<(), fontes_archive::Error> {
        let stamp = stamp(path);
        let snapshot = Arc::new(Snapshot::open(path)?);
        self.drafts.clear();
        *self.place() = Some(Place { path: path.to_owned(), snapshot: Some((stamp, snapshot)), store: None });
        Ok(())
    }

    /// The archive's path.
    pub(crate) fn archive_path(&self) -> Option<PathBuf> {
        self.place().as_ref().map(|p| p.path.clone())
    }

    /// The archive as it is now: opened anew when a run of `fontes index` has ended since.
    pub(crate) fn archive(&self) -> Result<Arc<Snapshot>, Problem> {
        let mut held = self.place();
        let place = held.as_mut().ok_or_else(Problem::no_archive)?;
        let now = stamp(&place.path);
        if let Some((then, snapshot)) = &place.snapshot
            && *then == now
        {
            return Ok(Arc::clone(snapshot));
        }
        let fresh = Arc::new(Snapshot::open(&place.path)?);
        place.snapshot = Some((now, Arc::clone(&fresh)));
        Ok(fresh)
    }

    /// The folder beside the archive where the workbench keeps what is sent to it and what is decided.
    pub(crate) fn folder(&self) -> Result<PathBuf, Problem> {
        self.archive_path().map(|p| beside(&p)).ok_or_else(Problem::no_archive)
    }

    /// The store of decisions, made when it is first asked for.
    pub(crate) fn store(&self) -> Result<Arc<Store>, Problem> {
        let mut held = self.place();
        let place = held.as_mut().ok_or_else(Problem::no_archive)?;
        if let Some(store) = &place.store {
            return Ok(Arc::clone(store));
        }
        let store = Arc::new(Store::open(&beside(&place.path), self.options.read_only)?);
        place.store = Some(Arc::clone(&store));
        Ok(store)
    }
}

/// `my.fontes` has `my.fontes.workbench` beside it.
pub(crate) fn beside(archive: &Path) -> PathBuf {
    let mut name = archive.file_name().unwrap_or_default().to_owned();
    name.push(".workbench");
    archive.with_file_name(name)
}

fn stamp(archive: &Path) -> Stamp {
    let meta = std::fs::metadata(archive.join("generation")).ok();
    meta.map_or((None, 0), |m| (m.modified().ok(), m.len()))
}
