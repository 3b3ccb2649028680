#!/usr/bin/env bash
# Builds Loa and starts it with demo data. "dev" builds without optimisation.
source "$(dirname "$0")/common.sh"

profile=(--release)
folder=release
if [[ ${1:-} == dev ]]; then
    profile=()
    folder=debug
fi

step "the single-page app (the first time: several minutes)" scripts/build-web.sh
step "the server (the first time: several minutes)" cargo build -p backend --bin loa "${profile[@]}"
exec "$CARGO_TARGET_DIR/$folder/loa" serve --demo \
    --listen "${LOA_LISTEN:-127.0.0.1:8080}" --data-dir "${LOA_DATA_DIR:-data}"
