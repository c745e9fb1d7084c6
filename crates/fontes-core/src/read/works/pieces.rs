//! How is a run of citations cut? Into pieces of the text, with an eye to brackets and quotation marks.

use crate::lang::{Language, NoteWord};
use crate::text::{Folded, Span, fold};
use std::ops::Range;

/// A stretch of a text that cites, and the language of its words.
#[derive(Clone, Copy)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) language: &'static Language,
}

impl<'t> Piece<'t> {
    pub(super) fn words(&self) -> &'t str {
        self.text.get(self.from..self.to).unwrap_or("")
    }

    /// A part of it; bytes of the text.
    pub(super) const fn part(&self, from: usize, to: usize) -> Self {
        Self { from, to, ..*self }
    }

    /// The place of some of its words, without blanks and marks around them; `None` where no letter or figure is left.
    pub(super) fn place(&self, from: usize, to: usize) -> Option<Span> {
        let words = self.text.get(from..to)?;
        let edge = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '.' | '—' | '–' | '-' | '/');
        let stop = words.trim_end().ends_with('.');
        let bare = words.trim_matches(edge);
        let start = from + words.find(bare)?;
        let mut end = start + bare.len();
        // The stop of an abbreviation belongs to it: "Univ. of Va."
        let last =
            fold(bare.rsplit(char::is_whitespace).next().unwrap_or(""), &[]).words().collect::<String>();
        let short = !self.language.abbreviations().of(&last).is_empty();
        if stop && short && self.text[end..].starts_with('.') {
            end += 1;
        }
        bare.contains(char::is_alphanumeric).then(|| Span::of(self.text, start..end).ok())?
    }

    /// The whole of it as a place.
    pub(super) fn span(&self) -> Option<Span> {
        self.place(self.from, self.to)
    }

    /// Without what leads to a citation: blanks, marks, "and", "see also", "in".
    pub(super) fn unled(&self) -> Self {
        let mut from = self.from;
        loop {
            let rest = self.text.get(from..self.to).unwrap_or("");
            let bare = rest
                .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.' | ')' | ':'));
            from += rest.len() - bare.len();
            let end = bare.find(|c: char| !c.is_alphanumeric() && c != '.').unwrap_or(bare.len());
            let word = &bare[..end];
            let small: String = fold(word, &[]).words().collect();
            let role = |r| self.language.is_in_notes(&small, r);
            let leads = role(NoteWord::And) || role(NoteWord::Signal) || role(NoteWord::QuotedIn);
            let light = word.starts_with(char::is_lowercase) && self.language.is_function_word(&small);
            let dash = word.is_empty() && bare.starts_with(['—', '–', '-']);
            if word.is_empty() && !dash || !(leads || light || dash) || end >= bare.len() {
                return self.part(from, self.to);
            }
            from += if dash { bare.chars().next().map_or(1, char::len_utf8) } else { end };
        }
    }

    /// For each byte where a character begins that is neither within brackets nor within quotation marks: the byte.
    pub(super) fn open(&self) -> Vec<usize> {
        let (mut depth, mut quoted) = (0_i32, false);
        let mut out = Vec::new();
        for (i, c) in self.words().char_indices() {
            match c {
                '(' | '[' | '“' | '«' | '„' => depth += 1,
                ')' | ']' | '”' | '»' => depth = (depth - 1).max(0),
                '"' => quoted = !quoted,
                _ if depth == 0 && !quoted => out.push(self.from + i),
                _ => {}
            }
        }
        out
    }

    /// Its words, folded, with places in the piece.
    pub(super) fn folded(&self) -> Folded {
        fold(self.words(), &[])
    }

    /// The bytes of the text at which token `i` of its folding stands.
    pub(super) fn at(&self, f: &Folded, i: usize) -> Range<usize> {
        f.tokens.get(i).map_or(self.to..self.to, |t| {
            self.from + t.span.start() as usize..self.from + t.span.end() as usize
        })
    }

    /// Whether all its words are those of names: with capitals, "and", "de".
    pub(super) fn is_names(&self, most: usize) -> bool {
        let f = self.folded();
        let name = |i: usize| {
            let word = f.word(i);
            let raw = &self.text[self.at(&f, i)];
            raw.starts_with(|c: char| c.is_uppercase())
                || [NoteWord::And, NoteWord::AndOthers, NoteWord::NameParticle, NoteWord::Editor]
                    .iter()
                    .any(|r| self.language.is_in_notes(&word, *r))
        };
        let n = f.tokens.len();
        (1..=most).contains(&n) && (0..n).all(name) && !self.words().contains(['“', '"', '(', ';'])
    }
}
