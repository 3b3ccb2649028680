#!/bin/sh
# Trunk's post_build hook: puts the areas that the split cut off beside the first load, made as
# small as it in a release.
set -eu

cp "$LOA_SPLIT/__wasm_split.js" "$TRUNK_STAGING_DIR/"
for part in "$LOA_SPLIT"/split_*.wasm "$LOA_SPLIT"/chunk_*.wasm; do
    [ -f "$part" ] || continue
    to=$TRUNK_STAGING_DIR/$(basename "$part")
    if [ "$TRUNK_PROFILE" = release ]; then
        # shellcheck disable=SC2086
        wasm-opt -Oz $LOA_WASM_FEATURES --strip-debug --strip-producers "$part" -o "$to" 2>/dev/null
    else
        cp "$part" "$to"
    fi
done
