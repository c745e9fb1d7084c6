//! What of a package must be changed before the library reads it? The place of its main part, words that were moved away, readings
//! above words (ruby), which are set apart, and where the word processor last began a page.

use crate::package::Package;
use crate::xml::{Step, attribute, squeeze, walk};
use std::io::{Cursor, Write as _};

/// A package as the library expects it.
#[derive(Default)]
pub(super) struct Usual {
    /// Its bytes, where they differ from those given.
    pub(super) bytes: Option<Vec<u8>>,
    /// How many stretches were moved away.
    pub(super) moved: usize,
    /// Readings that stood above words, a string a part.
    pub(super) readings: Vec<String>,
    /// Whether each page break that is left is the beginning of a page as the word processor last laid it out.
    pub(super) laid_out: bool,
}

const MAIN: &str = "word/document.xml";
/// Parts besides the main one in which readings stand.
const OTHERS: [&str; 3] = ["word/footnotes.xml", "word/endnotes.xml", "xl/sharedStrings.xml"];

/// A DOCX or XLSX as `undoc` expects it, if it is not one already: its main part at the usual place, words that a reviser moved only where
/// they were moved to, and words without the readings above them.
pub(super) fn usual(bytes: &[u8]) -> Usual {
    // What cannot be made usual is read as it is, and fails with the library's reason.
    made(bytes).unwrap_or_default()
}

fn made(bytes: &[u8]) -> Option<Usual> {
    let mut package = Package::open(bytes).ok()?;
    let mut main = None;
    walk(&package.text("_rels/.rels").ok()?, |_, step| {
        if let Step::Start { element, name: "Relationship", .. } = step
            && attribute(element, "Type").is_some_and(|t| t.ends_with("/officeDocument"))
        {
            main = attribute(element, "Target").map(|t| t.trim_start_matches('/').to_owned());
        }
    })
    .ok()?;
    let main = main?;
    let words = main.starts_with("word/") && main.ends_with(".xml");
    let mut out = Usual::default();
    let mut changed: Vec<(String, String)> = Vec::new();
    let parts = words.then_some(main.as_str()).into_iter().chain(OTHERS);
    for part in parts.map(str::to_owned).collect::<Vec<_>>() {
        if !package.has(&part) {
            continue;
        }
        let text = package.text(&part).ok()?;
        let mut readings = Vec::new();
        let mut new = if part.starts_with("xl/") {
            without_phonetics(&text, &mut readings)
        } else {
            without_ruby(&text, &mut readings)
        };
        if part == main {
            let (kept, moved) = without_moves(&new);
            (new, out.moved) = (kept, moved);
            if let Some(paged) = laid_out(&new) {
                (new, out.laid_out) = (paged, true);
            }
        }
        if new != text {
            changed.push((part, new));
        }
        if !readings.is_empty() {
            out.readings.push(squeeze(&readings.join(" ")));
        }
    }
    let elsewhere = words && main != MAIN;
    if changed.is_empty() && !elsewhere {
        return None;
    }
    out.bytes = Some(rewritten(bytes, &mut package, &main, elsewhere, &changed)?);
    Some(out)
}

/// The package with parts changed, and its main part at the usual place.
fn rewritten(
    bytes: &[u8],
    package: &mut Package<'_>,
    main: &str,
    elsewhere: bool,
    changed: &[(String, String)],
) -> Option<Vec<u8>> {
    let (folder, file) = main.rsplit_once('/')?;
    let relations = format!("{folder}/_rels/{file}.rels");
    let renamed = |name: &str| match name {
        n if elsewhere && n == main => MAIN.to_owned(),
        n if elsewhere && n == relations => "word/_rels/document.xml.rels".to_owned(),
        n => n.to_owned(),
    };
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for i in 0..from.len() {
        let file = from.by_index_raw(i).ok()?;
        let name = file.name().ok()?.into_owned();
        if let Some((_, text)) = changed.iter().find(|(part, _)| *part == name) {
            to.start_file(renamed(&name), options).ok()?;
            to.write_all(text.as_bytes()).ok()?;
        } else if elsewhere && name == "[Content_Types].xml" {
            drop(file);
            let types = package.text(&name).ok()?.replace(&format!("/{main}"), &format!("/{MAIN}"));
            to.start_file(name, options).ok()?;
            to.write_all(types.as_bytes()).ok()?;
        } else if elsewhere && name == "_rels/.rels" {
            drop(file);
            let relations = package.text(&name).ok()?.replace(main, MAIN);
            to.start_file(name, options).ok()?;
            to.write_all(relations.as_bytes()).ok()?;
        } else {
            to.raw_copy_file_rename(file, renamed(&name)).ok()?;
        }
    }
    Some(to.finish().ok()?.into_inner())
}

/// The document without the places from which words were moved away, and how many there were.
fn without_moves(xml: &str) -> (String, usize) {
    let mut out = String::with_capacity(xml.len());
    let (mut rest, mut moved) = (xml, 0);
    while let Some(at) = rest.find("<w:moveFrom ") {
        let Some(end) = rest[at..].find("</w:moveFrom>") else { break };
        out.push_str(&rest[..at]);
        rest = &rest[at + end + "</w:moveFrom>".len()..];
        moved += 1;
    }
    out.push_str(rest);
    (out, moved)
}

/// What Word and LibreOffice leave where a page began when they last laid the document out (ECMA-376 part 1, 17.3.3.13).
const BEGAN: [&str; 2] = ["<w:lastRenderedPageBreak/>", "<w:lastRenderedPageBreak />"];
/// A break that the author set; where pages are known, the page after it has its own mark.
const SET: [&str; 2] = ["<w:br w:type=\"page\"/>", "<w:br w:type=\"page\" />"];

/// The document with the beginnings of its pages as page breaks in runs of their own, and no others; none where no layout is kept.
fn laid_out(xml: &str) -> Option<String> {
    if !BEGAN.iter().any(|b| xml.contains(b)) {
        return None;
    }
    let mut out = xml.to_owned();
    for set in SET {
        out = out.replace(set, "");
    }
    for began in BEGAN {
        out = out.replace(began, &format!("</w:r><w:r>{}</w:r><w:r>", SET[0]));
    }
    Some(out)
}

/// The content of an element `<w:name …>` in `xml`, and what the element takes.
fn element<'x>(xml: &'x str, name: &str) -> Option<(std::ops::Range<usize>, &'x str)> {
    let open = format!("<w:{name}");
    let close = format!("</w:{name}>");
    let mut from = 0;
    let start = loop {
        let at = from + xml[from..].find(&open)?;
        // `<w:rubyPr>` is another.
        if xml[at + open.len()..].starts_with(['>', ' ']) {
            break at;
        }
        from = at + open.len();
    };
    let inner = start + xml[start..].find('>')? + 1;
    let end = inner + xml[inner..].find(&close)?;
    Some((start..end + close.len(), &xml[inner..end]))
}

/// Words without the readings above them: the runs of the base stand in the place of the guide's run.
fn without_ruby(xml: &str, readings: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while rest.contains("<w:ruby") {
        let Some((range, inner)) = element(rest, "ruby") else { break };
        out.push_str(&rest[..range.start]);
        out.push_str("</w:r>");
        out.push_str(element(inner, "rubyBase").map_or("", |(_, base)| base));
        out.push_str("<w:r>");
        readings.extend(element(inner, "rt").map(|(_, reading)| bare(reading)));
        rest = &rest[range.end..];
    }
    out.push_str(rest);
    out
}

/// Cells without how their words were typed in (`<rPh>`).
fn without_phonetics(xml: &str, readings: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(xml.len());
    let mut rest = xml;
    while let Some(name) = rest.find("rPh ").or_else(|| rest.find("rPh>")) {
        let Some(start) = rest[..name].rfind('<') else { break };
        let prefix = &rest[start + 1..name];
        let close = format!("</{prefix}rPh>");
        if prefix.len() > 10 || prefix.starts_with('/') {
            break;
        }
        let Some(end) = rest[name..].find(&close) else { break };
        out.push_str(&rest[..start]);
        readings.push(bare(&rest[start..name + end]));
        rest = &rest[name + end + close.len()..];
    }
    out.push_str(rest);
    out
}

/// Text without its tags.
fn bare(xml: &str) -> String {
    let mut out = String::new();
    let mut within = false;
    for c in xml.chars() {
        match c {
            '<' => within = true,
            '>' => within = false,
            c if !within => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_moved_stands_once() {
        let xml = "<w:p><w:moveFromRangeStart/><w:moveFrom w:id=\"1\"><w:r><w:t>gone</w:t></w:r></w:moveFrom></w:p><w:p>kept</w:p>";
        assert_eq!(without_moves(xml), ("<w:p><w:moveFromRangeStart/></w:p><w:p>kept</w:p>".into(), 1));
    }

    #[test]
    fn pages_begin_where_they_were_laid_out() {
        let xml =
            "<w:r><w:t>a</w:t><w:br w:type=\"page\"/></w:r><w:r><w:lastRenderedPageBreak/><w:t>b</w:t></w:r>";
        let paged =
            "<w:r><w:t>a</w:t></w:r><w:r></w:r><w:r><w:br w:type=\"page\"/></w:r><w:r><w:t>b</w:t></w:r>";
        assert_eq!(laid_out(xml).as_deref(), Some(paged));
        assert_eq!(laid_out("<w:r><w:br w:type=\"page\"/></w:r>"), None);
    }

    #[test]
    fn readings_stand_apart() {
        let mut readings = Vec::new();
        let xml = "<w:r><w:rPr/><w:ruby><w:rubyPr/><w:rt><w:r><w:t>とう</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>東</w:t></w:r></w:rubyBase></w:ruby></w:r>x";
        assert_eq!(
            without_ruby(xml, &mut readings),
            "<w:r><w:rPr/></w:r><w:r><w:t>東</w:t></w:r><w:r></w:r>x"
        );
        let xml = "<si><t>東京</t><rPh sb=\"0\"><t>トウ</t></rPh><rPh sb=\"1\"><t>キョウ</t></rPh><phoneticPr/></si>";
        assert_eq!(without_phonetics(xml, &mut readings), "<si><t>東京</t><phoneticPr/></si>");
        assert_eq!(readings, ["とう", "トウ", "キョウ"]);
        assert_eq!(without_ruby("<w:ruby>half", &mut readings), "<w:ruby>half");
        assert_eq!(without_phonetics("<rPh half", &mut readings), "<rPh half");
    }
}
