//! How is a request read, and how is it answered? What all resources share.

use crate::error::Problem;
use crate::state::App;
use axum::Router;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post, put};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// Routes, and which they are.
#[derive(Debug, Default)]
pub(crate) struct Routes {
    pub(super) router: Router<Arc<App>>,
    pub(super) listed: Vec<(&'static str, &'static str)>,
}

macro_rules! method {
    ($name:ident, $method:literal) => {
        pub(super) fn $name<H: Handler<T, Arc<App>>, T: 'static>(
            mut self,
            path: &'static str,
            handler: H,
        ) -> Self {
            self.listed.push(($method, path));
            self.router = self.router.route(path, $name(handler));
            self
        }
    };
}

impl Routes {
    method!(get, "get");
    method!(post, "post");
    method!(put, "put");
    method!(delete, "delete");

    /// A route with more than its handler: a limit of its own.
    pub(super) fn on(
        mut self,
        method: &'static str,
        path: &'static str,
        handler: MethodRouter<Arc<App>>,
    ) -> Self {
        self.listed.push((method, path));
        self.router = self.router.route(path, handler);
        self
    }

    /// With those of a resource.
    pub(super) fn with(self, resource: impl FnOnce(Self) -> Self) -> Self {
        resource(self)
    }
}

/// JSON that was sent.
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(e) => Err(Problem::new(e.status(), e.body_text(), "")),
        }
    }
}

/// What stands after the question mark.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Query::<T>::from_request_parts(parts, state).await;
        read.map(|Query(q)| Self(q)).map_err(|e| Problem::bad(e.body_text()))
    }
}

/// The parts of the address.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let read = Path::<T>::from_request_parts(parts, state).await;
        read.map(|Path(p)| Self(p)).map_err(|_| Problem::missing("there is nothing at this address"))
    }
}

/// An answer in JSON.
pub(crate) struct Told(pub(crate) Value);

impl IntoResponse for Told {
    fn into_response(self) -> Response {
        (StatusCode::OK, [("content-type", "application/json")], self.0.to_string()).into_response()
    }
}

/// Does what blocks where it may block.
pub(crate) async fn work<T: Send + 'static>(
    what: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(what).await {
        Ok(done) => done,
        Err(_) => Err(Problem::broken("the program failed at this; it is a bug")),
    }
}

/// The same for what is told in JSON.
pub(crate) async fn tell(
    what: impl FnOnce() -> Result<Value, Problem> + Send + 'static,
) -> Result<Told, Problem> {
    work(what).await.map(Told)
}
