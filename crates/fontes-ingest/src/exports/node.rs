//! What does a JSON file hold? Its values in the order of the file, and what services do to its letters undone.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A value; names of an object stand in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node {
    Object(Vec<(String, Self)>),
    List(Vec<Self>),
    Text(String),
    /// A number, `true` or `false`, as written.
    Scalar(String),
    Null,
}

impl Node {
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(all) => all.iter().find(|(n, _)| n == name).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The value at the end of these names: `at(&["author", "name"])`.
    pub(crate) fn at(&self, names: &[&str]) -> Option<&Self> {
        names.iter().try_fold(self, |node, name| node.get(name))
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(s) => Some(s),
            _ => None,
        }
    }

    /// A string or a number, as a string that is not empty.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Text(s) | Self::Scalar(s) => Some(s.trim()).filter(|s| !s.is_empty()),
            _ => None,
        }
    }

    pub(crate) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(all) => Some(all),
            _ => None,
        }
    }

    /// Each string, with leave to change it. JSON that is parsed here is at most 128 deep.
    fn each(&mut self, visit: &mut dyn FnMut(&mut String)) {
        match self {
            Self::Text(s) => visit(s),
            Self::List(all) => all.iter_mut().for_each(|n| n.each(visit)),
            Self::Object(all) => all.iter_mut().for_each(|(_, n)| n.each(visit)),
            Self::Scalar(_) | Self::Null => {}
        }
    }
}

/// Reads JSON. Halves of surrogate pairs that stand alone, as some exports have them, are U+FFFD.
pub(crate) fn parse(text: &str) -> Result<Node, String> {
    match serde_json::from_str::<Node>(text) {
        Ok(node) => Ok(repaired(node)),
        Err(e) if e.to_string().contains("surrogate") || e.to_string().contains("hex escape") => {
            serde_json::from_str(&without_lone_surrogates(text)).map(repaired).map_err(|e| e.to_string())
        }
        Err(e) => Err(e.to_string()),
    }
}

fn without_lone_surrogates(text: &str) -> String {
    let code = |at: usize| {
        let hex = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(hex, 16).ok()
    };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let here = at + found;
        out.push_str(&text[at..here]);
        let first = code(here);
        let pair = first.is_some_and(|c| (0xD800..0xDC00).contains(&c))
            && code(here + 6).is_some_and(|c| (0xDC00..0xE000).contains(&c));
        let len = match first {
            Some(_) if pair => 12,
            Some(0xD800..0xE000) => {
                out.push_str("\\ufffd");
                at = here + 6;
                continue;
            }
            // An escaped backslash hides the letter after it.
            _ => 1 + text[here + 1..].chars().next().map_or(0, char::len_utf8),
        };
        out.push_str(&text[here..here + len]);
        at = here + len;
    }
    out.push_str(&text[at..]);
    out
}

/// Meta's exports write each byte of UTF-8 as a letter ("Ã©"). A file is one of these if all its strings that hold other letters
/// than ASCII are; one string that is not shows that such letters are meant.
fn repaired(mut node: Node) -> Node {
    let (mut any, mut all) = (false, true);
    node.each(&mut |s| {
        if !s.is_ascii() {
            any = true;
            all &= repair(s).is_some();
        }
    });
    if any && all {
        node.each(&mut |s| {
            if let Some(meant) = repair(s) {
                *s = meant;
            }
        });
    }
    node
}

fn repair(s: &str) -> Option<String> {
    if s.is_ascii() {
        return None;
    }
    let bytes: Vec<u8> = s.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<_>>()?;
    String::from_utf8(bytes).ok()
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Values)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Node;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_bool<E: Error>(self, v: bool) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }
    fn visit_i64<E: Error>(self, v: i64) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }
    fn visit_u64<E: Error>(self, v: u64) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }
    fn visit_f64<E: Error>(self, v: f64) -> Result<Node, E> {
        Ok(Node::Scalar(v.to_string()))
    }
    fn visit_str<E: Error>(self, v: &str) -> Result<Node, E> {
        Ok(Node::Text(v.to_owned()))
    }
    fn visit_string<E: Error>(self, v: String) -> Result<Node, E> {
        Ok(Node::Text(v))
    }
    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut all = Vec::new();
        while let Some(node) = from.next_element()? {
            all.push(node);
        }
        Ok(Node::List(all))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Node, A::Error> {
        let mut all = Vec::new();
        while let Some(entry) = from.next_entry()? {
            all.push(entry);
        }
        Ok(Node::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(json: &str) -> String {
        match parse(json).expect("JSON") {
            Node::List(all) => all[0].text().unwrap_or("?").to_owned(),
            _ => "?".into(),
        }
    }

    #[test]
    fn bytes_that_were_written_as_letters_are_put_together() {
        assert_eq!(first(r#"["Ma\u00c5\u0082gorzata", "a", "\u00f0\u009f\u0098\u0080"]"#), "Małgorzata");
        // Where other strings are right, this one is meant.
        assert_eq!(first(r#"["\u00c3\u00a9", "Małgorzata"]"#), "Ã©");
        assert_eq!(first(r#"["caf\u00e9"]"#), "café");
    }

    #[test]
    fn lone_surrogates_cost_one_letter() {
        assert_eq!(first(r#"["a\ud83d b \ud83d\ude00 \\ud83d"]"#), "a\u{FFFD} b 😀 \\ud83d");
        assert!(parse("[1,").is_err());
    }
}
