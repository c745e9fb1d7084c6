//! Running the program in a folder of its own.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Says that something could not be tested here, also where the test passes: what the test harness holds back is not read.
pub(crate) fn not_tested(why: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "\n*** NOT TESTED: {why} ***\n");
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn schema(name: &str) -> jsonschema::Validator {
    let text = std::fs::read_to_string(root().join("docs/schema").join(name)).expect("the schema");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("JSON")).expect("a schema")
}

/// Holds JSON Lines against a schema of `docs/schema`.
pub(crate) fn validate(lines: &[serde_json::Value], name: &str) {
    let schema = schema(name);
    for line in lines {
        let wrong: Vec<String> =
            schema.iter_errors(line).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{wrong:?}\n{line}");
    }
}

/// A folder for one test, with its own cache directory.
pub(crate) struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    /// One with a copy of the demonstration.
    pub(crate) fn with_demo() -> Self {
        let bench = Self::new();
        copy(&root().join("examples/harbour"), &bench.dir.path().join("harbour"));
        bench
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(&path, bytes).expect("written");
        path
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fontes"));
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("NO_COLOR", "1")
            // The same with and without an OCR program on the machine.
            .env("PATH", self.path("no-programs"))
            .env_remove("CLICOLOR_FORCE");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// Exit code, stdout and stderr as one text, for snapshots.
    pub(crate) fn show(&self, arguments: &[&str]) -> String {
        let out = self.run(arguments);
        format!(
            "$ fontes {}\nexit {}\n--- stdout\n{}--- stderr\n{}",
            arguments.join(" "),
            out.status.code().map_or("signal".into(), |c| c.to_string()),
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        )
    }

    /// Stdout of a run, which must end with one of `codes`.
    pub(crate) fn stdout(&self, arguments: &[&str], codes: &[i32]) -> String {
        let out = self.run(arguments);
        let code = out.status.code().unwrap_or(-1);
        assert!(codes.contains(&code), "exit {code}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).expect("UTF-8")
    }

    pub(crate) fn json(&self, arguments: &[&str], codes: &[i32]) -> Vec<serde_json::Value> {
        self.stdout(arguments, codes)
            .lines()
            .map(|l| serde_json::from_str(l).expect("every line is JSON"))
            .collect()
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("read") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}
