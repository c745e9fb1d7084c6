"""Small sets of human reuse: graded rewriting, bills in groups, answers that quote their sources.

    python3 eval/small.py DATA

clough-short: the share of each answer that `compare --preset paraphrase` finds in its original, times its likeness; how often
an answer of a more copied grade (cut > light > heavy > non) has the greater share. dssg-bills: `reuse`
over 61 bills; two bills are called of one group when their passages share 100 words or more in all.
quotesum: each quotation that stands verbatim in the source it names, looked for among the sources of its row.
"""
import argparse, csv, itertools, json, os, re, tempfile
from common import below, percent, report, run


def clough(folder):
    rows = list(csv.DictReader(open(os.path.join(folder, "file_information.csv"))))
    rank = {"non": 0, "heavy": 1, "light": 2, "cut": 3}
    shares = []
    for r in rows:
        if r["Category"] not in rank:
            continue
        path = os.path.join(folder, r["File"])
        original = os.path.join(folder, f"orig_task{r['Task']}.txt")
        out, _ = run(["compare", path, original, "--preset", "paraphrase", "--json"])
        found = [json.loads(l) for l in out.split("\n") if l]
        length = len(open(path, encoding="utf-8", errors="replace", newline="").read())
        # How much of the answer is found, and how like the original it is.
        shares.append((r["Category"], sum((o["a"]["end"] - o["a"]["start"]) * o["score"] for o in found) / max(1, length)))
    right = of = 0
    for (g, x), (h, y) in itertools.combinations(shares, 2):
        if rank[g] != rank[h]:
            of += 1
            high, low = (x, y) if rank[g] > rank[h] else (y, x)
            right += 1 if high > low else 0.5 if high == low else 0
    means = {c: round(sum(s for k, s in shares if k == c) / sum(1 for k, _ in shares if k == c), 3) for c in rank}
    copied = [s for k, s in shares if k != "non"]
    clean = [s for k, s in shares if k == "non"]
    return {"answers": len(shares), "pairs_in_order_percent": percent(right, of), "mean_share_found": means,
            "copied_answers_with_a_finding_percent": percent(sum(s > 0 for s in copied), len(copied)),
            "others_with_a_finding_percent": percent(sum(s > 0 for s in clean), len(clean))}


def bills(path, work):
    data = {k: b for k, b in json.load(open(path)).items() if b.get("text")}
    corpus = os.path.join(work, "bills.jsonl")
    with open(corpus, "w") as f:
        for k, b in data.items():
            f.write(json.dumps({"id": k, "text": b["text"]}) + "\n")
    out, cost = run(["reuse", corpus, "-q", "--format", "jsonl"])
    words = {}
    for line in out.split("\n"):
        if line:
            o = json.loads(line)
            if o["type"] == "reuse":
                pair = frozenset((o["a"]["id"], o["b"]["id"]))
                words[pair] = words.get(pair, 0) + o["words"]
            elif o["type"] == "duplicate":
                words[frozenset((o["a"]["id"], o["b"]["id"]))] = 10**6
    gold = set()
    for (a, x), (b, y) in itertools.combinations(data.items(), 2):
        if x["match"] == y["match"] and str(x["match"]) != "0":
            gold.add(frozenset((a, b)))

    def f1(least):
        found = {p for p, n in words.items() if n >= least}
        right = len(found & gold)
        return {"precision": percent(right, len(found)), "recall": percent(right, len(gold)),
                "f1": percent(2 * right, len(found) + len(gold))}

    # The nineteen bills of group 0, "unrelated", are bills on one subject with much text in common.
    for (a, x), (b, y) in itertools.combinations(data.items(), 2):
        if str(x["match"]) == str(y["match"]) == "0":
            words.pop(frozenset((a, b)), None)
    return {"bills": len(data), "pairs_of_one_group": len(gold), "by_words_shared": {str(n): f1(n) for n in (20, 50, 100, 200, 400)}, "cost": cost}


def quotesum(path, work):
    rows = [json.loads(l) for l in open(path)]
    totals = {"verbatim": 0, "named_source_found": 0, "of_three_words_or_more": 0, "of_these_found": 0, "of_these_first": 0}
    for n, row in enumerate(rows):
        sources = {str(i): row[f"source{i}"] for i in range(1, 9) if row.get(f"source{i}")}
        folder = os.path.join(work, f"q{n}")
        os.makedirs(folder)
        for i, text in sources.items():
            with open(os.path.join(folder, f"{i}.txt"), "w", newline="") as f:
                f.write(text)
        quotes = [(m.group(1), m.group(2).strip()) for m in re.finditer(r"\[ (\d) (.*?) \]", row["summary"])]
        quotes = [(i, q) for i, q in quotes if q in sources.get(i, "")]
        draft = os.path.join(work, f"d{n}.txt")
        text, at = "", {}
        for i, q in quotes:
            text += "It says: “"
            at[len(text)] = (i, q)
            text += q + "” there.\n\n"
        open(draft, "w", newline="").write(text)
        out, _ = run(["check", draft, "--against", folder, "--json", "--no-borrowing"])
        found = {}
        for line in out.split("\n"):
            if line:
                o = json.loads(line)
                if o["type"] == "finding":
                    found[o["draft"]["start"]] = o
        for start, (i, q) in at.items():
            o = found.get(start)
            names = [os.path.basename(e["path"])[:-4] for e in o["evidence"]] if o else []
            long = len(re.findall(r"\w+", q)) >= 3
            totals["verbatim"] += 1
            totals["named_source_found"] += i in names
            totals["of_three_words_or_more"] += long
            totals["of_these_found"] += long and i in names
            totals["of_these_first"] += long and names[:1] == [i]
    totals["found_percent"] = percent(totals["named_source_found"], totals["verbatim"])
    totals["found_percent_three_words_or_more"] = percent(totals["of_these_found"], totals["of_three_words_or_more"])
    return totals


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    a = p.parse_args()
    work = tempfile.mkdtemp()
    os.environ["XDG_CACHE_HOME"] = os.path.join(work, "cache")
    report("small", {
        "clough": clough(os.path.dirname(below(a.data, "orig_taska.txt"))),
        "bills": bills(below(a.data, "labeled_bills.json"), work),
        "quotesum": quotesum(os.path.join(below(a.data, "quotesum"), "v1", "dev.jsonl"), work),
    })


if __name__ == "__main__":
    main()
