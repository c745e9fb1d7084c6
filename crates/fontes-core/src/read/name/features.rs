//! What of a word and its neighbours tells whether it is a name?

use crate::read::label::{Features, feature};
use std::collections::HashMap;

/// Known names, by the hash of their words in small letters.
#[derive(Debug, Default)]
pub struct Gazetteer {
    kinds: HashMap<u32, u8>,
}

/// Words of the longest name in the gazetteer that is looked for.
const LONGEST: usize = 4;

/// The bits of a kind of name.
pub const FIRST: u8 = 1;
/// A family name.
pub const LAST: u8 = 2;
/// A city.
pub const CITY: u8 = 4;
/// A country.
pub const COUNTRY: u8 = 8;
/// A state or a province.
pub const STATE: u8 = 16;

impl Gazetteer {
    /// Adds a name: its words in small letters, parted by single blanks.
    pub fn add(&mut self, words: &str, kind: u8) {
        *self.kinds.entry(feature(255, &[words])).or_default() |= kind;
    }

    /// As bytes: hash and kinds, in the order of the hashes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut all: Vec<(u32, u8)> = self.kinds.iter().map(|(&h, &k)| (h, k)).collect();
        all.sort_unstable();
        all.iter().flat_map(|(h, k)| h.to_le_bytes().into_iter().chain([*k])).collect()
    }

    /// Reads what [`Gazetteer::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let kinds =
            bytes.chunks_exact(5).map(|c| (u32::from_le_bytes([c[0], c[1], c[2], c[3]]), c[4])).collect();
        Self { kinds }
    }

    pub(in crate::read) fn kinds(&self, words: &str) -> u8 {
        self.kinds.get(&feature(255, &[words])).copied().unwrap_or(0)
    }
}

/// Whether letters are capitals, digits or marks: "Xx", "X.", "d", "xX".
fn shape(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        let s = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_numeric() => 'd',
            c => c,
        };
        // Runs of one kind count twice at most.
        if !(out.ends_with(s) && out.chars().rev().nth(1) == Some(s)) {
            out.push(s);
        }
    }
    out
}

/// Words that stand before a person's name.
#[must_use]
pub fn is_title(small: &str) -> bool {
    matches!(
        small,
        "mr" | "mrs"
            | "ms"
            | "miss"
            | "dr"
            | "prof"
            | "professor"
            | "sir"
            | "lord"
            | "lady"
            | "dame"
            | "president"
            | "secretary"
            | "ambassador"
            | "senator"
            | "sen"
            | "rep"
            | "representative"
            | "congressman"
            | "congresswoman"
            | "governor"
            | "gov"
            | "mayor"
            | "minister"
            | "premier"
            | "chancellor"
            | "general"
            | "gen"
            | "colonel"
            | "col"
            | "captain"
            | "capt"
            | "major"
            | "maj"
            | "lieutenant"
            | "lt"
            | "sergeant"
            | "sgt"
            | "admiral"
            | "adm"
            | "marshal"
            | "king"
            | "queen"
            | "prince"
            | "princess"
            | "pope"
            | "cardinal"
            | "bishop"
            | "archbishop"
            | "father"
            | "rabbi"
            | "reverend"
            | "rev"
            | "judge"
            | "justice"
            | "chairman"
            | "director"
            | "under"
            | "deputy"
            | "assistant"
            | "vice"
            | "foreign"
            | "prime"
            | "messrs"
            | "mme"
            | "m"
            | "herr"
            | "señor"
            | "don"
            | "doña"
            | "count"
            | "baron"
            | "duke"
            | "earl"
            | "emperor"
            | "tsar"
            | "sheikh"
            | "counselor"
            | "consul"
            | "attorney"
            | "officer"
            | "detective"
            | "commissioner"
            | "delegate"
            | "del"
            | "saint"
            | "sister"
            | "brother"
            | "uncle"
            | "aunt"
            | "coach"
            | "comrade"
            | "marquis"
            | "viscount"
    )
}

fn is_company(small: &str) -> bool {
    matches!(
        small,
        "inc"
            | "corp"
            | "corporation"
            | "co"
            | "company"
            | "ltd"
            | "llc"
            | "plc"
            | "group"
            | "bank"
            | "university"
            | "college"
            | "institute"
            | "school"
            | "department"
            | "ministry"
            | "committee"
            | "commission"
            | "council"
            | "agency"
            | "bureau"
            | "office"
            | "association"
            | "society"
            | "union"
            | "party"
            | "army"
            | "navy"
            | "force"
            | "forces"
            | "court"
            | "church"
            | "club"
            | "team"
            | "league"
            | "times"
            | "post"
            | "news"
            | "press"
            | "journal"
            | "radio"
            | "network"
            | "foundation"
            | "center"
            | "centre"
            | "museum"
            | "library"
            | "hospital"
            | "airlines"
            | "airways"
            | "systems"
            | "services"
            | "industries"
            | "partners"
            | "international"
            | "congress"
            | "senate"
            | "parliament"
            | "house"
            | "federation"
            | "organization"
            | "organisation"
            | "fund"
            | "board"
            | "front"
            | "alliance"
            | "embassy"
    )
}

fn is_place(small: &str) -> bool {
    matches!(
        small,
        "river"
            | "lake"
            | "mountain"
            | "mountains"
            | "mount"
            | "island"
            | "islands"
            | "bay"
            | "sea"
            | "ocean"
            | "street"
            | "road"
            | "avenue"
            | "boulevard"
            | "park"
            | "city"
            | "county"
            | "province"
            | "state"
            | "states"
            | "republic"
            | "kingdom"
            | "valley"
            | "beach"
            | "coast"
            | "peninsula"
            | "desert"
            | "airport"
            | "bridge"
            | "square"
            | "north"
            | "south"
            | "east"
            | "west"
            | "northern"
            | "southern"
            | "eastern"
            | "western"
            | "central"
            | "fort"
            | "port"
            | "gulf"
            | "strait"
            | "village"
            | "town"
            | "district"
            | "region"
            | "canal"
            | "hotel"
            | "restaurant"
            | "building"
            | "tower"
    )
}

/// The features of the words of a sentence.
#[must_use]
pub fn features(words: &[&str], gazetteer: &Gazetteer) -> Vec<Features> {
    let small: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
    let shapes: Vec<String> = words.iter().map(|w| shape(w)).collect();
    // A headline in capitals says nothing by them; nor does a note without any.
    let letters: Vec<&&str> = words.iter().filter(|w| w.chars().any(char::is_alphabetic)).collect();
    let capitals = letters.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count();
    let shouted = letters.len() > 3
        && letters.iter().filter(|w| w.len() > 1 && w.chars().all(|c| !c.is_lowercase())).count() * 3
            > letters.len() * 2;
    let case = match () {
        () if shouted => "S",
        () if letters.len() > 3 && capitals * 4 > letters.len() * 3 => "T",
        () if capitals == 0 => "L",
        () => "N",
    };
    // Names of the gazetteer, the longest first: for each word their kinds, and whether it begins one.
    let mut known = vec![(0u8, false, 0usize); words.len()];
    let mut i = 0;
    while i < words.len() {
        let mut step = 1;
        for len in (1..=LONGEST.min(words.len() - i)).rev() {
            let kinds = if len == 1 {
                gazetteer.kinds(&small[i])
            } else {
                gazetteer.kinds(&small[i..i + len].join(" "))
            };
            if kinds != 0 {
                for (k, slot) in known[i..i + len].iter_mut().enumerate() {
                    *slot = (kinds, k == 0, len);
                }
                step = len;
                break;
            }
        }
        i += step;
    }
    let at = |list: &[String], i: isize| -> String {
        usize::try_from(i)
            .ok()
            .and_then(|i| list.get(i))
            .cloned()
            .unwrap_or_else(|| if i < 0 { "^".into() } else { "$".into() })
    };
    (0..words.len())
        .map(|i| {
            let n = isize::try_from(i).unwrap_or(0);
            let (w, s) = (small[i].as_str(), shapes[i].as_str());
            let (p1, p2, n1, n2) =
                (at(&small, n - 1), at(&small, n - 2), at(&small, n + 1), at(&small, n + 2));
            let (ps, ns, ns2) = (at(&shapes, n - 1), at(&shapes, n + 1), at(&shapes, n + 2));
            let first =
                if i == 0 || (i == 1 && !words[0].starts_with(char::is_alphanumeric)) { "1" } else { "0" };
            let chars: Vec<(usize, char)> = w.char_indices().collect();
            let prefix = |k: usize| chars.get(k).map_or(w, |c| &w[..c.0]);
            let suffix = |k: usize| chars.len().checked_sub(k).map_or(w, |c| &w[chars[c].0..]);
            let gaz = |i: isize| -> String {
                usize::try_from(i)
                    .ok()
                    .and_then(|i| known.get(i))
                    .map_or_else(String::new, |g| format!("{}{}{}", g.0, u8::from(g.1), g.2.min(2)))
            };
            let class = |w: &str| match () {
                () if is_title(w) => "t",
                () if is_company(w) => "c",
                () if is_place(w) => "p",
                () => "-",
            };
            let (g, gp, gn) = (gaz(n), gaz(n - 1), gaz(n + 1));
            // The words of class within the run of capitals that goes on from here.
            let mut run = String::new();
            for k in i..words.len().min(i + 6) {
                if !words[k].starts_with(char::is_uppercase)
                    && !matches!(small[k].as_str(), "of" | "the" | "for" | "and" | "&")
                {
                    break;
                }
                let c = class(&small[k]);
                if c != "-" {
                    run.push_str(c);
                }
            }
            let mut out = vec![
                feature(0, &[]),
                feature(1, &[w]),
                feature(2, &[s, case]),
                feature(3, &[words[i]]),
                feature(4, &[prefix(2)]),
                feature(5, &[prefix(3)]),
                feature(6, &[prefix(4)]),
                feature(7, &[suffix(2)]),
                feature(8, &[suffix(3)]),
                feature(9, &[suffix(4)]),
                feature(10, &[&p1]),
                feature(11, &[&n1]),
                feature(12, &[&p2]),
                feature(13, &[&n2]),
                feature(14, &[&p1, w]),
                feature(15, &[w, &n1]),
                feature(16, &[&ps, s, &ns]),
                feature(17, &[s, &ns, &ns2]),
                feature(18, &[first, s, case]),
                feature(19, &[&g, s]),
                feature(20, &[&g, &gn]),
                feature(21, &[&gp, &g]),
                feature(22, &[&p1, s]),
                feature(23, &[&n1, s]),
                feature(24, &[class(w), s]),
                feature(25, &[class(&p1), s]),
                feature(26, &[class(&n1), s]),
                feature(27, &[&run, s]),
                feature(28, &[&p2, &p1, s]),
                feature(29, &[s, &n1, &n2]),
                feature(30, &[&g, first, &p1]),
                feature(31, &[class(&p1), &g, s]),
            ];
            if first == "0" && s.starts_with('X') {
                out.push(feature(32, &[&g, case, if s.len() > 1 && !s.contains('x') { "A" } else { "C" }]));
            }
            out
        })
        .collect()
}
