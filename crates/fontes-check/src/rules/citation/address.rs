//! Can an address be? Nothing is asked of the network.

use crate::draft::Draft;
use crate::finding::{Finding, Kind, Verdict};
use fontes_core::read::bare_address;
use fontes_core::text::Span;
use url::Url;

/// Addresses that lead nowhere as they stand. Nothing is asked of the network.
pub(super) fn addresses(draft: &Draft, out: &mut Vec<Finding>) {
    let text = draft.text();
    let mut at = 0;
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”')) {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        if start < at || word.len() < 8 {
            continue;
        }
        let small = word.to_ascii_lowercase();
        let Some(from) = ["http", "htp:", "htttp", "ftp://"].iter().filter_map(|s| small.find(s)).min()
        else {
            continue;
        };
        let before = word[..from].chars().next_back();
        if before.is_some_and(char::is_alphanumeric) || !small[from..].contains([':', '/']) {
            continue;
        }
        let address = bare_address(&word[from..]);
        at = start + word.len();
        let Some(wrong) = fault(address) else { continue };
        if let Ok(span) = Span::of(text, start + from..start + from + address.len()) {
            // The target of a link that the text does not show is not the draft's words.
            let skips = &draft.document.skips;
            let skip = skips.get(skips.partition_point(|s| s.end() <= span.start()));
            if skip.is_some_and(|s| s.contains(span)) {
                continue;
            }
            out.push(Finding::alone(Kind::Citation, Verdict::BrokenAddress, span, wrong));
        }
    }
}

/// What is wrong with an address.
fn fault(address: &str) -> Option<String> {
    let scheme: &str = address.split("://").next().unwrap_or("");
    if !address.contains("://") {
        return Some("the address lacks “://” after its scheme".into());
    }
    if !matches!(scheme, "http" | "https" | "ftp") {
        let known = matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https" | "ftp");
        // In capitals all through it is one address written otherwise; "Https" is the hand of a word processor.
        if known && scheme.bytes().all(|b| b.is_ascii_uppercase()) {
            return fault(&format!("{}{}", scheme.to_ascii_lowercase(), &address[scheme.len()..]));
        }
        if known {
            return Some(format!(
                "the address begins with “{scheme}”, for “{}”",
                scheme.to_ascii_lowercase()
            ));
        }
        return Some(format!("“{scheme}” is no scheme of an address"));
    }
    let rest = &address[scheme.len() + 3..];
    if rest.contains("http://") && !rest.contains('?') && rest.starts_with("http")
        || rest.starts_with("https://")
    {
        return Some("two addresses run into one".into());
    }
    if address.ends_with('…') || address.contains("...") {
        return Some("the address was cut short".into());
    }
    let url = match Url::parse(address) {
        Ok(url) => url,
        Err(e) => return Some(format!("no such address can be: {e}")),
    };
    let host = url.host_str().unwrap_or("");
    let named = host.contains('.') || host == "localhost" || host.starts_with('[');
    let ends = host.rsplit('.').next().unwrap_or("");
    let numbers = host.split('.').all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    if !named
        || host.contains("..")
        || (!numbers && (ends.len() < 2 || ends.bytes().any(|b| b.is_ascii_digit())))
            && !ends.starts_with("xn--")
    {
        return Some(format!("“{host}” is no name of a host"));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_be() {
        for right in
            ["https://example.org/a_(b)", "http://10.0.0.1/x", "https://en.wikipedia.org/wiki/Chile?x=1#y"]
        {
            assert_eq!(fault(right), None, "{right}");
        }
        for wrong in [
            "Https://lobelog.com/x",
            "http:/example.org",
            "https://example",
            "https://exa mple",
            "http://https://a.org",
            "https://a..org/b",
        ] {
            assert!(fault(wrong).is_some(), "{wrong}");
        }
        assert_eq!(bare_address("https://a.org/b_(c))."), "https://a.org/b_(c)");
    }
}
