//! Which words does a stretch of a query hold, and what do its signs stand for?

use super::error::QueryError;
use super::forms::as_written;
use super::pattern::{Part, Pattern};
use super::tree::Word;
use crate::lang::is_apart;
use crate::text::fold;
use std::ops::Range;

/// A word that is being read.
struct Building {
    parts: Vec<Part>,
    written: Option<String>,
    at: Range<usize>,
    /// The sign that it has, if any.
    sign: Option<usize>,
    /// Whether it is a letter of a script that parts no words.
    apart: bool,
}

/// Whether a folded word is one letter of a script that writes no blanks between words: a token of its own.
fn stands_apart(word: &str) -> bool {
    let unspaced = |c: char| {
        is_apart(c)
            || matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
    };
    word.chars().next().is_some_and(unspaced)
}

/// The words of `text`, which stands at byte `offset` of the query; within quotation marks, a `*` alone is any word.
///
/// # Errors
/// When a sign stands where it means nothing.
pub(super) fn words(text: &str, offset: usize, quoted: bool) -> Result<Vec<Word>, QueryError> {
    let mut out: Vec<Building> = Vec::new();
    // Whether the last word touches what comes next.
    let mut open = false;
    let mut rest = text;
    while !rest.is_empty() {
        let here = offset + (text.len() - rest.len());
        let sign = rest.chars().next().filter(|c| matches!(c, '*' | '?'));
        let Some(sign) = sign else {
            let literal = &rest[..rest.find(['*', '?']).unwrap_or(rest.len())];
            open = literal_words(literal, here, open, &mut out);
            rest = &rest[literal.len()..];
            continue;
        };
        rest = &rest[1..];
        let begins = rest.chars().find(|c| !matches!(c, '*' | '?')).is_some_and(char::is_alphanumeric);
        let part = if sign == '*' { Part::Some } else { Part::One };
        match out.last_mut() {
            Some(word) if open && word.apart => {
                if sign == '?' {
                    out.push(any(here));
                } else if begins {
                    return Err(QueryError::new(
                        "`*` cannot stand between letters of a script without blanks; write the parts with NEAR between them",
                        here..here + 1,
                    ));
                }
            }
            Some(word) if open => {
                word.parts.push(part);
                word.sign.get_or_insert(here);
                word.at.end = here + 1;
            }
            _ if begins => {
                out.push(Building {
                    parts: vec![part],
                    written: None,
                    at: here..here + 1,
                    sign: Some(here),
                    apart: false,
                });
                open = true;
            }
            // A question mark by itself ends a sentence.
            _ if sign == '?' => {}
            _ if quoted => out.push(any(here)),
            _ => {
                return Err(QueryError::new(
                    "`*` stands for letters of a word (wor*, colo*r) or, within quotation marks, for a word",
                    here..here + 1,
                ));
            }
        }
    }
    while out.last().is_some_and(is_any) {
        out.pop();
    }
    let leading = out.iter().take_while(|b| is_any(b)).count();
    out.drain(..leading);
    out.into_iter().map(finished).collect()
}

fn any(at: usize) -> Building {
    Building { parts: Vec::new(), written: None, at: at..at + 1, sign: Some(at), apart: true }
}

fn is_any(word: &Building) -> bool {
    word.parts.is_empty()
}

/// Adds the words of a stretch without signs; whether the last one touches its end.
fn literal_words(literal: &str, here: usize, open: bool, out: &mut Vec<Building>) -> bool {
    let folded = fold(literal, &[]);
    for (i, t) in folded.tokens.iter().enumerate() {
        let range = t.span.start() as usize..t.span.end() as usize;
        let word = folded.word(i);
        let apart = stands_apart(&word);
        let letters = word.chars().map(Part::Letter);
        match out.last_mut() {
            Some(last) if open && i == 0 && range.start == 0 && !last.apart && !apart => {
                last.parts.extend(letters);
                last.at.end = here + range.end;
            }
            _ => out.push(Building {
                parts: letters.collect(),
                written: as_written(&literal[range.clone()]),
                at: here + range.start..here + range.end,
                sign: None,
                apart,
            }),
        }
    }
    folded.tokens.last().is_some_and(|t| t.span.end() as usize == literal.len())
}

fn finished(mut word: Building) -> Result<Word, QueryError> {
    let letters: String =
        word.parts.iter().filter_map(|p| if let Part::Letter(c) = p { Some(*c) } else { None }).collect();
    if is_any(&word) {
        return Ok(Word { pattern: Pattern::Any, written: None, at: word.at });
    }
    if letters.is_empty() {
        return Err(QueryError::new("a word needs a letter besides its signs", word.at));
    }
    if word.sign.is_none() {
        return Ok(Word { pattern: Pattern::Exact(letters), written: word.written, at: word.at });
    }
    // "China?" may as well end a sentence.
    for part in word.parts.iter_mut().rev().take_while(|p| **p == Part::One) {
        *part = Part::Optional;
    }
    Ok(Word { pattern: Pattern::Like(word.parts), written: None, at: word.at })
}
