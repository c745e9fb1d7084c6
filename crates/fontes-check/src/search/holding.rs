//! Does the archive hold a work that a draft names? By its title, by who made it and on which day, held against what stands at
//! the heads of documents and in their paths.
//!
//! A document is surely the work only where its title stands there in a row, or all that tells it and its day; where
//! less agrees it may be. A work of which nothing agrees is not in the archive.

use super::retriever::Retriever;
use super::shelf::{Called, Head, Holding};
use fontes_core::corpus::{Part, Result};
use fontes_core::lang::{self, Language};
use fontes_core::read::{Reading, TimeKind};
use fontes_core::text::{Document, PathWords, fold, key_hash, path_words};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

/// Bytes and words of a document's head.
const HEAD_BYTES: u32 = 1_600;
const HEAD: u32 = 160;
/// Documents that hold a word anywhere and are looked at.
const HOLDING: usize = 400;
/// Documents looked at for one work.
const LOOKED_AT: usize = 60;
/// Documents beyond which paths are not read for their words.
const PATHS: usize = 200_000;
/// The rarest words by which documents are looked for.
const RAREST: usize = 3;
/// Documents that one title may name.
const NAMESAKES: usize = 24;
/// Letters of a title that names a document by itself.
const TITLE: usize = 12;
/// Words of a head among which its own title begins.
const TITLED: usize = 40;
/// Share of the words that tell a work from which a document may be it.
const MAY: f64 = 0.6;

impl Retriever<'_> {
    /// Whether the archive holds a work; asked once for each.
    pub(crate) fn holding(&self, called: &Called, language: &'static Language) -> Result<Holding> {
        if let Some(known) = self.shelf.known.borrow().get(called) {
            return Ok(known.clone());
        }
        let found = self.held(called, language)?;
        self.shelf.known.borrow_mut().insert(called.clone(), found.clone());
        Ok(found)
    }

    fn held(&self, called: &Called, language: &'static Language) -> Result<Holding> {
        let folded = fold(&called.title, &[]);
        let letters = folded.run(&(0..folded.tokens.len()));
        if letters.len() >= TITLE {
            let mut named = self.archive.named(key_hash(letters))?;
            named.retain(|n| !self.is_own(*n));
            if !named.is_empty() && named.len() <= NAMESAKES && called.titled {
                return Ok(Holding::Here(named));
            }
        }
        let row: Vec<String> = folded.words().collect();
        let telling: Vec<String> = row.iter().filter(|w| is_telling(w, language)).cloned().collect();
        let makers: Vec<String> =
            fold(&called.author, &[]).words().filter(|w| is_telling(w, language)).collect();
        if telling.is_empty() {
            return Ok(Holding::Missing);
        }
        let (mut here, mut perhaps) = (Vec::new(), Vec::new());
        for number in self.shelved(&telling, &makers, called)? {
            let head = self.head_of(number)?;
            match agreement(&head, called, &row, &telling, &makers) {
                Agreement::Sure => here.push(number),
                Agreement::Possible => perhaps.push(number),
                Agreement::None => {}
            }
        }
        Ok(match (here.is_empty(), perhaps.is_empty()) {
            (false, _) => Holding::Here(here),
            (true, false) => Holding::Perhaps(perhaps),
            (true, true) => Holding::Missing,
        })
    }

    /// The documents at whose heads, or in whose paths, the rarest words of a work or its day stand.
    fn shelved(&self, telling: &[String], makers: &[String], called: &Called) -> Result<BTreeSet<usize>> {
        let mut rare: Vec<(f64, &String)> = Vec::new();
        for word in telling.iter().chain(makers) {
            if !rare.iter().any(|r| r.1 == word) {
                rare.push((self.frequency(word).unwrap_or(1.0), word));
            }
        }
        rare.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(b.1)));
        let mut found = BTreeSet::new();
        let paths = self.paths()?;
        for (frequency, word) in rare.into_iter().take(RAREST) {
            if frequency > 0.0 {
                found.extend(self.at_heads(std::slice::from_ref(word))?);
            }
            found.extend(paths.with(word).iter().copied().take(LOOKED_AT));
        }
        for words in written(&called.date) {
            found.extend(self.at_heads(&words)?);
        }
        let dated: Vec<&[usize]> = called.day.split('-').map(|p| paths.with(p)).collect();
        if let (10, [year, month, at]) = (called.day.len(), &dated[..]) {
            let all = year.iter().filter(|n| month.binary_search(n).is_ok() && at.binary_search(n).is_ok());
            found.extend(all.copied().take(LOOKED_AT));
        }
        found.retain(|n| !self.is_own(*n));
        Ok(found)
    }

    /// Whether one of these folded words tells what a document is called.
    pub(crate) fn is_called(&self, number: usize, words: &[String]) -> Result<bool> {
        let head = self.head_of(number)?;
        Ok(words.iter().any(|w| head.top.contains(w)))
    }

    fn at_heads(&self, words: &[String]) -> Result<Vec<usize>> {
        self.headed(&words.join(" "), || {
            let found = self.archive.phrase(words, HOLDING)?;
            let mut out: Vec<usize> =
                found.into_iter().filter(|p| p.token < HEAD).map(|p| p.number).collect();
            out.retain(|n| !self.is_own(*n));
            out.sort_unstable();
            Ok(out)
        })
        .map(|all| all.into_iter().take(LOOKED_AT).collect())
    }

    /// The documents by the words of their paths; none where there are too many.
    fn paths(&self) -> Result<Arc<PathWords>> {
        if self.archive.len() <= PATHS { self.archive.path_words() } else { Ok(Arc::default()) }
    }

    fn head_of(&self, number: usize) -> Result<Rc<Head>> {
        if let Some(known) = self.shelf.heads.borrow().get(&number) {
            return Ok(known.clone());
        }
        let held = self.archive.part(number, &Part::Bytes(0..HEAD_BYTES))?;
        let d = &held.document;
        let end = d.text.floor_char_boundary(HEAD_BYTES as usize);
        let top = Document {
            text: d.text[..end].to_owned(),
            language: d.language.clone().or_else(|| Some(lang::of(d).code().to_owned())),
            ..Document::default()
        };
        let row: Vec<String> = fold(&top.text, &[]).words().collect();
        let mut words: BTreeSet<String> = row.iter().cloned().collect();
        let known = [&d.title, &d.author, &d.date, &d.series].into_iter().flatten();
        words.extend(known.flat_map(|k| fold(k, &[]).words().collect::<Vec<_>>()));
        words.extend(path_words(&held.path));
        let mut names: BTreeSet<String> = row.iter().take(TITLED).cloned().collect();
        let called = [&d.title, &d.author, &d.date].into_iter().flatten();
        names.extend(called.flat_map(|k| fold(k, &[]).words().collect::<Vec<_>>()));
        names.extend(path_words(&held.path));
        let mut days: BTreeSet<String> = Reading::new(&top)
            .times()
            .into_iter()
            .filter(|t| t.kind == TimeKind::Date && t.value.len() >= 10)
            .map(|t| t.value.chars().take(10).collect())
            .collect();
        days.extend(d.date.iter().filter(|d| d.len() >= 10).map(|d| d.chars().take(10).collect()));
        days.extend(path_day(&held.path));
        let head = Rc::new(Head { row, words, top: names, days });
        self.shelf.heads.borrow_mut().insert(number, head.clone());
        Ok(head)
    }
}

/// How a document agrees with what a work is called by.
enum Agreement {
    Sure,
    Possible,
    None,
}

fn agreement(
    head: &Head,
    called: &Called,
    row: &[String],
    telling: &[String],
    makers: &[String],
) -> Agreement {
    let hits = telling.iter().filter(|w| head.words.contains(*w)).count();
    let all = hits == telling.len();
    let share = hits as f64 / telling.len() as f64;
    let by = makers.is_empty() || makers.iter().any(|w| head.words.contains(w));
    let whole_day = called.day.len() == 10;
    let same_day = whole_day && head.days.contains(&called.day);
    let other_day = whole_day && !head.days.is_empty() && !same_day;
    if called.titled {
        // Further down a head may cite it.
        let at = (row.len() >= 2).then(|| head.row.windows(row.len()).position(|w| w == row)).flatten();
        let stands = at.is_some_and(|at| at < TITLED);
        return match () {
            () if stands && (telling.len() >= 3 || !makers.is_empty() && by) => Agreement::Sure,
            () if at.is_some() || all && telling.len() >= 2 => Agreement::Possible,
            () if share >= MAY && telling.len() >= 3 && by && !makers.is_empty() => Agreement::Possible,
            () => Agreement::None,
        };
    }
    match () {
        () if all && same_day => Agreement::Sure,
        () if !whole_day && telling.len() >= 4 && telling.iter().all(|w| head.top.contains(w)) => {
            Agreement::Sure
        }
        () if same_day && (hits > 0 || telling.len() == 1) => Agreement::Possible,
        () if other_day => Agreement::None,
        () if all && whole_day => Agreement::Possible,
        () if share >= MAY && telling.len() >= 3 => Agreement::Possible,
        () if all && telling.len() >= 2 => Agreement::Possible,
        () => Agreement::None,
    }
}

fn is_telling(word: &str, language: &Language) -> bool {
    !language.is_function_word(word)
        && (word.chars().count() >= 2 || word.bytes().all(|b| b.is_ascii_digit()))
}

/// "1988-08-04" in a path.
fn path_day(path: &str) -> Option<String> {
    let name = path.rsplit(['/', '\\', '!']).next()?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    (0..name.len().saturating_sub(9)).filter_map(|i| name.get(i..i + 10)).find_map(|d| {
        let parts: Vec<&str> = d.split(['-', '_', '.']).collect();
        let day =
            parts.len() == 3 && parts[0].len() == 4 && parts[1].len() == 2 && parts.iter().all(|p| digits(p));
        day.then(|| parts.join("-"))
    })
}

/// A day as texts write it: as the draft does, and with the month and the figure of the day changed about.
fn written(date: &str) -> Vec<Vec<String>> {
    let words: Vec<String> = fold(date, &[]).words().collect();
    let mut out = Vec::new();
    if let [a, b, c] = &words[..] {
        out.push(vec![b.clone(), a.clone(), c.clone()]);
        out.push(words);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_days() {
        assert_eq!(path_day("a/1988-08-04-tov.xml"), Some("1988-08-04".into()));
        assert_eq!(path_day("a/tide.txt"), None);
    }
}
