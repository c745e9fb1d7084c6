//! `/api/session`: coming in and leaving. The only resource that asks for no session.

use super::answer::{Routes, Sent, Told};
use crate::error::Problem;
use crate::session::Who;
use crate::state::App;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/session", who).post("/api/session", enter).delete("/api/session", leave)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    token: Option<String>,
    name: Option<String>,
    password: Option<String>,
}

/// Whether somebody is in, and how one comes in.
async fn who(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let who: Option<Who> = app.sessions.who(&headers);
    let told = json!({
        "in": who.is_some(),
        "user": who.and_then(|w| w.name),
        "users": app.sessions.has_users(),
    });
    Told(told).into_response()
}

async fn enter(State(app): State<Arc<App>>, Sent(entry): Sent<Entry>) -> Result<Response, Problem> {
    let cookie = match (entry.token, entry.name, entry.password) {
        (Some(token), None, None) => app.sessions.by_token(&token)?,
        (None, Some(name), Some(password)) if password.len() <= 1024 => {
            app.sessions.by_password(name.trim().to_owned(), password).await?
        }
        _ => return Err(Problem::bad("a token, or a name and a password")),
    };
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

async fn leave(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, app.sessions.leave(&headers))]).into_response()
}
