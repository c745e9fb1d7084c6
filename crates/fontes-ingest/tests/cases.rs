//! Is what a file says what is read of it? Small files in `tests/cases/ingest`, each with what it must give beside
//! it; and broken ones in `tests/corpus/malformed`, with what must be said of them. `UPDATE=1` writes it down.

use fontes_core::text::{BlockKind, Document, Span};
use fontes_ingest::{Item, Limits, Source, open};
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|v| v == "1")
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    all.sort();
    all.into_iter().flat_map(|p| if p.is_dir() { files(&p) } else { vec![p] }).collect()
}

fn read(name: &str, bytes: &[u8], each: &mut dyn FnMut(Item<'_>)) {
    let source = Source { name, size: bytes.len() as u64, input: &mut Cursor::new(bytes), encoding: None };
    open(source, Limits::default(), each);
}

const fn kind(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Heading => "heading",
        BlockKind::Paragraph => "paragraph",
        BlockKind::Quotation => "quotation",
        BlockKind::Note => "note",
        BlockKind::Cell => "cell",
        BlockKind::Furniture => "furniture",
    }
}

/// A document for people: what is known of it, its text, its structure with the words that each place has.
fn shown(d: &Document) -> String {
    let words = |s: Span| format!("{:?}", s.slice(&d.text).unwrap_or("OUTSIDE"));
    let mut out = format!("document: {}\n", d.media_type);
    let known = [("id", &d.id), ("title", &d.title), ("author", &d.author), ("date", &d.date)];
    let known = known.into_iter().chain([("series", &d.series), ("language", &d.language)]);
    for (name, value) in known.filter_map(|(n, v)| Some((n, v.as_ref()?))) {
        let _ = writeln!(out, "{name}: {value}");
    }
    for line in d.text.split('\n') {
        let _ = writeln!(out, "  | {}", line.replace('\r', "\\r"));
    }
    for b in &d.blocks {
        let _ = writeln!(out, "{}: {}", kind(b.kind), words(b.span));
    }
    for n in &d.notes {
        let marker = n.marker.map_or("none".to_owned(), words);
        let _ = writeln!(out, "note {:?}: marker {marker}, body {}", n.label, words(n.body));
    }
    for p in &d.pages {
        let after: String = d.text[p.at as usize..].chars().take(24).collect();
        let _ = writeln!(out, "page {:?}, {} of the file: {after:?}", p.label, p.index);
    }
    for s in &d.skips {
        let _ = writeln!(out, "skipped: {}", words(*s));
    }
    for l in &d.lacunae {
        let _ = writeln!(out, "missing at {}, page {}: {}", l.at, l.page, l.reason);
    }
    for p in &d.persons {
        let _ = writeln!(out, "listed: {} {} ({})", p.id, p.name, p.role);
    }
    out
}

fn outcome(name: &str, bytes: &[u8]) -> String {
    let mut out = String::new();
    read(name, bytes, &mut |item| {
        if !item.inside.is_empty() {
            let _ = writeln!(out, "== {}", item.inside);
        }
        match item.outcome {
            Err(e) => {
                let _ = writeln!(out, "not read: {} ({})", e.reason, e.remedy);
            }
            Ok(read) => {
                read.documents.iter().for_each(|d| out += &shown(d));
                for n in &read.notices {
                    let _ = writeln!(out, "notice{}: {}", if n.loss { ", a loss" } else { "" }, n.what);
                }
                for p in &read.pictures {
                    let _ = writeln!(out, "picture of page {}: {} bytes", p.page, p.bytes.len());
                }
            }
        }
    });
    out
}

/// The words of a file, whatever white space is between them.
fn words(name: &str, bytes: &[u8]) -> Vec<String> {
    let mut out = Vec::new();
    read(name, bytes, &mut |item| {
        for d in item.outcome.iter().flat_map(|r| &r.documents) {
            out.push(d.text.split_whitespace().collect::<Vec<_>>().join(" "));
            out.extend(d.blocks.iter().map(|b| {
                let words = b.span.slice(&d.text).unwrap_or("OUTSIDE");
                format!("{}: {}", kind(b.kind), words.split_whitespace().collect::<Vec<_>>().join(" "))
            }));
            out.extend(
                d.notes
                    .iter()
                    .map(|n| format!("{:?} {:?}", n.label, n.marker.and_then(|m| m.slice(&d.text)))),
            );
        }
    });
    out
}

#[test]
fn files_give_what_stands_beside_them() {
    let all = files(&root().join("tests/cases/ingest"));
    let (mut said, mut count) = (Vec::new(), 0);
    for path in all.iter().filter(|p| p.extension().is_none_or(|e| e != "expected")) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let shown_name = path.strip_prefix(root()).unwrap_or(path).display().to_string();
        let bytes = std::fs::read(path).expect("a file");
        let got = outcome(&name, &bytes);
        let beside = path.with_file_name(format!("{name}.expected"));
        count += 1;
        if updating() {
            std::fs::write(&beside, &got).expect("written");
        }
        let expected = std::fs::read_to_string(&beside).unwrap_or_default();
        if expected != got {
            said.push(format!("{shown_name}\n--- expected\n{expected}--- read\n{got}"));
        }
        // Lines end with one sign or with two.
        let lines = matches!(
            path.extension().and_then(|e| e.to_str()),
            Some("txt" | "md" | "html" | "xml" | "jsonl" | "rtf")
        );
        if lines && !bytes.contains(&0) && !bytes.contains(&b'\r') {
            let two: Vec<u8> =
                bytes.iter().flat_map(|&b| if b == b'\n' { vec![b'\r', b'\n'] } else { vec![b] }).collect();
            let (one, two) = (words(&name, &bytes), words(&name, &two));
            if one != two {
                said.push(format!("{shown_name}: other words with CRLF\n{one:#?}\n{two:#?}"));
            }
        }
    }
    for beside in all.iter().filter(|p| p.extension().is_some_and(|e| e == "expected")) {
        if !beside.with_extension("").exists() {
            said.push(format!("{}: of no file", beside.display()));
        }
    }
    assert!(count >= 20, "only {count} files");
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// What is said of a broken file, in one line.
fn verdict(name: &str, bytes: &[u8]) -> String {
    let mut all = Vec::new();
    read(name, bytes, &mut |item| {
        let place = if item.inside.is_empty() { String::new() } else { format!("{}: ", item.inside) };
        match item.outcome {
            Err(e) => {
                assert!(!e.remedy.is_empty(), "{name}: no remedy");
                all.push(format!("{place}not read: {}", e.reason));
            }
            Ok(read) => {
                let words: usize = read.documents.iter().map(|d| d.text.split_whitespace().count()).sum();
                let mut said = format!("{place}{words} words");
                for n in &read.notices {
                    let _ = write!(said, "; {}{}", if n.loss { "loss: " } else { "" }, n.what);
                }
                for l in read.documents.iter().flat_map(|d| &d.lacunae) {
                    let _ = write!(said, "; missing: {}", l.reason);
                }
                all.push(said);
            }
        }
    });
    all.join(" ‖ ").replace(['\n', '\t'], " ")
}

#[test]
fn broken_files_are_said_to_be_broken() {
    let dir = root().join("tests/corpus/malformed");
    let table = dir.join("expected.tsv");
    let mut got = String::new();
    for path in files(&dir).iter().filter(|p| **p != table) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let _ = writeln!(got, "{name}\t{}", verdict(&name, &std::fs::read(path).expect("a file")));
    }
    if updating() {
        std::fs::write(&table, &got).expect("written");
    }
    let expected = std::fs::read_to_string(&table).unwrap_or_default();
    let wrong: Vec<String> = expected
        .lines()
        .filter(|l| !got.lines().any(|g| g == *l))
        .map(|l| format!("- {l}"))
        .chain(got.lines().filter(|g| !expected.lines().any(|l| l == *g)).map(|g| format!("+ {g}")))
        .collect();
    assert!(wrong.is_empty(), "tests/corpus/malformed (- expected, + said)\n{}", wrong.join("\n"));
    assert!(got.lines().count() >= 30);
}
