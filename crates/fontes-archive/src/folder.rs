//! How are the files of an archive opened? By plain names beneath its directory, no link followed, and only if they are
//! files: an archive may come from anybody, and what is in it must not reach what is not.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// A directory of an archive.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    #[cfg(unix)]
    handle: File,
}

/// A name is one part of a path, and nothing else.
fn plain(name: &str) -> io::Result<&str> {
    let bad = name.is_empty() || name == "." || name == ".." || name.contains(['/', '\\', '\0', ':']);
    if bad {
        Err(io::Error::new(ErrorKind::InvalidInput, format!("{name:?} is no name of a file")))
    } else {
        Ok(name)
    }
}

fn no_file() -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        "not a regular file (a link, a pipe or a device), which an archive has none of",
    )
}

impl Folder {
    /// The path that it was opened by, for messages.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

#[cfg(unix)]
mod system {
    use super::{File, Folder, Path, io, no_file, plain};
    use rustix::fs::{AtFlags, FileType, Mode, OFlags, mkdirat, openat, renameat, statat, unlinkat};

    impl Folder {
        /// Opens the directory at `path`, which the user named: links lead there as usual.
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            let handle = File::open(path)?;
            if !handle.metadata()?.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Ok(Self { path: path.to_owned(), handle })
        }

        /// A directory in it.
        pub(crate) fn folder(&self, name: &str) -> io::Result<Self> {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let handle = openat(&self.handle, plain(name)?, flags, Mode::empty()).map_err(|e| match e {
                rustix::io::Errno::LOOP | rustix::io::Errno::NOTDIR => no_file(),
                e => e.into(),
            })?;
            Ok(Self { path: self.path.join(name), handle: handle.into() })
        }

        /// Makes a directory in it, if it is not there.
        pub(crate) fn make_folder(&self, name: &str) -> io::Result<Self> {
            match mkdirat(&self.handle, plain(name)?, Mode::from_raw_mode(0o777)) {
                Ok(()) | Err(rustix::io::Errno::EXIST) => self.folder(name),
                Err(e) => Err(e.into()),
            }
        }

        /// Whether something of this name is there. What is no file is an error.
        pub(crate) fn holds(&self, name: &str) -> io::Result<bool> {
            match statat(&self.handle, plain(name)?, AtFlags::SYMLINK_NOFOLLOW) {
                Ok(s) if FileType::from_raw_mode(s.st_mode) == FileType::RegularFile => Ok(true),
                Ok(_) => Err(no_file()),
                Err(rustix::io::Errno::NOENT) => Ok(false),
                Err(e) => Err(e.into()),
            }
        }

        fn at(&self, name: &str, flags: OFlags) -> io::Result<File> {
            // Opening a device can do something; a pipe would wait.
            if !self.holds(name)? && !flags.contains(OFlags::CREATE) {
                return Err(io::ErrorKind::NotFound.into());
            }
            let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
            let file: File = openat(&self.handle, name, flags, Mode::from_raw_mode(0o666))?.into();
            if file.metadata()?.is_file() { Ok(file) } else { Err(no_file()) }
        }

        /// Opens a file for reading.
        pub(crate) fn read(&self, name: &str) -> io::Result<File> {
            self.at(name, OFlags::RDONLY)
        }

        /// Opens a file for reading and writing, and makes it if it is not there.
        pub(crate) fn keep(&self, name: &str) -> io::Result<File> {
            self.at(name, OFlags::RDWR | OFlags::CREATE)
        }

        /// Makes a file, in place of what had its name.
        pub(crate) fn create(&self, name: &str) -> io::Result<File> {
            self.remove(name)?;
            self.at(name, OFlags::RDWR | OFlags::CREATE | OFlags::EXCL)
        }

        /// Gives a file another name, in place of what had that.
        pub(crate) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
            Ok(renameat(&self.handle, plain(from)?, &self.handle, plain(to)?)?)
        }

        /// Takes a file away, if it is there; of a link, the link.
        pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
            match unlinkat(&self.handle, plain(name)?, AtFlags::empty()) {
                Ok(()) | Err(rustix::io::Errno::NOENT) => Ok(()),
                Err(e) => Err(e.into()),
            }
        }

        /// Makes what was renamed last.
        pub(crate) fn sync(&self) -> io::Result<()> {
            self.handle.sync_all()
        }

        /// The names of what is in it.
        pub(crate) fn names(&self) -> io::Result<Vec<String>> {
            let mut out = Vec::new();
            for entry in rustix::fs::Dir::read_from(&self.handle)? {
                if let Ok(name) = entry?.file_name().to_str()
                    && name != "."
                    && name != ".."
                {
                    out.push(name.to_owned());
                }
            }
            out.sort();
            Ok(out)
        }
    }
}

#[cfg(not(unix))]
mod system {
    use super::{File, Folder, Path, io, no_file, plain};

    impl Folder {
        /// Opens the directory at `path`, which the user named: links lead there as usual.
        pub(crate) fn open(path: &Path) -> io::Result<Self> {
            if !path.metadata()?.is_dir() {
                return Err(io::ErrorKind::NotADirectory.into());
            }
            Ok(Self { path: path.to_owned() })
        }

        /// A directory in it.
        pub(crate) fn folder(&self, name: &str) -> io::Result<Self> {
            let path = self.path.join(plain(name)?);
            if path.symlink_metadata()?.is_dir() { Ok(Self { path }) } else { Err(no_file()) }
        }

        /// Makes a directory in it, if it is not there.
        pub(crate) fn make_folder(&self, name: &str) -> io::Result<Self> {
            match std::fs::create_dir(self.path.join(plain(name)?)) {
                Ok(()) => self.folder(name),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => self.folder(name),
                Err(e) => Err(e),
            }
        }

        /// Whether something of this name is there. What is no file is an error.
        pub(crate) fn holds(&self, name: &str) -> io::Result<bool> {
            match self.path.join(plain(name)?).symlink_metadata() {
                Ok(m) if m.is_file() => Ok(true),
                Ok(_) => Err(no_file()),
                Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
                Err(e) => Err(e),
            }
        }

        /// Opens a file for reading.
        pub(crate) fn read(&self, name: &str) -> io::Result<File> {
            if !self.holds(name)? {
                return Err(io::ErrorKind::NotFound.into());
            }
            File::open(self.path.join(name))
        }

        /// Opens a file for reading and writing, and makes it if it is not there.
        pub(crate) fn keep(&self, name: &str) -> io::Result<File> {
            self.holds(name)?;
            File::options().read(true).write(true).create(true).truncate(false).open(self.path.join(name))
        }

        /// Makes a file, in place of what had its name.
        pub(crate) fn create(&self, name: &str) -> io::Result<File> {
            self.remove(name)?;
            File::options().read(true).write(true).create_new(true).open(self.path.join(name))
        }

        /// Gives a file another name, in place of what had that.
        pub(crate) fn rename(&self, from: &str, to: &str) -> io::Result<()> {
            std::fs::rename(self.path.join(plain(from)?), self.path.join(plain(to)?))
        }

        /// Takes a file away, if it is there; of a link, the link.
        pub(crate) fn remove(&self, name: &str) -> io::Result<()> {
            match std::fs::remove_file(self.path.join(plain(name)?)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
                _ => Ok(()),
            }
        }

        /// Makes what was renamed last, where the system can.
        pub(crate) fn sync(&self) -> io::Result<()> {
            Ok(())
        }

        /// The names of what is in it.
        pub(crate) fn names(&self) -> io::Result<Vec<String>> {
            let mut out = Vec::new();
            for entry in self.path.read_dir()? {
                out.extend(entry?.file_name().to_str().map(str::to_owned));
            }
            out.sort();
            Ok(out)
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_and_only_files_are_opened() {
        let dir = std::env::temp_dir().join(format!("fontes-folder-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("in")).expect("made");
        let outside = dir.join("outside");
        std::fs::write(&outside, "mine").expect("written");
        let folder = Folder::open(&dir).expect("opens").folder("in").expect("opens");
        std::os::unix::fs::symlink(&outside, dir.join("in/link")).expect("linked");
        std::os::unix::fs::symlink(&dir, dir.join("in/up")).expect("linked");
        assert!(folder.read("link").is_err() && folder.keep("link").is_err() && folder.folder("up").is_err());
        for name in ["../outside", "/etc/passwd", "..", "", "a/b"] {
            assert!(
                folder.read(name).is_err() && folder.create(name).is_err() && folder.remove(name).is_err(),
                "{name}"
            );
            assert!(folder.rename("link", name).is_err());
        }
        let mut made = folder.create("link").expect("in place of the link");
        std::io::Write::write_all(&mut made, b"new").expect("written");
        assert_eq!(std::fs::read_to_string(&outside).expect("there"), "mine");
        assert_eq!(folder.names().expect("read"), ["link", "up"]);
        folder.rename("link", "up").expect("in place of the other link");
        folder.remove("up").expect("removed");
        assert_eq!(std::fs::read_to_string(&outside).expect("there"), "mine");
        std::fs::remove_dir_all(&dir).expect("removed");
    }
}
