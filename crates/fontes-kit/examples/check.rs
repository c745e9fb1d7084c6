//! A front end in thirty lines: indexes a folder, checks a draft, prints what an editor should look at.
//!
//! `cargo run --example check -p fontes-kit -- SOURCES DRAFT ARCHIVE`

use fontes_archive::Snapshot;
use fontes_kit::{IndexPlan, KitError, Listener, ReadOptions, Reader, become_worker, check, index};
use std::path::PathBuf;
use std::process::ExitCode;

struct Told;

impl Listener for Told {
    fn file(&self, path: &str, what: &str, _loss: bool) {
        eprintln!("{path}: {what}");
    }
}

fn run(sources: PathBuf, draft: PathBuf, archive: PathBuf) -> Result<bool, KitError> {
    let reader = Reader::new(&ReadOptions::default());
    index(&IndexPlan::new(&[sources], &archive), &reader, &Told)?;
    let checked = check(&draft, &Snapshot::open(&archive)?, &reader, &Default::default(), &Told)?;
    for f in checked.findings.iter().filter(|f| f.is_alarm()) {
        println!("line {}: {}: {}", checked.draft.lines.line(f.draft.start()), f.code(), f.message);
    }
    Ok(checked.findings.iter().any(|f| f.is_alarm()))
}

fn main() -> ExitCode {
    if let Some(code) = become_worker() {
        return code;
    }
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(sources), Some(draft), Some(archive)) = (paths.next(), paths.next(), paths.next()) else {
        eprintln!("usage: check SOURCES DRAFT ARCHIVE");
        return ExitCode::from(3);
    };
    match run(sources, draft, archive) {
        Ok(alarms) => ExitCode::from(u8::from(alarms)),
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(if e.is_usage() { 3 } else { 2 })
        }
    }
}
