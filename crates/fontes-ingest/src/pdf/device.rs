//! What stands on a page, and where: glyphs, pictures, and what is painted over glyphs? A device
//! that draws nothing.

use super::cover::{Bar, Clips, Groups};
use super::extent::Extent;
use super::glyph::{Glyph, Letters, Slanted};
use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::page::{Page, Rotation};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Vec2};

/// What is on one page.
pub(crate) struct Marks {
    pub(crate) glyphs: Vec<Glyph>,
    /// Glyphs that do not stand upright, with what is needed to turn them.
    pub(crate) slanted: Vec<Slanted>,
    /// Glyphs drawn, and how many of them have no Unicode value.
    pub(crate) seen: usize,
    pub(crate) unmapped: usize,
    pub(crate) letters: Letters,
    pub(crate) extent: Extent,
    /// What is painted over glyphs.
    pub(crate) bars: Vec<Bar>,
    /// Filled outlines that are no rectangles.
    pub(crate) shapes: usize,
    /// Where each glyph is seen, where that is asked for.
    pub(crate) places: Option<Vec<Seen>>,
    turn: Affine,
    sheet: Rect,
    clips: Clips,
    groups: Groups,
}

impl Marks {
    pub(crate) fn new(page: &Page<'_>) -> Self {
        let angle = match page.rotation() {
            Rotation::None => 0.0,
            Rotation::Horizontal => -std::f64::consts::FRAC_PI_2,
            Rotation::Flipped => std::f64::consts::PI,
            Rotation::FlippedHorizontal => std::f64::consts::FRAC_PI_2,
        };
        let turn = Affine::rotate(angle);
        let sheet = turn.transform_rect_bbox(sheet(page));
        Self {
            glyphs: Vec::new(),
            slanted: Vec::new(),
            seen: 0,
            unmapped: 0,
            letters: Letters::default(),
            extent: Extent::new(sheet),
            bars: Vec::new(),
            shapes: 0,
            places: None,
            turn,
            sheet,
            clips: Clips::default(),
            groups: Groups::default(),
        }
    }

    /// The same that also keeps where each glyph is seen.
    pub(crate) fn with_places(page: &Page<'_>) -> Self {
        Self { places: Some(Vec::new()), ..Self::new(page) }
    }

    /// An area of the page as shares of what is shown of it, from the top left.
    fn seen(&self, area: Rect) -> Seen {
        let (w, h) = (self.sheet.width().max(1.0), self.sheet.height().max(1.0));
        Seen {
            left: ((area.x0 - self.sheet.x0) / w) as f32,
            top: ((self.sheet.y1 - area.y1) / h) as f32,
            width: (area.width() / w) as f32,
            height: (area.height() / h) as f32,
        }
    }

    /// Whether a place is at an edge of the page.
    fn at_edge(&self, x: f64, y: f64) -> bool {
        let (high, wide) = (0.12 * self.sheet.height(), 0.06 * self.sheet.width());
        y < self.sheet.y0 + high
            || y > self.sheet.y1 - high
            || x < self.sheet.x0 + wide
            || x > self.sheet.x1 - wide
    }

    fn count(&mut self, text: &str, x: f64, y: f64, hidden: bool) {
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            if self.at_edge(x, y) {
                self.letters.edge += 1;
                self.letters.figures += usize::from(c.is_numeric());
            } else {
                self.letters.body += 1;
                self.letters.layer += usize::from(hidden);
            }
        }
    }

    /// Something was filled: what lies under it is hidden if it hides anything.
    fn painted(&mut self, shape: Rect, props: &DrawProps<'_>) {
        if self.glyphs.is_empty() {
            return;
        }
        let area = (self.turn * props.transform).transform_rect_bbox(shape);
        let [a, b, c, d, _, _] = props.transform.as_coeffs();
        let straight =
            b.abs() + c.abs() < 1e-3 * (a.abs() + d.abs()) || a.abs() + d.abs() < 1e-3 * (b.abs() + c.abs());
        if straight
            && let Some(area) = self.clips.visible(area)
            && let Some(bar) = Bar::of(area, props, &self.groups, self.sheet, self.glyphs.len())
        {
            self.bars.push(bar);
        }
    }
}

/// An area of a page, in shares of the width and the height of what is shown of it, from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Seen {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

/// The part of a page that is shown.
pub(crate) fn sheet(page: &Page<'_>) -> Rect {
    let crop = page.intersected_crop_box();
    let (w, h) = page.base_dimensions();
    Rect::new(crop.x0, crop.y0, crop.x0 + f64::from(w), crop.y0 + f64::from(h))
}

impl<'a> Device<'a> for Marks {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let hidden = matches!(mode, DrawMode::Invisible);
        let down = matches!(run.writing_mode(), WritingMode::Vertical);
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
            let up = vector(m, 0.0, 1.0);
            let advance = match &**glyph {
                hayro_interpret::font::Glyph::Outline(g) => g.advance_width(),
                hayro_interpret::font::Glyph::Type3(g) => g.advance_width(),
            };
            let advance = f64::from(advance.unwrap_or(500.0));
            // Down the page, a letter takes its height.
            let along = if down { vector(m, 0.0, -1.0) * 960.0 } else { vector(m, 1.0, 0.0) * advance };
            let size = up.hypot() * 1000.0;
            let (x, y, end) = (at.x, at.y, at.x + along.x);
            if !(x.is_finite() && y.is_finite() && end.is_finite() && size.is_finite() && size > 0.0) {
                continue;
            }
            let ahead = vector(m, 1.0, 0.0);
            let mirrored = ahead.cross(up) < 0.0;
            let level = ahead.y.abs() <= 1e-4 * ahead.x.abs() && (ahead.x > 0.0 || mirrored);
            if down || !level {
                let index = self.glyphs.len();
                let way = if down { vector(m, 0.0, -1.0) } else { ahead };
                self.slanted.push(Slanted { index, along: way / way.hypot(), length: along.hypot() });
            }
            self.count(&text, x, y, hidden);
            if self.places.is_some() {
                // From the depth of a letter below its line to the height of one above.
                let seen = self.seen(m.transform_rect_bbox(Rect::new(0.0, -220.0, advance, 780.0)));
                self.places.iter_mut().for_each(|p| p.push(seen));
            }
            // Pages have fewer glyphs than that.
            let number = self.glyphs.len() as u32;
            self.glyphs.push(Glyph { text, x, y, end, size, number });
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let (w, h) = (f64::from(image.width()), f64::from(image.height()));
        let place = self.turn * props.transform;
        let share = self.extent.add(place, w, h, self.clips.bounds());
        if share >= 0.5 {
            self.letters.layer = self.letters.body;
        }
        if let Some(mut bar) = Bar::picture(&image, place, &self.groups, self.glyphs.len())
            && let Some(area) = self.clips.visible(bar.area)
        {
            bar.area = area;
            self.bars.push(bar);
        }
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        match mode {
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                self.shapes += usize::from(path.elements().iter().any(|e| matches!(e, PathEl::CurveTo(..))));
            }
            // A bar may be one thick stroke.
            DrawMode::Stroke(stroke) => {
                if let [PathEl::MoveTo(a), PathEl::LineTo(b)] = path.elements()
                    && stroke.line_width > 1.0
                {
                    let half = f64::from(stroke.line_width) / 2.0;
                    let shape = Rect::from_points(*a, *b);
                    let flat = shape.height() <= shape.width();
                    let (dx, dy) = if flat { (0.0, half) } else { (half, 0.0) };
                    self.painted(shape.inflate(dx, dy), &props);
                }
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..)) {
            self.painted(*rect, &props);
        }
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.clips.push(&clip.path, self.turn);
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.clips.push_rect(self.turn.transform_rect_bbox(*rect));
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.groups.push(opacity, mask.is_some(), blend);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }
}

fn vector(m: Affine, x: f64, y: f64) -> Vec2 {
    m * Point::new(x, y) - m * Point::ZERO
}
