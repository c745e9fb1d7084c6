#!/usr/bin/env python3
"""Files taken apart, changed within and put together again: members of ZIPs (Word, Excel, books, archives) and streams of PDFs.

    python3 eval/taken_apart.py FOLDER ... [--mutants 4000] [--seed N] [--batch 100]

A change of a packed file's bytes mostly breaks its checksum and is found at the door. Here the parts are unpacked, changed, packed and
summed again, so that what reads XML, fonts and pages meets them. Batches are indexed; each mutant must then be read, or stand in the
catalogue with a reason and a remedy. Every tenth is read by `fontes read`, too. Counted are: the end of the main process by anything
but an exit code, files that are neither read nor explained, files that ended their worker (they are told, and cost the file), and hangs.
"""
import argparse, io, json, os, pathlib, random, re, subprocess, sys, tempfile, time, zipfile, zlib
from common import FONTES, report

ENDINGS = {".docx", ".docm", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".zip", ".pdf"}


def change(rng, data):
    """Some bytes changed, left out, doubled, put elsewhere, or a number or a tag made extreme."""
    if not data:
        return rng.randbytes(rng.randint(1, 64))
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 4, 16])):
        if not data:
            break
        at = rng.randrange(len(data))
        n = rng.choice([1, 2, 4, 16, 64, 512])
        kind = rng.randrange(9)
        if kind == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            data[at:at + n] = rng.randbytes(n)
        elif kind == 2:
            del data[at:at + n]
        elif kind == 3:
            data[at:at] = data[at:at + n] * rng.choice([1, 2, 50])
        elif kind == 4:
            del data[at:]
        elif kind == 5:
            to = rng.randrange(len(data))
            data[at:at + n], data[to:to + n] = data[to:to + n], data[at:at + n]
        elif kind == 6:
            numbers = list(re.finditer(rb"\d+", data[:200_000]))
            if numbers:
                m = rng.choice(numbers)
                data[m.start():m.end()] = rng.choice([b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"1e308"])
        elif kind == 7:
            tags = list(re.finditer(rb"<[^<>]{1,200}>", data[:200_000]))
            if tags:
                m = rng.choice(tags)
                data[m.start():m.end()] = rng.choice([b"", m.group() * 30, b"<a " + b"b" * 3000 + b">", b"&#x110000;", b"<![CDATA["])
        else:
            data[at:at + n] = b"\x00" * n
    return bytes(data)


def of_zip(rng, data):
    """A ZIP of which one to three members are changed."""
    try:
        z = zipfile.ZipFile(io.BytesIO(data))
        members = [(i, z.read(i)) for i in z.infolist()]
    except Exception:
        return None
    if not members:
        return None
    which = set(rng.sample(range(len(members)), min(len(members), rng.randint(1, 3))))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as to:
        for k, (info, body) in enumerate(members):
            if k in which:
                inner = of_zip(rng, body) if body[:2] == b"PK" else None
                body = inner or change(rng, body)
            to.writestr(info.filename, body, compress_type=rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
    return out.getvalue()


def of_pdf(rng, data):
    """A PDF of which one to three streams are unpacked, changed and packed again, or a dictionary is changed."""
    streams = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S))
    if not streams or rng.random() < 0.15:
        # Names and numbers between the streams.
        spaces = list(re.finditer(rb"<<.*?>>", data, re.S))
        if not spaces:
            return change(rng, data)
        m = rng.choice(spaces)
        return data[:m.start()] + change(rng, m.group()) + data[m.end():]
    out, last = [], 0
    for m in sorted(rng.sample(streams, min(len(streams), rng.randint(1, 3))), key=lambda m: m.start()):
        body = m.group(1)
        try:
            changed = zlib.compress(change(rng, zlib.decompress(body)), rng.choice([1, 9]))
        except zlib.error:
            changed = change(rng, body)
        # What is not longer keeps the places of all that follows; what is longer must be found again.
        out += [data[last:m.start(1)], changed.ljust(len(body), b"\0")]
        last = m.end(1)
    return b"".join([*out, data[last:]])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folders", nargs="+")
    p.add_argument("--mutants", type=int, default=4000)
    p.add_argument("--seed", type=int, default=15)
    p.add_argument("--batch", type=int, default=100)
    p.add_argument("--keep", help="a folder for what did harm")
    a = p.parse_args()
    rng = random.Random(a.seed)
    originals = sorted(f for d in a.folders for f in pathlib.Path(d).rglob("*")
                       if f.is_file() and f.suffix.lower() in ENDINGS and f.stat().st_size < 2_000_000)
    if not originals:
        sys.exit("no file to take apart")
    counts = {"originals": len(originals), "mutants": 0, "read": 0, "read in part, said": 0, "told": 0, "workers ended": 0, "unexplained": 0, "main process ended": 0, "hangs": 0, "read alone": 0}
    kinds, harms, slowest = {}, [], (0, "")
    while counts["mutants"] < a.mutants:
        with tempfile.TemporaryDirectory() as folder:
            made, wanted = {}, min(a.batch, a.mutants - counts["mutants"])
            while len(made) < wanted:
                f = rng.choice(originals)
                data = f.read_bytes()
                mutant = of_pdf(rng, data) if data[:1024].find(b"%PDF") >= 0 else of_zip(rng, data)
                if mutant is None or mutant == data:
                    continue
                name = f"{counts['mutants']:05}-{f.name}"
                path = pathlib.Path(folder) / "s" / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(mutant)
                made["s/" + name] = str(f)
                counts["mutants"] += 1
                kinds[f.suffix.lower()] = kinds.get(f.suffix.lower(), 0) + 1
            env = {**os.environ, "XDG_CACHE_HOME": folder + "/cache", "PATH": "/nowhere"}
            begun = time.time()
            try:
                done = subprocess.run([FONTES, "index", "s", "--archive", "a", "-q", "--time-limit", "20"], cwd=folder, env=env, timeout=900, capture_output=True)
            except subprocess.TimeoutExpired:
                counts["hangs"] += 1
                harms.append({"batch": sorted(made)[0], "harm": "hang"})
                continue
            if time.time() - begun > slowest[0]:
                slowest = (round(time.time() - begun, 1), sorted(made)[0])
            if done.returncode not in (0, 1, 2) or b"panicked" in done.stderr and b"worker" not in done.stderr:
                counts["main process ended"] += 1
                harms.append({"batch": sorted(made)[0], "code": done.returncode, "said": done.stderr[-300:].decode("utf8", "replace")})
                continue
            status = subprocess.run([FONTES, "status", "--archive", "a", "--json"], cwd=folder, env=env, capture_output=True)
            rows = [json.loads(l) for l in status.stdout.splitlines()]
            rows = {r["path"]: r for r in rows if r["type"] == "file"}
            for name, original in made.items():
                row = rows.get(name)
                if row and row["status"] == "read":
                    counts["read"] += 1
                elif row and row["status"] in ("partly read", "duplicate") and row["reason"]:
                    counts["read in part, said"] += 1
                elif row and row["reason"] and row["remedy"]:
                    counts["told"] += 1
                    if re.search("the reader of this format failed|reading it took more|reading it takes more|nests too deep", row["reason"]):
                        counts["workers ended"] += 1
                        harms.append({"file": name, "original": original, "reason": row["reason"]})
                        if a.keep:
                            pathlib.Path(a.keep).mkdir(exist_ok=True)
                            (pathlib.Path(a.keep) / name[2:]).write_bytes((pathlib.Path(folder) / name).read_bytes())
                else:
                    counts["unexplained"] += 1
                    harms.append({"file": name, "original": original, "harm": "unexplained"})
            for name in sorted(made)[::10]:
                try:
                    one = subprocess.run([FONTES, "read", name, "--time-limit", "20"], cwd=folder, env=env, timeout=60, capture_output=True)
                    counts["read alone"] += 1
                    if one.returncode not in (0, 1, 2) or one.returncode == 2 and not one.stderr.strip():
                        counts["main process ended"] += 1
                        harms.append({"file": name, "code": one.returncode, "said": one.stderr[-300:].decode("utf8", "replace")})
                except subprocess.TimeoutExpired:
                    counts["hangs"] += 1
                    harms.append({"file": name, "harm": "hang of read"})
        print(counts, flush=True)
    report("taken_apart", {"seed": a.seed, "counts": counts, "kinds": kinds, "slowest batch": slowest, "harms": harms[:100]})


if __name__ == "__main__":
    main()
