#!/usr/bin/env bash
# Installs what this checkout needs: Debian packages (as root; else it says the one line and stops), then Python packages at the
# pinned versions into .venv, then the wheels that the kiosk-only test installs from without a network.
#
#   deploy/install.sh run     what the programs need      (make install)
#   deploy/install.sh test    what the tests need besides (make test)
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:?run or test}

say() { printf '%s\n' "$*" >&2; }

if [ -z "${PYTHON:-}" ]; then
  say "Python 3.11 or newer is missing. On Debian 12: sudo apt-get install -y python3"
  exit 1
fi

# ---- Debian packages

wanted() {
  grep -hvE '^(#|$)' "deploy/apt-$what.txt"
  # Debian keeps the standard library's venv in a package of its own; other Pythons bring it.
  if [ "$what" = run ] && ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then echo python3-venv; fi
}

# A library whose name got the ending t64 (Debian 13, Ubuntu 24.04) counts as the same library.
is_installed() {
  dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed ||
    dpkg-query -W -f '${db:Status-Status}\n' "$1t64" 2>/dev/null | grep -qx installed
}

if command -v dpkg-query >/dev/null; then
  missing=()
  for package in $(wanted); do is_installed "$package" || missing+=("$package"); done
  if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" = 0 ]; then
      say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
      export DEBIAN_FRONTEND=noninteractive
      apt-get update -qq
      apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    else
      say "Debian packages are missing. Say this once, then the same make command again:"
      say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
      exit 1
    fi
  fi
else
  say "This is not a Debian: see deploy/apt-$what.txt for the libraries that have to be here."
fi

if [ "$what" = test ]; then exit 0; fi

# ---- Python packages

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  rm -rf .venv
  "$PYTHON" -m venv .venv
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then .venv/bin/python -m ensurepip --upgrade >/dev/null; fi
pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }

say "Installing Python packages into .venv"
# uv installs the same packages about ten times faster than pip; where it cannot be had, pip does it alone.
if pip install -c constraints.txt uv; then
  .venv/bin/uv pip install --quiet --python .venv/bin/python -c constraints.txt -e '.[dev]' ||
    pip install -c constraints.txt -e '.[dev]'
else
  pip install -c constraints.txt -e '.[dev]'
fi

# Kept, so that the test of a kiosk alone needs no network: everything it depends on, and what builds our own wheel.
say "Keeping the kiosk's wheels in .wheels"
mkdir -p .wheels
pip wheel --wheel-dir .wheels -c constraints.txt '.[kiosk]' hatchling
rm -f .wheels/antrean-*.whl
