#!/usr/bin/env bash
# Everything that must hold before a change goes in, in stages, each with its time.
#   scripts/test.sh          all of it (make test)
#   scripts/test.sh quick    form, lints, walls and unit tests (make check)
# A failing stage does not hide the ones after it, unless they need what it makes.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
scope=${1:-all}
[ "$scope" = quick ] || scripts/setup.sh test || exit

began=$SECONDS
summary=()
broken=0

# stage NAME COMMAND…: runs it, says how long it took, remembers whether it held.
stage() {
    local name=$1 from=$SECONDS status=0; shift
    printf '\n=== %s\n' "$name"
    "$@" || status=$?
    local word=held
    if [ $status -ne 0 ]; then word="BROKEN (exit $status)"; broken=1; fi
    summary+=("$(printf '%5ds  %-34s %s' $((SECONDS - from)) "$name" "$word")")
    printf -- '--- %s: %s after %ds\n' "$name" "$word" $((SECONDS - from))
    return $status
}

finish() {
    printf '\n=== stages\n'
    printf '%s\n' "${summary[@]}"
    printf '%5ds  in all\n' $((SECONDS - began))
    exit $broken
}

wasm_clippy() {
    with_wasm_toolchain cargo clippy --locked -p frontend --target wasm32-unknown-unknown \
        --no-default-features --features "$1" --bin "$1" -- -D warnings
}

# The server embeds dist/ when it is compiled; lints and unit tests need the folder, not what is in it.
mkdir -p dist

stage "format" cargo fmt --all --check
stage "walls" scripts/check-imports.sh
stage "lints: shared, backend" cargo clippy --locked -p shared -p backend --all-targets -- -D warnings
stage "lints: page" wasm_clippy page
stage "lints: worker" wasm_clippy worker
stage "tests: shared" cargo test --locked -p shared
if [ "$scope" = quick ]; then
    stage "tests: backend, units" cargo test --locked -p backend --lib
    finish
fi
stage "tests: backend on SQLite" env -u DATABASE_URL -u HUIFANG_TEST_DATABASE_URL cargo test --locked -p backend
stage "tests: backend on PostgreSQL" scripts/with-postgres.sh cargo test --locked -p backend

stage "build" make --no-print-directory build || finish
stage "size budget" node scripts/size-budget.mjs
stage "browser" scripts/browser-tests.sh
finish
