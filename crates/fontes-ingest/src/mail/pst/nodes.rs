//! What do the nodes below a message of a data file hold? For what `outlook-pst` 1.2 does not open: a message within a message (it
//! waits for itself for ever) and one with no nodes below it. The library still finds, checks and deciphers blocks. By
//! MS-PST 2.2.2.7 (pages), 2.2.2.8 (blocks), 2.3 (heaps, trees, properties).

use crate::mail::mapi::{Properties, Value};
use std::collections::BTreeMap;
use std::io;

/// Blocks of one node, and properties of one message.
const MOST: usize = 20_000;

/// A node: its data and the nodes below it, as blocks; 0 where there is none.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Node {
    pub(crate) data: u64,
    pub(crate) below: u64,
}

/// A file's blocks.
pub(crate) trait Blocks {
    /// Bytes of a number in its index: 8, or 4 in files of before 2003.
    fn wide(&self) -> usize;
    /// Where the first page of the tree of blocks is.
    fn tree(&self) -> io::Result<u64>;
    fn bytes(&self, at: u64, length: usize) -> io::Result<Vec<u8>>;
    fn node(&self, number: u32) -> io::Result<Node>;
    /// The data of a block that holds no others.
    fn data(&self, block: u64) -> io::Result<Vec<u8>>;
}

fn damaged() -> io::Error {
    io::Error::other("its nodes are damaged")
}

/// A number of `wide` bytes.
fn number(bytes: &[u8], at: usize, wide: usize) -> io::Result<u64> {
    let bytes = at.checked_add(wide).and_then(|end| bytes.get(at..end)).ok_or_else(damaged)?;
    Ok(bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)))
}

fn short(bytes: &[u8], at: usize) -> io::Result<usize> {
    number(bytes, at, 2).map(|n| n as usize)
}

/// Where a block is, and its size.
fn place(file: &dyn Blocks, block: u64) -> io::Result<(u64, usize)> {
    let wide = file.wide();
    let end = if wide == 8 { 488 } else { 496 };
    let mut at = file.tree()?;
    for _ in 0..8 {
        let page = file.bytes(at, 512)?;
        let (count, size, level) = (usize::from(page[end]), usize::from(page[end + 2]), page[end + 3]);
        if size < 2 * wide + 2 {
            return Err(damaged());
        }
        let mut next = None;
        for entry in page[..end].chunks_exact(size).take(count) {
            let key = number(entry, 0, wide)?;
            if level == 0 && key & !1 == block & !1 {
                return Ok((number(entry, wide, wide)?, short(entry, 2 * wide)?));
            }
            if level > 0 && key <= block {
                next = Some(number(entry, 2 * wide, wide)?);
            }
        }
        at = next.ok_or_else(damaged)?;
    }
    Err(damaged())
}

/// A block that holds other blocks, of the kind given; its level and its entries, from `skip` bytes on.
fn inner(file: &dyn Blocks, block: u64, kind: u8) -> io::Result<(u8, usize, Vec<u8>)> {
    let (at, size) = place(file, block)?;
    let bytes = file.bytes(at, size)?;
    match bytes[..] {
        [k, level, ..] if k == kind => Ok((level, short(&bytes, 2)?, bytes)),
        _ => Err(damaged()),
    }
}

/// The nodes that a block of nodes names.
pub(crate) fn below(file: &dyn Blocks, block: u64) -> io::Result<BTreeMap<u32, Node>> {
    let mut out = BTreeMap::new();
    if block != 0 {
        gather(file, block, &mut out, 0)?;
    }
    Ok(out)
}

fn gather(file: &dyn Blocks, block: u64, out: &mut BTreeMap<u32, Node>, depth: u8) -> io::Result<()> {
    let wide = file.wide();
    let (level, count, bytes) = inner(file, block, 2)?;
    if depth > 2 || out.len() > MOST {
        return Err(damaged());
    }
    let skip = if wide == 8 { 8 } else { 4 };
    for i in 0..count {
        let at = skip + i * wide * if level == 0 { 3 } else { 2 };
        let (nid, first) = (number(&bytes, at, wide)? as u32, number(&bytes, at + wide, wide)?);
        if level == 0 {
            out.insert(nid, Node { data: first, below: number(&bytes, at + 2 * wide, wide)? });
        } else {
            gather(file, first, out, depth + 1)?;
        }
    }
    Ok(())
}

/// The blocks of data that a block is, or that it names.
fn pages(file: &dyn Blocks, block: u64, out: &mut Vec<Vec<u8>>, depth: u8) -> io::Result<()> {
    if block & 2 == 0 {
        out.push(file.data(block)?);
        return Ok(());
    }
    let (_, count, bytes) = inner(file, block, 1)?;
    for i in 0..count {
        if depth > 2 || out.len() > MOST {
            return Err(damaged());
        }
        pages(file, number(&bytes, 8 + i * file.wide(), file.wide())?, out, depth + 1)?;
    }
    Ok(())
}

/// An item of a heap.
fn item(pages: &[Vec<u8>], id: u32) -> io::Result<&[u8]> {
    let page = pages.get((id >> 16) as usize).ok_or_else(damaged)?;
    let index = (id >> 5 & 0x7FF) as usize;
    let map = short(page, 0)?;
    if index == 0 || index > short(page, map)? {
        return Err(damaged());
    }
    let (from, to) = (short(page, map + 2 + 2 * index)?, short(page, map + 4 + 2 * index)?);
    page.get(from..to).ok_or_else(damaged)
}

/// The properties of a node that `wanted` names, an object as the number of its node; and whether all of them could be read.
pub(crate) fn properties(file: &dyn Blocks, node: Node, wanted: &[u16]) -> io::Result<(Properties, bool)> {
    let mut heap = Vec::new();
    pages(file, node.data, &mut heap, 0)?;
    let first = heap.first().ok_or_else(damaged)?;
    if first.get(2..4) != Some(&[0xEC, 0xBC]) {
        return Err(damaged());
    }
    let tree = item(&heap, number(first, 4, 4)? as u32)?;
    let levels = *tree.get(3).ok_or_else(damaged)?;
    let mut records = vec![number(tree, 4, 4)? as u32];
    for _ in 0..levels.min(8) {
        let mut next = Vec::new();
        for id in records {
            for entry in item(&heap, id)?.chunks_exact(6) {
                next.push(number(entry, 2, 4)? as u32);
            }
            if next.len() > MOST {
                return Err(damaged());
            }
        }
        records = next;
    }
    let below = below(file, node.below)?;
    let (mut out, mut whole) = (Properties::default(), true);
    for id in records.into_iter().filter(|id| *id != 0) {
        for record in item(&heap, id)?.chunks_exact(8) {
            let (id, kind, held) =
                (short(record, 0)? as u16, short(record, 2)?, number(record, 4, 4)? as u32);
            if !wanted.contains(&id) {
                continue;
            }
            let bytes = || -> io::Result<Vec<u8>> {
                if held & 0x1F == 0 {
                    return if held == 0 { Ok(Vec::new()) } else { item(&heap, held).map(<[u8]>::to_vec) };
                }
                let mut parts = Vec::new();
                pages(file, below.get(&held).ok_or_else(damaged)?.data, &mut parts, 0)?;
                Ok(parts.concat())
            };
            let value = match kind {
                0x03 | 0x0B => Ok(Value::Number(held as i32)),
                0x0D => item(&heap, held).and_then(|o| number(o, 0, 4)).map(|n| Value::Number(n as i32)),
                0x40 => item(&heap, held).and_then(|t| number(t, 0, 8)).map(|t| Value::Time(t as i64)),
                0x1E => bytes().map(Value::Narrow),
                0x1F => bytes().map(|b| {
                    let units: Vec<u16> =
                        b.chunks_exact(2).map(|u| u16::from_le_bytes([u[0], u[1]])).collect();
                    Value::Text(String::from_utf16_lossy(&units))
                }),
                0x102 => bytes().map(Value::Bytes),
                _ => continue,
            };
            // One damaged property spoils no other.
            whole &= value.is_ok();
            if let Ok(value) = value {
                out.values.insert(id, value);
            }
        }
    }
    Ok((out, whole))
}
