//! How fast are texts folded and aligned? Megabytes and words a second on one core.
//!
//! ```sh
//! cargo bench -p fontes-core --bench matching
//! ```

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use fontes_core::align::word_alignment::{Task, align};
use fontes_core::text::fold;

const ASCII: &str = "The keeper of the north light wrote every evening in a green book; he could not leave the rock while the \
    gale held, and the relief boat must wait in the lee of the point until the tide turned (1921). ";
const ACCENTED: &str = "Le passeur ne traversa pas la rivière ce soir-là, parce que la corde était usée et que « les marchands » \
    refusaient de payer ; el guarda abrió la compuerta, über den Damm fuhren Wagen. ";
const HEBREW: &str =
    "שומר המגדלור לא הדליק את הפנס באותו לילה, משום שהשמן אזל והסירה מן הכפר לא הגיעה לפני הסערה. ";
const CHINESE: &str = "那天夜里守桥人没有打开闸门，因为河水从早晨起一直上涨，村里的农民还没有把稻草收回来。";

fn main() {
    divan::main();
}

#[divan::bench(args = ["ascii", "accented", "hebrew", "chinese"], sample_count = 20)]
fn folding(bencher: Bencher<'_, '_>, which: &str) {
    let sample = match which {
        "ascii" => ASCII,
        "accented" => ACCENTED,
        "hebrew" => HEBREW,
        _ => CHINESE,
    };
    let text = sample.repeat((1 << 20) / sample.len());
    bencher.counter(BytesCount::of_str(&text)).bench(|| fold(black_box(&text), &[]));
}

/// A text and the same with every so many words changed, left out or put in.
fn edited(words: usize, each: usize) -> (String, String) {
    let all: Vec<String> = (0..words).map(|i| format!("word{}", i * 7919 % 3001)).collect();
    let mut other: Vec<String> = Vec::new();
    for (i, w) in all.iter().enumerate() {
        match (i % each == 0, i / each % 3) {
            (true, 0) => other.push(format!("{w}x")),
            (true, 1) => {}
            (true, _) => other.extend([w.clone(), "more".to_owned()]),
            _ => other.push(w.clone()),
        }
    }
    (all.join(" "), other.join(" "))
}

#[divan::bench(args = [24, 300, 3_000], sample_count = 20)]
fn aligning(bencher: Bencher<'_, '_>, words: usize) {
    let (a, b) = edited(words, 9);
    let (x, y) = (fold(&a, &[]), fold(&b, &[]));
    bencher.counter(ItemsCount::new(words)).bench(|| {
        align(&Task {
            a: black_box(&x),
            a_range: 0..x.tokens.len(),
            b: &y,
            b_range: 0..y.tokens.len(),
            free_ends: true,
            inserted: &|_| false,
        })
    });
}
