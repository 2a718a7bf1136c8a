#!/usr/bin/env bash
# Checks the tree without running the product. Names the checks to run:
#
#   scripts/check.sh format vet staticcheck house generated
#
# Each says what is wrong; the script runs them all and fails if any did.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# format: every Go file is as gofmt would write it.
check_format() {
  local found
  found=$(git ls-files -z --cached --others --exclude-standard '*.go' | xargs -0 -r ls -d 2>/dev/null | xargs -r gofmt -l) || return 1
  [ -z "$found" ] && return 0
  printf 'not gofmt'\''d:\n%s\n' "$found"
  return 1
}

check_vet() { go vet ./...; }

check_staticcheck() { go tool staticcheck ./...; }

# house: who imports whom, sizes, names.
check_house() { go test ./internal/house/...; }

# generated: what templ writes from the templates is what the tree holds.
check_generated() {
  local before after
  before=$(generated_sum)
  go tool templ generate -log-level error || return 1
  after=$(generated_sum)
  [ "$before" = "$after" ] && return 0
  printf 'generated files were out of step with their templates; they are written again now, commit them\n'
  return 1
}

generated_sum() {
  git ls-files -z --cached --others --exclude-standard '*_templ.go' | sort -z | xargs -0 -r sha256sum 2>/dev/null | sha256sum
}

failed=0
for name in "$@"; do
  if "check_$name"; then
    printf 'ok    %s\n' "$name"
  else
    printf 'FAIL  %s\n' "$name"
    failed=1
  fi
done
exit $failed
