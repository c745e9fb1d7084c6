//! What can be asked for? One file a resource; `docs/openapi.json` describes all of it, and a test compares.

mod answer;
mod archive;
mod decisions;
mod documents;
mod drafts;
mod folders;
mod jobs;
mod overview;
mod report;
mod reuse;
mod search;
mod session;
mod state;
mod upload;

use crate::assets;
use crate::error::Problem;
use crate::guard::{self, JSON_LIMIT};
use crate::state::App;
use answer::Routes;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// All that asks for a session. A resource is added here.
fn routes() -> Routes {
    Routes::default()
        .with(state::routes)
        .with(folders::routes)
        .with(archive::routes)
        .with(jobs::routes)
        .with(drafts::routes)
        .with(decisions::routes)
        .with(report::routes)
        .with(search::routes)
        .with(documents::routes)
        .with(overview::routes)
        .with(reuse::routes)
}

/// The whole server: what is looked at before anything is routed, the session, the resources, the page.
pub(crate) fn router(app: Arc<App>) -> Router {
    let within = routes().router.layer(middleware::from_fn_with_state(Arc::clone(&app), guard::required));
    let inner = session::routes(Routes::default())
        .router
        .merge(within)
        .fallback(no_such)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(JSON_LIMIT))
        .with_state(Arc::clone(&app));
    // A fallback is reached whatever was asked for, so that the guard stands before the routes.
    Router::new().fallback_service(inner).layer(middleware::from_fn_with_state(app, guard::guard))
}

async fn wrong_method() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this cannot be done at this address", "")
}

async fn no_such(request: Request) -> Response {
    if request.uri().path().starts_with("/api") {
        Problem::missing("there is nothing at this address").into_response()
    } else {
        assets::asset(request).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn every_route_is_described_and_every_description_is_a_route() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
        let text = std::fs::read_to_string(file).expect("the description");
        let described: Value = serde_json::from_str(&text).expect("JSON");
        let mut said = BTreeSet::new();
        for (path, item) in described["paths"].as_object().expect("paths") {
            for method in ["get", "post", "put", "delete"].into_iter().filter(|m| item.get(m).is_some()) {
                said.insert((method.to_owned(), path.clone()));
            }
        }
        let listed = session::routes(Routes::default()).listed.into_iter().chain(routes().listed);
        let ours: BTreeSet<(String, String)> = listed.map(|(m, p)| (m.to_owned(), p.to_owned())).collect();
        assert_eq!(ours, said);
    }
}
