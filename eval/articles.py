#!/usr/bin/env python3
"""Main text of web pages: eval/articles.py DATA [-o RESULT]

DATA holds the article-extraction benchmark (html/*.html.gz, ground-truth.json, evaluate.py).
The pages are read by `fontes read`; the blocks that it does not take for furniture are the
article; the benchmark's own evaluate.py gives the figures. `blocks` says which kinds count.
"""
import argparse, gzip, json, os, re, shutil, subprocess, sys, tempfile
from common import RESULTS, below, run

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("data")
parser.add_argument("-o", default=os.path.join(RESULTS, "articles.json"))
a = parser.parse_args()
home = os.path.dirname(below(a.data, "ground-truth.json"))
with tempfile.TemporaryDirectory() as work:
    pages = os.path.join(work, "pages")
    os.mkdir(pages)
    for name in sorted(os.listdir(os.path.join(home, "html"))):
        with gzip.open(os.path.join(home, "html", name)) as f:
            open(os.path.join(pages, name.removesuffix(".gz")), "wb").write(f.read())
    names = sorted(os.listdir(pages))
    out, cost = run(["read", pages, "--json", "--ocr", "never"])
    predicted, whole, anchored, failed = {}, {}, 0, []
    for line in out.splitlines():
        d = json.loads(line)
        key = os.path.basename(d["path"]).removesuffix(".html")
        text = d["text"]
        for b in d["blocks"] + d["notes"]:
            place = b.get("body", b)
            assert text[place["start"]:place["end"]], "a span that gives no words"
        predicted[key] = {"articleBody": "\n\n".join(text[b["start"]:b["end"]] for b in d["blocks"] if b["kind"] != "furniture")}
        whole[key] = {"articleBody": text}
        anchored += len(d["notes"])
    for name in names:
        key = name.removesuffix(".html")
        if key not in predicted:
            failed.append(key)
            predicted[key] = whole[key] = {"articleBody": ""}
    shutil.copy(os.path.join(home, "evaluate.py"), work)
    shutil.copy(os.path.join(home, "ground-truth.json"), work)
    os.mkdir(os.path.join(work, "output"))
    json.dump(predicted, open(os.path.join(work, "output", "fontes.json"), "w"))
    json.dump(whole, open(os.path.join(work, "output", "whole-page.json"), "w"))
    table = subprocess.run([sys.executable, "evaluate.py", "--n-bootstrap", "100", "--output", "result.json"], cwd=work, capture_output=True, text=True, check=True).stdout
    measured = json.load(open(os.path.join(work, "result.json")))
print(table)
# Rules for blocks were chosen on every other page, in the order of their names, and are reported on the rest.
sys.path.insert(0, home)
import evaluate
truth = json.load(open(os.path.join(home, "ground-truth.json")))
def half(keys):
    pairs = [evaluate.string_shingle_matching(true=truth[k].get("articleBody", ""), pred=predicted[k]["articleBody"]) for k in keys]
    return {k: round(v, 4) for k, v in evaluate.metrics_from_tp_fp_fns(pairs).items()}
halves = {"chosen_on": half(sorted(truth)[::2]), "reported": half(sorted(truth)[1::2])}
pick = lambda m: {k: round(m[k], 4) for k in ("f1", "precision", "recall", "accuracy")}
result = {
    "pages": len(names),
    "failed": failed,
    "notes_tied": anchored,
    "fontes": pick(measured["fontes"]),
    "halves": halves,
    "whole_page": pick(measured["whole-page"]),
    "cpu_s": cost["cpu_s"],
    "pages_per_cpu_s": round(len(names) / cost["cpu_s"], 1),
}
json.dump(result, open(a.o, "w"), indent=1)
print(json.dumps(result, indent=1))
