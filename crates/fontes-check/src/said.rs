//! Are the dates, the numbers and the names of the draft those of its sources?
//!
//! For words that were found in the archive, quoted or borrowed, the two sides are read and their
//! values compared. What the draft says in its own words of a number that its own quotation gives
//! is set beside it; and one person in two spellings is shown, never merged.

use crate::draft::Draft;
use crate::finding::{Evidence, Finding, Kind, Verdict};
use fontes_core::lang::RuleWord;
use fontes_core::read::{
    Attribution, Basis, Name, NameKind, Number, Reading, Time, TimeKind, names, numbers, times,
};
use fontes_core::text::Span;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What the draft reads as.
struct Read {
    numbers: Vec<Number>,
    times: Vec<Time>,
}

impl Read {
    fn of(text: &str, date: Option<&str>) -> Self {
        Self::new(times(text, date), numbers(text))
    }

    /// Figures within a date are no numbers of their own.
    fn new(times: Vec<Time>, numbers: Vec<Number>) -> Self {
        let dated = Covering::new(times.iter().filter(|t| t.kind != TimeKind::Duration).map(|t| t.span));
        let numbers = numbers.into_iter().filter(|n| !dated.meets(n.span)).collect();
        Self { numbers, times }
    }
}

/// Findings of dates, numbers and names; `found` is what was found of the quotations and borrowings.
pub(crate) fn check(draft: &Draft, found: &[Finding]) -> Vec<Finding> {
    let reading = Reading::new(&draft.document);
    let ours = Read::new(reading.times(), reading.numbers());
    let mut out = Vec::new();
    // The sources are read around the passages only: by document, the stretch of each finding.
    for f in found.iter().filter(|f| !f.changes.is_empty()) {
        changed(&ours, f, &mut out);
    }
    elsewhere(draft, &ours, found, &mut out);
    spellings(draft, &reading.names(), found, &mut out);
    unnamed(draft, &reading.attributions(), &mut out);
    out.extend(crate::date::check(draft, &ours.times));
    out.sort_by(Finding::order);
    out.dedup_by(|a, b| a.kind == b.kind && a.verdict == b.verdict && a.draft == b.draft);
    out
}

/// A stretch of a source around a passage, `reach` bytes to either side, and where it begins.
fn around(e: &Evidence, reach: usize) -> Option<(u32, &str)> {
    let text = e.witness.text();
    let here = e.witness.here(e.span)?;
    let from = text.floor_char_boundary((here.start() as usize).saturating_sub(reach));
    let to = text.ceil_char_boundary(here.end() as usize + reach);
    Some((e.witness.origin().byte + u32::try_from(from).ok()?, text.get(from..to)?))
}

/// Values that differ where the words were changed.
fn changed(ours: &Read, f: &Finding, out: &mut Vec<Finding>) {
    let mut theirs: BTreeMap<usize, (u32, Read)> = BTreeMap::new();
    for edit in &f.changes {
        let Some(e) = f.evidence.get(edit.evidence) else { continue };
        if edit.change.class.is_noise() {
            continue;
        }
        let (base, read) = match theirs.entry(edit.evidence) {
            std::collections::btree_map::Entry::Occupied(o) => o.into_mut(),
            std::collections::btree_map::Entry::Vacant(v) => {
                let Some((base, text)) = around(e, 200) else { continue };
                v.insert((base, Read::of(text, e.witness.document.date.as_deref())))
            }
        };
        let (ds, ss) = (edit.change.draft, edit.change.source);
        let moved = |s: Span| Span::new(s.start() + *base, s.end() + *base).ok();
        let of_draft = ours.numbers.iter().find(|n| n.span.overlaps(ds));
        let of_source = read.numbers.iter().find(|n| moved(n.span).is_some_and(|s| s.overlaps(ss)));
        let add = |kind, verdict, span, source: Option<Span>, message, out: &mut Vec<Finding>| {
            let evidence = source.map(|span| Evidence { witness: e.witness.clone(), span });
            out.push(Finding::alone(kind, verdict, span, message).resting(evidence.into_iter().collect()));
        };
        if let (Some(a), Some(b)) = (of_draft, of_source) {
            let source = moved(b.span);
            let unit = |n: &Number| n.unit.map_or(String::new(), |u| format!(" {}", u.name()));
            let same = (a.value - b.value).abs() <= 1e-9 * a.value.abs().max(1.0);
            if !same || a.vague != b.vague {
                let message =
                    format!("the draft says {}{}, the source {}{}", shown(a), unit(a), shown(b), unit(b));
                add(Kind::Number, Verdict::Differs, a.span, source, message, out);
            } else if a.unit != b.unit && a.unit.is_some() && b.unit.is_some() {
                let message = format!("the draft counts{}, the source{}", unit(a), unit(b));
                add(Kind::Number, Verdict::Differs, a.span, source, message, out);
            }
        }
        // A hedge that the source has and the draft left out: the number stands in both.
        let hedge = read.numbers.iter().find(|n| {
            n.hedged.and_then(moved).is_some_and(|s| s.overlaps(ss))
                && !moved(n.span).is_some_and(|s| s.overlaps(ss))
        });
        if let Some(b) = hedge
            && let Some(a) = ours.numbers.iter().find(|n| {
                n.hedge.is_none()
                    && (n.value - b.value).abs() < 1e-9 * n.value.abs().max(1.0)
                    && f.draft.overlaps(n.span)
            })
            && let Some(h) = b.hedge
        {
            let message = format!("the source says “{}” of it, the draft does not", h.name());
            add(
                Kind::Number,
                Verdict::HedgeDropped,
                a.span,
                moved(b.hedged.map_or(b.span, |h| h.cover(b.span))),
                message,
                out,
            );
        }
        let (a, b) = (
            ours.times.iter().find(|t| t.span.overlaps(ds)),
            read.times.iter().find(|t| moved(t.span).is_some_and(|s| s.overlaps(ss))),
        );
        if let (Some(a), Some(b)) = (a, b) {
            // Only what is written out on both sides can contradict.
            let told =
                |t: &Time| t.basis == Basis::Written && matches!(t.kind, TimeKind::Date | TimeKind::Duration);
            let finer = a.value.starts_with(&b.value) || b.value.starts_with(&a.value);
            if told(a) && told(b) && a.kind == b.kind && !finer {
                let message = format!("the draft says {}, the source {}", a.value, b.value);
                add(Kind::Date, Verdict::Differs, a.span, moved(b.span), message, out);
            }
        }
    }
}

fn shown(n: &Number) -> String {
    if n.vague { format!("some number in the order of {}", n.value) } else { n.value.to_string() }
}

/// The words that tell something in the clause around `at`, cut to their stems.
fn clause(text: &str, at: Span, language: &fontes_core::lang::Language) -> (Span, BTreeSet<String>) {
    let stops = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\n' | '(' | ')' | '“' | '”' | '"');
    let from = text[..at.start() as usize]
        .rfind(stops)
        .map_or(0, |p| p + text[p..].chars().next().map_or(1, char::len_utf8));
    let to = text[at.end() as usize..].find(stops).map_or(text.len(), |p| at.end() as usize + p);
    let lead = text[from..to].len() - text[from..to].trim_start().len();
    let span = Span::of(text, from + lead..from + lead + text[from..to].trim().len()).unwrap_or(at);
    let mut words = BTreeSet::new();
    for (start, w) in text[from..to]
        .split(|c: char| !c.is_alphabetic())
        .map(|w| (w.as_ptr() as usize - text.as_ptr() as usize, w))
    {
        let inside = start >= at.start() as usize && start < at.end() as usize;
        let small = w.to_lowercase();
        if !inside
            && small.chars().count() > 3
            && !language.rules().is(&small, &RuleWord::Generic)
            && !language.is_function_word(&small)
        {
            words.insert(small.chars().take(5).collect());
        }
    }
    (span, words)
}

/// A number that a quotation of the draft gives, said in the draft's own words of something more or other.
fn elsewhere(draft: &Draft, ours: &Read, found: &[Finding], out: &mut Vec<Finding>) {
    let text = draft.text();
    let borrowed = found.iter().filter(|g| g.kind == Kind::Borrowing).map(|g| g.draft);
    let taken = Covering::new(draft.quotations.iter().map(|q| q.span).chain(borrowed));
    for f in found
        .iter()
        .filter(|f| f.kind == Kind::Quotation && !f.evidence.is_empty() && f.verdict != Verdict::NotFound)
    {
        let Some(e) = f.evidence.first() else { continue };
        let quoted = e.text();
        if quoted.len() < 40 {
            continue;
        }
        let given: Vec<Number> =
            numbers(quoted).into_iter().filter(|n| n.vague || n.value >= 100.0).collect();
        let dated = times(quoted, None);
        for b in given.iter().filter(|b| !dated.iter().any(|t| t.span.overlaps(b.span))) {
            let (theirs, their_words) = clause(quoted, b.span, draft.language);
            for a in &ours.numbers {
                let same = a.vague == b.vague && (a.value - b.value).abs() < 1e-9 * a.value.max(1.0);
                if !same || a.unit != b.unit || taken.meets(a.span) {
                    continue;
                }
                let (own_clause, our_words) = clause(text, a.span, draft.language);
                let shared = our_words.intersection(&their_words).count();
                let more = our_words.difference(&their_words).count();
                if shared > 0 && more > 0 {
                    let span = Span::new(theirs.start() + e.span.start(), theirs.end() + e.span.start())
                        .unwrap_or(e.span);
                    let message = "the quotation gives this number of something else, or of less".to_owned();
                    let evidence = vec![Evidence { witness: e.witness.clone(), span }];
                    out.push(
                        Finding::alone(Kind::Number, Verdict::OtherPredicate, own_clause, message)
                            .resting(evidence),
                    );
                }
            }
        }
    }
}

/// Jaro–Winkler likeness from which two spellings may be one name (measured by the project's shared notes:
/// "Nixon" and "Dixon" are .87).
const ALIKE: f64 = 0.88;

/// A person's name as a document spells it.
struct Person<'t> {
    span: Span,
    given: Option<&'t str>,
    family: &'t str,
}

fn persons<'t>(text: &'t str, all: &[Name]) -> Vec<Person<'t>> {
    all.iter()
        .filter(|n| n.kind == NameKind::Person)
        .filter_map(|n| {
            let words = n.span.slice(text)?;
            let mut parts =
                words.split_whitespace().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 1);
            let first = parts.next()?;
            let last = parts.next_back();
            let family = last.unwrap_or(first).trim_matches(|c: char| !c.is_alphanumeric());
            Some(Person { span: n.span, given: last.map(|_| first), family })
        })
        .collect()
}

/// Whether two family names may be one, spelled otherwise.
fn may_be_one(a: &Person<'_>, b: &Person<'_>) -> bool {
    // Two letters of difference are four bytes, an accent two more.
    if a.family.len().abs_diff(b.family.len()) > 6 {
        return false;
    }
    let (x, y) = (a.family.to_lowercase(), b.family.to_lowercase());
    if x == y || x.chars().count().min(y.chars().count()) < 3 {
        return false;
    }
    // A plural, a people or a hyphen is no other spelling.
    let derived = |s: &str, l: &str| {
        l.strip_prefix(s)
            .is_some_and(|r| matches!(r, "s" | "es" | "ian" | "ism" | "ist") || r == "n" && s.ends_with('a'))
            || s.strip_suffix("man").is_some_and(|s| l.strip_suffix("men") == Some(s))
    };
    if derived(&x, &y) || derived(&y, &x) || x.replace('-', "") == y.replace('-', "") {
        return false;
    }
    let folded = |s: &str| -> String {
        let f = fontes_core::text::fold(s, &[]);
        (0..f.tokens.len()).map(|i| f.word(i)).collect()
    };
    let (x, y) = (folded(&x), folded(&y));
    let given = match (a.given, b.given) {
        (Some(g), Some(h)) => {
            let (g, h) = (folded(g), folded(h));
            if g.chars().next() != h.chars().next() {
                return false;
            }
            g == h
        }
        _ => false,
    };
    if x == y {
        return given || a.given.is_none() || b.given.is_none();
    }
    let distance = strsim::osa_distance(&x, &y);
    let allowed = if given { 2 } else { 1 };
    strsim::jaro_winkler(&x, &y) >= if given { 0.8 } else { ALIKE } && distance <= allowed
}

/// Spans that are asked for what lies over others, in time that does not grow with their number: for each, in the
/// order of their starts, the furthest end of those up to it.
struct Covering {
    by: Vec<(u32, u32)>,
}

impl Covering {
    fn new(spans: impl Iterator<Item = Span>) -> Self {
        let mut by: Vec<(u32, u32)> = spans.map(|s| (s.start(), s.end())).collect();
        by.sort_unstable();
        let mut furthest = 0;
        for s in &mut by {
            furthest = furthest.max(s.1);
            s.1 = furthest;
        }
        Self { by }
    }

    /// The furthest end of those that begin before `at`.
    fn before(&self, at: u32) -> Option<u32> {
        let n = self.by.partition_point(|s| s.0 < at);
        Some(self.by.get(n.checked_sub(1)?)?.1)
    }

    /// Whether one of them holds `span` wholly.
    fn holds(&self, span: Span) -> bool {
        self.before(span.start().saturating_add(1)).is_some_and(|end| end >= span.end())
    }

    /// Whether one of them shares a byte with `span`, which holds one.
    fn meets(&self, span: Span) -> bool {
        self.before(span.end()).is_some_and(|end| end > span.start())
    }
}

/// Names by what is left of them when up to two letters are taken out: two that differ in no more than two
/// letters share such a rest (Garbe's symmetric deletions), so that each is held against its like only.
#[derive(Default)]
struct Alike {
    by: HashMap<String, Vec<usize>>,
}

impl Alike {
    /// Rests of a name: its folded letters with none, one or two taken out.
    fn rests(family: &str) -> BTreeSet<String> {
        let folded = fontes_core::text::fold(&family.to_lowercase(), &[]);
        let whole: Vec<char> = folded.words().flat_map(|w| w.chars().collect::<Vec<_>>()).collect();
        let mut out: BTreeSet<String> = [whole.iter().collect()].into();
        for i in 0..whole.len() {
            let mut one = whole.clone();
            one.remove(i);
            for k in i..one.len() {
                out.insert(one.iter().enumerate().filter(|(n, _)| *n != k).map(|(_, c)| *c).collect());
            }
            out.insert(one.into_iter().collect());
        }
        out
    }

    fn add(&mut self, family: &str, number: usize) {
        for rest in Self::rests(family) {
            self.by.entry(rest).or_default().push(number);
        }
    }

    /// Numbers of the names that may be like this one, in order.
    fn of(&self, family: &str) -> BTreeSet<usize> {
        Self::rests(family).iter().filter_map(|r| self.by.get(r)).flatten().copied().collect()
    }
}

/// Words with a capital within a sentence that were read as no name, and stand nowhere with a small
/// letter: a name that is misspelled may not look like one.
fn strangers<'t>(text: &'t str, covered: &Covering) -> Vec<Person<'t>> {
    let small: BTreeSet<&str> =
        text.split(|c: char| !c.is_alphabetic()).filter(|w| w.starts_with(char::is_lowercase)).collect();
    let mut out = Vec::new();
    let mut before = "";
    for w in text.split_whitespace() {
        let within = before.ends_with(|c: char| c.is_lowercase() || c == ',');
        before = w;
        let word = w.trim_matches(|c: char| !c.is_alphanumeric());
        let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        let name = within
            && word.chars().count() > 2
            && word.starts_with(char::is_uppercase)
            && word.chars().skip(1).all(char::is_lowercase);
        if !name || small.contains(word.to_lowercase().as_str()) {
            continue;
        }
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if let Ok(span) = Span::of(text, at..at + word.len())
            && !covered.meets(span)
        {
            out.push(Person { span, given: None, family: word });
        }
    }
    out
}

fn spellings(draft: &Draft, all: &[Name], found: &[Finding], out: &mut Vec<Finding>) {
    let text = draft.text();
    let covered = Covering::new(all.iter().map(|n| n.span));
    let mut ours = persons(text, all);
    ours.extend(strangers(text, &covered));
    // By spelling: the first place of each, how often, the given names it goes with, and whether it is surely a
    // person's.
    #[derive(Default)]
    struct Spelling<'p> {
        first: usize,
        count: usize,
        persons: BTreeMap<Option<&'p str>, usize>,
        sure: bool,
    }
    let mut by: BTreeMap<&str, Spelling<'_>> = BTreeMap::new();
    for (i, p) in ours.iter().enumerate() {
        let e = by.entry(p.family).or_insert_with(|| Spelling { first: i, ..Spelling::default() });
        e.count += 1;
        e.persons.entry(p.given).or_insert(i);
        e.sure |= covered.holds(p.span);
    }
    let families: Vec<&str> = by.keys().copied().collect();
    let mut alike = Alike::default();
    families.iter().enumerate().for_each(|(n, family)| alike.add(family, n));
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for (a, x) in &by {
        for b in alike.of(a).into_iter().map(|n| families[n]) {
            let Some(y) = by.get(b) else { continue };
            // The rarer spelling is reported, at its first place; one of the two at least is surely a person.
            if (x.count, *a) >= (y.count, b) || !(x.sure || y.sure) {
                continue;
            }
            let pair =
                x.persons.values().any(|&p| y.persons.values().any(|&q| may_be_one(&ours[p], &ours[q])));
            if pair {
                said.insert(a);
                let message = format!("“{a}” may be “{b}”, as the draft spells the name elsewhere");
                let span = ours[x.first].span;
                out.push(Finding::alone(Kind::Name, Verdict::SeveralSpellings, span, message));
                break;
            }
        }
    }
    // Names of the sources that the draft rests on; each spelling of the draft is asked for once.
    let mut once: BTreeSet<(&str, Option<&str>)> = BTreeSet::new();
    ours.retain(|p| once.insert((p.family, p.given)));
    let mut alike = Alike::default();
    ours.iter().enumerate().for_each(|(n, p)| alike.add(p.family, n));
    let mut seen: BTreeSet<(&str, u32)> = BTreeSet::new();
    for f in found {
        for e in f.evidence.iter().take(1) {
            let Some((base, around)) = around(e, crate::locate::READ_AROUND as usize) else { continue };
            if !seen.insert((e.witness.path.as_str(), base / 2000)) {
                continue;
            }
            let theirs = names(around);
            let theirs = persons(around, &theirs);
            let known: BTreeSet<String> = theirs.iter().map(|q| q.family.to_ascii_lowercase()).collect();
            // For each name of the draft the first of the source that it may be.
            let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
            for (k, q) in theirs.iter().enumerate() {
                pairs.extend(alike.of(q.family).into_iter().map(|n| (n, k)));
            }
            for (n, k) in pairs {
                let (p, q) = (&ours[n], &theirs[k]);
                if said.contains(p.family) || known.contains(&p.family.to_ascii_lowercase()) {
                    continue;
                }
                if may_be_one(p, q)
                    && let Ok(span) = Span::new(q.span.start() + base, q.span.end() + base)
                {
                    said.insert(p.family);
                    let message =
                        format!("“{}” may be “{}”, as the source spells the name", p.family, q.family);
                    let evidence = vec![Evidence { witness: e.witness.clone(), span }];
                    out.push(Finding::alone(Kind::Name, Verdict::Differs, p.span, message).resting(evidence));
                }
            }
        }
    }
}

/// "It is said", "reportedly": nobody is named.
fn unnamed(draft: &Draft, said: &[Attribution], out: &mut Vec<Finding>) {
    let rules = draft.language.rules();
    for a in said.iter().filter(|a| a.source.is_none()) {
        let cue = a.cue.slice(draft.text()).unwrap_or("");
        if cue.split_whitespace().any(|w| rules.is(&w.to_lowercase(), &RuleWord::Hearsay)) {
            let message = format!(
                "nobody is named for what “{}”",
                cue.split_whitespace().collect::<Vec<_>>().join(" ")
            );
            out.push(Finding::alone(Kind::Attribution, Verdict::NobodyNamed, a.cue, message));
        }
    }
    // "Allegedly, he took bribes": the same in one word.
    let text = draft.text();
    for word in text.split(|c: char| !c.is_alphabetic()) {
        let small = word.to_lowercase();
        if !rules.is(&small, &RuleWord::HearsayAdverb) {
            continue;
        }
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if let Ok(span) = Span::of(text, at..at + word.len())
            && !draft.quotations.iter().any(|q| q.span.overlaps(span))
            && !out.iter().any(|f| f.kind == Kind::Attribution && f.draft.overlaps(span))
        {
            out.push(Finding::alone(
                Kind::Attribution,
                Verdict::NobodyNamed,
                span,
                format!("nobody is named for what “{word}” is so"),
            ));
        }
    }
}
