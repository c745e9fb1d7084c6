"""Quotations of the FRUS volumes against the volumes.

    python3 eval/frus_quotes.py DATA [--archive DIR] [--list FILE]

DATA holds `frus/` (VOLUME/dN.txt) and the two JSON files of `frus-quotes`, anywhere below it.
Each citing document is checked as a draft against the archive of all documents. The figures are those of the gold whose
quotations have one source (`frus_gold.py` says how it is made); those of the first gold stand beside them.
"""
import argparse, json, os, tempfile
from common import SILENT, below, findings, frus, overlap, percent, report, run, wrong_spans
from frus_gold import remake


def scored(gold, by, misses):
    """Figures of a gold, `by` being the findings of each draft. What is wrong is added to `misses`."""
    seen = right = verdict_ok = 0
    verdicts = {}
    for g in gold:
        span = (g["start"], g["end"])
        best = max(by.get(g["citing"] + ".txt", []), default=None,
                   key=lambda f: overlap(span, (f["draft"]["start"], f["draft"]["end"])))
        if best is None or overlap(span, (best["draft"]["start"], best["draft"]["end"])) < 0.5:
            misses.append({"what": "not read as a quotation", **g})
            continue
        seen += 1
        where = {e["path"].removesuffix(".txt"): e for e in best["evidence"]}
        sources = dict((s[0], s[1]) for s in g["sources"])
        verdicts[best["verdict"]] = verdicts.get(best["verdict"], 0) + 1
        if any(s in where for s in sources):
            right += 1
        else:
            misses.append({"what": "elsewhere" if where else best["verdict"], "verdict": best["verdict"],
                           "evidence": list(where), "message": best["message"],
                           "nearest": best["nearest"] and [best["nearest"]["path"], best["nearest"]["likeness"], best["nearest"]["text"]], **g})
        # The gold says for each source whether the words go on verbatim to the end.
        says = any(sources.values())
        ours = bool(best["evidence"]) and all(c["class"] in SILENT for c in best["changes"])
        if says == ours:
            verdict_ok += 1
        else:
            misses.append({"what": f"gold {'verbatim' if says else 'not verbatim'}, fontes {best['verdict']}",
                           "message": best["message"], "draft": best["draft"]["text"],
                           "evidence": [e["text"] for e in best["evidence"][:2]], **g})
    return {
        "quotations": len(gold),
        "read_as_quotation_percent": percent(seen, len(gold)),
        "found_in_right_document_percent": percent(right, len(gold)),
        "verdict_verbatim_or_not_right_percent": percent(verdict_ok, len(gold)),
        "verdicts": verdicts,
    }


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--archive")
    p.add_argument("--list")
    a = p.parse_args()
    root = frus(a.data)
    archive = a.archive or os.path.join(tempfile.mkdtemp(), "frus.fontes")
    index = None
    if not os.path.exists(archive):
        _, index = run(["index", ".", "--archive", archive, "--quiet"], cwd=root)
    texts = {}

    def text(path):
        path = os.path.join(root, path)
        if path not in texts:
            texts[path] = open(path, newline="", encoding="utf-8").read() if os.path.exists(path) else None
        return texts[path]

    gold = json.load(open(below(a.data, "frus_quotes_archive.dev.json")))
    drafts = sorted({g["citing"] + ".txt" for g in gold})
    out, cost = run(["check", *drafts, "--archive", archive, "--format", "json", "--no-borrowing"], cwd=root)
    by = findings(out)
    bad = sum(wrong_spans(f, text) for f in by.values())
    misses = []
    kept, dropped = remake(gold, root)
    now, first = scored(kept, by, misses), scored(gold, by, [])
    gold2 = json.load(open(below(a.data, "frus_quotes.dev.json")))
    drafts = sorted({f"{g['volume']}/{g['citing']}.txt" for g in gold2})
    have = [d for d in drafts if os.path.exists(os.path.join(root, d))]
    out, _ = run(["check", *have, "--archive", archive, "--format", "json", "--no-borrowing"], cwd=root)
    by = findings(out)
    bad += sum(wrong_spans(f, text) for f in by.values())
    squeeze = lambda s: "".join(c for c in s.lower() if c.isalnum())
    cited, cited_total, read2, absent, absent_found, not_in_archive = 0, 0, 0, 0, [], 0
    for g in gold2:
        want = squeeze(g["quote"])
        hits = [f for f in by.get(f"{g['volume']}/{g['citing']}.txt", [])
                if want in squeeze(f["draft"]["text"]) or (len(f["draft"]["text"]) > 20 and squeeze(f["draft"]["text"]) in want)]
        read2 += bool(hits)
        paths = {e["path"] for f in hits for e in f["evidence"]}
        if f"{g['volume']}/{g['citing']}.txt" not in have:
            not_in_archive += 1
            continue
        if g["status"] != "not found":
            cited_total += 1
            ok = any(f"{g['volume']}/{d}.txt" in paths for d in g["found_in"] or g["cited"])
            cited += ok
            if not ok:
                misses.append({"what": "550: not in the cited document", "verdicts": [f["verdict"] for f in hits],
                               "evidence": sorted(paths), **g})
        else:
            absent += 1
            inside = [f for f in hits if any(e["path"] == f"{g['volume']}/{d}.txt" for e in f["evidence"] for d in g["cited"])]
            if hits and any(f["evidence"] for f in hits):
                absent_found.append({"gold": g["quote"], "cited": g["cited"], "in_cited": bool(inside),
                                     "verdict": hits[0]["verdict"], "evidence": [[e["path"], e["text"]] for f in hits for e in f["evidence"][:1]]})
    data = {
        "documents_as_drafts": len(have) + len(set(g["citing"] for g in gold)),
        "archive_quotations_with_one_source": now,
        "archive_quotations_first_gold": first,
        "left_out_of_the_first_gold": len(dropped),
        "cited_quotations": len(gold2),
        "cited_whose_volume_is_not_in_the_archive": not_in_archive,
        "cited_read_as_quotation_percent": percent(read2, len(gold2) - not_in_archive),
        "cited_verbatim_or_altered": cited_total,
        "cited_found_in_cited_document_percent": percent(cited, cited_total),
        "gold_not_found": absent,
        "gold_not_found_but_fontes_finds_somewhere": len(absent_found),
        "gold_not_found_but_fontes_finds_in_cited_document": sum(x["in_cited"] for x in absent_found),
        "wrong_spans": bad,
        "check_cost": cost,
        "index_cost": index,
    }
    if a.list:
        json.dump({"misses": misses, "absent_found": absent_found}, open(a.list, "w"), indent=1, ensure_ascii=False)
    report("frus_quotes", data)


main()
