"""Does the workbench bear a desk? Readers and deciders at once while an index run goes on: no error, no lost decision.

    python3 eval/workbench.py target/release/fontes --archive my.fontes --draft draft.md --sources sources/ --seconds 600

Prints latencies by kind of request, the server's memory, and what was lost. Exit 1 where anything was.
"""
import argparse, http.client, json, os, random, re, subprocess, sys, threading, time

p = argparse.ArgumentParser()
p.add_argument("binary")
p.add_argument("--archive", required=True)
p.add_argument("--draft", required=True)
p.add_argument("--sources", help="indexed again and again meanwhile")
p.add_argument("--seconds", type=float, default=60)
p.add_argument("--readers", type=int, default=50)
p.add_argument("--deciders", type=int, default=5)
p.add_argument("--pause", type=float, default=0.5, help="seconds between two requests of one person")
a = p.parse_args()

server = subprocess.Popen([a.binary, "serve", "--archive", a.archive, "--no-open"], stdout=subprocess.PIPE, text=True)
address = next(m for m in (re.search(r"http://([^/]+)/#token=(\w+)", line) for line in server.stdout) if m)
host, token = address.groups()


class Person:
    def __init__(self):
        self.c = http.client.HTTPConnection(host, timeout=60)
        self.cookie = ""
        _, headers, _ = self.ask("POST", "/api/session", json.dumps({"token": token}))
        self.cookie = headers["set-cookie"].split(";")[0]

    def ask(self, method, path, body=None):
        kind = "application/octet-stream" if method == "PUT" else "application/json"
        self.c.request(method, path, body, {"Host": host, "Origin": f"http://{host}", "Cookie": self.cookie, "Content-Type": kind})
        r = self.c.getresponse()
        return r.status, r.headers, r.read()


times, wrong, lock, over = {}, [], threading.Lock(), threading.Event()


def timed(person, kind, method, path, body=None):
    t = time.perf_counter()
    try:
        status, _, data = person.ask(method, path, body)
    except Exception as e:
        person.c.close()
        with lock:
            wrong.append(f"{kind}: {e!r}")
        return None
    with lock:
        times.setdefault(kind, []).append(time.perf_counter() - t)
        if status != 200:
            wrong.append(f"{kind} {path}: {status} {data[:200]}")
    return data if status == 200 else None


first = Person()
begun = json.loads(first.ask("PUT", "/api/drafts/" + os.path.basename(a.draft).replace(" ", "%20"), open(a.draft, "rb").read())[2])
while True:
    job = json.loads(first.ask("GET", f"/api/jobs/{begun['job']}")[2])
    if job["state"] != "running":
        break
    time.sleep(0.2)
print("checked:", job["state"], f"{job['seconds']:.1f} s", job["error"] or "")
draft = begun["id"]
findings = json.loads(first.ask("GET", f"/api/drafts/{draft}")[2])["findings"]
print(len(findings), "findings")


def read(n):
    person, rng = Person(), random.Random(n)
    while not over.is_set():
        f = rng.choice(findings)
        for kind, path in [("finding", f"/api/drafts/{draft}/findings/{f['index']}"), ("list", f"/api/drafts/{draft}"), ("drafts", "/api/drafts")]:
            if rng.random() < {"finding": 1, "list": 0.1, "drafts": 0.1}[kind]:
                timed(person, kind, "GET", path)
            time.sleep(a.pause * rng.random())


made = []


def decide(n):
    person, rng = Person(), random.Random(1000 + n)
    while not over.is_set():
        f = rng.choice(findings)
        body = {"index": f["index"], "fingerprint": f["fingerprint"], "decision": rng.choice(["right", "wrong", "needs-work"]), "who": f"Decider {n}"}
        data = timed(person, "decide", "POST", f"/api/drafts/{draft}/decisions", json.dumps(body))
        if data:
            with lock:
                made.append(json.loads(data)["id"])
        time.sleep(a.pause * rng.random())


def indexing():
    while not over.is_set() and a.sources:
        subprocess.run([a.binary, "index", a.sources, "--archive", a.archive, "-q"], stderr=subprocess.DEVNULL)
        time.sleep(1)


threads = [threading.Thread(target=read, args=(n,)) for n in range(a.readers)]
threads += [threading.Thread(target=decide, args=(n,)) for n in range(a.deciders)] + [threading.Thread(target=indexing)]
for t in threads:
    t.start()
most = 0
end = time.time() + a.seconds
while time.time() < end:
    time.sleep(0.5)
    status = open(f"/proc/{server.pid}/status").read()
    most = max(most, int(re.search(r"VmRSS:\s+(\d+)", status).group(1)))
over.set()
for t in threads:
    t.join()
log = {e["id"] for e in json.loads(first.ask("GET", f"/api/drafts/{draft}/decisions")[2])["log"]}
lost = [i for i in made if i not in log]
for kind, all_ in sorted(times.items()):
    all_.sort()
    print(f"{kind:8} {len(all_):7} requests, median {1000 * all_[len(all_) // 2]:.1f} ms, p95 {1000 * all_[int(len(all_) * 0.95)]:.1f} ms, most {1000 * all_[-1]:.0f} ms")
print(f"memory {most / 1024:.0f} MB at most; {len(made)} decisions, {len(lost)} lost; {len(wrong)} errors")
for w in wrong[:5]:
    print("  ", w)
server.kill()
told = {"seconds": a.seconds, "readers": a.readers, "deciders": a.deciders, "findings": len(findings), "decisions": len(made), "lost": len(lost),
        "errors": len(wrong), "most_mb": round(most / 1024), "ms": {}}
for kind, all_ in sorted(times.items()):
    told["ms"][kind] = {"requests": len(all_), "median": round(1000 * all_[len(all_) // 2], 1), "p95": round(1000 * all_[int(len(all_) * 0.95)], 1)}
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "results", "workbench.json"), "w") as f:
    json.dump(told, f, indent=1, sort_keys=True)
    f.write("\n")
sys.exit(1 if lost or wrong else 0)
