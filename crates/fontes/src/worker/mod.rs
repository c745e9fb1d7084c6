//! How are untrusted files parsed? In processes of this same program that may do nothing but
//! compute: bytes go in by a pipe, documents come out by another. A crash, a hang or a bomb
//! costs the file, not the run.
//!
//! `serve` is the side of the worker, `pool` that of the run, `wire` what goes between them.

mod pool;
mod serve;
mod wire;

pub(crate) use pool::{Given, Input, Pool};
pub(crate) use serve::serve;

/// Bytes of memory that a worker may hold.
pub(crate) const MEMORY: u64 = 480 << 20;

/// Bytes of the largest file that is sent through the pipe; a larger one is given to a worker
/// of its own as its standard input.
pub(crate) const PIPED: u64 = 48 << 20;
