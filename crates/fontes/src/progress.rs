//! How far is the work? A bar on stderr, when stderr is a terminal.

use indicatif::{ProgressBar, ProgressStyle};
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// Ctrl-C asks long work to stop at the next whole step.
pub(crate) fn stop_on_interrupt() {
    // A second call finds the handler set, which is as good.
    let _ = ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed));
}

/// Whether the user asked to stop.
pub(crate) fn stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// A bar over work whose share is known, from 0 to 1000, with the time left.
pub(crate) fn share(quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(1000);
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent} % {elapsed} {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// A bar over bytes read, with rate and time left; hidden unless stderr is a terminal.
pub(crate) fn bytes(total: u64, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    let template = "{msg} {bar:24} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta} left";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
