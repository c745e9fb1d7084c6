//! How are untrusted files parsed? In processes of this same program that may do nothing but
//! compute: bytes go in by a pipe, documents come out by another. A crash, a hang or a bomb
//! costs the file, not the run.
//!
//! `serve` is the side of the worker (`show` where it shows pages), `pool` that of the run, `viewer` that of who looks at pages, `frame` what goes between them, `worker` how a program becomes
//! one, `bounds` what it may take.

mod bounds;
mod frame;
mod pool;
mod serve;
mod show;
mod viewer;
mod worker;

pub(crate) use bounds::PIPED;
pub(crate) use frame::{Look, SentLine};
pub(crate) use pool::{Given, Heard, Input, Pool};
pub(crate) use viewer::{Seen, Viewers};
pub use worker::become_worker;
pub(crate) use worker::cage;
