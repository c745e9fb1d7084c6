//! Which files make the page? A table of what is part of the program.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::OnceLock;

struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! assets {
    ($($name:literal $kind:ident,)*) => {
        &[$(Asset { name: $name, kind: $kind, bytes: include_bytes!(concat!("../page/", $name)) },)*]
    };
}

/// All files of the folder `page`; a test compares.
static ASSETS: &[Asset] = assets![
    "index.html" HTML,
    "app.css" CSS,
    "css/reading.css" CSS,
    "css/start.css" CSS,
    "css/check.css" CSS,
    "css/pictures.css" CSS,
    "icon.svg" SVG,
    "js/main.js" JS,
    "js/api.js" JS,
    "js/dom.js" JS,
    "js/keys.js" JS,
    "js/finding.js" JS,
    "js/notice.js" JS,
    "js/styles.js" JS,
    "js/pictures.js" JS,
    "js/text.js" JS,
    "js/views/start.js" JS,
    "js/views/check.js" JS,
    "js/views/search.js" JS,
    "js/views/reader.js" JS,
    "js/views/reuse.js" JS,
    "js/views/timeline.js" JS,
    "js/views/people.js" JS,
    "js/views/network.js" JS,
    "js/views/signin.js" JS,
];

fn tags() -> &'static [String] {
    static TAGS: OnceLock<Vec<String>> = OnceLock::new();
    TAGS.get_or_init(|| {
        ASSETS.iter().map(|a| format!("\"{}\"", &blake3::hash(a.bytes).to_hex()[..32])).collect()
    })
}

/// A file of the page; any address that is not one of a file shows the page, whose script reads the address.
pub(crate) async fn asset(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().trim_start_matches('/');
    let (name, status) = match path.strip_prefix("assets/") {
        Some(name) if ASSETS.iter().any(|a| a.name == name) => (name, StatusCode::OK),
        Some(_) => return StatusCode::NOT_FOUND.into_response(),
        None if path == "favicon.ico" => ("icon.svg", StatusCode::OK),
        None => ("index.html", StatusCode::OK),
    };
    let Some(at) = ASSETS.iter().position(|a| a.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (asset, tag) = (&ASSETS[at], &tags()[at]);
    let same = request.headers().get(header::IF_NONE_MATCH).is_some_and(|t| t.as_bytes() == tag.as_bytes());
    let (status, body) =
        if same { (StatusCode::NOT_MODIFIED, Body::empty()) } else { (status, Body::from(asset.bytes)) };
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    // The next version of the program has other files at the same addresses.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_file_of_the_page_is_in_the_table() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
        let (mut open, mut found) = (vec![root.clone()], Vec::new());
        while let Some(dir) = open.pop() {
            for entry in dir.read_dir().expect("a folder").map(|e| e.expect("an entry").path()) {
                if entry.is_dir() {
                    open.push(entry);
                } else {
                    found.push(entry.strip_prefix(&root).expect("within").to_string_lossy().into_owned());
                }
            }
        }
        found.sort();
        let mut listed: Vec<String> = ASSETS.iter().map(|a| a.name.to_owned()).collect();
        listed.sort();
        assert_eq!(found, listed);
    }

    /// Bytes of what is loaded before anything is shown, and of the start page.
    const FIRST: usize = 150_000;

    #[test]
    fn the_first_page_is_small() {
        let first = |a: &&Asset| {
            !a.name.starts_with("js/views/") || a.name.ends_with("start.js") || a.name.ends_with("check.js")
        };
        let bytes: usize = ASSETS.iter().filter(first).map(|a| a.bytes.len()).sum();
        assert!(bytes <= FIRST, "{bytes} bytes");
    }

    #[test]
    fn nothing_in_the_page_asks_for_what_its_policy_forbids() {
        for a in ASSETS.iter().filter(|a| a.kind != SVG) {
            let text = std::str::from_utf8(a.bytes).expect("UTF-8").replace("http://www.w3.org/2000/svg", "");
            for forbidden in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                " style=\"",
                " onclick=",
                "http://",
                "https://",
            ] {
                assert!(!text.contains(forbidden), "{}: {forbidden}", a.name);
            }
        }
    }
}
