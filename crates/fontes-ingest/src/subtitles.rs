//! What is said in subtitles? The file as it is: numbers of cues, times, settings and tags are skipped, so that a sentence
//! runs on from cue to cue and its place leads to the line in the file.
//!
//! SubRip, WebVTT, SBV, and the Advanced SubStation's dialogue.

use crate::outcome::Read;
use fontes_core::text::{Document, Span, entity};
use std::ops::Range;

/// Whether the first bytes are those of subtitles, whatever the file's name.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let web = head.strip_prefix(b"WEBVTT").is_some_and(|r| r.first().is_none_or(u8::is_ascii_whitespace));
    let text = String::from_utf8_lossy(&head[..head.len().min(200)]);
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let number = lines.next().is_some_and(|l| l.len() <= 4 && l.bytes().all(|b| b.is_ascii_digit()));
    web || (number && lines.next().is_some_and(is_timing))
}

pub(crate) fn read(text: String) -> Read {
    let skips = if text.contains("\nDialogue:") { dialogue(&text) } else { cues(&text) };
    let web = text.trim_start_matches('\u{FEFF}').starts_with("WEBVTT");
    let media_type = if web { "text/vtt" } else { "application/x-subrip" };
    let skips = Span::disjoint(
        skips.into_iter().filter_map(|r| Span::of(&text, r).ok()).filter(|s| !s.is_empty()).collect(),
    );
    Read::of(Document { text, skips, media_type: media_type.into(), ..Document::default() })
}

/// The lines of a text, without their ends.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    })
}

/// A line that holds a time, with an arrow or (SBV) a comma to another.
fn is_timing(line: &str) -> bool {
    let parts = line.split_once("-->").or_else(|| line.split_once(',').filter(|(_, b)| b.contains(':')));
    parts.is_some_and(|(from, to)| is_time(from.trim()) && to.split_whitespace().next().is_some_and(is_time))
}

/// "00:01:04,000", "1:04.5", "00:01:04".
fn is_time(s: &str) -> bool {
    let colons = s.bytes().filter(|b| *b == b':').count();
    (1..=3).contains(&colons)
        && s.starts_with(|c: char| c.is_ascii_digit())
        && s.bytes().all(|b| b.is_ascii_digit() || b":.,".contains(&b))
}

/// What of SubRip, WebVTT and SBV is nobody's words.
fn cues(text: &str) -> Vec<Range<usize>> {
    let mut skips = Vec::new();
    // Captions that roll say each line again in the next cue; they time every word.
    let rolling = text.contains("<c>");
    let (mut block_first, mut in_cue, mut hidden) = (true, false, text.starts_with("WEBVTT"));
    let mut before: Option<Range<usize>> = None;
    let mut last_said = String::new();
    for line in lines(text) {
        let words = text[line.clone()].trim();
        if words.is_empty() {
            (block_first, in_cue, hidden, before) = (true, false, false, None);
            continue;
        }
        if is_timing(words) {
            // What stands before the times in a cue of its own is its number or name.
            let from = before.take().map_or(line.start, |b| b.start);
            skips.push(from..line.end);
            (in_cue, hidden, block_first) = (true, false, false);
            continue;
        }
        if block_first && !in_cue {
            let head = words.split_whitespace().next().unwrap_or("");
            hidden = hidden || matches!(head, "NOTE" | "STYLE" | "REGION");
            before = (!hidden).then(|| line.clone());
            block_first = false;
        } else {
            before = None;
        }
        if hidden {
            skips.push(line);
            continue;
        }
        let inner = tags(text, &line);
        if rolling {
            let said = without(text, &line, &inner);
            if !said.is_empty() && said == last_said {
                skips.push(line);
                continue;
            }
            if !said.is_empty() {
                last_said = said;
            }
        }
        skips.extend(inner);
    }
    skips
}

/// The words of a line, without what is skipped.
fn without(text: &str, line: &Range<usize>, skips: &[Range<usize>]) -> String {
    let mut out = String::new();
    let mut at = line.start;
    for s in skips {
        out.push_str(&text[at..s.start]);
        at = s.end;
    }
    out.push_str(&text[at..line.end]);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Tags (`<i>`, `<v Anna>`, `{\an8}`) and entities of a line.
fn tags(text: &str, line: &Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut at = line.start;
    while let Some(found) = text[at..line.end].find(['<', '{', '&']) {
        let start = at + found;
        let rest = &text[start..line.end];
        let end = match rest.as_bytes()[0] {
            b'<' if rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/') => rest.find('>'),
            b'{' if rest.starts_with("{\\") => rest.find('}'),
            b'&' => rest.find(';').filter(|e| entity::sign(&rest[..=*e]).is_some()),
            _ => None,
        };
        match end {
            Some(end) => {
                out.push(start..start + end + 1);
                at = start + end + 1;
            }
            None => at = start + 1,
        }
    }
    out
}

/// What of the Advanced SubStation's file is nobody's words: all but the last of the ten fields of a dialogue.
fn dialogue(text: &str) -> Vec<Range<usize>> {
    let mut skips = Vec::new();
    for line in lines(text) {
        let words = &text[line.clone()];
        let fields = words.match_indices(',').nth(8).filter(|_| words.starts_with("Dialogue:"));
        let Some((comma, _)) = fields else {
            skips.push(line);
            continue;
        };
        skips.push(line.start..line.start + comma + 1);
        let said = line.start + comma + 1..line.end;
        skips.extend(tags(text, &said));
        skips.extend(["\\N", "\\n", "\\h"].iter().flat_map(|mark| {
            text[said.clone()].match_indices(mark).map(|(i, m)| said.start + i..said.start + i + m.len())
        }));
    }
    skips.sort_by_key(|r| r.start);
    skips
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let d = &read(text.into()).documents[0];
        fontes_core::text::fold(&d.text, &d.skips).words().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_run_on_over_cues() {
        let srt = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Nobody</i> asked\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n{\\an8}for 12 boats\r\nat 4:15.\r\n";
        assert_eq!(words(srt), "nobody asked for 12 boats at 4 15");
        let vtt = "WEBVTT - a hearing\nKind: captions\n\nNOTE\nset by hand\n\nintro\n00:01.000 --> 00:02.000 align:left\n<v Anna Lisle>Tom &amp; I\n\n00:02.000 --> 00:03.000\nwent home.\n";
        assert_eq!(words(vtt), "tom i went home");
        let sbv = "0:00:01.000,0:00:02.000\nNobody asked\n\n0:00:02.000,0:00:03.000\nfor boats.\n";
        assert_eq!(words(sbv), "nobody asked for boats");
        let ass = "[Script Info]\nTitle: x\n[Events]\nFormat: a, b\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\\i1}Nobody{\\i0} asked,\\Nthen\nDialogue: 0,0:00:02.00,0:00:03.00,Default,,0,0,0,,for boats.\n";
        assert_eq!(words(ass), "nobody asked then for boats");
    }

    #[test]
    fn numbers_that_are_said_are_words() {
        let srt = "1\n00:00:01,000 --> 00:00:02,500\n7\nboats\n\n2\n00:00:03,000 --> 00:00:04,000\n7\n";
        assert_eq!(words(srt), "7 boats 7");
    }

    #[test]
    fn rolling_captions_are_said_once() {
        let vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\n \nthe<00:00:00.500><c> weir</c><00:00:00.700><c> broke</c>\n\n00:01.000 --> 00:01.010\nthe weir broke\n \n\n00:01.010 --> 00:02.000\nthe weir broke\nin<00:00:01.500><c> March</c>\n";
        assert_eq!(words(vtt), "the weir broke in march");
    }
}
