//! Which terms of the index does a word of a query stand for?

use super::entry;
use fontes_core::query::{Pattern, QueryError, Reach, Word, with_prefixes};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{InvertedIndexReader, SegmentReader, TantivyError};

/// Words that a word with signs may stand for in a part of the index: what would stand for more says too little.
const MOST_TERMS: usize = 10_000;

/// How well the terms agree with what was asked, in percent.
const ITSELF: u8 = 100;
const FORM: u8 = 90;
const PREFIXED: u8 = 80;
const LETTERS_OFF: u8 = 70;

/// The fields that a word is looked up in.
#[derive(Clone, Copy)]
pub(super) struct Where {
    /// Folded words; `None` where the other field has them, too.
    pub(super) words: Option<Field>,
    /// Forms of words.
    pub(super) forms: Field,
}

/// A term of one part of the index.
pub(super) struct Found {
    pub(super) field: Field,
    pub(super) info: TermInfo,
    pub(super) reach: Reach,
    pub(super) quality: u8,
}

/// What a word of a query stands for in one part of the index.
pub(super) struct Terms {
    pub(super) found: Vec<Found>,
    /// The word as it was typed, with its accents.
    pub(super) written: Option<TermInfo>,
}

/// Why terms were not found.
pub(super) enum Failed {
    Query(QueryError),
    Archive(crate::Error),
}

impl From<crate::Error> for Failed {
    fn from(e: crate::Error) -> Self {
        Self::Archive(e)
    }
}

impl From<TantivyError> for Failed {
    fn from(e: TantivyError) -> Self {
        Self::Archive(e.into())
    }
}

impl From<std::io::Error> for Failed {
    fn from(e: std::io::Error) -> Self {
        Self::Archive(TantivyError::from(e).into())
    }
}

/// Looks a word up; `None` for any word.
pub(super) fn look_up(reader: &SegmentReader, at: Where, word: &Word) -> Result<Option<Terms>, Failed> {
    let mut terms = Terms { found: Vec::new(), written: None };
    let forms = reader.inverted_index(at.forms)?;
    let words = at.words.map(|f| reader.inverted_index(f).map(|index| (f, index))).transpose()?;
    match &word.pattern {
        Pattern::Any => return Ok(None),
        Pattern::Exact(exact) => {
            let mut one = |word: &str, itself: u8, form: u8| -> Result<(), Failed> {
                if let Some((field, index)) = &words {
                    terms.exact(*field, index, word, itself)?;
                    terms.exact(at.forms, &forms, word, form)?;
                } else {
                    terms.exact(at.forms, &forms, word, itself)?;
                }
                terms.suffixed(at.forms, &forms, word, form)
            };
            one(exact, ITSELF, FORM)?;
            for prefixed in with_prefixes(exact) {
                one(&prefixed, PREFIXED, PREFIXED)?;
            }
            if let Some(written) = &word.written {
                terms.written = forms.terms().get(entry::written(written))?;
            }
        }
        pattern => {
            if let Some((field, index)) = &words {
                terms.matching(*field, index, word, pattern, false)?;
            }
            terms.matching(at.forms, &forms, word, pattern, true)?;
        }
    }
    Ok(Some(terms))
}

impl Terms {
    fn exact(
        &mut self,
        field: Field,
        index: &InvertedIndexReader,
        word: &str,
        quality: u8,
    ) -> Result<(), Failed> {
        if let Some(info) = index.terms().get(word)? {
            self.found.push(Found { field, info, reach: Reach::Whole, quality });
        }
        Ok(())
    }

    /// Forms that stand for a part of a token or for several.
    fn suffixed(
        &mut self,
        field: Field,
        index: &InvertedIndexReader,
        word: &str,
        quality: u8,
    ) -> Result<(), Failed> {
        // '0' is the sign after '/'.
        let mut stream = index.terms().range().ge(format!("{word}/")).lt(format!("{word}0")).into_stream()?;
        while let Some((key, info)) = stream.next() {
            if let Some((_, reach)) = std::str::from_utf8(key).ok().and_then(entry::form) {
                self.found.push(Found { field, info: info.clone(), reach, quality });
            }
        }
        Ok(())
    }

    fn matching(
        &mut self,
        field: Field,
        index: &InvertedIndexReader,
        word: &Word,
        pattern: &Pattern,
        forms: bool,
    ) -> Result<(), Failed> {
        let quality = if matches!(pattern, Pattern::Fuzzy(..)) { LETTERS_OFF } else { ITSELF };
        let beginning = pattern.beginning();
        let mut stream = index.terms().range().ge(beginning.as_bytes()).into_stream()?;
        while let Some((key, info)) = stream.next() {
            if !key.starts_with(beginning.as_bytes()) {
                break;
            }
            let term = std::str::from_utf8(key).ok();
            let read = if forms { term.and_then(entry::form) } else { term.map(|t| (t, Reach::Whole)) };
            let Some((_, reach)) = read.filter(|(w, _)| pattern.matches(w)) else { continue };
            if self.found.len() == MOST_TERMS {
                return Err(Failed::Query(QueryError {
                    message: format!(
                        "this stands for more than {MOST_TERMS} words of the archive; write more of its letters"
                    ),
                    at: word.at.clone(),
                }));
            }
            self.found.push(Found { field, info: info.clone(), reach, quality });
        }
        Ok(())
    }
}
