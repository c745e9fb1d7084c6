"""What indexing and checking cost, beside a linear scan and `rg -F`, in one run.

    python3 eval/speed.py DATA [--copies 2]

DATA holds `frus/`. The draft is made of sentences of it: about 2,800 words, one quotation in a
hundred words. The second archive holds the same documents and as many more (each with its words'
order turned round within sentences, so that they are other texts of the same words).
"""
import argparse, os, random, re, resource, shutil, subprocess, tempfile
from common import below, report, run


def timed(command, **kw):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kw)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def size(path):
    return sum(os.path.getsize(os.path.join(r, f)) for r, _, fs in os.walk(path) for f in fs)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    a = p.parse_args()
    frus = os.path.dirname(below(a.data, "frus1952-54Guat"))
    work = tempfile.mkdtemp()
    one = os.path.join(work, "one")
    os.symlink(frus, one)
    two = os.path.join(work, "two")
    os.mkdir(two)
    rng = random.Random(1)
    sentences, text_bytes = [], 0
    volumes = sorted(os.listdir(frus))
    for v in volumes:
        shutil.copytree(os.path.join(frus, v), os.path.join(two, v))
        os.mkdir(os.path.join(two, v + "x"))
        for n in sorted(os.listdir(os.path.join(frus, v))):
            t = open(os.path.join(frus, v, n), newline="", encoding="utf-8").read()
            text_bytes += len(t.encode())
            if rng.random() < 0.01:
                flat = re.sub(r"\s+", " ", t)
                sentences += [s for s in re.findall(r"(?<=\. )[A-Z][^.!?“”\"\[\]]{80,200}\.", flat)][:2]
            words = t.split(" ")
            turned = [" ".join(reversed(words[i:i + 4])) for i in range(0, len(words), 4)]
            open(os.path.join(two, v + "x", n), "w", newline="", encoding="utf-8").write(" ".join(turned))
    filler = "Those who were there remember a long silence and the noise of the traffic below, and little of what was said. "
    quotes = rng.sample(sentences, 28)
    draft = os.path.join(work, "draft.txt")
    open(draft, "w", encoding="utf-8").write("\n\n".join(filler * 4 + "One reads “" + q + "” there." for q in quotes))
    words = len(open(draft, encoding="utf-8").read().split())

    archive = os.path.join(work, "one.fontes")
    _, index = run(["index", "one/", "--archive", archive, "--quiet"], cwd=work)
    _, again = run(["index", "one/", "--archive", archive, "--quiet"], cwd=work)
    archive2 = os.path.join(work, "two.fontes")
    _, index2 = run(["index", "two", "--archive", archive2, "--quiet"], cwd=work)

    def check(archive):
        runs = [run(["check", draft, "--archive", archive, "--format", "json"])[1] for _ in range(5)]
        return {"cpu_s": sorted(r["cpu_s"] for r in runs)[2], "peak_mb": max(r["peak_mb"] for r in runs)}

    first, second = check(archive), check(archive2)
    # A linear scan: every byte read once, and each quotation looked for as it is.
    cat = timed(f"find -L {one} -type f -print0 | xargs -0 cat > /dev/null", shell=True)
    rg = shutil.which("rg")
    tool = [rg, "-F", "-c", "-j", "1"] if rg else ["grep", "-rF", "-c"]
    fixed = sum(timed([*tool, q, one + "/"]) for q in quotes)
    data = {
        "text_bytes": text_bytes,
        "index": index,
        "index_mb_per_cpu_second": round(text_bytes / 1e6 / index["cpu_s"], 1),
        "index_mb_per_wall_second": round(text_bytes / 1e6 / index["wall_s"], 1),
        "index_again_unchanged": again,
        "archive_bytes": size(archive),
        "archive_to_text": round(size(archive) / text_bytes, 2),
        "draft_words": words,
        "draft_quotations": len(quotes),
        "check": first,
        "check_against_twice_the_archive": second,
        "twice_the_archive_costs_times": round(second["cpu_s"] / first["cpu_s"], 2),
        "reading_all_once_cpu_s": round(cat, 2),
        "fixed_string_search": "rg -F -j1" if rg else "grep -rF",
        "fixed_string_search_for_each_quotation_cpu_s": round(fixed, 2),
        "fixed_string_search_to_check": round(fixed / first["cpu_s"], 1),
    }
    shutil.rmtree(work)
    report("speed", data)


main()
