#!/usr/bin/env bash
# Requests a second at 16 connections against the release build, on SQLite with demo data.
source "$(dirname "$0")/common.sh"

step "the single-page app" scripts/build-web.sh
step "the server" cargo build --release -p backend --bin loa
LOA_MACHINE_CLOCK=1 LOA_BIN="$CARGO_TARGET_DIR/release/loa" cargo bench -p tests --bench http
