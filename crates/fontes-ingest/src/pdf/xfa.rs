//! What does an XFA form hold? Its data, and the words of its template where no page draws them.

use hayro_syntax::object::{Dict, Object, Stream, String as PdfString};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Bytes of the largest form that is read.
const MOST: usize = 32 << 20;
/// Values and words that are taken.
const MOST_WORDS: usize = 100_000;

/// The values of a form's data, and the words that its template prints.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Xfa {
    pub(super) values: Vec<String>,
    pub(super) printed: Vec<String>,
}

/// What the XFA of a form holds; `None` where it has none.
pub(super) fn of(form: &Dict<'_>) -> Option<Xfa> {
    let mut xml: Vec<u8> = Vec::new();
    let mut add = |s: &Stream<'_>| {
        if let Ok(bytes) = s.decoded_data()
            && xml.len() + bytes.len() <= MOST
        {
            xml.extend_from_slice(&bytes);
            xml.push(b'\n');
        }
    };
    match form.get::<Object<'_>>("XFA")? {
        Object::Stream(s) => add(&s),
        Object::Array(parts) => {
            // Names and streams by turns.
            let mut parts = parts.flex_iter();
            for _ in 0..1_000 {
                if parts.next::<PdfString<'_>>().is_none() {
                    break;
                }
                match parts.next::<Stream<'_>>() {
                    Some(s) => add(&s),
                    None => break,
                }
            }
        }
        _ => return None,
    }
    Some(read(&xml))
}

fn read(xml: &[u8]) -> Xfa {
    let text = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut out = Xfa::default();
    let mut path: Vec<String> = Vec::new();
    let mut words = String::new();
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => break,
            Ok(event) => event,
        };
        match event {
            Event::Start(e) => {
                words.clear();
                if path.len() < 512 {
                    path.push(e.local_name().as_ref().to_owned());
                }
            }
            Event::Text(t) => {
                words.push_str(&t.xml10_content());
            }
            Event::CData(t) => words.push_str(&t.xml10_content()),
            Event::GeneralRef(r) => {
                if let Ok(Some(c)) = r.resolve_char_ref() {
                    words.push(c);
                } else {
                    words.push_str(
                        quick_xml::escape::resolve_predefined_entity(&r.xml10_content()).unwrap_or(""),
                    );
                }
            }
            Event::End(_) => {
                let said = words.trim();
                let has = |name: &str| path.iter().any(|p| p == name);
                if !said.is_empty() && out.values.len() + out.printed.len() < MOST_WORDS {
                    if has("data") && has("datasets") {
                        out.values.push(said.to_owned());
                    } else if has("template") && (has("text") || has("exData")) && !has("items") {
                        out.printed.push(said.to_owned());
                    }
                }
                words.clear();
                path.pop();
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_printed_words_are_apart() {
        let got = read(
            b"<xdp:xdp xmlns:xdp='x'><template><subform><draw><value><text>Reason for delay</text></value></draw>\
              <field><items><text>1</text></items></field></subform></template>\
              <xfa:datasets xmlns:xfa='y'><xfa:data><form><a>Ice &amp; fog</a><b> </b><c>two<d>three</d></c></form></xfa:data>\
              </xfa:datasets></xdp:xdp>",
        );
        assert_eq!(got.values, ["Ice & fog", "three"]);
        assert_eq!(got.printed, ["Reason for delay"]);
    }
}
