#!/usr/bin/env bash
# Licences, banned crates and sources, by cargo-deny. Advisories need a download, so they
# are not part of this.
source "$(dirname "$0")/common.sh"

# Pinned: newer ones may need a newer compiler than rust-version.
version=0.20.2
tool="$LOA_CACHE/tools/bin/cargo-deny"

if [[ "$("$tool" --version 2>/dev/null || true)" != "cargo-deny $version" ]]; then
    echo "installing cargo-deny $version (the first time: several minutes)"
    CARGO_TARGET_DIR="$LOA_CACHE/tools/build-deny" \
        cargo install --quiet --locked cargo-deny --version "$version" --root "$LOA_CACHE/tools"
    rm -rf "$LOA_CACHE/tools/build-deny"
fi
# Without a download: what the lock file names has to be there first.
cargo fetch --locked --quiet
"$tool" --offline --log-level error check licenses bans sources
