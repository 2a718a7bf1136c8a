#!/usr/bin/env bash
# Runs every fuzzer of the tree for a time each: scripts/fuzz.sh 1m
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
time=${1:-1m}
count=0
while IFS=: read -r file name; do
  count=$((count + 1))
  printf 'fuzzing %s in %s for %s\n' "$name" "$(dirname "$file")" "$time"
  go test -run '^$' -fuzz "^$name\$" -fuzztime "$time" "./$(dirname "$file")"
done < <(git grep -oE '^func Fuzz[A-Za-z0-9_]*' -- '*_test.go' | sed 's/:func /:/')
printf '%d fuzzers ran clean\n' "$count"
