//! What is quoted between marks in running text?

use super::ahead::{Ahead, Sought};
use super::author::quotation;
use super::marks::{Around, Kind, closing, is_mark, opening};
use super::types::{Context, Form, Quotation, is_blank};
use crate::read::paragraph::Paragraph;
use crate::text::{BlockKind, Span};

/// Bytes after which an opening mark without a closing one is given up.
const LONGEST: usize = 12_000;
/// Paragraphs that a quotation may run over.
const MOST_PARAGRAPHS: usize = 200;

#[derive(Clone, Copy)]
struct Open {
    kind: Kind,
    /// First byte after the mark.
    inner: usize,
}

/// A mark and what is around it.
struct Mark {
    c: char,
    at: usize,
    /// One past its last byte.
    after: usize,
    around: Around,
}

/// The reading of one paragraph, and of those that its last quotation reaches.
struct Running<'r, 't> {
    c: &'r Context<'t>,
    all: &'r [Paragraph],
    open: Option<Open>,
    ignored: Vec<Span>,
    /// Marks of the same kind open within the quotation.
    depth: u32,
    /// Whether marks of another kind are open within it.
    inner: bool,
    ahead: Ahead<'t>,
    /// For the last paragraph that was asked of, the later one in which ‘…’ may end.
    later: Option<(usize, Option<usize>)>,
    out: Vec<Quotation>,
}

/// Reads the quotations in marks that begin in paragraph `i`; returns the last paragraph
/// that one of them reaches.
pub(super) fn marked(c: &Context<'_>, all: &[Paragraph], i: usize, out: &mut Vec<Quotation>) -> usize {
    let mut running = Running {
        c,
        all,
        open: None,
        ignored: Vec::new(),
        depth: 0,
        inner: false,
        ahead: Ahead::new(c.text),
        later: None,
        out: Vec::new(),
    };
    let last = running.read(i);
    out.append(&mut running.out);
    last
}

impl Running<'_, '_> {
    fn read(&mut self, first: usize) -> usize {
        let text = self.c.text;
        let mut k = first;
        // Whether this paragraph repeats the opening mark.
        let mut repeated = false;
        let mut resume = None;
        loop {
            let span = self.all[k].span;
            let (from, to) = (span.start() as usize, span.end() as usize);
            let mut at = resume.take().unwrap_or(from);
            if repeated {
                let Some(mark) = text[from..to].chars().next() else { break };
                at += mark.len_utf8();
                self.ignored.extend(Span::of(text, from..at));
            }
            if let Some((paragraph, end)) = self.paragraph(k, [from, at, to]) {
                (k, resume, repeated) = (paragraph, Some(end), false);
                continue;
            }
            let Some(o) = self.open else { break };
            if o.kind == Kind::Single
                && let Some((paragraph, end)) = self.closes_later(k, o.inner)
            {
                self.out.extend(quotation(self.c, [o.inner, end], Form::Marks, Vec::new(), false));
                self.close();
                (k, resume, repeated) = (paragraph, Some(end), false);
                continue;
            }
            let next = self.all.get(k + 1);
            let continues = next.is_some_and(|n| {
                n.kind != BlockKind::Quotation
                    && text[n.span.range()].chars().next().is_some_and(|mark| o.kind.repeats(mark))
            });
            // Or it does not, and the closing mark still comes before any other opening one.
            let runs_on = || {
                closes_first(text, o.kind, to, self.all)
                    || closes_after_list(text, o.kind, self.all, [first, k])
            };
            if (continues || runs_on()) && k - first < MOST_PARAGRAPHS && k + 1 < self.all.len() {
                k += 1;
                repeated = continues;
                continue;
            }
            if k > first {
                // The close is missing after several paragraphs: each is read by itself.
                self.out.clear();
                return first + marked(self.c, &[self.all[first]], 0, &mut self.out);
            }
            // Never closed: the mark is taken back, and what follows it in its own paragraph is read.
            if !o.kind.is_doubtful() {
                self.unclosed(o, to.max(o.inner));
            }
            break;
        }
        k
    }

    /// Reads a paragraph from byte `at` on. Gives where reading goes on if a quotation ends in a later paragraph.
    fn paragraph(&mut self, k: usize, [from, mut at, to]: [usize; 3]) -> Option<(usize, usize)> {
        let text = self.c.text;
        self.ahead.turn_to([from, to]);
        while at < to {
            let c = text[at..to].chars().next()?;
            let after = at + c.len_utf8();
            // Of these only two together are a mark.
            let alone = matches!(c, ',' | '<' | '>') && text.as_bytes().get(after) != text.as_bytes().get(at);
            if alone || !is_mark(c) {
                at = after;
                continue;
            }
            let skip = self.c.skip_at(at);
            // An entity is a mark, though it is markup.
            if let Some(skip) = skip.filter(|s| !text[s.range()].contains(super::types::FILL)) {
                at = (skip.end() as usize).max(after);
                continue;
            }
            let around = Around::of(text, [from, at, after, to]);
            let mark = Mark { c, at, after, around };
            if let Some(o) = self.open {
                match self.within(o, &mark, from, k) {
                    Some(next) => {
                        at = next;
                        continue;
                    }
                    None => {
                        self.unclosed(o, at);
                        self.close();
                    }
                }
            }
            let Some(kind) = self.opens(&mark) else {
                at = after;
                continue;
            };
            let o = Open { kind, inner: at + kind.width(c) };
            at = o.inner;
            if !kind.is_doubtful() || self.closes(o, to) {
                self.open = Some(o);
            } else if let Some((paragraph, end)) =
                (kind == Kind::Single).then(|| self.closes_later(k, o.inner)).flatten()
            {
                self.out.extend(quotation(self.c, [o.inner, end], Form::Marks, Vec::new(), false));
                return Some((paragraph, end));
            } else {
                at = after;
            }
        }
        None
    }

    fn close(&mut self) {
        self.open = None;
        self.depth = 0;
        self.inner = false;
        self.ignored.clear();
    }

    /// What a mark within a quotation does: the byte at which reading goes on; `None` if it shows that the quotation was never
    /// closed.
    fn within(&mut self, o: Open, mark: &Mark, from: usize, k: usize) -> Option<usize> {
        let (text, c, at, after, around) = (self.c.text, mark.c, mark.at, mark.after, &mark.around);
        if self.depth > 0 && c == '”' {
            self.depth -= 1;
            return Some(after);
        }
        if self.nests(o, mark) {
            return Some(after);
        }
        if let Some(width) = closing(o.kind, c, around)
            && !self.is_apostrophe(o, mark, k)
        {
            let ignored = std::mem::take(&mut self.ignored);
            self.out.extend(quotation(self.c, [o.inner, at], Form::Marks, ignored, false));
            self.close();
            return Some(at + width);
        }
        // A second opening mark of the same kind: the first was never closed.
        let again = matches!(o.kind, Kind::Curly | Kind::Angle | Kind::Backticks)
            && opening(c, around) == Some(o.kind)
            && around.opens();
        let line_start = text[from..at].ends_with('\n')
            && text[from..at].trim_end().ends_with(['.', '!', '?', ':', ';', '…', '—']);
        if again && line_start {
            // Paragraphs that only line ends divide repeat the opening mark, too.
            self.ignored.extend(Span::of(text, at..after));
            return Some(after);
        }
        if again && o.kind == Kind::Curly && self.ahead.balances(after) {
            self.depth += 1;
            return Some(after);
        }
        (!again && at - o.inner <= LONGEST).then_some(after)
    }

    /// Whether a mark opens or closes others of another kind within the quotation, or is a stray one.
    fn nests(&mut self, o: Open, mark: &Mark) -> bool {
        let (text, c, around) = (self.c.text, mark.c, &mark.around);
        let closing = |at: usize| text[at..].starts_with('”');
        match (o.kind, c) {
            (Kind::Curly | Kind::Low | Kind::Same, '"') => {
                let closes = self.ahead.next(Sought::Curly, mark.after).is_some_and(closing);
                if self.inner && around.closes() {
                    self.inner = false;
                    return true;
                }
                if !closes || !around.closes() {
                    self.inner = closes && around.opens();
                    return closes;
                }
                // “The bridge,” typed “The bridge," he said, "is ours”: the next straight mark opens.
                let inch = around.before.is_some_and(|b| b.is_ascii_digit());
                inch || !self.next_opens(mark.after)
            }
            (Kind::Straight, '“') if around.opens() => {
                let closes = self.ahead.next(Sought::StraightOrCurlyClosing, mark.after).is_some_and(closing);
                self.inner |= closes;
                closes
            }
            (Kind::Straight, '”') if self.inner => {
                self.inner = false;
                true
            }
            _ => false,
        }
    }

    /// What a mark opens where nothing is open.
    fn opens(&mut self, mark: &Mark) -> Option<Kind> {
        let (c, around) = (mark.c, &mark.around);
        if c == '"' && around.before.is_some_and(|b| b.is_ascii_digit()) {
            return None;
        }
        if let Some(kind) = opening(c, around) {
            return Some(kind);
        }
        let (kind, sought) = match c {
            '״' => (Kind::Gershayim, Sought::Gershayim),
            _ => (Kind::Straight, Sought::Straight),
        };
        // A mark after two words or more closes what a particle's mark opened.
        let marks = matches!(c, '"' | '״') && around.opens_after_particle();
        let closing = if marks { self.ahead.next(sought, mark.after) } else { None };
        let words = self.c.text.get(mark.after..closing?).filter(|w| w.len() <= LONGEST)?;
        words.trim().contains(char::is_whitespace).then_some(kind)
    }

    /// Whether what a doubtful mark opens is closed in its paragraph.
    fn closes(&mut self, o: Open, to: usize) -> bool {
        let (text, start) = (self.c.text, o.inner);
        let rest = &text[start..to];
        let elided = o.kind.is_single() && is_elided(rest);
        let sought = match o.kind {
            Kind::Single => Sought::SingleClosing,
            Kind::SingleStraight => Sought::StraightSingleClosing,
            Kind::SingleSame => Sought::SameSingleClosing,
            Kind::Same => Sought::SameClosing,
            Kind::Commas => Sought::CommasClosing,
            Kind::SingleAngleIn => Sought::SingleAngle,
            Kind::LessThan => Sought::GreaterThan,
            _ => return true,
        };
        // Right after the opening mark nothing closes.
        let first = if o.kind == Kind::LessThan { 0 } else { rest.chars().next().map_or(1, char::len_utf8) };
        let found = if elided { None } else { self.ahead.next(sought, start + first) };
        match (o.kind, found) {
            (Kind::LessThan, Some(end)) => {
                end - start <= LONGEST && less_than_closes(&text[..start], &text[start..end])
            }
            (_, found) => found.is_some(),
        }
    }

    /// The paragraph after `k` in which ‘…’ that begins in `k` may end: the first that ends with a closing mark.
    fn ends_later(&mut self, k: usize) -> Option<usize> {
        if let Some((_, found)) = self.later.filter(|l| l.0 == k) {
            return found;
        }
        let text = self.c.text;
        let reach = self.all[k].span.end() as usize + LONGEST;
        let found = (k + 1..self.all.len().min(k + MOST_PARAGRAPHS))
            .take_while(|&n| {
                let p = self.all[n];
                p.kind != BlockKind::Heading && p.kind != BlockKind::Note && p.span.start() as usize <= reach
            })
            .find(|&n| {
                let words = &text[self.all[n].span.range()];
                let mark = words.rfind('\u{2019}');
                mark.is_some_and(|m| words[m..].chars().all(|c| !c.is_alphabetic()))
            });
        self.later = Some((k, found));
        found
    }

    /// Where ‘…’ ends that no mark of its paragraph closes: the paragraph, and the byte of the mark, at a paragraph's end and
    /// with no other pair open.
    fn closes_later(&mut self, k: usize, inner: usize) -> Option<(usize, usize)> {
        let text = self.c.text;
        let near = self.all[k].span.end() as usize <= inner + LONGEST;
        if !near || is_elided(&text[inner..]) {
            return None;
        }
        self.ends_later(k)?;
        let mut depth = 0;
        for (n, p) in self.all.iter().enumerate().skip(k).take(MOST_PARAGRAPHS) {
            let (from, to) = (p.span.start() as usize, p.span.end() as usize);
            let begin = if n == k { inner } else { from };
            if n > k && (p.kind == BlockKind::Heading || p.kind == BlockKind::Note) || begin > inner + LONGEST
            {
                return None;
            }
            for (i, c) in text[begin..to].char_indices() {
                let at = begin + i;
                let after = at + c.len_utf8();
                let around = || Around::of(text, [from, at, after, to]);
                match c {
                    '\u{2018}' if around().opens() => depth += 1,
                    '\u{2019}' if around().closes() => {
                        let last = text[after..to].chars().all(|c| !c.is_alphabetic());
                        match depth {
                            0 if last && n > k => return Some((n, at)),
                            0 => {}
                            _ => depth -= 1,
                        }
                    }
                    _ => {}
                }
            }
        }
        None
    }

    fn unclosed(&mut self, o: Open, to: usize) {
        self.out.extend(quotation(self.c, [o.inner, to], Form::Marks, Vec::new(), true));
    }

    /// Whether a mark that could close a single-quoted passage is an apostrophe after a plural
    /// ("the boys’ books"): a later mark must close better.
    fn is_apostrophe(&mut self, o: Open, mark: &Mark, k: usize) -> bool {
        let around = &mark.around;
        let plural = o.kind.is_single()
            && around.before == Some('s')
            && around.after == Some(' ')
            && around.next.is_some_and(char::is_lowercase);
        if !plural {
            return false;
        }
        let sought = if mark.c == '\'' { Sought::StraightSingleClosing } else { Sought::SingleClosing };
        let until = self.ahead.next(Sought::SingleOpening, mark.after);
        let closes = self.ahead.next(sought, mark.after);
        closes.is_some_and(|c| until.is_none_or(|u| c < u))
            || o.kind == Kind::Single && self.closes_later(k, mark.after).is_some()
    }

    /// Whether the next straight mark stands where one opens.
    fn next_opens(&mut self, from: usize) -> bool {
        let until = self.ahead.next(Sought::CurlyClosing, from);
        let Some(at) = self.ahead.next(Sought::AnyStraight, from) else { return false };
        let [first, to] = self.ahead.paragraph();
        until.is_none_or(|u| at < u) && {
            let around = Around::of(self.c.text, [first, at, at + 1, to]);
            around.opens() && around.before.is_some_and(char::is_whitespace)
        }
    }
}

/// Whether `>>` closes what `<<` opened, and the two are not the operators of a program. Those stand apart from what is on
/// either side of them; so do the marks in French, after a colon or before a capital.
fn less_than_closes(before: &str, inner: &str) -> bool {
    let first = inner.trim_start_matches(is_blank).chars().next();
    let phrase = inner.split_whitespace().count() >= 3
        && first.is_some_and(|c| c.is_alphabetic() || "‘“'[(…¿¡".contains(c))
        && !inner.contains("<<");
    let word = before.trim_end_matches(['<', ' ', '\u{A0}']);
    let announced = word.is_empty()
        || word.ends_with([':', ',', '—', '–', '\n'])
        || first.is_some_and(char::is_uppercase);
    phrase && (!inner.starts_with(is_blank) || announced && !inner.contains(['=', '{', '}', '_', '`']))
}

/// Whether a closing mark comes before an opening one in what follows byte `from`, in the
/// paragraphs read and not too far on.
fn closes_first(text: &str, kind: Kind, from: usize, all: &[Paragraph]) -> bool {
    let Some((open, close)) = kind.pair() else { return false };
    let end = all.last().map_or(from, |p| p.span.end() as usize).min(from + LONGEST / 2);
    let end = (from..=end).rev().find(|&e| text.is_char_boundary(e)).unwrap_or(from);
    let rest = text.get(from..end).unwrap_or("");
    rest.find(|c| c == open || close.contains(c)).is_some_and(|i| !rest[i..].starts_with(open))
}

/// Whether "…" that is open from paragraph `first` to `k` goes on over the items of a list, and ends in one of them.
fn closes_after_list(text: &str, kind: Kind, all: &[Paragraph], [first, k]: [usize; 2]) -> bool {
    let begins = text[all[first].span.range()].trim_end().ends_with([':', ',', ';', '—', '–']);
    if kind != Kind::Straight || !begins {
        return false;
    }
    let mut from = all[k].span.end() as usize;
    for p in all.iter().skip(k + 1).take(MOST_PARAGRAPHS) {
        let words = &text[p.span.range()];
        // The mark of an item may be none of its words.
        let before = text.get(from..p.span.start() as usize).unwrap_or("");
        from = p.span.end() as usize;
        if p.kind != BlockKind::Cell && !is_item(words) && !is_item(before.trim_start()) {
            return false;
        }
        if let Some(mark) = words.find('"') {
            let before = words[..mark].chars().next_back();
            let after = words[mark + 1..].chars().next();
            return before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric());
        }
    }
    false
}

/// Whether a paragraph begins as an item of a list does: "1. ", "(b) ", "– ".
fn is_item(words: &str) -> bool {
    let Some((mark, _)) = words.split_once(char::is_whitespace) else { return false };
    let number = mark.trim_start_matches('(').trim_end_matches(['.', ')', ':']);
    let few = number.len() <= 4 && number.chars().all(|c| c.is_ascii_alphanumeric());
    matches!(mark, "-" | "*" | "•" | "–" | "—") || !number.is_empty() && few && number.len() < mark.len()
}

/// Words that begin with an apostrophe: 'tis, 'em, rock 'n' roll.
fn is_elided(rest: &str) -> bool {
    const ELIDED: [&str; 12] =
        ["tis", "twas", "twere", "twill", "em", "til", "cause", "bout", "round", "neath", "n", "cos"];
    let word: String =
        rest.chars().take(8).take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    ELIDED.contains(&word.as_str())
}
