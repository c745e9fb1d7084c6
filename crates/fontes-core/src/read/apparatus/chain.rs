//! Which of many numbers count on by themselves?

use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A number at a place, as a chain sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<F> {
    /// Only numbers of one form make a chain.
    pub(super) form: F,
    pub(super) value: u32,
    /// How well the place fits a number of the system: 0 is one that only its neighbours can carry.
    pub(super) grade: u8,
    /// Where it is; the next of a chain is not further off than `reach`.
    pub(super) at: usize,
}

/// Runs of links of one form whose values grow by one, each link in one run, of at least `least` links that fit. Of
/// several of one value the one at the better place is taken, then the nearest. A link that does not fit by itself
/// stands only between two that do.
pub(super) fn ascending<F: Ord + Copy>(links: &[Link<F>], least: usize, reach: usize) -> Vec<Vec<usize>> {
    let mut by_value: BTreeMap<(F, u32), Vec<usize>> = BTreeMap::new();
    let mut before: Vec<Option<usize>> = vec![None; links.len()];
    let mut sum: Vec<u32> = Vec::with_capacity(links.len());
    for (i, l) in links.iter().enumerate() {
        let fits = l.value.checked_sub(1).and_then(|v| by_value.get(&(l.form, v))).and_then(|found| {
            let near = found.iter().rev().take(8).filter(|&&j| l.at.saturating_sub(links[j].at) <= reach);
            near.copied().max_by_key(|&j| (links[j].grade, sum[j], j))
        });
        before[i] = fits;
        sum.push(fits.map_or(0, |j| sum[j]) + u32::from(l.grade));
        by_value.entry((l.form, l.value)).or_default().push(i);
    }
    let mut ends: Vec<usize> = (0..links.len()).collect();
    ends.sort_by_key(|&i| (Reverse(sum[i]), i));
    let mut used = vec![false; links.len()];
    let mut out = Vec::new();
    for end in ends {
        let mut run = Vec::new();
        let mut at = Some(end);
        while let Some(i) = at.filter(|&i| !used[i]) {
            run.push(i);
            at = before[i];
        }
        run.reverse();
        let weak = |i: &usize| links[*i].grade == 0;
        while run.last().is_some_and(weak) {
            run.pop();
        }
        let skip = run.iter().take_while(|i| weak(i)).count();
        run.drain(..skip);
        let two_weak = run.windows(2).any(|w| weak(&w[0]) && weak(&w[1]));
        if !two_weak && run.iter().filter(|i| !weak(i)).count() >= least {
            run.iter().for_each(|&i| used[i] = true);
            out.push(run);
        }
    }
    out
}
