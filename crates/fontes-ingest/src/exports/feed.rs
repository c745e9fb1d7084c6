//! What is in a feed (RSS 0.9 to 2, RDF, Atom)? One document for each item, with its title and date; HTML within is read as such.

use super::moment::Moment;
use crate::builder::append;
use crate::html;
use crate::outcome::{Notice, Read, Unreadable};
use crate::xml::{Step, attribute, squeeze, walk};
use fontes_core::text::{Block, BlockKind, Document, Span};
use quick_xml::events::BytesStart;

/// Whether the first bytes of an XML file are a feed's.
pub(crate) fn looks_like(head: &str) -> bool {
    let root = head
        .match_indices('<')
        .map(|(i, _)| &head[i + 1..])
        .find(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
        .unwrap_or("");
    let name: String = root.chars().take_while(|c| c.is_ascii_alphanumeric() || ":-_".contains(*c)).collect();
    let open = &root[..root.find('>').unwrap_or(root.len())];
    match name.to_ascii_lowercase().as_str() {
        "rss" => true,
        "feed" | "atom:feed" => open.contains("Atom") || open.contains("atom"),
        "rdf:rdf" => open.contains("purl.org/rss"),
        _ => false,
    }
}

#[derive(Default)]
struct Item {
    atom: bool,
    id: Option<String>,
    title: String,
    author: String,
    date: String,
    summary: String,
    content: String,
}

/// An element of an item that is open.
struct Field {
    depth: usize,
    name: String,
    /// Whether its text is text, or elements as such, rather than HTML in escaped form.
    plain: bool,
    /// Where a part of it is open that is not asked for: an author's address.
    muted: Option<usize>,
}

#[derive(Default)]
struct State {
    series: String,
    /// Where the feed's own title is open.
    heading: Option<usize>,
    item: Option<(usize, Item)>,
    field: Option<Field>,
    items: Vec<Item>,
}

pub(crate) fn read(xml: &str) -> Result<Read, Unreadable> {
    let mut s = State::default();
    let walked = walk(xml, |depth, step| match step {
        Step::Start { element, name, empty } => enter(&mut s, depth, element, name, empty),
        Step::End { name } => leave(&mut s, depth, name),
        Step::Text(t) => take(&mut s, t),
    });
    let cut = match walked {
        Ok(_) => None,
        Err(e) if s.items.is_empty() => return Err(e),
        Err(e) => Some(format!("{}; what follows was not read", e.reason)),
    };
    let series =
        html::message(&s.series)?.documents.pop().map(|d| squeeze(&d.text)).filter(|t| !t.is_empty());
    let mut documents = Vec::new();
    for (i, item) in s.items.into_iter().enumerate() {
        let mut d = document(item)?;
        d.id = d.id.or_else(|| Some((i + 1).to_string()));
        d.series.clone_from(&series);
        documents.push(d);
    }
    documents.retain(|d| !d.text.is_empty());
    let mut read = Read { documents, ..Read::default() };
    read.notices.extend(cut.map(Notice::loss));
    Ok(read)
}

fn enter(s: &mut State, depth: usize, e: &BytesStart<'_>, name: &str, empty: bool) {
    let Some((at, item)) = &mut s.item else {
        if matches!(name, "item" | "entry") && !empty {
            let item = Item { atom: name == "entry", id: attribute(e, "about"), ..Item::default() };
            s.item = Some((depth, item));
        } else if name == "title" && !empty && s.series.is_empty() {
            s.heading = Some(depth);
        }
        return;
    };
    if name == "link" && item.id.is_none() {
        item.id = attribute(e, "href");
    }
    match &mut s.field {
        Some(field) => {
            if field.name == "author" && name != "name" && !empty {
                field.muted.get_or_insert(depth);
            }
            // Elements of HTML that stand as such.
            if let Some(part) = part(item, &field.name) {
                part.push_str(&format!("<{name}{}>", if empty { "/" } else { "" }));
            }
        }
        None if !empty && depth == *at + 1 => {
            let kind = attribute(e, "type").unwrap_or_default();
            let plain = item.atom && !kind.contains("html") || kind == "xhtml";
            s.field = Some(Field { depth, name: name.to_owned(), plain, muted: None });
        }
        None => {}
    }
}

fn leave(s: &mut State, depth: usize, name: &str) {
    if s.heading == Some(depth) {
        s.heading = None;
    }
    if s.item.as_ref().is_some_and(|(at, _)| *at == depth) {
        s.items.extend(s.item.take().map(|i| i.1));
        s.field = None;
        return;
    }
    let (Some((_, item)), Some(field)) = (&mut s.item, &mut s.field) else { return };
    if field.muted == Some(depth) {
        field.muted = None;
    }
    if field.depth == depth {
        s.field = None;
    } else if let Some(part) = part(item, &field.name) {
        part.push_str(&format!("</{name}>"));
    }
}

/// The part of an item that an element fills with what may be HTML.
fn part<'i>(item: &'i mut Item, field: &str) -> Option<&'i mut String> {
    match field {
        "description" | "summary" | "subtitle" => Some(&mut item.summary),
        "encoded" | "content" => Some(&mut item.content),
        _ => None,
    }
}

fn take(s: &mut State, t: &str) {
    if s.heading.is_some() {
        s.series.push_str(t);
    }
    let (Some((_, item)), Some(field)) = (&mut s.item, &s.field) else { return };
    if field.muted.is_some() {
        return;
    }
    let named = |t: &str| Some(t.trim().to_owned()).filter(|t| !t.is_empty());
    let escaped = || t.replace('&', "&amp;").replace('<', "&lt;");
    match field.name.as_str() {
        "title" => item.title.push_str(&if field.plain { escaped() } else { t.to_owned() }),
        "creator" | "author" => item.author.push_str(t),
        "pubDate" | "published" | "date" => item.date = t.to_owned(),
        "updated" | "modified" if item.date.trim().is_empty() => item.date = t.to_owned(),
        "guid" | "id" => item.id = named(t).or_else(|| item.id.take()),
        "link" if item.id.is_none() => item.id = named(t),
        name => {
            if let Some(part) = part(item, name) {
                part.push_str(&if field.plain { escaped() } else { t.to_owned() });
            }
        }
    }
}

fn document(item: Item) -> Result<Document, Unreadable> {
    let page = |words: &str| html::message(words).map(|mut r| r.documents.remove(0));
    let title = squeeze(&page(&item.title)?.text);
    let (summary, content) = (page(&item.summary)?, page(&item.content)?);
    let mut d = Document::default();
    if !title.is_empty() {
        d.text.push_str(&title);
        d.blocks
            .extend(Span::of(&d.text, 0..d.text.len()).map(|span| Block { kind: BlockKind::Heading, span }));
    }
    // A summary that the content says again is not said twice.
    let bare = squeeze(summary.text.trim_end_matches(['…', '.', ' ', ']', '[']));
    if !bare.is_empty() && !squeeze(&content.text).contains(&bare) {
        append(&mut d, summary, "feed")?;
    }
    if !content.text.is_empty() {
        append(&mut d, content, "feed")?;
    }
    let author = squeeze(&item.author);
    d.id = item.id;
    d.title = Some(title).filter(|t| !t.is_empty());
    d.author = Some(author).filter(|a| !a.is_empty());
    d.date = Moment::of(&item.date).map(|m| m.date);
    Ok(d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_documents_without_tags() {
        let rss = "<?xml version='1.0'?><rss version='2.0'><channel><title>Port news</title><item><title>The weir &amp;amp; key</title><guid>g1</guid>\
            <pubDate>Tue, 06 Oct 2009 07:49:00 GMT</pubDate><description>&lt;p&gt;Nobody &lt;b&gt;kept&lt;/b&gt;&amp;nbsp;it.&lt;/p&gt;</description></item>\
            <item><title>Two</title><description>Short.</description></item></channel></rss>";
        assert!(looks_like(rss));
        let all = read(rss).expect("a feed").documents;
        assert_eq!(all[0].text, "The weir & key\n\nNobody kept\u{A0}it.");
        assert_eq!(
            (all[0].id.as_deref(), all[0].date.as_deref(), all[0].series.as_deref()),
            (Some("g1"), Some("2009-10-06"), Some("Port news"))
        );
        assert_eq!(all[1].text, "Two\n\nShort.");
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Port</title><entry><title>Weir</title><id>u1</id><updated>2009-10-06T07:49:00Z</updated>\
            <author><name>Ute</name></author><summary>The key…</summary><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>The key is <em>gone</em>.</p><p>2 &lt; 3</p></div></content></entry></feed>";
        assert!(looks_like(atom));
        let d = &read(atom).expect("a feed").documents[0];
        assert_eq!(d.text, "Weir\n\nThe key is gone.\n\n2 < 3");
        assert_eq!(
            (d.author.as_deref(), d.id.as_deref(), d.series.as_deref()),
            (Some("Ute"), Some("u1"), Some("Port"))
        );
        assert!(!looks_like("<?xml version='1.0'?><feed><x/></feed>") && !looks_like("<opml>"));
    }
}
