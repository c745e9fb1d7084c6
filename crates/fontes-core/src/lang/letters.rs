//! Which characters are no letters of their own, and which are words of their own?

use crate::text::is_ideographic;

/// A mark that combines with the letter before it.
pub(crate) fn is_combining(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x483..=0x487 | 0x591..=0x5c7 | 0x610..=0x61a | 0x64b..=0x65f)
}

/// A character that is a word of its own: Chinese characters and their mark of repetition, kana, syllables of hangul.
pub(crate) const fn is_apart(c: char) -> bool {
    c == '\u{3005}' || is_ideographic(c)
}
