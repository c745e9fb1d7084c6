//! Which words tell that somebody says, thinks or wants something (`saying.tsv`)?

use super::{ClassTable, Row, Table, TableError};

/// What a verb takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Takes {
    /// A quotation, a clause with "that" or without, or a thing.
    Speech,
    /// The same after somebody who is told: "told them that".
    Told,
    /// A clause; a thing only with "that", "whether", "how".
    Thought,
    /// "to do", or somebody "to do".
    Wish,
    /// Somebody "of", "as", "for" something: "accused him of", "called it".
    Judgement,
    /// A clause or a thing, from a document or a finding.
    Finding,
}

/// Which form of a verb a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// "say"
    Base,
    /// "says"; in other languages any other form of the present.
    Third,
    /// "said"; in other languages any other finite form.
    Past,
    /// "saying"
    Ing,
    /// "written", where it is not the past.
    Participle,
}

/// A form, and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verb {
    /// What may follow it.
    pub takes: Takes,
    /// Which form it is.
    pub form: Form,
    /// Whether it tells of speech so plainly that it may stand after what is said.
    pub tags: bool,
}

/// The verbs of a language.
#[derive(Debug, Default)]
pub struct Saying(ClassTable<Verb>);

impl Saying {
    pub(super) fn load(table: &Table) -> Result<Self, TableError> {
        ClassTable::load(table, verb).map(Self)
    }

    /// The verb that a folded word is a form of; of several, the one that stands first in the table.
    #[must_use]
    pub fn verb(&self, word: &str) -> Option<Verb> {
        self.0.of(word).first().copied()
    }

    /// Whether a folded word tells of speech: "said", "told", "asked"; not "thought" or "wants".
    #[must_use]
    pub fn is_saying(&self, word: &str) -> bool {
        self.verb(word).is_some_and(|v| v.tags)
    }

    /// All forms that are one word, in no order.
    pub fn verbs(&self) -> impl Iterator<Item = (&str, Verb)> {
        self.0.entries().filter(|(key, _)| !key.contains(' ')).filter_map(|(k, v)| Some((k, *v.first()?)))
    }
}

fn verb(table: &Table, row: &Row) -> Result<Verb, TableError> {
    let takes = match table.column(row, 0)? {
        "speech" => Takes::Speech,
        "told" => Takes::Told,
        "thought" => Takes::Thought,
        "wish" => Takes::Wish,
        "judgement" => Takes::Judgement,
        "finding" => Takes::Finding,
        other => return Err(table.wrong(row, format!("{other}: nothing that a verb takes"))),
    };
    let form = match table.column(row, 1)? {
        "base" => Form::Base,
        "third" => Form::Third,
        "past" => Form::Past,
        "ing" => Form::Ing,
        "participle" => Form::Participle,
        other => return Err(table.wrong(row, format!("{other}: no form of a verb"))),
    };
    let tags = match row.columns.get(2).map_or("", String::as_str) {
        "" => takes == Takes::Speech,
        "tag" => true,
        other => return Err(table.wrong(row, format!("{other}: neither `tag` nor nothing"))),
    };
    Ok(Verb { takes, form, tags })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{english, language};

    #[test]
    fn verbs_are_known_by_all_their_forms() {
        let s = english().saying();
        assert_eq!(s.verb("says"), Some(Verb { takes: Takes::Speech, form: Form::Third, tags: true }));
        assert_eq!(s.verb("planned"), Some(Verb { takes: Takes::Wish, form: Form::Past, tags: false }));
        assert_eq!(s.verb("sea"), None);
        assert!(s.is_saying("asked") && s.is_saying("told") && !s.is_saying("thought"));
        assert!(language("de").is_some_and(|de| de.saying().is_saying("erklarte")));
    }
}
