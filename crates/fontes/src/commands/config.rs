//! `fontes config`: which settings hold for a draft, and from which file?

use super::shared::{self, Reader};
use crate::choosing::Config;
use crate::exit::{Exit, Failure};
use std::io::Write;

const SCHEMA: &str = include_str!("../../../../docs/schema/fontes-toml.json");

pub(crate) fn run(a: &Config) -> Result<Exit, Failure> {
    let mut out = shared::output(None, Reader::of(a.schema))?;
    if a.schema {
        write!(out, "{SCHEMA}")?;
    } else if !a.draft.exists() {
        return Err(fontes_kit::KitError::NotThere(a.draft.clone()).into());
    } else {
        match fontes_kit::settings_for(&a.draft)? {
            None => writeln!(out, "no fontes.toml in this folder or above: only the command line holds")?,
            Some(settings) => {
                writeln!(out, "# {}", settings.file.display())?;
                let text = std::fs::read_to_string(&settings.file)
                    .map_err(|e| Failure::usage(format!("{}: {e}", settings.file.display())))?;
                // What is set, without remarks: the file is known to be right.
                for line in text.lines().filter(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'))
                {
                    writeln!(out, "{line}")?;
                }
            }
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}
