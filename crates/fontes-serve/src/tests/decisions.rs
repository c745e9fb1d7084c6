//! Nothing that was decided is lost: not by another decider, another check, another wording, another machine.

use super::{Bench, bench};
use axum::body::Body;
use axum::http::StatusCode;
use serde_json::{Value, json};

const DRAFT: &str = "# The harbour\n\nThe board resolved “that the harbour dues shall be raised before the first of March”.\n\nThe letter says that “the lamp on the west mole has been moved by twelve inches since it was built”.\n\nHe wrote that “nobody ever saw the owners of the lighthouse dance upon the quay at midnight”.\n";

async fn checked(b: &Bench, text: &str) -> (String, Value) {
    let (status, begun) = b.put("/api/drafts/draft.md", text.to_owned()).await;
    assert_eq!(status, StatusCode::OK, "{begun}");
    b.finished(&begun).await;
    let id = begun["id"].as_str().expect("an id").to_owned();
    let (_, whole) = b.get(&format!("/api/drafts/{id}")).await;
    (id, whole)
}

fn findings(whole: &Value) -> &Vec<Value> {
    whole["findings"].as_array().expect("findings")
}

async fn decide(b: &Bench, id: &str, f: &Value, decision: &str, who: &str) -> (StatusCode, Value) {
    let body = json!({ "index": f["index"], "fingerprint": f["fingerprint"], "decision": decision, "who": who, "note": format!("{who} looked") });
    b.post(&format!("/api/drafts/{id}/decisions"), body).await
}

fn altered(whole: &Value) -> Value {
    findings(whole)
        .iter()
        .find(|f| f["words"].as_str().is_some_and(|w| w.contains("dues")))
        .expect("the altered one")
        .clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_told_undone_and_follows_its_passage() {
    let b = bench(|_| {}).await;
    let (id, whole) = checked(&b, DRAFT).await;
    let f = altered(&whole);
    assert_eq!(f["code"], "quotation/altered");
    let (status, done) = decide(&b, &id, &f, "wrong", "Ada").await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(done["decisions"][0]["decision"], "wrong");
    // Taken back, it stays in the log and holds no more.
    let (_, undone) =
        b.post(&format!("/api/drafts/{id}/undo"), json!({ "decision": done["id"], "who": "Ada" })).await;
    assert_eq!(undone["findings"][0]["decisions"], json!([]));
    let (_, log) = b.get(&format!("/api/drafts/{id}/decisions")).await;
    assert_eq!(log["log"].as_array().map(Vec::len), Some(2));
    decide(&b, &id, &f, "wrong", "Ada").await;
    // Another paragraph before it: it is the same passage.
    let (_, moved) = checked(
        &b,
        &DRAFT.replace(
            "# The harbour\n",
            "# The harbour\n\nA new beginning of some words that nobody quoted.\n",
        ),
    )
    .await;
    let d = &altered(&moved)["decisions"];
    assert_eq!((&d[0]["decision"], &d[0]["earlier_wording"]), (&json!("wrong"), &json!(false)), "{d}");
    // The words are mended: the decision was made on an earlier wording, and says so.
    let (_, mended) = checked(
        &b,
        &DRAFT.replace("shall be raised before the first", "shall be raised not before the first"),
    )
    .await;
    let d = &altered(&mended)["decisions"];
    assert_eq!((&d[0]["decision"], &d[0]["earlier_wording"]), (&json!("wrong"), &json!(true)), "{d}");
    // The passage is gone: what was decided is told all the same.
    let (_, gone) =
        checked(&b, "# The harbour\n\nNothing is left of all that was once written here about it.\n").await;
    assert_eq!(gone["left"][0]["decision"], "wrong");
    assert!(gone["left"][0]["words"].as_str().is_some_and(|w| w.contains("dues")));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_deciders_at_once_lose_nothing() {
    let b = bench(|_| {}).await;
    let (id, whole) = checked(&b, DRAFT).await;
    let all = findings(&whole).clone();
    let mut tasks = Vec::new();
    for n in 0..40 {
        let (router, cookie, id, f) =
            (b.router.clone(), b.cookie.clone(), id.clone(), all[n % all.len()].clone());
        tasks.push(tokio::spawn(async move {
            let body = json!({ "index": f["index"], "fingerprint": f["fingerprint"], "decision": "right", "who": if n % 2 == 0 { "Ada" } else { "Ben" } });
            let request = axum::http::Request::builder().method("POST").uri(format!("/api/drafts/{id}/decisions"));
            let request = request.header("host", super::HOST).header("origin", super::ORIGIN).header("cookie", cookie);
            let request = request.header("content-type", "application/json").body(Body::from(body.to_string())).expect("a request");
            tower::ServiceExt::oneshot(router, request).await.expect("an answer").status()
        }));
    }
    for task in tasks {
        assert_eq!(task.await.expect("ended"), StatusCode::OK);
    }
    let (_, log) = b.get(&format!("/api/drafts/{id}/decisions")).await;
    assert_eq!(log["log"].as_array().map(Vec::len), Some(40));
    // A second server on the same store sees them all.
    let other = crate::store::Store::open(&b.app.folder().expect("a folder"), false).expect("a store");
    assert_eq!(other.all().expect("rows").len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_reader_is_blind_until_having_decided_and_differences_are_listed() {
    let b = bench(|_| {}).await;
    let (id, whole) = checked(&b, DRAFT).await;
    let f = altered(&whole);
    decide(&b, &id, &f, "wrong", "Ada").await;
    let blind = format!("/api/drafts/{id}?blind=Ben");
    let (_, seen) = b.get(&blind).await;
    assert_eq!((&altered(&seen)["decisions"], &seen["differences"]), (&json!([]), &json!([])));
    decide(&b, &id, &f, "right", "Ben").await;
    let (_, seen) = b.get(&blind).await;
    assert_eq!(altered(&seen)["decisions"].as_array().map(Vec::len), Some(2));
    let (_, open) = b.get(&format!("/api/drafts/{id}")).await;
    assert_eq!(open["differences"], json!([f["index"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_go_to_another_machine_and_back_without_loss() {
    let (a, b) = (bench(|_| {}).await, bench(|_| {}).await);
    let (id, whole) = checked(&a, DRAFT).await;
    let f = altered(&whole);
    decide(&a, &id, &f, "wrong", "Ada").await;
    let request = axum::http::Request::builder()
        .uri("/api/decisions")
        .header("host", super::HOST)
        .header("cookie", &a.cookie);
    let response = a.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(response.headers()["content-type"], "application/octet-stream");
    let bytes = http_body_util::BodyExt::collect(response.into_body()).await.expect("a body").to_bytes();
    let lines = String::from_utf8(bytes.to_vec()).expect("text");
    let (other, there) = checked(&b, DRAFT).await;
    decide(&b, &other, &altered(&there), "right", "Ben").await;
    let (_, read) = b.post("/api/decisions", json!({ "lines": lines })).await;
    assert_eq!((&read["read"], &read["added"]), (&json!(1), &json!(1)));
    let (_, again) = b.post("/api/decisions", json!({ "lines": lines })).await;
    assert_eq!(again["added"], 0);
    let (_, merged) = b.get(&format!("/api/drafts/{other}")).await;
    assert_eq!(altered(&merged)["decisions"].as_array().map(Vec::len), Some(2));
    // What is no log is not read in, not even in part.
    for wrong in [
        "{}",
        "x",
        &lines.replace("\"wrong\"", "\"maybe\""),
        &format!("{lines}{{\"id\":1}}\n"),
        &lines.replace("\"who\":\"Ada\"", "\"who\":\" \""),
    ] {
        assert_eq!(
            b.post("/api/decisions", json!({ "lines": wrong })).await.0,
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_a_decision_is_refused() {
    let b = bench(|_| {}).await;
    let (id, whole) = checked(&b, DRAFT).await;
    let f = altered(&whole);
    let to = format!("/api/drafts/{id}/decisions");
    let good =
        json!({ "index": f["index"], "fingerprint": f["fingerprint"], "decision": "right", "who": "Ada" });
    for (field, value, wanted) in [
        ("who", json!(""), StatusCode::BAD_REQUEST),
        ("who", json!("x".repeat(100)), StatusCode::BAD_REQUEST),
        ("who", json!("a\nb"), StatusCode::BAD_REQUEST),
        ("decision", json!("maybe"), StatusCode::BAD_REQUEST),
        ("note", json!("x".repeat(5000)), StatusCode::BAD_REQUEST),
        ("fingerprint", json!("0000000000000000"), StatusCode::CONFLICT),
        ("index", json!(9999), StatusCode::CONFLICT),
    ] {
        let mut bad = good.clone();
        bad[field] = value;
        assert_eq!(b.post(&to, bad.clone()).await.0, wanted, "{bad}");
    }
    assert_eq!(b.post("/api/drafts/nowhere/decisions", good).await.0, StatusCode::CONFLICT);
    let (_, log) = b.get(&to).await;
    assert_eq!(log["log"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_report_has_the_decisions() {
    let b = bench(|_| {}).await;
    let (id, whole) = checked(&b, DRAFT).await;
    let f = altered(&whole);
    decide(&b, &id, &f, "needs-work", "Ada <b>").await;
    for format in ["html", "csv", "json", "sarif", "xlsx"] {
        let request = axum::http::Request::builder().uri(format!("/api/drafts/{id}/report/{format}"));
        let request = request.header("host", super::HOST).header("cookie", &b.cookie).body(Body::empty());
        let response = b.send(request.expect("a request")).await;
        assert_eq!(response.status(), StatusCode::OK, "{format}");
        let kept = response.headers()["content-disposition"].to_str().expect("text").to_owned();
        assert!(kept.starts_with(&format!("attachment; filename=\"draft.md.{format}\"")), "{kept}");
        let bytes = http_body_util::BodyExt::collect(response.into_body()).await.expect("a body").to_bytes();
        if format != "xlsx" {
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.contains("needs-work") || text.contains("needs work"), "{format}");
            assert!(format != "html" || text.contains("Ada &lt;b&gt;"), "{format}");
        }
    }
    assert_eq!(b.get(&format!("/api/drafts/{id}/report/exe")).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_draft_is_shown_with_its_findings_and_their_sources() {
    let b = bench(|_| {}).await;
    let (id, whole) = checked(&b, DRAFT).await;
    let (_, pane) = b.get(&format!("/api/drafts/{id}/pane")).await;
    assert_eq!((&pane["markdown"], &pane["c"][0]["e"]), (&json!(true), &json!("heading")));
    let f = altered(&whole);
    let (_, d) = b.get(&format!("/api/drafts/{id}/findings/{}", f["index"])).await;
    let words = |p: &Value| {
        p["pieces"]
            .as_array()
            .expect("pieces")
            .iter()
            .map(|x| x["text"].as_str().expect("text"))
            .collect::<String>()
    };
    assert!(words(&d["sources"][0]).contains("shall not be raised"), "{d}");
    assert!(words(&d["draft"]).contains("shall be raised"), "{d}");
    assert!(d["sources"][0]["before"].as_str().is_some_and(|t| t.contains("board")), "{d}");
    assert_eq!(d["sources"][0]["key"].as_str().map(str::len), Some(32));
    // Off the list, and back with its decisions.
    decide(&b, &id, &f, "right", "Ada").await;
    let request = b.write("DELETE", &format!("/api/drafts/{id}")).body(Body::empty()).expect("a request");
    assert_eq!(b.json(request).await.0, StatusCode::OK);
    assert_eq!(b.get("/api/drafts").await.1["drafts"], json!([]));
    let (_, again) = checked(&b, DRAFT).await;
    assert_eq!(altered(&again)["decisions"][0]["decision"], "right");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_of_the_store_is_whole() {
    let b = bench(|_| {}).await;
    let (id, whole) = checked(&b, DRAFT).await;
    decide(&b, &id, &altered(&whole), "right", "Ada").await;
    let copy = b.app.folder().expect("a folder").join("backup.sqlite");
    for _ in 0..100 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        if let Ok(c) =
            rusqlite::Connection::open_with_flags(&copy, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)
            && c.query_row("SELECT count(*) FROM decisions", [], |r| r.get::<_, i64>(0)).is_ok_and(|n| n == 1)
        {
            let sound: String = c.query_row("PRAGMA integrity_check", [], |r| r.get(0)).expect("checked");
            assert_eq!(sound, "ok");
            return;
        }
    }
    panic!("no copy was made");
}
