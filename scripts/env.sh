# Sourced by the other scripts: where things are. Everything can be overridden from outside.
HUIFANG_CACHE=${HUIFANG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/huifang}
HUIFANG_TOOLS=${HUIFANG_TOOLS:-$HUIFANG_CACHE/tools}
# Present only where rustup could not give the wasm target: names the toolchain that can.
HUIFANG_WASM_TOOLCHAIN_FILE=$HUIFANG_CACHE/wasm-toolchain
# A clean clone in CI would compile every dependency again: there the target folder lives beside the tools.
if [ -z "${CARGO_TARGET_DIR:-}" ]; then
    if [ "${CI:-}" = true ]; then CARGO_TARGET_DIR=$HUIFANG_CACHE/target; else CARGO_TARGET_DIR=$PWD/target; fi
fi
HUIFANG_BIN=${HUIFANG_BIN:-$CARGO_TARGET_DIR/release/huifang}
# Trunk takes wasm-bindgen and wasm-opt from PATH when their versions fit; offline it takes them from nowhere else.
PATH=$HUIFANG_TOOLS/bin:$PWD/node_modules/.bin:$PATH
export HUIFANG_CACHE HUIFANG_TOOLS HUIFANG_WASM_TOOLCHAIN_FILE HUIFANG_BIN CARGO_TARGET_DIR PATH

# Runs a command with the toolchain that has the wasm target.
with_wasm_toolchain() {
    if [ -s "$HUIFANG_WASM_TOOLCHAIN_FILE" ]; then RUSTUP_TOOLCHAIN=$(cat "$HUIFANG_WASM_TOOLCHAIN_FILE") "$@"; else "$@"; fi
}
