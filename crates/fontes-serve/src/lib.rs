//! The workbench: a local page on an archive, where a draft is read beside its sources and its findings are decided.
//!
//! [`serve`] answers on one address until it is interrupted. What the page asks for is JSON under `/api` (described in
//! `docs/openapi.json`); the page itself is a handful of files that are part of the program. Nothing here prints.

mod api;
mod assets;
mod checking;
mod decided;
mod drafts;
mod error;
mod guard;
mod jobs;
mod layout;
mod names;
mod pictures;
mod session;
mod state;
mod store;
mod working;

pub use session::{PasswordError, add_user};

use fontes_kit::ReadOptions;
use state::App;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes of one file that may be sent to the workbench.
pub const UPLOAD_LIMIT: u64 = 512 << 20;

/// What to serve, and to whom.
#[derive(Debug, Clone)]
pub struct Options {
    /// The archive; none: it is chosen on the page.
    pub archive: Option<PathBuf>,
    /// The address to listen on. Any but one of this machine alone demands `users` and `behind`.
    pub listen: IpAddr,
    /// The port; 0 for one that is free.
    pub port: u16,
    /// A file of names and argon2 hashes of those who may come in ([`add_user`] writes it).
    pub users: Option<PathBuf>,
    /// The origin under which a proxy that speaks TLS serves the page: `https://desk.example.org`.
    pub behind: Option<String>,
    /// Nothing may be changed from the page: no file, no archive, no decision.
    pub read_only: bool,
    /// How files are read.
    pub reading: ReadOptions,
    /// Bytes of one file that may be sent.
    pub upload_limit: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            archive: None,
            listen: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            users: None,
            behind: None,
            read_only: false,
            reading: ReadOptions::default(),
            upload_limit: UPLOAD_LIMIT,
        }
    }
}

/// Where the workbench can be opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// For people: an address that lets in as often as it is opened, as long as the server runs.
    pub address: String,
    /// For a browser that is started with it: it lets in once, since other users of the machine may see arguments.
    pub once: String,
}

/// Why the workbench could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// What was asked for does not go together, or is not understood.
    #[error("{0}")]
    Usage(String),
    /// The address is taken, or not of this machine.
    #[error("{address}: {cause} (another --port may be free)")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        cause: std::io::Error,
    },
    /// The archive cannot be opened.
    #[error(transparent)]
    Archive(#[from] fontes_archive::Error),
    /// The system does not give what is needed.
    #[error("{0}")]
    System(#[from] std::io::Error),
}

impl ServeError {
    /// Whether what was asked for was wrong, rather than that it could not be done.
    #[must_use]
    pub const fn is_usage(&self) -> bool {
        matches!(self, Self::Usage(_) | Self::Listen { .. })
    }
}

/// Serves the workbench until the process is interrupted; `ready` is called when it can be opened.
///
/// # Errors
/// When the options do not go together, the archive cannot be opened, or the address cannot be had.
pub fn serve(options: Options, ready: impl FnOnce(&Opened)) -> Result<(), ServeError> {
    if !options.listen.is_loopback() && (options.users.is_none() || options.behind.is_none()) {
        return Err(ServeError::Usage(format!(
            "--listen {}: others than this machine can reach that address, so --auth FILE must say who may come in, and \
             --behind-proxy ORIGIN under which https:// address a proxy that speaks TLS serves it",
            options.listen
        )));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(BLOCKING)
        .thread_name("fontes-serve")
        .enable_all()
        .build()?;
    let done = runtime.block_on(async move {
        let address = SocketAddr::new(options.listen, options.port);
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|cause| ServeError::Listen { address, cause })?;
        let port = listener.local_addr()?.port();
        let app = App::new(options, port)?;
        ready(&app.opened());
        let router = api::router(Arc::clone(&app));
        axum::serve(listener, router).with_graceful_shutdown(interrupted(Arc::clone(&app))).await?;
        app.jobs.stop_all();
        Ok(())
    });
    // What is still at work keeps what it has read, and ends at its next whole step.
    runtime.shutdown_timeout(std::time::Duration::from_secs(5));
    done
}

/// Threads for what blocks: reading the archive, the store, files.
const BLOCKING: usize = 32;

async fn interrupted(app: Arc<App>) {
    // Where no signal can be heard, the process is ended by force, which loses nothing.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
    app.jobs.stop_all();
}

#[cfg(test)]
mod tests;
