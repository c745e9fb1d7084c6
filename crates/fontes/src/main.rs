//! `fontes`: reads a text and traces what it says back to its sources.

mod choosing;
mod cli;
mod commands;
mod exit;
mod progress;
mod say;

use clap::Parser;
use exit::Exit;

fn main() -> std::process::ExitCode {
    if let Some(code) = fontes_kit::become_worker() {
        return code;
    }
    say::panics();
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(e) => {
            // Help and version go to stdout and are no error.
            say::usage(&e);
            return if e.use_stderr() { Exit::Usage.into() } else { Exit::Clean.into() };
        }
    };
    arguments.colour.apply();
    if arguments.no_cache {
        commands::shared::keep_nothing();
    }
    commands::set_width(arguments.width);
    let laid_over = arguments.lang_dir.as_deref().map_or(Ok(()), fontes_kit::use_languages);
    let done = laid_over.map_err(exit::Failure::from).and_then(|()| commands::run(arguments.command));
    commands::shared::tidy();
    match done {
        Ok(exit) => exit.into(),
        Err(failure) => {
            if !failure.message.is_empty() {
                say::line(&failure.message);
            }
            failure.exit.into()
        }
    }
}
