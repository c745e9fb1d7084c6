//! Does an archive that is damaged, or that somebody made to do harm, do any? And do links, pipes and the cache keep to
//! themselves?
#![cfg(unix)]

mod support;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use support::{Bench, copy};

const FIND: [&str; 5] =
    ["find", "the motion of the member for ward three was carried", "--archive", "a", "--json"];
const SEARCH: [&str; 5] = ["search", "motion widow", "--archive", "a", "--json"];

fn archived() -> Bench {
    let bench = Bench::new();
    for (i, word) in ["one", "two", "three", "four"].iter().enumerate() {
        bench.write(
            &format!("s/p{i}.txt"),
            format!("Paper {i}. The motion of the member for ward {word} was carried, and {} crowns went to the widow.\n", i * 7 + 3),
        );
    }
    bench.stdout(&["index", "s", "--archive", "a", "-q"], &[0]);
    copy(&bench.path("a"), &bench.path("whole"));
    bench
}

fn again(bench: &Bench) {
    std::fs::remove_dir_all(bench.path("a")).expect("removed");
    copy(&bench.path("whole"), &bench.path("a"));
}

fn files(dir: &Path, out: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

#[test]
fn a_flipped_bit_anywhere_makes_no_difference_or_is_said() {
    let bench = archived();
    let right = [bench.run(&FIND), bench.run(&SEARCH)];
    let mut all = Vec::new();
    files(&bench.path("a"), &mut all);
    let mut seed = 14u64;
    for path in &all {
        let whole = std::fs::read(path).expect("a file");
        for _ in 0..if whole.is_empty() { 0 } else { 5 } {
            seed = seed.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(1);
            let mut bad = whole.clone();
            let at = (seed >> 33) as usize % bad.len();
            bad[at] ^= 1 << (seed >> 60 & 7);
            std::fs::write(path, &bad).expect("flipped");
            for (command, right) in [&FIND[..], &SEARCH[..]].iter().zip(&right) {
                let out = bench.run(command);
                let said = String::from_utf8_lossy(&out.stderr);
                let same = out.stdout == right.stdout && out.status.code() == right.status.code();
                let told = out.status.code() == Some(2) && out.stdout.is_empty() && !said.is_empty();
                assert!(same || told, "{} byte {at}: {said}", path.display());
                assert!(!said.contains("panicked") && !said.contains("a bug"), "{}: {said}", path.display());
            }
        }
        std::fs::write(path, &whole).expect("whole again");
    }
}

#[test]
fn a_search_index_that_is_gone_or_damaged_is_said_and_made_again() {
    let bench = archived();
    let right = bench.stdout(&SEARCH, &[0]);
    for damage in ["gone", "no sums", "a file less", "a file cut"] {
        again(&bench);
        let search = bench.path("a/search");
        let mut parts = Vec::new();
        files(&search, &mut parts);
        let part = parts.iter().find(|p| p.extension().is_some_and(|e| e == "idx")).expect("postings");
        match damage {
            "gone" => std::fs::remove_dir_all(&search).expect("removed"),
            "no sums" => std::fs::write(search.join("sums"), "nothing").expect("written"),
            "a file less" => std::fs::remove_file(part).expect("removed"),
            _ => std::fs::write(part, "cut").expect("cut"),
        }
        let out = bench.run(&SEARCH);
        assert_eq!((out.status.code(), out.stdout.len()), (Some(2), 0), "{damage}");
        assert!(String::from_utf8_lossy(&out.stderr).contains("made anew"), "{damage}");
        assert_eq!(bench.run(&["status", "--archive", "a", "--verify"]).status.code(), Some(2), "{damage}");
        let out = bench.run(&["index", "s", "--archive", "a", "-q"]);
        assert!(String::from_utf8_lossy(&out.stderr).contains("being made anew"), "{damage}");
        assert_eq!(bench.stdout(&SEARCH, &[0]), right, "{damage}");
        bench.stdout(&["status", "--archive", "a", "--verify"], &[0]);
    }
}

#[test]
fn parts_that_were_merged_are_not_missed() {
    let bench = Bench::new();
    for i in 0..30 {
        bench.write(
            &format!("s/p{i}.txt"),
            format!("Paper {i} of the board, on the widow of keeper number {i}.\n"),
        );
        let out = bench.run(&["index", "s", "--archive", "a", "-q"]);
        assert!(
            out.status.success() && out.stderr.is_empty(),
            "{i}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
    }
    bench.stdout(&["status", "--archive", "a", "--verify"], &[0]);
    assert!(bench.stdout(&["search", "widow", "--archive", "a"], &[0]).contains("30 of 30"));
}

#[test]
fn what_stood_in_a_damaged_segment_is_read_again_or_missed_aloud() {
    let bench = archived();
    let segment = bench.path("a/segments/000001.seg");
    let mut bytes = std::fs::read(&segment).expect("a segment");
    bytes[200] ^= 1;
    std::fs::write(&segment, &bytes).expect("damaged");
    bench.write("t/other.txt", "Another text of the archive, which has nothing to do with it.\n");
    // The sources of what is damaged are not among those of this run.
    let out = bench.run(&["index", "t", "--archive", "a", "-q"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("000001.seg"));
    let out = bench.run(&["index", "s", "--archive", "a"]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    bench.stdout(&["status", "--archive", "a", "--verify"], &[0]);
    assert!(!segment.exists());
    assert!(bench.stdout(&FIND, &[0]).contains("s/p2.txt"));
    assert!(bench.stdout(&SEARCH, &[0]).contains("\"matches\":4"));
}

#[test]
fn nothing_in_an_archive_leads_out_of_it() {
    let bench = archived();
    let mine = bench.write("mine.txt", "mine");
    std::fs::create_dir(bench.path("elsewhere")).expect("made");
    let at = |name: &str| bench.path("a").join(name);
    let link = |name: &str, to: &Path| {
        let _ = std::fs::remove_file(at(name));
        symlink(to, at(name)).expect("linked");
    };
    let elsewhere = bench.path("elsewhere");
    let (at, link, elsewhere) = (&at, &link, &elsewhere);
    type Make<'m> = Box<dyn Fn() + 'm>;
    let mut makes: Vec<(String, Make<'_>)> = Vec::new();
    for name in [
        "segments/000002.part",
        "segments/000001.seg",
        "fontes-archive.part",
        "generation.part",
        "generation",
        "lock",
        "catalogue.sqlite",
        "catalogue.sqlite-journal",
        "catalogue.sqlite-wal",
        "search/sums",
        "search/sums.part",
        "search/meta.json",
    ] {
        let mine = &mine;
        makes.push((format!("link {name}"), Box::new(move || link(name, mine))));
        makes.push((format!("device {name}"), Box::new(move || link(name, Path::new("/dev/zero")))));
        makes.push((
            format!("pipe {name}"),
            Box::new(move || {
                let _ = std::fs::remove_file(at(name));
                let made = std::process::Command::new("mkfifo").arg(at(name)).status().expect("mkfifo runs");
                assert!(made.success());
            }),
        ));
    }
    for list in [format!("[\"{}\"]", mine.display()), "[\"../../mine.txt\"]".to_owned()] {
        makes.push((
            format!("managed {list}"),
            Box::new(move || std::fs::write(at("search/.managed.json"), &list).expect("written")),
        ));
    }
    makes.push((
        "folder".into(),
        Box::new(move || {
            std::fs::remove_dir_all(at("segments")).expect("removed");
            symlink(elsewhere, at("segments")).expect("linked");
        }),
    ));
    for (what, make) in &makes {
        for command in
            [&["index", "s", "--archive", "a", "-q"][..], &SEARCH, &["status", "--archive", "a", "--verify"]]
        {
            again(&bench);
            bench.write("s/p9.txt", format!("Another text, for {what}.\n"));
            make();
            let begun = std::time::Instant::now();
            let out = bench.run(command);
            let said = String::from_utf8_lossy(&out.stderr);
            assert!(out.status.code().is_some_and(|c| c <= 2), "{what}, {}: {said}", command[0]);
            assert!(begun.elapsed().as_secs() < 20, "{what}, {} takes long", command[0]);
            assert_eq!(std::fs::read_to_string(&mine).expect("there"), "mine", "{what}, {}", command[0]);
            assert!(elsewhere.read_dir().expect("read").next().is_none(), "{what}, {}", command[0]);
        }
    }
}

#[test]
fn readers_write_nothing_into_an_archive() {
    let bench = archived();
    let listing = || {
        let mut all = Vec::new();
        files(&bench.path("a"), &mut all);
        all.sort();
        all.iter().map(|p| (p.clone(), std::fs::read(p).expect("read"))).collect::<Vec<_>>()
    };
    let before = listing();
    bench.write("d.txt", "He said that “the motion of the member for ward two was carried” then.\n");
    for command in [
        &["status", "--archive", "a", "--verify"][..],
        &SEARCH,
        &FIND,
        &["check", "d.txt", "--archive", "a"],
        &["reuse", "--archive", "a"],
        &["people", "--archive", "a"],
    ] {
        bench.stdout(command, &[0, 1]);
    }
    assert!(before == listing());
}

#[test]
fn links_out_of_a_folder_are_followed_when_told_so() {
    let bench = Bench::new();
    bench.write("s/here.txt", "A text that lies in the folder itself, and is read.\n");
    bench.write("outside.txt", "A text that lies elsewhere, and is somebody's own.\n");
    symlink(bench.path("outside.txt"), bench.path("s/out.txt")).expect("linked");
    symlink("here.txt", bench.path("s/in.txt")).expect("linked");
    symlink("/dev/zero", bench.path("s/device")).expect("linked");
    let made = std::process::Command::new("mkfifo").arg(bench.path("s/pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    symlink("pipe", bench.path("s/to-pipe")).expect("linked");
    bench.stdout(&["index", "s", "--archive", "a"], &[2]);
    let status = bench.stdout(&["status", "--archive", "a"], &[2]);
    assert!(status.contains("s/out.txt: a link to a file outside"), "{status}");
    assert!(
        status.contains("s/to-pipe: a link to a pipe") && status.contains("s/device: a link to a pipe"),
        "{status}"
    );
    bench.stdout(&["index", "s", "--archive", "a", "--follow-links"], &[2]);
    assert!(bench.stdout(&["search", "elsewhere", "--archive", "a"], &[0]).contains("s/out.txt"));
    // A source that became a pipe is told of, and not waited for.
    std::fs::remove_file(bench.path("s/here.txt")).expect("removed");
    std::fs::rename(bench.path("s/pipe"), bench.path("s/here.txt")).expect("renamed");
    assert!(bench.stdout(&["status", "--archive", "a"], &[2]).contains("s/here.txt: no longer readable"));
}

#[test]
fn the_cache_is_its_users_own_and_can_be_purged() {
    let bench = Bench::new();
    bench.write("s/leak.txt", "A text that nobody else on this machine should read.\n");
    bench.write("d.txt", "Nothing is quoted here.\n");
    let cache = bench.path("cache/fontes");
    bench.stdout(&["check", "d.txt", "--against", "s", "--no-cache"], &[0, 2]);
    assert!(!cache.exists());
    bench.stdout(&["check", "d.txt", "--against", "s"], &[0, 2]);
    let mode = |p: &Path| std::fs::metadata(p).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&cache), 0o700);
    let mut all = Vec::new();
    files(&cache, &mut all);
    assert!(all.len() > 5 && all.iter().all(|p| mode(p) == 0o600), "{all:?}");
    let listed = bench.stdout(&["cache"], &[0]);
    assert!(listed.contains("/s\n") && listed.contains("kept in"), "{listed}");
    assert!(bench.stdout(&["cache", "--purge"], &[0]).contains("taken away"));
    assert_eq!(cache.read_dir().expect("read").count(), 0);
}
