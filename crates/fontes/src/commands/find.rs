//! `fontes find`: where do these words stand, exactly or nearly?

use super::shared::{self, Reader};
use crate::cli::{Find, Reading};
use crate::exit::{Exit, Failure};
use crate::say::say;
use fontes_check::{Options, Verdict, find};
use fontes_report::{json, terminal};

pub(crate) fn run(a: &Find) -> Result<Exit, Failure> {
    if a.words.trim().is_empty() {
        return Err(Failure::usage("no words to find"));
    }
    let archive = shared::open(&a.against, &Reading::default(), a.json)?;
    let options = Options { max_witnesses: a.limit.max(1), ..Options::default() };
    let checked = find(&a.words, &archive, &options)?;
    let mut out = shared::output(None, Reader::of(a.json))?;
    if a.json {
        json::write(&mut out, &checked)?;
    } else {
        terminal::places(&mut out, &checked, shared::width(None))?;
    }
    let found = checked.findings.iter().any(|f| !f.evidence.is_empty());
    out.flush()?;
    if !found && checked.findings.iter().all(|f| f.verdict == Verdict::NotChecked) {
        say!("not looked for; `fontes search` finds single words and names");
        return Ok(Exit::NotChecked);
    }
    Ok(if found { Exit::Clean } else { Exit::Findings })
}
