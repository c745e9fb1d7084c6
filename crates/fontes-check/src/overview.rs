//! What does a whole archive say of days and of people? A timeline, the people in it, and who stands
//! with whom.
//!
//! Every row rests on passages. Nothing is merged that the texts do not tell to be one: a family name
//! alone is counted for the only person of that name, or for nobody; other spellings are candidates.

use fontes_core::corpus::{Corpus, Result, Source};
use fontes_core::read::{Basis, Listed, Name, NameKind, Number, Reading, Roster, Time, TimeKind, paragraphs};
use fontes_core::text::{BlockKind, Span, fold};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub path: String,
    /// The record in it.
    pub id: Option<String>,
    /// The page as printed.
    pub page: Option<String>,
    /// First and one past the last code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The sentence around it, on one line.
    pub sentence: String,
}

/// A day, a month or a year that a document names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// When, as EDTF writes it.
    pub date: String,
    /// The words that say so.
    pub words: String,
    /// What the date rests on.
    pub basis: &'static str,
    /// Where.
    pub place: Place,
}

/// Two documents that tell of one thing, and date it or count it otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Disagreement {
    /// What differs: "date" or "number".
    pub what: &'static str,
    /// What the first says.
    pub a: String,
    /// What the second says.
    pub b: String,
    /// Where the first says it.
    pub at: Place,
    /// Where the second says it.
    pub other: Place,
}

/// What a timeline shows.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// In the order of time.
    pub events: Vec<Event>,
    /// Documents that do not agree.
    pub disagreements: Vec<Disagreement>,
}

/// Which dates are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// From this date on (ISO 8601, as far as it is given).
    pub from: Option<String>,
    /// To this date.
    pub to: Option<String>,
    /// Only sentences with this word or these words.
    pub about: Option<String>,
}

/// A person whom the archive names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The fullest form of the name.
    pub name: String,
    /// The forms, and how often each stands there.
    pub forms: Vec<(String, usize)>,
    /// The ranks that stand before it.
    pub titles: Vec<(String, usize)>,
    /// What editions of the archive list of the person: name and role.
    pub listed: Vec<String>,
    /// Mentions in all.
    pub mentions: usize,
    /// Documents with a mention.
    pub documents: usize,
    /// Others who may be the same person, spelled otherwise.
    pub perhaps: Vec<String>,
    /// The first places.
    pub places: Vec<Place>,
}

/// How two people stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// "together", "writes to" (a to b), "quoted by" (a by b).
    pub relation: &'static str,
    /// In how many paragraphs or documents.
    pub weight: usize,
    /// The first of them.
    pub places: Vec<Place>,
}

/// Places shown of a person or an edge.
const SHOWN: usize = 5;

fn all(archive: &dyn Corpus) -> std::ops::Range<usize> {
    0..archive.len()
}

fn place(r: &Source, points: &fontes_core::text::CodePoints<'_>, span: Span) -> Option<Place> {
    let d = &r.document;
    let (start, end) = points.span(span)?;
    let around = sentence(&d.text, span);
    Some(Place {
        path: r.path.clone(),
        id: d.id.clone(),
        page: d.page(span.start()).map(|p| p.label.clone()).filter(|l| !l.is_empty()),
        start,
        end,
        sentence: around.slice(&d.text).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" "),
    })
}

/// Bytes of a sentence that are shown on either side at most.
const REACH: usize = 400;

/// The sentence around a span: to a full stop before white space and no small letter, or a blank line.
fn sentence(text: &str, span: Span) -> Span {
    let ends = |at: usize| {
        let rest = &text[at..];
        let mut chars = rest.chars();
        match chars.next() {
            Some('.' | '!' | '?') => {
                let white = chars.next().is_none_or(char::is_whitespace);
                let small = rest[1..].trim_start().starts_with(char::is_lowercase);
                let word = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
                white && !small && word.chars().count() > 2
            }
            Some('\n') => rest[1..].trim_start_matches([' ', '\t', '\r']).starts_with('\n'),
            _ => false,
        }
    };
    let (s, e) = (span.start() as usize, span.end() as usize);
    let from = text[..s]
        .char_indices()
        .rev()
        .take_while(|(i, _)| s - i < REACH)
        .find(|(i, _)| ends(*i))
        .map_or_else(|| text.ceil_char_boundary(s.saturating_sub(REACH)), |(i, c)| i + c.len_utf8());
    let to = text[e..]
        .char_indices()
        .take_while(|(i, _)| *i < REACH)
        .find(|(i, _)| ends(e + i))
        .map_or_else(|| text.floor_char_boundary(e + REACH), |(i, c)| e + i + c.len_utf8());
    let lead = text[from..s].len() - text[from..s].trim_start().len();
    Span::of(text, from + lead..to).unwrap_or(span)
}

/// The dates that the documents of an archive name, in the order of time, and where two documents
/// that tell of one thing disagree.
///
/// # Errors
/// When a record of the archive is damaged.
pub fn timeline(archive: &dyn Corpus, wanted: &Wanted) -> Result<Timeline> {
    let about: Vec<String> =
        wanted.about.iter().flat_map(|a| a.split_whitespace()).map(str::to_lowercase).collect();
    let read: Vec<(Vec<Event>, Vec<Telling>)> = all(archive)
        .into_par_iter()
        .map(|key| {
            let r = archive.source(key)?;
            let d = &r.document;
            let points = fontes_core::text::CodePoints::new(&d.text);
            let reading = Reading::new(d);
            let found = reading.times();
            let mut events = Vec::new();
            for t in found.iter().filter(|t| t.kind == TimeKind::Date && t.basis != Basis::Open) {
                let Some(date) = t.edtf() else { continue };
                // A date that is less fine than the bound is neither in nor out.
                let within = wanted
                    .from
                    .as_deref()
                    .is_none_or(|f| date.len() >= f.len() && &date[..f.len()] >= f)
                    && wanted.to.as_deref().is_none_or(|f| date.len() >= f.len() && &date[..f.len()] <= f);
                if !within {
                    continue;
                }
                let Some(place) = place(&r, &points, t.span) else { continue };
                let small = place.sentence.to_lowercase();
                if about.iter().all(|w| small.contains(w)) {
                    let words =
                        t.span.slice(&d.text).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
                    events.push(Event { date, words, basis: t.basis.name(), place });
                }
            }
            // Asked for a stretch of time, what has no date is not asked for.
            let bounded = wanted.from.is_some() || wanted.to.is_some();
            let tellings = if bounded && events.is_empty() {
                Vec::new()
            } else {
                tellings(&r, &points, &found, &reading.numbers(), &about)
            };
            Ok((events, tellings))
        })
        .collect::<Result<_>>()?;
    let mut out = Timeline::default();
    let mut told = Vec::new();
    for (events, tellings) in read {
        out.events.extend(events);
        told.extend(tellings);
    }
    out.events.sort_by(|a, b| order(&a.date).cmp(&order(&b.date)).then_with(|| a.cmp(b)));
    out.disagreements = disagreements(told);
    Ok(out)
}

/// Dates as they follow each other: years before Christ the other way round.
fn order(date: &str) -> (i64, String) {
    let (sign, rest) = date.strip_prefix('-').map_or((1, date), |r| (-1, r));
    let year: i64 = rest.get(..4).unwrap_or("").replace('X', "0").parse().unwrap_or(0);
    (sign * year, rest.get(4..).unwrap_or("").to_owned())
}

/// A sentence, its telling words and what it dates or counts.
struct Telling {
    stems: BTreeSet<u64>,
    dates: Vec<String>,
    numbers: Vec<(String, f64)>,
    place: Place,
}

fn tellings(
    r: &Source,
    points: &fontes_core::text::CodePoints<'_>,
    found: &[Time],
    counted: &[Number],
    about: &[String],
) -> Vec<Telling> {
    let text = &r.document.text;
    let language = fontes_core::lang::of(&r.document);
    /// The dates and the counts of a sentence, and its first.
    type Told = (Vec<String>, Vec<(String, f64)>, Span);
    let mut by: BTreeMap<Span, Told> = BTreeMap::new();
    for t in
        found.iter().filter(|t| t.kind == TimeKind::Date && t.basis == Basis::Written && t.value.len() >= 7)
    {
        if let Some(date) = t.edtf() {
            by.entry(sentence(text, t.span)).or_insert_with(|| (vec![], vec![], t.span)).0.push(date);
        }
    }
    for n in counted
        .iter()
        .filter(|n| n.value >= 10.0 && !n.vague && !found.iter().any(|t| t.span.overlaps(n.span)))
    {
        // What is counted: the unit, or several of something right after, in small letters.
        let rest = text[n.span.end() as usize..].trim_start_matches([' ', '\n']);
        let word: &str = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let what = match n.unit {
            Some(u) => u.name().to_owned(),
            None if word.len() > 3 && word.ends_with('s') && word.starts_with(char::is_lowercase) => {
                word.to_owned()
            }
            None => continue,
        };
        by.entry(sentence(text, n.span)).or_insert_with(|| (vec![], vec![], n.span)).1.push((what, n.value));
    }
    by.into_iter()
        .filter_map(|(around, (dates, numbers, span))| {
            let words = around.slice(text)?;
            let small = words.to_lowercase();
            if !about.iter().all(|w| small.contains(w)) {
                return None;
            }
            let stems: BTreeSet<u64> = words
                .split(|c: char| !c.is_alphabetic())
                .filter(|w| w.chars().count() > 3 && !language.is_function_word(&w.to_lowercase()))
                .map(|w| {
                    fontes_core::text::key_hash(
                        &w.to_lowercase().chars().take(6).map(u32::from).collect::<Vec<_>>(),
                    )
                })
                .collect();
            (stems.len() >= 5)
                .then(|| Some(Telling { stems, dates, numbers, place: place(r, points, span)? }))?
        })
        .collect()
}

/// Documents beyond which a word of two sentences says nothing of them.
const COMMON: usize = 40;
/// Share of the telling words that two sentences on one thing share.
const SAME: f64 = 0.5;

fn disagreements(told: Vec<Telling>) -> Vec<Disagreement> {
    let mut by: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (i, t) in told.iter().enumerate() {
        for s in &t.stems {
            by.entry(*s).or_default().push(i);
        }
    }
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for list in by.values().filter(|l| l.len() <= COMMON) {
        for (k, &i) in list.iter().enumerate() {
            for &j in &list[k + 1..] {
                *pairs.entry((i, j)).or_default() += 1;
            }
        }
    }
    let mut out = Vec::new();
    for ((i, j), rare) in pairs {
        let (a, b) = (&told[i], &told[j]);
        if rare < 3 || (a.place.path == b.place.path && a.place.id == b.place.id) {
            continue;
        }
        let shared = a.stems.intersection(&b.stems).count() as f64;
        let whole = (a.stems.len() + b.stems.len()) as f64 - shared;
        if shared / whole < SAME {
            continue;
        }
        // One date each, of one fineness, that differ; or one count each of one thing.
        if let ([x], [y]) = (&a.dates[..], &b.dates[..])
            && x != y
            && x.len() == y.len()
        {
            out.push(Disagreement {
                what: "date",
                a: x.clone(),
                b: y.clone(),
                at: a.place.clone(),
                other: b.place.clone(),
            });
        }
        for (what, x) in &a.numbers {
            let theirs: Vec<f64> = b.numbers.iter().filter(|n| n.0 == *what).map(|n| n.1).collect();
            if let [y] = theirs[..]
                && a.numbers.iter().filter(|n| n.0 == *what).count() == 1
                && (x - y).abs() > 1e-9 * x.abs().max(1.0)
            {
                out.push(Disagreement {
                    what: "number",
                    a: format!("{x} {what}"),
                    b: format!("{y} {what}"),
                    at: a.place.clone(),
                    other: b.place.clone(),
                });
            }
        }
    }
    out.sort();
    out
}

/// The lists of persons that editions of an archive give, by the path of the volume.
struct Lists {
    by: BTreeMap<String, (Vec<Listed>, Roster)>,
    /// Family name and first letter of given name under which several listed persons go.
    shared: BTreeSet<Key>,
}

impl Lists {
    fn read(archive: &dyn Corpus) -> Result<Self> {
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
struct Mention {
    family: String,
    given: String,
    listed: Option<String>,
    form: String,
    title: Option<String>,
    paragraph: usize,
    place: Place,
    span: Span,
}

/// A person by family name and the first letter of the given name, folded.
type Key = (String, Option<char>);

struct Mentioned {
    mentions: Vec<Mention>,
    author: Option<String>,
    heading: Option<(Vec<usize>, Vec<usize>)>,
    quoted: Vec<usize>,
}

fn folded(words: &str) -> String {
    let f = fold(words, &[]);
    f.words().collect::<Vec<_>>().join(" ")
}

fn mentions(r: &Source, lists: &Lists) -> Mentioned {
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

/// The people of an archive and how they stand to each other.
#[derive(Debug, Clone, Default)]
pub struct People {
    /// The most mentioned first.
    pub persons: Vec<Person>,
    /// The heaviest first.
    pub edges: Vec<Edge>,
}

/// Reads the people of an archive.
///
/// # Errors
/// When a record of the archive is damaged.
pub fn people(archive: &dyn Corpus) -> Result<People> {
    let lists = Lists::read(archive)?;
    let read: Vec<Mentioned> = all(archive)
        .into_par_iter()
        .map(|key| Ok(mentions(&*archive.source(key)?, &lists)))
        .collect::<Result<_>>()?;
    let read = without_words(archive, read)?;
    // Whom a family name alone can mean: the one of that name in the document, or in the archive.
    let mut everywhere: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
    for m in read.iter().flat_map(|r| &r.mentions) {
        if let Some(c) = m.given.chars().next() {
            everywhere.entry(&m.family).or_default().insert(c);
        }
    }
    let keys: Vec<Vec<Key>> = read
        .iter()
        .map(|r| {
            let mut here: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
            for m in &r.mentions {
                if let Some(c) = m.given.chars().next() {
                    here.entry(&m.family).or_default().insert(c);
                }
            }
            let only =
                |set: Option<&BTreeSet<char>>| set.filter(|s| s.len() == 1).and_then(|s| s.first().copied());
            r.mentions
                .iter()
                .map(|m| {
                    let given = m.given.chars().next().or_else(|| match here.get(m.family.as_str()) {
                        Some(set) => only(Some(set)),
                        None => only(everywhere.get(m.family.as_str())),
                    });
                    (m.family.clone(), given)
                })
                .collect()
        })
        .collect();
    let mut by: BTreeMap<&Key, Vec<(usize, &Mention)>> = BTreeMap::new();
    for (i, (r, ks)) in read.iter().zip(&keys).enumerate() {
        for (m, k) in r.mentions.iter().zip(ks) {
            by.entry(k).or_default().push((i, m));
        }
    }
    let counted = |items: &mut dyn Iterator<Item = &str>| {
        let mut all: BTreeMap<&str, usize> = BTreeMap::new();
        for i in items {
            *all.entry(i).or_default() += 1;
        }
        let mut all: Vec<(String, usize)> = all.into_iter().map(|(k, n)| (k.to_owned(), n)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    };
    let mut labels: BTreeMap<&Key, String> = BTreeMap::new();
    let mut persons = Vec::new();
    for (key, list) in &by {
        let forms = counted(&mut list.iter().map(|(_, m)| m.form.as_str()));
        let titles = counted(&mut list.iter().filter_map(|(_, m)| m.title.as_deref()));
        // The fullest form that stands there more than once, or the fullest.
        let name = forms
            .iter()
            .max_by_key(|(f, n)| (usize::from(*n > 1), f.split(' ').count(), *n))
            .map(|f| f.0.clone())
            .unwrap_or_default();
        let documents: BTreeSet<usize> = list.iter().map(|l| l.0).collect();
        labels.insert(key, name.clone());
        let listed: BTreeSet<&String> = list.iter().filter_map(|l| l.1.listed.as_ref()).collect();
        persons.push(Person {
            name,
            titles,
            listed: listed.into_iter().cloned().collect(),
            mentions: list.len(),
            documents: documents.len(),
            perhaps: Vec::new(),
            places: list.iter().take(SHOWN).map(|l| l.1.place.clone()).collect(),
            forms,
        });
    }
    candidates(&by.keys().copied().collect::<Vec<_>>(), &mut persons);
    let edges = edges(&read, &keys, &labels);
    persons.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)));
    Ok(People { persons, edges })
}

/// Leaves out what stands in small letters more often than as a name: "Chief", "Page".
fn without_words(archive: &dyn Corpus, mut read: Vec<Mentioned>) -> Result<Vec<Mentioned>> {
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

/// Who may be whom, spelled otherwise: family names that are nearly alike, of given names that begin alike.
fn candidates(keys: &[&Key], persons: &mut [Person]) {
    let mut found: Vec<(usize, usize)> = Vec::new();
    // Names that begin with one letter are compared; a first letter is rarely the one that differs.
    for i in 0..keys.len() {
        for j in i + 1..keys.len() {
            let ((a, x), (b, y)) = (keys[i], keys[j]);
            if a.chars().next() != b.chars().next() {
                break;
            }
            let close = a != b
                && a.chars().count().min(b.chars().count()) > 3
                && strsim::osa_distance(a, b) <= 1
                && strsim::jaro_winkler(a, b) >= 0.88;
            if close && (x == y || x.is_none() || y.is_none()) {
                found.push((i, j));
            }
        }
    }
    for (i, j) in found {
        let (a, b) = (persons[i].name.clone(), persons[j].name.clone());
        persons[i].perhaps.push(b);
        persons[j].perhaps.push(a);
    }
}

/// People in one paragraph beyond which it is a list, not a scene.
const LIST: usize = 12;

fn edges(read: &[Mentioned], keys: &[Vec<Key>], labels: &BTreeMap<&Key, String>) -> Vec<Edge> {
    let mut all: BTreeMap<(String, String, &'static str), (usize, Vec<Place>)> = BTreeMap::new();
    let mut add = |a: &str, b: &str, relation: &'static str, place: &Place| {
        if a == b || a.is_empty() || b.is_empty() {
            return;
        }
        let e = all.entry((a.to_owned(), b.to_owned(), relation)).or_default();
        e.0 += 1;
        if e.1.len() < SHOWN {
            e.1.push(place.clone());
        }
    };
    for (r, ks) in read.iter().zip(keys) {
        let name = |i: usize| labels.get(&ks[i]).map_or("", String::as_str);
        let mut by: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
        for (i, m) in r.mentions.iter().enumerate() {
            by.entry(m.paragraph).or_default().entry(name(i)).or_insert(i);
        }
        for here in by.values().filter(|h| h.len() <= LIST) {
            let list: Vec<(&str, usize)> = here.iter().map(|(n, i)| (*n, *i)).collect();
            for (k, a) in list.iter().enumerate() {
                for b in &list[k + 1..] {
                    add(a.0, b.0, "together", &r.mentions[a.1].place);
                }
            }
        }
        if let Some((from, to)) = &r.heading {
            for &a in from {
                for &b in to {
                    add(name(a), name(b), "writes to", &r.mentions[a].place);
                }
            }
        }
        if let Some(author) = &r.author {
            for &q in &r.quoted {
                add(name(q), author, "quoted by", &r.mentions[q].place);
            }
        }
    }
    let mut out: Vec<Edge> = all
        .into_iter()
        .map(|((a, b, relation), (weight, places))| Edge { a, b, relation, weight, places })
        .collect();
    out.sort_by(|x, y| {
        y.weight.cmp(&x.weight).then_with(|| (&x.a, &x.b, x.relation).cmp(&(&y.a, &y.b, y.relation)))
    });
    out
}
