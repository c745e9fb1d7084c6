//! Reads the source once, from its beginning to its end.

use super::arguments::{arguments_len, blanks, citation, comment, empty_group, optional, options_len};
use super::commands::{Command, Environment, arguments, command, environment};
use super::signs::{accent, marked, sign};
use crate::builder::Builder;
use crate::outcome::Read;
use fontes_core::text::BlockKind;
use std::collections::BTreeMap;

/// Groups within one another that are remembered.
const DEEPEST: usize = 500;
/// Macros within one another that are set.
const EXPANSIONS: usize = 8;
/// Labels of items within one another that are set.
const LABELS: usize = 4;
/// Bytes that all macros together may set.
const LONGEST: usize = 4 << 20;

/// What the end of a group does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Close {
    Nothing,
    Mark(&'static str),
    Block,
    Quotation,
    Note,
    Held(Held),
}

/// What is set aside for what is known of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    Title,
    Author,
    Date,
}

#[derive(Default)]
struct Reader {
    b: Builder,
    groups: Vec<Close>,
    quotations: usize,
    /// How many quotation marks are open.
    marks: usize,
    tables: Vec<bool>,
    /// Open notes, by label and words; the last one gets what is set.
    notes: Vec<(String, String)>,
    count: u32,
    last_mark: Option<String>,
    held: Option<(Held, String)>,
    title: Option<String>,
    author: Option<String>,
    date: Option<String>,
    /// Text of macros without arguments.
    macros: BTreeMap<String, String>,
    expanded: usize,
    /// How many labels of items this one is within.
    within: usize,
    /// Whether `"` makes letters and marks, as babel's German has it.
    german: bool,
    /// Whether what is read is before the document's body.
    preamble: bool,
    ended: bool,
}

/// A document of its own, or a part of one.
pub(crate) fn read(source: &str) -> Read {
    let mut r = Reader { preamble: source.contains("\\begin{document}"), ..Reader::default() };
    let german = ["german", "austrian", "swissgerman"];
    let head = &source[..source.find("\\begin{document}").unwrap_or(0)];
    r.german = head.contains("babel") && german.iter().any(|g| head.contains(g));
    r.run(source, 0);
    r.close_all();
    let (title, author, date) = (r.title, r.author, r.date);
    let mut d = r.b.finish();
    d.title = title.or_else(|| {
        let first = d.blocks.iter().find(|b| b.kind == BlockKind::Heading)?;
        first.span.slice(&d.text).map(str::to_owned)
    });
    d.author = author;
    d.date = date.filter(|d| d.len() >= 4 && d.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
    Read::of(d)
}

/// The words of a short piece, such as a field of BibTeX.
pub(crate) fn inline(source: &str) -> String {
    inline_within(source, 0)
}

fn inline_within(source: &str, within: usize) -> String {
    let mut r = Reader { within, ..Reader::default() };
    r.run(source, 0);
    r.close_all();
    r.b.finish().text
}

impl Reader {
    /// Sets words.
    fn put(&mut self, words: &str) {
        if let Some((_, held)) = &mut self.held {
            held.push_str(words);
        } else if self.preamble {
        } else if let Some((_, note)) = self.notes.last_mut() {
            note.push_str(words);
        } else {
            self.b.words(words);
        }
    }

    fn block(&mut self, kind: BlockKind) {
        if let Some((_, note)) = self.notes.last_mut() {
            note.push('\n');
        } else if self.held.is_none() && !self.preamble {
            let kind =
                if self.quotations > 0 && kind == BlockKind::Paragraph { BlockKind::Quotation } else { kind };
            self.b.block(kind);
        }
    }

    fn run(&mut self, s: &str, depth: usize) {
        let mut at = 0;
        while at < s.len() && !self.ended {
            let rest = &s[at..];
            let plain = rest.find(|c: char| "\\{}%~$&\"`'-<>,!?\n[]^_#".contains(c)).unwrap_or(rest.len());
            if plain > 0 {
                self.put(&rest[..plain]);
                at += plain;
                continue;
            }
            at += match rest.as_bytes()[0] {
                b'\\' => self.command(rest, depth),
                b'{' => self.open(Close::Nothing),
                b'}' => self.close(),
                b'%' => comment(rest),
                b'~' => self.set("\u{A0}", 1),
                b'$' => rest.len() - rest.trim_start_matches('$').len().min(rest.len()),
                b'&' if self.tables.last().is_some() => {
                    self.block(BlockKind::Cell);
                    1
                }
                b'\n' => self.newline(rest),
                _ => self.mark(rest),
            };
        }
    }

    /// Signs that are marks when they stand together.
    fn mark(&mut self, rest: &str) -> usize {
        let pairs = [
            ("``", "“"),
            ("''", "”"),
            (",,", "„"),
            ("<<", "«"),
            (">>", "»"),
            ("---", "—"),
            ("--", "–"),
            ("!`", "¡"),
            ("?`", "¿"),
            ("`", "‘"),
            ("'", "’"),
        ];
        let german = [
            ("\"`", "„"),
            ("\"'", "“"),
            ("\"<", "«"),
            ("\">", "»"),
            ("\"a", "ä"),
            ("\"o", "ö"),
            ("\"u", "ü"),
            ("\"A", "Ä"),
            ("\"O", "Ö"),
            ("\"U", "Ü"),
            ("\"s", "ß"),
            ("\"z", "ß"),
            ("\"-", ""),
            ("\"\"", ""),
            ("\"=", "-"),
            ("\"~", "-"),
            ("\"|", ""),
        ];
        let german = if self.german { &german[..] } else { &[] };
        match german.iter().chain(&pairs).find(|(tex, _)| rest.starts_with(tex)) {
            Some((tex, shown)) => self.set(shown, tex.len()),
            None => {
                let len = rest.chars().next().map_or(1, char::len_utf8);
                self.set(&rest[..len], len)
            }
        }
    }

    fn set(&mut self, words: &str, len: usize) -> usize {
        self.put(words);
        len
    }

    /// A line's end is a blank; an empty line ends a paragraph.
    fn newline(&mut self, rest: &str) -> usize {
        let blank = rest.len() - rest.trim_start_matches(['\n', '\r', ' ', '\t']).len();
        if rest[..blank].bytes().filter(|b| *b == b'\n').count() > 1 {
            self.block(BlockKind::Paragraph);
        } else {
            self.put(" ");
        }
        blank
    }

    fn open(&mut self, close: Close) -> usize {
        if self.groups.len() < DEEPEST {
            self.groups.push(close);
        }
        1
    }

    fn close(&mut self) -> usize {
        match self.groups.pop() {
            None | Some(Close::Nothing) => {}
            Some(Close::Mark(mark)) => {
                self.marks = self.marks.saturating_sub(1);
                self.put(mark);
            }
            Some(Close::Block) => self.block(BlockKind::Paragraph),
            Some(Close::Quotation) => {
                self.quotations = self.quotations.saturating_sub(1);
                self.block(BlockKind::Paragraph);
            }
            Some(Close::Note) => {
                if let Some((label, words)) = self.notes.pop() {
                    let body =
                        words.split('\n').map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
                    self.b.note(&label, body);
                }
            }
            Some(Close::Held(held)) => {
                let words = self.held.take().map(|h| squeeze(&h.1)).filter(|w| !w.is_empty());
                match held {
                    Held::Title => self.title = words,
                    Held::Author => self.author = words,
                    Held::Date => self.date = words,
                }
            }
        }
        1
    }

    fn close_all(&mut self) {
        while !self.groups.is_empty() {
            self.close();
        }
    }

    /// A command and what of its arguments are no words; how many bytes they are.
    fn command(&mut self, s: &str, depth: usize) -> usize {
        let Some(first) = s[1..].chars().next() else { return 1 };
        let letters = s[1..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(s.len() - 1);
        let len = if letters > 0 { 1 + letters } else { 1 + first.len_utf8() };
        let name = &s[1..len];
        let starred = len + usize::from(letters > 0 && s[len..].starts_with('*'));
        // Blanks after a command of letters end its name.
        let after = if letters > 0 { starred + blanks(&s[starred..]) } else { starred };
        if self.preamble
            && !matches!(
                command(name),
                Command::Begin | Command::Title | Command::Author | Command::Date | Command::Define
            )
        {
            return if self.held.is_some() { self.set_command(s, name, len, after, depth) } else { len };
        }
        self.set_command(s, name, starred.max(len), after, depth)
    }

    fn set_command(&mut self, s: &str, name: &str, len: usize, after: usize, depth: usize) -> usize {
        if let Some(mark) = accent(name)
            && let Some(used) = self.accented(&s[after..], mark)
        {
            return after + used;
        }
        if let Some(shown) = sign(name) {
            self.put(shown);
            return if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                after + empty_group(&s[after..])
            } else {
                len
            };
        }
        match command(name) {
            Command::Begin => len + self.begin(&s[len..]),
            Command::End => len + self.end(&s[len..]),
            Command::Verbatim => len + self.verbatim(&s[len..]),
            Command::Define => after + self.define(&s[after..]),
            Command::Other => {
                if depth < EXPANSIONS
                    && self.expanded < LONGEST
                    && let Some(text) = self.macros.get(name).cloned()
                {
                    self.expanded += text.len();
                    self.run(&text, depth + 1);
                    return after + empty_group(&s[after..]);
                }
                if name == "maketitle"
                    && let Some(title) = self.title.clone()
                {
                    self.block(BlockKind::Heading);
                    self.put(&title);
                    self.block(BlockKind::Paragraph);
                }
                // `\-`, `\/`, `\@`, `\(` set nothing.
                if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    len
                } else {
                    after + optional(&s[after..])
                }
            }
            known => after + self.with_arguments(known, s, after),
        }
    }

    /// A command that is known, from what follows its name on.
    fn with_arguments(&mut self, known: Command, s: &str, after: usize) -> usize {
        let rest = &s[after..];
        match known {
            Command::Cite => {
                let len = citation(rest);
                if self.notes.is_empty() && self.held.is_none() && !self.preamble {
                    self.b.printed_marker(s[..after + len].trim_end());
                } else {
                    self.put(s[..after + len].trim_end());
                }
                len
            }
            Command::Skip(n) => arguments_len(rest, n),
            Command::Then(n) => {
                let len = arguments_len(rest, n);
                len + optional(&rest[len..])
            }
            Command::Deleted => arguments_len(rest, 1),
            Command::Address => {
                let len = arguments_len(rest, 1);
                self.put(rest[..len].trim_start_matches('{').trim_end_matches('}'));
                len
            }
            Command::Heading => self.opened(rest, Close::Block, BlockKind::Heading),
            Command::Caption => self.opened(rest, Close::Block, BlockKind::Cell),
            Command::Quote(n) => {
                let before = arguments_len(rest, n);
                let options = before + options_len(&rest[before..]);
                if !rest[options..].starts_with('{') {
                    return options;
                }
                let (open, close) =
                    if self.marks.is_multiple_of(2) { ("“", "”") } else { ("‘", "’") };
                self.marks += 1;
                self.put(open);
                options + self.open(Close::Mark(close))
            }
            Command::BlockQuote(n) => {
                let before = arguments_len(rest, n);
                let options = before + options_len(&rest[before..]);
                if !rest[options..].starts_with('{') {
                    return options;
                }
                self.quotations += 1;
                self.block(BlockKind::Quotation);
                options + self.open(Close::Quotation)
            }
            Command::Note | Command::NoteText | Command::NoteMark => self.note(known, rest),
            Command::Title => self.hold(Held::Title, rest),
            Command::Author => self.hold(Held::Author, rest),
            Command::Date => self.hold(Held::Date, rest),
            Command::Item => {
                self.block(BlockKind::Cell);
                let len = options_len(rest);
                // The words of a description stand before it.
                let words = rest[..len].trim().trim_start_matches('[').trim_end_matches(']');
                if !words.is_empty() && self.within < LABELS {
                    self.put(&inline_within(words, self.within + 1));
                    self.put(" ");
                }
                len + if s.starts_with("\\bibitem") { arguments_len(&rest[len..], 1) } else { 0 }
            }
            Command::Line => {
                if self.tables.last().is_some() {
                    self.block(BlockKind::Cell);
                } else if self.notes.is_empty() && self.held.is_none() && !self.preamble {
                    self.b.line();
                } else {
                    self.put(" ");
                }
                optional(rest)
            }
            _ => {
                self.block(BlockKind::Paragraph);
                0
            }
        }
    }

    /// The argument of a command, as a block of this kind.
    fn opened(&mut self, rest: &str, close: Close, kind: BlockKind) -> usize {
        let options = options_len(rest);
        if !rest[options..].starts_with('{') {
            return options;
        }
        self.block(kind);
        options + self.open(close)
    }

    fn hold(&mut self, held: Held, rest: &str) -> usize {
        let options = options_len(rest);
        if !rest[options..].starts_with('{') || self.held.is_some() {
            return options;
        }
        self.held = Some((held, String::new()));
        options + self.open(Close::Held(held))
    }

    fn note(&mut self, known: Command, rest: &str) -> usize {
        // Thanks beside an author's name.
        if self.held.is_some() {
            return arguments_len(rest, 1);
        }
        let options = options_len(rest);
        let given = rest[..options].trim().trim_start_matches('[').trim_end_matches(']').to_owned();
        let label = match (known, self.last_mark.take()) {
            (Command::NoteText, Some(label)) if given.is_empty() => label,
            _ if !given.is_empty() => given,
            _ => {
                self.count += 1;
                self.count.to_string()
            }
        };
        if known != Command::NoteText && self.notes.is_empty() {
            self.b.marker(&label);
        }
        if known == Command::NoteMark {
            self.last_mark = Some(label);
            return options;
        }
        if !rest[options..].starts_with('{') {
            return options;
        }
        self.notes.push((label, String::new()));
        options + self.open(Close::Note)
    }

    fn begin(&mut self, s: &str) -> usize {
        let len = arguments_len(s, 1);
        let name = s[..len].trim().trim_start_matches('{').trim_end_matches('}');
        if name == "document" {
            self.preamble = false;
            return len;
        }
        if self.preamble {
            return len;
        }
        match environment(name) {
            kind @ (Environment::Silent | Environment::Verbatim) => {
                let end = format!("\\end{{{name}}}");
                let to = s[len..].find(&end).map_or(s.len(), |i| len + i);
                if kind == Environment::Verbatim && self.notes.is_empty() {
                    self.block(BlockKind::Cell);
                    self.b.verbatim(s[len..to].trim_matches('\n'));
                    self.block(BlockKind::Paragraph);
                }
                return to + end.len().min(s.len() - to);
            }
            Environment::Quotation => {
                self.quotations += 1;
                self.block(BlockKind::Quotation);
            }
            Environment::Table => {
                self.tables.push(true);
                self.block(BlockKind::Cell);
            }
            Environment::Other => self.block(BlockKind::Paragraph),
        }
        let options = len + optional(&s[len..]);
        options + arguments_len(&s[options..], arguments(name))
    }

    fn end(&mut self, s: &str) -> usize {
        let len = arguments_len(s, 1);
        let name = s[..len].trim().trim_start_matches('{').trim_end_matches('}');
        match environment(name) {
            Environment::Quotation => self.quotations = self.quotations.saturating_sub(1),
            Environment::Table => {
                self.tables.pop();
            }
            _ => {}
        }
        self.block(BlockKind::Paragraph);
        self.ended = name == "document";
        len
    }

    /// `\verb|words|`.
    fn verbatim(&mut self, s: &str) -> usize {
        let Some(sign) = s.chars().next() else { return 0 };
        let close = if sign == '{' { '}' } else { sign };
        let from = sign.len_utf8();
        let to = s[from..].find(close).map_or(s.len(), |i| from + i);
        self.put(&s[from..to]);
        (to + close.len_utf8()).min(s.len())
    }

    /// `\newcommand{\name}[n]{text}`, `\def\name{text}`: text of macros without arguments is remembered.
    fn define(&mut self, s: &str) -> usize {
        let bare = s.trim_start_matches(['{', ' ']);
        let mut at = s.len() - bare.len();
        let Some(name) = bare.strip_prefix('\\') else { return arguments_len(s, 1) };
        let len = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
        let name = &name[..len];
        at += 1 + len;
        at += s[at..].len() - s[at..].trim_start_matches(['}', ' ']).len();
        // `[1]`, and what \def has before the text: "#1".
        let parameters = s[at..].find('{').unwrap_or(0);
        let takes = !s[at..at + parameters].trim().is_empty();
        at += parameters;
        let len = arguments_len(&s[at..], 1);
        let text = s[at..at + len].trim().strip_prefix('{').and_then(|t| t.strip_suffix('}'));
        if let Some(text) = text
            && !takes
            && !name.is_empty()
            && !text.contains('#')
        {
            self.macros.insert(name.to_owned(), text.to_owned());
        }
        at + len
    }

    /// A letter with a mark: `\"u`, `\"{u}`, `\'\i`, `\c{c}`. `None` where no letter follows.
    fn accented(&mut self, s: &str, mark: char) -> Option<usize> {
        let braced = s.starts_with('{');
        let from = usize::from(braced);
        let rest = &s[from..];
        let (letter, len) = if let Some(command) = rest.strip_prefix('\\') {
            let len = command.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(command.len());
            let letter = sign(&command[..len])?.chars().next()?;
            let after = 1 + len;
            (letter, after + empty_group(&rest[after..]).max(if braced { 0 } else { blanks(&rest[after..]) }))
        } else {
            let letter = rest.chars().next().filter(|c| c.is_alphabetic())?;
            (letter, letter.len_utf8())
        };
        self.put(&marked(letter, mark));
        // What else stands in the braces follows the letter.
        if braced && rest[len..].starts_with('}') {
            return Some(from + len + 1);
        }
        if braced {
            self.open(Close::Nothing);
        }
        Some(from + len)
    }
}

fn squeeze(s: &str) -> String {
    crate::xml::squeeze(s)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        read(source).documents[0].text.clone()
    }

    #[test]
    fn accents_are_letters() {
        for (tex, shown) in [
            ("G\\\"unther Bergstr\\\"om", "Günther Bergström"),
            ("{\\L}\\'od\\'z, caf\\'e, na{\\\"\\i}ve", "Łódź, café, naïve"),
            ("\\v{S}koda Ho\\v rava fran\\c{c}ais Gar\\c con", "Škoda Hořava français Garçon"),
            ("Erd\\H{o}s \\AA{}ngstr\\\"{o}m Stra\\ss{}e \\O rsted", "Erdős Ångström Straße Ørsted"),
            ("\\'{\\i}talo \\~nandu \\k{a}", "ítalo ñandu ą"),
            ("un\\-happy of\\/fice \\& 5\\,\\% \\$3", "unhappy office & 5\u{202F}% $3"),
        ] {
            assert_eq!(text(tex), shown, "{tex}");
        }
    }

    #[test]
    fn marks_are_quotation_marks() {
        assert_eq!(text("``We \\emph{won} `it' --- all''"), "“We won ‘it’ — all”");
        assert_eq!(
            text("\\enquote{We \\enquote{won} it}, \\textquote[{\\cite{a}}][.]{all}"),
            "“We ‘won’ it”, “all”"
        );
        assert_eq!(
            text("\\usepackage[ngerman]{babel}\\begin{document}\"`Gr\"o\"se\"'\\end{document} no"),
            "„Größe“"
        );
        let d = &read("Words.\n\\begin{quote}\nNo wool\nshall pass.\n\\end{quote}\nMore.").documents[0];
        assert_eq!(d.text, "Words.\n\nNo wool shall pass.\n\nMore.");
        assert_eq!(d.blocks[1].kind, BlockKind::Quotation);
    }

    #[test]
    fn notes_stand_after_and_citations_as_they_are() {
        let tex = "He said so\\footnote{Letter, f.~7. % no\n\nSecond.} and \\parencite[see][7]{berg} went.\\footnotemark[9]\\footnotetext[9]{Far.}";
        let d = &read(tex).documents[0];
        assert_eq!(
            d.text,
            "He said so[1] and \\parencite[see][7]{berg} went.[9]\n\n[1] Letter, f.\u{A0}7.\n\nSecond.\n\n[9] Far."
        );
        assert_eq!(d.notes[0].marker.and_then(|m| m.slice(&d.text)), Some("[1]"));
        assert_eq!(d.notes[0].body.slice(&d.text), Some("Letter, f.\u{A0}7.\n\nSecond."));
        let skipped: Vec<_> = d.skips.iter().filter_map(|s| s.slice(&d.text)).collect();
        assert_eq!(skipped, ["[1]", "\\parencite[see][7]{berg}", "[9]"]);
    }

    #[test]
    fn the_document_is_its_body() {
        let tex = "% remark\n\\documentclass[12pt]{article}\n\\title{The \\emph{weir}}\\author{A. Lerch \\and B. Kern}\n\\newcommand{\\km}{Keeper of Weirs}\n\
            \\begin{document}\\maketitle\n\\section*{On locks}\\label{s:l}\nThe \\km{} said % he did\n  no.\n\n\\begin{itemize}\\item one\\item[B] two\\end{itemize}\n\
            \\begin{tabular}{ll} a & b \\\\ c & 5\\% \\end{tabular}\n\\begin{comment}not this\\end{comment}\n\\href{http://x.org}{There} \\url{http://y.org/a_b}. \\textbf{Bold \\textit{words}}\n\\end{document}\nnor this";
        let d = &read(tex).documents[0];
        assert_eq!(d.title.as_deref(), Some("The weir"));
        assert_eq!(d.author.as_deref(), Some("A. Lerch B. Kern"));
        assert_eq!(
            d.text,
            "The weir\n\nOn locks\n\nThe Keeper of Weirs said no.\n\none\n\nB two\n\na\n\nb\n\nc\n\n5%\n\nThere http://y.org/a_b. Bold words"
        );
    }

    #[test]
    fn hostile_sources_end() {
        for tex in [
            "{".repeat(100_000),
            "\\footnote{".repeat(10_000),
            "\\enquote".repeat(10_000),
            "\\\"".into(),
            "\\".into(),
            "\\verb".into(),
            "\\begin{".into(),
            "[".repeat(50_000),
        ] {
            read(&tex);
        }
        let bomb = "\\newcommand{\\a}{\\b\\b\\b\\b\\b\\b\\b\\b\\b\\b}\\newcommand{\\b}{\\c\\c\\c\\c\\c\\c\\c\\c\\c\\c}\\newcommand{\\c}{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\a";
        read(bomb);
    }
}
