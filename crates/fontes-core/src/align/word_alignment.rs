//! Which word answers to which? The alignment of two passages, word by word.

use super::edit_distance::likeness;
use crate::text::{Folded, key_hash};
use std::ops::Range;

/// How the two sides of a segment answer to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The same letters, though perhaps divided into words otherwise.
    Same,
    /// One word for another, or one run for another.
    Substitution,
    /// Only in the first text.
    Addition,
    /// Only in the second text.
    Omission,
}

impl Relation {
    /// The relation with the two sides swapped.
    #[must_use]
    pub const fn swapped(self) -> Self {
        match self {
            Self::Addition => Self::Omission,
            Self::Omission => Self::Addition,
            same => same,
        }
    }
}

/// A stretch of the alignment: token ranges of both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// How the sides answer to each other.
    pub relation: Relation,
    /// Tokens of the first text.
    pub a: Range<usize>,
    /// Tokens of the second text.
    pub b: Range<usize>,
}

impl Segment {
    /// How far the sides agree: 1 for the same letters, the likeness of two forms of a word, and
    /// 0 where one stands in place of the other or stands alone.
    #[must_use]
    pub fn agreement(&self, a: &Folded, b: &Folded) -> f32 {
        match self.relation {
            Relation::Same => 1.0,
            Relation::Substitution => {
                let like = likeness(a.run(&self.a), b.run(&self.b));
                if like >= ALIKE { like } else { 0.0 }
            }
            Relation::Addition | Relation::Omission => 0.0,
        }
    }
}

/// What to align.
#[derive(Clone)]
pub struct Task<'t> {
    /// The first text (the draft).
    pub a: &'t Folded,
    /// Its tokens to be aligned.
    pub a_range: Range<usize>,
    /// The second text (the source).
    pub b: &'t Folded,
    /// Its tokens to be aligned.
    pub b_range: Range<usize>,
    /// Whether tokens of the second text at either end may stay out of the alignment.
    pub free_ends: bool,
    /// For tokens of the first text: put in by its author in brackets, so free.
    pub inserted: &'t dyn Fn(usize) -> bool,
}

const GAP: f32 = 0.75;
/// What a word put in costs more than one left out: at a free end the nearest word of the source that is the same is the one.
const ADDED: f32 = 0.02;
const REPLACED: f32 = 1.3;
const BRACKET_GAP: f32 = 0.02;
/// Likeness from which two words count as forms of each other.
const ALIKE: f32 = 0.5;
/// Cells of the matrix beyond which the passages are first cut at words that occur once.
const SMALL: usize = 1_600;
/// Cells beyond which passages that cannot be cut are not aligned word by word.
const CELLS: usize = 400_000;

/// Aligns two passages. The segments tile `a_range` and a part of `b_range` (all of it
/// unless `free_ends`), in order; neighbouring segments differ in relation, except that
/// each substitution of a word by one like it is a segment of its own.
#[must_use]
pub fn align(task: &Task<'_>) -> Vec<Segment> {
    let mut steps = Vec::new();
    cut(task, task.free_ends, task.free_ends, &mut steps);
    merge(task, steps)
}

/// Aligns small passages at once; larger ones are cut at token trigrams that stand once on each
/// side, in the same order on both (patience diff, Cohen), and what lies between is aligned.
fn cut(task: &Task<'_>, free_start: bool, free_end: bool, steps: &mut Vec<Segment>) {
    // A side that may stay out needs no more room than the other side can fill.
    let room = task.a_range.len() * 2 + 8;
    let b = match (free_start, free_end) {
        (true, false) => task.b_range.end.saturating_sub(room).max(task.b_range.start)..task.b_range.end,
        (false, true) => task.b_range.start..(task.b_range.start + room).min(task.b_range.end),
        _ => task.b_range.clone(),
    };
    let task = &Task { b_range: b, ..task.clone() };
    let cells = task.a_range.len().saturating_mul(task.b_range.len());
    let anchors = if cells <= SMALL { vec![] } else { anchors(task) };
    if anchors.is_empty() && cells <= CELLS {
        return fill(task, free_start, free_end, steps);
    }
    if anchors.is_empty() {
        // Nothing in common to cut at: one run stands for the other.
        steps.push(Segment {
            relation: Relation::Substitution,
            a: task.a_range.clone(),
            b: task.b_range.clone(),
        });
        return;
    }
    let (mut a, mut b) = (task.a_range.start, task.b_range.start);
    for (i, &(x, y)) in anchors.iter().enumerate() {
        if x < a || y < b {
            continue;
        }
        let between = Task { a_range: a..x, b_range: b..y, ..task.clone() };
        cut(&between, i == 0 && free_start, false, steps);
        steps.push(Segment { relation: Relation::Same, a: x..x + 3, b: y..y + 3 });
        (a, b) = (x + 3, y + 3);
    }
    let rest = Task { a_range: a..task.a_range.end, b_range: b..task.b_range.end, ..task.clone() };
    cut(&rest, false, free_end, steps);
}

/// Token trigrams that stand once on each side, in the same order on both.
fn anchors(task: &Task<'_>) -> Vec<(usize, usize)> {
    let mut seen: Vec<(u64, bool, usize)> = Vec::with_capacity(task.a_range.len() + task.b_range.len());
    for (second, f, r) in [(false, task.a, &task.a_range), (true, task.b, &task.b_range)] {
        seen.extend((r.start..r.end.saturating_sub(2)).map(|i| (key_hash(f.run(&(i..i + 3))), second, i)));
    }
    seen.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = seen
        .chunk_by(|x, y| x.0 == y.0)
        .filter_map(|group| match group {
            &[(_, false, i), (_, true, j)] => {
                // Equal hashes are a hint; the letters are the proof.
                (task.a.run(&(i..i + 3)) == task.b.run(&(j..j + 3))).then_some((i, j))
            }
            _ => None,
        })
        .collect();
    pairs.sort_unstable();
    increasing(&pairs)
}

/// The longest subsequence of `pairs` that increases on both sides.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; pairs.len()];
    for (i, p) in pairs.iter().enumerate() {
        let at = tails.partition_point(|&t| pairs[t].1 < p.1);
        if at > 0 {
            before[i] = tails[at - 1];
        }
        if at == tails.len() { tails.push(i) } else { tails[at] = i }
    }
    let mut out = Vec::new();
    let mut at = tails.last().copied().unwrap_or(usize::MAX);
    while let Some(p) = pairs.get(at) {
        out.push(*p);
        at = before[at];
    }
    out.reverse();
    out
}

#[derive(Clone, Copy)]
enum Step {
    Stop,
    Pair,
    Add,
    Omit,
    OneTwo,
    TwoOne,
}

/// The letters of a run as a set, to tell quickly that two runs cannot be alike.
#[derive(Clone, Copy)]
struct Letters {
    set: u64,
    len: u32,
}

impl Letters {
    fn of(units: &[u32]) -> Self {
        Self { set: units.iter().fold(0, |s, &u| s | 1 << (u & 63)), len: units.len() as u32 }
    }

    fn and(self, other: Self) -> Self {
        Self { set: self.set | other.set, len: self.len + other.len }
    }

    /// Edits that turn one into the other, at least.
    fn apart(self, other: Self) -> u32 {
        let missing = (self.set & !other.set).count_ones().max((other.set & !self.set).count_ones());
        missing.max(self.len.abs_diff(other.len))
    }

    /// Whether the likeness may reach `share` tenths.
    fn may_be_alike(self, other: Self, tenths: u32) -> bool {
        self.apart(other) * 10 <= (10 - tenths) * self.len.max(other.len)
    }
}

fn pair_cost(a: &[u32], b: &[u32], letters: (Letters, Letters)) -> f32 {
    if a == b {
        return 0.0;
    }
    if !letters.0.may_be_alike(letters.1, 5) {
        return REPLACED;
    }
    let like = likeness(a, b);
    if like >= ALIKE { 0.1 + (1.0 - like) * 1.3 } else { REPLACED }
}

fn split_cost(one: &[u32], two: &[u32], letters: (Letters, Letters)) -> f32 {
    if one == two {
        return 0.05;
    }
    if !letters.0.may_be_alike(letters.1, 7) {
        return f32::INFINITY;
    }
    let like = likeness(one, two);
    if like >= 0.7 { 0.15 + (1.0 - like) * 2.0 } else { f32::INFINITY }
}

fn fill(task: &Task<'_>, free_start: bool, free_end: bool, steps: &mut Vec<Segment>) {
    let (n, m) = (task.a_range.len(), task.b_range.len());
    let (a0, b0) = (task.a_range.start, task.b_range.start);
    let width = m + 1;
    let mut cost = vec![0f32; (n + 1) * width];
    let mut from = vec![Step::Stop; (n + 1) * width];
    let inserted: Vec<bool> = task.a_range.clone().map(|i| (task.inserted)(i)).collect();
    let touches_bracket = |i: usize| {
        // Words of the source beside a bracket are what the bracket stands for.
        inserted.get(i).copied().unwrap_or(false) || (i > 0 && inserted[i - 1])
    };
    let letters = |f: &Folded, r: &Range<usize>| -> Vec<Letters> {
        r.clone().map(|i| Letters::of(f.letters(i))).collect()
    };
    let (la, lb) = (letters(task.a, &task.a_range), letters(task.b, &task.b_range));
    for j in 1..=m {
        let gap = if touches_bracket(0) { BRACKET_GAP } else { GAP };
        cost[j] = if free_start { 0.0 } else { cost[j - 1] + gap };
        from[j] = if free_start { Step::Stop } else { Step::Omit };
    }
    for i in 1..=n {
        let free = inserted[i - 1];
        let word = task.a.letters(a0 + i - 1);
        let gap_a = if free { BRACKET_GAP } else { GAP + ADDED };
        cost[i * width] = cost[(i - 1) * width] + gap_a;
        from[i * width] = Step::Add;
        let gap_b = if free_end && i == n {
            GAP // closed below by taking the best end
        } else if touches_bracket(i) {
            BRACKET_GAP * 4.0
        } else {
            GAP
        };
        for j in 1..=m {
            let other = task.b.letters(b0 + j - 1);
            let at = i * width + j;
            let pair = pair_cost(word, other, (la[i - 1], lb[j - 1]));
            let mut best = (cost[at - width - 1] + if free { pair.min(0.3) } else { pair }, Step::Pair);
            let add = cost[at - width] + gap_a;
            if add < best.0 {
                best = (add, Step::Add);
            }
            let omit = cost[at - 1] + gap_b;
            if omit < best.0 {
                best = (omit, Step::Omit);
            }
            // A word divided on one side only: worth a look when neither half fits alone. A half that is the word itself
            // stands beside a word that was left out or put in.
            if best.0 > cost[at - width - 1] {
                if j > 1 && task.b.letters(b0 + j - 2) != word {
                    let two = task.b.run(&(b0 + j - 2..b0 + j));
                    let c =
                        cost[at - width - 2] + split_cost(word, two, (la[i - 1], lb[j - 2].and(lb[j - 1])));
                    if c < best.0 {
                        best = (c, Step::OneTwo);
                    }
                }
                if i > 1 && !free && !inserted[i - 2] && task.a.letters(a0 + i - 2) != other {
                    let two = task.a.run(&(a0 + i - 2..a0 + i));
                    let c = cost[at - 2 * width - 1]
                        + split_cost(other, two, (lb[j - 1], la[i - 2].and(la[i - 1])));
                    if c < best.0 {
                        best = (c, Step::TwoOne);
                    }
                }
            }
            cost[at] = best.0;
            from[at] = best.1;
        }
    }
    let mut j = m;
    if free_end {
        let row = &cost[n * width..];
        j = (0..=m).fold(0, |best, j| if row[j] < row[best] { j } else { best });
    }
    let mut i = n;
    let first = steps.len();
    loop {
        let (relation, da, db) = match from[i * width + j] {
            Step::Stop => break,
            Step::Pair => {
                let same = task.a.letters(a0 + i - 1) == task.b.letters(b0 + j - 1);
                (if same { Relation::Same } else { Relation::Substitution }, 1, 1)
            }
            Step::Add => (Relation::Addition, 1, 0),
            Step::Omit => (Relation::Omission, 0, 1),
            Step::OneTwo => (Relation::Substitution, 1, 2),
            Step::TwoOne => (Relation::Substitution, 2, 1),
        };
        i -= da;
        j -= db;
        let (a, b) = (a0 + i..a0 + i + da, b0 + j..b0 + j + db);
        let same = task.a.run(&a) == task.b.run(&b);
        let relation = if same { Relation::Same } else { relation };
        steps.push(Segment { relation, a, b });
    }
    steps[first..].reverse();
}

/// Whether two runs are forms of one another rather than one in place of the other.
#[must_use]
pub fn alike(a: &[u32], b: &[u32]) -> bool {
    likeness(a, b) >= ALIKE
}

fn merge(task: &Task<'_>, steps: Vec<Segment>) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::new();
    for s in steps {
        let near = |s: &Segment| {
            s.relation == Relation::Substitution
                && !s.a.clone().any(task.inserted)
                && alike(task.a.run(&s.a), task.b.run(&s.b))
        };
        match out.last_mut() {
            Some(last) if last.relation == Relation::Same && s.relation == Relation::Same => {
                last.a.end = s.a.end;
                last.b.end = s.b.end;
            }
            Some(last)
                if last.relation != Relation::Same
                    && s.relation != Relation::Same
                    && !near(last)
                    && !near(&s)
                    && (task.inserted)(s.a.start) == (task.inserted)(last.a.start) =>
            {
                last.a.end = s.a.end;
                last.b.end = s.b.end;
                last.relation = match (last.a.is_empty(), last.b.is_empty()) {
                    (true, _) => Relation::Omission,
                    (_, true) => Relation::Addition,
                    _ => Relation::Substitution,
                };
            }
            _ => out.push(s),
        }
    }
    // Words divided into three or more may have been taken one by one.
    let same = |s: &Segment| s.relation == Relation::Same || task.a.run(&s.a) == task.b.run(&s.b);
    let mut whole: Vec<Segment> = Vec::with_capacity(out.len());
    for mut s in out {
        if same(&s) {
            s.relation = Relation::Same;
        }
        match whole.last_mut() {
            Some(last) if last.relation == Relation::Same && s.relation == Relation::Same => {
                (last.a.end, last.b.end) = (s.a.end, s.b.end);
            }
            _ => whole.push(s),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn show(a: &str, b: &str, free_ends: bool) -> String {
        let (x, y) = (fold(a, &[]), fold(b, &[]));
        let task = Task {
            a: &x,
            a_range: 0..x.tokens.len(),
            b: &y,
            b_range: 0..y.tokens.len(),
            free_ends,
            inserted: &|_| false,
        };
        let words = |f: &crate::text::Folded, text: &str, r: Range<usize>| {
            r.map(|i| f.tokens[i].span.slice(text).unwrap_or("?").to_owned()).collect::<Vec<_>>().join(" ")
        };
        align(&task)
            .into_iter()
            .map(|s| {
                let (l, r) = (words(&x, a, s.a), words(&y, b, s.b));
                match s.relation {
                    Relation::Same => format!("={l}"),
                    Relation::Substitution => format!("{l}/{r}"),
                    Relation::Addition => format!("+{l}"),
                    Relation::Omission => format!("-{r}"),
                }
            })
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn small_edits_are_placed() {
        assert_eq!(show("the old man died", "the young man died", false), "=the | old/young | =man died");
        assert_eq!(show("the man did go", "the man did not go", false), "=the man did | -not | =go");
        assert_eq!(
            show("Nosotros queremos paz", "Nosotros no queremos paz", false),
            "=Nosotros | -no | =queremos paz"
        );
        assert_eq!(show("הוועדה מצאה", "הוועדה לא מצאה", false), "=הוועדה | -לא | =מצאה");
        assert_eq!(
            show("Marisa firmó ayer", "Ayer Marisa no firmó ayer", true),
            "=Marisa | -no | =firmó ayer"
        );
        assert_eq!(show("he ofthe war", "he of the war", false), "=he ofthe war");
        assert_eq!(show("b c", "a b c d", true), "=b c");
        assert_eq!(show("tbe c0pper mines", "the copper mines", false), "tbe/the | c0pper/copper | =mines");
    }

    #[test]
    fn long_texts_are_cut_at_anchors() {
        let a: String = (0..900).map(|i| format!("word{i} ")).collect();
        let b = a.replace("word450 ", "other ");
        let shown = show(&a, &b, false);
        assert_eq!(shown.matches('/').count(), 1);
        assert!(shown.contains("word450/other"));
    }
}
