//! How are pixels written as a picture?

use crate::outcome::Unreadable;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// Pixels of three bytes as a PNG.
pub(crate) fn encoded(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Unreadable> {
    let mut out = Vec::with_capacity(rgb.len() / 8);
    PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Up)
        .write_image(rgb, width, height, ExtendedColorType::Rgb8)
        .map_err(|e| Unreadable::new(format!("the page cannot be drawn: {e}"), ""))?;
    Ok(out)
}
