//! What is in an RTF file? The text of the subset that word processors write: paragraphs,
//! tables, notes, Unicode and code pages. Source: Rich Text Format Specification 1.9.1.
//!
//! Pictures, objects, drawing, revisions that were deleted and all destinations marked `\*`
//! that are not known are passed over.

use crate::builder::Builder;
use crate::outcome::{Notice, Read, Unreadable};
use encoding_rs::{Encoding, WINDOWS_1252};
use fontes_core::text::BlockKind;
use std::collections::HashMap;

/// Groups within one another beyond which a file is refused.
const DEEPEST: usize = 2000;

/// Where words go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Into {
    Text,
    Note,
    /// Running heads and feet.
    Frame,
    Title,
    Author,
    Fonts,
    Nowhere,
    /// What is said again in Unicode.
    Twice,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    into: Into,
    /// Characters that stand for a `\u` for readers who do not know it.
    fallback: usize,
    encoding: &'static Encoding,
    /// Whether the words are hidden or deleted.
    silent: bool,
    /// Whether this group is the note itself.
    note: bool,
    table: bool,
    /// Whether the group began with `\*`.
    optional: bool,
    started: bool,
    heading: bool,
    /// Where the Unicode form of the words goes, if the group gives them twice.
    twice: Option<Into>,
}

struct Reader {
    b: Builder,
    stack: Vec<Group>,
    now: Group,
    /// Bytes of the code page that are not decoded yet.
    pending: Vec<u8>,
    /// A first half of a surrogate pair.
    high: Option<u16>,
    skip: usize,
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    default: &'static Encoding,
    notes: usize,
    note: Vec<String>,
    frame: String,
    frames: Vec<String>,
    title: String,
    author: String,
    deleted: usize,
    date: [i32; 3],
    in_created: bool,
    begun: bool,
}

pub(crate) fn read(bytes: &[u8]) -> Result<Read, Unreadable> {
    let now = Group {
        into: Into::Text,
        fallback: 1,
        encoding: WINDOWS_1252,
        silent: false,
        note: false,
        table: false,
        optional: false,
        started: false,
        heading: false,
        twice: None,
    };
    let mut r = Reader {
        b: Builder::default(),
        stack: Vec::new(),
        now,
        pending: Vec::new(),
        high: None,
        skip: 0,
        fonts: HashMap::new(),
        font: 0,
        default: WINDOWS_1252,
        notes: 0,
        note: Vec::new(),
        frame: String::new(),
        frames: Vec::new(),
        title: String::new(),
        author: String::new(),
        deleted: 0,
        date: [0; 3],
        in_created: false,
        begun: false,
    };
    let whole = r.run(bytes)?;
    r.flush();
    for line in std::mem::take(&mut r.frames) {
        r.b.block(BlockKind::Furniture);
        r.b.words(&line);
    }
    let mut d = r.b.finish();
    let said = |s: &str| Some(s.trim().to_owned()).filter(|s| !s.is_empty());
    d.title = said(&r.title);
    d.author = said(&r.author);
    if let [y, m, day] = r.date
        && (1..=9999).contains(&y)
        && (1..=12).contains(&m)
        && (1..=31).contains(&day)
    {
        d.date = Some(format!("{y:04}-{m:02}-{day:02}"));
    }
    let mut read = Read::of(d);
    if !whole {
        read.notices.push(Notice::loss("the file ends within a group: it was cut short"));
    }
    if r.deleted > 0 {
        read.notices.push(Notice::note(
            "stretches that a reviser deleted are left out; insertions are read as accepted",
        ));
    }
    Ok(read)
}

impl Reader {
    /// Reads to the end; whether all groups were closed.
    fn run(&mut self, bytes: &[u8]) -> Result<bool, Unreadable> {
        let mut i = 0;
        let mut depth = 0usize;
        while let Some(&c) = bytes.get(i) {
            i += 1;
            match c {
                b'{' => {
                    self.flush();
                    depth += 1;
                    if depth > DEEPEST {
                        return Err(Unreadable::new(
                            format!("the file nests more than {DEEPEST} groups"),
                            "if it is no bomb, open it in a word processor and save it again",
                        ));
                    }
                    self.stack.push(self.now);
                    self.now.note = false;
                    self.now.optional = false;
                    self.now.started = false;
                    self.skip = 0;
                }
                b'}' => {
                    self.flush();
                    depth = depth.saturating_sub(1);
                    self.leave();
                    self.skip = 0;
                    if depth == 0 && self.begun {
                        // What follows the outermost group is not part of the document.
                        return Ok(true);
                    }
                }
                b'\\' => i = self.control(bytes, i),
                b'\r' | b'\n' => {}
                b => {
                    if self.skip > 0 {
                        self.skip -= 1;
                    } else if b == b'\t' {
                        self.flush();
                        self.words("\t");
                    } else {
                        self.pending.push(b);
                    }
                    self.now.started = true;
                }
            }
        }
        Ok(depth == 0)
    }

    fn leave(&mut self) {
        let left = self.now;
        if let Some(outer) = self.stack.pop() {
            self.now = outer;
        }
        if left.into == Into::Frame && self.now.into != Into::Frame {
            let line = std::mem::take(&mut self.frame).split_whitespace().collect::<Vec<_>>().join(" ");
            if !line.is_empty() && !self.frames.contains(&line) {
                self.frames.push(line);
            }
        }
        if left.note {
            let body: Vec<String> = std::mem::take(&mut self.note)
                .into_iter()
                .map(|p| p.trim().to_owned())
                .filter(|p| !p.is_empty())
                .collect();
            if !body.is_empty() {
                self.b.note(&self.notes.to_string(), body);
            }
        }
        if self.in_created && left.into == Into::Nowhere {
            self.in_created = false;
        }
    }

    /// A control word or symbol; gives the place after it.
    fn control(&mut self, bytes: &[u8], mut i: usize) -> usize {
        let Some(&c) = bytes.get(i) else { return i };
        if !c.is_ascii_alphabetic() {
            i += 1;
            match c {
                b'\'' => {
                    let hex = bytes.get(i..i + 2).and_then(|h| std::str::from_utf8(h).ok());
                    if let Some(b) = hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                        i += 2;
                        if self.skip > 0 {
                            self.skip -= 1;
                        } else {
                            self.pending.push(b);
                        }
                    }
                }
                b'*' => self.now.optional = true,
                b'~' => self.symbol("\u{a0}"),
                b'_' => self.symbol("\u{2011}"),
                b'-' => self.symbol("\u{ad}"),
                b'\n' | b'\r' => self.paragraph(),
                b'\\' | b'{' | b'}' => {
                    if self.skip > 0 {
                        self.skip -= 1
                    } else {
                        self.pending.push(c)
                    }
                }
                _ => {}
            }
            return i;
        }
        let start = i;
        while bytes.get(i).is_some_and(u8::is_ascii_alphabetic) && i - start < 40 {
            i += 1;
        }
        let word = std::str::from_utf8(&bytes[start..i]).unwrap_or("");
        let digits = i;
        if bytes.get(i) == Some(&b'-') && bytes.get(i + 1).is_some_and(u8::is_ascii_digit) {
            i += 1;
        }
        while bytes.get(i).is_some_and(u8::is_ascii_digit) && i - digits < 11 {
            i += 1;
        }
        let value = std::str::from_utf8(&bytes[digits..i]).ok().and_then(|d| d.parse::<i32>().ok());
        if bytes.get(i) == Some(&b' ') {
            i += 1;
        }
        if word == "bin" {
            // Raw bytes, which may look like anything.
            return (i + usize::try_from(value.unwrap_or(0)).unwrap_or(0)).min(bytes.len());
        }
        if word == "u" {
            self.unicode(value.unwrap_or(0));
            return i;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return i;
        }
        self.flush();
        self.word(word, value);
        self.now.started = true;
        i
    }

    fn unicode(&mut self, value: i32) {
        let decoded = std::mem::take(&mut self.pending);
        self.decode(&decoded);
        let unit = (value & 0xFFFF) as u16;
        match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => self.high = Some(unit),
            (Some(high), 0xDC00..=0xDFFF) => {
                let c: String = char::decode_utf16([high, unit]).map(|c| c.unwrap_or('\u{fffd}')).collect();
                self.words(&c);
            }
            // Word keeps the glyphs of symbol fonts in the private area.
            (_, 0xF020..=0xF0FF) => self.words(&char::from((unit & 0xFF) as u8).to_string()),
            _ => self.words(&char::from_u32(u32::from(unit)).unwrap_or('\u{fffd}').to_string()),
        }
        self.skip = self.now.fallback;
    }

    fn word(&mut self, word: &str, value: Option<i32>) {
        let on = value != Some(0);
        match word {
            "rtf" => self.begun = true,
            "ansicpg" => {
                if let Some(e) = code_page(value.unwrap_or(0)) {
                    self.default = e;
                    self.now.encoding = e;
                }
            }
            "mac" => {
                self.default = encoding_rs::MACINTOSH;
                self.now.encoding = self.default;
            }
            "uc" => self.now.fallback = usize::try_from(value.unwrap_or(1)).unwrap_or(1).min(16),
            "fonttbl" => self.now.into = Into::Fonts,
            "f" if self.now.into == Into::Fonts => self.font = value.unwrap_or(0),
            "fcharset" if self.now.into == Into::Fonts => {
                if let Some(e) = charset(value.unwrap_or(0)) {
                    self.fonts.insert(self.font, e);
                }
            }
            "f" => self.now.encoding = self.fonts.get(&value.unwrap_or(0)).copied().unwrap_or(self.default),
            "plain" => {
                self.now.encoding = self.default;
                self.now.silent = false;
            }
            "v" | "deleted" => {
                self.now.silent = on;
                self.deleted += usize::from(on && word == "deleted");
            }
            // The words twice: for old readers, and in Unicode.
            "upr" => {
                self.now.twice = Some(self.now.into);
                self.now.into = Into::Twice;
            }
            "ud" => {
                if let Some(into) = self.now.twice.take() {
                    self.now.into = into;
                }
            }
            "info" => self.now.into = Into::Nowhere,
            "title" if self.now.into == Into::Nowhere => self.now.into = Into::Title,
            "author" if self.now.into == Into::Nowhere => self.now.into = Into::Author,
            "creatim" => self.in_created = true,
            "yr" if self.in_created => self.date[0] = value.unwrap_or(0),
            "mo" if self.in_created => self.date[1] = value.unwrap_or(0),
            "dy" if self.in_created => self.date[2] = value.unwrap_or(0),
            "colortbl" | "stylesheet" | "pict" | "object" | "filetbl" | "listtable" | "listoverridetable"
            | "revtbl" | "rsidtbl" | "generator" | "xmlnstbl" | "themedata" | "colorschememapping"
            | "datastore" | "latentstyles" | "fldinst" | "template" | "comment" | "operator" | "company"
            | "listtext" | "pntext" | "sp" | "sn" | "sv" | "bkmkstart" | "bkmkend" | "tc" | "xe"
            | "annotation" | "atnid" | "atnauthor" | "atndate" | "atnref" | "formfield" | "nonesttables"
            | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" | "ftncn" | "aftncn" | "objdata" | "blipuid"
            | "pnseclvl" | "private" | "keywords" | "subject" | "doccomm" | "docvar" | "userprops"
            | "nonshppict" => self.now.into = Into::Nowhere,
            // A drawing may hold words of its own; they are read as part of the text.
            "shpinst" => {}
            "shptxt" => {
                if self.now.into == Into::Nowhere {
                    self.now.into = Into::Text;
                }
                self.paragraph();
            }
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => {
                self.now.into = Into::Frame;
            }
            "footnote" if self.now.into == Into::Text => {
                self.notes += 1;
                let label = self.notes.to_string();
                self.b.marker(&label);
                self.now.into = Into::Note;
                self.now.note = true;
                self.note = vec![String::new()];
            }
            "par" | "sect" | "row" | "nestrow" | "cell" | "nestcell" => self.paragraph(),
            "intbl" => {
                self.now.table = true;
                self.turn();
            }
            "pard" => {
                self.now.table = false;
                self.now.heading = false;
                self.turn();
            }
            "outlinelevel" => {
                self.now.heading = value.is_some_and(|v| v < 9);
                self.turn();
            }
            "line" | "lbr" => match self.now.into {
                Into::Text if !self.now.silent => self.b.line(),
                _ => self.words(" "),
            },
            "page" => self.paragraph(),
            "tab" => self.words("\t"),
            "emdash" => self.words("—"),
            "endash" => self.words("–"),
            "lquote" => self.words("‘"),
            "rquote" => self.words("’"),
            "ldblquote" => self.words("“"),
            "rdblquote" => self.words("”"),
            "bullet" => self.words("•"),
            "emspace" => self.words("\u{2003}"),
            "enspace" => self.words("\u{2002}"),
            "zwj" => self.words("\u{200d}"),
            "zwnj" => self.words("\u{200c}"),
            // A destination that is marked as one to be passed over by who does not know it.
            _ if self.now.optional && !self.now.started && word != "shppict" => self.now.into = Into::Nowhere,
            _ => {}
        }
    }

    fn kind(&self) -> BlockKind {
        match (self.now.heading, self.now.table) {
            (true, _) => BlockKind::Heading,
            (_, true) => BlockKind::Cell,
            _ => BlockKind::Paragraph,
        }
    }

    fn turn(&mut self) {
        if self.now.into == Into::Text {
            let kind = self.kind();
            self.b.turn(kind);
        }
    }

    fn paragraph(&mut self) {
        self.flush();
        match self.now.into {
            Into::Text => {
                let kind = self.kind();
                self.b.block(kind);
            }
            Into::Note => self.note.push(String::new()),
            Into::Frame => self.frame.push(' '),
            _ => {}
        }
    }

    fn symbol(&mut self, s: &str) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        self.flush();
        self.words(s);
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let bytes = std::mem::take(&mut self.pending);
            self.decode(&bytes);
        }
        if self.high.take().is_some() {
            self.words("\u{fffd}");
        }
    }

    fn decode(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            let (text, _) = self.now.encoding.decode_without_bom_handling(bytes);
            self.words(&text);
        }
    }

    fn words(&mut self, words: &str) {
        if self.now.silent {
            return;
        }
        match self.now.into {
            Into::Text => self.b.words(words),
            Into::Note => {
                if let Some(last) = self.note.last_mut() {
                    last.push_str(words);
                }
            }
            Into::Frame => self.frame.push_str(words),
            Into::Title => self.title.push_str(words),
            Into::Author => self.author.push_str(words),
            Into::Fonts | Into::Nowhere | Into::Twice => {}
        }
    }
}

fn code_page(n: i32) -> Option<&'static Encoding> {
    let label = match n {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 => "windows-874".to_owned(),
        10000 => "macintosh".to_owned(),
        866 => "ibm866".to_owned(),
        65001 => "utf-8".to_owned(),
        n => format!("windows-{n}"),
    };
    Encoding::for_label(label.as_bytes())
}

fn charset(n: i32) -> Option<&'static Encoding> {
    code_page(match n {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 | 179 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rtf: &str) -> fontes_core::text::Document {
        read(rtf.as_bytes()).expect("RTF").documents.remove(0)
    }

    #[test]
    fn text_notes_and_characters() {
        let d = of(
            "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Times;}{\\f1\\fcharset204 Arial;}}{\\info{\\title Fish}{\\author A. B.}{\\creatim\\yr1999\\mo5\\dy2}}\
            \\pard Caf\\'e9 \\u8212?cod{\\super\\chftn}{\\footnote\\pard {\\super\\chftn} See eel.\\par} swims.\\par\n\\f1 \\'ca\\'ee\\f0\\par{\\*\\unknown x}{\\pict 00ff}end}",
        );
        assert_eq!(d.text, "Café —cod[1] swims.\n\nКо\n\nend\n\n[1] See eel.");
        assert_eq!(d.notes[0].marker.and_then(|m| m.slice(&d.text)), Some("[1]"));
        assert_eq!(d.notes[0].body.slice(&d.text), Some("See eel."));
        assert_eq!(
            (d.title.as_deref(), d.author.as_deref(), d.date.as_deref()),
            (Some("Fish"), Some("A. B."), Some("1999-05-02"))
        );
    }

    #[test]
    fn surrogates_and_deletions() {
        let d = of("{\\rtf1\\uc1 a\\u-10179?\\u-8704?b {\\deleted gone}kept}");
        assert_eq!(d.text, "a😀b kept");
        let d = of("{\\rtf1{\\info{\\upr{\\title ???}{\\*\\ud{\\title \\u1050?\\u1086?}}}}x}");
        assert_eq!(d.title.as_deref(), Some("Ко"));
    }

    #[test]
    fn what_is_cut_short_is_said() {
        let got = read(b"{\\rtf1 words {\\b more").expect("read in part");
        assert!(got.notices.iter().any(|n| n.loss));
        assert!(read("{".repeat(5000).as_bytes()).is_err());
    }
}
