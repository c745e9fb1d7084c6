//! What does a table say? Lines of columns, the first of which is folded as matching folds words.

use crate::text::fold;
use std::collections::HashMap;

/// What is wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    /// The language's code and the file's name: `sv/meaning.tsv`.
    pub file: String,
    /// The line, from 1; 0 when it is the whole file.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.what),
            line => write!(f, "{}:{line}: {}", self.file, self.what),
        }
    }
}

impl std::error::Error for TableError {}

/// A line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file, from 1.
    pub line: usize,
    /// The first column as it stands.
    pub words: String,
    /// The first column folded: its words parted by one blank each.
    pub key: Box<str>,
    /// The other columns.
    pub columns: Vec<String>,
}

/// A table as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    file: String,
    rows: Vec<Row>,
}

/// The words of `phrase` as matching sees them, parted by blanks.
pub(crate) fn key(phrase: &str) -> String {
    fold(phrase, &[]).words().collect::<Vec<_>>().join(" ")
}

impl Table {
    /// Reads the text of a table; an empty text is an empty table.
    ///
    /// # Errors
    /// When a first column holds no letter or digit and no sign.
    pub fn read(code: &str, name: &str, text: &str) -> Result<Self, TableError> {
        let file = format!("{code}/{name}");
        let mut rows = Vec::new();
        for (i, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut columns = line.split('\t').map(|c| c.trim().to_owned());
            let words = columns.next().unwrap_or_default();
            if words.is_empty() {
                return Err(TableError { file, line: i + 1, what: "the first column is empty".into() });
            }
            let key = key(&words).into_boxed_str();
            rows.push(Row { line: i + 1, words, key, columns: columns.collect() });
        }
        Ok(Self { file, rows })
    }

    /// Its lines, in order.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Whether a first column is written with other characters than ASCII.
    pub(crate) fn is_wide(&self) -> bool {
        self.rows.iter().any(|r| !r.key.is_empty() && !r.words.is_ascii())
    }

    /// An error at a line of this table.
    #[must_use]
    pub fn wrong(&self, row: &Row, what: impl Into<String>) -> TableError {
        TableError { file: self.file.clone(), line: row.line, what: what.into() }
    }

    /// A column of a line, from 0 after the first.
    ///
    /// # Errors
    /// When the line has no such column.
    pub fn column<'r>(&self, row: &'r Row, i: usize) -> Result<&'r str, TableError> {
        row.columns
            .get(i)
            .map(String::as_str)
            .filter(|c| !c.is_empty())
            .ok_or_else(|| self.wrong(row, format!("column {} is missing", i + 2)))
    }
}

/// What the words and phrases of a table are: one or several classes for each.
#[derive(Debug, Clone)]
pub struct ClassTable<C> {
    by_key: HashMap<Box<str>, Vec<C>>,
    longest: usize,
}

impl<C> Default for ClassTable<C> {
    fn default() -> Self {
        Self { by_key: HashMap::new(), longest: 0 }
    }
}

impl<C: PartialEq> ClassTable<C> {
    /// The classes of all lines of a table.
    ///
    /// # Errors
    /// What `class` says is wrong with a line.
    pub fn load(
        table: &Table,
        class: impl Fn(&Table, &Row) -> Result<C, TableError>,
    ) -> Result<Self, TableError> {
        let mut out = Self::default();
        for row in table.rows() {
            out.add(row.key.clone(), class(table, row)?);
        }
        Ok(out)
    }

    /// The same, of words as they are written, in small letters: for what must not be taken one for another because they fold
    /// to the same, as the words that a model learned with.
    ///
    /// # Errors
    /// What `class` says is wrong with a line.
    pub fn load_as_written(
        table: &Table,
        class: impl Fn(&Table, &Row) -> Result<C, TableError>,
    ) -> Result<Self, TableError> {
        let mut out = Self::default();
        for row in table.rows() {
            out.add(row.words.to_lowercase().into_boxed_str(), class(table, row)?);
        }
        Ok(out)
    }

    pub(crate) fn add(&mut self, key: Box<str>, class: C) {
        self.longest = self.longest.max(key.split(' ').count());
        let classes = self.by_key.entry(key).or_default();
        if !classes.contains(&class) {
            classes.push(class);
        }
    }

    /// What a folded word or phrase (its words parted by one blank each) is; nothing if it is not listed.
    #[must_use]
    pub fn of(&self, key: &str) -> &[C] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// Whether a folded word or phrase is of this class.
    #[must_use]
    pub fn is(&self, key: &str, class: &C) -> bool {
        self.of(key).contains(class)
    }

    /// Words of the longest phrase.
    #[must_use]
    pub const fn longest(&self) -> usize {
        self.longest
    }

    /// Whether nothing is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// All folded words and phrases with what they are, in no order: for making other look-ups of them.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &[C])> {
        self.by_key.iter().map(|(k, c)| (&**k, c.as_slice()))
    }
}
