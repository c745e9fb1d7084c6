//! Which tables of languages does a run use? Those of the program, with the folders of `--lang-dir` laid over them.

use crate::KitError;
use fontes_core::lang::{self, Languages};
use std::path::Path;

/// Lays the tables of a folder like `lang/` over those of the program, for the whole process. It is called once, before
/// anything is read.
///
/// # Errors
/// When the folder or a file in it cannot be read, a table is wrong, or tables were laid over before.
pub fn use_languages(folder: &Path) -> Result<(), KitError> {
    let wrong = |reason: String| KitError::Rules { path: folder.to_owned(), reason };
    let list = |dir: &Path| -> std::io::Result<Vec<std::path::PathBuf>> {
        let mut out = dir.read_dir()?.map(|e| Ok(e?.path())).collect::<std::io::Result<Vec<_>>>()?;
        out.sort();
        Ok(out)
    };
    let name = |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let mut over = Vec::new();
    for language in list(folder).map_err(|e| wrong(e.to_string()))?.iter().filter(|p| p.is_dir()) {
        let files = list(language).map_err(|e| wrong(format!("{}: {e}", language.display())))?;
        for file in files.iter().filter(|p| p.is_file()) {
            let bytes = std::fs::read(file).map_err(|e| wrong(format!("{}: {e}", file.display())))?;
            over.push((name(language), name(file), bytes));
        }
    }
    if over.is_empty() {
        return Err(wrong("no folder in it holds tables (lang/README.md says what they are)".into()));
    }
    let languages = Languages::with(&over).map_err(|e| wrong(e.to_string()))?;
    lang::install(languages).map_err(|_| wrong("tables were laid over before".into()))
}
