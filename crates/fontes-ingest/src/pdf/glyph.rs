//! What is known of a letter on a page?

use kurbo::Vec2;

/// A glyph on the page. Places are in points; y grows upwards.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    /// What it stands for; a ligature is more than one character.
    pub(crate) text: String,
    /// Where it begins, on the base line.
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Where the next one would begin.
    pub(crate) end: f64,
    /// The height of the font.
    pub(crate) size: f64,
    /// Which glyph of the page it is, as they are drawn.
    pub(crate) number: u32,
}

/// Letters drawn, by what they tell of a page that is a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Letters {
    /// Where a text stands.
    pub(crate) body: usize,
    /// At the edge, where stamps, page numbers and fax lines stand, and how many of them are figures.
    pub(crate) edge: usize,
    pub(crate) figures: usize,
    /// Of those in the body: drawn invisibly, or before a picture that hides them. They say what is on it.
    pub(crate) layer: usize,
}

/// A glyph whose line does not run from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Slanted {
    /// Which glyph of the page.
    pub(crate) index: usize,
    /// The direction of its line, of length 1.
    pub(crate) along: Vec2,
    /// How far it goes on along it, in points.
    pub(crate) length: f64,
}
