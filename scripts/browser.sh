#!/usr/bin/env bash
# Puts Chromium in place for the tests of the page: from Debian's packages, where this is root. Elsewhere it says what to
# install, and the tests that need a browser are skipped with that reason.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the tests of the page"
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  command -v chromium >/dev/null || { echo "Chromium could not be installed."; exit 1; }
else
  echo "Chromium is not installed, so the tests of the page in a browser are skipped: sudo apt-get install chromium"
fi
