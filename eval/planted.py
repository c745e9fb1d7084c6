"""Articles with planted quotations of every kind, over a real archive.

    python3 eval/planted.py DATA [--seed N] [--articles N] [--keep DIR] [--list FILE]

DATA holds `frus/` and `middlemarch.txt`, anywhere below it. Two volumes of `frus` and one half
of the novel are kept out of the archive: what is quoted from them exists nowhere (checked: no
six words in a row of such a quotation stand in the archive). A part of the novel is in the
archive only with scanning noise, for the witness's side. The generator is seeded; its gold is
the edit it made. Nothing here knows how fontes works.
"""
import argparse, json, os, random, re, shutil, sys, tempfile
from common import SILENT, below, findings, overlap, percent, report, run, wrong_spans

CONFUSED = {"e": "co", "o": "0c", "l": "1i", "i": "l1", "t": "fl", "h": "bn", "n": "uh", "u": "n", "a": "o", "s": "5",
            "c": "e", "f": "t", "b": "h", "g": "q", "r": "n", "m": "n", "d": "cl", "w": "v", "y": "v"}
OTHER = "garden copper winter lantern barrel mirror candle ribbon marble harbor saddle pepper velvet bishop cotton anchor".split()
FILLER = [
    "The matter came up again before the week was out, and nobody in the room was glad of it.",
    "Those who were there remember a long silence and the noise of the traffic below.",
    "What followed has been told in several ways, and the papers settle little of it.",
    "A clerk took the minutes by hand, and his spelling was his own.",
    "Historians have since argued about the tone of that afternoon more than about its outcome.",
    "It had rained since morning, and the cars stood in two rows along the wall.",
    "Two of the visitors left early; a third stayed to look at the pictures.",
    "Later accounts differ on who spoke first and who only nodded.",
    "The folder lay unopened on a shelf for most of thirty years.",
    "Nobody thought then that the sheet would outlive the building.",
]


def words_of(s):
    return re.findall(r"[a-z0-9]+", s.lower())


def sentences(text, low, high):
    out = []
    for para in re.split(r"\n\s*\n|\n(?=[A-Z0-9\[])", text):
        flat = re.sub(r"\s+", " ", para)
        for m in re.finditer(r"(?<=[.!?] )([A-Z][^.!?“”\"\[\]]{40,400}[.!?])(?= |$)", " . " + flat):
            s = m.group(1)
            if low <= len(s.split()) <= high and not re.search(r"[…()]|\.\.", s):
                out.append(s)
    return out


def noise(rng, s, rate):
    out = []
    for c in s:
        if c.isalpha() and rng.random() < rate:
            r = rng.random()
            if r < 0.75:
                out.append(rng.choice(CONFUSED.get(c.lower(), "x")))
            elif r < 0.88:
                pass
            else:
                out.append(c + rng.choice("il.r"))
        elif c == " " and rng.random() < rate / 3:
            pass
        else:
            out.append(c)
    return "".join(out)


def plain(ws):
    """Positions of words that are safe to edit: lower case, alphabetic, four letters or more, not at the ends."""
    return [i for i in range(2, len(ws) - 2) if re.fullmatch(r"[a-z]{4,}", ws[i])]


def edit(rng, kind, s, other):
    """(quoted text, expected verdicts, expected change or None). A change: classes, draft words, source words."""
    ws = s.split()
    spots = plain(ws)
    if kind == "verbatim":
        return s, {"verbatim", "second-hand"}, None
    if kind == "typography":
        t = s.replace("'", "’").replace(" - ", "—")
        if rng.random() < 0.5:
            i = rng.choice(spots)
            w = ws[i]
            if len(w) > 5:
                t = " ".join(ws[:i] + [w[:3] + "-\n" + w[3:]] + ws[i + 1:])
        else:
            t = t.replace("fi", "ﬁ").replace(" ", "\n", 1)
        return t, {"verbatim", "second-hand"}, None
    if kind == "ellipsis":
        i = rng.choice([k for k in spots if k + 5 < len(ws) - 3] or spots)
        j = min(i + rng.randint(2, 6), len(ws) - 3)
        dropped = ws[i:j]
        mark = rng.choice(["…", "...", "[...]", "[…]", "(...)", ". . .", "****"])
        turned = any(w.strip(",;:").lower() in {"not", "no", "never", "without", "if", "unless", "except", "until", "nor", "none",
                                                "neither", "nothing", "cannot", "hardly", "provided", "nobody"} for w in dropped)
        return " ".join(ws[:i] + [mark] + ws[j:]), {"elision-changes-sense"} if turned else {"marked"}, None
    if kind == "bracket":
        if rng.random() < 0.5 and s[1].isalpha():
            return f"[{s[0].lower()}]{s[1:]}", {"marked"}, None
        i = rng.choice(spots)
        return " ".join(ws[:i] + ["[that is, the matter]"] + ws[i:]), {"marked"}, None
    if kind == "word-replaced":
        i = rng.choice(spots)
        new = rng.choice([w for w in OTHER if w[0] != ws[i][0]])
        return " ".join(ws[:i] + [new] + ws[i + 1:]), {"altered"}, ({"word-replaced"}, new, ws[i])
    if kind == "word-dropped":
        i = rng.choice(spots)
        return " ".join(ws[:i] + ws[i + 1:]), {"altered"}, ({"word-dropped"}, "", ws[i])
    if kind == "word-added":
        i = rng.choice(spots)
        new = rng.choice(OTHER)
        return " ".join(ws[:i] + [new] + ws[i:]), {"altered"}, ({"word-added"}, new, "")
    if kind == "negation-added":
        i = rng.choice(spots)
        return " ".join(ws[:i] + ["not"] + ws[i:]), {"altered"}, ({"word-added"}, "not", "")
    if kind == "inflection":
        i = rng.choice([k for k in spots if not ws[k].endswith("s")] or spots)
        return " ".join(ws[:i] + [ws[i] + "s"] + ws[i + 1:]), {"altered"}, ({"inflection", "spelling"}, ws[i] + "s", ws[i])
    if kind == "misspelled":
        i = rng.choice([k for k in spots if len(ws[k]) > 5] or spots)
        w = ws[i]
        k = rng.randint(2, len(w) - 2)
        new = w[:k] + w[k] + w[k:]
        return " ".join(ws[:i] + [new] + ws[i + 1:]), {"altered"}, ({"spelling", "inflection"}, new, w)
    if kind == "tail-changed":
        k = max(8, len(ws) * 3 // 5)
        return " ".join(ws[:k] + [rng.choice(OTHER) for _ in range(max(4, len(ws) - k))]), {"altered"}, None
    if kind == "spliced":
        k, m = max(8, len(ws) // 2), other.split()
        return " ".join(ws[:k] + m[-max(8, len(m) // 2):]), {"spliced"}, None
    if kind.startswith("scan"):
        return noise(rng, s, int(kind[4:]) / 100), {"noisy-witness"}, None
    if kind == "edits30":
        return " ".join(rng.choice(OTHER) if re.fullmatch(r"[a-z]{3,}", w) and rng.random() < 0.3 else w for w in ws), {"altered"}, None
    if kind == "borrowed-edited":
        i = rng.choice(spots)
        return " ".join(ws[:i] + [rng.choice(OTHER)] + ws[i + 1:]), {"altered"}, None
    return s, {"verbatim"}, None


KINDS = ["verbatim", "typography", "ellipsis", "bracket", "word-replaced", "word-dropped", "word-added", "negation-added",
         "inflection", "misspelled", "tail-changed", "spliced", "scan5", "scan10", "scan20", "edits30"]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--articles", type=int, default=40)
    p.add_argument("--keep")
    p.add_argument("--list")
    a = p.parse_args()
    rng = random.Random(a.seed)
    frus = os.path.dirname(below(a.data, "frus1952-54Guat")) if os.path.isdir(below(a.data, "frus1952-54Guat")) else sys.exit("frus")
    novel = open(below(a.data, "middlemarch.txt"), encoding="utf-8").read()
    work = a.keep or tempfile.mkdtemp()
    os.makedirs(work, exist_ok=True)
    volumes = sorted(v for v in os.listdir(frus) if os.path.isdir(os.path.join(frus, v)))
    held_out = set(rng.sample(volumes, 2))
    sources = os.path.join(work, "sources")
    docs = {}
    if not os.path.isdir(sources):
        os.mkdir(sources)
        for v in volumes:
            if v not in held_out:
                shutil.copytree(os.path.join(frus, v), os.path.join(sources, v))
    for v in volumes:
        for n in sorted(os.listdir(os.path.join(frus, v))):
            docs[f"{v}/{n}"] = open(os.path.join(frus, v, n), newline="", encoding="utf-8").read()
    # The first third of the novel stands in the archive with noise; the last third not at all.
    third = len(novel) // 3
    noisy = {}
    for rate in (5, 10, 20):
        part = novel[third * (rate // 10) // 3:][: third // 3]
        path = f"scans/scan{rate:02}.txt"
        noisy[rate] = (path, part)
        os.makedirs(os.path.join(sources, "scans"), exist_ok=True)
        text = noise(random.Random(a.seed + rate), part, rate / 100)
        open(os.path.join(sources, path), "w", encoding="utf-8").write(text)
    inside = [k for k in sorted(docs) if k.split("/")[0] not in held_out and 3000 < len(docs[k]) < 60000]
    outside = [s for k in sorted(docs) if k.split("/")[0] in held_out for s in sentences(docs[k], 10, 40)]
    outside += sentences(novel[third * 2:], 8, 40)
    rng.shuffle(outside)
    outside = outside[: a.articles * 30]
    # What is absent must be absent: no six words in a row of it stand in the archive.
    grams = {}
    for n, s in enumerate(outside):
        w = words_of(s)
        for i in range(len(w) - 5):
            grams.setdefault(tuple(w[i:i + 6]), set()).add(n)
    present, size = set(), 0
    for k in sorted(docs):
        if k.split("/")[0] in held_out:
            continue
        size += len(docs[k].encode())
        w = words_of(docs[k])
        for g in zip(*(w[i:] for i in range(6))):
            if g in grams:
                present |= grams[g]
    absent = [s for n, s in enumerate(outside) if n not in present]

    def sentence():
        while True:
            k = rng.choice(inside)
            found = sentences(docs[k], 12, 45)
            if found:
                s = rng.choice(found)
                if len(plain(s.split())) >= 6 and not re.search(r"\d\.\d", s):
                    return k, s

    gold, texts = {}, {}
    os.makedirs(os.path.join(work, "articles"), exist_ok=True)
    for n in range(a.articles):
        path = f"articles/a{n:03}.txt"
        out, items = "", []
        plan = KINDS + ["witness5", "witness10", "witness20"] + ["absent"] * len(KINDS) + ["borrowed", "borrowed-edited", "scare"]
        rng.shuffle(plan)
        for kind in plan:
            out += " ".join(rng.sample(FILLER, rng.randint(1, 2)))
            k, s = sentence()
            k2, other = sentence()
            if kind == "absent":
                if not absent:
                    continue
                t, verdicts, change, source = absent.pop(), {"not-in-cited-source", "not-found", "source-not-in-archive"}, None, None
            elif kind.startswith("witness"):
                source, part = noisy[int(kind[7:])]
                t, verdicts, change = rng.choice(sentences(part, 12, 40)), {"noisy-witness"}, None
            elif kind == "scare":
                out += " It was called “a sort of” peace by some.\n\n"
                continue
            else:
                t, verdicts, change = edit(rng, kind, s, other)
                source = k
            if kind.startswith("borrowed"):
                lead = " "
                items.append({"kind": kind, "start": len(out) + len(lead), "end": len(out) + len(lead) + len(t), "source": source})
                out += lead + t + "\n\n"
                continue
            style = rng.randrange(4)
            if style == 3 and "\n" not in t:
                out += "\n\nThe paper has this:\n\n"
                start = len(out) + 4
                out += "    " + t + "\n\n"
            else:
                lead, tail = [(" One reads “", "” there.\n\n"), (" One reads \"", "\" there.\n\n"), (" So it ran: «", "».[7]\n\n"),
                              (" One reads “", "” there.\n\n")][style]
                start = len(out) + len(lead)
                out += lead + t + tail
            items.append({"kind": kind, "start": start, "end": start + len(t), "source": source, "source2": k2, "verdicts": sorted(verdicts),
                          "change": change and [sorted(change[0]), change[1], change[2]], "text": t, "from": s if source and not kind.startswith("witness") else None})
        open(os.path.join(work, path), "w", newline="", encoding="utf-8").write(out)
        gold[path], texts[path] = items, out
    # A draft that borrows nothing: the part of the novel that is not in the archive.
    guard = re.sub(r"[“”\"]", "", novel[third * 2: third * 2 + 300_000])
    open(os.path.join(work, "articles", "guard.txt"), "w", encoding="utf-8").write(guard)
    archive = os.path.join(work, "a.fontes")
    _, index = run(["index", ".", "--archive", "../a.fontes", "--quiet"], cwd=sources)
    drafts = sorted(gold) + ["articles/guard.txt"]
    stdout, cost = run(["check", *drafts, "--archive", archive, "--format", "json"], cwd=work)
    by = findings(stdout)

    def text(path):
        if path in texts:
            return texts[path]
        for full in (os.path.join(sources, path), os.path.join(work, path)):
            if os.path.exists(full):
                return open(full, newline="", encoding="utf-8").read()

    cache = {}
    bad = sum(wrong_spans(f, lambda q: cache.setdefault(q, text(q))) for f in by.values())
    table, misses, borrowed_false = {}, [], 0
    change_right = change_all = 0
    for path, items in gold.items():
        found = by.get(path, [])
        for g in items:
            row = table.setdefault(g["kind"], {"of": 0, "found": 0, "verdict_right": 0})
            row["of"] += 1
            want = "borrowing" if g["kind"].startswith("borrowed") else "quotation"
            f = max((f for f in found if f["kind"] == want), default=None,
                    key=lambda f: overlap((g["start"], g["end"]), (f["draft"]["start"], f["draft"]["end"])))
            if f is None or overlap((g["start"], g["end"]), (f["draft"]["start"], f["draft"]["end"])) < 0.5:
                misses.append({"article": path, "why": "no finding", **g})
                continue
            where = {e["path"] for e in f["evidence"]}
            ok = bool(where) if g["kind"] == "absent" else g["source"] in where
            row["found"] += ok
            right = f["verdict"] in g.get("verdicts", [f["verdict"]])
            row["verdict_right"] += right
            if g["kind"] == "absent" and ok:
                misses.append({"article": path, "why": "absent, called found", "got": f["verdict"], "message": f["message"],
                               "evidence": [e["text"] for e in f["evidence"][:1]], **g})
            elif g["kind"] != "absent" and (not ok or not right):
                misses.append({"article": path, "why": "not found" if not ok else "verdict", "got": f["verdict"], "message": f["message"],
                               "evidence": [[e["path"], e["text"]] for e in f["evidence"][:2]], **g})
            if g.get("change"):
                classes, ours, theirs = g["change"]
                real = [c for c in f["changes"] if c["class"] not in SILENT]
                strip = lambda w: re.sub(r"\W", "", w)
                exact = len(real) == 1 and real[0]["class"] in classes and strip(real[0]["draft"]["text"]) == strip(ours) \
                    and strip(real[0]["source"]["text"]) == strip(theirs)
                change_all += 1
                change_right += exact
                if not exact:
                    misses.append({"article": path, "why": "change", "changes": [[c["class"], c["draft"]["text"], c["source"]["text"]] for c in real], **g})
        for f in found:
            if f["kind"] == "borrowing":
                planted = [g for g in items if g["kind"].startswith("borrowed") and overlap((g["start"], g["end"]), (f["draft"]["start"], f["draft"]["end"])) > 0.3]
                if not planted:
                    borrowed_false += 1
                    misses.append({"article": path, "why": "false borrowing", "text": f["draft"]["text"], "message": f["message"]})
    guard_found = [f for f in by.get("articles/guard.txt", []) if f["kind"] == "borrowing"]
    misses += [{"article": "guard", "why": "false borrowing", "text": f["draft"]["text"], "message": f["message"],
                "evidence": [e["text"] for e in f["evidence"][:1]]} for f in guard_found]
    exists = [k for k in table if k != "absent"]
    for row in table.values():
        row["found_percent"] = percent(row["found"], row["of"])
        row["verdict_right_percent"] = percent(row["verdict_right"], row["of"])
    data = {
        "seed": a.seed,
        "archive_bytes": size,
        "planted_that_exist": sum(table[k]["of"] for k in exists),
        "found_percent": percent(sum(table[k]["found"] for k in exists), sum(table[k]["of"] for k in exists)),
        "verdict_right_percent": percent(sum(table[k]["verdict_right"] for k in exists), sum(table[k]["of"] for k in exists)),
        "change_class_and_place_right_percent": percent(change_right, change_all),
        "changes_planted": change_all,
        "absent_planted": table["absent"]["of"],
        "absent_called_found": table["absent"]["found"],
        "false_borrowings_in_articles": borrowed_false,
        "false_borrowings_in_a_draft_that_borrows_nothing": len(guard_found),
        "by_kind": table,
        "wrong_spans": bad,
        "index_cost": index,
        "check_cost": cost,
    }
    if a.list:
        json.dump(misses, open(a.list, "w"), indent=1, ensure_ascii=False)
    report(f"planted" if a.seed == 1 else f"planted-{a.seed}", data)


if __name__ == "__main__":
    main()
