//! Where does a sentence end?
//!
//! One notion for all who ask: between two words there is a sentence's end when a paragraph
//! ends there, or when a full stop, an exclamation or a question mark is followed by white
//! space and by anything but a small letter. Titles ("Mr.") and initials end nothing.

use crate::lang::{Language, NoteWord};
use crate::text::Folded;

/// Whether a sentence ends between token `i` and the next one. The last token ends one.
#[must_use]
pub fn ends_sentence(text: &str, folded: &Folded, i: usize, language: &Language) -> bool {
    let (Some(a), Some(b)) = (folded.tokens.get(i), folded.tokens.get(i + 1)) else { return true };
    let Some(gap) = text.get(a.span.end() as usize..b.span.start() as usize) else { return false };
    if paragraph_ends(gap) {
        return true;
    }
    let Some(stop) = gap.find(['.', '!', '?', '…', '。', '！', '？', '؟']) else { return false };
    if gap[stop..].starts_with(['。', '！', '？']) {
        return true;
    }
    let small = b.span.slice(text).and_then(|w| w.chars().next()).is_some_and(char::is_lowercase);
    if small || !gap[stop..].contains(char::is_whitespace) {
        return false;
    }
    // "Mr. Tov", "J. Smith": a stop right after a title or an initial.
    let right_after = stop == 0 && gap.starts_with('.') && !gap[1..].trim_start().starts_with(CLOSING);
    let initial = {
        let raw = a.span.slice(text).unwrap_or("");
        raw.chars().count() == 1 && raw.chars().all(|c| c.is_uppercase() && c != 'I')
    };
    let word = folded.word(i);
    !(right_after
        && (initial
            || !language.abbreviations().of(&word).is_empty() && !is_whole(text, folded, i, language)))
}

/// Whether an abbreviation of "number" is none here, for no number follows it: "No. We saw nobody."
fn is_whole(text: &str, folded: &Folded, i: usize, language: &Language) -> bool {
    let next = folded.tokens.get(i + 1).and_then(|t| t.span.slice(text)).unwrap_or("");
    let numbered = !next.chars().any(char::is_lowercase)
        || next.contains(|c: char| c.is_numeric())
        || !language.numerals().of(&folded.word(i + 1)).is_empty();
    !numbered && language.is_in_notes(&folded.word(i), NoteWord::Number)
}

const CLOSING: [char; 6] = ['”', '"', '’', '\'', '»', '“'];

fn paragraph_ends(gap: &str) -> bool {
    let mut lines = gap.split('\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_some() && line.trim().is_empty() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn ends(text: &str) -> Vec<String> {
        let f = fold(text, &[]);
        (0..f.tokens.len())
            .filter(|&i| ends_sentence(text, &f, i, crate::lang::english()))
            .map(|i| f.word(i))
            .collect()
    }

    #[test]
    fn stops_end_sentences_unless_a_title_or_an_initial_stands_before_them() {
        assert_eq!(ends("He left. She stayed"), ["left", "stayed"]);
        assert_eq!(ends("Mr. Tov and J. Smith left in 1.5 hours"), ["hours"]);
        assert_eq!(ends("“We won.” Then “they lost”. So it was"), ["won", "lost", "was"]);
        assert_eq!(ends("“Why?” he asked"), ["asked"]);
        assert_eq!(ends("Part one\r\n\r\npart two\nand more"), ["one", "more"]);
        assert_eq!(ends("one\n \ntwo"), ["one", "two"]);
        assert_eq!(ends("No. We saw nobody at No. 7, No. Ten or No. IV then"), ["no", "then"]);
    }
}
