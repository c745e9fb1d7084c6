//! Whatever the bytes, reading ends, and every place that it reports lies within the text and in
//! order. Files of each kind, written here, with bytes changed, cut and repeated by a fixed seed.

use fontes_core::text::{Document, Span};
use fontes_ingest::{Limits, Source, open};
use std::io::{Cursor, Write};

/// A small generator (xorshift64*, Vigna 2016), so that every run tries the same files.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }
}

fn mutated(seed: &[u8], r: &mut Random) -> Vec<u8> {
    let mut b = seed.to_vec();
    for _ in 0..=r.below(8) {
        let at = r.below(b.len());
        match r.below(5) {
            0 => b[at] = r.next() as u8,
            1 => {
                let to = (at + 1 + r.below(40)).min(b.len());
                b.drain(at..to);
            }
            2 => {
                let to = (at + 1 + r.below(60)).min(b.len());
                let piece = b[at..to].to_vec();
                b.splice(at..at, piece);
            }
            3 => {
                let signs: &[u8] = b"<>{}[]\\/&;\"'%\x00\xff\n";
                b.insert(at, signs[r.below(signs.len())]);
            }
            _ => b.truncate(at.max(1)),
        }
        if b.is_empty() {
            b.push(b' ');
        }
    }
    b
}

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        zip.start_file(*name, stored).expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("whole").into_inner()
}

/// A file of the cases of mail.
fn kept(name: &str) -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/cases/ingest/mail/");
    std::fs::read(format!("{path}{name}")).expect("a case")
}

fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let html = "<!DOCTYPE html><html><head><title>Fish</title></head><body><h1>Head</h1><p>Cod<a href='#n1'><sup>1</sup></a> &amp; eel, 10<sup>5</sup>.</p>\
        <blockquote><p>Said.</p></blockquote><table><tr><td>a</td><td>b</td></tr></table><ol><li id='n1'>See there.</li></ol></body></html>";
    let xhtml = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>One<a href='#n'>1</a>.</p><p id='n'>1 Note.</p></body></html>";
    let odt = "<office:document-content xmlns:office='o' xmlns:text='t'><office:body><office:text><text:p>Cod<text:note><text:note-citation>1</text:note-citation>\
        <text:note-body><text:p>Eel.</text:p></text:note-body></text:note></text:p></office:text></office:body></office:document-content>";
    let pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/PageLabels<</Nums[0<</S/r>>]>>>>endobj\n2 0 obj<</Type/Pages/Kids[4 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>endobj\n4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj\n\
        5 0 obj<</Length 150>>stream\nBT /F 11 Tf 60 700 Td (A line of words that ends here) Tj 0 -13 Td (and another one.) Tj /F 7 Tf 100 4 Td (1) Tj ET\nBT /F 8 Tf 60 80 Td (1 A note of words.) Tj ET\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    let mail = "From: A <a@example.org>\r\nTo: b@example.org\r\nSubject: =?utf-8?q?F=C3=BCr?=\r\nDate: Tue, 3 Feb 2004 10:00:00 +0000\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nWords.\r\n> Earlier words.\r\n--b\r\nContent-Type: text/html; name=a.html\r\n\
        Content-Disposition: attachment; filename=a.html\r\n\r\n<p>Inner</p>\r\n--b--\r\n";
    vec![
        ("a.txt", "Plain words — “quoted”.\n".into()),
        ("a.md", "# Head\n\nWords[^1] *and* [link](http://x.org).\n\n> Quoted\n\n[^1]: Note.\n".into()),
        ("a.html", html.into()),
        ("a.tei", "<TEI><text><body><pb n='3'/><p>Cod<note n='1'>See <hi>there</hi>.</note> and <choice><sic>x</sic><corr>y</corr></choice>.</p></body></text></TEI>".into()),
        ("a.xml", "<article><title>T</title><para>Cod<footnote><para>N.</para></footnote></para><fn id='f'><p>x</p></fn><xref rid='f'/></article>".into()),
        ("a.rtf", "{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset204 A;}}\\pard Caf\\'e9 \\u8212?x{\\footnote Note}\\par\\trowd\\cell\\row{\\*\\x y}}".into()),
        ("a.eml", mail.into()),
        ("a.mht", mail.replace("multipart/mixed", "multipart/related").replace("From: A <a@example.org>\r\nTo: b@example.org", "From: <Saved by B>").into()),
        ("a.emlx", format!("{}\n{mail}<?xml version='1.0'?><plist/>", mail.len()).into()),
        ("winmail.dat", kept("winmail.dat")),
        ("a.p7m", kept("deed.txt.p7m")),
        ("a.pst", kept("made.pst")),
        ("a.mbox", format!("From a Tue\n{mail}\n\nFrom b Tue\nSubject: x\n\nwords\n").into()),
        ("a.warc", "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x.org/\r\nWARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:a>\r\nContent-Length: 72\r\n\r\n\
            HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Words of a page</p>\r\n\r\n\r\n\r\n".into()),
        ("a.pdf", pdf.into()),
        ("a.odt", packed(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", odt)])),
        (
            "a.epub",
            packed(&[
                ("mimetype", "application/epub+zip"),
                ("META-INF/container.xml", "<container><rootfiles><rootfile full-path='o/c.opf'/></rootfiles></container>"),
                ("o/c.opf", "<package><metadata><title>T</title></metadata><manifest><item id='a' href='a.xhtml'/></manifest><spine><itemref idref='a'/></spine></package>"),
                ("o/a.xhtml", xhtml),
            ]),
        ),
        ("a.srt", "1\n00:00:01,000 --> 00:00:03,000\n<i>Cod</i> &amp; eel\n\n2\n00:00:03,000 --> 00:00:04,000\n{\\an8}swim\n".into()),
        ("a.vtt", "WEBVTT\n\nNOTE x\n\na\n00:01.000 --> 00:02.000\n<v A>the<00:01.5><c> cod</c>\n\n00:02.000 --> 00:03.000\nthe cod\n".into()),
        ("a.ass", "[Events]\nDialogue: 0,0:00:01.00,0:00:03.00,D,,0,0,0,,Cod {\\i1}eel{\\i0},\\Nswim\n".into()),
        ("a.csv", "a;b\r\n\"é \"\"x\"\"\";2\r\n3;\r\n".into()),
        ("a.tex", "\\documentclass{a}\\title{T}\\newcommand{\\x}{eel}\\begin{document}``Cod'' \\enquote{\\emph{\\\"u} \\c c}\\footnote{N.~\\cite[7]{k}} \\x{} % é\n\n\
            \\begin{tabular}{l}a & b \\\\ \\end{tabular}\\item[i] \\verb|v| \\blockquote[a]{b}\\end{document}".into()),
        ("a.bib", "@string{s = \"é\"}@book{k, title = {{A} \\'e}, year = 1987, note = s # \" x\"}".into()),
        ("a.json", "{\"title\": \"T\", \"messages\": [{\"sender_name\": \"A\", \"timestamp_ms\": 1254822540000, \"content\": \"Caf\\u00c3\\u00a9\"}, {\"ts\": \"1254822540.1\", \"text\": \"<@U|é> &amp;\", \"user\": \"U\"}]}".into()),
        ("a.ipynb", "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"markdown\", \"source\": [\"# A\\n\", \"b[^1]\"]}, {\"cell_type\": \"code\", \"source\": \"x\"}]}".into()),
        ("a.js", "window.YTD.tweets.part0 = [{\"tweet\": {\"id\": 7, \"full_text\": \"Cod &lt; \\ud83d\\ude00\"}}]".into()),
        ("a.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20150304T180000\nSUMMARY;ENCODING=QUOTED-PRINTABLE:C=C3=B6d =\neel\nATTENDEE;CN=\"é: b\":x\nDESCRIPTION:a\\, b\n c\nEND:VEVENT\nEND:VCALENDAR\n".into()),
        ("a.rss", "<rss version='2.0'><channel><title>T</title><item><title>A</title><description>&lt;p&gt;Cod&lt;/p&gt;</description></item></channel></rss>".into()),
        ("a.7z", include_bytes!("../../../tests/cases/ingest/zip/weir.7z").to_vec()),
        ("twins.zip", include_bytes!("../../../tests/cases/ingest/zip/twins.zip").to_vec()),
        ("lines.txt", "  1   Q.   Who saw the\n  2        boats é then?\n  3   A.   Nobody of us\n  4        saw 9 boats.\n".into()),
        ("a.zip", packed(&[("a.txt", "Words."), ("b/c.html", "<p>More words</p>"), ("d.txt", "Again.")])),
    ]
}

fn holds(name: &str, d: &Document) {
    let within = |s: &Span| s.slice(&d.text).is_some();
    assert!(d.blocks.iter().all(|b| within(&b.span)), "{name}: a block outside the text");
    assert!(d.blocks.windows(2).all(|w| w[0].span.end() <= w[1].span.start()), "{name}: blocks overlap");
    assert!(
        d.notes.iter().all(|n| within(&n.body) && n.marker.as_ref().is_none_or(within)),
        "{name}: a note outside"
    );
    assert!(d.skips.iter().all(within), "{name}: a skip outside");
    assert!(d.skips.windows(2).all(|w| w[0].end() <= w[1].start()), "{name}: skips overlap");
    let length = d.text.len() as u32;
    assert!(
        d.pages.iter().all(|p| p.at <= length && d.text.is_char_boundary(p.at as usize)),
        "{name}: a page outside"
    );
    assert!(d.pages.windows(2).all(|w| w[0].at <= w[1].at), "{name}: pages out of order");
    assert!(d.lacunae.iter().all(|l| l.at <= length), "{name}: a gap outside");
}

#[test]
fn places_hold_whatever_the_bytes() {
    let mut r = Random(0x00F0_97E5);
    for (name, seed) in seeds() {
        let mut read = 0;
        for round in 0..1500 {
            let bytes = if round == 0 { seed.clone() } else { mutated(&seed, &mut r) };
            let mut last = false;
            let source =
                Source { name, size: bytes.len() as u64, input: &mut Cursor::new(&bytes), encoding: None };
            open(source, Limits::default(), &mut |item| {
                last = item.inside.is_empty();
                match item.outcome {
                    Ok(got) => {
                        read += got.documents.len();
                        got.documents.iter().for_each(|d| holds(name, d));
                    }
                    Err(e) => assert!(!e.reason.is_empty() && !e.remedy.is_empty(), "{name}: unexplained"),
                }
                if round == 0 {
                    assert!(
                        last || name.ends_with("mbox")
                            || name.ends_with("mht")
                            || name.ends_with("emlx")
                            || name.ends_with("dat")
                            || name.ends_with("p7m")
                            || name.ends_with("pst")
                            || name.ends_with("zip")
                            || name.ends_with("7z")
                            || name.ends_with("warc")
                            || name.ends_with("eml")
                    );
                }
            });
            assert!(last, "{name}: the file itself is told, and last");
        }
        assert!(read > 0, "{name}: not even the whole file was read");
    }
}
