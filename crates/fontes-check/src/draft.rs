//! What is the draft? A document, read once: its quotations and its folding.

use fontes_core::lang::{self, Language, NoteWord, Reads};
use fontes_core::read::{
    Apparatus, AuthorYear, Back, Followed, Quotation, Reading, Reference, TimeKind, Work, apparatus,
    author_years, follow_all, paragraphs, quotations, references, same_works, set_notes, works,
};
use fontes_core::text::{CodePoints, Document, Folded, InFile, Lines, Note, Span, Spot, fold};
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::sync::{Arc, OnceLock};

/// A draft made ready to be checked.
#[derive(Debug)]
pub struct Draft {
    /// Its path, as given.
    pub path: String,
    /// Digest of its text.
    pub digest: String,
    /// The document.
    pub document: Document,
    /// Its language: the one that it names, else the one that its words tell, else English.
    pub language: &'static Language,
    /// Its folding, without what quotations ignore (`[sic]`, "emphasis added").
    pub folded: Folded,
    /// Its quotations, in order.
    pub quotations: Vec<Quotation>,
    /// Lines of its text.
    pub lines: Lines,
    /// Where its words stand in its file, where the text was read from tags.
    in_file: Option<InFile>,
    /// For each token, whether its author put it in between brackets within a quotation.
    inserted: Vec<bool>,
    /// Raised figures in its text that lead, or should lead, to notes; with their labels.
    pub(crate) raised: Vec<(Span, String)>,
    found: Arc<Found>,
    uninterrupted: OnceLock<Option<Box<Draft>>>,
}

/// What is found in the document when it is first asked for, however the draft is folded.
#[derive(Debug, Default)]
struct Found {
    points: OnceLock<Vec<u32>>,
    works: OnceLock<Vec<Reference>>,
    cited: OnceLock<Vec<AuthorYear>>,
    cited_works: OnceLock<(Vec<Work>, Vec<usize>)>,
    days: OnceLock<Vec<(Span, String)>>,
    apparatus: OnceLock<Vec<Apparatus>>,
    markers: OnceLock<Vec<(u32, usize)>>,
    labelled: OnceLock<BTreeMap<String, Vec<Span>>>,
    listed: OnceLock<Vec<Span>>,
    /// For each quotation, where the one that ends last ends of all up to it.
    reach: OnceLock<Vec<u32>>,
    followed: OnceLock<Vec<std::result::Result<Option<Followed>, Back>>>,
}

impl Draft {
    /// Reads a document as a draft.
    #[must_use]
    pub fn new(path: String, mut document: Document) -> Self {
        if document.language.is_none() {
            document.language = lang::detect(&document.text).map(|l| l.code().to_owned());
        }
        let raised = set_notes(&mut document);
        let quotations = quotations(&document);
        let (folded, inserted) = read(&document, &quotations, &[]);
        let digest = fontes_core::corpus::digest(document.text.as_bytes());
        let lines = Lines::new(&document.text);
        let language = lang::of(&document);
        Self {
            path,
            digest,
            document,
            language,
            folded,
            quotations,
            lines,
            in_file: None,
            inserted,
            raised,
            found: Arc::default(),
            uninterrupted: OnceLock::new(),
        }
    }

    /// The same, with the text of its file, from which its words were read with tags and all: places are then those of the file.
    #[must_use]
    pub fn with_file(mut self, source: &str) -> Self {
        if !self.document.has_lines() {
            self.in_file = Some(InFile::of(&self.document, source));
        }
        self
    }

    /// Where words begin and end in the lines of its file; `None` where the file has no lines that a person sees (a
    /// word processor's), or the words were not found in it.
    #[must_use]
    pub fn spots(&self, span: Span) -> Option<(Spot, Spot)> {
        if let Some(in_file) = &self.in_file {
            return in_file.spots(span);
        }
        let points = self.code_points();
        let spot = |at: u32| {
            let column = points.at(at)? - points.at(self.lines.start_of(at))? + 1;
            Some(Spot { line: self.lines.line(at), column })
        };
        if self.document.has_lines() { Some((spot(span.start())?, spot(span.end())?)) } else { None }
    }

    /// The note in whose body words stand.
    #[must_use]
    pub fn note_at(&self, span: Span) -> Option<&Note> {
        // Bodies are in order.
        let first = self.document.notes.partition_point(|n| n.body.end() < span.end());
        self.document.notes.get(first).filter(|n| n.body.contains(span))
    }

    /// The same draft without the words that interrupt its quotations, made when it is first asked for; itself if there are
    /// none. Its places are the same.
    #[must_use]
    pub(crate) fn uninterrupted(&self) -> &Self {
        let made = self.uninterrupted.get_or_init(|| {
            let asides = |q: &Quotation| q.interrupted.iter().chain(&q.asides).copied().collect::<Vec<_>>();
            let asides: Vec<Span> = self.quotations.iter().flat_map(asides).collect();
            if asides.is_empty() {
                return None;
            }
            let (folded, inserted) = read(&self.document, &self.quotations, &asides);
            Some(Box::new(Self {
                path: self.path.clone(),
                digest: self.digest.clone(),
                document: self.document.clone(),
                language: self.language,
                folded,
                quotations: self.quotations.clone(),
                lines: Lines::new(&self.document.text),
                in_file: None,
                inserted,
                raised: self.raised.clone(),
                found: Arc::clone(&self.found),
                uninterrupted: OnceLock::new(),
            }))
        });
        made.as_deref().unwrap_or(self)
    }

    /// The references in its notes and its list of references, in order; read when first asked for.
    #[must_use]
    pub fn works(&self) -> &[Reference] {
        self.found.works.get_or_init(|| references(&self.document))
    }

    /// Its citations by author and year, in order; read when first asked for.
    #[must_use]
    pub fn cited(&self) -> &[AuthorYear] {
        self.found.cited.get_or_init(|| author_years(self.text(), self.language))
    }

    /// The works that it cites, each where it does, in order; read when first asked for.
    #[must_use]
    pub fn cited_works(&self) -> &[Work] {
        &self.cited_and_same().0
    }

    /// For each of them the one that stands for all that are the same.
    #[must_use]
    pub fn same_works(&self) -> &[usize] {
        &self.cited_and_same().1
    }

    fn cited_and_same(&self) -> &(Vec<Work>, Vec<usize>) {
        self.found.cited_works.get_or_init(|| {
            let all = works(&self.document, self.works());
            let same = same_works(self.text(), &all);
            (all, same)
        })
    }

    /// The days that it names in full, with their values, in order; read when first asked for.
    pub(crate) fn days(&self) -> &[(Span, String)] {
        self.found.days.get_or_init(|| {
            let day = |t: &fontes_core::read::Time| t.kind == TimeKind::Date && t.value.len() == 10;
            let all = Reading::new(&self.document).times().into_iter().filter(day);
            all.filter(|t| t.value.starts_with(|c: char| c.is_ascii_digit()))
                .map(|t| (t.span, t.value))
                .collect()
        })
    }

    /// Its quotations that overlap a span, the last first.
    pub(crate) fn quotations_over(&self, span: Span) -> impl Iterator<Item = &Quotation> {
        let reach = self.found.reach.get_or_init(|| {
            let ends = self.quotations.iter().map(|q| q.span.end());
            ends.scan(0, |most, end| {
                *most = end.max(*most);
                Some(*most)
            })
            .collect()
        });
        let before = self.quotations.partition_point(|q| q.span.start() < span.end());
        let near = self.quotations[..before].iter().zip(&reach[..before]).rev();
        near.take_while(move |(_, most)| **most > span.start())
            .map(|(q, _)| q)
            .filter(move |q| q.span.overlaps(span))
    }

    /// Whether a quotation begins at a byte.
    pub(crate) fn opens_at(&self, at: u32) -> bool {
        self.quotations.binary_search_by_key(&at, |q| q.span.start()).is_ok()
    }

    /// Its citations by author and year that reach into a span, in order.
    pub(crate) fn cited_over(&self, span: Span) -> impl Iterator<Item = &AuthorYear> {
        cited_over(self.cited(), span)
    }

    /// What a note stands for that refers back.
    pub(crate) fn followed(&self, note: usize) -> std::result::Result<Option<Followed>, Back> {
        let all = self.found.followed.get_or_init(|| follow_all(&self.document, self.works()));
        all.get(note).copied().unwrap_or(Ok(None))
    }

    /// The numbers of its notes whose markers begin in these bytes of the text, in order.
    pub fn notes_marked(&self, bytes: RangeInclusive<u32>) -> impl Iterator<Item = usize> {
        let markers = self.found.markers.get_or_init(|| {
            let start = |(i, n): (usize, &Note)| n.marker.map(|m| (m.start(), i));
            let mut all: Vec<_> = self.document.notes.iter().enumerate().filter_map(start).collect();
            all.sort_unstable();
            all
        });
        let from = markers.partition_point(|m| m.0 < *bytes.start());
        markers[from..].iter().take_while(move |m| bytes.contains(&m.0)).map(|m| m.1)
    }

    /// What follows "[12]" or "[iv]" at the starts of lines, for each such label in order: notes in plain text.
    pub(crate) fn labelled(&self, label: &str) -> &[Span] {
        let all = self.found.labelled.get_or_init(|| {
            let text = self.text();
            let mut out: BTreeMap<String, Vec<Span>> = BTreeMap::new();
            let mut at = 0;
            for line in text.split_inclusive('\n') {
                let body = line.trim_end_matches('\n');
                if let Some(end) = body.bytes().take(LONGEST_LABEL).position(|b| b == b']').map(|e| e + 1)
                    && body.starts_with('[')
                {
                    let span = Span::of(text, at + end..at + body.len());
                    out.entry(body[..end].to_owned()).or_default().extend(span);
                }
                at += line.len();
            }
            out
        });
        all.get(label).map_or(&[], Vec::as_slice)
    }

    /// The paragraphs under a heading for a list of references, whether they are read as such or not.
    pub(crate) fn listed(&self) -> &[Span] {
        self.found.listed.get_or_init(|| {
            let mut under = false;
            let mut out = Vec::new();
            for p in paragraphs(&self.document) {
                let words = p.span.slice(self.text()).unwrap_or("");
                if is_heading(words, self.language) {
                    under = true;
                } else if under {
                    out.push(p.span);
                }
            }
            out
        })
    }

    /// What of its text is apparatus, read when first asked for.
    pub(crate) fn apparatus(&self) -> &[Apparatus] {
        self.found.apparatus.get_or_init(|| apparatus(self.text(), self.language))
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.document.text
    }

    /// Code points of the text.
    #[must_use]
    pub fn code_points(&self) -> CodePoints<'_> {
        let text = self.text();
        CodePoints::with(text, self.found.points.get_or_init(|| CodePoints::checkpoints(text)))
    }

    /// What of it is not read because its language has no tables for it: "dates are not read in Swedish".
    #[must_use]
    pub fn not_read(&self) -> Vec<String> {
        let missing: Vec<&str> =
            Reads::ALL.iter().filter(|r| !self.language.reads(**r)).map(|r| r.name()).collect();
        let Some((last, rest)) = missing.split_last() else { return vec![] };
        let list =
            if rest.is_empty() { (*last).to_owned() } else { format!("{} and {last}", rest.join(", ")) };
        vec![format!("{list} are not read in {}", self.language.name())]
    }

    /// Whether token `i` stands between brackets within a quotation.
    #[must_use]
    pub fn is_inserted(&self, i: usize) -> bool {
        self.inserted.get(i).copied().unwrap_or(false)
    }

    /// The span of a run of tokens; `None` for an empty one.
    #[must_use]
    pub fn span(&self, tokens: &Range<usize>) -> Option<Span> {
        self.folded.span_of(tokens)
    }
}

/// Of citations in order, those that reach into a span.
pub(crate) fn cited_over(cited: &[AuthorYear], span: Span) -> impl Iterator<Item = &AuthorYear> {
    let from = cited.partition_point(|c| c.span.end() <= span.start());
    cited[from..].iter().take_while(move |c| c.span.start() < span.end())
}

/// Bytes of a note's label in plain text, with its brackets.
const LONGEST_LABEL: usize = 8;
/// Bytes of a heading of a list of references.
const LONGEST_HEADING: usize = 200;

/// Whether these words are the heading of a list of references.
fn is_heading(words: &str, language: &Language) -> bool {
    words.len() <= LONGEST_HEADING && {
        let key = fold(words, &[]).words().collect::<Vec<_>>().join(" ");
        language.is_in_notes(&key, NoteWord::ReferencesHeading)
    }
}

/// The folding of a document without what its quotations ignore, and for each token whether its author put it in.
fn read(document: &Document, quotations: &[Quotation], asides: &[Span]) -> (Folded, Vec<bool>) {
    let mut skips = document.skips.clone();
    skips.extend(quotations.iter().flat_map(|q| q.ignored.iter().copied()));
    skips.extend(asides);
    let folded = fold(&document.text, &Span::disjoint(skips));
    let mut inserted = vec![false; folded.tokens.len()];
    for q in quotations {
        for span in &q.inserted {
            inserted[folded.tokens_in(*span)].fill(true);
        }
        // Brackets around nearly all of it are the source's own, not an insertion.
        let tokens = folded.tokens_in(q.span);
        let plain = tokens.clone().filter(|&i| !inserted[i]).count();
        if plain < 3 && plain * 2 < tokens.len() {
            inserted[tokens].fill(false);
        }
    }
    (folded, inserted)
}
