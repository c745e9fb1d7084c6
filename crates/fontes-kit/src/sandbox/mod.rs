//! How are untrusted files parsed? In processes of this same program that may do nothing but
//! compute: bytes go in by a pipe, documents come out by another. A crash, a hang or a bomb
//! costs the file, not the run.
//!
//! `serve` is the side of the worker, `pool` that of the run, `frame` what goes between them.

mod frame;
mod pool;
mod serve;

pub(crate) use pool::{Given, Input, Pool};

use std::process::ExitCode;

/// The first argument of a process that is to read files for another.
pub(crate) const WORKER: &str = "--fontes-worker";

/// Serves as a worker if this process was started as one, and gives the code to end with. The first thing
/// that a program calls in its `main`, so that [`Workers::ThisProgram`](crate::Workers) can start it again.
#[must_use]
pub fn become_worker() -> Option<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next()? != WORKER {
        return None;
    }
    // The run that started it reads why it failed from standard error.
    Some(match serve::serve(arguments.next().as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    })
}

/// Bytes of memory that a worker may hold.
pub(crate) const MEMORY: u64 = 480 << 20;

/// Bytes of the largest file that is sent through the pipe; a larger one is given to a worker
/// of its own as its standard input.
pub(crate) const PIPED: u64 = 48 << 20;
