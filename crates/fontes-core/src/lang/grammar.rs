//! Where in a sentence may a word stand, and what does it do there (`grammar.tsv`)?

use super::{Table, TableError};
use std::collections::HashMap;

/// Makes the classes and their names in the table of one list.
macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal,)*) => {
        /// What a word does in a sentence. The names in the table are these, in small letters with hyphens.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Class {
            $($(#[$doc])* $class,)*
        }

        /// The classes by their names in the table.
        const NAMES: &[(&str, Class)] = &[$(($name, Class::$class),)*];
    };
}

classes! {
    /// "I", "we"
    FirstPerson = "first-person",
    /// "you"
    SecondPerson = "second-person",
    /// "he", "she"
    ThirdSingular = "third-singular",
    /// "they"
    ThirdPlural = "third-plural",
    /// "it"
    Impersonal = "impersonal",
    /// "there" of "there is"
    Existential = "existential",
    /// "who"
    RelativePersonal = "relative-personal",
    /// "which"
    Relative = "relative",
    /// "whose"
    RelativePossessive = "relative-possessive",
    /// "that"
    Complementizer = "complementizer",
    /// "this"
    Proximal = "proximal",
    /// "these", "those"
    DemonstrativePlural = "demonstrative-plural",
    /// "others", "nobody"
    IndefinitePronoun = "indefinite-pronoun",
    /// "his", "their"
    PossessiveThird = "possessive-third",
    /// "its"
    PossessiveImpersonal = "possessive-impersonal",
    /// "our", "my"
    PossessiveFirst = "possessive-first",
    /// "your"
    PossessiveSecond = "possessive-second",
    /// "the"
    DefiniteArticle = "definite-article",
    /// "a"
    IndefiniteArticle = "indefinite-article",
    /// "an"
    IndefiniteArticleVowel = "indefinite-article-vowel",
    /// "one" of "one official"
    One = "one",
    /// "is", "been"
    Copula = "copula",
    /// "has", "would", what is left of "didn't" before the apostrophe
    Auxiliary = "auxiliary",
    /// An auxiliary that can stand within a subject: "may", "won"
    AuxiliaryHomonym = "auxiliary-homonym",
    /// "going" of "going to say"
    Prospective = "prospective",
    /// "also", "never": between subject and verb
    Adverb = "adverb",
    /// "-ly"
    AdverbEnding = "adverb-ending",
    /// Ends so and is none: "family"
    NoAdverb = "no-adverb",
    /// "not"
    Negator = "negator",
    /// "t" of "didn't"
    ContractedNegator = "contracted-negator",
    /// "because", "that": a subject does not reach over it
    Subordinator = "subordinator",
    /// "however": beside the subject that a sentence opens with
    Connective = "connective",
    /// "and"
    Additive = "additive",
    /// "but"
    Adversative = "adversative",
    /// "or"
    Disjunctive = "disjunctive",
    /// "while"
    Contrastive = "contrastive",
    /// "as"
    Comparative = "comparative",
    /// "how", "whether": opens an indirect question
    Interrogative = "interrogative",
    /// "when", "where"
    RelativeAdverb = "relative-adverb",
    /// "when", "after", "before"
    Temporal = "temporal",
    /// "in", "during"
    Preposition = "preposition",
    /// "to"
    Infinitive = "infinitive",
    /// "of"
    Genitive = "genitive",
    /// "by"
    Agentive = "agentive",
    /// "in"
    Locative = "locative",
    /// "according to": who says it follows
    Source = "source",
    /// "de"
    NameParticle = "name-particle",
    /// "today", "evening"
    Day = "day",
    /// "week", "night"
    Period = "period",
    /// "on", "late": before a day
    BeforeDay = "before-day",
    /// "on"
    DayPreposition = "day-preposition",
    /// "last", "earlier": begins what tells the time
    Deictic = "deictic",
    /// "adding", "saying": goes on from what was said
    ParticipleAdding = "participle-adding",
    /// "noting", "citing"
    ParticipleNoting = "participle-noting",
    /// "arguing", "warning"
    ParticipleAsserting = "participle-asserting",
    /// "director": after a name and a comma, goes on with who it is
    AppositiveNoun = "appositive-noun",
    /// "himself": after a subject, stresses it
    Reflexive = "reflexive",
    /// "meanwhile", "speaking": after a comma, opens what is put in between subject and verb
    Appositive = "appositive",
    /// "after", "in": after a comma, shows that the source has ended
    SourceEnd = "source-end",
    /// "how", "on": after "said", shows that no speaker follows
    NoSpeaker = "no-speaker",
    /// "new", "of": what may be noun or verb is a noun after it
    BeforeNoun = "before-noun",
    /// "some", "other": before a verb in -s the subject
    DeterminerOrPronoun = "determiner-or-pronoun",
    /// "people", "police": before the plain form of a verb
    PluralSubject = "plural-subject",
    /// "them", "reporters": after "told"
    Listener = "listener",
    /// "about": what somebody is told of
    Topic = "topic",
    /// "during", "after": after the listener, shows that nothing is said
    NoContent = "no-content",
    /// "of" of "accused of"
    JudgementParticle = "judgement-particle",
    /// "at", "by": after a verb of judgement, shows that nothing is judged
    NoObject = "no-object",
    /// "said", "was": follows a name
    Predicate = "predicate",
    /// "-ed": of verbs that follow a name
    PastEnding = "past-ending",
}

/// Several classes: at most 128.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Classes(u128);

impl Classes {
    /// No class.
    pub const NONE: Self = Self(0);

    /// These.
    #[must_use]
    pub const fn of(classes: &[Class]) -> Self {
        let mut bits = 0;
        let mut i = 0;
        while i < classes.len() {
            bits |= 1 << classes[i] as u8;
            i += 1;
        }
        Self(bits)
    }

    /// These and those.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// These and that.
    #[must_use]
    pub const fn and(self, class: Class) -> Self {
        self.or(Self::of(&[class]))
    }

    /// Whether this is one of them.
    #[must_use]
    pub const fn has(self, class: Class) -> bool {
        self.0 >> class as u8 & 1 == 1
    }

    /// Whether one of them is one of the others.
    #[must_use]
    pub const fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl From<Class> for Classes {
    fn from(class: Class) -> Self {
        Self::of(&[class])
    }
}

impl<const N: usize> From<[Class; N]> for Classes {
    fn from(classes: [Class; N]) -> Self {
        Self::of(&classes)
    }
}

/// The words of a language by their classes.
#[derive(Debug, Default)]
pub struct Grammar {
    by_key: HashMap<Box<str>, Classes>,
    by_class: HashMap<Class, Vec<Box<str>>>,
}

impl Grammar {
    pub(super) fn load(table: &Table) -> Result<Self, TableError> {
        let mut out = Self::default();
        for row in table.rows() {
            let name = table.column(row, 0)?;
            let class = NAMES
                .iter()
                .find(|n| n.0 == name)
                .ok_or_else(|| table.wrong(row, format!("{name}: no class of grammar")))?
                .1;
            let classes = out.by_key.entry(row.key.clone()).or_default();
            *classes = classes.or(Classes::of(&[class]));
            out.by_class.entry(class).or_default().push(row.key.clone());
        }
        Ok(out)
    }

    /// The classes of a folded word or phrase.
    #[must_use]
    pub fn of(&self, key: &str) -> Classes {
        self.by_key.get(key).copied().unwrap_or_default()
    }

    /// Whether a folded word or phrase is of this class.
    #[must_use]
    pub fn is(&self, key: &str, class: Class) -> bool {
        self.of(key).has(class)
    }

    /// The folded words and phrases of a class, in the order of the table.
    #[must_use]
    pub fn words(&self, class: Class) -> &[Box<str>] {
        self.by_class.get(&class).map_or(&[], Vec::as_slice)
    }

    /// All folded words and phrases with their classes, in no order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Classes)> {
        self.by_key.iter().map(|(k, c)| (&**k, *c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::english;

    #[test]
    fn words_are_of_several_classes() {
        let g = english().grammar();
        assert!(g.is("that", Class::Complementizer) && g.is("that", Class::Subordinator));
        assert!(g.is("according to", Class::Source) && !g.is("according", Class::Source));
        assert!(g.of("who").meet(Classes::of(&[Class::Relative, Class::RelativePersonal])));
        assert_eq!(g.of("zebra"), Classes::NONE);
        assert!(NAMES.len() <= 128);
    }
}
