//! What does an answer say that is none? One JSON object: what is wrong, and what helps.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fontes_kit::KitError;
use serde_json::json;

/// Why a request could not be answered.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) error: String,
    pub(crate) remedy: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, error: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { status, error: error.into(), remedy: remedy.into() }
    }

    /// What was sent is not understood.
    pub(crate) fn bad(error: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, "")
    }

    /// There is no such thing.
    pub(crate) fn missing(what: impl Into<String>) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            what,
            "it may have been in another archive, or its address was cut short",
        )
    }

    /// There is no archive yet.
    pub(crate) fn no_archive() -> Self {
        Self::new(StatusCode::CONFLICT, "no archive is open", "choose a folder of sources on the start page")
    }

    /// A file of more bytes than are taken.
    pub(crate) fn too_large(limit: u64) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("that is more than the {} MB that one file may have here", limit >> 20),
            "put it among the sources, and index them",
        )
    }

    /// The server may not be changed from the page.
    pub(crate) fn read_only() -> Self {
        Self::new(StatusCode::FORBIDDEN, "this workbench is for reading only", "start it without --read-only")
    }

    /// Something that should not be.
    pub(crate) fn broken(error: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, error, "")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({ "error": self.error, "remedy": self.remedy });
        (self.status, [("content-type", "application/json")], body.to_string()).into_response()
    }
}

impl From<KitError> for Problem {
    fn from(e: KitError) -> Self {
        let status = match &e {
            KitError::NotThere(_) => StatusCode::NOT_FOUND,
            e if e.is_usage() => StatusCode::BAD_REQUEST,
            KitError::Unreadable { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            KitError::Archive(fontes_archive::Error::Locked(_)) => StatusCode::CONFLICT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        match e {
            KitError::Unreadable { path, reason, remedy } => {
                Self::new(status, format!("{path}: {reason}"), remedy)
            }
            other => Self::new(status, other.to_string(), ""),
        }
    }
}

impl From<fontes_archive::Error> for Problem {
    fn from(e: fontes_archive::Error) -> Self {
        KitError::from(e).into()
    }
}

impl From<fontes_core::corpus::Error> for Problem {
    fn from(e: fontes_core::corpus::Error) -> Self {
        Self::broken(e.to_string())
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(e: rusqlite::Error) -> Self {
        Self::broken(format!("the store of decisions: {e}"))
    }
}

impl From<std::io::Error> for Problem {
    fn from(e: std::io::Error) -> Self {
        let status = match e.kind() {
            std::io::ErrorKind::NotFound => StatusCode::NOT_FOUND,
            std::io::ErrorKind::PermissionDenied => StatusCode::FORBIDDEN,
            std::io::ErrorKind::InvalidInput
            | std::io::ErrorKind::InvalidFilename
            | std::io::ErrorKind::NotADirectory
            | std::io::ErrorKind::IsADirectory => StatusCode::BAD_REQUEST,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::new(status, e.to_string(), "")
    }
}
