"""Runs the README's own commands, so that they stay true; checks that its links lead somewhere."""
import os, re, subprocess, sys

text = open("README.md", encoding="utf-8").read()
what = sys.argv[1]
if what == "docs":
    broken = []
    for root, _, files in os.walk("."):
        if any(part in root for part in ("/target", "/.git")):
            continue
        for name in files:
            if name.endswith(".md"):
                path = os.path.join(root, name)
                for link in re.findall(r"\]\(([^)#:\s]+)\)", open(path, encoding="utf-8").read()):
                    if root.startswith("./docs") or path == "./README.md":
                        if not os.path.exists(os.path.join(root, link)):
                            broken.append(f"{path}: {link}")
    if broken:
        sys.exit("\n".join(broken))
    print("links: all lead somewhere")
    sys.exit()
command = {"demo": r"^cargo run --release -- check .*$", "tests": r"^cargo test .*$"}[what]
line = re.search(command, text, re.M)
if not line:
    sys.exit(f"README.md has no {what} command")
print("$", line.group(0), flush=True)
code = subprocess.run(line.group(0), shell=True).returncode
wanted = {"demo": 1, "tests": 0}[what]
if code != wanted:
    sys.exit(f"exit {code}, not {wanted}")
