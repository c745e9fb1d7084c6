//! What is in an Office document? DOCX, DOC, XLSX, XLS, PPTX and PPT, as `undoc` reads them.
//!
//! `usual` makes a package what the library expects, and sets apart what it would mix into the words; `remarks` reads what reviewers
//! deleted and wrote in the margin, `cells` where the cells of a spreadsheet are.

mod cells;
mod remarks;
mod usual;

use crate::builder::Builder;
use crate::outcome::{Notice, Read, Unreadable};
use fontes_core::text::BlockKind;
use std::io::{Cursor, Read as _};
use undoc::model::{Block, Paragraph, RevisionType, Table};
use usual::usual;

/// Bytes that all parts together may unfold to.
const LARGEST: u64 = 192 << 20;

/// Headings deeper in a table than this are not followed.
const DEEPEST: usize = 32;

pub(crate) fn read(bytes: &[u8]) -> Result<Read, Unreadable> {
    guard(bytes)?;
    if bytes.starts_with(b"\xd0\xcf\x11\xe0")
        && let Some(why) = crate::foreign::by_streams(bytes)
    {
        return Err(why);
    }
    let usual = usual(bytes);
    let parsed = undoc::parse_bytes(usual.bytes.as_deref().unwrap_or(bytes)).map_err(|e| {
        let text = e.to_string();
        let lower = text.to_ascii_lowercase();
        if lower.contains("encrypt") || lower.contains("password") {
            Unreadable::new("encrypted: it opens only with a password", "save a copy without the password")
        } else {
            Unreadable::new(
                format!("the Office document cannot be read: {text}"),
                "open it in a word processor and save it again",
            )
        }
    })?;
    let mut b = Builder::default();
    let labels = labels(&parsed);
    let printed = |label: &str| labels.iter().find(|l| l.0 == label).map_or(label, |l| &l.1).to_owned();
    let mut deleted = usual.moved;
    let many = parsed.sections.len() > 1;
    let paged = matches!(parsed.format, undoc::FormatType::Pptx | undoc::FormatType::Ppt);
    let sheets = matches!(parsed.format, undoc::FormatType::Xlsx | undoc::FormatType::Xls);
    let mut page = 1;
    let mut notes = Vec::new();
    let places = if sheets { cells::addresses(bytes) } else { vec![] };
    let places = if places.len() == parsed.sections.len() { places } else { vec![] };
    for (number, section) in parsed.sections.iter().enumerate() {
        if paged {
            page = u32::try_from(section.index + 1).unwrap_or(0);
            b.page(&page.to_string(), page);
        } else if section.index == 0 && !sheets {
            b.page("", 1);
        }
        if sheets
            && many
            && let Some(name) = &section.name
        {
            b.block(BlockKind::Heading);
            b.words(name);
        }
        for block in &section.content {
            match block {
                Block::Paragraph(p) => paragraph(
                    &mut b,
                    p,
                    None,
                    &mut deleted,
                    (!paged && !sheets).then_some(&mut page),
                    &printed,
                ),
                Block::Table(t) => {
                    let mut places =
                        sheet_places(&section.content, places.get(number), section.name.as_deref());
                    let page = (!paged && !sheets).then_some(&mut page);
                    table(&mut b, t, 0, &mut deleted, page, &printed, &mut places);
                }
                Block::PageBreak if !paged && !usual.laid_out => {
                    page += 1;
                    b.page("", page);
                }
                Block::Note { label, content } => {
                    let body = content.iter().map(|p| words(p, &mut deleted)).collect();
                    notes.push((printed(label), body));
                }
                _ => {}
            }
        }
        if let Some(notes) = &section.notes {
            for p in notes {
                paragraph(&mut b, p, Some(BlockKind::Paragraph), &mut deleted, None, &printed);
            }
        }
    }
    b.notes_by_marker(notes);
    // Running heads and feet, once each.
    let mut framed: Vec<String> = Vec::new();
    for section in &parsed.sections {
        for p in section.header.iter().chain(&section.footer).flatten() {
            let line = words(p, &mut deleted);
            if !line.trim().is_empty() && !framed.contains(&line) {
                framed.push(line);
            }
        }
    }
    // What stands beside the text can be found, and is not what the text says.
    framed.extend(usual.readings.iter().map(|r| format!("Readings: {r}")));
    framed.extend(remarks::remarks(bytes));
    framed.extend(pictures(&parsed).iter().map(|alt| format!("Picture: {alt}")));
    if sheets && !framed.is_empty() {
        // None of these is in the last cell.
        b.block(BlockKind::Furniture);
        b.page("", 0);
    }
    for line in &framed {
        b.block(BlockKind::Furniture);
        b.words(line);
    }
    let mut d = b.finish();
    // Breaks that the author set are not the pages of a layout. The places of cells are kept.
    if !paged && !sheets && !usual.laid_out {
        d.pages.clear();
    }
    let said = |s: &Option<String>| s.as_deref().map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned);
    d.title = said(&parsed.metadata.title);
    d.author = said(&parsed.metadata.author);
    d.date = said(&parsed.metadata.created).map(|s| s.chars().take(10).collect());
    d.media_type = match parsed.format {
        undoc::FormatType::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        undoc::FormatType::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        undoc::FormatType::Pptx => {
            "application/vnd.openxmlformats-officedocument.presentationml.presentation"
        }
        undoc::FormatType::Doc => "application/msword",
        undoc::FormatType::Xls => "application/vnd.ms-excel",
        undoc::FormatType::Ppt => "application/vnd.ms-powerpoint",
    }
    .into();
    let mut read = Read::of(d);
    if deleted > 0 {
        read.notices.push(Notice::note(format!(
            "{deleted} stretches that a reviser deleted or moved away are left out; insertions are read as accepted"
        )));
    }
    Ok(read)
}

/// What is said of the pictures, once each.
fn pictures(parsed: &undoc::Document) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let blocks = parsed.sections.iter().flat_map(|s| &s.content);
    let said = blocks.flat_map(|block| match block {
        Block::Image { alt_text, .. } => vec![alt_text.as_deref()],
        Block::Paragraph(p) => p.images.iter().map(|i| i.alt_text.as_deref()).collect(),
        _ => vec![],
    });
    for alt in said.flatten().map(str::trim).filter(|a| !a.is_empty()) {
        if !out.iter().any(|o| o == alt) {
            out.push(alt.to_owned());
        }
    }
    out
}

/// The label that is printed for the label of the file.
type Printed<'p> = &'p dyn Fn(&str) -> String;

/// Notes are numbered by the order of their markers, endnotes (`e1`) in small Roman numerals, as
/// word processors print them; the numbers in the file are only names.
fn labels(parsed: &undoc::Document) -> Vec<(String, String)> {
    fn visit(p: &Paragraph, order: &mut Vec<String>) {
        for label in p.runs.iter().filter_map(|r| r.note.as_ref()) {
            if !order.contains(label) {
                order.push(label.clone());
            }
        }
    }
    fn cells(t: &Table, depth: usize, order: &mut Vec<String>) {
        for cell in t.rows.iter().flat_map(|r| &r.cells) {
            cell.content.iter().for_each(|p| visit(p, order));
            if depth < DEEPEST {
                cell.nested_tables.iter().for_each(|t| cells(t, depth + 1, order));
            }
        }
    }
    let mut order = Vec::new();
    for block in parsed.sections.iter().flat_map(|s| &s.content) {
        match block {
            Block::Paragraph(p) => visit(p, &mut order),
            Block::Table(t) => cells(t, 0, &mut order),
            _ => {}
        }
    }
    let (mut feet, mut ends) = (0, 0);
    order
        .into_iter()
        .map(|label| {
            let shown = if label.starts_with('e') {
                ends += 1;
                crate::pdf::roman(ends).to_lowercase()
            } else {
                feet += 1;
                feet.to_string()
            };
            (label, shown)
        })
        .collect()
}

/// Refuses a package whose parts unfold to more than they should, before it is parsed.
fn guard(bytes: &[u8]) -> Result<(), Unreadable> {
    if !bytes.starts_with(b"PK") {
        return Ok(());
    }
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| crate::members::zip_error(&e))?;
    let mut left = LARGEST;
    let mut sink = vec![0u8; 1 << 16];
    for i in 0..zip.len() {
        // What the directory says of a part's size may be a lie: it is unfolded and counted.
        let Ok(mut file) = zip.by_index(i) else { continue };
        let name = file.name().map(|n| n.to_ascii_lowercase()).unwrap_or_default();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        if file.size() <= 1 << 20 && file.compressed_size() * 200 > file.size() {
            left = left.saturating_sub(file.size());
            continue;
        }
        while let Ok(n) = file.read(&mut sink) {
            if n == 0 {
                break;
            }
            left = left.saturating_sub(n as u64);
            if left == 0 {
                return Err(Unreadable::new(
                    format!("its parts unfold to more than {} MB", LARGEST >> 20),
                    "if it is no bomb, save it as plain text",
                ));
            }
        }
    }
    Ok(())
}

fn paragraph(
    b: &mut Builder,
    p: &Paragraph,
    kind: Option<BlockKind>,
    deleted: &mut usize,
    mut page: Option<&mut u32>,
    printed: Printed<'_>,
) {
    let style = p.style_name.as_deref().unwrap_or("").to_ascii_lowercase();
    let kind = kind.unwrap_or(if p.heading.is_heading() || style == "title" || style == "subtitle" {
        BlockKind::Heading
    } else if style.contains("quot") || style.contains("block text") {
        BlockKind::Quotation
    } else if p.list_info.is_some() {
        BlockKind::Cell
    } else {
        BlockKind::Paragraph
    });
    b.block(kind);
    for run in &p.runs {
        if run.revision == RevisionType::Deleted {
            *deleted += 1;
            continue;
        }
        b.words(&run.text);
        if let Some(label) = &run.note {
            b.marker(&printed(label));
        }
        if run.line_break {
            b.line();
        }
        if run.page_break
            && let Some(page) = page.as_deref_mut()
        {
            *page += 1;
            b.page("", *page);
        }
    }
}

fn words(p: &Paragraph, deleted: &mut usize) -> String {
    let mut out = String::new();
    for run in &p.runs {
        if run.revision == RevisionType::Deleted {
            *deleted += 1;
            continue;
        }
        out.push_str(&run.text);
        if run.line_break {
            out.push('\n');
        }
    }
    out
}

/// The addresses of a sheet's cells that hold something, with the sheet's name; none where their number is not that of the cells that
/// were read, so that no cell gets the address of another.
fn sheet_places(
    content: &[Block],
    addresses: Option<&Vec<String>>,
    name: Option<&str>,
) -> std::vec::IntoIter<String> {
    let tables = content.iter().filter_map(|b| if let Block::Table(t) = b { Some(t) } else { None });
    let tables: Vec<&Table> = tables.collect();
    let filled = tables.iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells).filter(|c| !c.is_empty()).count();
    let labels = addresses.filter(|a| a.len() == filled && tables.len() == 1);
    let label = |a: &String| name.map_or_else(|| a.clone(), |n| format!("{n}!{a}"));
    labels.map_or_else(Vec::new, |all| all.iter().map(label).collect()).into_iter()
}

fn table(
    b: &mut Builder,
    t: &Table,
    depth: usize,
    deleted: &mut usize,
    mut page: Option<&mut u32>,
    printed: Printed<'_>,
    places: &mut std::vec::IntoIter<String>,
) {
    if depth > DEEPEST {
        return;
    }
    for cell in t.rows.iter().flat_map(|r| &r.cells) {
        if !cell.is_empty()
            && let Some(label) = places.next()
        {
            b.block(BlockKind::Cell);
            b.page(&label, 0);
        }
        for p in &cell.content {
            paragraph(b, p, Some(BlockKind::Cell), deleted, page.as_deref_mut(), printed);
        }
        for inner in &cell.nested_tables {
            table(b, inner, depth + 1, deleted, page.as_deref_mut(), printed, places);
        }
    }
}
