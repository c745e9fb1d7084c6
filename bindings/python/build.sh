#!/usr/bin/env bash
# Builds the wheel of the package into target/wheels; --with-command puts the command `fontes` in, --sdist makes the source distribution.
# FONTES_PROFILE is the profile of cargo (wheel by default), MATURIN the program that builds.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$here/../.." && pwd)"
target="${CARGO_TARGET_DIR:-$root/target}"
profile="${FONTES_PROFILE:-wheel}"
maturin="${MATURIN:-maturin}"
out="$target/wheels"
bin="$here/python/fontes/bin"

cd "$here"
rm -rf "$bin"
case "${1:-}" in
  --sdist)
    cp -r "$root/lang" "$here/lang"
    trap 'rm -rf "$here/lang"' EXIT
    "$maturin" sdist --out "$out"
    ls -l "$out"
    exit
    ;;
  --with-command)
    cargo build --manifest-path "$root/Cargo.toml" --locked --profile "$profile" -p fontes
    mkdir -p "$bin"
    name=fontes
    [ -e "$target/$profile/fontes.exe" ] && name=fontes.exe
    cp "$target/$profile/$name" "$bin/$name"
    trap 'rm -rf "$bin"' EXIT
    out="$out/with-command"
    ;;
  "") ;;
  *) echo "build.sh [--with-command | --sdist]" >&2; exit 3 ;;
esac
"$maturin" build --locked --profile "$profile" --out "$out"
ls -l "$out"
