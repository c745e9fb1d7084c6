//! Is a difference damage, or a change of wording? Damage is shown by damage: by letters that scanners confuse, in words that
//! are none, by more of it around, by the confidence of the machine that read the picture.

use super::aligned::Aligned;
use crate::draft::Draft;
use crate::search::Retriever;
use fontes_core::align::change::{Change, Class};
use fontes_core::align::edit_distance::likeness;
use fontes_core::align::scan::{Misreading, for_damage, is_damaged, may_be, misreading, readings};
use fontes_core::corpus::Source;
use fontes_core::lang::{Language, Touch};
use fontes_core::text::{Folded, Span, fold, looks_like_name};
use std::ops::Range;

/// Confidence of OCR, in percent, below which a word may well be another.
const UNSURE: u8 = 75;
/// Likeness from which a word that is none may be what is left of another.
const LEFT: f32 = 0.45;
/// The same where no letters are such as scanners confuse.
const VERY_LIKE: f32 = 0.7;
/// Where every so many-th word is damaged, hardly one is whole.
const WRECKED_OF: usize = 4;
/// Words to either side of a passage that are looked at for damage.
const AROUND: usize = 120;
/// Of so many words around, one damaged shows a scan; two do in any case.
const DAMAGED_OF: usize = 150;
/// Fewest letters of a word that is looked at for damage around.
const SHORT: usize = 3;
/// Letters up to which a word may become another by damage where every fourth is damaged, and how like it is then.
const SMALL: usize = 4;
const SMALL_LIKE: f32 = 0.5;

/// One side of a change as letters.
struct Words {
    units: Vec<u32>,
    /// Whether all are words; `None` where that is not known.
    known: Option<bool>,
    name: bool,
    /// Whether it begins with a small letter.
    small: bool,
    /// Whether one of them denies.
    denies: bool,
}

impl Words {
    fn new(text: &str, span: Span, search: &Retriever<'_>, language: &Language) -> Self {
        let written = span.slice(text).unwrap_or("");
        let words = fold(written, &[]);
        let mut known = Some(true);
        for (i, word) in words.words().enumerate() {
            // Figures within letters make no word, however many scans have it.
            let broken = is_mixed(words.letters(i)) && language.lists(&word) != Some(true);
            let is = if broken { Some(false) } else { search.is_word(&word, language) };
            known = match (known, is) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (None, _) | (_, None) => None,
                (known, Some(true)) => known,
            };
        }
        Self {
            known: known.filter(|_| !words.units.is_empty()),
            name: looks_like_name(text, span) && !is_mixed(&words.units),
            small: written.starts_with(char::is_lowercase),
            denies: language
                .bearings(written, &words, &(0..words.tokens.len()))
                .iter()
                .any(|b| b.has(Touch::Negation)),
            units: words.units,
        }
    }

    fn word(&self) -> String {
        self.units.iter().filter_map(|&u| char::from_u32(u)).collect()
    }

    fn is_figures(&self) -> bool {
        !self.units.is_empty() && self.units.iter().all(is_figure)
    }
}

const fn is_figure(u: &u32) -> bool {
    matches!(*u, 48..58)
}

/// Whether figures stand within letters, as in "h15" for "his": then it is no word, no name and no number.
fn is_mixed(units: &[u32]) -> bool {
    units.iter().any(is_figure) && !units.iter().all(is_figure)
}

/// Tells which of the changes are damage. What a word is said to be by itself stands, unless it alone is odd in the draft: a
/// slip of the author's. Where there is more damage, what could be damage is.
pub(super) fn settle_noise(
    draft: &Draft,
    witness: &Source,
    parts: &[Option<Aligned>],
    changes: &mut [Change],
    search: &Retriever<'_>,
    language: &'static Language,
) -> Damage {
    let real = |c: &Change| !c.class.is_silent() && !c.class.is_marked();
    if !changes.iter().any(real) {
        return Damage::Light;
    }
    let sides = |c: &Change| both(draft, witness, c, search, language);
    // Where the machine that read the picture was not sure, a like word is its reading.
    for c in changes.iter_mut().filter(|c| real(c)) {
        if witness.document.confidence(c.source).is_some_and(|sure| sure < UNSURE) {
            let (x, y) = sides(c);
            if likeness(&x.units, &y.units) >= LEFT {
                c.class = Class::WitnessNoise;
                c.touch = None;
            }
        }
    }
    let Extent { by_itself, in_witness, in_draft, how } =
        Extent::new(draft, witness, parts, changes, search, language);
    for c in changes.iter_mut().filter(|c| real(c) && !c.class.is_noise()) {
        let (x, y) = sides(c);
        let class = match (in_witness, in_draft) {
            _ if by_itself.contains(&(c.draft, c.source)) => Class::WitnessNoise,
            (true, _) if is_damage(&y, &x, how, c.touch) => Class::WitnessNoise,
            (_, true) if is_damage(&x, &y, how, c.touch) => Class::DraftNoise,
            _ => continue,
        };
        c.class = class;
        keep_denial(c);
    }
    if how != Damage::Light && (in_witness || in_draft) {
        let class = if in_witness { Class::WitnessNoise } else { Class::DraftNoise };
        run_together(draft, witness, changes, class);
    }
    // One odd word in the draft is a slip of the pen.
    if !in_draft && count(changes, Class::DraftNoise) == 1 {
        for c in changes.iter_mut().filter(|c| c.class == Class::DraftNoise) {
            let (x, y) = sides(c);
            if !is_damaged(c.draft.slice(draft.text()).unwrap_or("")) {
                let like = likeness(&x.units, &y.units);
                c.class = if like >= 0.6 { Class::Spelling } else { Class::WordReplaced };
            }
        }
    }
    if in_witness || in_draft { how } else { Damage::Light }
}

/// Of damage it is told only that it hurts a word that denies.
fn keep_denial(c: &mut Change) {
    c.touch = c.touch.filter(|t| *t == Touch::Negation);
}

fn count(changes: &[Change], class: Class) -> usize {
    changes.iter().filter(|c| c.class == class).count()
}

/// Both sides of a change; where one is damage of the other, it is no word.
fn both(
    draft: &Draft,
    witness: &Source,
    c: &Change,
    search: &Retriever<'_>,
    language: &Language,
) -> (Words, Words) {
    let mut x = Words::new(draft.text(), c.draft, search, language);
    let mut y = Words::new(witness.text(), c.source, search, language);
    if likeness(&x.units, &y.units) >= LEFT {
        let damage = |hurt: &Words, whole: &Words| {
            search.is_damage_of(&hurt.word(), &whole.word(), language) == Some(true)
        };
        if damage(&y, &x) {
            (x.known, y.known) = (Some(true), Some(false));
        } else if damage(&x, &y) {
            (x.known, y.known) = (Some(false), Some(true));
        }
    }
    (x, y)
}

/// How much damage the changes show, and on which side.
struct Extent {
    /// Changes that are damage of the witness by themselves.
    by_itself: Vec<(Span, Span)>,
    in_witness: bool,
    in_draft: bool,
    how: Damage,
}

impl Extent {
    fn new(
        draft: &Draft,
        witness: &Source,
        parts: &[Option<Aligned>],
        changes: &[Change],
        search: &Retriever<'_>,
        language: &'static Language,
    ) -> Self {
        let real = |c: &&Change| !c.class.is_silent() && !c.class.is_marked();
        // Letters that scanners confuse, where the word is not known to be one; and what else of words that are none is like.
        let mut by_itself = Vec::new();
        let mut hurt = [count(changes, Class::WitnessNoise), count(changes, Class::DraftNoise)];
        let (mut like, mut confused) = ([0; 2], hurt[0] + hurt[1]);
        // Words that are none and something like the other side's: they show nothing, but how far damage goes that is shown.
        let mut less = [0; 2];
        // Figures within letters are no author's: one of them shows a scan.
        let mut shown = [0; 2];
        for c in changes.iter().filter(real).filter(|c| !c.class.is_noise()) {
            let (x, y) = both(draft, witness, c, search, language);
            let (no_x, no_y) =
                (x.known == Some(false) && y.known == Some(true), y.known == Some(false) && !y.name);
            let way = misreading(&x.units, &y.units);
            if way.is_pure() {
                if no_y && x.known == Some(true) && !x.name {
                    by_itself.push((c.draft, c.source));
                }
                hurt[0] += usize::from(y.known != Some(true) && !y.name);
                hurt[1] += usize::from(no_x);
                confused += usize::from(!matches!(c.touch, Some(Touch::Negation | Touch::Number)));
            } else if likeness(&x.units, &y.units) >= VERY_LIKE {
                like[0] += usize::from(no_y && x.known == Some(true));
                like[1] += usize::from(no_x && !x.name);
            } else if way.confused > 0 && likeness(&x.units, &y.units) >= LEFT {
                less[0] += usize::from(no_y && x.known == Some(true));
                less[1] += usize::from(no_x && !x.name);
            }
        }
        for c in changes.iter().filter(real) {
            match (is_broken(draft.text(), c.draft), is_broken(witness.text(), c.source)) {
                (false, true) => shown[0] += 1,
                (true, false) => shown[1] += 1,
                _ => {}
            }
        }
        // Letters lost or put in are damage beside damage, but alone a slip.
        let hurt = [0, 1].map(|side| if hurt[side] > 0 { hurt[side] + like[side] } else { 0 });
        let far = [0, 1].map(|side| if hurt[side] > 0 { hurt[side] + less[side] } else { 0 });
        let all = changes.iter().filter(real).count();
        let words: usize = parts.iter().flatten().map(|p| p.part.len()).sum();
        // Where all that differs are confused letters, one word that is none shows the scan.
        let all_confused = all >= 2 && confused == all;
        let enough = |n: usize| n * 40 >= words && (n >= 2 || n == 1 && all_confused);
        // A passage within a scan is damaged as its neighbourhood is.
        let in_witness = enough(hurt[0] + shown[0].min(hurt[0])) || {
            let (damaged, looked) = damaged_around(witness, parts, search, language);
            let needed = if hurt[0] > 0 { 1 } else { 2 };
            damaged >= needed && damaged * DAMAGED_OF >= looked
        };
        let in_draft = !in_witness && enough(hurt[1] + shown[1].min(hurt[1])) && far[1] * 5 >= all * 2;
        let most = far[0].max(far[1]);
        let heavy = most * 3 >= all && most >= 2;
        let how = match (heavy, most * WRECKED_OF >= words) {
            (true, true) => Damage::Wreck,
            (true, false) => Damage::Heavy,
            (false, _) => Damage::Light,
        };
        Self { by_itself, in_witness, in_draft, how }
    }
}

/// Whether figures stand within the letters of a word.
fn is_broken(text: &str, span: Span) -> bool {
    let words = fold(span.slice(text).unwrap_or(""), &[]);
    (0..words.tokens.len()).any(|i| is_mixed(words.letters(i)))
}

/// How damaged a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Damage {
    /// Little or none.
    Light,
    /// A third of the changes at least is damage.
    Heavy,
    /// So is every fourth word: letters run into the next word, and words are lost in others.
    Wreck,
}

/// Whether a damaged text may have `hurt` for `whole`.
fn is_damage(hurt: &Words, whole: &Words, how: Damage, touch: Option<Touch>) -> bool {
    let heavy = how != Damage::Light;
    let wreck = how == Damage::Wreck;
    let Misreading { confused, other } = misreading(&hurt.units, &whole.units);
    if hurt.is_figures() || whole.is_figures() {
        // Figures are read for each other too, but a number is not to be passed by.
        let splinter = wreck && hurt.units.len() == 1 && confused > 0 && other <= 1;
        return hurt.is_figures() != whole.is_figures() && (other == 0 || splinter);
    }
    if hurt.units.is_empty() || whole.units.is_empty() {
        // A splinter of a letter or two that is no word.
        let (x, known) =
            if hurt.units.is_empty() { (&whole.units, whole.known) } else { (&hurt.units, hurt.known) };
        let splinter = known != Some(true) || heavy && x.len() == 1 || how == Damage::Wreck;
        return touch.is_none() && x.len() <= 3 && splinter;
    }
    if !may_be(&hurt.units, &whole.units) {
        // Of a few letters nothing need be left.
        let longest = hurt.units.len().max(whole.units.len());
        return wreck && longest <= SHORT && hurt.known == Some(false) && touch.is_none();
    }
    let like = likeness(&hurt.units, &whole.units);
    let weighty = matches!(touch, Some(Touch::Negation | Touch::Number | Touch::Date));
    let mixed = is_mixed(&hurt.units) && !whole.units.iter().any(is_figure);
    match hurt.known.filter(|_| !mixed) {
        // "hot" for "not": what is left denies nothing, as no author would have it.
        Some(true) if touch == Some(Touch::Negation) && whole.denies && !hurt.denies => other == 0,
        // A word for a word: by confused letters only, unless all around is broken.
        Some(true) if weighty => wreck && (other == 0 || is_part(hurt, whole, touch)),
        Some(true) => {
            // A name is another's, unless every fourth word is damaged.
            let may = !hurt.name || wreck && whole.units.len() > SHORT;
            let small = wreck && hurt.units.len().max(whole.units.len()) <= SMALL;
            other == 0
                || (heavy && other == 1 && confused + other <= 2 && may)
                || (small && like >= SMALL_LIKE && touch.is_none())
        }
        _ if heavy && other == 0 => true,
        _ if wreck && whole.known == Some(true) && !(hurt.name && whole.name) => true,
        // Another name is another person: a letter may be lost or put in, but one that scanners do not confuse stands, unless
        // the name is one that is known, and what it became is none. A name is not written small.
        _ if hurt.name || whole.name && !hurt.small => {
            let first = hurt.units.len() > SHORT && hurt.units.first() == whole.units.first();
            let odd = wreck && other <= confused + u32::from(first);
            let one =
                heavy && other == 1 && (hurt.units.len() != whole.units.len() || first && confused <= 2);
            like >= LEFT && (other == 0 || (odd || one) && whole.known == Some(true))
        }
        _ => like >= LEFT || heavy,
    }
}

/// Whether a number has lost or changed a letter, and is none any more: "on" for "one". A word that denies is another's word.
fn is_part(hurt: &Words, whole: &Words, touch: Option<Touch>) -> bool {
    let Misreading { confused, other } = misreading(&hurt.units, &whole.units);
    touch == Some(Touch::Number) && confused + other <= 2 && other <= 1 && whole.units.len() > 2
}

/// Words that run into the next one, or fall apart, where there is much damage: "sketch" is "mivsetch", and "my" is gone. A change
/// beside damage is damage, too, if the letters of both sides answer to each other no worse with it than without.
fn run_together(draft: &Draft, witness: &Source, changes: &mut [Change], noise: Class) {
    let units = |text: &str, span: Span| fold(span.slice(text).unwrap_or(""), &[]).units;
    let between = |text: &str, from: u32, to: u32| {
        to < from || text.get(from as usize..to as usize).is_some_and(|t| fold(t, &[]).units.is_empty())
    };
    let mut order: Vec<usize> = (0..changes.len())
        .filter(|&i| !changes[i].class.is_silent() && !changes[i].class.is_marked())
        .collect();
    order.sort_by_key(|&i| (changes[i].draft, changes[i].source));
    let beside = |i: usize, j: usize, changes: &[Change]| {
        let (x, y) = (&changes[i], &changes[j]);
        between(draft.text(), x.draft.end(), y.draft.start())
            && between(witness.text(), x.source.end(), y.source.start())
    };
    let letters: Vec<(Vec<u32>, Vec<u32>)> = order
        .iter()
        .map(|&i| (units(draft.text(), changes[i].draft), units(witness.text(), changes[i].source)))
        .collect();
    let says = |run: &[usize]| {
        let mut sides = (Vec::new(), Vec::new());
        for &k in run {
            sides.0.extend_from_slice(&letters[k].0);
            sides.1.extend_from_slice(&letters[k].1);
        }
        for_damage(&sides.0, &sides.1)
    };
    for k in 0..order.len() {
        // What denies is told by itself.
        let open = &changes[order[k]];
        // Where the letters answer to each other by themselves, why it is no damage was told.
        let (x, y) = &letters[k];
        let judged = !x.is_empty() && !y.is_empty() && may_be(x, y);
        if open.class.is_noise() || open.touch == Some(Touch::Negation) || judged {
            continue;
        }
        let hurt = |j: usize, i: usize| {
            beside(order[j], order[i], changes) && changes[order[if j == k { i } else { j }]].class.is_noise()
        };
        let before = k.checked_sub(1).filter(|&j| hurt(j, k));
        let after = (k + 1 < order.len()).then_some(k + 1).filter(|&j| hurt(k, j));
        let with = |beside: &[usize]| {
            let mut run = beside.to_vec();
            run.push(k);
            run.sort_unstable();
            says(&run) >= beside.iter().map(|&j| says(&[j])).sum::<i64>()
        };
        let joins = before.is_some_and(|j| with(&[j]))
            || after.is_some_and(|j| with(&[j]))
            || before.zip(after).is_some_and(|(i, j)| with(&[i, j]));
        if joins {
            changes[order[k]].class = noise;
            keep_denial(&mut changes[order[k]]);
        }
    }
}

/// How many words around the passage are damaged, and of how many: figures within letters, and words that are none but for one
/// letter that scanners confuse.
fn damaged_around(
    witness: &Source,
    parts: &[Option<Aligned>],
    search: &Retriever<'_>,
    language: &Language,
) -> (usize, usize) {
    let w: &Folded = witness.folded();
    let inside: Vec<&Range<usize>> = parts.iter().flatten().map(|p| &p.tokens).collect();
    let (Some(first), Some(last)) =
        (inside.iter().map(|r| r.start).min(), inside.iter().map(|r| r.end).max())
    else {
        return (0, 0);
    };
    let around = first.saturating_sub(AROUND)..(last + AROUND).min(w.tokens.len());
    let (mut damaged, mut looked) = (0, 0);
    for i in around {
        if inside.iter().any(|r| r.contains(&i)) {
            continue;
        }
        looked += 1;
        let raw = w.tokens[i].span.slice(witness.text()).unwrap_or("");
        damaged += usize::from(is_damaged(raw) || is_misread(w, i, raw, search, language));
    }
    (damaged, looked)
}

/// Whether a word in small letters is none, and one letter read otherwise makes a word of it.
fn is_misread(w: &Folded, i: usize, raw: &str, search: &Retriever<'_>, language: &Language) -> bool {
    let letters = w.letters(i);
    if letters.len() < SHORT || raw.chars().any(|c| !c.is_lowercase()) {
        return false;
    }
    let word = w.word(i);
    if search.is_word(&word, language) != Some(false) {
        return false;
    }
    readings(letters).iter().any(|r| search.is_damage_of(&word, r, language) == Some(true))
}
