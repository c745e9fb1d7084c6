"""Small cases of what went wrong, by their runner.

    python3 eval/cases.py CASES

CASES is the folder with `run.py` and `run_files.py`, whose heads say what a case is.
"""
import os, re, subprocess, sys
from common import FONTES, report


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    out = {}
    for name, runner in (("check", "run.py"), ("files", "run_files.py")):
        told = subprocess.run([sys.executable, os.path.join(sys.argv[1], runner), FONTES], capture_output=True, text=True).stdout
        kinds = re.findall(r"^([a-z][a-z/-]+) +(\d+) +(\d+)$", told, re.M)
        passed, failed = re.search(r"^(\d+) passed, (\d+) failed$", told, re.M).groups()
        out[name] = {"passed": int(passed), "failed": int(failed), "kinds": {k: f"{p} of {int(p) + int(f)}" for k, p, f in kinds}}
    report("cases", out)


main()
