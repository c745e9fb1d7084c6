"""PAN 2013 text alignment, training half, by a scorer written from the definition of PlagDet.

    python3 eval/pan.py DATA [--half tune|report|both] [--list FILE]

Runs `fontes compare --preset paraphrase` on each pair. The pairs of even rank in the list of each kind
of obfuscation were used to choose the preset's parameters ("tune"), those of odd rank only to report.
"""
import argparse, collections, json, math, os, re, subprocess
from concurrent.futures import ThreadPoolExecutor
from common import FONTES, below, report


def gold(folder, pair):
    susp, src = pair
    path = os.path.join(folder, f"{susp[:-4]}-{src[:-4]}.xml")
    out = []
    if os.path.exists(path):
        for f in re.findall(r"<feature ([^>]*)/?>", open(path, encoding="utf-8", errors="replace").read(), re.S):
            a = dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', f))
            if a.get("name") == "plagiarism" and "source_offset" in a:
                o, l, so, sl = (int(a[k]) for k in ("this_offset", "this_length", "source_offset", "source_length"))
                out.append((o, o + l, so, so + sl))
    return out


def covered(a, others):
    """Characters of `a`, on both sides, in those of `others` that meet it on both."""
    left, right = set(), set()
    for b in others:
        if min(a[1], b[1]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[2], b[2]):
            left.update(range(max(a[0], b[0]), min(a[1], b[1])))
            right.update(range(max(a[2], b[2]), min(a[3], b[3])))
    return len(left) + len(right)


def score(golds, founds):
    recall, precision, granularity = [], [], []
    for k, cases in golds.items():
        for c in cases:
            recall.append(covered(c, founds.get(k, [])) / max(1, c[1] - c[0] + c[3] - c[2]))
            n = sum(1 for b in founds.get(k, []) if min(c[1], b[1]) > max(c[0], b[0]) and min(c[3], b[3]) > max(c[2], b[2]))
            if n:
                granularity.append(n)
    for k, found in founds.items():
        for b in found:
            precision.append(covered(b, golds.get(k, [])) / max(1, b[1] - b[0] + b[3] - b[2]))
    p = sum(precision) / len(precision) if precision else 0
    r = sum(recall) / len(recall) if recall else 0
    g = sum(granularity) / len(granularity) if granularity else 1
    f = 2 * p * r / (p + r) if p + r else 0
    return {"plagdet": round(f / math.log2(1 + g), 4), "recall": round(r, 4), "precision": round(p, 4),
            "granularity": round(g, 4), "cases": len(recall), "detections": len(precision)}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--half", default="both")
    p.add_argument("--list")
    p.add_argument("--name", default="pan")
    a = p.parse_args()
    train = os.path.dirname(below(a.data, "02-no-obfuscation"))
    kinds = sorted(k for k in os.listdir(train) if k[:2].isdigit())
    work = []
    for kind in kinds:
        folder = os.path.join(train, kind)
        for n, line in enumerate(open(os.path.join(folder, "pairs"))):
            half = "report" if n % 2 else "tune"
            if a.half in (half, "both"):
                work.append((half, kind, tuple(line.split())))

    unread = []

    def one(item):
        half, kind, (susp, src) = item
        out = subprocess.run([FONTES, "compare", os.path.join(train, "susp", susp), os.path.join(train, "src", src),
                              "--preset", "paraphrase", "--json"], capture_output=True)
        if out.returncode == 2:  # three of the sources are no text (mis-decoded Devanagari, debris)
            unread.append(pair)
            return item, []
        if out.returncode not in (0, 1):
            raise SystemExit(out.stderr.decode())
        found = [json.loads(l) for l in out.stdout.decode().splitlines()]
        return item, [(o["a"]["start"], o["a"]["end"], o["b"]["start"], o["b"]["end"]) for o in found]

    golds, founds = collections.defaultdict(dict), collections.defaultdict(dict)
    with ThreadPoolExecutor(2) as pool:
        for (half, kind, pair), found in pool.map(one, work):
            golds[half, kind][pair] = gold(os.path.join(train, kind), pair)
            founds[half, kind][pair] = found
    result = {"pairs_not_read": len(unread)}
    for half in sorted({h for h, _ in golds}):
        result[half] = {}
        every_gold, every_found = {}, {}
        for kind in kinds:
            g, f = golds[half, kind], founds[half, kind]
            result[half][kind] = score(g, f)
            every_gold.update({(kind, k): v for k, v in g.items()})
            every_found.update({(kind, k): v for k, v in f.items()})
        result[half]["overall"] = score(every_gold, every_found)
    if a.list:
        json.dump([{"kind": k, "pair": p, "gold": golds[h, k][p], "found": founds[h, k][p]} for h, k in golds for p in golds[h, k]], open(a.list, "w"))
    report(a.name, result)


if __name__ == "__main__":
    main()
