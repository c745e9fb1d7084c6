//! Which findings does a reader want to see? Patterns over codes, and the least severity.

use fontes_check::finding::since::Earlier;
use fontes_check::finding::{CODES, Code};
use fontes_check::{Checked, Finding, Kind, Severity, Verdict};
use globset::{GlobBuilder, GlobMatcher};

/// A pattern over findings: a code ("quotation/altered"), a verdict ("altered"), a family ("quotation"), or one of these with
/// `*`, `?` and `{a,b}` in it ("quotation/*").
#[derive(Debug, Clone)]
pub struct Pattern(GlobMatcher);

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// When it is no pattern, or no finding has such a code; the message names the nearest that there is.
    pub fn new(text: &str) -> Result<Self, String> {
        let glob = GlobBuilder::new(text.trim()).build();
        let pattern =
            Self(glob.map_err(|e| format!("“{text}” is no pattern: {}", e.kind()))?.compile_matcher());
        if CODES.iter().any(|c| pattern.covers(c.kind, c.verdict)) {
            return Ok(pattern);
        }
        let names = CODES.iter().map(|c| if text.contains('/') { c.name() } else { c.verdict.name().into() });
        let names: Vec<String> = names.chain(Kind::ALL.map(|k| k.name().to_owned())).collect();
        Err(format!("there is no finding “{text}”{}", meant(text, names.iter().map(String::as_str))))
    }

    fn covers(&self, kind: Kind, verdict: Verdict) -> bool {
        self.0.is_match(format!("{}/{}", kind.name(), verdict.name()))
            || self.0.is_match(kind.name())
            || self.0.is_match(verdict.name())
    }
}

/// Which findings are wanted.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Where there are any: only findings that one of these covers.
    pub only: Vec<Pattern>,
    /// No findings that one of these covers.
    pub ignore: Vec<Pattern>,
    /// The least severity.
    pub severity: Severity,
}

impl Default for Choice {
    fn default() -> Self {
        Self { only: vec![], ignore: vec![], severity: Severity::Info }
    }
}

impl Choice {
    /// Whether a code is wanted, whatever its severity.
    #[must_use]
    pub fn covers(&self, kind: Kind, verdict: Verdict) -> bool {
        (self.only.is_empty() || self.only.iter().any(|p| p.covers(kind, verdict)))
            && !self.ignore.iter().any(|p| p.covers(kind, verdict))
    }

    /// Whether a finding of an earlier report is wanted.
    fn wants_earlier(&self, e: &Earlier) -> bool {
        let is = |c: &&Code| c.name() == e.code;
        e.severity >= self.severity && CODES.iter().find(is).is_none_or(|c| self.covers(c.kind, c.verdict))
    }

    /// Whether a finding is wanted.
    #[must_use]
    pub fn wants(&self, f: &Finding) -> bool {
        f.severity() >= self.severity && self.covers(f.kind, f.verdict)
    }

    /// Leaves out of a checked draft what is not wanted; how many they are is kept.
    pub fn apply(&self, checked: &mut Checked) {
        let before = checked.findings.len();
        checked.findings.retain(|f| self.wants(f));
        checked.left_out += before - checked.findings.len();
        if let Some(gone) = &mut checked.gone {
            gone.retain(|e| self.wants_earlier(e));
        }
    }
}

/// A severity by its name.
///
/// # Errors
/// Names those that there are.
pub fn severity(name: &str) -> Result<Severity, String> {
    const ALL: [Severity; 4] = [Severity::Info, Severity::Note, Severity::Warning, Severity::Error];
    let found = ALL.into_iter().find(|s| s.name() == name);
    found.ok_or_else(|| format!("“{name}” is no severity: info, note, warning or error"))
}

/// "; did you mean “x”?" for the name that a word comes nearest to; nothing where none is near.
#[must_use]
pub fn meant<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> String {
    let near = names.map(|n| (strsim::normalized_damerau_levenshtein(word, n), n));
    let best = near.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.filter(|b| b.0 > 0.5).map_or_else(String::new, |b| format!("; did you mean “{}”?", b.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(pattern: &str) -> Vec<String> {
        let p = Pattern::new(pattern).expect(pattern);
        CODES.iter().filter(|c| p.covers(c.kind, c.verdict)).map(|c| c.name()).collect()
    }

    #[test]
    fn patterns_name_codes_verdicts_and_families() {
        assert_eq!(covered("quotation/altered"), ["quotation/altered"]);
        assert_eq!(covered("altered"), ["quotation/altered", "borrowing/altered"]);
        assert_eq!(covered("borrowing"), covered("borrowing/*"));
        assert_eq!(
            covered("*/differs"),
            ["date/differs", "number/differs", "name/differs", "citation/differs"]
        );
        assert_eq!(covered("{date,name}/differs").len(), 2);
        assert_eq!(covered("*").len(), CODES.len());
    }

    #[test]
    fn a_pattern_that_covers_nothing_is_wrong() {
        for (wrong, right) in [
            ("quotation/altred", "quotation/altered"),
            ("quotations", "quotation"),
            ("verbatm", "verbatim"),
            ("number/differ", "number/differs"),
        ] {
            let said = Pattern::new(wrong).expect_err(wrong);
            assert!(said.contains(&format!("did you mean “{right}”")), "{said}");
        }
        assert!(!Pattern::new("zzz").expect_err("nothing").contains("mean"));
        assert!(Pattern::new("{a").is_err_and(|e| e.contains("no pattern")));
    }

    #[test]
    fn only_and_ignore() {
        let patterns = |all: &[&str]| all.iter().map(|p| Pattern::new(p).expect(p)).collect::<Vec<_>>();
        let choice = Choice {
            only: patterns(&["quotation"]),
            ignore: patterns(&["verbatim"]),
            severity: Severity::Info,
        };
        assert!(choice.covers(Kind::Quotation, Verdict::Altered));
        assert!(!choice.covers(Kind::Quotation, Verdict::Verbatim));
        assert!(!choice.covers(Kind::Borrowing, Verdict::Altered));
        assert!(Choice::default().covers(Kind::Date, Verdict::Differs));
    }
}
