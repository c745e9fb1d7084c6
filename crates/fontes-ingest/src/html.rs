//! What is the text of a web page? Its words in blocks, without scripts and navigation.

use crate::builder::Builder;
use crate::{Read, Unreadable};
use dom_query::{Document as Page, NodeRef};
use fontes_core::text::BlockKind;

/// Elements within one another beyond which a page is not parsed: the tree builder's time
/// grows with the square of the depth.
const DEEPEST: usize = 1000;

pub(crate) fn read(html: &str) -> Result<Read, Unreadable> {
    if depth(html) > DEEPEST {
        return Err(Unreadable::new(
            format!("the page nests more than {DEEPEST} elements"),
            "save its text by hand",
        ));
    }
    let page = Page::from(html);
    let root = page.root();
    let meta = |names: &[&str]| {
        page.select("meta").nodes().iter().find_map(|m| {
            let name = m.attr("name").or_else(|| m.attr("property"))?.to_ascii_lowercase();
            let content = m.attr("content")?.trim().to_owned();
            (names.contains(&name.as_str()) && !content.is_empty()).then_some(content)
        })
    };
    let title = meta(&["og:title", "dc.title", "citation_title"])
        .or_else(|| first_text(&page, "title"))
        .or_else(|| first_text(&page, "h1"));
    let author = meta(&["author", "article:author", "dc.creator", "citation_author"]);
    let date =
        meta(&["article:published_time", "date", "dc.date", "citation_publication_date"]).or_else(|| {
            page.select("time[datetime]")
                .nodes()
                .first()
                .and_then(|t| t.attr("datetime"))
                .map(|d| d.to_string())
        });
    let mut builder = Builder::default();
    let body = main_part(&page);
    walk(body.as_ref().unwrap_or(&root), &mut builder);
    let mut document = builder.finish();
    document.title = title;
    document.author = author;
    document.date = date;
    Ok(Read { documents: vec![document], notices: vec![] })
}

fn first_text(page: &Page, selector: &str) -> Option<String> {
    let text = page.select(selector).nodes().first()?.text();
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// `<article>` or `<main>`, when there is just one and it holds most of the page.
fn main_part(page: &Page) -> Option<NodeRef<'_>> {
    let body = page.select("body").nodes().first().copied()?;
    let all = body.normalized_char_count();
    for selector in ["article", "main"] {
        let found = page.select(selector);
        if let [one] = found.nodes()
            && one.normalized_char_count() * 3 > all
        {
            return Some(*one);
        }
    }
    Some(body)
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
        let len = bytes[start.min(bytes.len())..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        if len > 0 {
            let name = html[start..start + len].to_ascii_lowercase();
            if !VOID.contains(&name.as_str()) {
                if close { now = now.saturating_sub(1) } else { now += 1 }
            }
        }
        most = most.max(now);
        at = start + len;
    }
    most
}

enum Task<'a> {
    Enter(NodeRef<'a>),
    Leave(Leave),
}

enum Leave {
    Block,
    Quote,
    QuoteMark,
    Pre,
}

fn walk(root: &NodeRef<'_>, out: &mut Builder) {
    let mut quotes = 0usize;
    let mut pre = 0usize;
    let mut stack = vec![Task::Enter(*root)];
    while let Some(task) = stack.pop() {
        let node = match task {
            Task::Enter(node) => node,
            Task::Leave(leave) => {
                match leave {
                    Leave::Block => {}
                    Leave::Quote => quotes -= 1,
                    Leave::Pre => pre -= 1,
                    Leave::QuoteMark => {
                        out.words("”");
                        continue;
                    }
                }
                out.block(kind(quotes, BlockKind::Paragraph));
                continue;
            }
        };
        if node.is_text() {
            let text = node.text();
            if pre > 0 {
                out.verbatim(&text)
            } else {
                out.words(&text)
            }
            continue;
        }
        let name = node.node_name().map(|n| n.to_string()).unwrap_or_default();
        match name.as_str() {
            "script" | "style" | "noscript" | "template" | "nav" | "aside" | "form" | "button" | "svg"
            | "iframe" | "object" | "head" | "select" | "textarea" => continue,
            "br" => {
                out.line();
                continue;
            }
            "q" => {
                out.words("“");
                stack.push(Task::Leave(Leave::QuoteMark));
            }
            "blockquote" => {
                quotes += 1;
                out.block(BlockKind::Quotation);
                stack.push(Task::Leave(Leave::Quote));
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
            "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "ul" | "ol" | "dl"
            | "table" | "tr" | "tbody" | "figure" | "address" | "hr" | "body" | "details" | "summary" => {
                out.block(kind(quotes, BlockKind::Paragraph));
                stack.push(Task::Leave(Leave::Block));
            }
            _ => {}
        }
        stack.extend(node.children_it(true).map(Task::Enter));
    }
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
        let d = &read(html).expect("a page").documents[0];
        assert_eq!(d.text, "Head\n\nOne bold word[1].\nNext “said”\n\nQuoted.\n\na\n\nb");
        assert_eq!((d.title.as_deref(), d.author.as_deref()), (Some("A page"), Some("J. Doe")));
        let quoted: Vec<_> = d.blocks.iter().filter(|b| b.kind == BlockKind::Quotation).collect();
        assert_eq!(quoted.len(), 1);
        assert_eq!(quoted[0].span.slice(&d.text), Some("Quoted."));
    }

    #[test]
    fn a_page_nested_too_deep_is_refused() {
        assert!(read(&"<div>".repeat(20_000)).is_err());
        assert!(read(&"<span>".repeat(30_000)).is_err());
    }
}
