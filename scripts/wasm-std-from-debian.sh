#!/usr/bin/env bash
# Builds the std of wasm32-unknown-unknown from Debian's Rust sources and links Debian's Rust into rustup as `debian`.
# Only for machines that reach Debian and crates.io but not rustup's server; scripts/setup.sh calls it there.
set -euo pipefail

as=()
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as=(sudo)
    else echo "setup: run this as root, then try again:"; echo "  $(realpath "$0")"; exit 2; fi
fi
"${as[@]}" apt-get update -qq
"${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    rustc-web cargo-web rust-web-src rust-web-clippy lld-22 rust-web-llvm >/dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/src"
printf '[package]\nname = "nothing"\nversion = "0.0.0"\nedition = "2021"\n[workspace]\n' >"$work/Cargo.toml"
: >"$work/src/lib.rs"

# Bitcode goes in, or the fat-LTO link of the shipped bundle finds none ("Can't find section .llvmbc").
# Debian's binaries by path: the `cargo` on PATH is rustup's.
(cd "$work" && env -u RUSTUP_TOOLCHAIN -u CARGO RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS=-Cembed-bitcode=yes \
    CARGO_TARGET_DIR="$work/target" /usr/bin/cargo build --release --quiet \
    --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort,proc_macro)

lib=/usr/lib/rustlib/wasm32-unknown-unknown/lib
"${as[@]}" mkdir -p "$lib"
# An older std beside the new one would be ambiguous.
"${as[@]}" find "$lib" -name "lib*.rlib" -delete
find "$work/target/wasm32-unknown-unknown/release/deps" -name 'lib*.rlib' ! -name 'libnothing-*' -exec "${as[@]}" cp {} "$lib/" \;
rustup toolchain link debian /usr
