//! How does a line fit a terminal? Wrapped at white space by the width that characters take there, with a hanging indent.

use owo_colors::{OwoColorize, Style};
use std::io::{self, Write};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns below which a terminal is not followed any more.
const NARROWEST: usize = 16;

/// Words with their styles, on one line as yet. White space in it is single blanks.
#[derive(Debug, Default)]
pub(crate) struct Line(Vec<(String, Style)>);

impl Line {
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Self::default().then(text, Style::new())
    }

    #[must_use]
    pub(crate) fn then(mut self, text: impl Into<String>, style: Style) -> Self {
        self.push(text, style);
        self
    }

    pub(crate) fn push(&mut self, text: impl Into<String>, style: Style) {
        self.0.push((text.into(), style));
    }

    /// Writes the line, on several where it is wider than `width`; those after the first are indented by `hang` columns. No
    /// word is cut but one that is longer than a line; no width, no wrapping.
    pub(crate) fn write(&self, out: &mut dyn Write, width: Option<usize>, hang: usize) -> io::Result<()> {
        let Some(width) = width.map(|w| w.max(NARROWEST)) else {
            for (text, style) in &self.0 {
                write!(out, "{}", text.style(*style))?;
            }
            return writeln!(out);
        };
        let (label, hang) = (hang, hang.min(width / 3));
        let letters = self.letters();
        let (mut from, mut first) = (0, true);
        loop {
            let room = if first { width } else { width - hang };
            let (end, next) = cut(&letters, from, room, if first { label } else { 0 });
            if !first {
                write!(out, "{:hang$}", "")?;
            }
            self.run(out, &letters[from..end])?;
            writeln!(out)?;
            if next >= letters.len() {
                return Ok(());
            }
            (from, first) = (next, false);
        }
    }

    fn letters(&self) -> Vec<Letter<'_>> {
        let mut out = Vec::new();
        for (i, (text, _)) in self.0.iter().enumerate() {
            out.extend(text.graphemes(true).map(|g| Letter { text: g, width: g.width(), run: i }));
        }
        out
    }

    fn run(&self, out: &mut dyn Write, letters: &[Letter<'_>]) -> io::Result<()> {
        for same in letters.chunk_by(|a, b| a.run == b.run) {
            let text: String = same.iter().map(|l| l.text).collect();
            write!(out, "{}", text.style(self.0[same[0].run].1))?;
        }
        Ok(())
    }
}

/// One character as a reader counts them.
#[derive(Debug, Clone, Copy)]
struct Letter<'a> {
    text: &'a str,
    /// Columns.
    width: usize,
    /// Which run of one style it is in.
    run: usize,
}

impl Letter<'_> {
    fn first(self) -> char {
        self.text.chars().next().unwrap_or(' ')
    }

    fn is_blank(self) -> bool {
        self.text == " "
    }
}

/// Where a line that begins at `from` ends, and where the next begins. It has `room` columns and ends after the first `least`.
fn cut(letters: &[Letter<'_>], from: usize, room: usize, least: usize) -> (usize, usize) {
    let (mut columns, mut blank, mut within) = (0, None, None);
    for i in from..letters.len() {
        let l = letters[i];
        if i > from && columns > least {
            if l.is_blank() || may_part(letters[i - 1].first(), l.first()) {
                blank = Some(i);
            } else if "/-_".contains(letters[i - 1].first()) {
                within = Some((i, columns));
            }
        }
        if columns + l.width > room && i > from && !l.is_blank() {
            let forced = within.filter(|w| w.1 > room / 2).map_or(i, |w| w.0);
            let end = blank.unwrap_or(forced);
            let ends = (from..end).rev().find(|&j| !letters[j].is_blank()).map_or(end, |j| j + 1);
            let next = (end..letters.len()).find(|&j| !letters[j].is_blank()).unwrap_or(letters.len());
            return (ends, next);
        }
        columns += l.width;
    }
    let ends = (from..letters.len()).rev().find(|&j| !letters[j].is_blank()).map_or(from, |j| j + 1);
    (ends, letters.len())
}

/// Whether a line may end between two characters without a blank: beside those of scripts that write none.
fn may_part(a: char, b: char) -> bool {
    let opens = |c: char| "「『（【〔《〈“‘".contains(c);
    (is_ideograph(a) || is_ideograph(b)) && !opens(a) && (b.is_alphanumeric() || opens(b))
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FA}' | '\u{3400}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(line: &Line, width: usize, hang: usize) -> Vec<String> {
        let mut out = Vec::new();
        line.write(&mut out, Some(width), hang).expect("written");
        String::from_utf8(out).expect("UTF-8").lines().map(str::to_owned).collect()
    }

    #[test]
    fn words_stay_whole_and_lines_hang() {
        let line = Line::of("The bar has shifted and nobody has sounded it.");
        let got = wrapped(&line, 20, 4);
        assert_eq!(got, ["The bar has shifted", "    and nobody has", "    sounded it."]);
        assert_eq!(wrapped(&line, 200, 4).len(), 1);
    }

    #[test]
    fn only_a_word_longer_than_the_line_is_cut() {
        let got = wrapped(&Line::of("see Donaudampfschifffahrtsgesellschaft there"), 20, 2);
        assert_eq!(got, ["see", "  Donaudampfschifffa", "  hrtsgesellschaft", "  there"]);
        let got = wrapped(&Line::of("sources/letters/1931/a-letter-of-the-pilots.txt"), 24, 2);
        assert_eq!(got, ["sources/letters/1931/a-", "  letter-of-the-", "  pilots.txt"]);
    }

    #[test]
    fn width_is_what_the_terminal_shows() {
        // Two columns each.
        let got = wrapped(&Line::of("大臣は条約に署名することを拒否した。"), 16, 0);
        assert_eq!(got, ["大臣は条約に署名", "することを拒否し", "た。"]);
        // A mark that combines takes none; a closing sign does not begin a line.
        let marked = "e\u{301}".repeat(16);
        assert_eq!(wrapped(&Line::of(marked.clone()), 16, 0), [marked]);
        let got = wrapped(&Line::of("彼は「約束だ」と言った。"), 16, 0);
        assert!(got.iter().all(|l| !l.starts_with(['」', '。'])), "{got:?}");
    }

    #[test]
    fn styles_go_over_line_ends() {
        let line =
            Line::of("The bank ").then("must extend", Style::new().red()).then(" the loan now", Style::new());
        let got = wrapped(&line, 16, 2);
        assert_eq!(got[0], "The bank \u{1b}[31mmust\u{1b}[0m");
        assert!(got[1].starts_with("  \u{1b}[31mextend\u{1b}[0m the"), "{got:?}");
    }

    #[test]
    fn a_label_does_not_stand_alone() {
        let got = wrapped(&Line::of("  source aaaaaaaaaaaaaaaaaa b"), 20, 9);
        assert_eq!(got[0], "  source aaaaaaaaaaa");
    }
}
