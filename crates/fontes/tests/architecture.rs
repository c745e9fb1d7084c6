//! Does the house stand as drawn? core ← ingest, archive, check; check ← report; all ← kit; the front ends on kit and report.
//! No files of a crate import each other in a circle, and no list of a language's words stands in code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

#[test]
fn crates_depend_as_drawn() {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(ROOT)
        .output()
        .expect("cargo metadata");
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let allowed = [
        ("fontes-core", &[][..]),
        ("fontes-ingest", &["fontes-core"]),
        ("fontes-archive", &["fontes-core"]),
        ("fontes-check", &["fontes-core"]),
        ("fontes-report", &["fontes-check", "fontes-core"]),
        ("fontes-kit", &["fontes-archive", "fontes-check", "fontes-core", "fontes-ingest", "fontes-report"]),
        (
            "fontes-serve",
            &[
                "fontes-archive",
                "fontes-check",
                "fontes-core",
                "fontes-ingest",
                "fontes-kit",
                "fontes-report",
            ],
        ),
        (
            "fontes",
            &["fontes-archive", "fontes-check", "fontes-core", "fontes-kit", "fontes-report", "fontes-serve"],
        ),
        ("fontes-python", &["fontes-archive", "fontes-check", "fontes-core", "fontes-kit", "fontes-report"]),
    ];
    let packages = metadata["packages"].as_array().expect("packages");
    assert_eq!(packages.len(), allowed.len());
    for p in packages {
        let name = p["name"].as_str().expect("a name");
        let mut ours: Vec<&str> = p["dependencies"]
            .as_array()
            .expect("dependencies")
            .iter()
            // What only tests use does not count.
            .filter(|d| d["kind"].is_null())
            .filter_map(|d| d["name"].as_str())
            .filter(|d| d.starts_with("fontes"))
            .collect();
        ours.sort_unstable();
        ours.dedup();
        let wanted = allowed.iter().find(|a| a.0 == name).expect("a known crate").1;
        assert_eq!(ours, wanted, "{name}");
    }
}

/// The source files of a crate.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in dir.read_dir().expect("a folder").map(|e| e.expect("an entry").path()) {
            if entry.is_dir() {
                open.push(entry);
            } else if entry.extension().is_some_and(|e| e == "rs") {
                out.push(entry);
            }
        }
    }
    out.sort();
    out
}

fn crates() -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = Path::new(ROOT)
        .join("crates")
        .read_dir()
        .expect("crates")
        .map(|e| e.expect("an entry").path().join("src"))
        .filter(|p| p.is_dir())
        .collect();
    out.sort();
    out
}

/// A source without comments and unit tests; string literals are kept apart, in their order, and stand in the code as `"n"`.
fn code(source: &str) -> (String, Vec<String>) {
    let source = source.split("\n#[cfg(test)]\nmod ").next().unwrap_or(source);
    let (mut out, mut literals) = (String::new(), Vec::new());
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'/') => {
                for c in chars.by_ref() {
                    if c == '\n' {
                        break;
                    }
                }
                out.push('\n');
            }
            '\'' => {
                // A character, or a lifetime.
                out.push(' ');
                let rest: Vec<char> = chars.clone().take(12).collect();
                let length = match rest.first() {
                    Some('\\') => rest.iter().skip(2).position(|&c| c == '\'').map(|i| i + 3),
                    Some(_) if rest.get(1) == Some(&'\'') => Some(2),
                    _ => None,
                };
                for _ in 0..length.unwrap_or(0) {
                    chars.next();
                }
            }
            '"' => {
                let mut literal = String::new();
                while let Some(c) = chars.next() {
                    match c {
                        '\\' => literal.extend(chars.next()),
                        '"' => break,
                        c => literal.push(c),
                    }
                }
                out += &format!("\"{}\"", literals.len());
                literals.push(literal);
            }
            c => out.push(c),
        }
    }
    (out, literals)
}

type Module = Vec<String>;

/// What a file names: its `use`s, with whether they are public, and other paths.
type Named = (Vec<(bool, Module)>, Vec<Module>);

/// The paths that a use tree names: `a::{b, c::{d}}` is `a::b` and `a::c::d`.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or(tree).trim().to_owned()];
    };
    let body = rest.rsplit_once('}').map_or(rest, |b| b.0);
    let (mut depth, mut part, mut parts) = (0, String::new(), Vec::new());
    for c in body.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    let parts = parts.iter().filter(|p| !p.trim().is_empty());
    parts.flat_map(|p| expand(p)).map(|p| format!("{}{p}", head.trim())).collect()
}

/// For each file of a crate, as a module, the files that it imports from; re-exports lead to where the thing is.
fn imports(folder: &Path) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut files: BTreeMap<Module, String> = BTreeMap::new();
    for path in sources(folder) {
        let relative = path.strip_prefix(folder).expect("below").with_extension("");
        let parts = relative.iter().map(|p| p.to_string_lossy().into_owned());
        let module: Module = parts.filter(|p| !matches!(p.as_str(), "mod" | "lib" | "main")).collect();
        files.insert(module, code(&std::fs::read_to_string(&path).expect("a source")).0);
    }
    let absolute = |module: &Module, path: &str| -> Option<Module> {
        let mut parts: Vec<String> = path.split("::").map(|p| p.trim().to_owned()).collect();
        let mut base: Module = match parts[0].as_str() {
            "crate" => vec![],
            "self" | "super" => module.clone(),
            first => {
                let mut child = module.clone();
                child.push(first.to_owned());
                files.contains_key(&child).then(|| module.clone())?
            }
        };
        while matches!(parts.first().map(String::as_str), Some("crate" | "self" | "super")) {
            if parts.remove(0) == "super" {
                base.pop();
            }
        }
        base.extend(parts);
        Some(base)
    };
    // (public, path) of each `use`, and other paths in the code.
    let mut uses: BTreeMap<Module, Named> = BTreeMap::new();
    for (module, source) in &files {
        let (mut named, mut rest) = (Vec::new(), String::new());
        for statement in source.split_inclusive(';') {
            let at = statement.rfind("use ").filter(|&i| {
                let before = statement[..i].trim_end();
                statement[..i].ends_with(char::is_whitespace)
                    && (before.is_empty()
                        || before.ends_with(['}', ';', ']', ')', '\n', '{'])
                        || before.ends_with("pub"))
                    || i == 0
            });
            match at {
                Some(i) if statement.ends_with(';') && !statement[i..].contains('=') => {
                    let head = statement[..i].trim_end();
                    let public = head.ends_with("pub") || head.ends_with(')') && head.contains("pub(");
                    let tree = &statement[i + 4..statement.len() - 1];
                    named.extend(expand(tree).iter().filter_map(|p| Some((public, absolute(module, p)?))));
                    rest += head;
                }
                _ => rest += statement,
            }
        }
        let mut paths = Vec::new();
        let mut word = String::new();
        for c in rest.chars().chain([' ']) {
            if c.is_alphanumeric() || c == '_' || c == ':' {
                word.push(c);
            } else {
                if word.contains("::") {
                    paths.extend(absolute(module, word.trim_matches(':')));
                }
                word.clear();
            }
        }
        uses.insert(module.clone(), (named, paths));
    }
    let mut leads: BTreeMap<(Module, String), Module> = BTreeMap::new();
    for (module, (named, _)) in &uses {
        for (_, path) in named.iter().filter(|n| n.0) {
            leads.insert((module.clone(), path.last().cloned().unwrap_or_default()), path.clone());
        }
    }
    let resolve = |path: &Module| -> Option<Module> {
        let mut path = path.clone();
        for _ in 0..9 {
            let length = (0..=path.len()).rev().find(|&n| files.contains_key(&path[..n]))?;
            let (module, rest) = (path[..length].to_vec(), path[length..].to_vec());
            match rest.first().and_then(|r| leads.get(&(module.clone(), r.clone()))) {
                Some(to) => path = to.iter().chain(&rest[1..]).cloned().collect(),
                None => return Some(module),
            }
        }
        None
    };
    let edges = |(module, (named, paths)): (&Module, &Named)| {
        let all = named.iter().filter(|n| !n.0).map(|n| &n.1).chain(paths);
        let to = all.filter_map(&resolve).filter(|m| m != module).collect();
        (module.clone(), to)
    };
    uses.iter().map(edges).collect()
}

/// Files that import each other in a circle: what is left when those that nothing leads back to are taken away.
fn circle(mut graph: BTreeMap<Module, BTreeSet<Module>>) -> Vec<String> {
    loop {
        let leaves: Vec<Module> = graph
            .iter()
            .filter(|(_, to)| !to.iter().any(|t| graph.contains_key(t)))
            .map(|g| g.0.clone())
            .collect();
        let roots: Vec<Module> =
            graph.keys().filter(|m| !graph.values().any(|to| to.contains(*m))).cloned().collect();
        if leaves.is_empty() && roots.is_empty() {
            return graph.keys().map(|m| m.join("::")).collect();
        }
        leaves.iter().chain(&roots).for_each(|m| {
            graph.remove(m);
        });
    }
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    for folder in crates() {
        assert_eq!(circle(imports(&folder)), [""; 0], "{}", folder.display());
    }
}

#[test]
fn a_circle_is_seen() {
    let dir = tempfile::tempdir().expect("a directory");
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).expect("written");
    write("lib.rs", "mod a;\nmod b;\nmod c;\npub use a::A;\n");
    write("a.rs", "use crate::b::B;\npub struct A(B);\n");
    write("b.rs", "use super::c::C;\npub struct B(C);\n");
    write("c.rs", "pub struct C;\n");
    assert_eq!(circle(imports(dir.path())), [""; 0]);
    write("c.rs", "pub struct C;\npub fn f(_: crate::A) {}\n");
    assert_eq!(circle(imports(dir.path())), ["a", "b", "c"]);
}

/// Words in a row from which they are a list.
const LIST: usize = 5;

/// The words of all tables but those of all words there are.
fn table_words() -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for folder in Path::new(ROOT).join("lang").read_dir().expect("lang").map(|e| e.expect("an entry").path())
    {
        for file in folder.read_dir().into_iter().flatten().map(|e| e.expect("an entry").path()) {
            if file.extension().is_some_and(|e| e == "tsv") && !file.ends_with("frequencies.tsv") {
                let text = std::fs::read_to_string(&file).expect("a table");
                let words = text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split('\t').next());
                out.extend(words.map(str::to_lowercase));
            }
        }
    }
    out
}

/// Runs of literals, parted by nothing but commas, bars and brackets, of which four in five are words of a table; and literals that
/// are such lists by themselves.
fn lists(source: &str, words: &BTreeSet<String>) -> Vec<String> {
    let (code, literals) = code(source);
    let is_word = |w: &str| w.chars().count() > 1 && words.contains(&w.to_lowercase());
    let mut out = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    let told = |run: &mut Vec<&str>, out: &mut Vec<String>| {
        let known = run.iter().filter(|w| is_word(w)).count();
        if known >= LIST && known * 5 >= run.len() * 4 {
            out.push(run.join(" "));
        }
        run.clear();
    };
    for (i, piece) in code.split('"').enumerate() {
        if i % 2 == 1 {
            let literal =
                piece.parse::<usize>().ok().and_then(|n| literals.get(n)).map_or("", String::as_str);
            let parts: Vec<&str> = literal.split_whitespace().collect();
            if parts.len() >= 2 * LIST
                && parts.iter().filter(|w| is_word(w)).count() * 10 >= parts.len() * 9
                && !literal.contains(|c: char| c.is_uppercase() || ".,:{".contains(c))
            {
                out.push(literal.to_owned());
            }
            run.push(literal);
        } else if !piece.chars().all(|c| c.is_whitespace() || ",|&[]()".contains(c)) {
            told(&mut run, &mut out);
        }
    }
    told(&mut run, &mut out);
    out
}

#[test]
fn no_list_of_a_languages_words_stands_in_code() {
    let words = table_words();
    assert!(words.len() > 10_000, "{} words", words.len());
    // What tests say is of no language of the program.
    let told =
        |file: &PathBuf| !file.ends_with("tests.rs") && !file.components().any(|c| c.as_os_str() == "tests");
    for file in crates().iter().flat_map(|c| sources(c)).filter(told) {
        let mut found = lists(&std::fs::read_to_string(&file).expect("a source"), &words);
        // The loaders of tables name the classes of words, in English.
        if file.parent().is_some_and(|p| p.ends_with("lang")) {
            found.retain(|list| {
                !list.split(' ').all(|w| w.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
            });
        }
        assert_eq!(found, [""; 0], "{}", file.display());
    }
}

#[test]
fn a_planted_list_is_seen() {
    let words = table_words();
    let planted = "const W: &[&str] = &[\"not\", \"never\", \"without\", \"nobody\", \"nothing\"];\n";
    assert_eq!(lists(planted, &words).len(), 1);
    let arms = "matches!(w, \"said\" | \"wrote\" | \"told\" | \"argued\" | \"added\")";
    assert_eq!(lists(arms, &words).len(), 1);
    let german = "[\"nicht\", \"kein\", \"keine\", \"nie\", \"niemals\"]";
    assert_eq!(lists(german, &words).len(), 1);
    let one = "\"january february march april may june july august september october november december\"";
    assert_eq!(lists(one, &words).len(), 1);
    assert_eq!(lists("// [\"not\", \"never\", \"without\", \"nobody\", \"nothing\"]\n", &words).len(), 0);
    assert_eq!(lists("[\"GET\", \"xml:id\", \"application/json\", \"blake3:\", \"utf-8\"]", &words).len(), 0);
}
