//! Does the workbench work in a browser? Its flows by mouse and by keyboard, accessibility, screenshots, by Playwright on the
//! machine's own Chromium. Where node or chromium is missing this says so loudly; with `FONTES_BROWSER=required` it fails.

mod support;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use support::Bench;

/// What is lacking to run a browser; nothing where all is there.
fn lacking(tests: &Path) -> Option<String> {
    let runs =
        |program: &str| Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success());
    if !runs("node") || !runs("npm") {
        return Some("node and npm are not installed".into());
    }
    if chromium().is_none() {
        return Some("chromium is not installed (CHROMIUM may name it)".into());
    }
    if !tests.join("node_modules/playwright-core").exists() {
        let done = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(tests).output();
        if !done.as_ref().is_ok_and(|o| o.status.success()) {
            return Some(format!("`npm ci` in {} failed", tests.display()));
        }
    }
    None
}

fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let usual =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    named.into_iter().chain(usual).find(|p| p.exists())
}

/// A server that ends with the test.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts `fontes serve`, and gives it with its address.
fn serve(bench: &Bench, more: &[&str]) -> (Server, String) {
    let mut child =
        bench.command(&["serve", "--no-open"]).args(more).stdout(Stdio::piped()).spawn().expect("a server");
    let out = BufReader::new(child.stdout.take().expect("stdout"));
    let server = Server(child);
    let mut lines = out.lines().map_while(Result::ok).map(|l| l.trim().to_owned());
    let address = lines.find(|l| l.starts_with("http://")).expect("an address");
    (server, address)
}

fn run(script: &str, folders: &[(&str, String)]) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fontes-serve/tests/browser");
    if let Some(lacking) = lacking(&tests) {
        assert!(
            std::env::var("FONTES_BROWSER").as_deref() != Ok("required"),
            "the browser tests cannot run: {lacking}"
        );
        eprintln!("\n*** SKIPPED: the workbench was not tried in a browser: {lacking} ***\n");
        return;
    }
    let mut node = Command::new("node");
    node.arg(tests.join(script)).current_dir(&tests).env("CHROMIUM", chromium().expect("chromium"));
    if let Some(shots) = std::env::var_os("FONTES_SHOTS") {
        node.env("SHOTS", shots);
    }
    folders.iter().for_each(|(name, value)| {
        node.env(name, value);
    });
    let done = node.output().expect("node");
    let said = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}");
    println!("{said}");
}

#[test]
fn the_shell_opens_and_its_token_leaves_the_address() {
    let bench = Bench::with_demo();
    bench.stdout(&["index", "harbour/archive", "--archive", "a.fontes", "-q"], &[0]);
    let (_server, address) = serve(&bench, &["--archive", "a.fontes"]);
    run("shell.mjs", &[("ADDRESS", address)]);
}

#[test]
fn from_an_empty_start_to_a_report_with_decisions() {
    let bench = Bench::with_demo();
    let (_server, address) = serve(&bench, &[]);
    let path = |name: &str| bench.path(name).to_string_lossy().into_owned();
    run(
        "check.mjs",
        &[("ADDRESS", address), ("SOURCES", path("harbour/archive")), ("DRAFT", path("harbour/draft.md"))],
    );
}

/// Three papers on one thing: the passage goes from the first to the others, and each changes it.
const PAPERS: [(&str, &str); 3] = [
    (
        "minutes.txt",
        "Port, 4 May 1921\n\nOn 4 May 1921 Captain Mira Doran told Peter Avidar that the lighthouse keeper had counted seventeen crates of \
         copper wire on the northern quay before the storm, and that the clerk of the harbour had signed for eleven of them.\n\nOn 6 June 1921 \
         Peter Avidar asked Mira Doran for the keys of the store. She gave them to him on 7 June 1921 in the presence of Hanna Weil.\n",
    ),
    (
        "letter.txt",
        "Port, 9 July 1921\n\nDear friend,\n\nIt is true that the lighthouse keeper had counted seventeen crates of copper wire on the \
         eastern quay before the storm, and that the clerk of the harbour had signed for eleven of them. Hanna Weil saw Peter Avidar leave \
         on 8 July 1921. Mira Doran was not there.\n",
    ),
    (
        "report.txt",
        "Port, 2 February 1922\n\nThe court was told on 1 February 1922 that the lighthouse keeper had counted twenty crates of copper wire on \
         the eastern quay before the storm, and that the clerk of the harbour had signed for eleven of them. Mira Doran and Hanna Weil \
         were heard in January 1922. Peter Avidar had left.\n",
    ),
];

#[test]
fn reuse_timeline_people_and_network_are_pictures_that_lead_to_their_passages() {
    let bench = Bench::with_demo();
    for (name, text) in PAPERS {
        bench.write(&format!("papers/{name}"), text);
    }
    bench.stdout(&["index", "papers", "harbour/archive", "--archive", "a.fontes", "-q"], &[0]);
    let (_server, address) = serve(&bench, &["--archive", "a.fontes"]);
    let client = Client::new(&address);
    // What takes long is a job; when it is done, the answer is there.
    let ready = |path: &str| {
        for _ in 0..600 {
            let answer = client.json("GET", path, "").expect(path);
            if answer.get("job").is_none() {
                return answer;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("{path}: not ready after a minute");
    };
    let days = ready("/api/timeline?from=1921-05&to=1921-06");
    let dates: Vec<&str> =
        days["events"].as_array().expect("events").iter().filter_map(|e| e["date"].as_str()).collect();
    assert_eq!(dates, ["1921-05-04", "1921-06-06", "1921-06-07"]);
    assert!(client.json("GET", "/api/timeline?from=May", "").is_none());
    let people = ready("/api/people?q=doran");
    assert_eq!(people["persons"][0]["name"], "Mira Doran");
    let net = ready("/api/network?min=1&person=Avidar");
    assert!(net["edges"].as_array().is_some_and(|e| e.len() >= 2), "{net}");
    let merge = "{\"merge\":[\"Mira Doran\",\"Hanna Weil\"]}";
    assert_eq!(
        client.json("POST", "/api/names", merge).expect("decided")["decisions"].as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(ready("/api/people?q=weil")["persons"][0]["name"], "Mira Doran");
    let listed = bench.json(&["people", "--archive", "a.fontes", "--json"], &[0]);
    assert!(
        listed.iter().all(|p| p["name"] != "Hanna Weil"),
        "the command goes by what was decided on the page"
    );
    assert!(client.json("POST", "/api/names", "{\"part\":[\"Hanna Weil\"]}").is_some());
    assert!(client.json("POST", "/api/names", "{\"merge\":[\"Hanna Weil\"]}").is_none());
    let clusters = ready("/api/clusters?q=lighthouse");
    let n = clusters["clusters"][0]["n"].as_u64().expect("a passage");
    let one = ready(&format!("/api/clusters/{n}"));
    support::validate(std::slice::from_ref(&one), "synopsis.json");
    assert_eq!(one["witnesses"].as_array().map(Vec::len), Some(3), "{one}");
    let changes = one["steps"].to_string();
    assert!(
        changes.contains("northern") && changes.contains("eastern") && changes.contains("twenty"),
        "{changes}"
    );
    run("pictures.mjs", &[("ADDRESS", address)]);
}

/// A client that knows just enough HTTP.
struct Client {
    host: String,
    cookie: String,
}

impl Client {
    fn new(address: &str) -> Self {
        let (base, token) = address.split_once("/#token=").expect("a token");
        let mut client = Self { host: base.trim_start_matches("http://").to_owned(), cookie: String::new() };
        let answer =
            client.ask("POST", "/api/session", &format!("{{\"token\":\"{token}\"}}")).expect("an answer");
        let cookie = answer.lines().find_map(|l| l.strip_prefix("set-cookie: ")).expect("a cookie");
        client.cookie = cookie.split(';').next().expect("a pair").to_owned();
        client
    }

    /// The whole answer; none where the server is gone.
    fn ask(&self, method: &str, path: &str, body: &str) -> Option<String> {
        use std::io::{Read, Write};
        let mut stream = std::net::TcpStream::connect(&self.host).ok()?;
        let kind = if method == "PUT" { "application/octet-stream" } else { "application/json" };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\ncookie: {cookie}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len(),
            host = self.host,
            cookie = self.cookie
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    fn json(&self, method: &str, path: &str, body: &str) -> Option<serde_json::Value> {
        let answer = self.ask(method, path, body)?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        if !head.starts_with("HTTP/1.1 200") {
            return None;
        }
        serde_json::from_str(body).ok()
    }

    /// The draft, when it is checked.
    fn checked(&self, id: &str) -> serde_json::Value {
        loop {
            let got = self.json("GET", &format!("/api/drafts/{id}"), "").expect("the draft");
            if got.get("job").is_none() {
                return got;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }
}

/// What was answered is on the disk, however the process ends.
#[test]
fn a_kill_loses_no_decision() {
    let bench = Bench::with_demo();
    bench.stdout(&["index", "harbour/archive", "--archive", "a.fontes", "-q"], &[0]);
    let draft = std::fs::read_to_string(bench.path("harbour/draft.md")).expect("the draft");
    let mut answered = 0usize;
    let mut id = String::new();
    for round in 0..3 {
        let (mut server, address) = serve(&bench, &["--archive", "a.fontes"]);
        let client = Client::new(&address);
        if round == 0 {
            let begun = client.json("PUT", "/api/drafts/draft.md", &draft).expect("begun");
            id = begun["id"].as_str().expect("an id").to_owned();
        }
        let whole = client.checked(&id);
        let log = client.json("GET", &format!("/api/drafts/{id}/decisions"), "").expect("the log");
        let kept = log["log"].as_array().expect("rows").len();
        assert!(kept >= answered, "{kept} of {answered} decisions are left");
        answered = kept;
        let findings = whole["findings"].as_array().expect("findings").clone();
        // Two decide while the server is killed.
        let counts: Vec<usize> = std::thread::scope(|scope| {
            let deciders: Vec<_> = (0..2)
                .map(|n| {
                    let (client, findings, id) = (&client, &findings, &id);
                    scope.spawn(move || {
                        let mut done = 0;
                        for f in findings.iter().cycle().take(5000) {
                            let body = serde_json::json!({ "index": f["index"], "fingerprint": f["fingerprint"], "decision": "right", "who": format!("Reader {n}") });
                            let to = format!("/api/drafts/{id}/decisions");
                            if client.json("POST", &to, &body.to_string()).is_none() {
                                break;
                            }
                            done += 1;
                        }
                        done
                    })
                })
                .collect();
            std::thread::sleep(std::time::Duration::from_millis(700));
            // SIGKILL where there is one.
            server.0.kill().expect("killed");
            deciders.into_iter().map(|d| d.join().expect("ended")).collect()
        });
        answered += counts.iter().sum::<usize>();
    }
    let (_server, address) = serve(&bench, &["--archive", "a.fontes"]);
    let client = Client::new(&address);
    let log = client.json("GET", &format!("/api/drafts/{id}/decisions"), "").expect("the log");
    let kept = log["log"].as_array().expect("rows").len();
    assert!(answered > 0 && kept >= answered, "{kept} of {answered} decisions are left");
}
