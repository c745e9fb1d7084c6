//! Which words do notes and references use (`notes.tsv`)?

use super::{ClassTable, Table, TableError};

/// What a word of notes says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteWord {
    /// "Ibid."
    Ibid,
    /// "Id.": the same author, or in law the same source
    Idem,
    /// "op. cit.", "loc. cit."
    OpCit,
    /// "see", "cf."
    Signal,
    /// "note", "n."
    Note,
    /// "above", "supra"
    Above,
    /// "below", "infra"
    Below,
    /// "p."
    Page,
    /// "vol."
    Volume,
    /// "no."
    Number,
    /// "ch."
    Chapter,
    /// "art."
    Article,
    /// "sec."
    Section,
    /// "fig."
    Figure,
    /// "l."
    Line,
    /// "ed."
    Edition,
    /// "ed.", "eds."
    Editor,
    /// "trans."
    Translator,
    /// "passim"
    Passim,
    /// "ff."
    AndFollowing,
    /// "Notes"
    NotesHeading,
    /// "Bibliography"
    ReferencesHeading,
    /// "quoted in"
    QuotedIn,
    /// "and" between two authors
    And,
    /// "et al."
    AndOthers,
    /// "de", "van": a part of a family name in small letters
    NameParticle,
    /// "document"
    Document,
    /// "v." between the parties of a case
    Against,
    /// "para.": a numbered paragraph
    Paragraph,
    /// "attached to": what it is with follows, another paper
    Attached,
    /// "letter", "speech": with its day it tells which one
    Writing,
}

pub(super) fn load(table: &Table) -> Result<ClassTable<NoteWord>, TableError> {
    ClassTable::load(table, |table, row| {
        Ok(match table.column(row, 0)? {
            "ibid" => NoteWord::Ibid,
            "idem" => NoteWord::Idem,
            "op-cit" => NoteWord::OpCit,
            "signal" => NoteWord::Signal,
            "note" => NoteWord::Note,
            "above" => NoteWord::Above,
            "below" => NoteWord::Below,
            "page" => NoteWord::Page,
            "volume" => NoteWord::Volume,
            "number" => NoteWord::Number,
            "chapter" => NoteWord::Chapter,
            "article" => NoteWord::Article,
            "section" => NoteWord::Section,
            "figure" => NoteWord::Figure,
            "line" => NoteWord::Line,
            "edition" => NoteWord::Edition,
            "editor" => NoteWord::Editor,
            "translator" => NoteWord::Translator,
            "passim" => NoteWord::Passim,
            "and-following" => NoteWord::AndFollowing,
            "notes-heading" => NoteWord::NotesHeading,
            "references-heading" => NoteWord::ReferencesHeading,
            "quoted-in" => NoteWord::QuotedIn,
            "and" => NoteWord::And,
            "and-others" => NoteWord::AndOthers,
            "name-particle" => NoteWord::NameParticle,
            "document" => NoteWord::Document,
            "against" => NoteWord::Against,
            "paragraph" => NoteWord::Paragraph,
            "attached" => NoteWord::Attached,
            "writing" => NoteWord::Writing,
            other => return Err(table.wrong(row, format!("{other}: no role in notes"))),
        })
    })
}
