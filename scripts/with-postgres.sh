#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL: its own folder, its own port, gone afterwards whatever happened.
#   scripts/with-postgres.sh cargo test -p backend
# The command finds the server in HUIFANG_TEST_DATABASE_URL and DATABASE_URL (loopback), PGHOST (unix socket) and PGPORT.
# Tests run at the same time: each makes a database or schema of its own in it.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: scripts/with-postgres.sh COMMAND [ARGUMENT…]" >&2; exit 2; }

initdb=$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)
[ -n "$initdb" ] || { echo "with-postgres: no PostgreSQL here; scripts/setup.sh test installs it" >&2; exit 2; }
bin=$(dirname "$initdb")

# PostgreSQL refuses to run as root. /tmp and not TMPDIR: the other user must be able to enter it, and a socket's path
# may not be longer than 107 bytes.
folder=$(mktemp -d /tmp/huifang-pg.XXXXXX)
as=()
if [ "$(id -u)" -eq 0 ]; then
    as=(runuser -u postgres --)
    chown postgres "$folder"
fi

started=
clean() {
    trap - EXIT INT TERM HUP
    [ -z "$started" ] || "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
# Read through a pipe-free file that goes away with the folder: a password on a command line is everybody's.
(umask 077; printf '%s' "$password" >"$folder/password")
[ ${#as[@]} -eq 0 ] || chown postgres "$folder/password"

cd_free() { (cd / && "$@"); } # the other user may not read the folder we stand in
cd_free "${as[@]}" "$bin/initdb" -D "$folder/data" -U huifang -A scram-sha-256 --pwfile="$folder/password" \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" || { cat "$folder/initdb.log" >&2; exit 1; }

options="-c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c max_connections=200 \
-c shared_buffers=64MB -c log_min_messages=warning"
# What is lost with the power here is lost anyway. Measurements want what a company's own server does.
[ -n "${HUIFANG_POSTGRES_DURABLE:-}" ] || options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"

# Between asking for a free port and taking it somebody else may: so try again.
for _ in 1 2 3 4 5; do
    port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    if cd_free "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w -t 30 -o "$options -p $port" start >/dev/null; then
        started=yes
        break
    fi
done
[ -n "$started" ] || { echo "with-postgres: the server did not start" >&2; cat "$folder/log" >&2; exit 1; }

export PGHOST=$folder PGPORT=$port PGUSER=huifang PGPASSWORD=$password PGDATABASE=postgres
export HUIFANG_TEST_DATABASE_URL="postgres://huifang:$password@127.0.0.1:$port/postgres"
export DATABASE_URL=$HUIFANG_TEST_DATABASE_URL
status=0
"$@" || status=$?
[ $status -eq 0 ] || { echo "with-postgres: the command failed ($status); the server's last words:" >&2; tail -n 20 "$folder/log" >&2; }
exit $status
