//! How do many threads read files whose results are wanted in order, within a bound of memory? Files are begun in order. What
//! is read of the first that is not done goes on at once; what is read of later ones waits, and their threads with it once too
//! much waits: so the first never waits for the others.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Files that may be begun before the first that is not done.
const AHEAD: usize = 1024;

/// The results of files on their way, in order.
pub(crate) struct Flow<T> {
    count: usize,
    most: u64,
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    /// The next file to begin.
    next: usize,
    /// The first that is not done.
    head: usize,
    /// Bytes that wait.
    held: u64,
    files: BTreeMap<usize, Waiting<T>>,
    /// Nothing more is begun.
    stopped: bool,
    /// Nobody takes anything any more.
    over: bool,
}

struct Waiting<T> {
    items: VecDeque<T>,
    bytes: u64,
    done: bool,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self { items: VecDeque::new(), bytes: 0, done: false }
    }
}

impl<T> Flow<T> {
    /// The results of so many files, of which about `most` bytes may wait.
    pub(crate) fn new(count: usize, most: u64) -> Self {
        let state = State { next: 0, head: 0, held: 0, files: BTreeMap::new(), stopped: false, over: false };
        Self { count, most, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Nothing panics while it is held; were it so, what is in it is whole all the same.
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'s>(&self, state: MutexGuard<'s, State<T>>) -> MutexGuard<'s, State<T>> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    /// The next file to read, once there is room; `None` when there are no more.
    pub(crate) fn begin(&self) -> Option<usize> {
        let mut state = self.state();
        loop {
            if state.stopped || state.over || state.next >= self.count {
                return None;
            }
            let room = state.held < self.most && state.next < state.head + AHEAD;
            if room || state.next == state.head {
                let at = state.next;
                state.next += 1;
                state.files.insert(at, Waiting::default());
                return Some(at);
            }
            state = self.wait(state);
        }
    }

    /// Nothing more is begun.
    pub(crate) fn stop(&self) {
        self.state().stopped = true;
        self.changed.notify_all();
    }

    /// Hands on something of a file that takes so many bytes.
    pub(crate) fn give(&self, at: usize, bytes: u64, item: T) {
        let mut state = self.state();
        while !state.over && at != state.head && state.held >= self.most {
            state = self.wait(state);
        }
        state.held += bytes;
        if let Some(file) = state.files.get_mut(&at) {
            file.items.push_back(item);
            file.bytes += bytes;
        }
        self.changed.notify_all();
        // The first does not run away from who takes what it gives.
        while !state.over
            && state.held >= self.most
            && state.files.get(&at).is_some_and(|f| !f.items.is_empty())
            && at == state.head
        {
            state = self.wait(state);
        }
    }

    /// Says that a file is done when it is dropped, however its reading ends.
    pub(crate) fn ending(&self, at: usize) -> Ending<'_, T> {
        Ending { flow: self, at }
    }

    /// Says that nobody takes anything any more when it is dropped: threads that wait go on to their end.
    pub(crate) fn over(&self) -> Over<'_, T> {
        Over { flow: self }
    }
}

/// A file that is being read.
pub(crate) struct Ending<'f, T> {
    flow: &'f Flow<T>,
    at: usize,
}

impl<T> Drop for Ending<'_, T> {
    fn drop(&mut self) {
        if let Some(file) = self.flow.state().files.get_mut(&self.at) {
            file.done = true;
        }
        self.flow.changed.notify_all();
    }
}

/// Who takes what is read.
pub(crate) struct Over<'f, T> {
    flow: &'f Flow<T>,
}

impl<T> Drop for Over<'_, T> {
    fn drop(&mut self) {
        self.flow.state().over = true;
        self.flow.changed.notify_all();
    }
}

/// What was read, in the order of the files, as it comes.
impl<T> Iterator for &Flow<T> {
    type Item = Vec<T>;

    fn next(&mut self) -> Option<Vec<T>> {
        let mut state = self.state();
        loop {
            let (head, stopped) = (state.head, state.stopped);
            if head >= self.count {
                return None;
            }
            match state.files.get_mut(&head) {
                Some(file) if !file.items.is_empty() => {
                    let items = std::mem::take(&mut file.items).into();
                    let bytes = std::mem::take(&mut file.bytes);
                    state.held = state.held.saturating_sub(bytes);
                    self.changed.notify_all();
                    return Some(items);
                }
                Some(file) if file.done => {
                    state.files.remove(&head);
                    state.head += 1;
                    self.changed.notify_all();
                }
                None if stopped => return None,
                _ => state = self.wait(state),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn results_come_in_order_and_little_waits() {
        let (flow, waiting, most) = (Flow::new(300, 1000), AtomicU64::new(0), AtomicU64::new(0));
        let (flow, waiting, most) = (&flow, &waiting, &most);
        let got: Vec<(usize, usize)> = std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(move || {
                    while let Some(at) = flow.begin() {
                        let end = flow.ending(at);
                        // Some files hold much, and the first much more.
                        for i in 0..if at % 7 == 0 { 60 } else { 1 } {
                            most.fetch_max(
                                waiting.fetch_add(100, Ordering::Relaxed) + 100,
                                Ordering::Relaxed,
                            );
                            flow.give(at, 100, (at, i));
                        }
                        drop(end);
                    }
                });
            }
            let _over = flow.over();
            let mut flow = flow;
            let mut got = Vec::new();
            for items in &mut flow {
                waiting.fetch_sub(100 * items.len() as u64, Ordering::Relaxed);
                got.extend(items);
            }
            got
        });
        assert!(got.is_sorted());
        assert_eq!(got.len(), 300 + 43 * 59);
        // What waits, what was taken just now, and one of each thread.
        assert!(most.load(Ordering::Relaxed) <= 2 * 1000 + 5 * 100, "{}", most.load(Ordering::Relaxed));
    }

    #[test]
    fn who_takes_nothing_more_lets_the_others_end() {
        let flow = Flow::new(50, 10);
        let flow = &flow;
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(move || {
                    while let Some(at) = flow.begin() {
                        let end = flow.ending(at);
                        flow.give(at, 100, at);
                        drop(end);
                    }
                });
            }
            let _over = flow.over();
            let mut flow = flow;
            assert_eq!(flow.next(), Some(vec![0]));
        });
    }
}
