//! Which tree is a query? OR binds least, then AND (or nothing between words), then NEAR.

use super::date::{self, DateRange};
use super::error::QueryError;
use super::lex::{Kind, Lexeme, lex};
use super::pattern::Pattern;
use super::tree::{Field, Node, Phrase, Query, Word};
use super::words::words;
use crate::lang::languages;
use std::ops::Range;

/// Bytes of a query, words in it and parentheses within each other, at most.
const LONGEST: usize = 20_000;
const MOST_WORDS: usize = 2_000;
const DEEPEST: usize = 60;

/// Letters of a word of which one, or two, may differ.
const LONG_ENOUGH: [usize; 2] = [3, 5];

/// Reads a query. `docs/search.md` says what is understood.
///
/// # Errors
/// What is not understood, with its place.
pub fn parse(query: &str) -> Result<Query, QueryError> {
    if query.len() > LONGEST {
        return Err(QueryError::new(
            format!("the query is longer than {LONGEST} bytes"),
            LONGEST..query.len(),
        ));
    }
    let lexemes = lex(query)?;
    if lexemes.len() > MOST_WORDS {
        let from = lexemes[MOST_WORDS].at.start;
        return Err(QueryError::new(
            format!("the query has more than {MOST_WORDS} words"),
            from..query.len(),
        ));
    }
    let mut parser = Parser { query, lexemes, next: 0, depth: 0 };
    if parser.lexemes.is_empty() {
        return Err(QueryError::new("the query holds no word", 0..query.len()));
    }
    let root = parser.any()?;
    match parser.peek() {
        None => Ok(Query { root }),
        Some(l) => Err(QueryError::new("this closing parenthesis has no opening one", l.at.clone())),
    }
}

struct Parser<'q> {
    query: &'q str,
    lexemes: Vec<Lexeme>,
    next: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Lexeme> {
        self.lexemes.get(self.next)
    }

    fn eat(&mut self, kind: &Kind) -> Option<Range<usize>> {
        let at = self.peek().filter(|l| l.kind == *kind)?.at.clone();
        self.next += 1;
        Some(at)
    }

    fn name(&self, at: &Range<usize>) -> &str {
        self.query.get(at.clone()).unwrap_or("")
    }

    /// An operator after which, or before which, there are no words.
    fn bare(&self, at: Range<usize>, side: &str) -> QueryError {
        QueryError::new(format!("the operator {} has no words {side} it", self.name(&at)), at)
    }

    fn any(&mut self) -> Result<Node, QueryError> {
        let mut branches = vec![self.all(None)?];
        while let Some(at) = self.eat(&Kind::Or) {
            branches.push(self.all(Some(at))?);
        }
        Ok(if branches.len() == 1 { branches.remove(0) } else { Node::Any(branches) })
    }

    /// Parts that must all hold; `after` is the operator before them.
    fn all(&mut self, mut after: Option<Range<usize>>) -> Result<Node, QueryError> {
        let mut parts = Vec::new();
        loop {
            match self.peek().map(|l| (l.kind.clone(), l.at.clone())) {
                None | Some((Kind::Close, _)) => break,
                Some((Kind::Or, at)) => {
                    if parts.is_empty() {
                        return Err(match after {
                            Some(operator) => self.bare(operator, "after"),
                            None => self.bare(at, "before"),
                        });
                    }
                    break;
                }
                Some((Kind::And, at)) => {
                    if parts.is_empty() && after.is_none() {
                        return Err(self.bare(at, "before"));
                    }
                    if let Some(operator) = after.replace(at) {
                        return Err(self.bare(operator, "after"));
                    }
                    self.next += 1;
                }
                Some(_) => {
                    parts.push(self.unary()?);
                    after = None;
                }
            }
        }
        if let Some(operator) = after {
            return Err(self.bare(operator, "after"));
        }
        match parts.len() {
            0 => {
                let at = self.peek().map_or(self.query.len()..self.query.len(), |l| l.at.clone());
                Err(QueryError::new("there are no words between these parentheses", at))
            }
            1 => Ok(parts.remove(0)),
            _ => Ok(Node::All(parts)),
        }
    }

    fn unary(&mut self) -> Result<Node, QueryError> {
        let Some(at) = self.eat(&Kind::Not) else { return self.near() };
        match self.peek().map(|l| &l.kind) {
            None | Some(Kind::Close | Kind::And | Kind::Or | Kind::Near(_)) => Err(self.bare(at, "after")),
            Some(_) => self.deeper(&at, |p| Ok(Node::Not(Box::new(p.unary()?)))),
        }
    }

    fn deeper<T>(
        &mut self,
        at: &Range<usize>,
        inner: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        if self.depth == DEEPEST {
            return Err(QueryError::new(
                format!("more than {DEEPEST} levels are within each other"),
                at.clone(),
            ));
        }
        self.depth += 1;
        let got = inner(self);
        self.depth -= 1;
        got
    }

    fn near(&mut self) -> Result<Node, QueryError> {
        let left = self.primary()?;
        let Some((Kind::Near(within), at)) = self.peek().map(|l| (l.kind.clone(), l.at.clone())) else {
            return Ok(left);
        };
        self.next += 1;
        match self.peek().map(|l| &l.kind) {
            None | Some(Kind::Close | Kind::And | Kind::Or | Kind::Not | Kind::Near(_)) => {
                return Err(self.bare(at, "after"));
            }
            Some(_) => {}
        }
        let right = self.primary()?;
        if let Some(Lexeme { kind: Kind::Near(_), at }) = self.peek() {
            return Err(QueryError::new("NEAR joins two; write a NEAR b AND b NEAR c", at.clone()));
        }
        let wrong = || {
            QueryError::new("NEAR stands between words, phrases, or words with OR in parentheses", at.clone())
        };
        Ok(Node::Near {
            left: phrases(left).ok_or_else(wrong)?,
            right: phrases(right).ok_or_else(wrong)?,
            within,
        })
    }

    fn primary(&mut self) -> Result<Node, QueryError> {
        let Some(Lexeme { kind, at }) = self.peek().cloned() else {
            return Err(QueryError::new(
                "the query ends where a word is wanted",
                self.query.len()..self.query.len(),
            ));
        };
        self.next += 1;
        match kind {
            Kind::Everything => Ok(Node::Everything),
            Kind::Words(_) | Kind::Quoted => Ok(Node::Phrase(self.phrase(&kind, at)?)),
            Kind::Field(name) => self.field(name, at),
            Kind::Open => {
                let inner = self.deeper(&at, Self::any);
                match (inner, self.eat(&Kind::Close)) {
                    (Ok(node), Some(_)) => Ok(node),
                    (Ok(_), None) => Err(QueryError::new("this opening parenthesis is not closed", at)),
                    (Err(e), _) => Err(e),
                }
            }
            Kind::Near(_) => Err(QueryError::new("NEAR stands between two words or phrases", at)),
            Kind::And | Kind::Or | Kind::Not | Kind::Close => Err(self.bare(at, "before")),
        }
    }

    fn phrase(&self, kind: &Kind, at: Range<usize>) -> Result<Phrase, QueryError> {
        let mut found = words(self.name(&at), at.start, *kind == Kind::Quoted)?;
        if found.is_empty() {
            return Err(QueryError::new("no word that can be searched for", at));
        }
        if let Kind::Words(Some(edits)) = kind {
            let [Word { pattern, written, .. }] = &mut found[..] else {
                return Err(QueryError::new("`~` stands after one word", at));
            };
            let Pattern::Exact(word) = &*pattern else {
                return Err(QueryError::new("`~` does not go together with `*` and `?`", at));
            };
            let least = LONG_ENOUGH[usize::from(*edits).clamp(1, 2) - 1];
            if word.chars().count() < least {
                return Err(QueryError::new(
                    format!(
                        "~{edits} needs a word of {least} letters or more: it would stand for nearly any"
                    ),
                    at,
                ));
            }
            *pattern = Pattern::Fuzzy(word.clone(), *edits);
            *written = None;
        }
        Ok(Phrase { words: found, at })
    }

    fn field(&mut self, name: &str, name_at: Range<usize>) -> Result<Node, QueryError> {
        // The lexer puts a value after each field.
        let Some(Lexeme { kind, at }) = self.peek().cloned() else {
            return Err(QueryError::new("the field has no value", name_at));
        };
        self.next += 1;
        let value = self.name(&at).trim();
        Ok(Node::Field(match name {
            "title" => Field::Title(self.phrase(&kind, at)?),
            "author" => Field::Author(self.phrase(&kind, at)?),
            "people" => Field::People(self.phrase(&kind, at)?),
            "date" => Field::Date(range(value, &at)?),
            "type" => Field::Kind(value.trim_start_matches('.').to_lowercase(), at),
            "lang" => Field::Language(language(value, &at)?),
            _ => {
                if value.is_empty() {
                    return Err(QueryError::new("path: needs a part of a path", at));
                }
                Field::Path(value.to_lowercase())
            }
        }))
    }
}

/// The phrases of which one must hold; `None` where the node is something else.
fn phrases(node: Node) -> Option<Vec<Phrase>> {
    match node {
        Node::Phrase(phrase) => Some(vec![phrase]),
        Node::Any(nodes) => {
            let all = nodes.into_iter().map(phrases).collect::<Option<Vec<_>>>()?;
            Some(all.into_iter().flatten().collect())
        }
        _ => None,
    }
}

fn range(value: &str, at: &Range<usize>) -> Result<DateRange, QueryError> {
    let one = |text: &str, from: usize| {
        date::exact(text).ok_or_else(|| {
            QueryError::new(
                "a date is written 1973, 1973-09 or 1973-09-11, a range 1973-09..1973-10",
                from..from + text.len().max(1).min(at.end.saturating_sub(from).max(1)),
            )
        })
    };
    let Some((first, last)) = value.split_once("..") else {
        let (from, to) = one(value, at.start)?;
        return Ok(DateRange { from: Some(from), to: Some(to) });
    };
    let from = if first.is_empty() { None } else { Some(one(first, at.start)?.0) };
    let to = if last.is_empty() { None } else { Some(one(last, at.end - last.len())?.1) };
    match (from, to) {
        (None, None) => Err(QueryError::new("the range has no beginning and no end", at.clone())),
        (Some(from), Some(to)) if from > to => {
            Err(QueryError::new("the range ends before it begins", at.clone()))
        }
        _ => Ok(DateRange { from, to }),
    }
}

/// The code of a language that is given by its code or its English name.
fn language(value: &str, at: &Range<usize>) -> Result<String, QueryError> {
    let lower = value.to_ascii_lowercase().replace('_', "-");
    let mut parts = lower.split('-');
    let code =
        parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()))
            && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    if code {
        return Ok(lower);
    }
    let named = languages().all().find(|l| l.settings().name.eq_ignore_ascii_case(value));
    named.map(|l| l.code().to_owned()).ok_or_else(|| {
        QueryError::new(
            "a language is written as its code, such as fr or pt-BR, or by its English name",
            at.clone(),
        )
    })
}

#[cfg(test)]
mod tests;
