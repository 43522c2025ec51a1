#!/usr/bin/env bash
# Brings a Debian 12 with git, make, curl, gcc, rustup (stable) and Node 20 to where this repository can be built.
#   scripts/setup.sh app     what building and running needs
#   scripts/setup.sh test    the same, and what the tests need (a browser, CJK fonts, PostgreSQL)
# Says what it does, does nothing twice. Tools that take minutes to compile go to a cache outside the checkout.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh

mode=${1:-app}
case $mode in app | test) ;; *) echo "usage: scripts/setup.sh app|test" >&2; exit 2 ;; esac

say() { printf 'setup: %s\n' "$*"; }
need() { command -v "$1" >/dev/null || { say "missing: $1 ($2)"; exit 2; }; }
need cargo "install rustup from rustup.rs, stable toolchain"
need node "Node 20 or newer"
need npm "it comes with Node"

# The version of a package in Cargo.lock: the command-line half of wasm-bindgen must equal it exactly.
locked() { awk -v n="\"$1\"" '$1=="name" && $3==n {hit=1} hit && $1=="version" {gsub(/"/,"",$3); print $3; exit}' Cargo.lock; }

# Root is needed for packages only. With neither root nor a password-less sudo the person gets the one command to type.
install_packages() {
    local missing=() p
    for p in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null | grep -qx installed || missing+=("$p")
    done
    [ ${#missing[@]} -eq 0 ] && return
    local as=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as=(sudo)
        else say "missing packages; run this as root, then try again:"; echo "  apt-get install -y --no-install-recommends ${missing[*]}"; exit 2; fi
    fi
    say "installing with apt: ${missing[*]}"
    "${as[@]}" apt-get update -qq
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

wasm_std_present() { compgen -G "$(rustc ${1:+"+$1"} --print target-libdir --target wasm32-unknown-unknown 2>/dev/null)/libcore-*.rlib" >/dev/null; }

# rustup first. Where its server cannot be reached, Debian's newer Rust, with a wasm std built from Debian's own sources.
setup_wasm_target() {
    if wasm_std_present ""; then rm -f "$HUIFANG_WASM_TOOLCHAIN_FILE"; return; fi
    if [ -s "$HUIFANG_WASM_TOOLCHAIN_FILE" ] && wasm_std_present "$(cat "$HUIFANG_WASM_TOOLCHAIN_FILE")"; then return; fi
    say "adding the target wasm32-unknown-unknown with rustup"
    if rustup target add wasm32-unknown-unknown && wasm_std_present ""; then rm -f "$HUIFANG_WASM_TOOLCHAIN_FILE"; return; fi
    say "rustup could not: taking Rust from Debian for the wasm half"
    scripts/wasm-std-from-debian.sh
    mkdir -p "$(dirname "$HUIFANG_WASM_TOOLCHAIN_FILE")"
    echo debian >"$HUIFANG_WASM_TOOLCHAIN_FILE"
}

has_version() { "$HUIFANG_TOOLS/bin/$1" --version 2>/dev/null | grep -qwF "$2"; }

# These run for seconds, so they are compiled for a quick install and not for speed. The build folder survives an
# interrupted install, so that the second try goes on where the first stopped.
install_tool() {
    local crate=$1 binary=$2 version=$3; shift 3
    has_version "$binary" "$version" && return
    say "compiling $crate $version into $HUIFANG_TOOLS (some minutes, once)"
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
        CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_TARGET_DIR="$HUIFANG_TOOLS/build" \
        cargo install "$crate" --version "=$version" --root "$HUIFANG_TOOLS" --force --quiet "$@"
    has_version "$binary" "$version" || { say "$crate $version did not install"; exit 1; }
    rm -rf "$HUIFANG_TOOLS/build"
}

# `npm ci` empties node_modules first, so it runs only when the lock differs from the one last installed.
install_npm() {
    cmp -s "$1/package-lock.json" "$1/node_modules/.installed-lock" && return
    say "npm packages of $1"
    (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-progress --loglevel=error 2>&1 | sed -n 1,15p)
    cp "$1/package-lock.json" "$1/node_modules/.installed-lock"
}

setup_app() {
    setup_wasm_target
    # Trunk and the checks ask cargo to stay offline: the crates must be here before.
    cargo fetch --locked --quiet
    # No --locked for wasm-bindgen-cli: its lock names a version that not every registry serves.
    install_tool wasm-bindgen-cli wasm-bindgen "$(locked wasm-bindgen)"
    # Trunk asks for a newer compiler than it needs.
    install_tool trunk trunk 0.22.1 --locked --ignore-rust-version
    install_npm .
}

setup_test() {
    local c
    for c in rustfmt clippy; do cargo "${c/rust/}" --version >/dev/null 2>&1 || { say "adding $c with rustup"; rustup component add "$c"; }; done
    install_packages chromium fonts-noto-cjk postgresql-15 brotli
    install_npm e2e
}

setup_app
if [ "$mode" = test ]; then setup_test; fi
say "ready ($mode)"
