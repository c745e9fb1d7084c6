//! What was asked for last? Values at hand, within a budget of bytes; the least recently asked for goes first.

use std::collections::BTreeMap;

/// Values by key.
#[derive(Debug)]
pub struct Lru<K, V> {
    held: BTreeMap<K, (u64, usize, V)>,
    order: BTreeMap<u64, K>,
    clock: u64,
    bytes: usize,
    most: usize,
}

impl<K: Ord + Copy, V: Clone> Lru<K, V> {
    /// Holds at most `most` bytes.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self { held: BTreeMap::new(), order: BTreeMap::new(), clock: 0, bytes: 0, most }
    }

    /// A value that is held; it is then the last that was asked for.
    pub fn get(&mut self, key: K) -> Option<V> {
        let entry = self.held.get_mut(&key)?;
        self.order.remove(&entry.0);
        self.clock += 1;
        entry.0 = self.clock;
        self.order.insert(self.clock, key);
        Some(entry.2.clone())
    }

    /// Holds a value of so many bytes; what was asked for least recently goes, this one too if it is larger than all.
    pub fn put(&mut self, key: K, bytes: usize, value: V) {
        self.clock += 1;
        self.order.insert(self.clock, key);
        if let Some(old) = self.held.insert(key, (self.clock, bytes, value)) {
            self.order.remove(&old.0);
            self.bytes -= old.1;
        }
        self.bytes += bytes;
        while self.bytes > self.most
            && let Some((_, oldest)) = self.order.pop_first()
        {
            self.bytes -= self.held.remove(&oldest).map_or(0, |o| o.1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_asked_for_goes_first() {
        let mut lru = Lru::new(10);
        lru.put(1, 4, 'a');
        lru.put(2, 4, 'b');
        assert_eq!(lru.get(1), Some('a'));
        lru.put(3, 4, 'c');
        assert_eq!((lru.get(1), lru.get(2), lru.get(3)), (Some('a'), None, Some('c')));
        lru.put(3, 1, 'd');
        lru.put(4, 5, 'e');
        assert_eq!((lru.get(1), lru.get(3), lru.get(4)), (Some('a'), Some('d'), Some('e')));
        lru.put(5, 11, 'f');
        assert_eq!((lru.get(1), lru.get(5)), (None, None), "what is larger than all is not held");
    }
}
