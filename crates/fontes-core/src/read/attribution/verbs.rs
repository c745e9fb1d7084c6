//! Which words tell that somebody says, thinks or wants something?

use crate::read::token::{Sieve, Tokens};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a verb takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// A quotation, a clause with "that" or without, or a thing.
    Speech,
    /// The same after somebody who is told: "told them that".
    Told,
    /// A clause; a thing only with "that", "whether", "how".
    Thought,
    /// "to do", or somebody "to do".
    Wish,
    /// Somebody "of", "as", "for" something: "accused him of", "called it".
    Judgement,
    /// A clause or a thing, from a document or a finding.
    Finding,
}

/// A form of such a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// "say"
    Base,
    /// "says"
    Third,
    /// "said"
    Past,
    /// "saying"
    Ing,
    /// "written", where it is not the past.
    Participle,
}

/// A form, and what it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verb {
    pub(super) takes: Takes,
    pub(super) form: Form,
    /// Whether it tells of speech so plainly that it may stand after what is said.
    pub(super) tags: bool,
}

/// Verbs whose past has the ending "-ed", after the usual rules of spelling.
const SPEECH: &str = "acknowledge add admit affirm allege announce answer argue assert attest boast caution claim comment complain concede conclude confess confirm contend \
    continue counter declare deny disclose emphasize explain exclaim hint imply insist interject joke lament maintain mention mutter note observe opine predict \
    proclaim profess quip reaffirm reason recall recount reiterate relate remark repeat reply report respond retort reveal scream shout signal state stress \
    suggest testify tweet underscore warn whisper yell echo sigh shriek murmur mumble gush chant elaborate interrupt muse declaim intone bellow pledge promise vow demand propose recommend";
const TOLD: &str = "advise alert assure brief inform instruct notify persuade promise remind warn";
const THOUGHT: &str = "assume believe consider doubt expect fear figure guess hope imagine presume realize reckon suppose suspect wonder worry conclude decide determine agree disagree recognize \
    concur learn notice remember dream anticipate conceive judge regret dispute question ask inquire";
const WISH: &str = "ask agree attempt-not aim ask beg call-not decline demand desire direct encourage expect hope implore instruct intend invite offer order plan pledge promise propose prefer \
    refuse request seek-not threaten urge vow want wish decide petition command caution advise warn press push-not volunteer consent";
const JUDGEMENT: &str = "accuse admire applaud assail attack back blame blast call cite chide condemn characterize credit criticize decry defend denounce deride describe disavow discuss dismiss dub \
    endorse favor fault hail label lambast lambaste laud mock oppose praise protest ridicule reject slam support tout welcome rebuke portray depict";
const FINDING: &str = "allege detail document estimate indicate prove-not reflect-not reveal show suggest conclude confirm demonstrate predict project-not warn";

/// Irregular ones: base, third person, past, -ing, participle.
const IRREGULAR: &[(&str, &str, &str, &str, &str, Takes)] = &[
    ("say", "says", "said", "saying", "said", Takes::Speech),
    ("tell", "tells", "told", "telling", "told", Takes::Told),
    ("write", "writes", "wrote", "writing", "written", Takes::Speech),
    ("think", "thinks", "thought", "thinking", "thought", Takes::Thought),
    ("know", "knows", "knew", "knowing", "known", Takes::Thought),
    ("feel", "feels", "felt", "feeling", "felt", Takes::Thought),
    ("hear", "hears", "heard", "hearing", "heard", Takes::Thought),
    ("understand", "understands", "understood", "understanding", "understood", Takes::Thought),
    ("see", "sees", "saw", "seeing", "seen", Takes::Thought),
    ("hold", "holds", "held", "holding", "held", Takes::Thought),
    ("find", "finds", "found", "finding", "found", Takes::Finding),
    ("swear", "swears", "swore", "swearing", "sworn", Takes::Speech),
    ("cry", "cries", "cried", "crying", "cried", Takes::Speech),
    ("read", "reads", "read", "reading", "read", Takes::Speech),
    ("speak", "speaks", "spoke", "speaking", "spoken", Takes::Judgement),
];

/// Forms by word. The lists hold words of which another sense is commoner, marked "-not": they are
/// left out, and stay in the list so that nobody adds them again.
static VERBS: LazyLock<HashMap<String, Verb>> = LazyLock::new(|| {
    let mut out = HashMap::new();
    let lists = [
        (SPEECH, Takes::Speech),
        (TOLD, Takes::Told),
        (FINDING, Takes::Finding),
        (THOUGHT, Takes::Thought),
        (WISH, Takes::Wish),
        (JUDGEMENT, Takes::Judgement),
    ];
    for &(base, third, past, ing, participle, takes) in IRREGULAR {
        let tags = matches!(takes, Takes::Speech | Takes::Told);
        let mut put = |word: &str, form| {
            out.entry(word.to_owned()).or_insert(Verb { takes, form, tags });
        };
        put(base, Form::Base);
        put(third, Form::Third);
        put(past, Form::Past);
        put(ing, Form::Ing);
        put(participle, Form::Participle);
    }
    for (list, takes) in lists {
        for base in list.split_whitespace().filter(|w| !w.ends_with("-not")) {
            let tags_all = matches!(takes, Takes::Speech);
            let tags = tags_all || matches!(base, "ask" | "wonder" | "inquire");
            for (word, form) in forms(base) {
                out.entry(word).or_insert(Verb { takes, form, tags });
            }
        }
    }
    out
});

fn forms(base: &str) -> [(String, Form); 4] {
    let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    let last = base.chars().last().unwrap_or(' ');
    let before = base.chars().rev().nth(1).unwrap_or(' ');
    let third = match last {
        's' | 'x' | 'z' => format!("{base}es"),
        'h' if matches!(before, 'c' | 's') => format!("{base}es"),
        'y' if !vowel(before) => format!("{}ies", &base[..base.len() - 1]),
        _ => format!("{base}s"),
    };
    // A short vowel before one consonant, in a word of one stressed syllable at the end.
    let doubles =
        ["admit", "quip", "slam", "dub", "beg", "confer", "defer", "plan", "concur"].contains(&base);
    let stem = match last {
        'e' => base[..base.len() - 1].to_owned(),
        _ if doubles => format!("{base}{last}"),
        _ => base.to_owned(),
    };
    let past = if last == 'y' && !vowel(before) {
        format!("{}ied", &base[..base.len() - 1])
    } else {
        format!("{stem}ed")
    };
    [
        (base.to_owned(), Form::Base),
        (third, Form::Third),
        (past, Form::Past),
        (format!("{stem}ing"), Form::Ing),
    ]
}

/// All of them, to pass by other words quickly.
static SIEVE: LazyLock<Sieve> = LazyLock::new(|| Sieve::new(VERBS.keys().map(String::as_str)));

/// Whether token `i` may be a form of such a verb.
pub(super) fn may_be(t: &Tokens<'_>, i: usize) -> bool {
    SIEVE.lets(t.key(i))
}

/// The verb that a word, in small letters, is a form of.
pub(super) fn verb(word: &str) -> Option<Verb> {
    VERBS.get(word).copied()
}
