use super::*;

/// A query with parentheses around what belongs together.
fn shown(node: &Node) -> String {
    let list = |nodes: &[Node], by: &str| nodes.iter().map(shown).collect::<Vec<_>>().join(by);
    let several = |p: &[Phrase]| p.iter().map(words_of).collect::<Vec<_>>().join("|");
    match node {
        Node::Everything => "*".into(),
        Node::Phrase(p) => words_of(p),
        Node::Near { left, right, within } => format!("<{} {within} {}>", several(left), several(right)),
        Node::All(nodes) => format!("({})", list(nodes, " ")),
        Node::Any(nodes) => format!("({})", list(nodes, " | ")),
        Node::Not(inner) => format!("!{}", shown(inner)),
        Node::Field(Field::Title(p)) => format!("title={}", words_of(p)),
        Node::Field(Field::Date(d)) => format!("date={:?}..{:?}", d.from, d.to),
        Node::Field(f) => format!("{f:?}"),
    }
}

fn words_of(phrase: &Phrase) -> String {
    let word = |w: &Word| match &w.pattern {
        Pattern::Any => "_".to_owned(),
        Pattern::Exact(word) => w.written.as_ref().map_or(word.clone(), |x| format!("{word}/{x}")),
        Pattern::Like(parts) => parts
            .iter()
            .map(|p| match p {
                crate::query::Part::Letter(c) => *c,
                crate::query::Part::One => '?',
                crate::query::Part::Optional => '.',
                crate::query::Part::Some => '*',
            })
            .collect(),
        Pattern::Fuzzy(word, n) => format!("{word}~{n}"),
    };
    phrase.words.iter().map(word).collect::<Vec<_>>().join("+")
}

fn reads(query: &str) -> String {
    parse(query).map_or_else(|e| panic!("{query}: {e}"), |q| shown(&q.root))
}

#[test]
fn operators_bind_as_is_said() {
    for (query, is) in [
        ("Nixon", "nixon"),
        ("Nixon Kissinger", "(nixon kissinger)"),
        ("a1 OR b1 c1", "(a1 | (b1 c1))"),
        ("a1 AND NOT (b1 OR c1)", "(a1 !(b1 | c1))"),
        ("Nixon -Kissinger -\"state of siege\"", "(nixon !kissinger !state+of+siege)"),
        ("-title:cable", "!title=cable"),
        ("a1 NEAR b1", "<a1 10 b1>"),
        ("\"a1 b1\" NEAR/3 (c1 OR d1) e1", "(<a1+b1 3 c1|d1> e1)"),
        ("and or not near", "(and or not near)"),
        ("*", "*"),
        ("* -foo", "(* !foo)"),
    ] {
        assert_eq!(reads(query), is, "{query}");
    }
}

#[test]
fn dashes_and_marks_of_pasted_text_are_no_operators() {
    for (query, is) in [
        ("Nixon - Kissinger", "(nixon kissinger)"),
        ("Nixon – Kissinger", "(nixon kissinger)"),
        ("Nixon — Kissinger", "(nixon kissinger)"),
        ("Nixon -", "nixon"),
        ("\"Nixon\"-\"Kissinger\"", "(nixon kissinger)"),
        ("—dijo Nixon—", "(dijo nixon)"),
        ("cease-fire", "cease+fire"),
        ("Haus- oder Grundbesitz", "(haus oder grundbesitz)"),
        ("Nixon: the tapes, 12:30.", "(nixon the tapes 12+30)"),
        ("Qui a perdu la Chine ?", "(qui a perdu la chine)"),
        ("Who lost China?", "(who lost china.)"),
        ("AT&T R&D $5 50% C++", "(at+t r+d 5 50 c)"),
        ("« homme d'État » “x y” „a b“ »c d« 「東京」", "(homme+detat/détat x+y a+b c+d 东+京)"),
        ("דו\"ח", "דו+ח"),
        ("\"המנכ\"ל של הנמל\" דו״ח", "(המנכ+ל+של+הנמל דו+ח)"),
        ("東京タワー", "东+京+タ+ワ+ー"),
    ] {
        assert_eq!(reads(query), is, "{query}");
    }
}

#[test]
fn signs_within_words() {
    for (query, is) in [
        ("wom?n colo*r sieg* *fire ?ame", "(wom?n colo*r sieg* *fire ?ame)"),
        ("\"state of sieg*\"", "state+of+sieg*"),
        ("\"state * siege\"", "state+_+siege"),
        ("\"* state of siege *\"", "state+of+siege"),
        ("\"who lost China?\"", "who+lost+china."),
        ("cease-f*", "cease+f*"),
        ("東* 東?都", "(东 东+_+都)"),
        ("Kissinger~ Kissinger~1 Kissinger~2", "(kissinger~1 kissinger~1 kissinger~2)"),
        ("año ano", "(ano/año ano)"),
    ] {
        assert_eq!(reads(query), is, "{query}");
    }
}

#[test]
fn fields() {
    for (query, is) in [
        ("title:coup", "title=coup"),
        ("title:\"coup d'état\" x1", "(title=coup+detat/détat x1)"),
        ("Title:sieg*", "title=sieg*"),
        ("date:1973", "date=Some(19730101)..Some(19731231)"),
        ("date:1973-09..1973-10", "date=Some(19730901)..Some(19731031)"),
        ("date:..1973-09-11", "date=None..Some(19730911)"),
        ("date:1973..", "date=Some(19730101)..None"),
        ("type:PDF", "Kind(\"pdf\", 5..8)"),
        ("lang:pt-BR", "Language(\"pt-br\")"),
        ("lang:french", "Language(\"fr\")"),
        ("path:Letters/*.txt", "Path(\"letters/*.txt\")"),
        ("path:\"my letters\"", "Path(\"my letters\")"),
    ] {
        assert_eq!(reads(query), is, "{query}");
    }
}

#[test]
fn what_is_not_understood_is_pointed_at() {
    for (query, at, says) in [
        ("", "", "no word"),
        ("\"state of", "\"", "quotation mark"),
        ("a1 title:\"state of", "\"", "quotation mark"),
        ("(women OR", "OR", "no words after"),
        ("OR women", "OR", "no words before"),
        ("women AND", "AND", "no words after"),
        ("a1 AND OR b1", "AND", "no words after"),
        ("(a1 b1", "(", "not closed"),
        ("a1 b1)", ")", "no opening one"),
        ("()", ")", "between these parentheses"),
        ("NOT", "NOT", "no words after"),
        ("Halloran NEAR/x Quist", "NEAR/x", "NEAR/ needs a number"),
        ("a1 NEAR", "NEAR", "no words after"),
        ("a1 NEAR b1 NEAR c1", "NEAR", "joins two"),
        ("a1 NEAR -b1", "NEAR", "no words after"),
        ("(a1 b1) NEAR c1", "NEAR", "stands between"),
        ("+Nixon", "+", "all words are wanted"),
        ("Nixon !Kissinger", "!", "leaves out"),
        ("Nixon & Kissinger", "&", "write AND"),
        ("Nixon|Kissinger", "|", "write OR"),
        ("date:[1973 TO 1974]", "[1973", "a date is written"),
        ("[1973 TO 1974]", "[", "a range"),
        ("Nixon^2", "^", "not weighed"),
        ("Kissinger~3", "~3", "1 or 2"),
        ("ab~1", "ab", "3 letters"),
        ("kis*~1", "kis*", "does not go together"),
        ("cease-fire~1", "cease-fire", "one word"),
        ("\"state of siege\"~5", "~", "NEAR"),
        ("source:cable", "source:", "no field"),
        ("http://x.org", "http:", "no field"),
        ("title: cable", "title:", "right after the colon"),
        ("title:(a OR b)", "(", "one word or a phrase"),
        ("date:1973-13", "1973-13", "a date is written"),
        ("date:1974..1973", "1974..1973", "before it begins"),
        ("date:1973..197x", "197x", "a date is written"),
        ("lang:x", "x", "its code"),
        ("a1 *?", "*?", "a letter"),
        ("** b1", "**", "a letter"),
        ("--nixon", "--", "leaves out"),
        ("東*京", "*", "without blanks"),
        ("²", "²", "no word"),
    ] {
        let e = parse(query).expect_err(query);
        assert_eq!(&query[e.at.clone()], at, "{query}: {e}");
        assert!(e.message.contains(says), "{query}: {e}");
        assert!(e.pointed(query).contains('^'));
    }
}

#[test]
fn hostile_queries_end() {
    assert!(parse(&"(".repeat(10_000)).is_err());
    assert!(parse(&"-".repeat(10_000)).is_err());
    assert!(parse(&"NOT ".repeat(1_000)).is_err());
    assert!(parse(&"x ".repeat(9_999)).is_err());
    assert!(parse(&"x".repeat(30_000)).is_err());
}
