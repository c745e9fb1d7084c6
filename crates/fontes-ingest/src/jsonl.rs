//! Which documents are in JSON Lines? One a line, with `id` and `text`.

use crate::outcome::{Notice, Read, Unreadable};
use fontes_core::text::Document;
use serde_json::Value;

pub(crate) fn read(text: &str) -> Result<Read, Unreadable> {
    let mut out = Read::default();
    let mut bad: Vec<String> = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        match record(line) {
            Ok(document) => out.documents.push(document),
            Err(why) => bad.push(format!("line {}: {why}", number + 1)),
        }
    }
    if out.documents.is_empty() {
        let why = bad.first().cloned().unwrap_or_else(|| "no lines".into());
        return Err(Unreadable::new(
            format!("no record could be read: {why}"),
            "give one JSON object a line with the strings \"id\" and \"text\"",
        ));
    }
    if let Some(first) = bad.first() {
        let what = format!("{} of {} records not read; {first}", bad.len(), bad.len() + out.documents.len());
        out.notices.push(Notice { what, loss: true });
    }
    Ok(out)
}

fn record(line: &str) -> Result<Document, String> {
    let value: Value = serde_json::from_str(line).map_err(|e| format!("not JSON: {e}"))?;
    let text = value.get("text").and_then(Value::as_str).ok_or("no string \"text\"")?;
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
        text: text.to_owned(),
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
}
