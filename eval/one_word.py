"""One word changed in a short quotation: is it told, and is what is unchanged, or invented, left alone?

    python3 eval/one_word.py DATA [--seed N] [--each N] [--keep DIR] [--list FILE]

DATA holds `frus/` (VOLUME/dN.txt), anywhere below it. Two archives are made of it: 21 documents of one volume, and 399 of
several. Quotations are clauses of exactly 5, 6, 8 and 12 words (what stands between two points) of documents of the archive:
with three content words or more: unchanged, with one content word replaced by another content word of the corpus, and with one within left out. Inventions are clauses
of the same lengths of volumes that are in neither archive; no five words in a row of them stand there. "Told" is a
finding `altered` (or `spliced`) that lists the changed word; `not-found` is counted beside it.
"""
import argparse, json, os, random, re, tempfile
from common import ROOT, below, check_drafts, percent, report, run, write_drafts

LENGTHS = (5, 6, 8, 12)
KINDS = ("replaced", "dropped", "unchanged", "invented")
LEADS = ["The record has “{}” there.", "One of them wrote “{}” in the margin.", "It was put thus: “{}”.", "He is reported to have said “{}” that day."]


def function_words():
    path = os.path.join(ROOT, "lang", "en", "function.tsv")
    return {w for line in open(path, encoding="utf-8") if not line.startswith("#") for w in line.rstrip("\n").split("\t")[:1]}


def clauses(text):
    """What stands between two points, in paragraphs of running text, with its number of words."""
    for para in re.split(r"\n\s*\n|\n(?=[A-Z0-9\[])", text):
        flat = re.sub(r"\s+", " ", para)
        if len(flat) < 200:
            continue
        for c in re.findall(r"(?<=[.,;:!?] )([A-Za-z][A-Za-z' -]+)(?=[.,;:!?])", flat):
            n = len(c.split())
            if n in LENGTHS:
                yield n, c.strip()


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--each", type=int, default=100)
    p.add_argument("--keep")
    p.add_argument("--list")
    a = p.parse_args()
    rng = random.Random(a.seed)
    frus = os.path.dirname(below(a.data, "frus1952-54Guat"))
    function = function_words()
    content = lambda w: re.fullmatch(r"[a-z]{4,}", w) and w not in function
    work = a.keep or tempfile.mkdtemp()
    volumes = sorted(v for v in os.listdir(frus) if os.path.isdir(os.path.join(frus, v)))
    rng.shuffle(volumes)
    read = lambda v, n: open(os.path.join(frus, v, n), encoding="utf-8").read()
    names = lambda v: sorted(os.listdir(os.path.join(frus, v)))
    big = [v for v in volumes if len(names(v)) >= 150]
    plans = {21: [(big[0], 21)], 399: [(big[1], 133), (big[2], 133), (big[3], 133)]}
    outside = big[4:7]
    table, misses = {}, []
    for size, plan in plans.items():
        docs = {}
        for v, n in plan:
            for name in rng.sample(names(v), n):
                docs[f"{v}-{name}"] = read(v, name)
        home = os.path.join(work, f"archive{size}")
        os.makedirs(os.path.join(home, "sources"), exist_ok=True)
        os.makedirs(os.path.join(home, "drafts"), exist_ok=True)
        grams, vocabulary = set(), {}
        for name, text in docs.items():
            open(os.path.join(home, "sources", name), "w", encoding="utf-8").write(text)
            ws = re.findall(r"[a-z0-9]+", text.lower())
            grams.update(zip(*(ws[i:] for i in range(5))))
            for w in set(re.findall(r"\b[a-z]{4,}\b", text)):
                if content(w):
                    vocabulary[w] = vocabulary.get(w, 0) + 1
        words = sorted(w for w, n in vocabulary.items() if n >= 2)
        inside = {n: [] for n in LENGTHS}
        for name, text in sorted(docs.items()):
            for n, c in clauses(text):
                if sum(bool(content(w)) for w in c.split()) >= 2:
                    inside[n].append((name, c))
        strange = {n: [] for n in LENGTHS}
        for v in outside:
            for name in names(v)[:150]:
                for n, c in clauses(read(v, name)):
                    ws = re.findall(r"[a-z0-9]+", c.lower())
                    if not any(g in grams for g in zip(*(ws[i:] for i in range(5)))):
                        strange[n].append((name, c))
        gold = []
        for n in LENGTHS:
            rng.shuffle(inside[n])
            rng.shuffle(strange[n])
            for kind in KINDS:
                pool = strange[n] if kind == "invented" else inside[n]
                for name, c in pool[: a.each] if kind == "invented" else [pool.pop() for _ in range(min(a.each, len(pool)))]:
                    ws = c.split()
                    spots = [k for k, w in enumerate(ws) if content(w)]
                    if kind == "dropped":
                        # Without a word at its end it is a shorter quotation, and right.
                        spots = [k for k in spots if 0 < k < n - 1]
                    i = rng.choice(spots or [1])
                    new = rng.choice([w for w in rng.sample(words, min(50, len(words))) if w[:4] != ws[i][:4]])
                    quoted = {"replaced": ws[:i] + [new] + ws[i + 1:], "dropped": ws[:i] + ws[i + 1:]}.get(kind, ws)
                    gold.append({"kind": kind, "words": n, "quote": " ".join(quoted), "of": c, "source": name,
                                 "old": ws[i], "new": new if kind == "replaced" else ""})
        rng.shuffle(gold)
        write_drafts(rng, home, gold, LEADS)
        checked, cost = check_drafts(home, gold)
        for g, f in checked:
            row = table.setdefault(f"{size} documents, {g['words']} words, {g['kind']}", {"of": 0, "right": 0})
            row["of"] += 1
            verdict = f["verdict"] if f else "unread"
            low = lambda side, c: re.findall(r"\w+", c[side]["text"].lower())
            shown = f and verdict in ("altered", "spliced") and any(
                g["old"].lower() in low("source", c) and (not g["new"] or g["new"] in low("draft", c)) for c in f["changes"])
            right = {"replaced": bool(shown), "dropped": bool(shown), "unchanged": verdict in ("verbatim", "second-hand", "cut-changes-sense"),
                     "invented": verdict in ("not-in-cited-source", "not-found", "source-not-in-archive", "not-checked")}[g["kind"]]
            row["right"] += right
            row[verdict] = row.get(verdict, 0) + 1
            if not right:
                misses.append({"archive": size, "got": verdict, "changes": [[c["class"], c["draft"]["text"], c["source"]["text"]] for c in f["changes"]] if f else [],
                               "evidence": [[e["path"], e["text"]] for e in f["evidence"][:1]] if f else [], **g})
    for row in table.values():
        row["right_percent"] = percent(row["right"], row["of"])
    told = {}
    for n in LENGTHS:
        rows = [r for k, r in table.items() if f" {n} words, replaced" in k]
        told[f"{n} words"] = percent(sum(r["right"] for r in rows), sum(r["of"] for r in rows))
    if a.list:
        json.dump(misses, open(a.list, "w"), indent=1, ensure_ascii=False)
    report("one_word" if a.seed == 1 else f"one_word-{a.seed}", {"seed": a.seed, "one_word_replaced_told_percent": told, "rows": table})


if __name__ == "__main__":
    main()
