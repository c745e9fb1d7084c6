//! Which works does the draft cite, which of them does the archive have, and from which is a quotation said to be?

use super::bearer::works_of_year;
use super::entry;
use super::frame::Frame;
use super::name::is_marked;
use super::prose::Prose;
use super::series::{folder, in_folder, in_volume, numbered_key};
use crate::draft::Draft;
use crate::search::{Called, Holding, Retriever};
use fontes_core::corpus::Result;
use fontes_core::lang::{NoteWord, RuleWord};
use fontes_core::read::{AuthorYear, Form, Quotation, Target, Work, WorkKind, ends_sentence, pointers};
use fontes_core::text::{Span, fold};
use std::collections::BTreeSet;
use std::ops::Range;

/// From which works the draft says that a quotation is, beyond what it names as a document of the archive.
#[derive(Debug, Default)]
pub(super) struct Given {
    /// Documents that are those works.
    pub(super) here: BTreeSet<usize>,
    /// Documents that may be.
    pub(super) perhaps: BTreeSet<usize>,
    /// The words that name works which the archive has not.
    pub(super) lacking: Vec<Span>,
    /// Whether it names what may be here, or in a way that was not understood.
    pub(super) unsure: bool,
    /// Where it says so: the note, else the words.
    pub(super) told: Option<Span>,
}

/// Bytes after a quotation within which a citation in running text is its own.
const AFTER: usize = 300;
/// Bytes after a quotation, or after the paragraph before a block, within which a marker or an address is its own.
const CLOSELY: usize = 80;
/// Bytes between a quotation and its author and year.
const BESIDE: usize = 12;
/// Citations before and after a quotation that are looked at.
const NEIGHBOURS: usize = 12;
/// Bytes of a paragraph after a quotation.
const PARAGRAPH: usize = 6_000;
/// Sentence ends between a quotation and its citation.
const ENDS: usize = 1;
/// Words of an address that tell what its page is about.
const SLUG: usize = 3;
/// Words of a title in running text, and of a date after what it dates.
const TITLE: usize = 14;

/// Whether the archive has a work.
///
/// `None` where that cannot be told: a document of the draft's own edition, which is in no folder of it.
pub(crate) fn holding(draft: &Draft, work: &Work, search: &Retriever<'_>) -> Result<Option<Holding>> {
    if let Some(numbered) = numbered(draft, work, search)? {
        return Ok(numbered);
    }
    by_name(draft, work, search).map(Some)
}

/// The same of a work that is no numbered document.
fn by_name(draft: &Draft, work: &Work, search: &Retriever<'_>) -> Result<Holding> {
    let text = draft.text();
    let words = |s: Option<Span>| s.and_then(|s| s.slice(text)).unwrap_or("").to_owned();
    if work.kind == WorkKind::Case {
        let tokens = draft.folded.tokens_in(work.title.unwrap_or(work.span));
        let named = entry::name_at(draft, tokens.start, tokens.end, search)?;
        let mut found = named.map_or_else(Vec::new, |n| n.1);
        found.retain(|n| !search.is_own(*n));
        // Parties meet more than once: a decision of another year is another.
        let mut other = Vec::new();
        let caption = parties(draft, tokens.clone());
        let reported: String = words(work.container).split_whitespace().collect();
        for &number in &found {
            let cites = !reported.is_empty() && cites(number, &reported, search)?;
            let year = work.day.as_deref().map(|year| of_another_year(number, year, search)).transpose()?;
            let mut called = true;
            for party in &caption {
                called &= search.is_called(number, party)?;
            }
            if cites || !called || year == Some(true) {
                other.push(number);
            }
        }
        found.retain(|n| !other.contains(n));
        return Ok(match (found.is_empty(), other.is_empty()) {
            (false, _) => Holding::Here(found),
            (true, false) => Holding::Perhaps(other),
            (true, true) => Holding::Missing,
        });
    }
    let day = work.day.clone().unwrap_or_default();
    let (author, date) = (words(work.author), words(work.date));
    let paper = work.kind == WorkKind::Paper;
    let mut titles = vec![words(work.title)];
    match work.address {
        Some(address) if work.title.is_none() => titles = vec![slug(address.slice(text).unwrap_or(""))],
        _ => {}
    }
    // A work is often kept under its title alone, without what stands after a colon.
    if !paper && let Some((main, _)) = titles[0].split_once(": ") {
        titles.push(main.to_owned());
    }
    let mut best = Holding::Missing;
    for title in titles {
        let called =
            Called { title, author: author.clone(), day: day.clone(), date: date.clone(), titled: !paper };
        match search.holding(&called, draft.language)? {
            Holding::Missing => {}
            here @ Holding::Here(_) => return Ok(here),
            perhaps @ Holding::Perhaps(_) => best = perhaps,
        }
    }
    Ok(best)
}

/// What the last part of an address tells: "israels-sordid-history" as words.
fn slug(address: &str) -> String {
    let path = address.split_once("://").map_or(address, |p| p.1);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let mut parts = path.split('/').skip(1).filter(|p| !p.is_empty()).collect::<Vec<_>>();
    let last = parts.pop().unwrap_or("");
    let words: Vec<&str> =
        last.split(['-', '_', '.', '+']).filter(|w| w.chars().any(char::is_alphabetic)).collect();
    if words.len() >= SLUG { words.join(" ") } else { String::new() }
}

/// A document of an edition that is told by its number; `None` where the work is none.
fn numbered(draft: &Draft, work: &Work, search: &Retriever<'_>) -> Result<Option<Option<Holding>>> {
    if work.kind != WorkKind::Paper || work.title != Some(work.span) {
        return Ok(None);
    }
    let Some(p) = pointers(draft.text(), work.span).into_iter().next() else { return Ok(None) };
    let found: Vec<usize> = match &p.target {
        Target::Document(n) => in_folder(numbered_key(&n.to_string()), folder(&draft.path), search)?,
        Target::Volume { name, document: Some(n) } => in_volume(name, *n, search)?.into_iter().collect(),
        _ => return Ok(None),
    };
    let neighbour = matches!(p.target, Target::Document(_));
    Ok(Some(match found.is_empty() {
        true if neighbour => None,
        true => Some(Holding::Missing),
        false => Some(Holding::Here(found)),
    }))
}

/// The telling words of each party of a case.
fn parties(draft: &Draft, tokens: Range<usize>) -> Vec<Vec<String>> {
    let mut out = vec![vec![]];
    for word in tokens.map(|i| draft.folded.word(i)) {
        if draft.language.is_in_notes(&word, NoteWord::Against) {
            out.push(vec![]);
        } else if word.chars().count() > 1 && !draft.language.is_function_word(&word) {
            out.last_mut().into_iter().for_each(|p| p.push(word.clone()));
        }
    }
    out
}

/// Whether the head of a document gives volume and page of a decision: it cites it.
fn cites(number: usize, reported: &str, search: &Retriever<'_>) -> Result<bool> {
    let held = super::bearer::head(number, search)?;
    Ok(held.text().split_whitespace().collect::<String>().contains(reported))
}

/// Whether the head of a document tells years, and none of them is this one.
fn of_another_year(number: usize, year: &str, search: &Retriever<'_>) -> Result<bool> {
    let held = super::bearer::head(number, search)?;
    let digits = |w: &&str| {
        w.len() == 4
            && w.bytes().all(|b| b.is_ascii_digit())
            && matches!(&w[..2], "15" | "16" | "17" | "18" | "19" | "20")
    };
    let mut years = held.text().split(|c: char| !c.is_ascii_alphanumeric()).filter(digits).peekable();
    Ok(years.peek().is_some() && years.all(|y| y != year))
}

/// From which works a quotation is said to be.
///
/// `told` are the citations by author and year that give its author.
pub(super) fn given(
    draft: &Draft,
    q: &Quotation,
    frame: &Frame,
    told: &[&AuthorYear],
    search: &Retriever<'_>,
) -> Result<Given> {
    let mut out = Given::default();
    let mut named: Vec<usize> = Vec::new();
    let works = draft.cited_works();
    let within = |span: Span| {
        let first = works.partition_point(|w| w.span.start() < span.start());
        (first..works.len()).take_while(move |&i| works[i].span.start() < span.end())
    };
    let mut sure = true;
    if let Some(note) = draft.note_at(q.span) {
        let after: Vec<usize> =
            within(note.body).filter(|&i| works[i].span.start() >= q.span.end()).collect();
        named = if after.is_empty() { within(note.body).collect() } else { after };
        // A note tells of several works, and its words of any.
        sure = named.len() == 1;
    } else if let Some((i, near)) = marked(draft, q) {
        let body = draft.document.notes[i].body;
        out.told = Some(body);
        named.extend(within(body));
        let back = draft.followed(i);
        if let Ok(Some(back)) = &back {
            named.extend(within(back.span));
        }
        out.unsure |= named.is_empty();
        sure = near;
    }
    if let Some(i) = in_law(draft, q, works).or_else(|| led_by(draft, frame, works)) {
        named.push(i);
        out.told = out.told.or(Some(works[i].span));
    }
    named.extend(linked(draft, q, frame, works));
    // Those that stand after it, in order.
    let cited = draft.cited();
    let beside = q.attached.map_or(q.span.end(), |a| a.start().min(q.span.end()));
    let first = cited.partition_point(|c| c.span.start() < beside);
    let after = cited[first..].iter().take(NEIGHBOURS).filter(|c| follows(draft, q, c));
    for c in told.iter().copied().chain(after) {
        let entries: Vec<usize> = entry::entries(draft, c).into_iter().flat_map(within).collect();
        if entries.is_empty() {
            let surname = c.names.first().and_then(|n| n.rsplit(' ').next()).unwrap_or("");
            let found = works_of_year(surname, &c.year, search)?;
            if found.is_empty() { out.lacking.push(c.span) } else { out.here.extend(found) }
        }
        named.extend(entries);
        out.told = out.told.or(Some(c.span));
    }
    named.sort_unstable();
    named.dedup();
    let groups = draft.same_works();
    for i in named {
        let work = &works[groups[i]];
        if work.short {
            out.unsure = true;
            continue;
        }
        match holding(draft, work, search)? {
            Some(Holding::Here(found)) => {
                out.unsure |= !sure;
                out.here.extend(found);
            }
            Some(Holding::Perhaps(found)) => {
                out.unsure = true;
                out.perhaps.extend(found);
            }
            Some(Holding::Missing) => out.lacking.push(work.span),
            None => out.unsure = true,
        }
        out.told = out.told.or(Some(works[i].span));
    }
    in_words(draft, frame, search, &mut out)?;
    Ok(out)
}

/// Whether a citation by author and year stands right after a quotation, or is set with it.
fn follows(draft: &Draft, q: &Quotation, c: &AuthorYear) -> bool {
    let between = draft.text().get(q.span.end() as usize..c.span.start() as usize);
    between.is_some_and(|b| b.len() <= BESIDE && !b.contains(char::is_alphanumeric))
        || q.attached.is_some_and(|a| a.overlaps(c.span))
}

/// The note of a quotation, and whether its marker stands in the same sentence: the next marker of its paragraph; of a
/// block also the last one before it.
fn marked(draft: &Draft, q: &Quotation) -> Option<(usize, bool)> {
    let text = draft.text();
    let (start, end) = (q.span.start() as usize, q.span.end() as usize);
    let most = text.floor_char_boundary((end + PARAGRAPH).min(text.len()));
    let stop = text[end..most].find("\n\n").map_or(most, |n| end + n);
    let bytes = |from: usize, to: usize| Some(u32::try_from(from).ok()?..=u32::try_from(to).ok()?);
    let marker = |i: usize| draft.document.notes[i].marker.map_or(end, |m| m.start() as usize);
    if let Some(i) = draft.notes_marked(bytes(end, stop)?).next() {
        return Some((i, sentences(draft, end, marker(i)) == 0));
    }
    if q.form != Form::Block {
        return None;
    }
    let before = text[..start].trim_end().len();
    let low = before.saturating_sub(CLOSELY);
    draft.notes_marked(bytes(low, before.saturating_sub(1))?).last().map(|i| (i, true))
}

/// Ends of sentences between two places that are followed by words.
fn sentences(draft: &Draft, from: usize, to: usize) -> usize {
    let Ok(span) = Span::of(draft.text(), from..to) else { return 0 };
    let tokens = draft.folded.tokens_in(span);
    let first = tokens.start.saturating_sub(1);
    (first..tokens.end.saturating_sub(1))
        .filter(|&i| ends_sentence(draft.text(), &draft.folded, i, draft.language))
        .count()
}

/// The citation of a lawyer that a quotation stands in, or that follows it.
fn in_law(draft: &Draft, q: &Quotation, works: &[Work]) -> Option<usize> {
    let text = draft.text();
    let legal = |w: &Work| {
        matches!(w.kind, WorkKind::Case | WorkKind::Statute)
            || w.kind == WorkKind::Book && w.container.is_none()
    };
    let at = works.partition_point(|w| w.span.start() < q.span.start());
    // "Okafor v. Platt, 424 U. S. 1 (1976) (“…”)"
    let low = at.saturating_sub(NEIGHBOURS);
    let before = works[low..at].iter().rposition(legal).map(|i| low + i).filter(|&i| {
        let from = works[i].span.end() as usize;
        let between = text.get(from..q.span.start() as usize).unwrap_or("");
        let opens = between.matches('(').count() > between.matches(')').count();
        between.len() <= AFTER && opens && !between.contains("\n\n")
    });
    if before.is_some() {
        return before;
    }
    let end = q.span.end() as usize;
    let next = works[at..]
        .iter()
        .take(NEIGHBOURS)
        .position(|w| legal(w) && w.span.start() as usize >= end)
        .map(|i| at + i)?;
    let from = works[next].span.start() as usize;
    let between = text.get(end..from).filter(|b| b.len() <= AFTER)?;
    let turned = fold(between, &[]).words().any(|w| {
        draft.language.is_in_notes(&w, NoteWord::Above) || draft.language.is_in_notes(&w, NoteWord::Below)
    });
    let near = !between.contains("\n\n") && sentences(draft, end, from) <= ENDS;
    (near && !turned).then_some(next)
}

/// The last case that the words before a quotation name.
fn led_by(draft: &Draft, frame: &Frame, works: &[Work]) -> Option<usize> {
    let lead = draft.span(&frame.lead)?;
    let last = works.partition_point(|w| w.span.start() < lead.end());
    let near = works[..last].iter().enumerate().rev().take_while(|(_, w)| w.span.start() >= lead.start());
    near.into_iter().find(|(_, w)| w.kind == WorkKind::Case && lead.contains(w.span)).map(|(i, _)| i)
}

/// The pages of the web whose addresses stand in the sentence of a quotation, or right after it.
fn linked(draft: &Draft, q: &Quotation, frame: &Frame, works: &[Work]) -> Vec<usize> {
    let p = Prose { text: draft.text(), folded: &draft.folded, language: draft.language };
    let place = |i: usize| p.folded.tokens.get(i).map(|t| t.span);
    let from = place(frame.lead.start).map_or(q.span.start(), |s| s.start());
    let last = frame.tail.end.checked_sub(1).and_then(place).map_or(q.span.end(), |s| s.end());
    let to = last.max(q.span.end()) as usize + CLOSELY;
    let end = draft.text().floor_char_boundary(to.min(draft.text().len()));
    let after = draft.text().get(q.span.end() as usize..end).unwrap_or("");
    let to = after.find("\n\n").map_or(end, |n| q.span.end() as usize + n);
    let first = works.partition_point(|w| w.span.start() < from);
    let near = (first..works.len()).take_while(|&i| (works[i].span.start() as usize) < to);
    near.filter(|&i| works[i].kind == WorkKind::Page).collect()
}

/// Works that the words around a quotation name: titles between marks, "the speech of 3 May 1970".
fn in_words(draft: &Draft, frame: &Frame, search: &Retriever<'_>, out: &mut Given) -> Result<()> {
    let p = Prose { text: draft.text(), folded: &draft.folded, language: draft.language };
    for run in [&frame.lead, &frame.tail] {
        let mut i = run.start;
        while i < run.end {
            let found = titled(draft, &p, i, run.end).or_else(|| dated(draft, &p, i, run.end));
            let Some((end, called)) = found else {
                i += 1;
                continue;
            };
            let contrast = p.phrase_before(i, run.start, RuleWord::Contrast);
            if let Some(span) = p.folded.span_of(&(i..end)).filter(|_| !contrast) {
                match search.holding(&called, draft.language)? {
                    Holding::Here(found) => out.here.extend(found),
                    Holding::Perhaps(_) => out.unsure = true,
                    Holding::Missing => out.lacking.push(span),
                }
                out.told = out.told.or(Some(span));
            }
            i = end;
        }
    }
    Ok(())
}

/// A title between marks that begins with word `i`: where it ends, and what it calls.
fn titled(draft: &Draft, p: &Prose<'_>, i: usize, end: usize) -> Option<(usize, Called)> {
    let opens = p.gap_before(i).ends_with(['“', '"', '*', '_', '«', '„', '‘']);
    if !opens || !p.capital(i) {
        return None;
    }
    let last = (i..end.min(i + TITLE)).find(|&k| {
        p.gap(k).starts_with(['”', '"', '*', '_', '»', '“', '’'])
            || p.gap(k).starts_with([',', '.']) && p.gap(k)[1..].starts_with(['”', '"', '’'])
    })?;
    let run = i..last + 1;
    let heavy = |k: &usize| !p.language.is_function_word(&p.word(*k));
    let telling = run.clone().filter(heavy).count();
    let capitals =
        run.clone().filter(heavy).all(|k| p.capital(k) || p.word(k).bytes().all(|b| b.is_ascii_digit()));
    if telling < 2 || !capitals || !is_marked(draft, run.clone()) {
        return None;
    }
    Some((run.end, Called { title: p.written(&run).to_owned(), titled: true, ..Called::default() }))
}

/// "speech of 3 May 1970", "letter to Tov dated March 4, 1921": where it ends, and what it calls.
fn dated(draft: &Draft, p: &Prose<'_>, i: usize, end: usize) -> Option<(usize, Called)> {
    if !p.language.is_in_notes(&p.word(i), NoteWord::Writing) {
        return None;
    }
    let stop = end.min(i + TITLE);
    let from = p.folded.tokens.get(i)?.span;
    let to = p.folded.tokens.get(stop.checked_sub(1)?)?.span.end();
    let day = draft.days().iter().find(|d| d.0.start() > from.end() && d.0.end() <= to)?;
    let last = p.within(day.0).end;
    if (i..last.saturating_sub(1)).any(|k| p.gap(k).contains([';', ':', '(', '“', '"'])) {
        return None;
    }
    let date = day.0.slice(p.text)?.to_owned();
    Some((last, Called { title: p.raw(i).to_owned(), day: day.1.clone(), date, ..Called::default() }))
}
