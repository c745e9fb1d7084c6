//! What is not the user's doing, or comes all at once: a disk that cannot be written, another user's archive, two Ctrl-C.
#![cfg(unix)]

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use support::Bench;

/// Commands that read an archive.
const READING: [&[&str]; 9] = [
    &["status", "--archive", "a", "--json"],
    &["status", "--archive", "a", "--verify"],
    &["check", "d.txt", "--archive", "a", "--json"],
    &["search", "quay pilot", "--archive", "a", "--json"],
    &["search", "\"the quay\"", "--archive", "a", "--facets"],
    &["find", "met on the quay and heard the pilot", "--archive", "a", "--json"],
    &["reuse", "--archive", "a", "-q"],
    &["people", "--archive", "a"],
    &["timeline", "--archive", "a"],
];

fn archived() -> Bench {
    let bench = Bench::new();
    for i in 0..6 {
        let text = format!(
            "Minute {i}. The board met on the quay and heard the pilot of Mr. Okafor on {} May 1973.\n",
            i + 1
        );
        bench.write(&format!("s/{i}.txt"), text);
    }
    bench.write("d.txt", "He wrote that “the board met on the quay and heard the pilot” then.\n");
    bench.stdout(&["index", "s", "--archive", "a", "-q"], &[0]);
    bench
}

/// The program as somebody who is neither root nor the owner; none where that cannot be.
fn as_another(bench: &Bench, arguments: &[&str]) -> Option<Output> {
    let own = bench.command(arguments);
    let mut command = Command::new("/usr/bin/setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(own.get_program())
        .args(arguments)
        .current_dir(bench.path("."))
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("NO_COLOR", "1")
        .env("PATH", "/nowhere");
    command.output().ok().filter(|o| !String::from_utf8_lossy(&o.stderr).contains("setpriv:"))
}

fn set_modes(path: &Path, folder: u32, file: u32) {
    if path.is_dir() {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).expect("set");
        for entry in path.read_dir().expect("read") {
            set_modes(&entry.expect("read").path(), folder, file);
        }
        std::fs::set_permissions(path, PermissionsExt::from_mode(folder)).expect("set");
    } else {
        std::fs::set_permissions(path, PermissionsExt::from_mode(file)).expect("set");
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n")
}

#[test]
fn an_archive_that_cannot_be_written_is_read() {
    let bench = archived();
    let owns: Vec<Output> = READING.iter().map(|c| bench.run(c)).collect();
    let index = ["index", "s", "--archive", "a"];
    bench.write("s/more.txt", "Another minute, of the ward.\n");
    let run = |arguments: &[&str]| -> Option<Output> {
        if is_root() { as_another(&bench, arguments) } else { Some(bench.run(arguments)) }
    };
    set_modes(&bench.path("."), 0o555, 0o444);
    let mut tried = false;
    for (command, own) in READING.iter().zip(&owns) {
        let Some(out) = run(command) else { continue };
        tried = true;
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), own.status.code(), "{command:?}: {said}");
        assert!(out.stdout == own.stdout, "{command:?}");
    }
    if let Some(out) = run(&index) {
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.code() == Some(2) && said.contains("ermission denied"), "{said}");
    }
    set_modes(&bench.path("."), 0o755, 0o644);
    if !tried {
        support::not_tested(
            "as root, and without setpriv or another user that may run the program, nothing is read-only",
        );
    }
}

#[test]
fn files_of_another_user_are_told_of() {
    let bench = archived();
    for name in [
        "a/search/sums",
        "a/catalogue.sqlite",
        "a/generation",
        "a/fontes-archive",
        "a/segments/000001.seg",
        "a/catalogue.sum",
    ] {
        std::fs::set_permissions(bench.path(name), PermissionsExt::from_mode(0o600)).expect("set");
        for command in READING {
            let Some(out) = as_another(&bench, command) else {
                support::not_tested("nobody else can run the program here");
                return;
            };
            let said = String::from_utf8_lossy(&out.stderr);
            let code = out.status.code();
            assert!(
                code.is_some_and(|c| c <= 2) && !said.contains("panicked"),
                "{name}, {command:?}: {said}"
            );
            // What needs the file says so; the rest is as ever.
            assert!(code != Some(2) || said.contains("ermission denied"), "{name}, {command:?}: {said}");
        }
        std::fs::set_permissions(bench.path(name), PermissionsExt::from_mode(0o644)).expect("set");
    }
}

#[test]
fn a_disk_that_is_mounted_read_only_is_read() {
    let bench = archived();
    let script = "mount --bind a a && mount -o remount,ro,bind a && exec \"$0\" \"$@\"";
    let run = |arguments: &[&str]| {
        let own = bench.command(arguments);
        let mut command = Command::new("/usr/bin/unshare");
        command
            .args(["-m", "sh", "-c", script])
            .arg(own.get_program())
            .args(arguments)
            .current_dir(bench.path("."));
        command.env("NO_COLOR", "1").env("XDG_CACHE_HOME", bench.path("cache"));
        command.output().ok()
    };
    let tried = run(&["--version"]).is_some_and(|o| o.status.success());
    if !tried {
        support::not_tested("nothing can be mounted here");
        return;
    }
    for command in READING {
        let (own, out) = (bench.run(command), run(command).expect("runs"));
        let said = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), own.status.code(), "{command:?}: {said}");
        assert!(out.stdout == own.stdout, "{command:?}");
    }
    bench.write("s/more.txt", "Another minute, of the ward.\n");
    let out = run(&["index", "s", "--archive", "a"]).expect("runs");
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.code() == Some(2) && said.contains("ead-only file system"), "{said}");
}

fn interrupt(child: &Child) {
    let sent = Command::new("/bin/sh").args(["-c", &format!("kill -INT {}", child.id())]).status();
    assert!(sent.is_ok(), "kill runs");
}

/// Whether a run ends within so many seconds of two Ctrl-C.
fn ends(child: &mut Child) -> bool {
    std::thread::sleep(Duration::from_millis(400));
    interrupt(child);
    std::thread::sleep(Duration::from_millis(150));
    interrupt(child);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(5) {
        if child.try_wait().expect("asked").is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    false
}

#[test]
fn two_interrupts_end_every_command() {
    let bench = archived();
    let line = "The harbour board met on the quay, “heard the pilot” and Mr. Okafor said so on 3 May 1973. ";
    bench.write("long.md", line.repeat(40_000));
    for i in 0..6 {
        bench.write(&format!("large/{i}.txt"), format!("{i} ").repeat(3) + &line.repeat(60_000));
    }
    // A draft that never ends, and work that takes long.
    let commands: [&[&str]; 9] = [
        &["check", "-", "--archive", "a"],
        &["check", "-", "--against", "s"],
        &["read", "-"],
        &["check", "long.md", "--archive", "a"],
        &["check", "d.txt", "--against", "large"],
        &["index", "large", "--archive", "b", "-q"],
        &["reuse", "large", "-q"],
        &["search", "quay", "--archive", "a"],
        &["compare", "-", "d.txt"],
    ];
    for command in commands {
        let mut running = bench.command(command);
        running.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = running.spawn().expect("the program runs");
        assert!(ends(&mut child), "{command:?} does not end");
    }
    // What was stopped is gone on with.
    bench.stdout(&["index", "s", "--archive", "b", "-q"], &[0, 2]);
    bench.stdout(&["status", "--archive", "b", "--verify"], &[0, 2]);
}
