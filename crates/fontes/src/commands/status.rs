//! `fontes status`: what is in an archive, what failed and why, what is stale.

use super::shared::{self, Reader};
use crate::cli::{Reading, Status};
use crate::exit::{Exit, Failure};
use fontes_report::status;

pub(crate) fn run(a: &Status) -> Result<Exit, Failure> {
    let archive = shared::open(&a.against, &Reading::default(), true)?;
    let found = fontes_kit::status(&archive, a.verify)?;
    let mut out = shared::output(None, Reader::of(a.json))?;
    if a.json {
        status::json(&mut out, &found)?;
    } else {
        status::text(&mut out, &found)?;
    }
    out.flush()?;
    Ok(if found.is_whole() { Exit::Clean } else { Exit::NotChecked })
}
