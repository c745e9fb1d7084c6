#!/usr/bin/env python3
"""PDFs and office files whose true text is known: eval/documents.py [DATA] [-o RESULT]

Articles of our own writing (composed below, by a seeded generator) are set by pdflatex in one
and two columns and by LibreOffice as PDF, DOCX, ODT, RTF, DOC and EPUB, read by `fontes read`,
and compared with what was set: how many paragraphs come back whole as one block, how many notes
with their label, tied to their marker, and whether running heads stay out of the text. DATA (optional) is
the `formats` set: pandoc's documents with their expected readings, and the GeoTopo book.
Needs pdflatex and soffice; pdftotext for the comparison of speed.
"""
import argparse, glob, json, os, random, re, resource, shutil, subprocess, sys, tempfile, time
from collections import Counter
from common import RESULTS, FONTES, run

SUBJECTS = "the harbour board;a clerk named Ostrander;the second engineer;the pilot of the ferry;Mrs. Halloran;the customs house;an auditor from the capital;the younger Weatherby;the committee on lights;a lamp-trimmer;the owner of the dry dock;the night watchman;the surveyor general;every witness at the inquest;the keeper of the ledgers".split(";")
VERBS = "refused to sign;copied out by hand;mislaid for eleven years;denied having seen;described at length;entered in the wrong column;burned by mistake;defended before the magistrate;sold for scrap;measured twice;quoted from memory;translated badly;locked in a drawer;recommended without reading;struck from the minutes".split(";")
OBJECTS = "the report on the northern breakwater;a bill for forty barrels of tar;the register of drowned men;a chart of the inner sandbanks;the minutes of 14 March;the tariff of dues;a letter from the admiralty;the inventory of lanterns;an affidavit about the fire;the plan of the new quay;a receipt for salvaged copper;the log of the steamer Corinna;the list of pensioners;a note in pencil;the drawings of the sluice".split(";")
TAILS = "although nobody had asked for it;because the office was unheated that winter;as the inquiry later established;on the advice of a cousin;while the tide was still running;and afterwards could not say why;for reasons that the file does not preserve;in the presence of two carpenters;which cost the town 3,250 crowns;before the auction was announced;with a confidence that the evidence does not bear out;since the older rules had lapsed in 1887;to the relief of the insurers;and this is the only copy that survives;so far as the correspondence shows".split(";")
OPENERS = "In the end;By all accounts;That autumn;According to the diary;Some weeks later;Meanwhile;It is certain that;For his own part;During the strike;Against all custom".split(";")


def sentence(r):
    s = f"{r.choice(SUBJECTS)} {r.choice(VERBS)} {r.choice(OBJECTS)}"
    if r.random() < .7:
        s += f", {r.choice(TAILS)}"
    if r.random() < .35:
        o = r.choice(OPENERS)
        s = f"{o} {s}" if o.endswith("that") else f"{o}, {s}"
    if r.random() < .15:
        s = f"“{s[0].upper() + s[1:]},” the chairman said"
    return (s[0].upper() + s[1:] if not s.startswith("“") else s) + "."


def article(seed):
    r = random.Random(seed)
    body, n = [], 0
    for section in range(3):
        body.append(("head", f"{r.choice(['The affair of', 'Notes on', 'What became of', 'The matter of'])} {r.choice(OBJECTS)}", []))
        for _ in range(r.randint(4, 7)):
            sentences, notes = [], []
            for _ in range(r.randint(3, 8)):
                s = sentence(r)
                if r.random() < .14:
                    n += 1
                    notes.append((n, len(sentences), f"See {r.choice(OBJECTS)}, folio {r.randint(2, 90)}; {sentence(r)}"))
                sentences.append(s)
            body.append(("par", sentences, notes))
    return f"The Ledgers of Port {r.choice(['Ansel', 'Brisk', 'Corwen', 'Dunmore'])} {seed}", body


def noted(text, notes, esc, mark):
    """The sentences of a paragraph, each followed by its notes as `mark` writes them."""
    return " ".join(esc(s) + "".join(mark(n, esc(note)) for n, at, note in notes if at == i) for i, s in enumerate(text))


def latex(title, body, columns):
    esc = lambda s: s.replace("“", "``").replace("”", "''").replace("&", r"\&").replace("%", r"\%")
    out = [r"\documentclass[%s11pt]{article}\usepackage[T1]{fontenc}\usepackage{lmodern}\usepackage{fancyhdr}\pagestyle{fancy}\fancyhf{}\fancyhead[L]{%s}\fancyhead[R]{Harbour Papers}\fancyfoot[C]{\thepage}\begin{document}\setcounter{secnumdepth}{0}" % ("twocolumn," if columns == 2 else "", esc(title))]
    for kind, text, notes in body:
        if kind == "head":
            out.append(r"\section{%s}" % esc(text))
            continue
        out.append(noted(text, notes, esc, lambda n, note: r"\footnote{%s}" % note) + "\n")
    return "\n".join(out) + r"\end{document}"


def flat_odt(title, body):
    esc = lambda s: s.replace("&", "&amp;").replace("<", "&lt;")
    out = ["""<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:styles><style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties fo:margin-bottom="0.2cm" fo:text-align="justify"/><style:text-properties fo:font-size="11pt"/></style:style><style:style style:name="Footnote" style:family="paragraph" style:parent-style-name="Standard"><style:text-properties fo:font-size="9pt"/></style:style></office:styles><office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/><style:header-style/><style:footer-style/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm1"><style:header><text:p>%s</text:p></style:header><style:footer><text:p><text:page-number text:select-page="current">1</text:page-number></text:p></style:footer></style:master-page></office:master-styles><office:body><office:text>""" % esc(title)]
    for kind, text, notes in body:
        if kind == "head":
            out.append(f'<text:h text:outline-level="1">{esc(text)}</text:h>')
            continue
        words = noted(text, notes, esc, lambda n, note: f'<text:note text:note-class="footnote"><text:note-citation>{n}</text:note-citation><text:note-body><text:p text:style-name="Footnote">{note}</text:p></text:note-body></text:note>')
        out.append(f'<text:p text:style-name="Standard">{words}</text:p>')
    return "".join(out) + "</office:text></office:body></office:document>"


def letters(s):
    """What can be compared: letters and digits, line-end hyphens undone, quotes alike."""
    s = re.sub(r"(\w)[-\u00ad\u2010]\n(\w)", r"\1\2", s)
    for a, b in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        s = s.replace(a, b)
    return re.sub(r"[^\w]", "", s).lower()


def bare(d, start, end):
    """Words of a stretch without the note markers in it."""
    out, at = [], start
    for s in d["skips"]:
        if s["start"] >= start and s["end"] <= end:
            out.append(d["text"][at:s["start"]])
            at = s["end"]
    out.append(d["text"][at:end])
    return letters("".join(out))


def score(d, title, body):
    blocks = {bare(d, b["start"], b["end"]) for b in d["blocks"]}
    whole = sum(letters(" ".join(t)) in blocks for k, t, _ in body if k == "par")
    pars = sum(k == "par" for k, _, _ in body)
    wanted = [(str(n), note, t[at]) for k, t, ns in body if k == "par" for n, at, note in ns]
    got = tied = 0
    for label, note, before in wanted:
        for n in d["notes"]:
            if letters(d["text"][n["body"]["start"]:n["body"]["end"]]) == letters(note):
                got += 1
                m = n["marker"]
                tied += bool(m) and n["label"].strip("[]") == label and bare(d, max(0, m["start"] - 60), m["start"]).endswith(letters(before)[-20:])
                break
    text = d["text"]
    main = "".join(bare(d, b["start"], b["end"]) for b in d["blocks"] if b["kind"] not in ("furniture", "note"))
    expected = "".join(letters(t if k == "head" else " ".join(t)) for k, t, _ in body)
    for b in d["blocks"] + d["pages"]:
        assert 0 <= b["start"] <= b.get("end", b["start"]) <= len(text)
    return {"paragraphs": pars, "whole": whole, "notes": len(wanted), "notes_read": got, "notes_tied": tied, "heads_in_text": main.count(letters(title)), "same_order": main == expected}


def cpu():
    u = resource.getrusage(resource.RUSAGE_CHILDREN)
    return u.ru_utime + u.ru_stime


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("data", nargs="?")
parser.add_argument("-o", default=os.path.join(RESULTS, "documents.json"))
parser.add_argument("--keep", help="leave the files in this folder")
parser.add_argument("--seeds", type=int, default=6)
a = parser.parse_args()
result = {}
work = a.keep or tempfile.mkdtemp()
os.makedirs(work, exist_ok=True)
articles = {}
for seed in range(1, a.seeds + 1):
    title, body = article(seed)
    for columns in (1, 2):
        stem = f"latex{columns}-{seed}"
        articles[stem + ".pdf"] = (title, body)
        if os.path.exists(os.path.join(work, stem + ".pdf")):
            continue
        open(os.path.join(work, stem + ".tex"), "w").write(latex(title, body, columns))
        for _ in range(2):
            subprocess.run(["pdflatex", "-interaction=batchmode", stem + ".tex"], cwd=work, stdout=subprocess.DEVNULL, check=False)
    stem = f"office-{seed}"
    open(os.path.join(work, stem + ".fodt"), "w").write(flat_odt(title, body))
    for kind in ("pdf", "docx", "odt", "rtf", "doc", "epub"):
        articles[f"{stem}.{kind}"] = (title, body)
        if not os.path.exists(os.path.join(work, f"{stem}.{kind}")):
            subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", work, os.path.join(work, stem + ".fodt")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    articles[stem + ".fodt"] = (title, body)
table = {}
files = [os.path.join(work, f) for f in articles]
out, _ = run(["read", *files, "--json", "--ocr", "never"])
for line in out.splitlines():
    d = json.loads(line)
    name = os.path.basename(d["path"])
    kind = re.sub(r"-\d+", "", name)
    got = score(d, *articles[name])
    row = table.setdefault(kind, {"files": 0, **{k: 0 for k in got}})
    row["files"] += 1
    for k, v in got.items():
        row[k] += v
for row in table.values():
    row["whole_share"] = round(row["whole"] / row["paragraphs"], 4)
    row["notes_share"] = round(row["notes_tied"] / max(1, row["notes"]), 4)
result["known_texts"] = table
pdfs = [f for f in files if f.endswith(".pdf")]
if shutil.which("pdftotext"):
    # Start-up is not reading: many pages in one call.
    many = pdfs * 5
    before = cpu()
    for f in many:
        subprocess.run(["pdftotext", f, "-"], stdout=subprocess.DEVNULL, check=True)
    theirs = cpu() - before
    with tempfile.TemporaryDirectory() as copies:
        for i, f in enumerate(many):
            shutil.copy(f, os.path.join(copies, f"{i}.pdf"))
        before = cpu()
        run(["read", copies, "--json", "--ocr", "never", "-o", os.devnull])
        ours = cpu() - before
    result["speed"] = {"files": len(many), "pdftotext_cpu_s": round(theirs, 2), "fontes_cpu_s": round(ours, 2), "ratio": round(ours / theirs, 2)}


def native(path):
    """Words and notes of pandoc's own reading."""
    s = open(path, encoding="utf-8").read()
    # The metadata (title, authors) is not the text.
    meta = re.match(r"\s*Pandoc\b", s)
    if meta:
        s = s[re.search(r"\}\s*\)?\s*\[", s).end() - 1 :]
    token = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z]+|[\[\](),]')
    toks = token.findall(s)
    pos = 0

    words, notes = [], []
    stack, i = [], 0
    note_at = None
    depth = 0
    current = words
    skip_strings = 0
    while i < len(toks):
        t = toks[i]
        if t in "([":
            depth += 1
        elif t in ")]":
            depth -= 1
            if note_at is not None and depth < note_at:
                notes.append("".join(current))
                current, note_at = words, None
        elif t == "Note" and note_at is None:
            note_at, current = depth + 1, []
        elif t in ("Str", "Code") or t == "Math":
            j = i + 1
            # The last string of the constructor is its text.
            d, last = 0, None
            while j < len(toks):
                u = toks[j]
                if u in "([":
                    d += 1
                elif u in ")]":
                    d -= 1
                    if d < 0:
                        break
                elif u.startswith('"'):
                    last = u
                    if t == "Str" or d == 0:
                        break
                elif d == 0 and u == ",":
                    break
                j += 1
            if last is not None and t != "Math":
                try:
                    current.append(json.loads(re.sub(r"\\(\d+)(\\&)?", lambda m: "\\u%04x" % int(m[1]) if int(m[1]) < 65536 else "", last).replace("\\&", "")))
                except ValueError:
                    current.append(last.strip('"'))
            i = j
        elif t in ("Space", "SoftBreak", "LineBreak", "Para", "Plain", "Header", "Cell", "CodeBlock"):
            current.append(" ")
        i += 1
    return "".join(words), notes


if a.data:
    root = next((r for r, ds, fs in os.walk(a.data) if os.path.basename(r) == "test" and "docx" in ds), None)
    pandoc = {}
    if root:
        rows, pairs = {}, []
        for kind in ("docx", "odt", "epub", "rtf"):
            for f in sorted(glob.glob(os.path.join(root, "**", f"*.{kind}"), recursive=True)):
                expected = f[: -len(kind)] + "native"
                if not os.path.exists(expected):
                    alternative = os.path.join(os.path.dirname(f), "..", "native", os.path.basename(expected))
                    expected = alternative if os.path.exists(alternative) else None
                if expected:
                    pairs.append((kind, f, expected))
        out, _ = run(["read", *[p[1] for p in pairs], "--json", "--ocr", "never"])
        by = {}
        for line in out.splitlines():
            d = json.loads(line)
            by[os.path.realpath(d["path"])] = d
        low = []
        for kind, f, expected in pairs:
            words, notes = native(expected)
            d = by.get(os.path.realpath(f))
            row = rows.setdefault(kind, {"files": 0, "unread": 0, "words": 0, "found": 0, "notes": 0, "notes_read": 0, "notes_tied": 0})
            row["files"] += 1
            split = lambda t: Counter(re.findall(r"\w+", t.lower()))
            want = split(words)
            total = sum(want.values())
            if d is None:
                row["unread"] += bool(want)
                row["words"] += total
                if want:
                    low.append((os.path.relpath(f, root), 0.0, []))
                continue
            spans = [(b["start"], b["end"]) for b in d["blocks"] if b["kind"] != "note"]
            cut = {i for k in d["skips"] for i in range(k["start"], k["end"])}
            have = split("\n".join("".join(" " if i in cut else d["text"][i] for i in range(x, y)) for x, y in spans))
            same = sum((want & have).values())
            row["words"] += total
            row["found"] += same
            if total and same / total < .99:
                low.append((os.path.relpath(f, root), round(same / total, 3), sorted((want - have).elements())[:12]))
            left = list(d["notes"])
            for note in notes:
                row["notes"] += 1
                for n in left:
                    if letters(d["text"][n["body"]["start"]:n["body"]["end"]]) == letters(note):
                        row["notes_read"] += 1
                        row["notes_tied"] += n["marker"] is not None
                        left.remove(n)
                        break
        for row in rows.values():
            row["text_share"] = round(row["found"] / max(1, row["words"]), 4)
        pandoc = {"kinds": rows, "below_99": sorted(low, key=lambda x: x[1])}
    result["pandoc"] = pandoc
    book = next((os.path.join(r, f) for r, _, fs in os.walk(a.data) for f in fs if f == "GeoTopo-komprimiert.pdf" or f == "GeoTopo.pdf"), None)
    truth = next((os.path.join(r, f) for r, _, fs in os.walk(a.data) for f in fs if f.startswith("GeoTopo") and f.endswith(".txt")), None)
    if book and truth:
        out, _ = run(["read", book, "--json", "--ocr", "never"])
        words = lambda s: re.findall(r"\w+", letters_words(s))

        def letters_words(s):
            s = re.sub(r"(\w)-\n(\w)", r"\1\2", s)
            for x, y in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
                s = s.replace(x, y)
            return s.lower()

        def f1(text):
            p, t = Counter(words(text)), Counter(words(open(truth, encoding="utf-8").read()))
            both = sum((p & t).values())
            return round(2 * both / (sum(p.values()) + sum(t.values())), 4)
        result["geotopo"] = {"fontes_word_f1": f1(json.loads(out.splitlines()[0])["text"])}
        if shutil.which("pdftotext"):
            result["geotopo"]["pdftotext_word_f1"] = f1(subprocess.run(["pdftotext", book, "-"], capture_output=True, text=True).stdout)
json.dump(result, open(a.o, "w"), indent=1)
print(json.dumps(result, indent=1))
