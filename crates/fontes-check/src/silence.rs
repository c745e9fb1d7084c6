//! Which findings does the draft's author let stand, and why?
//!
//! A file beside the draft, named as the draft with `.silence` after it, holds one line for each:
//! a code, or a kind, the words that it is about (or `*` for all), and the reason, parted by `|`.
//! Lines that begin with `#` are remarks. A line that is not understood, or gives no reason, is an
//! error: it must not hide anything. A line that covers no finding is said.

use crate::finding::Finding;
use crate::{Checked, Kind};

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The line that it stands in, from 1.
    pub line: usize,
    code: String,
    words: String,
    reason: String,
}

/// Reads the rules of a file.
///
/// # Errors
/// Says which line is not understood, and why.
pub fn rules(text: &str) -> Result<Vec<Rule>, String> {
    let mut out = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let n = i + 1;
        if line.trim().is_empty() || line.trim_start().starts_with('#') {
            continue;
        }
        let parts: Vec<&str> = line.splitn(3, '|').map(str::trim).collect();
        let [code, words, reason] = parts[..] else {
            return Err(format!("line {n}: a code, the words and the reason, parted by “|”"));
        };
        if reason.is_empty() {
            return Err(format!("line {n}: no reason is given"));
        }
        let known = Kind::ALL.into_iter().any(|k| {
            k.name() == code
                || k.verdicts()
                    .any(|v| code.strip_prefix(k.name()).and_then(|c| c.strip_prefix('/')) == Some(v.name()))
        });
        if !known {
            return Err(format!("line {n}: there is no finding “{code}”"));
        }
        if words.is_empty() {
            return Err(format!("line {n}: no words are given (“*” for all)"));
        }
        out.push(Rule { line: n, code: code.to_owned(), words: words.to_owned(), reason: reason.to_owned() });
    }
    Ok(out)
}

impl Rule {
    fn covers(&self, f: &Finding, text: &str) -> bool {
        let code = f.code();
        let of_kind = self.code == f.kind.name();
        let squeezed = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        (code == self.code || of_kind)
            && (self.words == "*"
                || squeezed(f.draft.slice(text).unwrap_or("")).contains(&squeezed(&self.words)))
    }
}

/// Silences the findings that the rules cover; gives the lines of the rules that cover none.
pub fn silence(checked: &mut Checked, rules: &[Rule]) -> Vec<usize> {
    let mut idle = Vec::new();
    for rule in rules {
        let mut used = false;
        let text = checked.draft.document.text.as_str();
        for f in checked.findings.iter_mut().filter(|f| rule.covers(f, text)) {
            used = true;
            f.silenced.get_or_insert_with(|| rule.reason.clone());
        }
        if !used {
            idle.push(rule.line);
        }
    }
    idle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_say_what_is_wrong_with_them() {
        assert_eq!(
            rules("# so\n\ndate/wrong-weekday | Monday | as printed\nname | * | seen").map(|r| r.len()),
            Ok(2)
        );
        for (bad, why) in [
            ("date | x", "parted"),
            ("date | x |", "reason"),
            ("dates | x | y", "no finding"),
            ("date/absent | x | y", "no finding"),
            ("date | | y", "words"),
        ] {
            assert!(rules(bad).is_err_and(|e| e.contains(why)), "{bad}");
        }
    }
}
