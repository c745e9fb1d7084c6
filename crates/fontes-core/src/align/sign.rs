//! Which signs stand between words that bear on a number: `<`, a minus, a percent, a currency, a power?

use super::written::Passage;
use std::ops::Range;

/// A sign as it is compared, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sign {
    pub(super) text: String,
    pub(super) span: Range<u32>,
    /// Left out by typography, or no sign for certain: it counts against another sign only.
    weak: bool,
    /// It belongs to what stands before it.
    pub(super) follows: bool,
}

impl Sign {
    pub(super) fn is_currency(&self) -> bool {
        self.text.chars().all(|c| currency(c).is_some())
    }
}

/// Where in a passage signs are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Before its first letter.
    Start,
    Within,
    /// After its last letter.
    End,
}

/// Whether the same signs stand on both sides.
pub(super) fn alike(x: &[Sign], y: &[Sign]) -> bool {
    let rest = |x: &[Sign], y: &[Sign]| {
        let mut others: Vec<&str> = y.iter().map(|s| s.text.as_str()).collect();
        let mut out = Vec::new();
        for s in x {
            match others.iter().position(|o| *o == s.text) {
                Some(i) => drop(others.remove(i)),
                None => out.push(s.weak),
            }
        }
        out
    };
    let (p, q) = (rest(x, y), rest(y, x));
    p.iter().chain(&q).all(|weak| *weak) && (p.is_empty() || q.is_empty())
}

/// A sign of currency, in its usual width.
const fn currency(c: char) -> Option<char> {
    Some(match c {
        '\u{FE69}' | '\u{FF04}' => '$',
        '\u{FFE0}' => '¢',
        '\u{20A4}' | '\u{FFE1}' => '£',
        '\u{FFE5}' => '¥',
        '\u{FFE6}' => '₩',
        '$'
        | '¢'
        | '£'
        | '¤'
        | '¥'
        | '֏'
        | '؋'
        | '৲'
        | '৳'
        | '৻'
        | '૱'
        | '௹'
        | '฿'
        | '៛'
        | '\u{20A0}'..='\u{20C0}'
        | '꠸'
        | '﷼' => c,
        _ => return None,
    })
}

/// The figure, or the sign, that is raised.
pub(super) const fn raised(c: char) -> Option<char> {
    Some(match c {
        '⁰' => '0',
        '¹' => '1',
        '²' => '2',
        '³' => '3',
        '\u{2074}'..='\u{2079}' => (b'4' + (c as u32 - 0x2074) as u8) as char,
        '⁻' => '-',
        '⁺' => '+',
        _ => return None,
    })
}

const fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '\u{2018}'..='\u{201F}' | '«' | '»' | '‹' | '›' | '「' | '」' | '『' | '』' | '\n'
    )
}

const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}

/// The signs before letter `k` of a passage, or after its last letter.
pub(super) fn signs_at(p: &Passage<'_>, k: usize, place: Place) -> Vec<Sign> {
    let gap = p.between(k);
    if gap.iter().all(|g| g.0 == ' ') {
        return vec![];
    }
    let mut range = 0..gap.len();
    match place {
        Place::Start => range.start = gap.iter().rposition(|g| is_quote(g.0)).map_or(0, |i| i + 1),
        Place::End => range.end = gap.iter().position(|g| is_quote(g.0)).unwrap_or(gap.len()),
        Place::Within => {}
    }
    let reader = Reader {
        p,
        k,
        gap: &gap,
        left: k.checked_sub(1).is_some_and(|k| p.letters[k].is_digit()),
        right: place != Place::End && p.letters.get(k).is_some_and(|l| l.is_digit()),
        place,
    };
    let mut out = Vec::new();
    let mut i = range.start;
    while i < range.end {
        let (sign, length) = reader.at(i);
        // Before a passage only what belongs to its first word, after it what belongs to its last.
        let own = |s: &Sign| match place {
            Place::Start => !s.follows && reader.right,
            Place::End => s.follows,
            Place::Within => true,
        };
        out.extend(sign.filter(own));
        i += length.max(1);
    }
    out
}

struct Reader<'p> {
    p: &'p Passage<'p>,
    k: usize,
    gap: &'p [(char, u32)],
    /// Whether a digit stands before, and after.
    left: bool,
    right: bool,
    place: Place,
}

impl Reader<'_> {
    fn char(&self, i: usize) -> Option<char> {
        self.gap.get(i).map(|g| g.0)
    }

    fn before(&self, i: usize) -> Option<char> {
        i.checked_sub(1).and_then(|i| self.char(i))
    }

    /// Whether a digit follows right after sign `i`, or after signs of a number.
    fn leads(&self, i: usize) -> bool {
        self.right
            && self.gap[i + 1..]
                .iter()
                .all(|g| currency(g.0).is_some() || matches!(g.0, '.' | '~' | '±' | '+'))
    }

    /// Whether a number follows, blanks or none between.
    fn before_number(&self, i: usize) -> bool {
        let sign = |c: char| {
            c.is_whitespace()
                || is_dash(c)
                || currency(c).is_some()
                || matches!(c, '.' | '=' | '~' | '±' | '+')
        };
        self.right && self.gap[i + 1..].iter().all(|g| sign(g.0))
    }

    fn spaced(&self, i: usize, length: usize) -> bool {
        self.before(i).is_some_and(char::is_whitespace)
            && self.char(i + length).is_some_and(char::is_whitespace)
    }

    /// Whether nothing but blanks stands beside a sign between two words of a line.
    fn is_alone(&self, i: usize, length: usize) -> bool {
        let beside =
            |(n, g): (usize, &(char, u32))| (i..i + length).contains(&n) || matches!(g.0, ' ' | '\u{A0}');
        self.place == Place::Within && self.gap.iter().enumerate().all(beside)
    }

    /// Whether nothing but blanks stands before in its line.
    fn opens_line(&self, i: usize) -> bool {
        let before = self.gap[..i].iter().rev().map(|g| g.0).find(|c| *c != ' ' && *c != '\t' && *c != '>');
        before == Some('\n')
            || (before.is_none() && self.k == 0 && self.p.letters.first().is_none_or(|l| l.token == 0))
    }

    /// Whether a sign belongs to the number before it, and not to the one after it.
    fn after_number(&self, i: usize) -> bool {
        let near = i == 0 || (i == 1 && self.char(0).is_some_and(char::is_whitespace));
        let next = match self.place {
            Place::End => {
                let after = self.gap[i].1 as usize + self.gap[i].0.len_utf8();
                let next = self.p.side.text.get(after..).and_then(|t| t.chars().next());
                next.is_some_and(char::is_numeric)
            }
            _ => self.leads(i),
        };
        self.left && near && !next
    }

    /// The sign at `i`, and how many characters it takes.
    fn at(&self, i: usize) -> (Option<Sign>, usize) {
        let (c, next) = (self.gap[i].0, self.char(i + 1));
        let sign = |text: &str, length: usize, weak: bool, follows: bool| {
            let last = self.gap[i + length - 1];
            let span = self.gap[i].1..last.1 + last.0.len_utf8() as u32;
            (Some(Sign { text: text.to_owned(), span, weak, follows }), length)
        };
        let none = (None, 1);
        if let Some(power) = raised(c).and_then(|_| self.power(i)) {
            return power;
        }
        if let Some(c) = currency(c) {
            return sign(&c.to_string(), 1, false, self.after_number(i));
        }
        match c {
            '^' => self.written_power(i),
            '<' | '>' | '＜' | '＞' => self.comparison(i),
            '≤' | '⩽' | '≦' => sign("≤", 1, false, false),
            '≥' | '⩾' | '≧' => sign("≥", 1, false, false),
            '!' if next == Some('=') => sign("≠", 2, false, false),
            '=' if next == Some('<') && self.before_number(i + 1) => sign("≤", 2, false, false),
            '=' if next == Some('=') || self.before(i) == Some('=') || next == Some('>') => none,
            '=' | '＝' if self.before_number(i) || self.spaced(i, 1) || self.is_alone(i, 1) => {
                sign("=", 1, false, false)
            }
            '+' if next == Some('/') && self.char(i + 2).is_some_and(is_dash) => sign("±", 3, false, false),
            '+' if next.is_some_and(is_dash) && self.leads(i + 1) => sign("±", 2, false, false),
            '±' | '∓' => sign("±", 1, false, false),
            '+' if self.leads(i) && self.before(i).is_none_or(|c| !c.is_alphanumeric()) => {
                sign("+", 1, true, false)
            }
            '+' if self.left && i == 0 => sign("+", 1, false, true),
            '~' if next == Some('~') || self.before(i) == Some('~') => none,
            '~' | '∼' if self.leads(i) => sign("≈", 1, false, false),
            '≈' | '≃' | '≅' => sign("≈", 1, false, false),
            '.' | '．' if self.leads(i) && self.opens_number(i) => sign(".", 1, false, false),
            _ if is_dash(c) => self.minus(i),
            '%' | '٪' | '％' | '﹪' => sign("%", 1, false, true),
            '‰' | '؉' => sign("‰", 1, false, true),
            '‱' | '°' | '′' | '″' => sign(&c.to_string(), 1, c != '‱', true),
            '×' | '÷' | '√' | '∞' => sign(&c.to_string(), 1, false, false),
            '\u{2200}'..='\u{22FF}' if !matches!(c, '∕' | '∗' | '∘' | '∙' | '∶' | '⋅' | '⋆' | '⋮' | '⋯') => {
                sign(&c.to_string(), 1, false, false)
            }
            _ => none,
        }
    }

    /// `<` and `>`, which are quotation marks, arrows and marks of Markdown as well.
    fn comparison(&self, i: usize) -> (Option<Sign>, usize) {
        let c = if matches!(self.gap[i].0, '<' | '＜') { '<' } else { '>' };
        let (before, next) = (self.before(i), self.char(i + 1));
        let own = self.gap[i].0;
        let doubled = before == Some(own) || next == Some(own);
        let arrow = c == '>' && before.is_some_and(|b| is_dash(b) || b == '=')
            || c == '<' && next.is_some_and(is_dash) && !self.before_number(i);
        if doubled || arrow || (c == '>' && self.opens_line(i)) {
            return (None, 1);
        }
        let or_equal = next == Some('=');
        let length = if or_equal { 2 } else { 1 };
        let counts = self.before_number(i + length - 1) || self.spaced(i, length) || self.is_alone(i, length);
        if !counts {
            return (None, 1);
        }
        let text = match (c, or_equal) {
            ('<', true) => "≤",
            ('<', false) => "<",
            (_, true) => "≥",
            _ => ">",
        };
        let last = self.gap[i + length - 1];
        let span = self.gap[i].1..last.1 + last.0.len_utf8() as u32;
        (Some(Sign { text: text.to_owned(), span, weak: false, follows: false }), length)
    }

    /// Whether a point begins a number: ".5".
    fn opens_number(&self, i: usize) -> bool {
        match self.before(i) {
            Some(c) => c != '.' && c != '…',
            None => self.k == 0 && self.p.letters.first().is_none_or(|l| l.token == 0),
        }
    }

    /// A minus, or a dash that may be one.
    fn minus(&self, i: usize) -> (Option<Sign>, usize) {
        let c = self.gap[i].0;
        let (before, true_minus) = (self.before(i), matches!(c, '\u{2212}' | '\u{FE63}'));
        // Between two numbers it is a range, or a difference.
        if !self.right || self.left || !self.before_number(i) || before.is_some_and(is_dash) {
            return (None, 1);
        }
        let opens = before.is_none_or(|c| !c.is_alphanumeric()) && !(i == 0 && self.k > 0);
        let glued = self.leads(i);
        if !opens && !true_minus {
            return (None, 1);
        }
        let weak = !(true_minus || (glued && c != '\u{2014}' && c != '\u{2015}'));
        let span = self.gap[i].1..self.gap[i].1 + c.len_utf8() as u32;
        (Some(Sign { text: "−".to_owned(), span, weak, follows: false }), 1)
    }

    /// Raised figures that are a power, and no mark of a note.
    fn power(&self, i: usize) -> Option<(Option<Sign>, usize)> {
        if i > 0 {
            return None;
        }
        let run: Vec<char> = self.gap.iter().map_while(|g| raised(g.0)).collect();
        let length = run.len();
        let text: String = std::iter::once('^').chain(run.iter().copied().filter(|c| *c != '+')).collect();
        if text.len() < 2 {
            return Some((None, length));
        }
        let Some(weak) = self.is_weak_power(text.contains('-')) else { return Some((None, length)) };
        let last = self.gap[length - 1];
        let span = self.gap[0].1..last.1 + last.0.len_utf8() as u32;
        Some((Some(Sign { text, span, weak, follows: true }), length))
    }

    /// "^6", "^{-6}".
    fn written_power(&self, i: usize) -> (Option<Sign>, usize) {
        let from = self.gap[i].1 as usize;
        let rest = self.p.side.text.get(from + 1..).unwrap_or("");
        let open = rest.len() - rest.trim_start_matches(['{', '(']).len();
        let mut text = String::from("^");
        let mut end = from + 1 + open;
        for c in rest[open..].chars() {
            match crate::text::decimal(c) {
                Some(n) => text.push(char::from(b'0' + n)),
                None if text.len() == 1 && is_dash(c) => text.push('-'),
                None => break,
            }
            end += c.len_utf8();
        }
        if i > 0 || !text.ends_with(|c: char| c.is_ascii_digit()) {
            return (None, 1);
        }
        let weak = self.is_weak_power(text.contains('-')).unwrap_or(true);
        let span = self.gap[i].1..end as u32;
        // The figures after it are of the sign.
        (Some(Sign { text, span, weak, follows: true }), self.gap.len() - i)
    }

    /// Whether raised figures after the last letter may be a note's as well as a power; `None` where they are a note's.
    fn is_weak_power(&self, negative: bool) -> Option<bool> {
        let last = self.k.checked_sub(1)?;
        let letters = &self.p.letters;
        if letters[last].is_digit() {
            let number = self.p.number(last);
            let digits: String = letters[number].iter().map(|l| l.base).collect();
            let year = digits.parse::<u32>().is_ok_and(|n| (1000..2100).contains(&n));
            return (!year).then_some(digits != "10" && !negative);
        }
        let word = self.p.raw(letters[last].token);
        let first = letters[..=last].iter().rposition(|l| l.token != letters[last].token);
        let after_number = first.is_some_and(|i| letters[i].is_digit())
            || letters[..=last].iter().any(|l| l.token == letters[last].token && l.is_digit());
        let side = &self.p.side;
        if side.language.is_length(word.trim_start_matches(char::is_numeric)) && (after_number || negative) {
            return Some(false);
        }
        let short = word.chars().count() <= 2 && !side.language.is_function_word(&word.to_lowercase());
        short.then_some(true)
    }
}
