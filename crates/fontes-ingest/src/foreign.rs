//! Which format that is not read is this? By the signatures of files, so that the user is told what it is and what to do, not that
//! it is damaged.

use crate::outcome::Unreadable;

/// What helps.
#[derive(Clone, Copy)]
enum Remedy {
    Unpack,
    /// Word processors and spreadsheets that LibreOffice opens.
    LibreOffice,
    Convert,
    Export,
    Transcribe,
    LeaveOut,
}

impl Remedy {
    const fn words(self) -> &'static str {
        match self {
            Self::Unpack => "unpack it and index the folder",
            Self::LibreOffice => "open it in LibreOffice and save it as ODT, DOCX or PDF",
            Self::Convert => "convert it to a format that is read, such as PDF, DOCX or plain text",
            Self::Export => "open it in its program and export it as PDF, DOCX or plain text",
            Self::Transcribe => "supply a transcript of what is said or shown in it",
            Self::LeaveOut => "leave it out with an ignore file, or export its text",
        }
    }
}

/// Where the bytes stand, the bytes, what it is, and what helps.
type Signature = (usize, &'static [u8], &'static str, Remedy);

const SIGNATURES: &[Signature] = &[
    (0, b"Rar!\x1a\x07", "a RAR archive", Remedy::Unpack),
    (4, b"1AY&SY", "a bzip2 archive", Remedy::Unpack),
    (0, b"\xfd7zXZ", "an xz archive", Remedy::Unpack),
    (0, b"\x28\xb5\x2f\xfd", "a zstd archive", Remedy::Unpack),
    (0, b"\x04\x22\x4d\x18", "an LZ4 archive", Remedy::Unpack),
    (0, b"LZIP", "an lzip archive", Remedy::Unpack),
    (0, b"\x1f\x9d", "an archive of compress (.Z)", Remedy::Unpack),
    (0, b"\x60\xea", "an ARJ archive", Remedy::Unpack),
    (2, b"-lh", "an LZH archive", Remedy::Unpack),
    (2, b"-lz", "an LZH archive", Remedy::Unpack),
    (7, b"**ACE**", "an ACE archive", Remedy::Unpack),
    (0, b"MSCF\0\0\0\0", "a Windows cabinet (CAB)", Remedy::Unpack),
    (0, b"SIT!", "a StuffIt archive", Remedy::Unpack),
    (0, b"StuffIt", "a StuffIt archive", Remedy::Unpack),
    (20, b"\xdc\xa7\xc4\xfd", "a ZOO archive", Remedy::Unpack),
    (0, b"xar!", "a XAR archive", Remedy::Unpack),
    (0, b"!<arch>\n", "a Unix archive (ar, deb)", Remedy::Unpack),
    (0, b"\xffWPC", "a WordPerfect document", Remedy::LibreOffice),
    (0, b"AT&TFORM", "a DjVu document", Remedy::Convert),
    (0, b"%!PS", "a PostScript file", Remedy::Convert),
    (0, b"\xc5\xd0\xd3\xc6", "a PostScript file (EPS)", Remedy::Convert),
    (0, b"\xf7\x02\x01\x83\x92\xc0", "a DVI file of TeX", Remedy::Convert),
    (0, b"\xcf\xad\x12\xfe", "a mail folder of Outlook Express (DBX)", Remedy::Export),
    (0, b"JMF6", "a mail folder of Outlook Express 4 (MBX)", Remedy::Export),
    (0, b"ITSF", "a compiled help file (CHM)", Remedy::Unpack),
    (0, b"?_\x03\0", "a Windows help file (HLP)", Remedy::Convert),
    (0, b"ITOLITLS", "a Microsoft Reader book (LIT)", Remedy::Convert),
    (60, b"BOOKMOBI", "a Kindle or Mobipocket book", Remedy::Convert),
    (60, b"TEXtREAd", "a Palm document (PalmDoc)", Remedy::Convert),
    (0, b"L\0R\0F\0\0\0", "a Sony book (LRF)", Remedy::Convert),
    (0, b"\x31\xbe\0\0", "a document of Microsoft Write or Word for DOS", Remedy::LibreOffice),
    (0, b"\x32\xbe\0\0", "a document of Microsoft Write", Remedy::LibreOffice),
    (0, b"\xfe\x37\0", "a document of Word for Macintosh 4 or 5", Remedy::LibreOffice),
    (0, b"\xdb\xa5", "a document of Word for Windows 2", Remedy::LibreOffice),
    (0, b"\x9b\xa5", "a document of Word for Windows 1", Remedy::LibreOffice),
    (0, b"\x01\xfe", "a document of Microsoft Works", Remedy::LibreOffice),
    (0, b"\xff\0\x02\0\x04\x04", "a spreadsheet of Microsoft Works", Remedy::LibreOffice),
    (0, b"\0\0\x02\0\x06\x04\x06\0", "a Lotus 1-2-3 spreadsheet", Remedy::LibreOffice),
    (0, b"\0\0\x02\0\x04\x04", "a Lotus 1-2-3 spreadsheet", Remedy::LibreOffice),
    (0, b"\0\0\x1a\0", "a Lotus 1-2-3 spreadsheet", Remedy::LibreOffice),
    (0, b"\0\0\x02\0\x20\x51", "a Quattro Pro notebook", Remedy::LibreOffice),
    (0, b"\0\0\x02\0\x01\x10", "a Quattro Pro notebook", Remedy::LibreOffice),
    (0, b"\0\0\x02\0\x02\x10", "a Quattro Pro notebook", Remedy::LibreOffice),
    (0, b"WordPro", "a Lotus Word Pro document", Remedy::LibreOffice),
    (0, b"[ver]\r\n\t", "a Lotus Ami Pro document", Remedy::LibreOffice),
    (0, b"HWP Document File", "a Hangul word processor document (HWP)", Remedy::Export),
    (0, b"BOBO", "a ClarisWorks or AppleWorks document", Remedy::LibreOffice),
    (4, b"BOBO", "a ClarisWorks or AppleWorks document", Remedy::LibreOffice),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote section", Remedy::Export),
    (4, b"Standard Jet DB", "an Access database", Remedy::Export),
    (4, b"Standard ACE DB", "an Access database", Remedy::Export),
    (0, b"SQLite format 3", "a database", Remedy::Export),
    (0, b"AC10", "a drawing of AutoCAD (DWG)", Remedy::Convert),
    (0, b"8BPS", "a Photoshop picture", Remedy::Convert),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 picture", Remedy::Convert),
    (0, b"\x7fELF", "a program", Remedy::LeaveOut),
    (0, b"ID3", "a sound recording", Remedy::Transcribe),
    (0, b"OggS", "a sound recording or film", Remedy::Transcribe),
    (0, b"fLaC", "a sound recording", Remedy::Transcribe),
    (0, b"#!AMR", "a sound recording", Remedy::Transcribe),
    (8, b"WAVE", "a sound recording", Remedy::Transcribe),
    (8, b"AIFF", "a sound recording", Remedy::Transcribe),
    (8, b"AVI ", "a film", Remedy::Transcribe),
    (0, b"\x1a\x45\xdf\xa3", "a film", Remedy::Transcribe),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "a film or sound recording (WMV, WMA)", Remedy::Transcribe),
    (0, b"\0\0\x01\xba", "a film", Remedy::Transcribe),
    (0, b"FLV\x01", "a film", Remedy::Transcribe),
    (4, b"ftyp", "a film, a sound recording or a HEIC picture", Remedy::Transcribe),
];

/// Streams of OLE files by which their programs are told.
const STREAMS: &[(&str, &str, Remedy)] = &[
    ("NativeContent_MAIN", "a Quattro Pro notebook", Remedy::LibreOffice),
    (
        "PerfectOffice_MAIN",
        "a document of WordPerfect Office (WordPerfect, Quattro Pro or Presentations)",
        Remedy::LibreOffice,
    ),
    ("MatOST", "a document of Microsoft Works", Remedy::LibreOffice),
    ("MM", "a document of Microsoft Works", Remedy::LibreOffice),
    ("VisioDocument", "a Visio drawing", Remedy::Export),
    ("Quill", "a document of Microsoft Publisher", Remedy::Export),
    ("StarWriterDocument", "a StarOffice document", Remedy::LibreOffice),
    ("StarCalcDocument", "a StarOffice spreadsheet", Remedy::LibreOffice),
    ("StarDrawDocument3", "a StarOffice presentation", Remedy::LibreOffice),
    ("HwpSummaryInformation", "a Hangul word processor document (HWP)", Remedy::Export),
    ("BodyText", "a Hangul word processor document (HWP)", Remedy::Export),
    ("PageMaker", "a document of PageMaker", Remedy::Export),
    ("Thumbs.db", "a folder's thumbnails", Remedy::LeaveOut),
    ("Catalog", "a folder's thumbnails", Remedy::LeaveOut),
];

fn unread(kind: &str, remedy: Remedy) -> Unreadable {
    Unreadable::new(format!("the file is {kind}, which fontes does not read"), remedy.words())
}

/// Why a file of another format is not read, by its first bytes.
pub(crate) fn by_signature(head: &[u8]) -> Option<Unreadable> {
    // A text may begin with the letters of a signature; what is binary has zeros.
    let spelt = |bytes: &[u8]| bytes.iter().all(|b| (0x20..0x7F).contains(b));
    let sure = |bytes: &[u8]| {
        !spelt(bytes) || bytes.starts_with(b"%!PS") || bytes.starts_with(b"1AY&SY") || head.contains(&0)
    };
    let is = |(at, bytes, _, _): &&Signature| head.get(*at..*at + bytes.len()) == Some(bytes) && sure(bytes);
    if let Some((_, _, kind, remedy)) = SIGNATURES.iter().find(is) {
        return Some(unread(kind, *remedy));
    }
    (head.starts_with(b"MZ") && head.contains(&0)).then(|| unread("a program", Remedy::LeaveOut))
}

/// Why an OLE file of another program than Word, Excel and PowerPoint is not read, by its streams.
pub(crate) fn by_streams(bytes: &[u8]) -> Option<Unreadable> {
    let file = cfb::CompoundFile::open(std::io::Cursor::new(bytes)).ok()?;
    let names: Vec<String> = file.walk().take(2000).map(|e| e.name().to_owned()).collect();
    let has = |name: &str| names.iter().any(|n| n.trim_start_matches(char::is_control) == name);
    let office = ["WordDocument", "Workbook", "Book", "PowerPoint Document", "EncryptedPackage"];
    if office.iter().any(|n| has(n)) {
        return None;
    }
    let known = STREAMS.iter().find(|(name, _, _)| has(name));
    Some(match known {
        Some((_, kind, remedy)) => unread(kind, *remedy),
        None => unread("an OLE file of a program that is not known", Remedy::Export),
    })
}

/// Why a ZIP that is a document of another program is not read, by the names within.
pub(crate) fn by_members<'n>(names: impl Iterator<Item = &'n [u8]>) -> Option<Unreadable> {
    for name in names.filter_map(|n| std::str::from_utf8(n).ok()) {
        if name.ends_with(".iwa") || name == "Index.zip" {
            return Some(unread(
                "an Apple iWork document (Pages, Numbers or Keynote), its text in .iwa parts",
                Remedy::Export,
            ));
        }
        if matches!(name, "index.apxl" | "index.apxl.gz" | "index.xml.gz") {
            return Some(unread("an Apple iWork '09 document (Pages, Numbers or Keynote)", Remedy::Export));
        }
        if name.ends_with("FixedDocumentSequence.fdseq") || name == "FixedDocSeq.fdseq" {
            return Some(unread("an XPS document", Remedy::Convert));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_named_with_what_helps() {
        let said = |head: &[u8]| by_signature(head).map(|u| u.to_string()).unwrap_or_default();
        assert!(
            said(b"\xffWPC\x10\0\0\0").contains("WordPerfect") && said(b"\xffWPC").contains("LibreOffice")
        );
        assert!(said(b"AT&TFORM\0\0").contains("DjVu"));
        assert!(said(b"\x21\x5e-lh5-\0").contains("LZH"));
        assert!(said(b"Rar!\x1a\x07").contains("RAR") && said(b"Rar!\x1a\x07").contains("unpack"));
        assert!(said(b"RIFF\0\0\0\0WAVEfmt ").contains("sound"));
        for none in [
            &b"Plain words of a letter."[..],
            b"BM",
            b"",
            b"%PDF-1.4",
            b"-lh5- is a method",
            b"StuffIt was a program.",
        ] {
            assert_eq!(said(none), "", "{none:?}");
        }
    }

    #[test]
    fn documents_that_are_zips_are_told_by_their_parts() {
        let said = |names: &[&str]| {
            by_members(names.iter().map(|n| n.as_bytes())).map(|u| u.to_string()).unwrap_or_default()
        };
        assert!(said(&["Data/x.jpg", "Index/Document.iwa"]).contains("iWork"));
        assert!(said(&["index.apxl"]).contains("iWork"));
        assert_eq!(said(&["letters/index.xml", "a.txt"]), "");
    }
}
