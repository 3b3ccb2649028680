# Sourced by the other scripts: where things are, and how a step announces itself.
# shellcheck shell=bash
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

export LOA_CACHE="${LOA_CACHE:-$HOME/.cache/loa}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$LOA_CACHE/target}"
export PATH="$LOA_CACHE/tools/bin:$PATH"
mkdir -p "$CARGO_TARGET_DIR" "$LOA_CACHE/tools/bin"

# The single-page app has its own build (scripts/build-web.sh); these are the native members.
# One selection and one set of features everywhere: otherwise cargo unifies features
# differently from step to step and builds the dependencies again.
native=(--workspace --exclude frontend --features backend/test-clock)
export native

# step NAME COMMAND…: says what runs, and how long it took.
step() {
    local name=$1 started=$SECONDS
    shift
    printf '── %s\n' "$name"
    if ! "$@"; then
        printf '✗  %s failed after %d s\n' "$name" $((SECONDS - started)) >&2
        return 1
    fi
    printf '✓  %s: %d s\n' "$name" $((SECONDS - started))
}
