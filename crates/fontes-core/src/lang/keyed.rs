//! What is a word or phrase in a table, by the hash that a token carries?

use super::sieve::{Sieve, key};
use std::collections::HashMap;

/// Values by folded words and phrases (parted by blanks).
#[derive(Debug)]
pub(crate) struct Keyed<V> {
    /// By a mix of the hash: 1 + a place in `entries`, or 0; a power of two of them, at least half of them 0.
    slots: Vec<u32>,
    entries: Vec<(u32, Box<str>, V)>,
    /// The second words of phrases.
    seconds: Sieve,
    longest: usize,
    wide: bool,
}

impl<V> Default for Keyed<V> {
    fn default() -> Self {
        Self::new(HashMap::new(), false)
    }
}

impl<V> Keyed<V> {
    /// `wide`: whether an entry is spelled with other letters than ASCII, so that words with such are looked up.
    pub(crate) fn new(values: HashMap<Box<str>, V>, wide: bool) -> Self {
        let mut out = Self {
            slots: vec![0; (values.len() * 2 + 2).next_power_of_two()],
            entries: Vec::with_capacity(values.len()),
            seconds: Sieve::new(values.keys().filter_map(|k| k.split(' ').nth(1))),
            longest: values.keys().map(|k| k.split(' ').count()).max().unwrap_or(0),
            wide,
        };
        for (word, value) in values {
            let key = key(&word);
            let mut at = out.slot(key);
            while out.slots[at] != 0 {
                at = (at + 1) & (out.slots.len() - 1);
            }
            // Tables are shorter than 4 billion lines.
            out.slots[at] = out.entries.len() as u32 + 1;
            out.entries.push((key, word, value));
        }
        out
    }

    const fn slot(&self, key: u32) -> usize {
        // The upper bits of FNV are the better mixed.
        (key ^ key >> 15) as usize & (self.slots.len() - 1)
    }

    /// The value of a word whose hash is `key`, whatever its capitals of ASCII.
    #[inline]
    pub(crate) fn get(&self, key: u32, word: &str) -> Option<&V> {
        let mut at = self.slot(key);
        while self.slots[at] != 0 {
            let entry = &self.entries[self.slots[at] as usize - 1];
            if entry.0 == key && entry.1.eq_ignore_ascii_case(word) {
                return Some(&entry.2);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        None
    }

    /// Whether an entry has this hash.
    pub(crate) fn has(&self, key: u32) -> bool {
        let mut at = self.slot(key);
        while self.slots[at] != 0 {
            if self.entries[self.slots[at] as usize - 1].0 == key {
                return true;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        false
    }

    /// The value of a folded word or phrase.
    pub(crate) fn phrase(&self, phrase: &str) -> Option<&V> {
        self.get(key(phrase), phrase)
    }

    /// Whether the word of this hash may be the second of a phrase.
    pub(crate) const fn may_follow(&self, key: u32) -> bool {
        self.seconds.lets(key)
    }

    /// Words of the longest phrase.
    pub(crate) const fn longest(&self) -> usize {
        self.longest
    }

    /// Whether words with other letters than ASCII are looked up.
    pub(crate) const fn is_wide(&self) -> bool {
        self.wide
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_listed_is_found_and_nothing_else() {
        let words: Vec<String> = (0..500).map(|i| format!("w{i}")).chain(["as much as".into()]).collect();
        let values = words.iter().enumerate().map(|(i, w)| (w.as_str().into(), i)).collect();
        let keyed: Keyed<usize> = Keyed::new(values, false);
        for (i, w) in words.iter().enumerate() {
            assert_eq!(keyed.phrase(w), Some(&i), "{w}");
        }
        assert_eq!(keyed.get(key("w7"), "W7"), Some(&7));
        assert_eq!(keyed.phrase("w500"), None);
        assert!(keyed.may_follow(key("much")) && keyed.longest() == 3);
        assert_eq!(Keyed::<u8>::default().phrase("x"), None);
    }
}
