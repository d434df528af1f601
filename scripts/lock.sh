#!/usr/bin/env bash
# Pins every dependency with hashes and without addresses. Needs pip-compile (pip-tools) on the PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
  --strip-extras --allow-unsafe --no-header --annotation-style=line --extra=dev --extra=postgres \
  --output-file=requirements.lock pyproject.toml scripts/build.in "$@"
if grep -nE 'https?://' requirements.lock; then
  echo "requirements.lock records an address; take it out." >&2
  exit 1
fi
