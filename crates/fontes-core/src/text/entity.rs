//! Which sign does an entity of HTML stand for? Markdown and mails have them in plain text.

use unicode_normalization::UnicodeNormalization;

/// Marks and signs by their names.
const SIGNS: [(&str, char); 58] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{A0}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("thinsp", '\u{2009}'),
    ("zwj", '\u{200D}'),
    ("zwnj", '\u{200C}'),
    ("shy", '\u{AD}'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("horbar", '―'),
    ("hellip", '…'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsquo", '\u{2018}'),
    ("rsquo", '\u{2019}'),
    ("sbquo", '‚'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("prime", '′'),
    ("Prime", '″'),
    ("deg", '°'),
    ("sect", '§'),
    ("para", '¶'),
    ("middot", '·'),
    ("bull", '•'),
    ("dagger", '†'),
    ("Dagger", '‡'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("cent", '¢'),
    ("pound", '£'),
    ("yen", '¥'),
    ("euro", '€'),
    ("copy", '©'),
    ("reg", '®'),
    ("times", '×'),
    ("divide", '÷'),
    ("plusmn", '±'),
    ("minus", '−'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("szlig", 'ß'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("sup1", '¹'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("micro", 'µ'),
];

/// Letters that are no letter with a mark, by the part of the name after the letter.
const JOINED: [(&str, &str, char); 10] = [
    ("AE", "lig", 'Æ'),
    ("ae", "lig", 'æ'),
    ("OE", "lig", 'Œ'),
    ("oe", "lig", 'œ'),
    ("O", "slash", 'Ø'),
    ("o", "slash", 'ø'),
    ("L", "strok", 'Ł'),
    ("l", "strok", 'ł'),
    ("ETH", "", 'Ð'),
    ("eth", "", 'ð'),
];

/// Marks upon letters.
const MARKS: [(&str, char); 12] = [
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("circ", '\u{302}'),
    ("uml", '\u{308}'),
    ("tilde", '\u{303}'),
    ("cedil", '\u{327}'),
    ("ring", '\u{30A}'),
    ("caron", '\u{30C}'),
    ("macr", '\u{304}'),
    ("breve", '\u{306}'),
    ("ogon", '\u{328}'),
    ("dblac", '\u{30B}'),
];

/// The sign that an entity, from `&` to `;`, stands for.
#[must_use]
pub fn sign(entity: &str) -> Option<char> {
    let name = entity.strip_prefix('&')?.strip_suffix(';')?;
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().and_then(char::from_u32).filter(|c| !c.is_control());
    }
    let listed = SIGNS.iter().find(|(n, _)| *n == name).map(|(_, c)| *c);
    listed
        .or_else(|| JOINED.iter().find(|(a, b, _)| name.strip_prefix(a) == Some(b)).map(|(_, _, c)| *c))
        .or_else(|| marked(name))
}

/// "eacute": a letter and a mark upon it.
fn marked(name: &str) -> Option<char> {
    let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let mark = MARKS.iter().find(|(n, _)| *n == &name[1..])?.1;
    let mut composed = [letter, mark].into_iter().nfc();
    composed.next().filter(|_| composed.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::sign;

    #[test]
    fn entities_are_the_signs_of_their_names() {
        for (entity, c) in [
            ("&amp;", '&'),
            ("&ldquo;", '“'),
            ("&#39;", '\''),
            ("&#x201C;", '“'),
            ("&eacute;", 'é'),
            ("&Ccedil;", 'Ç'),
            ("&oslash;", 'ø'),
            ("&aelig;", 'æ'),
        ] {
            assert_eq!(sign(entity), Some(c), "{entity}");
        }
        for none in ["&;", "&nothing;", "amp", "&qacute;", "&#xFFFFFFFF;", "&#7;", "&éa;"] {
            assert_eq!(sign(none), None, "{none}");
        }
    }
}
