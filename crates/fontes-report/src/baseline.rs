//! What did an earlier report say? Read from its JSON Lines, to compare.

use fontes_check::Severity;
use fontes_check::finding::since::Earlier;
use serde_json::Value;
use std::collections::BTreeMap;

/// The findings of an earlier report (`--format json`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Of each draft, by its path, in its order.
    drafts: BTreeMap<String, Vec<Earlier>>,
    /// How many findings were left out of it, as they were not asked for.
    pub left_out: u64,
}

impl Baseline {
    /// Reads a report.
    ///
    /// # Errors
    /// Says which line is none of such a report.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut out = Self::default();
        for (i, line) in text.lines().enumerate().filter(|l| !l.1.trim().is_empty()) {
            let wrong = |what: &str| {
                format!("line {}: {what}; a baseline is a report that `--format json` wrote", i + 1)
            };
            let value: Value = serde_json::from_str(line).map_err(|_| wrong("not JSON"))?;
            match value["type"].as_str() {
                Some("finding") => {
                    let (path, finding) = earlier(&value).ok_or_else(|| wrong("not a finding of a check"))?;
                    out.drafts.entry(path).or_default().push(finding);
                }
                Some("summary") => {
                    let path =
                        value["draft"]["path"].as_str().ok_or_else(|| wrong("not a check's summary"))?;
                    // A draft without findings is known, too.
                    out.drafts.entry(path.to_owned()).or_default();
                    out.left_out += value["left_out"].as_u64().unwrap_or(0);
                }
                // What was gone by then.
                Some("gone") => {}
                _ => return Err(wrong("neither a finding nor a summary")),
            }
        }
        if out.drafts.is_empty() {
            return Err("there is nothing in it; a baseline is a report that `--format json` wrote".into());
        }
        Ok(out)
    }

    /// What it says of a draft; of the only one, where there is one and the draft is checked `alone`: it may have another name
    /// by now.
    #[must_use]
    pub fn of(&self, draft: &str, alone: bool) -> Option<Vec<Earlier>> {
        let only = || self.drafts.values().next().filter(|_| alone && self.drafts.len() == 1);
        self.drafts.get(draft).or_else(only).cloned()
    }

    /// The drafts that it tells of.
    pub fn drafts(&self) -> impl Iterator<Item = &str> {
        self.drafts.keys().map(String::as_str)
    }
}

fn earlier(value: &Value) -> Option<(String, Earlier)> {
    let severity = match value["severity"].as_str()? {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        "note" => Severity::Note,
        _ => Severity::Info,
    };
    let draft = &value["draft"];
    let finding = Earlier {
        anchor: value["anchor"].as_str().and_then(|a| a.parse().ok()),
        fingerprint: value["fingerprint"].as_str()?.to_owned(),
        code: value["code"].as_str()?.to_owned(),
        severity,
        line: u32::try_from(draft["line"].as_u64()?).ok()?,
        words: draft["text"].as_str()?.to_owned(),
    };
    Some((draft["path"].as_str()?.to_owned(), finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_report_is_refused_with_its_line() {
        for (text, said) in [
            ("", "nothing in it"),
            ("{}", "line 1: neither a finding nor a summary"),
            ("draft.md:1:1: error", "line 1: not JSON"),
            (
                "{\"type\":\"summary\",\"draft\":{\"path\":\"d\"}}\n{\"type\":\"finding\"}",
                "line 2: not a finding",
            ),
        ] {
            assert!(Baseline::read(text).is_err_and(|e| e.contains(said)), "{text}");
        }
        let one = Baseline::read("{\"type\":\"summary\",\"draft\":{\"path\":\"d.md\"},\"left_out\":2}")
            .expect("a report");
        assert_eq!((one.of("e.md", true), one.of("e.md", false), one.left_out), (Some(vec![]), None, 2));
    }
}
