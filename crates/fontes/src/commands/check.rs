//! `fontes check`: drafts against an archive.

use super::shared;
use super::target::Target;
use crate::cli::{Against, Check, Format, Reading, UseOcr};
use crate::exit::{Exit, Failure};
use crate::progress::Terminal;
use crate::say::say;
use fontes_archive::Snapshot;
use fontes_check::finding::history;
use fontes_check::finding::words::counted;
use fontes_check::{Checked, Finding, Options};
use fontes_core::lang::Formulas;
use fontes_kit::{Choice, Pattern, Settings};
use fontes_report::baseline::Baseline;
use fontes_report::terminal;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is asked for: the command line, and what it leaves open as the settings say.
struct Asked {
    /// The settings, where a file says any.
    settings: Option<Settings>,
    drafts: Vec<PathBuf>,
    against: Against,
    reading: Reading,
    choice: Choice,
    silence: Vec<PathBuf>,
    options: Options,
    threads: Option<usize>,
}

impl Asked {
    fn of(a: &Check, listener: &Terminal) -> Result<Self, Failure> {
        let settings = match &a.choosing.config {
            Some(file) => Some(fontes_kit::settings(file)?),
            None if a.choosing.no_config => None,
            None => a.drafts.first().map_or(Ok(None), |d| fontes_kit::settings_for(d))?,
        };
        let says = settings.clone().unwrap_or_default();
        let against = if a.archive.is_some() || a.against.is_some() {
            Against { archive: a.archive.clone(), against: a.against.clone() }
        } else {
            Against { archive: says.archive, against: says.against }
        };
        if against.archive.is_none() && against.against.is_none() {
            return Err(Failure::usage(
                "against what? Name an archive (--archive) or a folder of sources (--against), here or in fontes.toml",
            ));
        }
        let sources = against.archive.iter().chain(&against.against);
        let others = sources.chain(&a.output).chain(&a.choosing.baseline);
        let others: Vec<PathBuf> = others.cloned().collect();
        let drafts = fontes_kit::drafts(&a.drafts, &others, listener)?;
        if a.choosing.config.is_none() && !a.choosing.no_config {
            one_for_all(settings.as_ref(), &drafts)?;
        }
        let patterns = |option: &str, all: &[String]| -> Result<Vec<Pattern>, Failure> {
            let read = |p: &String| Pattern::new(p).map_err(|e| Failure::usage(format!("{option}: {e}")));
            all.iter().map(read).collect()
        };
        let mut choice = Choice {
            only: patterns("--only", &a.choosing.only)?,
            ignore: patterns("--ignore", &a.choosing.ignore)?,
            ..Choice::default()
        };
        if choice.only.is_empty() {
            choice.only = says.only;
        }
        choice.ignore.extend(says.ignore);
        let asked = a.choosing.severity.as_deref().map(fontes_kit::severity).transpose();
        let asked = asked.map_err(|e| Failure::usage(format!("--severity: {e}")))?;
        choice.severity = asked.or(says.severity).unwrap_or(choice.severity);
        let min_words = a.min_words.or(says.min_words).unwrap_or(8);
        if min_words < 4 {
            return Err(Failure::usage("--min-words: at least 4"));
        }
        let options = Options {
            borrowing: !a.no_borrowing && says.borrowing.unwrap_or(true),
            min_words,
            boilerplate: Arc::new(boilerplate(a.boilerplate.iter().chain(&says.boilerplate))?),
            ..Options::default()
        };
        let given = &a.reading;
        let reading = Reading {
            encoding: given.encoding.clone().or(says.encoding),
            ocr: given.ocr.or(says.ocr.map(|ocr| match ocr {
                fontes_kit::UseOcr::Auto => UseOcr::Auto,
                fontes_kit::UseOcr::Never => UseOcr::Never,
            })),
            ocr_language: given.ocr_language.clone().or(says.ocr_language),
            ocr_pages: given.ocr_pages,
            time_limit: given.time_limit.or(says.time_limit),
            follow_links: given.follow_links,
        };
        let silence = a.choosing.silence.iter().cloned().chain(says.silence).collect();
        let threads = a.threads.or(says.threads);
        Ok(Self { settings, drafts, against, reading, choice, silence, options, threads })
    }
}

/// Drafts of one run have one file of settings, or none.
fn one_for_all(settings: Option<&Settings>, drafts: &[PathBuf]) -> Result<(), Failure> {
    let first = settings.map(|s| s.file.as_path());
    for draft in drafts {
        let other = fontes_kit::settings_for(draft)?;
        let file = other.as_ref().map(|s| s.file.as_path());
        if file != first {
            let shown = |f: Option<&Path>| f.map_or("no fontes.toml".into(), |f| f.display().to_string());
            return Err(Failure::usage(format!(
                "{} has {}, other drafts have {}: check them in two runs, or name one file with --config",
                draft.display(),
                shown(file),
                shown(first)
            )));
        }
    }
    Ok(())
}

/// The passages of files that are named as common property.
fn boilerplate<'a>(files: impl Iterator<Item = &'a PathBuf>) -> Result<Formulas, Failure> {
    let mut all = String::new();
    for path in files {
        let text = std::fs::read_to_string(path)
            .map_err(|e| Failure::usage(format!("boilerplate {}: {e}", path.display())))?;
        all += &text;
        all += "\n\n";
    }
    Ok(Formulas::new(&all))
}

pub(crate) fn run(a: &Check) -> Result<Exit, Failure> {
    let listener = Terminal::default();
    let asked = Asked::of(a, &listener)?;
    shared::set_threads(asked.threads)?;
    let many = asked.drafts.len() > 1;
    let format = a.json.then_some(Format::Json).or(a.format);
    not_over(a.output.as_deref(), &asked.drafts)?;
    let archive = shared::open(&asked.against, &asked.reading, a.quiet)?;
    if archive.totals().documents == 0 {
        return Err(Failure::new(
            "the archive holds no document to check against (`fontes status` says what was not read)",
        ));
    }
    let baseline = a.choosing.baseline.as_deref().map(earlier).transpose()?;
    let reader = fontes_kit::Reader::new(&asked.reading.options());
    let one = |path: &Path| -> Result<Checked, Failure> {
        let mut checked = fontes_kit::check(path, &archive, &reader, &asked.options, &listener)?;
        for rules in &asked.silence {
            fontes_kit::silence_by(rules, &mut checked)?;
        }
        if let Some(earlier) = baseline.as_ref() {
            let name = path.to_string_lossy();
            if let Some(before) = earlier.of(&name, !many) {
                checked.gone = Some(history::compare(checked.draft.text(), &mut checked.findings, before));
            } else {
                listener.say(&format!("{name}: the earlier report does not tell of this draft"));
            }
        }
        Ok(checked)
    };
    let width = shared::width(a.output.as_deref());
    let show = terminal::Show { verbose: a.verbose, quiet: a.quiet, width };
    let mut target = Target::open(format, a.output.as_deref(), many, show)?;
    let again = again(a);
    let mut exit = Exit::Clean;
    let mut unchecked = 0;
    let mut said = BTreeSet::new();
    // A few at a time, in order, so that many drafts do not wait for the last.
    for drafts in asked.drafts.chunks(rayon::current_num_threads().clamp(2, 8) * 4) {
        let done: Vec<Result<Checked, Failure>> = drafts.par_iter().map(|p| one(p)).collect();
        for result in done {
            match result {
                Ok(mut checked) => {
                    let covered = |f: &&Finding| asked.choice.covers(f.kind, f.verdict);
                    unchecked += checked.findings.iter().filter(covered).filter(|f| f.is_unchecked()).count();
                    asked.choice.apply(&mut checked);
                    let alarm = checked.findings.iter().any(Finding::is_alarm);
                    exit = exit.max(if alarm { Exit::Findings } else { Exit::Clean });
                    // The archive of a folder was brought up to date just now.
                    if asked.against.archive.is_some() {
                        warn_of_changed_sources(&checked, &archive, &mut said)?;
                    }
                    target.add(checked, &again)?;
                }
                Err(failure) if many => {
                    say!("{}", failure.message);
                    exit = exit.max(failure.exit);
                }
                Err(failure) => return Err(failure),
            }
        }
    }
    if let Some(settings) = &asked.settings {
        target.remark(&format!("settings of {}", settings.file.display()))?;
    }
    target.finish()?;
    if exit == Exit::Clean && listener.losses() > 0 {
        say!("nothing to report, but a part of the draft could not be read");
        exit = Exit::NotChecked;
    }
    Ok(finish(exit, &archive, unchecked))
}

/// Reads an earlier report.
fn earlier(path: &Path) -> Result<Baseline, Failure> {
    let wrong = |e: String| Failure::usage(format!("--baseline {}: {e}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|e| wrong(e.to_string()))?;
    let baseline = Baseline::read(&text).map_err(wrong)?;
    if baseline.left_out > 0 {
        say!(
            "{}: {} findings were left out of it as asked; those of them that are there are said to be new",
            path.display(),
            baseline.left_out
        );
    }
    Ok(baseline)
}

/// A report does not go over a draft.
fn not_over(output: Option<&Path>, drafts: &[PathBuf]) -> Result<(), Failure> {
    let Some(output) = output else { return Ok(()) };
    let same = |d: &&PathBuf| match (d.canonicalize(), output.canonicalize()) {
        (Ok(d), Ok(o)) => d == o,
        _ => false,
    };
    match drafts.iter().find(same) {
        Some(draft) => Err(Failure::usage(format!(
            "-o {}: that is a draft; the report would go over it",
            draft.display()
        ))),
        None => Ok(()),
    }
}

/// A draft without findings is clean only if all sources were read.
fn finish(exit: Exit, archive: &Snapshot, unchecked: usize) -> Exit {
    if exit == Exit::Clean
        && let Some(unseen) = archive.totals().unseen()
    {
        say!("nothing to report, but of the sources {unseen}");
        return Exit::NotChecked;
    }
    if exit == Exit::Clean && unchecked > 0 {
        say!(
            "nothing to report, but {} could not be checked: their sources are not in the archive, or their closing marks are missing",
            counted(unchecked as u64, "quotation")
        );
        return Exit::NotChecked;
    }
    exit
}

/// The archive holds its own copy of every text; if a source that a finding rests on has
/// changed on disk since, its reader must know.
fn warn_of_changed_sources(
    checked: &Checked,
    archive: &Snapshot,
    said: &mut BTreeSet<String>,
) -> Result<(), Failure> {
    let mut paths: Vec<&str> = checked
        .findings
        .iter()
        .flat_map(|f| f.evidence.iter().take(f.parts))
        // A file within a container is as old as the container.
        .map(|e| fontes_kit::outermost(&e.witness.path))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    for path in paths {
        // Once for all drafts of the run.
        if !said.insert(path.to_owned()) {
            continue;
        }
        if let Some(digest) = archive.file_digest(path)?
            && let Some(how) = fontes_kit::stale(path, &digest)
        {
            say!("{path}: {how} since it was indexed (run `fontes index` to check against it as it is now)");
        }
    }
    Ok(())
}

/// The command that makes the same report again.
fn again(a: &Check) -> String {
    let quote = |p: &Path| {
        let s = p.to_string_lossy();
        let plain = s.chars().all(|c| c.is_alphanumeric() || "/._-+=:@".contains(c));
        if plain { s.into_owned() } else { format!("'{}'", s.replace('\'', "'\\''")) }
    };
    let mut out = String::from("fontes check");
    for d in &a.drafts {
        out += &format!(" {}", quote(d));
    }
    if let Some(p) = &a.archive {
        out += &format!(" --archive {}", quote(p));
    }
    if let Some(p) = &a.against {
        out += &format!(" --against {}", quote(p));
    }
    if a.no_borrowing {
        out += " --no-borrowing";
    }
    for p in &a.boilerplate {
        out += &format!(" --boilerplate {}", quote(p));
    }
    if let Some(n) = a.min_words {
        out += &format!(" --min-words {n}");
    }
    let c = &a.choosing;
    for (option, codes) in [("--only", &c.only), ("--ignore", &c.ignore)] {
        if !codes.is_empty() {
            out += &format!(" {option} {}", quote(Path::new(&codes.join(","))));
        }
    }
    if let Some(severity) = &c.severity {
        out += &format!(" --severity {severity}");
    }
    for p in &c.silence {
        out += &format!(" --silence {}", quote(p));
    }
    if let Some(p) = &c.baseline {
        out += &format!(" --baseline {}", quote(p));
    }
    if let Some(p) = &c.config {
        out += &format!(" --config {}", quote(p));
    }
    if c.no_config {
        out += " --no-config";
    }
    if let Some(e) = &a.reading.encoding {
        out += &format!(" --encoding {e}");
    }
    out += " --format html";
    if let Some(p) = &a.output {
        out += &format!(" -o {}", quote(p));
    }
    out
}
