//! `fontes timeline`, `fontes people`, `fontes network`: what an archive says of days and of people.

use super::shared::{self, Reader};
use crate::cli::{Network, Overview, OverviewFormat, People, Reading, Timeline};
use crate::exit::{Exit, Failure};
use crate::say::say;
use fontes_archive::Snapshot;
use fontes_check::overview::{NameDecisions, Wanted, people, timeline};
use fontes_kit::{NameLine, add_name_line, name_decisions};
use fontes_report::overview::{self, Table, csv, html, json, text};

pub(crate) fn dates(a: &Timeline) -> Result<Exit, Failure> {
    for date in a.from.iter().chain(&a.to) {
        let parts: Vec<&str> = date.split('-').collect();
        let number = |p: &str, len: usize| (p.len() == len).then(|| p.parse::<u32>().ok()).flatten();
        let right = number(parts[0], 4).is_some()
            && parts.get(1).is_none_or(|m| number(m, 2).is_some_and(|m| (1..=12).contains(&m)))
            && parts.get(2).is_none_or(|d| number(d, 2).is_some_and(|d| (1..=31).contains(&d)))
            && parts.len() <= 3;
        if !right {
            return Err(Failure::usage(format!("{date}: a date as 1973, 1973-09 or 1973-09-11")));
        }
    }
    if let (Some(from), Some(to)) = (&a.from, &a.to)
        && from > to
        && !from.starts_with(to.as_str())
    {
        return Err(Failure::usage(format!("--from {from} is after --to {to}")));
    }
    let archive = shared::open(&a.overview.against, &Reading::default(), true)?;
    let wanted = Wanted { from: a.from.clone(), to: a.to.clone(), about: a.about.clone() };
    let found = timeline(&archive, &wanted)?;
    unread(&archive);
    show(&a.overview, &overview::timeline_tables(&found), found.events.is_empty())
}

pub(crate) fn persons(a: &People) -> Result<Exit, Failure> {
    let archive = shared::open(&a.overview.against, &Reading::default(), true)?;
    if !(a.merge.is_empty() && a.part.is_empty()) {
        let Some(beside) = &a.overview.against.archive else {
            return Err(Failure::usage(
                "--merge and --part are kept beside an archive: name one (--archive)",
            ));
        };
        let at = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok().map(|d| d.as_secs());
        add_name_line(beside, &NameLine { merge: a.merge.clone(), part: a.part.clone(), who: None, at })?;
    }
    let found = people(&archive, &decided(&a.overview)?)?;
    unread(&archive);
    show(&a.overview, &[overview::people_table(&found)], found.persons.is_empty())
}

/// What was decided on names by hand; nothing where the archive is a folder's own.
fn decided(a: &Overview) -> Result<NameDecisions, Failure> {
    Ok(a.against.archive.as_deref().map(name_decisions).transpose()?.unwrap_or_default())
}

pub(crate) fn network(a: &Network) -> Result<Exit, Failure> {
    let archive = shared::open(&a.overview.against, &Reading::default(), true)?;
    let found = people(&archive, &decided(&a.overview)?)?;
    unread(&archive);
    if a.graphml {
        let mut out = shared::output(a.overview.output.as_deref(), Reader::Program)?;
        overview::graphml(&mut out, &found, a.least)?;
        out.flush()?;
        return Ok(Exit::Clean);
    }
    let table = overview::network_table(&found, a.least);
    let nothing = table.rows.is_empty();
    show(&a.overview, &[table], nothing)
}

/// Says what the archive could not read: it is in no row.
fn unread(archive: &Snapshot) {
    if let Some(unseen) = archive.totals().unseen() {
        say!("of the sources {unseen}: they are in no row");
    }
}

/// Nothing was found ends as `search` does: with 1.
fn show(a: &Overview, tables: &[Table], nothing: bool) -> Result<Exit, Failure> {
    let format = if a.json { OverviewFormat::Json } else { a.format };
    let mut out = shared::output(a.output.as_deref(), Reader::of(format != OverviewFormat::Text))?;
    match format {
        OverviewFormat::Text => text(&mut out, tables, a.limit)?,
        OverviewFormat::Csv => csv(&mut out, tables)?,
        OverviewFormat::Json => json(&mut out, tables)?,
        OverviewFormat::Html => html(&mut out, tables)?,
    }
    out.flush()?;
    Ok(if nothing { Exit::Findings } else { Exit::Clean })
}
