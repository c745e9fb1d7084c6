//! Which document, or whom, does the draft name beside a quotation?
//!
//! Only what leaves no doubt: a document's title, id or file name in the same sentence or in
//! the quotation's note, "Document 29" within the draft's own volume (a preference, never an
//! accusation), and a speaker named beside the quotation.

use crate::draft::Draft;
use crate::locate::{Search, Turns};
use fontes_core::corpus::{Result, Source};
use fontes_core::lang::{NoteWord, RuleWord};
use fontes_core::read::ends_sentence;
use fontes_core::read::{Fit, Quotation, Target, cites, follow, pointers};
use fontes_core::text::{Span, key_hash};
use std::collections::BTreeSet;
use std::ops::Range;

/// What the draft says of a quotation's origin.
#[derive(Debug, Default)]
pub(crate) struct Attribution {
    /// Documents named near it, firmly or not.
    pub(crate) documents: BTreeSet<usize>,
    /// Those named beyond doubt.
    firm: BTreeSet<usize>,
    /// The name under which a firm one is called.
    name: String,
    /// Folded surname of the person said to speak, and the name as written.
    pub(crate) speaker: Option<Speaker>,
}

/// A person whom the draft gives as the speaker.
#[derive(Debug, Clone)]
pub(crate) struct Speaker {
    surname: String,
    name: String,
}

impl Attribution {
    /// Whether the draft names a document and the words stand in others only.
    pub(crate) fn contradicts(&self, witnesses: &[usize]) -> bool {
        !self.firm.is_empty() && !witnesses.iter().any(|w| self.documents.contains(w))
    }

    /// The contradiction in words.
    pub(crate) fn contradiction(&self) -> String {
        match (&self.speaker, self.firm.is_empty()) {
            (Some(s), true) => format!("where somebody else says it, not {}", s.name),
            _ => format!("not in the document that the draft names (“{}”)", self.name),
        }
    }
}

/// Letters that a name must have to name a document.
const SHORTEST_NAME: usize = 8;
/// Words that a title may have.
const LONGEST_NAME: usize = 16;
/// Words before and after a quotation within which "Document 29" is looked for.
const NEARBY: usize = 60;
/// Documents that one name may name.
const NAMESAKES: usize = 3;

pub(crate) fn citations(draft: &Draft, q: &Quotation, search: &Search<'_>) -> Result<Attribution> {
    let mut out = Attribution { speaker: speaker(draft, q), ..Attribution::default() };
    named(draft, sentence(draft, q.span), Some(q.span), search, &mut out)?;
    for span in notes(draft, q) {
        named(draft, span, None, search, &mut out)?;
        volumes(draft, span, search, &mut out)?;
    }
    numbered(draft, q.span, search, &mut out)?;
    Ok(out)
}

/// The longest name of a document that begins with token `i`, of those before `end`: its tokens and the
/// documents that bear it.
fn longest_name(
    draft: &Draft,
    i: usize,
    end: usize,
    search: &Search<'_>,
) -> Result<Option<(usize, Vec<usize>)>> {
    let f = &draft.folded;
    let mut longest = None;
    for n in 1..=LONGEST_NAME.min(end - i) {
        let units = f.run(&(i..i + n));
        let figure = units.iter().any(|&u| (48..58).contains(&u));
        if units.len() < SHORTEST_NAME || (n == 1 && !figure && units.len() < 14) {
            continue;
        }
        let found = search.archive.named(key_hash(units))?;
        if !found.is_empty() && found.len() <= NAMESAKES {
            longest = Some((n, found));
        }
    }
    Ok(longest)
}

/// The documents that are named within a span: in the quotation's sentence, or in a note of it.
fn named(
    draft: &Draft,
    within: Span,
    quotation: Option<Span>,
    search: &Search<'_>,
    out: &mut Attribution,
) -> Result<()> {
    let f = &draft.folded;
    let tokens = f.tokens_in(within);
    let outside = |i: usize| quotation.is_none_or(|q| !q.overlaps(f.tokens[i].span));
    for i in tokens.clone().filter(|&i| outside(i)) {
        let end = (i..tokens.end).find(|&k| !outside(k)).unwrap_or(tokens.end);
        let Some((n, found)) = longest_name(draft, i, end, search)? else { continue };
        if let Some(span) = draft.span(&(i..i + n)) {
            out.name = crate::finding::words::shorten(span.slice(draft.text()).unwrap_or(""));
        }
        let belongs = match quotation {
            Some(q) => belongs(draft, i..i + n, q),
            None => leads(draft, within, i),
        };
        if found.len() == 1 && is_proper(draft, i..i + n) && belongs {
            out.firm.extend(found.iter().copied());
        }
        out.documents.extend(found);
    }
    Ok(())
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

/// The first document of the archive that the words of a span name beyond doubt, with its name.
pub(crate) fn first_named(draft: &Draft, within: Span, search: &Search<'_>) -> Result<Option<(Span, usize)>> {
    let tokens = draft.folded.tokens_in(within);
    for i in tokens.clone() {
        if let Some((n, found)) = longest_name(draft, i, tokens.end, search)?
            && let [only] = found[..]
            && is_proper(draft, i..i + n)
            && let Some(span) = draft.span(&(i..i + n))
        {
            return Ok(Some((span, only)));
        }
    }
    Ok(None)
}

/// The name by which a numbered document of an edition is called: "d29".
pub(crate) fn numbered_key(number: &str) -> u64 {
    key_hash(&format!("d{number}").chars().map(u32::from).collect::<Vec<_>>())
}

/// The document of another volume of a series that words name: "Foreign Relations, 1961–1963, vol. XII,
/// Document 29".
pub(crate) fn in_volume(name: &str, number: u32, search: &Search<'_>) -> Result<Option<usize>> {
    let volume = format!("frus{name}");
    for found in search.archive.named(numbered_key(&number.to_string()))? {
        let path = search.archive.path(found)?;
        let stem = |part: &str| part.rsplit_once('.').map_or(part.to_owned(), |p| p.0.to_owned());
        let mut parts = path.rsplit(['/', '\\', '!']).take(2);
        if parts.any(|p| p.eq_ignore_ascii_case(&volume) || stem(p).eq_ignore_ascii_case(&volume)) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The documents of other volumes that a note names.
fn volumes(draft: &Draft, note: Span, search: &Search<'_>, out: &mut Attribution) -> Result<()> {
    for p in pointers(draft.text(), note) {
        let Target::Volume { name, document: Some(number) } = &p.target else { continue };
        if let Some(found) = in_volume(name, *number, search)? {
            out.name = crate::finding::words::shorten(p.span.slice(draft.text()).unwrap_or(""));
            let tokens = draft.folded.tokens_in(p.span);
            if leads(draft, note, tokens.start) {
                out.firm.insert(found);
            }
            out.documents.insert(found);
        }
    }
    Ok(())
}

/// Words that may stand between a quotation and the name of its source after it.
const AFTERTHOUGHT: usize = 6;

/// Whether a name in the quotation's sentence is given as its source: nothing between the two
/// turns to something else, and a name after the quotation follows it closely.
fn belongs(draft: &Draft, name: Range<usize>, quotation: Span) -> bool {
    let f = &draft.folded;
    let quoted = f.tokens_in(quotation);
    let (between, after) = if name.start >= quoted.end {
        (quoted.end..name.start, true)
    } else {
        (name.end..quoted.start, false)
    };
    let gap = draft.span(&between).and_then(|s| s.slice(draft.text())).unwrap_or("");
    let turns = |i: usize| {
        let word = f.word(i);
        let turns = draft.language.rules().is(&word, &RuleWord::Turning);
        turns || after && draft.language.is_in_notes(&word, NoteWord::And)
    };
    !gap.contains(';') && !between.clone().any(turns) && (!after || between.len() <= AFTERTHOUGHT)
}

/// "Document 29" near a quotation names a neighbour of the draft in its own volume.
fn numbered(draft: &Draft, quotation: Span, search: &Search<'_>, out: &mut Attribution) -> Result<()> {
    let f = &draft.folded;
    let tokens = f.tokens_in(quotation);
    let near = tokens.start.saturating_sub(NEARBY)..(tokens.end + NEARBY).min(f.tokens.len());
    for i in near.clone() {
        let word = f.word(i);
        if draft.language.is_in_notes(&word, NoteWord::Document) && i + 1 < near.end {
            let number = f.word(i + 1);
            if number.bytes().all(|b| b.is_ascii_digit()) {
                out.documents.extend(search.in_folder(numbered_key(&number), folder(&draft.path))?);
            }
        }
    }
    Ok(())
}

/// Whether these words are given as a name: in quotation marks, as a file's name, or
/// capitalised throughout. "A memorandum of conversation" names nothing, though a document may
/// bear just that title.
fn is_proper(draft: &Draft, tokens: Range<usize>) -> bool {
    let Some(span) = draft.span(&tokens) else { return false };
    let text = draft.text();
    let words = span.slice(text).unwrap_or("");
    let before = text[..span.start() as usize].chars().next_back();
    let after = text[span.end() as usize..].chars().next();
    let marked =
        before.is_some_and(|c| "“\"‘'*_«".contains(c)) && after.is_some_and(|c| "”\"’'*_»,.".contains(c));
    let file = tokens.len() <= 4 && words.contains('.') && !words.contains(' ');
    let capital = |i: usize| {
        let word = draft.folded.word(i);
        let first = draft.folded.tokens[i].span.slice(text).and_then(|s| s.chars().next());
        draft.language.is_function_word(&word) || first.is_some_and(|c| !c.is_lowercase())
    };
    marked || file || (tokens.len() >= 3 && tokens.clone().all(capital))
}

/// The last folder of a path: a volume.
pub(crate) fn folder(path: &str) -> Option<&str> {
    path.rsplit(['/', '\\']).nth(1)
}

/// Words before and after a quotation that can belong to its sentence.
const SENTENCE: usize = 60;

/// The sentence that a quotation stands in. One that ends before the closing mark is over,
/// unless it goes on with a small letter.
fn sentence(draft: &Draft, q: Span) -> Span {
    let (text, f) = (draft.text(), &draft.folded);
    let tokens = f.tokens_in(q);
    if tokens.is_empty() {
        return q;
    }
    let first = (tokens.start.saturating_sub(SENTENCE)..tokens.start)
        .rev()
        .find(|&i| ends_sentence(text, f, i, draft.language))
        .map_or(tokens.start.saturating_sub(SENTENCE), |i| i + 1);
    let last = (tokens.end - 1..f.tokens.len().min(tokens.end + SENTENCE))
        .find(|&i| ends_sentence(text, f, i, draft.language))
        .unwrap_or(tokens.end - 1);
    draft.span(&(first..last + 1)).map_or(q, |s| s.cover(q))
}

/// Bytes after a quotation within which its marker or citation begins.
const CLOSELY: u32 = 12;

/// The notes whose markers follow the quotation closely, with what they refer back to, and the entries
/// of the list of references that a citation after it names.
fn notes(draft: &Draft, q: &Quotation) -> Vec<Span> {
    let text = draft.text();
    let end = q.span.end() as usize;
    let close = |at: u32| at >= q.span.end() && at <= q.span.end() + CLOSELY;
    let mut out: Vec<Span> = Vec::new();
    for (i, n) in draft.document.notes.iter().enumerate() {
        if n.marker.is_some_and(|m| close(m.start())) {
            out.push(n.body);
            if let Ok(Some(back)) = follow(&draft.document, draft.works(), i) {
                out.push(back.span);
            }
        }
    }
    let next = |at: u32| close(at) && !text[end..at as usize].contains(char::is_alphanumeric);
    for c in draft.cited().iter().filter(|c| next(c.span.start())) {
        let fits = |s: &Span| s.slice(text).is_some_and(|entry| cites(entry, c) == Fit::Yes);
        out.extend(draft.works().iter().map(|w| w.span).filter(fits));
    }
    if !out.is_empty() {
        return out;
    }
    // A marker in plain text: "[12]" or "[iv]" after the closing mark, its note at a line's start.
    let after: String = text[end..].chars().take(16).collect();
    let Some(open) = after.find('[').filter(|&o| !after[..o].contains(char::is_alphanumeric)) else {
        return out;
    };
    let Some(close) = after[open..].find(']') else { return out };
    let label = &after[open..=open + close];
    if label.len() > 8 || !label.chars().any(char::is_alphanumeric) {
        return out;
    }
    for (i, _) in text[end..].match_indices(label) {
        let at = end + i;
        let line_start = text[..at].ends_with('\n');
        if line_start {
            let stop = text[at..].find('\n').map_or(text.len(), |n| at + n);
            out.extend(Span::of(text, at + label.len()..stop));
        }
    }
    out
}

/// The person named with a verb of saying right before or right after the quotation.
fn speaker(draft: &Draft, q: &Quotation) -> Option<Speaker> {
    let f = &draft.folded;
    let word = |i: usize| f.word(i);
    let capital = |i: usize| {
        f.tokens[i].span.slice(draft.text()).and_then(|s| s.chars().next()).is_some_and(char::is_uppercase)
    };
    let sentence = sentence(draft, q.span);
    let before = f.tokens_in(Span::new(sentence.start(), q.span.start()).ok()?);
    let after = f.tokens_in(Span::new(q.span.end(), sentence.end()).ok()?);
    // "Tov said, “…”": the verb is among the last words before, its subject right before it.
    let verb = before.clone().rev().take(4).find(|&i| draft.language.saying().is_saying(&word(i)));
    let name = if let Some(v) = verb {
        let end = v;
        let start = (before.start..end).rev().take_while(|&i| capital(i)).last()?;
        start..end
    } else {
        // "“…,” said Tov" and "“…,” Tov said".
        let first = after.start;
        let head = after.clone().take(5).find(|&i| draft.language.saying().is_saying(&word(i)))?;
        if head == first {
            let last = (head + 1..after.end).take(3).take_while(|&i| capital(i)).last()?;
            head + 1..last + 1
        } else {
            (first..head).all(capital).then_some(first..head)?
        }
    };
    let surname = word(name.end.checked_sub(1)?);
    if surname.chars().count() < 3 || draft.language.is_function_word(&surname) {
        return None;
    }
    let name = draft.span(&name)?.slice(draft.text())?.to_owned();
    Some(Speaker { surname, name })
}

/// Whether the witness is a record of several speakers and the passage stands in the turn of
/// another one. Only lines of the form "NAME: …" count, and only if the draft's speaker has a
/// turn of his own in the same witness.
pub(crate) fn said_by_another(
    speaker: &Speaker,
    number: usize,
    passage: Span,
    search: &Search<'_>,
) -> Result<bool> {
    let turns = search.turns(number, turns)?;
    let has = |label: &str| label.split(' ').any(|w| w == speaker.surname);
    let own = turns.iter().any(|t| has(&t.1));
    let turn = turns.iter().rev().find(|t| t.0 <= passage.start());
    Ok(own && turn.is_some_and(|t| !has(&t.1)))
}

/// Lines of a document of the form "NAME: …": where each begins, and the name, folded.
fn turns(source: &Source) -> Turns {
    let mut turns = Turns::new();
    let mut at = 0;
    for line in source.text().split_inclusive('\n') {
        let head = line.trim_start_matches(['*', '_', ' ']);
        if let Some((label, _)) = head.split_once(':') {
            let words: Vec<&str> = label.split_whitespace().collect();
            let name = !words.is_empty()
                && words.len() <= 5
                && words.iter().all(|w| w.chars().next().is_some_and(char::is_uppercase));
            if name {
                let folded = fontes_core::text::fold(label, &[]);
                let last = (0..folded.tokens.len()).map(|i| folded.word(i)).collect::<Vec<_>>().join(" ");
                turns.push((at, last));
            }
        }
        // Texts are shorter than 4 GiB.
        at += line.len() as u32;
    }
    turns
}
