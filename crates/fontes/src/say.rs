//! How does the program speak on stderr? All it says goes through here, so that no name or text drives the terminal.

use fontes_report::screen::{Screen, visible};
use std::io::Write;

/// Says something on stderr. Where stderr is closed or full, nobody is there to be told.
macro_rules! say {
    ($($what:tt)*) => { $crate::say::line(&format!($($what)*)) };
}
pub(crate) use say;

/// Writes a message after the program's name; further lines are set in, so that none looks like another message.
pub(crate) fn line(message: &str) {
    let message = visible(message).trim_end().replace('\n', "\n  ");
    let _ = writeln!(anstream::stderr().lock(), "fontes: {message}");
}

/// Writes help, a version or a wrong usage, which clap has coloured.
pub(crate) fn usage(e: &clap::Error) {
    let text = e.render().ansi().to_string();
    let _ = if e.use_stderr() {
        Screen::new(anstream::stderr().lock()).write_all(text.as_bytes())
    } else {
        Screen::new(anstream::stdout().lock()).write_all(text.as_bytes())
    };
}

/// A panic is a bug; what it says may hold words of a file.
pub(crate) fn panics() {
    std::panic::set_hook(Box::new(|panic| line(&format!("a bug: {panic}"))));
}
