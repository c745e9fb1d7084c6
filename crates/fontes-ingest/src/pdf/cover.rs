//! Which letters are hidden under what was painted over them? Bars that somebody drew to hide words leave the
//! words in the file.

use super::glyph::Glyph;
use hayro_interpret::{BlendMode, DrawProps, Image, ImageData, Paint};
use kurbo::{Affine, BezPath, PathEl, Point, Rect};

/// Bars of a page that are looked at.
const MOST: usize = 20_000;
/// Pixels of the largest picture that may be a bar.
const FEW_PIXELS: u32 = 4_096;
/// The height of the strips in which letters are looked up, in points.
const STRIP: f64 = 12.0;

/// Something opaque that was painted after glyphs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bar {
    pub(crate) area: Rect,
    /// How many glyphs were drawn before it.
    before: usize,
}

impl Bar {
    /// A fill as a bar, if it hides what is under it and is of the size of one.
    pub(crate) fn of(
        area: Rect,
        props: &DrawProps<'_>,
        groups: &Groups,
        sheet: Rect,
        before: usize,
    ) -> Option<Self> {
        let Paint::Color(color) = &props.paint else { return None };
        let [r, g, b, alpha] = color.to_rgba().to_rgba8();
        let dark = u32::from(r) + u32::from(g) + u32::from(b) < 240;
        let hides = alpha >= 250
            && props.soft_mask.is_none()
            && groups.hides(dark)
            && (props.blend_mode == BlendMode::Normal
                || dark && matches!(props.blend_mode, BlendMode::Multiply | BlendMode::Darken));
        // A light sheet over all that was drawn is a new ground, not a bar.
        let fits = area.width() >= 3.0 && area.height() >= 3.5 && (dark || area.area() < 0.4 * sheet.area());
        (hides && fits).then_some(Self { area, before })
    }

    /// A picture as a bar: small, and nothing but black.
    pub(crate) fn picture(
        image: &Image<'_, '_>,
        place: Affine,
        groups: &Groups,
        before: usize,
    ) -> Option<Self> {
        if before == 0 || image.width().saturating_mul(image.height()) > FEW_PIXELS || !groups.hides(true) {
            return None;
        }
        let area = place.transform_rect_bbox(Rect::new(
            0.0,
            0.0,
            f64::from(image.width()),
            f64::from(image.height()),
        ));
        let Image::Raster(raster) = image else { return None };
        let mut black = false;
        raster.with_rgba(
            |data, alpha| {
                let bytes = match &data {
                    ImageData::Rgb(rgb) => &rgb.data,
                    ImageData::Luma(luma) => &luma.data,
                };
                let solid = alpha.is_none_or(|a| a.data.iter().all(|&a| a >= 250));
                black = solid && !bytes.is_empty() && bytes.iter().all(|&b| b < 80);
            },
            None,
        );
        black.then_some(Self { area, before })
    }
}

/// The clips in force.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clips {
    /// What may be seen, and whether that is exact.
    stack: Vec<(Rect, bool)>,
}

impl Clips {
    pub(crate) fn push_rect(&mut self, rect: Rect) {
        let (area, exact) = self.stack.last().map_or((rect, true), |&(a, e)| (a.intersect(rect), e));
        self.stack.push((area, exact));
    }

    pub(crate) fn push(&mut self, path: &BezPath, turn: Affine) {
        let corner = |e: &PathEl| match e {
            PathEl::MoveTo(p) | PathEl::LineTo(p) => Some(*p),
            _ => None,
        };
        let bounds = turn.transform_rect_bbox(kurbo::Shape::bounding_box(path));
        let near = |p: Point| {
            let p = turn * p;
            let at = |v: f64, w: f64| (v - w).abs() < 0.1;
            (at(p.x, bounds.x0) || at(p.x, bounds.x1)) && (at(p.y, bounds.y0) || at(p.y, bounds.y1))
        };
        let exact =
            path.elements().iter().all(|e| matches!(e, PathEl::ClosePath) || corner(e).is_some_and(near));
        self.push_rect(bounds);
        if let Some(last) = self.stack.last_mut() {
            last.1 &= exact;
        }
    }

    pub(crate) fn pop(&mut self) {
        self.stack.pop();
    }

    /// What can be seen at all.
    pub(crate) fn bounds(&self) -> Option<Rect> {
        self.stack.last().map(|c| c.0)
    }

    /// The part of an area that is seen; `None` where that is not known.
    pub(crate) fn visible(&self, area: Rect) -> Option<Rect> {
        match self.stack.last() {
            None => Some(area),
            Some((_, false)) => None,
            Some((clip, true)) => {
                let seen = area.intersect(*clip);
                (seen.width() > 0.0 && seen.height() > 0.0).then_some(seen)
            }
        }
    }
}

/// The transparency groups in force: how what is painted in them reaches the page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Groups {
    /// Whether something dark, and whether something light, hides what is under it.
    stack: Vec<(bool, bool)>,
}

impl Groups {
    pub(crate) fn push(&mut self, opacity: f32, masked: bool, blend: BlendMode) {
        let (dark, light) = self.stack.last().copied().unwrap_or((true, true));
        let solid = opacity >= 0.98 && !masked;
        let plain = solid && blend == BlendMode::Normal;
        let darkens = solid && matches!(blend, BlendMode::Multiply | BlendMode::Darken);
        self.stack.push((dark && (plain || darkens), light && plain));
    }

    pub(crate) fn pop(&mut self) {
        self.stack.pop();
    }

    fn hides(&self, is_dark: bool) -> bool {
        let (dark, light) = self.stack.last().copied().unwrap_or((true, true));
        if is_dark { dark } else { light }
    }
}

/// Takes hidden letters out; gives them in the order in which they were drawn.
pub(crate) fn apart(glyphs: &mut Vec<Glyph>, hidden: &[bool]) -> Vec<Glyph> {
    if hidden.iter().all(|h| !h) {
        return vec![];
    }
    let (mut under, mut seen) = (Vec::new(), Vec::new());
    for (g, hidden) in std::mem::take(glyphs).into_iter().zip(hidden) {
        if *hidden { under.push(g) } else { seen.push(g) }
    }
    *glyphs = seen;
    if under.iter().all(|g| g.text.trim().is_empty()) {
        return vec![];
    }
    under
}

/// Which letters lie under a bar that was drawn after them, or in an area that is marked to be blacked out.
pub(crate) fn hidden(glyphs: &[Glyph], bars: &[Bar], marks: &[Rect]) -> Vec<bool> {
    let mut out = vec![false; glyphs.len()];
    if bars.is_empty() && marks.is_empty() {
        return out;
    }
    let strip = |y: f64| (y / STRIP).floor() as i64;
    let mut order: Vec<(i64, u32)> =
        (0u32..).zip(glyphs).map(|(i, g)| (strip(g.y + 0.3 * g.size), i)).collect();
    order.sort_unstable();
    let every = Bar { area: Rect::ZERO, before: glyphs.len() };
    let marked = marks.iter().map(|&area| Bar { area, ..every });
    for bar in bars.iter().copied().take(MOST).chain(marked) {
        let from = order.partition_point(|o| o.0 < strip(bar.area.y0));
        for &(row, i) in &order[from..] {
            if row > strip(bar.area.y1) {
                break;
            }
            let i = i as usize;
            let g = &glyphs[i];
            let middle = (g.x + g.end) / 2.0;
            // Not a line that underlines or strikes out.
            let tall = bar.area.y0 <= g.y + 0.12 * g.size && bar.area.y1 >= g.y + 0.42 * g.size;
            if i < bar.before && tall && bar.area.x0 <= middle && middle <= bar.area.x1 {
                out[i] = true;
            }
        }
    }
    out
}
