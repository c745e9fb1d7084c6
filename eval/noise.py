"""Damaged and much edited passages: what `check` finds, and what it takes for wording.

    python3 eval/noise.py DATA [--seed N] [--each N] [--keep DIR] [--list FILE]

Sentences of `frus` and of the novel, quoted or unmarked, with noise of 5, 10 and 20 % on the draft's side or the witness's, by
two models: letters taken for others at random (`planted.noise`), and a scanner's (confusions, words that run together or fall
apart, lost letters, hyphens at line ends); with 20 and 30 % of the words changed; and, in damaged text, one word of content
replaced, which must be told. Absent sentences of the same kinds must not be found. Seeded; the gold is what was done.
"""
import argparse, json, os, random, re, shutil, sys, tempfile
from common import SILENT, below, findings, frus, overlap, percent, report, run
from planted import FILLER, OTHER, noise, plain, sentences

SCANNED = [("rn", "m"), ("m", "rn"), ("in", "m"), ("cl", "d"), ("li", "h"), ("ti", "n"), ("vv", "w"), ("ii", "n"), ("h", "b"), ("b", "h"), ("e", "c"),
           ("c", "e"), ("o", "0"), ("l", "1"), ("i", "l"), ("l", "i"), ("t", "f"), ("f", "t"), ("n", "u"), ("u", "n"), ("s", "5"), ("a", "o"), ("g", "q"),
           ("y", "v"), ("d", "cl"), ("w", "vv"), ("k", "lc"), ("I", "l"), ("T", "I"), ("B", "8"), ("S", "5"), ("G", "6"), ("O", "0")]


def scan(rng, s, rate):
    """A scanner's damage: so many letters of a hundred are hurt."""
    out, i = [], 0
    while i < len(s):
        c = s[i]
        if c == " ":
            out.append("" if rng.random() < rate / 4 else c)
            i += 1
            continue
        if not c.isalpha() or rng.random() >= rate:
            out.append(c)
            i += 1
            continue
        ways = [w for w in SCANNED if s.startswith(w[0], i)]
        r = rng.random()
        if ways and r < 0.8:
            a, b = rng.choice(ways)
            out.append(b)
            i += len(a)
            continue
        out.append({0: "", 1: c + rng.choice("'.,-"), 2: c + " "}[rng.randrange(3)])
        i += 1
    return "".join(out)


def swapped(rng, s):
    """One word of content, seven letters or more, replaced by one that is nothing like it: (text, new, old)."""
    ws = s.split()
    spots = [i for i in plain(ws) if len(ws[i]) >= 7]
    if not spots:
        return None
    i = rng.choice(spots)
    new = rng.choice([w for w in OTHER if w[0] != ws[i][0]])
    return ws, i, new


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--each", type=int, default=60)
    p.add_argument("--keep")
    p.add_argument("--list")
    a = p.parse_args()
    rng = random.Random(a.seed)
    home = frus(a.data)
    novel = open(below(a.data, "middlemarch.txt"), encoding="utf-8").read()
    work = a.keep or tempfile.mkdtemp()
    sources = os.path.join(work, "sources")
    os.makedirs(sources, exist_ok=True)
    volumes = sorted(v for v in os.listdir(home) if os.path.isdir(os.path.join(home, v)))
    held_out = set(rng.sample(volumes, 2))
    docs = {}
    for v in volumes:
        if v not in held_out and not os.path.isdir(os.path.join(sources, v)):
            shutil.copytree(os.path.join(home, v), os.path.join(sources, v))
        for n in sorted(os.listdir(os.path.join(home, v))):
            docs[f"{v}/{n}"] = open(os.path.join(home, v, n), newline="", encoding="utf-8").read()
    # Six parts of the novel are in the archive with damage; the last third is not.
    size = len(novel) * 2 // 3 // 6
    hurt = {}
    os.makedirs(os.path.join(sources, "scans"), exist_ok=True)
    for k, (model, rate) in enumerate((m, r) for m in ("letters", "scanner") for r in (5, 10, 20)):
        part = novel[k * size: (k + 1) * size]
        path = f"scans/{model}{rate:02}.txt"
        hurt[model, rate] = (path, part)
        make = noise if model == "letters" else scan
        open(os.path.join(sources, path), "w", encoding="utf-8").write(make(random.Random(f"{a.seed}{path}"), part, rate / 100))
    inside = [k for k in sorted(docs) if k.split("/")[0] not in held_out and 3000 < len(docs[k]) < 60000]
    outside = [s for k in sorted(docs) if k.split("/")[0] in held_out for s in sentences(docs[k], 8, 40)]
    outside += sentences(novel[len(novel) * 2 // 3:], 8, 40)
    rng.shuffle(outside)

    def sentence():
        while True:
            k = rng.choice(inside)
            found = sentences(docs[k], 8, 40)
            if found:
                s = rng.choice(found)
                if len(plain(s.split())) >= 4 and not re.search(r"\d\.\d", s):
                    return k, s

    def reworded(s, share):
        return " ".join(rng.choice(OTHER) if re.fullmatch(r"[a-z]{3,}", w) and rng.random() < share else w for w in s.split())

    kinds = [("quoted", m, r, side) for m in ("letters", "scanner") for r in (5, 10, 20) for side in ("draft", "witness")]
    kinds += [("unmarked", m, r, side) for m in ("letters", "scanner") for r in (10, 20) for side in ("draft", "witness")]
    kinds += [("quoted", "words", 30, "draft"), ("unmarked", "words", 20, "draft"), ("unmarked", "words", 30, "draft")]
    kinds += [("swapped", "letters", 10, "witness"), ("swapped", "scanner", 10, "draft"), ("swapped", "letters", 20, "witness")]
    kinds += [("absent", "letters", 20, "draft"), ("absent", "scanner", 10, "draft")]
    gold, texts = {}, {}
    os.makedirs(os.path.join(work, "articles"), exist_ok=True)
    for n in range(a.each):
        path, out, items = f"articles/n{n:03}.txt", "", []
        rng.shuffle(kinds)
        for what, model, rate, side in kinds:
            make = {"letters": noise, "scanner": scan}.get(model)
            source, change = None, None
            if what == "absent":
                t = make(rng, outside.pop(), rate / 100)
            else:
                if side == "witness":
                    source, part = hurt[model, rate]
                    t = rng.choice([s for s in sentences(part, 8, 40) if len(plain(s.split())) >= 4])
                else:
                    source, t = sentence()
                if what == "swapped":
                    made = None
                    while made is None:
                        made = swapped(rng, t)
                        if made is None:
                            t = rng.choice(sentences(part, 8, 40)) if side == "witness" else sentence()[1]
                            source = source if side == "witness" else next(k for k in inside if t in re.sub(r"\s+", " ", docs[k]))
                    ws, i, new = made
                    change = (new, ws[i])
                    if side == "draft":
                        t = make(rng, " ".join(ws[:i]), rate / 100) + f" {new} " + make(rng, " ".join(ws[i + 1:]), rate / 100)
                    else:
                        t = " ".join(ws[:i] + [new] + ws[i + 1:])
                elif model == "words":
                    t = reworded(t, rate / 100)
                elif side == "draft":
                    t = make(rng, t, rate / 100)
            out += " ".join(rng.sample(FILLER, rng.randint(1, 2)))
            lead, tail = (" ", "\n\n") if what == "unmarked" else (" One reads “", "” there.\n\n")
            t = re.sub(r"[“”\"]", "", t).strip()
            items.append({"kind": f"{what}, {model} {rate} %, {side}", "start": len(out) + len(lead), "end": len(out) + len(lead) + len(t),
                          "source": source, "what": what, "change": change, "text": t, "words": len(t.split())})
            out += lead + t + tail
        open(os.path.join(work, path), "w", newline="", encoding="utf-8").write(out)
        gold[path], texts[path] = items, out
    archive = os.path.join(work, "a.fontes")
    _, index = run(["index", ".", "--archive", "../a.fontes", "--quiet"], cwd=sources)
    stdout, cost = run(["check", *sorted(gold), "--archive", archive, "--format", "json"], cwd=work)
    by = findings(stdout)
    table, misses = {}, []
    for path, items in gold.items():
        for g in items:
            row = table.setdefault(g["kind"], {"of": 0, "found": 0, "told": 0})
            row["of"] += 1
            at = (g["start"], g["end"])
            f = max(by.get(path, []), default=None, key=lambda f: overlap(at, (f["draft"]["start"], f["draft"]["end"])))
            if f is not None and overlap(at, (f["draft"]["start"], f["draft"]["end"])) < 0.3:
                f = None
            where = {e["path"] for e in f["evidence"]} if f else set()
            found = bool(where) if g["what"] == "absent" else g["source"] in where
            real = [c for c in f["changes"] if c["class"] not in SILENT and "noise" not in c["class"]] if f else []
            if g["what"] == "absent":
                told = not found
            elif g["what"] == "swapped":
                told = found and any(g["change"][0] in c["draft"]["text"] for c in real)
            elif "words" in g["kind"]:
                told = found
            else:
                told = found and not real
            row["found"] += found
            row["told"] += told
            if not told:
                misses.append({"article": path, **g, "verdict": f and f["verdict"], "real": [(c["class"], c["draft"]["text"], c["source"]["text"]) for c in real],
                               "like": f and f["likeness"], "evidence": [e["text"] for e in f["evidence"][:1]] if f else []})
    for row in table.values():
        row["found_percent"], row["told_percent"] = percent(row["found"], row["of"]), percent(row["told"], row["of"])
    if a.list:
        json.dump(misses, open(a.list, "w"), indent=1, ensure_ascii=False)
    report("noise" if a.seed == 1 else f"noise-{a.seed}", {"seed": a.seed, "by_kind": dict(sorted(table.items())), "index_cost": index, "check_cost": cost})


if __name__ == "__main__":
    main()
