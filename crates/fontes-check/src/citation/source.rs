//! Which document, or whom, does the draft name beside a quotation, and do the words stand there?
//!
//! Only what leaves no doubt contradicts: a document named in the words around the quotation or in its note, an author
//! of whom the archive has works, a speaker in a record of several. Of several that are named any may be right.

use super::bearer::{has_author, head, works_of};
use super::frame::{Frame, frame};
use super::name::{is_proper, longest_name};
use super::person::{Person, mentioned, persons};
use super::prose::Prose;
use super::series::{folder, in_folder, in_volume, numbered_key};
use super::turns::{Told, turn_of};
use super::works::{Given, given};
use super::{entry, narrator};
use crate::draft::Draft;
use crate::finding::words::shorten;
use crate::search::Retriever;
use fontes_core::corpus::{Part, Result};
use fontes_core::lang::{NoteWord, RuleWord};
use fontes_core::read::{AuthorYear, Quotation, Target, pointers};
use fontes_core::text::{Span, key_hash};
use std::collections::BTreeSet;
use std::ops::Range;

/// What the draft says of a quotation's origin.
#[derive(Debug, Default)]
pub(crate) struct CitedSource {
    /// Documents named near it, firmly or not.
    pub(crate) documents: BTreeSet<usize>,
    /// What it is said to be from, and all documents that this can mean.
    claims: Vec<Claim>,
    claimed: BTreeSet<usize>,
    /// Those who are said to speak, and those whose words may be spoken of.
    persons: Vec<Person>,
    mentioned: Vec<Person>,
    /// Whether it names a work of which the archive may not have a document.
    open: bool,
    /// The works that it cites for it, in the archive or not.
    given: Given,
    /// The documents of all that it names.
    here: BTreeSet<usize>,
}

/// Whether what the draft names as a quotation's source is in the archive.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Origin<'c> {
    /// It names none, only a person, or one that may be here.
    Unknown,
    /// All that it names is: these documents.
    Here(&'c BTreeSet<usize>),
    /// The archive lacks what these words name.
    Lacking(&'c [Span]),
}

/// A name, and the documents that it can mean.
#[derive(Debug)]
struct Claim {
    name: String,
    documents: BTreeSet<usize>,
    /// The family name of the author, where the name is an author's.
    author: Option<String>,
    /// Whether an author is named with a year or a work, not as one who says something.
    work: bool,
}

/// Where the words stand.
pub(crate) struct Standing<'s> {
    /// The documents that carry them as well as any.
    pub(crate) witnesses: &'s [usize],
    /// The one that is shown, and the passage.
    pub(crate) number: usize,
    pub(crate) passage: Span,
    /// Whether it is itself quoting.
    pub(crate) second_hand: bool,
    /// Words of the quotation.
    pub(crate) words: usize,
}

/// Words from which on a quotation tells whose it is when only a person is named.
const TELLING: usize = 5;
/// Bytes around a passage within which its source may name whom it quotes.
const NAMED_AROUND: u32 = 300;

impl CitedSource {
    /// The documents that the draft surely means.
    pub(crate) const fn claimed(&self) -> &BTreeSet<usize> {
        &self.claimed
    }

    /// Whether what it is said to be from is in the archive. A person is no work: who says something may have said it
    /// anywhere.
    pub(crate) fn origin(&self) -> Origin<'_> {
        if !self.given.lacking.is_empty() {
            return Origin::Lacking(&self.given.lacking);
        }
        let named = self.claims.iter().any(|c| c.author.is_none() || c.work) || !self.given.here.is_empty();
        if named && !self.open && !self.given.unsure { Origin::Here(&self.here) } else { Origin::Unknown }
    }

    /// Whether a document may be what the draft names.
    pub(crate) fn may_mean(&self, number: usize) -> bool {
        [&self.here, &self.documents, &self.given.perhaps].iter().any(|all| all.contains(&number))
    }

    /// Where the draft says what it is from: a note, else the words.
    pub(crate) const fn told(&self) -> Option<Span> {
        self.given.told
    }

    /// How the draft's words on the origin contradict where the words stand; `None` if they do not.
    pub(crate) fn contradiction(&self, at: &Standing<'_>, search: &Retriever<'_>) -> Result<Option<String>> {
        if !self.persons.is_empty() {
            let told = match turn_of(&self.persons, at.number, at.passage, search)? {
                Told::Nothing => narrator::speaker_of(&self.persons, at.number, at.passage, search)?,
                told => told,
            };
            if told == Told::Others {
                let names: Vec<&str> = self.persons.iter().map(|p| p.name.as_str()).collect();
                return Ok(Some(format!("where somebody else says it, not {}", names.join(" or "))));
            }
        }
        let right = |c: &Claim| at.witnesses.iter().any(|w| c.documents.contains(w));
        // Of several that are named the one that is not here may have them.
        let open = self.open || !self.given.lacking.is_empty();
        if open || self.claims.is_empty() || self.claims.iter().any(right) {
            return Ok(None);
        }
        for person in &self.mentioned {
            let works = works_of(&person.surname, None, search)?;
            if at.witnesses.iter().any(|w| works.contains(w)) {
                return Ok(None);
            }
        }
        let mut wrong = None;
        for claim in &self.claims {
            if let Some(surname) = &claim.author {
                if at.words < TELLING || at.second_hand || names_near(surname, claim.work, at, search)? {
                    return Ok(None);
                }
                // Who says something says more than his works in the archive hold: the words must be another's work.
                if !claim.work && !has_author(&*head(at.number, search)?) {
                    return Ok(None);
                }
            }
            wrong = wrong.or(Some(claim));
        }
        Ok(wrong.map(|c| match c.author {
            Some(_) => {
                format!("not in what the archive has of the author whom the draft names (“{}”)", c.name)
            }
            None => format!("not in the document that the draft names (“{}”)", c.name),
        }))
    }

    /// With the persons to whom another piece of the same quotation is given, where this one is given to nobody.
    pub(crate) fn or_persons_of(self, other: Self) -> Self {
        if self.persons.is_empty() { Self { persons: other.persons, ..self } } else { self }
    }
}

/// Whether a document names somebody close to a passage, or anywhere where no work of his is named: it may report or
/// quote him.
fn names_near(surname: &str, work: bool, at: &Standing<'_>, search: &Retriever<'_>) -> Result<bool> {
    if !work {
        let source = search.archive.source(at.number)?;
        return Ok(source.folded().words().any(|w| w == surname));
    }
    let around =
        at.passage.start().saturating_sub(NAMED_AROUND)..at.passage.end().saturating_add(NAMED_AROUND);
    let held = search.archive.part(at.number, &Part::Bytes(around.clone()))?;
    let Ok(near) = Span::new(around.start, around.end) else { return Ok(false) };
    let f = held.folded();
    let tokens =
        (0..f.tokens.len()).filter(|&i| held.there(f.tokens[i].span).is_some_and(|s| near.overlaps(s)));
    Ok(tokens.into_iter().any(|i| f.word(i) == surname))
}

/// Words before and after a quotation within which "Document 29" is looked for.
const NEARBY: usize = 60;
/// Documents that one name may name.
const NAMESAKES: usize = 24;

pub(crate) fn citations(draft: &Draft, q: &Quotation, search: &Retriever<'_>) -> Result<CitedSource> {
    let p = prose(draft);
    let mut out = CitedSource::default();
    let is_name = |o: &Quotation| {
        let run = draft.folded.tokens_in(o.span);
        run.len() <= 16
            && (is_entitled(&p, &run)
                || search
                    .archive
                    .named(key_hash(draft.folded.run(&run)))
                    .is_ok_and(|found| !found.is_empty()))
    };
    let frame = frame(&p, q, &draft.quotations, &is_name);
    named(draft, &frame, search, &mut out)?;
    out.persons = persons(&p, &frame, draft.cited());
    out.mentioned = mentioned(&p, &frame);
    for i in 0..out.persons.len() {
        authored(draft, i, search, &mut out)?;
    }
    for note in notes(draft, q) {
        noted(draft, note, search, &mut out)?;
    }
    // What is set with a block names its source.
    if let Some(span) = q.attached {
        noted(draft, Noted::Note(span), search, &mut out)?;
    }
    numbered(draft, q.span, search, &mut out)?;
    for claim in &out.claims {
        out.documents.extend(&claim.documents);
        out.claimed.extend(&claim.documents);
    }
    let told: Vec<&AuthorYear> = out.persons.iter().filter_map(|p| p.citation.as_ref()).collect();
    out.given = given(draft, q, &frame, &told, search)?;
    if !out.given.unsure {
        out.documents.extend(&out.given.here);
    }
    out.here = out.claimed.union(&out.given.here).copied().collect();
    Ok(out)
}

/// Whether words between marks are the title of what something is in: “in ‘The Harbour Review’ Tov writes”.
fn is_entitled(p: &Prose<'_>, run: &Range<usize>) -> bool {
    let before = run.start.checked_sub(1).map(|i| p.word(i)).unwrap_or_default();
    let within =
        p.language.rules().is(&before, &RuleWord::Of) || p.language.is_in_notes(&before, NoteWord::Signal);
    let heavy = |i: &usize| !p.language.is_function_word(&p.word(*i));
    within && run.clone().filter(heavy).count() >= 2 && run.clone().filter(heavy).all(|i| p.capital(i))
}

fn prose(draft: &Draft) -> Prose<'_> {
    Prose { text: draft.text(), folded: &draft.folded, language: draft.language }
}

/// The works of somebody who is given as the author: those in the list of references that his citation means, else those
/// that the archive has of him.
fn authored(draft: &Draft, i: usize, search: &Retriever<'_>, out: &mut CitedSource) -> Result<()> {
    let person = &out.persons[i];
    let mut documents = BTreeSet::new();
    let mut listed = false;
    if let Some(c) = &person.citation {
        for entry in entry::entries(draft, c) {
            listed = true;
            documents.extend(entry::documents(draft, entry, Some(c), search)?);
        }
    }
    if documents.is_empty() {
        let year = person.citation.as_ref().map(|c| c.year.as_str());
        documents = works_of(&person.surname, year, search)?;
    }
    if documents.is_empty() {
        // A work that is listed and not in the archive may have the words.
        out.open |= listed;
        return Ok(());
    }
    let author = Some(person.surname.clone());
    let work = person.citation.is_some();
    out.claims.push(Claim { name: shorten(&person.name), documents, author, work });
    Ok(())
}

/// The documents that are named in the words around a quotation.
fn named(draft: &Draft, frame: &Frame, search: &Retriever<'_>, out: &mut CitedSource) -> Result<()> {
    let p = prose(draft);
    for (run, after) in [(&frame.lead, false), (&frame.tail, true)] {
        let mut i = run.start;
        while i < run.end {
            let Some((n, found)) = entry::name_at(draft, i, run.end, search)? else {
                i += 1;
                continue;
            };
            let name = i..i + n;
            i = name.end;
            let between = if after { run.start..name.start } else { name.end..run.end };
            let contrast = p.phrase_before(name.start, run.start, RuleWord::Contrast);
            let joined = after && between.clone().any(|k| p.language.is_in_notes(&p.word(k), NoteWord::And));
            if contrast || joined || heading(&p, &name, run.end) || after && between.len() > AFTERTHOUGHT {
                continue;
            }
            let documents = found.into_iter().filter(|d| !search.is_own(*d)).collect();
            out.claims.push(Claim { name: shorten(p.written(&name)), documents, author: None, work: true });
        }
    }
    Ok(())
}

/// Whether a name that is not marked begins a line above the one on which the words before a quotation end: a heading, of
/// which a sentence without marks cannot be told.
fn heading(p: &Prose<'_>, name: &Range<usize>, end: usize) -> bool {
    let before = p.gap_before(name.start).trim_end_matches(['#', ' ']);
    let begins = before.is_empty() || before.ends_with('\n');
    begins && (name.end - 1..end.saturating_sub(1)).any(|i| p.gap(i).contains('\n'))
}

/// Words that may stand between a quotation and the name of its source after it.
const AFTERTHOUGHT: usize = 6;

/// What a note, or an entry of the list of references, gives as the source.
fn noted(draft: &Draft, note: Noted, search: &Retriever<'_>, out: &mut CitedSource) -> Result<()> {
    let span = match &note {
        Noted::Note(span) => *span,
        Noted::Entry(span, c) => {
            let documents: BTreeSet<usize> = entry::documents(draft, *span, Some(c), search)?;
            let name = shorten(c.span.slice(draft.text()).unwrap_or(""));
            out.open |= documents.is_empty();
            if !documents.is_empty() {
                out.claims.push(Claim { name, documents, author: None, work: true });
            }
            return Ok(());
        }
    };
    let f = &draft.folded;
    let tokens = f.tokens_in(span);
    for i in tokens.clone() {
        let Some((n, found)) = longest_name(draft, i, tokens.end, search, NAMESAKES)? else { continue };
        let found: BTreeSet<usize> = found.into_iter().filter(|d| !search.is_own(*d)).collect();
        if is_proper(draft, i..i + n) && leads(draft, span, i) {
            let name = shorten(prose(draft).written(&(i..i + n)));
            out.claims.push(Claim { name, documents: found, author: None, work: true });
        } else {
            out.documents.extend(found);
        }
    }
    volumes(draft, span, search, out)
}

/// Whether a name in a note is what the note gives as the source: the first that it names, and not to
/// be compared only.
fn leads(draft: &Draft, note: Span, name: usize) -> bool {
    let tokens = draft.folded.tokens_in(note);
    let before = draft.span(&(tokens.start..name)).and_then(|s| s.slice(draft.text())).unwrap_or("");
    !before.contains(';')
        && !(tokens.start..name)
            .any(|i| draft.language.rules().is(&draft.folded.word(i), &RuleWord::Contrast))
}

/// The documents of other volumes that a note names.
fn volumes(draft: &Draft, note: Span, search: &Retriever<'_>, out: &mut CitedSource) -> Result<()> {
    for p in pointers(draft.text(), note) {
        let Target::Volume { name, document: Some(number) } = &p.target else { continue };
        if let Some(found) = in_volume(name, *number, search)? {
            let tokens = draft.folded.tokens_in(p.span);
            if leads(draft, note, tokens.start) {
                let name = shorten(p.span.slice(draft.text()).unwrap_or(""));
                out.claims.push(Claim { name, documents: BTreeSet::from([found]), author: None, work: true });
            }
            out.documents.insert(found);
        }
    }
    Ok(())
}

/// "Document 29" near a quotation names a neighbour of the draft in its own volume.
fn numbered(draft: &Draft, quotation: Span, search: &Retriever<'_>, out: &mut CitedSource) -> Result<()> {
    let f = &draft.folded;
    let tokens = f.tokens_in(quotation);
    let near = tokens.start.saturating_sub(NEARBY)..(tokens.end + NEARBY).min(f.tokens.len());
    for i in near.clone() {
        let word = f.word(i);
        if draft.language.is_in_notes(&word, NoteWord::Document) && i + 1 < near.end {
            let number = f.word(i + 1);
            if number.bytes().all(|b| b.is_ascii_digit()) {
                out.documents.extend(in_folder(numbered_key(&number), folder(&draft.path), search)?);
            }
        }
    }
    Ok(())
}

/// Bytes after a quotation within which its marker or citation begins.
const CLOSELY: u32 = 12;

/// What is given as the source outside the sentence.
enum Noted {
    /// A note, or what it refers back to.
    Note(Span),
    /// An entry of the list of references, and the citation that leads there.
    Entry(Span, AuthorYear),
}

/// The notes whose markers follow the quotation closely, with what they refer back to, and the entries
/// of the list of references that a citation after it names.
fn notes(draft: &Draft, q: &Quotation) -> Vec<Noted> {
    let text = draft.text();
    let end = q.span.end() as usize;
    let close = |at: u32| at >= q.span.end() && at <= q.span.end() + CLOSELY;
    let mut out: Vec<Noted> = Vec::new();
    for i in draft.notes_marked(q.span.end()..=q.span.end() + CLOSELY) {
        out.push(Noted::Note(draft.document.notes[i].body));
        if let Ok(Some(back)) = draft.followed(i) {
            out.push(Noted::Note(back.span));
        }
    }
    let next = |at: u32| close(at) && !text[end..at as usize].contains(char::is_alphanumeric);
    let attached = |c: &AuthorYear| q.attached.is_some_and(|a| a.overlaps(c.span));
    let reach = q.attached.map_or(q.span.end(), Span::end) + CLOSELY;
    let cited = draft.cited();
    let from = cited.partition_point(|c| c.span.end() <= q.span.end());
    let near = cited[from..].iter().take_while(|c| c.span.start() <= reach);
    for c in near.filter(|c| next(c.span.start()) || attached(c)) {
        out.extend(entry::entries(draft, c).into_iter().map(|s| Noted::Entry(s, c.clone())));
    }
    if !out.is_empty() {
        return out;
    }
    out.extend(bracketed(draft, end).into_iter().map(Noted::Note));
    out
}

/// Notes that one label may have in plain text: those of several chapters.
const SAME_LABEL: usize = 8;

/// The notes of a marker in plain text: "[12]" or "[iv]" after the closing mark, its note at a line's start.
fn bracketed(draft: &Draft, end: usize) -> Vec<Span> {
    let after: String = draft.text()[end..].chars().take(16).collect();
    let Some(open) = after.find('[').filter(|&o| !after[..o].contains(char::is_alphanumeric)) else {
        return vec![];
    };
    let Some(close) = after[open..].find(']') else { return vec![] };
    let label = &after[open..=open + close];
    if label.len() > 8 || !label.chars().any(char::is_alphanumeric) {
        return vec![];
    }
    let all = draft.labelled(label);
    let from = all.partition_point(|s| (s.start() as usize) < end);
    all[from..].iter().take(SAME_LABEL).copied().collect()
}
