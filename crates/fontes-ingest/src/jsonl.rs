//! Which documents are in JSON Lines? One a line, with `id` and `text`.

use crate::decode;
use crate::outcome::{Notice, Read, Unreadable};
use fontes_core::text::Document;
use serde_json::Value;
use std::io::{self, BufRead, Read as _};

pub(crate) fn read(text: &str) -> Result<Read, Unreadable> {
    let mut records = Records::default();
    text.lines().for_each(|line| records.line(line));
    records.finish()
}

/// Reads lines of which none but the one at hand is held: a file may be larger than memory is. A line of more than `longest`
/// bytes is not read.
pub(crate) fn from_lines(
    from: &mut dyn BufRead,
    encoding: Option<&str>,
    longest: u64,
) -> Result<Read, Unreadable> {
    let failed = |e: io::Error| Unreadable::new(e.to_string(), "check the file and its disk");
    let mut records = Records::default();
    loop {
        let mut line = Vec::new();
        let got = from.take(longest + 1).read_until(b'\n', &mut line).map_err(failed)? as u64;
        if got == 0 {
            return records.finish();
        }
        if got > longest {
            if line.last() != Some(&b'\n') {
                from.skip_until(b'\n').map_err(failed)?;
            }
            records.bad(format!("longer than {} MB, the most that is read of one record", longest >> 20));
            continue;
        }
        match decode::as_it_is(line, encoding) {
            Ok(line) => records.line(&line),
            Err(line) => match decode::decode(&line, encoding) {
                Ok(line) => records.line(&line.text),
                Err(e) => records.bad(e.reason),
            },
        }
    }
}

/// What was read so far.
#[derive(Default)]
struct Records {
    read: Read,
    lines: usize,
    failed: usize,
    /// The first that was not read.
    first: Option<String>,
}

impl Records {
    fn line(&mut self, line: &str) {
        if line.trim().is_empty() {
            self.lines += 1;
            return;
        }
        match record(line) {
            Ok(document) => {
                self.lines += 1;
                self.read.documents.push(document);
            }
            Err(why) => self.bad(why),
        }
    }

    /// A line that cannot be read.
    fn bad(&mut self, why: String) {
        self.lines += 1;
        self.failed += 1;
        self.first.get_or_insert_with(|| format!("line {}: {why}", self.lines));
    }

    fn finish(self) -> Result<Read, Unreadable> {
        let mut out = self.read;
        if out.documents.is_empty() {
            let why = self.first.unwrap_or_else(|| "no lines".into());
            return Err(Unreadable::new(
                format!("no record could be read: {why}"),
                "give one JSON object a line with the strings \"id\" and \"text\"",
            ));
        }
        if let Some(first) = self.first {
            let what =
                format!("{} of {} records not read; {first}", self.failed, self.failed + out.documents.len());
            out.notices.push(Notice { what, loss: true });
        }
        Ok(out)
    }
}

fn record(line: &str) -> Result<Document, String> {
    let mut value: Value = serde_json::from_str(line).map_err(|e| format!("not JSON: {e}"))?;
    let text = match value.get_mut("text").map(Value::take) {
        Some(Value::String(text)) => text,
        _ => return Err("no string \"text\"".into()),
    };
    let string = |key: &str| match value.get(key) {
        Some(Value::String(s)) => Some(s.clone()),
        Some(Value::Number(n)) => Some(n.to_string()),
        _ => None,
    };
    let id = string("id").ok_or("no \"id\"")?;
    Ok(Document {
        id: Some(id),
        title: string("title"),
        author: string("author"),
        date: string("date"),
        series: string("series"),
        text,
        ..Document::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_documents_and_bad_lines_are_said() {
        let got = read(
            "{\"id\":1,\"text\":\"a\\nb\"}\nnonsense\n{\"id\":\"x\",\"text\":\"c\",\"date\":\"1973\"}\n",
        )
        .expect("two records");
        assert_eq!(got.documents.iter().map(|d| d.id.as_deref()).collect::<Vec<_>>(), [Some("1"), Some("x")]);
        assert_eq!(got.documents[0].text, "a\nb");
        assert!(got.notices[0].loss && got.notices[0].what.contains("line 2"));
        assert!(read("{}\n").is_err());
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_said() {
        let long = "b".repeat(200);
        let lines = format!(
            "{{\"id\":1,\"text\":\"a\"}}\n{{\"id\":2,\"text\":\"{long}\"}}\n\n{{\"id\":3,\"text\":\"c\"}}"
        );
        let got = from_lines(&mut lines.as_bytes(), None, 100).expect("two records");
        assert_eq!(got.documents.iter().map(|d| d.text.as_str()).collect::<Vec<_>>(), ["a", "c"]);
        assert!(
            got.notices[0].loss && got.notices[0].what.contains("line 2: longer than"),
            "{:?}",
            got.notices
        );
        let all = from_lines(&mut lines.as_bytes(), None, 1_000).expect("three records");
        assert_eq!(all.documents, read(&lines).expect("the same").documents);
    }
}
