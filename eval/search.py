"""Search recall: are words found that stand in a document, however the page divides, joins or marks them?

    python3 eval/search.py DATA [--seed N] [--each N] [--documents N] [--keep DIR] [--list FILE]

DATA holds `frus/` (VOLUME/dN.txt) and `chile/` (frus/*.txt, jfk/*.txt: machine-read papers), anywhere below it. An archive is made of so many
documents of both, drawn by seed, and of copies of some of them set in narrow lines of 38 signs, where compounds are divided at their own
hyphen, other words by a hyphen, and in every third copy by a soft hyphen. Each query is made of a place in one of these documents, and
the document must be among what is found:

- plain: a word as it stands; phrase: four to six words in a row, over line ends
- possessive: `Nathan` for "Nathan's"; accented: a word with accents, typed with them and without
- elided: `homme` for "l'homme" (sentences in French, Italian and Catalan, put into copies of documents)
- divided: a word divided at a line's end, whole; compound: a compound divided at its hyphen, with the hyphen, as one word, as two
- within a phrase: a phrase with such a word in it; wild: a word with its fourth letter as `?`, its end as `*`; fuzzy: a letter replaced, `~1`
- dated, titled: a word with the year of the document, with a word of its title

Precision: of words that stand in no document, how many are found; of documents found by a plain word, how many hold its letters.
"""
import argparse, json, os, random, re, tempfile
from common import below, frus as frus_of, percent, report, run

WIDTH = 38
FOREIGN = [
    ("homme", "Cet avis de l'homme d'État n'a pas été suivi."), ("État", "Cet avis de l'homme d'État n'a pas été suivi."),
    ("ambassade", "On l'apprit à l’ambassade qu'aucune note n'existait."), ("aucune", "On l'apprit à l’ambassade qu'aucune note n'existait."),
    ("usine", "Le bail de l’usine fut rompu."), ("hôpital", "Il mourut à l'hôpital."), ("accordo", "Il testo dell'accordo fu letto."),
    ("ambasciatore", "Parlò all’ambasciatore di un'inchiesta."), ("inchiesta", "Parlò all’ambasciatore di un'inchiesta."),
    ("anno", "Quell'anno l’isola rimase chiusa."), ("isola", "Quell'anno l’isola rimase chiusa."),
    ("Ajuntament", "L'Ajuntament va dir que l’home d'aquell port no hi era."), ("home", "L'Ajuntament va dir que l’home d'aquell port no hi era."),
]


def narrow(text, rng, soft):
    """The text in narrow lines; what was divided: ("compound", a, b) or ("divided", word)."""
    out, line, cut = [], "", []
    for word in text.split():
        room = WIDTH - len(line) - (1 if line else 0)
        if len(word) <= room:
            line += (" " if line else "") + word
            continue
        parts = None
        m = re.fullmatch(r"([A-Za-z]{3,})-([a-z]{3,})([.,;:)]?)", word)
        if m and len(m[1]) + 1 <= room:
            parts = (m[1] + "-", m[2] + m[3])
            cut.append(("compound", m[1], m[2]))
        elif re.fullmatch(r"[A-Za-z]{7,}[.,;:)]?", word) and room >= 4 and rng.random() < 0.7:
            at = min(room - 1, len(word) - 4)
            if at >= 3:
                parts = (word[:at] + ("\u00ad" if soft else "-"), word[at:])
                cut.append(("divided", word.rstrip(".,;:)")))
        if parts:
            out.append(line + (" " if line else "") + parts[0])
            line = parts[1]
        else:
            out.append(line)
            line = word
    return "\n".join(out + [line]) + "\n", cut


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--each", type=int, default=40)
    p.add_argument("--documents", type=int, default=600)
    p.add_argument("--keep")
    p.add_argument("--list")
    a = p.parse_args()
    rng = random.Random(a.seed)
    frus, chile = frus_of(a.data), below(a.data, "chile")
    work = a.keep or tempfile.mkdtemp()
    home = os.path.join(work, "sources")
    os.makedirs(home, exist_ok=True)
    pool = []
    for root in (frus, chile):
        for folder, folders, files in sorted(os.walk(root)):
            pool += [os.path.join(folder, f) for f in sorted(files) if f.endswith(".txt")]
    texts = {}
    for path in rng.sample(pool, min(a.documents * 3, len(pool))):
        text = open(path, encoding="utf-8", errors="replace").read()
        if 1500 < len(text) < 60000 and len(texts) < a.documents:
            name = f"{os.path.basename(os.path.dirname(path))}-{os.path.basename(path)}"
            texts[name] = text
    names = sorted(texts)
    queries = {}

    def ask(kind, query, name):
        queries.setdefault(kind, []).append((query, name))

    for i, name in enumerate(rng.sample(names, min(60, len(names)))):
        foreign = FOREIGN[i % len(FOREIGN)]
        text, cut = narrow(texts[name], rng, soft=i % 3 == 2)
        copy = "narrow-" + name
        texts[copy] = text + "\n" + foreign[1] + "\n"
        ask("elided", foreign[0], copy)
        for what in rng.sample(cut, min(3, len(cut))):
            if what[0] == "compound":
                ask("compound, hyphen", f"{what[1]}-{what[2]}", copy)
                ask("compound, one word", what[1] + what[2], copy)
                ask("compound, two words", f'"{what[1]} {what[2]}"', copy)
            else:
                ask("divided, soft" if i % 3 == 2 else "divided", what[1], copy)
        # A phrase around a word that was divided: as the words stand in the text before it was set.
        flat = re.sub(r"\s+", " ", texts[name])
        for what in cut[:40]:
            word = what[1] if what[0] == "divided" else f"{what[1]}-{what[2]}"
            m = re.search(r"(?<![\w.])([A-Za-z]+ [A-Za-z]+ " + re.escape(word) + r" [a-z]+)\b", flat)
            if m:
                ask("phrase over a divided word", f'"{m[1]}"', copy)
                break
    years = {}
    for name in names:
        text = texts[name]
        flat = re.sub(r"\s+", " ", text)
        # Only in letters and blanks: what a person copies without thinking.
        words = re.findall(r"(?<![\w'’&-])[A-Za-z]{5,}(?![\w'’-])", flat)
        if len(words) < 50:
            continue
        w = rng.choice(words)
        ask("plain", w, name)
        runs = re.findall(r"(?<![\w'’&-])(?:[A-Za-z]{2,} ){3,5}[A-Za-z]{3,}(?![\w'’-])", flat)
        runs = [r for r in runs if not re.search(r"\b(AND|OR|NOT|NEAR)\b", r)]
        if runs:
            ask("phrase", f'"{rng.choice(runs)}"', name)
        long = [x for x in words if len(x) >= 7]
        if long:
            x = rng.choice(long)
            ask("wild ?", x[:3] + "?" + x[4:], name)
            ask("wild *", x[:5] + "*", name)
            i = rng.randrange(1, len(x) - 1)
            ask("fuzzy", x[:i] + rng.choice("aeiou".replace(x[i].lower(), "")) + x[i + 1 :] + "~1", name)
        own = re.findall(r"\b([A-Z][a-z]{3,})[’']s\b", flat)
        if own:
            ask("possessive", rng.choice(own), name)
        marked = [x for x in re.findall(r"\b\w{4,}\b", flat) if re.search(r"[à-öø-ÿ]", x) and re.fullmatch(r"[A-Za-zÀ-ÖØ-öø-ÿ]+", x)]
        if marked:
            x = rng.choice(marked)
            ask("accents typed", x, name)
            import unicodedata

            bare = "".join(c for c in unicodedata.normalize("NFD", x) if not unicodedata.combining(c))
            if bare.isascii():
                ask("accents left out", bare, name)
    archive = os.path.join(work, "a.fontes")
    for name, text in texts.items():
        open(os.path.join(home, name), "w", encoding="utf-8").write(text)
    _, cost = run(["index", home, "--archive", archive, "--quiet"])
    # Dates and titles as the archive has them.
    known = {}
    for line in run(["read", home, "--json"])[0].splitlines():
        o = json.loads(line)
        if o.get("type") == "document":
            known[os.path.basename(o["path"])] = o
    for kind, qs in list(queries.items()):
        if kind == "plain":
            for q, name in qs:
                d = known.get(name, {})
                if d.get("date"):
                    ask("with its year", f"{q} date:{d['date'][:4]}", name)
                title = re.findall(r"\b[A-Za-z]{5,}\b", d.get("title") or "")
                if title:
                    ask("by its title", f"{q} title:{rng.choice(title)}", name)
    letters = lambda s: re.sub(r"[^a-z0-9]", "", s.lower())
    table, misses, cpu = {}, [], 0.0
    wrong = shown = 0
    for kind, qs in sorted(queries.items()):
        qs = rng.sample(qs, min(a.each, len(qs)))
        hit = 0
        for query, name in qs:
            out, used = run(["search", "--archive", archive, "--json", "--limit", "5000", "--", query])
            cpu += used["cpu_s"]
            found = {os.path.basename(o["path"]) for o in map(json.loads, out.splitlines()) if o["type"] == "match"}
            if name in found:
                hit += 1
            else:
                misses.append({"kind": kind, "query": query, "document": name})
            if kind == "plain":
                shown += len(found)
                wrong += sum(letters(query) not in letters(texts[n]) for n in found)
        table[kind] = {"asked": len(qs), "found": hit, "recall": percent(hit, len(qs))}
    vocabulary = {w for t in texts.values() for w in re.findall(r"[a-z]+", t.lower())}
    invented = ["".join(rng.choice("bcdfgklmnprst") + rng.choice("aeiou") for _ in range(4)) for _ in range(a.each)]
    false = 0
    for w in invented:
        if w not in vocabulary:
            out, used = run(["search", "--archive", archive, "--json", "--", w])
            false += json.loads(out.splitlines()[-1])["matches"]
    asked, found = sum(t["asked"] for t in table.values()), sum(t["found"] for t in table.values())
    report("search", {
        "documents": len(texts),
        "seed": a.seed,
        "kinds": table,
        "all": {"asked": asked, "found": found, "recall": percent(found, asked)},
        "documents_found_by_invented_words": false,
        "plain_found_without_the_letters": {"of": shown, "wrong": wrong},
        "index": cost,
        "cpu_s_a_query": round(cpu / max(1, asked), 3),
    })
    if a.list:
        with open(a.list, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(m, ensure_ascii=False) + "\n" for m in misses)


if __name__ == "__main__":
    main()
