//! Nobody but the page gets in: names, origins, types, sizes, cookies.

use super::{Bench, HOST, ORIGIN, bench};
use crate::{Options, ServeError, add_user, serve};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use serde_json::json;

async fn status(bench: &Bench, request: axum::http::request::Builder) -> StatusCode {
    bench.send(request.body(Body::empty()).expect("a request")).await.status()
}

#[tokio::test]
async fn only_its_own_names_are_answered() {
    let b = bench(|_| {}).await;
    for host in [HOST, "localhost:4711", "[::1]:4711", "LOCALHOST:4711"] {
        assert_eq!(
            status(&b, Request::builder().uri("/").header("host", host)).await,
            StatusCode::OK,
            "{host}"
        );
    }
    // DNS rebinding, another port, a name that begins alike, tricks of the header.
    for host in [
        "evil.example",
        "evil.example:4711",
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost.evil.example:4711",
        "127.0.0.1:4711@evil.example",
        "127.0.0.1:4711.",
        "0.0.0.0:4711",
        "[::ffff:127.0.0.1]:4711",
        "",
    ] {
        for path in ["/", "/api/state", "/assets/app.css", "/nowhere"] {
            let request = Request::builder().uri(path).header("host", host).header("cookie", &b.cookie);
            assert_eq!(status(&b, request).await, StatusCode::MISDIRECTED_REQUEST, "{host} {path}");
        }
    }
    let none = Request::builder().uri("/");
    assert_eq!(status(&b, none).await, StatusCode::MISDIRECTED_REQUEST);
    let twice = Request::builder().uri("/").header("host", HOST).header("host", "evil.example");
    assert_eq!(status(&b, twice).await, StatusCode::MISDIRECTED_REQUEST);
    let absolute = Request::builder().uri("http://evil.example/").header("host", HOST);
    assert_eq!(status(&b, absolute).await, StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn what_other_pages_send_is_refused() {
    let b = bench(|_| {}).await;
    let post = |origin: Option<&str>, kind: &str| {
        let mut r = Request::builder()
            .method("POST")
            .uri("/api/archive")
            .header("host", HOST)
            .header("cookie", &b.cookie);
        if let Some(origin) = origin {
            r = r.header("origin", origin);
        }
        r.header("content-type", kind)
    };
    for origin in [
        None,
        Some("null"),
        Some("https://evil.example"),
        Some("http://localhost:4712"),
        Some("https://127.0.0.1:4711"),
        Some(""),
    ] {
        assert_eq!(status(&b, post(origin, "application/json")).await, StatusCode::FORBIDDEN, "{origin:?}");
    }
    // What a form can send without asking first.
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "",
    ] {
        assert_eq!(status(&b, post(Some(ORIGIN), kind)).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    for method in ["PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"] {
        let r =
            Request::builder().method(method).uri("/api/state").header("host", HOST).header("origin", ORIGIN);
        assert_eq!(status(&b, r).await, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    // Reading from another page.
    for (site, wanted) in [
        ("cross-site", StatusCode::FORBIDDEN),
        ("same-site", StatusCode::FORBIDDEN),
        ("same-origin", StatusCode::OK),
        ("none", StatusCode::OK),
    ] {
        let r = Request::builder()
            .uri("/api/state")
            .header("host", HOST)
            .header("cookie", &b.cookie)
            .header("sec-fetch-site", site);
        assert_eq!(status(&b, r).await, wanted, "{site}");
    }
}

#[tokio::test]
async fn without_a_session_nothing_is_told() {
    let mut b = bench(|_| {}).await;
    let good = std::mem::take(&mut b.cookie);
    for path in ["/api/state", "/api/folders", "/api/archive", "/api/jobs", "/api/jobs/1"] {
        assert_eq!(b.get(path).await.0, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(b.put("/api/sources/a.txt", "x").await.0, StatusCode::UNAUTHORIZED);
    for wrong in ["fontes-4711=", "fontes-4711=00", "fontes-4712=x", "other=1"] {
        b.cookie = wrong.into();
        assert_eq!(b.get("/api/state").await.0, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    b.cookie.clear();
    assert_eq!(b.get("/api/session").await.1["in"], false);
    assert!(b.enter("{\"token\":\"0000\"}").await.is_none());
    b.cookie = good;
    assert_eq!(b.get("/api/state").await.0, StatusCode::OK);
    // Who leaves is out, whoever keeps the cookie.
    let leave = b.write("DELETE", "/api/session");
    assert_eq!(status(&b, leave).await, StatusCode::NO_CONTENT);
    assert_eq!(b.get("/api/state").await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_browsers_token_lets_in_once_and_the_cookie_is_a_strict_one() {
    let b = bench(|_| {}).await;
    let once = b.app.opened().once.split("token=").nth(1).expect("a token").to_owned();
    let body = format!("{{\"token\":\"{once}\"}}");
    let request = b.write("POST", "/api/session").body(Body::from(body.clone())).expect("a request");
    let response = b.send(request).await;
    let cookie = response.headers()["set-cookie"].to_str().expect("text").to_owned();
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
    assert!(b.enter(&body).await.is_none());
}

#[tokio::test]
async fn every_answer_forbids_scripts_of_others_and_frames() {
    let b = bench(|_| {}).await;
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/drafts/x", "text/html; charset=utf-8"),
        ("/assets/app.css", "text/css; charset=utf-8"),
        ("/assets/js/main.js", "text/javascript; charset=utf-8"),
        ("/api/state", "application/json"),
        ("/api/nowhere", "application/json"),
    ] {
        let r = Request::builder().uri(path).header("host", HOST).header("cookie", &b.cookie);
        let response = b.send(r.body(Body::empty()).expect("a request")).await;
        let h = response.headers();
        let text = |name: &str| h[name].to_str().expect("text");
        assert_eq!(text("content-type"), kind, "{path}");
        assert!(
            text("content-security-policy").starts_with("default-src 'none'; script-src 'self'"),
            "{path}"
        );
        assert!(
            text("content-security-policy")
                .contains("frame-ancestors 'none'; require-trusted-types-for 'script'")
        );
        assert_eq!((text("x-content-type-options"), text("x-frame-options")), ("nosniff", "DENY"));
        assert_eq!(
            text("cache-control"),
            if path.starts_with("/api") { "no-store" } else { "no-cache" },
            "{path}"
        );
        if path == "/assets/app.css" {
            let again =
                Request::builder().uri(path).header("host", HOST).header("if-none-match", text("etag"));
            assert_eq!(status(&b, again).await, StatusCode::NOT_MODIFIED);
        }
    }
    let gone = Request::builder().uri("/assets/../src/lib.rs").header("host", HOST);
    assert_eq!(status(&b, gone).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_sent_is_bounded_and_stays_in_its_folder() {
    let b = bench(|o| o.upload_limit = 1000).await;
    let (s, told) = b.put("/api/sources/%2e%2e%2f%2e%2e%2fx.txt", "words").await;
    assert_eq!(s, StatusCode::OK, "{told}");
    assert_eq!(
        std::fs::read_to_string(b.folder.path().join("my.fontes.workbench/sources/x.txt")).expect("kept"),
        "words"
    );
    assert_eq!(b.put("/api/sources/.profile", "x").await.0, StatusCode::BAD_REQUEST);
    // Said to be long, and found to be so: neither leaves a file.
    assert_eq!(b.put("/api/sources/long.txt", "x".repeat(2000)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    let said = b.write("PUT", "/api/sources/long.txt").header("content-length", "999999999999");
    assert_eq!(status(&b, said).await, StatusCode::PAYLOAD_TOO_LARGE);
    let kept: Vec<_> =
        std::fs::read_dir(b.folder.path().join("my.fontes.workbench/sources")).expect("a folder").collect();
    assert_eq!(kept.len(), 1);
    let long = json!({ "sources": ["x".repeat(2 << 20)] });
    assert_eq!(b.post("/api/archive", long).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    for wrong in ["", "{", "[]", "{\"sources\": 1}", "{\"evil\": 1}"] {
        let r = b.write("POST", "/api/archive").body(Body::from(wrong)).expect("a request");
        assert!(b.json(r).await.0.is_client_error(), "{wrong}");
    }
}

#[tokio::test]
async fn a_workbench_for_reading_takes_nothing() {
    let b = bench(|o| o.read_only = true).await;
    assert_eq!(b.get("/api/state").await.1["read_only"], true);
    assert_eq!(b.put("/api/sources/a.txt", "x").await.0, StatusCode::FORBIDDEN);
    assert_eq!(b.post("/api/archive", json!({})).await.0, StatusCode::FORBIDDEN);
    assert_eq!(b.get("/api/folders").await.0, StatusCode::FORBIDDEN);
    assert!(!b.folder.path().join("my.fontes.workbench").exists());
}

#[tokio::test]
async fn users_come_in_by_name_and_password_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let users = folder.path().join("desk.users");
    add_user(&users, "Ada Tov", "a long password").expect("written");
    add_user(&users, "ben", "another password").expect("written");
    assert!(add_user(&users, "x:y", "a long password").is_err() && add_user(&users, "z", "short").is_err());
    let text = std::fs::read_to_string(&users).expect("users");
    assert!(text.contains("ben:$argon2id$") && !text.contains("password"), "{text}");
    let mut b = bench(|o| {
        o.users = Some(users.clone());
        o.behind = Some("https://desk.example.org".into());
    })
    .await;
    let enter = async |body: serde_json::Value| {
        let r = Request::builder().method("POST").uri("/api/session").header("host", "desk.example.org");
        let r = r.header("origin", "https://desk.example.org").header("content-type", "application/json");
        b.send(r.body(Body::from(body.to_string())).expect("a request")).await
    };
    for wrong in [
        json!({ "name": "ben", "password": "a long password" }),
        json!({ "name": "nobody", "password": "a long password" }),
        json!({ "name": "", "password": "" }),
        json!({ "token": "x" }),
        json!({ "name": "ben" }),
    ] {
        assert!(enter(wrong.clone()).await.status().is_client_error(), "{wrong}");
    }
    let good = enter(json!({ "name": "ben", "password": "another password" })).await;
    let cookie = good.headers()["set-cookie"].to_str().expect("text").to_owned();
    assert!(cookie.contains("; Secure"), "{cookie}");
    b.cookie = cookie.split(';').next().expect("a pair").to_owned();
    let r =
        Request::builder().uri("/api/state").header("host", "desk.example.org").header("cookie", &b.cookie);
    let (_, state) = b.json(r.body(Body::empty()).expect("a request")).await;
    assert_eq!((&state["user"], &state["local"]), (&json!("ben"), &json!(false)));
    // The name of the machine is not that of the page.
    assert_eq!(b.get("/api/state").await.0, StatusCode::MISDIRECTED_REQUEST);
}

#[test]
fn other_machines_are_let_in_only_with_users_and_tls() {
    let open = |change: fn(&mut Options)| {
        let mut o = Options { listen: "0.0.0.0".parse().expect("an address"), ..Options::default() };
        change(&mut o);
        matches!(serve(o, |_| panic!("served")), Err(ServeError::Usage(_)))
    };
    assert!(open(|_| {}));
    assert!(open(|o| o.users = Some("x".into())));
    assert!(open(|o| o.behind = Some("https://x.example".into())));
    for wrong in ["http://x.example", "x.example", "https://", "https://x/y", "https://a b"] {
        let o = Options { behind: Some(wrong.into()), ..Options::default() };
        assert!(matches!(serve(o, |_| panic!("served")), Err(ServeError::Usage(_))), "{wrong}");
    }
}
