//! Which of the listed persons does a text mention? Editions list the people of a volume at its head,
//! with their roles; a mention is then not guessed but looked up.
//!
//! A family name is looked for as a whole word with a capital; of a name of several words, each part
//! that no other listed person bears. Who of two with one name is meant is told by the given name, the
//! initial or the title beside it, then by who was named last.

use super::name::Words;
use super::token::{Shape, Tokens};
use crate::lang::{Class, Grammar, Language, english};
pub use crate::text::Listed;
use crate::text::Span;
use std::collections::HashMap;

/// A mention of a listed person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mention {
    /// The name, without the title.
    pub span: Span,
    /// Index into the list.
    pub person: usize,
}

/// A list made ready to be looked up.
#[derive(Debug, Default)]
pub struct Roster {
    /// By the first word of a form: the words of the form, whose it is, and how sure it tells.
    forms: HashMap<String, Vec<Form>>,
    /// Given names and initials of each person, in small letters.
    given: Vec<Vec<String>>,
    /// The words of each person's role, in small letters.
    roles: Vec<Vec<String>>,
}

#[derive(Debug)]
struct Form {
    words: Vec<String>,
    person: usize,
    /// A part of a name tells less than all of it.
    part: bool,
}

/// The language of lists and of what they are looked up in.
fn language() -> &'static Language {
    english()
}

/// What stands in a listed name without being a name.
fn is_rank(known: &Words, word: &str) -> bool {
    known.get(&word.trim_end_matches('.').to_lowercase()).rank
}

fn words(name: &str) -> Vec<String> {
    let t = Tokens::new(name);
    let mut out: Vec<String> = Vec::new();
    for i in 0..t.len() {
        match t.shape(i) {
            Some(Shape::Word) => out.push(t.raw(i).to_owned()),
            Some(Shape::Mark)
                if matches!(t.raw(i), "-" | "'" | "’") && t.glued(i) && i > 0 && t.glued(i - 1) =>
            {
                out.push(t.raw(i).to_owned())
            }
            _ => {}
        }
    }
    out
}

impl Listed {
    /// The words of the family name and of the given names, without ranks and without what stands in
    /// brackets. A name without a comma is all family name.
    #[must_use]
    pub fn parts(&self) -> (Vec<String>, Vec<String>) {
        parts(&Words::of(language()), self.name.split('(').next().unwrap_or(""))
    }
}

fn parts(known: &Words, name: &str) -> (Vec<String>, Vec<String>) {
    let clean = |s: &str| -> Vec<String> {
        words(
            &s.split_whitespace()
                .filter(|w| !is_rank(known, w.trim_matches(',')))
                .collect::<Vec<_>>()
                .join(" "),
        )
    };
    let (family, given) = name.split_once(',').unwrap_or((name, ""));
    (clean(family), clean(given))
}

impl Roster {
    /// Makes a list ready.
    #[must_use]
    pub fn new(list: &[Listed]) -> Self {
        let known = Words::of(language());
        let mut out = Self { forms: HashMap::new(), given: vec![Vec::new(); list.len()], roles: Vec::new() };
        let mut single: Vec<(String, usize)> = Vec::new();
        let plain = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        for (own, l) in list.iter().enumerate() {
            // "Krishna Menon: See Menon, V. K. Krishna": another name of somebody who is listed.
            let other = l
                .role
                .split_once(' ')
                .filter(|r| known.get(&r.0.to_lowercase()).cross_reference)
                .map(|r| plain(r.1));
            let person = other
                .and_then(|o| {
                    list.iter().position(|x| {
                        plain(&x.name) == o || plain(x.name.split('(').next().unwrap_or("")) == o
                    })
                })
                .unwrap_or(own);
            out.roles.push(
                l.role
                    .split(|c: char| !c.is_alphabetic())
                    .filter(|w| w.len() > 2)
                    .map(str::to_lowercase)
                    .collect(),
            );
            // Other spellings stand in brackets.
            let mut names: Vec<String> = vec![l.name.split('(').next().unwrap_or("").to_owned()];
            names.extend(l.name.split('(').skip(1).filter_map(|p| p.split(')').next()).map(str::to_owned));
            for name in names {
                let (family, given) = parts(&known, &name);
                if family.is_empty() {
                    continue;
                }
                out.given[person].extend(given.iter().map(|g| g.to_lowercase()));
                out.add(&family, person, false);
                let whole: Vec<&String> = family
                    .iter()
                    .filter(|w| w.chars().count() > 1 && w.starts_with(char::is_uppercase))
                    .collect();
                if family.len() > 1 {
                    single.extend(whole.iter().map(|w| ((*w).clone(), person)));
                    // "Couve de Murville" is "Couve"; "Ngo Dinh Diem" is "Diem"; so are two of three words.
                    let plain: Vec<String> =
                        family.iter().filter(|w| w.chars().count() > 1).cloned().collect();
                    for n in 2..plain.len() {
                        out.add(&plain[..n], person, true);
                        out.add(&plain[plain.len() - n..], person, true);
                    }
                }
            }
        }
        // A part tells only if it is nobody's family name.
        let family = |out: &Self, word: &str, person: usize| {
            out.forms
                .get(word)
                .is_some_and(|f| f.iter().any(|f| f.words.len() == 1 && !f.part && f.person != person))
        };
        for (word, person) in &single {
            if !family(&out, word, *person) {
                out.add(std::slice::from_ref(word), *person, true);
            }
        }
        out
    }

    fn add(&mut self, words: &[String], person: usize, part: bool) {
        let Some(first) = words.first() else { return };
        let forms = self.forms.entry(first.clone()).or_default();
        if !forms.iter().any(|f| f.words == words && f.person == person) {
            forms.push(Form { words: words.to_vec(), person, part });
        }
    }

    /// The mentions of listed persons in a text, in order.
    #[must_use]
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let t = Tokens::new(text);
        let (known, grammar) = (Words::of(language()), language().grammar());
        let mut out: Vec<Mention> = Vec::new();
        let mut last: HashMap<usize, usize> = HashMap::new();
        let mut i = 0;
        while i < t.len() {
            let Some((len, person)) = self.at(&t, &known, grammar, i, &last) else {
                i += 1;
                continue;
            };
            // The given name before it belongs to the mention.
            let mut first = i;
            while let Some(b) = first.checked_sub(1).filter(|&b| !t.parted(b)) {
                let initial = t.is(b, ".")
                    && b > 0
                    && t.raw(b - 1).len() == 1
                    && self.given[person].iter().any(|g| g.starts_with(&t.raw(b - 1).to_lowercase()));
                let name = t.shape(b) == Some(Shape::Word)
                    && t.raw(b).starts_with(char::is_uppercase)
                    && self.given[person].iter().any(|g| *g == t.raw(b).to_lowercase());
                if initial {
                    first = b - 1;
                } else if name {
                    first = b;
                } else {
                    break;
                }
            }
            if let Some(span) = t.span(first, i + len - 1) {
                out.push(Mention { span, person });
                last.insert(person, i);
            }
            i += len;
        }
        out
    }

    /// The longest form at token `i`: its tokens and whose it is.
    fn at(
        &self,
        t: &Tokens<'_>,
        known: &Words,
        grammar: &Grammar,
        i: usize,
        last: &HashMap<usize, usize>,
    ) -> Option<(usize, usize)> {
        if t.shape(i)? != Shape::Word {
            return None;
        }
        // A name in capitals is the same name.
        let raw = t.raw(i);
        let proper = proper(raw);
        let forms = self.forms.get(raw).or_else(|| self.forms.get(&proper))?;
        let fits = |f: &&Form| {
            f.words.iter().enumerate().all(|(k, w)| {
                let r = t.raw(i + k);
                (r == w || self::proper(r) == *w || r.to_lowercase() == w.to_lowercase() && k > 0)
                    && (k + 1 == f.words.len() || !t.parted(i + k))
            })
        };
        let longest = forms.iter().filter(fits).map(|f| f.words.len()).max()?;
        let candidates: Vec<&Form> = forms.iter().filter(fits).filter(|f| f.words.len() == longest).collect();
        let before: Vec<String> = (i.saturating_sub(4)..i).map(|k| t.raw(k).to_lowercase()).collect();
        // A given name among the words before, or an initial right before.
        let initial = match i {
            0 => "",
            _ if t.is(i - 1, ".") && i > 1 => t.raw(i - 2),
            _ => t.raw(i - 1),
        };
        let initial = if initial.len() == 1 && initial.starts_with(char::is_uppercase) {
            initial.to_lowercase()
        } else {
            String::new()
        };
        // How close one stands: the nearest tells, in "Ben Tov told Ada Tov".
        let closeness = |p: usize| {
            self.given[p]
                .iter()
                .filter_map(|g| {
                    let word = before.iter().rposition(|w| w == g).filter(|_| g.len() > 1).map(|at| at + 1);
                    let letter = !initial.is_empty() && g.starts_with(&initial);
                    word.max(letter.then_some(before.len()))
                })
                .max()
                .unwrap_or(0)
        };
        let named = |p: usize| closeness(p) > 0;
        let of_rank = |w: &str| {
            let word = known.get(w);
            word.title || word.department
        };
        let titled = before.iter().rev().take(2).any(|w| of_rank(w));
        let also = known.get(&raw.to_lowercase());
        // "Ball said": what he does tells that it is he.
        let does = {
            let next = t.raw(i + longest);
            next.starts_with(char::is_lowercase)
                && (next.len() > 4 && grammar.words(Class::PastEnding).iter().any(|e| next.ends_with(&**e))
                    || grammar.is(next, Class::Predicate))
        };
        let opens = !does && (i == 0 || t.parted(i - 1) || matches!(t.raw(i - 1), "." | "!" | "?"));
        let word = longest == 1 && (also.other_name || opens && also.common);
        // "President Johnson", "Under Secretary Johnson": the words of rank are those of the role.
        let rank: Vec<&String> = before.iter().rev().take_while(|w| w.len() > 2 && of_rank(w)).collect();
        let role = |p: usize| {
            let said = &self.roles[p];
            let all = rank.iter().filter(|w| said.contains(w)).count();
            // "President" alone is his who is listed as that, not whose assistant he is.
            (all, rank.last().is_some_and(|w| said.first() == Some(*w)))
        };
        let ambiguous = candidates.len() > 1 && candidates.iter().all(|f| f.part);
        let best = candidates.iter().max_by_key(|f| {
            (
                closeness(f.person),
                role(f.person),
                !f.part,
                last.get(&f.person).copied().map_or(0, |l| l + 1),
                std::cmp::Reverse(f.person),
            )
        })?;
        if ambiguous && !named(best.person) && role(best.person).0 == 0 && !last.contains_key(&best.person) {
            return None;
        }
        if word && !titled && !named(best.person) && !last.contains_key(&best.person) {
            return None;
        }
        // Another given name before it makes it another person.
        Some((longest, best.person))
    }
}

/// "KENNEDY" as "Kennedy".
fn proper(word: &str) -> String {
    if word.chars().count() < 2 || word.chars().any(char::is_lowercase) {
        return word.to_owned();
    }
    let mut chars = word.chars();
    let first = chars.next().map_or(String::new(), |c| c.to_string());
    first + &chars.as_str().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_persons_are_found_by_what_they_are_called() {
        let list: Vec<Listed> = ["Tov, Adm. Moshe B.", "Bar Lev Katz", "Stone, Ann", "Stone, Peter"]
            .iter()
            .enumerate()
            .map(|(i, n)| Listed { id: i.to_string(), name: (*n).to_owned(), role: String::new() })
            .collect();
        let r = Roster::new(&list);
        let text = "Admiral Tov met M. B. Tov's friend Katz. A stone fell. Stone by stone. Mr. Stone, Peter Stone, KATZ.";
        let got: Vec<(&str, usize)> =
            r.mentions(text).iter().map(|m| (m.span.slice(text).unwrap_or("?"), m.person)).collect();
        assert_eq!(
            got,
            [("Tov", 0), ("M. B. Tov", 0), ("Katz", 1), ("Stone", 2), ("Peter Stone", 3), ("KATZ", 1)]
        );
    }
}
