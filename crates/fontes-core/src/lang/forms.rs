//! Which words are forms or spellings of one word (`endings.tsv`, `forms.tsv`, `respelling.tsv`, `spelling.tsv`)?

use super::table::{Table, TableError, key};
use std::collections::{BTreeSet, HashMap};

/// What tells forms and spellings of one word.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// Endings of inflection, folded; the empty one is among them.
    endings: BTreeSet<Box<str>>,
    /// Endings that a stem is without, in the order of the table.
    stems: Vec<Vec<u32>>,
    /// Irregular forms: the numbers of the sets that a word is in.
    irregular: HashMap<Box<str>, Vec<usize>>,
    /// Other spellings: the numbers of the pairs that a word is in.
    spellings: HashMap<Box<str>, Vec<usize>>,
    /// Letters that are written in place of others, in the order in which they are replaced.
    respelling: Vec<Respelling>,
}

#[derive(Debug)]
struct Respelling {
    from: Box<str>,
    to: Box<str>,
    at_end: bool,
    /// Whether both are right, so that a quotation may have either.
    accepted: bool,
}

/// A folded word is shorter than this where it keeps its last letters: "re" of "acre" is its stem.
const STEM: usize = 3;

impl Forms {
    pub(super) fn load(
        endings: &Table,
        forms: &Table,
        spellings: &Table,
        respelling: &Table,
    ) -> Result<Self, TableError> {
        let mut out = Self::default();
        out.endings.insert("".into());
        for row in endings.rows() {
            out.endings.insert(row.key.clone());
            match row.columns.first().map(String::as_str) {
                None => {}
                Some("stem") => out.stems.push(row.key.chars().map(u32::from).collect()),
                Some(other) => return Err(endings.wrong(row, format!("{other}: stem or nothing"))),
            }
        }
        for (n, row) in forms.rows().iter().enumerate() {
            for key in std::iter::once(row.key.clone()).chain(row.columns.iter().map(|c| key(c).into())) {
                out.irregular.entry(key).or_default().push(n);
            }
        }
        for (n, row) in spellings.rows().iter().enumerate() {
            let other = key(spellings.column(row, 0)?).into();
            for key in [row.key.clone(), other] {
                out.spellings.entry(key).or_default().push(n);
            }
        }
        for row in respelling.rows() {
            let at_end = match respelling.column(row, 1)? {
                "anywhere" => false,
                "end" => true,
                other => return Err(respelling.wrong(row, format!("{other}: anywhere or end"))),
            };
            let to = key(respelling.column(row, 0)?).into();
            let accepted = match row.columns.get(2).map(String::as_str) {
                None => false,
                Some("accepted") => true,
                Some(other) => return Err(respelling.wrong(row, format!("{other}: accepted or nothing"))),
            };
            out.respelling.push(Respelling { from: row.key.clone(), to, at_end, accepted });
        }
        Ok(out)
    }
}

impl Forms {
    /// Whether two folded words are spellings of one (colour/color, organise/organize, judgement/judgment).
    pub(super) fn is_variant(&self, x: &str, y: &str) -> bool {
        share(&self.spellings, x, y) || self.plain(x) == self.plain(y)
    }

    /// Whether two folded words are accepted spellings of one, either of which is right: a pair of the table, or letters
    /// that may be written for others after a stem.
    pub(super) fn is_accepted_variant(&self, x: &str, y: &str) -> bool {
        share(&self.spellings, x, y) || self.accepted(x) == self.accepted(y)
    }

    /// A word with the letters that may be written for others, where a stem stands before them ("colour", but not "four").
    fn accepted(&self, word: &str) -> String {
        let mut s = word.to_owned();
        for r in self.respelling.iter().filter(|r| r.accepted) {
            let from = s.char_indices().nth(STEM).map_or(s.len(), |(i, _)| i);
            s = format!("{}{}", &s[..from], s[from..].replace(&*r.from, &r.to));
        }
        s
    }

    /// Whether a folded word is in a set of irregular forms.
    pub(super) fn is_irregular(&self, word: &str) -> bool {
        self.irregular.contains_key(word)
    }

    /// Whether two folded words are forms of one: an irregular pair, or a stem of three letters or more, half of
    /// the shorter word at least, with two endings.
    pub(super) fn is_inflection(&self, x: &str, y: &str) -> bool {
        if share(&self.irregular, x, y) {
            return true;
        }
        let stem: usize =
            x.chars().zip(y.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        stem >= STEM
            && stem * 2 >= x.len().min(y.len())
            && self.endings.contains(&x[stem..])
            && self.endings.contains(&y[stem..])
    }
    /// The units of a folded word without the first of its endings that the table marks `stem` and that leaves three
    /// letters or more.
    pub(super) fn stem<'w>(&self, word: &'w [u32]) -> &'w [u32] {
        let fits = |ending: &&Vec<u32>| word.len() >= ending.len() + STEM && word.ends_with(ending);
        self.stems.iter().find(fits).map_or(word, |ending| &word[..word.len() - ending.len()])
    }

    /// A key under which spellings of one word meet: respelled, and doubled letters single.
    fn plain(&self, word: &str) -> String {
        let mut s = word.to_owned();
        for r in &self.respelling {
            if !r.at_end {
                s = s.replace(&*r.from, &r.to);
            } else if let Some(stem) = s.strip_suffix(&*r.from).filter(|t| t.len() > STEM) {
                s = format!("{stem}{}", r.to);
            }
        }
        let mut out = String::new();
        for c in s.chars() {
            if !out.ends_with(c) {
                out.push(c);
            }
        }
        out
    }
}

/// Whether two words are in one set.
fn share(sets: &HashMap<Box<str>, Vec<usize>>, x: &str, y: &str) -> bool {
    match (sets.get(x), sets.get(y)) {
        (Some(a), Some(b)) => a.iter().any(|n| b.contains(n)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::lang::{english, language};

    #[test]
    fn a_quotation_may_have_an_accepted_spelling() {
        let en = english();
        for (x, y) in [
            ("inquiry", "enquiry"),
            ("organised", "organized"),
            ("colour", "color"),
            ("sen", "senator"),
            ("sept", "september"),
        ] {
            assert!(en.is_accepted_variant(x, y) && en.is_accepted_variant(y, x), "{x} {y}");
        }
        for (x, y) in [
            ("four", "for"),
            ("later", "latter"),
            ("prise", "prize"),
            ("canoe", "cane"),
            ("may", "march"),
            ("of", "off"),
        ] {
            assert!(!en.is_accepted_variant(x, y), "{x} {y}");
        }
        assert!(language("de").is_some_and(|de| de.is_accepted_variant("hr", "herr")));
    }
}
