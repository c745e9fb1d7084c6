//! Which words of a language mean what? Tables of closed classes, a folder a language (`lang/`), and which
//! language a text is in.
//!
//! The tables are embedded when the program is built; a front end may lay others over them once, before anything
//! is read ([`install`]). Look-up is on folded words, as matching sees them, so that accents, vowel points and
//! capitals do not matter. No list of words stands in code.

mod abbreviations;
mod author_remarks;
mod calendar;
mod cue;
mod detect;
mod evidence;
mod file;
mod forms;
mod formulas;
mod frequencies;
mod governing;
mod grammar;
mod headers;
mod hedges;
mod keyed;
mod language;
mod letters;
mod lookup;
mod meaning;
mod money;
mod name_words;
mod notes;
mod numerals;
mod offices;
mod reference_words;
mod remarks;
mod rules;
mod saying;
mod settings;
pub(crate) mod sieve;
mod table;
mod timewords;
mod units;

pub use abbreviations::Abbreviation;
pub use author_remarks::AuthorRemark;
pub use calendar::{Beside, CalendarWord, Feast, Stage, TimeUnit, Which};
pub use cue::{Cue, Cues};
pub use detect::{Script, at, detect, detect_in, of, script};
pub(crate) use evidence::evidence;
pub use formulas::Formulas;
pub use frequencies::form_of;
pub use governing::{Governing, Government};
pub use grammar::{Class, Classes, Grammar};
pub use headers::HeaderWord;
pub use hedges::Hedge;
pub(crate) use hedges::Hedges;
pub(crate) use keyed::Keyed;
pub use language::{Language, Languages, Reads, english, install, language, languages};
pub(crate) use letters::{is_apart, is_combining};
pub use meaning::{Bearing, Touch};
pub(crate) use money::{Money, MoneyName, MoneyWord};
pub use name_words::NameWord;
pub use notes::NoteWord;
pub(crate) use numerals::{After, NumberEntry, NumberWords, Part, Role, Term, VagueWhere};
pub use numerals::{NumeralKind, NumeralWord};
pub use offices::{Office, OfficeKind};
pub(crate) use reference_words::ABBREVIATED_CLASSES;
pub use reference_words::{REFERENCE_CLASSES, ReferenceMark};
pub use remarks::RemarkWord;
pub use rules::RuleWord;
pub use saying::{Form, Saying, Takes, Verb};
pub use settings::{DateOrder, Settings};
pub(crate) use table::key;
pub use table::{ClassTable, Row, Table, TableError};
pub(crate) use timewords::{TimeWord, TimeWords, leads};
pub(crate) use units::{UnitWord, Units};
