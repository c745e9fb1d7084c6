//! Which clause of a sentence says that somebody says the rest?

use super::lexicon::{Entry, Lexicon};
use super::types::{Attribution, Voice, marked};
use crate::lang::{Class, Classes, Form, Takes, Verb};
use crate::read::quotation::Quotation;
use crate::read::token::{Shape, Tokens};
use crate::text::Span;

/// A token, or a whole quotation.
#[derive(Debug, Clone, Copy)]
struct Item<'l> {
    span: Span,
    kind: Kind,
    /// What the word is; of a mark and a quotation, nothing.
    word: &'l Entry,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// By the index of its token.
    Word(usize),
    Mark(usize),
    /// Words between quotation marks.
    Quote,
}

/// Reads one paragraph.
///
/// `announced` is who said what the paragraph before ended with a colon for; the same is given back
/// of this one.
pub(super) fn read(
    t: &Tokens<'_>,
    lexicon: &Lexicon,
    paragraph: Span,
    quotes: &[Quotation],
    announced: Option<Announced>,
    out: &mut Vec<Attribution>,
) -> Option<Announced> {
    let items = items(t, lexicon, paragraph, quotes);
    let mut from = 0;
    if let (Some(a), Some(q)) = (announced, items.first().filter(|q| q.kind == Kind::Quote)) {
        out.push(made(a.source, a.cue, vec![q.span]));
        from = 1;
    }
    let mut before: Option<usize> = None;
    while from < items.len() {
        let to = sentence(t, lexicon, &items, from);
        let s = Sentence { t, lexicon, items: &items[from..to] };
        let first = out.len();
        s.read(out);
        if out.len() > first {
            // What the next sentence may go on with.
            before = Some(out.len() - 1);
        } else if let Some(last) = before {
            // A quotation by itself goes on from the one before it.
            if let [q, rest @ ..] = s.items
                && q.kind == Kind::Quote
                && rest.iter().all(|i| matches!(i.kind, Kind::Mark(_)))
                && out[last]
                    .content
                    .iter()
                    .any(|c| t.text[c.range()].ends_with(['"', '”', '\u{2019}', '\'', ',']))
            {
                out[last].content.push(q.span);
            } else {
                before = None;
            }
        }
        from = to;
        if to == items.len()
            && let Some(a) = s.announces()
        {
            return Some(a);
        }
    }
    None
}

/// Who says what follows a colon at a paragraph's end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Announced {
    pub(super) source: Option<Span>,
    pub(super) cue: Span,
}

fn items<'l>(t: &Tokens<'_>, lexicon: &'l Lexicon, paragraph: Span, quotes: &[Quotation]) -> Vec<Item<'l>> {
    let mut out = Vec::new();
    let mut at = t.from(paragraph.start());
    let mut q = quotes.partition_point(|q| q.span.end() <= paragraph.start());
    let quote = |q: usize| quotes.get(q).and_then(|x| marked(t.text, x));
    let mut next = quote(q);
    while let Some(token) = t.get(at).filter(|x| x.start < paragraph.end()) {
        if let Some(span) = next
            && token.start >= span.start()
        {
            q += 1;
            next = quote(q);
            if token.start >= span.end() {
                continue;
            }
            out.push(Item { span, kind: Kind::Quote, word: Lexicon::nothing() });
            at = t.from(span.end());
            continue;
        }
        if let Some(span) = t.span(at, at) {
            let (kind, word) = match token.shape {
                Shape::Mark => (Kind::Mark(at), Lexicon::nothing()),
                Shape::Word | Shape::Digits => (Kind::Word(at), lexicon.entry(t, at)),
            };
            out.push(Item { span, kind, word });
        }
        at += 1;
    }
    out
}

/// The item after the sentence that begins at `from`.
fn sentence(t: &Tokens<'_>, lexicon: &Lexicon, items: &[Item<'_>], from: usize) -> usize {
    for k in from..items.len() {
        let next = items.get(k + 1);
        let capital = next.is_none_or(|n| {
            n.kind == Kind::Quote
                || t.text[n.span.range()].starts_with(|c: char| {
                    c.is_uppercase() || c.is_ascii_digit() || matches!(c, '(' | '[' | '•')
                })
        });
        match items[k].kind {
            Kind::Mark(m) if matches!(t.raw(m), "." | "!" | "?" | "…") => {
                let glued = next.is_some_and(|n| n.span.start() == items[k].span.end())
                    && next.is_some_and(|n| n.kind != Kind::Quote);
                let short = t.is(m, ".") && m > 0 && t.glued(m - 1) && {
                    let w = t.raw(m - 1);
                    lexicon.entry(t, m - 1).short
                        || (w.len() == 1 && w.starts_with(|c: char| c.is_uppercase()))
                };
                if !glued && capital && !short {
                    return k + 1;
                }
            }
            Kind::Quote => {
                let words = t.text[items[k].span.range()].trim_end_matches(['"', '”', '\u{2019}', '\'', '»']);
                let ends =
                    words.ends_with(['.', '…']) || words.ends_with(['!', '?']) && !tag_follows(items, k + 1);
                if ends && capital {
                    return k + 1;
                }
            }
            _ => {}
        }
    }
    items.len()
}

/// Whether "Smith said." or "said Smith." comes next: a verb of saying among a few words.
fn tag_follows(items: &[Item<'_>], at: usize) -> bool {
    items[at.min(items.len())..]
        .iter()
        .take(8)
        .take_while(|i| matches!(i.kind, Kind::Word(_)))
        .any(|i| i.word.verb.is_some_and(|v| v.tags))
}

struct Sentence<'s, 't> {
    t: &'s Tokens<'t>,
    lexicon: &'s Lexicon,
    items: &'s [Item<'s>],
}

/// "he", "she", "they"
const THIRD: Classes = Classes::of(&[Class::ThirdSingular, Class::ThirdPlural]);
/// "i", "we", "he", "she", "they"
const ANIMATE: Classes = THIRD.and(Class::FirstPerson);
const PERSONAL: Classes = ANIMATE.and(Class::SecondPerson).and(Class::Impersonal);
/// "who", "which"
const RELATIVE: Classes = Classes::of(&[Class::RelativePersonal, Class::Relative]);
/// "this", "these", and "that", which is more
const DEMONSTRATIVE: Classes =
    Classes::of(&[Class::Complementizer, Class::Proximal, Class::DemonstrativePlural]);
/// What is a subject by itself.
const PRONOUN: Classes = PERSONAL.or(RELATIVE).or(DEMONSTRATIVE).and(Class::IndefinitePronoun);
const ARTICLE: Classes =
    Classes::of(&[Class::DefiniteArticle, Class::IndefiniteArticle, Class::IndefiniteArticleVowel]);
const AUXILIARY: Classes = Classes::of(&[Class::Copula, Class::Auxiliary]);
const DAY: Classes = Classes::of(&[Class::Day, Class::Period]);
/// "and", "but"
const AND_BUT: Classes = Classes::of(&[Class::Additive, Class::Adversative]);
/// What a clause that is said, asked or thought opens with.
const OPENS_CLAUSE: Classes = Classes::of(&[
    Class::Complementizer,
    Class::Interrogative,
    Class::RelativeAdverb,
    Class::RelativePersonal,
    Class::Infinitive,
]);
/// What is said opens with it: it is not the time or the place.
const OPENS_CONTENT: Classes = ANIMATE
    .and(Class::Impersonal)
    .and(Class::Existential)
    .and(Class::Complementizer)
    .and(Class::Interrogative)
    .and(Class::Infinitive);
/// What the listener ends before.
const LISTENER_ENDS: Classes =
    ANIMATE.and(Class::Impersonal).and(Class::Infinitive).and(Class::Topic).and(Class::Interrogative);
/// The subject of a clause without "that" begins with it.
const SUBJECT_BEGINS: Classes = PERSONAL
    .and(Class::Existential)
    .and(Class::DefiniteArticle)
    .and(Class::IndefiniteArticle)
    .and(Class::PossessiveThird)
    .and(Class::PossessiveFirst)
    .and(Class::Proximal)
    .and(Class::DemonstrativePlural);
/// After a comma, they show that the source has ended.
const SOURCE_ENDS: Classes = AND_BUT
    .or(THIRD)
    .and(Class::Impersonal)
    .and(Class::ParticipleAdding)
    .and(Class::ParticipleNoting)
    .and(Class::Contrastive)
    .and(Class::Comparative)
    .and(Class::SourceEnd);
/// After a name and a comma, they go on with who it is.
const APPOSITION: Classes = ARTICLE.or(RELATIVE).and(Class::RelativePossessive).and(Class::AppositiveNoun);
/// After a comma, they end that.
const APPOSITION_ENDS: Classes = AND_BUT.and(Class::ParticipleAdding).and(Class::Contrastive);
/// After a comma, they open what is put in between subject and verb.
const INSERTION: Classes = ARTICLE
    .or(RELATIVE)
    .and(Class::RelativePossessive)
    .and(Class::Genitive)
    .and(Class::Locative)
    .and(Class::PossessiveThird)
    .and(Class::Appositive);
/// After "said", they show that no speaker follows.
const NO_SPEAKER: Classes = Classes::of(&[
    Class::Complementizer,
    Class::Infinitive,
    Class::Impersonal,
    Class::Locative,
    Class::NoSpeaker,
]);
/// After who says it and a comma, they show that what follows is not the rest of what is said.
const NO_REST: Classes = AND_BUT
    .or(RELATIVE)
    .and(Class::ParticipleAdding)
    .and(Class::ParticipleNoting)
    .and(Class::Contrastive)
    .and(Class::Comparative);
/// Between a source and a day.
const BEFORE_DAY_OF_SOURCE: Classes =
    Classes::of(&[Class::BeforeDay, Class::Proximal, Class::Locative, Class::DefiniteArticle]);
/// What may be noun or verb is a noun after it.
const BEFORE_NOUN: Classes = ARTICLE
    .or(DEMONSTRATIVE)
    .and(Class::PossessiveThird)
    .and(Class::PossessiveImpersonal)
    .and(Class::PossessiveFirst)
    .and(Class::PossessiveSecond)
    .and(Class::BeforeNoun);
/// Before the plain form of a verb.
const PLURAL_SUBJECT: Classes = RELATIVE
    .and(Class::FirstPerson)
    .and(Class::SecondPerson)
    .and(Class::ThirdPlural)
    .and(Class::Infinitive)
    .and(Class::PluralSubject);
/// Not before the plain form of a verb, unless an auxiliary is there.
const NOT_BEFORE_BASE: Classes =
    Classes::of(&[Class::ThirdSingular, Class::Impersonal, Class::Infinitive, Class::Negator]);
/// What follows is a noun, whatever else it could be.
const DETERMINES_NOUN: Classes =
    ARTICLE.and(Class::PossessiveThird).and(Class::PossessiveImpersonal).and(Class::Genitive);
/// In small letters within a name: "of", "de", "the".
const WITHIN_NAME: Classes = Classes::of(&[Class::Genitive, Class::NameParticle, Class::DefiniteArticle]);

/// Where a subject is, and where the words of the cue begin.
struct Subject {
    first: usize,
    last: usize,
}

impl Sentence<'_, '_> {
    fn raw(&self, k: usize) -> &str {
        match self.items.get(k).map(|i| i.kind) {
            Some(Kind::Word(w) | Kind::Mark(w)) => self.t.raw(w),
            _ => "",
        }
    }

    fn is(&self, k: usize, classes: impl Into<Classes>) -> bool {
        self.items.get(k).is_some_and(|i| i.word.classes.meet(classes.into()))
    }

    fn word(&self, k: usize) -> bool {
        matches!(self.items.get(k).map(|i| i.kind), Some(Kind::Word(_)))
    }

    fn quote(&self, k: usize) -> bool {
        self.items.get(k).is_some_and(|i| i.kind == Kind::Quote)
    }

    fn mark(&self, k: usize, marks: &[&str]) -> bool {
        matches!(self.items.get(k).map(|i| i.kind), Some(Kind::Mark(m)) if marks.contains(&self.t.raw(m)))
    }

    fn capital(&self, k: usize) -> bool {
        self.raw(k).starts_with(|c: char| c.is_uppercase())
    }

    fn span(&self, first: usize, last: usize) -> Option<Span> {
        (first <= last).then(|| Some(self.items.get(first)?.span.cover(self.items.get(last)?.span)))?
    }

    /// The last item that is not the sentence's final mark.
    fn end(&self) -> usize {
        let mut k = self.items.len().saturating_sub(1);
        while k > 0 && self.mark(k, &[".", "!", "?", "…", ";", ":"]) {
            k -= 1;
        }
        k
    }

    fn adverb(&self, k: usize) -> bool {
        if self.is(k, Class::Adverb) {
            return true;
        }
        self.word(k)
            && !self.capital(k)
            && self.lexicon.ends_as_adverb(self.raw(k))
            && !self.is(k, Class::NoAdverb)
    }

    /// How many items a phrase has after which the source stands: "according to".
    fn before_source(&self, k: usize) -> Option<usize> {
        if !self.is(k, Class::Source) {
            return None;
        }
        let word = |k: usize| match self.items.get(k)?.kind {
            Kind::Word(w) => Some(self.t.small(w)),
            Kind::Mark(_) | Kind::Quote => None,
        };
        let is = |k: usize, wanted: &str| word(k).is_some_and(|w| w.as_str() == wanted);
        self.lexicon
            .sources()
            .find(|(first, rest)| is(k, first) && rest.iter().enumerate().all(|(i, w)| is(k + 1 + i, w)))
            .map(|(_, rest)| 1 + rest.len())
    }

    /// Whether the sentence ends with "S said:".
    fn announces(&self) -> Option<Announced> {
        let colon = self.items.len().checked_sub(1).filter(|&c| self.mark(c, &[":"]))?;
        let v = (0..colon).rev().take(8).find(|&v| self.finite(v).is_some_and(|x| x.tags))?;
        let s = self.subject(v, 0)?;
        Some(Announced { source: self.span(s.first, s.last), cue: self.span(self.cue_first(v, s.last), v)? })
    }

    fn read(&self, out: &mut Vec<Attribution>) {
        let mut used = 0;
        let mut k = 0;
        let mut found: Vec<(Attribution, usize)> = Vec::new();
        while k < self.items.len() {
            let read =
                self.according(k, used).or_else(|| self.tagged(k, used)).or_else(|| self.reported(k, used));
            if let Some((a, next)) = read {
                used = next;
                k = next.max(k + 1);
                found.push((a, next));
            } else {
                k += 1;
            }
        }
        if found.is_empty() {
            found.extend(self.labelled().map(|a| (a, 0)));
        }
        out.extend(found.into_iter().map(|f| f.0));
    }

    /// "According to S, C." and "C, according to S."
    fn according(&self, k: usize, used: usize) -> Option<(Attribution, usize)> {
        let words = self.before_source(k)?;
        let cue = self.span(k, k + words - 1)?;
        let end = self.end();
        let first = k + words;
        if k == used || (k == used + 1 && self.is(used, Class::Connective)) {
            // To the comma that ends the source.
            let last = self.clause_end(first, end);
            let from = last + 1 + usize::from(self.mark(last + 1, &[","]));
            let content = self.span(from, end)?;
            return Some((made(self.span(first, last), cue, vec![content]), end + 1));
        }
        let before = k - 1 - usize::from(self.mark(k - 1, &[","]));
        let last = self.source_end(first, end);
        let mut from = used;
        while self.is(from, Class::Connective) || self.mark(from, &[","]) {
            from += 1;
        }
        let mut content = vec![self.span(from, before)?];
        let mut next = last + 1;
        // "..., according to S, and the rest": the rest is the same content when the clause was inside.
        if self.mark(last + 1, &[","]) && last + 2 < end && !self.is(last + 2, AND_BUT.or(RELATIVE)) {
            content.extend(self.span(last + 2, end));
            next = end + 1;
        }
        Some((made(self.span(first, last), cue, content), next))
    }

    /// The last item of a noun phrase that a comma, a clause or the sentence's end closes.
    fn clause_end(&self, first: usize, end: usize) -> usize {
        let mut k = first;
        while k <= end && !self.mark(k, &[",", ";", "—", "–", ":"]) && !self.quote(k) {
            k += 1;
        }
        k.saturating_sub(1).max(first.min(end))
    }

    /// The last item of a source after the words that tell of it, with what is put after a name:
    /// "said Mr. Tov, a lawyer in Haifa."
    fn source_end(&self, first: usize, end: usize) -> usize {
        let last = self.clause_end(first, end);
        let small = self.raw(last + 2).starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
        if self.mark(last + 1, &[","]) && small && !self.is(last + 2, SOURCE_ENDS)
            || self.mark(last + 1, &[","]) && self.is(last + 2, APPOSITION)
        {
            // It runs to the next comma before a clause, or to the end.
            let mut k = last + 2;
            while k <= end
                && !self.quote(k)
                && !(self.mark(k, &[","]) && (self.quote(k + 1) || self.is(k + 1, APPOSITION_ENDS)))
            {
                k += 1;
            }
            return k - 1;
        }
        last
    }

    /// What is said, then who says it: "C, S said", "C, said S", with the rest of C after it.
    fn tagged(&self, k: usize, used: usize) -> Option<(Attribution, usize)> {
        // `k` is the comma or the quotation that ends what is said.
        if k < used {
            return None;
        }
        let comma = self.mark(k, &[",", "—", "–"]);
        let quote = self.quote(k);
        if !comma && !quote {
            return None;
        }
        let at = k + 1 + usize::from(quote && self.mark(k + 1, &[","]));
        let end = self.end();
        // "said S"
        let v = at;
        let (source, cue_first, cue_last, close) =
            if let Some(verb) = self.finite(v).filter(|v| v.tags && v.form != Form::Base) {
                if verb.form == Form::Base {
                    return None;
                }
                let first = v + 1;
                if first > end
                    || self.quote(first)
                    || self.mark(first, &[",", ".", ":"])
                    || self.is(first, NO_SPEAKER)
                {
                    return None;
                }
                if !quote && !self.mark(k, &[","]) {
                    return None;
                }
                let last = if self.is(first, PERSONAL) { first } else { self.source_end(first, end) };
                // Without quotation marks the order is rare, and then a name follows.
                if comma
                    && !(self.capital(first)
                        || self.is(first, [Class::DefiniteArticle, Class::IndefiniteArticle, Class::One]))
                {
                    return None;
                }
                if comma && !self.quote(k.wrapping_sub(1)) && last < end && !self.mark(last + 1, &[","]) {
                    return None;
                }
                (self.span(first, self.trim_day(first, last)), v, v, last)
            } else {
                // "S said": the verb among the next words.
                let limit = (at + 40).min(self.items.len());
                let stop = (at..limit).find(|&x| self.quote(x)).unwrap_or(limit);
                (at + 1..stop).find_map(|v| {
                    self.finite(v).filter(|x| x.tags || (quote && x.takes == Takes::Thought))?;
                    let subject = self.subject(v, at)?;
                    if self.is(subject.last, RELATIVE) {
                        return None;
                    }
                    if subject.first > at + usize::from(self.is(at, Class::Connective)) {
                        return None;
                    }
                    let close = self.after_tag(v, end, quote);
                    // Nothing may follow but the time, the place, the listener, or the rest of what is said.
                    let colon = quote && self.mark(close + 1, &[":"]);
                    let ends = self.mark(close + 1, &[",", ";", "—"]) || self.quote(close + 1) || colon;
                    if close < end && !ends {
                        return None;
                    }
                    // "In a letter, she wrote:" — what is said comes after.
                    if !quote && self.mark(v + 1, &[":"]) {
                        return None;
                    }
                    if !quote && self.mark(v + 1, &[","]) && self.quote(v + 2) {
                        return None;
                    }
                    let first = self.cue_first(v, subject.last);
                    Some((self.span(subject.first, subject.last), first, v, close))
                })?
            };
        let cue = self.span(cue_first, cue_last)?;
        // What was said before, from the last attribution or the start of the sentence.
        let mut from = used;
        while from < k
            && (self.mark(from, &[",", ";", "—"])
                || (from == used && used > 0 && self.is(from, Class::Connective)))
        {
            from += 1;
        }
        let last = if quote { k } else { k - 1 };
        if from > last {
            return None;
        }
        let mut content = vec![self.span(from, last)?];
        if !quote && !self.quote(last) && last - from < 2 {
            return None;
        }
        let mut next = close + 1;
        // ", "the rest.""
        let rest = close + 1 + usize::from(self.mark(close + 1, &[",", ":", ";", "—", "–"]));
        // "..., he said during a rally in Haifa, Israel, "the rest.""
        let later = (close + 1..=end).find(|&x| self.quote(x)).filter(|&x| {
            quote
                && self.mark(x - 1, &[","])
                && !(close + 1..x)
                    .any(|y| self.finite(y).is_some_and(|v| v.tags) || self.mark(y, &[":", ";"]))
        });
        if let Some(x) = later {
            let to = self.goes_on(x, end);
            content.extend(self.span(x, to));
            next = to + 1;
        } else if rest <= end && rest > close {
            if self.quote(rest) && (quote || self.quote(last)) {
                let to = self.goes_on(rest, end);
                content.extend(self.span(rest, to));
                next = to + 1;
            } else if !quote && !self.quote(last) && self.mark(close + 1, &[","]) && !self.is(rest, NO_REST) {
                content.extend(self.span(rest, end));
                next = end + 1;
            }
        }
        Some((made(source, cue, content), next))
    }

    /// How far a quotation that goes on reaches: over the words around it, to the sentence's end.
    fn goes_on(&self, rest: usize, end: usize) -> usize {
        let tag = (rest + 1..=end).any(|k| self.finite(k).is_some_and(|v| v.tags));
        if tag { rest } else { end }
    }

    /// Takes a day off the end of a source: "said Smith on Friday".
    fn trim_day(&self, first: usize, mut last: usize) -> usize {
        while last > first && self.is(last, DAY) {
            last -= 1;
            if last > first && self.is(last, BEFORE_DAY_OF_SOURCE) {
                last -= 1;
            }
        }
        last
    }

    /// The last item of what a tag has after its verb: "said on Tuesday in a statement".
    fn after_tag(&self, v: usize, end: usize, quote: bool) -> usize {
        let mut k = v + 1;
        if k > end || self.mark(k, &[",", ":", ";"]) || self.quote(k) {
            return v;
        }
        let listener = self.finite(v).is_some_and(|x| x.takes == Takes::Told);
        let aside = quote && !self.is(k, OPENS_CONTENT);
        if aside
            || listener
            || self.is(k, Class::Preposition)
            || self.is(k, DAY)
            || self.adverb(k)
            || self.is(k, [Class::Deictic, Class::Temporal])
            || self.mark(k, &["("])
        {
            while k <= end && !self.mark(k, &[",", ":", ";", "—"]) && !self.quote(k) {
                // "told us that the sea froze": what is said follows.
                if listener && self.is(k, Class::Complementizer) && !self.is(k + 1, DAY) {
                    return v;
                }
                k += 1;
            }
            return k - 1;
        }
        v
    }

    /// The verb of saying that item `k` is a finite form of, or the participle after an auxiliary.
    fn finite(&self, k: usize) -> Option<Verb> {
        let v = self.items.get(k)?.word.verb?;
        if self.capital(k) && k > 0 && !self.quote(k - 1) {
            return None;
        }
        if matches!(v.form, Form::Base | Form::Third) && self.is_noun(k, v.form) {
            return None;
        }
        if self.mark(k + 1, &["-"]) || k > 0 && self.mark(k - 1, &["-", "'", "’"]) {
            return None;
        }
        Some(v)
    }

    /// Whether "plan", "claims", "support" are things here: after an article, a possessive or an
    /// adjective; and the plain form of a verb wants a plural before it, or an auxiliary.
    fn is_noun(&self, k: usize, form: Form) -> bool {
        let Some(b) = k.checked_sub(1) else { return false };
        if self.is(b, BEFORE_NOUN)
            && !(form == Form::Third
                && self.is(b, [Class::Complementizer, Class::Proximal, Class::DeterminerOrPronoun]))
        {
            return true;
        }
        if form == Form::Third {
            return false;
        }
        let raw = self.raw(b);
        let plural = raw.ends_with('s') && !raw.ends_with("ss") && raw.len() > 2;
        let subject = self.is(b, PLURAL_SUBJECT);
        let joined = self.capital(b) && (0..b).rev().take(4).any(|x| self.is(x, Class::Additive));
        !(plural
            || subject
            || joined
            || self.is(b, AUXILIARY)
            || self.adverb(b)
            || self.mark(b, &[",", ")", "—"])
            || self.quote(b))
    }

    /// Where the words of a cue begin: auxiliaries and adverbs before the verb belong to it.
    fn cue_first(&self, v: usize, subject_last: usize) -> usize {
        let mut first = v;
        while first > subject_last + 1
            && (self.is(first - 1, AUXILIARY)
                || self.adverb(first - 1)
                || self.mark(first - 1, &["'", "’"])
                || self.is(first - 1, [Class::Infinitive, Class::Prospective]))
        {
            first -= 1;
        }
        first
    }

    /// The subject of the verb at `v`, not before item `from`.
    fn subject(&self, v: usize, from: usize) -> Option<Subject> {
        let mut last = v.checked_sub(1)?;
        let form = self.finite(v)?.form;
        let mut auxiliary = false;
        // "he himself": where the subject ends.
        let mut emphasis = None;
        // Auxiliaries, adverbs, days between: "Sanders on Tuesday said", "has repeatedly warned".
        loop {
            if last < from || last >= v {
                return None;
            }
            let aux = self.is(last, AUXILIARY);
            auxiliary |= aux;
            if aux
                || self.adverb(last)
                || self.mark(last, &["'", "’"]) && self.is(last + 1, AUXILIARY)
                || self.mark(last, &["'", "’"]) && self.is(last + 1, Class::ContractedNegator)
            {
                last = last.checked_sub(1)?;
                continue;
            }
            if self.is(last, Class::Reflexive) && last > from && emphasis.is_none() {
                emphasis = Some(last);
                last -= 1;
                continue;
            }
            if self.is(last, DAY) && !self.is(last, Class::Period) && last > from {
                last -= 1;
                if self.is(last, Class::BeforeDay) && last > from {
                    last -= 1;
                }
                continue;
            }
            break;
        }
        // "to say", and participles without an auxiliary, have no subject here.
        if self.is(last, Class::Infinitive) || (form == Form::Participle && !auxiliary) {
            return None;
        }
        if form == Form::Base && !auxiliary && self.is(last, NOT_BEFORE_BASE) {
            return None;
        }
        if self.is(last, PERSONAL.or(RELATIVE)) {
            return Some(Subject { first: last, last: emphasis.unwrap_or(last) });
        }
        if self.is(last, Class::Preposition)
            || self.is(last, Class::Subordinator)
            || self.is(last, ARTICLE.and(Class::Additive).and(Class::Disjunctive))
            || self.quote(last)
        {
            return None;
        }
        // What is put after a name between commas: "Mr. Tov, a lawyer in Haifa, said".
        let mut head = last;
        if self.mark(last, &[",", ")", "—", "–"]) {
            let open = match self.raw(last) {
                ")" => "(",
                m => m,
            };
            let mut k = last.checked_sub(1)?;
            while k > from && !self.mark(k, &[open]) {
                if self.quote(k) {
                    break;
                }
                k -= 1;
            }
            if !self.mark(k, &[open]) || k == from {
                return None;
            }
            // More than one such pair: the first word after a comma tells.
            let mut guard = 0;
            while open == ","
                && guard < 4
                && !self.is(k + 1, INSERTION)
                && !self.raw(k + 1).starts_with(|c: char| c.is_ascii_digit())
            {
                let Some(earlier) = (from..k).rev().find(|&e| self.mark(e, &[","])) else { break };
                if earlier == from {
                    break;
                }
                k = earlier;
                guard += 1;
            }
            head = k.checked_sub(1)?;
        }
        let mut first = head;
        while first > from {
            let b = first - 1;
            if self.mark(first, &[")"])
                && let Some(open) = (from..first).rev().find(|&o| self.mark(o, &["("]))
            {
                first = open;
                continue;
            }
            if self.quote(b) || self.mark(b, &[",", ";", ":", "—", "–", "(", ")", "“", "\"", "…", "?", "!"])
            {
                break;
            }
            if self.mark(b, &["."]) && !self.short_before(b) {
                break;
            }
            if self.is(b, Class::Subordinator) || self.is(b, ANIMATE.or(RELATIVE)) {
                break;
            }
            if self.is(b, AUXILIARY) && !self.is(b, Class::AuxiliaryHomonym) {
                break;
            }
            if self.finite(b).is_some_and(|x| x.tags || x.takes == Takes::Thought)
                && !self.capital(b)
                && !self.is(b - usize::from(b > 0), DETERMINES_NOUN)
            {
                break;
            }
            first = b;
        }
        // "and" at the start joins clauses, not names.
        while first < head && (self.is(first, Class::Connective) || self.adverb(first)) {
            first += 1;
        }
        // "In a statement Mr. Tov said": the words before the name are not his.
        if self.is(first, Class::Preposition) && !self.is(first, Class::Genitive) {
            let name = (first + 1..=head)
                .rev()
                .take_while(|&k| {
                    self.capital(k) || self.mark(k, &[".", "-", "'", "’"]) || self.is(k, WITHIN_NAME)
                })
                .last()?;
            let name = (name..=head).find(|&k| self.capital(k) || self.is(k, Class::DefiniteArticle))?;
            first = name;
        }
        if !self.word(head) && !self.mark(head, &[".", "'", "’", ")"]) || first > head {
            return None;
        }
        // "X and Y said", but "A fell and Y said": a verb that is no cue cannot be told; length can.
        if head - first > 24 {
            return None;
        }
        if self.finite(v).is_some_and(|x| x.form == Form::Ing) {
            return None;
        }
        first = self.named_before(first, from).unwrap_or(first);
        Some(Subject { first, last: emphasis.unwrap_or(last) })
    }

    /// Where the name begins with which a sentence opens, if what begins at `first` only goes on with who it is: "Mira Doran, a
    /// captain of the line said".
    fn named_before(&self, first: usize, from: usize) -> Option<usize> {
        let comma = first.checked_sub(1).filter(|&c| c > from && self.mark(c, &[","]))?;
        if !self.is(first, ARTICLE) {
            return None;
        }
        let name = (from..comma).rev().take_while(|&k| self.capital(k) || self.is(k, WITHIN_NAME)).last()?;
        let opens =
            name == from || (from..name).all(|k| self.is(k, Class::Connective) || self.mark(k, &[","]));
        (opens && comma - name >= 2).then_some(name)
    }

    /// Whether the clause whose subject begins at `first` only opens the sentence: "When the president announced".
    fn is_subordinate(&self, first: usize, from: usize) -> bool {
        let Some(word) = first.checked_sub(1) else { return false };
        let opens = word == from || word > 0 && self.is(word - 1, Class::Connective);
        opens && self.is(word, [Class::Temporal, Class::RelativeAdverb, Class::Subordinator])
    }

    /// Whether the full stop at `b` is that of an abbreviation or an initial.
    fn short_before(&self, b: usize) -> bool {
        b > 0 && {
            let w = self.raw(b - 1);
            self.items[b - 1].word.short || w.len() == 1
        }
    }

    /// Who, then what: "S said that C", "S told T C", "S accused T of C", "..., adding that C".
    fn reported(&self, k: usize, used: usize) -> Option<(Attribution, usize)> {
        let v = self.finite(k)?;
        let mut end = self.end();
        let from = used.min(k);
        if k >= end && !self.mark(k + 1, &[":"]) {
            return None;
        }
        // "it is said that", "is expected to": nobody is named.
        let mut source = None;
        let cue_first;
        if matches!(v.form, Form::Ing) {
            // Shares the subject of its clause: "..., adding that".
            let quoted = self.quote(k + 1) || self.mark(k + 1, &[",", ":"]) && self.quote(k + 2);
            let comma = k > from && self.mark(k - 1, &[","]);
            if !comma && quoted && k > from {
                // "footage of her asking, "Why?""
                let mut first = k;
                while first > from && (self.capital(first - 1) || self.mark(first - 1, &[".", "-"])) {
                    first -= 1;
                }
                if first == k {
                    return None;
                }
                let at = k + 1 + usize::from(!self.quote(k + 1));
                return Some((
                    made(self.span(first, k - 1), self.span(k, k)?, vec![self.items[at].span]),
                    at + 1,
                ));
            }
            if !comma {
                return None;
            }
            let main = (0..k).find(|&m| {
                self.finite(m).is_some_and(|x| x.form != Form::Ing) && self.subject(m, 0).is_some()
            });
            let s = match main {
                Some(m) => self.subject(m, 0),
                None => self.opening_subject(k),
            }?;
            source = self.span(s.first, s.last);
            cue_first = k;
        } else {
            let passive = matches!(v.form, Form::Past | Form::Participle) && k > from && {
                let mut b = k - 1;
                while b > from && self.adverb(b) {
                    b -= 1;
                }
                self.is(b, Class::Copula)
            };
            if passive {
                // "is expected to", "it is believed that"
                if !self.is(k + 1, [Class::Complementizer, Class::Infinitive, Class::Agentive])
                    || self.is(k + 1, Class::Agentive)
                    || v.takes == Takes::Judgement
                {
                    return None;
                }
                let mut first = k - 1;
                while first > from
                    && (self.is(first - 1, AUXILIARY)
                        || self.adverb(first - 1)
                        || self.mark(first - 1, &["'", "’"]))
                {
                    first -= 1;
                }
                if v.takes == Takes::Told || v.takes == Takes::Wish {
                    return None;
                }
                cue_first = first;
                let content = self.span(k + 1, self.content_end(k + 1, end))?;
                let cue = self.span(cue_first, k)?;
                let next = self.content_end(k + 1, end) + 1;
                return Some((made(None, cue, vec![content]), next));
            }
            let s = self.subject(k, from)?;
            // "A senior official, who asked not to be named, said": the main verb is what tells.
            let relative = self.is(s.last, RELATIVE) && s.last > from && self.mark(s.last - 1, &[","]);
            if relative
                && let Some(comma) = (k + 1..end).find(|&c| self.mark(c, &[","]))
                && let Some(main) = (comma + 1..end.min(comma + 4))
                    .find(|&m| self.finite(m).is_some_and(|v| v.form != Form::Ing))
                && self.subject(main, from).is_some_and(|x| x.first < s.first)
            {
                return None;
            }
            cue_first = self.cue_first(k, s.last);
            source = source.or(self.span(s.first, s.last));
            if self.is_subordinate(s.first, from) {
                end = (k + 2..end).find(|&c| self.mark(c, &[","])).map_or(end, |c| c - 1);
            }
        }
        let mut cue_last = k;
        let mut at = k + 1;
        // "chanted "What now?" and went on": what is complete between marks is all of it.
        let direct = at + usize::from(self.mark(at, &[","]));
        if self.quote(direct) && direct < end && v.takes != Takes::Judgement {
            let words = self.t.text[self.items[direct].span.range()]
                .trim_end_matches(['"', '”', '\u{2019}', '\'', '»']);
            if words.ends_with(['.', '?', '!', '…', ',']) {
                return Some((
                    made(source, self.span(cue_first, k)?, vec![self.items[direct].span]),
                    direct + 1,
                ));
            }
        }
        if self.mark(at, &[":"]) {
            cue_last = at;
            let to = self.content_end(at + 1, end);
            let content = self.span(at + 1, to)?;
            return Some((made(source, self.span(cue_first, cue_last)?, vec![content]), to + 1));
        }
        at = self.content_first(v, at, end)?;
        if v.takes == Takes::Judgement && self.is(k + 1, Class::Preposition) {
            cue_last = k + 1;
        }
        let to = self.content_end(at, end);
        let content = self.span(at, to)?;
        Some((made(source, self.span(cue_first, cue_last)?, vec![content]), to + 1))
    }

    /// The subject with which the sentence opens.
    fn opening_subject(&self, before: usize) -> Option<Subject> {
        let mut first = 0;
        while self.is(first, Class::Connective) {
            first += 1;
        }
        // "During the debate, Mr. Tov attacked ..."
        if self.is(first, Class::Preposition) || self.is(first, Class::Subordinator) {
            first = (first..before).find(|&k| self.mark(k, &[","]))? + 1;
        }
        let mut last = first;
        if self.is(first, PRONOUN) {
            return Some(Subject { first, last });
        }
        if !self.capital(first) || self.is(first, Class::Preposition) || self.is(first, Class::Subordinator) {
            return None;
        }
        while last + 1 < before
            && (self.capital(last + 1) || self.mark(last + 1, &[".", "-"]) && self.capital(last + 2))
        {
            last += 1;
        }
        (last + 1 < before).then_some(Subject { first, last })
    }

    /// Where what is said begins after the verb, or `None` when nothing is said.
    fn content_first(&self, v: Verb, at: usize, end: usize) -> Option<usize> {
        if at > end {
            return None;
        }
        // Time, place and listener before "that" or a quotation: they are not said.
        let that = (at..=end.min(at + 14)).find(|&k| {
            self.is(k, Class::Complementizer) && !self.mark(k - 1, &[","])
                || self.quote(k)
                || self.mark(k, &[",", ";", ":"])
        });
        let clause = that.filter(|&k| self.is(k, Class::Complementizer) || self.quote(k));
        let aside = self.is(at, Class::Preposition)
            || self.is(at, DAY)
            || self.is(at, Class::Deictic)
            || self.adverb(at);
        match v.takes {
            Takes::Speech | Takes::Finding | Takes::Thought => {
                if self.is(at, OPENS_CLAUSE) || self.quote(at) {
                    if v.takes != Takes::Speech
                        && v.takes != Takes::Finding
                        && self.is(at, Class::RelativeAdverb)
                    {
                        return None;
                    }
                    return Some(at);
                }
                if self.mark(at, &[","]) && self.quote(at + 1) {
                    return Some(at + 1);
                }
                if aside {
                    if let Some(k) = clause {
                        return Some(k);
                    }
                    // "said Friday he would go"
                    let mut k = at;
                    while k <= end && (self.is(k, DAY) || self.is(k, [Class::BeforeDay, Class::Proximal])) {
                        k += 1;
                    }
                    if k > at && k < end && !self.mark(k, &[",", "."]) && !self.is(k, Class::Preposition) {
                        return Some(k);
                    }
                    // "said in a statement, ..."
                    if let Some(k) = that.filter(|&k| self.mark(k, &[",", ":"]) && self.quote(k + 1)) {
                        return Some(k + 1);
                    }
                    return None;
                }
                if self.mark(at, &[",", ";", "(", "—"]) {
                    return None;
                }
                if v.takes == Takes::Thought {
                    // A clause has its own subject: a pronoun, a name or an article.
                    let clause = self.is(at, SUBJECT_BEGINS) || self.capital(at);
                    return clause.then_some(at);
                }
                Some(at)
            }
            Takes::Told => {
                if let Some(k) = clause {
                    return Some(k);
                }
                // The listener, then a clause: a pronoun after a noun or a name.
                let mut k = at;
                if self.is(k, Class::Listener) {
                    k += 1;
                } else {
                    if self.is(k, ARTICLE.and(Class::PossessiveThird)) {
                        k += 1;
                    }
                    while k <= end
                        && self.word(k)
                        && !self.is(k, LISTENER_ENDS)
                        && (self.capital(k) || k <= at + 1)
                    {
                        k += 1;
                    }
                }
                while self.is(k, DAY) || self.is(k, Class::DayPreposition) && self.is(k + 1, DAY) {
                    k += 1;
                }
                (k > at && k < end && !self.mark(k, &[",", ".", ";"]) && !self.is(k, Class::NoContent))
                    .then_some(k)
            }
            Takes::Wish => {
                if self.is(at, [Class::Infinitive, Class::Complementizer]) {
                    return Some(at);
                }
                // "urged them to"
                let to = (at + 1..=end.min(at + 8)).find(|&k| self.is(k, Class::Infinitive))?;
                (!(at..to).any(|k| self.mark(k, &[",", ";"]) || self.is(k, Class::Preposition))).then_some(at)
            }
            Takes::Judgement => {
                let particle = self.is(at, Class::JudgementParticle);
                let first = at + usize::from(particle);
                if first > end || self.mark(first, &[",", ";", "."]) || self.is(first, Class::NoObject) {
                    return None;
                }
                Some(first)
            }
        }
    }

    /// The last item of what is said: the sentence's end, or the next clause that tells who says something.
    fn content_end(&self, at: usize, end: usize) -> usize {
        // "..., and when pressed, he replied, "No""
        if let Some(m) = (at + 1..end).find(|&m| {
            self.finite(m).is_some_and(|v| v.tags && v.form != Form::Ing)
                && (self.quote(m + 1) || self.mark(m + 1, &[",", ":"]) && self.quote(m + 2))
        }) && let Some(s) = self.subject(m, at)
            && let Some(comma) = (at + 1..s.first).rev().find(|&k| self.mark(k, &[",", ";", "—", "―", "–"]))
        {
            return comma - 1;
        }
        for k in at + 1..end {
            if !self.mark(k, &[",", ";"]) {
                continue;
            }
            let next = k + 1;
            // ", adding that", ", according to", ", and S said"
            if self.finite(next).is_some_and(|v| v.form == Form::Ing && v.takes != Takes::Judgement)
                && self
                    .is(next, [Class::ParticipleAdding, Class::ParticipleNoting, Class::ParticipleAsserting])
            {
                return k - 1;
            }
            if self.is(next, Class::Source) {
                return k - 1;
            }
            if self.is(next, AND_BUT.and(Class::Contrastive)) {
                let verb = (next + 1..end.min(next + 9))
                    .find(|&m| self.finite(m).is_some_and(|v| v.tags && v.form != Form::Ing));
                if verb.is_some_and(|m| {
                    !(next..m).any(|x| self.mark(x, &[",", ";"])) && self.subject(m, next).is_some()
                }) {
                    return k - 1;
                }
            }
        }
        end
    }

    /// "NAME: what he says", "“What he says” — Name".
    fn labelled(&self) -> Option<Attribution> {
        let end = self.end();
        if self.quote(0) && self.mark(1, &["—", "―", "–", "-"]) && self.capital(2) && end <= 14 {
            return Some(made(self.span(2, end), self.span(1, 1)?, vec![self.items[0].span]));
        }
        let colon = (1..end.min(8)).find(|&k| self.mark(k, &[":"]))?;
        let name = (0..colon).all(|k| {
            self.capital(k)
                || self.mark(k, &[".", ",", "(", ")", "-"])
                || self.is(k, WITHIN_NAME.and(Class::Additive))
        });
        (name && colon < end && self.quote(colon + 1)).then(|| {
            Some(made(self.span(0, colon - 1), self.span(colon, colon)?, vec![self.span(colon + 1, end)?]))
        })?
    }
}

fn made(source: Option<Span>, cue: Span, content: Vec<Span>) -> Attribution {
    Attribution { source, antecedent: None, cue, content, voice: Voice::Indirect }
}
