#!/usr/bin/env python3
"""Reading every file and surviving every one: eval/survive.py DATA [-o RESULT]

DATA is the `formats` set. All its files as one archive, by kind, beside pdftotext where it is
installed; encodings against the names of their folders; mutated files (bytes overwritten, cut,
repeated, from a fixed seed); bombs made here, each with the worker's peak memory; and `kill -9`
at random moments of indexing, after which the archive must open, hold nothing twice, and be
completed by the next run. A failure without a reason, a crash or a hang is counted.
"""
import argparse, collections, gzip, io, json, os, random, re, resource, shutil, signal, struct, subprocess, sys, tempfile, time, unicodedata, zipfile, zlib
from common import FONTES, RESULTS, run

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("data")
parser.add_argument("-o", default=os.path.join(RESULTS, "survive.json"))
parser.add_argument("--only", choices=["all", "encodings", "mutants", "bombs", "kill"])
parser.add_argument("--mutants", type=int, default=2000)
parser.add_argument("--kills", type=int, default=50)
a = parser.parse_args()
result = {}
OWN = ("the reader of this format failed", "report this as a bug")


def extension(path):
    return os.path.splitext(path)[1].lower() or "none"


def index(sources, archive, *more):
    """Indexes and lists: exit code, files by state, seconds, peak memory of the processes below."""
    started = time.time()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = subprocess.run([FONTES, "index", *sources, "--archive", archive, "--quiet", "--ocr", "never", *more], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode not in (0, 2):
        sys.exit(f"index: exit {child.returncode}\n{child.stderr[-2000:]}")
    out = subprocess.run([FONTES, "status", "--archive", archive, "--json"], capture_output=True, text=True).stdout
    rows = [json.loads(l) for l in out.splitlines()]
    summary, files = rows[-1], [r for r in rows if r["type"] == "file"]
    return {"files": files, "summary": summary, "wall_s": round(time.time() - started, 2), "cpu_s": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 2)}


def failures(files):
    """How many there are of a kind, and those without a reason or that are our own fault."""
    failed = [f for f in files if f["status"] == "failed"]
    return {
        "read": sum(f["status"] == "read" for f in files),
        "partly_read": sum(f["status"] == "partly read" for f in files),
        "failed": len(failed),
        "unexplained": [f["path"] for f in failed if not f["reason"] or not f["remedy"]],
        "parser_died": [(f["path"], f["reason"]) for f in failed if any(o in f["reason"] for o in OWN)],
    }


if a.only in (None, "all"):
    with tempfile.TemporaryDirectory() as work:
        got = index([a.data], os.path.join(work, "a.fontes"))
    outer = [f for f in got["files"] if "!/" not in f["path"]]
    by = collections.defaultdict(collections.Counter)
    for f in outer:
        by[extension(f["path"])][f["status"]] += 1
    theirs = collections.Counter()
    if shutil.which("pdftotext"):
        for f in outer:
            if extension(f["path"]) == ".pdf":
                try:
                    out = subprocess.run(["pdftotext", f["path"], "-"], capture_output=True, timeout=60)
                    theirs["read" if out.returncode == 0 and out.stdout.strip() else "failed or empty"] += 1
                except subprocess.TimeoutExpired:
                    theirs["hung"] += 1
    result["all"] = {
        "files": len(outer),
        "within_containers": len(got["files"]) - len(outer),
        **failures(got["files"]),
        "by_extension": {k: dict(v) for k, v in sorted(by.items())},
        "pdftotext_on_pdf": dict(theirs),
        "reasons": dict(collections.Counter(re.sub(r"\d+", "N", f["reason"].split(":")[0])[:80] for f in outer if f["status"] == "failed").most_common(30)),
        "documents": got["summary"]["documents"],
        "wall_s": got["wall_s"],
        "cpu_s": got["cpu_s"],
    }

if a.only in (None, "encodings"):
    # Folders are named by encoding, some with a language after it.
    root = next(r for r, ds, _ in os.walk(a.data) if os.path.basename(r) == "tests" and "encodings-chardet" in r)
    alias = {"ascii": "ascii", "utf-8-sig": "utf-8", "cp949": "cp949", "johab": None, "euc-tw": None, "iso-2022-kr": None, "iso-2022-cn": None, "hz-gb-2312": None, "gb2312": "gb18030", "utf-16": "utf-16", "utf-32": None, "cp932": "cp932", "maccyrillic": "mac_cyrillic", "macroman": "mac_roman", "ibm866": "cp866", "ibm855": None, "tis-620": "cp874", "iso-8859-11": "cp874", "euc-jp": "euc_jp", "shift_jis": "cp932", "big5": "big5hkscs"}
    # What encoding_rs (the WHATWG standard) does not know is not a supported encoding.
    unsupported = {"johab", "euc-tw", "iso-2022-kr", "iso-2022-cn", "hz-gb-2312", "ibm855", "utf-32", "cp037", "cp500", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp858", "cp860", "cp861", "cp862", "cp863", "cp864", "cp865", "cp869", "cp1125", "cp437", "maclatin2", "macturkish", "macgreek", "maciceland"}
    right, wrong, unread, left = 0, [], [], collections.Counter()
    files = []
    for folder in sorted(d for d in os.listdir(root) if os.path.isdir(os.path.join(root, d))):
        name = folder.lower()
        base = next((b for b in sorted(alias, key=len, reverse=True) if name == b or name.startswith(b + "-")), None)
        if base is None:
            m = re.match(r"(utf-8|utf-16le|utf-16be|utf-32le|utf-32be|windows-\d+|iso-8859-\d+|koi8-r|koi8-u|koi8-t|gb18030|euc-kr|iso-2022-jp|cp\d+|mac\w+)", name)
            base = m[1] if m else name
        if base in unsupported or base.startswith("utf-32") or alias.get(base, base) is None:
            left[folder] += len(os.listdir(os.path.join(root, folder)))
            continue
        for f in sorted(os.listdir(os.path.join(root, folder))):
            files.append((os.path.join(root, folder, f), alias.get(base, base)))
    # Text as it is: the question is the encoding, not the markup.
    with tempfile.TemporaryDirectory() as work:
        named = {}
        for i, (f, codec) in enumerate(files):
            copy = os.path.join(work, f"{i:04}.txt")
            shutil.copy(f, copy)
            named[copy] = (f, codec)
        out, _ = run(["read", work, "--json", "--ocr", "never"])
        texts = {d["path"]: d["text"] for d in map(json.loads, out.splitlines())}
    for copy, (f, codec) in named.items():
        raw = open(f, "rb").read()
        try:
            expected = raw.decode(codec)
        except LookupError:
            left[codec] += 1
            continue
        except UnicodeDecodeError:
            expected = raw.decode({"iso-8859-1": "cp1252", "iso-8859-9": "cp1254", "euc-kr": "cp949"}.get(codec, codec), "replace")
        text = texts.get(copy)
        same = lambda s: re.sub(r"[\s\x80-\x9f\ufeff\ufffd]", "", unicodedata.normalize("NFC", s))
        if text is None:
            unread.append(os.path.relpath(f, root))
        elif same(text) == same(expected):
            right += 1
        else:
            # A few signs that two encodings place differently are not another reading.
            x, y = same(text), same(expected)
            differ = sum(c != d for c, d in zip(x, y)) + abs(len(x) - len(y))
            if differ <= 0.002 * len(y):
                right += 1
            else:
                wrong.append(os.path.relpath(f, root))
    n = right + len(wrong) + len(unread)
    result["encodings"] = {"files": n, "right": right, "share": round(right / n, 4), "wrong": wrong, "unread": unread, "left_out_unsupported": dict(left)}

if a.only in (None, "mutants"):
    r = random.Random(1)
    pool = []
    for folder, _, names in os.walk(a.data):
        for n in names:
            p = os.path.join(folder, n)
            if os.path.getsize(p) < 400_000 and extension(p) in (".pdf", ".docx", ".doc", ".odt", ".rtf", ".epub", ".html", ".eml", ".msg", ".mbox", ".warc", ".gz", ".zip", ".tar", ".xml", ".xlsx", ".pptx", ".fb2", ".png", ".jpg"):
                pool.append(p)
    pool.sort()
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.join(work, "mutants")
        os.mkdir(folder)
        for i in range(a.mutants):
            p = r.choice(pool)
            b = bytearray(open(p, "rb").read())
            for _ in range(r.choice([1, 4, 16, 64])):
                if not b:
                    break
                at, how = r.randrange(len(b)), r.randrange(5)
                if how == 0:
                    b[at] = r.randrange(256)
                elif how == 1:
                    del b[at : at + r.randrange(1, 200)]
                elif how == 2:
                    b[at:at] = b[at : at + r.randrange(1, 400)]
                elif how == 3:
                    b[at : at + 4] = struct.pack("<I", r.choice([0, 0xFFFFFFFF, 0x7FFFFFFF, 1 << 20]))
                else:
                    b[at:at] = bytes(r.choice(b"<>{}()[]\\/%&\x00\xff") for _ in range(r.randrange(1, 30)))
            if r.random() < .15:
                del b[r.randrange(len(b) + 1) :]
            open(os.path.join(folder, f"{i:05}{extension(p)}"), "wb").write(b)
        got = index([folder], os.path.join(work, "a.fontes"))
        if os.environ.get("SHOW"):
            print(collections.Counter(re.sub(r"[0-9]+", "N", f["reason"] or "")[:90] for f in got["files"] if f["status"] != "read").most_common(40), file=sys.stderr)
        result["mutants"] = {"files": a.mutants, **failures(got["files"]), "wall_s": got["wall_s"], "cpu_s": got["cpu_s"], "slow": [f["path"] for f in got["files"] if f["reason"] and "took more than" in f["reason"]]}

if a.only in (None, "bombs"):
    def nested(depth):
        data = b"a" * 1000
        for i in range(depth):
            z = io.BytesIO()
            with zipfile.ZipFile(z, "w", zipfile.ZIP_DEFLATED) as f:
                for k in range(6):
                    f.writestr(f"{k}.zip" if i else f"{k}.txt", data)
            data = z.getvalue()
        return data

    def zeros(name, size, extra=()):
        z = io.BytesIO()
        with zipfile.ZipFile(z, "w", zipfile.ZIP_DEFLATED) as f:
            for n, c in extra:
                f.writestr(n, c)
            with f.open(name, "w", force_zip64=True) as out:
                for _ in range(size >> 20):
                    out.write(b"\0" * (1 << 20))
        return z.getvalue()

    def png(w, h):
        chunk = lambda t, d: struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(b"\0" * 100000)) + chunk(b"IEND", b"")

    def pdf_objects(n):
        out = io.BytesIO()
        out.write(b"%PDF-1.4\n")
        for i in range(4, n):
            out.write(b"%d 0 obj<</A[1 2 3]/K %d 0 R>>endobj\n" % (i, i + 1))
        out.write(b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % n)
        return out.getvalue()

    def pdf_image(w, h):
        data = zlib.compress(b"\0" * (1 << 24))
        body = b"q 9 0 0 9 0 0 cm /I Do Q"
        return b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj\n4 0 obj<</Length %d>>stream\n" % len(body) + body + b"\nendstream endobj\n5 0 obj<</Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode/Length %d>>stream\n" % (w, h, len(data)) + data + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"

    def pdf_flate(mb):
        c = zlib.compressobj(9)
        data = b"".join(c.compress(b"BT ET " * 170000) for _ in range(mb)) + c.flush()
        return b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(data) + data + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"

    types = [("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'), ("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')]
    laugh = "<!DOCTYPE x [" + '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{i} "{f"&a{i-1};" * 10}">' for i in range(1, 12)) + "]><x><p>&a11;</p><p>word</p></x>"
    big = b"\0" * (1 << 20)
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.join(work, "bombs")
        os.mkdir(folder)
        w = lambda n, b: open(os.path.join(folder, n), "wb").write(b)
        w("zeros.zip", zeros("zeros.txt", 2 << 30))
        w("nested.zip", nested(9))
        with gzip.open(os.path.join(folder, "zeros.txt.gz"), "wb", 9) as f:
            for _ in range(2048):
                f.write(big)
        w("zeros.docx", zeros("word/document.xml", 1 << 30, types))
        w("zeros.odt", zeros("content.xml", 1 << 30))
        w("objects.pdf", pdf_objects(1_000_000))
        w("image.pdf", pdf_image(60_000, 60_000))
        w("contents.pdf", pdf_flate(900))
        w("image.png", png(60_000, 60_000))
        shutil.copy(os.path.join(folder, "image.png"), os.path.join(folder, "ocr-image.png"))
        w("deep.html", b"<div>" * 30_000 + b"x")
        w("spans.html", b"<span>" * 30_000 + b"x")
        w("entities.xml", laugh.encode())
        w("deep.xml", b"<a>" * 200_000 + b"x" + b"</a>" * 200_000)
        w("deep.rtf", b"{\\rtf1" + b"{" * 200_000 + b"x" + b"}" * 200_000 + b"}")
        w("good.txt", b"A plain file that must be read beside the bombs.")
        rows = {}
        for name in sorted(os.listdir(folder)):
            # One at a time, each in a fresh process, whose peak is that of the largest below it.
            probe = "import os,resource,subprocess,sys\np=subprocess.run(sys.argv[1:],capture_output=True)\nprint(p.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
            started = time.time()
            archive = os.path.join(work, name + ".fontes")
            said = subprocess.run([sys.executable, "-c", probe, FONTES, "index", os.path.join(folder, name), "--archive", archive, "--quiet", "--ocr", "auto" if name.startswith("ocr") else "never"], capture_output=True, text=True).stdout.split()
            out = subprocess.run([FONTES, "status", "--archive", archive, "--json"], capture_output=True, text=True).stdout
            files = [r for r in map(json.loads, out.splitlines()) if r["type"] == "file"]
            own = next((f for f in files if f["path"].endswith(name)), {"status": "?", "reason": None})
            rows[name] = {"exit": int(said[0]), "peak_mb": round(int(said[1]) / 1024), "wall_s": round(time.time() - started, 1), "status": own["status"], "reason": own["reason"], "within": len(files) - 1, "within_failed": sum(f["status"] == "failed" for f in files if f is not own)}
        result["bombs"] = rows

if a.only in (None, "kill"):
    r = random.Random(2)
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.join(work, "files")
        os.mkdir(folder)
        pool = []
        for f, _, names in os.walk(a.data):
            pool += [os.path.join(f, n) for n in names if extension(n) in (".pdf", ".docx", ".odt", ".html", ".rtf", ".eml", ".zip", ".txt")]
        pool.sort()
        for i in range(2000):
            p = pool[i % len(pool)]
            body = open(p, "rb").read()
            # Copies differ, so that each is a document of its own.
            open(os.path.join(folder, f"{i:05}{extension(p)}"), "wb").write(body if i < len(pool) else body + b"\n" + str(i).encode())
        clean = os.path.join(work, "clean.fontes")
        whole = index([folder], clean)
        took = whole["wall_s"]
        state = lambda got: sorted((f["path"], f["digest"], f["status"]) for f in got["files"])
        bad, killed = [], 0
        archive = os.path.join(work, "killed.fontes")
        for k in range(a.kills):
            if k % 10 == 0 and os.path.exists(archive):
                done = index([folder], archive)
                if state(done) != state(whole) or done["summary"]["documents"] != whole["summary"]["documents"]:
                    bad.append(f"after kill {k}: the rerun is not the whole")
                shutil.rmtree(archive)
            p = subprocess.Popen([FONTES, "index", folder, "--archive", archive, "--quiet", "--ocr", "never"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(r.random() * took * 1.02)
            if p.poll() is None:
                p.send_signal(signal.SIGKILL)
                killed += 1
            p.wait()
            opened = subprocess.run([FONTES, "status", "--archive", archive, "--verify", "--json"], capture_output=True, text=True)
            if opened.returncode not in (0, 1, 2) or "damaged" in opened.stderr:
                bad.append(f"kill {k}: {opened.stderr[:200]}")
            paths = [json.loads(l)["path"] for l in opened.stdout.splitlines() if '"file"' in l]
            if len(paths) != len(set(paths)):
                bad.append(f"kill {k}: a file twice")
        done = index([folder], archive)
        if state(done) != state(whole) or done["summary"]["documents"] != whole["summary"]["documents"]:
            bad.append("the last rerun is not the whole")
        left = subprocess.run(["pgrep", "-f", "fontes worker"], capture_output=True, text=True).stdout.split()
        result["kill"] = {"kills": killed, "of": a.kills, "wrong": bad, "files": len(whole["files"]), "workers_left": len(left), "clean_run_s": took}

old = json.load(open(a.o)) if a.only and os.path.exists(a.o) else {}
old.update(result)
json.dump(old, open(a.o, "w"), indent=1)
print(json.dumps(result, indent=1))
