//! `fontes explain`: what does a finding mean? The pages of `docs/findings`, which are in the program.

use super::shared::{self, Reader};
use crate::choosing::Explain;
use crate::exit::{Exit, Failure};
use fontes_check::Kind;
use fontes_check::finding::{CODES, Code};
use fontes_report::page;
use std::io::Write;

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

pub(crate) fn run(a: &Explain) -> Result<Exit, Failure> {
    let mut out = shared::output(None, Reader::Person)?;
    let width = shared::width(None);
    match &a.code {
        None => list(&mut out, width)?,
        Some(code) => {
            for (i, name) in pages(code)?.iter().enumerate() {
                if i > 0 {
                    writeln!(out)?;
                }
                let text = PAGES.iter().find(|p| p.0 == *name).map_or("", |p| p.1);
                page::write(&mut out, text, width)?;
            }
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// The names of the pages that a code, a verdict, a family or a page's own name leads to.
fn pages(asked: &str) -> Result<Vec<&'static str>, Failure> {
    let asked = asked.trim().to_lowercase().replace(' ', "-");
    let all = |is: &dyn Fn(&Code) -> bool| -> Vec<&'static str> {
        let mut out: Vec<&str> = Vec::new();
        for c in CODES.iter().filter(|c| is(c)) {
            if !out.contains(&c.page) {
                out.push(c.page);
            }
        }
        out
    };
    let by_code = all(&|c| c.name() == asked);
    if !by_code.is_empty() {
        return Ok(by_code);
    }
    if let Some(page) = PAGES.iter().find(|p| p.0 == asked) {
        return Ok(vec![page.0]);
    }
    let by_part = all(&|c| c.verdict.name() == asked || c.kind.name() == asked);
    if !by_part.is_empty() {
        return Ok(by_part);
    }
    let names: Vec<String> =
        CODES.iter().map(Code::name).chain(PAGES.iter().map(|p| p.0.to_owned())).collect();
    Err(Failure::usage(format!(
        "there is no finding “{asked}”{} (`fontes explain` lists them)",
        fontes_kit::meant(&asked, names.iter().map(String::as_str))
    )))
}

/// All findings, a line for each.
fn list(out: &mut dyn Write, width: Option<usize>) -> Result<(), Failure> {
    for kind in Kind::ALL {
        for c in CODES.iter().filter(|c| c.kind == kind) {
            page::item(out, &c.name(), c.severity, c.sentence, width)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "`fontes explain CODE` says more of one.")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_has_its_page_in_the_program() {
        for c in &CODES {
            assert!(PAGES.iter().any(|p| p.0 == c.page), "{}", c.page);
            assert_eq!(pages(&c.name()).map_err(|f| f.message), Ok(vec![c.page]));
        }
        assert_eq!(pages("silence").map_err(|f| f.message), Ok(vec!["silence"]));
        assert!(pages("Not found").is_ok_and(|p| p == ["not-found"]));
        assert!(pages("quotation").is_ok_and(|p| p.len() > 5));
        assert!(pages("altred").is_err_and(|f| f.message.contains("did you mean “altered”")));
    }
}
