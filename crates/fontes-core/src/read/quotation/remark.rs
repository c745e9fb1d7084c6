//! Is it a remark of the author, or a reference, rather than words of what he quotes?

use super::types::Context;
use crate::lang::{Abbreviation, AuthorRemark, Language, NoteWord, english, languages};
use crate::text::fold;

/// Bytes that a remark or a reference in brackets may have.
const LONGEST: usize = 160;
/// Words that a remark may have.
const MOST_WORDS: usize = 12;

/// What a word tells of whether it stands in a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// "44", "XIV", "12–14"
    Figure,
    /// "p.", "vol."
    Label,
    /// "ibid."
    Again,
    /// Joins others: "of", "and", "see", "de".
    Joint,
    /// With a capital, and no word that joins others.
    Name,
    /// Any other.
    Other,
}

const REFERENCE_LABELS: [NoteWord; 15] = [
    NoteWord::Note,
    NoteWord::Page,
    NoteWord::Volume,
    NoteWord::Number,
    NoteWord::Chapter,
    NoteWord::Article,
    NoteWord::Section,
    NoteWord::Figure,
    NoteWord::Line,
    NoteWord::Edition,
    NoteWord::Editor,
    NoteWord::Translator,
    NoteWord::Passim,
    NoteWord::AndFollowing,
    NoteWord::Document,
];

/// The words of a stretch as they are written, without the points around them.
fn raw_words(words: &str) -> impl Iterator<Item = &str> {
    words
        .split(|c: char| c.is_whitespace() || ",;:/–—".contains(c) || c == super::types::FILL)
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '§'))
        .filter(|w| !w.is_empty())
}

fn folded(words: &str) -> Vec<String> {
    fold(words, &[]).words().collect()
}

/// The class of the longest phrase from word `i` on, and how many words it has.
fn remark_at(language: &Language, words: &[String], i: usize) -> Option<(AuthorRemark, usize)> {
    let table = language.author_remarks();
    (1..=table.longest().min(words.len() - i)).rev().find_map(|n| {
        let found = table.of(&words[i..i + n].join(" "));
        found
            .iter()
            .copied()
            .find(|r| !matches!(r, AuthorRemark::Source | AuthorRemark::Part))
            .map(|r| (r, n))
    })
}

/// Whether the words within brackets are a remark: "sic", "emphasis added", "laughs". They are in the language of what is quoted as
/// often as in the author's, and are short: those of all languages are looked up.
pub(super) fn is_remark(c: &Context<'_>, inner: &str) -> bool {
    if inner.len() > LONGEST || !inner.contains(char::is_alphabetic) {
        return false;
    }
    let words = folded(inner);
    words.len() <= MOST_WORDS && languages().all().any(|language| remarks_in(c, language, inner, &words))
}

fn remarks_in(c: &Context<'_>, language: &Language, inner: &str, words: &[String]) -> bool {
    if language.author_remarks().is_empty() {
        return false;
    }
    let (mut alone, mut things, mut done, mut stage) = (0, 0, 0, 0);
    let mut i = 0;
    while i < words.len() {
        let (class, n) = remark_at(language, words, i).map_or((None, 1), |(r, n)| (Some(r), n));
        match class {
            Some(AuthorRemark::Alone) => alone += 1,
            Some(AuthorRemark::Thing) => things += 1,
            Some(AuthorRemark::Done) => done += 1,
            Some(AuthorRemark::Stage) => stage += 1,
            _ if language.is_function_word(&words[i]) => {}
            // "translation by J. Smith"
            _ if things > 0 && is_name(c, inner, &words[i]) => done += 1,
            _ => return false,
        }
        i += n;
    }
    alone > 0 && things + done + stage == 0
        || things > 0 && done + alone + (things - 1) > 0 && stage == 0
        || stage > 0 && things == 0 && done == 0
}

/// Whether the folded word is written as a name among these words.
fn is_name(c: &Context<'_>, inner: &str, word: &str) -> bool {
    raw_words(inner).any(|raw| {
        raw.starts_with(char::is_uppercase)
            && (raw.chars().count() <= 2 || !c.language().settings().capital_nouns)
            && folded(raw).first().is_some_and(|w| w == word)
    })
}

fn joins(c: &Context<'_>, word: &str) -> bool {
    let language = c.language();
    language.is_function_word(word) || english().is_function_word(word)
}

/// Whether the words within brackets are a page of what is quoted: "Pg 121", "p. 12".
pub(super) fn is_page(c: &Context<'_>, inner: &str) -> bool {
    let words = folded(inner);
    let [label, figures @ ..] = words.as_slice() else { return false };
    inner.len() < 24
        && !figures.is_empty()
        && figures.iter().all(|w| is_figure(w))
        && c.language().is_in_notes(label, NoteWord::Page)
}

fn is_figure(word: &str) -> bool {
    word.starts_with(|c: char| c.is_numeric())
        || word.ends_with(|c: char| c.is_ascii_digit()) && word.chars().count() <= 8
        || is_roman(word)
}

/// Whether a word is a Roman numeral in capitals, or a low one in small letters.
fn is_roman(word: &str) -> bool {
    !word.is_empty()
        && (word.chars().all(|c| "IVXLCDM".contains(c))
            || word.len() < 6 && word.chars().all(|c| "ivx".contains(c)))
}

fn word(c: &Context<'_>, raw: &str) -> Word {
    let language = c.language();
    let key = folded(raw).join(" ");
    let note = |roles: &[NoteWord]| roles.iter().any(|r| language.is_in_notes(&key, *r));
    let part = || [language, english()].iter().any(|l| l.author_remarks().is(&key, &AuthorRemark::Part));
    let capital = raw.starts_with(char::is_uppercase);
    if is_figure(raw) || raw.starts_with('§') {
        Word::Figure
    } else if note(&[NoteWord::Ibid, NoteWord::Idem, NoteWord::OpCit]) {
        Word::Again
    } else if note(&[
        NoteWord::And,
        NoteWord::NameParticle,
        NoteWord::Signal,
        NoteWord::QuotedIn,
        NoteWord::AndOthers,
    ]) || joins(c, &key)
    {
        // "A" may be an initial.
        if capital && raw.chars().count() == 1 && key != "i" { Word::Name } else { Word::Joint }
    } else if part() || note(&REFERENCE_LABELS) || language.abbreviations().is(&key, &Abbreviation::Citation)
    {
        Word::Label
    } else if capital {
        Word::Name
    } else {
        Word::Other
    }
}

/// What the words of a stretch are.
struct Count {
    figures: usize,
    labels: usize,
    again: usize,
    names: usize,
    others: usize,
    first: Option<Word>,
}

fn count(c: &Context<'_>, words: &str) -> Count {
    let mut out = Count { figures: 0, labels: 0, again: 0, names: 0, others: 0, first: None };
    for raw in raw_words(words) {
        let kind = word(c, raw);
        match kind {
            Word::Figure => out.figures += 1,
            Word::Label => out.labels += 1,
            Word::Again => out.again += 1,
            Word::Name => out.names += 1,
            Word::Other => out.others += 1,
            Word::Joint => {}
        }
        out.first = out.first.or(Some(kind));
    }
    out
}

/// Whether the words begin with one to four names and a comma: an author before his work.
fn author_first(c: &Context<'_>, words: &str) -> bool {
    let Some((head, rest)) = words.split_once(',') else { return false };
    let names: Vec<Word> = raw_words(head).map(|w| word(c, w)).collect();
    (1..=5).contains(&names.len())
        && names.first() == Some(&Word::Name)
        && names.iter().all(|w| matches!(w, Word::Name | Word::Joint))
        && rest.contains(char::is_alphanumeric)
}

/// Whether words that stand in brackets at the end of a block say where it is from: "Marten 1911, 44", "ibid., 45", "p. 44",
/// "Hume, Treatise", with remarks beside them. What an author adds in a sentence of his own is no reference.
pub(super) fn is_reference(c: &Context<'_>, inner: &str) -> bool {
    let inner = inner.trim_matches(|c: char| c.is_whitespace() || "*_".contains(c));
    if inner.len() > LONGEST || !inner.contains(char::is_alphanumeric) {
        return false;
    }
    inner
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .all(|part| is_remark(c, part) || refers(c, part) || remarked(c, part))
}

/// Whether words are a reference with a remark after it: "Huber 1903, p. 12, my translation".
fn remarked(c: &Context<'_>, words: &str) -> bool {
    words.match_indices(',').any(|(i, _)| is_remark(c, &words[i + 1..]) && refers(c, &words[..i]))
}

fn refers(c: &Context<'_>, words: &str) -> bool {
    let n = count(c, words);
    if n.others > 0 {
        // "Marten, Memoirs of a keeper, 44"
        return n.figures > 0 && author_first(c, words) && n.others <= n.names + n.figures + n.labels;
    }
    let only_figures = n.figures > 0 && n.names == 0 && n.labels == 0;
    let joined = raw_words(words).any(|w| word(c, w) == Word::Joint);
    if only_figures {
        return !joined;
    }
    let nouns = c.language().settings().capital_nouns;
    n.again > 0
        || n.figures > 0
            && (n.labels > 0
                || n.names > 0 && (n.first == Some(Word::Name) || !nouns || author_first(c, words)))
        || n.names > 0 && n.first == Some(Word::Name) && (!nouns || author_first(c, words))
}

/// Whether words that stand alone, in a line or after a dash, say where a block is from: "Ezra Marten, Memoirs of a
/// Keeper", "from his Memoirs, 1911".
pub(super) fn names_source(c: &Context<'_>, words: &str) -> bool {
    let bare = words.trim_matches(|c: char| c.is_whitespace() || "*_()[]“”\"".contains(c));
    if bare.is_empty() || bare.len() > LONGEST * 2 || raw_words(bare).count() > 30 {
        return false;
    }
    if is_reference(c, bare) || labelled(c, words).is_some() {
        return true;
    }
    let n = count(c, bare);
    let ends = bare.ends_with(['.', '!', '?', '…', ',', ';', ':']);
    n.names > 0
        && n.first == Some(Word::Name)
        && author_first(c, bare)
        && n.others <= n.names + n.figures
        && (!ends || n.figures > 0)
}

/// Where what follows a label for the source begins: after "Source:".
pub(super) fn labelled(c: &Context<'_>, words: &str) -> Option<usize> {
    let lead =
        words.len() - words.trim_start_matches(|c: char| c.is_whitespace() || "*_([".contains(c)).len();
    let (label, _) = words.get(lead..)?.split_once([':', '：'])?;
    let key = folded(label).join(" ");
    let listed = [c.language(), english()].iter().any(|l| l.author_remarks().is(&key, &AuthorRemark::Source));
    (label.len() < 40 && listed).then_some(lead + label.len() + 1)
}

/// Whether a line after a dash can be nothing but where a block is from: what is no sentence.
pub(super) fn is_source_line(c: &Context<'_>, words: &str) -> bool {
    let bare = words.trim_matches(|c: char| c.is_whitespace() || "*_".contains(c));
    let ends = bare.ends_with(['.', '!', '?', '…', ',', ';']);
    names_source(c, bare) || !ends && raw_words(bare).count() <= 12
}
