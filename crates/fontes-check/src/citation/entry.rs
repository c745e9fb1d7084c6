//! Which documents do the words of a draft name: a title, a case, a docket number, an entry of its list of references?

use super::bearer::{headed, works_of};
use super::name::{is_marked, is_proper, longest_name};
use super::prose::Prose;
use crate::draft::Draft;
use crate::search::Retriever;
use fontes_core::corpus::Result;
use fontes_core::lang::{NoteWord, RuleWord};
use fontes_core::read::{AuthorYear, Fit, cites};
use fontes_core::text::{Span, key_hash};
use std::collections::BTreeSet;
use std::ops::Range;

/// Documents that one name may name.
const NAMESAKES: usize = 24;
/// Documents of one case, or with one docket number at their heads.
const FILES: usize = 200;
/// Words of a party's name.
const PARTY: usize = 8;
/// Letters that a title must have in an entry of a list of references.
const TITLE: usize = 8;

/// The entries of the list of references that a citation means.
pub(super) fn entries(draft: &Draft, c: &AuthorYear) -> Vec<Span> {
    let text = draft.text();
    let fits =
        |s: &Span| !s.overlaps(c.span) && s.slice(text).is_some_and(|entry| cites(entry, c) == Fit::Yes);
    let out: Vec<Span> = draft.works().iter().map(|w| w.span).filter(fits).collect();
    if !out.is_empty() {
        return out;
    }
    // A list whose references are not read as such, for they are in another language.
    draft.listed().iter().copied().filter(fits).collect()
}

/// The documents that an entry of a list of references names: by a title in it, else by its author and year.
pub(super) fn documents(
    draft: &Draft,
    entry: Span,
    c: Option<&AuthorYear>,
    search: &Retriever<'_>,
) -> Result<BTreeSet<usize>> {
    let f = &draft.folded;
    let tokens = f.tokens_in(entry);
    let mut out = BTreeSet::new();
    for i in tokens.clone() {
        let mut longest = Vec::new();
        for n in 2..=16.min(tokens.end - i) {
            let units = f.run(&(i..i + n));
            if units.len() >= TITLE {
                let found = search.archive.named(key_hash(units))?;
                if !found.is_empty() && found.len() <= NAMESAKES {
                    longest = found;
                }
            }
        }
        out.extend(longest);
    }
    if let (true, Some(c)) = (out.is_empty(), c)
        && let Some(last) = c.names.first().and_then(|n| n.rsplit(' ').next())
    {
        out = works_of(last, Some(&c.year), search)?;
    }
    out.retain(|d| !search.is_own(*d));
    Ok(out)
}

/// The name of a document that begins with word `i`, of those before `end`: how many words it has, and the documents that
/// bear it. Only what is given as a name.
pub(super) fn name_at(
    draft: &Draft,
    i: usize,
    end: usize,
    search: &Retriever<'_>,
) -> Result<Option<(usize, Vec<usize>)>> {
    if let Some((n, found)) = longest_name(draft, i, end, search, NAMESAKES)?
        && is_proper(draft, i..i + n)
        && (found.len() == 1 || is_marked(draft, i..i + n))
    {
        return Ok(Some((n, found)));
    }
    let p = Prose { text: draft.text(), folded: &draft.folded, language: draft.language };
    if let Some((first, second)) = case(&p, i, end) {
        let found = parties(&p, &first, &second, search)?;
        return Ok((!found.is_empty()).then_some((second.end - i, found)));
    }
    if let Some(n) = docket(&p, i, end) {
        let words: Vec<String> = (i..i + n).map(|k| p.word(k)).collect();
        let found = headed(&words, search)?;
        return Ok((!found.is_empty() && found.len() <= FILES).then_some((n, found)));
    }
    Ok(None)
}

/// "Citizens United v. FEC": the parties, where the first begins with word `i`.
fn case(p: &Prose<'_>, i: usize, end: usize) -> Option<(Range<usize>, Range<usize>)> {
    // "In Okafor v. Platt": a function word begins no party, unless it is "The".
    let article = p.language.rules().is(&p.word(i), &RuleWord::Article);
    if !p.capital(i) || p.language.is_function_word(&p.word(i)) && !(article && p.capital(i + 1)) {
        return None;
    }
    let against = |k: usize| p.language.is_in_notes(&p.word(k), NoteWord::Against) && !p.capital(k);
    let middle = (i + 1..end.min(i + PARTY)).find(|&k| against(k))?;
    let within = |k: usize| p.capital(k) || p.raw(k).chars().count() <= 3 || p.light(k);
    if !(i..middle).all(within) || (i..middle - 1).any(|k| p.gap(k).contains([';', ':', '(', ')', '“', '"']))
    {
        return None;
    }
    let mut last = None;
    for k in middle + 1..end.min(middle + 1 + PARTY) {
        if p.capital(k) {
            last = Some(k);
        } else if !p.light(k) {
            break;
        }
        if p.gap(k).contains([',', ';', ':', '(', ')', '”', '"', '*', '_']) {
            break;
        }
    }
    Some((i..middle, middle + 1..last? + 1))
}

/// The documents of a case: those at whose heads the first party stands, and the other too, in full or by its initials.
fn parties(
    p: &Prose<'_>,
    first: &Range<usize>,
    second: &Range<usize>,
    search: &Retriever<'_>,
) -> Result<Vec<usize>> {
    let telling = |run: &Range<usize>| -> Vec<String> {
        run.clone().map(|k| p.word(k)).filter(|w| !p.language.is_function_word(w)).collect()
    };
    let (one, other) = (telling(first), telling(second));
    let Some(begins) = one.first() else { return Ok(vec![]) };
    // A party is cited by its first words; which of them the caption has, the head tells.
    let lead: Vec<String> =
        if one.len() > 1 && first.len() == one.len() { one[..2].to_vec() } else { vec![begins.clone()] };
    let mut out = Vec::new();
    for number in headed(&lead, search)? {
        let head = super::bearer::head(number, search)?;
        let words: Vec<String> = head.folded().words().collect();
        if other.iter().all(|w| stands(w, &words)) {
            out.push(number);
        }
    }
    Ok(out)
}

/// Whether a party's word stands among these, as it is, cut short ("Comm’n"), or as the initials of words in a row.
fn stands(word: &str, words: &[String]) -> bool {
    let begins = |w: &String| {
        let mut letters = w.chars();
        w.len() > word.len()
            && word.chars().all(|c| letters.any(|l| l == c))
            && w.chars().next() == word.chars().next()
    };
    let initials = |at: usize| {
        let row: String = words[at..]
            .iter()
            .filter(|w| w.len() > 3)
            .take(word.len())
            .filter_map(|w| w.chars().next())
            .collect();
        row == word
    };
    words.iter().any(|w| w == word)
        || (2..=6).contains(&word.len()) && (0..words.len()).any(initials)
        || word.len() >= 3 && words.iter().any(begins)
}

/// A docket or file number at word `i`: "C-252/21", "08-205" after "No.", "1 BvR 16/13"; how many words it has.
fn docket(p: &Prose<'_>, i: usize, end: usize) -> Option<usize> {
    let digits = |k: usize| !p.word(k).is_empty() && p.word(k).bytes().all(|b| b.is_ascii_digit());
    let parted = |k: usize| {
        let gap = p.gap(k);
        gap.chars().count() == 1 && gap.contains(['/', '-', '‐', '‑', '–'])
    };
    let tight = |k: usize| k + 1 < end && parted(k);
    let letters = |k: usize| p.raw(k).chars().count() <= 4 && p.raw(k).starts_with(char::is_uppercase);
    // "C-252/21"
    if letters(i) && !digits(i) && tight(i) && digits(i + 1) && tight(i + 1) && digits(i + 2) {
        return Some(3);
    }
    // "No. 08-205", "nos. 12345/06"
    let numbered = i > 0 && p.language.is_in_notes(&p.word(i - 1), NoteWord::Number);
    if numbered && digits(i) && tight(i) && digits(i + 1) {
        return Some(2);
    }
    // "1 BvR 16/13", "VI ZR 123/20"
    let roman_or_number = digits(i) || p.raw(i).chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let register = i + 1 < end && p.capital(i + 1) && (2..=4).contains(&p.raw(i + 1).chars().count());
    let number = i + 3 < end && digits(i + 2) && tight(i + 2) && digits(i + 3);
    (roman_or_number && register && number).then_some(4)
}
