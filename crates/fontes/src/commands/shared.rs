//! What do several commands need? The archive that was asked for, the place where a result goes.

use crate::cli::{Against, Reading};
use crate::exit::Failure;
use crate::progress::{self, Terminal};
use fontes_archive::Snapshot;
use fontes_report::screen::Screen;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Where the archive lies that is made for this once.
static TEMPORARY: Mutex<Option<tempfile::TempDir>> = Mutex::new(None);

static NO_CACHE: AtomicBool = AtomicBool::new(false);

/// From now on nothing is kept in the cache directory.
pub(crate) fn keep_nothing() {
    NO_CACHE.store(true, Ordering::Relaxed);
}

/// Whether nothing is to be kept in the cache directory.
pub(super) fn keeps_nothing() -> bool {
    NO_CACHE.load(Ordering::Relaxed)
}

/// Takes away what was made for this once.
pub(crate) fn tidy() {
    drop(TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).take());
}

/// Opens the archive that was asked for; a folder of sources is indexed first, into the
/// cache directory.
pub(super) fn open(against: &Against, reading: &Reading, quiet: bool) -> Result<Snapshot, Failure> {
    match (&against.archive, &against.against) {
        (Some(dir), _) => open_archive(dir),
        (None, Some(folder)) => {
            progress::stop_on_interrupt();
            // The encoding that is given is the draft's.
            let reader = fontes_kit::Reader::new(&reading.options()).guessing();
            let listener = Terminal::new(quiet);
            if keeps_nothing() {
                let (archive, place) = fontes_kit::open_folder_once(folder, &reader, &listener)?;
                *TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
                return Ok(archive);
            }
            Ok(fontes_kit::open_folder(folder, &reader, &listener)?)
        }
        (None, None) => Err(Failure::usage("name an archive (--archive) or a folder (--against)")),
    }
}

/// Opens an archive; where a folder of files was named in its place, says how that is meant.
pub(super) fn open_archive(dir: &Path) -> Result<Snapshot, Failure> {
    match Snapshot::open(dir) {
        Err(fontes_archive::Error::NotAnArchive(_)) => {
            let shown = dir.display();
            Err(Failure::usage(format!(
                "{shown}: no archive, but a folder or file of sources: use --against {shown}, or make an archive of it: fontes index {shown} --archive my.fontes"
            )))
        }
        other => Ok(other?),
    }
}

/// The same where an archive need not be asked for.
pub(super) fn open_if_asked(
    archive: Option<&Path>,
    against: Option<&Path>,
) -> Result<Option<Snapshot>, Failure> {
    if archive.is_none() && against.is_none() {
        return Ok(None);
    }
    let against = Against { archive: archive.map(Into::into), against: against.map(Into::into) };
    open(&against, &Reading::default(), true).map(Some)
}

/// Sets the number of threads for the whole run.
pub(super) fn set_threads(threads: Option<usize>) -> Result<(), Failure> {
    match threads {
        Some(0) => Err(Failure::usage("--threads: at least 1")),
        Some(n) => {
            // It fails only when set twice, which no command does.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(n).build_global();
            Ok(())
        }
        None => Ok(()),
    }
}

static WIDTH: OnceLock<Option<usize>> = OnceLock::new();

/// Sets the width of lines for the whole run: 0 for no wrapping.
pub(crate) fn set_width(width: Option<usize>) {
    // It is set once, by the main function.
    let _ = WIDTH.set(width);
}

/// Columns at which what is written to `file`, or to stdout, is wrapped: as was asked for, else as wide as the terminal.
pub(super) fn width(file: Option<&Path>) -> Option<usize> {
    match WIDTH.get().copied().flatten() {
        Some(0) => None,
        Some(width) => Some(width),
        None if file.is_some() || !std::io::stdout().is_terminal() => None,
        None => terminal_size::terminal_size_of(std::io::stdout()).map(|size| usize::from(size.0.0)),
    }
}

/// Who reads a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// A person: colour as the terminal can, none in a file.
    Person,
    /// A program: every byte as it was written.
    Program,
}

impl Reader {
    pub(super) const fn of(machine: bool) -> Self {
        if machine { Self::Program } else { Self::Person }
    }
}

/// Where a result goes: a file, or stdout.
pub(super) fn output(path: Option<&Path>, reader: Reader) -> Result<Box<dyn std::io::Write>, Failure> {
    let file = match path {
        Some(path) => Some(
            std::fs::File::create(path).map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?,
        ),
        None => None,
    };
    Ok(match (file, reader) {
        (Some(file), Reader::Program) => Box::new(std::io::BufWriter::new(file)),
        (Some(file), Reader::Person) => {
            let file: Box<dyn std::io::Write> = Box::new(std::io::BufWriter::new(file));
            Box::new(Screen::new(anstream::StripStream::new(file)))
        }
        (None, Reader::Program) => Box::new(std::io::BufWriter::new(std::io::stdout())),
        (None, Reader::Person) => {
            // What a document says is made visible before colours are taken out or not.
            let out = anstream::AutoStream::auto(std::io::stdout());
            Box::new(Screen::new(std::io::BufWriter::new(out)))
        }
    })
}
