//! Is nobody named for what is said?

use crate::draft::Draft;
use crate::finding::{Finding, Kind, Verdict};
use fontes_core::lang::RuleWord;
use fontes_core::read::Attribution;
use fontes_core::text::Span;

/// "It is said", "reportedly": nobody is named.
pub(super) fn check(draft: &Draft, said: &[Attribution], out: &mut Vec<Finding>) {
    let rules = draft.language.rules();
    for a in said.iter().filter(|a| a.source.is_none()) {
        let cue = a.cue.slice(draft.text()).unwrap_or("");
        if cue.split_whitespace().any(|w| rules.is(&w.to_lowercase(), &RuleWord::Hearsay)) {
            let message = format!(
                "nobody is named for what “{}”",
                cue.split_whitespace().collect::<Vec<_>>().join(" ")
            );
            out.push(Finding::alone(Kind::Attribution, Verdict::NobodyNamed, a.cue, message));
        }
    }
    // "Allegedly, he took bribes": the same in one word.
    let text = draft.text();
    for word in text.split(|c: char| !c.is_alphabetic()) {
        let small = word.to_lowercase();
        if !rules.is(&small, &RuleWord::HearsayAdverb) {
            continue;
        }
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if let Ok(span) = Span::of(text, at..at + word.len())
            && !draft.quotations.iter().any(|q| q.span.overlaps(span))
            && !out.iter().any(|f| f.kind == Kind::Attribution && f.draft.overlaps(span))
        {
            out.push(Finding::alone(
                Kind::Attribution,
                Verdict::NobodyNamed,
                span,
                format!("nobody is named for what “{word}” is so"),
            ));
        }
    }
}
