//! Files of every kind: what is read of them, where their passages stand, and that no file
//! takes the run down. All files are made here.

mod support;

use serde_json::Value;
use std::io::Write;
use support::Bench;

const SAID: &str = "The breakwater was sold for scrap before the auction was announced to anyone in the town";

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("whole").into_inner()
}

/// A Word document of one paragraph with a note, and what goes with it.
fn docx(words: &str, note: &str) -> Vec<u8> {
    let body = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>\
         <w:r><w:footnoteReference w:id=\"7\"/></w:r></w:p></w:body></w:document>"
    );
    let notes = format!(
        "<w:footnotes xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:footnote w:id=\"7\"><w:p><w:r><w:footnoteRef/></w:r>\
         <w:r><w:t xml:space=\"preserve\"> {note}</w:t></w:r></w:p></w:footnote></w:footnotes>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
        <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let rels = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
    let own = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
        Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes\" Target=\"footnotes.xml\"/></Relationships>";
    packed(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        ("word/_rels/document.xml.rels", own.as_bytes()),
        ("word/document.xml", body.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
    ])
}

/// A PDF of pages of lines; a page without lines holds a picture only. Pages are numbered in
/// small Roman numerals from iv.
fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 10 + 2 * i)).collect();
    out += "1 0 obj<</Type/Catalog/Pages 2 0 R/PageLabels<</Nums[0<</S/r/St 4>>]>>>>endobj\n";
    out += &format!("2 0 obj<</Type/Pages/Kids[{}]/Count {}>>endobj\n", kids.join(" "), pages.len());
    out += "3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n";
    out += "4 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n0\nendstream endobj\n";
    for (i, lines) in pages.iter().enumerate() {
        let mut content = String::new();
        for (n, line) in lines.iter().enumerate() {
            content += &format!("BT /F 11 Tf 60 {} Td ({line}) Tj ET\n", 700 - 13 * n);
        }
        if lines.is_empty() {
            content += "q 400 0 0 600 60 60 cm /I Do Q\n";
        }
        out += &format!(
            "{} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</Font<</F 3 0 R>>/XObject<</I 4 0 R>>>>>>endobj\n",
            10 + 2 * i,
            11 + 2 * i
        );
        out +=
            &format!("{} 0 obj<</Length {}>>stream\n{content}endstream endobj\n", 11 + 2 * i, content.len());
    }
    out += "trailer<</Root 1 0 R>>\n%%EOF";
    out.into_bytes()
}

fn mail(attached: &[u8]) -> Vec<u8> {
    let mut encoded = String::new();
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in attached.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let sign = SIGNS[(n >> (18 - 6 * i)) as usize & 63];
            encoded.push(if i > chunk.len() { '=' } else { char::from(sign) });
        }
    }
    format!(
        "From: Ada Ostrander <ada@example.org>\r\nTo: board@example.org\r\nSubject: The ledgers\r\nDate: Tue, 3 Feb 2004 10:00:00 +0000\r\n\
         Message-ID: <one@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nThe caf=E9 keeps a copy.\r\n--b\r\n\
         Content-Type: application/octet-stream; name=\"report.docx\"\r\nContent-Disposition: attachment; filename=\"report.docx\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--b--\r\n"
    )
    .into_bytes()
}

fn read(bench: &Bench, name: &str) -> Vec<Value> {
    let out = bench.run(&["read", name, "--json"]);
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect()
}

fn words<'d>(d: &'d Value, place: &Value) -> String {
    let at = |k: &str| place[k].as_u64().expect("a number") as usize;
    let text: &'d str = d["text"].as_str().expect("a text");
    text.chars().skip(at("start")).take(at("end") - at("start")).collect()
}

#[test]
fn a_word_document_with_its_note() {
    let bench = Bench::new();
    bench.write("a.docx", docx(SAID, "See the ledger."));
    let d = &read(&bench, "a.docx")[0];
    assert_eq!(d["text"], format!("{SAID}[1]\n\n[1] See the ledger."));
    let note = &d["notes"][0];
    assert_eq!(words(d, &note["marker"]), "[1]");
    assert_eq!(words(d, &note["body"]), "See the ledger.");
}

#[test]
fn pages_are_counted_and_the_missing_ones_said() {
    let bench = Bench::new();
    let (first, second) = SAID.split_at(SAID.find("before").expect("there"));
    bench.write(
        "sources/a.pdf",
        pdf(&[
            &["Nothing of note was recorded in the year of the great frost."],
            &[],
            &[first.trim(), second],
        ]),
    );
    let out = bench.run(&["index", "sources", "--archive", "a.fontes"]);
    assert_eq!(out.status.code(), Some(0), "read in part is read: {}", String::from_utf8_lossy(&out.stderr));
    let status = String::from_utf8(bench.run(&["status", "--archive", "a.fontes"]).stdout).expect("UTF-8");
    assert!(status.contains("3 pages, 1 of them not read"), "{status}");
    assert!(status.contains("1 of 3 pages not read (2): a picture without a text layer"), "{status}");
    bench.write(
        "draft.md",
        format!("He wrote: “{SAID}.” And “nobody has ever written these words in any ledger of any port”.\n"),
    );
    let out = bench.run(&["check", "draft.md", "--archive", "a.fontes", "--json", "--verbose"]);
    let rows: Vec<Value> = String::from_utf8(out.stdout)
        .expect("UTF-8")
        .lines()
        .map(|l| serde_json::from_str(l).expect("JSON"))
        .collect();
    let found = rows.iter().find(|r| r["verdict"] == "verbatim").expect("the quotation is found");
    assert_eq!(found["evidence"][0]["page"], "vi");
    assert_eq!(found["evidence"][0]["page_index"], 3);
    let absent = rows.iter().find(|r| r["verdict"] == "not-found").expect("the other is not");
    assert!(absent["message"].as_str().expect("a message").contains("1 page unread"), "{absent}");
    assert_eq!(rows.last().expect("a summary")["pages_unread"], 1);
}

#[test]
fn what_is_in_containers_has_a_path_and_a_reason() {
    let bench = Bench::new();
    let letter = mail(&docx(SAID, "See the ledger."));
    let inner = packed(&[("deep/letter.eml", &letter), ("broken.pdf", b"%PDF-1.4 no objects")]);
    bench.write(
        "sources/box.zip",
        packed(&[("inner.zip", &inner), ("../out.txt", b"A name that points outside.")]),
    );
    let out = bench.run(&["index", "sources", "--archive", "a.fontes"]);
    assert_eq!(out.status.code(), Some(2));
    let rows: Vec<Value> =
        String::from_utf8(bench.run(&["status", "--archive", "a.fontes", "--json"]).stdout)
            .expect("UTF-8")
            .lines()
            .map(|l| serde_json::from_str(l).expect("JSON"))
            .collect();
    let of =
        |path: &str| rows.iter().find(|r| r["path"] == path).unwrap_or_else(|| panic!("{path}: {rows:?}"));
    assert_eq!(of("sources/box.zip!/inner.zip!/deep/letter.eml!/report.docx")["status"], "read");
    assert_eq!(of("sources/box.zip!/../out.txt")["status"], "read");
    let broken = of("sources/box.zip!/inner.zip!/broken.pdf");
    assert_eq!(broken["status"], "failed");
    assert!(broken["remedy"].as_str().is_some_and(|r| !r.is_empty()));
    bench.write("draft.md", format!("He wrote: “{SAID}.”\n"));
    let out = bench.run(&["check", "draft.md", "--archive", "a.fontes", "--json", "--verbose"]);
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    assert!(text.contains("box.zip!/inner.zip!/deep/letter.eml!/report.docx"), "{text}");
    // Nothing changed: nothing is read again, and nothing goes.
    let again =
        String::from_utf8(bench.run(&["index", "sources", "--archive", "a.fontes"]).stdout).expect("UTF-8");
    assert!(again.contains("0 files added, 0 replaced, 6 unchanged, 0 gone"), "{again}");
    // What is no longer in the container is no longer in the archive.
    bench.write("sources/box.zip", packed(&[("inner.zip", &packed(&[("deep/letter.eml", &letter)]))]));
    let out =
        String::from_utf8(bench.run(&["index", "sources", "--archive", "a.fontes"]).stdout).expect("UTF-8");
    assert!(out.contains("2 gone"), "{out}");
}

#[test]
fn mail_shows_its_headers_and_hands_on_its_attachments() {
    let bench = Bench::new();
    bench.write("a.eml", mail(&docx(SAID, "See the ledger.")));
    let rows = read(&bench, "a.eml");
    let whole = rows.iter().find(|r| r["path"] == "a.eml").expect("the message");
    let text = whole["text"].as_str().expect("a text");
    assert!(text.starts_with("From: Ada Ostrander <ada@example.org>\nTo: board@example.org\n"), "{text}");
    assert!(text.ends_with("The café keeps a copy."), "{text}");
    assert_eq!(whole["date"], "2004-02-03");
    assert!(rows.iter().any(|r| r["path"] == "a.eml!/report.docx"));
}

#[test]
fn the_same_bytes_are_kept_once_while_they_last() {
    let bench = Bench::new();
    bench.write("sources/a.txt", format!("{SAID}."));
    bench.write("sources/b.txt", format!("{SAID}."));
    let first =
        String::from_utf8(bench.run(&["index", "sources", "--archive", "a.fontes"]).stdout).expect("UTF-8");
    assert!(first.contains("1 of them has the same bytes as another"), "{first}");
    let status = String::from_utf8(bench.run(&["status", "--archive", "a.fontes"]).stdout).expect("UTF-8");
    assert!(
        status.contains("2 files read, 1 document") && status.contains("duplicate    sources/b.txt"),
        "{status}"
    );
    // The one that stood for both is gone: the other is read for itself.
    std::fs::remove_file(bench.path("sources/a.txt")).expect("removed");
    assert_eq!(bench.run(&["index", "sources", "--archive", "a.fontes"]).status.code(), Some(0));
    let status = String::from_utf8(bench.run(&["status", "--archive", "a.fontes"]).stdout).expect("UTF-8");
    assert!(status.contains("1 file read, 1 document") && !status.contains("duplicate"), "{status}");
    let found = bench.run(&["find", SAID, "--archive", "a.fontes", "--json"]);
    assert!(String::from_utf8_lossy(&found.stdout).contains("sources/b.txt"));
}

#[test]
fn bombs_are_refused_with_a_reason() {
    let bench = Bench::new();
    let zeros = vec![0u8; 300 << 20];
    bench.write("sources/zeros.zip", packed(&[("zeros.txt", &zeros)]));
    drop(zeros);
    bench.write("sources/deep.html", "<div>".repeat(30_000));
    bench.write("sources/deep.xml", format!("{}x{}", "<a>".repeat(50_000), "</a>".repeat(50_000)));
    bench.write("sources/deep.rtf", format!("{{\\rtf1{}x", "{".repeat(50_000)));
    bench.write("sources/good.txt", SAID);
    let out = bench.run(&["index", "sources", "--archive", "a.fontes"]);
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8(out.stderr).expect("UTF-8");
    for reason in [
        "zeros.zip!/zeros.txt: unfolds to more than 160 MB",
        "deep.html: the page nests more than 1000 elements",
        "deep.xml: the file nests more than 1000 elements",
        "deep.rtf: the file nests more than 2000 groups",
    ] {
        assert!(said.contains(reason), "{reason} in {said}");
    }
    assert!(!said.contains("good.txt"));
}

#[test]
fn a_draft_of_any_format_is_checked_at_its_pages() {
    let bench = Bench::new();
    bench.write("sources/a.txt", format!("{SAID}."));
    let lines = [
        "It is written: \\223The breakwater was sold for copper before",
        "the auction was announced to anyone in the town.\\224",
    ];
    bench.write("draft.pdf", pdf(&[&["A first page that says nothing."], &lines]));
    let out = bench.run(&["check", "draft.pdf", "--against", "sources", "--json"]);
    assert_eq!(out.status.code(), Some(1), "{}", String::from_utf8_lossy(&out.stderr));
    let first = String::from_utf8(out.stdout).expect("UTF-8");
    let finding: Value = serde_json::from_str(first.lines().next().expect("a finding")).expect("JSON");
    assert_eq!(finding["verdict"], "altered");
    assert_eq!((&finding["draft"]["page"], &finding["draft"]["page_index"]), (&"v".into(), &2.into()));
    assert!(finding["changes"].to_string().contains("copper"), "{finding}");
}

#[test]
fn what_is_read_keeps_its_schema() {
    let bench = Bench::new();
    bench.write("sources/a.docx", docx(SAID, "See the ledger."));
    bench.write("sources/b.pdf", pdf(&[&["One line."], &[]]));
    bench.write("sources/c.eml", mail(b"words"));
    let text = std::fs::read_to_string(support::root().join("docs/schema/read.json")).expect("the schema");
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).expect("JSON")).expect("a schema");
    let rows = read(&bench, "sources");
    assert_eq!(rows.len(), 4, "the message and its attachment among them");
    for row in rows {
        assert!(schema.is_valid(&row), "{:?}", schema.iter_errors(&row).next());
    }
}

#[test]
fn nearly_the_same_documents_are_marked() {
    let bench = Bench::new();
    let line = |i: usize| {
        format!(
            "In year {i} of the ledger {} lanterns were sold to the pilot of ferry {}.\n",
            i * 7 % 97,
            i * 31 % 89
        )
    };
    let long: String = (0..120).map(line).collect();
    bench.write("sources/a.txt", &long);
    bench.write("sources/b.md", long.replace("year 60 ", "the sixtieth year "));
    bench.write(
        "sources/c.txt",
        (500..620).map(|i| line(i).replace("lanterns", "barrels of tar")).collect::<String>(),
    );
    assert_eq!(bench.run(&["index", "sources", "--archive", "a.fontes"]).status.code(), Some(0));
    let status = String::from_utf8(bench.run(&["status", "--archive", "a.fontes"]).stdout).expect("UTF-8");
    assert!(status.contains("near         sources/b.md: nearly the text of sources/a.txt"), "{status}");
    assert_eq!(status.matches("near  ").count(), 1, "{status}");
}
