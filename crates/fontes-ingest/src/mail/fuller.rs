//! Which of two forms of a message says all of it? One says what the other says, or less ("this message is in HTML"), or
//! something else.

use fontes_core::text::{BlockKind, Document};
use std::collections::HashMap;

/// What is said by the forms of one message, plainest first: the plainest that says all; where each says what the others do not,
/// the fuller, and the other after it, as words beside the text.
pub(crate) fn of(forms: Vec<Vec<Document>>) -> Vec<Document> {
    let mut forms = forms.into_iter().filter(|f| f.iter().any(|d| !d.text.trim().is_empty()));
    let Some(mut kept) = forms.next() else { return Vec::new() };
    for form in forms {
        kept = of_two(kept, form);
    }
    kept
}

fn of_two(plain: Vec<Document>, other: Vec<Document>) -> Vec<Document> {
    let (mine, its) = (words(&plain), words(&other));
    let total = |w: &HashMap<String, usize>| w.values().sum::<usize>();
    let (mine_lacks, its_lacks) = (lacks(&mine, &its), lacks(&its, &mine));
    if mine_lacks * 50 <= total(&its) {
        return plain;
    }
    if its_lacks * 12 <= total(&mine) {
        return other;
    }
    let (mut fuller, mut lesser, beside) =
        if total(&mine) >= total(&its) { (plain, other, mine_lacks) } else { (other, plain, its_lacks) };
    if beside >= 5 {
        lesser.iter_mut().flat_map(|d| &mut d.blocks).for_each(|b| b.kind = BlockKind::Furniture);
        fuller.append(&mut lesser);
    }
    fuller
}

/// How many words of `other` are not among `words`, each as often as it comes.
fn lacks(words: &HashMap<String, usize>, other: &HashMap<String, usize>) -> usize {
    other.iter().map(|(w, n)| n.saturating_sub(words.get(w).copied().unwrap_or(0))).sum()
}

/// The words of a text and how often each comes; addresses are none. Scripts without blanks are taken letter by letter.
fn words(documents: &[Document]) -> HashMap<String, usize> {
    let mut out: HashMap<String, usize> = HashMap::new();
    for piece in documents.iter().flat_map(|d| d.text.split_whitespace()) {
        if piece.contains("://")
            || piece.contains('@')
            || piece.starts_with("[cid:")
            || piece.starts_with("www.")
        {
            continue;
        }
        let mut word = String::new();
        for c in piece.chars().flat_map(char::to_lowercase).chain([' ']) {
            let alone = c >= '\u{e00}' && c.is_alphanumeric();
            if c.is_alphanumeric() && !alone {
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                *out.entry(std::mem::take(&mut word)).or_default() += 1;
            }
            if alone {
                *out.entry(c.to_string()).or_default() += 1;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(forms: &[&str]) -> Vec<String> {
        let forms = forms.iter().map(|t| vec![Document { text: (*t).into(), ..Document::default() }]);
        of(forms.collect()).into_iter().map(|d| d.text).collect()
    }

    #[test]
    fn the_fuller_form_is_read() {
        let letter = "The log is missing from the shelf, and nobody has asked the deputy, who keeps the second key of the tower.";
        assert_eq!(said(&["", letter]), [letter]);
        assert_eq!(said(&[letter, &letter.to_uppercase()]), [letter]);
        assert_eq!(
            said(&[letter, &format!("{letter} Sent with love.")])[0],
            format!("{letter} Sent with love.")
        );
        assert_eq!(said(&["See HTML.", letter]), [letter]);
        assert_eq!(said(&[letter, "See text."]), [letter]);
        assert_eq!(said(&[&format!("{letter} https://x.example/a/b/c?d=e"), letter]).len(), 1);
        let other = "Nobody may know that we meet on Thursday behind the old cannery at nine.";
        assert_eq!(said(&[other, letter]), [letter, other]);
        assert_eq!(
            said(&["灯台の日誌は\n失われた。", "灯台の日誌は失われた。"]),
            ["灯台の日誌は\n失われた。"]
        );
    }
}
