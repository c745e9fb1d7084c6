//! What does the reader of statements know of a word? Its classes of grammar and the verb that it is a form of, from
//! the tables of a language, in one look-up.

use crate::lang::{Abbreviation, CalendarWord, Class, Classes, Language, Verb};
use crate::read::token::{Sieve, Tokens};
use std::collections::HashMap;
use std::sync::Arc;

/// What a word is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Entry {
    pub(super) classes: Classes,
    pub(super) verb: Option<Verb>,
    /// Whether a full stop after it ends no sentence.
    pub(super) short: bool,
}

/// A word of no class.
static NOTHING: Entry = Entry { classes: Classes::NONE, verb: None, short: false };

/// The words of a language.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: HashMap<Box<str>, Entry>,
    /// All of them, to pass by other words quickly.
    sieve: Sieve,
    /// The phrases after which the source stands: the words after the first, which is of [`Class::Source`]; the
    /// longest first.
    sources: Vec<(Box<str>, Vec<Box<str>>)>,
    /// What adverbs end with.
    adverb_endings: Vec<Box<str>>,
}

impl Lexicon {
    /// That of a language, made once.
    pub(super) fn of(language: &Language) -> Arc<Self> {
        language.made(Self::new)
    }

    fn new(language: &Language) -> Self {
        let mut words: HashMap<Box<str>, Entry> = HashMap::new();
        let mut put = |word: &str, change: &dyn Fn(&mut Entry)| {
            change(words.entry(word.into()).or_default());
        };
        let add = |entry: &mut Entry, class: Class| entry.classes = entry.classes.or(Classes::of(&[class]));
        for (word, classes) in language.grammar().entries().filter(|e| !e.0.contains(' ')) {
            put(word, &|e| e.classes = e.classes.or(classes));
        }
        for (word, verb) in language.saying().verbs() {
            put(word, &|e| e.verb = Some(verb));
        }
        let weekday = |w: &CalendarWord| matches!(w, CalendarWord::Weekday(_, false));
        for (word, _) in language.calendar().entries().filter(|e| e.1.iter().any(weekday)) {
            put(word, &|e| add(e, Class::Day));
        }
        let prose = |a: &Abbreviation| matches!(a, Abbreviation::Title | Abbreviation::Other);
        for (word, _) in language.abbreviations().entries().filter(|e| e.1.iter().any(prose)) {
            put(word, &|e| e.short = true);
        }
        let mut sources = Vec::new();
        for phrase in language.grammar().words(Class::Source) {
            let mut parts = phrase.split(' ').map(Box::from);
            let Some(first) = parts.next() else { continue };
            put(&first, &|e| add(e, Class::Source));
            sources.push((first, parts.collect::<Vec<_>>()));
        }
        sources.sort_by_key(|s| std::cmp::Reverse(s.1.len()));
        let sieve = Sieve::new(words.keys().map(|w| &**w));
        let adverb_endings = language.grammar().words(Class::AdverbEnding).to_vec();
        Self { words, sieve, sources, adverb_endings }
    }

    /// A word of no class: what marks are, too.
    pub(super) const fn nothing() -> &'static Entry {
        &NOTHING
    }

    /// What token `i` is.
    pub(super) fn entry(&self, t: &Tokens<'_>, i: usize) -> &Entry {
        if !self.sieve.lets(t.key(i)) {
            return &NOTHING;
        }
        self.words.get(t.small(i).as_str()).unwrap_or(&NOTHING)
    }

    /// The phrases after which the source stands: first word and further words.
    pub(super) fn sources(&self) -> impl Iterator<Item = (&str, &[Box<str>])> {
        self.sources.iter().map(|(first, rest)| (&**first, rest.as_slice()))
    }

    /// Whether a word ends as adverbs do, and is longer than such endings alone are.
    pub(super) fn ends_as_adverb(&self, word: &str) -> bool {
        word.len() > 4 && self.adverb_endings.iter().any(|e| word.ends_with(&**e))
    }
}
