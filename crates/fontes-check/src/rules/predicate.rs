//! Is it the same thing that two texts count, measure or date? And does a figure count at all?

use fontes_core::lang::{Language, NoteWord, RuleWord};
use fontes_core::read::Number;
use fontes_core::text::{Span, fold};

/// Words of content looked at to either side of a value.
const BESIDE: usize = 4;
/// What a figure after them tells which one it is, in notes and references.
const ENUMERATING: [NoteWord; 10] = [
    NoteWord::Page,
    NoteWord::Volume,
    NoteWord::Number,
    NoteWord::Chapter,
    NoteWord::Article,
    NoteWord::Section,
    NoteWord::Figure,
    NoteWord::Line,
    NoteWord::Note,
    NoteWord::Document,
];

/// A value in a text.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
    /// Where its unit begins, or what is counted.
    pub(super) from: u32,
    pub(super) language: &'static Language,
}

impl Place<'_> {
    /// The value as it is written, on one line.
    pub(super) fn written(&self) -> String {
        let words = self.span.slice(self.text).unwrap_or("");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The words of content in the clause after the value, nearest first.
    fn after(&self) -> Vec<String> {
        let rest = self.text.get(self.from as usize..).unwrap_or("");
        let clause = &rest[..clause_end(rest)];
        fold(clause, &[]).words().filter(|w| self.is_content(w)).take(BESIDE).collect()
    }

    /// The words of content in the clause before the value, nearest first.
    fn before(&self) -> Vec<String> {
        let lead = self.text.get(..self.span.start() as usize).unwrap_or("");
        let from = clause_start(lead);
        let words: Vec<String> = fold(&lead[from..], &[]).words().filter(|w| self.is_content(w)).collect();
        words.into_iter().rev().take(BESIDE).collect()
    }

    /// Whether a folded word tells what is counted.
    fn is_content(&self, small: &str) -> bool {
        !small.contains(|c: char| c.is_numeric())
            && !self.language.is_function_word(small)
            && !self.language.rules().is(small, &RuleWord::Generic)
            && self.language.numerals().of(small).is_empty()
    }
}

/// Marks that end a clause, where a blank, or nothing, follows a stop or a comma.
fn parts(c: char, next: Option<char>) -> bool {
    match c {
        '.' | ',' | ':' => next.is_none_or(char::is_whitespace),
        ';' | '!' | '?' | '(' | ')' | '[' | ']' | '“' | '”' | '"' | '«' | '»' | '„' | '—' | '。' | '，'
        | '；' | '、' => true,
        _ => false,
    }
}

fn clause_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        if parts(c, chars.peek().map(|n| n.1)) || text[i..].starts_with("\n\n") {
            return i;
        }
    }
    text.len()
}

fn clause_start(text: &str) -> usize {
    let mut next = None;
    for (i, c) in text.char_indices().rev() {
        if parts(c, next) || c == '\n' && next == Some('\n') {
            return i + c.len_utf8();
        }
        next = Some(c);
    }
    0
}

fn one_word(x: &str, y: &str, language: &Language) -> bool {
    x == y || language.is_variant(x, y) || language.is_inflection(x, y)
}

/// Whether two values are said of the same: the same word is counted or measured, or the same word before them says
/// so, and another word beside them agrees as well, where there is one.
pub(super) fn same(a: Place<'_>, b: Place<'_>, same_unit: bool) -> bool {
    let is = |x: &String, y: &String| one_word(x, y, b.language);
    let meet = |x: &[String], y: &[String]| x.iter().any(|x| y.iter().any(|y| is(x, y)));
    let (before_a, before_b) = (a.before(), b.before());
    let (after_a, after_b) = (a.after(), b.after());
    let first = |x: &[String], y: &[String]| x.first().zip(y.first()).is_some_and(|(x, y)| is(x, y));
    let either_empty = |x: &[String], y: &[String]| x.is_empty() || y.is_empty();
    let before = first(&before_a, &before_b);
    let after = first(&after_a, &after_b) || same_unit;
    let rest = |x: &[String], y: &[String]| meet(x.get(1..).unwrap_or(&[]), y.get(1..).unwrap_or(&[]));
    match (before, after) {
        (true, true) => true,
        (false, true) => {
            meet(&before_a, &before_b)
                || rest(&after_a, &after_b)
                || either_empty(&before_a, &before_b) && (!same_unit || meet(&after_a, &after_b))
        }
        (true, false) => {
            // An adjective may stand before what is counted: "75 old boats", "97 boats".
            let among = |x: &[String], y: &[String]| x.first().is_some_and(|x| y.iter().any(|y| is(x, y)));
            either_empty(&after_a, &after_b) || among(&after_a, &after_b) || among(&after_b, &after_a)
        }
        (false, false) => false,
    }
}

/// Whether a figure tells which one ("page 35", "C-446/21", "24." at the head of a paragraph), not how many.
pub(super) fn enumerates(n: &Number, place: Place<'_>) -> bool {
    let text = place.text;
    let figure = n.numeral.slice(text).unwrap_or("");
    if n.unit.is_some() || n.vague || !figure.starts_with(|c: char| c.is_numeric()) {
        return false;
    }
    let (lead, rest) = (&text[..n.numeral.start() as usize], &text[n.numeral.end() as usize..]);
    composed(lead, figure, rest)
        || heads(lead, rest)
        || bracketed(lead, rest)
        || labelled(lead, place.language)
}

/// Whether a year tells which law, treaty or council it is: "the Harbour Act of 1984".
pub(super) fn names_with(place: Place<'_>) -> bool {
    let year = place.span.slice(place.text).is_some_and(|y| y.len() == 4);
    if !year || place.language.settings().capital_nouns {
        return false;
    }
    let mut words =
        place.text[..place.span.start() as usize].trim_end_matches([' ', ',', '(']).rsplit(' ').take(3);
    let joins = |w: &str| place.language.is_function_word(&w.to_lowercase());
    let Some(last) = words.next().map(|w| if joins(w) { words.next().unwrap_or("") } else { w }) else {
        return false;
    };
    // "In May 1984" is one date, and a sentence's first word has its capital from there.
    let within = words.next().is_some_and(|w| !w.is_empty() && !w.ends_with(['.', '!', '?', '\n']));
    within && last.starts_with(char::is_uppercase)
}

/// "C-446/21", "2:14", "A/RES/12", "4.1.2": a part of a sign that has several.
fn composed(lead: &str, figure: &str, rest: &str) -> bool {
    let end =
        |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '“' | '”' | '"' | ',' | ';' | '—');
    let head = &lead[lead.rfind(end).map_or(0, |i| i + lead[i..].chars().next().map_or(1, char::len_utf8))..];
    let tail = &rest[..rest.find(end).unwrap_or(rest.len())];
    let tail = tail.trim_end_matches(['.', ':', '!', '?', '\'', '’', '»']);
    let joins = |c: char| matches!(c, '/' | ':' | '-' | '–' | '.' | '_');
    let glued = head.ends_with(|c: char| c.is_alphabetic()) && figure.len() < 8;
    let before = head.ends_with(joins) && head.contains(|c: char| c.is_alphanumeric());
    let after = tail.starts_with(['/', ':', '_']) && tail.contains(|c: char| c.is_ascii_digit());
    let dots = tail.starts_with('.') && tail[1..].starts_with(|c: char| c.is_ascii_digit());
    glued
        || before
            && !(head.ends_with(['-', '–'])
                && head.trim_end_matches(['-', '–']).bytes().all(|b| b.is_ascii_digit()))
        || after
        || dots
}

/// "24. The court": the number of a paragraph or of an item.
fn heads(lead: &str, rest: &str) -> bool {
    let before = lead.trim_end_matches([' ', '\t', '\r', '(', '[', '§', '¶', '#', '*']);
    let begins = before.is_empty() || before.ends_with('\n');
    begins && rest.starts_with(['.', ')', ']', '\t']) && !rest[1..].starts_with(|c: char| c.is_ascii_digit())
}

/// "(35)", "[12]": a figure alone.
fn bracketed(lead: &str, rest: &str) -> bool {
    lead.ends_with(['(', '[', '{']) && rest.starts_with([')', ']', '}'])
}

/// "page 35", "No. 5", "§ 12", "paragraphs 3 and 4".
fn labelled(lead: &str, language: &Language) -> bool {
    let mut before = lead.trim_end();
    // The figures of a list go by its label: "paragraphs 3, 4 and 7".
    loop {
        let cut = before.trim_end_matches(|c: char| {
            c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '-' | '–' | '&' | '/')
        });
        let word = cut.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let joins = cut.len() > word.len()
            && language.is_in_notes(&fold(word, &[]).words().collect::<String>(), NoteWord::And)
            && cut[..cut.len() - word.len()].trim_end().ends_with(|c: char| c.is_ascii_digit());
        if !joins {
            // "in 12 cases, 40 pages": what stands between is no list.
            let list = before[cut.len()..].trim_start().starts_with(|c: char| c.is_ascii_digit());
            before = if list { cut } else { before };
            break;
        }
        before = cut[..cut.len() - word.len()].trim_end();
    }
    if before.ends_with(['§', '¶', '#', '№', 'º', '°']) {
        return true;
    }
    let stopped = before.ends_with('.');
    let bare = before.trim_end_matches(['.', ':']);
    let word = bare.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let small: String = fold(word, &[]).words().collect();
    if small.is_empty() {
        return false;
    }
    if language.rules().is(&small, &RuleWord::Enumerator) {
        return true;
    }
    // "at 90", "no 75": words of the language first, unless a stop shortens them.
    (stopped || !language.is_function_word(&small))
        && ENUMERATING.iter().any(|&role| language.is_in_notes(&small, role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::lang::{english, language};
    use fontes_core::read::numbers;

    fn counted(text: &str) -> Vec<&str> {
        numbers(text)
            .iter()
            .filter(|n| {
                !enumerates(n, Place { text, span: n.span, from: n.numeral.end(), language: english() })
            })
            .filter_map(|n| n.span.slice(text))
            .collect()
    }

    #[test]
    fn figures_that_tell_which_one_count_nothing() {
        assert_eq!(
            counted("(IV. p. 35.) See page 12, pp. 3-5, vol. 7, No. 4, § 9 and note 6."),
            [] as [&str; 0]
        );
        assert_eq!(counted("24. The court met.\n25) It rose. [12] (14)"), [] as [&str; 0]);
        assert_eq!(
            counted("Case C-446/21, docket 12-0873, A/RES/181, paragraphs 3, 4 and 7"),
            [] as [&str; 0]
        );
        assert_eq!(
            counted("At 75 wharves, in 12 cases, 40 pages were torn; he kept 9 boxes and 3 files."),
            ["75", "12", "40", "9", "3"]
        );
        assert_eq!(counted("Between 5-6 boats; 20 percent; no 75 men came"), ["5", "6", "20 percent", "75"]);
    }

    fn alike(code: &str, a: &str, b: &str) -> bool {
        let language = language(code).unwrap_or_else(english);
        let of = |text: &str| {
            let at = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
            let end = text[at..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |e| at + e);
            Span::of(text, at..end).ok()
        };
        let (Some(x), Some(y)) = (of(a), of(b)) else { return false };
        same(
            Place { text: a, span: x, from: x.end(), language },
            Place { text: b, span: y, from: y.end(), language },
            false,
        )
    }

    #[test]
    fn the_same_thing_is_counted() {
        assert!(alike("en", "The council counted 75 boats.", "The council counted 97 boats."));
        assert!(alike("en", "They burned 75 old boats in May", "They burned 97 boats in May"));
        assert!(alike("en", "It cost 75", "It cost 97 pounds"));
        assert!(alike("de", "Es kamen 75 Boote", "Es kamen 97 Boote"));
        assert!(alike("zh", "共有75艘船", "共有97艘船"));
        assert!(!alike("en", "They kept 75 boats in the harbour", "The clerk wrote 97 letters to the town"));
        assert!(!alike("en", "in 75 cases before the court", "in 97 paragraphs of the law"));
    }
}
