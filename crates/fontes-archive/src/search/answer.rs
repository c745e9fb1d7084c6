//! How is a query answered? Leaf by leaf, over all parts of the index; a document's rank is how many of its words are written as they were
//! typed, then BM25.

use super::facets::{Counts, Facet};
use super::living::Living;
use super::postings::{Documents, PhraseCursor, documents_with, frequencies};
use super::schema::{Fields, column};
use super::terms::{Failed, Terms, Where, look_up};
use fontes_core::query::{DateRange, Field as Known, KINDS, Node, Phrase, Query, QueryError, near};
use std::collections::BTreeSet;
use std::ops::Range;
use tantivy::schema::{Field, Term};
use tantivy::{DocId, Searcher, SegmentReader};

/// A document of a part of the index.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hit {
    doc: DocId,
    /// How many words with accents are written as they were typed.
    written: u8,
    /// BM25.
    score: f32,
}

/// The documents of each part of the index, in order.
type Hits = Vec<Vec<Hit>>;

/// What a query found.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The best, best first: number and score.
    pub(crate) best: Vec<(usize, f32)>,
    /// How many there are in all.
    pub(crate) count: usize,
    /// Counts of all of them, where they were asked for.
    pub(crate) facets: Vec<Facet>,
}

pub(super) struct Asking<'s> {
    pub(super) searcher: &'s Searcher,
    pub(super) fields: &'s Fields,
    pub(super) living: &'s Living,
}

/// Of BM25: how much more a word tells that stands there again, and how much longer texts are discounted.
const AGAIN: f32 = 1.2;
const LENGTH: f32 = 0.75;

/// For each part of the index, what each word of a phrase stands for.
type TermsOfParts = Vec<Vec<Option<Terms>>>;

impl Asking<'_> {
    /// Answers a query. `number` is the number of a document that is there, by its segment and its ordinal.
    pub(super) fn answer(
        &self,
        query: &Query,
        limit: usize,
        facets: bool,
        number: &dyn Fn((u32, u32)) -> Option<usize>,
    ) -> Result<Answer, Failed> {
        let hits = self.node(&query.root)?;
        let mut counts = Counts::default();
        let mut found: Vec<(usize, u8, f32)> = Vec::new();
        for (reader, hits) in self.parts().zip(&hits) {
            let documents = reader.fast_fields().u64(column::DOCUMENT)?;
            let mut live = Vec::new();
            for hit in hits {
                let Some(key) = documents.first(hit.doc) else { continue };
                // The high half is the segment, the low one the ordinal.
                let Some(n) = number(((key >> 32) as u32, key as u32)) else { continue };
                live.push(hit.doc);
                found.push((n, hit.written, hit.score));
            }
            if facets {
                counts.count(reader, &live)?;
            }
        }
        let count = found.len();
        found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(b.2.total_cmp(&a.2)).then(a.0.cmp(&b.0)));
        found.truncate(limit);
        let best = found.into_iter().map(|(n, _, score)| (n, score)).collect();
        Ok(Answer { best, count, facets: if facets { counts.finish() } else { Vec::new() } })
    }

    fn parts(&self) -> impl Iterator<Item = &SegmentReader> {
        self.searcher.segment_readers().iter()
    }

    fn node(&self, node: &Node) -> Result<Hits, Failed> {
        match node {
            Node::Everything => Ok(self.everything()),
            Node::Phrase(phrase) => self.phrase(phrase, self.text()),
            Node::Near { left, right, within } => self.near(left, right, *within),
            Node::Field(field) => self.field(field),
            Node::All(nodes) => self.all(nodes),
            Node::Any(nodes) => {
                let mut out = self.parts().map(|_| Vec::new()).collect::<Hits>();
                for node in nodes {
                    let more = self.node(node)?;
                    out = out.into_iter().zip(more).map(|(a, b)| either(a, b)).collect();
                }
                Ok(out)
            }
            Node::Not(_) => self.all(std::slice::from_ref(node)),
        }
    }

    fn all(&self, nodes: &[Node]) -> Result<Hits, Failed> {
        let mut out: Option<Hits> = None;
        for node in nodes.iter().filter(|n| !matches!(n, Node::Not(_))) {
            let more = self.node(node)?;
            out = Some(match out {
                None => more,
                Some(so_far) => so_far.into_iter().zip(more).map(|(a, b)| both(a, &b)).collect(),
            });
        }
        let mut out = out.unwrap_or_else(|| self.everything());
        for node in nodes {
            if let Node::Not(inner) = node {
                let less = self.node(inner)?;
                for (hits, less) in out.iter_mut().zip(less) {
                    hits.retain(|h| less.binary_search_by_key(&h.doc, |l| l.doc).is_err());
                }
            }
        }
        Ok(out)
    }

    fn everything(&self) -> Hits {
        self.parts().map(|r| (0..r.max_doc()).filter(|&d| !r.is_deleted(d)).map(known).collect()).collect()
    }

    fn text(&self) -> Where {
        Where { words: Some(self.fields.text), forms: self.fields.forms }
    }

    /// How many documents there are, and how many words the fields have on the average.
    fn size(&self, field: Field) -> Result<(f32, f32), Failed> {
        let documents = self.living.documents().max(1) as f32;
        let words = self.living.words(self.searcher, field)?;
        Ok((documents, (words as f32 / documents).max(1.0)))
    }

    /// What each word of a phrase stands for in each part of the index, and how rare the phrase's words are.
    fn terms(&self, phrase: &Phrase, at: Where, documents: f32) -> Result<(TermsOfParts, f32), Failed> {
        let mut parts = Vec::new();
        for reader in self.parts() {
            let found = phrase.words.iter().map(|w| look_up(reader, at, w)).collect::<Result<Vec<_>, _>>()?;
            parts.push(found);
        }
        let mut rarity = 0.0;
        for i in 0..phrase.words.len() {
            let mut held = 0;
            for (reader, words) in self.parts().zip(&parts) {
                let words: &Vec<Option<Terms>> = words;
                for f in words.get(i).into_iter().flatten().flat_map(|t| &t.found) {
                    held += self.living.with(reader, f.field, &f.info)?;
                }
            }
            let held = (held as f32).min(documents);
            rarity += (1.0 + (documents - held + 0.5) / (held + 0.5)).ln();
        }
        Ok((parts, rarity))
    }

    fn phrase(&self, phrase: &Phrase, at: Where) -> Result<Hits, Failed> {
        let main = at.words.unwrap_or(at.forms);
        let (documents, length) = self.size(main)?;
        let (parts, rarity) = self.terms(phrase, at, documents)?;
        let mut out = Vec::new();
        for (reader, words) in self.parts().zip(parts) {
            let counted = match &words[..] {
                [Some(terms)] => frequencies(reader, &terms.found)?,
                _ => {
                    let mut cursor = PhraseCursor::new(reader, &words, at.words.map(|_| at.forms))?;
                    let candidates: Vec<DocId> = cursor.candidates.alive(reader).collect();
                    let weigh = |d| (d, cursor.places(d).iter().map(|a| f32::from(a.quality) / 100.0).sum());
                    candidates.into_iter().map(weigh).filter(|(_, n): &(DocId, f32)| *n > 0.0).collect()
                }
            };
            out.push(self.ranked(reader, main, &words, &counted, rarity, length, at.forms)?);
        }
        Ok(out)
    }

    /// Documents with how often the words stand there, ranked.
    #[allow(clippy::too_many_arguments, reason = "what BM25 asks for")]
    fn ranked(
        &self,
        reader: &SegmentReader,
        main: Field,
        words: &[Option<Terms>],
        counted: &[(DocId, f32)],
        rarity: f32,
        average: f32,
        forms: Field,
    ) -> Result<Vec<Hit>, Failed> {
        let lengths = reader.get_fieldnorms_reader(main)?;
        let mut written = Vec::new();
        for info in words.iter().flatten().filter_map(|t| t.written.as_ref()) {
            let mut docs = Documents::none(reader);
            documents_with(reader, forms, info, &mut docs)?;
            written.push(docs);
        }
        let hit = |&(doc, n): &(DocId, f32)| {
            let length = lengths.fieldnorm(doc) as f32;
            let score = rarity * n * (AGAIN + 1.0) / (n + AGAIN * (1.0 - LENGTH + LENGTH * length / average));
            let written = written.iter().filter(|w| w.has(doc)).count();
            Hit { doc, written: u8::try_from(written).unwrap_or(u8::MAX), score }
        };
        Ok(counted.iter().map(hit).collect())
    }

    fn near(&self, left: &[Phrase], right: &[Phrase], within: u32) -> Result<Hits, Failed> {
        let at = self.text();
        let (documents, average) = self.size(self.fields.text)?;
        let mut rarity = 0.0f32;
        let mut sides: [Vec<Vec<Vec<Option<Terms>>>>; 2] = Default::default();
        for (side, phrases) in sides.iter_mut().zip([left, right]) {
            let mut least = f32::INFINITY;
            for phrase in phrases {
                let (parts, rare) = self.terms(phrase, at, documents)?;
                least = least.min(rare);
                side.push(parts);
            }
            rarity += least;
        }
        let mut out = Vec::new();
        for (i, reader) in self.parts().enumerate() {
            let open = |side: &Vec<Vec<Vec<Option<Terms>>>>| -> Result<Vec<PhraseCursor>, Failed> {
                side.iter()
                    .map(|parts| PhraseCursor::new(reader, &parts[i], Some(self.fields.forms)))
                    .collect()
            };
            let (mut left, mut right) = (open(&sides[0])?, open(&sides[1])?);
            let any = |side: &[PhraseCursor]| {
                let mut docs = Documents::none(reader);
                side.iter().for_each(|c| docs.add(&c.candidates));
                docs
            };
            let mut candidates = any(&left);
            candidates.retain(&any(&right));
            let mut counted = Vec::new();
            for doc in candidates.alive(reader) {
                let places = |side: &mut Vec<PhraseCursor>| {
                    let mut all: Vec<_> = side.iter_mut().flat_map(|c| c.places(doc)).collect();
                    all.sort_unstable();
                    all
                };
                let (left, right) = (places(&mut left), places(&mut right));
                let pairs = near(&left, &right, within).len();
                if pairs > 0 {
                    counted.push((doc, pairs as f32));
                }
            }
            let words: Vec<Option<Terms>> = Vec::new();
            out.push(self.ranked(
                reader,
                self.fields.text,
                &words,
                &counted,
                rarity,
                average,
                self.fields.forms,
            )?);
        }
        Ok(out)
    }

    fn field(&self, field: &Known) -> Result<Hits, Failed> {
        let f = self.fields;
        match field {
            Known::Title(phrase) => self.phrase(phrase, Where { words: None, forms: f.title }),
            Known::Author(phrase) => self.phrase(phrase, Where { words: None, forms: f.author }),
            Known::People(phrase) => self.phrase(phrase, Where { words: None, forms: f.people }),
            Known::Date(range) => self.dated(*range),
            Known::Kind(kind, at) => self.of_kind(kind, at),
            Known::Language(code) => {
                let within = format!("{code}-");
                self.whose_term(f.language, |term| term == code || term.starts_with(&within))
            }
            Known::Path(wanted) => self.whose_term(f.path, |path| on_path(wanted, path)),
        }
    }

    /// Documents that have a term of a field that fits.
    fn whose_term(&self, field: Field, fits: impl Fn(&str) -> bool) -> Result<Hits, Failed> {
        let mut out = Vec::new();
        for reader in self.parts() {
            let mut docs = Documents::none(reader);
            let index = reader.inverted_index(field)?;
            let mut stream = index.terms().stream()?;
            while let Some((term, info)) = stream.next() {
                if std::str::from_utf8(term).is_ok_and(&fits) {
                    documents_with(reader, field, info, &mut docs)?;
                }
            }
            out.push(docs.alive(reader).map(known).collect());
        }
        Ok(out)
    }

    fn of_kind(&self, kind: &str, at: &Range<usize>) -> Result<Hits, Failed> {
        let mut there = BTreeSet::new();
        let mut out = Vec::new();
        for reader in self.parts() {
            let mut docs = Documents::none(reader);
            for field in [self.fields.kind, self.fields.ending] {
                let index = reader.inverted_index(field)?;
                if let Some(info) = index.get_term_info(&Term::from_field_text(field, kind))? {
                    documents_with(reader, field, &info, &mut docs)?;
                }
                let mut stream = index.terms().stream()?;
                while let Some((term, info)) = stream.next() {
                    if self.living.with(reader, field, info)? > 0 {
                        there.extend(std::str::from_utf8(term).map(str::to_owned));
                    }
                }
            }
            out.push(docs.alive(reader).map(known).collect());
        }
        // A slip of the pen is not told as nothing found.
        if !there.contains(kind) && !KINDS.contains(&kind) {
            let there: Vec<String> = there.into_iter().take(30).collect();
            return Err(Failed::Query(QueryError {
                message: format!(
                    "no document of the archive is of the type `{kind}`; there are {}",
                    there.join(", ")
                ),
                at: at.clone(),
            }));
        }
        Ok(out)
    }

    /// Documents of which a day that their date may mean lies in the range.
    fn dated(&self, range: DateRange) -> Result<Hits, Failed> {
        let (from, to) = (u64::from(range.from.unwrap_or(0)), range.to.map_or(u64::MAX, u64::from));
        let mut out = Vec::new();
        for reader in self.parts() {
            let first = reader.fast_fields().u64(column::FIRST_DAY)?;
            let last = reader.fast_fields().u64(column::LAST_DAY)?;
            let within = |doc: &DocId| {
                first.first(*doc).zip(last.first(*doc)).is_some_and(|(a, b)| a <= to && b >= from)
            };
            out.push(
                (0..reader.max_doc()).filter(|&d| !reader.is_deleted(d)).filter(within).map(known).collect(),
            );
        }
        Ok(out)
    }
}

/// A document that is found without words.
const fn known(doc: DocId) -> Hit {
    Hit { doc, written: 0, score: 0.0 }
}

/// Documents of both lists.
fn both(a: Vec<Hit>, b: &[Hit]) -> Vec<Hit> {
    let mut others = b.iter().peekable();
    let joined = a.into_iter().filter_map(|hit| {
        while others.next_if(|o| o.doc < hit.doc).is_some() {}
        let other = others.peek().filter(|o| o.doc == hit.doc)?;
        Some(Hit {
            written: hit.written.saturating_add(other.written),
            score: hit.score + other.score,
            ..hit
        })
    });
    joined.collect()
}

/// Documents of either list.
fn either(a: Vec<Hit>, b: Vec<Hit>) -> Vec<Hit> {
    let mut all = a;
    all.extend(b);
    all.sort_by_key(|h| h.doc);
    let mut out: Vec<Hit> = Vec::with_capacity(all.len());
    for hit in all {
        match out.last_mut().filter(|o| o.doc == hit.doc) {
            Some(o) => *o = Hit { written: o.written.max(hit.written), score: o.score + hit.score, ..hit },
            None => out.push(hit),
        }
    }
    out
}

/// Whether a path is one that is asked for; both in small letters.
fn on_path(wanted: &str, path: &str) -> bool {
    if !wanted.contains(['*', '?']) {
        return path.contains(wanted);
    }
    let of = if wanted.contains('/') { path } else { path.rsplit('/').next().unwrap_or(path) };
    glob(wanted, of) || wanted.contains('/') && of.match_indices('/').any(|(i, _)| glob(wanted, &of[i + 1..]))
}

/// Whether `*` (any characters) and `?` (one) of a pattern can be filled so that it is the text: of two `*`, only the last need be
/// tried again.
fn glob(pattern: &str, text: &str) -> bool {
    let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut i, mut j) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    while j < t.len() {
        match p.get(i) {
            Some('*') => {
                again = Some((i + 1, j));
                i += 1;
            }
            Some(c) if *c == '?' || *c == t[j] => (i, j) = (i + 1, j + 1),
            _ => match again {
                Some((after, from)) => {
                    (i, j) = (after, from + 1);
                    again = Some((after, from + 1));
                }
                None => return false,
            },
        }
    }
    p[i..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (wanted, path, is) in [
            ("letters", "in/letters/a.txt", true),
            ("letters/*.txt", "in/letters/a.txt", true),
            ("*.txt", "in/letters/a.txt", true),
            ("a?.txt", "in/letters/a.txt", false),
            ("in/*", "in/letters/a.txt", true),
            ("etters/*", "in/letters/a.txt", false),
            ("*.pdf", "in/a.pdf.txt", false),
        ] {
            assert_eq!(on_path(wanted, path), is, "{wanted} {path}");
        }
        assert!(glob(&"*a".repeat(200), &"a".repeat(4_000)));
    }
}
