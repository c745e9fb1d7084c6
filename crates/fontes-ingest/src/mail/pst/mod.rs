//! Which messages are in a data file of Outlook (PST, OST)? Each is a file within it, at the path of its folder. Read by
//! `outlook-pst`, which panics at some damaged places: the message is then named as not read, and the file opened anew. What it
//! does not open is read by `nodes`.

mod nodes;
mod offline;

use super::mapi::{self, Properties, Recipient, Value, id};
use crate::format::Format;
use crate::members::{Members, Names, Seekable, join};
use crate::outcome::{Notice, Read, Unreadable};
use nodes::{Blocks, Node};
use outlook_pst::ltp::prop_context::PropertyValue;
use outlook_pst::ltp::table_context::{TableContext, TableRowColumnValue, TableRowData};
use outlook_pst::messaging::attachment::{AnsiAttachment, Attachment, AttachmentData, UnicodeAttachment};
use outlook_pst::messaging::message::{AnsiMessage, Message, UnicodeMessage};
use outlook_pst::messaging::store::{AnsiStore, Store, UnicodeStore};
use outlook_pst::ndb::block_id::{AnsiBlockId, BlockId as _, UnicodeBlockId};
use outlook_pst::ndb::block_ref::BlockRef as _;
use outlook_pst::ndb::byte_index::ByteIndex as _;
use outlook_pst::ndb::header::Header as _;
use outlook_pst::ndb::node_id::{NID_ROOT_FOLDER, NodeId, NodeIdType};
use outlook_pst::ndb::page::NodeBTreeEntry as _;
use outlook_pst::ndb::root::Root as _;
use outlook_pst::{AnsiPstFile, PstFile, UnicodePstFile};
use std::collections::BTreeSet;
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// Gives the file's bytes again.
pub(crate) type Reopen<'r> = &'r mut dyn FnMut() -> io::Result<Box<dyn Seekable>>;

/// Folders of one file.
const FOLDERS: usize = 100_000;
/// Folders within one another.
const DEEPEST: usize = 64;
/// Messages within one another.
const WITHIN: usize = 8;
/// Messages after which the file is opened anew: the library keeps every page of its index that it has seen.
const AFRESH: usize = 20_000;

/// An open file, of either of the two formats.
enum File {
    Unicode(Rc<UnicodePstFile>, Rc<UnicodeStore>),
    Ansi(Rc<AnsiPstFile>, Rc<AnsiStore>),
}

enum Open {
    Unicode(Rc<UnicodeMessage>),
    Ansi(Rc<AnsiMessage>),
}

impl File {
    fn open(mut input: Box<dyn Seekable>) -> Result<Self, Unreadable> {
        let damaged = |e: io::Error| {
            Unreadable::new(
                format!("the Outlook data file is damaged: {e}"),
                "repair it with Outlook's own tool (scanpst), or export its folders anew",
            )
        };
        let mut head = [0; 12];
        input.read_exact(&mut head).and_then(|()| input.seek(SeekFrom::Start(0))).map_err(damaged)?;
        let version = u16::from_le_bytes([head[10], head[11]]);
        let offline = &head[8..10] == b"SO";
        if !offline && &head[8..10] != b"SM" || version > 23 {
            return Err(Unreadable::new(
                "an Outlook data file of a kind that is not read (an offline copy of Outlook 2013 or later, or another program's)",
                "open it in Outlook and export its folders as a .pst file",
            ));
        }
        let input: Box<dyn Seekable> =
            if offline { Box::new(offline::AsDataFile::new(input).map_err(damaged)?) } else { input };
        let input = Box::new(BufReader::with_capacity(16 << 10, input));
        if version < 16 {
            let file = Rc::new(AnsiPstFile::read_from(input).map_err(damaged)?);
            return AnsiStore::read(Rc::clone(&file)).map(|s| Self::Ansi(file, s)).map_err(damaged);
        }
        let file = Rc::new(UnicodePstFile::read_from(input).map_err(damaged)?);
        UnicodeStore::read(Rc::clone(&file)).map(|s| Self::Unicode(file, s)).map_err(damaged)
    }

    fn blocks(&self) -> &dyn Blocks {
        match self {
            Self::Unicode(file, _) => file.as_ref(),
            Self::Ansi(file, _) => file.as_ref(),
        }
    }

    fn store(&self) -> Rc<dyn Store> {
        match self {
            Self::Unicode(_, s) => Rc::<UnicodeStore>::clone(s),
            Self::Ansi(_, s) => Rc::<AnsiStore>::clone(s),
        }
    }

    fn message(&self, node: NodeId, wanted: &[u16]) -> io::Result<Open> {
        let entry = self.store().properties().make_entry_id(node)?;
        match self {
            Self::Unicode(_, s) => {
                UnicodeMessage::read(Rc::clone(s), &entry, Some(wanted)).map(Open::Unicode)
            }
            Self::Ansi(_, s) => AnsiMessage::read(Rc::clone(s), &entry, Some(wanted)).map(Open::Ansi),
        }
    }
}

/// Both formats differ in the width of their numbers only.
macro_rules! blocks {
    ($file:ty, $block:ty, $number:ty, $wide:expr) => {
        impl Blocks for $file {
            fn wide(&self) -> usize {
                $wide
            }

            fn tree(&self) -> io::Result<u64> {
                Ok(u64::from(self.header().root().block_btree().index().index()))
            }

            fn bytes(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
                let mut reader = self.reader().lock().map_err(|_| io::Error::other("the file is in use"))?;
                reader.seek(SeekFrom::Start(at))?;
                let mut out = vec![0; length];
                reader.read_exact(&mut out)?;
                Ok(out)
            }

            fn node(&self, number: u32) -> io::Result<Node> {
                let node = self.read_node(NodeId::from(number))?;
                let below = node.sub_node().map_or(0, |b| b.into_u64());
                Ok(Node { data: node.data().into_u64(), below })
            }

            fn data(&self, block: u64) -> io::Result<Vec<u8>> {
                let block = <$number>::try_from(block).map_err(io::Error::other)?;
                self.read_block(<$block>::from(block))
            }
        }
    };
}

blocks!(UnicodePstFile, UnicodeBlockId, u64, 8);
blocks!(AnsiPstFile, AnsiBlockId, u32, 4);

impl Open {
    fn message(&self) -> &dyn Message {
        match self {
            Self::Unicode(m) => m.as_ref(),
            Self::Ansi(m) => m.as_ref(),
        }
    }

    fn attachment(&self, node: NodeId) -> io::Result<Rc<dyn Attachment>> {
        match self {
            Self::Unicode(m) => {
                UnicodeAttachment::read(Rc::clone(m), node, None).map(|a| a as Rc<dyn Attachment>)
            }
            Self::Ansi(m) => AnsiAttachment::read(Rc::clone(m), node, None).map(|a| a as Rc<dyn Attachment>),
        }
    }
}

/// A folder: its name, the folders in it, the messages in it, and how many it says it has.
struct Folder {
    name: String,
    folders: Vec<u32>,
    messages: Vec<u32>,
    told: usize,
}

/// Runs the library; a panic is an error like others, after which nothing that it holds may be used.
fn guarded<T>(run: impl FnOnce() -> io::Result<T>) -> Result<T, Failed> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(e)) => Err(Failed { why: e.to_string(), panicked: false }),
        Err(_) => Err(Failed { why: "the place is damaged".into(), panicked: true }),
    }
}

struct Failed {
    why: String,
    panicked: bool,
}

/// Reads a data file.
pub(crate) fn pst(
    o: &mut dyn Members,
    inside: &str,
    depth: usize,
    reopen: Reopen<'_>,
) -> Result<Vec<Notice>, Unreadable> {
    let gone = |e: io::Error| Unreadable::new(e.to_string(), "check the file's permissions and disk");
    let open = |reopen: Reopen<'_>| -> Result<File, Unreadable> {
        let input = reopen().map_err(gone)?;
        let opened = catch_unwind(AssertUnwindSafe(|| File::open(input)));
        opened.unwrap_or_else(|_| {
            Err(Unreadable::new(
                "the Outlook data file is damaged",
                "repair it with Outlook's own tool (scanpst)",
            ))
        })
    };
    let file = open(reopen)?;
    let mut w = Walk { file, o, depth, notices: Vec::new(), read: 0, full: false };
    let mut seen = BTreeSet::new();
    let mut names = Names::default();
    let mut stack = vec![(u32::from(NID_ROOT_FOLDER), String::new(), 0)];
    while let Some((node, above, level)) = stack.pop() {
        let folder_node = NodeId::from(node);
        // Search folders list what lies in others.
        let normal = matches!(folder_node.id_type(), Ok(NodeIdType::NormalFolder));
        if !normal || !seen.insert(node) {
            continue;
        }
        if seen.len() > FOLDERS || level > DEEPEST {
            w.notices.push(Notice::loss(
                "the file has too many folders, or too many within one another; some were not read",
            ));
            break;
        }
        let folder = match guarded(|| w.folder(folder_node)) {
            Ok(folder) => folder,
            Err(failed) => {
                let place = if above.is_empty() { "the outermost folder" } else { &above };
                w.notices.push(Notice::loss(format!("a folder in {place} was not read: {}", failed.why)));
                if failed.panicked {
                    w.file = open(reopen)?;
                }
                continue;
            }
        };
        let path = if node == u32::from(NID_ROOT_FOLDER) {
            String::new()
        } else {
            let name = folder.name.replace(['/', '!'], "_");
            let path = if above.is_empty() { name } else { format!("{above}/{name}") };
            names.unique(path, |path, n| format!("{path} ({n})"))
        };
        if folder.messages.len() < folder.told {
            let lost = folder.told - folder.messages.len();
            w.notices.push(Notice::loss(format!("{lost} messages of the folder {path} are not in its list")));
        }
        for (i, message) in folder.messages.iter().enumerate() {
            let place = if path.is_empty() { (i + 1).to_string() } else { format!("{path}/{}", i + 1) };
            let panicked = w.message(NodeId::from(*message), &join(inside, &place));
            if w.full {
                return Ok(w.notices);
            }
            if panicked || w.read % AFRESH == AFRESH - 1 {
                w.file = open(reopen)?;
            }
        }
        stack.extend(folder.folders.iter().rev().map(|f| (*f, path.clone(), level + 1)));
    }
    Ok(w.notices)
}

struct Walk<'w> {
    file: File,
    o: &'w mut dyn Members,
    depth: usize,
    notices: Vec<Notice>,
    /// Messages, so far.
    read: usize,
    /// Whether no more files are taken.
    full: bool,
}

impl Walk<'_> {
    fn folder(&self, node: NodeId) -> io::Result<Folder> {
        let store = self.file.store();
        let entry = store.properties().make_entry_id(node)?;
        let folder = store.open_folder(&entry)?;
        let rows = |t: Option<&Rc<dyn TableContext>>| {
            t.map(|t| t.rows_matrix().map(|r| u32::from(r.id())).collect::<Vec<_>>()).unwrap_or_default()
        };
        let name = folder.properties().get(0x3001).and_then(value);
        let name = match name {
            Some(v) => Properties { values: [(id::NAME, v)].into(), recipients: Vec::new() }.text(id::NAME),
            None => None,
        };
        let told = folder.properties().content_count().ok().and_then(|n| usize::try_from(n).ok());
        Ok(Folder {
            name: name.unwrap_or_else(|| "(no name)".into()),
            folders: rows(folder.hierarchy_table()),
            messages: rows(folder.contents_table()),
            told: told.unwrap_or(0),
        })
    }

    /// Reads a message and gives it on; whether the library panicked.
    fn message(&mut self, node: NodeId, path: &str) -> bool {
        self.read += 1;
        let mut all: Vec<u16> = WANTED.to_vec();
        let mut panicked = false;
        let mut notices = Vec::new();
        let mut open = guarded(|| self.file.message(node, &all));
        if let Err(failed) = &open
            && !failed.panicked
        {
            // One damaged property spoils all: without the forms of the body that are large.
            all.retain(|i| *i != id::HTML && *i != id::RTF);
            let why = failed.why.clone();
            open = guarded(|| self.file.message(node, &all));
            notices.push(Notice::loss(format!("a part of the message was not read: {why}")));
        }
        let outcome = match open {
            Ok(open) => {
                panicked |= self.attachments(&open, node, path, &mut notices);
                let read = guarded(|| Ok(properties(open.message())));
                panicked |= read.as_ref().is_err_and(|e| e.panicked);
                read.map_err(|e| unread(&e.why)).and_then(|m| {
                    let (document, more) = mapi::document(&m, Format::Msg.media_type())?;
                    notices.extend(more);
                    Ok(Read { notices, ..Read::of(document) })
                })
            }
            Err(failed) => {
                panicked = failed.panicked;
                let node = guarded(|| self.file.blocks().node(u32::from(node))).ok();
                let read = node.filter(|_| !panicked).map(|node| self.inner(node, path, 0));
                read.unwrap_or_else(|| Err(unread(&failed.why)))
            }
        };
        self.give(path, outcome);
        panicked
    }

    fn give(&mut self, path: &str, outcome: Result<Read, Unreadable>) {
        let done = self.o.given(path, outcome);
        self.taken(done);
    }

    /// What came of giving a file on.
    fn taken(&mut self, done: Result<(), Unreadable>) {
        if let Err(e) = done {
            self.notices.push(Notice::loss(e.to_string()));
            self.full = true;
        }
    }

    /// A message that the library does not open.
    fn inner(&mut self, node: Node, path: &str, level: usize) -> Result<Read, Unreadable> {
        if level > WITHIN {
            let why = format!("messages within messages more than {WITHIN} deep");
            return Err(Unreadable::new(why, "save the inner one from Outlook (.msg)"));
        }
        let read = guarded(|| {
            let file = self.file.blocks();
            Ok((nodes::properties(file, node, WANTED)?, nodes::below(file, node.below)?))
        });
        let ((message, whole), below) = read.map_err(|e| unread(&e.why))?;
        let (document, mut notices) = mapi::document(&message, Format::Msg.media_type())?;
        if !whole {
            notices.push(Notice::loss("a part of the message is damaged and was not read"));
        }
        let mut names = Names::default();
        let attached = below.into_iter().filter(|(nid, _)| nid & 0x1F == NodeIdType::Attachment as u32);
        for (i, (_, node)) in attached.enumerate() {
            if self.full {
                break;
            }
            let read = guarded(|| nodes::properties(self.file.blocks(), node, ATTACHED));
            let own = read.map(|r| r.0).unwrap_or_default();
            let name = own.file_name().unwrap_or_else(|| format!("part {}", i + 1));
            let name = names.unique(name.replace('/', "_"), |name, n| format!("{n} {name}"));
            let place = join(path, &name);
            if own.number(id::METHOD) == Some(EMBEDDED) {
                let outcome = self.embedded(node, &place, level);
                self.give(&place, outcome);
            } else {
                let done = match own.bytes(id::DATA) {
                    Some(data) => self.o.member(&place, &name, data, self.depth + 2),
                    None => self.o.lost(&place, not_held(own.number(id::METHOD))),
                };
                self.taken(done);
            }
        }
        Ok(Read { notices, ..Read::of(document) })
    }

    /// The message that an attachment is.
    fn embedded(&mut self, attachment: Node, path: &str, level: usize) -> Result<Read, Unreadable> {
        let found = guarded(|| {
            let file = self.file.blocks();
            let (own, _) = nodes::properties(file, attachment, &[id::DATA])?;
            let number = own.number(id::DATA).ok_or_else(|| io::Error::other("it names no message"))?;
            let below = nodes::below(file, attachment.below)?;
            below.get(&(number as u32)).copied().ok_or_else(|| io::Error::other("its message is not there"))
        });
        let node = found.map_err(|e| unread(&e.why))?;
        self.inner(node, path, level + 1)
    }

    /// Gives the attachments of a message on; whether the library panicked.
    fn attachments(&mut self, open: &Open, node: NodeId, path: &str, notices: &mut Vec<Notice>) -> bool {
        let Some(table) = open.message().attachment_table() else { return false };
        let mut names = Names::default();
        let mut panicked = false;
        for (i, row) in table.rows_matrix().enumerate() {
            if panicked {
                notices.push(Notice::loss("further attachments were not read"));
                break;
            }
            let listed = guarded(|| Ok(columns(table.as_ref(), row)));
            panicked |= listed.as_ref().is_err_and(|e| e.panicked);
            let listed = listed.unwrap_or_default();
            let method = listed.number(id::METHOD);
            let own_node = u32::from(row.id());
            // The library would wait for itself for ever.
            if method == Some(EMBEDDED) {
                let name = listed.file_name().unwrap_or_else(|| format!("part {}", i + 1));
                let place =
                    join(path, &names.unique(name.replace('/', "_"), |name, n| format!("{n} {name}")));
                let attachment = guarded(|| {
                    let file = self.file.blocks();
                    let below = nodes::below(file, file.node(u32::from(node))?.below)?;
                    below.get(&own_node).copied().ok_or_else(|| io::Error::other("it is not there"))
                });
                let outcome = match attachment {
                    Ok(attachment) => self.embedded(attachment, &place, 0),
                    Err(e) => Err(unread(&e.why)),
                };
                self.give(&place, outcome);
                if self.full {
                    break;
                }
                continue;
            }
            let read = if matches!(method, Some(1)) {
                guarded(|| open.attachment(NodeId::from(own_node)).map(attached))
            } else {
                Ok((Properties::default(), None))
            };
            let (own, data) = match read {
                Ok(read) => read,
                Err(failed) => {
                    panicked |= failed.panicked;
                    (Properties::default(), None)
                }
            };
            let name =
                own.file_name().or_else(|| listed.file_name()).unwrap_or_else(|| format!("part {}", i + 1));
            let name = names.unique(name.replace('/', "_"), |name, n| format!("{n} {name}"));
            let place = join(path, &name);
            let layout = own.text(id::CONTENT_ID).is_some();
            let picture = |d: &[u8]| {
                d.starts_with(b"\x89PNG") || d.starts_with(b"GIF8") || d.starts_with(b"\xff\xd8\xff")
            };
            let given = match data {
                Some(data) if layout && picture(&data) && data.len() < 32 << 10 => Ok(()),
                Some(data) => self.o.member(&place, &name, &data, self.depth + 2),
                None => self.o.lost(&place, not_held(method)),
            };
            self.taken(given);
            if self.full {
                break;
            }
        }
        panicked
    }
}

fn unread(why: &str) -> Unreadable {
    Unreadable::new(format!("the message is damaged: {why}"), "open it in Outlook and save it from there")
}

/// Why an attachment is not read.
fn not_held(method: Option<i32>) -> Unreadable {
    let (reason, remedy) = match method {
        Some(2 | 3 | 4 | 7) => {
            ("the attachment is a link to a file elsewhere", "ask for the file that it leads to")
        }
        Some(5) => (
            "a message that is attached to a message of a data file is not read",
            "save the inner message from Outlook (.msg)",
        ),
        Some(6) => (
            "the attachment is an object of another program, which is not read",
            "open it in Outlook and save it from there",
        ),
        _ => (
            "the attachment is damaged or holds no data",
            "open the message in Outlook and save it from there",
        ),
    };
    Unreadable::new(reason, remedy)
}

/// How an attachment is held that is a message.
const EMBEDDED: i32 = 5;

/// The properties of attachments that are asked for.
const ATTACHED: &[u16] = &[id::DATA, id::FILE, id::SHORT_FILE, id::NAME, id::METHOD, id::CONTENT_ID];

/// The properties of messages that are asked for.
const WANTED: &[u16] = &[
    id::CLASS,
    id::SUBJECT,
    id::SUBMITTED,
    id::FOR_NAME,
    id::FOR_ADDRESS,
    id::HEADERS,
    id::SENDER_NAME,
    id::SENDER_ADDRESS,
    id::BCC,
    id::CC,
    id::TO,
    id::DELIVERED,
    id::BODY,
    id::RTF,
    id::HTML,
    id::MESSAGE_ID,
    id::NAME,
    id::PHONES[0],
    id::PHONES[1],
    id::PHONES[2],
    id::PHONES[3],
    id::TITLE,
    id::COMPANY,
    id::CODE_PAGE,
    id::NARROW_PAGE,
    id::SENDER_SMTP,
    id::FOR_SMTP,
];

fn value(v: &PropertyValue) -> Option<Value> {
    Some(match v {
        PropertyValue::Unicode(t) => Value::Text(String::from_utf16_lossy(t.buffer())),
        PropertyValue::String8(t) => Value::Narrow(t.buffer().to_vec()),
        PropertyValue::Binary(b) => Value::Bytes(b.buffer().to_vec()),
        PropertyValue::Integer32(n) => Value::Number(*n),
        PropertyValue::Time(t) => Value::Time(*t),
        _ => return None,
    })
}

fn properties(m: &dyn Message) -> Properties {
    let values = m.properties().iter().filter_map(|(id, v)| Some((*id, value(v)?))).collect();
    let table = m.recipient_table();
    let rows = table.into_iter().flat_map(|t| t.rows_matrix().map(|r| columns(t.as_ref(), r).recipient()));
    let recipients: Vec<Recipient> = rows.collect();
    Properties { values, recipients }
}

/// What a row of a table says.
fn columns(table: &dyn TableContext, row: &TableRowData) -> Properties {
    let context = table.context();
    let cells = row.columns(context).unwrap_or_default();
    let read = context.columns().iter().zip(&cells).filter_map(|(column, cell)| {
        let kept = match cell.as_ref()? {
            TableRowColumnValue::Small(small) => value(small),
            cell => value(&table.read_column(cell, column.prop_type()).ok()?),
        };
        Some((column.prop_id(), kept?))
    });
    Properties { values: read.collect(), recipients: Vec::new() }
}

/// The properties and the bytes of an attachment.
fn attached(a: Rc<dyn Attachment>) -> (Properties, Option<Vec<u8>>) {
    let small = a.properties().iter().filter(|(i, _)| **i != id::DATA);
    let values = small.filter_map(|(i, v)| Some((*i, value(v)?))).collect();
    let data = match a.data() {
        Some(AttachmentData::Binary(b)) => Some(b.buffer().to_vec()),
        _ => None,
    };
    (Properties { values, recipients: Vec::new() }, data)
}
