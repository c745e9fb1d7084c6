//! Which documents are in a TEI volume? One for each `<div type="document">`, else the body.
//!
//! Notes are taken out of the running text: a marker `[n]` stands in their place, their words
//! follow at the end of the document as blocks of their own.

use crate::builder::Builder;
use crate::outcome::{Notice, Read, Unreadable};
use crate::xml::{DEEPEST, attribute, squeeze};
use fontes_core::text::{BlockKind, Listed};
use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesStart, Event};

#[derive(Default)]
struct Open {
    depth: usize,
    id: Option<String>,
    builder: Builder,
    title: String,
    in_head: Option<usize>,
    date: Option<String>,
    author: Option<String>,
    /// How many notes there were.
    notes: usize,
    /// Depth and label of the note that is open, and its paragraphs.
    note: Option<(usize, String, Vec<String>)>,
    quotes: Vec<usize>,
    /// Depth of a `<choice>`: of two readings the editor's is taken.
    choice: Option<usize>,
    /// Depth of an element whose words are passed over.
    silent: Option<usize>,
    /// How many readings were passed over.
    passed: usize,
}

/// A list of persons outside the documents: `<item><persName xml:id="…">Tov, Ada</persName>, keeper of
/// the light</item>`, or `<person xml:id="…">` of a `<listPerson>`.
#[derive(Default)]
struct People {
    all: Vec<Listed>,
    /// Depth of the entry that is open, and its id, name and role.
    entry: Option<(usize, Option<String>, String, String)>,
    /// Depth of the name that is open.
    name: Option<usize>,
}

impl People {
    fn enter(&mut self, e: &BytesStart<'_>, name: &str, depth: usize) {
        match (name, &mut self.entry) {
            ("item" | "person", _) => {
                let id = attribute(e, "id").filter(|_| name == "person");
                self.entry = Some((depth, id, String::new(), String::new()));
                self.name = None;
            }
            ("persName", Some(entry)) if self.name.is_none() && entry.2.is_empty() => {
                entry.1 = attribute(e, "id").or_else(|| entry.1.take());
                self.name = Some(depth);
            }
            // The parts of a structured entry follow each other.
            (_, Some(entry)) if self.name.is_none() && !entry.3.is_empty() => entry.3.push(' '),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if let Some(entry) = &mut self.entry {
            if self.name.is_some() { &mut entry.2 } else { &mut entry.3 }.push_str(words);
        }
    }

    fn leave(&mut self, depth: usize) {
        if self.name == Some(depth) {
            self.name = None;
        }
        if let Some((_, id, name, role)) = self.entry.take_if(|e| e.0 == depth) {
            let edge = [',', ';', ':', '.', ' '];
            let name = squeeze(&name).trim_end_matches([',', ';', ':', ' ']).to_owned();
            let role = squeeze(&role).trim_matches(edge).to_owned();
            // What has no id is no entry of a list: nothing can refer to it.
            if let Some(id) = id.filter(|_| !name.is_empty()) {
                self.all.push(Listed { id, name, role });
            }
        }
    }
}

pub(crate) fn read(xml: &str) -> Result<Read, Unreadable> {
    let divided = xml.contains("type=\"document\"") || xml.contains("type='document'");
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut out = Read::default();
    let mut open: Option<Open> = None;
    let mut depth = 0usize;
    let mut page: Option<String> = None;
    let mut volume_title = String::new();
    let mut in_title = false;
    let mut left_out = 0usize;
    let mut people = People::default();
    let mut passed = 0usize;
    let fail = |at: u64, why: String| {
        Unreadable::new(
            format!("not well-formed XML at byte {at}: {why}"),
            "repair the file, or export it again",
        )
    };
    loop {
        let event = reader.read_event().map_err(|e| fail(reader.error_position(), e.to_string()))?;
        let (start, empty) = match &event {
            Event::Start(e) => (Some(e), false),
            Event::Empty(e) => (Some(e), true),
            _ => (None, false),
        };
        if let Some(e) = start {
            let name = e.local_name();
            let name: &str = name.as_ref();
            if !empty {
                depth += 1;
                if depth > DEEPEST {
                    return Err(Unreadable::new(
                        format!("the file nests more than {DEEPEST} elements"),
                        "check that it is a TEI document",
                    ));
                }
            }
            if name == "pb" {
                page = attribute(e, "n");
            }
            match &mut open {
                Some(o) => enter(o, e, name, depth, empty),
                None => {
                    let wanted = if divided {
                        name == "div" && attribute(e, "type").as_deref() == Some("document")
                    } else {
                        name == "body"
                    };
                    if wanted && !empty {
                        let mut o = Open { depth, id: attribute(e, "id"), ..Open::default() };
                        if let Some(label) = &page {
                            o.builder.page(label, 0);
                        }
                        open = Some(o);
                    } else if name == "title" && volume_title.is_empty() {
                        in_title = !empty;
                    } else if !empty && matches!(name, "item" | "person" | "persName")
                        || people.entry.is_some()
                    {
                        if !empty {
                            people.enter(e, name, depth);
                        }
                    } else if divided && name == "div" && attribute(e, "type").as_deref() == Some("section") {
                        left_out += 1;
                    }
                }
            }
            continue;
        }
        match event {
            Event::End(e) => {
                if let Some(o) = &mut open {
                    let name = e.local_name();
                    leave(o, name.as_ref(), depth);
                    if o.depth == depth
                        && let Some(o) = open.take()
                    {
                        passed += o.passed;
                        out.documents.push(finish(o));
                    }
                } else {
                    people.leave(depth);
                }
                in_title = false;
                depth = depth.saturating_sub(1);
            }
            Event::Text(t) => {
                text(&mut open, &mut people, in_title, &mut volume_title, &t.xml10_content());
            }
            Event::CData(t) => {
                text(&mut open, &mut people, in_title, &mut volume_title, &t.xml10_content());
            }
            Event::GeneralRef(r) => {
                let at = reader.buffer_position();
                let resolved = match r.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    Ok(None) => resolve_xml_entity(&r.xml10_content())
                        .ok_or_else(|| {
                            fail(at, format!("the entity &{}; is not defined", r.xml10_content()))
                        })?
                        .to_owned(),
                    Err(e) => return Err(fail(at, e.to_string())),
                };
                text(&mut open, &mut people, in_title, &mut volume_title, &resolved);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if depth > 0 {
        return Err(fail(reader.buffer_position(), "the file ends within an element".into()));
    }
    if !divided && let [only] = out.documents.as_mut_slice() {
        if !volume_title.trim().is_empty() {
            only.title = Some(squeeze(&volume_title));
        }
        only.id = None;
    }
    if let Some(first) = out.documents.first_mut() {
        first.persons = people.all;
    }
    if passed > 0 {
        out.notices.push(Notice::note(format!(
            "{passed} readings that the edition corrects, expands or marks as deleted are left out; its own are read"
        )));
    }
    if left_out > 0 {
        out.notices.push(Notice {
            what: format!(
                "{left_out} sections of front and back matter hold no document and are not searched"
            ),
            loss: false,
        });
    }
    Ok(out)
}

fn enter(o: &mut Open, e: &BytesStart<'_>, name: &str, depth: usize, empty: bool) {
    if o.silent.is_some() {
        return;
    }
    let passed = match name {
        "sic" | "orig" | "abbr" => o.choice == Some(depth - 1),
        "del" => true,
        _ => false,
    };
    if passed && !empty {
        o.silent = Some(depth);
        o.passed += 1;
        return;
    }
    if name == "choice" && !empty {
        o.choice = Some(depth);
        return;
    }
    if let Some(note) = &mut o.note {
        if name == "pb" || !is_block(name) {
            return;
        }
        note.2.push(String::new());
        return;
    }
    match name {
        "pb" => {
            let label = attribute(e, "n").unwrap_or_default();
            o.builder.page(&label, 0);
        }
        "lb" if attribute(e, "break").as_deref() == Some("no") => {}
        "lb" => o.builder.line(),
        "note" if !empty => {
            let label = attribute(e, "n").unwrap_or_else(|| (o.notes + 1).to_string());
            o.notes += 1;
            if o.in_head.is_none() || !o.builder.is_empty() {
                o.builder.marker(&label);
            }
            o.note = Some((depth, label, vec![String::new()]));
        }
        "date" if o.date.is_none() => {
            o.date =
                attribute(e, "when").or_else(|| attribute(e, "from")).or_else(|| attribute(e, "notBefore"));
        }
        "head" => {
            o.builder.block(BlockKind::Heading);
            if o.title.is_empty() && !empty {
                o.in_head = Some(depth);
            }
        }
        "quote" | "q" | "cit"
            if !empty && (name == "quote" || attribute(e, "rend").as_deref() == Some("block")) =>
        {
            o.quotes.push(depth);
            o.builder.block(BlockKind::Quotation);
        }
        "item" | "cell" | "row" | "label" => o.builder.block(kind(o, BlockKind::Cell)),
        _ if is_block(name) => o.builder.block(kind(o, BlockKind::Paragraph)),
        _ => {}
    }
}

fn kind(o: &Open, kind: BlockKind) -> BlockKind {
    if o.quotes.is_empty() { kind } else { BlockKind::Quotation }
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "dateline"
            | "opener"
            | "closer"
            | "list"
            | "table"
            | "salute"
            | "signed"
            | "postscript"
            | "lg"
            | "l"
            | "ab"
            | "sp"
            | "speaker"
            | "byline"
            | "figure"
            | "argument"
            | "epigraph"
            | "trailer"
            | "attachment"
    )
}

fn leave(o: &mut Open, name: &str, depth: usize) {
    if o.silent.is_some() {
        if o.silent == Some(depth) {
            o.silent = None;
        }
        return;
    }
    if o.choice == Some(depth) {
        o.choice = None;
        return;
    }
    if let Some(note) = o.note.take_if(|n| n.0 == depth) {
        o.builder.note(&note.1, note.2);
        return;
    }
    if o.note.is_some() {
        return;
    }
    if o.in_head == Some(depth) {
        o.in_head = None;
    }
    if o.quotes.last() == Some(&depth) {
        o.quotes.pop();
        o.builder.block(kind(o, BlockKind::Paragraph));
    } else if is_block(name) || matches!(name, "head" | "item" | "cell" | "row" | "label") {
        o.builder.block(kind(o, BlockKind::Paragraph));
    }
}

fn text(open: &mut Option<Open>, people: &mut People, in_title: bool, title: &mut String, words: &str) {
    match open {
        Some(o) if o.silent.is_some() => {}
        Some(o) => {
            if let Some(note) = &mut o.note {
                if let Some(last) = note.2.last_mut() {
                    last.push_str(words);
                }
                return;
            }
            if o.in_head.is_some() {
                o.title.push_str(words);
            }
            o.builder.words(words);
        }
        None if in_title => title.push_str(words),
        None => people.words(words),
    }
}

fn finish(o: Open) -> fontes_core::text::Document {
    let mut d = o.builder.finish();
    d.id = o.id;
    d.title = Some(squeeze(&o.title)).filter(|t| !t.is_empty());
    d.date = o.date;
    d.author = o.author;
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOLUME: &str = "<TEI xmlns=\"x\"><teiHeader><title>Vol</title></teiHeader><text><body>\
        <div type=\"section\"><p>Preface</p></div><pb n=\"3\"/>\
        <div type=\"document\" xml:id=\"d1\" n=\"1\"><head>1. Memo<note n=\"1\">Source: A &amp; B.</note></head>\
        <dateline><date when=\"1961-01-04\">January 4</date></dateline><p>First <hi>part</hi> of<pb n=\"4\"/> it.</p>\
        <quote><p>Quoted.</p></quote></div>\
        <div type=\"document\" xml:id=\"d2\"><head>2. Next</head><p>More.</p></div></body></text></TEI>";

    #[test]
    fn a_volume_is_its_documents() {
        let got = read(VOLUME).expect("well-formed");
        assert_eq!(got.documents.len(), 2);
        let d = &got.documents[0];
        assert_eq!(d.id.as_deref(), Some("d1"));
        assert_eq!(d.title.as_deref(), Some("1. Memo"));
        assert_eq!(d.date.as_deref(), Some("1961-01-04"));
        assert_eq!(d.text, "1. Memo[1]\n\nJanuary 4\n\nFirst part of it.\n\nQuoted.\n\n[1] Source: A & B.");
        assert_eq!(d.page(0).map(|p| &*p.label), Some("3"));
        assert_eq!(d.page(d.text.find("it.").map_or(0, |i| i as u32)).map(|p| &*p.label), Some("4"));
        assert_eq!(d.notes[0].body.slice(&d.text), Some("Source: A & B."));
        assert_eq!(d.notes[0].marker.and_then(|m| m.slice(&d.text)), Some("[1]"));
        assert_eq!(got.notices.len(), 1);
    }

    #[test]
    fn the_persons_of_a_volume_are_listed() {
        let volume = VOLUME.replace(
            "<p>Preface</p></div>",
            "<p>Preface</p></div><div type=\"section\" xml:id=\"persons\"><head>Persons</head><list type=\"names\">\
             <item><hi><persName xml:id=\"p_TA1\">Tov,\n  Ada</persName>,</hi> Keeper of the light &amp; oil</item>\
             <item><hi>OAS</hi>, a union</item></list><listPerson><person xml:id=\"p_2\"><persName>Bar, Ben</persName>\
             <occupation>clerk</occupation><note>of ward 3</note></person></listPerson></div>",
        );
        let got = read(&volume).expect("well-formed");
        assert_eq!(got.documents.len(), 2);
        let listed: Vec<(&str, &str, &str)> =
            got.documents[0].persons.iter().map(|p| (&*p.id, &*p.name, &*p.role)).collect();
        assert_eq!(
            listed,
            [("p_TA1", "Tov, Ada", "Keeper of the light & oil"), ("p_2", "Bar, Ben", "clerk of ward 3")]
        );
    }

    #[test]
    fn of_two_readings_the_editors_is_taken() {
        let tei = "<TEI><text><body><p>We <choice><sic>recieved</sic><corr>received</corr></choice> it, \
            <del>people</del><add>burghers</add>, and re<lb break=\"no\"/>turned.</p></body></text></TEI>";
        let got = read(tei).expect("well-formed");
        assert_eq!(got.documents[0].text, "We received it, burghers, and returned.");
        assert_eq!(got.notices.len(), 1);
    }

    #[test]
    fn damaged_xml_is_refused_with_its_place() {
        let err = read("<TEI><body><p>x</body></TEI>").expect_err("not well-formed");
        assert!(err.reason.contains("byte"));
        assert!(read("<TEI><body><p>&undefined;</p></body></TEI>").is_err());
        assert!(read("<TEI><body><p>").is_err());
    }
}
