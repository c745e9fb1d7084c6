//! Which code page of DOS or the Macintosh are these bytes in? Those that the WHATWG standard leaves out, by their labels; and told by
//! what becomes of the words.

use encoding_rs::{Encoding, MACINTOSH};
use fontes_core::lang::{Language, languages};
use oem_cp::code_table::{
    DECODING_TABLE_CP437, DECODING_TABLE_CP720, DECODING_TABLE_CP737, DECODING_TABLE_CP775,
    DECODING_TABLE_CP850, DECODING_TABLE_CP852, DECODING_TABLE_CP855, DECODING_TABLE_CP857,
    DECODING_TABLE_CP858, DECODING_TABLE_CP860, DECODING_TABLE_CP861, DECODING_TABLE_CP862,
    DECODING_TABLE_CP863, DECODING_TABLE_CP865, DECODING_TABLE_CP866, DECODING_TABLE_CP869,
};
use oem_cp::code_table_type::TableType;
use std::collections::BTreeSet;

/// A code page.
#[derive(Clone)]
pub(crate) struct Page {
    /// As it is called to the user: "cp850".
    pub(crate) name: &'static str,
    table: Table,
}

#[derive(Clone)]
enum Table {
    Oem(TableType),
    Web(&'static Encoding),
}

const fn complete(name: &'static str, table: &'static [char; 128]) -> Page {
    Page { name, table: Table::Oem(TableType::Complete(table)) }
}

const fn partial(name: &'static str, table: &'static [Option<char>; 128]) -> Page {
    Page { name, table: Table::Oem(TableType::Incomplete(table)) }
}

static PAGES: [Page; 17] = [
    complete("cp437", &DECODING_TABLE_CP437),
    complete("cp850", &DECODING_TABLE_CP850),
    complete("cp852", &DECODING_TABLE_CP852),
    Page { name: "macintosh", table: Table::Web(MACINTOSH) },
    complete("cp866", &DECODING_TABLE_CP866),
    complete("cp865", &DECODING_TABLE_CP865),
    complete("cp860", &DECODING_TABLE_CP860),
    complete("cp863", &DECODING_TABLE_CP863),
    complete("cp861", &DECODING_TABLE_CP861),
    partial("cp857", &DECODING_TABLE_CP857),
    complete("cp737", &DECODING_TABLE_CP737),
    complete("cp855", &DECODING_TABLE_CP855),
    complete("cp775", &DECODING_TABLE_CP775),
    complete("cp862", &DECODING_TABLE_CP862),
    complete("cp858", &DECODING_TABLE_CP858),
    complete("cp720", &DECODING_TABLE_CP720),
    complete("cp869", &DECODING_TABLE_CP869),
];

/// Those that are looked for where nobody names one.
const LOOKED_FOR: usize = 12;

/// The page of a label: "cp850", "ibm850", "850", "dos-850", "macroman".
pub(crate) fn for_label(label: &str) -> Option<&'static Page> {
    let label = label.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    if matches!(label.as_str(), "macroman" | "mac-roman" | "macintosh" | "x-mac-roman") {
        return PAGES.iter().find(|p| p.name == "macintosh");
    }
    let number =
        ["cp", "ibm", "oem", "dos", "ms"].iter().find_map(|p| label.strip_prefix(p)).unwrap_or(&label);
    let number = number.trim_start_matches('-');
    PAGES.iter().find(|p| p.name.strip_prefix("cp") == Some(number))
}

impl Page {
    /// The text of bytes; `None` where one stands for nothing in this page.
    pub(crate) fn decode(&self, bytes: &[u8]) -> Option<String> {
        match &self.table {
            Table::Oem(t) => t.decode_string_checked(bytes),
            Table::Web(e) => {
                e.decode_without_bom_handling_and_without_replacement(bytes).map(|t| t.into_owned())
            }
        }
    }

    /// The text of bytes, with U+FFFD for those that stand for nothing.
    pub(crate) fn decode_all(&self, bytes: &[u8]) -> (String, bool) {
        match (self.decode(bytes), &self.table) {
            (Some(text), _) => (text, false),
            (None, Table::Oem(t)) => (t.decode_string_lossy(bytes), true),
            (None, Table::Web(e)) => (e.decode_without_bom_handling(bytes).0.into_owned(), true),
        }
    }
}

/// What the words of a text say for the encoding that it was read in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fit {
    /// Words that hold letters outside ASCII.
    pub(crate) words: usize,
    /// Places where no text has such a sign: within a word, in another script than the letters beside it, a capital after a
    /// small letter.
    pub(crate) odd: usize,
    /// Of the words, how many one language knows, each counted once.
    pub(crate) known: usize,
}

/// Words that are looked at.
const MOST: usize = 3000;
/// One odd place in so many words is damage.
const DAMAGE: usize = 20;

/// The page that these bytes are in, if it is not what they were read as: `read` is the text that another encoding gave.
pub(crate) fn told(bytes: &[u8], read: &str) -> Option<&'static Page> {
    let (mut now, words) = counted(read);
    if now.odd * DAMAGE <= now.words || now.odd == 0 {
        return None;
    }
    let (page, best) = best_of(PAGES[..LOOKED_FOR].iter(), bytes)?;
    now.known = known(&words);
    let fewer = best.odd * 3 <= now.odd;
    let surer = best.known > now.known || (best.known == now.known && now.odd >= best.odd + 3);
    (fewer && surer && best.words > 0).then_some(page)
}

/// The page of DOS that names are in, of those that ZIPs are written with.
pub(crate) fn of_names(bytes: &[u8]) -> (&'static Page, Fit) {
    const NAMES: [&str; 6] = ["cp437", "cp850", "cp866", "cp852", "cp737", "cp857"];
    best_of(NAMES.iter().filter_map(|n| for_label(n)), bytes).unwrap_or((&PAGES[0], Fit::default()))
}

/// The page with the fewest odd places, of those the one whose words a language knows best; the first of equals.
fn best_of(pages: impl Iterator<Item = &'static Page>, bytes: &[u8]) -> Option<(&'static Page, Fit)> {
    let tried: Vec<_> = pages.filter_map(|p| Some((p, counted(&p.decode(bytes)?)))).collect();
    let fewest = tried.iter().map(|(_, (f, _))| f.odd).min()?;
    let fits = tried.into_iter().filter(|(_, (f, _))| f.odd == fewest);
    let known = fits.map(|(p, (f, words))| (p, Fit { known: known(&words), ..f }));
    known.min_by_key(|(_, f)| std::cmp::Reverse(f.known))
}

/// How the words of a text fit, and the words; which of them are known is not looked up yet.
fn counted(text: &str) -> (Fit, BTreeSet<String>) {
    let mut out = Fit::default();
    let mut words: BTreeSet<String> = BTreeSet::new();
    for run in text
        .split(|c: char| c.is_ascii_whitespace() || (c.is_ascii() && !c.is_ascii_alphabetic() && c != '\''))
    {
        if run.is_ascii() {
            continue;
        }
        out.odd += odd_places(run);
        for word in run.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_ascii()) {
            out.words += 1;
            words.insert(word.to_lowercase());
        }
        if out.words + out.odd > MOST {
            break;
        }
    }
    (out, words)
}

/// How many of the words one language knows.
fn known(words: &BTreeSet<String>) -> usize {
    let of = |l: &Language| {
        words.iter().filter(|w| w.chars().nth(1).is_some() && l.is_word(w) == Some(true)).count()
    };
    languages().all().filter(|l| l.has_frequencies()).map(of).max().unwrap_or(0)
}

/// A script, as far as letters of two are never one word.
fn script(c: char) -> u8 {
    match u32::from(c) {
        0x41..=0x24F | 0x1E00..=0x1EFF => 1,
        0x370..=0x3FF | 0x1F00..=0x1FFF => 2,
        0x400..=0x52F => 3,
        0x590..=0x5FF => 4,
        0x600..=0x6FF => 5,
        _ => 6,
    }
}

/// Places in a run without blanks where no text has what stands there.
fn odd_places(run: &str) -> usize {
    let signs: Vec<char> = run.chars().collect();
    let letter = |i: Option<usize>| i.and_then(|i| signs.get(i)).copied().filter(|c| c.is_alphabetic());
    let mut odd = 0;
    for (i, &c) in signs.iter().enumerate() {
        let (before, after) = (letter(i.checked_sub(1)), letter(Some(i + 1)));
        if c.is_alphabetic() {
            // ª and º are signs beside figures.
            let mixed = before.is_some_and(|b| script(b) != script(c) && !matches!(c, 'ª' | 'º' | 'µ'));
            let humped = c.is_uppercase() && !c.is_ascii() && before.is_some_and(char::is_lowercase);
            odd += usize::from(mixed || humped);
            continue;
        }
        if c.is_ascii() {
            continue;
        }
        let within = "’‘ʼ·‐‑–—\u{AD}\u{A0}…/".contains(c);
        let closing = "”’“»›«‹…–—°²³¹™®©ªº€·\u{A0}\u{AD}×".contains(c);
        let opening = "«»“„‘‚‹›¿¡£§©€–—…±×°\u{A0}¶•·\u{AD}†".contains(c);
        odd += usize::from(match (before, after) {
            (Some(_), Some(_)) => !within,
            (Some(_), None) => !closing,
            (None, Some(_)) => !opening,
            (None, None) => c.is_control() || c == '\u{FFFD}',
        });
    }
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oem(page: &str, text: &str) -> Vec<u8> {
        let page = for_label(page).expect("a page");
        let code = |c: char| {
            if c.is_ascii() {
                Some(c as u8)
            } else {
                (128..=255u8).find(|b| page.decode(&[*b]).as_deref() == Some(&c.to_string()))
            }
        };
        text.chars().map(|c| code(c).expect("a sign of the page")).collect()
    }

    fn guess(bytes: &[u8]) -> String {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
        guess.decode_without_bom_handling(bytes).0.into_owned()
    }

    #[test]
    fn pages_of_dos_are_told_by_their_words() {
        for (page, text) in [
            (
                "cp437",
                "Die Brücke über den Fluß war für Fußgänger geöffnet, und die Mühle mußte schließen. Später kamen die Käufer zurück.",
            ),
            (
                "cp850",
                "La première lettre était déjà arrivée, et le trésorier n'a gardé qu'un reçu. Où étaient les élèves après la fête ?",
            ),
            (
                "cp852",
                "Příliš mnoho lidí čekalo na nádraží, protože žádný vlak nepřijel. Později se ukázalo, že most byl stržen.",
            ),
            (
                "cp852",
                "Później żaden z członków komisji nie wiedział, że most był zamknięty, a łódź została na brzegu.",
            ),
            (
                "cp850",
                "Mañana no habrá más pan en la ciudad, según dijo el señor Muñoz, que también pidió perdón por los años perdidos.",
            ),
            (
                "cp865",
                "På øen var der ingen læge, og så måtte fiskerne sejle over til byen. Året efter blev både havn og kirke bygget færdig.",
            ),
            (
                "macintosh",
                "À peine arrivé, le délégué écrivit que l’école était fermée ; l’été passa sans réponse, et les élèves s’étonnèrent.",
            ),
        ] {
            let bytes = oem(page, text);
            let found = told(&bytes, &guess(&bytes));
            assert_eq!(
                found.and_then(|p| p.decode(&bytes)).as_deref(),
                Some(text),
                "{page} {text} {:?}",
                found.map(|p| p.name)
            );
        }
    }

    #[test]
    fn what_is_read_rightly_stays() {
        for text in [
            "Die „Brücke“ über den Fluß – war für Fußgänger geöffnet. 25 °C, 3 m², € 5.",
            "« À peine arrivé », l’école était fermée…",
            "Příliš žluťoučký kůň",
            "Un niño — ¿quién? — ¡cayó! 1.º de mayo",
            "Большая часть писем пропала",
            "plain words",
        ] {
            assert!(told(text.as_bytes(), text).is_none(), "{text}");
        }
    }

    #[test]
    fn labels_are_many() {
        for label in ["cp850", "IBM850", "850", "dos-850", "CP_850"] {
            assert_eq!(for_label(label).map(|p| p.name), Some("cp850"), "{label}");
        }
        assert_eq!(for_label("MacRoman").map(|p| p.name), Some("macintosh"));
        assert!(for_label("utf-8").is_none() && for_label("cp9").is_none() && for_label("").is_none());
    }
}
