//! Laws that hold for any text: spans slice, tokens tile, maps round-trip, segments tile,
//! sides swap, every guaranteed run is sampled.

use fontes_core::align::gram::{GUARANTEE, Sampler};
use fontes_core::align::near::{distance, place};
use fontes_core::align::passage::{Limits, shared};
use fontes_core::align::words::{Relation, Task, align};
use fontes_core::read::quotations;
use fontes_core::text::{CodePoints, Document, Span, fold, fold_units};
use proptest::prelude::*;

/// Text with what folding meets: marks, hyphens, notes, other scripts, line ends.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z]{1,9}",
        "[0-9]{1,3}[.,][0-9]{1,3}",
        Just("re-\nport".to_owned()),
        Just("\u{201c}".to_owned()),
        Just("\u{201d}".to_owned()),
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("\u{2019}".to_owned()),
        Just("[12]".to_owned()),
        Just("[it]".to_owned()),
        Just("…".to_owned()),
        Just("....".to_owned()),
        Just("\r\n\r\n".to_owned()),
        Just("東京".to_owned()),
        Just("שָׁלוֹם".to_owned()),
        Just("e\u{301}ﬁ😀".to_owned()),
        "\\PC{1,4}",
    ];
    let gap = prop_oneof![4 => Just(" "), 1 => Just(""), 1 => Just("\n")];
    proptest::collection::vec((piece, gap), 0..60).prop_map(|v| v.into_iter().map(|(p, g)| p + g).collect())
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("the"),
        Just("harbour"),
        Just("not"),
        Just("lamp"),
        Just("pilots"),
        Just("of"),
        Just("1931"),
        Just("mole"),
        Just("warned"),
        Just("council")
    ];
    proptest::collection::vec(word, 0..40).prop_map(|v| v.join(" "))
}

proptest! {
    #[test]
    fn tokens_tile_the_units_and_their_spans_slice(t in text()) {
        let f = fold(&t, &[]);
        let (mut unit, mut byte) = (0, 0);
        for token in &f.tokens {
            prop_assert_eq!(token.first, unit);
            prop_assert!(token.last > token.first);
            prop_assert!(token.span.start() >= byte);
            let slice = token.span.slice(&t).expect("on characters");
            // Folding the slice alone gives the same letters: the map goes back exactly.
            let again = fold(slice, &[]);
            prop_assert_eq!(&again.units[..], &f.units[token.first as usize..token.last as usize]);
            (unit, byte) = (token.last, token.span.end());
        }
        prop_assert_eq!(unit as usize, f.units.len());
        let mut units = Vec::new();
        fold_units(&t, &[], &mut units);
        prop_assert_eq!(units, f.units);
    }

    #[test]
    fn code_points_round_trip(t in text()) {
        let view = CodePoints::new(&t);
        for (n, (at, _)) in t.char_indices().enumerate() {
            prop_assert_eq!(view.at(at as u32), Some(n as u32));
            prop_assert_eq!(view.byte(n as u32), Some(at as u32));
        }
    }

    #[test]
    fn quotations_lie_in_the_text(t in text()) {
        let document = Document { text: t.clone(), ..Document::default() };
        let mut last = 0;
        for q in quotations(&document) {
            prop_assert!(q.span.slice(&t).is_some());
            prop_assert!(q.span.start() >= last);
            last = q.span.start();
            for s in q.ellipses.iter().chain(&q.inserted).chain(&q.ignored) {
                prop_assert!(s.slice(&t).is_some());
                prop_assert!(q.span.contains(*s));
            }
        }
    }

    #[test]
    fn segments_tile_and_sides_swap(a in words(), b in words()) {
        let (x, y) = (fold(&a, &[]), fold(&b, &[]));
        let none = |_: usize| false;
        let there = align(&Task { a: &x, a_range: 0..x.tokens.len(), b: &y, b_range: 0..y.tokens.len(), free_ends: false, inserted: &none });
        let (mut i, mut j) = (0, 0);
        for s in &there {
            prop_assert_eq!((s.a.start, s.b.start), (i, j));
            (i, j) = (s.a.end, s.b.end);
            if s.relation == Relation::Same {
                prop_assert_eq!(
                    s.a.clone().flat_map(|k| x.letters(k)).collect::<Vec<_>>(),
                    s.b.clone().flat_map(|k| y.letters(k)).collect::<Vec<_>>()
                );
            }
        }
        prop_assert_eq!((i, j), (x.tokens.len(), y.tokens.len()));
        // Swapped, as many words agree, and additions are omissions.
        let back = align(&Task { a: &y, a_range: 0..y.tokens.len(), b: &x, b_range: 0..x.tokens.len(), free_ends: false, inserted: &none });
        let cost = |segments: &[fontes_core::align::words::Segment], side: fn(&fontes_core::align::words::Segment) -> usize, relation| {
            segments.iter().filter(|s| s.relation == relation).map(side).sum::<usize>()
        };
        let balance = |s: &[fontes_core::align::words::Segment]| {
            cost(s, |s| s.a.len(), Relation::Addition) as i64 - cost(s, |s| s.b.len(), Relation::Omission) as i64
                + s.iter().filter(|s| s.relation == Relation::Substitution).map(|s| s.a.len() as i64 - s.b.len() as i64).sum::<i64>()
        };
        prop_assert_eq!(balance(&there), -balance(&back));
    }

    #[test]
    fn place_finds_what_is_there(t in "[a-d]{0,40}", from in 0usize..30, len in 1usize..30) {
        let units: Vec<u32> = t.chars().map(u32::from).collect();
        if from + len <= units.len() {
            let found = place(&units[from..from + len], &units).expect("a pattern");
            prop_assert_eq!(found.distance, 0);
            prop_assert_eq!(&units[found.start..found.end], &units[from..from + len]);
        }
    }

    #[test]
    fn place_reports_its_distance(p in "[a-c]{1,90}", t in "[a-c]{0,120}") {
        let (p, t): (Vec<u32>, Vec<u32>) = (p.chars().map(u32::from).collect(), t.chars().map(u32::from).collect());
        let found = place(&p, &t).expect("a pattern");
        prop_assert_eq!(distance(&p, &t[found.start..found.end]), found.distance);
    }

    #[test]
    fn a_guaranteed_run_is_sampled(t in "[a-z]{19,200}") {
        let units: Vec<u32> = t.chars().map(u32::from).collect();
        for window in units.windows(GUARANTEE) {
            prop_assert!(!Sampler::default().collect(window).is_empty());
        }
    }

    #[test]
    fn shared_passages_slice(a in words(), b in words()) {
        let (x, y) = (fold(&a, &[]), fold(&b, &[]));
        let limits = Limits { min_words: 4, ..Limits::default() };
        let mut last = 0;
        for p in shared(&x, &y, &limits) {
            prop_assert!(p.a.start >= last && p.a.end <= x.tokens.len() && p.b.end <= y.tokens.len());
            prop_assert!(p.same_words >= 4);
            last = p.a.end;
        }
    }

    #[test]
    fn a_span_never_cuts_a_character(t in text(), a in 0usize..200, b in 0usize..200) {
        if let Ok(span) = Span::of(&t, a.min(b)..a.max(b)) {
            prop_assert!(span.slice(&t).is_some());
        }
    }
}
