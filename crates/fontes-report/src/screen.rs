//! What of a text may go to a terminal? One place makes visible whatever could drive a terminal or hide words from a reader:
//! control characters, overrides of direction, characters without width.

use std::borrow::Cow;
use std::io::{self, Write};

/// Whether a character is never seen: it drives a terminal, turns the direction of what follows, or has no width. Blanks are
/// none of these, nor are the ends of lines.
#[must_use]
pub const fn is_unseen(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' => true,
        // Fillers, joiners, marks of direction, overrides, isolates, invisible operators, selectors, tags, annotations.
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' => true,
        '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' => true,
        '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' => true,
        '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' => true,
        '\u{E0000}'..='\u{E0FFF}' => true,
        _ => false,
    }
}

/// Scripts that are written with joiners, fillers or marks of direction.
const fn is_joined(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{1CFF}' | '\u{A800}'..='\u{ABFF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{11FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// Signs that are joined or chosen from: figures with a key around them, symbols, pictures, ideographs.
const fn is_symbol(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*' | '\u{A9}' | '\u{AE}' | '\u{203C}'..='\u{2049}' | '\u{2100}'..='\u{2BFF}'
        | '\u{3000}'..='\u{3163}' | '\u{3165}'..='\u{A4CF}' | '\u{F900}'..='\u{FAFF}' | '\u{1F000}'..='\u{1FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

/// Whether an unseen character does here what it is for: a joiner in a script that joins, a selector after a symbol, a
/// possible hyphen within a word.
fn is_at_home(c: char, before: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match c {
        '\u{AD}' => before.is_alphabetic(),
        '\u{34F}'
        | '\u{61C}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}' => is_joined(before),
        '\u{200C}' => is_joined(before),
        '\u{200D}' => is_joined(before) || is_symbol(before) || before == '\u{FE0F}',
        '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => is_symbol(before) || is_joined(before),
        _ => false,
    }
}

/// Takes characters one by one and shows what would not be seen.
#[derive(Debug, Default)]
struct Shown {
    before: Option<char>,
}

impl Shown {
    /// Whether `c` may go as it is.
    fn passes(&mut self, c: char) -> bool {
        let passes = !is_unseen(c) || is_at_home(c, self.before);
        self.before = passes.then_some(c);
        passes
    }
}

fn code(c: char) -> String {
    format!("<U+{:04X}>", c as u32)
}

/// A text with what would not be seen in it written as `<U+202E>`; ends of lines and tabs stay.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut shown = Shown::default();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        if shown.passes(c) { out.push(c) } else { out += &code(c) }
    }
    Cow::Owned(out)
}

/// A name on one line: ends of lines and tabs are shown, too, as nothing else tells them from what follows.
#[must_use]
pub fn name(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| is_unseen(c) || matches!(c, '\n' | '\t')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut shown = Shown::default();
    for c in text.chars() {
        if shown.passes(c) && !matches!(c, '\n' | '\t') { out.push(c) } else { out += &code(c) }
    }
    Cow::Owned(out)
}

/// Words on one line: white space as single blanks, what would not be seen shown.
#[must_use]
pub fn plain(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match visible(&words) {
        Cow::Borrowed(_) => words,
        Cow::Owned(shown) => shown,
    }
}

/// A cell of a table that a spreadsheet opens: what would not be seen is shown, and what would be taken for a formula
/// begins with an apostrophe, which spreadsheets read as "this is text".
#[must_use]
pub fn cell(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    let formula = shown.trim_start_matches([' ', '\n', '\u{a0}', '\u{3000}']);
    if shown.starts_with(['\t', '\r', '\n'])
        || formula.starts_with(['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠'])
    {
        return Cow::Owned(format!("'{shown}"));
    }
    shown
}

/// The way to a terminal: whatever is written through it is shown as [`visible`] does, but for the colours of this crate.
/// Renderers make visible what they take from documents; this is for what they forget.
#[derive(Debug)]
pub struct Screen<W: Write> {
    to: W,
    shown: Shown,
    /// Bytes of a character, or of a colour, whose end was not yet written.
    begun: Vec<u8>,
}

/// Bytes of the longest of our colours.
const LONGEST: usize = 12;

/// The length of a colour as this crate writes them, at the beginning of `bytes`: none that hides, blinks or moves. `None` for
/// all else, `Some(0)` while it may become one.
fn colour(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [0x1B] => return Some(0),
        [0x1B, b'[', ..] => {}
        _ => return None,
    }
    let ours = |n: &[u8]| {
        matches!(n, b"" | b"0" | b"1" | b"2" | b"3" | b"4" | b"22" | b"24" | b"39")
            || matches!(n, [b'3', b'1'..=b'6'] | [b'9', b'1'..=b'6'])
    };
    let end = bytes[2..].iter().take(LONGEST).position(|b| !matches!(b, b'0'..=b'9' | b';'));
    match end {
        Some(end) if bytes[2 + end] == b'm' && bytes[2..2 + end].split(|b| *b == b';').all(ours) => {
            Some(end + 3)
        }
        None if bytes.len() < 2 + LONGEST => Some(0),
        _ => None,
    }
}

impl<W: Write> Screen<W> {
    /// A way to `to`.
    pub fn new(to: W) -> Self {
        Self { to, shown: Shown::default(), begun: Vec::new() }
    }

    /// Writes text without colours.
    fn text(&mut self, text: &str) -> io::Result<()> {
        // White space as Windows ends lines is not shown.
        let mut from = 0;
        for (i, c) in text.char_indices() {
            if self.shown.passes(c) {
                continue;
            }
            self.to.write_all(&text.as_bytes()[from..i])?;
            from = i + c.len_utf8();
            if c == '\r' && text[from..].starts_with('\n') {
                continue;
            }
            self.to.write_all(code(c).as_bytes())?;
        }
        self.to.write_all(&text.as_bytes()[from..])
    }

    /// Writes what of `bytes` is whole, and gives how much that was; all of it when nothing more comes.
    fn whole(&mut self, bytes: &[u8], last: bool) -> io::Result<usize> {
        let mut at = 0;
        while at < bytes.len() {
            match colour(&bytes[at..]) {
                Some(0) if !last => return Ok(at),
                Some(len) if len > 0 => {
                    self.to.write_all(&bytes[at..at + len])?;
                    at += len;
                    continue;
                }
                _ => {}
            }
            // To the next colour; an escape that begins none is text.
            let end = bytes[at + 1..].iter().position(|b| *b == 0x1B).map_or(bytes.len(), |i| at + 1 + i);
            match std::str::from_utf8(&bytes[at..end]) {
                Ok(text) => {
                    self.text(text)?;
                    at = end;
                }
                Err(e) => {
                    let good = at + e.valid_up_to();
                    self.text(std::str::from_utf8(&bytes[at..good]).unwrap_or_default())?;
                    at = good;
                    match e.error_len() {
                        None if end == bytes.len() && !last => return Ok(at),
                        n => {
                            self.to.write_all("\u{FFFD}".as_bytes())?;
                            at += n.unwrap_or(end - at);
                        }
                    }
                }
            }
        }
        Ok(at)
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.begun.is_empty() {
            let done = self.whole(buf, false)?;
            self.begun.extend_from_slice(&buf[done..]);
        } else {
            let mut bytes = std::mem::take(&mut self.begun);
            bytes.extend_from_slice(buf);
            let done = self.whole(&bytes, false)?;
            self.begun = bytes.split_off(done);
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let begun = std::mem::take(&mut self.begun);
        self.whole(&begun, true)?;
        self.to.flush()
    }
}

impl<W: Write> Drop for Screen<W> {
    fn drop(&mut self) {
        // Who did not flush did not ask whether it was written.
        let begun = std::mem::take(&mut self.begun);
        let _ = self.whole(&begun, true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_shown_and_what_is_at_home_stays() {
        let shown = [
            ("\u{1b}]0;x\u{7}", "<U+001B>]0;x<U+0007>"),
            ("\u{9b}31m", "<U+009B>31m"),
            ("a\u{202e}b\u{2066}c", "a<U+202E>b<U+2066>c"),
            ("pass\u{200b}word", "pass<U+200B>word"),
            ("z\u{200d}w\u{2060}n\u{feff}b", "z<U+200D>w<U+2060>n<U+FEFF>b"),
            ("tag\u{e0041}\u{e0042}", "tag<U+E0041><U+E0042>"),
            ("over\rwritten", "over<U+000D>written"),
        ];
        for (text, want) in shown {
            assert_eq!(visible(text), want);
        }
        let kept = [
            "plain text\n\twith lines",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "👩\u{200d}🚀 1\u{fe0f}\u{20e3} ❤\u{fe0f}",
            "שלום\u{200f}.",
            "Donau\u{ad}dampfschiff",
            "ไทย\u{200b}ไทย",
            "葛\u{e0100}城",
        ];
        for text in kept {
            assert_eq!(visible(text), text);
        }
        assert_eq!(visible("one\r\ntwo"), "one\ntwo");
        assert_eq!(name("a  b\nfontes: done"), "a  b<U+000A>fontes: done");
        assert_eq!(plain(" a \n b\u{202e}"), "a b<U+202E>");
    }

    #[test]
    fn formulas_are_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM", "\t=1", "  =1", "＝1", "\n=1"] {
            assert!(cell(formula).starts_with('\''), "{formula:?}");
        }
        for text in ["He said = no", "a-b", "— so it is", "1-2", ""] {
            assert_eq!(cell(text), text);
        }
    }

    fn through(pieces: &[&[u8]]) -> String {
        let mut out = Vec::new();
        let mut screen = Screen::new(&mut out);
        for p in pieces {
            screen.write_all(p).expect("to memory");
        }
        drop(screen);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn our_colours_pass_and_all_else_is_shown_wherever_writes_are_cut() {
        let text = "\u{1b}[31;1mred\u{1b}[0m \u{1b}]0;t\u{7}\u{1b}[8mhid\u{1b}[2J\u{1b}c é\u{202e}東\u{1b}[1";
        let want = "\u{1b}[31;1mred\u{1b}[0m <U+001B>]0;t<U+0007><U+001B>[8mhid<U+001B>[2J<U+001B>c é<U+202E>東<U+001B>[1";
        let bytes = text.as_bytes();
        for at in 0..=bytes.len() {
            assert_eq!(through(&[&bytes[..at], &bytes[at..]]), want, "{at}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(through(&single), want);
        assert_eq!(through(&[b"a\xffb\xe6\x9d"]), "a\u{FFFD}b\u{FFFD}");
    }
}
