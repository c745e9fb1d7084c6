//! Which work does a reference name, as the model reads its parts?

use super::types::{Work, WorkKind};
use crate::read::reference::{Field, Reference};
use crate::text::Span;

/// Words of a journal's name at most.
const JOURNAL: usize = 6;

/// The work of a reference.
pub(super) fn listed(text: &str, r: &Reference) -> Work {
    let field = |name: &str| r.fields.iter().find(|f| f.name == name);
    let place = |f: &Field| {
        let value = f.value(text);
        let from = value.as_ptr() as usize - text.as_ptr() as usize;
        Span::of(text, from..from + value.len()).ok().filter(|s| !s.is_empty())
    };
    let of = |name: &str| field(name).and_then(place);
    let mut title = of("title");
    let mut container = ["journal", "container-title", "collection-title"].into_iter().find_map(of);
    let lettered = |s: &Span| s.slice(text).is_some_and(|w| w.contains(char::is_lowercase));
    // "Title: Foreign Affairs, Vol. 93": the last words after a colon, where a volume follows.
    if let (Some(t), Some(_)) = (title, field("volume"))
        && !container.as_ref().is_some_and(lettered)
        && let Some(at) = t.slice(text).and_then(|w| w.rfind(": "))
    {
        let from = t.start() as usize;
        let tail = Span::of(text, from + at + 2..t.end() as usize).ok();
        let short = |s: &Span| s.slice(text).is_some_and(|w| w.split_whitespace().count() <= JOURNAL);
        if tail.as_ref().is_some_and(short) {
            container = tail;
            title = Span::of(text, from..from + at).ok();
        }
    }
    let kind = match (container, of("publisher"), of("url")) {
        (Some(_), ..) => WorkKind::Article,
        (None, Some(_), _) => WorkKind::Book,
        (None, None, Some(_)) => WorkKind::Page,
        _ => WorkKind::Other,
    };
    Work {
        author: of("author"),
        title,
        container: container.or_else(|| of("publisher")),
        date: of("date"),
        day: r.year(text).map(|y| y.to_string()),
        address: of("url").or_else(|| of("doi")),
        ..Work::at(r.span, kind)
    }
}
