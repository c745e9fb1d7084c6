//! How do bytes look to others? Views of byte offsets as code points and as lines.

use super::Span;
use std::borrow::Cow;

const STEP: usize = 256;

/// Byte offsets as code points, with a checkpoint every 256 bytes.
#[derive(Debug, Clone)]
pub struct CodePoints<'t> {
    text: &'t str,
    before: Cow<'t, [u32]>,
}

fn is_char_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn count(bytes: &[u8]) -> u32 {
    // A slice of a text whose spans are u32 holds fewer than 2^32 characters.
    bytes.iter().map(|&b| u32::from(is_char_start(b))).sum()
}

impl<'t> CodePoints<'t> {
    /// Counts the text once; every later look-up reads at most 256 bytes.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, before: Cow::Owned(Self::checkpoints(text)) }
    }

    /// The same from checkpoints that were kept: they must be those of this very text.
    #[must_use]
    pub const fn with(text: &'t str, checkpoints: &'t [u32]) -> Self {
        Self { text, before: Cow::Borrowed(checkpoints) }
    }

    /// The code points before each checkpoint, and in all.
    #[must_use]
    pub fn checkpoints(text: &str) -> Vec<u32> {
        let mut before = Vec::with_capacity(text.len() / STEP + 2);
        let mut sum = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            before.push(sum);
            sum += count(chunk);
        }
        before.push(sum);
        before
    }

    /// The number of code points before byte `at`; `at` is clamped to nothing: a place
    /// outside the text gives `None`.
    #[must_use]
    pub fn at(&self, at: u32) -> Option<u32> {
        let at = at as usize;
        if !self.text.is_char_boundary(at) {
            return None;
        }
        let block = at / STEP;
        let base = self.before.get(block).copied()?;
        Some(base + count(&self.text.as_bytes()[block * STEP..at]))
    }

    /// The number of code points of the whole text.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.before.last().copied().unwrap_or(0)
    }

    /// Both ends of a span, in code points.
    #[must_use]
    pub fn span(&self, span: Span) -> Option<(u32, u32)> {
        Some((self.at(span.start())?, self.at(span.end())?))
    }

    /// The byte offset of code point number `at`, the inverse of [`CodePoints::at`].
    #[must_use]
    pub fn byte(&self, at: u32) -> Option<u32> {
        let block = self.before.partition_point(|&b| b <= at).checked_sub(1)?;
        let mut left = at - self.before[block];
        let start = block * STEP;
        for (i, &b) in self.text.as_bytes()[start.min(self.text.len())..].iter().enumerate() {
            if is_char_start(b) {
                if left == 0 {
                    return u32::try_from(start + i).ok();
                }
                left -= 1;
            }
        }
        (left == 0).then(|| u32::try_from(self.text.len()).ok())?
    }
}

/// Byte offsets as lines; a line ends after `\n`, after `\r\n`, or after a lone `\r`.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// Finds the line starts of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for i in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if bytes[i] == b'\n' || bytes.get(i + 1) != Some(&b'\n') {
                starts.extend(u32::try_from(i + 1));
            }
        }
        Self { starts }
    }

    /// The line that holds byte `at`, counted from 1.
    #[must_use]
    pub fn line(&self, at: u32) -> u32 {
        // There are at most as many lines as bytes, and offsets are u32.
        self.starts.partition_point(|&s| s <= at) as u32
    }

    /// The first byte of the line that holds byte `at`.
    #[must_use]
    pub fn start_of(&self, at: u32) -> u32 {
        self.starts[self.starts.partition_point(|&s| s <= at).saturating_sub(1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_and_bytes_are_inverse() {
        let text = "aé€\u{1F600}z".repeat(200);
        let view = CodePoints::new(&text);
        for (n, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(view.at(at as u32), Some(n as u32));
            assert_eq!(view.byte(n as u32), Some(at as u32));
        }
        assert_eq!(view.at(text.len() as u32), Some(text.chars().count() as u32));
        assert_eq!(view.byte(text.chars().count() as u32), Some(text.len() as u32));
        assert_eq!(view.at(2), None, "inside a character there is no position");
        assert_eq!(view.at(text.len() as u32 + 1), None);
    }

    #[test]
    fn all_three_line_ends_count() {
        let lines = Lines::new("a\nb\r\nc\rd");
        assert_eq!([0, 2, 5, 7].map(|at| lines.line(at)), [1, 2, 3, 4]);
        assert_eq!(lines.start_of(5), 5);
    }
}
