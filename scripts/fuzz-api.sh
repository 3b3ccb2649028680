#!/usr/bin/env bash
# Generated requests (schemathesis) over every operation of docs/openapi.json, as each kind of
# caller on a demo of its own: no 5xx, no status and no content type that the description lacks.
# A short run; with LOA_DEEP some ten thousand requests a caller. "fuzz-api.sh chutich" runs one.
source "$(dirname "$0")/common.sh"

here=$PWD
tools="$LOA_CACHE/tools/fuzz"
loa="${LOA_BIN:-$CARGO_TARGET_DIR/debug/loa}"
password=cai-cach-hanh-chinh
# What may end the caller's own login comes last; one operation has no end.
own_login='^/api/v1/auth/(logout|password|sessions.*|second-factor.*)$'
endless=/api/v1/notices/stream

# Every package at its version: requirements.txt is the whole of what pip installs.
if ! cmp -s scripts/fuzz/requirements.txt "$tools/requirements.txt"; then
    command -v python3 >/dev/null || { echo "python3 is needed (apt install python3-venv)" >&2; exit 1; }
    echo "installing schemathesis (the first time: a minute)"
    rm -rf "$tools"
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --no-deps -r scripts/fuzz/requirements.txt
    cp scripts/fuzz/requirements.txt "$tools/requirements.txt"
fi

work=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server" 2>/dev/null; wait; rm -rf "$work"' EXIT

if [[ -n ${LOA_DEEP:-} ]]; then
    # The phase "coverage" makes some 7,000 of them, whatever the number of examples.
    examples=${FUZZ_EXAMPLES:-30} phases=examples,coverage,fuzzing
else
    examples=2 phases=fuzzing
fi

# serve NAME: starts a demo, answers its address in $base.
serve() {
    local home="$work/$1"
    mkdir -p "$home" && : >"$home/log"
    (cd "$home" && exec env -u DATABASE_URL LOA_CLIENT_RATE=1000000 LOA_DATA_DIR="$home/data" "$loa" serve --demo \
        --listen 127.0.0.1:0 >"$home/log" 2>&1) &
    server=$!
    local deadline=$((SECONDS + 60))
    until base=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$home/log"); do
        ((SECONDS < deadline)) || { cat "$home/log" >&2; return 1; }
        sleep 0.2
    done
    base=${base%%$'\n'*}
}

# credential NAME: the headers of a caller, in JSON.
credential() {
    local token
    if [[ $1 == client ]]; then
        local made id secret
        made=$("$loa" client create --data-dir "$work/client/data" --commune demo --name Fuzz)
        id=$(sed -n 's/^client_id=//p' <<<"$made") secret=$(sed -n 's/^client_secret=//p' <<<"$made")
        token=$(curl -fsS -u "$id:$secret" -d grant_type=client_credentials "$base/api/v1/auth/token" |
            grep -oE '"access_token":"[^"]+' | cut -d'"' -f4)
        printf '{"Authorization": "Bearer %s"}' "$token"
    else
        token=$(curl -fsS -D - -o /dev/null -H "Origin: $base" -H 'content-type: application/json' \
            -d "{\"username\":\"$1\",\"password\":\"$password\"}" "$base/api/v1/auth/login" |
            sed -nE 's/^set-cookie: (loa=[^;]+);.*/\1/Ip' | head -1)
        printf '{"Cookie": "%s", "Origin": "%s"}' "$token" "$base"
    fi
}

# requests NAME FILTER…: those of the operations that the filter leaves.
requests() {
    local name=$1
    shift
    # Where it is started, it leaves a folder of its own.
    (cd "$work" && FUZZ_CREDENTIAL=$headers FUZZ_IDS="$work/$name/ids" FUZZ_SEEN="$work/$name/seen" \
        PYTHONPATH="$here/scripts/fuzz" SCHEMATHESIS_HOOKS=hooks "$tools/bin/schemathesis" --config-file /dev/null \
        run "$here/docs/openapi.json" --url "$base" --phases "$phases" --max-examples "$examples" \
        --checks not_a_server_error,status_code_conformance,content_type_conformance \
        --exclude-path "$endless" "$@" --seed "${FUZZ_SEED:-1}" --generation-database none \
        --suppress-health-check all --warnings off --request-timeout 20 --continue-on-failure \
        --no-color >"$work/$name/said" 2>&1)
    local status=$?
    ((status == 0)) || cat "$work/$name/said" >&2
    printf '%s: %s; answers: %s\n' "$name" \
        "$(grep -E 'generated|No test cases' "$work/$name/said" | tail -1 | xargs)" "$(cat "$work/$name/seen")"
    return "$status"
}

fuzz() {
    local name=$1 base headers failed=0
    serve "$name"
    headers=$(credential "$name")
    "$tools/bin/python" scripts/fuzz/collect.py "$base" "$headers" docs/openapi.json >"$work/$name/ids"
    requests "$name" --exclude-path-regex "$own_login" || failed=1
    # Without its login the caller would be answered 401 to everything, and nothing be tried.
    local place=/api/v1/auth/me
    [[ $name != client ]] || place=/api/v1/units
    curl -fsS -o /dev/null -H "$(header "$headers")" "$base$place" ||
        { echo "$name has lost its login on the way" >&2; failed=1; }
    requests "$name" --include-path-regex "$own_login" || failed=1
    return "$failed"
}

header() { sed -E 's/^\{"([A-Za-z]+)": "([^"]+)".*/\1: \2/' <<<"$1"; }

if (($#)); then
    fuzz "$1"
else
    # Two at a time: what generates the requests keeps one core busy.
    printf '%s\n' chutich xuanbac quantri client | xargs -P 2 -n 1 scripts/fuzz-api.sh
fi
