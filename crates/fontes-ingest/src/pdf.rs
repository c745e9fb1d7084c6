//! What is in a PDF? The glyphs of each page, joined to words and lines by their places (`line`, `spacing`) in the
//! order of reading (`upright`, `order`, `numbers`); `layout` and `frames` tell paragraphs, notes and running heads,
//! `compose` makes the document. `scan` tells pages whose words are not among their letters, `draw` draws them for
//! OCR; `cover` tells letters under bars; `within`, `xfa` and `attached` read what lies within.

mod attached;
mod compose;
mod cover;
mod device;
mod draw;
mod extent;
mod frames;
mod glyph;
mod labels;
mod layout;
mod line;
mod numbers;
mod order;
mod placed;
mod scan;
mod spacing;
mod string;
mod upright;
mod within;
mod xfa;

use crate::members::Members;
use crate::outcome::{Notice, Read, Unreadable};
use compose::Sheet;
use device::{Marks, sheet};
pub(crate) use draw::{pages as draw_pages, png};
use glyph::Glyph;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, interpret, interpret_page,
};
use hayro_syntax::content::TypedIter;
use hayro_syntax::object::{Array, Stream};
use hayro_syntax::page::Page;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf, PdfData};
use kurbo::{Affine, Rect};
pub(crate) use labels::roman;
use line::{Drawn, Line, Role};
pub(crate) use placed::placed;
use scan::{Kind, Looker};
use std::collections::HashMap;
use string::text_string;
use within::{Annotations, Met};

/// Pages beyond which the rest is not read.
const MOST_PAGES: usize = 20_000;
/// Pages read with one cache, which keeps fonts and more.
const CACHED: usize = 128;
/// Pages whose pictures are looked at.
const MOST_LOOKS: usize = 500;
/// Bytes of what one page draws that are read.
const MOST_CONTENT: usize = 96 << 20;

/// The share of a page's characters without a Unicode value from which its text is useless.
const UNMAPPED: f64 = 0.3;

/// Reads a PDF; of the files within it, it says that they are not read.
pub(crate) fn read(bytes: &[u8]) -> Result<Read, Unreadable> {
    whole(&open(bytes.to_vec())?)
}

/// Reads a PDF and hands on the files within it.
pub(crate) fn file(
    o: &mut dyn Members,
    bytes: impl Into<PdfData>,
    inside: &str,
    depth: usize,
) -> Result<Read, Unreadable> {
    let pdf = open(bytes)?;
    let mut read = whole(&pdf)?;
    match attached::hand_on(&pdf, o, inside, depth) {
        Ok(0) => {}
        Ok(n) => {
            // A cover without words is no document.
            if read.scans.is_empty() && read.documents.iter().all(|d| d.text.trim().is_empty()) {
                read.documents.clear();
            }
            read.notices.push(Notice::note(format!(
                "{n} {} within it, read by {}",
                if n == 1 { "file lies" } else { "files lie" },
                if n == 1 { "itself" } else { "themselves" }
            )));
        }
        Err(e) => read.notices.push(Notice::loss(e.to_string())),
    }
    Ok(read)
}

pub(crate) fn open(bytes: impl Into<PdfData>) -> Result<Pdf, Unreadable> {
    let repair = "repair it (for instance `qpdf IN OUT`), or get another copy";
    let bytes: PdfData = bytes.into();
    if bytes.as_ref().is_empty() {
        return Err(Unreadable::new("the file is empty", "remove it, or supply its text"));
    }
    let pdf = Pdf::new(bytes).map_err(|e| match e {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Unreadable::new("encrypted: it opens only with a password", "save a copy without the password")
        }
        LoadPdfError::Decryption(_) => {
            Unreadable::new("encrypted in a way that is not read", "save a copy without the encryption")
        }
        LoadPdfError::Invalid => Unreadable::new("the PDF is damaged: its objects cannot be found", repair),
    })?;
    if pdf.pages().is_empty() {
        return Err(Unreadable::new("the PDF has no pages", repair));
    }
    Ok(pdf)
}

fn whole(pdf: &Pdf) -> Result<Read, Unreadable> {
    let pages = pdf.pages();
    let labels = labels::of(pdf, pages.len());
    let mut reader = Pages::new(pdf);
    let mut sheets = Vec::with_capacity(pages.len().min(MOST_PAGES));
    for some in pages.get(..MOST_PAGES).unwrap_or(pages).chunks(CACHED) {
        let cache = InterpreterCache::new();
        for page in some {
            let index = u32::try_from(sheets.len() + 1).unwrap_or(u32::MAX);
            sheets.push(reader.page(page, index, &cache));
        }
    }
    if let Some(last) = sheets.last_mut() {
        reader.form(last);
    }
    let mut read = Read { notices: reader.notices(pages.len()), scans: reader.scans, ..Read::default() };
    let mut document = compose::document(sheets, &labels);
    let m = pdf.metadata();
    document.title = text_string(m.title.as_deref());
    document.author = text_string(m.author.as_deref());
    document.date = m.creation_date.as_ref().map(|d| format!("{:04}-{:02}-{:02}", d.year, d.month, d.day));
    read.documents.push(document);
    Ok(read)
}

/// The pages of a file while they are read one by one.
struct Pages<'p> {
    pdf: &'p Pdf,
    /// Pages that only OCR can read, and how many of them only because their fonts name no letters.
    scans: Vec<u32>,
    nameless: usize,
    /// Strokes of pictures that were looked at, and how many pages were.
    strokes: HashMap<u128, usize>,
    looks: usize,
    /// The letters of the page before, but for figures.
    stamp: String,
    /// Fields that were met.
    met: Met,
    comments: usize,
    unseen: usize,
    hidden: Vec<u32>,
    xfa: bool,
}

impl<'p> Pages<'p> {
    fn new(pdf: &'p Pdf) -> Self {
        Self {
            pdf,
            scans: vec![],
            nameless: 0,
            strokes: HashMap::new(),
            looks: 0,
            stamp: String::new(),
            met: Met::new(),
            comments: 0,
            unseen: 0,
            hidden: vec![],
            xfa: false,
        }
    }

    fn page<'a>(&mut self, page: &Page<'a>, index: u32, cache: &InterpreterCache<'a>) -> Sheet {
        let content = content(page);
        let mut marks = Marks::new(page);
        draw(page, &content, cache, &mut marks);
        let bad = marks.unmapped as f64 > UNMAPPED * marks.seen as f64;
        let unread = if bad && marks.seen > 0 {
            self.nameless += 1;
            Some("its fonts do not say which letters they draw")
        } else {
            self.picture(page, &content, cache, &marks)
        };
        drop(content);
        if unread.is_some() {
            self.scans.push(index);
        }
        let Annotations { values, unseen, comments, redactions } = within::annotations(page, &mut self.met);
        let (mut glyphs, mut under) = legible(marks, bad, &redactions);
        let drawn = squeezed(&glyphs);
        let mut lines: Vec<Line> = lines_of(&mut glyphs).into_iter().map(Drawn::kept).collect();
        lines.shrink_to_fit();
        if unread.is_some() {
            // What is on a picture is a stamp.
            lines.iter_mut().for_each(|l| l.role = Role::Frame);
        }
        let mut sheet = Sheet { index, lines, unread, ..Sheet::default() };
        let new = |words: &String| !drawn.contains(&squeeze(words));
        sheet.values = values.into_iter().filter(new).collect();
        for words in unseen.into_iter().filter(new) {
            self.unseen += 1;
            sheet.apart.push(format!("[field that is not shown]\n{words}"));
        }
        for (who, words) in comments.into_iter().filter(|c| new(&c.1)) {
            self.comments += 1;
            let who = who.map(|w| format!(", {w}")).unwrap_or_default();
            sheet.apart.push(format!("[comment{who}]\n{words}"));
        }
        if !under.is_empty() {
            self.hidden.push(index);
            let words: Vec<String> = order::ordered(&mut under).iter().map(|l| l.text()).collect();
            sheet.apart.push(format!("[under a black bar or patch]\n{}", words.join("\n")));
        }
        sheet
    }

    /// Why a page is to be read by OCR, if it is.
    fn picture<'a>(
        &mut self,
        page: &Page<'a>,
        content: &[u8],
        cache: &InterpreterCache<'a>,
        marks: &Marks,
    ) -> Option<&'static str> {
        let few = marks.glyphs.len() < 400 && marks.extent.pictures > 0;
        let stamp = if few { shape(&marks.glyphs) } else { String::new() };
        let same = few && stamp == self.stamp;
        self.stamp = stamp;
        let kind = match scan::kind(marks, same) {
            Kind::Unknown if self.looks < MOST_LOOKS => {
                self.looks += 1;
                let mut looker = Looker::new(sheet(page), &mut self.strokes);
                draw(page, content, cache, &mut looker);
                let strokes = looker.strokes;
                scan::weighed(marks, strokes)
            }
            Kind::Unknown => Kind::Words,
            kind => kind,
        };
        match kind {
            Kind::Picture(why) => Some(why),
            Kind::Words | Kind::Unknown => None,
        }
    }

    /// What the form of the file holds beside the fields on pages.
    fn form(&mut self, last: &mut Sheet) {
        let Some(form) = within::form(self.pdf) else { return };
        last.values.extend(within::unplaced(&form, &mut self.met));
        if let Some(xfa) = xfa::of(&form) {
            // A form that is also drawn as pages has its values there.
            let known: String = last.values.iter().map(|v| squeeze(v)).collect();
            let drawn: String = last.lines.iter().map(|l| squeeze(&l.text())).collect();
            let new = |v: &String| !known.contains(&squeeze(v)) && !drawn.contains(&squeeze(v));
            let (printed, values): (Vec<String>, Vec<String>) =
                (xfa.printed.into_iter().filter(new).collect(), xfa.values.into_iter().filter(new).collect());
            // Many pages have the whole form drawn.
            if self.met.is_empty() {
                last.values.extend(printed);
            }
            self.xfa |= !values.is_empty();
            last.values.extend(values);
        }
    }

    fn notices(&self, pages: usize) -> Vec<Notice> {
        let mut out = Vec::new();
        if pages > MOST_PAGES {
            let what = format!("{} pages beyond the first {MOST_PAGES} were not read", pages - MOST_PAGES);
            out.push(Notice::loss(what));
        }
        if self.nameless > 0 {
            out.push(Notice::note(format!(
                "{} {} letters that their fonts do not name: only OCR can read them",
                self.nameless,
                if self.nameless == 1 { "page draws" } else { "pages draw" }
            )));
        }
        if !self.hidden.is_empty() {
            let pages: Vec<String> = self.hidden.iter().take(20).map(u32::to_string).collect();
            let more = if self.hidden.len() > 20 { ", …" } else { "" };
            out.push(Notice::note(format!(
                "words lie under black bars or patches on {} {}{more}: they are still in the file, and stand apart at the end of its text",
                if self.hidden.len() == 1 { "page" } else { "pages" },
                pages.join(", ")
            )));
        }
        if self.comments > 0 {
            out.push(Notice::note(format!(
                "{} {} at the end of its text, apart from the page's words",
                self.comments,
                if self.comments == 1 { "comment stands" } else { "comments stand" }
            )));
        }
        if self.unseen > 0 {
            out.push(Notice::note(format!(
                "{} of its form that {} not shown {} at the end of its text, apart from the page's words",
                if self.unseen == 1 { "a field" } else { "fields" },
                if self.unseen == 1 { "is" } else { "are" },
                if self.unseen == 1 { "stands" } else { "stand" }
            )));
        }
        if within::has_hidden_layers(self.pdf) {
            out.push(Notice::note("it has layers that are not shown: their words are not read"));
        }
        if self.xfa {
            out.push(Notice::note("an XFA form: what was filled in stands after the text of its pages"));
        }
        out
    }
}

/// The glyphs of a page that can be read, upright, and those that are hidden.
fn legible(marks: Marks, bad: bool, redactions: &[Rect]) -> (Vec<Glyph>, Vec<Glyph>) {
    let hidden = cover::hidden(&marks.glyphs, &marks.bars, redactions);
    let mut glyphs = if bad { vec![] } else { marks.glyphs };
    upright::stand(&mut glyphs, &marks.slanted);
    let under = cover::apart(&mut glyphs, &hidden);
    (glyphs, under)
}

/// The lines of a page in the order of reading; the numbers of lines are taken out of its glyphs.
fn lines_of(glyphs: &mut Vec<Glyph>) -> Vec<Drawn> {
    let lines = order::ordered(glyphs);
    numbers::numbered(lines, glyphs)
}

/// What a page draws, unpacked. It is not left to the library, which would keep it.
fn content(page: &Page<'_>) -> Vec<u8> {
    let streams: Vec<Stream<'_>> = match page.raw().get::<Stream<'_>>("Contents") {
        Some(one) => vec![one],
        None => {
            page.raw().get::<Array<'_>>("Contents").into_iter().flat_map(|a| a.iter::<Stream<'_>>()).collect()
        }
    };
    let mut out = Vec::new();
    for stream in streams {
        if let Ok(bytes) = stream.decoded_data()
            && out.len() + bytes.len() <= MOST_CONTENT
        {
            out.extend_from_slice(&bytes);
            // Between two streams is white space.
            out.push(b' ');
        }
    }
    out
}

/// Shows a device what a page draws, and its annotations.
fn draw<'a>(
    page: &Page<'a>,
    content: &[u8],
    cache: &InterpreterCache<'a>,
    device: &mut impl hayro_interpret::Device<'a>,
) {
    let settings = InterpreterSettings { render_content: RenderContent::ANNOTATIONS, ..Default::default() };
    let area = sheet(page);
    let area = Rect::new(area.x0 - 1.0, area.y0 - 1.0, area.x1 + 1.0, area.y1 + 1.0);
    let mut context = Context::new(Affine::IDENTITY, area, cache, page.xref(), settings);
    interpret(TypedIter::new(content), page.resources(), &mut context, device);
    interpret_page(page, &mut context, device);
}

/// Words without blanks, so that they are found however they were set.
fn squeeze(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

fn squeezed(glyphs: &[Glyph]) -> String {
    glyphs.iter().flat_map(|g| g.text.chars()).filter(|c| !c.is_whitespace()).collect()
}

/// The letters of a page, with its figures alike.
fn shape(glyphs: &[Glyph]) -> String {
    let alike = |c: char| if c.is_numeric() { '#' } else { c };
    glyphs.iter().flat_map(|g| g.text.chars()).filter(|c| !c.is_whitespace()).map(alike).collect()
}
