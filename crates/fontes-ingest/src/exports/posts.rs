//! What did somebody post? X's archive: one document a post, with its date.

use super::chat::with_signs;
use super::moment::Moment;
use super::node::Node;
use fontes_core::text::Document;

/// The post in a value of X's archive, if it is one.
pub(crate) fn post(n: &Node) -> Option<Document> {
    let tweet = n.get("tweet").or_else(|| n.get("noteTweet")).unwrap_or(n);
    // Before 2015 the words were under another name.
    let old =
        || tweet.get("text").filter(|_| tweet.get("id_str").is_some() && tweet.get("created_at").is_some());
    let text = tweet.get("full_text").or_else(|| tweet.at(&["core", "text"])).or_else(old)?.text()?;
    let string = |names: &[&str]| names.iter().find_map(|name| tweet.get(name)?.word().map(str::to_owned));
    Some(Document {
        id: string(&["id_str", "id", "noteTweetId"]),
        author: tweet.at(&["user", "name"]).and_then(Node::text).map(str::to_owned),
        date: string(&["created_at", "createdAt"]).and_then(|d| Moment::of(&d)).map(|m| m.date),
        text: with_signs(text),
        ..Document::default()
    })
}

/// A record with the strings `id` and `text`, as in JSON Lines.
pub(crate) fn record(n: &Node) -> Option<Document> {
    let string = |name: &str| n.get(name)?.word().map(str::to_owned);
    Some(Document {
        id: Some(string("id")?),
        title: string("title"),
        author: string("author"),
        date: string("date"),
        series: string("series"),
        text: n.get("text")?.text()?.to_owned(),
        ..Document::default()
    })
}
