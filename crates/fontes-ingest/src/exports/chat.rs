//! Who said what in a chat? One document a conversation: a heading for each day, and for each message a paragraph with its time and
//! who wrote it, as transcripts have them.

use super::moment::Moment;
use super::node::Node;
use crate::builder::Builder;
use crate::html;
use fontes_core::text::{BlockKind, Document, entity};
use std::collections::BTreeMap;

/// Names by the ids that an export uses for people.
pub(crate) type People = BTreeMap<String, String>;

/// Where messages say who wrote them.
const WHO: &[&[&str]] = &[
    &["sender_name"],
    &["senderName"],
    &["displayName"],
    &["from"],
    &["actor"],
    &["author", "nickname"],
    &["author", "name"],
    &["author"],
    &["creator", "name"],
    &["user_profile", "real_name"],
    &["user_profile", "display_name"],
    &["user"],
    &["username"],
    &["sender"],
    &["senderId"],
    &["bot_id"],
];
const SAID: &[&[&str]] = &[&["content"], &["text"], &["message"], &["body"]];
const WHEN: &[&[&str]] = &[
    &["timestamp_ms"],
    &["date"],
    &["timestamp"],
    &["ts"],
    &["created_at"],
    &["createdAt"],
    &["created_date"],
    &["originalarrivaltime"],
];

struct Message {
    who: Option<String>,
    when: Option<Moment>,
    said: Vec<String>,
}

/// Whether these values are messages: most of them have words and who wrote them, or when.
pub(crate) fn are_messages(all: &[Node]) -> bool {
    let fits = |n: &&Node| {
        let n = inner(n);
        let has = |ways: &[&[&str]]| ways.iter().any(|names| n.at(names).is_some());
        has(SAID) && has(WHEN) && (has(WHO) || n.get("type").and_then(Node::text) == Some("message"))
    };
    !all.is_empty() && all.iter().filter(fits).count() * 2 >= all.len()
}

/// X wraps each message in an object of one name.
fn inner(n: &Node) -> &Node {
    n.get("messageCreate").unwrap_or(n)
}

/// The conversation in these messages.
pub(crate) fn conversation(title: Option<&str>, messages: &[Node], people: &People) -> Document {
    let mut all: Vec<Message> = messages.iter().map(|n| message(inner(n), people)).collect();
    // Some exports have the newest first.
    let moment = |m: &Message| m.when.as_ref().map(|w| (w.date.clone(), w.time.clone()));
    let known: Vec<_> = all.iter().filter_map(moment).collect();
    if known.len() > 1 && known.windows(2).all(|w| w[0] >= w[1]) && known.first() > known.last() {
        all.reverse();
    }
    let mut b = Builder::default();
    let (mut day, mut first) = (String::new(), None);
    for m in &all {
        if m.said.iter().all(|s| s.trim().is_empty()) {
            continue;
        }
        if let Some(when) = &m.when
            && when.date != day
        {
            day.clone_from(&when.date);
            first.get_or_insert_with(|| day.clone());
            b.block(BlockKind::Heading);
            b.words(&day);
        }
        b.block(BlockKind::Paragraph);
        if let Some(time) = m.when.as_ref().and_then(|w| w.time.as_deref()) {
            b.printed_marker(&format!("[{time}]"));
            b.words(" ");
        }
        if let Some(who) = &m.who {
            b.words(&format!("{who}: "));
        }
        for (i, part) in m.said.iter().enumerate() {
            if i > 0 {
                b.line();
            }
            b.lines(part.trim());
        }
    }
    let mut d = b.finish();
    d.title = title.map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    d.date = first;
    d
}

fn message(n: &Node, people: &People) -> Message {
    let known = |s: &str| people.get(s).cloned().unwrap_or_else(|| s.to_owned());
    let first = |ways: &[&[&str]]| ways.iter().find_map(|names| n.at(names)?.word().map(str::to_owned));
    let mut said: Vec<String> = Vec::new();
    said.extend(SAID.iter().find_map(|names| n.at(names).map(run).filter(|s| !s.trim().is_empty())));
    // What is shared, asked or attached, by the services that say it.
    let more: &[&[&str]] = &[&["share", "share_text"], &["poll", "question"], &["media", "caption"]];
    said.extend(more.iter().filter_map(|names| n.at(names)?.text().map(str::to_owned)));
    for part in ["attachments", "embeds", "files"].iter().filter_map(|name| n.get(name)?.list()).flatten() {
        for name in ["title", "text", "description", "fallback"] {
            let text = part.get(name).and_then(Node::text).filter(|t| t.contains(char::is_alphabetic));
            if let Some(text) = text
                && !said.iter().any(|s| s.contains(text))
            {
                said.push(text.to_owned());
            }
        }
    }
    // Skype writes HTML.
    if n.get("originalarrivaltime").is_some() {
        said = said.iter().map(|s| with_html(s)).collect();
    }
    if n.get("ts").is_some() {
        said = said.iter().map(|s| slack(s, people)).collect();
    }
    let when = WHEN.iter().find_map(|names| Moment::of(n.at(names)?.word()?));
    Message { who: first(WHO).map(|w| known(&w)), when, said }
}

/// The words of a message that is a string, or cut into pieces where its type changes.
fn run(n: &Node) -> String {
    match n {
        Node::Text(s) => s.clone(),
        Node::List(all) => {
            all.iter().map(|p| p.text().or_else(|| p.get("text")?.text()).unwrap_or("")).collect()
        }
        _ => String::new(),
    }
}

/// The words of a string that is HTML, or as it is.
pub(super) fn with_html(s: &str) -> String {
    let tags = s.contains("</") || s.contains("/>") || s.contains("<br") || s.contains('&');
    let page = if tags { html::message(s).ok() } else { None };
    page.and_then(|mut p| p.documents.pop()).map_or_else(|| s.to_owned(), |d| d.text)
}

/// Slack's marks: `<@U1|anna>` is a person, `<https://…|label>` a link; entities are the signs that they stand for.
fn slack(s: &str, people: &People) -> String {
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('>') else { break };
        let (to, label) = rest[at + 1..at + end]
            .split_once('|')
            .map_or((&rest[at + 1..at + end], None), |(a, b)| (a, Some(b)));
        match to.chars().next() {
            Some('@') => {
                out.push('@');
                out.push_str(label.or_else(|| people.get(&to[1..]).map(String::as_str)).unwrap_or(&to[1..]));
            }
            Some('#' | '!') => {
                out.push_str(&to[..1].replace('!', "@"));
                out.push_str(label.unwrap_or(&to[1..]));
            }
            _ => out.push_str(label.unwrap_or(to)),
        }
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    with_signs(&out)
}

/// The text with the signs that its entities stand for.
pub(crate) fn with_signs(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut rest = s;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|e| Some((e, entity::sign(&rest[..=e])?))) {
            Some((e, c)) => {
                out.push(c);
                rest = &rest[e + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}
