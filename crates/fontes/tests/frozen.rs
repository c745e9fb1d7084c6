//! Are archives that earlier versions made still read, or refused with what to do? One frozen archive of each format in
//! `tests/archives`, which says how they are made.

mod support;

use fontes_archive::{FORMAT, Snapshot, digest};
use fontes_core::corpus::Corpus;
use fontes_core::query::parse;
use support::{Bench, copy, root};

fn archives() -> std::path::PathBuf {
    root().join("tests/archives")
}

/// A bench with a copy of a frozen archive and the draft: reading must not write into the repository.
fn bench(version: u32) -> Bench {
    let bench = Bench::new();
    copy(&archives().join(format!("v{version}/archive")), &bench.path("archive"));
    std::fs::copy(archives().join("draft.md"), bench.path("draft.md")).expect("copied");
    bench
}

#[test]
fn the_archive_of_this_format_holds_what_it_held() {
    let bench = bench(FORMAT);
    let archive = Snapshot::open(&bench.path("archive")).expect("opens");
    archive.verify().expect("is whole");
    let mut got = String::new();
    for number in 0..archive.len() {
        let source = archive.source(number).expect("a document");
        assert_eq!(digest(source.text().as_bytes()), source.digest);
        let d = &source.document;
        got += &format!(
            "{}\t{}\t{}\t{}\t{}\n",
            source.name(),
            source.digest,
            d.title.as_deref().unwrap_or("-"),
            d.blocks.len(),
            d.notes.len()
        );
    }
    // No UPDATE for this one: what was written is written.
    let expected =
        std::fs::read_to_string(archives().join(format!("v{FORMAT}/documents.tsv"))).unwrap_or_default();
    assert_eq!(got, expected, "the archive gives other documents than when it was made");
    for (query, n) in [("mole NEAR lamp", 1), ("title:minutes OR type:jsonl", 3), ("date:1930-11 gales", 1)] {
        let query = parse(query).expect("a query");
        assert_eq!(
            archive.search(&query, 10, false).expect("an index").count,
            n,
            "the search index finds what it found"
        );
    }
}

#[test]
fn a_check_against_it_says_what_it_said() {
    let bench = bench(FORMAT);
    let got = bench.stdout(&["check", "draft.md", "--archive", "archive", "--json"], &[1]);
    let path = archives().join(format!("v{FORMAT}/check.jsonl"));
    if std::env::var_os("UPDATE").is_some_and(|v| v == "1") {
        std::fs::write(&path, &got).expect("written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    for (i, (a, b)) in expected.lines().zip(got.lines()).enumerate() {
        assert_eq!(a, b, "line {} of {}", i + 1, path.display());
    }
    assert_eq!(expected, got);
}

#[test]
fn archives_of_other_formats_are_refused_with_what_to_do() {
    for entry in std::fs::read_dir(archives()).expect("the archives") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let Some(version) = name.strip_prefix('v').and_then(|v| v.parse::<u32>().ok()) else { continue };
        if version == FORMAT {
            continue;
        }
        let bench = bench(version);
        let out = bench.run(&["check", "draft.md", "--archive", "archive"]);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(out.stdout.is_empty() && out.status.code().is_some_and(|c| c > 1), "{name}: {said}");
        assert!(said.contains(&format!("archive format {version}")), "{name}: {said}");
        assert!(said.contains("index the sources again into a new archive"), "{name}: {said}");
        // It is not touched.
        let marker = std::fs::read_to_string(bench.path("archive/fontes-archive")).expect("the marker");
        assert_eq!(marker, format!("fontes archive {version}\n"));
        let out = bench.run(&["index", "draft.md", "--archive", "archive"]);
        assert_ne!(out.status.code(), Some(0), "{name}: no run writes into an older archive");
    }
}
