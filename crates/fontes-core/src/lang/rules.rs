//! Which words do the rules of a check ask for (`rules.tsv`)?

use super::{ClassTable, Table, TableError};

/// What a word tells a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleWord {
    /// "cf.", "unlike": what is named after it in a note is not the note's source.
    Contrast,
    /// "but", "whereas": what follows is of another source.
    Turning,
    /// "people", "others": says nothing of what is counted.
    Generic,
    /// "believed", "alleged": without a subject it names nobody.
    Hearsay,
    /// "allegedly": names nobody by itself.
    HearsayAdverb,
    /// "quoting", "in the words of": what follows is somebody's words.
    Quoting,
    /// "may", "be": what is said beside it could be said; nobody has said it.
    Supposed,
    /// "case", "paragraph", "docket": a figure after it tells which one, not how many.
    Enumerator,
    /// "folder", "box": papers are kept in it; it is no work.
    Filing,
    /// "wrote", "quotes": a name and this verb before words give them as the name's.
    QuotingVerb,
    /// "government", "democrats": no family name.
    Collective,
    /// "chief", "station": what somebody or something is, and nobody's name.
    Role,
    /// "all", "nobody", "always": of the whole.
    Universal,
    /// "some", "most", "often": of a part.
    Partial,
    /// "may", "perhaps": it is not said to be so.
    Possible,
    /// "refused", "without": denies by what it means.
    Negative,
    /// "another", "later": of another thing or time.
    Another,
    /// "by", "during": by whom, where or when follows.
    Circumstance,
    /// "according to": who says it follows.
    According,
    /// "zufolge": who says it stands before.
    AccordingAfter,
    /// "put it": who says it stands before, though it is no verb of saying.
    Putting,
    /// "denies", "rejects": the words are not those of the one who is named with it.
    Disputing,
    /// "of": what follows only tells more of the word before.
    Of,
    /// "by": an author's name follows.
    By,
    /// "the": what follows with a capital is an office or a body rather than a person.
    Article,
}

pub(super) fn load(table: &Table) -> Result<ClassTable<RuleWord>, TableError> {
    ClassTable::load(table, |table, row| {
        Ok(match table.column(row, 0)? {
            "contrast" => RuleWord::Contrast,
            "turning" => RuleWord::Turning,
            "generic" => RuleWord::Generic,
            "hearsay" => RuleWord::Hearsay,
            "hearsay-adverb" => RuleWord::HearsayAdverb,
            "quoting" => RuleWord::Quoting,
            "supposed" => RuleWord::Supposed,
            "enumerator" => RuleWord::Enumerator,
            "filing" => RuleWord::Filing,
            "quoting-verb" => RuleWord::QuotingVerb,
            "collective" => RuleWord::Collective,
            "role" => RuleWord::Role,
            "universal" => RuleWord::Universal,
            "partial" => RuleWord::Partial,
            "possible" => RuleWord::Possible,
            "negative" => RuleWord::Negative,
            "another" => RuleWord::Another,
            "circumstance" => RuleWord::Circumstance,
            "according" => RuleWord::According,
            "according-after" => RuleWord::AccordingAfter,
            "putting" => RuleWord::Putting,
            "disputing" => RuleWord::Disputing,
            "of" => RuleWord::Of,
            "by" => RuleWord::By,
            "article" => RuleWord::Article,
            other => return Err(table.wrong(row, format!("{other}: nothing that a rule asks for"))),
        })
    })
}
