//! Which words carry a meaning that a small change can turn? Closed lists, after folding.
//!
//! The lists are of function words (negations, modal verbs, quantifiers, conditions), number
//! words and names of months and days, in the languages that the interface names; they are
//! closed classes, not samples of any test.

/// What a word bears that a change of it would turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Touch {
    /// *not*, *never*, *nicht*, *pas*.
    Negation,
    /// Figures and number words, currency and per-cent signs.
    Number,
    /// Months, days of the week, years.
    Date,
    /// A capitalised word within a sentence.
    Name,
    /// *all*, *some*, *most*.
    Quantifier,
    /// *may*, *must*, *would*.
    Modal,
    /// *if*, *unless*, *except*.
    Condition,
}

impl Touch {
    /// The word used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Negation => "negation",
            Self::Number => "number",
            Self::Date => "date",
            Self::Name => "name",
            Self::Quantifier => "quantifier",
            Self::Modal => "modal",
            Self::Condition => "condition",
        }
    }
}

const NEGATIONS: &[&str] = &[
    "not", "no", "never", "none", "nor", "neither", "nobody", "nothing", "nowhere", "without", "cannot",
    "cant", "dont", "doesnt", "didnt", "wont", "isnt", "arent", "wasnt", "werent", "hasnt", "havent",
    "hadnt", "wouldnt", "couldnt", "shouldnt", "mustnt", "neednt", "aint", "hardly", "scarcely", "nicht",
    "kein", "keine", "keinen", "keiner", "keinem", "nie", "niemals", "nichts", "niemand", "ohne", "weder",
    "pas", "jamais", "rien", "aucun", "aucune", "sans", "nunca", "jamas", "nada", "nadie", "ningun",
    "ninguna", "sin", "non", "mai", "nessuno", "niente", "senza",
];
const MODALS: &[&str] = &[
    "may", "might", "must", "shall", "should", "will", "would", "can", "could", "ought", "need", "kann",
    "konnte", "darf", "durfte", "muss", "musste", "soll", "sollte", "wurde", "mag", "peut", "pourrait",
    "doit", "devrait", "puede", "podria", "debe", "deberia", "puo", "potrebbe", "deve", "dovrebbe",
];
const QUANTIFIERS: &[&str] = &[
    "all",
    "every",
    "each",
    "some",
    "any",
    "many",
    "most",
    "few",
    "several",
    "much",
    "more",
    "less",
    "least",
    "only",
    "almost",
    "nearly",
    "always",
    "often",
    "sometimes",
    "rarely",
    "usually",
    "both",
    "either",
    "half",
    "entire",
    "whole",
    "alle",
    "jeder",
    "jede",
    "jedes",
    "einige",
    "viele",
    "wenige",
    "meist",
    "immer",
    "oft",
    "manchmal",
    "fast",
    "nur",
    "tous",
    "toutes",
    "chaque",
    "quelques",
    "plusieurs",
    "beaucoup",
    "peu",
    "toujours",
    "souvent",
    "todos",
    "todas",
    "cada",
    "algunos",
    "algunas",
    "muchos",
    "muchas",
    "pocos",
    "siempre",
    "tutti",
    "tutte",
    "ogni",
    "alcuni",
    "molti",
    "pochi",
    "sempre",
];
const CONDITIONS: &[&str] = &[
    "if", "unless", "except", "provided", "until", "only", "wenn", "falls", "sofern", "ausser", "si", "sauf",
    "pourvu", "excepto", "salvo", "se", "purche",
];
const NUMBERS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "billions",
    "trillion",
    "dozen",
    "dozens",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "once",
    "twice",
    "double",
    "triple",
    "percent",
    "zwei",
    "drei",
    "vier",
    "funf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "hundert",
    "tausend",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "sept",
    "huit",
    "neuf",
    "dix",
    "cent",
    "mille",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "cien",
    "mil",
];
const DATES: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "yesterday",
    "today",
    "tomorrow",
    "januar",
    "februar",
    "marz",
    "mai",
    "juni",
    "juli",
    "oktober",
    "dezember",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
const FUNCTION: &[&str] = &[
    "the", "a", "an", "of", "to", "in", "and", "or", "but", "that", "this", "these", "those", "it", "its",
    "is", "are", "was", "were", "be", "been", "being", "have", "has", "had", "do", "does", "did", "for",
    "on", "at", "by", "with", "from", "as", "into", "than", "then", "there", "their", "they", "them", "he",
    "she", "his", "her", "him", "we", "us", "our", "i", "my", "me", "you", "your", "who", "which", "what",
    "when", "where", "how", "why", "so", "such", "also", "about", "after", "before", "between", "under",
    "over", "up", "out", "if", "not", "no", "will", "would", "can", "could", "may", "might", "shall",
    "should", "must", "all", "any", "some", "more", "most", "other", "only", "own", "same", "very", "here",
    "one", "upon", "against", "during", "through", "while", "both", "each", "few", "now", "just", "because",
    "until", "again", "once", "der", "die", "das", "und", "ist", "von", "den", "dem", "ein", "eine", "zu",
    "mit", "auf", "le", "la", "les", "de", "des", "du", "et", "est", "un", "une", "que", "qui", "dans",
    "pour", "el", "los", "las", "y", "en", "es", "por", "con", "para", "il", "di", "che", "e", "per",
];

/// Whether the folded word is a function word: too common to tell one text from another.
#[must_use]
pub fn is_function_word(word: &str) -> bool {
    FUNCTION.contains(&word)
}

/// What the folded word bears by itself; names are seen in context, not here.
#[must_use]
pub fn touch(word: &str) -> Option<Touch> {
    let has = |list: &[&str]| list.contains(&word);
    if has(NEGATIONS) {
        Some(Touch::Negation)
    } else if word.len() == 4
        && word.bytes().all(|b| b.is_ascii_digit())
        && matches!(&word[..2], "15" | "16" | "17" | "18" | "19" | "20")
        || has(DATES)
    {
        Some(Touch::Date)
    } else if word.bytes().any(|b| b.is_ascii_digit()) || has(NUMBERS) {
        Some(Touch::Number)
    } else if has(MODALS) {
        Some(Touch::Modal)
    } else if has(QUANTIFIERS) {
        Some(Touch::Quantifier)
    } else if has(CONDITIONS) {
        Some(Touch::Condition)
    } else {
        None
    }
}

/// Whether the folded word opens a condition or an exception.
#[must_use]
pub fn is_condition(word: &str) -> bool {
    CONDITIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_bear_what_they_bear() {
        assert_eq!(touch("not"), Some(Touch::Negation));
        assert_eq!(touch("1973"), Some(Touch::Date));
        assert_eq!(touch("650"), Some(Touch::Number));
        assert_eq!(touch("must"), Some(Touch::Modal));
        assert_eq!(touch("copper"), None);
        assert!(is_condition("unless") && is_function_word("the"));
    }
}
