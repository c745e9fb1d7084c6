//! What of a document goes into the search index? Made on any thread, written by one.

use super::schema::{GAP_FROM, GAP_TO};
use crate::INSIDE;
use fontes_core::query::{Reach, days, forms, gaps, kind_of};
use fontes_core::text::{BlockKind, Document, Folded, fold};
use std::fmt::Write;

/// The version of the forms that are written; 0 would be none.
pub(crate) const FORMS_VERSION: u32 = 2;

/// After a form: how much of the text it stands for. Folded words hold no `/`.
const FIRST: &str = "/a";
const LAST: &str = "/b";
const WRITTEN: &str = "/w";

/// A term of the field of forms that is the word as it is written.
pub(super) fn written(word: &str) -> String {
    format!("{word}{WRITTEN}")
}

/// A term of the field of forms: the word and how much it stands for; `None` where it is no form of folded letters.
pub(super) fn form(term: &str) -> Option<(&str, Reach)> {
    let Some((word, suffix)) = term.split_once('/') else { return Some((term, Reach::Whole)) };
    if word.is_empty() {
        return None;
    }
    let reach = match suffix {
        "a" => Reach::First,
        "b" => Reach::Last,
        "w" => return None,
        number => Reach::Tokens(number.parse().ok()?),
    };
    Some((word, reach))
}

/// What of a document goes into the search index.
#[derive(Debug)]
pub(crate) struct Searchable {
    /// Folded words, each with a blank after it.
    pub(super) text: String,
    /// Their forms, with positions.
    pub(super) forms: String,
    pub(super) title: String,
    pub(super) author: String,
    pub(super) people: String,
    pub(super) path: String,
    pub(super) ending: Option<String>,
    pub(super) kind: String,
    pub(super) language: Option<String>,
    pub(super) folder: String,
    pub(super) author_name: Option<String>,
    /// The first and the last day that its date may mean.
    pub(super) days: Option<(u32, u32)>,
}

impl Searchable {
    /// Bytes of memory that it takes, about.
    pub(crate) fn held(&self) -> usize {
        self.text.len() + self.forms.len() + 256
    }

    /// `words` and `forms` are those of the document's text, by [`add_words`] and [`add_forms`].
    pub(crate) fn new(path: &str, document: &Document, words: String, forms: String) -> Self {
        let author = document.author.as_deref().map(str::trim).filter(|a| !a.is_empty());
        let language = document.language.as_ref();
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let ending = name.rsplit_once('.').map(|(_, e)| e.to_lowercase());
        Self {
            text: words,
            forms,
            title: of_words(document.title.as_deref().unwrap_or(""), language),
            author: of_words(author.unwrap_or(""), language),
            people: of_words(&people(document), language),
            path: path.to_lowercase(),
            ending: ending.filter(|e| (1..=12).contains(&e.len()) && e.chars().all(char::is_alphanumeric)),
            kind: kind_of(&document.media_type),
            language: language.map(|l| l.to_lowercase()),
            folder: folder(path).to_owned(),
            author_name: author.map(str::to_owned),
            days: document.date.as_deref().and_then(days),
        }
    }
}

/// The folder, or the container, that a file is in.
fn folder(path: &str) -> &str {
    let end = path.rfind(['/', '\\']).unwrap_or(0);
    let folder = &path[..end];
    folder.strip_suffix(INSIDE.trim_end_matches('/')).unwrap_or(folder)
}

/// Adds the folded words of a document, or of a piece of it, each with a blank after it.
pub(crate) fn add_words(folded: &Folded, out: &mut String) {
    for i in 0..folded.tokens.len() {
        out.extend(folded.letters(i).iter().filter_map(|&u| char::from_u32(u)));
        out.push(' ');
    }
}

/// Adds the forms of words of a document, or of a piece of it, with their positions; its first token is the so manyth of the
/// document.
pub(crate) fn add_forms(document: &Document, folded: &Folded, first: u32, out: &mut String) {
    put_forms(document, folded, first, false, out);
}

/// The forms of words with their positions, and with `words` the words themselves.
fn with_forms(document: &Document, folded: &Folded, words: bool) -> String {
    let mut out = String::new();
    put_forms(document, folded, 0, words, &mut out);
    out
}

fn put_forms(document: &Document, folded: &Folded, first: u32, words: bool, out: &mut String) {
    // Positions do not fall: terms of a document are counted from the last.
    let mut gaps =
        gaps(document, folded).into_iter().flat_map(|(from, to)| [(from, GAP_FROM), (to, GAP_TO)]).peekable();
    let mut forms = forms(document, folded).into_iter().peekable();
    // Writing to a string cannot fail.
    for token in 0u32.. {
        let at = first + token;
        let more = (token as usize) < folded.tokens.len();
        if words && more {
            let _ = write!(out, "{at}:{} ", folded.word(token as usize));
        }
        while let Some(f) = forms.next_if(|f| f.token <= token) {
            let _ = match f.reach {
                Reach::Whole => write!(out, "{at}:{} ", f.word),
                Reach::First => write!(out, "{at}:{}{FIRST} ", f.word),
                Reach::Last => write!(out, "{at}:{}{LAST} ", f.word),
                Reach::Tokens(n) => write!(out, "{at}:{}/{n} ", f.word),
                Reach::Written => write!(out, "{at}:{} ", written(&f.word)),
            };
        }
        while let Some((_, term)) = gaps.next_if(|g| g.0 <= token) {
            let _ = write!(out, "{at}:{term} ");
        }
        if !more {
            break;
        }
    }
}

/// The words of a title or a name, and their forms.
fn of_words(text: &str, language: Option<&String>) -> String {
    let document = Document { text: text.to_owned(), language: language.cloned(), ..Document::default() };
    with_forms(&document, &fold(text, &[]), true)
}

/// Whom a document names besides its text: author, listed persons, and the addresses of a mail.
fn people(document: &Document) -> String {
    let mut out = document.author.clone().unwrap_or_default();
    for person in &document.persons {
        out.push_str("\n\n");
        out.push_str(&person.name);
    }
    if kind_of(&document.media_type) == "mail"
        && let Some(head) = document.blocks.first().filter(|b| b.kind == BlockKind::Furniture)
    {
        // Headers as the reader of mail writes them, a line each.
        let lines = head.span.slice(&document.text).unwrap_or("").lines();
        for (_, value) in lines.filter_map(|l| l.split_once(": ")).filter(|l| ADDRESSED.contains(&l.0)) {
            out.push_str("\n\n");
            out.push_str(value);
        }
    }
    out
}

/// Headers of RFC 5322 that hold persons.
const ADDRESSED: [&str; 5] = ["From", "Sender", "To", "Cc", "Bcc"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_go_in_and_come_out() {
        let text = "Nathan\u{2019}s cease-\nfire, année.";
        let document = Document { text: text.into(), ..Document::default() };
        let got = with_forms(&document, &fold(text, &[]), false);
        assert_eq!(got, "0:nathan 1:cease/a 1:fire/b 2:année/w ");
        assert_eq!(form("nathan"), Some(("nathan", Reach::Whole)));
        assert_eq!(form("fire/b"), Some(("fire", Reach::Last)));
        assert_eq!(form("government/4"), Some(("government", Reach::Tokens(4))));
        assert_eq!([form("année/w"), form(GAP_FROM)], [None, None]);
        assert_eq!(
            of_words("L'été à l'Élysée", None).split_once(' '),
            Some(("0:lete", "0:ete 0:été/w 0:lété/w 1:a 1:à/w 2:lelysee 2:elysee 2:élysée/w 2:lélysée/w "))
        );
    }

    #[test]
    fn folders() {
        assert_eq!(
            ["a/b/c.txt", "c.txt", "a/b.zip!/d.txt", "a/b.zip!/c/d.txt"].map(folder),
            ["a/b", "", "a/b.zip", "a/b.zip!/c"]
        );
    }
}
