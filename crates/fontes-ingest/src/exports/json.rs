//! Whose export is this JSON file? Chats and posts as such, a notebook as Markdown, and of any other file its strings.

use super::chat::{People, are_messages, conversation, with_html};
use super::node::{Node, parse};
use super::posts::{post, record};
use crate::builder::Builder;
use crate::outcome::{Notice, Read};
use crate::{markdown, plain};
use fontes_core::text::{BlockKind, Document};

/// Values within one another that are looked at.
const DEEPEST: usize = 128;

/// Reads a JSON file, or the script that X's archive makes of it. `people` are names by the ids of a workspace.
pub(crate) fn read(text: &str, people: &People) -> Read {
    let body = text.trim_start_matches('\u{FEFF}').trim();
    let script = !body.starts_with(['{', '[']);
    let json = if script { assigned(body) } else { Some(body) };
    let Some(json) = json else { return plain::read(text.to_owned()) };
    let node = match parse(json).or_else(|e| lines(json).ok_or(e)) {
        Ok(node) => node,
        Err(_) if script => return plain::read(text.to_owned()),
        Err(e) => {
            let mut read = plain::read(text.to_owned());
            read.notices.push(Notice::note(format!("not JSON: {e}; read as plain text")));
            return read;
        }
    };
    let mut documents = of(&node, people);
    for (i, d) in documents.iter_mut().enumerate() {
        d.media_type = "application/json".into();
        // What a reader finds again by its id needs one.
        if d.id.is_none() && i > 0 {
            d.id = Some((i + 1).to_string());
        }
    }
    Read { documents, ..Read::default() }
}

/// Names by ids, of the list of users of a Slack workspace.
pub(crate) fn people_of_slack(text: &str) -> People {
    let Ok(Node::List(all)) = parse(text) else { return People::new() };
    all.iter()
        .filter_map(|u| {
            let ways: [&[&str]; 4] =
                [&["real_name"], &["profile", "real_name"], &["profile", "display_name"], &["name"]];
            let name = ways.iter().find_map(|names| u.at(names)?.word());
            Some((u.get("id")?.text()?.to_owned(), name?.to_owned()))
        })
        .collect()
}

/// What a script assigns: `window.YTD.tweets.part0 = […]`.
fn assigned(script: &str) -> Option<&str> {
    let (name, value) = script.split_once('=')?;
    let value = value.trim().trim_end_matches(';').trim_end();
    let named = name.len() < 200 && name.chars().all(|c| c.is_alphanumeric() || " ._$[]'\"".contains(c));
    (named && value.starts_with(['{', '['])).then_some(value)
}

/// JSON Lines under the name of JSON: two lines and more, each an object.
fn lines(text: &str) -> Option<Node> {
    let all: Option<Vec<Node>> = text
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| parse(l).ok().filter(|n| matches!(n, Node::Object(_))))
        .collect();
    all.filter(|a| a.len() > 1).map(Node::List)
}

fn of(node: &Node, people: &People) -> Vec<Document> {
    if let Some(d) = notebook(node) {
        return vec![d];
    }
    let chats = chats(node, people);
    if !chats.is_empty() {
        return chats;
    }
    if let Some(all) = node.list() {
        for shape in [post, record] {
            let found: Vec<Document> = all.iter().filter_map(shape).collect();
            if !found.is_empty() && found.len() == all.len() {
                return found;
            }
        }
    }
    vec![any(node)]
}

/// All conversations: of one file with `messages`, of a list of messages, of a list of chats.
fn chats(node: &Node, people: &People) -> Vec<Document> {
    let name = |n: &Node| {
        let ways: [&[&str]; 5] =
            [&["title"], &["name"], &["channel", "name"], &["guild", "name"], &["conversationId"]];
        ways.iter().find_map(|names| n.at(names)?.word().map(str::to_owned))
    };
    let one = |n: &Node| {
        let n = n.get("dmConversation").unwrap_or(n);
        let messages =
            n.get("messages").or_else(|| n.get("MessageList"))?.list().filter(|m| are_messages(m))?;
        Some(conversation(name(n).as_deref(), messages, people))
    };
    if let Some(d) = one(node) {
        return vec![d];
    }
    if let Some(all) = node.list().filter(|a| are_messages(a)) {
        let posts = all.iter().all(|n| post(n).is_some());
        return if posts { vec![] } else { vec![conversation(None, all, people)] };
    }
    let list = node
        .list()
        .or_else(|| node.at(&["chats", "list"])?.list())
        .or_else(|| node.get("conversations")?.list());
    let list = list.unwrap_or(&[]);
    list.iter().filter_map(one).collect()
}

/// A notebook of Jupyter: its text is Markdown, its code and what came of it are blocks of code.
fn notebook(node: &Node) -> Option<Document> {
    let cells =
        node.get("cells").or_else(|| node.get("worksheets")?.list()?.first()?.get("cells"))?.list()?;
    node.get("nbformat")?;
    let joined = |n: Option<&Node>| match n {
        Some(Node::Text(s)) => s.clone(),
        Some(Node::List(all)) => all.iter().filter_map(Node::text).collect(),
        _ => String::new(),
    };
    let mut text = String::new();
    let mut add = |words: &str, code: bool| {
        let words = words.trim_end();
        if words.trim().is_empty() {
            return;
        }
        let parted = if text.is_empty() { "" } else { "\n\n" };
        text.push_str(parted);
        if code {
            text.push_str(&format!("````\n{words}\n````"));
        } else {
            text.push_str(words);
        }
    };
    for cell in cells {
        let source = cell.get("source").or_else(|| cell.get("input"));
        let kind = cell.get("cell_type").and_then(Node::text).unwrap_or("");
        add(&joined(source), kind == "code");
        for out in cell.get("outputs").and_then(Node::list).unwrap_or(&[]) {
            let shown = out.get("text").or_else(|| out.at(&["data", "text/plain"]));
            add(&joined(shown), true);
        }
    }
    let mut d = markdown::read(text).documents.pop()?;
    let title = node.at(&["metadata", "title"]).and_then(Node::text).map(str::to_owned);
    d.title = title.or_else(|| d.title.take());
    Some(d)
}

/// A file of no known shape: its strings in order, each a block; what is no prose stands with its name.
fn any(node: &Node) -> Document {
    let mut b = Builder::default();
    walk(node, None, 0, &mut b);
    let mut d = b.finish();
    d.title = ["title", "name", "headline"].iter().find_map(|n| node.get(n)?.text().map(str::to_owned));
    d
}

fn walk(node: &Node, name: Option<&str>, depth: usize, b: &mut Builder) {
    if depth > DEEPEST {
        return;
    }
    match node {
        Node::Object(all) => all.iter().for_each(|(n, v)| walk(v, Some(n), depth + 1, b)),
        Node::List(all) => all.iter().for_each(|v| walk(v, name, depth + 1, b)),
        // Mastodon and others keep HTML.
        Node::Text(s) if s.trim_start().starts_with('<') && s.contains("</") => {
            b.block(BlockKind::Paragraph);
            b.lines(with_html(s).trim());
        }
        Node::Text(s) if s.split_whitespace().nth(3).is_some() => {
            b.block(BlockKind::Paragraph);
            b.lines(s.trim());
        }
        Node::Text(s) | Node::Scalar(s) if !s.trim().is_empty() => {
            b.block(BlockKind::Cell);
            if let Some(name) = name {
                b.words(&format!("{name}: "));
            }
            b.words(s);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str) -> Vec<String> {
        read(json, &People::new()).documents.into_iter().map(|d| d.text).collect()
    }

    #[test]
    fn chats_are_read_as_they_were_had() {
        let meta = r#"{"participants": [{"name": "Ma\u00c5\u0082gorzata"}], "title": "Weir", "messages": [
            {"sender_name": "Tom", "timestamp_ms": 1254822600000, "content": "And the key?"},
            {"sender_name": "Ma\u00c5\u0082gorzata", "timestamp_ms": 1254822540000, "content": "The weir is broken."}]}"#;
        assert_eq!(
            texts(meta),
            ["2009-10-06\n\n[09:49:00] Małgorzata: The weir is broken.\n\n[09:50:00] Tom: And the key?"]
        );
        let telegram = r#"{"chats": {"list": [{"name": "Weir", "type": "x", "id": 1, "messages": [
            {"id": 1, "type": "message", "date": "2009-10-06T09:49:00", "from": "Ute", "text": ["The ", {"type": "bold", "text": "weir"}, " is broken."]},
            {"id": 2, "type": "service", "date": "2009-10-06T09:50:00", "actor": "Ute", "text": ""}]}]}}"#;
        assert_eq!(texts(telegram), ["2009-10-06\n\n[09:49:00] Ute: The weir is broken."]);
        let outbox =
            r#"{"orderedItems": [{"content": "<p>Nobody <b>has</b> the&nbsp;key.</p><p>Ask.</p>"}]}"#;
        assert_eq!(texts(outbox), ["Nobody has the\u{A0}key.\n\nAsk."]);
        let skype = r#"{"conversations": [{"displayName": "Weir", "MessageList": [{"from": "8:ute", "displayName": "Ute", "content": "It <b>is</b> shut &amp; dry.", "originalarrivaltime": "2009-10-06T09:49:00.000Z"}]}]}"#;
        assert_eq!(texts(skype), ["2009-10-06\n\n[09:49:00] Ute: It is shut & dry."]);
        let discord = r#"{"guild": {"name": "g"}, "channel": {"name": "weir"}, "messages": [
            {"id": "1", "timestamp": "2009-10-06T09:49:00.000+00:00", "content": "It is broken.", "author": {"id": "7", "name": "ute"}}]}"#;
        assert_eq!(texts(discord), ["2009-10-06\n\n[09:49:00] ute: It is broken."]);
        let people =
            people_of_slack(r#"[{"id": "U1", "name": "ute", "profile": {"real_name": "Ute Lisle"}}]"#);
        let slack = r#"[{"type": "message", "user": "U1", "ts": "1254822540.000200", "text": "<@U1> says the <https://x.org|weir> &amp; key are &lt;gone&gt;."}]"#;
        assert_eq!(
            read(slack, &people).documents[0].text,
            "2009-10-06\n\n[09:49:00] Ute Lisle: @Ute Lisle says the weir & key are <gone>."
        );
    }

    #[test]
    fn posts_and_records_are_documents() {
        let x = r#"window.YTD.tweets.part0 = [ {"tweet": {"id_str": "7", "created_at": "Tue Oct 06 07:49:00 +0000 2009", "full_text": "Weir &amp; key.\nGone."}} ]"#;
        let d = &read(x, &People::new()).documents[0];
        assert_eq!(
            (d.id.as_deref(), d.date.as_deref(), d.text.as_str()),
            (Some("7"), Some("2009-10-06"), "Weir & key.\nGone.")
        );
        let records = r#"[{"id": 1, "text": "One."}, {"id": 2, "text": "Two."}]"#;
        assert_eq!(texts(records), ["One.", "Two."]);
    }

    #[test]
    fn other_files_give_their_strings() {
        let json = r#"{"title": "The weir", "open": true, "notes": ["Nobody has kept the key.", 3]}"#;
        assert_eq!(texts(json), ["title: The weir\n\nopen: true\n\nNobody has kept the key.\n\nnotes: 3"]);
        assert_eq!(texts("{\"a\": 1}\n{\"a\": 2}\n"), ["a: 1\n\na: 2"]);
        assert_eq!(texts("{half of it"), ["{half of it"]);
        assert_eq!(texts("let x = 3; // not an export"), ["let x = 3; // not an export"]);
    }

    #[test]
    fn a_notebook_is_its_text_with_its_code() {
        let nb = r##"{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": ["# Weir\n", "Nobody kept\n", "the key."]},
            {"cell_type": "code", "source": "count()", "outputs": [{"output_type": "stream", "text": ["9\n"]}]}]}"##;
        let d = &read(nb, &People::new()).documents[0];
        assert_eq!(d.text, "# Weir\nNobody kept\nthe key.\n\n````\ncount()\n````\n\n````\n9\n````");
        assert_eq!(d.title.as_deref(), Some("Weir"));
    }
}
