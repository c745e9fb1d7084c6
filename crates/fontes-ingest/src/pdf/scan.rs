//! Are a page's words among its letters? A page of picture with a stamp is a scan; a page of words with an
//! illustration is not. What the pictures cover is weighed against the letters, and where that does not tell, the
//! pictures are looked at.

use super::device::Marks;
use hayro_interpret::font::GlyphRun;
use hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, SoftMask,
};
use kurbo::{BezPath, Point, Rect};
use std::collections::HashMap;

/// Letters from which on a page is one of words, whatever is behind them.
const MANY: usize = 700;
/// The resolution below which a picture's words cannot be read, in pixels an inch.
const COARSE: f64 = 50.0;
/// Pixels of the largest picture that is unpacked to look at it: a page of A3 at 600 dots an inch.
const MOST_PIXELS: u64 = 70_000_000;
/// Strokes that a printed letter makes at the resolution at which pictures are looked at: rows crossed, and
/// stems in each.
const STROKES: usize = 14;
/// The width of a page as it is looked at, in pixels: 100 an inch.
const WIDE: u32 = 850;

/// What a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Its letters are its words.
    Words,
    /// Its words are not among its letters: why.
    Picture(&'static str),
    /// The picture must be looked at.
    Unknown,
}

const SCAN: &str = "a picture without a text layer";
const STAMPED: &str = "a picture with no more than a stamp as text";
const SHAPES: &str = "its letters are drawn as shapes";

/// What a page is, by its letters and what pictures cover. `stamp` says that its letters are those of the page
/// before, but for figures.
pub(crate) fn kind(marks: &Marks, stamp: bool) -> Kind {
    let l = marks.letters;
    if l.body + l.edge == 0 {
        return match () {
            () if marks.extent.pictures > 0 => Kind::Picture(SCAN),
            () if marks.shapes >= 150 => Kind::Picture(SHAPES),
            () => Kind::Words,
        };
    }
    let share = marks.extent.share();
    // A text layer of an earlier OCR says what is on the picture.
    if l.layer >= 40 || l.body + l.edge >= MANY || share < 0.08 {
        return Kind::Words;
    }
    if l.body == 0 {
        let bare = l.edge < 36 || 10 * l.figures >= 3 * l.edge;
        return if bare || stamp { Kind::Picture(STAMPED) } else { Kind::Unknown };
    }
    let much = share >= 0.5 || share >= 0.2 && l.body < 60;
    if much && marks.extent.resolution >= COARSE { Kind::Unknown } else { Kind::Words }
}

/// What a page is whose pictures hold about so many letters.
pub(crate) fn weighed(marks: &Marks, strokes: usize) -> Kind {
    let held = marks.letters.body + marks.letters.edge;
    if strokes / STROKES >= 40 + held / 2 { Kind::Picture(STAMPED) } else { Kind::Words }
}

/// Looks at the pictures of a page: how many strokes of letters are there?
pub(crate) struct Looker<'k> {
    pub(crate) strokes: usize,
    sheet: Rect,
    /// Strokes of pictures that were seen before.
    known: &'k mut HashMap<u128, usize>,
}

impl<'k> Looker<'k> {
    pub(crate) fn new(sheet: Rect, known: &'k mut HashMap<u128, usize>) -> Self {
        Self { strokes: 0, sheet, known }
    }
}

impl<'a> Device<'a> for Looker<'_> {
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (w, h) = (image.width(), image.height());
        let bounds = props.transform.transform_rect_bbox(Rect::new(0.0, 0.0, f64::from(w), f64::from(h)));
        if bounds.intersect(self.sheet).area() < 0.005 * self.sheet.area()
            || u64::from(w) * u64::from(h) > MOST_PIXELS
        {
            return;
        }
        let key = image.cache_key();
        if let Some(strokes) = self.known.get(&key) {
            self.strokes += strokes;
            return;
        }
        // As many pixels as 100 an inch make.
        let across =
            (props.transform * Point::new(f64::from(w), 0.0) - props.transform * Point::ZERO).hypot();
        let wanted = (across / self.sheet.width().max(1.0) * f64::from(WIDE)).max(8.0);
        let step = ((f64::from(w) / wanted).round() as usize).clamp(1, 64);
        let mut strokes = 0;
        let mut count = |data: &[u8], w: u32, channels: usize| {
            strokes = strokes_of(data, w as usize, channels, step);
        };
        match &image {
            Image::Raster(raster) => raster.with_rgba(
                |data, _| match &data {
                    ImageData::Rgb(rgb) => count(&rgb.data, rgb.width, 3),
                    ImageData::Luma(luma) => count(&luma.data, luma.width, 1),
                },
                None,
            ),
            Image::Stencil(stencil) => stencil.with_stencil(|luma, _| count(&luma.data, luma.width, 1), None),
        }
        self.known.insert(key, strokes);
        self.strokes += strokes;
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// How many strokes, narrow and of one colour with the paper on both sides, the rows of a picture cross. None,
/// where it has no paper: a ground of one brightness.
fn strokes_of(data: &[u8], w: usize, channels: usize, step: usize) -> usize {
    let row_bytes = w * channels;
    if row_bytes == 0 {
        return 0;
    }
    let (cols, rows) = (w / step, data.len() / row_bytes / step);
    let mut grey = Vec::with_capacity(cols * rows);
    for row in 0..rows {
        for col in 0..cols {
            let mut sum = 0usize;
            for dy in 0..step {
                let at = (row * step + dy) * row_bytes + col * step * channels;
                sum += data.get(at..at + step * channels).map_or(0, |p| p.iter().map(|&b| b as usize).sum());
            }
            grey.push((sum / (step * step * channels)) as u8);
        }
    }
    let mut count = [0usize; 256];
    for &g in &grey {
        count[g as usize] += 1;
    }
    // The ground is the brightness, give or take, that most of the picture has.
    let band = |m: usize| count[m.saturating_sub(20)..=(m + 20).min(255)].iter().sum::<usize>();
    let ground = (0..256).max_by_key(|&m| (band(m), m)).unwrap_or(255);
    if band(ground) * 10 < grey.len() * 4 {
        return 0;
    }
    let dark = ground >= 110;
    let furthest = |share: usize| {
        let mut left = grey.len() / share;
        let mut by = |g: usize| {
            let over = count[g] > left;
            left = left.saturating_sub(count[g]);
            over
        };
        if dark { (0..256).find(|&g| by(g)) } else { (0..256).rev().find(|&g| by(g)) }.unwrap_or(ground)
    };
    let contrast = ground.abs_diff(furthest(200));
    if contrast < 36 {
        return 0;
    }
    let far = (contrast * 4 / 10).max(24);
    let inked = |g: u8| if dark { (g as usize) + far < ground } else { g as usize > ground + far };
    let mut strokes = 0;
    for row in grey.chunks_exact(cols.max(1)) {
        let mut run = 0;
        for &g in row {
            if inked(g) {
                run += 1;
            } else {
                strokes += usize::from((1..=7).contains(&run));
                run = 0;
            }
        }
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_make_strokes_and_ramps_do_not() {
        let (w, h) = (800usize, 600usize);
        let text: Vec<u8> =
            (0..w * h).map(|i| if (i / w) % 20 < 10 && (i % w) % 9 < 3 { 20 } else { 240 }).collect();
        assert!(strokes_of(&text, w, 1, 1) > 10_000);
        let night: Vec<u8> = text.iter().map(|g| 255 - g).collect();
        assert!(strokes_of(&night, w, 1, 1) > 10_000);
        let ramp: Vec<u8> = (0..w * h).map(|i| ((i % w) * 255 / w) as u8).collect();
        assert_eq!(strokes_of(&ramp, w, 1, 1), 0);
        let blank = vec![250u8; w * h];
        assert_eq!(strokes_of(&blank, w, 1, 1), 0);
    }
}
