//! Does the workbench work in a browser? Its flows by mouse and by keyboard, accessibility, screenshots, by Playwright on the
//! machine's own Chromium. Where node or chromium is missing this says so loudly; with `FONTES_BROWSER=required` it fails.

mod support;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use support::Bench;

/// What is lacking to run a browser; nothing where all is there.
fn lacking(tests: &Path) -> Option<String> {
    let runs =
        |program: &str| Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success());
    if !runs("node") || !runs("npm") {
        return Some("node and npm are not installed".into());
    }
    if chromium().is_none() {
        return Some("chromium is not installed (CHROMIUM may name it)".into());
    }
    if !tests.join("node_modules/playwright-core").exists() {
        let done = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(tests).output();
        if !done.as_ref().is_ok_and(|o| o.status.success()) {
            return Some(format!("`npm ci` in {} failed", tests.display()));
        }
    }
    None
}

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let usual =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(usual).find(|p| p.exists())
}

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts `fontes serve`, and gives it with its address.
fn serve(bench: &Bench, more: &[&str]) -> (Server, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_fontes"))
        .args(["serve", "--no-open"])
        .args(more)
        .current_dir(bench.path(""))
        .stdout(Stdio::piped())
        .spawn()
        .expect("a server");
    let out = BufReader::new(child.stdout.take().expect("stdout"));
    let server = Server(child);
    let mut lines = out.lines().map_while(Result::ok).map(|l| l.trim().to_owned());
    let address = lines.find(|l| l.starts_with("http://")).expect("an address");
    (server, address)
}

fn run(script: &str, folders: &[(&str, String)]) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fontes-serve/tests/browser");
    if let Some(lacking) = lacking(&tests) {
        assert!(
            std::env::var("FONTES_BROWSER").as_deref() != Ok("required"),
            "the browser tests cannot run: {lacking}"
        );
        eprintln!("\n*** SKIPPED: the workbench was not tried in a browser: {lacking} ***\n");
        return;
    }
    let mut node = Command::new("node");
    node.arg(tests.join(script)).current_dir(&tests).env("CHROMIUM", chromium().expect("chromium"));
    folders.iter().for_each(|(name, value)| {
        node.env(name, value);
    });
    let done = node.output().expect("node");
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}");
    println!("{said}");
}

#[test]
fn the_shell_opens_and_its_token_leaves_the_address() {
    let bench = Bench::with_demo();
    bench.stdout(&["index", "harbour/archive", "--archive", "a.fontes", "-q"], &[0]);
    let (_server, address) = serve(&bench, &["--archive", "a.fontes"]);
    run("shell.mjs", &[("ADDRESS", address)]);
}
