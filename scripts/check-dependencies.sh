#!/usr/bin/env bash
# The dependency rule: shared and migrations know nothing of ours, backend knows both,
# frontend knows shared alone; the layers within the backend, the areas within the page.
source "$(dirname "$0")/common.sh"

failed=0

# ours PACKAGE: the workspace members among its dependencies of every kind and target.
ours() {
    cargo tree -p "$1" --depth 1 --prefix none --format '{p}' --all-features --target all \
        -e normal,build,dev 2>/dev/null |
        awk -v self="$1" '$3 ~ /^\(\// && $1 != self { print $1 }' | sort -u | tr '\n' ' '
}

# may PACKAGE ALLOWED…: fails where a dependency of ours is not among those allowed.
may() {
    local package=$1 dependency
    shift
    for dependency in $(ours "$package"); do
        if [[ " $* " != *" $dependency "* ]]; then
            echo "$package must not depend on $dependency" >&2
            failed=1
        fi
    done
}

may shared
may migrations
may backend shared migrations
may frontend shared

# Entities never leave the backend, and within it stay behind the repositories. The bench's
# hand-written server is no part of the product: that it speaks to the database is its point.
if grep -rnE 'sea_orm|sqlx' --include='*.rs' shared frontend tests |
    grep -vE '^tests/api/.*//|^tests/benches/baseline.rs:|^tests/api/platform/plans.rs:'; then
    echo "only backend and migrations speak to the database" >&2
    failed=1
fi
if grep -rln 'backend::' --include='*.rs' shared frontend migrations; then
    echo "nothing but tests may name the backend" >&2
    failed=1
fi

# Within the backend each area names only those below it, within the page none names another.
command -v python3 >/dev/null || { echo "python3 is needed (apt install python3-venv)" >&2; exit 1; }
scripts/check-layers.py || failed=1

# Proof that the test clock is not in a release: the feature is off unless asked for.
if cargo tree -p backend -e features,no-dev --prefix none 2>/dev/null | grep -q 'test-clock'; then
    echo "test-clock is on by default" >&2
    failed=1
fi

exit "$failed"
