//! How fast is a file of each format read? Megabytes of text a second on one core.
//!
//! ```sh
//! cargo bench -p fontes-ingest --bench formats
//! ```

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use fontes_ingest::{Limits, Source, open};
use std::io::{Cursor, Write};

const WORDS: &str = "The keeper of the north light wrote every evening in a green book, and the oil was weighed on Saturdays.";
const PARAGRAPHS: usize = 2_000;

fn main() {
    divan::main();
}

fn packed(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("whole").into_inner()
}

fn pdf() -> Vec<u8> {
    let lines = "0 -13 Td (The keeper of the north light wrote every evening in a) Tj ".repeat(50);
    let page = format!("BT /F 11 Tf 60 760 Td {lines}ET");
    let pages = PARAGRAPHS / 50;
    let kids: String = (0..pages).map(|i| format!("{} 0 R ", 4 + 2 * i)).collect();
    let mut out = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[{kids}]/Count {pages}>>endobj\n\
         3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n"
    );
    for i in 0..pages {
        let (a, b) = (4 + 2 * i, 5 + 2 * i);
        out += &format!(
            "{a} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {b} 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj\n\
             {b} 0 obj<</Length {}>>stream\n{page}\nendstream endobj\n",
            page.len()
        );
    }
    (out + "trailer<</Root 1 0 R>>\n%%EOF").into_bytes()
}

fn file(format: &str) -> Vec<u8> {
    let each = |before: &str, after: &str| format!("{before}{WORDS}{after}").repeat(PARAGRAPHS);
    match format {
        "a.txt" | "a.md" => each("", "\n\n").into_bytes(),
        "a.html" => format!("<html><body>{}</body></html>", each("<p>", "</p>")).into_bytes(),
        "a.tei" => format!("<TEI><text><body>{}</body></text></TEI>", each("<p>", "</p>")).into_bytes(),
        "a.xml" => format!("<article>{}</article>", each("<para>", "</para>")).into_bytes(),
        "a.jsonl" => each("{\"id\":\"x\",\"text\":\"", "\"}\n").into_bytes(),
        "a.rtf" => format!("{{\\rtf1 {}}}", each("", "\\par ")).into_bytes(),
        "a.eml" => format!("From: a@example.org\r\nSubject: x\r\n\r\n{}", each("", "\r\n\r\n")).into_bytes(),
        "a.pdf" => pdf(),
        "a.odt" => packed(&[
            ("mimetype", "application/vnd.oasis.opendocument.text".into()),
            (
                "content.xml",
                format!(
                    "<office:document-content xmlns:office='o' xmlns:text='t'><office:body><office:text>{}</office:text></office:body></office:document-content>",
                    each("<text:p>", "</text:p>")
                ),
            ),
        ]),
        "a.docx" => packed(&[
            ("[Content_Types].xml", "<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>".into()),
            ("_rels/.rels", "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='word/document.xml'/></Relationships>".into()),
            (
                "word/document.xml",
                format!(
                    "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{}</w:body></w:document>",
                    each("<w:p><w:r><w:t>", "</w:t></w:r></w:p>")
                ),
            ),
        ]),
        _ => packed(&[("a.txt", each("", "\n\n")), ("b.html", each("<p>", "</p>"))]),
    }
}

#[divan::bench(
    args = ["a.txt", "a.md", "a.html", "a.tei", "a.xml", "a.jsonl", "a.rtf", "a.eml", "a.pdf", "a.odt", "a.docx", "a.zip"],
    sample_count = 10,
    sample_size = 1
)]
fn reading(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = file(name);
    let read = || {
        let source = Source {
            name,
            size: bytes.len() as u64,
            input: &mut Cursor::new(black_box(&bytes)),
            encoding: None,
        };
        let mut text = 0;
        open(source, Limits::default(), &mut |item| {
            text += item.outcome.map_or(0, |r| r.documents.iter().map(|d| d.text.len()).sum());
        });
        text
    };
    let text = read();
    assert!(text > WORDS.len() * PARAGRAPHS / 3, "{name} was not read: {text} bytes");
    bencher.counter(BytesCount::new(text)).bench(read);
}
