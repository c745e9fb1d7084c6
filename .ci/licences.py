"""Every dependency has a licence that allows what we do, and comes from the registry."""
import json, re, subprocess, sys

ALLOWED = {
    "MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "Unlicense",
    "CC0-1.0", "0BSD", "BSL-1.0", "MIT-0", "Unicode-3.0", "MPL-2.0", "CDLA-Permissive-2.0", "bzip2-1.0.6",
}


def alternatives(expression):
    """The sets of licences that satisfy an expression, for the simple forms that crates use."""
    expression = expression.replace("/", " OR ")
    options = []
    for part in re.split(r"\s+OR\s+", expression.replace("(", " ").replace(")", " ")):
        options.append({p.strip() for p in re.split(r"\s+AND\s+", part)})
    return options


meta = json.loads(subprocess.run(["cargo", "metadata", "--format-version", "1", "--locked"], check=True, capture_output=True).stdout)
bad = []
for p in meta["packages"]:
    if p["source"] is None:
        continue
    if not p["source"].startswith("registry+"):
        bad.append(f"{p['name']} {p['version']}: not from a registry: {p['source']}")
    licence = p["license"] or ""
    if not any(option <= ALLOWED for option in alternatives(licence)):
        bad.append(f"{p['name']} {p['version']}: licence {licence!r}")
print(f"licences: {len(meta['packages'])} packages, {len(bad)} refused")
if bad:
    sys.exit("\n".join(bad))
