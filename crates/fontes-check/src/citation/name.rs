//! Which documents of the archive do words of the draft name?

use crate::draft::Draft;
use crate::search::Retriever;
use fontes_core::corpus::Result;
use fontes_core::lang::CalendarWord;
use fontes_core::text::{Span, key_hash};
use std::ops::Range;

/// Letters that a name must have to name a document.
const SHORTEST_NAME: usize = 8;
/// The same of a name with a figure, of two words or more.
const SHORTEST_NUMBERED: usize = 5;
/// Documents that a name may name where only one is meant: were it more, it would be no name.
const NAMESAKES: usize = 3;
/// Words that a title may have.
const LONGEST_NAME: usize = 16;

/// The longest name of a document that begins with token `i`, of those before `end`: its tokens and the
/// documents that bear it, if they are no more than `namesakes`.
pub(super) fn longest_name(
    draft: &Draft,
    i: usize,
    end: usize,
    search: &Retriever<'_>,
    namesakes: usize,
) -> Result<Option<(usize, Vec<usize>)>> {
    let f = &draft.folded;
    let mut longest = None;
    for n in 1..=LONGEST_NAME.min(end - i) {
        let units = f.run(&(i..i + n));
        let figure = units.iter().any(|&u| (48..58).contains(&u));
        // "Doc. 12", "Exhibit 7"
        let shortest = if n > 1 && figure { SHORTEST_NUMBERED } else { SHORTEST_NAME };
        if units.len() < shortest || (n == 1 && !figure && units.len() < 14) {
            continue;
        }
        let found = search.archive.named(key_hash(units))?;
        if !found.is_empty() && found.len() <= namesakes {
            longest = Some((n, found));
        }
    }
    Ok(longest)
}

/// The first document of the archive that the words of a span name beyond doubt, with its name.
pub(crate) fn first_named(
    draft: &Draft,
    within: Span,
    search: &Retriever<'_>,
) -> Result<Option<(Span, usize)>> {
    let tokens = draft.folded.tokens_in(within);
    for i in tokens.clone() {
        if let Some((n, found)) = longest_name(draft, i, tokens.end, search, NAMESAKES)?
            && let [only] = found[..]
            && is_proper(draft, i..i + n)
            && let Some(span) = draft.span(&(i..i + n))
        {
            return Ok(Some((span, only)));
        }
    }
    Ok(None)
}

/// Whether these words are given as a name: in quotation marks, as a file's name, or
/// capitalised throughout. "A memorandum of conversation" names nothing, though a document may
/// bear just that title.
pub(super) fn is_proper(draft: &Draft, tokens: Range<usize>) -> bool {
    let text = draft.text();
    let capital = |i: usize| {
        let word = draft.folded.word(i);
        let first = draft.folded.tokens[i].span.slice(text).and_then(|s| s.chars().next());
        draft.language.is_function_word(&word) || first.is_some_and(|c| !c.is_lowercase())
    };
    let digits = |i: usize| draft.folded.word(i).bytes().all(|b| b.is_ascii_digit());
    let month = |i: usize| {
        let of = draft.language.calendar().of(&draft.folded.word(i));
        of.iter().any(|w| matches!(w, CalendarWord::Month(..)))
    };
    // "4 May 1921" is when, not where.
    let day = tokens.clone().all(|i| digits(i) || month(i));
    let least = if tokens.clone().any(digits) { 2 } else { 3 };
    is_marked(draft, tokens.clone()) || (!day && tokens.len() >= least && tokens.clone().all(capital))
}

/// Whether these words are in quotation marks or marks of emphasis, a file's name, or a name with a number.
pub(super) fn is_marked(draft: &Draft, tokens: Range<usize>) -> bool {
    let Some(span) = draft.span(&tokens) else { return false };
    let text = draft.text();
    let words = span.slice(text).unwrap_or("");
    let before = text[..span.start() as usize].chars().next_back();
    let after = text[span.end() as usize..].chars().next();
    let marked =
        before.is_some_and(|c| "“\"‘'*_«".contains(c)) && after.is_some_and(|c| "”\"’'*_»,.".contains(c));
    let file = tokens.len() <= 4 && words.contains('.') && !words.contains(' ');
    let number = tokens.len() == 2 && draft.folded.word(tokens.end - 1).bytes().all(|b| b.is_ascii_digit());
    marked || file || number && words.starts_with(char::is_uppercase)
}
