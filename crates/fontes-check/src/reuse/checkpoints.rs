//! What of a run is done already?

/// What of a run is kept, so that one that was stopped goes on where it was. A part is known by its join of
/// blocks and its range within that; both are the same in each run over the same corpus with the same
/// options, whatever the number of threads.
pub trait Checkpoints: Sync {
    /// A part that was kept.
    fn kept(&self, join: u32, range: u32) -> Option<Vec<u8>>;

    /// Keeps a part.
    fn keep(&self, join: u32, range: u32, part: &[u8]);
}
