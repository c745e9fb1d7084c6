//! What is asked of a comparison of a whole corpus?

/// Which pairs of documents are looked at, as their series tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Within {
    /// All.
    #[default]
    All,
    /// Only pairs from different series.
    Across,
    /// Only pairs of one series.
    Inside,
}

/// How a document's series is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeriesBy {
    /// By the series that it names.
    #[default]
    Field,
    /// By its folder (or, of documents in one file, by the file).
    Folder,
    /// By its author.
    Author,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Words that must answer to each other.
    pub min_words: usize,
    /// Share of the letters that must be the same, 0 to 1.
    pub min_score: f32,
    /// Documents beyond which a passage is common property, and places beyond which a
    /// fingerprint tells nothing (at most 254).
    pub max_documents: usize,
    /// What is set aside otherwise (stock phrases, lists, common property), too, each with the reason.
    pub all: bool,
    /// The passages of duplicates, too: of documents that are the same throughout.
    pub duplicates: bool,
    /// Which pairs.
    pub within: Within,
    /// How series are told.
    pub series: SeriesBy,
    /// Documents dated before this, or not dated, are left out.
    pub since: Option<String>,
    /// Only pairs of which one document is at or after this place in the corpus.
    pub new_from: usize,
    /// Bytes of memory to stay within, the texts of a corpus in memory not counted.
    pub memory: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            min_words: 8,
            min_score: 0.5,
            max_documents: 100,
            all: false,
            duplicates: false,
            within: Within::All,
            series: SeriesBy::Field,
            since: None,
            new_from: 0,
            memory: 2 << 30,
        }
    }
}

/// How far the work is, for a progress bar: from 0 to 1000.
pub type Progress<'p> = dyn Fn(u64) + Sync + 'p;
