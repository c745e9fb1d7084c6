//! What in a text is apparatus, and what its words?
//!
//! An edition, a transcript or a page puts figures and lines among the words that are nobody's words: numbers of verses,
//! lines and paragraphs, time stamps, marks of pages and leaves, figures of notes, running heads, remarks such as
//! "(laughs)". One figure alone is a word. It is apparatus where the text *shows a system*: numbers that count on by
//! themselves at places of one kind, a line that recurs with a number that grows, stamps of one form that run on. Only
//! forms that no words have (`*412`, `{59}`, `|f. 9r|`) and remarks that a language lists need no second place.

mod chain;
mod figures;
mod heads;
mod lines;
mod marks;
mod note_figures;
mod numbering;
mod remarks;
mod stamps;

use crate::lang::Language;
use crate::text::Span;
use figures::figures;
use lines::Lines;

/// What a stretch of apparatus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApparatusKind {
    /// The number of a verse, a line or a paragraph.
    Numbering,
    /// When it was said.
    TimeStamp,
    /// The figure of a note, flattened to the line.
    NoteFigure,
    /// A page or leaf of an edition, marked among the words.
    PageMark,
    /// A running head, with its number.
    RunningHead,
    /// A page number on a line of its own.
    PageNumber,
    /// An editor's, a reporter's or a transcriber's remark.
    Remark,
}

/// A stretch of a text that is none of its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apparatus {
    /// Where it is.
    pub span: Span,
    /// What it is.
    pub kind: ApparatusKind,
    /// At how many places of the text the system that it belongs to is seen; 1 where its own form tells.
    pub places: u32,
}

/// The apparatus of a text, in order and without overlaps. What is asked of a part of a text is told from that part
/// alone: too small a part shows no system.
#[must_use]
pub fn apparatus(text: &str, language: &Language) -> Vec<Apparatus> {
    let lines = Lines::new(text);
    let figures = figures(text, &lines);
    let mut found = heads::find(&lines, language);
    found.extend(stamps::find(&lines, &figures));
    found.extend(numbering::find(&lines, &figures));
    found.extend(marks::find(text, language));
    found.extend(note_figures::find(&lines, &figures, language));
    found.extend(remarks::find(text, language));
    // Of two that begin together the longer one, a whole line.
    found.sort_by_key(|a| (a.span.start(), std::cmp::Reverse(a.span.end()), a.kind));
    let mut end = 0;
    found.retain(|a| {
        let free = a.span.start() >= end && !a.span.is_empty();
        end = if free { a.span.end() } else { end };
        free
    });
    found
}

/// Whether all letters and figures of `span` lie in apparatus (which is in order), and at least one does: what the
/// first of it is.
#[must_use]
pub fn apparatus_of(text: &str, span: Span, apparatus: &[Apparatus]) -> Option<ApparatusKind> {
    let first = apparatus.partition_point(|a| a.span.end() <= span.start());
    let mut over = apparatus[first..].iter().take_while(|a| a.span.start() < span.end()).peekable();
    let kind = over.peek()?.kind;
    let mut at = span.start();
    let bare = |from: u32, to: u32| {
        text.get(from as usize..to as usize).is_some_and(|s| !s.contains(char::is_alphanumeric))
    };
    for a in over {
        if a.span.start() > at && !bare(at, a.span.start()) {
            return None;
        }
        at = at.max(a.span.end());
    }
    (at >= span.end() || bare(at, span.end())).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ApparatusKind::{NoteFigure, Numbering, PageMark, PageNumber, Remark, RunningHead, TimeStamp};

    fn found(text: &str) -> Vec<(ApparatusKind, &str)> {
        apparatus(text, crate::lang::english())
            .iter()
            .map(|a| (a.kind, a.span.slice(text).unwrap_or("?")))
            .collect()
    }

    fn of(kind: ApparatusKind, text: &str) -> Vec<&str> {
        found(text).into_iter().filter(|f| f.0 == kind).map(|f| f.1).collect()
    }

    #[test]
    fn verses_count_on_where_clauses_begin() {
        let text = "1 My aunt rose before the bees and lit the stove, 2 and the kettle, which had 4 legs, \
            sang to itself. 3 Then came the post.";
        assert_eq!(of(Numbering, text), ["1", "2", "3"]);
        let text = "2:7 And the queen rose early,\n2:8 and flew about the orchard;\n2:9 and it was cold.";
        assert_eq!(of(Numbering, text), ["2:7", "2:8", "2:9"]);
        // Things that are counted count on as well.
        let text = "They had 3 hives with glass in the lower yard by the wall, 4 of straw of which one was empty, 5 of wood.";
        assert_eq!(found(text), []);
        assert_eq!(found("He came in 1914 and fell.\n1915 The war went on.\n1916 It went on.\n"), []);
        // One number, or two, are words.
        assert_eq!(found("She kept bees for a year. 7 Hives were lost in the flood. 8 Came back."), []);
    }

    #[test]
    fn lines_are_numbered_as_they_follow_each_other() {
        let text = " 7   A.   I counted 12 crates on the quay, and the\n 8   clerk had signed for eleven of them\n 9   before I came.\n";
        assert_eq!(of(Numbering, text), ["7", "8", "9"]);
        let rhyme: String = (1..=12)
            .map(|i| {
                if i % 5 == 0 {
                    format!("and the wind was cold   {i}\n")
                } else {
                    "and the lamp was out\n".into()
                }
            })
            .collect();
        assert_eq!(of(Numbering, &rhyme), Vec::<&str>::new()); // two places are no system
        let rhyme = format!("{rhyme}one\ntwo\nand the wind was cold   15\n");
        assert_eq!(of(Numbering, &rhyme), ["5", "10", "15"]);
        assert_eq!(
            found("He owed\n1 goat for the vicar,\n2 sheep for the mill,\n3 cows for the bridge\n"),
            []
        );
    }

    #[test]
    fn stamps_run_on_and_a_log_tells_its_hours() {
        let text = "[00:03:12] My aunt kept bees\n[00:03:16] and sold the wax at 4:15 each day.\n";
        assert_eq!(of(TimeStamp, text), ["[00:03:12]", "[00:03:16]"]);
        let text = "0:12 The choir began at 4:15 and the\n0:17 organ came in when it\n0:21 was mended.\n";
        assert_eq!(of(TimeStamp, text), ["0:12", "0:17", "0:21"]);
        let text = "08:15 Engine stopped.\n08:40 Boats lowered.\n09:05 Captain left.\n";
        assert_eq!(found(text), []);
    }

    #[test]
    fn pages_are_marked_in_forms_that_no_word_has() {
        let text = "the goat *212 of the widow {41} ate upon the |f. 9r| grave [p. 7] and [12v] slept";
        assert_eq!(of(PageMark, text), ["*212", "{41}", "|f. 9r|", "[p. 7]", "[12v]"]);
        assert_eq!(found("met *12* times, 3 *4 and [in 1926] again | 41 | 42 |"), []);
    }

    #[test]
    fn heads_recur_with_a_number_that_grows() {
        let text = "OF BEES\n\nThe hives were set along the south side of the orchard\n\n46   OF BEES\n\nand nobody went near \
            them but my aunt, who spoke to the\n\nOF BEES   47\n\nqueens by name when she was alone with them.\n";
        assert_eq!(of(RunningHead, text), ["46   OF BEES", "OF BEES   47"]);
        let text = "Over the hives she had written,\nSPEAK LOW HERE\nand nobody else could read it.\n";
        assert_eq!(found(text), []);
        let text = "The swarm hung in the pear tree until the\n\n- 17 -\n\nevening bell, and the children were kept\n\n- 18 -\n\nindoors.\n";
        assert_eq!(of(PageNumber, text), ["- 17 -", "- 18 -"]);
        assert_eq!(found("The bees shall have\n\n40\n\nyards of clover to themselves.\n"), []);
    }

    #[test]
    fn figures_of_notes_are_glued_and_count_on() {
        let text = "fed with sugar in the spring,3 and the wax was white,4 as it should be.5 My aunt sold No.6 of them.";
        assert_eq!(of(NoteFigure, text), ["3", "4", "5"]);
        assert_eq!(of(NoteFigure, "fed with sugar,3 and sold.\n\n3 Her ledger.\n"), ["3"]);
        assert_eq!(found("fed with sugar,3 and sold"), []);
    }

    #[test]
    fn remarks_say_what_was_heard_or_is_missing() {
        let text = "I told them (laughs), they (loud and prolonged applause) came [2 lines not declassified] by night [not] (he never laughs).";
        assert_eq!(
            of(Remark, text),
            ["(laughs)", "(loud and prolonged applause)", "[2 lines not declassified]"]
        );
        assert_eq!(found("the men (missing) and the boat (with music)"), [(Remark, "(with music)")]);
    }

    #[test]
    fn words_are_apparatus_only_if_all_of_them_are() {
        let text = "held [00:03:16] it 2 there";
        let a = [Apparatus { span: Span::new(5, 15).unwrap(), kind: TimeStamp, places: 2 }];
        let at = |from, to| apparatus_of(text, Span::new(from, to).unwrap(), &a);
        assert_eq!(at(6, 14), Some(TimeStamp));
        assert_eq!(at(4, 16), Some(TimeStamp));
        assert_eq!(at(6, 18), None);
        assert_eq!(at(19, 20), None);
    }
}
