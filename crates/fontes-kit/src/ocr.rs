//! What words are on the pages that are pictures? Tesseract reads them, if it is on this
//! machine; if not, the pages stay missing and the report says so.

use crate::{ReadOptions, UseOcr, platform};
use fontes_core::text::{Block, BlockKind, Document, Guessed, Page, Span};
use fontes_ingest::{Notice, Picture, Read, Unreadable};
use std::io::{Read as _, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Time that one page may take.
const LIMIT: Duration = Duration::from_secs(180);

/// Bytes of memory that it may hold.
const MEMORY: u64 = 2 << 30;

/// Words of which Tesseract is less sure than this, in percent, are no words.
const LEAST: f64 = 10.0;

/// What to do where it is missing.
const INSTALL: &str = "install tesseract (Debian: apt install tesseract-ocr; macOS: brew install tesseract) and run `fontes index --retry-failed`";

/// The OCR program, if there is one.
#[derive(Debug)]
pub(crate) struct Ocr {
    program: Option<PathBuf>,
    language: String,
    off: bool,
}

impl Ocr {
    pub(crate) fn find(how: &ReadOptions) -> Self {
        let off = how.ocr == UseOcr::Never;
        let program = std::env::var_os("PATH").filter(|_| !off).and_then(|path| {
            std::env::split_paths(&path).map(|dir| dir.join("tesseract")).find(|p| p.is_file())
        });
        Self { program, language: how.ocr_language.clone(), off }
    }

    /// Reads the pages of a document that are pictures, and sets their words where they are
    /// missing.
    ///
    /// # Errors
    /// When no words are left to be read at all.
    pub(crate) fn read(&self, mut read: Read) -> Result<Read, Unreadable> {
        let helped = !read.pictures.is_empty() && self.program.is_none();
        self.fill(&mut read);
        // A container holds no documents, and that is as it should be.
        if read.documents.is_empty() || read.documents.iter().any(|d| !d.text.trim().is_empty()) {
            return Ok(read);
        }
        let missing = read.documents.iter().any(|d| !d.lacunae.is_empty());
        let reason = match read.notices.into_iter().find(|n| n.loss) {
            Some(notice) if missing => notice.what,
            _ => "no words are to be seen on its pages".into(),
        };
        let remedy = match () {
            () if self.off => "switch OCR on (--ocr auto)",
            () if helped => INSTALL,
            () => "look whether it holds words at all, and supply its text",
        };
        Err(Unreadable { reason, remedy: remedy.into() })
    }

    fn fill(&self, read: &mut Read) {
        let pictures = std::mem::take(&mut read.pictures);
        if let [document] = read.documents.as_mut_slice()
            && let Some(program) = &self.program
        {
            // From the last page on, so that what stands before stays in its place.
            for picture in pictures.iter().rev() {
                let words = run(program, &self.language, picture);
                match words {
                    Ok(words) => set(document, picture.page, &words),
                    Err(why) => {
                        for l in document.lacunae.iter_mut().filter(|l| l.page == picture.page) {
                            l.reason = format!("{} ({why})", l.reason);
                        }
                    }
                }
            }
        }
        for document in &read.documents {
            let (n, pages) = missing(document);
            if n == 0 {
                continue;
            }
            let reason = document.lacunae.first().map_or("", |l| &l.reason);
            let help = match () {
                () if self.off => "; OCR is switched off (--ocr never)".to_owned(),
                () if self.program.is_none() && !pictures.is_empty() && !document.text.trim().is_empty() => {
                    format!("; to read them, {INSTALL}")
                }
                () => String::new(),
            };
            let what = format!("{n} of {} pages not read ({pages}): {reason}{help}", count(document));
            read.notices.push(Notice { what, loss: true });
        }
        let sure: Vec<u64> =
            read.documents.iter().flat_map(|d| &d.guessed).map(|g| u64::from(g.confidence)).collect();
        if let Some(mean) = sure.iter().sum::<u64>().checked_div(sure.len() as u64) {
            read.notices.push(Notice {
                what: format!(
                    "{} words were read from pictures by tesseract, mean confidence {mean} %",
                    sure.len()
                ),
                loss: false,
            });
        }
    }
}

fn count(d: &Document) -> u32 {
    d.pages.iter().map(|p| p.index).max().unwrap_or(1)
}

/// How many pages are missing, and which.
fn missing(d: &Document) -> (usize, String) {
    let pages: Vec<u32> = d.lacunae.iter().map(|l| l.page).filter(|p| *p > 0).collect();
    let mut out: Vec<String> = Vec::new();
    let mut i = 0;
    while i < pages.len() {
        let mut j = i;
        while j + 1 < pages.len() && pages[j + 1] == pages[j] + 1 {
            j += 1;
        }
        out.push(if i == j { pages[i].to_string() } else { format!("{}–{}", pages[i], pages[j]) });
        i = j + 1;
    }
    let shown = if out.len() > 12 { format!("{}, …", out[..12].join(", ")) } else { out.join(", ") };
    (pages.len(), shown)
}

/// A word on a page: its paragraph and line, its text, how sure.
#[derive(Debug, PartialEq)]
struct Word {
    paragraph: (u32, u32),
    line: u32,
    text: String,
    confidence: u8,
}

fn run(program: &PathBuf, language: &str, picture: &Picture) -> Result<Vec<Word>, String> {
    let mut child = Command::new(program)
        .args(["stdin", "stdout", "-l", language, "tsv"])
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("tesseract cannot be started: {e}"))?;
    // A picture may claim any size.
    platform::bound_memory(&child, MEMORY);
    let (mut input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let begun = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(input) = &mut input {
                // A program that ends early says why itself.
                let _ = input.write_all(&picture.bytes);
            }
            drop(input);
        });
        let said = scope.spawn(move || {
            let mut said = String::new();
            if let Some(errors) = errors {
                let _ = errors.take(1 << 16).read_to_string(&mut said);
            }
            said
        });
        let table = scope.spawn(move || {
            let mut table = Vec::new();
            if let Some(output) = output {
                let _ = output.take(64 << 20).read_to_end(&mut table);
            }
            String::from_utf8_lossy(&table).into_owned()
        });
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Ok(status),
                Ok(None) if begun.elapsed() > LIMIT => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break Err(format!("tesseract took more than {} seconds", LIMIT.as_secs()));
                }
                Ok(None) => std::thread::sleep(Duration::from_millis(20)),
                Err(e) => break Err(format!("tesseract: {e}")),
            }
        };
        let table = table.join().unwrap_or_default();
        let said = said.join().unwrap_or_default();
        match status? {
            status if status.success() => Ok(words(&table)),
            _ => Err(format!("tesseract: {}", said.lines().next().unwrap_or("failed"))),
        }
    })
}

/// Tesseract's table: level, page, block, paragraph, line, word, four of place, confidence, text.
fn words(table: &str) -> Vec<Word> {
    table
        .lines()
        .skip(1)
        .filter_map(|row| {
            let f: Vec<&str> = row.splitn(12, '\t').collect();
            let number = |i: usize| f.get(i)?.parse::<u32>().ok();
            let confidence: f64 = f.get(10)?.parse().ok()?;
            let text = f.get(11)?.trim();
            if f.first() != Some(&"5") || text.is_empty() || confidence < LEAST {
                return None;
            }
            Some(Word {
                paragraph: (number(2)?, number(3)?),
                line: number(4)?,
                text: text.to_owned(),
                confidence: confidence.round().clamp(0.0, 100.0) as u8,
            })
        })
        .collect()
}

/// Sets the words of a page where they were missing.
fn set(document: &mut Document, page: u32, words: &[Word]) {
    let Some(at) = document.lacunae.iter().position(|l| l.page == page) else { return };
    let lacuna = document.lacunae.remove(at);
    let at = lacuna.at as usize;
    let mut text = String::new();
    let mut blocks: Vec<(usize, usize)> = Vec::new();
    let mut guessed: Vec<(usize, usize, u8)> = Vec::new();
    let before = &document.text[..at];
    if !before.is_empty() && !before.ends_with("\n\n") {
        text.push_str("\n\n");
    }
    let mut last: Option<&Word> = None;
    for w in words {
        match last {
            Some(l) if l.paragraph == w.paragraph && l.line == w.line => text.push(' '),
            Some(l) if l.paragraph == w.paragraph => text.push('\n'),
            Some(_) => text.push_str("\n\n"),
            None => {}
        }
        let from = text.len();
        text.push_str(&w.text);
        guessed.push((from, text.len(), w.confidence));
        match blocks.last_mut() {
            Some(b) if last.is_some_and(|l| l.paragraph == w.paragraph) => b.1 = text.len(),
            _ => blocks.push((from, text.len())),
        }
        last = Some(w);
    }
    if words.is_empty() {
        // A blank page is read, and has nothing to say.
        return;
    }
    if at < document.text.len() {
        text.push_str("\n\n");
    }
    let by = text.len();
    let Ok(grown) = u32::try_from(document.text.len() + by) else { return };
    let shift =
        |n: u32, own: bool| if n as usize > at || n as usize == at && own { n + by as u32 } else { n };
    document.text.insert_str(at, &text);
    debug_assert_eq!(document.text.len(), grown as usize);
    let whole = &document.text;
    let moved = |s: Span| Span::of(whole, shift(s.start(), true) as usize..shift(s.end(), false) as usize);
    let fresh = |a: usize, b: usize| Span::of(whole, at + a..at + b);
    let mut all: Vec<Block> = Vec::new();
    for b in &document.blocks {
        all.extend(moved(b.span).map(|span| Block { kind: b.kind, span }));
    }
    all.extend(
        blocks
            .iter()
            .filter_map(|&(a, b)| Some(Block { kind: BlockKind::Paragraph, span: fresh(a, b).ok()? })),
    );
    all.sort_by_key(|b| b.span);
    for n in &mut document.notes {
        if let Ok(body) = moved(n.body) {
            n.body = body;
        }
        n.marker = n.marker.and_then(|m| moved(m).ok());
    }
    document.skips = document.skips.iter().filter_map(|s| moved(*s).ok()).collect();
    let mut sure: Vec<Guessed> = document
        .guessed
        .iter()
        .filter_map(|g| Some(Guessed { span: moved(g.span).ok()?, confidence: g.confidence }))
        .collect();
    sure.extend(
        guessed
            .iter()
            .filter_map(|&(a, b, confidence)| Some(Guessed { span: fresh(a, b).ok()?, confidence })),
    );
    sure.sort_by_key(|g| g.span);
    // Pages that begin where the words were missing: the page itself stays, later ones move.
    let pages: Vec<Page> = document
        .pages
        .iter()
        .map(|p| Page {
            at: shift(p.at, p.index > page || p.index == 0),
            label: p.label.clone(),
            index: p.index,
        })
        .collect();
    for l in &mut document.lacunae {
        l.at = shift(l.at, l.page > page);
    }
    document.pages = pages;
    document.blocks = all;
    document.guessed = sure;
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::text::Lacuna;

    #[test]
    fn words_of_a_picture_are_set_in_their_page() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            5\t1\t1\t1\t1\t1\t0\t0\t1\t1\t96.1\tCod\n5\t1\t1\t1\t2\t1\t0\t0\t1\t1\t41.0\tswims\n5\t1\t1\t2\t1\t1\t0\t0\t1\t1\t3\tzz\n\
            5\t1\t2\t1\t1\t1\t0\t0\t1\t1\t90\tEel\n";
        let got = words(table);
        assert_eq!(got.len(), 3);
        let text = "One.\n\nThree.".to_owned();
        let span = |a, b| Span::of(&text, a..b).expect("within");
        let mut d = Document {
            blocks: vec![
                Block { kind: BlockKind::Paragraph, span: span(0, 4) },
                Block { kind: BlockKind::Paragraph, span: span(6, 12) },
            ],
            pages: [(0, 1), (6, 2), (6, 3)]
                .map(|(at, index)| Page { at, label: String::new(), index })
                .to_vec(),
            lacunae: vec![Lacuna { at: 6, page: 2, reason: "a picture".into() }],
            text: text.clone(),
            ..Document::default()
        };
        set(&mut d, 2, &got);
        assert_eq!(d.text, "One.\n\nCod\nswims\n\nEel\n\nThree.");
        assert_eq!(d.page(6).map(|p| p.index), Some(2));
        assert_eq!(d.page(d.text.find("Three").map_or(0, |i| i as u32)).map(|p| p.index), Some(3));
        let said: Vec<_> = d.guessed.iter().map(|g| (g.span.slice(&d.text), g.confidence)).collect();
        assert_eq!(said, [(Some("Cod"), 96), (Some("swims"), 41), (Some("Eel"), 90)]);
        assert_eq!(d.blocks.len(), 4);
        assert!(d.blocks.iter().all(|b| b.span.slice(&d.text).is_some()));
        assert!(d.lacunae.is_empty());
    }
}
