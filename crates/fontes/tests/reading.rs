//! What a text says: facts, statements, overviews, and the findings that come of them.

mod support;

use serde_json::Value;
use support::{Bench, validate};

const SOURCE: &str = "The harbour in the war\n\n\
    On 4 May 1921 the council met. Captain Mira Doran told the council that nearly eight percent of the 2,500 boats were lost, \
    and that the blockade ruined thousands and starved tens of thousands of families along the whole coast.\n\n\
    “The harbour was closed for eleven weeks and nobody was paid,” said Captain Doran. Peter Avidar, the harbour master, agreed.\n";

const DRAFT: &str = "The harbour\n\n\
    According to the captain, “nearly eight percent of the 3,500 boats were lost, and that the blockade ruined thousands and starved \
    tens of thousands of families along the whole coast” [1]. Tens of thousands of families were starved to death there. It is \
    said that the sea froze. Peter Abidar met Mira Doran [2]. Later Doram left; Doran stayed, and Doran wrote of it.\n\n\
    [1] M. Doran, “The Harbour”, in Papers of the Coast (Port: Quay Press, 1921), pp. 152-41. See Https://example.org/a.\n";

fn checked(bench: &Bench) -> Vec<Value> {
    bench.write("s/source.txt", SOURCE);
    bench.write("d.txt", DRAFT);
    bench.json(&["check", "d.txt", "--against", "s", "--json"], &[1])
}

#[test]
fn numbers_names_and_notes_are_held_against_the_source() {
    let bench = Bench::new();
    let rows = checked(&bench);
    validate(&rows, "check.json");
    let has = |code: &str, words: &str| {
        rows.iter()
            .any(|r| r["code"] == code && r["draft"]["text"].as_str().is_some_and(|t| t.contains(words)))
    };
    for (code, words) in [
        ("number/differs", "3,500"),
        ("number/other-predicate", "Tens of thousands of families were starved to death"),
        ("name/several-spellings", "Doram"),
        ("name/differs", "Abidar"),
        ("citation/marker-without-note", "[2]"),
        ("citation/broken-address", "Https://example.org/a"),
        ("attribution/nobody-named", "is said"),
    ] {
        assert!(has(code, words), "{code} of {words}: {rows:#?}");
    }
    // What the text says twice in one way, and what is the source's, is no finding.
    assert!(!rows.iter().any(|r| r["kind"] == "number" && r["draft"]["text"] == "eight percent"));
    for row in rows.iter().filter(|r| r["type"] == "finding") {
        let (start, end) = (row["draft"]["start"].as_u64(), row["draft"]["end"].as_u64());
        let (start, end) = (start.expect("a place") as usize, end.expect("a place") as usize);
        let words: String = DRAFT.chars().skip(start).take(end - start).collect();
        assert_eq!(row["draft"]["text"], words);
    }
}

const LOG: &str = "The Harbour Log of Port Amsel\n\n\
    The pilot boat was laid up for the winter because nobody would pay for tar, and the crew went to the inland mills.\n";
const MINUTES: &str = "# Minutes of the Harbour Board\n\n\
    The board resolved that the lamps on the eastern mole be lit at dusk and that the keeper be paid four crowns.\n";

fn codes(rows: &[Value]) -> Vec<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap_or("").to_owned();
    rows.iter()
        .filter(|r| r["type"] == "finding")
        .map(|r| (text(&r["code"]), text(&r["draft"]["text"])))
        .collect()
}

#[test]
fn a_note_that_names_another_document_is_held_against_the_quotation() {
    let bench = Bench::new();
    bench.write("s/log.txt", LOG);
    bench.write("s/minutes.md", MINUTES);
    let quotations = [
        "“the pilot boat was laid up for the winter because nobody would pay for tar”",
        "“the crew went to the inland mills”",
        "“the lamps on the eastern mole be lit at dusk and that the keeper be paid four crowns”",
    ];
    let notes =
        ["Minutes of the Harbour Board, p. 3.", "Ibid., p. 4.", "Minutes of the Harbour Board, p. 5."];
    // Markdown's notes, notes in brackets, raised figures whose height was lost, and superscripts.
    /// The words for a number.
    type For = fn(usize) -> String;
    let ways: [(&str, For, For); 4] = [
        ("d.md", |n| format!("[^{n}]"), |n| format!("[^{n}]: ")),
        ("d.txt", |n| format!("[{n}]"), |n| format!("[{n}] ")),
        ("d.txt", |n| n.to_string(), |n| format!("{n}. ")),
        ("d.txt", |n| ["¹", "²", "³"][n - 1].to_owned(), |n| format!("{n} ")),
    ];
    for (file, marker, label) in ways {
        let mut draft = "A winter\n\n".to_owned();
        for (i, q) in quotations.iter().enumerate() {
            draft.push_str(&format!("They tell that {q}.{}\n\n", marker(i + 1)));
        }
        draft.push_str("Notes\n\n");
        for (i, n) in notes.iter().enumerate() {
            draft.push_str(&format!("{}{n}\n", label(i + 1)));
        }
        bench.write(file, &draft);
        let rows = bench.json(&["check", file, "--against", "s", "--json"], &[1]);
        validate(&rows, "check.json");
        let got: Vec<String> =
            codes(&rows).into_iter().map(|c| c.0).filter(|c| c.starts_with("quotation")).collect();
        assert_eq!(
            got,
            ["quotation/misattributed", "quotation/misattributed", "quotation/verbatim"],
            "{draft}\n{rows:#?}"
        );
        let led: Vec<&str> = rows
            .iter()
            .filter(|r| r["code"] == "citation/leads-there")
            .filter_map(|r| r["message"].as_str())
            .collect();
        assert_eq!(led.len(), 3, "{led:?}");
        assert!(led[1].starts_with("ibid.: as note 1, names ") && led[1].contains("minutes.md"), "{led:?}");
        // The ledger and the facts say what the note stands for.
        let facts = bench.json(&["read", file, "--show", "notes", "--json"], &[0]);
        validate(&facts, "facts.json");
        assert_eq!(facts[1]["stands_for"]["how"], "ibid.");
    }
}

#[test]
fn citations_by_author_and_year_lead_to_the_list() {
    let bench = Bench::new();
    bench.write("s/log.txt", LOG);
    bench.write("s/minutes.md", MINUTES);
    bench.write(
        "d.md",
        "# The lamps\n\nLamps went out (Devine, 2014, p. 26). As Okafor (2015) says, nobody paid; see also (Tov 1999) and \
         (Devine 2013).\n\nIt is told that “the pilot boat was laid up for the winter because nobody would pay for tar” \
         (Harbour Board 1931).\n\n## References\n\nDevine, A. (2014). *The missing lamps*. Amsel: Board Press.\n\n\
         Okafor, C. (2015). Tides of tar. *Journal of Harbours*, 12(3), 35-41.\n\n\
         Harbour Board (1931). *Minutes of the Harbour Board*. Amsel.\n\nZed, Q. (2001). *Never cited*. Amsel.\n",
    );
    let rows = bench.json(&["check", "d.md", "--against", "s", "--json"], &[1]);
    validate(&rows, "check.json");
    let got = codes(&rows);
    let has = |code: &str, words: &str| got.iter().any(|c| c.0 == code && c.1.contains(words));
    assert!(has("citation/marker-without-note", "Tov 1999"), "{got:?}");
    assert!(has("citation/marker-without-note", "Devine 2013"), "{got:?}");
    assert!(has("citation/note-without-marker", "Zed"), "{got:?}");
    assert!(has("citation/leads-there", "Minutes of the Harbour Board"), "{got:?}");
    assert!(has("quotation/misattributed", "pilot boat"), "{got:?}");
    assert_eq!(
        got.iter().filter(|c| c.0.ends_with("-note") || c.0.ends_with("-marker")).count(),
        3,
        "{got:?}"
    );
}

const VOLUME: &str = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/><text><front>\
    <div type=\"section\" xml:id=\"persons\"><head>Persons</head><list type=\"names\">\
    <item><persName xml:id=\"p_TA1\">Tov, Ada</persName>, Keeper of the Light</item>\
    <item><persName xml:id=\"p_TB1\">Tov, Ben</persName>, clerk</item></list></div></front><body>\
    <div type=\"document\" xml:id=\"d1\"><head>1. Letter From the Keeper to the Clerk</head>\
    <dateline><date when=\"1962-03-04\">March 4, 1962</date></dateline>\
    <p>Ada Tov wrote to Ben Tov that the lamps on the eastern mole were lit at dusk and nobody had been paid.</p></div>\
    <div type=\"document\" xml:id=\"d2\"><head>2. Answer</head><p>Ben Tov told Ada Tov to wait.</p></div></body></text></TEI>";

#[test]
fn a_volume_s_own_persons_and_documents_are_used() {
    let bench = Bench::new();
    bench.write("s/frus1961-63v12.xml", VOLUME);
    bench.stdout(&["index", "s", "--archive", "a.fontes", "-q"], &[0]);
    let people = bench.json(&["people", "--archive", "a.fontes", "--json"], &[0]);
    validate(&people, "overview.json");
    let listed: Vec<String> = people.iter().map(|p| format!("{} {}", p["listed"], p["mentions"])).collect();
    assert_eq!(listed, ["[\"Tov, Ada: Keeper of the Light\"] 2", "[\"Tov, Ben: clerk\"] 2"]);
    let names = bench.json(&["read", "s/frus1961-63v12.xml", "--show", "names", "--json"], &[0]);
    validate(&names, "facts.json");
    assert_eq!(names.iter().filter(|n| n["person"] == "p_TA1").count(), 2);
    // A note that cites the volume: the document is found, its day is another, and outside the volume's years.
    bench.write(
        "d.txt",
        "They tell that “the lamps on the eastern mole were lit at dusk and nobody had been paid”.[1] More.[2] And.[3]\n\n\
         [1] Letter, March 4, 1965, in Foreign Relations, 1961-1963, vol. XII, Document 1.\n[2] See note 1 above.\n\
         [3] Okafor, op. cit., 12.\n",
    );
    let rows = bench.json(&["check", "d.txt", "--archive", "a.fontes", "--json"], &[1]);
    validate(&rows, "check.json");
    let got: Vec<String> = codes(&rows).into_iter().map(|c| c.0).collect();
    assert_eq!(
        got,
        [
            "quotation/verbatim",
            "citation/year-outside-volume",
            "citation/differs",
            "citation/leads-there",
            "citation/leads-there",
            "citation/no-earlier-reference"
        ]
    );
}

#[test]
fn a_finding_is_silenced_with_a_reason() {
    let bench = Bench::new();
    let before = checked(&bench);
    let alarms = |rows: &[Value]| {
        rows.iter()
            .filter(|r| {
                r["silenced"].is_null() && matches!(r["severity"].as_str(), Some("warning" | "error"))
            })
            .count()
    };
    assert!(alarms(&before) > 3);
    bench.write(
        "d.txt.silence",
        "# all of it\nquotation | * | it is so\nnumber | * | counted again\ncitation | * | proofs\n",
    );
    let after = bench.json(&["check", "d.txt", "--against", "s", "--json"], &[0]);
    validate(&after, "check.json");
    assert_eq!(alarms(&after), 0);
    assert!(after.iter().any(|r| r["code"] == "number/differs" && r["silenced"] == "counted again"));
    bench.write("d.txt.silence", "number/differs | 3,500 |\n");
    let out = bench.run(&["check", "d.txt", "--against", "s"]);
    assert_eq!(out.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&out.stderr).contains("d.txt.silence: line 1: no reason"));
    bench.write("d.txt.silence", "date | Tuesday | no such day\n");
    let out = bench.run(&["check", "d.txt", "--against", "s"]);
    assert!(String::from_utf8_lossy(&out.stderr).contains("line 1 silences nothing"));
}

#[test]
fn facts_fit_their_schema_and_give_their_words() {
    let bench = Bench::new();
    bench.write("d.txt", DRAFT);
    bench.write("s.txt", SOURCE);
    let what = "dates,numbers,statements,names,references,notes";
    for (file, text) in [("d.txt", DRAFT), ("s.txt", SOURCE)] {
        let rows = bench.json(&["read", file, "--show", what, "--json"], &[0]);
        validate(&rows, "facts.json");
        for row in &rows {
            let n = |k: &str| row[k].as_u64().expect("a place") as usize;
            assert_eq!(row["text"], text[n("byte_start")..n("byte_end")]);
            let words: String = text.chars().skip(n("start")).take(n("end") - n("start")).collect();
            assert_eq!(row["text"], words);
        }
    }
    let rows = bench.json(&["read", "s.txt", "--show", what, "--json"], &[0]);
    let value = |kind: &str, words: &str| {
        rows.iter().find(|r| r["type"] == kind && r["text"] == words).cloned().unwrap_or_default()
    };
    assert_eq!(value("date", "4 May 1921")["edtf"], "1921-05-04");
    assert_eq!(value("number", "eight percent")["hedge"], "nearly");
    assert_eq!(value("number", "tens of thousands")["vague"], true);
    assert_eq!(value("name", "Mira Doran")["kind"], "person");
    let quoted =
        rows.iter().find(|r| r["type"] == "statement" && r["voice"] == "direct").expect("a quotation");
    let (a, b) = (quoted["source"]["start"].as_u64(), quoted["source"]["end"].as_u64());
    let source: String =
        SOURCE.chars().skip(a.expect("a") as usize).take((b.expect("b") - a.expect("a")) as usize).collect();
    assert_eq!(source, "Captain Doran");
}

#[test]
fn listed_persons_are_looked_up() {
    let bench = Bench::new();
    bench.write("s.txt", SOURCE);
    bench.write("people.jsonl", "{\"id\":\"p1\",\"name\":\"Doran, Capt. Mira\",\"role\":\"captain\"}\n{\"id\":\"p2\",\"name\":\"Avidar, Peter\"}\n");
    let rows = bench.json(&["read", "s.txt", "--show", "names", "--roster", "people.jsonl", "--json"], &[0]);
    let got: Vec<(&str, &str)> =
        rows.iter().filter_map(|r| Some((r["text"].as_str()?, r["person"].as_str()?))).collect();
    assert_eq!(got, [("Mira Doran", "p1"), ("Doran", "p1"), ("Peter Avidar", "p2")]);
    let out = bench.run(&["read", "s.txt", "--show", "names", "--roster", "absent.jsonl"]);
    assert_eq!(out.status.code(), Some(3));
}

#[test]
fn the_ledger_says_what_the_archive_bears_out() {
    let bench = Bench::new();
    bench.write("s/source.txt", SOURCE);
    bench.write("d.txt", DRAFT);
    let rows = bench.json(&["statements", "d.txt", "--against", "s", "--json"], &[1]);
    validate(&rows, "statements.json");
    let first = &rows[0];
    assert_eq!(first["source"]["text"], "the captain");
    assert_eq!(first["quotations"][0]["verdict"], "altered");
    let alone = bench.json(&["statements", "d.txt", "--json"], &[0]);
    assert_eq!(alone.len(), rows.len());
    assert!(alone.iter().all(|r| r["checked"] == false));
}

#[test]
fn an_archive_is_read_as_a_timeline_and_as_people() {
    let bench = Bench::new();
    bench.write("s/a.txt", SOURCE);
    bench.write(
        "s/b.txt",
        "Another account\n\nOn 5 May 1921 the council met. Captain Mira Doran told the council that nearly eight percent of the 2,500 boats \
         were lost, and that the blockade ruined thousands and starved tens of thousands of families along the whole coast.\n",
    );
    bench.run(&["index", "s", "--archive", "a.fontes", "-q"]);
    let at = ["--archive", "a.fontes"];
    let rows =
        bench.json(&["timeline", at[0], at[1], "--from", "1921-05-04", "--to", "1921-05-05", "--json"], &[0]);
    validate(&rows, "overview.json");
    let dates: Vec<&str> = rows.iter().filter_map(|r| r["date"].as_str()).collect();
    assert_eq!(dates, ["1921-05-04", "1921-05-05"]);
    assert_eq!(bench.run(&["timeline", at[0], at[1], "--from", "1999"]).status.code(), Some(1));
    assert_eq!(bench.run(&["timeline", at[0], at[1], "--from", "May"]).status.code(), Some(3));
    let people = bench.json(&["people", at[0], at[1], "--json"], &[0]);
    validate(&people, "overview.json");
    let doran = people.iter().find(|p| p["name"] == "Mira Doran").expect("her");
    assert_eq!((doran["mentions"].as_u64(), doran["documents"].as_u64()), (Some(3), Some(2)));
    let network = bench.json(&["network", at[0], at[1], "--least", "1", "--json"], &[0, 1]);
    validate(&network, "overview.json");
    for format in ["csv", "html", "text"] {
        let out = bench.stdout(&["people", at[0], at[1], "--format", format], &[0]);
        assert!(out.contains("Mira Doran"), "{format}");
    }
    let graph = bench.stdout(&["network", at[0], at[1], "--least", "1", "--graphml"], &[0]);
    assert!(graph.starts_with("<?xml") && graph.trim_end().ends_with("</graphml>"));
    // The same bytes again.
    assert_eq!(graph, bench.stdout(&["network", at[0], at[1], "--least", "1", "--graphml"], &[0]));
}
