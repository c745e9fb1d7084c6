#!/usr/bin/env python3
"""What a check costs when documents are long: the same texts joined to documents of 5, 40, 375 and 1,700 kB.

    python3 eval/shelf.py DATA [--seed N] [--keep DIR] [-o RESULT]

DATA holds `frus/` (VOLUME/dN.txt), anywhere below it. For each length the archive of all texts is made, and
the same seeded article of some 3,000 words with 24 quotations of every kind is checked against it; then against
an archive of the first quarter, in which all that is quoted stands. Beside it: `reuse --new` of one document
against each archive, and drafts of 2,000 and of 8,000 quotations. CPU seconds are the median of five runs
(of one for the long drafts), memory is the peak of the process. What a check says should not depend on how
the texts are joined: `verdicts_that_differ` lists what does."""
import argparse, json, os, random, re, shutil, statistics, tempfile
import subprocess, sys
from common import RESULTS, below, run
from planted import FILLER, KINDS, OTHER, edit, plain, sentences

LENGTHS = [5_000, 40_000, 375_000, 1_700_000]


def volumes(root):
    for folder in sorted(os.listdir(root)):
        names = os.listdir(os.path.join(root, folder))
        for n in sorted(names, key=lambda n: (int(re.sub(r"\D", "", n) or 0), n)):
            with open(os.path.join(root, folder, n), newline="", encoding="utf-8") as f:
                yield f.read()


def joined(texts, length):
    """Texts in order, joined until a document has so many bytes; which document each text is in."""
    out, home, size = [[]], [], 0
    for t in texts:
        if size >= length * 0.9:
            out.append([])
            size = 0
        out[-1].append(t)
        size += len(t.encode()) + 2
        home.append(len(out) - 1)
    return ["\n\n".join(p) for p in out], home


def name(i):
    return f"shelf-{i:05}.txt"


def article(rng, texts):
    """The article with `{n}` for the document of text n, and the texts it quotes."""
    def sentence():
        while True:
            n = rng.randrange(len(texts))
            found = [s for s in sentences(texts[n], 14, 40) if len(plain(s.split())) >= 6 and not re.search(r"[{}]|\d\.\d", s)]
            if found:
                return n, rng.choice(found)

    plan = [*KINDS, "absent", "absent", "short", "spoken", "named", "named-wrongly", "long", "phrase"]
    rng.shuffle(plan)
    out = ""
    for k, kind in enumerate(plan):
        n, s = sentence()
        m, other = sentence()
        out += " ".join(rng.choice(FILLER) for _ in range(4)) + "\n\n"
        if kind == "absent":
            out += f"One reads “{' '.join(rng.choice(OTHER) for _ in range(18))}” there.\n\n"
        elif kind == "short":
            out += f"One reads “{' '.join(s.split()[:6])}” there.\n\n"
        elif kind == "spoken":
            out += f"The Ambassador said, “{s}”\n\n"
        elif kind in ("named", "named-wrongly"):
            out += f"In {{{n if kind == 'named' else m}}} one reads “{s}”\n\n"
        elif kind == "long":
            found = sentences(texts[n], 6, 60)
            out += f"One reads “{' '.join(texts[n].split()[10:150]).replace('“', '').replace('”', '').replace('{', '(')}” there.\n\n" if found else ""
        elif kind == "phrase":
            out += f"It was called “{' '.join(s.split()[2:6])}” by some.\n\n"
        else:
            out += f"One reads “{edit(rng, kind, s, other)[0]}” there.[{k + 1}]\n\n"
        if k % 8 == 0:
            out += sentence()[1] + " So it went on.\n\n"
    while len(out.split()) < 3000:
        out += " ".join(rng.choice(FILLER) for _ in range(4)) + "\n\n"
    return out


def many(rng, texts, count):
    out, done = [], 0
    while done < count:
        for s in sentences(texts[rng.randrange(len(texts))], 10, 40)[:6]:
            out.append(f"{rng.choice(FILLER)} One reads “{s}” there.")
            done += 1
            if done == count:
                break
    return "\n\n".join(out)


def told(stdout):
    """What is said of the article, whatever the documents are called."""
    out = []
    for line in stdout.splitlines():
        o = json.loads(line)
        if o["type"] == "finding":
            out.append((o["kind"], o["verdict"], o["draft"]["text"] if o["kind"] != "citation" else "",
                        [(c["class"], c["draft"]["text"], c["source"]["text"]) for c in o["changes"]],
                        [e["text"] for e in o["evidence"][:o["parts"]]]))
    return out


def median(args, times=5, **kw):
    costs, stdout = [], ""
    for _ in range(times):
        stdout, cost = run(args, **kw)
        costs.append(cost)
    return stdout, {"cpu_s": statistics.median(c["cpu_s"] for c in costs), "peak_mb": max(c["peak_mb"] for c in costs)}


def make(root, work, seed):
    """Writes the documents and the drafts. A process of its own: what it holds would count as memory of those that are measured."""
    texts = list(volumes(root))
    size = sum(len(t.encode()) for t in texts)
    quarter, seen = 0, 0
    while seen < size / 4:
        seen += len(texts[quarter].encode())
        quarter += 1
    # What is quoted stands wholly in the first quarter, however the texts are joined.
    safe = texts[: quarter * 8 // 10]
    written = article(random.Random(seed), safe)
    new = "\n\n".join([texts[len(safe) // 2][:3000], " ".join(OTHER), texts[len(texts) * 2 // 3][:2000]])

    def put(path, text):
        with open(path, "w", newline="", encoding="utf-8") as f:
            f.write(text)

    for length in LENGTHS:
        whole, home = joined(texts, length)
        base = os.path.join(work, str(length))
        for label, those in (("whole", whole), ("quarter", joined(texts[:quarter], length)[0])):
            folder = os.path.join(base, label)
            os.makedirs(os.path.join(folder, "new"), exist_ok=True)
            for i, t in enumerate(those):
                put(os.path.join(folder, name(i)), t)
            put(os.path.join(folder, "new", "one.txt"), new)
        put(os.path.join(base, "draft.txt"), re.sub(r"\{(\d+)\}", lambda m: name(home[int(m[1])]), written))
    for count in (2_000, 8_000):
        put(os.path.join(work, f"many{count}.txt"), many(random.Random(seed + 1), texts, count))


def bytes_in(folder):
    return sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(folder) for f in fs)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("data")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--keep")
    p.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    p.add_argument("-o", default=os.path.join(RESULTS, "shelf.json"))
    a = p.parse_args()
    root = os.path.dirname(below(a.data, "frus1952-54Guat"))
    work = a.keep or tempfile.mkdtemp()
    if a.make:
        return make(root, work, a.seed)
    if not os.path.exists(os.path.join(work, "many8000.txt")):
        os.makedirs(work, exist_ok=True)
        subprocess.run([sys.executable, __file__, a.data, "--seed", str(a.seed), "--keep", work, "--make"], check=True)
    out = {"seed": a.seed, "lengths": {}}
    said = {}
    for length in LENGTHS:
        base = os.path.join(work, str(length))
        row = {"documents": len(os.listdir(os.path.join(base, "whole"))) - 1}
        for label in ("whole", "quarter"):
            folder = os.path.join(base, label)
            archive = os.path.join(base, label + ".fontes")
            shutil.rmtree(archive, ignore_errors=True)
            _, cost = run(["index", ".", "--archive", archive, "--quiet"], cwd=folder)
            stored = bytes_in(archive)
            stdout, check = median(["check", "../draft.txt", "--archive", archive, "--format", "json"], cwd=folder)
            row[label] = {"index_cpu_s": cost["cpu_s"], "index_peak_mb": cost["peak_mb"],
                          "stored_share": round(stored / bytes_in(folder), 2), "check": check}
            if label == "whole":
                said[length] = told(stdout)
                row["findings"] = len(said[length])
                lines = os.path.join(work, "reuse.jsonl")
                _, row["reuse_new"] = median(["reuse", "--archive", archive, "--new", "new", "-q", "-o", lines], times=3, cwd=folder)
                with open(lines, encoding="utf-8") as f:
                    row["reuse_rows"] = sum(1 for _ in f)
        row["whole_against_quarter"] = round(row["whole"]["check"]["cpu_s"] / row["quarter"]["check"]["cpu_s"], 2)
        out["lengths"][str(length)] = row
        print(length, json.dumps(row), flush=True)
    first = said[LENGTHS[0]]
    out["verdicts_that_differ"] = {
        str(n): [[list(x[:3]), list(y[:3])] for x, y in zip(first, said[n]) if x != y][:6] for n in LENGTHS[1:]}
    base = os.path.join(work, str(LENGTHS[0]))
    for count in (2_000, 8_000):
        _, cost = median(["check", f"../many{count}.txt", "--archive", "whole.fontes", "--format", "json", "-o", "many.jsonl"], times=1, cwd=base)
        out[f"quotations_{count}"] = cost
    out["quotations_8000_against_2000"] = round(out["quotations_8000"]["cpu_s"] / out["quotations_2000"]["cpu_s"], 2)
    with open(a.o, "w", encoding="utf-8") as f:
        json.dump(out, f, indent=1)
        f.write("\n")
    print(json.dumps(out, indent=1))
    if not a.keep:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
