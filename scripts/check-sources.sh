#!/usr/bin/env bash
# House rules on the sources that no compiler knows.
source "$(dirname "$0")/common.sh"

failed=0
mapfile -t files < <(git ls-files --cached --others --exclude-standard -- '*.rs')

complain() {
    echo "$1" >&2
    failed=1
}

for file in "${files[@]}"; do
    [[ -f $file ]] || continue
    lines=$(wc -l <"$file")
    ((lines <= 400)) || complain "$file: $lines lines; split it (at most 400)"
done

rule() {
    local pattern=$1 why=$2
    shift 2
    local hits
    hits=$(grep -nE "$pattern" "$@" 2>/dev/null || true)
    [[ -z $hits ]] || complain "$why:"$'\n'"$hits"
}

rule '\bunsafe\b *(\{|fn|impl)' 'unsafe is forbidden' "${files[@]}"
rule '\b(todo|unimplemented|dbg)!' 'unfinished' "${files[@]}"

# Addresses of the page are written by its routes.rs alone; api/ has those of the server.
mapfile -t of_page < <(printf '%s\n' "${files[@]}" | grep '^frontend/src/' |
    grep -vE '^frontend/src/(api/|routes.rs)' || true)
rule '(href=|more=|navigate\(&?|assign\(&?|format!\(|from\()"/([a-z?#{]|")' 'an address that no Route writes' "${of_page[@]}"

mapfile -t of_tests < <(printf '%s\n' "${files[@]}" | grep '^tests/' || true)
# The poll helper alone pauses, between two looks.
mapfile -t that_wait < <(printf '%s\n' "${of_tests[@]}" | grep -vx 'tests/src/wait.rs' || true)
rule '\bsleep\(' 'tests wait for a condition, never for a time' "${that_wait[@]}"
rule '#\[ignore' 'a test that never runs' "${of_tests[@]}"

# What the audit log says of a write ("task.open") has words on the page ("act": "task_open").
mapfile -t of_backend < <(printf '%s\n' "${files[@]}" | grep '^backend/src/' || true)
literal='"[a-z_]+\.[a-z_]+"'
kinds=$(grep -hE 'write[a-z_]*\(' "${of_backend[@]}" | grep -oE "$literal" | tr -d '"' | cut -d. -f1 | sort -u)
for action in $(grep -ohE "$literal" "${of_backend[@]}" | tr -d '"' | sort -u); do
    grep -qx "${action%%.*}" <<<"$kinds" || continue
    for language in vi en; do
        grep -q "^    \"${action/./_}\":" "frontend/locales/$language.json" ||
            complain "the audit log's $action has no words in $language.json"
    done
done

median=$(for file in "${files[@]}"; do [[ -f $file ]] && wc -l <"$file"; done | sort -n |
    awk '{ n[NR] = $1 } END { print n[int((NR + 1) / 2)] }')
((median <= 120)) || complain "the median source file has $median lines (at most 120)"
echo "${#files[@]} source files, median $median lines"

exit "$failed"
