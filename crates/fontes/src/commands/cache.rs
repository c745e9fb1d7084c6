//! `fontes cache`: what is kept of folders that were checked against, and its end.

use super::shared::{self, Reader};
use crate::cli::Cache;
use crate::exit::{Exit, Failure};
use fontes_report::screen::name;
use std::io::Write;

pub(crate) fn run(a: &Cache) -> Result<Exit, Failure> {
    let mut out = shared::output(None, Reader::Person)?;
    let kept = fontes_kit::cached()?;
    let mut bytes = 0;
    for one in &kept {
        bytes += one.bytes;
        let path = one.path.to_string_lossy();
        let of = one.folder.as_deref().map_or(String::new(), |f| format!("  {}", name(f)));
        writeln!(out, "{:>9.1} MB  {}{of}", one.bytes as f64 / 1e6, name(&path))?;
        if a.purge {
            fontes_kit::purge(one)?;
        }
    }
    let how = if a.purge { "taken away" } else { "kept" };
    let dir = fontes_kit::cache_dir()?;
    writeln!(out, "{:.1} MB {how} in {}", bytes as f64 / 1e6, name(&dir.to_string_lossy()))?;
    out.flush()?;
    Ok(Exit::Clean)
}
