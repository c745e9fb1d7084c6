//! Where does the next mark of some kind stand in a paragraph? Each paragraph is looked through once for each question,
//! however many marks ask it.

use super::marks::Around;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sought {
    /// A sign that can close what ‘ opens.
    SingleClosing,
    /// The same of '.
    StraightSingleClosing,
    /// ’ that ends a sentence or a part of one.
    SameSingleClosing,
    /// ” or “ that closes.
    SameClosing,
    /// What may close ,,
    CommasClosing,
    /// >>
    GreaterThan,
    /// ‹ or ›
    SingleAngle,
    /// " or ״ that closes after a Hebrew word, by the sign.
    Straight,
    /// See `Straight`.
    Gershayim,
    /// “ or ”
    Curly,
    /// ”
    CurlyClosing,
    /// " or ”
    StraightOrCurlyClosing,
    /// " anywhere.
    AnyStraight,
    /// ‘
    SingleOpening,
}

const KINDS: usize = Sought::SingleOpening as usize + 1;

/// An answer: for whatever begins between `from` and where it was found, the same.
#[derive(Clone, Copy)]
struct Answer {
    from: usize,
    found: Option<usize>,
}

/// The answers for one paragraph, by its bytes.
pub(super) struct Ahead<'t> {
    text: &'t str,
    paragraph: [usize; 2],
    answers: [Option<Answer>; KINDS],
    curly: Option<Heights>,
}

impl<'t> Ahead<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, paragraph: [0, 0], answers: [None; KINDS], curly: None }
    }

    /// Forgets all but this paragraph.
    pub(super) fn turn_to(&mut self, paragraph: [usize; 2]) {
        if self.paragraph != paragraph {
            *self = Self { paragraph, ..Self::new(self.text) };
        }
    }

    /// Its bytes.
    pub(super) const fn paragraph(&self) -> [usize; 2] {
        self.paragraph
    }

    /// The first byte from `start` on, within the paragraph, at which this stands.
    pub(super) fn next(&mut self, sought: Sought, start: usize) -> Option<usize> {
        let kept = self.answers[sought as usize];
        if let Some(kept) = kept.filter(|k| k.from <= start && k.found.is_none_or(|f| f >= start)) {
            return kept.found;
        }
        let found = self.find(sought, start);
        self.answers[sought as usize] = Some(Answer { from: start, found });
        found
    }

    fn find(&self, sought: Sought, start: usize) -> Option<usize> {
        let [from, to] = self.paragraph;
        let rest = self.text.get(start..to)?;
        let all = |signs: &'static [char]| {
            rest.match_indices(signs).map(move |(i, m)| (start + i, start + i + m.len()))
        };
        let first = |signs: &'static [char]| all(signs).next().map(|m| m.0);
        let before = |at: usize| self.text[from..at].chars().next_back();
        let after = |end: usize| self.text[end..to].chars().next();
        let closes = |(at, end): (usize, usize)| {
            let feet = self.text[at..].starts_with('\'') && before(at).is_some_and(|c| c.is_ascii_digit());
            !feet
                && before(at).is_some_and(|c| !c.is_whitespace())
                && after(end).is_none_or(|c| !c.is_alphanumeric())
        };
        let closing = |signs: &'static [char]| all(signs).find(|m| closes(*m)).map(|m| m.0);
        let word_ends = |signs: &'static [char]| {
            all(signs).find(|m| after(m.1).is_none_or(|c| !c.is_alphabetic())).map(|m| m.0)
        };
        match sought {
            Sought::SingleClosing => closing(&['\u{2019}']),
            Sought::StraightSingleClosing => closing(&['\'']),
            // The mark is an apostrophe as often: what it closes must end as a sentence or its part does.
            Sought::SameSingleClosing => all(&['\u{2019}'])
                .find(|m| {
                    self.text[from..m.0].ends_with(['.', ',', '!', '?', '…'])
                        && after(m.1).is_none_or(|c| !c.is_alphanumeric())
                })
                .map(|m| m.0),
            Sought::SameClosing => {
                all(&['”', '“']).find(|m| Around::of(self.text, [from, m.0, m.1, to]).closes()).map(|m| m.0)
            }
            Sought::CommasClosing => all(&['\'', '\u{2019}', '\u{2018}', '`', '"', '”', '“'])
                .find(|m| {
                    let sign = &self.text[m.0..m.1];
                    matches!(sign, "\"" | "”" | "“") || self.text[m.1..to].starts_with(sign)
                })
                .map(|m| m.0),
            Sought::GreaterThan => rest.find(">>").map(|i| start + i),
            Sought::SingleAngle => first(&['‹', '›']),
            Sought::Straight => word_ends(&['"']),
            Sought::Gershayim => word_ends(&['״']),
            Sought::Curly => first(&['“', '”']),
            Sought::CurlyClosing => first(&['”']),
            Sought::StraightOrCurlyClosing => first(&['"', '”']),
            Sought::AnyStraight => first(&['"']),
            Sought::SingleOpening => first(&['\u{2018}']),
        }
    }

    /// Whether from byte `start` on a nested pair of “…” and then the outer one close within the paragraph.
    pub(super) fn balances(&mut self, start: usize) -> bool {
        let [from, to] = self.paragraph;
        let text = self.text;
        self.curly
            .get_or_insert_with(|| Heights::new(text.get(from..to).unwrap_or(""), from))
            .falls_by(start, 2)
    }
}

/// How many “ are open after each mark, and the fewest from each on.
struct Heights {
    /// The byte of each mark.
    at: Vec<usize>,
    /// Marks that are open before each of them; one more than there are marks.
    open: Vec<i32>,
    fewest: Vec<i32>,
}

impl Heights {
    fn new(text: &str, from: usize) -> Self {
        let (mut at, mut open) = (Vec::new(), vec![0]);
        for (i, mark) in text.match_indices(['“', '”']) {
            at.push(from + i);
            open.push(open.last().copied().unwrap_or(0) + if mark == "“" { 1 } else { -1 });
        }
        let mut fewest = open.clone();
        for i in (1..fewest.len()).rev() {
            fewest[i - 1] = fewest[i - 1].min(fewest[i]);
        }
        Self { at, open, fewest }
    }

    /// Whether from byte `start` on so many more close than open at some place.
    fn falls_by(&self, start: usize, many: i32) -> bool {
        let i = self.at.partition_point(|a| *a < start);
        self.fewest[i] <= self.open[i] - many
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_the_same_from_wherever_it_is_asked() {
        let text = "‘one’ two’s “a “b” c” “d ‘three’ end";
        let starts = || text.char_indices().map(|(i, _)| i);
        let all = [
            Sought::SingleClosing,
            Sought::Curly,
            Sought::CurlyClosing,
            Sought::SingleOpening,
            Sought::SameClosing,
        ];
        let mut kept = Ahead::new(text);
        kept.turn_to([0, text.len()]);
        for sought in all {
            for start in starts() {
                let mut new = Ahead::new(text);
                new.turn_to([0, text.len()]);
                assert_eq!(kept.next(sought, start), new.next(sought, start), "{sought:?} {start}");
            }
        }
        let nested = text.find("“b").expect("there") + '“'.len_utf8();
        assert!(kept.balances(nested));
        assert!(!kept.balances(text.find("“d").expect("there") + '“'.len_utf8()));
    }
}
