#!/usr/bin/env bash
# What "make test" does: quick checks first, journeys last. "check" stops before the tests.
source "$(dirname "$0")/common.sh"
started=$SECONDS

# Of this run alone: two runs at once do not meet.
run=$(mktemp -d)
trap 'rm -rf "$run"' EXIT

lock_is_current() { cargo fetch --locked --quiet; }
lints() { cargo clippy "${native[@]}" --all-targets --quiet -- -D warnings; }
# The server under test is put aside: a build in another window must not change it under way.
build() {
    cargo test "${native[@]}" --no-run --quiet &&
        cargo build "${native[@]}" --quiet &&
        cp "$CARGO_TARGET_DIR/debug/loa" "$run/loa"
}
# The API's tests wait for their servers for a third of their time, the browser's never.
tests() {
    local status=0
    RUST_TEST_THREADS=$(($(nproc) + 1)) cargo test "${native[@]}" --no-fail-fast \
        --lib --bins --test api --test migrations || status=$?
    cargo test "${native[@]}" --no-fail-fast --test browser || status=$?
    cargo test "${native[@]}" --no-fail-fast --doc || status=$?
    return "$status"
}

step "Cargo.lock matches" lock_is_current
step "format" cargo fmt --all --check
step "source rules" scripts/check-sources.sh
step "dependency rule" scripts/check-dependencies.sh
[[ ${1:-} == check ]] || step "packages for the tests" scripts/setup-test.sh
step "the single-page app" scripts/build-web.sh
step "clippy" lints
step "shared and frontend for WASM" scripts/build-web.sh check
step "licences, bans, sources" scripts/check-licences.sh
[[ ${1:-} == check ]] && exit 0

step "build of server and tests" build
# The harness starts this very binary; see tests/src/server.rs.
export LOA_BIN="$run/loa"
status=0
step "generated client" scripts/check-client.sh || status=1
step "generated requests" scripts/fuzz-api.sh || status=1
step "tests" tests 2>&1 | tee "$run/test.log" || status=$?

awk '/^test result:/ { p += $4; f += $6; i += $8 } END { printf "%d passed, %d failed, %d skipped\n", p, f, i }' \
    "$run/test.log"
printf 'all of it took %d s\n' $((SECONDS - started))
exit "$status"
