//! What does a text say of itself? Its quotations, the marks their author put in them, its dates.

mod apparatus;
mod attribution;
mod cross_reference;
mod government;
mod languages;
pub mod name;
mod notes;
mod number;
mod paragraph;
mod quotation;
mod reading;
pub mod reference;
mod roster;
mod sentence;
pub mod tagger;
mod time;
mod token;
mod works;

pub use apparatus::{Apparatus, ApparatusKind, apparatus, apparatus_of};
pub use attribution::{Attribution, Voice, attributions};
pub use cross_reference::{Pointer, Target, pointers};
pub use government::{
    Gap, Governor, gap, governor_after, governor_before, governors, sentence_end, sentence_start,
};
pub use name::{Name, NameKind, names};
pub use notes::{AuthorYear, Back, Fit, Followed, Raised, author_years, cites, follow, raised, set_notes};
pub use number::{Hedge, Number, Unit, numbers};
pub use paragraph::{Layout, Paragraph, paragraphs, paragraphs_of};
pub use quotation::{Form, Quotation, quotations, quotations_of};
pub use reading::Reading;
pub use reference::{Field, Reference, references};
pub use roster::{Listed, Mention, Roster};
pub use sentence::ends_sentence;
pub use time::{Basis, Fault, Time, TimeKind, Written, times, weekday_name};
pub use works::{Work, WorkKind, bare_address, same_works, works};
