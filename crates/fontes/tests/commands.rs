//! What do the commands print, and how do they end? Snapshots of exit code, stdout and stderr.

mod support;
use support::Bench;

#[test]
fn the_demonstration_shows_every_verdict() {
    let bench = Bench::with_demo();
    let shown = bench.show(&["check", "harbour/draft.md", "--against", "harbour/archive", "-v"]);
    insta::assert_snapshot!("demonstration", shown);
}

#[test]
fn quiet_shows_only_counts() {
    let bench = Bench::with_demo();
    let shown = bench.show(&["check", "harbour/draft.md", "--against", "harbour/archive", "-q"]);
    insta::assert_snapshot!("quiet", shown);
}

#[test]
fn index_says_what_it_did_and_what_it_could_not() {
    let bench = Bench::with_demo();
    bench.write("harbour/archive/photo.png", b"\x89PNG\r\n\x1a\n\0\0");
    bench.write("harbour/archive/empty.txt", b"");
    bench.write("harbour/archive/binary.txt", [0u8, 1, 2, 3, 255, 0, 9]);
    bench.write("harbour/archive/broken.xml", b"<TEI><body><p>x</body></TEI>");
    bench.write("harbour/archive/partly.jsonl", b"{\"id\":\"1\",\"text\":\"one\"}\nnot json\n");
    let mut shown = bench.show(&["index", "harbour/archive", "--archive", "a.fontes"]);
    shown += &bench.show(&["index", "harbour/archive", "--archive", "a.fontes"]);
    std::fs::remove_file(bench.path("harbour/archive/photo.png")).expect("removed");
    bench.write("harbour/archive/empty.txt", b"No longer empty.\n");
    std::fs::remove_file(bench.path("harbour/archive/weather.jsonl")).expect("removed");
    shown += &bench.show(&["index", "harbour/archive", "--archive", "a.fontes"]);
    bench.write("harbour/archive/bank-letter.txt", b"Changed since.\n");
    shown += &bench.show(&["status", "--archive", "a.fontes"]);
    let digests = regex_lite(&shown);
    insta::assert_snapshot!("index", digests);
}

/// Digests are long and say nothing to a reader of the snapshot.
fn regex_lite(s: &str) -> String {
    let mut out = String::new();
    for line in s.lines() {
        out += if line.starts_with("blake3:") { "blake3:…" } else { line };
        out.push('\n');
    }
    out
}

#[test]
fn find_search_and_compare() {
    let bench = Bench::with_demo();
    bench.stdout(&["index", "harbour/archive", "--archive", "a.fontes", "-q"], &[0]);
    let mut shown = String::new();
    for command in [
        &["find", "moved by eleven inches", "--archive", "a.fontes"][..],
        &["find", "moved by twelve inches since it was built", "--archive", "a.fontes"],
        &["find", "the aardvark sang a comic song to the bishop", "--archive", "a.fontes"],
        &["search", "mole NEAR lamp", "--archive", "a.fontes"],
        &["search", "\"west mole\" OR bar* -winter", "--archive", "a.fontes"],
        &["search", "(lamp", "--archive", "a.fontes"],
        &["search", "zebra", "--archive", "a.fontes"],
        &["compare", "harbour/draft.md", "harbour/archive/town-history.txt"],
        &["compare", "harbour/archive/bank-letter.txt", "harbour/archive/consul.xml"],
    ] {
        shown += &bench.show(command);
        shown.push('\n');
    }
    insta::assert_snapshot!("find_search_compare", shown);
}

#[test]
fn wrong_calls_are_explained() {
    let bench = Bench::with_demo();
    bench.write("folder/file.txt", "x");
    bench.write("bad.bin", [0u8, 159, 146, 150]);
    std::fs::create_dir(bench.path("nothing")).expect("made");
    let mut shown = String::new();
    for command in [
        &["check", "no-such.txt", "--against", "harbour/archive"][..],
        &["check", "harbour/draft.md", "--against", "no-such-folder"],
        &["check", "harbour/draft.md", "--archive", "no-such.fontes"],
        &["check", "harbour/draft.md", "--archive", "folder"],
        &["check", "harbour/draft.md"],
        &["check", "nothing", "--against", "harbour/archive"],
        &["check", "bad.bin", "--against", "harbour/archive"],
        &["check", "harbour/draft.md", "--against", "nothing"],
        &["index", "harbour/archive", "--archive", "folder"],
        &["check", "harbour/draft.md", "--against", "harbour/archive", "--encoding", "klingon"],
    ] {
        shown += &bench.show(command);
        shown.push('\n');
    }
    insta::assert_snapshot!("wrong_calls", shown);
}

#[test]
fn several_drafts_go_on_past_a_bad_one() {
    let bench = Bench::with_demo();
    bench.write("bad.txt", [0u8, 1, 2, 0]);
    let out = bench.run(&["check", "bad.txt", "harbour/draft.md", "--against", "harbour/archive", "-q"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("bad.txt"));
    assert!(String::from_utf8_lossy(&out.stdout).contains("draft.md"));
}

#[test]
fn help_and_completions() {
    let bench = Bench::new();
    assert!(bench.stdout(&["--help"], &[0]).contains("Exit codes"));
    assert!(bench.stdout(&["check", "--help"], &[0]).contains("Examples"));
    assert!(bench.stdout(&["completions", "bash"], &[0]).contains("fontes"));
    assert_eq!(bench.run(&["chekc"]).status.code(), Some(3));
}
