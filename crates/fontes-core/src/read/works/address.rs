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
        let mut to = words[found..most].find(stops).map_or(most, |n| found + n);
        let (opened, mut closed) =
            (words[from..to].matches('(').count(), words[from..to].matches(')').count());
        while let Some(last) = words[found..to].chars().next_back() {
            let open = opened < closed;
            let mark = matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | ']' | '}' | '*' | '_');
            let stray = last == ')' && open;
            if !(mark || stray) {
                break;
            }
            closed -= usize::from(last == ')');
            to -= last.len_utf8();
        }
        let scheme = words[from..found].to_ascii_lowercase();
        if matches!(scheme.as_str(), "http" | "https" | "ftp") && to > found + 3 {
            out.push(from..to);
        }
        at = to.max(found + 3);
    }
    out
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
