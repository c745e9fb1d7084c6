//! How does a page look? Pages whose words are not among their letters are drawn for OCR.

use super::device::sheet;
use crate::outcome::{Picture, Unreadable};
use crate::picture::encoded;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use hayro_interpret::InterpreterSettings;
use hayro_syntax::Pdf;

/// Dots an inch at which OCR reads best.
const RESOLUTION: f64 = 300.0;
/// Pixels of the largest page that is drawn, and of its longer side.
const MOST_PIXELS: f64 = 24_000_000.0;
const LONGEST: f64 = 20_000.0;
/// Pages drawn with one cache, which keeps what it has met.
const CACHED: usize = 16;

/// Draws pages of a PDF, each as a grey map in the format PGM; each is handed to `give`, until that says to stop.
pub(crate) fn pages(bytes: &[u8], wanted: &[u32], give: &mut dyn FnMut(Picture) -> bool) {
    let Ok(pdf) = Pdf::new(bytes.to_vec()) else { return };
    for some in wanted.chunks(CACHED) {
        let cache = RenderCache::new();
        for &number in some {
            let page = (number as usize).checked_sub(1).and_then(|i| pdf.pages().get(i));
            let Some(page) = page else { continue };
            let area = sheet(page);
            let (w, h) = (area.width().max(1.0), area.height().max(1.0));
            let scale = (RESOLUTION / 72.0).min((MOST_PIXELS / (w * h)).sqrt()).min(LONGEST / w.max(h));
            let pixmap = render(
                page,
                &cache,
                &InterpreterSettings::default(),
                &RenderSettings::default(),
                &PixmapSettings { x_scale: scale as f32, y_scale: scale as f32, bg_color: WHITE },
            );
            let mut bytes = format!("P5\n{} {}\n255\n", pixmap.width(), pixmap.height()).into_bytes();
            bytes.extend(pixmap.data_as_u8_slice().chunks_exact(4).map(grey));
            drop(pixmap);
            if !give(Picture { page: number, bytes }) {
                return;
            }
        }
    }
}

/// A page, counted from 1, as a PNG of about so many pixels across.
pub(crate) fn png(pdf: &Pdf, number: u32, width: u32) -> Result<Vec<u8>, Unreadable> {
    let page = (number as usize).checked_sub(1).and_then(|i| pdf.pages().get(i));
    let page =
        page.ok_or_else(|| Unreadable::new(format!("there is no page {number}"), "ask for another"))?;
    let (w, h) = page.render_dimensions();
    let (w, h) = (f64::from(w).max(1.0), f64::from(h).max(1.0));
    let scale = (f64::from(width) / w).min((MOST_PIXELS / 3.0 / (w * h)).sqrt()).min(LONGEST / w.max(h));
    let pixmap = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale as f32, y_scale: scale as f32, bg_color: WHITE },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // The ground is white, so that nothing shines through.
    let bytes: Vec<u8> =
        pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|p| p.iter().take(3)).copied().collect();
    encoded(&bytes, width, height)
}

fn grey(p: &[u8]) -> u8 {
    match p {
        [r, g, b, ..] => ((u32::from(*r) * 77 + u32::from(*g) * 150 + u32::from(*b) * 29) >> 8) as u8,
        _ => u8::MAX,
    }
}
