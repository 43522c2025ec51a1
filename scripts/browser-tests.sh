#!/usr/bin/env bash
# The journeys, against the release binary. Arguments go to Playwright: scripts/browser-tests.sh journeys/smoke.spec.mjs
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
[ -x "$HUIFANG_BIN" ] || { echo "no binary at ${HUIFANG_BIN#"$PWD"/}: make build" >&2; exit 2; }
cd e2e
exec node_modules/.bin/playwright test "$@"
