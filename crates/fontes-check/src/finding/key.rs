//! Which finding is this, when the draft is checked again? Two keys for those who keep decisions.
//!
//! The **anchor** says where in the draft a finding is. It is a sketch (min-hashes, Broder 1997) of the word pairs at and
//! around its place, so that it stays when the draft is edited elsewhere, or the archive is moved, and most of it stays
//! when the place itself is edited: [`rejoin`] brings the anchors of two checks together and says when it cannot tell.
//! Passages that are the same are told apart by their order.
//!
//! The **fingerprint** says what the finding is: its code, the draft's words and the witness's. It changes when any of them
//! does: a decision with another fingerprint was made on another wording.

use super::{Finding, Kind};
use crate::Draft;
use fontes_core::text::{Span, key_hash};
use std::fmt;
use std::str::FromStr;

/// Hashes in a sketch.
const PARTS: usize = 8;
/// Tokens that a sketch is made of at least, where the draft has them.
const LEAST: usize = 16;
/// Hashes that agree from which two anchors may be one place.
const AGREE: usize = 3;

/// Where a finding is in its draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    kind: Kind,
    sketch: [u8; PARTS],
    /// Which of the places with this sketch it is, from 1.
    turn: u16,
}

impl Anchor {
    /// How many of the eight hashes agree; none for findings of different kinds.
    #[must_use]
    pub fn agreement(&self, other: &Self) -> usize {
        if self.kind != other.kind {
            return 0;
        }
        self.sketch.iter().zip(&other.sketch).filter(|(a, b)| a == b).count()
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-", self.kind.name())?;
        self.sketch.iter().try_for_each(|b| write!(f, "{b:02x}"))?;
        write!(f, "-{}", self.turn)
    }
}

/// What is no anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAnchor;

impl fmt::Display for NoAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an anchor is a kind, sixteen hexadecimal digits and a number, parted by hyphens")
    }
}

impl std::error::Error for NoAnchor {}

impl FromStr for Anchor {
    type Err = NoAnchor;

    fn from_str(s: &str) -> Result<Self, NoAnchor> {
        let mut fields = s.split('-');
        let kind = fields.next().and_then(|k| Kind::ALL.into_iter().find(|kind| kind.name() == k));
        let digits = fields.next().filter(|d| d.len() == PARTS * 2 && d.is_ascii()).ok_or(NoAnchor)?;
        let turn = fields.next().and_then(|t| t.parse().ok()).filter(|t| *t > 0);
        let mut sketch = [0; PARTS];
        for (i, part) in sketch.iter_mut().enumerate() {
            *part = u8::from_str_radix(&digits[i * 2..i * 2 + 2], 16).map_err(|_| NoAnchor)?;
        }
        match (kind, turn, fields.next()) {
            (Some(kind), Some(turn), None) => Ok(Self { kind, sketch, turn }),
            _ => Err(NoAnchor),
        }
    }
}

/// The keys of a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// Where it is; none before the check is over.
    pub anchor: Option<Anchor>,
    /// In how many places of the draft the same words stand around a finding of this kind: beyond one, the anchor tells them apart by
    /// their order alone.
    pub places: usize,
    /// What it is, sixteen hexadecimal digits.
    pub fingerprint: String,
}

/// Gives findings, which stand in the order of the draft, their keys.
pub(crate) fn give(draft: &Draft, findings: &mut [Finding]) {
    let sketches: Vec<[u8; PARTS]> = findings.iter().map(|f| sketch(draft, f.draft)).collect();
    let mut places: std::collections::BTreeMap<(Kind, [u8; PARTS]), Vec<Span>> =
        std::collections::BTreeMap::new();
    for (f, sketch) in findings.iter().zip(&sketches) {
        let spans = places.entry((f.kind, *sketch)).or_default();
        // Several findings at one place share its anchor.
        if spans.last() != Some(&f.draft) {
            spans.push(f.draft);
        }
    }
    for (f, sketch) in findings.iter_mut().zip(sketches) {
        let spans = places.get(&(f.kind, sketch)).map_or(&[][..], Vec::as_slice);
        let at = spans.iter().position(|s| *s == f.draft).unwrap_or(0);
        let turn = u16::try_from(at + 1).unwrap_or(u16::MAX);
        f.keys = Keys {
            anchor: Some(Anchor { kind: f.kind, sketch, turn }),
            places: spans.len(),
            fingerprint: fingerprint(draft, f),
        };
    }
}

/// Min-hashes of the word pairs at a place and, where it is short, around it.
fn sketch(draft: &Draft, span: Span) -> [u8; PARTS] {
    let tokens = &draft.folded.tokens;
    let mut from = tokens.partition_point(|t| t.span.end() <= span.start());
    let mut to = tokens.partition_point(|t| t.span.start() < span.end()).max(from);
    let short = LEAST.saturating_sub(to - from).div_ceil(2);
    from = from.saturating_sub(short);
    to = (to + short).min(tokens.len());
    let mut least = [u64::MAX; PARTS];
    for i in from..to {
        // The last word makes a pair with nothing.
        let pair = [draft.folded.word(i), if i + 1 < to { draft.folded.word(i + 1) } else { String::new() }];
        let hash = key_hash(&pair.join(" ").chars().map(u32::from).collect::<Vec<_>>());
        for (n, low) in least.iter_mut().enumerate() {
            *low = (*low).min(mixed(hash, n as u64 + 1));
        }
    }
    least.map(|h| (h >> 56) as u8 ^ h as u8)
}

/// One of a family of hashes (SplitMix64, Steele, Lea and Flood 2014).
const fn mixed(hash: u64, which: u64) -> u64 {
    let mut x = hash.wrapping_add(which.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn fingerprint(draft: &Draft, f: &Finding) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut put = |s: &str| {
        hasher.update(s.split_whitespace().collect::<Vec<_>>().join(" ").as_bytes());
        hasher.update(b"\0");
    };
    put(&f.code());
    put(f.draft.slice(draft.text()).unwrap_or(""));
    for e in f.evidence.iter().take(f.parts) {
        put(&e.witness.digest);
        put(e.text());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// Where a finding of an earlier check is in a later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejoined {
    /// There, with its number among the later ones, unedited around it.
    Same(usize),
    /// Most likely there: the place was edited.
    Edited(usize),
    /// It may be any of these.
    Ambiguous(Vec<usize>),
    /// Nowhere.
    Gone,
}

/// Brings the anchors of two checks of a draft together: for each earlier one, where it is among the later ones. No later one is
/// given to two earlier ones unless they had one anchor.
#[must_use]
pub fn rejoin(earlier: &[Anchor], later: &[Anchor]) -> Vec<Rejoined> {
    let mut taken = vec![false; later.len()];
    let mut out: Vec<Rejoined> = earlier
        .iter()
        .map(|a| match later.iter().position(|b| a == b) {
            Some(at) => {
                taken[at] = true;
                Rejoined::Same(at)
            }
            None => Rejoined::Gone,
        })
        .collect();
    for (a, found) in earlier.iter().zip(&mut out).filter(|(_, r)| **r == Rejoined::Gone) {
        let best = later.iter().enumerate().filter(|(i, _)| !taken[*i]).map(|(_, b)| a.agreement(b)).max();
        let Some(best) = best.filter(|n| *n >= AGREE) else { continue };
        let places: Vec<usize> =
            (0..later.len()).filter(|&i| !taken[i] && a.agreement(&later[i]) == best).collect();
        *found = match places.as_slice() {
            [only] => Rejoined::Edited(*only),
            _ => Rejoined::Ambiguous(places),
        };
        if let Rejoined::Edited(at) = found {
            taken[*at] = true;
        }
    }
    out
}
