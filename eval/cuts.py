"""Cuts that change the sense, and harmless ones, made of real sentences.

    python3 eval/cuts.py DATA [--seed N] [--planted N] [--harmless N] [--list FILE]

DATA holds `frus/` and `middlemarch.txt`, anywhere below it.
A planted cut is of a sentence in which something governs a clause: patterns written here find it, which know
nothing of the program's tables. The draft gives the clause and says nothing of what governs it. A harmless cut is of a
random sentence, from a clause's beginning to a clause's end, where none of those patterns is near. --list shows
what was missed and what was said of harmless ones.
"""
import argparse, json, os, random, re, sys, tempfile
from common import below, percent, report, run

# Each: kind, pattern over one sentence; group "cut" is what is quoted.
W = r"[A-Za-z’'-]+"
KINDS = [
    ("not-that", r"\b(?:do|does|did|is|was|were|has|had|have|could|would) not (?:think|believe|say|mean|imply|suggest|follow|feel|consider|agree|accept|expect|claim|contend) that (?P<cut>[^,;:()\[\]—–]+)"),
    ("not-true", r"\b(?:not true|not the case|untrue|not correct|not certain|no evidence|no indication|no proof|not convinced|not persuaded|no guarantee|no assurance|unlikely|doubtful) that (?P<cut>[^,;:()\[\]—–]+)"),
    ("nobody", r"\b(?:[Nn]obody|[Nn]o one|[Nn]either of us) (?:\w+ ){0,2}(?:said|thought|believed|thinks|believes|says|expects|expected|suggested|supposed) that (?P<cut>[^,;:()\[\]—–]+)"),
    ("denied-that", r"\b(?:denied|denies|deny|doubted|doubts|doubt) that (?P<cut>[^,;:()\[\]—–]+)"),
    ("whether", r"\b(?:asked|wondered|inquired|uncertain|unclear|considering|question of) (?:\w+ )?whether (?P<cut>[^,;:()\[\]—–]+)"),
    ("hoped-that", r"\b(?:hoped|hopes|feared|fears|afraid|wished) that (?P<cut>[^,;:()\[\]—–]+)"),
    ("alleged-that", r"\b(?:alleged|claimed|alleges|claims|rumored|rumoured|allegations|allegation|rumors|rumor|charges|pretended) that (?P<cut>[^,;:()\[\]—–]+)"),
    ("not-adjective", r"\b(?:is|are|was|were) not (?P<cut>(?:prepared|willing|ready|able|allowed|authorized|permitted|entitled|capable|likely|satisfied|interested|required|bound|obliged|inclined|disposed) [^,;:()\[\]—–]+)"),
    ("not-verb", r"\b(?:did|does|do|would|could|should|will|shall|must|may|can) not (?P<cut>(?:agree|accept|support|permit|allow|want|wish|intend|recognize|constitute|affect|prevent|make|take|give|go|come|have|be) [^,;:()\[\]—–]+)"),
    ("never", r"\b(?:had|has|have|would|will|could) never (?P<cut>[a-z]+(?:ed|en|n|t|d) [^,;:()\[\]—–]+)"),
    ("refused-to", r"\b(?:refused|refuses|declined|failed|unable|unwilling|impossible) to (?P<cut>[a-z]+ [^,;:()\[\]—–]+)"),
    ("if-before", r"^If [^,;:()\[\]—–]+, (?P<cut>(?!(?:and|or|but|if|then)\b)[^,;:()\[\]—–]+)"),
    ("if-before", r"^If [^,;:()\[\]—–]+, (?:we|he|they|I|it|she|you|the \w+) (?P<cut>(?:would|will|should|could|must|might|shall) [^,;:()\[\]—–]+)"),
    ("unless-after", r"(?:^|[,;:] )(?P<cut>[^,;:()\[\]—–]+?),? (?:unless|except that|except|provided that|only if|on condition that) [^,;:]+"),
    ("if-after", r"(?:^|[,;:] )(?P<cut>[^,;:()\[\]—–]*\b(?:would|will|could|should|might)\b[^,;:()\[\]—–]*?),? (?:only if|if) (?!not|any|possible|necessary|so)[^,;:]+"),
]
KINDS = [(k, re.compile(p)) for k, p in KINDS]
# What may govern, in the widest sense: no harmless cut is made of a sentence with any of it before the cut, or right after it.
ANY = re.compile(r"\b(?:not|no|nor|never|none|nobody|nothing|neither|cannot|without|hardly|scarcely|n’t|n't|if|unless|except|provided|whether|should|"
                 r"den\w+|doubt\w*|hop\w+|fear\w*|afraid|alleg\w+|claim\w*|rumou?r\w*|refus\w+|fail\w*|unable|unlikely|impossible|until|only|but for|"
                 r"false\w*|untrue|wonder\w*|ask\w*|question\w*|suppos\w+|wish\w*|lest|in case|event|were to|condition\w*|assum\w+|pretend\w*)\b", re.I)
SHIELDED = re.compile(r"no doubt|not only|not deny|cannot be denied|nothing but|not to mention|can’t deny|as if|even if|if not|what if|never fail|not doubt|without doubt", re.I)
FRAMES = [
    ("The paper says that “", "”, and the reader is left with that."),
    ("In the words of the text, “", "”."),
    ("We read there: “", ".” More is not to be had."),
    ("It is set down that “", "” in so many words."),
    ("According to the record, “", "”."),
]
FILLER = [
    "The matter came up again before the week was out.",
    "Those who were there remember the noise of the traffic below.",
    "A clerk took the minutes by hand, and his spelling was his own.",
    "It had rained since morning, and the cars stood in two rows along the wall.",
]


def sentences(text):
    for para in re.split(r"\n\s*\n|\n(?=[A-Z0-9\[])", text):
        flat = re.sub(r"\s+", " ", para)
        for m in re.finditer(r"(?<=[.!?] )([A-Z][^.!?“”\"\[\]]{60,420}\.)(?= [A-Z]|$)", " . " + flat):
            if not re.search(r"[…()]|\.\.|[0-9]{3}", m.group(1)):
                yield m.group(1)


def planted(s):
    """(kind, start, end) of cuts that change the sense."""
    out = []
    for kind, pattern in KINDS:
        for m in pattern.finditer(s):
            a, b = m.span("cut")
            # "This was not to deny that", "hardly anybody doubted that": affirmed.
            if SHIELDED.search(s) or kind == "denied-that" and re.search(r"\b(?:not|never|no|n’t|nobody|hardly|none|cannot)\b|n't", s[:a]):
                continue
            b = a + len(s[a:b].rstrip(" .,"))
            words = len(s[a:b].split())
            if 5 <= words <= 40 and not re.match(r"(?:that|which|and|or|but)\b", s[a:b]):
                out.append((kind, a, b))
    return out


def harmless(rng, s):
    """A clause of a sentence in which nothing governs it."""
    starts = [0] + [m.end() for m in re.finditer(r"(?:, |; |\band |\bthat |\bbecause |\bwhich )", s)]
    ends = [m.start() for m in re.finditer(r"(?:, |; | and | because | which )", s)] + [len(s) - 1]
    pairs = [(a, b) for a in starts for b in ends if 6 <= len(s[a:b].split()) <= 40]
    rng.shuffle(pairs)
    for a, b in pairs:
        after = " ".join(s[b:].split()[:10])
        if not ANY.search(s[:a]) and not ANY.search(after) and not s[a:b].startswith(","):
            return a, b
    return None


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("data")
    ap.add_argument("--seed", type=int, default=12)
    ap.add_argument("--planted", type=int, default=200)
    ap.add_argument("--harmless", type=int, default=200)
    ap.add_argument("--documents", type=int, default=1500)
    ap.add_argument("--list")
    args = ap.parse_args()
    rng = random.Random(args.seed)
    frus = below(args.data, "frus")
    files = sorted(os.path.join(d, f) for d, _, fs in os.walk(frus) for f in fs if f.endswith(".txt"))
    rng.shuffle(files)
    files = files[:args.documents]
    novel = below(args.data, "middlemarch.txt")
    texts = [(f, open(f, encoding="utf-8", errors="replace").read()) for f in files + [novel]]
    with_cut, without = {}, []
    for path, text in texts:
        for s in sentences(text):
            for kind, a, b in planted(s):
                with_cut.setdefault(kind, []).append((path, s, a, b))
            if rng.random() < 0.2 and (h := harmless(rng, s)):
                without.append((path, s, *h))
    # As many of each kind as there are, the rest from those that have more.
    chosen, pools = [], {k: rng.sample(v, len(v)) for k, v in sorted(with_cut.items())}
    while len(chosen) < args.planted and any(pools.values()):
        for kind, pool in pools.items():
            if pool and len(chosen) < args.planted:
                chosen.append((kind, *pool.pop()))
    plain = rng.sample(without, min(args.harmless, len(without)))
    cases = [("planted", *c) for c in chosen] + [("harmless", "", *c) for c in plain]
    with tempfile.TemporaryDirectory() as tmp:
        archive = os.path.join(tmp, "archive")
        os.mkdir(archive)
        for i, (path, text) in enumerate(texts):
            with open(os.path.join(archive, f"{i:05}.txt"), "w", encoding="utf-8") as f:
                f.write(text)
        wanted = []
        for n, (what, kind, path, s, a, b) in enumerate(cases):
            before, after = rng.choice(FRAMES)
            quote = s[a:b].strip()
            draft = f"{rng.choice(FILLER)} {before}{quote}{after}\n\n{rng.choice(FILLER)}\n"
            name = f"draft-{n:03}.md"
            with open(os.path.join(tmp, name), "w", encoding="utf-8") as f:
                f.write(draft)
            wanted.append((name, what, kind, s, quote))
        run(["index", "--archive", "index", "archive"], cwd=tmp)
        stdout, used = run(["check", *[w[0] for w in wanted], "--archive", "index", "--format", "json"], cwd=tmp)
        found = {}
        for line in stdout.splitlines():
            o = json.loads(line)
            if o["type"] == "finding" and o["kind"] == "quotation":
                found.setdefault(o["draft"]["path"], []).append(o)
    tell, kinds, listed, other = {"planted": 0, "harmless": 0}, {}, [], {}
    for name, what, kind, s, quote in wanted:
        mine = found.get(name, [])
        cut = [f for f in mine if f["verdict"] == "cut-changes-sense"]
        tell[what] += bool(cut)
        if what == "planted":
            k = kinds.setdefault(kind, [0, 0])
            k[0] += bool(cut)
            k[1] += 1
        for f in mine:
            if not cut:
                other[f["verdict"]] = other.get(f["verdict"], 0) + 1
        if bool(cut) != (what == "planted"):
            listed.append(f"{what} {kind} {[f['verdict'] for f in mine]}\n  quoted: {quote}\n  of: {s}\n  said: {[f['message'] for f in cut]}")
    planted_n = sum(1 for w in wanted if w[1] == "planted")
    harmless_n = len(wanted) - planted_n
    if args.list:
        with open(args.list, "w", encoding="utf-8") as f:
            f.write("\n".join(listed) + "\n")
    report("cuts", {
        "seed": args.seed,
        "documents": len(texts),
        "planted": planted_n,
        "told": tell["planted"],
        "told_percent": percent(tell["planted"], planted_n),
        "by_kind": {k: f"{a} of {b}" for k, (a, b) in sorted(kinds.items())},
        "harmless": harmless_n,
        "false": tell["harmless"],
        "false_percent": percent(tell["harmless"], harmless_n),
        "other_verdicts": other,
        **used,
    })


if __name__ == "__main__":
    main()
