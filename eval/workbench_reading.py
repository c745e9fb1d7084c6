"""The workbench's reading: how long do search, pages, page pictures take, and how much memory does the server hold?

    python3 eval/workbench_reading.py DATA [BINARY] [--readers N] [--seconds N] [--keep DIR]

DATA holds `frus/` and `chile/`, anywhere below it. An archive is made of both, of a PDF of 1,000 pages and a text of 6 MB without pages (made
here), and of the PDF files of `formats/` where DATA has them. Then, over one server:

- search: N readers at once, each asking the next of a list of queries as soon as the last is answered, for some seconds; the time from the request
  to the whole answer, facets and snippets included. The readers are threads of this one process on the same machine.
- deep: the time of the last page of a query with thousands of hits, and whether its pages hold each document once.
- open: the time until both answers are there that the reader asks for (the document and the page that is wanted), in the middle and at the end, each first
  time in a fresh server.
- picture: the time of a page of a PDF as a picture, 1,000 pixels across; the first of a file (its worker starts and parses it) and the next ones; and
  of the rectangles of five words of it.
- memory: of the server's process (VmRSS), after all of it; its workers are apart.
"""
import argparse, http.client, json, os, random, re, statistics, subprocess, sys, tempfile, threading, time, urllib.parse
import common
from common import below, report

QUERIES = ["Castro", "\"state of siege\"", "Allende election", "Nixon NEAR/5 Chile", "minist*", "arms OR weapons", "embassy -telegram", "date:1970-09..1970-10 coup",
           "title:memorandum policy", "ambassador Korry", "\"national security council\"", "copper nationaliz*", "military junta", "people:Kissinger", "Guatemala arms shipment",
           "path:frus1952-54Guat government", "the", "soviet union missiles", "economic assistance loan", "intelligence operation secret"]


def pdf(path, pages):
    """A PDF of so many pages of plain text, with its fonts and its table of objects."""
    words = "harbour board pilot quay ledger tide lamp crew master signal anchor hull cargo voyage letter witness bell chart sail rope".split()
    rng = random.Random(4)
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [%s] /Count %d >>" % (" ".join(f"{4 + 2 * i} 0 R" for i in range(pages)), pages),
               "<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"]
    for i in range(pages):
        lines = [" ".join(rng.choice(words) for _ in range(11)).capitalize() for _ in range(40)]
        body = f"BT /F1 11 Tf 72 760 Td 16 TL (Page {i + 1} of the log) Tj T* " + " ".join(f"({l}) Tj T*" for l in lines) + " ET"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * i} 0 R >>")
        objects.append(f"<< /Length {len(body)} >>\nstream\n{body}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for n, o in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{o}\nendobj\n".encode()
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + b"".join(b"%010d 00000 n \n" % p for p in places)
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    open(path, "wb").write(out)


class Server:
    """A server over an archive, and a session with it."""

    def __init__(self, binary, archive, cwd):
        self.child = subprocess.Popen([binary, "serve", "--archive", archive, "--no-open"], cwd=cwd, stdout=subprocess.PIPE, text=True)
        for line in self.child.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)/#token=([0-9a-f]+)", line)
            if found:
                break
        self.port, token = int(found[1]), found[2]
        c = self.connection()
        c.request("POST", "/api/session", json.dumps({"token": token}), {"content-type": "application/json", "origin": f"http://127.0.0.1:{self.port}"})
        answer = c.getresponse()
        answer.read()
        self.cookie = answer.getheader("set-cookie").split(";")[0]

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path, connection=None, raw=False):
        """The answer, and how long it took, in milliseconds."""
        c = connection or self.connection()
        started = time.perf_counter()
        c.request("GET", path, headers={"cookie": self.cookie})
        answer = c.getresponse()
        body = answer.read()
        took = (time.perf_counter() - started) * 1000
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status} {body[:300]}")
        return (body if raw else json.loads(body)), took

    def memory(self):
        """VmRSS and its peak, in MB."""
        status = open(f"/proc/{self.child.pid}/status").read()
        of = lambda name: round(int(re.search(name + r":\s+(\d+)", status)[1]) / 1024, 1)
        return {"rss_mb": of("VmRSS"), "peak_mb": of("VmHWM")}

    def end(self):
        self.child.terminate()
        self.child.wait()


def query(**of):
    return urllib.parse.urlencode(of)


def spread(times):
    """Median, 90th and 95th of a hundred, most; milliseconds."""
    s = sorted(times)
    at = lambda p: round(s[min(len(s) - 1, int(p * len(s)))], 1)
    return {"n": len(s), "p50_ms": at(0.5), "p90_ms": at(0.9), "p95_ms": at(0.95), "most_ms": round(s[-1], 1)}


def searches(server, readers, seconds):
    times, lock, until = [], threading.Lock(), time.time() + seconds

    def read(n):
        c, own, i = server.connection(), [], n
        while time.time() < until:
            q = QUERIES[i % len(QUERIES)]
            own.append(server.get("/api/search?" + query(q=q, limit=20, facets="true"), c)[1])
            i += 1
            # Who reads looks at what was found.
            time.sleep(0.25 if readers > 1 else 0)
        with lock:
            times.extend(own)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return spread(times)


def deep(server):
    first = server.get("/api/search?" + query(q="the", limit=50))[0]
    count, seen, times = first["count"], [], []
    for offset in range(0, count, 50):
        found, took = server.get("/api/search?" + query(q="the", limit=50, offset=offset))
        seen += [(d["document"]["path"], d["document"]["id"]) for d in found["documents"]]
        times.append(took)
    return {"count": count, "shown": len(seen), "different": len(set(seen)), **spread(times)}


def named(server, q):
    return server.get("/api/search?" + query(q=q))[0]["documents"][0]["document"]["key"]


def opens(binary, archive, cwd, q, pages):
    out = []
    for page in pages:
        server = Server(binary, archive, cwd)
        key = named(server, q)
        server.end()
        server = Server(binary, archive, cwd)
        started = time.perf_counter()
        about = server.get(f"/api/documents/{key}")[0]
        text = server.get(f"/api/documents/{key}/text?page={page}")[0]
        took = (time.perf_counter() - started) * 1000
        again = server.get(f"/api/documents/{key}/text?page={page - 3}")[1]
        server.end()
        out.append({"pages": about["pages"], "page": page, "blocks": len(text["blocks"]), "ms": round(took, 1), "next_page_ms": round(again, 1)})
    return out


def pictures(server, keys):
    first, rest, boxes, told, files = [], [], [], 0, 0
    rng = random.Random(2)
    for key in keys:
        about = server.get(f"/api/documents/{key}")[0]
        pages = list(range(1, about["pages"] + 1))
        files += 1
        for n, page in enumerate(rng.sample(pages, min(8, len(pages)))):
            took = server.get(f"/api/documents/{key}/image?page={page}&width=1000", raw=True)[1]
            (rest if n else first).append(took)
            text = server.get(f"/api/documents/{key}/text?page={page}")[0]
            pieces = [p for b in text["blocks"] for p in b["pieces"] if len(p["text"].split()) > 8]
            if pieces:
                p = rng.choice(pieces)
                words = re.match(r"(?:\S+\s+){4}\S+", p["text"])
                if words:
                    end = p["start"] + len(words[0].encode())
                    found, took = server.get(f"/api/documents/{key}/boxes?page={page}&start={p['start']}&end={end}")
                    boxes.append(took)
                    told += bool(found["areas"])
    return {"files": files, "first": spread(first), "next": spread(rest), "boxes": spread(boxes), "boxes_told": told}


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("data")
    a.add_argument("binary", nargs="?", default=common.FONTES)
    a.add_argument("--readers", type=int, default=20)
    a.add_argument("--seconds", type=int, default=20)
    a.add_argument("--keep")
    a = a.parse_args()
    binary = os.path.abspath(a.binary)
    home = a.keep or tempfile.mkdtemp(prefix="fontes-workbench-")
    os.makedirs(os.path.join(home, "made"), exist_ok=True)
    archive = os.path.join(home, "a.fontes")
    if not os.path.exists(archive):
        pdf(os.path.join(home, "made", "thousand.pdf"), 1000)
        rng = random.Random(7)
        words = "harbour board pilot quay ledger tide lamp crew master signal".split()
        text = "\n\n".join("Tractate of the weir. " + " ".join(rng.choice(words) for _ in range(950)) for _ in range(1000))
        open(os.path.join(home, "made", "thousand.txt"), "w").write(text)
        sources = [common.frus(a.data), below(a.data, "jfk"), os.path.join(home, "made")]
        samples = os.path.join(a.data, "formats", "formats", "pypdf-samples")
        sources += [samples] if os.path.exists(samples) else []
        made = subprocess.run([binary, "index", *map(os.path.abspath, sources), "--archive", archive, "--quiet", "--ocr", "never", "--time-limit", "900"], cwd=home)
        if made.returncode > 4:
            sys.exit(made.returncode)
    opened = {"pdf": opens(binary, archive, home, "path:thousand.pdf", (500, 1000)), "text": opens(binary, archive, home, "path:thousand.txt", (250, 500))}
    server = Server(binary, archive, home)
    alone = searches(server, 1, 5)
    together = searches(server, a.readers, a.seconds)
    key = named(server, "path:thousand.pdf")
    found = server.get("/api/search?" + query(q="type:pdf path:pypdf", limit=50))[0]["documents"]
    keys = [key] + [d["document"]["key"] for d in found]
    out = {
        "what": f"{server.get('/api/state')[0]['archive']['documents']} documents, {a.readers} readers a quarter of a second apart",
        "machine": f"{os.cpu_count()} cores, {os.uname().machine}; load before: {os.getloadavg()[0]:.1f}",
        "search_alone": alone,
        "search": together,
        "deep": deep(server),
        "open_1000_pages": opened,
        "picture": pictures(server, keys),
        "server": server.memory(),
    }
    server.end()
    report("workbench_reading", out)


main()
