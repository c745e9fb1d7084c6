//! Whom do the editions of an archive list?

use super::form::folded;
use super::place::all;
use fontes_core::corpus::{Corpus, Result};
use fontes_core::read::{Listed, Roster};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A family name and the first letter of the given name.
type Initial = (String, Option<char>);

/// The lists of persons that editions of an archive give, by the path of the volume.
pub(super) struct Lists {
    by: BTreeMap<String, (Vec<Listed>, Roster)>,
    /// Family name and first letter of given name under which several listed persons go.
    shared: BTreeSet<Initial>,
}

impl Lists {
    pub(super) fn read(archive: &dyn Corpus) -> Result<Self> {
        let found: Vec<(String, Vec<Listed>)> = all(archive)
            .into_par_iter()
            .map(|key| {
                let r = archive.source(key)?;
                Ok((r.path.clone(), r.document.persons.clone()))
            })
            .filter(|r| r.as_ref().map_or(true, |(_, persons)| !persons.is_empty()))
            .collect::<Result<_>>()?;
        let mut names: BTreeMap<Initial, BTreeSet<String>> = BTreeMap::new();
        for p in found.iter().flat_map(|f| &f.1) {
            let (family, given) = own_name(p);
            names.entry((family, given.chars().next())).or_default().insert(folded(&p.name));
        }
        let by = found
            .into_iter()
            .map(|(path, list)| {
                let roster = Roster::new(&list);
                (path, (list, roster))
            })
            .collect();
        let shared = names.into_iter().filter(|n| n.1.len() > 1).map(|n| n.0).collect();
        Ok(Self { by, shared })
    }

    /// The list of a volume.
    pub(super) fn of(&self, path: &str) -> Option<&(Vec<Listed>, Roster)> {
        self.by.get(path)
    }

    /// The family name under which a listed person is counted, and the first given name: with the given names where the
    /// first letter of them does not tell who is meant.
    pub(super) fn family(&self, p: &Listed) -> (String, String) {
        let (family, given) = own_name(p);
        let first = given.split(' ').next().unwrap_or("").to_owned();
        if self.shared.contains(&(family.clone(), given.chars().next())) {
            return (folded(&p.name), first);
        }
        (family, first)
    }
}

/// The last word of the family name, and the given names; of a name without a comma the first word
/// is taken as given.
fn own_name(p: &Listed) -> (String, String) {
    let (family, given) = p.parts();
    let given = match (given.first(), &family[..]) {
        (Some(_), _) => given.join(" "),
        (None, [first, .., _]) => first.clone(),
        _ => String::new(),
    };
    (folded(family.last().map_or("", String::as_str)), folded(&given))
}
