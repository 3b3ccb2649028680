#!/bin/sh
# Trunk's post_build hook: puts the areas that the split cut off beside the first load.
set -eu

cp "$LOA_SPLIT/__wasm_split.js" "$LOA_SPLIT"/split_*.wasm "$LOA_SPLIT"/chunk_*.wasm "$TRUNK_STAGING_DIR/"
