//! Choosing among findings, settings, formats, widths.

mod support;
use std::fmt::Write;
use support::{Bench, schema};
use unicode_width::UnicodeWidthStr;

const DEMO: [&str; 4] = ["check", "harbour/draft.md", "--against", "harbour/archive"];

fn demo<'a>(more: &[&'a str]) -> Vec<&'a str> {
    DEMO.iter().chain(more).copied().collect()
}

/// Words in the order of a text.
fn words(s: &str) -> Vec<&str> {
    s.split_whitespace().collect()
}

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

#[test]
fn lines_fit_the_terminal_and_no_word_is_cut() {
    let bench = Bench::with_demo();
    bench.write(
        "harbour/archive/ministre.txt",
        "大臣は条約に署名することを拒否した。港の灯台は三年間ともされなかった。\n",
    );
    let draft = std::fs::read_to_string(bench.path("harbour/draft.md")).expect("the draft");
    bench.write(
        "harbour/draft.md",
        draft + "\n彼は「大臣は条約に署名することを承諾した。港の灯台は三年間ともされなかった」と書いた。\n",
    );
    let whole = bench.stdout(&demo(&["-v", "--width", "0"]), &[1]);
    let mut shown = String::new();
    for width in ["40", "80", "120"] {
        let plain = bench.stdout(&demo(&["-v", "--width", width]), &[1]);
        let coloured = bench.stdout(&demo(&["-v", "--width", width, "--colour", "always"]), &[1]);
        assert_eq!(uncoloured(&coloured), plain, "colour adds no words and takes none");
        let limit: usize = width.parse().expect("a number");
        for line in plain.lines() {
            assert!(line.width() <= limit, "{} columns: {line}", line.width());
        }
        let no_cjk = |s: &str| s.lines().filter(|l| l.is_ascii()).count();
        assert!(no_cjk(&plain) > 20);
        if width != "40" {
            // Ideographs may be parted anywhere; all other words are as they were.
            let latin = |s: &str| -> Vec<String> {
                words(s)
                    .into_iter()
                    .filter(|w| w.chars().all(|c| (c as u32) < 0x2E80))
                    .map(str::to_owned)
                    .collect()
            };
            assert_eq!(latin(&plain), latin(&whole), "at {width} columns");
        }
        let _ = writeln!(shown, "== {width} columns ==\n{plain}");
    }
    insta::assert_snapshot!("widths", shown);
    insta::assert_snapshot!(
        "colour",
        bench
            .stdout(&demo(&["--width", "80", "--colour", "always", "--only", "altered"]), &[1])
            .replace('\u{1b}', "␛")
    );
}

#[test]
fn findings_are_chosen_and_what_is_left_out_is_counted() {
    let bench = Bench::with_demo();
    let codes = |more: &[&str], exit: i32| -> Vec<String> {
        let mut arguments = demo(&["--json"]);
        arguments.extend(more);
        let lines = bench.json(&arguments, &[exit]);
        support::validate(&lines, "check.json");
        let left = lines.last().expect("a summary")["left_out"].as_u64().unwrap_or(0);
        let codes: Vec<String> = lines.iter().filter_map(|l| Some(l["code"].as_str()?.to_owned())).collect();
        assert_eq!(codes.len() as u64 + left, 13, "nothing is lost silently");
        codes
    };
    assert_eq!(codes(&["--only", "quotation/altered"], 1), ["quotation/altered"]);
    assert_eq!(codes(&["--only", "altered,borrowing"], 1), ["quotation/altered", "borrowing/verbatim"]);
    let chosen = codes(&["--only", "quotation/*", "--ignore", "quotation/*t*", "--ignore", "spliced"], 1);
    assert_eq!(chosen, ["quotation/marked", "quotation/elision-changes-sense", "quotation/second-hand"]);
    assert_eq!(codes(&["--severity", "error"], 1).len(), 5);
    assert_eq!(codes(&["--severity", "warning"], 1).len(), 6);
    assert_eq!(codes(&["--only", "date"], 0), [""; 0]);
    let said = bench.stdout(&demo(&["--only", "date"]), &[0]);
    assert!(said.contains("13 findings left out as asked"), "{said}");
    for (wrong, said) in [
        (["--only", "quotation/altred"], "did you mean “quotation/altered”"),
        (["--ignore", "attributions"], "did you mean “attribution”"),
        (["--severity", "loud"], "info, note, warning or error"),
    ] {
        let out = bench.run(&demo(&wrong));
        assert_eq!(out.status.code(), Some(3));
        assert!(String::from_utf8_lossy(&out.stderr).contains(said), "{out:?}");
    }
}

#[test]
fn what_could_not_be_checked_is_not_left_out_by_severity() {
    let bench = Bench::new();
    bench.write("s/a.txt", "We sailed at once for the islands in the south.\n");
    bench.write("d.md", "He wrote “We shall sail at once for the islands in the north.\n");
    let run =
        |more: &[&str]| bench.run(&[&["check", "d.md", "--against", "s"][..], more].concat()).status.code();
    assert_eq!(run(&[]), Some(2));
    assert_eq!(run(&["--severity", "error"]), Some(2));
    assert_eq!(run(&["--only", "date"]), Some(0));
}

#[test]
fn settings_are_found_upwards() {
    let bench = Bench::with_demo();
    bench.write(
        "harbour/chapters/one.md",
        "He wrote “The bank must extend the loan until the first of October” then.\n",
    );
    bench.write("harbour/chapters/deep/two.md", "It fell on June 31, 1973.\n");
    bench.write("harbour/fontes.toml", "against = \"archive\"\nignore = [\"quotation/altered\"]\n");
    let said = bench.stdout(&["check", "harbour/chapters"], &[1]);
    assert!(said.contains("harbour/chapters/deep/two.md:1:12: warning date/impossible"), "{said}");
    assert!(
        said.contains("1 finding left out as asked") && said.contains("settings of harbour/fontes.toml"),
        "{said}"
    );
    // From within, too; the command line goes before; none is none.
    let mut within = bench.command(&["check", "one.md"]);
    let out = within.current_dir(bench.path("harbour/chapters")).output().expect("runs");
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    bench.stdout(&["check", "harbour/chapters/one.md", "--only", "altered"], &[0]);
    bench.stdout(&["check", "harbour/chapters/one.md", "--no-config", "--against", "harbour/archive"], &[1]);
    bench.stdout(&["check", "harbour/chapters/one.md", "--no-config"], &[3]);
    assert!(
        bench.stdout(&["config", "harbour/chapters/one.md"], &[0]).contains("# harbour/fontes.toml\nagainst")
    );
    // Drafts of one run have one file.
    bench.write("harbour/chapters/deep/fontes.toml", "against = \"../../archive\"\n");
    let out = bench.run(&["check", "harbour/chapters"]);
    assert_eq!(out.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&out.stderr).contains("--config"), "{out:?}");
    bench.stdout(&["check", "harbour/chapters", "--config", "harbour/fontes.toml"], &[1]);
    bench.write("harbour/fontes.toml", "ignroe = []\n");
    let out = bench.run(&["check", "harbour/draft.md"]);
    assert_eq!(out.status.code(), Some(3));
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(
        said,
        "fontes: harbour/fontes.toml: line 1: there is no setting “ignroe”; did you mean “ignore”?\n"
    );
}

#[test]
fn the_example_of_the_page_on_settings_fits_the_schema() {
    let page = std::fs::read_to_string(support::root().join("docs/config.md")).expect("the page");
    let example = page.split("```toml\n").nth(1).and_then(|r| r.split("```").next()).expect("an example");
    let value: serde_json::Value = toml::from_str(example).expect("TOML");
    let schema = schema("fontes-toml.json");
    assert!(schema.is_valid(&value), "{value}");
    assert!(!schema.is_valid(&serde_json::json!({"onyl": []})));
    assert!(!schema.is_valid(&serde_json::json!({"archive": "a", "against": "b"})));
    let bench = Bench::with_demo();
    bench.write("fontes.toml", example);
    assert!(bench.stdout(&["config", "."], &[0]).contains("severity = \"note\""));
    let printed = bench.stdout(&["config", "--schema"], &[0]);
    assert_eq!(
        printed,
        std::fs::read_to_string(support::root().join("docs/schema/fontes-toml.json")).expect("read")
    );
}

#[test]
fn the_ending_of_the_output_names_the_format() {
    let bench = Bench::with_demo();
    let head = |name: &str| {
        bench.stdout(&demo(&["-o", name]), &[1]);
        std::fs::read(bench.path(name)).expect("written")
    };
    assert!(head("r.html").starts_with(b"<!doctype html>"));
    assert!(head("r.json").starts_with(b"{\"") && head("r.jsonl").starts_with(b"{\""));
    assert!(head("r.sarif").starts_with(b"{\n"));
    assert!(head("r.csv").starts_with(b"draft,number,severity,kind,verdict,words,place,line,note"));
    assert!(head("r.xlsx").starts_with(b"PK"));
    assert!(head("r.txt").starts_with(b"harbour/draft.md:"));
    bench.stdout(&demo(&["-o", "reports/"]), &[1]);
    assert!(bench.path("reports/harbour-draft.md.html").is_file());
    // A report does not go over a draft.
    let before = std::fs::read(bench.path("harbour/draft.md")).expect("read");
    bench.stdout(&demo(&["-o", "harbour/draft.md"]), &[3]);
    assert_eq!(std::fs::read(bench.path("harbour/draft.md")).expect("read"), before);
}

#[test]
fn tables_hold_every_quotation_and_no_formula() {
    let bench = Bench::new();
    bench
        .write("s/=a.txt", "=cmd|calc the old minister of the crown gave his word on the bridge that day.\n");
    bench.write(
        "d.md",
        "He said “=cmd|calc the old minister of the crown gave \u{1b}[31m his word on the bridge that day”.[^1]\n\n[^1]: @Minutes, p. 4.\n",
    );
    bench.stdout(&["check", "d.md", "--against", "s", "-o", "t.csv"], &[0, 1]);
    let table = std::fs::read_to_string(bench.path("t.csv")).expect("written");
    assert!(!table.contains('\u{1b}'), "{table}");
    let mut lines = table.lines();
    let columns: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let row: Vec<&str> = lines.next().expect("a row").split(',').collect();
    let cell = |name: &str| row[columns.iter().position(|c| *c == name).expect(name)];
    assert!(cell("words").starts_with("'=cmd|calc"), "{table}");
    assert!(cell("words").contains("<U+001B>"), "{table}");
    assert!(table.contains("\"'@Minutes, p. 4.\""), "{table}");
    bench.stdout(&["check", "d.md", "--against", "s", "-o", "t.xlsx"], &[0, 1]);
    bench.stdout(&["check", "d.md", "--against", "s", "-o", "u.xlsx"], &[0, 1]);
    let book = std::fs::read(bench.path("t.xlsx")).expect("written");
    assert_eq!(book, std::fs::read(bench.path("u.xlsx")).expect("written"), "the same bytes");
    // No cell is a formula.
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a workbook");
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").expect("a sheet"), &mut sheet)
        .expect("read");
    assert!(!sheet.contains("<f>") && sheet.contains("t=\"s\""), "{sheet}");
}

#[test]
fn a_folder_of_drafts_leaves_out_what_is_none() {
    let bench = Bench::with_demo();
    bench.write("harbour/draft.md.silence", "borrowing | * | seen\n");
    bench.write("harbour/house.silence", "quotation/altered | * | so printed\n");
    bench.write("harbour/out.csv", "old,report\n");
    let said = bench.stdout(
        &[
            "check",
            "harbour",
            "--against",
            "harbour/archive",
            "-o",
            "harbour/out.csv",
            "--silence",
            "harbour/house.silence",
        ],
        &[1],
    );
    assert_eq!(said, "");
    let table = std::fs::read_to_string(bench.path("harbour/out.csv")).expect("written");
    assert!(
        table.contains("harbour/draft.md,1,") && !table.contains("harbour/archive/town-history.txt,1,"),
        "{table}"
    );
    assert!(table.contains("so printed") && table.contains("seen"), "{table}");
    std::fs::create_dir(bench.path("empty")).expect("made");
    let out = bench.run(&["check", "empty", "--against", "harbour/archive"]);
    assert_eq!(out.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&out.stderr).contains("no draft in this folder"));
}

#[test]
fn findings_are_explained() {
    let bench = Bench::new();
    let said = bench.stdout(&["explain", "quotation/altered", "--width", "80"], &[0]);
    assert!(said.starts_with("quotation/altered\n") && said.contains("Why it matters."), "{said}");
    assert!(said.lines().all(|l| l.width() <= 80), "{said}");
    let all = bench.stdout(&["explain"], &[0]);
    for code in fontes_check::finding::CODES {
        assert!(all.contains(&code.name()));
        bench.stdout(&["explain", &code.name()], &[0]);
    }
    assert!(bench.stdout(&["explain", "not found"], &[0]).contains("quotation/not-found"));
    let out = bench.run(&["explain", "altred"]);
    assert_eq!(out.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&out.stderr).contains("did you mean “altered”"));
}
