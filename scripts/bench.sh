#!/usr/bin/env bash
# Requests a second and p99 at 16 connections: the release build on the large data set on SQLite,
# beside a hand-written server on the same data; then what one commune's writers cost another's reads
# on PostgreSQL.
source "$(dirname "$0")/common.sh"

oha=1.16.0
if ! oha --version 2>/dev/null | grep -q "$oha"; then
    step "the load generator" cargo install oha --version "$oha" --locked --root "$LOA_CACHE/tools"
fi
step "the single-page app" scripts/build-web.sh
step "the server" cargo build --release -p backend --bin loa
step "the benches" cargo bench -p tests --no-run
LOA_MACHINE_CLOCK=1 LOA_BIN="$CARGO_TARGET_DIR/release/loa" cargo bench -p tests --bench http
LOA_MACHINE_CLOCK=1 LOA_BIN="$CARGO_TARGET_DIR/release/loa" cargo bench -p tests --bench neighbours
