#!/usr/bin/env python3
"""Quotations as a language model gets them wrong: which are told, and which pass in silence.

    python3 eval/misquotations.py DATA [--seed N] [--each N] [--keep DIR] [--list FILE]

DATA holds `frus/`, anywhere below it. The archive is 600 documents of it. Half of the misquotations are light edits (a word for
one like it, a modal, a number, a name, a negation or a hedge lost, an adjective put in, a tense, two words turned round, the end
reworded), four tenths are elisions without a mark and passages stitched together (a clause left out, a sentence left out, two
sentences of a document, two of neighbouring documents, the beginning of one sentence and the end of the next), a tenth are whole
inventions: sentences of volumes that are not in the archive, no six words in a row of which stand there. As many quotations are
unchanged. "Told" is a warning or an error; "as what it is" a verdict that says so: altered for an edit (with the changed words
among its changes), spliced, altered or an elision for what was left out or stitched, not-found for an invention. Nothing here
knows how fontes works.
"""
import argparse, collections, json, os, random, re, tempfile
from common import check_drafts, frus, percent, report, write_drafts

LEADS = ["The record has “{}” there.", "As one of them put it, “{}”", "It was put thus: “{}”.", "The paper says “{}” of it.", "“{}” was the answer."]
# A word and what a model puts for it: written for this evaluation.
LIKE = [line.split() for line in """
important significant
significant important
difficult hard
large considerable
considerable substantial
substantial considerable
necessary essential
essential necessary
believe think
think believe
believed thought
thought believed
indicated suggested
suggested proposed
proposed suggested
stated said
began started
large great
great large
help assist
assist help
assistance aid
aid assistance
begin start
obtain secure
discuss consider
consider discuss
likely probable
probably likely
problem issue
problems issues
issue question
question issue
purpose aim
view opinion
views opinions
situation position
position situation
country nation
countries nations
government administration
agreement accord
discussion conversation
discussions talks
talks discussions
meeting session
effect impact
result outcome
request demand
requested asked
reply answer
continue proceed
serious grave
grave serious
prevent avoid
opportunity chance
entire whole
present current
provide supply
support backing
""".strip().split("\n")]
MODALS = {"may": "must", "might": "would", "could": "should", "should": "must", "can": "will", "would": "will"}
HEDGES = "probably perhaps possibly apparently generally largely mainly nearly almost approximately about some most likely usually often sometimes partly somewhat rather".split()
DENIALS = "not never no hardly".split()
STRONG = "clear strong direct full serious immediate complete public grave final".split()


def words_of(s):
    return re.findall(r"[a-z0-9]+", s.lower())


def sentences(text):
    """Paragraphs as lists of plain sentences."""
    for para in re.split(r"\n\s*\n|\n(?=[A-Z0-9\[])", text):
        flat = re.sub(r"\s+", " ", re.sub(r"\[\d+\]", "", para))
        found = re.findall(r"(?<=[.!?] )[A-Z][^.!?“”‘’\"\[\]()…]{40,330}[.!?](?= |$)", " . " + flat)
        found = [s for s in found if 11 <= len(s.split()) <= 45]
        if found:
            yield found


def changed(ws, i, new):
    return ws[:i] + new + ws[i + 1:]


def light(rng, s):
    """Light edits that a sentence allows: their names, with the words and what is new and what is gone."""
    ws = s.split()
    low = [w.strip(",;:.").lower() for w in ws]
    inner = range(1, len(ws) - 1)
    like = dict(LIKE)
    out = {}

    def put(name, spots, new):
        spots = [i for i in spots if not re.search(r"[,;:.]$", ws[i])]
        if spots:
            i = rng.choice(spots)
            made = new(i)
            out[name] = (" ".join(changed(ws, i, made)), " ".join(made), ws[i])

    put("word for one like it", [i for i in inner if ws[i] in like], lambda i: [like[ws[i]]])
    put("modal", [i for i in inner if ws[i] in MODALS], lambda i: [MODALS[ws[i]]])
    put("number", [i for i in inner if re.fullmatch(r"[1-9]\d{0,2}", ws[i])], lambda i: [str(int(ws[i]) + rng.choice([1, 2, 5, 10]))])
    put("name", [i for i in inner if re.fullmatch(r"(France|Britain|Germany|Italy|Japan|China|India|Iran|Egypt|Israel|Korea|Turkey)", ws[i])],
        lambda i: [rng.choice([n for n in ("France", "Germany", "Italy", "Japan", "India", "Egypt") if n != ws[i]])])
    put("negation lost", [i for i in inner if low[i] in DENIALS], lambda i: [])
    put("hedge lost", [i for i in inner if low[i] in HEDGES], lambda i: [])
    put("adjective put in", [i for i in inner if low[i - 1] in ("a", "the", "any") and re.fullmatch(r"[a-z]{4,}", ws[i])], lambda i: [rng.choice(STRONG), ws[i]])
    put("tense", [i for i in inner if re.fullmatch(r"is|are|was|were|has|have|had", ws[i])],
        lambda i: [{"is": "was", "are": "were", "was": "is", "were": "are", "has": "had", "have": "had", "had": "has"}[ws[i]]])
    at = [i for i in inner if low[i] in ("and", "or") and all(re.fullmatch(r"[a-z]{4,}", ws[k]) for k in (i - 1, i + 1))]
    if at:
        i = rng.choice(at)
        out["two words turned round"] = (" ".join(ws[:i - 1] + [ws[i + 1], ws[i], ws[i - 1]] + ws[i + 2:]), ws[i + 1], ws[i - 1])
    if len(ws) >= 16:
        tail = rng.choice(["in the months to come", "as soon as possible", "for all concerned", "at the present time", "without further delay"]).split()
        out["end reworded"] = (" ".join(ws[:-4] + tail) + ".", " ".join(tail), " ".join(ws[-4:]))
    return out


def part_of(rng, quote, new, kind):
    """Six to nine words of an edited sentence with the edit within; all of it where the place of the edit is not plain."""
    ws = quote.split()
    first = new.split()[0] if new else None
    at = [i for i, w in enumerate(ws) if w == first]
    if len(at) != 1 or len(ws) < 12:
        return quote
    n = rng.randint(6, 9)
    start = max(0, min(at[0] - rng.randint(2, n - 3), len(ws) - n))
    return " ".join(ws[start:start + n]).strip(",;:.")


def elided(rng, paragraphs, others):
    """Elisions without a mark, and stitched passages, of one document."""
    out = {}
    for found in rng.sample(paragraphs, len(paragraphs)):
        s = rng.choice(found)
        cut = [m for m in re.finditer(r", [^,]{18,110},", s) if m.start() > 20 and len(s) - m.end() > 20]
        if cut and "a clause left out" not in out:
            m = rng.choice(cut)
            out["a clause left out"] = (s[:m.start()] + s[m.end():], None, s[m.start():m.end()])
        ws = s.split()
        if len(ws) >= 20 and "words left out" not in out:
            i = rng.randrange(6, len(ws) - 11)
            n = rng.randint(3, 5)
            out["words left out"] = (" ".join(ws[:i] + ws[i + n:]), None, " ".join(ws[i:i + n]))
        if len(found) >= 3 and "a sentence left out" not in out:
            i = rng.randrange(len(found) - 2)
            out["a sentence left out"] = (found[i] + " " + found[i + 2], None, found[i + 1])
        if len(found) >= 2 and "two sentences run together" not in out:
            i = rng.randrange(len(found) - 1)
            a, b = found[i].split(), found[i + 1].split()
            if len(a) > 16 and len(b) > 16:
                out["two sentences run together"] = (" ".join(a[:len(a) * 2 // 3] + b[len(b) // 3:]), None, None)
    if len(paragraphs) >= 3:
        one, two = rng.sample(paragraphs, 2)
        out["two paragraphs stitched"] = (rng.choice(one) + " " + rng.choice(two), None, None)
    if others:
        out["two documents stitched"] = (rng.choice(rng.choice(paragraphs)) + " " + rng.choice(rng.choice(others)), None, None)
    return out


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--each", type=int, default=400, help="misquotations; as many quotations are unchanged")
    p.add_argument("--keep")
    p.add_argument("--list")
    a = p.parse_args()
    rng = random.Random(a.seed)
    root = frus(a.data)
    volumes = sorted(v for v in os.listdir(root) if os.path.isdir(os.path.join(root, v)))
    rng.shuffle(volumes)
    read = lambda v, n: open(os.path.join(root, v, n), encoding="utf-8").read()
    names = lambda v: sorted(n for n in os.listdir(os.path.join(root, v)) if 3_000 < os.path.getsize(os.path.join(root, v, n)) < 60_000)
    big = [v for v in volumes if len(names(v)) >= 150]
    work = a.keep or tempfile.mkdtemp()
    os.makedirs(os.path.join(work, "sources"), exist_ok=True)
    os.makedirs(os.path.join(work, "drafts"), exist_ok=True)
    docs, grams = {}, set()
    for v in big[:4]:
        for name in rng.sample(names(v), 150):
            docs[f"{v}-{name}"] = text = read(v, name)
            open(os.path.join(work, "sources", f"{v}-{name}"), "w", encoding="utf-8").write(text)
            ws = words_of(text)
            grams.update(zip(*(ws[i:] for i in range(6))))
    held = {k: list(sentences(t)) for k, t in sorted(docs.items())}
    held = {k: ps for k, ps in held.items() if sum(map(len, ps)) >= 4}
    strange = []
    for v in big[4:7]:
        for name in names(v)[:100]:
            for found in sentences(read(v, name)):
                strange += [s for s in found if not any(g in grams for g in zip(*(words_of(s)[i:] for i in range(6))))]
    rng.shuffle(strange)
    gold = []
    # As even a share of the kinds of a class as the documents allow.
    kinds = collections.Counter()
    share = {"light edits": a.each // 2, "elisions and stitching": a.each * 4 // 10, "inventions": a.each // 10, "unchanged": a.each}
    for group, wanted in share.items():
        for _ in range(wanted):
            source = rng.choice(sorted(held))
            paragraphs = held[source]
            other = rng.choice([k for k in held if k != source and k.split("-d")[0] == source.split("-d")[0]])
            if group == "inventions":
                kind, (quote, new, gone) = "invention", (strange.pop(), None, None)
            elif group == "unchanged":
                kind, (quote, new, gone) = "unchanged", (rng.choice(rng.choice(paragraphs)), None, None)
            else:
                made = {}
                while not made:
                    made = light(rng, rng.choice(rng.choice(paragraphs))) if group == "light edits" else elided(rng, paragraphs, held[other])
                    paragraphs = held[source := rng.choice(sorted(held))] if not made else paragraphs
                kind = min(made, key=lambda k: (kinds[k], k))
                quote, new, gone = made[kind]
                if group == "light edits" and kind not in ("end reworded", "two words turned round") and kinds[kind] % 2:
                    quote = part_of(rng, quote, new, kind)
            kinds[kind] += 1
            gold.append({"group": group, "kind": kind, "quote": quote.rstrip("."), "new": new, "gone": gone, "source": source})
    rng.shuffle(gold)
    write_drafts(rng, work, gold, LEADS)
    checked, _ = check_drafts(work, gold)
    table, misses = {}, []
    for g, f in checked:
        verdict = f["verdict"] if f else "unread"
        alarm = bool(f) and f["severity"] in ("warning", "error")
        row = table.setdefault(g["group"], {}).setdefault(g["kind"], {"of": 0, "told": 0, "as_what_it_is": 0})
        row["of"] += 1
        row[verdict] = row.get(verdict, 0) + 1
        row["told"] += alarm
        listed = set()
        for c in f["changes"] if f else []:
            listed |= set(words_of(c["draft"]["text"])) | set(words_of(c["source"]["text"]))
        edited = set(words_of(g["new"] or "")) | set(words_of(g["gone"] or ""))
        right = {
            "light edits": alarm and verdict in ("altered", "spliced") and bool(edited & listed),
            "elisions and stitching": alarm and verdict in ("altered", "spliced", "elision-changes-sense"),
            "inventions": alarm and verdict.startswith(("not-found", "not-in", "source-not")),
            "unchanged": not alarm,
        }[g["group"]]
        row["as_what_it_is"] += right
        if not right:
            misses.append({"got": verdict, "severity": f and f["severity"], "message": f and f["message"],
                           "evidence": [[e["path"], e["text"]] for e in f["evidence"][:2]] if f else [],
                           "changes": [[c["class"], c["draft"]["text"], c["source"]["text"]] for c in f["changes"]] if f else [], **g})
    data = {"seed": a.seed, "documents": len(docs), "by_kind": table}
    for group, rows in table.items():
        name = group.replace(" ", "_")
        of = sum(r["of"] for r in rows.values())
        data[f"{name}_told_percent"] = percent(sum(r["told"] for r in rows.values()), of)
        data[f"{name}_as_what_it_is_percent"] = percent(sum(r["as_what_it_is"] for r in rows.values()), of)
    wrong = [r for group, rows in table.items() if group != "unchanged" for r in rows.values()]
    data["misquotations_told_percent"] = percent(sum(r["told"] for r in wrong), sum(r["of"] for r in wrong))
    if a.list:
        json.dump(misses, open(a.list, "w"), indent=1, ensure_ascii=False)
    report("misquotations" if a.seed == 1 else f"misquotations-{a.seed}", data)


if __name__ == "__main__":
    main()
