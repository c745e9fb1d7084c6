//! Does the program find what it should, and keep silent where it should? Cases as folders, for people who
//! write no Rust: see `tests/cases/README.md`.
//!
//! ```sh
//! cargo test -p fontes --test cases             # CASE=altered/modal for one, or all whose path has these words
//! UPDATE=1 cargo test -p fontes --test cases    # what is found is written down as expected; look at the difference
//! ```

#[path = "support/case.rs"]
mod case;

use case::{checked, difference, entries, line, on_all, reader, scratch, told, updating};
use fontes_check::finding::CODES;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

fn cases() -> Vec<PathBuf> {
    entries(&root().join("tests/cases/check"))
        .iter()
        .filter(|p| p.is_dir())
        .flat_map(|p| entries(p))
        .filter(|p| p.is_dir())
        .collect()
}

/// The lines that a case expects, in the spelling in which they are written.
fn expected(dir: &Path) -> Result<Vec<String>, String> {
    let text =
        std::fs::read_to_string(dir.join("expected.jsonl")).map_err(|e| format!("  expected.jsonl: {e}"))?;
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| serde_json::from_str(l).map(|v| line(&v)).map_err(|e| format!("  expected.jsonl: {e}: {l}")))
        .collect()
}

/// What is wrong with a case.
fn wrong(dir: &Path, reader: &fontes_kit::Reader) -> Option<String> {
    let name = dir.strip_prefix(root().join("tests/cases/check")).unwrap_or(dir).display().to_string();
    let head = |what: String| Some(format!("{name}\n{what}"));
    let checked = match checked(dir, reader) {
        Ok(checked) => checked,
        Err(e) => return head(format!("  {e}")),
    };
    let got: Vec<String> = checked.findings.iter().map(|f| line(&told(f, &checked, dir))).collect();
    let alarm = checked.findings.iter().find(|f| f.is_alarm());
    let fails = dir.join("fails.md").exists();
    if let Some(f) = alarm.filter(|_| !fails && is_guard(dir)) {
        return head(format!("  a guard, and there is an alarm: {}", line(&told(f, &checked, dir))));
    }
    if updating() && !fails {
        let text: String = got.iter().map(|l| format!("{l}\n")).collect();
        std::fs::write(dir.join("expected.jsonl"), text).expect("written");
        return None;
    }
    let wanted = match expected(dir) {
        Ok(wanted) => wanted,
        Err(e) => return head(e),
    };
    match (wanted == got, fails) {
        (true, false) | (false, true) => None,
        (true, true) => head("  passes now: remove its fails.md".into()),
        (false, false) => head(difference(&wanted, &got)),
    }
}

/// Guards must raise no alarm, whatever is expected besides.
fn is_guard(dir: &Path) -> bool {
    dir.file_name().is_some_and(|n| n.to_string_lossy().starts_with("guard-"))
}

#[test]
fn cases_find_what_they_should() {
    let only = std::env::var("CASE").unwrap_or_default();
    let chosen: Vec<PathBuf> = cases().into_iter().filter(|d| d.to_string_lossy().contains(&only)).collect();
    assert!(!chosen.is_empty(), "no case has “{only}” in its path");
    let reader = reader();
    let said = on_all(&chosen, &|dir| wrong(dir, &reader));
    assert!(
        said.is_empty(),
        "{} of {} cases differ (- expected, + found):\n\n{}\nIf what is found is right: UPDATE=1 cargo test -p fontes --test cases",
        said.len(),
        chosen.len(),
        said.join("\n")
    );
}

#[test]
fn every_finding_has_a_case() {
    let mut seen = BTreeSet::new();
    for dir in cases().iter().filter(|d| !d.join("fails.md").exists()) {
        let text = std::fs::read_to_string(dir.join("expected.jsonl")).unwrap_or_default();
        for l in text.lines().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok()) {
            seen.extend(l["code"].as_str().map(str::to_owned));
        }
    }
    let missing: Vec<String> = CODES.iter().map(|c| c.name()).filter(|c| !seen.contains(c)).collect();
    assert!(missing.is_empty() || updating(), "no case has {}", missing.join(", "));
}

/// An example in a page: fenced blocks "draft", "source NAME", "silence", and "finding", which ends it.
#[derive(Debug, Default)]
struct Example {
    draft: Option<(String, String)>,
    sources: Vec<(String, String)>,
    silence: Option<String>,
}

impl Example {
    /// What the program reports, as it prints it.
    fn report(&self, reader: &fontes_kit::Reader) -> Result<String, String> {
        let dir = scratch();
        let (name, text) = self.draft.as_ref().ok_or("no ```draft block before it")?;
        let write = |path: PathBuf, text: &str| {
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        write(dir.path().join(name), text);
        std::fs::create_dir_all(dir.path().join("sources")).expect("made");
        for (name, text) in &self.sources {
            write(dir.path().join("sources").join(name), text);
        }
        if let Some(rules) = &self.silence {
            write(dir.path().join(format!("{name}.silence")), rules);
        }
        let checked = checked(dir.path(), reader).map_err(|e| e.to_string())?;
        let mut out = Vec::new();
        let show = fontes_report::terminal::Show { verbose: true, ..Default::default() };
        fontes_report::terminal::write(&mut out, &checked, show).map_err(|e| e.to_string())?;
        let shown = uncoloured(&String::from_utf8_lossy(&out));
        let shown = shown.replace(&format!("{}/sources/", dir.path().display()), "");
        let shown = shown.replace(&format!("{}/", dir.path().display()), "");
        // The findings, without the summary, which is the same on all pages.
        let last = shown.rfind(&format!("\n{name}: ")).map_or(0, |at| at + 1);
        Ok(shown[..last].trim_end().to_owned() + "\n")
    }
}

/// A text without the escapes that colour it.
fn uncoloured(s: &str) -> String {
    let mut out = String::new();
    let mut rest = s;
    while let Some(at) = rest.find('\u{1b}') {
        out += &rest[..at];
        rest = &rest[at..];
        rest = rest.find('m').map_or("", |end| &rest[end + 1..]);
    }
    out + rest
}

/// Runs a page's examples; gives the page as it should be, and how many it has.
fn run_page(page: &str, reader: &fontes_kit::Reader) -> Result<(String, usize), String> {
    let (mut out, mut example, mut count) = (String::new(), Example::default(), 0);
    let mut lines = page.lines();
    while let Some(head) = lines.next() {
        out += head;
        out.push('\n');
        let Some(info) = head.strip_prefix("```").filter(|i| !i.is_empty()) else { continue };
        let mut body = String::new();
        let mut closed = false;
        for l in lines.by_ref() {
            if l == "```" {
                closed = true;
                break;
            }
            body += l;
            body.push('\n');
        }
        if !closed {
            return Err(format!("“{head}” is not closed"));
        }
        let (kind, name) = info.split_once(' ').unwrap_or((info, ""));
        let named = |or: &str| if name.is_empty() { or.to_owned() } else { name.to_owned() };
        match kind {
            "draft" => {
                example = Example { draft: Some((named("draft.md"), body.clone())), ..Example::default() }
            }
            "source" => example.sources.push((named("source.txt"), body.clone())),
            "silence" => example.silence = Some(body.clone()),
            "finding" => {
                count += 1;
                body = example.report(reader)?;
            }
            _ => {}
        }
        out += &body;
        out += "```\n";
    }
    Ok((out, count))
}

#[test]
fn the_examples_of_the_pages_are_true() {
    let pages: Vec<PathBuf> = entries(&root().join("docs/findings"));
    assert!(pages.len() >= 15);
    let reader = reader();
    let said = on_all(&pages, &|path| {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let page = std::fs::read_to_string(path).expect("a page");
        let (run, count) = match run_page(&page, &reader) {
            Ok(run) => run,
            Err(e) => return Some(format!("{name}\n  {e}")),
        };
        if count == 0 {
            return Some(format!(
                "{name}\n  no example (a ```draft, its ```source NAME and a ```finding block)"
            ));
        }
        for part in ["Severity:", "Why it matters", "Example", "To let one stand"] {
            if !page.contains(part) && name != "silence.md" {
                return Some(format!("{name}\n  the page does not have “{part}”"));
            }
        }
        if updating() {
            std::fs::write(path, run).expect("written");
            return None;
        }
        let split = |s: &str| s.lines().map(str::to_owned).collect::<Vec<_>>();
        let changed: Vec<String> = difference(&split(&page), &split(&run))
            .lines()
            .filter(|l| l.starts_with("  -") || l.starts_with("  +"))
            .map(str::to_owned)
            .collect();
        (page != run).then(|| format!("{name}\n{}\n", changed.join("\n")))
    });
    assert!(
        said.is_empty(),
        "docs/findings (- the page, + the program):\n\n{}\nIf the program is right: UPDATE=1 cargo test -p fontes --test cases",
        said.join("\n")
    );
}
