#!/usr/bin/env bash
# Builds the page and the worker into dist/ (release). Makefile calls it when one of their inputs is newer than dist/.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

# wasm-bindgen's JS snippets of an earlier build would be copied along: the folder is only ever added to.
rm -rf "$CARGO_TARGET_DIR/wasm-bindgen/release/snippets"

# Trunk reads NO_COLOR as a boolean of its own; other tools set it to 1.
with_wasm_toolchain env -u NO_COLOR trunk build --release --log warn
