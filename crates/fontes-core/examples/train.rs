//! Trains the models that fontes ships (docs/models.md).
//!
//! ```sh
//! cargo run --release -p fontes-core --example train -- names READING/names lang/en
//! cargo run --release -p fontes-core --example train -- references core.xml lang/en
//! ```

use fontes_core::lang::{Class, english};
use fontes_core::read::tagger::{Lesson, Lessons, Model, train};
use fontes_core::read::{name, reference};
use std::error::Error;
use std::fs;
use std::path::Path;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["names", data, models] => names(Path::new(data), Path::new(models)),
        ["references", core, models] => references(Path::new(core), Path::new(models)),
        _ => Err("usage: train names DATA MODELS | train references CORE.XML MODELS".into()),
    }
}

/// Cuts a word as the reader does.
fn pieces(word: &str) -> Vec<&str> {
    fontes_core::read::tagger::words(word)
}

fn names(data: &Path, models: &Path) -> Result<()> {
    let mut gazetteer = name::Gazetteer::default();
    for line in fs::read_to_string(data.join("gaz.tsv"))?.lines() {
        let Some((kind, words)) = line.split_once('\t') else { continue };
        let kind = match kind {
            "first" => name::FIRST,
            "last" => name::LAST,
            "city" | "capital" => name::CITY,
            "country" => name::COUNTRY,
            "state" => name::STATE,
            _ => continue,
        };
        let words = pieces(words).join(" ").to_lowercase();
        gazetteer.add(&words, kind);
    }
    fs::write(models.join("gazetteer.model"), gazetteer.to_bytes())?;
    let known = name::Words::of(english());
    let mut lessons = Vec::new();
    for file in ["gum_open.train.tsv", "wikigold.all.tsv", "wnut17.train.tsv"] {
        let text = fs::read_to_string(data.join(file))?;
        for sentence in text.split("\n\n") {
            let mut words: Vec<&str> = Vec::new();
            let mut labels: Vec<usize> = Vec::new();
            for line in sentence.lines() {
                let Some((word, tag)) = line.split_once('\t') else { continue };
                let label = name::LABELS.iter().position(|l| *l == tag).unwrap_or(0);
                for (k, piece) in pieces(word).into_iter().enumerate() {
                    words.push(piece);
                    labels.push(if k > 0 && label % 2 == 1 { label + 1 } else { label });
                }
            }
            if words.is_empty() {
                continue;
            }
            untitled(&words, &known, &mut labels);
            lessons.push(Lesson { line: name::features(&words, &gazetteer, &known), labels });
        }
    }
    let model = train(&name::LABELS, &lessons, Lessons { bits: 18, rounds: 12, drop: 40, times: 4 });
    let bytes = model.to_bytes();
    println!("{} lessons, {} bytes", lessons.len(), bytes.len());
    fs::write(models.join("names.model"), bytes)?;
    Ok(())
}

/// Takes ranks off persons' names: sets differ in whether they count them in, and fontes reads
/// them apart.
fn untitled(words: &[&str], known: &name::Words, labels: &mut [usize]) {
    // "of State"
    let within_title = |word: &str| {
        let small = word.to_lowercase();
        word == "."
            || english().grammar().is(word, Class::Genitive)
            || small != word && known.is_department(&small)
    };
    let mut i = 0;
    while i < words.len() {
        if labels[i] != 1 {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while end < words.len() && labels[end] == 2 {
            end += 1;
        }
        let mut from = i;
        while from < end
            && (known.is_title(&words[from].to_lowercase()) || (from > i && within_title(words[from])))
        {
            labels[from] = 0;
            from += 1;
        }
        if from < end {
            labels[from] = 1;
        }
        i = end;
    }
}

/// AnyStyle's core set: each `<sequence>` is a reference, each element within it a field. Every
/// second reference is learned from, the first among them; the others are for `eval/reading.py`.
fn references(core: &Path, models: &Path) -> Result<()> {
    let gazetteer = name::Gazetteer::from_bytes(&fs::read(models.join("gazetteer.model"))?);
    let text = fs::read_to_string(core)?;
    let mut lessons = Vec::new();
    for (k, sequence) in text.split("<sequence>").skip(1).enumerate() {
        if k % 2 == 1 {
            continue;
        }
        let sequence = sequence.split("</sequence>").next().unwrap_or("");
        let mut words: Vec<String> = Vec::new();
        let mut labels = Vec::new();
        for element in sequence.split('<').filter(|e| !e.starts_with('/')) {
            let Some((tag, content)) = element.split_once('>') else { continue };
            let label = reference::FIELDS
                .iter()
                .position(|f| *f == tag)
                .ok_or_else(|| format!("unknown field {tag}"))?;
            let content = content
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&amp;", "&");
            for word in content.split_whitespace() {
                words.push(word.to_owned());
                labels.push(label);
            }
        }
        if !words.is_empty() {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            lessons.push(Lesson { line: reference::features(&words, &gazetteer, english()), labels });
        }
    }
    let (model, second) = stacked(&lessons);
    fs::write(models.join("references-again.model"), second.to_bytes())?;
    let bytes = model.to_bytes();
    println!("{} lessons, {} bytes", lessons.len(), bytes.len());
    fs::write(models.join("references.model"), bytes)?;
    Ok(())
}

/// A first model, and a second that reads what the first made of the words around. For the lessons
/// of the second, each fifth is read by a first model that did not see it.
fn stacked(lessons: &[Lesson]) -> (Model, Model) {
    const FOLDS: usize = 5;
    let learn = |lessons: &[Lesson]| {
        train(&reference::FIELDS, lessons, Lessons { bits: 17, rounds: 12, drop: 30, times: 6 })
    };
    let mut again: Vec<Lesson> = Vec::new();
    for fold in 0..FOLDS {
        let others: Vec<Lesson> =
            lessons.iter().enumerate().filter(|(k, _)| k % FOLDS != fold).map(|(_, l)| l.clone()).collect();
        let model = learn(&others);
        for l in lessons.iter().skip(fold).step_by(FOLDS) {
            again.push(Lesson {
                line: reference::again(&l.line, &model.decode(&l.line)),
                labels: l.labels.clone(),
            });
        }
    }
    (learn(lessons), learn(&again))
}
