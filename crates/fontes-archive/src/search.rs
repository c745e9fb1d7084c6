//! Which documents hold these words? Full-text search over the folded words.
//!
//! The query language: words (all must stand), `"a phrase"`, `OR`, `AND`, `NOT` or a leading
//! `-`, parentheses, `wor*` for prefixes, `a NEAR b` or `a NEAR/5 b` for words at most so many
//! apart (10 unless told), in either order.

use crate::folder::Folder;
use crate::search_files::{self, Files};
use crate::{Error, Result};
use fontes_core::text::fold;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tantivy::collector::{Count, TopDocs};
use tantivy::postings::Postings;
use tantivy::query::{AllQuery, BooleanQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{
    DocAddress, DocSet, Index, IndexReader, IndexWriter, Searcher, TERMINATED, TantivyDocument, Term,
};

const WORDS: &str = "fontes-words-3";
const FORMS: &str = "fontes-forms-3";
/// Memory that the index writer may use before it writes a part to disk.
const WRITER_MEMORY: usize = 96 << 20;

/// Why a query is not one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError(pub String);

impl std::fmt::Display for QueryError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} (words, \"phrases\", AND, OR, NOT, NEAR/5, wor* and parentheses are understood)",
            self.0
        )
    }
}

impl std::error::Error for QueryError {}

/// A document found, with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// BM25 score.
    pub score: f32,
    /// Segment and ordinal.
    pub document: (u32, u32),
}

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

/// Takes forms with their positions: "12:nathan 57:homme ".
#[derive(Clone, Default)]
struct Forms {
    token: Token,
}

struct FormStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Forms {
    type TokenStream<'a> = FormStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FormStream<'a> {
        self.token.reset();
        FormStream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for FormStream<'_> {
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

#[derive(Clone, Copy)]
struct Fields {
    text: Field,
    forms: Field,
    document: Field,
    segment: Field,
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
        document: schema.add_u64_field("document", FAST),
        segment: schema.add_u64_field("segment", INDEXED),
    };
    (schema.build(), fields)
}

/// Opens the index, or makes one where there is none.
fn open(files: &Files) -> Result<(Index, Fields)> {
    let (schema, fields) = schema();
    let index = guarded(files, || Ok(Index::open_or_create(files.clone(), schema)?))?;
    index.tokenizers().register(WORDS, TextAnalyzer::from(Words::default()));
    index.tokenizers().register(FORMS, TextAnalyzer::from(Forms::default()));
    Ok((index, fields))
}

/// Compares Tantivy's own checksums, of an index that has no others.
fn compare(index: &Index, files: &Files) -> Result<()> {
    match index.validate_checksum()?.into_iter().min() {
        None => Ok(()),
        Some(file) => Err(Error::derived(files.path().join(file), "its checksum differs")),
    }
}

/// Does something with the index. What the index was made to hold by others may bring Tantivy to panic: that is its damage;
/// and so is what was found damaged meanwhile, whatever Tantivy made of that.
fn guarded<T>(files: &Files, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let done = catch_unwind(AssertUnwindSafe(work));
    if let Some(damage) = files.damage() {
        return Err(damage);
    }
    done.unwrap_or_else(|_| Err(Error::derived(files.path(), "the search index is not one that can be read")))
}

/// The writing side.
pub(crate) struct SearchWriter {
    writer: IndexWriter,
    fields: Fields,
    files: Files,
}

impl SearchWriter {
    /// Opens the index in the folder of an archive. `whole` is how many documents it must have at least.
    ///
    /// # Errors
    /// [`Error::Damaged`] when it is to be made again.
    pub(crate) fn open(archive: &Folder, whole: u64) -> Result<Self> {
        let path = archive.path().join("search");
        let folder = archive.make_folder("search").map_err(Error::io(&path))?;
        let files = Files::open(folder)?;
        files.sweep().map_err(Error::io(&path))?;
        files.verify()?;
        let (index, fields) = open(&files)?;
        let writer = guarded(&files, || {
            if files.is_old() {
                compare(&index, &files)?;
                files.settle().map_err(Error::io(&path))?;
            }
            let reader = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
            if IndexReader::searcher(&reader).num_docs() < whole {
                return Err(Error::derived(&path, "it lacks documents of the archive"));
            }
            Ok(index.writer_with_num_threads(1, WRITER_MEMORY)?)
        })?;
        Ok(Self { writer, fields, files })
    }

    /// Takes an index away, and begins an empty one.
    pub(crate) fn anew(archive: &Folder) -> Result<Self> {
        let path = archive.path().join("search");
        let folder = archive.make_folder("search").map_err(Error::io(&path))?;
        search_files::clear(&folder).map_err(Error::io(&path))?;
        Self::open(archive, 0)
    }

    /// Forgets what an unfinished run wrote of this segment.
    pub(crate) fn clear(&self, segment: u32) {
        self.writer.delete_term(Term::from_field_u64(self.fields.segment, u64::from(segment)));
    }

    /// Adds a document: its folded words, each with a blank after it, and its forms.
    pub(crate) fn add(&self, segment: u32, ordinal: u32, words: &str, forms: &str) -> Result<()> {
        let mut doc = TantivyDocument::new();
        doc.add_text(self.fields.text, words);
        if !forms.is_empty() {
            doc.add_text(self.fields.forms, forms);
        }
        doc.add_u64(self.fields.document, u64::from(segment) << 32 | u64::from(ordinal));
        doc.add_u64(self.fields.segment, u64::from(segment));
        self.writer.add_document(doc)?;
        Ok(())
    }

    pub(crate) fn commit(&mut self) -> Result<()> {
        let (files, writer) = (&self.files, &mut self.writer);
        guarded(files, || Ok(writer.commit().map(drop)?))
    }

    /// Lets merges that are under way end.
    pub(crate) fn finish(self) -> Result<()> {
        let (files, writer) = (self.files, self.writer);
        guarded(&files, || Ok(writer.wait_merging_threads()?))
    }
}

/// The reading side.
pub(crate) struct Searching {
    searcher: Searcher,
    fields: Fields,
    files: Files,
}

impl std::fmt::Debug for Searching {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Searching")
    }
}

impl Searching {
    /// Opens the index in the folder of an archive; `whole` is how many documents it must have at least.
    pub(crate) fn open(archive: &Folder, whole: u64) -> Result<Self> {
        let path = archive.path().join("search");
        let missing = || Error::derived(&path, "the search index is missing");
        // A writer takes files away that it has merged; then the index is another one.
        let mut tries = 0;
        loop {
            let folder = archive.folder("search").map_err(|e| match e.kind() {
                std::io::ErrorKind::NotFound => missing(),
                std::io::ErrorKind::InvalidData => Error::derived(&path, e.to_string()),
                _ => Error::io(&path)(e),
            })?;
            let files = Files::open(folder)?;
            if !files.is_there() {
                return Err(missing());
            }
            let opened = guarded(&files, || {
                let (index, fields) = open(&files)?;
                if files.is_old() {
                    compare(&index, &files)?;
                }
                let reader =
                    index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?;
                Ok((IndexReader::searcher(&reader), fields))
            });
            match opened {
                Ok((searcher, fields)) if searcher.num_docs() >= whole => {
                    return Ok(Self { searcher, fields, files });
                }
                Ok(_) => return Err(Error::derived(path, "it lacks documents of the archive")),
                Err(Error::Search(tantivy::TantivyError::OpenReadError(e))) if tries < 5 => {
                    tries += 1;
                    std::thread::sleep(std::time::Duration::from_millis(20 * tries));
                    if tries == 5 {
                        return Err(Error::derived(path, e.to_string()));
                    }
                }
                Err(e) => return Err(e),
            }
        }
    }

    /// In how many documents a folded word stands, tombstoned ones included.
    pub(crate) fn frequency(&self, word: &str) -> Result<u64> {
        let term = Term::from_field_text(self.fields.text, word);
        guarded(&self.files, || Ok(self.searcher.doc_freq(&term)?))
    }

    /// The words of all documents, tombstoned ones included.
    pub(crate) fn words(&self) -> Result<u64> {
        guarded(&self.files, || {
            let mut sum = 0;
            for reader in self.searcher.segment_readers() {
                sum += reader.inverted_index(self.fields.text)?.total_num_tokens();
            }
            Ok(sum)
        })
    }

    /// How often a folded word stands in all documents, tombstoned ones included.
    pub(crate) fn occurrences(&self, word: &str) -> Result<u64> {
        guarded(&self.files, || self.count(word))
    }

    fn count(&self, word: &str) -> Result<u64> {
        let term = Term::from_field_text(self.fields.text, word);
        let mut sum = 0;
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(self.fields.text)?;
            let read = index.read_postings(&term, IndexRecordOption::WithFreqs);
            let Some(mut postings) = read.map_err(tantivy::TantivyError::from)? else { continue };
            while postings.doc() != TERMINATED {
                sum += u64::from(postings.term_freq());
                postings.advance();
            }
        }
        Ok(sum)
    }

    pub(crate) fn documents(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// The best matches, best first, and how many documents match in all.
    pub(crate) fn query(
        &self,
        query: &str,
        limit: usize,
    ) -> std::result::Result<Result<(Vec<Match>, usize)>, QueryError> {
        let tree = Parser { fields: self.fields, words: lex(query)?, at: 0 }.whole()?;
        Ok(self.run(&*tree, limit))
    }

    /// Documents that hold the folded words one after the other, and the token at which they first do.
    pub(crate) fn phrase(&self, words: &[String], limit: usize) -> Result<Vec<(Match, u32)>> {
        guarded(&self.files, || self.places(words, limit))
    }

    fn places(&self, words: &[String], limit: usize) -> Result<Vec<(Match, u32)>> {
        let (found, _) = self.addresses(&*phrase(self.fields, words, 0), limit)?;
        let mut out = Vec::with_capacity(found.len());
        for (m, address) in found {
            if let Some(at) = self.first(address, words)? {
                out.push((m, at));
            }
        }
        Ok(out)
    }

    /// The first position in a document from which on the words stand one after the other.
    fn first(&self, address: DocAddress, words: &[String]) -> Result<Option<u32>> {
        let index = self.searcher.segment_reader(address.segment_ord).inverted_index(self.fields.text)?;
        let mut starts: Option<Vec<u32>> = None;
        let mut positions = Vec::new();
        for (i, word) in words.iter().enumerate().filter(|(_, w)| !w.is_empty()) {
            let term = Term::from_field_text(self.fields.text, word);
            let read = index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions);
            let Some(mut postings) = read.map_err(tantivy::TantivyError::from)? else { return Ok(None) };
            if postings.doc() < address.doc_id {
                postings.seek(address.doc_id);
            }
            if postings.doc() != address.doc_id {
                return Ok(None);
            }
            postings.positions(&mut positions);
            // Words are few.
            let here = positions.iter().filter_map(|p| p.checked_sub(i as u32));
            starts = Some(match starts {
                None => here.collect(),
                Some(before) => here.filter(|s| before.binary_search(s).is_ok()).collect(),
            });
        }
        Ok(starts.and_then(|s| s.first().copied()))
    }

    /// The best matches with their places in the index, as it orders them, and how many there are.
    fn addresses(&self, query: &dyn Query, limit: usize) -> Result<(Vec<(Match, DocAddress)>, usize)> {
        let top = TopDocs::with_limit(limit.max(1)).order_by_score();
        let (top, count) = self.searcher.search(query, &(top, Count))?;
        let mut out = Vec::with_capacity(top.len());
        for (score, address) in top {
            let column = self.searcher.segment_reader(address.segment_ord).fast_fields().u64("document")?;
            if let Some(key) = column.first(address.doc_id) {
                out.push((Match { score, document: ((key >> 32) as u32, key as u32) }, address));
            }
        }
        out.sort_by(|(a, _), (b, _)| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        Ok((out, count))
    }

    /// Compares the checksums of all files of the index.
    pub(crate) fn verify(&self) -> Result<()> {
        self.files.verify()
    }

    fn run(&self, query: &dyn Query, limit: usize) -> Result<(Vec<Match>, usize)> {
        let (found, count) = guarded(&self.files, || self.addresses(query, limit))?;
        Ok((found.into_iter().map(|f| f.0).collect(), count))
    }
}

fn phrase(fields: Fields, words: &[String], slop: u32) -> Box<dyn Query> {
    let term = |w: &String| Term::from_field_text(fields.text, w);
    match words {
        [] => Box::new(AllQuery),
        [one] => Box::new(TermQuery::new(term(one), IndexRecordOption::WithFreqs)),
        many => {
            // An empty word is a place that any word may hold.
            let terms = many.iter().enumerate().filter(|(_, w)| !w.is_empty()).map(|(i, w)| (i, term(w)));
            let terms: Vec<(usize, Term)> = terms.collect();
            if let [(_, one)] = terms.as_slice() {
                return Box::new(TermQuery::new(one.clone(), IndexRecordOption::WithFreqs));
            }
            Box::new(PhraseQuery::new_with_offset_and_slop(terms, slop))
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Lexeme {
    Words(Vec<String>),
    Prefix(String),
    And,
    Or,
    Not,
    Near(u32),
    Open,
    Close,
}

fn words_of(text: &str) -> Vec<String> {
    let folded = fold(text, &[]);
    (0..folded.tokens.len()).map(|i| folded.word(i)).collect()
}

fn lex(query: &str) -> std::result::Result<Vec<Lexeme>, QueryError> {
    let mut out = Vec::new();
    let mut rest = query.trim_start();
    while let Some(c) = rest.chars().next() {
        let len = match c {
            '(' => {
                out.push(Lexeme::Open);
                1
            }
            ')' => {
                out.push(Lexeme::Close);
                1
            }
            '"' | '“' | '”' => {
                let open = c.len_utf8();
                let close = rest[open..]
                    .find(['"', '”', '“'])
                    .ok_or_else(|| QueryError("a quotation mark is not closed".into()))?;
                out.push(Lexeme::Words(words_of(&rest[open..open + close])));
                open + close + rest[open + close..].chars().next().map_or(1, char::len_utf8)
            }
            '-' => {
                out.push(Lexeme::Not);
                1
            }
            _ => {
                let len =
                    rest.find(|c: char| c.is_whitespace() || "()\"“”".contains(c)).unwrap_or(rest.len());
                let word = &rest[..len];
                match word {
                    "AND" | "&&" => out.push(Lexeme::And),
                    "OR" | "||" => out.push(Lexeme::Or),
                    "NOT" => out.push(Lexeme::Not),
                    "NEAR" => out.push(Lexeme::Near(10)),
                    _ if word.starts_with("NEAR/") => {
                        let n = word[5..]
                            .parse()
                            .map_err(|_| QueryError(format!("{word}: NEAR/ needs a number of words")))?;
                        out.push(Lexeme::Near(n));
                    }
                    _ => match word.strip_suffix('*') {
                        Some(stem) if !words_of(stem).is_empty() => {
                            out.push(Lexeme::Prefix(words_of(stem).concat()));
                        }
                        _ => {
                            let words = words_of(word);
                            if !words.is_empty() {
                                out.push(Lexeme::Words(words));
                            }
                        }
                    },
                }
                len
            }
        };
        rest = rest[len..].trim_start();
    }
    Ok(out)
}

struct Parser {
    fields: Fields,
    words: Vec<Lexeme>,
    at: usize,
}

type Parsed = std::result::Result<Box<dyn Query>, QueryError>;

impl Parser {
    fn whole(mut self) -> Parsed {
        if self.words.is_empty() {
            return Err(QueryError("the query holds no word".into()));
        }
        let query = self.any()?;
        match self.words.get(self.at) {
            None => Ok(query),
            Some(_) => Err(QueryError("a closing parenthesis has no opening one".into())),
        }
    }

    fn eat(&mut self, lexeme: &Lexeme) -> bool {
        let found = self.words.get(self.at) == Some(lexeme);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Parsed {
        let mut branches = vec![self.all()?];
        while self.eat(&Lexeme::Or) {
            branches.push(self.all()?);
        }
        Ok(match branches.len() {
            1 => branches.remove(0),
            _ => Box::new(BooleanQuery::union(branches)),
        })
    }

    fn all(&mut self) -> Parsed {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        loop {
            while self.eat(&Lexeme::And) {}
            match self.words.get(self.at) {
                None | Some(Lexeme::Close | Lexeme::Or) => break,
                Some(_) => {}
            }
            let occur = if self.eat(&Lexeme::Not) { Occur::MustNot } else { Occur::Must };
            clauses.push((occur, self.near()?));
        }
        if clauses.is_empty() {
            return Err(QueryError("an operator has no words".into()));
        }
        if clauses.iter().all(|c| c.0 == Occur::MustNot) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        if clauses.len() == 1 {
            return Ok(clauses.remove(0).1);
        }
        Ok(Box::new(BooleanQuery::new(clauses)))
    }

    fn near(&mut self) -> Parsed {
        if let (Some(Lexeme::Words(a)), Some(Lexeme::Near(n)), Some(Lexeme::Words(b))) =
            (self.words.get(self.at), self.words.get(self.at + 1), self.words.get(self.at + 2))
        {
            let (mut there, mut back) = (a.clone(), b.clone());
            there.extend(b.iter().cloned());
            back.extend(a.iter().cloned());
            let slop = n.saturating_sub(1).max(1);
            let query = BooleanQuery::union(vec![
                phrase(self.fields, &there, slop),
                phrase(self.fields, &back, slop),
            ]);
            self.at += 3;
            return Ok(Box::new(query));
        }
        let lexeme = self.words.get(self.at).cloned();
        self.at += 1;
        match lexeme {
            Some(Lexeme::Words(words)) => Ok(phrase(self.fields, &words, 0)),
            Some(Lexeme::Prefix(stem)) => {
                // The stem is folded letters and digits, so it is no pattern by itself.
                let query = RegexQuery::from_pattern(&format!("{stem}.*"), self.fields.text);
                Ok(Box::new(query.map_err(|e| QueryError(e.to_string()))?))
            }
            Some(Lexeme::Open) => {
                let inner = self.any()?;
                if self.eat(&Lexeme::Close) {
                    Ok(inner)
                } else {
                    Err(QueryError("an opening parenthesis is not closed".into()))
                }
            }
            Some(Lexeme::Near(_)) => Err(QueryError("NEAR stands between two words or phrases".into())),
            _ => Err(QueryError("an operator has no words".into())),
        }
    }
}
