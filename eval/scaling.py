"""Does a draft cost more than linear time?

    python3 eval/scaling.py [--bytes N] [--only NAME ...]

Each generator makes a text of one thing said over and over: marks that nothing closes, notes, dates, names, lists. It is checked at N, 2N and 4N
bytes against one small source; CPU seconds of the whole run are given. `grows` is how many times the second doubling costs the first:
2 is linear, 4 is quadratic. What costs under half a second at 4N is too quick to tell.
"""
import argparse, os, resource, subprocess, tempfile
from common import FONTES, report

TEXTS = {
    "plain": lambda n: "The harbour board met on the quay and heard the pilot. " * (n//55),
    "open curly": lambda n: "“word " * (n//8),
    "open single": lambda n: "'a " * (n//3),
    "open single curly": lambda n: "‘a " * (n//5),
    "brackets": lambda n: "“" + "[" * n,
    "bracket words": lambda n: "“he said " + "[word " * (n//6),
    "nested curly": lambda n: "“" * (n//6) + "a" + "”" * (n//6),
    "hebrew": lambda n: "אמר ש\"אין " * (n//17),
    "addresses": lambda n: "http://x/" + ")" * n,
    "addresses many": lambda n: "http://x.example/a(b " * (n//21),
    "names": lambda n: " ".join("John%s Smith%s" % (chr(97+i%26)*3, chr(97+(i//26)%26)*3) for i in range(n//16)) + ".",
    "names said": lambda n: " ".join("Okafor said that Bello%d told Adeyemi%d." % (i,i+1) for i in range(n//40)),
    "author year": lambda n: "The wall fell (Smith 1973, 4). " * (n//31),
    "author year distinct": lambda n: " ".join("The wall fell (Smith%s %d, 4)." % (chr(97+i%26)*4, 1900+i%100) for i in range(n//36)),
    "md notes": lambda n: " ".join("x[^%d]" % i for i in range(n//18)) + "\n\n" + "\n\n".join("[^%d]: Smith 1973" % i for i in range(n//18)),
    "md notes missing": lambda n: " ".join("x[^%d]" % i for i in range(n//8)),
    "foot word": lambda n: "footnote 3 " * (n//11),
    "sentences": lambda n: "He said so. " * (n//12),
    "dates": lambda n: "On 3 May 1973 it fell. " * (n//23),
    "dates relative": lambda n: "two days later, the next Monday, " * (n//33),
    "durations": lambda n: "for three weeks and " * (n//20),
    "numbers": lambda n: "seventy-five thousand and " * (n//26),
    "numbers digits": lambda n: "12,345.67 " * (n//10),
    "roman": lambda n: "XIV " * (n//4),
    "ibid": lambda n: "Ibid., p. 4. " * (n//13),
    "notes numbered": lambda n: "text.\n\n" + "\n".join("%d. Smith, The Wall (London, 1973), %d." % (i, i%300) for i in range(n//40)),
    "quotes": lambda n: "“The harbour board met on the quay and heard the pilot” he said. " * (n//68),
    "quotes short": lambda n: "“a” " * (n//8),
    "quote long": lambda n: "“" + "The harbour board met on the quay and heard the pilot. " * (n//55) + "”",
    "ellipses": lambda n: "“The harbour … " * (n//18) + "”",
    "ellipsis in one": lambda n: "“" + "The harbour board … met on the quay " * (n//40) + "”",
    "insertions": lambda n: "“" + "The [harbour] board [met] on " * (n//29) + "”",
    "paragraphs open": lambda n: "\n\n".join("“The board met on the quay." for i in range(n//30)),
    "blockquotes": lambda n: "\n\n".join("> The board met on the quay (Smith 1973, %d)." % i for i in range(n//48)),
    "nested blockquote": lambda n: ">" * min(n, 2000000) + " a",
    "lists": lambda n: "".join("%d. The board met.\n" % i for i in range(n//22)),
    "entities": lambda n: "&amp;" * (n//5),
    "tags": lambda n: "<b>" * (n//3),
    "stars": lambda n: "*a " * (n//3),
    "underscores": lambda n: "_a_" * (n//3),
    "backticks": lambda n: "`a " * (n//3),
    "one word": lambda n: "a" * n,
    "dots": lambda n: "." * n,
    "dashes": lambda n: "—" * (n//3),
    "hyphens": lambda n: "a-" * (n//2),
    "line hyphens": lambda n: "har-\nbour " * (n//10),
    "newlines": lambda n: "\n" * n,
    "short lines": lambda n: "a\n" * (n//2),
    "combining": lambda n: "a" + "\u0301" * (n//2),
    "parens": lambda n: "(" * n,
    "said chain": lambda n: "he said that " * (n//13),
    "according": lambda n: "According to Smith, " * (n//20),
    "who wrote": lambda n: "Smith (2014) writes that " * (n//25),
    "qa": lambda n: "Q. Did you see it?\nA. I did not.\n" * (n//34),
    "speakers": lambda n: "".join("SMITH%s: I did not see it.\n" % (chr(97+i%26)) for i in range(n//27)),
    "stamps": lambda n: "".join("[00:%02d:%02d] I did not see it.\n" % (i//60%60, i%60) for i in range(n//30)),
    "verse": lambda n: "".join("%d The board met on the quay. " % i for i in range(n//32)),
    "pagemarks": lambda n: "[Pg 121] met " * (n//13),
    "case names": lambda n: "Smith v. Jones, 401 U.S. 24 (1973), " * (n//36),
    "interrupted": lambda n: "“The contract,” he says, “which was ” " * (n//45),
    "cjk": lambda n: "測量士は三日目に峠に着いた。" * (n//42),
    "thai": lambda n: "คณะกรรมการท่าเรือ" * (n//51),
    "repeated names": lambda n: "Ambassador Davis met President Allende. " * (n//40),
    "initials": lambda n: "J. " * (n//3),
    "colons": lambda n: "a: " * (n//3),
    "semis": lambda n: "a; " * (n//3),
    "guillemets": lambda n: "«a " * (n//5),
    "low quotes": lambda n: "„a " * (n//6),
    "double straight": lambda n: '"a ' * (n//3),
    "apostrophes": lambda n: "rock 'n' roll the '90s " * (n//23),
    "quotations with notes": lambda n: "".join(f"“The board met on the quay and heard pilot {i}”[^{i}] said he. " for i in range(n // 110))
        + "\n\n" + "\n\n".join(f"[^{i}]: Smith, The Wall (1973), {i % 300}." for i in range(n // 110)),
    "quotations with citations": lambda n: "“The board met on the quay and heard the pilot” (Smith 1973, 4). " * (n // 68),
    "quotations with labels": lambda n: "".join(f"“The board met on the quay and heard the pilot” [{i}]. " for i in range(1, n // 100))
        + "\n" + "\n".join(f"[{i}] Smith, The Wall (1973)." for i in range(1, n // 100)),
    "ibid of ibid": lambda n: "".join(f"“The board met on the quay and heard the pilot”[^{i}] " for i in range(n // 75))
        + "\n\n[^0]: Smith, The Wall (1973).\n\n" + "\n\n".join(f"[^{i}]: Ibid." for i in range(1, n // 75)),
}
SOURCE = "The harbour board met on the quay and heard the pilot. The contract, which was signed in May, lapsed.\n" * 3


def seconds(draft, folder):
    """CPU seconds of a check, or None where it does not end in two minutes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "XDG_CACHE_HOME": os.path.join(folder, "cache")}
    try:
        code = subprocess.run([FONTES, "check", draft, "--against", os.path.join(folder, "sources"), "--format", "json"], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=120, env=environment).returncode
    except subprocess.TimeoutExpired:
        return None
    if code not in (0, 1, 2):
        raise SystemExit(f"{draft}: exit code {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--bytes", type=int, default=100_000)
    p.add_argument("--only", nargs="*")
    a = p.parse_args()
    rows, beyond = {}, []
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "sources"))
        with open(os.path.join(folder, "sources", "a.txt"), "w") as f:
            f.write(SOURCE)
        for name, make in TEXTS.items():
            if a.only and name not in a.only:
                continue
            took = []
            for times in (1, 2, 4):
                draft = os.path.join(folder, "draft.md")
                with open(draft, "w") as f:
                    f.write(make(a.bytes * times))
                took.append(seconds(draft, folder))
                if took[-1] is None:
                    break
            whole = len(took) == 3 and None not in took
            grows = round((took[2] - took[1]) / max(took[1] - took[0], 0.01), 1) if whole else None
            rows[name] = {"seconds": [t if t is None else round(t, 2) for t in took], "grows": grows}
            if not whole or took[2] > 0.5 and grows > 3:
                beyond.append(name)
            print(name, rows[name], flush=True)
    report("scaling", {"bytes": a.bytes, "texts": len(rows), "more than linear": beyond, "rows": rows})


if __name__ == "__main__":
    main()
