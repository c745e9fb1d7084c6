//! Which files are there? The walk over folders, the names of files, and whether they are still what was indexed.

use crate::{KitError, Listener, platform};
use fontes_archive::INSIDE;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A file that the walk came to.
#[derive(Debug)]
pub(crate) struct SourceFile {
    pub(crate) path: PathBuf,
    /// Its size in bytes.
    pub(crate) bytes: u64,
    /// Set when the walk itself failed here.
    pub(crate) error: Option<String>,
}

/// The files under `roots`, in the order of their paths: hidden and ignored ones left out, as
/// ripgrep does. Links that lead out of their root are followed only if told so.
pub(crate) fn walk(roots: &[PathBuf], follow_links: bool) -> Result<Vec<SourceFile>, KitError> {
    let mut out = Vec::new();
    for root in roots {
        let home = root.canonicalize().ok();
        if !root.exists() {
            return Err(KitError::NotThere(root.clone()));
        }
        for entry in ignore::WalkBuilder::new(root).sort_by_file_path(Ord::cmp).build() {
            match entry {
                Ok(e) if e.file_type().is_some_and(|t| t.is_dir()) => {
                    // An archive that lies within the sources is not one of them.
                    if is_archive(e.path()) && e.path() != root {
                        continue;
                    }
                }
                Ok(e) if in_archive(e.path(), root) => {}
                Ok(e) if e.file_type().is_some_and(|t| t.is_file() || t.is_symlink()) => {
                    // What the user named is meant, whatever it is a link to.
                    let within = home.as_deref().filter(|_| !follow_links && e.depth() > 0);
                    let error = if e.path_is_symlink() { led_astray(e.path(), within) } else { None };
                    let bytes = e.metadata().map_or(0, |m| m.len());
                    out.push(SourceFile { path: e.into_path(), bytes, error });
                }
                Ok(e) => out.push(SourceFile {
                    path: e.into_path(),
                    bytes: 0,
                    error: Some("not a regular file (a pipe, a socket or a device)".into()),
                }),
                Err(e) => out.push(SourceFile { path: root.clone(), bytes: 0, error: Some(e.to_string()) }),
            }
        }
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    out.dedup_by(|b, a| a.path == b.path && a.error == b.error);
    Ok(out)
}

/// Why a link is not followed: it leads to no file, or out of its folder. What leads nowhere or to a folder is told of later.
fn led_astray(link: &Path, within: Option<&Path>) -> Option<String> {
    let to = link.canonicalize().ok()?;
    let kind = to.metadata().ok()?;
    if kind.is_dir() {
        return None;
    }
    if !kind.is_file() {
        return Some("a link to a pipe, a socket or a device".into());
    }
    let out = within.is_some_and(|home| !to.starts_with(home));
    out.then(|| {
        "a link to a file outside of the folder, which is not followed (--follow-links follows it)".into()
    })
}

/// Opens a regular file for reading: opening a pipe would wait, and a device may do anything.
pub(crate) fn open_file(path: &Path) -> std::io::Result<File> {
    let not_one = || std::io::Error::other("not a regular file (a pipe, a socket or a device)");
    if !std::fs::metadata(path)?.is_file() {
        return Err(not_one());
    }
    let mut how = File::options();
    how.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        // It may have become one just now.
        how.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
    }
    let file = how.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_one()) }
}

/// Opens a regular file that the archive knows by this name; a link is not followed.
pub(crate) fn open_known(name: &str) -> std::io::Result<File> {
    let path = on_disk(name);
    if path.symlink_metadata()?.is_symlink() {
        return Err(std::io::Error::other("a link, which is not followed"));
    }
    let mut how = File::options();
    how.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        let flags = OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
        how.custom_flags(flags.bits().cast_signed());
    }
    let file = how.open(path)?;
    let regular = file.metadata()?.is_file();
    if regular { Ok(file) } else { Err(std::io::Error::other("not a regular file")) }
}

/// The drafts that paths name: files as they are, and those in folders, in order, as ripgrep walks them. What is no draft is left
/// out of folders: `fontes.toml`, files of rules, archives, and what lies in one of `others` (the sources, a report).
///
/// # Errors
/// When there is nothing at a path, or no draft in a folder.
pub fn drafts(
    paths: &[PathBuf],
    others: &[PathBuf],
    listener: &dyn Listener,
) -> Result<Vec<PathBuf>, KitError> {
    let others: Vec<PathBuf> = others.iter().filter_map(|o| std::path::absolute(o).ok()).collect();
    let mut out: Vec<PathBuf> = Vec::new();
    for path in paths {
        if !path.is_dir() {
            out.push(path.clone());
            continue;
        }
        let other = |p: &Path| {
            let name = p.file_name().unwrap_or_default();
            let whole = std::path::absolute(p).unwrap_or_default();
            name == crate::SETTINGS_NAME
                || p.extension().is_some_and(|e| e == "silence")
                || others.iter().any(|o| whole.starts_with(o))
        };
        let before = out.len();
        let found = walk(std::slice::from_ref(path), false)?;
        for file in found.into_iter().filter(|f| !other(&f.path)) {
            match file.error {
                None => out.push(source_name(&file.path).into()),
                Some(error) => listener.file(&file.path.display().to_string(), &error, true),
            }
        }
        if out.len() == before {
            return Err(KitError::NoDraft(path.clone()));
        }
    }
    // A file that is named twice is one draft.
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|p| seen.insert(p.clone()));
    Ok(out)
}

fn in_archive(path: &Path, root: &Path) -> bool {
    path.ancestors().skip(1).take_while(|a| a.starts_with(root)).any(is_archive)
}

/// A path as the archive knows it: as given, without a leading `./`. Bytes of it that are no UTF-8 are written `\xE9`.
#[must_use]
pub fn source_name(path: &Path) -> String {
    let shown = platform::path_name(path);
    shown.strip_prefix("./").map(str::to_owned).unwrap_or(shown)
}

/// The path on disk of a file that the archive knows by this name.
fn on_disk(name: &str) -> PathBuf {
    let path = PathBuf::from(name);
    if path.exists() { path } else { platform::named_path(name).unwrap_or(path) }
}

/// Whether a file's name can be written so that the file is found again.
pub(crate) fn is_nameable(path: &Path) -> bool {
    path.to_str().is_some() || platform::named_path(&platform::path_name(path)).is_some_and(|p| p == path)
}

/// Whether the file of this name, or the one that holds it, is not there.
pub(crate) fn is_gone(name: &str) -> bool {
    on_disk(outermost(name)).symlink_metadata().is_err_and(|e| e.kind() == std::io::ErrorKind::NotFound)
}

/// Whether a folder is an archive: archives that lie within the sources are none of them.
#[must_use]
pub fn is_archive(folder: &Path) -> bool {
    folder.join("fontes-archive").exists()
}

/// The file on disk that holds the file at `path`, which may be within a container.
#[must_use]
pub fn outermost(path: &str) -> &str {
    if on_disk(path).exists() { path } else { path.split(INSIDE).next().unwrap_or(path) }
}

/// Whether the file on disk is no longer what was indexed with `digest`: "changed", "gone", "no longer readable".
#[must_use]
pub fn stale(path: &str, digest: &str) -> Option<&'static str> {
    // What could not be opened when it was indexed (a pipe would wait for ever) is not opened now.
    if digest.is_empty() {
        return None;
    }
    match open_file(&on_disk(path)).and_then(fontes_archive::digest_of) {
        Ok(now) if now == digest => None,
        Ok(_) => Some("changed"),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Some("gone"),
        Err(_) => Some("no longer readable"),
    }
}
