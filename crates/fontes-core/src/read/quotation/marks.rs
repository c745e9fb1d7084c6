//! Which characters are quotation marks, and which close which?
//!
//! Marks that are one and the same on both sides (”…”, »…», "…") open where nothing but white space or an opening bracket
//! stands before them.

/// What a mark may close with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Straight,
    /// “…”
    Curly,
    /// „…“
    Low,
    /// ”…”, and its mirror ”…“
    Same,
    /// «…»
    Angle,
    /// »…« and »…»
    AngleIn,
    /// ‹…›
    SingleAngle,
    /// ›…‹
    SingleAngleIn,
    /// <<…>>
    LessThan,
    /// ``…''
    Backticks,
    /// ,,…''
    Commas,
    /// ‘…’
    Single,
    /// ’…’
    SingleSame,
    /// ‚…‘
    SingleLow,
    SingleStraight,
    /// ״…״
    Gershayim,
    /// 「…」 and the others that can be nothing else, by their closing mark.
    Paired(char),
}

/// Pairs of marks that mean nothing else, whatever stands beside them.
const PAIRS: [(char, &str); 9] = [
    ('「', "」"),
    ('『', "』"),
    ('｢', "｣"),
    ('﹁', "﹂"),
    ('﹃', "﹄"),
    ('\u{275D}', "\u{275E}"),
    ('\u{275B}', "\u{275C}"),
    ('\u{FD3F}', "\u{FD3E}"),
    ('〝', "〞〟"),
];

impl Kind {
    /// Bytes of the opening mark.
    pub(super) const fn width(self, mark: char) -> usize {
        match self {
            Self::Backticks | Self::Commas | Self::LessThan => 2,
            _ => mark.len_utf8(),
        }
    }

    /// Whether an apostrophe may be taken for its marks.
    pub(super) const fn is_single(self) -> bool {
        matches!(self, Self::Single | Self::SingleSame | Self::SingleStraight)
    }

    /// Whether its opening mark opens nothing unless it is closed: it has other uses.
    pub(super) const fn is_doubtful(self) -> bool {
        matches!(
            self,
            Self::Single
                | Self::SingleSame
                | Self::SingleStraight
                | Self::Same
                | Self::LessThan
                | Self::Commas
                | Self::SingleAngleIn
        )
    }

    /// The marks that open and close, of kinds whose marks differ.
    pub(super) fn pair(self) -> Option<(char, String)> {
        Some(match self {
            Self::Curly => ('“', "”".into()),
            Self::Low => ('„', "“”".into()),
            Self::Angle => ('«', "»".into()),
            Self::AngleIn => ('»', "«".into()),
            Self::Paired(closing) => {
                let (open, close) = PAIRS.iter().find(|(_, c)| c.starts_with(closing))?;
                (*open, (*close).to_owned())
            }
            _ => return None,
        })
    }

    /// The mark that a further paragraph of the quotation may begin with.
    pub(super) const fn repeats(self, first: char) -> bool {
        matches!(
            (self, first),
            (Self::Straight, '"')
                | (Self::Curly, '“')
                | (Self::Low, '„')
                | (Self::Same, '”')
                | (Self::Angle, '«' | '»')
                | (Self::AngleIn, '»')
                | (Self::Gershayim, '״')
                | (Self::Single, '\u{2018}')
        )
    }
}

/// What stands around a mark.
pub(super) struct Around {
    /// Before `before`.
    pub(super) earlier: Option<char>,
    pub(super) before: Option<char>,
    pub(super) after: Option<char>,
    pub(super) next: Option<char>,
}

impl Around {
    /// What stands around the bytes `at..end` of the paragraph `from..to`.
    pub(super) fn of(text: &str, [from, at, end, to]: [usize; 4]) -> Self {
        let filled = |c: &char| *c != super::types::FILL;
        let mut rest = text[end..to].chars().filter(filled);
        let mut back = text[from..at].chars().rev().filter(filled);
        Self { before: back.next(), earlier: back.next(), after: rest.next(), next: rest.next() }
    }

    pub(super) fn opens(&self) -> bool {
        let before =
            self.before.is_none_or(|c| c.is_whitespace() || "([{—–-/‘“„«\"'*_>".contains(c) || is_wide(c));
        before && self.after.is_some_and(|c| !c.is_whitespace())
    }

    pub(super) fn closes(&self) -> bool {
        self.before.is_some_and(|c| !c.is_whitespace())
            && self.after.is_none_or(|c| !c.is_alphabetic() || "ªº".contains(c) || is_wide(c))
    }

    /// After a Hebrew particle that is written with the next word ("אמר ש\"אין"); an acronym has
    /// its mark before the last letter.
    pub(super) fn opens_after_particle(&self) -> bool {
        self.before.is_some_and(|c| "בהוכלמש".contains(c))
            && self.earlier.is_none_or(char::is_whitespace)
            && self.after.is_some_and(char::is_alphabetic)
    }
}

/// A character of a script that writes no spaces between words.
fn is_wide(c: char) -> bool {
    ('\u{2E80}'..='\u{9FFF}').contains(&c) || ('\u{FF00}'..='\u{FF60}').contains(&c)
}

pub(super) fn opening(c: char, around: &Around) -> Option<Kind> {
    let of_word = |c: char| c.is_alphanumeric() || "[(…“\"".contains(c);
    match c {
        '“' | '‟' => Some(Kind::Curly),
        '„' => Some(Kind::Low),
        '«' => Some(Kind::Angle),
        '”' if around.opens() && around.after.is_some_and(|c| of_word(c) || "‘’¿¡".contains(c)) => {
            Some(Kind::Same)
        }
        '»' if around.opens() => Some(Kind::AngleIn),
        '‹' => Some(Kind::SingleAngle),
        '›' if around.opens() && around.after.is_some_and(of_word) => Some(Kind::SingleAngleIn),
        '"' | '＂' if around.opens() => Some(Kind::Straight),
        '״' if around.opens() => Some(Kind::Gershayim),
        '`' if around.after == Some('`') => Some(Kind::Backticks),
        ',' if around.after == Some(',')
            && around.before.is_none_or(|c| c.is_whitespace() || "([".contains(c))
            && around.next.is_some_and(of_word) =>
        {
            Some(Kind::Commas)
        }
        '<' if around.after == Some('<')
            && around.before.is_none_or(|c| c.is_whitespace() || "([{—–".contains(c)) =>
        {
            Some(Kind::LessThan)
        }
        '\u{2018}' | '\u{201B}' if around.opens() && around.after.is_some_and(of_word) => Some(Kind::Single),
        // Elsewhere it is an apostrophe.
        '\u{2019}'
            if around.before == Some(' ')
                && around.earlier.is_some_and(|c| ":,".contains(c))
                && around.after.is_some_and(char::is_alphabetic) =>
        {
            Some(Kind::SingleSame)
        }
        '‚' if around.opens() => Some(Kind::SingleLow),
        '\'' if around.opens() && around.after.is_some_and(|c| c.is_alphabetic() || c == '[') => {
            Some(Kind::SingleStraight)
        }
        _ => PAIRS
            .iter()
            .find(|(open, _)| *open == c)
            .and_then(|(_, close)| Some(Kind::Paired(close.chars().next()?))),
    }
}

/// The bytes of the mark at `c` if it closes what `kind` opened.
pub(super) fn closing(kind: Kind, c: char, around: &Around) -> Option<usize> {
    let one = Some(c.len_utf8());
    let doubled = || (around.after == Some(c)).then_some(c.len_utf8() * 2);
    match (kind, c) {
        (Kind::Curly | Kind::Low, '”')
        | (Kind::Angle, '»')
        | (Kind::AngleIn, '«')
        | (Kind::SingleAngle, '›') => one,
        (Kind::Paired(close), c) => {
            let (_, all) = PAIRS.iter().find(|(_, closing)| closing.starts_with(close))?;
            if all.contains(c) { one } else { None }
        }
        // The opening mark typed where a closing one is meant; and the German closing mark.
        (Kind::Curly | Kind::Low, '“' | '"')
        | (Kind::Straight, '"' | '＂' | '”')
        | (Kind::Same, '”' | '“')
        | (Kind::AngleIn, '»')
        | (Kind::SingleAngleIn, '‹' | '›')
        | (Kind::Gershayim, '״') => one.filter(|_| around.closes()),
        (Kind::Commas, '"' | '”' | '“') | (Kind::Backticks, '"' | '”') => {
            one.filter(|_| around.closes())
        }
        (Kind::Backticks | Kind::Commas, '\'' | '\u{2019}' | '\u{2018}' | '`') => doubled(),
        (Kind::LessThan, '>') => doubled(),
        (Kind::SingleStraight, '\'') if around.before.is_some_and(|c| c.is_ascii_digit()) => None,
        (Kind::Single | Kind::SingleStraight | Kind::SingleSame, '\u{2019}' | '\'')
        | (Kind::SingleLow, '\u{2018}' | '\u{2019}') => {
            one.filter(|_| around.closes() && around.after.is_none_or(|c| !c.is_ascii_digit()))
        }
        _ => None,
    }
}

/// Whether a character may be a mark, or begin one.
pub(super) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '`' | ',' | '<' | '>' | '«' | '»' | '״' | '\u{2018}'
            ..='‟' | '‹' | '›' | '＂' | '｢' | '｣'
    ) || c > '\u{275A}' && PAIRS.iter().any(|(open, close)| *open == c || close.contains(c))
}

/// Whether all of a stretch is marks.
pub(super) fn is_repeated_mark(words: &str) -> bool {
    !words.is_empty() && words.chars().all(|c| is_mark(c) && !",<>`'".contains(c))
}
