//! What does the search index hold of a document, and how are its words read?

use crate::search_files::Files;
use crate::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tantivy::Index;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

const WORDS: &str = "fontes-words-4";
const FORMS: &str = "fontes-forms-4";

/// Terms of the field of forms that are none: where a stretch begins and ends that phrases pass over.
pub(super) const GAP_FROM: &str = "/from";
pub(super) const GAP_TO: &str = "/to";

/// Takes folded words as they come, parted by blanks: the positions are those of the document's tokens.
#[derive(Clone, Default)]
struct Words {
    token: Token,
}

struct WordStream<'a> {
    rest: &'a str,
    next: usize,
    token: &'a mut Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { rest: text, next: 0, token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((word, rest)) = self.rest.split_once(' ') else { return false };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(word);
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Takes words with their positions, in order: "12:nathan 57:homme ".
#[derive(Clone, Default)]
struct Placed {
    token: Token,
}

struct PlacedStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Placed {
    type TokenStream<'a> = PlacedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PlacedStream<'a> {
        self.token.reset();
        PlacedStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for PlacedStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((form, rest)) = self.rest.split_once(' ') else { return false };
        self.rest = rest;
        let Some((position, word)) = form.split_once(':') else { return false };
        let Ok(position) = position.parse() else { return false };
        self.token.text.clear();
        self.token.text.push_str(word);
        self.token.position = position;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The fields of the index.
#[derive(Clone, Copy)]
pub(super) struct Fields {
    /// The folded words, at the positions of their tokens.
    pub(super) text: Field,
    /// What else they are found by.
    pub(super) forms: Field,
    /// Words and forms of what is known of the document.
    pub(super) title: Field,
    pub(super) author: Field,
    pub(super) people: Field,
    /// The path, in small letters.
    pub(super) path: Field,
    /// The ending of the file's name.
    pub(super) ending: Field,
    pub(super) kind: Field,
    pub(super) language: Field,
    pub(super) folder: Field,
    pub(super) author_name: Field,
    pub(super) first_day: Field,
    pub(super) last_day: Field,
    /// Segment and ordinal.
    pub(super) document: Field,
    pub(super) segment: Field,
}

/// Names of the columns that are read by name.
pub(super) mod column {
    pub(in super::super) const KIND: &str = "kind";
    pub(in super::super) const LANGUAGE: &str = "language";
    pub(in super::super) const FOLDER: &str = "folder";
    pub(in super::super) const AUTHOR: &str = "author_name";
    pub(in super::super) const FIRST_DAY: &str = "first_day";
    pub(in super::super) const LAST_DAY: &str = "last_day";
    pub(in super::super) const DOCUMENT: &str = "document";
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let indexed = |tokenizer: &str| {
        TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(tokenizer)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        )
    };
    let fields = Fields {
        text: schema.add_text_field("text", indexed(WORDS)),
        forms: schema.add_text_field("forms", indexed(FORMS)),
        title: schema.add_text_field("title", indexed(FORMS)),
        author: schema.add_text_field("author", indexed(FORMS)),
        people: schema.add_text_field("people", indexed(FORMS)),
        path: schema.add_text_field("path", STRING),
        ending: schema.add_text_field("ending", STRING),
        kind: schema.add_text_field(column::KIND, STRING | FAST),
        language: schema.add_text_field(column::LANGUAGE, STRING | FAST),
        folder: schema.add_text_field(column::FOLDER, FAST),
        author_name: schema.add_text_field(column::AUTHOR, FAST),
        first_day: schema.add_u64_field(column::FIRST_DAY, FAST),
        last_day: schema.add_u64_field(column::LAST_DAY, FAST),
        document: schema.add_u64_field(column::DOCUMENT, FAST),
        segment: schema.add_u64_field("segment", INDEXED),
    };
    (schema.build(), fields)
}

/// Opens the index, or makes one where there is none.
pub(super) fn open(files: &Files) -> Result<(Index, Fields)> {
    let (schema, fields) = schema();
    let index = guarded(files, || Ok(Index::open_or_create(files.clone(), schema)?))?;
    index.tokenizers().register(WORDS, TextAnalyzer::from(Words::default()));
    index.tokenizers().register(FORMS, TextAnalyzer::from(Placed::default()));
    Ok((index, fields))
}

/// Compares Tantivy's own checksums, of an index that has no others.
pub(super) fn compare(index: &Index, files: &Files) -> Result<()> {
    match index.validate_checksum()?.into_iter().min() {
        None => Ok(()),
        Some(file) => Err(Error::derived(files.path().join(file), "its checksum differs")),
    }
}

/// Does something with the index. What the index was made to hold by others may bring Tantivy to panic: that is its damage;
/// and so is what was found damaged meanwhile, whatever Tantivy made of that.
pub(super) fn guarded<T>(files: &Files, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let done = catch_unwind(AssertUnwindSafe(work));
    if let Some(damage) = files.damage() {
        return Err(damage);
    }
    done.unwrap_or_else(|_| Err(Error::derived(files.path(), "the search index is not one that can be read")))
}
