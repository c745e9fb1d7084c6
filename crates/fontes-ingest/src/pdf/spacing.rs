//! Where do words end in a line whose letters are set apart? The gaps between letters are alike, those between words
//! are wider.

use super::glyph::Glyph;

/// The words of a line, if its letters are set apart from each other; the glyphs are given as they were drawn,
/// blanks among them.
pub(super) fn respaced(drawn: &[&Glyph]) -> Option<String> {
    let mut letters: Vec<&Glyph> = Vec::new();
    // The gap before each letter but the first, in em, and whether a blank was drawn in it.
    let mut gaps: Vec<(f64, bool)> = Vec::new();
    let mut blank = false;
    for g in drawn {
        if g.text.trim().is_empty() {
            blank = true;
            continue;
        }
        if let Some(last) = letters.last() {
            gaps.push(((g.x - last.end) / g.size, blank));
        }
        letters.push(g);
        blank = false;
    }
    let alphabetic = letters.iter().filter(|g| g.text.chars().all(char::is_alphabetic)).count();
    if gaps.is_empty() || alphabetic * 10 < letters.len() * 7 {
        return None;
    }
    // Where letters follow each other without a blank, the blanks part words.
    let bare: Vec<f64> = gaps.iter().filter(|g| !g.1).map(|g| g.0).collect();
    let drawn_blanks = bare.len() * 2 >= gaps.len();
    let mut alike = if drawn_blanks { bare } else { gaps.iter().map(|g| g.0).collect() };
    let middle = alike.len() / 2;
    let usual = *alike.select_nth_unstable_by(middle, f64::total_cmp).1;
    if !(0.1..1.0).contains(&usual) {
        return None;
    }
    let parts =
        |&(gap, blank): &(f64, bool)| blank && drawn_blanks || gap > 1.6 * usual && gap > usual + 0.15;
    let words = 1 + gaps.iter().filter(|g| parts(g)).count();
    // Letters with one blank between each: a list of letters.
    if words * 2 > letters.len() || words == 1 && !(drawn_blanks && is_a_word(&letters)) {
        return None;
    }
    let mut out = String::new();
    for (i, g) in letters.iter().enumerate() {
        if i > 0 && parts(&gaps[i - 1]) {
            out.push(' ');
        }
        out.push_str(&g.text);
    }
    Some(out)
}

/// Whether letters without a wider gap are one word, and not a table of letters: one comes again.
fn is_a_word(letters: &[&Glyph]) -> bool {
    let mut all: Vec<&str> = letters.iter().map(|g| g.text.as_str()).collect();
    all.sort_unstable();
    letters.len() <= 30 && all.windows(2).any(|p| p[0] == p[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Glyphs of 0.5 em, with `gap` em between and `word` em more for each blank; `drawn` draws the blanks.
    fn set(text: &str, gap: f64, word: f64, drawn: bool) -> Vec<Glyph> {
        let mut x = 0.0;
        let mut out = Vec::new();
        for c in text.chars() {
            if c != ' ' || drawn {
                let width = if c == ' ' { word * 10.0 } else { 5.0 };
                out.push(Glyph { text: c.to_string(), x, y: 0.0, end: x + width, size: 10.0, number: 0 });
            }
            x += if c == ' ' { word * 10.0 } else { 5.0 } + gap * 10.0;
        }
        out
    }

    fn read(glyphs: &[Glyph]) -> Option<String> {
        respaced(&glyphs.iter().collect::<Vec<_>>())
    }

    #[test]
    fn words_set_apart_are_words() {
        for gap in [0.15, 0.2, 0.4] {
            for drawn in [true, false] {
                let got = read(&set("found that the stones moved", gap, 0.25, drawn));
                assert_eq!(got.as_deref(), Some("found that the stones moved"), "{gap} {drawn}");
            }
        }
        // Typed with a blank after each letter, and three between words.
        let typed = set("g e s p e r r t   u n d   k l a r", 0.0, 0.5, true);
        assert_eq!(read(&typed).as_deref(), Some("gesperrt und klar"));
        assert_eq!(read(&set("ZUSAMMENFASSUNG", 0.2, 0.25, true)).as_deref(), Some("ZUSAMMENFASSUNG"));
    }

    #[test]
    fn lists_of_letters_and_figures_stay() {
        assert_eq!(read(&set("a b c d e f g h i j", 0.0, 0.3, true)), None);
        assert_eq!(read(&set("ÑÕÖÚÛÜÝÞß", 0.5, 0.3, true)), None);
        assert_eq!(read(&set("1 2 3 4 5 6 7 8 9 0", 0.0, 0.3, true)), None);
        assert_eq!(read(&set("plain words of a line", 0.0, 0.25, true)), None);
    }
}
