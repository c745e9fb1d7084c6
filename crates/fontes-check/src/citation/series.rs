//! How are the volumes of a series and their documents called? "Document 29", "vol. XII".

use crate::search::Retriever;
use fontes_core::corpus::Result;
use fontes_core::text::key_hash;

/// The name by which a numbered document of an edition is called: "d29".
pub(crate) fn numbered_key(number: &str) -> u64 {
    key_hash(&format!("d{number}").chars().map(u32::from).collect::<Vec<_>>())
}

/// The documents of this name in a folder of this name: those of one volume.
pub(crate) fn in_folder(name: u64, volume: Option<&str>, search: &Retriever<'_>) -> Result<Vec<usize>> {
    search.neighbours(name, || {
        let mut found = Vec::new();
        for number in search.archive.named(name)? {
            if folder(&search.archive.path(number)?) == volume {
                found.push(number);
            }
        }
        Ok(found)
    })
}

/// The last folder of a path: a volume.
pub(crate) fn folder(path: &str) -> Option<&str> {
    path.rsplit(['/', '\\']).nth(1)
}

/// The document of another volume of a series that words name: "Foreign Relations, 1961–1963, vol. XII,
/// Document 29".
pub(crate) fn in_volume(name: &str, number: u32, search: &Retriever<'_>) -> Result<Option<usize>> {
    let volume = format!("frus{name}");
    for found in search.archive.named(numbered_key(&number.to_string()))? {
        let path = search.archive.path(found)?;
        let stem = |part: &str| part.rsplit_once('.').map_or(part.to_owned(), |p| p.0.to_owned());
        let mut parts = path.rsplit(['/', '\\', '!']).take(2);
        if parts.any(|p| p.eq_ignore_ascii_case(&volume) || stem(p).eq_ignore_ascii_case(&volume)) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
