#!/usr/bin/env python3
"""Attacks the program as SECURITY.md says that it may be, and counts what went wrong.

    python3 eval/attack.py PROGRAM [--seed N] [--damages N] [--kills N] [--only SECTION,…] [-o eval/results/attack.json]

Sections: damage (flips, cuts, zeroed blocks, deletions in every file of an archive, through eleven commands), kill (a writer
killed at random moments and at system calls by strace, with readers beside and after), foreign (links, pipes, devices, views, lists of files), outputs (full disks and closed
streams). Every harm is a row with what to do to see it again.
"""

import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

WORDS = """harbour copper minister ledger winter railway mandate lantern treaty keeper ward crowns widow motion council oil barrel
storm quarry church pilot letter consul customs bridge garden silver market teacher village river summer doctor captain""".split()


def run(program, arguments, cwd, timeout=60, **more):
    """Exit code (or "hang"), stdout, stderr."""
    env = {"HOME": str(cwd), "XDG_CACHE_HOME": str(cwd / "cache"), "PATH": "/nowhere", "NO_COLOR": "1"}
    try:
        p = subprocess.run([program, *arguments], cwd=cwd, env=env, timeout=timeout, capture_output=True,
                           stdin=subprocess.DEVNULL, **more)
        return p.returncode, p.stdout, p.stderr
    except subprocess.TimeoutExpired:
        return "hang", b"", b""


def text(rng, sentences):
    out = []
    for i in range(sentences):
        words = [rng.choice(WORDS) for _ in range(rng.randint(8, 16))]
        out.append(f"On {rng.randint(1, 28)} May 19{rng.randint(10, 80)} the {' '.join(words)} of Mr. {rng.choice(WORDS).title()}.")
    return " ".join(out)


def bench(program, root, rng, files=24):
    """Sources, two generations of an archive of them, a draft that quotes and borrows."""
    sources = root / "s"
    sources.mkdir(parents=True)
    texts = []
    for i in range(files):
        texts.append(text(rng, 12))
        (sources / f"p{i:02}.txt").write_text(f"Paper {i} of the board.\n\n{texts[-1]}\n")
    same = texts[3]
    (sources / "copy.md").write_text(f"# A copy\n\n{same}\n")
    code, _, err = run(program, ["index", "s", "--archive", "a", "-q"], root)
    assert code == 0, err
    (sources / "late.txt").write_text(text(rng, 20))
    (sources / "p05.txt").write_text(texts[5] + " And one thing more was said.\n")
    code, _, err = run(program, ["index", "s", "--archive", "a", "-q"], root)
    assert code == 0, err
    first = texts[1].split(". ")
    second = texts[2].split(". ")
    draft = [f"He wrote: “{first[0]}.” And later: “{first[4].replace('the ', 'no ', 1)}.”", second[3] + ". " + second[4] + ".",
             f"They said “{second[7]}”.", f"Of {WORDS[0]} he said “{' '.join(first[8].split()[3:7])}”."]
    (root / "draft.md").write_text("\n\n".join(draft) + "\n")
    return first, second


def commands(first, second):
    archive = ["--archive", "a"]
    return {
        "status": ["status", *archive, "--json"],
        "verify": ["status", *archive, "--verify"],
        "check": ["check", "draft.md", *archive, "--json"],
        "find": ["find", " ".join(next(s for s in second[4:] if len(s.split()) > 12).split()[2:12]), *archive, "--json"],
        "search": ["search", "harbour copper", *archive, "--json"],
        "phrase": ["search", '"' + " ".join(first[2].split()[5:8]) + '"', *archive, "--json"],
        "reuse": ["reuse", *archive, "--format", "jsonl", "-q"],
        "new": ["reuse", *archive, "--format", "jsonl", "-q", "--new", "s/copy.md"],
        "people": ["people", *archive, "--json"],
        "timeline": ["timeline", *archive, "--json"],
    }


def bad_end(code, err):
    """What an end says that no command may come to."""
    if code == "hang":
        return "hang"
    if code == 101 or b"panicked" in err or b"a bug:" in err:
        return "panic"
    return "signal" if code < 0 else None


def files_of(root):
    return sorted(p for p in (root / "a").rglob("*") if p.is_file() and p.stat().st_size > 0)


def mutate(rng, path):
    """Damages a file; says how."""
    data = bytearray(path.read_bytes())
    kind = rng.choice(["flip", "flip", "flip", "flip", "flip", "cut", "zero", "swap", "gone", "empty", "grow"])
    at = rng.randrange(len(data))
    if kind == "flip":
        bit = rng.randrange(8)
        data[at] ^= 1 << bit
        how = f"bit {bit} of byte {at}"
    elif kind == "cut":
        del data[at:]
        how = f"cut at {at}"
    elif kind == "zero":
        n = rng.choice([1, 8, 64, 512, 4096])
        data[at:at + n] = bytes(len(data[at:at + n]))
        how = f"{n} zeros at {at}"
    elif kind == "swap":
        to = rng.randrange(len(data))
        n = rng.choice([1, 8, 512])
        data[at:at + n], data[to:to + n] = data[to:to + n], data[at:at + n]
        how = f"{n} bytes at {at} and {to} changed places"
    elif kind == "gone":
        path.unlink()
        return "taken away"
    elif kind == "grow":
        data += bytes(rng.randrange(256) for _ in range(rng.choice([1, 9, 600])))
        how = "bytes at the end"
    else:
        data = b""
        how = "emptied"
    path.write_bytes(data)
    return how


def damage(program, rng, n):
    work = pathlib.Path(tempfile.mkdtemp(prefix="attack-"))
    root = work / "b"
    first, second = bench(program, root, rng)
    all_commands = commands(first, second)
    right = {name: run(program, c, root) for name, c in all_commands.items()}
    whole = work / "whole"
    shutil.copytree(root / "a", whole)
    counts = {"damages": 0, "commands": 0, "panics": 0, "hangs": 0, "signals": 0, "wrong without a word": 0, "told": 0, "same": 0,
              "not found by --verify": 0, "not mended by index": 0}
    by_part, harms, unseen = {}, [], {}
    paths = [p.relative_to(root) for p in files_of(root)]
    for i in range(n):
        path = paths[i % len(paths)]
        before = (root / path).read_bytes()
        how = mutate(rng, root / path)
        now = (root / path).read_bytes() if (root / path).exists() else None
        if now == before:
            continue
        counts["damages"] += 1
        part = "search" if path.parts[1] == "search" else path.parts[1]
        row = by_part.setdefault(part, {"damages": 0, "harms": 0})
        row["damages"] += 1
        for name, command in all_commands.items():
            code, out, err = run(program, command, root)
            counts["commands"] += 1
            end = bad_end(code, err)
            harm = None
            if end:
                counts[end + "s"] += 1
                harm = end
            elif (code, out) == right[name][:2]:
                counts["same"] += 1
                if name == "verify":
                    counts["not found by --verify"] += 1
                    unseen[str(path)] = [*unseen.get(str(path), []), how]
            elif code == 2 and err.strip() and not out:
                counts["told"] += 1
            else:
                counts["wrong without a word"] += 1
                harm = "wrong"
            if harm:
                row["harms"] += 1
                harms.append({"file": str(path), "how": how, "command": name, "harm": harm, "said": err[-200:].decode("utf8", "replace")})
        if i % 8 == 0:
            # `index` sees it, and makes again what can be made again.
            code, _, err = run(program, ["index", "s", "--archive", "a", "-q"], root)
            end = bad_end(code, err)
            after = run(program, all_commands["check"], root), run(program, all_commands["search"], root)
            told = code != 0 and err.strip()
            strip = lambda r: (r[0], b"\n".join(l for l in r[1].split(b"\n") if b"archive_generation" not in l and b'"score"' not in l))
            fine = code == 0 and strip(after[0]) == strip(right["check"][:2]) and after[1][0] == right["search"][0]
            if end or not (told or fine):
                counts["not mended by index"] += 1
                harms.append({"file": str(path), "how": how, "command": "index", "harm": end or "not mended",
                              "said": err[-200:].decode("utf8", "replace")})
        shutil.rmtree(root / "a")
        shutil.copytree(whole, root / "a")
    shutil.rmtree(work)
    return {"counts": counts, "parts": by_part, "not found by --verify": unseen, "harms": harms[:200]}


# Calls at which a writer is ended or stopped: all by which it changes what is on disk.
CALLS = ["openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "unlink", "unlinkat", "ftruncate", "fcntl", "flock", "mkdirat"]


def plain(result):
    """Exit code and output, without the number of the generation, which counts runs, and what `status` says of a run that was cut short."""
    code, out, _ = result
    out = re.sub(rb'"(archive_)?generation":\d+,?|, generation \d+', b"", out)
    return code, re.sub(rb'"unfinished":\d+,?|.*(was cut short|unfinished).*\n', b"", out)


def traced(root, command, inject=None, log="trace"):
    """The command under strace, which does something to it at a call."""
    more = ["--inject=" + inject] if inject else []
    env = {"HOME": str(root), "PATH": "/nowhere"}
    strace = ["/usr/bin/strace", "-f", "-qq", "-o", str(root.parent / log), "-e", "trace=" + ",".join("?" + c for c in CALLS), *more]
    return subprocess.Popen([*strace, *command], cwd=root, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def calls_of(root, command):
    """How often the busiest thread of a run makes each call."""
    traced(root, command).wait()
    counts = {}
    for line in (root.parent / "trace").read_text(errors="replace").splitlines():
        m = re.match(r"(\d+) +(\w+)\(", line)
        if m:
            counts[m.groups()] = counts.get(m.groups(), 0) + 1
    most = {}
    for (_, call), k in counts.items():
        most[call] = max(most.get(call, 0), k)
    return most


def kill(program, rng, n):
    """A writer ended at random moments, at calls, and stopped at calls with readers beside it; then readers, then `index` again."""
    work = pathlib.Path(tempfile.mkdtemp(prefix="attack-"))
    root = work / "b"
    first, second = bench(program, root, rng, files=120)
    whole = work / "whole"
    shutil.copytree(root / "a", whole)
    old_sources, new_sources = work / "old", work / "new"
    shutil.copytree(root / "s", old_sources)
    (root / "s/p07.txt").write_text("Another text. " + text(rng, 30))
    (root / "s/new.txt").write_text("In the harbour, copper. " + text(rng, 30))
    (root / "s/p01.txt").write_text((root / "s/p01.txt").read_text() + "The harbour had copper.\n")
    (root / "s/p09.txt").unlink()
    shutil.copytree(root / "s", new_sources)
    all_commands = commands(first, second)
    index = [program, "index", "s", "--archive", "a", "-q"]
    # Those that ask the catalogue wait for a writer that was stopped within it, and come last.
    readers = ["search", "phrase", "find", "status", "check", "new"]
    last = ["status", "verify", "check", "search", "phrase", "find", "new", "reuse", "people", "timeline"]

    def sources(which):
        shutil.rmtree(root / "s")
        shutil.copytree(which, root / "s")

    def fresh():
        shutil.rmtree(root / "a")
        shutil.copytree(whole, root / "a")

    sources(new_sources)
    fresh()
    old = {name: plain(run(program, all_commands[name], root)) for name in readers}
    begun = time.time()
    run(program, index[1:], root)
    took = time.time() - begun
    clean = {name: plain(run(program, all_commands[name], root)) for name in last}
    fresh()
    calls = calls_of(root, index)
    counts = {"kills": 0, "at random": 0, "at calls": 0, "stopped at calls": 0, "ended before": 0, "commands": 0, "beside": 0, "busy": 0, "harms": 0}
    by_call, harms = {}, []

    def read(how, when):
        for name in readers:
            code, out, err = run(program, all_commands[name], root)
            counts["commands"] += 1
            counts["beside"] += when == "beside"
            if when == "beside" and code == 2 and not out and b"locked" in err:
                counts["busy"] += 1
                break
            # Files of a run that was cut short are told as not read.
            told = (0 if name == "status" and code == 2 else code, out, err)
            if bad_end(code, err) or plain(told) not in (old[name], clean[name]):
                counts["harms"] += 1
                harms.append({"how": how, "when": when, "command": name, "code": code, "said": err[-200:].decode("utf8", "replace")})

    for i in range(n):
        fresh()
        mode = ("random", "call", "stop")[i % 3]
        if mode == "random":
            env = {"HOME": str(root), "PATH": "/nowhere"}
            p = subprocess.Popen(index, cwd=root, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            how = round(rng.uniform(0, took * 1.1), 4)
            time.sleep(how)
            ended = p.poll() is not None
            p.send_signal(signal.SIGKILL)
            p.wait()
        else:
            call = rng.choice(sorted(calls))
            k = rng.randint(1, calls[call])
            how = f"{mode} at {call} {k}"
            p = traced(root, index, f"{call}:signal={'KILL' if mode == 'call' else 'STOP'}:when={k}")
            if mode == "stop":
                log = root.parent / "trace"
                while p.poll() is None and "stopped by SIGSTOP" not in log.read_text(errors="replace"):
                    time.sleep(0.01)
                ended = p.poll() is not None
                if not ended:
                    read(how, "beside")
                    children = pathlib.Path(f"/proc/{p.pid}/task/{p.pid}/children").read_text().split()
                    for child in children:
                        os.kill(int(child), signal.SIGKILL)
            p.wait()
            if mode == "call":
                ended = "killed by SIGKILL" not in (root.parent / "trace").read_text(errors="replace")
            by_call[call] = by_call.get(call, 0) + (not ended)
        counts["ended before" if ended else {"random": "at random", "call": "at calls", "stop": "stopped at calls"}[mode]] += 1
        counts["kills"] += not ended
        read(how, "after")
        code, _, err = run(program, index[1:], root)
        again = {name: plain(run(program, all_commands[name], root)) for name in last}
        counts["commands"] += len(last) + 1
        wrong = [name for name in last if again[name] != clean[name]]
        if code != 0 or wrong:
            counts["harms"] += 1
            harms.append({"how": how, "when": "again", "command": wrong, "code": code, "said": err[-200:].decode("utf8", "replace")})
    shutil.rmtree(work)
    return {"counts": counts, "calls": by_call, "harms": harms[:50]}


def foreign(program, rng, _):
    """Archives that somebody made to do harm: nothing outside may change, nothing may hang."""
    work = pathlib.Path(tempfile.mkdtemp(prefix="attack-"))
    root = work / "b"
    first, second = bench(program, root, rng, files=6)
    whole = work / "whole"
    shutil.copytree(root / "a", whole)
    mine = work / "mine.txt"

    def sql(*statements):
        def make(a):
            db = sqlite3.connect(a / "catalogue.sqlite")
            for s in statements:
                db.execute(s)
            db.commit()
            db.close()
        return make

    def link(name):
        def make(a):
            (a / name).unlink(missing_ok=True)
            (a / name).symlink_to(mine)
        return make

    def fifo(name):
        def make(a):
            (a / name).unlink(missing_ok=True)
            os.mkfifo(a / name)
        return make

    def device(name):
        def make(a):
            (a / name).unlink(missing_ok=True)
            (a / name).symlink_to("/dev/zero")
        return make

    def managed(*names):
        return lambda a: (a / "search/.managed.json").write_text(json.dumps(list(names)))

    def journal(a):
        # A journal of changes of several databases names a file, which SQLite takes away.
        name = str(mine).encode()
        magic = bytes([0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7])
        page = 4096
        head = magic + (0).to_bytes(4, "big") + b"\0\0\0\7" + (9).to_bytes(4, "big") + (512).to_bytes(4, "big") + page.to_bytes(4, "big")
        total = sum(name) & 0xFFFFFFFF
        tail = (1073741824 // page + 1).to_bytes(4, "big") + name + len(name).to_bytes(4, "big") + total.to_bytes(4, "big") + magic
        (a / "catalogue.sqlite-journal").write_bytes(head.ljust(512, b"\0") + tail)

    def folder_link(a):
        shutil.rmtree(a / "segments")
        (a / "segments").symlink_to(work / "elsewhere")

    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'x' || i AS key, i AS value FROM n"
    cases = {
        "managed list with an absolute path": managed(str(mine)),
        "managed list with a path upwards": managed("../../../mine.txt", "meta.json"),
        "link as next segment": link("segments/000003.part"),
        "link as segment": link("segments/000002.seg"),
        "link as marker's part": link("fontes-archive.part"),
        "link as generation's part": link("generation.part"),
        "link as catalogue": link("catalogue.sqlite"),
        "link as journal": link("catalogue.sqlite-journal"),
        "link as lock": link("lock"),
        "link as sums": link("search/sums"),
        "link as sums' part": link("search/sums.part"),
        "folder of segments elsewhere": folder_link,
        "journal that names a file": journal,
        "endless view for meta": sql("DROP TABLE meta", f"CREATE VIEW meta AS {endless}"),
        "endless view for segment": sql("DROP TABLE segment", "CREATE VIEW segment AS SELECT i AS number, 1 AS documents, 'x' AS hash, 1 AS forms FROM "
                                        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)"),
        "trigger": sql("CREATE TRIGGER t AFTER INSERT ON file BEGIN DELETE FROM document; END"),
        "write-ahead log": lambda a: sqlite3.connect(a / "catalogue.sqlite").execute("PRAGMA journal_mode=WAL").fetchall(),
        "source that is a pipe": lambda a: sql("UPDATE file SET path = '../pipe'")(a),
        "source that is a device": lambda a: sql("UPDATE file SET path = '/dev/zero'")(a),
        **{f"pipe as {n}": fifo(n) for n in ("fontes-archive", "generation", "catalogue.sqlite", "segments/000001.seg", "search/sums", "lock")},
        **{f"device as {n}": device(n) for n in ("fontes-archive", "generation", "catalogue.sqlite", "segments/000001.seg", "search/meta.json", "search/sums")},
    }
    os.mkfifo(work / "pipe")
    (work / "elsewhere").mkdir()
    counts = {"archives": 0, "commands": 0, "hangs": 0, "panics": 0, "signals": 0, "files of others touched": 0}
    harms = []
    every = {**commands(first, second), "index": ["index", "s", "--archive", "a", "-q"], "retry": ["index", "s", "--archive", "a", "-q", "--retry-failed"]}
    for case, make in cases.items():
        counts["archives"] += 1
        for name, command in every.items():
            shutil.rmtree(root / "a")
            shutil.copytree(whole, root / "a")
            mine.write_text("mine\n")
            (root / "s/p01.txt").write_text(text(rng, 3))
            make(root / "a")
            code, out, err = run(program, command, root, timeout=15)
            counts["commands"] += 1
            end = bad_end(code, err)
            if end:
                counts[end + "s"] += 1
            touched = not mine.exists() or mine.read_text() != "mine\n" or any((work / "elsewhere").iterdir())
            counts["files of others touched"] += touched
            if end or touched:
                harms.append({"case": case, "command": name, "harm": end or "touched", "said": err[-200:].decode("utf8", "replace")})
    shutil.rmtree(work)
    return {"counts": counts, "harms": harms}


def outputs(program, rng, _):
    """Full disks and closed streams end with an error and no panic."""
    work = pathlib.Path(tempfile.mkdtemp(prefix="attack-"))
    root = work / "b"
    first, second = bench(program, root, rng, files=6)
    counts = {"commands": 0, "panics": 0, "hangs": 0, "signals": 0}
    harms = []
    every = {**commands(first, second), "index": ["index", "s", "--archive", "b"], "completions": ["completions", "bash"], "help": ["--help"],
             "wrong": ["check", "--no-such"]}
    env = {"HOME": str(root), "PATH": "/nowhere"}
    for name, command in every.items():
        for how in ("stdout full", "stderr full", "stdout closed", "pipe closed"):
            out = open("/dev/full", "w") if how == "stdout full" else subprocess.PIPE
            err = open("/dev/full", "w") if how == "stderr full" else subprocess.PIPE
            more = {"preexec_fn": (lambda: os.close(1))} if how == "stdout closed" else {}
            p = subprocess.Popen([program, *command], cwd=root, env=env, stdout=out, stderr=err, **more)
            if how == "pipe closed":
                p.stdout.close()
            try:
                _, said = p.communicate(timeout=30) if how != "pipe closed" else (None, p.stderr.read())
                code = p.wait(30)
            except subprocess.TimeoutExpired:
                p.kill()
                code, said = "hang", b""
            counts["commands"] += 1
            end = bad_end(code, said or b"")
            if end:
                counts[end + "s"] += 1
                harms.append({"command": name, "how": how, "harm": end})
    shutil.rmtree(work)
    return {"counts": counts, "harms": harms}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("program")
    p.add_argument("--seed", type=int, default=14)
    p.add_argument("--damages", type=int, default=4000)
    p.add_argument("--kills", type=int, default=150)
    p.add_argument("--only", default="damage,kill,foreign,outputs")
    p.add_argument("-o", "--output")
    a = p.parse_args()
    program = str(pathlib.Path(a.program).resolve())
    out = {"seed": a.seed}
    if a.output and pathlib.Path(a.output).exists():
        out = json.loads(pathlib.Path(a.output).read_text())
    for name, run_it, n in (("damage", damage, a.damages), ("kill", kill, a.kills), ("foreign", foreign, 0), ("outputs", outputs, 0)):
        if name in a.only.split(","):
            out[name] = {"seed": a.seed, **run_it(program, random.Random(a.seed), n)}
            print(name, json.dumps(out[name]["counts"]), flush=True)
            for h in out[name]["harms"][:12]:
                print("  ", json.dumps(h, ensure_ascii=False)[:300], flush=True)
            if a.output:
                pathlib.Path(a.output).write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
