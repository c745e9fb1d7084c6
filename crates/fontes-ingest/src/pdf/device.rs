//! Which glyphs stand on a page, and where? A device that draws nothing.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::page::Rotation;
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use kurbo::{Affine, BezPath, Point, Vec2};

/// Pixels of the largest picture that is unpacked for OCR: a page of A3 at 600 dots an inch.
const MOST_PIXELS: u64 = 70_000_000;

/// Pixels of the smallest that could hold words.
const LEAST_PIXELS: u64 = 4_000;

/// A glyph on the page. Places are in points; y grows upwards.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    /// What it stands for; a ligature is more than one character.
    pub(crate) text: String,
    /// Where it begins, on the base line.
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Where the next one would begin.
    pub(crate) end: f64,
    /// The height of the font.
    pub(crate) size: f64,
}

/// Glyphs of one page.
pub(crate) struct Glyphs {
    pub(crate) glyphs: Vec<Glyph>,
    /// Glyphs drawn, and how many of them have no Unicode value.
    pub(crate) seen: usize,
    pub(crate) unmapped: usize,
    /// Pictures drawn, and the file of the largest, if it can be handed on.
    pub(crate) images: usize,
    pub(crate) picture: Option<Vec<u8>>,
    /// Pixels of that picture.
    pixels: u64,
    turn: Affine,
}

impl Glyphs {
    pub(crate) fn new(rotation: Rotation) -> Self {
        let angle = match rotation {
            Rotation::None => 0.0,
            Rotation::Horizontal => -std::f64::consts::FRAC_PI_2,
            Rotation::Flipped => std::f64::consts::PI,
            Rotation::FlippedHorizontal => std::f64::consts::FRAC_PI_2,
        };
        Self {
            glyphs: Vec::new(),
            seen: 0,
            unmapped: 0,
            images: 0,
            picture: None,
            pixels: 0,
            turn: Affine::rotate(angle),
        }
    }
}

impl<'a> Device<'a> for Glyphs {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            self.seen += 1;
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(s)) => s,
                None => {
                    self.unmapped += 1;
                    "\u{fffd}".to_owned()
                }
            };
            let m = self.turn * props.transform * glyph.transform();
            let at = m * Point::ZERO;
            let along = vector(m, 1.0, 0.0);
            let up = vector(m, 0.0, 1.0);
            let advance = match &**glyph {
                hayro_interpret::font::Glyph::Outline(g) => g.advance_width(),
                hayro_interpret::font::Glyph::Type3(g) => g.advance_width(),
            };
            // Text that runs up or down the page is set along its own line.
            let (x, y, width) = if along.x.abs() >= along.y.abs() {
                (at.x, at.y, along.x)
            } else {
                (at.y * along.y.signum(), -at.x * along.y.signum(), along.y.abs())
            };
            let size = up.hypot() * 1000.0;
            let end = x + width * f64::from(advance.unwrap_or(500.0));
            if x.is_finite() && y.is_finite() && end.is_finite() && size.is_finite() && size > 0.0 {
                self.glyphs.push(Glyph { text, x, y, end, size });
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.images += 1;
        if let Image::Raster(raster) = image {
            let pixels = u64::from(raster.width()) * u64::from(raster.height());
            if pixels > self.pixels.max(LEAST_PIXELS) && pixels <= MOST_PIXELS {
                self.pixels = pixels;
                self.picture = picture(&raster).or(self.picture.take());
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn vector(m: Affine, x: f64, y: f64) -> Vec2 {
    m * Point::new(x, y) - m * Point::ZERO
}

/// The picture as a file that an OCR program can open.
fn picture(raster: &hayro_interpret::RasterImage<'_>) -> Option<Vec<u8>> {
    let stream = raster.stream();
    let raw = stream.raw_data();
    // A JPEG is a file as it stands.
    if raw.starts_with(b"\xff\xd8\xff") {
        return Some(raw.to_vec());
    }
    let mut out = None;
    raster.with_rgba(
        |image, _| {
            let (w, h, data) = match &image {
                hayro_interpret::ImageData::Rgb(rgb) => (rgb.width, rgb.height, grey(&rgb.data, 3)),
                hayro_interpret::ImageData::Luma(luma) => (luma.width, luma.height, luma.data.clone()),
            };
            let mut pgm = format!("P5\n{w} {h}\n255\n").into_bytes();
            pgm.extend(data);
            out = Some(pgm);
        },
        None,
    );
    out
}

fn grey(data: &[u8], step: usize) -> Vec<u8> {
    data.chunks_exact(step)
        .map(|p| ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29) >> 8) as u8)
        .collect()
}
