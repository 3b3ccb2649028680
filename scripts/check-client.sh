#!/usr/bin/env bash
# Generates a Python client of docs/openapi.json with openapi-python-client: a warning is something that the
# client lacks, and fails. What was generated is thrown away; "check-client.sh FOLDER" keeps it there.
source "$(dirname "$0")/common.sh"

tools="$LOA_CACHE/tools/client"

# Every package at its version: requirements.txt is the whole of what pip installs.
if ! cmp -s scripts/client/requirements.txt "$tools/requirements.txt"; then
    command -v python3 >/dev/null || { echo "python3 is needed (apt install python3-venv)" >&2; exit 1; }
    echo "installing openapi-python-client (the first time: half a minute)"
    rm -rf "$tools"
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --no-deps -r scripts/client/requirements.txt
    cp scripts/client/requirements.txt "$tools/requirements.txt"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
into="${1:-$work/client}"
"$tools/bin/openapi-python-client" generate --fail-on-warning --path docs/openapi.json \
    --config scripts/client/config.yaml --output-path "$into" --overwrite
# One module an operation.
have=$(find "$into" -path '*/api/*/*.py' ! -name '__init__.py' | wc -l)
want=$(grep -c '"operationId"' docs/openapi.json)
((have == want)) || { echo "$have of $want operations were generated" >&2; exit 1; }
echo "a client of $have operations, without a warning"
