//! Are words that differ one word in another accepted form? "6th" for "sixth", "Sen." for "Senator", "enquiry" for "inquiry".

use crate::lang::{CalendarWord, Language, NumeralKind};

/// Words of a run that is looked at.
pub(super) const LONGEST: usize = 4;

/// Whether two runs of folded words say the same in other accepted forms, as the tables of the language have them.
pub(super) fn same(x: &[String], y: &[String], language: &Language) -> bool {
    if x.is_empty() || y.is_empty() {
        return false;
    }
    if let ([x], [y]) = (x, y)
        && language.is_accepted_variant(x, y)
    {
        return true;
    }
    ordinal(x, language).zip(ordinal(y, language)).is_some_and(|(x, y)| x == y)
        || cardinal(x, language).zip(cardinal(y, language)).is_some_and(|(x, y)| x == y)
}

/// The words of a date that join its parts stand for nothing: "the sixth of October", "October 6".
fn told<'w>(words: &'w [String], language: &Language) -> impl Iterator<Item = &'w String> {
    words.iter().filter(|w| !language.is_function_word(w))
}

/// What an ordinal is: "sixth", "6th", "6.".
fn ordinal(words: &[String], language: &Language) -> Option<u32> {
    let mut told = told(words, language);
    let word = told.next().filter(|_| told.next().is_none())?;
    let named = language.numerals().of(word).iter().find(|n| n.kind == NumeralKind::Ordinal);
    if let Some(n) = named {
        // Ordinals are whole.
        return (n.value >= 1.0 && n.value < 1e6).then_some(n.value as u32);
    }
    let figures = word.bytes().take_while(u8::is_ascii_digit).count();
    let ending = &word[figures..];
    let value = word[..figures].parse().ok()?;
    let is = language.calendar().of(ending).iter().any(|w| matches!(w, CalendarWord::DayEnding(_)));
    (!ending.is_empty() && is).then_some(value)
}

/// What a small number is: "six", "6".
fn cardinal(words: &[String], language: &Language) -> Option<u32> {
    let [word] = words else { return None };
    let named = language.numerals().of(word).iter().find(|n| n.kind == NumeralKind::Cardinal);
    match named {
        Some(n) => (n.value >= 0.0 && n.value < 1e6 && n.value.fract() == 0.0).then_some(n.value as u32),
        None => word.bytes().all(|b| b.is_ascii_digit()).then(|| word.parse().ok())?,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::english;

    #[test]
    fn figures_and_words_are_one_number() {
        let one = |x: &str, y: &str| {
            let words = |s: &str| s.split(' ').map(str::to_owned).collect::<Vec<_>>();
            same(&words(x), &words(y), english())
        };
        assert!(
            one("6th", "sixth") && one("6th", "sixth of") && one("12", "twelve") && one("sen", "senator")
        );
        assert!(
            !one("7th", "sixth") && !one("6", "sixth") && !one("12", "twenty") && !one("6th", "sixth house")
        );
        assert!(!one("may", "must") && !one("of", "the"));
    }
}
