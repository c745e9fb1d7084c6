//! What of a word in a reference tells which part of it the word belongs to?

use crate::lang::{ABBREVIATED_CLASSES, CalendarWord, Language, ReferenceMark};
use crate::read::name::{CITY, COUNTRY, FIRST, Gazetteer, LAST, STATE};
use crate::read::tagger::{Features, feature, shape};

/// Dashes and quotation marks of all kinds as one of each.
const fn plain(mark: char) -> char {
    match mark {
        '–' | '—' | '‐' | '‑' => '-',
        '“' | '”' | '‘' | '’' => '"',
        c => c,
    }
}

/// What a word is by itself: a year, a range of pages, an initial, a word of a list.
fn class(core: &str, small: &str, language: &Language) -> &'static str {
    let digits = !core.is_empty() && core.bytes().all(|b| b.is_ascii_digit());
    if digits {
        return match core.len() {
            4 if matches!(&core[..2], "15" | "16" | "17" | "18" | "19" | "20") => "year",
            1 | 2 => "small",
            3 | 4 => "number",
            _ => "long",
        };
    }
    let year = core.len() == 5
        && core.as_bytes()[4].is_ascii_lowercase()
        && core[..4].bytes().all(|b| b.is_ascii_digit());
    if year {
        return "year";
    }
    let numeric = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if let Some((a, b)) = core.split_once(['-', '–', '—'])
        && numeric(a)
        && numeric(b.trim_start_matches(['-', '–', '—']))
    {
        return if a.len() == 4 && matches!(&a[..2], "18" | "19" | "20") { "years" } else { "range" };
    }
    if small.starts_with("http") || small.starts_with("www.") {
        return "url";
    }
    if small.starts_with("10.") && small.contains('/') {
        return "doi";
    }
    let date = |w: &CalendarWord| matches!(w, CalendarWord::Month(..) | CalendarWord::Season(_));
    if language.calendar().of(small).iter().any(date) {
        return "month";
    }
    if let Some(class) = language.reference_words().of(small).first() {
        return class;
    }
    let letters: Vec<char> = core.chars().filter(|c| c.is_alphabetic()).collect();
    let initials = !letters.is_empty() && letters.len() <= 4 && letters.iter().all(|c| c.is_uppercase());
    match () {
        () if initials && core.chars().count() <= letters.len() * 2 => "initial",
        () if core.starts_with(char::is_uppercase) => "capital",
        () if core.starts_with(char::is_lowercase) => "small-word",
        () => "other",
    }
}

fn edges(word: &str) -> (String, String) {
    let mark = |c: &char| !c.is_alphanumeric();
    let lead: String = word.chars().take_while(mark).take(2).collect();
    let mut tail: Vec<char> = word.chars().rev().take_while(mark).take(3).collect();
    tail.reverse();
    let plain = |s: String| s.replace(['“', '”', '‘', '’', '\'', '«', '»'], "\"");
    (plain(lead), plain(tail.into_iter().collect()))
}

/// Words between marks.
struct Segment {
    first: usize,
    last: usize,
    /// The kinds of words in it that tell something.
    kinds: String,
    head: &'static str,
    end: &'static str,
    size: String,
}

/// A reference cut at its full stops, and at all its marks.
struct Segments {
    stops: Vec<Segment>,
    commas: Vec<Segment>,
    /// For each word, which of `stops` it is in.
    coarse: Vec<usize>,
    /// For each word, which of `commas` it is in.
    fine: Vec<usize>,
}

fn segments(classes: &[&'static str], edges: &[(String, String)], words: &[&str]) -> Segments {
    let n = words.len();
    let cut = |ends: &dyn Fn(usize) -> bool| {
        let mut list: Vec<Segment> = Vec::new();
        let mut of = Vec::with_capacity(n);
        let mut first = 0;
        for i in 0..n {
            of.push(list.len());
            if !ends(i) && i + 1 < n {
                continue;
            }
            let mut kinds: Vec<&str> = classes[first..=i]
                .iter()
                .filter(|c| !matches!(**c, "capital" | "small-word" | "function" | "other" | "particle"))
                .map(|c| &c[..c.len().min(4)])
                .collect();
            kinds.sort_unstable();
            kinds.dedup();
            let plain =
                classes[first..=i].iter().filter(|c| matches!(**c, "small-word" | "function")).count();
            let mut kinds = kinds.join("+");
            kinds.push_str(match plain {
                0 => "",
                1 | 2 => "~",
                _ => "~~",
            });
            list.push(Segment {
                first,
                last: i,
                kinds,
                head: classes[first],
                end: classes[i],
                size: (i + 1 - first).min(5).to_string(),
            });
            first = i + 1;
        }
        (list, of)
    };
    // The stop of an initial or of "vol." ends nothing.
    let short = |i: usize| classes[i] == "initial" || ABBREVIATED_CLASSES.contains(&classes[i]);
    let stop = |i: usize| edges[i].1.contains(['.', '?', '!']) && !short(i) || edges[i].1.contains('"');
    let any = |i: usize| {
        edges[i].1.contains(['.', ',', ';', ':', '?', '!', ')', '"', '-'])
            && !matches!(classes[i], "initial" if !edges[i].1.contains(','))
    };
    let (stops, coarse) = cut(&stop);
    let (commas, fine) = cut(&any);
    Segments { stops, commas, coarse, fine }
}

/// The features of the words of a reference, as white space parts them.
#[must_use]
pub fn features(words: &[&str], gazetteer: &Gazetteer, language: &Language) -> Vec<Features> {
    let n = words.len();
    let cores: Vec<&str> = words.iter().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let small: Vec<String> = cores.iter().map(|w| w.to_lowercase()).collect();
    let classes: Vec<&str> = cores.iter().zip(&small).map(|(c, s)| class(c, s, language)).collect();
    let shapes: Vec<String> = words.iter().map(|w| shape(w, 1, plain)).collect();
    let edges: Vec<(String, String)> = words.iter().map(|w| edges(w)).collect();
    let known: Vec<String> = small
        .iter()
        .map(|s| {
            let k = gazetteer.kinds(s);
            let mut out = String::new();
            for (bit, name) in [(FIRST, 'f'), (LAST, 'l'), (CITY | STATE | COUNTRY, 'p')] {
                if k & bit != 0 {
                    out.push(name);
                }
            }
            out
        })
        .collect();
    let opens = |word: &str| {
        let marks = language.reference_marks().iter();
        marks.filter(|m| m.1 == ReferenceMark::Container).any(|m| word.starts_with(m.0.as_str()))
    };
    // What came before: a year, a quotation that is open or was closed, "In", an open bracket.
    let mut state = Vec::with_capacity(n);
    let (mut year, mut open, mut closed, mut inside, mut bracket, mut pages) =
        (false, false, false, false, false, false);
    for i in 0..n {
        let w = words[i];
        if w.contains(['“', '"', '«']) && !open && edges[i].0.contains('"') {
            open = true;
        }
        if edges[i].0.contains('(') || w.contains('(') {
            bracket = true;
        }
        state.push((year, open, closed, inside, bracket, pages));
        if open && edges[i].1.contains('"') {
            (open, closed) = (false, true);
        }
        if w.contains(')') {
            bracket = false;
        }
        year |= classes[i] == "year";
        inside |= i > 0 && classes[i] == "in" && opens(words[i]);
        pages |= classes[i] == "range";
    }
    // The last and the next word that tells what part it is in.
    let strong = |i: usize| {
        let c = classes[i];
        let told = matches!(
            c,
            "editor"
                | "translator"
                | "year"
                | "in"
                | "publisher"
                | "journal"
                | "volume"
                | "pages"
                | "range"
                | "url"
                | "meeting"
                | "genre"
                | "edition"
                | "month"
                | "institution"
        );
        if told {
            Some(c)
        } else if edges[i].0.contains('"') {
            Some("open")
        } else if edges[i].1.contains('"') {
            Some("close")
        } else {
            None
        }
    };
    let mut ahead = vec![("$", 0usize); n];
    for i in (0..n).rev() {
        let next = if i + 1 < n { strong(i + 1).map_or(ahead[i + 1], |s| (s, i + 1)) } else { ("$", n) };
        ahead[i] = next;
    }
    let mut behind = vec!["^"; n];
    for i in 1..n {
        behind[i] = strong(i - 1).unwrap_or(behind[i - 1]);
    }
    let segments = segments(&classes, &edges, words);
    let years = classes.iter().filter(|c| **c == "year").count().min(2).to_string();
    let at = |list: &[String], i: isize| {
        usize::try_from(i)
            .ok()
            .and_then(|i| list.get(i))
            .map_or(if i < 0 { "^" } else { "$" }, String::as_str)
            .to_owned()
    };
    let of = |i: isize| {
        usize::try_from(i).ok().and_then(|i| classes.get(i)).copied().unwrap_or(if i < 0 { "^" } else { "$" })
    };
    (0..n)
        .map(|i| {
            let k = isize::try_from(i).unwrap_or(0);
            let (w, c) = (small[i].as_str(), classes[i]);
            let (lead, tail) = (edges[i].0.as_str(), edges[i].1.as_str());
            let before = if i > 0 { edges[i - 1].1.as_str() } else { "^" };
            let s = state[i];
            let flags = format!(
                "{}{}{}{}{}{}",
                u8::from(s.0),
                u8::from(s.1),
                u8::from(s.2),
                u8::from(s.3),
                u8::from(s.4),
                u8::from(s.5)
            );
            let place = (i * 10 / n).to_string();
            let first = i.min(6).to_string();
            let last = (n - 1 - i).min(4).to_string();
            let chars: Vec<(usize, char)> = w.char_indices().collect();
            let prefix = chars.get(3).map_or(w, |c| &w[..c.0]);
            let suffix = chars.len().checked_sub(3).map_or(w, |k| &w[chars[k].0..]);
            let (p1, n1, n2) = (at(&small, k - 1), at(&small, k + 1), at(&small, k + 2));
            let (coarse, fine) = (&segments.coarse, &segments.fine);
            let (c0, f0) = (coarse[i], fine[i]);
            let seg = |list: &[Segment], k: isize| {
                usize::try_from(k)
                    .ok()
                    .and_then(|k| list.get(k))
                    .map_or(if k < 0 { "^" } else { "$" }, |s| s.kinds.as_str())
                    .to_owned()
            };
            let ci = isize::try_from(c0).unwrap_or(0);
            let fi = isize::try_from(f0).unwrap_or(0);
            let (sc, sf) = (&segments.stops[c0], &segments.commas[f0]);
            let from_start = (i - sc.first).min(3).to_string();
            let to_end = (sc.last - i).min(3).to_string();
            let next_tail = edges.get(i + 1).map_or("$", |e| e.1.as_str());
            vec![
                feature(0, &[]),
                feature(1, &[w]),
                feature(2, &[words[i]]),
                feature(3, &[&shapes[i]]),
                feature(4, &[c, lead, tail]),
                feature(5, &[prefix]),
                feature(6, &[suffix]),
                feature(7, &[of(k - 1), c, of(k + 1)]),
                feature(8, &[of(k - 2), of(k - 1), c]),
                feature(9, &[c, of(k + 1), of(k + 2)]),
                feature(10, &[&p1]),
                feature(11, &[&n1]),
                feature(12, &[&p1, w]),
                feature(13, &[w, &n1]),
                feature(14, &[before, c, tail]),
                feature(15, &[before, lead]),
                feature(16, &[&flags, c]),
                feature(17, &[&place, c]),
                feature(18, &[&first, c]),
                feature(19, &[&last, c]),
                feature(20, &[&known[i], c]),
                feature(21, &[&known[i], before, tail]),
                feature(22, &[&at(&known, k - 1), &known[i], &at(&known, k + 1)]),
                feature(23, &[&flags, before, &years]),
                feature(24, &[&at(&shapes, k - 1), &shapes[i], &at(&shapes, k + 1)]),
                feature(25, &[of(k - 1), before, c, tail]),
                feature(26, &[&n1, &n2]),
                feature(27, &[&at(&small, k - 2), &p1]),
                feature(28, &[c, tail, of(k + 1), next_tail]),
                feature(29, &[&flags, &place]),
                feature(30, &[of(k - 3), of(k - 2), of(k - 1), before]),
                feature(31, &[c, of(k + 1), of(k + 2), of(k + 3)]),
                feature(53, &[behind[i], ahead[i].0, c]),
                feature(54, &[ahead[i].0, &(ahead[i].1 - i).min(6).to_string(), c]),
                feature(55, &[behind[i], ahead[i].0, ahead.get(ahead[i].1).map_or("$", |a| a.0), &flags]),
                feature(56, &[ahead[i].0, ahead.get(ahead[i].1).map_or("$", |a| a.0), &first]),
                feature(32, &[&sc.kinds, c]),
                feature(33, &[&sf.kinds, c]),
                feature(34, &[&seg(&segments.stops, ci - 1), &sc.kinds]),
                feature(35, &[&sc.kinds, &seg(&segments.stops, ci + 1)]),
                feature(36, &[&seg(&segments.commas, fi - 1), &sf.kinds, &seg(&segments.commas, fi + 1)]),
                feature(37, &[&c0.min(4).to_string(), &sc.kinds, c]),
                feature(38, &[&f0.min(8).to_string(), c, lead]),
                feature(39, &[sc.head, c, &from_start]),
                feature(40, &[sf.head, c, tail]),
                feature(41, &[sc.end, &to_end, c]),
                feature(42, &[&small[sc.first], c]),
                feature(43, &[&small[sf.first], c]),
                feature(44, &[&small[sf.last], c]),
                feature(45, &[&flags, &sf.kinds]),
                feature(46, &[&sf.size, sf.head, sf.end]),
                feature(47, &[&flags, &c0.min(4).to_string(), &from_start, &to_end]),
                feature(48, &[&seg(&segments.commas, fi - 1), c, before]),
                feature(49, &[c, tail, &seg(&segments.commas, fi + 1)]),
                feature(50, &[&(segments.stops.len() - c0).min(4).to_string(), &sc.kinds, c]),
                feature(51, &[&shapes[i], lead, tail, &flags]),
                feature(52, &[&known[sf.first], &known[sf.last], &sf.size, &flags]),
            ]
        })
        .collect()
}

/// The features of the second reading of a reference: those of the first, and what the first reading
/// made of the words around (stacking: Wolpert 1992; Cohen and Carvalho 2005).
#[must_use]
pub fn again(first: &[Features], labels: &[usize]) -> Vec<Features> {
    let n = labels.len();
    let name = |l: usize| l.to_string();
    let at = |i: isize| {
        usize::try_from(i).ok().and_then(|i| labels.get(i)).map_or_else(|| "-".to_owned(), |l| l.to_string())
    };
    // The parts in order, and which part each word is in.
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    let mut of = Vec::with_capacity(n);
    for (i, &l) in labels.iter().enumerate() {
        match runs.last_mut() {
            Some(r) if r.0 == l => r.2 = i,
            _ => runs.push((l, i, i)),
        }
        of.push(runs.len() - 1);
    }
    let run = |k: isize| {
        usize::try_from(k).ok().and_then(|k| runs.get(k)).map_or_else(|| "-".to_owned(), |r| r.0.to_string())
    };
    let has = |k: usize, l: usize| runs.iter().enumerate().any(|(j, r)| j != k && r.0 == l);
    (0..n)
        .map(|i| {
            let k = isize::try_from(i).unwrap_or(0);
            let r = of[i];
            let rk = isize::try_from(r).unwrap_or(0);
            let l = name(labels[i]);
            let size = (runs[r].2 - runs[r].1 + 1).min(4).to_string();
            let (from, to) = ((i - runs[r].1).min(2).to_string(), (runs[r].2 - i).min(2).to_string());
            let others: String = (0..23).map(|x| if has(r, x) { '1' } else { '0' }).collect();
            let mut out = first[i].clone();
            out.extend([
                feature(100, &[&l]),
                feature(101, &[&at(k - 1), &l, &at(k + 1)]),
                feature(102, &[&at(k - 2), &at(k - 1), &l, &at(k + 1), &at(k + 2)]),
                feature(103, &[&run(rk - 1), &l, &run(rk + 1)]),
                feature(104, &[&run(rk - 2), &run(rk - 1), &l]),
                feature(105, &[&l, &run(rk + 1), &run(rk + 2)]),
                feature(106, &[&l, &size, &from, &to]),
                feature(107, &[&l, &r.min(6).to_string()]),
                feature(108, &[&l, &run(0), &run(1)]),
                feature(109, &[&l, if has(r, labels[i]) { "again" } else { "once" }]),
                feature(110, &[&run(rk - 1), &l, &run(rk + 1), &from, &to]),
                feature(111, &[&l, &(runs.len() - r).min(5).to_string()]),
            ]);
            for x in 0..23 {
                if others.as_bytes()[x] == b'1' {
                    out.push(feature(112, &[&l, &name(x)]));
                }
            }
            out
        })
        .collect()
}
