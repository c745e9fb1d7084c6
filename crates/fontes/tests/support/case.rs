//! Checking a case: a draft beside its sources, in a folder, in this process.

use fontes_check::{Checked, Finding, Options};
use fontes_kit::{IndexPlan, KitError, ReadOptions, Reader, Silent, UseOcr, Workers, check, index};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A reader that parses in this process, and takes no picture for text.
pub(crate) fn reader() -> Reader {
    Reader::new(&ReadOptions { workers: Workers::None, ocr: UseOcr::Never, ..ReadOptions::default() })
}

/// Whether the expected values are to be written anew.
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|v| v == "1")
}

/// Checks `dir/draft.*` against `dir/sources`.
pub(crate) fn checked(dir: &Path, reader: &Reader) -> Result<Checked, KitError> {
    let archive = scratch();
    let archive = archive.path().join("a");
    let sources = [dir.join("sources")];
    if !sources[0].is_dir() {
        return Err(KitError::NotThere(sources[0].clone()));
    }
    index(&IndexPlan::new(&sources, &archive), reader, &Silent)?;
    let snapshot = fontes_archive::Snapshot::open(&archive)?;
    check(&draft_in(dir)?, &snapshot, reader, &Options::default(), &Silent)
}

/// A folder that is gone afterwards; in memory where the machine has such a place, because archives are written through
/// to the disk.
pub(crate) fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a temporary folder")
}

fn draft_in(dir: &Path) -> Result<PathBuf, KitError> {
    let mut all: Vec<PathBuf> = entries(dir)
        .into_iter()
        .filter(|p| p.file_stem().is_some_and(|s| s == "draft"))
        .filter(|p| p.extension().is_none_or(|e| e != "silence"))
        .collect();
    match (all.pop(), all.pop()) {
        (Some(one), None) => Ok(one),
        _ => Err(KitError::NotThere(dir.join("draft.md"))),
    }
}

/// What is in a folder, in order.
pub(crate) fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    all.sort();
    all
}

fn squeezed(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A finding as a case tells it: what tools rely on, and neither offsets nor wording.
pub(crate) fn told(f: &Finding, checked: &Checked, dir: &Path) -> Value {
    let text = checked.draft.text();
    let sources = format!("{}/", dir.join("sources").display());
    let witness = |e: &fontes_check::Evidence| e.name().replace(&sources, "");
    let changes: Vec<Value> = f
        .changes
        .iter()
        .filter(|e| e.change.class.is_shown())
        .map(|e| {
            let source = f.evidence.get(e.evidence).and_then(|v| v.witness.slice(e.change.source));
            let mut change = json!({
                "class": e.change.class.name(),
                "draft": squeezed(e.change.draft.slice(text).unwrap_or("?")),
                "source": squeezed(source.unwrap_or("?")),
            });
            if let Some(touch) = e.change.touch {
                change["touches"] = touch.name().into();
            }
            change
        })
        .collect();
    let mut out = json!({
        "code": f.code(),
        "severity": f.severity().name(),
        "draft": squeezed(f.draft.slice(text).unwrap_or("?")),
    });
    let witnesses: Vec<String> = f.evidence.iter().take(f.parts).map(witness).collect();
    if !witnesses.is_empty() {
        out["witness"] = witnesses.into();
    }
    if !changes.is_empty() {
        out["changes"] = changes.into();
    }
    if let Some(why) = f.why {
        out["reason"] = why.name().into();
    }
    if let Some(reason) = &f.silenced {
        out["silenced"] = reason.clone().into();
    }
    out
}

/// A finding on one line, its keys in the order of reading.
pub(crate) fn line(v: &Value) -> String {
    const ORDER: [&str; 10] = [
        "code", "severity", "draft", "witness", "class", "touches", "source", "changes", "reason", "silenced",
    ];
    match v {
        Value::Object(map) => {
            let place = |k: &str| ORDER.iter().position(|o| *o == k).unwrap_or(ORDER.len());
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by_key(|k| place(k));
            // In a change the words of the draft stand before those of the source.
            if map.contains_key("class") {
                keys.sort_by_key(|k| ["class", "touches", "draft", "source"].iter().position(|o| o == k));
            }
            let fields = keys.iter().map(|k| format!("{}: {}", json!(k), line(&map[*k])));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(all) => format!("[{}]", all.iter().map(line).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// Lines that are there and should not be, and the other way: a difference to read.
pub(crate) fn difference(expected: &[String], got: &[String]) -> String {
    let mut table = vec![vec![0usize; got.len() + 1]; expected.len() + 1];
    for i in (0..expected.len()).rev() {
        for j in (0..got.len()).rev() {
            table[i][j] = if expected[i] == got[j] {
                table[i + 1][j + 1] + 1
            } else {
                table[i + 1][j].max(table[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, String::new());
    while i < expected.len() || j < got.len() {
        if i < expected.len() && j < got.len() && expected[i] == got[j] {
            out += &format!("    {}\n", got[j]);
            (i, j) = (i + 1, j + 1);
        } else if j == got.len() || (i < expected.len() && table[i + 1][j] >= table[i][j + 1]) {
            out += &format!("  - {}\n", expected[i]);
            i += 1;
        } else {
            out += &format!("  + {}\n", got[j]);
            j += 1;
        }
    }
    out
}

/// Runs `one` on each of `items`, on several threads; what it says is wrong, in order.
/// Threads of its own: indexing waits for the shared ones.
pub(crate) fn on_all<T: Sync>(items: &[T], one: &(dyn Fn(&T) -> Option<String> + Sync)) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let said: Mutex<Vec<(usize, String)>> = Mutex::new(Vec::new());
    const THREADS: usize = 8; // they wait for the disk
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(i) else { return };
                    if let Some(wrong) = one(item) {
                        said.lock().unwrap_or_else(PoisonError::into_inner).push((i, wrong));
                    }
                }
            });
        }
    });
    let mut said = said.into_inner().unwrap_or_else(PoisonError::into_inner);
    said.sort();
    said.into_iter().map(|s| s.1).collect()
}
