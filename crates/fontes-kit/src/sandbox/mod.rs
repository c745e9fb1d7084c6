//! How are untrusted files parsed? In processes of this same program that may do nothing but
//! compute: bytes go in by a pipe, documents come out by another. A crash, a hang or a bomb
//! costs the file, not the run.
//!
//! `serve` is the side of the worker, `pool` that of the run, `frame` what goes between them, `worker` how a program becomes
//! one, `bounds` what it may take.

mod bounds;
mod frame;
mod pool;
mod serve;
mod worker;

pub(crate) use bounds::PIPED;
pub(crate) use pool::{Given, Heard, Input, Pool};
pub use worker::become_worker;
pub(crate) use worker::cage;
