//! What does each command do? One file a command.

mod check;
mod compare;
mod facts;
mod find;
mod index;
mod read;
mod readout;
mod reuse;
mod search;
mod statements;
mod status;

use crate::cli::{Against, Arguments, Command, Reading};
use crate::exit::{Exit, Failure};
use crate::gather::{self, Plan};
use crate::worker;
use clap::CommandFactory;
use etcetera::BaseStrategy;
use fontes_archive::Snapshot;
use std::path::{Path, PathBuf};

pub(crate) fn run(command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Index(a) => index::run(&a),
        Command::Check(a) => check::run(&a),
        Command::Find(a) => find::run(&a),
        Command::Search(a) => search::run(&a),
        Command::Compare(a) => compare::run(&a),
        Command::Reuse(a) => reuse::run(&a),
        Command::Read(a) => read::run(&a),
        Command::Statements(a) => statements::run(&a),
        Command::Timeline(a) => readout::dates(&a),
        Command::People(a) => readout::persons(&a),
        Command::Network(a) => readout::network(&a),
        Command::Status(a) => status::run(&a),
        Command::Worker { file } => {
            worker::serve(file.as_deref()).map_err(|e| Failure::new(e.to_string()))?;
            Ok(Exit::Clean)
        }
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Arguments::command(), "fontes", &mut std::io::stdout());
            Ok(Exit::Clean)
        }
    }
}

/// Opens the archive that was asked for; a folder of sources is indexed first, into the
/// cache directory.
fn open(against: &Against, reading: &Reading, quiet: bool) -> Result<Snapshot, Failure> {
    let dir = match (&against.archive, &against.against) {
        (Some(dir), _) => dir.clone(),
        (None, Some(folder)) => {
            let dir = cached(folder)?;
            // The encoding that is given is the draft's.
            let reading = Reading { encoding: None, ..reading.clone() };
            let plan = Plan {
                sources: std::slice::from_ref(folder),
                archive: &dir,
                reading: &reading,
                retry_failed: false,
                quiet,
            };
            if gather::index(&plan)?.is_none() {
                return Err(Failure::new("stopped; what was read is kept for the next run"));
            }
            dir
        }
        (None, None) => return Err(Failure::usage("name an archive (--archive) or a folder (--against)")),
    };
    Ok(Snapshot::open(&dir)?)
}

/// Where the archive of a folder is kept: by the folder's true path and the path as given,
/// which the archive's documents bear.
fn cached(folder: &Path) -> Result<PathBuf, Failure> {
    let real = folder
        .canonicalize()
        .map_err(|_| Failure::usage(format!("{}: no such file or folder", folder.display())))?;
    let base = etcetera::choose_base_strategy()
        .map_err(|e| Failure::new(format!("no home directory: {e} (use --archive)")))?
        .cache_dir();
    // An archive of another format is made anew, not refused.
    let key = format!("{}\0{}\0{}", real.display(), folder.display(), fontes_archive::FORMAT);
    let name = blake3::hash(key.as_bytes()).to_hex();
    let dir = base.join("fontes").join(&name[..24]);
    std::fs::create_dir_all(base.join("fontes"))
        .map_err(|e| Failure::new(format!("{}: {e} (use --archive)", base.display())))?;
    Ok(dir)
}

/// The file on disk that holds the file at `path`, which may be within a container.
fn outermost(path: &str) -> &str {
    if Path::new(path).exists() { path } else { path.split(fontes_archive::INSIDE).next().unwrap_or(path) }
}

/// Sets the number of threads for the whole run.
fn set_threads(threads: Option<usize>) -> Result<(), Failure> {
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

/// Who reads a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// A person: colour as the terminal can, none in a file.
    Person,
    /// A program: every byte as it was written.
    Program,
}

impl Reader {
    const fn of(machine: bool) -> Self {
        if machine { Self::Program } else { Self::Person }
    }
}

/// Where a result goes: a file, or stdout.
fn output(path: Option<&Path>, reader: Reader) -> Result<Box<dyn std::io::Write>, Failure> {
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
            Box::new(anstream::StripStream::new(file))
        }
        (None, Reader::Program) => Box::new(std::io::BufWriter::new(std::io::stdout())),
        (None, Reader::Person) => {
            Box::new(std::io::BufWriter::new(anstream::AutoStream::auto(std::io::stdout())))
        }
    })
}

/// Whether the file on disk is no longer what was indexed.
fn stale(path: &str, digest: &str) -> Option<&'static str> {
    // What could not be opened when it was indexed (a pipe would wait for ever) is not opened now.
    if digest.is_empty() {
        return None;
    }
    match std::fs::File::open(path).and_then(fontes_archive::digest_of) {
        Ok(now) if now == digest => None,
        Ok(_) => Some("changed"),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Some("gone"),
        Err(_) => Some("no longer readable"),
    }
}
