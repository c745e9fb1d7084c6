//! What is in an XML document that is not TEI? JATS, DocBook and FictionBook by their names of
//! elements; of any other vocabulary the words, each element that is not known to run within a
//! line a block of its own.

use crate::builder::Builder;
use crate::outcome::{Notice, Read, Unreadable};
use fontes_core::text::BlockKind;
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

/// Elements within one another beyond which a file is refused.
pub(crate) const DEEPEST: usize = 1000;

/// A step through a document.
pub(crate) enum Step<'a> {
    /// An element begins; `empty` when it ends at once, and then no [`Step::End`] follows.
    Start { element: &'a BytesStart<'a>, name: &'a str, empty: bool },
    /// An element ends.
    End { name: &'a str },
    /// Text between tags, references resolved.
    Text(&'a str),
}

/// Walks through a document; `depth` is how many elements are open, this one among them.
/// What entities are not known is given as it stands, and counted.
pub(crate) fn walk(xml: &str, mut visit: impl FnMut(usize, Step<'_>)) -> Result<usize, Unreadable> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let fail = |at: u64, why: String| {
        Unreadable::new(
            format!("not well-formed XML at byte {at}: {why}"),
            "repair the file, or export it again",
        )
    };
    let (mut depth, mut unknown) = (0usize, 0usize);
    loop {
        let event = reader.read_event().map_err(|e| fail(reader.error_position(), e.to_string()))?;
        match event {
            Event::Start(e) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Unreadable::new(
                        format!("the file nests more than {DEEPEST} elements"),
                        "if it is no bomb, save its text by hand",
                    ));
                }
                let name = e.local_name();
                visit(depth, Step::Start { element: &e, name: name.as_ref(), empty: false });
            }
            Event::Empty(e) => {
                let name = e.local_name();
                visit(depth + 1, Step::Start { element: &e, name: name.as_ref(), empty: true });
            }
            Event::End(e) => {
                let name = e.local_name();
                visit(depth, Step::End { name: name.as_ref() });
                depth = depth.saturating_sub(1);
            }
            Event::Text(t) => visit(depth, Step::Text(&t.xml10_content())),
            Event::CData(t) => visit(depth, Step::Text(&t.xml10_content())),
            Event::GeneralRef(r) => {
                let at = reader.buffer_position();
                let text = match r.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    Ok(None) => {
                        let name = r.xml10_content();
                        resolve_xml_entity(&name).map_or_else(
                            || {
                                unknown += 1;
                                format!("&{name};")
                            },
                            str::to_owned,
                        )
                    }
                    Err(e) => return Err(fail(at, e.to_string())),
                };
                visit(depth, Step::Text(&text));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if depth > 0 {
        return Err(fail(reader.buffer_position(), "the file ends within an element".into()));
    }
    Ok(unknown)
}

/// The value of an attribute by its local name.
pub(crate) fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    e.attributes().flatten().find_map(|a| {
        let key = a.key.local_name();
        let key: &str = key.as_ref();
        (key == name)
            .then(|| a.normalized_value(quick_xml::XmlVersion::default()).ok().map(|v| v.into_owned()))?
    })
}

/// Elements whose words run on in the line.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "abbrev",
    "acronym",
    "application",
    "author",
    "b",
    "bdi",
    "bdo",
    "bold",
    "citation",
    "citetitle",
    "cite",
    "code",
    "command",
    "day",
    "email",
    "emphasis",
    "ext-link",
    "filename",
    "firstname",
    "firstterm",
    "fn-marker",
    "font",
    "foreignphrase",
    "given-names",
    "hi",
    "i",
    "inline-formula",
    "institution",
    "italic",
    "keyword",
    "lang",
    "link",
    "literal",
    "monospace",
    "month",
    "named-content",
    "option",
    "overline",
    "personname",
    "phrase",
    "prefix",
    "prod",
    "productname",
    "q",
    "quote",
    "roman",
    "sanserif",
    "sc",
    "source",
    "span",
    "strike",
    "strikethrough",
    "strong",
    "style",
    "styled-content",
    "sub",
    "subscript",
    "suffix",
    "sup",
    "superscript",
    "surname",
    "term",
    "trademark",
    "u",
    "ulink",
    "underline",
    "uri",
    "var",
    "volume",
    "w",
    "xref",
    "year",
    "fpage",
    "lpage",
    "issue",
    "article-title",
    "name",
    "string-name",
    "person-group",
    "pub-id",
    "publisher-name",
    "publisher-loc",
    "mixed-citation",
];

/// Elements whose words are not part of what the document says.
const SILENT: &[&str] =
    &["binary", "script", "tex-math", "math", "journal-meta", "stylesheet", "indexterm", "description"];

#[derive(Default)]
struct State {
    b: Builder,
    path: Vec<String>,
    silent: Option<usize>,
    quotes: Vec<usize>,
    notes: usize,
    /// Where a note that stands in its place is open: depth, label, paragraphs.
    note: Option<(usize, String, Vec<String>)>,
    /// Depth of the title that is open, and its words.
    title: Option<(usize, String)>,
    title_found: Option<String>,
    author: Vec<String>,
    date: Option<String>,
    /// Depth of a JATS or FictionBook note body, and its id.
    far: Option<(usize, String)>,
    /// The labels of far notes, by id.
    labels: Vec<(String, String)>,
}

pub(crate) fn read(xml: &str) -> Result<Read, Unreadable> {
    // A first pass: which ids are notes, so that references to them are known as markers.
    let mut far: Vec<String> = Vec::new();
    let mut in_notes: Option<usize> = None;
    walk(xml, |depth, step| match step {
        Step::Start { element, name, empty } => {
            if name == "body"
                && attribute(element, "name")
                    .is_some_and(|n| n == "notes" || n == "footnotes" || n == "comments")
                && !empty
            {
                in_notes = Some(depth);
            }
            let is_note =
                matches!(name, "fn") || in_notes.is_some_and(|d| depth == d + 1 && name == "section");
            if is_note && let Some(id) = attribute(element, "id") {
                far.push(id);
            }
        }
        Step::End { .. } if in_notes == Some(depth) => in_notes = None,
        _ => {}
    })
    .ok();
    let mut s = State::default();
    let walked = walk(xml, |depth, step| match step {
        Step::Start { element, name, empty } => enter(&mut s, depth, element, name, empty, &far),
        Step::End { name } => leave(&mut s, depth, name),
        Step::Text(t) => text(&mut s, t),
    });
    let (unknown, cut) = match walked {
        Ok(unknown) => (unknown, None),
        // What stands before the damage is used.
        Err(e) if !s.b.is_empty() => (0, Some(format!("{}; what follows was not read", e.reason))),
        Err(e) => return Err(e),
    };
    let mut d = s.b.finish();
    d.title = s.title_found.or_else(|| s.title.map(|t| t.1)).map(|t| squeeze(&t)).filter(|t| !t.is_empty());
    d.author = (!s.author.is_empty()).then(|| s.author.join(", "));
    d.date = s.date;
    let mut read = Read::of(d);
    read.notices.extend(cut.map(Notice::loss));
    if unknown > 0 {
        read.notices.push(Notice::note(format!(
            "{unknown} references to entities that the file does not define stand as they are"
        )));
    }
    Ok(read)
}

fn enter(s: &mut State, depth: usize, e: &BytesStart<'_>, name: &str, empty: bool, far: &[String]) {
    if !empty {
        s.path.push(name.to_owned());
    }
    if s.silent.is_some() {
        return;
    }
    // FictionBook keeps the title of the book in its description.
    let reading = matches!(name, "rt" | "rp") && s.path.iter().rev().nth(1).is_some_and(|p| p == "ruby");
    if (reading || SILENT.contains(&name)) && !empty && !(name == "description" && depth > 2) {
        s.silent = Some(depth);
        return;
    }
    if let Some(note) = &mut s.note {
        if !INLINE.contains(&name) {
            note.2.push(String::new());
        }
        return;
    }
    match name {
        "footnote" if !empty => {
            s.notes += 1;
            let label = attribute(e, "label").unwrap_or_else(|| s.notes.to_string());
            s.b.marker(&label);
            s.note = Some((depth, label, vec![String::new()]));
        }
        "fn" | "section" if !empty && attribute(e, "id").is_some_and(|id| far.contains(&id)) => {
            let id = attribute(e, "id").unwrap_or_default();
            let label = s.labels.iter().find(|l| l.0 == id).map_or_else(|| id.clone(), |l| l.1.clone());
            s.far = Some((depth, label.clone()));
            s.note = Some((depth, label, vec![String::new()]));
        }
        "xref" | "a" | "footnoteref" if !empty => {
            let to = attribute(e, "rid")
                .or_else(|| attribute(e, "href"))
                .map(|t| t.trim_start_matches('#').to_owned());
            if let Some(to) = to
                && far.contains(&to)
            {
                if !s.labels.iter().any(|l| l.0 == to) {
                    s.labels.push((to.clone(), (s.labels.len() + 1).to_string()));
                }
                if let Some(l) = s.labels.iter().find(|l| l.0 == to) {
                    s.b.marker(&l.1);
                }
                // The printed marker is the one just set.
                s.silent = Some(depth);
            }
        }
        "br" | "linebreak" => s.b.line(),
        "title" | "article-title" | "subtitle" | "bridgehead" if !empty => {
            if !(name == "article-title" && s.path.iter().any(|p| p == "ref-list" || p == "ref")) {
                s.b.block(BlockKind::Heading);
                if s.title_found.is_none() && s.title.is_none() {
                    s.title = Some((depth, String::new()));
                }
            }
        }
        "disp-quote" | "blockquote" | "epigraph" | "cite"
            if !empty && (name != "cite" || s.path.iter().any(|p| p == "FictionBook")) =>
        {
            s.quotes.push(depth);
            s.b.block(BlockKind::Quotation);
        }
        "td" | "th" | "entry" | "list-item" | "listitem" | "ref" => s.b.block(kind(s, BlockKind::Cell)),
        "outline" => {
            if let Some(words) = attribute(e, "text") {
                s.b.block(BlockKind::Cell);
                s.b.words(&words);
            }
        }
        _ if INLINE.contains(&name) => {}
        _ => s.b.block(kind(s, BlockKind::Paragraph)),
    }
}

fn kind(s: &State, kind: BlockKind) -> BlockKind {
    if s.quotes.is_empty() { kind } else { BlockKind::Quotation }
}

fn leave(s: &mut State, depth: usize, name: &str) {
    s.path.pop();
    if s.silent == Some(depth) {
        s.silent = None;
        return;
    }
    if s.silent.is_some() {
        return;
    }
    if let Some((_, label, body)) = s.note.take_if(|n| n.0 == depth) {
        let mut body: Vec<String> = body.iter().map(|p| squeeze(p)).filter(|p| !p.is_empty()).collect();
        // The label that is printed before a far note is the marker again.
        if s.far.take().is_some_and(|f| f.0 == depth) && body.len() > 1 && body[0].chars().count() <= 4 {
            body.remove(0);
        }
        s.b.note(&label, body);
        return;
    }
    if s.note.is_some() {
        return;
    }
    if s.title.as_ref().is_some_and(|t| t.0 == depth)
        && let Some((_, t)) = s.title.take()
    {
        s.title_found = Some(t);
    }
    if s.quotes.last() == Some(&depth) {
        s.quotes.pop();
    }
    if !INLINE.contains(&name) {
        s.b.block(kind(s, BlockKind::Paragraph));
    }
}

fn text(s: &mut State, words: &str) {
    if s.silent.is_some() {
        return;
    }
    if let Some(note) = &mut s.note {
        if let Some(last) = note.2.last_mut() {
            last.push_str(words);
        }
        return;
    }
    if let Some((_, title)) = &mut s.title {
        title.push_str(words);
    }
    match s.path.last().map(String::as_str) {
        Some("sup" | "superscript") => s.b.raised(words),
        _ => s.b.words(words),
    }
}

/// The words, a blank between each two.
pub(crate) fn squeeze(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_stand_in_place_or_afar() {
        let docbook = "<article><title>On <emphasis>fish</emphasis></title><para>Cod.<footnote><para>A note.</para></footnote> More.</para></article>";
        let d = &read(docbook).expect("well-formed").documents[0];
        assert_eq!(d.text, "On fish\n\nCod.[1] More.\n\n[1] A note.");
        assert_eq!(d.title.as_deref(), Some("On fish"));
        assert_eq!(d.notes[0].marker.and_then(|m| m.slice(&d.text)), Some("[1]"));
        let jats = "<article><body><p>Eel<xref ref-type=\"fn\" rid=\"f9\"><sup>a</sup></xref>.</p></body><back><fn id=\"f9\"><label>a</label><p>Far.</p></fn></back></article>";
        let d = &read(jats).expect("well-formed").documents[0];
        assert_eq!(d.text, "Eel[1].\n\n[1] Far.");
        assert_eq!(d.notes[0].body.slice(&d.text), Some("Far."));
    }

    #[test]
    fn entity_bombs_do_not_grow() {
        let bomb =
            "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]><x>&b;&b; word</x>";
        let d = read(bomb).expect("well-formed");
        assert!(d.documents[0].text.len() < 40);
        assert_eq!(d.notices.len(), 1);
        assert!(read(&format!("{}x{}", "<p>".repeat(3000), "</p>".repeat(3000))).is_err());
        let cut = read("<a><p>whole</p><p>half</a>").expect("what comes before");
        assert!(cut.documents[0].text.starts_with("whole") && cut.notices[0].loss);
    }
}
