"""What `fontes.reuse` over a table costs beside `fontes reuse` over the same documents: CPU seconds, and whether the passages are the same.

    python3 eval/python_reuse.py DATA [--megabytes N] [--seed N]

DATA holds `frus/`, anywhere below it. Needs the package `fontes` (bindings/python) and pyarrow, and the program (FONTES, of the same build). The
program reads JSON Lines and writes Parquet; Python is given the table and makes one of the answer.
"""
import argparse, json, os, random, resource, tempfile

import fontes
import pyarrow as pa
import pyarrow.parquet as pq

from common import RESULTS, run
from reuse import documents, plant


def cpu():
    u = resource.getrusage(resource.RUSAGE_SELF)
    return u.ru_utime + u.ru_stime


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--megabytes", type=int, default=10)
    parser.add_argument("--seed", type=int, default=5)
    a = parser.parse_args()
    rng = random.Random(a.seed)
    docs, _ = documents(a.data, a.megabytes, rng)
    planted = plant(docs, 100, rng)
    texts = planted[0] if isinstance(planted, tuple) else planted
    items = sorted(texts.items() if isinstance(texts, dict) else texts)
    table = pa.table({"id": [k for k, _ in items], "text": [t for _, t in items]})
    with tempfile.TemporaryDirectory() as home:
        lines, out = os.path.join(home, "corpus.jsonl"), os.path.join(home, "out.parquet")
        with open(lines, "w", encoding="utf-8") as f:
            for k, t in items:
                f.write(json.dumps({"id": k, "text": t}) + "\n")
        _, cost = run(["--no-cache", "reuse", lines, "-q", "-o", out])
        begun = cpu()
        got = fontes.reuse(table).to_arrow()
        ours = cpu() - begun
        want = pq.read_table(out)
        names = [n for n in want.column_names if n in got.column_names and not n.endswith("_path") and n not in ("earlier",)]
        null = lambda t: [{k: (v or "") if isinstance(v, (str, type(None))) else v for k, v in r.items()} for r in t.select(names).to_pylist()]
        same = null(got) == null(want)
    result = {"megabytes": a.megabytes, "documents": len(items), "passages": got.num_rows, "same_passages": same,
              "program_cpu_s": cost["cpu_s"], "python_cpu_s": round(ours, 2), "ratio": round(ours / cost["cpu_s"], 2)}
    with open(os.path.join(RESULTS, "python_reuse.json"), "w", encoding="utf-8") as f:
        json.dump(result, f, indent=1, sort_keys=True)
        f.write("\n")
    print(result)


if __name__ == "__main__":
    main()
