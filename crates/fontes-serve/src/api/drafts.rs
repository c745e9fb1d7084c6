//! `/api/drafts`: what is checked, how it is shown, and each finding of it.

use super::answer::{Asked, Named, Routes, Sent, Told, tell, work};
use super::folders;
use super::upload::{keep, plain_name};
use crate::checking::check;
use crate::decided::{Decided, Held, decided, differences};
use crate::drafts::{Open, id_of};
use crate::error::Problem;
use crate::session::Who;
use crate::state::App;
use crate::store::drafts::Known;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fontes_check::Finding;
use fontes_report::pane::{Element, Shown, show};
use fontes_report::screen::visible;
use fontes_report::tone::{Group, tone};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

/// Bytes of a finding's words in the list.
const WORDS: usize = 300;

pub(super) fn routes(r: Routes) -> Routes {
    r.get("/api/drafts", list)
        .post("/api/drafts", choose)
        .put("/api/drafts/{id}", drop_draft)
        .get("/api/drafts/{id}", one)
        .delete("/api/drafts/{id}", hide)
        .post("/api/drafts/{id}/check", again)
        .get("/api/drafts/{id}/pane", pane)
        .get("/api/drafts/{id}/findings/{index}", detail)
}

async fn list(State(app): State<Arc<App>>) -> Result<Told, Problem> {
    tell(move || {
        let store = app.store()?;
        let mut out = Vec::new();
        for known in store.drafts()? {
            let rows = store.of_draft(&known.id, &known.name)?;
            let mut value = described(&known);
            value["decisions"] = rows.iter().filter(|r| r.undoes.is_none()).count().into();
            value["open"] = app.drafts.get(&known.id).is_some().into();
            out.push(value);
        }
        Ok(json!({ "drafts": out }))
    })
    .await
}

fn described(k: &Known) -> Value {
    json!({
        "id": k.id, "name": visible(&k.name), "path": visible(&k.path), "added": k.added, "last": k.last,
        "there": PathBuf::from(&k.path).exists(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    path: String,
}

/// A draft of this machine.
async fn choose(State(app): State<Arc<App>>, Sent(choice): Sent<Choice>) -> Result<Told, Problem> {
    folders::allowed(&app)?;
    tell(move || {
        let path = std::path::absolute(&choice.path)?;
        if !path.is_file() {
            return Err(Problem::bad(format!("{}: there is no file there", path.display())));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let path = path.to_string_lossy().into_owned();
        let id = id_of(&path);
        app.store()?.add_draft(&id, &path, &name)?;
        begin(&app, &id)
    })
    .await
}

/// A draft that is dropped on the page; the same name again is the same draft, edited.
async fn drop_draft(
    State(app): State<Arc<App>>,
    Named(name): Named<String>,
    body: Body,
) -> Result<Told, Problem> {
    let (limit, name) = (app.options.upload_limit, plain_name(&name)?);
    let folder = app.folder()?.join("drafts");
    let path = keep(&folder, &name, body, limit).await?;
    tell(move || {
        // Known by its name, so that its decisions are found wherever the store is taken.
        let id = id_of(&format!("sent/{name}"));
        app.store()?.add_draft(&id, &path.to_string_lossy(), &name)?;
        begin(&app, &id)
    })
    .await
}

/// Starts a check.
fn begin(app: &Arc<App>, id: &str) -> Result<Value, Problem> {
    let known = app.store()?.draft(id)?.ok_or_else(|| Problem::missing("there is no such draft"))?;
    if !PathBuf::from(&known.path).exists() {
        return Err(Problem::new(
            axum::http::StatusCode::NOT_FOUND,
            format!("{}: the file is not there any more", known.path),
            "drop it on the page again",
        ));
    }
    let (id, at) = (known.id.clone(), Arc::clone(app));
    let job = app.jobs.start("check", &id, move |job| check(&at, known, job))?;
    Ok(json!({ "id": id, "job": job.id }))
}

async fn again(State(app): State<Arc<App>>, Named(id): Named<String>) -> Result<Told, Problem> {
    tell(move || begin(&app, &id)).await
}

async fn hide(State(app): State<Arc<App>>, Named(id): Named<String>) -> Result<Told, Problem> {
    tell(move || match app.store()?.hide_draft(&id)? {
        true => Ok(json!({ "hidden": id })),
        false => Err(Problem::missing("there is no such draft")),
    })
    .await
}

#[derive(Deserialize)]
struct View {
    /// Who looks without seeing what others decided.
    blind: Option<String>,
}

/// The draft and its findings; where it is not held, the job that checks it.
async fn one(
    State(app): State<Arc<App>>,
    who: Who,
    Named(id): Named<String>,
    Asked(view): Asked<View>,
) -> Result<Told, Problem> {
    tell(move || {
        let Some(open) = app.drafts.get(&id) else { return begin(&app, &id) };
        // Who is signed in reads as nobody else.
        let blind = view.blind.map(|name| who.name.unwrap_or(name));
        whole(&app, &open, blind.as_deref())
    })
    .await
}

/// An open draft.
pub(super) fn open(app: &App, id: &str) -> Result<Arc<Open>, Problem> {
    app.drafts.get(id).ok_or_else(|| {
        Problem::new(axum::http::StatusCode::CONFLICT, "this draft is not checked yet", "open it first")
    })
}

/// What is decided about an open draft.
pub(super) fn decisions(app: &App, open: &Open, findings: &[Finding]) -> Result<Decided, Problem> {
    Ok(decided(findings, &app.store()?.of_draft(&open.known.id, &open.known.name)?))
}

/// What is told of a decision.
pub(super) fn held(h: &Held) -> Value {
    let mut value = fontes_report::json::decision(&h.decision);
    value["id"] = h.id.clone().into();
    value
}

fn whole(app: &App, open: &Open, blind: Option<&str>) -> Result<Value, Problem> {
    let checked = open.checked.read().unwrap_or_else(PoisonError::into_inner);
    let mut all = decisions(app, open, &checked.findings)?;
    let different = differences(&all);
    if let Some(me) = blind {
        // What others said is not told before one has said something oneself.
        for held in &mut all.of {
            if !held.iter().any(|h| h.decision.who == me) {
                held.clear();
            }
        }
        all.left.retain(|e| e.who == me);
    }
    let (summary, listed) = open.told.get_or_init(|| told(&checked));
    let findings: Vec<Value> = (listed.iter().zip(&all.of))
        .map(|(one, decided)| {
            let mut one = one.clone();
            one["decisions"] = decided.iter().map(held).collect();
            one
        })
        .collect();
    let now = app.archive()?.totals().generation;
    let left: Vec<&crate::store::decisions::Entry> = all.left.iter().take(500).collect();
    Ok(json!({
        "draft": described(&open.known),
        "title": checked.draft.document.title.as_deref().map(|t| visible(t).into_owned()),
        "language": checked.draft.language.code(),
        "summary": summary,
        "stale": now != open.generation,
        "losses": open.losses,
        "findings": findings,
        "left": left,
        "differences": if blind.is_some() { vec![] } else { different },
    }))
}

/// What is told of a check whatever is decided.
fn told(checked: &fontes_check::Checked) -> (Value, Vec<Value>) {
    let mut summary = fontes_report::json::summary(checked);
    if let Some(map) = summary.as_object_mut() {
        map.remove("counts");
        map.remove("type");
    }
    let each = checked.findings.iter().enumerate().map(|(i, f)| listed(i, f, &checked.draft));
    (summary, each.collect())
}

fn listed(i: usize, f: &Finding, draft: &fontes_check::Draft) -> Value {
    let words = f.draft.slice(draft.text()).unwrap_or("");
    let mut end = words.len().min(WORDS);
    while !words.is_char_boundary(end) {
        end -= 1;
    }
    let short: String = words[..end].split_whitespace().collect::<Vec<_>>().join(" ");
    let more = if end < words.len() { " …" } else { "" };
    json!({
        "index": i,
        "kind": f.kind.name(),
        "verdict": f.verdict.name(),
        "code": f.code(),
        "severity": f.severity().name(),
        "group": Group::of(f).name(),
        "tone": tone(f),
        "words": format!("{}{more}", visible(&short)),
        "place": fontes_report::draft_place(draft, f.draft),
        "message": visible(&f.message),
        "reason": f.why.map(fontes_check::Why::name),
        "silenced": f.silenced.as_deref().map(|s| visible(s).into_owned()),
        "anchor": f.keys.anchor.map(|a| a.to_string()),
        "fingerprint": f.keys.fingerprint,
    })
}

async fn pane(State(app): State<Arc<App>>, Named(id): Named<String>) -> Result<Response, Problem> {
    let text = work(move || {
        let open = open(&app, &id)?;
        Ok(open.pane.get_or_init(|| nodes(&open).to_string()).clone())
    })
    .await?;
    Ok(([("content-type", "application/json")], text).into_response())
}

/// The draft as a tree: an element is {e, of…, c: [children]}, words are text or {t, f: [findings], m: main, last: […]}.
fn nodes(open: &Open) -> Value {
    let checked = open.checked.read().unwrap_or_else(PoisonError::into_inner);
    let mut stack: Vec<(Value, Vec<Value>)> = vec![(json!({ "e": "draft" }), vec![])];
    let shown: Result<(), std::convert::Infallible> = show(&checked, &mut |s| {
        let leaf = match s {
            Shown::Open(element) => {
                stack.push((element_of(element), vec![]));
                return Ok(());
            }
            Shown::Close(_) => {
                // What opens closes; the outermost stays.
                let Some((mut node, children)) = stack.pop() else { return Ok(()) };
                node["c"] = children.into();
                node
            }
            Shown::Soft => " ".into(),
            Shown::Break => json!({ "e": "br" }),
            Shown::Rule => json!({ "e": "hr" }),
            Shown::Page(label) => json!({ "e": "page", "label": visible(label) }),
            Shown::Unseen(n) => json!({ "t": "", "f": [n], "m": n, "last": [n] }),
            Shown::Words { text, over, main: Some(main), last, .. } => {
                json!({ "t": visible(text), "f": over, "m": main, "last": last })
            }
            Shown::Words { text, .. } => visible(text).into(),
        };
        if let Some(top) = stack.last_mut() {
            top.1.push(leaf);
        }
        Ok(())
    });
    let Ok(()) = shown;
    let children = stack.into_iter().next().map(|s| s.1).unwrap_or_default();
    let markdown = checked.draft.document.media_type == "text/markdown";
    json!({ "markdown": markdown, "language": checked.draft.language.code(), "c": children })
}

fn element_of(element: &Element) -> Value {
    let name = match element {
        Element::Paragraph => "p",
        Element::Heading(level) => return json!({ "e": "heading", "level": level }),
        Element::Quotation => "blockquote",
        Element::Verbatim => "pre",
        Element::List(None) => "ul",
        Element::List(Some(first)) => return json!({ "e": "ol", "start": first }),
        Element::Item => "li",
        Element::Note(label) => {
            return json!({ "e": "note", "label": label.as_deref().map(|l| visible(l).into_owned()) });
        }
        Element::Furniture => "furniture",
        Element::Table => "table",
        Element::Head => "thead",
        Element::Row => "tr",
        Element::HeadCell => "th",
        Element::Cell => "td",
        Element::Emphasis => "em",
        Element::Strong => "strong",
        Element::Struck => "s",
        Element::Link => "link",
        Element::Image => "image",
        Element::Code => "code",
        Element::Marker => "marker",
    };
    json!({ "e": name })
}

async fn detail(
    State(app): State<Arc<App>>,
    Named((id, index)): Named<(String, usize)>,
) -> Result<Told, Problem> {
    tell(move || {
        let open = open(&app, &id)?;
        let checked = open.checked.read().unwrap_or_else(PoisonError::into_inner);
        let finding =
            checked.findings.get(index).ok_or_else(|| Problem::missing("there is no such finding"))?;
        Ok(fontes_report::detail::value(finding, &checked))
    })
    .await
}
