//! Which documents of the archive bear a name, or are by an author? Beyond the names that the index keeps: what stands
//! at their heads, and in their paths.

use crate::search::Retriever;
use fontes_core::corpus::{Part, Result, Source};
use fontes_core::lang::{self, RuleWord};
use fontes_core::text::fold;
use std::collections::BTreeSet;

/// Words at a document's head within which its names stand.
pub(super) const HEAD: u32 = 160;
/// Documents that hold a name anywhere and are looked at.
const HOLDING: usize = 400;
/// Lines of a head among which the author is named.
const BYLINES: usize = 12;
/// Bytes of a head.
const HEAD_BYTES: u32 = 1_600;

/// The documents at whose heads these folded words stand one after the other, in order.
pub(super) fn headed(words: &[String], search: &Retriever<'_>) -> Result<Vec<usize>> {
    search.headed(&words.join(" "), || {
        let found = search.archive.phrase(words, HOLDING)?;
        let mut out: Vec<usize> = found.into_iter().filter(|p| p.token < HEAD).map(|p| p.number).collect();
        out.retain(|n| !search.is_own(*n));
        out.sort_unstable();
        Ok(out)
    })
}

/// What is held of a document's head.
pub(super) fn head(number: usize, search: &Retriever<'_>) -> Result<std::sync::Arc<Source>> {
    search.archive.part(number, &Part::Bytes(0..HEAD_BYTES))
}

/// The documents by an author of this folded family name, of that year if any are; in order.
pub(super) fn works_of(surname: &str, year: Option<&str>, search: &Retriever<'_>) -> Result<BTreeSet<usize>> {
    let mut all = BTreeSet::new();
    for number in headed(&[surname.to_owned()], search)? {
        if is_by(&*head(number, search)?, surname) {
            all.insert(number);
        }
    }
    let Some(year) = year else { return Ok(all) };
    let of_year = of_year(&all, year, search)?;
    Ok(if of_year.is_empty() { all } else { of_year })
}

/// The same, only those of that year; in order.
pub(super) fn works_of_year(surname: &str, year: &str, search: &Retriever<'_>) -> Result<BTreeSet<usize>> {
    of_year(&works_of(surname, None, search)?, year, search)
}

/// Those of these documents that say that they are of a year.
fn of_year(all: &BTreeSet<usize>, year: &str, search: &Retriever<'_>) -> Result<BTreeSet<usize>> {
    let year = year.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let mut out = BTreeSet::new();
    for &number in all {
        let source = head(number, search)?;
        let dated = source.document.date.as_deref().is_some_and(|d| d.starts_with(year));
        if dated || source.path.contains(year) || lines(&source).any(|l| l.contains(year)) {
            out.insert(number);
        }
    }
    Ok(out)
}

fn lines(source: &Source) -> impl Iterator<Item = &str> {
    source.text().lines().filter(|l| l.contains(char::is_alphanumeric)).take(BYLINES)
}

/// Whether a document says that it is by somebody of this family name: in what is known of it, in its file's name, or in
/// a line at its head that is a name alone or has "by" before it.
pub(super) fn is_by(head: &Source, surname: &str) -> bool {
    let rules = lang::of(&head.document).rules();
    let holds = |words: &str| fold(words, &[]).words().any(|w| w == surname);
    if head.document.author.as_deref().is_some_and(holds) {
        return true;
    }
    let file = head.path.rsplit(['/', '\\', '!']).next().unwrap_or("");
    if file.split(|c: char| !c.is_alphanumeric()).next().is_some_and(holds) {
        return true;
    }
    // "By Moira Halloran, 2009", "An Enquiry, by David Hume": nothing but the name after it.
    let byline = |line: &str| {
        let f = fold(line, &[]);
        let words: Vec<String> = f.words().collect();
        let Some(at) = words.iter().position(|w| w == surname) else { return false };
        let opens = |i: usize| {
            let before = f.tokens.get(i).and_then(|t| line.get(..t.span.start() as usize)).unwrap_or("");
            !before.contains(char::is_alphanumeric)
                || before.trim_end().ends_with([',', '.', ':', ';', '—', '–'])
        };
        (at.saturating_sub(5)..at)
            .any(|i| opens(i) && (i + 1..=at).any(|e| rules.is(&words[i..e].join(" "), &RuleWord::By)))
    };
    head.document.title.as_deref().is_some_and(byline) || lines(head).any(byline) || alone(head, surname)
}

/// Whether a document says that it is somebody's work: in what is known of it, or in a line that begins with "by" and a name.
pub(super) fn has_author(head: &Source) -> bool {
    let rules = lang::of(&head.document).rules();
    head.document.author.is_some()
        || lines(head).any(|line| {
            let words: Vec<&str> = line.split_whitespace().take(5).collect();
            (1..words.len()).any(|n| {
                let by: Vec<String> = fold(&words[..n].join(" "), &[]).words().collect();
                let name = words[n].trim_start_matches(|c: char| !c.is_alphanumeric());
                rules.is(&by.join(" "), &RuleWord::By) && name.starts_with(|c: char| c.is_uppercase())
            })
        })
}

/// Whether the line after the title is a name with this family name, and nothing else.
fn alone(head: &Source, surname: &str) -> bool {
    let is_name = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        (2..=4).contains(&words.len())
            && words.iter().all(|w| w.starts_with(|c: char| c.is_uppercase()))
            && !line.contains([':', ';', '/'])
    };
    let mut after = lines(head).skip(1);
    let (second, third) = (after.next().unwrap_or(""), after.next().unwrap_or(""));
    is_name(second) && !is_name(third) && fold(second, &[]).words().last().is_some_and(|w| w == surname)
}
