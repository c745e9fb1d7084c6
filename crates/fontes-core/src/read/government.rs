//! Which words around a passage govern it: deny it, make it conditional, ask it, or leave it to somebody else?
//!
//! Government goes by clauses. A negation governs what follows in its clause, and a clause that "that" hangs on it; it
//! governs nothing over an "and", a "because" or a sentence's end. The words are those of `governing.tsv`, and the negations of
//! `meaning.tsv`.

use super::sentence::ends_sentence;
use crate::lang::{Form, Governing, Government, Language, Touch};
use crate::text::Folded;
use std::ops::Range;

/// Words that govern a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Governor {
    /// What they do to it.
    pub touch: Touch,
    /// The clause that they stand in, as far as it is outside the passage.
    pub tokens: Range<usize>,
    /// The word that does it.
    pub word: usize,
    /// Whether it only tells that somebody says so.
    pub claimed: bool,
}

/// Words before a passage that are looked at, if its sentence has so many.
const BEFORE: usize = 60;
/// Words after it.
const AFTER: usize = 40;
/// Words of the passage's own clause that may stand between a governing word and the passage.
const OWN_CLAUSE: usize = 12;
/// The same where nothing but its place at the head of the clause shows that it governs all of it.
const SUBJECT: usize = 8;
/// Words of what is put in between two commas.
const PARENTHESIS: usize = 5;
/// Commas between a condition and the end of what hangs on it.
const COMMAS: usize = 4;
/// Clauses within clauses that are followed upwards.
const DEPTH: usize = 3;
/// Words that are too few for a clause that is shown.
const SHORT: usize = 4;
/// Words between a passage and a condition that follows it.
const NEXT: usize = 8;
/// Words between a passage and what denies it afterwards.
const TAG: usize = 5;

/// The words before the passage that govern it.
#[must_use]
pub fn governor_before(
    text: &str,
    folded: &Folded,
    passage: &Range<usize>,
    language: &Language,
) -> Option<Governor> {
    Sentence::around(text, folded, passage, language)?.before()
}

/// The words after the passage that govern it.
#[must_use]
pub fn governor_after(
    text: &str,
    folded: &Folded,
    passage: &Range<usize>,
    language: &Language,
) -> Option<Governor> {
    Sentence::around(text, folded, passage, language)?.after()
}

/// Both, with one reading of the sentence; none, without reading it, where the passage is all of it and is not asked.
#[must_use]
pub fn governors(
    text: &str,
    folded: &Folded,
    passage: &Range<usize>,
    language: &Language,
) -> (Option<Governor>, Option<Governor>) {
    let after = folded.tokens.get(passage.end.saturating_sub(1)).map_or(0, |t| t.span.end() as usize);
    let next = folded.tokens.get(passage.end).map_or(text.len(), |t| t.span.start() as usize);
    let asked = text.get(after..next).is_some_and(|gap| gap.contains(['?', '？', '؟']));
    let whole = !asked
        && sentence_start(text, folded, passage.start, 1, language) == passage.start
        && sentence_end(text, folded, passage.end, 1, language) == passage.end;
    if whole {
        return (None, None);
    }
    Sentence::around(text, folded, passage, language).map_or((None, None), |s| (s.before(), s.after()))
}

/// The first token of the sentence that token `at` stands in; at most `most` before it.
#[must_use]
pub fn sentence_start(text: &str, folded: &Folded, at: usize, most: usize, language: &Language) -> usize {
    let mut first = at;
    while first > 0 && at - first < most && !ends_sentence(text, folded, first - 1, language) {
        first -= 1;
    }
    first
}

/// The token after the last one of the sentence that token `at - 1` stands in; at most `most` after it.
#[must_use]
pub fn sentence_end(text: &str, folded: &Folded, at: usize, most: usize, language: &Language) -> usize {
    let mut end = at;
    while end > 0
        && end < folded.tokens.len()
        && end - at < most
        && !ends_sentence(text, folded, end - 1, language)
    {
        end += 1;
    }
    end
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// No mark that parts clauses.
    None,
    /// A comma.
    Comma,
    /// A colon.
    Colon,
    /// A semicolon, a dash, a bracket.
    Hard,
    /// The end of a heading, or of a paragraph on one line.
    Line,
}

/// The mark between token `i` and the next.
#[must_use]
pub fn gap(text: &str, folded: &Folded, i: usize) -> Gap {
    let (Some(a), Some(b)) = (folded.tokens.get(i), folded.tokens.get(i + 1)) else { return Gap::Hard };
    let Some(gap) = text.get(a.span.end() as usize..b.span.start() as usize) else { return Gap::None };
    if gap.contains('\n') && line_ends(text, a.span.end() as usize, b.span.start() as usize) {
        return Gap::Line;
    }
    // A note's mark is no bracket.
    let note = |open, close| gap.contains(open) && gap.contains(close);
    let bracket =
        (gap.contains(['(', ')']) && !note('(', ')')) || (gap.contains(['[', ']']) && !note('[', ']'));
    let dash = gap.contains(['—', '–', '―', '…']) || gap.contains("--") || gap.contains(" - ");
    // A colon before an opening bracket introduces a list: "shall not: (a)".
    if gap.contains([':', '：']) {
        Gap::Colon
    } else if bracket || dash || gap.contains([';', '؛', '；', '·', '…']) {
        Gap::Hard
    } else if gap.contains([',', '،', '，', '、']) {
        Gap::Comma
    } else {
        Gap::None
    }
}

/// Lines of text that is broken to fit a page are about as long as this.
const BROKEN: Range<usize> = 45..110;

/// Whether a line's end between two words ends more than the line: it is no line of broken text, and what follows does not go on
/// in small letters.
fn line_ends(text: &str, end: usize, next: usize) -> bool {
    let small = text[next..].chars().next().is_some_and(char::is_lowercase);
    let line = text[..end].rfind('\n').map_or(0, |i| i + 1);
    let length = text[line..end].chars().take(BROKEN.end).count();
    !small && !BROKEN.contains(&length)
}

/// How a clause opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opening {
    Sentence,
    Comma,
    Hard,
    /// By "that", "whether", "and": the token.
    Link(usize),
    Question(usize),
    Clause,
}

/// The sentence of a passage.
struct Sentence<'t> {
    text: &'t str,
    folded: &'t Folded,
    passage: Range<usize>,
    /// Its first token, and one past its last.
    whole: Range<usize>,
    /// What each of its tokens does, and whether it negates.
    roles: Vec<(Government, bool)>,
    language: &'t Language,
}

impl<'t> Sentence<'t> {
    fn around(
        text: &'t str,
        folded: &'t Folded,
        passage: &Range<usize>,
        language: &'t Language,
    ) -> Option<Self> {
        if passage.is_empty() || passage.end > folded.tokens.len() {
            return None;
        }
        let first = sentence_start(text, folded, passage.start, BEFORE, language);
        let last = sentence_end(text, folded, passage.end, AFTER, language);
        let line = |i: &usize| gap(text, folded, *i) == Gap::Line;
        let first = (first..passage.start).rev().find(line).map_or(first, |i| i + 1);
        let last = (passage.end - 1..last).find(line).map_or(last, |i| i + 1);
        // Phrases do not reach from outside into the passage: "not" before "only" is not "not only".
        let mut roles = language.government(text, folded, &(first..passage.start));
        roles.extend(language.government(text, folded, passage));
        roles.extend(language.government(text, folded, &(passage.end..last)));
        Some(Self { text, folded, passage: passage.clone(), whole: first..last, roles, language })
    }

    fn role(&self, i: usize) -> (Government, bool) {
        i.checked_sub(self.whole.start).and_then(|k| self.roles.get(k)).copied().unwrap_or_default()
    }

    fn is(&self, i: usize, class: Governing) -> bool {
        self.role(i).0.has(class)
    }

    /// A negation; "No. 5" is none.
    fn negates(&self, i: usize) -> bool {
        let number = |rest: &str| rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        self.role(i).1 && !self.text_after(i).strip_prefix('.').is_some_and(number)
    }

    fn text_after(&self, i: usize) -> &str {
        self.folded.tokens.get(i).and_then(|t| self.text.get(t.span.end() as usize..)).unwrap_or("")
    }

    fn gap(&self, i: usize) -> Gap {
        gap(self.text, self.folded, i)
    }

    /// Whether the passage opens no predicate: what stands a few words before it need not be about it.
    fn is_phrase(&self) -> bool {
        self.is(self.passage.start, Governing::Phrase)
    }

    /// Whether all tokens of a run are function words.
    fn is_light(&self, mut run: Range<usize>) -> bool {
        run.all(|i| self.language.is_function_word(&self.folded.word(i)) && self.gap(i) == Gap::None)
    }

    fn is_question(&self) -> bool {
        self.text_after(self.whole.end.saturating_sub(1))
            .trim_start_matches(['"', '”', '»', ')'])
            .starts_with(['?', '？', '؟'])
    }

    /// Whether it opens a clause that what stands before it does not govern. A word that opens a phrase as well ("der") does
    /// so after a comma only.
    fn parts(&self, i: usize) -> bool {
        let comma = || i > self.whole.start && self.gap(i - 1) == Gap::Comma;
        self.is(i, Governing::Clause) && (!self.is(i, Governing::Phrase) || comma())
    }

    /// The clause that ends before token `end`: its first token and how it opens. `over` a mark right before `end`.
    fn clause(&self, end: usize, over: bool) -> (usize, Opening) {
        let mut start = end;
        while start > self.whole.start {
            let i = start - 1;
            match self.gap(i) {
                Gap::Comma if !(over && start == end) => {
                    // A comma before the word that opens the clause is not another's.
                    return (start, Opening::Comma);
                }
                Gap::Hard | Gap::Colon | Gap::Line if !(over && start == end) => {
                    return (start, Opening::Hard);
                }
                _ => {}
            }
            let role = self.role(i).0;
            if role.has(Governing::Link) {
                return (start, Opening::Link(i));
            }
            if role.has(Governing::Question) {
                return (start, Opening::Question(i));
            }
            if self.parts(i) {
                return (start, Opening::Clause);
            }
            start = i;
        }
        (start, Opening::Sentence)
    }

    /// A governor whose words are those from `start` to the passage.
    fn found(&self, touch: Touch, start: usize, word: usize) -> Option<Governor> {
        let claimed = self.is(word, Governing::Claim);
        Some(Governor { touch, tokens: start..self.passage.start, word, claimed })
    }

    /// What a word does that is no negation and opens no clause.
    fn attitude(&self, i: usize) -> Option<Touch> {
        let role = self.role(i).0;
        if role.has(Governing::Denial) {
            Some(Touch::Negation)
        } else if role.has(Governing::Doubt) || role.has(Governing::Wish) {
            Some(Touch::Doubt)
        } else if role.meets(Government::any(&[Governing::Hearsay, Governing::Claim, Governing::Source])) {
            Some(Touch::Hearsay)
        } else {
            None
        }
    }

    /// Whether a negation of it affirms: "did not deny", "no doubt".
    fn is_reversed(&self, i: usize) -> bool {
        self.role(i).0.meets(Government::any(&[Governing::Denial, Governing::Doubt]))
    }

    /// Whether a word negates the one at `i`: before it, or after it where the language has its negations there.
    fn turns(&self, negation: usize, i: usize) -> bool {
        self.negates(negation) && (negation < i || self.is(negation, Governing::Trailing))
    }

    fn before(&self) -> Option<Governor> {
        let s = self.passage.start;
        let (start, opening) = self.clause(s, false);
        if let Some(found) = self.own_clause(start) {
            return Some(found);
        }
        let far = |i: usize| {
            let words = s - i - 1;
            words > OWN_CLAUSE || (words > 0 && self.is_phrase())
        };
        match opening {
            Opening::Link(i) if !far(i) => self.matrix(i, DEPTH),
            Opening::Question(i) if !far(i) => {
                let start = self.clause(i, true).0;
                self.found(Touch::Doubt, start, i)
            }
            Opening::Comma => self.over_a_comma(start),
            Opening::Hard => self.list(start),
            _ => None,
        }
    }

    /// What governs the passage from within its own clause, which begins at `start`.
    fn own_clause(&self, start: usize) -> Option<Governor> {
        let s = self.passage.start;
        let own = start..s;
        let between = |i: usize| i + 1..s;
        // Right before the passage, or with nothing but small words between.
        let near = |i: usize| i + 1 == s || (self.is_light(between(i)) && !self.is_phrase());
        let negation = own.clone().rev().find(|&i| self.negates(i));
        let attitude = own.clone().rev().find(|&i| self.attitude(i).is_some() && near(i));
        if let Some(i) = attitude {
            let reversed = self.is_reversed(i) && own.clone().any(|k| k != i && self.turns(k, i));
            return if reversed { None } else { self.found(self.attitude(i)?, start, i) };
        }
        if let Some(i) = negation
            && !own.clone().any(|k| self.is_reversed(k) && self.turns(i, k))
        {
            let head = i <= start + 1 && !self.is(i, Governing::Particle) && between(i).len() <= SUBJECT;
            let thought = || {
                let verb = self.language.saying().verb(&self.folded.word(s - 1));
                verb.is_some_and(|v| v.takes == crate::lang::Takes::Thought)
                    && !self.is(s - 1, Governing::Factive)
                    && between(i).len() <= 3
            };
            let governs = if self.is(i, Governing::Local) {
                i + 1 == s
            } else {
                near(i) || (head && !self.is_phrase()) || (i + 1 < s && thought())
            };
            if governs {
                return self.found(Touch::Negation, start, i);
            }
        }
        let condition = own.clone().rev().find(|&i| self.is(i, Governing::Condition))?;
        let words = between(condition).len();
        let governs = words == 0 || (words <= OWN_CLAUSE && !self.is_phrase());
        if governs { self.found(Touch::Condition, condition, condition) } else { None }
    }

    /// What governs the clause that the link at token `i` opens.
    fn matrix(&self, i: usize, depth: usize) -> Option<Governor> {
        if depth == 0 || i <= self.whole.start {
            return None;
        }
        // "denied that …, and that …": the second hangs where the first does.
        if self.parts(i - 1) {
            let earlier = (self.whole.start..i - 1).rev().find(|&k| self.is(k, Governing::Link))?;
            return self.matrix(earlier, depth - 1);
        }
        let (start, opening) = self.clause(i, true);
        // "his denial that": the link does it itself.
        let whole = if self.attitude(i).is_some() { start..i + 1 } else { start..i };
        if let Some(found) = self.within(whole) {
            return found;
        }
        match opening {
            Opening::Link(k) => self.matrix(k, depth - 1),
            Opening::Question(k) => self.found(Touch::Doubt, self.clause(k, true).0, k),
            // "It is not true, he wrote, that": the clause goes on before what is put in.
            Opening::Comma if self.gap(i - 1) == Gap::Comma && i - start <= PARENTHESIS => {
                let (start, _) = self.clause(start, true);
                self.within(start..i).flatten()
            }
            Opening::Comma => self.condition_before(start),
            Opening::Sentence if self.is_question() && i > start => self.found(Touch::Doubt, start, start),
            _ => None,
        }
    }

    /// What in a clause governs the one that hangs on it: nothing is known, or it is known that it affirms.
    fn within(&self, clause: Range<usize>) -> Option<Option<Governor>> {
        let all = || clause.clone();
        let end = clause.end;
        let local = |i: usize| self.is(i, Governing::Local) && i + 3 < end;
        let negation = all().find(|&i| self.negates(i) && !local(i));
        // "In answer to a question he said that": the clause hangs on what is said, not on the question.
        let says = |i: usize| {
            let verb = self.language.saying().verb(&self.folded.word(i));
            verb.is_some_and(|v| matches!(v.form, Form::Third | Form::Past)) && self.attitude(i).is_none()
        };
        let attitude = all().rev().take_while(|&i| !says(i)).find(|&i| self.attitude(i).is_some());
        if let Some(i) = attitude {
            return match negation {
                Some(n) if self.is_reversed(i) && self.turns(n, i) => Some(None),
                Some(n) => Some(self.found(Touch::Negation, clause.start, n)),
                None => Some(self.found(self.attitude(i)?, clause.start, i)),
            };
        }
        if let Some(n) = negation {
            // "He did not know that": it is so all the same.
            let factive = (n..end).any(|i| self.is(i, Governing::Factive));
            return Some(if factive { None } else { self.found(Touch::Negation, clause.start, n) });
        }
        all().any(|i| self.is(i, Governing::Factive)).then_some(None)
    }

    /// What governs the passage over the comma before its clause, which begins at `start`.
    fn over_a_comma(&self, start: usize) -> Option<Governor> {
        let s = self.passage.start;
        let short = s - start <= PARENTHESIS;
        if let Some(i) = start.checked_sub(1).filter(|&i| i >= self.whole.start && short && s > start)
            && self.negates(i)
            && !self.is(i, Governing::Local)
        {
            return self.found(Touch::Negation, self.clause(i, false).0, i);
        }
        // "It is not true that, in his view, the foreman"; "denied that the foreman, a tall man, struck"
        let mut at = start;
        for _ in 0..2 {
            let (earlier, opening) = self.clause(at, true);
            if !short || at - earlier > PARENTHESIS || (s > start && self.is_phrase()) {
                break;
            }
            match opening {
                Opening::Link(i) => match self.matrix(i, DEPTH) {
                    Some(found) => return Some(found),
                    None => break,
                },
                // "is not, in law, permitted"
                Opening::Comma
                    if earlier > self.whole.start
                        && self.negates(earlier - 1)
                        && !self.is(earlier - 1, Governing::Local) =>
                {
                    let i = earlier - 1;
                    return self.found(Touch::Negation, self.clause(i, false).0, i);
                }
                Opening::Comma => at = earlier,
                _ => break,
            }
        }
        self.condition_before(start).or_else(|| self.hearsay_before(start))
    }

    /// "According to the steward, …"; "Allegedly, …": at the head of a sentence, up to the comma before `start`.
    fn hearsay_before(&self, start: usize) -> Option<Governor> {
        let head = self.whole.start;
        let word = (head..start.min(head + 2)).find(|&i| self.attitude(i) == Some(Touch::Hearsay))?;
        let within = (head..start.saturating_sub(1)).all(|i| self.gap(i) == Gap::None);
        if within { self.found(Touch::Hearsay, head, word) } else { None }
    }

    /// A condition that opens the sentence, or a clause of it, and ends before the clause that begins at `start`.
    fn condition_before(&self, start: usize) -> Option<Governor> {
        let mut commas = 0;
        let mut at = start;
        while at > self.whole.start {
            let i = at - 1;
            match self.gap(i) {
                Gap::Hard | Gap::Colon | Gap::Line => return None,
                Gap::Comma => commas += 1,
                Gap::None => {}
            }
            if commas > COMMAS {
                return None;
            }
            if self.is(i, Governing::Condition) {
                let opens = i == self.whole.start
                    || self.gap(i - 1) != Gap::None
                    || self.role(i - 1).0.meets(Government::any(&[Governing::Clause, Governing::Link]));
                // "if necessary," is no clause.
                let clause = (i..i + 2).all(|k| k + 1 < start && self.gap(k) == Gap::None);
                return if opens && clause { self.found(Touch::Condition, i, i) } else { None };
            }
            if i == self.whole.start && self.is(i, Governing::Inverted) && !self.is_question() {
                return self.found(Touch::Condition, i, i);
            }
            at = i;
        }
        None
    }

    /// "shall not: (a) fell trees; (b) plough": a list under a negation.
    fn list(&self, start: usize) -> Option<Governor> {
        let s = self.passage.start;
        let colon = (self.whole.start..start).rev().find(|&i| self.gap(i) == Gap::Colon)?;
        let denies = self.negates(colon) && !self.is(colon, Governing::Local);
        let attitude = self.attitude(colon).filter(|_| self.is(colon, Governing::Denial));
        let touch = if denies { Some(Touch::Negation) } else { attitude }?;
        let (clause, _) = self.clause(colon + 1, true);
        // The item's own number and a word or two may stand before the passage.
        if s - start > 2 { None } else { self.found(touch, clause, colon) }
    }

    fn after(&self) -> Option<Governor> {
        let e = self.passage.end;
        let last = self.whole.end;
        if e >= last || ends_sentence(self.text, self.folded, e - 1, self.language) {
            return None;
        }
        let found = |touch, start: usize, word| {
            let end = self.clause_end(word);
            Some(Governor { touch, tokens: start..end, word, claimed: self.is(word, Governing::Claim) })
        };
        let first = self.gap(e - 1);
        // "…, but only if"
        let opening = if self.is(e, Governing::Clause) && self.gap(e) == Gap::None { e + 1 } else { e };
        if opening < last && self.is(opening, Governing::Condition) && first != Gap::Colon {
            return found(Touch::Condition, e, opening);
        }
        let particle = self.is(e, Governing::Particle) || self.is(e, Governing::Local);
        if first == Gap::None && self.negates(e) && !particle {
            return found(Touch::Negation, e, e);
        }
        if first == Gap::None && self.negates(e + 1) && self.is(e + 1, Governing::Trailing) {
            return found(Touch::Negation, e, e + 1);
        }
        if matches!(first, Gap::None | Gap::Comma)
            && let Some(i) = self.denied_after()
        {
            return found(self.attitude(i).unwrap_or(Touch::Negation), e, i);
        }
        let i = self.next_condition()?;
        found(Touch::Condition, e, i)
    }

    /// One past the clause that the word at `i` is of.
    fn clause_end(&self, i: usize) -> usize {
        let mut end = i + 1;
        // "es sei denn, die Schule": a comma right after the word is not the clause's end.
        while end < self.whole.end && (self.gap(end - 1) == Gap::None || end - i < SHORT) {
            end += 1;
        }
        end
    }

    /// A condition that opens the next clause.
    fn next_condition(&self) -> Option<usize> {
        let e = self.passage.end;
        let mut commas = 0;
        for i in e..self.whole.end.min(e + NEXT) {
            match self.gap(i - 1) {
                Gap::Comma => commas += 1,
                Gap::None => {}
                Gap::Hard | Gap::Colon | Gap::Line => return None,
            }
            let role = self.role(i).0;
            if commas > 1
                || role.meets(Government::any(&[Governing::Clause, Governing::Link, Governing::Question]))
            {
                return None;
            }
            if role.has(Governing::Condition) {
                return Some(i);
            }
        }
        None
    }

    /// "That he struck the boy is not true"; "…, which is false"; "…, it is alleged".
    fn denied_after(&self) -> Option<usize> {
        let e = self.passage.end;
        let comma = self.gap(e - 1) == Gap::Comma;
        let (_, opening) = self.clause(self.passage.start, false);
        let subject = matches!(opening, Opening::Link(i) if i == self.whole.start);
        let linked = matches!(opening, Opening::Link(_));
        if !comma && !linked {
            return None;
        }
        let mut end = e;
        let reach = if subject { NEXT } else { TAG };
        while end < self.whole.end.min(e + reach) && (end == e || self.gap(end - 1) == Gap::None) {
            // "…, which is false": a relative opens the tag; another clause ends it.
            if self.parts(end) && end > e {
                break;
            }
            end += 1;
        }
        let negation = (e..end).find(|&i| self.negates(i) && !self.is(i, Governing::Local));
        let attitude = (e..end).find(|&i| {
            let class: &[Governing] = if subject || comma {
                &[
                    Governing::Denial,
                    Governing::Doubt,
                    Governing::Hearsay,
                    Governing::Claim,
                    Governing::Source,
                ]
            } else {
                &[Governing::Denial, Governing::Doubt]
            };
            self.role(i).0.meets(Government::any(class))
        });
        match (negation, attitude) {
            (None, Some(i)) => Some(i),
            (Some(n), None) if subject || (n..end).any(|i| self.is(i, Governing::Truth)) => Some(n),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::{english, language};
    use crate::text::fold;

    /// What governs the words between bars, before and after.
    fn governed(language: &Language, marked: &str) -> (Option<String>, Option<String>) {
        let parts: Vec<&str> = marked.split('|').collect();
        let text = parts.concat();
        let folded = fold(&text, &[]);
        let from = fold(parts[0], &[]).tokens.len();
        let passage = from..from + fold(parts[1], &[]).tokens.len();
        let told = |g: Option<Governor>| {
            let g = g?;
            let words = folded.span_of(&g.tokens)?.slice(&text)?;
            Some(format!("{}: {words}", g.touch.name()))
        };
        (
            told(governor_before(&text, &folded, &passage, language)),
            told(governor_after(&text, &folded, &passage, language)),
        )
    }

    fn before(marked: &str) -> String {
        governed(english(), marked).0.unwrap_or_default()
    }

    fn after(marked: &str) -> String {
        governed(english(), marked).1.unwrap_or_default()
    }

    #[test]
    fn a_negation_governs_its_clause_and_what_hangs_on_it() {
        assert_eq!(before("It is not true that |the clerk left early|."), "negation: It is not true that");
        assert_eq!(before("The tenant is not |allowed to keep goats|."), "negation: The tenant is not");
        assert_eq!(before("Nobody has said that |the well is dry|."), "negation: Nobody has said that");
        assert_eq!(before("None of the boats |came home that night|."), "negation: None of the boats");
        assert_eq!(
            before("It is not true, she wrote, that |the clerk left|."),
            "negation: It is not true, she wrote, that"
        );
        assert_eq!(
            before("The tenant is not, in law, |allowed to keep goats|."),
            "negation: The tenant is not, in law"
        );
        assert_eq!(
            before("She never said that he had claimed that |the well is dry|.").split(':').next(),
            Some("hearsay")
        );
        assert_eq!(
            before("The tenant shall not: (a) keep goats; (b) |cut the hedge down|."),
            "negation: The tenant shall not: (a) keep goats; (b"
        );
    }

    #[test]
    fn a_negation_governs_nothing_beyond() {
        for plain in [
            "He did not come. |The bell was hung at noon|.",
            "He did not come, and |the bell was hung at noon|.",
            "He did not come, but he said that |the bell was hung|.",
            "He did not come because |the bell was hung|.",
            "She did not know that |the bell was cracked|.",
            "There is no doubt that |the bell was cracked|.",
            "It cannot be denied that |the bell was cracked|.",
            "Not only |the bell was cracked|.",
            "It is true that |the bell was cracked|.",
            "He said that |the bell was cracked|.",
            "They did not discuss |the bell of the upper church|.",
            "A man without a hat |struck the bell twice|.",
            "Order No. 5 |was read to the crew|.",
            "In answer to a doubt of hers he said that |the bell was cracked|.",
            "This is not to deny that |the bell was cracked|.",
            "If necessary, the parish |pays for a new bell|.",
            "If it rains we ring\n\nB. |The parish pays for a new bell|.",
        ] {
            assert_eq!(before(plain), "", "{plain}");
        }
    }

    #[test]
    fn conditions_questions_and_others_words() {
        assert_eq!(
            before("If the pump fails, the parish |will pay for another|."),
            "condition: If the pump fails, the parish"
        );
        assert_eq!(before("They asked whether |the pump had failed|."), "doubt: They asked whether");
        assert_eq!(before("The clerk hoped that |the pump would last|."), "doubt: The clerk hoped that");
        assert_eq!(before("It is alleged that |the pump was sold|."), "hearsay: It is alleged that");
        assert_eq!(before("The clerk denied that |the pump was sold|."), "negation: The clerk denied that");
        assert_eq!(before("His denial that |the pump was sold| was false."), "negation: His denial that");
        assert_eq!(before("Even if it rains, the parish |will pay|."), "");
        assert_eq!(
            after("|The parish pays for the pump|, unless it was sold before May. So it is."),
            "condition: unless it was sold before May"
        );
        assert_eq!(
            after("|The parish pays| for the pump, except on Sundays."),
            "condition: for the pump, except on Sundays"
        );
        assert_eq!(after("That |the pump was sold in May| is not true."), "negation: is not true");
        assert_eq!(after("|The pump was sold in May|, which is false."), "negation: which is false");
        assert_eq!(after("|The parish pays for the pump|. Unless it rains we go."), "");
        assert_eq!(after("|The parish pays for the pump|, and the clerk does not."), "");
        assert_eq!(after("|The large house at the corner| was not sold."), "");
    }

    #[test]
    fn german_negations_stand_last() {
        let german = language("de").expect("there");
        assert_eq!(
            governed(german, "|Der Brunnen versiegt im Sommer| nicht.").1.as_deref(),
            Some("negation: nicht")
        );
        assert_eq!(governed(german, "|Der Brunnen versiegt| im Sommer nicht.").1, None);
    }

    #[test]
    fn other_languages() {
        for (code, marked, wanted) in [
            ("es", "El perito no dijo que |el pozo era hondo|.", "negation"),
            ("fr", "Il n'est pas vrai que |le puits est à sec|.", "negation"),
            ("de", "Es ist nicht wahr, dass |der Brunnen leer ist|.", "negation"),
            ("it", "Non è vero che |il pozzo è vuoto|.", "negation"),
            ("pt", "Não é verdade que |o poço está seco|.", "negation"),
            ("ru", "Неверно, что |колодец пуст|.", "negation"),
            ("es", "No cabe duda de que |el pozo era hondo|.", ""),
            ("fr", "Il ne fait aucun doute que |le puits est à sec|.", ""),
            ("de", "Es besteht kein Zweifel, dass |der Brunnen leer ist|.", ""),
            ("it", "Non c'è dubbio che |il pozzo è vuoto|.", ""),
            ("pt", "Não há dúvida de que |o poço está seco|.", ""),
            ("ru", "Нет сомнения, что |колодец пуст|.", ""),
            ("de", "Wenn der Brunnen versiegt, |zahlt die Gemeinde|.", "condition"),
            ("de", "Es trifft nicht zu, dass |der Brunnen leer ist|.", "negation"),
            ("it", "Nessuno ha detto che |il pozzo è vuoto|.", "negation"),
            ("es", "Si el pozo se seca, |la aldea pagará el agua|.", "condition"),
        ] {
            let language = language(code).expect("there");
            let got = governed(language, marked).0.unwrap_or_default();
            assert_eq!(got.split(':').next(), Some(wanted), "{code}: {marked}");
        }
    }
}
