//! How does a program become a worker?

use super::bounds::{CAGE, WORKER};
use super::serve;
use crate::{Workers, platform};
use std::path::Path;
use std::process::{Command, ExitCode};

/// Serves as a worker if this process was started as one, and gives the code to end with. The first thing
/// that a program calls in its `main`, so that [`Workers::ThisProgram`](crate::Workers) can start it again.
#[must_use]
pub fn become_worker() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    let first = arguments.next()?;
    if first == CAGE {
        let program = arguments.next()?;
        return Some(platform::become_caged(Command::new(program).args(arguments)));
    }
    if first != WORKER {
        return None;
    }
    let file = arguments.next().and_then(|a| a.into_string().ok());
    // The run that started it reads why it failed from standard error.
    Some(match serve::serve(file.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    })
}

/// The command that runs another program without a right to write or to reach a network, where the system can
/// forbid that and a program of ours can be started to say so.
pub(crate) fn cage(workers: &Workers, program: &Path) -> Command {
    let ours = match workers {
        Workers::Program(ours) => Some(ours.clone()),
        Workers::ThisProgram => std::env::current_exe().ok(),
        Workers::None => None,
    };
    match ours.filter(|_| platform::CAGES) {
        Some(ours) => {
            let mut command = Command::new(ours);
            command.arg(CAGE).arg(program);
            command
        }
        None => Command::new(program),
    }
}
