"""Are the rows of a timeline and of a network worth their place? Draws events and edges by seed, and counts what was judged
by reading.

    FONTES=… python3 eval/overview.py --draw chile=DATA/chile frus=DATA/frus     # adds what is not judged yet to the labels
    FONTES=… python3 eval/overview.py chile=DATA/chile frus=DATA/frus            # counts

Labels: `eval/labels/overview.jsonl`, a row a line, with `worth` (true, false, or null: not judged) and `why`. An event is worth its
place when the date is read right and the passage tells of something that happened, was so, or was to happen then; an edge, when both are
persons, each is one person, and the passage shows them in one matter. The set's archive is made anew, or taken with
`--archive SET=PATH`. Of `frus` four volumes were taken, `random.Random(16).sample(sorted volumes, 4)`."""
import argparse, hashlib, json, os, random, tempfile
from common import RESULTS, ROOT, run

LABELS = os.path.join(ROOT, "eval", "labels", "overview.jsonl")
SEED, EACH = 16, 50


def rows(archive, data, command):
    out, cost = run([command, "--archive", archive, "--json"], ok=(0, 1))
    for line in out.splitlines():
        o = json.loads(line)
        if o["type"] not in ("event", "edge"):
            continue
        place = o["place"] if o["type"] == "event" else o["places"][0]
        path = os.path.relpath(place["path"], data)
        if o["type"] == "event":
            what = {"kind": "event", "date": o["date"], "words": o["words"], "basis": o["basis"]}
        else:
            what = {"kind": "edge", "a": o["a"], "relation": o["relation"], "b": o["b"], "weight": o["weight"]}
        yield {**what, "path": path, "sentence": place["sentence"]}, cost


def key(name, row):
    named = [str(row.get(k)) for k in ("kind", "date", "words", "a", "relation", "b", "path", "sentence")]
    return hashlib.sha256("\0".join([name, *named]).encode()).hexdigest()[:16]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("sets", nargs="+", metavar="SET=DATA")
    p.add_argument("--draw", action="store_true")
    p.add_argument("--archive", action="append", default=[], metavar="SET=PATH")
    a = p.parse_args()
    judged = {}
    if os.path.exists(LABELS):
        with open(LABELS) as f:
            judged = {r["key"]: r for r in map(json.loads, f)}
    given = dict(x.split("=", 1) for x in a.archive)
    result = {"seed": SEED, "drawn": EACH}
    for spec in a.sets:
        name, data = spec.split("=", 1)
        data = os.path.abspath(data)
        archive = given.get(name)
        if archive is None:
            archive = os.path.join(tempfile.mkdtemp(), f"{name}.fontes")
            run(["index", data, "--archive", archive, "-q"])
        of = {}
        for command, kind in (("timeline", "event"), ("network", "edge")):
            found = list(rows(archive, data, command))
            drawn = random.Random(SEED).sample([r for r, _ in found], min(EACH, len(found)))
            for r in drawn:
                k = key(name, r)
                if k not in judged and a.draw:
                    judged[k] = {"key": k, "set": name, **r, "worth": None, "why": ""}
            told = [judged.get(key(name, r), {}).get("worth") for r in drawn]
            of[kind] = {"rows": len(found), "drawn": len(drawn), "worth": told.count(True), "not": told.count(False),
                        "unjudged": told.count(None), **({"cpu_s": found[0][1]["cpu_s"], "peak_mb": found[0][1]["peak_mb"]} if found else {})}
        result[name] = of
        print(name, json.dumps(of))
    if a.draw:
        with open(LABELS, "w") as f:
            for r in judged.values():
                f.write(json.dumps(r, ensure_ascii=False) + "\n")
    else:
        with open(os.path.join(RESULTS, "overview.json"), "w") as f:
            json.dump(result, f, indent=1)
            f.write("\n")


main()
