//! What words are on the pages that are pictures? Tesseract reads them, if it is on this
//! machine; if not, the pages stay missing and the report says so. What it read of a page is kept in the cache, so
//! that a run that was cut short, or that ended at the bound of pages, goes on where it was.

use crate::tesseract::{Tesseract, Word};
use crate::{ReadOptions, UseOcr};
use fontes_core::text::{Block, BlockKind, Document, Guessed, Page, Span};
use fontes_ingest::{Notice, Picture, Read, Unreadable};
use std::collections::BTreeMap;

/// What to do where it is missing.
const INSTALL: &str = "install tesseract (Debian: apt install tesseract-ocr; macOS: brew install tesseract) and run `fontes index --retry-failed`";

/// The OCR program, if there is one, and how much it is asked.
#[derive(Debug)]
pub(crate) struct Ocr {
    program: Option<Tesseract>,
    off: bool,
    most: u32,
}

/// What was read of the pages of a file, and how many were read anew.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    read: BTreeMap<u32, Result<Vec<Word>, String>>,
    fresh: u32,
}

impl Pages {
    /// The pages of one file within the file; the count goes on.
    pub(crate) fn taken(&mut self) -> BTreeMap<u32, Result<Vec<Word>, String>> {
        std::mem::take(&mut self.read)
    }
}

impl Ocr {
    pub(crate) fn find(how: &ReadOptions) -> Self {
        let off = how.ocr == UseOcr::Never;
        let program = if off { None } else { Tesseract::find(&how.ocr_language, &how.workers) };
        Self { program, off, most: how.ocr_pages }
    }

    /// Whether pages can be read at all.
    pub(crate) fn is_there(&self) -> bool {
        self.program.is_some()
    }

    /// Reads one page.
    pub(crate) fn page(&self, picture: &Picture, pages: &mut Pages) {
        let Some(program) = &self.program else { return };
        let words = match program.known(picture) {
            Some(words) => Ok(words),
            None if pages.fresh < self.most => {
                pages.fresh += 1;
                program.read(picture)
            }
            None => Err(format!(
                "OCR reads {} pages of one file in a run; `fontes index --retry-failed` goes on with the rest",
                self.most
            )),
        };
        pages.read.insert(picture.page, words);
    }

    /// Sets the words of the pages of a document that are pictures where they are missing.
    ///
    /// # Errors
    /// When no words are left to be read at all.
    pub(crate) fn read(
        &self,
        mut read: Read,
        pages: BTreeMap<u32, Result<Vec<Word>, String>>,
    ) -> Result<Read, Unreadable> {
        let wanted = !read.pictures.is_empty() || !read.scans.is_empty();
        let helped = wanted && self.program.is_none();
        self.fill(&mut read, pages, wanted);
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

    fn fill(&self, read: &mut Read, pages: BTreeMap<u32, Result<Vec<Word>, String>>, wanted: bool) {
        read.pictures.clear();
        if let [document] = read.documents.as_mut_slice() {
            // From the last page on, so that what stands before stays in its place.
            for (page, words) in pages.into_iter().rev() {
                match words {
                    Ok(words) => set(document, page, &words),
                    Err(why) => {
                        for l in document.lacunae.iter_mut().filter(|l| l.page == page) {
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
                () if self.program.is_none() && wanted && !document.text.trim().is_empty() => {
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
        let got = crate::tesseract::words(table);
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
