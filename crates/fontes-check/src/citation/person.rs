//! Whom does a text give as the one who says a quotation?
//!
//! A name with a verb of saying ("Okafor argues that", "said Okafor", "as Okafor put it"), one after "according to",
//! an author with a year whom nothing but light words part from the quotation, a name after a dash.

use super::frame::Frame;
use super::prose::Prose;
use crate::draft::cited_over;
use fontes_core::lang::{Form, NoteWord, OfficeKind, RuleWord, Takes};
use fontes_core::read::AuthorYear;
use std::ops::Range;

/// Somebody who is given as the speaker or the author.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// Family name, folded.
    pub(super) surname: String,
    /// First names, folded.
    pub(super) given: Vec<String>,
    /// The name as it is written, with the year if there is one.
    pub(super) name: String,
    /// The citation that the name is a part of.
    pub(super) citation: Option<AuthorYear>,
}

/// Words back from a quotation within which its verb stands.
const VERB: usize = 14;
/// Words after a quotation within which its verb stands.
const TAG: usize = 8;
/// Words of a name.
const NAME: usize = 5;
/// Light words and adverbs between a name and its verb.
const BETWEEN: usize = 5;
/// Words between a cited author and the quotation, when no verb binds them.
const LIGHT: usize = 4;

/// Those whom the words around a quotation give as its source; any of them may be it.
pub(super) fn persons(p: &Prose<'_>, frame: &Frame, cited: &[AuthorYear]) -> Vec<Person> {
    let reader = Reader { p, cited };
    let mut runs: Vec<Range<usize>> = Vec::new();
    let lead = &frame.lead;
    let disputed = lead.clone().any(|i| p.phrase(i, lead.end, RuleWord::Disputing).is_some());
    if !disputed {
        runs.extend(reader.according(lead));
        runs.extend(reader.subject_before(lead));
        runs.extend(reader.cited_before(lead));
    }
    // What follows may lead to the next quotation: it is asked where nobody is named before.
    if runs.is_empty() || frame.follows {
        runs.extend(reader.after(&frame.tail));
    }
    let mut out = Vec::new();
    for run in runs {
        for run in reader.with_others(run, lead) {
            reader.add(&run, &mut out);
        }
    }
    out
}

/// Those whose words the lead may speak of besides: "recalls Tov’s saying that", "the rule of Tov that". They may be
/// right, and are never wrong.
pub(super) fn mentioned(p: &Prose<'_>, frame: &Frame) -> Vec<Person> {
    let reader = Reader { p, cited: &[] };
    let mut out = Vec::new();
    for i in frame.lead.clone() {
        let owns = p.possessive(i) && p.capital(i);
        let of = p.capital(i) && p.phrase_before(i, frame.lead.start, RuleWord::Of);
        if owns || of {
            let run = if owns { i..i + 1 } else { reader.name_at(i, frame.lead.end).unwrap_or(i..i + 1) };
            reader.add(&run, &mut out);
        }
    }
    out
}

struct Reader<'r, 'a> {
    p: &'r Prose<'a>,
    cited: &'r [AuthorYear],
}

impl Reader<'_, '_> {
    /// Adds the person that a run of words names, once.
    fn add(&self, run: &Range<usize>, out: &mut Vec<Person>) {
        if let Some(person) = self.person(run)
            && !out.iter().any(|x| x.surname == person.surname && x.name == person.name)
        {
            out.push(person);
        }
    }

    /// The name that begins at word `i`, before `end`.
    fn name_at(&self, i: usize, end: usize) -> Option<Range<usize>> {
        let p = self.p;
        let particle = |k: usize| p.language.is_in_notes(&p.word(k), NoteWord::NameParticle);
        let mut first = i;
        // "the", "Dr": an article, or what stands before a name.
        while first < end && !p.capital(first) && p.light(first) && first < i + 2 && joins(p.gap(first)) {
            first += 1;
        }
        let mut last = None;
        for k in first..end.min(first + NAME) {
            if p.capital(k) {
                last = Some(k);
            } else if !particle(k) {
                break;
            }
            if !joins(p.gap(k)) || p.possessive(k) {
                break;
            }
        }
        Some(first..last? + 1)
    }

    /// The name that ends right before word `end`, not before `from`.
    fn name_before(&self, end: usize, from: usize) -> Option<Range<usize>> {
        let p = self.p;
        let particle = |k: usize| p.language.is_in_notes(&p.word(k), NoteWord::NameParticle);
        let mut first = end;
        for k in (from..end).rev().take(NAME) {
            if k + 1 < end && !joins(p.gap(k)) {
                break;
            }
            if p.capital(k) {
                first = k;
            } else if !particle(k) || k + 1 == end {
                break;
            }
        }
        (first < end).then_some(first..end)
    }

    /// A run of words as a person: without titles, and with a family name.
    fn person(&self, run: &Range<usize>) -> Option<Person> {
        let p = self.p;
        let title = |i: usize| {
            let offices = p.language.offices();
            offices.of(&p.word(i)).iter().any(|o| o.kind != OfficeKind::Suffix && o.precedes_name())
        };
        let mut names: Vec<usize> = run.clone().filter(|&i| p.capital(i)).collect();
        // "As Okafor", "Mr. Tov": the first word of a sentence, a title.
        while names.len() > 1 && (p.language.is_function_word(&p.word(names[0])) || title(names[0])) {
            names.remove(0);
        }
        let last = *names.last()?;
        // "the Court", but "the late Anna Vane".
        let article = names[0] > 0 && p.language.rules().is(&p.word(names[0] - 1), &RuleWord::Article);
        if article && names.len() == 1 {
            return None;
        }
        let surname = p.name(last);
        let collective = p.language.rules().is(&surname, &RuleWord::Collective);
        if surname.chars().count() < 3 || p.language.is_function_word(&surname) || title(last) || collective {
            return None;
        }
        let given = names[..names.len() - 1].iter().map(|&i| p.name(i)).collect();
        let citation = cited_over(self.cited, p.folded.tokens[last].span)
            .find(|c| p.within(c.span).contains(&last))
            .cloned();
        let whole = match &citation {
            Some(c) => c.span.slice(p.text).unwrap_or(""),
            None => p.written(&(names[0]..last + 1)),
        };
        let name = whole.strip_suffix("'s").or_else(|| whole.strip_suffix("’s")).unwrap_or(whole);
        Some(Person { surname, given, name: name.to_owned(), citation })
    }

    /// "according to Okafor", "Okafor zufolge".
    fn according(&self, within: &Range<usize>) -> Vec<Range<usize>> {
        let p = self.p;
        let mut out = Vec::new();
        for i in within.clone() {
            if let Some(n) = p.phrase(i, within.end, RuleWord::According) {
                out.extend(self.name_at(i + n, within.end).filter(|_| joins(p.gap(i + n - 1))));
            }
            if p.phrase(i, within.end, RuleWord::AccordingAfter).is_some() {
                out.extend(self.name_before(self.before_year(i), within.start));
            }
            // "it was argued by Okafor that"
            let by = i > within.start && p.language.rules().is(&p.word(i), &RuleWord::By);
            if by && self.says(i - 1) && p.capital(i + 1) {
                out.extend(self.name_at(i + 1, within.end));
            }
            // "in Okafor’s words, “…”": nothing but one noun between.
            if p.possessive(i) && p.capital(i) && i + 2 == within.end {
                out.extend(self.name_before(i + 1, within.start));
            }
        }
        out
    }

    /// Where the name ends that stands before word `i`, if only its year stands between.
    fn before_year(&self, i: usize) -> usize {
        let end = i.checked_sub(1).map(|l| self.p.folded.tokens[l].span.end());
        let year = end.and_then(|e| {
            let from = self.cited.partition_point(|c| c.span.end() < e);
            self.cited[from..].first().filter(|c| c.span.start() < e)
        });
        year.map_or(i, |c| {
            let run = self.p.within(c.span);
            (run.start..run.end).find(|&k| self.p.gap(k).contains('(')).map_or(i, |k| k + 1)
        })
    }

    /// Whether word `i` tells that somebody says or thinks: a verb, or "put it".
    fn is_verb(&self, i: usize, end: usize) -> bool {
        self.says(i) || self.p.phrase(i, end, RuleWord::Putting).is_some()
    }

    /// Whether word `i` is a verb of saying or thinking.
    fn says(&self, i: usize) -> bool {
        let p = self.p;
        // "l'écrit"
        let verb = p.language.saying().verb(&p.word(i)).or_else(|| p.language.saying().verb(&p.name(i)));
        let says = |t: Takes| matches!(t, Takes::Speech | Takes::Told | Takes::Thought | Takes::Finding);
        verb.is_some_and(|v| says(v.takes) && v.form != Form::Ing) && !p.capital(i)
    }

    /// The subject of the verb at `v`: the name before it, over light words, what stands between commas or in brackets.
    fn subject(&self, v: usize, from: usize) -> Option<Range<usize>> {
        let p = self.p;
        let mut i = v;
        let (mut light, mut odd) = (0, false);
        while i > from {
            let before = p.gap_before(i);
            if before.contains(')') {
                // "Okafor (2014) argues"
                i = (from..i).rev().find(|&k| p.gap_before(k).contains('('))?;
                continue;
            }
            if before.contains(',') {
                // "Okafor, who had seen it, argues"
                let comma = (from + 1..i).rev().find(|&k| p.gap_before(k).contains(','))?;
                i = comma;
                return self.name_of_subject(self.before_year(i), from);
            }
            if p.capital(i - 1) && !p.language.is_function_word(&p.word(i - 1)) {
                return self.name_of_subject(i, from);
            }
            if self.is_verb(i - 1, i) {
                return self.subject(i - 1, from);
            }
            light += 1;
            // "has long argued": one word more after a light one.
            let heavy = !p.light(i - 1);
            if heavy && (odd || i < from + 2 || !p.light(i - 2)) || light > BETWEEN {
                return None;
            }
            odd |= heavy;
            i -= 1;
        }
        None
    }

    /// A name that is not the complement of a word before it: not "the critic of Okafor".
    fn name_of_subject(&self, end: usize, from: usize) -> Option<Range<usize>> {
        let run = self.name_before(end, from)?;
        let p = self.p;
        let complement = p.phrase_before(run.start, from, RuleWord::Of)
            && !p.phrase_before(run.start, from, RuleWord::According);
        let contrast =
            p.phrase_before(run.start, from, RuleWord::Contrast) && p.gap_before(run.start).trim().is_empty();
        (!complement && !contrast).then_some(run)
    }

    /// "Okafor argues that", "as Okafor put it", "wrote Okafor".
    fn subject_before(&self, lead: &Range<usize>) -> Option<Range<usize>> {
        let p = self.p;
        let low = lead.end.saturating_sub(VERB).max(lead.start);
        let verbs = (low..lead.end).rev().filter(|&i| self.is_verb(i, lead.end));
        for v in verbs {
            let follows = |v: usize| {
                let run = self.name_at(v + 1, lead.end).filter(|r| r.start == v + 1)?;
                (joins(p.gap(v)) && !p.language.is_function_word(&p.word(run.start))).then_some(run)
            };
            // Where nouns have capitals, a capital before the verb tells nothing.
            let nouns = p.language.settings().capital_nouns;
            let first = if nouns { follows(v) } else { None };
            let found = first.or_else(|| self.subject(v, lead.start)).or_else(|| follows(v));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The citations that begin before a run of words ends and end after it begins.
    fn cited_in(&self, run: &Range<usize>) -> &[AuthorYear] {
        let Some(span) = self.p.folded.span_of(run) else { return &[] };
        let from = self.cited.partition_point(|c| c.span.end() <= span.start());
        let to = self.cited.partition_point(|c| c.span.start() < span.end());
        self.cited.get(from..to).unwrap_or(&[])
    }

    /// "Okafor (2014):", "in Okafor (2014) we read that": nothing but light words and verbs of saying between.
    fn cited_before(&self, lead: &Range<usize>) -> Option<Range<usize>> {
        let p = self.p;
        let run = self
            .cited_in(lead)
            .iter()
            .rev()
            .map(|c| p.within(c.span))
            .find(|r| lead.start <= r.start && r.end <= lead.end && !r.is_empty())?;
        let between = run.end..lead.end;
        let plain = between.len() <= LIGHT
            && between.clone().all(|i| !p.capital(i) && (p.light(i) || self.is_verb(i, lead.end)));
        let contrast = (lead.start..run.start)
            .any(|i| p.phrase(i, run.start, RuleWord::Contrast).is_some_and(|n| i + n == run.start));
        let complement = p.phrase_before(run.start, lead.start, RuleWord::Of);
        let names = self.before_year(run.end);
        (plain && !contrast && !complement).then(|| run.start..names.max(run.start + 1))
    }

    /// "…, said Okafor", "…, as Okafor put it", "…, according to Okafor", "… — Okafor".
    fn after(&self, tail: &Range<usize>) -> Option<Range<usize>> {
        let p = self.p;
        let first = tail.start;
        if let Some(n) = p.phrase(first, tail.end, RuleWord::According) {
            return self.name_at(first + n, tail.end);
        }
        // "…, written by Okafor"
        let by = (first + 1..tail.end.min(first + TAG)).find(|&i| {
            p.language.rules().is(&p.word(i), &RuleWord::By) && self.says(i - 1) && p.capital(i + 1)
        });
        if let Some(i) = by {
            return self.name_at(i + 1, tail.end);
        }
        let gap = p.gap_before(first);
        if gap.contains(['—', '–', '―']) || gap.contains("--") {
            let run = self.name_at(first, tail.end)?;
            return (run.end == tail.end || p.gap(run.end - 1).contains(',')).then_some(run);
        }
        let stop = tail.clone().take(TAG).find(|&i| p.gap(i).contains(['.', ';', ':']) && !abbreviates(p, i));
        let end = stop.map_or(tail.end.min(first + TAG), |i| i + 1);
        let tags = |i: usize| {
            p.language.saying().is_saying(&p.word(i)) || p.phrase(i, end, RuleWord::Putting).is_some()
        };
        let v = (first..end).find(|&i| tags(i) && !p.capital(i))?;
        if p.phrase(v, end, RuleWord::Disputing).is_some() {
            return None;
        }
        if let Some(run) = self.subject(v, first) {
            return Some(run);
        }
        let run = self.name_at(v + 1, tail.end).filter(|_| joins(p.gap(v)))?;
        // "said he", and a name further on.
        (run.start == v + 1 || !p.capital(v + 1)).then_some(run)
    }

    /// A name with those that "and" joins to it before.
    fn with_others(&self, run: Range<usize>, lead: &Range<usize>) -> Vec<Range<usize>> {
        let p = self.p;
        let mut out = vec![run];
        for n in 0..3 {
            let Some(at) = out.last().map(|r| r.start) else { break };
            let and = |i: usize| p.language.is_in_notes(&p.word(i), NoteWord::And);
            let Some(word) = at.checked_sub(1).filter(|&i| lead.contains(&i)) else { break };
            // "Okafor, Tov and Bree": a comma joins where "and" has done so after it.
            let listed = n > 0 && p.gap_before(at).trim() == ",";
            let end = if and(word) {
                word
            } else if listed {
                at
            } else {
                break;
            };
            let Some(before) = self.name_before(self.before_year(end), lead.start) else { break };
            out.push(before);
        }
        out
    }
}

/// Whether what stands between two words leaves them together: a blank, a hyphen, the stop of an initial.
fn joins(gap: &str) -> bool {
    !gap.contains('\n') && gap.chars().all(|c| c.is_whitespace() || matches!(c, '.' | '-' | '‐' | '\'' | '’'))
        || gap.trim_matches([' ', '.']).is_empty()
}

/// Whether the stop after word `i` is that of a title or an initial.
fn abbreviates(p: &Prose<'_>, i: usize) -> bool {
    p.gap(i).starts_with('.')
        && (p.raw(i).chars().count() == 1 || !p.language.abbreviations().of(&p.word(i)).is_empty())
}
