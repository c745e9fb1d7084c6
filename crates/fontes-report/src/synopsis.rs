//! A cluster beside itself: each witness of a passage word by word, and which of them changed what.
//!
//! The places that differ are those of the collation ([`crate::collation`]). A witness *comes from* the earlier one that differs
//! from it at the fewest places, the latest of these where there are several: that is a reading aid, no stemma.

use crate::collation::{Collation, Piece, collate, label, pieces};
use crate::reuse::witness;
use fontes_check::reuse::cluster::Cluster;
use fontes_check::reuse::{Corpus, Found};
use serde_json::{Value, json};
use std::io;

/// Witnesses of one cluster that are set side by side; of the others it is said how many there are.
pub const MOST: usize = 60;

/// What a witness has at one place.
fn reading<'c>(base: &'c str, piece: &'c Piece<'_>, i: usize) -> &'c str {
    match piece {
        Piece::Text(words) => words,
        Piece::Place(_, v) => v.readings.get(&i).map_or(base, String::as_str),
    }
}

/// A cluster as `docs/schema/synopsis.json` describes it.
///
/// # Errors
/// When a document can no longer be read.
pub fn synopsis(corpus: &dyn Corpus, found: &Found, cluster: &Cluster) -> io::Result<Option<Value>> {
    let shown = Cluster { witnesses: cluster.witnesses.iter().copied().take(MOST).collect() };
    let Some(c) = collate(corpus, &shown)? else { return Ok(None) };
    let witnesses: Vec<Value> = shown
        .witnesses
        .iter()
        .enumerate()
        .map(|(i, w)| {
            let mut map = witness(corpus, found, w, i)?;
            map.insert("label".into(), label(found, w.document).into());
            map.insert("date".into(), found.heads[w.document as usize].date.clone().into());
            map.insert("aligned".into(), (!c.apart.contains(&i)).into());
            Ok(Value::Object(map))
        })
        .collect::<io::Result<_>>()?;
    let places = pieces(&c);
    let rows: Vec<Value> = (0..shown.witnesses.len())
        .filter(|i| !c.apart.contains(i))
        .map(|i| json!({"siglum": Cluster::siglum(i), "pieces": row(&places, i)}))
        .collect();
    let steps: Vec<Value> =
        (1..shown.witnesses.len()).filter(|i| !c.apart.contains(i)).map(|i| step(&c, &places, i)).collect();
    Ok(Some(json!({
        "witnesses": witnesses,
        "left_out": cluster.witnesses.len() - shown.witnesses.len(),
        "variants": c.variants.len(),
        "rows": rows,
        "steps": steps,
    })))
}

/// The words of a witness in pieces: those that all share, and those at the places that differ.
fn row(places: &[Piece<'_>], i: usize) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    let mut n = 0;
    for piece in places {
        match piece {
            Piece::Text("") => {}
            Piece::Text(words) => out.push(json!({"text": words})),
            Piece::Place(base, _) => {
                n += 1;
                let words = reading(base, piece, i);
                out.push(json!({"text": words, "place": n, "differs": words != *base}));
            }
        }
    }
    out
}

/// From which earlier witness this one comes, and what it has otherwise.
fn step(c: &Collation, places: &[Piece<'_>], i: usize) -> Value {
    let at = |k: usize| -> Vec<&str> {
        let variants = places.iter().filter_map(|p| match p {
            Piece::Place(base, _) => Some(reading(base, p, k)),
            Piece::Text(_) => None,
        });
        variants.collect()
    };
    let own = at(i);
    let differing = |k: usize| at(k).iter().zip(&own).filter(|(a, b)| a != b).count();
    let from = (0..i).filter(|k| !c.apart.contains(k)).min_by_key(|&k| (differing(k), i - k)).unwrap_or(0);
    let before = at(from);
    let changes: Vec<Value> = before
        .iter()
        .zip(&own)
        .enumerate()
        .filter(|(_, (a, b))| a != b)
        .map(|(n, (a, b))| json!({"place": n + 1, "before": a, "after": b}))
        .collect();
    json!({"siglum": Cluster::siglum(i), "from": Cluster::siglum(from), "changes": changes})
}
