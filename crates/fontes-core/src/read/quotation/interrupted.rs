//! Which words interrupt a quotation? “The contract,” he says, “which was …”; « La digue, dit-il, est … ».

use super::marks::is_mark;
use super::types::{Context, FILL, Form, Quotation, is_blank};
use crate::lang::{Abbreviation, Language, NoteWord, RuleWord, Takes};
use crate::text::{Span, fold};

/// Bytes and words of what interrupts.
const LONGEST: usize = 160;
const MOST_WORDS: usize = 14;
/// Words of an interruption that no marks tell.
const MOST_WORDS_WITHIN: usize = 7;

/// Marks the quotations that go on in the next, and what may interrupt one without marks.
pub(super) fn link(c: &Context<'_>, all: &mut [Quotation]) {
    for i in 0..all.len() {
        let next = all.get(i + 1).map(|q| (q.span, q.form));
        let q = &all[i];
        if q.form != Form::Marks || q.unclosed {
            continue;
        }
        let gap = next.filter(|n| n.1 == Form::Marks).and_then(|n| Span::new(q.span.end(), n.0.start()).ok());
        let interrupted = gap.and_then(|gap| between(c, q.span, gap));
        let asides = within(c, q.span);
        all[i].interrupted = interrupted;
        all[i].asides = asides;
    }
}

const DASHES: [char; 3] = ['—', '–', '―'];

/// What interrupts somebody's words between a quotation and the next, if that goes on with them.
fn between(c: &Context<'_>, quoted: Span, gap: Span) -> Option<Span> {
    let words = gap.slice(c.text).filter(|w| w.len() <= LONGEST && !w.contains("\n\n"))?;
    let mark = |ch: char| is_mark(ch) && ch != ',' || is_blank(ch);
    let lead = words.len() - words.trim_start_matches(mark).len();
    let aside = words.get(lead..)?.trim_end_matches(mark);
    // Of what a full stop or a colon ends, the next quotation is another.
    let before = quoted.slice(c.text)?.trim_end_matches(mark);
    let halts = |s: &str| s.ends_with(DASHES) || s.ends_with([',', '!', '?', '…', ';', '-']);
    let begins = aside.starts_with(',') || aside.starts_with(DASHES) || halts(before);
    let inner = aside.trim_matches(|ch: char| ch == ',' || DASHES.contains(&ch) || is_blank(ch));
    let small = c.text[gap.end() as usize..].chars().next().is_some_and(|ch| ch.is_lowercase() || ch == '[');
    let closed = aside.ends_with(',') || aside.ends_with(DASHES);
    let ends = closed || small && before.ends_with(',');
    if !begins || !ends || before.ends_with('.') {
        return None;
    }
    let start = gap.start() as usize + lead + aside.find(inner)?;
    let span = Span::of(c.text, start..start + inner.len()).ok()?;
    let language = c.language_at(span);
    // "he says" without a comma after it; not "are said to".
    let last = || fold(inner, &[]).words().last().is_some_and(|w| language.saying().is_saying(&w));
    (says(language, inner) && (closed || last())).then_some(span)
}

/// Whether words say who speaks, and no more: one verb of saying, thinking or judging, and nothing that joins another sentence.
fn says(language: &Language, words: &str) -> bool {
    let folded: Vec<String> = fold(words, &[]).words().collect();
    if !(1..=MOST_WORDS).contains(&folded.len()) || words.contains([';', ':', '!', '?', '(', '[']) {
        return false;
    }
    // "we have held", "she thought"
    let tells = |w: &str| {
        let verb = language.saying().verb(w);
        verb.is_some_and(|v| v.tags || matches!(v.takes, Takes::Thought | Takes::Judgement))
    };
    let verbs = folded.iter().filter(|w| tells(w)).count();
    let joins =
        |w: &str| language.is_in_notes(w, NoteWord::And) || language.rules().is(w, &RuleWord::Turning);
    // "…, and adds, “…”", "…, says he, but …"
    let parts = words.split(',').filter_map(|part| fold(part, &[]).words().next());
    let stops = words.match_indices('.').any(|(i, _)| {
        let word: String =
            fold(words[..i].rsplit(char::is_whitespace).next().unwrap_or(""), &[]).words().collect();
        word.chars().count() > 1
            && !language.abbreviations().is(&word, &Abbreviation::Title)
            && !language.abbreviations().is(&word, &Abbreviation::Other)
    });
    verbs == 1 && !stops && !parts.into_iter().any(|w| joins(&w))
}

/// What may interrupt a quotation within its marks: between commas or dashes, a verb of saying with its subject after it, or a
/// pronoun before it.
fn within(c: &Context<'_>, span: Span) -> Vec<Span> {
    let mut out = Vec::new();
    let Some(words) = span.slice(c.text) else { return out };
    let bounds: Vec<(usize, char)> =
        words.char_indices().filter(|(_, ch)| *ch == ',' || DASHES.contains(ch)).collect();
    let mut last = 0;
    for pair in bounds.windows(2) {
        let [(a, open), (b, close)] = pair else { continue };
        if (*open == ',') != (*close == ',') || *a < last {
            continue;
        }
        let from = a + open.len_utf8();
        let inner = &words[from..*b];
        if inner.len() > LONGEST / 2 || inner.contains(['.', '\n', ';', ':', FILL]) {
            continue;
        }
        let at = span.start() as usize + from;
        let Ok(place) = Span::of(c.text, at..at + inner.len()) else { continue };
        if inverts(c, place, inner) {
            out.push(place);
            last = b + close.len_utf8();
        }
    }
    out
}

fn inverts(c: &Context<'_>, place: Span, words: &str) -> bool {
    let folded: Vec<String> = fold(words, &[]).words().collect();
    if !(1..=MOST_WORDS_WITHIN).contains(&folded.len()) {
        return false;
    }
    let says = |language: &Language| {
        let head = folded
            .iter()
            .take(4)
            .take_while(|w| language.is_function_word(w) || w.chars().count() == 1)
            .count();
        folded.get(head).is_some_and(|w| language.saying().is_saying(w))
            || language.saying().is_saying(&folded[0])
    };
    says(c.language()) && says(c.language_at(place))
}
