//! Which keys has a finding? A sketch of its place, and a digest of what it says.

use super::key::{Anchor, Keys, PARTS};
use super::kind::Kind;
use super::types::Finding;
use crate::draft::Draft;
use fontes_core::text::{Span, key_hash};
use std::collections::BTreeMap;

/// Tokens that a sketch is made of at least, where the draft has them.
const LEAST: usize = 16;

/// The places that have one sketch.
#[derive(Default)]
struct Places {
    /// Which of them each is, from 0.
    turns: BTreeMap<Span, usize>,
    count: usize,
    last: Option<Span>,
}

/// Gives findings, which stand in the order of the draft, their keys.
pub(crate) fn give_keys(draft: &Draft, findings: &mut [Finding]) {
    let sketches: Vec<[u8; PARTS]> = findings.iter().map(|f| sketch(draft, f.draft)).collect();
    let mut places: BTreeMap<(Kind, [u8; PARTS]), Places> = BTreeMap::new();
    for (f, sketch) in findings.iter().zip(&sketches) {
        let places = places.entry((f.kind, *sketch)).or_default();
        // Several findings at one place share its anchor.
        if places.last != Some(f.draft) {
            places.turns.entry(f.draft).or_insert(places.count);
            places.count += 1;
            places.last = Some(f.draft);
        }
    }
    for (f, sketch) in findings.iter_mut().zip(sketches) {
        let Some(places) = places.get(&(f.kind, sketch)) else { continue };
        let at = places.turns.get(&f.draft).copied().unwrap_or(0);
        let turn = u16::try_from(at + 1).unwrap_or(u16::MAX);
        f.keys = Keys {
            anchor: Some(Anchor { kind: f.kind, sketch, turn }),
            places: places.count,
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
