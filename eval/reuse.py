"""Passages planted in a real corpus, and all reuse found in it.

    python3 eval/reuse.py DATA [--sizes 10,50,200] [--seed N] [--passages N] [--keep DIR] [--list FILE] [--name NAME]

A passage of 60 to 1,500 characters of one document is copied into another, clean or damaged: 5, 10
or 20 % of its letters (c05, c10, c20) or 10, 20 or 30 % of its words (w10, w20, w30) changed. The corpus is made of `frus`
and, above 100 MB, of `chile` and the texts of `pan13`, anywhere below DATA. Found: one detection
between the two documents overlaps half of the passage on both sides. A detection that is not a
planted passage is right if the two texts really share words: a run of seven, or two thirds of eight or
more in order (checked here with difflib, which knows nothing of fontes). The generator is seeded.
"""
import argparse, difflib, hashlib, json, math, os, random, re, sys, tempfile, time
from common import below, percent, report, run
from planted import noise

LENGTHS = [60, 100, 150, 200, 300, 500, 800, 1500]
KINDS = ["clean", "c05", "c10", "c20", "w10", "w20", "w30"]
OTHER = ("garden copper winter lantern barrel mirror candle ribbon marble harbor saddle pepper velvet bishop cotton anchor "
         "window bitter narrow gently follow hollow timber silver carried pleasant seldom thunder quarrel village").split()


def word_edits(rng, s, rate):
    out = []
    for w in s.split(" "):
        r = rng.random()
        if r >= rate:
            out.append(w)
        elif r < rate * 0.6:
            out.append(rng.choice(OTHER))
        elif r < rate * 0.8:
            out += [w, rng.choice(OTHER)]
    return " ".join(out)


def words(s):
    return re.findall(r"\w+", s.lower())


def shares(x, y):
    """Whether two texts really have words in common: independent of fontes."""
    a, b = words(x), words(y)
    m = difflib.SequenceMatcher(None, a, b, autojunk=False)
    blocks = m.get_matching_blocks()
    longest = max((k.size for k in blocks), default=0)
    same = sum(k.size for k in blocks)
    return longest >= 7 or (same >= 8 and same * 3 >= 2 * min(len(a), len(b)))


def documents(data, megabytes, rng):
    roots = [os.path.dirname(below(data, "frus1952-54Guat"))]
    if megabytes > 100:
        pan = os.path.dirname(below(data, "02-no-obfuscation"))
        roots += [below(data, "chile"), os.path.join(pan, "src"), os.path.join(pan, "susp")]
    paths = []
    for root in roots:
        for folder, _, files in os.walk(root):
            paths += [os.path.join(folder, f) for f in files if f.endswith(".txt")]
    paths.sort()
    rng.shuffle(paths)
    out, size = [], 0
    for p in paths:
        text = open(p, encoding="utf-8", errors="replace", newline="").read()
        if len(text) < 400:
            continue
        out.append((os.path.relpath(p, data), text))
        size += len(text.encode())
        if size >= megabytes * 1e6:
            break
    return out, size


def plant(docs, n, rng):
    """Copies n passages; gives the documents and the gold: kind, length, source and target with offsets."""
    texts = dict(docs)
    order = [k for k, t in docs if len(t) > 4000]
    gold = []
    used = set()
    # No document takes part twice, so a small corpus takes fewer passages: as many of each kind and length.
    every = len(KINDS) * len(LENGTHS)
    n = max(every, min(n, len(order) * 9 // 20) // every * every)
    for i in range(n):
        kind, length = KINDS[i % len(KINDS)], LENGTHS[(i // len(KINDS)) % len(LENGTHS)]
        while True:
            a, b = rng.sample(order, 2)
            if a in used or b in used:
                continue
            t = texts[a]
            start = rng.randrange(0, len(t) - length - 50)
            start = t.find(" ", start) + 1
            end = t.find(" ", start + length)
            if start == 0 or end < 0 or end - start > length + 40 or sum(c.isalpha() for c in t[start:end]) < 0.7 * length:
                continue
            break
        used |= {a, b}
        passage = t[start:end]
        if kind.startswith("c") and kind != "clean":
            copy = noise(rng, passage, int(kind[1:]) / 100)
        elif kind.startswith("w"):
            copy = word_edits(rng, passage, int(kind[1:]) / 100)
        else:
            copy = passage
        u = texts[b]
        at = u.find("\n", rng.randrange(0, len(u) - 200))
        at = len(u) if at < 0 else at
        texts[b] = u[:at] + "\n" + copy + u[at:]
        gold.append({"kind": kind, "length": length, "a": a, "a_span": [start, end], "b": b, "b_span": [at + 1, at + 1 + len(copy)]})
    return [(k, texts[k]) for k, _ in docs], gold


def overlap(x, y):
    return max(0, min(x[1], y[1]) - max(x[0], y[0]))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--sizes", default="10,50,200")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--passages", type=int, default=672)
    p.add_argument("--keep")
    p.add_argument("--list")
    p.add_argument("--name", default="reuse")
    a = p.parse_args()
    work = a.keep or tempfile.mkdtemp()
    os.makedirs(work, exist_ok=True)
    result = {"seed": a.seed, "sizes": {}}
    listed = []
    for size in [int(s) for s in a.sizes.split(",")]:
        rng = random.Random(a.seed * 1000 + size)
        docs, total = documents(a.data, size, rng)
        docs, gold = plant(docs, a.passages, rng)
        corpus = os.path.join(work, f"corpus{size}.jsonl")
        with open(corpus, "w", encoding="utf-8") as f:
            for k, t in docs:
                f.write(json.dumps({"id": k, "text": t}, ensure_ascii=False) + "\n")
        # The cost is that of finding and writing the pairs as a table of offsets; the JSON Lines, with
        # every change classed, are written in a run of their own.
        table = os.path.join(work, f"reuse{size}.csv")
        _, cost = run(["reuse", corpus, "-q", "-o", table])
        # The bound: reading the corpus once and hashing it (BLAKE2b, one core), in the same run.
        before = time.process_time()
        with open(corpus, "rb") as f:
            digest = hashlib.blake2b()
            while block := f.read(1 << 20):
                digest.update(block)
        bound = time.process_time() - before
        found_path = os.path.join(work, f"reuse{size}.jsonl")
        _, full = run(["reuse", corpus, "-q", "--with-text", "-o", found_path])
        texts = dict(docs)
        found, summary = [], {}
        for line in open(found_path, encoding="utf-8"):
            o = json.loads(line)
            if o["type"] == "summary":
                summary = o
            elif o["type"] == "reuse":
                found.append(o)
            elif o["type"] == "duplicate":
                pass
        bad_spans = 0
        for o in found:
            for s in (o["a"], o["b"]):
                if texts[s["id"]][s["start"]:s["end"]] != s["text"]:
                    bad_spans += 1
        by_pair = {}
        for o in found:
            by_pair.setdefault(frozenset((o["a"]["id"], o["b"]["id"])), []).append(o)
        kinds, lengths = {}, {}
        char_recall, char_precision = [], []
        planted_hits = set()
        for g in gold:
            best = None
            for o in by_pair.get(frozenset((g["a"], g["b"])), []):
                x, y = (o["a"], o["b"]) if o["a"]["id"] == g["a"] else (o["b"], o["a"])
                sx, sy = [x["start"], x["end"]], [y["start"], y["end"]]
                ox, oy = overlap(sx, g["a_span"]), overlap(sy, g["b_span"])
                gx, gy = g["a_span"][1] - g["a_span"][0], g["b_span"][1] - g["b_span"][0]
                if ox > 0 and oy > 0:
                    planted_hits.add(id(o))
                if ox * 2 >= gx and oy * 2 >= gy and (best is None or ox + oy > best[0]):
                    best = (ox + oy, gx + gy, sx[1] - sx[0] + sy[1] - sy[0])
            for table_, key in ((kinds, g["kind"]), (lengths, f'{g["kind"]}/{g["length"]}')):
                t = table_.setdefault(key, [0, 0])
                t[0] += best is not None
                t[1] += 1
            if best:
                char_recall.append(best[0] / best[1])
                char_precision.append(best[0] / best[2])
            elif a.list:
                listed.append({"size": size, "missed": g, "text": texts[g["b"]][slice(*g["b_span"])]})
        others = [o for o in found if id(o) not in planted_hits]
        wrong = [o for o in others if not shares(o["a"]["text"], o["b"]["text"])]
        if a.list:
            listed += [{"size": size, "wrong": [o["a"]["id"], o["b"]["id"], o["score"], o["bits"]], "a": o["a"]["text"], "b": o["b"]["text"]} for o in wrong]
        n = sum(v[0] for v in kinds.values())
        hundred = {k: percent(*lengths.get(f"{k}/100", [0, 0])) for k in KINDS}
        short = [sum(v) for v in zip(*(v for k, v in lengths.items() if int(k.split("/")[1]) <= 150))]
        result["sizes"][str(size)] = {
            "documents": len(docs), "passages": len(gold), "mb": round(total / 1e6, 1),
            "recall": percent(n, len(gold)),
            "recall_by_kind": {k: percent(*v) for k, v in sorted(kinds.items())},
            "recall_of_100_characters": hundred,
            "recall_from_60_to_150_characters": percent(*short),
            "recall_by_kind_and_length": {k: f"{v[0]}/{v[1]}" for k, v in sorted(lengths.items(), key=lambda i: (i[0].split("/")[0], int(i[0].split("/")[1])))},
            "character_recall": round(sum(char_recall) / max(1, len(char_recall)), 4),
            "character_precision": round(sum(char_precision) / max(1, len(char_precision)), 4),
            "detections": len(found), "of_planted": len(planted_hits), "of_older_reuse": len(others) - len(wrong), "wrong": len(wrong),
            "precision": percent(len(found) - len(wrong), len(found)),
            "wrong_spans": bad_spans, "set_aside": summary.get("set_aside"), "duplicates": summary.get("duplicates"),
            "cost": cost, "cost_with_changes": full, "read_and_hash_cpu_s": round(bound, 3), "times_reading_and_hashing": round(cost["cpu_s"] / bound, 1),
        }
        print(json.dumps(result["sizes"][str(size)], indent=1), flush=True)
    sizes = sorted(int(s) for s in result["sizes"])
    if len(sizes) > 1:
        lo, hi = result["sizes"][str(sizes[0])], result["sizes"][str(sizes[-1])]
        result["growth_exponent"] = round(math.log(hi["cost"]["cpu_s"] / lo["cost"]["cpu_s"]) / math.log(hi["mb"] / lo["mb"]), 3)
    if a.list:
        json.dump(listed, open(a.list, "w"), indent=1, ensure_ascii=False)
    report(a.name, result)


if __name__ == "__main__":
    main()
