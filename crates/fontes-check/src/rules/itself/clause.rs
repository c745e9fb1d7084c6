//! What does each clause of a draft say: its words of content, its numbers and dates, and what turns them?

use super::super::covering::Covering;
use super::super::predicate::{Place, enumerates};
use super::super::values::Values;
use crate::draft::Draft;
use crate::finding::{Finding, Kind};
use fontes_core::lang::{Language, NoteWord, RuleWord, Touch};
use fontes_core::read::{Number, Time, ends_sentence, paragraphs};
use fontes_core::text::{BlockKind, Span, looks_like_name};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Letters of a stem that are held against each other: "approval" is of "approve".
const STEM: usize = 6;

/// Clauses to either side of one of a quotation that are held against it: a paragraph may be as long as a book.
const NEAR: usize = 200;

/// The stem of a word of content.
pub(super) type Stem = Vec<u32>;

/// A clause: words between marks that part a sentence, all of them the draft's own or all of one quotation.
#[derive(Debug)]
pub(super) struct Clause<'v> {
    pub(super) span: Span,
    /// Number of the sentence, and of the paragraph.
    pub(super) sentence: usize,
    pub(super) paragraph: usize,
    /// The quotation that it is of, by number.
    pub(super) quotation: Option<usize>,
    /// Stems of words of content, without names, each with the place where it first stands.
    pub(super) stems: BTreeMap<Stem, Span>,
    /// Those of them that stand in a circumstance: who by, where, when.
    pub(super) circumstances: BTreeSet<Stem>,
    pub(super) names: BTreeSet<Stem>,
    pub(super) numbers: Vec<&'v Number>,
    pub(super) dates: Vec<&'v Time>,
    pub(super) says: Says,
}

/// The words of a clause that turn what it says.
#[derive(Debug, Default)]
pub(super) struct Says {
    /// Words of negation.
    pub(super) negations: usize,
    /// Words that deny by what they mean: "refused".
    pub(super) negative: bool,
    pub(super) universal: Option<Span>,
    pub(super) partial: Option<Span>,
    pub(super) possible: Option<Span>,
    pub(super) condition: bool,
    /// It is of another time or thing: "later", "another".
    pub(super) another: bool,
}

/// What is known of a sentence as a whole.
#[derive(Debug, Default)]
pub(super) struct Sentence {
    pub(super) stems: BTreeSet<Stem>,
    pub(super) names: BTreeSet<Stem>,
    pub(super) quotations: BTreeSet<usize>,
    /// Somebody's report, by a verb of saying in the draft's own words.
    pub(super) reported: bool,
    /// What follows is of another source: "but".
    pub(super) turning: bool,
    pub(super) question: bool,
}

/// The clauses of a draft, in order, with its sentences.
pub(super) struct Clauses<'v> {
    clauses: Vec<Clause<'v>>,
    sentences: Vec<Sentence>,
    /// All stems of each quotation.
    pub(super) quotations: Vec<BTreeSet<Stem>>,
    /// The clauses of each quotation, which follow one another.
    runs: Vec<Range<usize>>,
}

impl<'v> Clauses<'v> {
    pub(super) fn new(draft: &'v Draft, values: &'v Values, found: &[Finding]) -> Self {
        let mut reader = Reader::new(draft, values, found);
        reader.read();
        let mut quotations = vec![BTreeSet::new(); draft.quotations.len()];
        let mut runs = vec![0..0; draft.quotations.len()];
        for (i, c) in reader.clauses.iter().enumerate() {
            let sentence = &mut reader.sentences[c.sentence];
            sentence.stems.extend(c.stems.keys().cloned());
            sentence.names.extend(c.names.iter().cloned());
            if let Some(q) = c.quotation {
                sentence.quotations.insert(q);
                quotations[q].extend(c.stems.keys().cloned());
                let from = if runs[q].end == 0 { i } else { runs[q].start };
                runs[q] = from..i + 1;
            }
        }
        Self { clauses: reader.clauses, sentences: reader.sentences, quotations, runs }
    }

    /// Clauses of quotations, with their numbers.
    pub(super) fn quoted(&self) -> impl Iterator<Item = (usize, &Clause<'v>)> {
        self.clauses.iter().enumerate().filter(|(_, c)| c.quotation.is_some())
    }

    /// Clauses in the draft's own words, near this one of a quotation: up to so many paragraphs off.
    pub(super) fn own(&self, quoted: usize, paragraphs: usize) -> impl Iterator<Item = &Clause<'v>> {
        let at = self.clauses[quoted].paragraph;
        let near = quoted.saturating_sub(NEAR)..(quoted + NEAR).min(self.clauses.len());
        self.clauses[near]
            .iter()
            .filter(move |c| c.quotation.is_none() && c.paragraph.abs_diff(at) <= paragraphs)
    }

    /// The sentence of a clause.
    pub(super) fn sentence(&self, c: &Clause<'_>) -> &Sentence {
        &self.sentences[c.sentence]
    }

    /// All clauses of a quotation.
    pub(super) fn of(&self, quotation: usize) -> &[Clause<'v>] {
        &self.clauses[self.runs[quotation].clone()]
    }
}

struct Reader<'v> {
    draft: &'v Draft,
    values: &'v Values,
    /// What the draft took without marks: not its own words.
    borrowed: Covering,
    /// Numbers and dates, within which no mark parts a clause.
    whole: Covering,
    clauses: Vec<Clause<'v>>,
    sentences: Vec<Sentence>,
}

impl<'v> Reader<'v> {
    fn new(draft: &'v Draft, values: &'v Values, found: &[Finding]) -> Self {
        let borrowed = found.iter().filter(|f| f.kind == Kind::Borrowing).map(|f| f.draft);
        let spans = values.numbers.iter().map(|n| n.span).chain(values.times.iter().map(|t| t.span));
        Self {
            draft,
            values,
            borrowed: Covering::new(borrowed),
            whole: Covering::new(spans),
            clauses: vec![],
            sentences: vec![],
        }
    }

    fn read(&mut self) {
        let draft = self.draft;
        for (number, p) in paragraphs(&draft.document).iter().enumerate() {
            if matches!(p.kind, BlockKind::Note | BlockKind::Furniture) {
                continue;
            }
            let tokens = draft.folded.tokens_in(p.span);
            let language = fontes_core::lang::at(draft.text(), p.span, draft.language);
            let mut from = tokens.start;
            for i in tokens.clone() {
                let ends = i + 1 == tokens.end || ends_sentence(draft.text(), &draft.folded, i, language);
                if ends {
                    self.sentence(from..i + 1, number, language);
                    from = i + 1;
                }
            }
        }
    }

    fn sentence(&mut self, tokens: Range<usize>, paragraph: usize, language: &'static Language) {
        let (draft, folded) = (self.draft, &self.draft.folded);
        let mut sentence = Sentence {
            question: self.gap(tokens.end - 1).contains(['?', '？', '؟']),
            ..Sentence::default()
        };
        let quotation = |i: usize| {
            let at = folded.tokens[i].span;
            let after = draft.quotations.partition_point(|q| q.span.start() <= at.start());
            after.checked_sub(1).filter(|&q| draft.quotations[q].span.contains(at))
        };
        let rules = language.rules();
        for i in tokens.clone().filter(|&i| quotation(i).is_none()) {
            let word = folded.word(i);
            sentence.reported |= language.saying().is_saying(&word) || rules.is(&word, &RuleWord::Hearsay);
            sentence.turning |= rules.is(&word, &RuleWord::Turning);
        }
        let mut from = tokens.start;
        for i in tokens.clone() {
            let last = i + 1 == tokens.end;
            if last || quotation(i) != quotation(i + 1) || self.is_parted(i) {
                let run = from..i + 1;
                from = i + 1;
                let taken = folded.span_of(&run).is_some_and(|s| self.borrowed.meets(s));
                if !taken || quotation(i).is_some() {
                    let clause = self.clause(&run, paragraph, quotation(i), language);
                    self.clauses.extend(clause);
                }
            }
        }
        self.sentences.push(sentence);
    }

    /// What stands between token `i` and the next.
    fn gap(&self, i: usize) -> &'v str {
        let tokens = &self.draft.folded.tokens;
        let to = tokens.get(i + 1).map_or(self.draft.text().len(), |t| t.span.start() as usize);
        self.draft.text().get(tokens[i].span.end() as usize..to).unwrap_or("")
    }

    fn is_parted(&self, i: usize) -> bool {
        const MARKS: [char; 16] =
            [',', ';', ':', '(', ')', '—', '–', '…', '،', '；', '，', '、', '：', '。', '[', ']'];
        if !self.gap(i).contains(MARKS) {
            return false;
        }
        let after = self.draft.folded.tokens[i].span.end();
        Span::new(after.saturating_sub(1), after + 1).is_ok_and(|edge| !self.whole.holds(edge))
    }

    fn clause(
        &self,
        run: &Range<usize>,
        paragraph: usize,
        quotation: Option<usize>,
        language: &'static Language,
    ) -> Option<Clause<'v>> {
        let (text, folded) = (self.draft.text(), &self.draft.folded);
        let span = folded.span_of(run)?;
        fn within<T>(all: &[T], span: Span, of: impl Fn(&T) -> Span) -> Vec<&T> {
            let from = all.partition_point(|x| of(x).start() < span.start());
            all[from..].iter().take_while(|x| of(x).end() <= span.end()).collect()
        }
        // Figures that tell which one count nothing.
        let counts =
            |n: &&Number| !enumerates(n, Place { text, span: n.span, from: n.numeral.end(), language });
        let numbers = within(&self.values.numbers, span, |n| n.span).into_iter().filter(counts).collect();
        let dates = within(&self.values.times, span, |t| t.span);
        let mut clause = Clause {
            span,
            sentence: self.sentences.len(),
            paragraph,
            quotation,
            stems: BTreeMap::new(),
            circumstances: BTreeSet::new(),
            names: BTreeSet::new(),
            says: Says::default(),
            numbers,
            dates,
        };
        let bearings = language.bearings(text, folded, run);
        let rules = language.rules();
        let mut circumstance = false;
        for (i, bearing) in run.clone().zip(bearings) {
            let (word, at) = (folded.word(i), folded.tokens[i].span);
            let says = &mut clause.says;
            says.negations += usize::from(bearing.has(Touch::Negation));
            says.condition |= bearing.has(Touch::Condition) && !bearing.has(Touch::Quantifier);
            says.negative |= rules.is(&word, &RuleWord::Negative);
            says.another |= rules.is(&word, &RuleWord::Another);
            for (class, place) in [
                (RuleWord::Universal, &mut says.universal),
                (RuleWord::Partial, &mut says.partial),
                (RuleWord::Possible, &mut says.possible),
            ] {
                if rules.is(&word, &class) {
                    place.get_or_insert(at);
                }
            }
            if rules.is(&word, &RuleWord::Circumstance) {
                circumstance = true;
            } else if language.is_in_notes(&word, NoteWord::And) {
                circumstance = false;
            }
            // "That night" needs no word before it to tell when.
            let when = !language.calendar().of(&word).is_empty();
            let counted =
                overlapped(&clause.numbers, at, |n| n.span) || overlapped(&clause.dates, at, |t| t.span);
            let content = !counted
                && word.chars().count() > 2
                && !language.is_function_word(&word)
                && !rules.is(&word, &RuleWord::Generic)
                && bearing.is_nothing();
            if !content {
                continue;
            }
            let stem: Stem = language.stem(folded.letters(i)).iter().copied().take(STEM).collect();
            if i > run.start && !language.settings().capital_nouns && looks_like_name(text, at) {
                clause.names.insert(stem);
                continue;
            }
            if circumstance || when {
                clause.circumstances.insert(stem.clone());
            }
            clause.stems.entry(stem).or_insert(at);
        }
        Some(clause)
    }
}

/// Whether one of these, which are in order and of which few overlap each other, overlaps a place.
fn overlapped<T>(all: &[&T], at: Span, of: impl Fn(&T) -> Span) -> bool {
    const NESTED: usize = 8;
    let before = all.partition_point(|x| of(x).start() < at.end());
    all[..before].iter().rev().take(NESTED).any(|x| of(x).overlaps(at))
}
