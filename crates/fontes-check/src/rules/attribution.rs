//! Is nobody named for what is said?

use crate::draft::Draft;
use crate::finding::{Finding, Kind, Verdict};
use fontes_core::lang::{self, Language, RuleWord, Touch};
use fontes_core::read::Attribution;
use fontes_core::text::{Span, fold};

/// Words of a quotation that gives what is said in its own words.
const GIVEN: usize = 2;

/// "It is said", "reportedly": nobody is named.
pub(super) fn check(draft: &Draft, said: &[Attribution], out: &mut Vec<Finding>) {
    let text = draft.text();
    for a in said.iter().filter(|a| a.source.is_none()) {
        let cue = a.cue.slice(text).unwrap_or("");
        let language = lang::at(text, a.cue, draft.language);
        let is = |class| fold(cue, &[]).words().any(|w| language.rules().is(&w, &class));
        // "It may be said": nobody has said it. "If it is said": nor here.
        let general = is(RuleWord::Supposed) || is_condition(text, a.cue, language);
        if is(RuleWord::Hearsay) && !general && !is_given(draft, a) {
            let message = format!(
                "nobody is named for what “{}”",
                cue.split_whitespace().collect::<Vec<_>>().join(" ")
            );
            out.push(Finding::alone(Kind::Attribution, Verdict::NobodyNamed, a.cue, message));
        }
    }
    adverbs(draft, said, out);
}

/// "Allegedly, he took bribes": the same in one word, unless somebody is named who says the whole.
fn adverbs(draft: &Draft, said: &[Attribution], out: &mut Vec<Finding>) {
    let text = draft.text();
    let rules = draft.language.rules();
    let named =
        |span: Span| said.iter().any(|a| a.source.is_some() && a.content.iter().any(|c| c.contains(span)));
    for word in text.split(|c: char| !c.is_alphabetic()) {
        let small = word.to_lowercase();
        if !rules.is(&small, &RuleWord::HearsayAdverb) {
            continue;
        }
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if let Ok(span) = Span::of(text, at..at + word.len())
            && draft.quotations_over(span).next().is_none()
            && !named(span)
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

/// Whether the clause of the cue opens with a condition: "if it is said that".
fn is_condition(text: &str, cue: Span, language: &Language) -> bool {
    let lead = &text[..cue.start() as usize];
    let clause = lead.rsplit(['.', ',', ';', ':', '!', '?', '—', '(']).next().unwrap_or("");
    fold(clause, &[]).words().take(3).any(|w| language.bearing(&w).has(Touch::Condition))
}

/// Whether what is said is a quotation from its beginning ("are said to “attract one another”"): whose words they are
/// is asked of the quotation.
fn is_given(draft: &Draft, a: &Attribution) -> bool {
    let Some(content) = a.content.first() else { return false };
    let first = draft.quotations.partition_point(|q| q.span.start() < content.start());
    let within = draft.quotations[first..].iter().take_while(|q| q.span.start() <= content.end());
    within.filter(|q| content.contains(q.span)).any(|q| {
        let lead = draft.text().get(content.start() as usize..q.span.start() as usize).unwrap_or("");
        fold(lead, &[]).tokens.len() <= 1 && draft.folded.tokens_in(q.span).len() >= GIVEN
    })
}
