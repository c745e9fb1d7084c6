//! What can the user ask for? The command line.

#![allow(rustdoc::bare_urls, reason = "what is said of options is read in a terminal")]

use crate::choosing::{CHECK_HELP, Choosing, Config, Explain};
use clap::{Args, Parser, Subcommand, ValueEnum};
use fontes_kit::{ReadOptions, Workers};
use fontes_report::facts;
use std::path::PathBuf;

const EXITS: &str =
    "Exit codes: 0 nothing to report, 1 findings, 2 something could not be checked, 3 wrong usage.";

/// Reads a text and traces what it says back to its sources.
#[derive(Debug, Parser)]
#[command(name = "fontes", version, after_help = EXITS, max_term_width = 100)]
pub(crate) struct Arguments {
    /// Colour in the terminal.
    ///
    /// Example: --colour never
    #[arg(long, value_enum, default_value_t = Colour::Auto, global = true, value_name = "WHEN", help_heading = "Everywhere")]
    pub(crate) colour: Colour,
    /// Columns at which lines are wrapped, 0 for none; the terminal's own unless said.
    ///
    /// Example: --width 80
    #[arg(long, global = true, value_name = "N", help_heading = "Everywhere")]
    pub(crate) width: Option<usize>,
    /// Tables of languages that are laid over the program's own: a folder like lang/.
    ///
    /// Example: --lang-dir my-tables/
    #[arg(long, global = true, value_name = "DIR", help_heading = "Everywhere")]
    pub(crate) lang_dir: Option<PathBuf>,
    /// Keep nothing in the cache directory: the archive of a folder is made for this once.
    ///
    /// Example: fontes check draft.md --against sources/ --no-cache
    #[arg(long, global = true)]
    pub(crate) no_cache: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Colour {
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => {}
            Self::Always => anstream::ColorChoice::Always.write_global(),
            Self::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make an archive of a folder of sources, or bring it up to date.
    Index(Index),
    /// Check a draft against an archive or a folder of sources.
    Check(Box<Check>),
    /// Explain a finding: what it means, why it matters, an example.
    Explain(Explain),
    /// Show which settings hold for a draft, and from which fontes.toml.
    Config(Config),
    /// Find where words stand, exactly or nearly.
    Find(Find),
    /// Search the full text: words, "phrases", OR, NOT, NEAR, wor*, fields such as title: and date:.
    Search(Search),
    /// Show every passage that two texts share.
    Compare(Compare),
    /// Find every passage that one document took from another.
    Reuse(Reuse),
    /// Show what is read of files: text, notes, pages, and what could not be read.
    Read(Read),
    /// Show who says what in a draft, and whether an archive bears it out.
    Statements(Statements),
    /// List the works that a draft cites; with an archive, those that it lacks.
    Cited(Cited),
    /// Show the dates that an archive names, in the order of time.
    Timeline(Timeline),
    /// Show the people whom an archive names.
    People(People),
    /// Show who stands with whom in an archive.
    Network(Network),
    /// Open the workbench: read a draft beside its sources in the browser, and decide on each finding.
    Serve(Serve),
    /// Show what is in an archive, what failed and why.
    Status(Status),
    /// Show what is kept in the cache directory, or take it away.
    Cache(Cache),
    /// Take out of an archive the files that are no longer on this machine.
    Prune(Prune),
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes index sources/ --archive my.fontes\n  fontes index sources/ --archive my.fontes --retry-failed"
)]
pub(crate) struct Index {
    /// Folders or files to read.
    #[arg(required = true)]
    pub(crate) sources: Vec<PathBuf>,
    /// The archive's directory; made if it is not there.
    ///
    /// Example: --archive my.fontes
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: PathBuf,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Try only the files that were not read before, or only in part.
    ///
    /// Example: fontes index sources/ --archive my.fontes --retry-failed
    #[arg(long)]
    pub(crate) retry_failed: bool,
    /// Threads to use; the result is the same for any number.
    ///
    /// Example: --threads 2
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Say nothing but errors.
    ///
    /// Example: fontes index sources/ --archive my.fontes --quiet
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Whether pages that are pictures are read by tesseract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UseOcr {
    /// If tesseract is on this machine.
    Auto,
    /// Not at all.
    Never,
}

/// How files are read.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Reading files")]
pub(crate) struct Reading {
    /// Read text files in this encoding instead of guessing (a WHATWG label).
    ///
    /// Example: --encoding windows-1252
    #[arg(long, value_name = "LABEL")]
    pub(crate) encoding: Option<String>,
    /// Whether pages that are pictures are read by tesseract [default: auto].
    ///
    /// Example: --ocr never
    #[arg(long, value_enum, value_name = "WHEN")]
    pub(crate) ocr: Option<UseOcr>,
    /// The language of those pages, as tesseract names it; several joined by + [default: eng].
    ///
    /// Example: --ocr-language spa+eng
    #[arg(long, value_name = "LANG")]
    pub(crate) ocr_language: Option<String>,
    /// How many such pages of one file are read in one run; `index --retry-failed` goes on with the rest [default: 2000].
    ///
    /// Example: --ocr-pages 100
    #[arg(long, value_name = "N")]
    pub(crate) ocr_pages: Option<u32>,
    /// Seconds that one file, or one file within another, may take to be read [default: 60].
    ///
    /// Example: --time-limit 300
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) time_limit: Option<u64>,
    /// Follow links in a folder that lead to files outside of it.
    ///
    /// Example: fontes index sources/ --archive my.fontes --follow-links
    #[arg(long)]
    pub(crate) follow_links: bool,
}

impl Reading {
    /// The same for the kit.
    pub(crate) fn options(&self) -> ReadOptions {
        let usual = ReadOptions::default();
        ReadOptions {
            encoding: self.encoding.clone(),
            ocr: match self.ocr {
                None => usual.ocr,
                Some(UseOcr::Auto) => fontes_kit::UseOcr::Auto,
                Some(UseOcr::Never) => fontes_kit::UseOcr::Never,
            },
            ocr_language: self.ocr_language.clone().unwrap_or(usual.ocr_language),
            ocr_pages: self.ocr_pages.unwrap_or(usual.ocr_pages),
            time_limit: self.time_limit.map_or(usual.time_limit, std::time::Duration::from_secs),
            workers: Workers::ThisProgram,
            follow_links: self.follow_links,
        }
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes serve\n  fontes serve --archive my.fontes\n  fontes serve --auth desk.users --add-user ada\n  fontes serve --archive my.fontes --listen 0.0.0.0 --auth desk.users --behind-proxy https://desk.example.org"
)]
pub(crate) struct Serve {
    /// An archive made by `fontes index`; without one, a folder of sources is chosen on the page.
    ///
    /// Example: --archive my.fontes
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,
    /// The port [default: one that is free].
    ///
    /// Example: fontes serve --port 8080
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,
    /// Do not open a browser.
    ///
    /// Example: fontes serve --archive my.fontes --no-open
    #[arg(long)]
    pub(crate) no_open: bool,
    /// Nothing can be changed from the page: no file, no archive, no decision.
    ///
    /// Example: fontes serve --archive my.fontes --read-only
    #[arg(long)]
    pub(crate) read_only: bool,
    /// Listen on an address that other machines can reach; it needs --auth and --behind-proxy.
    ///
    /// Example: --listen 10.0.0.5 --auth desk.users --behind-proxy https://desk.example.org
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", hide_default_value = true)]
    pub(crate) listen: std::net::IpAddr,
    /// A file of the names and passwords (argon2 hashes) of those who may come in; --add-user writes it.
    ///
    /// Example: --auth desk.users
    #[arg(long, value_name = "FILE")]
    pub(crate) auth: Option<PathBuf>,
    /// Write a user into the file of --auth and end; the password is the first line of standard input.
    ///
    /// Example: fontes serve --auth desk.users --add-user ada
    #[arg(long, value_name = "NAME", requires = "auth")]
    pub(crate) add_user: Option<String>,
    /// A proxy that speaks TLS serves the page under this origin.
    ///
    /// Example: --behind-proxy https://desk.example.org
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) behind_proxy: Option<String>,
    /// Megabytes of the largest file that can be sent to it.
    ///
    /// Example: --upload-limit 2000
    #[arg(long, value_name = "MB", default_value_t = fontes_serve::UPLOAD_LIMIT >> 20, value_parser = clap::value_parser!(u64).range(1..=65_536))]
    pub(crate) upload_limit: u64,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Threads to use for reading and checking.
    ///
    /// Example: --threads 2
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Against {
    /// An archive made by `fontes index`.
    ///
    /// Example: --archive my.fontes
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,
    /// A folder of sources; its archive is kept in the cache directory and brought up to date.
    ///
    /// Example: --against sources/
    #[arg(long, value_name = "FOLDER")]
    pub(crate) against: Option<PathBuf>,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For the terminal.
    Text,
    /// One JSON object a line.
    Json,
    /// One self-contained web page.
    Html,
    /// SARIF 2.1.0, for code-review tools.
    Sarif,
    /// A table: comma-separated values.
    Csv,
    /// A table: an Excel workbook.
    Xlsx,
}

#[derive(Debug, Args)]
#[command(after_help = CHECK_HELP)]
pub(crate) struct Check {
    /// The drafts: files, or folders of them.
    #[arg(required = true)]
    pub(crate) drafts: Vec<PathBuf>,
    /// An archive made by `fontes index`.
    ///
    /// Example: --archive my.fontes
    #[arg(long, value_name = "DIR", conflicts_with = "against")]
    pub(crate) archive: Option<PathBuf>,
    /// A folder of sources; its archive is kept in the cache directory and brought up to date.
    ///
    /// Example: --against sources/
    #[arg(long, value_name = "FOLDER")]
    pub(crate) against: Option<PathBuf>,
    /// How to show the findings; else as the ending of --output says, else for the terminal.
    ///
    /// Example: --format csv
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// The same as --format json.
    ///
    /// Example: fontes check draft.md --against sources/ --json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// Write to a file instead of the terminal: report.html, findings.xlsx. A page for each of several drafts goes into a folder.
    ///
    /// Example: -o report.html
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Show also what was found as it should be.
    ///
    /// Example: fontes check draft.md --against sources/ --verbose
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Show only the counts.
    ///
    /// Example: fontes check draft.md --against sources/ --quiet
    #[arg(short, long, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Do not look for unmarked copying.
    ///
    /// Example: fontes check draft.md --against sources/ --no-borrowing
    #[arg(long)]
    pub(crate) no_borrowing: bool,
    /// Words from which unmarked copying is reported [default: 8].
    ///
    /// Example: --min-words 12
    #[arg(long, value_name = "N")]
    pub(crate) min_words: Option<usize>,
    /// A text of passages that are common property (formulas of a house, a licence), with an empty line between them: they are
    /// never reported as copied. May be given several times.
    ///
    /// Example: --boilerplate imprint.txt
    #[arg(long, value_name = "FILE")]
    pub(crate) boilerplate: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) choosing: Choosing,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Threads to use; the result is the same for any number.
    ///
    /// Example: --threads 2
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 found, 1 not found, 2 something could not be searched, 3 wrong usage.\n\nExample:\n  fontes find \"rose through the ranks\" --archive my.fontes"
)]
pub(crate) struct Find {
    /// The words.
    pub(crate) words: String,
    #[command(flatten)]
    pub(crate) against: Against,
    /// One JSON object a line.
    ///
    /// Example: fontes find "rose through the ranks" --archive my.fontes --json
    #[arg(long)]
    pub(crate) json: bool,
    /// Places shown at most.
    ///
    /// Example: --limit 50
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(crate) limit: usize,
}

const SEARCH_HELP: &str = "\
The query:
  embargo copper             documents with both words; capitals do not matter
  \"state of siege\"           these words one after the other
  coup OR golpe              either; parentheses group: (coup OR golpe) 1973
  -Bolivia, NOT Bolivia      without the word; a dash between blanks means nothing
  embargo NEAR/5 copper      at most 5 words apart, in either order (NEAR: 10)
  sieg*  wom?n  colo*r       * any letters, ? one letter; also within phrases
  Kissinger~1                one letter may differ (~2: two)
  title:coup  author:Okafor  people:\"Ada Tov\"  path:letters/  type:pdf  lang:es
  date:1973  date:1973-09..1973-10  date:..1970

Words are found without their article, genitive or prefix (l'homme, Nathan's), and
whole where a line's end divides them. Accents: año finds año first, ano finds both.
docs/search.md says it all.

Exit codes: 0 found, 1 not found, 2 something could not be searched, 3 wrong usage.

Examples:
  fontes search 'embargo NEAR copper' --archive my.fontes
  fontes search '\"state of siege\" (coup OR golpe) -Bolivia' --archive my.fontes
  fontes search 'title:cable date:1973-09' --facets --archive my.fontes
  fontes search 'Kissinger~1 type:mail' --archive my.fontes --json";

#[derive(Debug, Args)]
#[command(after_help = SEARCH_HELP)]
pub(crate) struct Search {
    /// The query.
    pub(crate) query: String,
    #[command(flatten)]
    pub(crate) against: Against,
    /// One JSON object a line.
    ///
    /// Example: fontes search copper --archive my.fontes --json
    #[arg(long)]
    pub(crate) json: bool,
    /// Documents shown at most.
    ///
    /// Example: --limit 100
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(crate) limit: usize,
    /// Count all documents found by kind, year, language, folder and author.
    ///
    /// Example: fontes search copper --archive my.fontes --facets
    #[arg(long)]
    pub(crate) facets: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  fontes compare cable.txt article.md")]
pub(crate) struct Compare {
    /// The first text.
    pub(crate) a: PathBuf,
    /// The second text.
    pub(crate) b: PathBuf,
    /// How to show the passages.
    ///
    /// Example: --format json
    #[arg(long, value_enum, default_value_t = CompareFormat::Text, value_name = "FORMAT")]
    pub(crate) format: CompareFormat,
    /// The same as --format json.
    ///
    /// Example: fontes compare cable.txt article.md --json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// Words that a passage must share; of rewritten ones, what a preset says.
    ///
    /// Example: --min-words 12
    #[arg(long, default_value_t = 8, value_name = "N")]
    pub(crate) min_words: usize,
    /// What to look for: the same words, or the same said in other words.
    ///
    /// Example: --preset paraphrase
    #[arg(long, value_enum, default_value_t = Preset::Words, value_name = "PRESET")]
    pub(crate) preset: Preset,
}

/// What is looked for in a pair of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Preset {
    /// Passages that are the same, or nearly, word for word.
    Words,
    /// Passages that say the same in other words, too: shuffled, translated, summarised.
    Paraphrase,
}

/// How shared passages are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompareFormat {
    /// For the terminal.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no reuse, 1 reuse found, 2 something could not be read, 3 wrong usage.\n\nExamples:\n  fontes reuse --archive my.fontes -o reuse.jsonl\n  fontes reuse corpus.jsonl --clusters -o clusters.jsonl\n  fontes reuse letters/ --clusters --collate html -o collation.html\n  fontes reuse --archive my.fontes --since 1973-01-01 --min-words 12 --max-df 100 --series folder --within across"
)]
pub(crate) struct Reuse {
    /// Files or folders: JSON Lines with id, text and perhaps date and series, or any texts.
    #[arg(required_unless_present = "archive", conflicts_with = "archive")]
    pub(crate) corpus: Vec<PathBuf>,
    /// An archive made by `fontes index`; it may be larger than memory.
    ///
    /// Example: --archive my.fontes
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: Option<PathBuf>,
    /// How to write what is found.
    ///
    /// Example: --format csv
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) format: Option<ReuseFormat>,
    /// Write to a file instead of the terminal; its ending names the format.
    ///
    /// Example: -o reuse.parquet
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Gather all witnesses of each passage instead of pairs.
    ///
    /// Example: fontes reuse corpus.jsonl --clusters
    #[arg(long)]
    pub(crate) clusters: bool,
    /// Show what each witness of a cluster changed.
    ///
    /// Example: --clusters --collate html
    #[arg(long, value_enum, value_name = "FORM", requires = "clusters")]
    pub(crate) collate: Option<Collate>,
    /// Words that two passages must share.
    ///
    /// Example: --min-words 12
    #[arg(long, default_value_t = 8, value_name = "N")]
    pub(crate) min_words: usize,
    /// Share of the letters that two passages must share, 0 to 1.
    ///
    /// Example: --min-score 0.7
    #[arg(long, default_value_t = 0.5, value_name = "SHARE")]
    pub(crate) min_score: f32,
    /// Documents beyond which a passage is common property (2 to 254).
    ///
    /// Example: --max-df 50
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=254))]
    pub(crate) max_df: u8,
    /// Stock phrases, lists, letterheads and common property, too, each with the reason why it is set aside otherwise.
    ///
    /// Example: fontes reuse corpus.jsonl --all
    #[arg(long)]
    pub(crate) all: bool,
    /// Passages of documents that are the same text, too (near-identical editions): in lists, clusters and collations.
    ///
    /// Example: fontes reuse editions/ --duplicates --clusters --collate text
    #[arg(long)]
    pub(crate) duplicates: bool,
    /// The words of passages and changes in JSON Lines, too, not their places alone.
    ///
    /// Example: fontes reuse corpus.jsonl -o reuse.jsonl --with-text
    #[arg(long)]
    pub(crate) with_text: bool,
    /// What tells a document's series: the field of that name, its folder, or its author.
    ///
    /// Example: --series folder
    #[arg(long, value_enum, default_value_t = SeriesKey::Series, value_name = "KEY")]
    pub(crate) series: SeriesKey,
    /// Which pairs are wanted.
    ///
    /// Example: --within across
    #[arg(long, value_enum, default_value_t = WithinKey::All, value_name = "PAIRS")]
    pub(crate) within: WithinKey,
    /// Leave out documents dated before this day, and undated ones.
    ///
    /// Example: --since 1973-01-01
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
    /// Only pairs that these documents bring (paths, or the beginnings of paths, as indexed).
    ///
    /// Example: --new letters/1973/
    #[arg(long, value_name = "PATH")]
    pub(crate) new: Vec<String>,
    /// Memory to stay within, the texts of a corpus given as files not counted: 800M, 4G; a
    /// quarter of the machine's unless said.
    ///
    /// Example: --memory 800M
    #[arg(long, value_name = "BYTES")]
    pub(crate) memory: Option<String>,
    /// Threads to use; the result is the same for any number.
    ///
    /// Example: --threads 2
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Say nothing but errors.
    ///
    /// Example: fontes reuse corpus.jsonl --quiet -o reuse.csv
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// How reuse is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReuseFormat {
    /// For the terminal.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// Comma-separated values.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// How a collation is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Collate {
    /// A table for the terminal.
    Text,
    /// A web page.
    Html,
    /// TEI XML with `<app>`.
    Tei,
}

/// What tells a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeriesKey {
    /// The field `series` of JSON Lines.
    #[value(alias = "publication")]
    Series,
    /// The folder, or the file that holds several documents.
    Folder,
    /// The author.
    Author,
}

/// Which pairs are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WithinKey {
    /// All.
    All,
    /// Only those from different series.
    Across,
    /// Only those within one series.
    Inside,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Archives of folders that were checked --against, parts of runs of reuse that were stopped.\n\nExample:\n  fontes cache --purge"
)]
pub(crate) struct Cache {
    /// Take all of it away.
    ///
    /// Example: fontes cache --purge
    #[arg(long)]
    pub(crate) purge: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Paths are those that were given to `fontes index`: run it in the same folder. A folder that was moved is recognised by `fontes index`.\n\nExit codes: 0 nothing to take out, or done, 1 files would be taken out, 2 it could not be done, 3 wrong usage.\n\nExamples:\n  fontes prune --archive my.fontes          # lists what is no longer there\n  fontes prune --archive my.fontes --yes    # takes it out"
)]
pub(crate) struct Prune {
    /// The archive's directory.
    ///
    /// Example: --archive my.fontes
    #[arg(long, value_name = "DIR")]
    pub(crate) archive: PathBuf,
    /// Take them out; without it they are only listed.
    ///
    /// Example: fontes prune --archive my.fontes --yes
    #[arg(long)]
    pub(crate) yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    pub(crate) against: Against,
    /// One JSON object a line: each file, then the totals.
    ///
    /// Example: fontes status --archive my.fontes --json
    #[arg(long)]
    pub(crate) json: bool,
    /// Compare the checksums of all files of the archive.
    ///
    /// Example: fontes status --archive my.fontes --verify
    #[arg(long)]
    pub(crate) verify: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes read report.pdf\n  fontes read mail.zip --json\n  fontes read memo.docx --show dates,numbers\n\nExit codes: 0 all was read, 2 something could not be read, 3 wrong usage."
)]
pub(crate) struct Read {
    /// Files or folders.
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// What to show instead of the text; several parted by commas.
    ///
    /// Example: --show dates,numbers
    #[arg(long, value_enum, value_delimiter = ',', value_name = "WHAT")]
    pub(crate) show: Vec<Show>,
    /// A list of persons for --show names: JSON Lines with id and name, or a name a line ("Rusk, Dean").
    ///
    /// Example: --show names --roster people.txt
    #[arg(long, value_name = "FILE", requires = "show")]
    pub(crate) roster: Option<PathBuf>,
    /// One JSON object a line: documents with blocks, notes and pages (docs/schema/read.json),
    /// or with --show what was read in them (docs/schema/facts.json).
    ///
    /// Example: fontes read report.pdf --json
    #[arg(long)]
    pub(crate) json: bool,
    /// Write to a file instead of the terminal.
    ///
    /// Example: -o report.txt
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// What a text says, of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Show {
    /// Days, months, years, periods, times; anchored at the document's date.
    Dates,
    /// Numbers, money, percentages, measures.
    Numbers,
    /// Who says what.
    Statements,
    /// Persons, places, organisations.
    Names,
    /// References to works, with their parts.
    References,
    /// Notes, and the documents and notes that they point to.
    Notes,
}

impl From<Show> for facts::Show {
    fn from(show: Show) -> Self {
        match show {
            Show::Dates => Self::Dates,
            Show::Numbers => Self::Numbers,
            Show::Statements => Self::Statements,
            Show::Names => Self::Names,
            Show::References => Self::References,
            Show::Notes => Self::Notes,
        }
    }
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes statements draft.docx\n  fontes statements draft.md --archive my.fontes --json\n\nExit codes: 0 nothing to report, 1 a quotation is not as the archive has it, 2 something could not be read, 3 wrong usage."
)]
pub(crate) struct Statements {
    /// The drafts.
    #[arg(required = true)]
    pub(crate) drafts: Vec<PathBuf>,
    /// An archive that quotations are held against.
    ///
    /// Example: --archive my.fontes
    #[arg(long, value_name = "DIR", conflicts_with = "against")]
    pub(crate) archive: Option<PathBuf>,
    /// A folder of sources that quotations are held against.
    ///
    /// Example: --against sources/
    #[arg(long, value_name = "FOLDER")]
    pub(crate) against: Option<PathBuf>,
    /// One JSON object a line (docs/schema/statements.json).
    ///
    /// Example: fontes statements draft.md --json
    #[arg(long)]
    pub(crate) json: bool,
    /// Write to a file instead of the terminal.
    ///
    /// Example: -o statements.txt
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// How a list of works is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CitedFormat {
    /// A work a line.
    Plain,
    /// CSL-JSON, which Zotero and other bibliography managers read.
    CslJson,
    /// One JSON object a line, with the places where each is cited.
    Json,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes cited draft.docx\n  fontes cited draft.docx --archive my.fontes\n  fontes cited draft.md --against sources/ --format csl-json -o to-get.json\n\nExit codes: 0 the list was made, 2 a part of the draft could not be read, 3 wrong usage."
)]
pub(crate) struct Cited {
    /// The draft.
    pub(crate) draft: PathBuf,
    /// An archive: only works that it lacks are listed.
    ///
    /// Example: --archive my.fontes
    #[arg(long, value_name = "DIR", conflicts_with = "against")]
    pub(crate) archive: Option<PathBuf>,
    /// A folder of sources: only works that it lacks are listed.
    ///
    /// Example: --against sources/
    #[arg(long, value_name = "FOLDER")]
    pub(crate) against: Option<PathBuf>,
    /// How to write the list.
    ///
    /// Example: --format csl-json
    #[arg(long, value_enum, default_value_t = CitedFormat::Plain, value_name = "FORMAT")]
    pub(crate) format: CitedFormat,
    /// Write to a file instead of the terminal.
    ///
    /// Example: -o to-get.txt
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: Reading,
}

/// How an overview is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OverviewFormat {
    /// For the terminal.
    Text,
    /// A table for a spreadsheet.
    Csv,
    /// One JSON object a line (docs/schema/overview.json).
    Json,
    /// One self-contained web page.
    Html,
}

#[derive(Debug, Args)]
pub(crate) struct Overview {
    #[command(flatten)]
    pub(crate) against: Against,
    /// How to write it.
    ///
    /// Example: --format csv
    #[arg(long, value_enum, default_value_t = OverviewFormat::Text, value_name = "FORMAT")]
    pub(crate) format: OverviewFormat,
    /// The same as --format json.
    ///
    /// Example: fontes people --archive my.fontes --json
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    /// Rows shown in the terminal.
    ///
    /// Example: --limit 20
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub(crate) limit: usize,
    /// Write to a file instead of the terminal.
    ///
    /// Example: -o people.html
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes timeline --archive my.fontes --from 1973-09 --to 1973-10\n  fontes timeline --archive my.fontes --about copper --format html -o copper.html\n\nExit codes: 0 found, 1 nothing found, 3 wrong usage."
)]
pub(crate) struct Timeline {
    #[command(flatten)]
    pub(crate) overview: Overview,
    /// From this date on: 1973, 1973-09 or 1973-09-11.
    ///
    /// Example: --from 1973-09
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// To this date, with it.
    ///
    /// Example: --to 1973-10-31
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Only sentences with these words.
    ///
    /// Example: --about copper
    #[arg(long, value_name = "WORDS")]
    pub(crate) about: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes people --archive my.fontes\n  fontes people --archive my.fontes --merge 'Tad Szulc' --merge Szulk\n\nNames that are joined or parted are kept beside the archive (my.fontes.names.jsonl); fontes network goes by them, too.\n\nExit codes: 0 found, 1 nothing found, 3 wrong usage."
)]
pub(crate) struct People {
    #[command(flatten)]
    pub(crate) overview: Overview,
    /// These names are one person's, who goes under the first of them.
    ///
    /// Example: fontes people --archive my.fontes --merge 'Tad Szulc' --merge Szulk
    #[arg(long, value_name = "NAME")]
    pub(crate) merge: Vec<String>,
    /// This name is a person's of its own, whatever else is written like it.
    ///
    /// Example: fontes people --archive my.fontes --part 'Howard Hunt'
    #[arg(long, value_name = "NAME")]
    pub(crate) part: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fontes network --archive my.fontes --least 3\n  fontes network --archive my.fontes --graphml -o people.graphml\n\nExit codes: 0 found, 1 nothing found, 3 wrong usage."
)]
pub(crate) struct Network {
    #[command(flatten)]
    pub(crate) overview: Overview,
    /// Only who stand together this often.
    ///
    /// Example: --least 3
    #[arg(long, default_value_t = 2, value_name = "N")]
    pub(crate) least: usize,
    /// As GraphML, for programs that draw networks.
    ///
    /// Example: fontes network --archive my.fontes --graphml -o people.graphml
    #[arg(long, conflicts_with_all = ["format", "json"])]
    pub(crate) graphml: bool,
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory;

    /// Who asks for help about an option sees how it is written.
    #[test]
    fn every_option_has_an_example() {
        let program = Arguments::command();
        let without = |command: &clap::Command| -> Vec<String> {
            let options = command
                .get_arguments()
                .filter(|a| a.get_long().is_some_and(|l| !["help", "version"].contains(&l)));
            let lacking = options.filter(|a| {
                let shown = a.get_long_help().map(ToString::to_string).unwrap_or_default();
                let example = shown.split_once("Example: ").map_or("", |e| e.1);
                let short = a.get_short().map(|s| format!("-{s} "));
                !example.contains(&format!("--{}", a.get_long().unwrap_or_default()))
                    && !short.is_some_and(|s| example.contains(&s))
            });
            lacking
                .map(|a| format!("{} --{}", command.get_name(), a.get_long().unwrap_or_default()))
                .collect()
        };
        let mut lacking = without(&program);
        lacking.extend(program.get_subcommands().flat_map(without));
        assert!(lacking.is_empty(), "{lacking:?}");
    }
}
