#!/usr/bin/env python3
"""False alarms: documents of an edition taken as drafts.

    python3 eval/alarms.py DATA [--verbose]

200 documents of `frus`, evenly from all volumes, are checked against an archive of all the documents of
their volumes (without the draft itself, as always). What this counts are the findings on dates, numbers,
names, notes and attributions with severity warning or above: an edition's own documents should have none."""
import collections, json, os, sys, tempfile
from common import RESULTS, below, run

DRAFTS = 200


def main(data, verbose):
    root = below(data, "frus")
    while not any(f.endswith(".txt") for _, _, fs in os.walk(root) for f in fs):
        root = os.path.dirname(root)
    files = sorted(os.path.join(d, f) for d, _, fs in os.walk(root) for f in fs if f.endswith(".txt"))
    drafts = files[:: max(1, len(files) // DRAFTS)][:DRAFTS]
    volumes = sorted({os.path.dirname(d) for d in drafts})
    archive = os.path.join(tempfile.mkdtemp(), "a.fontes")
    run(["index", *volumes, "--archive", archive, "-q"])
    out, cost = run(["check", *drafts, "--archive", archive, "--json", "--no-borrowing"])
    ours = {"date", "number", "name", "citation", "attribution"}
    alarms, kinds, notes = collections.Counter(), collections.Counter(), collections.Counter()
    for line in out.splitlines():
        o = json.loads(line)
        if o["type"] != "finding" or o["kind"] not in ours:
            continue
        notes[o["code"]] += 1
        if o["severity"] in ("warning", "error"):
            alarms[o["draft"]["path"]] += 1
            kinds[o["code"]] += 1
            if verbose:
                print(o["code"], os.path.relpath(o["draft"]["path"], root), repr(o["draft"]["text"][:90]), "|", o["message"][:120])
    result = {
        "drafts": len(drafts),
        "drafts without a warning": len(drafts) - len(alarms),
        "share": round(1 - len(alarms) / len(drafts), 4),
        "warnings": dict(kinds.most_common()),
        "all findings of these kinds": dict(notes.most_common()),
        "cpu_s": cost["cpu_s"],
    }
    print(json.dumps(result, indent=1))
    with open(os.path.join(RESULTS, "alarms.json"), "w") as f:
        json.dump(result, f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1], "--verbose" in sys.argv)
