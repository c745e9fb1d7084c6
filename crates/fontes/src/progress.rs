//! How far is the work? A bar on stderr, when stderr is a terminal.

use crate::say;
use fontes_kit::{Listener, Progress};
use indicatif::{ProgressBar, ProgressStyle};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// Ctrl-C asks long work to stop at the next whole step; a second one ends the program, wherever it is. What was kept is
/// whole all the same.
pub(crate) fn stop_on_interrupt() {
    // A second call finds the handler set, which is as good.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
    });
}

/// How a shell tells a program that was interrupted.
const INTERRUPTED: i32 = 130;

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

/// Tells of a run on stderr: files that were not read, and a bar over bytes with rate and time left when stderr is a
/// terminal. Ctrl-C asks the run to stop.
pub(crate) struct Terminal {
    bar: OnceLock<ProgressBar>,
    quiet: bool,
    losses: AtomicUsize,
}

impl Terminal {
    /// `quiet`: files that were not read are not named, and there is no bar.
    pub(crate) const fn new(quiet: bool) -> Self {
        Self { bar: OnceLock::new(), quiet, losses: AtomicUsize::new(0) }
    }

    /// How many files had words that could not be read.
    pub(crate) fn losses(&self) -> usize {
        self.losses.load(Ordering::Relaxed)
    }

    /// A line on stderr.
    pub(crate) fn say(&self, what: &str) {
        match self.bar.get() {
            Some(bar) => bar.suspend(|| say::line(what)),
            None => say::line(what),
        }
    }
}

impl Default for Terminal {
    fn default() -> Self {
        Self::new(false)
    }
}

impl Listener for Terminal {
    fn file(&self, path: &str, what: &str, loss: bool) {
        self.losses.fetch_add(usize::from(loss), Ordering::Relaxed);
        if !self.quiet {
            self.say(&format!("{path}: {what}"));
        }
    }

    fn progress(&self, progress: Progress) {
        if self.quiet {
            return;
        }
        let bar = self.bar.get_or_init(|| {
            let bar = ProgressBar::new(progress.total_bytes);
            let template = "{msg} {bar:24} {bytes}/{total_bytes} {binary_bytes_per_sec} {eta} left";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar
        });
        let paged = if progress.pages > 0 { format!(", {} pages", progress.pages) } else { String::new() };
        bar.set_message(format!("{}/{} files{paged}", progress.files, progress.total_files));
        bar.set_position(progress.bytes);
    }

    fn notice(&self, what: &str) {
        self.say(what);
    }

    fn stopped(&self) -> bool {
        STOP.load(Ordering::Relaxed)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
