//! What is a signature wrapped around? Cryptographic Message Syntax (RFC 5652), in which S/MIME and signed documents (`.p7m`)
//! are. Signatures are not checked.

use super::transfer;
use crate::members::{Members, join};
use crate::outcome::{Read, Unreadable};
use bcder::decode::{Constructed, DecodeError, Source};
use bcder::{Mode, OctetString, Oid, Tag};
use std::io::Read as _;

/// Bytes that compressed content may unfold to.
const LARGEST: u64 = 128 << 20;

/// The last figures of what PKCS #7 calls signed and enveloped data, after `1.2.840.113549.1.7`.
const PKCS7: [u8; 8] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
const SIGNED: u8 = 2;
const ENVELOPED: [u8; 3] = [3, 4, 6];
/// Compressed data (RFC 3274) and authenticated-enveloped data (RFC 5083), after `1.2.840.113549.1.9.16.1`.
const SMIME: [u8; 10] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01];
const COMPRESSED: u8 = 9;
const AUTHENTICATED: u8 = 23;

/// The bytes that a signature, or a compression, is wrapped around.
pub(crate) fn content(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let armoured = bytes.first().is_some_and(|b| matches!(b, b'-' | b'M'));
    let bytes = if armoured { unarmoured(bytes) } else { bytes.to_vec() };
    let (mut kind, mut inner) = (Vec::new(), None);
    // What stands after the content need not be whole.
    let read = Mode::Ber.decode(&bytes[..], |whole| {
        whole.take_sequence(|info| {
            kind = Oid::take_from(info)?.0.to_vec();
            let wraps = last(&kind, &PKCS7) == Some(SIGNED) || last(&kind, &SMIME) == Some(COMPRESSED);
            if !wraps {
                return info.skip_all();
            }
            info.take_constructed_if(Tag::CTX_0, |c| c.take_sequence(|data| wrapped(data, &mut inner)))?;
            info.skip_all()
        })
    });
    let damaged =
        || Unreadable::new("is wrapped in a signature that is damaged", "ask for the file without it");
    if last(&kind, &PKCS7).is_some_and(|k| ENVELOPED.contains(&k))
        || last(&kind, &SMIME) == Some(AUTHENTICATED)
    {
        return Err(Unreadable::new(
            "is encrypted (S/MIME): only its recipients can read it",
            "save it decrypted, from the mail program of one of them",
        ));
    }
    let Some(inner) = inner else {
        return Err(match read {
            Ok(()) => Unreadable::new(
                "is a signature without what it signs",
                "look for the file that it belongs to",
            ),
            Err(_) => damaged(),
        });
    };
    if last(&kind, &SMIME) == Some(COMPRESSED) {
        let mut out = Vec::new();
        let unfolded = flate2::read::ZlibDecoder::new(&inner[..]).take(LARGEST).read_to_end(&mut out);
        return unfolded.map(|_| out).map_err(|_| damaged());
    }
    Ok(inner)
}

/// The last figure of an identifier that begins so.
fn last(kind: &[u8], prefix: &[u8]) -> Option<u8> {
    kind.strip_prefix(prefix).filter(|rest| rest.len() == 1).map(|rest| rest[0])
}

fn wrapped<S: Source>(
    data: &mut Constructed<'_, S>,
    inner: &mut Option<Vec<u8>>,
) -> Result<(), DecodeError<S::Error>> {
    // Version and algorithms.
    data.skip_one()?;
    data.skip_one()?;
    data.take_sequence(|content| {
        content.skip_one()?;
        content.take_opt_constructed_if(Tag::CTX_0, |c| {
            *inner = Some(OctetString::take_from(c)?.to_bytes().to_vec());
            Ok(())
        })?;
        content.skip_all()
    })?;
    data.skip_all()
}

/// What stands in Base64, between lines of dashes or without them.
fn unarmoured(bytes: &[u8]) -> Vec<u8> {
    let lines = bytes.split(|b| *b == b'\n').filter(|l| !l.starts_with(b"-----"));
    let body: Vec<u8> = lines.flatten().copied().collect();
    transfer::base64(&body).0.into_owned()
}

/// Reads a file that is signed: what it is wrapped around is a file within it.
pub(crate) fn pkcs7(
    o: &mut dyn Members,
    bytes: &[u8],
    inside: &str,
    depth: usize,
) -> Result<Read, Unreadable> {
    let inner = content(bytes).map_err(|e| Unreadable { reason: format!("the file {}", e.reason), ..e })?;
    let mut read = Read::default();
    if let Err(e) = o.member(&join(inside, "content"), "content", &inner, depth + 1) {
        read.notices.push(crate::outcome::Notice::loss(e.to_string()));
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tlv(tag: u8, inner: &[&[u8]]) -> Vec<u8> {
        let inner = inner.concat();
        let mut out = vec![tag, 0x82];
        out.extend((inner.len() as u16).to_be_bytes());
        out.extend(inner);
        out
    }

    fn oid(rest: &[u8]) -> Vec<u8> {
        [&[0x06, rest.len() as u8][..], rest].concat()
    }

    fn signed(kind: &[u8], content: &[u8]) -> Vec<u8> {
        let data = oid(&[&PKCS7[..], &[1]].concat());
        let content = tlv(0xa0, &[content]);
        let body = tlv(0x30, &[&[2, 1, 1], &tlv(0x31, &[]), &tlv(0x30, &[&data, &content]), &tlv(0x31, &[])]);
        tlv(0x30, &[&oid(kind), &tlv(0xa0, &[&body])])
    }

    #[test]
    fn content_is_unwrapped() {
        let kind = [&PKCS7[..], &[SIGNED]].concat();
        assert_eq!(content(&signed(&kind, &tlv(0x04, &[b"Key"]))), Ok(b"Key".to_vec()));
        // In pieces, as programs that write as they read do it.
        let pieces = tlv(0x24, &[&tlv(0x04, &[b"Ke"]), &tlv(0x04, &[b"y"])]);
        assert_eq!(content(&signed(&kind, &pieces)), Ok(b"Key".to_vec()));
        let mut cut = signed(&kind, &tlv(0x04, &[b"Key"]));
        cut.truncate(cut.len() - 2);
        assert_eq!(content(&cut), Ok(b"Key".to_vec()));
        let sealed = [&PKCS7[..], &[3]].concat();
        assert!(content(&signed(&sealed, b"")).is_err_and(|e| e.reason.contains("encrypted")));
        assert!(content(&[0x30, 0x80, 1]).is_err());
        assert!(content(b"").is_err());
    }
}
