//! Which persons does a document mention, and where?

use super::form::{Form, folded};
use super::lists::Lists;
use super::passage::{Kind, Passages};
use super::place::{Place, one_line};
use fontes_core::corpus::Source;
use fontes_core::lang::{Language, OfficeKind};
use fontes_core::read::name::{is_family_name, is_given_name, is_place_name};
use fontes_core::read::{Name, NameKind, Reading};
use fontes_core::text::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A mention of a person.
pub(super) struct Mention {
    /// The last word of the name, folded.
    pub(super) family: String,
    /// The first word before it, folded; empty where there is none.
    pub(super) given: String,
    pub(super) listed: Option<String>,
    pub(super) form: String,
    pub(super) title: Option<String>,
    /// The last word of the title that is no mere form of address: "president", "colonel".
    pub(super) rank: Option<String>,
    pub(super) passage: usize,
    pub(super) span: Span,
    /// First and one past the last code point.
    points: (u32, u32),
    /// The sentence around it, on one line; shared with who else stands in it.
    pub(super) sentence: Arc<str>,
    page: Option<Arc<str>>,
    /// Whether it stands in capitals in a line of capitals: what else is named so is no name.
    shouted: bool,
    sure: bool,
    /// Whether it is one word without a rank that is known as a place's name.
    place: bool,
}

/// Whom one document mentions.
pub(super) struct Mentioned {
    path: String,
    id: Option<String>,
    document: String,
    pub(super) mentions: Vec<Mention>,
    pub(super) author: Option<String>,
    pub(super) heading: Option<(Vec<usize>, Vec<usize>)>,
    pub(super) quoted: Vec<usize>,
    /// How often what stands there is read as a person's name, and as a place's or a body's.
    kinds: BTreeMap<String, (usize, usize)>,
}

impl Mentioned {
    /// Where a mention stands, with `sentence` around it.
    pub(super) fn place(&self, m: &Mention, sentence: &str) -> Place {
        Place {
            path: self.path.clone(),
            id: self.id.clone(),
            page: m.page.as_deref().map(str::to_owned),
            start: m.points.0,
            end: m.points.1,
            sentence: sentence.to_owned(),
            document: self.document.clone(),
        }
    }
}

struct Read<'r> {
    r: &'r Source,
    language: &'static Language,
    passages: Passages,
    all: Vec<Name>,
}

/// The persons whom a document mentions.
pub(super) fn mentions(r: &Source, lists: &Lists) -> Mentioned {
    let d = &r.document;
    let language = fontes_core::lang::of(d);
    let text = d.text.as_str();
    let reading = Reading::new(d);
    let read = Read { r, language, passages: Passages::of(d, language), all: reading.names() };
    let mut out = read.listed(lists);
    let known: Vec<Span> = out.iter().map(|m| m.span).collect();
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for n in &read.all {
        let key = folded(n.span.slice(text).unwrap_or(""));
        let count = kinds.entry(key).or_default();
        if n.kind == NameKind::Person { count.0 += 1 } else { count.1 += 1 }
    }
    let persons = read.all.iter().filter(|n| n.kind == NameKind::Person);
    out.extend(persons.filter(|n| !known.iter().any(|k| k.overlaps(n.span))).filter_map(|n| read.mention(n)));
    out.sort_by_key(|m| m.span);
    // A name that begins within the one before it is that one.
    out.dedup_by(|b, a| b.span.overlaps(a.span));
    given_alone(&mut out, language);
    let heading = d.title.as_deref().and_then(|title| writes_to(text, title, &out));
    let quoted = reading
        .attributions()
        .iter()
        .filter_map(|a| {
            let s = a.source?;
            (0..out.len()).find(|&i| s.contains(out[i].span))
        })
        .collect();
    // Mentions of one sentence hold it once.
    for i in 1..out.len() {
        if out[i].sentence == out[i - 1].sentence {
            out[i].sentence = Arc::clone(&out[i - 1].sentence);
        }
    }
    Mentioned {
        path: r.path.clone(),
        id: d.id.clone(),
        document: r.digest.clone(),
        mentions: out,
        author: d.author.clone(),
        heading,
        quoted,
        kinds,
    }
}

/// Code points, the sentence around them, and the label of the page.
type Around = ((u32, u32), Arc<str>, Option<Arc<str>>);

impl Read<'_> {
    fn text(&self) -> &str {
        &self.r.document.text
    }

    fn line(&self, span: Span) -> Option<String> {
        span.slice(self.text()).map(one_line)
    }

    /// Its code points, the sentence around it and its page.
    fn around(&self, span: Span) -> Option<Around> {
        let points = self.r.code_points().span(span)?;
        let sentence = one_line(self.passages.sentence(self.text(), span).slice(self.text()).unwrap_or(""));
        let page = self.r.document.page(span.start()).map(|p| p.label.as_str()).filter(|l| !l.is_empty());
        Some((points, sentence.into(), page.map(Arc::from)))
    }

    /// Whom the edition lists is looked up; the model is asked for the rest.
    fn listed(&self, lists: &Lists) -> Vec<Mention> {
        let mut out = Vec::new();
        let Some((list, roster)) = lists.of(&self.r.path) else { return out };
        for m in roster.mentions(self.text()) {
            let p = &list[m.person];
            let (family, given) = lists.family(p);
            let beside = self.all.iter().find(|n| n.span.overlaps(m.span));
            let Some(form) = self.line(m.span) else { continue };
            let Some((points, sentence, page)) = self.around(m.span) else { continue };
            let Some(passage) = self.passages.number(m.span) else { continue };
            let listed = if p.role.is_empty() { p.name.clone() } else { format!("{}: {}", p.name, p.role) };
            out.push(Mention {
                family,
                given,
                listed: Some(listed),
                form,
                title: beside.and_then(|n| n.title).and_then(|t| self.line(t)),
                rank: beside.and_then(|n| self.rank(n)),
                passage,
                span: m.span,
                points,
                sentence,
                page,
                shouted: false,
                sure: true,
                place: false,
            });
        }
        out
    }

    /// The rank or office that stands before a name.
    fn rank(&self, n: &Name) -> Option<String> {
        let title = folded(n.title?.slice(self.text())?);
        let office = |w: &&str| {
            let of = self.language.offices().of(w);
            of.iter().any(|o| matches!(o.kind, OfficeKind::Rank | OfficeKind::Office))
        };
        title.split(' ').rev().find(office).map(str::to_owned)
    }

    fn mention(&self, n: &Name) -> Option<Mention> {
        let text = self.text();
        if matches!(self.passages.kind(n.span), Kind::Furniture) {
            return None;
        }
        let form = Form::of(text, n.span, n.title.is_some(), self.language)?;
        let family = form.words.last()?.clone();
        if family.chars().count() < if form.words.len() > 1 { 2 } else { 3 } {
            return None;
        }
        let given = if form.words.len() > 1 { form.words.first()?.clone() } else { String::new() };
        let words = self.line(form.span)?;
        let shouted = !words.chars().any(char::is_lowercase) && {
            let s = form.span.start() as usize;
            let from = text[..s].rfind('\n').map_or(0, |n| n + 1);
            let line = text[from..].lines().next().unwrap_or("");
            !line.chars().any(char::is_lowercase)
        };
        let (points, sentence, page) = self.around(form.span)?;
        let place = given.is_empty() && n.title.is_none() && is_place_name(&family, self.language);
        Some(Mention {
            family,
            given,
            listed: None,
            form: words,
            title: n.title.and_then(|t| self.line(t)),
            rank: self.rank(n),
            passage: self.passages.number(form.span)?,
            span: form.span,
            points,
            sentence,
            page,
            shouted,
            sure: form.sure,
            place,
        })
    }
}

/// A given name alone is the one person who bears it in the document, or nobody: "Fidel" beside "Fidel Castro".
fn given_alone(all: &mut Vec<Mention>, language: &Language) {
    let mut bearers: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut families: BTreeSet<String> = BTreeSet::new();
    for m in all.iter().filter(|m| !m.given.is_empty()) {
        *bearers.entry(m.given.clone()).or_default().entry(m.family.clone()).or_default() += 1;
        // "LE SANTIAGO" makes no family name of a given one.
        if m.given.chars().count() == 1 || is_given_name(&m.given, language) {
            families.insert(m.family.clone());
        }
    }
    all.retain_mut(|m| {
        let bare = m.given.is_empty() && m.listed.is_none();
        if !bare || families.contains(&m.family) || !is_given_name(&m.family, language) {
            return true;
        }
        match bearers.get(&m.family).and_then(only) {
            Some(family) => {
                m.given = std::mem::replace(&mut m.family, family.to_owned());
                true
            }
            // "President Paul"; a name that is far more often a family's.
            None => m.title.is_some() && is_family_name(&m.family, language),
        }
    });
}

/// The one of several that nearly all are.
pub(super) fn only(counts: &BTreeMap<String, usize>) -> Option<&String> {
    let all: usize = counts.values().sum();
    let (most, n) = counts.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
    (counts.len() == 1 || n * 10 >= all * 9 && *n > 2).then_some(most)
}

/// "Memorandum From X to Y": the persons before "to" and after it.
fn writes_to(text: &str, title: &str, all: &[Mention]) -> Option<(Vec<usize>, Vec<usize>)> {
    let at = text.find(title)?;
    let from = title.find("From ").or_else(|| title.find("from "))?;
    let to = title[from..].rfind(" to ").map(|t| from + t)?;
    let within = |a: usize, b: usize| -> Vec<usize> {
        (0..all.len()).filter(|&i| (at + a..at + b).contains(&(all[i].span.start() as usize))).collect()
    };
    Some((within(from, to), within(to, title.len())))
}

/// Fuller mentions from which a place's name is a family name as well.
const BEARERS: usize = 10;

/// Leaves out what is no person's name over the archive as a whole: what is a place or a body more often, what stands in
/// small letters more often than as a name, what stands in capitals alone.
pub(super) fn persons_alone(read: Vec<Mentioned>, small: &BTreeMap<String, usize>) -> Vec<Mentioned> {
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut named: BTreeMap<String, usize> = BTreeMap::new();
    let mut written: BTreeSet<String> = BTreeSet::new();
    // Family names that stand after given ones: "Castro" is a town as well.
    let mut fuller: BTreeMap<&str, usize> = BTreeMap::new();
    for r in &read {
        for (form, (persons, others)) in &r.kinds {
            let count = kinds.entry(form.clone()).or_default();
            *count = (count.0 + persons, count.1 + others);
        }
        for m in &r.mentions {
            *named.entry(m.family.clone()).or_default() += 1;
            if m.sure {
                *fuller.entry(m.family.as_str()).or_default() += 1;
            }
            if !m.shouted {
                written.insert(folded(&m.form));
                written.insert(m.family.clone());
            }
        }
    }
    let fuller: BTreeMap<String, usize> = fuller.into_iter().map(|(f, n)| (f.to_owned(), n)).collect();
    let keep = |m: &Mention| {
        if m.listed.is_some() {
            return true;
        }
        let form = folded(&m.form);
        let (persons, others) = kinds.get(&form).copied().unwrap_or((0, 0));
        let word = small.get(&m.family).copied().unwrap_or(0) > named.get(&m.family).copied().unwrap_or(0);
        let shouted = m.shouted && !m.sure && !written.contains(&form);
        // What is known as a place must be read as a person far more often, unless persons of that name stand there in full.
        let bearers = fuller.get(m.family.as_str()).copied().unwrap_or(0);
        let sure = if m.place && bearers < BEARERS { 3 } else { 1 };
        (m.sure || !word) && !shouted && others * sure <= persons
    };
    read.into_iter().map(|r| kept(r, &keep)).collect()
}

/// The mentions that are kept; numbers of mentions go with them.
fn kept(mut r: Mentioned, keep: &dyn Fn(&Mention) -> bool) -> Mentioned {
    let mut n = 0;
    let moved: Vec<Option<usize>> = r
        .mentions
        .iter()
        .map(|m| {
            keep(m).then(|| {
                n += 1;
                n - 1
            })
        })
        .collect();
    let mut i = 0;
    r.mentions.retain(|_| {
        i += 1;
        moved[i - 1].is_some()
    });
    let list = |of: &[usize]| of.iter().filter_map(|&i| moved[i]).collect::<Vec<_>>();
    r.quoted = list(&r.quoted);
    r.heading = r.heading.map(|(from, to)| (list(&from), list(&to)));
    r
}
