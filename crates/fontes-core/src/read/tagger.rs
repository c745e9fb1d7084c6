//! What is each word of a line, when its neighbours count? A linear sequence model, small enough
//! to ship: the averaged perceptron of Collins (EMNLP 2002) with hashed features and the
//! Viterbi decoder. Deterministic in training and in use.
//!
//! The model knows no words: features are hashed into buckets, so nothing of the text that it was
//! trained on can be read from it.

/// A trained model.
#[derive(Debug, Clone)]
pub struct Model {
    labels: Vec<String>,
    /// Buckets, a power of two.
    buckets: usize,
    /// A weight for each bucket and label.
    weights: Vec<i8>,
    /// From label (or the start, as the last row) to label.
    transitions: Vec<i32>,
}

const MAGIC: &[u8; 8] = b"fontesL1";

/// The words, numerals and marks of a text, as the readers cut it.
#[must_use]
pub fn words(text: &str) -> Vec<&str> {
    let t = super::token::Tokens::new(text);
    (0..t.len()).map(|i| t.raw(i)).collect()
}

/// The features of one word: hashes, in any number.
pub type Features = Vec<u32>;

/// A hash of a feature's kind and its words (FNV-1a, finished by a multiplication that spreads it).
#[must_use]
pub fn feature(kind: u8, parts: &[&str]) -> u32 {
    // A byte that no text holds ends each part.
    hash(kind, parts.iter().flat_map(|p| p.bytes().chain([0xff])))
}

/// The hash that [`feature`] gives to the words with a blank between each two.
pub(in crate::read) fn spaced(kind: u8, words: &[String]) -> u32 {
    let blank = |i: usize| (i > 0).then_some(b' ');
    let bytes = words.iter().enumerate().flat_map(|(i, w)| blank(i).into_iter().chain(w.bytes()));
    hash(kind, bytes.chain([0xff]))
}

fn hash(kind: u8, bytes: impl Iterator<Item = u8>) -> u32 {
    let start = 0xcbf2_9ce4_8422_2325 ^ u64::from(kind);
    let h = bytes.fold(start, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    // The upper half, where the multiplication mixed it best.
    (h.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

/// The shape of a word: "X" for capitals, "x" for other letters, "d" for digits, what `mark` makes of
/// the rest; a run of one of them counts `most` times at most.
pub(in crate::read) fn shape(word: &str, most: usize, mark: impl Fn(char) -> char) -> String {
    let mut out = String::new();
    let mut run = 0;
    for c in word.chars() {
        let s = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_numeric() => 'd',
            c => mark(c),
        };
        run = if out.ends_with(s) { run + 1 } else { 1 };
        if run <= most {
            out.push(s);
        }
    }
    out
}

/// A feature of hashes: its kind, and what it joins.
#[must_use]
pub fn joined(kind: u8, parts: &[u32]) -> u32 {
    let mut h = u64::from(kind).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
    for &p in parts {
        h = (h ^ u64::from(p)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 32;
    }
    (h.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as u32
}

impl Model {
    /// Reads a model as [`Model::to_bytes`] wrote it; `None` when it is not one.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut at = bytes.strip_prefix(MAGIC)?;
        let mut take = |n: usize| {
            let (head, tail) = at.split_at_checked(n)?;
            at = tail;
            Some(head)
        };
        let count = usize::from(*take(1)?.first()?);
        let mut labels = Vec::with_capacity(count);
        for _ in 0..count {
            let len = usize::from(*take(1)?.first()?);
            labels.push(std::str::from_utf8(take(len)?).ok()?.to_owned());
        }
        let bits = *take(1)?.first()?;
        let buckets = 1usize.checked_shl(u32::from(bits))?;
        let transitions = take((count + 1) * count * 4)?
            .chunks_exact(4)
            .map(|c| i32::from_le_bytes([c[0], c[1], c[2], c[3]]))
            .collect();
        // Runs of zeros are counted: most buckets are empty.
        let mut weights = Vec::with_capacity(buckets * count);
        let mut rest = at.iter();
        while let Some(&b) = rest.next() {
            if b == 0 {
                let run = usize::from(*rest.next()?) + 1;
                weights.resize(weights.len() + run, 0);
            } else {
                weights.push(b as i8);
            }
        }
        (weights.len() == buckets * count && count > 0).then_some(Self {
            labels,
            buckets,
            weights,
            transitions,
        })
    }

    /// The model as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.push(self.labels.len() as u8);
        for l in &self.labels {
            out.push(l.len() as u8);
            out.extend(l.as_bytes());
        }
        out.push(self.buckets.trailing_zeros() as u8);
        for t in &self.transitions {
            out.extend(t.to_le_bytes());
        }
        let mut i = 0;
        while i < self.weights.len() {
            if self.weights[i] == 0 {
                let run = self.weights[i..].iter().take(256).take_while(|&&w| w == 0).count();
                out.extend([0, (run - 1) as u8]);
                i += run;
            } else {
                out.push(self.weights[i] as u8);
                i += 1;
            }
        }
        out
    }

    /// The labels, in the order of their numbers.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The best labels for a line of words.
    #[must_use]
    pub fn decode(&self, line: &[Features]) -> Vec<usize> {
        // Seven labels, those of names, are what most time goes into: with their number known the
        // compiler adds a row at once.
        if self.labels.len() == 7 {
            return viterbi(&self.scored::<7>(line), 7, &self.transitions);
        }
        let n = self.labels.len();
        let mask = self.buckets - 1;
        let mut scores: Vec<i32> = Vec::with_capacity(line.len() * n);
        for features in line {
            let from = scores.len();
            scores.resize(from + n, 0);
            for &f in features {
                let row = (f as usize & mask) * n;
                for (s, &w) in scores[from..].iter_mut().zip(&self.weights[row..row + n]) {
                    *s += i32::from(w);
                }
            }
        }
        viterbi(&scores, n, &self.transitions)
    }

    fn scored<const N: usize>(&self, line: &[Features]) -> Vec<i32> {
        let mask = self.buckets - 1;
        let mut scores = Vec::with_capacity(line.len() * N);
        for features in line {
            let mut sums = [0i32; N];
            for &f in features {
                let row = (f as usize & mask) * N;
                if let Some(weights) = self.weights.get(row..row + N) {
                    for (s, &w) in sums.iter_mut().zip(weights) {
                        *s += i32::from(w);
                    }
                }
            }
            scores.extend(sums);
        }
        scores
    }
}

/// The best path through scores of words and labels.
fn viterbi<S: Copy + PartialOrd + std::ops::Add<Output = S>>(
    scores: &[S],
    n: usize,
    transitions: &[S],
) -> Vec<usize> {
    let len = scores.len() / n;
    if len == 0 {
        return Vec::new();
    }
    let mut best: Vec<S> = (0..n).map(|l| scores[l] + transitions[n * n + l]).collect();
    let mut back: Vec<u8> = vec![0; len * n];
    let mut next = best.clone();
    for i in 1..len {
        for l in 0..n {
            let mut from = 0;
            let mut value = best[0] + transitions[l];
            for p in 1..n {
                let v = best[p] + transitions[p * n + l];
                if v > value {
                    (from, value) = (p, v);
                }
            }
            next[l] = value + scores[i * n + l];
            back[i * n + l] = from as u8;
        }
        std::mem::swap(&mut best, &mut next);
    }
    let mut last = 0;
    for l in 1..n {
        if best[l] > best[last] {
            last = l;
        }
    }
    let mut out = vec![last; len];
    for i in (1..len).rev() {
        last = usize::from(back[i * n + last]);
        out[i - 1] = last;
    }
    out
}

/// A line to learn from: the features of its words, and their labels.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Features of each word.
    pub line: Vec<Features>,
    /// The label of each word, by its number.
    pub labels: Vec<usize>,
}

/// How a model is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lessons {
    /// The buckets are two to the power of this.
    pub bits: u8,
    /// Times that all lessons are gone through.
    pub rounds: usize,
    /// How many features of a hundred are left out at random, so that none is leant on alone.
    pub drop: u32,
    /// How often all is done, each time in another order; the weights are averaged.
    pub times: u64,
}

/// Learns a model. Weights are averaged over all steps, and rounded to a byte.
#[must_use]
pub fn train(labels: &[&str], lessons: &[Lesson], how: Lessons) -> Model {
    let n = labels.len();
    let buckets = 1usize << how.bits;
    let mut weights = vec![0f64; buckets * n];
    let mut transitions = vec![0f64; (n + 1) * n];
    for seed in 0..how.times {
        let (w, t) = once(n, buckets, lessons, how, seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        weights.iter_mut().zip(w).for_each(|(a, b)| *a += b);
        transitions.iter_mut().zip(t).for_each(|(a, b)| *a += b);
    }
    // The few largest weights are cut, so that the small ones keep their places.
    let mut sizes: Vec<f64> = weights.iter().map(|x| x.abs()).filter(|&x| x > 0.0).collect();
    sizes.sort_by(f64::total_cmp);
    let top = sizes.get(sizes.len().saturating_sub(1) * 999 / 1000).copied().unwrap_or(1.0).max(1e-9);
    let scale = 127.0 / top;
    Model {
        labels: labels.iter().map(|&l| l.to_owned()).collect(),
        buckets,
        // Weights that hardly count are left out: the file is smaller by half.
        weights: weights
            .iter()
            .map(|x| x * scale)
            .map(|x| if x.abs() < 1.5 { 0 } else { x.round().clamp(-127.0, 127.0) as i8 })
            .collect(),
        transitions: transitions.iter().map(|x| (x * scale).round() as i32).collect(),
    }
}

/// One run of the averaged perceptron: weights and transitions.
fn once(n: usize, buckets: usize, lessons: &[Lesson], how: Lessons, seed: u64) -> (Vec<f64>, Vec<f64>) {
    let mask = buckets - 1;
    // Weights, and for the average their sum over all steps (as in Daumé's formulation).
    let mut w = vec![0f32; buckets * n];
    let mut sum = vec![0f64; buckets * n];
    let mut tw = vec![0f32; (n + 1) * n];
    let mut tsum = vec![0f64; (n + 1) * n];
    let mut step = 1f64;
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let mut state = seed;
    for _ in 0..how.rounds {
        for i in (1..order.len()).rev() {
            order.swap(i, (shuffled(&mut state) % (i as u64 + 1)) as usize);
        }
        for &k in &order {
            let lesson = &dropped(&lessons[k], how.drop, &mut state);
            let mut scores = vec![0f32; lesson.line.len() * n];
            for (i, features) in lesson.line.iter().enumerate() {
                for &f in features {
                    let row = (f as usize & mask) * n;
                    for l in 0..n {
                        scores[i * n + l] += w[row + l];
                    }
                }
            }
            let got = viterbi(&scores, n, &tw);
            let mut previous = (n, n);
            for (i, features) in lesson.line.iter().enumerate() {
                let (want, have) = (lesson.labels[i], got[i]);
                if want != have {
                    for &f in features {
                        let row = (f as usize & mask) * n;
                        w[row + want] += 1.0;
                        sum[row + want] += step;
                        w[row + have] -= 1.0;
                        sum[row + have] -= step;
                    }
                }
                if (previous.0, want) != (previous.1, have) {
                    tw[previous.0 * n + want] += 1.0;
                    tsum[previous.0 * n + want] += step;
                    tw[previous.1 * n + have] -= 1.0;
                    tsum[previous.1 * n + have] -= step;
                }
                previous = (want, have);
            }
            step += 1.0;
        }
    }
    let average = |w: &[f32], sum: &[f64]| -> Vec<f64> {
        w.iter().zip(sum).map(|(w, s)| f64::from(*w) - s / step).collect()
    };
    (average(&w, &sum), average(&tw, &tsum))
}

/// A xorshift of Marsaglia's: enough for a shuffle.
fn shuffled(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

/// The lesson without some of its features, so that no feature is leant on alone.
fn dropped(lesson: &Lesson, percent: u32, state: &mut u64) -> Lesson {
    let line = lesson
        .line
        .iter()
        .map(|fs| fs.iter().copied().filter(|_| shuffled(state) % 100 >= u64::from(percent)).collect())
        .collect();
    Lesson { line, labels: lesson.labels.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_learns_and_survives_its_bytes() {
        let word = |w: &str| vec![feature(0, &[w])];
        let lesson = |words: &[&str], labels: &[usize]| Lesson {
            line: words.iter().map(|w| word(w)).collect(),
            labels: labels.to_vec(),
        };
        let lessons = [lesson(&["a", "b", "a"], &[0, 1, 0]), lesson(&["b", "x", "b"], &[1, 2, 1])];
        let m = train(&["A", "B", "C"], &lessons, Lessons { bits: 8, rounds: 5, drop: 0, times: 2 });
        let line: Vec<Features> = ["a", "b", "x"].iter().map(|w| word(w)).collect();
        let again = Model::from_bytes(&m.to_bytes()).expect("its own bytes");
        assert_eq!(m.decode(&line), again.decode(&line));
        assert_eq!(m.decode(&lessons[1].line), [1, 2, 1]);
        assert_eq!(
            train(&["A", "B", "C"], &lessons, Lessons { bits: 8, rounds: 5, drop: 0, times: 2 }).to_bytes(),
            m.to_bytes()
        );
        assert!(Model::from_bytes(&m.to_bytes()[..20]).is_none());
        assert!(Model::from_bytes(b"something else").is_none());
    }
}
