#!/usr/bin/env bash
# Do the tests notice? Each patch of e2e/planted/ puts one known bug into a copy of the last commit; its `build:` line
# must succeed and its `catch:` line (a stage of make test, narrowed) must fail.
#   scripts/planted-bugs.sh [NAME…]
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
root=$PWD
copy=$(mktemp -d)
# Its own target folder, kept: the copies differ from each other by a few lines.
export CARGO_TARGET_DIR=$CARGO_TARGET_DIR/planted
trap 'git worktree remove --force "$copy" 2>/dev/null; rm -rf "$copy"' EXIT
git worktree add --quiet --force --detach "$copy" HEAD || exit
[ -d node_modules ] && ln -s "$root/node_modules" "$copy/node_modules"
[ -d e2e/node_modules ] && ln -s "$root/e2e/node_modules" "$copy/e2e/node_modules"

passed=0 failed=0
for patch in e2e/planted/${1:-}*.patch; do
    name=$(basename "$patch" .patch)
    build=$(sed -n 's/^# build: //p' "$patch") catch=$(sed -n 's/^# catch: //p' "$patch")
    printf '\n=== %s: %s\n' "$name" "$(sed -n '1s/^# //p' "$patch")"
    (cd "$copy" && git checkout --quiet . && git apply "$root/$patch") || { failed=$((failed + 1)); continue; }
    export HUIFANG_BIN=$CARGO_TARGET_DIR/release/huifang
    if ! (cd "$copy" && bash -c "$build") > "${TMPDIR:-/tmp}/planted-$name.log" 2>&1; then
        tail -20 "${TMPDIR:-/tmp}/planted-$name.log"
        echo "--- $name does not build: the patch must be made again"
        failed=$((failed + 1))
    elif (cd "$copy" && bash -c "$catch") > "${TMPDIR:-/tmp}/planted-$name.log" 2>&1; then
        echo "--- $name was not noticed by: $catch"
        failed=$((failed + 1))
    else
        grep -E "panicked at|FAILED|failed" "${TMPDIR:-/tmp}/planted-$name.log" | head -3
        passed=$((passed + 1))
    fi
    rm -f "${TMPDIR:-/tmp}/planted-$name.log"
done
printf '\n%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ]
