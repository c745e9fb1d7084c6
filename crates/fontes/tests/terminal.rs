//! Does anything that a document says drive the terminal? Names, titles, ids, texts, members and attachments that try to,
//! through every command with colours on.
#![cfg(unix)]

mod support;
use std::io::Write;
use std::process::Output;
use support::Bench;

/// Sets the window's title, writes to the clipboard, clears the screen, hides, turns the direction, parts words unseen.
const EVIL: &str = "\u{1b}]0;pwned\u{7}\u{1b}]52;c;aGk=\u{7}\u{1b}[2J\u{1b}[8m\u{1b}[31mEVIL\u{9b}5m\u{202e}abc\u{2066}d\u{200b}e\u{e0041}";
const WORDS: &str =
    "the old minister of the crown gave his word on 11 September 1973 that 4,500 barrels of oil were ashore";

/// Colours as the program writes them; what is left of an output may have nothing unseen.
fn without_colours(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        out += &rest[..at];
        rest = &rest[at + 2..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';').unwrap_or(rest.len());
        let codes = &rest[..end];
        let ours =
            codes.split(';').all(|c| matches!(c, "" | "0" | "1" | "2" | "4" | "31" | "32" | "33" | "36"));
        if !(ours && rest[end..].starts_with('m')) {
            out += "\u{1b}[";
            continue;
        }
        rest = &rest[end + 1..];
        assert!(!rest.starts_with("EVIL"), "a document's colour went through");
    }
    out + rest
}

fn leaks(text: &str) -> Option<String> {
    let text = without_colours(text).replace("\r\n", "\n");
    let unseen = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
    };
    let at = text.char_indices().find(|(_, c)| unseen(*c))?.0;
    Some(text[at..].chars().take(40).flat_map(char::escape_default).collect())
}

fn forced(bench: &Bench, arguments: &[&str]) -> Output {
    let mut command = bench.command(&["--colour", "always"]);
    command.args(arguments).env_remove("NO_COLOR").output().expect("the program runs")
}

/// A folder of hostile sources and a draft that quotes them.
fn hostile() -> Bench {
    let bench = Bench::new();
    let text = format!(
        "{WORDS}. {EVIL} And {EVIL} then they sailed to the islands in the south, said Mr. Smith{EVIL}.\n"
    );
    bench.write(&format!("s/name{EVIL}.md"), format!("# A title {EVIL}\n\n{text}\n[^1]: A note {EVIL}.\n"));
    let records: Vec<String> = (0..2)
        .map(|i| {
            serde_json::json!({"id": format!("id{i}{EVIL}"), "title": format!("Title {EVIL}"), "author": EVIL, "date": "1973-09-11",
                "series": EVIL, "text": format!("={text} {i}")})
            .to_string()
        })
        .collect();
    bench.write("s/records.jsonl", records.join("\n"));
    let mail = format!(
        "From: a@b.c\r\nSubject: {EVIL}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n--x\r\nContent-Type: text/plain; charset=utf-8; name=\"at{EVIL}.txt\"\r\n\
         Content-Disposition: attachment; filename=\"at{EVIL}.txt\"\r\n\r\n{text}\r\n--x--\r\n"
    );
    bench.write("s/mail.eml", mail);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in
        [(format!("in{EVIL}.txt"), text.as_bytes()), (format!("bad{EVIL}.pdf"), b"%PDF-1.4 no more")]
    {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a member");
        zip.write_all(bytes).expect("written");
    }
    bench.write("s/box.zip", zip.finish().expect("closed").into_inner());
    bench.write(&format!("s/broken{EVIL}.pdf"), "%PDF-1.4 nothing");
    let draft = format!(
        "He said: “{WORDS}{EVIL}”. Others: “the old minister of the crown gave his hand on 12 September 1973 that 4,500 barrels”. {text}"
    );
    bench.write("d.md", &draft);
    bench.write(&format!("d{EVIL}.md"), &draft);
    bench.write("e.md", format!("{WORDS}. {EVIL} And then they sailed to the islands."));
    bench
}

#[test]
fn no_document_drives_the_terminal() {
    let bench = hostile();
    let draft = format!("d{EVIL}.md");
    let source = format!("s/name{EVIL}.md");
    let option = format!("--{EVIL}");
    let archive = ["--archive", "a"];
    let shows = "dates,numbers,names,references,notes,statements";
    let commands: [(&[&str], bool); 42] = [
        (&["index", "s", "--archive", "a"], false),
        (&["status"], true),
        (&["status", "--json"], true),
        (&["status", "--verify"], true),
        (&["check", "d.md"], true),
        (&["check", "-v", "d.md"], true),
        (&["check", "-v", &draft], true),
        (&["check", "--json", &draft], true),
        (&["check", "--format", "html", &draft], true),
        (&["check", "--format", "sarif", &draft], true),
        (&["check", "d.md", "-o", "out.txt"], true),
        (&["search", "minister"], true),
        (&["search", "minister", "--json"], true),
        (&["find", WORDS], true),
        (&["find", WORDS, "--json"], true),
        (&["reuse", "s"], false),
        (&["reuse", "s", "--format", "csv"], false),
        (&["reuse", "s", "--format", "jsonl"], false),
        (&["reuse", "s", "--clusters"], false),
        (&["reuse", "s", "--clusters", "--format", "csv"], false),
        (&["reuse", "s", "--clusters", "--collate", "text"], false),
        (&["reuse", "s", "--clusters", "--collate", "html"], false),
        (&["reuse", "s", "--clusters", "--collate", "tei"], false),
        (&["read", &source], false),
        (&["read", "s"], false),
        (&["read", "s", "--json"], false),
        (&["read", "s", "--show", shows], false),
        (&["statements", &draft], false),
        (&["statements", &draft], true),
        (&["compare", &source, &draft], false),
        (&["compare", &draft, "e.md", "--preset", "paraphrase"], false),
        (&["timeline"], true),
        (&["timeline", "--format", "csv"], true),
        (&["timeline", "--format", "html"], true),
        (&["people"], true),
        (&["network", "--least", "1"], true),
        (&["network", "--graphml", "--least", "1"], true),
        (&["check", EVIL], true),
        (&["index", EVIL, "--archive", "b"], false),
        (&["status", "--archive", EVIL], false),
        (&["check", &option], true),
        (&["search", EVIL], true),
    ];
    let mut leaking = Vec::new();
    for (arguments, archived) in commands {
        let mut all = arguments.to_vec();
        all.extend(archived.then_some(archive).iter().flatten());
        let out = forced(&bench, &all);
        let shown: Vec<String> = arguments.iter().map(|a| a.escape_default().to_string()).collect();
        assert!(
            out.status.code().is_some_and(|c| c <= 3),
            "{shown:?}: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        for (stream, bytes) in [("stdout", &out.stdout), ("stderr", &out.stderr)] {
            if let Some(what) = leaks(&String::from_utf8_lossy(bytes)) {
                leaking.push(format!("{} {stream}: {what}", shown.join(" ")));
            }
        }
    }
    let file = std::fs::read_to_string(bench.path("out.txt")).expect("written");
    assert!(file.contains("<U+202E>") && leaks(&file).is_none());
    assert!(leaking.is_empty(), "{}", leaking.join("\n"));
}

#[test]
fn a_table_holds_no_formula() {
    let bench = Bench::new();
    let text = "=HYPERLINK(\"http://evil.example\") the old minister of the crown gave his word that the oil was ashore by night";
    let rest = [
        "Beside it lies a list of lamps that were mended by the keepers of the lower basin in spring",
        "Quite another matter is the roof of the school in the village where nobody had asked for slates",
    ];
    for (i, id) in ["@a", "+b"].iter().enumerate() {
        let record = serde_json::json!({"id": id, "text": format!("{text}. {}", rest[i])});
        bench.write(&format!("s/{i}.jsonl"), record.to_string());
    }
    let out = bench.stdout(&["reuse", "s", "--format", "csv", "--all"], &[1]);
    assert!(out.contains("'@a") && out.contains("'+b"), "{out}");
    for row in out.lines() {
        assert!(!row.split(',').any(|f| f.trim_start_matches('"').starts_with(['=', '@', '+'])), "{row}");
    }
}
