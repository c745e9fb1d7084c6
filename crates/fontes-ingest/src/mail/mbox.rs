//! Which messages are in a mail box? Each is a file within it, named by its number.

use super::detect::{Lines, MMDF, field, parts_messages};
use crate::members::{Members, join};
use crate::outcome::{Notice, Unreadable};
use std::collections::VecDeque;
use std::io::{self, BufRead};

/// Bytes of one message.
const LARGEST: usize = 128 << 20;

/// Bytes that are looked at beyond a line, to see what it is.
const AHEAD: usize = 8 << 10;

/// Bytes that are looked at to see whether a message is as long as it says.
const TOLD: usize = 4 << 20;

/// Lies about lengths after which none is believed.
const LIES: usize = 3;

/// Lines, as they come, with what was looked at already.
struct Stream<R> {
    from: R,
    ahead: VecDeque<Vec<u8>>,
    held: usize,
}

impl<R: BufRead> Stream<R> {
    /// The next line with its end; empty where the box ends.
    fn next(&mut self) -> io::Result<Vec<u8>> {
        match self.ahead.pop_front() {
            Some(line) => {
                self.held -= line.len();
                Ok(line)
            }
            None => self.read(),
        }
    }

    fn read(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        io::Read::take(&mut self.from, LARGEST as u64).read_until(b'\n', &mut line)?;
        Ok(line)
    }

    /// Holds so many bytes of what is to come, if there are as many.
    fn hold(&mut self, bytes: usize) {
        while self.held < bytes {
            match self.read() {
                Ok(line) if !line.is_empty() => {
                    self.held += line.len();
                    self.ahead.push_back(line);
                }
                _ => break,
            }
        }
    }

    /// Whether this line, after an empty one or not, parts two messages.
    fn parts(&mut self, line: &[u8], blank: bool) -> bool {
        if !line.starts_with(b"From") {
            return false;
        }
        self.hold(AHEAD);
        let line = Lines(line).next().unwrap_or_default();
        let next = self.ahead.iter().take(20).map(|l| Lines(l).next().unwrap_or_default());
        parts_messages(line, blank, next)
    }

    /// Whether the message goes on for so many bytes, `line` included, and then ends: it may hold what looks like the next one.
    fn goes_on(&mut self, line: &[u8], bytes: usize) -> bool {
        self.hold(bytes);
        let (mut at, mut i) = (line.len(), 0);
        while at < bytes {
            let Some(line) = self.ahead.get(i) else { return false };
            at += line.len();
            i += 1;
        }
        while self.ahead.get(i).is_some_and(|l| l.trim_ascii().is_empty()) {
            i += 1;
        }
        at == bytes && self.ahead.get(i).is_none_or(|l| l.starts_with(b"From "))
    }
}

/// The message that is being gathered.
#[derive(Default)]
struct Gathered {
    bytes: Vec<u8>,
    too_large: bool,
    /// Whether its fields are over.
    body: bool,
    /// The bytes of its body that are there.
    size: usize,
    /// … and how many it says there are.
    told: Option<usize>,
    /// Bytes of the body that are surely this message's, since it ends after them.
    sure: usize,
}

impl Gathered {
    fn add(&mut self, line: &[u8]) {
        if self.body {
            self.size += line.len();
        } else if line.trim_ascii().is_empty() {
            self.body = true;
        } else if let Some((name, value)) = field(line)
            && name.eq_ignore_ascii_case("content-length")
        {
            self.told = std::str::from_utf8(value).ok().and_then(|v| v.trim().parse().ok());
        }
        // mboxrd: a line of the message that begins with "From " is written with a ">".
        let stuffed = line.iter().take_while(|b| **b == b'>').count();
        let line = if stuffed > 0 && line[stuffed..].starts_with(b"From ") { &line[1..] } else { line };
        if self.bytes.len() + line.len() > LARGEST {
            self.too_large = true;
        } else {
            self.bytes.extend_from_slice(line);
        }
    }
}

/// Reads a mail box.
pub(crate) fn mbox(o: &mut dyn Members, inside: &str, depth: usize, from: impl BufRead) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut stream = Stream { from, ahead: VecDeque::new(), held: 0 };
    let mut open: Option<Gathered> = None;
    let (mut number, mut blank, mut lies) = (0usize, true, 0);
    loop {
        let line = stream.next().unwrap_or_else(|e| {
            notices.push(Notice::loss(format!("the mail box is damaged after message {number}: {e}")));
            Vec::new()
        });
        let end = line.is_empty();
        let within = open.as_ref().is_some_and(|m| m.size < m.sure);
        let mut starts = !end && !within && (line.trim_ascii_end() == MMDF || stream.parts(&line, blank));
        if starts
            && lies < LIES
            && let Some(message) = &mut open
            && let Some(left) = message.told.and_then(|t| t.checked_sub(message.size))
            && (1..=TOLD).contains(&left)
        {
            starts = !stream.goes_on(&line, left);
            lies += usize::from(starts);
            message.sure = if starts { 0 } else { message.size + left };
        }
        if (end || starts)
            && let Some(message) = open.take().filter(|m| !m.bytes.trim_ascii().is_empty())
        {
            number += 1;
            let path = join(inside, &number.to_string());
            let why = || Unreadable::new("the message is larger than 128 MB", "save its attachments by hand");
            let done = if message.too_large {
                o.lost(&path, why())
            } else {
                // Without fields it is a text.
                let bare = matches!(message.bytes[..], [b'\n' | b'\r', ..]);
                let name = if bare { "message.txt" } else { "message.eml" };
                o.member(&path, name, &message.bytes, depth + 1)
            };
            if let Err(e) = done {
                notices.push(Notice::loss(e.to_string()));
                break;
            }
        }
        if end {
            break;
        }
        if starts {
            open = Some(Gathered::default());
        } else if open.is_some() || number == 0 && field(&line).is_some() {
            // Nothing announces the first message of some boxes.
            open.get_or_insert_default().add(&line);
        }
        blank = line.trim_ascii().is_empty();
    }
    if number == 0 {
        notices.push(Notice::loss("no message was found in the mail box"));
    }
    notices
}
