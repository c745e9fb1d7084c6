//! How fast is a text read? Megabytes a second on one core.
//!
//! ```sh
//! FONTES_BENCH_TEXT=some/large.txt cargo bench -p fontes-core --bench reading
//! ```
//!
//! Without the variable, a few sentences are read again and again.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use fontes_core::read::Reading;
use fontes_core::text::Document;
use std::sync::LazyLock;

const SAMPLE: &str = "On Tuesday, September 11, 1973, Ambassador Moshe Tov told reporters in Santiago that nearly eight percent of \
    the 2.5 million voters “had never seen a ballot,” and that he would leave in two weeks. According to the Ministry of Trade, \
    copper fell to $1.40 a pound last year. The papers, she wrote, show what everybody knew.\n\n";

static DOCUMENT: LazyLock<Document> = LazyLock::new(|| {
    let text = std::env::var_os("FONTES_BENCH_TEXT").map_or_else(
        || SAMPLE.repeat(2_000),
        |path| std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())),
    );
    Document { text, date: Some("1973-09-12".into()), ..Document::default() }
});

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn dates_and_numbers(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(&DOCUMENT.text)).bench(|| {
        let r = Reading::new(black_box(&DOCUMENT));
        (r.times(), r.numbers())
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn statements(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::of_str(&DOCUMENT.text))
        .bench(|| Reading::new(black_box(&DOCUMENT)).attributions());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn names(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(&DOCUMENT.text)).bench(|| Reading::new(black_box(&DOCUMENT)).names());
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn everything(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_str(&DOCUMENT.text)).bench(|| {
        let r = Reading::new(black_box(&DOCUMENT));
        (r.times(), r.numbers(), r.attributions(), r.names())
    });
}
