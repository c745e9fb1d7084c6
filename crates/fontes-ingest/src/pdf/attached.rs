//! Which files lie within a PDF? Those that its name tree, its pages' annotations and its portfolio list: each a
//! document of its own.

use super::string::text_string;
use crate::members::{Members, join};
use crate::outcome::Unreadable;
use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, ObjectIdentifier, Stream, String as PdfString};
use std::collections::HashSet;

/// Nodes of the name tree that are followed.
const MOST_NODES: usize = 10_000;
/// Files that are taken.
const MOST: usize = 10_000;

/// A file specification with an embedded file.
struct Attached<'p> {
    name: String,
    stream: Stream<'p>,
}

fn of<'p>(spec: &Dict<'p>, named: Option<String>) -> Option<Attached<'p>> {
    let files = spec.get::<Dict<'_>>("EF")?;
    let stream = ["UF", "F", "DOS", "Mac", "Unix"].iter().find_map(|key| files.get::<Stream<'_>>(*key))?;
    let text = |key: &str| {
        let bytes = spec.get::<PdfString<'_>>(key)?;
        text_string(Some(bytes.as_bytes()))
    };
    let name = text("UF").or_else(|| text("F")).or(named).unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or("").trim().to_owned();
    Some(Attached { name, stream })
}

type Taken = HashSet<ObjectIdentifier>;

/// Whether a file was not met before.
fn new(file: &Attached<'_>, taken: &mut Taken) -> bool {
    taken.insert(file.stream.obj_id())
}

/// The files of a PDF, in the order of its name tree, then as pages and objects list them.
fn list(pdf: &Pdf) -> Vec<Attached<'_>> {
    let mut out: Vec<Attached<'_>> = Vec::new();
    let mut taken = Taken::new();
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    if let Some(root) = &root {
        let tree = root.get::<Dict<'_>>("Names").and_then(|n| n.get::<Dict<'_>>("EmbeddedFiles"));
        let mut open: Vec<Dict<'_>> = tree.into_iter().collect();
        let mut nodes = 0;
        while let Some(node) = open.pop() {
            nodes += 1;
            if nodes > MOST_NODES || out.len() >= MOST {
                break;
            }
            if let Some(kids) = node.get::<Array<'_>>("Kids") {
                let mut kids: Vec<Dict<'_>> = kids.iter::<Dict<'_>>().take(MOST_NODES).collect();
                kids.reverse();
                open.extend(kids);
            }
            if let Some(names) = node.get::<Array<'_>>("Names") {
                let mut items = names.flex_iter();
                while let Some(name) = items.next::<PdfString<'_>>() {
                    let Some(spec) = items.next::<Dict<'_>>() else { break };
                    out.extend(of(&spec, text_string(Some(name.as_bytes()))).filter(|f| new(f, &mut taken)));
                }
            }
        }
        for spec in root.get::<Array<'_>>("AF").into_iter().flat_map(|a| a.iter::<Dict<'_>>()).take(MOST) {
            out.extend(of(&spec, None).filter(|f| new(f, &mut taken)));
        }
    }
    for page in pdf.pages().iter() {
        if out.len() >= MOST {
            break;
        }
        let Some(all) = page.raw().get::<Array<'_>>("Annots") else { continue };
        for a in all.iter::<Dict<'_>>().take(MOST) {
            let attaches = a.get::<Name<'_>>("Subtype").is_some_and(|n| n.as_str() == "FileAttachment");
            if let Some(spec) = attaches.then(|| a.get::<Dict<'_>>("FS")).flatten() {
                out.extend(of(&spec, None).filter(|f| new(f, &mut taken)));
            }
        }
    }
    out.truncate(MOST);
    out
}

/// Hands on the files within a PDF.
///
/// # Errors
/// When there are more files than are read of one container.
pub(super) fn hand_on(
    pdf: &Pdf,
    o: &mut dyn Members,
    inside: &str,
    depth: usize,
) -> Result<usize, Unreadable> {
    let files = list(pdf);
    let count = files.len();
    for (i, file) in files.into_iter().enumerate() {
        let name = if file.name.is_empty() { format!("file {}", i + 1) } else { file.name };
        let path = join(inside, &name);
        match bytes(o, &file.stream) {
            Ok(bytes) => o.member(&path, &name, &bytes, depth + 1)?,
            Err(e) => o.lost(&path, e)?,
        }
    }
    Ok(count)
}

fn bytes(o: &mut dyn Members, stream: &Stream<'_>) -> Result<Vec<u8>, Unreadable> {
    use hayro_syntax::Filter;
    let damaged =
        || Unreadable::new("its bytes within the PDF are damaged", "take it out with a PDF program");
    let raw = stream.raw_data();
    let plain = !stream.dict().contains_key("DecodeParms") && !stream.dict().contains_key("DP");
    match stream.filters().as_slice() {
        [] => o.take(&mut &raw[..]),
        // The usual way, and bounded while it unfolds.
        [Filter::FlateDecode] if plain => {
            o.take(&mut flate2::read::ZlibDecoder::new(&raw[..])).or_else(|e| {
                let held = stream.decoded().map_err(|_| e)?;
                o.take(&mut &held[..])
            })
        }
        _ => {
            let held = stream.decoded().map_err(|_| damaged())?;
            o.take(&mut &held[..])
        }
    }
}
