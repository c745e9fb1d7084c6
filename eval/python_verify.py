"""`fontes.verify` from Python: a sentence in a page. Quality on planted quotations, and speed beside RapidFuzz.

    python3 eval/python_verify.py DATA [--seed N] [--quotations N]

DATA holds `frus/`, anywhere below it. Needs the package `fontes` (bindings/python) and `rapidfuzz`. Each quotation is a sentence of a page
of some 3,000 letters, edited as eval/planted.py edits; a tenth are sentences of other volumes, which stand nowhere on the page. Both
engines get the same pairs on one thread; RapidFuzz, which folds nothing, gets both sides in lower case with white space squeezed. Right
place: the passage found shares half of the letters with the true one. For RapidFuzz the cut-off is the one at which as many absent
sentences are taken for found as fontes takes. The generator is seeded.
"""
import argparse, json, os, platform, random, re, sys, time

import fontes
import rapidfuzz
from rapidfuzz import fuzz

from common import RESULTS, frus, overlap
from planted import edit, sentences

KINDS = ["verbatim", "typography", "ellipsis", "bracket", "word-replaced", "word-dropped", "word-added", "negation-added", "inflection",
         "misspelled", "scan5", "scan10", "edits30"]
PAGE = 3000


def pages(data, rng, n):
    """Pages of running text and the sentences that stand on each."""
    paths = []
    for folder, _, files in os.walk(frus(data)):
        paths += [os.path.join(folder, f) for f in files if f.endswith(".txt")]
    paths.sort()
    rng.shuffle(paths)
    out = []
    for p in paths:
        text = open(p, encoding="utf-8", errors="replace").read()
        for i in range(0, len(text) - PAGE, PAGE):
            page = text[i:i + PAGE]
            on_it = [s for s in sentences(page, 12, 45) if page.count(s) == 1]
            if on_it:
                out.append((page, on_it))
        if len(out) > n:
            break
    return out


def make(data, seed, n):
    rng = random.Random(seed)
    all_pages = pages(data, rng, n // 6)
    rows = []
    for k, (page, on_it) in enumerate(all_pages):
        for s in on_it:
            kind = KINDS[len(rows) % len(KINDS)]
            if len(rows) % 10 == 9:
                other = all_pages[(k + 7) % len(all_pages)][1][0]
                if other not in page:
                    rows.append(("absent", other, page, None, {"not-found"}))
                    continue
            try:
                quoted, verdicts, _ = edit(rng, kind, s, s)
            except (IndexError, ValueError):
                continue  # a sentence without words that are safe to edit
            at = page.index(s)
            rows.append((kind, quoted, page, (at, at + len(s)), verdicts))
        if len(rows) >= n:
            break
    return rows[:n]


def squeeze(s):
    """Lower case with white space squeezed, and for each letter its place in `s`."""
    out, at, blank = [], [], False
    for i, c in enumerate(s):
        if c.isspace():
            if not blank:
                out.append(" ")
                at.append(i)
            blank = True
            continue
        blank = False
        for low in c.lower():
            out.append(low)
            at.append(i)
    return "".join(out), at + [len(s)]


def timed(work, least=1.5):
    """Seconds of CPU of one run, the least of several."""
    best, spent = None, 0.0
    while spent < least or best is None:
        begun = time.process_time()
        out = work()
        took = time.process_time() - begun
        spent += took
        best = took if best is None else min(best, took)
    return out, best


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--quotations", type=int, default=20_000)
    a = parser.parse_args()
    rows = make(a.data, a.seed, a.quotations)
    quoted, source = [r[1] for r in rows], [r[2] for r in rows]
    table, seconds = timed(lambda: fontes.verify_many(quoted, source, threads=1))
    got = table.to_pylist()
    # Against one page alone, and of verbatim words alone.
    page = source[0]
    few = quoted[:5000]
    _, one_page = timed(lambda: fontes.verify_many(few, page, threads=1))
    exact = [i for i, r in enumerate(rows) if r[0] == "verbatim"]
    _, verbatim = timed(lambda: fontes.verify_many([quoted[i] for i in exact], [source[i] for i in exact], threads=1))

    # RapidFuzz, on a part of the rows: it is slower.
    part = min(len(rows), 2000)
    folded = [(squeeze(q)[0], squeeze(s)) for q, s in zip(quoted[:part], source[:part])]
    answers, slow = timed(lambda: [fuzz.partial_ratio_alignment(q, s[0]) for q, s in folded], 0.1)
    absent = sorted((r.score for r, row in zip(answers, rows) if row[0] == "absent"), reverse=True)
    taken = sum(1 for g, row in zip(got[:part], rows) if row[0] == "absent" and g["verdict"] != "not-found")
    cut = absent[taken] if taken < len(absent) else 0.0

    kinds, places = {}, {"fontes": [0, 0], "rapidfuzz": [0, 0]}
    for i, (g, (kind, q, s, gold, verdicts)) in enumerate(zip(got, rows)):
        k = kinds.setdefault(kind, {"n": 0, "verdict": 0, "place": 0, "verdicts": {}})
        k["n"] += 1
        k["verdicts"][g["verdict"]] = k["verdicts"].get(g["verdict"], 0) + 1
        k["verdict"] += g["verdict"] in verdicts
        placed = gold is not None and g["start"] is not None and overlap(gold, (g["start"], g["end"])) >= 0.5
        k["place"] += placed
        if gold is not None and i < part:
            r, (_, (_, at)) = answers[i], folded[i]
            there = r is not None and r.score > cut and overlap(gold, (at[r.dest_start], at[r.dest_end])) >= 0.5
            places["fontes"][0] += placed
            places["rapidfuzz"][0] += there
            places["fontes"][1] += 1
            places["rapidfuzz"][1] += 1
    rate, their_rate = len(rows) / seconds, part / slow
    result = {
        "quotations": len(rows), "page_letters": PAGE, "python": platform.python_version(), "rapidfuzz_version": rapidfuzz.__version__,
        "per_second": round(rate), "per_second_one_page": round(len(few) / one_page), "per_second_verbatim": round(len(exact) / verbatim),
        "rapidfuzz_per_second": round(their_rate), "times_as_fast": round(rate / their_rate, 1),
        "right_place_of": places["fontes"][1], "fontes_right_place": places["fontes"][0], "rapidfuzz_right_place": places["rapidfuzz"][0],
        "absent_taken": taken, "rapidfuzz_cut_off": round(cut, 1), "kinds": {k: kinds[k] for k in sorted(kinds)},
    }
    os.makedirs(RESULTS, exist_ok=True)
    with open(os.path.join(RESULTS, "python_verify.json"), "w", encoding="utf-8") as f:
        json.dump(result, f, indent=1, sort_keys=True)
        f.write("\n")
    for k, v in kinds.items():
        print(f"{k:15} {v['n']:6} verdict {100 * v['verdict'] / v['n']:5.1f} place {100 * v['place'] / v['n']:5.1f} {v['verdicts']}")
    print({k: v for k, v in result.items() if k != "kinds"})


if __name__ == "__main__":
    main()
