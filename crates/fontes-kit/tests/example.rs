//! Is a front end of thirty lines enough? The example indexes a folder and checks a draft, with no other binary.

use std::process::Command;

#[test]
fn the_example_indexes_and_checks() {
    // Cargo builds examples with the tests, beside them.
    let test = std::env::current_exe().expect("a path");
    let target = test.ancestors().nth(2).expect("the profile's directory");
    let example = target.join("examples").join(format!("check{}", std::env::consts::EXE_SUFFIX));
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let dir = tempfile::tempdir().expect("a directory");
    let run = |archive: &str| {
        let out = Command::new(&example)
            .args(["examples/harbour/archive", "examples/harbour/draft.md"])
            .arg(dir.path().join(archive))
            .current_dir(root)
            .output()
            .expect("the example runs");
        (out.status.code(), String::from_utf8(out.stdout).expect("UTF-8"))
    };
    let (code, said) = run("one");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.lines().any(|l| l.contains("quotation/altered")), "{said}");
    assert!(said.lines().all(|l| l.starts_with("line ")));
    assert_eq!(run("two"), (code, said));
}
