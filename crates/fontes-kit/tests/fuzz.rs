//! Whatever the bytes, nothing panics and every law holds: the targets of `fuzz/` on their seeds, on seeded mutations of
//! them, and on all that was ever found. The same run every time; `FUZZ=20` makes twenty times as many, from other seeds.

#[path = "../../../fuzz/src/lib.rs"]
#[allow(dead_code, unreachable_pub, reason = "the harness of libFuzzer uses the rest")]
mod targets;

use fontes_kit::{ReadOptions, Reader, UseOcr, Workers, read_one};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use targets::{TARGETS, Target, root};

/// A small generator (xorshift64*, Vigna 2016), so that every run tries the same bytes.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

/// What parsers and readers look for.
const WORDS: &[&str] = &[
    "\u{201c}",
    "\u{201d}",
    "«",
    "»",
    "…",
    "[…]",
    "[sic]",
    "[^1]",
    "[1]",
    "¹",
    "Ibid.",
    "op. cit.",
    "4 May 1921",
    "1973-09-11",
    "yesterday",
    "eight percent",
    "$1.4 million",
    "10 1/2",
    "said",
    "according to",
    "\r\n",
    "\n\n",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "שָׁלוֹם",
    "東京",
    "e\u{301}",
    "ﬁ",
    "-\n",
    "\u{ad}",
    "<p>",
    "</p>",
    "<note n='1'>",
    "&amp;",
    "&#x110000;",
    "<![CDATA[",
    "<!--",
    "<!DOCTYPE",
    "{\\rtf1",
    "\\u-1?",
    "\\bin9",
    "Content-Length: 99999999999",
    "boundary=b",
    "--b",
    "WARC/1.0",
    "PK\x03\x04",
    "%PDF-1.4",
    "endobj",
    "stream\n",
    "<<",
    ">>",
    "/Kids[2 0 R]",
    "{\"id\":",
    "\"text\":\"",
    "| * |",
    "\t",
    "99999999999999999999",
    "-1",
    "1e999",
    "pp. 352-41",
];

fn mutated(seeds: &[Vec<u8>], r: &mut Random) -> Vec<u8> {
    let mut b = seeds[r.below(seeds.len())].clone();
    for _ in 0..=r.below(7) {
        if b.is_empty() {
            b.push(b' ');
        }
        let at = r.below(b.len());
        match r.below(8) {
            0 => b[at] = r.next() as u8,
            1 => b[at] ^= 1 << r.below(8),
            2 => drop(b.drain(at..(at + 1 + r.below(40)).min(b.len()))),
            3 => {
                let piece = b[at..(at + 1 + r.below(60)).min(b.len())].to_vec();
                let to = r.below(b.len());
                b.splice(to..to, piece);
            }
            4 | 5 => drop(b.splice(at..at, WORDS[r.below(WORDS.len())].bytes())),
            6 => {
                let other = &seeds[r.below(seeds.len())];
                let from = r.below(other.len());
                let piece = &other[from..(from + 1 + r.below(200)).min(other.len())];
                b.splice(at..at, piece.iter().copied());
            }
            _ => b.truncate(at.max(1)),
        }
    }
    b.truncate(40_000);
    b
}

fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(path).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    all.sort();
    all.iter().flat_map(|p| files(p)).collect()
}

fn seeds(target: &Target) -> Vec<Vec<u8>> {
    let mut out: Vec<Vec<u8>> = target
        .seeds
        .iter()
        .flat_map(|s| files(&root().join(s)))
        .filter(|p| p.extension().is_none_or(|e| e != "expected"))
        .filter_map(|p| std::fs::read(p).ok())
        .filter(|b| b.len() <= 60_000)
        .collect();
    if target.name == "record" {
        out.extend(records());
    }
    out.push(Vec::new());
    out
}

/// Documents of all formats as workers hand them over.
fn records() -> Vec<Vec<u8>> {
    let mut out = Vec::new();
    for path in files(&root().join("tests/cases/ingest")) {
        let bytes = std::fs::read(&path).expect("a file");
        let name = path.to_string_lossy().into_owned();
        let source = fontes_ingest::Source {
            name: &name,
            size: bytes.len() as u64,
            input: &mut std::io::Cursor::new(&bytes),
            encoding: None,
        };
        fontes_ingest::open(source, fontes_ingest::Limits::default(), &mut |item| {
            for document in item.outcome.into_iter().flat_map(|r| r.documents) {
                let record = fontes_archive::Record { path: name.clone(), digest: String::new(), document };
                out.push(record.encode());
            }
        });
    }
    out
}

/// Mutations of one target. Targets that open an archive each time are slow.
fn rounds(target: &Target) -> usize {
    let once = match target.name {
        "generation" | "segment" | "query" | "tables" => 200,
        "readers" | "notes" | "ingest_html" | "ingest_mail" => 600,
        "alignment" => 500,
        _ => 1_000,
    };
    let times = std::env::var("FUZZ").ok().and_then(|f| f.parse().ok()).unwrap_or(1);
    once * times
}

/// Runs a target; the bytes that it fails on are kept in `fuzz/finds`, to be tried for ever.
fn survives(target: &Target, bytes: &[u8]) -> Result<(), String> {
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))) else { return Ok(()) };
    let why = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()))
        .unwrap_or_default();
    let hash = fontes_archive::digest(bytes);
    let kept = root().join("fuzz/finds").join(target.name).join(&hash[7..23]);
    std::fs::create_dir_all(kept.parent().expect("a folder")).expect("made");
    std::fs::write(&kept, bytes).expect("kept");
    Err(format!("{}: {why}\n  kept in {}", target.name, kept.display()))
}

/// Runs `one` on every target, on threads with the stack that workers have.
fn on_all(one: &(dyn Fn(&Target) -> Vec<String> + Sync)) -> Vec<String> {
    let (next, said) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            let work = || {
                while let Some(target) = TARGETS.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let start = std::time::Instant::now();
                    let wrong = one(target);
                    if std::env::var_os("FUZZ").is_some() {
                        eprintln!("{}: {:.1} s", target.name, start.elapsed().as_secs_f32());
                    }
                    said.lock().expect("no panic under it").extend(wrong);
                }
            };
            std::thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, work).expect("a thread");
        }
    });
    said.into_inner().expect("no panic under it")
}

#[test]
fn seeds_and_their_mutations_do_no_harm() {
    let extra: u64 = std::env::var("FUZZ").ok().and_then(|f| f.parse().ok()).unwrap_or(0);
    let said = on_all(&|target| {
        let seeds = seeds(target);
        assert!(seeds.len() > 1, "{} has no seeds", target.name);
        let mut r = Random(0x00F0_97E5 + extra + target.name.bytes().map(u64::from).sum::<u64>());
        let mutations = (0..rounds(target)).map(|_| mutated(&seeds, &mut r));
        // Three are enough: the first mend may mend all.
        let all = seeds.iter().cloned().chain(mutations);
        all.filter_map(|b| survives(target, &b).err()).take(3).collect()
    });
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn what_was_found_once_does_no_harm() {
    let said = on_all(&|target| {
        files(&root().join("fuzz/finds").join(target.name))
            .iter()
            .filter_map(|p| survives(target, &std::fs::read(p).expect("a find")).err())
            .collect()
    });
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn every_target_has_its_harness() {
    let manifest = std::fs::read_to_string(root().join("fuzz/Cargo.toml")).expect("the manifest");
    for t in &TARGETS {
        let path = format!("fuzz_targets/{}.rs", t.name);
        let text = std::fs::read_to_string(root().join("fuzz").join(&path)).unwrap_or_default();
        assert!(manifest.contains(&path) && text.contains(t.name), "{}", t.name);
    }
}

/// The example of this crate, which serves as a worker when it is told to; cargo builds it with the tests.
fn worker() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let target = test.ancestors().nth(2).expect("the profile's directory");
    target.join("examples").join(format!("check{}", std::env::consts::EXE_SUFFIX))
}

fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = vec![kind];
    out.extend((payload.len() as u64).to_le_bytes());
    out.extend(payload);
    out
}

fn served(input: &[u8]) -> std::process::Output {
    let mut child = Command::new(worker())
        .arg("--fontes-worker")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a worker");
    // It may have ended before all is written.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("it ends")
}

/// Frames that a worker is sent, and those that it answers with.
fn conversation() -> (Vec<u8>, Vec<u8>) {
    let bytes = std::fs::read(root().join("tests/cases/ingest/html/passerelle.html")).expect("a file");
    let request =
        format!("{{\"name\":\"a.html\",\"encoding\":null,\"size\":{},\"draw\":false}}", bytes.len());
    let mut asked = frame(b'R', request.as_bytes());
    asked.extend(frame(b'B', &bytes));
    let out = served(&asked);
    assert!(out.status.success() && out.stdout.len() > 100, "{}", String::from_utf8_lossy(&out.stderr));
    (asked, out.stdout)
}

#[test]
fn a_worker_survives_what_it_is_sent() {
    let (asked, _) = conversation();
    let mut r = Random(7);
    for round in 0..40 {
        let input = mutated(std::slice::from_ref(&asked), &mut r);
        let out = served(&input);
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.code().is_some(), "round {round}: ended by a signal: {said}");
        assert!(!said.contains("panicked"), "round {round}: {said}");
    }
}

/// A worker that was taken over may answer anything: the run must not believe it, and not fall.
#[test]
#[cfg(unix)]
fn a_run_survives_what_a_worker_answers() {
    use std::os::unix::fs::PermissionsExt;
    let (_, answered) = conversation();
    let dir = tempfile::tempdir().expect("a folder");
    let (program, answer) = (dir.path().join("worker"), dir.path().join("answer"));
    let script = format!("#!/bin/sh\nexec /bin/cat '{}'\n", answer.display());
    std::fs::write(&program, script).expect("written");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("may be run");
    let draft = dir.path().join("a.html");
    std::fs::write(&draft, "<p>Words</p>").expect("written");
    let mut r = Random(11);
    let mut read = 0;
    for round in 0..60 {
        let bytes =
            if round == 0 { answered.clone() } else { mutated(std::slice::from_ref(&answered), &mut r) };
        std::fs::write(&answer, &bytes).expect("written");
        let options = ReadOptions {
            workers: Workers::Program(program.clone()),
            ocr: UseOcr::Never,
            time_limit: std::time::Duration::from_secs(1),
            ..ReadOptions::default()
        };
        if let Ok((document, _)) = read_one(&draft, &Reader::new(&options)) {
            read += 1;
            let record = fontes_archive::Record { path: String::new(), digest: String::new(), document };
            targets::record(&record.encode());
        }
    }
    assert!(read > 0, "not even the right answer was read");
}
