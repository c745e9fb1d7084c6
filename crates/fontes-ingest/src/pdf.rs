//! What is in a PDF? The glyphs of each page in the order in which they are drawn, joined to
//! words and lines by their places; `layout` makes paragraphs, notes and running heads of them.

mod device;
mod labels;
mod layout;
mod string;

use crate::outcome::{Notice, Picture, Read, Unreadable};
use device::Glyphs;
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use kurbo::{Affine, Rect};
pub(crate) use labels::roman;
use string::text_string;

/// Pages beyond which the rest is not read.
const MOST_PAGES: usize = 20_000;

/// The share of a page's characters without a Unicode value from which its text is useless.
const UNMAPPED: f64 = 0.3;

pub(crate) fn read(bytes: &[u8]) -> Result<Read, Unreadable> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|e| match e {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
            Unreadable::new("encrypted: it opens only with a password", "save a copy without the password")
        }
        LoadPdfError::Decryption(_) => {
            Unreadable::new("encrypted in a way that is not read", "save a copy without the encryption")
        }
        LoadPdfError::Invalid => Unreadable::new(
            "the PDF is damaged: its objects cannot be found",
            "repair it (for instance `qpdf IN OUT`), or get another copy",
        ),
    })?;
    let pages = pdf.pages();
    if pages.is_empty() {
        return Err(Unreadable::new(
            "the PDF has no pages",
            "repair it (for instance `qpdf IN OUT`), or get another copy",
        ));
    }
    let labels = labels::of(&pdf, pages.len());
    let cache = InterpreterCache::new();
    let mut read = Read::default();
    let mut sheets = Vec::new();
    let mut unread: Vec<(u32, &'static str)> = Vec::new();
    let mut unmapped_pages = 0usize;
    for (i, page) in pages.iter().enumerate().take(MOST_PAGES) {
        let index = u32::try_from(i + 1).unwrap_or(u32::MAX);
        let mut context = Context::new(
            Affine::IDENTITY,
            Rect::new(0.0, 0.0, 1.0, 1.0),
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        let mut glyphs = Glyphs::new(page.rotation());
        interpret_page(page, &mut context, &mut glyphs);
        let bad = glyphs.unmapped as f64 > UNMAPPED * glyphs.seen as f64;
        if glyphs.seen == 0 || bad {
            if bad && glyphs.seen > 0 {
                unmapped_pages += 1;
                unread.push((index, "its fonts do not say which letters they draw"));
            } else if glyphs.images > 0 {
                unread.push((index, "a picture without a text layer"));
            }
            if glyphs.images > 0
                && let Some(bytes) = glyphs.picture.take()
            {
                read.pictures.push(Picture { page: index, bytes });
            }
        }
        sheets.push(layout::Sheet { index, glyphs: if bad { vec![] } else { glyphs.glyphs } });
    }
    if pages.len() > MOST_PAGES {
        read.notices.push(Notice::loss(format!(
            "{} pages beyond the first {MOST_PAGES} were not read",
            pages.len() - MOST_PAGES
        )));
    }
    if unmapped_pages > 0 {
        read.notices
            .push(Notice::loss(format!(
            "{unmapped_pages} {} letters that their fonts do not name (save the pages as pictures, for instance with pdftoppm, and index those: OCR can read them)",
            if unmapped_pages == 1 { "page draws" } else { "pages draw" }
        )));
    }
    let mut document = layout::document(&sheets, &labels, &unread);
    let m = pdf.metadata();
    document.title = text_string(m.title.as_deref());
    document.author = text_string(m.author.as_deref());
    document.date = m.creation_date.as_ref().map(|d| format!("{:04}-{:02}-{:02}", d.year, d.month, d.day));
    read.documents.push(document);
    Ok(read)
}
