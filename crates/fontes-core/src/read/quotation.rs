//! Which words of a text are marked as somebody's? Quotations, with the marks of omission
//! and insertion that their author put in.
//!
//! Left out on purpose: apostrophes, feet and inches, nicknames and single quoted words are
//! not told here; a quotation of too few words is the checker's to judge.

use super::paragraph::{Layout, Paragraph, paragraphs_of};
use crate::text::{BlockKind, Document, Span};

/// How a quotation is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Between quotation marks.
    Marks,
    /// A block set off from the text.
    Block,
}

/// Words marked as somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// The words, without the marks around them.
    pub span: Span,
    /// How they are marked.
    pub form: Form,
    /// Marks of omission within, in order (`…`, `[...]`, `****`).
    pub ellipses: Vec<Span>,
    /// What the author put in between brackets, without the brackets, in order.
    pub inserted: Vec<Span>,
    /// What stands within the span but is not quoted: `[sic]`, "emphasis added", the
    /// repeated opening mark of a further paragraph.
    pub ignored: Vec<Span>,
    /// Whether the closing mark is missing; the span then ends with the paragraph.
    pub unclosed: bool,
}

/// Bytes after which an opening mark without a closing one is given up.
const LONGEST: usize = 12_000;

/// All quotations of a document, in order of their starts, not nested.
#[must_use]
pub fn quotations(document: &Document) -> Vec<Quotation> {
    quotations_of(document, None)
}

/// The quotations of a part of a text without blocks, whose whole has this layout.
#[must_use]
pub fn quotations_of(document: &Document, layout: Option<Layout>) -> Vec<Quotation> {
    let text = document.text.as_str();
    let all = paragraphs_of(document, layout);
    let mut out: Vec<Quotation> = Vec::new();
    let mut i = 0;
    while i < all.len() {
        if all[i].kind == BlockKind::Quotation {
            let first = i;
            while i + 1 < all.len()
                && all[i + 1].kind == BlockKind::Quotation
                && adjacent(text, all[i], all[i + 1])
            {
                i += 1;
            }
            block(text, &all[first..=i], &mut out);
        } else {
            i = marked(text, &all, i, &document.skips, &mut out);
        }
        i += 1;
    }
    let mut out: Vec<Quotation> = out.into_iter().flat_map(|q| divide(text, q)).collect();
    out.sort_by_key(|q| (q.span.start(), std::cmp::Reverse(q.span.end())));
    out
}

/// Cuts a quotation over several paragraphs, whose opening marks are repeated, into one for
/// each paragraph: each can then be right or wrong by itself.
fn divide(text: &str, q: Quotation) -> Vec<Quotation> {
    let repeated: Vec<Span> =
        q.ignored.iter().copied().filter(|s| s.slice(text).is_some_and(|m| m.chars().all(is_mark))).collect();
    if repeated.is_empty() {
        return vec![q];
    }
    let mut starts = vec![q.span.start()];
    starts.extend(repeated.iter().map(|s| s.end()));
    let mut ends: Vec<u32> = repeated.iter().map(|s| s.start()).collect();
    ends.push(q.span.end());
    let last = starts.len() - 1;
    starts
        .iter()
        .zip(&ends)
        .enumerate()
        .filter_map(|(i, (&from, &to))| {
            let words = text.get(from as usize..to as usize)?;
            let start = from as usize + (words.len() - words.trim_start().len());
            let span = Span::of(text, start..start + words.trim().len()).ok().filter(|s| !s.is_empty())?;
            Some(finish(text, span, q.form, Vec::new(), q.unclosed && i == last))
        })
        .collect()
}

fn adjacent(text: &str, a: Paragraph, b: Paragraph) -> bool {
    text.get(a.span.end() as usize..b.span.start() as usize)
        .is_some_and(|gap| gap.trim_matches(|c: char| c.is_whitespace() || c == '>').is_empty())
}

fn block(text: &str, parts: &[Paragraph], out: &mut Vec<Quotation>) {
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return };
    let (mut start, mut end) = (first.span.start() as usize, last.span.end() as usize);
    // The line that names the source is not quoted.
    let words = &text[start..end];
    if let Some(line) = words.rfind('\n') {
        let tail = words[line + 1..].trim_start_matches([' ', '\t', '>']);
        if tail.starts_with(['—', '–']) || tail.starts_with("--") {
            end = start + line;
        }
    }
    let is_edge = |c: char| c.is_whitespace() || c == '>';
    start += text[start..end].len() - text[start..end].trim_start_matches(is_edge).len();
    end = start + text[start..end].trim_end_matches(is_edge).len();
    let inner = &text[start..end];
    // A block that is one quotation in marks is read as that; one that holds speech is whole.
    if let (Some(open), Some(close)) = (inner.chars().next(), inner.chars().next_back())
        && "“\"«„".contains(open)
        && "”\"»“".contains(close)
        && inner.len() > open.len_utf8() + close.len_utf8()
    {
        start += open.len_utf8();
        end -= close.len_utf8();
    }
    if let Ok(span) = Span::of(text, start..end)
        && !span.is_empty()
    {
        out.push(finish(text, span, Form::Block, Vec::new(), false));
    }
}

/// What a mark may close with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Straight,
    Curly,
    Low,
    Angle,
    AngleIn,
    SingleAngle,
    Backticks,
    Single,
    SingleLow,
    SingleStraight,
    Gershayim,
    Corner,
    WhiteCorner,
}

#[derive(Clone, Copy)]
struct Open {
    kind: Kind,
    /// First byte after the mark.
    inner: usize,
}

/// What stands around a mark.
struct Around {
    /// Before `before`.
    earlier: Option<char>,
    before: Option<char>,
    after: Option<char>,
    next: Option<char>,
}

impl Around {
    fn opens(&self) -> bool {
        let before = self.before.is_none_or(|c| c.is_whitespace() || "([{—–-/‘“„«\"'*_>".contains(c));
        before && self.after.is_some_and(|c| !c.is_whitespace())
    }

    fn closes(&self) -> bool {
        self.before.is_some_and(|c| !c.is_whitespace())
            && self.after.is_none_or(|c| !c.is_alphabetic() || "ªº".contains(c))
    }

    /// After a Hebrew particle that is written with the next word ("אמר ש\"אין"); an acronym has
    /// its mark before the last letter.
    fn opens_after_particle(&self) -> bool {
        self.before.is_some_and(|c| "בהוכלמש".contains(c))
            && self.earlier.is_none_or(char::is_whitespace)
            && self.after.is_some_and(char::is_alphabetic)
    }
}

fn opening(c: char, around: &Around) -> Option<Kind> {
    match c {
        '“' | '‟' => Some(Kind::Curly),
        '„' => Some(Kind::Low),
        '«' => Some(Kind::Angle),
        '»' if around.opens() => Some(Kind::AngleIn),
        '‹' => Some(Kind::SingleAngle),
        '"' | '＂' if around.opens() => Some(Kind::Straight),
        '״' if around.opens() => Some(Kind::Gershayim),
        '「' => Some(Kind::Corner),
        '『' => Some(Kind::WhiteCorner),
        '`' if around.after == Some('`') => Some(Kind::Backticks),
        '\u{2018}' | '\u{201B}'
            if around.opens() && around.after.is_some_and(|c| c.is_alphanumeric() || "[…“.".contains(c)) =>
        {
            Some(Kind::Single)
        }
        '‚' if around.opens() => Some(Kind::SingleLow),
        '\'' if around.opens() && around.after.is_some_and(|c| c.is_alphabetic() || c == '[') => {
            Some(Kind::SingleStraight)
        }
        _ => None,
    }
}

fn closing(kind: Kind, c: char, around: &Around) -> bool {
    match (kind, c) {
        (Kind::Curly | Kind::Low, '”')
        | (Kind::Angle, '»')
        | (Kind::AngleIn, '«')
        | (Kind::SingleAngle, '›')
        | (Kind::Corner, '」')
        | (Kind::WhiteCorner, '』') => true,
        (Kind::Gershayim, '״') => around.closes(),
        // The opening mark typed where a closing one is meant; and the German closing mark.
        (Kind::Curly | Kind::Low, '“' | '"') => around.closes(),
        (Kind::Straight, '"' | '＂' | '”') => around.closes(),
        (Kind::Backticks, '\'') => around.after == Some('\''),
        (Kind::SingleStraight, '\'') if around.before.is_some_and(|c| c.is_ascii_digit()) => false,
        (Kind::Single | Kind::SingleStraight, '\u{2019}' | '\'')
        | (Kind::SingleLow, '\u{2018}' | '\u{2019}') => {
            around.closes() && around.after.is_none_or(|c| !c.is_ascii_digit())
        }
        _ => false,
    }
}

/// Reads the quotations in marks that begin in paragraph `i`; returns the last paragraph
/// that one of them reaches.
fn marked(text: &str, all: &[Paragraph], i: usize, skips: &[Span], out: &mut Vec<Quotation>) -> usize {
    let mut at_paragraph = i;
    let mut open: Option<Open> = None;
    let mut ignored: Vec<Span> = Vec::new();
    let mut repeated = false; // whether this paragraph repeats the opening mark
    let mut depth = 0u32; // marks of the same kind open within the quotation
    loop {
        let span = all[at_paragraph].span;
        let (from, to) = (span.start() as usize, span.end() as usize);
        let mut at = from;
        if repeated {
            let Some(c) = text[from..to].chars().next() else { break };
            at += c.len_utf8();
            ignored.extend(Span::of(text, from..at));
        }
        while at < to {
            let Some(c) = text[at..to].chars().next() else { break };
            let after_mark = at + c.len_utf8();
            if !is_mark(c) {
                at = after_mark;
                continue;
            }
            if let Some(skip) = skips.iter().find(|s| s.range().contains(&at)) {
                at = (skip.end() as usize).max(after_mark);
                continue;
            }
            let mut rest = text[after_mark..to].chars();
            let mut back = text[from..at].chars().rev();
            let around =
                Around { before: back.next(), earlier: back.next(), after: rest.next(), next: rest.next() };
            if let Some(o) = open {
                if depth > 0 && c == '”' {
                    depth -= 1;
                    at = after_mark;
                    continue;
                }
                // A straight mark within curly ones that still close is an inch or a slip.
                let stray = c == '"'
                    && matches!(o.kind, Kind::Curly | Kind::Low)
                    && text[after_mark..to].chars().find(|c| "“”".contains(*c)) == Some('”');
                if closing(o.kind, c, &around) && !stray && !is_apostrophe(text, o, at, to, c, &around) {
                    emit(text, o, at, std::mem::take(&mut ignored), out);
                    open = None;
                    at = after_mark + usize::from(o.kind == Kind::Backticks);
                    continue;
                }
                // A second opening mark of the same kind: the first was never closed.
                let again = matches!(o.kind, Kind::Curly | Kind::Angle | Kind::Backticks)
                    && opening(c, &around) == Some(o.kind)
                    && around.opens();
                let line_start = text[from..at].ends_with('\n')
                    && text[from..at].trim_end().ends_with(['.', '!', '?', ':', ';', '…', '—']);
                if again && line_start {
                    // Paragraphs that only line ends divide repeat the opening mark, too.
                    ignored.extend(Span::of(text, at..after_mark));
                    at = after_mark;
                    continue;
                }
                if again && o.kind == Kind::Curly && balances(&text[after_mark..to]) {
                    depth += 1;
                    at = after_mark;
                    continue;
                }
                if again || at - o.inner > LONGEST {
                    unclosed(text, o, at, out);
                    open = None;
                    depth = 0;
                    ignored.clear();
                } else {
                    at = after_mark;
                    continue;
                }
            }
            let inch = c == '"' && around.before.is_some_and(|b| b.is_ascii_digit());
            let particle = || {
                let kind = if c == '״' { Kind::Gershayim } else { Kind::Straight };
                let marks = matches!(c, '"' | '״') && around.opens_after_particle();
                (marks && hebrew_closes(&text[after_mark..to], c)).then_some(kind)
            };
            if let Some(kind) = opening(c, &around).or_else(particle).filter(|_| !inch) {
                let single = matches!(kind, Kind::Single | Kind::SingleStraight);
                let inner = after_mark + usize::from(kind == Kind::Backticks);
                let o = Open { kind, inner };
                // An elided word ('tis, '60s) opens nothing: look for the close first.
                if !single || (!is_elided(&text[inner..to]) && single_closes(text, o, to)) {
                    open = Some(o);
                    at = inner;
                    continue;
                }
            }
            at = after_mark;
        }
        let Some(o) = open else { break };
        let next = all.get(at_paragraph + 1);
        let continues = next.is_some_and(|n| {
            let first = text[n.span.range()].chars().next();
            n.kind != BlockKind::Quotation
                && matches!(
                    (o.kind, first),
                    (Kind::Straight, Some('"'))
                        | (Kind::Curly, Some('“'))
                        | (Kind::Low, Some('„'))
                        | (Kind::Angle, Some('«' | '»'))
                        | (Kind::Gershayim, Some('״'))
                        | (Kind::Single, Some('\u{2018}'))
                )
        });
        // Or it does not, and the closing mark still comes before any other opening one.
        let runs_on = matches!(o.kind, Kind::Curly) && closes_first(text, to, all);
        if (continues || runs_on) && at_paragraph - i < 200 && at_paragraph + 1 < all.len() {
            at_paragraph += 1;
            repeated = continues;
            continue;
        }
        // Never closed: the mark is taken back, and what follows it in its own paragraph is read.
        if at_paragraph == i && o.kind != Kind::Single && o.kind != Kind::SingleStraight {
            unclosed(text, o, to.max(o.inner), out);
            return at_paragraph;
        }
        if at_paragraph > i {
            // The close is missing after several paragraphs: each is read by itself.
            return i + retry(text, all, i, skips, out);
        }
        break;
    }
    at_paragraph
}

/// Whether a closing mark comes before an opening one in what follows byte `from`, in the
/// paragraphs read and not too far on.
fn closes_first(text: &str, from: usize, all: &[Paragraph]) -> bool {
    let end = all.last().map_or(from, |p| p.span.end() as usize).min(from + LONGEST / 2);
    let end = (from..=end).rev().find(|&e| text.is_char_boundary(e)).unwrap_or(from);
    let rest = text.get(from..end).unwrap_or("");
    rest.find(['“', '”']).is_some_and(|i| rest[i..].starts_with('”'))
}

fn unclosed(text: &str, o: Open, to: usize, out: &mut Vec<Quotation>) {
    if let Ok(s) = Span::of(text, o.inner..to) {
        out.push(finish(text, s, Form::Marks, Vec::new(), true));
    }
}

/// Whether a nested pair of marks and then the outer one close in `rest`.
fn balances(rest: &str) -> bool {
    let mut depth = 2;
    for c in rest.chars() {
        match c {
            '“' => depth += 1,
            '”' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return true;
        }
    }
    false
}

/// A long quotation that never closes hides what its first paragraph holds; it is reported
/// as unclosed to the end of that paragraph, and reading goes on with the next.
fn retry(text: &str, all: &[Paragraph], i: usize, skips: &[Span], out: &mut Vec<Quotation>) -> usize {
    let alone = [all[i]];
    marked(text, &alone, 0, skips, out)
}

/// Whether a mark after two words or more closes what a particle's mark opened.
fn hebrew_closes(rest: &str, mark: char) -> bool {
    rest.match_indices(mark).find_map(|(i, m)| {
        let ends = rest[i + m.len()..].chars().next().is_none_or(|c| !c.is_alphabetic());
        ends.then(|| rest[..i].trim().contains(char::is_whitespace))
    }) == Some(true)
}

fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '＂'
            | '״'
            | '「'
            | '」'
            | '『'
            | '』'
            | '“'
            | '”'
            | '‟'
            | '„'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '`'
            | '\''
            | '\u{2018}'
            | '\u{2019}'
            | '\u{201B}'
            | '‚'
    )
}

/// Whether a mark that could close a single-quoted passage is an apostrophe after a plural
/// ("the boys’ books"): a later mark must close better.
fn is_apostrophe(text: &str, o: Open, at: usize, to: usize, c: char, around: &Around) -> bool {
    if !matches!(o.kind, Kind::Single | Kind::SingleStraight) {
        return false;
    }
    let plural = around.before == Some('s')
        && around.after == Some(' ')
        && around.next.is_some_and(char::is_lowercase);
    if !plural {
        return false;
    }
    let rest = &text[at + c.len_utf8()..to];
    let until = rest.find('\u{2018}').unwrap_or(rest.len());
    closes_in(&rest[..until], c)
}

/// Words that begin with an apostrophe: 'tis, 'em, rock 'n' roll.
fn is_elided(rest: &str) -> bool {
    const ELIDED: [&str; 12] =
        ["tis", "twas", "twere", "twill", "em", "til", "cause", "bout", "round", "neath", "n", "cos"];
    let word: String = rest.chars().take_while(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    ELIDED.contains(&word.as_str())
}

fn single_closes(text: &str, o: Open, to: usize) -> bool {
    let rest = &text[o.inner..to];
    let marks: &[char] = if o.kind == Kind::Single { &['\u{2019}'] } else { &['\''] };
    marks.iter().any(|&c| closes_in(rest, c))
}

fn closes_in(rest: &str, mark: char) -> bool {
    rest.match_indices(mark).any(|(i, m)| {
        let before = rest[..i].chars().next_back();
        let after = rest[i + m.len()..].chars().next();
        let feet = mark == '\'' && before.is_some_and(|c| c.is_ascii_digit());
        !feet && before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric())
    })
}

fn emit(text: &str, o: Open, end: usize, ignored: Vec<Span>, out: &mut Vec<Quotation>) {
    let inner = &text[o.inner..end];
    let lead = inner.len() - inner.trim_start().len();
    let words = inner.trim();
    if let Ok(span) = Span::of(text, o.inner + lead..o.inner + lead + words.len())
        && !span.is_empty()
    {
        out.push(finish(text, span, Form::Marks, ignored, false));
    }
}

/// Reads the author's marks within a quotation.
fn finish(text: &str, span: Span, form: Form, ignored: Vec<Span>, unclosed: bool) -> Quotation {
    let mut q = Quotation { span, form, ellipses: Vec::new(), inserted: Vec::new(), ignored, unclosed };
    let base = span.start() as usize;
    let words = &text[span.range()];
    let mut at = 0;
    while let Some(found) = words[at..].find(['[', '(', '.', '…', '*']) {
        let i = at + found;
        let rest = &words[i..];
        let put = |list: &mut Vec<Span>, from: usize, to: usize| {
            list.extend(Span::of(text, base + from..base + to));
        };
        if let Some(len) = ellipsis(rest) {
            put(&mut q.ellipses, i, i + len);
            at = i + len;
            continue;
        }
        let close = match rest.as_bytes()[0] {
            b'[' => rest.find(']'),
            b'(' => rest.find(')'),
            _ => None,
        };
        if let Some(close) = close {
            let inner = &rest[1..close];
            let plain = inner.trim_matches(['*', '_', ' ', '!', '?', '.']).to_lowercase();
            let emphasis = (plain.starts_with("emphasis")
                || plain.starts_with("italics")
                || plain.starts_with("my emphasis")
                || plain.starts_with("my italics"))
                && plain.split_whitespace().count() <= 4;
            if plain == "sic" || emphasis {
                put(&mut q.ignored, i, i + close + 1);
                at = i + close + 1;
                continue;
            }
            let glued = words[..i].chars().next_back().is_some_and(char::is_alphanumeric)
                || rest[close + 1..].chars().next().is_some_and(char::is_alphanumeric);
            let note = inner.trim_start_matches('^').chars().all(|c| c.is_ascii_digit() || c == '*');
            if rest.starts_with('[') && !glued && !note && close < 400 {
                put(&mut q.inserted, i + 1, i + close);
                at = i + close + 1;
                continue;
            }
        }
        at = i + rest.chars().next().map_or(1, char::len_utf8);
    }
    q.ignored.sort();
    q
}

/// The length of the mark of omission at the start of `s`, its brackets included.
fn ellipsis(s: &str) -> Option<usize> {
    let (open, close) = match s.as_bytes()[0] {
        b'[' => (1, Some(']')),
        b'(' => (1, Some(')')),
        _ => (0, None),
    };
    let body = &s[open..];
    let mut dots = 0;
    let mut stars = 0;
    let mut len = 0;
    for (i, c) in body.char_indices() {
        match c {
            '.' => dots += 1,
            '…' => dots += 3,
            '*' => stars += 1,
            ' ' | '\u{A0}' | '\u{202F}' => continue,
            '\\' if stars > 0 => continue,
            _ => break,
        }
        if dots > 0 && stars > 0 {
            break;
        }
        len = i + c.len_utf8();
    }
    if dots < 3 && stars < 3 {
        return None;
    }
    match close {
        None => Some(len),
        Some(c) => {
            let rest = &body[len..];
            let gap = rest.len() - rest.trim_start().len();
            rest.trim_start().starts_with(c).then_some(open + len + gap + 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let document = Document { text: text.into(), ..Document::default() };
        quotations(&document)
            .into_iter()
            .map(|q| format!("{}{}", if q.unclosed { "?" } else { "" }, q.span.slice(text).unwrap_or("!")))
            .collect()
    }

    #[test]
    fn all_kinds_of_marks() {
        assert_eq!(read("He said “we won the war” and left."), ["we won the war"]);
        assert_eq!(read("He said \"we won the war\" and left."), ["we won the war"]);
        assert_eq!(read("Er sagte: „Wir haben gewonnen.“ Dann"), ["Wir haben gewonnen."]);
        assert_eq!(read("Il dit « nous avons gagné » puis"), ["nous avons gagné"]);
        assert_eq!(read("Han sagde »vi vandt« og"), ["vi vandt"]);
        assert_eq!(
            read("He said ‘we won the boys’ war at once’ and left."),
            ["we won the boys’ war at once"]
        );
        assert_eq!(read("He said 'we didn't win the war' and left."), ["we didn't win the war"]);
        assert_eq!(read("TeX has ``double marks'' too."), ["double marks"]);
        assert_eq!(
            read("He said \"we won the war\"² and “left us ten 3\" guns behind” then."),
            ["we won the war", "left us ten 3\" guns behind"]
        );
        assert_eq!(read("הוא אמר ״ניצחנו במלחמה הזאת״ והלך לצה״ל"), ["ניצחנו במלחמה הזאת"]);
        assert_eq!(read("הוא אמר ש\"אין לנו ברירה\" והלך לצה\"ל"), ["אין לנו ברירה"]);
        assert_eq!(read("彼は「戦争に勝った」と言った"), ["戦争に勝った"]);
        assert_eq!(read("as he “keeps a wrong closing mark“[i]. Then"), ["keeps a wrong closing mark"]);
    }

    #[test]
    fn nested_marks_belong_to_the_outer_quotation() {
        assert_eq!(read("He: “She said ‘no’ to the “big” one.” End"), ["She said ‘no’ to the “big” one."]);
        assert_eq!(read("He: “She said ‘no’ to them.” End"), ["She said ‘no’ to them."]);
        assert_eq!(read("‘She said “no” to them.’ End"), ["She said “no” to them."]);
    }

    #[test]
    fn apostrophes_inches_and_elisions_open_nothing() {
        assert!(
            read("The '60s weren't the boys' best; 'tis 5' 10\" tall, the boys' rock 'n' roll, a 3\" gun.")
                .is_empty()
        );
        assert!(read("Allende’s and the miners’ cause").is_empty());
    }

    #[test]
    fn a_quotation_may_run_over_paragraphs() {
        let got = read("He wrote: “One part of it.\n\n“Another part of it.\n\n“The end.” So.");
        assert_eq!(got, ["One part of it.", "Another part of it.", "The end."]);
        assert_eq!(
            read("He wrote: “One part of it.\n\nAnother.” So “it” is."),
            ["One part of it.\n\nAnother.", "it"]
        );
    }

    #[test]
    fn a_mark_that_never_closes_is_said() {
        assert_eq!(read("He wrote: “One part.\n\nAnd so on. “Two parts” here."), ["?One part.", "Two parts"]);
    }

    #[test]
    fn the_authors_marks_are_read() {
        let text = "“[S]ettled [by him] … it was [sic] done [...] so . . . . well **** (…) (emphasis added) [2] end”";
        let document = Document { text: text.into(), ..Document::default() };
        let q = &quotations(&document)[0];
        let of = |spans: &[Span]| spans.iter().map(|s| s.slice(text).unwrap_or("!")).collect::<Vec<_>>();
        assert_eq!(of(&q.ellipses), ["…", "[...]", ". . . .", "****", "(…)"]);
        assert_eq!(of(&q.inserted), ["by him"]);
        assert_eq!(of(&q.ignored), ["[sic]", "(emphasis added)"]);
    }

    #[test]
    fn blocks_are_quotations() {
        let text = "He wrote much about it all:\n\n> We came by night …\n> and left by day.\n> — Memoirs\n\nSo he did.";
        assert_eq!(read(text), ["We came by night …\n> and left by day."]);
    }
}
