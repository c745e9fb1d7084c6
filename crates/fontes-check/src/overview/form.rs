//! Which words of what was read as a person's name are the name?

use fontes_core::lang::{CalendarWord, Class, Language, NoteWord, RuleWord};
use fontes_core::read::name::{is_family_name, is_given_name, is_office, is_place_name};
use fontes_core::text::{Span, fold};

/// The words of a name, folded, with one blank between them.
pub(super) fn folded(words: &str) -> String {
    let f = fold(words, &[]);
    f.words().collect::<Vec<_>>().join(" ")
}

/// A word of a form.
#[derive(Debug, Clone)]
struct Word {
    span: Span,
    small: String,
}

/// A name as it stands, without bullets, roles and words that are none of it.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) span: Span,
    /// Its words, folded.
    pub(super) words: Vec<String>,
    /// Whether the words tell by themselves that they are a person's: a known given name before another word.
    pub(super) sure: bool,
}

/// Bits of a word from which it is hardly a name where nobody is known to bear it.
const COMMON: f32 = 15.5;

/// Letters of initials, at most.
const INITIALS: usize = 4;

/// Whether a folded word is one that names roles, bodies, days or months, or a common word that nobody is known by.
fn is_word(small: &str, language: &Language) -> bool {
    is_role(small, language) || is_common(small, language) && !is_name(small, language)
}

fn is_name(small: &str, language: &Language) -> bool {
    is_given_name(small, language) || is_family_name(small, language)
}

fn is_common(small: &str, language: &Language) -> bool {
    small.chars().count() > 1 && language.lists(small) == Some(true) && language.bits(small) < COMMON
}

fn is_role(small: &str, language: &Language) -> bool {
    let rules = language.rules();
    rules.is(small, &RuleWord::Role) || rules.is(small, &RuleWord::Collective) || is_office(small)
}

fn is_day(small: &str, language: &Language) -> bool {
    let month = |w: &CalendarWord| {
        matches!(w, CalendarWord::Month(..) | CalendarWord::Weekday(..) | CalendarWord::Weekdays(_))
    };
    language.calendar().of(small).iter().any(month)
}

impl Form {
    /// The name in what was read as one; `None` where no name is left. `titled` is whether a rank stands before it.
    pub(super) fn of(text: &str, span: Span, titled: bool, language: &Language) -> Option<Self> {
        let mut words = split(text, span);
        // "Owen and Dearborn": two names; "Silvia Tirado de Duran" is one.
        let parts = words.iter().position(|w| parts(w, text, language));
        if let Some(at) = parts.filter(|at| *at > 0) {
            words.truncate(at);
        }
        // "Chief of Station Hedgman": up to the last role it is no name; "Maurice Bishop" and "Martin Luther King" are.
        let role = words.iter().rposition(|w| is_role(&w.small, language) || joins(w, text, language));
        if let Some(at) = role {
            let bearer = at + 1 == words.len()
                && at > 0
                && is_given_name(&words[0].small, language)
                && is_family_name(&words[at].small, language);
            if !bearer {
                words.drain(..=at);
            }
        }
        // "Poison Lumumba", "Asked O'Donnell": a common word that nobody is called by goes before the name.
        while words.len() > 1 && is_word(&words[0].small, language) {
            words.remove(0);
        }
        while words.len() > 1 && words.last().is_some_and(|w| is_word(&w.small, language)) {
            words.pop();
        }
        let (first, last) = (words.first()?, words.last()?);
        let alone = words.len() == 1;
        if alone && (is_day(&last.small, language) || !titled && is_word(&last.small, language)) {
            return None;
        }
        // "JFK", "BPP": a few capitals that nobody is known by.
        let raw = last.span.slice(text).unwrap_or("");
        let short = raw.chars().count() <= INITIALS && raw.chars().all(char::is_uppercase);
        if alone && (is_role(&last.small, language) || short && !titled && !is_name(&last.small, language)) {
            return None;
        }
        if words.iter().any(|w| is_day(&w.small, language)) && !is_given_name(&first.small, language) {
            return None;
        }
        // "Headquarters Security Branch", "Special Group": common words all of them.
        let names = words.iter().filter(|w| w.small.chars().count() > 1);
        let (mut all, mut common, mut places) = (0, 0, 0);
        for w in names {
            all += 1;
            common += usize::from(is_common(&w.small, language) && !is_given_name(&w.small, language));
            places += usize::from(is_place_name(&w.small, language) && !is_name(&w.small, language));
        }
        if all == 0 || !alone && common == all && !titled || places == all && !titled {
            return None;
        }
        let sure = !alone && is_given_name(&first.small, language);
        Some(Self {
            span: Span::new(first.span.start(), last.span.end()).ok()?,
            words: words.iter().map(|w| w.small.clone()).collect(),
            sure,
        })
    }
}

/// "and": what stands between two names, in small letters.
fn parts(w: &Word, text: &str, language: &Language) -> bool {
    let small = w.span.slice(text).is_some_and(|s| s.starts_with(char::is_lowercase));
    small
        && language.is_function_word(&w.small)
        && !language.is_in_notes(&w.small, NoteWord::NameParticle)
        && !language.grammar().is(&w.small, Class::Genitive)
}

/// "of": what stands between a role and its body, and in no person's name.
fn joins(w: &Word, text: &str, language: &Language) -> bool {
    let small = w.span.slice(text).is_some_and(|s| s.starts_with(char::is_lowercase));
    small && language.grammar().is(&w.small, Class::Genitive) && language.is_function_word(&w.small)
}

/// Words between blanks, without the marks around them; what has no letter is none.
fn split(text: &str, span: Span) -> Vec<Word> {
    let Some(form) = span.slice(text) else { return Vec::new() };
    let base = span.start() as usize;
    let mut out = Vec::new();
    let mut from = None;
    for (i, c) in form.char_indices().chain([(form.len(), ' ')]) {
        match (from, c.is_whitespace()) {
            (None, false) => from = Some(i),
            (Some(a), true) => {
                from = None;
                let word = &form[a..i];
                let lead = word.len() - word.trim_start_matches(|c: char| !c.is_alphabetic()).len();
                let word = word.trim_matches(|c: char| !c.is_alphabetic());
                let at = base + a + lead;
                if let Some(span) = Span::of(text, at..at + word.len()).ok().filter(|s| !s.is_empty()) {
                    out.push(Word { span, small: folded(word) });
                }
            }
            _ => {}
        }
    }
    out.retain(|w| !w.small.is_empty());
    out
}
