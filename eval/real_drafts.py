"""Alarms and verdicts on real drafts that were labelled by reading.

    python3 eval/real_drafts.py DATA SCORERS [--keep DIR]

DATA holds `real-drafts/` (JOB/draft, JOB/archive, JOB/gold.jsonl), SCORERS the script `score_real.py`, whose head says how it
counts. Figures are that script's; those of all jobs together are sums of theirs. --keep writes findings and lists of alarms.
"""
import argparse, json, os, subprocess, sys, tempfile
from common import below, percent, report, run


def main():
    p = argparse.ArgumentParser()
    p.add_argument("data")
    p.add_argument("scorers")
    p.add_argument("--keep")
    a = p.parse_args()
    scorer = os.path.join(os.path.abspath(a.scorers), "score_real.py")
    root = os.path.dirname(os.path.dirname(below(a.data, "gold.jsonl")))
    keep = os.path.abspath(a.keep or tempfile.mkdtemp())
    os.makedirs(keep, exist_ok=True)
    jobs, right, wrong, unjudged, places, met, quotations, agreed = {}, 0, 0, 0, 0, 0.0, 0, 0.0
    for job in sorted(os.listdir(root)):
        folder = os.path.join(root, job)
        if not os.path.isfile(os.path.join(folder, "gold.jsonl")):
            continue
        draft = next(f for f in sorted(os.listdir(folder)) if f != "gold.jsonl" and os.path.isfile(os.path.join(folder, f)))
        found, _ = run(["check", draft, "--against", "archive", "--format", "json"], cwd=folder)
        text, _ = run(["read", draft, "--json"], cwd=folder)
        findings, read = os.path.join(keep, job + ".jsonl"), os.path.join(keep, draft + ".json")
        open(findings, "w").write(found)
        open(read, "w").write(text)
        lists = [x for kind in ("wrong", "unjudged", "missed", "verdict") for x in ("--list", kind)]
        told = subprocess.run([sys.executable, scorer, "gold.jsonl", findings, "--read", read, *lists], cwd=folder,
                              capture_output=True, text=True, check=True).stdout
        open(os.path.join(keep, job + ".txt"), "w").write(told)
        s = json.loads(told.splitlines()[-1])
        jobs[job] = {
            "quotations": s["quotations"], "seen_percent": 100 * s["seen"], "cut_right_percent": round(100 * s["cut_right"], 1),
            "verdict_as_labelled_percent": round(100 * s["verdict_agreement"], 1), "alarms": s["alarms"], "kinds": s["kinds"],
            "alarms_right_percent": percent(s["alarms"]["right"], s["alarms"]["right"] + s["alarms"]["wrong"]),
            "alarm_places": s["alarm_places"], "of_them_alarmed_percent": s["recall"] and round(100 * s["recall"], 1),
            "not_found": s["not_found"],
        }
        right, wrong, unjudged = right + s["alarms"]["right"], wrong + s["alarms"]["wrong"], unjudged + s["alarms"]["unjudged"]
        places, met = places + s["alarm_places"], met + (s["recall"] or 0) * s["alarm_places"]
        quotations, agreed = quotations + s["quotations"], agreed + s["quotations"] * s["verdict_agreement"]
    report("real_drafts", {
        "jobs": jobs, "alarms": {"right": right, "wrong": wrong, "unjudged": unjudged},
        "alarms_right_percent": percent(right, right + wrong), "alarm_places": places,
        "of_them_alarmed_percent": percent(met, places), "verdict_as_labelled_percent": percent(agreed, quotations),
    })


if __name__ == "__main__":
    main()
