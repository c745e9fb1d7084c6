//! Which stretches of a document are running text, which are heads of papers and what frames them?

use fontes_core::lang::{Class, HeaderWord, Language};
use fontes_core::read::paragraphs;
use fontes_core::text::{BlockKind, Document, Span, fold};
use std::collections::HashMap;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Words of a text.
    Text,
    /// A heading, or the document's title.
    Heading,
    /// A line of a message's or a paper's head: "FM SANTIAGO", "Subject: copper".
    Head,
    /// What recurs on every page.
    Furniture,
}

/// A stretch of text that goes on over its lines.
struct Passage {
    span: Span,
    kind: Kind,
    /// Whether it opens with a word for where papers are kept ("Source: …").
    source: bool,
}

/// The passages of a document, in order.
pub(super) struct Passages {
    list: Vec<Passage>,
}

/// Bytes of the longest line that may be a head's or recur as furniture.
const LINE: usize = 100;
/// Times that a line stands in a document from which it frames the text.
const RECURS: usize = 4;
/// Share of the usual width from which a line goes on in the next one.
const FULL: f64 = 0.6;
/// Lines that one passage has at most, where every line stands by itself.
const LONGEST: usize = 40;
/// Bytes of a label before its colon.
const LABEL: usize = 32;
/// Lines at the head of a document of which one may be its title.
const TITLE: usize = 2;

impl Passages {
    pub(super) fn of(d: &Document, language: &Language) -> Self {
        let text = d.text.as_str();
        let mut lines: Vec<(Span, BlockKind)> = Vec::new();
        for p in paragraphs(d) {
            let Some(words) = p.span.slice(text) else { continue };
            let mut at = p.span.start() as usize;
            for line in words.split_inclusive('\n') {
                let end = at + line.trim_end().len();
                lines.extend(Span::of(text, at..end).ok().filter(|s| !s.is_empty()).map(|s| (s, p.kind)));
                at += line.len();
            }
        }
        let slice = |s: Span| s.slice(text).unwrap_or("");
        let mut seen: HashMap<String, usize> = HashMap::new();
        for (s, _) in &lines {
            if s.len() as usize <= LINE {
                *seen.entry(letters(slice(*s))).or_default() += 1;
            }
        }
        let title = d.title.as_deref().map(letters).filter(|t| t.chars().count() > 3);
        let mut list: Vec<Passage> = Vec::new();
        let width = usual_width(&lines);
        let alone = stand_alone(text, &lines);
        let mut count = 0;
        for (i, (span, block)) in lines.iter().enumerate() {
            let line = slice(*span);
            let bare = letters(line);
            let recurs = line.len() <= LINE
                && bare.chars().count() > 2
                && seen.get(&bare).is_some_and(|&n| n >= RECURS)
                && !ends_as_text(line);
            let named = i < TITLE && title.as_ref().is_some_and(|t| bare.contains(t.as_str()));
            let head = head_word(line, language);
            let kind = match block {
                BlockKind::Furniture => Kind::Furniture,
                BlockKind::Heading => Kind::Heading,
                _ if recurs || bare.is_empty() => Kind::Furniture,
                _ if named || line.starts_with('#') => Kind::Heading,
                _ if line.len() <= LINE && head.is_some_and(|h| h != HeaderWord::Source) => Kind::Head,
                _ => Kind::Text,
            };
            let goes_on = list.last().is_some_and(|last: &Passage| {
                let before = slice(last.span);
                let gap = text.get(last.span.end() as usize..span.start() as usize).unwrap_or("\n\n");
                let blank = gap.matches('\n').count() > 1;
                let small = line.starts_with(char::is_lowercase);
                let last_line = before.rsplit('\n').next().unwrap_or("");
                let full = last_line.len() as f64 >= FULL * width as f64;
                let on = !blank || alone && !ends_as_text(before) && (small || full);
                kind == Kind::Text && last.kind == Kind::Text && on && (!alone || count < LONGEST)
            });
            if goes_on {
                count += 1;
                if let Some(last) = list.last_mut()
                    && let Ok(joined) = Span::of(text, last.span.start() as usize..span.end() as usize)
                {
                    last.span = joined;
                }
                continue;
            }
            // What recurs between two lines of a text does not part them, but nothing is joined over it either.
            count = 0;
            list.push(Passage { span: *span, kind, source: head == Some(HeaderWord::Source) });
        }
        Self { list }
    }

    fn find(&self, span: Span) -> Option<(usize, &Passage)> {
        let i = self.list.partition_point(|p| p.span.end() <= span.start());
        self.list.get(i).filter(|p| p.span.start() <= span.start()).map(|p| (i, p))
    }

    /// The number of the passage that a place is in.
    pub(super) fn number(&self, span: Span) -> Option<usize> {
        self.find(span).map(|f| f.0)
    }

    /// What the line is that a place is in.
    pub(super) fn kind(&self, span: Span) -> Kind {
        self.find(span).map_or(Kind::Furniture, |f| f.1.kind)
    }

    /// Whether the passage tells where papers are kept.
    pub(super) fn is_source(&self, span: Span) -> bool {
        self.find(span).is_some_and(|f| f.1.source)
    }

    /// The sentence around a place, within its passage.
    pub(super) fn sentence(&self, text: &str, span: Span) -> Span {
        let Some((_, p)) = self.find(span) else { return span };
        sentence(text, span, p.span)
    }
}

/// Bytes of a sentence that are shown on either side at most.
const REACH: usize = 400;

/// The sentence around a span within `bounds`: to a full stop before white space and no small letter.
fn sentence(text: &str, span: Span, bounds: Span) -> Span {
    let (s, e) = (span.start() as usize, span.end() as usize);
    let lower = (bounds.start() as usize).max(text.ceil_char_boundary(s.saturating_sub(REACH)));
    let upper = (bounds.end() as usize).min(text.floor_char_boundary(e + REACH)).max(e);
    let from = text[lower..s]
        .char_indices()
        .rev()
        .find(|(i, _)| ends(text, lower + i))
        .map_or(lower, |(i, c)| lower + i + c.len_utf8());
    let to = text[e..upper]
        .char_indices()
        .find(|(i, _)| ends(text, e + i))
        .map_or(upper, |(i, c)| e + i + c.len_utf8());
    let lead = text[from..s].len() - text[from..s].trim_start().len();
    Span::of(text, from + lead..to).unwrap_or(span)
}

/// Whether a sentence ends with the sign at byte `at`: a full stop before white space and no small letter, or the like.
fn ends(text: &str, at: usize) -> bool {
    let rest = &text[at..];
    let mut chars = rest.chars();
    match chars.next() {
        Some('.' | '!' | '?') => {
            let white = chars.next().is_none_or(char::is_whitespace);
            let small = rest[1..].trim_start().starts_with(char::is_lowercase);
            let word = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
            white && !small && word.chars().count() > 2
        }
        Some('。' | '！' | '？' | '؟' | '।') => true,
        _ => false,
    }
}

/// Whether a line ends as a sentence does.
fn ends_as_text(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '»', ')', '’', ']', '\''])
        .ends_with(['.', '!', '?', ':', ';', '。', '！', '？', '؟'])
}

/// The letters of a line, in small ones: what of it recurs on each page.
fn letters(line: &str) -> String {
    line.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

/// Bytes of the median of the longer half of the lines.
fn usual_width(lines: &[(Span, BlockKind)]) -> usize {
    let mut widths: Vec<usize> = lines.iter().map(|l| l.0.len() as usize).filter(|&w| w > 10).collect();
    widths.sort_unstable();
    widths.get(widths.len() * 3 / 4).copied().unwrap_or(0)
}

/// Whether most lines of text stand by themselves between blank lines, as a machine reads pages.
fn stand_alone(text: &str, lines: &[(Span, BlockKind)]) -> bool {
    let long = |w: &&[(Span, BlockKind)]| w[0].0.len() > 30;
    let pairs = lines.windows(2).filter(long).count();
    let parted = lines
        .windows(2)
        .filter(long)
        .filter(|w| {
            let line = w[0].0.slice(text).unwrap_or("");
            let gap = text.get(w[0].0.end() as usize..w[1].0.start() as usize).unwrap_or("");
            gap.matches('\n').count() > 1 && !ends_as_text(line)
        })
        .count();
    pairs > 3 && parted * 2 > pairs
}

/// Which word of a head opens the line.
fn head_word(line: &str, language: &Language) -> Option<HeaderWord> {
    let headers = language.headers();
    let line = line.trim_start_matches(|c: char| !c.is_alphabetic() && c != '[');
    // A note's label before it: "[1] Source: …".
    let line = line.strip_prefix('[').and_then(|l| l.split_once(']')).map_or(line, |l| l.1.trim_start());
    let key = |words: &str| fold(words, &[]).words().collect::<Vec<_>>().join(" ");
    if let Some(at) = line.find([':', '：']).filter(|&at| at <= LABEL) {
        let label = key(&line[..at]);
        let of = headers.of(&label);
        if let Some(kind) = of.iter().find(|k| **k == HeaderWord::Source).or_else(|| of.first()) {
            return Some(*kind).filter(|k| *k != HeaderWord::Dated);
        }
    }
    let first = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let capitals = first.chars().count() > 1 && first.chars().all(char::is_uppercase);
    let shouted = !line.chars().any(char::is_lowercase);
    (capitals && shouted && headers.is(&key(first), &HeaderWord::Bare)).then_some(HeaderWord::Bare)
}

/// Words that a sentence which tells something has at least, the words of the grammar among them, and the share of these.
const WORDS: usize = 5;
const GRAMMAR: usize = 2;
const GRAMMAR_SHARE: f64 = 0.12;
/// Share of its words in small letters that are words of the language; below it is what a machine could not read.
const READABLE: f64 = 0.82;
/// Letters of a sentence where words are not parted.
const CHARACTERS: usize = 10;

/// Whether words are a sentence that tells something, and no list, stamp or fragment.
pub(super) fn tells(words: &str, language: &Language) -> bool {
    if language.settings().characters {
        return words.chars().filter(|c| c.is_alphabetic()).count() >= CHARACTERS;
    }
    let shouted = !words.chars().any(char::is_lowercase);
    let (mut all, mut grammar, mut small, mut wrong, mut verb) = (0usize, 0usize, 0usize, 0usize, false);
    for word in words.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
        if word.is_empty() || word.chars().all(char::is_numeric) {
            continue;
        }
        all += 1;
        let folded: String = fold(word, &[]).words().collect();
        let function = language.is_function_word(&folded);
        grammar += usize::from(function);
        let named = !shouted && word.starts_with(char::is_uppercase) && word.chars().count() > 1;
        let figures = word.contains(|c: char| c.is_numeric());
        // Names are not listed; what is in small letters and not listed is what a machine misread.
        small += usize::from(!named);
        wrong += usize::from(!function && !named && (figures || language.lists(&folded) == Some(false)));
        verb |= is_verb(word, &folded, language);
    }
    all >= WORDS
        && grammar >= GRAMMAR
        && grammar as f64 >= GRAMMAR_SHARE * all as f64
        && small >= GRAMMAR
        && wrong as f64 <= (1.0 - READABLE) * small as f64
        && (verb || language.grammar().words(Class::Copula).is_empty())
}

/// Whether a word is a verb in a form that tells, as far as the tables say.
fn is_verb(word: &str, folded: &str, language: &Language) -> bool {
    let grammar = language.grammar();
    grammar.is(folded, Class::Copula)
        || grammar.is(folded, Class::Auxiliary)
        || language.saying().is_saying(folded)
        || language.is_past(word)
        || language.is_irregular(folded)
}
