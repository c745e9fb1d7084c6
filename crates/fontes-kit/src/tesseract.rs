//! How is tesseract asked? It is a program of its own: it gets a picture by a pipe and gives a table of words by
//! another, under a bound of time and memory and, on Linux, without a right to write or to reach a network.

use crate::cache::cache_dir;
use crate::sandbox::cage;
use crate::{Workers, platform};
use fontes_ingest::Picture;
use serde::{Deserialize, Serialize};
use std::io::{Read as _, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Time that one page may take.
const LIMIT: Duration = Duration::from_secs(180);

/// Bytes of memory that it may hold.
const MEMORY: u64 = 2 << 30;

/// Words of which Tesseract is less sure than this, in percent, are no words.
const LEAST: f64 = 10.0;

/// A page whose words it is less sure of may stand upside down.
const DOUBTFUL: u64 = 60;

/// What changes when the words kept of a page are no longer those that would be read.
const KEPT: u32 = 1;

/// A word on a page: its paragraph and line, its text, how sure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Word {
    pub(crate) paragraph: (u32, u32),
    pub(crate) line: u32,
    pub(crate) text: String,
    pub(crate) confidence: u8,
}

/// The program, and the language of the pages.
#[derive(Debug)]
pub(crate) struct Tesseract {
    program: PathBuf,
    language: String,
    workers: Workers,
    /// What the words kept of a page depend on beside the page.
    key: String,
}

impl Tesseract {
    /// The program, if it is on this machine.
    pub(crate) fn find(language: &str, workers: &Workers) -> Option<Self> {
        let path = std::env::var_os("PATH")?;
        let program = std::env::split_paths(&path).map(|dir| dir.join("tesseract")).find(|p| p.is_file())?;
        let file = std::fs::metadata(&program).ok();
        let size = file.map_or(0, |m| m.len());
        let key = format!("{KEPT}\0{}\0{size}\0{language}\0", program.display());
        Some(Self { program, language: language.to_owned(), workers: workers.clone(), key })
    }

    /// Where the words of a page are kept.
    fn place(&self, picture: &Picture) -> Option<PathBuf> {
        let mut hash = blake3::Hasher::new();
        hash.update(self.key.as_bytes()).update(&picture.bytes);
        let name = hash.finalize().to_hex();
        Some(cache_dir().ok()?.join("ocr").join(&name[..2]).join(&name[2..40]))
    }

    /// The words of a page that was read before.
    pub(crate) fn known(&self, picture: &Picture) -> Option<Vec<Word>> {
        serde_json::from_slice(&std::fs::read(self.place(picture)?).ok()?).ok()
    }

    /// Keeps the words of a page; that they cannot be kept is no loss.
    fn keep(&self, picture: &Picture, words: &[Word]) -> Option<()> {
        let place = self.place(picture)?;
        platform::private_dir(place.parent()?).ok()?;
        let fresh = place.with_extension(format!("{}", std::process::id()));
        std::fs::write(&fresh, serde_json::to_vec(words).ok()?).ok()?;
        std::fs::rename(&fresh, &place).ok()
    }

    /// Reads a page, whichever way up it is.
    ///
    /// # Errors
    /// Why it could not be read.
    pub(crate) fn read(&self, picture: &Picture) -> Result<Vec<Word>, String> {
        let mut best = self.ask(&picture.bytes)?;
        if let Some(map) =
            GreyMap::of(&picture.bytes).filter(|map| sureness(&best) < DOUBTFUL && map.is_inked())
        {
            for turned in [map.turned(2), map.turned(1), map.turned(3)] {
                let words = self.ask(&turned)?;
                if weight(&words) > weight(&best) {
                    best = words;
                }
                if sureness(&best) >= DOUBTFUL {
                    break;
                }
            }
        }
        let _ = self.keep(picture, &best);
        Ok(best)
    }

    fn ask(&self, picture: &[u8]) -> Result<Vec<Word>, String> {
        let mut arguments = vec!["stdin", "stdout", "-l", self.language.as_str()];
        if picture.starts_with(b"P5") {
            arguments.extend(["--dpi", "300"]);
        }
        arguments.push("tsv");
        let table = run(cage(&self.workers, &self.program).args(arguments), picture)?;
        Ok(words(&table))
    }
}

/// The mean confidence of words, in percent.
fn sureness(words: &[Word]) -> u64 {
    let sum: u64 = words.iter().map(|w| u64::from(w.confidence)).sum();
    sum.checked_div(words.len() as u64).unwrap_or(0)
}

/// Letters of words of which it is sure.
fn weight(words: &[Word]) -> usize {
    words
        .iter()
        .filter(|w| w.confidence >= 70)
        .map(|w| w.text.chars().filter(|c| c.is_alphanumeric()).count())
        .sum()
}

/// A picture in the format PGM that can be turned.
struct GreyMap<'m> {
    width: usize,
    height: usize,
    pixels: &'m [u8],
}

impl<'m> GreyMap<'m> {
    /// A map as pages are drawn: its head in three lines.
    fn of(bytes: &'m [u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"P5\n")?;
        let end = rest.iter().position(|b| *b == b'\n')?;
        let (width, height) = std::str::from_utf8(&rest[..end]).ok()?.split_once(' ')?;
        let pixels = rest[end..].strip_prefix(b"\n255\n")?;
        let (width, height) = (width.parse().ok()?, height.parse().ok()?);
        (width > 0 && pixels.len() == usize::checked_mul(width, height)?).then_some(Self {
            width,
            height,
            pixels,
        })
    }

    /// Whether there is anything on it: one pixel in five hundred is dark.
    fn is_inked(&self) -> bool {
        self.pixels.iter().filter(|p| **p < 128).count() * 500 > self.pixels.len()
    }

    /// The map turned by so many quarters, clockwise.
    fn turned(&self, quarters: u8) -> Vec<u8> {
        let (w, h) = (self.width, self.height);
        let (wide, high) = if quarters == 2 { (w, h) } else { (h, w) };
        let mut out = format!("P5\n{wide} {high}\n255\n").into_bytes();
        match quarters {
            2 => out.extend(self.pixels.iter().rev()),
            1 => (0..w).for_each(|x| out.extend((0..h).rev().map(|y| self.pixels[y * w + x]))),
            _ => (0..w).rev().for_each(|x| out.extend((0..h).map(|y| self.pixels[y * w + x]))),
        }
        out
    }
}

/// Runs the program on a picture; gives its table.
fn run(command: &mut Command, picture: &[u8]) -> Result<String, String> {
    let mut child = command
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("tesseract cannot be started: {e}"))?;
    // A picture may claim any size.
    platform::bound_memory(&child, MEMORY);
    let (mut input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let begun = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            if let Some(input) = &mut input {
                // A program that ends early says why itself.
                let _ = input.write_all(picture);
            }
            drop(input);
        });
        let said = scope.spawn(move || {
            let mut said = String::new();
            if let Some(errors) = errors {
                let _ = errors.take(1 << 16).read_to_string(&mut said);
            }
            said
        });
        let table = scope.spawn(move || {
            let mut table = Vec::new();
            if let Some(output) = output {
                let _ = output.take(64 << 20).read_to_end(&mut table);
            }
            String::from_utf8_lossy(&table).into_owned()
        });
        let status = loop {
            match child.try_wait() {
                Ok(Some(status)) => break Ok(status),
                Ok(None) if begun.elapsed() > LIMIT => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break Err(format!("tesseract took more than {} seconds", LIMIT.as_secs()));
                }
                Ok(None) => std::thread::sleep(Duration::from_millis(20)),
                Err(e) => break Err(format!("tesseract: {e}")),
            }
        };
        let table = table.join().unwrap_or_default();
        let said = said.join().unwrap_or_default();
        match status? {
            status if status.success() => Ok(table),
            _ => Err(format!("tesseract: {}", said.lines().next().unwrap_or("failed"))),
        }
    })
}

/// Tesseract's table: level, page, block, paragraph, line, word, four of place, confidence, text.
pub(crate) fn words(table: &str) -> Vec<Word> {
    table
        .lines()
        .skip(1)
        .filter_map(|row| {
            let f: Vec<&str> = row.splitn(12, '\t').collect();
            let number = |i: usize| f.get(i)?.parse::<u32>().ok();
            let confidence: f64 = f.get(10)?.parse().ok()?;
            let text = f.get(11)?.trim();
            if f.first() != Some(&"5") || text.is_empty() || confidence < LEAST {
                return None;
            }
            Some(Word {
                paragraph: (number(2)?, number(3)?),
                line: number(4)?,
                text: text.to_owned(),
                confidence: confidence.round().clamp(0.0, 100.0) as u8,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_turned() {
        let map = b"P5\n3 2\n255\nabcdef";
        let map = GreyMap::of(map).expect("a map");
        assert_eq!(map.turned(2), b"P5\n3 2\n255\nfedcba");
        assert_eq!(map.turned(1), b"P5\n2 3\n255\ndaebfc");
        assert_eq!(map.turned(3), b"P5\n2 3\n255\ncfbead");
        assert!(GreyMap::of(b"P5\n3 2\n255\nabc").is_none());
        assert!(GreyMap::of(b"P5\n0 0\n255\n").is_none());
    }
}
