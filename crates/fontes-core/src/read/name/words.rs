//! What does the reader of names know of a word? From the tables of a language, in one look-up.

use crate::lang::{Class, Language, NameWord, OfficeKind};
use std::collections::HashMap;
use std::sync::Arc;

/// What a word is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::read) struct Word {
    /// Stands before a person's name.
    pub(in crate::read) title: bool,
    /// And nothing but a name follows it.
    pub(in crate::read) names: bool,
    /// Stands in a list of persons without being a part of the name.
    pub(in crate::read) rank: bool,
    /// What an office is of.
    pub(in crate::read) department: bool,
    pub(in crate::read) organisation: bool,
    pub(in crate::read) place: bool,
    /// In small letters within a name.
    pub(in crate::read) joint: bool,
    /// A full stop after it ends no sentence, if it has a capital.
    pub(in crate::read) short: bool,
    /// Between an office and its department: "of".
    pub(in crate::read) genitive: bool,
    /// A family name that is another name as often.
    pub(in crate::read) other_name: bool,
    /// A family name that is a word of the language.
    pub(in crate::read) common: bool,
    /// Before the name under which a person is listed.
    pub(in crate::read) cross_reference: bool,
}

/// The words of a language that tell of names.
#[derive(Debug, Default)]
pub struct Words(HashMap<Box<str>, Word>);

impl Words {
    /// Those of a language, made once.
    #[must_use]
    pub fn of(language: &Language) -> Arc<Self> {
        language.made(Self::new)
    }

    fn new(language: &Language) -> Self {
        let mut words: HashMap<Box<str>, Word> = HashMap::new();
        for (key, offices) in language.offices_as_written().entries() {
            let word = words.entry(key.into()).or_default();
            for o in offices {
                word.title |= o.precedes_name();
                word.names |= o.names;
                word.rank |= o.kind != OfficeKind::Department;
                word.department |= o.kind == OfficeKind::Department;
            }
        }
        for (key, classes) in language.name_words().entries() {
            let word = words.entry(key.into()).or_default();
            for class in classes {
                *match class {
                    NameWord::Organisation => &mut word.organisation,
                    NameWord::Place => &mut word.place,
                    NameWord::Joint => &mut word.joint,
                    NameWord::Abbreviation => &mut word.short,
                    NameWord::OtherName => &mut word.other_name,
                    NameWord::CommonWord => &mut word.common,
                    NameWord::CrossReference => &mut word.cross_reference,
                } = true;
            }
        }
        for key in language.grammar().words(Class::Genitive) {
            words.entry(key.clone()).or_default().genitive = true;
        }
        Self(words)
    }

    /// What a word, in small letters, is.
    pub(in crate::read) fn get(&self, small: &str) -> Word {
        self.0.get(small).copied().unwrap_or_default()
    }

    /// Whether a word, in small letters, stands before persons' names.
    #[must_use]
    pub fn is_title(&self, small: &str) -> bool {
        self.get(small).title
    }

    /// Whether an office, or a part of one, is of this: "State", "Defense".
    #[must_use]
    pub fn is_department(&self, small: &str) -> bool {
        self.get(small).department
    }

    /// Whether a word, in small letters, is one of rank, of organisations or of places: alone, it is hardly anybody's name.
    #[must_use]
    pub fn is_office(&self, small: &str) -> bool {
        let word = self.get(small);
        word.title || word.organisation || word.place
    }
}
