#!/usr/bin/env bash
# libFuzzer on one target, with stable Rust: fuzz.sh TARGET [SECONDS]. What fails is kept in finds/TARGET.
set -euo pipefail
cd "$(dirname "$0")"
target=$1 seconds=${2:-60}
# What `cargo fuzz` passes, without the sanitizers, which only nightly has.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing"
host=$(rustc -vV | sed -n 's/^host: //p')
cargo build --release --locked --target "$host" --bin "$target"
mkdir -p "corpus/$target" "finds/$target"
# The seeds lie in folders; libFuzzer wants them in one.
seeds=$(sed -n "s/^ *target(\"$target\", &\[\(.*\)\], .*/\1/p" src/lib.rs | tr -d '",')
[ -n "$seeds" ] || seeds=$(sed -n 's/^const TEXTS.*= &\[\(.*\)\];/\1/p' src/lib.rs | tr -d '",')
[ -n "$(ls "corpus/$target")" ] || for s in $seeds; do
  find "../$s" -type f -size -60k ! -name '*.expected' -exec sh -c 'cp "$1" "$2/$(printf %s "$1" | cksum | cut -d" " -f1)"' _ {} "corpus/$target" \;
done
exec "target/$host/release/$target" "corpus/$target" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=20 -artifact_prefix="finds/$target/" \
  -max_len=40000 -print_final_stats=1
