//! What came out of a part of a run, as values and as bytes?

use super::found::{Aside, Duplicate, Excluded, Reuse};
use fontes_core::text::Span;

#[derive(Default)]
pub(super) struct Part {
    pub(super) reuses: Vec<Reuse>,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) aside: Excluded,
}

impl Part {
    pub(super) fn absorb(&mut self, other: Self) {
        self.reuses.extend(other.reuses);
        self.duplicates.extend(other.duplicates);
        self.aside.stock += other.aside.stock;
        self.aside.lists += other.aside.lists;
        self.aside.series += other.aside.series;
    }
}

impl Part {
    /// As words of 32 bits, little-endian: how many passages and duplicates; what was set aside, each in
    /// two; then the passages in ten each, the duplicates in three.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out: Vec<u32> = vec![self.reuses.len() as u32, self.duplicates.len() as u32];
        for n in [self.aside.stock, self.aside.lists, self.aside.common, self.aside.series] {
            out.extend([n as u32, (n >> 32) as u32]);
        }
        for r in &self.reuses {
            let (a, b) = (r.a_span, r.b_span);
            out.extend([r.a, r.b, a.start(), a.end(), b.start(), b.end()]);
            let aside = r.aside.map_or(0, |a| a as u32 + 1);
            out.extend([r.words, r.score.to_bits(), r.bits.to_bits(), aside]);
        }
        for d in &self.duplicates {
            out.extend([d.a, d.b, d.score.to_bits()]);
        }
        out.into_iter().flat_map(u32::to_le_bytes).collect()
    }

    /// The inverse; `None` when the bytes are not a part.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = bytes.as_chunks::<4>();
        let mut words = words.iter().map(|w| u32::from_le_bytes(*w));
        let mut next = || words.next();
        let (reuses, duplicates) = (next()?, next()?);
        let mut long = || Some(u64::from(next()?) | u64::from(next()?) << 32);
        let aside = Excluded { stock: long()?, lists: long()?, common: long()?, series: long()? };
        let mut out = Self { aside, ..Self::default() };
        for _ in 0..reuses {
            out.reuses.push(Reuse {
                a: next()?,
                b: next()?,
                a_span: Span::new(next()?, next()?).ok()?,
                b_span: Span::new(next()?, next()?).ok()?,
                words: next()?,
                score: f32::from_bits(next()?),
                bits: f32::from_bits(next()?),
                aside: match next()? {
                    0 => None,
                    n => Some(*[Aside::Stock, Aside::List, Aside::Common].get(n as usize - 1)?),
                },
            });
        }
        for _ in 0..duplicates {
            out.duplicates.push(Duplicate { a: next()?, b: next()?, score: f32::from_bits(next()?) });
        }
        (rest.is_empty() && next().is_none()).then_some(out)
    }
}
