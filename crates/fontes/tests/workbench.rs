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
        support::not_tested(&format!("the workbench in a browser: {lacking}"));
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

/// Markup and signs that turn the direction of words, in all places where a stranger can put them.
#[test]
fn what_documents_contain_is_never_run() {
    let bench = Bench::new();
    let words = "the harbour dues shall not be raised before the first of March, said the clerk <script>owned=1</script> of the board";
    let html = format!(
        "<html><head><title><svg onload=alert(1)></title></head><body onload=alert(1)><p>{words}</p><script>alert(1)</script></body></html>"
    );
    bench.write("s/page.html", html);
    // Where a system takes such names.
    for name in ["s/\u{202e}txt.<img src=x onerror=alert(1)>.txt", "s/&lt;b&gt;.txt"] {
        if std::fs::write(bench.path(name), format!("{words}\n\nand so on for another line of words\n"))
            .is_err()
        {
            eprintln!("no such file name here: {name:?}");
        }
    }
    let draft = format!(
        "# <script>alert(1)</script> <img src=x onerror=alert(1)>\n\nHe said “{}” [a](javascript:alert(1)) ![x](x\" onerror=\"alert(1)).\n\n<iframe src=javascript:alert(1)></iframe>\n\nAnd “the board \u{202e}of the clerk was raised before the first of March by nobody”.[^1]\n\n[^1]: <svg onload=alert(1)>\n",
        words.replace("not ", "")
    );
    let draft = bench.write("draft.md", draft);
    bench.stdout(&["index", "s", "--archive", "a.fontes", "-q"], &[0]);
    let (_server, address) = serve(&bench, &["--archive", "a.fontes"]);
    run("hostile.mjs", &[("ADDRESS", address), ("DRAFT", draft.to_string_lossy().into_owned())]);
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
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        // A picture's bytes are no text.
        Some(String::from_utf8_lossy(&answer).into_owned())
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

/// A PDF of pages, each of lines of text.
fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 4 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (i, lines) in pages.iter().enumerate() {
        let drawn: Vec<String> = lines.iter().map(|l| format!("({l}) Tj T*")).collect();
        let body = format!("BT /F1 12 Tf 72 740 Td 18 TL {} ET", drawn.join(" "));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * i
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{body}\nendstream", body.len()));
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut at = Vec::new();
    for (n, o) in objects.iter().enumerate() {
        at.push(out.len());
        out += &format!("{} 0 obj\n{o}\nendobj\n", n + 1);
    }
    let table = out.len();
    out += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    at.iter().for_each(|a| out += &format!("{a:010} 00000 n \n"));
    out += &format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    out.into_bytes()
}

const HOSTILE: &str = "Minutes of <script>window.hit = 1</script> the weir board.\n\n<img src=x onerror=\"window.hit = 1\"> The \
    \u{202E}sluice\u{202C} keeper came at dusk and read the \u{7}gauge aloud to the whole board before the lamps were lit.\n";

/// Sources of all kinds, hostile ones among them, in an archive `a.fontes`.
fn shelf(bench: &Bench) {
    bench.write("shelf/minutes.txt", HOSTILE);
    let name = if cfg!(unix) { "shelf/<img src=x onerror=alert(1)>\u{202E}.txt" } else { "shelf/odd.txt" };
    bench.write(
        name,
        "A letter. The sluice keeper came at dusk and read the gauge aloud to the whole board before the lamps were lit, he wrote.\n",
    );
    let first = [
        "The log of the weir, kept by its keeper.",
        "The tide rose at nine and the lower gate was shut by the mate,",
        "who wrote that the river had never stood so high in any year.",
    ];
    let second = ["On the second day the water fell, and the gate was opened.", "The mate slept until noon."];
    bench.write("shelf/log.pdf", pdf(&[&first, &second]));
    for n in 0..60 {
        bench.write(
            &format!("shelf/many/{n:03}.txt"),
            format!("Entry {n} of the ledger of the wharf office.\n"),
        );
    }
    bench.stdout(&["index", "shelf", "--archive", "a.fontes", "-q"], &[0, 1, 2, 3, 4]);
}

#[test]
fn search_finds_and_the_reader_shows_page_and_place() {
    let bench = Bench::new();
    shelf(&bench);
    let (_server, address) = serve(&bench, &["--archive", "a.fontes"]);
    run("reading.mjs", &[("ADDRESS", address)]);
}

/// What a client may ask that it should not: nothing gets out, and nothing breaks.
#[test]
fn the_reader_gives_what_was_indexed_and_nothing_else() {
    let bench = Bench::new();
    shelf(&bench);
    let outside = bench.write("secret.txt", "secret");
    let (_server, address) = serve(&bench, &["--archive", "a.fontes"]);
    let client = Client::new(&address);
    let get = |path: &str| client.ask("GET", path, "").expect("an answer");
    let found = client.json("GET", "/api/search?q=gate&limit=5", "").expect("found");
    assert_eq!(found["count"], 1, "{found}");
    let key = found["documents"][0]["document"]["key"].as_str().expect("a key").to_owned();
    let base = format!("/api/documents/{key}");
    // Every hit is on one page of results, and on one only.
    let mut seen = std::collections::BTreeSet::new();
    for offset in (0..60).step_by(7) {
        let page =
            client.json("GET", &format!("/api/search?q=ledger&limit=7&offset={offset}"), "").expect("found");
        assert_eq!(page["count"], 60);
        for d in page["documents"].as_array().expect("documents") {
            assert!(seen.insert(d["document"]["path"].to_string()));
        }
    }
    assert_eq!(seen.len(), 60);
    let wrong = client.json("GET", "/api/search?q=%28gate", "").expect("told");
    assert_eq!(wrong["wrong"]["start"], 0);
    // The words, their place on the page, and the page.
    let hits = client.json("GET", &format!("{base}/find?q=%22lower+gate%22"), "").expect("found");
    let hit = &hits["hits"][0];
    let (start, end) = (hit["start"].as_u64().expect("a place"), hit["end"].as_u64().expect("a place"));
    let boxes =
        client.json("GET", &format!("{base}/boxes?page=1&start={start}&end={end}"), "").expect("told");
    let area = &boxes["areas"][0];
    let share = |i: usize| area[i].as_f64().expect("a share");
    // The second line: 18 points below the first, whose base line is at 740 of 842.
    let top = (842.0 - 722.0 - 12.0) / 842.0;
    assert!((share(1) - top).abs() < 0.01 && share(0) > 0.3 && share(2) > 0.05 && share(2) < 0.3, "{boxes}");
    assert!(get(&format!("{base}/image?page=2&width=300")).contains("content-type: image/png"));
    // What there is not.
    for path in [
        format!("{base}/text?page=3"),
        format!("{base}/text?page=0"),
        format!("{base}/text?start=1&end=99999999"),
        format!("{base}/image?page=99"),
        "/api/documents/../../secret.txt".to_owned(),
        "/api/documents/..%2f..%2fsecret.txt/origin".to_owned(),
        "/api/documents/%00/origin".to_owned(),
        format!("/api/documents/{}/origin", key.to_uppercase()),
        format!("/api/documents/{}", &key[..31]),
        format!("/api/documents/{}", "+".repeat(32)),
        "/api/documents/ffffffffffffffffffffffffffffffff/origin".to_owned(),
    ] {
        let answer = get(&path);
        let status: u32 = answer[9..12].parse().expect("a status");
        assert!((400..500).contains(&status) && !answer.contains("secret.txt: "), "{path}: {answer}");
    }
    // The file is what was indexed, or it is not given.
    let origin = get(&format!("{base}/origin"));
    for header in ["application/octet-stream", "attachment; filename*=UTF-8''log.pdf", "nosniff"] {
        assert!(origin.contains(header), "{header}");
    }
    assert!(origin.contains("%PDF-1.4"));
    let pdf = bench.path("shelf/log.pdf");
    std::fs::write(&pdf, "secret words").expect("written");
    let changed = get(&format!("{base}/origin"));
    assert!(
        changed.starts_with("HTTP/1.1 422") && changed.contains("has changed") && !changed.contains("secret")
    );
    std::fs::remove_file(&pdf).expect("removed");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outside, &pdf).expect("a link");
        let link = get(&format!("{base}/origin"));
        assert!(link.starts_with("HTTP/1.1 422") && link.contains("not followed"), "{link}");
    }
    let _ = outside;
}
