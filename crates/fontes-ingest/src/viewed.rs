//! What does a person see of a file's pages? A PDF is drawn page by page, and says where its letters stand; a picture is
//! decoded and written anew, so that nothing of the file itself is shown.

use crate::format::Format;
use crate::outcome::{PlacedLine, Unreadable};
use crate::pdf;
use crate::picture::encoded;
use hayro_syntax::Pdf;
use image::imageops;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Pixels of the longer side of a picture that is decoded, and bytes that decoding may take.
const LONGEST: u32 = 16_000;
const MOST: u64 = 200 << 20;

/// A file whose pages are looked at.
pub enum Viewed {
    /// A PDF.
    Pdf(Box<Pdf>),
    /// A picture: one page.
    Picture(DynamicImage),
}

impl std::fmt::Debug for Viewed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pdf(_) => "Viewed::Pdf",
            Self::Picture(_) => "Viewed::Picture",
        })
    }
}

impl Viewed {
    /// Opens a file; `extension` is the ending of its name.
    ///
    /// # Errors
    /// [`Unreadable`] when it is damaged, or has no pages that can be shown.
    pub fn open(bytes: Vec<u8>, extension: &str) -> Result<Self, Unreadable> {
        match Format::detect(&bytes, extension)? {
            Format::Pdf => Ok(Self::Pdf(Box::new(pdf::open(bytes)?))),
            Format::Picture => picture(&bytes).map(Self::Picture),
            _ => Err(Unreadable::new(
                "only the pages of PDF files and pictures can be shown",
                "open the file with the program that made it",
            )),
        }
    }

    /// How many pages it has.
    #[must_use]
    pub fn pages(&self) -> usize {
        match self {
            Self::Pdf(pdf) => pdf.pages().len(),
            Self::Picture(_) => 1,
        }
    }

    /// A page, counted from 1, as a PNG of about so many pixels across.
    ///
    /// # Errors
    /// [`Unreadable`] when there is no such page.
    pub fn png(&self, page: u32, width: u32) -> Result<Vec<u8>, Unreadable> {
        match self {
            Self::Pdf(pdf) => pdf::png(pdf, page, width),
            Self::Picture(whole) => {
                let height = u64::from(width) * u64::from(whole.height()) / u64::from(whole.width().max(1));
                let height = u32::try_from(height).unwrap_or(LONGEST).clamp(1, LONGEST);
                let shown = if width < whole.width() {
                    whole.resize_exact(width.max(1), height, imageops::FilterType::Triangle).to_rgb8()
                } else {
                    whole.to_rgb8()
                };
                encoded(&shown, shown.width(), shown.height())
            }
        }
    }

    /// The lines of a page, counted from 1, in the order of reading.
    ///
    /// # Errors
    /// [`Unreadable`] when there is no such page, or no letters are in it.
    pub fn lines(&self, page: u32) -> Result<Vec<PlacedLine>, Unreadable> {
        match self {
            Self::Pdf(pdf) => pdf::placed(pdf, page)
                .ok_or_else(|| Unreadable::new(format!("there is no page {page}"), "ask for another")),
            Self::Picture(_) => Err(Unreadable::new("a picture says of no letter where it stands", "")),
        }
    }
}

fn picture(bytes: &[u8]) -> Result<DynamicImage, Unreadable> {
    let other = || {
        Unreadable::new(
            "only JPEG and PNG pictures can be shown",
            "open the file with a program for pictures",
        )
    };
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| other())?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(other());
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(LONGEST), Some(LONGEST));
    limits.max_alloc = Some(MOST);
    reader.limits(limits);
    reader.decode().map_err(|e| {
        Unreadable::new(
            format!("the picture cannot be decoded: {e}"),
            "open the file with a program for pictures",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF of one page, 200 by 100 points, turned by so many degrees, that draws this.
    fn page(draws: &str, turned: u32) -> Vec<u8> {
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>".to_owned(),
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Rotate {turned} /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>"
            ),
            format!("<< /Length {} >>\nstream\n{draws}\nendstream", draws.len()),
        ];
        let mut out = String::from("%PDF-1.4\n");
        let mut at = Vec::new();
        for (n, o) in objects.iter().enumerate() {
            at.push(out.len());
            out += &format!("{} 0 obj\n{o}\nendobj\n", n + 1);
        }
        let table = out.len();
        out += "xref\n0 6\n0000000000 65535 f \n";
        at.iter().for_each(|a| out += &format!("{a:010} 00000 n \n"));
        out += &format!("trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        out.into_bytes()
    }

    fn size(png: &[u8]) -> (u32, u32) {
        let of = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four"));
        assert_eq!(&png[1..4], b"PNG");
        (of(16), of(20))
    }

    #[test]
    fn letters_stand_where_they_are_drawn() {
        // Courier: each letter is 0.6 em wide.
        let viewed = Viewed::open(page("BT /F1 10 Tf 20 50 Td (The cod) Tj ET", 0), "pdf").expect("a PDF");
        let lines = viewed.lines(1).expect("a page");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].text, "Thecod");
        assert_eq!(lines[0].areas.len(), 6);
        // The c is the fifth sign: 20 + 4 * 6 points from the left.
        let [left, top, width, height] = lines[0].areas[3];
        assert!((left - 44.0 / 200.0).abs() < 1e-3 && (width - 6.0 / 200.0).abs() < 1e-3, "{left} {width}");
        // The base line is in the middle of the page.
        assert!(top < 0.5 && top > 0.4 && top + height > 0.5 && top + height < 0.55, "{top} {height}");
        assert_eq!(size(&viewed.png(1, 400).expect("drawn")), (400, 200));
        assert!(viewed.png(2, 400).is_err() && viewed.lines(0).is_err());
    }

    #[test]
    fn a_turned_page_is_seen_turned() {
        // Turned by a quarter, what is at the left stands at the top.
        let viewed = Viewed::open(page("BT /F1 10 Tf 20 50 Td (cod) Tj ET", 90), "pdf").expect("a PDF");
        assert_eq!(size(&viewed.png(1, 300).expect("drawn")), (300, 600));
        let lines = viewed.lines(1).expect("a page");
        let all: Vec<_> = lines.iter().flat_map(|l| &l.areas).collect();
        assert!(!all.is_empty());
        for [left, top, width, height] in all {
            assert!(*left > 0.4 && left + width < 0.6, "{left} {width}");
            assert!(*top >= 0.09 && top + height < 0.2, "{top} {height}");
        }
    }

    #[test]
    fn pictures_are_written_anew_within_bounds() {
        let png = encoded(&[7; 3 * 20 * 10], 20, 10).expect("written");
        let viewed = Viewed::open(png.clone(), "png").expect("a picture");
        assert_eq!(viewed.pages(), 1);
        assert_eq!(size(&viewed.png(1, 10).expect("drawn")), (10, 5));
        assert_eq!(size(&viewed.png(1, 1_000).expect("drawn")), (20, 10), "it is not enlarged");
        assert!(viewed.lines(1).is_err());
        // A head that claims more than any picture has.
        let mut bomb = png;
        bomb[16..20].copy_from_slice(&400_000u32.to_be_bytes());
        assert!(Viewed::open(bomb, "png").is_err());
        for other in [&b"GIF89a\x01\x00\x01\x00\x80\x00\x00"[..], b"II*\x00\x08\x00\x00\x00", b"plain words"]
        {
            assert!(Viewed::open(other.to_vec(), "gif").is_err());
        }
    }
}
