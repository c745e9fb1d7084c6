//! What does a page hold besides what it draws? The values of its form, comments and marked passages,
//! and words marked to be blacked out.

use super::string::text_string;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, ObjectIdentifier, Rect as Area, String as PdfString};
use hayro_syntax::page::Page;
use kurbo::Rect;
use std::collections::HashSet;

/// Annotations of a page that are looked at.
const MOST: usize = 10_000;
/// Fields of a form that are looked at.
const MOST_FIELDS: usize = 50_000;
/// Fields within one another.
const DEEPEST: usize = 32;
/// Bytes of the longest value or comment that is taken.
const LONGEST: usize = 1 << 20;

/// Flags of an annotation that is not shown: hidden, or not on a screen (ISO 32000-2, 12.5.3).
const UNSEEN: u32 = 1 << 1 | 1 << 5;

/// What the annotations of a page hold.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    /// Values of form fields, and those of fields that are not shown.
    pub(super) values: Vec<String>,
    pub(super) unseen: Vec<String>,
    /// Comments: who wrote them, and what.
    pub(super) comments: Vec<(Option<String>, String)>,
    /// Where words are marked to be blacked out, and still there.
    pub(super) redactions: Vec<Rect>,
}

/// Fields that were met on pages.
pub(super) type Met = HashSet<ObjectIdentifier>;

fn words(dict: &Dict<'_>, key: &str) -> Option<String> {
    let bytes = dict.get::<PdfString<'_>>(key)?;
    let text = text_string(Some(bytes.as_bytes().get(..LONGEST).unwrap_or(bytes.as_bytes())))?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    (!text.trim().is_empty()).then_some(text)
}

/// What the annotations of a page hold.
pub(super) fn annotations(page: &Page<'_>, met: &mut Met) -> Annotations {
    let mut out = Annotations::default();
    let Some(all) = page.raw().get::<Array<'_>>("Annots") else { return out };
    for a in all.iter::<Dict<'_>>().take(MOST) {
        let kind = a.get::<Name<'_>>("Subtype").map(|n| n.as_str().to_owned()).unwrap_or_default();
        match kind.as_str() {
            "Widget" => {
                let unseen = a.get::<u32>("F").unwrap_or(0) & UNSEEN != 0;
                let list = if unseen { &mut out.unseen } else { &mut out.values };
                list.extend(field(&a, met));
            }
            "Link" | "Popup" | "Screen" | "Movie" | "Sound" | "3D" | "RichMedia" | "TrapNet"
            | "PrinterMark" | "Watermark" => {}
            _ => {
                if kind == "Redact" {
                    out.redactions.extend(areas(&a));
                }
                // That of a file that is attached there may be its name.
                let name =
                    || a.get::<Dict<'_>>("FS").and_then(|f| words(&f, "UF").or_else(|| words(&f, "F")));
                if let Some(comment) = words(&a, "Contents").filter(|c| Some(c) != name().as_ref()) {
                    out.comments.push((words(&a, "T"), comment));
                }
            }
        }
    }
    out
}

/// What a field holds, and remembers that it was met.
fn field(dict: &Dict<'_>, met: &mut Met) -> Option<String> {
    let mut at = dict.clone();
    let mut kind = None;
    let mut value = None;
    for _ in 0..DEEPEST {
        if let Some(id) = at.obj_id()
            && (at.contains_key("T") || at.contains_key("V"))
        {
            met.insert(id);
        }
        kind = kind.or_else(|| at.get::<Name<'_>>("FT").map(|n| n.as_str().to_owned()));
        value = value.or_else(|| at.get::<Object<'_>>("V"));
        let Some(parent) = at.get::<Dict<'_>>("Parent") else { break };
        at = parent;
    }
    match kind.as_deref() {
        // A password is typed to be hidden; a button and a signature hold no words.
        Some("Btn" | "Sig") => None,
        _ => of_value(value?),
    }
}

fn of_value(value: Object<'_>) -> Option<String> {
    let one = |s: &PdfString<'_>| {
        let bytes = s.as_bytes();
        text_string(Some(bytes.get(..LONGEST).unwrap_or(bytes)))
    };
    let text = match value {
        Object::String(s) => one(&s)?,
        Object::Array(all) => {
            all.iter::<PdfString<'_>>().take(1_000).filter_map(|s| one(&s)).collect::<Vec<_>>().join("\n")
        }
        Object::Stream(s) => {
            let bytes = s.decoded_data().ok()?;
            text_string(Some(bytes.get(..LONGEST).unwrap_or(&bytes)))?
        }
        _ => return None,
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    (!text.trim().is_empty()).then_some(text)
}

/// Where a redaction is marked.
fn areas(a: &Dict<'_>) -> Vec<Rect> {
    let quads: Vec<f64> = a
        .get::<Array<'_>>("QuadPoints")
        .map(|q| q.iter::<f32>().map(f64::from).collect())
        .unwrap_or_default();
    if quads.len() >= 8 {
        let of = |q: &[f64]| {
            let xs = [q[0], q[2], q[4], q[6]];
            let ys = [q[1], q[3], q[5], q[7]];
            let low = |v: &[f64]| v.iter().copied().fold(f64::INFINITY, f64::min);
            let high = |v: &[f64]| v.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            Rect::new(low(&xs), low(&ys), high(&xs), high(&ys))
        };
        return quads.chunks_exact(8).take(1_000).map(of).collect();
    }
    a.get::<Area>("Rect").map(|r| Rect::new(r.x0, r.y0, r.x1, r.y1)).into_iter().collect()
}

/// The form of a file.
pub(super) fn form<'p>(pdf: &'p Pdf) -> Option<Dict<'p>> {
    pdf.xref().get::<Dict<'_>>(pdf.xref().root_id())?.get::<Dict<'_>>("AcroForm")
}

/// Whether a file has layers that are switched off.
pub(super) fn has_hidden_layers(pdf: &Pdf) -> bool {
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let layers = root.and_then(|r| r.get::<Dict<'_>>("OCProperties"));
    layers.and_then(|l| l.get::<Dict<'_>>("D")).is_some_and(|d| {
        d.get::<Array<'_>>("OFF").is_some_and(|off| off.raw_iter().next().is_some())
            || d.get::<Name<'_>>("BaseState").is_some_and(|n| n.as_str() == "OFF")
    })
}

/// Values of fields that stand on no page.
pub(super) fn unplaced(form: &Dict<'_>, met: &mut Met) -> Vec<String> {
    let mut out = Vec::new();
    let Some(fields) = form.get::<Array<'_>>("Fields") else { return out };
    let mut open: Vec<(Dict<'_>, usize)> =
        fields.iter::<Dict<'_>>().take(MOST_FIELDS).map(|d| (d, 0)).collect();
    open.reverse();
    let mut seen = 0;
    while let Some((dict, depth)) = open.pop() {
        seen += 1;
        if seen > MOST_FIELDS {
            break;
        }
        let known = dict.obj_id().is_some_and(|id| met.contains(&id));
        if let Some(kids) = dict.get::<Array<'_>>("Kids")
            && depth < DEEPEST
        {
            let mut kids: Vec<Dict<'_>> = kids.iter::<Dict<'_>>().take(MOST_FIELDS).collect();
            kids.reverse();
            // Kids that have no name are the field's places on pages.
            if kids.iter().any(|k| k.contains_key("T")) {
                open.extend(kids.into_iter().map(|k| (k, depth + 1)));
                continue;
            }
        }
        if !known {
            out.extend(field(&dict, met));
        }
    }
    out
}
