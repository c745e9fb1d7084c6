//! How does a program become a worker?

use super::bounds::WORKER;
use super::serve;
use std::process::ExitCode;

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
