//! Does the archive keep what it holds? Crashes, readers beside a writer, damage.

mod support;
use std::time::Duration;
use support::Bench;

fn many(bench: &Bench, folder: &str, n: usize) {
    for i in 0..n {
        let text = format!(
            "Paper {i} of the invented board.\n\nThe member for ward {i} moved that the sum of {} crowns be paid to the \
             widow of keeper number {i}, and the motion was carried.\n",
            i * 7 + 3
        );
        bench.write(&format!("{folder}/{:03}/p{i}.txt", i / 50), text);
    }
}

fn documents(bench: &Bench, archive: &str) -> u64 {
    let lines = bench.json(&["status", "--archive", archive, "--json"], &[0, 2]);
    lines.last().and_then(|l| l["documents"].as_u64()).expect("a number")
}

#[test]
fn nothing_is_lost_or_doubled_by_a_kill() {
    let bench = Bench::new();
    many(&bench, "s", 400);
    for wait in [1u64, 5, 15, 30, 60, 120] {
        let mut child = bench.command(&["index", "s", "--archive", "a.fontes", "-q"]).spawn().expect("runs");
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        let _ = child.wait();
    }
    bench.stdout(&["index", "s", "--archive", "a.fontes", "-q"], &[0]);
    assert_eq!(documents(&bench, "a.fontes"), 400);
    bench.stdout(&["status", "--archive", "a.fontes", "--verify"], &[0]);
    let found = bench.json(
        &[
            "find",
            "the sum of 1404 crowns be paid to the widow of keeper number 200",
            "--archive",
            "a.fontes",
            "--json",
        ],
        &[0, 1],
    );
    assert_eq!(found[0]["evidence"].as_array().map(Vec::len).unwrap_or(0).min(1), 1);
}

#[test]
fn a_making_cut_short_anywhere_is_gone_on_with() {
    let bench = Bench::new();
    many(&bench, "s", 4);
    bench.stdout(&["index", "s", "--archive", "whole.fontes", "-q"], &[0]);
    let beginnings: [&[&str]; 5] = [
        &[],
        &["lock"],
        &["segments/"],
        &["lock", "segments/", "catalogue.sqlite"],
        &["fontes-archive.part"],
    ];
    for (i, names) in beginnings.iter().enumerate() {
        let archive = format!("b{i}.fontes");
        std::fs::create_dir(bench.path(&archive)).expect("made");
        for name in *names {
            let at = bench.path(&format!("{archive}/{name}"));
            match name.ends_with('/') {
                true => std::fs::create_dir(at).expect("made"),
                false => std::fs::write(at, "").expect("written"),
            }
        }
        bench.stdout(&["index", "s", "--archive", &archive, "-q"], &[0]);
        assert_eq!(documents(&bench, &archive), 4);
    }
    // A folder of other things is never taken for one.
    bench.write("mine/lock", "");
    bench.write("mine/letter.txt", "Dear Ada");
    let out = bench.run(&["index", "s", "--archive", "mine", "-q"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(!bench.path("mine/segments").exists());
}

#[test]
fn a_reader_sees_the_old_or_the_new() {
    let bench = Bench::new();
    many(&bench, "s", 100);
    bench.stdout(&["index", "s", "--archive", "a.fontes", "-q"], &[0]);
    many(&bench, "s", 300);
    let mut child = bench.command(&["index", "s", "--archive", "a.fontes", "-q"]).spawn().expect("runs");
    let mut seen = Vec::new();
    while child.try_wait().expect("waits").is_none() {
        seen.push(documents(&bench, "a.fontes"));
    }
    seen.push(documents(&bench, "a.fontes"));
    assert!(seen.iter().all(|n| *n == 100 || *n == 300), "{seen:?}");
    assert_eq!(seen.last(), Some(&300));
}

#[test]
fn two_writers_do_not_meet() {
    let bench = Bench::new();
    many(&bench, "s", 300);
    let mut first = bench.command(&["index", "s", "--archive", "a.fontes", "-q"]).spawn().expect("runs");
    let mut refused = false;
    while first.try_wait().expect("waits").is_none() {
        let out = bench.run(&["index", "s", "--archive", "a.fontes", "-q"]);
        refused |= String::from_utf8_lossy(&out.stderr).contains("another");
    }
    assert!(refused || documents(&bench, "a.fontes") == 300);
    bench.stdout(&["index", "s", "--archive", "a.fontes", "-q"], &[0]);
    assert_eq!(documents(&bench, "a.fontes"), 300);
}

#[test]
fn changed_and_vanished_files_are_followed() {
    let bench = Bench::new();
    many(&bench, "s", 20);
    bench.stdout(&["index", "s", "--archive", "a.fontes", "-q"], &[0]);
    bench.write("s/000/p3.txt", "The lamplighter of the third ward was given a new ladder and a coat.\n");
    std::fs::remove_file(bench.path("s/000/p4.txt")).expect("removed");
    let said = bench.stdout(&["index", "s", "--archive", "a.fontes"], &[0]);
    assert!(said.contains("0 files added, 1 replaced, 18 unchanged, 1 gone"), "{said}");
    assert_eq!(documents(&bench, "a.fontes"), 19);
    let find = |words: &str| bench.run(&["find", words, "--archive", "a.fontes"]).status.code();
    assert_eq!(find("the lamplighter of the third ward was given a new ladder"), Some(0));
    assert_eq!(
        find("the sum of 31 crowns be paid to the widow of keeper number 4"),
        Some(0),
        "near ones remain"
    );
    let search = bench.stdout(&["search", "\"keeper number 4\"", "--archive", "a.fontes"], &[0, 1]);
    assert!(search.starts_with("0 of 19"), "{search}");
}

#[test]
fn damage_is_told_and_takes_nothing_down() {
    let bench = Bench::new();
    many(&bench, "s", 10);
    bench.stdout(&["index", "s", "--archive", "a.fontes", "-q"], &[0]);
    let segment = bench.path("a.fontes/segments/000001.seg");
    let whole = std::fs::read(&segment).expect("a segment");
    for cut in [0, 7, 63, 100, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&segment, &whole[..cut]).expect("cut");
        let out = bench.run(&["find", "the motion was carried", "--archive", "a.fontes"]);
        assert_eq!(out.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&out.stderr).contains("000001.seg"));
    }
    // Any flipped byte is found by --verify, and never brings the program down.
    for at in (0..whole.len()).step_by(whole.len() / 60 + 1) {
        let mut bad = whole.clone();
        bad[at] ^= 0x55;
        std::fs::write(&segment, &bad).expect("flipped");
        let verified = bench.run(&["status", "--archive", "a.fontes", "--verify"]);
        assert_eq!(verified.status.code(), Some(2), "byte {at}");
        let code = bench
            .run(&["find", "the motion was carried by the member", "--archive", "a.fontes"])
            .status
            .code();
        assert!(matches!(code, Some(0..=2)), "byte {at}: {code:?}");
    }
    bench.write("a.fontes/fontes-archive", "fontes archive 99\n");
    let out = bench.run(&["status", "--archive", "a.fontes"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("format 99"));
}
