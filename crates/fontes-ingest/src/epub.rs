//! What is in an EPUB? The pages of its spine, one after the other, read as web pages.

use crate::builder;
use crate::html;
use crate::outcome::{Notice, Read, Unreadable};
use crate::package::Package;
use crate::xml::{Step, attribute, walk};
use fontes_core::text::{Document, Page, Span};

pub(crate) fn read(bytes: &[u8]) -> Result<Read, Unreadable> {
    let mut package = Package::open(bytes)?;
    if package.has("META-INF/rights.xml") {
        return Err(Unreadable::new(
            "encrypted: the book is under a digital lock",
            "export it without the lock",
        ));
    }
    let container = package.text("META-INF/container.xml")?;
    let mut root = None;
    walk(&container, |_, step| {
        if let Step::Start { element, name: "rootfile", .. } = step
            && root.is_none()
        {
            root = attribute(element, "full-path");
        }
    })?;
    let root = root.ok_or_else(|| {
        Unreadable::new("the book names no package file", "repair it, for instance with Calibre")
    })?;
    let opf = package.text(&root)?;
    let base = root.rsplit_once('/').map_or("", |r| r.0);
    let (mut items, mut spine): (Vec<(String, String, String)>, Vec<String>) = (Vec::new(), Vec::new());
    let mut into: Option<usize> = None;
    let mut found: [String; 3] = Default::default();
    walk(&opf, |_, step| match step {
        Step::Start { element, name, empty } => {
            let get = |n| attribute(element, n).unwrap_or_default();
            match name {
                "item" => items.push((get("id"), get("href"), get("media-type"))),
                "itemref" => spine.push(get("idref")),
                _ => {}
            }
            into = if empty { None } else { ["title", "creator", "date"].iter().position(|n| *n == name) };
        }
        Step::End { .. } => into = None,
        Step::Text(t) => {
            if let Some(i) = into
                && found[i].trim().is_empty()
            {
                found[i].push_str(t);
            }
        }
    })?;
    let mut whole = Document::default();
    let (mut notices, mut anchors) = (Vec::new(), html::Anchors::default());
    for idref in &spine {
        let Some((_, href, _)) = items.iter().find(|i| i.0 == *idref) else {
            notices.push(Notice::loss(format!("the spine names {idref}, which the book does not hold")));
            continue;
        };
        let name = resolve(base, href);
        match package.text(&name).and_then(|page| html::book(&page)) {
            Ok(page) => append(&mut whole, &mut anchors, &name, page)?,
            Err(e) => notices.push(Notice::loss(format!("{name}: {}", e.reason))),
        }
    }
    html::link_notes(&mut whole, &anchors);
    let [title, author, date] = found.map(|f| Some(f.trim().to_owned()).filter(|f| !f.is_empty()));
    whole.title = title;
    whole.author = author;
    whole.date = date.map(|d| d.chars().take(10).collect());
    Ok(Read { documents: vec![whole], notices, ..Read::default() })
}

/// A path within the package, relative to the folder of the package file.
fn resolve(base: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or(href);
    let href = percent_encoding::percent_decode_str(href).decode_utf8_lossy();
    let mut parts: Vec<&str> = base.split('/').filter(|p| !p.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            p => parts.push(p),
        }
    }
    parts.join("/")
}

/// Sets a page of the book after the others.
fn append(
    whole: &mut Document,
    anchors: &mut html::Anchors,
    name: &str,
    page: html::Page,
) -> Result<(), Unreadable> {
    let html::Page { document: mut page, anchors: local, .. } = page;
    if page.text.is_empty() {
        return Ok(());
    }
    let pages = std::mem::take(&mut page.pages);
    let by = builder::append(whole, page, "book")?;
    let shift = |s: Span| builder::shifted(&whole.text, s, by, "book");
    // Addresses are those of the book, so that a note may stand on another page.
    let folder = name.rsplit_once('/').map_or("", |r| r.0);
    for (to, span) in local.links {
        let to = match to.split_once('#') {
            Some(("", id)) => format!("{name}#{id}"),
            Some((file, id)) => format!("{}#{id}", resolve(folder, file)),
            None => continue,
        };
        anchors.links.push((to, shift(span)?));
    }
    for (id, span) in local.targets {
        anchors.targets.push((format!("{name}{id}"), shift(span)?));
    }
    let at = u32::try_from(by).unwrap_or(u32::MAX);
    for p in pages {
        whole.pages.push(Page { at: p.at + at, label: p.label, index: 0 });
    }
    Ok(())
}
