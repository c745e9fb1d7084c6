//! Laws that hold for any text: spans slice, tokens tile, maps round-trip, segments tile,
//! sides swap, every guaranteed run is sampled.

use fontes_core::align::change::{Change, Class, Side, classify};
use fontes_core::align::edit_distance::{distance, place};
use fontes_core::align::fingerprint::{GUARANTEE, Sampler};
use fontes_core::align::passage::{Limits, shared};
use fontes_core::align::word_alignment::{Relation, Task, align};
use fontes_core::read::{
    Listed, Reading, Roster, apparatus, author_years, follow, pointers, quotations, references, set_notes,
};
use fontes_core::text::{CodePoints, Document, Span, fold, fold_units};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

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

/// Text with numbers, stamps, marks and heads among its words.
fn apparatus_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        2 => "[a-zA-Z]{1,9}[,.;”]?",
        3 => (1u32..7).prop_map(|n| n.to_string()),
        1 => proptest::sample::select(
            "2:7 2:8 2:9 3,4 [00:03:12] [00:03:16] 0:12 0:17 0:21 --> *212 **7 {41} |f. |9r| [p. 7] [12v] ⟨3⟩ (7) 7. § ¶ (laughs) [not] \
             word,3 word,4 word.5 ١ ٢ HEAD HEAD \u{C} - — xii xiii 7And 8and"
                .split(' ')
                .collect::<Vec<_>>()
        ).prop_map(str::to_owned),
        1 => "\\PC{1,3}",
    ];
    let gap =
        prop_oneof![6 => Just(" "), 1 => Just(""), 3 => Just("\n"), 1 => Just("\n\n"), 1 => Just("   ")];
    proptest::collection::vec((piece, gap), 0..80).prop_map(|v| v.into_iter().map(|(p, g)| p + g).collect())
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

/// Text with what the readers of facts look for, well and badly put together.
fn facts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(
            "On in the a last next this that same of by until since early late mid end May March 3 11th 31 30 1973 '73 1941-45 12/31/1999 \
             1973-09-11 Monday Friday today yesterday ago later years year months weeks two-year quarter third century BC A.D. 1960s 7 p.m. 10:30 noon \
             half hundred thousand million and three quarters fifths dozen point zero minus over out $ € £ US$ % per cent dollars cents pounds pence \
             feet 2 inches km/h m2 5m 10k 1,234.5 1.234,5 40 000 .5 -4/5 1e10 1.1^-3 x10^6 ½ about nearly at least or so several tens thousands \
             Tov said told wrote that he she, who; adding according to reporters is believed “We “go” ” : — , . ? ! ( ) [1] [iv] Mr. Prof. J. \
             Smith, University Press pp. 12-9 Vol. Foreign Relations, 1952–1954, vol. IV, Document 15 Documents footnote 3 above supra Ibid."
                .split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        ),
        "[0-9]{1,20}",
        "[0-9.,/:-]{1,12}",
        "\\PC{1,3}",
        Just("e\u{301}ﬁ😀שָׁ".to_owned()),
    ];
    let gap =
        prop_oneof![6 => Just(" "), 2 => Just(""), 1 => Just("\n"), 1 => Just("\n\n"), 1 => Just("\u{a0}")];
    proptest::collection::vec((piece, gap), 0..80).prop_map(|v| v.into_iter().map(|(p, g)| p + g).collect())
}

/// Whether spans slice the text, stand in order and do not overlap.
fn apart(t: &str, spans: impl Iterator<Item = Span>) -> bool {
    let mut last = 0;
    spans.into_iter().all(|s| {
        let right = s.start() >= last && !s.is_empty() && s.slice(t).is_some();
        last = s.end();
        right
    })
}

/// The changes from one text to another, all of both compared.
fn changes(a: &str, b: &str) -> Vec<Change> {
    let (x, y) = (fold(a, &[]), fold(b, &[]));
    let none = |_: usize| false;
    let segments = align(&Task {
        a: &x,
        a_range: 0..x.tokens.len(),
        b: &y,
        b_range: 0..y.tokens.len(),
        free_ends: false,
        inserted: &none,
    });
    let language = fontes_core::lang::english();
    classify(
        Side { text: a, folded: &x, skips: &[], language, apparatus: &[] },
        Side { text: b, folded: &y, skips: &[], language, apparatus: &[] },
        &segments,
        &none,
        &|_| None,
    )
}

/// Words of many scripts.
const WORDS: [&str; 18] = [
    "the",
    "harbour",
    "naïve",
    "Straße",
    "мой",
    "ёлка",
    "לוח",
    "שָׁלוֹם",
    "مركب",
    "كِتاب",
    "नाव",
    "क्या",
    "নৌকা",
    "படகு",
    "เรือ",
    "東京",
    "かな",
    "한국",
];

fn around() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&WORDS), 2..7).prop_map(|v| v.join(" "))
}

/// Numbers and signs, written otherwise and changed.
const SAME: [(&str, &str); 27] = [
    ("1,250", "1250"),
    ("1 250", "1,250"),
    ("12,50,000", "1250000"),
    ("1'250", "1250"),
    ("-14", "\u{2212}14"),
    ("\u{2013}14", "-14"),
    ("2,4", "2.4"),
    ("\u{2264} 5", "<= 5"),
    ("\u{2265}5", ">= 5"),
    ("\u{b1}3", "+/-3"),
    ("5 %", "5%"),
    ("5\u{66a}", "5%"),
    ("\u{20ac}5", "5 \u{20ac}"),
    ("\u{ff04}5", "$5"),
    ("10^6", "10\u{2076}"),
    ("10^{-6}", "10\u{207b}\u{2076}"),
    ("5 cm\u{b2}", "5 cm^2"),
    ("5 km2", "5 km\u{b2}"),
    ("CO\u{2082}", "CO2"),
    ("1\u{bd}", "1 1/2"),
    ("7:30", "7.30"),
    ("1914-18", "1914\u{2013}18"),
    ("1/2", "1\u{2044}2"),
    ("\u{661}\u{669}", "19"),
    ("\u{967}\u{96e}", "18"),
    ("\u{ff11}\u{ff18}", "18"),
    ("05", "5"),
];
const CHANGED: [(&str, &str); 38] = [
    ("19", "17"),
    ("15", "1.5"),
    ("24 percent", "2.4 percent"),
    ("72", "7:2"),
    ("12", "1/2"),
    ("12", "\u{bd}"),
    ("112", "1\u{bd}"),
    ("14", "-14"),
    ("\u{2212}14", "14"),
    ("3", "\u{b1}3"),
    ("> 5", "< 5"),
    ("p > 0.01", "p < 0.01"),
    ("p<0.01", "p=0.01"),
    ("\u{2264} 5", "\u{2265} 5"),
    ("< 5", "<= 5"),
    ("5%", "5\u{2030}"),
    ("5", "5 %"),
    ("\u{a3}5", "$5"),
    ("5 \u{20ac}", "5 $"),
    ("\u{20ac}5", "5"),
    ("10\u{2079}", "10\u{2076}"),
    ("10", "10\u{2076}"),
    ("10^9", "10\u{2076}"),
    ("10\u{2076}", "10\u{207b}\u{2076}"),
    ("5 m\u{b3}", "5 m\u{b2}"),
    ("5 cm", "5 cm\u{b2}"),
    ("191418", "1914-18"),
    ("7:3", "7:2"),
    ("\u{661}\u{669}", "\u{661}\u{667}"),
    ("\u{967}\u{96e}", "\u{967}\u{96d}"),
    ("\u{e51}\u{e52}", "\u{e51}\u{e53}"),
    ("\u{661}\u{669}", "17"),
    ("3.142", "3142"),
    (".5", "5"),
    ("~5", "5"),
    ("50+", "50"),
    ("3 \u{d7} 4", "3 4"),
    ("5\u{2032}", "5\u{2033}"),
];

proptest! {
    #[test]
    fn a_text_does_not_differ_from_itself(t in text(), u in facts()) {
        for t in [t, u] {
            prop_assert_eq!(changes(&t, &t), vec![]);
            // Nor does it written in pieces.
            let pieces: String = t.nfd().collect();
            prop_assert_eq!(fold(&pieces, &[]).units, fold(&t, &[]).units);
            prop_assert_eq!(changes(&pieces, &t), vec![]);
            prop_assert_eq!(changes(&t, &pieces), vec![]);
        }
    }

    #[test]
    fn numbers_written_otherwise_are_the_same(before in around(), after in around(), n in 0..SAME.len()) {
        let (x, y) = SAME[n];
        for (x, y) in [(x, y), (y, x)] {
            let found = changes(&format!("{before} {x} {after}"), &format!("{before} {y} {after}"));
            prop_assert!(found.iter().all(|c| c.class.is_silent()), "{} {} {:?}", x, y, found);
        }
    }

    #[test]
    fn a_changed_figure_or_sign_is_told_at_its_place(before in around(), after in around(), n in 0..CHANGED.len()) {
        let (x, y) = CHANGED[n];
        for (x, y) in [(x, y), (y, x)] {
            let (a, b) = (format!("{before} {x} {after}"), format!("{before} {y} {after}"));
            let found: Vec<Change> = changes(&a, &b).into_iter().filter(|c| !c.class.is_silent()).collect();
            prop_assert!(!found.is_empty(), "{} {}", x, y);
            let place = |s: Span, from: usize, len: usize| s.start() as usize >= from && s.end() as usize <= from + len;
            for c in &found {
                prop_assert!(!c.class.is_noise() && c.class != Class::Spelling, "{} {} {:?}", x, y, found);
                // Before or behind it, where one side has none.
                let from = before.len();
                prop_assert!(place(c.draft, from, x.len() + 2) && place(c.source, from, y.len() + 2), "{} {} {:?}", x, y, found);
            }
        }
    }

    #[test]
    fn what_is_read_slices_and_does_not_overlap(t in facts(), date in proptest::option::of("[0-9]{4}-[01][0-9]-[0-3][0-9]")) {
        let d = Document { text: t.clone(), date, ..Document::default() };
        let r = Reading::new(&d);
        prop_assert!(apart(&t, r.times().iter().map(|x| x.span)));
        prop_assert!(apart(&t, r.numbers().iter().map(|x| x.span)));
        prop_assert!(r.numbers().iter().all(|n| n.span.contains(n.numeral) && n.hedged.is_none_or(|h| h.slice(&t).is_some())));
        prop_assert!(apart(&t, r.names().iter().map(|x| x.span)));
        for a in r.attributions() {
            prop_assert!(a.cue.slice(&t).is_some() && !a.content.is_empty());
            prop_assert!(a.content.iter().chain(&a.source).all(|s| s.slice(&t).is_some()));
        }
        let all = Span::of(&t, 0..t.len()).expect("the text");
        prop_assert!(pointers(&t, all).iter().all(|p| p.span.slice(&t).is_some()));
        for x in r.times() {
            prop_assert!(!x.value.is_empty());
            let _ = x.edtf();
            let _ = x.written.and_then(|w| w.fault());
        }
        let listed = Document { text: format!("References\n\n{t}"), ..Document::default() };
        for f in references(&listed).iter().flat_map(|r| &r.fields) {
            prop_assert!(f.span.slice(&listed.text).is_some());
        }
        prop_assert!(author_years(&t, fontes_core::lang::english()).iter().all(|c| c.span.slice(&t).is_some() && !c.names.is_empty()));
        let text = format!("{t}.1 {t}”²\n\n[3] {t}\n1. Ibid.\n2. {t}, op. cit.\n\n{t}");
        let mut noted = Document { text, ..Document::default() };
        let raised = set_notes(&mut noted);
        let markers = noted.notes.iter().filter_map(|n| n.marker).chain(raised.iter().map(|r| r.0));
        prop_assert!(markers.into_iter().all(|m| m.slice(&noted.text).is_some()));
        for (i, n) in noted.notes.iter().enumerate() {
            prop_assert!(n.body.slice(&noted.text).is_some());
            if let Ok(Some(f)) = follow(&noted, &[], i) {
                prop_assert!(f.note.is_some_and(|to| to < i));
            }
        }
        let people = [Listed { id: "1".into(), name: "Smith, Prof. J. (Tov)".into(), role: String::new() }];
        prop_assert!(apart(&t, Roster::new(&people).mentions(&t).iter().map(|m| m.span)));
    }

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
    fn apparatus_lies_in_the_text(t in apparatus_text()) {
        let found = apparatus(&t, fontes_core::lang::english());
        let mut end = 0;
        for a in &found {
            prop_assert!(a.span.slice(&t).is_some_and(|s| !s.trim().is_empty() && s.trim() == s), "{a:?}");
            prop_assert!(a.span.start() >= end && a.places > 0);
            end = a.span.end();
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
        let cost = |segments: &[fontes_core::align::word_alignment::Segment], side: fn(&fontes_core::align::word_alignment::Segment) -> usize, relation| {
            segments.iter().filter(|s| s.relation == relation).map(side).sum::<usize>()
        };
        let balance = |s: &[fontes_core::align::word_alignment::Segment]| {
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
