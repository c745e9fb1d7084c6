//! Where does each person stand in the picture of a network? Placed by forces, the same each time.
//!
//! Fruchterman and Reingold (1991): all push each other off, those with an edge pull each other, by less and less at a step;
//! a little pull to the middle keeps parts that hang together with nothing in the picture. Beginning on a spiral in the order of
//! the nodes, without chance.

/// Steps until it stands still.
const STEPS: usize = 300;
/// Pull to the middle.
const MIDDLE: f64 = 0.6;

/// Places from 0 to 1 in both directions, for `count` nodes and weighted edges between them.
pub(crate) fn layout(count: usize, edges: &[(usize, usize, f64)]) -> Vec<(f64, f64)> {
    if count == 0 {
        return Vec::new();
    }
    // The golden angle, so that no two begin at one place.
    let mut at: Vec<(f64, f64)> = (0..count)
        .map(|i| {
            let (r, angle) =
                (((i as f64 + 0.5) / count as f64).sqrt() * 0.5, i as f64 * 2.399_963_229_728_653);
            (r * angle.cos(), r * angle.sin())
        })
        .collect();
    let own = (1.0 / count as f64).sqrt() * 0.9;
    let most = edges.iter().map(|e| e.2).fold(1.0, f64::max);
    for step in 0..STEPS {
        let heat = 0.1 * (1.0 - step as f64 / STEPS as f64);
        let mut push = vec![(0.0, 0.0); count];
        for i in 0..count {
            for j in i + 1..count {
                let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                let far = (dx * dx + dy * dy).max(1e-6);
                let force = own * own / far;
                push[i].0 += dx * force;
                push[i].1 += dy * force;
                push[j].0 -= dx * force;
                push[j].1 -= dy * force;
            }
        }
        for &(i, j, weight) in edges.iter().filter(|e| e.0 < count && e.1 < count && e.0 != e.1) {
            let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
            let far = (dx * dx + dy * dy).sqrt();
            let force = far / own * (0.35 + 0.65 * (weight / most).sqrt());
            push[i].0 -= dx * force;
            push[i].1 -= dy * force;
            push[j].0 += dx * force;
            push[j].1 += dy * force;
        }
        for (p, f) in at.iter_mut().zip(&push) {
            let (fx, fy) = (f.0 - p.0 * MIDDLE, f.1 - p.1 * MIDDLE);
            let length = (fx * fx + fy * fy).sqrt().max(1e-9);
            let go = length.min(heat) / length;
            p.0 += fx * go;
            p.1 += fy * go;
        }
    }
    spread(&mut at);
    even(&mut at);
    clear(&mut at);
    spread(&mut at);
    at
}

/// How far places go to those of their rank, in each direction: what is crowded is drawn apart.
const EVEN: f64 = 0.55;

fn even(at: &mut [(f64, f64)]) {
    let count = (at.len().max(2) - 1) as f64;
    let ranks = |of: &dyn Fn(&(f64, f64)) -> f64| {
        let mut order: Vec<usize> = (0..at.len()).collect();
        order.sort_by(|&i, &j| of(&at[i]).total_cmp(&of(&at[j])).then(i.cmp(&j)));
        let mut ranks = vec![0.0; at.len()];
        for (rank, i) in order.into_iter().enumerate() {
            ranks[i] = rank as f64 / count;
        }
        ranks
    };
    let (x, y) = (ranks(&|p| p.0), ranks(&|p| p.1));
    for (p, (x, y)) in at.iter_mut().zip(x.into_iter().zip(y)) {
        *p = (p.0 * (1.0 - EVEN) + x * EVEN, p.1 * (1.0 - EVEN) + y * EVEN);
    }
}

/// What a dot and its name take of the picture's width and height.
const NAME: (f64, f64) = (0.115, 0.062);
/// Steps in which names are pushed off each other.
const CLEARED: usize = 120;

fn clear(at: &mut [(f64, f64)]) {
    for _ in 0..CLEARED {
        let mut still = true;
        for i in 0..at.len() {
            for j in i + 1..at.len() {
                let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                let over = (NAME.0 - dx.abs(), NAME.1 - dy.abs());
                if over.0 <= 0.0 || over.1 <= 0.0 {
                    continue;
                }
                still = false;
                // The shorter way; of two at one place the later one goes down.
                if over.0 / NAME.0 < over.1 / NAME.1 {
                    let go = over.0 / 2.0 * if dx < 0.0 { -1.0 } else { 1.0 };
                    at[i].0 += go;
                    at[j].0 -= go;
                } else {
                    let go = over.1 / 2.0 * if dy > 0.0 { 1.0 } else { -1.0 };
                    at[i].1 += go;
                    at[j].1 -= go;
                }
            }
        }
        if still {
            break;
        }
    }
}

/// Fills the picture in both directions.
fn spread(at: &mut [(f64, f64)]) {
    let ends = |of: &dyn Fn(&(f64, f64)) -> f64| {
        at.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(v), b.max(v)))
    };
    let ((x0, x1), (y0, y1)) = (ends(&|p| p.0), ends(&|p| p.1));
    let scale = |v: f64, a: f64, b: f64| if b - a < 1e-9 { 0.5 } else { (v - a) / (b - a) };
    for p in at.iter_mut() {
        *p = (scale(p.0, x0, x1), scale(p.1, y0, y1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_each_time_within_the_picture_and_apart() {
        let edges = [(0, 1, 5.0), (1, 2, 1.0), (3, 4, 2.0), (0, 9, 1.0)];
        let at = layout(8, &edges);
        assert_eq!(at, layout(8, &edges));
        assert!(at.iter().all(|p| (0.0..=1.0).contains(&p.0) && (0.0..=1.0).contains(&p.1)));
        for i in 0..8 {
            for j in 0..i {
                let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
                assert!((dx * dx + dy * dy).sqrt() > 0.02, "{i} {j}");
            }
        }
        assert_eq!(layout(1, &[]), [(0.5, 0.5)]);
        assert_eq!(layout(0, &[]), []);
    }
}
