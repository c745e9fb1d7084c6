//! The lines of a text that hold something, and what stands around a place.

use std::ops::Range;

/// A line that is not blank.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// Without white space at its ends.
    pub(super) range: Range<usize>,
    /// Whether a blank line, a page's end or the text's beginning is before it.
    pub(super) after_blank: bool,
    /// Whether a form feed stands right before or right after it.
    pub(super) at_page: bool,
}

/// A text as lines.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    pub(super) text: &'t str,
    pub(super) all: Vec<Line>,
}

/// Signs that end a sentence.
const STOPS: [char; 9] = ['.', '!', '?', '…', '。', '！', '？', '؟', '।'];
/// Signs that end a clause, or close what ends one.
const CLAUSES: [char; 19] =
    [',', ';', ':', '—', '–', ')', '”', '"', '’', '\'', '»', ']', '،', '؛', '、', '，', '；', '：', '-'];
/// Signs that close what ends a sentence.
const CLOSING: [char; 7] = ['”', '"', '’', '\'', '»', ')', ']'];

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut all: Vec<Line> = Vec::new();
        let (mut at, mut blank, mut fed) = (0, true, false);
        for raw in text.split_inclusive(['\n', '\u{C}']) {
            let from = at + (raw.len() - raw.trim_start().len()).min(raw.len());
            let to = from + raw.trim().len();
            let feed = raw.ends_with('\u{C}');
            if from < to {
                all.push(Line { range: from..to, after_blank: blank, at_page: fed });
                (blank, fed) = (false, false);
            } else {
                blank = true;
            }
            if feed {
                if let Some(last) = all.last_mut() {
                    last.at_page = true;
                }
                (blank, fed) = (true, true);
            }
            at += raw.len();
        }
        Self { text, all }
    }

    pub(super) fn words(&self, line: usize) -> &'t str {
        self.all.get(line).and_then(|l| self.text.get(l.range.clone())).unwrap_or("")
    }

    /// Whether the text runs on over a line, or over what stands in its place: what is before ends no
    /// sentence, and what is after begins none.
    pub(super) fn runs_on(&self, before: Option<usize>, after: &str) -> bool {
        let Some(before) = before.map(|i| self.words(i)) else { return false };
        let open = !before.trim_end_matches(CLOSING).ends_with(STOPS) && !before.ends_with([':', ';']);
        let goes_on = after.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_uppercase());
        open && goes_on && before.chars().any(char::is_alphabetic)
    }

    /// Whether a line is running text by its length, rather than a row of a list.
    pub(super) fn is_prose(&self, line: usize) -> bool {
        let words = self.words(line);
        words.split_whitespace().count() >= 6 || words.chars().count() >= 30
    }
}

/// How plainly a place is one where a clause or sentence may begin: 2 where a sentence does, 1 after a sign that ends a
/// clause, 0 within a clause.
pub(super) fn opening(before: &str, after_blank: bool, after: &str) -> u8 {
    let begins =
        after.chars().find(|c| c.is_alphabetic()).is_some_and(|c| c.is_uppercase() || !c.is_lowercase());
    let before = before.trim_end();
    let stopped = before.is_empty() || after_blank || before.trim_end_matches(CLOSING).ends_with(STOPS);
    match (stopped, begins) {
        (true, true) => 2,
        (true, false) => 1,
        (false, _) => u8::from(before.ends_with(CLAUSES)),
    }
}

/// About how many words a stretch has; three characters count as one where words are not divided.
pub(super) fn size(text: &str) -> usize {
    let undivided = text.chars().filter(|c| ('\u{2E80}'..='\u{D7FF}').contains(c)).count();
    text.split_whitespace().filter(|w| w.contains(char::is_alphabetic)).count().max(undivided / 3)
}
