//! What is served, to whom, and why it may not be?

use fontes_kit::ReadOptions;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

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
    /// A file of names and argon2 hashes of those who may come in ([`crate::add_user`] writes it).
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
