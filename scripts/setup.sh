#!/usr/bin/env bash
# Makes .venv with the pinned dependencies and the project itself. Does nothing when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
VENV=.venv
STAMP=$VENV/.set-up

fingerprint() { cat requirements.lock pyproject.toml "$0" | cksum; "$PYTHON" --version; pwd; }
say() { printf '%s\n' "$*"; }

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  say "Python 3.11 or newer is needed; this is $("$PYTHON" --version). Set PYTHON to another one."
  exit 1
}
if [ -f "$STAMP" ] && [ "$(cat "$STAMP")" = "$(fingerprint)" ]; then exit 0; fi

# Debian's python3 comes without the part that makes virtual environments.
make_venv() { "$PYTHON" -m venv --clear "$VENV" >/dev/null 2>&1; }
say "Making a virtual environment in $VENV"
if ! make_venv; then
  package="python$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing $package"
    apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null
    make_venv || { say "A virtual environment could not be made."; exit 1; }
  else
    say "Python cannot make a virtual environment here. Install it with: sudo apt-get install $package"
    exit 1
  fi
fi

run() { "$@" >"$VENV/set-up.log" 2>&1 || { cat "$VENV/set-up.log"; exit 1; }; }
PIP=("$VENV/bin/python" -m pip --disable-pip-version-check --no-input)
say "Installing the dependencies, each held to its hash"
run "${PIP[@]}" install --require-hashes -r requirements.lock
say "Installing the project"
run "${PIP[@]}" install --no-deps --no-build-isolation -e .
fingerprint >"$STAMP"
