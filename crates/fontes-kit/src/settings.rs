//! What does a project say once for all its drafts? The file `fontes.toml`, found upwards from a draft; see `docs/config.md`.

use crate::choice::{self, Pattern, meant};
use crate::{KitError, UseOcr};
use fontes_check::Severity;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const SETTINGS_NAME: &str = "fontes.toml";

/// The names of all settings, in the order of `docs/config.md`.
pub const SETTINGS: [&str; 15] = [
    "archive",
    "against",
    "only",
    "ignore",
    "severity",
    "silence",
    "boilerplate",
    "borrowing",
    "min-words",
    "roster",
    "encoding",
    "ocr",
    "ocr-language",
    "time-limit",
    "threads",
];

/// What a file of settings says; what it does not say is `None` or empty. Paths are as from the folder where the program
/// was started.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The file.
    pub file: PathBuf,
    /// An archive to check against.
    pub archive: Option<PathBuf>,
    /// A folder of sources to check against.
    pub against: Option<PathBuf>,
    /// Only findings that one of these covers.
    pub only: Vec<Pattern>,
    /// No findings that one of these covers.
    pub ignore: Vec<Pattern>,
    /// The least severity.
    pub severity: Option<Severity>,
    /// Rules beside those of `DRAFT.silence`.
    pub silence: Vec<PathBuf>,
    /// Texts of passages that are never borrowings.
    pub boilerplate: Vec<PathBuf>,
    /// Whether to look for unmarked copying.
    pub borrowing: Option<bool>,
    /// Words from which unmarked copying is reported.
    pub min_words: Option<usize>,
    /// A list of persons.
    pub roster: Option<PathBuf>,
    /// The encoding of text files.
    pub encoding: Option<String>,
    /// Whether pages that are pictures are read.
    pub ocr: Option<UseOcr>,
    /// Their language.
    pub ocr_language: Option<String>,
    /// Seconds that one file may take.
    pub time_limit: Option<u64>,
    /// Threads to use.
    pub threads: Option<usize>,
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct Written {
    archive: Option<PathBuf>,
    against: Option<PathBuf>,
    only: Vec<toml::Spanned<String>>,
    ignore: Vec<toml::Spanned<String>>,
    severity: Option<toml::Spanned<String>>,
    silence: Vec<PathBuf>,
    boilerplate: Vec<PathBuf>,
    borrowing: Option<bool>,
    min_words: Option<usize>,
    roster: Option<PathBuf>,
    encoding: Option<String>,
    ocr: Option<toml::Spanned<String>>,
    ocr_language: Option<String>,
    time_limit: Option<u64>,
    threads: Option<usize>,
}

/// The settings that hold for a draft: those of the nearest `fontes.toml` in its folder or one above. `None` where there is none.
///
/// # Errors
/// When the file cannot be read, or says what is not understood.
pub fn settings_for(draft: &Path) -> Result<Option<Settings>, KitError> {
    let unread = |e: std::io::Error| KitError::Rules { path: draft.to_owned(), reason: e.to_string() };
    let here = std::env::current_dir().map_err(unread)?;
    let whole = std::path::absolute(draft).map_err(unread)?;
    let from = if whole.is_dir() { Some(whole.as_path()) } else { whole.parent() };
    let found = from.into_iter().flat_map(Path::ancestors).map(|f| f.join(SETTINGS_NAME));
    let Some(file) = found.into_iter().find(|f| f.is_file()) else { return Ok(None) };
    // As the user would name it.
    settings(file.strip_prefix(&here).unwrap_or(&file)).map(Some)
}

/// The settings of a file.
///
/// # Errors
/// When the file cannot be read, or says what is not understood.
pub fn settings(file: &Path) -> Result<Settings, KitError> {
    let wrong = |reason: String| KitError::Rules { path: file.to_owned(), reason };
    let text = std::fs::read_to_string(file).map_err(|e| wrong(e.to_string()))?;
    parse(&text, file).map_err(wrong)
}

fn parse(text: &str, file: &Path) -> Result<Settings, String> {
    let line = |at: usize| text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1;
    let at = |span: std::ops::Range<usize>, what: String| format!("line {}: {what}", line(span.start));
    let syntax = |e: toml::de::Error| {
        let what = e.message().to_owned();
        e.span().map_or_else(|| what.clone(), |span| at(span, what.clone()))
    };
    let table = toml::de::DeTable::parse(text).map_err(syntax)?;
    let unknown = table.get_ref().keys().filter(|k| !SETTINGS.contains(&k.get_ref().as_ref()));
    if let Some(key) = unknown.min_by_key(|k| k.span().start) {
        let name = key.get_ref();
        let underscored = name.replace('_', "-");
        let hint = meant(&underscored, SETTINGS.into_iter());
        let hint = if hint.is_empty() { format!("; there are {}", SETTINGS.join(", ")) } else { hint };
        return Err(at(key.span(), format!("there is no setting “{name}”{hint}")));
    }
    let w: Written = toml::from_str(text).map_err(syntax)?;
    if w.archive.is_some() && w.against.is_some() {
        return Err("both “archive” and “against”: one of them".into());
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let placed = |path: PathBuf| folder.join(path);
    let patterns = |all: Vec<toml::Spanned<String>>| -> Result<Vec<Pattern>, String> {
        all.iter().map(|p| Pattern::new(p.get_ref()).map_err(|e| at(p.span(), e))).collect()
    };
    let severity = w.severity.map(|s| choice::severity(s.get_ref()).map_err(|e| at(s.span(), e)));
    let ocr = w.ocr.map(|s| match s.get_ref().as_str() {
        "auto" => Ok(UseOcr::Auto),
        "never" => Ok(UseOcr::Never),
        other => Err(at(s.span(), format!("“ocr” is “auto” or “never”, not “{other}”"))),
    });
    Ok(Settings {
        file: file.to_owned(),
        archive: w.archive.map(placed),
        against: w.against.map(placed),
        only: patterns(w.only)?,
        ignore: patterns(w.ignore)?,
        severity: severity.transpose()?,
        silence: w.silence.into_iter().map(placed).collect(),
        boilerplate: w.boilerplate.into_iter().map(placed).collect(),
        borrowing: w.borrowing,
        min_words: w.min_words,
        roster: w.roster.map(placed),
        encoding: w.encoding,
        ocr: ocr.transpose()?,
        ocr_language: w.ocr_language,
        time_limit: w.time_limit,
        threads: w.threads,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_files_folder() {
        let text = "archive = 'my.fontes'\nboilerplate = ['house.txt', '/etc/law.txt']\nseverity = 'note'\nocr = 'never'\n";
        let s = parse(text, Path::new("book/fontes.toml")).expect("settings");
        assert_eq!(s.archive.as_deref(), Some(Path::new("book/my.fontes")));
        assert_eq!(s.boilerplate, [Path::new("book/house.txt"), Path::new("/etc/law.txt")]);
        assert_eq!((s.severity, s.ocr), (Some(Severity::Note), Some(UseOcr::Never)));
        let s = parse("only = ['quotation/*']\nmin-words = 9", Path::new("fontes.toml")).expect("settings");
        assert_eq!((s.only.len(), s.min_words), (1, Some(9)));
    }

    #[test]
    fn what_is_not_understood_is_named_with_its_line_and_what_was_meant() {
        for (text, said) in [
            ("\nonyl = []\n", "line 2: there is no setting “onyl”; did you mean “only”?"),
            ("min_words = 9\n", "line 1: there is no setting “min_words”; did you mean “min-words”?"),
            ("[check]\nonly = []\n", "line 1: there is no setting “check”; there are archive, against, only"),
            (
                "only = [\n  'quotation/*',\n  'altred',\n]\n",
                "line 3: there is no finding “altred”; did you mean “altered”?",
            ),
            ("\n\nseverity = 'loud'\n", "line 3: “loud” is no severity: info, note, warning or error"),
            ("ocr = 'maybe'", "line 1: “ocr” is “auto” or “never”, not “maybe”"),
            ("archive = 'a'\nagainst = 'b'", "both “archive” and “against”"),
            ("min-words = 'eight'", "line 1: invalid type: string \"eight\", expected usize"),
            ("only = 'altered'", "line 1: invalid type"),
            ("archive = \n", "line 1: "),
        ] {
            let e = parse(text, Path::new("fontes.toml")).map(|_| ()).expect_err(text);
            assert!(e.contains(said), "{e}");
        }
    }

    #[test]
    fn each_setting_is_read_and_stands_in_the_schema() {
        let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema/fontes-toml.json");
        let schema = std::fs::read_to_string(schema).expect("the schema");
        let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
        let mut known: Vec<&str> =
            schema["properties"].as_object().expect("properties").keys().map(String::as_str).collect();
        let mut ours = SETTINGS.to_vec();
        known.sort_unstable();
        ours.sort_unstable();
        assert_eq!(known, ours);
        for name in SETTINGS {
            // Known to the reader too, whatever it says of the value.
            let said = parse(&format!("{name} = {{}}"), Path::new("fontes.toml")).map(|_| ());
            assert!(said.is_err_and(|e| !e.contains("unknown")), "{name}");
        }
    }

    #[test]
    fn the_nearest_file_holds() {
        let dir = tempfile::tempdir().expect("a folder");
        let inner = dir.path().join("a/b");
        std::fs::create_dir_all(&inner).expect("made");
        let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).expect("written");
        write(SETTINGS_NAME, "min-words = 5");
        write("a/b/x.md", "x");
        let got = settings_for(&inner.join("x.md")).expect("read").expect("found");
        assert_eq!(got.min_words, Some(5));
        write("a/fontes.toml", "min-words = 6");
        let got = settings_for(&inner).expect("read").expect("found");
        assert_eq!((got.min_words, got.file), (Some(6), dir.path().join("a/fontes.toml")));
    }
}
