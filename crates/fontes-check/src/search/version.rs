//! Is a document another version of the draft? It then says what the draft says, and is no witness of it.

use super::own_words::Own;
use super::retriever::Retriever;
use crate::draft::Draft;
use fontes_core::corpus::{Place, Result};

/// Fewest pairs of fingerprints that tell.
const FEWEST: usize = 4;
/// Share of the draft's own words that a version of it has.
const OF_DRAFT: f64 = 0.5;
/// Share of a document that stands in the draft, if it is a version: an earlier one may be shorter.
const OF_DOCUMENT: f64 = 0.4;

impl Retriever<'_> {
    /// Whether a document shares most of its text, or most of the draft's, with the draft outside its quotations.
    pub(crate) fn is_version(&self, draft: &Draft, number: usize) -> Result<bool> {
        if let Some(known) = self.versions.borrow().get(&number) {
            return Ok(*known);
        }
        let own = self.own_words.get_or_init(|| Own::new(draft));
        let mut shared = 0;
        let (mut here, mut there): (Vec<Place>, Vec<Place>) = (vec![], vec![]);
        for pair in &own.pairs {
            here.clear();
            there.clear();
            self.archive.postings_in(pair.first, number, &mut |p| here.push(p))?;
            if here.is_empty() {
                continue;
            }
            self.archive.postings_in(pair.second, number, &mut |p| there.push(p))?;
            let follows = |p: &Place| there.iter().any(|q| q.0 == p.0 + u64::from(pair.apart));
            shared += usize::from(here.iter().any(follows));
        }
        let of_draft = shared as f64 / own.pairs.len().max(1) as f64;
        let of_document = shared as f64 * own.each / f64::from(self.archive.units(number)?.max(1));
        let is = shared >= FEWEST && (of_draft >= OF_DRAFT || of_document >= OF_DOCUMENT);
        self.versions.borrow_mut().insert(number, is);
        Ok(is)
    }
}
