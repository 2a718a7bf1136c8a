#!/usr/bin/env bash
# Prints the figures with the load of the machine they were taken on. Further
# arguments go to go test: scripts/bench.sh -bench Decide -count 5
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
load() { printf 'load %s on %s processors at %s, commit %s\n' \
  "$(cut -d' ' -f1-3 /proc/loadavg)" "$(nproc)" "$(date -u +%FT%TZ)" "$(git rev-parse --short HEAD)"; }
load
go test -p 1 -run '^$' -bench . -benchmem -timeout 2h "$@" $(go list ./... | grep -v /node_modules/) | grep -v 'no test files'
load
if [ -f bench/go.mod ]; then
  (cd bench && go run . -candour ../bin/candour)
  load
fi
