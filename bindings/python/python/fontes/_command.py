"""Where is the command `fontes`, which parses files in confined processes?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAME = "fontes.exe" if os.name == "nt" else "fontes"


def _is_script(path: Path) -> bool:
    """Whether a file is the script that stands for the command in an environment, which would call itself."""
    try:
        with path.open("rb") as f:
            return f.read(2) == b"#!"
    except OSError:
        return True


def command() -> Path | None:
    """The command that parses files: what `FONTES_COMMAND` names, else the one in this package, else the first on the PATH.
    `None` if there is none."""
    named = os.environ.get("FONTES_COMMAND")
    if named:
        return Path(named)
    inside = Path(__file__).parent / "bin" / _NAME
    if inside.is_file():
        return inside
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = shutil.which("fontes", path=folder) if folder else None
        if found and not _is_script(Path(found)):
            return Path(found)
    return None


def main() -> int:
    """`fontes`, as a script of an environment: the command, with the same arguments."""
    found = command()
    if found is None:
        print(
            "fontes: this wheel holds the Python package alone, and no command was found on the PATH; "
            "install the wheel that holds the command, or set FONTES_COMMAND to it",
            file=sys.stderr,
        )
        return 3
    if len(sys.argv) > 1 and sys.argv[1] == "spark-submit":
        from .spark._submit import main as submit

        return submit(sys.argv[2:])
    arguments = [str(found), *sys.argv[1:]]
    if os.name == "posix":
        os.execv(arguments[0], arguments)
    return subprocess.run(arguments, check=False).returncode


__all__ = ["command", "main"]
