//! How much of a page do its pictures cover?

use kurbo::{Affine, Point, Rect};

/// Rows and columns into which a page is divided to see what pictures cover.
const CELLS: usize = 48;

/// What the pictures of a page cover.
#[derive(Debug, Clone)]
pub(crate) struct Extent {
    sheet: Rect,
    rows: [u64; CELLS],
    /// How many there are.
    pub(crate) pictures: usize,
    /// The finest resolution, in pixels an inch.
    pub(crate) resolution: f64,
}

impl Extent {
    pub(crate) fn new(sheet: Rect) -> Self {
        Self { sheet, rows: [0; CELLS], pictures: 0, resolution: 0.0 }
    }

    /// Adds a picture of `w` by `h` pixels; gives the share of the page that it covers alone.
    pub(crate) fn add(&mut self, place: Affine, w: f64, h: f64, clip: Option<Rect>) -> f64 {
        self.pictures += 1;
        let bounds = place.transform_rect_bbox(Rect::new(0.0, 0.0, w, h));
        let seen = clip.map_or(bounds, |c| bounds.intersect(c)).intersect(self.sheet);
        if !(seen.width() > 0.0 && seen.height() > 0.0 && self.sheet.area() > 0.0) {
            return 0.0;
        }
        let across = (place * Point::new(w, 0.0) - place * Point::ZERO).hypot();
        if across > 0.0 && w * h >= 64.0 {
            self.resolution = self.resolution.max(w / across * 72.0);
        }
        let back = place.inverse();
        let cell = |v: f64, from: f64, length: f64| {
            (((v - from) / length * CELLS as f64).floor().max(0.0) as usize).min(CELLS - 1)
        };
        let (x0, x1) = (
            cell(seen.x0, self.sheet.x0, self.sheet.width()),
            cell(seen.x1, self.sheet.x0, self.sheet.width()),
        );
        let (y0, y1) = (
            cell(seen.y0, self.sheet.y0, self.sheet.height()),
            cell(seen.y1, self.sheet.y0, self.sheet.height()),
        );
        for row in y0..=y1 {
            for column in x0..=x1 {
                let at = Point::new(
                    self.sheet.x0 + (column as f64 + 0.5) * self.sheet.width() / CELLS as f64,
                    self.sheet.y0 + (row as f64 + 0.5) * self.sheet.height() / CELLS as f64,
                );
                let p = back * at;
                if seen.contains(at) && (0.0..=w).contains(&p.x) && (0.0..=h).contains(&p.y) {
                    self.rows[row] |= 1 << column;
                }
            }
        }
        seen.area() / self.sheet.area()
    }

    /// The share of the page that pictures cover.
    pub(crate) fn share(&self) -> f64 {
        f64::from(self.rows.iter().map(|r| r.count_ones()).sum::<u32>()) / (CELLS * CELLS) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_and_tiles_add_up() {
        let mut e = Extent::new(Rect::new(0.0, 0.0, 600.0, 800.0));
        for strip in 0..8 {
            let place = Affine::new([0.5, 0.0, 0.0, -0.5, 0.0, 100.0 * f64::from(strip + 1)]);
            e.add(place, 1200.0, 200.0, None);
        }
        assert!(e.share() > 0.97, "{}", e.share());
        let mut e = Extent::new(Rect::new(0.0, 0.0, 600.0, 800.0));
        e.add(Affine::scale(0.5), 600.0, 800.0, None);
        assert!((e.share() - 0.25).abs() < 0.03);
    }
}
