//! What may a worker take, and how is it told that it is one?

/// The first argument of a process that is to read files for another.
pub(crate) const WORKER: &str = "--fontes-worker";

/// The first argument of a process that is to become another program, without its rights.
pub(crate) const CAGE: &str = "--fontes-cage";

/// Bytes of memory that a worker may hold.
pub(crate) const MEMORY: u64 = 480 << 20;

/// Seconds of the processor from one sign of progress to the next, after which the system ends a worker that nobody
/// watches any more.
pub(crate) const CPU: u64 = 3600;

/// Set where files are to be read though the system cannot confine their readers.
pub(crate) const UNCONFINED: &str = "FONTES_UNCONFINED";

/// Bytes of the largest file that is sent through the pipe; a larger one is given to a worker
/// of its own as its standard input.
pub(crate) const PIPED: u64 = 48 << 20;
