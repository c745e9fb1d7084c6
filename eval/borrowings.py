#!/usr/bin/env python3
"""Unmarked borrowings of a few words: which are seen, and what is called one that is none.

    python3 eval/borrowings.py DATA [--seed N] [--list FILE]

DATA holds `frus/`, `middlemarch.txt` and, for the false side, `real-drafts/`, anywhere below it. Runs of 8, 10, 12 and 14
words of a document of `frus`, or of the novel, are planted word for word within sentences of other prose; the archives are of 1,
21 and 399 documents. A plant is seen when a borrowing is reported that overlaps half of it and shows its document. The false side:
real drafts and documents against archives that have nothing to do with them; each report is listed, to be judged by its texts.
Seeded. Nothing here knows how fontes works."""
import argparse, json, os, random, re, shutil, sys, tempfile
from common import below, findings, frus, overlap, percent, report, run

LENGTHS = (8, 10, 12, 14)
ARCHIVES = {1: 6, 21: 2, 399: 1}  # documents: how many archives of so many
PLANTS = {1: 20, 21: 60, 399: 120}  # of a length, in an archive of so many


def read(path):
    with open(path, newline="", encoding="utf-8", errors="replace") as f:
        return f.read()


def sentences(text, low):
    """Plain sentences of `low` words and more."""
    flat = re.sub(r"\s+", " ", re.sub(r"\[\d+\]", "", re.sub(r"(?<=\w)’(?=\w)", "'", text)))
    found = re.findall(r"(?<=[.!?] )[A-Z][^.!?“”‘’\"\[\]()…]{30,500}[.!?](?= |$)", " . " + flat)
    return [s for s in found if len(s.split()) >= low and not re.search(r"\d\.\d|[A-Z]{4}", s)]


def window(rng, sentence, n):
    """A run of n words of a sentence, of which at most a third have capitals or figures."""
    words = sentence.rstrip(".!?").split()
    at = rng.randrange(len(words) - n + 1)
    run_of = words[at:at + n]
    names = sum(1 for w in run_of if not w[0].islower())
    return " ".join(run_of).strip(",;:—-") if names * 3 <= n else None


def plant(rng, hosts, spans):
    """A draft of host sentences with a run within every third of them: its text, and where the runs are."""
    out, gold = "", []
    for words, source in spans:
        for _ in range(2):
            out += rng.choice(hosts) + " "
        host = rng.choice(hosts).split()
        at = rng.randrange(2, len(host) - 2)
        out += " ".join(host[:at]) + " "
        gold.append({"start": len(out), "end": len(out) + len(words), "source": source, "text": words})
        out += words + " " + " ".join(host[at:]) + "\n\n"
    return out, gold


def planted(rng, docs, hosts, work):
    """Recall by archive and length."""
    table, missed, false, words = {}, [], [], 0
    whole = {path: sentences(text, LENGTHS[-1]) for path, text in docs.items()}
    docs = {path: text for path, text in docs.items() if len(whole[path]) >= 12 or len(docs) < 400 and whole[path]}
    for size, archives in ARCHIVES.items():
        for k in range(archives):
            folder = os.path.join(work, f"{size}-{k}")
            chosen = rng.sample(sorted(docs), min(size, len(docs)))
            for path in chosen:
                to = os.path.join(folder, "sources", path)
                os.makedirs(os.path.dirname(to), exist_ok=True)
                open(to, "w", newline="", encoding="utf-8").write(docs[path])
            drafts = {}
            for n in LENGTHS:
                spans = []
                for _ in range(50 * PLANTS[size]):
                    if len(spans) == PLANTS[size]:
                        break
                    path = rng.choice(chosen)
                    run_of = window(rng, rng.choice(whole[path]), n)
                    if run_of and len(run_of.split()) == n and not any(run_of == r for r, _ in spans):
                        spans.append((run_of, path))
                text, gold = plant(rng, hosts, spans)
                drafts[f"draft{n}.txt"] = (n, gold, text)
                open(os.path.join(folder, f"draft{n}.txt"), "w", newline="", encoding="utf-8").write(text)
                words += len(text.split())
            archive = os.path.join(folder, "a.fontes")
            run(["index", ".", "--archive", "../a.fontes", "--quiet"], cwd=os.path.join(folder, "sources"))
            out, _ = run(["check", *("../" + d for d in sorted(drafts)), "--archive", archive, "--format", "json"], cwd=os.path.join(folder, "sources"))
            by = findings(out)
            for name, (n, gold, _) in drafts.items():
                found = [f for f in by.get("../" + name, []) if f["kind"] == "borrowing"]
                row = table.setdefault(str(size), {}).setdefault(str(n), {"of": 0, "seen": 0})
                for g in gold:
                    row["of"] += 1
                    near = [f for f in found if overlap((g["start"], g["end"]), (f["draft"]["start"], f["draft"]["end"])) >= 0.5]
                    seen = any(g["source"] in {e["path"] for e in f["evidence"]} for f in near)
                    row["seen"] += seen
                    if not seen:
                        missed.append({"archive": size, "words": n, "text": g["text"], "reported": bool(near)})
                for f in found:
                    if not any(overlap((f["draft"]["start"], f["draft"]["end"]), (g["start"], g["end"])) > 0 for g in gold):
                        false.append({"archive": size, "text": f["draft"]["text"], "source": f["evidence"][0]["text"]})
    for rows in table.values():
        for row in rows.values():
            row["seen_percent"] = percent(row["seen"], row["of"])
    return table, missed, {"words": words, "reported": len(false), "texts": false}


def unrelated(rng, data, docs, novel, work):
    """What is called a borrowing between texts that have nothing to do with each other."""
    jobs = os.path.dirname(below(data, "kagan.docx"))
    jobs = os.path.dirname(jobs)
    archives = {job: os.path.join(jobs, job, "archive") for job in ("us", "hist", "paine", "hume")}
    frus = os.path.join(work, "frus-archive")
    for path in rng.sample(sorted(docs), 399):
        to = os.path.join(frus, path)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        open(to, "w", newline="", encoding="utf-8").write(docs[path])
    archives["frus"] = frus
    drafts = os.path.join(work, "drafts")
    os.makedirs(drafts, exist_ok=True)
    sets = {"novel": [], "frus": [], "real": []}
    step = len(novel) // 25
    for k in range(25):
        path = os.path.join(drafts, f"novel{k:02}.txt")
        open(path, "w", encoding="utf-8").write(novel[k * step:k * step + 20_000])
        sets["novel"].append(path)
    long = [p for p in sorted(docs) if 6_000 < len(docs[p]) < 40_000]
    for k, source in enumerate(rng.sample(long, 25)):
        path = os.path.join(drafts, f"frus{k:02}.txt")
        open(path, "w", newline="", encoding="utf-8").write(docs[source])
        sets["frus"].append(path)
    for job in ("us", "hist", "paine", "hume"):
        for name in sorted(os.listdir(os.path.join(jobs, job))):
            if name.endswith((".docx", ".xml", ".html")):
                sets["real"].append(os.path.join(jobs, job, name))
    texts, pairs, words = [], {}, 0
    for name, folder in archives.items():
        archive = os.path.join(work, name + ".fontes")
        run(["index", folder, "--archive", archive, "--quiet"])
        for kind, paths in sets.items():
            # A draft's own archive, and novels of one author are others' work; documents of one edition are one subject.
            paths = [p for p in paths if f"/{name}/" not in p and not (kind == name)]
            if not paths:
                continue
            out, _ = run(["check", *paths, "--archive", archive, "--format", "json"])
            count = 0
            for path, found in findings(out).items():
                for f in found:
                    if f["kind"] == "borrowing":
                        count += 1
                        texts.append({"archive": name, "draft": os.path.basename(path), "text": f["draft"]["text"],
                                      "source": f["evidence"][0]["text"], "path": os.path.relpath(f["evidence"][0]["path"], folder)})
            pairs[f"{kind} against {name}"] = {"drafts": len(paths), "reported": count}
    for kind, paths in sets.items():
        words += sum(len(read(p).split()) for p in paths if p.endswith(".txt"))
    return {"drafts": sum(len(p) for p in sets.values()), "checks": sum(p["drafts"] for p in pairs.values()),
            "words_of_plain_drafts": words, "reported": len(texts), "pairs": pairs, "texts": texts}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--list")
    p.add_argument("--only", choices=["planted", "unrelated"])
    a = p.parse_args()
    rng = random.Random(a.seed)
    root = frus(a.data)
    novel = read(below(a.data, "middlemarch.txt"))
    docs = {}
    for volume in sorted(os.listdir(root)):
        folder = os.path.join(root, volume)
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            if os.path.getsize(os.path.join(folder, name)) > 3_000:
                docs[f"{volume}/{name}"] = read(os.path.join(folder, name))
    work = tempfile.mkdtemp()
    data = {"seed": a.seed}
    missed = []
    if a.only != "unrelated":
        # Documents of the archives hosted by the novel, and the novel's chapters by documents.
        hosts = [s for s in sentences(novel, 10) if len(s.split()) <= 40]
        some = {path: docs[path] for path in rng.sample(sorted(docs), 1_000)}
        table, missed, false = planted(rng, some, hosts, os.path.join(work, "frus"))
        # As many parts of the novel as the largest archive has documents, cut at ends of lines.
        cuts = [0] + [novel.index("\n", len(novel) * k // 399) + 1 for k in range(1, 399)] + [len(novel)]
        chapters = {f"part{k:03}.txt": novel[x:y] for k, (x, y) in enumerate(zip(cuts, cuts[1:]))}
        some = rng.sample(sorted(docs), 400)
        hosts = [s for path in some for s in sentences(docs[path], 10) if len(s.split()) <= 40]
        table2, missed2, false2 = planted(rng, chapters, hosts, os.path.join(work, "novel"))
        missed += missed2
        data |= {"documents": {"seen": table, "not planted, reported": false}, "novel": {"seen": table2, "not planted, reported": false2}}
        for n in LENGTHS:
            rows = [t[s][str(n)] for t in (table, table2) for s in t]
            data[f"seen_of_{n}_words_percent"] = percent(sum(r["seen"] for r in rows), sum(r["of"] for r in rows))
    if a.only != "planted":
        data["unrelated"] = unrelated(rng, a.data, docs, novel, os.path.join(work, "unrelated"))
    if a.list:
        json.dump(missed, open(a.list, "w"), indent=1, ensure_ascii=False)
    shutil.rmtree(work, ignore_errors=True)
    report("borrowings", data)


if __name__ == "__main__":
    main()
