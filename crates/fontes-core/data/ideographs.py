#!/usr/bin/env python3
"""Which Chinese characters are one, written in other scripts? Makes ideographs.tsv.

    python3 crates/fontes-core/data/ideographs.py OPENCC [COMMIT]

OPENCC is a clone of https://github.com/BYVoid/OpenCC (a bare one will do); the table was made of commit
5249273a3e5606852f088c9a8b23522145d94f78. Its dictionaries are under the Apache License 2.0 (LICENSE-OpenCC beside this file).

A line holds a character, the one that folding writes for it, and the full (traditional) characters that it may be a form of,
itself among them where it is one. Folding writes the simplified character; two characters are forms of one where they share a
full one.
"""
import subprocess
import sys
from pathlib import Path

COMMIT = '5249273a3e5606852f088c9a8b23522145d94f78'


def rows(repository, commit, name):
    path = f'{commit}:data/dictionary/{name}.txt'
    text = subprocess.run(['git', '-C', repository, 'show', path], stdout=subprocess.PIPE, check=True).stdout.decode('utf-8')
    for line in text.splitlines():
        if '\t' not in line or line.startswith('#'):
            continue
        key, values = line.split('\t')[:2]
        values = [v for v in values.split() if len(v) == 1]
        if len(key) == 1 and values:
            yield key, values


def main(repository, commit=COMMIT):
    simple, full = {}, {}
    for traditional, values in rows(repository, commit, 'TSCharacters'):
        simple[traditional] = values[0]
        for v in values:
            full.setdefault(v, set()).add(traditional)
    for simplified, values in rows(repository, commit, 'STCharacters'):
        full.setdefault(simplified, set()).update(values)
    written = {}
    # New forms of Japan, and the forms that Taiwan and Hong Kong prefer.
    for new, values in rows(repository, commit, 'JPShinjitaiCharacters'):
        full.setdefault(new, set()).update(values)
        written.setdefault(new, values[0])
    for name in ('TWVariants', 'HKVariants'):
        for standard, values in rows(repository, commit, name):
            for v in values:
                full.setdefault(v, set()).add(standard)
                written.setdefault(v, standard)
    characters = sorted(set(simple) | set(full) | set(written))

    def folded(c):
        seen = []
        while c not in seen:
            seen.append(c)
            # A character that has a simplified one is not looked at as a new form of another.
            c = simple.get(c) or written.get(c) or c
        # Two that are written for each other: the first of them.
        return min(seen[seen.index(c):])

    out = []
    for c in characters:
        # Itself, where it is a character of its own and not only a form.
        forms = sorted(full.get(c, set()) | {c})
        if folded(c) != c or forms != [c]:
            out.append(f"{c}\t{folded(c)}\t{''.join(forms)}\n")
    head = '# Made by ideographs.py of dictionaries of OpenCC (Apache License 2.0, see LICENSE-OpenCC).\n'
    Path(__file__).with_name('ideographs.tsv').write_text(head + ''.join(out), 'utf-8', newline='\n')
    print(len(out), 'characters')


if __name__ == '__main__':
    main(*sys.argv[1:])
