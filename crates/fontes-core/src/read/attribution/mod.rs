//! Who says what? Sources, the words that tell so (cues), and what is said.
//!
//! As in PolNeAR (Newell et al., LREC 2018) every word belongs to one attribution at most: of
//! "Mack wrote that the papers show that" the outer one is read. Sources are the words of the text,
//! pronouns as they stand; whom they stand for is told beside, within a paragraph.
//!
//! Words are looked up in the tables of the text's language (`grammar.tsv`, `saying.tsv`); the order of words that is
//! looked for is that of English.
//!
//! Left out: what only the sense of a clause tells (attitudes without a verb of saying or thinking),
//! and languages without those tables.

mod antecedent;
mod clause;
mod lexicon;
mod types;

pub use types::{Attribution, Voice};

use self::lexicon::Lexicon;
use super::paragraph::paragraphs;
use super::quotation::quotations;
use super::token::Tokens;
use crate::lang::Reads;
use crate::text::{BlockKind, Document, Span};

/// The attributions of a document, in order of their first words; no word is in two.
#[must_use]
pub fn attributions(document: &Document) -> Vec<Attribution> {
    attributions_in(document, &Tokens::new(&document.text))
}

pub(crate) fn attributions_in(document: &Document, tokens: &Tokens<'_>) -> Vec<Attribution> {
    let language = tokens.language;
    if !language.reads(Reads::Attributions) {
        return Vec::new();
    }
    let lexicon = Lexicon::of(language);
    let text = document.text.as_str();
    let quoted = quotations(document);
    let mut out = Vec::new();
    let mut announced: Option<clause::Announced> = None;
    for p in paragraphs(document) {
        if matches!(p.kind, BlockKind::Furniture | BlockKind::Cell) {
            continue;
        }
        if p.kind == BlockKind::Quotation {
            if let Some(a) = announced.take() {
                out.push(Attribution {
                    source: a.source,
                    antecedent: None,
                    cue: a.cue,
                    content: vec![p.span],
                    voice: Voice::Direct,
                });
            }
            continue;
        }
        let first = out.len();
        announced = clause::read(tokens, &lexicon, p.span, &quoted, announced, &mut out);
        antecedent::settle(tokens, &lexicon, p.span, &mut out[first..]);
    }
    for a in out.iter_mut().filter(|a| a.voice == Voice::Indirect) {
        a.voice = voice(text, &a.content);
    }
    out.sort_by_key(|a| a.content.first().copied().map_or(a.cue, |c| c.cover(a.cue)));
    out
}

fn voice(text: &str, content: &[Span]) -> Voice {
    let marks = |c: char| matches!(c, '"' | '“' | '”' | '«' | '»' | '„');
    let words: Vec<&str> = content.iter().filter_map(|s| s.slice(text)).collect();
    let first = words.first().map_or("", |w| w.trim_start());
    let last = words.last().map_or("", |w| {
        w.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '?' | '!' | ';'))
    });
    if first.starts_with(marks) && last.ends_with(marks) {
        Voice::Direct
    } else if words.iter().any(|w| w.contains(marks)) {
        Voice::Mixed
    } else {
        Voice::Indirect
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let d = Document { text: text.to_owned(), ..Document::default() };
        let words = |s: Span| s.slice(text).unwrap_or("?").to_owned();
        attributions(&d)
            .iter()
            .map(|a| {
                let content: Vec<String> = a.content.iter().map(|c| words(*c)).collect();
                format!("{} | {} | {}", a.source.map_or("-".into(), words), words(a.cue), content.join(" + "))
            })
            .collect()
    }

    #[test]
    fn who_stands_before_after_and_within() {
        assert_eq!(
            read("“The sea froze,” said Mira Doran, a captain. “We left.”"),
            ["Mira Doran, a captain | said | “The sea froze,” + “We left.”"]
        );
        assert_eq!(
            read("“The sea,” Captain Doran said on Monday, “froze.”"),
            ["Captain Doran | said | “The sea,” + “froze.”"]
        );
        assert_eq!(
            read("But the harbour master has never said that the sea froze."),
            ["the harbour master | has never said | that the sea froze"]
        );
        assert_eq!(
            read("The boats were lost, according to the council."),
            ["the council | according to | The boats were lost"]
        );
    }

    #[test]
    fn pronouns_stand_for_who_spoke_before() {
        let text = "Mira Doran, a captain of the line at the time claimed that the sea froze. It is hard to believe, as she \
                    herself admitted that the boats went out. Tov met Lerch who praised the harbour. When the mayor \
                    announced a feast, the boats came in.";
        let d = Document { text: text.to_owned(), ..Document::default() };
        let words = |s: Option<Span>| s.and_then(|s| s.slice(text)).unwrap_or("-").to_owned();
        let said: Vec<[String; 3]> = attributions(&d)
            .iter()
            .map(|a| [words(a.source), words(a.antecedent), words(a.content.first().copied())])
            .collect();
        let doran = "Mira Doran, a captain of the line at the time";
        assert_eq!(
            said,
            [
                [doran, "-", "that the sea froze"],
                ["she herself", doran, "that the boats went out"],
                ["who", "Lerch", "the harbour"],
                ["the mayor", "-", "a feast"],
            ]
        );
    }

    #[test]
    fn titles_clauses_and_colons() {
        assert_eq!(
            read("A pilot, who asked not to be named, said: “We had no choice.”"),
            ["A pilot, who asked not to be named, | said: | “We had no choice.”"]
        );
        assert_eq!(
            read("She told the council that they would leave."),
            ["She | told | that they would leave"]
        );
        assert_eq!(read("In a letter, Doran wrote:\n\n“Nobody came.”"), ["Doran | wrote | “Nobody came.”"]);
        assert_eq!(read("It is believed that the sea froze."), ["- | is believed | that the sea froze"]);
        assert_eq!(read("This plan began to fail. Their support was small."), [] as [String; 0]);
    }
}
