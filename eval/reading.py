#!/usr/bin/env python3
"""What a text says: dates, numbers, names, attributions, references against gold annotations.

    python3 eval/reading.py DATA SCORERS [TASK ...] [--verbose]

DATA holds the unpacked sets `reading`, `anystyle-core`, `frus-tei` (anywhere below it), SCORERS the
scripts `score_*.py`. Every figure is printed by those scripts from what `fontes read --show` gave,
where there is one. No gold is read by fontes."""
import json, os, re, subprocess, sys, tempfile
from common import RESULTS, below, run

WORK = tempfile.mkdtemp()


def facts(records, what):
    """What fontes reads in the records: by id, the list of its JSON objects."""
    path = os.path.join(WORK, "in.jsonl")
    with open(path, "w") as f:
        for r in records:
            f.write(json.dumps(r) + "\n")
    out, cost = run(["read", path, "--show", what, "--json"])
    by = {r["id"]: [] for r in records}
    texts = {r["id"]: r["text"] for r in records}
    for line in out.splitlines():
        o = json.loads(line)
        if texts[o["id"]][o["start"]:o["end"]] != o["text"]:
            sys.exit(f"a span that does not give its words: {o}")
        by[o["id"]].append(o)
    return by, cost


def load(path):
    return [json.loads(line) for line in open(path)]


def score(script, gold, pred, *more):
    return subprocess.run([sys.executable, os.path.join(SCORERS, script), gold, pred, *more],
                          capture_output=True, text=True, check=True).stdout


def written(lines, name="pred.jsonl"):
    path = os.path.join(WORK, name)
    with open(path, "w") as f:
        for o in lines:
            f.write((o if isinstance(o, str) else json.dumps(o)) + "\n")
    return path


def numbers(root):
    out = {}
    for kind in ("number", "currency", "dimension"):
        gold = below(os.path.join(root, "numbers"), f"{kind}.jsonl")
        docs = load(gold)
        by, _ = facts([{"id": d["doc"], "text": d["text"]} for d in docs], "numbers")
        pred = []
        for d in docs:
            nums = []
            for o in by[d["doc"]]:
                if o["vague"]:
                    continue
                if kind == "number" and not o["glued"]:
                    # The set asks for the numeral alone, whatever it counts.
                    nums.append({"s": o["numeral"]["start"], "e": o["numeral"]["end"], "value": o["numeral_value"]})
                elif kind == "currency" and o["kind"] == "money" or kind == "dimension" and o["kind"] == "measure":
                    nums.append({"s": o["start"], "e": o["end"], "value": o["value"]})
            pred.append({"doc": d["doc"], "nums": nums})
        path = written(pred)
        text = score("score_num.py", gold, path)
        out[kind] = text.strip()
        if VERBOSE:
            for d, p in zip(docs, pred):
                g = {(n["s"], n["e"], str(n["value"])) for n in d["nums"]}
                q = {(n["s"], n["e"]) for n in p["nums"]}
                if {x[:2] for x in g} != q or any(abs(float(x["value"]) - float(y["value"])) > 1e-6 * max(1, abs(float(x["value"])))
                        for x in d["nums"] for y in p["nums"] if (x["s"], x["e"]) == (y["s"], y["e"]) and x["value"]):
                    print(kind, repr(d["text"][:150]), [(n["text"], n["value"]) for n in d["nums"]], [(d["text"][n["s"]:n["e"]], n["value"]) for n in p["nums"]])
    return out


def dates(root):
    """Values of dates. The date of WikiWars' records is that of a crawl, years after what they
    tell: it is given all the same, as it would be to anyone who reads such a page."""
    out = {}
    for name, files in (("timebank+aquaint", ["timebank", "aquaint"]), ("wikiwars", ["wikiwars.01-16"])):
        docs = [d for f in files for d in load(os.path.join(root, "dates", f + ".jsonl"))]
        by, _ = facts([{"id": d["doc"], "text": d["text"], "date": d["dct"][:10]} for d in docs], "dates")
        gold = written(docs, "gold.jsonl")
        pred = written([{"doc": d["doc"], "timexes": [{"s": o["start"], "e": o["end"], "type": o["kind"], "value": o["value"]} for o in by[d["doc"]]]} for d in docs])
        out[name] = score("score_timex.py", gold, pred, *(["60"] if VERBOSE else [])).strip()
    return out


def statements(root):
    """Who says what: PolNeAR's news (score only: nothing is fitted to it) and GUM."""
    out = {}
    for name in ("polnear.dev", "gum.dev") + (("gum_open.train",) if VERBOSE else ()):
        gold = os.path.join(root, "attribution", name + ".jsonl")
        docs = load(gold)
        by, _ = facts([{"id": d["doc"], "text": d["text"]} for d in docs], "statements")
        pair = lambda o: [o["start"], o["end"]]
        pred = written([{"doc": d["doc"], "attributions": [
            {"source": [pair(o["source"])] if o["source"] else [], "cue": [pair(o["cue"])], "content": [pair(c) for c in o["content"]]}
            for o in by[d["doc"]]]} for d in docs])
        out[name] = score("score_attr.py", gold, pred).strip()
    return out


def names(root):
    """Persons, places, organisations. GUM counts a person's title in the name, UNER does not:
    fontes gives both spans, and each set gets the one that its guidelines ask for."""
    out = {}
    kinds = {"person": "PER", "place": "LOC", "organisation": "ORG"}
    for name in ("uner_ewt.dev", "gum.dev"):
        gold = os.path.join(root, "names", name + ".tsv")
        sentences = [[line.split("\t")[0] for line in s.split("\n") if line] for s in open(gold).read().split("\n\n")]
        sentences = [s for s in sentences if s]
        text, at = "", []
        for s in sentences:
            places = []
            for word in s:
                places.append((len(text), len(text) + len(word)))
                text += word + " "
            text += "\n\n"
            at.append(places)
        by, cost = facts([{"id": "x", "text": text}], "names")
        tags = {}
        for o in by["x"]:
            start = o["title"]["start"] if name.startswith("gum") and o["title"] else o["start"]
            for p in range(start, o["end"]):
                tags[p] = (kinds[o["kind"]], start)
        lines = []
        for s, places in zip(sentences, at):
            last = None
            for word, (a, b) in zip(s, places):
                tag = next((tags[p] for p in range(a, b) if p in tags), None)
                lines.append(word + "\t" + ("O" if tag is None else ("I-" if tag == last else "B-") + tag[0]))
                last = tag
            lines.append("")
        pred = written(lines, "pred.tsv")
        out[name] = score("score_ner.py", gold, pred).strip()
    return out


def core(root):
    """AnyStyle's core set: the words of each reference with their labels."""
    import html
    text = open(below(os.path.dirname(root), "core.xml")).read()
    for sequence in text.split("<sequence>")[1:]:
        yield [(w, tag) for tag, content in re.findall(r"<([a-z-]+)>(.*?)</\1>", sequence.split("</sequence>")[0], re.S)
               for w in html.unescape(content).split()]


def runs(labels):
    """Fields: label, first word, last word."""
    out, i = set(), 0
    while i < len(labels):
        j = i
        while j + 1 < len(labels) and labels[j + 1] == labels[i]:
            j += 1
        out.add((labels[i], i, j))
        i = j + 1
    return out


def references(root):
    """Fields of references, on the half that the model did not see. A field is right when its label, first
    and last word are."""
    held = [s for k, s in enumerate(core(ANYSTYLE)) if k % 2 == 1]
    head = "References\n\n"
    records = [{"id": str(k), "text": head + " ".join(w for w, _ in s)} for k, s in enumerate(held)]
    by, cost = facts(records, "references")
    right = asked = given = words = hits = whole = 0
    soft = [0, 0, 0]
    per = {}
    for k, s in enumerate(held):
        at, places = len(head), []
        for w, _ in s:
            places.append((at, at + len(w)))
            at += len(w) + 1
        labels = [None] * len(s)
        last = None
        for f in (f for o in by[str(k)] for f in o["fields"]):
            for i, (a, b) in enumerate(places):
                if a < f["end"] and f["start"] < b:
                    labels[i] = f["field"]
        gold = [tag for _, tag in s]
        g, p = runs(gold), runs(labels)
        right, asked, given = right + len(g & p), asked + len(g), given + len(p)
        words, hits, whole = words + len(s), hits + sum(a == b for a, b in zip(gold, labels)), whole + (g == p)
        for name, got in (("gold", g), ("pred", p), ("both", g & p)):
            for f in got:
                per.setdefault(f[0], {"gold": 0, "pred": 0, "both": 0})[name] += 1
        merged = lambda l: "container" if l in ("journal", "container-title") else l
        g, p = runs([merged(l) for l in gold]), runs([merged(l) for l in labels])
        soft = [a + b for a, b in zip(soft, (len(g & p), len(g), len(p)))]
    each = {n: round(2 * c["both"] / (c["gold"] + c["pred"]), 3) for n, c in per.items() if n}
    return {"fields": f"P {right / given:.3f} R {right / asked:.3f} F {2 * right / (asked + given):.3f}; words {hits / words:.3f}; whole {whole}/{len(held)}",
            "journal and container as one": f"F {2 * soft[0] / (soft[1] + soft[2]):.3f}",
            "each": " ".join(f"{n} {f}" for n, f in sorted(each.items(), key=lambda x: -per[x[0]]["gold"]))}


def pointers(root):
    """Notes of FRUS volumes against the links of their TEI: pairs of a note and the document or note
    of the same volume that it points to. The printed number is the gold's in 282 of 283 links; where the
    edition links only some of the numbers of a list, what it leaves out counts as wrong here, and as
    right in the second line, if the number stands in the words of a note that has a link."""
    import xml.etree.ElementTree as ET
    TEI, XML = "{http://www.tei-c.org/ns/1.0}", "{http://www.w3.org/XML/1998/namespace}"
    right = given = asked = loose = notes = 0
    missed, wrong = [], []
    folder = os.path.dirname(below(FRUS, "frus1961-63v12.xml"))
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".xml"):
            continue
        path = os.path.join(folder, name)
        gold = {}
        for div in ET.parse(path).iter(TEI + "div"):
            if div.get("type") != "document":
                continue
            for note in div.iter(TEI + "note"):
                key = note.get(XML + "id") or (note.get("target") or "").lstrip("#")
                if not note.get("n") or not key:
                    continue
                links = {r.get("target")[1:] for r in note.iter(TEI + "ref") if re.fullmatch(r"#d\d+(fn\d+)?", r.get("target") or "")}
                gold[(div.get(XML + "id"), note.get("n"))] = (links, " ".join("".join(note.itertext()).split()))
        out, _ = run(["read", path, "--show", "notes", "--json"])
        pred = {}
        for line in out.splitlines():
            o = json.loads(line)
            targets = pred.setdefault((o["id"], o["label"]), set())
            for p in o["points_to"]:
                if p["volume"] or (p["relative"] and not p["note"]):
                    continue
                n = int((o["id"] or "d0")[1:]) + {"the document before": -1, "the document after": 1}.get(p["relative"], 0)
                document = p["document"] or n
                targets.add(f"d{document}" + (f"fn{p['note']}" if p["note"] else ""))
        for key, (links, words) in gold.items():
            got = pred.get(key, set())
            notes += key in pred
            right, given, asked = right + len(links & got), given + len(got), asked + len(links)
            numbers = set(re.findall(r"\d+", words))
            loose += sum(1 for x in got - links if links and set(re.findall(r"\d+", x)) <= numbers | {key[0][1:]})
            missed += [(name, key, x, words[:160]) for x in links - got]
            wrong += [(name, key, x, words[:160]) for x in got - links]
        if VERBOSE:
            print(name, len(gold), len(pred))
    if VERBOSE:
        for m in missed:
            print("missed", m)
        for w in wrong:
            print("wrong", w)
    f = lambda r, g, a: f"P {r / g:.3f} R {r / a:.3f} F {2 * r / (g + a):.3f}"
    return {"links": f"{f(right, given, asked)} ({asked} links, {notes} notes read)",
            "links, with the numbers that the edition left unlinked": f(right + loose, given, asked + loose)}


def roster(root):
    """Listed persons of FRUS volumes. Recall: mentions that are found and linked to the right person.
    Precision is that of an incomplete gold: the edition marks by far not every mention."""
    people, mentions = {}, {}
    for p in load(os.path.join(root, "names", "frus-persons.dev.jsonl")):
        people.setdefault(p["vol"], []).append(p)
    for i, p in enumerate(load(os.path.join(root, "names", "frus.dev.jsonl"))):
        mentions.setdefault(p["vol"], []).append({"id": str(i), **p})
    linked = found = gold = given = 0
    others = others_linked = 0
    missed = {}
    for vol, paragraphs in mentions.items():
        listed = written([{"id": p["id"], "name": p["name"], "role": p["role"]} for p in people[vol]], "roster.jsonl")
        path = written([{"id": p["id"], "text": p["text"]} for p in paragraphs], "in.jsonl")
        out, _ = run(["read", path, "--show", "names", "--roster", listed, "--json"])
        by = {}
        for line in out.splitlines():
            o = json.loads(line)
            by.setdefault(o["id"], []).append(o)
        for p in paragraphs:
            got = by.get(p["id"], [])
            given += len(got)
            gold += len(p["persons"])
            for s, e, who in p["persons"]:
                hit = [o for o in got if o["start"] < e and s < o["end"]]
                found += bool(hit)
                right = any(o["person"] == who for o in hit)
                linked += right
                # Other forms than the listed family name: parts of it, other romanisations, given names.
                listed_name = next(x["name"] for x in people[vol] if x["id"] == who)
                if listed_name.split(",")[0].split("(")[0].strip().lower() not in p["text"][s:e].lower():
                    others, others_linked = others + 1, others_linked + right
                if not right and VERBOSE:
                    key = (p["text"][s:e], next(x["name"] for x in people[vol] if x["id"] == who), bool(hit))
                    missed[key] = missed.get(key, 0) + 1
    for key, n in sorted(missed.items(), key=lambda x: -x[1])[:70]:
        print(n, key)
    return {"listed persons": f"linked R {linked / gold:.4f}, found R {found / gold:.4f}, P at least {found / given:.3f} ({gold} mentions)",
            "other forms than the listed family name": f"linked R {others_linked / others:.4f} ({others} mentions)"}


def speed(root):
    """Megabytes of text a CPU second, for each reader and for all: files of FRUS as one JSON Lines file,
    without the cost of reading and writing it (`fontes read` alone)."""
    base = below(FRUS, "frus")
    texts, size = [], 0
    for d, _, names in sorted(os.walk(base)):
        for n in sorted(names):
            if n.endswith(".txt") and size < 12_000_000:
                text = open(os.path.join(d, n)).read()
                texts.append({"id": str(len(texts)), "text": text, "date": "1962-06-01"})
                size += len(text.encode())
    path = written(texts, "speed.jsonl")
    cost = lambda *more: min(run(["read", path, "--json", "-o", os.devnull, *more])[1]["cpu_s"] for _ in range(3))
    nothing = cost("--show", "notes")
    out = {}
    for what in ("dates", "numbers", "dates,numbers", "statements", "names", "references", "dates,numbers,statements,names,references,notes"):
        out[what] = f"{size / 1e6 / max(0.01, cost('--show', what) - nothing):.1f} MB a CPU second"
    return out


TASKS = {"dates": dates, "numbers": numbers, "statements": statements, "names": names, "roster": roster,
         "references": references, "pointers": pointers, "speed": speed}

if __name__ == "__main__":
    args = [a for a in sys.argv[1:] if not a.startswith("--")]
    VERBOSE = "--verbose" in sys.argv
    if len(args) < 2:
        sys.exit(__doc__)
    SCORERS = args[1]
    FRUS = args[0]
    ANYSTYLE = os.path.join(args[0], "x")
    root = below(args[0], "attribution")
    root = os.path.dirname(root)
    results = {}
    for task in args[2:] or TASKS:
        results[task] = TASKS[task](root)
        for name, figure in results[task].items():
            print(f"== {task} {name}\n{figure}")
    if not args[2:]:
        with open(os.path.join(RESULTS, "reading.json"), "w") as f:
            lines = {t: {n: figure.splitlines() for n, figure in r.items()} for t, r in results.items()}
            json.dump(lines, f, indent=1, ensure_ascii=False)
            f.write("\n")
