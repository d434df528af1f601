#!/usr/bin/env bash
# Unpacks a small real server of Mastodon's API (snac) from Debian's package into a folder: a few seconds, no root.
# usage: install-snac.sh DEST        needs a Debian or a system made from it, and its libcurl4
set -euo pipefail
DEST=$(mkdir -p "${1:?where to}" && cd "$1" && pwd)
if [ -x "$DEST/root/usr/bin/snac" ]; then exit 0; fi
APT=$DEST/apt
mkdir -p "$APT/lists/partial" "$APT/cache/archives/partial"

# The package is in Debian 13 and later; its mirror is the one that this machine uses already.
sources() { cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; }
mirror=$(sources | sed -n 's/^URIs: //p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\) .*/\2/p' | grep -v security | head -1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$APT/sources.list"
cat >"$APT/apt.conf" <<END
Dir::Etc::SourceList "$APT/sources.list";
Dir::Etc::SourceParts "$APT/none";
Dir::Etc::Preferences "$APT/none";
Dir::Etc::PreferencesParts "$APT/none";
Dir::State::Lists "$APT/lists";
Dir::Cache "$APT/cache";
END
export APT_CONFIG=$APT/apt.conf
cd "$DEST"
apt-get update -qq
apt-get download -qq snac2
dpkg-deb -x snac2_*.deb root
if ldd root/usr/bin/snac | grep 'not found'; then
  echo "snac needs these libraries: sudo apt-get install libcurl4 openssl"
  exit 1
fi
