//! Which signs and words does a query consist of?

use super::error::QueryError;
use std::ops::Range;

/// What a piece of a query is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Open,
    Close,
    And,
    Or,
    Not,
    Near(u32),
    /// `*` by itself.
    Everything,
    /// Words without blanks between them, with a number of letters that may differ.
    Words(Option<u8>),
    /// Words within quotation marks; the piece is what stands between them.
    Quoted,
    /// `title:`, before its words.
    Field(&'static str),
}

/// A piece of a query and its place: bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) kind: Kind,
    pub(super) at: Range<usize>,
}

/// The fields, as they are typed.
pub(super) const FIELDS: [&str; 7] = ["title", "author", "people", "date", "type", "lang", "path"];

/// Words apart that NEAR allows unless a number says otherwise, and at most.
const NEAR: u32 = 10;
const FARTHEST: u32 = 1_000;

/// Signs that stand between words and mean nothing here.
const PUNCTUATION: &str = ".,;:!?…·•‧'’‘‚`´/_–—―‒‐‑-−、。！？，；：・،؛؟¡¿¶§†‡«»‹›¬";

/// Signs at the beginning of a word that other query languages give a meaning.
const STRANGE: &str = "+!=^~<>\\|&{}[]";

pub(super) fn lex(query: &str) -> Result<Vec<Lexeme>, QueryError> {
    let mut lexer = Lexer { query, at: 0, out: Vec::new() };
    while let Some(c) = lexer.rest().chars().next() {
        lexer.piece(c)?;
    }
    Ok(lexer.out)
}

struct Lexer<'q> {
    query: &'q str,
    at: usize,
    out: Vec<Lexeme>,
}

fn closing(open: char) -> Option<&'static [char]> {
    Some(match open {
        '"' | '“' | '”' | '„' | '＂' => &['"', '“', '”', '＂'],
        '«' => &['»'],
        '»' => &['«'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{5D0}'..='\u{5F2}')
}

impl<'q> Lexer<'q> {
    fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    fn put(&mut self, kind: Kind, length: usize) {
        self.out.push(Lexeme { kind, at: self.at..self.at + length });
        self.at += length;
    }

    fn wrong(&self, message: impl Into<String>, length: usize) -> QueryError {
        QueryError::new(message, self.at..self.at + length)
    }

    /// Whether a blank, a parenthesis or the beginning stands before here.
    fn apart(&self) -> bool {
        self.query[..self.at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(')
    }

    fn piece(&mut self, c: char) -> Result<(), QueryError> {
        match c {
            _ if c.is_whitespace() => self.at += c.len_utf8(),
            '(' => self.put(Kind::Open, 1),
            ')' => self.put(Kind::Close, 1),
            '-' | '\u{2212}' => self.minus(c)?,
            _ if closing(c).is_some() => self.quoted(c)?,
            _ => self.word()?,
        }
        Ok(())
    }

    /// A minus that touches the word after it, and not the one before, is NOT; any other is a dash.
    fn minus(&mut self, c: char) -> Result<(), QueryError> {
        let length = c.len_utf8();
        let next = self.rest()[length..].chars().next();
        if next == Some(c) && self.rest()[2 * length..].chars().next().is_some_and(char::is_alphanumeric) {
            return Err(
                self.wrong("`--` is not understood; -word leaves out documents with the word", 2 * length)
            );
        }
        let touches =
            next.is_some_and(|n| n == '(' || n == '*' || n.is_alphanumeric() || closing(n).is_some());
        if touches && self.apart() {
            self.put(Kind::Not, length)
        } else {
            self.at += length
        }
        Ok(())
    }

    /// The place of the mark that closes what a quotation mark opens. Between two Hebrew letters it is gershayim, a part of the word.
    fn close_of(&self, open: char) -> Option<usize> {
        let marks = closing(open)?;
        let mut before = open;
        let mut chars = self.rest().char_indices().skip(1).peekable();
        while let Some((i, c)) = chars.next() {
            let within = is_hebrew(before) && chars.peek().is_some_and(|n| is_hebrew(n.1));
            if marks.contains(&c) && !within {
                return Some(i);
            }
            before = c;
        }
        None
    }

    fn quoted(&mut self, open: char) -> Result<(), QueryError> {
        let length = open.len_utf8();
        let Some(close) = self.close_of(open) else {
            // A mark that only closes, or stands for inches, has no other meaning here either.
            return Err(self.wrong("this quotation mark is not closed", length));
        };
        self.at += length;
        self.put(Kind::Quoted, close - length);
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        if self.rest().starts_with('~') {
            return Err(self.wrong(
                "`~` stands after a word, not after a phrase; a NEAR/5 b finds words near each other",
                1,
            ));
        }
        Ok(())
    }

    /// The bytes of a stretch without blanks, parentheses and quotation marks.
    fn stretch(&self) -> usize {
        let rest = self.rest();
        let mut before = ' ';
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            let gershayim = matches!(c, '"' | '”' | '“')
                && is_hebrew(before)
                && chars.peek().is_some_and(|n| is_hebrew(n.1));
            if i > 0 && (c.is_whitespace() || c == '(' || c == ')' || closing(c).is_some()) && !gershayim {
                return i;
            }
            before = c;
        }
        rest.len()
    }

    fn word(&mut self) -> Result<(), QueryError> {
        let length = self.stretch();
        let text = &self.rest()[..length];
        match text {
            "AND" | "&&" => self.put(Kind::And, length),
            "OR" | "||" => self.put(Kind::Or, length),
            "NOT" => self.put(Kind::Not, length),
            "NEAR" => self.put(Kind::Near(NEAR), length),
            "*" => self.put(Kind::Everything, length),
            _ if text.starts_with("NEAR/") => {
                let within = text[5..].parse().ok().filter(|n| (1..=FARTHEST).contains(n));
                let Some(within) = within else {
                    return Err(self.wrong(
                        format!("NEAR/ needs a number of words from 1 to {FARTHEST}, as in NEAR/5"),
                        length,
                    ));
                };
                self.put(Kind::Near(within), length);
            }
            _ if self.field(text)? => {}
            _ if !text.contains(char::is_alphanumeric) => {
                let mut strange = text.char_indices().filter(|(_, c)| !PUNCTUATION.contains(*c));
                match strange.next() {
                    None => self.at += length,
                    Some((i, '*' | '?')) => {
                        self.at += i;
                        return Err(self.wrong("a word needs a letter besides its signs", length - i));
                    }
                    Some((i, c)) => {
                        self.at += i;
                        let help = match c {
                            '&' | '+' => "; write AND, or nothing between the words",
                            '|' => "; write OR",
                            _ => "",
                        };
                        return Err(self.wrong(format!("`{c}` is not understood{help}"), c.len_utf8()));
                    }
                }
            }
            _ => self.plain(text)?,
        }
        Ok(())
    }

    /// `title:` and the like, if the stretch begins so.
    fn field(&mut self, text: &str) -> Result<bool, QueryError> {
        let Some((name, value)) = text.split_once(':') else { return Ok(false) };
        if name.is_empty() || !name.chars().all(char::is_alphabetic) {
            return Ok(false);
        }
        let lower = name.to_lowercase();
        let Some(&field) = FIELDS.iter().find(|f| **f == lower) else {
            // A colon at the end of a word is punctuation.
            if value.is_empty() && !self.rest()[text.len()..].starts_with(|c| closing(c).is_some()) {
                return Ok(false);
            }
            return Err(self.wrong(
                format!(
                    "there is no field `{name}:` (there are {}:); within quotation marks it is words",
                    FIELDS.join(":, ")
                ),
                name.len() + 1,
            ));
        };
        self.put(Kind::Field(field), name.len() + 1);
        match self.rest().chars().next() {
            Some(c) if closing(c).is_some() => self.quoted(c)?,
            Some('(') => {
                return Err(self.wrong(
                    format!(
                        "a field takes one word or a phrase in quotation marks; write {field}:a OR {field}:b"
                    ),
                    1,
                ));
            }
            Some(c) if !value.is_empty() && !c.is_whitespace() => {
                let length = value.len();
                self.put(Kind::Words(None), length);
            }
            _ => {
                self.at -= name.len() + 1;
                return Err(self.wrong(
                    format!("`{field}:` needs its words right after the colon, without a blank"),
                    name.len() + 1,
                ));
            }
        }
        Ok(true)
    }

    /// A stretch that is no operator and no field: words, perhaps with letters that may differ.
    fn plain(&mut self, text: &str) -> Result<(), QueryError> {
        let help = |c: char| match c {
            '+' => "; all words are wanted unless OR stands between them",
            '!' => "; -word or NOT word leaves out documents with the word",
            '|' => "; write OR",
            '&' => "; write AND, or nothing between the words",
            '[' | ']' | '{' | '}' => "; a range is written date:1973-09..1973-10",
            '~' => "; it stands after a word, as in Kissinger~1",
            '^' => "; words are not weighed",
            '\\' => "; within quotation marks signs are passed over",
            _ => "",
        };
        if let Some(c) = text.chars().next().filter(|c| STRANGE.contains(*c)) {
            return Err(self.wrong(format!("`{c}` is not understood{}", help(c)), c.len_utf8()));
        }
        if let Some((i, c)) = text.char_indices().find(|(_, c)| matches!(c, '|' | '^' | '\\')) {
            self.at += i;
            return Err(self.wrong(format!("`{c}` is not understood{}", help(c)), c.len_utf8()));
        }
        let Some(tilde) = text.find('~') else {
            self.put(Kind::Words(None), text.len());
            return Ok(());
        };
        let edits = match &text[tilde + 1..] {
            "" | "1" => 1,
            "2" => 2,
            _ => {
                self.at += tilde;
                return Err(
                    self.wrong("`~` takes 1 or 2, the number of letters that may differ", text.len() - tilde)
                );
            }
        };
        self.put(Kind::Words(Some(edits)), tilde);
        self.at += text.len() - tilde;
        Ok(())
    }
}
