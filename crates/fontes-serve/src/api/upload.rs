//! How is a file kept that somebody sends? Under a plain name, whole or not at all, within the limit.

use super::answer::work;
use crate::error::Problem;
use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::pin::Pin;

/// Bytes of a file's name: what file systems bear.
const NAME: usize = 200;

/// A name that is that of one file in a folder, whatever was sent.
pub(super) fn plain_name(name: &str) -> Result<String, Problem> {
    // What a path ends in: folders of the sender are not of this machine.
    let last = name.rsplit(['/', '\\']).next().unwrap_or("").trim();
    let bad = |c: char| c.is_control() || fontes_report::screen::is_unseen(c) || "<>:\"|?*".contains(c);
    let name: String = last.chars().map(|c| if bad(c) { '_' } else { c }).collect();
    if name.trim_matches('.').is_empty() || name.starts_with('.') || name.len() > NAME {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "a file of that name is not taken",
            "rename the file",
        ));
    }
    Ok(name)
}

/// Writes what is sent into a file of a folder. A file of the same name is replaced when the new one is whole.
pub(super) async fn keep(folder: &Path, name: &str, mut body: Body, limit: u64) -> Result<PathBuf, Problem> {
    let place = folder.to_owned();
    let mut part = work(move || {
        std::fs::create_dir_all(&place)?;
        Ok(tempfile::NamedTempFile::new_in(&place)?)
    })
    .await?;
    let mut sent = 0u64;
    while let Some(frame) = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let frame = frame.map_err(|e| Problem::bad(format!("the file did not come whole: {e}")))?;
        let Ok(data) = frame.into_data() else { continue };
        sent += data.len() as u64;
        if sent > limit {
            return Err(Problem::too_large(limit));
        }
        part = work(move || {
            part.write_all(&data)?;
            Ok(part)
        })
        .await?;
    }
    let path = folder.join(name);
    work(move || {
        part.as_file().sync_all()?;
        part.persist(&path).map_err(|e| Problem::from(e.error))?;
        Ok(path)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_folder() {
        for (sent, kept) in [
            ("a.pdf", "a.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\a\\b.docx", "b.docx"),
            ("<script>.html", "_script_.html"),
            ("a\u{202e}fdp.exe", "a_fdp.exe"),
            ("año 1973.txt", "año 1973.txt"),
        ] {
            assert_eq!(plain_name(sent).expect(sent), kept);
        }
        for wrong in ["", ".", "..", "../", ".ssh", "a/.hidden", &"x".repeat(300)] {
            assert!(plain_name(wrong).is_err(), "{wrong}");
        }
    }
}
