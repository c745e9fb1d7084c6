"""Sources to get: how many of the works that real drafts cite, and their archives lack, are listed, and are their titles whole?

    python3 eval/sources_to_get.py DATA

DATA holds `real-drafts/`. The labels (`eval/labels/sources_to_get.jsonl`) were made by reading before the program ran. A work is
listed if one of those that `fontes cited DRAFT --against archive --format json` prints has its title (or one of `also`),
letter by letter without case, marks and blanks, and its day where the label gives one. The title of a work
that is not listed is garbled if one of the list has its day and is cited by words that hold the label's title, or has a title that holds it
or is half of it.
"""
import json, os, re, sys
from common import below, percent, report, run


def letters(s):
    return re.sub(r"[\W_]", "", (s or "").lower())


def main():
    data = sys.argv[1]
    root = os.path.dirname(os.path.dirname(below(data, "gold.jsonl")))
    here = os.path.dirname(os.path.abspath(__file__))
    labels = [json.loads(l) for l in open(os.path.join(here, "labels", "sources_to_get.jsonl"), encoding="utf-8")]
    out = {}
    for job in ("hist", "us"):
        folder = os.path.join(root, job)
        draft = next(f for f in sorted(os.listdir(folder)) if f != "gold.jsonl" and os.path.isfile(os.path.join(folder, f)))
        told, _ = run(["cited", draft, "--against", "archive", "--format", "json"], cwd=folder)
        works = [json.loads(l) for l in told.splitlines()]
        row = {"listed_in_all": len(works), "labelled": 0, "listed": 0, "garbled": 0, "listed_though_here": 0, "missing": [], "garbled_titles": []}
        for g in (g for g in labels if g["draft"] == job):
            titles = [letters(t) for t in [g["title"], *g.get("also", [])]]
            day = (g.get("date") or "")
            same, part = [], []
            for w in works:
                title = letters(w["work"].get("title"))
                parts = w["work"].get("issued", {}).get("date-parts", [[]])[0]
                iso = "-".join(f"{p:02}" if i else str(p) for i, p in enumerate(parts))
                if len(day) == 10 and iso != day:
                    continue
                cited = letters(w["work"].get("note"))
                if title in titles:
                    same.append(w)
                elif titles[0] in cited or any(t in title or title and title in t and len(title) * 2 > len(t) for t in titles):
                    part.append(w["label"])
            if g["here"]:
                row["listed_though_here"] += any(not w["perhaps"] for w in same)
                continue
            row["labelled"] += 1
            row["listed"] += bool(same)
            if not same:
                row["missing"].append(g["title"])
                if part:
                    row["garbled"] += 1
                    row["garbled_titles"] += part
        row["listed_percent"] = percent(row["listed"], row["labelled"])
        out[job] = row
    report("sources_to_get", out)


if __name__ == "__main__":
    main()
