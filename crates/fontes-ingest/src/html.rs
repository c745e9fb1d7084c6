//! What is the text of a web page? Its words in blocks, the article told from what frames it,
//! notes tied to their markers; scripts and menus left out. `article` tells the article.

mod article;

use crate::builder::{Builder, append};
use crate::outcome::{Read, Unreadable};
use crate::xml::squeeze;
use article::{Hints, Main, body_of};
use dom_query::{Document as Dom, NodeRef};
use fontes_core::text::{BlockKind, Document, Note, Span};

/// Elements within one another beyond which a page is not parsed: the tree builder's time
/// grows with the square of the depth.
const DEEPEST: usize = 1000;

/// Links and what they lead to, by address: `#id`, or `file#id` in a book.
#[derive(Debug, Default)]
pub(crate) struct Anchors {
    /// Links whose words could be the marker of a note.
    pub(crate) links: Vec<(String, Span)>,
    /// Elements with an id, and where their words stand.
    pub(crate) targets: Vec<(String, Span)>,
}

/// A page and its anchors.
pub(crate) struct Page {
    pub(crate) document: Document,
    pub(crate) anchors: Anchors,
    /// Elements that tell what a block is, and where their words stand, in the order of their beginnings.
    regions: Vec<(Region, usize, usize)>,
}

/// An element that tells what the blocks in it are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    Link,
    Title,
    /// What stands beside a text or below it: asides, footers, forms, comments.
    Beside,
}

fn region(name: &str, node: &NodeRef<'_>) -> Option<Region> {
    let comments = || {
        ["id", "class"]
            .iter()
            .any(|a| node.attr(a).is_some_and(|v| v.to_ascii_lowercase().contains("comment")))
    };
    Some(match name {
        "a" => Region::Link,
        "h1" => Region::Title,
        "aside" | "footer" | "form" => Region::Beside,
        "div" | "section" | "ol" | "ul" if comments() => Region::Beside,
        _ => return None,
    })
}

/// A web page: the article told from the rest.
pub(crate) fn read(html: &str) -> Result<Read, Unreadable> {
    let shown = with_shadow_roots(html);
    let dom = parse(&shown)?;
    let meta = |names: &[&str]| {
        dom.select("meta").nodes().iter().find_map(|m| {
            let name = m
                .attr("name")
                .or_else(|| m.attr("property"))
                .or_else(|| m.attr("itemprop"))?
                .to_ascii_lowercase();
            let content = m.attr("content")?.trim().to_owned();
            (names.contains(&name.as_str()) && !content.is_empty()).then_some(content)
        })
    };
    let title = meta(&["og:title", "dc.title", "citation_title"])
        .or_else(|| first_text(&dom, "title"))
        .or_else(|| first_text(&dom, "h1"));
    let author = meta(&["author", "article:author", "dc.creator", "citation_author"])
        .filter(|a| !a.starts_with("http"));
    let date = meta(&[
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "citation_publication_date",
        "pubdate",
    ])
    .or_else(|| {
        dom.select("time[datetime]").nodes().first().and_then(|t| t.attr("datetime")).map(|d| d.to_string())
    })
    .filter(|d| d.starts_with(|c: char| c.is_ascii_digit()));
    let hints = Hints::of(&dom, meta(&["og:description", "description", "twitter:description"]));
    let mut page = text(&dom);
    Main::of(dom).mark(&mut page.document, &page.regions, &hints);
    link_notes(&mut page.document, &page.anchors);
    let mut document = page.document;
    // A page that scripts fill says in its data what it would show.
    if let Some(part) = body_of(&hints, &document) {
        append(&mut document, part, "page")?;
    }
    document.title = title;
    document.author = author;
    document.date = date;
    Ok(Read::of(document))
}

/// A page of a book: all of it is text.
pub(crate) fn book(html: &str) -> Result<Page, Unreadable> {
    Ok(text(&parse(html)?))
}

/// The text of the HTML part of a message.
pub(crate) fn message(html: &str) -> Result<Read, Unreadable> {
    let mut page = book(html)?;
    link_notes(&mut page.document, &page.anchors);
    Ok(Read::of(page.document))
}

/// The page with the roots of shadow trees, which a browser shows, as elements of its own.
fn with_shadow_roots(html: &str) -> std::borrow::Cow<'_, str> {
    if !html.contains("shadowrootmode") {
        return html.into();
    }
    let mut out = String::with_capacity(html.len());
    let (mut rest, mut open): (&str, Vec<bool>) = (html, Vec::new());
    loop {
        let start = rest.find("<template");
        let end = rest.find("</template");
        let Some(at) = start.into_iter().chain(end).min() else { break };
        out.push_str(&rest[..at]);
        let len = rest[at..].find('>').map_or(rest.len() - at, |i| i + 1);
        let tag = &rest[at..at + len];
        let shown = if start == Some(at) {
            open.push(tag.contains("shadowrootmode"));
            open.last().copied()
        } else {
            open.pop()
        };
        out.push_str(match (shown, start == Some(at)) {
            (Some(true), true) => "<div>",
            (Some(true), false) => "</div>",
            _ => tag,
        });
        rest = &rest[at + len..];
    }
    out.push_str(rest);
    out.into()
}

fn parse(html: &str) -> Result<Dom, Unreadable> {
    if depth(html) > DEEPEST {
        return Err(Unreadable::new(
            format!("the page nests more than {DEEPEST} elements"),
            "save its text by hand",
        ));
    }
    Ok(Dom::from(html))
}

fn first_text(page: &Dom, selector: &str) -> Option<String> {
    let text = page.select(selector).nodes().first()?.text();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// The deepest nesting that start and end tags could make, counted without parsing.
fn depth(html: &str) -> usize {
    const VOID: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr", "p", "li", "td", "tr", "th", "dd", "dt", "option",
    ];
    let bytes = html.as_bytes();
    let (mut now, mut most) = (0usize, 0usize);
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let i = at + found + 1;
        let close = bytes.get(i) == Some(&b'/');
        let start = i + usize::from(close);
        // What stands in comments and scripts is not elements.
        if html[i..].starts_with("!--") {
            at = html[i..].find("-->").map_or(html.len(), |end| i + end + 3);
            continue;
        }
        let len = bytes[start.min(bytes.len())..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        if len > 0 {
            let name = html[start..start + len].to_ascii_lowercase();
            if !close && matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
                at = close_tag(html, start, &name);
                continue;
            }
            if !VOID.contains(&name.as_str()) {
                if close { now = now.saturating_sub(1) } else { now += 1 }
            }
        }
        most = most.max(now);
        at = start + len;
    }
    most
}

/// Where the element of this name that began before `from` is closed, after its tag.
fn close_tag(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        let start = at + found + 2;
        if bytes.get(start..start + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes())) {
            return start + name.len();
        }
        at = start;
    }
    html.len()
}

enum Task<'a> {
    Enter(NodeRef<'a>),
    Leave(Leave),
}

enum Leave {
    Block,
    Quote,
    QuoteMark,
    /// What names the source of a quotation ends; so many quotations are open again.
    Source(usize),
    Pre,
    /// The element of this number in `targets` ends.
    Target(usize),
    /// The link of this number ends.
    Link(usize),
    /// The element of this number in `regions` ends.
    Region(usize),
}

fn text(dom: &Dom) -> Page {
    let mut out = Builder::default();
    let (mut quotes, mut pre) = (0usize, 0usize);
    let mut links: Vec<(String, usize, usize)> = Vec::new();
    let mut targets: Vec<(String, usize, usize)> = Vec::new();
    let mut readings: Vec<String> = Vec::new();
    let mut regions: Vec<(Region, usize, usize)> = Vec::new();
    let root = dom.root();
    let mut stack = vec![Task::Enter(root)];
    while let Some(task) = stack.pop() {
        let node = match task {
            Task::Enter(node) => node,
            Task::Leave(leave) => {
                match leave {
                    Leave::Block => {}
                    Leave::Quote => quotes -= 1,
                    Leave::Source(open) => quotes = open,
                    Leave::Pre => pre -= 1,
                    Leave::QuoteMark => {
                        out.words("”");
                        continue;
                    }
                    Leave::Target(i) => {
                        targets[i].2 = out.len();
                        continue;
                    }
                    Leave::Link(i) => {
                        links[i].2 = out.len();
                        continue;
                    }
                    Leave::Region(i) => {
                        regions[i].2 = out.len();
                        continue;
                    }
                }
                out.block(kind(quotes, BlockKind::Paragraph));
                continue;
            }
        };
        if node.is_text() {
            let text = node.text();
            let raised = node.parent().is_some_and(|p| p.node_name().as_deref() == Some("sup"));
            match () {
                () if pre > 0 => out.verbatim(&text),
                () if raised => out.raised(&text),
                () => out.words(&text),
            }
            continue;
        }
        let name = node.node_name().map(|n| n.to_string()).unwrap_or_default();
        if is_hidden(&node) {
            continue;
        }
        match name.as_str() {
            // What an editor struck out is not what the page says.
            "del" => continue,
            "script" | "style" | "noscript" | "template" | "nav" | "button" | "svg" | "iframe" | "object"
            | "head" | "select" | "textarea" => continue,
            // Readings stand above the words, and apart from them.
            "rt" | "rtc" => {
                let reading = node.text();
                if !reading.trim().is_empty() {
                    readings.push(squeeze(&reading));
                }
                continue;
            }
            "rp" => continue,
            "br" => {
                out.line();
                continue;
            }
            "q" => {
                out.words("“");
                stack.push(Task::Leave(Leave::QuoteMark));
            }
            // Old editions set their own notes so; they quote nobody.
            "blockquote" if is_note(&node) => {
                out.block(kind(quotes, BlockKind::Paragraph));
                stack.push(Task::Leave(Leave::Block));
            }
            "blockquote" => {
                quotes += 1;
                out.block(BlockKind::Quotation);
                out.part_quotations();
                stack.push(Task::Leave(Leave::Quote));
            }
            // What names the source at a quotation's end is not quoted.
            "cite" | "footer" if quotes > 0 && ends_quotation(&node) => {
                stack.push(Task::Leave(Leave::Source(quotes)));
                quotes = 0;
                out.block(BlockKind::Paragraph);
            }
            "pre" => {
                pre += 1;
                out.block(kind(quotes, BlockKind::Paragraph));
                stack.push(Task::Leave(Leave::Pre));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                out.block(kind(quotes, BlockKind::Heading));
                stack.push(Task::Leave(Leave::Block));
            }
            "td" | "th" | "li" | "dt" | "dd" | "figcaption" | "caption" => {
                out.block(kind(quotes, BlockKind::Cell));
                stack.push(Task::Leave(Leave::Block));
            }
            "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "ul" | "ol"
            | "dl" | "table" | "tr" | "tbody" | "figure" | "address" | "hr" | "body" | "details"
            | "summary" | "center" | "form" => {
                out.block(kind(quotes, BlockKind::Paragraph));
                stack.push(Task::Leave(Leave::Block));
            }
            _ => {}
        }
        if let Some(id) = node.attr("id").or_else(|| node.attr("name").filter(|_| name == "a")) {
            targets.push((format!("#{id}"), out.len(), out.len()));
            stack.push(Task::Leave(Leave::Target(targets.len() - 1)));
        }
        if name == "a"
            && let Some(to) = node.attr("href")
            && to.contains('#')
        {
            links.push((to.to_string(), out.len(), out.len()));
            stack.push(Task::Leave(Leave::Link(links.len() - 1)));
        }
        if let Some(region) = region(&name, &node) {
            regions.push((region, out.len(), out.len()));
            stack.push(Task::Leave(Leave::Region(regions.len() - 1)));
        }
        if let Some(label) = page_break(&node) {
            out.page(&label, 0);
        }
        stack.extend(node.children_it(true).map(Task::Enter));
    }
    if !readings.is_empty() {
        out.after("", 0, format!("Readings: {}", readings.join(" ")));
    }
    let document = out.finish();
    let span = |from: usize, to: usize| {
        let to = to.min(document.text.len());
        let words = document.text.get(from.min(to)..to)?;
        let lead = words.len() - words.trim_start().len();
        let words = words.trim();
        Span::of(&document.text, from + lead..from + lead + words.len()).ok()
    };
    let links = links
        .into_iter()
        .filter_map(|(to, a, b)| {
            Some((to, span(a, b).filter(|s| is_marker(s.slice(&document.text).unwrap_or("")))?))
        })
        .collect();
    let targets = targets
        .into_iter()
        .filter_map(|(id, a, b)| {
            // An anchor without words of its own stands for the block that it is in.
            let own =
                span(a, b).filter(|s| !s.is_empty() && !is_marker(s.slice(&document.text).unwrap_or("")));
            let block = || document.blocks.iter().find(|k| k.span.end() as usize > a).map(|k| k.span);
            Some((id, own.or_else(block)?))
        })
        .collect();
    Page { anchors: Anchors { links, targets }, document, regions }
}

/// Whether an element says of itself that it is a note.
fn is_note(node: &NodeRef<'_>) -> bool {
    let says = |value: &str| {
        value.split(|c: char| c.is_whitespace() || c == '-').any(|word| {
            let word = word.to_ascii_lowercase();
            let word = word.trim_end_matches('s');
            matches!(word, "note" | "footnote" | "endnote" | "fn")
        })
    };
    ["class", "role", "epub:type"].iter().any(|name| node.attr(name).is_some_and(|value| says(&value)))
}

/// Whether no more words of the quotation follow an element within it.
fn ends_quotation(node: &NodeRef<'_>) -> bool {
    let mut at = *node;
    loop {
        let mut next = at.next_sibling();
        while let Some(sibling) = next {
            if !sibling.text().trim().is_empty() {
                return false;
            }
            next = sibling.next_sibling();
        }
        match at.parent() {
            Some(p) if p.node_name().as_deref() == Some("blockquote") => return true,
            Some(p) => at = p,
            None => return false,
        }
    }
}

/// Whether a browser would not show the element.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    node.attr("hidden").is_some()
        || node.attr("style").is_some_and(|s| {
            let s: String = s.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
            s.contains("display:none") || s.contains("visibility:hidden")
        })
}

/// The page of the printed book that begins here (`epub:type="pagebreak"`).
fn page_break(node: &NodeRef<'_>) -> Option<String> {
    let kind = node.attr("epub:type").or_else(|| node.attr("role"))?;
    kind.contains("pagebreak").then(|| {
        node.attr("title").or_else(|| node.attr("aria-label")).map_or_else(String::new, |t| t.to_string())
    })
}

/// Whether the words of a link could be the marker of a note: `1`, `[12]`, `(iv)`, `*`.
fn is_marker(words: &str) -> bool {
    let bare = words.trim_matches(['[', ']', '(', ')', '.', ' ', '\u{a0}', '^']);
    let bare = bare.strip_prefix("note ").or_else(|| bare.strip_prefix("Note ")).unwrap_or(bare);
    let n = bare.chars().count();
    (1..=4).contains(&n)
        && (bare.chars().all(|c| c.is_ascii_digit())
            || bare.chars().all(|c| "ivxlc".contains(c))
            || n == 1 && bare.chars().all(|c| c.is_alphabetic())
            || bare.chars().all(|c| "*†‡§¶‖#".contains(c)))
}

/// Ties the links that look like markers to the blocks that they lead to: those are notes.
pub(crate) fn link_notes(d: &mut Document, anchors: &Anchors) {
    let mut notes: Vec<Note> = Vec::new();
    for (to, marker) in &anchors.links {
        let Some((_, body)) = anchors.targets.iter().find(|t| t.0 == *to) else { continue };
        // A link that leads back, to where a note was called, is not a marker.
        if body.start() <= marker.end() && body.end() >= marker.start() || body.end() < marker.start() {
            continue;
        }
        let label =
            marker.slice(&d.text).unwrap_or("").trim_matches(['[', ']', '(', ')', '.', ' ']).to_owned();
        let whole = body.slice(&d.text).unwrap_or("");
        let bare = whole.trim_start_matches(['[', '(', '^', '↑', '↩', ' ']);
        let bare = bare.strip_prefix(label.as_str()).unwrap_or(bare);
        let bare = bare.trim_start_matches([']', ')', '.', '^', '↑', '↩', ':', ' ', '\u{a0}', '\n']);
        let from = body.start() as usize + whole.len() - bare.len();
        let to = from + bare.trim_end_matches(['↩', '\u{fe0e}', '↑', '^', ' ', '\n', '\u{a0}', '⏎']).len();
        let Ok(words) = Span::of(&d.text, from..to) else { continue };
        if words.is_empty() || notes.iter().any(|n| n.body.overlaps(words)) {
            continue;
        }
        for b in &mut d.blocks {
            if b.span.overlaps(*body) && b.kind != BlockKind::Heading {
                b.kind = BlockKind::Note;
            }
        }
        d.skips.push(*marker);
        notes.push(Note { label, marker: Some(*marker), body: words });
    }
    notes.sort_by_key(|n| n.body);
    d.notes = notes;
    d.skips = Span::disjoint(std::mem::take(&mut d.skips));
}

fn kind(quotes: usize, kind: BlockKind) -> BlockKind {
    if quotes > 0 { BlockKind::Quotation } else { kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_blocks_and_metadata() {
        let html = "<html><head><title>A  page</title><meta name=author content='J. Doe'></head><body><nav>Home</nav>\
            <h1>Head</h1><p>One <b>bold</b>\n word<sup>[1]</sup>.<br>Next <q>said</q></p>\
            <blockquote><p>Quoted.</p></blockquote><script>x()</script><ul><li>a<li>b</ul></body></html>";
        let got = read(html).expect("a page");
        let d = &got.documents[0];
        assert_eq!(d.text, "Head\n\nOne bold word[1].\nNext “said”\n\nQuoted.\n\na\n\nb");
        assert_eq!((d.title.as_deref(), d.author.as_deref()), (Some("A page"), Some("J. Doe")));
        let page = book(html).expect("a page").document;
        let quoted: Vec<_> = page.blocks.iter().filter(|b| b.kind == BlockKind::Quotation).collect();
        assert_eq!(quoted.len(), 1);
        assert_eq!(quoted[0].span.slice(&d.text), Some("Quoted."));
    }

    #[test]
    fn notes_are_tied_to_their_markers() {
        let html = "<p>Cod<a href='#n1' id='r1'><sup>1</sup></a> swims.</p><p>See <a href='#x'>there</a>.</p>\
            <ol><li id='n1'>See eel. <a href='#r1'>↩</a></li></ol>";
        let d = message(html).expect("a page").documents.remove(0);
        assert_eq!(d.notes.len(), 1);
        assert_eq!(d.notes[0].marker.and_then(|m| m.slice(&d.text)), Some("1"));
        assert_eq!(d.notes[0].body.slice(&d.text), Some("See eel."));
    }

    #[test]
    fn a_note_set_as_a_block_quotes_nobody() {
        let html = "<p>Text.</p><blockquote class='footnote'><p>A remark of the author's.</p></blockquote>\
            <blockquote role='doc-endnotes'><p>Another.</p></blockquote><blockquote class='notable'><p>Quoted.</p></blockquote>";
        let page = book(html).expect("a page").document;
        let quoted: Vec<_> = page.blocks.iter().filter(|b| b.kind == BlockKind::Quotation).collect();
        assert_eq!(quoted.len(), 1);
        assert_eq!(quoted[0].span.slice(&page.text), Some("Quoted."));
    }

    #[test]
    fn what_a_browser_would_show_is_read() {
        let html = "<div><template shadowrootmode='open'><p>Shown words.</p><template><p>Not shown.</p></template></template></div>";
        assert_eq!(message(&with_shadow_roots(html)).expect("a page").documents[0].text, "Shown words.");
        let body = "Nobody opened the weir before the spring, for the key was lost. ".repeat(8);
        let html = format!(
            "<html><body><div id=app></div><script type='application/ld+json'>{{\"@graph\": [{{\"@type\": \"NewsArticle\", \"articleBody\": \"{body}\"}}]}}</script></body></html>"
        );
        assert!(read(&html).expect("a page").documents[0].text.starts_with("Nobody opened the weir"));
    }

    #[test]
    fn a_page_nested_too_deep_is_refused() {
        assert!(read(&"<div>".repeat(20_000)).is_err());
        assert!(read(&"<span>".repeat(30_000)).is_err());
    }
}
