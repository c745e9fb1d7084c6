//! Which passages are common property: licences, legal formulas, notices (`boilerplate.txt`)?

use crate::text::{Folded, fold};
use std::collections::HashSet;
use std::ops::Range;

/// Words of the shortest run that is known again.
const RUN: usize = 4;

/// Passages that everybody uses and nobody borrows, a paragraph each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Formulas {
    /// All runs of [`RUN`] words in them.
    runs: HashSet<Box<str>>,
}

impl Formulas {
    /// Those of a text: paragraphs with empty lines between them; a line that begins with `#` is a comment.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut runs = HashSet::new();
        let lines: Vec<&str> = text.lines().map(|l| if l.starts_with('#') { "" } else { l }).collect();
        for paragraph in lines.split(|l| l.trim().is_empty()) {
            let folded = fold(&paragraph.join("\n"), &[]);
            let words: Vec<String> = folded.words().collect();
            runs.extend(words.windows(RUN.min(words.len().max(1))).map(|w| w.join(" ").into_boxed_str()));
        }
        Self { runs }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// How many of the tokens of `range` stand in runs of words that the passages have.
    #[must_use]
    pub fn covered(&self, folded: &Folded, range: &Range<usize>) -> usize {
        if self.is_empty() || range.len() < RUN {
            return 0;
        }
        let words: Vec<String> = range.clone().map(|i| folded.word(i)).collect();
        let (mut covered, mut until) = (0, 0);
        for (i, run) in words.windows(RUN).enumerate() {
            if self.runs.contains(run.join(" ").as_str()) {
                covered += i + RUN - until.max(i);
                until = i + RUN;
            }
        }
        covered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_known_again() {
        let known = Formulas::new(
            "# notices\nThis notice must be kept\nwith all copies of the plan.\n\nNo claims are taken.",
        );
        let text = "We add: this notice must be kept with all copies of the plan, and the mill stands.";
        let folded = fold(text, &[]);
        assert_eq!(known.covered(&folded, &(0..folded.tokens.len())), 11);
        assert_eq!(known.covered(&folded, &(0..3)), 0);
        assert!(Formulas::new("").is_empty() && Formulas::new("# nothing\n").is_empty());
    }
}
