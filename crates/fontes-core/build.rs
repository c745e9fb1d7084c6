//! Gathers the tables of `lang/` for `src/lang/language.rs`: a language is a folder there. Long files are deflated, so that the
//! program is smaller; they are unpacked when they are first asked for (`src/lang/file.rs`).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// From how many bytes on a file is deflated: what is shorter is read at every start.
const LONG: usize = 1 << 16;

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let root = manifest.join("../../lang").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let to = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let mut out = String::from("&[\n");
    for language in entries(&root)?.iter().filter(|p| p.is_dir()) {
        println!("cargo::rerun-if-changed={}", language.display());
        let _ = writeln!(out, "    ({:?}, &[", name(language));
        for file in entries(language)?.iter().filter(|p| p.is_file()) {
            println!("cargo::rerun-if-changed={}", file.display());
            let bytes = fs::read(file)?;
            let (from, length) = if bytes.len() < LONG {
                (file.clone(), None)
            } else {
                let packed = to.join(format!("{}-{}", name(language), name(file)));
                fs::write(&packed, miniz_oxide::deflate::compress_to_vec_zlib(&bytes, 9))?;
                (packed, Some(bytes.len()))
            };
            let _ =
                writeln!(out, "        ({:?}, include_bytes!({from:?}).as_slice(), {length:?}),", name(file));
        }
        out.push_str("    ]),\n");
    }
    out.push_str("]\n");
    fs::write(to.join("languages.rs"), out)
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
