//! How does a run end? Exit codes, and the errors that cause them.

/// The exit codes. A panic ends with 101, which is a bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Nothing to report.
    Clean = 0,
    /// Findings to be looked at.
    Findings = 1,
    /// Something could not be checked.
    NotChecked = 2,
    /// The command was called wrongly.
    Usage = 3,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    /// For people.
    pub(crate) message: String,
    /// How the run ends.
    pub(crate) exit: Exit,
}

impl Failure {
    /// The command was called wrongly.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::Usage }
    }

    /// It could not be done.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), exit: Exit::NotChecked }
    }
}

impl From<fontes_archive::Error> for Failure {
    fn from(e: fontes_archive::Error) -> Self {
        Self::new(e.to_string())
    }
}

impl From<fontes_kit::KitError> for Failure {
    fn from(e: fontes_kit::KitError) -> Self {
        let exit = if e.is_usage() { Exit::Usage } else { Exit::NotChecked };
        Self { message: e.to_string(), exit }
    }
}

impl From<fontes_core::corpus::Error> for Failure {
    fn from(e: fontes_core::corpus::Error) -> Self {
        Self::new(e.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(e: std::io::Error) -> Self {
        // Who stopped reading needs no message.
        match e.kind() {
            std::io::ErrorKind::BrokenPipe => Self::new(""),
            _ => Self::new(format!("cannot write the result: {e}")),
        }
    }
}
