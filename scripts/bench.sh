#!/usr/bin/env bash
# Prints the figures with the load of the machine they were taken on: single
# steps first, then whole pages over HTTP beside the bare twin and PocketBase.
#
#   scripts/bench.sh                    all, in about six minutes
#   scripts/bench.sh steps              the single steps alone
#   scripts/bench.sh pages -span 10s    the pages alone; further arguments go to bench
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
what=all
case "${1:-}" in steps | pages) what=$1 && shift ;; esac

load() { printf '\nload %s on %s processors at %s, commit %s\n' \
  "$(cut -d' ' -f1-3 /proc/loadavg)" "$(nproc)" "$(date -u +%FT%TZ)" "$(git rev-parse --short HEAD)"; }

# step PACKAGE BENCHMARK TIME prints one line for each result: its name, the
# metric that counts (the last that is no allocation), the time of one.
step() {
  go test -run '^$' -bench "^Benchmark$2\$" -benchtime "$3" -timeout 30m "./internal/$1" | awk '
    /^Benchmark/ {
      name = $1; sub(/^Benchmark/, "", name); sub(/-[0-9]+$/, "", name)
      line = sprintf("  %-34s %14.0f ns", name, $3)
      for (i = 5; i < NF; i += 2) if ($(i + 1) !~ /^(B|allocs)\/op$/) line = line sprintf("  %12.6g %s", $i, $(i + 1))
      print line
      next
    }
    /FAIL|panic|_test.go/ { print; bad = 1 }
    END { exit bad }'
}

steps() {
  load
  echo "Deciding on 30 items, by rules in the pack"
  step policy Decide 1s
  echo "The ledger: appending an entry, proving one, by entries; placing them in a database"
  step ledger Append 300ms
  step ledger InclusionProof 300ms
  step ledger Integrate 3x
  echo "Wrapping keys anew"
  step seal Rewrap 3x
  echo "Bringing in 5,000 people of the demonstration"
  step demo Load 1x
  echo "Destroying 10,000 tiers of 5,000 people"
  step gate Destroy 1x
  echo "The name index over 100,000 people"
  step gate Index 1x
  load
}

# postgres says where PostgreSQL's programs are: installed, or the copy that
# the steps unpacked.
postgres() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin "${TMPDIR:-/tmp}/candour-postgres-$(id -u)"-*/native/bin 2>/dev/null | head -1)
  [ -n "$found" ] && echo "-postgres $found"
}

pages() {
  mkdir -p .cache/bench
  go build -o .cache/bench/candour ./cmd/candour
  go build -tags bare -o .cache/bench/bare ./cmd/candour
  (cd bench && go build -o ../.cache/bench/bench .)
  load
  echo "The fullest record of the demonstration over HTTP. What the bare twin leaves out:"
  diff internal/gate/release.go internal/gate/bare.go | sed 's/^/    /' || true
  # shellcheck disable=SC2046
  .cache/bench/bench -candour .cache/bench/candour -bare .cache/bench/bare $(postgres) "$@"
  load
}

if [ "$what" != pages ]; then steps; fi
if [ "$what" != steps ]; then pages "$@"; fi
