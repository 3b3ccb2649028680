"""Reads every list that a role can read, and prints the ids by collection."""

import json
import sys
import urllib.error
import urllib.request

base, credential, schema = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
with open(schema, encoding="utf-8") as file:
    paths = json.load(file)["paths"]


def read(path):
    """The answer of a read, or nothing where the role may not."""
    request = urllib.request.Request(base + path, headers=credential)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except (urllib.error.URLError, ValueError):
        return None


ids = {}
for path, operations in paths.items():
    if "get" not in operations or "{" in path.replace("{kind}", "") or "stream" in path:
        continue
    kinds = ["topics", "channels", "audiences", "indicators"] if "{kind}" in path else [None]
    for kind in kinds:
        answer = read(path.replace("{kind}", kind or ""))
        items = answer.get("items") if isinstance(answer, dict) else answer
        name = kind or path.removeprefix("/api/v1/").split("/")[0]
        for item in items if isinstance(items, list) else []:
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                ids.setdefault(name, []).append(item["id"])
# A report is read by its assignment.
for assignment in ids.get("assignments", []):
    report = read(f"/api/v1/assignments/{assignment}/report")
    if report and "id" in report:
        ids.setdefault("reports", []).append(report["id"])
json.dump(ids, sys.stdout)
