//! What of a long run is done already? Its parts, kept in the cache directory until the run ends, so that
//! one that was stopped goes on where it was.
//!
//! A file of frames: join, range and length (u32, little-endian each), the part, and the first eight bytes
//! of the BLAKE3 digest of all that. What a crash left half written ends the file. Nothing is written before
//! a run has gone on for a while; what was kept in memory until then is written with the next part.

use crate::platform;
use fontes_check::reuse::Checkpoints;
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a run goes on before its parts are written.
pub const AFTER: Duration = Duration::from_secs(20);

/// After how long the parts of a run that was stopped are taken away.
const FORGOTTEN: Duration = Duration::from_secs(30 * 24 * 3600);

const HEAD: usize = 12;
const SUM: usize = 8;

/// The parts of one run.
#[derive(Debug)]
pub struct Checkpoint {
    path: PathBuf,
    state: Mutex<State>,
    begun: Instant,
    after: Duration,
}

#[derive(Debug)]
struct State {
    file: File,
    found: BTreeMap<(u32, u32), Vec<u8>>,
    /// Frames that are not written yet.
    waiting: Vec<u8>,
    /// Why nothing more is kept.
    failed: Option<io::Error>,
}

impl Checkpoint {
    /// Opens the parts of the run with this key in a directory; `None` when another process has them.
    ///
    /// # Errors
    /// When the directory or the file cannot be made.
    pub fn open(dir: &Path, key: &str, after: Duration) -> io::Result<Option<Self>> {
        platform::private_dir(dir)?;
        forget(dir);
        let path = dir.join(format!("{key}.parts"));
        let mut file = File::options().create(true).read(true).write(true).truncate(false).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(e)) => return Err(e),
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let mut found = BTreeMap::new();
        let mut at = 0;
        while let Some((place, part, len)) = frame(&bytes[at..]) {
            found.insert(place, part.to_vec());
            at += len;
        }
        file.set_len(at as u64)?;
        file.seek(SeekFrom::Start(at as u64))?;
        let state = Mutex::new(State { file, found, waiting: vec![], failed: None });
        Ok(Some(Self { path, state, begun: Instant::now(), after }))
    }

    /// How many parts were there.
    #[must_use]
    pub fn len(&self) -> usize {
        self.state().found.len()
    }

    /// Whether none was there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The run is over: its parts are not needed any more. Says why they could not be kept, if so.
    #[must_use]
    pub fn over(self) -> Option<io::Error> {
        let removed = std::fs::remove_file(&self.path).err();
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).failed.or(removed)
    }
}

/// Takes away the parts of runs that nobody went on with. What cannot be taken away stays.
fn forget(dir: &Path) {
    for entry in dir.read_dir().into_iter().flatten().flatten() {
        let old = entry.metadata().and_then(|m| m.modified()).ok().and_then(|t| t.elapsed().ok());
        if old.is_some_and(|age| age > FORGOTTEN) && entry.path().extension().is_some_and(|e| e == "parts") {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The first frame of these bytes: its place, its part, and its length in all.
fn frame(bytes: &[u8]) -> Option<((u32, u32), &[u8], usize)> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (join, range, len) = (word(0)?, word(4)?, word(8)? as usize);
    let end = HEAD.checked_add(len)?;
    let sum = bytes.get(end..end.checked_add(SUM)?)?;
    (blake3::hash(bytes.get(..end)?).as_bytes().get(..SUM)? == sum).then_some(())?;
    Some(((join, range), bytes.get(HEAD..end)?, end + SUM))
}

impl Checkpoints for Checkpoint {
    fn kept(&self, join: u32, range: u32) -> Option<Vec<u8>> {
        self.state().found.get(&(join, range)).cloned()
    }

    fn keep(&self, join: u32, range: u32, part: &[u8]) {
        let Ok(len) = u32::try_from(part.len()) else { return };
        let mut bytes = Vec::with_capacity(HEAD + part.len() + SUM);
        for n in [join, range, len] {
            bytes.extend(n.to_le_bytes());
        }
        bytes.extend(part);
        let sum = blake3::hash(&bytes);
        bytes.extend(&sum.as_bytes()[..SUM]);
        let mut state = self.state();
        state.waiting.extend(bytes);
        if state.failed.is_some() {
            state.waiting = vec![];
        } else if self.begun.elapsed() >= self.after {
            let waiting = std::mem::take(&mut state.waiting);
            state.failed = state.file.write_all(&waiting).err();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_there_again_but_for_a_torn_end() {
        let dir = tempfile::tempdir().expect("a directory");
        let open = || Checkpoint::open(dir.path(), "k", Duration::ZERO).expect("opens");
        // Another test that starts a program holds every lock of this one until the program runs.
        let free = || {
            (0..200)
                .find_map(|_| {
                    open().or_else(|| {
                        std::thread::sleep(Duration::from_millis(5));
                        None
                    })
                })
                .expect("free")
        };
        let kept = open().expect("nobody else has it");
        assert_eq!(kept.len(), 0);
        kept.keep(0, 1, b"one");
        kept.keep(0, 2, b"");
        kept.keep(1, 0, b"three");
        assert!(open().is_none(), "another run has it");
        drop(kept);
        let path = dir.path().join("k.parts");
        let whole = std::fs::read(&path).expect("written");
        for cut in 0..whole.len() {
            std::fs::write(&path, &whole[..cut]).expect("cut");
            let kept = free();
            assert!(kept.len() < 3);
            assert_eq!(kept.kept(1, 0), None);
        }
        let mut flipped = whole.clone();
        flipped[14] ^= 1;
        std::fs::write(&path, &flipped).expect("flipped");
        assert_eq!(free().len(), 0);
        std::fs::write(&path, &whole).expect("whole again");
        let kept = free();
        assert_eq!((kept.kept(0, 1), kept.kept(1, 0)), (Some(b"one".to_vec()), Some(b"three".to_vec())));
        assert!(kept.over().is_none());
        assert!(!path.exists());
        // A short run writes nothing.
        let kept = Checkpoint::open(dir.path(), "k", AFTER).expect("opens").expect("free");
        kept.keep(0, 0, b"part");
        assert_eq!(std::fs::metadata(&path).expect("there").len(), 0);
    }
}
