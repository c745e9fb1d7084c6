"""What the evaluations share: running fontes, reading its JSON Lines, checking its spans."""
import json, os, subprocess, sys, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FONTES = os.environ.get("FONTES", os.path.join(ROOT, "target", "release", "fontes"))
RESULTS = os.path.join(ROOT, "eval", "results")


# Classes of changes that alter no words.
SILENT = {"punctuation", "case", "variant", "diacritic", "division", "editorial", "page-furniture", "apparatus", "cut"}


def below(root, name):
    """The file or folder of that name, anywhere below `root`."""
    for folder, folders, files in os.walk(root):
        if name in files or name in folders:
            return os.path.join(folder, name)
    sys.exit(f"{root}: {name} is not below it")


def frus(root):
    """The folder of the volumes of `frus`, anywhere below `root`."""
    return os.path.dirname(below(root, "frus1952-54Guat"))


def run(args, cwd=None, ok=(0, 1, 2)):
    """Runs fontes; gives its output, CPU seconds and peak memory (kB) of this child alone."""
    started = time.time()
    out = subprocess.Popen([FONTES, *args], cwd=cwd, stdout=subprocess.PIPE)
    stdout = out.stdout.read()
    _, status, usage = os.wait4(out.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in ok:
        sys.exit(f"fontes {' '.join(args)[:200]}: exit {code}")
    return stdout.decode(), {
        "exit": code,
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 3),
        "wall_s": round(time.time() - started, 3),
        "peak_mb": round(usage.ru_maxrss / 1024, 1),
    }


def findings(stdout):
    """Findings on quotations and borrowings by draft path; what `check` says of notes, dates and names beside
    them is measured by reading.py and alarms.py."""
    by = {}
    for line in stdout.splitlines():
        o = json.loads(line)
        if o["type"] == "finding" and o["kind"] in ("quotation", "borrowing"):
            by.setdefault(o["draft"]["path"], []).append(o)
    return by


def overlap(a, b):
    """Shared code points of two half-open ranges, as a share of the first."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, shared) / max(1, a[1] - a[0])


def write_drafts(rng, home, gold, leads):
    """Writes drafts of forty quotations each; each of `gold` gets its draft and its place there, in code points."""
    for k in range(0, len(gold), 40):
        text, path = "", f"drafts/d{k // 40:03}.txt"
        for g in gold[k:k + 40]:
            lead, tail = rng.choice(leads).split("{}")
            g["draft"], g["start"] = path, len(text) + len(lead)
            g["end"] = g["start"] + len(g["quote"])
            text += lead + g["quote"] + tail + "\n\n"
        open(os.path.join(home, path), "w", encoding="utf-8").write(text)


def check_drafts(home, gold):
    """Checks the drafts of `gold` against the folder `sources` beside them; gives each with the finding on its quotation, and the cost."""
    archive = os.path.join(home, "a.fontes")
    if not os.path.exists(archive):
        run(["index", "sources", "--archive", archive, "--quiet"], cwd=home)
    drafts = sorted({g["draft"] for g in gold})
    out, cost = run(["check", *drafts, "--archive", archive, "--format", "json", "--no-borrowing"], cwd=home)
    by = findings(out)
    place = lambda o: (o["start"], o["end"])
    nearest = lambda g: max(by.get(g["draft"], []), default=None, key=lambda f: overlap(place(g), place(f["draft"])))
    return [(g, nearest(g)) for g in gold], cost


def wrong_spans(found, texts):
    """Counts spans that do not give their words back. `texts` maps a path to its text."""
    bad = 0
    for f in found:
        places = [f["draft"]] + f["evidence"] + ([f["nearest"]] if f["nearest"] else [])
        for p in places:
            text = texts(p["path"])
            if text is None:
                continue
            if text[p["start"]:p["end"]] != p["text"] or text.encode()[p["byte_start"]:p["byte_end"]].decode() != p["text"]:
                bad += 1
        for c in f["changes"]:
            text = texts(f["draft"]["path"])
            d = c["draft"]
            if text is not None and text[d["start"]:d["end"]] != d["text"]:
                bad += 1
            s = c["source"]
            text = texts(f["evidence"][s["evidence"]]["path"])
            if text is not None and text[s["start"]:s["end"]] != s["text"]:
                bad += 1
    return bad


def report(name, data):
    os.makedirs(RESULTS, exist_ok=True)
    path = os.path.join(RESULTS, name + ".json")
    with open(path, "w") as f:
        json.dump(data, f, indent=1, ensure_ascii=False, sort_keys=True)
        f.write("\n")
    print(json.dumps({k: v for k, v in data.items() if k != "cases"}, indent=1, ensure_ascii=False))


def percent(n, of):
    return round(100.0 * n / max(1, of), 2)
