#!/usr/bin/env python3
"""Does reading have bounds? The most memory of the main process and of each worker, and the time, over folders made to take more.

    python3 eval/bounds.py [--only NAME ...]

Each folder is indexed, and the archive is then searched and checked. `VmHWM` of every process of the run is looked at fifty times a
second. The bounds are those of docs/limits.md: 1 GB for the main process, 512 MB for a worker.
"""
import argparse, io, os, random, subprocess, tempfile, time, zipfile
from common import FONTES, report

WORDS = """harbour copper minister ledger winter railway mandate lantern treaty keeper ward crowns widow motion council oil barrel
storm quarry church pilot letter consul customs bridge garden silver market teacher village river summer doctor captain""".split()


def prose(rng, n):
    """A megabyte of sentences, over and over with a number between."""
    block = " ".join(rng.choice(WORDS) for _ in range(150_000))
    made, i = 0, 0
    while made < n:
        piece = f"Part {i} of the papers. {block}.\n\n"[: n - made]
        made += len(piece)
        i += 1
        yield piece


def text(path, rng, n):
    with open(path, "w") as f:
        f.writelines(prose(rng, n))


def line(path, rng, n):
    with open(path, "w") as f:
        for piece in prose(rng, n):
            f.write(piece.replace("\n", " "))


def json_line(path, rng, n):
    with open(path, "w") as f:
        f.write('{"id": 1, "text": "A short one."}\n{"id": 2, "text": "')
        for piece in prose(rng, n):
            f.write(piece.replace("\n", " "))
        f.write('"}\n{"id": 3, "text": "Another short one."}\n')


def members(path, n):
    with zipfile.ZipFile(path, "w") as z:
        for i in range(n):
            z.writestr(f"f/{i}.txt", f"Paper {i} of the harbour.")


def bombs(folder, rng):
    block = "".join(prose(rng, 12 << 20))
    for i in range(20):
        with zipfile.ZipFile(os.path.join(folder, f"b{i:02}.zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as z:
            for k in range(4):
                z.writestr(f"t{k}.txt", (f"File {i} {k}. " + ("harbour copper " * 20 + "\n") * 200_000)[: 60 << 20])


def zips(folder, rng):
    for i in range(20):
        with zipfile.ZipFile(os.path.join(folder, f"z{i:02}.zip"), "w", zipfile.ZIP_STORED) as z:
            for k in range(16):
                z.writestr(f"t{k}.txt", "".join(prose(random.Random(i * 16 + k), 1 << 20)))


FOLDERS = {
    "one text of 160 MB": lambda d, r: text(os.path.join(d, "a.txt"), r, 160 << 20),
    "one line of 160 MB": lambda d, r: line(os.path.join(d, "a.txt"), r, 160 << 20),
    "one text of 500 MB": lambda d, r: text(os.path.join(d, "a.txt"), r, 500 << 20),
    "a line of 2 GB of JSON Lines": lambda d, r: json_line(os.path.join(d, "a.jsonl"), r, 2 << 30),
    "a line of 90 MB of JSON Lines": lambda d, r: json_line(os.path.join(d, "a.jsonl"), r, 90 << 20),
    "a container of a million members": lambda d, r: members(os.path.join(d, "a.zip"), 1_000_000),
    "20 ZIPs of 16 MB": zips,
    "20 ZIPs of 800 kB, 240 MB each unpacked": bombs,
}


def peak(pid):
    try:
        with open(f"/proc/{pid}/status") as f:
            return next((int(l.split()[1]) // 1024 for l in f if l.startswith("VmHWM")), 0)
    except OSError:
        return 0


def children(pid):
    out = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as f:
                out += f.read().split()
    except OSError:
        pass
    return out


def measured(args, cwd):
    """Exit code, seconds, megabytes of the main process and of the largest worker, what was said last."""
    begun = time.time()
    with tempfile.TemporaryFile() as out:
        p = subprocess.Popen([FONTES, *args], cwd=cwd, stdout=out, stderr=out, env={**os.environ, "XDG_CACHE_HOME": cwd + "/cache"})
        main = worker = 0
        while p.poll() is None:
            main = max(main, peak(p.pid))
            worker = max([worker, *(peak(c) for c in children(p.pid))])
            if time.time() - begun > 900:
                p.kill()
            time.sleep(0.02)
        out.seek(0)
        said = out.read().decode("utf8", "replace").strip().split("\n")[-1][-200:]
    return {"code": p.returncode, "seconds": round(time.time() - begun, 1), "main_mb": main, "worker_mb": worker, "said": said}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--only", nargs="*")
    a = p.parse_args()
    rows, over = {}, []
    for name, make in FOLDERS.items():
        if a.only and name not in a.only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            os.makedirs(folder + "/s")
            make(folder + "/s", random.Random(14))
            with open(folder + "/draft.md", "w") as f:
                f.write("“" + " ".join(random.Random(14).choice(WORDS) for _ in range(30)) + "”\n")
            row = {}
            for what, args in (("index", ["index", "s", "--archive", "a", "-q"]), ("search", ["search", "harbour copper", "--archive", "a", "--limit", "3"]),
                               ("check", ["check", "draft.md", "--archive", "a"])):
                row[what] = measured(args, folder)
                if row[what]["main_mb"] > 1024 or row[what]["worker_mb"] > 512 or row[what]["code"] not in (0, 1, 2):
                    over.append(f"{name}: {what}")
            rows[name] = row
            print(name, row, flush=True)
    report("bounds", {"over": over, "rows": rows})


if __name__ == "__main__":
    main()
