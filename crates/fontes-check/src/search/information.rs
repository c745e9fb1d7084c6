//! How much does a word tell? By its language's statistics, and the archive's own where it is more common there.

use super::retriever::Retriever;
use crate::draft::Draft;
use fontes_core::corpus::Result;
use fontes_core::text::looks_like_name;
use std::ops::Range;

/// Bits of the words that every text is full of. That two texts share such words tells nothing; what a word tells beyond them does.
const COMMON: f32 = 9.0;
/// What one word tells at most: a damaged word stands nowhere else.
const MOST: f32 = 10.0;
/// How much of what it tells a name or a figure is worth: they recur in all that is written on one subject.
const NAME: f32 = 0.3;
/// Documents from which on what they hold tells how common a word is in the archive.
const ENOUGH: u64 = 20;

impl Retriever<'_> {
    /// How much it tells that a source has this word of the draft, too: bits beyond those of common words.
    pub(crate) fn evidence_of(&self, draft: &Draft, token: usize) -> f32 {
        let word = draft.folded.word(token);
        if draft.language.is_function_word(&word) {
            return 0.0;
        }
        // Few documents do not tell how common a word is among their like.
        let told = if self.documents() < ENOUGH {
            draft.language.bits(&word)
        } else {
            self.bits(&word, draft.language) as f32
        };
        let bits = (told - COMMON).clamp(0.0, MOST);
        if is_name(draft, token) { bits * NAME } else { bits }
    }
}

/// Words of a phrase that other documents may share, and from how many documents on it is a formula.
const PHRASE: usize = 4;
const SHARED: usize = 3;

impl Retriever<'_> {
    /// Which words of a run of the draft are of phrases that several documents share: formulas of a subject, a court, an office.
    pub(crate) fn formulas(&self, draft: &Draft, run: &Range<usize>) -> Result<Vec<bool>> {
        let mut out = vec![false; run.len()];
        if self.documents() < ENOUGH {
            return Ok(out);
        }
        let words: Vec<String> = run.clone().map(|i| draft.folded.word(i)).collect();
        for (at, phrase) in words.windows(PHRASE).enumerate() {
            let found = self.archive.phrase(phrase, SHARED + self.own_documents())?;
            if found.iter().filter(|p| !self.is_own(p.number)).count() >= SHARED {
                out[at..at + PHRASE].fill(true);
            }
        }
        Ok(out)
    }
}

/// Whether a word is a name or a figure: where all nouns have capitals, a word of the language is none.
pub(crate) fn is_name(draft: &Draft, token: usize) -> bool {
    let span = draft.folded.tokens[token].span;
    let written = span.slice(draft.text()).unwrap_or("");
    let noun = || draft.language.settings().capital_nouns && draft.language.is_word(written) == Some(true);
    looks_like_name(draft.text(), span) && !noun()
}
