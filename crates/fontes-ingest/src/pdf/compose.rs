//! What document do the lines of all pages make? Lines are taken in order; notes, what frames a page, comments and
//! what lies under bars are set after the text, each with its page.

use super::frames::frames;
use super::layout::{INDENT, LOOSE, begins, body_size, leading, notes};
use super::line::{Line, Role};
use crate::builder::Builder;
use fontes_core::text::{BlockKind, Document};

/// What was taken from a page.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Which page of the file, from 1.
    pub(super) index: u32,
    pub(super) lines: Vec<Line>,
    /// Why its words are missing, where they are.
    pub(super) unread: Option<&'static str>,
    /// What its form holds and does not draw.
    pub(super) values: Vec<String>,
    /// What stands apart from its text: comments, hidden words.
    pub(super) apart: Vec<String>,
}

/// Whether paragraphs are set in rather than set off.
fn indented(pages: &[Vec<Line>], leading: f64) -> bool {
    let mut count = (0usize, 0usize);
    for page in pages {
        for pair in page.windows(2) {
            if pair[1].role == Role::Body && pair[0].role == Role::Body && pair[0].over(&pair[1]) {
                let below = (pair[0].y - pair[1].y) / pair[1].size;
                count.0 +=
                    usize::from(pair[1].x0 - pair[0].x0 > INDENT * pair[1].size && below < LOOSE * leading);
                count.1 += usize::from(below > LOOSE * leading);
            }
        }
    }
    count.0 > count.1
}

struct Composer<'c> {
    b: Builder,
    pages: Vec<Vec<Line>>,
    labels: &'c [String],
    body: f64,
    leading: f64,
    indented: bool,
    /// The last line of text.
    last: Option<(usize, usize)>,
    /// The note that is open: its marker and paragraphs.
    note: Option<(String, Vec<String>)>,
}

/// The document that the sheets make.
pub(super) fn document(sheets: Vec<Sheet>, labels: &[String]) -> Document {
    let (mut pages, mut rest) = (Vec::with_capacity(sheets.len()), Vec::with_capacity(sheets.len()));
    for mut sheet in sheets {
        pages.push(std::mem::take(&mut sheet.lines));
        rest.push(sheet);
    }
    let (body, leading) = (body_size(&pages), leading(&pages));
    frames(&mut pages, leading);
    notes(&mut pages, body);
    let indented = indented(&pages, leading);
    let framed: Vec<String> = pages
        .iter()
        .map(|page| {
            let lines: Vec<String> = page.iter().filter(|l| l.role == Role::Frame).map(Line::text).collect();
            lines.join("\n")
        })
        .collect();
    let letters = pages.iter().flatten().flat_map(|l| &l.pieces).map(|p| p.text.len() + 1).sum();
    let b = Builder::with_capacity(letters);
    let mut c = Composer { b, pages, labels, body, leading, indented, last: None, note: None };
    for (p, sheet) in rest.iter().enumerate() {
        c.page(p, sheet);
    }
    if let Some((mark, body)) = c.note.take() {
        c.b.note(&mark, body);
    }
    for (p, (words, sheet)) in framed.into_iter().zip(&rest).enumerate() {
        let label = labels.get(p).map_or("", String::as_str);
        if !words.is_empty() {
            c.b.after(label, sheet.index, words);
        }
        for words in &sheet.apart {
            c.b.after(label, sheet.index, words.clone());
        }
    }
    c.b.finish()
}

impl Composer<'_> {
    fn page(&mut self, p: usize, sheet: &Sheet) {
        let label = self.labels.get(p).map_or("", String::as_str);
        let index = sheet.index;
        if let Some(why) = sheet.unread {
            self.b.page(label, index);
            self.b.lacuna(index, why);
        }
        let entered = self.text(p, label, index);
        if !entered {
            self.b.page(label, index);
        }
        for value in &sheet.values {
            self.b.block(BlockKind::Cell);
            self.b.words(value);
            self.last = None;
        }
        self.notes(p);
        // What was before the last line of text is not looked at again.
        let kept = self.last.map(|l| l.0);
        for q in p.saturating_sub(1)..=p {
            if kept != Some(q) {
                self.pages[q] = Vec::new();
            }
        }
    }

    /// The lines of a page that are text; gives whether there are any.
    fn text(&mut self, p: usize, label: &str, index: u32) -> bool {
        let Self { b, pages, last, .. } = self;
        let called: Vec<Box<str>> = pages[p].iter().filter_map(|l| l.mark.clone()).collect();
        let mut entered = false;
        let lines: Vec<usize> = (0..pages[p].len()).filter(|&i| pages[p][i].role == Role::Body).collect();
        for (k, &i) in lines.iter().enumerate() {
            let line = &pages[p][i];
            let next = lines.get(k + 1).map(|&n| &pages[p][n]);
            let new = last.is_none_or(|last| begins(pages, last, (p, i), next, self.leading, self.indented));
            if new {
                b.block(if line.size > 1.12 * self.body && line.text().chars().count() < 200 {
                    BlockKind::Heading
                } else {
                    BlockKind::Paragraph
                });
            } else {
                b.line();
            }
            if !entered {
                b.page(label, index);
                entered = true;
            }
            if let Some(number) = &line.number {
                b.apparatus(number);
            }
            for piece in &line.pieces {
                let words = piece.text.trim();
                if piece.raised && called.iter().any(|c| **c == *words) {
                    b.printed_marker(words);
                } else {
                    b.words(&piece.text);
                }
            }
            *last = Some((p, i));
        }
        entered
    }

    /// The notes of a page; one that goes on overleaf belongs to the page where it begins.
    fn notes(&mut self, p: usize) {
        for line in self.pages[p].iter().filter(|l| matches!(l.role, Role::Note(_))) {
            let text = line.text();
            if let Some(mark) = line.mark.clone() {
                if let Some((mark, body)) = self.note.take() {
                    self.b.note(&mark, body);
                }
                let rest = text.trim_start().trim_start_matches(['[', '(']);
                let rest = rest.strip_prefix(&*mark).unwrap_or(rest).trim_start_matches([']', ')', '.', ' ']);
                self.note = Some((mark.into(), vec![rest.to_owned()]));
            } else if let Some((_, body)) = &mut self.note
                && let Some(paragraph) = body.last_mut()
            {
                paragraph.push('\n');
                paragraph.push_str(&text);
            }
        }
        let goes_on = self.pages.get(p + 1).is_some_and(|n| {
            n.iter().find(|l| matches!(l.role, Role::Note(_))).is_some_and(|l| l.role == Role::Note(false))
        });
        if !goes_on && let Some((mark, body)) = self.note.take() {
            self.b.note(&mark, body);
        }
    }
}
