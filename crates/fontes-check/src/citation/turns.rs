//! Who speaks where in a record of several speakers?
//!
//! A turn begins with a line's label: "MR. VANE:", "[10:02:11] Vane:", "Q (Mr. Lisle):", "Mr. VANE. I thank …",
//! "Anna Vane 00:10:02" on a line of its own, `<v Anna Vane>`.

use super::person::Person;
use crate::search::{Retriever, Turns};
use fontes_core::corpus::{Result, Source};
use fontes_core::lang::{self, Language, NoteWord, RuleWord};
use fontes_core::text::{Span, fold};

/// Letters of a label at most, and its words.
const LABEL: usize = 60;
const WORDS: usize = 6;
/// The share of a record's lines that begin with labels of no sure form, from which one that stands once counts.
const RECORD: f64 = 0.5;

/// What the turns of a document say of a passage and those who are given as its speakers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// The passage is in the turn of one of them.
    Theirs,
    /// One of them speaks in the document, and the passage is in the turn of somebody else.
    Others,
    /// Nothing.
    Nothing,
}

/// Whose turn a passage of a document stands in.
pub(super) fn turn_of(
    persons: &[Person],
    number: usize,
    passage: Span,
    search: &Retriever<'_>,
) -> Result<Told> {
    let turns = search.turns(number, turns)?;
    let Some(turn) = turns.iter().rev().find(|t| t.0 <= passage.start()) else { return Ok(Told::Nothing) };
    let mut own = false;
    for person in persons {
        let named = |label: &str| label.split(' ').any(|w| w == person.surname);
        let whole =
            |label: &str| named(label) && person.given.iter().any(|g| label.split(' ').any(|w| w == g));
        // Two of one family are told apart by their first names.
        let exact = turns.iter().any(|t| whole(&t.1));
        let has = |label: &str| if exact { whole(label) } else { named(label) };
        if has(&turn.1) {
            return Ok(Told::Theirs);
        }
        own |= turns.iter().any(|t| has(&t.1));
    }
    Ok(if own { Told::Others } else { Told::Nothing })
}

/// A label at the head of a line.
struct Label {
    /// Its words, folded.
    words: String,
    /// Whether its form alone shows a speaker: a time, a title, "Q" and "A".
    sure: bool,
    /// Whether it is in capitals.
    capitals: bool,
}

/// The turns of a document: where each begins, and the folded words of its label.
fn turns(source: &Source) -> Turns {
    let language = lang::of(&source.document);
    let mut found: Vec<(u32, Label)> = Vec::new();
    let (mut at, mut lines) = (0usize, 0usize);
    let mut examiner = String::new();
    for line in source.text().split_inclusive('\n') {
        let start = at;
        at += line.len();
        if !line.contains(char::is_alphabetic) {
            continue;
        }
        lines += 1;
        let Some(mut label) = label(line.trim(), language) else { continue };
        let first = label.words.split(' ').next().unwrap_or("");
        if language.rules().is(first, &RuleWord::By) || label.words.contains(" by ") {
            // "BY MR. LISLE:", "EXAMINATION BY MR. LISLE": the questions that follow are his.
            examiner.clone_from(&label.words);
        } else if label.words == "q" {
            label.words = format!("q {examiner}");
        }
        // Texts are shorter than 4 GiB.
        found.push((start as u32, label));
    }
    // Questions have answers: "A." alone is an initial, or an item of a list.
    let letter = |l: &Label, q: &str| l.words.split(' ').next() == Some(q);
    if !(found.iter().any(|f| letter(&f.1, "q")) && found.iter().any(|f| letter(&f.1, "a"))) {
        found.retain(|f| !matches!(f.1.words.trim(), "q" | "a"));
    }
    let record = !found.iter().any(|f| f.1.sure) && found.len() as f64 >= lines as f64 * RECORD;
    let twice = |l: &Label| found.iter().filter(|f| f.1.words == l.words).count() > 1;
    // Where one in capitals comes again, those in capitals are speakers.
    let capitals = found.iter().any(|f| f.1.capitals && twice(&f.1));
    let counts: Vec<bool> =
        found.iter().map(|f| f.1.sure || record || f.1.capitals && capitals || twice(&f.1)).collect();
    found.into_iter().zip(counts).filter(|f| f.1).map(|((at, label), _)| (at, label.words)).collect()
}

/// The label that a line begins with.
fn label(line: &str, language: &Language) -> Option<Label> {
    let bare = line.trim_start_matches(['*', '_', '>', '#', '-', '–', ' ', '\t']);
    if let Some(rest) = bare.strip_prefix("<v ") {
        return made(rest.split_once('>')?.0, true);
    }
    let (timed, rest) = stamp(bare);
    if let Some(l) = question(rest, language) {
        return Some(l);
    }
    if let Some(l) = timed_name(rest) {
        return Some(l);
    }
    if let Some((head, _)) = rest.split_once([':', '：']).filter(|h| is_label(h.0, language)) {
        // "SUBJECT:" is in capitals as well; what counts is that a label comes again.
        return made(head, timed || titled(head, language));
    }
    // "Mr. VANE. I thank the chair.", "The PRESIDENT. Order."
    let end = rest
        .char_indices()
        .find(|&(i, c)| matches!(c, '.' | '—' | '–') && rest[..i].split_whitespace().any(capital_word))?;
    let head = &rest[..end.0];
    let begins = head.split_whitespace().next().unwrap_or("");
    let introduced = titled(begins, language) || language.is_function_word(&folded(begins));
    let last = head.split_whitespace().last().unwrap_or("");
    (introduced && capital_word(last) && is_label(head, language)).then(|| made(head, true))?
}

fn folded(words: &str) -> String {
    fold(words, &[]).words().collect::<Vec<_>>().join(" ")
}

fn made(head: &str, sure: bool) -> Option<Label> {
    let words = folded(head);
    let capitals = head.chars().any(char::is_alphabetic) && !head.chars().any(char::is_lowercase);
    (!words.is_empty()).then_some(Label { words, sure, capitals })
}

/// Whether a word is written in capitals, two at least.
fn capital_word(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

/// Whether a label has the title of a person in it.
fn titled(head: &str, language: &Language) -> bool {
    let words = folded(head);
    words.split(' ').any(|w| language.offices().of(w).iter().any(|o| o.precedes_name()))
}

/// Whether words can be a speaker's label: few, with capitals, those in brackets aside.
fn is_label(head: &str, language: &Language) -> bool {
    let mut depth = 0;
    let open: String = head
        .chars()
        .filter(|&c| {
            depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
            depth == 0 && !matches!(c, ')' | ']')
        })
        .collect();
    let words: Vec<&str> = open.split_whitespace().collect();
    let small = |w: &str| language.is_in_notes(&folded(w), NoteWord::NameParticle);
    let capital = |w: &str| w.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let letters = open.chars().any(char::is_alphabetic);
    letters && head.len() <= LABEL && words.len() <= WORDS && words.iter().all(|w| capital(w) || small(w))
}

/// A time at the head of a line, in brackets or not: whether there is one, and what follows it.
fn stamp(line: &str) -> (bool, &str) {
    let open = line.trim_start_matches(['[', '(', '<']);
    let len = open
        .char_indices()
        .take_while(|&(_, c)| c.is_ascii_digit() || matches!(c, ':' | '.' | ','))
        .last()
        .map_or(0, |(i, c)| i + c.len_utf8());
    let time = &open[..len];
    if !time.contains(':') || time.bytes().filter(u8::is_ascii_digit).count() < 3 {
        return (false, line);
    }
    let rest = open[len..].trim_start_matches([']', ')', '>', ' ', '\t', '-', '–', '—', '*', '_']);
    (true, rest)
}

/// "Q (Mr. Lisle):", "A.", "Q:": a question or an answer.
fn question(line: &str, language: &Language) -> Option<Label> {
    let mut chars = line.chars();
    let letter = chars.next().filter(|c| c.is_uppercase())?;
    let rest = chars.as_str();
    if let Some(after) = rest.strip_prefix([':', '.']) {
        // "A. Vane" is a name; a turn's text begins after a blank, and goes on.
        let words = after.trim_start();
        let blank = words.len() < after.len();
        let named = after.split_whitespace().count() < 3;
        return (blank && !named && matches!(letter, 'Q' | 'A')).then(|| made(&letter.to_string(), true))?;
    }
    let named = rest.trim_start().strip_prefix('(')?;
    let (name, after) = named.split_once(')')?;
    let label = after.trim_start().starts_with([':', '.', '：']) && is_label(name, language);
    label.then(|| made(&format!("{letter} {name}"), true))?
}

/// "Anna Vane 00:10:02", "Anna Vane (10:02)": a name and a time, and nothing else.
fn timed_name(line: &str) -> Option<Label> {
    let at = line.char_indices().find(|(_, c)| c.is_ascii_digit() || matches!(c, '(' | '['))?.0;
    let (name, time) = line.split_at(at);
    let (timed, rest) = stamp(time);
    let capital = name.split_whitespace().all(|w| w.starts_with(|c: char| c.is_uppercase()));
    let few = (1..=4).contains(&name.split_whitespace().count());
    let ends = rest.trim_matches([':', '*', '_', ' ']).is_empty();
    (timed && few && capital && ends).then(|| made(name, true))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use fontes_core::text::Document;

    fn labels(text: &str) -> Vec<String> {
        let document = Document { text: text.to_owned(), language: Some("en".into()), ..Document::default() };
        let source = Source::new(0, "a.txt".into(), String::new(), document);
        turns(&source).into_iter().map(|t| t.1).collect()
    }

    #[test]
    fn lines_begin_turns_in_many_forms() {
        assert_eq!(labels("[10:02] MR. VANE: Who?\n(10:03) Ms. Tov: I."), ["mr vane", "ms tov"]);
        assert_eq!(labels("Q (Mr. Lisle): Who was it?\n\nA (Mrs. Tov): I was."), ["q mr lisle", "a mrs tov"]);
        assert_eq!(labels("Anna Vane 00:10:02\nThe gate.\n\nTov 00:10:09\nWhich?"), ["anna vane", "tov"]);
        assert_eq!(
            labels("Mr. VANE. I thank the chair.\nThe PRESIDENT. Order."),
            ["mr vane", "the president"]
        );
        assert_eq!(
            labels("BY MR. LISLE:\nQ. Who was at the gate?\nA. The river was there."),
            ["by mr lisle", "q by mr lisle", "a"]
        );
    }

    #[test]
    fn a_colon_within_a_speech_begins_no_turn() {
        let text =
            "MR. VANE: I ask one thing of you all.\nFirst: whose wheel was it?\nIt was dark.\nI saw it.";
        assert_eq!(labels(text), ["mr vane"]);
        assert_eq!(
            labels("The report was long.\nA. Vane wrote it all in May 1921.\nIt rained."),
            [] as [&str; 0]
        );
    }
}
