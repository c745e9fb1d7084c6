//! How long does a draft take, and the reuse in ten megabytes? With the archive on disk, as users have it.
//!
//! ```sh
//! cargo bench -p fontes-kit --bench checking
//! ```

use divan::Bencher;
use divan::counter::BytesCount;
use fontes_archive::Snapshot;
use fontes_check::reuse::{Options, reuse};
use fontes_core::corpus::Corpus;
use fontes_core::text::Document;
use fontes_kit::{FileCorpus, IndexPlan, ReadOptions, Reader, Silent, UseOcr, Workers, check, index};
use std::path::Path;

fn main() {
    divan::main();
}

/// The demonstration's draft against its archive of twelve files.
#[divan::bench(sample_count = 20)]
fn one_draft(bencher: Bencher<'_, '_>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/harbour");
    let dir = tempfile::tempdir().expect("a folder");
    let reader =
        Reader::new(&ReadOptions { workers: Workers::None, ocr: UseOcr::Never, ..ReadOptions::default() });
    let sources = [root.join("archive")];
    index(&IndexPlan::new(&sources, &dir.path().join("a")), &reader, &Silent).expect("indexes");
    let archive = Snapshot::open(&dir.path().join("a")).expect("opens");
    bencher.bench(|| {
        let checked =
            check(&root.join("draft.md"), &archive, &reader, &fontes_check::Options::default(), &Silent);
        checked.expect("checks").findings.len()
    });
}

/// Words that a text of a language might have: Zipf's law over an invented vocabulary, by a fixed seed.
fn invented(words: usize, seed: u64) -> String {
    let mut state = seed | 1;
    let mut out = String::with_capacity(words * 7);
    for i in 0..words {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = ((state >> 33) as f64 / f64::from(1u32 << 31)).max(1e-9);
        let mut rank = (20_000f64.powf(share) * 1.0) as u64;
        while rank > 0 {
            out.push(char::from(b'a' + (rank % 20) as u8));
            out.push(char::from(b"aeiou"[(rank % 5) as usize]));
            rank /= 20;
        }
        out.push_str(if i % 17 == 16 { ". " } else { " " });
    }
    out
}

/// About ten megabytes of documents of 8 kB; every fifth took three hundred words of another.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn reuse_of_ten_megabytes(bencher: Bencher<'_, '_>) {
    let documents: Vec<(String, Document)> = (0..1_300u64)
        .map(|i| {
            let mut text = invented(1_300, i * 977 + 1);
            if i % 5 == 4 {
                let lent = invented(1_300, (i / 2) * 977 + 1);
                text += &lent.chars().take(1_800).collect::<String>();
            }
            (format!("{i}.txt"), Document { text, media_type: "text/plain".into(), ..Document::default() })
        })
        .collect();
    let corpus = FileCorpus::new(documents, &[]);
    bencher.counter(BytesCount::new(corpus.bytes())).bench_local(|| {
        let found = reuse(&corpus, &Options::default(), None, &|_| ()).expect("reads");
        assert!(found.reuses.len() > 100, "{}", found.reuses.len());
        found.reuses.len()
    });
}
