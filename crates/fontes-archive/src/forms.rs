//! By what else may a word be found? Other forms, at the positions of the words that have them.

use fontes_core::text::{Document, Folded};
use std::fmt::Write;

/// The version of the forms that are written; 0 would be none.
pub(crate) const VERSION: u32 = 1;

/// Letters of an elided article or pronoun: "l'", "qu'", "dell'", "quelqu'".
const ELIDED: usize = 6;

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02BC}' | '\u{FF07}')
}

/// The forms of a document's words as the index reads them: position, colon, form, blank.
pub(crate) fn forms(document: &Document, folded: &Folded) -> String {
    let mut out = String::new();
    for (i, t) in folded.tokens.iter().enumerate() {
        // Nothing but letters of one byte: no apostrophe, no hyphen.
        if t.span.len() == t.last - t.first {
            continue;
        }
        let Some(raw) = t.span.slice(&document.text) else { continue };
        let mut put = |form: &str| {
            let units = fontes_core::text::fold(form, &[]);
            let word: String = units.units.iter().filter_map(|&u| char::from_u32(u)).collect();
            if units.tokens.len() == 1 && word.chars().count() >= 2 {
                // Writing to a string cannot fail.
                let _ = write!(out, "{i}:{word} ");
            }
        };
        if let Some(at) = raw.find(is_apostrophe) {
            let (before, after) = (&raw[..at], raw[at..].trim_start_matches(is_apostrophe));
            if matches!(after, "s" | "S") {
                put(before);
            } else if before.chars().count() <= ELIDED {
                put(after);
            }
        } else if let Some(line) = raw.find('\n')
            && let Some(hyphen) = raw[..line].rfind(['-', '\u{AC}', '\u{2010}', '\u{2011}'])
        {
            put(&raw[..hyphen]);
            put(raw[line..].trim_start_matches([' ', '\t', '\r', '\n', '>']));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::text::fold;

    #[test]
    fn possessives_elisions_and_divided_words() {
        let text = "Nathan\u{2019}s view of l'homme d’État: a cease-\n> fire, don't, café, o'clock.";
        let document = Document { text: text.into(), ..Document::default() };
        assert_eq!(forms(&document, &fold(text, &[])), "0:nathan 3:homme 4:etat 6:cease 6:fire 9:clock ");
    }
}
