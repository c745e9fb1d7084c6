//! What is in an OpenDocument file? The text of `content.xml` in its order, notes apart.

use crate::builder::Builder;
use crate::outcome::{Notice, Read, Unreadable};
use crate::package::Package;
use crate::xml::{Step, attribute, walk};
use fontes_core::text::BlockKind;

#[derive(Default)]
struct State {
    b: Builder,
    /// Depth of an element whose words are not the text's (comments, deletions).
    silent: Option<usize>,
    deleted: usize,
    /// An open note: depth, whether in its label, the label, its paragraphs.
    note: Option<(usize, bool, String, Vec<String>)>,
    cells: usize,
    lists: usize,
    page: u32,
    slides: bool,
    quoted: Option<usize>,
    body: bool,
}

pub(crate) fn read(bytes: &[u8]) -> Result<Read, Unreadable> {
    let (content, meta) = if bytes.starts_with(b"PK") {
        let mut package = Package::open(bytes)?;
        if package.has("META-INF/manifest.xml")
            && package.text("META-INF/manifest.xml").is_ok_and(|m| m.contains("encryption-data"))
        {
            return Err(Unreadable::new(
                "encrypted: it opens only with a password",
                "save a copy without the password",
            ));
        }
        let content = package.text("content.xml")?;
        let meta = if package.has("meta.xml") { package.text("meta.xml").ok() } else { None };
        (content, meta)
    } else {
        let text = crate::decode::decode_as(true, bytes, None)?.text;
        (text.clone(), Some(text))
    };
    let mut s = State::default();
    s.b.page("", 1);
    s.page = 1;
    walk(&content, |depth, step| match step {
        Step::Start { element, name, empty } => enter(&mut s, depth, element, name, empty),
        Step::End { name } => leave(&mut s, depth, name),
        Step::Text(t) => s.text(t),
    })?;
    let mut d = s.b.finish();
    // Soft page breaks are those of one layout, and often not all of them: only slides count.
    if !s.slides {
        d.pages.clear();
    }
    if let Some(meta) = meta {
        let mut into: Option<usize> = None;
        let mut found: [String; 4] = Default::default();
        // A damaged description costs the title, not the text.
        let _ = walk(&meta, |_, step| match step {
            Step::Start { name, empty: false, .. } => {
                into =
                    ["title", "initial-creator", "creation-date", "creator"].iter().position(|n| *n == name);
            }
            Step::End { .. } => into = None,
            Step::Text(t) => {
                if let Some(i) = into
                    && found[i].len() < 1000
                {
                    found[i].push_str(t);
                }
            }
            Step::Start { .. } => {}
        });
        let [title, author, date, creator] =
            found.map(|f| Some(f.trim().to_owned()).filter(|f| !f.is_empty()));
        d.title = title;
        d.author = author.or(creator);
        d.date = date.map(|d| d.chars().take(10).collect());
    }
    let mut read = Read::of(d);
    if s.deleted > 0 {
        read.notices.push(Notice::note(format!(
            "{} stretches that a reviser deleted are left out; insertions are read as accepted",
            s.deleted
        )));
    }
    Ok(read)
}

impl State {
    fn text(&mut self, words: &str) {
        if self.silent.is_some() || !self.body {
            return;
        }
        match &mut self.note {
            Some((_, true, label, _)) => label.push_str(words),
            Some((_, false, _, body)) => {
                if let Some(last) = body.last_mut() {
                    last.push_str(words);
                }
            }
            None => self.b.words(words),
        }
    }
}

fn enter(s: &mut State, depth: usize, e: &quick_xml::events::BytesStart<'_>, name: &str, empty: bool) {
    if name == "body" {
        s.body = true;
    }
    if s.silent.is_some() || !s.body {
        return;
    }
    match name {
        "annotation" | "tracked-changes" | "forms" | "sequence-decls" | "variable-decls"
        | "user-field-decls" | "desc" | "title" | "ruby-text"
            if !empty =>
        {
            s.silent = Some(depth);
        }
        "deletion" => s.deleted += 1,
        "note" if !empty && s.note.is_none() => s.note = Some((depth, false, String::new(), vec![])),
        "note-citation" if !empty => {
            if let Some(note) = &mut s.note {
                note.1 = true;
            }
        }
        "s" => {
            let n = attribute(e, "c").and_then(|c| c.parse().ok()).unwrap_or(1usize);
            s.text(&" ".repeat(n.min(64)));
        }
        "tab" => s.text("\t"),
        "line-break" => match &s.note {
            Some(_) => s.text("\n"),
            None => s.b.line(),
        },
        "change" => s.deleted += 1,
        "list-item" | "list-header" => s.lists += usize::from(!empty),
        "table-cell" => s.cells += usize::from(!empty),
        // A slide.
        "page" if !empty => {
            s.page += u32::from(s.slides);
            s.slides = true;
            s.b.page("", s.page);
        }
        "p" | "h" => {
            if let Some(note) = &mut s.note {
                note.1 = false;
                note.3.push(String::new());
                return;
            }
            let style = attribute(e, "style-name").unwrap_or_default().to_ascii_lowercase();
            s.quoted = (style.contains("quot")).then_some(depth);
            let kind = match () {
                () if name == "h" || style == "title" || style == "subtitle" => BlockKind::Heading,
                () if s.quoted.is_some() => BlockKind::Quotation,
                () if s.cells > 0 || s.lists > 0 => BlockKind::Cell,
                () => BlockKind::Paragraph,
            };
            s.b.block(kind);
        }
        _ => {}
    }
}

fn leave(s: &mut State, depth: usize, name: &str) {
    if s.silent == Some(depth) {
        s.silent = None;
        return;
    }
    if s.silent.is_some() {
        return;
    }
    match name {
        "note-citation" => {
            if let Some((_, in_label, label, _)) = &mut s.note {
                *in_label = false;
                let label = label.trim().to_owned();
                s.b.marker(&label);
            }
        }
        "note" => {
            if let Some((_, _, label, body)) = s.note.take_if(|n| n.0 == depth) {
                s.b.note(label.trim(), body);
            }
        }
        "p" | "h" if s.note.is_none() => s.b.block(BlockKind::Paragraph),
        "list-item" | "list-header" => s.lists = s.lists.saturating_sub(1),
        "table-cell" => s.cells = s.cells.saturating_sub(1),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_deletions() {
        let flat = "<?xml version='1.0'?><office:document xmlns:office='o' xmlns:text='t' xmlns:meta='m' xmlns:dc='d'>\
            <office:meta><dc:title>Fish</dc:title></office:meta><office:body><office:text>\
            <text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>\
            <text:h>Head</text:h><text:p>Cod<text:s/>swims.<text:note><text:note-citation>1</text:note-citation><text:note-body>\
            <text:p>See eel.</text:p></text:note-body></text:note> More.</text:p><text:p text:style-name='Quotations'>Said.</text:p>\
            </office:text></office:body></office:document>";
        let d = &read(flat.as_bytes()).expect("flat ODT").documents[0];
        assert_eq!(d.text, "Head\n\nCod swims.[1] More.\n\nSaid.\n\n[1] See eel.");
        assert_eq!(d.notes[0].marker.and_then(|m| m.slice(&d.text)), Some("[1]"));
        assert_eq!(d.title.as_deref(), Some("Fish"));
        assert_eq!(d.blocks[2].kind, BlockKind::Quotation);
    }
}
