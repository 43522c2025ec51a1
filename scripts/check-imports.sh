#!/usr/bin/env bash
# The walls of the house (ARCHITECTURE.md), checked: who may depend on whom, and what may not be written where.
# Every breach is printed before it fails.
set -uo pipefail
cd "$(dirname "$0")/.."

breaches=0
breach() { printf 'imports: %s\n' "$*"; breaches=$((breaches + 1)); }

# tree NAME LIST CARGO-TREE-ARGUMENTS…: the tree must name none of the crates of LIST.
tree() {
    local name=$1 forbidden=$2 crates found; shift 2
    crates=$(cargo tree --offline --locked --edges normal --prefix none --format '{p}' "$@" 2>&1) \
        || { breach "cargo tree failed for $name: $(head -3 <<<"$crates")"; return; }
    found=$(cut -d' ' -f1 <<<"$crates" | sort -u | grep -xE "$forbidden" | tr '\n' ' ')
    [ -z "$found" ] || breach "$name depends on: $found"
}

# absent WHAT PATTERN PATH…: no source line there may match. Lines that are only a comment are no breach.
absent() {
    local what=$1 pattern=$2 found paths=() p; shift 2
    for p in "$@"; do [ -e "$p" ] && paths+=("$p"); done
    [ ${#paths[@]} -gt 0 ] || return 0
    found=$(grep -rnE "$pattern" --include='*.rs' --include='*.mjs' "${paths[@]}" --exclude-dir=node_modules \
        | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//')
    [ -z "$found" ] || breach "$what:"$'\n'"$(sed 's/^/    /' <<<"$found")"
}

wasm=(--target wasm32-unknown-unknown)
tree "shared" 'tokio|sqlx|sqlx-core|web-sys|leptos|axum|reqwest|backend|frontend' -p shared
tree "shared for wasm" 'tokio|sqlx|web-sys|leptos|axum|backend|frontend' -p shared "${wasm[@]}"
tree "shared without crdt" 'automerge|hexane' -p shared --no-default-features
tree "the page" 'automerge|hexane|tokio|sqlx|axum|backend|chrono|reqwest' \
    -p frontend --no-default-features --features page "${wasm[@]}"
tree "the worker" 'leptos|leptos_router|tokio|sqlx|axum|backend|regex|chrono|reqwest' \
    -p frontend --no-default-features --features worker "${wasm[@]}"
tree "the backend" 'frontend|leptos|web-sys|wasm-bindgen' -p backend --target x86_64-unknown-linux-gnu

# Time, ids and chance come in by the door.
absent "shared looks at a clock or at chance" \
    'SystemTime::now|Instant::now|Timestamp::now|Zoned::now|ActorId::random|Uuid::now_v7|Uuid::new_v4|getrandom|std::(fs|net|env|process|thread)' shared/src
# pages → components → store ⇢ worker: a page that reaches past the store cannot be followed.
absent "a page or component reaches past the store" 'crate::(storage|api|sync|worker)\b|use (storage|api|sync|worker)::' \
    frontend/src/pages frontend/src/components
absent "a component knows a page" 'crate::pages\b' frontend/src/components
absent "markup from strings" 'inner_html|set_inner_html|insert_adjacent_html|set_outer_html' frontend/src
absent "a journey sleeps instead of waiting for a state" 'waitForTimeout|setTimeout\(' e2e/journeys
absent "a single test is switched on or off" 'test\.(only|skip|fixme)|describe\.(only|skip)' e2e/journeys

while IFS= read -r file; do
    lines=$(wc -l <"$file")
    [ "$lines" -le 600 ] || breach "$file has $lines lines (at most 600: split it, tests apart)"
done < <(find shared/src shared/tests backend/src backend/tests frontend/src e2e scripts -name node_modules -prune -o \
    \( -name '*.rs' -o -name '*.mjs' -o -name '*.sh' \) -print 2>/dev/null)

# A lock that names a host installs only where that host answers.
grep -nE '"resolved": "https?://' package-lock.json e2e/package-lock.json && breach "a lock names a registry host"

[ "$breaches" -eq 0 ] || { echo "imports: $breaches breach(es)"; exit 1; }
echo "imports: the walls stand"
