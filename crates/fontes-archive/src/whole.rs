//! Is the catalogue, byte for byte, what the last run left? `catalogue.sum` says so, or that a run was at work on it: it is
//! written before the catalogue is touched, and when the run ends.

use crate::folder::Folder;
use crate::{Error, Result, catalogue, digest, digest_of};
use std::io::{BufReader, ErrorKind, Read, Write};

pub(crate) const NAME: &str = "catalogue.sum";
const PART: &str = "catalogue.sum.part";
/// What it says in place of a digest while a run is at work.
const AT_WORK: &str = "being written";
/// Bytes of the longest.
const LARGEST: u64 = 1024;

/// The digest that the catalogue had when a run ended; none while a run is at work, or where one was cut short. The outer option is
/// empty where nothing says so: the archive was written before there was the file.
fn told(folder: &Folder) -> Result<Option<Option<String>>> {
    let path = folder.path().join(NAME);
    let mut text = String::new();
    let bad = || Error::damaged(&path, "it is not what was written");
    match folder.read(NAME).and_then(|f| f.take(LARGEST).read_to_string(&mut text)) {
        Ok(_) => {}
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) if e.kind() == ErrorKind::InvalidData => return Err(bad()),
        Err(e) => return Err(Error::io(&path)(e)),
    }
    let (line, sum) = text.split_once('\n').ok_or_else(bad)?;
    if sum != format!("{}\n", digest(line.as_bytes())) {
        return Err(bad());
    }
    Ok(Some((line != AT_WORK).then(|| line.to_owned())))
}

fn tell(folder: &Folder, line: &str) -> Result<()> {
    let wrong = || Error::io(folder.path().join(NAME));
    let mut file = folder.create(PART).map_err(wrong())?;
    write!(file, "{line}\n{}\n", digest(line.as_bytes())).map_err(wrong())?;
    file.sync_all().map_err(wrong())?;
    folder.rename(PART, NAME).map_err(wrong())?;
    folder.sync().map_err(wrong())
}

fn now(folder: &Folder) -> Result<String> {
    let wrong = |e| Error::io(folder.path().join(catalogue::NAME))(e);
    digest_of(BufReader::with_capacity(1 << 18, folder.read(catalogue::NAME).map_err(wrong)?)).map_err(wrong)
}

/// Says that a run is at work.
pub(crate) fn begin(folder: &Folder) -> Result<()> {
    if matches!(told(folder), Ok(Some(None))) {
        return Ok(());
    }
    tell(folder, AT_WORK)
}

/// Says that a run is at work where nothing is said.
pub(crate) fn begin_if_none(folder: &Folder) -> Result<()> {
    if told(folder)?.is_none() { tell(folder, AT_WORK) } else { Ok(()) }
}

/// Says that the catalogue is whole, unless nothing was written since that was said.
pub(crate) fn end(folder: &Folder) -> Result<()> {
    if matches!(told(folder), Ok(Some(Some(_)))) {
        return Ok(());
    }
    tell(folder, &now(folder)?)
}

/// Compares the catalogue with what was said of it; `must` says that something must have been.
pub(crate) fn verify(folder: &Folder, must: bool) -> Result<()> {
    let said = match told(folder)? {
        None if must => return Err(Error::damaged(folder.path().join(NAME), "it is missing")),
        None | Some(None) => return Ok(()),
        Some(said) => said,
    };
    // A run may have begun meanwhile; it says so before it writes.
    if said.as_ref() != Some(&now(folder)?) && told(folder)? == Some(said) {
        let path = folder.path().join(catalogue::NAME);
        return Err(Error::damaged(path, "it is not what was written"));
    }
    Ok(())
}
