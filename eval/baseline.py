#!/usr/bin/env python3
"""What became of each finding between two runs: eval/baseline.py [-o RESULT] [--trials N] [--seed N]

A draft of some thirty paragraphs, each with a finding of a known kind (quotations of all sorts, some of them twice, dates, unmarked
copying) or with none, is checked; then edited, one to three edits at a time, and checked against the first report (--baseline). The
edits are made here, so that it is known of every paragraph what became of it, and of every finding whether it is new, changed, moved, unchanged or
gone; of words that stand in two paragraphs either may be meant. What is held against the program are the words, verdicts and witnesses of both reports and these paragraphs; neither anchors nor
fingerprints. A fault is a finding that is told otherwise.
"""
import argparse, bisect, collections, json, os, random, subprocess, sys, tempfile
from common import FONTES, RESULTS

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("-o", default=os.path.join(RESULTS, "baseline.json"))
parser.add_argument("--trials", type=int, default=100)
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--verbose", action="store_true")
a = parser.parse_args()

WHO = "the surveyor|the ferryman|the widow Harn|the council|the bishop's clerk|the salt merchant|the lamplighter|the colonel|the midwife|the schoolmaster|the harbour pilot|the miller".split("|")
DID = "counted|repaired|sold|refused|inherited|measured|painted|buried|surrendered|mortgaged|sketched|abandoned".split("|")
WHAT = "the northern sluice|eleven barrels of tar|a ledger bound in calf|the chapel roof|two leaking barges|the tollhouse at Brede|a map of the marshes|the bell from the old tower|six acres of orchard|the weighing house|a trunk of letters|the rope walk".split("|")
WHEN = "before the thaw|in the year of the fever|after the second flood|while the court sat in Orlam|on the eve of the fair|during the long strike|when the bridge had gone|under the new charter".split("|")
WHY = "because no other hand could be found|so that the levy might be paid|for want of seasoned timber|to the quiet anger of the guild|as the statute had always allowed|though nobody had asked for it".split("|")
PLAIN = "Much of this is told otherwise in the town.|The weather of those years is well known.|We return to the matter below.|None of it was printed at the time.|The parish books say little more.|It is a quiet stretch of coast.".split("|")
random_ = random.Random(a.seed)


def sentence(r):
    return f"{r.choice(WHO)} {r.choice(DID)} {r.choice(WHAT)} {r.choice(WHEN)} and {r.choice(DID)} {r.choice(WHAT)} {r.choice(WHY)}"


def distinct(r, n):
    out, seen = [], set()
    while len(out) < n:
        s = sentence(r)
        if s not in seen:
            seen.add(s)
            out.append(s)
    return out


POOL = distinct(random_, 120)
SOURCES = {f"s{i}.txt": f"Papers of the lower basin, bundle {i}\n\n" + "\n\n".join(x[0].upper() + x[1:] + "." for x in POOL[i * 10 : i * 10 + 10]) + "\n" for i in range(8)}
IN = POOL[:80]
OUT = POOL[80:]
WEEKDAY = ["Monday, September 11, 1973", "Friday, 4 May 1921", "Sunday, March 15, 1848", "Tuesday, 2 June 1953"]
IMPOSSIBLE = ["June 31, 1973", "February 30, 1911", "31 April 1860", "September 31, 1799"]


class Item:
    """A paragraph, and the findings that it is made to have are those that the program reports within it."""

    count = 0

    def __init__(self, text, core=None):
        Item.count += 1
        self.id, self.text, self.core = Item.count, text, core

    def copy(self):
        new = Item.__new__(Item)
        new.__dict__.update(self.__dict__)
        return new


def lead(r):
    return r.choice(["As the bundle has it,", "One reads that", "It was noted that", "A later hand adds:", "The papers say:"])


def quotation(r, words):
    return Item(f"{lead(r)} “{words}.” {r.choice(PLAIN)}", words)


def make(r, pool):
    """An item of a random kind over a sentence that is in the sources and not used yet."""
    kind = r.choice(["verbatim", "altered", "absent", "weekday", "impossible", "borrowed", "plain", "elided"])
    if kind == "verbatim":
        return quotation(r, pool.pop())
    if kind == "altered":
        words = pool.pop().split(" ")
        at = r.randrange(4, len(words) - 2)
        words[at] = r.choice(["never", "seventeen", "gladly"])
        return quotation(r, " ".join(words))
    if kind == "absent":
        return quotation(r, "no " + r.choice(OUT) + " as far as the eye could see")
    if kind == "weekday":
        return Item(f"{lead(r)} they met on {r.choice(WEEKDAY)}, and parted at noon. {r.choice(PLAIN)}")
    if kind == "impossible":
        return Item(f"{r.choice(PLAIN)} The account was closed on {r.choice(IMPOSSIBLE)}, as usual.")
    if kind == "borrowed":
        return Item(f"{r.choice(PLAIN)} In those days {pool.pop()}, and that was that.")
    if kind == "elided":
        words = pool.pop().split(" ")
        return quotation(r, " ".join(words[:4]) + " … " + " ".join(words[7:]))
    return Item(" ".join(r.choice(PLAIN) for _ in range(3)))


def draft(items):
    """The text, and for each paragraph where it begins and ends in code points."""
    out, places, at = [], [], 0
    for i in items:
        out.append(i.text)
        places.append((at, at + len(i.text), i))
        at += len(i.text) + 2
    return "\n\n".join(out) + "\n", places


def check(work, *more):
    p = subprocess.run([FONTES, "check", "d.md", "--archive", "a", "--json", "--no-config", *more], cwd=work, capture_output=True, text=True)
    if p.returncode not in (0, 1, 2):
        sys.exit(f"check: exit {p.returncode}\n{p.stderr}")
    return [json.loads(l) for l in p.stdout.splitlines()]


def owner(places, finding):
    at = finding["draft"]["start"]
    return next(i for s, e, i in places if s <= at < e)


def edit(r, items, pool, base):
    """One edit: gives its name."""
    kind = r.choice(["plain in", "plain out", "item in", "item out", "around", "wrap", "alter", "repair", "move", "swap", "again", "replace"])
    at = r.randrange(len(items))
    with_core = [i for i in items if i.core and i.id in base]
    if kind == "plain in":
        items.insert(at, Item(" ".join(r.choice(PLAIN) for _ in range(4))))
    elif kind == "item in":
        items.insert(at, make(r, pool))
    elif kind in ("item out", "plain out"):
        items.pop(at)
    elif kind == "around":
        # The sentence beside the finding is another; the words of the finding are as they were.
        i = items[at].copy()
        i.text = r.choice(PLAIN) + " " + i.text
        items[at] = i
    elif kind == "wrap":
        i = items[at].copy()
        words = i.text.split(" ")
        for n in range(6, len(words), 7):
            words[n] = "\n" + words[n]
        i.text = " ".join(words).replace(" \n", "\n")
        items[at] = i
    elif kind in ("alter", "repair") and with_core:
        i = r.choice(with_core)
        n = next(k for k, x in enumerate(items) if x is i)
        i = i.copy()
        words = i.core.split(" ")
        words[r.randrange(3, len(words) - 2)] = r.choice(["hardly", "forty", "wooden"])
        i.text = i.text.replace(i.core, " ".join(words))
        i.core = " ".join(words)
        items[n] = i
    elif kind == "move":
        i = items.pop(at)
        to = r.choice([n for n in range(len(items) + 1) if abs(n - at) > 3])
        items.insert(to, i)
    elif kind == "swap":
        at = r.randrange(len(items) - 1)
        items[at], items[at + 1] = items[at + 1], items[at]
    elif kind == "again" and with_core:
        # The same quotation once more, elsewhere.
        i = r.choice(with_core)
        items.insert(at, quotation(r, i.core))
    elif kind == "replace" and with_core:
        i = r.choice(with_core)
        n = next(k for k, x in enumerate(items) if x is i)
        # Another quotation, not the same one edited: most of its pairs of words are others.
        pairs = lambda s: set(zip(s.split(), s.split()[1:]))
        other = next(s for s in reversed(pool) if len(pairs(s) & pairs(i.core)) * 3 < len(pairs(s)))
        pool.remove(other)
        items[n] = quotation(r, other)
    return kind


def content(f):
    """What a finding is, as its report tells it: not its keys, which are what is tried here."""
    return (f["code"], " ".join(f["draft"]["text"].split()), tuple((e["digest"], e["text"]) for e in f["evidence"][: f["parts"]]))


def common(x, y):
    """The length of the longest common subsequence."""
    row = [0] * (len(y) + 1)
    for v in x:
        last = 0
        for j, w in enumerate(y, 1):
            last, row[j] = row[j], last + 1 if v == w else max(row[j], row[j - 1])
    return row[-1]


def increasing(x):
    """The length of the longest increasing subsequence."""
    ends = []
    for v in x:
        i = bisect.bisect_left(ends, v)
        ends[i : i + 1] = [v]
    return len(ends)


def counts_by_paragraph(before, places0, after, places1):
    """What became of the findings of each paragraph: the same content there is the same finding, a kind that is left was changed."""
    old, new = collections.defaultdict(list), collections.defaultdict(list)
    for j, f in enumerate(before):
        old[owner(places0, f).id].append(j)
    for i, f in enumerate(after):
        new[owner(places1, f).id].append(i)
    same, changed = {}, 0
    for paragraph in new:
        left = list(old[paragraph])
        rest = []
        for i in new[paragraph]:
            j = next((j for j in left if content(before[j]) == content(after[i])), None)
            if j is None:
                rest.append(i)
            else:
                left.remove(j)
                same[i] = j
        changed += sum((collections.Counter(before[j]["kind"] for j in left) & collections.Counter(after[i]["kind"] for i in rest)).values())
    unchanged = increasing([same[i] for i in sorted(same)])
    return counted(before, after, unchanged, len(same) - unchanged, changed)


def counts_by_content(before, places0, after, places1):
    """The same, where the same words may stand in several paragraphs and either may be the other."""
    old, new = [content(f) for f in before], [content(f) for f in after]
    both = collections.Counter(old) & collections.Counter(new)
    unchanged = common(old, new)
    lost, made = collections.Counter(old) - both, collections.Counter(new) - both
    of, changed = collections.defaultdict(set), 0
    for f in before:
        of[owner(places0, f).id].add(content(f))
    for f in after:
        if made[content(f)] > 0:
            made[content(f)] -= 1
            was = next((c for c in of[owner(places1, f).id] if lost[c] > 0 and c[0].split("/")[0] == f["kind"]), None)
            if was:
                lost[was] -= 1
                changed += 1
    return counted(before, after, unchanged, sum(both.values()) - unchanged, changed)


def counted(before, after, unchanged, moved, changed):
    return {"unchanged": unchanged, "moved": moved, "changed": changed, "new": len(after) - unchanged - moved - changed, "gone": len(before) - unchanged - moved - changed}


def judge(before, places0, after, places1, gone):
    """The faults of a comparison."""
    old, new = [content(f) for f in before], [content(f) for f in after]
    at = {(f["draft"]["line"], f["code"], f["draft"]["text"]): i for i, f in enumerate(before)}
    pairs = {}
    for i, f in enumerate(after):
        if f["since"]["before"]:
            b = f["since"]["before"]
            pairs[i] = at[(b["line"], b["code"], b["text"])]
    about = lambda i: {"code": after[i]["code"], "words": after[i]["draft"]["text"][:80], "told": after[i]["since"]["state"]}
    if len(set(pairs.values())) != len(pairs):
        yield {"is": "one earlier finding given twice"}
    order = [pairs[i] for i in sorted(pairs) if after[i]["since"]["state"] == "unchanged"]
    if order != sorted(order):
        yield {"is": "unchanged findings that are in another order"}
    for i, j in pairs.items():
        state = after[i]["since"]["state"]
        if (state in ("unchanged", "moved")) != (old[j] == new[i]):
            yield {**about(i), "is": "the same" if old[j] == new[i] else "not the same"}
        # Of words that stood twice either may be meant.
        paragraphs = {owner(places0, f).id for f in before if content(f) == old[j]}
        if state == "changed" and owner(places1, after[i]).id not in paragraphs:
            yield {**about(i), "is": "another paragraph's"}
    told = {s: 0 for s in ("unchanged", "moved", "changed", "new")}
    for f in after:
        told[f["since"]["state"]] += 1
    told["gone"] = len(gone)
    right = counts_by_paragraph(before, places0, after, places1)
    if told != right and told != counts_by_content(before, places0, after, places1):
        yield {"told": told, "is": right}


faults, states, kinds = [], collections.Counter(), collections.Counter()
with tempfile.TemporaryDirectory() as work:
    os.mkdir(os.path.join(work, "s"))
    for name, text in SOURCES.items():
        open(os.path.join(work, "s", name), "w").write(text)
    subprocess.run([FONTES, "index", "s", "--archive", "a", "-q"], cwd=work, check=True)
    for trial in range(a.trials):
        r = random.Random(a.seed * 100_000 + trial)
        pool = IN[:]
        r.shuffle(pool)
        items = [make(r, pool) for _ in range(28)]
        # Some quotations stand twice.
        for i in r.sample([i for i in items if i.core], 3):
            items.insert(r.randrange(len(items)), quotation(r, i.core))
        before = items[:]
        text, places0 = draft(items)
        open(os.path.join(work, "d.md"), "w").write(text)
        rows0 = check(work)
        open(os.path.join(work, "before.json"), "w").write("".join(json.dumps(x) + "\n" for x in rows0))
        found0 = [x for x in rows0 if x["type"] == "finding"]
        made = []
        for _ in range(r.randint(1, 3)):
            kind = edit(r, items, pool, {i.id for i in before})
            made.append(kind)
            kinds[kind] += 1
        text, places1 = draft(items)
        open(os.path.join(work, "d.md"), "w").write(text)
        rows1 = check(work, "--baseline", "before.json")
        found1 = [x for x in rows1 if x["type"] == "finding"]
        gone = [x for x in rows1 if x["type"] == "gone"]
        for f in found1:
            states[f["since"]["state"]] += 1
        states["gone"] += len(gone)
        for what in judge(found0, places0, found1, places1, gone):
            faults.append({"trial": trial, "edits": made, **what})
result = {"trials": a.trials, "edits": dict(sorted(kinds.items())), "findings_told": dict(sorted(states.items())), "faults": len(faults), "fault_list": faults}
print(json.dumps({k: v for k, v in result.items() if k != "fault_list"}, indent=1))
for f in faults[: 40 if a.verbose else 10]:
    print(f)
json.dump(result, open(a.o, "w"), indent=1, ensure_ascii=False)
