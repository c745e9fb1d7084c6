//! Which addresses of the web stand in a text?

use std::ops::Range;

/// Bytes of an address, and of its scheme.
const LONGEST: usize = 2_000;
const SCHEME: usize = 8;

/// The addresses in `words`, as bytes of it, without the marks of the sentence around them.
pub(super) fn addresses(words: &str) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let bytes = words.as_bytes();
    let mut at = 0;
    while let Some(found) = words.get(at..).and_then(|w| w.find("://")).map(|f| f + at) {
        let low = found.saturating_sub(SCHEME);
        let from =
            bytes[low..found].iter().rposition(|b| !b.is_ascii_alphabetic()).map_or(low, |i| low + i + 1);
        let stops = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | '»');
        let most = words.floor_char_boundary(found.saturating_add(LONGEST).min(words.len()));
        let end = words[found..most].find(stops).map_or(most, |n| found + n);
        let to = from + bare_address(&words[from..end]).len();
        let scheme = words[from..found].to_ascii_lowercase();
        if matches!(scheme.as_str(), "http" | "https" | "ftp") && to > found + 3 {
            out.push(from..to);
        }
        at = to.max(found + 3);
    }
    out
}

/// An address without the marks of the sentence that stand at its end.
#[must_use]
pub fn bare_address(word: &str) -> &str {
    let (opened, mut closed) = (word.matches('(').count(), word.matches(')').count());
    let mut end = word.len();
    while let Some(last) = word[..end].chars().next_back() {
        let mark = matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | ']' | '}' | '*' | '_');
        let stray = last == ')' && opened < closed;
        if !(mark || stray) {
            break;
        }
        closed -= usize::from(last == ')');
        end -= last.len_utf8();
    }
    &word[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        let text = "See Https://tide.example/a_(b), (http://x.example/y). No: tel://3 or ://.";
        let got: Vec<&str> = addresses(text).into_iter().map(|r| &text[r]).collect();
        assert_eq!(got, ["Https://tide.example/a_(b)", "http://x.example/y"]);
    }
}
