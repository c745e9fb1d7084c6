//! Whom does the draft give as the speaker, and who speaks in the source?

use super::sentence::sentence;
use crate::draft::Draft;
use crate::search::{Retriever, Turns};
use fontes_core::corpus::{Result, Source};
use fontes_core::read::Quotation;
use fontes_core::text::Span;

/// A person whom the draft gives as the speaker.
#[derive(Debug, Clone)]
pub(crate) struct Speaker {
    pub(super) surname: String,
    pub(super) name: String,
}

/// The person named with a verb of saying right before or right after the quotation.
pub(super) fn speaker(draft: &Draft, q: &Quotation) -> Option<Speaker> {
    let f = &draft.folded;
    let word = |i: usize| f.word(i);
    let capital = |i: usize| {
        f.tokens[i].span.slice(draft.text()).and_then(|s| s.chars().next()).is_some_and(char::is_uppercase)
    };
    let sentence = sentence(draft, q.span);
    let before = f.tokens_in(Span::new(sentence.start(), q.span.start()).ok()?);
    let after = f.tokens_in(Span::new(q.span.end(), sentence.end()).ok()?);
    // "Tov said, “…”": the verb is among the last words before, its subject right before it.
    let verb = before.clone().rev().take(4).find(|&i| draft.language.saying().is_saying(&word(i)));
    let name = if let Some(v) = verb {
        let end = v;
        let start = (before.start..end).rev().take_while(|&i| capital(i)).last()?;
        start..end
    } else {
        // "“…,” said Tov" and "“…,” Tov said".
        let first = after.start;
        let head = after.clone().take(5).find(|&i| draft.language.saying().is_saying(&word(i)))?;
        if head == first {
            let last = (head + 1..after.end).take(3).take_while(|&i| capital(i)).last()?;
            head + 1..last + 1
        } else {
            (first..head).all(capital).then_some(first..head)?
        }
    };
    let surname = word(name.end.checked_sub(1)?);
    if surname.chars().count() < 3 || draft.language.is_function_word(&surname) {
        return None;
    }
    let name = draft.span(&name)?.slice(draft.text())?.to_owned();
    Some(Speaker { surname, name })
}

/// Whether the witness is a record of several speakers and the passage stands in the turn of
/// another one. Only lines of the form "NAME: …" count, and only if the draft's speaker has a
/// turn of his own in the same witness.
pub(crate) fn said_by_another(
    speaker: &Speaker,
    number: usize,
    passage: Span,
    search: &Retriever<'_>,
) -> Result<bool> {
    let turns = search.turns(number, turns)?;
    let has = |label: &str| label.split(' ').any(|w| w == speaker.surname);
    let own = turns.iter().any(|t| has(&t.1));
    let turn = turns.iter().rev().find(|t| t.0 <= passage.start());
    Ok(own && turn.is_some_and(|t| !has(&t.1)))
}

/// Lines of a document of the form "NAME: …": where each begins, and the name, folded.
fn turns(source: &Source) -> Turns {
    let mut turns = Turns::new();
    let mut at = 0;
    for line in source.text().split_inclusive('\n') {
        let head = line.trim_start_matches(['*', '_', ' ']);
        if let Some((label, _)) = head.split_once(':') {
            let words: Vec<&str> = label.split_whitespace().collect();
            let name = !words.is_empty()
                && words.len() <= 5
                && words.iter().all(|w| w.chars().next().is_some_and(char::is_uppercase));
            if name {
                let folded = fontes_core::text::fold(label, &[]);
                let last = (0..folded.tokens.len()).map(|i| folded.word(i)).collect::<Vec<_>>().join(" ");
                turns.push((at, last));
            }
        }
        // Texts are shorter than 4 GiB.
        at += line.len() as u32;
    }
    turns
}
