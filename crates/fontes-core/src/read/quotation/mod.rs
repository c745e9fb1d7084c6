//! Which words of a text are marked as somebody's? Quotations, with the marks of omission
//! and insertion that their author put in.
//!
//! `running` reads marks in running text, `marks` knows which mark closes which, `block` what is set off, `attached` what
//! stands at a block's end and says where it is from; `author` reads what the author put in (`ellipsis`, `remark`).
//!
//! Left out on purpose: apostrophes, feet and inches, nicknames and single quoted words are
//! not told here; a quotation of too few words is the checker's to judge.

mod ahead;
mod attached;
mod author;
mod block;
mod ellipsis;
mod interrupted;
mod marks;
mod remark;
mod running;
mod types;

pub use types::{Form, Quotation};

use super::paragraph::{Layout, paragraphs_of};
use crate::text::{BlockKind, Document, Span, entity};
use author::quotation;
use std::borrow::Cow;
use types::{Context, FILL};

/// All quotations of a document, in order of their starts, not nested.
#[must_use]
pub fn quotations(document: &Document) -> Vec<Quotation> {
    quotations_of(document, None)
}

/// The quotations of a part of a text without blocks, whose whole has this layout.
#[must_use]
pub fn quotations_of(document: &Document, layout: Option<Layout>) -> Vec<Quotation> {
    let text = with_signs(document);
    let c = Context::new(document, &text);
    let all = paragraphs_of(document, layout);
    let mut out: Vec<Quotation> = Vec::new();
    let mut i = 0;
    while i < all.len() {
        if all[i].kind == BlockKind::Quotation {
            let first = i;
            while i + 1 < all.len()
                && all[i + 1].kind == BlockKind::Quotation
                && block::goes_on(&text, all[i], all[i + 1])
            {
                i += 1;
            }
            let next = all.get(i + 1).copied().filter(|p| p.kind != BlockKind::Quotation);
            block::blocks(&c, &all[first..=i], next, &mut out);
        } else {
            i = running::marked(&c, &all, i, &mut out);
        }
        i += 1;
    }
    let mut out: Vec<Quotation> = out.into_iter().flat_map(|q| divide(&c, q)).collect();
    out.sort_by_key(|q| (q.span.start(), std::cmp::Reverse(q.span.end())));
    interrupted::link(&c, &mut out);
    out
}

/// The text as it is read: entities are the signs that they stand for, tags and the targets of links are filled, all at their
/// places and of the same length.
fn with_signs(document: &Document) -> Cow<'_, str> {
    let text = document.text.as_str();
    let mut out: Option<String> = None;
    let mut at = 0;
    for span in &document.skips {
        let Some(skipped) = span.slice(text).filter(|s| s.starts_with(['&', '<', ']'])) else { continue };
        let Some(before) = text.get(at..span.start() as usize) else { continue };
        let shown: String = match skipped.as_bytes()[0] {
            b'&' => entity::sign(skipped).map(String::from).unwrap_or_default(),
            // What names the source begins a line of its own.
            b'<' if skipped.starts_with("<cite") || skipped.starts_with("<footer") => "\n".into(),
            b'<' => String::new(),
            _ => "]".into(),
        };
        let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
        out.push_str(before);
        out.push_str(&shown);
        out.extend(std::iter::repeat_n(FILL, skipped.len().saturating_sub(shown.len())));
        at = span.end() as usize;
    }
    match out {
        Some(mut out) => {
            out.push_str(&text[at..]);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(text),
    }
}

/// Cuts a quotation over several paragraphs, whose opening marks are repeated, into one for
/// each paragraph: each can then be right or wrong by itself.
fn divide(c: &Context<'_>, q: Quotation) -> Vec<Quotation> {
    let repeated: Vec<Span> =
        q.ignored.iter().copied().filter(|s| s.slice(c.text).is_some_and(marks::is_repeated_mark)).collect();
    if repeated.is_empty() {
        return vec![q];
    }
    let mut starts = vec![q.span.start()];
    starts.extend(repeated.iter().map(|s| s.end()));
    let mut ends: Vec<u32> = repeated.iter().map(|s| s.start()).collect();
    ends.push(q.span.end());
    let last = starts.len() - 1;
    starts
        .iter()
        .zip(&ends)
        .enumerate()
        .filter_map(|(i, (&from, &to))| {
            quotation(c, [from as usize, to as usize], q.form, Vec::new(), q.unclosed && i == last)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let document = Document { text: text.into(), ..Document::default() };
        quotations(&document)
            .into_iter()
            .map(|q| format!("{}{}", if q.unclosed { "?" } else { "" }, q.span.slice(text).unwrap_or("!")))
            .collect()
    }

    #[test]
    fn all_kinds_of_marks() {
        assert_eq!(read("He said “we won the war” and left."), ["we won the war"]);
        assert_eq!(read("He said \"we won the war\" and left."), ["we won the war"]);
        assert_eq!(read("Er sagte: „Wir haben gewonnen.“ Dann"), ["Wir haben gewonnen."]);
        assert_eq!(read("Il dit « nous avons gagné » puis"), ["nous avons gagné"]);
        assert_eq!(read("Han sagde »vi vandt« og"), ["vi vandt"]);
        assert_eq!(
            read("He said ‘we won the boys’ war at once’ and left."),
            ["we won the boys’ war at once"]
        );
        assert_eq!(read("He said 'we didn't win the war' and left."), ["we didn't win the war"]);
        assert_eq!(read("TeX has ``double marks'' too."), ["double marks"]);
        assert_eq!(
            read("He said \"we won the war\"² and “left us ten 3\" guns behind” then."),
            ["we won the war", "left us ten 3\" guns behind"]
        );
        assert_eq!(read("הוא אמר ״ניצחנו במלחמה הזאת״ והלך לצה״ל"), ["ניצחנו במלחמה הזאת"]);
        assert_eq!(read("הוא אמר ש\"אין לנו ברירה\" והלך לצה\"ל"), ["אין לנו ברירה"]);
        assert_eq!(read("彼は「戦争に勝った」と言った"), ["戦争に勝った"]);
        assert_eq!(read("as he “keeps a wrong closing mark“[i]. Then"), ["keeps a wrong closing mark"]);
    }

    #[test]
    fn nested_marks_belong_to_the_outer_quotation() {
        assert_eq!(read("He: “She said ‘no’ to the “big” one.” End"), ["She said ‘no’ to the “big” one."]);
        assert_eq!(read("He: “She said ‘no’ to them.” End"), ["She said ‘no’ to them."]);
        assert_eq!(read("‘She said “no” to them.’ End"), ["She said “no” to them."]);
    }

    #[test]
    fn apostrophes_inches_and_elisions_open_nothing() {
        assert!(
            read("The '60s weren't the boys' best; 'tis 5' 10\" tall, the boys' rock 'n' roll, a 3\" gun.")
                .is_empty()
        );
        assert!(read("Allende’s and the miners’ cause").is_empty());
    }

    #[test]
    fn a_quotation_may_run_over_paragraphs() {
        let got = read("He wrote: “One part of it.\n\n“Another part of it.\n\n“The end.” So.");
        assert_eq!(got, ["One part of it.", "Another part of it.", "The end."]);
        assert_eq!(
            read("He wrote: “One part of it.\n\nAnother.” So “it” is."),
            ["One part of it.\n\nAnother.", "it"]
        );
    }

    #[test]
    fn a_mark_that_never_closes_is_said() {
        assert_eq!(read("He wrote: “One part.\n\nAnd so on. “Two parts” here."), ["?One part.", "Two parts"]);
    }

    #[test]
    fn the_authors_marks_are_read() {
        let text = "“[S]ettled [by him] … it was [sic] done [...] so . . . . well **** (…) (emphasis added) [2] end”";
        let document = Document { text: text.into(), ..Document::default() };
        let q = &quotations(&document)[0];
        let of = |spans: &[Span]| spans.iter().map(|s| s.slice(text).unwrap_or("!")).collect::<Vec<_>>();
        assert_eq!(of(&q.ellipses), ["…", "[...]", ". . . .", "****", "(…)"]);
        assert_eq!(of(&q.inserted), ["by him"]);
        assert_eq!(of(&q.ignored), ["[sic]", "(emphasis added)"]);
    }

    #[test]
    fn blocks_are_quotations() {
        let text = "He wrote much about it all:\n\n> We came by night …\n> and left by day.\n> — Memoirs\n\nSo he did.";
        assert_eq!(read(text), ["We came by night …\n> and left by day."]);
    }

    #[test]
    fn a_mark_may_be_the_same_on_both_sides() {
        assert_eq!(read("Han sade: ”Vi vann kriget.” Så var det."), ["Vi vann kriget."]);
        assert_eq!(read("Hän sanoi: »Voitimme sodan.» Sitten"), ["Voitimme sodan."]);
        assert_eq!(read("قال: ”ربحنا الحرب“ ثم"), ["ربحنا الحرب"]);
        assert_eq!(read("He said, ’We won the war.’ Then the boys’ beds."), ["We won the war."]);
        assert!(read("a 14” pipe, the ’90s, the boys’ 3” bolt and the girls’ loom").is_empty());
    }

    #[test]
    fn plain_and_rare_marks_are_read() {
        assert_eq!(read("Il dit : << Nous avons gagné >> puis"), ["Nous avons gagné"]);
        assert_eq!(read("He said <<we won the war>> then"), ["we won the war"]);
        assert_eq!(read("Hij zei: ,,Wij hebben gewonnen'', en"), ["Wij hebben gewonnen"]);
        assert_eq!(read("He said ❝we won the war❞ then"), ["we won the war"]);
        assert_eq!(read("彼は｢戦争に勝った｣と言った"), ["戦争に勝った"]);
        assert_eq!(read("قال ﴿ربحنا الحرب﴾ ثم"), ["ربحنا الحرب"]);
        assert!(read("x << 3 and y >> 3; a << (b + 1) >> c; cout << x; cin >> total; 1,,2").is_empty());
    }

    #[test]
    fn mixed_marks_end_where_they_should() {
        let mixed = "“The bridge,\" he says, \"is ours and always was.” So it “is”.";
        assert_eq!(read(mixed), ["The bridge,", "is ours and always was.", "is"]);
        assert_eq!(read("\"We won “the” war\" he said"), ["We won “the” war"]);
        assert_eq!(read("“We won \"the\" war” he said"), ["We won \"the\" war"]);
    }

    #[test]
    fn single_marks_may_run_over_a_list() {
        let text = "It says:\n\n‘1. The States’ courts shall count\n\n(a) the ‘old’ geese;\n\n(b) the new ones.’\n\nThat is all.";
        assert_eq!(
            read(text),
            ["1. The States’ courts shall count\n\n(a) the ‘old’ geese;\n\n(b) the new ones."]
        );
        assert!(read("‘Tis the boys’ own\n\nbook of the keepers’").is_empty());
    }

    fn only(text: &str) -> Quotation {
        let document = Document { text: text.into(), language: Some("en".into()), ..Document::default() };
        let mut all = quotations(&document);
        assert_eq!(all.len(), 1, "{text}");
        all.remove(0)
    }

    #[test]
    fn what_stands_with_a_block_is_not_quoted() {
        let words = "> We came by night and left by day.";
        for attached in [
            "(Okafor 1911, 44)",
            "(IV. p. 35.)",
            "(ibid., 45)",
            "(p. 44)",
            "(my translation)",
            "(Okafor, *The Gate*, ch. 3; emphasis added)",
            "— Ada Okafor, The Gate",
            "— Ada Okafor",
            "Source: Okafor, The Gate, 1911",
            "[Pg 121]",
            "(Act III, scene 2)",
        ] {
            for text in [
                format!("He:\n\n{words} {attached}\n\nEnd."),
                format!("He:\n\n{words}\n> {attached}\n\nEnd."),
            ] {
                let q = only(&text);
                assert_eq!(q.span.slice(&text), Some("We came by night and left by day."), "{attached}");
                let got = q.attached.and_then(|s| s.slice(&text)).unwrap_or("");
                assert!(got.contains(attached.trim_start_matches(['—', '(', ' '])), "{got}");
            }
        }
        for own in
            ["(and by the moon as well)", "(I saw it in 1911)", "— And there he died.", "(The road was bad.)"]
        {
            let text = format!("He:\n\n{words} {own}\n\nEnd.");
            assert!(only(&text).span.slice(&text).is_some_and(|w| w.ends_with(own)), "{own}");
        }
    }

    #[test]
    fn neighbouring_blocks_are_apart() {
        assert_eq!(read("He:\n\n> One of them.\n\n> And another.\n\nEnd."), ["One of them.", "And another."]);
        assert_eq!(
            read("He:\n\n> One of them.\n>\n> Its second part.\n\nEnd."),
            ["One of them.\n>\n> Its second part."]
        );
    }

    #[test]
    fn quotations_may_be_interrupted() {
        let aside = |text: &str, code: &str| {
            let document = Document { text: text.into(), language: Some(code.into()), ..Document::default() };
            let all = quotations(&document);
            let first = all.first().expect("a quotation");
            let of = |s: &Span| s.slice(text).unwrap_or("?").trim().to_owned();
            first.interrupted.iter().chain(&first.asides).map(of).collect::<Vec<_>>().join("|")
        };
        assert_eq!(aside("“The contract,” he says, “which was old.”", "en"), "he says");
        assert_eq!(aside("‘The contract’, said Mr. Tov, ‘which was old.’", "en"), "said Mr. Tov");
        assert_eq!(aside("“ ‘The contract,’ ” we have held, “ ‘which was old.’ ”", "en"), "we have held");
        assert_eq!(aside("„Der Vertrag“, sagt er, „der alt war.“", "de"), "sagt er");
        assert_eq!(aside("« La digue, dit-il, est vieille. »", "fr"), "dit-il");
        assert_eq!(aside("«El dique —dijo el alcalde— es viejo.»", "es"), "dijo el alcalde");
        for none in [
            "“The contract,” he says, and adds, “which was old.”",
            "“The contract.” He says, “It was old.”",
            "“The contract,” it is a long one, “which was old.”",
            "the “contract” is said to be “old”",
        ] {
            assert_eq!(aside(none, "en"), "", "{none}");
        }
    }

    #[test]
    fn entities_are_signs() {
        let text = "He said &ldquo;we &amp; they won&hellip; it&rdquo; then.";
        let skips = ["&ldquo;", "&amp;", "&hellip;", "&rdquo;"]
            .iter()
            .filter_map(|e| text.find(e).and_then(|i| Span::of(text, i..i + e.len()).ok()))
            .collect();
        let document = Document { text: text.into(), skips, ..Document::default() };
        let q = &quotations(&document)[0];
        assert_eq!(q.span.slice(text), Some("we &amp; they won&hellip; it"));
        assert_eq!(q.ellipses[0].slice(text), Some("&hellip;"));
    }
}
