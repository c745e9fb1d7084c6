//! How are the pages numbered in print? `/PageLabels` of the catalogue (ISO 32000-1, 12.4.2).

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, String as PdfString};

/// Nodes of the number tree that are followed.
const MOST_NODES: usize = 10_000;

/// The printed number of each page; empty where the file says nothing.
pub(crate) fn of(pdf: &Pdf, pages: usize) -> Vec<String> {
    let mut labels = vec![String::new(); pages];
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let Some(tree) = root.and_then(|r| r.get::<Dict<'_>>("PageLabels")) else { return labels };
    let mut ranges: Vec<(usize, Dict<'_>)> = Vec::new();
    let mut open = vec![tree];
    let mut seen = 0;
    while let Some(node) = open.pop() {
        seen += 1;
        if seen > MOST_NODES {
            break;
        }
        if let Some(kids) = node.get::<Array<'_>>("Kids") {
            open.extend(kids.iter::<Dict<'_>>());
        }
        if let Some(nums) = node.get::<Array<'_>>("Nums") {
            let mut items = nums.flex_iter();
            while let Some(from) = items.next::<i32>() {
                let Some(range) = items.next::<Dict<'_>>() else { break };
                if let Ok(from) = usize::try_from(from) {
                    ranges.push((from, range));
                }
            }
        }
    }
    ranges.sort_by_key(|r| r.0);
    for (i, (from, range)) in ranges.iter().enumerate() {
        let to = ranges.get(i + 1).map_or(pages, |r| r.0).min(pages);
        let style = range.get::<Name<'_>>("S").map(|n| n.as_str().to_owned());
        let prefix: String = range
            .get::<PdfString<'_>>("P")
            .map(|p| super::string::text_string(Some(p.as_bytes())).unwrap_or_default())
            .unwrap_or_default();
        let first = range.get::<i32>("St").and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
        for (n, label) in labels.iter_mut().enumerate().take(to).skip(*from) {
            let number = first + (n - from);
            *label = match style.as_deref() {
                Some("D") => format!("{prefix}{number}"),
                Some("r") => format!("{prefix}{}", roman(number).to_lowercase()),
                Some("R") => format!("{prefix}{}", roman(number)),
                Some("a") => format!("{prefix}{}", letters(number).to_lowercase()),
                Some("A") => format!("{prefix}{}", letters(number)),
                _ => prefix.clone(),
            };
        }
    }
    labels
}

/// A number in Roman numerals.
pub(crate) fn roman(mut n: usize) -> String {
    const DIGITS: [(usize, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if n > 10_000 {
        return n.to_string();
    }
    let mut out = String::new();
    for (value, digit) in DIGITS {
        while n >= value {
            out.push_str(digit);
            n -= value;
        }
    }
    out
}

/// A to Z, then AA to ZZ, as the specification has it.
fn letters(n: usize) -> String {
    let Some(n) = n.checked_sub(1) else { return String::new() };
    let letter = char::from(b'A' + (n % 26) as u8);
    std::iter::repeat_n(letter, (n / 26 + 1).min(100)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals() {
        assert_eq!([4, 9, 14, 1999].map(roman), ["IV", "IX", "XIV", "MCMXCIX"]);
        assert_eq!([1, 26, 27].map(letters), ["A", "Z", "AA"]);
    }
}
