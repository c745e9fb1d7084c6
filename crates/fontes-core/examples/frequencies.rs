//! Counts the words of the texts that `lang/frequencies.py` gathered, for `lang/XX/frequencies.tsv`.
//!
//! ```sh
//! cargo run --release -p fontes-core --example frequencies -- TEXTS lang [LANGUAGE ...]
//! ```

use fontes_core::lang::{Language, Reads, form_of, language};
use fontes_core::text::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Words that are listed, the commonest, and the bytes that their table may have: where all tables of a language are, and elsewhere.
const LISTED: usize = 32_000;
const BYTES: usize = 400_000;
const FEWER_BYTES: usize = 250_000;
/// Documents that a word, and a way of writing it, must stand in: a name of one novel is no word of the language.
const DOCUMENTS: usize = 3;
/// Share of a word's places that a way of writing it must have, where it differs by accents: others are slips, and letters whose
/// accents were lost. Unless it is common: "dès" is a word beside "des".
const ACCENTED: f64 = 0.08;
const COMMON: f64 = 1e-4;
/// The same where it differs by an apostrophe or a hyphen, or not at all.
const APART: f64 = 0.004;
/// No kind of text counts for more than so many times the smallest.
const OUTWEIGHS: f64 = 2.0;

/// Where a word, or a way of writing it, was met.
#[derive(Default)]
struct Count {
    places: u64,
    documents: usize,
    last: usize,
}

impl Count {
    fn meet(&mut self, document: usize) {
        self.places += 1;
        if self.last != document {
            self.last = document;
            self.documents += 1;
        }
    }
}

#[derive(Default)]
struct Word {
    share: f64,
    documents: usize,
    forms: BTreeMap<String, (f64, usize)>,
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [texts, lang, only @ ..] = args.as_slice() else {
        return Err("usage: frequencies TEXTS LANG [LANGUAGE ...]".into());
    };
    for folder in entries(Path::new(texts))? {
        let code = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if only.is_empty() || only.contains(&code) {
            let language = language(&code).ok_or("no such language in lang/")?;
            let table = table(&folder, language)?;
            fs::write(Path::new(lang).join(&code).join("frequencies.tsv"), table)?;
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut out = fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<std::io::Result<Vec<_>>>()?;
    out.sort();
    Ok(out)
}

/// The words of one document: folded, and as they are written.
fn words(text: &str, language: &Language) -> Vec<(String, String)> {
    let folded = fold(text, &[]);
    let mut out = Vec::with_capacity(folded.tokens.len());
    for (i, token) in folded.tokens.iter().enumerate() {
        let written = token.span.slice(text).unwrap_or("");
        if written.chars().any(|c| c.is_numeric()) {
            continue;
        }
        match language.parted(written) {
            Some((before, after)) => {
                out.push((before, String::new()));
                let at = written.find(['\'', '\u{2019}', '\u{2BC}']).unwrap_or(0);
                out.push((after, written[at..].trim_start_matches(['\'', '\u{2019}', '\u{2BC}']).to_owned()));
            }
            None => out.push((folded.word(i), written.to_owned())),
        }
    }
    out
}

/// Whether this tells how a word is written: capitals lose their accents, and a line's end parts words.
fn shows_form(written: &str) -> bool {
    let capitals = written.chars().filter(|c| c.is_uppercase()).count();
    !written.is_empty()
        && (capitals < 2 || written.chars().any(char::is_lowercase))
        && !written.chars().any(char::is_whitespace)
}

/// Counts of words, and of the ways in which each is written.
type Counts = HashMap<String, (Count, HashMap<String, Count>)>;

fn table(folder: &Path, language: &Language) -> Result<String> {
    let mut kinds: Vec<(u64, Counts)> = Vec::new();
    for kind in entries(folder)? {
        let mut counts = Counts::new();
        let mut all = 0;
        for (document, file) in entries(&kind)?.iter().enumerate() {
            for (word, written) in words(&fs::read_to_string(file)?, language) {
                all += 1;
                let (count, forms) = counts.entry(word).or_default();
                count.meet(document + 1);
                if shows_form(&written) {
                    forms.entry(form_of(&written)).or_default().meet(document + 1);
                }
            }
        }
        kinds.push((all, counts));
    }
    let least = kinds.iter().map(|k| k.0).min().unwrap_or(1) as f64;
    let weights: Vec<f64> = kinds.iter().map(|k| (k.0 as f64).min(OUTWEIGHS * least)).collect();
    let sum: f64 = weights.iter().sum();
    let mut listed: BTreeMap<String, Word> = BTreeMap::new();
    let total: u64 = kinds.iter().map(|k| k.0).sum();
    for ((all, counts), weight) in kinds.into_iter().zip(weights) {
        for (word, (count, forms)) in counts {
            let part = weight / sum / all as f64;
            let entry = listed.entry(word).or_default();
            entry.share += count.places as f64 * part;
            entry.documents += count.documents;
            for (form, count) in forms {
                let form = entry.forms.entry(form).or_default();
                form.0 += count.places as f64 * part;
                form.1 += count.documents;
            }
        }
    }
    let mut order: Vec<(f64, String)> =
        listed.iter().filter(|(_, w)| w.documents >= DOCUMENTS).map(|(k, w)| (w.share, row(k, w))).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    order.truncate(LISTED);
    let mut room = if language.reads(Reads::Numbers) { BYTES } else { FEWER_BYTES };
    let mut kept = BTreeSet::new();
    for (_, line) in order {
        let Some(rest) = room.checked_sub(line.len()) else { break };
        room = rest;
        kept.insert(line);
    }
    eprintln!("{}: {total} words, {} listed", language.code(), kept.len());
    let mut out = format!(
        "# {}: bits of each folded word (-log2 of its share of running text), and how it is written where not so.\n\
         # Made by lang/frequencies.py and examples/frequencies.rs of {:.1} million words in the public domain.\n",
        language.name(),
        total as f64 / 1e6
    );
    out.extend(kept);
    Ok(out)
}

/// The line of a word.
fn row(key: &str, word: &Word) -> String {
    let mut forms: Vec<(&String, f64)> = word
        .forms
        .iter()
        .filter(|(form, f)| {
            let marked = form.chars().any(|c| !c.is_alphabetic());
            let least = if marked { APART } else { ACCENTED };
            f.1 >= DOCUMENTS && (f.0 >= least * word.share || f.0 >= COMMON)
        })
        .map(|(form, f)| (form, f.0))
        .collect();
    forms.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let written: Vec<&str> = forms.iter().map(|f| f.0.as_str()).collect();
    let bits = -word.share.log2();
    if written.iter().all(|w| *w == key) {
        format!("{key}\t{bits:.0}\n")
    } else {
        format!("{key}\t{bits:.0}\t{}\n", written.join(" "))
    }
}
