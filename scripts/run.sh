#!/usr/bin/env bash
# Builds Loa and starts it with demo data. "dev" builds without optimisation, and serves the page
# beside the server from its sources: whatever is changed there shows by itself.
source "$(dirname "$0")/common.sh"

if [[ ${1:-} == dev ]]; then
    # The server's own page may be an old one, or none.
    mkdir -p frontend/dist
    step "the server" cargo build "${native[@]}" --bin loa
    "$CARGO_TARGET_DIR/debug/loa" serve --demo --data-dir "${LOA_DATA_DIR:-data}" &
    trap 'kill %1' EXIT
    echo "the page, reloaded as its sources change: http://127.0.0.1:8081"
    scripts/build-web.sh serve
    exit
fi

step "the single-page app (the first time: several minutes)" scripts/build-web.sh
step "the server (the first time: several minutes)" cargo build -p backend --bin loa --release
printf 'built in %d s\n' "$SECONDS"
exec "$CARGO_TARGET_DIR/release/loa" serve --demo \
    --listen "${LOA_LISTEN:-127.0.0.1:8080}" --data-dir "${LOA_DATA_DIR:-data}"
