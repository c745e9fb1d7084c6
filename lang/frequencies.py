#!/usr/bin/env python3
"""Which texts are the words of a language counted in? Gathers them for `examples/frequencies.rs` of fontes-core.

    python3 lang/frequencies.py MIRRORS TEXTS [LANGUAGE/KIND=FOLDER ...]
    cargo run --release -p fontes-core --example frequencies -- TEXTS lang [LANGUAGE ...]

MIRRORS holds clones (bare ones will do) of the repositories below, as `OWNER+NAME` or `OWNER+NAME/repo`; TEXTS becomes
`LANGUAGE/KIND/N.txt`, a file a document. A folder of plain texts can be added by hand: the English documents are
`en/documents=…/frus`, Foreign Relations of the United States (works of the US government). The same clones give the same texts.

All texts are in the public domain: novels of 1840 to 1920 of the European Literary Text Collection, whose editors say so of
each collection (their markup, CC BY 4.0, is left out), and texts of laws, which nobody owns (§ 5 UrhG, Légifrance, IMPO,
Svensk författningssamling).
"""
import html
import os
import re
import subprocess
import sys

# Language, kind, repository, commit, paths, megabytes at most.
SOURCES = [
    ("en", "novels", "COST-ELTeC/ELTeC-eng", "3db3b6738a836f0e1b276b6c9703e42f4297f978", r"level1/.*\.xml$", 80),
    ("de", "novels", "COST-ELTeC/ELTeC-deu", "d1eed488bd579ee95151b1a291a0056a90c36fa4", r"level1/.*\.xml$", 80),
    ("fr", "novels", "COST-ELTeC/ELTeC-fra", "83f0a43fdb967cd1db646027a1a237307e4924a1", r"level1/.*\.xml$", 80),
    ("es", "novels", "COST-ELTeC/ELTeC-spa", "83e2a22d5ef66f96e59f47f7ef810358c4236322", r"level1/.*\.xml$", 80),
    ("it", "novels", "COST-ELTeC/ELTeC-ita", "100a4851ed1a1092f082c0ecd109f621c8f62ed4", r"level1/.*\.xml$", 80),
    ("pt", "novels", "COST-ELTeC/ELTeC-por", "8886868916311001a8a8dd99aa6f18f6a2c68408", r"level1/.*\.xml$", 80),
    ("hu", "novels", "COST-ELTeC/ELTeC-hun", "5977c034202ff3be32f035a3c3782e97f84f90dc", r"level1/.*\.xml$", 80),
    ("pl", "novels", "COST-ELTeC/ELTeC-pol", "95fe196e35720b3de9644ef3ef1d1bb242bae99a", r"level1/.*\.xml$", 80),
    ("cs", "novels", "COST-ELTeC/ELTeC-cze", "25cb4e935424a0254cf736bc88cfb8217721de15", r"level1/.*\.xml$", 80),
    ("ro", "novels", "COST-ELTeC/ELTeC-rom", "418e9a9e92ade7656e191e71ccd99abf44e4763d", r"level1/.*\.xml$", 80),
    ("sv", "novels", "COST-ELTeC/ELTeC-swe", "eef89d94921e48ff00f75dcdb0f8bcf7d4e273e4", r"level1/.*\.xml$", 80),
    ("nb", "novels", "COST-ELTeC/ELTeC-nor", "78bf7c179d863908be2f932a89b0e793cb4d6f03", r"level1/.*\.xml$", 80),
    ("uk", "novels", "COST-ELTeC/ELTeC-ukr", "a8c3d71301cdba767e33551ff0099da1dc51681a", r"level1/.*\.xml$", 80),
    ("de", "laws", "bundestag/gesetze", "77abca2ceea3b7b89ea70afb13b5dd55415eb124", r"\.md$", 30),
    ("fr", "laws", "legalize-dev/legalize-fr", "bde5444da9141948b2130a3c4f94d750189eb88e", r"^fr/.*\.md$", 30),
    ("es", "laws", "legalize-dev/legalize-uy", "aae656e57392b1b17a36a406a9583d1f0c3b0bbf", r"^uy/.*\.md$", 30),
    ("sv", "laws", "nab-collab/legalize-se", "c9f7ba6c07ae125159fea7b02196dbd5c918fab2", r"\.md$", 15),
]


def git_of(mirrors, repository):
    folder = os.path.join(mirrors, repository.replace("/", "+"))
    inner = os.path.join(folder, "repo")
    return inner if os.path.isdir(inner) else folder


def blobs(folder, commit, pattern):
    """The files of a commit whose paths fit, with their bytes; what a clone lacks is left out."""
    tree = subprocess.run(["git", "-C", folder, "ls-tree", "-r", "-z", commit], stdout=subprocess.PIPE, check=True)
    found = []
    for line in tree.stdout.decode("utf-8").split("\0"):
        what, _, path = line.partition("\t")
        if path and re.search(pattern, path):
            found.append((path, what.split()[2]))
    cat = subprocess.Popen(["git", "-C", folder, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for path, name in sorted(found):
        cat.stdin.write(name.encode() + b"\n")
        cat.stdin.flush()
        head = cat.stdout.readline().split()
        if head[-1] == b"missing":
            continue
        body = cat.stdout.read(int(head[2]))
        cat.stdout.read(1)
        yield path, body
    cat.stdin.close()
    cat.wait()


def of_tei(text):
    text = re.sub(r"<teiHeader.*?</teiHeader>", "", text, flags=re.S)
    text = re.sub(r"<(?:note|ref|head|fw)\b[^>]*>.*?</(?:note|ref|head|fw)>", " ", text, flags=re.S)
    text = re.sub(r"<!--.*?-->|<\?.*?\?>", "", text, flags=re.S)
    text = re.sub(r"</?(?:p|l|lg|div|quote|milestone|pb|gap|body|text|front|back|trailer)\b[^>]*>", "\n", text)
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def of_markdown(text):
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    lines = [line for line in text.splitlines() if not re.match(r"\s*(?:[#|>]|\*\*|---|<)", line)]
    return re.sub(r"\]\([^)]*\)|https?://\S+|<[^>]*>", " ", "\n".join(lines))


def plain(folder):
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            if name.endswith(".txt"):
                with open(os.path.join(root, name), encoding="utf-8", errors="replace") as file:
                    yield name, file.read()


def write(out, language, kind, texts, most):
    """Every n-th document, so that no more than `most` megabytes are written."""
    texts = [text for _, text in texts if len(text) >= 400]
    step = max(1, -(-sum(len(t) for t in texts) // (most * 1_000_000)))
    folder = os.path.join(out, language, kind)
    os.makedirs(folder, exist_ok=True)
    kept = texts[::step]
    for i, text in enumerate(kept):
        with open(os.path.join(folder, f"{i:05}.txt"), "w", encoding="utf-8") as file:
            file.write(text)
    print(f"{language}\t{kind}\t{len(kept)} documents\t{sum(len(t) for t in kept) / 1e6:.1f} million characters")


def main():
    mirrors, out, *more = sys.argv[1:]
    for language, kind, repository, commit, pattern, most in SOURCES:
        folder = git_of(mirrors, repository)
        if not os.path.isdir(folder):
            print(f"no clone of {repository}", file=sys.stderr)
            continue
        read = of_tei if kind == "novels" else of_markdown
        texts = ((path, read(body.decode("utf-8", "replace"))) for path, body in blobs(folder, commit, pattern))
        write(out, language, kind, texts, most)
    for extra in more:
        name, _, folder = extra.partition("=")
        language, _, kind = name.partition("/")
        write(out, language, kind, plain(folder), 30)


if __name__ == "__main__":
    main()
