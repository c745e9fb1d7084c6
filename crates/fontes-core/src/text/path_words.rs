//! By which words of their paths are files known?

use super::fold;
use std::collections::{BTreeMap, BTreeSet};

/// The folded words of a path: of its last two parts, where files are named.
#[must_use]
pub fn path_words(path: &str) -> BTreeSet<String> {
    let parts: Vec<&str> = path.rsplit(['/', '\\', '!']).take(2).collect();
    parts
        .iter()
        .flat_map(|p| fold(&p.replace(['_', '-', '.'], " "), &[]).words().collect::<Vec<_>>())
        .collect()
}

/// Documents by the words of their paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathWords(BTreeMap<String, Vec<usize>>);

impl PathWords {
    /// Of paths in the order of the documents' numbers, which begin at nought.
    ///
    /// # Errors
    /// The first path that could not be told.
    pub fn of<E>(paths: impl Iterator<Item = Result<String, E>>) -> Result<Self, E> {
        let mut out: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, path) in paths.enumerate() {
            for word in path_words(&path?) {
                out.entry(word).or_default().push(number);
            }
        }
        Ok(Self(out))
    }

    /// The documents whose path has a folded word, in order.
    #[must_use]
    pub fn with(&self, word: &str) -> &[usize] {
        self.0.get(word).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_found_by_words_of_their_paths() {
        assert!(path_words("sources/1988-08-04_tov-to-bree.xml").contains("bree"));
        let paths = ["a/tov-bree.txt", "bree/tide.txt", "bree/bree.txt"].map(|p| Ok::<_, ()>(p.to_owned()));
        let all = PathWords::of(paths.into_iter()).expect("told");
        assert_eq!(all.with("bree"), [0, 1, 2]);
        assert_eq!((all.with("tide"), all.with("quay")), (&[1][..], &[][..]));
    }
}
