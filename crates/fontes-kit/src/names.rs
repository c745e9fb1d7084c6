//! Which names of an archive has somebody joined or parted by hand?
//!
//! A log beside the archive, `my.fontes.names.jsonl`: one JSON object a line, `{"merge": ["Tad Szulc", "SZULC"]}` or
//! `{"part": ["George Bundy"]}`, with who decided and when (seconds since 1970) where that is known. Lines are only added;
//! a later one counts over an earlier. People may write it themselves.

use crate::KitError;
use fontes_check::overview::{NameDecision, NameDecisions};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A line of the log.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameLine {
    /// These are one person, who goes under the first of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merge: Vec<String>,
    /// These are persons of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part: Vec<String>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// When, in seconds since 1970 (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
}

/// Bytes of the longest log that is read.
const LONGEST: u64 = 16 << 20;
/// Bytes of the longest name.
const LONGEST_NAME: usize = 200;
/// Names of one decision.
const MOST: usize = 100;

/// Where the log of an archive is.
#[must_use]
pub fn names_path(archive: &Path) -> PathBuf {
    let mut path = archive.components().as_path().as_os_str().to_owned();
    path.push(".names.jsonl");
    path.into()
}

/// The log of an archive; empty where there is none.
///
/// # Errors
/// When it cannot be read, or a line is none of a log.
pub fn name_log(archive: &Path) -> Result<Vec<NameLine>, KitError> {
    let path = names_path(archive);
    let wrong = |reason: String| KitError::Rules { path: path.clone(), reason };
    match path.metadata() {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(wrong(e.to_string())),
        Ok(m) if m.len() > LONGEST => return Err(wrong("too long for a log of names".to_owned())),
        Ok(_) => {}
    }
    let text = std::fs::read_to_string(&path).map_err(|e| wrong(e.to_string()))?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| serde_json::from_str(line).map_err(|e| wrong(format!("line {}: {e}", i + 1))))
        .collect()
}

/// What was decided on the names of an archive.
///
/// # Errors
/// As [`name_log`].
pub fn name_decisions(archive: &Path) -> Result<NameDecisions, KitError> {
    let log: Vec<NameDecision> = name_log(archive)?.iter().flat_map(NameLine::decisions).collect();
    Ok(NameDecisions::new(&log))
}

/// Adds a line to the log of an archive; it is on the disk when this returns.
///
/// # Errors
/// When the line decides nothing, or the log cannot be written.
pub fn add_name_line(archive: &Path, line: &NameLine) -> Result<(), KitError> {
    let path = names_path(archive);
    let wrong = |reason: String| KitError::Rules { path: path.clone(), reason };
    line.right().map_err(|e| wrong(e.to_owned()))?;
    let json = serde_json::to_string(line).map_err(|e| wrong(e.to_string()))?;
    let write = || -> io::Result<()> {
        let mut file = File::options().create(true).append(true).open(&path)?;
        // One write of a whole line: two who add at once do not mix theirs.
        file.write_all(format!("{json}\n").as_bytes())?;
        file.sync_data()
    };
    write().map_err(|e| wrong(e.to_string()))
}

impl NameLine {
    fn decisions(&self) -> Vec<NameDecision> {
        let mut out = Vec::new();
        if self.merge.len() > 1 {
            out.push(NameDecision::Merge(self.merge.clone()));
        }
        if !self.part.is_empty() {
            out.push(NameDecision::Part(self.part.clone()));
        }
        out
    }

    /// What is wrong with it.
    fn right(&self) -> Result<(), &'static str> {
        let names = self.merge.iter().chain(&self.part);
        if self.merge.is_empty() && self.part.is_empty() {
            return Err("nothing is decided: name two names to join, or one to part");
        }
        if self.merge.len() == 1 {
            return Err("one name alone cannot be joined: name two");
        }
        if self.merge.len() > MOST || self.part.len() > MOST {
            return Err("too many names at once");
        }
        if names
            .clone()
            .any(|n| n.trim().is_empty() || n.len() > LONGEST_NAME || n.chars().any(char::is_control))
        {
            return Err("a name has one to 200 letters on one line");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_grows_and_is_read_again() {
        let dir = tempfile::tempdir().expect("a folder");
        let archive = dir.path().join("a.fontes");
        assert_eq!(names_path(&archive.join("")), dir.path().join("a.fontes.names.jsonl"));
        assert_eq!(name_log(&archive).expect("none"), []);
        let merge = NameLine { merge: vec!["Mira Doran".into(), "M. Dorn".into()], ..NameLine::default() };
        let part = NameLine {
            part: vec!["M. Dorn".into()],
            who: Some("ada".into()),
            at: Some(7),
            ..NameLine::default()
        };
        for line in [&merge, &part] {
            add_name_line(&archive, line).expect("written");
        }
        assert_eq!(name_log(&archive).expect("read"), [merge, part]);
        let one = NameLine { merge: vec!["Mira Doran".into()], ..NameLine::default() };
        let long = NameLine { part: vec!["x".repeat(300)], ..NameLine::default() };
        for wrong in [&NameLine::default(), &one, &long] {
            assert!(add_name_line(&archive, wrong).is_err());
        }
        std::fs::write(names_path(&archive), "no JSON\n").expect("written");
        assert!(name_decisions(&archive).unwrap_err().to_string().contains("line 1"));
    }
}
