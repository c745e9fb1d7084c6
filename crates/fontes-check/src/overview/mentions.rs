//! Which persons does a document mention, and where?

use super::place::{Place, all, place};
use fontes_core::corpus::{Corpus, Result, Source};
use fontes_core::read::{Listed, Name, NameKind, Reading, Roster, paragraphs};
use fontes_core::text::{BlockKind, Span, fold};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The lists of persons that editions of an archive give, by the path of the volume.
pub(super) struct Lists {
    by: BTreeMap<String, (Vec<Listed>, Roster)>,
    /// Family name and first letter of given name under which several listed persons go.
    shared: BTreeSet<Key>,
}

impl Lists {
    pub(super) fn read(archive: &dyn Corpus) -> Result<Self> {
        let found: Vec<(String, Vec<Listed>)> = all(archive)
            .into_par_iter()
            .map(|key| {
                let r = archive.source(key)?;
                Ok((r.path.clone(), r.document.persons.clone()))
            })
            .filter(|r| r.as_ref().map_or(true, |(_, persons)| !persons.is_empty()))
            .collect::<Result<_>>()?;
        let mut names: BTreeMap<Key, BTreeSet<String>> = BTreeMap::new();
        for p in found.iter().flat_map(|f| &f.1) {
            let (family, given) = own_name(p);
            names.entry((family, given.chars().next())).or_default().insert(folded(&p.name));
        }
        let by = found
            .into_iter()
            .map(|(path, list)| {
                let roster = Roster::new(&list);
                (path, (list, roster))
            })
            .collect();
        let shared = names.into_iter().filter(|n| n.1.len() > 1).map(|n| n.0).collect();
        Ok(Self { by, shared })
    }

    /// The family name under which a listed person is counted: with the given names where the first
    /// letter of them does not tell who is meant.
    fn family(&self, p: &Listed) -> (String, String) {
        let (family, given) = own_name(p);
        if self.shared.contains(&(family.clone(), given.chars().next())) {
            return (folded(&p.name), given);
        }
        (family, given)
    }
}

/// The last word of the family name, and the given names; of a name without a comma the first word
/// is taken as given.
fn own_name(p: &Listed) -> (String, String) {
    let (family, given) = p.parts();
    let given = match (given.first(), &family[..]) {
        (Some(_), _) => given.join(" "),
        (None, [first, .., _]) => first.clone(),
        _ => String::new(),
    };
    (folded(family.last().map_or("", String::as_str)), folded(&given))
}

/// A mention of a person.
pub(super) struct Mention {
    pub(super) family: String,
    pub(super) given: String,
    pub(super) listed: Option<String>,
    pub(super) form: String,
    pub(super) title: Option<String>,
    pub(super) paragraph: usize,
    pub(super) place: Place,
    pub(super) span: Span,
}

/// A person by family name and the first letter of the given name, folded.
pub(super) type Key = (String, Option<char>);

pub(super) struct Mentioned {
    pub(super) mentions: Vec<Mention>,
    pub(super) author: Option<String>,
    pub(super) heading: Option<(Vec<usize>, Vec<usize>)>,
    pub(super) quoted: Vec<usize>,
}

fn folded(words: &str) -> String {
    let f = fold(words, &[]);
    f.words().collect::<Vec<_>>().join(" ")
}

pub(super) fn mentions(r: &Source, lists: &Lists) -> Mentioned {
    let d = &r.document;
    let language = fontes_core::lang::of(d);
    let text = d.text.as_str();
    let points = fontes_core::text::CodePoints::new(text);
    let blocks: Vec<Span> =
        paragraphs(d).into_iter().filter(|p| p.kind != BlockKind::Furniture).map(|p| p.span).collect();
    let reading = Reading::new(d);
    let all: Vec<Name> = reading.names().into_iter().filter(|n| n.kind == NameKind::Person).collect();
    let mut out = Vec::new();
    let paragraph = |span: Span| blocks.partition_point(|b| b.start() <= span.start());
    let line = |span: Span| Some(span.slice(text)?.split_whitespace().collect::<Vec<_>>().join(" "));
    // Whom the edition lists is looked up; the model is asked for the rest.
    let mut known: Vec<Span> = Vec::new();
    if let Some((list, roster)) = lists.by.get(&r.path) {
        for m in roster.mentions(text) {
            let p = &list[m.person];
            let (family, given) = lists.family(p);
            let beside = all.iter().find(|n| n.span.overlaps(m.span));
            let (Some(form), Some(place)) = (line(m.span), place(r, &points, m.span)) else { continue };
            known.push(m.span);
            out.push(Mention {
                family,
                given,
                listed: Some(if p.role.is_empty() {
                    p.name.clone()
                } else {
                    format!("{}: {}", p.name, p.role)
                }),
                form,
                title: beside.and_then(|n| n.title).and_then(line),
                paragraph: paragraph(m.span),
                place,
                span: m.span,
            });
        }
    }
    for n in all.iter().filter(|n| !known.iter().any(|k| k.overlaps(n.span))) {
        let Some(form) = line(n.span) else { continue };
        let parts: Vec<&str> =
            form.split(' ').filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 0).collect();
        let Some(last) = parts.last() else { continue };
        let family = folded(last);
        if family.chars().count() < if parts.len() > 1 { 2 } else { 3 } {
            continue;
        }
        // Peoples, parties and sessions are not persons, whatever they look like.
        if language.rules().is(&family, &fontes_core::lang::RuleWord::Collective) && parts.len() < 3 {
            continue;
        }
        // "President", "Party": nobody, unless a rank stands before it ("President Park").
        if parts.len() == 1 && n.title.is_none() && fontes_core::read::name::is_office(&family) {
            continue;
        }
        let given = if parts.len() > 1 { folded(parts[0]) } else { String::new() };
        let Some(place) = place(r, &points, n.span) else { continue };
        let title = n.title.and_then(line);
        let paragraph = paragraph(n.span);
        out.push(Mention { family, given, listed: None, form, title, paragraph, place, span: n.span });
    }
    out.sort_by_key(|m| m.span);
    let heading = d.title.as_deref().and_then(|title| {
        // "Memorandum From X to Y": the persons before "to" and after it.
        let at = text.find(title)?;
        let from = title.find("From ").or_else(|| title.find("from "))?;
        let to = title[from..].rfind(" to ").map(|t| from + t)?;
        let within = |a: usize, b: usize| -> Vec<usize> {
            (0..out.len()).filter(|&i| (at + a..at + b).contains(&(out[i].span.start() as usize))).collect()
        };
        Some((within(from, to), within(to, title.len())))
    });
    let quoted = reading
        .attributions()
        .iter()
        .filter_map(|a| {
            let s = a.source?;
            (0..out.len()).find(|&i| s.contains(out[i].span))
        })
        .collect();
    Mentioned { mentions: out, author: d.author.clone(), heading, quoted }
}

/// Leaves out what stands in small letters more often than as a name: "Chief", "Page".
pub(super) fn without_words(archive: &dyn Corpus, mut read: Vec<Mentioned>) -> Result<Vec<Mentioned>> {
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    for m in read.iter().flat_map(|r| &r.mentions) {
        *named.entry(m.family.clone()).or_default() += 1;
    }
    let counts: Vec<BTreeMap<&str, usize>> = all(archive)
        .into_par_iter()
        .map(|key| {
            let r = archive.source(key)?;
            let mut here: BTreeMap<&str, usize> = BTreeMap::new();
            for w in r
                .document
                .text
                .split(|c: char| !c.is_alphabetic())
                .filter(|w| w.starts_with(char::is_lowercase))
            {
                if let Some((name, _)) = named.get_key_value(w) {
                    *here.entry(name.as_str()).or_default() += 1;
                }
            }
            Ok(here)
        })
        .collect::<Result<_>>()?;
    let mut small: BTreeMap<&str, usize> = BTreeMap::new();
    for (w, n) in counts.into_iter().flatten() {
        *small.entry(w).or_default() += n;
    }
    let word = |m: &Mention| {
        let count = |of: Option<&usize>| of.copied().unwrap_or(0);
        m.listed.is_none() && count(small.get(m.family.as_str())) > count(named.get(&m.family))
    };
    for r in &mut read {
        // Indexes into the mentions go with them.
        let kept: Vec<Option<usize>> = {
            let mut n = 0;
            r.mentions
                .iter()
                .map(|m| {
                    (!word(m)).then(|| {
                        n += 1;
                        n - 1
                    })
                })
                .collect()
        };
        r.mentions.retain(|m| !word(m));
        let moved = |list: &[usize]| list.iter().filter_map(|&i| kept[i]).collect::<Vec<_>>();
        r.quoted = moved(&r.quoted);
        if let Some((from, to)) = &r.heading {
            r.heading = Some((moved(from), moved(to)));
        }
    }
    Ok(read)
}
