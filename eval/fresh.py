#!/usr/bin/env python3
"""What new documents bring: `reuse --archive A --new NEW`, which asks the archive's index, against a survey
of the whole corpus with the same documents as new ones (`reuse FOLDER --new NEW`).

    python3 eval/fresh.py DATA

New are, of `frus`: one document, thirty, and a volume. For each the CPU seconds of both, and of the pairs of
the whole survey the share that the index finds (a pair of passages that overlap on the new document's side),
and the other way round: what is near the threshold may fall on either side of it."""
import json, os, sys, tempfile
from common import RESULTS, below, run


def pairs(path):
    with open(path, encoding="utf-8") as f:
        rows = [json.loads(line) for line in f]
    return [(o["a"]["path"], o["b"]["path"], o["b"]["start"], o["b"]["end"]) for o in rows if o["type"] == "reuse"]


def share(of, among):
    by = {}
    for a, b, s, e in among:
        by.setdefault((a, b), []).append((s, e))
    hits = sum(any(s < y and x < e for x, y in by.get((a, b), [])) for a, b, s, e in of)
    return round(hits / len(of), 3) if of else None


def main(data):
    root = below(data, "frus")
    if not any(f.endswith(".txt") for d in os.scandir(root) if d.is_dir() for f in os.listdir(d.path)):
        root = below(root, "frus")
    folder = tempfile.mkdtemp()
    archive = os.path.join(folder, "a.fontes")
    run(["index", root, "--archive", archive, "-q"])
    volumes = sorted(d.path for d in os.scandir(root) if d.is_dir())
    volume = volumes[len(volumes) // 2]
    texts = sorted(os.path.join(volume, f) for f in os.listdir(volume) if f.endswith(".txt"))
    step = max(1, len(texts) // 30)
    sets = {"one document": texts[len(texts) // 2:][:1], "thirty documents": texts[::step][:30], "a volume": [volume]}
    out = {}
    for name, new in sets.items():
        options = [x for n in new for x in ("--new", n)]
        one, two = os.path.join(folder, "one.jsonl"), os.path.join(folder, "two.jsonl")
        _, fresh = run(["reuse", "--archive", archive, *options, "-q", "-o", one])
        _, whole = run(["reuse", root, *options, "-q", "-o", two])
        a, b = pairs(one), pairs(two)
        out[name] = {"cpu_s": fresh["cpu_s"], "whole_cpu_s": whole["cpu_s"], "peak_mb": fresh["peak_mb"],
                     "whole_peak_mb": whole["peak_mb"], "pairs": len(a), "whole_pairs": len(b),
                     "of_the_whole_survey_found": share(b, a), "found_by_the_whole_survey_too": share(a, b)}
    with open(os.path.join(RESULTS, "fresh.json"), "w", encoding="utf-8") as f:
        json.dump(out, f, indent=1)
        f.write("\n")
    print(json.dumps(out, indent=1))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
