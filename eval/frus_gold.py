"""Which of the quotations of `frus-quotes` have one source? A gold that does not rest on the program.

    python3 eval/frus_gold.py DATA [--out FILE] [--sample N]

The first gold takes for a quotation's sources all documents that share its first eight words. Eight to twelve words of
diplomats are often a formula which documents share that have nothing to do with each other. Here a quotation counts when
the document that carries it is one: the one that its note names, or the only one that has it.

A document *carries* a quotation if it has, in one place of twice its length, six words of ten in runs of four and more. It is
verbatim if all its letters and figures stand there in a row, however divided into words ("off-shore", "offshore"). The note is the one whose mark stands within 250 characters after the quotation,
or, without one, the citing document's "Document N" within that distance; it names documents of the same volume.
Reasons for leaving one out are counted. --sample writes so many of those left out, drawn by a seed, for a reader.
"""
import argparse, json, os, random, re, sys
from collections import Counter, defaultdict

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import below, frus, report

GRAM = 4
MOST = 0.6


def words(text):
    return re.findall(r"[^\W_]+", text.lower())


def letters(text):
    """Letters and figures, without note markers: "[6]"."""
    return "".join(words(re.sub(r"\[\d+\]", " ", text)))


def documents(root):
    for volume in sorted(os.listdir(root)):
        folder = os.path.join(root, volume)
        if os.path.isdir(folder):
            for name in sorted(os.listdir(folder)):
                if name.endswith(".txt"):
                    yield f"{volume}/{name[:-4]}", os.path.join(folder, name)


def read(path):
    with open(path, newline="", encoding="utf-8") as f:
        return f.read()


def carriers(gold, root):
    """For each quotation: documents that have all its letters in a row, and those that have most of its words in one place."""
    quotes = [words(g["quote"]) for g in gold]
    wanted = [letters(g["quote"]) for g in gold]
    grams = defaultdict(list)
    for q, ws in enumerate(quotes):
        for i in range(len(ws) - GRAM + 1):
            grams[tuple(ws[i:i + GRAM])].append((q, i))
    first = {g[0] for g in grams}
    whole, most = [set() for _ in gold], [set() for _ in gold]
    for name, path in documents(root):
        text, run = read(path), None
        ws = words(text)
        hits = defaultdict(list)
        for at in range(len(ws) - GRAM + 1):
            if ws[at] in first:
                for q, i in grams.get(tuple(ws[at:at + GRAM]), ()):
                    hits[q].append((at, i))
        for q, found in hits.items():
            n = len(quotes[q])
            if name == gold[q]["citing"] or len(found) < (n * MOST) / GRAM - 1:
                continue
            # In one place: a window of twice the quotation's length.
            low = 0
            for high in range(len(found)):
                while found[high][0] - found[low][0] > 2 * n:
                    low += 1
                covered = {i + k for _, i in found[low:high + 1] for k in range(GRAM)}
                if len(covered) >= n * MOST:
                    most[q].add(name)
                    run = run or letters(text)
                    if wanted[q] in run:
                        whole[q].add(name)
                    break
    return whole, most


def named(g, text):
    """Documents of the volume that the note after the quotation names."""
    after = text[g["end"]:g["end"] + 250]
    said = after
    mark = re.search(r"\[(\d+)\]", after)
    if mark:
        note = re.search(r"^\[%s\] (.*)$" % mark[1], text, re.M)
        said = note[1] if note else ""
    volume = g["citing"].split("/")[0]
    return {f"{volume}/d{n}" for n in re.findall(r"\bDocuments? (\d+)\b", said)} - {g["citing"]}


def remake(gold, root):
    """The quotations that count, with their one source, and those that do not, with the reason."""
    whole, most = carriers(gold, root)
    texts = {}
    kept, dropped = [], []
    for g, all_words, near in zip(gold, whole, most):
        if g["citing"] not in texts:
            texts[g["citing"]] = read(os.path.join(root, g["citing"] + ".txt"))
        cited = named(g, texts[g["citing"]])
        near = near | all_words
        if len(cited & near) == 1:
            one, why = cited & near, "its note names the document that carries it"
        elif len(all_words) == 1:
            one, why = all_words, "one document has all of it"
        elif len(all_words) > 1:
            one, why = None, "several documents have all of it, and its note names none or several of them"
        elif len(near) == 1:
            one, why = near, "one document has most of its words"
        elif near:
            one, why = None, "several documents have most of its words, and its note names none or several of them"
        else:
            one, why = None, "no document has most of its words: what is shared is its beginning"
        if one:
            source = next(iter(one))
            kept.append({**g, "sources": [[source, source in all_words]], "why": why})
        else:
            dropped.append({**g, "carriers": sorted(near), "why": why})
    return kept, dropped


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--out")
    p.add_argument("--sample", type=int)
    a = p.parse_args()
    root = frus(a.data)
    gold = json.load(open(below(a.data, "frus_quotes_archive.dev.json")))
    kept, dropped = remake(gold, root)
    if a.out:
        json.dump({"kept": kept, "dropped": dropped}, open(a.out, "w"), indent=1, ensure_ascii=False)
    if a.sample:
        for g in random.Random(12).sample(dropped, min(a.sample, len(dropped))):
            print(json.dumps(g, ensure_ascii=False))
    report("frus_gold", {
        "quotations": len(gold), "kept": len(kept), "dropped": len(dropped),
        "kept_why": dict(Counter(g["why"] for g in kept)), "dropped_why": dict(Counter(g["why"] for g in dropped)),
        "kept_verbatim": sum(g["sources"][0][1] for g in kept),
        "kept_whose_source_the_first_gold_has": sum(
            any(s[0] == g["sources"][0][0] for s in old["sources"])
            for g in kept for old in gold if (old["citing"], old["start"]) == (g["citing"], g["start"])),
    })


if __name__ == "__main__":
    main()
