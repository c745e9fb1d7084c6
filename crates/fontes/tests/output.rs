//! Do the machine formats keep their word? Schema, spans, determinism, silence.

mod support;
use serde_json::Value;
use support::{Bench, root, schema, validate};

/// The text of a plain-text or Markdown file is the file.
fn slices(bench: &Bench, place: &Value, path: &str) {
    let plain = [".txt", ".md"].iter().any(|e| path.ends_with(e));
    if !plain {
        return;
    }
    let text = std::fs::read_to_string(bench.path(path)).expect("the source");
    let n = |key: &str| place[key].as_u64().expect("a number") as usize;
    let words = place["text"].as_str().expect("words");
    assert_eq!(&text[n("byte_start")..n("byte_end")], words);
    let points: String = text.chars().skip(n("start")).take(n("end") - n("start")).collect();
    assert_eq!(points, words);
}

fn check_spans(bench: &Bench, lines: &[Value]) -> usize {
    let mut seen = 0;
    for f in lines.iter().filter(|l| l["type"] == "finding") {
        let draft = f["draft"]["path"].as_str().expect("a path");
        slices(bench, &f["draft"], draft);
        let evidence = f["evidence"].as_array().expect("a list");
        for e in evidence {
            slices(bench, e, e["path"].as_str().expect("a path"));
            seen += 1;
        }
        for c in f["changes"].as_array().expect("a list") {
            slices(bench, &c["draft"], draft);
            let at = c["source"]["evidence"].as_u64().expect("an index") as usize;
            slices(bench, &c["source"], evidence[at]["path"].as_str().expect("a path"));
            seen += 1;
        }
    }
    seen
}

#[test]
fn json_fits_its_schema_and_spans_give_the_words() {
    let bench = Bench::with_demo();
    let lines = bench.json(&["check", "harbour/draft.md", "--against", "harbour/archive", "--json"], &[1]);
    validate(&lines, "check.json");
    assert!(check_spans(&bench, &lines) > 15);
    let verdicts: std::collections::BTreeSet<&str> =
        lines.iter().filter(|l| l["kind"] == "quotation").filter_map(|l| l["verdict"].as_str()).collect();
    assert_eq!(verdicts.len(), 10, "every verdict once: {verdicts:?}");
    assert!(lines.iter().any(|l| l["kind"] == "borrowing"));
    assert_eq!(lines.last().map(|l| l["type"].clone()), Some("summary".into()));
    let compared =
        bench.json(&["compare", "harbour/draft.md", "harbour/archive/town-history.txt", "--json"], &[1]);
    validate(&compared, "compare.json");
    for line in &compared {
        slices(&bench, &line["a"], "harbour/draft.md");
        slices(&bench, &line["b"], "harbour/archive/town-history.txt");
    }
}

#[test]
fn line_ends_and_wide_characters_are_kept() {
    let bench = Bench::new();
    bench.write("s/a.txt", "Préface 😀.\r\n\r\nLe ministre a refusé de signer le traité\r\nde paix avec nos voisins du nord.\r\n");
    bench.write("draft.txt", "😀 Il écrit\u{a0}: « Le ministre a accepté de signer le traité de paix avec nos voisins du nord ».\r\n");
    let lines = bench.json(&["check", "draft.txt", "--against", "s", "--json"], &[1]);
    validate(&lines, "check.json");
    assert_eq!(lines[0]["verdict"], "altered");
    assert_eq!(lines[0]["changes"][0]["draft"]["text"], "accepté");
    assert_eq!(lines[0]["changes"][0]["source"]["text"], "refusé");
    assert!(check_spans(&bench, &lines) >= 2);
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let bench = Bench::with_demo();
    let mut outputs = Vec::new();
    for threads in ["1", "2", "5"] {
        let archive = format!("a{threads}.fontes");
        bench.stdout(&["index", "harbour/archive", "--archive", &archive, "-q", "--threads", threads], &[0]);
        let segment = std::fs::read(bench.path(&archive).join("segments/000001.seg")).expect("a segment");
        let out = bench.stdout(
            &["check", "harbour/draft.md", "--archive", &archive, "--json", "--threads", threads],
            &[1],
        );
        outputs.push((segment, out));
    }
    assert!(outputs.windows(2).all(|w| w[0] == w[1]));
}

#[test]
fn sarif_is_sarif() {
    let bench = Bench::with_demo();
    let out = bench
        .stdout(&["check", "harbour/draft.md", "--against", "harbour/archive", "--format", "sarif"], &[1]);
    let log: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let rules: Vec<&Value> = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .map(|r| &r["id"])
        .collect();
    let draft = std::fs::read_to_string(bench.path("harbour/draft.md")).expect("the draft");
    for r in results {
        assert!(rules.contains(&&r["ruleId"]));
        let region = &r["locations"][0]["physicalLocation"]["region"];
        let line =
            draft.lines().nth(region["startLine"].as_u64().expect("a line") as usize - 1).expect("the line");
        let column = region["startColumn"].as_u64().expect("a column") as usize - 1;
        let first = region["snippet"]["text"].as_str().and_then(|t| t.chars().next());
        assert_eq!(line.chars().nth(column), first);
    }
}

#[test]
fn the_page_stands_alone() {
    let bench = Bench::with_demo();
    bench.stdout(
        &["check", "harbour/draft.md", "--against", "harbour/archive", "--format", "html", "-o", "r.html"],
        &[1],
    );
    let page = std::fs::read_to_string(bench.path("r.html")).expect("the page");
    for outside in ["src=", "@import", "url(", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(!page.contains("http://") && !page.contains("https://"));
    assert!(page.contains("fontes check harbour/draft.md --against harbour/archive --format html -o r.html"));
    assert!(page.contains("<del>must</del>") && page.contains("<ins>may</ins>"));
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn a_document_cannot_drive_the_page_or_the_terminal() {
    let bench = Bench::new();
    bench.write(
        "s/a.txt",
        "The <script>alert(1)</script> word \u{1b}[31m was given by the old minister of the crown.\n",
    );
    bench.write("d.txt", "He said “The <script>alert(1)</script> word \u{1b}[31m was given by the old minister of the realm”.\n");
    bench.stdout(&["check", "d.txt", "--against", "s", "--format", "html", "-o", "r.html"], &[1]);
    let page = std::fs::read_to_string(bench.path("r.html")).expect("the page");
    assert!(!page.contains("<script>alert"));
    assert!(!bench.stdout(&["check", "d.txt", "--against", "s", "-v"], &[1]).contains('\u{1b}'));
}

/// Texts that quote nothing wrongly: silence is expected.
#[test]
fn the_guard_corpus_is_silent() {
    let bench = Bench::with_demo();
    let guard = root().join("tests/corpus/guard");
    let mut checked = 0;
    for entry in std::fs::read_dir(guard).expect("the corpus") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|n| n.to_str()).expect("a name").to_owned();
        bench.write(&name, std::fs::read(&path).expect("read"));
        let lines = bench.json(&["check", &name, "--against", "harbour/archive", "--json"], &[0]);
        let alarms: Vec<&Value> =
            lines.iter().filter(|l| l["severity"] == "warning" || l["severity"] == "error").collect();
        assert!(alarms.is_empty(), "{name}: {alarms:?}");
        checked += 1;
    }
    assert!(checked >= 4);
}

/// Verdicts of a draft against sources, in order.
fn verdicts(draft: &str, sources: &[(&str, &str)], code: i32) -> Vec<String> {
    let bench = Bench::new();
    for (name, text) in sources {
        bench.write(&format!("s/{name}"), text);
    }
    bench.write("draft.md", draft);
    let lines = bench.json(&["check", "draft.md", "--against", "s", "--json"], &[code]);
    validate(&lines, "check.json");
    let found = lines.iter().filter(|l| l["type"] == "finding");
    found.map(|l| format!("{} {}", l["kind"], l["verdict"]).replace('"', "")).collect()
}

const LOG: &str = "# The Captain's Log of Winter\n\nWe shall not leave the harbour until the last barrel of oil is ashore and counted by the mayor.\n";
const HISTORY: &str = "# A Short History of Harbours\n\nThe pier was built of stone from the old quarry behind the church in the year of the great storm.\n";

#[test]
fn a_document_named_in_the_next_sentence_or_clause_is_not_the_source() {
    let sources = [("log.md", LOG), ("history.md", HISTORY)];
    let words = "We shall not leave the harbour until the last barrel of oil is ashore";
    for after in [
        ". A Short History of Harbours has another story.",
        " there. A Short History of Harbours has another story.",
        ", but A Short History of Harbours has another story.",
        ", he said, and there was nothing of it to be read in A Short History of Harbours.",
    ] {
        let draft = format!("The captain wrote: “{words}”{after}\n");
        assert_eq!(verdicts(&draft, &sources, 0), ["quotation verbatim"], "{after}");
    }
    let draft = format!("“{words}” (A Short History of Harbours).\n");
    assert_eq!(verdicts(&draft, &sources, 1), ["quotation misattributed"]);
}

#[test]
fn marks_beside_figures_inches_and_code_are_read_as_they_are_meant() {
    let sources = [("log.md", LOG), ("history.md", HISTORY)];
    let altered = "He wrote \"We shall leave the harbour until the last barrel of oil is ashore\"² and went. Then “the pier was built of stone” too.\n";
    assert_eq!(verdicts(altered, &sources, 1), ["quotation altered", "quotation verbatim"]);
    let code = "Run this:\n\n```\nprint(1)\n```\n\nHe wrote “the pier was built of stone from the old quarry” then.\n";
    assert_eq!(verdicts(code, &sources, 0), ["quotation verbatim"]);
    let bracket =
        "He wrote “We shall [gladly] leave the harbour until the last barrel of oil is ashore” then.\n";
    assert_eq!(verdicts(bracket, &sources, 1), ["quotation elision-changes-sense"]);
    let unclosed = "He wrote “We shall sail at once for the islands in the south.\n";
    assert_eq!(verdicts(unclosed, &sources, 2), ["quotation not-checked"]);
}

#[test]
fn search_shows_a_row_for_every_document() {
    let bench = Bench::new();
    bench.write("s/log.md", LOG);
    bench.write("s/history.md", HISTORY);
    for query in ["harb*", "harbour NOT quarry", "barr*"] {
        let lines = bench.json(&["search", query, "--against", "s", "--json"], &[0]);
        let shown = lines.last().map(|l| l["shown"].as_u64().expect("a number"));
        let paths: std::collections::BTreeSet<&str> =
            lines.iter().filter(|l| l["type"] == "match").filter_map(|l| l["path"].as_str()).collect();
        assert_eq!(Some(paths.len() as u64), shown, "{query}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_sources_is_listed() {
    let bench = Bench::new();
    bench.write("s/log.md", LOG);
    let made =
        std::process::Command::new("mkfifo").arg(bench.path("s/pipe.txt")).status().expect("mkfifo runs");
    assert!(made.success());
    bench.stdout(&["index", "s", "--archive", "a"], &[2]);
    let status = bench.stdout(&["status", "--archive", "a"], &[2]);
    assert!(status.contains("s/pipe.txt: not a regular file"), "{status}");
}

#[test]
fn a_source_that_changed_since_is_said() {
    let bench = Bench::new();
    bench.write("s/log.md", LOG);
    bench.stdout(&["index", "s", "--archive", "a"], &[0]);
    bench.write("s/log.md", LOG.replace("oil", "wine"));
    bench.write("d.md", "He wrote “until the last barrel of oil is ashore and counted” then.\n");
    let out = bench.run(&["check", "d.md", "--archive", "a"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("s/log.md: changed since"), "{out:?}");
}

#[test]
fn control_characters_are_given_back_as_they_are() {
    let bench = Bench::new();
    let words = "the pier was\u{7f} built of\u{9b}31m stone from the\u{2028} old quarry behind the church";
    bench.write("s/a.txt", format!("It says that {words} then.\n"));
    bench.write("d.txt", format!("He wrote “{words}” in it.\n"));
    for to_file in [false, true] {
        let mut arguments = vec!["check", "d.txt", "--against", "s", "--json"];
        arguments.extend(if to_file { vec!["-o", "out.jsonl"] } else { vec![] });
        let out = bench.stdout(&arguments, &[0]);
        let out =
            if to_file { std::fs::read_to_string(bench.path("out.jsonl")).expect("written") } else { out };
        assert!(!out.contains(['\u{7f}', '\u{9b}', '\u{2028}']), "escaped");
        let first: Value = serde_json::from_str(out.lines().next().expect("a line")).expect("JSON");
        assert_eq!(first["draft"]["text"], words);
        assert_eq!(first["evidence"][0]["text"], words);
    }
}

#[test]
fn dates_that_cannot_be_are_reported_in_every_format() {
    let bench = Bench::with_demo();
    bench.write(
        "d.md",
        "It fell on Monday, September 11, 1973, and on June 31, 1974; on Tuesday, September 11, 1973 too.\n",
    );
    let out = bench.run(&["check", "d.md", "--against", "harbour/archive", "--json"]);
    assert_eq!(out.status.code(), Some(1));
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let schema = schema("check.json");
    let rows: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert!(rows.iter().all(|r| schema.is_valid(r)), "{text}");
    let codes: Vec<&str> = rows.iter().filter_map(|r| r["code"].as_str()).collect();
    assert_eq!(codes, ["date/wrong-weekday", "date/impossible"]);
    assert_eq!(rows[0]["draft"]["text"], "Monday, September 11, 1973");
    for format in ["sarif", "html", "text"] {
        let out = bench.run(&["check", "d.md", "--against", "harbour/archive", "--format", format]);
        assert!(String::from_utf8_lossy(&out.stdout).contains("1973-09-11 was a Tuesday"), "{format}");
    }
}

#[test]
fn named_passages_are_no_borrowings() {
    let bench = Bench::new();
    let formula = "the guild of the lower basin greets all who read this and asks them to keep the ropes dry";
    bench.write("s/minutes.txt", format!("Minutes of the guild. And so {formula} until spring."));
    bench.write("draft.txt", format!("We met at noon. As ever, {formula} in the loft.\n"));
    bench.write("house.txt", format!("# what we always write\n{formula}\n"));
    let plain = ["check", "draft.txt", "--against", "s", "--json"];
    assert!(bench.stdout(&plain, &[1]).contains("borrowing/verbatim"));
    let named = ["check", "draft.txt", "--against", "s", "--json", "--boilerplate", "house.txt"];
    assert!(!bench.stdout(&named, &[0]).contains("borrowing/"));
}
