//! Gathers the tables of `lang/` for `src/lang/embedded.rs`: a language is a folder there.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let root = manifest.join("../../lang").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut out = String::from("&[\n");
    for language in entries(&root)?.iter().filter(|p| p.is_dir()) {
        println!("cargo::rerun-if-changed={}", language.display());
        let _ = writeln!(out, "    ({:?}, &[", name(language));
        for file in entries(language)?.iter().filter(|p| p.is_file()) {
            println!("cargo::rerun-if-changed={}", file.display());
            let _ = writeln!(out, "        ({:?}, include_bytes!({:?}).as_slice()),", name(file), file);
        }
        out.push_str("    ]),\n");
    }
    out.push_str("]\n");
    let to = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?).join("languages.rs");
    fs::write(to, out)
}

/// What is in a folder, in the order of names, so that the same tables make the same program.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut out = fs::read_dir(folder)?.map(|e| Ok(e?.path())).collect::<io::Result<Vec<_>>>()?;
    out.sort();
    Ok(out)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
