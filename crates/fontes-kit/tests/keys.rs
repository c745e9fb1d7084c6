//! Laws of the keys of findings: an anchor survives edits elsewhere and mostly those at its place; a fingerprint changes
//! with what is found.

use fontes_archive::Snapshot;
use fontes_check::finding::key::{Anchor, Rejoined, rejoin};
use fontes_check::{Checked, Draft, Options, check};
use fontes_core::text::Document;
use fontes_kit::{IndexPlan, ReadOptions, Reader, Silent, index};
use proptest::prelude::*;
use std::path::Path;

const SOURCE: &str = "The pilots of the lower harbour refused to board any vessel that flew no flag of its own. \
    The clerk kept forty letters of that winter in a tin box beneath the stairs of the customs house. \
    Nobody paid the widow for the nets that the storm had torn from the posts along the eastern quay.";
const QUOTED: &str = "He wrote that “the pilots of the lower harbour refused to board any vessel that flew no banner of its own” and left.";
const BESIDE: &str =
    "They say “nobody paid the widow for the nets that the storm had torn from the posts” there.";

/// An archive of one text, in a folder of this name.
fn archive(dir: &Path, name: &str) -> Snapshot {
    let sources = dir.join("sources");
    std::fs::create_dir_all(&sources).expect("a folder");
    std::fs::write(sources.join("log.txt"), SOURCE).expect("a source");
    let reader = Reader::new(&ReadOptions::default());
    index(&IndexPlan::new(&[sources], &dir.join(name)), &reader, &Silent).expect("indexes");
    Snapshot::open(&dir.join(name)).expect("opens")
}

fn checked(text: &str, archive: &Snapshot) -> Checked {
    let document = Document { text: text.to_owned(), media_type: "text/plain".into(), ..Document::default() };
    check(Draft::new("draft.txt".into(), document), archive, &Options::default()).expect("checks")
}

fn anchors(c: &Checked) -> Vec<Anchor> {
    c.findings.iter().filter_map(|f| f.keys.anchor).collect()
}

/// Paragraphs with so many words between them that no place reaches into its neighbours.
fn paragraphs(all: &[&str]) -> String {
    let between = "\n\nwe then came to another matter of that long and tiresome year which is told of elsewhere in full\n\n";
    all.join(between)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn edits_elsewhere_change_no_key(before in "[a-z][a-z ]{0,60}", between in "[a-z][a-z ]{0,60}") {
        let dir = tempfile::tempdir().expect("a directory");
        let archive = archive(dir.path(), "a");
        let plain = checked(&paragraphs(&["", QUOTED, BESIDE, ""]), &archive);
        let edited = checked(&paragraphs(&[&before, QUOTED, &between, BESIDE, ""]), &archive);
        let of = |c: &Checked| -> Vec<(Option<Anchor>, String)> {
            let quotations = c.findings.iter().filter(|f| f.kind.name() == "quotation");
            quotations.map(|f| (f.keys.anchor, f.keys.fingerprint.clone())).collect()
        };
        prop_assert_eq!(of(&plain).len(), 2);
        prop_assert_eq!(of(&plain), of(&edited));
        for a in anchors(&plain) {
            prop_assert_eq!(a.to_string().parse::<Anchor>(), Ok(a));
        }
    }

    #[test]
    fn a_word_changed_at_the_place_is_rejoined(at in 3usize..17) {
        let dir = tempfile::tempdir().expect("a directory");
        let archive = archive(dir.path(), "a");
        let mut words: Vec<&str> = QUOTED.split(' ').collect();
        words[at] = if words[at].starts_with('“') { "“zebra" } else { "zebra" };
        let first = checked(&paragraphs(&[QUOTED, BESIDE]), &archive);
        let second = checked(&paragraphs(&[&words.join(" "), BESIDE]), &archive);
        let found = rejoin(&anchors(&first), &anchors(&second));
        prop_assert!(matches!(found[0], Rejoined::Same(0) | Rejoined::Edited(0)), "{:?}", found);
        prop_assert_eq!(&found[1], &Rejoined::Same(1));
        prop_assert_ne!(&first.findings[0].keys.fingerprint, &second.findings[0].keys.fingerprint);
    }
}

#[test]
fn twins_are_told_apart_by_their_order_and_a_moved_archive_changes_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let text = paragraphs(&["", QUOTED, QUOTED, ""]);
    let one = checked(&text, &archive(dir.path(), "a"));
    let other = checked(&text, &archive(dir.path(), "b"));
    assert_eq!(anchors(&one), anchors(&other));
    let fingerprints =
        |c: &Checked| c.findings.iter().map(|f| f.keys.fingerprint.clone()).collect::<Vec<_>>();
    assert_eq!(fingerprints(&one), fingerprints(&other));
    let all = anchors(&one);
    assert_eq!(all.len(), 2);
    assert_ne!(all[0], all[1]);
    assert_eq!(all[0].agreement(&all[1]), 8);
    assert!(one.findings.iter().all(|f| f.keys.places == 2), "the ambiguity is said");
    assert_eq!(rejoin(&all, &all[..1]), [Rejoined::Same(0), Rejoined::Gone]);
    // Both were edited alike: either may be either.
    let edited = checked(&text.replace("banner", "pennant"), &archive(dir.path(), "c"));
    let found = rejoin(&all, &anchors(&edited));
    assert!(matches!(&found[0], Rejoined::Ambiguous(places) if places == &[0, 1]), "{found:?}");
}

#[test]
fn what_is_no_anchor_is_refused() {
    for bad in [
        "",
        "quotation",
        "quotation-00-1",
        "quotation-0011223344556677-0",
        "x-0011223344556677-1",
        "quotation-0011223344556677-1-1",
    ] {
        assert!(bad.parse::<Anchor>().is_err(), "{bad}");
    }
}
