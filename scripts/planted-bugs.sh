#!/usr/bin/env bash
# Do the tests notice? Each patch of e2e/planted/ puts one known bug into a copy of the last commit. Its `build:` line
# must succeed, and its `catch:` line (a stage of make test, narrowed) must fail in a test, although the same line holds
# in the copy without the patch: only then is it the bug that was caught.
#   scripts/planted-bugs.sh [NAME…]     all of them, or those whose name begins so
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/env.sh
root=$PWD
work=$(mktemp -d)
copy=$work/copy
log=$work/log
# Its own target folder, kept: the copies differ from each other by a few lines.
export CARGO_TARGET_DIR=$CARGO_TARGET_DIR/planted
export HUIFANG_BIN=$CARGO_TARGET_DIR/release/huifang
trap 'git worktree remove --force "$copy" 2>/dev/null; rm -rf "$work"' EXIT
git worktree add --quiet --force --detach "$copy" HEAD || exit
[ -d node_modules ] && ln -s "$root/node_modules" "$copy/node_modules"
[ -d e2e/node_modules ] && ln -s "$root/e2e/node_modules" "$copy/e2e/node_modules"
# The server embeds dist/ when it is compiled; only the patches of the page need what is in it.
mkdir -p "$copy/dist"

patches=()
for name in "${@:-}"; do
    for patch in "$root"/e2e/planted/"$name"*.patch; do
        [ -f "$patch" ] || { echo "no patch is called $name" >&2; exit 2; }
        patches+=("$patch")
    done
done

line_of() { sed -n "s/^# $1: //p" "$2"; }
in_copy() { (cd "$copy" && bash -c "$1") > "$log" 2>&1; }
# What cargo and Playwright print for a test that did not hold: a missing tool or a typing error prints neither.
tests_that_failed() { grep -E '^test .* FAILED$|^ +✘ ' "$log"; }

# Without any patch, once for each distinct line.
declare -A holds
for patch in "${patches[@]}"; do
    catch=$(line_of catch "$patch")
    [ -z "${holds[$catch]:-}" ] || continue
    printf '=== without a bug: %s\n' "$catch"
    if in_copy "$(line_of build "$patch")" && in_copy "$catch"; then
        holds[$catch]=yes
    else
        holds[$catch]=no
        tail -20 "$log"
        echo "--- it does not hold in the last commit either"
    fi
done

passed=0 failed=0
missed() { echo "--- $1"; failed=$((failed + 1)); }
for patch in "${patches[@]}"; do
    name=$(basename "$patch" .patch)
    catch=$(line_of catch "$patch")
    printf '\n=== %s: %s\n' "$name" "$(sed -n '1s/^# //p' "$patch")"
    git -C "$copy" checkout --quiet . || exit
    if [ "${holds[$catch]}" = no ]; then
        missed "no verdict: \`$catch\` fails without the bug"
    elif ! git -C "$copy" apply "$patch"; then
        missed "the patch must be made again"
    elif ! in_copy "$(line_of build "$patch")"; then
        tail -20 "$log"
        missed "it does not build: the patch must be made again"
    elif in_copy "$catch"; then
        missed "not noticed by: $catch"
    elif ! tests_that_failed > "$work/failed"; then
        tail -20 "$log"
        missed "no verdict: it failed outside any test"
    else
        head -5 "$work/failed"
        passed=$((passed + 1))
    fi
done
printf '\n%d passed, %d failed\n' $passed $failed
[ $failed -eq 0 ]
