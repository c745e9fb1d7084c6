//! Do the readers read what people marked, and are texts aligned as people would? The cases are files in `tests/cases`,
//! which says how to write them. `UPDATE=1` writes down what is found.

use fontes_core::align::word_alignment::{Relation, Task, align};
use fontes_core::read::Reading;
use fontes_core::text::{Document, Folded, Span, fold};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases")
}

fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|v| v == "1")
}

/// The files beneath a folder whose names end with `ending`, in order.
fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(dir).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    all.sort();
    for path in all {
        if path.is_dir() {
            out.extend(files(&path, ending));
        } else if path.to_string_lossy().ends_with(ending) {
            out.push(path);
        }
    }
    out
}

/// Words of a text and what they are: "date 1921-05-04".
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    start: usize,
    end: usize,
    what: String,
}

/// A text without its marks, and the marks.
fn unmarked(marked: &str) -> Result<(String, Vec<Mark>), String> {
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = marked.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if matches!(rest.peek(), Some('[' | ']' | '\\')) => text.extend(rest.next()),
            '[' => open.push(text.len()),
            ']' => {
                let start = open.pop().ok_or_else(|| format!("a bracket too many after “{text}”"))?;
                if rest.next() != Some('(') {
                    return Err(format!("“{}” has no (kind value) after it", &text[start..]));
                }
                let what: String = rest.by_ref().take_while(|&c| c != ')').collect();
                marks.push(Mark { start, end: text.len(), what });
            }
            c => text.push(c),
        }
    }
    if !open.is_empty() {
        return Err("a bracket is not closed".into());
    }
    marks.sort_by(|a, b| (a.start, b.end, &a.what).cmp(&(b.start, a.end, &b.what)));
    Ok((text, marks))
}

/// A text with its marks. Marks that cross are an error: no brackets can show them.
fn marked(text: &str, marks: &[Mark]) -> String {
    let mut out = String::new();
    for (at, c) in text.char_indices().chain([(text.len(), '\0')]) {
        for m in marks.iter().rev().filter(|m| m.end == at && m.start < at) {
            let _ = write!(out, "]({})", m.what);
        }
        out.extend(marks.iter().filter(|m| m.start == at && m.end > at).map(|_| '['));
        if matches!(c, '[' | ']' | '\\') {
            out.push('\\');
        }
        if at < text.len() {
            out.push(c);
        }
    }
    out
}

/// What a reader finds in a document.
fn found(reader: &str, document: &Document) -> Result<Vec<Mark>, String> {
    let reading = Reading::new(document);
    let mark =
        |span: Span, what: String| Mark { start: span.start() as usize, end: span.end() as usize, what };
    let mut marks: Vec<Mark> = match reader {
        "dates" => reading
            .times()
            .iter()
            .map(|t| mark(t.span, format!("{} {}", t.kind.name().to_lowercase(), t.value)))
            .collect(),
        "numbers" => {
            let numbers = reading.numbers();
            numbers
                .iter()
                .map(|n| {
                    let mut what = format!("number {}", n.value);
                    n.unit.iter().for_each(|u| what += &format!(", {}", u.name()));
                    n.hedge.iter().for_each(|h| what += &format!(", {}", h.name()));
                    what += if n.vague { ", vague" } else { "" };
                    mark(n.span, what)
                })
                .collect()
        }
        "names" => reading.names().iter().map(|n| mark(n.span, n.kind.name().to_owned())).collect(),
        "statements" => {
            let mut all = Vec::new();
            for (i, a) in reading.attributions().iter().enumerate() {
                let i = i + 1;
                all.push(mark(a.cue, format!("cue {i} {}", a.voice.name())));
                all.extend(a.source.map(|s| mark(s, format!("source {i}"))));
                all.extend(a.content.iter().map(|&c| mark(c, format!("content {i}"))));
            }
            all
        }
        other => return Err(format!("there is no reader “{other}”")),
    };
    marks.sort_by(|a, b| (a.start, b.end, &a.what).cmp(&(b.start, a.end, &b.what)));
    Ok(marks)
}

/// Runs a file of marked texts; gives it as it should be, and what is wrong.
fn run(path: &Path) -> Result<(String, Vec<String>, usize), String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let reader = stem.split('-').next().unwrap_or("");
    let language = path.parent().and_then(Path::file_name).map(|n| n.to_string_lossy().into_owned());
    if language.as_deref().and_then(fontes_core::lang::language).is_none() {
        return Err(format!("there is no language {language:?}"));
    }
    let (mut out, mut wrong, mut count) = (Vec::new(), Vec::new(), 0);
    let mut date: Option<String> = None;
    for paragraph in text.trim_end().split("\n\n") {
        if let Some(settings) = paragraph.strip_prefix("#! ") {
            let value =
                settings.strip_prefix("date=").ok_or_else(|| format!("“{settings}” is no setting"))?;
            date = Some(value.to_owned()).filter(|d| !d.is_empty());
            out.push(paragraph.to_owned());
            continue;
        }
        if paragraph.lines().all(|l| l.starts_with('#')) {
            out.push(paragraph.to_owned());
            continue;
        }
        let (plain, expected) = unmarked(paragraph)?;
        count += 1;
        let document = Document {
            text: plain.clone(),
            media_type: "text/plain".into(),
            date: date.clone(),
            language: language.clone(),
            ..Document::default()
        };
        let got = found(reader, &document)?;
        let shown = marked(&plain, &got);
        if expected != got {
            wrong.push(format!("  - {paragraph}\n  + {shown}"));
        }
        out.push(shown);
    }
    Ok((out.join("\n\n") + "\n", wrong, count))
}

#[test]
fn the_readers_read_what_is_marked() {
    let paths = files(&cases().join("read"), ".txt");
    let (mut said, mut texts) = (Vec::new(), 0);
    for path in &paths {
        let name = path.strip_prefix(cases()).unwrap_or(path).display();
        match run(path) {
            Err(e) => said.push(format!("{name}\n  {e}")),
            Ok((new, wrong, count)) => {
                texts += count;
                if updating() {
                    std::fs::write(path, new).expect("written");
                } else if !wrong.is_empty() {
                    said.push(format!("{name}\n{}", wrong.join("\n")));
                }
            }
        }
    }
    assert!(texts >= 36, "only {texts} texts");
    assert!(said.is_empty(), "(- marked, + read)\n\n{}\n", said.join("\n\n"));
}

/// Texts that wait for their readers are well-formed at least, so that nobody finds them rotten.
#[test]
fn what_waits_for_a_reader_is_well_formed() {
    for path in files(&cases().join("to-be-enabled/read"), ".txt") {
        run(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
}

/// A text with its insertions in brackets as one without brackets, and which tokens were in them.
fn insertions(text: &str) -> (String, Vec<Span>) {
    let (mut plain, mut spans, mut open) = (String::new(), Vec::new(), None);
    for c in text.chars() {
        match c {
            '[' => open = Some(plain.len()),
            ']' => spans.extend(open.take().and_then(|o| Span::of(&plain, o..plain.len()).ok())),
            c => plain.push(c),
        }
    }
    (plain, spans)
}

fn aligned(draft: &str, source: &str, within: bool) -> String {
    let (draft, inserted) = insertions(draft);
    let (x, y) = (fold(&draft, &[]), fold(source, &[]));
    let inserted = |i: usize| inserted.iter().any(|s| s.overlaps(x.tokens[i].span));
    let task = Task {
        a: &x,
        a_range: 0..x.tokens.len(),
        b: &y,
        b_range: 0..y.tokens.len(),
        free_ends: within,
        inserted: &inserted,
    };
    let words = |f: &Folded, text: &str, r: std::ops::Range<usize>| {
        r.map(|i| f.tokens[i].span.slice(text).unwrap_or("?").to_owned()).collect::<Vec<_>>().join(" ")
    };
    let shown = align(&task).into_iter().map(|s| {
        let (l, r) = (words(&x, &draft, s.a), words(&y, source, s.b));
        match s.relation {
            Relation::Same => format!("={l}"),
            Relation::Substitution => format!("{l}/{r}"),
            Relation::Addition => format!("+{l}"),
            Relation::Omission => format!("-{r}"),
        }
    });
    shown.collect::<Vec<_>>().join(" | ")
}

#[test]
fn texts_are_aligned_as_the_tables_say() {
    let (mut said, mut pairs) = (Vec::new(), 0);
    for path in files(&cases().join("align"), ".tsv") {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let text = std::fs::read_to_string(&path).expect("a table");
        let mut new = String::new();
        for (i, line) in text.lines().enumerate() {
            let fields: Vec<&str> = line.split('\t').collect();
            if line.starts_with('#') || line.is_empty() {
                new += &format!("{line}\n");
                continue;
            }
            let (draft, source, how) = match fields[..] {
                [draft, source, how] | [draft, source, how, _] if matches!(how, "whole" | "within") => {
                    (draft, source, how)
                }
                _ => {
                    said.push(format!("{name}:{}: draft, source, whole or within, segments", i + 1));
                    continue;
                }
            };
            pairs += 1;
            let got = aligned(draft, source, how == "within");
            if fields.get(3) != Some(&got.as_str()) && !updating() {
                let wanted = fields.get(3).unwrap_or(&"");
                said.push(format!("{name}:{}: {draft} ‖ {source}\n  - {wanted}\n  + {got}", i + 1));
            }
            new += &format!("{draft}\t{source}\t{how}\t{got}\n");
        }
        if updating() {
            std::fs::write(&path, new).expect("written");
        }
    }
    assert!(pairs >= 20, "only {pairs} pairs");
    assert!(said.is_empty(), "(- expected, + aligned)\n\n{}\n", said.join("\n"));
}
