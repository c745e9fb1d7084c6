//! How fast is a text folded? Bytes of it a second, of English and of mixed scripts.
//!
//! `cargo bench -p fontes-core --bench folding`
#![allow(missing_docs, reason = "a bench is no library")]

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use fontes_core::text::{fold, fold_units, fold_words};

fn main() {
    divan::main();
}

/// Words of chance lengths, so that what is measured is not how well one text was learned by heart.
fn text(kind: &str) -> String {
    const PIECES: [&str; 12] = [
        "L\u{2019}été",
        "Łódź",
        "«naïve»",
        "Œuvre;",
        "Straße",
        "東京都の会議",
        "שָׁלוֹם",
        "мир,",
        "ﬁne",
        "caf\u{e9}s.",
        "U.S.",
        "re-\nport",
    ];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % n
    };
    let mut out = String::new();
    while out.len() < 1 << 20 {
        if kind == "mixed" && next(4) > 0 {
            out.push_str(PIECES[next(12) as usize]);
        } else {
            let length = 1 + next(4) + next(4) + next(4);
            let capital = next(9) == 0;
            for i in 0..length {
                let letter = (b'a' + next(26) as u8) as char;
                out.push(if i == 0 && capital { letter.to_ascii_uppercase() } else { letter });
            }
        }
        out.push_str(
            [" ", " ", " ", " ", " ", " ", " ", ", ", ". ", "\n", "-", "\u{2019}s "][next(12) as usize],
        );
    }
    out
}

#[divan::bench(args = ["english", "mixed"])]
fn with_tokens(bencher: Bencher, kind: &str) {
    let text = text(kind);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| fold(black_box(&text), &[]));
}

#[divan::bench(args = ["english", "mixed"])]
fn units_alone(bencher: Bencher, kind: &str) {
    let text = text(kind);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut units = Vec::new();
        fold_units(black_box(&text), &[], &mut units);
        units
    });
}

#[divan::bench(args = ["english", "mixed"])]
fn words(bencher: Bencher, kind: &str) {
    let text = text(kind);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let (mut units, mut starts) = (Vec::new(), Vec::new());
        fold_words(black_box(&text), &[], &mut units, &mut starts);
        units
    });
}
