//! `fontes serve`: the workbench in the browser.

use super::shared;
use crate::cli::Serve;
use crate::exit::{Exit, Failure};
use crate::say::say;
use fontes_report::screen::name;
use fontes_serve::{Opened, Options, ServeError, add_user, serve};
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};

pub(crate) fn run(a: &Serve) -> Result<Exit, Failure> {
    if let (Some(user), Some(file)) = (&a.add_user, &a.auth) {
        return write_user(file, user);
    }
    shared::set_threads(a.threads)?;
    // The folder's own settings name an archive, too.
    let settings = fontes_kit::settings_for(Path::new("."))?;
    let archive = a.archive.clone().or_else(|| settings.and_then(|s| s.archive).filter(|p| p.exists()));
    if let Some(archive) = &archive {
        // What was meant by a folder of sources is said before anything is served.
        shared::open_archive(archive)?;
    }
    let options = Options {
        archive,
        listen: a.listen,
        port: a.port,
        users: a.auth.clone(),
        behind: a.behind_proxy.clone(),
        read_only: a.read_only,
        reading: a.reading.options(),
        upload_limit: a.upload_limit << 20,
    };
    serve(options, |opened| tell(opened, !a.no_open)).map_err(|e: ServeError| match e.is_usage() {
        true => Failure::usage(e.to_string()),
        false => Failure::new(e.to_string()),
    })?;
    Ok(Exit::Clean)
}

/// Says where the workbench is, and opens it.
fn tell(opened: &Opened, browser: bool) {
    let mut out = std::io::stdout().lock();
    // Who cannot see the address has the browser; a closed pipe is no reason to end.
    let _ = writeln!(out, "The workbench is open at\n\n  {}\n\nCtrl-C ends it.", opened.address);
    let _ = out.flush();
    if browser && !open(&opened.once) {
        say!("no browser was found; open the address yourself");
    }
}

/// Opens an address in the user's browser.
fn open(address: &str) -> bool {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(before)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    match started {
        Ok(mut child) => {
            // It ends by itself; nobody waits for it but a thread.
            std::thread::spawn(move || child.wait());
            true
        }
        Err(_) => false,
    }
}

/// Writes a user with the password that stands on standard input.
fn write_user(file: &Path, user: &str) -> Result<Exit, Failure> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        say!("the password of {} (it is shown as you type):", name(user));
    }
    let mut password = String::new();
    stdin.lock().read_line(&mut password)?;
    add_user(file, user, password.trim_end_matches(['\r', '\n']))
        .map_err(|e| Failure::usage(e.to_string()))?;
    say!("{}: {} may come in", file.display(), name(user));
    Ok(Exit::Clean)
}
