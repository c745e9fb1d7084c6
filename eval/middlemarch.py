"""Critics' quotations of one novel: what share is found, by kind and by length.

    python3 eval/middlemarch.py DATA [--list FILE]

Every quotation becomes a block quotation of one HTML draft; the archive holds the novel alone.
"""
import argparse, csv, html, json, os, re, tempfile
from common import below, findings, percent, report, run


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--list")
    a = p.parse_args()
    rows = list(csv.DictReader(open(below(a.data, "middlemarch-ground-truth-indexes-updated.csv"), encoding="utf-8")))
    novel = open(below(a.data, "middlemarch.txt"), encoding="utf-8").read()
    squeeze = lambda s: re.sub(r"[^a-z0-9]", "", s.lower())
    whole = squeeze(novel)
    quotes = []
    for r in rows:
        q = re.sub(r"\\(.)", r"\1", r["Quotation from PDF"]).strip()
        # The marks around it, and a note number after the closing mark.
        q = re.sub(r"[”\"’']+\s*\d{0,3}\s*[”\"’']*$", "", q.lstrip("“\"‘'")).strip()
        words = len(re.findall(r"\w+", q))
        if words < 5:
            continue
        if squeeze(q) in whole:
            kind = "exact"
        elif re.search(r"\.\s?\.\s?\.|…", q):
            kind = "elided"
        elif "[" in q:
            kind = "bracketed"
        else:
            kind = "altered"
        quotes.append((q, kind, words))
    work = tempfile.mkdtemp()
    os.mkdir(os.path.join(work, "novel"))
    open(os.path.join(work, "novel", "middlemarch.txt"), "w", encoding="utf-8").write(novel)
    body = "\n".join(f"<p>{i}.</p><blockquote><p>{html.escape(q)}</p></blockquote>" for i, (q, _, _) in enumerate(quotes))
    draft = os.path.join(work, "draft.html")
    open(draft, "w", encoding="utf-8").write(f"<html><body>{body}</body></html>")
    run(["index", "novel", "--archive", "n.fontes", "--quiet"], cwd=work)
    out, cost = run(["check", "draft.html", "--archive", "n.fontes", "--format", "json", "--no-borrowing"], cwd=work)
    all_findings = [f for f in findings(out)["draft.html"] if f["draft"]["text"]]
    # One quotation may be read as several paragraphs; blocks come in order.
    by_text = {}
    for f in all_findings:
        by_text.setdefault(squeeze(f["draft"]["text"]), f)
    kinds, lengths, verdicts, misses = {}, {}, {}, []
    for q, kind, words in quotes:
        f = by_text.get(squeeze(q)) or next((f for k, f in by_text.items() if k and (k in squeeze(q) or squeeze(q) in k) and len(k) > 0.7 * len(squeeze(q))), None)
        found = bool(f and f["evidence"])
        bucket = "5-9" if words < 10 else "10-24" if words < 25 else "25+"
        for table, key in ((kinds, kind), (lengths, bucket)):
            n = table.setdefault(key, [0, 0])
            n[0] += found
            n[1] += 1
        v = f["verdict"] if f else "not read"
        verdicts.setdefault(kind, {}).setdefault(v, 0)
        verdicts[kind][v] += 1
        if not found or (kind in ("exact", "elided", "bracketed") and v not in ("verbatim", "marked")):
            misses.append({"kind": kind, "quote": q, "verdict": v, "message": f and f["message"],
                           "near": f and f["nearest"] and [f["nearest"]["text"], f["nearest"]["likeness"]]})
    share = lambda t: {k: {"found_percent": percent(*v), "of": v[1]} for k, v in sorted(t.items())}
    data = {
        "quotations_of_5_words_or_more": len(quotes),
        "found_percent": percent(sum(v[0] for v in kinds.values()), len(quotes)),
        "by_kind": share(kinds),
        "by_words": share(lengths),
        "verdicts_by_kind": verdicts,
        "check_cost": cost,
    }
    if a.list:
        json.dump(misses, open(a.list, "w"), indent=1, ensure_ascii=False)
    report("middlemarch", data)


main()
