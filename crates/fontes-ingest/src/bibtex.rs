//! Which works does a BibTeX file list? One block for each entry: its fields as they are set, authors and title first.

use crate::builder::Builder;
use crate::latex::inline;
use crate::outcome::Read;
use crate::plain;
use fontes_core::text::BlockKind;
use std::collections::BTreeMap;

/// Fields that are no words of a reference.
const TECHNICAL: [&str; 9] = [
    "file",
    "timestamp",
    "owner",
    "bdsk-url-1",
    "bdsk-file-1",
    "date-added",
    "date-modified",
    "mendeley-tags",
    "groups",
];
/// Fields that stand first.
const FIRST: [&str; 4] = ["author", "editor", "title", "subtitle"];

pub(crate) fn read(text: &str) -> Read {
    let mut b = Builder::default();
    let mut strings: BTreeMap<String, String> = BTreeMap::new();
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        rest = &rest[at + 1..];
        let len = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let kind = rest[..len].to_ascii_lowercase();
        let body = rest[len..].trim_start();
        if kind.is_empty() || !body.starts_with(['{', '(']) || matches!(kind.as_str(), "comment" | "preamble")
        {
            continue;
        }
        let mut s = Scanner { text: &body[1..], at: 0 };
        if kind != "string" {
            // The key, which has no meaning to a reader.
            s.until(&[',', '}', ')']);
        }
        let fields = s.fields(&strings);
        if kind == "string" {
            strings.extend(fields);
        } else {
            entry(&mut b, fields);
        }
        rest = &body[1 + s.at..];
    }
    if b.is_empty() {
        return plain::read(text.to_owned());
    }
    Read::of(b.finish())
}

fn entry(b: &mut Builder, mut fields: Vec<(String, String)>) {
    fields.retain(|(name, value)| !TECHNICAL.contains(&name.as_str()) && !value.trim().is_empty());
    fields.sort_by_key(|(name, _)| FIRST.iter().position(|f| f == name).unwrap_or(FIRST.len()));
    b.block(BlockKind::Cell);
    for (i, (_, value)) in fields.iter().enumerate() {
        let shown = inline(value);
        if i > 0 {
            b.words(" ");
        }
        b.words(&shown);
        if !shown.ends_with(['.', '?', '!']) {
            b.words(".");
        }
    }
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Passes over what stands before one of these signs.
    fn until(&mut self, signs: &[char]) {
        self.at += self.rest().find(signs).unwrap_or(self.rest().len());
    }

    /// `name = value, …` up to the end of the entry.
    fn fields(&mut self, strings: &BTreeMap<String, String>) -> Vec<(String, String)> {
        let mut out = Vec::new();
        loop {
            let lead = self.rest().len()
                - self.rest().trim_start_matches(|c: char| c.is_whitespace() || c == ',').len();
            self.at += lead;
            let rest = self.rest();
            if rest.is_empty() || rest.starts_with(['}', ')', '@']) {
                return out;
            }
            let Some(sign) = rest.find(['=', ',', '}', '@']) else {
                self.at = self.text.len();
                return out;
            };
            let name = rest[..sign].trim().to_ascii_lowercase();
            let given = rest[sign..].starts_with('=');
            self.at += sign + usize::from(given);
            if given {
                out.push((name, self.value(strings)));
            }
        }
    }

    /// Strings in braces or quotation marks, numbers and names of strings, joined by `#`.
    fn value(&mut self, strings: &BTreeMap<String, String>) -> String {
        let mut out = String::new();
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            let rest = self.rest();
            let len = match rest.chars().next() {
                Some('{') => {
                    let len = group(rest, '}');
                    out.push_str(rest[1..len].strip_suffix('}').unwrap_or(&rest[1..len]));
                    len
                }
                Some('"') => {
                    let len = group(rest, '"');
                    out.push_str(rest[1..len].strip_suffix('"').unwrap_or(&rest[1..len]));
                    len
                }
                _ => {
                    let len =
                        rest.find(|c: char| c.is_whitespace() || ",#})".contains(c)).unwrap_or(rest.len());
                    let word = &rest[..len];
                    out.push_str(strings.get(&word.to_ascii_lowercase()).map_or(word, String::as_str));
                    len
                }
            };
            self.at += len;
            let after = self.rest().trim_start();
            if !after.starts_with('#') {
                return out;
            }
            self.at = self.text.len() - after.len() + 1;
        }
    }
}

/// The length of a string, its marks included; to the end where it is not closed.
fn group(s: &str, close: char) -> usize {
    let mut depth = 0usize;
    let mut escaped = false;
    for (i, c) in s.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' if close == '"' && i > 0 && depth == 0 => return i + 1,
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && close == '}' {
                    return i + 1;
                }
            }
            _ => {}
        }
    }
    s.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_as_they_are_set() {
        let bib = "% remark\n@string{acta = \"Acta \" # {Historica}}\n@comment{no}\n@Article{key,\n  title = {{T}he {W}eir of {\\L}\\'od\\'z},\n  author = \"Lerch, J{\\\"o}rg and {\\'A}d\\'am, I.\",\n  journal = acta, year = 1987,\n  file = {x.pdf}\n}\n@book(b, title={Half";
        let d = &read(bib).documents[0];
        assert_eq!(d.text, "Lerch, Jörg and Ádám, I. The Weir of Łódź. Acta Historica. 1987.\n\nHalf.");
        assert_eq!(read("no entries").documents[0].text, "no entries");
        read(&"@a{b,c={".repeat(2000));
    }
}
