//! What does a note stand for that only refers back? "Ibid.", "Devine, op. cit., 26", "Devine, Missing, 26", "supra note 4".

use super::notes::{bare, begins_with_year};
use super::reference::Reference;
use crate::lang::{self, Language, NoteWord};
use crate::text::{Document, Folded, Span, fold};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Figures of a label at most.
const LONGEST_LABEL: usize = 3;

/// How a note refers back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// "Ibid.", "Id."
    Same,
    /// "op. cit.", "loc. cit.": what the author was cited for before.
    Cited,
    /// "supra note 4", "note 4 above".
    Above,
    /// An author and a short title, or an author and a page.
    Short,
}

impl Back {
    /// The way in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "ibid.",
            Self::Cited => "op. cit.",
            Self::Above => "note above",
            Self::Short => "short title",
        }
    }
}

/// What a note that refers back stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Followed {
    /// The words of the note, or of the entry of the list of references, that it leads to in the end.
    pub span: Span,
    /// The note among [`Document::notes`], if it is one.
    pub note: Option<usize>,
    /// How the note itself refers back.
    pub back: Back,
}

/// Whether and how a note refers back: `Ok(None)` when it does not.
///
/// # Errors
/// When it refers back and nothing before it, nor in `works`, is what it can mean.
pub fn follow(document: &Document, works: &[Reference], note: usize) -> Result<Option<Followed>, Back> {
    follow_all(document, works).into_iter().nth(note).unwrap_or(Ok(None))
}

/// The same of all notes of a document. Each step leads to an earlier note, so that what that one stands for is known.
#[must_use]
pub fn follow_all(document: &Document, works: &[Reference]) -> Vec<Result<Option<Followed>, Back>> {
    let before = Before::new(document, works);
    let mut out: Vec<Result<Option<Followed>, Back>> = Vec::with_capacity(document.notes.len());
    for (at, note) in document.notes.iter().enumerate() {
        let step = note.body.slice(&document.text).and_then(|words| before.step(at, words));
        let found = match step {
            None => Ok(None),
            Some((back, None)) => Err(back),
            Some((back, Some(To::Work(span)))) => Ok(Some(Followed { span, note: None, back })),
            Some((back, Some(To::Note(n)))) => match (out.get(n), document.notes.get(n)) {
                (Some(Ok(Some(f))), _) => Ok(Some(Followed { back, ..*f })),
                (Some(Ok(None)), Some(to)) => Ok(Some(Followed { span: to.body, note: Some(n), back })),
                _ => Err(back),
            },
        };
        out.push(found);
    }
    out
}

enum To {
    Note(usize),
    Work(Span),
}

/// What is known of the notes and of the list of references that a note may refer back to.
struct Before<'d> {
    document: &'d Document,
    language: &'static Language,
    /// Notes by their labels, in order.
    labels: HashMap<&'d str, Vec<usize>>,
    works: &'d [Reference],
    /// The notes, and the entries of the list that are no notes; read when first asked for.
    named: OnceCell<(Named, Named)>,
}

/// References that name somebody.
#[derive(Default)]
struct Named {
    spans: Vec<Span>,
    words: Vec<Vec<String>>,
    /// Those among whose first words one is, in order.
    by: HashMap<String, Vec<usize>>,
}

/// Words of a reference among which its author is.
const AUTHOR: usize = 8;
/// Words that a reference of its own has, beside a title that is looked for.
const OF_ITS_OWN: usize = 6;
/// References by one author that are looked through for a title.
const LOOKED_THROUGH: usize = 2_000;

impl Named {
    fn add(&mut self, span: Span, text: &str, language: &Language) {
        let f = fold(span.slice(text).unwrap_or(""), &[]);
        let number = self.spans.len();
        self.spans.push(span);
        let back = |i: usize, role: NoteWord| phrase(&f, i, |key| language.is_in_notes(key, role)).is_some();
        if (0..f.tokens.len()).any(|i| back(i, NoteWord::OpCit) || back(i, NoteWord::Ibid)) {
            self.words.push(Vec::new());
            return;
        }
        let words: Vec<String> = f.words().collect();
        for word in words.iter().take(AUTHOR) {
            let all = self.by.entry(word.clone()).or_default();
            if all.last() != Some(&number) {
                all.push(number);
            }
        }
        self.words.push(words);
    }

    /// The numbers below `to` of those that may name an author, in order.
    fn by(&self, family: &str, to: usize) -> &[usize] {
        let all = self.by.get(family).map_or(&[][..], Vec::as_slice);
        &all[..all.partition_point(|&n| n < to)]
    }

    /// Whether one has the words of a title, and is no short reference: that is not what another stands for.
    fn tells(&self, number: usize, title: Option<&[String]>) -> bool {
        let words = self.words[number].as_slice();
        let telling = title.is_none_or(|t| t.is_empty() || words.windows(t.len()).any(|w| w == t));
        telling && words.len() >= OF_ITS_OWN + title.map_or(0, <[String]>::len)
    }
}

impl<'d> Before<'d> {
    fn new(document: &'d Document, works: &'d [Reference]) -> Self {
        let mut labels: HashMap<&str, Vec<usize>> = HashMap::new();
        for (i, n) in document.notes.iter().enumerate() {
            labels.entry(bare(&n.label)).or_default().push(i);
        }
        Self { document, language: lang::of(document), labels, works, named: OnceCell::new() }
    }

    fn read(&self) -> (Named, Named) {
        let text = self.document.text.as_str();
        let (mut notes, mut works) = (Named::default(), Named::default());
        self.document.notes.iter().for_each(|n| notes.add(n.body, text, self.language));
        let bodies: HashSet<Span> = self.document.notes.iter().map(|n| n.body).collect();
        let listed = self.works.iter().filter(|w| !bodies.contains(&w.span));
        listed.for_each(|w| works.add(w.span, text, self.language));
        (notes, works)
    }

    /// One step back: how, and to what; `None` when the note does not refer back.
    fn step(&self, at: usize, words: &str) -> Option<(Back, Option<To>)> {
        let f = fold(words, &[]);
        let language = self.language;
        let is = |i: usize, role: NoteWord| i < f.tokens.len() && language.is_in_notes(&f.word(i), role);
        let skipped = (0..f.tokens.len()).take_while(|&i| is(i, NoteWord::Signal)).count();
        let opening = f.tokens.get(skipped).and_then(|t| t.span.slice(words))?;
        let dotted = |i: usize| {
            f.tokens.get(i).is_some_and(|t| {
                words[t.span.end() as usize..].starts_with(['.', ',', ' ', '*', '_'])
                    || t.span.end() as usize == words.len()
            })
        };
        let same = phrase(&f, skipped, |key| language.is_in_notes(key, NoteWord::Ibid))
            .is_some_and(|end| dotted(end - 1));
        let idem = is(skipped, NoteWord::Idem) && opening.starts_with(char::is_uppercase);
        if same || idem && words[f.tokens[skipped].span.end() as usize..].starts_with('.') {
            return Some((Back::Same, at.checked_sub(1).map(To::Note)));
        }
        if let Some(label) = above(&f, language) {
            let all = self.labels.get(label.as_str()).map_or(&[][..], Vec::as_slice);
            let to = all[..all.partition_point(|&n| n < at)].last().copied().map(To::Note);
            return Some((Back::Above, to));
        }
        let cited = (0..f.tokens.len())
            .find(|&i| phrase(&f, i, |key| language.is_in_notes(key, NoteWord::OpCit)).is_some());
        let author = author(&f, words, skipped..cited.unwrap_or(f.tokens.len()), language)?;
        if cited.is_some() {
            return Some((Back::Cited, self.full(at, &author.0, None)));
        }
        // "Devine, Missing, 26": a short title has no year, no publisher, no first name.
        let (short, rest) = short_title(&f, words, author.1, language)?;
        if rest > PAGES || f.tokens.len() > SHORTEST_FULL {
            return None;
        }
        let to = self.full(at, &author.0, Some(&short))?;
        Some((Back::Short, Some(to)))
    }

    /// The earlier note, or the entry of the list, that names the author and a title with these words. Of
    /// several that fit without a title nothing is said.
    fn full(&self, at: usize, family: &str, title: Option<&[String]>) -> Option<To> {
        let (notes, works) = self.named.get_or_init(|| self.read());
        let tells = |n: &&usize| notes.tells(**n, title);
        let before = notes.by(family, at);
        // "op. cit." is the work cited last; without a title an author of two works tells neither.
        let (first, second) = if title.is_none() {
            (before.iter().rev().take(LOOKED_THROUGH).find(tells).copied(), None)
        } else {
            let mut found = before.iter().take(LOOKED_THROUGH).filter(tells).copied();
            (found.next(), found.next())
        };
        let listed = works.by(family, usize::MAX);
        let mut listed = listed.iter().take(LOOKED_THROUGH).filter(|n| works.tells(**n, title)).copied();
        let entries = (listed.next(), listed.next());
        let named = title.is_some_and(|t| !t.is_empty());
        match (first, second, entries) {
            (Some(note), _, _) if title.is_none() || named => Some(To::Note(note)),
            (Some(only), None, (_, None)) => Some(To::Note(only)),
            (None, _, (Some(only), None)) => works.spans.get(only).map(|s| To::Work(*s)),
            _ => None,
        }
    }
}

/// Where the longest phrase ends that begins at token `i`, has at most four words, and of which `is` holds.
fn phrase(f: &Folded, i: usize, is: impl Fn(&str) -> bool) -> Option<usize> {
    (1..=4.min(f.tokens.len().saturating_sub(i)))
        .rev()
        .map(|n| i + n)
        .find(|&end| is(&(i..end).map(|k| f.word(k)).collect::<Vec<_>>().join(" ")))
}

/// Words after a short title that may be its pages.
const PAGES: usize = 6;
/// Words beyond which a note is not a short reference.
const SHORTEST_FULL: usize = 16;

/// "supra note 4", "note 4 above", "n. 4 above", "above, note 4".
///
/// "Footnote 2, supra" is a note of the document before, in an edition; what is said further on in a note
/// is a remark.
fn above(f: &Folded, language: &Language) -> Option<String> {
    if f.tokens.len() > SHORTEST_FULL {
        return None;
    }
    let word = |i: usize| if i < f.tokens.len() { f.word(i) } else { String::new() };
    (0..f.tokens.len().saturating_sub(1).min(ABOVE)).find_map(|i| {
        let label = word(i + 1);
        let number = label.len() <= LONGEST_LABEL && label.bytes().all(|b| b.is_ascii_digit());
        let is = |i: usize, role: NoteWord| language.is_in_notes(&word(i), role);
        let up = is(i + 2, NoteWord::Above) || i > 0 && is(i - 1, NoteWord::Above);
        (is(i, NoteWord::Note) && number && up).then_some(label)
    })
}

/// Words within which a note says that it stands for one above.
const ABOVE: usize = 6;

/// The family name that a note begins with: the last of the words before the first comma, all of them
/// names; and the token after it.
fn author(f: &Folded, words: &str, within: Range<usize>, language: &Language) -> Option<(String, usize)> {
    let Range { start: from, end: to } = within;
    let is = |i: usize, role: NoteWord| language.is_in_notes(&f.word(i), role);
    let comma =
        words[f.tokens.get(from)?.span.start() as usize..].find(',')? + f.tokens[from].span.start() as usize;
    let end = (from..to).take_while(|&i| (f.tokens[i].span.end() as usize) <= comma).count() + from;
    let name = |i: usize| {
        f.tokens[i].span.slice(words).and_then(|w| w.chars().next()).is_some_and(char::is_uppercase)
            || is(i, NoteWord::NameParticle)
            || is(i, NoteWord::And)
            || is(i, NoteWord::AndOthers)
    };
    if end == from || end - from > 5 || !(from..end).all(name) {
        return None;
    }
    // Of several authors the first is enough.
    let first_end = (from..end).find(|&i| is(i, NoteWord::And)).unwrap_or(end);
    let family = f.word(first_end.checked_sub(1).filter(|&i| i >= from)?);
    (family.chars().count() >= 3).then_some((family, end))
}

/// The words of a short title after the author, none when a page follows at once; and the words after it.
/// `None` when the note is no short reference.
fn short_title(f: &Folded, words: &str, from: usize, language: &Language) -> Option<(Vec<String>, usize)> {
    let page = |i: usize| {
        let w = f.word(i);
        [NoteWord::Page, NoteWord::Chapter, NoteWord::Volume].iter().any(|r| language.is_in_notes(&w, *r))
            || w.bytes().all(|b| b.is_ascii_digit())
    };
    let end = (from..f.tokens.len()).find(|&i| page(i)).unwrap_or(f.tokens.len());
    let year = |i: usize| {
        let w = f.word(i);
        w.len() == 4 && begins_with_year(&w)
    };
    // A year, or brackets with the place of publication, make it a reference of its own.
    if (end..f.tokens.len()).any(year)
        || words.contains('(')
        || words.contains("http")
        || end == f.tokens.len() && end == from
    {
        return None;
    }
    Some(((from..end).map(|i| f.word(i)).collect(), f.tokens.len() - end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Note;

    fn plain(text: &str) -> Document {
        Document { text: text.to_owned(), ..Document::default() }
    }

    #[test]
    fn notes_that_refer_back_are_followed() {
        let bodies = [
            "Ada Devine, The Missing Lamps (Amsel: Board Press, 1931), 12.",
            "Ibid., 14.",
            "See also Devine, Missing Lamps, 20.",
            "Okafor, Tides of Tar (Amsel, 1940), p. 3.",
            "Devine, op. cit., p. 9.",
            "Okafor, 7.",
            "See note 4 above.",
            "Tov, op. cit., 2.",
            "The board met again in May.",
        ];
        let mut d = plain("");
        for (i, b) in bodies.iter().enumerate() {
            let start = d.text.len();
            d.text.push_str(b);
            let body = Span::of(&d.text, start..d.text.len()).expect("within");
            d.text.push('\n');
            d.notes.push(Note { label: (i + 1).to_string(), marker: None, body });
        }
        let got: Vec<Result<Option<(usize, Back)>, Back>> = (0..bodies.len())
            .map(|i| follow(&d, &[], i).map(|f| f.map(|f| (f.note.unwrap_or(99), f.back))))
            .collect();
        assert_eq!(
            got,
            [
                Ok(None),
                Ok(Some((0, Back::Same))),
                Ok(Some((0, Back::Short))),
                Ok(None),
                Ok(Some((0, Back::Cited))),
                Ok(Some((3, Back::Short))),
                Ok(Some((3, Back::Above))),
                Err(Back::Cited),
                Ok(None),
            ]
        );
        let first = Document { notes: d.notes[1..2].to_vec(), ..d.clone() };
        assert_eq!(follow(&first, &[], 0), Err(Back::Same));
    }
}
