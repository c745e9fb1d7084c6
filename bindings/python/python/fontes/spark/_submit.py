"""`fontes spark-submit`: prints the very command that runs the job on a cluster."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Prints the command for a corpus, an output folder and options of the job; `--master URL` goes to Spark."""
    master = "local[*]"
    if "--master" in arguments:
        at = arguments.index("--master")
        if at + 1 == len(arguments):
            print("fontes: --master needs a URL", file=sys.stderr)
            return 3
        master = arguments[at + 1]
        arguments = arguments[:at] + arguments[at + 2 :]
    if len([a for a in arguments if not a.startswith("-")]) < 2:
        print("fontes: spark-submit CORPUS OUT [--master URL] [options of the job]", file=sys.stderr)
        return 3
    job = Path(__file__).with_name("__main__.py")
    command = ["spark-submit", "--master", master, "--conf", "spark.sql.execution.arrow.maxBytesPerBatch=33554432"]
    if not master.startswith("local"):
        # The package as one zip, unpacked beside each executor.
        command += ["--archives", "fontes.zip#fontes-env", "--conf", "spark.executorEnv.PYTHONPATH=fontes-env"]
    print(shlex.join([*command, str(job), *arguments]))
    return 0
