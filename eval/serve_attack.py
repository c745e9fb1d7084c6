#!/usr/bin/env python3
"""Attacks the workbench (`fontes serve`) from outside, as a page of another site, a machine of the network, or a careless program may.

    python3 eval/serve_attack.py PROGRAM [--seed N] [--seconds N] [--kills N] [--only SECTION,…] [-o eval/results/serve_attack.json]

Sections: names (Host and Origin that are not the server's), posts (bodies of other types, too large, cut short), paths (names and keys
that climb), junk (every operation of docs/openapi.json with what it does not expect), slow (connections that never finish), many
(readers and deciders beside an index run), killed (the server ended between decisions). Every harm is a row.
"""
import argparse, http.client, json, os, pathlib, random, re, shutil, signal, socket, subprocess, sys, tempfile, threading, time, urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Server:
    """A server with an archive of a few minutes and a draft that quotes them."""

    def __init__(self, program, root, *more):
        self.root, self.program = root, program
        env = {**os.environ, "HOME": str(root), "XDG_CACHE_HOME": str(root / "cache"), "NO_COLOR": "1"}
        self.p = subprocess.Popen([program, "serve", "--archive", "a.fontes", "--no-open", *more], cwd=root, env=env,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.token = None
        for line in self.p.stdout:
            m = re.search(r"http://127\.0\.0\.1:(\d+)/#token=(\S+)", line)
            if m:
                self.port, self.token = int(m[1]), m[2]
                break
        self.origin = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=lambda: [None for _ in self.p.stdout], daemon=True).start()
        self.cookie = None
        code, head, _ = self.ask("POST", "/api/session", {"token": self.token})
        assert code == 204, code
        self.cookie = dict(head)["set-cookie"].split(";")[0]

    def ask(self, method, path, body=None, headers=None, kind="application/json", timeout=60, origin=True):
        """Status, headers, body; status 0 where the connection ended without an answer."""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        h = {"Cookie": self.cookie} if self.cookie else {}
        if method in ("POST", "PUT", "DELETE") and origin:
            h["Origin"] = self.origin
        data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        if data is not None:
            h["Content-Type"] = kind
        h.update(headers or {})
        try:
            c.request(method, path, data, h)
            r = c.getresponse()
            return r.status, [(k.lower(), v) for k, v in r.getheaders()], r.read()
        except (OSError, http.client.HTTPException):
            return 0, [], b""
        finally:
            c.close()

    def raw(self, text, timeout=5):
        """The first line that comes back for bytes as they are."""
        s = socket.create_connection(("127.0.0.1", self.port), timeout)
        try:
            s.sendall(text)
            return s.recv(4096).split(b"\r\n")[0].decode("latin1")
        except OSError:
            return ""
        finally:
            s.close()

    def alive(self):
        return self.p.poll() is None and self.ask("GET", "/api/session", timeout=10)[0] == 200

    def rss(self):
        return next(int(l.split()[1]) // 1024 for l in open(f"/proc/{self.p.pid}/status") if l.startswith("VmHWM"))

    def end(self):
        self.p.kill()
        self.p.wait()


WORDS = "harbour copper minister ledger winter railway mandate lantern treaty keeper ward council barrel storm quarry pilot letter".split()


def bench(program, root, rng):
    (root / "s").mkdir(parents=True)
    for i in range(30):
        (root / f"s/{i:02}.txt").write_text(f"Minute {i}. " + " ".join(rng.choice(WORDS) for _ in range(400)) + ".\n")
    texts = [(root / f"s/{i:02}.txt").read_text().split() for i in range(30)]
    draft = "\n\n".join(f"He wrote “{' '.join(t[20:34])}” then." for t in texts)
    (root / "draft.md").write_text(draft)
    subprocess.run([program, "index", "s", "--archive", "a.fontes", "-q"], cwd=root, check=True)


def opened(server):
    """The draft's id and its findings, when it was checked."""
    code, _, body = server.ask("POST", "/api/drafts", {"path": str(server.root / "draft.md")})
    told = json.loads(body)
    assert code == 200, (code, body[:300])
    ident = told.get("id") or told.get("draft", {}).get("id")
    for _ in range(300):
        code, _, body = server.ask("GET", f"/api/drafts/{ident}")
        told = json.loads(body)
        if code == 200 and told.get("findings"):
            return ident, told["findings"]
        time.sleep(0.1)
    raise SystemExit("the draft was not checked")


class Run:
    def __init__(self):
        self.counts, self.harms = {"requests": 0}, []

    def count(self, what, n=1):
        self.counts[what] = self.counts.get(what, 0) + n

    def expect(self, name, code, wanted):
        self.count("requests")
        if code not in wanted:
            self.harms.append({"case": name, "code": code, "wanted": sorted(wanted)})

    def told(self):
        return {"counts": {**self.counts, "harms": len(self.harms)}, "harms": self.harms[:60]}


REFUSED = {400, 401, 403, 404, 405, 413, 414, 415, 421, 422, 431}


def names(program, root, rng, a):
    s, run = Server(program, root), Run()
    port = s.port
    get = lambda host: s.raw(f"GET /api/state HTTP/1.1\r\n{host}Cookie: {s.cookie}\r\nConnection: close\r\n\r\n".encode())
    for host in ("Host: evil.example\r\n", f"Host: evil.example:{port}\r\n", "Host: 127.0.0.1\r\n", f"Host: 127.0.0.1:{port + 1}\r\n", "", f"Host: 127.0.0.1:{port}\r\nHost: evil.example\r\n",
                 f"Host: 127.0.0.1.evil.example:{port}\r\n", f"Host: evil.example@127.0.0.1:{port}\r\n", f"Host: 0.0.0.0:{port}\r\n", f"Host: [::ffff:127.0.0.1]:{port}\r\n", "Host: \x00\r\n"):
        line = get(host)
        run.expect(f"host {host!r}", int(line.split()[1]) if line else 400, REFUSED)
    line = s.raw(f"GET http://evil.example/api/state HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {s.cookie}\r\n\r\n".encode())
    run.expect("another authority in the request", int(line.split()[1]) if line else 400, REFUSED)
    body = {"name": "x", "query": "harbour"}
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{port + 1}", f"https://127.0.0.1:{port}", f"http://localhost.evil.example:{port}", ""):
        for method, path in (("POST", "/api/searches"), ("POST", "/api/archive"), ("DELETE", "/api/session"), ("POST", "/api/decisions")):
            run.expect(f"origin {origin} {method} {path}", s.ask(method, path, body, {"Origin": origin})[0], REFUSED)
    run.expect("no origin", s.ask("POST", "/api/searches", body, origin=False)[0], REFUSED)
    for site in ("cross-site", "same-site"):
        run.expect(f"a read that is {site}", s.ask("GET", "/api/state", headers={"Sec-Fetch-Site": site})[0], {403})
    paths = json.loads(a.openapi.read_text())["paths"]
    for path, methods in paths.items():
        for method in methods:
            if method not in ("get", "post", "put", "delete") or path == "/api/session":
                continue
            there = re.sub(r"\{\w+\}", "1", path)
            for cookie in ("", "fontes=1", f"fontes-{port}=" + "0" * 32):
                run.expect(f"without a session: {method} {path}", s.ask(method.upper(), there, {} if method != "get" else None, {"Cookie": cookie})[0], REFUSED)
    for method in ("PATCH", "TRACE", "CONNECT", "OPTIONS", "PROPFIND"):
        run.expect(method, s.ask(method, "/api/state")[0], REFUSED | {0})
    for token in ("", "0" * len(s.token), s.token[:-1], s.token + "0", s.token.swapcase()):
        run.expect("a token that is not the token", s.ask("POST", "/api/session", {"token": token}, {"Cookie": ""})[0], REFUSED | {429})
    for path in ("/", "/app.css", "/js/main.js", "/api/state"):
        head = dict(s.ask("GET", path)[1])
        if "access-control-allow-origin" in head or "default-src 'none'" not in head.get("content-security-policy", ""):
            run.harms.append({"case": f"headers of {path}", "head": head})
    run.count("alive", s.alive())
    s.end()
    return run.told()


def posts(program, root, rng, a):
    s, run = Server(program, root, "--upload-limit", "2"), Run()
    ident, findings = opened(s)
    path = f"/api/drafts/{ident}/decisions"
    right = {"index": 0, "fingerprint": findings[0]["fingerprint"], "decision": "right", "who": "Ada"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain;application/json", "application/json, text/plain", "APPLICATION/JSONP", ""):
        run.expect(f"a body of {kind!r}", s.ask("POST", path, json.dumps(right).encode(), kind=kind)[0], REFUSED)
        run.expect(f"a file of {kind!r}", s.ask("PUT", "/api/sources/a.txt", b"words", kind=kind)[0], REFUSED)
    for body in (b"", b"{", b"[]", b"null", b"1", b"\xff\xfe", b'{"index": 1e999}', b'{"index": -1, "fingerprint": "", "decision": "right"}', b"[" * 100_000, b'{"a":' * 50_000,
                 json.dumps({**right, "more": 1}).encode(), json.dumps({**right, "index": 2**64}).encode(), json.dumps({**right, "note": "x" * 5000}).encode(),
                 json.dumps({**right, "who": "\u202eadA\u0007"}).encode(), json.dumps({**right, "who": "A" * 100}).encode(), json.dumps({**right, "decision": "maybe"}).encode()):
        run.expect(f"a body {body[:40]!r}", s.ask("POST", path, body)[0], REFUSED | {409})
    run.expect("2 MB of JSON", s.ask("POST", path, b'{"note":"' + b"x" * (2 << 20) + b'"}')[0], REFUSED | {0})
    run.expect("80 MB of decisions", s.ask("POST", "/api/decisions", b'{"rows":"' + b"x" * (80 << 20) + b'"}')[0], REFUSED | {0})
    run.expect("a file above the limit", s.ask("PUT", "/api/sources/big.txt", b"x" * (3 << 20), kind="application/octet-stream")[0], REFUSED | {0})

    def chunked(total, cut=False):
        c = socket.create_connection(("127.0.0.1", s.port), 20)
        head = f"PUT /api/sources/chunks.txt HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nOrigin: {s.origin}\r\nCookie: {s.cookie}\r\nContent-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        try:
            c.sendall(head.encode())
            for _ in range(total):
                c.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
            if not cut:
                c.sendall(b"0\r\n\r\n")
                return int((c.recv(4096).split(b" ") + [b"0", b"0"])[1])
        except (OSError, ValueError):
            return 413
        finally:
            c.close()
        return 0

    run.expect("chunks above the limit", chunked(64), REFUSED | {0})
    for _ in range(20):
        chunked(4, cut=True)
        run.count("requests")
    time.sleep(1)
    left = [p.name for p in (root / "a.fontes.workbench/sources").glob("*")] if (root / "a.fontes.workbench/sources").exists() else []
    if any("chunks" in n or n.startswith(".tmp") for n in left):
        run.harms.append({"case": "files that did not come whole are left", "left": left})
    run.expect("lengths that lie", int((s.raw(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nOrigin: {s.origin}\r\nCookie: {s.cookie}\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".encode()).split() + ["", "400"])[1]), REFUSED)
    run.expect("a right one after all that", s.ask("POST", path, right)[0], {200})
    run.counts["peak MB"] = s.rss()
    if s.rss() > 700:
        run.harms.append({"case": "memory", "mb": s.rss()})
    run.count("alive", s.alive())
    s.end()
    return run.told()


def paths(program, root, rng, a):
    s, run = Server(program, root), Run()
    secret = root / "secret.txt"
    secret.write_text("SECRET-WORDS")
    up = ["../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "..%5csecret.txt", "..%252fsecret.txt", "%00", "a%00.txt", "/etc/passwd", "%2fetc%2fpasswd", ".", "..", "...", "~", "CON", "a/b",
          "a.txt%0d%0aX-Evil: 1", "%ff%fe", "x" * 5000, "%E2%80%AEfdp.txt", "..%c0%afsecret.txt", "....//secret.txt", "-rf", "a.fontes", "store.sqlite"]
    before = {p: p.stat().st_mtime_ns for p in root.rglob("*") if p.is_file() and "workbench" not in str(p)}
    for name in up:
        for method, path, body, kind in (("PUT", f"/api/sources/{name}", b"mine", "application/octet-stream"), ("PUT", f"/api/drafts/{name}", b"mine", "application/octet-stream"),
                                         ("GET", f"/api/documents/{name}", None, ""), ("GET", f"/api/documents/{name}/origin", None, ""), ("GET", f"/api/documents/{name}/image?page=1", None, ""),
                                         ("GET", f"/api/drafts/{name}/report/html", None, ""), ("GET", f"/api/drafts/x/report/{name}", None, ""), ("DELETE", f"/api/drafts/{name}", None, ""),
                                         ("GET", f"/{name}", None, ""), ("GET", f"/js/{name}", None, "")):
            head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nOrigin: {s.origin}\r\nCookie: {s.cookie}\r\nConnection: close\r\n"
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n" if body else "\r\n"
            c = socket.create_connection(("127.0.0.1", s.port), 10)
            try:
                c.sendall(head.encode("latin1", "replace") + (body or b""))
                got = b""
                while len(got) < 1 << 20:
                    piece = c.recv(65536)
                    if not piece:
                        break
                    got += piece
            except OSError:
                got = b""
            c.close()
            code = int((got.split(b" ") + [b"0", b"0"])[1]) if got.startswith(b"HTTP") else 0
            run.count("requests")
            if code >= 500 or b"SECRET-WORDS" in got or b"root:x:" in got or b"\r\nX-Evil" in got.split(b"\r\n\r\n")[0]:
                run.harms.append({"case": f"{method} {path[:80]}", "code": code, "said": got[:200].decode("latin1")})
    after = {p: p.stat().st_mtime_ns for p in root.rglob("*") if p.is_file() and "workbench" not in str(p)}
    changed = [str(p) for p in before if after.get(p) != before[p]] + [str(p) for p in after if p not in before and "cache" not in str(p)]
    if changed:
        run.harms.append({"case": "files outside were touched", "files": changed[:10]})
    run.count("alive", s.alive())
    s.end()
    return run.told()


def junk(program, root, rng, a):
    s, run = Server(program, root), Run()
    ident, _ = opened(s)
    key = json.loads(s.ask("GET", "/api/search?q=harbour")[2])
    key = next(iter(re.findall(r'"key":\s*"?([^",}]+)', json.dumps(key))), "1")
    strange = ["", "0", "-1", "1e9", "99999999999999999999", "null", "true", "[]", "{}", "\u202e", "\x00", "é" * 300, "x" * 3000, "'\"<>&", "%", "NaN", "harbour AND", '"harbour', "title:", "date:9999-99", "*", "a*" * 200, "(" * 500]
    value = lambda: rng.choice([None, True, -1, 0, 2**63, 1.5, "", rng.choice(strange), [], ["a"], {}, {"a": 1}, [[]] * 50])
    for path, methods in json.loads(a.openapi.read_text())["paths"].items():
        for method, op in methods.items():
            if method not in ("get", "post", "put", "delete") or (path, method) == ("/api/session", "delete"):
                continue
            for i in range(40):
                there = path
                for part in re.findall(r"\{(\w+)\}", path):
                    good = {"key": key, "id": ident, "format": "json", "index": "0"}.get(part, "1")
                    there = there.replace("{%s}" % part, urllib.parse.quote(good if rng.random() < 0.7 else rng.choice(strange), safe=""))
                asked = [(p["name"], rng.choice(strange)) for p in op.get("parameters", []) if p.get("in") == "query" and rng.random() < 0.7]
                asked += [(rng.choice(["q", "x", "page"]), rng.choice(strange))] if rng.random() < 0.2 else []
                there += "?" + urllib.parse.urlencode(asked) if asked else ""
                body, kind = None, "application/json"
                if method == "post":
                    known = (op.get("requestBody") or {}).get("content", {}).get("application/json", {}).get("schema", {}).get("properties", {})
                    body = {k: value() for k in known if rng.random() < 0.7} if rng.random() < 0.9 else value()
                    # What names files of this machine is asked elsewhere: it may be a folder of gigabytes.
                    if isinstance(body, dict):
                        body.pop("sources", None)
                        body.pop("archive", None)
                    body = json.dumps(body).encode()
                elif method == "put":
                    body, kind = rng.randbytes(rng.choice([0, 10, 3000])), "application/octet-stream"
                elif method == "delete" and "drafts" in path:
                    continue
                code = s.ask(method.upper(), there, body, kind=kind)[0]
                run.count("requests")
                run.count(f"{code // 100}xx")
                if code >= 500 or code == 0:
                    run.harms.append({"case": f"{method} {there[:200]}", "body": (body or b"")[:200].decode("latin1"), "code": code})
    run.count("alive", s.alive())
    s.end()
    return run.told()


def slow(program, root, rng, a):
    s, run = Server(program, root), Run()
    held = []
    for i in range(400):
        try:
            c = socket.create_connection(("127.0.0.1", s.port), 5)
            kind = i % 3
            if kind == 0:
                c.sendall(b"GET /api/state HTTP/1.1\r\nHo")
            elif kind == 1:
                c.sendall(f"POST /api/searches HTTP/1.1\r\nHost: 127.0.0.1:{s.port}\r\nOrigin: {s.origin}\r\nCookie: {s.cookie}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{".encode())
            held.append(c)
        except OSError:
            run.count("refused")
    run.count("connections held", len(held))
    begun, worst = time.time(), 0
    while time.time() - begun < 45:
        t = time.time()
        code = s.ask("GET", "/api/state", timeout=20)[0]
        worst = max(worst, time.time() - t)
        run.expect("a request beside slow ones", code, {200})
        for c in held[::7]:
            try:
                c.sendall(b"X")
            except OSError:
                pass
        time.sleep(1)
    run.counts["slowest answer beside them, s"] = round(worst, 2)
    still = 0
    for c in held:
        try:
            c.settimeout(0.01)
            still += c.recv(1) != b""
        except TimeoutError:
            still += 1
        except OSError:
            pass
    run.counts["still held after 45 s"] = still
    if worst > 5:
        run.harms.append({"case": "others wait", "seconds": worst})
    run.count("alive", s.alive())
    s.end()
    return run.told()


def many(program, root, rng, a):
    s, run = Server(program, root), Run()
    ident, findings = opened(s)
    stop, lock, acknowledged = time.time() + a.seconds, threading.Lock(), []
    more = root / "more"
    more.mkdir()
    for i in range(400):
        (more / f"{i}.txt").write_text(f"Another {i}. " + " ".join(rng.choice(WORDS) for _ in range(2000)))
    code, _, body = s.ask("POST", "/api/archive", {"sources": [str(root / "s"), str(more)], "archive": str(root / "a.fontes")})
    run.expect("an index run begins", code, {200})

    def reader(n):
        r = random.Random(n)
        while time.time() < stop:
            path = r.choice(["/api/state", "/api/search?q=harbour+copper&facets=true", f"/api/drafts/{ident}", "/api/archive", f"/api/drafts/{ident}/findings/{r.randrange(len(findings))}", "/api/drafts"])
            code = s.ask("GET", path, timeout=60)[0]
            with lock:
                run.count("reads")
                run.count("requests")
                if code not in (200, 409):
                    run.harms.append({"case": f"read of {path}", "code": code})

    def decider(n):
        r = random.Random(100 + n)
        while time.time() < stop:
            i = r.randrange(len(findings))
            note = f"{n}-{r.random()}"
            body = {"index": i, "fingerprint": findings[i]["fingerprint"], "decision": r.choice(["right", "wrong", "needs-work"]), "who": f"Reader {n}", "note": note}
            code = s.ask("POST", f"/api/drafts/{ident}/decisions", body, timeout=60)[0]
            with lock:
                run.count("decisions")
                run.count("requests")
                if code == 200:
                    acknowledged.append(note)
                elif code != 409:
                    run.harms.append({"case": "a decision", "code": code})

    threads = [threading.Thread(target=reader, args=(i,)) for i in range(50)] + [threading.Thread(target=decider, args=(i,)) for i in range(5)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    log = s.ask("GET", "/api/decisions", timeout=120)[2].decode()
    lost = [n for n in acknowledged if n not in log]
    run.counts["acknowledged"], run.counts["lost"] = len(acknowledged), len(lost)
    if lost:
        run.harms.append({"case": "decisions lost", "lost": lost[:5]})
    run.counts["peak MB"] = s.rss()
    run.count("alive", s.alive())
    s.end()
    return run.told()


def killed(program, root, rng, a):
    run, acknowledged = Run(), []
    for n in range(a.kills):
        s = Server(program, root)
        ident, findings = opened(s)
        end = threading.Timer(rng.uniform(0.05, 0.8), lambda: os.kill(s.p.pid, signal.SIGKILL))
        end.start()
        while s.p.poll() is None:
            i = rng.randrange(len(findings))
            note = f"{n}-{rng.random()}"
            body = {"index": i, "fingerprint": findings[i]["fingerprint"], "decision": "right", "who": "Ada", "note": note}
            if s.ask("POST", f"/api/drafts/{ident}/decisions", body, timeout=10)[0] == 200:
                acknowledged.append(note)
            run.count("requests")
        end.join()
        run.count("kills")
    s = Server(program, root)
    log = s.ask("GET", "/api/decisions", timeout=60)[2].decode()
    lost = [n for n in acknowledged if n not in log]
    run.counts["acknowledged"], run.counts["lost"] = len(acknowledged), len(lost)
    if lost:
        run.harms.append({"case": "decisions lost", "lost": lost[:5]})
    s.end()
    return run.told()


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("program")
    p.add_argument("--seed", type=int, default=17)
    p.add_argument("--seconds", type=int, default=20)
    p.add_argument("--kills", type=int, default=20)
    p.add_argument("--only", default="names,posts,paths,junk,slow,many,killed")
    p.add_argument("--openapi", type=pathlib.Path, default=ROOT / "docs/openapi.json")
    p.add_argument("-o", "--output")
    a = p.parse_args()
    program = str(pathlib.Path(a.program).resolve())
    out = {"seed": a.seed}
    for section in (names, posts, paths, junk, slow, many, killed):
        if section.__name__ not in a.only.split(","):
            continue
        root = pathlib.Path(tempfile.mkdtemp(prefix="serve-attack-"))
        try:
            bench(program, root, random.Random(a.seed))
            out[section.__name__] = section(program, root, random.Random(a.seed), a)
        finally:
            shutil.rmtree(root, ignore_errors=True)
        print(section.__name__, json.dumps(out[section.__name__]["counts"]), flush=True)
        for h in out[section.__name__]["harms"][:15]:
            print("  ", json.dumps(h, ensure_ascii=False)[:300], flush=True)
        if a.output:
            pathlib.Path(a.output).write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
