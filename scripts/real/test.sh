#!/usr/bin/env bash
# The contract against real servers on this machine: installs them into .real/ the first time, starts them, stops them.
set -euo pipefail
cd "$(dirname "$0")/../.."
for server in pds snac; do
  [ -d ".real/$server" ] || echo "Installing $server into .real/$server (once)"
  bash "scripts/real/install-$server.sh" ".real/$server"
done
REAL_SERVERS=.real exec .venv/bin/python -m pytest -q tests/real "$@"
