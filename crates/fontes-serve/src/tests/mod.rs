//! The server as a stranger meets it, without a network: requests go straight to the router.

mod decisions;
mod guard;

use crate::state::App;
use crate::{Options, api};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use fontes_kit::{IndexPlan, ReadOptions, Reader, Silent, Workers, index};
use http_body_util::BodyExt;
use serde_json::Value;
use std::sync::Arc;
use tower::ServiceExt;

pub(crate) const PORT: u16 = 4711;
pub(crate) const HOST: &str = "127.0.0.1:4711";
pub(crate) const ORIGIN: &str = "http://127.0.0.1:4711";

/// A server over an archive of two small files, with somebody signed in.
pub(crate) struct Bench {
    pub(crate) app: Arc<App>,
    pub(crate) router: Router,
    pub(crate) cookie: String,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) fn reading() -> ReadOptions {
    ReadOptions { workers: Workers::None, ..ReadOptions::default() }
}

pub(crate) async fn bench(change: impl FnOnce(&mut Options)) -> Bench {
    let folder = tempfile::tempdir().expect("a folder");
    let sources = folder.path().join("sources");
    std::fs::create_dir(&sources).expect("made");
    std::fs::write(sources.join("minutes.txt"), "The board resolved that the harbour dues shall not be raised before the first of March.\n\nThe clerk was asked to write to the owners of the mole and to report at the next meeting.\n").expect("written");
    std::fs::write(sources.join("letter.txt"), "Sir, the lamp on the west mole has been moved by eleven inches since it was built, and nobody has told the pilots of it.\n").expect("written");
    let archive = folder.path().join("my.fontes");
    index(&IndexPlan::new(&[sources], &archive), &Reader::new(&reading()), &Silent).expect("an archive");
    let mut options = Options { archive: Some(archive), reading: reading(), ..Options::default() };
    change(&mut options);
    let app = App::new(options, PORT).expect("a server");
    let router = api::router(Arc::clone(&app));
    let mut bench = Bench { app, router, cookie: String::new(), folder };
    if !bench.app.sessions.has_users() {
        let token = bench.token();
        bench.cookie = bench.enter(&format!("{{\"token\":\"{token}\"}}")).await.expect("signed in");
    }
    bench
}

impl Bench {
    /// The token of the printed address.
    pub(crate) fn token(&self) -> String {
        self.app.opened().address.split("token=").nth(1).expect("a token").to_owned()
    }

    /// Signs in, and gives the cookie.
    pub(crate) async fn enter(&self, body: &str) -> Option<String> {
        let request =
            self.write("POST", "/api/session").body(Body::from(body.to_owned())).expect("a request");
        let response = self.send(request).await;
        let cookie = response.headers().get("set-cookie")?.to_str().ok()?;
        Some(cookie.split(';').next()?.to_owned())
    }

    /// A request with all that a browser would send from the page.
    pub(crate) fn write(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let kind = if method == "PUT" { "application/octet-stream" } else { "application/json" };
        Request::builder()
            .method(method)
            .uri(path)
            .header("host", HOST)
            .header("origin", ORIGIN)
            .header("content-type", kind)
            .header("cookie", &self.cookie)
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("an answer")
    }

    pub(crate) async fn json(&self, request: Request<Body>) -> (StatusCode, Value) {
        let response = self.send(request).await;
        let status = response.status();
        let bytes = response.into_body().collect().await.expect("a body").to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, Value) {
        let request = Request::builder().uri(path).header("host", HOST).header("cookie", &self.cookie);
        self.json(request.body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.json(self.write("POST", path).body(Body::from(body.to_string())).expect("a request")).await
    }

    pub(crate) async fn put(&self, path: &str, body: impl Into<Body>) -> (StatusCode, Value) {
        self.json(self.write("PUT", path).body(body.into()).expect("a request")).await
    }

    /// The result of a job.
    pub(crate) async fn finished(&self, answer: &Value) -> Value {
        let id = answer["job"].as_u64().expect("a job");
        loop {
            let (_, job) = self.get(&format!("/api/jobs/{id}")).await;
            if job["state"] != "running" {
                assert_eq!(job["state"], "done", "{job}");
                return job["result"].clone();
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }
}
