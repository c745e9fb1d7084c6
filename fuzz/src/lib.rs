//! What meets bytes, as functions of bytes: each must end without a panic, and hold its laws, whatever it is given.
//!
//! `fuzz_targets/` gives them to libFuzzer; `crates/fontes-kit/tests/fuzz.rs` runs them on seeds, on seeded mutations of
//! those, and on all that was ever found (`fuzz/finds`).
#![allow(missing_docs, reason = "a target is its name")]

use fontes_archive::{Prepared, Record, Snapshot};
use fontes_check::finding::key::Anchor;
use fontes_core::align::change::{Side, classify};
use fontes_core::align::passage::{Limits as PassageLimits, shared};
use fontes_core::align::word_alignment::{Task, align};
use fontes_core::corpus::{Corpus, Index, Part};
use fontes_core::lang;
use fontes_core::query::parse;
use fontes_core::read::{
    Reading, author_years, follow, paragraphs, pointers, quotations, raised, references, set_notes,
};
use fontes_core::text::{CodePoints, Document, Folded, Lines, Span, fold};
use fontes_ingest::{Limits, Source, open};
use std::io::Cursor;
use std::path::{Path, PathBuf};

/// A target: its name, where its seeds are in the repository, what it does.
pub struct Target {
    pub name: &'static str,
    pub seeds: &'static [&'static str],
    pub run: fn(&[u8]),
}

const TEXTS: &[&str] =
    &["tests/cases/check", "tests/cases/ingest/plain", "examples/harbour", "docs/findings"];

const fn target(name: &'static str, seeds: &'static [&'static str], run: fn(&[u8])) -> Target {
    Target { name, seeds, run }
}

pub const TARGETS: [Target; 30] = [
    target("fold", TEXTS, folds),
    target("quotations", TEXTS, quotes),
    target("readers", TEXTS, readers),
    target("notes", TEXTS, notes),
    target("alignment", TEXTS, alignment),
    target("detect", TEXTS, detect),
    target("ingest_any", &["tests/cases/ingest", "tests/corpus/malformed"], |d| ingest("a", d)),
    target("ingest_plain", &["tests/cases/ingest/plain"], |d| ingest("a.txt", d)),
    target("ingest_markdown", &["tests/cases/ingest/markdown", "docs/findings"], |d| ingest("a.md", d)),
    target("ingest_html", &["tests/cases/ingest/html"], |d| ingest("a.html", d)),
    target("ingest_tei", &["tests/cases/ingest/tei"], |d| ingest("a.tei", d)),
    target("ingest_xml", &["tests/cases/ingest/xml"], |d| ingest("a.xml", d)),
    target("ingest_jsonl", &["tests/cases/ingest/jsonl"], |d| ingest("a.jsonl", d)),
    target("ingest_rtf", &["tests/cases/ingest/rtf"], |d| ingest("a.rtf", d)),
    target("ingest_office", &["tests/cases/ingest/office"], |d| ingest("a.docx", d)),
    target("ingest_opendocument", &["tests/cases/ingest/opendocument"], |d| ingest("a.odt", d)),
    target("ingest_epub", &["tests/cases/ingest/epub"], |d| ingest("a.epub", d)),
    target("ingest_pdf", &["tests/cases/ingest/pdf"], |d| ingest("a.pdf", d)),
    target("ingest_mail", &["tests/cases/ingest/mail"], |d| ingest("a.eml", d)),
    target("ingest_warc", &["tests/cases/ingest/warc"], |d| ingest("a.warc", d)),
    target("ingest_zip", &["tests/cases/ingest/zip"], |d| ingest("a.zip", d)),
    target("ingest_tar", &["tests/cases/ingest/tar", "tests/cases/ingest/gzip"], |d| ingest("a.tar", d)),
    target("parts", &["fuzz/seeds/parts"], parts),
    target("record", &["fuzz/seeds/record"], record),
    target("generation", &["tests/archives/v5/archive/generation"], generation),
    target("segment", &["tests/archives/v5/archive/segments"], segment),
    target("silence", &["fuzz/seeds/silence"], silence),
    target("tables", &["lang/en", "lang/he"], tables),
    target("anchors", &["fuzz/seeds/anchors"], anchors),
    target("query", &["fuzz/seeds/query"], query),
];

/// Runs a target.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|t| t.name == name).expect("a target");
    (target.run)(data);
}

/// The repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find(|p| p.join("fuzz/Cargo.toml").exists()).unwrap_or(here).to_owned()
}

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(&data[..data.len().min(20_000)]).into_owned()
}

fn document(data: &[u8]) -> Document {
    const LANGUAGES: [Option<&str>; 8] =
        [None, Some("en"), Some("es"), Some("de"), Some("fr"), Some("he"), Some("zh"), Some("ru")];
    let language = LANGUAGES[data.len() % LANGUAGES.len()].map(str::to_owned);
    Document { text: text(data), media_type: "text/plain".into(), language, ..Document::default() }
}

/// All spans lie on characters of the text.
fn within<'s>(text: &str, spans: impl IntoIterator<Item = &'s Span>) {
    for s in spans {
        assert!(s.slice(text).is_some(), "{s:?} is not of the text");
    }
}

fn tiles(text: &str, f: &Folded) {
    let mut last = (0, 0);
    for t in &f.tokens {
        assert!(t.span.slice(text).is_some_and(|w| !w.is_empty()), "a token without words");
        assert!(t.span.start() >= last.0 && t.first == last.1 && t.last > t.first, "tokens tile");
        last = (t.span.end(), t.last);
    }
    assert_eq!(last.1 as usize, f.units.len());
}

pub fn folds(data: &[u8]) {
    let t = text(data);
    let f = fold(&t, &[]);
    tiles(&t, &f);
    // With something skipped it tiles, too. (That nothing is gained by it is no law: half of a note's marker is none.)
    let third = t.floor_char_boundary(t.len() / 3);
    let half = t.floor_char_boundary(t.len() / 2);
    if let Ok(skip) = Span::of(&t, third..half) {
        tiles(&t, &fold(&t, &[skip]));
    }
    let points = CodePoints::new(&t);
    let lines = Lines::new(&t);
    for token in f.tokens.iter().take(200) {
        let (start, end) = points.span(token.span).expect("characters");
        assert!(start < end);
        assert!(lines.start_of(token.span.start()) <= token.span.start());
    }
}

pub fn quotes(data: &[u8]) {
    let mut d = document(data);
    for round in 0..2 {
        let all = quotations(&d);
        within(&d.text, all.iter().map(|q| &q.span));
        within(&d.text, all.iter().flat_map(|q| q.ignored.iter().chain(&q.inserted)));
        for p in paragraphs(&d) {
            within(&d.text, [&p.span]);
        }
        if round == 0 {
            set_notes(&mut d);
        }
    }
}

pub fn readers(data: &[u8]) {
    let mut d = document(data);
    d.date = [None, Some("1921-05-04"), Some("1921"), Some("4 May")][data.len() / 8 % 4].map(str::to_owned);
    let r = Reading::new(&d);
    let times = r.times();
    within(&d.text, times.iter().map(|t| &t.span));
    assert!(times.windows(2).all(|w| w[0].span.end() <= w[1].span.start()), "times overlap");
    times.iter().for_each(|t| drop(t.edtf()));
    let numbers = r.numbers();
    within(&d.text, numbers.iter().flat_map(|n| [&n.span, &n.numeral]));
    within(&d.text, numbers.iter().filter_map(|n| n.hedged.as_ref()));
    assert!(numbers.windows(2).all(|w| w[0].span.end() <= w[1].span.start()), "numbers overlap");
    let names = r.names();
    within(&d.text, names.iter().map(|n| &n.span));
    for a in r.attributions() {
        within(&d.text, a.source.iter().chain([&a.cue]).chain(&a.content));
    }
}

pub fn notes(data: &[u8]) {
    let mut d = document(data);
    let _ = raised(&d);
    set_notes(&mut d);
    within(&d.text, d.notes.iter().map(|n| &n.body));
    within(&d.text, d.notes.iter().filter_map(|n| n.marker.as_ref()));
    let works = references(&d);
    for w in &works {
        within(&d.text, w.fields.iter().map(|f| &f.span).chain([&w.span]));
        let _ = (w.pages(&d.text), w.year(&d.text));
    }
    for i in 0..d.notes.len() {
        if let Ok(Some(back)) = follow(&d, &works, i) {
            within(&d.text, [&back.span]);
        }
        within(&d.text, pointers(&d.text, d.notes[i].body).iter().map(|p| &p.span));
    }
    within(&d.text, author_years(&d.text, lang::of(&d)).iter().map(|c| &c.span));
}

pub fn alignment(data: &[u8]) {
    let all = text(&data[..data.len().min(6_000)]);
    let (a, b) = all.split_at(all.floor_char_boundary(all.len() / 2));
    let (x, y) = (fold(a, &[]), fold(b, &[]));
    for free_ends in [false, true] {
        let task = Task {
            a: &x,
            a_range: 0..x.tokens.len(),
            b: &y,
            b_range: 0..y.tokens.len(),
            free_ends,
            inserted: &|i| i % 7 == 3,
        };
        let segments = align(&task);
        let mut at = (0, segments.first().map_or(0, |s| s.b.start));
        for s in &segments {
            assert_eq!((s.a.start, s.b.start), at, "segments tile");
            at = (s.a.end, s.b.end);
        }
        assert_eq!(at.0, if segments.is_empty() { 0 } else { x.tokens.len() });
        let side =
            |text, folded| Side { text, folded, skips: &[], language: lang::english(), apparatus: &[] };
        let changes = classify(side(a, &x), side(b, &y), &segments, &|_| false, &|_| None);
        within(a, changes.iter().map(|c| &c.draft));
        within(b, changes.iter().map(|c| &c.source));
    }
    for p in shared(&x, &y, &PassageLimits { min_words: 4, ..PassageLimits::default() }) {
        assert!(p.a.end <= x.tokens.len() && p.b.end <= y.tokens.len());
    }
}

pub fn detect(data: &[u8]) {
    let t = text(data);
    if let Some(language) = lang::detect(&t) {
        assert!(lang::language(language.code()).is_some());
    }
}

/// Whatever the bytes, reading ends, the file itself is told last, and every place lies in its text.
pub fn ingest(name: &str, data: &[u8]) {
    let limits = Limits { file: 4 << 20, free: 4 << 20, ratio: 20, members: 500, depth: 4, deep: 20 };
    let mut last = false;
    let source = Source { name, size: data.len() as u64, input: &mut Cursor::new(data), encoding: None };
    open(source, limits, &mut |item| {
        last = item.inside.is_empty();
        match item.outcome {
            Ok(read) => read.documents.iter().for_each(placed),
            Err(e) => assert!(!e.reason.is_empty() && !e.remedy.is_empty(), "unexplained"),
        }
    });
    assert!(last, "the file itself is told, and last");
}

fn placed(d: &Document) {
    within(&d.text, d.blocks.iter().map(|b| &b.span).chain(&d.skips).chain(d.notes.iter().map(|n| &n.body)));
    within(&d.text, d.notes.iter().filter_map(|n| n.marker.as_ref()));
    assert!(d.blocks.windows(2).all(|w| w[0].span.end() <= w[1].span.start()), "blocks overlap");
    assert!(d.pages.iter().all(|p| d.text.is_char_boundary(p.at as usize)), "a page outside");
    assert!(d.lacunae.iter().all(|l| l.at as usize <= d.text.len()), "a gap outside");
    tiles(&d.text, &fold(&d.text, &d.skips));
}

/// The XML within a package, which mutations of a packed file hardly reach: the first line says which kind of package, the
/// rest is its main part.
pub fn parts(data: &[u8]) {
    let at = data.iter().position(|&b| b == b'\n').unwrap_or(0);
    let (kind, body) = (data.get(..at).unwrap_or(b""), data.get(at + 1..).unwrap_or(b""));
    let files: &[(&str, &[u8])] = match kind.first() {
        Some(b'o') => &[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", body)],
        Some(b'e') => &[
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", b"<container><rootfiles><rootfile full-path='c.opf'/></rootfiles></container>"),
            (
                "c.opf",
                b"<package><metadata/><manifest><item id='a' href='a.xhtml'/></manifest><spine><itemref idref='a'/></spine></package>",
            ),
            ("a.xhtml", body),
        ],
        _ => &[
            ("[Content_Types].xml", b"<Types><Override PartName='/word/document.xml' ContentType='application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml'/></Types>"),
            ("_rels/.rels", b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument' Target='word/document.xml'/></Relationships>"),
            ("word/document.xml", body),
        ],
    };
    ingest("a.zip.docx", &packed(files));
}

/// A ZIP of stored files, whose sums are right.
pub fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let at = out.len() as u32;
        let mut fields = vec![20, 0, 0, 0, 0, 0, 0, 0, 33, 0];
        fields.extend(crc(bytes).to_le_bytes());
        fields.extend((bytes.len() as u32).to_le_bytes());
        fields.extend((bytes.len() as u32).to_le_bytes());
        fields.extend((name.len() as u16).to_le_bytes());
        fields.extend([0, 0]);
        out.extend(b"PK\x03\x04");
        out.extend(&fields);
        out.extend(name.as_bytes());
        out.extend(*bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (at, n) = (out.len() as u32, files.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(n.to_le_bytes());
    out.extend(n.to_le_bytes());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum, &b| {
        (0..8).fold(sum ^ u32::from(b), |s, _| if s & 1 == 1 { s >> 1 ^ 0xEDB8_8320 } else { s >> 1 })
    })
}

pub fn record(data: &[u8]) {
    if let Some(r) = Record::decode(data) {
        let again = Record::decode(&r.encode()).expect("what was written is read");
        assert_eq!(again.document, r.document);
        within(&r.document.text, r.document.blocks.iter().map(|b| &b.span).chain(&r.document.skips));
        // What a run does with it.
        let _ = fontes_check::Draft::new("a".into(), r.document.clone());
        let _ = Prepared::new("a", r.document);
    }
}

/// A copy of the frozen archive in which one file is replaced.
fn damaged(file: &str, bytes: &[u8]) {
    thread_local! {
        static COPY: tempfile::TempDir = {
            let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
            copy(&root().join("tests/archives/v5/archive"), dir.path());
            dir
        };
    }
    COPY.with(|dir| {
        let place = dir.path().join(file);
        let whole =
            std::fs::read(root().join("tests/archives/v5/archive").join(file)).expect("the frozen file");
        std::fs::write(&place, bytes).expect("written");
        if let Ok(archive) = Snapshot::open(dir.path()) {
            everything(&archive);
        }
        std::fs::write(&place, whole).expect("written");
    });
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("read") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Asks an archive for all that it has; errors are what a damaged one should give.
fn everything(archive: &Snapshot) {
    let _ = (archive.verify(), archive.paths(), archive.near_duplicates());
    for number in 0..archive.len().min(50) {
        if let Ok(source) = archive.source(number) {
            placed(&source.document);
        }
        for part in [Part::Units(40..90), Part::Tokens(3..9), Part::Bytes(10..60)] {
            if let Ok(source) = archive.part(number, &part) {
                tiles(source.text(), source.folded());
            }
        }
        let _ = (archive.path(number), archive.units(number), archive.heading(number));
    }
    for hash in 0..64u64 {
        let _ = archive.postings(hash << 58 | hash, &mut |place| drop(archive.locate(place)));
        let _ = archive.named(hash);
    }
}

pub fn generation(data: &[u8]) {
    // With the right sum, so that what is behind it is met.
    let line = data.split(|&b| b == b'\n').next().unwrap_or(b"");
    let mut bytes = line.to_vec();
    bytes.extend(format!("\n{}\n", fontes_archive::digest(line)).into_bytes());
    damaged("generation", &bytes);
}

pub fn segment(data: &[u8]) {
    damaged("segments/000001.seg", data);
}

pub fn silence(data: &[u8]) {
    if let Ok(rules) = fontes_check::silence::rules(&text(data)) {
        assert!(rules.windows(2).all(|w| w[0].line < w[1].line));
    }
}

/// A table of a language: the first line is its name, the rest its text.
pub fn tables(data: &[u8]) {
    const NAMES: [&str; 14] = [
        "meaning.tsv",
        "function.tsv",
        "numerals.tsv",
        "calendar.tsv",
        "abbreviations.tsv",
        "hedges.tsv",
        "notes.tsv",
        "saying.tsv",
        "endings.tsv",
        "forms.tsv",
        "spelling.tsv",
        "respelling.tsv",
        "offices.tsv",
        "language.toml",
    ];
    let t = text(data);
    let name = NAMES[data.iter().map(|&b| usize::from(b)).sum::<usize>() % NAMES.len()];
    let settings = ("xx".to_owned(), "language.toml".to_owned(), "name = \"Invented\"\n".to_owned());
    let table = ("xx".to_owned(), name.to_owned(), t.clone());
    match lang::Languages::with(&[settings, table]) {
        Ok(languages) => {
            let language = languages.get("xx").expect("it");
            let folded = fold(&t, &[]);
            let _ = language.bearings(&t, &folded, &(0..folded.tokens.len().min(200)));
        }
        Err(e) => assert!(!e.to_string().is_empty()),
    }
}

pub fn anchors(data: &[u8]) {
    let t = text(data);
    if let Ok(anchor) = t.parse::<Anchor>() {
        assert_eq!(anchor.to_string().parse::<Anchor>(), Ok(anchor));
        assert_eq!(anchor.agreement(&anchor), 8);
    }
}

pub fn query(data: &[u8]) {
    thread_local! {
        static ARCHIVE: Snapshot = Snapshot::open(&frozen()).expect("the frozen archive opens");
    }
    let t = text(&data[..data.len().min(2_000)]);
    ARCHIVE.with(|archive| {
        match parse(&t) {
            Ok(query) => {
                let found = archive.search(&query, 5, true);
                let Ok(found) = found else { return };
                for &(number, _) in &found.best {
                    let source = archive.source(number).expect("a document");
                    for s in fontes_check::snippets(&source, &query, 3) {
                        assert!(
                            source.slice(s.span).is_some()
                                && s.words.iter().all(|w| source.slice(*w).is_some())
                        );
                    }
                }
            }
            // What is not understood is pointed at.
            Err(e) => {
                assert!(t.get(e.at.clone()).is_some() && !e.message.is_empty(), "{e:?}");
                assert!(e.pointed(&t).contains('^'));
            }
        }
        let _ = archive.phrase(&t.split_whitespace().map(str::to_owned).collect::<Vec<_>>(), 5);
        let _ = fontes_check::find(&t, archive, &fontes_check::Options::default());
    });
}

/// A copy of the frozen archive for this thread.
fn frozen() -> PathBuf {
    let dir = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a folder");
    copy(&root().join("tests/archives/v5/archive"), dir.path());
    dir.keep()
}
