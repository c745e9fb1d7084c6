//! What is a language? Its settings and its tables, read when they are first asked for, and all languages at hand.

use super::abbreviations::{self, Abbreviation};
use super::author_remarks::{self, AuthorRemark};
use super::calendar::{self, CalendarWord};
use super::file::{Embedded, File};
use super::forms;
use super::formulas::Formulas;
use super::frequencies::Frequencies;
use super::governing::{self, Governing};
use super::grammar::Grammar;
use super::headers::{self, HeaderWord};
use super::hedges::Hedges;
use super::meaning;
use super::money::Money;
use super::name_words::{self, NameWord};
use super::notes::{self, NoteWord};
use super::numerals::{self, NumberWords, NumeralWord};
use super::offices::{self, Office};
use super::reference_words::{self, ReferenceMark};
use super::remarks::{self, RemarkWord};
use super::rules::{self, RuleWord};
use super::saying::Saying;
use super::settings::Settings;
use super::table::{ClassTable, Table, TableError};
use super::timewords::TimeWords;
use super::units::Units;
use std::any::{Any, TypeId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

/// The embedded tables and models: code, then files.
static EMBEDDED: &[(&str, &[Embedded])] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// What of a text is read by tables that not every language has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reads {
    /// Whether a change turns the sense.
    Meaning,
    /// Days, months, years.
    Dates,
    /// Numbers in words, units, money.
    Numbers,
    /// Names of persons and places.
    Names,
    /// Who says what.
    Attributions,
    /// References to works.
    References,
}

impl Reads {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Meaning, Self::Dates, Self::Numbers, Self::Names, Self::Attributions, Self::References];

    /// What is read, for a sentence: "… are not read in Swedish".
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Meaning => "words that turn the sense",
            Self::Dates => "dates",
            Self::Numbers => "numbers in words",
            Self::Names => "names",
            Self::Attributions => "statements",
            Self::References => "references",
        }
    }
}

/// A language: its settings and its tables. A table is read when it is first asked for.
pub struct Language {
    code: String,
    settings: Settings,
    /// Its files, by name.
    files: BTreeMap<String, File>,
    tables: Tables,
}

/// What was read of the tables, and what readers made of them.
#[derive(Default)]
struct Tables {
    meaning: OnceLock<meaning::Meaning>,
    function: OnceLock<BTreeSet<Box<str>>>,
    numerals: OnceLock<ClassTable<NumeralWord>>,
    calendar: OnceLock<ClassTable<CalendarWord>>,
    forms: OnceLock<forms::Forms>,
    formulas: OnceLock<Formulas>,
    frequencies: OnceLock<Frequencies>,
    abbreviations: OnceLock<ClassTable<Abbreviation>>,
    notes: OnceLock<ClassTable<NoteWord>>,
    remarks: OnceLock<ClassTable<RemarkWord>>,
    headers: OnceLock<ClassTable<HeaderWord>>,
    rules: OnceLock<ClassTable<RuleWord>>,
    author_remarks: OnceLock<ClassTable<AuthorRemark>>,
    governing: OnceLock<ClassTable<Governing>>,
    governing_as_written: OnceLock<ClassTable<Governing>>,
    number_words: OnceLock<NumberWords>,
    hedges: OnceLock<Hedges>,
    units: OnceLock<Units>,
    money: OnceLock<Money>,
    time_words: OnceLock<TimeWords>,
    grammar: OnceLock<Grammar>,
    saying: OnceLock<Saying>,
    offices: OnceLock<ClassTable<Office>>,
    offices_as_written: OnceLock<ClassTable<Office>>,
    name_words: OnceLock<ClassTable<NameWord>>,
    reference_words: OnceLock<ClassTable<&'static str>>,
    reference_marks: OnceLock<Vec<(String, ReferenceMark)>>,
    made: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language")
            .field("code", &self.code)
            .field("files", &self.files.keys())
            .finish_non_exhaustive()
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Language {}

impl Language {
    /// A language of its files, by name.
    fn new(code: &str, files: BTreeMap<String, File>) -> Result<Self, TableError> {
        let settings = Settings::read(code, text_of(code, &files, "language.toml")?)?;
        Ok(Self::of(code.to_owned(), settings, files))
    }

    fn of(code: String, settings: Settings, files: BTreeMap<String, File>) -> Self {
        Self { code, settings, files, tables: Tables::default() }
    }

    /// A table by its file's name; empty where the language has none.
    ///
    /// # Errors
    /// When it is not as `lang/README.md` says.
    pub(crate) fn table(&self, name: &str) -> Result<Table, TableError> {
        Table::read(&self.code, name, text_of(&self.code, &self.files, name)?)
    }

    /// The bytes of a file that is no table: a model.
    pub(crate) fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(File::bytes)
    }

    /// What a reader makes of the tables and models, made when it is first asked for and kept.
    pub(crate) fn made<T: Any + Send + Sync>(&self, make: impl FnOnce(&Self) -> T) -> Arc<T> {
        let kept = || {
            let made = self.tables.made.lock().unwrap_or_else(PoisonError::into_inner);
            made.get(&TypeId::of::<T>()).cloned().and_then(|m| m.downcast().ok())
        };
        if let Some(kept) = kept() {
            return kept;
        }
        // Two threads may make it at once; one of the two is forgotten.
        let new: Arc<T> = Arc::new(make(self));
        let mut made = self.tables.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.insert(TypeId::of::<T>(), Arc::clone(&new) as Arc<dyn Any + Send + Sync>);
        new
    }

    /// Reads all its tables and forgets them: what is wrong with any of them.
    ///
    /// # Errors
    /// When a table is not as `lang/README.md` says.
    fn validate(&self) -> Result<(), TableError> {
        let numerals = numerals::load(&self.table("numerals.tsv")?)?;
        let calendar = calendar::load(&self.table("calendar.tsv")?)?;
        meaning::Meaning::load(&self.table("meaning.tsv")?, &numerals, &calendar)?;
        self.table("function.tsv")?;
        self.load_forms()?;
        self.load_frequencies()?;
        abbreviations::load(&self.table("abbreviations.tsv")?)?;
        notes::load(&self.table("notes.tsv")?)?;
        remarks::load(&self.table("remarks.tsv")?)?;
        headers::load(&self.table("headers.tsv")?)?;
        rules::load(&self.table("rules.tsv")?)?;
        author_remarks::load(&self.table("author-remarks.tsv")?)?;
        governing::load(&self.table("governing.tsv")?)?;
        let none = Table::default();
        NumberWords::load(&self.table("numerals.tsv")?, &none)?;
        Hedges::load(&self.table("hedges.tsv")?, &none)?;
        Units::load(&self.table("units.tsv")?, &none)?;
        Money::load(&self.table("money.tsv")?, &none)?;
        Money::load(&self.table("currency.tsv")?, &none)?;
        Grammar::load(&self.table("grammar.tsv")?)?;
        Saying::load(&self.table("saying.tsv")?)?;
        offices::load(&self.table("offices.tsv")?)?;
        name_words::load(&self.table("name-words.tsv")?)?;
        reference_words::load(&self.table("reference-words.tsv")?)?;
        reference_words::marks(&self.table("reference-marks.tsv")?)?;
        Ok(())
    }

    fn load_forms(&self) -> Result<forms::Forms, TableError> {
        let table = |name: &str| self.table(name);
        forms::Forms::load(
            &table("endings.tsv")?,
            &table("forms.tsv")?,
            &table("spelling.tsv")?,
            &table("respelling.tsv")?,
        )
    }

    /// The passages in it that everybody uses and nobody borrows.
    #[must_use]
    pub fn formulas(&self) -> &Formulas {
        let text = || self.bytes("boilerplate.txt").and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("");
        self.tables.formulas.get_or_init(|| Formulas::new(text()))
    }

    pub(super) fn forms(&self) -> &forms::Forms {
        self.tables.forms.get_or_init(|| self.load_forms().unwrap_or_default())
    }

    fn load_frequencies(&self) -> Result<Frequencies, TableError> {
        let text = text_of(&self.code, &self.files, FREQUENCIES)?;
        Frequencies::load(&format!("{}/{FREQUENCIES}", self.code), text)
    }

    /// Where the words of the table of frequencies stand, and its text.
    pub(super) fn frequencies(&self) -> (&Frequencies, &str) {
        let table = self.tables.frequencies.get_or_init(|| self.load_frequencies().unwrap_or_default());
        (table, text_of(&self.code, &self.files, FREQUENCIES).unwrap_or(""))
    }

    /// Words that the rules of a check ask for.
    #[must_use]
    pub fn rules(&self) -> &ClassTable<RuleWord> {
        self.loaded(&self.tables.rules, "rules.tsv", rules::load)
    }

    /// Words that an author puts beside what he quotes.
    #[must_use]
    pub fn author_remarks(&self) -> &ClassTable<AuthorRemark> {
        self.loaded(&self.tables.author_remarks, "author-remarks.tsv", author_remarks::load)
    }

    /// What reporters and editors remark beside the words.
    #[must_use]
    pub fn remarks(&self) -> &ClassTable<RemarkWord> {
        self.loaded(&self.tables.remarks, "remarks.tsv", remarks::load)
    }

    /// What opens the lines at the head of a message or a paper.
    #[must_use]
    pub fn headers(&self) -> &ClassTable<HeaderWord> {
        self.loaded(&self.tables.headers, "headers.tsv", headers::load)
    }

    /// Words that govern a clause, or end what governs.
    #[must_use]
    pub fn governing(&self) -> &ClassTable<Governing> {
        self.loaded(&self.tables.governing, "governing.tsv", governing::load)
    }

    /// The same by the words as they are written, in small letters with their accents.
    pub(super) fn governing_as_written(&self) -> &ClassTable<Governing> {
        self.loaded(&self.tables.governing_as_written, "governing.tsv", governing::load_as_written)
    }

    /// Its words of notes.
    #[must_use]
    pub fn notes(&self) -> &ClassTable<NoteWord> {
        self.loaded(&self.tables.notes, "notes.tsv", notes::load)
    }

    /// Its words by their place in a sentence.
    #[must_use]
    pub fn grammar(&self) -> &Grammar {
        self.loaded(&self.tables.grammar, "grammar.tsv", Grammar::load)
    }

    /// Its verbs that tell that somebody says, thinks or wants something.
    #[must_use]
    pub fn saying(&self) -> &Saying {
        self.loaded(&self.tables.saying, "saying.tsv", Saying::load)
    }

    /// Its titles, ranks and offices.
    #[must_use]
    pub fn offices(&self) -> &ClassTable<Office> {
        self.loaded(&self.tables.offices, "offices.tsv", offices::load)
    }

    /// The same by the words as they are written, in small letters with their accents.
    #[must_use]
    pub fn offices_as_written(&self) -> &ClassTable<Office> {
        self.loaded(&self.tables.offices_as_written, "offices.tsv", offices::load_as_written)
    }

    /// Its words that tell what is named, as they are written, in small letters with their accents.
    #[must_use]
    pub fn name_words(&self) -> &ClassTable<NameWord> {
        self.loaded(&self.tables.name_words, "name-words.tsv", name_words::load)
    }

    /// Its words of references, as they are written, in small letters with their accents; of [`REFERENCE_CLASSES`](super::REFERENCE_CLASSES).
    #[must_use]
    pub fn reference_words(&self) -> &ClassTable<&'static str> {
        self.loaded(&self.tables.reference_words, "reference-words.tsv", reference_words::load)
    }

    /// The letters that show that a note is a reference, as they are written.
    #[must_use]
    pub fn reference_marks(&self) -> &[(String, ReferenceMark)] {
        self.loaded::<Vec<_>>(&self.tables.reference_marks, "reference-marks.tsv", reference_words::marks)
    }

    /// Its abbreviations: what is written before a full stop that ends no sentence.
    #[must_use]
    pub fn abbreviations(&self) -> &ClassTable<Abbreviation> {
        self.loaded(&self.tables.abbreviations, "abbreviations.tsv", abbreviations::load)
    }

    /// What the words of a table are. One that is wrong is empty: those that are embedded are held by a test, and others
    /// are refused by [`Languages::with`].
    fn loaded<'l, T: Default>(
        &'l self,
        cell: &'l OnceLock<T>,
        name: &str,
        load: impl FnOnce(&Table) -> Result<T, TableError>,
    ) -> &'l T {
        cell.get_or_init(|| self.table(name).and_then(|t| load(&t)).unwrap_or_default())
    }

    /// The same with the table of what no language owns.
    fn loaded_with<'l, T: Default>(
        &'l self,
        cell: &'l OnceLock<T>,
        [name, und]: [&str; 2],
        load: impl FnOnce(&Table, &Table) -> Result<T, TableError>,
    ) -> &'l T {
        self.loaded(cell, name, |table| {
            let und = languages().undetermined().map_or_else(|| Ok(Table::default()), |l| l.table(und))?;
            load(table, &und)
        })
    }

    pub(super) fn meaning(&self) -> &meaning::Meaning {
        self.loaded(&self.tables.meaning, "meaning.tsv", |t| {
            meaning::Meaning::load(t, self.numerals(), self.calendar())
        })
    }

    pub(super) fn function(&self) -> &BTreeSet<Box<str>> {
        self.loaded(&self.tables.function, "function.tsv", |t| {
            Ok(t.rows().iter().map(|r| r.key.clone()).collect())
        })
    }

    /// Its code, BCP 47: "en", "he".
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Its English name: "Swedish".
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// What is no list.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether it has the tables to read this.
    #[must_use]
    pub fn reads(&self, what: Reads) -> bool {
        let has = |file: &str| self.files.contains_key(file);
        match what {
            Reads::Meaning => has("meaning.tsv"),
            Reads::Dates => has("calendar.tsv"),
            Reads::Numbers => has("units.tsv"),
            Reads::Names => has("names.model"),
            Reads::Attributions => has("grammar.tsv") && has("saying.tsv"),
            Reads::References => has("references.model") && has("references-again.model"),
        }
    }

    /// Whether a folded word is a function word: too common to tell one text from another.
    #[must_use]
    pub fn is_function_word(&self, word: &str) -> bool {
        self.function().contains(word)
    }

    /// How many function words are listed.
    #[must_use]
    pub fn function_words(&self) -> usize {
        self.function().len()
    }

    /// Its number words.
    #[must_use]
    pub fn numerals(&self) -> &ClassTable<NumeralWord> {
        self.loaded(&self.tables.numerals, "numerals.tsv", numerals::load)
    }

    /// What its numbers consist of.
    #[inline]
    pub(crate) fn number_words(&self) -> &NumberWords {
        self.tables.number_words.get().unwrap_or_else(|| {
            self.loaded_with(&self.tables.number_words, ["numerals.tsv"; 2], NumberWords::load)
        })
    }

    /// What says how exact its numbers are.
    pub(crate) fn hedges(&self) -> &Hedges {
        self.loaded_with(&self.tables.hedges, ["hedges.tsv"; 2], Hedges::load)
    }

    /// Its measures.
    #[inline]
    pub(crate) fn units(&self) -> &Units {
        self.tables
            .units
            .get()
            .unwrap_or_else(|| self.loaded_with(&self.tables.units, ["units.tsv"; 2], Units::load))
    }

    /// Its names of money, and all currencies' signs.
    #[inline]
    pub(crate) fn money(&self) -> &Money {
        self.tables.money.get().unwrap_or_else(|| {
            self.loaded_with(&self.tables.money, ["money.tsv", "currency.tsv"], Money::load)
        })
    }

    /// Its words of the calendar.
    #[must_use]
    pub fn calendar(&self) -> &ClassTable<CalendarWord> {
        self.loaded(&self.tables.calendar, "calendar.tsv", calendar::load)
    }

    /// The words that the reader of dates looks up, one by one.
    pub(crate) fn time_words(&self) -> &TimeWords {
        self.loaded(&self.tables.time_words, "calendar.tsv", |t| {
            TimeWords::load(t, self.numerals(), &self.settings)
        })
    }
}

/// The text of a file of tables; empty where there is none.
fn text_of<'f>(code: &str, files: &'f BTreeMap<String, File>, name: &str) -> Result<&'f str, TableError> {
    files.get(name).map_or(Ok(""), |f| f.text(|| format!("{code}/{name}")))
}

/// The languages at hand, by code.
#[derive(Debug)]
pub struct Languages {
    by_code: BTreeMap<String, Language>,
    /// What no language owns: signs of currencies and measures.
    undetermined: Option<Box<Language>>,
}

/// How common words are.
const FREQUENCIES: &str = "frequencies.tsv";

/// The folder of what no language owns.
const UNDETERMINED: &str = "und";

impl Languages {
    /// The embedded tables with others laid over them: for each, the language's code, the file's name (`meaning.tsv`) and its
    /// text, or the bytes of a model. A file takes the place of the embedded one of its name; a code that is not known makes a new
    /// language.
    ///
    /// # Errors
    /// When a table is not as `lang/README.md` says: the file, the line, what is wrong.
    pub fn with<B: AsRef<[u8]>>(over: &[(String, String, B)]) -> Result<Self, TableError> {
        let Self { mut by_code, undetermined } = Self::embedded()?;
        by_code.extend(undetermined.map(|l| (l.code.clone(), *l)));
        for (code, name, text) in over {
            let language = match by_code.remove(code.as_str()) {
                Some(language) => language,
                None => Language::new(code, BTreeMap::new())?,
            };
            let mut files = language.files;
            files.insert(name.clone(), File::given(text.as_ref().to_vec()));
            by_code.insert(code.clone(), Language::new(code, files)?);
        }
        for code in over.iter().map(|o| &o.0) {
            by_code.get(code).map_or(Ok(()), Language::validate)?;
        }
        Ok(Self::apart(by_code))
    }

    fn embedded() -> Result<Self, TableError> {
        let mut by_code = BTreeMap::new();
        for (code, tables) in EMBEDDED {
            let files = tables
                .iter()
                .map(|(name, bytes, length)| ((*name).to_owned(), File::embedded(bytes, *length)))
                .collect();
            by_code.insert((*code).to_owned(), Language::new(code, files)?);
        }
        Ok(Self::apart(by_code))
    }

    /// What no language owns is kept apart: it is none.
    fn apart(mut by_code: BTreeMap<String, Language>) -> Self {
        let undetermined = by_code.remove(UNDETERMINED).map(Box::new);
        Self { by_code, undetermined }
    }

    /// The tables of what no language owns.
    #[must_use]
    pub fn undetermined(&self) -> Option<&Language> {
        self.undetermined.as_deref()
    }

    /// The language with this code, or with its primary subtag ("pt" for "pt-BR").
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Language> {
        let lower = code.to_ascii_lowercase();
        let primary = lower.split(['-', '_']).next().unwrap_or("");
        // Norwegian is written "no", too.
        let primary = if primary == "no" { "nb" } else { primary };
        self.by_code.get(lower.as_str()).or_else(|| self.by_code.get(primary))
    }

    /// All of them, in the order of their codes.
    pub fn all(&self) -> impl Iterator<Item = &Language> {
        self.by_code.values()
    }
}

static INSTALLED: OnceLock<Languages> = OnceLock::new();

/// The tables as they are embedded; a test holds that all of them are right.
static BUILT_IN: LazyLock<Languages> =
    LazyLock::new(|| Languages::embedded().unwrap_or_else(|_| Languages::apart(BTreeMap::new())));

/// Makes these the languages of the whole process: a front end's business, before anything is read.
///
/// # Errors
/// When others were installed before; they stay.
pub fn install(languages: Languages) -> Result<(), Languages> {
    INSTALLED.set(languages)
}

/// The languages of this process.
#[must_use]
pub fn languages() -> &'static Languages {
    INSTALLED.get().unwrap_or_else(|| &BUILT_IN)
}

/// The language with this code, if there are tables for it.
#[must_use]
pub fn language(code: &str) -> Option<&'static Language> {
    languages().get(code)
}

/// English: what a text is taken for whose language nothing tells.
#[must_use]
pub fn english() -> &'static Language {
    static NONE: LazyLock<Language> =
        LazyLock::new(|| Language::of(UNDETERMINED.to_owned(), Settings::default(), BTreeMap::new()));
    language("en").unwrap_or(&NONE)
}

#[cfg(test)]
mod tests {
    use super::super::{Bearing, Touch};
    use super::*;

    #[test]
    fn all_embedded_tables_are_right() {
        let all = Languages::embedded().expect("settings");
        assert!(all.get("en").is_some() && all.get("pt-BR").is_some());
        for language in all.all() {
            language.validate().expect("tables");
            assert!(language.reads(Reads::Meaning), "{}", language.code());
        }
        assert!(all.get("und").is_none() && all.all().all(|l| l.code() != "und"));
        all.undetermined().expect("und").validate().expect("tables");
    }

    #[test]
    fn what_the_build_packed_unpacks() {
        let packed =
            EMBEDDED.iter().flat_map(|(_, files)| files.iter()).filter_map(|(name, bytes, length)| {
                length.map(|length| (name, File::embedded(bytes, Some(length)).bytes().len(), length))
            });
        let mut count = 0;
        for (name, unpacked, length) in packed {
            assert_eq!(unpacked, length, "{name}");
            count += 1;
        }
        assert!(count > 0);
    }

    #[test]
    fn who_and_what_is_read_where_there_are_tables_and_models() {
        let who = [Reads::Names, Reads::Attributions, Reads::References];
        assert!(who.iter().all(|w| english().reads(*w)));
        let swedish = language("sv").expect("tables");
        assert!(!who.iter().any(|w| swedish.reads(*w)));
    }

    /// The models know some words by class. Who changes these words trains the models anew (docs/models.md), and then writes
    /// the new sums here.
    #[test]
    fn models_have_the_words_that_they_learned_with() {
        use crate::text::key_hash;
        fn sum<C: PartialEq + fmt::Debug>(words: &ClassTable<C>, counts: impl Fn(&C) -> bool) -> u64 {
            let mut lines: Vec<String> = Vec::new();
            for (word, classes) in words.entries() {
                lines.extend(classes.iter().filter(|c| counts(c)).map(|c| format!("{word} {c:?}\n")));
            }
            lines.sort();
            key_hash(&lines.concat().chars().map(u32::from).collect::<Vec<_>>())
        }
        let en = english();
        let named = |w: &NameWord| matches!(w, NameWord::Organisation | NameWord::Place | NameWord::Joint);
        let dated = |w: &CalendarWord| matches!(w, CalendarWord::Month(..) | CalendarWord::Season(_));
        let titles = en.offices_as_written().entries().filter(|e| e.1.iter().any(|o| o.precedes_name()));
        let mut titles: Vec<&str> = titles.map(|e| e.0).collect();
        titles.sort_unstable();
        let titles = key_hash(&titles.join(" ").chars().map(u32::from).collect::<Vec<_>>());
        let sums = [
            titles,
            sum(en.name_words(), named),
            sum(en.reference_words(), |_| true),
            sum(en.calendar(), dated),
        ];
        let learned = ["cae40d515cd6f1be", "daebb5de88472b1f", "c1ab4cda48184daf", "335c5a3f23f08a5e"];
        assert_eq!(sums.map(|s| format!("{s:016x}")), learned);
    }

    #[test]
    fn tables_are_laid_over() {
        let over = |code: &str, name: &str, text: &str| (code.to_owned(), name.to_owned(), text.to_owned());
        let made = Languages::with(&[
            over("xx", "meaning.tsv", "zilch\tnegation\n"),
            over("xx", "calendar.tsv", "frimaire\tmonth\t3\n"),
        ])
        .expect("right");
        let xx = made.get("xx").expect("there");
        assert_eq!(xx.bearing("zilch").first(), Some(Touch::Negation));
        assert_eq!(xx.bearing("frimaire").first(), Some(Touch::Date));
        assert_eq!(xx.bearing("not").first(), None);
        let wrong = Languages::with(&[over("xx", "meaning.tsv", "# so\nzilch\tnegatoin\n")]);
        assert_eq!(wrong.expect_err("wrong").to_string(), "xx/meaning.tsv:2: negatoin: no class of meaning");
    }

    #[test]
    fn phrases_and_parts_of_words_bear_what_they_bear() {
        let of = |code: &str, text: &str| -> Vec<Option<Touch>> {
            let folded = crate::text::fold(text, &[]);
            let all = 0..folded.tokens.len();
            language(code)
                .expect(code)
                .bearings(text, &folded, &all)
                .into_iter()
                .map(Bearing::first)
                .collect()
        };
        let not = Some(Touch::Negation);
        assert_eq!(
            of("en", "He did not sin in May 1973"),
            [None, None, not, None, None, Some(Touch::Modal), Some(Touch::Date)]
        );
        assert_eq!(of("es", "siguió, sin embargo, sin luz"), [None, None, None, not, None]);
        assert_eq!(of("fr", "Il n’a rien dit"), [None, not, not, None]);
        assert_eq!(of("he", "ולא ראה"), [not, None]);
        assert_eq!(of("zh", "不同"), [None, None]);
        assert_eq!(of("zh", "不愿")[0], not);
    }
}
