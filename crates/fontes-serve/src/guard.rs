//! May this request be answered at all? The name it was sent to, who sent it, how much it carries; and what every
//! answer forbids the browser.

use crate::error::Problem;
use crate::session::nobody;
use crate::state::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// What a browser may do with any answer: run the page's own scripts, and load from here alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    font-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types 'none'";

/// Bytes of JSON that may be sent; decisions that are read in are more.
pub(crate) const JSON_LIMIT: usize = 1 << 20;
/// Bytes of decisions that may be read in at once.
pub(crate) const DECISIONS_LIMIT: usize = 64 << 20;

/// Looks at every request before it is routed, and at every answer.
pub(crate) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let secret = request.uri().path().starts_with("/api");
    let mut response = match refusal(&app, &request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    };
    forbid(response.headers_mut(), secret);
    response
}

fn forbid(headers: &mut HeaderMap, secret: bool) {
    let all = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), microphone=(), geolocation=(), usb=(), payment=()",
        ),
    ];
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if secret && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// The one value of a header; none where it is missing or stands twice.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&[u8]> {
    let mut all = headers.get_all(name).iter();
    match (all.next(), all.next()) {
        (Some(one), None) => Some(one.as_bytes()),
        _ => None,
    }
}

fn refusal(app: &App, request: &Request) -> Option<Problem> {
    let headers = request.headers();
    let host = only(headers, header::HOST);
    let named = request.uri().authority().is_none_or(|a| app.names.is_host(a.as_str().as_bytes()));
    if !named || !host.is_some_and(|h| app.names.is_host(h)) {
        // A page elsewhere may have led its own name to this machine.
        return Some(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "this server is not known by that name",
            "open the address that `fontes serve` printed",
        ));
    }
    let method = request.method();
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let writes = matches!(*method, Method::POST | Method::PUT | Method::DELETE);
    if !reads && !writes {
        return Some(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no such method", ""));
    }
    let elsewhere = Problem::new(StatusCode::FORBIDDEN, "this was sent by another page", "");
    if request.uri().path().starts_with("/api") {
        let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        if site.is_some_and(|s| s != b"same-origin" && s != b"none") {
            return Some(elsewhere);
        }
    }
    if writes && !only(headers, header::ORIGIN).is_some_and(|o| app.names.is_origin(o)) {
        return Some(elsewhere);
    }
    if writes { too_much(app, request) } else { None }
}

/// What is sent must be of its method's type, and not too much.
fn too_much(app: &App, request: &Request) -> Option<Problem> {
    let headers = request.headers();
    let kind = only(headers, header::CONTENT_TYPE).map(<[u8]>::to_ascii_lowercase);
    let kind = kind.as_deref();
    let (right, wanted) = match *request.method() {
        Method::POST => (
            matches!(
                kind,
                Some(
                    b"application/json"
                        | b"application/json; charset=utf-8"
                        | b"application/json;charset=utf-8"
                )
            ),
            "application/json",
        ),
        Method::PUT => (kind == Some(b"application/octet-stream"), "application/octet-stream"),
        _ => (kind.is_none() || kind == Some(b"application/json"), "application/json"),
    };
    if !right {
        return Some(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("what is sent here must be {wanted}"),
            "",
        ));
    }
    let length =
        only(headers, header::CONTENT_LENGTH).and_then(|l| std::str::from_utf8(l).ok()?.parse::<u64>().ok());
    let limit = match *request.method() {
        Method::PUT => app.options.upload_limit,
        _ => DECISIONS_LIMIT as u64,
    };
    length.is_some_and(|l| l > limit).then(|| Problem::too_large(limit))
}

/// Lets pass who is in; where nothing may be changed, reading alone.
pub(crate) async fn required(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let Some(who) = app.sessions.who(request.headers()) else {
        return nobody(app.sessions.has_users()).into_response();
    };
    if app.options.read_only && !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::read_only().into_response();
    }
    request.extensions_mut().insert(who);
    next.run(request).await
}
