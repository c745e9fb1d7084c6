//! Where do letters stand that are tilted, upside down or set from top to bottom? Each is taken to a page
//! on which its line runs from left to right.

use super::glyph::{Glyph, Slanted};
use std::f64::consts::FRAC_PI_2;

/// The tilt up to which a page's letters share one angle, in radians: 15 degrees.
const TILT: f64 = 0.262;
/// Letters whose angle differs by less from the page's are of its lines: 2 degrees.
const SPREAD: f64 = 0.035;

/// The quarter turn that is next to an angle, and what is left of it.
fn quarter(angle: f64) -> (usize, f64) {
    let quarters = (angle / FRAC_PI_2).round();
    (quarters.rem_euclid(4.0) as usize, angle - quarters * FRAC_PI_2)
}

/// Sets the places of slanted glyphs as if their lines ran from left to right. Glyphs that share a page's tilt
/// are turned by the same angle, so that their lines stay lines.
pub(crate) fn stand(glyphs: &mut [Glyph], slanted: &[Slanted]) {
    if slanted.is_empty() {
        return;
    }
    let mut rests: [Vec<f64>; 4] = Default::default();
    // The others are level.
    rests[0] = vec![0.0; glyphs.len().saturating_sub(slanted.len())];
    for s in slanted {
        let (turns, rest) = quarter(s.along.atan2());
        rests[turns].push(rest);
    }
    let tilt: Vec<f64> = rests
        .iter_mut()
        .map(|r| {
            let middle = r.len() / 2;
            if r.is_empty() { 0.0 } else { *r.select_nth_unstable_by(middle, f64::total_cmp).1 }
        })
        .map(|t| if t.abs() <= TILT { t } else { 0.0 })
        .collect();
    for s in slanted {
        let Some(g) = glyphs.get_mut(s.index) else { continue };
        let angle = s.along.atan2();
        let (turns, rest) = quarter(angle);
        let shared = if (rest - tilt[turns]).abs() <= SPREAD { angle - rest + tilt[turns] } else { angle };
        let (sin, cos) = match (turns, rest == 0.0 || shared - angle + rest == 0.0) {
            (0, true) => (0.0, 1.0),
            (1, true) => (1.0, 0.0),
            (2, true) => (0.0, -1.0),
            (3, true) => (-1.0, 0.0),
            _ => shared.sin_cos(),
        };
        let (x, y) = (cos * g.x + sin * g.y, cos * g.y - sin * g.x);
        (g.x, g.y, g.end) = (x, y, x + s.length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurbo::Vec2;

    fn tilted(degrees: f64) -> (Vec<Glyph>, Vec<Slanted>) {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let place = |i: usize| {
            let (along, down) = (10.0 * (i % 20) as f64, -14.0 * (i / 20) as f64);
            (300.0 + along * cos - down * sin, 400.0 + along * sin + down * cos)
        };
        let glyphs = (0..60)
            .map(|i| {
                let (x, y) = place(i);
                Glyph { text: "a".into(), x, y, end: x + 9.0 * cos, size: 10.0, number: 0 }
            })
            .collect();
        let slanted =
            (0..60).map(|index| Slanted { index, along: Vec2::new(cos, sin), length: 9.0 }).collect();
        (glyphs, slanted)
    }

    #[test]
    fn lines_of_any_angle_are_level() {
        for degrees in [-10.0, -3.0, 0.4, 2.5, 7.0, 10.0, 80.0, 90.0, 100.0, 173.0, 180.0, -90.0, 45.0] {
            let (mut glyphs, slanted) = tilted(degrees);
            stand(&mut glyphs, &slanted);
            for pair in glyphs.windows(2).enumerate().filter(|(i, _)| i % 20 != 19) {
                let [a, b] = pair.1 else { unreachable!() };
                assert!((a.y - b.y).abs() < 1e-6, "{degrees}");
                assert!((b.x - a.end - 1.0).abs() < 1e-6, "{degrees}");
            }
            assert!(glyphs[0].y > glyphs[20].y, "{degrees}: the first line is above the second");
        }
    }
}
