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
    // Any flipped byte is found by --verify; what is said nevertheless is what the whole archive says, and what is
    // damaged is named.
    let find = ["find", "the motion was carried by the member", "--archive", "a.fontes", "--json"];
    std::fs::write(&segment, &whole).expect("whole again");
    let right = bench.run(&find);
    for name in ["segments/000001.seg", "generation"] {
        let file = bench.path(&format!("a.fontes/{name}"));
        let whole = std::fs::read(&file).expect("a part");
        for at in (0..whole.len()).step_by(whole.len() / 60 + 1) {
            let mut bad = whole.clone();
            bad[at] ^= 0x55;
            std::fs::write(&file, &bad).expect("flipped");
            let verified = bench.run(&["status", "--archive", "a.fontes", "--verify"]);
            assert_eq!(verified.status.code(), Some(2), "{name}, byte {at}");
            let found = bench.run(&find);
            let same = found.stdout == right.stdout && found.status.code() == right.status.code();
            let told = found.status.code() == Some(2)
                && found.stdout.is_empty()
                && String::from_utf8_lossy(&found.stderr).contains("damaged");
            assert!(same || told, "{name}, byte {at}: {}", String::from_utf8_lossy(&found.stderr));
        }
        std::fs::write(&file, &whole).expect("whole again");
    }
    assert_eq!(bench.run(&find).stdout, right.stdout);
    bench.write("a.fontes/fontes-archive", "fontes archive 99\n");
    let out = bench.run(&["status", "--archive", "a.fontes"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("format 99"));
}

#[test]
fn a_passage_of_a_long_document_has_its_places_in_the_whole() {
    const WORDS: [&str; 12] = [
        "copper", "harbour", "élan", "minister", "ledger", "winter", "naïve", "railway", "mandate",
        "lantern", "東京", "treaty",
    ];
    let bench = Bench::new();
    let sentence = |i: usize| {
        let word = |k: usize| WORDS[(i * 7 + k * k * 5 + i / 12 * k) % 12];
        let (a, b, c) = (word(1), word(2), word(3));
        format!("On day {i} the {a} and the {b} of the {c} met clerk {}.", i * 31)
    };
    let mut text = String::new();
    for i in 0..4000 {
        text += &sentence(i);
        text += match i {
            _ if i % 9 == 0 => "\r\n\r\n",
            _ if i % 4 == 0 => "\n",
            _ => " ",
        };
    }
    bench.write("s/long.txt", &text);
    let quoted: Vec<usize> = (0..4000).step_by(173).chain([3999]).collect();
    let draft: String = quoted.iter().map(|&i| format!("It says “{}” there.\n\n", sentence(i))).collect();
    bench.write("draft.txt", &draft);
    bench.stdout(&["index", "s", "--archive", "a.fontes", "-q"], &[0]);
    let check = |format: &str| {
        let args = ["check", "draft.txt", "--archive", "a.fontes", "--no-borrowing", "--format", format];
        bench.stdout(&args, &[0, 1])
    };
    let lines: Vec<serde_json::Value> =
        check("json").lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let found: Vec<_> = lines.iter().filter(|l| l["kind"] == "quotation").collect();
    assert_eq!(found.len(), quoted.len());
    let points: Vec<char> = text.chars().collect();
    let number = |v: &serde_json::Value| v.as_u64().expect("a number") as usize;
    for (f, &i) in found.iter().zip(&quoted) {
        let e = &f["evidence"][0];
        assert_eq!(f["verdict"], "verbatim", "{i}: {}", f["message"]);
        let (from, to) = (number(&e["byte_start"]), number(&e["byte_end"]));
        assert!(sentence(i).starts_with(&text[from..to]), "{i}");
        assert_eq!(text.find(&sentence(i)), Some(from));
        let words: String = points[number(&e["start"])..number(&e["end"])].iter().collect();
        assert_eq!((e["text"].as_str(), words.as_str()), (Some(&text[from..to]), &text[from..to]));
        assert_eq!(number(&e["line"]), text[..from].matches('\n').count() + 1, "{i}");
    }
    let log: serde_json::Value = serde_json::from_str(&check("sarif")).expect("JSON");
    for result in log["runs"][0]["results"].as_array().expect("results") {
        for place in result["relatedLocations"].as_array().into_iter().flatten() {
            let region = &place["physicalLocation"]["region"];
            let from = number(&region["byteOffset"]);
            let start = text[..from].rfind('\n').map_or(0, |n| n + 1);
            assert_eq!(number(&region["startColumn"]), text[start..from].chars().count() + 1);
        }
    }
}

#[test]
fn a_moved_folder_is_recognised_and_what_is_gone_can_be_taken_out() {
    let bench = Bench::new();
    bench.write("old/a.txt", "The harbour was closed in May by order of the council.");
    bench.write("old/sub/b.txt", "A second paper about copper and tin, read in June.");
    bench.write("old/empty.txt", "");
    bench.stdout(&["index", "old", "--archive", "a.fontes", "-q"], &[2]);
    std::fs::rename(bench.path("old"), bench.path("new")).expect("moved");
    let out = bench.run(&["index", "new", "--archive", "a.fontes"]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(said.contains("3 files are no longer at old but at new"), "{said}");
    let found = bench.stdout(&["search", "path:*", "--archive", "a.fontes"], &[0]);
    assert!(found.contains("new/a.txt") && !found.contains("old/"), "{found}");
    std::fs::remove_file(bench.path("new/a.txt")).expect("removed");
    let listed = bench.stdout(&["prune", "--archive", "a.fontes"], &[1]);
    assert!(listed.starts_with("new/a.txt\n1 file no longer there"), "{listed}");
    bench.stdout(&["prune", "--archive", "a.fontes", "--yes"], &[0]);
    assert_eq!(documents(&bench, "a.fontes"), 1);
    // Where nothing of it is there, nothing is taken out.
    std::fs::rename(bench.path("new"), bench.path("elsewhere")).expect("moved");
    assert_eq!(bench.run(&["prune", "--archive", "a.fontes", "--yes"]).status.code(), Some(2));
    assert_eq!(documents(&bench, "a.fontes"), 1);
}

#[test]
fn what_cannot_be_read_is_said_once_and_makes_no_generation() {
    let bench = Bench::new();
    bench.write("s/a.txt", "The harbour was closed in May.");
    bench.write("s/empty.txt", "");
    bench.write("draft.md", "He wrote that \"The harbour was closed in May\".");
    let run =
        || String::from_utf8_lossy(&bench.run(&["index", "s", "--archive", "a.fontes"]).stderr).into_owned();
    assert!(run().contains("empty.txt"));
    let before = std::fs::read(bench.path("a.fontes/generation")).expect("read");
    assert!(!run().contains("empty.txt"));
    assert_eq!(std::fs::read(bench.path("a.fontes/generation")).expect("read"), before);
}

#[cfg(target_os = "linux")]
#[test]
fn names_of_files_need_not_be_utf_8() {
    use std::os::unix::ffi::OsStrExt;
    let bench = Bench::new();
    bench.write("s/a.txt", "The harbour was closed in May.");
    let name = std::ffi::OsStr::from_bytes(b"s/caf\xe9.txt");
    std::fs::write(bench.path("s").parent().expect("a folder").join(name), "The mole moved.")
        .expect("written");
    bench.stdout(&["index", "s", "--archive", "a.fontes", "-q"], &[0]);
    let found = bench.stdout(&["search", "mole", "--archive", "a.fontes"], &[0]);
    assert!(found.contains("caf\\xE9.txt"), "{found}");
    let status = bench.stdout(&["status", "--archive", "a.fontes"], &[0]);
    assert!(!status.contains("stale"), "{status}");
}
