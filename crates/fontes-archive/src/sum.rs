//! Are these the bytes that were written? A checksum of 64 bits, as fast as memory.
//!
//! Four lanes take eight bytes each in turn: exclusive or, multiply by an odd number, rotate. Each step is one-to-one
//! in the word and in what the lane held, so that a change of bytes within one lane always shows; others are missed
//! once in 2^64. It is against damage, not against forgery.

const LANES: [u64; 4] =
    [0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB, 0xD6E8_FEB8_6659_FD93];

/// The sum of `bytes`.
pub(crate) fn sum(bytes: &[u8]) -> u64 {
    let mut lanes = LANES;
    let (chunks, rest) = bytes.as_chunks::<32>();
    let mut step = |chunk: &[u8; 32]| {
        let (words, _) = chunk.as_chunks::<8>();
        for (lane, (word, factor)) in lanes.iter_mut().zip(words.iter().zip(LANES)) {
            *lane = (*lane ^ u64::from_le_bytes(*word)).wrapping_mul(factor).rotate_left(29);
        }
    };
    chunks.iter().for_each(&mut step);
    if !rest.is_empty() {
        let mut last = [0; 32];
        last[..rest.len()].copy_from_slice(rest);
        step(&last);
    }
    let mut out = bytes.len() as u64;
    for (lane, factor) in lanes.into_iter().zip(LANES) {
        out = (out ^ lane ^ (lane >> 32)).wrapping_mul(factor).rotate_left(31);
    }
    out ^ (out >> 29)
}

/// The key under which a document is found by the digest of its text.
pub(crate) fn digest_key(digest: &str) -> u64 {
    fontes_core::text::key_hash(&digest.bytes().map(u32::from).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_shows() {
        let bytes: Vec<u8> = (0..203u32).map(|i| (i * 7) as u8).collect();
        let whole = sum(&bytes);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut other = bytes.clone();
                other[at] ^= 1 << bit;
                assert_ne!(sum(&other), whole, "{at}.{bit}");
            }
            assert_ne!(sum(&bytes[..at]), whole);
        }
        assert_ne!(sum(&[]), sum(&[0]));
        assert_ne!(sum(&[0; 32]), sum(&[0; 64]));
    }
}
