//! One self-contained web page.

use crate::Checked;
use std::io::{self, Write};

/// Writes the page.
///
/// # Errors
/// When the output cannot be written.
pub fn write(out: &mut dyn Write, _checked: &Checked, _again: &str) -> io::Result<()> {
    writeln!(out)
}
